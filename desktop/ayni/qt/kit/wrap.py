"""A layout that puts things side by side and goes on below where there is no room: nothing is cut."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Wrap(QLayout):
    """Lines of things, each as large as it wants to be. `at_end`: the lines end at the right."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8, at_end: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._at_end = at_end
        self.setContentsMargins(0, 0, 0, 0)

    def addWidget(self, widget: QWidget, _stretch: int = 0, _alignment: object = None) -> None:
        """As of boxes; stretch and alignment mean nothing here."""
        super().addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def addStretch(self, _stretch: int = 0) -> None:
        """Taken for compatibility with boxes: lines end where they end."""

    def setSpacing(self, gap: int) -> None:
        self._gap = gap
        self.invalidate()

    def set_at_end(self, at_end: bool) -> None:
        """Whether the lines end at the right."""
        self._at_end = at_end
        self.invalidate()

    def spacing(self) -> int:
        return self._gap

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        edges = self.contentsMargins()
        lines = self._lines(width - edges.left() - edges.right())
        high = sum(height for _line, height, _wide in lines) + self._gap * max(0, len(lines) - 1)
        return high + edges.top() + edges.bottom()

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[tuple[list[QLayoutItem], int, int]]:
        """Things of each line, how high it is and how wide."""
        lines: list[tuple[list[QLayoutItem], int, int]] = []
        line: list[QLayoutItem] = []
        high = wide = 0
        for item in self._shown():
            size = item.sizeHint()
            longer = wide + (self._gap if line else 0) + size.width()
            if line and longer > width:
                lines.append((line, high, wide))
                line, high, longer = [], 0, size.width()
            line.append(item)
            high, wide = max(high, size.height()), longer
        if line:
            lines.append((line, high, wide))
        return lines

    def sizeHint(self) -> QSize:
        shown = self._shown()
        wide = sum(item.sizeHint().width() for item in shown) + self._gap * max(0, len(shown) - 1)
        return self._with_edges(wide, max((item.sizeHint().height() for item in shown), default=0))

    def _with_edges(self, wide: int, high: int) -> QSize:
        edges = self.contentsMargins()
        return QSize(wide + edges.left() + edges.right(), high + edges.top() + edges.bottom())

    def minimumSize(self) -> QSize:
        shown = self._shown()
        return self._with_edges(
            max((item.minimumSize().width() for item in shown), default=0),
            max((item.minimumSize().height() for item in shown), default=0),
        )

    def setGeometry(self, place: QRect) -> None:
        super().setGeometry(place)
        place = place.marginsRemoved(self.contentsMargins())
        y = place.y()
        for line, high, wide in self._lines(place.width()):
            x = place.x() + (max(0, place.width() - wide) if self._at_end else 0)
            for item in line:
                size = item.sizeHint().boundedTo(QSize(place.width(), high))
                item.setGeometry(QRect(QPoint(x, y + (high - size.height()) // 2), size))
                x += size.width() + self._gap
            y += high + self._gap
