"""Plans: the list, how one is begun or brought from a file, and its page: what to do next, and each of its parts."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ayni.domain.fields import Field, Text, by_name, empty
from ayni.domain.plan import COVER, PERFIL
from ayni.domain.rentabilidad import explain
from ayni.domain.rules import Result
from ayni.lang import N_, Sentence, _, language, soles
from ayni.qt.kit.cards import Card, Elided, EmptyState, Page, button, empty_layout, line, row, tag, words
from ayni.qt.kit.icons import icon
from ayni.qt.kit.keys import on_key
from ayni.qt.kit.palette import space, tokens
from ayni.qt.kit.table import Column
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.capitulos import CapitulosPart, done_of
from ayni.qt.screens.comentarios import PartComments
from ayni.qt.screens.ejecucion import EjecucionPart
from ayni.qt.screens.pages import FormPage, ListPage, ask_file, file_name, papers_folder
from ayni.qt.screens.papeles_plan import PapelesPart
from ayni.qt.screens.presupuesto import PresupuestoPart
from ayni.qt.screens.produccion import ProduccionPart
from ayni.qt.screens.resultados import ResultadosPart
from ayni.qt.screens.versiones import Juntos
from ayni.qt.shell import Screen, Shell
from ayni.workspace import Refused

FIELDS = by_name(COVER)
NEW = tuple(FIELDS[name] for name in ("aeo", "convocatoria", "categoria", "titulo", "objetivo"))
PAGE = tuple(
    FIELDS[name]
    for name in ("titulo", "convocatoria", "categoria", "estado", "objetivo", "formulador", "profesion", "colegiatura")
)
ARCHIVO = Field(
    "archivo",
    N_("Archivo del plan"),
    Text(1000),
    required=True,
    help=N_("Elija el archivo, o escriba dónde está. Es un caso con su presupuesto y su producción."),
)
BROUGHT = (
    ARCHIVO,
    FIELDS["aeo"],
    FIELDS["convocatoria"],
    replace(FIELDS["categoria"], required=False, help=N_("Si no la elige, se toma la del archivo.")),
)
STATES = {
    "borrador": "accent",
    "presentado": "attention",
    "aprobado": "good",
}
TASKS, PORTADA, PRESUPUESTO, PRODUCCION, RESULTADOS, PAPELES, CAPITULOS, EJECUCION = (
    "tareas",
    "portada",
    "presupuesto",
    "produccion",
    "resultados",
    "papeles",
    "capitulos",
    "ejecucion",
)
PARTS = (
    (TASKS, N_("Qué falta")),
    (PORTADA, N_("Portada")),
    (PRESUPUESTO, N_("Presupuesto del plan")),
    (PRODUCCION, N_("Producción")),
    (RESULTADOS, N_("Resultados")),
    (PAPELES, N_("Papeles")),
    (CAPITULOS, N_("Capítulos")),
    (EJECUCION, N_("Ejecución")),
)
NOT_BEGUN, UNDER_WAY, DONE = N_("Aún no empezado"), N_("En curso"), N_("Completo")
SOCIOS = "socios"
READY = N_("Listo para imprimir")
TONES = {NOT_BEGUN: ("", "pendiente", "muted"), UNDER_WAY: ("attention", "editar", "attention")}


def state_of(plan: Mapping[str, Any]) -> str:
    """How far a plan is: an idea, or its state."""
    name = "etapa_plan" if plan["etapa_plan"] == PERFIL else "estado"
    return FIELDS[name].kind.show(plan[name])


# The list


class PlanesScreen(ListPage):
    """Every plan, in the order of their titles."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell = shell
        door = shell.door
        categories = {code: _(label) for code, label in door.choices("categorias")}
        empty = EmptyState(
            _("Todavía no hay planes. Empiece uno, o traiga uno que ya está en un archivo."),
            _("Nuevo plan"),
            self.begin,
            drawn="planes",
        )
        columns = (
            Column("titulo", _("Título"), stretch=True, letters=30),
            Column("aeo_nombre", _("Organización"), letters=30),
            Column("categoria", _("Categoría"), show=lambda plan: categories.get(plan["categoria"], ""), letters=12),
            Column(
                "total_centimos", _("Total"), show=lambda plan: soles(plan["total_centimos"]), right=True, letters=14
            ),
            Column("estado", _("Estado"), show=state_of, letters=12),
        )
        super().__init__(
            _("Planes de negocio"),
            columns,
            door.planes,
            door.plan_count,
            empty=empty,
            look_for=_("Buscar en los planes"),
        )
        self.setWindowTitle(_("Planes"))
        self.copy_button = button(_("Copiar como comienzo"), self.copy, drawn="copia", keys="Ctrl+Shift+C")
        self.copy_button.setObjectName("copiar")
        self.bar.addWidget(self.copy_button)
        self.copy_button.setVisible(self.listing.model.rowCount() > 0)
        self.bring_button = button(_("Traer de un archivo"), self.bring, drawn="importar", keys="Ctrl+O")
        self.new_button = button(_("Nuevo plan"), self.begin, role="primary", drawn="agregar", keys="Ctrl+N")
        self.idea_button = button(_("Nueva idea (perfil)"), self.imagine, drawn="agregar", keys="Ctrl+I")
        self.idea_button.setObjectName("nueva-idea")
        self.junta_button = button(_("Empezar con la junta"), self.together, drawn="organizaciones", keys="Ctrl+J")
        self.junta_button.setObjectName("empezar-con-la-junta")
        self.end_button = button(_("Planes por liquidar"), lambda: shell.go("liquidaciones"), role="quiet", keys="F6")
        self.end_button.setObjectName("liquidaciones")
        self.tools.addWidget(self.end_button)
        self.tools.addWidget(self.bring_button)
        self.tools.addWidget(self.junta_button)
        self.tools.addWidget(self.idea_button)
        self.tools.addWidget(self.new_button)
        self.listing.opened.connect(lambda plan: shell.go("perfil" if shell.door.is_perfil(plan) else "plan", plan))

    def together(self) -> None:
        """Begin with the junta: one question a page."""
        self.shell.go("entrevista")

    def imagine(self) -> None:
        """Begin with an idea: its profile comes before the plan."""
        self.shell.go("nueva-idea")

    def begin(self) -> None:
        """Begin a plan."""
        self.shell.go("registrar-plan")

    def copy(self) -> None:
        """Begin one from the plan chosen, or from an example."""
        self.shell.go("copiar-plan", self.listing.current())

    def bring(self) -> None:
        """Bring one from a file."""
        self.shell.go("importar-plan")

    def hear(self, tables: frozenset[str]) -> None:
        """A plan or its budget changed."""
        if tables & {"plan", "partida", "aeo"}:
            self.refresh()
            self.copy_button.setVisible(self.listing.model.rowCount() > 0)


