"""The tables of a plan that its figures fill, on paper: production, budget, cash, what it earns, work.

Below each table that holds amounts stands what they rest on: constant prices, the rate, the years, whether the call
confirms them. The pictures of a table come after it. What people type in tables of its own is in `plan_tablas`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from ayni.domain.caso import Case, Side
from ayni.domain.contenido import MONEY, TABLES, Basis
from ayni.domain.fields import by_name
from ayni.domain.flujo import lines
from ayni.domain.indicadores import Indicators, Years
from ayni.domain.junta_directiva import CARGO_PERIODO
from ayni.domain.money import centimos
from ayni.domain.presupuesto import Presupuesto
from ayni.domain.rentabilidad import Explanation
from ayni.domain.rules import Answer
from ayni.domain.tabla_derivada import requirements, tried_rows, worn
from ayni.lang import N_, Sentence, day, number, percent, soles
from ayni.reports.answers import answers_table
from ayni.reports.pages import (
    BOLD,
    BOLD_CELL,
    CELL,
    HEAD,
    HEAD_RIGHT,
    LABEL,
    NUMBER,
    SMALL,
    Record,
    Voice,
    grid,
    plain,
    said,
)
from ayni.reports.plan import (
    AMOUNT,
    AMOUNT_BOLD,
    BASIS,
    TINY,
    TINY_BOLD,
    budget_table,
    cash_pictures,
    worth_table,
)
from ayni.reports.plan_dibujos import Pictures, Tried
from ayni.reports.plan_tablas import EVERY, table_parts

CODED = N_("Cuadro {code}. {name}")
NO_DATA = N_("Todavía faltan datos para llenar este cuadro.")
HEAD_AND_ROWS = 110  # points: a table begins overleaf where its name, its head and two rows have no room
YEARS_AT_A_TIME = 6  # columns of years that fit beside the concept

CAPTION = ParagraphStyle("caption", parent=LABEL, fontName=BOLD, fontSize=9.5, leading=12, spaceBefore=8, spaceAfter=3)


@dataclass(frozen=True, slots=True)
class Annex:
    """Something that goes with the plan: what it is (a source text), its name, and how many pages it has."""

    kind: str
    name: str | Sentence
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What the tables are filled from. `case` and `indicators` are None while data are missing."""

    partidas: Sequence[Mapping[str, str | int | None]]
    budget: Presupuesto
    case: Case | None
    indicators: Indicators | None
    explanations: Sequence[Explanation]
    junta: Sequence[Record]  # who holds a cargo now
    lights: Sequence[Answer] = ()
    basis: Basis = field(default_factory=lambda: Basis(None, None))
    tried: Tried | None = None
    typed: Mapping[str, Sequence[Record]] = field(default_factory=dict)  # rows of the tables that people fill
    annexes: Sequence[Annex] = ()


Line = tuple[str | Sentence, Sequence[Decimal], bool]  # words (ours when a Sentence), amounts, whether it is a sum


