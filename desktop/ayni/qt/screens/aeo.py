"""Organizations: the list, the wizard that registers one, its page with everything that belongs to it, its history."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ayni.domain.aeo import AEO, CARACTERISTICAS, PRUEBA, REGISTER_AEO
from ayni.domain.asamblea import ASAMBLEA
from ayni.domain.dispensa import DISPENSA
from ayni.domain.fields import SI, Catalogue, Field, Reference, Ubigeo
from ayni.domain.junta_directiva import CARGO_PERIODO, in_force
from ayni.domain.poder import PODER
from ayni.domain.rules import CHECKS, Answer, Result, Severity, Standing, overall_standing, standing
from ayni.lang import N_, Sentence, _, day, moment
from ayni.qt.kit.cards import Card, EmptyState, Footer, Page, SideBySide, button, empty_layout, line, row, tag, words
from ayni.qt.kit.editors import OFFERED, Segments
from ayni.qt.kit.palette import space
from ayni.qt.kit.table import Column
from ayni.qt.kit.wizard import Wizard
from ayni.qt.kit.work import WorkPanel
from ayni.qt.options import EVERY, DoorOptions
from ayni.qt.screens.convocatoria import facts_grid
from ayni.qt.screens.pages import Figure, FormPage, ListPage, file_name, loose, of_first, papers_folder
from ayni.qt.shell import Screen, Shell

# The word and tone of each result; the word stands on the colour, never the colour alone.
RESULTS = {
    Result.PASS: ("✓", N_("Cumple"), "good"),
    Result.FAIL: ("✗", N_("No cumple"), "problem"),
    Result.PENDING: ("?", N_("Falta saber"), "attention"),
    Standing.FLAG: ("!", N_("Se deja pasar"), "accent"),
}
LET_PASS = tuple(field for field in DISPENSA if field.asked)
TOLD = (*AEO, *DISPENSA, *CARGO_PERIODO, *PODER, *ASAMBLEA)  # what the history of an AEO tells
ALWAYS = {field.label for field in DISPENSA if field.name in {"regla", "documento"}}  # told also when it is new
LANGUAGES = (("es", "Español"), ("quz", "Runasimi"), ("both", "Español – Runasimi"))  # each in itself
HEARD = {"aeo", "socio", "cargo_periodo", "plan", "compra", "convocatoria", "dispensa", "poder", "asamblea", "etapa"}
LAST = 5  # saves told on the page of an AEO; the rest stand in its history


def _column(*lines: QWidget) -> QWidget:
    """Words one below the other, as tall as they need in the room they get."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for each in lines:
        column.addWidget(each)
    return made


def _beside(said: str, *buttons: QWidget) -> QHBoxLayout:
    """A sentence with its buttons at the right."""
    inside = row(_column(words(said)), *buttons, stretch=False)
    inside.setStretch(0, 1)
    return inside