def only_call(shell: Shell) -> dict[str, str]:
    """The call, when there is only one: it is not asked."""
    calls = shell.door.references("convocatorias", limit=2)
    return {"convocatoria": calls[0][0]} if len(calls) == 1 else {}


class NuevoPlan(FormPage):
    """A plan is begun: whose it is, where it applies, what it is called."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(
            shell,
            _("Nuevo plan"),
            NEW,
            draft=("plan", ""),
            verb=_("Empezar el plan"),
            values=only_call(shell),
            hint=_("Con esto se abre el plan. El presupuesto y la producción vienen después."),
        )
        self.record = ""

    def store(self, answers: dict[str, str]) -> None:
        self.record = self.shell.door.save_plan(answers)

    def done(self) -> None:
        self.shell.go("planes")
        self.shell.go("plan", self.record)
        self.shell.say(_("Plan guardado."))


class TraerPlan(FormPage):
    """A plan that already is in a case file, with its budget and its production."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(
            shell,
            _("Traer un plan de un archivo"),
            BROUGHT,
            draft=("plan-archivo", ""),
            verb=_("Traer el plan"),
            values=only_call(shell),
            hint=_("Se guarda entero o no se guarda nada."),
            aside=self._examples(shell),
        )
        self.record = ""
        self.choose_button = button(_("Elegir archivo…"), self.choose, drawn="carpeta")
        self.choose_button.setObjectName("elegir")
        self.choose_button.setToolTip("Ctrl+O")
        self.choose_button.setShortcut("Ctrl+O")
        self.form.rows["archivo"].layout().addLayout(row(self.choose_button))

    def _examples(self, shell: Shell) -> Card:
        card = Card(_("Planes de ejemplo"))
        card.setObjectName("ejemplos")
        card.column.addWidget(words(_("Son inventados. Elija uno para mirarlo o para comenzar con él."), "hint"))
        for plan in shell.door.example_plans():
            take = button(_(plan.chain), lambda path=plan.path: self.take(path), drawn="planes")
            take.setObjectName(f"ejemplo.{plan.path.stem}")
            take.setAccessibleDescription(plan.title)
            pair = QVBoxLayout()
            pair.setSpacing(space(0.5))
            pair.addLayout(row(take))
            pair.addWidget(words(plan.title, "small"))
            card.column.addLayout(pair)
        return card

    def take(self, path: Path) -> None:
        """This file is the one to be brought."""
        self.form.editor("archivo").set_answer(str(path))
        self.form.focus_on("aeo")

    def choose(self) -> None:
        """Look for the file."""
        ask_file(self, _("Plan de negocio"), "*.json", lambda path: self.form.editor("archivo").set_answer(str(path)))

    def store(self, answers: dict[str, str]) -> None:
        given = {name: text for name, text in answers.items() if name != "archivo" and not empty(text)}
        self.record = self.shell.door.import_plan(Path(answers["archivo"].strip()).expanduser(), given)

    def done(self) -> None:
        self.shell.go("planes")
        self.shell.go("plan", self.record)
        self.shell.say(_("El plan entró completo."))


