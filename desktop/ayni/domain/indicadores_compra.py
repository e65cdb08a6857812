"""What a purchase tells in figures (indicators I1 to I14), and what many of them tell together.

`figures` counts one purchase and goes through JSON as it is, so that it is kept and thousands are put together without
replaying any. Medians and p80 are by nearest rank; while an office has few finished cases they are listed instead.
What was only supposed (an inferred event) counts in totals, never against an office.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ayni.domain.compra_custodia import LEGAL_WAIT
from ayni.domain.compra_guardas import whole
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.compra_plazos import Around
from ayni.domain.etapas import IMPORTADO, PARCIAL
from ayni.domain.pronostico import Forecast, History, Method, finished_blocks, nearest_rank
from ayni.domain.recorrido import OVERDUE, Held, Purchase, Segment, Stay

RUNNING = "EN_EJECUCION"
HANDING = "entrega_aeo"
LEAST = 5  # finished cases below which a median says nothing


@dataclass(frozen=True, slots=True)
class Spread:
    """Several numbers and what they say together; with fewer than five, only themselves."""

    values: tuple[int, ...] = ()

    @classmethod
    def of(cls, values: Iterable[int]) -> "Spread":
        """Of these numbers in any order."""
        return cls(tuple(sorted(values)))

    @property
    def few(self) -> bool:
        """Too few to say what is usual."""
        return len(self.values) < LEAST

    @property
    def median(self) -> int | None:
        """The one in the middle."""
        return None if self.few else nearest_rank(self.values, 50)

    @property
    def p80(self) -> int | None:
        """The one that eight in ten do not exceed."""
        return None if self.few else nearest_rank(self.values, 80)


@dataclass(frozen=True)
class Figures:
    """What is counted of one purchase. Days are calendar days unless a name says `working`."""

    elapsed: int = 0
    working: int | None = None
    planned: int | None = None
    ended: bool = False
    states: Mapping[str, int] = field(default_factory=dict)  # I3
    phases: Mapping[str, int] = field(default_factory=dict)
    offices: Mapping[str, int] = field(default_factory=dict)  # I4, without what the law makes everybody wait
    legal_wait: int = 0
    undivided: int = 0  # days that nobody knows how to share between offices
    visits: Sequence[tuple[str, int]] = ()  # office, working days of each stay that ended
    avoidable: int = 0  # I5
    failed: int = 0  # I6
    awards: int = 0
    gaps: Sequence[int] = ()
    causes: Sequence[str] = ()
    deliveries: Sequence[tuple[str, bool]] = ()  # I11: RUC, on time
    documents: tuple[int, int] = (0, 0)  # I13: those that are known, those that the steps done have
    lags: Sequence[tuple[str, int]] = ()  # I14: office, days from the act to its registration
    blocks: Sequence[tuple[str, str, int]] = ()  # what forecasts draw from

    @property
    def calls(self) -> int:
        """Calls that ended, with a winner or without."""
        return self.failed + self.awards

    @property
    def failure_percent(self) -> int | None:
        """Calls without a winner of those that ended."""
        return _percent(self.failed, self.calls)

    @property
    def calls_per_award(self) -> Decimal | None:
        """How many calls each award took."""
        if not self.awards:
            return None
        return (Decimal(self.calls) / self.awards).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def plan_percent(self) -> int | None:
        """I2: the days that went by, of those that the plan gave."""
        return _percent(self.elapsed, self.planned)


def _percent(part: int, whole_: int | None) -> int | None:
    if not whole_ or whole_ < 0:
        return None
    return int((Decimal(part) * 100 / whole_).quantize(Decimal(1), ROUND_HALF_UP))


def figures(purchase: Purchase, law: PurchaseLaw, method: Method) -> Figures:
    """Everything that is counted of a purchase on its day."""
    supposed = _supposed(purchase)
    known = [held for held in purchase.held if held.start not in supposed and held.end not in supposed]
    waits = sum(held.days for held in known if held.office == LEGAL_WAIT)
    offices = _summed((held.office, held.days) for held in known if held.office != LEGAL_WAIT)
    gaps, causes = _between_calls(purchase)
    return Figures(
        purchase.elapsed_days,
        purchase.working_days,
        purchase.planned_days,
        purchase.handed_over or purchase.state in law.machine.final,
        purchase.dwell_days,
        _summed((law.states[stay.state].phase, stay.days) for stay in purchase.stays),
        offices,
        waits,
        purchase.elapsed_days - waits - sum(offices.values()),
        tuple(_visits(purchase, known, law)),
        _avoidable(purchase, law),
        purchase.failed_calls,
        _moved(purchase, "buena_pro"),
        gaps,
        causes,
        tuple(_deliveries(purchase)),
        _documents(purchase, law),
        tuple(_lags(purchase, law)),
        tuple(finished_blocks(purchase, law, method)),
    )


def from_data(data: Mapping[str, Any]) -> Figures:
    """Figures as they were kept."""
    return Figures(**data)


def _moved(purchase: Purchase, codigo: str) -> int:
    return sum(step.moved and step.event.codigo == codigo for step in purchase.steps)


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, days in pairs:
        if days:
            found[name] = found.get(name, 0) + days
    return found


def _supposed(purchase: Purchase) -> set[date]:
    """Days on which something is supposed to have happened, or is known only to the month."""
    return {
        step.moment.day
        for step in purchase.steps
        if step.moved and step.moment is not None and (step.event.inferido or not step.moment.known)
    }


def _visits(purchase: Purchase, known: Sequence[Held], law: PurchaseLaw) -> Iterable[tuple[str, int]]:
    """Each time that an office had the file and let it go."""
    last = purchase.held[-1] if purchase.held else None
    for held in known:
        under_way = held is last and not (purchase.closed or purchase.handed_over)
        if held.office in law.inside and not under_way and law.calendar is not None:
            yield held.office, law.calendar.working_days(held.start, held.end)


def _avoidable(purchase: Purchase, law: PurchaseLaw) -> int:
    """I5: of every stage that ended, what it took beyond the legal minimum and the supplier's term."""
    ended = purchase.stays if purchase.handed_over else purchase.stays[:-1]
    late = [segment for segment in purchase.segments if segment.kind == OVERDUE]
    days = sum(_overdue(late, stay) if stay.state == RUNNING else _beyond(stay, purchase, law) for stay in ended)
    return max(0, days)


