"""Questions in the order of the paper, drawn from their fields; what is wrong is said above and beside the box.

    form = Form(TYPED, provider, values=row)          # canonical values of a stored row
    form = Form(TYPED, provider, answers=draft)       # what was typed before, to the letter (wins over `values`)
    form = Form(TYPED, provider, sections=((_("Quién es"), ("dni", "nombres")), (_("Cómo se le llama"), ("telefono",))))
    form.submitted.connect(self.save)                 # Ctrl+Enter anywhere in it
    form.show_problems(refused.problems)              # from `problems()` or from the door
    form.answers()                                    # {name: text}

Enter moves to the next box (or submits, with `enter_continues`). Nothing is checked until the person goes on.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ayni.domain.fields import Catalogue, Field, Problem, Reference, Several, Ubigeo, Value, problems
from ayni.domain.flow import Answers
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import Card, SideBySide, button, empty_layout, restyle, words
from ayni.qt.kit.editors import READ_BACK, Editor, LineEditor, Provider, editor_of, letters, read_as, unit
from ayni.qt.kit.keys import EnterMoves, announce, watch
from ayni.qt.kit.palette import space

PAIRED = 42  # boxes up to this many letters wide stand two in a line
LISTS = (Catalogue, Several, Reference, Ubigeo)  # kinds whose codes only the provider can name


def as_read(field: Field, answer: str, provider: Provider) -> str:
    """An answer as a person reads it: the label of a code, a date, an amount; what cannot be read, to the letter."""
    reading = field.kind.read(answer, provider.today()) if answer.strip() else None
    if reading is None or reading.value is None:
        return answer
    if isinstance(field.kind, LISTS):
        return "; ".join(provider.label(field, code) or code for code in str(reading.value).split(","))
    return field.kind.show(reading.value)


class FieldRow(QWidget):
    """One question: its label, its box, its help, how the answer is read, and what is wrong with it."""

    def __init__(self, field: Field, provider: Provider, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._provider = provider
        self.editor: Editor = editor_of(field, provider)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))

        top = QHBoxLayout()
        top.setSpacing(space(2))
        self.label = words(_(field.label), "label")
        self.label.setBuddy(self.editor)
        self.label.setWordWrap(False)
        top.addWidget(self.label)
        if field.required:
            needed = words(_("obligatorio"), "small")
            needed.setWordWrap(False)
            top.addWidget(needed)
        top.addStretch(1)
        column.addLayout(top)

        self.help = words(_(field.help), "hint")
        column.addWidget(self.help)
        self.help.setHidden(not field.help)

        self.problem = words("", "problem")
        column.addWidget(self.problem)
        self.problem.hide()

        beside = QHBoxLayout()
        beside.setSpacing(space(2))
        before, after = unit(field.kind)
        if before:
            beside.addWidget(words(before, "hint"))
        beside.addWidget(self.editor, 1)
        if after:
            beside.addWidget(words(after, "hint"))
        self.reading = words("", "small")
        self.reading.setWordWrap(False)
        self.reading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if isinstance(field.kind, READ_BACK):
            beside.addWidget(self.reading, 1)
        elif letters(field.kind):
            beside.setStretch(beside.indexOf(self.editor), 100)
            beside.addStretch(1)  # a short box stands at the left, under its label
        column.addLayout(beside)
        self.editor.edited.connect(self._read)
        self._read()

    def _read(self) -> None:
        """Say lightly how a date or an amount will be read; nothing is said while it cannot be read yet."""
        meant = read_as(self.field.kind, self.editor.answer(), self._provider.today())
        self.reading.setText(str(Sentence(N_("Se leerá: {meaning}"), meaning=meant)) if meant else "")

    def set_value(self, value: Value) -> None:
        self.editor.set_value(value)
        self._read()

    def set_answer(self, value: Value) -> None:
        self.editor.set_answer(value)
        self._read()

    def show_problem(self, text: str) -> None:
        """Say what is wrong beside the box, or take it back with an empty text."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        inner = getattr(self.editor, "inner", None)
        for box in (self.editor, inner):
            if isinstance(box, QWidget):
                restyle(box, wrong=bool(text))
        self.editor.setAccessibleDescription(text or _(self.field.help))


class Summary(Card):
    """What must be corrected, above the form. It takes the focus; each line leads to its box."""

    jump = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "problem", parent)
        self.setObjectName("problems")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def say(self, found: Sequence[Problem], labels: Mapping[str, str]) -> None:
        """Show these problems; an empty list hides the summary."""
        empty_layout(self.column, keep=1)
        self.setVisible(bool(found))
        if not found:
            return
        title = (
            _("Hay un dato por revisar.")
            if len(found) == 1
            else str(Sentence(N_("Hay {count} datos por revisar."), count=len(found)))
        )
        self.title.setText(title)
        self.title.show()
        spoken = [title]
        for problem in found:
            label = labels.get(problem.field, "")
            text = f"{label}: {problem.text}" if label else problem.text
            spoken.append(text)
            if label:
                link = _link(text)
                link.clicked.connect(lambda _checked=False, name=problem.field: self.jump.emit(name))
                self.column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
            else:
                self.column.addWidget(words(text))
        self.setAccessibleName(" ".join(spoken))
        announce(self, " ".join(spoken))


