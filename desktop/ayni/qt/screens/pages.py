"""Two pages that several screens are made of: a list narrowed while one types, and a form that keeps its draft.

class OrganizacionesScreen(ListPage): …      # title, columns, fetch(offset, limit, text), count(text), empty state
class SocioScreen(FormPage):
def store(self, answers): …               # called by "Guardar"; what the door refuses is shown in the form
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QDir, QStandardPaths, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from ayni.domain.dates import without_accents
from ayni.domain.fields import Field, Value, groups
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import COLUMN, Card, EmptyState, Footer, Page, SideBySide, button, row, words
from ayni.qt.kit.editors import Provider
from ayni.qt.kit.form import Form
from ayni.qt.kit.keys import EnterMoves, announce, on_key, watch
from ayni.qt.kit.meanwhile import Meanwhile, Over
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.table import Column, Listing, Row
from ayni.qt.kit.wrap import Wrap
from ayni.qt.shell import Shell
from ayni.workspace.refusals import Refused

KEEP_EVERY = 3000  # milliseconds after the first letter typed
NOTHING_FOUND = N_("No hay nada con esas letras. Pruebe con menos letras.")


class FilterBox(QLineEdit):
    """Letters that narrow a list; the down arrow goes into the list, Escape first empties the box."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.down.emit()
            return
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)


