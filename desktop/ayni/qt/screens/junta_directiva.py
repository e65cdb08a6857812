"""The board of an AEO: who holds which cargo and since when, and what the board lacks today."""

from collections.abc import Sequence

from ayni.domain.fields import Field
from ayni.domain.junta_directiva import CARGO_PERIODO, in_force
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, EmptyState, button, words
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.trouble import ask, tell
from ayni.qt.options import EVERY, DoorOptions
from ayni.qt.screens.pages import FormPage, ListPage, of_first
from ayni.qt.shell import Screen, Shell

TYPED = tuple(field for field in CARGO_PERIODO if field.asked)


class JuntaScreen(ListPage):
    """The periods of an AEO's cargos, in the order of the paper."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record
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
        super().__init__(
            _("Junta directiva"),
            columns,
            lambda offset, limit, text: self._rows(text)[offset : offset + limit],
            lambda text: len(self._rows(text)),
            empty=empty,
            look_for=_("Buscar en esta lista"),
            hint=str(shell.door.aeo(record)["nombre"]),
        )
        self.edit_button = button(_("Cambiar"), self._edit_chosen, drawn="editar", keys="F2")
        self.remove_button = button(_("Quitar"), self.remove, keys="Del")
        self.bar.addWidget(self.edit_button)
        self.bar.addWidget(self.remove_button)
        self.new_button = button(_("Agregar cargo"), self.add, role="primary", drawn="agregar", keys="Ctrl+N")
        self.tools.addWidget(self.new_button)
        self.actas_button = button(_("Actas"), lambda: shell.go("asambleas", record), drawn="papel", keys="F7")
        self.powers_button = button(_("Poderes"), lambda: shell.go("poderes", record), drawn="papel", keys="F8")
        self.tools.addWidget(self.actas_button)
        self.tools.addWidget(self.powers_button)
        self.avisos = Card(_("Lo que vence"), "attention")
        self.avisos.setObjectName("avisos")
        self.column.insertWidget(2, self.avisos)
        self.missing = Card(_("La junta está incompleta"), "attention")
        self.missing.setObjectName("falta")
        self.column.insertWidget(2, self.missing)
        self.listing.opened.connect(self.edit)
        self._say_missing()

    def _rows(self, text: str) -> list[Row]:
        wanted = text.strip().casefold()
        found = self.shell.door.junta(self.record)
        return [each for each in found if wanted in f"{each['full_name']} {each['cargo']} {each['dni']}".casefold()]

    def _state(self, period: Row) -> str:
        if in_force([period], self._today):
            return _("Vigente")
        return _("Todavía no") if str(period["desde"]) > self._today else _("Terminó")

    def _say_missing(self) -> None:
        some = self.listing.model.rowCount() > 0
        found = self.shell.door.junta_problems(self.record)
        self.missing.clear()
        for problem in found:
            self.missing.column.addWidget(words(problem.text))
        self.missing.setVisible(bool(found) and some)
        avisos = [aviso for aviso in self.shell.door.avisos(self.record) if aviso.kind == "mandato"]
        self.avisos.clear()
        for aviso in avisos:
            self.avisos.column.addWidget(words(str(aviso.sentence)))
        self.avisos.setVisible(bool(avisos))
        for each in (self.edit_button, self.remove_button):
            each.setVisible(some)

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

    def _need_one(self) -> str:
        record = self.listing.current()
        if not record:
            tell(self, _("Elija primero un cargo de la lista."), _("Use las flechas, o un clic sobre su fila."))
        return record

    def _edit_chosen(self) -> None:
        if record := self._need_one():
            self.edit(record)

    def remove(self) -> None:
        """Take away a period written by mistake."""
        record = self._need_one()
        if not record:
            return
        period = next(each for each in self._rows("") if each["id"] == record)
        ask(
            self,
            _("¿Quitar este cargo?"),
            str(
                Sentence(
                    N_("{name}. Si su periodo terminó, no lo quite: escriba la fecha en que terminó."),
                    name=period["full_name"],
                )
            ),
            yes=_("Quitar cargo"),
            then=lambda: self._remove(record),
        )

    def _remove(self, record: str) -> None:
        if self.shell.attempt(lambda: self.shell.door.remove_cargo(record)):
            self.shell.say(_("Cargo quitado. Puede deshacerlo."))

    def hear(self, tables: frozenset[str]) -> None:
        """A period or a member was written."""
        if tables & {"cargo_periodo", "socio"}:
            self.refresh()
            self._say_missing()


class MemberOptions(DoorOptions):
    """Members in force of one AEO: as many as asked for, although some of the list have left."""

    def choices(self, field: Field, text: str = "", limit: int = 50) -> Sequence[tuple[str, str]]:
        """As the door's, cut after those who left were taken out."""
        return super().choices(field, text, EVERY)[:limit]


class CargoScreen(FormPage):
    """One period of a cargo. `record` is the AEO, or "AEO/period" to change one."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.aeo, _slash, self.record = record.partition("/")
        period = next((each for each in shell.door.junta(self.aeo) if each["id"] == self.record), None)
        super().__init__(
            shell,
            _("Cambiar cargo") if self.record else _("Agregar cargo"),
            TYPED,
            draft=("cargo", record),
            verb=_("Guardar cargo"),
            values=period,
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
