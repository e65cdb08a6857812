"""Every paper of an AEO, printed in Spanish, in Quechua or in both; and the call's own text of each statement."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from ayni.domain.campo import VISITA
from ayni.domain.declaracion import PLANTILLA, SIGNERS
from ayni.domain.fields import Value, by_name
from ayni.domain.formulario import FORMS
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, Page, button, line, row, tag, words
from ayni.qt.kit.editors import Segments
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.work import WorkPanel
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.pages import FormPage, ask_file, file_name, of_first, papers_folder
from ayni.qt.shell import Screen, Shell
from ayni.workspace.campo import Visit

NAMED = by_name(VISITA)
LANGUAGES = (("es", "Español"), ("quz", "Runasimi"), ("both", "Español – Runasimi"))  # each in itself


class PaperRow(QWidget):
    """One paper: what it is, who signs it, and its buttons, which go below where there is no room beside."""

    def __init__(self, title: str, hint: str, *beside: QWidget) -> None:
        super().__init__()
        text, self._beside = QWidget(), QWidget()
        column = QVBoxLayout(text)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(words(title, "label"))
        if hint:
            column.addWidget(words(hint, "small"))
        self._buttons = Wrap(self._beside, gap=space(3))
        for each in beside:
            self._buttons.addWidget(each)
        self._parts = (text, self._beside)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, space(1), 0, space(1))
        self._layout.setSpacing(space(2))
        self._layout.addWidget(text, 1)
        self._layout.addWidget(self._beside)
        self._wide = self._needed()

    def _needed(self) -> int:
        buttons = [
            item.sizeHint().width() + space(3) for item in map(self._buttons.itemAt, range(self._buttons.count()))
        ]
        self._beside.setMinimumWidth(0)
        return sum(buttons) + column_width(30, self)

    def minimumSizeHint(self) -> QSize:
        """As narrow as its widest part."""
        widest = max(part.minimumSizeHint().width() for part in self._parts)
        return QSize(widest, self._layout.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside or below."""
        wide = event.size().width() >= self._wide
        self._layout.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._beside.setMinimumWidth(self._wide - column_width(30, self) if wide else 0)
        super().resizeEvent(event)


