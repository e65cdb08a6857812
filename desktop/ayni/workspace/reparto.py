"""The items of a purchase typed row by row, for whom each one is, and bringing them from the budgets of plans."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ayni.domain.agrupamiento import key_of
from ayni.domain.compra_item import ASIGNACION, COMPRA_ITEM
from ayni.domain.fields import Field, Problem, Value, Values, canonical, read_answers
from ayni.domain.flow import Answers
from ayni.domain.presupuesto import LABOUR_CLASS
from ayni.domain.reparto import BudgetRow, Gathered, gathered
from ayni.domain.seguimiento import CLOSURE
from ayni.lang import N_, Sentence
from ayni.storage import pages, records
from ayni.storage.database import Database, rows
from ayni.sync import stamps
from ayni.workspace.agrupamiento import units
from ayni.workspace.compra_item import CompraItemDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused, refuse

POSITIVE = N_("La cantidad debe ser mayor que cero.")
Results = list[str | tuple[Problem, ...]]


class RepartoDoor(CompraItemDoor):
    """What may be asked about what a purchase buys and for whom."""

    def save_compra_item(self, compra: str, answers: Answers, record: str = "") -> str:
        """Keep one item of a purchase; what is not given stays as it was."""
        return self._one(self.save_compra_item_rows(compra, [(record, answers)]))

    def save_compra_item_rows(self, compra: str, given: Sequence[tuple[str, Answers]]) -> Results:
        """Keep several items in one save: (id or "", answers). For each its id, or what is wrong with it."""
        self.found("compra", compra)
        place = max((int(row["orden"] or 0) for row in self.compra_items(compra)), default=0)
        return self._keep_rows("save_compra_items", "compra_item", COMPRA_ITEM, {"compra": compra}, given, place)

    def remove_compra_item(self, record: str) -> None:
        """Take an item off its purchase, and for whom it was; it can be undone."""
        found = self.found("compra_item", record)
        with self.save("remove_compra_item") as db:
            for row in pages.where_equal(db, "asignacion", "compra", found["compra"]):
                if row["item"] == record:
                    records.remove(db, "asignacion", row["id"])
            records.remove(db, "compra_item", record)

    def save_asignacion(self, item: str, answers: Answers, record: str = "") -> str:
        """Say for whom so much of an item is. The AEO is that of the plan, when a plan is given."""
        return self._one(self.save_asignacion_rows(item, [(record, answers)]))

    def save_asignacion_rows(self, item: str, given: Sequence[tuple[str, Answers]]) -> Results:
        """The same of several, in one save."""
        compra = self.found("compra_item", item)["compra"]
        fixed = {"compra": compra, "item": item}
        with_aeo = [(record, self._with_aeo(answers)) for record, answers in given]
        return self._keep_rows("save_asignacion", "asignacion", ASIGNACION, fixed, with_aeo, 0)

    def remove_asignacion(self, record: str) -> None:
        """An item is no longer for them; it can be undone."""
        self.found("asignacion", record)
        with self.save("remove_asignacion") as db:
            records.remove(db, "asignacion", record)

    def _with_aeo(self, answers: Answers) -> Answers:
        plan = records.get(self.db, "plan", str(answers["plan"])) if answers.get("plan") else None
        return {**answers, "aeo": plan["aeo"]} if plan else answers

    @staticmethod
    def _one(results: Results) -> str:
        done = results[0]
        if isinstance(done, str):
            return done
        raise Refused(done)

    def _keep_rows(
        self,
        act: str,
        table: str,
        fields: Sequence[Field],
        fixed: Mapping[str, Value],
        given: Sequence[tuple[str, Answers]],
        place: int,
    ) -> Results:
        results: Results = []
        kept: list[tuple[str, bool, Values]] = []
        for record, answers in given:
            before = self.found(table, record) if record else {"orden": str(place + len(kept) + 1)}
            typed = self._over(fields, before, answers) | dict(fixed)
            values, wrong = read_answers(fields, typed, self.today())
            wrong += self._unknown_codes(fields, values)
            if not wrong and Decimal(str(values["cantidad"])) <= 0:
                wrong = [Problem("cantidad", Sentence(POSITIVE))]
            if wrong:
                results.append(tuple(wrong))
                continue
            done = record or stamps.new_row_id(self.now_ms())
            kept.append((done, not record, values))
            results.append(done)
        if kept:
            with self.save(act) as db:
                for done, new, values in kept:
                    if new:
                        records.insert(db, table, done, values)
                    else:
                        records.update(db, table, done, values)
        return results

    # from the budgets

    def partidas_to_buy(self, compra: str, plans: Sequence[str]) -> list[BudgetRow]:
        """The rows of the budgets of these plans that are bought, with what purchases buy of each already."""
        self.found("compra", compra)
        return self._to_buy(plans)

    def _to_buy(self, plans: Sequence[str]) -> list[BudgetRow]:
        found, closed = [], self._closed_purchases()
        for plan in plans:
            sql = (
                "SELECT s.partida, s.cantidad, c.id, c.nombre FROM asignacion s JOIN compra c ON c.id = s.compra"
                " WHERE s.partida IN (SELECT id FROM partida WHERE plan = ?)"
            )
            taken: dict[str, list[Row]] = {}
            for each in rows(self.db, sql, [plan]):
                if each["id"] not in closed:
                    taken.setdefault(each["partida"], []).append(each)
            for row in self._budget_rows(plan):
                mine = taken.get(row["id"], [])
                found.append(
                    BudgetRow(
                        row["id"],
                        plan,
                        row["aeo"],
                        row["nombre"],
                        row["unidad"] or "",
                        Decimal(row["cantidad"]),
                        Decimal(row["precio_unitario"]),
                        sum((Decimal(each["cantidad"]) for each in mine), Decimal(0)),
                        tuple(dict.fromkeys((each["id"], each["nombre"]) for each in mine)),
                    )
                )
        return found

    def _closed_purchases(self) -> set[str]:
        """Those that were closed without buying: what they asked for may be bought again."""
        asked = rows(self.db, "SELECT DISTINCT compra FROM evento WHERE codigo = ?", [CLOSURE])
        return {str(row["compra"]) for row in asked if self.purchase(row["compra"]).closed}

    def _budget_rows(self, plan: str) -> list[Row]:
        """What a plan buys: nobody buys the work of its members."""
        found = pages.where_equal(self.db, "partida", "plan", plan)
        bought = [row for row in found if row["clase"] != LABOUR_CLASS and row["cantidad"] and row["precio_unitario"]]
        return sorted(bought, key=lambda row: (int(row["orden"] or 0), row["id"]))

    def bring_partidas(self, compra: str, partidas: Sequence[str]) -> int:
        """Bring rows of budgets as items of a purchase, each for its plan; gives how many items were made.

        What of a row another purchase buys already is not brought again. Rows that mean the same become one item.
        """
        plans = list(dict.fromkeys(str(self.found("partida", record)["plan"]) for record in partidas))
        wanted = [row for row in self.partidas_to_buy(compra, plans) if row.partida in set(partidas)]
        items = gathered(wanted, lambda name, unit: key_of(name, unit, units()))
        if not items:
            raise refuse(N_("No hay qué traer: todo lo elegido ya se compra en otra compra."))
        place = max((int(row["orden"] or 0) for row in self.compra_items(compra)), default=0)
        with self.save("bring_partidas") as db:
            self._insert_items(db, compra, items, place)
        return len(items)

    def _insert_items(self, db: Database, compra: str, items: Sequence[Gathered], place: int = 0) -> None:
        """Items of a purchase, each with its plans, after the `place` that it has."""
        for orden, item in enumerate(items, start=place + 1):
            record = stamps.new_row_id(self.now_ms())
            values: Values = {
                "compra": compra,
                "orden": str(orden),
                "nombre": item.nombre,
                "unidad": item.unidad or None,
                "cantidad": canonical(item.cantidad),
                "precio_plan": canonical(item.precio),
            }
            records.insert(db, "compra_item", record, values)
            for row in item.rows:
                share: Values = {
                    "compra": compra,
                    "item": record,
                    "aeo": row.aeo,
                    "plan": row.plan,
                    "partida": row.partida,
                    "cantidad": canonical(row.left),
                }
                records.insert(db, "asignacion", stamps.new_row_id(self.now_ms()), share)
