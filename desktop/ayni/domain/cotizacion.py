"""Quotations side by side: what each costs without and with IGV, which is the lowest, which has expired.

The same comparison serves an item of a plan's budget and an item of a purchase: it takes `Quote`s, not rows. The rate
of IGV stands by date, and how many quotations are asked, in `resources/rules/cotizaciones.json`; a call may ask for
more. Prices are soles for one unit. What looks odd raises a question, never a refusal.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ayni.domain.dates import first_day
from ayni.domain.fields import (
    NO,
    SI,
    Choice,
    Date,
    Field,
    LongText,
    Price,
    Problem,
    Quantity,
    Reference,
    Ruc,
    Text,
    Value,
    YesNo,
)
from ayni.lang import N_, Sentence, soles

ADDED, EXEMPT = "aparte", "exonerado"
IGV = Choice(
    (
        (SI, N_("Sí, el precio lo incluye")),
        (ADDED, N_("No, se suma aparte")),
        (EXEMPT, N_("No se paga IGV")),
    )
)

COTIZACION = (
    Field("aeo", N_("Organización"), Reference("aeo"), required=True, asked=False),
    Field("plan", N_("Plan de negocio"), Reference("plan"), required=True, asked=False),
    Field("partida", N_("Fila del presupuesto"), Reference("partida"), required=True, asked=False),
    Field("proveedor", N_("Proveedor"), Text(160), required=True, group="proveedor", example="Ferretería El Sol"),
    Field("ruc", N_("RUC"), Ruc(), required=True, group="proveedor", example="20131312955"),
    Field("precio_unitario", N_("Precio de cada unidad"), Price(places=4), required=True, group="precio"),
    Field("incluye_igv", N_("¿El precio incluye IGV?"), IGV, required=True, group="precio"),
    Field("fecha", N_("Fecha"), Date(month_allowed=False, future_allowed=False), required=True, group="plazo"),
    Field(
        "validez_dias",
        N_("Días que vale"),
        Quantity(whole=True, minimum=1),
        group="plazo",
        help=N_("Si no lo dice, déjelo vacío."),
        example="30",
    ),
    Field("plazo_entrega_dias", N_("Días para entregar"), Quantity(whole=True), example="15"),
    Field("garantia", N_("Garantía"), Text(120), example="12 meses"),
    Field("cumple", N_("¿Es lo que se pide?"), YesNo(), group="cumple"),
    Field("por_que_no", N_("Si no, ¿en qué es distinto?"), Text(300), group="cumple"),
    Field("archivos", N_("Archivos"), LongText(60000), asked=False),  # as those of a paper: `expediente.write_files`
    Field("elegida", N_("Elegida"), YesNo(), asked=False, group="eleccion"),
    Field("motivo_eleccion", N_("¿Por qué se elige?"), Text(300), asked=False, group="eleccion"),
)
TYPED = tuple(item for item in COTIZACION if item.asked)

Row = Mapping[str, Value]
BASE = "base"
FOUR = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class QuoteRules:
    """What comparing needs to know, as `cotizaciones.json` says."""

    igv: tuple[tuple[date, date, int], ...]  # first day, last day, basis points
    required: int
    by_base: bool  # ranked without IGV, else by what is paid
    old_after_days: int
    alike_share: int  # basis points

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "QuoteRules":
        """From the file."""
        known = {row["key"]: row["value"] for row in data["settings"]}
        rates = tuple(
            (
                date.fromisoformat(row["valid_from"]),
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max,
                int(row["value"]),
            )
            for row in data["igv"]
        )
        return cls(
            rates,
            int(known["required_per_item"]),
            known["ranked_by"] == BASE,
            int(known["old_after_days"]),
            int(known["alike_share"]),
        )

    def rate(self, on: date) -> Decimal:
        """The IGV of a day as a part of the price without it: 0.18. Nothing while no rate is known for that day."""
        found = next((rate for start, end, rate in self.igv if start <= on <= end), 0)
        return Decimal(found) / 10000

    def asked(self, call: Row) -> int:
        """How many quotations each item needs: what the call says, or the rule."""
        return int(call.get("cotizaciones_por_item") or self.required)


@dataclass(frozen=True, slots=True)
class Quote:
    """One supplier's price for one unit of one item."""

    record: str
    supplier: str
    ruc: str
    price: Decimal
    igv: str  # "si": included, "aparte": added to it, "exonerado": none
    day: date
    valid_days: int | None = None
    delivery_days: int | None = None
    warranty: str = ""
    meets: bool | None = None
    why_not: str = ""
    chosen: bool = False
    reason: str = ""

    @property
    def until(self) -> date | None:
        """The last day on which its price counts; None when it does not say."""
        return None if self.valid_days is None else self.day + timedelta(days=self.valid_days)