class AnswerList(QWidget):
    """How an AEO stands before each rule: a mark with its word, the sentence, the article."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(1))

    def say(self, answers: Sequence[Answer], offer: Callable[[Answer], QWidget | None] | None = None) -> None:
        """Draw these answers; `offer` gives the button of one, if it has any."""
        empty_layout(self._column)
        for place, answer in enumerate(answers):
            if place:
                self._column.addSpacing(space(1))
                self._column.addWidget(line())
                self._column.addSpacing(space(1))
            mark, word, tone = RESULTS[standing(answer)]
            state = tag(f"{mark} {_(word)}", tone)
            state.setObjectName(f"resultado.{answer.check}")
            unsure = tag(_("por confirmar"), "attention") if answer.unconfirmed else None
            self._column.addLayout(row(*[each for each in (state, unsure) if each is not None]))
            self._column.addWidget(words(str(answer.sentence)))
            if answer.article:
                self._column.addWidget(words(answer.article, "small"))
            if answer.flag:
                for said in flag_words(answer):
                    self._column.addWidget(words(said, "hint"))
            made = offer(answer) if offer is not None else None
            if made is not None:
                self._column.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)


def flag_words(answer: Answer) -> list[str]:
    """Why a rule is let pass, by whom, and with which document."""
    why = answer.override
    if why is None:
        return []
    said = [str(Sentence(N_("Motivo: {reason}"), reason=why.reason))]
    if why.document:
        said.append(str(Sentence(N_("Documento: {document}."), document=why.document)))
    if why.person:
        said.append(str(Sentence(N_("Lo decidió: {person}."), person=why.person)))
    return said


class EligibilityCard(Card):
    """Beside the boxes, while they are filled: can this AEO apply? And who else has this RUC."""

    def __init__(self, shell: Shell, record: str | None = None) -> None:
        super().__init__(_("¿Puede presentarse?"))
        self.setObjectName("elegibilidad")
        self.shell = shell
        self._record = record
        self._hint = words("", "hint")
        self._same = words("", "attention")
        self._same.setObjectName("mismo-ruc")
        self.answers = AnswerList()
        self.column.addWidget(self._same)
        self.column.addWidget(self._hint)
        self.column.addWidget(self.answers)
        self._said: object = None
        self.hear_answers({})

    def hear_answers(self, answers: dict[str, str]) -> None:
        """Answer again; nothing is redrawn when nothing changed."""
        ruc = "".join(answers.get("ruc", "").split())
        others = self.shell.door.same_ruc(ruc, self._record) if len(ruc) == 11 else []
        found = self.shell.door.eligibility(answers, self._record)
        if (said := (found, others)) == self._said:
            return
        self._said = said
        same = (
            str(Sentence(N_("Este RUC ya lo tiene otra organización: {name}."), name=others[0]["nombre"]))
            if others
            else ""
        )
        self._same.setText(same)
        self._same.setVisible(bool(others))
        self._hint.setText(
            _("Se responde solo, mientras usted escribe. Puede seguir aunque falte algo.")
            if found
            else _("Elija la convocatoria y la categoría: aquí verá qué se cumple y qué falta.")
        )
        self.answers.say(found)
        told = [f"{_(RESULTS[standing(answer)][1])}: {answer.sentence}" for answer in found]
        self.setAccessibleName(" ".join([same, *told]))


class CallChains(DoorOptions):
    """The door's lists; the chains offered are those of the call chosen."""

    call = ""

    def choices(self, field: Field, text: str = "", limit: int = 50) -> Sequence[tuple[str, str]]:
        """As the door's; only while one searches is the list narrowed, for another call may be chosen at any time."""
        found = super().choices(field, text, EVERY)
        if isinstance(field.kind, Catalogue) and field.kind.name == "cadenas" and limit == OFFERED:
            calls = {call["id"]: str(call["cadenas"] or "").split(",") for call in self._door.convocatorias()}
            found = [(code, label) for code, label in found if code in calls.get(self.call, [code])]
        return found[:limit]


class OrganizacionesScreen(ListPage):
    """Every AEO, in the order of their names."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell = shell
        door = shell.door
        chains = {code: _(label) for code, label in door.choices("cadenas")}
        empty = EmptyState(
            _("Todavía no hay organizaciones. Registre la primera: son unas pocas preguntas."),
            _("Registrar organización"),
            self.register,
            drawn="organizaciones",
        )
        columns = (
            Column("nombre", _("Organización"), stretch=True, letters=30),
            Column("cadena", _("Cadena"), show=lambda aeo: chains.get(aeo["cadena"], aeo["cadena"]), letters=16),
            Column("categoria", _("Categoría"), letters=9),
            Column("place", _("Distrito"), show=lambda aeo: aeo["place"].partition(",")[0], letters=16),
            Column("convocatoria_nombre", _("Convocatoria"), letters=22),
            Column("socios", _("Socios"), letters=8, right=True),
        )
        super().__init__(
            _("Organizaciones"),
            columns,
            door.aeos,
            door.aeo_count,
            empty=empty,
            look_for=_("Buscar por nombre, RUC o comunidad"),
        )
        self.new_button = button(
            _("Registrar organización"), self.register, role="primary", drawn="agregar", keys="Ctrl+N"
        )
        self.tools.addWidget(self.new_button)
        self.listing.opened.connect(self.open)

    def register(self) -> None:
        """Begin a new one, or go on where it was left."""
        self.shell.go("registrar-aeo")

    def open(self, record: str) -> None:
        """Show one."""
        self.shell.go("aeo", record)

    def hear(self, tables: frozenset[str]) -> None:
        """Something of the list was written."""
        if tables & {"aeo", "socio", "convocatoria"}:
            self.refresh()


class RegistrarAeo(Wizard):
    """The wizard of a new AEO, with its eligibility beside."""

    def __init__(self, shell: Shell, calls: Sequence[dict]) -> None:
        self.shell = shell
        self._options = CallChains(shell.door)
        begun = {"convocatoria": calls[0]["id"], "ubigeo": shell.door.ubigeo}
        draft = shell.door.draft("aeo") or {"answers": begun, "step": ""}
        self._options.call = draft["answers"].get("convocatoria", "")
        super().__init__(
            REGISTER_AEO,
            AEO,
            self._options,
            title=_("Registrar organización"),
            answers=draft["answers"],
            step=draft["step"],
            keep=lambda answers, step: shell.door.keep_draft("aeo", "", answers, step),
            aside=EligibilityCard(shell),
            verb=_("Guardar organización"),
        )
        self.edited.connect(self._hear)
        self.finished.connect(self.save)
        self.left.connect(shell.back)

    def _hear(self, answers: dict[str, str]) -> None:
        self._options.call = answers.get("convocatoria", "")

    def save(self, answers: dict[str, str]) -> None:
        """The draft becomes an AEO; its last page says what comes next."""
        made: list[str] = []
        if self.shell.attempt(lambda: made.append(self.shell.door.save_aeo(answers)), self):
            self.shell.say(_("Organización guardada."))
            self.shell.back()
            self.shell.go("aeo-registrada", made[0])


class SinConvocatoria(Page):
    """An AEO applies to a call: without one there is nothing to register it for."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("Registrar organización"))
        self.column.addWidget(
            EmptyState(
                _("Primero abra una convocatoria: una organización siempre se presenta a una."),
                _("Abrir convocatoria"),
                lambda: shell.go("abrir-convocatoria"),
                drawn="convocatoria",
            )
        )
        self.end()