# The page of a plan


class Tabs(QWidget):
    """The parts of a page, one beside another; the one shown is underlined."""

    def __init__(self, parts: tuple[tuple[str, str], ...], choose: Callable[[str], object]) -> None:
        super().__init__()
        look = tokens()
        self.setStyleSheet(
            f"QPushButton {{ background: transparent; color: {look.muted}; border: none; border-radius: 0;"
            f" border-bottom: {space(0.75)}px solid transparent; padding: {space(1)}px {space(3)}px;"
            " font-weight: 600; }"
            f"QPushButton:hover {{ color: {look.ink}; background: {look.hover}; }}"
            f"QPushButton:checked {{ color: {look.accent}; border-bottom-color: {look.accent}; }}"
            f"QPushButton:focus {{ border: 2px solid {look.focus};"
            f" border-bottom: {space(0.75)}px solid {look.focus}; padding: {space(1)}px {space(3) - 2}px; }}"
        )
        line_of = Wrap(self, gap=0)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for number, (name, label) in enumerate(parts, start=1):
            made = QPushButton(_(label))
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setObjectName(f"parte.{name}")
            made.setToolTip(f"Alt+{number}")
            made.clicked.connect(lambda _checked=False, to=name: choose(to))
            self._group.addButton(made)
            line_of.addWidget(made)
            self.buttons[name] = made

    def show_chosen(self, name: str) -> None:
        """Underline this one."""
        self.buttons[name].setChecked(True)


