"""What changed behind a form: for each datum what the person wrote, what stands now, and what of it will be saved.

card = Meanwhile(provider)
card.chosen.connect(put_into_the_boxes)     # {name: answer} of what was chosen
card.say([Over(fields, mine, now)])         # nothing to say hides it
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QWidget

from ayni.domain.fields import Field
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import Card, words
from ayni.qt.kit.editors import Provider
from ayni.qt.kit.form import as_read
from ayni.qt.kit.keys import announce
from ayni.qt.kit.palette import space

MINE, NOW, BOTH = "mine", "now", "both"


@dataclass(frozen=True, slots=True)
class Over:
    """Fields that belong together, changed here and elsewhere: answers as typed. `both`: one text with both changes."""

    fields: tuple[Field, ...]
    mine: Mapping[str, str]
    now: Mapping[str, str]
    both: Mapping[str, str] | None = None


class Meanwhile(Card):
    """Above a form, once it is saved over something that its person has not seen."""

    chosen = Signal(dict)

    def __init__(self, provider: Provider, parent: QWidget | None = None) -> None:
        said = _("Esto cambió mientras usted escribía. Elija qué vale y guarde otra vez.")
        super().__init__(said, "attention", parent)
        self.setObjectName("mientras")
        self._provider = provider
        self._groups: list[QButtonGroup] = []
        self.hide()

    def say(self, over: Sequence[Over]) -> None:
        """Show these; the first answer has the focus."""
        self.hide()  # what is put into a card that is shown takes no focus yet
        self.clear()
        self._groups = []
        for each in over:
            self._say_one(each)
        self.setVisible(bool(over))
        if over:
            announce(self, self.title.text())
            self._groups[0].buttons()[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _say_one(self, over: Over) -> None:
        differing = [field for field in over.fields if over.mine[field.name] != over.now[field.name]]
        label = ", ".join(_(field.label) for field in differing)
        self.column.addWidget(words(label, "label"))
        ways = [
            (MINE, over.mine, N_("Usted escribió: {value}")),
            (NOW, over.now, N_("Ahora dice: {value}")),
            (BOTH, over.both, N_("Valen los cambios de los dos, juntos")),
        ]
        group = QButtonGroup(self)
        self._groups.append(group)
        for way, answers, told in ways:
            if answers is None:
                continue
            value = "  ·  ".join(as_read(field, answers[field.name], self._provider) or "—" for field in differing)
            said = str(Sentence(told, value=value)) if way != BOTH else f"{_(told)}:\n{value}"
            radio = QRadioButton()
            radio.setObjectName(f"{over.fields[0].group}.{way}")
            radio.setAccessibleName(f"{label}. {said}")
            radio.setChecked(way == MINE)
            radio.toggled.connect(lambda on, answers=answers: self.chosen.emit(dict(answers)) if on else None)
            group.addButton(radio)
            text = words(said)  # a button's words do not wrap
            text.setBuddy(radio)
            line = QHBoxLayout()
            line.setSpacing(space(2))
            line.addWidget(radio, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(text, 1)
            self.column.addLayout(line)