def _link(text: str) -> QPushButton:
    made = button(text, role="link")
    made.setAccessibleName(text)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    made.setMinimumWidth(min(made.sizeHint().width(), space(150)))
    return made


class Form(QWidget):
    """Some fields, asked together. See the module's first lines for how it is used."""

    edited = Signal()
    submitted = Signal()

    def __init__(
        self,
        fields: Sequence[Field],
        provider: Provider,
        *,
        values: Mapping[str, Value] | None = None,
        answers: Answers | None = None,
        sections: Sequence[tuple[str, Sequence[str]]] = (),
        paired: bool = True,
        enter_continues: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.fields = tuple(fields)
        self.provider = provider
        self.rows: dict[str, FieldRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(5))
        self.summary = Summary(self)
        self.summary.jump.connect(self.focus_on)
        column.addWidget(self.summary)
        by_name = {field.name: field for field in self.fields}
        placed = {name for _title, names in sections for name in names}
        rest = [field for field in self.fields if field.name not in placed]
        if rest:
            self._place(column, rest, paired=paired)
        for title, names in sections:
            heading = words(title, "heading")
            column.addSpacing(space(2))
            column.addWidget(heading)
            self._place(column, [by_name[name] for name in names if name in by_name], paired=paired)
        self._keys = EnterMoves(self, self.submitted.emit, enter_goes_on=enter_continues)
        self.fill(values or {}, answers or {})
        watch(self._keys, self)

    def _place(self, column: QVBoxLayout, fields: Sequence[Field], *, paired: bool) -> None:
        waiting: FieldRow | None = None
        for field in fields:
            made = FieldRow(field, self.provider, self)
            made.editor.edited.connect(self.edited)
            self.rows[field.name] = made
            short = paired and 0 < letters(field.kind) <= PAIRED and not field.help
            if waiting is not None and short:
                column.addWidget(SideBySide(waiting, made, letters=70, shares=(1, 1)))
                waiting = None
                continue
            if waiting is not None:
                column.addWidget(waiting)
            waiting = made if short else None
            if not short:
                column.addWidget(made)
        if waiting is not None:
            column.addWidget(waiting)

    def fill(self, values: Mapping[str, Value], answers: Answers | None = None) -> None:
        """Show a stored row, and over it what was typed before. Names that nobody asks here are left alone."""
        typed = answers or {}
        for name, made in self.rows.items():
            if name in typed:
                made.set_answer(typed[name])
            elif name in values:
                made.set_value(values[name])

    def answers(self) -> dict[str, str]:
        """What stands in the boxes, to the letter; codes of what was chosen."""
        return {name: made.editor.answer() for name, made in self.rows.items()}

    def told(self, values: Mapping[str, Value]) -> dict[str, str]:
        """What the boxes of these values would say; they go on saying what they say."""
        before = {name: text for name, text in self.answers().items() if name in values}
        self.fill(values)
        said = {name: self.rows[name].editor.answer() for name in before}
        self.fill({}, before)
        return said

    def editor(self, name: str) -> Editor:
        """The box of a field."""
        return self.rows[name].editor

    def check(self) -> bool:
        """Whether everything can be read; if not, says what is wrong. Call it on going on, never before."""
        found = problems(self.fields, self.answers(), self.provider.today())
        self.show_problems(found)
        return not found

    def show_problems(self, found: Sequence[Problem]) -> None:
        """Say these problems above and beside; the focus goes to the summary. An empty list takes all back."""
        texts: dict[str, str] = {}
        for problem in found:
            texts.setdefault(problem.field, problem.text)
        for name, made in self.rows.items():
            made.show_problem(texts.get(name, ""))
        self.summary.say(found, {name: _(made.field.label) for name, made in self.rows.items()})
        if found:
            self.reveal(self.summary)
            self.summary.setFocus(Qt.FocusReason.OtherFocusReason)

    def reveal(self, widget: QWidget) -> None:
        """Scroll until a widget is seen."""
        above = self.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(widget, space(4), space(12))
                return
            above = above.parentWidget()

    def focus_on(self, name: str) -> None:
        """Go to the box of a field."""
        made = self.rows.get(name)
        if made is not None:
            self.reveal(made)
            made.editor.setFocus(Qt.FocusReason.TabFocusReason)
            if isinstance(made.editor, LineEditor):
                made.editor.selectAll()

    def focus_first(self) -> None:
        """Start at the first box that is still empty, or at the first one."""
        names = [name for name, made in self.rows.items() if not made.editor.answer()] or list(self.rows)
        if names:
            self.rows[names[0]].editor.setFocus(Qt.FocusReason.TabFocusReason)
