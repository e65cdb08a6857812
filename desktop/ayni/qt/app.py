"""Starts the window: settings, look, the workspace opened last, and what is built again when a choice changes."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QLibraryInfo, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from ayni import lang
from ayni.paths import config_file, data_folder, reports_folder
from ayni.qt import leaving
from ayni.qt.candado import Candado
from ayni.qt.kit.palette import CONTRAST, LIGHT, dress
from ayni.qt.kit.trouble import Watch
from ayni.qt.leaving import Leaving
from ayni.qt.llave import clear_sheets
from ayni.qt.screens.main_window import MainWindow
from ayni.qt.shell import door_sentence
from ayni.qt.welcome import Welcome
from ayni.settings import Settings
from ayni.workspace import law


def make_application(argv: Sequence[str], settings: Settings) -> QApplication:
    """The one application, dressed; Qt's own few words in Spanish (it has none in Quechua)."""
    there = QApplication.instance()
    app = there if isinstance(there, QApplication) else QApplication(list(argv))
    app.setApplicationName("Ayni")
    app.setDesktopFileName("ayni")
    translator = QTranslator(app)
    if translator.load("qtbase_es", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    dress(app, CONTRAST if settings.high_contrast else LIGHT, settings.text_size)
    return app


TOUCHES = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel}
SMALL_SCREEN = 1440  # pixels of width up to which the window takes the whole screen


