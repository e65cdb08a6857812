"""Which part of what a purchase paid and received belongs to each plan and row of its budget.

A payment of a purchase for several plans is shared as its items were allotted, at the price of the contract where it is
known; the parts always add to the payment. What a purchase accepted is shared alike, never more than was allotted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ayni.domain.contrapartida import Spent
from ayni.domain.money import split

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment that took effect: its month ("2026-03") and céntimos."""

    month: str
    centimos: int


def shared(
    payments: Sequence[Payment], items: Sequence[Row], allotted: Sequence[Row], prices: Mapping[str, Decimal]
) -> dict[str, list[Spent]]:
    """What each plan (or AEO without plan) paid: plan → its parts. `prices` of items in soles, where they are known."""
    names = {str(row["id"]): row for row in items}
    weights = []
    for row in allotted:
        item = names.get(str(row["item"]), {})
        price = prices.get(str(row["item"])) or (Decimal(str(item["precio_plan"])) if item.get("precio_plan") else None)
        weights.append(Decimal(str(row["cantidad"])) * (price if price is not None else Decimal(0)))
    if not any(weights):  # no price is known: by quantity
        weights = [Decimal(str(row["cantidad"])) for row in allotted]
    found: dict[str, list[Spent]] = {}
    for payment in payments:
        for row, centimos in zip(allotted, split(payment.centimos, weights), strict=True):
            plan = str(row.get("plan") or row["aeo"])
            found.setdefault(plan, []).append(Spent(str(row.get("partida") or ""), payment.month, centimos))
    return found


def part_of(amount: Decimal, allotted: Sequence[Row], destino: str) -> Decimal:
    """How much of what came of an item belongs to a plan: in proportion to its allotment, at most that."""
    every = sum((Decimal(str(row["cantidad"])) for row in allotted), Decimal(0))
    mine = sum(
        (Decimal(str(row["cantidad"])) for row in allotted if str(row.get("plan") or row["aeo"]) == destino), Decimal(0)
    )
    if not every:
        return Decimal(0)
    return min(mine, (amount * mine / every).quantize(Decimal("0.000001")).normalize())
