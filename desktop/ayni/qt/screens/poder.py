"""Powers of an AEO's representative: until when each one is valid, and who holds it."""

from ayni.domain.poder import PODER
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import EmptyState, button
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.trouble import ask
from ayni.qt.screens.junta_directiva import MemberOptions
from ayni.qt.screens.pages import FormPage, of_first, one_of
from ayni.qt.screens.records import RecordsPage, tell_problems
from ayni.qt.shell import Screen, Shell

TYPED = tuple(field for field in PODER if field.asked)
KINDS = {code: label for field in PODER if field.name == "tipo" for code, label in field.kind.options}


class PoderesScreen(RecordsPage):
    """The powers of an AEO, newest first."""

    choose_one = N_("Elija primero un poder de la lista.")
    tables = frozenset({"poder", "socio", "convocatoria"})

    def __init__(self, shell: Shell, record: str) -> None:
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
        hint = str(shell.door.aeo(record)["nombre"])
        super().__init__(shell, record, _("Poderes"), columns, empty=empty, hint=hint)
        self.edit_and_remove(self.edit, self.remove)
        self.new_button = button(_("Agregar poder"), self.add, role="primary", drawn="agregar", keys="Ctrl+N")
        self.tools.addWidget(self.new_button)
        self.avisos = self.card_above(_("Lo que vence"), "avisos")
        self.look_again()

    def records(self) -> list[Row]:
        return self.shell.door.poderes(self.record)

    def searched(self, each: Row) -> str:
        return f"{each['full_name']} {each['asiento']} {each['dni']}"

    def _state(self, power: Row) -> str:
        if not power["vence"]:
            return _("Faltan los días")
        return _("Vigente") if power["vence"] >= self._today else _("Venció")

    def told_around(self) -> None:
        found = [aviso for aviso in self.shell.door.avisos(self.record) if aviso.kind == "poder"]
        tell_problems(self.avisos, [str(aviso.sentence) for aviso in found])

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

    def remove(self) -> None:
        """Take away one written by mistake."""
        self.with_one(self._remove)

    def _remove(self, record: str) -> None:
        said = N_("{name}. Si venció, no lo quite: agregue el nuevo.")
        self.ask_first(
            _("¿Quitar este poder?"),
            str(Sentence(said, name=self.record_of(record)["full_name"])),
            _("Quitar poder"),
            lambda: self.shell.door.remove_poder(record),
            _("Poder quitado. Puede deshacerlo."),
        )


class PoderScreen(FormPage):
    """One power. `record` is the AEO, or "AEO/power" to change one."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.aeo, _slash, self.record = record.partition("/")
        aeo = shell.door.aeo(self.aeo)
        begins = {
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
            values=(lambda: one_of(shell.door.poderes(self.aeo), self.record)) if self.record else begins,
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
