"""Other prices for the rows of a plan: what a price change two years later makes of the budget and the production.

A new unit price keeps the quantities. What a budget row costs is shared anew among those who paid it, in the same
proportion and to the céntimo; what hangs on its price (the loan inside the members' money, upkeep, scrap value) goes
along. A row whose sources did not add up before still does not: it is told, for somebody fixed them on purpose.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ayni.domain.fields import Problem, Values, canonical
from ayni.domain.money import split
from ayni.domain.presupuesto import (
    GENERAL,
    INCOME,
    INPUT,
    LABOUR,
    PERSONNEL,
    SOURCES,
    Row,
    amount,
    check_partida,
    decimal,
    row_total,
)
from ayni.lang import N_, Sentence

INVESTMENT, SALES, INPUTS, WORK, GENERALS = "inversion", "ventas", "insumos", "trabajo", "generales"
KINDS = (
    (INVESTMENT, N_("Inversión")),
    (SALES, N_("Ventas")),
    (INPUTS, N_("Insumos")),
    (WORK, N_("Mano de obra")),
    (GENERALS, N_("Gastos generales")),
)
KIND_OF = {INCOME: SALES, INPUT: INPUTS, LABOUR: WORK, PERSONNEL: WORK, GENERAL: GENERALS}
PLACES = Decimal("0.0001")
WITH_THE_PRICE = ("mantenimiento_unitario", "rescate_unitario")
WHOLE = Decimal(100)

Changes = Mapping[str, str]  # id of a row → its new unit price, canonical


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A row of a plan that has a unit price."""

    record: str
    table: str
    kind: str
    situacion: str
    nombre: str
    unidad: str
    cantidad: str
    price: Decimal


def price_lines(partidas: Iterable[Row], lineas: Iterable[Row]) -> list[PriceLine]:
    """Every row with a unit price, by kind, in the order of the plan."""
    found = [_line(row, "partida", INVESTMENT) for row in partidas]
    found += [_line(row, "linea", KIND_OF[str(row["tipo"])]) for row in lineas]
    order = [code for code, _label in KINDS]
    return sorted((line for line in found if line is not None), key=lambda line: order.index(line.kind))


def _line(row: Row, table: str, kind: str) -> PriceLine | None:
    price = decimal(row, "precio_unitario")
    if price is None:
        return None
    situation, name, unit, quantity = (
        str(row.get(column) or "") for column in ("situacion", "nombre", "unidad", "cantidad")
    )
    return PriceLine(str(row["id"]), table, kind, situation, name, unit, quantity, price)


def raised(price: Decimal, percentage: Decimal) -> Decimal:
    """A price some per cent higher, or lower with a minus, to four decimals."""
    return (price * (WHOLE + percentage) / WHOLE).quantize(PLACES, ROUND_HALF_UP)


def by_percentage(lines: Iterable[PriceLine], kind: str, percentage: Decimal) -> dict[str, str]:
    """New prices for every row of a kind."""
    return {line.record: canonical(raised(line.price, percentage)) for line in lines if line.kind == kind}


def check_percentage(percentage: Decimal) -> list[Problem]:
    """A price cannot fall by more than all of it."""
    if percentage < -WHOLE:
        return [Problem("porcentaje", Sentence(N_("Un precio no puede bajar más de 100 %.")))]
    return []


@dataclass(frozen=True, slots=True)
class Repriced:
    """The rows of a plan with other prices: all of them, what changed of each, and which budget rows do not add up."""

    partidas: tuple[Values, ...]
    lineas: tuple[Values, ...]
    changed: Mapping[str, Values]  # id → the columns that are other now
    problems: Mapping[str, list[Problem]]  # id of a budget row that changed → what is off in it


def repriced(partidas: Sequence[Row], lineas: Sequence[Row], changes: Changes) -> Repriced:
    """The rows with these prices. A price that stays as it was changes nothing."""
    changed: dict[str, Values] = {}
    made: list[list[Values]] = [[], []]
    for rows, into, anew in ((partidas, made[0], _partida), (lineas, made[1], _linea)):
        for row in rows:
            record, old = str(row["id"]), decimal(row, "precio_unitario")
            new = Decimal(changes[record]) if record in changes else old
            other = anew(row, old, new) if new != old and old is not None and new is not None else {}
            if other:
                changed[record] = other
            into.append({**row, **other})
    off = {str(row["id"]): check_partida(row) for row in made[0] if str(row["id"]) in changed}
    return Repriced(tuple(made[0]), tuple(made[1]), changed, {record: found for record, found in off.items() if found})


def _partida(row: Row, old: Decimal, new: Decimal) -> Values:
    other: Values = {"precio_unitario": canonical(new)}
    for name in WITH_THE_PRICE:
        value = decimal(row, name)
        if value is not None:
            other[name] = canonical(_scaled(value, old, new))
    parts = [amount(row, name) for name in SOURCES]
    paid, before, after = sum(parts), row_total(row), row_total({**row, **other})
    if not paid or not before:
        return other
    # what was missing or too much before stays so, in proportion
    share = after if paid == before else _share(paid, after, before)
    for name, part in zip(SOURCES, split(share, parts), strict=True):
        if part != amount(row, name):
            other[name] = part
    loan, cash = amount(row, "prestamo_centimos"), amount(row, SOURCES[1])
    if loan and cash:
        other["prestamo_centimos"] = _share(loan, amount({**row, **other}, SOURCES[1]), cash)
    return other


def _linea(row: Row, old: Decimal, new: Decimal) -> Values:
    other: Values = {"precio_unitario": canonical(new)}
    own = amount(row, "aporte_propio_centimos")
    if own and old:
        other["aporte_propio_centimos"] = int((own * new / old).quantize(Decimal(1), ROUND_HALF_UP))
    return other


def _scaled(value: Decimal, old: Decimal, new: Decimal) -> Decimal:
    return (value * new / old).quantize(PLACES, ROUND_HALF_UP) if old else value


def _share(part: int, new: int, old: int) -> int:
    return int((Decimal(part) * new / old).quantize(Decimal(1), ROUND_HALF_UP))
