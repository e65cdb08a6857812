"""The interview on paper: the same questions in the same order, as boxes for a pen."""

from collections.abc import Iterator
from dataclasses import replace

from ayni.domain.entrevista import Interview, Place, Question, Stage
from ayni.domain.fields import Choice, Field, Text, Value
from ayni.domain.fields_calendar import half_months
from ayni.domain.formulario import Part
from ayni.lang import MONTHS, N_, Sentence, _

# for how many rows of each list a blank sheet has room; a list that is longer goes on on another sheet
ROOM = {
    "compras": 6,
    "produccion": 2,
    "ventas": 2,
    "costos": 4,
    "hoy": 1,
    "hoy_ventas": 1,
    "hoy_costos": 2,
    "calendario": 2,
}
YEAR = tuple((str(number), name) for number, name in enumerate(MONTHS, start=1))


def pen_field(book: Interview, stage: Stage, question: Question) -> Field:
    """A question as a pen answers it: a list is a row of ticks, a name of another row is a line."""
    item = book.field_of(Place(stage.code, "", question.code))
    if question.ask:
        return replace(item, kind=Choice(YEAR))
    if question.cards:
        return replace(item, kind=Choice(tuple((card.code, card.label) for card in question.cards)))
    if question.fills == "bloque":
        return replace(item, kind=Text(80))
    return item


def blank_parts(book: Interview) -> tuple[Part, ...]:
    """Every stage that asks, with room for some rows of each list."""
    return tuple(
        Part(stage.label, tuple(pen_field(book, stage, question) for question in stage.questions))
        for stage in book.stages
        for _row in range(ROOM.get(stage.code, 1))
        if stage.questions
    )


def months_said(stored: Value, start: int) -> str:
    """The months of half-months of a plan that begins in the month `start`, in the language in use."""
    places = sorted({(mark - 1) // 2 for mark in half_months(str(stored))})
    return ", ".join(_(MONTHS[(start - 1 + place) % 12]) for place in places)


def stages_that_ask(book: Interview) -> Iterator[Stage]:
    """The stages that have questions."""
    return (stage for stage in book.stages if stage.questions)


def row_heading(stage: Stage, name: str) -> Sentence | str:
    """The heading of a row that was given: its stage and its name, which is nobody's to translate."""
    return Sentence(N_("{label}: {value}"), label=Sentence(stage.label), value=name) if name else stage.label
