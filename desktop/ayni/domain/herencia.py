"""The history that a purchase made of a division inherits: the way of its items until they parted from the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ayni.domain.division import Division
from ayni.domain.evento import Event
from ayni.domain.rectificacion import RECTIFICATION


@dataclass(frozen=True, slots=True)
class Heritage:
    """What a purchase has from the one it was divided from: events to be read only; `turned` are those now TOTAL.

    `turned` gives for each the part of the contract in force that came along, in céntimos, None when it is not known;
    `names`, for the id of an item there, its id here.
    """

    events: tuple[Event, ...] = ()
    turned: Mapping[str, int | None] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of what is inherited."""
        return frozenset(event.id for event in self.events)


def heritage(
    every: Sequence[Event],
    ordered: Sequence[str],
    division: Division,
    turned: Mapping[str, int | None],
    names: Mapping[str, str],
) -> Heritage:
    """The events that a divided purchase inherits: those before what happened to it, that, and the division itself.

    `every` are the events of the purchase that was divided and `ordered` their ids in their order after corrections;
    `turned` those that it inherited itself as TOTAL. Corrections of what is inherited come along.
    """
    wanted: set[str] = {division.id}
    for record in ordered:
        wanted.add(record)
        if record == division.event:
            break
    mending = {event.id: str(event.datos.get("evento_id") or "") for event in every if event.codigo == RECTIFICATION}
    wanted -= mending.keys()
    while more := {record for record, target in mending.items() if target in wanted and record not in wanted}:
        wanted |= more
    mine = tuple(event for event in every if event.id in wanted)
    here = {record: centimos for record, centimos in turned.items() if record in wanted}
    return Heritage(mine, here | {division.event: division.centimos}, names)
