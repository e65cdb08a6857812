"""What goes out: bundles for one machine or several, whole or what they lack, in files that each stand alone."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from ayni import __version__
from ayni.job import Job
from ayni.lang import N_
from ayni.storage import cuarentena, encargo, heard, papers, records
from ayni.storage.database import Database, row, rows
from ayni.storage.migrations import SCHEMA
from ayni.sync.batch import Sealed
from ayni.sync.bundle import FIRST, Facts, Written, write_bundle
from ayni.sync.container import HEADER
from ayni.sync.cuarentena import proven
from ayni.sync.keys import REGION, Card, card_from_body
from ayni.sync.letter import WANTS_MOST
from ayni.sync.parts import parts
from ayni.workspace.intercambio import NOT_WRITTEN, IntercambioDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused, refuse

NOT_EQUAL = N_(
    "{first} y {second} no llevan las mismas organizaciones. Grabe un archivo para cada uno, para que nadie"
    " reciba lo que no le toca."
)
OWN_FILES = "grabados"
REMEMBERED = 1000  # files that this machine wrote
FOREIGN = "ajeno"


@dataclass(frozen=True, slots=True)
class Sent:
    """What went out."""

    path: Path  # the first file
    to: str
    saves: int
    size: int  # bytes, of all files
    paths: tuple[Path, ...] = ()
    papers: int = 0
    papers_left: int = 0  # too heavy to travel, or damaged here


class EnvioDoor(IntercambioDoor):
    """What may be asked about files that go out."""

    def bundling(
        self,
        to: str | Sequence[str],
        path: Path,
        *,
        whole: bool = False,
        by_content: bool = False,
    ) -> Job[Sent]:
        """Write a bundle for one trusted machine or several, with everything that some of them has not confirmed.

        `whole`: all that they carry, whatever they confirmed. A large one becomes several files, `X.ayni`, `X-2.ayni`…
        `by_content`: `path` is a folder, in which each file gets a name made of its content. The value is a `Sent`.
        """
        with self.job() as db:
            machines = self._addressees(db, [to] if isinstance(to, str) else to)
            yield 0.05
            carried = self.scopes_of(machines[0]["device"])
            vector = json.dumps(encargo.vector_within(db, carried))  # before: somebody may save while this is written
            wanted = self._not_confirmed(db, machines, carried, whole=whole)
            saves: list[records.Sealed] = []
            for done, sealed in enumerate(records.sealed_saves(db, wanted)):
                saves.append(sealed)
                if done % 200 == 0:
                    yield 0.05 + 0.5 * done / max(1, len(wanted))
            if any(machine["role"] == REGION for machine in machines):
                shared = parts(proven(saves))  # the region keeps nothing apart
            else:
                shared = parts([*saves, *cuarentena.signed_ends(db, saves)])
            previous, size = machines[0]["last_manifest"] or FIRST, 0
            paths: list[Path] = []
            export, number = export_of(path, machines), 0
            for place, part in enumerate(shared, start=1):
                written = self._bundle_of(db, part, machines, carried, previous)
                if by_content:
                    target = named_by(path, written.data)
                else:  # the first name is the one that a person chose
                    number = self._next_own(partial(numbered, path), number, export) if number else 1
                    target = numbered(path, number)
                    self._remember_own(export, written.data)
                self._write_out(target, written.data)
                paths.append(target)
                previous, size = written.manifest_hash, size + len(written.data)
                yield 0.55 + 0.4 * place / len(shared)
            if not by_content:
                self._forget_own(partial(numbered, path), number, export)
            with self._writing(), records.transaction(db):
                db.conn.executemany(
                    "UPDATE equipo SET exported = ?, last_manifest = ? WHERE device = ?",
                    [(vector, previous, machine["device"]) for machine in machines],
                )
            self._tell({"equipo"})
            yield 1.0
            return Sent(paths[0], names_of(machines), len(saves), size, tuple(paths))

    def _addressees(self, db: Database, names: Sequence[str]) -> list[Row]:
        """The trusted machines of these names or devices; refused when they do not carry the same."""
        found: list[Row] = []
        for name in dict.fromkeys(names):
            machine = row(db, "SELECT * FROM equipo WHERE name = ? OR device = ?", (name, name))
            if machine is None:
                said = N_("No hay una tarjeta aceptada de {name}. Pida su tarjeta y acéptela primero.")
                raise refuse(said, name=name)
            self._refuse_ended(machine["device"])
            found.append(machine)
        if not found:
            raise refuse(N_("Diga para qué equipo es el archivo."))
        carried = self.scopes_of(found[0]["device"])
        for other in found[1:]:
            if self.scopes_of(other["device"]) != carried:
                raise refuse(NOT_EQUAL, first=found[0]["name"], second=other["name"])
        return found

    def _not_confirmed(
        self, db: Database, machines: Sequence[Row], carried: encargo.Scopes, *, whole: bool
    ) -> list[int]:
        """What some of these machines lacks of what they carry, in order."""
        wanted: dict[int, None] = {}
        for machine in machines:
            theirs = {} if whole else heard.theirs(db, machine["device"])
            wanted |= dict.fromkeys(encargo.missing_there(db, theirs, carried))
        return list(wanted)

    def _bundle_of(
        self,
        db: Database,
        saves: Sequence[Sealed],
        machines: Sequence[Row],
        carried: encargo.Scopes,
        previous: bytes,
    ) -> Written:
        facts = Facts(
            ubigeo=self.ubigeo,
            schema=SCHEMA,
            program=__version__,
            clock=self.clock().isoformat("T", "seconds"),
            vector=self._told_to(db, machines, carried),
            previous=previous,
            wants=papers.missing_here(db, self.folder, WANTS_MOST),
        )
        assert self.keys is not None
        known = rows(db, "SELECT card FROM equipo UNION SELECT card FROM autor")
        cards = [card_from_body(found["card"]) for found in known]
        believed = self._certificates(db).values()
        return write_bundle(saves, facts, self.keys, self.card(), cards_of(machines), cards, believed)

    def _told_to(self, db: Database, machines: Sequence[Row], carried: encargo.Scopes) -> dict[str, tuple[int, int]]:
        """What all of these machines may read that we hold."""
        told = [
            encargo.told(db, machine["device"], heard.theirs(db, machine["device"]), carried) for machine in machines
        ]
        common = set.intersection(*(set(its) for its in told))
        return {name: min(its[name] for its in told) for name in sorted(common)}

    # the files of an export with a name, of which a later one takes the place

    def _next_own(self, name: Callable[[int], Path], last: int, export: str) -> int:
        """The next number whose name is free, or holds what was written before for the same export."""
        place = last + 1
        while (mark := self._mark_there(name(place))) and mark + export not in self._own_files():
            place += 1
        return place

    def _write_parts(self, path: Path, parts_of: Sequence[bytes], machines: Sequence[Row]) -> list[Path]:
        """Write these beside a file, as its parts from the second on; those of an earlier export go away."""
        export, number = export_of(path, machines), 1
        written = []
        for data in parts_of:
            number = self._next_own(partial(numbered, path), number, export)
            self._remember_own(export, data)
            self._write_out(numbered(path, number), data)
            written.append(numbered(path, number))
        self._forget_own(partial(numbered, path), number, export)
        return written

    def _remember_own(self, export: str, data: bytes) -> None:
        with self._writing():
            self._keep_meta(OWN_FILES, json.dumps([*self._own_files(), mark_of(data) + export][-REMEMBERED:]))

    def _own_files(self) -> list[str]:
        return list(json.loads(str(self.meta(OWN_FILES) or "[]")))

    def _forget_own(self, name: Callable[[int], Path], last: int, export: str) -> None:
        """Take away parts that an earlier export of the same name left beyond these: they would be received in vain."""
        place, own = last + 1, self._own_files()
        with suppress(OSError, Refused):
            while mark := self._mark_there(name(place)):
                if mark + export in own:
                    name(place).unlink()
                place += 1

    @staticmethod
    def _mark_there(path: Path) -> str:
        """What stands in the head of a file; something else for one that is not Ayni's, "" when nothing is there."""
        try:
            if not path.exists():
                return ""
            if path.is_dir():
                return FOREIGN
            with path.open("rb") as opened:
                return mark_of(opened.read(HEADER.size)) or FOREIGN
        except OSError as error:
            raise refuse(NOT_WRITTEN, name=path.name) from error


def export_of(path: Path, machines: Sequence[Row]) -> str:
    """What tells one export from another: its name and whom it is for."""
    told = "/".join((path.stem, *sorted(str(machine["device"]) for machine in machines)))
    return sha256(told.encode()).hexdigest()[:12]


def mark_of(data: bytes) -> str:
    """What tells one file from another without reading it whole: the digest that stands in its head."""
    return data[: HEADER.size][-32:].hex()[:24] if len(data) >= HEADER.size else ""


def numbered(path: Path, place: int) -> Path:
    """`X.ayni`, `X-2.ayni`, `X-3.ayni`…"""
    return path if place == 1 else path.with_stem(f"{path.stem}-{place}")


def named_by(folder: Path, data: bytes) -> Path:
    """A name made of the content: a courier never carries it twice, nor one file over another."""
    return folder / f"ayni-{sha256(data).hexdigest()[:16]}.ayni"


def names_of(machines: Sequence[Row]) -> str:
    """Whom a file is for, in words."""
    return ", ".join(str(machine["name"]) for machine in machines)


def cards_of(machines: Sequence[Row]) -> list[Card]:
    """The cards that a file is sealed to."""
    return [card_from_body(machine["card"]) for machine in machines]
