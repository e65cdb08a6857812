"""The board of an AEO: who holds which cargo and since when, and what the board lacks today."""

from collections.abc import Sequence

from ayni.domain.fields import Field
from ayni.domain.junta_directiva import CARGO_PERIODO, in_force
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import EmptyState, button
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.trouble import ask
from ayni.qt.options import EVERY, DoorOptions
from ayni.qt.screens.pages import FormPage, of_first, one_of
from ayni.qt.screens.records import RecordsPage, tell_problems
from ayni.qt.shell import Screen, Shell

TYPED = tuple(field for field in CARGO_PERIODO if field.asked)


class JuntaScreen(RecordsPage):
    """The periods of an AEO's cargos, in the order of the paper."""

    choose_one = N_("Elija primero un cargo de la lista.")
    tables = frozenset({"cargo_periodo", "socio"})

    def __init__(self, shell: Shell, record: str) -> None:
        offices = {code: _(label) for code, label in shell.door.choices("cargos")}
        self._today = shell.door.today().isoformat()
        empty = EmptyState(
            _("Todavía no hay junta directiva. Empiece por el presidente."),
            _("Agregar cargo"),
            self.add,
            drawn="organizaciones",
        )
        columns = (
            Column("cargo", _("Cargo"), show=lambda each: offices.get(each["cargo"], each["cargo"]), letters=16),
            Column("full_name", _("Apellidos y nombres"), stretch=True, letters=28),
            Column("dni", _("DNI"), letters=11),
            Column("desde", _("Desde"), show=lambda each: day(each["desde"]), letters=13),
            Column("hasta", _("Hasta"), show=lambda each: day(each["hasta"]), letters=13),
            Column("vigente", _("Hoy"), show=self._state, letters=12),
            Column("documento", _("Documento"), show=lambda each: each["documento"] or "", letters=20),
        )
        hint = str(shell.door.aeo(record)["nombre"])
        super().__init__(shell, record, _("Junta directiva"), columns, empty=empty, hint=hint)
        self.edit_and_remove(self.edit, self.remove)
        self.new_button = button(_("Agregar cargo"), self.add, role="primary", drawn="agregar", keys="Ctrl+N")
        self.actas_button = button(_("Actas"), lambda: shell.go("asambleas", record), drawn="papel", keys="F7")
        self.powers_button = button(_("Poderes"), lambda: shell.go("poderes", record), drawn="papel", keys="F8")
        for each in (self.new_button, self.actas_button, self.powers_button):
            self.tools.addWidget(each)
        self.avisos = self.card_above(_("Lo que vence"), "avisos")
        self.missing = self.card_above(_("La junta está incompleta"), "falta")
        self.look_again()

    def records(self) -> list[Row]:
        return self.shell.door.junta(self.record)

    def searched(self, each: Row) -> str:
        return f"{each['full_name']} {each['cargo']} {each['dni']}"

    def _state(self, period: Row) -> str:
        if in_force([period], self._today):
            return _("Vigente")
        return _("Todavía no") if str(period["desde"]) > self._today else _("Terminó")

    def told_around(self) -> None:
        some = self.listing.model.rowCount() > 0
        tell_problems(self.missing, self.shell.door.junta_problems(self.record) if some else [])
        found = [aviso for aviso in self.shell.door.avisos(self.record) if aviso.kind == "mandato"]
        tell_problems(self.avisos, [str(aviso.sentence) for aviso in found])

    def add(self) -> None:
        """A new period; its person is chosen from the padrón."""
        if not self.shell.door.aeo(self.record)["socios"]:
            ask(
                self,
                _("Primero hace falta el padrón."),
                _("Los cargos se eligen entre los socios."),
                yes=_("Abrir padrón"),
                then=lambda: self.shell.go("padron", self.record),
            )
            return
        self.shell.go("cargo", self.record)

    def edit(self, record: str) -> None:
        """Change a period."""
        self.shell.go("cargo", f"{self.record}/{record}")

    def remove(self) -> None:
        """Take away a period written by mistake."""
        self.with_one(self._remove)

    def _remove(self, record: str) -> None:
        said = N_("{name}. Si su periodo terminó, no lo quite: escriba la fecha en que terminó.")
        self.ask_first(
            _("¿Quitar este cargo?"),
            str(Sentence(said, name=self.record_of(record)["full_name"])),
            _("Quitar cargo"),
            lambda: self.shell.door.remove_cargo(record),
            _("Cargo quitado. Puede deshacerlo."),
        )


class MemberOptions(DoorOptions):
    """Members in force of one AEO: as many as asked for, although some of the list have left."""

    def choices(self, field: Field, text: str = "", limit: int = 50) -> Sequence[tuple[str, str]]:
        """As the door's, cut after those who left were taken out."""
        return super().choices(field, text, EVERY)[:limit]


class CargoScreen(FormPage):
    """One period of a cargo. `record` is the AEO, or "AEO/period" to change one."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.aeo, _slash, self.record = record.partition("/")
        super().__init__(
            shell,
            _("Cambiar cargo") if self.record else _("Agregar cargo"),
            TYPED,
            draft=("cargo", record),
            verb=_("Guardar cargo"),
            values=(lambda: one_of(shell.door.junta(self.aeo), self.record)) if self.record else None,
            provider=MemberOptions(shell.door, aeo=self.aeo),
            hint=str(shell.door.aeo(self.aeo)["nombre"]),
        )

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self.shell.door.save_cargo(self.aeo, answers, self.record or None)
        self.shell.say(_("Cargo guardado."))


SCREENS = {
    "junta": Screen(of_first("aeo", JuntaScreen), rail="organizaciones"),
    "cargo": Screen(of_first("aeo", CargoScreen), rail="organizaciones"),
}