class PlanScreen(QWidget):
    """The page of a plan: its title and AEO always above, one of its parts below."""

    def __init__(self, shell: Shell, record: str, part: str = TASKS) -> None:
        super().__init__()
        self.shell, self.record = shell, record
        self.part: QWidget | None = None
        self.part_name = ""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(space(8), space(3), space(8), 0)
        head.setSpacing(space(0.5))
        top = QHBoxLayout()
        top.setSpacing(space(3))
        self.title = Elided()
        self.title.setProperty("role", "title")
        self.title.setObjectName("titulo-del-plan")
        self.state = tag("")
        self.comments = PartComments(shell, record)
        top.addWidget(self.title, 1)
        top.addWidget(self.comments)
        top.addWidget(self.state)
        head.addLayout(top)
        self.about = Elided()
        self.about.setProperty("role", "hint")
        head.addWidget(self.about)
        head.addSpacing(space(1))
        self.tabs = Tabs(PARTS, self.show_part)
        head.addWidget(self.tabs)
        outer.addLayout(head)
        outer.addWidget(line())
        self.stack = QStackedWidget()
        outer.addWidget(self.stack, 1)
        for number, (name, _label) in enumerate(PARTS, start=1):
            on_key(self, f"Alt+{number}", lambda to=name: self.show_part(to))
        on_key(self, "Ctrl+J", lambda: shell.go("entrevista", record))
        self._name()
        self.show_part(part)

    def _name(self) -> None:
        plan = self.shell.door.plan(self.record)
        categories = dict(self.shell.door.choices("categorias"))
        call = self.shell.door.reference_label("convocatoria", plan["convocatoria"])
        self.setWindowTitle(str(plan["titulo"]))
        self.title.setText(str(plan["titulo"]))
        label = _(categories.get(plan["categoria"], "")) if plan["categoria"] else ""
        category = str(Sentence(N_("Categoría {category}"), category=label)) if label else ""
        self.about.setText("  ·  ".join(part for part in (plan["aeo_nombre"], call, category) if part))
        self.state.setText(state_of(plan))
        self.state.setProperty("tone", STATES.get(str(plan["estado"]), ""))

    def _make(self, name: str) -> QWidget:
        makers = {
            TASKS: lambda: TareasPart(self.shell, self.record, self.show_part),
            PORTADA: lambda: PortadaPart(self.shell, self.record),
            PRESUPUESTO: lambda: PresupuestoPart(self.shell, self.record),
            PRODUCCION: lambda: ProduccionPart(self.shell, self.record),
            RESULTADOS: lambda: ResultadosPart(self.shell, self.record, self.lead),
            PAPELES: lambda: PapelesPart(self.shell, self.record, self.show_part),
            CAPITULOS: lambda: CapitulosPart(self.shell, self.record),
            EJECUCION: lambda: EjecucionPart(self.shell, self.record),
        }
        return makers[name]()

    def show_part(self, name: str) -> None:
        """Show one part; what was typed in the one before is stored or kept."""
        self._leave()
        self.part_name = name
        self.comments.show_part(name)
        self.part = self._make(name)
        self.stack.addWidget(self.part)
        self.stack.setCurrentWidget(self.part)
        self.tabs.show_chosen(name)
        if self.isVisible():
            self.start()

    def _leave(self) -> None:
        old, self.part = self.part, None
        if old is not None:
            old.leave()
            self.stack.removeWidget(old)
            old.hide()
            old.deleteLater()

    def lead(self, part: str, box: str = "") -> None:
        """Go to the box of a part."""
        self.show_part(part)
        if box and hasattr(self.part, "focus_on"):
            self.part.focus_on(box)

    def start(self) -> None:
        """The focus goes to where one works."""
        if self.part is not None:
            self.part.start()

    def hear(self, tables: frozenset[str]) -> None:
        """Pass on what was written."""
        if "plan" in tables:
            try:
                self._name()
            except Refused:  # an undo took the plan itself away
                self.shell.go("planes")
                return
        if "comentario" in tables:
            self.comments.load()
        if self.part is not None:
            self.part.hear(tables)

    def leave(self) -> None:
        """Before it is closed."""
        if self.part is not None:
            self.part.leave()

    def unsaved(self) -> dict[str, str]:
        """Which part was shown, and what its form holds."""
        form = getattr(self.part, "form", None)
        return {"parte": self.part_name, **(form.answers() if form is not None else {})}

    def resume(self, answers: dict[str, str]) -> None:
        """Show it again."""
        self.show_part(answers.get("parte", TASKS))
        form = getattr(self.part, "form", None)
        if form is not None:
            form.fill({}, answers)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window leaves its room to the part."""
        super().resizeEvent(event)
        self.about.setVisible(event.size().height() >= space(110))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes from a part to what is missing, and from there to the list."""
        if (
            event.key() == Qt.Key.Key_Escape
            and self.part_name != TASKS
            and not self.shell.came_from("revisar-plan", self.record)
        ):
            self.show_part(TASKS)
            return
        super().keyPressEvent(event)


