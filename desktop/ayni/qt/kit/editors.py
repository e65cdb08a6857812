"""Which widget asks for which kind of datum. This is the one file that knows.

    editor = editor_of(field, provider)      # named, labelled, filled with its choices
    editor.set_value(1500_50)                # a canonical value, shown as people type it
    editor.set_answer("1 500,50")            # what somebody typed, kept to the letter
    editor.answer()                          # always text: a code, or what was typed
    editor.edited.connect(...)               # each time the person changes something

Nothing is checked here, neither while typing nor on leaving: the form does it when the person goes on. Lists come from
a `Provider`, so that this file knows no noun.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import singledispatch
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QIcon,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QCompleter,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from ayni.domain.dates import without_accents
from ayni.domain.especificacion import CARACTERISTICA, Caracteristicas
from ayni.domain.fields import (
    Catalogue,
    Choice,
    Coordinate,
    Date,
    Dni,
    Email,
    Field,
    Kind,
    LongText,
    Money,
    Phone,
    Price,
    Quantity,
    Rate,
    Reading,
    Reference,
    Ruc,
    Several,
    Text,
    Ubigeo,
    Value,
    empty,
)
from ayni.domain.fields_items import ItemQuantities
from ayni.lang import MONTHS, N_, Sentence, _
from ayni.qt.kit.filas import RowsEditor
from ayni.qt.kit.icons import icon
from ayni.qt.kit.items import ItemsEditor
from ayni.qt.kit.keys import ENTER
from ayni.qt.kit.offers import Offer, Offers
from ayni.qt.kit.palette import color, column_width, space

Choices = Sequence[tuple[str, str]]

FEW, SOME = 4, 7  # up to FEW choices are radio buttons, up to SOME a closed list, more are searched by typing
SHORT_LABELS = 52  # letters of all labels together, and of their buttons, that still stand in one line
BUTTON_LETTERS = 6  # letters that the round of a radio button and its borders take
LONGEST = 40  # letters of a label that a radio button can show in a narrow window
OFFERED = 12  # found at a time while typing
READ_BACK = (Date, Money, Quantity, Rate)  # kinds that can be typed in several ways


class Provider(Protocol):
    """Where editors find what may be chosen. Labels come ready to show, in the language in use."""

    def choices(self, field: Field, text: str = "", limit: int = 50) -> Choices:
        """Pairs of code and label whose label fits the text; all of them for an empty one."""
        ...

    def label(self, field: Field, code: str) -> str:
        """How a code is shown; "" when nobody knows it."""
        ...

    def today(self) -> date:
        """The day that bounds dates."""
        ...


@dataclass(frozen=True, slots=True)
class Secret(Text):
    """A passphrase: kept to the letter, never shown where answers are looked over. `hidden`: typed behind dots."""

    hidden: bool = True

    def read(self, typed: str | int, today: date) -> Reading:
        return Reading(str(typed))

    def show(self, value: Value) -> str:
        return "" if value is None else "••••••••"


def typed(kind: Kind, value: Value) -> str:
    """A canonical value as a person would type it, so that reading it gives the same value back."""
    if value is None:
        return ""
    if isinstance(kind, Money) and isinstance(value, int):
        sign = "-" if value < 0 else ""
        return f"{sign}{abs(value) // 100:,}.{abs(value) % 100:02d}"
    text = str(value)
    if isinstance(kind, Date):
        return kind.show(text) if len(text) == 10 else "/".join(reversed(text.split("-")))
    if isinstance(kind, Quantity | Rate):
        whole, point, rest = text.partition(".")
        # Three decimals would be read as thousands: "1.125" is one and an eighth only with a fourth.
        return f"{whole}.{rest}0" if point and len(rest) == 3 else text
    if isinstance(kind, Phone):
        return kind.show(text)
    return text


def long_day(iso: str) -> str:
    """A date in words: "3 de mayo de 1999"."""
    parts = iso.split("-")
    if len(parts) != 3:
        return Date().show(iso)
    month = Sentence(MONTHS[int(parts[1]) - 1])
    return str(Sentence(N_("{day} de {month} de {year}"), day=int(parts[2]), month=month, year=parts[0]))


def read_as(kind: Kind, text: str, today: date) -> str:
    """How a date or a number will be read, said lightly beside the box; "" when it cannot be or goes without saying."""
    if empty(text) or not isinstance(kind, READ_BACK):
        return ""
    reading = kind.read(text, today)
    if reading.sentence is not None or reading.value is None:
        return ""
    text = text.strip()
    meant = long_day(str(reading.value)) if isinstance(kind, Date) else kind.show(reading.value)
    plain = isinstance(kind, Quantity) and text.isdigit() and len(text) < 5
    return "" if plain or text in meant.split(" ") else meant


class LineEditor(QLineEdit):
    """One line, typed freely."""

    edited = Signal()

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.textEdited.connect(self._said)

    def _said(self) -> None:
        self.edited.emit()

    def serve(self, field: Field, provider: Provider) -> None:
        """Words that were written before are offered while one types; another one may be typed."""
        if not field.choices:
            return
        known = QCompleter([label for _code, label in provider.choices(field, "", 500)], self)
        known.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        known.setFilterMode(Qt.MatchFlag.MatchContains)
        known.activated.connect(self._said)
        self.setCompleter(known)

    def answer(self) -> str:
        return self.text()

    def set_answer(self, value: Value) -> None:
        self.setText("" if value is None else str(value))
        self.setCursorPosition(0)

    def set_value(self, value: Value) -> None:
        self.set_answer(typed(self.kind, value))


class LongEditor(QPlainTextEdit):
    """Paragraphs. Tab leaves it; Enter starts a new line."""

    edited = Signal()

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._quiet = False
        self.setTabChangesFocus(True)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * 5 + space(4))
        self.textChanged.connect(self._said)

    def _said(self) -> None:
        if not self._quiet:
            self.edited.emit()

    def serve(self, field: Field, provider: Provider) -> None:
        """Nothing to choose from."""

    def answer(self) -> str:
        return self.toPlainText()

    def set_answer(self, value: Value) -> None:
        self._quiet = True
        self.setPlainText("" if value is None else str(value))
        self._quiet = False

    def set_value(self, value: Value) -> None:
        self.set_answer(value)


def _chevron(painter: QPainter, x: float, y: float, side: float) -> None:
    pen = QPen(color("muted"), max(1.5, side / 7))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.drawPolyline([QPointF(x, y), QPointF(x + side / 2, y + side / 2), QPointF(x + side, y)])


class Segments(QWidget):
    """Two to four answers side by side (or one below the other when they are long), one of which holds."""

    edited = Signal()

    def __init__(self, options: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        along = sum(len(label) + BUTTON_LETTERS for _code, label in options) <= SHORT_LABELS
        direction = QBoxLayout.Direction.LeftToRight if along else QBoxLayout.Direction.TopToBottom
        layout = QBoxLayout(direction, self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space(2) if along else space(1))
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QRadioButton] = {}
        self._other = ""  # an answer that the list does not hold is kept
        for code, label in options:
            button = QRadioButton(label, self)
            button.setProperty("role", "segment")
            button.setObjectName(code)
            button.clicked.connect(self._chosen)
            self._group.addButton(button)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft if along else Qt.AlignmentFlag(0))
            self._buttons[code] = button
        if along:
            layout.addStretch(1)
        self._one_stop()

    def _one_stop(self) -> None:
        """Tab stops once at the group; the arrows move inside."""
        stop = next((one for one in self._buttons.values() if one.isChecked()), next(iter(self._buttons.values())))
        for button in self._buttons.values():
            focus = Qt.FocusPolicy.StrongFocus if button is stop else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(focus)
        self.setFocusProxy(stop)

    def _chosen(self) -> None:
        self._other = ""
        self._one_stop()
        self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and self._group.checkedButton():
            self.set_answer("")
            self.edited.emit()
            return
        super().keyPressEvent(event)

    def answer(self) -> str:
        return next((code for code, button in self._buttons.items() if button.isChecked()), self._other)

    def set_answer(self, value: Value) -> None:
        code = "" if value is None else str(value)
        self._group.setExclusive(False)
        for key, button in self._buttons.items():
            button.setChecked(key == code)
        self._group.setExclusive(True)
        self._other = "" if code in self._buttons else code
        self._one_stop()


class ClosedList(QComboBox):
    """Five to seven answers in a list that opens. The wheel never changes an answer by accident."""

    edited = Signal()

    def __init__(self, options: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._other = ""
        self.addItem(_("Elija…"), "")
        for code, label in options:
            self.addItem(label, code)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.activated.connect(self._chosen)

    def _chosen(self) -> None:
        self._other = ""
        self.edited.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = self.fontMetrics().height() * 0.5
        _chevron(painter, self.width() - side - space(3), (self.height() - side / 2) / 2, side)
        painter.end()

    def answer(self) -> str:
        return str(self.currentData() or "") or self._other

    def set_answer(self, value: Value) -> None:
        code = "" if value is None else str(value)
        place = self.findData(code)
        self.setCurrentIndex(max(place, 0))
        self._other = code if place < 0 else ""


class Finder(QLineEdit):
    """A list too long to show: type some letters and choose, or open it with the down arrow."""

    edited = Signal()

    def __init__(
        self, find: Callable[[str], Choices], label: Callable[[str], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._find = find
        self._label = label
        self._code = ""
        self._shown = ""
        self.offers = Offers(self, _("Para elegir"))
        self.offers.taken.connect(self._take)
        self.textEdited.connect(self._typed)
        opener = self.addAction(self._open_icon(), QLineEdit.ActionPosition.TrailingPosition)
        opener.setText(_("Abrir la lista"))
        opener.triggered.connect(self.open_list)

    def _open_icon(self) -> QIcon:
        pixmap = QPixmap(48, 48)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        _chevron(painter, 12, 18, 24)
        painter.end()
        return QIcon(pixmap)

    def _offer(self, text: str) -> None:
        nothing = _("No hay nada con esas letras.") if text.strip() else ""
        self.offers.offer([Offer(code, label) for code, label in self._find(text)], nothing)

    def _typed(self, text: str) -> None:
        self._code = ""
        self._offer(text)
        self.edited.emit()

    def _take(self, key: object, title: str) -> None:
        self._code, self._shown = str(key), title
        self.setText(title)
        self.edited.emit()

    def open_list(self) -> None:
        """Show what may be chosen now."""
        self.setFocus()
        self._offer("" if self._code else self.text())

    def takes_enter(self) -> bool:
        """Enter belongs to the list while it is open."""
        return not self.offers.isHidden()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            if self.offers.isHidden():
                self.open_list()
            else:
                self.offers.move_by(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in ENTER and not self.offers.isHidden():
            if not self.offers.take():
                self.offers.hide()
        elif event.key() == Qt.Key.Key_Escape and not self.offers.isHidden():
            self.offers.hide()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # While the list is open, Escape and Enter are its own, whatever shortcuts the page has.
        ours = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and not self.offers.isHidden()
        if event.type() == QEvent.Type.ShortcutOverride and ours:
            event.accept()
            return True
        if event.type() in {QEvent.Type.FocusOut, QEvent.Type.Hide}:
            self.offers.hide()
        return super().event(event)

    def answer(self) -> str:
        text = self.text()
        if not text.strip():
            return ""
        if self._code and text == self._shown:
            return self._code
        plain = without_accents(" ".join(text.split()))
        equal = [code for code, label in self._find(text) if without_accents(label) == plain]
        return equal[0] if len(equal) == 1 else text

    def set_answer(self, value: Value) -> None:
        code = "" if value is None else str(value)
        self._shown = self._label(code) if code else ""
        self._code = code if self._shown else ""
        self.setText(self._shown or code)
        self.setCursorPosition(0)


class ChoiceEditor(QWidget):
    """One of a list: radio buttons, a closed list or a search, by how many there are."""

    edited = Signal()

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.inner: Segments | ClosedList | Finder | None = None

    def serve(self, field: Field, provider: Provider) -> None:
        """Make the widget that fits the list."""
        made: Segments | ClosedList | Finder
        if isinstance(self.kind, Choice):
            options: Choices = [(code, _(label)) for code, label in self.kind.options]
        elif isinstance(self.kind, Ubigeo):
            options = []
        else:
            options = list(provider.choices(field, "", SOME + 1))
        longest = max((len(label) for _code, label in options), default=0)
        many = isinstance(self.kind, Ubigeo) or (len(options) > SOME and not isinstance(self.kind, Choice))
        if many:
            made = Finder(
                lambda text: provider.choices(field, text, OFFERED), lambda code: provider.label(field, code), self
            )
            made.setPlaceholderText(_("Escriba unas letras y elija"))
        elif 0 < len(options) <= FEW and longest <= LONGEST and not isinstance(self.kind, Reference):
            made = Segments(options, self)
        else:
            made = ClosedList(options, self)
        if not isinstance(made, Segments):
            made.setObjectName(field.name)
            made.setAccessibleName(_(field.label))
        made.edited.connect(self.edited)
        self._layout.addWidget(made)
        self.setFocusProxy(made)
        self.inner = made

    def answer(self) -> str:
        return self.inner.answer() if self.inner is not None else ""

    def set_answer(self, value: Value) -> None:
        if self.inner is not None:
            self.inner.set_answer(value)

    def set_value(self, value: Value) -> None:
        self.set_answer(value)


class SeveralEditor(QWidget):
    """Some of a list: a box to tick for each."""

    edited = Signal()

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._boxes: dict[str, QCheckBox] = {}
        self._other: list[str] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space(6))
        self._grid.setVerticalSpacing(space(1))

    def serve(self, field: Field, provider: Provider) -> None:
        """A box for each choice, in columns when there are many and they are short."""
        options = list(provider.choices(field, "", 500))
        widest = max((len(label) for _code, label in options), default=0)
        columns = 2 if len(options) > 5 and widest <= 34 else 1
        rows = -(-len(options) // columns)
        for number, (code, label) in enumerate(options):
            box = QCheckBox(label, self)
            box.setObjectName(f"{field.name}.{code}")
            box.clicked.connect(self._ticked)
            self._grid.addWidget(box, number % rows, number // rows)
            self._boxes[code] = box
        self._grid.setColumnStretch(columns, 1)
        if self._boxes:
            self.setFocusProxy(next(iter(self._boxes.values())))

    def _ticked(self) -> None:
        self.edited.emit()

    def answer(self) -> str:
        return ",".join(sorted([code for code, box in self._boxes.items() if box.isChecked()] + self._other))

    def set_answer(self, value: Value) -> None:
        codes = [code.strip() for code in str(value or "").split(",") if code.strip()]
        for code, box in self._boxes.items():
            box.setChecked(code in codes)
        self._other = [code for code in codes if code not in self._boxes]

    def set_value(self, value: Value) -> None:
        self.set_answer(value)


class ItemQuantitiesEditor(ItemsEditor):
    """How much of each item of the record at hand."""

    def serve(self, field: Field, provider: Provider) -> None:
        """A line for each item that the provider knows."""
        self.offer(provider.choices(field, "", 500))


Editor = LineEditor | LongEditor | ChoiceEditor | SeveralEditor | ItemQuantitiesEditor | RowsEditor


@singledispatch
def editor_for(kind: Kind) -> Editor:
    """The widget that asks for a datum of this kind."""
    raise TypeError(f"no editor for {kind!r}")


@editor_for.register(Text)
@editor_for.register(Date)
@editor_for.register(Email)
def _line(kind: Kind) -> Editor:
    return LineEditor(kind)


@editor_for.register(Secret)
def _secret(kind: Secret) -> Editor:
    editor = LineEditor(kind)
    if kind.hidden:
        editor.setEchoMode(QLineEdit.EchoMode.Password)
        show = editor.addAction(icon("ver", "muted"), QLineEdit.ActionPosition.TrailingPosition)
        show.setText(_("Mostrar lo escrito"))
        show.setCheckable(True)
        dots, plain = QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal
        show.toggled.connect(lambda shown: editor.setEchoMode(plain if shown else dots))
    return editor


@editor_for.register(Dni)
@editor_for.register(Ruc)
@editor_for.register(Phone)
def _digits(kind: Kind) -> Editor:
    editor = LineEditor(kind)
    editor.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
    return editor


@editor_for.register(Money)
@editor_for.register(Quantity)
@editor_for.register(Price)
@editor_for.register(Rate)
@editor_for.register(Coordinate)
def _number(kind: Kind) -> Editor:
    editor = LineEditor(kind)
    editor.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
    editor.setAlignment(Qt.AlignmentFlag.AlignRight)
    return editor


@editor_for.register(LongText)
def _long(kind: Kind) -> Editor:
    return LongEditor(kind)


@editor_for.register(Choice)
@editor_for.register(Catalogue)
@editor_for.register(Reference)
@editor_for.register(Ubigeo)
def _choice(kind: Kind) -> Editor:
    return ChoiceEditor(kind)


@editor_for.register(Several)
def _several(kind: Kind) -> Editor:
    return SeveralEditor(kind)


@editor_for.register(ItemQuantities)
def _items(kind: Kind) -> Editor:
    return ItemQuantitiesEditor(kind)


# How many letters wide a box is; what is not here takes the whole column.
WIDTHS: tuple[tuple[type[Kind], int], ...] = (
    (Dni, 14),
    (Ruc, 18),
    (Phone, 18),
    (Date, 22),
    (Money, 18),
    (Quantity, 14),
    (Rate, 10),
)


def letters(kind: Kind) -> int:
    """How many letters wide the box of a kind is; 0 for the whole column."""
    if isinstance(kind, Secret):
        return 60
    if isinstance(kind, Text) and kind.limit <= 80:
        return 22 if kind.limit <= 24 else 42
    return next((width for known, width in WIDTHS if isinstance(kind, known)), 0)


def unit(kind: Kind) -> tuple[str, str]:
    """What stands before and after the box: "S/" and "%"."""
    if isinstance(kind, Money | Price):
        return ("S/", "")
    return ("", "%") if isinstance(kind, Rate) else ("", "")


def editor_of(field: Field, provider: Provider) -> Editor:
    """The editor of a field: named after it, labelled for screen readers, with its example and its choices."""
    editor = editor_for(field.kind)
    editor.setObjectName(field.name)
    editor.setAccessibleName(_(field.label))
    editor.setAccessibleDescription(_(field.help))
    if isinstance(editor, LineEditor) and field.example:
        editor.setPlaceholderText(field.example)
    if width := letters(field.kind):
        editor.setMaximumWidth(column_width(width))
    editor.serve(field, provider)
    return editor


@editor_for.register(Caracteristicas)
def _characteristics(kind: Kind) -> Editor:
    return RowsEditor(kind, CARACTERISTICA, (5, 6, 3, 3))
