"""A table that is typed in as in a spreadsheet: rows of one record each, saved one by one when they are left.

    columns = (
        GridColumn("nombre", _("Descripción"), field=fields["nombre"], stretch=True),
        GridColumn("cantidad", _("Cantidad"), field=fields["cantidad"]),
        GridColumn("total", _("Total"), compute=total, note=what_is_off),     # computed, never typed
    )
    grid = Grid(columns, Keeper(rows=..., save=..., remove=..., keep=..., today=door.today), name=_("Presupuesto"))
    grid.changed.connect(...)          # the values changed, typed letter by letter: grid.values()
    grid.saved.connect(...)            # a row was stored or taken away
    grid.reload()                      # the store changed behind it; what is typed and not saved stays

Keys: typing replaces, F2 corrects, Enter goes down, Tab to the right, Ctrl+N to a new row, Ctrl+D repeats what stands
above, Supr takes the row away, Ctrl+C and Ctrl+V trade cells with a spreadsheet, Ctrl+Tab leaves the table.
What cannot be read stays as it was typed, marked, and said in the line below; its row waits until it is corrected.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygon,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QCompleter,
    QHeaderView,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ayni.domain.dates import without_accents
from ayni.domain.fields import Choice, Field, Kind, Money, Price, Problem, Quantity, Rate, Value, empty
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import restyle, words
from ayni.qt.kit.editors import typed
from ayni.qt.kit.keys import ENTER, announce
from ayni.qt.kit.palette import color, column_width, space, tokens

Row = Mapping[str, Value]
Index = QModelIndex | QPersistentModelIndex
SaveMany = Callable[[list[tuple[str, dict[str, str | int | None]]]], Sequence[str | Sequence[Problem]]]

NUMERIC = (Money, Quantity, Rate)
AT_ONCE = 25  # rows saved between two looks at the keyboard, after pasting many
KEEP_AFTER = 2000  # milliseconds after a change until what is not saved yet is kept aside
LIVE_AFTER = 40  # milliseconds after a letter until the totals follow

HELP = N_(
    "Enter baja · Tab avanza · F2 corrige · Ctrl+N fila nueva · Supr quita la fila · "
    "Ctrl+V pega desde una hoja de cálculo"
)


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One column: typed (`field`) or computed (`compute`). `note` is a second, smaller line that tells what is off."""

    name: str
    title: str
    field: Field | None = None
    compute: Callable[[Row], str] | None = None
    note: Callable[[Row], str] | None = None
    letters: int = 8
    stretch: bool = False
    words: bool = False  # computed, and no figure

    @property
    def numeric(self) -> bool:
        """It stands at the right."""
        return not self.words if self.field is None else isinstance(self.field.kind, NUMERIC)


@dataclass(frozen=True, slots=True)
class Keeper:
    """What the table asks of whoever stores its rows. `save` and `remove` may raise a refusal with `problems`."""

    rows: Callable[[], Sequence[Row]]
    save: Callable[[Mapping[str, str | int | None], str], str]  # answers, id or "" for a new row; gives the id
    remove: Callable[[str], object]
    today: Callable[[], date]
    check: Callable[[Row], Sequence[Problem]] = lambda _row: ()  # what is off in a row that was stored anyway
    keep: Callable[[list[dict[str, Any]]], object] = lambda _pending: None  # rows that cannot be stored yet
    save_many: SaveMany | None = None  # many rows in one save, as when they are pasted: for each its id or its problems
    kept: Callable[[], Sequence[Mapping[str, Any]]] = tuple


@dataclass(slots=True)
class GridRow:
    """A record and what was typed over it. `wrong` says why it cannot be stored, by column."""

    record: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, Sentence] = field(default_factory=dict)

    @property
    def blank(self) -> bool:
        """Nothing stands in it: the row in which a new one is begun."""
        return not self.record and not any(text.strip() for text in self.typed.values())


def read_cell(kind: Kind, text: str, today: date) -> tuple[Value, Sentence | None]:
    """What was typed in a cell as a value; a choice may be cut short, as long as only one begins so."""
    if empty(text):
        return None, None
    reading = kind.read(text, today)
    if reading.sentence is not None and isinstance(kind, Choice):
        plain = without_accents(text.strip())
        begun = [code for code, label in kind.options if without_accents(_(label)).startswith(plain)]
        if len(begun) == 1:
            return begun[0], None
    return reading.value, reading.sentence


