"""The quotations of a purchase: its sellers in columns, its items in rows, each line and each whole compared.

A seller is a column: one RUC on one day. Whoever does not quote an item has no price for it, never zero, and so no
total. Each line is compared as any quotation is (`cotizacion.compare`); here it must be said of each that it is what is
asked. How many sources a purchase needs follows its segment, its procedure and its modality, in `cotizaciones.json`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ayni.domain.cotizacion import (
    COTIZACION,
    IGV,
    WHY_NOT_LOWEST,
    Column,
    Comparison,
    QuoteRules,
    check_cotizacion,
    compare,
    quote_of,
)
from ayni.domain.dates import without_accents
from ayni.domain.fields import Field, Phone, Problem, Reference, Text, by_name
from ayni.domain.money import times
from ayni.lang import N_, Sentence

_OF_PLAN = by_name(COTIZACION)
COTIZACION_COMPRA = (
    Field("compra", N_("Compra"), Reference("compra"), required=True, asked=False),
    Field("item", N_("Bien o servicio"), Reference("compra_item"), required=True, asked=False),
    _OF_PLAN["proveedor"],
    _OF_PLAN["ruc"],
    _OF_PLAN["fecha"],
    _OF_PLAN["validez_dias"],
    Field("direccion", N_("Dirección"), Text(255), group="contacto"),
    Field("telefono", N_("Teléfono"), Phone(), group="contacto"),
    Field("representante", N_("Representante"), Text(160), group="contacto"),
    _OF_PLAN["precio_unitario"],
    Field("incluye_igv", N_("¿El precio incluye IGV?"), IGV, required=True, group="precio"),
    _OF_PLAN["plazo_entrega_dias"],
    _OF_PLAN["garantia"],
    _OF_PLAN["cumple"],
    _OF_PLAN["por_que_no"],
    Field("origen", N_("De dónde viene"), Text(60), asked=False),  # the quotation of a plan that was brought
    _OF_PLAN["archivos"],
    _OF_PLAN["elegida"],
    _OF_PLAN["motivo_eleccion"],
)
_NAMED = by_name(COTIZACION_COMPRA)
SELLER = tuple(_NAMED[name] for name in ("proveedor", "ruc", "fecha", "validez_dias"))
CONTACT = tuple(_NAMED[name] for name in ("direccion", "telefono", "representante"))
TERMS = tuple(_NAMED[name] for name in ("incluye_igv", "plazo_entrega_dias", "garantia"))
MEETS = tuple(_NAMED[name] for name in ("cumple", "por_que_no"))
CELL = (_NAMED["precio_unitario"], *TERMS, *MEETS)

LOWEST_WHOLE = N_("Su total es el más bajo.")
WHY_NOT_LOWEST_WHOLE = N_("Su total no es el más bajo: escriba por qué se elige.")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SourceRules:
    """How many sources a purchase needs, by what is known of it: segmento, procedimiento, modalidad."""

    needed: Mapping[tuple[str, str], tuple[int, str]]
    usual: int

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "SourceRules":
        """From `cotizaciones.json`."""
        known = {row["key"]: row["value"] for row in data["settings"]}
        found = {
            (str(row["by"]), str(row["value"])): (int(row["needed"]), str(row["article"])) for row in data["sources"]
        }
        return cls(found, int(known["required_per_item"]))

    def of(self, **known: str) -> tuple[int, str]:
        """How many, and the article or custom that says so; the strictest of those that apply."""
        asked = [self.needed[by, value] for by, value in known.items() if (by, value) in self.needed]
        return max(asked, default=(self.usual, ""), key=lambda found: found[0])


@dataclass(frozen=True, slots=True)
class Total:
    """What a seller asks for everything, in céntimos: without IGV and as it is paid.

    `quoted` is of how many items; without all of them there is no total (None). `valid`: every line counts.
    """

    quoted: int
    base_centimos: int | None = None
    payable_centimos: int | None = None
    valid: bool = False
    lowest: bool = False


@dataclass(frozen=True, slots=True)
class Seller:
    """A column: one seller on one day. `contact` is where they are found, when it is known."""

    key: str
    name: str
    ruc: str
    day: date
    total: Total
    contact: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Cuadro:
    """All of it: what the screen, the paper and the spreadsheet show."""

    items: tuple[Row, ...]
    sellers: tuple[Seller, ...]
    cells: Mapping[tuple[str, str], Column]  # item, seller's key
    comparisons: Mapping[str, Comparison]
    required: int
    article: str
    plan_centimos: int | None  # what the plans foresaw for all of it; None while an item has no price of the plan
    questions: tuple[Sentence, ...]

    @property
    def missing(self) -> tuple[Row, ...]:
        """Items with fewer sources than are needed."""
        return tuple(item for item in self.items if self.comparisons[str(item["id"])].missing)

    @property
    def chosen(self) -> Mapping[str, Column]:
        """What was chosen, item by item."""
        found = {item: comparison.chosen for item, comparison in self.comparisons.items()}
        return {item: column for item, column in found.items() if column is not None}

    @property
    def chosen_total(self) -> Total:
        """What is chosen so far, together."""
        sums = [0, 0]
        for item in self.items:
            if (column := self.chosen.get(str(item["id"]))) is not None:
                sums[0] += times(_amount(item), column.base)
                sums[1] += times(_amount(item), column.payable)
        return Total(len(self.chosen), sums[0], sums[1])

    def seller(self, key: str) -> Seller | None:
        """One of the columns."""
        return next((each for each in self.sellers if each.key == key), None)

    def records(self, key: str) -> list[str]:
        """Ids of the quotations of a seller, in the order of the items."""
        return [
            self.cells[str(item["id"]), key].quote.record for item in self.items if (str(item["id"]), key) in self.cells
        ]


def _amount(item: Row) -> Decimal:
    return Decimal(str(item["cantidad"]))


def plan_price(item: Row) -> Decimal | None:
    """What the plan says that one unit costs."""
    return Decimal(str(item["precio_plan"])) if item.get("precio_plan") else None


def compare_purchase(
    items: Sequence[Row],
    rows: Iterable[Row],
    rules: QuoteRules,
    on: date,
    *,
    required: int = 1,
    article: str = "",
) -> Cuadro:
    """Everything side by side as it stands on a day. No quotation is left out, in whatever order they come."""
    known = {str(item["id"]) for item in items}
    rows = sorted((row for row in rows if str(row["item"]) in known), key=lambda row: str(row["id"]))
    keys: dict[str, str] = {}
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        key = f"{row['ruc']}/{row['fecha']}"
        again = seen[str(row["item"]), key] = seen.get((str(row["item"]), key), 0) + 1
        keys[str(row["id"])] = key if again == 1 else f"{key}/{again}"  # two machines wrote the same one
    by_item: dict[str, list[Row]] = {item: [] for item in known}
    for row in rows:
        by_item[str(row["item"])].append(row)
    comparisons = {
        str(item["id"]): compare(
            map(quote_of, by_item[str(item["id"])]), rules, on, required=required, price=plan_price(item), strict=True
        )
        for item in items
    }
    cells = {
        (item, keys[column.quote.record]): column
        for item, comparison in comparisons.items()
        for column in comparison.columns
    }
    prices = [(_amount(item), plan_price(item)) for item in items]
    plan = [times(amount, price) for amount, price in prices if price is not None]
    return Cuadro(
        tuple(items),
        _sellers(items, rows, keys, cells, by_base=rules.by_base),
        cells,
        comparisons,
        required,
        article,
        sum(plan) if plan and len(plan) == len(prices) else None,
        tuple(shared_contacts(rows)),
    )


def _sellers(
    items: Sequence[Row],
    rows: Sequence[Row],
    keys: Mapping[str, str],
    cells: Mapping[tuple[str, str], Column],
    *,
    by_base: bool,
) -> tuple[Seller, ...]:
    totals = {key: _total(items, cells, key) for key in dict.fromkeys(keys.values())}
    ranked = {key: total.base_centimos if by_base else total.payable_centimos for key, total in totals.items()}
    best = min((amount for key, amount in ranked.items() if amount is not None and totals[key].valid), default=None)
    made: dict[str, Seller] = {}
    for row in rows:
        key, total = keys[str(row["id"])], totals[keys[str(row["id"])]]
        lowest = total.valid and ranked[key] == best
        contact = made[key].contact if key in made else {}
        told = {each.name: str(row[each.name]) for each in CONTACT if row.get(each.name)}
        made[key] = Seller(
            key,
            str(row["proveedor"]),
            str(row["ruc"]),
            date.fromisoformat(str(row["fecha"])),
            Total(total.quoted, total.base_centimos, total.payable_centimos, total.valid, lowest),
            {**contact, **told},
        )
    return tuple(sorted(made.values(), key=lambda each: (without_accents(each.name), each.ruc, each.key)))


def _total(items: Sequence[Row], cells: Mapping[tuple[str, str], Column], key: str) -> Total:
    found = [(item, cells[str(item["id"]), key]) for item in items if (str(item["id"]), key) in cells]
    if len(found) < len(items):
        return Total(len(found))
    return Total(
        len(found),
        sum(times(_amount(item), column.base) for item, column in found),
        sum(times(_amount(item), column.payable) for item, column in found),
        all(column.valid for _item, column in found),
    )


# What cannot be, and what is asked about


def check_quote(values: Row, others: Iterable[Row], record: str = "") -> list[Problem]:
    """What cannot be, in a quotation of a purchase: besides what no quotation may be, the same one twice."""
    found = check_cotizacion(values)
    same = ("item", "ruc", "fecha")
    if any(str(row["id"]) != record and all(row[name] == values[name] for name in same) for row in others):
        said = N_("Este RUC ya cotizó esto ese día. Cambie el precio que está escrito.")
        found.append(Problem("fecha", Sentence(said)))
    return found


SHARED = {
    "direccion": N_("Los RUC {rucs} tienen la misma dirección, {value}. ¿Son de verdad distintos?"),
    "telefono": N_("Los RUC {rucs} tienen el mismo teléfono, {value}. ¿Son de verdad distintos?"),
    "representante": N_("Los RUC {rucs} tienen el mismo representante, {value}. ¿Son de verdad distintos?"),
}


def shared_contacts(rows: Iterable[Row]) -> list[Sentence]:
    """Sellers of different RUC who share an address, a telephone or a representative: never refused, always said."""
    rucs: dict[tuple[str, str], set[str]] = {}
    said: dict[tuple[str, str], str] = {}
    for row in rows:
        for name in SHARED:
            if row.get(name):
                plain = " ".join(without_accents(str(row[name])).replace(".", " ").replace(",", " ").split())
                rucs.setdefault((name, plain), set()).add(str(row["ruc"]))
                said[name, plain] = min(said.get((name, plain), str(row[name])), str(row[name]))
    return [
        Sentence(SHARED[name], rucs=", ".join(sorted(found)), value=said[name, plain])
        for (name, plain), found in sorted(rucs.items())
        if len(found) > 1
    ]


def check_whole(cuadro: Cuadro, key: str, reason: str) -> list[Problem]:
    """Whether everything may be given to one seller: they quote all of it, and who is not the lowest needs a reason."""
    seller = cuadro.seller(key)
    if seller is None:
        return [Problem("", Sentence(N_("Elija un proveedor.")))]
    if seller.total.base_centimos is None:
        said = N_("{supplier} no cotiza todo: elija línea por línea.")
        return [Problem("", Sentence(said, supplier=seller.name))]
    if not seller.total.lowest and not reason.strip():
        return [Problem("motivo_eleccion", Sentence(WHY_NOT_LOWEST_WHOLE))]
    return []


def check_line(cuadro: Cuadro, item: str, record: str, reason: str) -> list[Problem]:
    """Whether a line may be given to this quotation: one that is not green needs a reason."""
    columns = cuadro.comparisons[item].columns if item in cuadro.comparisons else ()
    column = next((each for each in columns if each.quote.record == record), None)
    if column is None:
        return [Problem("", Sentence(N_("Elija una cotización.")))]
    if not column.lowest and not reason.strip():
        return [Problem("motivo_eleccion", Sentence(WHY_NOT_LOWEST))]
    return []


def oldest_in_use(cuadro: Cuadro) -> date | None:
    """The day of the oldest quotation in use: of those chosen, else of those that count."""
    chosen = [column.quote.day for column in cuadro.chosen.values()]
    counting = [column.quote.day for column in cuadro.cells.values() if column.valid]
    return min(chosen or counting, default=None)


def ranked_by_base(rules: QuoteRules) -> str:
    """By what sellers are ranked, in words."""
    return N_("Se comparan sin IGV.") if rules.by_base else N_("Se comparan por lo que se paga.")
