"""The search box that is always there: what is found shows below it while one types, by kind, and Enter opens it.

box = SearchBox(find=lambda text: [Found("aeo", id, title, detail, group_label), …])
box.chosen.connect(window.go)              # noun, record
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ayni.lang import N_, Sentence, _
from ayni.qt.kit.icons import icon
from ayni.qt.kit.keys import ENTER, announce
from ayni.qt.kit.offers import Offer, Offers
from ayni.qt.kit.palette import column_width


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found: what it is, which one, and how it is shown."""

    noun: str
    record: str
    title: str
    detail: str = ""
    group: str = ""


class SearchBox(QLineEdit):
    """Type, go down, Enter. Escape closes what was found."""

    chosen = Signal(str, str)

    def __init__(self, find: Callable[[str], Sequence[Found]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find = find
        self.setObjectName("search")
        self.setAccessibleName(_("Buscar"))
        self.setPlaceholderText(_("Buscar por nombre, DNI, RUC o comunidad (Ctrl+K)"))
        self.addAction(icon("buscar", "muted"), QLineEdit.ActionPosition.LeadingPosition).setText(_("Buscar"))
        self.setMaximumWidth(column_width(64))
        self.offers = Offers(self, _("Lo encontrado"))
        self.offers.taken.connect(self._open)
        self.textEdited.connect(self.look)

    def look(self, text: str) -> None:
        """Show what is found for this text."""
        if not text.strip():
            self.offers.hide()
            return
        found = self._find(text)
        nothing = str(Sentence(N_("No hay nada con «{text}»."), text=text.strip()))
        lines = [Offer((hit.noun, hit.record), hit.title, hit.detail, hit.group) for hit in found]
        self.offers.offer(lines, nothing)
        announce(self, str(Sentence(N_("{count} encontrados"), count=len(found))))

    def _open(self, key: object, _title: str) -> None:
        if isinstance(key, tuple):
            noun, record = key
            self.done()
            self.chosen.emit(str(noun), str(record))

    def done(self) -> None:
        """Close what was found and forget the text."""
        self.offers.hide()
        self.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.text() or not self.offers.isHidden():
                self.done()
            else:
                self.focusNextChild()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            if self.offers.isHidden():
                self.look(self.text())
            else:
                self.offers.move_by(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in ENTER:
            if not self.offers.take():
                self.look(self.text())
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.FocusOut, QEvent.Type.Hide}:
            self.offers.hide()
        return super().event(event)
