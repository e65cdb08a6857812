"""The chapters of a business plan (F08b): an index as data, the text of each section, and how far it has come.

Three generations of the index stand in `resources/forms/indices.json`. A section is known by its code in all of them,
so that its text stays where it belongs when the index changes. A long text is complete when its author says so.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ayni.domain.fields import SI, Catalogue, Field, LongText, Problem, Reference, Values, YesNo, empty
from ayni.lang import N_, Sentence

INDICE = Field("indice", N_("Índice del plan"), Catalogue("indices"), asked=False)

SECCION = (
    Field("aeo", N_("Organización"), Reference("aeo"), required=True, asked=False),
    Field("plan", N_("Plan de negocio"), Reference("plan"), required=True, asked=False),
    Field("codigo_seccion", N_("Sección"), Catalogue("secciones"), required=True, asked=False),
    Field("texto", N_("Lo que dice esta parte"), LongText(60000), merge="paragraphs"),
    Field("terminado", N_("¿Esta parte ya está completa?"), YesNo()),
)
TYPED = tuple(item for item in SECCION if item.asked)


class State(StrEnum):
    """How far a section, or everything of a chapter, has come."""

    NOT_BEGUN = "aún no empezado"
    UNDER_WAY = "en curso"
    DONE = "completo"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a plan: what it asks, the facts that the register knows for it, the tables that the data fills."""

    code: str
    label: str  # source text
    help: str
    required: bool = True
    facts: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """Sections under one number and name; a summary before the first chapter has no number."""

    number: str
    label: str
    sections: tuple[Section, ...]

    def number_of(self, place: int) -> str:
        """The number of its section at this place (from 0); a chapter of one section has none but its own."""
        return f"{self.number}.{place + 1}" if self.number and len(self.sections) > 1 else self.number


@dataclass(frozen=True, slots=True)
class Index:
    """One generation of the index."""

    code: str
    label: str
    chapters: tuple[Chapter, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        """Every section in its order."""
        return tuple(section for chapter in self.chapters for section in chapter.sections)


@dataclass(frozen=True, slots=True)
class Indices:
    """All generations, and which one a plan has that says nothing."""

    default: str
    by_code: Mapping[str, Index]
    sections: Mapping[str, Section]
    tables: tuple[str, ...] = ()  # that every plan must have filled

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Indices":
        """From `resources/forms/indices.json`."""
        sections = {
            str(row["code"]): Section(
                row["code"],
                row["label"],
                row["help"],
                row["required"],
                tuple(row["facts"]),
                tuple(row.get("tables", ())),
            )
            for row in data["sections"]
        }
        found = {
            str(row["code"]): Index(
                row["code"],
                row["label"],
                tuple(
                    Chapter(each["number"], each["label"], tuple(sections[code] for code in each["sections"]))
                    for each in row["chapters"]
                ),
            )
            for row in data["indices"]
        }
        return cls(str(data["default"]), found, sections, tuple(data.get("required_tables", ())))

    def of(self, code: str | None) -> Index:
        """The index of a plan."""
        return self.by_code.get(code or "", self.by_code[self.default])


def state(row: Mapping[str, Any], *, typed: bool = False) -> State:
    """How far a section has come. `typed`: something of it is written and not saved yet."""
    if row.get("terminado") == SI and not typed:
        return State.DONE
    return State.UNDER_WAY if typed or not empty(row.get("texto")) else State.NOT_BEGUN


def state_of_all(states: Sequence[State]) -> State:
    """How far a chapter has come."""
    if states and all(each is State.DONE for each in states):
        return State.DONE
    return State.NOT_BEGUN if all(each is State.NOT_BEGUN for each in states) else State.UNDER_WAY


def check_seccion(values: Values, section: Section, filled: Collection[str]) -> list[Problem]:
    """A section without words is complete only when a table speaks for it: one that has rows (`filled`)."""
    if values.get("terminado") == SI and empty(values.get("texto")) and not set(section.tables) & set(filled):
        return [Problem("texto", Sentence(N_("Escriba algo antes de decir que esta parte está completa.")))]
    return []


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known already: shown, never asked again. `place` is where it is changed."""

    label: str  # source text
    shown: str
    place: str  # a screen: "aeo", "padron", "junta", "plan", "presupuesto", "produccion"


@dataclass(frozen=True, slots=True)
class Part:
    """A section of one plan as it stands."""

    section: Section
    number: str
    texto: str = ""
    state: State = State.NOT_BEGUN
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """A chapter of one plan as it stands."""

    number: str
    label: str  # source text
    parts: tuple[Part, ...]

    @property
    def state(self) -> State:
        """How far it has come."""
        return state_of_all([part.state for part in self.parts])


@dataclass(frozen=True, slots=True)
class Gap:
    """What a plan still lacks before it may be printed as final, and where it is written."""

    sentence: Sentence
    place: str  # the code of a section after "seccion:", or a screen as in `Fact`
