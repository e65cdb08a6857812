"""Chapters of a plan: what is written and what is missing, one page for each section, and the printing of it all."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ayni.domain.capitulo import TYPED, Fact, Gap, Part, Parts, State
from ayni.domain.tabla import TABLAS
from ayni.lang import N_, QUECHUA, Sentence, _, language
from ayni.qt.kit.cards import Card, Elided, Page, button, empty_layout, line, row, tag, words
from ayni.qt.kit.editors import Segments
from ayni.qt.kit.icons import icon
from ayni.qt.kit.palette import space
from ayni.qt.screens.comentarios import Beside
from ayni.qt.screens.pages import FormPage, file_name, papers_folder
from ayni.qt.shell import Screen, Shell

STATES = {
    State.NOT_BEGUN: (N_("Aún no empezado"), "", "pendiente", "muted"),
    State.UNDER_WAY: (N_("En curso"), "attention", "editar", "attention"),
    State.DONE: (N_("Completo"), "good", "listo", "good"),
}
DRAFT = "seccion"
MANY = 3  # things missing that are listed; all of them stand in the review
BEGINS = 96  # letters of a text that stand under its name
COMPOSED = N_("Este texto en quechua todavía no fue revisado por un hablante.")
NOT_YET = N_("Este ejemplo todavía no está en quechua.")
LINES = 12  # lines of text that are seen at once


def tagged(state: State) -> QLabel:
    """A state in its word and its colour."""
    said, tone, _drawn, _role = STATES[state]
    return tag(_(said), tone)


def numbered(number: str, label: str) -> str:
    """The name of a chapter or a section with its number before it."""
    return f"{number}  {_(label)}" if number else _(label)


def go_to(shell: Shell, plan: str, place: str) -> None:
    """To where something of a plan is written: a section ("seccion:" and its code) or a screen."""
    if place.startswith("seccion:"):
        open_section(shell, plan, place.removeprefix("seccion:"))
    elif place.startswith("tabla:"):
        shell.go("tabla", f"{plan}:{place.removeprefix('tabla:')}")
    elif place.startswith("limite:"):
        shell.go("motivo-limite", f"{plan}/{place.removeprefix('limite:')}")
    elif place.startswith("cotizaciones:"):
        shell.go("cotizaciones", f"{plan}:{place.removeprefix('cotizaciones:')}")
    elif place in {"aeo", "padron", "junta"}:
        shell.go(place, shell.door.plan(plan)["aeo"])
    else:
        shell.go(place, plan)


def open_section(shell: Shell, plan: str, code: str) -> None:
    """The page of a section; going back leads to the chapters, wherever one came from."""
    shell.go("planes")
    shell.go("capitulos", plan)
    shell.go("seccion", f"{plan}/{code}")


def done_of(chapters: list[Parts]) -> tuple[int, int]:
    """How many parts of a plan are complete, and how many there are."""
    states = [part.state for chapter in chapters for part in chapter.parts]
    return sum(state is State.DONE for state in states), len(states)


class CapitulosPart(Page):
    """The chapters of a plan as a list of tasks, in the order of the index, to be done in any order."""

    def __init__(self, shell: Shell, plan: str) -> None:
        super().__init__("", letters=0)
        self.shell, self.plan = shell, plan
        self.heading.hide()
        self.column.setSpacing(space(3))
        self._inside = QVBoxLayout()
        self._inside.setSpacing(space(3))
        self.column.addLayout(self._inside)
        label = words(_("Índice del plan"), "label")
        self.indices = Segments([(code, _(said)) for code, said in shell.door.choices("indices")])
        self.indices.setObjectName("indice")
        self.indices.setAccessibleName(_("Índice del plan"))
        self.indices.set_answer(shell.door.index_of(plan).code)
        label.setBuddy(self.indices)
        self.column.addWidget(label)
        self.column.addWidget(words(_("Si cambia el índice, cada texto sigue en su parte."), "hint"))
        self.column.addWidget(self.indices)
        self.indices.edited.connect(self._choose_index)
        self.end()
        self.first: QPushButton | None = None
        self.load()

    def _choose_index(self) -> None:
        code = self.indices.answer()
        if code and code != self.shell.door.index_of(self.plan).code:
            self.shell.attempt(lambda: self.shell.door.choose_index(self.plan, code))

    def load(self) -> None:
        """Look at the plan again."""
        empty_layout(self._inside)
        chapters = self.shell.door.chapters(self.plan)
        self._inside.addWidget(self._next(chapters))
        for chapter in chapters:
            self._inside.addWidget(self._chapter(chapter))

    def _next(self, chapters: list[Parts]) -> Card:
        parts = [part for chapter in chapters for part in chapter.parts]
        done, every = done_of(chapters)
        begun = [part for part in parts if part.state is State.UNDER_WAY]
        ahead = begun or [part for part in parts if part.state is State.NOT_BEGUN]
        card = Card(_("Lo que sigue"), "accent")
        card.setObjectName("siguiente")
        text = QVBoxLayout()
        text.setSpacing(space(1))
        if ahead:
            text.addWidget(words(numbered(ahead[0].number, ahead[0].section.label), "label"))
        else:
            text.addWidget(words(_("Todas las partes están completas."), "label"))
        self.progress = words(str(Sentence(N_("Partes completas: {done} de {all}."), done=done, all=every)), "hint")
        self.progress.setObjectName("avance")
        text.addWidget(self.progress)
        beside = QHBoxLayout()
        beside.setSpacing(space(4))
        beside.addLayout(text, 1)
        if ahead:
            code = ahead[0].section.code
            self.first = button(_("Escribir"), lambda: self._open(code), role="primary", drawn="adelante")
        else:
            self.first = button(_("Papeles"), lambda: self.shell.go("papeles-plan", self.plan), role="primary")
        self.first.setObjectName("seguir")
        beside.addWidget(self.first)
        card.column.addLayout(beside)
        return card

    def _chapter(self, chapter: Parts) -> Card:
        card = Card()
        card.title.hide()
        card.column.setSpacing(space(1))
        if len(chapter.parts) > 1:
            top = QHBoxLayout()
            top.setSpacing(space(3))
            top.addWidget(words(numbered(chapter.number, chapter.label), "heading"), 1)
            top.addWidget(tagged(chapter.state))
            card.column.addLayout(top)
            card.column.addWidget(line())
        for part in chapter.parts:
            card.column.addLayout(self._line(part))
        return card

    def _line(self, part: Part) -> QHBoxLayout:
        said, _tone, drawn, role = STATES[part.state]
        code, name = part.section.code, numbered(part.number, part.section.label)
        sign = QLabel()
        sign.setPixmap(icon(drawn, role).pixmap(QSize(space(5), space(5)), self.devicePixelRatio()))
        text = QVBoxLayout()
        text.setSpacing(0)
        text.addWidget(words(name, "label"))
        if part.texto:
            flat = " ".join(part.texto.split())
            begins = Elided(flat if len(flat) <= BEGINS else f"{flat[:BEGINS].rpartition(' ')[0]}…")
            begins.setProperty("role", "hint")
            text.addWidget(begins)
        mark = tagged(part.state)
        mark.setObjectName(f"estado.{code}")
        go = button(_("Abrir"), lambda: self._open(code), role="quiet")
        go.setObjectName(f"abrir.{code}")
        go.setAccessibleName(f"{_('Abrir')} {name}. {_(said)}")
        made = QHBoxLayout()
        made.setSpacing(space(3))
        made.addWidget(sign)
        made.addLayout(text, 1)
        made.addWidget(mark)
        made.addWidget(go)
        return made

    def _open(self, code: str) -> None:
        open_section(self.shell, self.plan, code)

    def hear(self, tables: frozenset[str]) -> None:
        """A text, or something that is known, changed."""
        if tables & {"plan", "seccion", "borrador"}:
            self.indices.set_answer(self.shell.door.index_of(self.plan).code)
            self.load()

    def start(self) -> None:
        """What comes next has the focus."""
        if self.first is not None:
            self.first.setFocus()

    def leave(self) -> None:
        """Nothing is typed here."""


class SeccionScreen(FormPage):
    """One section: what it asks, what is known already, an example beside, and the text. `record` is plan/code."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.plan, _slash, self.code = record.partition("/")
        part: Part = shell.door.seccion(self.plan, self.code)
        super().__init__(
            shell,
            numbered(part.number, part.section.label),
            TYPED,
            draft=(DRAFT, record),
            verb=_("Guardar"),
            values=lambda: shell.door.seccion_answers(self.plan, self.code),
            hint=_(part.section.help),
            aside=self._beside(shell, part),
        )
        editor = self.form.editor("texto")
        editor.setMinimumHeight(editor.fontMetrics().lineSpacing() * LINES)

    def _beside(self, shell: Shell, part: Part) -> QWidget:
        beside = QWidget()
        column = QVBoxLayout(beside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        typed = [code for code in part.section.tables if code in TABLAS]
        if typed:
            column.addWidget(self._tables(shell, typed))
        if part.facts:
            known = Card(_("Esto ya se sabe"))
            known.setObjectName("conocido")
            known.column.addWidget(words(_("Sale impreso en esta parte: no lo escriba otra vez."), "hint"))
            for place, fact in enumerate(part.facts):
                if place:
                    known.column.addWidget(line())
                known.column.addLayout(self._fact(shell, fact))
            column.addWidget(known)
        found = shell.door.example(self.plan, self.code)
        if found is not None:
            example = Card(str(Sentence(N_("Ejemplo de otra organización: {chain}"), chain=Sentence(found.chain))))
            example.setObjectName("ejemplo")
            example.column.addLayout(row(tag(_("Ejemplo inventado"), "attention")))
            if language() == QUECHUA:
                example.column.addWidget(words(_(COMPOSED if found.spoken == QUECHUA else NOT_YET), "hint"))
            for paragraph in found.text.split("\n"):
                example.column.addWidget(words(paragraph))
            column.addWidget(example)
        self.comments = Beside(shell, self.plan, self.code)
        column.addWidget(self.comments)
        column.addStretch(1)
        return beside

    def _tables(self, shell: Shell, codes: list[str]) -> Card:
        """The tables that people fill for this section, each with how many rows it has."""
        card, counts = Card(_("Tablas de esta parte")), shell.door.tabla_counts(self.plan)
        card.setObjectName("tablas")
        card.column.addWidget(words(_("Salen impresas en esta parte."), "hint"))
        for place, code in enumerate(codes):
            if place:
                card.column.addWidget(line())
            card.column.addLayout(self._table(shell, code, counts[code]))
        return card

    def _table(self, shell: Shell, code: str, count: int) -> QVBoxLayout:
        name, place = _(TABLAS[code].label), f"{self.plan}:{code}"
        fill = button(_("Llenar la tabla"), lambda: shell.go("tabla", place), role="quiet", drawn="editar")
        fill.setObjectName(f"tabla.{code}")
        fill.setAccessibleName(f"{_('Llenar la tabla')}: {name}")
        told = str(Sentence(N_("Filas: {count}"), count=count)) if count else _("Aún no empezado")
        made = QVBoxLayout()
        made.setSpacing(space(1))
        made.addWidget(words(name, "label"))
        made.addLayout(row(tag(told, "good" if count else ""), fill))
        return made

    def _fact(self, shell: Shell, fact: Fact) -> QHBoxLayout:
        text = QVBoxLayout()
        text.setSpacing(0)
        text.addWidget(words(_(fact.label), "small"))
        text.addWidget(words(fact.shown))
        change = button(_("Cambiar"), lambda: go_to(shell, self.plan, fact.place), role="quiet")
        change.setAccessibleName(f"{_('Cambiar')}: {_(fact.label)}")
        made = QHBoxLayout()
        made.setSpacing(space(2))
        made.addLayout(text, 1)
        made.addWidget(change)
        return made

    def store(self, answers: dict[str, str]) -> None:
        self.shell.door.save_seccion(self.plan, self.code, answers)

    def done(self) -> None:
        if self.shell.came_from("revisar-plan", self.plan):
            self.shell.back()
            self.shell.say(_("Parte guardada."))
            return
        self.shell.go("planes")
        self.shell.go("capitulos", self.plan)
        self.shell.say(_("Parte guardada."))


class PlanCompleto(Card):
    """The printing of the whole plan: a draft at any time, the final copy when nothing is missing."""

    def __init__(self, shell: Shell, plan: str, language: Callable[[], str]) -> None:
        super().__init__(_("Plan completo"))
        self.shell, self.plan, self._language = shell, plan, language
        self.column.addWidget(words(_("Portada, índice, capítulos, cuadros y lugares para visar cada hoja."), "hint"))
        self.draft_button = button(_("Imprimir borrador"), self.print_draft, drawn="imprimir")
        self.draft_button.setObjectName("imprimir-borrador")
        self.final_button = button(_("Revisar y cerrar"), self.review, role="primary", drawn="listo", keys="Ctrl+R")
        self.final_button.setObjectName("revisar")
        self.column.addLayout(row(self.draft_button, self.final_button))
        self._missing = QVBoxLayout()
        self._missing.setSpacing(space(0.5))
        self.column.addLayout(self._missing)
        self.links: list[QPushButton] = []
        self.path: Path | None = None

    def showEvent(self, event: QShowEvent) -> None:
        """What is missing is looked up when it is seen."""
        self.load()
        super().showEvent(event)

    def load(self) -> None:
        """What the final copy still lacks; each line leads to where it is written."""
        empty_layout(self._missing)
        gaps = self.shell.door.gaps(self.plan)
        self.links = []
        if not gaps:
            self._missing.addWidget(words(_("No falta nada: puede imprimir la copia final."), "good"))
            return
        said = str(Sentence(N_("Para la copia final falta ({count}):"), count=len(gaps)))
        self._missing.addWidget(words(said, "attention"))
        for gap in gaps[:MANY]:
            self.links.append(self._link(gap))
            self._missing.addWidget(self.links[-1])
        if len(gaps) > MANY:
            self._missing.addWidget(words(str(Sentence(N_("Y {count} más."), count=len(gaps) - MANY)), "hint"))

    def _link(self, gap: Gap) -> QPushButton:
        made = button(str(gap.sentence), lambda: go_to(self.shell, self.plan, gap.place), role="link")
        made.setObjectName(f"falta.{gap.place}")
        return made

    def print_draft(self) -> None:
        """A copy that says on every page that it is a draft."""
        door, chosen = self.shell.door, self._language() or "es"
        path = papers_folder() / f"{file_name(_('Borrador'), str(door.plan(self.plan)['titulo']))}-{chosen}.pdf"
        if self.shell.attempt(lambda: door.print_plan_completo(self.plan, path, chosen)):
            self.path = path
            self.shell.say(_("Plan impreso en un archivo."))
            self.shell.open_file(path)

    def review(self) -> None:
        """The copy to be signed comes after a look at every answer."""
        self.shell.go("revisar-plan", self.plan)


def _seccion(shell: Shell, record: str) -> QWidget:
    """A section; opened without any (in the gallery), the buyers of the first plan."""
    if not record:
        plans = shell.door.planes(0, 1)
        if not plans:
            return Page(_("Planes"))
        record = f"{plans[0]['id']}/compradores"
    return SeccionScreen(shell, record)


SCREENS = {"seccion": Screen(_seccion, rail="planes")}
