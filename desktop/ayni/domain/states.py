"""States as a table of allowed moves, so that what may happen next is data and can be shown to a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Move:
    """One row of a table of moves: this event leads from any of these states to that one ("=" stays)."""

    event: str
    origins: frozenset[str]
    target: str


class Machine:
    """A noun's states: where it starts and which events move it. Nothing here raises at a person."""

    def __init__(self, initial: str, moves: Iterable[Move], final: Iterable[str] = ()) -> None:
        self.initial = initial
        self.final = frozenset(final)
        self.moves: Mapping[str, Move] = {move.event: move for move in moves}

    def target(self, state: str, event: str) -> str | None:
        """Where the event leads from this state, or None when it is not allowed here."""
        move = self.moves.get(event)
        if move is None or state not in move.origins:
            return None
        return state if move.target == "=" else move.target

    def allowed(self, state: str) -> list[str]:
        """The events that may happen in this state, in the order of the table."""
        return [move.event for move in self.moves.values() if state in move.origins]

    def reached(self, events: Iterable[str]) -> str | None:
        """The state after these events, or None as soon as one is not allowed."""
        state: str | None = self.initial
        for event in events:
            if state is None:
                break
            state = self.target(state, event)
        return state


@dataclass(frozen=True, slots=True)
class Moved:
    """Where somebody put a record without having seen the others; `office`: by a machine of the office."""

    state: str
    office: bool


def joined_state(order: Sequence[str], base: str | None, moved: Iterable[Moved], outranks: str) -> str | None:
    """The state that several concurrent moves add up to, or None when a person must say.

    `order` are the states as they follow one another. Moves forward join: the furthest one went through the others.
    From the state `outranks` on, only what the office did counts, if it did anything. A step back is a person's.
    """
    known = {state: place for place, state in enumerate(order)}
    told = list(moved)
    if base not in known or any(each.state not in known for each in told):
        return None
    start = known[base]
    if start >= known[outranks] and any(each.office for each in told):
        told = [each for each in told if each.office]
    places = {known[each.state] for each in told}
    if len(places) == 1:
        return order[places.pop()]
    return order[max(places)] if places and min(places) >= start else None
