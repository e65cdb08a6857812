"""A purchase drawn: its timeline, where its days went, and the list of what happened with its remarks."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QGridLayout, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from ayni.domain.drawing import EXECUTION, SEGMENT_ROLES, Drawing, Measure, timeline
from ayni.domain.evento import Event, shown_extra
from ayni.domain.recorrido import OUT_OF_SEQUENCE, WHO_COULD_ACT, Mark, Purchase, Segment, Step, listed
from ayni.domain.rectificacion import RECTIFICATION
from ayni.lang import N_, Sentence, _, day, language
from ayni.qt.kit.cards import words
from ayni.qt.kit.chart import Chart, role_color
from ayni.qt.kit.keys import ENTER
from ayni.qt.kit.palette import color, column_width, space
from ayni.qt.kit.table import ChosenRow
from ayni.workspace.law import purchase_law


def event_label(codigo: str) -> str:
    """What people call a kind of event, in the language in use."""
    return _(purchase_law().label(codigo))


class TimelineChart(Chart):
    """The way of a purchase along its months, larger and smaller, and in words."""

    def __init__(self, purchase: Purchase) -> None:
        self._purchase = purchase
        super().__init__(self._made, _("Línea de tiempo de la compra"))
        self.canvas.setObjectName("linea_de_tiempo")

    def _made(self, width: float, measure: Measure) -> Drawing:
        return timeline(self._purchase, width, language=language(), measure=measure)


class Bar(QWidget):
    """How long a stretch was beside the longest one; hatched would be noise here, the days stand beside it."""

    def __init__(self, share: float, role: str) -> None:
        super().__init__()
        self._share, self._role = share, role
        self.setMinimumSize(QSize(space(12), space(4)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        height = min(self.height(), space(4))
        top = (self.height() - height) / 2
        painter.fillRect(QRectF(0, top, self.width(), height), color("sunken"))
        painter.fillRect(QRectF(0, top, max(2.0, self.width() * self._share), height), role_color(self._role))
        painter.end()


def days_grid(segments: Sequence[Segment]) -> QGridLayout:
    """Where the days went: each stretch with its bar, its days and who could have shortened it."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(space(4))
    grid.setVerticalSpacing(space(2))
    for column, share in enumerate((5, 4, 0, 5)):
        grid.setColumnStretch(column, share)
    for column, title in enumerate((_("Tramo"), "", _("Días"), _("Quién podía acortarlo"))):
        if title:
            grid.addWidget(words(title, "small"), 0, column)
    longest = max((segment.span.high for segment in segments), default=1) or 1
    law = purchase_law()
    for place, segment in enumerate(segments, start=1):
        offices = listed([law.label(office) for office in WHO_COULD_ACT.get(segment.kind, ())])
        days = words(str(segment.span.text), "label")
        days.setWordWrap(False)
        days.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        bar = Bar(segment.days / longest, SEGMENT_ROLES.get(segment.kind, EXECUTION))
        bar.setAccessibleName(f"{segment.label}: {segment.span.text}")
        for column, part in enumerate((words(str(segment.label)), bar, days, words(str(offices), "hint"))):
            grid.addWidget(part, place, column)
    return grid


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list: what was registered, what is remarked on it, whether it still counts."""

    event: Event
    told: str
    remarks: str
    struck: bool


def told_event(event: Event) -> str:
    """What happened and the data that its papers say, in two lines at most."""
    more = [f"{_(label)}: {value}" for label, value in shown_extra(event.codigo, event.datos) if value]
    if event.documento:
        more.insert(0, event.documento)
    if event.nota:
        more.append(event.nota)
    return "\n".join([event_label(event.codigo), *([" · ".join(more)] if more else [])])


def told_mark(mark: Mark) -> str:
    """A remark with its article."""
    code = _("FUERA DE SECUENCIA") if mark.code == OUT_OF_SEQUENCE else mark.code
    article = f" ({mark.article})" if mark.article else ""
    return f"{code}: {mark.sentence}{article}"


def _reasons(step: Step) -> str:
    last = step.corrections[-1] if step.corrections else None
    return str(last.datos.get("motivo") or "") if last is not None else ""


def _remarks(step: Step) -> str:
    said = [told_mark(mark) for mark in step.marks]
    if step.event.inferido:
        said.append(_("Fecha supuesta."))
    if step.event.acto_ya_emitido:
        said.append(_("El acto ya estaba emitido."))
    return "\n".join(said)


def lines(purchase: Purchase) -> list[Line]:
    """The events in order; what was corrected stands, struck through, above what replaced it."""
    made: list[Line] = []
    for step in purchase.steps:
        if step.event.codigo == RECTIFICATION:
            continue
        if step.annulled:
            said = str(Sentence(N_("Anulado: {reason}"), reason=_reasons(step)))
            made.append(Line(step.event, told_event(step.event), said, struck=True))
            continue
        if step.typed is not None:
            said = str(Sentence(N_("Corregido: {reason}"), reason=_reasons(step)))
            made.append(Line(step.typed, told_event(step.typed), said, struck=True))
        made.append(Line(step.event, told_event(step.event), _remarks(step), struck=False))
    return made


class EventTable(QTableWidget):
    """What happened, in order. Enter opens an event to correct it."""

    opened = Signal(str)
    reached = Signal(int, int)  # the middle of the row chosen, for the page to scroll to

    def __init__(self) -> None:
        super().__init__(0, 3)
        self.setObjectName("eventos")
        self.setAccessibleName(_("Lo que pasó, en orden"))
        self.setHorizontalHeaderLabels([_("Fecha"), _("Qué pasó"), _("Observaciones")])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(ChosenRow(self))
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.itemDoubleClicked.connect(lambda _item: self._open())
        self._ids: list[str] = []

    def say(self, purchase: Purchase) -> None:
        """Show the events of a purchase; the row chosen stays chosen."""
        kept = self.current()
        found = lines(purchase)
        self._ids = [line.event.id for line in found]
        self.setRowCount(len(found))
        for place, line in enumerate(found):
            for column, text in enumerate((day(line.event.fecha), line.told, line.remarks)):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                if line.struck and column < 2:
                    font = self.font()
                    font.setStrikeOut(True)
                    item.setFont(font)
                    item.setForeground(color("muted"))
                    struck = N_("{text} (ya no cuenta)")
                    item.setData(Qt.ItemDataRole.AccessibleTextRole, str(Sentence(struck, text=text)))
                elif column == 2 and line.remarks and not line.struck:
                    item.setForeground(color("attention"))
                self.setItem(place, column, item)
        if kept in self._ids:
            self.selectRow(self._ids.index(kept))
        self._fit()

    def current(self) -> str:
        """The id of the event chosen, or ""."""
        place = self.currentRow()
        return self._ids[place] if 0 <= place < len(self._ids) else ""

    def choose(self, record: str) -> None:
        """Choose an event; the last of its rows is the one in force."""
        if record in self._ids:
            self.selectRow(len(self._ids) - 1 - self._ids[::-1].index(record))

    def _open(self) -> None:
        if self.current():
            self.opened.emit(self.current())

    def _fit(self) -> None:
        wide = self.viewport().width()
        date = column_width(16, self)
        self.setColumnWidth(0, date)
        remarks = any(self.item(place, 2).text() for place in range(self.rowCount()))
        what = (wide - date) // 2 if remarks else (wide - date) * 3 // 4
        self.setColumnWidth(1, what)
        self.setColumnWidth(2, wide - date - what)
        for place in range(self.rowCount()):
            needed = max(self._needs(place, column) for column in range(self.columnCount()))
            self.setRowHeight(place, needed + space(4))
        rows = sum(self.rowHeight(place) for place in range(self.rowCount()))
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + space(2))

    def _needs(self, place: int, column: int) -> int:
        """Height of the words of a cell, wrapped."""
        text = self.item(place, column).text()
        room = QRect(0, 0, max(1, self.columnWidth(column) - space(4)), 100_000)
        return self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, text or " ").height()

    def currentChanged(self, current: object, previous: object) -> None:
        super().currentChanged(current, previous)  # type: ignore[arg-type]
        box = self.visualRect(current)  # type: ignore[arg-type]
        self.reached.emit(box.center().y(), box.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._open()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(space(60), space(20))
