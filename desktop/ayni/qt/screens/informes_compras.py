"""Purchases in pictures, and the report for the council: a timeline brought nearer, the Gantt of a plan, the days."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from ayni.domain.drawing import Drawing, Measure
from ayni.domain.drawing_compras import days_by, gantt, moved, stacked, whole_window, zoomed
from ayni.domain.etapas import OFFICES
from ayni.domain.fields import Date, Field
from ayni.domain.recorrido import Purchase, spoken_day
from ayni.lang import N_, Sentence, _, day, language
from ayni.qt.kit.cards import Card, EmptyState, Page, button, row, words
from ayni.qt.kit.chart import LARGER, SMALLER, Chart
from ayni.qt.kit.form import Form
from ayni.qt.kit.keys import announce
from ayni.qt.kit.palette import space
from ayni.qt.kit.work import WorkPanel
from ayni.qt.screens.pages import file_name, papers_folder
from ayni.qt.shell import Screen, Shell
from ayni.workspace.law import purchase_law

STEP = 0.2  # of the window, for an arrow
READY = N_("Hoja lista: {name}")
SHOWN = N_("Del {first} al {last}")


class ZoomedTimeline(Chart):
    """A timeline whose days are brought nearer: + and -, arrows, Home; the wheel with Ctrl, and dragging."""

    def __init__(self, purchase: Purchase) -> None:
        self.purchase = purchase
        self.whole = self.window_shown = whole_window(purchase)
        self._held: float | None = None
        super().__init__(self._made, _("Línea de tiempo de la compra"), plain=True)
        self.canvas.setObjectName("linea_grande")
        self.canvas.installEventFilter(self)
        self.in_words.setHidden(False)
        self.range = words("", "hint")
        self.range.setObjectName("rango")
        self.layout().insertWidget(0, self.range)
        self._say()

    def _made(self, width: float, measure: Measure) -> Drawing:
        return stacked(self.purchase, width, window=self.window_shown, language=language(), measure=measure)

    def _say(self) -> None:
        first, last = self.window_shown
        said = str(Sentence(SHOWN, first=spoken_day(first), last=spoken_day(last)))
        self.range.setText(said)
        announce(self, said)

    def _show(self, window: tuple[date, date]) -> None:
        self.window_shown = window
        self.redraw()
        self._say()

    def zoom_by(self, factor: float, middle: float = 0.5) -> None:
        """Fewer or more days."""
        self._show(zoomed(self.window_shown, self.whole, factor * factor, middle))

    def move_by(self, share: float) -> None:
        """Earlier or later days."""
        first, last = self.window_shown
        self._show(moved(self.window_shown, self.whole, round((last - first).days * share)))

    def show_all(self) -> None:
        """All its days again."""
        self._show(self.whole)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            place = event.position().x() / max(1, self.canvas.width())
            self.zoom_by(LARGER if event.angleDelta().y() > 0 else SMALLER, place)
            return True
        if isinstance(event, QMouseEvent):
            self._drag(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_by(LARGER)
            case Qt.Key.Key_Minus:
                self.zoom_by(SMALLER)
            case Qt.Key.Key_Left:
                self.move_by(-STEP)
            case Qt.Key.Key_Right:
                self.move_by(STEP)
            case Qt.Key.Key_Home:
                self.show_all()
            case _:
                return False
        return True

    def _drag(self, event: QMouseEvent) -> None:
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position().x()
        elif event.type() == QEvent.Type.MouseMove and self._held is not None:
            gone = event.position().x() - self._held
            self._held = event.position().x()
            self.move_by(-gone / max(1, self.canvas.width()))
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._held = None


class Pictured(Page):
    """A page with a picture that is printed with Ctrl+P."""

    def __init__(self, shell: Shell, title: str, hint: str) -> None:
        super().__init__(title, hint=hint, letters=0)
        self.shell = shell
        self.print_button = button(_("Imprimir"), self.print_it, drawn="imprimir", keys="Ctrl+P")
        self.print_button.setObjectName("imprimir")
        self.tools.addWidget(self.print_button)

    def named(self, *parts: str) -> Path:
        """Where the paper goes."""
        return papers_folder() / f"{file_name(*parts, self.shell.door.today().isoformat())}.pdf"

    def printed(self, path: Path, write: object) -> None:
        """Write the paper and open it."""
        if self.shell.attempt(write):
            self.shell.say(str(Sentence(READY, name=path.name)))
            self.shell.open_file(path)

    def print_it(self) -> None:
        """What the page shows, on paper."""
        raise NotImplementedError


class LineaCompra(Pictured):
    """One purchase along its days, brought nearer."""

    def __init__(self, shell: Shell, record: str) -> None:
        compra = shell.door.compra(record)
        hint = _("Acerque con + y aleje con -. Muévase con las flechas. Inicio muestra todos los días.")
        super().__init__(shell, str(compra["nombre"]), hint)
        self.setWindowTitle(_("Línea de tiempo"))
        self.record = record
        purchase = shell.door.purchase(record)
        self.card = Card()
        self.chart = ZoomedTimeline(purchase)
        self.card.column.addWidget(self.chart)
        buttons = (
            ("acercar", _("Acercar"), lambda: self.chart.zoom_by(LARGER)),
            ("alejar", _("Alejar"), lambda: self.chart.zoom_by(SMALLER)),
            ("antes", _("Antes"), lambda: self.chart.move_by(-STEP)),
            ("despues", _("Después"), lambda: self.chart.move_by(STEP)),
            ("todo", _("Ver todos los días"), self.chart.show_all),
        )
        made = []
        for name, text, do in buttons:
            each = button(text, do, role="quiet")
            each.setObjectName(name)
            made.append(each)
        self.card.column.addLayout(row(*made))
        self.column.addWidget(self.card)
        self.end()

    def start(self) -> None:
        """The picture takes the keys."""
        self.chart.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def print_it(self) -> None:
        """The whole timeline, on a sheet laid down."""
        path = self.named(_("Línea de tiempo"), self.heading.text())
        self.printed(path, lambda: self.shell.door.print_linea_compra(self.record, path, language()))

    def hear(self, tables: frozenset[str]) -> None:
        """Something happened to it."""
        if tables & {"compra", "evento"}:
            self.chart.purchase = self.shell.door.purchase(self.record)
            self.chart.whole = whole_window(self.chart.purchase)
            self.chart.show_all()


class GanttPlan(Pictured):
    """All purchases of a plan, month by month."""

    def __init__(self, shell: Shell, record: str) -> None:
        plan = shell.door.plan(record)
        super().__init__(shell, str(plan["titulo"] or ""), str(plan["aeo_nombre"] or ""))
        self.setWindowTitle(_("Las compras del plan, mes a mes"))
        self.record = record
        self.card = Card()
        self.column.addWidget(self.card)
        self.end()
        self._draw()

    def _draw(self) -> None:
        self.card.clear()
        rows = self.shell.door.gantt_rows(self.record)
        self.print_button.setEnabled(bool(rows))
        if not rows:
            self.empty = EmptyState(
                _("Este plan todavía no tiene compras. Registre la primera."),
                _("Registrar compra"),
                lambda: self.shell.go("registrar-compra"),
                drawn="compras",
            )
            self.card.column.addWidget(self.empty)
            return
        labels = {state: legal.label(state) for legal in (purchase_law(),) for state in legal.states}
        on = self.shell.door.today()

        def drawn(width: float, measure: Measure) -> Drawing:
            return gantt(rows, on, width, labels=labels, language=language(), measure=measure)

        self.chart = Chart(drawn, _("Las compras del plan, mes a mes"))
        self.chart.canvas.setObjectName("gantt")
        self.card.column.addWidget(self.chart)

    def start(self) -> None:
        """The picture, or the button that makes the first purchase."""
        target = self.chart.canvas if hasattr(self, "chart") else self.empty.action
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def print_it(self) -> None:
        """The same on a sheet laid down."""
        path = self.named(_("Compras del plan"), self.heading.text())
        self.printed(path, lambda: self.shell.door.print_gantt(self.record, path, language()))

    def hear(self, tables: frozenset[str]) -> None:
        """A purchase of it moved."""
        if tables & {"compra", "evento", "asignacion"}:
            self._draw()


CUTOFF = Field("corte", N_("Hasta qué día se cuenta"), Date(month_allowed=False, future_allowed=False), required=True)


class InformesCompras(Pictured):
    """The report for the council and the auditor, and where the days of all purchases go."""

    def __init__(self, shell: Shell, record: str = "") -> None:
        super().__init__(shell, _("Informes de las compras"), "")
        self.report_card = Card(_("Informe para el concejo y el auditor"))
        about = _("Un PDF y una hoja de cálculo. Los mismos registros dan siempre el mismo informe.")
        self.report_card.column.addWidget(words(about, "hint"))
        self.form = Form((CUTOFF,), shell.options, values={"corte": shell.door.today().isoformat()})
        self.form.submitted.connect(self.write)
        self.report_card.column.addWidget(self.form)
        self.write_button = button(_("Escribir el informe"), self.write, role="primary", drawn="papel", keys="Ctrl+I")
        self.write_button.setObjectName("escribir")
        self.report_card.column.addLayout(row(self.write_button))
        self.work = WorkPanel(shell.worker)
        self.report_card.column.addWidget(self.work)
        self.result = words("", "label")
        self.result.setObjectName("resultado")
        self.result.hide()
        self.report_card.column.addWidget(self.result)
        self.column.addWidget(self.report_card)
        self.days_card = Card(_("En qué se van los días de las compras"))
        figures = shell.door.days_by_office()
        labels = {office: purchase_law().label(office) for office in OFFICES}

        def drawn(width: float, measure: Measure) -> Drawing:
            return days_by(figures, width, labels=labels, language=language(), measure=measure)

        self.chart = Chart(drawn, _("En qué se van los días de las compras"))
        self.chart.canvas.setObjectName("dias_por_oficina")
        self.days_card.column.addWidget(self.chart)
        self.days_card.column.setSpacing(space(2))
        self.column.addWidget(self.days_card)
        self.end()

    def start(self) -> None:
        """What people come for."""
        self.write_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def write(self) -> None:
        """The report up to the day typed, as long work."""
        if not self.form.check():
            return
        door = self.shell.door
        on = date.fromisoformat(str(Date().read(self.form.answers()["corte"], door.today()).value))
        name = file_name(_("Informe de las compras"), on.isoformat())
        pdf, xlsx = papers_folder() / f"{name}.pdf", papers_folder() / f"{name}.xlsx"
        self.write_button.setEnabled(False)

        def done(found: object) -> None:
            self.write_button.setEnabled(True)
            said = N_("Informe listo hasta el {date}. Huella: {print}")
            short = found.fingerprint[:12]  # type: ignore[attr-defined]
            self.result.setText(str(Sentence(said, date=day(on.isoformat()), print=short)))
            self.result.show()
            announce(self, self.result.text())
            self.shell.say(str(Sentence(READY, name=pdf.name)))
            self.shell.open_file(pdf)

        def failed(error: BaseException) -> None:
            self.write_button.setEnabled(True)
            self.shell.failed(error)

        job = door.reporting_purchases(pdf, xlsx, on, language())
        self.work.run(job, _("Contando las compras…"), done=done, failed=failed, stopped=self._stopped)

    def _stopped(self) -> None:
        self.write_button.setEnabled(True)

    def print_it(self) -> None:
        """The picture of the days."""
        path = self.named(_("Días de las compras"))
        self.printed(path, lambda: self.shell.door.print_days(path, language()))


def _linea(shell: Shell, record: str) -> QWidget:
    return LineaCompra(shell, record) if record else InformesCompras(shell)


def _gantt(shell: Shell, record: str) -> QWidget:
    return GanttPlan(shell, record) if record else InformesCompras(shell)


SCREENS = {
    "linea-compra": Screen(_linea, rail="compras"),
    "gantt-plan": Screen(_gantt, rail="planes"),
    "informes-compras": Screen(InformesCompras, rail="compras"),
}