class Program(QObject):
    """What lives from the first window to the last: the settings, the door, the window shown."""

    def __init__(self, app: QApplication, settings: Settings, settings_file: Path | None = None) -> None:
        super().__init__(app)
        self.app = app
        self.settings = settings
        self._file = settings_file
        self.door: Any = None
        self.window: MainWindow | None = None
        self.welcome: Welcome | None = None
        self.candado: Candado | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self._idle_too_long)
        app.installEventFilter(self)
        self.leaving: Leaving | None = None

    # before a workspace is open

    def start(self, folder: Path | None = None) -> None:
        """Open the given folder, or the last one, or ask how to begin."""
        clear_sheets()
        if lang.language() == lang.SPANISH:  # another one was asked for on the command line
            lang.use(self.settings.language)
        chosen = folder or (Path(self.settings.workspace) if self.settings.workspace else None)
        if chosen is not None and self._open_practice(chosen):
            return
        self.greet(chosen)

    def _open_practice(self, folder: Path) -> bool:
        """The practice municipality asks for no passphrase."""
        from ayni.workspace import Refused, is_workspace  # noqa: PLC0415  the door is opened after the window's look

        if not is_workspace(folder):
            return False
        from ayni.workspace.practica import is_practice, open_practice  # noqa: PLC0415

        if not is_practice(folder):
            return False
        try:
            self.use_door(open_practice(folder))
        except Refused:
            return False
        return True

    def greet(self, folder: Path | None = None) -> None:
        """Show the first window."""
        old = self.welcome
        self.welcome = Welcome(practice=self._practice, folder=folder)
        self.welcome.opened.connect(self.use_door)
        self.welcome.language_chosen.connect(self._greet_in)
        if old is not None:
            self.welcome.setGeometry(old.geometry())
        self.welcome.show()
        if old is not None:
            old.shut()
            old.hide()
            old.deleteLater()

    def _greet_in(self, code: str) -> None:
        lang.use(code)
        self.settings.language = code
        self.remember()
        self.greet()

    def _practice(self) -> Any:
        from ayni.workspace.practica import open_practice  # noqa: PLC0415

        return open_practice(data_folder() / "practica")

    # with a workspace

    def use_door(self, door: Any) -> None:
        """A workspace is open: show its home."""
        self.door = door
        self.settings.workspace = str(door.folder)
        self.remember()
        if getattr(door, "locked", False):
            self.lock()
        else:
            self._show("inicio", "")
        if self.welcome is not None:
            self.welcome.shut()
            self.welcome.hide()
            self.welcome.deleteLater()
            self.welcome = None

    # the lock

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Every key and every click puts the lock off."""
        if event.type() in TOUCHES and self.window is not None:
            self._wait()
        return False

    def _settings_changed(self) -> None:
        self.remember()
        self._wait()

    def _wait(self) -> None:
        minutes = self.settings.lock_minutes
        if minutes < 0:
            minutes = law.role_law().settings["lock_after_minutes"]
        if minutes and self.door is not None and not self.door.practice:
            self._idle.start(minutes * 60_000)
        else:
            self._idle.stop()

    def _idle_too_long(self) -> None:
        """Nobody has touched a key; while something long is being done, the lock waits for it."""
        if self.window is None or self.door is None:  # what was open is being closed
            return
        if self.window.shell.worker.busy:
            self._wait()
        else:
            self.lock()

    def lock(self, person: str = "") -> None:
        """Put the lock on: drafts are kept, the window goes, and whoever sits down shows who they are."""
        old, self.window = self.window, None
        self._idle.stop()
        place, typed, sitting = ("inicio", ""), {}, (self.door.person or {}).get("id")
        if old is not None:
            place, typed = old.place(), old.unsaved()
            old.shut()
        self.door.lock()
        made = Candado(self.door, person)
        made.entered.connect(lambda: self._unlocked(place, typed, sitting))
        made.closed.connect(self._close_locked)
        made.ended.connect(self.end)
        if old is not None:
            made.setGeometry(old.geometry())
        else:
            made.resize(1080, 660)
        self.candado = made
        if old is not None and old.isMaximized():
            made.showMaximized()
        else:
            made.show()
        made.start()
        if old is not None:
            old.hide()
            old.deleteLater()

    def _unlocked(self, place: tuple[str, str], typed: dict[str, Any], sitting: str | None) -> None:
        """Who comes back finds what they left; somebody else begins at home."""
        same = self.door.person["id"] == sitting
        window = self._show(*(place if same else ("inicio", "")))
        if same:
            window.resume(typed)
        self._drop_candado()

    def _close_locked(self) -> None:
        self.greet()
        self._drop_candado()
        self.close_door()

    def _drop_candado(self) -> None:
        old, self.candado = self.candado, None
        if old is not None:
            old.hide()
            old.deleteLater()

    def _show(self, name: str, record: str) -> MainWindow:
        window = MainWindow(self.door, self.settings)
        window.shell.rebuild_asked.connect(self.rebuild)
        window.shell.close_asked.connect(self.change_workspace)
        window.shell.lock_asked.connect(self.lock)
        window.shell.settings_changed.connect(self._settings_changed)
        window.ended.connect(self.end)
        window.go(name, record)
        self.window = window
        self._wait()
        room = window.screen_room()
        if room.width() <= SMALL_SCREEN:
            window.showMaximized()  # an old laptop has no room to spare
        else:
            window.show()
        return window

    def rebuild(self) -> None:
        """Language, person, text or colours changed: the window is made again where it was, with what was typed."""
        old = self.window
        if old is None:
            return
        self.remember()
        place, typed, geometry = old.place(), old.unsaved(), old.geometry()
        old.shut()
        dress(self.app, CONTRAST if self.settings.high_contrast else LIGHT, self.settings.text_size)
        new = self._show(*place)
        if not new.isMaximized():
            new.setGeometry(geometry)
        new.resume(typed)
        old.hide()
        old.deleteLater()

    def change_workspace(self) -> None:
        """Close this workspace and ask which one to open."""
        old, self.window = self.window, None
        if old is not None:
            old.shut()
        self.greet()
        if old is not None:
            old.hide()
            old.deleteLater()
        self.close_door()

    def end(self) -> None:
        """The window was closed by the person. A marked stick that is here takes a copy along first."""
        self.window = self.candado = None
        self._idle.stop()
        door = self.door
        places = [] if door is None else [each for each in self._places(door) if door.copy_wanted(each)]
        if places:
            self.leaving = Leaving(door, places, self._gone)
            self.leaving.begin()
        else:
            self._gone()

    @staticmethod
    def _places(door: Any) -> list[Any]:
        if door.read_only or not door.copy_places():
            return []
        return leaving.Look(door.place_finder()).wait(leaving.PATIENCE) or []

    def _gone(self) -> None:
        self.close_door()
        self.app.quit()

    def close_door(self) -> None:
        """Close the file; it leaves an encrypted copy of itself."""
        clear_sheets()
        self._idle.stop()
        door, self.door = self.door, None
        if door is not None:
            door.close()

    def remember(self) -> None:
        """Keep this machine's choices; where that is not allowed, nothing is lost but the choices."""
        if self._file is None:
            return
        try:
            self.settings.write(self._file)
        except OSError:
            return


def run(argv: Sequence[str] | None = None, folder: Path | None = None) -> int:
    """Open the window and stay until it is closed. `folder` (or AYNI_WORKSPACE) is opened instead of the last one."""
    settings = Settings.read(config_file())
    app = make_application(argv if argv is not None else sys.argv, settings)
    watch = Watch(app, door_sentence, reports_folder)
    watch.install()
    program = Program(app, settings, config_file())
    named = os.environ.get("AYNI_WORKSPACE", "")
    program.start(folder or (Path(named) if named else None))
    code = app.exec()
    program.close_door()
    return code
