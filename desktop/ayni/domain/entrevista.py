"""The interview that drafts a plan: one question after another, as data, and the walk over them.

A `Talk` is everything said so far: what is stored, and what was typed at each place and is not stored yet. Nothing that
was typed is ever lost by walking: an answer leaves `typed` only when it is stored. A `Place` is one page. Stages with
many rows have a page that lists them ("¿Van a comprar algo más?"); from it one goes into a row and comes back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from ayni.domain.capitulo import SECCION
from ayni.domain.fields import Choice, Field, Problem, Value, by_name, empty, read_answers
from ayni.domain.fields_calendar import YearlyAmounts
from ayni.domain.money import times
from ayni.domain.plan import COVER
from ayni.domain.presupuesto import BLOQUE, GENERAL, LINEA, PARTIDA, PERSONNEL, SOURCES, SUPUESTOS
from ayni.lang import N_, Sentence

NEW = "nuevo"
FUND, CASH, OWN, SEVERAL = "fondo", "dinero", "propio", "varios"
WHO_PAYS = Field(
    "quien_paga",
    N_("¿Quién lo paga?"),
    Choice(
        (
            (FUND, N_("La municipalidad lo paga todo")),
            (CASH, N_("Nosotros, con dinero")),
            (OWN, N_("Nosotros, con trabajo o con cosas")),
            (SEVERAL, N_("Una parte cada uno")),
        )
    ),
    required=True,
)
FIELDS: Mapping[str, Mapping[str, Field]] = {
    "plan": by_name((*COVER, *SUPUESTOS)),
    "partida": by_name((*PARTIDA, WHO_PAYS)),
    "bloque": by_name(BLOQUE),
    "linea": by_name(LINEA),
    "seccion": by_name(SECCION),
}
PROFILE, END = "perfil", "fin"  # stages that ask nothing: whether the idea can work, and the end

Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Card:
    """An answer with its picture."""

    code: str
    label: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One page: what it asks, what datum it fills, and when it is asked."""

    code: str
    label: str
    fills: str
    help: str = ""
    picture: str = ""
    optional: bool = False
    ask: str = ""  # "month" or "months": pictures of the year instead of a box
    when: Mapping[str, Sequence[str]] = field(default_factory=dict)
    cards: tuple[Card, ...] = ()
    suggest: tuple[str, ...] = ()
    example: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stage:
    """Questions about one matter. `many`: a list that grows; `each`: asked of every row that is there."""

    code: str
    label: str
    table: str
    questions: tuple[Question, ...]
    picture: str = ""
    many: bool = False
    each: bool = False
    needs: str = ""  # a stage that must have rows
    set: Mapping[str, str] = field(default_factory=dict)
    among: Mapping[str, Sequence[str]] = field(default_factory=dict)
    again: str = ""
    empty: str = ""

    def holds(self, row: Row) -> bool:
        """A stored row belongs to this stage."""
        return all(row.get(name) == value for name, value in self.set.items()) and all(
            row.get(name) in values for name, values in self.among.items()
        )

    def question(self, code: str) -> Question | None:
        """One of its questions."""
        return next((each for each in self.questions if each.code == code), None)


@dataclass(frozen=True, slots=True)
class Place:
    """One page of the interview: "idea//titulo", "compras/nuevo/nombre", or "compras//" for a list."""

    stage: str
    row: str = ""
    code: str = ""

    def __str__(self) -> str:
        return f"{self.stage}/{self.row}/{self.code}"

    @classmethod
    def read(cls, text: str) -> "Place":
        """A place as it was kept."""
        stage, _slash, rest = text.partition("/")
        row, _slash, code = rest.partition("/")
        return cls(stage, row, code)


