"""Copies outside the folder: on a stick or another disk that somebody marked for it once, and coming back from there.

A marked place holds what a new machine needs: `ayni-copias.json` (whose copies these are), `llave.json`, the encrypted
copies of the file and the encrypted papers. Nothing in it can be read without the passphrase or the recovery sheet.
"""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from ayni.domain.dates import without_accents
from ayni.domain.fields import Problem
from ayni.job import Job
from ayni.lang import N_, Sentence
from ayni.storage import attachments, records
from ayni.storage import folder as folders
from ayni.storage.database import Database
from ayni.sync.keys import checked
from ayni.workspace import law, recuerdo
from ayni.workspace.copia_terminos import older_than
from ayni.workspace.copias import CopiasDoor
from ayni.workspace.refusals import Refused, refuse

SIGN = "ayni-copias.json"
NAMED = "Ayni-copias"
PIECE = 1 << 20
ROOM = 4 << 20  # bytes that a disk keeps free

PULLED = N_("La memoria no responde o está llena. Lo guardado en este equipo está a salvo; la copia se hará otra vez.")
NO_ROOM = N_("En {name} faltan {missing} MB de espacio para la copia. Borre archivos o use otra memoria.")
NOT_MARKED = N_("En esa carpeta no hay copias de Ayni.")
INSIDE = N_("Elija otro lugar: esa carpeta está dentro de la carpeta de Ayni y se perdería con ella.")
OTHER_TOWN = N_("Esa carpeta guarda las copias de otra municipalidad: {name}. Elija otra carpeta.")
DIFFERENT = N_("Lo que se grabó no es igual a lo que se leyó. Use otra memoria USB.")
NOTHING_WHOLE = N_("El archivo está dañado y no se copió. Vuelva a la última copia buena.")


