"""The history for an auditor: who saved what, when and why; whether anybody altered it; all of it in a spreadsheet."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ayni.domain.dates import without_accents
from ayni.domain.fields import Date
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import Card, EmptyState, Page, button, restyle, row, words
from ayni.qt.kit.editors import ClosedList, LineEditor
from ayni.qt.kit.keys import announce, on_key
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.table import Column, Listing, Row
from ayni.qt.kit.trouble import tell
from ayni.qt.kit.work import WorkPanel
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.ajustes import moment
from ayni.qt.screens.pages import ask_file, file_name
from ayni.qt.shell import Screen, Shell
from ayni.workspace.auditoria import WHAT_TO_DO, Audit, Cell, TrailLine

MOST_TOLD = 20  # problems of one kind that are named; the rest are counted
MORE = N_("Y hay {count} más.")


def labelled(label: str, editor: LineEditor) -> QWidget:
    """A short box with its label before it."""
    made = QWidget()
    beside = QHBoxLayout(made)
    beside.setContentsMargins(0, 0, 0, 0)
    beside.setSpacing(space(2))
    said = words(label, "label")
    said.setWordWrap(False)
    said.setBuddy(editor)
    beside.addWidget(said)
    beside.addWidget(editor)
    return made


def changed(line: TrailLine) -> str:
    """What a save changed, in a line: its first record, and how many more."""
    records = list(dict.fromkeys((cell.noun, cell.title) for cell in line.cells))
    if not records:
        return ""
    noun, title = records[0]
    first = str(Sentence(N_("{label}: {value}"), label=Sentence(noun), value=title)) if title else _(noun)
    if len(records) == 1:
        return first
    return str(Sentence(N_("{name} y {count} más"), name=first, count=len(records) - 1))


class Narrowing(Wrap):
    """By person, kind of record and days. `heard` is called when the answer changed and can be read."""

    def __init__(self, shell: Shell, heard: Any) -> None:
        super().__init__(gap=space(3))
        self._shell, self._heard = shell, heard
        self.person = ClosedList([(name, name) for name in shell.door.trail_people()])
        self.person.setItemText(0, _("Todas las personas"))
        self.person.setAccessibleName(_("Quién"))
        kinds = [(table, _(label)) for table, label in shell.door.trail_kinds()]
        self.kind = ClosedList(sorted(kinds, key=lambda each: without_accents(each[1])))
        self.kind.setItemText(0, _("Todos los registros"))
        self.kind.setAccessibleName(_("Clase"))
        self.since, self.until = LineEditor(Date(month_allowed=False)), LineEditor(Date(month_allowed=False))
        for name, editor in (("person", self.person), ("kind", self.kind)):
            editor.setObjectName(name)
            editor.edited.connect(self._read)
            self.addWidget(editor)
        for name, day_editor, label in (("since", self.since, _("Desde")), ("until", self.until, _("Hasta"))):
            day_editor.setObjectName(name)
            day_editor.setAccessibleName(label)
            day_editor.setPlaceholderText("22/11/2026")
            day_editor.setFixedWidth(column_width(14))
            day_editor.editingFinished.connect(self._read)
            self.addWidget(labelled(label, day_editor))
        self.problem = words("", "problem")
        self.problem.setObjectName("fechas")
        self.problem.hide()
        self.asked: dict[str, str] = {}

    def _read(self) -> None:
        found = {"person": self.person.answer(), "table": self.kind.answer()}
        wrong = ""
        for name, editor in (("since", self.since), ("until", self.until)):
            text = editor.answer().strip()
            reading = editor.kind.read(text, self._shell.door.today()) if text else None
            bad = str(reading.sentence) if reading is not None and reading.sentence is not None else ""
            restyle(editor, wrong=bool(bad))
            wrong = wrong or bad
            found[name] = str(reading.value) if reading is not None and not bad else ""
        self.problem.setText(wrong)
        self.problem.setVisible(bool(wrong))
        if wrong:
            announce(self.problem, wrong)
        elif (asked := {name: value for name, value in found.items() if value}) != self.asked:
            self.asked = asked
            self._heard()


class AuditoriaScreen(Page):
    """Every save, the last first. Nothing here can be changed."""

    def __init__(self, shell: Shell, record: str) -> None:
        hint = _("Cada guardado queda escrito para siempre: quién, cuándo, qué y por qué.")
        super().__init__(_("Historia"), hint=hint, letters=0)
        self.shell = shell
        self.column.setSpacing(space(3))
        self.verify_button = button(
            _("Verificar la historia"), self.verify, role="primary", drawn="listo", keys="Ctrl+R"
        )
        self.verify_button.setObjectName("verificar")
        self.sheet_button = button(_("Llevar a Excel"), self.take, drawn="exportar", keys="Ctrl+E")
        self.sheet_button.setObjectName("llevar")
        self.tools.addWidget(self.verify_button)
        self.tools.addWidget(self.sheet_button)
        self.panel = WorkPanel(shell.worker)
        self.column.addWidget(self.panel)
        self.verdict = Card("")
        self.verdict.setObjectName("veredicto")
        self.verdict.hide()
        self.column.addWidget(self.verdict)
        self.narrowing = Narrowing(shell, self.refresh)
        self.count = words("", "hint")
        self.count.setWordWrap(False)
        self.narrowing.addWidget(self.count)
        self.column.addLayout(self.narrowing)
        self.column.addWidget(self.narrowing.problem)
        columns = (
            Column("clock", _("Cuándo"), show=lambda row: moment(row["clock"]), letters=18),
            Column("person", _("Quién"), letters=20),
            Column("device", _("Equipo"), letters=18),
            Column("act", _("Qué se hizo"), show=lambda row: _(row["act"]), letters=26),
            Column("changed", _("Registro"), stretch=True, letters=30),
            Column("reason", _("Motivo"), letters=22),
        )
        self.listing = Listing(
            columns,
            self._rows,
            lambda: shell.door.trail_count(**self.narrowing.asked),
            empty=EmptyState(_("Nadie guardó nada así. Cambie la persona, los registros o las fechas."), drawn="reloj"),
            name=_("Historia"),
        )
        self.listing.setObjectName("list")
        self.listing.setMinimumHeight(space(72))
        self.listing.opened.connect(lambda tx: shell.go("guardado", tx))
        self.column.addWidget(self.listing, 1)
        for editor in (self.narrowing.since, self.narrowing.until):
            editor.returnPressed.connect(self._into_list)
        on_key(self, "Ctrl+L", self.narrowing.person.setFocus)
        self._say_count()

    def _rows(self, offset: int, limit: int) -> list[Row]:
        return [
            {
                "id": line.tx,
                "clock": line.clock,
                "person": line.person,
                "device": line.device,
                "act": line.act,
                "changed": changed(line),
                "reason": line.reason,
            }
            for line in self.shell.door.trail(offset, limit, **self.narrowing.asked)
        ]

    def refresh(self) -> None:
        """Ask the door again."""
        self.listing.refresh()
        self._say_count()
        announce(self.count, self.count.text())

    def _say_count(self) -> None:
        count = self.listing.model.rowCount()
        self.count.setText(self.listing.summary() if count else "")
        self.sheet_button.setEnabled(bool(count))

    def _into_list(self) -> None:
        if self.listing.model.rowCount():
            self.listing.table.setFocus(Qt.FocusReason.TabFocusReason)
            if not self.listing.current():
                self.listing.table.selectRow(0)

    # was it altered

    def verify(self) -> None:
        """Go through every save, without stopping the window."""
        if self.panel.busy:
            return
        self.verdict.hide()
        job = self.shell.door.auditing()
        self.panel.run(job, _("Verificando la historia…"), done=self._verified, failed=self.shell.failed)

    def _verified(self, found: Audit) -> None:
        self.verdict.clear()
        restyle(self.verdict, tone="problem" if found.problems else "good")
        if found.problems:
            told = self._problems(found.problems)
        else:
            said = Sentence(N_("Nadie alteró la historia. Guardados revisados: {count}."), count=f"{found.saves:,}")
            told = [(str(said), "good")]
            saves: dict[str, int] = {}
            for stream in found.streams:
                saves[stream.device] = saves.get(stream.device, 0) + stream.saves
            counted = N_("{label}: {value}")
            told += [(str(Sentence(counted, label=name, value=f"{each:,}")), "") for name, each in saves.items()]
        for text, role in told:
            self.verdict.column.addWidget(words(text, role))
        self.verdict.show()
        announce(self.verdict, " ".join(text for text, _role in told))
        self.scroller.ensureWidgetVisible(self.verdict)

    def _problems(self, found: Sequence[Sentence]) -> list[tuple[str, str]]:
        """The problems by kind, each kind with what to do."""
        told = []
        for message, step in WHAT_TO_DO.items():
            alike = [problem for problem in found if problem.message == message]
            told += [(str(problem), "problem") for problem in alike[:MOST_TOLD]]
            if len(alike) > MOST_TOLD:
                told.append((str(Sentence(MORE, count=len(alike) - MOST_TOLD)), "problem"))
            if alike:
                told.append((_(step), ""))
        return told

    # to a spreadsheet

    def take(self) -> None:
        """What the list shows, with every datum, for the auditor."""
        if not self.panel.busy:
            name = file_name(_("Historia"), str(self.shell.door.municipality()["nombre"]))
            ask_file(self, _("Hoja de Excel"), "*.xlsx", self.write_to, save_as=f"{name}.xlsx")

    def write_to(self, path: Path) -> None:
        """Write it beside the window."""
        job = self.shell.door.exporting_trail(path, **self.narrowing.asked)

        def written(_saves: int) -> None:
            tell(self, _("La historia está en la hoja de Excel."), str(path))

        self.panel.run(job, _("Escribiendo la hoja de Excel…"), done=written, failed=self.shell.failed)

    def start(self) -> None:
        """The last save."""
        self._into_list()

    def leave(self) -> None:
        """Nobody waits for what was being verified."""
        self.panel.forget()

    def hear(self, tables: frozenset[str]) -> None:
        """Something was saved or received."""
        self.listing.refresh()
        self._say_count()


class GuardadoScreen(Page):
    """One save and every datum it changed; opened without any, the last one."""

    def __init__(self, shell: Shell, record: str) -> None:
        (line,) = shell.door.trail(0, 1, tx=record)
        self.cells: tuple[Cell, ...] = line.cells
        super().__init__(_(line.act), hint=f"{moment(line.clock)}  ·  {line.person}  ·  {line.device}", letters=0)
        self.column.setSpacing(space(3))
        if line.reason:
            said = Sentence(N_("{label}: {value}"), label=Sentence(N_("Motivo")), value=line.reason)
            self.column.addWidget(words(str(said)))
        columns = (
            Column("noun", _("Clase"), letters=22),
            Column("title", _("Registro"), letters=28),
            Column("label", _("Dato"), letters=24),
            Column("before", _("Antes"), stretch=True, letters=20),
            Column("after", _("Después"), stretch=True, letters=20),
        )
        self.listing = Listing(
            columns,
            self._rows,
            lambda: len(self.cells),
            empty=EmptyState(_("Este guardado no cambió ningún dato que se lea aquí."), drawn="listo"),
            name=_("Datos que cambió"),
        )
        self.listing.setObjectName("list")
        self.listing.setMinimumHeight(space(72))
        self.listing.opened.connect(self.show_whole)
        self.column.addWidget(self.listing, 1)
        self.back_button = button(_("Volver"), shell.back, role="quiet")
        self.column.addLayout(row(self.back_button))

    def _rows(self, offset: int, limit: int) -> list[Row]:
        return [
            {
                "id": str(place),
                "noun": _(cell.noun),
                "title": cell.title,
                "label": _(cell.label),
                "before": cell.before,
                "after": cell.after,
            }
            for place, cell in enumerate(self.cells[offset : offset + limit], start=offset)
        ]

    def show_whole(self, place: str) -> None:
        """One datum with all its words, however long."""
        cell = self.cells[int(place)]
        said = N_("{label}: {value}")
        parts = ((N_("Antes"), cell.before), (N_("Después"), cell.after))
        told = [Sentence(said, label=Sentence(name), value=value or "—") for name, value in parts]
        tell(self, _(cell.label), "\n\n".join(str(each) for each in told))

    def start(self) -> None:
        """The first datum."""
        if self.cells:
            self.listing.table.setFocus(Qt.FocusReason.TabFocusReason)
            self.listing.table.selectRow(0)
        else:
            self.back_button.setFocus()


SCREENS = {
    "auditoria": Screen(AuditoriaScreen, rail="ajustes"),
    "guardado": Screen(GuardadoScreen, rail="ajustes"),
}
