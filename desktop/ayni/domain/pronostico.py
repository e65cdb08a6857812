"""When a purchase will probably end: p50 and p80 of its contract, its delivery and its handing over to the producers.

The stages that are left are drawn two thousand times, each from the office's own finished cases when there are enough
of them, else from a log-normal around what the law asks. The seed comes from the purchase, its events and the day: the
same data give the same dates. A contract that breaks is not simulated: every date holds "if the contract is kept".
"""

import hashlib
import math
import random
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
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
    """When it will probably end. `longest` is the block that adds most days; `cases` of how many own cases it knows."""

    contract: Milestone | None = None
    delivery: Milestone | None = None
    handing: Milestone | None = None
    longest: str = ""
    cases: int = 0
    note: Sentence | None = None


class _Days:
    """Working days from one day on, so that adding some of them is one look-up."""

    def __init__(self, law: PurchaseLaw, start: date) -> None:
        self._law = law
        self._days: list[date] = []
        self._last = start

    def add(self, day: date, count: int) -> date:
        """So many working days after a day."""
        if count <= 0 or self._law.calendar is None:
            return day + timedelta(days=math.ceil(count * 7 / 5) if count > 0 else 0)
        place = bisect_right(self._days, day) + count - 1
        while len(self._days) <= place or self._last < day:
            self._last += timedelta(days=1)
            if self._law.calendar.is_working(self._last):
                self._days.append(self._last)
            place = bisect_right(self._days, day) + count - 1
        return self._days[place]

    def between(self, first: date, last: date) -> int:
        """Working days after the first day, up to the last."""
        if self._law.calendar is None:
            return round((last - first).days * 5 / 7)
        return self._law.calendar.working_days(first, last)


def seed_of(purchase_id: str, events: Iterable[str], on: date) -> str:
    """What makes the same data give the same dates."""
    return hashlib.sha256("|".join([purchase_id, *sorted(events), on.isoformat()]).encode()).hexdigest()


class _Draw:
    """One purchase drawn many times."""

    def __init__(
        self, purchase: Purchase, law: PurchaseLaw, method: Method, history: History, term: int, seed: str
    ) -> None:
        self.purchase, self.law, self.method, self.history, self.term = purchase, law, method, history, term
        self.chance = random.Random(seed)  # noqa: S311  dates are drawn, not secrets
        self.days = _Days(law, purchase.on)
        self.procedure = purchase.procedure
        self.added: dict[str, float] = {}
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

    def sampler(self, block: Block) -> Callable[[], int]:
        """How the length of a block is drawn."""
        own = self.history.lengths.get(block.key(self.procedure), ())
        if len(own) >= self.method.least_cases and block.name != DELIVERY:
            return lambda: self.chance.choice(own)
        median = self.median(block)
        if median <= 0:
            return lambda: 0
        mean, deviation = math.log(median), math.log(self.method.spread) / Z80 if self.method.spread > 1 else 0.0
        return lambda: math.ceil(round(math.exp(mean + deviation * self.chance.gauss(0, 1)), 6))

    def above(self, draw: Callable[[], int], spent: int) -> int:
        """A length above the time already spent in the block, and how much of it is left."""
        if spent <= 0:
            return draw()
        for _ in range(TRIES):
            length = draw()
            if length > spent:
                return length - spent
        return 1

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

    def later(self, day: date, length: int, block: Block) -> date:
        """The day on which a block of this length ends."""
        self.added[block.name] = self.added.get(block.name, 0) + length * (1.4 if block.unit == "dh" else 1)
        return self.days.add(day, length) if block.unit == "dh" else day + timedelta(days=length)

    def run(self, here: int, samplers: Mapping[str, Callable[[], int]], spent: int) -> dict[str, date]:
        """One way in which it may go: the end of each block."""
        method, by_name = self.method, {block.name: block for block in self.method.blocks}
        low, high = method.failures
        chance_of_failure = (
            self.chance.betavariate(low + self.history.failed, high + self.history.awarded) if low > 0 else 0.0
        )
        day, ends = self.purchase.on, {}
        for place in range(here, len(method.blocks)):
            block = method.blocks[place]
            if place != here and block.name in {GAP, "apelacion"}:
                continue
            length = self.above(samplers[block.name], spent if place == here else 0)
            day = self.later(day, length, block)
            if block.name == CALL:
                failures = 0
                while failures < method.most_failures and self.chance.random() < chance_of_failure:
                    failures += 1
                    for again in (GAP, CALL):
                        day = self.later(day, samplers[again](), by_name[again])
            ends[block.name] = day
        return ends


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
    samplers = {block.name: draw.sampler(block) for block in method.blocks}
    spent = draw.spent(method.blocks[here])
    ends = [draw.run(here, samplers, spent) for _ in range(method.runs)]

    def milestone(name: str) -> Milestone | None:
        days = sorted(each[name] for each in ends if name in each)
        return Milestone(_rank(days, 50), _rank(days, 80)) if days else None

    longest = max(draw.added, key=lambda name: draw.added[name], default="")
    cases = sum(len(lengths) for lengths in history.lengths.values())
    contracted = method.blocks[here].name if here < len(method.blocks) else ""
    names = [block.name for block in method.blocks]
    before_contract = names.index(contracted) <= names.index(CONTRACT)
    return Forecast(
        milestone(CONTRACT) if before_contract else None,
        milestone(DELIVERY),
        milestone(HANDING),
        longest,
        cases,
        Sentence(IF_KEPT),
    )


def _rank(days: Sequence[date], percent: int) -> date:
    """The nearest rank."""
    return days[max(0, math.ceil(len(days) * percent / 100) - 1)]


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
