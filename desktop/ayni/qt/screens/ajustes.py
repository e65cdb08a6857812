"""Settings: the municipality, who works here, how it looks, copies, checking the file, the passphrase, about Ayni."""

from typing import Any

from ayni import __version__
from ayni.domain.fields import Choice, Field, Problem
from ayni.domain.municipio import MUNICIPIO, PERSONA
from ayni.job import Job
from ayni.lang import N_, Sentence, _, moment
from ayni.qt.kit.cards import Card, Page, button, empty_layout, line, row, tag, words
from ayni.qt.kit.editors import Secret
from ayni.qt.kit.form import Form
from ayni.qt.kit.keys import announce, on_key
from ayni.qt.kit.palette import space
from ayni.qt.kit.trouble import tell
from ayni.qt.kit.work import WorkPanel
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.intercambio import Columns
from ayni.qt.screens.pages import FormPage, one_of
from ayni.qt.shell import Screen, Shell
from ayni.settings import Settings
from ayni.workspace import new_passphrase

UNREVIEWED = N_("Ninguna persona que habla runasimi desde niña ha revisado todavía estas traducciones.")
LICENCE = N_("Ayni es un programa libre: puede usarlo, copiarlo y cambiarlo (licencia Apache 2.0).")
SIZES = (("10", N_("Normal")), ("12", N_("Grande")), ("14", N_("Más grande")), ("20", N_("Doble")))
APPEARANCE = (
    Field("text_size", N_("Tamaño de la letra"), Choice(SIZES)),
    Field("contrast", N_("Colores"), Choice((("no", N_("Normales")), ("si", N_("Alto contraste"))))),
)
LANGUAGES = {"es": "Español", "quz": "Runasimi"}
PASSPHRASE = (
    Field(
        "recovery",
        N_("Código de la hoja de recuperación"),
        Secret(200, hidden=False),
        required=True,
        help=N_("Es la hoja que se imprimió al crear la municipalidad. El código sigue sirviendo después."),
    ),
    Field(
        "passphrase",
        N_("Clave nueva"),
        Secret(200),
        required=True,
        help=N_("Ocho letras o más. Una frase corta sirve."),
    ),
    Field("again", N_("La clave nueva, otra vez"), Secret(200), required=True),
)