def _register(shell: Shell, _record: str) -> QWidget:
    calls = shell.door.convocatorias()
    return RegistrarAeo(shell, calls) if calls else SinConvocatoria(shell)


class AeoRegistrada(Page):
    """The end of a registration: what was saved, and what comes next."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record
        aeo = shell.door.aeo(record)
        super().__init__(_("Organización registrada"))
        card = Card("", "good")
        card.column.addWidget(words(str(aeo["nombre"]), "heading"))
        said = N_("Quedó guardada aquí el {day}. Su número de registro es {number}.")
        today = shell.door.today().isoformat()
        card.column.addWidget(words(str(Sentence(said, day=day(today), number=record[:8].upper()))))
        self.column.addWidget(card)
        self.column.addWidget(words(_("Lo que sigue"), "heading"))
        for number, (title, hint, verb, do, role, keys) in enumerate(
            (
                (
                    N_("Llenar el padrón de socios"),
                    N_("Escriba a cada socio o tráigalos de una hoja de Excel."),
                    N_("Llenar padrón"),
                    lambda: shell.go("padron", record),
                    "primary",
                    "F3",
                ),
                (
                    N_("Escribir la junta directiva"),
                    N_("Presidente, secretario y tesorero, elegidos entre los socios."),
                    N_("Escribir junta"),
                    lambda: shell.go("junta", record),
                    "",
                    "F4",
                ),
                (
                    N_("Imprimir la ficha"),
                    N_("Para que la junta la revise y la firme."),
                    N_("Ver organización"),
                    lambda: shell.go("aeo", record),
                    "",
                    "F5",
                ),
            ),
            start=1,
        ):
            step = loose(Card())
            step.title.hide()
            go = button(_(verb), do, role=role, keys=keys)
            text = _column(words(f"{number}. {_(title)}", "label"), words(_(hint), "hint"))
            inside = row(text, go, gap=4, stretch=False)
            inside.setStretch(0, 1)
            step.column.addLayout(inside)
            self.column.addWidget(step)
        self.end()

    def start(self) -> None:
        """The next step has the focus."""
        first = next(each for each in self.findChildren(type(button(""))) if each.property("role") == "primary")
        first.setFocus()


class CambiarAeo(FormPage):
    """All data of an AEO in one form, with its eligibility beside."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.record = record
        options = CallChains(shell.door)
        values = shell.door.aeo(record)
        self._options = options
        options.call = str(values["convocatoria"] or "")
        super().__init__(
            shell,
            _("Cambiar datos de la organización"),
            [field for field in AEO if field.asked],
            draft=("aeo", record),
            verb=_("Guardar organización"),
            values=lambda: shell.door.aeo(record),
            sections=[(_(step.question), step.fields) for step in REGISTER_AEO.steps],
            provider=options,
            aside=EligibilityCard(shell, record),
        )

    def hear_answers(self, answers: dict[str, str]) -> None:
        """What the answers make needless is not asked."""
        self._options.call = answers.get("convocatoria", "")
        asked = REGISTER_AEO.asked(answers)
        for name, made in self.form.rows.items():
            made.setVisible(name in asked)
        super().hear_answers(answers)

    def well_typed(self) -> bool:
        """What is off the path is not checked either."""
        from ayni.domain.fields import problems  # noqa: PLC0415  the only use

        answers = self.form.answers()
        wrong = problems(AEO, answers, self.shell.door.today(), REGISTER_AEO.asked(answers))
        self.form.show_problems(wrong)
        return not wrong

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self.shell.door.save_aeo(answers, self.record)
        self.shell.say(_("Organización guardada."))


