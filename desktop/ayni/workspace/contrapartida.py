"""The counterpart of a plan: its entries, their proof, and the ledger against the budget and the public money paid."""

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from ayni.domain.contrapartida import (
    CONTRAPARTIDA,
    FACTS,
    HOUR,
    VALORIZADA,
    Ledger,
    Spent,
    check_contrapartida,
    entry_total,
    ledger,
    pace_answer,
    verified,
    verified_answer,
)
from ayni.domain.entrega_ley import DeliveryLaw
from ayni.domain.evento import Event, read_datos
from ayni.domain.expediente import read_files, write_files
from ayni.domain.fields import Problem, Values, empty
from ayni.domain.fields_items import item_quantities
from ayni.domain.flow import Answers
from ayni.domain.gasto_plan import Payment, shared
from ayni.domain.padron import full_name
from ayni.domain.recorrido import OUT_OF_SEQUENCE, Purchase
from ayni.domain.rules import Answer, Result
from ayni.domain.seguimiento import Known
from ayni.job import Job
from ayni.lang import N_, Sentence
from ayni.paths import resource
from ayni.storage import pages, records
from ayni.storage.database import rows
from ayni.sync import stamps
from ayni.workspace.expediente import Added
from ayni.workspace.opened import Row
from ayni.workspace.papeles import PapelesDoor
from ayni.workspace.refusals import Refused, refuse
from ayni.workspace.tablero import TableroDoor

HANDED = "entrega_aeo"
CONTRACTS = frozenset({"contrato", "orden_contrato_menor"})
WHY = N_("Este aporte ya está verificado. Diga por qué lo cambia.")


@cache
def delivery_law() -> DeliveryLaw:
    """What counterparts, deliveries, liquidations and transfers are asked."""
    return DeliveryLaw.from_data(json.loads(resource("rules/entregas.json").read_text("utf-8")))


