"""What is produced with the plan and without it, what it costs (T7) and what is sold (T11), in live sheets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ayni.domain.caso import DAYS, EVERY_HALF_MONTH, Block, Calendar, Case, Income, Side, Supply
from ayni.domain.fields import by_name
from ayni.domain.presupuesto import BLOQUE, INCOME, INPUT, LINEA, TIPOS
from ayni.domain.tabla_derivada import DAY_UNITS
from ayni.lang import N_
from ayni.reports.libro import (
    BAND,
    HEAD,
    MIDDLE,
    MONEY,
    NARROW,
    PRICE,
    QUANTITY,
    SUM,
    WHOLE,
    WIDE,
    Hoja,
    Libro,
    year_column,
)
from ayni.reports.plan import TOTAL
from ayni.reports.plan_excel_presupuesto import WORK_DAYS

PRODUCTION = N_("Producción")
WITH_PLAN, WITHOUT_PLAN = N_("Con el plan"), N_("Sin el plan")
TIMES_A_YEAR = N_("Veces en el año por unidades")
NAMES_OF_TYPES = dict(TIPOS)
UNITS_A_YEAR, CYCLES, UNIT = (
    by_name(BLOQUE)[name].label for name in ("unidades_por_year", "ciclos_por_year", "unidad")
)

ByYear = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Linea:
    """A line of an activity: its name and the address of what it comes to in one unit and cycle."""

    name: str
    total: str


@dataclass(frozen=True, slots=True)
class Bloque:
    """An activity: addresses of its rhythm and of what one unit and cycle brings and takes."""

    name: str
    k: ByYear
    income: Sequence[Linea]
    costs: Sequence[Linea]
    first_quantity: str
    own_sales: str
    own_costs: str
    receipts: str
    production: str
    transport: str
    work_days: str
    own_days: str
    own_work: str
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Lado:
    """One side of the plan by years."""

    blocks: Sequence[Bloque]
    sales: ByYear
    own_sales: ByYear
    operating: ByYear
    own_operating: ByYear
    general: ByYear
    own_general: ByYear
    general_paid: ByYear  # each line at its céntimo, less what the members give: for the months
    staff: Sequence[tuple[str, str]]  # units of the last year, and the days of one


Lados = tuple[Lado, Lado]

(
    CALLED,
    MEASURE,
    COUNT,
    PRICED,
    CARRIAGE,
    OWN,
    COMES_TO,
    KEPT,
    CASH,
    CASH_CARRIAGE,
    WORK,
    DAYS_WORKED,
    OWN_DAYS,
    OWN_PAY,
) = range(1, 15)
COLUMNS = (
    *(NAMES_OF_TYPES[INCOME], UNIT, "cantidad", "precio_unitario", "transporte_unitario", "cantidad_propia"),
    *(N_("Cada vez, por unidad"), N_("Parte propia"), N_("Se cobra o se paga"), N_("Transporte que se paga")),
    *(WORK_DAYS, N_("Días de trabajo"), N_("Días propios"), N_("Trabajo propio")),
)


def write_produccion(libro: Libro, case: Case) -> tuple[list[Bloque], list[Bloque]]:
    """Every activity of both sides, its lines for one unit and cycle, and its rhythm by year."""
    hoja = libro.hoja(PRODUCTION, [WIDE, 14, *[MIDDLE] * max(12, case.years + 1)], "B2")
    row = 3
    found: list[list[Bloque]] = []
    for title, side in ((WITH_PLAN, case.with_plan), (WITHOUT_PLAN, case.without_plan)):
        blocks = []
        for block in side.blocks:
            hoja.words(row, 1, title, BAND)
            hoja.data(row, 2, block.name, BAND)
            made, row = _write_block(hoja, row + 1, case.years, block)
            blocks.append(made)
        found.append(blocks)
    return found[0], found[1]


def _write_block(hoja: Hoja, row: int, years: int, block: Block) -> tuple[Bloque, int]:
    hoja.words(row, 1, CYCLES)
    cycles = hoja.typed(row, 3, block.cycles_per_year, QUANTITY)
    hoja.years_head(row + 1, years, UNIT)
    hoja.data(row + 1, 2, block.unit, BAND)
    hoja.words(row + 2, 1, UNITS_A_YEAR)
    units = {
        year: hoja.typed(row + 2, year_column(year), amount, QUANTITY)
        for year, amount in enumerate(block.pattern, start=1)
    }
    hoja.words(row + 3, 1, TIMES_A_YEAR)
    k = hoja.by_year(row + 3, units, lambda year: f"{cycles}*{units[year]}", QUANTITY)
    row += 4
    fields = by_name(LINEA)
    labels = [fields[name].label if name in fields else name for name in COLUMNS]
    hoja.head(row, labels[:CASH_CARRIAGE])
    first = row + 1
    income: list[Linea] = []
    for row, line in enumerate(block.income, start=first):
        count, own, price, carriage = _quantities(hoja, row, line)
        income.append(Linea(line.name, hoja.formula(row, COMES_TO, f"{count}*({price}-{carriage})")))
        hoja.formula(row, KEPT, f"{own}*({price}-{carriage})")
        hoja.formula(row, CASH, f"({count}-{own})*{price}")
        hoja.formula(row, CASH_CARRIAGE, f"({count}-{own})*{carriage}")
    row, sold = _totals(hoja, first, len(block.income), (COMES_TO, KEPT, CASH, CASH_CARRIAGE))
    labels[0] = NAMES_OF_TYPES[INPUT] if not block.labour else N_("Insumos y trabajo")
    hoja.head(row + 1, labels)
    start = row + 2
    costs: list[Linea] = []
    for row, cost in enumerate((*block.inputs, *block.labour), start=start):
        work = row - start >= len(block.inputs)
        count, own, price, carriage = _quantities(hoja, row, cost, carried=not work)
        costs.append(Linea(cost.name, hoja.formula(row, COMES_TO, f"{count}*({price}+{carriage})")))
        hoja.formula(row, KEPT, f"{own}*({price}+{carriage})")
        hoja.formula(row, CASH, f"({count}-{own})*({price}+{carriage})")
        if work:
            days = hoja.typed(row, WORK, DAYS[cost.unit], WHOLE)
            hoja.formula(row, DAYS_WORKED, f"{count}*{days}", QUANTITY)
            hoja.formula(row, OWN_DAYS, f"{own}*{days}", QUANTITY)
            hoja.formula(row, OWN_PAY, f"{own}*{price}")
    row, paid = _totals(hoja, start, len(costs), (COMES_TO, KEPT, CASH, DAYS_WORKED, OWN_DAYS, OWN_PAY))
    made = Bloque(
        name=block.name,
        k=k,
        income=income,
        costs=costs,
        first_quantity=hoja.at(first, COUNT) if income else "0",
        own_sales=sold[KEPT],
        own_costs=paid[KEPT],
        receipts=sold[CASH],
        production=paid[CASH],
        transport=sold[CASH_CARRIAGE],
        work_days=paid[DAYS_WORKED],
        own_days=paid[OWN_DAYS],
        own_work=paid[OWN_PAY],
        calendar=block.half_months or EVERY_HALF_MONTH,
    )
    return made, row + 2


def _quantities(hoja: Hoja, row: int, line: Income | Supply, *, carried: bool = True) -> tuple[str, str, str, str]:
    """The typed cells of a line: quantity, own quantity, price and transport."""
    price, own = (line.price, line.own_use) if isinstance(line, Income) else (line.unit_cost, line.own_supply)
    hoja.data(row, CALLED, line.name)
    hoja.data(row, MEASURE, measured(hoja, line.unit))
    carriage = hoja.typed(row, CARRIAGE, line.transport, PRICE) if carried else hoja.at(row, CARRIAGE)
    return (
        hoja.typed(row, COUNT, line.units, QUANTITY),
        hoja.typed(row, OWN, own, QUANTITY),
        hoja.typed(row, PRICED, price, PRICE),
        carriage,
    )


def measured(hoja: Hoja, unit: str) -> str:
    """A unit as people wrote it; those of work in our words."""
    return hoja.libro.voice.say(DAY_UNITS[unit]) if unit in DAY_UNITS else unit


def _totals(hoja: Hoja, first: int, count: int, columns: Sequence[int]) -> tuple[int, dict[int, str]]:
    """Sums below the lines that begin on a row."""
    row = first + count
    hoja.words(row, CALLED, TOTAL, SUM)
    found = {}
    for column in columns:
        form = QUANTITY if column in {DAYS_WORKED, OWN_DAYS} else MONEY
        total = f"SUM({hoja.span(first, column, row - 1, column)})" if count else "0"
        found[column] = hoja.formula(row, column, total, form, SUM)
    return row, found


OWN_PART = N_("De eso, lo que consumen o ponen los socios")
MORE_WITH = N_("Lo que se gana de más")


def write_ingresos(libro: Libro, case: Case, sides: Sequence[Sequence[Bloque]]) -> Sequence[tuple[ByYear, ByYear]]:
    """Sales of each product by year, with the plan, without it and the difference (T11); own use beside them."""
    hoja = libro.hoja(
        N_("Ingresos"), [WIDE, NARROW, *[MIDDLE] * (case.years + 1)], title=N_("Ingresos por ventas, en soles")
    )
    row, found = 2, []
    for title, blocks in zip((WITH_PLAN, WITHOUT_PLAN), sides, strict=True):
        lines = [(line, block.k) for block in blocks for line in block.income]
        row, sums = _by_year(hoja, row, case.years, title, lines)
        own = _own(hoja, row, case.years, [(block.own_sales, block.k) for block in blocks])
        found.append((sums, own))
        row += 2
    hoja.words(row, 1, MORE_WITH, SUM)
    hoja.by_year(row, range(1, case.years + 1), lambda year: f"{found[0][0][year]}-{found[1][0][year]}", style=SUM)
    return found


def _by_year(
    hoja: Hoja, row: int, years: int, title: str, lines: Sequence[tuple[Linea, ByYear]]
) -> tuple[int, dict[int, str]]:
    """Lines by the rhythm of their activity, year by year, and their sum; gives the row below it."""
    span = range(1, years + 1)
    hoja.years_head(row, years, title)
    first = row + 1
    for place, (line, k) in enumerate(lines, start=first):
        hoja.data(place, 1, line.name)
        hoja.by_year(place, span, _product(line.total, k))
    row = first + len(lines)
    hoja.words(row, 1, TOTAL, SUM)

    def total(year: int) -> str:
        column = year_column(year)
        return f"SUM({hoja.span(first, column, row - 1, column)})" if lines else "0"

    return row + 1, hoja.by_year(row, span, total, style=SUM)


def _product(amount: str, k: ByYear) -> Callable[[int], str]:
    return lambda year: f"{k[year]}*{amount}"


def _own(hoja: Hoja, row: int, years: int, parts: Sequence[tuple[str, ByYear]]) -> dict[int, str]:
    hoja.words(row, 1, OWN_PART)
    return hoja.by_year(
        row, range(1, years + 1), lambda year: "+".join(f"{k[year]}*{amount}" for amount, k in parts) or "0"
    )


GENERAL_TITLE = N_("Gastos generales y personal")
GIVEN = N_("Parte que los socios ponen sin pagar")
PAID_IN_CENTS = N_("Lo que se paga, cada fila al céntimo")
COST_OF_EACH = N_("Costo de cada año")


@dataclass(frozen=True, slots=True)
class Gastos:
    """General costs of one side."""

    lines: Sequence[tuple[str, ByYear]]
    total: ByYear
    own: ByYear
    paid: ByYear
    staff: Sequence[tuple[str, str]]


def write_gastos(libro: Libro, case: Case) -> tuple[Gastos, Gastos]:
    """General costs and personnel of both sides: quantities of each year, what members give, what they cost."""
    hoja = libro.hoja(N_("Gastos generales"), [WIDE, NARROW, MIDDLE, *[MIDDLE] * (case.years + 1)], title=GENERAL_TITLE)
    row, found = 2, []
    for title, side in ((WITH_PLAN, case.with_plan), (WITHOUT_PLAN, case.without_plan)):
        made, row = _write_general(hoja, row, case.years, title, side)
        found.append(made)
    return found[0], found[1]


def _write_general(hoja: Hoja, row: int, years: int, title: str, side: Side) -> tuple[Gastos, int]:
    span, lines = range(1, years + 1), side.fixed
    fields = by_name(LINEA)
    count = len(lines)
    quantities, own_rows, costs = (row + 1 + block * (count + 2) for block in range(3))
    hoja.years_head(quantities - 1, years, title)
    hoja.head(quantities - 1, [fields["unidad"].label, fields["precio_unitario"].label], 2)
    work = year_column(years) + 1
    if side.personnel:
        hoja.words(quantities - 1, work, WORK_DAYS, HEAD)
    hoja.years_head(own_rows - 1, years, GIVEN)
    hoja.years_head(costs - 1, years, COST_OF_EACH)
    staff, by_line = [], []
    for place, line in enumerate(lines):
        row = quantities + place
        for start in (quantities, own_rows, costs):
            hoja.data(start + place, 1, line.name)
        hoja.data(row, 2, measured(hoja, line.unit))
        price = hoja.typed(row, 3, line.unit_cost, PRICE)
        units = _steady(hoja, row, line.units, QUANTITY)
        _steady(hoja, own_rows + place, line.own, MONEY)
        by_line.append((line.name, hoja.by_year(costs + place, span, _product(price, units))))
        if place >= len(side.general):
            staff.append((units[years], hoja.typed(row, work, DAYS[line.unit], WHOLE)))
    row = costs + count

    def column(start: int, year: int) -> str:
        return hoja.span(start, year_column(year), start + count - 1, year_column(year))

    def summed(start: int) -> Callable[[int], str]:
        return lambda year: f"SUM({column(start, year)})" if count else "0"

    prices = hoja.span(quantities, 3, quantities + count - 1, 3)

    def in_cents(year: int) -> str:
        rounded = f"SUMPRODUCT(ROUND({column(quantities, year)}*{prices},2))"
        return f"{rounded}-SUM({column(own_rows, year)})" if count else "0"

    hoja.words(row, 1, TOTAL, SUM)
    total = hoja.by_year(row, span, summed(costs), style=SUM)
    hoja.words(row + 1, 1, GIVEN)
    own = hoja.by_year(row + 1, span, summed(own_rows))
    hoja.words(row + 2, 1, PAID_IN_CENTS)
    paid = hoja.by_year(row + 2, span, in_cents)
    return Gastos(by_line, total, own, paid, staff), row + 5


def _steady(hoja: Hoja, row: int, amounts: Sequence[Decimal], form: str) -> dict[int, str]:
    """Typed amounts of each year; when all are the same, the first is typed and the others follow it."""
    same = len(set(amounts)) == 1
    found: dict[int, str] = {}
    for year, amount in enumerate(amounts, start=1):
        if same and year > 1:
            found[year] = hoja.formula(row, year_column(year), found[year - 1], form)
        else:
            found[year] = hoja.typed(row, year_column(year), amount, form)
    return found


def write_costos(
    libro: Libro, case: Case, sides: Sequence[Sequence[Bloque]], gastos: Sequence[Gastos], maintenance: ByYear
) -> Sequence[tuple[ByYear, ByYear]]:
    """Costs of production by year, both sides (T7): activities, general costs, maintenance."""
    hoja = libro.hoja(
        N_("Costos"), [WIDE, NARROW, *[MIDDLE] * (case.years + 1)], title=N_("Costos de producción, en soles")
    )
    span = range(1, case.years + 1)
    row, found = 2, []
    upkeep: tuple[ByYear | None, ...] = (maintenance, None)
    for title, blocks, general, kept in zip((WITH_PLAN, WITHOUT_PLAN), sides, gastos, upkeep, strict=True):
        lines = [(line, block.k) for block in blocks for line in block.costs]
        row, sums = _by_year(hoja, row, case.years, title, lines)
        own = _own(hoja, row, case.years, [(block.own_costs, block.k) for block in blocks])
        found.append((sums, own))
        parts = [sums, general.total]
        hoja.words(row + 1, 1, GENERAL_TITLE)
        hoja.by_year(row + 1, span, general.total.__getitem__)
        row += 2
        if kept is not None:
            parts.append(kept)
            hoja.words(row, 1, N_("Mantenimiento"))
            hoja.by_year(row, span, kept.__getitem__)
            row += 1
        hoja.words(row, 1, N_("Costo total"), SUM)
        hoja.by_year(row, span, _adding(parts), style=SUM)
        row += 2
    return found


def _adding(parts: Sequence[ByYear]) -> Callable[[int], str]:
    return lambda year: "+".join(part[year] for part in parts)


def write_lados(libro: Libro, case: Case, maintenance: ByYear) -> Lados:
    """Every sheet of production, costs and sales, and both sides by years."""
    sides = write_produccion(libro, case)
    gastos = write_gastos(libro, case)
    costs = write_costos(libro, case, sides, gastos, maintenance)
    sales = write_ingresos(libro, case, sides)
    made = [
        Lado(blocks, sold, own_sold, spent, own_spent, general.total, general.own, general.paid, general.staff)
        for blocks, general, (spent, own_spent), (sold, own_sold) in zip(sides, gastos, costs, sales, strict=True)
    ]
    return made[0], made[1]
