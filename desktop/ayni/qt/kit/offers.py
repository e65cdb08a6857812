"""A list that lies over the window below a box, while one types: what the search and the pickers offer.

It is no window of its own: it takes no focus and no keys, the box above it moves through it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ayni.qt.kit.palette import color, space

Index = QModelIndex | QPersistentModelIndex
KEY, DETAIL, GROUP = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class Offer:
    """One line: what it stands for, its words, what tells it from others, the heading under which it stands."""

    key: object
    title: str
    detail: str = ""
    group: str = ""


class _Lines(QStyledItemDelegate):
    """A title and, below it, what tells it from others; the chosen line has a bar and bold words."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics: QFontMetrics = option.fontMetrics  # type: ignore[attr-defined]
        lines = 1.6 if index.data(GROUP) else (2.6 if index.data(DETAIL) else 1.9)
        return QSize(10, round(metrics.height() * lines))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box: QRect = option.rect  # type: ignore[attr-defined]
        heading = bool(index.data(GROUP))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and not heading  # type: ignore[attr-defined]
        font = QFont(option.font)  # type: ignore[attr-defined]
        inner = box.adjusted(space(3), 0, -space(3), 0)
        title = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.save()
        if chosen:
            painter.fillRect(box, color("accent_soft"))
            painter.fillRect(QRect(box.left(), box.top(), space(1), box.height()), color("accent"))
        if heading:
            font.setBold(True)
            font.setPointSizeF(font.pointSizeF() * 0.88)
            painter.setFont(font)
            painter.setPen(color("muted"))
            painter.drawText(inner, middle, title)
        else:
            detail = str(index.data(DETAIL) or "")
            font.setBold(chosen)
            painter.setFont(font)
            metrics = painter.fontMetrics()
            height = metrics.height()
            top = box.top() + (box.height() - height * (2 if detail else 1)) // 2
            painter.setPen(color("ink"))
            shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(QRect(inner.left(), top, inner.width(), height), middle, shown)
            if detail:
                font.setBold(False)
                painter.setFont(font)
                painter.setPen(color("muted"))
                shown = painter.fontMetrics().elidedText(detail, Qt.TextElideMode.ElideRight, inner.width())
                painter.drawText(QRect(inner.left(), top + height, inner.width(), height), middle, shown)
        painter.restore()


class Offers(QFrame):
    """Lies below `box` (above it where there is no room below) while it has something to offer."""

    taken = Signal(object, str)  # key, title

    def __init__(self, box: QWidget, name: str) -> None:
        super().__init__(None)
        self._box = box
        self.setObjectName("found")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(1), space(1), space(1), space(1))
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Lines(self.list))
        self.list.itemClicked.connect(self._clicked)
        column.addWidget(self.list)
        self.hide()
        box.destroyed.connect(self.deleteLater)

    def offer(self, offers: Sequence[Offer], nothing: str = "", *, choose_first: bool = True) -> None:
        """Show these lines; `nothing` is said when there are none, and without it the list closes."""
        self.list.clear()
        group = ""
        for one in offers:
            if one.group and one.group != group:
                head = self._line(one.group, Qt.ItemFlag.NoItemFlags)
                head.setData(GROUP, 1)
                group = one.group
            item = self._line(one.title, Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setData(KEY, one.key)
            item.setData(DETAIL, one.detail)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.title} {one.detail}".strip())
        if not offers and nothing:
            self._line(nothing, Qt.ItemFlag.NoItemFlags)
        if not self.list.count():
            self.hide()
            return
        if choose_first:
            self.move_by(1)
        self._place()

    def _line(self, text: str, flags: Qt.ItemFlag) -> QListWidgetItem:
        item = QListWidgetItem(text)
        item.setFlags(flags)
        self.list.addItem(item)
        return item

    def _place(self) -> None:
        window = self._box.window()
        if self.parentWidget() is not window:
            old = self.parentWidget()
            if old is not None:
                old.removeEventFilter(self)
            self.setParent(window)
            window.installEventFilter(self)
        below = self._box.mapTo(window, QPoint(0, self._box.height() + space(1)))
        above = self._box.mapTo(window, QPoint(0, -space(1)))
        rows = sum(self.list.sizeHintForRow(number) for number in range(self.list.count())) + space(4)
        room_below, room_above = window.height() - below.y() - space(2), above.y() - space(2)
        if rows > room_below and room_above > room_below:
            height = min(rows, room_above)
            self.setGeometry(below.x(), above.y() - height, self._box.width(), height)
        else:
            self.setGeometry(below.x(), below.y(), self._box.width(), max(min(rows, room_below), space(10)))
        self.show()
        self.raise_()

    def move_by(self, step: int) -> None:
        """To the next line that can be chosen."""
        place = self.list.currentRow() + step
        while 0 <= place < self.list.count():
            if self.list.item(place).flags() & Qt.ItemFlag.ItemIsSelectable:
                self.list.setCurrentRow(place)
                self.list.scrollToItem(self.list.item(place))
                if place <= 1:
                    self.list.scrollToTop()
                return
            place += step

    def take(self) -> bool:
        """Take the line chosen; False when none is."""
        item = self.list.currentItem()
        if item is None or self.isHidden() or not item.flags() & Qt.ItemFlag.ItemIsSelectable:
            return False
        self._clicked(item)
        return True

    def _clicked(self, item: QListWidgetItem) -> None:
        if item.flags() & Qt.ItemFlag.ItemIsSelectable:
            key, title = item.data(KEY), item.text()
            self.hide()
            self.taken.emit(key, title)

    def titles(self) -> list[str]:
        """The lines shown, headings too."""
        return [self.list.item(place).text() for place in range(self.list.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False
