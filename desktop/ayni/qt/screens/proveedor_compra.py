"""What one seller quotes for a purchase: who they are, their terms, and their price of each item."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from ayni.domain.cotizacion import price_text
from ayni.domain.cuadro_comparativo import CONTACT, MEETS, SELLER, TERMS, plan_price
from ayni.domain.fields import Field, Price
from ayni.lang import N_, Sentence, _, number
from ayni.qt.kit.cards import button
from ayni.qt.screens.cuadro_comparativo import of_purchase
from ayni.qt.screens.pages import FormPage
from ayni.qt.shell import Screen, Shell

PRICE = "precio."
SAME = ("fecha", "validez_dias", "incluye_igv", "plazo_entrega_dias", "garantia", "cumple")


def price_field(item: Any) -> Field:
    """The box of an item's price: its name and how much of it, with what the plan says beside it."""
    amount = f"{number(str(item['cantidad']))} {item['unidad'] or ''}".strip()
    plan = plan_price(item)
    told = "" if plan is None else str(Sentence(N_("El plan dice {price} por unidad."), price=price_text(plan)))
    return Field(f"{PRICE}{item['id']}", f"{item['nombre']} ({amount})", Price(places=4), help=told)


class ProveedorScreen(FormPage):
    """One seller. `record` is "purchase:seller"; without a seller, a new one."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.compra, _mark, self.key = record.partition(":")
        door = shell.door
        cuadro = door.cuadro(self.compra)
        rows = door.cotizaciones_compra(self.compra)
        self._last = max(rows, key=lambda row: str(row["id"]), default={})
        also = TERMS if self.key else (*TERMS, *MEETS)
        terms = [replace(each, required=each.required and not self.key) for each in also]
        prices = [price_field(item) for item in cuadro.items]
        self.same_button = button(
            _("Igual que la anterior"), self.as_before, role="quiet", drawn="copia", keys="Ctrl+I"
        )
        self.same_button.setObjectName("igual")
        super().__init__(
            shell,
            _("Cambiar proveedor") if self.key else _("Agregar proveedor"),
            (*SELLER, *terms, *prices, *CONTACT),
            draft=("cotizacion_compra", f"{self.compra}:{self.key}"),
            verb=_("Guardar proveedor"),
            values=(lambda: self._stands(door)) if self.key else None,
            sections=[
                (_("Quién cotiza"), [each.name for each in SELLER]),
                (_("Precio de cada unidad. Lo que no cotiza queda vacío."), [each.name for each in prices]),
                (_("Igual para todo lo que cotiza"), [each.name for each in terms]),
                (_("Dónde está, si lo sabe"), [each.name for each in CONTACT]),
            ],
            hint=str(door.compra(self.compra)["nombre"]),
        )
        self.same_button.setVisible(bool(self._last) and not self.key)

    def _stands(self, door: Any) -> dict[str, Any]:
        """What the quotations of this seller say alike, and the price of each."""
        cuadro = door.cuadro(self.compra)
        records = set(cuadro.records(self.key))
        mine = [row for row in door.cotizaciones_compra(self.compra) if row["id"] in records]
        values: dict[str, Any] = {f"{PRICE}{item['id']}": None for item in cuadro.items} if mine else {}
        for field in (*SELLER, *TERMS) if mine else ():
            said = {row[field.name] for row in mine}
            values[field.name] = next(iter(said)) if len(said) == 1 else None
        for field in CONTACT if mine else ():
            values[field.name] = next((row[field.name] for row in mine if row[field.name]), None)
        return values | {f"{PRICE}{row['item']}": row["precio_unitario"] for row in mine}

    def further_buttons(self) -> Sequence[QWidget]:
        return (self.same_button,)

    def as_before(self) -> None:
        """The date and terms of the quotation typed before (K4)."""
        self.form.fill({}, {name: str(self._last.get(name) or "") for name in SAME})
        self._typed()
        self.form.focus_on("proveedor")

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        seller = {field.name: answers[field.name] for field in (*SELLER, *CONTACT)}
        also = {field.name: answers[field.name] for field in (*TERMS, *MEETS) if field.name in answers}
        prices = {name.removeprefix(PRICE): text for name, text in answers.items() if name.startswith(PRICE)}
        self.shell.door.save_seller(self.compra, seller, prices, self.key, also)
        self.shell.say(_("Proveedor guardado."))


def _of_purchase(shell: Shell, record: str) -> QWidget:
    return ProveedorScreen(shell, record) if record else of_purchase(ProveedorScreen)(shell, "")


SCREENS = {"proveedor-compra": Screen(_of_purchase, rail="compras")}
