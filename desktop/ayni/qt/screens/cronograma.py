"""The timetable of a call: its stages in the order of their days."""

from ayni.domain.cronograma import ETAPA
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import EmptyState, button
from ayni.qt.kit.table import Column, Row
from ayni.qt.screens.pages import FormPage, of_first, one_of
from ayni.qt.screens.records import RecordsPage, tell_problems
from ayni.qt.shell import Screen, Shell

TYPED = tuple(field for field in ETAPA if field.asked)


def stage_state(stage: Row, today: str) -> str:
    """Where a stage stands today, in a word."""
    if (stage["fin"] or stage["inicio"]) < today:
        return _("Terminó")
    return _("En curso") if stage["inicio"] <= today else _("Todavía no")


class CronogramaScreen(RecordsPage):
    """The stages of a call."""

    choose_one = N_("Elija primero una etapa de la lista.")
    tables = frozenset({"etapa"})

    def __init__(self, shell: Shell, record: str) -> None:
        today = shell.door.today().isoformat()
        empty = EmptyState(
            _("Todavía no hay etapas. Cópielas del cronograma de las bases."),
            _("Agregar etapa"),
            self.add,
            drawn="calendario",
        )
        columns = (
            Column("nombre", _("Etapa"), stretch=True, letters=30),
            Column("inicio", _("Empieza"), show=lambda each: day(each["inicio"]), letters=13),
            Column("fin", _("Termina"), show=lambda each: day(each["fin"] or each["inicio"]), letters=13),
            Column("estado", _("Hoy"), show=lambda each: stage_state(each, today), letters=12),
            Column("lugar", _("Lugar y horario"), show=lambda each: each["lugar"] or "", letters=24),
        )
        hint = str(shell.door.convocatoria(record)["nombre"])
        super().__init__(shell, record, _("Cronograma"), columns, empty=empty, hint=hint)
        self.edit_and_remove(self.edit, self.remove)
        self.new_button = button(_("Agregar etapa"), self.add, role="primary", drawn="agregar", keys="Ctrl+N")
        self.tools.addWidget(self.new_button)
        self.odd = self.card_above(_("Revise estas fechas"), "revise")
        self.look_again()

    def records(self) -> list[Row]:
        return self.shell.door.etapas(self.record)

    def searched(self, each: Row) -> str:
        return str(each["nombre"])

    def told_around(self) -> None:
        tell_problems(self.odd, self.shell.door.cronograma_problems(self.record))

    def add(self) -> None:
        """A new stage."""
        self.shell.go("etapa", self.record)

    def edit(self, record: str) -> None:
        """Change one."""
        self.shell.go("etapa", f"{self.record}/{record}")

    def remove(self) -> None:
        """Take away one written by mistake."""
        self.with_one(self._remove)

    def _remove(self, record: str) -> None:
        self.ask_first(
            _("¿Quitar esta etapa?"),
            str(Sentence(N_("{name}. Puede deshacerlo."), name=self.record_of(record)["nombre"])),
            _("Quitar etapa"),
            lambda: self.shell.door.remove_etapa(record),
            _("Etapa quitada. Puede deshacerlo."),
        )


class EtapaScreen(FormPage):
    """One stage. `record` is the call, or "call/stage" to change one."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.call, _slash, self.record = record.partition("/")
        super().__init__(
            shell,
            _("Cambiar etapa") if self.record else _("Agregar etapa"),
            TYPED,
            draft=("etapa", record),
            verb=_("Guardar etapa"),
            values=(lambda: one_of(shell.door.etapas(self.call), self.record)) if self.record else None,
            hint=str(shell.door.convocatoria(self.call)["nombre"]),
        )

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self.shell.door.save_etapa(self.call, answers, self.record or None)
        self.shell.say(_("Etapa guardada."))


SCREENS = {
    "cronograma": Screen(of_first("convocatoria", CronogramaScreen), rail="convocatoria"),
    "etapa": Screen(of_first("convocatoria", EtapaScreen), rail="convocatoria"),
}
