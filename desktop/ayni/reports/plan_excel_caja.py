"""The cash box of a plan month by month, the working capital it needs and its loans, as sheets that recompute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ayni.domain.advertencias import LOANS
from ayni.domain.caso import Case
from ayni.domain.fields_calendar import HALF_MONTHS
from ayni.domain.flujo import MONTHS
from ayni.lang import N_
from ayni.reports.libro import (
    BAND,
    MIDDLE,
    MONEY,
    NARROW,
    QUANTITY,
    SHARE,
    SUM,
    TIMES,
    WHOLE,
    WIDE,
    YEARS,
    Hoja,
    Libro,
    year_column,
)
from ayni.reports.plan_excel_produccion import Bloque, ByYear, Lado

CASH_BOX = N_("Caja")
HALVES_SAID = N_("Quincenas del año: 1 donde se paga o se cobra")
MARKED = (N_("Se cobra"), N_("Se paga para producir"), N_("Se paga el transporte de la venta"))
EACH_MONTH = N_("Cada mes, por unidad y vez")
MONTH_COLUMNS = (
    *(N_("Mes"), N_("Año"), N_("Deja la producción"), N_("Gasto fijo del mes"), N_("Queda en el mes")),
    *(N_("Saldo"), N_("Mes con saldo negativo"), N_("Parte de lo que falta"), N_("La mayor hasta ahí"), N_("Peso")),
)
FIXED_OF_MONTH = N_("Gasto fijo de un mes")


@dataclass(frozen=True, slots=True)
class Capital:
    """The working capital: addresses."""

    required: str
    period: str
    average: str
    loan: str
    interest: str
    repay_year: str


def write_caja(libro: Libro, case: Case, side: Lado, upkeep: ByYear, assumed: Mapping[str, str]) -> Capital:
    """The calendar of each activity, the balance after every month and the working capital."""
    hoja = libro.hoja(CASH_BOX, [WIDE, 24, MIDDLE, *[MIDDLE] * 12, *[6] * 13], "B2")
    row, shares = _write_shares(hoja, side.blocks)
    hoja.years_head(row, case.years, N_("Veces en el año por unidades"))
    years = range(1, case.years + 1)
    first = row + 1
    for row, block in enumerate(side.blocks, start=first):
        hoja.data(row, 1, block.name)
        hoja.by_year(row, years, block.k.__getitem__, QUANTITY)
    row = first + len(side.blocks)
    last = row - 1
    hoja.words(row, 1, FIXED_OF_MONTH, SUM)
    fixed = hoja.by_year(
        row,
        years,
        lambda year: f"ROUND({upkeep[year]}/{MONTHS},2)+ROUND(({side.general_paid[year]})/{MONTHS},2)",
        style=SUM,
    )
    start = row + 3
    total = case.years * MONTHS
    summary = start + total + 1
    required, period = hoja.at(summary, 3), hoja.at(summary + 1, 3)
    hoja.head(start - 1, MONTH_COLUMNS)
    for month in range(1, total + 1):
        row, year, place = start + month - 1, (month - 1) // MONTHS + 1, (month - 1) % MONTHS + 1
        number = hoja.fixed(row, 1, month, WHOLE)
        hoja.fixed(row, 2, year, WHOLE)
        column = year_column(year)
        flow = f"SUMPRODUCT({hoja.span(first, column, last, column)},{shares[place]})" if side.blocks else "0"
        gain = hoja.formula(row, 3, flow)
        spent = hoja.formula(row, 4, fixed[year])
        net = hoja.formula(row, 5, f"{gain}-{spent}")
        before = f"{hoja.at(row - 1, 6)}+" if month > 1 else ""
        balance = hoja.formula(row, 6, f"ROUND({before}{net},8)")
        hoja.formula(row, 7, f"IF({balance}<0,{number},0)", WHOLE)
        part = hoja.formula(row, 8, f"IF({required}=0,0,-{balance}/{required})", TIMES)
        above = hoja.at(row - 1, 9)
        highest = f"IF({balance}<=0,MAX({above},{part}),{above})" if month > 1 else f"MAX(0,{part})"
        so_far = hoja.formula(row, 9, highest, TIMES)
        hoja.formula(row, 10, f"IF({number}<={period},ROUND(({period}-{number}+1)*{so_far},2),0)", YEARS)
    end = start + total - 1

    def column_of(place: int) -> str:
        return hoja.span(start, place, end, place)

    real = f"{assumed['capital_tasa']}-{assumed['inflacion']}"
    rows = (
        (N_("Capital de trabajo que se necesita"), f"MAX(0,ROUND(-MIN({column_of(6)}),2))", MONEY),
        (
            N_("Meses que se necesita"),
            f"IF({required}=0,0,MIN(MAX({column_of(7)})+2,{total}))",
            WHOLE,
        ),
        (N_("Meses en promedio"), f"IF({period}=0,0,ROUND(SUM({column_of(10)})/{period},2))", YEARS),
        (
            LOANS[2],
            f"MAX(0,{required}-{assumed['capital_donado_centimos']}-{assumed['capital_propio_centimos']})",
            MONEY,
        ),
        (
            N_("Interés de ese préstamo"),
            f"ROUND({hoja.at(summary + 3, 3)}*{hoja.at(summary + 2, 3)}/{MONTHS}*({real})/100,2)",
            MONEY,
        ),
        (N_("Año en que se devuelve"), f"MAX(1,ROUNDUP({period}/{MONTHS},0))", WHOLE),
    )
    found = []
    for row, (label, formula, form) in enumerate(rows, start=summary):
        hoja.words(row, 1, label, SUM)
        found.append(hoja.formula(row, 3, formula, form, SUM))
    return Capital(*found)


def _write_shares(hoja: Hoja, blocks: Sequence[Bloque]) -> tuple[int, dict[int, str]]:
    """The 24 half-months of each activity and what a unit and cycle leaves in each month; the row below, and columns
    by month.
    """
    halves, counted = 4, 4 + HALF_MONTHS
    hoja.words(2, 1, HALVES_SAID, BAND)
    for half in range(HALF_MONTHS):
        hoja.fixed(2, halves + half, half + 1, WHOLE)
    row = 3
    spread: list[list[tuple[str, int]]] = []
    for block in blocks:
        calendar = block.calendar
        parts = (
            (MARKED[0], block.receipts, calendar.receipts),
            (MARKED[1], block.production, calendar.production),
            (MARKED[2], block.transport, calendar.sale_costs),
        )
        spread.append([])
        for label, amount, marks in parts:
            hoja.data(row, 1, block.name)
            hoja.words(row, 2, label)
            spread[-1].append((hoja.formula(row, 3, amount), row))
            for half in range(HALF_MONTHS):
                hoja.typed(row, halves + half, 1 if half in marks else None, WHOLE)
            hoja.formula(row, counted, f"SUM({hoja.span(row, halves, row, counted - 1)})", WHOLE)
            row += 1
    row += 1
    hoja.words(row, 1, EACH_MONTH, BAND)
    for month in range(1, MONTHS + 1):
        hoja.fixed(row, halves + month - 1, month, WHOLE)
    first = row + 1
    for row, (block, (receipts, production, transport)) in enumerate(zip(blocks, spread, strict=True), start=first):
        hoja.data(row, 1, block.name)
        for month in range(MONTHS):

            def share(part: tuple[str, int], month: int = month) -> str:
                amount, at = part
                marks = hoja.span(at, halves + 2 * month, at, halves + 2 * month + 1)
                count = hoja.at(at, counted)
                return f"IF({count}=0,0,{amount}*SUM({marks})/{count})"

            hoja.formula(row, halves + month, f"{share(receipts)}-{share(production)}-{share(transport)}")
    last = first + len(blocks) - 1
    columns = {month: hoja.span(first, halves + month - 1, last, halves + month - 1) for month in range(1, MONTHS + 1)}
    return first + len(blocks) + 1, columns


LOANS_TITLE = N_("Préstamos")
LOAN_ROWS = (
    N_("Monto del préstamo"),
    N_("Tasa real de cada pago"),
    N_("Pagos iguales"),
    N_("Deuda después de la gracia"),
    N_("Cada pago igual"),
)
LOAN_YEARS = (
    N_("Año del préstamo"),
    N_("Se recibe"),
    N_("Capital que se paga"),
    N_("Interés que se paga"),
    N_("Se debe"),
)


@dataclass(frozen=True, slots=True)
class Prestamos:
    """Both loans: addresses by year, and what is owed when the plan ends."""

    amounts: tuple[str, str]
    received: tuple[ByYear, ByYear]
    capital: tuple[ByYear, ByYear]
    interest: tuple[ByYear, ByYear]
    left: tuple[str, str]


def write_prestamos(libro: Libro, case: Case, missing: str, assumed: Mapping[str, str]) -> Prestamos:
    """Both loans year by year. `missing` is what nobody pays; the first loan lends the rest of it."""
    hoja = libro.hoja(LOANS_TITLE, [WIDE, NARROW, MIDDLE, *[MIDDLE] * case.years])
    tall = len(LOAN_ROWS) + len(LOAN_YEARS) + 4
    second_at = hoja.at(3 + tall + 1, 3)
    lent = (f"{missing}-{second_at}", assumed["prestamo2_centimos"])
    made = [_write_loan(hoja, case, place, lent[place], assumed, 3 + place * tall) for place in (0, 1)]
    amounts, received, capital, interest, left = zip(*made, strict=True)
    return Prestamos(amounts, received, capital, interest, left)


def _write_loan(
    hoja: Hoja, case: Case, place: int, lent: str, assumed: Mapping[str, str], row: int
) -> tuple[str, ByYear, ByYear, ByYear, str]:
    """One loan in closed form: graces are whole years, so each year is without payments, of interest only, or level."""
    prefix = f"prestamo{place + 1}"
    rate, years, grace, free, pays = (
        assumed[f"{prefix}_{name}"] for name in ("tasa", "years", "gracia_capital", "gracia_interes", "pagos")
    )
    begins = f"MAX(1,{assumed['prestamo2_year_inicio']})" if place else "1"
    hoja.words(row, 1, LOANS[place], BAND)
    amount, real, level, owed, payment = (hoja.at(row + 1 + each, 3) for each in range(len(LOAN_ROWS)))
    a_year = f"MAX(1,{pays})"
    formulas = (
        (f'IF({rate}="",0,IF({lent}<1,0,{lent}))', MONEY),
        (f'IF({rate}="",0,({rate}-{assumed["inflacion"]})/100/{a_year})', SHARE),
        (f"({years}-{grace})*{a_year}", WHOLE),
        (f"{amount}*(1+{real})^({free}*{a_year})", MONEY),
        (f"IF({level}<=0,0,IF({real}=0,{owed}/{level},{owed}*{real}/(1-(1+{real})^-{level})))", MONEY),
    )
    for each, (label, (formula, form)) in enumerate(zip(LOAN_ROWS, formulas, strict=True), start=row + 1):
        hoja.words(each, 1, label)
        hoja.formula(each, 3, formula, form)
    top = row + 1 + len(LOAN_ROWS)
    hoja.years_head(top, case.years, LOAN_YEARS[0])
    span = range(1, case.years + 1)

    def paid(turn: str) -> str:
        """Level payments made by the end of a year of the loan."""
        return f"MAX(0,MIN({turn}*{a_year},{years}*{a_year})-{grace}*{a_year})"

    def balance(turn: str) -> str:
        count = paid(turn)
        grown = f"(1+{real})^{count}"
        after = f"IF({real}=0,{owed}-{payment}*{count},{owed}*{grown}-{payment}*({grown}-1)/{real})"
        return f"IF({turn}<1,0,IF({turn}<={free},{amount}*(1+{real})^({turn}*{a_year}),{after}))"

    for each, label in enumerate(LOAN_YEARS, start=top + 1):
        hoja.words(each, 1, label)
    turn = hoja.by_year(top + 1, span, lambda year: f"{hoja.at(top, year_column(year))}-{begins}+1", WHOLE)
    received = hoja.by_year(top + 2, span, lambda year: f"IF({turn[year]}=1,{amount},0)")
    still = {year: hoja.at(top + 5, year_column(year)) for year in span}

    def capital_of(year: int) -> str:
        at = turn[year]
        before = f"IF({at}-1<={grace},{owed},{still[year - 1]})" if year > 1 else owed
        return f"IF({at}<=MAX(0,{grace}),0,ROUND({before}-{still[year]},8))"

    capital = hoja.by_year(top + 3, span, capital_of)

    def interest_of(year: int) -> str:
        at = turn[year]
        only = f"IF({at}<={grace},{owed}*{real}*{a_year},{payment}*({paid(at)}-({paid(f'({at}-1)')}))-{capital[year]})"
        return f"IF({at}<1,0,IF({at}<={free},0,{only}))"

    interest = hoja.by_year(top + 4, span, interest_of)
    hoja.by_year(top + 5, span, lambda year: f"ROUND({balance(turn[year])},8)")
    return amount, received, capital, interest, still[case.years]
