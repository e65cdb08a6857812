"""Open data of purchases: what a file of the State's portal suggests, accepted one by one; and writing our own."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ayni.domain.ocds import NEW, OTHER, SAME, Proposal
from ayni.domain.recorrido import listed, spoken_day
from ayni.lang import N_, Sentence, _, day, soles
from ayni.qt.kit.cards import EmptyState, Footer, Page, button, tag, words
from ayni.qt.kit.keys import ENTER, announce
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.table import Column, Listing, Row
from ayni.qt.kit.trouble import tell
from ayni.qt.kit.work import WorkPanel
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.pages import ask_file, file_name
from ayni.qt.shell import Screen, Shell
from ayni.workspace.law import purchase_law
from ayni.workspace.ocds import OcdsWritten
from ayni.workspace.ocds_sugerencias import OcdsFound, Suggestion

STANDINGS = {NEW: N_("Nuevo"), SAME: N_("Ya está"), OTHER: N_("Distinto")}
DROPPED = "DESCARTADO"
SEPARATOR = "|"  # between the purchase and the file in the record of this screen


class DateBox(QLineEdit):
    """The day of what is accepted, where the file has none; Enter accepts."""

    asked = Signal()

    def keyPressEvent(self, event: object) -> None:
        if event.key() in ENTER:  # type: ignore[attr-defined]
            self.asked.emit()
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]


class SugerenciasOcds(Page):
    """What a file that somebody saved from the portal says of our purchases. `record`: a purchase, and a file."""

    def __init__(self, shell: Shell, record: str = "") -> None:
        super().__init__(_("Datos abiertos de las compras"), letters=0)
        self.shell = shell
        self.compra, _sign, path = record.partition(SEPARATOR)
        self.found: list[Suggestion] = []
        self.dropped: set[tuple[int, int]] = set()
        if self.compra:
            self.hint.setText(str(shell.door.compra(self.compra)["nombre"]))
            self.hint.show()
        self.column.setSpacing(space(3))
        self.write_button = button(_("Escribir datos abiertos"), self.write, drawn="exportar", keys="Ctrl+E")
        self.write_button.setObjectName("escribir")
        self.tools.addWidget(self.write_button)
        self.write_button.setHidden(bool(self.compra))
        self._first = EmptyState(
            _(
                "Alguien con internet guarda del portal del SEACE el archivo de su proceso, o el de un mes. "
                "Elíjalo aquí: Ayni le propone qué registrar, y usted decide."
            ),
            _("Elegir el archivo"),
            self.choose,
            drawn="importar",
        )
        self.column.addWidget(self._first, 1)
        self.work = WorkPanel(shell.worker)
        self.column.addWidget(self.work)
        self._counted = QWidget()
        line = Wrap(self._counted, gap=space(2))
        self._new, self._other, self._there = tag("", "good"), tag("", "attention"), tag("", "")
        for each in (self._new, self._other, self._there):
            line.addWidget(each)
        self._notes = words("", "small")
        self._notes.setObjectName("contado")
        columns = [
            Column("what", _("Qué pasó"), letters=22),
            Column("day", _("Fecha"), letters=13),
            Column("amount", _("Monto"), letters=15, right=True),
            Column("supplier", _("Proveedor"), stretch=True, letters=22),
            Column("standing", _("En Ayni"), letters=11),
            Column("process", _("Proceso"), letters=24),
        ]
        if not self.compra:
            columns.insert(0, Column("compra", _("Compra"), letters=22))
        self.rows: list[Row] = []
        self._list = Listing(
            columns,
            lambda offset, limit: self.rows[offset : offset + limit],
            lambda: len(self.rows),
            name=_("Lo que dice el archivo"),
        )
        self._list.setObjectName("sugerencias")
        self._list.setMinimumHeight(space(56))
        self._list.chosen.connect(self._look)
        self._list.opened.connect(lambda _record: self._enter())
        self._said = words("")
        self._said.setObjectName("detalle")
        self._ask = QWidget()
        asking = Wrap(self._ask, gap=space(2))
        self.date_box = DateBox()
        self.date_box.setObjectName("fecha")
        self.date_box.setAccessibleName(_("Fecha del acto"))
        self.date_box.setPlaceholderText("04/06/2026")
        self.date_box.setMaximumWidth(column_width(14))
        self.date_box.asked.connect(self.accept)
        label = words(_("El archivo no dice el día. Escríbalo:"), "label")
        label.setWordWrap(False)
        label.setBuddy(self.date_box)
        for each in (label, self.date_box):
            asking.addWidget(each)
        for each, stretch in (
            (self._counted, 0),
            (self._notes, 0),
            (self._list, 1),
            (self._said, 0),
            (self._ask, 0),
        ):
            each.hide()
            self.column.addWidget(each, stretch)
        self.accept_button = button(_("Registrar esto"), self.accept, role="primary", keys="Ctrl+Return")
        self.accept_button.setObjectName("aceptar")
        self.drop_button = button(_("Dejar de lado"), self.drop, keys="Ctrl+D")
        self.drop_button.setObjectName("descartar")
        self.again_button = button(_("Elegir otro archivo"), self.choose, keys="Ctrl+O")
        self._foot = Footer(self.accept_button, self.drop_button, self.again_button, letters=0)
        self._foot.hide()
        self.layout().addWidget(self._foot)
        if path:
            self.read(Path(path))

    def start(self) -> None:
        """What comes next has the focus."""
        if self._first.action is not None and not self._first.isHidden():
            self._first.action.setFocus()

    # reading

    def choose(self) -> None:
        """Ask which file."""
        ask_file(self, _("Archivo del SEACE"), "*.json *.zip", self.read)

    def read(self, path: Path) -> None:
        """Read it beside the window."""
        door, compra = self.shell.door, self.compra

        def reading() -> Iterator[float]:
            with door.job():
                return (yield from door.reading_ocds(path, compra))

        self._path = path
        self._first.hide()
        self._foot.hide()
        self.work.run(reading(), _("Leyendo el archivo…"), done=self._read, failed=self._refused, stopped=self._again)

    def _refused(self, error: BaseException) -> None:
        self._again()
        self.shell.failed(error)

    def _again(self) -> None:
        self._first.setVisible(not self.rows)
        self._foot.setVisible(bool(self.rows))
        self.start()

    def _read(self, found: OcdsFound) -> None:
        self.dropped = set()
        self.found = sorted(found.suggestions, key=lambda each: (each.nombre, each.compra, each.process.called))
        said = [Sentence(N_("Procesos en el archivo: {count}."), count=found.processes)]
        if found.skipped:
            said.append(Sentence(N_("Partes sin código de proceso, que no se leen: {count}."), count=found.skipped))
        if any(not each.sure for each in self.found):
            said.append(Sentence(N_("No se pudo comprobar qué entidad compra: mírelo antes de registrar.")))
        self._notes.setText(" ".join([self._path.name + ".", *(str(each) for each in said)]))
        self._show()
        if not self.rows:
            self._first.show()
            self._foot.hide()
            nothing = _("El archivo no trae nada de estas compras.")
            tell(self.shell.window, nothing, _("Se buscan por su nomenclatura y por la entidad que compra."))
            self.start()
            return
        self._list.table.setFocus()
        self._list.table.selectRow(self._first_new())

    # what is proposed

    def _show(self) -> None:
        """The rows, with what is registered now."""
        self.rows = [
            self._row(place, number, each, proposal)
            for place, each in enumerate(self.found)
            for number, proposal in enumerate(each.proposals)
        ]
        self._list.refresh()
        standings = [row["code"] for row in self.rows]
        for made, code, message in (
            (self._new, NEW, N_("Por registrar: {count}")),
            (self._other, OTHER, N_("Distintos de lo registrado: {count}")),
            (self._there, SAME, N_("Ya estaban: {count}")),
        ):
            made.setText(str(Sentence(message, count=standings.count(code))))
            made.setVisible(code in standings)
        for each in (self._counted, self._notes, self._list, self._said):
            each.setVisible(bool(self.rows))
        self._foot.setVisible(bool(self.rows))

    def _row(self, place: int, number: int, each: Suggestion, proposal: Proposal) -> Row:
        dropped = (place, number) in self.dropped
        amount = proposal.datos.get("monto_centimos", proposal.datos.get("cuantia_centimos"))
        return {
            "id": f"{place}.{number}",
            "compra": each.nombre,
            "owner": each.compra,
            "what": _(purchase_law().label(proposal.codigo)),
            "day": day(proposal.fecha) if proposal.fecha else "—",
            "amount": soles(int(str(amount))) if amount else "",
            "supplier": str(proposal.datos.get("proveedor") or ""),
            "standing": _("Dejado de lado") if dropped else _(STANDINGS[proposal.standing]),
            "code": DROPPED if dropped else proposal.standing,
            "process": each.process.nomenclature,
        }

    def _first_new(self) -> int:
        return next((place for place, row in enumerate(self.rows) if row["code"] == NEW), 0)

    def _chosen(self) -> tuple[int, int] | None:
        record = self._list.current()
        if not record:
            return None
        place, number = record.split(".")
        return int(place), int(number)

    def _look(self, record: str) -> None:
        """Say what is to be known of the row chosen."""
        chosen = self._chosen()
        if not record or chosen is None:
            return
        each = self.found[chosen[0]]
        proposal = each.proposals[chosen[1]]
        open_yet = proposal.standing == NEW and chosen not in self.dropped
        states = ", ".join(each.process.states) or "—"
        said = [Sentence(N_("En el portal el proceso está así: {states}."), states=states)]
        if proposal.stored is not None and proposal.standing == OTHER:
            told = N_("En Ayni está registrado el {date}. Si está mal, corríjalo en la compra: aquí nada se cambia.")
            said.append(Sentence(told, date=spoken_day(proposal.stored.fecha)))
        self._said.setText(" ".join(str(one) for one in said))
        self._ask.setVisible(open_yet and not proposal.fecha)
        self.accept_button.setEnabled(open_yet)
        self.drop_button.setEnabled(open_yet)

    def _enter(self) -> None:
        if self._ask.isVisible():
            self.date_box.setFocus()
        elif self.accept_button.isEnabled():
            self.accept()

    def accept(self) -> None:
        """Register what is proposed; what comes before it in the same call is decided first."""
        chosen = self._chosen()
        if chosen is None or not self.accept_button.isEnabled():
            return
        place, number = chosen
        each = self.found[place]
        here = f"{place}.{number}"
        waiting = [
            self.found[int(row["id"].split(".")[0])].proposals[int(row["id"].split(".")[1])].codigo
            for row in self.rows[: [row["id"] for row in self.rows].index(here)]
            if row["code"] == NEW and row["owner"] == each.compra
        ]
        if waiting:
            event = listed([purchase_law().label(waiting[0])])
            said = str(Sentence(N_("Decida primero lo que pasó antes: {event}."), event=event))
            tell(self.shell.window, said, _("Regístrelo, o déjelo de lado."))
            return
        proposal, text = each.proposals[number], self.date_box.text()
        if not proposal.fecha and not text.strip():
            announce(self.date_box, _("El archivo no dice el día. Escríbalo:"))
            self.date_box.setFocus()
            return
        if not self.shell.attempt(lambda: self.shell.door.accept_ocds(each, proposal, text)):
            return
        self.date_box.clear()
        self.shell.say(str(Sentence(N_("Registrado: {event}."), event=listed([purchase_law().label(proposal.codigo)]))))
        self._renew(each.compra)

    def drop(self) -> None:
        """Leave it aside, in this sitting."""
        chosen = self._chosen()
        if chosen is not None and self.drop_button.isEnabled():
            self.dropped.add(chosen)
            self._renew("")

    def _renew(self, compra: str) -> None:
        """What is registered changed: judge again what is proposed for that purchase."""
        self.found = [self.shell.door.suggested_again(each) if each.compra == compra else each for each in self.found]
        self._show()
        self._list.table.selectRow(self._first_new())
        self._look(self._list.current())
        self._list.table.setFocus()

    # writing

    def write(self) -> None:
        """Ask where to write our open data."""
        name = f"{file_name(_('Datos abiertos'), self.shell.door.today().isoformat())}.json"
        ask_file(self, _("Datos abiertos"), "*.json", self.write_to, save_as=name)

    def write_to(self, path: Path) -> None:
        """Write the record of every call, checked before it gets its name."""
        self._first.hide()
        self._foot.hide()
        job = self.shell.door.writing_ocds(path, record=True)
        self.work.run(job, _("Escribiendo…"), done=self._written, failed=self._refused, stopped=self._again)

    def _written(self, written: OcdsWritten) -> None:
        self._again()
        said = N_("Escrito y comprobado: {name}, con {count} convocatorias.")
        text = str(Sentence(said, name=written.path.name, count=written.processes))
        self.shell.say(text)
        if written.draft:
            draft = _("Es un borrador: la municipalidad todavía no tiene su prefijo. Escríbalo en Ajustes.")
            tell(self.shell.window, text, draft)

    def leave(self) -> None:
        """A job under way is stopped."""
        self.work.forget()


SCREENS = {
    "sugerencias-ocds": Screen(SugerenciasOcds, rail="compras"),
}
