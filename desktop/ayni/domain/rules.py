"""The rules of the fund as dated data: which rule set governs, what it asks, and how a record stands before it.

The numbers of the law live in `resources/rules/`; a caller reads those files and builds a `RuleBook`. Every answer is
an `Answer`: the result with its rule, article and address and with the values compared, never a bare yes or no. A
missing datum gives PENDING, never PASS. Limits are inclusive, and shares are compared as integers by cross
multiplication: a rounded percentage would refuse plans that comply (20.13 % with 79.87 %). Money is in céntimos,
shares in basis points (10000 = 100 %).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import stdnum.pe.ruc

from ayni.domain.dates import Calendar, first_day, last_day
from ayni.domain.states import Machine, Move
from ayni.lang import N_, Sentence, day, number, soles

# The files of resources/rules/ that make the book in force.
FILES = ("procompite.json", "uit.json", "feriados.json")

WHOLE = 10000  # basis points in 100 %
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Result(StrEnum):
    """How a record stands before a rule."""

    PASS = "PASS"  # noqa: S105  a result, no password
    FAIL = "FAIL"
    PENDING = "PENDING"


class Severity(StrEnum):
    """What a FAIL does: blocks the act, asks reason and document, warns, informs."""

    BLOCKS = "B"
    ASKS = "S"
    WARNS = "W"
    INFORMS = "I"


# How sure a rule is, from surest to least sure; an answer is as sure as the least sure rule it rests on.
STATUSES = ("confirmed", "quoted", "practice", "deduced", "unconfirmed")
UNCONFIRMED = STATUSES[-1]

_BASES = "bases de la convocatoria"


@dataclass(frozen=True, slots=True)
class Override:
    """Why a person went on although the answer was FAIL, and the document that allows it."""

    reason: str
    person: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a record stands before one rule. `check` is the short name of the question, `rule` the id of the rule."""

    check: str
    rule: str
    result: Result
    severity: Severity
    sentence: Sentence
    article: str
    url: str = ""
    compared: tuple[tuple[str, object], ...] = ()
    status: str = "confirmed"
    override: Override | None = None

    @property
    def flag(self) -> bool:
        """It fails and a person answered for going on."""
        return self.result is Result.FAIL and self.override is not None

    @property
    def unconfirmed(self) -> bool:
        """It rests on something that nobody has confirmed; a screen prints "por confirmar"."""
        return self.status == UNCONFIRMED


def overall(answers: Iterable[Answer]) -> Result:
    """The light of several answers: red if one fails, waiting if one waits or there is none, else green."""
    results = {answer.result for answer in answers}
    if Result.FAIL in results:
        return Result.FAIL
    return Result.PASS if results == {Result.PASS} else Result.PENDING


class Standing(StrEnum):
    """The light of a record: as `Result`, and FLAG when all that fails was let pass by a person."""

    PASS = "PASS"  # noqa: S105  a result, no password
    FLAG = "FLAG"
    PENDING = "PENDING"
    FAIL = "FAIL"


def standing(answer: Answer) -> Standing:
    """How one answer is shown: a FAIL that a person answered for is a FLAG."""
    return Standing.FLAG if answer.flag else Standing(answer.result)


def overall_standing(answers: Iterable[Answer]) -> Standing:
    """The light of several answers with what was let pass: fails first, then what waits, then what is flagged."""
    found = {standing(answer) for answer in answers}
    worst = (each for each in (Standing.FAIL, Standing.PENDING, Standing.FLAG, Standing.PASS) if each in found)
    return next(worst, Standing.PENDING)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the rules: a value with its term, its source and how sure it is."""

    id: str
    group: str
    key: str
    value: Any
    unit: str
    article: str
    url: str
    status: str
    severity: Severity
    valid_from: date
    valid_to: date
    regime: str = ""
    category: str = ""

    @classmethod
    def from_data(cls, row: Mapping[str, Any]) -> "Rule":
        """A rule as the files write it; null dates leave the term open, both ends are inclusive."""
        return cls(
            row["id"],
            row["group"],
            row["key"],
            row["value"],
            row["unit"],
            row["article"],
            row.get("url") or "",
            row["status"],
            Severity(row.get("severity", "W")),
            *_term(row),
            row.get("regime", ""),
            row.get("category", ""),
        )

    def in_force(self, on: date) -> bool:
        """That day is inside its term."""
        return self.valid_from <= on <= self.valid_to


def _term(row: Mapping[str, Any]) -> tuple[date, date]:
    start, end = row["valid_from"], row["valid_to"]
    return date.fromisoformat(start) if start else date.min, date.fromisoformat(end) if end else date.max


@dataclass(frozen=True, slots=True)
class Regime:
    """A rule set and the term in which it is chosen. `confirmed` says that both ends of the term are sure."""

    id: str
    kind: str
    valid_from: date
    valid_to: date
    basis: str
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Limit:
    """What a category asks, from the rule set or, narrowed, from the bases of the call."""

    rule: Rule
    value: Any
    from_call: bool = False

    @property
    def article(self) -> str:
        """Where it is written."""
        return _BASES if self.from_call else self.rule.article

    @property
    def url(self) -> str:
        """Address of the source, or nothing."""
        return "" if self.from_call else self.rule.url

    @property
    def status(self) -> str:
        """How sure it is; the bases are a signed document."""
        return STATUSES[0] if self.from_call else self.rule.status

    @property
    def unconfirmed(self) -> bool:
        """A screen prints "por confirmar" beside it."""
        return self.status == UNCONFIRMED

    def answer(self, check: str, met: bool | None, sentence: Sentence, **compared: object) -> Answer:  # noqa: FBT001  a verdict
        """An answer that rests on this limit; `met` None means that something is missing."""
        result = Result.PENDING if met is None else Result.PASS if met else Result.FAIL
        return Answer(
            check,
            self.rule.id,
            result,
            self.rule.severity,
            sentence,
            self.article,
            self.url,
            tuple(compared.items()),
            self.status,
        )


@dataclass(frozen=True, slots=True)
class Limits(Mapping[str, Limit]):
    """The limits of a category by key (`members_min`, `cofin_max`, `cash_min_bp`...); the rules name the keys."""

    regime: str
    category: str
    items_by_key: Mapping[str, Limit]

    def __getitem__(self, key: str) -> Limit:
        return self.items_by_key[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.items_by_key)

    def __len__(self) -> int:
        return len(self.items_by_key)

    def value(self, key: str) -> Any:
        """The value under that key, or None."""
        return self.items_by_key[key].value if key in self.items_by_key else None

    @property
    def cofin_min(self) -> Limit | None:
        """Smallest co-financing, in céntimos."""
        return self.get("cofin_min")

    @property
    def cofin_max(self) -> Limit | None:
        """Largest co-financing, in céntimos."""
        return self.get("cofin_max")

    @property
    def cofin_max_bp(self) -> Limit | None:
        """Largest share of co-financing in the plan total, when the rule set states it so (2012)."""
        return self.get("cofin_max_bp")

    @property
    def counterpart_min_bp(self) -> Limit | None:
        """Smallest share of the counterpart in the plan total."""
        return self.get("counterpart_min_bp")

    @property
    def cash_min_bp(self) -> Limit | None:
        """Smallest share of the AEO's money in the plan total (or in the counterpart: `cash_base`)."""
        return self.get("cash_min_bp")

    @property
    def total_max(self) -> Limit | None:
        """Largest plan total, in céntimos."""
        return self.get("total_max")

    @property
    def members_min(self) -> Limit | None:
        """Fewest members."""
        return self.get("members_min")


