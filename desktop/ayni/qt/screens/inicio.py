"""Home: what must be done today, how much there is, and the three things that are begun most often."""

from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import Card, Page, SideBySide, button, empty_layout, row, words
from ayni.qt.kit.editors import long_day
from ayni.qt.kit.icons import icon
from ayni.qt.kit.palette import space
from ayni.qt.screens.pages import Figure, loose
from ayni.qt.shell import Screen, Shell, screens
from ayni.workspace import Refused

NOON, EVENING = 12, 18  # hours

# Which screen does each task, and the verb on its button. The first screen that exists is taken.
DRAFTS = {
    "aeo": ("registrar-aeo", "cambiar-aeo"),
    "convocatoria": ("abrir-convocatoria", "cambiar-convocatoria"),
    "socio": ("nuevo-socio", "socio"),
    "padron": ("padron-tabla", "padron-tabla"),
    "plan": ("registrar-plan", "plan"),
    "plan-archivo": ("importar-plan", "importar-plan"),
    "partida": ("presupuesto", "presupuesto"),
    "seccion": ("seccion", "seccion"),
    "tabla": ("tabla", "tabla"),
    "cotizacion": ("cotizacion", "cotizacion"),
    "compra_item": ("compra-bienes", "compra-bienes"),
    "perfil": ("nueva-idea", "perfil"),
    "entrevista": ("entrevista", "entrevista"),
    "compra": ("registrar-compra", "cambiar-compra"),
    "evento": ("evento", "evento"),
    "cotizacion_compra": ("proveedor-compra", "proveedor-compra"),
    "especificacion": ("especificacion", "especificacion"),
}
STEPS = {
    "convocatoria": ("abrir-convocatoria", N_("Abrir convocatoria")),
    "aeo": ("registrar-aeo", N_("Registrar organización")),
    "padron": ("padron", N_("Llenar padrón")),
    "plan": ("presupuesto", N_("Escribir presupuesto")),
}
AVISOS = {
    "junta": ("junta", N_("Abrir junta")),
    "poderes": ("poderes", N_("Abrir poderes")),
    "aeo": ("aeo", N_("Ver organización")),
}
DRAWN = {
    "copia": "copia",
    "mias": "compras",
    "aviso-compra": "alerta",
    "avisos": "alerta",
    "aviso": "reloj",
    "late": "organizaciones",
    "clash": "choque",
    "equipo": "intercambio",
    "draft": "editar",
    "step": "adelante",
}
QUICK = (
    (N_("Registrar organización"), ("registrar-aeo",), "organizaciones", "Alt+1"),
    (N_("Registrar compra"), ("registrar-compra", "compras"), "compras", "Alt+2"),
    (N_("Recibir un archivo"), ("recibir", "intercambio"), "importar", "Alt+3"),
    (N_("Atender a quien pregunta por su compra"), ("ventanilla",), "persona", "Alt+4"),
)
FIRST_STEPS = (
    N_("1. Abra la convocatoria: sus fechas deciden qué reglas se aplican."),
    N_("2. Registre a las organizaciones y su padrón de socios."),
    N_("3. Escriba su plan de negocio y siga sus compras."),
)


def greeting(hour: int, name: str) -> str:
    """Good morning, by name."""
    if hour < NOON:
        return str(Sentence(N_("Buenos días, {name}"), name=name))
    if hour < EVENING:
        return str(Sentence(N_("Buenas tardes, {name}"), name=name))
    return str(Sentence(N_("Buenas noches, {name}"), name=name))


class TaskCard(Card):
    """One thing that waits, and the one button that does it."""

    def __init__(self, drawn: str, sentence: str, detail: str, verb: str, do: object, *, first: bool) -> None:
        super().__init__()
        self.title.hide()
        loose(self)
        sign = QLabel()
        sign.setPixmap(icon(drawn, "accent").pixmap(QSize(space(6), space(6)), self.devicePixelRatio()))
        text = QWidget()
        lines = QVBoxLayout(text)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(words(sentence, "label"))
        if detail:
            lines.addWidget(words(detail, "hint"))
        self.go = button(verb, do, role="primary" if first else "")
        self.go.setAccessibleName(f"{verb}: {sentence} {detail}".strip())
        inside = row(sign, text, self.go, gap=3, stretch=False)
        inside.setStretch(1, 1)
        self.column.setContentsMargins(space(4), space(3), space(3), space(3))
        self.column.addLayout(inside)


