"""A plan copied as the start of another one: what comes along and what does not is told."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ayni.domain.fields import NO, Field, Reference, Text, Values, by_name
from ayni.domain.plan import COVER
from ayni.lang import N_, Sentence
from ayni.storage import records
from ayni.storage.tables import TABLES
from ayni.sync import stamps
from ayni.workspace.desacuerdos import TABLE_LABELS
from ayni.workspace.refusals import refuse
from ayni.workspace.version import VersionDoor, parts_of_plan

TITLE = N_("Copia: {title}")
SECTION = "seccion"
# quotations (a price asked years ago is asked again), and limits let pass for another plan
STAY = ("cotizacion", "dispensa")
OF_THE_AEO = ("socio", "papel")  # records that belong to one organisation: another one does not name them
LEFT = (
    N_("Las cotizaciones no se copian: ya vencieron. Pida otras."),
    N_("Ninguna parte se marca como completa: léala y diga usted cuándo lo está."),
    N_("Los comentarios y las versiones se quedan en el otro plan."),
)


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy takes along (label of each kind of row, how many) and what it leaves; all sentences of one page."""

    title: str
    rows: tuple[tuple[str, int], ...]
    left: tuple[Sentence, ...]


class CopiaPlanDoor(VersionDoor):
    """What may be asked about beginning a plan from another one."""

    def copy_told(self, plan: str, aeo: str) -> Copied:
        """What a copy of a plan for this AEO would take along and what not; nothing is stored."""
        content = self.content_of(plan)
        rows = tuple(
            (TABLE_LABELS.get(name, name), len(content[name]))
            for name in parts_of_plan()
            if content[name] and _travels(name, content, aeo)
        )
        left = [Sentence(said) for said in LEFT]
        if any(found and _of_members(name) and not _travels(name, content, aeo) for name, found in content.items()):
            left.append(Sentence(N_("Lo que produce cada socio no se copia: son socios de otra organización.")))
        if aeo != content["plan"][0]["aeo"]:
            said = N_("Es de otra organización: el número de socios y la categoría se toman de su registro.")
            left.append(Sentence(said))
        return Copied(str(content["plan"][0]["titulo"]), rows, tuple(left))

    def copy_plan(self, plan: str, aeo: str, convocatoria: str) -> str:
        """A new plan that begins with everything another one says, under new ids, in one save.

        Texts come along and no part is complete; quotations stay, for they have expired. The title is marked as a
        copy; the category and the number of members are those of the AEO that the new plan is for.
        """
        content, owner = self.content_of(plan), self.found("aeo", aeo)
        if not convocatoria or records.get(self.db, "convocatoria", convocatoria) is None:
            raise refuse(N_("Elija una convocatoria."), "convocatoria")
        record = stamps.new_row_id(self.now_ms())
        ids = {plan: record}
        for name in parts_of_plan():
            for row in content[name]:
                if name == SECTION:  # two machines that begin one section must mean one row
                    ids[row["id"]] = str(uuid.uuid5(uuid.UUID(record), str(row["codigo_seccion"])))
                elif _travels(name, content, aeo):
                    ids[row["id"]] = stamps.new_row_id(self.now_ms())
        cover: Values = {
            **_renamed("plan", content["plan"][0], ids, aeo),
            "titulo": self._copied_title(str(content["plan"][0]["titulo"])),
            "convocatoria": convocatoria,
            "estado": "borrador",
        }
        if aeo != content["plan"][0]["aeo"]:
            cover["categoria"] = owner["categoria"] or cover["categoria"]
            cover["socios_participantes"] = str(self.member_count(aeo) or "") or None
        with self.save("copy_plan", aeo) as db:
            records.insert(db, "plan", record, cover)
            for name in parts_of_plan():
                made = [(ids[row["id"]], _renamed(name, row, ids, aeo)) for row in content[name] if row["id"] in ids]
                records.insert_many(db, name, made)
        return record

    @staticmethod
    def _copied_title(title: str) -> str:
        kind = by_name(COVER)["titulo"].kind
        assert isinstance(kind, Text)
        return str(Sentence(TITLE, title=title))[: kind.limit].rstrip()


def _travels(table: str, content: Mapping[str, Sequence[Mapping[str, Any]]], aeo: str) -> bool:
    return not table.startswith(STAY) and (aeo == content["plan"][0]["aeo"] or not _of_members(table))


def _of_members(table: str) -> bool:
    """A row of it is nothing without a record of its own AEO."""
    return any(
        item.required and isinstance(item.kind, Reference) and item.kind.noun in OF_THE_AEO
        for item in TABLES[table].fields
    )


def _renamed(table: str, row: Mapping[str, str | int | None], ids: Mapping[str, str], aeo: str) -> Values:
    """A row as it stands in the copy: what it names is the copy's, and what did not come along is named no more."""
    moved = aeo != row["aeo"]
    values = {item.name: _of_copy(item, row.get(item.name), ids, moved=moved) for item in TABLES[table].fields}
    values["aeo"] = aeo
    if table == SECTION:
        values["terminado"] = NO
    return values


def _of_copy(item: Field, value: str | int | None, ids: Mapping[str, str], *, moved: bool) -> str | int | None:
    if not isinstance(item.kind, Reference) or value is None:
        return value
    if moved and item.kind.noun in OF_THE_AEO:
        return None
    within = item.kind.noun == "plan" or item.kind.noun in parts_of_plan()
    return ids.get(str(value)) if within else value
