"""Two versions of a plan side by side: each difference told with a sign and a word, each figure before and after."""

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ayni.domain.fields import Choice, Field
from ayni.domain.version import Act, Cell, Comparison, Paragraph, Piece, RowChange, TextChange
from ayni.lang import N_, Sentence, _, day, soles
from ayni.qt.kit.cards import Card, EmptyState, Page, SideBySide, empty_layout, line, tag, words
from ayni.qt.kit.form import Form
from ayni.qt.kit.palette import column_width, space
from ayni.qt.screens.pages import loose
from ayni.qt.screens.versiones import NONE, of_plan
from ayni.qt.shell import Screen, Shell

NOW = "ahora"
MARK = 12  # letters of room for the word of a mark, so that what stands beside them is in line
LABEL = 14  # and for what it is the mark of, to stand beside it
MARKS = {
    Act.ADDED: ("✚", N_("Agregado"), "good"),
    Act.REMOVED: ("✖", N_("Quitado"), "problem"),
    Act.CHANGED: ("≠", N_("Cambió"), "attention"),
    Act.SAME: ("=", N_("Igual"), ""),
}
TABLES = {
    "partida": N_("Presupuesto del plan"),
    "bloque": N_("Actividades productivas"),
    "linea": N_("Ventas, insumos, trabajo y gastos"),
    "seccion": N_("Partes del plan"),
}
OTHER_TABLE = N_("Otros cuadros")


def mark(act: Act) -> QLabel:
    """What became of something: its sign and its word, on their colour."""
    sign, word, tone = MARKS[act]
    return tag(f"{sign} {_(word)}", tone)