class TareasPart(Page):
    """What to do next, and how each part stands."""

    def __init__(self, shell: Shell, plan: str, show: Callable[[str], object]) -> None:
        super().__init__("", letters=0)
        self.shell, self.plan, self._show = shell, plan, show
        self.heading.hide()
        self.column.setSpacing(space(3))
        self._inside = QVBoxLayout()
        self._inside.setSpacing(space(3))
        self.column.addLayout(self._inside)
        self.end()
        self.first: QPushButton | None = None
        self.load()

    def load(self) -> None:
        """Look at the plan again."""
        empty_layout(self._inside)
        if self.shell.door.is_perfil(self.plan):
            self._load_idea()
            return
        tasks = self._tasks()
        labels = {**dict(PARTS), SOCIOS: N_("Socios")}
        next_one = next((task for task in tasks if task[1] in {NOT_BEGUN, UNDER_WAY}), tasks[-1])
        verbs = {
            SOCIOS: _("Llene el padrón de socios de la organización."),
            PORTADA: _("Complete la portada del plan."),
            PRESUPUESTO: _("Escriba el presupuesto hasta que cumpla los límites."),
            PRODUCCION: _("Escriba la producción y los supuestos."),
            RESULTADOS: _("Escriba lo que falta para calcular cuánto rinde."),
            CAPITULOS: _("Escriba los capítulos del plan, en el orden que quiera."),
            PAPELES: _("Todo está listo: imprima el resumen del plan."),
        }
        card = Card(_("Lo que sigue"), "accent")
        card.setObjectName("siguiente")
        said = words(verbs[next_one[0]], "label")
        detail = words(next_one[2], "hint")
        text = QVBoxLayout()
        text.setSpacing(space(1))
        text.addWidget(said)
        text.addWidget(detail)
        self.first = button(_(labels[next_one[0]]), lambda: self._open(next_one[0]), role="primary", drawn="adelante")
        self.first.setObjectName("seguir")
        beside = QHBoxLayout()
        beside.setSpacing(space(4))
        beside.addLayout(text, 1)
        beside.addWidget(self.first)
        card.column.addLayout(beside)
        self._inside.addWidget(card)
        listed = Card()
        listed.title.hide()
        listed.column.setSpacing(space(1))
        for place, (name, state, told) in enumerate(tasks):
            if place:
                listed.column.addWidget(line())
            listed.column.addLayout(self._line(name, _(labels[name]), state, told))
        begun = self.shell.door.interview_state(self.plan) is not None
        for card in (self._together(), listed) if begun else (listed, self._together()):
            self._inside.addWidget(card)
        self._inside.addWidget(Juntos(self.shell, self.plan))
        if self.shell.door.plan_purchases(self.plan):
            self._inside.addWidget(self._purchases())

    def _purchases(self) -> Card:
        """Its purchases, month by month."""
        card = Card(_("Las compras de este plan"))
        go = button(
            _("Ver mes a mes"), lambda: self.shell.go("gantt-plan", self.plan), drawn="calendario", keys="Ctrl+G"
        )
        go.setObjectName("gantt")
        card.column.addLayout(row(go))
        return card

    def _load_idea(self) -> None:
        """While it is an idea, its profile is what comes next."""
        card = Card(_("Lo que sigue"), "accent")
        card.setObjectName("siguiente")
        card.column.addWidget(words(_("Mire primero si la idea puede funcionar."), "label"))
        said = _("El perfil cabe en una página. Cuando la idea convence, se convierte en plan sin volver a escribir.")
        card.column.addWidget(words(said, "hint"))
        self.first = button(
            _("Abrir el perfil"), lambda: self.shell.go("perfil", self.plan), role="primary", drawn="adelante"
        )
        self.first.setObjectName("seguir")
        card.column.addLayout(row(self.first))
        self._inside.addWidget(card)
        self._inside.addWidget(self._together())

    def _together(self) -> Card:
        """The same plan, asked to the whole junta; how far it came."""
        card = Card(_("Con la junta"))
        state = self.shell.door.interview_state(self.plan)
        said = words(str(state or _("Una pregunta por página, con dibujo, ejemplo y voz.")), "hint")
        said.setObjectName("estado.junta")
        go = button(_("Llenar con la junta"), lambda: self.shell.go("entrevista", self.plan), drawn="organizaciones")
        go.setObjectName("llenar-con-la-junta")
        go.setToolTip("Ctrl+J")
        sheets = button(_("Imprimir las preguntas"), self._print_questions, role="quiet", drawn="imprimir")
        sheets.setObjectName("imprimir-preguntas")
        beside = QHBoxLayout()
        beside.setSpacing(space(4))
        beside.addWidget(said, 1)
        beside.addWidget(sheets)
        beside.addWidget(go)
        card.column.addLayout(beside)
        return card

    def _print_questions(self) -> None:
        """The same questions on blank sheets, to be answered by hand in the assembly."""
        door, title = self.shell.door, str(self.shell.door.plan(self.plan)["titulo"])
        path = papers_folder() / f"{file_name(_('Preguntas'), title, language())}.pdf"
        if self.shell.attempt(lambda: door.print_formulario(self.plan, path, language(), code="entrevista")):
            self.shell.open_file(path)

    def _line(self, name: str, label: str, state: str, told: str) -> QHBoxLayout:
        tone, drawn, role = TONES.get(state, ("good", "listo", "good"))
        sign = QLabel()
        sign.setPixmap(icon(drawn, role).pixmap(QSize(space(5), space(5)), self.devicePixelRatio()))
        text = QVBoxLayout()
        text.setSpacing(0)
        text.addWidget(words(label, "label"))
        text.addWidget(words(told, "hint"))
        mark = tag(_(state), tone)
        mark.setObjectName(f"estado.{name}")
        go = button(_("Abrir"), lambda: self._open(name), role="quiet")
        go.setAccessibleName(f"{_('Abrir')} {label}. {_(state)}. {told}")
        go.setObjectName(f"abrir.{name}")
        made = QHBoxLayout()
        made.setSpacing(space(3))
        made.setContentsMargins(0, space(1), 0, space(1))
        made.addWidget(sign)
        made.addLayout(text, 1)
        made.addWidget(mark)
        made.addWidget(go)
        return made

    def _open(self, name: str) -> None:
        if name == SOCIOS:
            self.shell.go("padron", self.shell.door.plan(self.plan)["aeo"])
        else:
            self._show(name)

    def _tasks(self) -> list[tuple[str, str, str]]:
        """Each part: its name, its state, what is to be said of it."""
        door, plan = self.shell.door, self.shell.door.plan(self.plan)
        blank = [FIELDS[name] for name in ("titulo", "convocatoria", "categoria", "objetivo") if empty(plan[name])]
        cover = (
            (UNDER_WAY, str(Sentence(N_("Falta: {label}"), label=Sentence(blank[0].label))))
            if blank
            else (DONE, _("Título, convocatoria, categoría y objetivo."))
        )
        members = door.member_count(plan["aeo"])
        said = str(Sentence(N_("Socios en el padrón: {count}."), count=members))
        socios = (DONE, said) if members else (NOT_BEGUN, _("Falta saber cuántos socios hay."))
        found = [(PORTADA, *cover), (SOCIOS, *socios), (PRESUPUESTO, *self._budget())]
        try:
            indicators, missing = door.indicators(self.plan), []
        except Refused as refused:
            indicators, missing = None, refused.problems
        activities = len(door.bloques(self.plan))
        rows = len(door.lineas(self.plan))
        if not activities and not rows:
            found.append((PRODUCCION, NOT_BEGUN, _("Qué se produce, cuánto se vende y qué cuesta producirlo.")))
        else:
            said = str(Sentence(N_("Actividades: {activities}. Filas: {rows}."), activities=activities, rows=rows))
            found.append((PRODUCCION, DONE if indicators else UNDER_WAY, said))
        if indicators is None:
            said = str(Sentence(N_("Datos que faltan para calcular: {count}."), count=len(missing)))
            found += [
                (RESULTADOS, NOT_BEGUN, said),
                self._chapters(),
                (PAPELES, NOT_BEGUN, _("El resumen se imprime cuando hay resultados.")),
            ]
        else:
            worth = explain(indicators)[0]
            said = str(Sentence(N_("{label}: {value}"), label=Sentence(worth.label), value=worth.value))
            found += [
                (RESULTADOS, DONE, said),
                self._chapters(),
                (PAPELES, READY, _("El resumen del plan, para leer y firmar.")),
            ]
        return found

    def _chapters(self) -> tuple[str, str, str]:
        chapters = self.shell.door.chapters(self.plan)
        done, every = done_of(chapters)
        said = str(Sentence(N_("Partes completas: {done} de {all}."), done=done, all=every))
        begun = any(part.texto for chapter in chapters for part in chapter.parts)
        return CAPITULOS, DONE if done == every else UNDER_WAY if done or begun else NOT_BEGUN, said

    def _budget(self) -> tuple[str, str]:
        door = self.shell.door
        rows = door.partidas(self.plan)
        if not rows:
            return NOT_BEGUN, _("Qué se compra, cuánto cuesta y quién lo paga.")
        parts = [
            str(
                Sentence(
                    N_("Filas: {count}. Total: {total}."),
                    count=len(rows),
                    total=soles(door.budget(self.plan).whole.total),
                )
            )
        ]
        lights = door.lights(self.plan)
        failing = sum(light.result is Result.FAIL for light in lights)
        waiting = [light for light in lights if light.result is Result.PENDING and light.check != "members"]
        off = len(door.budget_problems(self.plan))
        unstored = door.draft("partida", self.plan) is not None
        if failing:
            parts.append(str(Sentence(N_("Límites que no se cumplen: {count}."), count=failing)))
        if off:
            parts.append(str(Sentence(N_("Filas que no cuadran: {count}."), count=off)))
        if unstored:
            parts.append(_("Hay filas escritas a medias."))
        parts += [str(light.sentence) for light in waiting]
        return (UNDER_WAY if failing or off or unstored or waiting else DONE), " ".join(parts)

    def hear(self, tables: frozenset[str]) -> None:
        """Anything of the plan changed."""
        if tables & {"plan", "partida", "linea", "bloque", "socio", "seccion", "comentario", "version_plan"}:
            held = self.first is not None and self.first.hasFocus()
            self.load()
            if held:  # the verb was made anew: the keyboard stays on it
                self.start()

    def start(self) -> None:
        if self.first is not None:
            self.first.setFocus()

    def leave(self) -> None:
        """Nothing is typed here."""


