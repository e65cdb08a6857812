"""A spreadsheet that is brought in: shown as it was understood, corrected in its place, stored when a person says so.

What differs between a padrón and a list of purchases stands in their own files; here is what people do with any sheet.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QAbstractTableModel, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QPolygon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ayni.domain.compra_hoja import CompraRow, CompraSheet
from ayni.domain.fields import Choice, Date, Field, Money, Problem
from ayni.domain.hoja import PadronSheet, SheetRow
from ayni.job import Job
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import EmptyState, Footer, Page, button, empty_layout, tag, words
from ayni.qt.kit.editors import ClosedList
from ayni.qt.kit.keys import ENTER, announce
from ayni.qt.kit.palette import color, column_width, space
from ayni.qt.kit.table import Column, Listing, Row
from ayni.qt.kit.work import WorkPanel
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.pages import ask_file, file_name
from ayni.qt.shell import Shell

Sheet = PadronSheet | CompraSheet
Line = SheetRow | CompraRow

HEADING = 18  # letters of the sheet's own heading that the preview shows
EXAMPLE = 18  # letters of a column's first datum that stand for a missing heading
NAME = 30  # letters of a column's name over its list
ROOM = 3  # letters of air in a column
WRONG, DOUBT = N_("Corregir"), N_("Mirar")
HOW = N_("Enter corrige la celda. Los colores marcan lo que hay que mirar.")


class Preview(QAbstractTableModel):
    """The rows of a sheet as they were understood; a cell that is typed over is understood again."""

    typed = Signal(int, str, str)  # row of the sheet, datum, text

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Line] = []
        self.names: list[str] = []
        self._headings: Mapping[str, str] = {}  # our datum → what the sheet calls it
        self._said: dict[tuple[int, str], tuple[bool, Problem]] = {}

    # what each sheet says for itself

    def columns(self, sheet: Sheet) -> Mapping[str, str]:
        """Our data that the sheet has, in the order shown, each with its heading there."""
        raise NotImplementedError

    def field(self, name: str) -> Field:
        """How a datum is read and shown."""
        raise NotImplementedError

    def title(self, name: str) -> str:
        """What we call a datum."""
        raise NotImplementedError

    def letters(self, _name: str) -> int:
        """Letters that a datum needs at least."""
        return 8

    # the table

    def show(self, sheet: Sheet) -> None:
        """Show a sheet."""
        self._headings = self.columns(sheet)
        names = list(self._headings)
        same = names == self.names and [row.number for row in self.rows] == [row.number for row in sheet.rows]
        if not same:
            self.beginResetModel()
        self.names, self.rows, self._said = names, list(sheet.rows), {}
        for row in self.rows:
            for marks, wrong in ((row.doubts, False), (row.problems, True)):
                for _cell, problem in marks:
                    self._said[row.number, problem.field] = wrong, problem
        if not same:
            self.endResetModel()
        elif self.rows and self.names:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.names) - 1))

    def shown(self, row: Line, name: str) -> str:
        """A datum as it was understood; as it was typed when it was not."""
        kind, value = self.field(name).kind, row.values.get(name)
        if value is not None and isinstance(kind, Choice | Date | Money):
            return kind.show(value)
        return str(value) if value is not None else row.answers.get(name, "")

    def place(self, number: int, name: str) -> QModelIndex:
        """Where a datum of a row of the sheet stands."""
        row = next((place for place, each in enumerate(self.rows) if each.number == number), 0)
        return self.index(row, self.names.index(name) if name in self.names else 0)

    def said(self, index: QModelIndex) -> str:
        """What is wrong or doubtful in a cell."""
        if not index.isValid():
            return ""
        found = self.mark(index)
        return found[1].text if found else ""

    def mark(self, index: QModelIndex) -> tuple[bool, Problem] | None:
        """Whether a cell keeps its row out, and what is the matter with it; None when nothing is."""
        number = self.rows[index.row()].number
        return self._said.get((number, self.names[index.column()])) or self._said.get((number, ""))

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.names)

    def flags(self, _index: QModelIndex) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(self.rows[section].number) if section < len(self.rows) else None
        name = self.names[section] if section < len(self.names) else ""
        return f"{self.title(name)}\n{_short(self._headings.get(name, ''), HEADING)}" if name else None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, name = self.rows[index.row()], self.names[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown(row, name)
        if role == Qt.ItemDataRole.EditRole:
            return row.answers.get(name, "")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.title(name)}: {self.shown(row, name)}"
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole}:
            return self.said(index) or None
        return None

    def setData(self, index: QModelIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row, name = self.rows[index.row()], self.names[index.column()]
        text = str(value or "").strip()
        if role == Qt.ItemDataRole.EditRole and text != row.answers.get(name, ""):
            self.typed.emit(row.number, name, text)
        return True


def _short(heading: str) -> str:
    return heading if len(heading) <= HEADING else f"{heading[: HEADING - 1]}…"


class PreviewCells(QStyledItemDelegate):
    """Cells on their ground: to be corrected with a corner and one colour, to be looked at with another."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        model = index.model()
        drawn = QStyleOptionViewItem(option)
        self.initStyleOption(drawn, index)
        found, rect = model.mark(index), drawn.rect
        chosen = bool(drawn.state & QStyle.StateFlag.State_Selected)
        wrong = bool(found and found[0])
        tone = ("problem_soft" if wrong else "attention_soft") if found else "accent_soft" if chosen else "surface"
        painter.save()
        painter.fillRect(rect, color(tone))
        painter.setPen(color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.setPen(color("problem" if wrong else "ink"))
        painter.setFont(drawn.font)
        inside = rect.adjusted(space(1.5), 0, -space(1.5), 0)
        text = painter.fontMetrics().elidedText(drawn.text, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        if wrong:
            top, corner = rect.topRight(), space(2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("problem"))
            painter.drawPolygon(QPolygon([top, top - QPoint(corner, 0), top + QPoint(0, corner)]))
        if chosen:
            painter.setPen(QPen(color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex) -> QWidget:
        editor = super().createEditor(parent, option, index)
        editor.setAccessibleName(index.model().title(index.model().names[index.column()]))
        editor.setStyleSheet(f"padding: 0 {space(1)}px; min-height: 0; border-radius: 0;")
        return editor


class PreviewTable(QTableView):
    """The preview and its keys: Enter or F2 corrects."""

    moved = Signal()

    def __init__(self, model: Preview, name: str) -> None:
        super().__init__()
        self.preview = model
        self.setModel(model)
        self.setObjectName("vista-previa")
        self.setAccessibleName(name)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setTabKeyNavigation(False)
        self.setItemDelegate(PreviewCells(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + space(3.5))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().setFixedWidth(column_width(5, self))

    def fit(self) -> None:
        """Columns as wide as their data."""
        for place, name in enumerate(self.preview.names):
            heading = str(self.preview.headerData(place, Qt.Orientation.Horizontal))
            longest = max(len(part) for part in heading.split("\n"))
            self.setColumnWidth(place, column_width(max(self.preview.letters(name), longest) + ROOM, self))

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in ENTER and not control and self.state() != QAbstractItemView.State.EditingState:
            self.edit(self.currentIndex())
            return
        super().keyPressEvent(event)


class HojaPage(Page):
    """A spreadsheet as Ayni understood it; nothing is stored until a person has seen it."""

    invitation: ClassVar[str]  # what to bring; this and the rest are source texts
    who: ClassVar[str]  # heading of whom a cell is about
    verb: ClassVar[str]  # what the button says before there is a sheet
    bringing: ClassVar[str]  # what is told while it is stored
    tones: ClassVar[tuple[str, ...]]  # of what `counted` tells, in its order
    files: ClassVar[str] = "*.xlsx *.csv *.txt"
    model: ClassVar[type[Preview]]

    # what each sheet says for itself

    def understood(self, path: Path) -> Sheet:
        """Read a file through the door."""
        raise NotImplementedError

    def understood_again(self, places: dict[int, str], corrections: dict[tuple[int, str], str]) -> Sheet:
        """The same sheet with columns named by a person and cells typed over."""
        raise NotImplementedError

    def storing(self) -> Job[Any]:
        """The work that stores the good rows."""
        raise NotImplementedError

    def stored(self, value: Any) -> None:
        """It is stored: say so and go on."""
        raise NotImplementedError

    def left_out(self, path: Path) -> None:
        """Write what stays out to a file, through the door."""
        raise NotImplementedError

    def counted(self, sheet: Sheet) -> list[tuple[Sentence, bool]]:
        """What is told above all, each with whether there is anything to tell."""
        raise NotImplementedError

    def invited(self, count: int) -> Sentence:
        """What the button that stores says."""
        raise NotImplementedError

    def options(self, sheet: Sheet) -> list[tuple[str, str]]:
        """Every datum that a column may be, with its name."""
        raise NotImplementedError

    def told_of(self, row: Any) -> list[Row]:
        """What is to be looked at in a row."""
        raise NotImplementedError

    def about(self) -> str:
        """What the sheet is, under the title."""
        return self._path.name

    def further(self, _sheet: Sheet) -> list[Sentence]:
        """Notes of its own."""
        return []

    # the page

    def __init__(self, shell: Shell, title: str, hint: str = "") -> None:
        super().__init__(title, hint=hint, letters=0)
        self.shell = shell
        self.sheet: Any = None
        self.combos: dict[int, ClosedList] = {}
        self.column.setSpacing(space(3))
        self._first = EmptyState(_(self.invitation), _("Elegir la hoja"), self.choose, drawn="importar")
        self.column.addWidget(self._first, 1)
        self.work = WorkPanel(shell.worker)
        self.column.addWidget(self.work)
        self._make_found()
        self._make_lists()
        self.import_button = button(_(self.verb), self.bring, role="primary", keys="Ctrl+Return")
        self.import_button.setObjectName("importar")
        self.report_button = button(_("Guardar lo que falta corregir"), self.report, drawn="exportar", keys="Ctrl+E")
        self.report_button.setObjectName("informe")
        self.again_button = button(_("Elegir otra hoja"), self.choose, keys="Ctrl+O")
        self._foot = Footer(self.import_button, self.report_button, self.again_button, letters=0)
        self._foot.hide()
        self.layout().addWidget(self._foot)

    def _make_found(self) -> None:
        """How the sheet was understood, and for each of its columns which datum it is."""
        self.columns_button = button(_("Cambiar columnas"), self._toggle_columns, drawn="editar", keys="F6")
        self.columns_button.setObjectName("columnas")
        self.columns_button.setCheckable(True)
        self.columns_button.hide()
        self.tools.addWidget(self.columns_button)
        self._found = QWidget()
        self._found.setObjectName("entendido")
        self._tags = [tag("", tone) for tone in self.tones]
        counted = Wrap(self._found, gap=space(2))
        for each in self._tags:
            counted.addWidget(each)
        self._notes = words("", "small")
        self._missing = words("", "problem")
        self._missing.setObjectName("faltan")
        self._holder = QWidget()
        self._columns = Wrap(self._holder, gap=space(2.5))
        for each in (self._found, self._missing, self._notes, self._holder):
            each.hide()
            self.column.addWidget(each)

    def _toggle_columns(self) -> None:
        self._holder.setVisible(self.columns_button.isChecked())
        if self.columns_button.isChecked() and self.combos:
            next(iter(self.combos.values())).setFocus()

    def _make_lists(self) -> None:
        columns = (
            Column("what", "", letters=10),
            Column("row", _("Fila"), letters=6, right=True),
            Column("cell", _("Celda"), letters=8),
            Column("who", _(self.who), letters=24),
            Column("said", _("Qué hay que mirar"), stretch=True, letters=40),
        )
        self.told: list[Row] = []
        self._list_title = words(_("Celdas por mirar"), "heading")
        self._list = Listing(
            columns,
            lambda offset, limit: self.told[offset : offset + limit],
            lambda: len(self.told),
            name=_("Celdas por mirar"),
        )
        self._list.setObjectName("dudas")
        self._list.setMinimumHeight(space(40))
        self._list.opened.connect(self.go_to)
        self._list.chosen.connect(self._see)
        self.preview = self.model(self)
        self.preview.typed.connect(self._correct, Qt.ConnectionType.QueuedConnection)  # once its editor is closed
        self.table = PreviewTable(self.preview, _("La hoja, como se entendió"))
        self.table.setMinimumHeight(space(44))
        self.table.moved.connect(self._say)
        self._preview_title = words(_("La hoja, como se entendió"), "heading")
        self._line = words(_(HOW), "small")
        self._line.setObjectName("mensaje")
        for each, stretch in (
            (self._list_title, 0),
            (self._list, 2),
            (self._preview_title, 0),
            (self.table, 3),
            (self._line, 0),
        ):
            each.hide()
            self.column.addWidget(each, stretch)

    def start(self) -> None:
        """What comes next has the focus."""
        if self._first.action is not None and not self._first.isHidden():
            self._first.action.setFocus()

    # reading

    def choose(self) -> None:
        """Ask which file."""
        ask_file(self, _("Hoja de Excel o csv"), self.files, self.read)

    def read(self, path: Path) -> None:
        """Understand it, beside the window."""
        door = self.shell.door

        def reading() -> Job[None]:
            with door.job():
                yield 0.2
                return self.understood(path)

        self._path = path
        self._first.hide()
        self._foot.hide()
        self.work.run(reading(), _("Leyendo la hoja…"), done=self._read, failed=self._refused, stopped=self._again)

    def _read(self, sheet: Sheet) -> None:
        self.show_sheet(sheet)
        (self._list.table if self.told else self.import_button).setFocus()
        if self.told:
            self._list.table.selectRow(0)

    def _again(self) -> None:
        self._first.setHidden(self.sheet is not None)
        self._foot.setVisible(self.sheet is not None)
        self.start()

    def _refused(self, error: BaseException) -> None:
        self._again()
        self.shell.failed(error)

    def show_sheet(self, sheet: Sheet) -> None:
        """What was understood: which column is what, what is to be looked at, and the rows."""
        fresh = self.sheet is None or self.sheet.lines is not sheet.lines
        self.sheet = sheet
        self.hint.setText(self.about())
        self.hint.show()
        self.columns_button.show()
        for label, (said, there) in zip(self._tags, self.counted(sheet), strict=True):
            label.setText(str(said))
            label.setVisible(there)
        missing = ", ".join(_(item.label) for item in sheet.missing)
        text = Sentence(N_("Falta decir qué columna es: {columns}. Elíjala abajo."), columns=missing)
        self._missing.setText(str(text))
        self._missing.setVisible(bool(missing))
        self._note(sheet)
        if fresh:
            self._make_combos()
            self.columns_button.setChecked(bool(missing))
            self._holder.setVisible(bool(missing))
        for column, combo in self.combos.items():
            combo.set_answer(sheet.places.get(column, ""))
        self._found.show()
        self.told = [row for each in sheet.rows for row in self.told_of(each)]
        self._list.refresh()
        self.preview.show(sheet)
        if fresh or self.table.columnWidth(0) < space(4):
            self.table.fit()
        self._list_title.setVisible(bool(self.told))
        self._list.setVisible(bool(self.told))
        for each in (self._preview_title, self.table, self._line):
            each.setVisible(bool(sheet.rows))
        self.import_button.setText(str(self.invited(len(sheet.good))))
        self.import_button.setShortcut("Ctrl+Return")
        self.import_button.setVisible(bool(sheet.good) and not missing)
        self.report_button.setVisible(bool(sheet.wrong) and not missing)
        self._foot.show()

    def _note(self, sheet: Sheet) -> None:
        notes = []
        if sheet.ignored:
            notes.append(Sentence(N_("Columnas que no se usan: {columns}."), columns="; ".join(sheet.ignored)))
        notes += self.further(sheet)
        if sheet.hidden:
            notes.append(Sentence(N_("Hojas ocultas que no se leen: {names}."), names=", ".join(sheet.hidden)))
        self._notes.setText(" ".join(str(note) for note in notes))
        self._notes.setVisible(bool(notes))

    def _make_combos(self) -> None:
        """For each column of the sheet, which of our data it is."""
        empty_layout(self._columns)
        self.combos = {}
        sheet = self.sheet
        options = self.options(sheet)
        for column, heading in enumerate(sheet.headings):
            texts = [line[column].text for line in sheet.lines[sheet.heading + 1 :] if column < len(line)]
            example = next((text for text in texts if text), "")
            if not heading and not example:
                continue
            name = heading or str(Sentence(N_("Sin título ({example})"), example=example[:EXAMPLE]))
            combo = ClosedList(options)
            combo.setItemText(0, _("No se usa"))
            combo.setObjectName(f"columna.{column}")
            combo.setAccessibleName(str(Sentence(N_("Qué es la columna {name}"), name=name)))
            combo.setToolTip(example)
            combo.setFixedWidth(column_width(26))
            combo.edited.connect(lambda column=column: self._choose_column(column))
            label = words(_short(name, NAME), "label")
            label.setWordWrap(False)
            label.setBuddy(combo)
            both = QWidget()
            inside = QVBoxLayout(both)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(space(0.5))
            inside.addWidget(label)
            inside.addWidget(combo)
            self._columns.addWidget(both)
            self.combos[column] = combo

    # correcting

    def _choose_column(self, column: int) -> None:
        """A person says what a column is; the datum leaves the column that had it."""
        name = self.combos[column].answer()
        places = {place: other for place, other in self.sheet.places.items() if place != column and other != name}
        if name:
            places[column] = name
        self.understand(dict(sorted(places.items())), self.sheet.corrections)
        self.table.fit()

    def _correct(self, number: int, name: str, text: str) -> None:
        """A cell was typed over."""
        self.understand(self.sheet.places, {**self.sheet.corrections, (number, name): text})
        self.point_at(number, name)

    def understand(self, places: dict[int, str], corrections: dict[tuple[int, str], str]) -> None:
        """Read the sheet once more with what a person said of it."""
        self.show_sheet(self.understood_again(places, corrections))

    def point_at(self, number: int, name: str) -> None:
        """Bring a cell into sight and stand on it."""
        index = self.preview.place(number, name)
        self.table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.table.scrollTo(index)

    def go_to(self, told: str) -> None:
        """From what is told to its cell, to correct it."""
        number, name, _rest = told.split("|")
        self.point_at(int(number), name)
        self.table.setFocus()
        self.table.edit(self.table.currentIndex())

    def _see(self, told: str) -> None:
        if told:
            number, name, _rest = told.split("|")
            self.point_at(int(number), name)

    def _say(self) -> None:
        said = self.preview.said(self.table.currentIndex())
        self._line.setText(said or _(HOW))
        if said and self.table.hasFocus():
            announce(self.table, said)

    # storing

    def report(self) -> None:
        """What stays out, as a spreadsheet to be corrected."""
        name = f"{file_name('por-corregir', self._path.stem)}.xlsx"
        ask_file(self, _("Hoja de Excel"), "*.xlsx", self.write_report, save_as=name)

    def write_report(self, path: Path) -> None:
        """Write it."""
        if self.shell.attempt(lambda: self.left_out(path)):
            self.shell.say(str(Sentence(N_("Lo que falta corregir está en {name}."), name=path.name)))

    def bring(self) -> None:
        """Store the good rows in one save."""
        if self.sheet is None or self.work.busy:
            return
        self._foot.hide()
        self.work.run(self.storing(), _(self.bringing), done=self.stored, failed=self._refused, stopped=self._again)

    def leave(self) -> None:
        """A job under way is stopped: all or nothing."""
        self.work.forget()


def told_cells(row: Line, who: str, title: Callable[[str], str]) -> list[Row]:
    """What is wrong and what is doubtful in a row's cells. `title` names a datum, "" when it is the whole row."""
    found: list[Row] = []
    for verb, marks in ((WRONG, row.problems), (DOUBT, row.doubts)):
        for cell, problem in marks:
            label, text = title(problem.field), problem.text
            if label:
                text = str(Sentence(N_("{label}: {problem}"), label=label, problem=problem.sentence))
            typed = row.answers.get(problem.field, "")
            if typed and verb is WRONG:
                text += " " + str(Sentence(N_("Dice: {text}"), text=typed))
            record = f"{row.number}|{problem.field}|{len(found)}"
            found.append({"id": record, "what": _(verb), "row": row.number, "cell": cell, "who": who, "said": text})
    return found


def _short(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1]}…"
