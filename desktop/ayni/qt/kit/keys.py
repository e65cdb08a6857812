"""How the keyboard moves: Enter goes to the next box, Ctrl+Enter goes on, and a word is said to a screen reader."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QComboBox, QLineEdit, QRadioButton, QWidget

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EnterMoves(QObject):
    """In a form, Enter means "next box", as in the spreadsheets people know; on a button it presses it.

    Install it on the form: it looks after every editor inside. Ctrl+Enter calls `go_on`; so does Enter in a box when
    `enter_goes_on` (one question at a time).
    """

    def __init__(
        self, parent: QObject, go_on: Callable[[], None] | None = None, *, enter_goes_on: bool = False
    ) -> None:
        super().__init__(parent)
        self._go_on = go_on
        self._enter_goes_on = enter_goes_on

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or event.key() not in ENTER:
            return False
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self._go_on is not None:
                self._go_on()
            return True
        takes = getattr(watched, "takes_enter", None)
        if takes is not None and takes():
            return False
        if isinstance(watched, QLineEdit | QComboBox | QRadioButton | QCheckBox):
            if self._enter_goes_on and self._go_on is not None:
                self._go_on()
                return True
            tab = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
            return QApplication.sendEvent(watched, tab)
        if isinstance(watched, QAbstractButton):
            watched.click()
            return True
        return False


def watch(filter_: QObject, root: QWidget) -> None:
    """Let an event filter look after a widget and everything inside it."""
    root.installEventFilter(filter_)
    inside: Iterable[QWidget] = root.findChildren(QWidget)
    for child in inside:
        child.installEventFilter(filter_)


def on_key(owner: QWidget, keys: str, do: Callable[[], object], *, inside: bool = False) -> QShortcut:
    """A key of this window (or, `inside`, only while the focus is within `owner`)."""
    shortcut = QShortcut(QKeySequence(keys), owner)
    scope = Qt.ShortcutContext.WidgetWithChildrenShortcut if inside else Qt.ShortcutContext.WindowShortcut
    shortcut.setContext(scope)
    shortcut.activated.connect(do)
    return shortcut


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say it: what was saved, what failed, what was found."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