@dataclass(frozen=True, slots=True)
class AeoFacts:
    """What the rules ask about an AEO; None is what nobody has said yet. Dates are ISO text, perhaps only a month.

    A legal person exists by being registered, so `registered` need not be said of one. `power_until` is the last day of
    the power of its representative; `acta_certified`, that somebody certified the acta of a group of natural persons.
    """

    members: int | None = None
    legal_person: bool | None = None
    registered: bool | None = None
    ruc: str | None = None
    constituted: str | None = None
    applied: str | None = None
    sales_centimos: int | None = None
    sales_year: int | None = None
    ruc_state: str | None = None
    ruc_condition: str | None = None
    benefited: bool | None = None
    favourable_opinion: str | None = None
    power_until: str | None = None
    acta_certified: bool | None = None


@dataclass(frozen=True, slots=True)
class CategoryFacts(AeoFacts):
    """What the rules ask about an AEO and the money of its plan. The counterpart is given whole or as its two parts."""

    total_centimos: int | None = None
    cofin_centimos: int | None = None
    cash_centimos: int | None = None
    valued_centimos: int | None = None
    counterpart_whole_centimos: int | None = None

    @property
    def counterpart_centimos(self) -> int | None:
        """What the AEO puts, in money and valued."""
        if self.counterpart_whole_centimos is not None:
            return self.counterpart_whole_centimos
        if self.cash_centimos is None or self.valued_centimos is None:
            return None
        return self.cash_centimos + self.valued_centimos


@dataclass(frozen=True, slots=True)
class BudgetShare:
    """How the money of a call stands before the budget rule of its council agreement."""

    regime: Regime | None
    obliged: bool | None
    answers: tuple[Answer, ...]

    @property
    def findings(self) -> tuple[str, ...]:
        """Names of what was found: BELOW_MIN, ABOVE_MAX... ; PENDING when something is missing; else OK."""
        found = tuple(answer.check for answer in self.answers if answer.result is Result.FAIL)
        if found:
            return found
        return ("PENDING",) if overall(self.answers) is Result.PENDING else ("OK",)