class CompararScreen(Page):
    """Two versions side by side. `record` is plan/before, or plan/before/after; without `after`, the plan as it is."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Comparar dos versiones"), letters=0)
        self.shell = shell
        self.plan, _slash, chosen = record.partition("/")
        self.hint.setText(str(shell.door.plan(self.plan)["titulo"]))
        self.hint.show()
        self.column.setSpacing(space(3))
        options = self._options()
        before, _slash, after = chosen.partition("/")
        self.empty: EmptyState | None = None
        if len(options) == 1:
            keep = _("Guardar versión")
            self.empty = EmptyState(_(NONE), keep, lambda: shell.go("version", self.plan), drawn="copia")
            self.column.addWidget(self.empty)
            return
        before = before or options[1][0]
        self.forms = {
            name: Form((Field(name, label, Choice(options), required=True),), shell.options, values={name: chosen})
            for name, label, chosen in (("antes", N_("Antes"), before), ("despues", N_("Después"), after or NOW))
        }
        self.column.addWidget(SideBySide(*self.forms.values(), letters=80, shares=(1, 1)))
        self._inside = QVBoxLayout()
        self._inside.setSpacing(space(3))
        self.column.addLayout(self._inside)
        self.end()
        for form in self.forms.values():
            form.edited.connect(self.load)
        self._shown: tuple[str, str] | None = None

    def _options(self) -> tuple[tuple[str, str], ...]:
        said = N_("{number}. {name} ({day})")
        kept = [
            (row["id"], str(Sentence(said, number=row["numero"], name=row["nombre"], day=day(row["fecha"]))))
            for row in self.shell.door.versiones(self.plan)
        ]
        return ((NOW, N_("Como está ahora")), *kept)

    def showEvent(self, event: QShowEvent) -> None:
        """Compared when it is seen."""
        if self.empty is None and self._shown is None:
            self.load()
        super().showEvent(event)

    def load(self) -> None:
        """Compare what is chosen."""
        answers = {name: text for form in self.forms.values() for name, text in form.answers().items()}
        before, after = ("" if answers[name] == NOW else answers[name] for name in ("antes", "despues"))
        if self._shown == (before, after) or not (answers["antes"] and answers["despues"]):
            return
        found: list[Comparison] = []
        if not self.shell.attempt(lambda: found.append(self.shell.door.compare(self.plan, before, after))):
            return
        self._shown = before, after
        empty_layout(self._inside)
        self._tell(found[0])

    def _tell(self, found: Comparison) -> None:
        changed = [row for row in found.rows if row.act is not Act.SAME]
        if found.same:
            self._inside.addWidget(_told_same())
        else:
            said = N_("Datos de la portada que cambian: {cover}. Filas: {rows}. Textos: {texts}.")
            holes = {"cover": len(found.cover), "rows": len(changed), "texts": len(found.texts)}
            self.summary = words(str(Sentence(said, **holes)), "label")
            self.summary.setObjectName("resumen")
            self._inside.addWidget(self.summary)
        self._inside.addWidget(cells_card(_("Costo, fuentes y cuánto rinde"), found.figures, every=True))
        if found.cover:
            self._inside.addWidget(cells_card(_("Portada y supuestos"), found.cover))
        order = list(TABLES)
        tables = dict.fromkeys(each.table for each in changed)
        for table in sorted(tables, key=lambda name: order.index(name) if name in order else len(order)):
            self._inside.addWidget(
                rows_card(_(TABLES.get(table, OTHER_TABLE)), [each for each in changed if each.table == table])
            )
        for text in found.texts:
            self._inside.addWidget(text_card(text))

    def start(self) -> None:
        """What to compare is chosen first."""
        if self.empty is None:
            self.forms["antes"].focus_first()
        elif self.empty.action is not None:
            self.empty.action.setFocus()

    def hear(self, tables: frozenset[str]) -> None:
        """The plan changed behind it."""
        if self.empty is None and tables & {"plan", "partida", "linea", "bloque", "seccion", "version_plan"}:
            self._shown = None
            self.load()


def _told_same() -> Card:
    card = Card("", "good")
    card.column.addWidget(words(_("Las dos dicen lo mismo."), "label"))
    return card


class Sides(QGridLayout):
    """Three columns: what it is, how it was, how it is. The headings stand in the first row."""

    def __init__(self, first: str = "") -> None:
        super().__init__()
        self.setHorizontalSpacing(space(3))
        self.setVerticalSpacing(space(1.5))
        for place, share in enumerate((4, 4, 4)):
            self.setColumnStretch(place, share)
        for place, said in enumerate((first, _("Antes"), _("Después"))):
            self.addWidget(words(said, "small"), 0, place)

    def line_of(self, *widgets: QWidget) -> None:
        """One more row."""
        number = self.rowCount()
        for place, widget in enumerate(widgets):
            self.addWidget(widget, number, place, Qt.AlignmentFlag.AlignTop)

    def rule(self) -> None:
        """A line over the whole width."""
        self.addWidget(line(), self.rowCount(), 0, 1, 3)


class Named(QWidget):
    """A mark and what it is the mark of: beside each other, or one above the other where there is no room."""

    def __init__(self, label: str, act: Act) -> None:
        super().__init__()
        self._mark = mark(act)
        self._label = words(label, "" if act is Act.SAME else "label")
        self._place = QWidget()
        within = QHBoxLayout(self._place)
        within.setContentsMargins(0, 0, 0, 0)
        within.addWidget(self._mark)
        within.addStretch(1)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(space(1))
        self._box.addWidget(self._place, 0, Qt.AlignmentFlag.AlignTop)
        self._box.addWidget(self._label, 1)
        self._place.setMinimumWidth(column_width(MARK))

    def minimumSizeHint(self) -> QSize:
        narrowest = max(self._mark.sizeHint().width(), self._label.minimumSizeHint().width())
        return QSize(narrowest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = event.size().width() >= column_width(MARK + LABEL)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != way:
            self._box.setDirection(way)
            self._place.setMinimumWidth(column_width(MARK) if wide else 0)
        super().resizeEvent(event)


def cells_card(title: str, cells: Iterable[Cell], *, every: bool = False, marked: bool = True) -> Card:
    """Data beside each other; `every`: those that stay as they were too. Not `marked`: a sign before what is new."""
    card = loose(Card(title))
    sides = Sides()
    for cell in cells:
        same = cell.before == cell.after
        if same and not every:
            continue
        sides.line_of(
            Named(_(cell.label), Act.SAME if same else Act.CHANGED) if marked else words(_(cell.label)),
            words(cell.before),
            words(cell.after if same or marked else f"{MARKS[Act.CHANGED][0]} {cell.after}", "" if same else "label"),
        )
    card.column.addLayout(sides)
    return card


def rows_card(title: str, rows: Sequence[RowChange]) -> Card:
    """Rows that came, went or changed, each with its cells."""
    card = loose(Card(title))
    sides = Sides()
    for place, each in enumerate(rows):
        if place:
            sides.rule()
        if each.act is not Act.CHANGED:
            whole, gone = words(_whole(each)), words("—", "hint")
            sides.line_of(Named(each.name, each.act), *((whole, gone) if each.act is Act.REMOVED else (gone, whole)))
            continue
        sides.addWidget(Named(each.name, each.act), sides.rowCount(), 0, 1, 3)
        for cell in each.cells:
            label = words(_(cell.label), "hint")
            label.setContentsMargins(column_width(MARK) + space(1), 0, 0, 0)
            sides.line_of(label, words(cell.before), words(cell.after, "label"))
    card.column.addLayout(sides)
    return card


def _whole(change: RowChange) -> str:
    """Everything that a row said, in one text; its name stands beside, and amounts of nothing say nothing."""
    said = N_("{label}: {value}")
    told = [(cell.label, cell.before if change.act is Act.REMOVED else cell.after) for cell in change.cells]
    shown = [(label, value) for label, value in told if value not in {change.name, soles(0)}]
    return " · ".join(str(Sentence(said, label=Sentence(label), value=value)) for label, value in shown) or "—"


def text_card(text: TextChange) -> Card:
    """The paragraphs of a text that are not the same: as they were and as they are."""
    card = loose(Card(text.name if text.table != "plan" else _(text.label)))
    sides = Sides()
    for place, paragraph in enumerate(text.paragraphs):
        if place:
            sides.rule()
        sides.line_of(mark(paragraph.act), _paragraph(paragraph, Act.REMOVED), _paragraph(paragraph, Act.ADDED))
    card.column.addLayout(sides)
    return card


def _paragraph(paragraph: Paragraph, side: Act) -> QLabel:
    """One side of a paragraph: words that went are struck out, words that came are bold and underlined."""
    shown = [piece for piece in paragraph.pieces if piece.act in {Act.SAME, side}]
    label = words("".join(piece.text for piece in shown) or "—")
    label.setAccessibleName(label.text())
    if shown:
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setText("".join(_drawn(piece) for piece in shown))
    return label


def _drawn(piece: Piece) -> str:
    text = escape(piece.text)
    if piece.act is Act.REMOVED:
        return f"<s>{text}</s>"
    return f"<b><u>{text}</u></b>" if piece.act is Act.ADDED else text


SCREENS = {"comparar-versiones": Screen(of_plan(CompararScreen), rail="planes")}
