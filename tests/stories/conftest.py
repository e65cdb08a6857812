"""Somebody at the keyboard of a real window, for the stories that are played with keys only."""

from datetime import datetime

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QRadioButton, QWidget

from ayni.qt.kit import palette
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.workspace import create_workspace

CTRL = Qt.KeyboardModifier.ControlModifier
PASSPHRASE = "cuyes y maíz"


class Typist:
    """Every key goes to whatever has the focus."""

    def __init__(self, qtbot, window):
        self.qtbot, self.window, self.door = qtbot, window, window.door

    @property
    def screen(self):
        return self.window.screen()

    @property
    def focus(self):
        return QApplication.focusWidget()

    def sit_down(self):
        """This window has the keyboard now; no window manager does it here."""
        if not self.window.isActiveWindow():
            with self.qtbot.waitActive(self.window):
                self.window.activateWindow()

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.qtbot.keyClick(self.focus or self.window, key, modifier)

    def write(self, text):
        """Letter by letter; those with a tilde come from the keyboard as text."""
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(self.focus, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))

    def stands_at(self, name):
        """The focus is on what has this name, or inside it."""
        at = self.focus
        while isinstance(at, QWidget) and at.objectName() != name:
            at = None if at.isWindow() else at.parentWidget()
        return at is not None

    def reach(self, name):
        """Tab until what has this name has the focus."""
        seen = []
        for _ in range(80):
            if self.stands_at(name):
                return self.focus
            seen.append(self.focus.objectName() if self.focus else "")
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"{name} cannot be reached with Tab: {seen}")

    def answer(self, name, text):
        """Go to a box and answer: letters in a line or a list, arrows among a few choices."""
        box = self.reach(name)
        if isinstance(box, QRadioButton):
            for key in (Qt.Key.Key_Right, Qt.Key.Key_Down) * 6:
                if self.focus.objectName() == text:
                    self.press(Qt.Key.Key_Space)
                    return
                self.press(key)
            raise AssertionError(f"{text} cannot be chosen in {name}")
        if not isinstance(box, QComboBox):
            self.press(Qt.Key.Key_A, CTRL)
        self.write(text)

    def push(self, name):
        """Reach a button and press it."""
        self.reach(name)
        self.press(Qt.Key.Key_Space)

    def go_on(self):
        self.press(Qt.Key.Key_Return, CTRL)

    def arrives(self, name):
        """The screen of this name is shown; a key that presses a button takes the moment of the press."""
        self.qtbot.waitUntil(lambda: self.window.place()[0] == name)

    def chooses_file(self, path):
        """Paste a path into the window that asks for files."""
        self.qtbot.waitUntil(lambda: bool(self.window.findChildren(QFileDialog)))
        chooser = self.window.findChildren(QFileDialog)[-1]
        name = chooser.findChild(QWidget, "fileNameEdit")
        self.qtbot.waitUntil(name.isVisible)
        QApplication.clipboard().setText(str(path))
        self.qtbot.keyClick(name, Qt.Key.Key_A, CTRL)
        self.qtbot.keyClick(name, Qt.Key.Key_V, CTRL)
        self.qtbot.keyClick(name, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: not self.window.findChildren(QFileDialog))
        self.sit_down()

    def reads(self):
        """Every word on the screen, once it is drawn."""
        QApplication.processEvents()
        labels = self.screen.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())


class Papers(QObject):
    """Takes the place of the program that shows PDFs: keeps what the window asked to open."""

    def __init__(self):
        super().__init__()
        self.opened = []

    @Slot(QUrl)
    def open(self, url):
        self.opened.append(url.toLocalFile())


@pytest.fixture
def opened_papers():
    """The papers that the window opened."""
    caught = Papers()
    QDesktopServices.setUrlHandler("file", caught, "open")
    yield caught.opened
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture
def typists(tmp_path, qtbot, qapp):
    """A function that makes a workspace and its window, all closed at the end."""
    palette.dress(qapp, palette.LIGHT, 10)
    made = []

    def make(person, role="oficina", ubigeo="080101", name="Municipalidad de Sumaq Llaqta"):
        door, _recovery = create_workspace(
            tmp_path / person.split()[0],
            ubigeo=ubigeo,
            name=name,
            person=person,
            role=role,
            passphrase=PASSPHRASE,
            cost=2**10,
            clock=lambda: datetime(2026, 11, 22, 10, 42).astimezone(),
        )
        window = MainWindow(door, Settings())
        window.resize(1366, 768)
        made.append((window, door))
        with qtbot.waitExposed(window):
            window.show()
        typist = Typist(qtbot, window)
        typist.sit_down()
        window.go("inicio")
        return typist

    yield make
    for window, door in made:
        window.shut()
        window.hide()
        window.deleteLater()
        door.close()
