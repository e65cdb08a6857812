"""Versions of a plan: the list, keeping one, and what several people do with one plan."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ayni.domain.version import TYPED
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, EmptyState, Page, button, row, words
from ayni.qt.kit.table import Column, Row
from ayni.qt.screens.pages import FormPage
from ayni.qt.screens.records import RecordsPage
from ayni.qt.shell import Screen, Shell

NONE = N_("Todavía no hay versiones. Guarde una antes de cambiar mucho el plan.")


def first_plan(shell: Shell, record: str) -> str:
    """The plan of a screen; opened without any (in the gallery), the first one."""
    if record:
        return record
    found = shell.door.planes(0, 1)
    return str(found[0]["id"]) if found else ""


class VersionesScreen(RecordsPage):
    """The versions of a plan, newest first."""

    choose_one = N_("Elija primero una versión de la lista.")
    tables = frozenset({"version_plan"})

    def __init__(self, shell: Shell, record: str) -> None:
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
        hint = str(shell.door.plan(record)["titulo"])
        super().__init__(shell, record, _("Versiones del plan"), columns, empty=empty, hint=hint)
        self.compare_button = button(
            _("Comparar con ahora"), lambda: self.with_one(self.compare), drawn="ver", keys="F4"
        )
        self.compare_button.setObjectName("comparar")
        self.return_button = button(_("Volver a esta versión"), self.bring_back, drawn="deshacer", keys="F9")
        self.return_button.setObjectName("volver")
        self.of_one(self.compare_button, self.return_button)
        self.new_button = button(_("Guardar versión"), self.keep, role="primary", drawn="agregar", keys="Ctrl+N")
        self.tools.addWidget(self.new_button)
        self.listing.opened.connect(self.compare)
        self.look_again()

    def records(self) -> list[Row]:
        return self.shell.door.versiones(self.record)

    def searched(self, each: Row) -> str:
        return f"{each['nombre']} {each['motivo']} {each['autor']}"

    def keep(self) -> None:
        """Keep what the plan says now."""
        self.shell.go("version", self.record)

    def compare(self, version: str) -> None:
        """A version beside what the plan says now."""
        self.shell.go("comparar-versiones", f"{self.record}/{version}")

    def bring_back(self) -> None:
        """Make the plan say again what it said in a version."""
        self.with_one(self._bring_back)

    def _bring_back(self, version: str) -> None:
        self.ask_first(
            _("¿Volver a esta versión?"),
            _("Lo que el plan dice ahora se guarda como otra versión. Puede deshacerlo."),
            _("Volver a esta versión"),
            lambda: self.shell.door.restore_version(self.record, version),
            _("El plan dice otra vez lo de esa versión."),
        )


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
