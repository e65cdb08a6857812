"""A short list of the records of one owner: read whole, looked through by its words, one of them chosen by its row."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from PySide6.QtWidgets import QPushButton, QWidget

from ayni.domain.fields import Problem
from ayni.lang import N_, _
from ayni.qt.kit.cards import Card, EmptyState, button, words
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.trouble import ask, tell
from ayni.qt.screens.pages import ListPage
from ayni.qt.shell import Shell

HOW = N_("Use las flechas, o un clic sobre su fila.")


class RecordsPage(ListPage):
    """What the lists of powers, cargos, actas, stages and versions have in common.

    What can be done with one record stands in the bar under the list, and only while there is one.
    """

    choose_one: ClassVar[str]  # said when a verb wants a row and none is chosen; a source text
    tables: ClassVar[frozenset[str]]  # what is read again when it is written

    def __init__(
        self, shell: Shell, record: str, title: str, columns: Sequence[Column], *, empty: EmptyState, hint: str
    ) -> None:
        self.shell, self.record = shell, record
        self._verbs: list[QWidget] = []
        super().__init__(
            title,
            columns,
            lambda offset, limit, text: self._found(text)[offset : offset + limit],
            lambda text: len(self._found(text)),
            empty=empty,
            look_for=_("Buscar en esta lista"),
            hint=hint,
        )

    # what each list says for itself

    def records(self) -> Sequence[Row]:
        """Every record of the owner, in the order shown."""
        raise NotImplementedError

    def searched(self, each: Row) -> str:
        """The words by which a record is found."""
        raise NotImplementedError

    def told_around(self) -> None:
        """Tell what the records together lack."""

    # what they all do

    def of_one(self, *verbs: QWidget) -> None:
        """Put what can be done with one record into the bar."""
        for each in verbs:
            self._verbs.append(each)
            self.bar.addWidget(each)

    def edit_and_remove(self, edit: Callable[[str], None], remove: Callable[[], None]) -> None:
        """The two verbs that most lists have, and Enter on a row."""
        self.edit_button: QPushButton = button(_("Cambiar"), lambda: self.with_one(edit), drawn="editar", keys="F2")
        self.remove_button: QPushButton = button(_("Quitar"), remove, keys="Del")
        self.of_one(self.edit_button, self.remove_button)
        self.listing.opened.connect(edit)

    def card_above(self, title: str, name: str) -> Card:
        """A card over the list for what must be looked at."""
        made = Card(title, "attention")
        made.setObjectName(name)
        self.column.insertWidget(2, made)
        return made

    def look_again(self) -> None:
        """Show verbs and cards as the records are now."""
        some = self.listing.model.rowCount() > 0
        for each in self._verbs:
            each.setVisible(some)
        self.told_around()

    def one(self) -> str:
        """The record chosen, or the only one; "" once the person has been told to choose."""
        record = self.listing.current()
        if record:
            return record
        there = self.records()
        if len(there) == 1:
            return str(there[0]["id"])
        tell(self, _(self.choose_one), _(HOW))
        return ""

    def with_one(self, verb: Callable[[str], None]) -> None:
        """Do something with the record chosen."""
        if record := self.one():
            verb(record)

    def record_of(self, record: str) -> Row:
        """A record by its id."""
        return next(each for each in self.records() if each["id"] == record)

    def ask_first(self, question: str, said: str, yes: str, act: Callable[[], object], done: str) -> None:
        """Ask before something is done that a person may not have meant; do it and say so."""

        def doing() -> None:
            if self.shell.attempt(act):
                self.shell.say(done)

        ask(self, question, said, yes=yes, then=doing)

    def hear(self, tables: frozenset[str]) -> None:
        """Something was written."""
        if tables & self.tables:
            self.refresh()
            self.look_again()

    def _found(self, text: str) -> list[Row]:
        wanted = text.strip().casefold()
        return [each for each in self.records() if wanted in self.searched(each).casefold()]


def tell_problems(card: Card, problems: Sequence[Problem | str]) -> None:
    """One line for each in a card; no card while there is none."""
    card.clear()
    for each in problems:
        card.column.addWidget(words(each if isinstance(each, str) else each.text))
    card.setVisible(bool(problems))