def _overdue(late: Sequence[Segment], stay: Stay) -> int:
    return sum(max(0, (min(each.end.day, stay.end.day) - max(each.start.day, stay.start.day)).days) for each in late)


def _beyond(stay: Stay, purchase: Purchase, law: PurchaseLaw) -> int:
    """Days of a stage after those that the law makes everybody wait."""
    start = stay.start.day
    regime, procedure = law.regime_on(start), purchase.procedures.get(stay.attempt, "")
    wait = law.number(f"legal_wait.{stay.state}", start, regime, procedure)
    free = law.add_working(start, wait) if wait else None
    return max(0, (stay.end.day - (free or start)).days)


def _between_calls(purchase: Purchase) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Days from each failed call to the next one, and why calls failed."""
    gaps, causes = [], []
    failed: date | None = None
    for step in purchase.steps:
        if not step.moved or step.moment is None:
            continue
        if step.event.codigo == "desierto":
            failed = step.moment.day
            causes.append(str(step.event.datos.get("causa") or ""))
        elif step.event.codigo == "convocatoria" and failed is not None:
            gaps.append((step.moment.day - failed).days)
            failed = None
    return tuple(gaps), tuple(causes)


def _deliveries(purchase: Purchase) -> Iterable[tuple[str, bool]]:
    """I11: of each contract whose day came, whether its goods came by that day."""
    for each in purchase.promises:
        if each.due is None:
            continue
        last = min(day for day in (each.ended, purchase.on) if day is not None)
        if each.delivered is not None or each.due < last:
            yield each.ruc, each.delivered is not None and each.delivered <= each.due


def _documents(purchase: Purchase, law: PurchaseLaw) -> tuple[int, int]:
    """I13: of the steps that leave a paper, those whose paper is named."""
    done = [step for step in purchase.steps if step.moved and step.event.codigo in law.papers]
    return sum(bool(step.event.documento) for step in done), len(done)


def _lags(purchase: Purchase, law: PurchaseLaw) -> Iterable[tuple[str, int]]:
    """I14: how long it took to register what happened; what came from a file says nothing of it."""
    for step in purchase.steps:
        event = step.event
        if step.moment is None or not step.moment.known or event.inferido or event.modo == IMPORTADO:
            continue
        office = event.oficina or law.acting.get(event.codigo, "")
        if event.registrado and office:
            registered = date.fromisoformat(event.registrado[:10])
            yield office, max(0, (registered - step.moment.day).days)


# one purchase: its money, and whether its campaign is lost


@dataclass(frozen=True, slots=True)
class Funds:
    """I12: what the plan foresaw and what became of it, in céntimos; None where nothing is known."""

    plan: int | None = None
    certified: int | None = None
    committed: int | None = None
    recognised: int = 0  # devengado
    paid: int = 0  # girado

    @property
    def gap(self) -> int | None:
        """I9: what the contract costs beyond what was certified."""
        if self.committed is None or self.certified is None:
            return None
        return self.committed - self.certified


def funds(purchase: Purchase, around: Around) -> Funds:
    """The money of the cycle that counts."""
    certified = committed = None
    recognised = paid = 0
    for step in purchase.steps:
        if not step.moved and not (step.event.codigo == "pago" and step.event.datos.get("alcance") == PARCIAL):
            continue
        if step.cycle != purchase.cycle or step.annulled:
            continue
        amount = whole(step.event.datos.get("monto_centimos"))
        match step.event.codigo:
            case "certificacion_emitida":
                certified = amount
            case "contrato" | "orden_contrato_menor":
                committed = amount
            case "pago":
                recognised += amount or 0
                paid += (amount or 0) - (whole(step.event.datos.get("deducciones_centimos")) or 0)
    return Funds(around.plan_centimos, certified, committed, recognised, paid)


@dataclass(frozen=True, slots=True)
class Drift:
    """I9: how far a price went from the plan's. `attempt` is its call, `what` the event that says it."""

    attempt: int
    what: str
    centimos: int
    percent: Decimal


