"""From the budgets of plans to what is bought: rows that mean the same become one item, shared among their plans."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

PRICE_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A row of a plan's budget: what it says, and how much of it other purchases buy already (id and name of each)."""

    partida: str
    plan: str
    aeo: str
    nombre: str
    unidad: str
    cantidad: Decimal
    precio: Decimal
    bought: Decimal = Decimal(0)
    purchases: tuple[tuple[str, str], ...] = ()

    @property
    def left(self) -> Decimal:
        """How much of it nobody buys yet."""
        return max(Decimal(0), self.cantidad - self.bought)


@dataclass(slots=True)
class Gathered:
    """An item made of rows of budgets."""

    nombre: str
    unidad: str
    rows: list[BudgetRow] = field(default_factory=list)

    @property
    def cantidad(self) -> Decimal:
        """How much of it is bought."""
        return sum((row.left for row in self.rows), Decimal(0))

    @property
    def precio(self) -> Decimal:
        """What one costs according to the plans: their mean, each plan weighing what it needs."""
        whole = sum((row.left * row.precio for row in self.rows), Decimal(0))
        return (whole / self.cantidad).quantize(PRICE_STEP, ROUND_HALF_UP)


def gathered(rows: Iterable[BudgetRow], key: Callable[[str, str], str]) -> list[Gathered]:
    """Rows of which something is left, in the order given; those with the same key (of name and unit) are one item."""
    found: dict[str, Gathered] = {}
    for row in rows:
        if row.left > 0:
            item = found.setdefault(key(row.nombre, row.unidad), Gathered(row.nombre, row.unidad))
            item.rows.append(row)
    return list(found.values())