class ListPage(Page):
    """A title with its buttons, a box that narrows the list, and the list in all the room that is left."""

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        fetch: Callable[[int, int, str], Sequence[Row]],
        count: Callable[[str], int],
        *,
        empty: EmptyState,
        look_for: str,
        hint: str = "",
    ) -> None:
        super().__init__(title, hint=hint, letters=0)
        self.column.setSpacing(space(3))
        self._none = empty.sentence.text()
        self._empty = empty
        self.filter = FilterBox()
        self.filter.setObjectName("filter")
        self.filter.setAccessibleName(look_for)
        self.filter.setPlaceholderText(look_for)
        self.filter.setToolTip("Ctrl+L")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(column_width(44))
        self.count = words("", "hint")
        self.count.setWordWrap(False)
        self.count.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._bar = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._bar.setSpacing(space(3))
        narrowing = QHBoxLayout()
        narrowing.setSpacing(space(3))
        narrowing.addWidget(self.filter, 100)
        narrowing.addWidget(self.count)
        narrowing.addStretch(1)
        self.bar = Wrap(gap=space(2), at_end=True)  # what can be done with the row chosen
        self._bar.addLayout(narrowing, 1)
        self._bar.addLayout(self.bar)
        self.column.addLayout(self._bar)
        self.listing = Listing(
            columns,
            lambda offset, limit: fetch(offset, limit, self.filter.text()),
            lambda: count(self.filter.text()),
            empty=empty,
            name=title,
        )
        self.listing.setObjectName("list")
        self.column.addWidget(self.listing, 1)
        self.filter.textChanged.connect(self.refresh)
        self.filter.down.connect(self._into_list)
        on_key(self, "Ctrl+L", self._to_filter)
        self._say_count()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the buttons of the row chosen stand below the box."""
        wide = event.size().width() >= column_width(84, self)
        self._bar.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.bar.set_at_end(wide)
        super().resizeEvent(event)

    def refresh(self) -> None:
        """Ask the door again."""
        asked = bool(self.filter.text().strip())
        self._empty.sentence.setText(_(NOTHING_FOUND) if asked else self._none)
        if self._empty.action is not None:
            self._empty.action.setVisible(not asked)
        self.listing.refresh()
        self._say_count()

    def _say_count(self) -> None:
        count = self.listing.model.rowCount()
        self.count.setText(self.listing.summary() if count else "")
        self.filter.setVisible(bool(count) or bool(self.filter.text()))
        # a table takes the room that there is and scrolls by itself; an empty state needs its own
        tall = QSizePolicy.Policy.Ignored if count else QSizePolicy.Policy.Preferred
        self.listing.setSizePolicy(QSizePolicy.Policy.Preferred, tall)
        self.listing.setMinimumHeight(space(48) if count else 0)

    def _into_list(self) -> None:
        table = self.listing.table
        table.setFocus(Qt.FocusReason.TabFocusReason)
        if not table.selectionModel().hasSelection() and self.listing.model.rowCount():
            table.selectRow(0)

    def _to_filter(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def start(self) -> None:
        """The list when it has rows, else the button that fills it."""
        if self.listing.model.rowCount():
            self._into_list()
        elif self._empty.action is not None:
            self._empty.action.setFocus(Qt.FocusReason.OtherFocusReason)


class FormPage(Page):
    """One record in one form. What is typed is kept as a draft; what was typed before is offered again.

    `values` is what a new record begins with, or how the stored one is read. Of a stored one, what nobody touched here
    says what stands now, and what others changed too is asked before it is saved.
    """

    kept = Signal()

    def __init__(
        self,
        shell: Shell,
        title: str,
        fields: Sequence[Field],
        *,
        draft: tuple[str, str],
        verb: str,
        values: Mapping[str, Value] | Callable[[], Mapping[str, Value]] | None = None,
        sections: Sequence[tuple[str, Sequence[str]]] = (),
        provider: Provider | None = None,
        hint: str = "",
        aside: QWidget | None = None,
        letters: int = COLUMN,
    ) -> None:
        super().__init__(title, hint=hint, letters=letters if aside is None else 0)
        self.shell = shell
        self._draft = draft
        self._dirty = False
        self._stored = callable(values)
        self._read: Callable[[], Mapping[str, Value]] = values if callable(values) else lambda: values or {}
        found = shell.door.draft(*draft)
        self._now = self._read()
        seen = found["seen"] if found and self._stored else self._now
        self.column.setSpacing(space(3))
        self.above = row(gap=0)  # where a screen says something about what is typed
        if found:
            self.column.addWidget(self._resumed(found["kept"]))
        self.column.addLayout(self.above)
        self.form = Form(fields, provider or shell.options, values={**self._now, **seen}, sections=sections)
        self._seen = {name: seen.get(name) for name in self.form.rows if seen or not found}
        self._untouched = self.form.answers()
        self.meanwhile = Meanwhile(self.form.provider)
        self.meanwhile.chosen.connect(self._put)
        self.column.addWidget(self.meanwhile)
        if found:
            self.form.fill({}, found["answers"])
        self.aside = aside
        self.column.addSpacing(space(2))
        if aside is None:
            self.column.addWidget(self.form)
        else:
            self.column.addWidget(SideBySide(self.form, aside, letters=104))
        self.end()
        self.form.edited.connect(self._typed)
        self.form.submitted.connect(self.save)
        self.save_button = button(verb, self.save, role="primary")
        self.save_button.setObjectName("guardar")
        self.save_button.setToolTip("Ctrl+Enter")
        self.later_button = button(_("Dejar para después"), self.shell.back, role="quiet")
        self.later_button.setToolTip("Esc")
        self._foot = Footer(self.save_button, *self.further_buttons(), self.later_button, letters=0)
        self.layout().addWidget(self._foot)
        self._keys = EnterMoves(self, self.save)
        watch(self._keys, self._foot)
        on_key(self, "Ctrl+Return", self.save, inside=True)
        on_key(self, "Ctrl+Enter", self.save, inside=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_EVERY)
        self._timer.timeout.connect(self._keep)
        if found:
            self._bring()
        self.hear_answers(self.form.answers())

    def further_buttons(self) -> Sequence[QWidget]:
        """What stands between the verb and "later", if anything."""
        return ()

    def _resumed(self, when: str) -> Card:
        self._resumed_card = Card("", "accent")
        said = N_("Aquí sigue lo que usted escribió el {day} y no terminó de guardar.")
        forget = button(_("Descartar lo escrito"), self._forget, role="quiet")
        forget.setObjectName("descartar")
        self._resumed_card.column.addWidget(words(str(Sentence(said, day=day(when[:10])))))
        self._resumed_card.column.addLayout(row(forget))
        return self._resumed_card

    def _forget(self) -> None:
        if not self.shell.attempt(lambda: self._show(self.form.rows, self._read())):
            return
        self._timer.stop()
        self._dirty = False
        self.shell.door.drop_draft(*self._draft)
        self.meanwhile.say([])
        self.hear_answers(self.form.answers())
        self._resumed_card.hide()
        self.form.focus_first()

    # what is typed

    def _typed(self) -> None:
        self._dirty = True
        if not self._timer.isActive():
            self._timer.start()
        self.hear_answers(self.form.answers())

    def hear_answers(self, answers: dict[str, str]) -> None:
        """After each change: a screen says here what it knows already."""
        hear = getattr(self.aside, "hear_answers", None)
        if hear is not None:
            hear(answers)

    def _keep(self) -> None:
        self._timer.stop()
        if not self._dirty:
            return
        self._dirty = False
        answers = self.form.answers()
        if answers == self._untouched:
            self.shell.door.drop_draft(*self._draft)  # all was put back: there is nothing to finish
        else:
            self.shell.door.keep_draft(*self._draft, answers, seen=self._seen if self._stored else None)
        self.kept.emit()

    def leave(self) -> None:
        """Before it is closed."""
        self._keep()

    def unsaved(self) -> dict[str, str]:
        """What a change of language must not lose."""
        return self.form.answers()

    def resume(self, answers: dict[str, str]) -> None:
        """Give it back."""
        self.form.fill({}, answers)
        self.hear_answers(self.form.answers())

    def start(self) -> None:
        """The first box that is still empty."""
        self.form.focus_first()

    # what others change meanwhile

    def hear(self, tables: frozenset[str]) -> None:
        """What is written behind the form is read in the boxes that nobody touched."""
        if self._stored:
            with suppress(Refused):  # it was taken away: saving says so
                self._bring()

    def _show(self, names: Iterable[str], now: Mapping[str, Value]) -> None:
        """These boxes say what stands now, and the person has seen it."""
        self._seen |= {name: now.get(name) for name in names}
        self.form.fill({name: now.get(name) for name in names})
        self._untouched |= {name: self.form.editor(name).answer() for name in names}

    def _bring(self) -> list[Over]:
        """Show what stands now where nobody typed, a merge group at a time; gives what was changed here and there."""
        if not self._stored:
            return []
        self._now = now = self._read()
        mine, over = self.form.answers(), []
        for group in groups(self.form.fields).values():
            names = [name for name in group if name in now]  # what a form asks besides is its own
            if all(name in self._seen and self._seen[name] == now[name] for name in names):
                continue
            said = self.form.told({name: now[name] for name in names})
            left = all(name in self._seen and mine[name] == self._untouched[name] for name in names)
            if left or all(self._same(name, mine[name], said[name]) for name in names):
                self._show(names, now)
            else:
                over.append(self._over(names, mine, said))
        if self.form.answers() != mine:
            self.hear_answers(self.form.answers())
        return over

    def _same(self, name: str, *answers: str) -> bool:
        kind, today = self.form.rows[name].field.kind, self.form.provider.today()
        return len({str(kind.read(each, today).value or each) if each.strip() else "" for each in answers}) == 1

    def _over(self, names: Sequence[str], mine: Mapping[str, str], said: Mapping[str, str]) -> Over:
        fields, both = tuple(self.form.rows[name].field for name in names), None
        if [field.merge for field in fields] == ["paragraphs"] and names[0] in self._seen:
            texts = self._untouched[names[0]], mine[names[0]], said[names[0]]
            joined = self.shell.door.joined_text(*texts) if all(texts) else None
            both = {names[0]: joined} if joined else None
        return Over(fields, {name: mine[name] for name in names}, said, both)

    def _ask_meanwhile(self) -> bool:
        """Whether something must be looked at before it is saved. What is told counts as seen."""
        over: list[Over] = []
        if not self.shell.attempt(lambda: over.extend(self._bring())):
            return True
        self.meanwhile.say(over)
        if over:
            for each in over:
                self._seen |= {name: self._now[name] for name in each.now}
                self._untouched |= each.now
            self.form.reveal(self.meanwhile)
        return bool(over)

    def _put(self, answers: dict[str, str]) -> None:
        self.form.fill({}, answers)
        self._typed()

    # saving

    def save(self) -> None:
        """Check everything and hand it to the door; only then go on."""
        if not self._ask_meanwhile() and self.well_typed() and self.shell.attempt(self._store, self.form):
            self.done()

    def well_typed(self) -> bool:
        """Whether all of it can be read."""
        return self.form.check()

    def _store(self) -> None:
        self.store(self.form.answers())
        self._timer.stop()
        self._dirty = False
        self.shell.door.drop_draft(*self._draft)
        if self._stored:
            with suppress(Refused):
                self._show(self.form.rows, self._read())

    def store(self, answers: dict[str, str]) -> None:
        """Hand the answers to the door."""
        raise NotImplementedError

    def done(self) -> None:
        """After it was saved."""
        self.shell.back()


def loose(card: Card) -> Card:
    """A card of one line that may become taller where its words do not fit in one."""
    card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    return card


class Figure(QWidget):
    """A number and what it counts."""

    def __init__(self, number: str, label: str) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(space(2))
        self.number = QLabel(number)
        self.number.setProperty("role", "figure")
        self.label = words(label, "hint")
        line.addWidget(self.number)
        line.addWidget(self.label, 1, Qt.AlignmentFlag.AlignBottom)
        self.say(number, label)

    def say(self, number: str, label: str) -> None:
        """Another number."""
        self.number.setText(number)
        self.label.setText(label)
        self.setAccessibleName(f"{number} {label}")


def said(widget: QWidget, card: Card, text: str) -> None:
    """Show a line in a card and have it spoken."""
    card.clear()
    card.column.addWidget(words(text))
    card.show()
    announce(widget, text)


def papers_folder() -> Path:
    """Where papers go: a folder that people find, made when it is first needed."""
    home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or QDir.homePath()
    folder = Path(home) / "Ayni"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def file_name(*parts: str) -> str:
    """A name for a file that every system takes: plain letters and dashes."""
    plain = without_accents(" ".join(parts))
    return "-".join("".join(letter if letter.isalnum() else " " for letter in plain).split())[:80]


def ask_file(
    parent: QWidget, title: str, pattern: str, then: Callable[[Path], object], *, save_as: str = ""
) -> QFileDialog:
    """Ask for a file to open, or (`save_as`: its first name) for a place to write one."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setNameFilter(f"{title} ({pattern})")
    if save_as:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(pattern.removeprefix("*."))
        dialog.setDirectory(str(papers_folder()))
        dialog.selectFile(save_as)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    dialog.open()
    return dialog


def one_of(rows: Iterable[Mapping[str, Value]], record: str) -> Mapping[str, Value]:
    """The row with this id; nothing when it is not there any more."""
    return next((each for each in rows if each["id"] == record), {})


def of_first(noun: str, make: Callable[[Shell, str], QWidget]) -> Callable[[Shell, str], QWidget]:
    """A screen of one record; opened without any (in the gallery), it shows the first of its noun."""

    def made(shell: Shell, record: str) -> QWidget:
        return make(shell, record or _first(shell, noun))

    return made


def _first(shell: Shell, noun: str) -> str:
    door = shell.door
    if noun == "convocatoria":
        found = door.convocatorias()
    else:
        found = door.aeos(0, 1)
        if noun == "socio" and found:
            found = door.socios(found[0]["id"], 0, 1)
    return str(found[0]["id"]) if found else ""
