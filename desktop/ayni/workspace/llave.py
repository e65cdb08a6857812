"""`llave.json` and its equal copy among the copies: one damaged byte must not lock a folder for ever."""

import contextlib
import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ayni.storage.folder import COPIES, KEY_FILE, FolderTrouble, read_json, write_whole
from ayni.sync import keys

BEFORE = "antes-llave.json"  # what a repair took away


def copy_of(folder: Path) -> Path:
    """Where the copy of the key file stands."""
    return folder / COPIES / KEY_FILE


def kept(folder: Path) -> dict[str, Any] | None:
    """The copy, or None when it is missing or cannot be read."""
    try:
        return read_json(copy_of(folder))
    except (FolderTrouble, OSError):
        return None


def write(folder: Path, file: dict[str, Any]) -> None:
    """Write the key file and then its copy; a copy that finds no room is made at the next opening."""
    data = json.dumps(file, indent=1).encode()
    write_whole(folder / KEY_FILE, data)
    with contextlib.suppress(OSError):
        _write_copy(folder, data)


def _write_copy(folder: Path, data: bytes) -> None:
    (folder / COPIES).mkdir(exist_ok=True)
    write_whole(copy_of(folder), data)


def sound(folder: Path) -> list[dict[str, Any]]:
    """The file and its copy, of these the ones that are whole."""
    found = []
    for path in (folder / KEY_FILE, copy_of(folder)):
        with contextlib.suppress(FolderTrouble):
            file = read_json(path)
            if keys.whole(file):
                found.append(file)
    return found


def put_aside(folder: Path, now: datetime) -> None:
    """Keep both files beside the copies, under other names, before another key takes their place."""
    there = (path for path in (folder / KEY_FILE, copy_of(folder)) if path.exists())
    for number, data in enumerate(dict.fromkeys(path.read_bytes() for path in there)):
        (folder / COPIES).mkdir(exist_ok=True)
        write_whole(folder / COPIES / f"antes-{now:%Y%m%d-%H%M%S-%f}-llave{number or ''}.json", data)


def forget_before(folder: Path, file: Mapping[str, Any]) -> None:
    """After a change, delete what was put aside and opens the folder with what is not good any more.

    `file` is the key file before the change. The key of another folder stays: it may be the only one there is.
    """
    (folder / COPIES / BEFORE).unlink(missing_ok=True)
    for path in (folder / COPIES).glob("antes-*-llave*.json"):
        with contextlib.suppress(FolderTrouble):
            if keys.kin(read_json(path), file):
                path.unlink()


def repair(folder: Path) -> None:
    """Put the copy in the place of the key file; what was there is kept beside the copies."""
    found = copy_of(folder).read_bytes()
    with contextlib.suppress(FileNotFoundError):
        write_whole(folder / COPIES / BEFORE, (folder / KEY_FILE).read_bytes())
    write_whole(folder / KEY_FILE, found)


def look_after(folder: Path) -> bool:
    """After the folder was opened: make file and copy equal and checked. True when the file had damage, now mended.

    A file of an older program has no checks yet; it is believed when no sound copy of it says otherwise.
    """
    file, copy = read_json(folder / KEY_FILE), kept(folder)
    if keys.checked(file):
        data = (folder / KEY_FILE).read_bytes()
        if copy is None or copy_of(folder).read_bytes() != data:
            _write_copy(folder, data)
        return False
    if copy is not None and keys.checked(copy) and keys.akin(file, copy):
        repair(folder)
        return True
    if keys.whole(file):
        write(folder, keys.with_checks(file))
    return False


def damage(folder: Path) -> list[str]:
    """Which of the two files is not whole: their names, for the check."""
    found = []
    for path in (folder / KEY_FILE, copy_of(folder)):
        try:
            sound = keys.whole(read_json(path))
        except FolderTrouble:
            sound = False
        if not sound and (path.name != path.relative_to(folder).as_posix() or os.path.lexists(path)):
            found.append(path.relative_to(folder).as_posix())
    return found