def shown_cell(kind: Kind, value: Value) -> str:
    """A value as it stands in a cell: money without its sign, which the heading says."""
    if value is None:
        return ""
    if isinstance(kind, Money):
        return typed(kind, value)
    return kind.show(value).removeprefix("S/ ") if isinstance(kind, Price) else kind.show(value)


class GridModel(QAbstractTableModel):
    """The rows, and one blank row below them."""

    touched = Signal()  # values changed

    def __init__(self, columns: Sequence[GridColumn], keeper: Keeper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.keeper = keeper
        self.fields = {column.name: column.field for column in columns if column.field is not None}
        self.rows: list[GridRow] = [GridRow()]
        self._preview: tuple[int, str, Value] | None = None

    # what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | Qt.AlignmentFlag | None:
        if orientation == Qt.Orientation.Horizontal:
            column = self.columns[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return column.title
            if role == Qt.ItemDataRole.ToolTipRole:
                return _(column.field.label) if column.field is not None else column.title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            return None
        if role == Qt.ItemDataRole.DisplayRole and 0 <= section < len(self.rows):
            row = self.rows[section]
            if row.blank:
                return "+"
            return "!" if row.wrong else str(section + 1)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if self.columns[index.column()].field is not None else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown(row, column)
        if role == Qt.ItemDataRole.EditRole:
            return self.text(row, column)
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole}:
            return self.said(index.row(), column.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {self.shown(row, column)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        column = self.columns[index.column()]
        if column.field is None:
            return False
        self._preview = None
        text, row = str(value or ""), self.rows[index.row()]
        if text == self.text(row, column):
            self.touched.emit()
            return True
        self.type_in(index.row(), column.name, text)
        self.touched.emit()
        return True

    # rows

    def shown(self, row: GridRow, column: GridColumn) -> str:
        """What stands in a cell."""
        if column.field is None:
            return "" if row.blank or column.compute is None else column.compute(self.values_of(row))
        if column.name in row.typed:
            value, wrong = read_cell(column.field.kind, row.typed[column.name], self.keeper.today())
            return row.typed[column.name] if wrong is not None else shown_cell(column.field.kind, value)
        return shown_cell(column.field.kind, row.values.get(column.name))

    def text(self, row: GridRow, column: GridColumn) -> str:
        """What a cell holds while it is corrected."""
        if column.field is None:
            return ""
        if column.name in row.typed:
            return row.typed[column.name]
        value = row.values.get(column.name)
        return (
            column.field.kind.show(value) if isinstance(column.field.kind, Choice) else typed(column.field.kind, value)
        )

    def values_of(self, row: GridRow) -> dict[str, Value]:
        """A row as values, with what is typed in it; what cannot be read counts as nothing."""
        found = dict(row.values)
        today = self.keeper.today()
        for name, text in row.typed.items():
            found[name] = read_cell(self.fields[name].kind, text, today)[0]
        return found

    def values(self) -> list[dict[str, Value]]:
        """Every row as values, with the letters being typed at this moment."""
        found = []
        for place, row in enumerate(self.rows):
            values = self.values_of(row)
            if self._preview is not None and self._preview[0] == place:
                values[self._preview[1]] = self._preview[2]
            elif row.blank:
                continue
            found.append(values)
        return found

    def preview(self, index: Index, text: str) -> None:
        """Letters are being typed: totals may follow, nothing is kept yet."""
        column = self.columns[index.column()]
        if column.field is not None:
            value = read_cell(column.field.kind, text, self.keeper.today())[0]
            self._preview = (index.row(), column.name, value)

    def unpreview(self) -> None:
        """The letters were thrown away."""
        self._preview = None

    def type_in(self, place: int, name: str, text: str) -> None:
        """Put a text in a cell; what cannot be read stays, and is marked."""
        self._put(self.rows[place], name, text)
        self._end_blank()
        self.redraw(place)

    def _put(self, row: GridRow, name: str, text: str) -> None:
        row.typed[name] = text
        row.wrong.pop(name, None)
        row.wrong.pop("", None)
        if (said := read_cell(self.fields[name].kind, text, self.keeper.today())[1]) is not None:
            row.wrong[name] = said

    def _end_blank(self) -> None:
        """The last row is always a blank one."""
        if not self.rows[-1].blank:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows))
            self.rows.append(GridRow())
            self.endInsertRows()

    def type_block(self, place: int, first: int, block: Sequence[Sequence[str]]) -> None:
        """Put many cells at once, from this row and column on; computed columns take theirs and forget it."""
        more = place + len(block) - len(self.rows)
        if more > 0:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + more - 1)
            self.rows += [GridRow() for _row in range(more)]
            self.endInsertRows()
        for row, cells in zip(self.rows[place:], block, strict=False):
            for column, cell in zip(self.columns[first:], cells, strict=False):
                if column.field is not None:
                    self._put(row, column.name, cell.strip())
        self._end_blank()
        self.dataChanged.emit(self.index(place, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Vertical, place, len(self.rows) - 1)
        self.touched.emit()

    def redraw(self, place: int) -> None:
        """A row looks different now."""
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Vertical, place, place)

    def said(self, place: int, name: str = "") -> str:
        """What is wrong with a cell, or else with its row; "" when nothing is."""
        row = self.rows[place]
        if name in row.wrong:
            return str(row.wrong[name])
        if row.wrong:
            first = next(iter(row.wrong))
            label = next((column.title for column in self.columns if column.name == first), "")
            said = N_("{label}: {problem}")
            return str(Sentence(said, label=label, problem=row.wrong[first])) if label else str(row.wrong[first])
        if row.blank:
            return ""
        return " ".join(problem.text for problem in self.keeper.check(self.values_of(row)))

    def store(self, place: int) -> bool:
        """Save a row if something was typed in it and all of it can be read; True when it was stored."""
        answers = self.ready(place)
        if answers is None:
            return False
        row = self.rows[place]
        try:
            record = self.keeper.save(answers, row.record)
        except Exception as error:
            problems = getattr(error, "problems", None)
            if not problems:
                raise
            self.refused(place, problems)
            return False
        self.stored(place, record)
        return True

    def store_many(self, places: Sequence[int]) -> list[int]:
        """Save several rows at once; those that were stored."""
        ready = [(place, answers) for place in places if (answers := self.ready(place)) is not None]
        save = self.keeper.save_many
        if save is None or len(ready) < 2:  # one row is saved as one row
            return [place for place, _answers in ready if self.store(place)]
        results = save([(self.rows[place].record, answers) for place, answers in ready])
        done = []
        for (place, _answers), result in zip(ready, results, strict=True):
            if isinstance(result, str):
                self.stored(place, result)
                done.append(place)
            else:
                self.refused(place, result)
        return done

    def ready(self, place: int) -> dict[str, str | int | None] | None:
        """What a row would be saved with; None when nothing was typed in it, or not all of it can be read."""
        row = self.rows[place]
        if not row.typed or row.blank:
            row.typed.clear()
            row.wrong.clear()
            return None
        today = self.keeper.today()
        read = {name: read_cell(self.fields[name].kind, text, today) for name, text in row.typed.items()}
        row.wrong = {name: said for name, (_value, said) in read.items() if said is not None}
        if row.wrong:
            self.redraw(place)
            return None
        answers: dict[str, str | int | None] = {}
        for name, text in row.typed.items():
            kind = self.fields[name].kind
            answers[name] = read[name][0] if isinstance(kind, Choice) else text  # a label cut short becomes its code
        return answers

    def stored(self, place: int, record: str) -> None:
        """A row is saved: what was typed in it are its values now."""
        row = self.rows[place]
        row.record = record
        row.values = self.values_of(row)
        row.typed.clear()
        row.wrong.clear()
        self.redraw(place)

    def refused(self, place: int, problems: Sequence[Problem]) -> None:
        """A row was not saved, and why."""
        self.rows[place].wrong = {problem.field: problem.sentence for problem in problems}
        self.redraw(place)

    def pending(self) -> list[dict[str, Any]]:
        """Rows that are not stored yet, as they were typed."""
        return [{"record": row.record, "typed": dict(row.typed)} for row in self.rows if row.typed and not row.blank]

    def take_out(self, place: int) -> None:
        """Take a row off the table."""
        self.beginRemoveRows(QModelIndex(), place, place)
        del self.rows[place]
        self.endRemoveRows()

    def fill(self, stored: Sequence[Row], pending: Sequence[Mapping[str, Any]]) -> None:
        """Show these rows, and over them what is not stored yet."""
        self.beginResetModel()
        self._preview = None
        self.rows = [GridRow(str(row["id"]), dict(row)) for row in stored]
        by_record = {row.record: row for row in self.rows}
        today = self.keeper.today()
        for item in pending:
            row = by_record.get(str(item["record"])) if item["record"] else None
            if row is None:
                row = GridRow()
                self.rows.append(row)
            row.typed = {name: str(text) for name, text in item["typed"].items() if name in self.fields}
            for name, text in row.typed.items():
                if (said := read_cell(self.fields[name].kind, text, today)[1]) is not None:
                    row.wrong[name] = said
        self.rows.append(GridRow())
        self.endResetModel()


