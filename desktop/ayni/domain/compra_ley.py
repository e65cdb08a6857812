"""The law of purchases as data: which event leads where, who holds each state, the articles and the dated figures.

Built from `resources/rules/compras.json`, which a municipality may edit; nothing here knows a figure of the law. A
figure that the data lack disables its check: another year's or another regime's is never used in its place.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from ayni.domain.etapas import EVENTS, OFFICES, PHASES, STATES
from ayni.domain.states import Machine, Move

STAY, BACK, ORIGIN = "=", "*", "ORIGEN"


class WorkingDays(Protocol):
    """What is asked of a calendar of working days (`dates.Calendar`)."""

    def is_working(self, day: date) -> bool: ...

    def add_working(self, day: date, count: int) -> date: ...

    def working_days(self, after: date, until: date) -> int: ...


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state: its phase and the office that holds it unless an event says another.

    `then` is the office that holds it later: after the due date of the contract ("due") or after so many working days
    (the key of a rule). `legal_wait`: the days that the law makes everybody wait come first, and are nobody's.
    """

    code: str
    phase: str
    holder: str
    next: str
    then: str = ""
    after: str = ""
    legal_wait: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A dated figure, with its article. `status` says how sure we are of it."""

    id: str
    key: str
    value: Any
    regime: str
    procedure: str
    valid_from: str
    valid_to: str
    article: str
    url: str
    status: str

    @property
    def confirmed(self) -> bool:
        """Checked against the norm, or our own choice: may be applied by itself."""
        return self.status != "unconfirmed"


@dataclass(frozen=True, slots=True)
class Guard:
    """A rule about one event. A legal one can be overridden when the act was already issued; the others never."""

    code: str
    legal: bool
    articles: Mapping[str, str]

    def article(self, regime: str) -> str:
        """The article under this regime, or the one that serves for all."""
        return self.articles.get(regime) or self.articles.get("", "")


@dataclass(frozen=True, slots=True)
class AlertRule:
    """When an alert is said, how loudly and to whom. `levels` go up with their count, the loudest last."""

    code: str
    levels: tuple[tuple[int, str], ...]
    offices: tuple[str, ...]
    article: str
    offer: str = ""
    least: int = 0  # what is taken while the office has too few cases of its own

    def level(self, count: int) -> str:
        """The level of a count that grows; "" below the first."""
        return next((level for least, level in reversed(self.levels) if count >= least), "")

    def level_below(self, count: int) -> str:
        """The level of a count that runs out (days left); "" above the first."""
        return next((level for most, level in reversed(self.levels) if count <= most), "")


@dataclass(frozen=True)
class PurchaseLaw:
    """The relation of states and events, custody, guards and figures of purchases."""

    machine: Machine
    states: Mapping[str, StateRow]
    stages: tuple[str, ...]
    origins: Mapping[str, str]
    stays: Mapping[str, frozenset[str]]
    acting: Mapping[str, str]
    records: frozenset[str]
    partial_events: frozenset[str]
    partial_states: frozenset[str]
    close_from: frozenset[str]
    modality_fixed: frozenset[str]  # states in which the way of executing no longer changes
    path: tuple[str, ...]
    offices: tuple[str, ...]
    labels: Mapping[str, str]
    regimes: tuple[Mapping[str, Any], ...]
    guards: Mapping[str, Guard]
    void_grounds: frozenset[str]
    breach_grounds: frozenset[str]
    rules: Mapping[str, tuple[Rule, ...]]
    alerts: Mapping[str, AlertRule] = field(default_factory=dict)
    inside: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()  # events that leave a paper
    ladder: tuple[Mapping[str, Any], ...] = ()  # which procedure each amount takes, the lowest first
    calendar: WorkingDays | None = field(default=None, compare=False)

    @classmethod
    def from_data(
        cls,
        data: Mapping[str, Any],
        calendar: WorkingDays | None = None,
        more_rules: Iterable[Mapping[str, Any]] = (),
    ) -> "PurchaseLaw":
        """The law that a rules file says. `more_rules` are rows of other files that purchases use (the UIT)."""
        moves = [Move(row["code"], frozenset(row["from"]), row["to"]) for row in data["events"]]
        rules: dict[str, list[Rule]] = {}
        for row in (*data["rules"], *more_rules):
            rules.setdefault(row["key"], []).append(_rule(row))
        guards = (Guard(row["code"], row["legal"], row["articles"]) for row in data["guards"])
        return cls(
            machine=Machine(data["initial"], moves, data["final"]),
            states={row["code"]: StateRow(**row) for row in data["states"]},
            stages=tuple(data["stages"]),
            origins=data["origin"],
            stays={row["code"]: frozenset(row.get("stays", ())) for row in data["events"]},
            acting={row["code"]: row["office"] for row in data["events"]},
            records=frozenset(data["records"]),
            partial_events=frozenset(data["partial"]["events"]),
            partial_states=frozenset(data["partial"]["states"]),
            close_from=frozenset(data["close_from"]),
            modality_fixed=frozenset(data["modality_fixed"]),
            path=tuple(data["path"]),
            offices=tuple(data["offices"]),
            labels=data["labels"],
            regimes=tuple(data["regimes"]),
            guards={guard.code: guard for guard in guards},
            void_grounds=frozenset(data["void_grounds"]),
            breach_grounds=frozenset(data["breach_grounds"]),
            rules={key: tuple(rows) for key, rows in rules.items()},
            alerts={
                row["code"]: AlertRule(
                    row["code"],
                    tuple((step[0], step[1]) for step in row["levels"]),
                    tuple(row["offices"]),
                    row["article"],
                    row.get("offer", ""),
                    row.get("least", 0),
                )
                for row in data.get("alerts", ())
            },
            inside=frozenset(data.get("inside", ())),
            papers=frozenset(data.get("papers", ())),
            ladder=tuple(data.get("ladder", ())),
            calendar=calendar,
        )

    def knows(self, codigo: str) -> bool:
        """This kind of event is in the relation, or is a record that moves nothing."""
        return codigo in self.machine.moves or codigo in self.records

    def target(self, state: str, codigo: str) -> str | None:
        """Where the event leads from this state ("*" and "ORIGEN" as they stand), None when it is not allowed."""
        if state in self.stays.get(codigo, ()):
            return state
        return self.machine.target(state, codigo)

    def allowed(self, state: str) -> tuple[str, ...]:
        """The events that may happen in this state, in the order of the relation."""
        return tuple(codigo for codigo in self.machine.moves if self.target(state, codigo) is not None)

    def missing_steps(self, state: str, codigo: str) -> tuple[str, ...]:
        """The shortest usual path of events from this state to one in which `codigo` may happen; empty if none."""
        steps = [event for event in self.path if event != codigo]
        queue: deque[tuple[str, tuple[str, ...]]] = deque([(state, ())])
        seen = {state}
        while queue:
            here, path = queue.popleft()
            if path and self.target(here, codigo) is not None:
                return path
            for event in steps:
                there = self.target(here, event)
                if there is not None and there in self.states and there not in seen:
                    seen.add(there)
                    queue.append((there, (*path, event)))
        return ()

    def regime_on(self, day: date) -> str:
        """The regime of a call published on this day."""
        for row in self.regimes:
            if (row["valid_from"] or "") <= day.isoformat() <= (row["valid_to"] or "9999"):
                return str(row["code"])
        return ""

    def rule(self, key: str, day: date, regime: str = "", procedure: str = "") -> Rule | None:
        """The figure in force on this day; the row that says most about the case wins. None: not known."""
        fits = [
            row
            for row in self.rules.get(key, ())
            if row.valid_from <= day.isoformat() <= row.valid_to
            and row.regime in {"", regime}
            and row.procedure in {"", procedure}
        ]
        return max(fits, key=lambda row: (bool(row.procedure), bool(row.regime), row.valid_from), default=None)

    def number(self, key: str, day: date, regime: str = "", procedure: str = "") -> int | None:
        """A whole figure in force on this day, or None when it is not known."""
        found = self.rule(key, day, regime, procedure)
        return found.value if found and isinstance(found.value, int) else None

    def add_working(self, day: date, count: int) -> date | None:
        """The day on which a term of working days ends; None without a calendar."""
        return self.calendar.add_working(day, count) if self.calendar else None

    def alert(self, code: str) -> AlertRule | None:
        """When an alert is said; None: never."""
        return self.alerts.get(code)

    def alert_days(self, code: str) -> int | None:
        """The count from which an alert is said."""
        found = self.alerts.get(code)
        return found.levels[0][0] if found and found.levels else None

    def label(self, codigo: str) -> str:
        """The label (source text) of a state, event, office or phase; what the municipality wrote goes first."""
        for words in (self.labels, STATES, EVENTS, OFFICES, PHASES):
            if codigo in words:
                return words[codigo]
        return codigo


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        id=row["id"],
        key=row["key"],
        value=row["value"],
        regime=row.get("regime", ""),
        procedure=row.get("procedure", ""),
        valid_from=row.get("valid_from") or "",
        valid_to=row.get("valid_to") or "9999",
        article=row.get("article", ""),
        url=row.get("url", ""),
        status=row.get("status", ""),
    )