@dataclass(frozen=True, slots=True)
class Place:
    """A folder outside that keeps copies: whose, and which, newest first."""

    path: Path
    workspace: str
    name: str  # of the municipality
    copies: tuple[folders.Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class CopiedOut:
    """What went to a place: the copy's name, papers that were missing there, bytes written."""

    place: Path
    name: str
    papers: int
    size: int


def read_place(path: Path) -> Place | None:
    """What a folder says of itself, or None when it keeps no copies of ours or cannot be read."""
    try:
        found: Any = json.loads((path / SIGN).read_text("utf-8"))
        if found["ayni"] != "copias":
            return None
        listed = folders.newest_first(path)
        return Place(path, str(found["workspace"]), str(found["name"]), tuple(folders.copy_of(each) for each in listed))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def places_in(folder: Path) -> list[Place]:
    """The places that a folder or a stick holds: itself, or what stands right inside."""
    try:
        candidates = [folder, *sorted(path for path in folder.glob(f"{NAMED}*") if path.is_dir())]
    except OSError:
        return []
    return [found for path in candidates if (found := read_place(path)) is not None]


def _seen(workspace: str, wanted: Sequence[Path], volumes: Sequence[Path]) -> list[Place]:
    if not wanted:
        return []
    reached = [place for path in wanted if (place := read_place(path)) is not None]
    reached += [place for volume in volumes for place in places_in(volume)]
    return list({place.path.resolve(): place for place in reached if place.workspace == workspace}.values())


class CopiaFueraDoor(CopiasDoor):
    """What may be asked about copies outside."""

    def keep_copies_in(self, folder: Path) -> Place:
        """Mark a stick or a folder as a place for copies of this workspace. Said once; it is known wherever it is."""
        folder = folder.resolve()
        if folder.is_relative_to(self.folder.resolve()):
            raise refuse(INSIDE)
        for known in places_in(folder):
            if known.workspace == self.workspace_id:
                self._remember_place(known.path)
                return known
        if (other := read_place(folder)) is not None:
            raise refuse(OTHER_TOWN, name=other.name)
        name = str(self.meta("nombre"))
        plain = "-".join(without_accents(name).split())[:40].strip("-")
        place = folder / f"{NAMED}-{plain}-{self.workspace_id[:4]}"
        with self._world():
            place.mkdir(exist_ok=True)
            text = json.dumps({"ayni": "copias", "format": 1, "workspace": self.workspace_id, "name": name}, indent=1)
            folders.write_checked(place / SIGN, text.encode())
        self._remember_place(place)
        return Place(place, self.workspace_id, name)

    def _remember_place(self, place: Path) -> None:
        known = self.copy_places()
        if place not in known:
            self._keep_meta("copy_places", json.dumps([str(each) for each in [*known, place]]))

    def copy_places(self) -> list[Path]:
        """Where copies outside are kept, there now or not."""
        return [Path(each) for each in json.loads(self.meta("copy_places") or "[]")]

    def forget_place(self, place: Path) -> None:
        """No more copies go there; those that are there stay."""
        self._keep_meta("copy_places", json.dumps([str(each) for each in self.copy_places() if each != place]))

    def places_seen(self, volumes: Sequence[Path] = ()) -> list[Place]:
        """The marked places that can be reached now: where they were, or on these sticks and disks."""
        return self.place_finder()(volumes)

    def place_finder(self) -> Callable[[Sequence[Path]], list[Place]]:
        """The same look, to be taken on any thread: it asks nothing more of the file."""
        return partial(_seen, self.workspace_id, self.copy_places())

    def copied_out(self) -> str:
        """When the last copy went outside from this machine, or "" when none did. A date to come is believed last."""
        known, now = recuerdo.recall(self.workspace_id), self.clock().isoformat("T", "seconds")
        return max(known.copied.values(), key=lambda when: (when <= now, when), default="") if known else ""

    def copy_wanted(self, place: Place) -> bool:
        """Something was saved in this session, or no copy ever went there from here."""
        known = recuerdo.recall(self.workspace_id)
        return bool(self.last_saved()) or known is None or str(place.path) not in known.copied

    def outside_warning(self) -> Sentence | None:
        """Copies outside are wanted, and none went there for longer than the term."""
        if not self.copy_places() or not older_than(
            self.copied_out(), law.copy_terms().outside_told_after, self.clock()
        ):
            return None
        said = N_("Hace más de {days} días que no se hace una copia en la memoria USB. Póngala en el equipo.")
        return Sentence(said, days=law.copy_terms().outside_told_after)

    def copying_to(self, place: Path) -> Job[CopiedOut]:
        """Take an encrypted copy of everything to a marked place, whole or not at all, and read it back."""
        if read_place(place) is None:
            raise refuse(NOT_MARKED)
        yield 0.0
        with self.job() as db:
            copy = self._snapshot(db)
        yield 0.2
        with self._world():
            every = attachments.present(self.folder)
            papers = [path for path in every if not _of_one_size(path, _paper(place, path))]
            sizes = [copy.stat().st_size, *(path.stat().st_size for path in papers)]
            missing = sum(sizes) + ROOM - shutil.disk_usage(place).free
            if missing > 0:
                raise refuse(NO_ROOM, name=place.name, missing=max(1, missing >> 20))
            written, total, sent = 0, max(1, sum(sizes)), 0
            for path in papers:
                if attachments.sound(self.folder, self._key, path.name):  # what is damaged here goes nowhere
                    for part in push(path, _paper(place, path)):
                        yield 0.2 + 0.75 * (written + part) / total
                    sent += 1
                written += path.stat().st_size
            file = folders.read_json(self.folder / folders.KEY_FILE)
            if checked(file):
                folders.write_checked(place / folders.KEY_FILE, (self.folder / folders.KEY_FILE).read_bytes())
            name = _name_there(place, copy)
            for part in push(copy, place / name):
                yield 0.2 + 0.75 * (written + part) / total
            for old in folders.newest_first(place)[law.copy_terms().outside_kept :]:
                old.unlink(missing_ok=True)
        self._remember_copy(place, read=len(papers) == len(every))  # all were read back as they were written
        self._tell({"copia"})
        if self._papers_due(place):
            with self._world():
                sent += yield from self._mending_papers(place)
            self._remember_copy(place, read=True)
        yield 1.0
        return CopiedOut(place, name, sent, sum(sizes))

    def _remember_copy(self, place: Path, *, read: bool) -> None:
        """Keep in mind when a copy went there, and (`read`) that every paper was seen to be sound there."""
        known = recuerdo.recall(self.workspace_id)
        if known is not None:
            now = {str(place): self.clock().isoformat("T", "seconds")}
            seen = {**known.read_through, **now} if read else known.read_through
            recuerdo.remember(self.workspace_id, replace(known, copied={**known.copied, **now}, read_through=seen))

    def _papers_due(self, place: Path) -> bool:
        """The papers of a place are read to their end as often as a copy is tested: size alone shows no bad byte."""
        known = recuerdo.recall(self.workspace_id)
        if known is None:
            return False
        return older_than(known.read_through.get(str(place), ""), law.copy_terms().test_every, self.clock())

    def _mending_papers(self, place: Path) -> Job[int]:
        """Read every paper of a place and replace those that are spoiled there and sound here; how many they were."""
        every, mended = attachments.present(self.folder), 0
        for count, path in enumerate(every):
            yield 0.95 + 0.05 * count / len(every)
            spoiled = not attachments.sound(place, self._key, path.name)
            if spoiled and attachments.sound(self.folder, self._key, path.name):
                for _ in push(path, _paper(place, path)):
                    yield 0.95 + 0.05 * count / len(every)
                mended += 1
        return mended

    def _snapshot(self, db: Database) -> Path:
        """A copy beside the file that holds all that is saved; refused while the file is damaged."""
        if self.read_only:
            copy = next(iter(folders.routine_copies(self.folder)), None)
        else:
            with self._world():
                kept, still = law.copy_terms().kept, self._standing_still(db)
                copy = folders.copy_out(self.folder, self._key, self.clock(), kept=kept, still=still)
        if copy is None or not folders.healthy(copy, self._key):
            raise refuse(NOTHING_WHOLE)
        return copy

    @contextmanager
    def _standing_still(self, db: Database) -> Iterator[None]:
        """Everything saved is in the file itself, and nothing is written meanwhile."""
        with self._writing():
            db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            with records.transaction(db):
                yield

    @contextmanager
    def _world(self) -> Iterator[None]:
        """A pulled or full stick is told, and harms nothing."""
        try:
            yield
        except folders.FolderTrouble as error:
            raise Refused([Problem("", error.sentence)]) from error
        except OSError as error:
            raise refuse(PULLED) from error


def _name_there(place: Path, copy: Path) -> str:
    """Under which name a copy goes to a place: its own, or one after all that stands there from another life."""
    newest = next(iter(folders.newest_first(place)), copy)
    if folders.turn(copy) >= folders.turn(newest):
        return copy.name
    return newest.name if _same_there(copy, newest) else folders.after(copy.name, place)


def _paper(place: Path, path: Path) -> Path:
    """Where a paper of a folder stands in another."""
    return place / folders.ATTACHMENTS / path.parent.name / path.name


def _of_one_size(path: Path, other: Path) -> bool:
    return other.exists() and other.stat().st_size == path.stat().st_size


def push(source: Path, target: Path) -> Iterator[int]:
    """Write a file elsewhere, whole or not at all, and read it back. Yields the bytes written so far.

    Nothing is written where the same stands already, byte by byte.
    """
    if _same_there(source, target):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(target.name + ".nuevo")
    seen, done = hashlib.sha256(), 0
    try:
        with source.open("rb") as read, new.open("wb") as out:
            while piece := read.read(PIECE):
                out.write(piece)
                seen.update(piece)
                done += len(piece)
                yield done
            out.flush()
            os.fsync(out.fileno())
        if _digest(new) != seen.digest():
            raise folders.FolderTrouble(DIFFERENT)
        new.replace(target)
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)


def _same_there(source: Path, target: Path) -> bool:
    try:
        return target.exists() and folders.same(source, target)
    except OSError:  # what cannot be read any more is written again
        return False


def _digest(path: Path) -> bytes:
    seen = hashlib.sha256()
    with path.open("rb") as read:
        while piece := read.read(PIECE):
            seen.update(piece)
    return seen.digest()
