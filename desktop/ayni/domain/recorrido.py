"""The way a purchase has gone so far: what replaying its events yields. All of it computed, none of it stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from ayni.domain.dates import is_whole
from ayni.domain.entrega import Delivery, ThreeWay
from ayni.domain.evento import Event
from ayni.lang import MONTHS, N_, Sentence


@dataclass(frozen=True, slots=True)
class Moment:
    """A day as counted, and the earliest and latest that it may have been (a date known to the month)."""

    day: date
    low: date
    high: date

    @classmethod
    def exact(cls, day: date) -> "Moment":
        """A day that is known."""
        return cls(day, day, day)

    @property
    def known(self) -> bool:
        """The day itself is known."""
        return self.low == self.high

    def plus(self, days: int) -> "Moment":
        """So many calendar days later."""
        shift = timedelta(days=days)
        return Moment(self.day + shift, self.low + shift, self.high + shift)


def counted(days: int) -> Sentence:
    """A number of days in words."""
    return Sentence(N_("1 día")) if days == 1 else Sentence(N_("{days} días"), days=days)


@dataclass(frozen=True, slots=True)
class Span:
    """A number of days as counted, and the least and the most that it may be."""

    days: int
    low: int
    high: int

    @classmethod
    def between(cls, start: Moment, end: Moment) -> "Span":
        """Days from one moment to another; the first day is not counted."""
        days = (end.day - start.day).days
        low, high = (end.low - start.high).days, (end.high - start.low).days
        return cls(days, max(0, min(low, days)), max(high, days))

    @property
    def text(self) -> Sentence:
        """In words: "107 días", or "77–107 días" when a date is known only to the month."""
        if self.low != self.high:
            return Sentence(N_("{low}–{high} días"), low=self.low, high=self.high)
        return counted(self.days)


def spoken_day(iso: str | date) -> object:
    """A date to put into a sentence: said in the language in which the sentence is said."""
    text = iso if isinstance(iso, str) else iso.isoformat()
    if is_whole(text):
        year, month, day = text.split("-")
        return f"{day}/{month}/{year}"
    year, month = text.split("-")
    return Sentence("{month} {year}", month=Sentence(MONTHS[int(month) - 1]), year=year)


def listed(labels: "list[str] | tuple[str, ...]") -> Sentence:
    """Source texts in a row, said in the language in which the sentence is said."""
    holes = {f"label{place}": Sentence(label) for place, label in enumerate(labels)}
    return Sentence(", ".join("{" + name + "}" for name in holes), **holes)


@dataclass(frozen=True, slots=True)
class Mark:
    """A remark on an event: out of sequence, a guard that it breaks. Its article, when a law says so."""

    code: str
    sentence: Sentence
    article: str = ""


OUT_OF_SEQUENCE = "FUERA_DE_SECUENCIA"


@dataclass(frozen=True, slots=True)
class Finding:
    """A guard that an event breaks.

    `lacking`: only because a datum was not given. `warns`: it is said, and never refuses.
    """

    mark: Mark
    field: str
    legal: bool
    lacking: bool = False
    warns: bool = False
    offer: str = ""  # the event that the law has for this


@dataclass(frozen=True, slots=True)
class Step:
    """An event on the timeline: the state after it, and what is to be said of it.

    `event` is the event in force; `typed` the one registered first, when a correction replaced it. `moment` is None
    for an event without a readable date. `moved`: it took effect. `findings` are all the guards that it breaks, also
    for want of a datum; `marks` what is shown.
    """

    event: Event
    moment: Moment | None
    state: str
    cycle: int
    attempt: int
    moved: bool = False
    closed: bool = False
    findings: tuple[Finding, ...] = ()
    marks: tuple[Mark, ...] = ()
    annulled: bool = False
    typed: Event | None = None
    corrections: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Stay:
    """An interval in one state. `inferred`: the date of its end was supposed, not known."""

    state: str
    start: Moment
    end: Moment
    cycle: int
    attempt: int
    inferred: bool = False

    @property
    def days(self) -> int:
        """Calendar days as counted."""
        return (self.end.day - self.start.day).days


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of "where the days went".

    `attempts` are the numbers of its calls, `failed` how many of them found no winner.
    """

    kind: str
    start: Moment
    end: Moment
    cycle: int
    attempts: tuple[int, ...] = ()
    failed: int = 0

    @property
    def span(self) -> Span:
        """Its days, a range when they touch a month."""
        return Span.between(self.start, self.end)

    @property
    def days(self) -> int:
        """Its days as counted."""
        return (self.end.day - self.start.day).days

    @property
    def label(self) -> Sentence:
        """What people call this stretch."""
        if self.kind not in {CALLS, AWARDED} or not self.attempts:
            return Sentence(SEGMENTS[self.kind])
        first, last = self.attempts[0], self.attempts[-1]
        if self.kind == AWARDED:
            return Sentence(N_("De la convocatoria {number} a la buena pro"), number=first)
        if first == last:
            single = N_("Convocatoria {number}, desierta") if self.failed else N_("Convocatoria {number}")
            return Sentence(single, number=first)
        several = N_("Convocatorias {first} a {last}")
        if self.failed == len(self.attempts):
            several = N_("Convocatorias {first} a {last}, desiertas")
        return Sentence(several, first=first, last=last)


