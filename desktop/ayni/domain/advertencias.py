"""What a plan should be asked before it is signed: questions that name the line and never stop anybody.

Each is an `Answer` that waits (PENDING) and only warns; `compared` says the line and where it is written, "investment"
or "production". W06 is a limit of the category that is not kept and comes as the light already says it.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from ayni.domain.caso import Block, Case, Side
from ayni.domain.flujo import replaced
from ayni.domain.indicadores import Indicators
from ayni.domain.money import centimos
from ayni.domain.prestamo import SMALLEST
from ayni.domain.rules import Answer, Result, Severity
from ayni.domain.sensibilidad import PERSPECTIVES, Sensitivity, bearing
from ayni.domain.tasa_interna import Kind
from ayni.lang import N_, Sentence, soles

INVESTMENT, PRODUCTION = "investment", "production"
HALF = Decimal("0.5")  # a year that leaves both neighbours by more than half of each is looked at
SENSITIVE = ("prices", "yields")

TEXTS = {
    "W01": N_("{line}: el interés es menor que la inflación. ¿Está bien la tasa?"),
    "W02": N_("{line}: es más de un año de trabajo. ¿Son varias personas o son meses?"),
    "W03": N_("{line}: el año {year} es muy distinto de los años vecinos. ¿Está bien escrito?"),
    "W04": N_("{line}: se cobra antes de producir. ¿Es la cosecha del año pasado?"),
    "W05": N_("{line}: entre todos pagan más de lo que cuesta. ¿Quién paga de más?"),
    "W07": N_("{line}: dura un año y se repone cada año. ¿No es un insumo?"),
    "W08": N_("Falta decir quién paga {amount} de la inversión."),
    "W09": N_("Sobran {amount} de capital de trabajo: pueden ir a otra cosa."),
    "W10": N_("{line}: se repone el último año, que por eso no es un año normal. Mire el promedio."),
    "W11": N_("Todo el plan y los socios no salen igual: uno gana y el otro pierde. Muestre los dos."),
    "W12": N_("{line}: se acaba antes que la producción y no se repone. ¿Con qué trabajarán?"),
    "W13": N_("{line}: se acaba el último año; lo que valga de viejo no se cuenta."),
    "W14": N_("Hay más de una TIR: decida con el VAN."),
    "W15": N_("Cuando el plan termina, todavía se deben {amount}."),
    "W16": N_("{line}: llevarlo a vender cuesta igual o más que su precio. Cada venta pierde."),
    "W17": N_("El plan es frágil. {sentence}"),
}
WORKING_CAPITAL = N_("Falta decir quién pone {amount} de capital de trabajo.")
NOT_THE_FUND = N_("El fondo no da dinero para capital de trabajo: {amount} deben venir de otra parte.")
LOANS = (N_("Préstamo 1"), N_("Préstamo 2"), N_("Préstamo de capital de trabajo"))


def _asked(code: str, line: str | Sentence = "", where: str = "", text: str = "", **holes: object) -> Answer:
    said = Sentence(text or TEXTS[code], line=line, **holes) if line else Sentence(text or TEXTS[code], **holes)
    compared = (("line", str(line)), ("where", where))
    return Answer(code, code, Result.PENDING, Severity.WARNS, said, "", compared=compared)


def warnings(
    case: Case,
    found: Indicators,
    lights: Iterable[Answer] = (),
    sensitivity: Sensitivity | None = None,
    fragile_pct: Decimal | None = None,
) -> list[Answer]:
    """Everything that should be asked of a plan, in the order of its codes.

    `lights`: how its budget stands before the limits of its category. Without `sensitivity` nothing is said of how
    fragile it is.
    """
    answers = [
        *_loans(case, found),
        *_lines(case.with_plan, case.years),
        *_lines(case.without_plan, case.years),
        *(light for light in lights if light.result is Result.FAIL),
        *_assets(case),
        *_money(case, found),
        *_results(found),
    ]
    if sensitivity is not None and fragile_pct is not None:
        answers += _fragile(sensitivity, fragile_pct)
    return sorted(dict.fromkeys(answers), key=lambda answer: answer.rule if answer.rule in TEXTS else "W06")


def _loans(case: Case, found: Indicators) -> Iterator[Answer]:
    rates = [loan.nominal_pct if loan else None for loan in (case.loan1, case.loan2)]
    amounts = (found.loan1_amount, found.loan2_amount, found.wc_loan)
    for name, rate, amount in zip(LOANS, (*rates, case.wc_interest_pct), amounts, strict=True):
        if rate is not None and amount >= SMALLEST and rate < case.inflation_pct:
            yield _asked("W01", Sentence(name), PRODUCTION)
    if found.loan_left > 0:
        yield _asked("W15", where=PRODUCTION, amount=_soles(found.loan_left))


def _lines(side: Side, years: int) -> Iterator[Answer]:
    """Work counted in years, years unlike their neighbours, sales before production, sales that lose."""
    for work in side.labour:
        if work.unit == "year" and work.units > 1:
            yield _asked("W02", work.name, INVESTMENT)
    for line in side.personnel:
        if line.unit == "year" and max(line.units) > 1:
            yield _asked("W02", line.name, PRODUCTION)
    for block in side.blocks:
        yield from (
            _asked("W02", line.name, PRODUCTION) for line in block.labour if line.unit == "year" and line.units > 1
        )
        yield from (
            _asked("W03", block.name, PRODUCTION, year=year) for year in range(2, years) if _unlike(block, year)
        )
        marks = block.half_months
        paid = block.cash_receipts > 0 and block.cash_production > 0
        if marks and paid and marks.receipts and marks.production and min(marks.receipts) < min(marks.production):
            yield _asked("W04", block.name, PRODUCTION)
        for sold in block.income:
            if sold.transport and sold.transport >= sold.price:
                yield _asked("W16", sold.name, PRODUCTION)


def _unlike(block: Block, year: int) -> bool:
    before, here, after = block.pattern[year - 2 : year + 1]
    if not (before > 0 and after > 0):
        return False
    return all(here - near > near * HALF for near in (before, after)) or all(
        near - here > near * HALF for near in (before, after)
    )


def _assets(case: Case) -> Iterator[Answer]:
    """What is bought: who pays it, and what happens when it is worn out."""
    years, side = case.years, case.with_plan
    for line in side.bought:
        if line.own + line.donated - line.cost > 1:
            yield _asked("W05", line.name, INVESTMENT)
    for asset in side.assets:
        last = asset.year + asset.life - 1
        if asset.replace:
            if asset.life == 1:
                yield _asked("W07", asset.name, INVESTMENT)
            if replaced(asset, years):
                yield _asked("W10", asset.name, INVESTMENT)
        elif any(block.k(year) > 0 for block in side.blocks for year in range(last + 1, years + 1)):
            yield _asked("W12", asset.name, INVESTMENT)
        elif last == years and asset.salvage > 0:
            yield _asked("W13", asset.name, INVESTMENT)


def _money(case: Case, found: Indicators) -> Iterator[Answer]:
    """Money without a source, and money that is too much."""
    if found.unfunded > 1:
        yield _asked("W08", where=INVESTMENT, amount=_soles(found.unfunded))
    if found.wc_loan > 1 and not case.wc_interest_pct:  # nobody has said what a loan for it costs
        yield _asked("W08", where=PRODUCTION, text=WORKING_CAPITAL, amount=_soles(found.wc_loan))
    if case.wc_donated > 0:
        yield _asked("W08", where=PRODUCTION, text=NOT_THE_FUND, amount=_soles(case.wc_donated))
    left = case.wc_donated + case.wc_own - found.wc_required
    if left > 0:
        yield _asked("W09", where=PRODUCTION, amount=_soles(left))


def _results(found: Indicators) -> Iterator[Answer]:
    whole, members = found.npv_all, found.npv_applicant
    if whole is not None and members is not None and min(whole, members) < 0 < max(whole, members):
        yield _asked("W11")
    if Kind.MANY in {found.irr_all.kind, found.irr_applicant.kind}:
        yield _asked("W14")


def _fragile(found: Sensitivity, within_pct: Decimal) -> list[Answer]:
    return [
        _asked("W17", sentence=bearing(found, perspective, variable))
        for perspective in PERSPECTIVES
        for variable in SENSITIVE
        if (value := found.switching[f"{perspective}.{variable}"]) is not None and abs(value) <= within_pct
    ]


def _soles(amount: Decimal) -> str:
    return soles(centimos(amount))
