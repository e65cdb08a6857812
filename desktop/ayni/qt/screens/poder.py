"""Powers of an AEO's representative: until when each one is valid, and who holds it."""

from ayni.domain.poder import PODER
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, EmptyState, button, words
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.trouble import ask, tell
from ayni.qt.screens.junta_directiva import MemberOptions
from ayni.qt.screens.pages import FormPage, ListPage, of_first
from ayni.qt.shell import Screen, Shell

TYPED = tuple(field for field in PODER if field.asked)
KINDS = {code: label for field in PODER if field.name == "tipo" for code, label in field.kind.options}


class PoderesScreen(ListPage):
    """The powers of an AEO, newest first."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record
        self._today = shell.door.today().isoformat()
        empty = EmptyState(
            _("Todavía no hay poderes. Escriba la vigencia de poder del representante."),
            _("Agregar poder"),
            self.add,
            drawn="papel",
        )
        columns = (
            Column("tipo", _("Documento"), show=lambda each: _(KINDS.get(each["tipo"], "")), letters=18),
            Column("full_name", _("Representante"), stretch=True, letters=26),
            Column("emitido", _("Emitido"), show=lambda each: day(each["emitido"]), letters=13),
            Column("vence", _("Vale hasta"), show=lambda each: day(each["vence"]), letters=13),
            Column("vigente", _("Hoy"), show=self._state, letters=14),
            Column("asiento", _("Asiento"), show=lambda each: each["asiento"] or "", letters=14),
        )
        super().__init__(
            _("Poderes"),
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
        self.new_button = button(_("Agregar poder"), self.add, role="primary", drawn="agregar", keys="Ctrl+N")
        self.tools.addWidget(self.new_button)
        self.avisos = Card(_("Lo que vence"), "attention")
        self.avisos.setObjectName("avisos")
        self.column.insertWidget(2, self.avisos)
        self.listing.opened.connect(self.edit)
        self._say_avisos()

    def _rows(self, text: str) -> list[Row]:
        wanted = text.strip().casefold()
        found = self.shell.door.poderes(self.record)
        return [each for each in found if wanted in f"{each['full_name']} {each['asiento']} {each['dni']}".casefold()]

    def _state(self, power: Row) -> str:
        if not power["vence"]:
            return _("Faltan los días")
        return _("Vigente") if power["vence"] >= self._today else _("Venció")

    def _say_avisos(self) -> None:
        found = [aviso for aviso in self.shell.door.avisos(self.record) if aviso.kind == "poder"]
        self.avisos.clear()
        for aviso in found:
            self.avisos.column.addWidget(words(str(aviso.sentence)))
        self.avisos.setVisible(bool(found))
        some = self.listing.model.rowCount() > 0
        for each in (self.edit_button, self.remove_button):
            each.setVisible(some)

    def add(self) -> None:
        """A new power; who holds it is chosen from the padrón."""
        if not self.shell.door.aeo(self.record)["socios"]:
            ask(
                self,
                _("Primero hace falta el padrón."),
                _("El representante se elige entre los socios."),
                yes=_("Abrir padrón"),
                then=lambda: self.shell.go("padron", self.record),
            )
            return
        self.shell.go("poder", self.record)

    def edit(self, record: str) -> None:
        """Change one."""
        self.shell.go("poder", f"{self.record}/{record}")

    def _need_one(self) -> str:
        record = self.listing.current()
        if not record:
            tell(self, _("Elija primero un poder de la lista."), _("Use las flechas, o un clic sobre su fila."))
        return record

    def _edit_chosen(self) -> None:
        if record := self._need_one():
            self.edit(record)

    def remove(self) -> None:
        """Take away one written by mistake."""
        record = self._need_one()
        if record:
            power = next(each for each in self._rows("") if each["id"] == record)
            said = N_("{name}. Si venció, no lo quite: agregue el nuevo.")
            ask(
                self,
                _("¿Quitar este poder?"),
                str(Sentence(said, name=power["full_name"])),
                yes=_("Quitar poder"),
                then=lambda: self._remove(record),
            )

    def _remove(self, record: str) -> None:
        if self.shell.attempt(lambda: self.shell.door.remove_poder(record)):
            self.shell.say(_("Poder quitado. Puede deshacerlo."))

    def hear(self, tables: frozenset[str]) -> None:
        """A power or a member was written."""
        if tables & {"poder", "socio", "convocatoria"}:
            self.refresh()
            self._say_avisos()


class PoderScreen(FormPage):
    """One power. `record` is the AEO, or "AEO/power" to change one."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.aeo, _slash, self.record = record.partition("/")
        aeo = shell.door.aeo(self.aeo)
        if self.record:
            values = next((each for each in shell.door.poderes(self.aeo) if each["id"] == self.record), None)
        else:
            values = {
                "tipo": "vigencia_poder",
                "dias_validez": shell.door.call_days(self.aeo) or None,
                "partida_registral": aeo["partida_registral"],
                "oficina_registral": aeo["oficina_registral"],
            }
        super().__init__(
            shell,
            _("Cambiar poder") if self.record else _("Agregar poder"),
            TYPED,
            draft=("poder", record),
            verb=_("Guardar poder"),
            values=values,
            provider=MemberOptions(shell.door, aeo=self.aeo),
            hint=str(aeo["nombre"]),
        )

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self.shell.door.save_poder(self.aeo, answers, self.record or None)
        self.shell.say(_("Poder guardado."))


SCREENS = {
    "poderes": Screen(of_first("aeo", PoderesScreen), rail="organizaciones"),
    "poder": Screen(of_first("aeo", PoderScreen), rail="organizaciones"),
}
