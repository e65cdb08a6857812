"""The deliveries of a purchase: what arrived, what is done with each, what it costs to be late, and what is missing."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from ayni.domain.entrega import ACCEPTED, DELIVERY_STATES, OBSERVED, PAID, RECEIVED, Delivery, ThreeWay
from ayni.domain.etapas import PARCIAL, TOTAL
from ayni.domain.fields import canonical
from ayni.domain.money import times
from ayni.domain.recorrido import LatePart, Purchase, counted, spoken_day
from ayni.lang import N_, Sentence, _, number, soles
from ayni.qt.kit.cards import Card, EmptyState, Page, button, empty_layout, row, tag, words
from ayni.qt.kit.palette import space
from ayni.qt.shell import Screen, Shell
from ayni.workspace.law import purchase_law

TONES = {RECEIVED: "attention", OBSERVED: "problem", ACCEPTED: "good", PAID: "good"}
# What is done with a delivery in each state: the event and the verb on its button. The first is what is usually done.
DONE = {
    RECEIVED: (("conformidad", N_("Dar conformidad")), ("observacion_entrega", N_("Observar"))),
    OBSERVED: (("subsanacion", N_("Registrar la subsanación")),),
    ACCEPTED: (("pago", N_("Registrar el pago")),),
    PAID: (),
}
SIDES = (N_("Pedido"), N_("Llegó"), N_("Aceptado"), N_("Facturado"), N_("Entregado"))
REACHED = {
    "entrega_aeo": N_("Recibieron sus bienes: {count} de {total} planes."),
    "liquidacion_plan": N_("Liquidados: {count} de {total} planes."),
    "transferencia_definitiva": N_("Con la propiedad transferida: {count} de {total} planes."),
}


def shown(amount: Decimal | None) -> str:
    """A quantity in a table; a dash where nobody said it."""
    return "—" if amount is None else number(canonical(amount))


def listed_goods(amounts: Mapping[str, Decimal], names: Mapping[str, str]) -> str:
    """Goods with how much of each: "Balanza (6), Jaula (20)"."""
    return ", ".join(f"{names.get(item, '')} ({number(canonical(amount))})" for item, amount in amounts.items())


class CompraEntregas(Page):
    """Each delivery with its state and what is done next, then the goods with their sides. `record` is the purchase."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record
        super().__init__(_("Entregas"), hint=str(shell.door.compra(record)["nombre"]), letters=0)
        self.column.setSpacing(space(3))
        self.new_button = button(_("Registrar entrega"), self.arrive, role="primary", drawn="agregar", keys="Ctrl+N")
        self.new_button.setObjectName("registrar")
        self.whole_button = button(_("Llegó todo lo que falta"), self.arrive_whole, drawn="listo", keys="F6")
        self.whole_button.setObjectName("todo")
        self.hand_button = button(_("Entregar a la organización"), self.hand, drawn="manos", keys="F7")
        self.hand_button.setObjectName("entregar")
        for made in (self.whole_button, self.hand_button, self.new_button):
            self.tools.addWidget(made)
        self._told = QVBoxLayout()
        self._told.setSpacing(space(3))
        self.column.addLayout(self._told)
        self.end()
        self._draw()

    def _draw(self) -> None:
        self.purchase: Purchase = self.shell.door.purchase(self.record)
        purchase, law = self.purchase, purchase_law()
        page = self._told
        empty_layout(page)
        running = purchase.state in {"EN_EJECUCION", "SUSPENDIDO"}
        self.new_button.setVisible(running)
        self.whole_button.setVisible(running)
        self.hand_button.setVisible("entrega_aeo" in law.allowed(purchase.state))
        for codigo, count in purchase.reached:
            if purchase.destinos > 1 and (count or codigo == "entrega_aeo"):
                page.addWidget(words(str(Sentence(REACHED[codigo], count=count, total=purchase.destinos))))
        self.buttons: dict[tuple[str, str], QWidget] = {}
        if not purchase.deliveries and not purchase.three_way:
            page.addWidget(self._empty(running=running))
        parts = {part.delivery: part for part in purchase.penalty.parts} if purchase.penalty else {}
        names = {each.item: each.nombre for each in purchase.three_way}
        for number_, delivery in enumerate(purchase.deliveries, start=1):
            page.addWidget(self._delivery(number_, delivery, names, parts.get(delivery.id)))
        if "" in parts:
            page.addWidget(words(str(self._late(parts[""])), "problem"))
        if purchase.three_way:
            page.addWidget(self._sides(purchase))

    def _empty(self, *, running: bool) -> EmptyState:
        if running:
            said = _("Todavía no llegó nada. Cuando llegue algo, regístrelo aquí con su guía de remisión.")
            return EmptyState(said, _("Registrar entrega"), self.arrive, drawn="compras")
        said = _("Las entregas se registran cuando hay un contrato o una orden de compra.")
        return EmptyState(said, _("Abrir la compra"), lambda: self.shell.go("compra", self.record), drawn="compras")

    # one delivery

    def _delivery(self, place: int, delivery: Delivery, names: dict[str, str], late: LatePart | None) -> Card:
        said = N_("Entrega {number}, del {date}")
        card = Card(str(Sentence(said, number=place, date=spoken_day(delivery.day))))
        card.setObjectName(f"entrega.{delivery.id}")
        state = tag(_(DELIVERY_STATES[delivery.state]), TONES[delivery.state])
        card.column.addLayout(row(state))
        if delivery.received:
            goods = listed_goods(delivery.received, names)
            card.column.addWidget(words(str(Sentence(N_("Llegó: {goods}."), goods=goods))))
        rejected = {
            item: amount - delivery.accepted.get(item, Decimal(0))
            for item, amount in delivery.received.items()
            if delivery.state in {ACCEPTED, PAID} and delivery.accepted.get(item, Decimal(0)) < amount
        }
        if rejected:
            goods = listed_goods(rejected, names)
            card.column.addWidget(words(str(Sentence(N_("No se aceptó: {goods}."), goods=goods)), "problem"))
        if late is not None:
            card.column.addWidget(words(str(self._late(late)), "problem"))
        verbs = []
        for codigo, verb in DONE[delivery.state]:
            made = button(_(verb), partial(self._register, codigo, delivery), role="" if verbs else "primary")
            made.setObjectName(f"{codigo}.{delivery.id}")
            made.setAccessibleDescription(card.title.text())
            self.buttons[codigo, delivery.id] = made
            verbs.append(made)
        if verbs:
            card.column.addLayout(row(*verbs))
        return card

    @staticmethod
    def _late(part: LatePart) -> Sentence:
        """What the supplier owes for a delivery that came late, or has not come."""
        holes = {
            "span": counted(part.late_days),
            "amount": soles(part.accrued_centimos),
            "base": soles(part.amount_centimos),
        }
        if part.delivery:
            return Sentence(N_("Llegó con {span} de atraso. Penalidad: {amount}, sobre {base}."), **holes)
        said = N_("Lo que falta tiene {span} de atraso. Penalidad hasta hoy: {amount}, sobre {base}.")
        return Sentence(said, **holes)

    def _register(self, codigo: str, delivery: Delivery) -> None:
        """The form of what is done with a delivery, filled with which one it is."""
        arrived = self.purchase.state not in {"EN_EJECUCION", "SUSPENDIDO"}
        last = delivery.total or (arrived and self._only(delivery))
        scope = TOTAL if last else PARCIAL
        self.shell.go("evento", f"{self.record}:{codigo}:{scope}:{delivery.id}")

    def _only(self, delivery: Delivery) -> bool:
        """No other delivery waits for the same: what is done with it moves the purchase."""
        return all(each.id == delivery.id or each.state != delivery.state for each in self.purchase.deliveries)

    # the goods

    def _sides(self, purchase: Purchase) -> Card:
        card = Card(_("Lo pedido y lo que hay"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(1.5))
        grid.setColumnStretch(len(SIDES), 1)
        for column, title in enumerate(SIDES):
            head = words(_(title), "small")
            head.setWordWrap(False)
            head.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(head, 0, column)
        for place, side in enumerate(purchase.three_way, start=1):
            self._side(grid, place * 3, side)
        inside = QWidget()
        grid.setContentsMargins(0, 0, 0, 0)
        inside.setLayout(grid)
        card.column.addWidget(inside)
        if all(side.precio is not None for side in purchase.three_way):
            ordered, accepted = (
                sum(times(getattr(side, name), side.precio or Decimal(0)) for side in purchase.three_way)
                for name in ("ordered", "accepted")
            )
            said = N_("Pedido por {ordered}; aceptado por {accepted}.")
            told = words(str(Sentence(said, ordered=soles(ordered), accepted=soles(accepted))), "label")
            card.column.addWidget(told)
        return card

    @staticmethod
    def _side(grid: QGridLayout, place: int, side: ThreeWay) -> None:
        figures = (side.ordered, side.received, side.accepted, side.billed, side.handed)
        said = side.sentence
        told = words(str(said) if said else _("Completo."), "attention" if said else "good")
        grid.addWidget(words(side.nombre, "label"), place, 0, 1, len(SIDES) + 1)
        for column, amount in enumerate(figures):
            label: QLabel = words(shown(amount))
            label.setWordWrap(False)
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            label.setAccessibleName(f"{side.nombre}. {_(SIDES[column])}: {label.text()}")
            grid.addWidget(label, place + 1, column)
        grid.addWidget(told, place + 2, 0, 1, len(SIDES) + 1)

    # acts

    def arrive(self) -> None:
        """Some of it came."""
        self.shell.go("evento", f"{self.record}:entrega_parcial")

    def arrive_whole(self) -> None:
        """All that was missing came."""
        self.shell.go("evento", f"{self.record}:entrega_total")

    def hand(self) -> None:
        """The producers receive."""
        self.shell.go("evento", f"{self.record}:entrega_aeo")

    def start(self) -> None:
        """What is usually done next."""
        first = next(iter(self.buttons.values()), None) or self.new_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def hear(self, tables: frozenset[str]) -> None:
        """An event was written."""
        if tables & {"evento", "compra_item", "asignacion"}:
            self._draw()


SCREENS = {"compra-entregas": Screen(CompraEntregas, rail="compras")}
