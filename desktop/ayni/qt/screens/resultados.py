"""What a plan is worth: of the whole plan beside the members' money, each figure named and explained, and drawn."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from ayni.domain.drawing import cash_bars
from ayni.domain.fields import Problem, by_name
from ayni.domain.indicadores import Indicators
from ayni.domain.money import centimos
from ayni.domain.plan import COVER
from ayni.domain.presupuesto import SUPUESTOS
from ayni.domain.rentabilidad import Explanation, explain
from ayni.lang import N_, Sentence, _, language, number, percent, soles
from ayni.qt.kit.cards import Card, Page, SideBySide, button, empty_layout, words
from ayni.qt.kit.chart import Chart
from ayni.qt.kit.palette import column_width, space
from ayni.qt.shell import Shell
from ayni.workspace import Refused

LABELS = by_name((*COVER, *SUPUESTOS))
PORTADA, PRESUPUESTO, PRODUCCION = "portada", "presupuesto", "produccion"
BOUGHT = ("input.with.assets", "input.with.labour", "input.with.services")
SIDES = (N_("Todo el plan"), N_("El dinero de los socios"))
SIDES_MEAN = (
    N_("Todo lo que se invierte, sin importar quién lo paga."),
    N_("Solo lo que ponen los socios y lo que les queda."),
)
CHART_HEIGHT = 150.0


def box_of(problem: Problem) -> tuple[str, str]:
    """Where something that is missing is written: the part of the plan and the box."""
    if problem.field in by_name(COVER):
        return PORTADA, problem.field
    if problem.field in by_name(SUPUESTOS):
        return PRODUCCION, problem.field
    return (PRESUPUESTO, "") if problem.field.startswith(BOUGHT) else (PRODUCCION, "")


def missing_text(problem: Problem) -> str:
    """What is missing, with the name of its box."""
    label = LABELS.get(problem.field)
    if label is None:
        return problem.text
    asked = _(label.label)
    if asked.endswith("?"):
        return f"{asked} {problem.text}"
    return str(Sentence(N_("{label}: {problem}"), label=asked, problem=problem.sentence))


class FigureCard(Card):
    """One indicator of one perspective: its name, the number, what it means."""

    def __init__(self, told: Explanation, name: str) -> None:
        super().__init__()
        self.title.hide()
        label = words(_(told.label), "label")
        self.number = QLabel(told.value)
        self.number.setProperty("role", "figure")
        self.number.setObjectName(name)
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        said = words(str(told.sentence), "hint")
        for part in (label, self.number, said):
            self.column.addWidget(part)
        self.column.setSpacing(space(1))
        self.column.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{_(told.label)}: {told.value}. {told.sentence}")


class Pairs(QWidget):
    """Two columns whose rows stand level, or one below the other where there is no room."""

    def __init__(self, left: list[QWidget], right: list[QWidget]) -> None:
        super().__init__()
        self._sides = (left, right)
        self._beside: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space(5))
        self._grid.setVerticalSpacing(space(3))
        self._place(beside=True)

    def _place(self, *, beside: bool) -> None:
        if beside == self._beside:
            return
        self._beside = beside
        for side, parts in enumerate(self._sides):
            for place, part in enumerate(parts):
                self._grid.addWidget(part, place if beside else place + side * len(parts), side if beside else 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1 if beside else 0)

    def minimumSizeHint(self) -> QSize:
        widest = max(part.minimumSizeHint().width() for parts in self._sides for part in parts)
        return QSize(widest, self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(beside=event.size().width() >= column_width(76, self))


class ResultadosPart(Page):
    """The part of the plan's page with its figures; or, while they cannot be computed, what is missing."""

    def __init__(self, shell: Shell, plan: str, lead: Callable[[str, str], object]) -> None:
        super().__init__("", letters=0)
        self.shell, self.plan, self._lead = shell, plan, lead
        self.heading.hide()
        self.column.setSpacing(space(4))
        self._inside = QVBoxLayout()
        self._inside.setSpacing(space(4))
        self.column.addLayout(self._inside)
        self.end()
        self.links: list = []
        self.charts: list[Chart] = []
        self.figures: list[FigureCard] = []
        self.load()

    def load(self) -> None:
        """Compute again."""
        empty_layout(self._inside)
        self.links, self.charts, self.figures = [], [], []
        try:
            found = self.shell.door.indicators(self.plan)
        except Refused as refused:
            self._show_missing(refused.problems)
            return
        self._show(found)

    def _show_missing(self, problems: list[Problem]) -> None:
        said = N_("Para calcular cuánto rinde el plan faltan {count} cosas.")
        title = (
            _("Para calcular cuánto rinde el plan falta una cosa.")
            if len(problems) == 1
            else str(Sentence(said, count=len(problems)))
        )
        card = Card(title, "attention")
        card.setObjectName("falta")
        card.column.addWidget(words(_("Elija una línea para ir a su casilla."), "hint"))
        for problem in problems:
            part, name = box_of(problem)
            link = button(missing_text(problem), lambda to=part, box=name: self._lead(to, box), role="link")
            link.setObjectName(f"falta.{name or part}")
            card.column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
            self.links.append(link)
        self._inside.addWidget(card)

    def _show(self, found: Indicators) -> None:
        told = explain(found)
        names = ("van", "tir", "bc")
        sides: tuple[list[QWidget], list[QWidget]] = ([], [])
        for side in (0, 1):
            title = QWidget()
            head = QVBoxLayout(title)
            head.setContentsMargins(0, 0, 0, 0)
            head.setSpacing(0)
            head.addWidget(words(_(SIDES[side]), "heading"))
            head.addWidget(words(_(SIDES_MEAN[side]), "hint"))
            sides[side].append(title)
            for place, name in enumerate(names):
                card = FigureCard(told[place * 2 + side], f"{name}.{('todo', 'socios')[side]}")
                sides[side].append(card)
                self.figures.append(card)
        self._inside.addWidget(Pairs(*sides))
        drawn = [self._chart(_(SIDES[side]), flow) for side, flow in enumerate((found.flow_all, found.flow_applicant))]
        self._inside.addSpacing(space(2))
        self._inside.addWidget(words(_("Dinero que entra y sale cada año"), "heading"))
        self._inside.addWidget(SideBySide(*drawn, letters=110, shares=(1, 1)))
        self._inside.addWidget(self._more(found))

    def _chart(self, title: str, flow: tuple[Decimal, ...]) -> Card:
        card = Card(title)
        chart = Chart(
            lambda width, measure: cash_bars(flow, width, CHART_HEIGHT, language=language(), measure=measure), title
        )
        card.column.addWidget(chart)
        self.charts.append(chart)
        return card

    def _more(self, found: Indicators) -> Card:
        card = Card(_("Además"))
        facts = QGridLayout()
        facts.setHorizontalSpacing(space(6))
        facts.setVerticalSpacing(space(2))
        for place, (label, value, name) in enumerate(self._facts(found)):
            title, said = words(label), words(value, "label")
            said.setObjectName(name)
            facts.addWidget(title, place, 0)
            facts.addWidget(said, place, 1)
        facts.setColumnStretch(0, 3)
        facts.setColumnStretch(1, 2)
        card.column.addLayout(facts)
        return card

    @staticmethod
    def _facts(found: Indicators) -> list[tuple[str, str, str]]:
        def years(value: Decimal | None) -> str:
            if value is None:
                return _("No se recupera en los años del plan.")
            return str(Sentence(N_("{years} años"), years=number(value, 1)))

        even = found.break_even_last_year
        facts = [
            (_("Tiempo en que todo el plan se recupera"), years(found.payback_all), "recupero.todo"),
            (_("Tiempo en que los socios recuperan lo que ponen"), years(found.payback_applicant), "recupero.socios"),
            (_("Inversión total"), soles(centimos(found.invest_total)), "inversion"),
            (_("Capital de trabajo que necesita"), soles(centimos(found.wc_required)), "capital"),
        ]
        if even.sales is not None:
            facts.append(
                (
                    _("Ventas del último año con las que no se gana ni se pierde"),
                    soles(centimos(even.sales)),
                    "equilibrio",
                )
            )
        if even.share_pct is not None:
            facts.append(
                (
                    _("Esas ventas son esta parte de lo que se espera vender"),
                    percent(even.share_pct / 100),
                    "equilibrio.parte",
                )
            )
        if found.per_member is not None:
            facts.append(
                (
                    _("Lo que queda a cada socio en un año, en promedio"),
                    soles(centimos(found.per_member.net_income_average)),
                    "socio",
                )
            )
            if found.per_member.return_per_own_day is not None:
                facts.append(
                    (
                        _("Lo que gana la familia por día de trabajo"),
                        soles(centimos(found.per_member.return_per_own_day)),
                        "dia",
                    )
                )
        return facts

    def hear(self, tables: frozenset[str]) -> None:
        """Something that it rests on changed."""
        if tables & {"plan", "partida", "linea", "bloque"}:
            self.load()

    def start(self) -> None:
        first = self.links[0] if self.links else self.figures[0]
        first.setFocus()

    def leave(self) -> None:
        """Nothing is typed here."""
