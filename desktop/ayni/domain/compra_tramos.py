"""Where the days went: the states of a purchase gathered into the stretches that a producer can recognise."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.compra_penalidad import Contract
from ayni.domain.recorrido import (
    AGAIN,
    AWARDED,
    CALLS,
    CLOSING,
    CONTRACTING,
    OVERDUE,
    PREPARATION,
    RECEPTION,
    SUSPENSION,
    TERM,
    UNDATED,
    Segment,
    Stay,
)

Attempts = AbstractSet[tuple[int, int]]  # cycle and number of a call

_KIND = {
    "DESIERTO": CALLS,
    "BUENA_PRO": CONTRACTING,
    "CONSENTIDO": CONTRACTING,
    "PERFECCIONAMIENTO": CONTRACTING,
    "CANCELADO": AGAIN,
    "RESUELTO": AGAIN,
    "SUSPENDIDO": SUSPENSION,
    "RECIBIDO": RECEPTION,
    "OBSERVADO": RECEPTION,
}
_RUNNING = "EN_EJECUCION"


def _kind(stay: Stay, phase: str, awarded: Attempts, *, called: bool) -> str:
    """The stretch to which days in this state belong. `called`: there was a call before."""
    if stay.state in _KIND:
        return _KIND[stay.state]
    if phase == "P":
        return AGAIN if called or stay.cycle > 1 else PREPARATION
    if phase == "L":
        won = (stay.cycle, stay.attempt) in awarded
        if stay.state == "APELADO":
            return CONTRACTING if won else CALLS
        return AWARDED if won else CALLS
    return CLOSING


def _pieces(
    stays: Iterable[Stay], law: PurchaseLaw, contracts: Sequence[Contract], awarded: Attempts
) -> Iterable[Segment]:
    called = False
    for stay in stays:
        attempts = (stay.attempt,) if stay.attempt else ()
        if stay.state != _RUNNING:
            kind = _kind(stay, law.states[stay.state].phase, awarded, called=called)
            called = called or bool(stay.attempt)
            yield Segment(kind, stay.start, stay.end, stay.cycle, attempts)
            continue
        contract = next((item for item in reversed(contracts) if item.start.day <= stay.start.day), None)
        due = contract.due(stay.end.day) if contract else None
        whole = Segment(TERM, stay.start, stay.end, stay.cycle, attempts)
        if due is None:
            yield replace(whole, kind=UNDATED)
        elif due.day >= stay.end.day:
            yield whole
        elif due.day <= stay.start.day:
            yield replace(whole, kind=OVERDUE)
        else:
            yield replace(whole, end=due)
            yield replace(whole, kind=OVERDUE, start=due)


def segments(
    stays: Iterable[Stay], law: PurchaseLaw, contracts: Sequence[Contract], awarded: Attempts, failed: Attempts
) -> tuple[Segment, ...]:
    """The stretches in order; they add up to the days of the stays. Stretches without days are left out."""
    found: list[Segment] = []
    for piece in _pieces(stays, law, contracts, awarded):
        if not piece.days:
            continue
        last = found[-1] if found else None
        if last and (last.kind, last.cycle) == (piece.kind, piece.cycle):
            attempts = tuple(dict.fromkeys((*last.attempts, *piece.attempts)))
            found[-1] = replace(last, end=piece.end, attempts=attempts)
        else:
            found.append(piece)
    return tuple(
        replace(item, failed=sum((item.cycle, attempt) in failed for attempt in item.attempts))
        if item.kind == CALLS
        else replace(item, attempts=item.attempts if item.kind == AWARDED else ())
        for item in found
    )