def quote_of(row: Row) -> Quote:
    """A stored row as it is compared."""

    def days(name: str) -> int | None:
        return int(str(row[name])) if row.get(name) else None

    return Quote(
        str(row["id"]),
        str(row["proveedor"]),
        str(row["ruc"]),
        Decimal(str(row["precio_unitario"])),
        str(row["incluye_igv"]),
        first_day(str(row["fecha"])),
        days("validez_dias"),
        days("plazo_entrega_dias"),
        str(row.get("garantia") or ""),
        {SI: True, NO: False}.get(str(row.get("cumple"))),
        str(row.get("por_que_no") or ""),
        row.get("elegida") == SI,
        str(row.get("motivo_eleccion") or ""),
    )


@dataclass(frozen=True, slots=True)
class Column:
    """A quotation as it stands beside the others. `base` has no IGV, `payable` is what is paid, both for one unit."""

    quote: Quote
    base: Decimal
    payable: Decimal
    expired_days: int  # since its last day; 0: it still counts, or does not say
    age_days: int
    old: bool  # long ago, and without a last day of its own (in a purchase: long ago)
    lowest: bool
    pending: bool = False  # nobody said yet whether it is what is asked, and it must be said

    @property
    def valid(self) -> bool:
        """It may be ranked: in date, and of what is asked."""
        return not self.expired_days and self.quote.meets is not False and not self.pending

    @property
    def told(self) -> list[Sentence]:
        """What must be known of it before it is chosen."""
        found = []
        if self.expired_days:
            found.append(Sentence(N_("Venció hace {days} días."), days=self.expired_days))
        elif self.old:
            said = N_("Tiene {days} días.") if self.quote.until else N_("Tiene {days} días y no dice cuánto vale.")
            found.append(Sentence(said, days=self.age_days))
        if self.quote.meets is False:
            found.append(Sentence(N_("No es lo que se pide.")))
        elif self.pending:
            found.append(Sentence(N_("Falta decir si es lo que se pide.")))
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """The quotations of one item, and what is to be said of them together."""

    columns: tuple[Column, ...]
    required: int
    questions: tuple[Sentence, ...]
    price: Decimal | None = None  # what the budget says that one unit costs
    by_source: bool = False

    @property
    def valid(self) -> int:
        """How many count. In a purchase they are sources: who quotes twice is one."""
        counting = [column.quote.ruc for column in self.columns if column.valid]
        return len(set(counting)) if self.by_source else len(counting)

    @property
    def missing(self) -> int:
        """How many more are asked for."""
        return max(self.required - self.valid, 0)

    @property
    def chosen(self) -> Column | None:
        """The one that was chosen; of two chosen apart, none: somebody must decide."""
        found = [column for column in self.columns if column.quote.chosen]
        return found[0] if len(found) == 1 else None

    @property
    def told(self) -> list[Sentence]:
        """What is missing or does not agree, in sentences."""
        found = []
        if self.missing:
            found.append(
                Sentence(
                    N_("Cotizaciones que valen: {valid}. Se piden: {required}."),
                    valid=self.valid,
                    required=self.required,
                )
            )
        chosen = [column for column in self.columns if column.quote.chosen]
        if len(chosen) > 1:
            found.append(Sentence(N_("Hay dos cotizaciones elegidas. Elija una sola.")))
        elif chosen:
            found += self._of_chosen(chosen[0])
        return found

    def _of_chosen(self, column: Column) -> list[Sentence]:
        found = []
        if column.expired_days:
            said = N_("La cotización elegida venció hace {days} días. Pida otra.")
            found.append(Sentence(said, days=column.expired_days))
        if column.quote.meets is False:
            found.append(Sentence(N_("La cotización elegida no es lo que se pide.")))
        if not column.lowest and not column.quote.reason:
            found.append(Sentence(WHY_NOT_LOWEST))
        if self.price is not None and self.price != column.payable:
            said = N_("El presupuesto dice {price} por unidad y la cotización elegida, {payable}.")
            found.append(Sentence(said, price=price_text(self.price), payable=price_text(column.payable)))
        return found