@dataclass(frozen=True, slots=True)
class Term:
    """A clock that runs: alarms use `nominal`, lateness uses `end` (moved to a working day where the law moves it).

    The answer is PENDING until what the clock waits for is done.
    """

    rule: Rule
    start: date
    nominal: date
    end: date
    answer: Answer

    @property
    def late(self) -> bool:
        """It was done after the end."""
        return self.answer.result is Result.FAIL


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Days from one day to another under both conventions: the first day not counted, and counted."""

    elapsed: int
    inclusive: int


@dataclass(frozen=True, slots=True)
class Replay:
    """Where a noun stands after its events: its state, its cycle and, when one was refused, which and why."""

    state: str
    cycle: int = 1
    refused: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Process:
    """A machine of the rules with the order of its stages, needed to know which stage is earlier."""

    machine: Machine
    order: tuple[str, ...]

    def replay(self, events: Iterable[str | Sequence[str]]) -> Replay:
        """The state after these events, in order; an event that names a stage comes as (event, stage).

        A move to "*" goes back to the earlier stage that its act names and opens a new cycle; one to "ORIGEN" goes
        back to the state before the interruption. Stops at the first event refused.
        """
        state, before, cycle = self.machine.initial, self.machine.initial, 1
        reached = 0
        for item in events:
            event, stage = (item, "") if isinstance(item, str) else (item[0], item[1])
            target = self.machine.target(state, event)
            if target is None:
                return Replay(state, cycle, event, "NOT_ALLOWED_HERE")
            if target == "*":
                if stage not in self.order or self.order.index(stage) >= reached:
                    return Replay(state, cycle, event, "STAGE_NOT_EARLIER")
                target, cycle = stage, cycle + 1
            elif target == "ORIGEN":
                target = before
            if target != state:
                before, state = state, target
            if state in self.order:
                reached = self.order.index(state)
        return Replay(state, cycle)


def share(basis_points: int) -> str:
    """A share as a person reads it: 1250 is "12.5 %"."""
    return f"{number(Decimal(basis_points) / 100)} %"


def _least(whole: int, basis_points: int) -> int:
    """The smallest amount that is at least that share of the whole."""
    return -(-whole * basis_points // WHOLE)


def _most(whole: int, basis_points: int) -> int:
    """The largest amount that is at most that share of the whole."""
    return whole * basis_points // WHOLE


def _missing(datum: str) -> Sentence:
    """The sentence of an answer that waits. `datum` is marked for the catalogue where it is written."""
    return Sentence(N_("Falta saber {datum}."), datum=Sentence(datum))


_TOTAL = N_("el total del plan")
_COFIN = N_("el cofinanciamiento")
_COUNTERPART = N_("la contrapartida de la organización")
_CASH = N_("cuánto pone la organización en dinero")
_MEMBERS = N_("cuántos socios hay")
_LEGAL_PERSON = N_("si la organización es persona jurídica")
_REGISTERED = N_("si la organización está inscrita en Registros Públicos")
_CONSTITUTED = N_("el día en que se constituyó la organización")
_APPLIED = N_("el día en que la organización se presenta")
_SALES = N_("las ventas del último año y de qué año son")
_RUC = N_("el RUC de la organización")
_RUC_STATE = N_("si la SUNAT tiene el RUC activo y habido")
_BENEFITED = N_("si la organización fue beneficiaria antes")
_OPINION = N_("el informe de opinión favorable de la entidad que la benefició")
_POWER = N_("hasta cuándo vale el poder del representante")
_ACTA = N_("quién certificó el acta de la asamblea")


@dataclass(frozen=True, slots=True)
class _Case:
    """One category, one set of limits, one AEO and its plan: each method answers one limit."""

    book: "RuleBook"
    limits: Limits
    facts: CategoryFacts

    @property
    def total(self) -> int | None:
        """The plan total; an empty budget has none yet, and must not pass for one that complies."""
        return self.facts.total_centimos or None

    def members(self, limit: Limit) -> Answer:
        found = self.facts.members
        if found is None:
            return limit.answer("members", None, _missing(_MEMBERS), limit=limit.value)
        said = N_("La categoría {category} pide al menos {limit} socios; hay {found}.")
        sentence = Sentence(said, category=self.limits.category, limit=limit.value, found=found)
        return limit.answer("members", found >= limit.value, sentence, members=found, limit=limit.value)

    def natural_members(self, limit: Limit) -> Answer | None:
        if self.facts.legal_person:
            return None
        found = self.facts.members
        if self.facts.legal_person is None or found is None:
            missing = _LEGAL_PERSON if self.facts.legal_person is None else _MEMBERS
            return limit.answer("natural_members", None, _missing(missing), limit=limit.value)
        said = N_("Un grupo de personas naturales necesita al menos {limit} socios; hay {found}.")
        sentence = Sentence(said, limit=limit.value, found=found)
        return limit.answer("natural_members", found >= limit.value, sentence, members=found, limit=limit.value)

    def legal_person(self, limit: Limit) -> Answer | None:
        if not limit.value:
            return None
        found = self.facts.legal_person
        if found is None:
            return limit.answer("legal_person", None, _missing(_LEGAL_PERSON))
        if found:
            said = N_("La categoría {category} pide persona jurídica; la organización lo es.")
        else:
            said = N_("La categoría {category} pide persona jurídica; la organización no lo es.")
        return limit.answer("legal_person", found, Sentence(said, category=self.limits.category), legal_person=found)

    def registered(self, limit: Limit) -> Answer | None:
        if limit.value:
            return None
        found = self.facts.registered
        if found is None and self.facts.legal_person:
            found = True
        if found is None:
            return limit.answer("registered", None, _missing(_REGISTERED))
        if found:
            said = N_("La organización está inscrita en Registros Públicos.")
        else:
            said = N_("La organización debe estar inscrita en Registros Públicos; todavía no lo está.")
        return limit.answer("registered", found, Sentence(said), registered=found)

    def years(self, limit: Limit) -> Answer:
        constituted, applied = self.facts.constituted, self.facts.applied
        if constituted is None or applied is None:
            missing = _CONSTITUTED if constituted is None else _APPLIED
            return limit.answer("years", None, _missing(missing), years=limit.value)
        # A date known to the month settles the matter only when both of its ends say the same.
        latest = _years_before(last_day(applied), limit.value)
        surely = last_day(constituted) <= _years_before(first_day(applied), limit.value)
        never = first_day(constituted) > latest
        compared = {"constituted": constituted, "applied": applied, "years": limit.value}
        if not surely and not never:
            return limit.answer("years", None, _missing(_CONSTITUTED), **compared)
        said = N_("La categoría {category} pide estar constituida el {latest} o antes; la fecha es {found}.")
        sentence = Sentence(
            said, category=self.limits.category, latest=day(latest.isoformat()), found=_Day(constituted)
        )
        return limit.answer("years", surely, sentence, **compared)

    def sales(self, limit: Limit) -> Answer | None:
        if limit.rule.key == "sales_max_uit" and "sales_min_uit" in self.limits:
            return None  # one answer for both ends, under the lower one
        low, high = self.limits.get("sales_min_uit"), self.limits.get("sales_max_uit")
        found, year = self.facts.sales_centimos, self.facts.sales_year
        if found is None or year is None:
            return limit.answer("sales", None, _missing(_SALES))
        uit = self.book.uit(year)
        if uit is None or uit.value is None:
            waiting = Sentence(N_("Todavía no se conoce la UIT de {year}."), year=year)
            return limit.answer("sales", None, waiting, sales_centimos=found, sales_year=year)
        least = low.value * uit.value if low else 0
        most = high.value * uit.value if high else None
        short, over = found < least, most is not None and found > most
        if most is None:
            said = N_("La categoría {category} pide ventas de {least} o más al año; en {year} fueron {found}.")
        else:
            said = N_("La categoría {category} pide ventas de {least} a {most} al año; en {year} fueron {found}.")
        sentence = Sentence(
            said,
            category=self.limits.category,
            least=soles(least),
            most=soles(most),
            year=year,
            found=soles(found),
        )
        broken = high if over and high else limit
        answer = broken.answer(
            "sales", not short and not over, sentence, sales_centimos=found, sales_year=year, uit_centimos=uit.value
        )
        return replace(answer, status=_least_sure(answer.status, uit.status))

    def total_max(self, limit: Limit) -> Answer:
        if self.total is None:
            return limit.answer("total_max", None, _missing(_TOTAL), limit=limit.value)
        said = N_("El plan puede sumar {limit} como máximo; suma {found}.")
        sentence = Sentence(said, limit=soles(limit.value), found=soles(self.total))
        return limit.answer("total_max", self.total <= limit.value, sentence, total=self.total, limit=limit.value)

    def total_min_exclusive(self, limit: Limit) -> Answer:
        if self.total is None:
            return limit.answer("total_min_exclusive", None, _missing(_TOTAL), limit=limit.value)
        said = N_("El plan debe sumar más de {limit}; suma {found}.")
        sentence = Sentence(said, limit=soles(limit.value), found=soles(self.total))
        met = self.total > limit.value
        return limit.answer("total_min_exclusive", met, sentence, total=self.total, limit=limit.value)

    def cofin_min(self, limit: Limit) -> Answer:
        found = self.facts.cofin_centimos
        if found is None:
            return limit.answer("cofin_min", None, _missing(_COFIN), limit=limit.value)
        said = N_("El cofinanciamiento debe ser {limit} o más; es {found}.")
        sentence = Sentence(said, limit=soles(limit.value), found=soles(found))
        return limit.answer("cofin_min", found >= limit.value, sentence, cofin=found, limit=limit.value)

    def cofin_max(self, limit: Limit) -> Answer:
        found = self.facts.cofin_centimos
        if found is None:
            return limit.answer("cofin_max", None, _missing(_COFIN), limit=limit.value)
        said = N_("El cofinanciamiento puede ser {limit} como máximo; es {found}.")
        sentence = Sentence(said, limit=soles(limit.value), found=soles(found))
        return limit.answer("cofin_max", found <= limit.value, sentence, cofin=found, limit=limit.value)

    def cofin_share(self, limit: Limit) -> Answer:
        found = self.facts.cofin_centimos
        if self.total is None or found is None:
            missing = _TOTAL if self.total is None else _COFIN
            return limit.answer("cofin_share", None, _missing(missing), limit_bp=limit.value)
        said = N_("El cofinanciamiento puede ser hasta el {share} del total, o sea {most}; es {found}.")
        most = soles(_most(self.total, limit.value))
        sentence = Sentence(said, share=share(limit.value), most=most, found=soles(found))
        met = WHOLE * found <= limit.value * self.total
        return limit.answer("cofin_share", met, sentence, cofin=found, total=self.total, limit_bp=limit.value)

    def counterpart(self, limit: Limit) -> Answer:
        found = self.facts.counterpart_centimos
        if self.total is None or found is None:
            missing = _TOTAL if self.total is None else _COUNTERPART
            return limit.answer("counterpart", None, _missing(missing), limit_bp=limit.value)
        said = N_("La contrapartida debe ser el {share} del total o más, o sea {least}; es {found}.")
        least = soles(_least(self.total, limit.value))
        sentence = Sentence(said, share=share(limit.value), least=least, found=soles(found))
        met = WHOLE * found >= limit.value * self.total
        return limit.answer("counterpart", met, sentence, counterpart=found, total=self.total, limit_bp=limit.value)

    def cash(self, limit: Limit) -> Answer:
        """Money of the AEO over the plan total; the base is a point of the Reglamento that nobody has cleared up."""
        base = self.limits.get("cash_base")
        if base is not None and base.value == "counterpart":
            answer = self.cash_of_counterpart(limit)
        else:
            answer = self._cash(
                limit,
                self.total,
                _TOTAL,
                N_("La organización debe poner en dinero el {share} del total: {least} o más; pone {found}."),
            )
        if base is None or base.from_call or answer.result is Result.PENDING:
            return answer
        other = self.total if base.value == "counterpart" else self.facts.counterpart_centimos
        found = self.facts.cash_centimos
        if other is not None and found is not None:
            same = (WHOLE * found >= limit.value * other) == (answer.result is Result.PASS)
            if same:
                return answer  # whichever the base, the answer is this one
        return replace(answer, status=_least_sure(answer.status, base.status))

    def cash_of_counterpart(self, limit: Limit) -> Answer:
        return self._cash(
            limit,
            self.facts.counterpart_centimos,
            _COUNTERPART,
            N_("La organización debe poner en dinero el {share} de la contrapartida: {least} o más; pone {found}."),
        )

    def _cash(self, limit: Limit, base: int | None, base_name: str, said: str) -> Answer:
        found = self.facts.cash_centimos
        if base is None or found is None:
            return limit.answer("cash", None, _missing(base_name if base is None else _CASH), limit_bp=limit.value)
        least = soles(_least(base, limit.value))
        sentence = Sentence(said, share=share(limit.value), least=least, found=soles(found))
        met = WHOLE * found >= limit.value * base
        return limit.answer("cash", met, sentence, cash=found, base=base, limit_bp=limit.value)


def _least_sure(*statuses: str) -> str:
    return max(statuses, key=STATUSES.index)


def _years_before(end: date, years: int) -> date:
    """The same day, so many years before; the eve when that year has no 29 February."""
    try:
        return end.replace(year=end.year - years)
    except ValueError:
        return end.replace(year=end.year - years, day=28)


class _Day(Sentence):
    """A date inside a sentence, said in the language of that moment."""

    __slots__ = ()

    def __init__(self, iso: str) -> None:
        super().__init__(iso)

    def __str__(self) -> str:
        return day(self.message)


# What each question about an AEO is about, as a person calls it.
CHECKS: Mapping[str, str] = MappingProxyType(
    {
        "members": N_("Número de socios"),
        "natural_members": N_("Número de personas naturales"),
        "legal_person": N_("Ser persona jurídica"),
        "registered": N_("Inscripción en Registros Públicos"),
        "years": N_("Tiempo de existencia"),
        "sales": N_("Ventas del año"),
        "ruc": N_("RUC"),
        "ruc_state": N_("RUC activo y habido"),
        "former": N_("Beneficio anterior"),
        "power": N_("Poder del representante"),
    }
)

# What is asked about the AEO, and what about its money: key of the limit and who answers it, in the order shown.
_Check = Callable[[_Case, Limit], Answer | None]
_OF_THE_AEO: Mapping[str, _Check] = MappingProxyType(
    {
        "members_min": _Case.members,
        "natural_members_min": _Case.natural_members,
        "legal_person": _Case.legal_person,
        "allow_unregistered": _Case.registered,
        "years_min": _Case.years,
        "sales_min_uit": _Case.sales,
        "sales_max_uit": _Case.sales,
    }
)
_OF_THE_MONEY: Mapping[str, _Check] = MappingProxyType(
    {
        "total_max": _Case.total_max,
        "total_min_exclusive": _Case.total_min_exclusive,
        "cofin_min": _Case.cofin_min,
        "cofin_max": _Case.cofin_max,
        "cofin_max_bp": _Case.cofin_share,
        "counterpart_min_bp": _Case.counterpart,
        "cash_min_bp": _Case.cash,
        "cash_of_counterpart_min_bp": _Case.cash_of_counterpart,
    }
)


def _wider(key: str, value: Any, base: Any) -> bool:
    """The call asks less than the rule set."""
    if key == "legal_person":
        return bool(base) and not value
    if key == "allow_unregistered":
        return bool(value) and not base
    words = key.split("_")
    if "min" in words:
        return bool(value < base)
    return "max" in words and bool(value > base)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rule sets at once; every question names its rule set or the date that chooses it. Reads no disk."""

    regimes: tuple[Regime, ...]
    rules: tuple[Rule, ...]
    processes: Mapping[str, Process]
    calendar: Calendar
    _by_id: Mapping[str, Rule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", MappingProxyType({rule.id: rule for rule in self.rules}))

    @classmethod
    def from_data(cls, *documents: Mapping[str, Any]) -> "RuleBook":
        """Built from the parsed files of `resources/rules/` (`FILES`), in any order."""
        regimes: list[Regime] = []
        rows: list[Mapping[str, Any]] = []
        processes: dict[str, Process] = {}
        for document in documents:
            rows.extend(document.get("rules", ()))
            for kind, listed in document.get("regimes", {}).items():
                if kind == "selector":  # says in words what chooses each kind
                    continue
                regimes.extend(
                    Regime(
                        row["id"],
                        kind,
                        *_term(row),
                        row["basis"],
                        row.get("valid_from_confirmed", True) and row.get("valid_to_confirmed", True),
                    )
                    for row in listed
                    if row.get("enabled", True)
                )
            for name, table in document.get("state_machines", {}).items():
                moves = [Move(row["event"], frozenset(row["from"]), row["to"]) for row in table["transitions"]]
                machine = Machine(table["initial"], moves, table["final"])
                processes[name] = Process(machine, tuple(table["order"]))
        return cls(
            tuple(regimes),
            tuple(Rule.from_data(row) for row in rows),
            MappingProxyType(processes),
            Calendar.from_rules(row for row in rows if row["group"] == "holiday"),
        )

    # Which rules

    def select(self, kind: str, on: date) -> Regime | None:
        """The rule set that a date chooses: `budget`, `process` or `purchase`. None when none was in force."""
        for regime in self.regimes:
            if regime.kind == kind and regime.valid_from <= on <= regime.valid_to:
                return regime
        return None

    def regime(self, regime_id: str) -> Regime | None:
        """The rule set with that id."""
        return next((regime for regime in self.regimes if regime.id == regime_id), None)

    def rule(self, rule_id: str) -> Rule | None:
        """The rule with that id."""
        return self._by_id.get(rule_id)

    def find(self, group: str, key: str, on: date, regime: str = "") -> Rule | None:
        """The rule under that key in force that day; of that rule set, or of none in particular."""
        for rule in self.rules:
            if rule.group == group and rule.key == key and rule.regime in {regime, ""} and rule.in_force(on):
                return rule
        return None

    def uit(self, year: int) -> Rule | None:
        """The UIT of a year, in céntimos; its value is None while unknown. Another year's is never used instead."""
        return self._by_id.get(f"UIT.{year}")

    def machine(self, name: str) -> Machine:
        """The states of `call`, `plan`, `aeo` or `good`."""
        return self.processes[name].machine

    def replay(self, name: str, events: Iterable[str | Sequence[str]]) -> Replay:
        """Where a call, plan, AEO or good stands after its events."""
        return self.processes[name].replay(events)

    # Categories

    def categories(self, regime: Regime | str) -> list[str]:
        """The categories of a rule set, in order; empty when none is known (2009)."""
        return sorted(
            {
                rule.category
                for rule in self.rules
                if rule.group == "category" and rule.regime == _id(regime) and rule.category not in {"", "*"}
            }
        )

    def limits(
        self, regime: Regime | str, category: str, call: Mapping[str, Any] = NOTHING, on: date | None = None
    ) -> Limits:
        """What a category asks, with what the call's bases change (`call`: key and value) laid over it.

        `on` leaves out rules of the set that were not in force that day. Empty for a category that nobody knows.
        """
        found: dict[str, Limit] = {}
        if category in self.categories(regime):
            found = {
                rule.key: Limit(rule, rule.value)
                for rule in self.rules
                if rule.group == "category"
                and rule.regime == _id(regime)
                and rule.category in {category, "*", ""}
                and (on is None or rule.in_force(on))
            }
        for key, value in call.items():
            base = found.get(key)
            if base is not None and base.value == value:
                continue
            rule = base.rule if base else self._rule_of_the_call(_id(regime), category, key, value)
            found[key] = Limit(rule, value, from_call=True)
        return Limits(_id(regime), category, MappingProxyType(found))

    @staticmethod
    def _rule_of_the_call(regime: str, category: str, key: str, value: Any) -> Rule:
        """A limit that only the bases set; the rule set says nothing of it."""
        return Rule(
            f"{regime}.{category}.{key}",
            "category",
            key,
            value,
            "",
            _BASES,
            "",
            STATUSES[0],
            Severity.ASKS,
            date.min,
            date.max,
            regime,
            category,
        )

    def category(
        self,
        regime: Regime | str,
        category: str,
        facts: CategoryFacts,
        overrides: Mapping[str, Override] = NOTHING,
        call: Mapping[str, Any] = NOTHING,
        on: date | None = None,
    ) -> list[Answer]:
        """How an AEO and its plan stand before a category: first the AEO, then the money.

        `overrides` are by the name of the check; `call` and `on` as in `limits`.
        """
        case = _Case(self, self.limits(regime, category, call, on), facts)
        if not case.limits:
            return [self._unknown(regime, category)]
        answers = [
            *self._ask(case, _OF_THE_AEO),
            self._parts(facts),
            *self._ask(case, _OF_THE_MONEY),
            *self._widened(case.limits),
        ]
        return [replace(answer, override=overrides.get(answer.check)) for answer in answers]

    def eligibility(
        self,
        regime: Regime | str,
        category: str,
        facts: AeoFacts,
        overrides: Mapping[str, Override] = NOTHING,
        call: Mapping[str, Any] = NOTHING,
        on: date | None = None,
    ) -> list[Answer]:
        """How an AEO alone stands before a category: for the live answer while it is registered."""
        known = {name: getattr(facts, name) for name in AeoFacts.__dataclass_fields__}
        case = _Case(self, self.limits(regime, category, call, on), CategoryFacts(**known))
        if not case.limits:
            return [self._unknown(regime, category)]
        asked = [self._ruc(facts), self._ruc_state(facts), self._former(facts), self._power(facts)]
        answers = [*self._ask(case, _OF_THE_AEO), *(answer for answer in asked if answer is not None)]
        return [replace(answer, override=overrides.get(answer.check)) for answer in answers]

    @staticmethod
    def _ask(case: _Case, checks: Mapping[str, _Check]) -> list[Answer]:
        answers = [check(case, case.limits[key]) for key, check in checks.items() if key in case.limits]
        return [answer for answer in answers if answer is not None]

    @staticmethod
    def _unknown(regime: Regime | str, category: str) -> Answer:
        """Nobody knows what this category asks: it must not look as if everything were in order."""
        said = N_("No se conocen los límites de la categoría {category} en este reglamento.")
        sentence = Sentence(said, category=category)
        rule_id = f"{_id(regime)}.{category}"
        return Answer("limits", rule_id, Result.PENDING, Severity.WARNS, sentence, "", status=UNCONFIRMED)

    def _parts(self, facts: CategoryFacts) -> Answer:
        """The parts of the plan add up to its total."""
        limit = self._limit("X.sum")
        total, cofin, counterpart = facts.total_centimos, facts.cofin_centimos, facts.counterpart_centimos
        for datum, name in ((total, _TOTAL), (cofin, _COFIN), (counterpart, _COUNTERPART)):
            if datum is None:
                return limit.answer("sum", None, _missing(name))
        assert total is not None
        assert cofin is not None
        assert counterpart is not None
        met = cofin + counterpart == total
        compared = {"cofin": cofin, "counterpart": counterpart, "total": total}
        if facts.cash_centimos is not None and facts.valued_centimos is not None:
            met = met and facts.cash_centimos + facts.valued_centimos == counterpart
            compared |= {"cash": facts.cash_centimos, "valued": facts.valued_centimos}
        said = N_("El cofinanciamiento y la contrapartida suman {added}; el total del plan es {total}.")
        sentence = Sentence(said, added=soles(cofin + counterpart), total=soles(total))
        return limit.answer("sum", met, sentence, **compared)

    def _ruc(self, facts: AeoFacts) -> Answer:
        limit = self._limit("X.ruc")
        if not facts.ruc:
            return limit.answer("ruc", None, _missing(_RUC))
        valid = bool(stdnum.pe.ruc.is_valid(facts.ruc))
        if valid:
            said = N_("La organización tiene su RUC.")
        else:
            said = N_("El RUC está mal copiado. Compárelo con la ficha RUC.")
        return limit.answer("ruc", valid, Sentence(said), ruc=facts.ruc)

    def _ruc_state(self, facts: AeoFacts) -> Answer | None:
        """Active and found at SUNAT; asked of a legal person."""
        if not facts.legal_person:
            return None
        limit, state, condition = self._limit("X.ruc_state"), facts.ruc_state, facts.ruc_condition
        if state is None or condition is None:
            return limit.answer("ruc_state", None, _missing(_RUC_STATE))
        met = (state, condition) == ("activo", "habido")
        if met:
            said = N_("La SUNAT tiene el RUC activo y habido.")
        else:
            said = N_("El RUC debe estar activo y habido en la SUNAT; no lo está.")
        return limit.answer("ruc_state", met, Sentence(said), state=state, condition=condition)

    def _former(self, facts: AeoFacts) -> Answer:
        """Who was benefited before needs the favourable opinion of who gave it."""
        limit = self._limit("X.former")
        if facts.benefited is None:
            return limit.answer("former", None, _missing(_BENEFITED))
        if not facts.benefited:
            return limit.answer("former", True, Sentence(N_("La organización no fue beneficiaria antes.")))  # noqa: FBT003
        if not facts.favourable_opinion:
            return limit.answer("former", None, _missing(_OPINION), benefited=True)
        said = N_("Fue beneficiaria antes y tiene opinión favorable: {document}.")
        sentence = Sentence(said, document=facts.favourable_opinion)
        return limit.answer("former", True, sentence, benefited=True)  # noqa: FBT003

    def _power(self, facts: AeoFacts) -> Answer | None:
        """Who signs may sign: a power in force, or the certified acta of a group of natural persons."""
        limit = self._limit("X.power")
        if facts.legal_person is None:
            return None
        if not facts.legal_person:
            if not facts.acta_certified:
                return limit.answer("power", None, _missing(_ACTA))
            return limit.answer("power", True, Sentence(N_("El acta de la asamblea está certificada.")))  # noqa: FBT003
        until, applied = facts.power_until, facts.applied
        if until is None or applied is None:
            return limit.answer("power", None, _missing(_POWER))
        met = applied <= until
        said = N_("El poder del representante vale hasta el {until}.")
        if not met:
            said = N_("El poder del representante venció el {until}.")
        return limit.answer("power", met, Sentence(said, until=_Day(until)), until=until, applied=applied)

    def _widened(self, limits: Limits) -> list[Answer]:
        """What the call asks less than the rule set: it needs a written basis."""
        rule = self._by_id.get(f"{limits.regime}.override_direction")
        answers = []
        for key, limit in limits.items():
            if rule is None or not limit.from_call or not _wider(key, limit.value, limit.rule.value):
                continue
            sentence = Sentence(N_("Las bases piden menos que el reglamento. Anote el documento que lo permite."))
            own = Limit(rule, rule.value)
            check = f"wider_{key}"
            answers.append(own.answer(check, False, sentence, call=limit.value, rule_set=limit.rule.value))  # noqa: FBT003
        return answers

    def _limit(self, rule_id: str) -> Limit:
        """A rule that the program itself needs; the files of a release always carry it."""
        rule = self._by_id[rule_id]
        return Limit(rule, rule.value)

    # Money of the call

    def budget_share(
        self,
        level: str,
        base_centimos: int | None,
        amount_centimos: int | None,
        budget_year: int | None,
        agreement: date | None,
        *,
        share_printed: bool | None = None,
    ) -> BudgetShare:
        """How the money of a call stands before the budget rule that the council agreement's date chooses.

        `level` is "GL" (municipality) or "GR" (region); the base leaves out loans and donations. `share_printed`
        False says that the agreement gives soles and no percentage.
        """
        regime = self.select("budget", agreement) if agreement else None
        if agreement is None or regime is None:
            if agreement is None:
                waiting = _missing(N_("la fecha del acuerdo de concejo"))
            else:
                waiting = Sentence(N_("No hay una regla de presupuesto para esa fecha."))
            answer = Answer("budget", "", Result.PENDING, Severity.WARNS, waiting, "")
            return BudgetShare(None, None, (answer,))
        lowest = Limit(rule := self._by_id[f"{regime.id}.min_share"], rule.value[level])
        highest = Limit(rule := self._by_id[f"{regime.id}.max_share"], rule.value[level])
        cap = self.find("budget", "reglamento_cap", agreement)
        obliged, duty = self._obliged(regime, level, base_centimos, budget_year)
        answers = [duty]
        if base_centimos is None or not base_centimos or amount_centimos is None:
            missing = N_("el dinero de la convocatoria") if base_centimos else N_("el presupuesto de inversión")
            answers.append(lowest.answer("BELOW_MIN", None, _missing(missing)))
        elif amount_centimos == 0:
            met = not obliged if obliged is not None else None
            said = N_("No hay dinero asignado a la convocatoria.")
            answers.append(lowest.answer("OBLIGED_NOT_RUN", met, Sentence(said), amount=0, base=base_centimos))
        else:
            compared = {"amount": amount_centimos, "base": base_centimos}
            answers.append(self._share_minimum(lowest, obliged, amount_centimos, base_centimos))
            most = soles(_most(base_centimos, highest.value))
            said = N_("Puede ser hasta el {share} del presupuesto de inversión, o sea {most}; es {found}.")
            sentence = Sentence(said, share=share(highest.value), most=most, found=soles(amount_centimos))
            inside = WHOLE * amount_centimos <= highest.value * base_centimos
            answers.append(highest.answer("ABOVE_MAX", inside, sentence, **compared, limit_bp=highest.value))
            if cap is not None and inside:
                most = soles(_most(base_centimos, cap.value))
                said = N_(
                    "El reglamento, que es anterior a la ley, permite hasta el {share}, o sea {most}; es {found}."
                )
                sentence = Sentence(said, share=share(cap.value), most=most, found=soles(amount_centimos))
                met = WHOLE * amount_centimos <= cap.value * base_centimos
                below = Limit(cap, cap.value)
                answers.append(below.answer("ABOVE_REGLAMENTO", met, sentence, **compared, limit_bp=cap.value))
        printed = self.find("budget", "share_printed_in_agreement", agreement)
        if printed is not None and share_printed is False:
            said = N_("El acuerdo de concejo dice el monto, pero no el porcentaje. SIPROCOMPITE pide los dos.")
            rule_printed = Limit(printed, printed.value)
            answers.append(rule_printed.answer("NO_SHARE_PRINTED", False, Sentence(said)))  # noqa: FBT003
        return BudgetShare(regime, obliged, tuple(answers))

    def _obliged(
        self, regime: Regime, level: str, base_centimos: int | None, budget_year: int | None
    ) -> tuple[bool | None, Answer]:
        """Whether the entity must run the fund, and the answer that says so."""
        rule = self._by_id[f"{regime.id}.obligatory"]
        limit = Limit(rule, rule.value[level])
        compared: dict[str, object] = {"level": level}
        obliged: bool | None
        if limit.value == "threshold":
            threshold = self._by_id[f"{regime.id}.threshold"]
            uit = self.uit(budget_year) if budget_year else None
            if base_centimos is None or uit is None or uit.value is None:
                missing = N_("el presupuesto de inversión") if base_centimos is None else N_("la UIT de ese año")
                return None, limit.answer("obliged", None, _missing(missing), **compared)
            least = threshold.value * uit.value
            obliged = base_centimos >= least
            compared |= {"base": base_centimos, "threshold_centimos": least}
            if obliged:
                said = N_("La entidad está obligada: su presupuesto de inversión llega a {least}.")
            else:
                said = N_("La entidad no está obligada: su presupuesto de inversión no llega a {least}.")
            sentence = Sentence(said, least=soles(least))
            answer = replace(
                limit.answer("obliged", True, sentence, **compared),  # noqa: FBT003
                status=_least_sure(rule.status, uit.status),
            )
            return obliged, answer
        obliged = bool(limit.value)
        said = N_("La entidad está obligada.") if obliged else N_("La entidad no está obligada.")
        return obliged, limit.answer("obliged", True, Sentence(said), **compared)  # noqa: FBT003

    def _share_minimum(self, lowest: Limit, obliged: bool | None, amount: int, base: int) -> Answer:  # noqa: FBT001
        met = WHOLE * amount >= lowest.value * base
        said = N_("Debe ser el {share} del presupuesto de inversión o más, o sea {least}; es {found}.")
        least = soles(_least(base, lowest.value))
        sentence = Sentence(said, share=share(lowest.value), least=least, found=soles(amount))
        compared = {"amount": amount, "base": base, "limit_bp": lowest.value}
        if obliged is None and not met:
            return lowest.answer("BELOW_MIN", None, sentence, **compared)
        if obliged is False:
            optional = self._by_id.get(lowest.rule.id.replace("min_share", "binds_optional"))
            answer = lowest.answer("BELOW_MIN_OPTIONAL", met, sentence, **compared)
            return replace(answer, status=optional.status) if optional and not met else answer
        return lowest.answer("BELOW_MIN", met, sentence, **compared)

    def studies(
        self,
        regime: Regime | str,
        call_centimos: int | None,
        studies_centimos: int | None,
        execution_centimos: int | None,
        inside_plans_centimos: int = 0,
    ) -> list[Answer]:
        """Studies and management within the call's money, and how much of them goes to the execution phase.

        `inside_plans_centimos` are overheads and supervision written inside the plans: they count as studies.
        """
        answers = []
        spent = None if studies_centimos is None else studies_centimos + inside_plans_centimos
        most = self._by_id.get(f"{_id(regime)}.studies_max")
        if most is not None:
            limit = Limit(most, most.value)
            if not call_centimos or spent is None:
                missing = (
                    N_("el dinero para estudios y gestión") if call_centimos else N_("el dinero de la convocatoria")
                )
                answers.append(limit.answer("studies", None, _missing(missing)))
            else:
                said = N_("Estudios y gestión pueden usar hasta el {share} del fondo, o sea {most}; usan {found}.")
                top = soles(_most(call_centimos, most.value))
                sentence = Sentence(said, share=share(most.value), most=top, found=soles(spent))
                met = WHOLE * spent <= most.value * call_centimos
                answers.append(limit.answer("studies", met, sentence, studies=spent, call=call_centimos))
        half = self._by_id.get(f"{_id(regime)}.studies_execution_min")
        if half is not None:
            limit = Limit(half, half.value)
            if spent is None or execution_centimos is None:
                missing = N_("el dinero para estudios y gestión")
                answers.append(limit.answer("execution_half", None, _missing(missing)))
            else:
                said = N_("De estudios y gestión, el {share} o más va a la ejecución, o sea {least}; van {found}.")
                least = soles(_least(spent, half.value))
                sentence = Sentence(said, share=share(half.value), least=least, found=soles(execution_centimos))
                met = WHOLE * execution_centimos >= half.value * spent
                answers.append(
                    limit.answer("execution_half", met, sentence, execution=execution_centimos, studies=spent)
                )
        return answers

    def add_up(self, parts: Sequence[int], printed: int, *, money: bool = True) -> Answer:
        """Whether the total that a document prints is the sum of its parts (céntimos, or a count)."""
        computed = sum(parts)
        show: Callable[[int], str] = soles if money else number
        said = N_("Las partes suman {computed} y el documento dice {printed}.")
        sentence = Sentence(said, computed=show(computed), printed=show(printed))
        return self._limit("X.sum").answer(
            "sum", computed == printed, sentence, computed=computed, printed=printed, difference=printed - computed
        )

    def two_shares(self, amount_centimos: int, shares_bp: Sequence[int]) -> Answer:
        """Whether one document prints one percentage, or several, for one amount; with the base that each implies."""
        bases = tuple((2 * WHOLE * amount_centimos + each) // (2 * each) for each in shares_bp)
        if len(set(shares_bp)) > 1:
            said = N_("El documento dice varios porcentajes para un solo monto: {shares}.")
        else:
            said = N_("El documento dice un solo porcentaje: {shares}.")
        sentence = Sentence(said, shares=", ".join(share(each) for each in shares_bp))
        met = len(set(shares_bp)) <= 1
        return self._limit("X.two_shares").answer(
            "two_shares", met, sentence, amount=amount_centimos, shares_bp=tuple(shares_bp), implied_bases=bases
        )

    # Days

    def clock(self, clock_id: str, start: date, done: date | None = None, days_off: Iterable[date] = ()) -> Term | None:
        """A clock of the rules from its start; None for one without a length of its own (D07).

        `done` is when what the clock waits for happened; `days_off` are decreed days that the rules lack.
        """
        rule = self._by_id.get(clock_id)
        if rule is None or rule.group != "clock" or type(rule.value) is not int:
            return None
        calendar = self.calendar.with_days_off(days_off)
        unit = rule.unit
        if unit.startswith("working days"):
            nominal = calendar.add_working(start, -rule.value if unit.endswith("before") else rule.value)
            end = nominal
        elif unit.startswith(("months", "years")):
            months = rule.value * (12 if unit.startswith("years") else 1)
            nominal, end = calendar.add_months(start, months)
        else:
            nominal = start + timedelta(days=rule.value)
            end = calendar.next_working(nominal)
        compared = {"start": start, "end": end, "done": done}
        if done is None:
            sentence = Sentence(N_("El plazo termina el {end}."), end=day(end.isoformat()))
            met = None
        else:
            said = N_("El plazo terminaba el {end}; se hizo el {done}.")
            sentence = Sentence(said, end=day(end.isoformat()), done=day(done.isoformat()))
            met = done <= end
        return Term(rule, start, nominal, end, Limit(rule, rule.value).answer(clock_id, met, sentence, **compared))

    def lock(self, first_agreement: date, days_off: Iterable[date] = ()) -> date:
        """The first day on which no new call may start while the one of that agreement is open (D13)."""
        term = self.clock("D13", first_agreement, days_off=days_off)
        assert term is not None
        return term.nominal + timedelta(days=1)

    def gap(self, end: date, signed: date) -> Answer:
        """Days that no agreement covers between the end of a term and the addendum that prolongs it."""
        uncovered = max(0, (signed - end).days - 1)
        if uncovered:
            said = N_("Entre el fin del plazo y la adenda hay días sin cubrir: {uncovered}.")
        else:
            said = N_("La adenda se firmó sin dejar días sin cubrir.")
        limit = self._limit("X.D08_extension")
        sentence = Sentence(said, uncovered=uncovered)
        return limit.answer("gap", uncovered == 0, sentence, end=end, signed=signed, uncovered_days=uncovered)

    def backward(self, start: date, reserve: int | None = None, days_off: Iterable[date] = ()) -> tuple[Term, date]:
        """The 24 months from the signature (D08) and the last safe day for the last delivery before they end.

        `reserve` are the working days kept for transfer, closing and registration; the rules give the default.
        """
        days_off = frozenset(days_off)
        term = self.clock("D08", start, days_off=days_off)
        assert term is not None
        kept = self._by_id["X.D08_reserve"].value if reserve is None else reserve
        calendar = self.calendar.with_days_off(days_off)
        return term, calendar.add_working(calendar.previous_working(term.nominal), -kept)


def days(start: date, end: date) -> Elapsed:
    """Days from one day to another, said in both ways of counting: papers mix them."""
    elapsed = (end - start).days
    return Elapsed(elapsed, elapsed + 1)


def _id(regime: Regime | str) -> str:
    return regime if isinstance(regime, str) else regime.id
