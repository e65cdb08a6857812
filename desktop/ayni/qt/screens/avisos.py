"""What must be done in purchases, by every office: the most urgent first, each with the step that ends it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ayni.domain.aviso_pospuesto import AVISO_POSPUESTO
from ayni.domain.recorrido import listed
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, EmptyState, button, row, words
from ayni.qt.kit.editors import ClosedList
from ayni.qt.kit.keys import announce, on_key
from ayni.qt.kit.palette import column_width
from ayni.qt.kit.table import Column, Row
from ayni.qt.screens.pages import FormPage, ListPage, file_name, papers_folder
from ayni.qt.shell import Screen, Shell
from ayni.workspace.law import purchase_law

LEVELS = {"r": N_("Urgente"), "a": N_("Pronto"), "i": N_("Para saber")}
ALL_OFFICES, ALL_LEVELS, PUT_OFF = N_("Todas las oficinas"), N_("Todos los avisos"), N_("Los pospuestos")
ASIDE = "p"  # what is shown instead of a level: alerts that were put off


class AvisosScreen(ListPage):
    """Alerts of all open purchases, narrowed by office, level and words. `record`: the office to begin with."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell = shell
        law = purchase_law()
        self.office = ClosedList([(code, _(law.label(code))) for code in law.offices if code in law.inside])
        self.office.setItemText(0, _(ALL_OFFICES))
        self.office.set_answer(record)
        self.level = ClosedList([*((code, _(label)) for code, label in LEVELS.items()), (ASIDE, _(PUT_OFF))])
        self.level.setItemText(0, _(ALL_LEVELS))
        self._found: list[Row] = []
        self._asked: tuple[str, str, str] | None = None
        columns = (
            Column("level", _("Nivel"), show=lambda each: _(LEVELS[each["alert"].level]), letters=11),
            Column("nombre", _("Compra"), letters=26),
            Column("said", _("Qué pasa"), stretch=True, letters=34),
            Column("offices", _("A quién le toca"), letters=24),
            Column("basis", _("Sustento"), letters=20),
        )
        empty = EmptyState(
            _("No hay avisos: ninguna compra espera nada de esta oficina."),
            _("Ver compras"),
            lambda: shell.go("compras"),
            drawn="listo",
        )
        super().__init__(
            _("Avisos de compras"), columns, self._fetch, self._count, empty=empty, look_for=_("Buscar en esta lista")
        )
        for made, name, label, keys in (
            (self.office, "oficina", _("Oficina"), "F6"),
            (self.level, "nivel", _("Nivel"), "F7"),
        ):
            made.setObjectName(name)
            made.setAccessibleName(label)
            made.setToolTip(keys)
            made.setMaximumWidth(column_width(26))
            made.edited.connect(self.refresh)
            on_key(self, keys, partial(self._to, made))
            self.bar.addWidget(made)
        self.calendar_button = button(_("Llevar al calendario"), self.export, drawn="calendario", keys="Ctrl+E")
        self.calendar_button.setObjectName("calendario")
        self.print_button = button(_("Imprimir lista"), self.print_list, drawn="imprimir", keys="Ctrl+P")
        self.print_button.setObjectName("imprimir")
        self.figures_button = button(
            _("Indicadores"), lambda: shell.go("indicadores-compras"), role="quiet", drawn="balanza", keys="F8"
        )
        self.figures_button.setObjectName("indicadores")
        for tool in (self.figures_button, self.calendar_button, self.print_button):
            self.tools.addWidget(tool)
        self.card = Card("")
        self.told = words("", "label")
        self.told.setObjectName("aviso")
        self.more = words("", "hint")
        self.step_button = button(
            _("Registrar lo que pasó"), self.do, role="primary", drawn="adelante", keys="Ctrl+Return"
        )
        self.step_button.setObjectName("hacer")
        self.open_button = button(_("Abrir la compra"), self.open)
        self.open_button.setObjectName("abrir")
        self.later_button = button(_("Posponer"), self.put_off, drawn="reloj", keys="F9")
        self.later_button.setObjectName("posponer")
        self.card.column.addWidget(self.told)
        self.card.column.addWidget(self.more)
        self.card.column.addLayout(row(self.step_button, self.open_button, self.later_button))
        self.column.addWidget(self.card)
        self.listing.chosen.connect(lambda _record: self._tell())
        self.listing.opened.connect(lambda _record: self.open())
        self._tell()

    def _to(self, box: QWidget) -> None:
        box.setFocus()

    # the list

    def _rows(self) -> list[Row]:
        level = self.level.answer()
        asked = (self.office.answer(), level, self.filter.text() if hasattr(self, "filter") else "")
        if asked != self._asked:
            aside = level == ASIDE
            found = self.shell.door.purchase_alerts(asked[0], "" if aside else level, asked[2], put_off=aside)
            label = purchase_law().label
            self._found = [
                {
                    "id": each.id,
                    "compra": each.compra,
                    "nombre": each.nombre,
                    "alert": each.alert,
                    "said": str(each.alert.sentence),
                    "offices": str(listed([label(office) for office in each.alert.offices])),
                    "basis": _(each.alert.basis),
                    "until": each.until,
                    "reason": each.reason,
                }
                for each in found
            ]
            self._asked = asked
        return self._found

    def _fetch(self, offset: int, limit: int, _text: str) -> Sequence[Row]:
        return self._rows()[offset : offset + limit]

    def _count(self, _text: str) -> int:
        return len(self._rows())

    def refresh(self) -> None:
        """Ask the door again."""
        self._asked = None
        super().refresh()
        if self.listing.model.rowCount() and not self.current():
            self.listing.table.selectRow(0)
        self._tell()

    def current(self) -> Row | None:
        """The alert chosen."""
        record = self.listing.current()
        return next((each for each in self._rows() if each["id"] == record), None)

    def _tell(self) -> None:
        """The alert chosen in full, with what ends it."""
        each = self.current()
        self.card.setVisible(each is not None)
        if each is None:
            return
        alert = each["alert"]
        self.told.setText(f"{each['nombre']}: {each['said']}")
        more = [each["offices"], each["basis"]]
        if each["until"]:
            said = N_("Pospuesto hasta el {date}: {reason}")
            more.append(str(Sentence(said, date=day(each["until"]), reason=each["reason"])))
        self.more.setText("  ·  ".join(part for part in more if part))
        label = _(purchase_law().label(alert.offer)) if alert.offer else ""
        self.step_button.setVisible(bool(alert.offer))
        self.step_button.setText(str(Sentence(N_("Registrar: {event}"), event=label)))
        self.later_button.setText(_("Volver a avisar") if each["until"] else _("Posponer"))

    # acts

    def do(self) -> None:
        """Register the step that ends the alert."""
        each = self.current()
        if each and each["alert"].offer:
            self.shell.go("evento", f"{each['compra']}:{each['alert'].offer}")

    def open(self) -> None:
        """The purchase."""
        if each := self.current():
            self.shell.go("compra", each["compra"])

    def put_off(self) -> None:
        """Put it off with its reason, or tell it again."""
        each = self.current()
        if each is None:
            return
        if not each["until"]:
            self.shell.go("posponer-aviso", each["id"])
        elif self.shell.attempt(lambda: self.shell.door.bring_alert_back(each["compra"], each["alert"].code)):
            self.shell.say(_("Se volverá a avisar."))

    def export(self) -> None:
        """What is due, as a calendar file."""
        default = str(papers_folder() / f"{file_name(_('Compras'), self.shell.door.today().isoformat())}.ics")
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Guardar el calendario"), default, "*.ics")
        if chosen:
            self.write_calendar(chosen)

    def write_calendar(self, chosen: str) -> None:
        """Write the calendar file."""
        path, found = Path(chosen), list[int]()
        if self.shell.attempt(lambda: found.append(self.shell.door.write_calendar(path))):
            said = Sentence(N_("Calendario listo: {name}. Fechas que vencen: {count}."), name=path.name, count=found[0])
            self.shell.say(said)
            announce(self, str(said))

    def print_list(self) -> None:
        """The alerts shown, on paper."""
        level = self.level.answer()
        path = papers_folder() / f"{file_name(_('Avisos de compras'), self.shell.door.today().isoformat())}.pdf"
        asked = (self.office.answer(), "" if level == ASIDE else level)
        if self.shell.attempt(lambda: self.shell.door.print_avisos(path, "es", *asked)):
            self.shell.say(str(Sentence(N_("Hoja lista: {name}"), name=path.name)))
            self.shell.open_file(path)

    def hear(self, tables: frozenset[str]) -> None:
        """A purchase or an alert changed."""
        if tables & {"compra", "evento", "estado_compra", "aviso_pospuesto"}:
            self.refresh()


class PosponerAviso(FormPage):
    """Until when an alert is put off, and why. `record` is the purchase and the alert."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.compra, _slash, self.code = record.partition("/")
        alerts = [each for each in shell.door.purchase(self.compra).alerts if each.code == self.code]
        super().__init__(
            shell,
            _("Posponer un aviso"),
            [each for each in AVISO_POSPUESTO if each.asked],
            draft=("aviso_pospuesto", record),
            verb=_("Posponer"),
            hint="  ·  ".join([str(shell.door.compra(self.compra)["nombre"]), *(str(a.sentence) for a in alerts[:1])]),
        )

    def store(self, answers: dict[str, str]) -> None:
        """Put it off."""
        self.shell.door.put_off(self.compra, self.code, answers)
        self.shell.say(_("Aviso pospuesto."))


SCREENS = {
    "avisos": Screen(AvisosScreen, rail="compras"),
    "posponer-aviso": Screen(PosponerAviso, rail="compras"),
}
