"""The deliveries of a contract, and the three-way check: what was ordered, what was accepted, what was billed.

Quantities are counted from the acts and never typed twice. A delivery goes its own way (received, observed, accepted,
paid) while the purchase waits for the last one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ayni.domain.evento import Event
from ayni.domain.fields import canonical
from ayni.domain.fields_items import item_quantities
from ayni.domain.money import times
from ayni.lang import N_, Sentence

Quantities = dict[str, Decimal]

RECEIVED, OBSERVED, ACCEPTED, PAID = "RECIBIDA", "OBSERVADA", "CONFORME", "PAGADA"
DELIVERY_STATES: Mapping[str, str] = {
    RECEIVED: N_("Recibida, sin conformidad"),
    OBSERVED: N_("Con observaciones"),
    ACCEPTED: N_("Con conformidad"),
    PAID: N_("Pagada"),
}
_MOVES = {
    "observacion_entrega": ({RECEIVED}, OBSERVED),
    "subsanacion": ({OBSERVED}, RECEIVED),
    "conformidad": ({RECEIVED}, ACCEPTED),
    "pago": ({ACCEPTED}, PAID),
}
ARRIVALS = frozenset({"entrega_parcial", "entrega_total"})


@dataclass(frozen=True, slots=True)
class Ordered:
    """An item of a purchase: what it is called, how much of it is bought, and its price in soles when it is known."""

    nombre: str
    cantidad: Decimal
    precio: Decimal | None = None


@dataclass(slots=True)
class Delivery:
    """One delivery: `id` is that of the event that brought it."""

    id: str
    day: date
    total: bool
    received: Quantities
    state: str = RECEIVED
    accepted: Quantities = field(default_factory=dict)


@dataclass(slots=True)
class Goods:
    """What a contract ordered and what became of it so far. Amounts are céntimos; `bills` are numbers already paid."""

    ordered: Mapping[str, Ordered]
    deliveries: list[Delivery] = field(default_factory=list)
    billed_centimos: int = 0
    deducted_centimos: int = 0
    bills: set[str] = field(default_factory=set)
    billed: Quantities = field(default_factory=dict)
    handed: Quantities = field(default_factory=dict)

    def received(self, item: str) -> Decimal:
        """How much of an item arrived."""
        return _of(item, (each.received for each in self.deliveries))

    def accepted(self, item: str) -> Decimal:
        """How much of an item was accepted."""
        return _of(item, (each.accepted for each in self.deliveries))

    def missing(self) -> Quantities:
        """What was ordered and has not arrived."""
        left = {item: each.cantidad - self.received(item) for item, each in self.ordered.items()}
        return {item: amount for item, amount in left.items() if amount > 0}

    def arriving(self, event: Event) -> Quantities:
        """What an event says that arrived; a whole delivery that lists nothing brings what was missing."""
        said = _said(event)
        return self.missing() if event.codigo == "entrega_total" and not said else said

    def delivery(self, event: Event) -> Delivery | None:
        """The delivery that an event speaks of: the one it names, else the last that may go this way."""
        named = str(event.datos.get("entrega_id") or "")
        if named:
            return next((each for each in self.deliveries if each.id == named), None)
        before = _MOVES[event.codigo][0] if event.codigo in _MOVES else set(DELIVERY_STATES)
        return next((each for each in reversed(self.deliveries) if each.state in before), None)

    def concerned(self, event: Event, *, partial: bool) -> list[Delivery]:
        """The deliveries that an event moves: one, or all that may go this way."""
        before = _MOVES[event.codigo][0]
        if partial or event.datos.get("entrega_id"):
            one = self.delivery(event)
            return [one] if one is not None and one.state in before else []
        return [each for each in self.deliveries if each.state in before]

    def accepting(self, event: Event, *, partial: bool) -> list[tuple[Delivery, Quantities]]:
        """What each delivery accepts by this event; one that lists nothing accepts what arrived."""
        said = _said(event)
        found = []
        for each in self.concerned(event, partial=partial):
            if not said:
                found.append((each, dict(each.received)))
                continue
            part = {item: min(said.get(item, Decimal(0)), amount) for item, amount in each.received.items()}
            said = {item: amount - part.get(item, Decimal(0)) for item, amount in said.items()}
            found.append((each, {item: amount for item, amount in part.items() if amount > 0}))
        return found

    def learn(self, event: Event, day: date, *, partial: bool) -> None:
        """What the event did to the goods."""
        if event.codigo in ARRIVALS:
            self.deliveries.append(Delivery(event.id, day, event.codigo == "entrega_total", self.arriving(event)))
        elif event.codigo == "conformidad":
            for each, accepted in self.accepting(event, partial=partial):
                each.accepted, each.state = accepted, ACCEPTED
        elif event.codigo in _MOVES:
            if event.codigo == "pago":
                self._pay(event)
            for each in self.concerned(event, partial=partial):
                each.state = _MOVES[event.codigo][1]
        elif event.codigo == "entrega_aeo":
            for item, amount in self.handing(event).items():
                self.handed[item] = self.handed.get(item, Decimal(0)) + amount

    def handing(self, event: Event) -> Quantities:
        """What an event gives to the producers; one that lists nothing gives all that was accepted and is left."""
        said = _said(event)
        if said:
            return said
        left = {item: self.accepted(item) - self.handed.get(item, Decimal(0)) for item in self.ordered}
        return {item: amount for item, amount in left.items() if amount > 0}

    def _pay(self, event: Event) -> None:
        self.billed_centimos += max(0, _centimos(event, "monto_centimos"))
        self.deducted_centimos += max(0, _centimos(event, "deducciones_centimos"))
        for item, amount in _said(event).items():
            self.billed[item] = self.billed.get(item, Decimal(0)) + amount
        if number := bill_number(event):
            self.bills.add(number)

    def unpriced(self) -> str:
        """The first item without a price, where only a part of what was ordered is accepted; "" when it matters not."""
        if all(self.accepted(item) >= each.cantidad for item, each in self.ordered.items()):
            return ""
        return next((each.nombre for each in self.ordered.values() if each.precio is None), "")

    def accepted_centimos(self) -> int | None:
        """What the accepted goods cost; None when the price of one of them is not known."""
        total = 0
        for item, each in self.ordered.items():
            amount = self.accepted(item)
            if amount and each.precio is None:
                return None
            total += times(amount, each.precio) if each.precio is not None else 0
        return total


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """One item: ordered, received, accepted, billed (None: the bills list no items) and given to the producers.

    `precio` is what the contract pays for each, in soles, None when it is not known.
    """

    item: str
    nombre: str
    ordered: Decimal
    received: Decimal
    accepted: Decimal
    billed: Decimal | None
    handed: Decimal
    precio: Decimal | None = None

    @property
    def sentence(self) -> Sentence | None:
        """What does not agree, or what is still missing; None when all that was ordered is accepted."""
        if self.billed is not None and self.billed > self.accepted:
            said = N_("Se facturó más de lo aceptado: {count}.")
            return Sentence(said, count=canonical(self.billed - self.accepted))
        if self.received > self.ordered:
            return Sentence(N_("Llegó de más: {count}."), count=canonical(self.received - self.ordered))
        if self.received < self.ordered:
            return Sentence(N_("Falta que llegue: {count}."), count=canonical(self.ordered - self.received))
        if self.accepted < self.received:
            return Sentence(N_("Falta aceptar: {count}."), count=canonical(self.received - self.accepted))
        return None


def three_way(goods: Goods) -> tuple[ThreeWay, ...]:
    """The items of a contract in their order, each with its three sides."""
    return tuple(
        ThreeWay(
            item,
            each.nombre,
            each.cantidad,
            goods.received(item),
            goods.accepted(item),
            goods.billed.get(item, Decimal(0)) if goods.billed else None,
            goods.handed.get(item, Decimal(0)),
            each.precio,
        )
        for item, each in goods.ordered.items()
    )


def contract_goods(event: Event, items: Mapping[str, Ordered], earlier: Sequence[Goods]) -> Goods:
    """What a contract orders: what it says, else what the purchase buys and no earlier contract left accepted."""
    said = item_quantities(event.datos.get("items"))
    if said:
        names = {item: each.nombre for item, each in items.items()}
        return Goods({row.item: Ordered(names.get(row.item, row.item), row.cantidad, row.precio) for row in said})
    left = {}
    for item, each in items.items():
        amount = each.cantidad - sum((goods.accepted(item) for goods in earlier), Decimal(0))
        if amount > 0:
            left[item] = Ordered(each.nombre, amount, each.precio)
    return Goods(left)


def bill_number(event: Event) -> str:
    """The number of a payment's bill as compared: without spaces and in capitals."""
    return "".join(str(event.datos.get("comprobante") or "").split()).upper()


def _said(event: Event) -> Quantities:
    found: Quantities = {}
    for row in item_quantities(event.datos.get("items")):
        found[row.item] = found.get(row.item, Decimal(0)) + row.cantidad
    return found


def _of(item: str, sides: Iterable[Mapping[str, Decimal]]) -> Decimal:
    return sum((side.get(item, Decimal(0)) for side in sides), Decimal(0))


def _centimos(event: Event, name: str) -> int:
    value = event.datos.get(name)
    text = str(value).strip() if value is not None else ""
    return int(text) if text.removeprefix("-").isdigit() else 0
