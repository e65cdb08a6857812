"""Large answers for one question a page: cards with pictures, the months of a year, one box for each year.

    editor = Cards([("fondo", _("La municipalidad lo paga todo"), "municipalidad"), …])
    editor = Months(start=3)                # the half-months of a year that begins in March
    editor = OneMonth()
    editor = YearBoxes(5)
    editor = Suggested(field, provider, [_("kg"), _("litro")])

All speak as the other editors do: `answer()`, `set_answer(text)`, `set_value(value)`, `edited`.
Their roles in the style sheet make targets of 44 pixels or more.
"""

import textwrap
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ayni.domain.fields import Field, Value
from ayni.domain.fields_calendar import half_months, written_half_months
from ayni.lang import MONTHS, N_, Sentence, _
from ayni.qt.kit.cards import words
from ayni.qt.kit.editors import LineEditor, Provider, editor_of, unit
from ayni.qt.kit.icons import icon
from ayni.qt.kit.palette import space
from ayni.qt.kit.wrap import Wrap

FEW = 4  # answers that may stand one below the other
WIDE = 26  # letters of an answer that takes a whole line
YEAR = 12


class Grid(QWidget):
    """Answers side by side in a grid; one Tab stop, arrows inside."""

    edited = Signal()

    def __init__(self, columns: int) -> None:
        super().__init__()
        self.columns = columns
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(space(2))
        for place in range(columns):
            self.grid.setColumnStretch(place, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Right and left go to the next and the one before, up and down a whole line; a round is chosen on arriving."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        steps = {
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: self.columns,
            Qt.Key.Key_Up: -self.columns,
        }
        step = steps.get(Qt.Key(event.key()), 0)
        if not step or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        buttons = self.buttons()
        there = next(place for place, each in enumerate(buttons) if each is watched) + step
        if 0 <= there < len(buttons):
            buttons[there].setFocus(Qt.FocusReason.TabFocusReason)
            if isinstance(buttons[there], QRadioButton):
                buttons[there].click()
        return True

    def buttons(self) -> list[QRadioButton | QCheckBox]:
        """The answers in their order."""
        return []


class Cards(Grid):
    """One of a few answers, each with its picture."""

    def __init__(self, options: Sequence[tuple[str, str, str]], *, narrow: bool = False) -> None:
        longest = max((len(label) for _code, label, _drawn in options), default=0)
        super().__init__(1 if narrow or (longest > WIDE and len(options) <= FEW) else 2)
        self._group = QButtonGroup(self)
        self._other = ""
        self._cards: dict[str, QRadioButton] = {}
        for place, (code, label, drawn) in enumerate(options):
            # a round does not break its words by itself
            card = QRadioButton(textwrap.fill(label, WIDE if self.columns > 1 else 2 * WIDE, break_long_words=False))
            card.setAccessibleName(label)
            card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)  # as tall as its neighbour
            card.setProperty("role", "card")
            card.setObjectName(code)
            if drawn:
                card.setIcon(icon(drawn, "accent"))
                card.setIconSize(QSize(space(8), space(8)))
            card.clicked.connect(self._chosen)
            card.installEventFilter(self)
            self._group.addButton(card)
            self._cards[code] = card
            self.grid.addWidget(card, place // self.columns, place % self.columns)
        self._one_stop()

    def buttons(self) -> list[QRadioButton | QCheckBox]:
        return list(self._cards.values())

    def _one_stop(self) -> None:
        cards = list(self._cards.values())
        stop = next((card for card in cards if card.isChecked()), cards[0] if cards else None)
        for card in cards:
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus if card is stop else Qt.FocusPolicy.ClickFocus)
        if stop is not None:
            self.setFocusProxy(stop)

    def _chosen(self) -> None:
        self._other = ""
        self._one_stop()
        self.edited.emit()

    def answer(self) -> str:
        return next((code for code, card in self._cards.items() if card.isChecked()), self._other)

    def set_answer(self, value: Value) -> None:
        code = "" if value is None else str(value)
        self._group.setExclusive(False)
        for key, card in self._cards.items():
            card.setChecked(key == code)
        self._group.setExclusive(True)
        self._other = "" if code in self._cards else code
        self._one_stop()

    def set_value(self, value: Value) -> None:
        self.set_answer(value)