class PapelesScreen(Page):
    """The papers of an AEO in their groups, under one choice of language."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record
        self.aeo = shell.door.aeo(record)
        super().__init__(_("Papeles"), hint=str(self.aeo["nombre"]))
        self.column.setSpacing(space(3))
        self.language = Segments(LANGUAGES)
        self.language.setObjectName("idioma")
        self.language.setAccessibleName(_("Idioma del papel"))
        self.language.set_answer("es")
        self.column.addWidget(words(_("Idioma del papel"), "label"))
        self.column.addWidget(self.language, 0, Qt.AlignmentFlag.AlignLeft)
        self.work = WorkPanel(shell.worker)
        self.column.addWidget(self.work)
        self.said = words("", "hint")
        self.said.setObjectName("papel-guardado")
        self.said.hide()
        self.column.addWidget(self.said)
        self._register()
        self._statements()
        self._forms()
        self._phones()
        self.end()

    def _register(self) -> None:
        door = self.shell.door
        card = Card(_("Ficha y padrón"))
        self._fill(
            card,
            [
                PaperRow(
                    _("Ficha de la organización"),
                    _("Firma el representante."),
                    self._print("ficha", _("Ficha de la organización"), door.print_ficha_aeo, "F8"),
                ),
                PaperRow(
                    _("Padrón de socios"),
                    _("Firma cada socio; certifica un notario o el juez de paz."),
                    self._print("padron", _("Padrón de socios"), door.print_padron, "F9"),
                ),
            ],
        )

    def _statements(self) -> None:
        door = self.shell.door
        card = Card(_("Declaraciones juradas y compromisos"))
        card.setObjectName("declaraciones")
        card.column.addWidget(
            words(_("Se llenan con los datos del registro. Lo que falta queda en blanco para llenarlo a mano."), "hint")
        )
        rows = []
        call = str(self.aeo["convocatoria"] or "")
        for each in door.declaraciones(call):
            title = f"{each.code}  {_(each.title)}"
            beside: list[QWidget] = [] if each.own else [tag(_("por confirmar"), "attention")]
            if call:
                change = button(
                    _("Cambiar texto"), partial(self._change, call, each.code), role="quiet", drawn="editar"
                )
                change.setObjectName(f"texto.{each.code}")
                change.setAccessibleName(f"{change.text()}: {title}")
                beside.append(change)
            write = partial(door.print_declaracion, code=each.code)
            beside.append(self._print(each.code, title, write))
            rows.append(PaperRow(title, _(SIGNERS[each.signer]), *beside))
        self._fill(card, rows)

    def _forms(self) -> None:
        door = self.shell.door
        card = Card(_("Formularios en blanco"))
        card.setObjectName("formularios")
        card.column.addWidget(
            words(
                _("Para llenar a mano en el campo. Su código QR, leído en la caja de búsqueda, abre el registro."),
                "hint",
            )
        )
        rows = []
        plans = door.plans_of(self.record)
        for form in map(door.formulario, FORMS):
            record = self.record if form.noun == "aeo" else plans[0]["id"] if plans else None
            if record is None:
                continue
            write = partial(self._blank, record, form.code)
            hint = str(Sentence(N_("{count} casillas, en el orden de la pantalla."), count=len(form.fields)))
            print_it = self._print(f"hoja-{form.code}", _(form.title), write)
            rows.append(PaperRow(_(form.title), hint, print_it))
        write = partial(self._blank, "", "aeo")
        title = _("Ficha para una organización nueva")
        rows.append(PaperRow(title, _("Todavía sin registro."), self._print("hoja-nueva", title, write)))
        self._fill(card, rows)

    def _phones(self) -> None:
        door = self.shell.door
        card = Card(_("Formularios para el teléfono"))
        card.setObjectName("telefono")
        hint = _("Para ODK Collect o KoboCollect, en castellano y runasimi. Lo enviado vuelve como CSV o JSON.")
        card.column.addWidget(words(hint, "hint"))
        call = str(self.aeo["convocatoria"] or "")
        rows = [
            self._phone("padron", _("Padrón de socios"), _("Un envío por cada socio."), "importar-padron",
                        lambda path: door.export_xlsform_padron(self.record, path)),
        ]  # fmt: skip
        if call:
            hint = _("Un envío por cada visita, a cualquier organización de la convocatoria.")
            rows.append(
                self._phone("visita", _("Visita de campo"), hint, "traer-visitas",
                            lambda path: door.export_xlsform_visita(call, path))
            )  # fmt: skip
        self._fill(card, rows)

    def _phone(self, name: str, title: str, hint: str, bring: str, write: Callable[[Path], Path]) -> PaperRow:
        back = button(_("Traer envíos"), lambda: self.shell.go(bring, self.record), role="quiet", drawn="importar")
        back.setObjectName(f"traer.{name}")
        back.setAccessibleName(f"{back.text()}: {title}")
        out = button(_("Escribir formulario"), partial(self._write_form, name, write), drawn="exportar")
        out.setObjectName(f"xlsform.{name}")
        out.setAccessibleName(f"{out.text()}: {title}")
        return PaperRow(title, hint, back, out)

    def _write_form(self, name: str, write: Callable[[Path], Path]) -> None:
        path = papers_folder() / f"{file_name('xlsform', name, str(self.aeo['nombre']))}.xlsx"
        if self.shell.attempt(lambda: write(path)):
            self.said.setText(str(Sentence(N_("Se guardó en: {path}"), path=path)))
            self.said.show()
            self.shell.say(_("El formulario está listo."))

    def _blank(self, about: str, code: str, _record: str, path: Path, language: str) -> Path:
        return self.shell.door.print_formulario(about, path, language, code=code)

    def _fill(self, card: Card, rows: Sequence[QWidget]) -> None:
        for place, each in enumerate(rows):
            if place:
                card.column.addWidget(line())
            card.column.addWidget(each)
        self.column.addWidget(card)

    def _print(self, name: str, title: str, write: Callable[..., Path], keys: str = "") -> QPushButton:
        made = button(_("Imprimir"), partial(self.print_one, name, write), drawn="imprimir", keys=keys)
        made.setObjectName(f"imprimir.{name}")
        made.setAccessibleName(str(Sentence(N_("Imprimir {paper}"), paper=title)))
        return made

    def _change(self, call: str, code: str) -> None:
        self.shell.go("texto-declaracion", f"{call} {code}")

    def print_one(self, name: str, write: Callable[..., Path]) -> None:
        """Write a paper beside the others of this person and open it."""
        if self.work.busy:
            return
        language = self.language.answer() or "es"
        path = papers_folder() / f"{file_name(name, str(self.aeo['nombre']), language)}.pdf"
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

    def start(self) -> None:
        """The first paper has the focus."""
        self.findChild(QPushButton, "imprimir.ficha").setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """A paper under way is not waited for."""
        self.work.forget()


def _marked(mark: QWidget, text: str) -> QLayout:
    """A mark and words in all the room beside it."""
    made = row(mark, words(text), stretch=False)
    made.setStretch(1, 1)
    return made


class TraerVisitas(Page):
    """Visits brought from phones: what was understood, what must be corrected, and nothing stored until one says so."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell = shell
        super().__init__(
            _("Traer visitas de campo"), hint=_("Elija el CSV o el JSON que bajó de KoboToolbox o de ODK.")
        )
        self.column.setSpacing(space(3))
        self.visits: list[Visit] = []
        self.choose_button = button(_("Elegir archivo"), self.choose, role="primary", drawn="importar", keys="Ctrl+O")
        self.choose_button.setObjectName("elegir")
        self.column.addLayout(row(self.choose_button))
        self.work = WorkPanel(shell.worker)
        self.column.addWidget(self.work)
        self.told = Card(_("Lo que trae el archivo"))
        self.told.setObjectName("leido")
        self.told.hide()
        self.column.addWidget(self.told)
        self.end()

    def choose(self) -> None:
        """Which file."""
        ask_file(self, _("Envíos del teléfono"), "*.csv *.json *.xlsx", self.read)

    def read(self, path: Path) -> None:
        """Understand it; nothing is stored."""
        found: list[list[Visit]] = []
        if not self.shell.attempt(lambda: found.append(self.shell.door.read_visitas(path))):
            return
        self.visits = found[0]
        self.told.clear()
        good = [visit for visit in self.visits if not visit.problems and not visit.known]
        known = sum(visit.known for visit in self.visits)
        wrong = [visit for visit in self.visits if visit.problems]
        counted = N_("Visitas nuevas: {good}. Ya guardadas: {known}. Por corregir: {wrong}.")
        self.told.column.addWidget(
            words(str(Sentence(counted, good=len(good), known=known, wrong=len(wrong))), "label")
        )
        for visit in good:
            when = day(str(visit.values["fecha"]))
            self.told.column.addLayout(_marked(tag(_("Buena"), "good"), f"{visit.title} · {when}"))
        for visit in wrong:
            self.told.column.addWidget(line())
            self.told.column.addLayout(_marked(tag(_("Por corregir"), "problem"), visit.title or str(visit.number)))
            for cell, problem in visit.problems:
                self.told.column.addWidget(words(f"{cell} · {_(NAMED[problem.field].label)}: {problem.text}"))
        self.save_button = button(_("Guardar visitas"), self.save, role="primary", drawn="guardar", keys="Ctrl+Return")
        self.save_button.setObjectName("guardar")
        self.save_button.setEnabled(bool(good))
        self.told.column.addLayout(row(self.save_button))
        self.told.show()
        self.save_button.setFocus()

    def save(self) -> None:
        """Store the good ones."""
        if not self.work.busy:
            job = self.shell.door.importing_visitas(self.visits)
            self.work.run(job, _("Guardando las visitas…"), done=self._saved, failed=self.shell.failed)

    def _saved(self, _nothing: object) -> None:
        self.shell.say(_("Visitas guardadas."))
        self.shell.back()

    def leave(self) -> None:
        """A work under way is not waited for."""
        self.work.forget()