PREPARATION, CALLS, AWARDED, CONTRACTING = "PREPARACION", "CONVOCATORIAS", "CONVOCATORIA_GANADA", "CONTRATACION"
TERM, UNDATED, OVERDUE, SUSPENSION = "PLAZO_ENTREGA", "EJECUCION", "ATRASO", "SUSPENSION"
RECEPTION, AGAIN, CLOSING = "RECEPCION", "REINICIO", "CIERRE"

SEGMENTS: Mapping[str, str] = {
    PREPARATION: N_("Del requerimiento a la primera convocatoria"),
    CALLS: N_("Convocatorias"),
    AWARDED: N_("De la convocatoria a la buena pro"),
    CONTRACTING: N_("De la buena pro al contrato"),
    TERM: N_("Plazo de entrega acordado"),
    UNDATED: N_("Contrato sin plazo registrado"),
    OVERDUE: N_("Atraso en la entrega"),
    SUSPENSION: N_("Contrato suspendido"),
    RECEPTION: N_("Revisión de lo entregado"),
    AGAIN: N_("Vuelta al inicio, hasta otra convocatoria"),
    CLOSING: N_("Pago y entrega a la organización"),
}
# Who could have shortened each stretch; offices, in the order of the paper.
WHO_COULD_ACT: Mapping[str, tuple[str, ...]] = {
    PREPARATION: ("GDE", "LOGISTICA", "PRESUPUESTO"),
    CALLS: ("EVALUADOR", "GDE"),
    AWARDED: ("EVALUADOR", "LOGISTICA"),
    CONTRACTING: ("LOGISTICA", "CONTRATISTA"),
    TERM: ("CONTRATISTA",),
    UNDATED: ("CONTRATISTA", "LOGISTICA"),
    OVERDUE: ("LOGISTICA", "GERENCIA_MUNICIPAL", "ASESORIA_LEGAL"),
    SUSPENSION: ("GERENCIA_MUNICIPAL",),
    RECEPTION: ("GDE", "CONTRATISTA"),
    AGAIN: ("GDE", "LOGISTICA", "PRESUPUESTO"),
    CLOSING: ("TESORERIA", "GDE"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """An interval in the hands of one office."""

    office: str
    start: date
    end: date

    @property
    def days(self) -> int:
        """Calendar days."""
        return (self.end - self.start).days


@dataclass(frozen=True, slots=True)
class LatePart:
    """What one late delivery costs its supplier; `delivery` is "" for what has not arrived. Amounts in céntimos."""

    delivery: str
    until: date
    amount_centimos: int
    late_days: int
    accrued_centimos: int


@dataclass(frozen=True, slots=True)
class Penalty:
    """The penalty for delay of a contract up to a day. Amounts in céntimos.

    `base_centimos` is what it is counted on: the contract, or only what is late of it when its goods have prices;
    `parts` then tells each late delivery.

    `cap_date` is the day on which the penalty reaches its maximum, past or to come. `extended` is the same computed as
    if the extension that waits for an answer were granted. `note` says why nothing can be computed; then the figures
    are zero.
    """

    cycle: int
    amount_centimos: int
    term_days: int
    due: date | None
    daily_centimos: int = 0
    cap_centimos: int = 0
    cap_date: date | None = None
    late_days: int = 0
    accrued_centimos: int = 0
    until: date | None = None
    in_force: bool = True
    article: str = ""
    confirmed: bool = True
    note: Sentence | None = None
    extended: "Penalty | None" = None
    base_centimos: int = 0
    parts: tuple[LatePart, ...] = ()

    @property
    def capped(self) -> bool:
        """The maximum was reached, with and without the extension that waits for an answer."""
        reached = self.cap_date is not None and self.until is not None and self.cap_date <= self.until
        return reached and (self.extended is None or self.extended.capped)


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that an office must do now. Levels: "i" to know, "a" soon, "r" at once. `basis` is the article."""

    code: str
    level: str
    sentence: Sentence
    offices: tuple[str, ...]
    days: int
    basis: str = ""
    offer: str = ""  # the event to register next


@dataclass(frozen=True, slots=True)
class Due:
    """A day by which something must be done. `key` tells it from the others of the purchase and stays the same."""

    key: str
    day: date
    sentence: Sentence
    offices: tuple[str, ...]
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """A delivery that a supplier (by RUC) owed by a day, and when it came; `ended`: the contract ended before."""

    ruc: str
    due: date | None
    delivered: date | None
    ended: date | None


@dataclass(frozen=True)
class Purchase:
    """Where a purchase stands on a day, and how it came there."""

    on: date
    state: str
    closed: bool
    cycle: int
    attempts: int
    attempt_in_cycle: int
    steps: tuple[Step, ...]
    next_events: tuple[str, ...]
    stays: tuple[Stay, ...] = ()
    segments: tuple[Segment, ...] = ()
    held: tuple[Held, ...] = ()
    holder: str = ""
    holder_since: str = ""  # ISO date of the event from which the office holds it
    state_since: str = ""
    elapsed: Span = field(default_factory=lambda: Span(0, 0, 0))
    working_days: int | None = None
    planned_days: int | None = None
    penalty: Penalty | None = None
    alerts: tuple[Alert, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    three_way: tuple[ThreeWay, ...] = ()
    reached: tuple[tuple[str, int], ...] = ()  # of a purchase for several plans, how many each last act reached
    destinos: int = 0
    procedure: str = ""  # of the last call
    procedures: Mapping[int, str] = field(default_factory=dict)  # of each call
    next_step: str = ""
    due: tuple[Due, ...] = ()
    promises: tuple[Promise, ...] = ()

    @property
    def handed_over(self) -> bool:
        """The producers have the goods, or nobody goes on with this purchase."""
        return self.closed or any(step.moved and step.event.codigo == "entrega_aeo" for step in self.steps)

    @property
    def elapsed_days(self) -> int:
        """Calendar days from the first request to the day asked, or to the delivery to the producers."""
        return self.elapsed.days

    @property
    def ratio(self) -> Decimal | None:
        """How many times the planned days have gone by, to two decimals; None without a plan."""
        if not self.planned_days or self.planned_days < 0:
            return None
        return (Decimal(self.elapsed_days) / self.planned_days).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def dwell_days(self) -> dict[str, int]:
        """Days in each state, all cycles together; they add up to the days elapsed."""
        found: dict[str, int] = {}
        for stay in self.stays:
            if stay.days:
                found[stay.state] = found.get(stay.state, 0) + stay.days
        return found

    @property
    def office_days(self) -> dict[str, int]:
        """Days in the hands of each office; they add up to the days elapsed."""
        found: dict[str, int] = {}
        for held in self.held:
            if held.days:
                found[held.office] = found.get(held.office, 0) + held.days
        return found

    @property
    def marks(self) -> tuple[str, ...]:
        """The codes of all remarks, each once, in the order of the events."""
        return tuple(dict.fromkeys(mark.code for step in self.steps for mark in step.marks))

    @property
    def failed_calls(self) -> int:
        """Calls that ended without a winner or without a contract."""
        return sum(step.moved and step.event.codigo == "desierto" for step in self.steps)
