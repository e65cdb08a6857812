"""Items that part ways with their purchase: one of them found no bidder, or only a part of the contract was broken.

What happened is kept in the purchase as PARCIAL, and a `division` record says which items left it and to which new
purchase. That one inherits the history up to what happened, to be read only: its days still count from the first
request; and there what happened is TOTAL. So each purchase has one state, and an item is never in two of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import floor

from ayni.domain.entrega import Goods, Ordered, Quantities
from ayni.domain.etapas import PARCIAL
from ayni.domain.evento import Event
from ayni.domain.fields import canonical
from ayni.domain.fields_items import item_quantities
from ayni.lang import N_, Sentence

DIVISION = "division"
PARTING = ("desierto", "cancelacion", "resolucion_contrato")  # what may happen to some items and not to others
NOTHING_LEFT = N_("Si pasó con todos los bienes, regístrelo en la compra. No hace falta dividirla.")
NO_ITEMS = N_("Elija qué bienes se separan y cuántos.")


@dataclass(frozen=True, slots=True)
class Division:
    """A division as registered: `event` what happened to the items, `child` the purchase that they went to.

    `centimos` is their part of the contract in force, None when its prices are not known.
    """

    id: str
    event: str
    child: str
    items: Quantities
    centimos: int | None = None


def divisions(events: Iterable[Event]) -> list[Division]:
    """Every division that these events tell."""
    return [
        Division(
            event.id,
            str(event.datos.get("evento_id") or ""),
            str(event.datos.get("hija") or ""),
            moved(event),
            moved_centimos(event),
        )
        for event in events
        if event.codigo == DIVISION
    ]


def division_to(events: Iterable[Event], child: str) -> Division | None:
    """The division by which a purchase was born; the first of two that say so."""
    found = [each for each in divisions(events) if each.child == child]
    return min(found, key=lambda each: each.id, default=None)


def moved(event: Event) -> Quantities:
    """What a division takes out of its purchase."""
    found: Quantities = {}
    for row in item_quantities(event.datos.get("items")):
        found[row.item] = found.get(row.item, Decimal(0)) + row.cantidad
    return found


def moved_centimos(event: Event) -> int | None:
    """Which part of the contract in force went with it, None when it is not known."""
    said = event.datos.get("monto_centimos")
    return said if isinstance(said, int) and said > 0 else None


def whole_event(event: Event) -> Event:
    """What happened to a part, as the purchase made of that part knows it: to all of it."""
    return replace(
        event, datos={name: value for name, value in event.datos.items() if name not in {"alcance", "items"}}
    )


def parted(event: Event) -> bool:
    """What happened concerns only some items, and leaves the purchase where it is."""
    return event.codigo in PARTING and event.datos.get("alcance") == PARCIAL


def before_divisions(items: Mapping[str, Ordered], told: Iterable[Event]) -> dict[str, Ordered]:
    """What a purchase bought at first: what it buys now, and what left it since."""
    found = dict(items)
    for event in told:
        for item, amount in moved(event).items():
            if item in found:
                found[item] = replace(found[item], cantidad=found[item].cantidad + amount)
    return {item: each for item, each in found.items() if each.cantidad > 0}


def after_division(items: Mapping[str, Ordered], gone: Quantities) -> dict[str, Ordered]:
    """What a purchase will buy once these quantities have left it; less than nothing when there was not so much."""
    return {item: replace(each, cantidad=each.cantidad - gone.get(item, Decimal(0))) for item, each in items.items()}


def without(items: Mapping[str, Ordered], gone: Quantities) -> dict[str, Ordered]:
    """Items less what left them; one of which nothing is left is no longer there."""
    return {item: each for item, each in after_division(items, gone).items() if each.cantidad > 0}


def part_centimos(amount_centimos: int, goods: Goods, part: Mapping[str, Decimal]) -> int | None:
    """What these quantities are of a contract, by its prices; None while one is not known or they are worth nothing."""
    if any(each.precio is None for each in goods.ordered.values()):
        return None
    value = {item: Fraction(each.precio or 0) for item, each in goods.ordered.items()}
    whole = sum(Fraction(each.cantidad) * value[item] for item, each in goods.ordered.items())
    mine = sum(Fraction(amount) * value[item] for item, amount in part.items() if item in value)
    return floor(amount_centimos * min(Fraction(1), mine / whole) + Fraction(1, 2)) if whole and mine else None


def too_much(wanted: Quantities, goods: Goods, items: Mapping[str, Ordered]) -> list[Sentence]:
    """What cannot leave a purchase: more than it buys, or than its supplier still owes."""
    found = []
    for item, amount in wanted.items():
        known = goods.ordered.get(item) or items.get(item)
        free = (known.cantidad - goods.accepted(item)) if known else Decimal(0)
        if amount > free:
            said = N_("{name}: se separan {count} y por recibir o comprar hay {most}.")
            name = known.nombre if known else item
            found.append(Sentence(said, name=name, count=canonical(amount), most=canonical(max(free, Decimal(0)))))
    return found
