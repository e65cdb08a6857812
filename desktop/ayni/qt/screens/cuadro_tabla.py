"""The table of the comparison chart: items down, the plan and then the sellers across, the two totals at the foot.

Typing in a cell replaces its price, F2 corrects it, Enter opens what is said of it, Supr takes it out, Ctrl+V puts a
block of prices copied from a spreadsheet.
"""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ayni.domain.cotizacion import Column, price_text
from ayni.domain.cuadro_comparativo import Cuadro, Seller, plan_price
from ayni.domain.fields import canonical
from ayni.lang import N_, _, day, number, soles
from ayni.qt.kit.keys import ENTER
from ayni.qt.kit.palette import color, column_width, space

PLAN, FIRST = 0, 1  # columns: the plan's, the first seller's
NARROW, WIDE, NAMES = 24, 32, 30  # letters of a column, and of the names of the items
TOTALS = (N_("Total sin IGV"), N_("Total que se paga"))
NO_PRICE = N_("No cotiza")
Index = QModelIndex | QPersistentModelIndex


def mark(column: Column) -> str:
    """What a quotation is among the others: a shape and a few words."""
    found = [f"★ {_(N_('Elegida'))}"] if column.quote.chosen else []
    if column.expired_days:
        found.append(f"✗ {_(N_('Vencida'))}")
    elif column.quote.meets is False:
        found.append(f"✗ {_(N_('No es lo pedido'))}")
    elif column.pending:
        found.append(f"? {_(N_('¿Es lo pedido?'))}")
    elif column.lowest:
        found.append(f"▼ {_(N_('La más baja'))}")
    if column.old and not column.expired_days:
        found.append(f"! {_(N_('Antigua'))}")
    return " ".join(found[:2])


def tone(column: Column) -> str:
    """The role of its colour; the mark says the same in words."""
    if column.expired_days or column.quote.meets is False:
        return "problem"
    if column.old or column.pending:
        return "attention"
    return "good" if column.lowest else "ink"


class ChartModel(QAbstractTableModel):
    """The chart as a table; texts are made once for each state of it."""

    typed = Signal(list)  # [(item, seller, text)]

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self.cuadro: Cuadro | None = None
        self._texts: dict[tuple[int, int], str] = {}

    def show(self, cuadro: Cuadro) -> None:
        """Show a chart."""
        self.beginResetModel()
        self.cuadro = cuadro
        self._texts = {}
        self.endResetModel()

    def seller_at(self, column: int) -> Seller | None:
        """The seller of a column."""
        sellers = self.cuadro.sellers if self.cuadro else ()
        return sellers[column - FIRST] if FIRST <= column < FIRST + len(sellers) else None

    def item_at(self, row: int) -> Any:
        """The item of a row; None for the totals."""
        items = self.cuadro.items if self.cuadro else ()
        return items[row] if 0 <= row < len(items) else None

    def cell_at(self, index: Index) -> Column | None:
        """The quotation of a cell."""
        seller, item = self.seller_at(index.column()), self.item_at(index.row())
        if self.cuadro is None or seller is None or item is None:
            return None
        return self.cuadro.cells.get((str(item["id"]), seller.key))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() or self.cuadro is None else len(self.cuadro.items) + len(TOTALS)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.cuadro is None else FIRST + len(self.cuadro.sellers)

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        typed = self.seller_at(index.column()) is not None and self.item_at(index.row()) is not None
        return usual | Qt.ItemFlag.ItemIsEditable if typed else usual

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        across = orientation == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        if across:
            seller = self.seller_at(section)
            return _("Precio del plan") if seller is None else f"{seller.name}\n{day(seller.day.isoformat())}"
        item = self.item_at(section)
        if item is None:
            return _(TOTALS[section - len(self.cuadro.items)]) if self.cuadro else ""
        return f"{item['nombre']}\n{number(str(item['cantidad']))} {item['unidad'] or ''}".rstrip()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            place = (index.row(), index.column())
            if place not in self._texts:
                self._texts[place] = self._text(index)
            return self._texts[place]
        if role == Qt.ItemDataRole.EditRole:
            cell = self.cell_at(index)
            return canonical(cell.quote.price) if cell is not None else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.AccessibleTextRole:
            across = self.headerData(index.column(), Qt.Orientation.Horizontal)
            down = self.headerData(index.row(), Qt.Orientation.Vertical)
            return f"{across}. {down}. {self.data(index)}".replace("\n", " ")
        return None

    def _text(self, index: Index) -> str:
        assert self.cuadro is not None
        seller, item = self.seller_at(index.column()), self.item_at(index.row())
        if item is None:
            return self._total(index.row() - len(self.cuadro.items), seller)
        if seller is None:
            price = plan_price(item)
            return "—" if price is None else price_text(price)
        cell = self.cell_at(index)
        return _(NO_PRICE) if cell is None else f"{price_text(cell.quote.price)}\n{mark(cell)}".rstrip()

    def _total(self, which: int, seller: Seller | None) -> str:
        assert self.cuadro is not None
        if seller is None:
            plan = self.cuadro.plan_centimos
            return soles(plan) if plan is not None and which else "—"
        total = seller.total
        amount = total.payable_centimos if which else total.base_centimos
        if amount is None:
            return "—"
        return f"{soles(amount)}\n▼ {_(N_('El más bajo'))}" if total.lowest and not which else soles(amount)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        seller, item = self.seller_at(index.column()), self.item_at(index.row())
        if seller is None or item is None:
            return False
        if str(value).strip() != self.data(index, Qt.ItemDataRole.EditRole):
            self.typed.emit([(str(item["id"]), seller.key, str(value))])
        return True


