"""Two records of the same AEO become one: what both hold is joined, what they say differently a person chooses.

No row moves from one AEO to another: in the record that goes it is taken away, in the one that stays it is written
under an id that follows from both, so that two offices that join the same records write the same rows. The record
that stays is always the one with the smaller id, for two offices must not join them crosswise.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ayni.domain.aeo import AEO
from ayni.domain.fields import Reference, Value
from ayni.domain.repetido import MISMA, telling_words
from ayni.lang import N_
from ayni.storage import pages, records
from ayni.storage.database import Database, rows
from ayni.storage.tables import GOBIERNO, TABLES
from ayni.workspace.opened import Row
from ayni.workspace.refusals import refuse
from ayni.workspace.repetido import FIRST, SECOND, Differing, RepetidoDoor, differing, put

__all__ = ["FIRST", "OF_AN_AEO", "SECOND", "Differing", "FusionDoor", "Joining"]

RUC, NAME = "ruc", "nombre"
ALIKE = 0.5  # share of the words of both names that are the same

# Rows that say the same in both records, by the columns that make them the same.
SAME: Mapping[str, tuple[str, ...]] = {
    "socio": ("dni",),
    "cargo_periodo": ("socio", "cargo", "desde"),
    "papel": ("convocatoria", "requisito"),
    "dispensa": ("regla",),
    "poder": ("tipo", "representante", "emitido"),
    "asamblea": ("fecha", "tipo", "lugar"),
}


def _owners_first() -> list[str]:
    """Tables of what belongs to an AEO; one that names rows of another stands after it."""
    left = {name: table for name, table in TABLES.items() if table.scope == "aeo"}
    placed: list[str] = []
    while left:
        free = [name for name, table in left.items() if not any(table.naming(noun) for noun in left if noun != name)]
        placed += free
        for name in free:
            del left[name]
    return placed


OF_AN_AEO = _owners_first()


@dataclass(frozen=True, slots=True)
class Joining:
    """What joining two records would do."""

    first: Row
    second: Row
    differing: tuple[Differing, ...]
    members: int  # of the record that will be, each person once
    repeated: int  # members that stand in both
    plans: int
    purchases: int


class FusionDoor(RepetidoDoor):
    """What may be asked about records of the same AEO."""

    def alike(self, record: str) -> list[Row]:
        """Other AEO that may be the same one: those with its RUC first, then those with a similar name (`why`)."""
        mine = self.found("aeo", record)
        words = telling_words(mine["nombre"])
        found = []
        for other in rows(
            self.db, "SELECT id, nombre, ruc, ubigeo FROM aeo WHERE fusionado_en IS NULL AND id <> ?", [record]
        ):
            theirs = telling_words(other["nombre"])
            share = len(words & theirs) / len(words | theirs) if words | theirs else 0
            if mine["ruc"] and other["ruc"] == mine["ruc"]:
                found.append((0.0, other["nombre"], {**other, "why": RUC}))
            elif share >= ALIKE:
                found.append((1 - share + 1, other["nombre"], {**other, "why": NAME}))
        return [other for _rank, _name, other in sorted(found, key=lambda each: (each[0], str(each[1]), each[2]["id"]))]

    def joining(self, one: str, other: str) -> Joining:
        """What joining these records would do, nothing stored. Raises Refused when they cannot be joined."""
        keep, gone = self._pair(one, other)
        first, second = self.found("aeo", keep), self.found("aeo", gone)
        dnis = [
            {str(row["dni"]) for row in rows(self.db, "SELECT dni FROM socio WHERE aeo = ?", [each])}
            for each in (keep, gone)
        ]
        return Joining(
            first,
            second,
            tuple(differing(AEO, first, second, {"fusionado_en"})),
            len(dnis[0] | dnis[1]),
            len(dnis[0] & dnis[1]),
            sum(pages.count(self.db, "plan", filters=[("aeo", each)]) for each in (keep, gone)),
            sum(pages.count(self.db, "compra", filters=[("aeo", each)]) for each in (keep, gone)),
        )

    def _pair(self, one: str, other: str) -> tuple[str, str]:
        if one == other:
            raise refuse(N_("Elija dos registros distintos."))
        keep, gone = sorted((one, other))
        if self.found("aeo", keep)["fusionado_en"] or self.found("aeo", gone)["fusionado_en"] not in {None, keep}:
            raise refuse(N_("Uno de los dos registros ya se unió a otro."))
        return keep, gone

    def merge_aeo(self, one: str, other: str, chosen: Mapping[str, str] | None = None, *, reason: str = "") -> str:
        """Join two records of the same AEO; gives the id of the one that stays. One act, taken back whole.

        `chosen`: group → FIRST or SECOND, as in `joining`; what is not said stays as offered there.
        """
        told = self.joining(one, other)
        keep, gone = str(told.first["id"]), str(told.second["id"])
        late = bool(told.second["fusionado_en"])  # rows that came after it was joined: its own data stay as they are
        values: dict[str, Value] = {}
        for each in () if late else told.differing:
            if (chosen or {}).get(each.group, each.chosen) == SECOND:
                values |= each.second
        theirs = {name: pages.where_equal(self.db, name, "aeo", gone) for name in OF_AN_AEO}
        case = next((each for each in self.repetidos() if {keep, gone} <= {row["id"] for row in each.rows}), None)
        with self.acting("merge_aeo", reason=reason.strip()) as act:
            with act.over(keep) as db:
                records.update(db, "aeo", keep, values)
                known = self._bring(db, keep, theirs)
            with act.over(gone) as db:
                for name in reversed(OF_AN_AEO):
                    for row in theirs[name]:
                        records.remove(db, name, row["id"])
                records.update(db, "aeo", gone, {"fusionado_en": keep})
            with act.over(GOBIERNO) as db:
                for compra in pages.where_equal(db, "compra", "aeo", gone):
                    plan = known["plan"].get(str(compra["plan"]), compra["plan"])
                    records.update(db, "compra", compra["id"], {"aeo": keep, "plan": plan})
                if case:
                    said: dict[str, Value] = {
                        "clase": case.clase,
                        "decision": MISMA,
                        "queda": keep,
                        "registros": case.registros,
                    }
                    put(db, "repetido", case.id, said)
        return keep

    def _bring(self, db: Database, keep: str, theirs: Mapping[str, list[Row]]) -> dict[str, dict[str, str]]:
        """Write what the other record has into the one that stays. Gives, by table, old id → new id."""
        known: dict[str, dict[str, str]] = {name: {} for name in OF_AN_AEO}
        for name in OF_AN_AEO:
            same = SAME.get(name, ())
            there = [row for row in pages.where_equal(db, name, "aeo", keep) if not row.get("fusionado_en")]
            mine = {tuple(row[column] for column in same): row for row in there}
            for row in sorted(theirs[name], key=lambda each: bool(each.get("fusionado_en"))):
                if row.get("fusionado_en"):  # the same member twice: the one that stayed is brought
                    stayed = str(row["fusionado_en"])
                    known[name][row["id"]] = known[name].get(stayed, stayed)
                    continue
                moved = _renamed(name, row, keep, known)
                twin = mine.get(tuple(moved[column] for column in same)) if same else None
                if twin is not None:
                    known[name][row["id"]] = twin["id"]
                    records.update(db, name, twin["id"], _blanks(name, twin, moved))
                    continue
                record = str(uuid.uuid5(uuid.UUID(row["id"]), keep))
                known[name][row["id"]] = record
                put(db, name, record, moved)
        return known

    def late_rows(self) -> list[Row]:
        """AEO that were joined to another and got rows afterwards, from somebody who did not know: id, nombre, into."""
        sql = "SELECT id, nombre, fusionado_en AS keep FROM aeo WHERE fusionado_en > '' ORDER BY id"
        every = [*OF_AN_AEO, "compra"]
        return [
            each
            for each in rows(self.db, sql)
            if any(pages.count(self.db, name, filters=[("aeo", each["id"])]) for name in every)
        ]


def _renamed(table: str, row: Row, keep: str, known: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """A row as it will stand in the other record: what it names is named there by its new id."""
    moved = {column: row[column] for column in TABLES[table].columns}
    for field in TABLES[table].fields:
        if isinstance(field.kind, Reference) and field.kind.noun in known and moved[field.name]:
            moved[field.name] = known[field.kind.noun].get(str(moved[field.name]), moved[field.name])
    return {**moved, "aeo": keep}


def _blanks(table: str, mine: Row, theirs: Mapping[str, Any]) -> dict[str, Any]:
    """What the other row says where this one says nothing, a group of columns at a time."""
    found: dict[str, Any] = {}
    for columns in TABLES[table].groups.values():
        if all(mine[column] is None for column in columns):
            found |= {column: theirs[column] for column in columns}
    return found
