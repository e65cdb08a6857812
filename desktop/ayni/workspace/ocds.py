"""Open data of all purchases, written as OCDS and checked offline before the file gets its name."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ayni.domain.evento import event_from_row
from ayni.domain.fields import Problem
from ayni.job import Job
from ayni.lang import N_, Sentence
from ayni.reports.ocds import Told, package, told
from ayni.reports.ocds_datos import Entity, OpenPurchase, public_ruc
from ayni.reports.ocds_revision import review
from ayni.storage.database import rows
from ayni.workspace import law
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused, refuse
from ayni.workspace.tablero import BATCH, TableroDoor

DRAFT_PREFIX = "ocds-213czf"  # of the standard's own documentation: what carries it is a draft
SHOWN = 20  # of the things wrong in a file


@dataclass(frozen=True, slots=True)
class OcdsWritten:
    """What a file of open data holds. `draft`: the municipality has no prefix of its own yet."""

    path: Path
    processes: int
    releases: int
    draft: bool


class OcdsDoor(TableroDoor):
    """What may be asked about open data."""

    def open_entity(self) -> Entity:
        """The municipality as it is published."""
        found = self.municipality()
        prefix = str(found["ocds_prefijo"] or "")
        return Entity(
            str(found["nombre"]), self.ubigeo, public_ruc(found["ruc"]), prefix or DRAFT_PREFIX, draft=not prefix
        )

    def writing_ocds(self, path: Path, *, record: bool = False) -> Job[OcdsWritten]:
        """Write what happened to every purchase, as long work: releases, or with `record` the record of each call.

        A file that the standard would refuse is never written: raises Refused with what is wrong in it.
        """
        self.refuse_disputed(compra="*")
        with self.job():
            entity = self.open_entity()
            every = rows(self.db, "SELECT * FROM compra ORDER BY id")
            calls: list[Told] = []
            for start in range(0, len(every), BATCH):
                batch = [call for each in self._published(every[start : start + BATCH], entity) for call in each]
                # judged a few at a time: what is wrong in the whole is wrong in one of its parts
                if batch and (wrong := review(_as_json(package(batch, entity, self.clock(), record=record)))):
                    raise Refused(file_problems(wrong))
                calls += batch
                yield 0.9 * min(1.0, (start + BATCH) / len(every))
            if not calls:
                raise refuse(N_("Todavía no se registró nada de ninguna compra: no hay qué publicar."))
            _write_whole(path, package(calls, entity, self.clock(), record=record))
            yield 1.0
        return OcdsWritten(path, len(calls), sum(len(call.releases) for call in calls), entity.draft)

    def _published(self, compras: Sequence[Row], entity: Entity) -> Iterator[list[Told]]:
        """The releases of these purchases, purchase by purchase."""
        marks = ", ".join("?" * len(compras))
        found: dict[str, dict[str, list[Row]]] = {}
        for table in ("evento", "compra_item", "asignacion"):
            sql = f"SELECT * FROM {table} WHERE compra IN ({marks}) ORDER BY id"  # noqa: S608  names are ours
            found[table] = {row["id"]: [] for row in compras}
            for each in rows(self.db, sql, [row["id"] for row in compras]):
                found[table][each["compra"]].append(each)
        aeos = {row["id"]: row for row in rows(self.db, "SELECT id, nombre, ruc FROM aeo")}
        for compra in compras:
            record = compra["id"]
            items, allotted = found["compra_item"][record], found["asignacion"][record]
            served = list(dict.fromkeys([row["aeo"] for row in allotted] or [compra["aeo"]]))
            planned = compra["plazo_previsto_dias"]
            purchase = OpenPurchase(
                record,
                str(compra["nombre"]),
                str(compra["objeto"] or ""),
                int(planned) if planned else None,
                sorted(items, key=lambda row: (int(row["orden"] or 0), row["id"])),
                [(aeo, str(aeos[aeo]["nombre"]), str(aeos[aeo]["ruc"] or "")) for aeo in served if aeo in aeos],
            )
            if compra["origen"]:
                events, known = self.whole_history(compra, self.today())
                earlier = self._told_above(compra, entity)
            else:
                events, earlier = [event_from_row(row) for row in found["evento"][record]], {}
                known = self.known_of(compra, items, allotted)
            yield told(purchase, events, entity, law.purchase_law(), self.today(), known, earlier)

    def _told_above(self, compra: Row, entity: Entity) -> dict[str, str]:
        """The ocid of each event that a purchase inherited, as the one it was divided from publishes it."""
        found: dict[str, str] = {}
        for calls in self._published([self.found("compra", compra["origen"])], entity):
            for call in calls:
                found |= dict.fromkeys(call.events, call.ocid)
        parent = self.found("compra", compra["origen"])
        return (self._told_above(parent, entity) if parent["origen"] else {}) | found


def file_problems(wrong: Sequence[Problem]) -> list[Problem]:
    """What is wrong in a file of open data, the first few, and how many more."""
    found = list(wrong[:SHOWN])
    if len(wrong) > SHOWN:
        found.append(Problem("", Sentence(N_("Y hay {count} más."), count=len(wrong) - SHOWN)))
    return found


def _as_json(data: object) -> object:
    """The data as a file gives them back."""
    return json.loads(json.dumps(data))


def _write_whole(path: Path, data: object) -> None:
    """The file gets its name only when it is complete."""
    beside = path.with_name(f".{path.name}.parte")
    try:
        beside.write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise refuse(N_("No se puede escribir {name}. Revise que haya espacio en el disco."), name=path.name) from error