class PapersCard(Card):
    """Papers of an AEO: the language, one button each, and where the last one was saved."""

    def __init__(self, shell: Shell, record: str, papers: Sequence[tuple[str, str, str, Callable[..., Path]]]) -> None:
        super().__init__(_("Papeles"))
        self.shell, self.record = shell, record
        self.language = Segments(LANGUAGES)
        self.language.setAccessibleName(_("Idioma del papel"))
        self.language.set_answer("es")
        self.column.addWidget(self.language)
        self.work = WorkPanel(shell.worker)
        self.buttons = []
        for name, label, keys, write in papers:
            made = button(_(label), partial(self.print_one, name, write), drawn="imprimir", keys=keys)
            made.setObjectName(f"imprimir.{name}")
            self.buttons.append(made)
            self.column.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.work)
        self.said = words("", "hint")
        self.said.setObjectName("papel-guardado")
        self.said.hide()
        self.column.addWidget(self.said)

    def print_one(self, name: str, write: Callable[..., Path]) -> None:
        """Write a paper beside the window and open it."""
        if self.work.busy:
            return
        language = self.language.answer() or "es"
        title = self.shell.door.aeo(self.record)["nombre"]
        path = papers_folder() / f"{file_name(name, str(title), language)}.pdf"
        door, record = self.shell.door, self.record

        def printing() -> Iterator[float]:
            with door.job():
                yield 0.2
                return write(record, path, language)

        self.work.run(printing(), _("Preparando el papel…"), done=self._ready, failed=self.shell.failed)

    def _ready(self, path: Path) -> None:
        self.said.setText(str(Sentence(N_("Se guardó en: {path}"), path=path)))
        self.said.show()
        self.shell.say(_("El papel está listo."))
        self.shell.open_file(path)

    def forget(self) -> None:
        """The page goes away."""
        self.work.forget()


