"""The log for an auditor: was anything altered, and who changed what, when, from what to what, and why.

Works offline on the file alone. A save is hashed over everything it says and over the save before it, and signed by the
machine that wrote it; what was taken out of the middle leaves a gap, what was taken off the end is missed by the
machines that had confirmed it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ayni.domain.change import INSERT, REMOVAL, Change, Save
from ayni.domain.evento import shown_extra
from ayni.domain.fields import Catalogue, Kind, Value, by_name
from ayni.job import Job
from ayni.lang import N_, Sentence, _, moment
from ayni.storage import cuarentena, heads, records, trail
from ayni.storage.database import rows
from ayni.storage.tables import TABLES
from ayni.sync import stamps
from ayni.sync.bundle import verify_save
from ayni.workspace.copias import CopiasDoor
from ayni.workspace.desacuerdos import TABLE_LABELS
from ayni.workspace.deshacer import ACTS
from ayni.workspace.equipo import EquipoDoor
from ayni.workspace.opened import Row
from ayni.workspace.papelera import title_of
from ayni.workspace.papeles import CANNOT_WRITE
from ayni.workspace.refusals import refuse

BATCH = 500
EXTRA = ("evento", "datos")  # a JSON object of data with labels of their own
ALTERED = N_("El guardado {number} de {machine}, del {moment}, fue alterado.")
UNSIGNED = N_("Guardados sin firma: {count}.")
MISSING = N_("Faltan {count} guardados de {machine}: pídalos otra vez, o alguien los quitó.")
CUT = N_("{machine} recibió {count} guardados de este equipo que aquí ya no están.")
UNPROVEN = N_("Certificados o avisos de equipos perdidos que ninguna oficina firmó: {count}. No valen para nada.")
WHAT_TO_DO = {
    UNPROVEN: N_("No se hizo caso de ellos. Averigüe en la historia qué equipo los escribió."),
    ALTERED: N_("No borre nada y avise a quien audita. Una copia de antes muestra lo que decía."),
    UNSIGNED: N_("Pida otra vez los cambios al equipo que los escribió y recíbalos aquí."),
    MISSING: N_("Si ese equipo ya no los tiene, búsquelos en una copia y avise a quien audita."),
    CUT: N_("Pida a ese equipo un archivo con todo y recíbalo aquí."),
}  # by the message of a problem


@dataclass(frozen=True, slots=True)
class StreamTold:
    """What one machine wrote about one scope: how many saves, and between which moments."""

    device: str
    scope: str
    saves: int
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Audit:
    """Whether the log is what its authors signed. `problems` is empty when nothing was altered."""

    saves: int
    unsigned: int
    streams: tuple[StreamTold, ...]
    problems: tuple[Sentence, ...]
    notices: tuple[Sentence, ...] = ()  # what nobody altered, and somebody should know


@dataclass(frozen=True, slots=True)
class Cell:
    """One change: of which record, which datum, from what to what (`label` and `noun` are source texts)."""

    noun: str
    title: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One save: who, on which machine, when its clock said, what act, why, and what it changed."""

    tx: int
    clock: str
    person: str
    device: str
    act: str
    reason: str
    cells: tuple[Cell, ...]