class CellEditor(QLineEdit):
    """The box in a cell. Up and down leave it, except in a list, where they go through its answers."""

    def __init__(self, column: GridColumn, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = column.field.kind if column.field is not None else None
        self.setObjectName(column.name)
        self.setAccessibleName(_(column.field.label) if column.field is not None else column.title)
        self.setStyleSheet(
            f"QLineEdit {{ padding: 0 {space(1)}px; min-height: 0; border: 2px solid {tokens().focus}; "
            f"border-radius: 0; background: {tokens().surface}; }}"
        )
        if column.numeric:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if isinstance(self.kind, Choice):
            completer = QCompleter([_(label) for _code, label in self.kind.options], self)
            completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            self.setCompleter(completer)


class CellDelegate(QStyledItemDelegate):
    """Paints cells and moves the keyboard from one to the next."""

    moved = Signal(int, int)  # rows down, columns to the right

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        assert isinstance(model, GridModel)
        editor = CellEditor(model.columns[index.column()], parent)
        place = QPersistentModelIndex(index)
        editor.textEdited.connect(lambda text: self._typing(model, place, text))
        return editor

    @staticmethod
    def _typing(model: GridModel, place: QPersistentModelIndex, text: str) -> None:
        if place.isValid():
            model.preview(place, text)
            model.touched.emit()

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, CellEditor):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, CellEditor):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]  # PySide6's stub lacks it
        editor.setGeometry(rect.adjusted(0, 0, 0, -1))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, CellEditor):
            steps = self._steps(editor, event)
            if steps is not None:
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
                self.moved.emit(*steps)
                return True
        return super().eventFilter(editor, event)

    @staticmethod
    def _steps(editor: CellEditor, event: QKeyEvent) -> tuple[int, int] | None:
        key = event.key()
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return None
        if key in ENTER:
            return (-1, 0) if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else (1, 0)
        if key == Qt.Key.Key_Tab:
            return 0, 1
        if key == Qt.Key.Key_Backtab:
            return 0, -1
        if key in {Qt.Key.Key_Up, Qt.Key.Key_Down} and not isinstance(editor.kind, Choice):
            return (1 if key == Qt.Key.Key_Down else -1), 0
        return None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The cell, its mark when something is wrong, and a second line where the row does not add up."""
        model = index.model()
        assert isinstance(model, GridModel)
        drawn = QStyleOptionViewItem(option)
        self.initStyleOption(drawn, index)
        column, row = model.columns[index.column()], model.rows[index.row()]
        rect: QRect = drawn.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = drawn.state  # type: ignore[attr-defined]
        text: str = drawn.text  # type: ignore[attr-defined]
        font: QFont = drawn.font  # type: ignore[attr-defined]
        wrong = column.name in row.wrong
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        ground = "problem_soft" if wrong else "accent_soft" if chosen else "surface" if column.field else "paper"
        painter.fillRect(rect, color(ground))
        painter.setPen(color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        inside = rect.adjusted(space(1), 0, -space(1.25), 0)
        note = "" if column.note is None or row.blank else column.note(model.values_of(row))
        painter.setPen(color("problem" if wrong else "ink"))
        painter.setFont(font)
        side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
        metrics = painter.fontMetrics()
        if note:
            half = inside.height() // 2
            upper = QRect(inside.left(), inside.top() + space(0.5), inside.width(), half)
            lower = QRect(inside.left(), inside.top() + half - space(0.5), inside.width(), half)
            cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, upper.width())
            painter.drawText(upper, side | Qt.AlignmentFlag.AlignVCenter, cut)
            small = QFont(font)
            small.setPointSizeF(font.pointSizeF() * 0.88)
            small.setWeight(QFont.Weight.DemiBold)
            painter.setFont(small)
            painter.setPen(color("problem"))
            painter.drawText(lower, side | Qt.AlignmentFlag.AlignVCenter, note)
        else:
            cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, side | Qt.AlignmentFlag.AlignVCenter, cut)
        if wrong:
            corner = space(2)
            top = rect.topRight()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("problem"))
            painter.drawPolygon(QPolygon([top, top - QPoint(corner, 0), top + QPoint(0, corner)]))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))
        painter.restore()


class GridView(QTableView):
    """The table and its keys."""

    removed = Signal()
    wanted_out = Signal(bool)  # forwards

    def __init__(self, model: GridModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = model
        self.setModel(model)
        self.setObjectName("rejilla")
        self.setAccessibleName(name)
        self.cells = CellDelegate(self)
        self.setItemDelegate(self.cells)
        self.cells.moved.connect(self.step)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        upright = self.verticalHeader()
        upright.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        upright.setDefaultSectionSize(self.fontMetrics().height() + space(3.5))
        upright.setFixedWidth(column_width(4, self) - space(1))
        upright.setStyleSheet("QHeaderView::section { padding: 0; }")
        upright.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setMinimumSectionSize(column_width(3, self))
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setStyleSheet(f"QHeaderView::section {{ padding: {space(2)}px {space(1)}px; }}")
        for number in range(len(model.columns)):
            self.setColumnWidth(number, self.least(number))

    def least(self, number: int) -> int:
        """How narrow a column may be: its letters, or its heading."""
        column = self.grid.columns[number]
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        heading = QFontMetrics(font).horizontalAdvance(column.title)
        return max(column_width(column.letters, self), heading) + space(2.5)

    def step(self, down: int, right: int) -> None:
        """Go to another cell that can be typed in; to the right of the last one begins the next row."""
        here = self.currentIndex()
        row, place = max(here.row(), 0) + down, here.column()
        typed_in = [number for number, column in enumerate(self.grid.columns) if column.field is not None]
        if right > 0:
            after = [number for number in typed_in if number > place]
            row, place = (row, after[0]) if after else (row + 1, typed_in[0])
        elif right < 0:
            before = [number for number in typed_in if number < place]
            row, place = (row, before[-1]) if before else (row - 1, typed_in[-1])
        if 0 <= row < self.grid.rowCount() and not self.isRowHidden(row):
            self.setCurrentIndex(self.grid.index(row, place))
            self.setFocus()
        elif right:
            self.wanted_out.emit(right > 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif control and key == Qt.Key.Key_N:
            self.to_new()
        elif control and key == Qt.Key.Key_D:
            self.repeat_above()
        elif control or modifiers & Qt.KeyboardModifier.AltModifier:
            if key == Qt.Key.Key_Down and modifiers & Qt.KeyboardModifier.AltModifier:
                self.offer()
            else:
                super().keyPressEvent(event)
        elif key in ENTER:
            self.step(-1 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1, 0)
        elif key == Qt.Key.Key_Tab:
            self.step(0, 1)
        elif key == Qt.Key.Key_Backtab:
            self.step(0, -1)
        elif key == Qt.Key.Key_Delete:
            self.removed.emit()
        elif key == Qt.Key.Key_Space and self.offer():
            return
        elif key == Qt.Key.Key_Backspace:
            self.grid.setData(self.currentIndex(), "")
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tab is ours inside the table; Ctrl+Tab leaves it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            tabs = event.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
            if tabs and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.wanted_out.emit(event.key() == Qt.Key.Key_Tab)
                return True
            if tabs:
                self.keyPressEvent(event)
                return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            ours = {Qt.Key.Key_N, Qt.Key.Key_D}
            if event.key() in ours and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.accept()
                return True
        return super().event(event)

    def mouseDoubleClickEvent(self, event: Any) -> None:
        """A list opens its answers; other cells are corrected."""
        if not self.offer():
            super().mouseDoubleClickEvent(event)

    def offer(self) -> bool:
        """Open the answers of a list; False when the cell is none."""
        index = self.currentIndex()
        asked = self.grid.columns[index.column()].field if index.isValid() else None
        if asked is None or not isinstance(asked.kind, Choice):
            return False
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        place = QPersistentModelIndex(index)
        for label in [_(label) for _code, label in asked.kind.options]:
            menu.addAction(label).triggered.connect(lambda _checked=False, text=label: self._take(place, text))
        menu.popup(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))
        return True

    def _take(self, place: QPersistentModelIndex, text: str) -> None:
        if place.isValid():
            self.grid.setData(place, text)
            self.setFocus()

    def to_new(self) -> None:
        """Go to the blank row."""
        first = next(number for number, column in enumerate(self.grid.columns) if column.field is not None)
        self.setCurrentIndex(self.grid.index(self.grid.rowCount() - 1, first))
        self.setFocus()

    def repeat_above(self) -> None:
        """The same as in the row above ("igual que el anterior")."""
        here = self.currentIndex()
        if here.isValid() and here.row():
            column = self.grid.columns[here.column()]
            self.grid.setData(here, self.grid.text(self.grid.rows[here.row() - 1], column))

    def copy(self) -> None:
        """Put the chosen cells on the clipboard, as a spreadsheet takes them."""
        chosen = self.selectedIndexes() or [self.currentIndex()]
        rows = sorted({index.row() for index in chosen})
        columns = sorted({index.column() for index in chosen})
        out = io.StringIO()
        writer = csv.writer(out, delimiter="\t", lineterminator="\n")
        for row in rows:
            writer.writerow([self.grid.index(row, column).data() or "" for column in columns])
        QGuiApplication.clipboard().setText(out.getvalue())

    def paste(self) -> None:
        """Type the cells of the clipboard from here on; rows that are missing are begun."""
        text = QGuiApplication.clipboard().text()
        here = self.currentIndex()
        block = [
            cells for cells in csv.reader(io.StringIO(text), delimiter="\t") if any(cell.strip() for cell in cells)
        ]
        first = max(here.column(), 0)
        if self.arrange is not None:
            first, block = self.arrange(first, block)
        elif block and self._headings(block[0]):
            del block[0]
        if not block or not here.isValid():
            self.pasted.emit(max(here.row(), 0), 0)
            return
        self.grid.type_block(here.row(), first, block)
        self.pasted.emit(here.row(), len(block))

    pasted = Signal(int, int)  # from which row, how many
    arrange: Callable[[int, list[list[str]]], tuple[int, list[list[str]]]] | None = None  # what is pasted, put in order

    def _headings(self, cells: Sequence[str]) -> bool:
        """Whether a row of the clipboard is the headings of a sheet and no record."""
        known = {without_accents(column.title).rstrip(".") for column in self.grid.columns}
        known |= {without_accents(_(asked.label)) for asked in self.grid.fields.values()}
        return sum(without_accents(cell.strip()).rstrip(".") in known for cell in cells) > 2

    def resizeEvent(self, event: Any) -> None:
        """The columns that may, take the room that is left."""
        super().resizeEvent(event)
        loose = [number for number, column in enumerate(self.grid.columns) if column.stretch]
        taken = sum(self.columnWidth(number) for number in range(len(self.grid.columns)) if number not in loose)
        for number in loose:
            self.setColumnWidth(number, max(self.least(number), (self.viewport().width() - taken) // len(loose)))

    def minimumSizeHint(self) -> QSize:
        return QSize(space(60), space(36))


class Footer(QWidget):
    """Totals that stand under their columns."""

    def __init__(self, view: GridView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._lines: list[Mapping[str, str]] = []
        self.setObjectName("totales")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        view.horizontalScrollBar().valueChanged.connect(lambda _value: self.update())
        view.horizontalHeader().sectionResized.connect(lambda *_sizes: self.update())

    def show_lines(self, lines: Sequence[Mapping[str, str]]) -> None:
        """Show these lines: column → text. The first one is bold."""
        self._lines = list(lines)
        columns = self._view.grid.columns
        told = [f"{column.title}: {line[column.name]}" for line in lines for column in columns if line.get(column.name)]
        self.setAccessibleName(". ".join(told))
        self.updateGeometry()
        self.update()

    def lines(self) -> list[Mapping[str, str]]:
        """What it shows."""
        return self._lines

    def sizeHint(self) -> QSize:
        return QSize(space(40), len(self._lines) * (self.fontMetrics().height() + space(2)) + space(1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("sunken"))
        left = self._view.viewport().x()
        tall = self.fontMetrics().height() + space(2)
        for place, line in enumerate(self._lines):
            font = QFont(self.font())
            font.setWeight(QFont.Weight.DemiBold if not place else QFont.Weight.Normal)
            painter.setFont(font)
            painter.setPen(color("ink" if not place else "muted"))
            for number, column in enumerate(self._view.grid.columns):
                text = line.get(column.name, "")
                if not text:
                    continue
                wide = self._view.columnWidth(number)
                at = left + self._view.columnViewportPosition(number)
                box = QRect(at + space(1), space(0.5) + place * tall, wide - space(2.25), tall)
                if column.numeric:
                    room = max(wide, painter.fontMetrics().horizontalAdvance(text) + space(3)) - wide
                    box.setLeft(box.left() - room)
                    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
                else:
                    box.setWidth(painter.fontMetrics().horizontalAdvance(text) + space(2))  # the next ones are empty
                    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


class Grid(QWidget):
    """The table, its totals, and the line below that says what is wrong with the cell at hand."""

    changed = Signal()
    saved = Signal()
    said = Signal(str)

    def __init__(
        self,
        columns: Sequence[GridColumn],
        keeper: Keeper,
        *,
        name: str,
        keys: str = HELP,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.keeper = keeper
        self._keys = keys
        self.model = GridModel(columns, keeper, self)
        self.view = GridView(self.model, name)
        self.footer = Footer(self.view)
        self.line = words(_(keys), "small")
        self.line.setObjectName("mensaje")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.footer)
        column.addSpacing(space(2))
        column.addWidget(self.line)
        self.line.setHidden(not keys)  # after it has its place: a widget without a parent opens as a window
        self.setFocusProxy(self.view)
        self._saving = False
        self._queue: list[int] = []
        self._live = self._timer(LIVE_AFTER, self._changed)
        self._aside = self._timer(KEEP_AFTER, self._keep)
        self._next = self._timer(0, self._save_some)
        self.model.touched.connect(self._touched)
        self.model.dataChanged.connect(lambda *_cells: self._heights())
        self.view.selectionModel().currentChanged.connect(self._moved)
        self.view.removed.connect(self.remove_current)
        self.view.pasted.connect(self._pasted)
        self.view.wanted_out.connect(self._leave_table)
        self.view.cells.closeEditor.connect(self._closed)
        self.model.fill(keeper.rows(), keeper.kept())
        self._heights(everything=True)
        self.view.setCurrentIndex(self.model.index(0, 0))

    def _timer(self, after: int, do: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after)
        timer.timeout.connect(do)
        return timer

    # what happens

    def values(self) -> list[dict[str, Value]]:
        """Every row as values, with what is being typed."""
        return self.model.values()

    def _touched(self) -> None:
        self._live.start()
        if not self._aside.isActive():
            self._aside.start()

    def _changed(self) -> None:
        self._heights()
        self._say()
        self.changed.emit()

    def _closed(self, *_how: object) -> None:
        self.model.unpreview()
        self._live.start()

    def _heights(self, *, everything: bool = False) -> None:
        """A row that says what is off is taller."""
        notes = [column.note for column in self.model.columns if column.note is not None]
        if not notes:
            return
        usual = self.view.verticalHeader().defaultSectionSize()
        taller = usual + self.view.fontMetrics().height()
        places = range(len(self.model.rows))
        if not everything:
            here = self.view.currentIndex().row()
            places = range(max(here - 1, 0), min(here + 2, len(self.model.rows)))
        for place in places:
            row = self.model.rows[place]
            off = not row.blank and any(note(self.model.values_of(row)) for note in notes)
            wanted = taller if off else usual
            if self.view.rowHeight(place) != wanted:
                self.view.setRowHeight(place, wanted)

    def _moved(self, current: Index, previous: Index) -> None:
        if previous.isValid() and current.row() != previous.row() and previous.row() < len(self.model.rows):
            self._store([previous.row()])
        self._say()

    def _store(self, places: Sequence[int]) -> bool:
        self._saving = True
        try:
            stored = self.model.store_many([place for place in places if place < len(self.model.rows)])
        finally:
            self._saving = False
        self._keep()
        if stored:
            self._heights()
            self.saved.emit()
            self._live.start()
        return bool(stored)

    def _keep(self) -> None:
        self.keeper.keep(self.model.pending())

    def _say(self) -> None:
        """The line below: what is wrong here, or the keys."""
        here = self.view.currentIndex()
        told = ""
        if here.isValid() and here.row() < len(self.model.rows):
            told = self.model.said(here.row(), self.model.columns[here.column()].name)
        if self.line.text() != (told or _(self._keys)):
            self.line.setText(told or _(self._keys))
            self.line.setVisible(bool(told or self._keys))
            restyle(self.line, role="problem" if told else "small")
            if told:
                announce(self.view, told)

    def _pasted(self, first: int, count: int) -> None:
        if not count:
            self.said.emit(_("No hay filas copiadas. Cópielas en su hoja de cálculo y vuelva."))
            return
        self._queue = list(range(first, first + count))
        self._save_some(count if self.keeper.save_many is not None else AT_ONCE)

    def _save_some(self, at_once: int = AT_ONCE) -> None:
        """After pasting: a few rows at a time, so that the window goes on; all of them where they are one save."""
        some, self._queue = self._queue[:at_once], self._queue[at_once:]
        total = len(some) + len(self._queue)
        self._store(some)
        self._heights(everything=True)
        if self._queue:
            self.said.emit(str(Sentence(N_("Guardando: faltan {count} filas."), count=len(self._queue))))
            self._next.start()
        elif total:
            waiting = len(self.model.pending())
            self.said.emit(
                str(Sentence(N_("Filas pegadas. Por corregir: {count}."), count=waiting))
                if waiting
                else _("Filas pegadas y guardadas.")
            )

    def _leave_table(self, forwards: bool) -> None:
        self.save_all()
        self.view.focusNextPrevChild(forwards)

    # what others ask

    @property
    def saving(self) -> bool:
        """It is storing a row of its own right now."""
        return self._saving

    def save_all(self) -> None:
        """Save every row that can be; keep the others aside. Called before the screen is left."""
        if self.view.state() == QAbstractItemView.State.EditingState:
            editor = self.view.indexWidget(self.view.currentIndex()) or self.view.findChild(CellEditor)
            if editor is not None:
                self.view.commitData(editor)
        self._queue = []
        self._store([place for place, row in enumerate(self.model.rows) if row.typed])

    def remove_current(self) -> None:
        """Take the row at hand away; it can be undone."""
        place = self.view.currentIndex().row()
        if place < 0 or self.model.rows[place].blank:
            return
        row = self.model.rows[place]
        if row.record:
            self._saving = True
            try:
                self.keeper.remove(row.record)
            finally:
                self._saving = False
        column = self.view.currentIndex().column()
        row.typed.clear()
        self.model.take_out(place)
        self.view.setCurrentIndex(self.model.index(min(place, len(self.model.rows) - 1), column))
        self._keep()
        self.saved.emit()
        self._live.start()
        self.said.emit(_("Se quitó la fila. Ctrl+Z la devuelve."))

    def current_record(self) -> str:
        """The id of the row at hand, or "" when it is not stored."""
        place = self.view.currentIndex().row()
        return self.model.rows[place].record if 0 <= place < len(self.model.rows) else ""

    def reload(self, *, force: bool = False) -> None:
        """The store changed: show it, keep what is typed. Our own saves are no news."""
        if self._saving and not force:
            return
        here = self.view.currentIndex()
        self.model.fill(self.keeper.rows(), self.model.pending())
        self._heights(everything=True)
        row = min(max(here.row(), 0), self.model.rowCount() - 1)
        self.view.setCurrentIndex(self.model.index(row, max(here.column(), 0)))
        self._live.start()

    def go_to(self, record: str, name: str = "") -> None:
        """Go to a row, and to one of its cells."""
        place = next((number for number, row in enumerate(self.model.rows) if row.record == record), 0)
        names = [column.name for column in self.model.columns]
        self.view.setCurrentIndex(self.model.index(place, names.index(name) if name in names else 0))
        self.view.setFocus()

    def stop(self) -> None:
        """The screen goes away."""
        for timer in (self._live, self._aside, self._next):
            timer.stop()
