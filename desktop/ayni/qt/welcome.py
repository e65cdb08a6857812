"""What one sees before a workspace is open: make the municipality, try with the practice one, or open a folder."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ayni.domain.dates import without_accents
from ayni.domain.fields import Field, Problem, Ubigeo, by_name
from ayni.domain.flow import Answers, Flow, Step
from ayni.domain.municipio import MUNICIPIO, OFICINA, PERSONA
from ayni.lang import LANGUAGES, N_, QUECHUA, Sentence, _, language
from ayni.paths import data_folder
from ayni.qt.kit.cards import Card, Page, button, empty_layout, row, words
from ayni.qt.kit.editors import Secret
from ayni.qt.kit.form import Form
from ayni.qt.kit.icons import icon
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.trouble import tell, world_sentence
from ayni.qt.kit.wizard import Wizard
from ayni.qt.kit.work import OneWorker, WorkPanel
from ayni.qt.llave import clear_sheets, sheet_path
from ayni.qt.shell import door_sentence
from ayni.workspace import (
    Refused,
    create_workspace,
    finding_good_copy,
    is_workspace,
    law,
    new_passphrase,
    open_workspace,
    places_in,
    repair_key_file,
    restore_damaged,
    restoring_from,
)

UNREVIEWED = N_("Ninguna persona que habla runasimi desde niña ha revisado todavía estas traducciones.")
LANGUAGE_NAMES = {"es": "Español", "quz": "Runasimi"}  # each in itself, never translated

PASSPHRASE = Field(
    "passphrase",
    N_("Clave"),
    Secret(200),
    required=True,
    help=N_("Ocho letras o más. Una frase que recuerde sirve bien: los cuyes comen alfalfa."),
)
AGAIN = Field("passphrase_again", N_("La misma clave otra vez"), Secret(200), required=True)
NEW = (
    *(replace(by_name(MUNICIPIO)[name]) for name in ("nombre", "ubigeo", "alcalde", "gerente", "gerente_cargo")),
    replace(by_name(PERSONA)["nombre"], name="persona", label=N_("Su nombre y apellidos"), group="persona"),
    by_name(PERSONA)["rol"],
    by_name(PERSONA)["idioma"],
    PASSPHRASE,
    AGAIN,
)


def _office(answers: Answers) -> bool:
    """Papers are signed at the office; a promoter's machine receives who signs."""
    return answers.get("rol") != "promotor"


BEGIN = Flow(
    (
        Step("persona", N_("¿Quién va a trabajar en este equipo?"), ("persona", "rol", "idioma")),
        Step("lugar", N_("¿De qué municipalidad?"), ("nombre", "ubigeo")),
        Step(
            "firma",
            N_("¿Quién firma los papeles?"),
            ("alcalde", "gerente", "gerente_cargo"),
            when=_office,
            help=N_("Puede dejarlo para después y cambiarlo en Ajustes."),
        ),
        Step(
            "clave",
            N_("¿Con qué clave se abrirá?"),
            ("passphrase", "passphrase_again"),
            help=N_("Protege los datos de los socios si alguien se lleva el equipo. No se guarda en ninguna parte."),
        ),
    )
)

OPENING = (replace(PASSPHRASE, help=N_("La clave de la carpeta, o la suya propia.")),)
ANEW = (replace(PASSPHRASE, label=N_("Clave nueva")), AGAIN)
RECOVERING = (
    Field(
        "recovery",
        N_("Código de la hoja de recuperación"),
        Secret(200, hidden=False),
        required=True,
        help=N_("Está impreso en la hoja que se guardó al crear la carpeta. Escríbalo con sus guiones o sin ellos."),
    ),
)


class BareOptions:
    """What may be chosen while no workspace is open: only districts."""

    def choices(self, field: Field, text: str = "", limit: int = 50) -> Sequence[tuple[str, str]]:
        """Districts that fit the text."""
        return law.find_districts(text, limit) if isinstance(field.kind, Ubigeo) else []

    def label(self, field: Field, code: str) -> str:
        """The district's whole name."""
        return law.place_name(code) if isinstance(field.kind, Ubigeo) and code in law.districts() else ""

    def today(self) -> date:
        """This machine's day."""
        return date.today()  # noqa: DTZ011  the day on the wall