class InicioScreen(Page):
    """What must be done today?"""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("¿Qué hay que hacer hoy?"), letters=0)
        self.setWindowTitle(_("Inicio"))
        self.shell = shell
        door = shell.door
        person = door.person or {}
        town = str((door.municipality() or {}).get("nombre") or "")
        today = long_day(door.today().isoformat())
        hello = greeting(door.clock().hour, str(person.get("nombre") or ""))
        self.greeting = words("  ·  ".join(part for part in (hello, town, today) if part), "hint")
        self.greeting.setObjectName("saludo")
        self.column.insertWidget(0, self.greeting)
        self.column.setSpacing(space(3))
        self._tasks = QVBoxLayout()
        self._tasks.setSpacing(space(3))
        left = QWidget()
        left.setLayout(self._tasks)
        self._tasks.setContentsMargins(0, 0, 0, 0)
        right = QWidget()
        side = QVBoxLayout(right)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(space(3))
        self._quick = Card(_("Empezar algo nuevo"))
        side.addWidget(self._quick)
        for label, names, drawn, keys in QUICK:
            made = button(_(label), partial(self._first_of, names), drawn=drawn, keys=keys)
            made.setObjectName(names[0])
            self._quick.column.addWidget(made)
        self._figures = Card(_("Lo que hay en esta municipalidad"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(space(4))
        self._grid.setVerticalSpacing(space(2))
        self._figures.column.addLayout(self._grid)
        side.addWidget(self._figures)
        self.column.addWidget(SideBySide(left, right, letters=90, shares=(5, 3)))
        self.end()
        self._shown: dict[str, Figure] = {}
        self._draw()

    def _first_of(self, names: tuple[str, ...], record: str = "") -> None:
        known = screens()
        self.shell.go(next((name for name in names if name in known), "inicio"), record)

    def _draw(self) -> None:
        empty_layout(self._tasks)
        door = self.shell.door
        tasks = [*door.copy_tasks(), *door.tasks()]
        figures = door.figures()
        self.task_cards: list[TaskCard] = []
        for task in tasks:
            verb, do = self._way(task)
            drawn = DRAWN.get(task.kind, "pendiente")
            card = TaskCard(drawn, str(task.sentence), task.detail, verb, do, first=not self.task_cards)
            self.task_cards.append(card)
            self._tasks.addWidget(card)
        if not tasks:
            calm = Card(_("Hoy no hay nada pendiente."), "good")
            when = _("Cuando deje algo a medias, o dos personas cambien lo mismo, aparecerá aquí.")
            calm.column.addWidget(words(when))
            self._tasks.addWidget(calm)
        if not any(count for _label, count in figures):
            begin = Card(_("Esta municipalidad recién empieza"))
            for step in FIRST_STEPS:
                begin.column.addWidget(words(_(step)))
            begin.column.addWidget(words(_("Si otra oficina ya trabaja con Ayni, reciba su archivo."), "hint"))
            self._tasks.addWidget(begin)
        for place, (label, count) in enumerate(figures):
            shown = f"{count:,}"
            if label in self._shown:
                self._shown[label].say(shown, _(label))
                continue
            self._shown[label] = Figure(shown, _(label))
            self._grid.addWidget(self._shown[label], place // 2, place % 2)

    def _way(self, task: object) -> tuple[str, object]:
        """The verb of a task and what it does."""
        if task.kind == "clash":
            return _("Decidir"), partial(self._first_of, ("desacuerdo", "intercambio"))
        if task.kind == "equipo":
            return _("Ver"), partial(self.shell.go, task.noun)
        if task.kind == "copia":
            return _("Ver las copias"), partial(self.shell.go, "copias")
        if task.kind == "papel":
            return _("Ver expediente"), partial(self.shell.go, task.noun, task.record)
        if task.kind == "aviso":
            name, verb = AVISOS[task.noun]
            return _(verb), partial(self.shell.go, name, task.record)
        if task.kind == "aviso-compra":
            return _("Abrir la compra"), partial(self.shell.go, "compra", task.record)
        if task.kind == "mias":
            return _("Ver mis compras"), partial(self.shell.go, "tablero", task.record)
        if task.kind == "avisos":
            return _("Ver avisos"), partial(self.shell.go, "avisos")
        if task.kind == "late":
            return _("Comparar y unir"), partial(self.shell.go, task.noun, task.record)
        if task.kind == "step":
            name, verb = STEPS[task.noun]
            return _(verb), partial(self.shell.go, name, task.record)
        fresh, known = DRAFTS[task.noun]
        if task.noun == "socio":
            return _("Continuar"), partial(self.shell.go, self._socio_screen(task.record), task.record)
        return _("Continuar"), partial(self._first_of, (known, fresh) if task.record else (fresh, known), task.record)

    def _socio_screen(self, record: str) -> str:
        """A new member's draft is kept under its AEO, a changed one's under itself."""
        try:
            self.shell.door.aeo(record)
        except Refused:
            return "socio"
        return "nuevo-socio"

    def start(self) -> None:
        """The first thing to do has the focus."""
        if self.task_cards:
            self.task_cards[0].go.setFocus()
        else:
            self._quick.findChild(QPushButton).setFocus()

    def hear(self, tables: frozenset[str]) -> None:
        """Anything that was written may have changed what waits. Who stood on a task stands on the first one again."""
        at = QApplication.focusWidget()
        here = at is not None and self.isAncestorOf(at)
        self._draw()
        if here:
            self.start()


SCREENS = {"inicio": Screen(InicioScreen, rail="inicio")}
