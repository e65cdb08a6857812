"""Actas of an AEO's assemblies: the list, one acta in a form, and the paper that is signed and certified."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt

from ayni.domain.asamblea import ASAMBLEA
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import EmptyState, button
from ayni.qt.kit.editors import Segments
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.work import WorkPanel
from ayni.qt.screens.pages import FormPage, file_name, of_first, papers_folder
from ayni.qt.screens.records import RecordsPage
from ayni.qt.shell import Screen, Shell

TYPED = tuple(field for field in ASAMBLEA if field.asked)
KINDS = {code: label for field in ASAMBLEA if field.name == "tipo" for code, label in field.kind.options}
CERTIFIERS = {code: label for field in ASAMBLEA if field.name == "certifica" for code, label in field.kind.options}
LANGUAGES = (("es", "Español"), ("quz", "Runasimi"), ("both", "Español – Runasimi"))  # each in itself
SECTIONS = (
    (N_("¿Cuándo y dónde fue?"), ("fecha", "hora_inicio", "hora_fin", "tipo", "lugar")),
    (N_("¿Quiénes fueron y cómo votaron?"), ("presentes", "total_socios", "a_favor", "en_contra", "abstenciones")),
    (N_("¿Qué se trató y qué se acordó?"), ("agenda", "acuerdos", "facultad")),
    (
        N_("¿Quién certificó el acta?"),
        ("certifica", "certifica_nombre", "certifica_fecha", "libro", "folio", "asiento"),
    ),
)


class AsambleasScreen(RecordsPage):
    """The actas of an AEO, newest first."""

    choose_one = N_("Elija primero un acta de la lista.")
    tables = frozenset({"asamblea"})

    def __init__(self, shell: Shell, record: str) -> None:
        empty = EmptyState(
            _("Todavía no hay actas. Escriba la de la asamblea que eligió a la junta."),
            _("Agregar acta"),
            self.add,
            drawn="papel",
        )
        columns = (
            Column("fecha", _("Fecha"), show=lambda each: day(each["fecha"]), letters=13),
            Column("tipo", _("Tipo de asamblea"), show=lambda each: _(KINDS.get(each["tipo"], "")), letters=18),
            Column("lugar", _("Lugar"), show=lambda each: each["lugar"] or "", stretch=True, letters=24),
            Column("presentes", _("Presentes"), show=lambda each: each["presentes"] or "", letters=10, right=True),
            Column(
                "certifica",
                _("Certificada por"),
                show=lambda each: _(CERTIFIERS.get(each["certifica"], "")),
                letters=16,
            ),
        )
        hint = str(shell.door.aeo(record)["nombre"])
        super().__init__(shell, record, _("Actas de asamblea"), columns, empty=empty, hint=hint)
        self.edit_and_remove(self.edit, self.remove)
        self.print_button = button(_("Imprimir acta"), self.print_one, drawn="imprimir", keys="F8")
        self.print_button.setObjectName("imprimir.acta")
        self._language = Segments(LANGUAGES)
        self._language.setAccessibleName(_("Idioma del papel"))
        self._language.set_answer("es")
        self.of_one(self.print_button)
        self.new_button = button(_("Agregar acta"), self.add, role="primary", drawn="agregar", keys="Ctrl+N")
        self.tools.addWidget(self.new_button)
        self.column.addWidget(self._language, 0, Qt.AlignmentFlag.AlignLeft)
        self.work = WorkPanel(shell.worker)
        self.column.addWidget(self.work)
        self.look_again()

    def records(self) -> list[Row]:
        return self.shell.door.asambleas(self.record)

    def searched(self, each: Row) -> str:
        return f"{day(each['fecha'])} {each['lugar']} {each['agenda']}"

    def told_around(self) -> None:
        self._language.setVisible(self.listing.model.rowCount() > 0)

    def add(self) -> None:
        """A new acta."""
        self.shell.go("asamblea", self.record)

    def edit(self, record: str) -> None:
        """Change one."""
        self.shell.go("asamblea", f"{self.record}/{record}")

    def remove(self) -> None:
        """Take away one written by mistake."""
        self.with_one(self._remove)

    def _remove(self, record: str) -> None:
        self.ask_first(
            _("¿Quitar esta acta?"),
            _("Quítela solo si se escribió por equivocación."),
            _("Quitar acta"),
            lambda: self.shell.door.remove_asamblea(record),
            _("Acta quitada. Puede deshacerlo."),
        )

    def print_one(self) -> None:
        """The paper to sign and to certify."""
        record = "" if self.work.busy else self.one()
        if not record:
            return
        door, language = self.shell.door, self._language.answer() or "es"
        name = file_name("acta", str(door.aeo(self.record)["nombre"]), door.asamblea(record)["fecha"], language)
        path = papers_folder() / f"{name}.pdf"

        def printing() -> Iterator[float]:
            with door.job():
                yield 0.2
                return door.print_acta(record, path, language)

        self.work.run(printing(), _("Preparando el papel…"), done=self._ready, failed=self.shell.failed)

    def _ready(self, path: Path) -> None:
        self.shell.say(str(Sentence(N_("Se guardó en: {path}"), path=path)))
        self.shell.open_file(path)

    def leave(self) -> None:
        """A paper under way is not waited for."""
        self.work.forget()


class AsambleaScreen(FormPage):
    """One acta. `record` is the AEO, or "AEO/acta" to change one."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.aeo, _slash, self.record = record.partition("/")
        aeo = shell.door.aeo(self.aeo)
        begins = {"total_socios": str(aeo["socios"] or "") or None}
        super().__init__(
            shell,
            _("Cambiar acta") if self.record else _("Agregar acta"),
            TYPED,
            draft=("asamblea", record),
            verb=_("Guardar acta"),
            values=(lambda: shell.door.asamblea(self.record)) if self.record else begins,
            sections=[(_(title), names) for title, names in SECTIONS],
            hint=str(aeo["nombre"]),
        )

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self.shell.door.save_asamblea(self.aeo, answers, self.record or None)
        self.shell.say(_("Acta guardada."))


SCREENS = {
    "asambleas": Screen(of_first("aeo", AsambleasScreen), rail="organizaciones"),
    "asamblea": Screen(of_first("aeo", AsambleaScreen), rail="organizaciones"),
}