class Tables:
    """The tables that the data of a plan can fill, by their code."""

    def __init__(self, voice: Voice, figures: Figures, width: float, *, final: bool = False) -> None:
        self.voice, self.figures, self.width, self.final = voice, figures, width, final
        self.pictures = Pictures(voice, width)

    def of(self, code: str) -> list[Flowable]:
        """A table with its name, what its amounts rest on and its picture; what is missing is said in its place."""
        caption = said(self.voice, Sentence(CODED, code=code, name=Sentence(TABLES[code])), CAPTION, beside=True)
        made = self._made(code)
        if code in EVERY:
            typed = table_parts(self.voice, code, self._rows(code), self.width)[1:]  # its name stands above already
            made += [*([Spacer(1, 8)] if made and typed else []), *typed]
        if not made:  # in a final copy nothing that was asked is missing: what is empty was not asked
            return [] if self.final else [KeepTogether([caption, said(self.voice, NO_DATA, SMALL)])]
        if code in MONEY:
            made.append(said(self.voice, self.figures.basis.sentence, BASIS, beside=True))
        return [CondPageBreak(HEAD_AND_ROWS), caption, *made, *self._pictured(code)]

    def _made(self, code: str) -> list[Flowable]:
        makers: dict[str, Callable[[], list[Flowable]]] = {
            "T7": self._costs,
            "T8": self._budget,
            "T11": self._income,
            "T13": self._flow,
            "T14": self._worth,
            "T16": self._jobs,
            "T20": self._junta,
        }
        return makers[code]() if code in makers else []

    def _rows(self, code: str) -> Sequence[Record]:
        """What a table of rows shows: what people typed, or what follows from the plan."""
        case, found, tried = self.figures.case, self.figures.indicators, self.figures.tried
        if code == "T6" and case is not None:
            return requirements(case, self.figures.partidas)
        if code == "T12" and case is not None and found is not None:
            return worn(case, found)
        if code == "T15":
            return (
                tried_rows(tried.sensitivity)
                if tried is not None and tried.sensitivity.base.npv_all is not None
                else ()
            )
        return self.figures.typed.get(code, ())

    def _pictured(self, code: str) -> list[Flowable]:
        """The pictures that go with a table, each under its name."""
        found, case, tried = self.figures.indicators, self.figures.case, self.figures.tried
        shown: list[tuple[str, Sequence[Flowable]]] = []
        if code == "T7" and case is not None and case.with_plan.blocks:
            shown = [(N_("Calendario de las actividades"), [self.pictures.seasons(case)])]
        elif code == "T8":
            shown = [(N_("Quién paga el presupuesto"), [self.pictures.shares(self.figures.budget)])]
        elif code == "T11" and case is not None:
            shown = [(N_("Con el plan y sin el plan"), [self.pictures.with_without(case)])]
        elif code == "T13" and found is not None:
            shown = [
                (N_("Dinero que entra y sale cada año"), [cash_pictures(self.voice, found, self.width)]),
                (N_("La caja mes a mes, los dos primeros años"), [self.pictures.months(found)]),
            ]
        elif code == "T15" and tried is not None and tried.known:
            shown = [
                (N_("Qué pasa si algo sale mal"), self.pictures.bears(tried.sensitivity)),
                (N_("Si los bienes llegan tarde"), [self.pictures.late(tried.sensitivity)]),
            ]
        return [
            part
            for name, (first, *others) in shown
            for part in (KeepTogether([said(self.voice, name, CAPTION, beside=True), first]), *others)
        ]

    def _sides(self) -> list[tuple[str, Side]]:
        case = self.figures.case
        if case is None:
            return []
        both = [(N_("Con el plan"), case.with_plan), (N_("Sin el plan"), case.without_plan)]
        return [(name, side) for name, side in both if not side.empty]

    def _costs(self) -> list[Flowable]:
        found: list[Flowable] = []
        for name, side in self._sides():
            rows: list[Line] = [
                (line.name, [block.k(year) * line.units * line.full_cost for year in self._span()], False)
                for block in side.blocks
                for line in (*block.inputs, *block.labour)
            ]
            rows += [(line.name, [units * line.unit_cost for units in line.units], False) for line in side.fixed]
            maintenance = lines(side, self._years()).maintenance
            if any(maintenance):
                rows.append((Sentence(N_("Mantenimiento")), maintenance, False))
            found += self._by_year(name, rows)
        return found

    def _income(self) -> list[Flowable]:
        found: list[Flowable] = []
        totals: list[Sequence[Decimal]] = []
        for name, side in self._sides():
            rows = [
                (
                    line.name,
                    [block.k(year) * line.units * (line.price - line.transport) for year in self._span()],
                    False,
                )
                for block in side.blocks
                for line in block.income
            ]
            totals.append(lines(side, self._years()).sales)
            found += self._by_year(name, rows)
        if len(totals) > 1:
            more = [one - other for one, other in zip(*totals, strict=True)]
            found += self._by_year(
                N_("Lo que se gana de más"), [(Sentence(N_("Diferencia")), more, True)], summed=False
            )
        return found

    def _budget(self) -> list[Flowable]:
        if not self.figures.partidas:
            return []
        found: list[Flowable] = [budget_table(self.voice, self.figures.partidas, self.figures.budget, self.width)]
        if self.figures.lights:
            found += [
                CondPageBreak(HEAD_AND_ROWS),
                said(self.voice, N_("Los límites de la categoría"), CAPTION, beside=True),
                answers_table(self.voice, self.figures.lights, self.width),
            ]
        return found

    def _flow(self) -> list[Flowable]:
        found = self.figures.indicators
        if found is None:
            return []
        rows: list[Line] = [
            (Sentence(N_("Entra de las ventas")), found.sales, False),
            (Sentence(N_("Sale para producir")), _minus(found.operating), False),
            (Sentence(N_("Sale en gastos generales y personal")), _minus(found.general), False),
            (Sentence(N_("Sale en mantenimiento")), _minus(found.maintenance), False),
            (Sentence(N_("Sale para reponer")), _minus(found.replacement), False),
            (Sentence(N_("Entra de lo viejo que se vende")), found.salvage, False),
        ]
        kept = [row for row in rows if any(row[1])]
        flows: list[Line] = [
            (Sentence(N_("Todo el plan")), found.flow_all, True),
            (Sentence(N_("El dinero de los socios")), found.flow_applicant, True),
        ]
        return [
            *self._by_year(N_("Con el plan"), kept, summed=False),
            *self._by_year(N_("Lo que el plan cambia, desde el año 0"), flows, summed=False, first=0),
        ]

    def _worth(self) -> list[Flowable]:
        found = self.figures.indicators
        if found is None:
            return []
        even = found.break_even_last_year
        rows: list[tuple[str, str]] = []
        if even.sales is not None:
            rows.append((N_("Ventas del último año con las que no se gana ni se pierde"), soles(centimos(even.sales))))
        if even.units is not None:
            rows.append((N_("Unidades que hay que vender para no perder"), number(even.units)))
        if even.share_pct is not None:
            rows.append((N_("Parte de las ventas que cubre los gastos fijos"), percent(even.share_pct / 100)))
        made: list[Flowable] = [worth_table(self.voice, found, self.figures.explanations, self.width)]
        if rows:
            cells: list[list[Flowable | str]] = [
                [said(self.voice, N_("Punto de equilibrio de todo el plan"), HEAD), plain("", HEAD)]
            ]
            cells += [[said(self.voice, label, TINY), plain(value, AMOUNT_BOLD)] for label, value in rows]
            made += [Spacer(1, 8), grid(cells, [self.width * 0.7, self.width * 0.3])]
        return made

    def _jobs(self) -> list[Flowable]:
        found, case = self.figures.indicators, self.figures.case
        if found is None or case is None or not found.employment:
            return []
        work = found.employment_parts
        rows: list[list[Flowable | str]] = [
            [
                said(self.voice, N_("Trabajo"), HEAD),
                said(self.voice, N_("Personas que trabajan todo el año"), HEAD_RIGHT),
            ]
        ]
        for label, amount in (
            (N_("Para construir y poner en marcha"), work.investment_labour),
            (N_("Personal permanente"), work.personnel),
            (N_("Producción, en el último año"), work.blocks),
        ):
            rows.append([said(self.voice, label, CELL), plain(number(amount, 2), NUMBER)])
        whole = number(found.employment, 2)
        rows.append([said(self.voice, N_("Total"), BOLD_CELL), plain(whole, AMOUNT_BOLD)])
        made: list[Flowable] = [grid(rows, [self.width * 0.66, self.width * 0.34])]
        if found.per_member is not None:
            more = Sentence(
                N_("Cada socio gana S/ {amount} más al año cuando el plan está completo."),
                amount=number(found.per_member.net_income_full, 2),
            )
            made += [Spacer(1, 4), said(self.voice, more, SMALL)]
        return made

    def _junta(self) -> list[Flowable]:
        if not self.figures.junta:
            return []
        item = by_name(CARGO_PERIODO)["cargo"]
        rows: list[list[Flowable | str]] = [
            [
                said(self.voice, item.label, HEAD),
                said(self.voice, N_("Apellidos y nombres"), HEAD),
                said(self.voice, N_("DNI"), HEAD),
                said(self.voice, N_("Hasta"), HEAD),
            ]
        ]
        rows += [
            [
                plain(self.voice.value(item, each.get("cargo")), CELL),
                plain(each.get("full_name"), CELL),
                plain(each.get("dni"), CELL),
                plain(day(str(each["hasta"])) if each.get("hasta") else "", CELL),
            ]
            for each in self.figures.junta
        ]
        return [grid(rows, [self.width * share for share in (0.24, 0.42, 0.16, 0.18)])]

    # by year

    def _years(self) -> int:
        assert self.figures.case is not None
        return self.figures.case.years

    def _span(self) -> range:
        return range(1, self._years() + 1)

    def _by_year(self, name: str, rows: Iterable[Line], *, summed: bool = True, first: int = 1) -> list[Flowable]:
        """Amounts of each year beside their concept; many years go on in a second table below."""
        given = list(rows)
        if not given:
            return []
        if summed:
            sums = [sum(column, Decimal(0)) for column in zip(*(row[1] for row in given), strict=True)]
            given.append((Sentence(N_("Total")), sums, True))
        found: list[Flowable] = []
        years = range(first, first + len(given[0][1]))
        for begin in range(0, len(years), YEARS_AT_A_TIME):
            some = years[begin : begin + YEARS_AT_A_TIME]
            head: list[Flowable | str] = [said(self.voice, name, HEAD)]
            head += [said(self.voice, Sentence(N_("Año {year}"), year=year), HEAD_RIGHT) for year in some]
            cells: list[list[Flowable | str]] = [head]
            for words, amounts, bold in given:
                label = TINY_BOLD if bold else TINY
                told = said(self.voice, words, label) if isinstance(words, Sentence) else plain(words, label)
                amount = AMOUNT_BOLD if bold else AMOUNT
                cells.append([told, *(plain(_soles(amounts[year - first]), amount) for year in some)])
            share = (self.width * 0.72) / YEARS_AT_A_TIME
            widths = [self.width - share * len(some), *[share] * len(some)]
            found += [
                grid(cells, widths, ("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2)),
                Spacer(1, 6),
            ]
        return found


def _minus(amounts: Years) -> Years:
    return tuple(-amount for amount in amounts)


def _soles(amount: Decimal) -> str:
    return number(amount, 2) if amount else "—"
