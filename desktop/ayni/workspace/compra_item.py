"""The items of a purchase and the plans they are for."""

from collections.abc import Sequence
from decimal import Decimal

from ayni.domain.compra_item import ASIGNACION, COMPRA_ITEM, Share, allotment_problems, shares
from ayni.domain.fields import Field, Problem, Values, read_answers
from ayni.domain.flow import Answers
from ayni.lang import N_, Sentence
from ayni.storage import pages, records
from ayni.storage.database import Database
from ayni.sync import stamps
from ayni.workspace.compra import CompraDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused


class CompraItemDoor(CompraDoor):
    """What may be asked about the items of a purchase."""

    def compra_items(self, compra: str) -> list[Row]:
        """The items of a purchase in their order."""
        found = pages.where_equal(self.db, "compra_item", "compra", compra)
        return sorted(found, key=lambda row: (int(row["orden"] or 0), row["id"]))

    def asignaciones(self, compra: str) -> list[Row]:
        """For which AEO and plans each item is, with their names."""
        found = pages.where_equal(self.db, "asignacion", "compra", compra)
        aeos = {row["aeo"]: records.get(self.db, "aeo", row["aeo"]) for row in found}
        plans = {row["plan"]: records.get(self.db, "plan", row["plan"]) for row in found if row["plan"]}
        named = [
            {
                **row,
                "aeo_nombre": (aeos[row["aeo"]] or {}).get("nombre", ""),
                "plan_titulo": (plans.get(row["plan"]) or {}).get("titulo", ""),
            }
            for row in found
        ]
        return sorted(named, key=lambda row: (row["aeo_nombre"], row["plan_titulo"], row["id"]))

    def allotment_problems(self, compra: str) -> list[Problem]:
        """Items that are not allotted exactly; while there is any, the request cannot be sent."""
        return allotment_problems(self.compra_items(compra), self.asignaciones(compra))

    def shares(self, compra: str, item: str, unit_price: Decimal) -> list[Share]:
        """What each plan pays of an item at a unit price in soles."""
        return shares(self.found("compra_item", item), self.asignaciones(compra), unit_price)

    def save_compra_items(self, compra: str, items: Sequence[Answers], allotted: Sequence[Answers] = ()) -> None:
        """Keep the items of a purchase, and for whom they are, in one save that is undone as one.

        Each row may carry its `id`; rows without one are new, stored rows that are not given are removed. An allotment
        names its item by `item`: the id of a stored item, or the place (from 0, as text) of a new one among `items`.
        Raises Refused with fields named "items.2.cantidad" or "asignaciones.0.aeo".
        """
        self.found("compra", compra)
        new_items, named = self._read_rows("items", COMPRA_ITEM, compra, items, {})
        new_allotted, _named = self._read_rows("asignaciones", ASIGNACION, compra, allotted, named)
        with self.save("save_compra_items") as db:
            _keep(db, "compra_item", compra, new_items)
            _keep(db, "asignacion", compra, new_allotted)

    def _read_rows(
        self, what: str, fields: Sequence[Field], compra: str, given: Sequence[Answers], named: dict[str, str]
    ) -> tuple[list[tuple[str, Values]], dict[str, str]]:
        """Rows read, each with its id, and the ids by place; `named` are the items that a row may name by place."""
        read: list[tuple[str, Values]] = []
        places: dict[str, str] = {}
        wrong: list[Problem] = []
        for place, row in enumerate(given):
            item = str(row.get("item") or "")
            typed = {**row, "compra": compra, "orden": str(place + 1)}
            if item in named:
                typed["item"] = named[item]
            values, problems = read_answers(fields, typed, self.today())
            if not problems and values["cantidad"] is not None and Decimal(str(values["cantidad"])) <= 0:
                problems = [Problem("cantidad", Sentence(N_("La cantidad debe ser mayor que cero.")))]
            wrong += [Problem(f"{what}.{place}.{each.field}", each.sentence) for each in problems]
            record = str(row.get("id") or "") or stamps.new_row_id(self.now_ms())
            places[str(place)] = places[record] = record
            read.append((record, values))
        if wrong:
            raise Refused(wrong)
        return read, places


def _keep(db: Database, table: str, compra: str, given: Sequence[tuple[str, Values]]) -> None:
    stored = {row["id"]: row for row in pages.where_equal(db, table, "compra", compra)}
    for record, values in given:
        if record in stored:
            records.update(db, table, record, values)
        else:
            records.insert(db, table, record, values)
    for record in stored.keys() - {record for record, _values in given}:
        records.remove(db, table, record)
