"""A plan as a spreadsheet with live formulas: what was typed is coloured, all the rest recomputes to the same numbers.

Beside each indicator stands what Ayni computed when the sheet was written, and whether both are still equal.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ayni.domain.caso import DAYS, Case
from ayni.domain.indicadores import Indicators
from ayni.domain.presupuesto import Row
from ayni.lang import N_
from ayni.reports.libro import (
    MIDDLE,
    MONEY,
    NAME,
    NOTE,
    SHARE,
    SUM,
    TIMES,
    WHOLE,
    WIDE,
    WORDS,
    YEARS,
    Libro,
)
from ayni.reports.pages import Voice
from ayni.reports.plan import OWN_MONEY, WHOLE_PLAN
from ayni.reports.plan_excel_caja import Capital, Prestamos, write_caja, write_prestamos
from ayni.reports.plan_excel_cronograma import write_cronograma
from ayni.reports.plan_excel_flujo import (
    NONE,
    Flujo,
    Inversion,
    discounted,
    payback,
    write_flujo,
    write_inversion,
    write_tir,
)
from ayni.reports.plan_excel_presupuesto import Presupuesto, Uso, write_presupuesto, write_supuestos, write_uso
from ayni.reports.plan_excel_produccion import ByYear, Lado, Lados, write_lados

SAME, CHANGED = N_("igual"), N_("cambió")
ALL_SAME = N_("Todo está como lo calculó Ayni.")
SOME_CHANGED = N_("Algo cambió desde que Ayni escribió esta hoja.")
CENT, PART = Decimal("0.005"), Decimal("0.00006")
ALL, MEMBERS = WHOLE_PLAN, OWN_MONEY


@dataclass(frozen=True, slots=True)
class Indicador:
    """One indicator: its name and whose it is, its formula, what Ayni says, how it is shown and how near it must be."""

    label: str
    whose: str
    formula: str
    known: Decimal | int | None
    form: str = MONEY
    near: Decimal = CENT


def write_plan_excel(
    path: Path, title: str, aeo: str, case: Case, partidas: Sequence[Row], found: Indicators, language: str
) -> Path:
    """Write the spreadsheet of a plan.

    `partidas` are the rows of which `case` was made, and `found` what the engine says of it.
    """
    libro = Libro(Voice(language))
    libro.book.properties.title, libro.book.properties.creator = title, aeo
    assumed = write_supuestos(libro, case)
    budget = write_presupuesto(libro, case, partidas)
    use = write_uso(libro, case, partidas, budget, assumed["horizonte_years"])
    write_cronograma(libro, partidas, budget)
    invested = write_inversion(libro, case, budget)
    sides = write_lados(libro, case, use.maintenance)
    capital = write_caja(libro, case, sides[0], use.upkeep, assumed)
    loans = write_prestamos(libro, case, invested.missing, assumed)
    flow = write_flujo(libro, case, assumed, sides, use, invested, capital, loans)
    rates = write_tir(libro, case, flow)
    parts = _Parts(case, found, assumed, budget, invested, sides, use, capital, loans, flow, rates)
    _write_indicadores(libro, title, aeo, list(parts.indicators()))
    return libro.save(path)


def _write_indicadores(libro: Libro, title: str, aeo: str, rows: Sequence[Indicador]) -> None:
    hoja = libro.hoja(N_("Indicadores"), [WIDE * 1.7, WIDE, MIDDLE * 1.3, MIDDLE * 1.3, MIDDLE], "A4")
    libro.book.move_sheet(hoja.sheet, -len(libro.book.worksheets) + 1)
    libro.book.active = 0
    for sheet in libro.book.worksheets:
        sheet.sheet_view.tabSelected = sheet is hoja.sheet
    hoja.data(2, 1, title, SUM)
    hoja.data(2, 2, aeo, NAME)
    hoja.head(3, [N_("Indicador"), N_("De quién"), N_("Con estos datos"), N_("Lo que calculó Ayni"), N_("¿Igual?")])
    same, changed = (libro.literal(word) for word in (SAME, CHANGED))
    first = 4
    for row, each in enumerate(rows, start=first):
        hoja.words(row, 1, each.label)
        hoja.words(row, 2, each.whose)
        here = hoja.formula(row, 3, each.formula, each.form, SUM)
        if each.known is None:
            hoja.data(row, 4, NONE, WORDS)
        else:
            hoja.fixed(row, 4, each.known, each.form)
        known = hoja.at(row, 4)
        near = f"IF(AND(ISNUMBER({here}),ISNUMBER({known})),ABS({here}-{known})<{each.near},{here}={known})"
        hoja.formula(row, 5, f"IF({near},{same},{changed})", style=WORDS)
    checks = hoja.span(first, 5, first + len(rows) - 1, 5)
    said, other = (libro.literal(words) for words in (ALL_SAME, SOME_CHANGED))
    hoja.formula(2, 3, f"IF(COUNTIF({checks},{changed})=0,{said},{other})", style=NOTE)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Everything that the indicators are computed from."""

    case: Case
    found: Indicators
    assumed: dict[str, str]
    budget: Presupuesto
    invested: Inversion
    sides: Lados
    use: Uso
    capital: Capital
    loans: Prestamos
    flow: Flujo
    rates: dict[str, str]

    def indicators(self) -> Iterator[Indicador]:
        """Every indicator in the order in which it is read."""
        yield from self._worth()
        yield from self._income()
        yield from self._break_even()
        yield from self._money()
        yield from self._jobs()

    def _worth(self) -> Iterator[Indicador]:
        found, flow, rate = self.found, self.flow, self.assumed["tasa_descuento"]
        irr = {ALL: found.irr_all.rate, MEMBERS: found.irr_applicant.rate}
        both = (
            (ALL, flow.all, found.npv_all, found.bc_all, found.payback_all),
            (MEMBERS, flow.applicant, found.npv_applicant, found.bc_applicant, found.payback_applicant),
        )
        for whose, amounts, worth, _times, _back in both:
            later = {year: amounts[year] for year in amounts if year}
            formula = f'IF({rate}="","{NONE}",{amounts[0]}+{discounted(flow.row(later), rate)})'
            yield Indicador("VAN", whose, formula, worth)
        for whose, *_rest in both:
            yield Indicador("TIR", whose, self.rates[whose], irr[whose], SHARE, PART)
        for whose, _amounts, _worth, times, _back in both:
            yield Indicador("B/C", whose, self._ratio(rate, members=whose == MEMBERS), times, TIMES, PART)
        for whose, amounts, _worth, _times, back in both:
            yield Indicador(
                N_("Años en que se recupera lo que se pone"), whose, payback(flow, whose, amounts), back, YEARS
            )

    def _ratio(self, rate: str, *, members: bool) -> str:
        flow = self.flow
        cost = f"{discounted(flow.cost, rate)}+SUMPRODUCT({flow.bought},{flow.investment_factors})"
        if members:
            cost += f"-SUMPRODUCT({flow.given},{flow.investment_factors})"
            cost += f"-{self.assumed['capital_donado_centimos']}/(1+{rate}/100)"
        return f'IF({rate}="","{NONE}",IF(ROUND({cost},6)<=0,"{NONE}",{discounted(flow.benefit, rate)}/({cost})))'

    def _income(self) -> Iterator[Indicador]:
        found, years, members = self.found, self.case.years, self.assumed["socios_participantes"]
        one = self.sides[0]
        full = f"({self.flow.net[years]}-{self.use.residual})"
        spent = _sum(self.invested.cost)
        average = f"(({_sum(self.flow.net)}+{spent}-{self.use.residual})/{years})"
        yield Indicador(N_("Ingreso neto del último año"), ALL, full, found.net_income_full)
        yield Indicador(N_("Ingreso neto promedio de un año"), ALL, average, found.net_income_average)
        each = found.per_member
        if each is None:
            return
        loans = "+".join(_sum(part) for part in (*self.loans.capital, *self.loans.interest))
        kept = f"({_sum(self.flow.before)}+{spent}-({loans})-{self.capital.interest})"
        days, work = (_of_blocks(one, name) for name in ("own_days", "own_work"))
        left = f"{_sum(self.flow.before)}+{spent}+{self._own_part()}"
        per_member = N_("Cada socio")
        for label, formula, known in (
            (N_("Ingreso neto del último año"), f"{full}/{members}", each.net_income_full),
            (N_("Ingreso neto promedio de un año"), f"{average}/{members}", each.net_income_average),
            (N_("Lo que queda en caja en un año"), f"{kept}/{years}/{members}", each.cash_average),
        ):
            yield Indicador(label, per_member, formula, known)
        rinde = f'IF(({days})=0,"{NONE}",({left}+{work})/({days}))'
        yield Indicador(N_("Lo que rinde un día de trabajo de la familia"), per_member, rinde, each.return_per_own_day)

    def _own_part(self) -> str:
        """What the family keeps and gives without paying, in all the years."""
        one = self.sides[0]
        return f"{_sum(one.own_sales)}-{_sum(one.own_operating)}-{_sum(one.own_general)}"

    def _break_even(self) -> Iterator[Indicador]:
        known, years, one = self.found.break_even_last_year, self.case.years, self.sides[0]
        fixed = f"({one.general[years]}+{self.use.maintenance[years]})"
        sales, margin = one.sales[years], f"ROUND({one.sales[years]}-{one.operating[years]},8)"
        needed = f"{fixed}*{sales}/{margin}"
        label = N_("Punto de equilibrio del último año")
        yield Indicador(label, N_("Costo fijo"), fixed, known.fixed)
        yield Indicador(label, N_("Ventas"), f'IF({margin}<=0,"{NONE}",{needed})', known.sales)
        share = f'IF(OR({margin}<=0,{sales}=0),"{NONE}",{needed}/{sales}*100)'
        yield Indicador(label, N_("Por ciento de las ventas"), share, known.share_pct, YEARS)
        active = "+".join(f"IF({block.k[years]}>0,{max(1, len(block.income))},0)" for block in one.blocks) or "0"
        sold = "+".join(f"{block.k[years]}*{block.first_quantity}" for block in one.blocks) or "0"
        units = f'IF(OR({margin}<=0,({active})<>1,({sold})=0),"{NONE}",{fixed}/({margin}/({sold})))'
        yield Indicador(label, N_("Unidades que hay que vender"), units, known.units, YEARS)

    def _money(self) -> Iterator[Indicador]:
        found, invested, capital, loans = self.found, self.invested, self.capital, self.loans
        fund = N_("Lo que paga el fondo")
        for label, formula, known in (
            (N_("Inversión total"), _sum(invested.cost), found.invest_total),
            (N_("Lo que ponen los socios sin préstamo"), _sum(invested.own), found.invest_own),
            (fund, _sum(invested.donated), found.invest_donated),
            (N_("Valor residual al final del plan"), self.use.residual, found.residual),
        ):
            yield Indicador(label, ALL, formula, known)
        nobody = f"MAX(0,{invested.missing}-{loans.amounts[0]}-{loans.amounts[1]})"
        box = N_("La caja")
        for label, formula, amount, form in (
            (N_("Inversión que nadie paga todavía"), nobody, found.unfunded, MONEY),
            (N_("Préstamo 1"), loans.amounts[0], found.loan1_amount, MONEY),
            (N_("Préstamo 2"), loans.amounts[1], found.loan2_amount, MONEY),
            (N_("Se debe cuando el plan termina"), f"{loans.left[0]}+{loans.left[1]}", found.loan_left, MONEY),
            (N_("Capital de trabajo que se necesita"), capital.required, found.wc_required, MONEY),
            (N_("Meses que se necesita"), capital.period, found.wc_period_months, WHOLE),
            (N_("Meses en promedio"), capital.average, found.wc_avg_months, YEARS),
            (N_("Préstamo de capital de trabajo"), capital.loan, found.wc_loan, MONEY),
            (N_("Interés de ese préstamo"), capital.interest, found.wc_interest, MONEY),
            (N_("Año en que se devuelve"), capital.repay_year, found.wc_repay_year, WHOLE),
            (N_("Años en que falta dinero"), self.flow.negative, found.years_negative, WHOLE),
        ):
            yield Indicador(label, box, formula, amount, form)

    def _jobs(self) -> Iterator[Indicador]:
        years, one, parts = self.case.years, self.sides[0], self.found.employment_parts
        year_days = DAYS["year"]
        label = N_("Personas que trabajan todo el año")
        build = "+".join(f"{units}*{days}" for units, days in self.budget.labour_days) or "0"
        staff = "+".join(f"{units}*{days}" for units, days in one.staff) or "0"
        work = "+".join(f"{block.k[years]}*{block.work_days}" for block in one.blocks) or "0"
        for whose, formula, known in (
            (N_("Para construir y poner en marcha"), build, parts.investment_labour),
            (N_("Personal permanente"), staff, parts.personnel),
            (N_("Producción, en el último año"), work, parts.blocks),
            (ALL, f"{build}+{staff}+{work}", self.found.employment),
        ):
            yield Indicador(label, whose, f"({formula})/{year_days}", known, "0.0000", PART)


def _sum(part: ByYear) -> str:
    """The sum of a row that has one value for each year."""
    addresses = list(part.values())
    return f"SUM({addresses[0]}:{addresses[-1].split('!')[1]})"


def _of_blocks(side: Lado, name: str) -> str:
    """What all the years of all the activities come to of one amount of each unit and cycle."""
    return "+".join(f"{_sum(block.k)}*{getattr(block, name)}" for block in side.blocks) or "0"
