"""The bin: what was taken away, by whom, when and why, and how it comes back. Nothing in it is ever emptied."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ayni.domain.fields import Value, by_name
from ayni.domain.padron import full_name
from ayni.lang import N_
from ayni.storage import bin as kept_bin
from ayni.storage import records
from ayni.storage.tables import GOBIERNO, TABLES
from ayni.workspace.desacuerdos import TABLE_LABELS
from ayni.workspace.deshacer import ACTS, DeshacerDoor
from ayni.workspace.refusals import refuse

TOLD = 4  # data of a row that tell which one it was, when it has no name


@dataclass(frozen=True, slots=True)
class Removed:
    """A row in the bin. `noun` and `act` are source texts; `clock` is the moment as its author's machine told it."""

    table: str
    record: str
    noun: str
    title: str
    person: str
    clock: str
    act: str
    reason: str


class PapeleraDoor(DeshacerDoor):
    """What may be asked about the bin."""

    def removed(self, offset: int = 0, limit: int = 100, text: str = "") -> list[Removed]:
        """A page of what was taken away, the last first."""
        found = kept_bin.page(self.db, offset, limit, text)
        return [
            Removed(
                row["tbl"],
                row["pk"],
                TABLE_LABELS.get(row["tbl"], row["tbl"]),
                title_of(row["tbl"], json.loads(row["value"])),
                row["person"] or "",
                row["clock"] or "",
                ACTS.get(row["act"], row["act"] or ""),
                row["reason"] or "",
            )
            for row in found
        ]

    def removed_count(self, text: str = "") -> int:
        """How many rows are in the bin."""
        return kept_bin.count(self.db, text)

    def bring_back(self, table: str, record: str) -> None:
        """Put a row back as it was. What belonged to it and was taken away with it comes back too, in the same save."""
        gone = kept_bin.value(self.db, table, record) if table in TABLES else None
        if gone is None:
            raise refuse(N_("Ese registro ya no está en la papelera."))
        if owner := self._missing_owner(table, gone):
            raise refuse(N_("Primero traiga de vuelta a lo que pertenecía: {name}."), name=owner)
        scope = gone[TABLES[table].scope] if TABLES[table].scope not in {"", "id"} else None
        if TABLES[table].scope == "id":
            scope = record
        with self.save("bring_back", str(scope or GOBIERNO)) as db:
            for each, its in [(table, record), *kept_bin.taken_with(self.db, table, record)]:
                records.bring_back(db, each, its)

    def _missing_owner(self, table: str, gone: Mapping[str, Value]) -> str:
        """The name of a removed row that this one needs; "" when none is missing."""
        fields = by_name(TABLES[table].fields)
        for other in TABLES.values():
            for column in TABLES[table].naming(other.name):
                named = str(gone.get(column) or "")
                if not named or not fields[column].required or records.get(self.db, other.name, named):
                    continue
                kept = kept_bin.value(self.db, other.name, named)
                if kept is not None:
                    return title_of(other.name, kept)
        return ""


def title_of(table: str, values: Mapping[str, Any]) -> str:
    """Which row it was: its name, or what it says first."""
    if table == "socio":
        return full_name(dict(values))
    if name := values.get("nombre") or values.get("titulo"):
        return str(name)
    told = []
    for field in TABLES[table].fields:
        value = values.get(field.name)
        if field.asked and value is not None and not hasattr(field.kind, "noun"):
            told.append(field.kind.show(value))
    return " · ".join(part for part in told[:TOLD] if part)
