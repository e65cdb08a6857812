"""Versions of a plan: the list, keeping one, and what several people do with one plan."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ayni.domain.version import TYPED
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, EmptyState, Page, button, row, words
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.trouble import ask, tell
from ayni.qt.screens.pages import FormPage, ListPage
from ayni.qt.shell import Screen, Shell

NONE = N_("Todavía no hay versiones. Guarde una antes de cambiar mucho el plan.")


def first_plan(shell: Shell, record: str) -> str:
    """The plan of a screen; opened without any (in the gallery), the first one."""
    if record:
        return record
    found = shell.door.planes(0, 1)
    return str(found[0]["id"]) if found else ""


class VersionesScreen(ListPage):
    """The versions of a plan, newest first."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.plan = shell, record
        empty = EmptyState(
            _(NONE),
            _("Guardar versión"),
            self.keep,
            drawn="copia",
        )
        columns = (
            Column("numero", _("Número"), letters=9),
            Column("nombre", _("Nombre de la versión"), stretch=True, letters=30),
            Column("motivo", _("Motivo"), show=lambda each: each["motivo"] or "", letters=28),
            Column("fecha", _("Fecha"), show=lambda each: day(each["fecha"]), letters=13),
            Column("autor", _("Quién la guardó"), show=lambda each: each["autor"] or "", letters=20),
        )
        super().__init__(
            _("Versiones del plan"),
            columns,
            lambda offset, limit, text: self._rows(text)[offset : offset + limit],
            lambda text: len(self._rows(text)),
            empty=empty,
            look_for=_("Buscar en esta lista"),
            hint=str(shell.door.plan(record)["titulo"]),
        )
        self.compare_button = button(_("Comparar con ahora"), self._compare_chosen, drawn="ver", keys="F4")
        self.compare_button.setObjectName("comparar")
        self.return_button = button(_("Volver a esta versión"), self.bring_back, drawn="deshacer", keys="F9")
        self.return_button.setObjectName("volver")
        for each in (self.compare_button, self.return_button):
            self.bar.addWidget(each)
        self.new_button = button(_("Guardar versión"), self.keep, role="primary", drawn="agregar", keys="Ctrl+N")
        self.tools.addWidget(self.new_button)
        self.listing.opened.connect(self.compare)
        self._show_buttons()

    def _rows(self, text: str) -> list[Row]:
        wanted = text.strip().casefold()
        found = self.shell.door.versiones(self.plan)
        return [each for each in found if wanted in f"{each['nombre']} {each['motivo']} {each['autor']}".casefold()]

    def _show_buttons(self) -> None:
        some = self.listing.model.rowCount() > 0
        for each in (self.compare_button, self.return_button):
            each.setVisible(some)

    def keep(self) -> None:
        """Keep what the plan says now."""
        self.shell.go("version", self.plan)

    def compare(self, version: str) -> None:
        """A version beside what the plan says now."""
        self.shell.go("comparar-versiones", f"{self.plan}/{version}")

    def _need_one(self) -> str:
        record = self.listing.current()
        rows = self._rows("")
        if not record and len(rows) == 1:
            return str(rows[0]["id"])
        if not record:
            tell(self, _("Elija primero una versión de la lista."), _("Use las flechas, o un clic sobre su fila."))
        return record

    def _compare_chosen(self) -> None:
        if version := self._need_one():
            self.compare(version)

    def bring_back(self) -> None:
        """Make the plan say again what it said in a version."""
        if version := self._need_one():
            ask(
                self,
                _("¿Volver a esta versión?"),
                _("Lo que el plan dice ahora se guarda como otra versión. Puede deshacerlo."),
                yes=_("Volver a esta versión"),
                then=lambda: self._bring_back(version),
            )

    def _bring_back(self, version: str) -> None:
        if self.shell.attempt(lambda: self.shell.door.restore_version(self.plan, version)):
            self.shell.say(_("El plan dice otra vez lo de esa versión."))

    def hear(self, tables: frozenset[str]) -> None:
        """A version was kept."""
        if "version_plan" in tables:
            self.refresh()
            self._show_buttons()


class VersionScreen(FormPage):
    """Keeping a version: how it is called and why."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.plan = record
        super().__init__(
            shell,
            _("Guardar versión"),
            TYPED,
            draft=("version", record),
            verb=_("Guardar versión"),
            hint=_("Queda guardado para siempre todo lo que el plan dice ahora."),
        )

    def store(self, answers: dict[str, str]) -> None:
        self.shell.door.save_version(self.plan, answers["nombre"], answers["motivo"])

    def done(self) -> None:
        super().done()
        self.shell.say(_("Versión guardada."))


class Juntos(Card):
    """What several people do with one plan: its versions, what is said about it, other prices, a copy as a start."""

    def __init__(self, shell: Shell, plan: str) -> None:
        super().__init__(_("Trabajar juntos"))
        self.setObjectName("juntos")
        kept, waiting = len(shell.door.versiones(plan)), sum(shell.door.open_comments(plan).values())
        said = N_("Versiones guardadas: {versions}. Comentarios por atender: {comments}.")
        self.told = words(str(Sentence(said, versions=kept, comments=waiting)), "hint")
        self.told.setObjectName("juntos.dicho")
        self.column.addWidget(self.told)
        self.buttons = {}
        for name, label, drawn in (
            ("versiones", N_("Versiones"), "copia"),
            ("comentarios", N_("Comentarios"), "editar"),
            ("reajuste", N_("Cambiar precios"), "rehacer"),
            ("copiar-plan", N_("Copiar como comienzo"), "agregar"),
        ):
            self.buttons[name] = button(_(label), lambda to=name: shell.go(to, plan), drawn=drawn)
            self.buttons[name].setObjectName(f"ir.{name}")
        self.column.addLayout(row(*self.buttons.values()))


def of_plan(make: Callable[[Shell, str], QWidget]) -> Callable[[Shell, str], QWidget]:
    """A screen of one plan; opened without any (in the gallery), that of the first."""

    def made(shell: Shell, record: str) -> QWidget:
        found = first_plan(shell, record)
        return make(shell, found) if found else Page(_("Planes"))

    return made


SCREENS = {
    "versiones": Screen(of_plan(VersionesScreen), rail="planes"),
    "version": Screen(of_plan(VersionScreen), rail="planes"),
}
