"""The search box that is always there: what is found shows below it while one types, by kind, and Enter opens it.

box = SearchBox(find=lambda text: [Found("aeo", id, title, detail, group_label), …])
box.chosen.connect(window.go)              # noun, record
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ayni.lang import N_, Sentence, _
from ayni.qt.kit.icons import icon
from ayni.qt.kit.keys import ENTER, announce
from ayni.qt.kit.palette import color, column_width, space

HIT, DETAIL, GROUP = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found: what it is, which one, and how it is shown."""

    noun: str
    record: str
    title: str
    detail: str = ""
    group: str = ""


class _Rows(QStyledItemDelegate):
    """A title and, below it, what tells it from others."""

    def sizeHint(self, option: QStyleOptionViewItem, index: object) -> QSize:
        heading = bool(index.data(GROUP))  # type: ignore[attr-defined]
        lines = 1.6 if heading else (2.6 if index.data(DETAIL) else 1.8)  # type: ignore[attr-defined]
        return QSize(10, round(option.fontMetrics.height() * lines))  # type: ignore[attr-defined]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        data = index.data  # type: ignore[attr-defined]
        box: QRect = option.rect  # type: ignore[attr-defined]
        heading = bool(data(GROUP))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and not heading  # type: ignore[attr-defined]
        painter.save()
        if chosen:
            painter.fillRect(box, color("accent_soft"))
            painter.fillRect(QRect(box.left(), box.top(), space(1), box.height()), color("accent"))
        font = QFont(option.font)  # type: ignore[attr-defined]
        inner = box.adjusted(space(3), 0, -space(3), 0)
        if heading:
            font.setBold(True)
            font.setPointSizeF(font.pointSizeF() * 0.88)
            painter.setFont(font)
            painter.setPen(color("muted"))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, str(data(Qt.ItemDataRole.DisplayRole)))
        else:
            metrics = painter.fontMetrics()
            detail = str(data(DETAIL) or "")
            height = metrics.height()
            top = box.top() + (box.height() - height * (2 if detail else 1)) // 2
            font.setBold(chosen)
            painter.setFont(font)
            painter.setPen(color("ink"))
            title = metrics.elidedText(
                str(data(Qt.ItemDataRole.DisplayRole)), Qt.TextElideMode.ElideRight, inner.width()
            )
            painter.drawText(QRect(inner.left(), top, inner.width(), height), Qt.AlignmentFlag.AlignVCenter, title)
            if detail:
                font.setBold(False)
                painter.setFont(font)
                painter.setPen(color("muted"))
                shown = metrics.elidedText(detail, Qt.TextElideMode.ElideRight, inner.width())
                place = QRect(inner.left(), top + height, inner.width(), height)
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class SearchBox(QLineEdit):
    """Type, go down, Enter. Escape closes what was found."""

    chosen = Signal(str, str)

    def __init__(self, find: Callable[[str], Sequence[Found]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find = find
        self.setObjectName("search")
        self.setAccessibleName(_("Buscar"))
        self.setPlaceholderText(_("Buscar por nombre, DNI, RUC o comunidad  (Ctrl+K)"))
        self.setClearButtonEnabled(False)
        self.addAction(icon("buscar", "muted"), QLineEdit.ActionPosition.LeadingPosition).setText(_("Buscar"))
        self.setMaximumWidth(column_width(64))
        self.popup = QFrame()
        self.popup.setObjectName("found")
        column = QVBoxLayout(self.popup)
        column.setContentsMargins(space(1), space(1), space(1), space(1))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Lo encontrado"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Rows(self.list))
        self.list.itemClicked.connect(self._open)
        column.addWidget(self.list)
        self.popup.hide()
        self.textEdited.connect(self.look)

    def look(self, text: str) -> None:
        """Show what is found for this text."""
        self.list.clear()
        if not text.strip():
            self.popup.hide()
            return
        group = None
        found = self._find(text)
        for hit in found:
            if hit.group and hit.group != group:
                head = QListWidgetItem(hit.group)
                head.setData(GROUP, True)
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                self.list.addItem(head)
                group = hit.group
            item = QListWidgetItem(hit.title)
            item.setData(HIT, (hit.noun, hit.record))
            item.setData(DETAIL, hit.detail)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{hit.title} {hit.detail}".strip())
            self.list.addItem(item)
        if not found:
            none = QListWidgetItem(str(Sentence(N_("No hay nada con «{text}»."), text=text.strip())))
            none.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(none)
        self._move(1)
        self._place()
        announce(self, str(Sentence(N_("{count} encontrados"), count=len(found))))

    def _place(self) -> None:
        window = self.window()
        if self.popup.parent() is not window:
            self.popup.setParent(window)
            window.installEventFilter(self)
        corner = self.mapTo(window, QPoint(0, self.height() + space(1)))
        rows = sum(self.list.sizeHintForRow(number) for number in range(self.list.count()))
        height = min(rows + space(4), window.height() - corner.y() - space(4))
        self.popup.setGeometry(corner.x(), corner.y(), self.width(), max(height, space(8)))
        self.popup.show()
        self.popup.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.popup.isHidden():
            self._place()
        return False

    def _move(self, step: int) -> None:
        place = self.list.currentRow() + step
        while 0 <= place < self.list.count():
            if self.list.item(place).data(HIT):
                self.list.setCurrentRow(place)
                if place == 1:
                    self.list.scrollToTop()
                return
            place += step

    def _open(self, item: QListWidgetItem | None) -> None:
        hit = item.data(HIT) if item is not None else None
        if hit:
            noun, record = hit
            self.done()
            self.chosen.emit(str(noun), str(record))

    def done(self) -> None:
        """Close what was found and forget the text."""
        self.popup.hide()
        self.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.text() or self.popup.isVisible():
                self.done()
            else:
                self.focusNextChild()
            return
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            if self.popup.isHidden():
                self.look(self.text())
            else:
                self._move(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        if event.key() in ENTER:
            if self.popup.isHidden():
                self.look(self.text())
            else:
                self._open(self.list.currentItem())
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.popup.hide()
        return super().event(event)
