"""Copies: whether they serve, going back to one of them, and where else they are kept."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog

from ayni.domain.fields import Field, Text
from ayni.lang import N_, Sentence, _, moment
from ayni.qt.kit.cards import Card, Page, button, line, row, words
from ayni.qt.kit.form import Form
from ayni.qt.kit.palette import space
from ayni.qt.kit.trouble import ask
from ayni.qt.kit.work import WorkDialog, WorkPanel
from ayni.qt.kit.wrap import Wrap
from ayni.qt.leaving import Look, copied_to, place_name, sticks
from ayni.qt.screens.intercambio import Columns, kilobytes
from ayni.qt.shell import Screen, Shell

NAME = Field("nombre", N_("Nombre de este equipo"), Text(120), required=True, example="Ana Huamán, segundo equipo")


AT_ONCE = 0.3  # seconds that the screen waits for a stick
LOOKING = 200  # milliseconds between two questions whether a late one answered


class CopiasScreen(Page):
    """The copies, newest first; what Ayni saw when it tested one; the sticks that keep more of them."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(
            _("Copias"),
            hint=_("Volver a una copia no borra nada: lo de ahora queda guardado al lado, como una copia más."),
            letters=0,
        )
        self.shell = shell
        self.panel = WorkPanel(shell.worker)
        self._look: Look | None = None
        self._here: list[Any] = []
        self._wait = QTimer(self)
        self._wait.setInterval(LOOKING)
        self._wait.timeout.connect(self._looked)
        self.harm, self.tested = Card(_("Qué hacer"), "problem"), Card(_("¿Sirven las copias?"))
        self.outside, self.list = Card(_("En una memoria USB u otro disco")), Card(_("En este equipo"))
        self.column.addWidget(self.panel)
        self.column.addWidget(self.harm)
        self.column.addWidget(Columns(self.tested, self.outside, letters=90))
        self.column.addWidget(self.list)
        self.back_button = button(_("Volver a Ajustes"), shell.back)
        self.column.addLayout(row(self.back_button))
        self.end()
        self._draw()

    def _draw(self) -> None:
        self._draw_harm()
        self._draw_tested()
        self._draw_outside()
        self._draw_list()

    # damage that was found

    def _draw_harm(self) -> None:
        card, looked = self.harm, self.shell.door.last_check()
        card.clear()
        found = looked.found if looked is not None else ()
        card.setVisible(bool(found))
        for sentence in found:
            card.column.addWidget(words(sentence))
        self.good_button = button(_("Buscar la última copia buena"), self.find_good, role="primary")
        self.good_button.setObjectName("buscar_buena")
        self.again_button = button(_("Revisar otra vez"), self.check)
        self.again_button.setObjectName("revisar")
        card.column.addLayout(row(self.good_button, self.again_button))

    def find_good(self) -> None:
        """Look for the newest copy that is whole, then ask."""
        if not self.panel.busy:
            job = self.shell.door.finding_good_copy()
            title = _("Buscando la última copia buena…")
            self.panel.run(job, title, done=self._found_good, failed=self.shell.failed)

    def _found_good(self, found: Any) -> None:
        if found is None:
            self.shell.say(_("No hay una copia buena en este equipo"))
            return
        ask(
            self.shell.window,
            _("¿Volver a la última copia buena?"),
            " ".join([*(str(each) for each in found.told()), _("Lo dañado se guarda aparte, no se borra.")]),
            yes=_("Volver a la copia"),
            then=lambda: self.restore(found.name),
        )

    def check(self) -> None:
        """Check all of it again."""
        if not self.panel.busy:
            job = self.shell.door.checking_file(whole=True)
            self.panel.run(job, _("Revisando el archivo…"), done=lambda _found: self._draw(), failed=self.shell.failed)

    # the test

    def _draw_tested(self) -> None:
        card, door = self.tested, self.shell.door
        card.clear()
        looked = door.last_test()
        tone = "" if looked is None else "problem" if looked.found else "good"
        card.column.addWidget(words(str(door.copy_test_told()), tone))
        card.column.addWidget(words(_("Cada semana Ayni abre la última copia en un lugar aparte y la revisa."), "hint"))
        for told in door.returns():
            if not told["back"]:
                for sentence in door.return_told(told):
                    card.column.addWidget(words(str(sentence), "attention"))
        self.test_button = button(_("Probar ahora"), self.test, drawn="listo")
        self.test_button.setObjectName("probar")
        card.column.addLayout(row(self.test_button))
        card.column.addStretch(1)

    def test(self) -> None:
        """Test the newest copy now."""
        if not self.panel.busy:
            title = _("Probando la última copia…")
            self.panel.run(self.shell.door.testing_copy(), title, done=self._tested, failed=self.shell.failed)

    def _tested(self, _looked: object) -> None:
        self._draw()
        self.shell.say(self.shell.door.copy_test_told())
        self.test_button.setFocus()

    # outside

    def _draw_outside(self) -> None:
        card, door = self.outside, self.shell.door
        card.clear()
        here = self._reached()
        card.column.addWidget(
            words(_("Si este equipo se malogra o se lo roban, con esa memoria y la clave se recupera todo."), "hint")
        )
        last = door.copied_out()
        if last:
            card.column.addWidget(words(str(Sentence(N_("La última copia fue el {when}."), when=moment(last))), "good"))
        self.copy_buttons = []
        for number, place in enumerate(here):
            now = button(_("Copiar ahora"), lambda one=place.path: self.copy_to(one), role="primary")
            now.setObjectName(f"copiar.{number}")
            name = place_name(place.path)
            now.setAccessibleName(str(Sentence(N_("Copiar ahora a {name}"), name=name)))
            stop = button(_("Ya no copiar ahí"), lambda one=place.path: self.forget(one), role="quiet")
            stop.setAccessibleName(str(Sentence(N_("Ya no copiar en {name}"), name=name)))
            self.copy_buttons.append(now)
            side = Wrap(gap=space(3))
            label = words(name, "label")
            label.setWordWrap(False)
            for part in (label, now, stop):
                side.addWidget(part)
            card.column.addLayout(side)
        if door.copy_places() and not here:
            card.column.addWidget(words(_("Su memoria no está puesta. Cuando la ponga, Ayni copia solo."), "attention"))
        self.add_button = button(_("Elegir una memoria o carpeta"), self.choose, drawn="agregar")
        self.add_button.setObjectName("agregar_memoria")
        card.column.addLayout(row(self.add_button))
        card.column.addStretch(1)

    def _reached(self) -> list[Any]:
        """The places that can be reached. One that answers late is shown when it does; until then, what was known."""
        if not self.shell.door.copy_places():
            return []
        if self._look is None:
            self._look = Look(self.shell.door.place_finder())
        found = self._look.wait(AT_ONCE)
        if found is None:
            self._wait.start()
            return self._here
        self._look, self._here = None, found
        self._wait.stop()
        return found

    def _looked(self) -> None:
        if self._look is not None and self._look.found is not None:
            self._draw_outside()

    def choose(self) -> None:
        """Choose where copies go from now on."""
        found = sticks()
        dialog = QFileDialog(self, _("Elija la memoria USB o la carpeta"), str(found[0] if found else Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.keep_in(Path(chosen)))
        dialog.open()

    def keep_in(self, folder: Path) -> None:
        """Mark it and copy at once."""
        made: list[Any] = []
        if self.shell.attempt(lambda: made.append(self.shell.door.keep_copies_in(folder))):
            self.copy_to(made[0].path)

    def copy_to(self, place: Path) -> None:
        """Take a copy there, without stopping the window."""
        if not self.panel.busy:
            self.panel.run(
                self.shell.door.copying_to(place),
                _("Copiando…"),
                done=self._copied,
                failed=partial(self._failed, place),
                stopped=self._draw,
            )

    def _copied(self, copied: Any) -> None:
        self._draw()
        self.shell.say(copied_to(copied.place))

    def _failed(self, place: Path, error: BaseException) -> None:
        self.shell.unsay(copied_to(place))
        self._draw()
        self.shell.failed(error)

    def forget(self, place: Path) -> None:
        """No more copies there."""
        self.shell.attempt(lambda: self.shell.door.forget_place(place))
        self._draw()
        self.add_button.setFocus()

    # the list

    def _draw_list(self) -> None:
        card = self.list
        card.clear()
        self.buttons = []
        for place, copy in enumerate(self.shell.door.copies()):
            if place:
                card.column.addWidget(line())
            restore = button(_("Volver a esta copia"), lambda one=copy: self.ask(one.name, one.made))
            restore.setObjectName(f"volver.{copy.name}")
            told = Sentence(N_("Volver a la copia del {when}"), when=moment(copy.made))
            restore.setAccessibleName(str(told))
            self.buttons.append(restore)
            side = Wrap(gap=space(3))
            parts = [words(moment(copy.made), "label"), words(kilobytes(copy.size), "hint")]
            if copy.name.startswith("antes-"):
                parts.append(words(_("apartada al volver a una copia"), "hint"))
            for part in parts:
                part.setWordWrap(False)
                side.addWidget(part)
            side.addWidget(restore)
            card.column.addLayout(side)
        if not self.buttons:
            card.column.addWidget(words(_("Todavía no hay copias. La primera se hace al cerrar Ayni.")))

    def ask(self, name: str, made: str) -> None:
        """Ask first: what was saved since that day is put aside."""
        said = N_("Ayni volverá a como estaba el {when} y pedirá la clave otra vez. Lo de ahora queda en una copia.")
        ask(
            self.shell.window,
            _("¿Volver a esta copia?"),
            str(Sentence(said, when=moment(made))),
            yes=_("Volver a la copia"),
            then=lambda: self.restore(name),
        )

    def restore(self, name: str) -> None:
        """Put the copy in the place of the file; the workspace is opened again afterwards."""
        window = self.shell.window
        assert window is not None
        WorkDialog.start(
            self.shell.worker,
            window,
            self.shell.door.restoring(name),
            _("Volviendo a la copia…"),
            done=self._restored,
            failed=self.shell.failed,
        )

    def _restored(self, _nothing: object) -> None:
        self.shell.close_asked.emit()

    def leave(self) -> None:
        """Nobody waits for what was under way."""
        self.panel.forget()

    def start(self) -> None:
        """What helps has the focus when something is damaged; otherwise nothing dangerous has it."""
        (self.good_button if self.harm.isVisibleTo(self) else self.back_button).setFocus()

    def hear(self, tables: frozenset[str]) -> None:
        """A copy was made or tested behind the window."""
        if "copia" in tables and not self.panel.busy:
            self._draw()


class EquipoCopia(Page):
    """The folder is a copy and the other one is still used: this machine gets a name and keys of its own."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(
            _("Este equipo necesita su propio nombre"),
            hint=_(
                "Así se sabe quién guardó cada cosa. Todo lo guardado se queda; después la oficina acepta este equipo."
            ),
        )
        self.shell = shell
        self.form = Form((NAME,), shell.options, enter_continues=True)
        self.column.addWidget(self.form)
        self.save_button = button(_("Guardar el nombre"), self.save, role="primary")
        self.save_button.setObjectName("guardar")
        self.column.addSpacing(space(2))
        self.column.addLayout(row(self.save_button, button(_("Dejar como está"), shell.back, role="quiet")))
        self.form.submitted.connect(self.save)
        self.end()

    def save(self) -> None:
        """Make the keys; then the office is asked."""
        if not self.form.check():
            return
        name = self.form.answers()["nombre"]
        if self.shell.attempt(lambda: self.shell.door.copy_here(name), self.form):
            self.shell.say(_("Listo. Ahora pida a la oficina que acepte este equipo."))
            self.shell.go("intercambio")

    def start(self) -> None:
        """The box."""
        self.form.focus_first()


SCREENS = {
    "copias": Screen(CopiasScreen, rail="ajustes"),
    "equipo-copia": Screen(EquipoCopia, rail="ajustes"),
}