class PortadaPart(FormPage):
    """The cover."""

    def __init__(self, shell: Shell, plan: str) -> None:
        super().__init__(
            shell,
            "",
            PAGE,
            draft=("plan", plan),
            verb=_("Guardar portada"),
            values=lambda: shell.door.plan(plan),
        )
        self.plan = plan
        self.heading.hide()

    def store(self, answers: dict[str, str]) -> None:
        self.shell.door.save_plan(answers, self.plan)

    def done(self) -> None:
        self.shell.say(_("Portada guardada."))
        if self.shell.came_from("revisar-plan", self.plan):
            self.shell.back()

    def focus_on(self, name: str) -> None:
        """Go to a box."""
        self.form.focus_on(name)


def _plan_or_new(part: str) -> Callable[[Shell, str], QWidget]:
    """A plan's page, or, without a record, the form that begins one."""
    return lambda shell, record: PlanScreen(shell, record, part) if record else NuevoPlan(shell, record)


SCREENS = {
    "planes": Screen(PlanesScreen, rail="planes"),
    "registrar-plan": Screen(NuevoPlan, rail="planes"),
    "importar-plan": Screen(TraerPlan, rail="planes"),
    "plan": Screen(_plan_or_new(TASKS), rail="planes"),
    "presupuesto": Screen(_plan_or_new(PRESUPUESTO), rail="planes"),
    "produccion": Screen(_plan_or_new(PRODUCCION), rail="planes"),
    "resultados": Screen(_plan_or_new(RESULTADOS), rail="planes"),
    "portada": Screen(_plan_or_new(PORTADA), rail="planes"),
    "capitulos": Screen(_plan_or_new(CAPITULOS), rail="planes"),
    "ejecucion": Screen(_plan_or_new(EJECUCION), rail="planes"),
    "papeles-plan": Screen(_plan_or_new(PAPELES), rail="planes"),
}
