"""A workspace is a folder: the encrypted file, its wrapped key, its copies, its lock."""

import contextlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import filelock

from ayni.lang import N_, Sentence
from ayni.storage.database import Database, StoreError, connect, scalar

DATABASE = "ayni.db"
KEY_FILE = "llave.json"
LOCK = "ayni.lock"
COPIES = "copias"
ATTACHMENTS = "adjuntos"
NUMBERED = re.compile(r"(ayni-\d{8}-\d{6}-\d{6})(?:-(\d+))?")
UNDER_WAY = "ayni.abierto"  # stands in the folder while it is open for writing


class FolderTrouble(Exception):  # noqa: N818  a trouble of the world, in words for a person
    """What is wrong with a folder and what to do."""

    def __init__(self, message: str, **holes: object) -> None:
        self.sentence = Sentence(message, **holes)
        super().__init__(str(self.sentence))


class Damaged(FolderTrouble):
    """The file does not hold what it must."""


class Locked(FolderTrouble):
    """Another window has the folder open for writing."""


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, even if the power fails: beside, to the disk, renamed."""
    new = path.with_name(path.name + ".nuevo")
    try:
        with new.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def write_checked(path: Path, data: bytes) -> None:
    """Write a file to a stick and read it back; a stick that kept something else is told."""
    write_whole(path, data)
    if path.read_bytes() != data:
        raise FolderTrouble(N_("Lo que se grabó no es igual a lo que se leyó. Use otra memoria USB."))


def read_json(path: Path) -> dict[str, Any]:
    """A small JSON file of ours; one that is missing or damaged is told in words."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise FolderTrouble(N_("Esta carpeta no es de Ayni: le falta el archivo {name}."), name=path.name) from None
    except ValueError:
        raise FolderTrouble(
            N_("El archivo {name} está dañado. Recupere la carpeta de una copia."), name=path.name
        ) from None
    if not isinstance(found, dict):
        raise FolderTrouble(N_("El archivo {name} está dañado. Recupere la carpeta de una copia."), name=path.name)
    return found


def lock(folder: Path) -> filelock.FileLock:
    """Take the folder for writing; raises Locked when another window has it."""
    held = filelock.FileLock(folder / LOCK, blocking=False)
    try:
        held.acquire()
    except filelock.Timeout:
        raise Locked(
            N_("Esta municipalidad ya está abierta en otra ventana de Ayni. Ciérrela, o siga trabajando en ella.")
        ) from None
    return held


def begin(folder: Path, now: datetime) -> str:
    """Mark the folder as open for writing. Gives since when it was open when nobody closed it, "" when it was."""
    path = folder / UNDER_WAY
    since = ""
    try:
        if path.exists():
            since = path.read_text("ascii", "replace")[:25] or "?"
        write_whole(path, now.isoformat("T", "seconds").encode())
    except OSError:
        pass  # without room for the mark the folder still opens
    return since


def end(folder: Path) -> None:
    """The folder was closed as it should."""
    with contextlib.suppress(OSError):
        (folder / UNDER_WAY).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Copy:
    """An encrypted copy of the file: its name, when it was made and how big it is."""

    name: str
    made: str
    size: int


def copies(folder: Path) -> list[Copy]:
    """The copies, newest first; after them what stood here before a restore, which may be damaged."""
    place = folder / COPIES
    return [copy_of(path) for path in newest_first(place) + sorted(place.glob("antes-*.db"), reverse=True)]


def turn(path: Path) -> tuple[int, str]:
    """What puts copies in the order in which they were made: the number at the end of their names, then the date.

    The date alone does not, for a clock may be wrong. An older program gave no numbers: its copies were made before.
    """
    found = NUMBERED.match(path.name)
    return int((found and found[2]) or 0), path.name


def newest_first(place: Path) -> list[Path]:
    """The copies that stand in a folder, the one made last first."""
    return sorted(place.glob("ayni-*.db"), key=turn, reverse=True)


def after(name: str, place: Path) -> str:
    """The name of a copy with a number that puts it after all that stand in a folder."""
    number = max((turn(path)[0] for path in newest_first(place)), default=0) + 1
    return NUMBERED.sub(rf"\g<1>-{number}", name, count=1)


def copy_of(path: Path) -> Copy:
    """A copy as it is listed."""
    known = path.stat()
    try:  # a file that went over a stick tells its moment only by its name
        made = datetime.strptime(path.name.partition("-")[2][:15], "%Y%m%d-%H%M%S").astimezone()
    except ValueError:
        made = datetime.fromtimestamp(known.st_mtime).astimezone()
    return Copy(path.name, made.isoformat("T", "minutes"), known.st_size)


