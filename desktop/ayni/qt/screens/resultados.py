"""What a plan is worth: of the whole plan beside the members' money, each figure named and explained, and drawn."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ayni.domain.caso import Case
from ayni.domain.drawing import (
    Drawing,
    Measure,
    cash_bars,
    late_delivery,
    monthly_cash,
    season_calendar,
    source_shares,
    tornado,
    with_without,
)
from ayni.domain.fields import Problem, by_name
from ayni.domain.indicadores import Indicators
from ayni.domain.money import centimos
from ayni.domain.plan import COVER
from ayni.domain.presupuesto import SUPUESTOS
from ayni.domain.rentabilidad import Explanation, explain
from ayni.domain.rules import Answer
from ayni.domain.sensibilidad import PERSPECTIVES, VARIABLES, Sensitivity, bearing, cells, lateness, told
from ayni.lang import N_, Sentence, _, language, number, percent, soles
from ayni.qt.kit.cards import Card, Page, SideBySide, button, empty_layout, words
from ayni.qt.kit.chart import Chart
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.work import WorkPanel
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
PICTURE_HEIGHT = 175.0
WHERE = {"investment": PRESUPUESTO, "production": PRODUCCION}
COLUMNS = (
    N_("VAN de todo el plan"),
    N_("TIR de todo el plan"),
    N_("VAN de los socios"),
    N_("TIR de los socios"),
    N_("Capital de trabajo"),
)


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
        self.scroller.widget().setMinimumHeight(1)  # as tall as its words at this width, not as at the narrowest
        self.column.setSpacing(space(4))
        self._inside = QVBoxLayout()
        self._inside.setSpacing(space(4))
        self.column.addLayout(self._inside)
        self.end()
        self.links: list = []
        self.charts: list[Chart] = []
        self.figures: list[FigureCard] = []
        self.panel: WorkPanel | None = None
        self.load()

    def load(self) -> None:
        """Compute again."""
        self._forget()
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
        self._asked = QVBoxLayout()
        self._inside.addLayout(self._asked)
        drawn = [self._chart(_(SIDES[side]), flow) for side, flow in enumerate((found.flow_all, found.flow_applicant))]
        self._inside.addSpacing(space(2))
        self._inside.addWidget(words(_("Dinero que entra y sale cada año"), "heading"))
        self._inside.addWidget(SideBySide(*drawn, letters=110, shares=(1, 1)))
        self._show_months(self.shell.door.case_of(self.plan), found)
        self._inside.addWidget(self._more(found))
        self._tried = QVBoxLayout()
        self._tried.setSpacing(space(4))
        self._inside.addLayout(self._tried)
        kept = self.shell.door.tried(self.plan)
        if kept is None:
            self._ask(None)
            self.try_it()
        else:
            self._show_tried(kept)

    def _show_months(self, case: Case, found: Indicators) -> None:
        """The pictures of the plan as it is: its cash by months, its year, with and without it, who pays."""

        def cash(width: float, measure: Measure) -> Drawing:
            months, left = found.monthly_24, found.cumulative_24
            return monthly_cash(months, left, width, PICTURE_HEIGHT, language=language(), measure=measure)

        def seasons(width: float, measure: Measure) -> Drawing:
            blocks = case.with_plan.blocks
            return season_calendar(blocks, case.start_month, width, language=language(), measure=measure)

        def both(width: float, measure: Measure) -> Drawing:
            return with_without(case, width, PICTURE_HEIGHT, language=language(), measure=measure)

        budget = self.shell.door.budget(self.plan)

        def paid(width: float, measure: Measure) -> Drawing:
            return source_shares(budget, width, language=language(), measure=measure)

        self._inside.addWidget(
            SideBySide(
                self._picture(_("La caja mes a mes, los dos primeros años"), cash, "caja"),
                self._picture(_("Con el plan y sin el plan"), both, "con-y-sin"),
                letters=110,
                shares=(1, 1),
            )
        )
        self._inside.addWidget(
            SideBySide(
                self._picture(_("Calendario de las actividades"), seasons, "calendario"),
                self._picture(_("Quién paga el presupuesto"), paid, "fuentes"),
                letters=110,
                shares=(1, 1),
            )
        )

    def _picture(self, title: str, draw: Callable[[float, Measure], Drawing], name: str) -> Card:
        card = Card(title)
        chart = Chart(draw, title)
        chart.setObjectName(name)
        card.column.addWidget(chart)
        card.column.addStretch(1)
        self.charts.append(chart)
        return card

    def try_it(self) -> None:
        """Try the plan under other conditions, beside the window."""
        empty_layout(self._tried)
        self.panel = WorkPanel(self.shell.worker)
        self._tried.addWidget(self.panel)
        self.panel.run(
            self.shell.door.trying(self.plan),
            _("Probando el plan con otros precios y costos…"),
            done=self._show_tried,
            failed=self._failed,
            stopped=self._stopped,
        )

    def _failed(self, error: BaseException) -> None:
        self._stopped()
        self.shell.failed(error)

    def _stopped(self) -> None:
        """It was stopped: it can be asked for again."""
        empty_layout(self._tried)
        again = button(_("Probar el plan"), self.try_it, drawn="adelante")
        again.setObjectName("probar")
        self._tried.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)

    def _forget(self) -> None:
        if self.panel is not None:
            self.panel.forget()
            self.panel = None

    def _ask(self, tried: Sensitivity | None) -> None:
        """What should be looked at again before somebody signs; it stops nobody."""
        empty_layout(self._asked)
        answers = self.shell.door.plan_warnings(self.plan, tried)
        if not answers:
            return
        card = Card(_("Para revisar antes de firmar"), "attention")
        card.setObjectName("advertencias")
        card.column.addWidget(words(_("Son preguntas: no impiden seguir."), "hint"))
        for answer in answers:
            card.column.addLayout(self._question(answer))
        self._asked.addWidget(card)

    def _question(self, answer: Answer) -> QHBoxLayout:
        """A question, and the way to the part it is about; what is about the whole plan has no part of its own."""
        said = words(str(answer.sentence))
        said.setObjectName(f"advertencia.{answer.rule}")
        made = QHBoxLayout()
        made.setSpacing(space(3))
        made.addWidget(said, 1)
        where = WHERE.get(str(dict(answer.compared).get("where", "")), PRESUPUESTO if answer.article else "")
        if where:
            go = button(_("Abrir"), lambda: self._lead(where, ""), role="quiet")
            go.setAccessibleName(f"{_('Abrir')}. {answer.sentence}")
            go.setObjectName(f"abrir.{answer.rule}")
            made.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _show_tried(self, tried: Sensitivity) -> None:
        """How the plan stands when something goes wrong, and how much it bears."""
        empty_layout(self._tried)
        self.panel = None
        self._ask(tried)
        if tried.base.npv_all is None:  # without a rate there is no VAN to compare
            return
        sides = []
        for side, perspective in enumerate(PERSPECTIVES):
            card = self._picture(_(SIDES[side]), self._tornado(tried, perspective), f"sensibilidad.{perspective}")
            for place, variable in enumerate(VARIABLES, start=1):
                said = words(str(bearing(tried, perspective, variable)))
                said.setObjectName(f"aguanta.{perspective}.{variable}")
                card.column.insertWidget(place, said)
            sides.append(card)
        self._tried.addWidget(words(_("Qué pasa si algo sale mal"), "heading"))
        self._tried.addWidget(SideBySide(*sides, letters=110, shares=(1, 1)))

        def late(width: float, measure: Measure) -> Drawing:
            return late_delivery(tried, width, PICTURE_HEIGHT, language=language(), measure=measure)

        delay = self._picture(_("Si los bienes llegan tarde"), late, "atraso")
        for place, sentence in enumerate(lateness(tried)):
            delay.column.insertWidget(1 + place, words(str(sentence)))
        self._tried.addWidget(self._table(tried))
        self._tried.addWidget(delay)

    @staticmethod
    def _tornado(tried: Sensitivity, perspective: str) -> Callable[[float, Measure], Drawing]:
        return lambda width, measure: tornado(tried, perspective, width, language=language(), measure=measure)

    @staticmethod
    def _table(tried: Sensitivity) -> Card:
        """The same in numbers, one condition a row."""
        card = Card(_("Lo mismo en números, en soles"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(3))
        grid.setVerticalSpacing(space(1.5))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        tall = 0
        for column, name in enumerate(COLUMNS, start=1):
            head = words(_(name), "hint")
            head.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
            head.ensurePolished()
            head.setMaximumWidth(column_width(12, head))
            tall = max(tall, head.heightForWidth(column_width(8, head)))
            grid.addWidget(head, 0, column)
        grid.setRowMinimumHeight(0, tall)
        for place, row in enumerate(tried.rows, start=1):
            name = str(told(row.variant))
            label = words(name)
            label.setMinimumWidth(column_width(18, label))
            grid.addWidget(label, place, 0)
            for column, value in enumerate(cells(row, 0), start=1):
                cell = QLabel(value)
                cell.setAlignment(right)
                cell.setObjectName(f"numero.{row.variant.name}.{column}")
                cell.setAccessibleName(f"{name}, {_(COLUMNS[column - 1])}: {value}")
                grid.addWidget(cell, place, column)
        grid.setColumnStretch(0, 1)
        card.column.addLayout(grid)
        card.column.addStretch(1)
        return card

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
        """Nothing is typed here; what is being computed is not waited for."""
        self._forget()