class PriceDelegate(QStyledItemDelegate):
    """The lowest on another ground and in bold; what does not count in its colour, beside its word."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        model: ChartModel = index.model()
        cell, seller = model.cell_at(index), model.seller_at(index.column())
        total = model.item_at(index.row()) is None
        role = "ink" if total else "muted" if cell is None else tone(cell)
        option.font.setBold((cell is not None and (cell.lowest or cell.quote.chosen)) or (total and seller is not None))
        for group in (option.palette.ColorRole.Text, option.palette.ColorRole.HighlightedText):
            option.palette.setColor(group, color(role))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model: ChartModel = index.model()
        cell, seller = model.cell_at(index), model.seller_at(index.column())
        total = model.item_at(index.row()) is None
        green = (cell is not None and cell.lowest) or (
            total and seller is not None and seller.total.lowest and index.row() == model.rowCount() - len(TOTALS)
        )
        if not option.state & QStyle.StateFlag.State_Selected:
            if green:
                painter.fillRect(option.rect, color("good_soft"))
            elif total or seller is None:
                painter.fillRect(option.rect, color("sunken"))
        super().paint(painter, option, index)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("precio")
        editor.setAccessibleName(_("Precio cotizado"))
        editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        editor.setStyleSheet(f"QLineEdit {{ padding: 0 {space(1)}px; min-height: 0; border-radius: 0; }}")
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())


class ChartTable(QTableView):
    """Moved through with the arrows, typed in as a spreadsheet."""

    opened = Signal()
    moved = Signal()
    wanted = Signal(list)  # prices to keep: [(item, seller's key, text)]
    nothing = Signal()  # nothing was copied

    def __init__(self, model: ChartModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = model
        self.setModel(model)
        self.setObjectName("cuadro")
        self.setAccessibleName(_("Cuadro comparativo"))
        self.setItemDelegate(PriceDelegate(self))
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        high = 2 * self.fontMetrics().height() + space(2)
        self.verticalHeader().setStyleSheet(f"QHeaderView::section {{ padding: 0 {space(2)}px; }}")
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(high)
        self.horizontalHeader().setFixedHeight(high + space(3))
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            header.setHighlightSections(False)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        model.typed.connect(self.wanted)

    def fit(self) -> None:
        """Widths, and the cell at hand where it was."""
        here = self.currentIndex()
        row, column = max(here.row(), 0), max(here.column(), FIRST)
        self._widths()
        lines = self.verticalHeader().length() + self.horizontalHeader().height()
        self.setMaximumHeight(lines + self.horizontalScrollBar().sizeHint().height() + space(1))
        self._choose(row, column)

    def _choose(self, row: int, column: int) -> None:
        model = self.chart
        if model.rowCount() and model.columnCount() > FIRST:
            self.setCurrentIndex(
                model.index(min(row, model.rowCount() - 1), min(max(column, 0), model.columnCount() - 1))
            )

    def _widths(self) -> None:
        names = min(column_width(NAMES, self), int(self.width() * 0.38))
        self.verticalHeader().setFixedWidth(names)
        count = self.chart.columnCount()
        share = (self.width() - names - self.verticalScrollBar().sizeHint().width()) // max(count, 1)
        wide = min(max(share, column_width(NARROW, self)), column_width(WIDE, self))
        for column in range(count):
            self.setColumnWidth(column, wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The names of the items never take more than their part."""
        super().resizeEvent(event)
        self._widths()

    def minimumSizeHint(self) -> QSize:
        return QSize(space(60), min(space(60), self.maximumHeight()))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.moved.emit()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After a price, down to the next one."""
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            here = self.currentIndex()
            self._choose(here.row() + 1, here.column())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
            return
        if event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.opened.emit()
            return
        if event.key() == Qt.Key.Key_Delete and not event.modifiers():
            self._empty()
            return
        super().keyPressEvent(event)

    def _empty(self) -> None:
        here = self.currentIndex()
        seller, item = self.chart.seller_at(here.column()), self.chart.item_at(here.row())
        if seller is not None and item is not None and self.chart.cell_at(here) is not None:
            self.wanted.emit([(str(item["id"]), seller.key, "")])

    def paste(self) -> None:
        """Prices copied from a spreadsheet, from this cell on; what falls outside is left out."""
        text = QGuiApplication.clipboard().text()
        block = list(csv.reader(io.StringIO(text.rstrip("\r\n")), delimiter="\t")) if text.strip() else []
        here = self.currentIndex()
        cells = []
        for down, line in enumerate(block):
            for right, typed in enumerate(line):
                seller = self.chart.seller_at(here.column() + right)
                item = self.chart.item_at(here.row() + down)
                if seller is not None and item is not None:
                    cells.append((str(item["id"]), seller.key, typed.strip()))
        if cells:
            self.wanted.emit(cells)
        else:
            self.nothing.emit()