class AuditoriaDoor(CopiasDoor, EquipoDoor):
    """What an auditor may ask."""

    def auditing(self) -> Job[Audit]:
        """Verify every save, as long work: content, predecessor, signature, gaps, and what others confirmed."""
        with self.job() as db:
            total = max(1, trail.count(db, {}))
            cards = {card.device: card for card in self._cards()}
            found: list[Sentence] = []
            done = 0
            before: dict[tuple[str, int], set[bytes]] = {}  # a restored copy forks its stream: both branches stand
            links: dict[bytes, tuple[bytes, bool]] = {}  # hash of a save → the one before it, and whether it is signed
            after = ("", 0, 0)
            while batch := trail.in_order(db, after, BATCH):
                for row in batch:
                    save = records.save_of(row)
                    changes = heads.changes_of(db, save.tx)
                    known = before.get((save.stream, save.seq - 1))
                    before.setdefault((save.stream, save.seq), set()).add(row["hash"])
                    card = cards.get(stamps.device_of(save.stream))
                    signed = bool(row["signature"])
                    links[row["hash"]] = (save.before, signed)
                    forged = signed and (card is None or not verify_save(card, save, changes, row["signature"]))
                    content = stamps.save_hash(save, changes) != row["hash"] or len(changes) != save.count
                    if content or forged or (known is not None and save.before not in known):
                        found.append(self._altered(save))
                done += len(batch)
                last = batch[-1]
                after = (last["stream"], last["seq"], last["tx"])
                yield min(1.0, done / total)
            beside: dict[bytes, tuple[bytes, bool]] = {}  # what waits proves what was taken of it
            for sealed in cuarentena.held(db):
                beside[sealed.hash] = (sealed.save.before, bool(sealed.signature))
                if stamps.save_hash(sealed.save, sealed.changes) != sealed.hash:
                    found.append(self._altered(sealed.save))
            unsigned = len(links.keys() - _vouched(links | beside))
            if unsigned:
                found.append(Sentence(UNSIGNED, count=unsigned))
            found += self._gaps()
            if unproven := self._unproven(db):
                found.append(Sentence(UNPROVEN, count=unproven))
            streams = tuple(
                StreamTold(
                    self._device_name(row["stream"]),
                    stamps.scope_of(row["stream"]),
                    row["saves"],
                    row["since"],
                    row["until"],
                )
                for row in trail.streams(db)
            )
            notices = tuple(fork.sentence for fork in self.forks())
        return Audit(done, unsigned, streams, tuple(found), notices)

    def _altered(self, save: Save) -> Sentence:
        machine = self._device_name(save.stream)
        return Sentence(ALTERED, number=save.seq, machine=machine, moment=moment(save.clock))

    def _gaps(self) -> list[Sentence]:
        """Saves that must exist and are not here."""
        found = []
        present = {row["stream"]: row for row in trail.streams(self.db)}
        for stream, row in present.items():
            missing = row["last"] - row["numbers"]
            if missing:
                found.append(Sentence(MISSING, count=missing, machine=self._device_name(stream)))
        mine = self._device()
        for machine in rows(self.db, "SELECT name, vector FROM equipo"):
            for stream, (seq, _mix) in json.loads(machine["vector"]).items():
                here = present[stream]["last"] if stream in present else 0
                if stamps.device_of(stream) == mine and seq > here:
                    found.append(Sentence(CUT, machine=machine["name"], count=seq - here))
        return found

    # who changed what

    def trail(
        self,
        offset: int = 0,
        limit: int = 100,
        *,
        tx: str = "",
        person: str = "",
        table: str = "",
        record: str = "",
        since: str = "",
        until: str = "",
    ) -> list[TrailLine]:
        """A page of the log, the last save first, with every cell that each changed; of one save, when `tx` says it."""
        wanted = {"tx": tx, "person": person, "table": table, "record": record, "since": since, "until": until}
        return [
            TrailLine(
                row["tx"],
                row["clock"],
                row["person"],
                self._device_name(row["stream"]),
                ACTS.get(row["act"], row["act"]),
                row["reason"],
                tuple(cell for change in heads.changes_of(self.db, row["tx"]) for cell in self._cells(change)),
            )
            for row in trail.saves(self.db, wanted, offset, limit)
        ]

    def trail_count(
        self, *, person: str = "", table: str = "", record: str = "", since: str = "", until: str = ""
    ) -> int:
        """How many saves that is."""
        wanted = {"person": person, "table": table, "record": record, "since": since, "until": until}
        return trail.count(self.db, wanted)

    def trail_people(self) -> list[str]:
        """Everybody who has saved something."""
        return trail.people(self.db)

    def trail_kinds(self) -> list[tuple[str, str]]:
        """The tables of which something was saved, each with what people call it (a source text)."""
        return [(table, TABLE_LABELS[table]) for table in trail.kinds(self.db) if table in TABLE_LABELS]

    def exporting_trail(
        self, path: Path, *, person: str = "", table: str = "", since: str = "", until: str = ""
    ) -> Job[int]:
        """Write the log so narrowed to a spreadsheet, as long work; whole, or not at all. Gives how many saves."""
        from ayni.reports.auditoria import write_trail  # noqa: PLC0415  openpyxl is read when one writes

        lines: dict[int, TrailLine] = {}
        with self.job():
            total = max(1, self.trail_count(person=person, table=table, since=since, until=until))
            place = 0
            while page := self.trail(place, BATCH, person=person, table=table, since=since, until=until):
                lines |= {line.tx: line for line in page}  # a save made meanwhile moves the others one place on
                place += len(page)
                yield min(1.0, place / total)
        told = (
            ((line.clock, line.person, line.device, _(line.act), line.reason), _cells_told(line.cells))
            for line in lines.values()
        )
        try:
            write_trail(path, told)
        except OSError as error:
            raise refuse(CANNOT_WRITE, name=path.name) from error
        return len(lines)

    def _cells(self, change: Change) -> list[Cell]:
        if change.table not in TABLES:
            return []
        noun = TABLE_LABELS.get(change.table, change.table)
        row = records.get(self.db, change.table, change.row)
        value = json.loads(change.value)
        title = title_of(change.table, row) if row else ""
        if change.group == REMOVAL:
            after = N_("quitado") if value["removed"] else N_("conservado")
            return [Cell(noun, title, N_("El registro"), "", str(Sentence(after)))]
        before = {}
        if change.group != INSERT and isinstance(change.seen, int):
            before = heads.value_at(self.db, change.table, change.row, change.group, change.seen) or {}
        fields = by_name(TABLES[change.table].fields)
        read = self._read
        return [
            Cell(noun, title, field.label, read(field.kind, before.get(name)), read(field.kind, value[name]))
            if (change.table, name) != EXTRA
            else Cell(noun, title, field.label, _extra(row, before.get(name)), _extra(row, value[name]))
            for name, field in fields.items()
            if name in value and before.get(name) != value[name]
        ]

    def _read(self, kind: Kind, value: Value) -> str:
        """A value as a person reads it: a record by its name, a code by its label."""
        if isinstance(kind, Catalogue) and value:
            return _(dict(self.choices(kind.name)).get(str(value), str(value)))
        return self._clash_value(kind, value) or kind.show(value)


def _extra(event: Row | None, data: Value) -> str:
    """The further data of what happened in a purchase, each with its label."""
    found = json.loads(str(data or "{}"))
    told = shown_extra(str((event or {}).get("codigo")), found)
    if len(told) < len(found):
        return str(data)  # a correction holds another object: nothing of it is left out
    return " · ".join(
        str(Sentence(N_("{label}: {value}"), label=Sentence(label), value=value)) for label, value in told
    )


def _cells_told(cells: tuple[Cell, ...]) -> list[tuple[str, ...]]:
    return [(_(cell.noun), cell.title, _(cell.label), cell.before, cell.after) for cell in cells]


def _vouched(links: Mapping[bytes, tuple[bytes, bool]]) -> set[bytes]:
    """The saves that a signature covers: the signed ones and, through the chain, all before them.

    Of a run that came in a bundle only the last save carries its author's signature.
    """
    found: set[bytes] = set()
    for end, (_before, signed) in links.items():
        covered = end if signed else b""
        while covered in links and covered not in found:
            found.add(covered)
            covered = links[covered][0]
    return found
