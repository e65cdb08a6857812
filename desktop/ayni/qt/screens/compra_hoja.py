"""A spreadsheet of purchases: shown as it was understood, corrected here, brought when a person says so."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ayni.domain.compra_hoja import CALL, CHANGED, COLUMNS, RESULT, CompraRow, CompraSheet, field_of, title_of
from ayni.domain.fields import Date, Money
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import EmptyState, Footer, Page, button, empty_layout, tag, words
from ayni.qt.kit.editors import ClosedList
from ayni.qt.kit.keys import announce
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.table import Column, Listing, Row
from ayni.qt.kit.trouble import tell
from ayni.qt.kit.work import WorkPanel
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.padron_hoja import DOUBT, WRONG, Preview, PreviewTable
from ayni.qt.screens.pages import ask_file, file_name
from ayni.qt.shell import Screen, Shell

CALLS_OFFERED = 6  # calls that a person may name a column for, besides those that were understood
ROW_CHANGED = N_("Cambió")
SAID_CHANGED = N_("Ya estaba y ahora dice otra cosa. Enter corrige su compra; nada se borra.")


class CompraPreview(Preview):
    """The rows of a sheet of purchases as they were understood."""

    def show(self, sheet: CompraSheet) -> None:
        """Show a sheet."""
        self._headings = sheet.columns
        names = list(dict.fromkeys([*[name for name in ("plan", "item") if name in sheet.columns], *sheet.columns]))
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

    def title(self, name: str) -> str:
        """What we call a datum."""
        return title_of(name)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, name = self.rows[index.row()], self.names[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _shown(row, name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.title(name)}: {_shown(row, name)}"
        return super().data(index, role)


def _shown(row: CompraRow, name: str) -> str:
    """A datum as it was understood; as it was typed when it was not."""
    kind, value = field_of(name).kind, row.values.get(name)
    if value is not None and isinstance(kind, Date | Money):
        return kind.show(value)
    return str(value) if value is not None else row.answers.get(name, "")


class CompraTable(PreviewTable):
    """The preview of purchases: names have the room that they need."""

    def fit(self) -> None:
        """Columns as wide as their data."""
        super().fit()
        for name, letters in (("plan", 30), ("item", 24)):
            if name in self.preview.names:
                self.setColumnWidth(self.preview.names.index(name), column_width(letters, self))


class ImportarCompras(Page):
    """Purchases in a spreadsheet, as Ayni understood them; nothing is stored until a person has seen it."""

    def __init__(self, shell: Shell, record: str = "") -> None:
        super().__init__(_("Traer compras de una hoja de Excel"), letters=0)
        self.shell = shell
        self.sheet: CompraSheet | None = None
        self.combos: dict[int, ClosedList] = {}
        self.column.setSpacing(space(3))
        self._first = EmptyState(
            _(
                "Elija la hoja como la tiene: una fila por cada compra, con el plan y lo que se compra. Ayni entiende "
                "las fechas y completa los pasos que faltan."
            ),
            _("Elegir la hoja"),
            self.choose,
            drawn="importar",
        )
        self.column.addWidget(self._first, 1)
        self.work = WorkPanel(shell.worker)
        self.column.addWidget(self.work)
        self._make_found()
        self._make_lists()
        self.import_button = button(_("Traer"), self.bring, role="primary", keys="Ctrl+Return")
        self.import_button.setObjectName("importar")
        self.report_button = button(_("Guardar lo que falta corregir"), self.report, drawn="exportar", keys="Ctrl+E")
        self.report_button.setObjectName("informe")
        self.again_button = button(_("Elegir otra hoja"), self.choose, keys="Ctrl+O")
        self._foot = Footer(self.import_button, self.report_button, self.again_button, letters=0)
        self._foot.hide()
        self.layout().addWidget(self._foot)
        if record:
            self.read(Path(record))

    def _make_found(self) -> None:
        self.columns_button = button(_("Cambiar columnas"), self._toggle_columns, drawn="editar", keys="F6")
        self.columns_button.setObjectName("columnas")
        self.columns_button.setCheckable(True)
        self.columns_button.hide()
        self.tools.addWidget(self.columns_button)
        self._found = QWidget()
        self._found.setObjectName("entendido")
        counted = Wrap(self._found, gap=space(2))
        self._good, self._same, self._wrong_tag, self._doubt = (
            tag("", tone) for tone in ("good", "", "problem", "attention")
        )
        for each in (self._good, self._same, self._wrong_tag, self._doubt):
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
            Column("who", _("Bien o servicio"), letters=24),
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
        self.preview = CompraPreview(self)
        self.preview.typed.connect(self._correct, Qt.ConnectionType.QueuedConnection)  # once its editor is closed
        self.table = CompraTable(self.preview, _("La hoja, como se entendió"))
        self.table.setMinimumHeight(space(44))
        self.table.moved.connect(self._say)
        self._preview_title = words(_("La hoja, como se entendió"), "heading")
        self._line = words(_("Enter corrige la celda. Los colores marcan lo que hay que mirar."), "small")
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
        ask_file(self, _("Hoja de Excel o csv"), "*.xlsx *.csv *.txt", self.read)

    def read(self, path: Path) -> None:
        """Understand it, beside the window."""
        door = self.shell.door

        def reading() -> Iterator[float]:
            with door.job():
                yield 0.2
                return door.read_compras(path, whole=False)

        self._path = path
        self._first.hide()
        self._foot.hide()
        self.work.run(reading(), _("Leyendo la hoja…"), done=self._read, failed=self._refused, stopped=self._again)

    def _read(self, sheet: CompraSheet) -> None:
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

    def show_sheet(self, sheet: CompraSheet) -> None:
        """What was understood: which column is what, what is to be looked at, and the rows."""
        fresh = self.sheet is None or self.sheet.lines is not sheet.lines
        self.sheet = sheet
        good, same, wrong = len(sheet.good), len(sheet.same), len(sheet.wrong)
        doubts = sum(len(row.doubts) for row in sheet.rows)
        self.hint.setText(self._path.name)
        self.hint.show()
        self.columns_button.show()
        said = N_("Compras nuevas: {count}, con {events} hechos")
        self._good.setText(str(Sentence(said, count=good, events=sheet.events)))
        self._same.setText(str(Sentence(N_("Ya estaban: {count}"), count=same)))
        self._wrong_tag.setText(str(Sentence(N_("Filas por corregir: {count}"), count=wrong)))
        self._doubt.setText(str(Sentence(N_("Celdas por mirar: {count}"), count=doubts)))
        for each, count in ((self._same, same), (self._wrong_tag, wrong), (self._doubt, doubts)):
            each.setVisible(bool(count))
        missing = ", ".join(_(item.label) for item in sheet.missing)
        self._missing.setText(
            str(Sentence(N_("Falta decir qué columna es: {columns}. Elíjala abajo."), columns=missing))
        )
        self._missing.setVisible(bool(missing))
        notes = []
        if sheet.ignored:
            notes.append(Sentence(N_("Columnas que no se usan: {columns}."), columns="; ".join(sheet.ignored)))
        if sheet.hidden:
            notes.append(Sentence(N_("Hojas ocultas que no se leen: {names}."), names=", ".join(sheet.hidden)))
        self._notes.setText(" ".join(str(note) for note in notes))
        self._notes.setVisible(bool(notes))
        if fresh:
            self._make_combos()
            self.columns_button.setChecked(bool(missing))
            self._holder.setVisible(bool(missing))
        for column, combo in self.combos.items():
            combo.set_answer(sheet.places.get(column, ""))
        self._found.show()
        self.told = [] if missing else [row for each in sheet.rows for row in _told(each)]
        self._list.refresh()
        self.preview.show(sheet)
        if fresh or self.table.columnWidth(0) < space(4):
            self.table.fit()
        self._list_title.setVisible(bool(self.told))
        self._list.setVisible(bool(self.told))
        for each in (self._preview_title, self.table, self._line):
            each.setVisible(bool(sheet.rows))
        self.import_button.setText(str(Sentence(N_("Traer las {count} compras nuevas"), count=good)))
        self.import_button.setShortcut("Ctrl+Return")
        self.import_button.setVisible(bool(good) and not missing)
        self.report_button.setVisible(bool(wrong) and not missing)
        self._foot.show()

    def _make_combos(self) -> None:
        """For each column of the sheet, which of our data it is."""
        empty_layout(self._columns)
        self.combos = {}
        sheet = self.sheet
        assert sheet is not None
        calls = [f"{kind}_{number}" for number in range(1, CALLS_OFFERED + 1) for kind in (CALL, RESULT)]
        names = dict.fromkeys([*(item.name for item in COLUMNS), *calls, *sheet.columns])
        options = [(name, title_of(name)) for name in names]
        for column, heading in enumerate(sheet.headings):
            texts = [line[column].text for line in sheet.lines[sheet.heading + 1 :] if column < len(line)]
            example = next((text for text in texts if text), "")
            if not heading and not example:
                continue
            name = heading or str(Sentence(N_("Sin título ({example})"), example=example[:18]))
            combo = ClosedList(options)
            combo.setItemText(0, _("No se usa"))
            combo.setObjectName(f"columna.{column}")
            combo.setAccessibleName(str(Sentence(N_("Qué es la columna {name}"), name=name)))
            combo.setToolTip(example)
            combo.setFixedWidth(column_width(26))
            combo.edited.connect(lambda column=column: self._choose_column(column))
            label = words(name if len(name) <= 30 else f"{name[:29]}…", "label")
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
        assert self.sheet is not None
        name = self.combos[column].answer()
        places = {place: other for place, other in self.sheet.places.items() if place != column and other != name}
        if name:
            places[column] = name
        self._understand(dict(sorted(places.items())), self.sheet.corrections)
        self.table.fit()

    def _correct(self, number: int, name: str, text: str) -> None:
        assert self.sheet is not None
        self._understand(self.sheet.places, {**self.sheet.corrections, (number, name): text})
        self._choose(number, name)

    def _understand(self, places: dict[int, str], corrections: dict[tuple[int, str], str]) -> None:
        self.show_sheet(self.shell.door.understand_compras(self.sheet, places, corrections))

    def _choose(self, number: int, name: str) -> None:
        index = self.preview.place(number, name)
        self.table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.table.scrollTo(index)

    def go_to(self, told: str) -> None:
        """From what is told to its cell, to correct it; from a changed row to correcting its purchase."""
        number, name, _rest = told.split("|")
        assert self.sheet is not None
        changed = next((row for row in self.sheet.changed if str(row.number) == number), None)
        if changed is not None and name == CHANGED:
            self._accept(changed)
            return
        self._choose(int(number), name)
        self.table.setFocus()
        self.table.edit(self.table.currentIndex())

    def _accept(self, row: CompraRow) -> None:
        if not self.shell.attempt(lambda: self.shell.door.accept_compra_row(row, self._path.name)):
            return
        self.shell.say(_("Compra corregida como dice la hoja."))
        assert self.sheet is not None
        self._understand(self.sheet.places, self.sheet.corrections)

    def _say(self) -> None:
        said = self.preview.said(self.table.currentIndex())
        self._line.setText(said or _("Enter corrige la celda. Los colores marcan lo que hay que mirar."))
        if said and self.table.hasFocus():
            announce(self.table, said)

    # writing

    def report(self) -> None:
        """What stays out, as a spreadsheet to be corrected."""
        name = f"{file_name('por-corregir', self._path.stem)}.xlsx"
        ask_file(self, _("Hoja de Excel"), "*.xlsx", self.write_report, save_as=name)

    def write_report(self, path: Path) -> None:
        """Write it."""
        if self.shell.attempt(lambda: self.shell.door.write_compras_left_out(self.sheet, path)):
            self.shell.say(str(Sentence(N_("Lo que falta corregir está en {name}."), name=path.name)))

    def bring(self) -> None:
        """Bring the new purchases in one save."""
        if self.sheet is None or self.work.busy:
            return
        self._foot.hide()
        job = self.shell.door.importing_compras(self.sheet, self._path.name)
        self.work.run(job, _("Trayendo las compras…"), done=self._brought, failed=self._refused, stopped=self._again)

    def _brought(self, count: int) -> None:
        said = str(Sentence(N_("Compras traídas: {count}."), count=count))
        self.shell.say(said)
        assert self.sheet is not None
        if not self.sheet.wrong and not self.sheet.changed:
            self.shell.back()
            return
        self._understand(self.sheet.places, self.sheet.corrections)
        tell(
            self.shell.window, str(Sentence(N_("Compras traídas: {count}."), count=count)), _("Quedan filas por mirar.")
        )

    def leave(self) -> None:
        """A job under way is stopped: all or nothing."""
        self.work.forget()


def _told(each: CompraRow) -> list[Row]:
    who = each.answers.get("item", "")
    found: list[Row] = []
    for verb, marks in ((WRONG, each.problems), (DOUBT, each.doubts)):
        for cell, problem in marks:
            text = str(Sentence(N_("{label}: {problem}"), label=title_of(problem.field), problem=problem.sentence))
            typed = each.answers.get(problem.field, "")
            if typed and verb is WRONG:
                text += " " + str(Sentence(N_("Dice: {text}"), text=typed))
            record = f"{each.number}|{problem.field}|{len(found)}"
            found.append({"id": record, "what": _(verb), "row": each.number, "cell": cell, "who": who, "said": text})
    if not each.problems and each.standing == CHANGED:
        record = f"{each.number}|{CHANGED}|"
        said = _(SAID_CHANGED)
        found.append({"id": record, "what": _(ROW_CHANGED), "row": each.number, "cell": "", "who": who, "said": said})
    return found


SCREENS = {
    "importar-compras": Screen(ImportarCompras, rail="compras"),
}