class AjustesScreen(Page):
    """What can be set, each part in its card."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Ajustes"), letters=0)
        self.shell = shell
        self.panel = WorkPanel(shell.worker)
        self.town, self.people = Card(_("Municipalidad")), Card(_("Personas que trabajan aquí"))
        self.look, self.copies = Card(_("Apariencia")), Card(_("Copias"))
        self.file, self.about = Card(_("El archivo y su clave")), Card(_("Acerca de Ayni"))
        self.column.addWidget(self.panel)
        for pair in ((self.town, self.people), (self.look, self.copies), (self.file, self.about)):
            self.column.addWidget(Columns(*pair, letters=90))
        self.end()
        self._draw_look()
        self._draw_file()
        self._draw_about()
        self._draw_town()
        self._draw_people()
        self._draw_copies()

    # the municipality and its people

    def _draw_town(self) -> None:
        card, town = self.town, self.shell.door.municipality()
        card.clear()
        card.column.addWidget(words(str(town["nombre"] or ""), "label"))
        card.column.addWidget(words("  ·  ".join(part for part in (town["place"], town["direccion"]) if part), "hint"))
        for label, name in ((N_("Alcalde o alcaldesa"), "alcalde"), (N_("Firma por desarrollo económico"), "gerente")):
            said = Sentence(N_("{label}: {value}"), label=Sentence(label), value=town[name] or _("Sin respuesta"))
            card.column.addWidget(words(str(said)))
        self.town_button = button(
            _("Cambiar datos"), lambda: self.shell.go("cambiar-municipalidad"), drawn="editar", keys="F2"
        )
        self.town_button.setObjectName("cambiar_municipalidad")
        self.offices_button = button(_("Nombres de las oficinas"), lambda: self.shell.go("oficinas"), keys="F6")
        self.offices_button.setObjectName("oficinas")
        card.column.addLayout(row(self.town_button, self.offices_button))
        card.column.addStretch(1)

    def _draw_people(self) -> None:
        card, door = self.people, self.shell.door
        card.clear()
        current = (door.person or {}).get("id")
        for place, person in enumerate(door.people()):
            if place:
                card.column.addWidget(line())
            name = words(str(person["nombre"]), "label")
            here = person["id"] == current
            top = Wrap(gap=space(2))
            for part in (name, words(LANGUAGES.get(person["idioma"], ""), "hint")):
                part.setWordWrap(False)
                top.addWidget(part)
            if here:
                top.addWidget(tag(_("Trabaja ahora"), "good"))
            else:
                switch = button(_("Trabajar como"), lambda to=person["id"]: self.work_as(to))
                switch.setObjectName(f"trabajar.{person['nombre']}")
                switch.setAccessibleName(str(Sentence(N_("Trabajar como {name}"), name=person["nombre"])))
                top.addWidget(switch)
            change = button(_("Cambiar"), lambda to=person["id"]: self.shell.go("persona", to), role="quiet")
            change.setAccessibleName(str(Sentence(N_("Cambiar los datos de {name}"), name=person["nombre"])))
            top.addWidget(change)
            hand = button(
                _("Entregar el cargo"), lambda to=person["nombre"]: self.shell.go("entrega-cargo", to), role="quiet"
            )
            hand.setAccessibleName(str(Sentence(N_("Entregar el cargo de {name}"), name=person["nombre"])))
            top.addWidget(hand)
            if not here:
                quit_ = button(_("Ya no trabaja aquí"), lambda to=person["id"]: self.person_leaves(to), role="quiet")
                quit_.setObjectName(f"quitar.{person['nombre']}")
                quit_.setAccessibleName(str(Sentence(N_("{name} ya no trabaja aquí"), name=person["nombre"])))
                top.addWidget(quit_)
            card.column.addLayout(top)
        for person in door.people(gone=True):
            back = button(_("Vuelve a trabajar aquí"), lambda to=person["id"]: self.person_returns(to), role="quiet")
            back.setObjectName(f"vuelve.{person['nombre']}")
            back.setAccessibleName(str(Sentence(N_("{name} vuelve a trabajar aquí"), name=person["nombre"])))
            left = Wrap(gap=space(2))
            said = words(str(Sentence(N_("{name} dejó el puesto."), name=person["nombre"])), "hint")
            said.setWordWrap(False)
            for part in (said, back):
                left.addWidget(part)
            card.column.addLayout(left)
        self.person_button = button(
            _("Agregar una persona"), lambda: self.shell.go("persona"), drawn="agregar", keys="Ctrl+N"
        )
        self.person_button.setObjectName("agregar_persona")
        self.secrets_button = button(_("Claves y funciones"), lambda: self.shell.go("personas"), drawn="persona")
        self.secrets_button.setObjectName("personas")
        card.column.addLayout(row(self.person_button, self.secrets_button))
        card.column.addStretch(1)

    def person_leaves(self, person: str) -> None:
        """Somebody leaves: refused, with how many, while purchases are in their charge."""
        if self.shell.attempt(lambda: self.shell.door.person_leaves(person)):
            self.shell.say(_("Listo: ya no está entre quienes trabajan aquí."))

    def person_returns(self, person: str) -> None:
        """Somebody who left is back."""
        if self.shell.attempt(lambda: self.shell.door.person_returns(person)):
            self.shell.say(_("Listo: vuelve a estar entre quienes trabajan aquí."))

    def work_as(self, person: str) -> None:
        """Somebody else sits down."""
        self.shell.sit_down(person)

    # how it looks

    def _draw_look(self) -> None:
        settings = self.shell.settings
        contrast = "si" if settings.high_contrast else "no"
        values = {"text_size": str(settings.text_size), "contrast": contrast}
        self.form = Form(APPEARANCE, self.shell.options, values=values, paired=False)
        self.form.edited.connect(self._looked)
        self.look.column.addWidget(self.form)
        self.look.column.addStretch(1)

    def _looked(self) -> None:
        answers = self.form.answers()
        settings = self.shell.settings
        size = int(answers["text_size"]) if answers["text_size"].isdecimal() else Settings().text_size
        contrast = answers["contrast"] == "si"
        if (settings.text_size, settings.high_contrast) == (size, contrast):
            return
        settings.text_size, settings.high_contrast = size, contrast
        self.shell.rebuild_asked.emit()

    # copies

    def _draw_copies(self) -> None:
        card = self.copies
        card.clear()
        found = self.shell.door.copies()
        card.column.addWidget(words(_("Al cerrar, Ayni guarda una copia cifrada de todo si algo cambió."), "hint"))
        if found:
            last = Sentence(
                N_("Copias: {count}. La última es del {when}."), count=len(found), when=moment(found[0].made)
            )
            card.column.addWidget(words(str(last)))
        else:
            card.column.addWidget(words(_("Todavía no hay copias.")))
        card.column.addWidget(words(str(self.shell.door.copy_test_told()), "hint"))
        for warning in self.shell.door.copy_warnings():
            card.column.addWidget(words(str(warning), "attention"))
        self.copies_button = button(_("Ver las copias"), lambda: self.shell.go("copias"), drawn="copia")
        self.copies_button.setObjectName("copias")
        self.bin_button = button(_("Abrir la papelera"), lambda: self.shell.go("papelera"), drawn="deshacer")
        self.bin_button.setObjectName("papelera")
        self.history_button = button(_("Ver toda la historia"), lambda: self.shell.go("auditoria"), drawn="reloj")
        self.history_button.setObjectName("auditoria")
        card.column.addLayout(row(self.copies_button, self.bin_button, self.history_button))
        card.column.addStretch(1)

    # the file

    def _draw_file(self) -> None:
        card = self.file
        card.column.addWidget(words(str(self.shell.door.folder), "hint"))
        self.check_button = button(_("Revisar el archivo"), self.check, drawn="listo")
        self.check_button.setObjectName("revisar")
        self.papers_button = button(_("Revisar los archivos guardados"), self.check_papers, drawn="papel")
        self.papers_button.setObjectName("revisar_archivos")
        self.key_button = button(_("Cambiar la clave"), lambda: self.shell.go("cambiar-clave"))
        self.key_button.setObjectName("cambiar_clave")
        self.machines_button = button(_("Equipos"), lambda: self.shell.go("equipos"), drawn="intercambio")
        self.machines_button.setObjectName("equipos")
        self.close_button = button(_("Abrir otra municipalidad"), self.shell.close_asked.emit, drawn="carpeta")
        tools = Wrap(gap=space(2))
        for made in (self.check_button, self.papers_button, self.key_button, self.machines_button, self.close_button):
            tools.addWidget(made)
        card.column.addLayout(tools)
        self.checked = Card("")
        self.checked.setObjectName("revisado")
        self.checked.hide()
        card.column.addWidget(self.checked)
        card.column.addStretch(1)

    def check(self) -> None:
        """Compare the file with its history, without stopping the window."""
        if self.panel.busy:
            return
        job = self.shell.door.checking_file(whole=True)
        self.panel.run(job, _("Revisando el archivo…"), done=self._checked, failed=self.shell.failed)

    def _checked(self, found: list[Sentence]) -> None:
        self._tell_checked(
            found,
            _("El archivo está sano: coincide con toda su historia."),
            _("Abra Ver las copias para volver a la última buena, o avise a quien le da soporte."),
        )

    def check_papers(self) -> None:
        """Read every scanned paper that is kept, without stopping the window."""
        if self.panel.busy:
            return
        job = checking_papers(self.shell.door)
        self.panel.run(job, _("Leyendo los archivos guardados…"), done=self._checked_papers, failed=self.shell.failed)

    def _checked_papers(self, found: list[Sentence]) -> None:
        whole, next_step = _("Los archivos guardados están sanos."), _("Agréguelos otra vez en su expediente.")
        self._tell_checked(found, whole, next_step)

    def _tell_checked(self, found: list[Sentence], whole: str, next_step: str) -> None:
        empty_layout(self.checked.column, keep=1)
        told = [str(sentence) for sentence in found] or [whole]
        for sentence in told:
            self.checked.column.addWidget(words(sentence, "problem" if found else "good"))
        if found:
            self.checked.column.addWidget(words(next_step))
        self.checked.show()
        announce(self.checked, " ".join(told))

    # about

    def _draw_about(self) -> None:
        card = self.about
        card.column.addWidget(words(str(Sentence(N_("Versión {version}"), version=__version__)), "label"))
        card.column.addWidget(words(_(LICENCE)))
        card.column.addWidget(words(_(UNREVIEWED), "attention"))
        card.column.addStretch(1)

    def leave(self) -> None:
        """Nobody waits for what was being checked."""
        self.panel.forget()

    def start(self) -> None:
        """The first part."""
        self.town_button.setFocus()

    def hear(self, tables: frozenset[str]) -> None:
        """The municipality or a person changed."""
        if "municipio" in tables:
            self._draw_town()
        if "persona" in tables:
            self._draw_people()


def checking_papers(door: Any) -> Job[list[Sentence]]:
    """Every scanned paper, read: what is damaged and what is not here, by name."""
    missing: list[str] = door.missing_archivos()  # before: what is damaged is put aside
    spoiled: list[str] = yield from door.checking_archivos()
    yield 1.0
    return [
        *(Sentence(N_("{name}: está dañado."), name=name) for name in spoiled),
        *(Sentence(N_("{name}: no está en este equipo."), name=name) for name in missing),
    ]


class CambiarMunicipalidad(FormPage):
    """Its name, its address and who signs its papers."""

    def __init__(self, shell: Shell, record: str) -> None:
        names = ("nombre", "ruc", "direccion", "telefono")
        super().__init__(
            shell,
            _("Datos de la municipalidad"),
            [field for field in MUNICIPIO if field.name != "ubigeo"],
            draft=("municipio", ""),
            verb=_("Guardar"),
            values=shell.door.municipality,
            sections=[
                (_("La municipalidad"), names),
                (_("Quién firma los papeles"), ("alcalde", "gerente", "gerente_cargo")),
            ],
            hint=str(shell.door.municipality()["place"]),
        )

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self.shell.door.save_municipality(answers)
        self.shell.say(_("Datos de la municipalidad guardados."))


class PersonaScreen(FormPage):
    """Somebody who works on this machine; the language is theirs."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.record = record
        begins = {"rol": shell.door.role, "idioma": "es"}
        super().__init__(
            shell,
            _("Persona que trabaja aquí"),
            PERSONA,
            draft=("persona", record),
            verb=_("Guardar"),
            values=(lambda: one_of(shell.door.people(), record)) if record else begins,
            hint=_("Con su nombre queda escrito quién guardó cada cosa."),
        )

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self.made = self.shell.door.save_person(answers, self.record or None)
        self.shell.say(_("Persona guardada."))

    def done(self) -> None:
        """The window speaks the language of who is working."""
        current = (self.shell.door.person or {}).get("id")
        self.shell.back()
        if not self.record and self.shell.door.roles_set:
            self.shell.go("funciones", self.made)  # without a role they could save nothing
        if self.record and self.record == current:
            self.shell.rebuild_asked.emit()