@dataclass(frozen=True, slots=True)
class Talk:
    """Everything said so far. `rows` by stage; `facts` are what conditions may ask besides the answers."""

    plan: Row = field(default_factory=dict)
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    sections: frozenset[str] = frozenset()
    facts: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    far: str = ""  # the furthest page reached

    def typing(self, place: Place, text: str) -> "Talk":
        """The same, with this typed at a place."""
        return replace(self, typed={**self.typed, str(place): text})

    def without(self, stage: str, row: str) -> "Talk":
        """The same, once everything typed of a row is stored; its list is as far as one went in it."""
        start = f"{stage}/{row}/"
        left = {key: text for key, text in self.typed.items() if not key.startswith(start)}
        return replace(self, typed=left, far=str(Place(stage)) if self.far.startswith(start) else self.far)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer about money comes to, in céntimos: the whole, by the year if so, and for each member."""

    centimos: int
    yearly: bool
    members: int

    @property
    def each_centimos(self) -> int | None:
        """For each member; None while nobody knows how many they are."""
        return times(Decimal(self.centimos) / 100, Decimal(1) / self.members) if self.members else None


@dataclass(frozen=True)
class Interview:
    """The stages in their order, and the walk over them."""

    stages: tuple[Stage, ...]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Interview":
        """As `resources/forms/entrevista.json` says."""

        def question(each: Mapping[str, Any]) -> Question:
            cards = tuple(Card(**card) for card in each.get("cards", ()))
            suggest = tuple(item.get("label") or item["text"] for item in each.get("suggest", ()))  # figures: text
            return Question(**{**each, "cards": cards, "suggest": suggest})

        return cls(
            tuple(Stage(**{**each, "questions": tuple(map(question, each["questions"]))}) for each in data["stages"])
        )

    @cached_property
    def _by_code(self) -> dict[str, Stage]:
        return {stage.code: stage for stage in self.stages}

    def stage(self, place: Place) -> Stage:
        """The stage of a place."""
        return self._by_code[place.stage]

    def knows(self, place: Place) -> bool:
        """The place is one of this interview (a draft of another version may name another)."""
        stage = self._by_code.get(place.stage)
        return stage is not None and (not place.code or stage.question(place.code) is not None)

    def question(self, place: Place) -> Question | None:
        """What a place asks; None on lists and on pages that only tell."""
        return self.stage(place).question(place.code) if place.code else None

    # what was answered

    def row(self, talk: Talk, place: Place) -> Row:
        """A stored row; empty for a new one."""
        if self.stage(place).table == "plan":
            return talk.plan
        return next((row for row in talk.rows.get(place.stage, ()) if row.get("id") == place.row), {})

    def stored(self, talk: Talk, place: Place) -> Value:
        """The stored answer of a place, canonical."""
        question, stage = self.question(place), self.stage(place)
        if question is None:
            return None
        if stage.table == "seccion":
            return talk.texts.get(question.code)
        row = self.row(talk, place)
        if question.fills == WHO_PAYS.name:
            return who_pays(row)
        return row.get(question.fills)

    def answers(self, talk: Talk, place: Place) -> dict[str, Value]:
        """What is known at a place, under the names of the fields: the stored row, over it what was typed."""
        stage = self.stage(place)
        row = self.row(talk, place)
        found: dict[str, Value] = {**talk.facts, **row, **stage.set}
        if stage.table == "partida" and row:
            found[WHO_PAYS.name] = who_pays(row)
        blocks = talk.rows.get(stage.needs, ())
        if stage.needs:
            found["actividades"] = "varias" if len(blocks) > 1 else "una"
            if len(blocks) == 1:
                found["bloque"] = blocks[0].get("id")
        for question in stage.questions:  # in their order: a question is asked by what was answered before it
            key = str(Place(stage.code, place.row, question.code))
            if key in talk.typed and _asked(question, found):
                found[question.fills] = talk.typed[key]
        return found

    # the walk

    def _of_row(self, talk: Talk, stage: Stage, row: str) -> list[Place]:
        known = self.answers(talk, Place(stage.code, row))
        return [Place(stage.code, row, each.code) for each in stage.questions if _asked(each, known)]

    def asked(self, talk: Talk, place: Place) -> list[Place]:
        """The questions of a stage, or of one of its rows, that its answers ask for."""
        stage = self.stage(place)
        return self._of_row(talk, stage, place.row) if place.row else self._of_stage(talk, stage)

    def _of_stage(self, talk: Talk, stage: Stage) -> list[Place]:
        if stage.needs and not talk.rows.get(stage.needs):
            return []
        if stage.many or not stage.questions:
            return [Place(stage.code)]
        if stage.each:
            rows = talk.rows.get(stage.code, ())
            return [place for row in rows for place in self._of_row(talk, stage, str(row["id"]))]
        if stage.table == "seccion":
            return [Place(stage.code, "", each.code) for each in stage.questions if each.code in talk.sections]
        return self._of_row(talk, stage, "")

    def path(self, talk: Talk) -> list[Place]:
        """The pages that these answers ask for, in order, without the insides of lists."""
        return [place for stage in self.stages for place in self._of_stage(talk, stage)]

    def inside(self, place: Place) -> bool:
        """The place is inside a row of a list."""
        return self.stage(place).many and bool(place.row)

    def first(self, talk: Talk, stage: str, row: str = NEW) -> Place:
        """The first question of a row; of a row begun and not stored, the first that waits for an answer."""
        places = self._of_row(talk, self._by_code[stage], row)
        if row == NEW:
            return next((place for place in places if empty(talk.typed.get(str(place)))), places[-1])
        return places[0]

    def _order(self, talk: Talk, place: Place) -> tuple[int, int, int]:
        """Where a place stands, so that two can be compared."""
        stage = self.stage(place)
        codes = [each.code for each in stage.questions]
        rows = [str(row.get("id")) for row in talk.rows.get(stage.code, ())]
        row = rows.index(place.row) if place.row in rows else len(rows)
        return self.stages.index(stage), row if place.row else -1, codes.index(place.code) if place.code else -1

    def after(self, talk: Talk, place: Place) -> Place:
        """The page that follows; the last is its own. A row that ends comes back to its list."""
        if self.inside(place):
            here = self._order(talk, place)
            row = self._of_row(talk, self.stage(place), place.row)
            return next((each for each in row if self._order(talk, each) > here), Place(place.stage))
        path = self.path(talk)
        here = self._order(talk, place)
        return next((each for each in path if self._order(talk, each) > here), path[-1])

    def before(self, talk: Talk, place: Place) -> Place:
        """The page before; the first is its own."""
        here = self._order(talk, place)
        if self.inside(place):
            row = self._of_row(talk, self.stage(place), place.row)
            return next((each for each in reversed(row) if self._order(talk, each) < here), Place(place.stage))
        path = self.path(talk)
        return next((each for each in reversed(path) if self._order(talk, each) < here), path[0])

    def earlier(self, place: Place, other: Place) -> bool:
        """A question of a row stands before another of the same row."""
        codes = [each.code for each in self.stage(place).questions]
        return codes.index(place.code) < codes.index(other.code) if place.code and other.code else False

    def further(self, talk: Talk, place: Place) -> Place | None:
        """The furthest page reached, when one has gone back from it."""
        if not talk.far:
            return None
        far = Place.read(talk.far)
        if not self.knows(far) or self._reached(talk, far) <= self._reached(talk, place):
            return None
        return far

    def _reached(self, talk: Talk, place: Place) -> tuple[int, int, int]:
        stage, row, code = self._order(talk, place)
        if self.stage(place).many:  # inside a list, any row is as far as another
            row = 0 if place.row else -1
        return stage, row, code

    def reaching(self, talk: Talk, place: Place) -> Talk:
        """The same talk, once a page was shown."""
        return talk if self.further(talk, place) else replace(talk, far=str(place))

    def ends(self, talk: Talk, place: Place) -> bool:
        """Answering here ends a row of a list, which is then stored whole."""
        return self.inside(place) and self.after(talk, place) == Place(place.stage)

    def progress(self, talk: Talk, place: Place) -> tuple[int, int]:
        """Which part this is, and of how many."""
        here = [stage for stage in self.stages if self._of_stage(talk, stage) or stage.code == place.stage]
        return here.index(self.stage(place)) + 1, len(here)

    # looking at answers

    def field_of(self, place: Place) -> Field:
        """The field that a place fills, as strict as its question."""
        question = self.question(place)
        assert question is not None
        found = FIELDS[self.stage(place).table][question.fills]
        return replace(found, label=question.label, help=question.help, required=not question.optional)

    def check(self, talk: Talk, place: Place, today: date) -> list[Problem]:
        """What is wrong with the answer of one page, alone and beside the others of its row."""
        item = self.field_of(place)
        known = self.answers(talk, place)
        values, found = read_answers((item,), {item.name: _typed(known.get(item.name))}, today)
        if found or values[item.name] is None:
            return found
        read = self._read(talk, place, today)
        total, fund = _total(read), int(read.get(SOURCES[0]) or 0)
        said: str = ""
        if item.name == SOURCES[0] and fund > total:
            said = N_("Es más de lo que cuesta todo.")
        elif item.name == SOURCES[1] and fund + int(read.get(SOURCES[1]) or 0) > total:
            said = N_("Es más de lo que falta pagar.")
        elif item.name == "cantidad_propia" and _more(read.get("cantidad_propia"), read.get("cantidad")):
            said = N_("Lo propio no puede ser más que el total.")
        elif isinstance(item.kind, YearlyAmounts):
            years = _years(talk)
            if len(str(values[item.name]).split(";")) > years:
                return [Problem(item.name, Sentence(N_("El plan dura {years} años."), years=years))]
        return [Problem(item.name, Sentence(said))] if said else []

    def _read(self, talk: Talk, place: Place, today: date) -> dict[str, Value]:
        """The answers of a row, canonical; what cannot be read is nothing yet."""
        known = self.answers(talk, place)
        fields = FIELDS[self.stage(place).table]
        asked = [item for name, item in fields.items() if name in known]
        return read_answers(asked, {item.name: _typed(known.get(item.name)) for item in asked}, today)[0]

    def missing(self, talk: Talk, place: Place, today: date) -> Place | None:
        """The first question of a row that still lacks a good answer."""
        row = self._of_row(talk, self.stage(place), place.row)
        return next((each for each in row if self.check(talk, each, today)), None)

    def values(self, talk: Talk, place: Place, today: date) -> dict[str, Value]:
        """What is stored of a row, under the names of its table: what is no longer asked is emptied."""
        stage, known = self.stage(place), self.answers(talk, place)
        read = self._read(talk, place, today)
        found: dict[str, Value] = {each.fills: None for each in stage.questions}
        asked = {each.fills for each in stage.questions if _asked(each, known)}
        found |= {name: read.get(name) for name in asked} | dict(stage.set)
        if stage.needs and found.get("tipo") not in {GENERAL, PERSONNEL}:
            found["bloque"] = known.get("bloque")
        if stage.table == "partida":
            found |= paid(read)
        found.pop(WHO_PAYS.name, None)
        if found.get("unidades_por_year"):
            found["unidades_por_year"] = _every_year(str(found["unidades_por_year"]), _years(talk))
        return found

    def meaning(self, talk: Talk, place: Place, today: date, members: int) -> Meaning | None:
        """What the money answered on this page comes to; None where no money is asked, or it cannot be read yet."""
        question = self.question(place)
        if question is None or not (question.fills == "precio_unitario" or question.fills.endswith("_centimos")):
            return None
        read = self._read(talk, place, today)
        if question.fills.endswith("_centimos"):
            amount = read.get(question.fills)
            return None if amount is None else Meaning(int(amount), yearly=False, members=members)
        if empty(read.get("precio_unitario")) or empty(read.get("cantidad")):
            return None
        quantity = Decimal(str(read["cantidad"]))
        if self.stage(place).table == "linea" and read.get("tipo") not in {GENERAL, PERSONNEL}:
            blocks = talk.rows.get(self.stage(place).needs, ())
            block = next((each for each in blocks if each.get("id") == read.get("bloque")), None)
            if block is None:
                return None
            first = str(block.get("unidades_por_year") or "0").split(";")[0]
            quantity *= Decimal(first) * Decimal(str(block.get("ciclos_por_year") or 0))
        whole = times(quantity, Decimal(str(read["precio_unitario"])))
        return Meaning(whole, yearly=self.stage(place).table == "linea", members=members)


def _asked(question: Question, known: Mapping[str, Value]) -> bool:
    return all(str(known.get(name) or "") in values for name, values in question.when.items())


def _typed(value: Value) -> str | int | None:
    return value


def _more(part: Value, whole: Value) -> bool:
    return not empty(part) and not empty(whole) and Decimal(str(part)) > Decimal(str(whole))


def _years(talk: Talk) -> int:
    return int(talk.plan.get("horizonte_years") or 1)


def _every_year(pattern: str, years: int) -> str:
    """One quantity for each year: a year left out is like the one before."""
    parts = pattern.split(";")
    return ";".join((parts + parts[-1:] * years)[:years])


def _total(row: Row) -> int:
    if empty(row.get("cantidad")) or empty(row.get("precio_unitario")):
        return 0
    return times(Decimal(str(row["cantidad"])), Decimal(str(row["precio_unitario"])))


def who_pays(row: Row) -> str | None:
    """Who pays a stored budget row, as the interview asks it."""
    if not row:
        return None
    fund, cash, own = (int(row.get(name) or 0) for name in SOURCES)
    alone = {FUND: fund, CASH: cash, OWN: own}
    payers = [code for code, amount in alone.items() if amount]
    return payers[0] if len(payers) == 1 and alone[payers[0]] == _total(row) else SEVERAL if payers else None


def paid(row: Row) -> dict[str, int]:
    """The three sources of a budget row, whose sum is its cost: what nobody named is put in work or goods."""
    total = _total(row)
    fund, cash = {FUND: (total, 0), CASH: (0, total), OWN: (0, 0)}.get(
        str(row.get(WHO_PAYS.name)), (int(row.get(SOURCES[0]) or 0), int(row.get(SOURCES[1]) or 0))
    )
    return dict(zip(SOURCES, (fund, cash, total - fund - cash), strict=True))
