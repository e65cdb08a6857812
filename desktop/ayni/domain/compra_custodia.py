"""Who holds a purchase, and for how many days each office has held it.

One holder at a time: the office that the last event names, else the one of the state. A hand-over counts when its
receiver confirms it; until then the days stay with the sender. The days that the law makes everybody wait are
nobody's (PLAZO_LEGAL), and a contract past its due date is held by the office that must act.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ayni.domain.compra_guardas import Facts
from ayni.domain.compra_ley import PurchaseLaw, StateRow
from ayni.domain.compra_penalidad import Contract
from ayni.domain.recorrido import Held, Step

LEGAL_WAIT = "PLAZO_LEGAL"
HANDOVER, RECEIPT = "traspaso", "acuse"
DUE = "due"


@dataclass(slots=True)
class _Custody:
    """What decides the holder from one event to the next."""

    state: StateRow
    entered: date  # the day on which the state began
    call: tuple[str, str] = ("", "")  # regime and procedure of the call
    named: str = ""  # the office that an event named
    named_on: date = date.min
    passing: str = ""  # the office that has not yet confirmed that it received


def _cuts(custody: _Custody, law: PurchaseLaw, contracts: Sequence[Contract], end: date) -> list[tuple[date, str]]:
    """From which days each office holds the purchase, while nothing else happens."""
    state, entered = custody.state, custody.entered
    named = custody.named
    if state.legal_wait:
        waiting = law.number(f"legal_wait.{state.code}", entered, *custody.call)
        free = law.add_working(entered, waiting) if waiting else None
        if free is not None:
            return [(entered, LEGAL_WAIT), (free, named or state.holder)]
    if state.after == DUE:
        contract = next((item for item in reversed(contracts) if item.start.day <= entered), None)
        due = contract.due(end) if contract else None
        if due is not None:
            late = named if named and custody.named_on > due.day else state.then
            return [(entered, named or state.holder), (due.day, late)]
    elif state.after and not named:
        days = law.number(state.after, entered)
        turn = law.add_working(entered, days) if days else None
        if turn is not None:
            return [(entered, state.holder), (turn, state.then)]
    return [(entered, named or state.holder)]


def _holders(cuts: list[tuple[date, str]], start: date, end: date) -> Iterable[Held]:
    """The offices between two days, according to the cuts; the last one even without days."""
    for place, (turn, office) in enumerate(cuts):
        later = cuts[place + 1][0] if place + 1 < len(cuts) else end
        first, last = max(start, turn), min(end, later)
        if first < last or (place + 1 == len(cuts) and first <= end):
            yield Held(office, first, max(first, last))


def custody(steps: Iterable[Step], law: PurchaseLaw, facts: Facts, end: date) -> tuple[Held, ...]:
    """The offices that held the purchase, in order, from the first request to `end`. The last one holds it."""
    found: list[Held] = []
    now: _Custody | None = None
    since = end

    def until(day: date) -> None:
        if now is None:
            return
        for held in _holders(_cuts(now, law, facts.contracts, end), since, day):
            last = found[-1] if found else None
            if last and last.office == held.office and last.end == held.start:
                found[-1] = Held(last.office, last.start, held.end)
            else:
                found.append(held)

    for step in steps:
        if step.moment is None or step.moment.day > end or step.state == law.machine.initial:
            continue
        event, day = step.event, step.moment.day
        handing = event.codigo in {HANDOVER, RECEIPT} and not step.annulled
        if not (step.moved or handing):
            continue
        until(day)
        since = day
        if now is None or step.state != now.state.code or event.codigo == "convocatoria":
            call = facts.calls.get(step.attempt, ("", ""))
            now = _Custody(law.states[step.state], day, call, event.oficina_siguiente, day)
        elif step.moved and event.oficina_siguiente:
            now.named, now.named_on, now.passing = event.oficina_siguiente, day, ""
        if event.codigo == HANDOVER:
            now.passing = event.oficina_siguiente
        elif event.codigo == RECEIPT and now.passing:
            now.named, now.named_on, now.passing = now.passing, day, ""
    until(end)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Awaited:
    """A file on its way: the office and the person who must say that they received it, and since which day."""

    office: str
    since: date
    recibe: str = ""
    registro: str = ""


def awaited(steps: Iterable[Step]) -> Awaited | None:
    """Who was handed the file and has not said that it arrived; None when nobody is awaited."""
    found: Awaited | None = None
    for step in steps:
        if step.annulled or step.moment is None:
            continue
        if step.event.codigo == HANDOVER:
            event = step.event
            said = {name: str(event.datos.get(name) or "") for name in ("recibe", "registro")}
            found = Awaited(event.oficina_siguiente, step.moment.day, **said)
        elif step.event.codigo == RECEIPT or step.moved:
            found = None
    return found
