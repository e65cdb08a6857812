"""When a purchase will probably end: p50 and p80 of its contract, its delivery and its handing over to the producers.

The stages that are left are drawn two thousand times, each from the office's own finished cases when there are enough
of them, else from a log-normal around what the law asks. The seed comes from the purchase, its events and the day: the
same data give the same dates. A contract that breaks is not simulated: every date holds "if the contract is kept".
"""

import hashlib
import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.recorrido import Purchase
from ayni.lang import N_, Sentence

CALL, GAP, CONTRACT, DELIVERY, HANDING = "convocatoria", "reconvocatoria", "contrato", "entrega", "entrega_aeo"
TRIES = 50
Z80 = 0.8416  # the standard deviations below which 80 % of a normal lies

BLOCK_LABELS: Mapping[str, str] = {
    "requerimiento": N_("Respuesta al pedido"),
    "mercado": N_("Consulta de precios"),
    "certificacion": N_("Certificación presupuestal"),
    "expediente": N_("Aprobación del expediente"),
    "bases": N_("Preparación de bases"),
    CALL: N_("Convocatoria y evaluación"),
    GAP: N_("Espera hasta otra convocatoria"),
    "apelacion": N_("Apelación"),
    CONTRACT: N_("De la buena pro al contrato"),
    DELIVERY: N_("Entrega del proveedor"),
    "conformidad": N_("Conformidad"),
    "pago": N_("Pago"),
    HANDING: N_("Entrega a la organización"),
}

NO_FORECAST = N_("Sin pronóstico mientras el contrato esté suspendido.")
IF_KEPT = N_("Si el contrato se cumple.")


@dataclass(frozen=True, slots=True)
class Block:
    """Stages that are drawn together: their states, the unit ("dh" working days or "d"), the usual length."""

    name: str
    states: frozenset[str]
    unit: str
    median: float  # 0: from the law or from the contract

    def key(self, procedure: str) -> tuple[str, str]:
        """Under what its finished cases are counted: a call differs by procedure, the rest does not."""
        return (self.name, procedure if self.name in {CALL, CONTRACT} else "")


@dataclass(frozen=True, slots=True)
class Method:
    """How forecasts are made (`forecast` of the rules of purchases)."""

    blocks: tuple[Block, ...]
    floors: Mapping[str, tuple[int, int]]  # working days of the law by procedure: to the award, from it to the contract
    other_floors: tuple[int, int]
    runs: int
    legal_factor: float
    spread: float
    evaluation: float
    failures: tuple[float, float]
    most_failures: int
    least_cases: int
    delivery_days: int

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Method":
        """From `resources/rules/compras.json`."""
        blocks = tuple(
            Block(row["name"], frozenset(row["states"]), row["unit"], float(row.get("median", 0)))
            for row in data["blocks"]
        )
        return cls(
            blocks,
            {name: (pair[0], pair[1]) for name, pair in data["floors"].items()},
            (data["other_floors"][0], data["other_floors"][1]),
            data["runs"],
            data["legal_factor"],
            data["spread"],
            data["evaluation"],
            (data["failures"][0], data["failures"][1]),
            data["most_failures"],
            data["least_cases"],
            data["delivery_days"],
        )


