"""One question at a time, from a `Flow`; a draft is kept all along and everything is looked over before it is saved.

    wizard = Wizard(
        REGISTER_AEO, AEO, provider,
        title=_("Registrar organización"),
        answers=draft_answers, step=draft_step,               # resume where it was left
        keep=lambda answers, step: door.keep_draft("aeo", "", answers, step),
        aside=EligibilityCard(door),                          # a widget with hear_answers(answers), or any widget
        verb=_("Guardar organización"),
    )
    wizard.finished.connect(self.save)        # dict of what was typed, only what the path asks
    wizard.show_problems(refused.problems)    # the door refused: it goes to the first step concerned
    wizard.left.connect(...)                  # Escape, or "Dejar para después": the draft is already kept
    wizard.kept.connect(...)                  # the draft was kept just now
    wizard.leave()                            # call it before closing

Keys: Enter moves to the next box, Ctrl+Enter continues, Alt+Left goes back, Escape leaves.
"""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ayni.domain.fields import (
    Field,
    Problem,
    Value,
    by_name,
    problems,
)
from ayni.domain.flow import Answers, Flow, Step
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import COLUMN, Card, Footer, Page, button, line, words
from ayni.qt.kit.editors import Provider, typed
from ayni.qt.kit.form import Form, Summary, as_read
from ayni.qt.kit.keys import EnterMoves, announce, on_key, watch
from ayni.qt.kit.palette import column_width, space

REVIEW = "revisar"  # the name of the last page, where everything is looked over
ROOM_BESIDE = 104  # letters of width from which the panel stands beside the boxes
KEEP_EVERY = 3000  # milliseconds after the first letter typed


class StepPage(Page):
    """One step: its question as the heading, its help, its boxes."""

    def __init__(self, step: Step, fields: Sequence[Field], provider: Provider, answers: Answers) -> None:
        super().__init__("", letters=0)
        self.step = step
        self.column.setSpacing(space(3))
        self.place = words("", "small")
        self.column.insertWidget(0, self.place)
        self.heading.setText(_(step.question))
        self.heading.show()
        self.hint.setText(_(step.help))
        self.hint.setVisible(bool(step.help))
        self.form = Form(fields, provider, answers=answers)
        self.column.addSpacing(space(2))
        self.column.addWidget(self.form)
        self.end()


class ReviewPage(Page):
    """Everything that was answered, with a way back beside each."""

    change = Signal(str, str)  # step, field

    def __init__(self) -> None:
        super().__init__(_("Revise antes de guardar"), letters=0)
        self.column.setSpacing(space(3))
        self.place = words("", "small")
        self.column.insertWidget(0, self.place)
        self.summary = Summary(self)
        self.column.addWidget(self.summary)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(space(4))
        self.column.addLayout(self._cards)
        self.end()

    def say(self, path: Sequence[Step], fields: Mapping[str, Field], shown: Callable[[Field], str]) -> None:
        """Draw the answers of each step."""
        while self._cards.count():
            item = self._cards.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for step in path:
            card = Card(_(step.question))
            grid = QGridLayout()
            grid.setHorizontalSpacing(space(4))
            grid.setVerticalSpacing(space(1))
            grid.setColumnStretch(0, 2)
            grid.setColumnStretch(1, 3)
            for number, name in enumerate(step.fields):
                field = fields[name]
                answer = shown(field)
                if number:
                    grid.addWidget(line(), 2 * number - 1, 0, 1, 3)
                grid.addWidget(words(_(field.label), "hint"), 2 * number, 0)
                grid.addWidget(words(answer or _("Sin respuesta"), "" if answer else "small"), 2 * number, 1)
                again = button(_("Cambiar"), role="quiet")
                again.setObjectName(f"cambiar.{name}")
                again.setAccessibleName(str(Sentence(N_("Cambiar: {label}"), label=Sentence(field.label))))
                again.clicked.connect(lambda _checked=False, to=step.name, at=name: self.change.emit(to, at))
                grid.addWidget(again, 2 * number, 2, Qt.AlignmentFlag.AlignRight)
            card.column.addLayout(grid)
            self._cards.addWidget(card)