def new_folder(name: str) -> Path:
    """A free folder for a municipality of this name, among this machine's workspaces."""
    plain = re.sub(r"[^a-z0-9]+", "-", without_accents(name)).strip("-")[:60] or "ayni"
    home, number = data_folder(), 1
    folder = home / plain
    while folder.exists() and any(folder.iterdir()):
        number += 1
        folder = home / f"{plain}-{number}"
    return folder


class Welcome(QWidget):
    """Gives an open door (`opened`), or stays until one is. `practice` opens the practice municipality."""

    opened = Signal(object)
    language_chosen = Signal(str)

    def __init__(
        self, *, practice: Callable[[], Any] | None = None, folder: Path | None = None, cost: int | None = None
    ) -> None:
        super().__init__()
        self.setWindowTitle("Ayni")
        self.setWindowIcon(icon("ayni", "accent"))
        self._practice = practice
        self._cost = cost  # scrypt's, for tests
        self._folder = folder
        self._worker: OneWorker | None = None
        self.door: Any = None
        sides = QHBoxLayout(self)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(0)
        sides.addWidget(self._make_side(), 2)
        self.stack = QStackedWidget()
        sides.addWidget(self.stack, 5)
        self.resize(1080, 660)
        if folder is not None and is_workspace(folder):
            self.ask_passphrase(folder)
        else:
            self.show_start()

    def minimumSizeHint(self) -> QSize:
        return QSize(space(120), space(80))

    def _make_side(self) -> QFrame:
        side = QFrame()
        side.setObjectName("rail")
        side.setMinimumWidth(column_width(18, self))
        side.setMaximumWidth(column_width(40, self))
        column = QVBoxLayout(side)
        column.setContentsMargins(space(5), space(8), space(5), space(5))
        column.setSpacing(space(3))
        column.addWidget(words("Ayni", "figure"))
        column.addWidget(words(_("PROCOMPITE de su municipalidad, de la convocatoria a la última compra.")))
        column.addWidget(words(_("Trabaja sin internet. Sus datos se quedan en este equipo."), "small"))
        column.addStretch(1)
        if language() == QUECHUA:
            column.addWidget(words(_(UNREVIEWED), "small"))
        for code in LANGUAGES:
            choice = button(LANGUAGE_NAMES[code], role="rail")
            choice.setCheckable(True)
            choice.setChecked(code == language())
            choice.setObjectName(f"language.{code}")
            choice.clicked.connect(lambda _checked=False, to=code: self.language_chosen.emit(to))
            column.addWidget(choice)
        return side

    def _set(self, page: QWidget) -> None:
        while self.stack.count():
            old = self.stack.widget(0)
            self.stack.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.stack.addWidget(page)

    # the three ways

    def show_start(self) -> None:
        """Offer the three ways."""
        page = Page(_("¿Cómo quiere empezar?"))
        ways = [
            (
                _("Crear su municipalidad"),
                _("Para empezar a trabajar. Toma unos cinco minutos."),
                _("Crear municipalidad"),
                self.show_create,
                "create",
            ),
            (
                _("Probar sin miedo"),
                _("Una municipalidad de práctica con datos inventados. Nada de lo que haga ahí cuenta."),
                _("Abrir la de práctica"),
                self.open_practice,
                "practice",
            ),
            (
                _("Abrir una carpeta que ya existe"),
                _("Si ya trabajó con Ayni en este equipo, o trae su carpeta en una memoria."),
                _("Elegir la carpeta"),
                self.choose_folder,
                "open",
            ),
            (
                _("Recuperar de una memoria USB"),
                _("Si el equipo de antes se malogró y tiene la memoria donde Ayni hacía sus copias."),
                _("Elegir la memoria"),
                self.choose_place,
                "rescue",
            ),
        ]
        first = None
        for title, hint, verb, do, name in ways:
            if name == "practice" and self._practice is None:
                continue
            card = Card(title)
            card.column.addWidget(words(hint, "hint"))
            go = button(verb, do, role="" if first else "primary")
            go.setObjectName(f"welcome.{name}")
            first = first or go
            card.column.addLayout(row(go))
            page.column.addWidget(card)
        page.end()
        self._set(page)
        if first is not None:
            first.setFocus()

    def show_create(self) -> None:
        """Ask what a new municipality needs."""
        wizard = Wizard(
            BEGIN,
            NEW,
            BareOptions(),
            title=_("Crear su municipalidad"),
            answers={"rol": OFICINA, "idioma": language()},
            verb=_("Crear municipalidad"),
            later=_("Volver al inicio"),
        )
        wizard.finished.connect(self._create)
        wizard.left.connect(self.show_start)
        self._wizard = wizard
        self._set(wizard)
        wizard.start()

    def _create(self, answers: dict[str, str]) -> None:
        if answers["passphrase"] != answers["passphrase_again"]:
            said = Sentence(N_("Las dos claves no son iguales. Escríbalas otra vez."))
            self._wizard.show_problems([Problem("passphrase_again", said)])
            return
        extra = {} if self._cost is None else {"cost": self._cost}
        try:
            door, recovery = create_workspace(
                self._folder or new_folder(answers["nombre"]),
                ubigeo=answers["ubigeo"],
                name=answers["nombre"],
                person=answers["persona"],
                role=answers["rol"],
                passphrase=answers["passphrase"],
                language=answers["idioma"] or language(),
                **extra,  # type: ignore[arg-type]
            )
            if answers["rol"] == OFICINA:
                door.save_municipality({name: answers.get(name, "") for name in by_name(MUNICIPIO)})
        except Refused as refused:
            self._wizard.show_problems(refused.problems)
            return
        self.door = door
        self.show_recovery(recovery)

    def show_recovery(self, recovery: str) -> None:
        """The code that opens the folder when the passphrase is forgotten: to be printed and kept."""
        page = Page(_("Imprima la hoja de recuperación"))
        page.column.addWidget(
            words(_("Si olvida la clave, solo esta hoja abre la carpeta. Guárdela bajo llave, lejos del equipo."))
        )
        card = Card(_("Código de recuperación"), "accent")
        code = words(recovery, "figure")
        code.setObjectName("recovery")
        code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.column.addWidget(code)
        page.column.addWidget(card)
        print_it = button(_("Abrir la hoja para imprimirla"), lambda: self._print(recovery), drawn="imprimir")
        print_it.setObjectName("recovery.print")
        go = button(_("Ya la guardé, empezar"), self._begin, role="primary")
        go.setObjectName("recovery.done")
        page.column.addLayout(row(print_it, go))
        page.end()
        self._set(page)
        print_it.setFocus()

    def _print(self, recovery: str) -> None:
        try:
            path = sheet_path()
            self.door.print_recovery_sheet(recovery, path, language())
        except (Refused, OSError) as error:
            said = door_sentence(error) or world_sentence(error)
            tell(self, said or _("No se pudo hacer la hoja. Copie el código a mano."))
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            where = N_("Este equipo no tiene con qué abrirlo. El archivo está en: {path}")
            tell(self, _("La hoja está lista."), str(Sentence(where, path=path)))

    def _begin(self) -> None:
        clear_sheets()
        door, self.door = self.door, None
        self.opened.emit(door)

    def open_practice(self) -> None:
        """Open the practice municipality."""
        assert self._practice is not None
        self._try(lambda: self.opened.emit(self._practice and self._practice()))

    def choose_folder(self) -> None:
        """Choose a folder of Ayni."""
        dialog = QFileDialog(
            self, _("Elija la carpeta de Ayni"), str(data_folder() if data_folder().exists() else Path.home())
        )
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, folder: str) -> None:
        if is_workspace(Path(folder)):
            self.ask_passphrase(Path(folder))
        else:
            tell(
                self,
                _("En esa carpeta no hay datos de Ayni."),
                _("Elija la carpeta que tiene el nombre de su municipalidad; adentro está el archivo ayni.db."),
            )

    # opening with the passphrase, or with the sheet

    def ask_passphrase(self, folder: Path, *, with_sheet: bool = False) -> None:
        """Ask for the passphrase, or for the code of the sheet."""
        page = Page(_("Escriba el código de la hoja") if with_sheet else _("Escriba la clave"))
        page.column.addWidget(words(str(Sentence(N_("Carpeta: {name}"), name=folder.name)), "hint"))
        form = Form(RECOVERING if with_sheet else OPENING, BareOptions(), enter_continues=True)
        page.column.addWidget(form)
        self._offers = QVBoxLayout()
        page.column.addLayout(self._offers)
        go = button(_("Abrir"), lambda: self._open(folder, form), role="primary")
        go.setObjectName("open")
        form.submitted.connect(go.click)
        if with_sheet:
            other = button(_("Usar la clave"), lambda: self.ask_passphrase(folder), role="quiet")
        else:
            other = button(_("Olvidé la clave"), lambda: self.ask_passphrase(folder, with_sheet=True), role="quiet")
        other.setObjectName("other")
        page.column.addLayout(row(go, other, button(_("Elegir otra cosa"), self.show_start, role="quiet")))
        page.end()
        self._set(page)
        form.focus_first()
        QTimer.singleShot(0, form, form.focus_first)

    def _open(self, folder: Path, form: Form) -> None:
        empty_layout(self._offers)
        if not form.check():
            return
        answers = form.answers()
        try:
            if "recovery" in answers:
                door = open_workspace(folder, recovery=answers["recovery"])
                self.door = door
                self.ask_new_passphrase(folder, answers["recovery"])
                return
            door = open_workspace(folder, answers["passphrase"])
        except Refused as refused:
            fields = {problem.field for problem in refused.problems}
            if "damaged" in fields:
                self._look_for_copy(folder, answers)
            elif "key_file" in fields:
                self._offer_key(folder, answers)
            else:
                form.show_problems(refused.problems)
            return
        self.opened.emit(door)

    def ask_new_passphrase(self, folder: Path, recovery: str) -> None:
        """The sheet opened it: the forgotten passphrase gives way to another; the sheet stays good."""
        said = _(
            "La hoja abrió la carpeta y no se perdió nada. La clave olvidada deja de servir; la hoja sigue sirviendo."
        )
        page = Page(_("Ponga una clave nueva"), hint=said)
        form = Form(ANEW, BareOptions(), enter_continues=False)
        page.column.addWidget(form)
        change = button(_("Cambiar la clave y entrar"), lambda: self._change(folder, recovery, form), role="primary")
        change.setObjectName("change")
        form.submitted.connect(change.click)
        keep = button(_("Entrar sin cambiarla"), self._begin, role="quiet")
        keep.setObjectName("keep")
        page.column.addLayout(row(change, keep))
        page.end()
        self._set(page)
        form.focus_first()
        QTimer.singleShot(0, form, form.focus_first)

    def _change(self, folder: Path, recovery: str, form: Form) -> None:
        if not form.check():
            return
        answers = form.answers()
        if answers["passphrase"] != answers["passphrase_again"]:
            said = Sentence(N_("Las dos claves no son iguales. Escríbalas otra vez."))
            form.show_problems([Problem("passphrase_again", said)])
            return
        try:
            new_passphrase(folder, answers["passphrase"], recovery=recovery)
        except Refused as refused:
            form.show_problems(refused.problems)
            return
        self._begin()

    def _offer_key(self, folder: Path, answers: dict[str, str]) -> None:
        """The key file is damaged and its copy opens: one button puts it back."""
        card = Card(_("El archivo llave.json está dañado, y hay una copia suya"), "attention")
        card.column.addWidget(
            words(_("Sus datos están completos. Se repone el archivo y se abre con esta misma clave."))
        )

        def work() -> None:
            repair_key_file(folder, answers.get("passphrase"), recovery=answers.get("recovery"))
            self._enter(folder, answers)

        repair = button(_("Reponer la llave y abrir"), lambda: self._try(work), role="primary")
        repair.setObjectName("repair")
        card.column.addLayout(row(repair))
        self._offers.addWidget(card)
        repair.setFocus()

    def _look_for_copy(self, folder: Path, answers: dict[str, str]) -> None:
        """The file is damaged: look for the last copy that is whole, without a command line."""
        self._work(
            finding_good_copy(folder, answers.get("passphrase"), recovery=answers.get("recovery")),
            _("Buscando la última copia buena…"),
            lambda found: self._offer_copy(folder, answers, found),
        )

    def _offer_copy(self, folder: Path, answers: dict[str, str], found: Any) -> None:
        if found is None:
            card = Card(_("El archivo está dañado y en este equipo no hay una copia buena"), "problem")
            said = _("No borre nada. Si Ayni hacía copias en una memoria USB, póngala y recupérela de ahí.")
            card.column.addWidget(words(said))
            rescue = button(_("Elegir la memoria"), lambda: self.choose_place(folder), role="primary")
            rescue.setObjectName("rescue")
            card.column.addLayout(row(rescue))
            self._offers.addWidget(card)
            rescue.setFocus()
            return
        card = Card(_("El archivo está dañado, y hay una copia buena"), "attention")
        for sentence in found.told():
            card.column.addWidget(words(str(sentence)))
        card.column.addWidget(words(_("Lo dañado se guarda aparte, no se borra."), "hint"))

        def work() -> None:
            restore_damaged(folder, found.name, answers.get("passphrase"), recovery=answers.get("recovery"))
            self._enter(folder, answers)

        restore = button(_("Volver a la última copia buena"), lambda: self._try(work), role="primary")
        restore.setObjectName("restore")
        card.column.addLayout(row(restore))
        self._offers.addWidget(card)
        restore.setFocus()

    def _enter(self, folder: Path, answers: dict[str, str]) -> None:
        door = open_workspace(folder, answers.get("passphrase"), recovery=answers.get("recovery"))
        self.shut()
        self.opened.emit(door)

    # a new machine, from the stick alone

    def choose_place(self, folder: Path | None = None) -> None:
        """Choose the stick or folder that keeps copies; they go into a new folder, or into the one given."""
        dialog = QFileDialog(self, _("Elija la memoria o la carpeta de las copias"), str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.show_places(Path(chosen), folder))
        dialog.open()

    def show_places(self, chosen: Path, folder: Path | None = None) -> None:
        """The copies on a stick, each municipality with its last one, and the passphrase that opens them."""
        found = [place for place in places_in(chosen) if place.copies]
        if not found:
            tell(
                self,
                _("Ahí no hay copias de Ayni."),
                _("Elija la memoria USB; adentro hay una carpeta que empieza con Ayni-copias."),
            )
            return
        page = Page(_("Recuperar de una memoria USB"))
        for place in found:
            page.column.addWidget(words(place.name, "label"))
            when = Sentence(
                N_("Copias: {count}. La última es del {when}."), count=len(place.copies), when=_when(place.copies[0])
            )
            page.column.addWidget(words(str(when), "hint"))
        form = Form(OPENING, BareOptions(), enter_continues=True)
        page.column.addWidget(form)
        self._offers = QVBoxLayout()
        page.column.addLayout(self._offers)
        buttons = []
        for number, place in enumerate(found):
            verb = _("Recuperar") if len(found) == 1 else str(Sentence(N_("Recuperar {name}"), name=place.name))
            go = button(verb, partial(self._rescue, place, folder, form), role="" if number else "primary")
            go.setObjectName(f"recuperar.{number}")
            buttons.append(go)
        form.submitted.connect(buttons[0].click)
        page.column.addLayout(row(*buttons, button(_("Elegir otra cosa"), self.show_start, role="quiet")))
        page.end()
        self._set(page)
        form.focus_first()
        QTimer.singleShot(0, form, form.focus_first)

    def _rescue(self, place: Any, folder: Path | None, form: Form) -> None:
        if not form.check():
            return
        answers = form.answers()
        into = folder or new_folder(place.name)
        self._work(
            restoring_from(place.path, into, answers["passphrase"]),
            _("Recuperando la copia…"),
            lambda _copy: self._try(lambda: self._enter(into, answers)),
            lambda refused: form.show_problems(refused.problems),
        )

    def _work(
        self,
        job: Any,
        title: str,
        done: Callable[[Any], object],
        refused: Callable[[Refused], object] | None = None,
    ) -> None:
        """Long work, shown where the offers stand."""
        empty_layout(self._offers)
        if self._worker is None:
            self._worker = OneWorker(self)
        panel = WorkPanel(self._worker)
        self._offers.addWidget(panel)

        def failed(error: BaseException) -> None:
            if refused is not None and isinstance(error, Refused):
                refused(error)
                return
            said = door_sentence(error) or world_sentence(error)
            if said is None:
                raise error
            tell(self, said)

        panel.run(job, title, done=done, failed=failed)

    def shut(self) -> None:
        """No thread outlives the window, and no recovery sheet."""
        clear_sheets()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A folder that was opened and not entered is closed."""
        self.shut()
        door, self.door = self.door, None
        if door is not None:
            door.close()
        super().closeEvent(event)

    def _try(self, do: Callable[[], object]) -> None:
        try:
            do()
        except (Refused, OSError) as error:
            said = door_sentence(error) or world_sentence(error)
            if said is None:
                raise
            tell(self, said)


def _when(copy: Any) -> str:
    """The day and hour of a copy."""
    return f"{datetime.fromisoformat(copy.made):%d/%m/%Y %H:%M}"
