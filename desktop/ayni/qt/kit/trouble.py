"""What happened and what to do, in a small window with our own words on its buttons; bugs become reports.

    tell(window, _("No se pudo guardar."), _("Borre archivos que no necesite y pruebe otra vez."))
    ask(window, _("¿Deshacer el último cambio?"), detail, yes=_("Deshacer"), no=_("Dejar como está"), then=self.undo)
    Watch(app, sentence_of=door_sentence, folder=reports_folder()).install()

A trouble is the world's (a full disk, a locked file): `sentence_of(error)` knows its sentence. Everything else is our
bug: the report that is kept says where in the program it happened and nothing of what was typed.
"""

import errno
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget

from ayni.fault import keep, report
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import button, row, words
from ayni.qt.kit.keys import announce
from ayni.qt.kit.palette import column_width, space

OF_THE_DISK = {
    errno.ENOSPC: N_("No queda espacio en el disco. Borre archivos que no necesite y pruebe otra vez."),
    errno.EDQUOT: N_("No queda espacio en el disco. Borre archivos que no necesite y pruebe otra vez."),
    errno.EROFS: N_("Aquí no se puede escribir. Quite el seguro de la memoria USB o elija otra carpeta."),
    errno.EACCES: N_("No tiene permiso para usar este archivo. Elija otra carpeta o pida permiso."),
    errno.EPERM: N_("No tiene permiso para usar este archivo. Elija otra carpeta o pida permiso."),
    errno.ENOENT: N_("El archivo ya no está ahí. Si estaba en una memoria USB, conéctela otra vez."),
    errno.EIO: N_("No se puede leer la memoria o el disco. Pruebe con otra memoria USB."),
}


class Message(QDialog):
    """A heading, what it means, and buttons with verbs."""

    def __init__(self, parent: QWidget | None, happened: str, detail: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Ayni")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(space(6), space(6), space(6), space(5))
        self.column.setSpacing(space(2))
        self.column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)  # see `showEvent`
        self.happened = words(happened, "heading")
        self.column.addWidget(self.happened)
        self.detail = words(detail)
        self.column.addWidget(self.detail)
        self.detail.setHidden(not detail)
        self.column.addSpacing(space(2))
        self.setMinimumWidth(min(column_width(56, self), space(140)))
        self.setAccessibleName(happened)
        self.setAccessibleDescription(detail)
        announce(self, f"{happened} {detail}")

    def showEvent(self, event: QShowEvent) -> None:
        """As tall as the words need at this width."""
        wide = max(self.minimumWidth(), self.column.minimumSize().width())
        self.resize(wide, self.column.totalHeightForWidth(wide))
        super().showEvent(event)


def tell(parent: QWidget | None, happened: str, detail: str = "", verb: str = "") -> Message:
    """Say what happened and what to do; one button closes it."""
    message = Message(parent, happened, detail)
    close = button(verb or _("Entendido"), message.accept, role="primary")
    close.setDefault(True)
    message.column.addLayout(row(None, close))
    message.open()
    close.setFocus()
    return message


def ask(
    parent: QWidget | None,
    question: str,
    detail: str = "",
    *,
    yes: str,
    no: str = "",
    then: Callable[[], object],
    otherwise: Callable[[], object] | None = None,
) -> Message:
    """Ask before doing something; `then` is called for yes. The focus starts on the button that changes nothing."""
    message = Message(parent, question, detail)
    stay = button(no or _("Dejar como está"), message.reject)
    go = button(yes, message.accept, role="primary")
    go.setObjectName("yes")
    stay.setObjectName("no")
    message.column.addLayout(row(None, stay, go))
    message.accepted.connect(then)
    if otherwise is not None:
        message.rejected.connect(otherwise)
    message.open()
    stay.setFocus()
    return message


def ask_text(
    parent: QWidget | None, happened: str, label: str, *, yes: str, no: str, then: Callable[[str], object]
) -> Message:
    """Say what happened and ask for some words; `then` is called with them. Without words nothing goes on."""
    message = Message(parent, happened)
    message.setObjectName("pregunta")
    name = words(label, "label")
    box = QLineEdit()
    box.setObjectName("texto")
    box.setAccessibleName(label)
    name.setBuddy(box)
    message.column.addWidget(name)
    message.column.addWidget(box)

    def said() -> None:
        text = box.text().strip()
        if text:
            message.accept()
            then(text)
        else:
            box.setFocus()

    stay = button(no, message.reject)
    go = button(yes, said, role="primary")
    go.setObjectName("yes")
    go.setDefault(True)
    stay.setAutoDefault(False)
    message.column.addLayout(row(None, stay, go))
    message.open()
    box.setFocus()
    return message


def world_sentence(error: BaseException) -> str | None:
    """What to tell the person about a trouble of the disk, or None when it is none."""
    if isinstance(error, OSError) and error.errno in OF_THE_DISK:
        return _(OF_THE_DISK[error.errno])
    return None


class Watch(QObject):
    """Catches what nobody caught: a trouble becomes a sentence, a bug becomes a report and an apology."""

    def __init__(
        self, parent: QObject, sentence_of: Callable[[BaseException], str | None], folder: Callable[[], Path]
    ) -> None:
        super().__init__(parent)
        self._sentence_of = sentence_of
        self._folder = folder
        self._open: QDialog | None = None

    def install(self) -> None:
        """From now on nothing is lost in a terminal that nobody sees."""
        sys.excepthook = self._caught

    def _caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            QApplication.quit()
            return
        self.hear(error)

    def hear(self, error: BaseException) -> None:
        """Tell the person about an error, once at a time."""
        said = self._sentence_of(error) or world_sentence(error)
        if said is None:
            print(report(error), file=sys.stderr)  # noqa: T201  for who started us from a terminal
        if self._open is not None:
            return
        window = QApplication.activeWindow()
        if said is not None:
            message = tell(window, said)
        else:
            message = tell(
                window, _("Ayni se equivocó. Lo que guardó antes está a salvo."), _apology(keep(error, self._folder()))
            )
        self._open = message
        message.finished.connect(self._closed)

    def _closed(self) -> None:
        self._open = None


def _apology(kept: Path | None) -> str:
    if kept is None:
        return _("Cierre Ayni, ábralo otra vez y repita lo último que hizo.")
    said = N_(
        "Disculpe. Repita lo último que hizo. Si vuelve a pasar, entregue este archivo a quien le da soporte; "
        "no contiene nombres ni datos: {path}"
    )
    return str(Sentence(said, path=kept))
