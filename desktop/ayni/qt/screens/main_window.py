"""The window: the rail, the search box, the line below that never disappears, and one screen in the middle."""

from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ayni.lang import N_, QUECHUA, Sentence, _, language
from ayni.qt.guarding import Banner, Guarding
from ayni.qt.keeping import Keeping
from ayni.qt.kit.cards import Elided, Scroller, button, tag, words
from ayni.qt.kit.icons import icon
from ayni.qt.kit.keys import announce, on_key
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.search import Found, SearchBox
from ayni.qt.kit.trouble import ask, tell
from ayni.qt.shell import Screen, Shell, screens
from ayni.qt.welcome import LANGUAGE_NAMES, UNREVIEWED
from ayni.settings import Settings
from ayni.workspace.busqueda import NOUNS

RAIL = (
    ("inicio", N_("Inicio")),
    ("convocatoria", N_("Convocatoria")),
    ("organizaciones", N_("Organizaciones")),
    ("planes", N_("Planes")),
    ("compras", N_("Compras")),
    ("intercambio", N_("Intercambio")),
    ("ajustes", N_("Ajustes")),
)
LOCK_KEYS = "Ctrl+Shift+L"
SAID_FOR = 8000  # milliseconds that a word stays in the line below


class MainWindow(QMainWindow):
    """Holds one screen at a time. `place()` and `go()` let it be built again where it was."""

    ended = Signal()  # the person closed the window

    def __init__(self, door: Any, settings: Settings, *, known: dict[str, Screen] | None = None) -> None:
        super().__init__()
        self.shell = Shell(door, settings, self)
        self.door = door
        self._screens = known if known is not None else screens()
        self._trail: list[tuple[str, str, str]] = []  # name, record, title
        self._screen: QWidget | None = None
        self._shut = False
        self.setWindowTitle("Ayni")
        self.setWindowIcon(icon("ayni", "accent"))

        whole = QWidget()
        sides = QHBoxLayout(whole)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(0)
        self._rail_area = self._make_rail()
        sides.addWidget(self._rail_area)
        right = QVBoxLayout()
        right.setSpacing(0)
        self._top = self._make_top()
        right.addWidget(self._top)
        self.refusing = words("", "attention")
        self.refusing.setObjectName("no_puede")
        self.refusing.setContentsMargins(space(8), space(3), space(8), 0)
        self.refusing.hide()
        right.addWidget(self.refusing)
        self.banner = Banner()
        right.addWidget(self.banner)
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        right.addWidget(self._stack, 1)
        right.addWidget(self._make_status())
        sides.addLayout(right, 1)
        self.setCentralWidget(whole)
        self._listen()
        self.resize(1180, 700)

    def screen_room(self) -> QSize:
        """The room that the screen leaves for windows."""
        return QGuiApplication.primaryScreen().availableSize()

    # its parts

    def _make_rail(self) -> QWidget:
        self.rail = QFrame()
        self.rail.setObjectName("rail")
        column = QVBoxLayout(self.rail)
        column.setContentsMargins(0, space(4), 0, space(3))
        column.setSpacing(space(1))
        name = words("Ayni", "title")
        name.setContentsMargins(space(4), 0, space(4), 0)
        column.addWidget(name)
        self._town = words(str((self.door.municipality() or {}).get("nombre") or ""), "small")
        self._town.setContentsMargins(space(4), 0, space(4), space(3))
        column.addWidget(self._town)
        self._rail_group = QButtonGroup(self.rail)
        self._rail_group.setExclusive(True)
        self.rail_buttons: dict[str, QPushButton] = {}
        for number, (place, label) in enumerate((item for item in RAIL if item[0] in self._screens), start=1):
            item = QPushButton(_(label))
            item.setProperty("role", "rail")
            item.setObjectName(f"rail.{place}")
            item.setCheckable(True)
            item.setIcon(icon(place, "on_rail"))
            item.setIconSize(QSize(space(5), space(5)))
            item.setToolTip(f"Ctrl+{number}")
            item.setAutoDefault(True)
            item.clicked.connect(lambda _checked=False, to=place: self.go(to, fresh=True))
            on_key(self, f"Ctrl+{number}", lambda to=place: self.go(to, fresh=True))
            self._rail_group.addButton(item)
            self.rail_buttons[place] = item
            column.addWidget(item)
        column.addStretch(1)
        if language() == QUECHUA:
            note = words(_(UNREVIEWED), "small")
            note.setObjectName("unreviewed")
            note.setContentsMargins(space(4), space(2), space(4), space(1))
            column.addWidget(note)
        scroller = Scroller(self.rail)
        scroller.setObjectName("railarea")
        scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        widest = max((item.sizeHint().width() for item in self.rail_buttons.values()), default=0)
        scroller.setFixedWidth(max(widest + space(4), column_width(20, self)))
        return scroller

    def _make_top(self) -> QFrame:
        top = QFrame()
        top.setObjectName("top")
        bar = QHBoxLayout(top)
        bar.setContentsMargins(space(3), space(2), space(3), space(2))
        bar.setSpacing(space(3))
        self.back_button = button(_("Volver"), self.back, role="quiet", drawn="atras")
        self.back_button.setToolTip("Alt+←")
        bar.addWidget(self.back_button)
        self.trail = Elided()
        self.trail.setProperty("role", "hint")
        bar.addWidget(self.trail, 2)
        self.search = SearchBox(self._find)
        self.search.chosen.connect(self.go)
        self.search.setMinimumWidth(column_width(14, self))
        bar.addWidget(self.search, 3)
        self.undo_button = button(_("Deshacer"), self.undo, role="quiet", drawn="deshacer")
        self.undo_button.setToolTip("Ctrl+Z")
        bar.addWidget(self.undo_button)
        return top

    def _make_status(self) -> QFrame:
        status = QFrame()
        status.setObjectName("status")
        bar = QHBoxLayout(status)
        bar.setContentsMargins(space(4), space(1), space(3), space(1))
        bar.setSpacing(space(2))
        tick = QLabel()
        tick.setPixmap(icon("listo", "good").pixmap(QSize(space(4), space(4)), self.devicePixelRatio()))
        bar.addWidget(tick)
        self.saved = QLabel()
        self.saved.setObjectName("saved")
        bar.addWidget(self.saved)
        if getattr(self.door, "practice", False):
            mark = tag(_("Práctica"), "attention")
            mark.setToolTip(_("Aquí todos los datos son inventados: pruebe sin miedo."))
            mark.setObjectName("practice")
            bar.addWidget(mark)
        self.message = Elided()
        self.message.setObjectName("message")
        bar.addWidget(self.message, 1)
        self.behind = Elided()
        self.behind.setObjectName("behind")
        self.behind.setProperty("role", "hint")
        self.behind.hide()
        bar.addWidget(self.behind, 1)
        person = self.door.person or {}
        name = str(person.get("nombre") or _("¿Quién trabaja?"))
        self.person_button = button(name.split(maxsplit=1)[0], role="quiet", drawn="persona")
        self.person_button.setMinimumWidth(self.person_button.sizeHint().width())
        self._person_name = name
        self.person_button.setObjectName("person")
        self.person_button.setAccessibleName(str(Sentence(N_("Trabaja ahora: {name}"), name=name)))
        self.person_button.setMenu(self._people_menu())
        bar.addWidget(self.person_button)
        names = LANGUAGE_NAMES
        self.language_button = button(names[language()], role="quiet", drawn="lengua")
        self.language_button.setObjectName("language")
        self.language_button.setAccessibleName(str(Sentence(N_("Idioma: {name}"), name=names[language()])))
        menu = QMenu(self.language_button)
        for code, name in LANGUAGE_NAMES.items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(code == language())
            action.triggered.connect(lambda _checked=False, to=code: self.speak(to))
        self.language_button.setMenu(menu)
        bar.addWidget(self.language_button)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(SAID_FOR)
        self._silence.timeout.connect(self.message.clear)
        return status

    def _people_menu(self) -> QMenu:
        menu = QMenu(self)
        current = (self.door.person or {}).get("id")
        for person in self.door.people():
            action = menu.addAction(str(person["nombre"]))
            action.setCheckable(True)
            action.setChecked(person["id"] == current)
            action.triggered.connect(lambda _checked=False, to=person["id"]: self.work_as(to))
        menu.addSeparator()
        lock = menu.addAction(_("Cambiar de persona o cerrar con candado") + f"\t{LOCK_KEYS}")
        lock.setObjectName("candado")
        lock.triggered.connect(lambda: self.shell.lock_asked.emit(""))
        if "ajustes" in self._screens:
            menu.addAction(_("Agregar una persona…")).triggered.connect(lambda: self.go("ajustes"))
        return menu

    def _listen(self) -> None:
        shell = self.shell
        shell.asked.connect(self.go)
        shell.back_asked.connect(self.back)
        shell.said.connect(self._say)
        shell.unsaid.connect(self._unsay)
        shell.kept.connect(self.refresh_saved)
        shell.notices.changed.connect(self._heard)
        self.keeping = Keeping(shell)
        self.keeping.said.connect(self._say_behind)
        self.guarding = Guarding(shell, self.banner)
        self.guarding.said.connect(self._say_behind)
        on_key(self, "Ctrl+K", self._to_search)
        on_key(self, "Ctrl+F", self._to_search)
        on_key(self, "Ctrl+Z", self.undo)
        on_key(self, LOCK_KEYS, lambda: shell.lock_asked.emit(""))
        self.refresh_saved()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window says only the first name of who is working."""
        super().resizeEvent(event)
        whole = self.fontMetrics().elidedText(self._person_name, Qt.TextElideMode.ElideRight, column_width(24, self))
        narrow = event.size().width() < column_width(115, self)
        self.person_button.setText(self._person_name.split()[0] if narrow else whole)

    # moving

    def go(self, name: str, record: str = "", *, fresh: bool = False) -> None:
        """Show a screen. `fresh` begins a new trail (an item of the rail was pressed)."""
        self._leave()
        if fresh or (name in self.rail_buttons and not record):
            self._trail.clear()
        if self._trail and self._trail[-1][:2] == (name, record):
            self._trail.pop()
        self._show(name, record)

    def _show(self, name: str, record: str) -> None:
        kind = self._screens[name]
        self.shell.door.because = ""  # a reason is good for the page on which it was given
        made = kind.make(self.shell, record)
        self._trail.append((name, record, made.windowTitle()))
        self._screen = made
        for part in (self._rail_area, self._top):
            part.setHidden(kind.calm)
        self._stack.addWidget(made)
        self._stack.setCurrentWidget(made)
        hear = getattr(made, "hear", None)
        if hear is not None:
            self.shell.notices.changed.connect(hear)
        kept = getattr(made, "kept", None)
        if kept is not None and hasattr(kept, "connect"):
            kept.connect(self.refresh_saved)
        chosen = kind.rail or name
        self._rail_group.setExclusive(False)
        for place, item in self.rail_buttons.items():
            item.setChecked(place == chosen)
        self._rail_group.setExclusive(True)
        self._draw_trail()
        self._say_why_not(name, made)
        self._start(made)
        announce(self, made.windowTitle())

    def _say_why_not(self, name: str, made: QWidget) -> None:
        """What this screen is for and the person at work may not do: said above it before anything is typed."""
        why = self.shell.why_not(name)
        self.refusing.setText(why)
        self.refusing.setHidden(not why)
        verb = getattr(made, "save_button", None)
        if why and verb is not None:
            verb.setEnabled(False)
            verb.setToolTip(why)

    @staticmethod
    def _start(made: QWidget) -> None:
        """The focus goes where the screen says (`start`), to its table, or to the first thing that takes it."""
        start = getattr(made, "start", None)
        if start is not None:
            start()
            held = made.focusWidget()
            if held is not None and made.isAncestorOf(held) and held.isVisibleTo(made):
                return  # what it says may be hidden today, or not be there
        inside = made.findChildren(QWidget)
        able = [child for child in inside if child.isEnabled() and child.isVisibleTo(made)]
        takes = [child for child in able if child.focusPolicy() & Qt.FocusPolicy.TabFocus]
        first = next((child for child in takes if isinstance(child, QTableView)), takes[0] if takes else None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw_trail(self) -> None:
        labels = dict(RAIL)
        names = [title for _name, _record, title in self._trail]
        kind = self._screens[self._trail[-1][0]]
        if kind.rail in labels and self._trail[0][0] != kind.rail:
            names.insert(0, _(labels[kind.rail]))
        self.trail.setText("  ›  ".join(name for name in names if name))
        self.back_button.setEnabled(self._can_go_back())

    def _can_go_back(self) -> bool:
        return len(self._trail) > 1 or (bool(self._trail) and self._trail[0][0] not in self.rail_buttons)

    def back(self) -> None:
        """To the screen before, or up to the rail's item."""
        if not self._can_go_back():
            return
        self._leave()
        name, _record, _title = self._trail.pop()
        if self._trail:
            before, record, _title = self._trail.pop()
            self._show(before, record)
        else:
            self._show(self._screens[name].rail or "inicio", "")

    def _leave(self) -> None:
        old = self._screen
        self._screen = None
        if old is None:
            return
        leave = getattr(old, "leave", None)
        if leave is not None:
            leave()
        hear = getattr(old, "hear", None)
        if hear is not None:
            self.shell.notices.changed.disconnect(hear)
        self._stack.removeWidget(old)
        old.hide()
        old.deleteLater()

    def screen(self) -> QWidget | None:
        """The screen shown."""
        return self._screen

    def place(self) -> tuple[str, str]:
        """Where we are: name and record."""
        return self._trail[-1][:2] if self._trail else ("inicio", "")

    def before(self) -> tuple[str, str]:
        """Where one came from: name and record; nothing at the beginning of a trail."""
        return self._trail[-2][:2] if len(self._trail) > 1 else ("", "")

    # what is always at hand

    def _find(self, text: str) -> list[Found]:
        return [
            Found(hit.noun, hit.record, hit.title, hit.detail, _(NOUNS.get(hit.noun, "")))
            for hit in self.door.search(text)
        ]

    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def undo(self) -> None:
        """Offer to take back the last save."""
        what = self.door.undoable()
        if what is None:
            tell(self, _("No hay nada que deshacer."), _("Solo se deshace lo que usted guardó en este equipo."))
            return
        ask(self, _("¿Deshacer lo último que se guardó?"), str(what), yes=_("Deshacer"), then=self._undo)

    def _undo(self) -> None:
        if self.shell.attempt(self.door.undo):
            self._say(_("Se deshizo el último cambio."))

    def refresh_saved(self) -> None:
        """Say when something was last saved."""
        hour = self.door.last_saved()
        said = str(Sentence(N_("Guardado {hour}"), hour=hour)) if hour else _("Todo está guardado")
        self.saved.setText(said)

    def _heard(self, tables: frozenset[str]) -> None:
        self.refresh_saved()
        if "municipio" in tables:
            self._town.setText(str((self.door.municipality() or {}).get("nombre") or ""))

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self._silence.start()
        announce(self.message, text)

    def _unsay(self, text: str) -> None:
        if self.message.whole() == text:
            self.message.clear()

    def _say_behind(self, text: str) -> None:
        """How far the work behind the window is; no voice says it, nothing waits for it."""
        self.behind.setText(text)
        self.behind.setVisible(bool(text))

    def work_as(self, person: str) -> None:
        """Somebody else sits down; their language is used from now on."""
        self.shell.sit_down(person)

    def speak(self, code: str) -> None:
        """The person at work chooses a language; it is theirs on this machine."""
        person = self.door.person
        if code == language():
            return
        if person:
            self.door.save_person({**{key: person[key] for key in ("nombre", "rol")}, "idioma": code}, person["id"])
        self.shell.settings.language = code
        self.shell.rebuild_asked.emit()

    # keys and the end

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape and Alt+Left that nobody wanted go back."""
        left = event.key() == Qt.Key.Key_Left and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Escape or left:
            self.back()
            return
        super().keyPressEvent(event)

    def unsaved(self) -> dict:
        """What is typed and not yet saved on the screen shown."""
        ask_for = getattr(self._screen, "unsaved", None)
        return ask_for() if ask_for is not None else {}

    def resume(self, answers: dict) -> None:
        """Give it back after the window was built again."""
        give = getattr(self._screen, "resume", None)
        if answers and give is not None:
            give(answers)

    def shut(self) -> None:
        """Keep drafts, stop work, hear nothing more. The door stays open: who opened it closes it."""
        if self._shut:
            return
        self._shut = True
        self._leave()
        self._silence.stop()
        self.shell.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        gone = self._shut
        self.shut()
        super().closeEvent(event)
        if not gone:
            self.ended.emit()