class Wizard(QWidget):
    """Asks what a `Flow` asks. See the module's first lines for how it is used."""

    finished = Signal(dict)
    left = Signal()
    kept = Signal()
    edited = Signal(dict)

    def __init__(
        self,
        flow: Flow,
        fields: Sequence[Field],
        provider: Provider,
        *,
        title: str = "",
        values: Mapping[str, Value] | None = None,
        answers: Answers | None = None,
        step: str = "",
        keep: Callable[[dict[str, str], str], object] | None = None,
        aside: QWidget | None = None,
        verb: str = "",
        later: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._flow = flow
        self._fields = by_name(fields)
        self._provider = provider
        self._title = title
        self._keep = keep
        self._aside = aside
        self._verb = verb or _("Guardar")
        self._later = later or _("Dejar para después")
        self._answers: dict[str, str] = {
            name: typed(self._fields[name].kind, value)
            for name, value in (values or {}).items()
            if name in self._fields
        }
        self._answers |= {name: str(value) for name, value in (answers or {}).items() if value is not None}
        self._pages: dict[str, StepPage] = {}
        self._now = ""
        self._dirty = False
        self._returning = False

        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self._stack = QStackedWidget()
        self._stack.setMaximumWidth(column_width(COLUMN))
        middle.addWidget(self._stack, 100)
        self._side: Page | None = None
        if aside is not None:
            self._side = Page("", letters=0)
            self._side.column.addWidget(aside)
            self._side.end()
            self._side.setMaximumWidth(column_width(52))
            middle.addWidget(self._side, 55)
        middle.addStretch(1)
        outer.addLayout(middle, 1)
        self._review = ReviewPage()
        self._review.change.connect(self._change)
        self._review.summary.jump.connect(self._jump)
        self._stack.addWidget(self._review)
        outer.addWidget(self._make_footer())

        self._keys = EnterMoves(self, self.go_on)
        watch(self._keys, self._foot)
        watch(self._keys, self._review)
        on_key(self, "Ctrl+Return", self.go_on, inside=True)
        on_key(self, "Ctrl+Enter", self.go_on, inside=True)
        on_key(self, "Alt+Left", self.back, inside=True)
        on_key(self, "Escape", self._give_up, inside=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_EVERY)
        self._timer.timeout.connect(self.keep)
        names = [one.name for one in flow.path(self._answers)]
        self.show_step(step if step in names or step == REVIEW else names[0])

    def _make_footer(self) -> Footer:
        self.back_button = button(_("Atrás"), self.back, drawn="atras")
        self.back_button.setToolTip("Alt+←")
        self.next_button = button(_("Continuar"), self.go_on, role="primary")
        self.next_button.setToolTip("Ctrl+Enter")
        self.later_button = button(self._later, self._give_up, role="quiet")
        self.later_button.setToolTip("Esc")
        self._foot = Footer(self.back_button, None, self.later_button, self.next_button)
        return self._foot

    # the panel beside, or below the boxes where there is no room beside

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_aside()

    def minimumSizeHint(self) -> QSize:
        return QSize(max(self._foot.minimumSizeHint().width(), self._stack.minimumSizeHint().width()), space(60))

    def _place_aside(self) -> None:
        if self._aside is None or self._side is None:
            return
        wide = self.width() >= column_width(ROOM_BESIDE, self)
        self._side.setVisible(wide)
        page = self._side if wide else self._stack.currentWidget()
        if isinstance(page, Page) and self._aside.parentWidget() is not page.body:
            page.column.insertWidget(page.column.count() - 1, self._aside)
            self._aside.show()

    # where we are

    def answers(self) -> dict[str, str]:
        """Everything typed so far, to the letter, off the path too."""
        return dict(self._answers)

    def step(self) -> str:
        """The name of the step shown, or `REVIEW`."""
        return self._now

    def start(self) -> None:
        """Put the focus where one goes on."""
        form = self.form()
        if form is not None:
            form.focus_first()
        else:
            self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def form(self) -> Form | None:
        """The form of the step shown; None on the last page."""
        page = self._pages.get(self._now)
        return page.form if page is not None else None

    def path(self) -> list[Step]:
        """The steps that the answers ask for."""
        return self._flow.path(self._answers)

    def _asked(self) -> dict[str, str]:
        return {name: self._answers.get(name, "") for name in self._fields if name in self._flow.asked(self._answers)}

    def _take(self) -> None:
        form = self.form()
        if form is not None:
            self._answers |= form.answers()

    def _wrong(self, names: set[str] | None = None) -> list[Problem]:
        asked = names if names is not None else self._flow.asked(self._answers)
        return problems(tuple(self._fields.values()), self._answers, self._provider.today(), asked)

    # moving

    def show_step(self, name: str, field: str = "") -> None:
        """Go to a step (and there to a field)."""
        path = self.path()
        names = [one.name for one in path]
        if name not in names:
            name = REVIEW
        self._now = name
        total = len(names) + 1
        place = total if name == REVIEW else names.index(name) + 1
        where = str(Sentence(N_("Paso {place} de {total}"), place=place, total=total))
        if self._title:
            where = f"{self._title}  ·  {where}"
        if name == REVIEW:
            self._review.place.setText(where)
            self._review.summary.say((), {})
            self._review.say(path, self._fields, self._shown)
            watch(self._keys, self._review)
            self._stack.setCurrentWidget(self._review)
            self.next_button.setText(self._verb)
            self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            page = self._page(path[names.index(name)])
            page.place.setText(where)
            self._stack.setCurrentWidget(page)
            self.next_button.setText(_("Continuar"))
            if field:
                page.form.focus_on(field)
            else:
                page.form.focus_first()
            announce(page, page.heading.text())
        self.back_button.setEnabled(place > 1)
        self._place_aside()
        self._tell_aside()

    def _page(self, step: Step) -> StepPage:
        page = self._pages.get(step.name)
        if page is None:
            page = StepPage(step, [self._fields[name] for name in step.fields], self._provider, self._answers)
            page.form.edited.connect(self._typed)
            page.form.submitted.connect(self.go_on)
            self._pages[step.name] = page
            self._stack.addWidget(page)
        return page

    def go_on(self) -> None:
        """Check this step and go to the next; on the last page, finish."""
        self._take()
        form = self.form()
        if form is None:
            self._finish()
            return
        step = next(one for one in self._flow.steps if one.name == self._now)
        wrong = self._wrong(set(step.fields))
        form.show_problems(wrong)
        if wrong:
            self.keep()
            return
        following = self._flow.after(self._now, self._answers)
        target = following.name if following is not None else REVIEW
        if self._returning:
            # a change on the way back may ask for something new; otherwise one key brings the last page back
            unread = {problem.field for problem in self._wrong()}
            target = next((one.name for one in self.path() if unread & set(one.fields)), REVIEW)
            self._returning = target != REVIEW
        self.show_step(target)
        self.keep()

    def back(self) -> None:
        """To the step before; what is typed stays."""
        self._take()
        names = [one.name for one in self.path()]
        place = names.index(self._now) if self._now in names else len(names)
        if place > 0:
            self._returning = False
            self.show_step(names[place - 1])
            self.keep()

    def _change(self, step: str, field: str) -> None:
        self._returning = True
        self.show_step(step, field)

    def _jump(self, field: str) -> None:
        step = next((one.name for one in self.path() if field in one.fields), "")
        if step:
            self._change(step, field)

    def _finish(self) -> None:
        wrong = self._wrong()
        if wrong:
            self.show_problems(wrong)
            return
        self.keep()
        self.finished.emit(self._asked())

    def show_problems(self, found: Sequence[Problem]) -> None:
        """What the door refuses: shown at the first step concerned, or above the last page when no box is to blame."""
        about = {problem.field for problem in found}
        target = next((one for one in self.path() if about & set(one.fields)), None)
        if target is None:
            self.show_step(REVIEW)
            self._review.summary.say(found, {})
            self._review.summary.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._returning = True
        self.show_step(target.name)
        form = self.form()
        if form is not None:
            form.show_problems([problem for problem in found if problem.field in target.fields or not problem.field])

    # drafts

    def _typed(self) -> None:
        self._take()
        self._dirty = True
        if not self._timer.isActive():
            self._timer.start()
        self.edited.emit(dict(self._answers))
        self._tell_aside()

    def _tell_aside(self) -> None:
        hear = getattr(self._aside, "hear_answers", None)
        if hear is not None:
            hear(dict(self._answers))

    def keep(self) -> None:
        """Keep the draft now."""
        self._timer.stop()
        self._take()
        if self._keep is not None:
            self._keep(dict(self._answers), self._now)
            self._dirty = False
            self.kept.emit()

    def leave(self) -> None:
        """Before the wizard is closed: keep what was typed since."""
        if self._dirty:
            self.keep()
        self._timer.stop()

    def _give_up(self) -> None:
        self.leave()
        self.left.emit()

    # the last page

    def _shown(self, field: Field) -> str:
        """An answer as a person reads it: the label of a code, a date, an amount."""
        return as_read(field, self._answers.get(field.name, ""), self._provider)
