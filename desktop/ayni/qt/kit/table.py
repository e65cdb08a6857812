"""Long lists over the door: pages of rows, never the whole table.

    columns = (
        Column("nombre", _("Nombre"), stretch=True),
        Column("dni", _("DNI")),
        Column("ventas_centimos", _("Ventas"), show=lambda row: soles(row["ventas_centimos"]), right=True),
    )
    empty = EmptyState(_("Todavía no hay ninguna."), _("Registrar"), self.register)
    listing = Listing(columns, fetch=door_rows, count=door_count, empty=empty, name=_("Organizaciones"))
    listing.opened.connect(self.open)          # the row's id, by Enter or double click
    listing.refresh()                          # after a notice; the chosen row stays chosen

`fetch(offset, limit)` returns rows as dicts with "id"; `count()` how many there are.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ayni.lang import N_, Sentence
from ayni.qt.kit.cards import EmptyState
from ayni.qt.kit.keys import ENTER
from ayni.qt.kit.palette import color, column_width, space

PAGE, HELD = 100, 12  # rows of a page; pages kept at hand

Row = Mapping[str, Any]
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the row's key, its heading and how its value is written."""

    name: str
    title: str
    show: Callable[[Row], str] | None = None
    right: bool = False  # numbers stand at the right
    stretch: bool = False  # takes the room that is left
    letters: int = 14


class PagedModel(QAbstractTableModel):
    """Asks for a page when a row of it is looked at, and forgets the oldest ones."""

    def __init__(
        self,
        columns: Sequence[Column],
        fetch: Callable[[int, int], Sequence[Row]],
        count: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._fetch = fetch
        self._count = count
        self._pages: OrderedDict[int, list[tuple[str, tuple[str, ...]]]] = OrderedDict()
        self._rows = count()

    def refresh(self) -> None:
        """Forget everything and ask again."""
        self.beginResetModel()
        self._pages.clear()
        self._rows = self._count()
        self.endResetModel()

    def _written(self, row: Row) -> tuple[str, tuple[str, ...]]:
        cells = []
        for column in self.columns:
            value = column.show(row) if column.show is not None else row.get(column.name)
            cells.append("" if value is None else str(value))
        return str(row.get("id", "")), tuple(cells)

    def _row(self, row: int) -> tuple[str, tuple[str, ...]] | None:
        number, place = divmod(row, PAGE)
        if number not in self._pages:
            self._pages[number] = [self._written(one) for one in self._fetch(number * PAGE, PAGE)]
            if len(self._pages) > HELD:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        page = self._pages[number]
        return page[place] if place < len(page) else None

    def record(self, row: int) -> str:
        """The id of a row."""
        found = self._row(row) if 0 <= row < self._rows else None
        return found[0] if found is not None else ""

    def at_hand(self, record: str) -> int:
        """The place of a record among the pages at hand; -1 when it is not there."""
        for number, page in self._pages.items():
            for place, (one, _cells) in enumerate(page):
                if one == record:
                    return number * PAGE + place
        return -1

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._rows

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[index.column()].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role not in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.UserRole,
        }:
            return None
        found = self._row(index.row())
        if found is None:
            return None
        record, cells = found
        text = cells[index.column()]
        if role == Qt.ItemDataRole.UserRole:
            return record
        if role == Qt.ItemDataRole.ToolTipRole:
            return text if len(text) > 24 else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.columns[index.column()].title}: {text}"
        return text

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None


class ChosenRow(QStyledItemDelegate):
    """The row chosen has a bar at its left and bold words, not only another colour."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            option.font.setBold(True)  # type: ignore[attr-defined]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.column() == 0 and option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            box: QRect = option.rect  # type: ignore[attr-defined]
            painter.fillRect(QRect(box.left(), box.top(), space(1), box.height() - 1), color("accent"))


class TableView(QTableView):
    """Rows that are chosen whole; Enter or a double click opens one."""

    opened = Signal(str)
    chosen = Signal(str)

    def __init__(self, model: PagedModel, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paged = model
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(ChosenRow(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + space(4.5))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(self._open)
        for number, column in enumerate(model.columns):
            needed = max(column.letters, len(column.title) + 2)
            self.setColumnWidth(number, column_width(needed, self))

    def _open(self, index: QModelIndex) -> None:
        record = self.paged.record(index.row())
        if record:
            self.opened.emit(record)

    def current(self) -> str:
        """The id of the row chosen, or ""."""
        return self.paged.record(self.currentIndex().row())

    def choose(self, record: str) -> None:
        """Choose the row of a record, if it is at hand."""
        place = self.paged.at_hand(record)
        if place >= 0:
            self.selectRow(place)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit(self.paged.record(current.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns that may, take the room that is left."""
        super().resizeEvent(event)
        loose = [number for number, column in enumerate(self.paged.columns) if column.stretch]
        taken = sum(self.columnWidth(number) for number in range(len(self.paged.columns)) if number not in loose)
        for number in loose:
            least = column_width(self.paged.columns[number].letters, self)
            self.setColumnWidth(number, max(least, (self.viewport().width() - taken) // len(loose)))

    def minimumSizeHint(self) -> QSize:
        return QSize(space(60), space(40))


class Listing(QWidget):
    """A table, or what to do while it is empty."""

    opened = Signal(str)
    chosen = Signal(str)

    def __init__(
        self,
        columns: Sequence[Column],
        fetch: Callable[[int, int], Sequence[Row]],
        count: Callable[[], int],
        *,
        empty: EmptyState | None = None,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.model = PagedModel(columns, fetch, count, self)
        self.table = TableView(self.model, name)
        self.table.opened.connect(self.opened)
        self.table.chosen.connect(self.chosen)
        self.empty = empty
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        if empty is not None:
            self._stack.addWidget(empty)
        layout.addWidget(self._stack)
        self.setFocusProxy(self.table)
        self._show()

    def _show(self) -> None:
        bare = self.empty is not None and self.model.rowCount() == 0
        self._stack.setCurrentIndex(1 if bare else 0)

    def refresh(self) -> None:
        """Ask again; the row chosen stays chosen and in place."""
        record = self.table.current()
        height = self.table.verticalScrollBar().value()
        self.model.refresh()
        self._show()
        self.table.verticalScrollBar().setValue(height)
        if record:
            first = self.table.rowAt(0)
            self.model.record(max(first, 0))
            self.table.choose(record)

    def current(self) -> str:
        """The id of the row chosen, or ""."""
        return self.table.current()

    def summary(self) -> str:
        """How many rows there are, in words."""
        count = self.model.rowCount()
        return str(Sentence(N_("{count} en la lista"), count=f"{count:,}"))
