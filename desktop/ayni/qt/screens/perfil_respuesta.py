"""What the numbers of an idea say: the answer in big plain words, its figures, and where the money of a year goes."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ayni.domain.drawing_perfil import year_of_idea
from ayni.domain.fields import Problem
from ayni.domain.perfil import DIFFERENCE_NOTE, RESERVE_NOTE, ProfileResult, figures, told
from ayni.lang import N_, Sentence, _, language
from ayni.qt.kit.cards import Card, line, restyle, words
from ayni.qt.kit.chart import Chart
from ayni.qt.kit.keys import announce
from ayni.qt.kit.palette import space
from ayni.qt.screens.pages import loose

NARROW = 140.0  # units of the picture
SHOWN = 5  # problems told at once


class Answer(QWidget):
    """What the numbers say, in plain words, in figures and drawn; or what is still missing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result: ProfileResult | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, space(3), space(3))
        column.setSpacing(space(2))
        self.card = loose(Card())
        self.left, self.back = words("", "title"), words("", "heading")
        self.left.setObjectName("queda")
        self.back.setObjectName("recupera")
        self.missing = words("", "")
        self.missing.setObjectName("falta")
        for part in (self.left, self.back, self.missing):
            self.card.column.addWidget(part)
        column.addWidget(self.card)
        self.numbers = QWidget()
        inside = QVBoxLayout(self.numbers)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(space(1))
        self._figures = QGridLayout()
        self._figures.setHorizontalSpacing(space(3))
        self._figures.setVerticalSpacing(space(0.5))
        self._figures.setColumnStretch(0, 1)
        self._labels: list[tuple[QWidget, QWidget]] = []
        inside.addLayout(self._figures)
        self.people = words("", "hint")
        self.people.setObjectName("socios")
        inside.addWidget(self.people)
        self.chart: Chart | None = None
        self._picture = QVBoxLayout()
        self.difference = words(str(Sentence(DIFFERENCE_NOTE)), "hint")
        inside.addWidget(self.difference)
        inside.addWidget(line())
        inside.addLayout(self._picture)
        inside.addWidget(words(str(Sentence(RESERVE_NOTE)), "small"))
        column.addWidget(self.numbers)
        column.addStretch(1)

    def say_nothing_yet(self) -> None:
        """Nothing is typed."""
        self._say("", "", _("Escriba qué se compra, qué se vende y qué se gasta. Aquí sale la respuesta."), "")

    def say_problems(self, problems: Sequence[Problem]) -> None:
        """What must be corrected before anything can be said."""
        listed = "\n".join(problem.text for problem in problems[:SHOWN])
        self._say("", "", f"{_('Para responder falta:')}\n{listed}", "attention")

    def say(self, result: ProfileResult, people: int | None, *, compared: bool) -> None:
        """The answer."""
        self.result = result
        good = result.result_after_reserve >= 0 and (result.years_to_recover is not None or not result.investment_total)
        left, back, _reserve = told(result)
        self._say(str(left), str(back), "", "good" if good else "problem")
        found = figures(result)
        while len(self._labels) < len(found):
            label, number = words("", "hint"), words("", "label")
            number.setWordWrap(False)
            number.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._figures.addWidget(label, len(self._labels), 0)
            self._figures.addWidget(number, len(self._labels), 1)
            self._labels.append((label, number))
        for place, (label, number) in enumerate(self._labels):
            label.setVisible(place < len(found))
            number.setVisible(place < len(found))
            if place < len(found):
                label.setText(_(found[place][0]))
                number.setText(found[place][1])
                number.setAccessibleName(f"{_(found[place][0])}: {found[place][1]}")
        said = N_("Socios que participan: {count}.")
        self.people.setText(
            str(Sentence(said, count=people)) if people else _("Diga cuántos socios participan en «Cambiar datos».")
        )
        self.difference.setVisible(compared)
        if self.chart is None:
            self.chart = Chart(
                lambda width, measure: year_of_idea(self.result, width, language=language(), measure=measure),
                _("A dónde va el dinero de un año"),
                least=NARROW,
                plain=True,
            )
            self._picture.addWidget(self.chart)
        else:
            self.chart.redraw()

    def _say(self, left: str, back: str, missing: str, tone: str) -> None:
        before = self.text()
        for label, text in ((self.left, left), (self.back, back), (self.missing, missing)):
            label.setText(text.replace("S/ ", "S/\N{NO-BREAK SPACE}"))
            label.setVisible(bool(text))
        if self.card.property("tone") != tone:
            restyle(self.card, tone=tone)
        self.numbers.setVisible(bool(left))
        if before and left and self.text() != before:
            announce(self, self.text())

    def text(self) -> str:
        """What it says, in one line."""
        return " ".join(label.text() for label in (self.left, self.back, self.missing) if label.text())
