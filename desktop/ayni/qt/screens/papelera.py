"""The bin: what was taken away, by whom and when; one key brings it back."""

from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import EmptyState, button
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.trouble import tell
from ayni.qt.screens.ajustes import moment
from ayni.qt.screens.pages import ListPage
from ayni.qt.shell import Screen, Shell


class PapeleraScreen(ListPage):
    """Rows that were taken away, the last first. Nothing is ever emptied."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell = shell
        empty = EmptyState(
            _("La papelera está vacía. Lo que se quite se guardará aquí, y se podrá traer de vuelta."),
            drawn="listo",
        )
        columns = (
            Column("title", _("Qué era"), stretch=True, letters=30),
            Column("noun", _("Clase"), show=lambda row: _(row["noun"]), letters=24),
            Column("person", _("Quién lo quitó"), letters=22),
            Column("clock", _("Cuándo"), show=lambda row: moment(row["clock"]) if row["clock"] else "", letters=18),
            Column("reason", _("Motivo"), letters=22),
        )
        super().__init__(
            _("Papelera"),
            columns,
            self._rows,
            shell.door.removed_count,
            empty=empty,
            look_for=_("Buscar en la papelera"),
            hint=_("Lo que está aquí no se borra nunca. Elija una fila y tráigala de vuelta."),
        )
        self.back_button = button(
            _("Traer de vuelta"), self.bring_back, role="primary", drawn="deshacer", keys="Ctrl+B"
        )
        self.back_button.setObjectName("traer_de_vuelta")
        self.bar.addWidget(self.back_button)
        self.listing.opened.connect(lambda _record: self.bring_back())
        self._show_button()

    def _rows(self, offset: int, limit: int, text: str) -> list[Row]:
        return [
            {
                "id": f"{each.table}:{each.record}",
                "title": each.title,
                "noun": each.noun,
                "person": each.person,
                "clock": each.clock,
                "reason": each.reason,
            }
            for each in self.shell.door.removed(offset, limit, text)
        ]

    def _show_button(self) -> None:
        self.back_button.setVisible(self.listing.model.rowCount() > 0)

    def bring_back(self) -> None:
        """Bring back the row chosen."""
        chosen = self.listing.current()
        if not chosen:
            tell(self, _("Elija primero una fila de la lista."), _("Use las flechas, o un clic sobre su fila."))
            return
        table, record = chosen.split(":", 1)
        title = next((each["title"] for each in self._rows(0, 100_000, "") if each["id"] == chosen), "")
        if self.shell.attempt(lambda: self.shell.door.bring_back(table, record)):
            self.shell.say(str(Sentence(N_("De vuelta: {name}."), name=title)))

    def hear(self, tables: frozenset[str]) -> None:
        """Something was taken away or came back."""
        self.refresh()
        self._show_button()


SCREENS = {"papelera": Screen(PapeleraScreen, rail="ajustes")}
