"""The kind of datum that lists items with a quantity, and perhaps a price and serial numbers: what arrived, say.

Stored as canonical JSON text: `[{"cantidad":"2","item":"…","precio":"350","series":"A-1, A-2"}]`, in the order given.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ayni.domain.fields import Kind, Reading, Value, canonical, read_decimal
from ayni.lang import N_, Sentence, number

KEYS = ("item", "cantidad", "precio", "series")


@dataclass(frozen=True, slots=True)
class ItemQuantity:
    """So much of an item; `precio` in soles each when it is said, `series` as written on the goods."""

    item: str
    cantidad: Decimal
    precio: Decimal | None = None
    series: str = ""


@dataclass(frozen=True, slots=True)
class ItemQuantities(Kind):
    """Items with their quantities. A row without quantity is no row; an item may come twice.

    `priced`: the price of each is asked too, because they are ordered. A price is more than zero, or is not known.
    """

    priced: bool = False

    def read(self, typed: str | int, today: date) -> Reading:
        """From its JSON text, quantities and prices as people type them."""
        try:
            rows = json.loads(str(typed))
        except ValueError:
            rows = None
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) and row.get("item") for row in rows):
            return Reading(None, Sentence(N_("No se entiende la lista de bienes. Escriba otra vez las cantidades.")))
        found: list[ItemQuantity] = []
        for row in rows:
            amount = _amount(row.get("cantidad"))
            price = _amount(row.get("precio"))
            if amount is None and _blank(row.get("cantidad")):
                continue
            if amount is None or amount < 0 or (price is None and not _blank(row.get("precio"))):
                return Reading(None, Sentence(N_("Escriba una cantidad con números, por ejemplo 12 o 0.5.")))
            if price is not None and price <= 0:
                return Reading(None, Sentence(N_("El precio debe ser mayor que cero. Si no lo sabe, déjelo vacío.")))
            if amount:
                found.append(ItemQuantity(str(row["item"]), amount, price, str(row.get("series") or "").strip()))
        return Reading(written_items(found) if found else None)

    def show(self, value: Value) -> str:
        return ", ".join(number(canonical(row.cantidad)) for row in item_quantities(value))


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _amount(value: object) -> Decimal | None:
    return None if _blank(value) else read_decimal(str(value))


def written_items(rows: Iterable[ItemQuantity]) -> str:
    """Items as stored."""
    made = []
    for row in rows:
        said = {"item": row.item, "cantidad": canonical(row.cantidad), "series": row.series}
        said["precio"] = canonical(row.precio) if row.precio is not None else ""
        made.append({name: text for name, text in said.items() if text})
    return json.dumps(made, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def item_quantities(stored: object) -> list[ItemQuantity]:
    """Items of a stored value; of one that cannot be read, nothing."""
    if isinstance(stored, str):
        try:
            stored = json.loads(stored)
        except ValueError:
            return []
    if not isinstance(stored, list):
        return []
    found = []
    for row in stored:
        if not isinstance(row, Mapping) or not row.get("item"):
            continue
        amount = _amount(row.get("cantidad"))
        if amount is not None and amount > 0:
            found.append(
                ItemQuantity(str(row["item"]), amount, _amount(row.get("precio")), str(row.get("series") or ""))
            )
    return found