class AeoScreen(Page):
    """One AEO and everything that belongs to it."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record
        aeo = shell.door.aeo(record)
        super().__init__(str(aeo["nombre"]), letters=0)
        self.column.setSpacing(space(3))
        self.edit_button = button(_("Cambiar datos"), self.edit, drawn="editar", keys="F2")
        self.expediente_button = button(
            _("Expediente"), lambda: shell.go("expediente", record), drawn="carpeta", keys="F7"
        )
        self.tools.addWidget(self.expediente_button, 0, Qt.AlignmentFlag.AlignTop)
        self.tools.addWidget(self.edit_button, 0, Qt.AlignmentFlag.AlignTop)
        self._light = loose(Card())
        self._light.setObjectName("estado")
        self.column.addWidget(self._light)
        self._same = loose(Card("", "attention"))
        self.column.addWidget(self._same)
        self._avisos = loose(Card(_("Lo que vence"), "attention"))
        self._avisos.setObjectName("avisos")
        self.column.addWidget(self._avisos)
        left, right = QWidget(), QWidget()
        self._left, self._right = QVBoxLayout(left), QVBoxLayout(right)
        for side in (self._left, self._right):
            side.setContentsMargins(0, 0, 0, 0)
            side.setSpacing(space(3))
        self._padron = Card(_("Padrón de socios"))
        self._junta = Card(_("Junta directiva y poderes"))
        self._proofs = Card(_("Las ocho características"))
        self._work = Card(_("Planes y compras"))
        door = shell.door
        self.papers = PapersCard(
            shell,
            record,
            (
                ("ficha", N_("Imprimir ficha"), "F8", door.print_ficha_aeo),
                ("padron", N_("Imprimir padrón"), "F9", door.print_padron),
            ),
        )
        self.all_papers = button(
            _("Todos los papeles"), lambda: shell.go("papeles", record), drawn="papel", keys="Ctrl+P"
        )
        self.all_papers.setObjectName("papeles")
        self.papers.column.addWidget(self.all_papers, 0, Qt.AlignmentFlag.AlignLeft)
        visits = button(
            _("Visitas de campo"), lambda: shell.go("visitas", record), drawn="organizaciones", keys="Ctrl+D"
        )
        visits.setObjectName("visitas")
        self.papers.column.addWidget(visits, 0, Qt.AlignmentFlag.AlignLeft)
        if door.may_see_benefits():
            former = button(_("Beneficios anteriores"), lambda: shell.go("beneficios", record), drawn="buscar")
            former.setObjectName("beneficios")
            self.papers.column.addWidget(former, 0, Qt.AlignmentFlag.AlignLeft)
        self._data = Card(_("Datos"))
        self._past = Card(_("Historia"))
        for card in (self._padron, self._junta, self._proofs, self.papers, self._work):
            self._left.addWidget(card)
        for card in (self._data, self._past):
            self._right.addWidget(card)
        self.column.addWidget(SideBySide(left, right, letters=96, shares=(1, 1)))
        self.end()
        self._draw()

    def _draw(self) -> None:
        door, aeo = self.shell.door, self.shell.door.aeo(self.record)
        self.heading.setText(str(aeo["nombre"]))
        chain = dict(door.choices("cadenas")).get(aeo["cadena"], aeo["cadena"])
        category = str(Sentence(N_("Categoría {category}"), category=aeo["categoria"]))
        self.hint.setText(
            "  ·  ".join(
                [
                    _(chain),
                    category,
                    aeo["convocatoria_nombre"],
                    aeo["place"].partition(",")[0],
                    _(door.exchange_state("aeo", self.record)),
                ]
            )
        )
        self.hint.show()
        self._draw_light(door.eligibility(aeo, self.record))
        self._draw_same(aeo)
        avisos = door.avisos(self.record)
        self._avisos.clear()
        self._avisos.setVisible(bool(avisos))
        for aviso in avisos:
            self._avisos.column.addWidget(words(str(aviso.sentence)))
        self._draw_padron()
        self._draw_junta()
        self._draw_proofs(aeo)
        self._draw_work()
        self._data.clear()
        asked = REGISTER_AEO.asked(aeo)
        self._data.column.addLayout(facts_grid([field for field in AEO if field.name in asked], aeo, DoorOptions(door)))
        self._draw_past()

    def _draw_same(self, aeo: dict) -> None:
        """Other records that may be the same AEO; or where this one went, if it was joined."""
        door = self.shell.door
        self._same.clear()
        if aeo["fusionado_en"]:
            name = door.reference_label("aeo", aeo["fusionado_en"])
            said = str(Sentence(N_("Este registro se unió a otro: {name}."), name=name))
            see = button(_("Ver organización"), lambda: self.shell.go("aeo", aeo["fusionado_en"]), role="quiet")
            self._same.column.addLayout(_beside(said, see))
            self._same.show()
            return
        others = door.alike(self.record)
        self._same.setVisible(bool(others))
        for other in others:
            same_ruc = N_("Este RUC ya lo tiene otra organización: {name}.")
            same_name = N_("Hay otra organización con un nombre parecido: {name}.")
            said = str(Sentence(same_ruc if other["why"] == "ruc" else same_name, name=other["nombre"]))
            join = button(_("Comparar y unir"), partial(self.shell.go, "fusion", f"{self.record}/{other['id']}"))
            join.setObjectName(f"unir.{other['id']}")
            see = button(_("Ver organización"), partial(self.shell.go, "aeo", other["id"]), role="quiet")
            self._same.column.addLayout(_beside(said, see, join))

    def _draw_proofs(self, aeo: dict) -> None:
        self._proofs.clear()
        chosen = {code for code in str(aeo["caracteristicas"] or "").split(",") if code}
        said = N_("Se prueban {count} de {all}.")
        text = str(Sentence(said, count=len(chosen), all=len(CARACTERISTICAS)))
        self._proofs.column.addWidget(words(text if chosen else _("Todavía no se marcó ninguna.")))
        self.proofs_button = button(
            _("Marcar características"), lambda: self.shell.go("caracteristicas", self.record), keys="Ctrl+M"
        )
        self.proofs_button.setObjectName("caracteristicas")
        self._proofs.column.addLayout(row(self.proofs_button))

    def _offer(self, answer: Answer) -> QWidget | None:
        """Let a rule pass that is not met, or withdraw it."""
        if answer.result is not Result.FAIL or answer.severity is Severity.BLOCKS:
            return None
        if answer.flag:
            made = button(_("Retirar"), partial(self._withdraw, answer), role="quiet")
            made.setObjectName(f"retirar.{answer.check}")
        else:
            made = button(_("Dejar pasar"), partial(self.shell.go, "dispensa", f"{self.record}/{answer.check}"))
            made.setObjectName(f"dejar-pasar.{answer.check}")
        made.setAccessibleName(f"{made.text()}: {_(CHECKS.get(answer.check, answer.check))}")
        return made

    def _withdraw(self, answer: Answer) -> None:
        if self.shell.attempt(lambda: self.shell.door.withdraw_dispensa(self.record, answer.check)):
            self.shell.say(_("La regla vuelve a contar. Puede deshacerlo."))

    def _draw_light(self, answers: Sequence[Answer]) -> None:
        light = overall_standing(answers)
        mark, word, tone = RESULTS[light]
        self._light.clear()
        self._light.setProperty("tone", tone)
        self._light.style().polish(self._light)
        wanting = [answer for answer in answers if standing(answer) is light]
        if light is Standing.PASS:
            text = _("Cumple todo lo que se pide a la organización para presentarse.")
        else:
            text = str(wanting[0].sentence) if wanting else _("No se conocen los límites de esta categoría.")
            if len(wanting) > 1:
                text = str(Sentence(N_("{sentence} Y {count} más."), sentence=text, count=len(wanting) - 1))
        self.why = button(_("Ver cada regla"), self._toggle, role="quiet", keys="F6")
        self.why.setObjectName("por-que")
        top = row(tag(f"{mark} {_(word)}", tone), _column(words(text, "label")), self.why, gap=3, stretch=False)
        top.setStretch(1, 1)
        self._light.column.addLayout(top)
        self._answers = AnswerList()
        self._answers.say(answers, self._offer)
        self._answers.hide()
        self._light.column.addWidget(self._answers)

    def _toggle(self) -> None:
        self._answers.setVisible(self._answers.isHidden())
        self.why.setText(_("Ver cada regla") if self._answers.isHidden() else _("Cerrar"))

    def _draw_padron(self) -> None:
        self._padron.clear()
        present = [socio for socio in self.shell.door.socios(self.record, 0, -1) if not socio["fecha_baja"]]
        women = sum(socio["sexo"] == "M" for socio in present)
        said = str(Sentence(N_("Mujeres: {women}. Hombres: {men}."), women=women, men=len(present) - women))
        self._padron.column.addWidget(Figure(str(len(present)), said if present else _("Todavía no hay socios.")))
        homes = int(self.shell.door.aeo(self.record)["hogares"] or 0)
        if present and homes > len(present):
            more = N_("Hogares: {homes}. Socios: {count}. Los hogares no pueden ser más: revise los dos números.")
            self._padron.column.addWidget(words(str(Sentence(more, homes=homes, count=len(present))), "attention"))
        self.padron_button = button(
            _("Abrir padrón") if present else _("Llenar padrón"),
            lambda: self.shell.go("padron", self.record),
            role="" if present else "primary",
            keys="F3",
        )
        self._padron.column.addLayout(row(self.padron_button))

    def _draw_junta(self) -> None:
        self._junta.clear()
        door = self.shell.door
        today = door.today().isoformat()
        offices = dict(door.choices("cargos"))
        periods = in_force(door.junta(self.record), today)
        for period in periods:
            self._junta.column.addWidget(words(_(offices.get(period["cargo"], period["cargo"])), "small"))
            self._junta.column.addWidget(words(period["full_name"]))
        for problem in door.junta_problems(self.record):
            self._junta.column.addWidget(words(problem.text, "attention"))
        self.junta_button = button(
            _("Abrir junta") if periods else _("Escribir junta"), lambda: self.shell.go("junta", self.record), keys="F4"
        )
        self.actas_button = button(_("Actas"), lambda: self.shell.go("asambleas", self.record), role="quiet")
        self.powers_button = button(_("Poderes"), lambda: self.shell.go("poderes", self.record), role="quiet")
        self.actas_button.setObjectName("actas")
        self.powers_button.setObjectName("poderes")
        until = door.power_until(self.record)
        if until:
            said = N_("El poder vale hasta el {until}.")
            self._junta.column.addWidget(words(str(Sentence(said, until=day(until))), "hint"))
        self._junta.column.addLayout(row(self.junta_button, self.actas_button, self.powers_button))

    def _draw_work(self) -> None:
        self._work.clear()
        door = self.shell.door
        plans = door.plans_of(self.record)
        purchases = door.compras_of(self.record)
        for noun, name, found in (("plan", "titulo", plans), ("compra", "nombre", purchases)):
            for each in found:
                drawn = "planes" if noun == "plan" else "compras"
                open_one = button(str(each[name]), partial(self.shell.go, noun, each["id"]), role="quiet", drawn=drawn)
                self._work.column.addWidget(open_one, 0, Qt.AlignmentFlag.AlignLeft)
        if purchases:
            one = f"{purchases[0]['id']}/{self.record}" if len(purchases) == 1 else ""
            name, record = ("avisar-aeo", one) if one else ("ventanilla", self.record)
            tell_them = button(
                _("Avisar cómo va su compra"), partial(self.shell.go, name, record), drawn="persona", keys="Alt+4"
            )
            tell_them.setObjectName("avisar")
            self._work.column.addWidget(tell_them, 0, Qt.AlignmentFlag.AlignLeft)
        if not plans and not purchases:
            self._work.column.addWidget(words(_("Todavía no tiene planes ni compras."), "hint"))

    def _draw_past(self) -> None:
        self._past.clear()
        found = self.shell.door.aeo_history(self.record)
        for told in found[:LAST]:
            self._past.column.addWidget(HistoryEntry(self.shell, told, TOLD))
        if len(found) > LAST:
            more = button(_("Ver toda la historia"), lambda: self.shell.go("historia-aeo", self.record), role="quiet")
            self._past.column.addLayout(row(more))

    def edit(self) -> None:
        """Change its data."""
        self.shell.go("cambiar-aeo", self.record)

    def start(self) -> None:
        """What comes next has the focus."""
        self.padron_button.setFocus()

    def hear(self, tables: frozenset[str]) -> None:
        """Something that is told here was written."""
        if tables & HEARD:
            shown = not self._answers.isHidden()
            self._draw()
            if shown:
                self._toggle()

    def leave(self) -> None:
        """A paper under way is not waited for."""
        self.papers.forget()


class HistoryEntry(QWidget):
    """One save as it is told: when, who, what, from what to what."""

    def __init__(self, shell: Shell, told: object, fields: Sequence[Field]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, space(1))
        column.setSpacing(0)
        when = moment(told.clock)
        column.addWidget(words(_(told.act), "label"))
        column.addWidget(words(f"{when}  ·  {told.person}", "small"))
        if told.reason:
            column.addWidget(words(str(Sentence(N_("Motivo: {reason}"), reason=told.reason)), "small"))
        known = {field.label: field for field in fields}
        for label, before, after in told.changes:
            if not before:
                if label in ALWAYS and after:  # what was let pass is told whole
                    value = _(CHECKS.get(after, after))
                    column.addWidget(words(str(Sentence(N_("{label}: {after}"), label=Sentence(label), after=value))))
                continue  # the first time a datum is written, the datum itself tells it
            old, new = (_named(shell, known.get(label), value) for value in (before, after))
            said = N_("{label}: {before} → {after}")
            column.addWidget(words(str(Sentence(said, label=Sentence(label), before=old, after=new or "—"))))


def _named(shell: Shell, field: Field | None, value: str) -> str:
    """A value of the history with the labels of its codes."""
    if field is not None and value and isinstance(field.kind, Reference):
        return shell.door.reference_label(field.kind.noun, value) or value
    if field is not None and value and isinstance(field.kind, Catalogue | Ubigeo):
        return shell.options.label(field, value) or value
    return value


class HistoriaAeo(Page):
    """Everything that was changed of an AEO, newest first."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Historia"), hint=str(shell.door.aeo(record)["nombre"]))
        for told in shell.door.aeo_history(record):
            card = Card()
            card.column.addWidget(HistoryEntry(shell, told, TOLD))
            self.column.addWidget(card)
        self.end()


