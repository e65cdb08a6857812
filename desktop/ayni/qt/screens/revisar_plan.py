"""Before the final copy of a plan: what it lacks, then every answer with a way to change it that comes back here.

The final copy is printed here and ends in a page of its own: its number, its day, what comes next and who to ask.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from ayni.domain.capitulo import Gap, State
from ayni.domain.dispensa import LIMITE
from ayni.domain.fields import Field, by_name, empty
from ayni.domain.plan import COVER
from ayni.domain.presupuesto import PARTIDA, SOURCES, SUPUESTOS, WITH
from ayni.domain.rules import Answer, Result
from ayni.domain.tabla import TABLAS
from ayni.lang import N_, SPANISH, Sentence, _, day, language, soles
from ayni.qt.kit.cards import Card, Elided, Footer, Page, SideBySide, button, empty_layout, line, row, tag, words
from ayni.qt.kit.editors import Segments
from ayni.qt.kit.keys import on_key
from ayni.qt.kit.palette import space
from ayni.qt.screens.capitulos import go_to, numbered, tagged
from ayni.qt.screens.convocatoria import shown
from ayni.qt.screens.pages import FormPage, file_name, loose, papers_folder
from ayni.qt.screens.papeles_plan import LANGUAGES
from ayni.qt.shell import Screen, Shell

FEW = 8  # things missing that stand in one column
OF_THIS_MACHINE = frozenset({"copia", "equipo", "persona", "borrador"})  # tables
ROWS = 12  # of a list of rows that are told by name; the rest is counted
ASKED = [field for field in COVER if field.asked]
Told = tuple[str, str, str, str]  # what it is, what was answered, where it is changed, the name of its button


def walk(shell: Shell, plan: str, place: str) -> None:
    """To where something is written, so that going back comes here again."""
    if place.startswith("seccion:"):
        shell.go("seccion", f"{plan}/{place.removeprefix('seccion:')}")
    else:
        go_to(shell, plan, place)


def final_path(shell: Shell, plan: str, chosen: str) -> Path:
    """Where the final copy of a plan goes."""
    title = str(shell.door.plan(plan)["titulo"])
    return papers_folder() / f"{file_name(_('Copia final'), title)}-{chosen}.pdf"


class RevisarPlan(Page):
    """Everything that the final copy will say, with what it lacks first."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Revisar antes de la copia final"), letters=0)
        self.shell, self.plan = shell, record
        self.column.setSpacing(space(3))
        self.hint.setText(str(shell.door.plan(record)["titulo"]))
        self.hint.show()
        self._inside = QVBoxLayout()
        self._inside.setSpacing(space(3))
        label = words(_("¿En qué idioma?"), "label")
        label.setWordWrap(False)
        self.languages = Segments(LANGUAGES)
        self.languages.setObjectName("idioma")
        self.languages.setAccessibleName(_("¿En qué idioma?"))
        self.languages.set_answer("es" if language() == SPANISH else "quz")
        label.setBuddy(self.languages)
        self.column.addLayout(row(label, self.languages, gap=3))
        self.column.addLayout(self._inside)
        self.end()
        self.final_button = button(_("Imprimir copia final"), self.print_final, role="primary", drawn="imprimir")
        self.final_button.setObjectName("imprimir-final")
        self.final_button.setToolTip("Ctrl+Enter")
        later = button(_("Dejar para después"), shell.back, role="quiet")
        later.setToolTip("Esc")
        self.layout().addWidget(Footer(self.final_button, later, letters=0))
        on_key(self, "Ctrl+Return", self.print_final)
        self.links: list[QPushButton] = []
        self.load()

    def load(self) -> None:
        """Read everything again."""
        empty_layout(self._inside)
        self.links = []
        door = self.shell.door
        self._inside.addWidget(self._gaps(door.gaps(self.plan)))
        passed = [light for light in door.lights(self.plan) if light.flag]
        if passed:
            self._inside.addWidget(self._passed(passed))
        for title, told in (
            (N_("Portada"), self._cover()),
            (N_("Organización"), self._people()),
            (N_("Presupuesto del plan"), self._budget()),
            (N_("Producción y supuestos"), self._production()),
            (N_("Cuadros"), self._tables()),
        ):
            self._inside.addWidget(self._group(title, told))
        self._inside.addWidget(self._chapters())

    # what stands in the way

    def _gaps(self, gaps: Sequence[Gap]) -> Card:
        if not gaps:
            card = Card("", "good")
            card.column.addWidget(words(_("No falta nada: puede imprimir la copia final."), "good"))
            return card
        card = Card(str(Sentence(N_("Para la copia final falta ({count}):"), count=len(gaps))), "attention")
        card.setObjectName("faltas")
        card.column.setSpacing(space(0.5))
        columns = [QWidget(), QWidget()]
        half = len(gaps) if len(gaps) <= FEW else -(-len(gaps) // 2)
        for side, some in zip(columns, (gaps[:half], gaps[half:]), strict=True):
            beneath = QVBoxLayout(side)
            beneath.setContentsMargins(0, 0, 0, 0)
            beneath.setSpacing(0)
            for gap in some:
                made = button(str(gap.sentence), lambda to=gap.place: walk(self.shell, self.plan, to), role="link")
                made.setObjectName(f"falta.{gap.place}")
                self.links.append(made)
                beneath.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        card.column.addWidget(SideBySide(*columns, letters=110, shares=(1, 1)) if half < len(gaps) else columns[0])
        return card

    def _passed(self, lights: Sequence[Answer]) -> Card:
        card = Card(_("Límites que no se cumplen y siguen con un motivo"), "attention")
        for place, light in enumerate(lights):
            if place:
                card.column.addWidget(line())
            card.column.addWidget(words(str(light.sentence), "label"))
            why = Sentence(
                N_("{reason} Lo decide: {person}."), reason=light.override.reason, person=light.override.person
            )
            card.column.addWidget(words(str(why), "hint"))
            take = button(_("Retirar motivo"), lambda check=light.check: self._withdraw(check), role="quiet")
            take.setObjectName(f"retirar.{light.check}")
            card.column.addLayout(row(take))
        return card

    def _withdraw(self, check: str) -> None:
        self.shell.attempt(lambda: self.shell.door.withdraw_limit(self.plan, check))

    # every answer

    def _group(self, title: str, told: Sequence[Told]) -> Card:
        card = Card(_(title))
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 6)
        for place, (label, answer, where, name) in enumerate(told):
            if place:
                grid.addWidget(line(), 2 * place - 1, 0, 1, 3)
            texts = words(label, "hint"), words(answer or _("Sin respuesta"), "" if answer else "small")
            for column, text in enumerate(texts):
                text.setContentsMargins(0, space(2.5), 0, space(1.5))  # on the line of the button beside them
                grid.addWidget(text, 2 * place, column, Qt.AlignmentFlag.AlignTop)
            if where:
                change = self._change(label, where, name)
                grid.addWidget(change, 2 * place, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        card.column.addLayout(grid)
        return card

    def _change(self, label: str, where: str, name: str) -> QPushButton:
        made = button(_("Cambiar"), lambda: walk(self.shell, self.plan, where), role="quiet")
        made.setObjectName(f"cambiar.{name}")
        made.setAccessibleName(f"{_('Cambiar')}: {label}")
        return made

    def _answer(self, field: Field, value: object, where: str) -> Told:
        label = shown(field, value, self.shell.options)
        return _(field.label), label, where, field.name

    def _cover(self) -> list[Told]:
        plan = self.shell.door.plan(self.plan)
        return [self._answer(field, plan[field.name], "portada") for field in ASKED if field.name != "aeo"]

    def _people(self) -> list[Told]:
        door = self.shell.door
        plan = door.plan(self.plan)
        posts = dict(door.choices("cargos"))
        held = [f"{_(posts.get(each['cargo'], ''))}: {each['full_name']}" for each in door.junta(plan["aeo"])]
        members = door.member_count(plan["aeo"])
        return [
            (_("Nombre o razón social"), str(plan["aeo_nombre"]), "aeo", "aeo"),
            (_("Socios"), str(members) if members else "", "padron", "padron"),
            (_("Junta directiva"), "\n".join(held), "junta", "junta"),
        ]

    def _budget(self) -> list[Told]:
        door = self.shell.door
        whole, rows = door.budget(self.plan).whole, door.partidas(self.plan)
        labels = by_name(PARTIDA)
        found = [(_("Inversión total"), soles(whole.total) if whole.total else "", "presupuesto", "presupuesto")]
        amounts = (whole.cofinanciamiento, whole.monetaria, whole.valorizada)
        found += [
            (_(labels[name].label), soles(amount), "", name) for name, amount in zip(SOURCES, amounts, strict=True)
        ]
        names = [str(each["nombre"]) for each in rows]
        return [*found, (_("Qué se compra o se paga"), _listed(names), "presupuesto", "partidas")]

    def _production(self) -> list[Told]:
        door = self.shell.door
        plan = door.plan(self.plan)
        blocks = [str(each["nombre"]) for each in door.bloques(self.plan) if each["situacion"] == WITH]
        rows = [str(each["nombre"]) for each in door.lineas(self.plan) if each["situacion"] == WITH]
        found = [
            (_("Actividad productiva"), _listed(blocks), "produccion", "bloques"),
            (_("Ingresos y gastos"), _listed(rows), "produccion", "lineas"),
        ]
        return found + [
            self._answer(field, plan[field.name], "produccion")
            for field in SUPUESTOS
            if field.asked and not empty(plan[field.name])
        ]

    def _tables(self) -> list[Told]:
        said = N_("Filas: {count}")
        found = []
        for code, table in TABLAS.items():
            count = len(self.shell.door.tabla(self.plan, code))
            answer = str(Sentence(said, count=count)) if count else ""
            found.append((f"{code}  {_(table.label)}", answer, f"tabla:{code}", code))
        return found

    def _chapters(self) -> Card:
        card = Card(_("Capítulos"))
        card.column.setSpacing(space(1))
        parts = [part for chapter in self.shell.door.chapters(self.plan) for part in chapter.parts]
        for place, part in enumerate(parts):
            if place:
                card.column.addWidget(line())
            name = numbered(part.number, part.section.label)
            text = QVBoxLayout()
            text.setSpacing(0)
            text.addWidget(words(name, "label"))
            begins = Elided(" ".join(part.texto.split()) or _("Sin respuesta"))
            begins.setProperty("role", "hint")
            text.addWidget(begins)
            holder = QWidget()
            holder.setLayout(text)
            text.setContentsMargins(0, 0, 0, 0)
            change = self._change(name, f"seccion:{part.section.code}", part.section.code)
            marks = [] if part.state is State.DONE else [tagged(part.state)]
            inside = row(holder, *marks, change, gap=3, stretch=False)
            inside.setStretch(0, 1)
            card.column.addLayout(inside)
        return card

    # the end

    def print_final(self) -> None:
        """Print it; while something is missing, lead to it."""
        if self.links:
            self.shell.say(_("Todavía no se puede: mire lo que falta."))
            self.links[0].setFocus()
            self.scroller.ensureWidgetVisible(self.links[0])
            return
        chosen = self.languages.answer() or "es"
        path = final_path(self.shell, self.plan, chosen)
        if self.shell.attempt(lambda: self.shell.door.print_plan_final(self.plan, path, chosen)):
            self.shell.go("plan-impreso", f"{self.plan}/{chosen}")
            self.shell.say(_("Copia final impresa en un archivo."))
            self.shell.open_file(path)

    def hear(self, tables: frozenset[str]) -> None:
        """Anything of the plan changed; what only this machine keeps is no news."""
        if tables - OF_THIS_MACHINE:
            self.load()

    def start(self) -> None:
        """What is missing first; else the button that prints."""
        (self.links[0] if self.links else self.final_button).setFocus()

    def leave(self) -> None:
        """Nothing is typed here."""


def _listed(names: Sequence[str]) -> str:
    """Names of rows, a line each; of a long list its first ones and how many more there are."""
    if len(names) <= ROWS:
        return "\n".join(names)
    return "\n".join([*names[:ROWS], str(Sentence(N_("Y {count} más."), count=len(names) - ROWS))])


class MotivoLimite(FormPage):
    """Why a plan goes on although it does not meet a limit, and who decides it. `record` is plan/check."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.plan, _slash, self.check = record.partition("/")
        light = next((each for each in shell.door.lights(self.plan) if each.check == self.check), None)
        super().__init__(
            shell,
            _("Límite que no se cumple"),
            LIMITE,
            draft=("dispensa", record),
            verb=_("Guardar motivo"),
            hint=_("El motivo y quién lo decide salen impresos en la copia final, junto al límite."),
        )
        if light is not None:
            card = Card("", "attention" if light.result is Result.FAIL else "good")
            card.column.addWidget(words(str(light.sentence), "label"))
            card.column.addWidget(words(light.article, "small"))
            if light.unconfirmed:
                card.column.addLayout(row(tag(_("por confirmar"), "attention")))
            change = button(_("Cambiar el presupuesto"), lambda: shell.go("presupuesto", self.plan), role="quiet")
            card.column.addLayout(row(change))
            self.above.insertWidget(0, card, 100)

    def store(self, answers: dict[str, str]) -> None:
        self.shell.door.let_pass_limit(self.plan, self.check, answers)

    def done(self) -> None:
        self.shell.say(_("Motivo guardado."))
        self.shell.back()


class PlanImpreso(Page):
    """The end: the final copy is printed. `record` is plan/language."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell = shell
        self.plan, _slash, chosen = record.partition("/")
        super().__init__(_("Copia final impresa"))
        door = shell.door
        plan, town = door.plan(self.plan), door.municipality()
        self.path = final_path(shell, self.plan, chosen or "es")
        card = Card("", "good")
        card.column.addWidget(words(str(plan["titulo"]), "heading"))
        said = N_("Plan {code}, versión {number}, impreso el {day}.")
        today = day(door.today().isoformat())
        number = door.final_number(self.plan)
        told = Sentence(said, code=self.plan[:8].upper(), number=number, day=today)
        card.column.addWidget(words(str(told)))
        card.column.addWidget(words(str(self.path), "small"))
        card.column.addLayout(row(button(_("Abrir"), lambda: shell.open_file(self.path), drawn="ver")))
        self.column.addWidget(card)
        self.column.addWidget(words(_("Lo que sigue"), "heading"))
        self.first: QPushButton | None = None
        for place, (title, hint, verb, do) in enumerate(
            (
                (
                    N_("Aprobarlo en asamblea"),
                    N_("Lleve la hoja con dibujos: todos ven qué se compra y quién paga."),
                    N_("Imprimir hoja"),
                    lambda: shell.go("papeles-plan", self.plan),
                ),
                (
                    N_("Firmar la última hoja y visar las demás"),
                    N_("Firman quien representa a la organización y quien formuló el plan."),
                    N_("Abrir la copia"),
                    lambda: shell.open_file(self.path),
                ),
                (
                    N_("Presentarlo con su expediente"),
                    N_("Revise que cada papel esté escaneado y vigente."),
                    N_("Abrir expediente"),
                    lambda: shell.go("expediente", plan["aeo"]),
                ),
                (
                    N_("Decir que ya se presentó"),
                    N_("Así todos saben que esta es la versión que vale."),
                    N_("Ya se presentó"),
                    self.present,
                ),
            ),
            start=1,
        ):
            step = loose(Card())
            step.title.hide()
            go = button(_(verb), do, role="primary" if place == 1 else "")
            self.first = self.first or go
            text = QVBoxLayout()
            text.setSpacing(0)
            text.addWidget(words(f"{place}. {_(title)}", "label"))
            text.addWidget(words(_(hint), "hint"))
            inside = QWidget()
            text.setContentsMargins(0, 0, 0, 0)
            inside.setLayout(text)
            beside = row(inside, go, gap=4, stretch=False)
            beside.setStretch(0, 1)
            step.column.addLayout(beside)
            self.column.addWidget(step)
            if do == self.present:
                go.setObjectName("presentado")
        who = " · ".join(str(town[name]) for name in ("nombre", "gerente", "direccion") if town.get(name))
        self.column.addWidget(words(str(Sentence(N_("Si tiene dudas, pregunte en: {who}."), who=who)), "hint"))
        self.end()

    def present(self) -> None:
        """Say that it was presented."""
        if self.shell.attempt(lambda: self.shell.door.save_plan({"estado": "presentado"}, self.plan)):
            self.shell.say(_("El plan quedó como presentado."))

    def start(self) -> None:
        """The next step has the focus."""
        if self.first is not None:
            self.first.setFocus()


def _first_limit(shell: Shell, record: str) -> str:
    """In the gallery a plan's own id comes: its first limit."""
    if "/" in record:
        return record
    lights = shell.door.lights(record)
    found = next((light for light in lights if light.result is Result.FAIL), lights[0] if lights else None)
    return f"{record}/{found.check}" if found else f"{record}/"


SCREENS = {
    "revisar-plan": Screen(RevisarPlan, rail="planes"),
    "motivo-limite": Screen(lambda shell, record: MotivoLimite(shell, _first_limit(shell, record)), rail="planes"),
    "plan-impreso": Screen(PlanImpreso, rail="planes"),
}