class ContrapartidaDoor(PapelesDoor, TableroDoor):
    """What may be asked about counterparts."""

    def contrapartidas(self, plan: str) -> list[Row]:
        """The entries of a plan by day, each with its total in céntimos, who put it and whether it is verified."""
        found = pages.where_equal(self.db, "contrapartida", "plan", plan)
        names = {str(row["id"]): full_name(row) for row in self._members([row["socio"] for row in found])}
        return [
            {
                **row,
                "total_centimos": entry_total(row),
                "verificada": verified(row),
                "quien": names.get(str(row["socio"]), "") or str(row["tercero"] or ""),
            }
            for row in found
        ]

    def _members(self, wanted: Sequence[str | None]) -> list[Row]:
        marks = ", ".join("?" * len(wanted))
        return rows(self.db, f"SELECT * FROM socio WHERE id IN ({marks})", list(wanted))  # noqa: S608  marks

    def contrapartida(self, record: str) -> Row:
        """One entry."""
        return self.found("contrapartida", record)

    def save_contrapartida(self, plan: str, answers: Answers, record: str | None = None, *, reason: str = "") -> str:
        """Keep an entry; what is verified changes only with a reason."""
        result = self.save_contrapartidas(plan, [(record or "", answers)], reason=reason)[0]
        if isinstance(result, str):
            return result
        raise Refused(list(result))

    def save_contrapartidas(
        self, plan: str, given: Sequence[tuple[str, Answers]], *, reason: str = ""
    ) -> list[str | tuple[Problem, ...]]:
        """Keep many entries in one save, as when they are pasted: (id or "", answers). For each its id or problems."""
        owner = self.found("plan", plan)
        results: list[str | tuple[Problem, ...]] = []
        new: list[tuple[str, Values]] = []
        changed: list[tuple[str, Values]] = []
        for record, answers in given:
            try:
                values = self._entry(owner, answers, record, reason)
            except Refused as error:
                results.append(tuple(error.problems))
                continue
            done = record or stamps.new_row_id(self.now_ms())
            (changed if record else new).append((done, values))
            results.append(done)
        if new or changed:
            with self.save("save_contrapartida", owner["aeo"], reason=reason) as db:
                records.insert_many(db, "contrapartida", new)
                for record, values in changed:
                    records.update(db, "contrapartida", record, values)
        return results

    def _entry(self, plan: Row, answers: Answers, record: str, reason: str) -> Values:
        before = self.found("contrapartida", record) if record else {}
        if record and before["plan"] != plan["id"]:
            raise refuse(N_("Este aporte es de otro plan."))
        typed = {**self._over(CONTRAPARTIDA, before, answers), "aeo": plan["aeo"], "plan": plan["id"]}
        if typed.get("forma") == VALORIZADA and empty(typed.get("unidad")):
            typed["unidad"] = HOUR
        values = self._accepted(CONTRAPARTIDA, typed)
        wrong = check_contrapartida(values)
        row = records.get(self.db, "partida", str(values["partida"]))
        if row is None or row["plan"] != plan["id"]:
            wrong.append(Problem("partida", Sentence(N_("Elija una fila del presupuesto de este plan."))))
        if record and verified(before) and any(values[name] != before[name] for name in FACTS) and not reason.strip():
            wrong.append(Problem("", Sentence(WHY)))
        if wrong:
            raise Refused(wrong)
        return values

    def remove_contrapartida(self, record: str, *, reason: str = "") -> None:
        """Take away an entry written by mistake; it can be undone. One that is verified goes only with a reason."""
        found = self.found("contrapartida", record)
        if verified(found) and not reason.strip():
            raise refuse(WHY)
        with self.save("remove_contrapartida", found["aeo"], reason=reason) as db:
            records.remove(db, "contrapartida", record)

    def adding_contrapartida(self, record: str, paths: Sequence[Path]) -> Job[Added]:
        """Keep photos or papers with an entry, as long work."""
        return self._adding("contrapartida", record, paths, "add_contrapartida_archivo")

    def _adding(self, table: str, record: str, paths: Sequence[Path], act: str) -> Job[Added]:
        with self.job():
            found = self.found(table, record)
            added = yield from self._keeping_files(paths)
            files = write_files([*read_files(found["archivos"]), *added.files])
            with self.save(act, found["aeo"]) as db:
                records.update(db, table, record, {"archivos": files})
        return added

    # the ledger

    def ledger(self, plan: str) -> Ledger:
        """What the AEO committed and put, row by row and month by month, beside what public money paid."""
        return ledger(self.partidas(plan), self.contrapartidas(plan), self.spent(plan))

    def purchases_of_plan(self, plan: str) -> list[Row]:
        """The purchases that serve a plan, alone or with others."""
        sql = (
            "SELECT * FROM compra WHERE id IN (SELECT compra FROM asignacion WHERE plan = ?1)"
            " OR (plan = ?1 AND id NOT IN (SELECT compra FROM asignacion WHERE plan IS NOT NULL)) ORDER BY nombre, id"
        )
        return rows(self.db, sql, [plan])

    def spent(self, plan: str) -> list[Spent]:
        """What public money paid of a plan, by row of its budget and month."""
        found: list[Spent] = []
        for compra in self.purchases_of_plan(plan):
            record = str(compra["id"])
            own = {row["id"] for row in self.eventos(record)}
            purchase = self.purchase(record)
            payments = payments_of(purchase, own)
            allotted = pages.where_equal(self.db, "asignacion", "compra", record)
            if not allotted:
                found += [Spent("", payment.month, payment.centimos) for payment in payments]
                continue
            parts = shared(payments, self.compra_items(record), self._placed(allotted), contract_prices(purchase))
            found += parts.get(plan, [])
        return found

    def _placed(self, allotted: Sequence[Row]) -> list[Row]:
        """Allotments with their row of the budget: the one that they name, else the one called like their item."""
        names: dict[str, dict[str, str]] = {}
        placed = []
        for row in allotted:
            plan = str(row["plan"] or "")
            if plan and plan not in names:
                names[plan] = {plain_name(each["nombre"]): str(each["id"]) for each in self.partidas(plan)}
            item = records.get(self.db, "compra_item", str(row["item"]))
            alike = names.get(plan, {}).get(plain_name(item["nombre"])) if item else None
            placed.append({**row, "partida": row["partida"] or alike})
        return placed

    def counterpart_answer(self, plan: str) -> Answer:
        """Whether the counterpart is verified, with its figures, as an act of delivery asks."""
        return verified_answer(self.ledger(plan), delivery_law())

    def pace_answer(self, plan: str) -> Answer:
        """Whether public spending runs ahead of the counterpart."""
        return pace_answer(self.ledger(plan), delivery_law())

    def _now_known(self, compra: Row, known: Known, values: Values) -> Known:
        """As ever; an act of delivery to the producers also hears what the ledger of its plan says (G12)."""
        known = super()._now_known(compra, known, values)
        if values["codigo"] != HANDED:
            return known
        plan = str(read_datos(values["datos"]).get("plan") or compra["plan"] or "")
        return replace(known, unverified=self.unverified(plan))

    def unverified(self, plan: str) -> Sentence | None:
        """Why a delivery to the producers must not say that the counterpart is verified; None when it may."""
        if not plan or records.get(self.db, "plan", plan) is None:
            return None
        answer = self.counterpart_answer(plan)
        return answer.sentence if answer.result is Result.FAIL else None


def payments_of(purchase: Purchase, own: "set[str] | frozenset[str]") -> list[Payment]:
    """The payments that took effect; those that a purchase inherited by a division stayed where they were made."""
    found = []
    for step in purchase.steps:
        event = step.event
        counts = event.codigo == "pago" and event.id in own and not step.annulled and step.moment is not None
        if counts and not any(mark.code == OUT_OF_SEQUENCE for mark in step.marks):
            centimos = event.datos.get("monto_centimos")
            if isinstance(centimos, int) and centimos > 0:
                found.append(Payment(event.fecha[:7], centimos))
    return found


def contract_prices(purchase: Purchase) -> dict[str, Decimal]:
    """What each item costs by the last contract that says it, in soles."""
    prices: dict[str, Decimal] = {}
    for event in contracts_of(purchase):
        prices |= {row.item: row.precio for row in item_quantities(event.datos.get("items")) if row.precio is not None}
    return prices


def contracts_of(purchase: Purchase) -> list[Event]:
    """The contracts and orders of a purchase that took effect."""
    return [
        step.event
        for step in purchase.steps
        if step.event.codigo in CONTRACTS and not step.annulled and (step.moved or step.moment is not None)
    ]


def plain_name(name: object) -> str:
    """A name as compared: without capitals and doubled spaces."""
    return " ".join(str(name or "").casefold().split())