def drifts(purchase: Purchase, around: Around) -> list[Drift]:
    """The cuantía and the award of each call against what the plan foresaw."""
    plan = around.plan_centimos
    found: list[Drift] = []
    if not plan or plan <= 0:
        return found
    for step in purchase.steps:
        name = {"convocatoria": "cuantia_centimos", "buena_pro": "monto_centimos"}.get(step.event.codigo)
        amount = whole(step.event.datos.get(name)) if name and step.moved else None
        if amount:
            percent = (Decimal(amount - plan) * 100 / plan).quantize(Decimal("0.1"), ROUND_HALF_UP)
            found.append(Drift(step.attempt, step.event.codigo, amount, percent))
    return found


def penalty_percent(purchase: Purchase) -> int | None:
    """I10: how much of the most that may be charged for delay is due already."""
    penalty = purchase.penalty
    if penalty is None or penalty.note is not None or not penalty.cap_centimos:
        return None
    return penalty.accrued_centimos * 100 // penalty.cap_centimos


def handed_on(purchase: Purchase) -> date | None:
    """The day on which the producers received the goods."""
    return next(
        (
            step.moment.day
            for step in purchase.steps
            if step.moved and step.event.codigo == HANDING and step.moment is not None
        ),
        None,
    )


def campaign_lost(purchase: Purchase, season: date | None, found: Forecast | None) -> bool:
    """I7: the producers received the goods after their campaign began, or will probably receive them after it."""
    if season is None or purchase.closed:
        return False
    real = handed_on(purchase)
    if real is not None:
        return real > season
    if purchase.on > season:
        return True
    return found is not None and found.handing is not None and found.handing.p80 > season


