"""Use agreements of a plan: the list with its uncovered days, and one agreement or addendum."""

from ayni.domain.cesion import CESION
from ayni.domain.fields import by_name
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, EmptyState, button, words
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.trouble import ask, tell
from ayni.qt.kit.work import WorkPanel
from ayni.qt.screens.contrapartida import write_paper
from ayni.qt.screens.pages import FormPage, ListPage, one_of
from ayni.qt.shell import Screen, Shell

OF_A_CESION = tuple(field for field in CESION if field.asked)


class CesionesScreen(ListPage):
    """The use agreements of a plan and their addenda."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.plan = shell, record
        empty = EmptyState(
            _("Todavía no hay acuerdos. Los bienes se entregan primero en cesión en uso, con un plazo."),
            _("Agregar acuerdo"),
            self.add,
            drawn="papel",
        )
        kind = by_name(CESION)["tipo_cesion"].kind
        columns = (
            Column("tipo_cesion", _("Documento"), show=lambda each: kind.show(each["tipo_cesion"]), stretch=True),
            Column("cesion_numero", _("Número"), letters=20),
            Column("desde", _("Vale desde"), show=lambda each: day(each["desde"]), letters=13),
            Column("hasta", _("Vale hasta"), show=lambda each: day(each["hasta"]), letters=13),
        )
        super().__init__(
            _("Cesión en uso"),
            columns,
            lambda offset, limit, text: self._rows(text)[offset : offset + limit],
            lambda text: len(self._rows(text)),
            empty=empty,
            look_for=_("Buscar en esta lista"),
            hint=str(shell.door.plan(record)["titulo"]),
        )
        self.edit_button = button(_("Cambiar"), self._edit_chosen, drawn="editar", keys="F2")
        self.print_button = button(_("Imprimir acuerdo"), self.print_one, drawn="imprimir", keys="Ctrl+P")
        self.remove_button = button(_("Quitar"), self.remove, keys="Del")
        for each in (self.edit_button, self.print_button, self.remove_button):
            self.bar.addWidget(each)
        self.new_button = button(_("Agregar acuerdo"), self.add, role="primary", drawn="agregar", keys="Ctrl+N")
        self.tools.addWidget(self.new_button)
        self.told = Card("", "attention")
        self.told.setObjectName("avisos")
        self.column.insertWidget(2, self.told)
        self.work = WorkPanel(shell.worker)
        self.column.addWidget(self.work)
        self.listing.opened.connect(lambda cesion: shell.go("cesion", f"{self.plan}/{cesion}"))
        self._say()

    def _rows(self, text: str) -> list[Row]:
        wanted = text.strip().casefold()
        return [each for each in self.shell.door.cesiones(self.plan) if wanted in str(each["cesion_numero"]).casefold()]

    def _say(self) -> None:
        self.told.clear()
        found = self.shell.door.cover(self.plan)
        said = [
            Sentence(
                N_("Del {start} al {end} no hubo acuerdo vigente."),
                start=day(start.isoformat()),
                end=day(end.isoformat()),
            )
            for start, end in found.gaps
        ]
        if found.until is not None and found.until < self.shell.door.today():
            said.append(Sentence(N_("La cesión en uso venció el {date}."), date=day(found.until.isoformat())))
        for sentence in said:
            self.told.column.addWidget(words(str(sentence)))
        self.told.setVisible(bool(said))
        some = self.listing.model.rowCount() > 0
        for each in (self.edit_button, self.print_button, self.remove_button):
            each.setVisible(some)

    def _chosen(self) -> str:
        record: str = self.listing.current()
        rows = self._rows("")
        if not record and len(rows) == 1:
            return str(rows[0]["id"])
        if not record:
            tell(self, _("Elija primero un acuerdo de la lista."), _("Use las flechas, o un clic sobre su fila."))
        return record

    def add(self) -> None:
        """A new agreement or addendum."""
        self.shell.go("cesion", self.plan)

    def _edit_chosen(self) -> None:
        if record := self._chosen():
            self.shell.go("cesion", f"{self.plan}/{record}")

    def print_one(self) -> None:
        """The agreement to be signed."""
        if record := self._chosen():
            write_paper(self, "cesion", self.shell.door.print_cesion, record)

    def remove(self) -> None:
        """Take away one written by mistake."""
        if record := self._chosen():
            ask(
                self,
                _("¿Quitar este acuerdo?"),
                _("Quítelo solo si se escribió por equivocación."),
                yes=_("Quitar acuerdo"),
                then=lambda: self._remove(record),
            )

    def _remove(self, record: str) -> None:
        if self.shell.attempt(lambda: self.shell.door.remove_cesion(record)):
            self.shell.say(_("Acuerdo quitado. Puede deshacerlo."))

    def hear(self, tables: frozenset[str]) -> None:
        """An agreement was written."""
        if "cesion" in tables:
            self.refresh()
            self._say()

    def leave(self) -> None:
        """A paper under way is not waited for."""
        self.work.forget()


class CesionScreen(FormPage):
    """One agreement. `record` is the plan, or "plan/agreement" to change one."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.plan, _slash, self.record = record.partition("/")
        super().__init__(
            shell,
            _("Cambiar acuerdo") if self.record else _("Agregar acuerdo"),
            OF_A_CESION,
            draft=("cesion", self.record or self.plan),
            verb=_("Guardar acuerdo"),
            values=(lambda: one_of(shell.door.cesiones(self.plan), self.record))
            if self.record
            else {"tipo_cesion": "cesion"},
            hint=str(shell.door.plan(self.plan)["titulo"]),
        )

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self.shell.door.save_cesion(self.plan, answers, self.record or None)
        self.shell.say(_("Acuerdo guardado."))


SCREENS = {
    "cesiones": Screen(CesionesScreen, rail="planes"),
    "cesion": Screen(CesionScreen, rail="planes"),
}
