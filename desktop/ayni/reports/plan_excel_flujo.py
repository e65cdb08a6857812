"""What a plan leaves year by year (T13) and its internal rates of return, as sheets that recompute."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ayni.domain.caso import Case
from ayni.lang import N_, Sentence
from ayni.reports.libro import (
    BAND,
    FIGURE,
    MIDDLE,
    MONEY,
    NAME,
    NARROW,
    NOTE,
    QUANTITY,
    SHARE,
    SUM,
    WHOLE,
    WIDE,
    Hoja,
    Libro,
    year_column,
)
from ayni.reports.plan import OWN_MONEY, WHOLE_PLAN
from ayni.reports.plan_excel_caja import Capital, Prestamos
from ayni.reports.plan_excel_presupuesto import Presupuesto, Uso
from ayni.reports.plan_excel_produccion import OWN_PART, WITH_PLAN, WITHOUT_PLAN, ByYear, Lados

NONE = "—"
FACTOR = "0.000000"
SALES, PRODUCING, GENERAL, UPKEEP, RENEWED, SCRAP = (
    N_("Entra de las ventas"),
    N_("Sale para producir"),
    N_("Sale en gastos generales y personal"),
    N_("Sale en mantenimiento"),
    N_("Sale para reponer"),
    N_("Entra de lo viejo que se vende"),
)
INVESTED, RESIDUAL, LEFT = N_("Sale para invertir"), N_("Valor residual al final del plan"), N_("Queda en el año")


@dataclass(frozen=True, slots=True)
class Inversion:
    """The investment of each year, what the members put and what is given to them: addresses by year."""

    cost: ByYear
    own: ByYear
    donated: ByYear
    missing: str


@dataclass(frozen=True, slots=True)
class Flujo:
    """The yearly flow: addresses by year, and formulas of whole rows."""

    hoja: Hoja
    years: int
    net: ByYear
    all: ByYear  # from year 0
    applicant: ByYear
    benefit: str
    cost: str
    bought: str
    given: str
    investment_factors: str
    before: ByYear
    after: ByYear
    negative: str
    sums: Mapping[str, tuple[str, str]]  # of both flows: running sums, and the last year in which each is below zero
    signs: Mapping[str, tuple[str, str, str]]  # of both flows: changes of sign, first sign, last sign

    def row(self, flow: ByYear) -> str:
        """The block of a flow from its first year to its last."""
        first, last = min(flow), max(flow)
        return f"{flow[first]}:{flow[last].split('!')[1]}"


def write_inversion(libro: Libro, case: Case, budget: Presupuesto) -> Inversion:
    """What is invested in each year, from the lines of the budget."""
    hoja = libro.hoja(N_("Inversión"), [WIDE, NARROW, *[MIDDLE] * (case.years + 1)])
    span = range(1, case.years + 1)
    hoja.years_head(2, case.years, N_("Inversión de cada año"))
    found: list[dict[int, str]] = []
    labels = (N_("Todo lo que se invierte"), N_("Lo que ponen los socios sin préstamo"), N_("Lo que paga el fondo"))
    for row, (label, column) in enumerate(zip(labels, (budget.cost, budget.own, budget.donated), strict=True), start=3):
        hoja.words(row, 1, label)
        found.append(hoja.by_year(row, span, _of_year(hoja, budget.year, column)))
    hoja.words(6, 1, N_("Falta financiar"), SUM)
    cost, own, donated = ("+".join(part.values()) for part in found)
    missing = hoja.formula(6, 3, f"ROUND({cost}-({own})-({donated}),6)", style=SUM)
    return Inversion(found[0], found[1], found[2], missing)


def _of_year(hoja: Hoja, years: str, column: str) -> Callable[[int], str]:
    return lambda year: f"SUMIF({years},{hoja.at(2, year_column(year))},{column})"


def write_flujo(
    libro: Libro,
    case: Case,
    assumed: Mapping[str, str],
    sides: Lados,
    use: Uso,
    invested: Inversion,
    capital: Capital,
    loans: Prestamos,
) -> Flujo:
    """Both sides, what the plan changes, the two flows, and whether the cash box can pay its bills."""
    years = case.years
    hoja = libro.hoja(N_("Flujo"), [WIDE, NARROW, *[MIDDLE] * (years + 1)], title=N_("Flujo de caja, en soles"))
    span = range(1, years + 1)
    one, other = sides
    row = 2

    def line(label: str, formula: Callable[[int], str], form: str = MONEY, style: str = FIGURE) -> dict[int, str]:
        nonlocal row
        row += 1
        hoja.words(row, 1, label, SUM if style == SUM else NAME)
        return hoja.by_year(row, span, formula, form, style)

    def title(label: str, first: int = 1) -> None:
        nonlocal row
        row += 2
        hoja.years_head(row, years, label, first)

    row = 0
    title(WITH_PLAN)
    sales = line(SALES, one.sales.__getitem__)
    scrap = line(SCRAP, use.salvage.__getitem__)
    residual = line(RESIDUAL, lambda year: use.residual if year == years else "0")
    spent = line(PRODUCING, one.operating.__getitem__)
    general = line(GENERAL, one.general.__getitem__)
    upkeep = line(UPKEEP, use.maintenance.__getitem__)
    renewed = line(RENEWED, use.replacement.__getitem__)
    bought = line(INVESTED, invested.cost.__getitem__)
    net_one = line(
        LEFT,
        lambda year: (
            f"{sales[year]}+{scrap[year]}+{residual[year]}-{spent[year]}-{general[year]}-{upkeep[year]}"
            f"-{renewed[year]}-{bought[year]}"
        ),
        style=SUM,
    )
    title(WITHOUT_PLAN)
    sales_other = line(SALES, other.sales.__getitem__)
    spent_other = line(PRODUCING, other.operating.__getitem__)
    general_other = line(GENERAL, other.general.__getitem__)
    net_other = line(LEFT, lambda year: f"{sales_other[year]}-{spent_other[year]}-{general_other[year]}", style=SUM)

    title(N_("Lo que el plan cambia, desde el año 0"), 0)
    net = line(N_("Diferencia"), lambda year: f"{net_one[year]}-{net_other[year]}", style=SUM)
    whole = line(
        WHOLE_PLAN,
        lambda year: f"ROUND({net[year]},2)+{bought[1]}" if year == 1 else f"ROUND({net[year]},2)",
        style=SUM,
    )
    whole[0] = hoja.formula(row, year_column(0), f"-{bought[1]}", style=SUM)
    grant = assumed["capital_donado_centimos"]
    members = line(
        OWN_MONEY,
        lambda year: f"{whole[year]}+{grant if year == 1 else invested.donated[year]}",
        style=SUM,
    )
    members[0] = hoja.formula(row, year_column(0), f"{whole[0]}+{invested.donated[1]}", style=SUM)
    rate = assumed["tasa_descuento"]
    factors = line(N_("Factor de descuento"), lambda year: f"1/(1+{rate}/100)^{hoja.at(2, year_column(year))}", FACTOR)
    later = line(N_("Factor de la inversión"), lambda year: "1" if year == 1 else factors[year], FACTOR)
    benefit = line(N_("Beneficios"), lambda year: f"{sales[year]}+{scrap[year]}+{residual[year]}-{sales_other[year]}")
    cost = line(
        N_("Costos sin inversión"),
        lambda year: (
            f"{spent[year]}+{general[year]}+{upkeep[year]}+{renewed[year]}-{spent_other[year]}-{general_other[year]}"
        ),
    )
    sums, signs = {}, {}
    for label, flow in ((WHOLE_PLAN, whole), (OWN_MONEY, members)):
        row += 2
        hoja.words(row, 1, label, BAND)
        sums[label], signs[label] = _write_sums(hoja, row + 1, years, flow)
        row += 6

    title(N_("La caja: si alcanza para pagar"))
    own_sales = line(OWN_PART, lambda year: f"{one.own_sales[year]}-{one.own_operating[year]}-{one.own_general[year]}")
    before = line(
        N_("Antes de préstamos y aportes"),
        lambda year: f"{net_one[year]}-{residual[year]}-({own_sales[year]})",
        style=SUM,
    )
    entered = line(N_("Entra de préstamos"), lambda year: f"{loans.received[0][year]}+{loans.received[1][year]}")
    gifts = line(
        N_("Entra de los socios y del fondo para invertir"),
        lambda year: f"{invested.own[year]}+{invested.donated[year]}",
    )
    put = f"{capital.loan}+{grant}+{assumed['capital_propio_centimos']}"
    working = line(N_("Entra para capital de trabajo"), lambda year: put if year == 1 else "0")
    paid = line(
        N_("Sale para pagar préstamos"),
        lambda year: "+".join(part[year] for part in (*loans.capital, *loans.interest)),
    )
    back = line(
        N_("Sale para devolver el capital de trabajo"),
        lambda year: f"IF({hoja.at(2, year_column(year))}={capital.repay_year},{capital.loan}+{capital.interest},0)",
    )
    after = line(
        LEFT,
        lambda year: (
            f"ROUND({before[year]}+{entered[year]}+{gifts[year]}+{working[year]}-({paid[year]})-{back[year]},6)"
        ),
        style=SUM,
    )
    line(
        N_("Saldo"),
        lambda year: f"{hoja.at(row, year_column(year) - 1)}+{after[year]}" if year > 1 else after[year],
    )
    block = f"{after[1]}:{after[years].split('!')[1]}"
    row += 1
    hoja.words(row, 1, N_("Años en que falta dinero"))
    negative = hoja.formula(row, 3, f'COUNTIF({block},"<0")', WHOLE)

    def whole_row(part: ByYear) -> str:
        return f"{part[1]}:{part[years].split('!')[1]}"

    return Flujo(
        hoja, years, net, whole, members, whole_row(benefit), whole_row(cost), whole_row(bought),
        whole_row(invested.donated), whole_row(later), before, after, negative, sums, signs,
    )  # fmt: skip


RUNNING = (
    N_("Suma hasta ese año"),
    N_("Año con suma negativa"),
    N_("Signo"),
    N_("Cambia de signo"),
    N_("Primer signo"),
)


def _write_sums(hoja: Hoja, row: int, years: int, flow: ByYear) -> tuple[tuple[str, str], tuple[str, str, str]]:
    """Running sums of a flow and its changes of sign, zeros skipped."""
    for each, label in enumerate(RUNNING, start=row):
        hoja.words(each, 1, label)
    columns = {year: year_column(year) for year in range(years + 1)}
    for year, column in columns.items():
        here, before = flow[year], [hoja.at(each, column - 1) for each in range(row, row + len(RUNNING))]
        start = year == 0
        total = hoja.formula(row, column, f"ROUND({'' if start else before[0] + '+'}{here},6)")
        hoja.formula(row + 1, column, f"IF({total}<0,{year},-1)", WHOLE)
        held, first = ("0", "0") if start else (before[2], before[4])
        sign = hoja.formula(row + 2, column, f"IF({here}=0,{held},SIGN({here}))", WHOLE)
        hoja.formula(row + 3, column, f"IF(AND({held}<>0,{sign}<>{held}),1,0)", WHOLE)
        hoja.formula(row + 4, column, f"IF({first}<>0,{first},{sign})", WHOLE)

    def span(place: int) -> str:
        return hoja.span(row + place, columns[0], row + place, columns[years])

    return (span(0), f"MAX({span(1)})"), (
        f"SUM({span(3)})",
        hoja.at(row + 4, columns[years]),
        hoja.at(row + 2, columns[years]),
    )


RATES_TITLE = N_("TIR")
RATES_SAID = N_(
    "Se mira el signo del VAN con {count} tasas, de casi -100 % para arriba. Ayni busca todas las tasas que hay."
)
POINTS, HALVINGS = 800, 45
SEARCHED = (WHOLE_PLAN, OWN_MONEY)


def write_tir(libro: Libro, case: Case, flow: Flujo) -> dict[str, str]:
    """How many rates there are and where, for both flows: the formula of each TIR."""
    hoja = libro.hoja(RATES_TITLE, [MIDDLE] * 16, "A4")
    hoja.words(2, 1, Sentence(RATES_SAID, count=POINTS), NOTE)
    hoja.head(3, [N_("Crecimiento"), N_("Tasa"), *(name for label in SEARCHED for name in (label, RUNNING[3]))])
    years = flow.hoja.span(2, year_column(0), 2, year_column(case.years))
    first, last = 4, 4 + POINTS
    for row in range(first, last + 1):
        part = row - first
        if part == 0:
            hoja.fixed(row, 1, 0, QUANTITY)
        elif part == POINTS:
            hoja.formula(row, 1, hoja.at(row - 1, 1), QUANTITY)
        else:
            hoja.formula(row, 1, f"{part}/{POINTS - part}", QUANTITY)
        growth = hoja.at(row, 1)
        hoja.formula(row, 2, f"{growth}-1", SHARE)
        for place, (label, amounts) in enumerate(zip(SEARCHED, (flow.all, flow.applicant), strict=True)):
            column = 3 + 2 * place
            before = hoja.at(row - 1, column)
            if part == 0:
                formula = flow.signs[label][2]
            elif part == POINTS:
                formula = flow.signs[label][1]
            else:
                power = f"({case.years}-{years})" if part * 2 < POINTS else f"(-{years})"
                worth = f"ROUND(SUMPRODUCT({flow.row(amounts)},{growth}^{power}),9)"
                formula = f"IF({worth}=0,{before},SIGN({worth}))"
            sign = hoja.formula(row, column, formula, WHOLE)
            hoja.formula(row, column + 1, f"IF({before}<>{sign},1,0)" if part else "0", WHOLE)
    hoja.sheet.print_area = "A1:F40"  # the rest is only for the search
    found = {}
    for place, (label, amounts) in enumerate(zip(SEARCHED, (flow.all, flow.applicant), strict=True)):
        crossed = hoja.span(first, 4 + 2 * place, last, 4 + 2 * place)
        changes, opening, _closing = flow.signs[label]
        signs = hoja.span(first, 3 + 2 * place, last, 3 + 2 * place)
        near = _write_halving(hoja, 8 + 5 * place, (crossed, signs), flow.row(amounts), f"{case.years}", years)
        rate = f"IFERROR(IRR({flow.row(amounts)},{near}),{near})"
        found[label] = f'IF({changes}=0,"{NONE}",IF(SUM({crossed})<>1,"{NONE}",IF({opening}>0,"{NONE}",{rate})))'
    return found


def _write_halving(hoja: Hoja, column: int, search: tuple[str, str], flow: str, last_year: str, years: str) -> str:
    """The stretch where the sign changes, halved until it is a point: IRR begins there, however extreme the rate is.

    A point p between 0 and 1 stands for a growth of p / (1 - p), so that every rate has its place.
    """
    crossed, signs = search
    hoja.head(3, [N_("Desde"), N_("Hasta"), N_("En medio"), RUNNING[2]], column)
    low, high = hoja.at(4, column), hoja.at(4, column + 1)
    place = f"IF(SUM({crossed})=0,2,MATCH(1,{crossed},0))"
    hoja.formula(4, column, f"({place}-2)/{POINTS}", QUANTITY)
    hoja.formula(4, column + 1, f"({place}-1)/{POINTS}", QUANTITY)
    before = f"INDEX({signs},{place}-1)"
    middle = ""
    for row in range(4, 4 + HALVINGS):
        if row > 4:  # noqa: PLR2004  the first row stands where the sign changed
            stays = f"{hoja.at(row - 1, column + 3)}={before}"
            hoja.formula(row, column, f"IF({stays},{middle},{low})", QUANTITY)
            hoja.formula(row, column + 1, f"IF({stays},{high},{middle})", QUANTITY)
            low, high = hoja.at(row, column), hoja.at(row, column + 1)
        middle = hoja.formula(row, column + 2, f"({low}+{high})/2", QUANTITY)
        growth = f"({middle}/(1-{middle}))"
        power = f"(IF({middle}<0.5,{last_year},0)-{years})"
        hoja.formula(row, column + 3, f"SIGN(SUMPRODUCT({flow},{growth}^{power}))", WHOLE)
    return f"({middle}/(1-{middle})-1)"


def discounted(row: str, rate: str) -> str:
    """A row of the years 1 to N in today's money."""
    return f"NPV({rate}/100,{row})"


def payback(flow: Flujo, label: str, amounts: ByYear) -> str:
    """In how many years a flow gives back what was put in."""
    sums, last = flow.sums[label]
    crossing = f"ROUND({last}-INDEX({sums},1,{last}+1)/INDEX({flow.row(amounts)},1,{last}+2),2)"
    return f'IF({last}<0,0,IF({last}={flow.years},"{NONE}",{crossing}))'