@dataclass(frozen=True)
class History:
    """What this office has lived through: lengths of finished blocks by name and procedure, and calls of the family."""

    lengths: Mapping[tuple[str, str], Sequence[int]] = field(default_factory=dict)
    failed: int = 0
    awarded: int = 0


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day by which half of the draws are done, and eight in ten."""

    p50: date
    p80: date


@dataclass(frozen=True, slots=True)
class Forecast:
    """When it will probably end. `longest` is the block that adds most days; `cases` of how many own cases it knows.

    `own` are the blocks drawn from the office's own cases: the others follow the terms of the law.
    """

    contract: Milestone | None = None
    delivery: Milestone | None = None
    handing: Milestone | None = None
    longest: str = ""
    cases: int = 0
    note: Sentence | None = None
    own: tuple[str, ...] = ()


class _Days:
    """Days counted from a first one, so that adding working days is one look-up."""

    def __init__(self, law: PurchaseLaw, start: date) -> None:
        self._law = law
        self._start = start
        self._through = [0]  # how many working days there are after the first day, through each one
        self._nth: list[int] = []  # on which day each working day falls

    def _grow(self) -> None:
        place = len(self._through)
        working = self._law.calendar is not None and self._law.calendar.is_working(self._start + timedelta(days=place))
        if working:
            self._nth.append(place)
        self._through.append(len(self._nth))

    def add(self, place: int, count: int) -> int:
        """So many working days after a day; both are counted from the first day."""
        if count <= 0:
            return place
        if self._law.calendar is None:
            return place + math.ceil(count * 7 / 5)
        while len(self._through) <= place:
            self._grow()
        wanted = self._through[place] + count - 1
        while len(self._nth) <= wanted:
            self._grow()
        return self._nth[wanted]

    def between(self, first: date, last: date) -> int:
        """Working days after the first day, up to the last."""
        if self._law.calendar is None:
            return round((last - first).days * 5 / 7)
        return self._law.calendar.working_days(first, last)


def seed_of(purchase_id: str, events: Iterable[str], on: date) -> str:
    """What makes the same data give the same dates."""
    return hashlib.sha256("|".join([purchase_id, *sorted(events), on.isoformat()]).encode()).hexdigest()


class _Draw:
    """One purchase drawn many times, block after block."""

    def __init__(
        self, purchase: Purchase, law: PurchaseLaw, method: Method, history: History, term: int, seed: str
    ) -> None:
        self.purchase, self.law, self.method, self.history, self.term = purchase, law, method, history, term
        self.chance = random.Random(seed)  # noqa: S311  dates are drawn, not secrets
        self.days = _Days(law, purchase.on)
        self.procedure = purchase.procedure
        self.added: dict[str, float] = {}
        self.own: list[str] = []
        self.floors = method.floors.get(self.procedure, method.other_floors)

    def median(self, block: Block) -> float:
        """The usual length of a block without own cases."""
        method = self.method
        if block.name == CALL:
            return math.ceil(method.legal_factor * self.floors[0] + method.evaluation)
        if block.name == CONTRACT:
            return math.ceil(method.legal_factor * self.floors[1])
        if block.name == DELIVERY:
            return self.term or method.delivery_days
        return block.median

    def cases(self, block: Block) -> Sequence[int]:
        """The own finished cases of a block, when there are enough of them."""
        own = self.history.lengths.get(block.key(self.procedure), ())
        return own if len(own) >= self.method.least_cases and block.name != DELIVERY else ()

    def lengths(self, block: Block, count: int) -> list[int]:
        """How long a block takes, drawn so many times."""
        own = self.cases(block)
        if own:
            return self.chance.choices(own, k=count)
        median = self.median(block)
        if median <= 0:
            return [0] * count
        if self.method.spread <= 1:
            return [math.ceil(median)] * count
        mean, deviation = math.log(median), math.log(self.method.spread) / Z80
        gauss, ceil, exp = self.chance.gauss, math.ceil, math.exp
        return [ceil(exp(gauss(mean, deviation)) - 1e-6) for _ in range(count)]

    def left(self, block: Block, spent: int) -> list[int]:
        """What is left of the block under way: lengths above the time already spent in it."""
        found = self.lengths(block, self.method.runs)
        if spent <= 0:
            return found
        waiting = [run for run, length in enumerate(found) if length <= spent]
        for _ in range(TRIES):
            if not waiting:
                break
            for run, length in zip(waiting, self.lengths(block, len(waiting)), strict=True):
                found[run] = length
            waiting = [run for run in waiting if found[run] <= spent]
        for run in waiting:
            found[run] = spent + 1
        return [length - spent for length in found]

    def spent(self, block: Block) -> int:
        """How long the purchase has been in this block, in its unit."""
        start = self.purchase.on
        for stay in reversed(self.purchase.stays):
            if stay.state not in block.states or (stay.cycle, stay.attempt) != (
                self.purchase.cycle,
                self.purchase.attempts,
            ):
                break
            start = stay.start.day
        last = self.purchase.on
        return self.days.between(start, last) if block.unit == "dh" else (last - start).days

    def go_on(self, block: Block, places: list[int], runs: Sequence[int], lengths: Sequence[int]) -> None:
        """Let these runs go through a block."""
        working = block.unit == "dh"
        self.added[block.name] = self.added.get(block.name, 0) + sum(lengths) * (1.4 if working else 1)
        add = self.days.add
        for run, length in zip(runs, lengths, strict=True):
            places[run] = add(places[run], length) if working else places[run] + length

    def fail(self, places: list[int]) -> None:
        """Calls that find no winner: the wait until another call, and that call, as often as chance has it."""
        low, high = self.method.failures
        if low <= 0:
            return
        draw = self.chance.betavariate
        odds = [draw(low + self.history.failed, high + self.history.awarded) for _ in places]
        again = list(range(len(places)))
        for _ in range(self.method.most_failures):
            again = [run for run in again if self.chance.random() < odds[run]]
            for block in self.method.blocks:
                if block.name in {GAP, CALL} and again:
                    self.go_on(block, places, again, self.lengths(block, len(again)))

    def ends(self, here: int) -> dict[str, list[int]]:
        """On which day each block ends in each run, counted from today."""
        method = self.method
        runs = range(method.runs)
        places = [0] * method.runs
        found: dict[str, list[int]] = {}
        for place, block in enumerate(method.blocks[here:]):
            if place and block.name in {GAP, "apelacion"}:
                continue
            lengths = self.lengths(block, method.runs) if place else self.left(block, self.spent(block))
            if self.cases(block):
                self.own.append(block.name)
            self.go_on(block, places, runs, lengths)
            if block.name == CALL:
                self.fail(places)
            found[block.name] = sorted(places)
        return found


def forecast(
    purchase: Purchase,
    law: PurchaseLaw,
    method: Method,
    history: History,
    *,
    term: int = 0,
    seed: str = "",
) -> Forecast:
    """When the purchase will probably be contracted, delivered and in the producers' hands.

    `term` are the calendar days that the request gives for delivery, used until there is a contract. Nothing is
    forecast of a purchase that ended; of a suspended one it is said that nothing can be.
    """
    if purchase.closed or purchase.handed_over or purchase.state in law.machine.final:
        return Forecast()
    if purchase.state == "SUSPENDIDO":
        return Forecast(note=Sentence(NO_FORECAST))
    here = next((n for n, block in enumerate(method.blocks) if purchase.state in block.states), 0)
    contract = purchase.penalty
    running = contract is not None and contract.in_force and contract.term_days > 0
    draw = _Draw(purchase, law, method, history, contract.term_days if running and contract else term, seed)
    ends = draw.ends(here)

    def milestone(name: str) -> Milestone | None:
        days = ends.get(name)
        if not days:
            return None
        p50, p80 = (purchase.on + timedelta(days=nearest_rank(days, percent)) for percent in (50, 80))
        return Milestone(p50, p80)

    return Forecast(
        milestone(CONTRACT),
        milestone(DELIVERY),
        milestone(HANDING),
        max(draw.added, key=lambda name: draw.added[name], default=""),
        sum(len(lengths) for lengths in history.lengths.values()),
        Sentence(IF_KEPT),
        tuple(draw.own),
    )


def nearest_rank(ordered: Sequence[int], percent: int) -> int:
    """The value that so many in a hundred do not exceed; `ordered` goes up and is not empty."""
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def finished_blocks(purchase: Purchase, law: PurchaseLaw, method: Method) -> list[tuple[str, str, int]]:
    """Name, procedure and length of every block that this purchase has left behind with dates that were known."""
    found: list[tuple[str, str, int]] = []
    days = _Days(law, purchase.on)
    for block in method.blocks:
        runs: list[list[Any]] = []
        for place, stay in enumerate(purchase.stays):
            if stay.state not in block.states:
                continue
            joined = runs and runs[-1][3] == place - 1 and runs[-1][4] == (stay.cycle, stay.attempt)
            if joined:
                runs[-1][1], runs[-1][2], runs[-1][3] = stay.end, runs[-1][2] or stay.inferred, place
            else:
                runs.append([stay.start, stay.end, stay.inferred, place, (stay.cycle, stay.attempt)])
        for start, end, inferred, place, call in runs:
            last = place + 1 == len(purchase.stays) and not purchase.handed_over
            if inferred or last or not (start.known and end.known):
                continue
            procedure = purchase.procedures.get(call[1], "")
            unit = days.between(start.day, end.day) if block.unit == "dh" else (end.day - start.day).days
            found.append((*block.key(procedure), unit))
    return found
