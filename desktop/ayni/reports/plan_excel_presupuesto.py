"""What a plan assumes, its budget by source (T8) and the life of what it buys (T12), as sheets that recompute."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from ayni.domain.caso import DAYS, Asset, Case, Outlay
from ayni.domain.fields import by_name
from ayni.domain.money import in_soles
from ayni.domain.presupuesto import (
    LABOUR_CLASS,
    PARTIDA,
    SERVICE_CLASS,
    SOURCES,
    SUPUESTOS,
    Row,
    amount,
    decimal,
)
from ayni.domain.proyeccion import ordered
from ayni.lang import N_, Sentence
from ayni.reports.libro import (
    BAND,
    MIDDLE,
    MONEY,
    NAME,
    NARROW,
    NOTE,
    PER_CENT,
    PRICE,
    QUANTITY,
    SHARE,
    SUM,
    WHOLE,
    WIDE,
    WORDS,
    Hoja,
    Libro,
    year_column,
)
from ayni.reports.plan import COMPONENT, NO_COMPONENT, SUBTOTAL, TOTAL
from ayni.reports.plan import SHARE as PART_OF_TOTAL

INPUTS_SAID = N_("Lo amarillo se puede cambiar; todo lo demás se calcula solo.")
YEARS_SAID = N_("Los años del plan se cambian en Ayni; después escriba otra vez esta hoja.")
TERMS = ("tasa", "years", "gracia_capital", "gracia_interes", "pagos", "centimos", "year_inicio")
YES, NO = N_("sí"), N_("no")
WORK_DAYS = N_("Días de trabajo de una unidad")


@dataclass(frozen=True, slots=True)
class Presupuesto:
    """Where the budget stands: addresses of each line, and of whole columns."""

    rows: Mapping[int, "Partida"]
    year: str  # columns, without headings, from the first line to the last
    cost: str
    own: str
    donated: str
    labour_days: Sequence[tuple[str, str]]  # quantity of each line of work, and the days of its unit


@dataclass(frozen=True, slots=True)
class Partida:
    """A line of the budget: its addresses; who pays it in the order of the sources."""

    units: str
    unit_cost: str
    year: str
    paid: Sequence[str]


@dataclass(frozen=True, slots=True)
class Uso:
    """What assets cost and give year by year: addresses by year, with the plan."""

    maintenance: Mapping[int, str]
    upkeep: Mapping[int, str]  # each asset rounded: for the months
    replacement: Mapping[int, str]
    salvage: Mapping[int, str]
    residual: str


def write_supuestos(libro: Libro, case: Case) -> dict[str, str]:
    """The assumptions: address of each by the name of its field."""
    hoja = libro.hoja(N_("Supuestos"), [WIDE * 1.6, MIDDLE, WIDE * 1.6])
    hoja.words(2, 1, INPUTS_SAID, NOTE)
    given: dict[str, Decimal | int | None] = {
        "horizonte_years": case.years,
        "tasa_descuento": case.discount_rate_pct,
        "inflacion": case.inflation_pct,
        "socios_participantes": case.members,
        "capital_propio_centimos": case.wc_own,
        "capital_donado_centimos": case.wc_donated,
        "capital_tasa": case.wc_interest_pct,
    }
    for prefix, loan in (("prestamo1", case.loan1), ("prestamo2", case.loan2)):
        if loan is None:
            given |= {f"{prefix}_{name}": None for name in TERMS}
            continue
        terms: tuple[Decimal | int, ...] = (
            *(loan.nominal_pct, loan.years, loan.grace_capital, loan.grace_interest),
            *(loan.payments_per_year, loan.amount, loan.start_year),
        )
        given |= {f"{prefix}_{name}": value for name, value in zip(TERMS, terms, strict=True)}
    found: dict[str, str] = {}
    for item in SUPUESTOS:
        if item.name not in given:
            continue
        row = len(found) + 3
        hoja.words(row, 1, item.label)
        form = MONEY if item.name.endswith("centimos") else QUANTITY
        if item.name.endswith("tasa") or item.name in {"tasa_descuento", "inflacion"}:
            form = PER_CENT
        if item.name == "horizonte_years":
            found[item.name] = hoja.fixed(row, 2, case.years, WHOLE)
            hoja.words(row, 3, YEARS_SAID, NOTE)
        else:
            found[item.name] = hoja.typed(row, 2, given[item.name], form)
    return found


COLUMNS = (
    *("codigo", "clase", "nombre", "unidad", "cantidad", "precio_unitario"),
    *(TOTAL, *SOURCES, "prestamo_centimos", "year_compra"),
    *(N_("Falta o sobra"), N_("¿Suma?"), N_("Costo sin redondear"), N_("Lo que ponen sin préstamo"), WORK_DAYS),
)
CODE, CLASS, CALLED, UNIT, UNITS, PRICED, COST, FUND, CASH, VALUED, BORROWED, BOUGHT, OFF, SAID, EXACT, OWN, WORK = (
    range(1, len(COLUMNS) + 1)
)
SUMMED = range(COST, BORROWED + 1)
ADDS_UP, LACKS, EXCEEDS = N_("igual"), N_("falta"), N_("sobra")


def components(partidas: Sequence[Row]) -> Iterator[tuple[str, list[tuple[int, Row]]]]:
    """Budget rows with their place, by component, in the order in which each first appears."""
    placed = list(enumerate(ordered(partidas)))
    names = [str(row.get("componente") or "") for _place, row in placed]
    by_first = sorted(placed, key=lambda each: names.index(names[each[0]]))
    for name, group in groupby(by_first, key=lambda each: names[each[0]]):
        yield name, list(group)


def write_presupuesto(libro: Libro, case: Case, partidas: Sequence[Row]) -> Presupuesto:
    """Every line with who pays it, what its sources leave open, subtotals by component and shares (T8)."""
    widths = [9, 18, WIDE, 10, 11, NARROW, *[MIDDLE] * 5, 9, NARROW, 9, MIDDLE, MIDDLE, NARROW]
    hoja = libro.hoja(N_("Presupuesto"), widths, "D3", N_("Presupuesto de inversión, en soles"))
    fields = by_name(PARTIDA)
    hoja.head(2, [fields[name].label if name in fields else name for name in COLUMNS])
    lines = dict(enumerate(_as_bought(case, partidas)))
    rows: dict[int, Partida] = {}
    work: list[tuple[str, str]] = []
    subtotals: list[int] = []
    row = 3
    for name, group in components(partidas):
        hoja.data(row, 1, libro.say(Sentence(COMPONENT, name=name) if name else NO_COMPONENT), BAND)
        first = row + 1
        for row, (place, partida) in enumerate(group, start=first):
            rows[place] = _write_partida(hoja, row, partida, lines[place])
            if partida.get("clase") == LABOUR_CLASS:
                days = hoja.typed(row, WORK, DAYS[lines[place].unit], WHOLE)
                work.append((rows[place].units, days))
        row += 1
        hoja.words(row, CALLED, SUBTOTAL, SUM)
        for column in SUMMED:
            hoja.formula(row, column, f"SUM({hoja.span(first, column, row - 1, column)})", style=SUM)
        subtotals.append(row)
        row += 1
    last = max(3, row - 1)
    hoja.words(row, CALLED, TOTAL, SUM)
    for column in SUMMED:
        hoja.formula(row, column, "+".join(hoja.at(each, column) for each in subtotals) or "0", style=SUM)
    paid = f"({hoja.at(row, FUND)}+{hoja.at(row, CASH)}+{hoja.at(row, VALUED)})"
    hoja.words(row + 1, CALLED, PART_OF_TOTAL)
    for column in (FUND, CASH, VALUED):
        hoja.formula(row + 1, column, f"IF({paid}=0,0,{hoja.at(row, column)}/{paid})", SHARE)

    hoja.sheet.print_area = hoja.span(1, 1, row + 1, SAID).split("!")[1]

    def whole(place: int) -> str:
        return hoja.span(3, place, last, place)

    return Presupuesto(rows, whole(BOUGHT), whole(EXACT), whole(OWN), whole(FUND), work)


def _as_bought(case: Case, partidas: Sequence[Row]) -> Iterator[Asset | Outlay]:
    """The line of the case of each budget row, in the order of the rows."""
    side = case.with_plan
    left: dict[str, Iterator[Asset | Outlay]] = {LABOUR_CLASS: iter(side.labour), SERVICE_CLASS: iter(side.services)}
    assets: Iterator[Asset | Outlay] = iter(side.assets)
    for partida in ordered(partidas):
        yield next(left.get(str(partida.get("clase")), assets))


def _write_partida(hoja: Hoja, row: int, partida: Row, line: Asset | Outlay) -> Partida:
    hoja.data(row, CODE, partida.get("codigo"))
    hoja.data(row, CLASS, hoja.libro.voice.value(by_name(PARTIDA)["clase"], partida.get("clase")))
    hoja.data(row, CALLED, partida.get("nombre"))
    hoja.data(row, UNIT, partida.get("unidad"))
    units = hoja.typed(row, UNITS, decimal(partida, "cantidad"), QUANTITY)
    unit_cost = hoja.typed(row, PRICED, decimal(partida, "precio_unitario"), PRICE)
    total = hoja.formula(row, COST, f"ROUND({units}*{unit_cost},2)")
    fund, cash, valued = (
        hoja.typed(row, place, in_soles(amount(partida, name)))
        for place, name in zip((FUND, CASH, VALUED), SOURCES, strict=True)
    )
    borrowed = hoja.typed(row, BORROWED, in_soles(amount(partida, "prestamo_centimos")))
    year = hoja.typed(row, BOUGHT, line.year, WHOLE)
    off = hoja.formula(row, OFF, f"ROUND({total}-{fund}-{cash}-{valued},2)")
    same, lacks, exceeds = (hoja.libro.literal(word) for word in (ADDS_UP, LACKS, EXCEEDS))
    hoja.formula(row, SAID, f"IF({off}=0,{same},IF({off}>0,{lacks},{exceeds}))", style=WORDS)
    hoja.formula(row, EXACT, f"{units}*{unit_cost}")
    hoja.formula(row, OWN, f"{cash}+{valued}-{borrowed}")
    return Partida(units, unit_cost, year, (fund, cash, valued))


LIFE = ("nombre", "cantidad", "precio_unitario", "vida_util", "rescate_unitario", "mantenimiento_unitario")
RESIDUAL = N_("Valor residual al final del plan")


def write_uso(libro: Libro, case: Case, partidas: Sequence[Row], budget: Presupuesto, horizon: str) -> Uso:
    """How long each thing lasts, what it loses each year, when it is replaced and what is left of it (T12)."""
    years = range(1, case.years + 1)
    widths = [WIDE, *[MIDDLE] * max(11, case.years + 2)]
    hoja = libro.hoja(N_("Depreciación"), widths)
    fields = by_name(PARTIDA)
    more = (N_("Depreciación de un año"), N_("Años de vida que le quedan"), RESIDUAL)
    rest = ("se_repone", "year_compra")
    hoja.head(2, [*(fields[name].label for name in (*LIFE, *rest)), *more, N_("Mantenimiento de un año")])
    spoken = libro.voice.say(YES)
    both = (spoken, libro.voice.say(NO))
    placed = [(place, row) for place, row in enumerate(ordered(partidas)) if place in budget.rows]
    goods = [(place, row) for place, row in placed if row.get("clase") not in {LABOUR_CLASS, SERVICE_CLASS}]
    first, last = 3, 2 + len(goods)
    use, new, old = (last + 4 + block * (len(goods) + 3) for block in range(3))
    for row, ((place, partida), asset) in enumerate(zip(goods, case.with_plan.assets, strict=True), start=first):
        bought = budget.rows[place]
        hoja.data(row, 1, partida.get("nombre"))
        units = hoja.formula(row, 2, bought.units, QUANTITY)
        cost = hoja.formula(row, 3, bought.unit_cost, PRICE)
        if decimal(partida, "vida_util") is None:  # until the plan ends
            life = hoja.formula(row, 4, f"MAX(1,{horizon}+1-{bought.year})", WHOLE)
        else:
            life = hoja.typed(row, 4, asset.life, WHOLE)
        scrap = hoja.typed(row, 5, asset.salvage, PRICE)
        upkeep = hoja.typed(row, 6, asset.maint, PRICE)
        again = f"{hoja.chosen(row, 7, spoken if asset.replace else libro.voice.say(NO), both)}={libro.literal(YES)}"
        year = hoja.formula(row, 8, bought.year, WHOLE)
        hoja.formula(row, 9, f"({cost}-{scrap})*{units}/{life}")
        gone = f"MOD({horizon}-{year}+1,{life})"
        left = hoja.formula(row, 10, f"IF({gone}=0,0,{life}-{gone})", WHOLE)
        ended = f"AND(NOT({again}),{year}-1+{life}<={horizon})"
        hoja.formula(row, 11, f"IF({ended},0,{units}*(({cost}-{scrap})*{left}/{life}+{scrap}))")
        hoja.formula(row, 12, f"{units}*{upkeep}")
        for below in (use, new, old):
            hoja.formula(below + row - first, 1, hoja.at(row, 1), style=NAME)
        for each in years:
            column = year_column(each)
            here = hoja.at(use - 1, column)
            renewed = f"AND({again},{here}>{year},MOD({here}-{year},{life})=0)"
            working = f"AND({here}>={year},OR({again},{here}<{year}+{life}))"
            hoja.formula(use + row - first, column, f"IF({working},1,0)", WHOLE)
            hoja.formula(new + row - first, column, f"IF({renewed},{units}*{cost},0)")
            sold = f"OR({renewed},AND(NOT({again}),{here}={year}+{life}))"
            hoja.formula(old + row - first, column, f"IF({sold},{units}*{scrap},0)")
    hoja.words(last + 1, 1, TOTAL, SUM)
    totals = {
        column: hoja.formula(last + 1, column, _sum(hoja, first, last, column), style=SUM) for column in (9, 11, 12)
    }
    headed = (N_("En uso (1 es sí)"), N_("Se repone"), N_("Se vende lo viejo"))
    for below, label in zip((use, new, old), headed, strict=True):
        hoja.years_head(below - 1, case.years, label)
    keep = hoja.span(first, 12, last, 12)

    def per_year(start: int, label: str, row: int, formula: str | None = None) -> dict[int, str]:
        hoja.words(row, 1, label, SUM)

        def written(year: int) -> str:
            column = year_column(year)
            if not goods:
                return "0"
            block = hoja.span(start, column, start + len(goods) - 1, column)
            return formula.format(block=block) if formula else f"SUM({block})"

        return hoja.by_year(row, years, written, style=SUM)

    below = old + len(goods) + 1
    replacement = per_year(new, N_("Total que se repone"), new + len(goods))
    salvage = per_year(old, N_("Total de lo viejo que se vende"), old + len(goods))
    maintenance = per_year(use, N_("Mantenimiento"), below, f"SUMPRODUCT({{block}},{keep})")
    rounded = per_year(
        use, N_("Mantenimiento, cada fila al céntimo"), below + 1, f"SUMPRODUCT({{block}},ROUND({keep},2))"
    )
    return Uso(maintenance, rounded, replacement, salvage, totals[11])


def _sum(hoja: Hoja, first: int, last: int, column: int) -> str:
    return f"SUM({hoja.span(first, column, last, column)})" if last >= first else "0"
