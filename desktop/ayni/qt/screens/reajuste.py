"""Other prices for a plan: by percentage or one by one, with what they do to the plan before they are accepted."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from ayni.domain.fields import Field, Text, by_name
from ayni.domain.presupuesto import LINEA, WITHOUT
from ayni.domain.reajuste import KINDS, PriceLine
from ayni.domain.rules import Result
from ayni.domain.version import Cell
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import Card, EmptyState, Footer, Page, SideBySide, button, empty_layout, row, words
from ayni.qt.kit.form import FieldRow, Form
from ayni.qt.kit.keys import ENTER, EnterMoves, announce, on_key, watch
from ayni.qt.kit.palette import color, column_width, space
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.comparar_versiones import cells_card
from ayni.qt.screens.pages import loose
from ayni.qt.screens.versiones import of_plan
from ayni.qt.shell import Screen, Shell
from ayni.workspace import Refused

DRAFT = "reajuste"
LIVE_AFTER = 60  # milliseconds after a price until the figures follow
NEW = 3
NARROW = 17  # letters of a box for a percentage, and of its name above
SEEN = 9  # rows of the table that are seen at once
EXAMPLE = "8 o -5"
SHOW = by_name(LINEA)["precio_unitario"].kind.show
Index = QModelIndex | QPersistentModelIndex


class PriceModel(QAbstractTableModel):
    """The rows of a plan with their old price and the one typed; only the last column is typed in."""

    touched = Signal()

    def __init__(self, lines: Sequence[PriceLine], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = list(lines)
        self.typed: dict[str, str] = {}
        self.wrong: dict[str, str] = {}
        self.titles = (_("Tipo"), _("Nombre"), _("Antes"), _("Precio nuevo"))
        self._kinds = dict(KINDS)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section >= NEW - 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if index.column() == NEW else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return self._cell(line, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() >= NEW - 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.nombre}. {self.titles[index.column()]}: {self._cell(line, index.column())}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.wrong.get(line.record) or self._cell(line, index.column())
        if role == Qt.ItemDataRole.ForegroundRole and line.record in self.wrong and index.column() == NEW:
            return color("problem")
        return None

    def _cell(self, line: PriceLine, column: int) -> str:
        if column == NEW:
            typed = self.typed.get(line.record, "")
            return f"! {typed}" if line.record in self.wrong else typed
        name = f"{line.nombre} ({line.unidad})" if line.unidad else line.nombre
        if line.situacion == WITHOUT:
            name = str(Sentence(N_("Sin el plan: {name}"), name=name))
        return (_(self._kinds[line.kind]), name, SHOW(str(line.price)))[column]

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() != NEW:
            return False
        self.put({self.lines[index.row()].record: str(value).removeprefix("! ").strip()})
        return True

    def put(self, prices: dict[str, str]) -> None:
        """New prices as typed; an empty one is the old one again."""
        self.typed = {record: text for record, text in {**self.typed, **prices}.items() if text}
        self.wrong = {record: said for record, said in self.wrong.items() if record not in prices}
        self.redraw()
        self.touched.emit()

    def refuse(self, wrong: dict[str, str]) -> None:
        """Prices that cannot be read."""
        self.wrong = wrong
        self.redraw()

    def redraw(self) -> None:
        """Every new price is drawn again."""
        if self.lines:
            self.dataChanged.emit(self.index(0, NEW), self.index(len(self.lines) - 1, NEW))


class PriceTable(QTableView):
    """Typing replaces the new price, Enter goes down, Supr puts the old price back."""

    def __init__(self, model: PriceModel) -> None:
        super().__init__()
        self.prices = model
        self.setModel(model)
        self.setObjectName("precios")
        self.setAccessibleName(_("Precios del plan"))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + space(4))
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, letters in enumerate((13, 20, 14, 14)):
            self.setColumnWidth(place, column_width(letters, self))
        heads.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        seen = min(model.rowCount(), SEEN)
        self.setMinimumHeight(heads.sizeHint().height() + seen * self.verticalHeader().defaultSectionSize() + space(2))

    def start(self) -> None:
        """On the first price that can be typed."""
        self.setFocus()
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.prices.index(0, NEW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.currentIndex()
        if event.key() in ENTER and not event.modifiers():
            if self.state() != QAbstractItemView.State.EditingState:  # there the box is closed first
                self._down()
            return
        if event.key() == Qt.Key.Key_Delete and here.isValid():
            self.prices.put({self.prices.lines[here.row()].record: ""})
            return
        if event.text().strip() and here.isValid() and here.column() != NEW and not event.modifiers():
            self.setCurrentIndex(self.prices.index(here.row(), NEW))
        super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: Any) -> None:
        super().closeEditor(editor, hint)
        if hint == hint.SubmitModelCache:
            self._down()

    def _down(self) -> None:
        here = self.currentIndex()
        if here.row() + 1 < self.prices.rowCount():
            self.setCurrentIndex(self.prices.index(here.row() + 1, NEW))


class ReajusteScreen(Page):
    """The prices of a plan, a percentage for a kind of them, and the plan before and after beside."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Cambiar precios"), letters=0)
        self.shell, self.plan = shell, record
        self.hint.setText(str(shell.door.plan(record)["titulo"]))
        self.hint.show()
        self.column.setSpacing(space(3))
        lines = shell.door.price_lines(record)
        self.model = PriceModel(lines, self)
        self.table = PriceTable(self.model)
        if not lines:
            said = _("Este plan todavía no tiene precios. Escriba primero su presupuesto o su producción.")
            go = lambda: shell.go("presupuesto", record)  # noqa: E731  one line for one button
            self.empty = EmptyState(said, _("Presupuesto del plan"), go, drawn="planes")
            self.column.addWidget(self.empty)
            self.table.setParent(self)
            self.table.hide()
            return
        kinds = [(code, label) for code, label in KINDS if any(line.kind == code for line in lines)]
        self.percentages = {
            code: FieldRow(Field(code, label, Text(8), example=EXAMPLE), shell.options) for code, label in kinds
        }
        self.put_button = button(_("Poner en la tabla"), self.put, drawn="adelante")
        self.put_button.setObjectName("poner")
        self.reason = Form(
            (Field("motivo", N_("¿Por qué cambian los precios?"), Text(200)),),
            shell.options,
        )
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        many = loose(Card(_("Subir o bajar por ciento todos los de un tipo")))
        boxes = Wrap(gap=space(4))
        for box in self.percentages.values():
            box.setMinimumWidth(column_width(NARROW))
            boxes.addWidget(box)
        many.column.addLayout(boxes)
        many.column.addLayout(row(self.put_button))
        column.addWidget(many)
        column.addWidget(words(_("O escriba el precio nuevo de cada fila. Vacío: queda el de antes."), "hint"))
        column.addWidget(self.table)
        self.line = words("", "problem")
        self.line.setObjectName("mensaje")
        self.line.hide()
        column.addWidget(self.line)
        column.addWidget(self.reason)
        self.beside = QWidget()
        self._beside = QVBoxLayout(self.beside)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(space(3))
        self.column.addWidget(SideBySide(main, self.beside, letters=104, shares=(7, 6)))
        self.end()
        self.save_button = button(_("Guardar estos precios"), self.save, role="primary")
        self.save_button.setObjectName("guardar")
        self.save_button.setToolTip("Ctrl+Enter")
        self.later_button = button(_("Dejar para después"), shell.back, role="quiet")
        self.later_button.setToolTip("Esc")
        self.layout().addWidget(Footer(self.save_button, self.later_button, letters=0))
        on_key(self, "Ctrl+Return", self.save, inside=True)
        on_key(self, "Ctrl+Enter", self.save, inside=True)
        self._live = QTimer(self)
        self._live.setSingleShot(True)
        self._live.setInterval(LIVE_AFTER)
        self._live.timeout.connect(self.preview)
        self.model.touched.connect(self._live.start)
        self._keys = EnterMoves(many, self.put)
        watch(self._keys, many)
        draft = shell.door.draft(DRAFT, record)
        known = {line.record for line in lines}
        kept = {name: text for name, text in (draft["answers"] if draft else {}).items() if name in known}
        self.reason.fill({}, {"motivo": draft["answers"].get("motivo", "")} if draft else {})
        self.model.put(kept)
        self.preview()

    def put(self) -> None:
        """The percentages of each kind of row, into the table."""
        prices: dict[str, str] = {}
        for kind, box in self.percentages.items():
            typed = box.editor.answer().strip()
            box.show_problem("")
            if not typed:
                continue
            try:
                prices |= self.shell.door.raise_prices(self.plan, kind, typed)
            except Refused as refused:
                box.show_problem(str(refused))
                announce(box.editor, str(refused))
                box.editor.setFocus()
                return
        self.model.put(prices)
        self.shell.say(str(Sentence(N_("Precios puestos en la tabla: {count}."), count=len(prices))))

    def preview(self) -> None:
        """What these prices make of the plan, beside what it is."""
        self._live.stop()
        try:
            found = self.shell.door.preview_prices(self.plan, self.model.typed)
        except Refused as refused:
            self.model.refuse({problem.field: str(problem.sentence) for problem in refused.problems})
            self._say(str(refused.problems[0].sentence), refused.problems[0].field)
            return
        self._say("")
        empty_layout(self._beside)
        count = str(Sentence(N_("Filas con otro precio: {count}."), count=found.changed))
        self.counted = words(count, "label")
        self.counted.setObjectName("cuantas")
        self._beside.addWidget(self.counted)
        cells = [Cell(label, before, found.after[label]) for label, before in found.before.items()]
        self._beside.addWidget(cells_card(_("Costo, fuentes y cuánto rinde"), cells, every=True, marked=False))
        names = {line.record: line.nombre for line in self.model.lines}
        failing = [str(light.sentence) for light in found.lights if light.result is Result.FAIL]
        off = [f"{names[record]}: {each[0].sentence}" for record, each in found.problems.items()]
        if failing or off:
            card = Card(_("Después habrá que arreglar"), "attention")
            for said in (*failing, *off):
                card.column.addWidget(words(f"! {said}"))
            card.setObjectName("por-arreglar")
            self._beside.addWidget(card)
        self._beside.addStretch(1)

    def _say(self, text: str, record: str = "") -> None:
        name = next((line.nombre for line in self.model.lines if line.record == record), "")
        self.line.setText(f"{name}: {text}" if name else text)
        self.line.setVisible(bool(text))
        if text:
            announce(self.table, self.line.text())

    def save(self) -> None:
        """Keep these prices."""
        if not self.reason.check():
            return
        door, reason = self.shell.door, self.reason.answers()["motivo"]
        if not self.shell.attempt(lambda: door.reprice_plan(self.plan, self.model.typed, reason)):
            return
        door.drop_draft(DRAFT, self.plan)
        self.model.typed = {}
        self.shell.back()
        self.shell.say(_("Precios guardados. Lo de antes quedó como una versión."))

    # what is typed and not kept yet

    def unsaved(self) -> dict[str, str]:
        """The prices as typed, and why."""
        if not self.model.lines:
            return {}
        return {**self.model.typed, "motivo": self.reason.answers()["motivo"]}

    def resume(self, answers: dict[str, str]) -> None:
        """Give them back."""
        if self.model.lines:
            self.reason.fill({}, {"motivo": answers.get("motivo", "")})
            self.model.put({name: text for name, text in answers.items() if name != "motivo"})

    def leave(self) -> None:
        """Prices half typed are there again when one comes back."""
        if self.model.typed:
            self.shell.door.keep_draft(DRAFT, self.plan, self.unsaved())
        elif self.shell.door.draft(DRAFT, self.plan):
            self.shell.door.drop_draft(DRAFT, self.plan)

    def start(self) -> None:
        """In the table, or on the way to the first price."""
        if self.model.lines:
            next(iter(self.percentages.values())).editor.setFocus()
        elif self.empty.action is not None:
            self.empty.action.setFocus()


SCREENS = {"reajuste": Screen(of_plan(ReajusteScreen), rail="planes")}