class TextoDeclaracion(FormPage):
    """The text of a statement as the bases of a call want it."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.call, _space, self.code = record.partition(" ")
        if not self.code:
            self.call, self.code = _first_call(shell), "DJ-1"
        super().__init__(
            shell,
            str(Sentence(N_("Texto de {code}"), code=self.code)),
            tuple(field for field in PLANTILLA if field.asked),
            draft=("plantilla", f"{self.call} {self.code}"),
            verb=_("Guardar texto"),
            values=lambda: self._stands(shell.door),
            hint=_("Vale para todas las organizaciones de la convocatoria. Cópielo de las bases."),
        )

    def _stands(self, door: Any) -> dict[str, Value]:
        found = door.declaracion(self.call, self.code)
        return {"titulo": found.title, "texto": found.text}  # Spanish in any language: it is the text that binds

    def store(self, answers: dict[str, str]) -> None:
        """Keep it for the call."""
        self.shell.door.save_plantilla(self.call, self.code, answers)
        self.shell.say(_("Texto guardado."))


def _first_call(shell: Shell) -> str:
    found = shell.door.convocatorias()
    return str(found[0]["id"]) if found else ""


SCREENS = {
    "papeles": Screen(of_first("aeo", PapelesScreen), rail="organizaciones"),
    "traer-visitas": Screen(TraerVisitas, rail="organizaciones"),
    "texto-declaracion": Screen(TextoDeclaracion, rail="organizaciones"),
}
