"""What a purchase buys, item by item, and for which plans: quantities and money shared without losing a céntimo.

A purchase has items (`COMPRA_ITEM`); each item is allotted to one or more plans (`ASIGNACION`). What is allotted of an
item must equal what is bought of it before the request may be sent. A plan's cost is its quantity at the price of the
contract; leftover céntimos go to the largest fractions, ties to the plan that comes first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ayni.domain.fields import Field, Price, Problem, Quantity, Reference, Text, canonical
from ayni.domain.money import split, times
from ayni.lang import N_, Sentence

COMPRA_ITEM = (
    Field("compra", N_("Compra"), Reference("compra"), required=True, asked=False),
    Field("orden", N_("Orden"), Quantity(whole=True), asked=False, merge="soft"),
    Field("nombre", N_("Bien o servicio"), Text(255), required=True, example=N_("Despulpadora de cacao")),
    Field(
        "familia",
        N_("Familia o código CUBSO"),
        Text(60),
        help=N_("Si lo deja vacío, se usa el nombre con su unidad."),
    ),
    Field("unidad", N_("Unidad"), Text(60), example="und"),
    Field("cantidad", N_("Cantidad"), Quantity(), required=True, group="cantidad"),
    Field("precio_plan", N_("Precio de cada uno según el plan"), Price(places=4), group="cantidad"),
    # Of an item that was divided: the one that it was a part of.
    Field("origen", N_("Se separó de"), Reference("compra_item"), asked=False),
)

ASIGNACION = (
    Field("compra", N_("Compra"), Reference("compra"), required=True, asked=False),
    Field("item", N_("Bien o servicio"), Reference("compra_item"), required=True, asked=False),
    Field("aeo", N_("Organización"), Reference("aeo"), required=True, choices="aeos", group="destino"),
    Field("plan", N_("Plan de negocio"), Reference("plan"), choices="planes", group="destino"),
    Field("partida", N_("Fila del presupuesto"), Reference("partida"), asked=False, group="destino"),
    Field("cantidad", N_("Cantidad"), Quantity(), required=True),
)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Share:
    """What of an item goes to one plan (or to an AEO without plan): its quantity and what it costs, in céntimos."""

    asignacion: str
    aeo: str
    plan: str
    cantidad: Decimal
    centimos: int


def allotted(asignaciones: Iterable[Row], item: str) -> Decimal:
    """How much of an item is allotted."""
    return sum((Decimal(str(row["cantidad"])) for row in asignaciones if row["item"] == item), Decimal(0))


def allotment_problems(items: Sequence[Row], asignaciones: Sequence[Row]) -> list[Problem]:
    """Items whose allotted quantity is not the quantity bought; the field of each problem is the item's id."""
    found = []
    for item in items:
        left = Decimal(str(item["cantidad"])) - allotted(asignaciones, str(item["id"]))
        if left > 0:
            said = N_("Falta repartir de {name}: {count}.")
        elif left < 0:
            said = N_("Se repartió de más de {name}: {count}.")
        else:
            continue
        found.append(Problem(str(item["id"]), Sentence(said, name=item["nombre"], count=canonical(abs(left)))))
    return found


def shares(item: Row, asignaciones: Sequence[Row], unit_price: Decimal) -> list[Share]:
    """What each plan pays of an item at this unit price, in soles.

    The parts add to the amount of what is allotted, exactly. The order is that of plan, AEO and id, so that two
    machines share alike.
    """
    mine = sorted(
        (row for row in asignaciones if row["item"] == item["id"]),
        key=lambda row: (str(row.get("plan") or ""), str(row["aeo"]), str(row["id"])),
    )
    weights = [Decimal(str(row["cantidad"])) for row in mine]
    whole = times(sum(weights, Decimal(0)), unit_price)
    return [
        Share(str(row["id"]), str(row["aeo"]), str(row.get("plan") or ""), weight, centimos)
        for row, weight, centimos in zip(mine, weights, split(whole, weights), strict=True)
    ]