def routine_copies(folder: Path) -> list[Path]:
    """The copies made on closing, newest first: not those from before a migration or a restore."""
    return [path for path in newest_first(folder / COPIES) if "-antes" not in path.name]


def copy_out(
    folder: Path,
    key: bytes,
    now: datetime,
    kept: int,
    mark: str = "",
    still: AbstractContextManager[object] | None = None,
) -> Path | None:
    """Copy the checkpointed file beside, keep the last ones. Gives the copy, or the last one when it holds the same.

    A damaged file is not copied (None): it would push out the good copies, one at each close. `still` holds the file
    still while its bytes are read, where it is open.
    """
    source, place = folder / DATABASE, folder / COPIES
    place.mkdir(exist_ok=True)
    target = place / after(f"ayni-{now:%Y%m%d-%H%M%S-%f}{mark}.db", place)
    new = target.with_suffix(".nuevo")
    try:
        with new.open("wb") as write:
            with still or contextlib.nullcontext():
                routine = routine_copies(folder)
                if routine and not mark and same(source, routine[0]):
                    return routine[0]
                with source.open("rb") as read:
                    shutil.copyfileobj(read, write, 1 << 20)
            write.flush()
            os.fsync(write.fileno())
        if not healthy(new, key):
            return None
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    for old in routine_copies(folder)[kept:]:
        old.unlink(missing_ok=True)
    return target


def same(one: Path, other: Path) -> bool:
    """Two files hold the same bytes."""
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as left, other.open("rb") as right:
        while True:
            a, b = left.read(1 << 20), right.read(1 << 20)
            if a != b:
                return False
            if not a:
                return True


def healthy(path: Path, key: bytes) -> bool:
    """Every page of the file decrypts and the database is whole."""
    try:
        db = connect(path, key, alone=True)
    except StoreError:
        return False
    try:
        kept = scalar(db, "SELECT 1 FROM sqlite_schema WHERE name = 'meta'")  # a file of no bytes opens as well
        return bool(kept) and spoiled_pages(db) == 0 and bool(scalar(db, "PRAGMA quick_check") == "ok")
    except StoreError:
        return False
    finally:
        db.conn.close()


def mend_from_log(db: Database) -> None:
    """Write into the file what its log beside it holds: a page that a power cut tore on that way is whole in there."""
    with contextlib.suppress(StoreError):  # somebody is writing, or only reading is allowed: nothing to mend then
        db.conn.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def spoiled_pages(db: Database) -> int:
    """How many pages of an open file are not what was written, by the seal of each.

    A page that is being written while it is read is no damage: what is found must be found twice.
    """
    looks = (len(db.conn.execute("PRAGMA cipher_integrity_check").fetchall()) for _ in range(2))
    return next(looks) and next(looks)


def restore(folder: Path, name: str, key: bytes, now: datetime) -> Iterator[float]:
    """Put a copy in the place of the file. What was there is kept as one more copy, even when it is damaged."""
    chosen = folder / COPIES / name
    yield 0.1
    if not chosen.exists() or not healthy(chosen, key):
        raise FolderTrouble(N_("Esa copia está dañada. Elija otra."))
    yield 0.4
    source, new = folder / DATABASE, folder / (DATABASE + ".nuevo")
    _copy_to_disk(chosen, new)
    yield 0.7
    if source.exists():
        kept = folder / COPIES / f"antes-{now:%Y%m%d-%H%M%S-%f}.db"
        _copy_to_disk(source, kept)
        sides = [folder / (DATABASE + side) for side in ("-wal", "-shm")]
        for beside in filter(Path.exists, sides):
            _copy_to_disk(beside, kept.with_name(kept.name + beside.name.removeprefix(DATABASE)))
        for beside in sides:  # all is on the disk: a power cut from here on loses nothing of it
            beside.unlink(missing_ok=True)
    new.replace(source)
    yield 1.0


def _copy_to_disk(source: Path, target: Path) -> None:
    """Copy a file and wait until the disk has it."""
    shutil.copyfile(source, target)
    with target.open("rb+") as out:
        os.fsync(out.fileno())


def empty(folder: Path) -> None:
    """Take away what was begun in a folder that is not a workspace yet."""
    for inside in folder.iterdir():
        if inside.is_dir():
            shutil.rmtree(inside)
        else:
            inside.unlink()
