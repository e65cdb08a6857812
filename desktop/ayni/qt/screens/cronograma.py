"""The timetable of a call: its stages in the order of their days."""

from ayni.domain.cronograma import ETAPA
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, EmptyState, button, words
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.trouble import ask, tell
from ayni.qt.screens.pages import FormPage, ListPage, of_first
from ayni.qt.shell import Screen, Shell

TYPED = tuple(field for field in ETAPA if field.asked)


def stage_state(stage: Row, today: str) -> str:
    """Where a stage stands today, in a word."""
    if (stage["fin"] or stage["inicio"]) < today:
        return _("Terminó")
    return _("En curso") if stage["inicio"] <= today else _("Todavía no")


class CronogramaScreen(ListPage):
    """The stages of a call."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record
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
        super().__init__(
            _("Cronograma"),
            columns,
            lambda offset, limit, text: self._rows(text)[offset : offset + limit],
            lambda text: len(self._rows(text)),
            empty=empty,
            look_for=_("Buscar en esta lista"),
            hint=str(shell.door.convocatoria(record)["nombre"]),
        )
        self.edit_button = button(_("Cambiar"), self._edit_chosen, drawn="editar", keys="F2")
        self.remove_button = button(_("Quitar"), self.remove, keys="Del")
        self.bar.addWidget(self.edit_button)
        self.bar.addWidget(self.remove_button)
        self.new_button = button(_("Agregar etapa"), self.add, role="primary", drawn="agregar", keys="Ctrl+N")
        self.tools.addWidget(self.new_button)
        self.odd = Card(_("Revise estas fechas"), "attention")
        self.odd.setObjectName("revise")
        self.column.insertWidget(2, self.odd)
        self.listing.opened.connect(self.edit)
        self._say_odd()

    def _rows(self, text: str) -> list[Row]:
        wanted = text.strip().casefold()
        return [each for each in self.shell.door.etapas(self.record) if wanted in str(each["nombre"]).casefold()]

    def _say_odd(self) -> None:
        found = self.shell.door.cronograma_problems(self.record)
        self.odd.clear()
        for problem in found:
            self.odd.column.addWidget(words(problem.text))
        self.odd.setVisible(bool(found))
        some = self.listing.model.rowCount() > 0
        for each in (self.edit_button, self.remove_button):
            each.setVisible(some)

    def add(self) -> None:
        """A new stage."""
        self.shell.go("etapa", self.record)

    def edit(self, record: str) -> None:
        """Change one."""
        self.shell.go("etapa", f"{self.record}/{record}")

    def _need_one(self) -> str:
        record = self.listing.current()
        if not record:
            tell(self, _("Elija primero una etapa de la lista."), _("Use las flechas, o un clic sobre su fila."))
        return record

    def _edit_chosen(self) -> None:
        if record := self._need_one():
            self.edit(record)

    def remove(self) -> None:
        """Take away one written by mistake."""
        record = self._need_one()
        if record:
            stage = next(each for each in self._rows("") if each["id"] == record)
            ask(
                self,
                _("¿Quitar esta etapa?"),
                str(Sentence(N_("{name}. Puede deshacerlo."), name=stage["nombre"])),
                yes=_("Quitar etapa"),
                then=lambda: self._remove(record),
            )

    def _remove(self, record: str) -> None:
        if self.shell.attempt(lambda: self.shell.door.remove_etapa(record)):
            self.shell.say(_("Etapa quitada. Puede deshacerlo."))

    def hear(self, tables: frozenset[str]) -> None:
        """A stage was written."""
        if "etapa" in tables:
            self.refresh()
            self._say_odd()


class EtapaScreen(FormPage):
    """One stage. `record` is the call, or "call/stage" to change one."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.call, _slash, self.record = record.partition("/")
        stage = next((each for each in shell.door.etapas(self.call) if each["id"] == self.record), None)
        super().__init__(
            shell,
            _("Cambiar etapa") if self.record else _("Agregar etapa"),
            TYPED,
            draft=("etapa", record),
            verb=_("Guardar etapa"),
            values=stage,
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