# many purchases together


@dataclass(frozen=True)
class Together:
    """What the purchases of an office tell together; spreads are over those that ended."""

    count: int
    ended: int
    elapsed: Spread
    plan_percent: Spread
    phases: Mapping[str, Spread]
    offices: Mapping[str, Spread]
    avoidable: Spread
    failed: int
    awards: int
    gaps: Spread
    causes: Mapping[str, int]
    on_time: int
    due: int
    suppliers: Mapping[str, tuple[int, int]]  # RUC → on time, due
    documents: tuple[int, int]
    lags: Mapping[str, Spread]

    @property
    def failure_percent(self) -> int | None:
        """Calls without a winner of those that ended."""
        return _percent(self.failed, self.failed + self.awards)

    @property
    def punctual_percent(self) -> int | None:
        """Deliveries on time of those that were due."""
        return _percent(self.on_time, self.due)

    @property
    def documents_percent(self) -> int | None:
        """Papers that are named of those that the steps done leave."""
        return _percent(*self.documents)


def together(found: Iterable[Figures]) -> Together:
    """Many purchases put together."""
    every = list(found)
    ended = [each for each in every if each.ended]
    suppliers: dict[str, tuple[int, int]] = {}
    for each in every:
        for ruc, on_time in each.deliveries:
            good, due = suppliers.get(ruc, (0, 0))
            suppliers[ruc] = (good + on_time, due + 1)
    documents = [each.documents for each in every]
    return Together(
        len(every),
        len(ended),
        Spread.of(each.elapsed for each in ended),
        Spread.of(percent for each in ended if (percent := each.plan_percent) is not None),
        _spreads((name, days) for each in ended for name, days in each.phases.items()),
        _spreads((name, days) for each in ended for name, days in each.offices.items()),
        Spread.of(each.avoidable for each in ended),
        sum(each.failed for each in every),
        sum(each.awards for each in every),
        Spread.of(days for each in every for days in each.gaps),
        dict(Counter(cause for each in every for cause in each.causes).most_common()),
        sum(good for good, _due in suppliers.values()),
        sum(due for _good, due in suppliers.values()),
        suppliers,
        (sum(known for known, _all in documents), sum(all_ for _known, all_ in documents)),
        _spreads((name, days) for each in every for name, days in each.lags),
    )


def _spreads(pairs: Iterable[tuple[str, int]]) -> dict[str, Spread]:
    found: dict[str, list[int]] = {}
    for name, days in pairs:
        found.setdefault(name, []).append(days)
    return {name: Spread.of(values) for name, values in found.items()}


def history_of(found: Iterable[Figures], family: Iterable[Figures]) -> History:
    """What an office has lived through, for its forecasts; calls are those of the family of the purchase."""
    lengths: dict[tuple[str, str], list[int]] = {}
    for each in found:
        for name, procedure, days in each.blocks:
            lengths.setdefault((name, procedure), []).append(days)
    alike = list(family)
    return History(
        {key: sorted(values) for key, values in lengths.items()},
        sum(each.failed for each in alike),
        sum(each.awards for each in alike),
    )


def slow_offices(found: Iterable[Figures]) -> dict[str, int]:
    """A20: the working days that eight in ten stays of each office do not exceed, where it has enough of them."""
    visits = _spreads(pair for each in found if each.ended for pair in each.visits)
    return {office: spread.p80 for office, spread in visits.items() if spread.p80 is not None}
