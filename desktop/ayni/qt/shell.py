"""What every screen is given: the door, and the few things that a window does for a screen.

A module of `ayni.qt.screens` says which screens it has:

    class AeoScreen(Page):
        def __init__(self, shell: Shell, record: str) -> None:
            super().__init__(_("Organización"))         # the window title is its place in the trail above
            ...
        def hear(self, tables: frozenset[str]) -> None: ...   # optional: after every write
        def leave(self) -> None: ...                          # optional: before it is closed (keep the draft)
        def unsaved(self) -> dict[str, str]: ...              # optional: what a change of language must not lose
        def resume(self, answers: dict[str, str]) -> None: ...

    SCREENS = {
        "aeo": Screen(AeoScreen, rail="organizaciones"),
        "registrar-aeo": Screen(RegisterAeo, rail="organizaciones"),
    }

A record is shown by the screen with its noun's name: `shell.go("aeo", record)`; the screens of the rail are `inicio`,
`convocatoria`, `organizaciones`, `planes`, `compras`, `intercambio`, `ajustes`.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

import ayni.qt.screens
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.form import Form
from ayni.qt.kit.notices import Notices
from ayni.qt.kit.trouble import Message, ask, ask_text, tell, world_sentence
from ayni.qt.kit.wizard import Wizard
from ayni.qt.kit.work import OneWorker
from ayni.qt.options import DoorOptions
from ayni.settings import Settings
from ayni.workspace.ordenes import said_of


@dataclass(frozen=True, slots=True)
class Screen:
    """How a screen is made, and under which item of the rail it stands. A `calm` one has the whole window."""

    make: Callable[["Shell", str], QWidget]
    rail: str = ""
    calm: bool = False


@cache
def screens() -> dict[str, Screen]:
    """Every screen, by name, as the modules of `ayni.qt.screens` say."""
    found: dict[str, Screen] = {}
    for module in pkgutil.iter_modules(ayni.qt.screens.__path__):
        named = importlib.import_module(f"ayni.qt.screens.{module.name}")
        found |= getattr(named, "SCREENS", {})
    return found


VERBS = ("save_button", "decide_button", "join_button", "import_button")  # what a page does, by its button

DONE_BY = {  # screens whose one verb is an act of a role; what they do besides is refused at the door
    "cambiar-municipalidad": "save_municipality",
    "oficinas": "save_offices",
    "abrir-convocatoria": "save_convocatoria",
    "cambiar-convocatoria": "save_convocatoria",
    "contenido-plan": "save_contenido",
    "etapa": "save_etapa",
    "dispensa": "let_pass",
    "registrar-aeo": "register_aeo",
    "cambiar-aeo": "save_aeo",
    "nuevo-socio": "register_socio",
    "importar-padron": "import_padron",
    "baja": "save_baja",
    "cargo": "save_cargo",
    "asamblea": "save_asamblea",
    "poder": "save_poder",
    "fusion": "merge_aeo",
    "registrar-plan": "save_plan",
    "portada": "save_plan",
    "convertir-perfil": "convert_perfil",
    "registrar-compra": "save_compra",
    "cambiar-compra": "save_compra",
    "dividir-compra": "divide_compra",
    "especificacion": "save_especificacion",
    "evento": "save_evento",
    "posponer-aviso": "put_off_alert",
    "entrega-cargo": "hand_over_purchases",
    "bien-datos": "save_bien",
    "visita-bien": "save_visita_bien",
    "funciones": "assign_roles",
}


class Shell(QObject):
    """Handed to each screen. It lives as long as the window."""

    asked = Signal(str, str)  # go to a screen: name, record
    back_asked = Signal()
    said = Signal(str)  # a short word for the line below
    unsaid = Signal(str)  # such a word is not so any more
    kept = Signal()  # a draft was kept, a record saved: the hour below changes
    rebuild_asked = Signal()  # language, person, size of text or palette changed
    close_asked = Signal()  # another workspace is wanted
    settings_changed = Signal()  # a choice of this machine that needs no new window
    lock_asked = Signal(str)  # the lock is wanted, for this person to sit down or ("") for anybody
    closing = Signal()  # nothing may begin any more
    why_asked = Signal(str)  # something was refused for lack of a reason; it may come from a work's thread

    def __init__(self, door: Any, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.door = door
        self.settings = settings
        self.notices = Notices(self)
        self.worker = OneWorker(self)
        self.options = DoorOptions(door)
        self._asking: Message | None = None
        self._waiting: Callable[[], object] | None = None  # what was refused for lack of a reason
        door.on_change = self.notices.told
        self.why_asked.connect(self._ask_why)
        door.on_why = lambda sentence: self.why_asked.emit(str(sentence))

    @property
    def window(self) -> QWidget | None:
        """The window that holds the screens, as a parent for dialogs."""
        parent = self.parent()
        return parent if isinstance(parent, QWidget) else None

    def go(self, name: str, record: str = "") -> None:
        """Show another screen."""
        self.asked.emit(name, record)

    def back(self) -> None:
        """To the screen before."""
        self.back_asked.emit()

    def came_from(self, name: str, record: str) -> bool:
        """The screen before the one that is shown is this one: saving goes back to it."""
        before = getattr(self.parent(), "before", None)
        return before is not None and before() == (name, record)

    def say(self, text: Sentence | str) -> None:
        """A short word in the line below, spoken by screen readers: "Organización guardada."."""
        self.said.emit(str(text))
        self.kept.emit()

    def unsay(self, text: Sentence | str) -> None:
        """A word that is not so any more goes from the line below, if it still stands there."""
        self.unsaid.emit(str(text))

    def sit_down(self, person: str) -> None:
        """Somebody else works from now on; who has a secret of their own shows it first."""
        if self.door.asks_secret(person):
            self.lock_asked.emit(person)
        elif self.attempt(lambda: self.door.work_as(person)):
            self.rebuild_asked.emit()

    def why_not(self, screen: str) -> str:
        """Why the person at work cannot do what this screen is for, with who can; "" when they can."""
        act = DONE_BY.get(screen)
        found = self.door.why_not(act) if act else None
        return "" if found is None else str(found)

    def _ask_why(self, said: str) -> None:
        """What is presented changes only with a reason: ask for it once, then do again what was asked."""
        if self._asking is not None:
            return
        self._asking = ask_text(
            self.window,
            said,
            _("Por qué"),
            yes=_("Guardar"),
            no=_("Dejar para después"),
            then=self._again,
        )
        self._asking.finished.connect(self._asked)

    def _asked(self) -> None:
        self._asking = None

    def _again(self, why: str) -> None:
        """The reason stands until the screen is left; what waited for it is done."""
        self.door.because = why
        shown = getattr(self.parent(), "screen", lambda: None)()
        verb = next((made for name in VERBS if (made := getattr(shown, name, None)) is not None), None)
        waiting, self._waiting = self._waiting, None
        if verb is not None and (waiting is None or getattr(waiting, "__self__", None) is shown or not saves(shown)):
            verb.click()
        elif waiting is not None:
            self.attempt(waiting)
        elif (grid := getattr(shown, "grid", None)) is not None:
            grid.save_all()
        else:
            self.say(_("Anotado. Hágalo otra vez."))

    def attempt(self, do: Callable[[], object], where: Form | Wizard | None = None) -> bool:
        """Do something at the door. What it refuses is said in the form (or in a dialog); True when it was done."""
        try:
            do()
        except Exception as error:
            if getattr(error, "asks_why", False):  # it is asked already
                self._waiting = do
                return False
            problems = getattr(error, "problems", None)
            if problems and where is not None and not getattr(error, "dispute", ""):
                where.show_problems(problems)
                return False
            said = door_sentence(error) or world_sentence(error)
            if said is None:
                raise
            self._refused(said, error)
            return False
        self.kept.emit()
        return True

    def failed(self, error: BaseException) -> None:
        """A long work failed: a refusal is told, a bug goes on to the watch."""
        if getattr(error, "asks_why", False):
            return
        said = door_sentence(error) or world_sentence(error)
        if said is None:
            raise error
        self._refused(said, error)

    def _refused(self, said: str, error: BaseException) -> None:
        """Tell what the door refused; where a clash holds it up, with the way to it."""
        dispute = str(getattr(error, "dispute", ""))
        if not dispute:
            tell(self.window, said)
            return
        ask(
            self.window,
            said,
            yes=_("Decidir"),
            no=_("Dejar para después"),
            then=lambda: self.go("desacuerdo", dispute),
        )

    def open_file(self, path: Path) -> None:
        """Open a paper with the program that this machine has for it."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            said = N_("Este equipo no tiene con qué abrirlo. El archivo está en: {path}")
            tell(self.window, _("El papel está listo."), str(Sentence(said, path=path)))

    def close(self) -> None:
        """No job and no listener outlives the window."""
        self.door.on_change = self.door.on_why = None
        self.notices.hush()
        self.closing.emit()
        self.worker.close()


def saves(screen: object) -> bool:
    """A page that keeps a form: its verb does that, and nothing else that was asked on it."""
    return hasattr(screen, "save_button")


def door_sentence(error: BaseException) -> str | None:
    """What the door says about a refusal or a trouble of the world; None when the fault is ours."""
    if getattr(error, "problems", None) or getattr(error, "sentence", None):
        return str(error)
    if isinstance(error, Exception) and not isinstance(error, OSError):  # of files the window says it more exactly
        said = said_of(error)
        return str(said) if said else None
    return None
