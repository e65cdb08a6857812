"""Cards one below the other, painted as they are scrolled to: hundreds of them cost what is on the screen.

    model = CardModel(fetch, count, self)      # fetch(offset, limit): what the cards say (`KEYS`)
    cards = CardList(model, _("Logística"))
    cards.opened.connect(self.open)            # the card's id, by Enter or double click
    cards.stepped.connect(self.step)           # -1 or 1: left or right was pressed

An alert is a word with a shape of its own (triangle, rhombus, circle), never only a colour.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ayni.qt.kit.keys import ENTER
from ayni.qt.kit.palette import color, space

KEYS = ("id", "title", "lines", "count", "foot", "person", "level", "tone")  # all are texts but `lines`, a tuple
PAGE, HELD = 60, 10  # cards of a page; pages kept at hand
SHAPES = {"problem": "▲", "attention": "◆", "accent": "●", "good": "✓"}
Index = QModelIndex | QPersistentModelIndex


class CardModel(QAbstractListModel):
    """Asks for a page when a card of it is looked at, and forgets the oldest ones."""

    def __init__(
        self,
        fetch: Callable[[int, int], Sequence[dict[str, Any]]],
        count: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fetch, self._ask = fetch, count
        self._count = 0
        self._pages: OrderedDict[int, Sequence[dict[str, Any]]] = OrderedDict()

    def refresh(self) -> None:
        """Forget everything and ask again."""
        self.beginResetModel()
        self._pages.clear()
        self._count = self._ask()
        self.endResetModel()

    def card(self, row: int) -> dict[str, Any]:
        """What a card says; nothing past the end."""
        if not 0 <= row < self._count:
            return {}
        number, place = divmod(row, PAGE)
        if number not in self._pages:
            self._pages[number] = self._fetch(number * PAGE, PAGE)
            if len(self._pages) > HELD:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        page = self._pages[number]
        return page[place] if place < len(page) else {}

    def place_of(self, record: str) -> int:
        """Where a card is among the first pages; -1 when it is not."""
        found = (row for row in range(min(self._count, PAGE * HELD)) if self.card(row).get("id") == record)
        return next(found, -1)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        card = self.card(index.row())
        if role == Qt.ItemDataRole.UserRole:
            return card
        told = {
            Qt.ItemDataRole.DisplayRole: ("title",),
            Qt.ItemDataRole.AccessibleTextRole: ("level", "title", "lines", "count", "foot", "person"),
            Qt.ItemDataRole.ToolTipRole: ("title", "lines", "foot"),
        }.get(Qt.ItemDataRole(role), ())
        if not card or not told:
            return None
        parts = [part for name in told for part in ((card[name],) if isinstance(card[name], str) else card[name])]
        return ("\n" if role == Qt.ItemDataRole.ToolTipRole else ". ").join(part for part in parts if part)


class CardPainter(QStyledItemDelegate):
    """A card: its alert, its title, its lines and its days. The one chosen has a thick edge and a bar."""

    def _fonts(self, font: QFont) -> tuple[QFont, QFont]:
        bold, small = QFont(font), QFont(font)
        bold.setBold(True)
        small.setPointSizeF(font.pointSizeF() * 0.9)
        return bold, small

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        font = option.font  # type: ignore[attr-defined]
        bold, small = self._fonts(font)
        line = QFontMetrics(font).height()
        tall = QFontMetrics(bold).height() + 2 * line + 3 * QFontMetrics(small).height() + space(5)
        return QSize(space(40), tall)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card = index.data(Qt.ItemDataRole.UserRole) or {}
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        listening = bool(option.state & QStyle.StateFlag.State_HasFocus)  # type: ignore[attr-defined]
        font = option.font  # type: ignore[attr-defined]
        whole: QRect = option.rect  # type: ignore[attr-defined]
        box = whole.adjusted(space(1) // 2, space(1) // 2, -space(1) // 2 - 1, -space(1))
        tone = card.get("tone", "")
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("focus" if chosen else "line"), space(0.75) if listening and chosen else 1))
        painter.setBrush(color("accent_soft" if chosen else "surface"))
        painter.drawRoundedRect(box, space(1.5), space(1.5))
        if tone:
            painter.fillRect(QRect(box.left(), box.top() + space(1), space(1), box.height() - space(2)), color(tone))
        bold, small = self._fonts(font)
        inside = box.adjusted(space(3), space(2), -space(2), -space(1))
        y = inside.top()

        def write(text: str, used: QFont, role: str) -> None:
            nonlocal y
            metrics = QFontMetrics(used)
            painter.setFont(used)
            painter.setPen(color(role))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside.left(), y + metrics.ascent(), shown)
            y += metrics.height()

        small_bold = QFont(small)
        small_bold.setBold(True)
        metrics = QFontMetrics(small)
        right = metrics.horizontalAdvance(card.get("count", ""))
        painter.setFont(small)
        painter.setPen(color("muted"))
        painter.drawText(inside.right() - right, y + metrics.ascent(), card.get("count", ""))
        said = f"{SHAPES.get(tone, '')} {card.get('level', '')}" if tone else ""
        room = inside.width() - right - space(2)
        write(QFontMetrics(small_bold).elidedText(said, Qt.TextElideMode.ElideRight, room), small_bold, tone or "ink")
        write(card.get("title", ""), bold, "ink")
        for text in card.get("lines", ()):
            write(text, font, "ink")
        write(card.get("foot", ""), small, "muted")
        write(card.get("person", ""), small, "muted")
        painter.restore()


class CardList(QListView):
    """The cards of one column. Up and down choose, left and right leave it, Enter opens."""

    opened = Signal(str)
    stepped = Signal(int)
    chosen = Signal(str)

    def __init__(self, model: CardModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards = model
        self.setModel(model)
        self.setAccessibleName(name)
        self.setItemDelegate(CardPainter(self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(lambda _index: self._open())

    def _open(self) -> None:
        if record := self.current():
            self.opened.emit(record)

    def current(self) -> str:
        """The id of the card chosen, or ""."""
        return str(self.cards.card(self.currentIndex().row()).get("id", ""))

    def choose(self, record: str) -> bool:
        """Choose a card by its id; False when it is not in this column."""
        place = self.cards.place_of(record)
        if place >= 0:
            self.setCurrentIndex(self.cards.index(place))
        return place >= 0

    def take(self, row: int) -> None:
        """Listen to the keyboard, with the card at this place chosen, or the last one."""
        self.setFocus(Qt.FocusReason.TabFocusReason)
        last = self.cards.rowCount() - 1
        if last >= 0:
            self.setCurrentIndex(self.cards.index(max(0, min(row, last))))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit(self.current())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.stepped.emit(steps[Qt.Key(event.key())])
        elif event.key() in ENTER:
            self._open()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(space(40), space(40))