class DispensaScreen(FormPage):
    """Why a rule that is not met is let pass. `record` is "AEO/rule"."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.aeo, _slash, self.check = record.partition("/")
        aeo = shell.door.aeo(self.aeo)
        found = {answer.check: answer for answer in shell.door.eligibility(aeo, self.aeo)}
        if not self.check:  # opened alone: the first rule that is not met
            self.check = next((check for check, answer in found.items() if answer.result is Result.FAIL), "ruc")
        answer = found.get(self.check)
        super().__init__(
            shell,
            _("Dejar pasar una regla"),
            LET_PASS,
            draft=("dispensa", f"{self.aeo}/{self.check}"),
            verb=_("Dejar pasar"),
            hint=str(aeo["nombre"]),
        )
        card = Card(_(CHECKS.get(self.check, self.check)), "attention")
        if answer is not None:
            card.column.addWidget(words(str(answer.sentence)))
            card.column.addWidget(words(answer.article, "small"))
        card.column.addWidget(words(_("Queda a su nombre, con la fecha de hoy, y sale en la ficha."), "hint"))
        self.column.insertWidget(2, card)

    def store(self, answers: dict[str, str]) -> None:
        """Keep it under the name of who works now."""
        self.shell.door.let_pass(self.aeo, self.check, answers)
        self.shell.say(_("La regla se dejó pasar. Puede deshacerlo."))


class CaracteristicasScreen(Page):
    """The eight characteristics: a box to check, and where each is proven."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record
        aeo = shell.door.aeo(record)
        super().__init__(_("Las ocho características"), hint=str(aeo["nombre"]))
        said = _("Marque cada una cuando esté probada y escriba dónde: la página del plan o el documento.")
        self.column.addWidget(words(said, "hint"))
        chosen = set(str(aeo["caracteristicas"] or "").split(","))
        self.checks: dict[str, QCheckBox] = {}
        self.notes: dict[str, QLineEdit] = {}
        card = Card()
        card.title.hide()
        for field in CARACTERISTICAS:
            code = field.name.removeprefix(PRUEBA)
            check = QCheckBox()
            check.setObjectName(code)
            check.setAccessibleName(_(field.label))
            check.setChecked(code in chosen)
            label = words(_(field.label), "label")
            label.setBuddy(check)
            note = QLineEdit(str(aeo[field.name] or ""))
            note.setObjectName(field.name)
            note.setMaxLength(field.kind.limit)
            note.setPlaceholderText(_("¿Dónde se prueba?"))
            where = Sentence(N_("¿Dónde se prueba? {label}"), label=Sentence(field.label))
            note.setAccessibleName(str(where))
            note.textEdited.connect(lambda text, box=check: box.setChecked(box.isChecked() or bool(text.strip())))
            self.checks[code], self.notes[field.name] = check, note
            head = row(check, label, gap=2, stretch=False)
            head.setStretch(1, 1)
            card.column.addLayout(head)
            card.column.addWidget(note)
            card.column.addSpacing(space(1))
        self.column.addWidget(card)
        self.end()
        self.save_button = button(_("Guardar características"), self.save, role="primary", keys="Ctrl+Return")
        self.save_button.setObjectName("guardar")
        later = button(_("Volver sin guardar"), shell.back, role="quiet")
        self.layout().addWidget(Footer(self.save_button, later))

    def answers(self) -> dict[str, str]:
        """What stands in the boxes."""
        checked = {code: SI if check.isChecked() else "" for code, check in self.checks.items()}
        return checked | {name: note.text() for name, note in self.notes.items()}

    def unsaved(self) -> dict[str, str]:
        """What a change of language must not lose."""
        return self.answers()

    def resume(self, answers: dict[str, str]) -> None:
        """Give it back."""
        for code, check in self.checks.items():
            check.setChecked(answers.get(code) == SI)
        for name, note in self.notes.items():
            note.setText(answers.get(name, ""))

    def save(self) -> None:
        """Keep them."""
        if self.shell.attempt(lambda: self.shell.door.save_caracteristicas(self.record, self.answers())):
            self.shell.say(_("Características guardadas."))
            self.shell.back()

    def start(self) -> None:
        """The first that is not proven yet."""
        every = list(self.checks.values())
        next((check for check in every if not check.isChecked()), every[0]).setFocus()


SCREENS = {
    "dispensa": Screen(of_first("aeo", DispensaScreen), rail="organizaciones"),
    "caracteristicas": Screen(of_first("aeo", CaracteristicasScreen), rail="organizaciones"),
    "organizaciones": Screen(OrganizacionesScreen, rail="organizaciones"),
    "aeo": Screen(of_first("aeo", AeoScreen), rail="organizaciones"),
    "registrar-aeo": Screen(_register, rail="organizaciones"),
    "aeo-registrada": Screen(of_first("aeo", AeoRegistrada), rail="organizaciones"),
    "cambiar-aeo": Screen(of_first("aeo", CambiarAeo), rail="organizaciones"),
    "historia-aeo": Screen(of_first("aeo", HistoriaAeo), rail="organizaciones"),
}