WHY_NOT_LOWEST = N_("No es la más baja: escriba por qué se elige.")


def price_text(price: Decimal) -> str:
    """A unit price as people read it: two decimals, more when it has them."""
    places = max(2, -int(price.normalize().as_tuple().exponent))
    return f"S/ {price:,.{places}f}"


def without_igv(price: Decimal, igv: str, rate: Decimal) -> Decimal:
    """A price without IGV, to four decimals."""
    return (price / (1 + rate)).quantize(FOUR, ROUND_HALF_UP) if igv == SI else price


def to_pay(price: Decimal, igv: str, rate: Decimal) -> Decimal:
    """What is paid for it, to four decimals."""
    return (price * (1 + rate)).quantize(FOUR, ROUND_HALF_UP) if igv == ADDED else price


def compare(
    quotes: Iterable[Quote],
    rules: QuoteRules,
    on: date,
    *,
    required: int | None = None,
    price: Decimal | None = None,
    strict: bool = False,
) -> Comparison:
    """The quotations of one item side by side as they stand on a day, none left out: what counts first, cheapest first.

    `price` is what the budget says for one unit. Ties are all lowest; what expired or is not what is asked never is.
    `strict`, as in a purchase: it must be said of each that it is what is asked, and an old one is told as old
    although it has a last day of its own.
    """
    made = []
    for quote in quotes:
        rate = rules.rate(quote.day)
        until, age = quote.until, (on - quote.day).days
        made.append(
            Column(
                quote,
                without_igv(quote.price, quote.igv, rate),
                to_pay(quote.price, quote.igv, rate),
                max((on - until).days, 0) if until else 0,
                age,
                (until is None or strict) and age > rules.old_after_days,
                lowest=False,
                pending=strict and quote.meets is None,
            )
        )
    best = min((_ranked(column, rules) for column in made if column.valid), default=None)
    columns = [replace(each, lowest=each.valid and _ranked(each, rules) == best) for each in made]
    columns.sort(key=lambda each: (not each.valid, _ranked(each, rules), each.quote.day, each.quote.record))
    return Comparison(
        tuple(columns),
        rules.required if required is None else required,
        tuple(doubts([column.quote for column in columns])),
        price,
        strict,
    )


def _ranked(column: Column, rules: QuoteRules) -> Decimal:
    return column.base if rules.by_base else column.payable


def doubts(quotes: Sequence[Quote]) -> list[Sentence]:
    """What a committee would ask about: one seller twice, one price from two sellers, all on one day."""
    found = []
    for ruc, count in Counter(quote.ruc for quote in quotes).items():
        if count > 1:
            said = N_("El RUC {ruc} cotiza {count} veces. ¿Son de verdad ofertas distintas?")
            found.append(Sentence(said, ruc=ruc, count=count))
    sellers: dict[Decimal, set[str]] = {}
    for quote in quotes:
        cents = quote.price.quantize(Decimal("0.01"), ROUND_HALF_UP)
        sellers.setdefault(cents, set()).add(quote.ruc)
    for price, rucs in sellers.items():
        if len(rucs) > 1:
            said = N_("{count} proveedores cotizan el mismo precio, {price}. ¿Se pidieron por separado?")
            found.append(Sentence(said, count=len(rucs), price=soles(int(price * 100))))
    if len(quotes) > 1 and len({quote.day for quote in quotes}) == 1:
        found.append(Sentence(N_("Todas las cotizaciones tienen la misma fecha. ¿Se pidieron por separado?")))
    return found


def check_cotizacion(values: Row) -> list[Problem]:
    """What cannot be, in a quotation whose answers are canonical."""
    found = []
    price = values.get("precio_unitario")
    if price is not None and Decimal(str(price)) <= 0:
        found.append(Problem("precio_unitario", Sentence(N_("El precio debe ser mayor que cero."))))
    if values.get("cumple") == NO and not values.get("por_que_no"):
        found.append(Problem("por_que_no", Sentence(N_("Diga en qué es distinto de lo que se pide."))))
    return found


def check_choice(comparison: Comparison, record: str, reason: str) -> list[Problem]:
    """Whether a quotation may be chosen: one that is not the lowest needs a reason."""
    column = next((each for each in comparison.columns if each.quote.record == record), None)
    if column is None:
        return [Problem("", Sentence(N_("Elija una cotización.")))]
    if not column.lowest and not reason.strip():
        return [Problem("motivo_eleccion", Sentence(WHY_NOT_LOWEST))]
    return []
