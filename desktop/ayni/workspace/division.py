"""Dividing a purchase: some of its items part ways into a purchase of their own, and joining both again."""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ayni.domain.compra import COMPRA
from ayni.domain.compra_registro import check_event
from ayni.domain.division import DIVISION, NO_ITEMS, PARTING, after_division, division_to, part_centimos
from ayni.domain.entrega import Goods, Ordered, Quantities
from ayni.domain.etapas import ANULAR, PARCIAL, VIVO
from ayni.domain.evento import datos_text, event_from_row
from ayni.domain.fields import Problem, Value, Values, canonical
from ayni.domain.fields_items import ItemQuantities, item_quantities
from ayni.domain.flow import Answers
from ayni.domain.rectificacion import RECTIFICATION
from ayni.lang import N_, Sentence
from ayni.storage import pages, records
from ayni.storage.database import Database
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.compra import NEW
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused, refuse
from ayni.workspace.reparto import RepartoDoor

LONGEST_NAME = 160
NOT_BORN = N_("Esta compra no se separó de otra.")
WENT_ON = N_("Esta compra ya siguió por su cuenta. Si no se va a comprar, ciérrela sin compra y diga el motivo.")


class DivisionDoor(RepartoDoor):
    """What may be asked about items that part ways."""

    def divide(
        self,
        compra: str,
        items: Mapping[str, str],
        answers: Answers,
        datos: Answers,
        *,
        nombre: str = "",
        asignaciones: Mapping[str, str] | None = None,
    ) -> str:
        """Take these quantities of items (id → how much) out of a purchase, because of what happened to them alone.

        `answers` and `datos` tell what happened, as of `save_evento`; it stays in the purchase as PARCIAL, and the new
        purchase, whose id is given, receives it as TOTAL with all the history before it. Where a part of an item goes
        and several plans share it, `asignaciones` says how much of each allotment. One save. Raises Refused.
        """
        found = self.found("compra", compra)
        if answers.get("codigo") not in PARTING:
            raise refuse(N_("Elija qué pasó con esos bienes."), "codigo")
        listed = json.dumps([{"item": item, "cantidad": text} for item, text in items.items()])
        reading = ItemQuantities().read(listed, self.today())
        if reading.sentence is not None or not reading.value:
            raise Refused([Problem("items", reading.sentence or Sentence(NO_ITEMS))])
        text = str(reading.value)
        gone = {row.item: row.cantidad for row in item_quantities(text)}
        cause, verdict = self._judged(compra, answers, {**datos, "alcance": PARCIAL, "items": text})
        if verdict.problems:
            raise Refused(verdict.problems)
        child, first, second = (stamps.new_row_id(self.now_ms()) for _place in range(3))
        record = self._division(found, cause, first, child, gone)
        allotted = self._parted_allotments(compra, gone, asignaciones or {})
        names = ", ".join(row["nombre"] for row in self.compra_items(compra) if row["id"] in gone)
        born = {field.name: found[field.name] for field in COMPRA} | {
            "nombre": (nombre.strip() or names)[:LONGEST_NAME],
            "monto_estimado_centimos": None,
            "origen": compra,
            "raiz": found["raiz"] or compra,
        }
        with self.save("divide_compra", reason=str(cause["nota"] or datos.get("motivo") or "")) as db:
            records.insert(db, "compra", child, born)
            records.insert(db, "evento", first, cause)
            records.insert(db, "evento", second, record)
            self._move(db, compra, child, gone, allotted)
        return child

    def _division(self, compra: Row, cause: Values, first: str, child: str, gone: Quantities) -> Values:
        """The record that says what left and where to; refused when there is not so much to leave."""
        events, known = self.whole_history(compra, self.today())
        centimos = self._part_of_contract(str(compra["id"]), gone)
        datos: dict[str, object] = {"evento_id": first, "hija": child, "items": cause_items(cause)}
        record: Values = {
            **{name: cause[name] for name in ("compra", "fecha", "registrado", "modo", "documento")},
            "codigo": DIVISION,
            "orden": str(int(str(cause["orden"])) + 1),
            "datos": datos_text(datos | ({"monto_centimos": centimos} if centimos else {})),
        }
        verdict = check_event(
            [*events, event_from_row({**cause, "id": first})],
            event_from_row({**record, "modo": VIVO, "id": NEW}),
            law.purchase_law(),
            self.today(),
            known=replace(known, items=after_division(known.items, gone)),
        )
        if wrong := [problem for problem in verdict.problems if problem.field == "items"]:
            raise Refused(wrong)
        return record

    def _part_of_contract(self, compra: str, gone: Quantities) -> int | None:
        """What these goods are of the contract in force, in céntimos; None without one, or without its prices."""
        purchase = self.purchase(compra)
        if purchase.penalty is None or not purchase.penalty.in_force:
            return None
        goods = Goods({row.item: Ordered(row.nombre, row.ordered, row.precio) for row in purchase.three_way})
        return part_centimos(purchase.penalty.amount_centimos, goods, gone)

    def _parted_allotments(self, compra: str, gone: Quantities, given: Mapping[str, str]) -> list[tuple[Row, Decimal]]:
        """How much of each allotment goes along: all of it with a whole item, what is said of a part."""
        whole = {row["id"]: Decimal(row["cantidad"]) for row in self.compra_items(compra)}
        found: list[tuple[Row, Decimal]] = []
        for item, amount in gone.items():
            rows = [row for row in self.asignaciones(compra) if row["item"] == item]
            if amount == whole.get(item):
                found += [(row, Decimal(row["cantidad"])) for row in rows]
                continue
            said = {row["id"]: _amount(given.get(row["id"], ""), self) for row in rows}
            if len(rows) == 1 and not any(said.values()):
                said = {rows[0]["id"]: amount}
            over = any((said[row["id"]] or 0) > Decimal(row["cantidad"]) for row in rows)
            if rows and (over or sum((each or Decimal(0) for each in said.values()), Decimal(0)) != amount):
                name = next(row["nombre"] for row in self.compra_items(compra) if row["id"] == item)
                text = N_("{name}: diga cuánto se separa de cada organización, hasta completar {count}.")
                raise Refused([Problem("asignaciones", Sentence(text, name=name, count=canonical(amount)))])
            found += [(row, part) for row in rows if (part := said[row["id"]])]
        return found

    def _move(
        self, db: Database, compra: str, child: str, gone: Quantities, allotted: list[tuple[Row, Decimal]]
    ) -> None:
        """Whole items change their purchase; of the others a part becomes an item of the new one."""
        here: dict[str, str] = {}
        for item in self.compra_items(compra):
            amount = gone.get(item["id"])
            if amount is None:
                continue
            left = Decimal(item["cantidad"]) - amount
            if left <= 0:
                records.update(db, "compra_item", item["id"], {"compra": child})
                here[item["id"]] = item["id"]
                continue
            here[item["id"]] = stamps.new_row_id(self.now_ms())
            records.update(db, "compra_item", item["id"], {"cantidad": canonical(left)})
            part = {**item, "compra": child, "cantidad": canonical(amount), "origen": item["id"]}
            records.insert(db, "compra_item", here[item["id"]], part)
        for row, amount in allotted:
            left = Decimal(row["cantidad"]) - amount
            there = {"compra": child, "item": here[row["item"]]}
            if left <= 0:
                records.update(db, "asignacion", row["id"], there)
                continue
            records.update(db, "asignacion", row["id"], {"cantidad": canonical(left)})
            records.insert(
                db, "asignacion", stamps.new_row_id(self.now_ms()), {**row, **there, "cantidad": canonical(amount)}
            )

    def parts_of(self, compra: str) -> list[Row]:
        """The purchases that were divided from this one."""
        return pages.where_equal(self.db, "compra", "origen", compra)

    def can_rejoin(self, compra: str) -> Sentence | None:
        """Why a divided purchase is no longer joined to its own; None when it can be."""
        found = self.found("compra", compra)
        if not found["origen"] or division_to(self._events(found["origen"]), compra) is None:
            return Sentence(NOT_BORN)
        if self._events(compra) or self.parts_of(compra):
            return Sentence(WENT_ON)
        return None

    def rejoin(self, compra: str, motivo: str) -> str:
        """Take a division back that should not have been made; gives the purchase that has its items again.

        Facts are never undone: the two records are annulled with their reason and stay visible. One save. Refused once
        something happened to the divided purchase.
        """
        if why := self.can_rejoin(compra):
            raise Refused([Problem("", why)])
        parent = str(self.found("compra", compra)["origen"])
        division = division_to(self._events(parent), compra)
        assert division is not None
        annulled = []
        for target in (division.id, division.event):
            given = {"evento_id": target, "accion": ANULAR, "motivo": motivo}
            answers = {"codigo": RECTIFICATION, "fecha": self.today().isoformat(), "modo": VIVO}
            values, verdict = self._judged(parent, answers, given)
            if verdict.problems:
                raise Refused(verdict.problems)
            annulled.append(values)
        annulled[1]["orden"] = str(int(str(annulled[0]["orden"])) + 1)
        with self.save("rejoin_compra", reason=motivo) as db:
            for values in annulled:
                records.insert(db, "evento", stamps.new_row_id(self.now_ms()), values)
            self._bring_home(db, parent, compra)
            records.remove(db, "compra", compra)
        return parent

    def _bring_home(self, db: Database, parent: str, child: str) -> None:
        """The items of a divided purchase, and for whom they are, go back to where they came from."""
        home = {row["id"]: row for row in self.compra_items(parent)}
        shared = {_destination(row): row for row in self.asignaciones(parent)}
        back: dict[str, str] = {}
        for item in self.compra_items(child):
            old = home.get(item["origen"])
            back[item["id"]] = old["id"] if old else item["id"]
            if old is None:
                records.update(db, "compra_item", item["id"], {"compra": parent})
            else:
                both = canonical(Decimal(old["cantidad"]) + Decimal(item["cantidad"]))
                records.update(db, "compra_item", old["id"], {"cantidad": both})
                records.remove(db, "compra_item", item["id"])
        for row in self.asignaciones(child):
            there = {**row, "item": back[row["item"]]}
            same = shared.get(_destination(there))
            if same is None:
                records.update(db, "asignacion", row["id"], {"compra": parent, "item": there["item"]})
            else:
                both = canonical(Decimal(same["cantidad"]) + Decimal(row["cantidad"]))
                records.update(db, "asignacion", same["id"], {"cantidad": both})
                records.remove(db, "asignacion", row["id"])


def cause_items(cause: Mapping[str, Value]) -> object:
    """The items of an event as it is stored."""
    return event_from_row({**cause, "id": NEW}).datos["items"]


def _destination(row: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("item", "aeo", "plan", "partida"))


def _amount(text: str, door: DivisionDoor) -> Decimal | None:
    reading = ItemQuantities().read(json.dumps([{"item": "1", "cantidad": text}]), door.today())
    found = item_quantities(reading.value)
    return found[0].cantidad if found else None