class OneMonth(Cards):
    """A month of the year, by its number."""

    def __init__(self, *, narrow: bool = False) -> None:
        super().__init__([(str(number), _(name), "") for number, name in enumerate(MONTHS, start=1)])
        self.columns = 3 if narrow else 4
        for place in range(self.columns):
            self.grid.setColumnStretch(place, 1)
        for place, card in enumerate(self._cards.values()):
            self.grid.addWidget(card, place // self.columns, place % self.columns)


class Months(Grid):
    """Which months of a year of the plan; a month ticked is both of its halves, half a month kept stays half."""

    def __init__(self, start: int = 1, *, narrow: bool = False) -> None:
        super().__init__(3 if narrow else 4)
        self._marks: set[int] = set()
        self._boxes: list[QCheckBox] = []
        for place in range(YEAR):
            box = QCheckBox(_(MONTHS[(start - 1 + place) % YEAR]))
            box.setProperty("role", "card")
            box.setObjectName(f"mes.{place + 1}")
            box.clicked.connect(lambda on, place=place: self._ticked(place, on=on))
            box.installEventFilter(self)
            self._boxes.append(box)
            self.grid.addWidget(box, place // self.columns, place % self.columns)
        self.all_button = QPushButton(_("Todos los meses"))
        self.all_button.setObjectName("todos")
        self.all_button.clicked.connect(self._every)
        self.grid.addWidget(self.all_button, YEAR // self.columns, 0, 1, 2)
        self.setFocusProxy(self._boxes[0])

    def buttons(self) -> list[QRadioButton | QCheckBox]:
        return list(self._boxes)

    def _ticked(self, place: int, *, on: bool) -> None:
        halves = {2 * place + 1, 2 * place + 2}
        self._marks = self._marks | halves if on else self._marks - halves
        self.edited.emit()

    def _every(self) -> None:
        self.set_answer("1-24")
        self.edited.emit()

    def answer(self) -> str:
        return written_half_months(self._marks) if self._marks else ""

    def set_answer(self, value: Value) -> None:
        self._marks = set(half_months(str(value))) if value else set()
        for place, box in enumerate(self._boxes):
            box.setChecked(bool(self._marks & {2 * place + 1, 2 * place + 2}))

    def set_value(self, value: Value) -> None:
        self.set_answer(value)


class YearBoxes(QWidget):
    """One box for each year; those left blank at the end are like the last one written."""

    edited = Signal()

    def __init__(self, years: int) -> None:
        super().__init__()
        column = QGridLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        self._boxes: list[QLineEdit] = []
        for place in range(years):
            label = words(str(Sentence(N_("Año {number}"), number=place + 1)), "hint")
            box = QLineEdit()
            box.setObjectName(f"year.{place + 1}")
            box.setAccessibleName(label.text())
            box.setProperty("role", "large")
            box.setMinimumWidth(space(14))
            box.setAlignment(Qt.AlignmentFlag.AlignRight)
            box.textEdited.connect(self.edited)
            label.setBuddy(box)
            row, where = 2 * (place // 5), place % 5
            column.addWidget(label, row, where)
            column.addWidget(box, row + 1, where)
            self._boxes.append(box)
        self.setFocusProxy(self._boxes[0])

    def answer(self) -> str:
        texts = [box.text().strip() for box in self._boxes]
        while texts and not texts[-1]:
            texts.pop()
        for place, text in enumerate(texts):
            if not text:
                texts[place] = texts[place - 1] if place else "0"
        return "; ".join(texts)

    def set_answer(self, value: Value) -> None:
        texts = [part.strip() for part in str(value or "").split(";")]
        for box, text in zip(self._boxes, texts + [""] * len(self._boxes), strict=False):
            box.setText(text)

    def set_value(self, value: Value) -> None:
        self.set_answer(value)


class Suggested(QWidget):
    """One line in large type; below it, answers that many give, to press instead of typing."""

    edited = Signal()

    def __init__(self, field: Field, provider: Provider, offered: Sequence[str]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        made = editor_of(field, provider)
        assert isinstance(made, LineEditor)
        self.line = made
        self.line.setProperty("role", "large")
        self.line.edited.connect(self.edited)
        beside = QHBoxLayout()
        beside.setSpacing(space(2))
        before, after = unit(field.kind)
        if before:
            beside.addWidget(words(before, "heading"))
        beside.addWidget(self.line, 100)
        if after:
            beside.addWidget(words(after, "heading"))
        beside.addStretch(1)
        column.addLayout(beside)
        self.offers: list[QPushButton] = []
        if offered:
            wrap = Wrap(gap=space(2))
            for text in offered:
                offer = QPushButton(text)
                offer.setObjectName(f"opcion.{text}")
                offer.clicked.connect(lambda _checked=False, text=text: self._take(text))
                wrap.addWidget(offer)
                self.offers.append(offer)
            column.addLayout(wrap)
        self.setFocusProxy(self.line)

    def _take(self, text: str) -> None:
        self.line.set_answer(text)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def answer(self) -> str:
        return self.line.answer()

    def set_answer(self, value: Value) -> None:
        self.line.set_answer(value)

    def set_value(self, value: Value) -> None:
        self.line.set_value(value)