class CambiarClave(Page):
    """Another passphrase, with the code of the recovery sheet. Nothing typed here is kept as a draft."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(
            _("Cambiar la clave"), hint=_("Necesita la hoja de recuperación. La clave de antes deja de servir.")
        )
        self.shell = shell
        self.form = Form(PASSPHRASE, shell.options)
        self.column.addWidget(self.form)
        self.save_button = button(_("Cambiar la clave"), self.save, role="primary")
        self.save_button.setObjectName("guardar")
        self.save_button.setToolTip("Ctrl+Enter")
        self.column.addSpacing(space(2))
        self.column.addLayout(row(self.save_button, button(_("Dejar como está"), shell.back, role="quiet")))
        self.form.submitted.connect(self.save)
        on_key(self, "Ctrl+Return", self.save, inside=True)
        self.end()

    def save(self) -> None:
        """Check and change it."""
        if not self.form.check():
            return
        answers = self.form.answers()
        if answers["passphrase"] != answers["again"]:
            self.form.show_problems([Problem("again", Sentence(N_("No es igual a la clave de arriba.")))])
            return
        folder = self.shell.door.folder
        if self.shell.door.read_only:
            tell(self.shell.window, _("Esta carpeta se abrió solo para leer."))
            return
        secret, recovery = answers["passphrase"], answers["recovery"]
        if self.shell.attempt(lambda: new_passphrase(folder, secret, recovery=recovery), self.form):
            self.shell.say(_("La clave cambió. Úsela desde la próxima vez."))
            self.shell.back()

    def start(self) -> None:
        """The first box."""
        self.form.focus_first()


SCREENS = {
    "ajustes": Screen(AjustesScreen, rail="ajustes"),
    "cambiar-municipalidad": Screen(CambiarMunicipalidad, rail="ajustes"),
    "persona": Screen(PersonaScreen, rail="ajustes"),
    "cambiar-clave": Screen(CambiarClave, rail="ajustes"),
}
