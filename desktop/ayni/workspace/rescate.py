"""A folder that does not open: its key by file or by copy, the last good copy, and a new folder from a stick."""

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ayni.domain.fields import Problem
from ayni.job import Job
from ayni.lang import N_
from ayni.storage import attachments
from ayni.storage import folder as folders
from ayni.storage.database import StoreError, connect
from ayni.sync.keys import (
    KeyFileTooNew,
    KeyTrouble,
    MistypedRecovery,
    WrongSecret,
    akin,
    checked,
    open_as_person,
    open_key_file,
)
from ayni.workspace import llave
from ayni.workspace.copia_buena import GoodCopy, finding_good
from ayni.workspace.copia_fuera import NOT_MARKED, PULLED, push, read_place
from ayni.workspace.opened import Clock, local_now
from ayni.workspace.refusals import NO_COPYING, NO_WRITING, Refused, refuse

NONE_GOOD = N_("Ninguna copia está sana. No borre nada y avise a quien le da soporte.")
NOT_EMPTY = N_("Esa carpeta ya tiene archivos. Elija otra carpeta, vacía.")
OTHER_KEY = N_("Las copias de ese lugar son de otra carpeta: no se abren con la misma llave.")


KEY_DAMAGED = N_("El archivo llave.json está dañado, pero hay una copia suya que abre con esta clave. Repárelo.")


def key_of(folder: Path, passphrase: str | None, recovery: str | None) -> bytes:
    """The key of the folder. Raises Refused; its field is `key_file` when the copy of the key file opens and it not."""
    return way_in(folder, passphrase, recovery)[0]


def way_in(folder: Path, passphrase: str | None, recovery: str | None) -> tuple[bytes, str]:
    """The same, with the mark of the person whose own passphrase it was ("" for the folder's and for the sheet)."""
    try:
        return _opened_key(folders.read_json(folder / folders.KEY_FILE), passphrase, recovery)
    except (KeyTrouble, folders.FolderTrouble) as error:
        told: KeyTrouble | folders.FolderTrouble = error
    except OSError as error:
        raise refuse(N_("No se puede leer esa carpeta. Revise que el disco o la memoria USB siga puesto.")) from error
    if not isinstance(told, MistypedRecovery) and (copy := _copy_to_use(folder, told)) is not None:
        try:
            _opened_key(copy, passphrase, recovery)
        except KeyTrouble as error:
            told = error  # the copy is whole: what it says of the secret is so
        else:
            raise refuse(KEY_DAMAGED, "key_file")
    raise Refused([Problem("recovery" if recovery is not None else "passphrase", told.sentence)]) from told


def _opened_key(file: Mapping[str, Any], passphrase: str | None, recovery: str | None) -> tuple[bytes, str]:
    if recovery is not None:
        return open_key_file(file, recovery=recovery), ""
    try:
        return open_key_file(file, passphrase=passphrase or ""), ""
    except WrongSecret:
        return open_as_person(file, passphrase or "")


def _copy_to_use(folder: Path, told: KeyTrouble | folders.FolderTrouble) -> Mapping[str, Any] | None:
    """The copy of the key file, when the file itself may be damaged. One that is whole is believed over its copy."""
    copy = llave.kept(folder)
    if copy is None or not checked(copy):
        return None
    if isinstance(told, WrongSecret | KeyFileTooNew):
        file = folders.read_json(folder / folders.KEY_FILE)
        if (checked(file) and isinstance(told, WrongSecret)) or not akin(file, copy):
            return None
    return copy


def repair_key_file(folder: Path, passphrase: str | None, *, recovery: str | None = None) -> None:
    """Put the copy of a damaged key file in its place, if it opens with this secret. Nothing is done to a sound one."""
    try:
        key_of(folder, passphrase, recovery)
    except Refused as refused:
        if refused.problems[0].field != "key_file":
            raise
    else:
        return
    try:
        with folders.lock(folder):
            llave.repair(folder)
    except folders.FolderTrouble as error:
        raise Refused([Problem("", error.sentence)]) from error
    except OSError as error:
        raise refuse(NO_COPYING) from error


def restore_damaged(
    folder: Path, name: str, passphrase: str | None, *, recovery: str | None = None, clock: Clock = local_now
) -> None:
    """Put a copy in the place of a file that cannot be opened. What was there is kept beside the copies."""
    key = key_of(folder, passphrase, recovery)
    try:
        with folders.lock(folder):
            for _ in folders.restore(folder, name, key, clock()):
                pass
    except folders.FolderTrouble as error:
        raise Refused([Problem("", error.sentence)]) from error
    except OSError as error:
        raise refuse(NO_COPYING) from error


def finding_good_copy(folder: Path, passphrase: str | None, *, recovery: str | None = None) -> Job[GoodCopy | None]:
    """Look for the newest copy that is whole, one by one, as long work. The value is None when there is none."""
    key = key_of(folder, passphrase, recovery)
    return (yield from finding_good(folder, key))


def restoring_from(
    place: Path,
    folder: Path,
    passphrase: str | None,
    *,
    recovery: str | None = None,
    clock: Clock = local_now,
) -> Job[folders.Copy]:
    """Set up a folder from the copies of a place outside, with what is on it alone. The value is the copy that served.

    A new folder must be empty; in the workspace itself the file is put aside first, as when going back to a copy.
    """
    found = read_place(place)
    if found is None:
        raise refuse(NOT_MARKED)
    key = key_of(place, passphrase, recovery)
    here = (folder / folders.KEY_FILE).exists() or llave.copy_of(folder).exists()
    if not here and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise refuse(NOT_EMPTY, "folder")
    for count, copy in enumerate(found.copies):
        yield 0.3 * count / len(found.copies)
        if folders.healthy(place / copy.name, key):
            break
    else:
        raise refuse(NONE_GOOD)
    try:
        if here:
            secret = (passphrase, recovery)
            yield from _restoring_here(place, folder, copy.name, key, secret, clock)
        else:
            yield from _restoring_new(place, folder, copy.name, key)
    except folders.FolderTrouble as error:
        raise Refused([Problem("", error.sentence)]) from error
    except OSError as error:
        raise refuse(PULLED if not read_place(place) else NO_WRITING, "folder") from error
    yield 1.0
    return copy


def _restoring_here(
    place: Path, folder: Path, name: str, key: bytes, secret: tuple[str | None, str | None], clock: Clock
) -> Job[None]:
    sound = llave.sound(folder)
    known = [folder / folders.DATABASE, *folders.routine_copies(folder)]
    same = any(_gives(file, key, secret) for file in sound) or any(_opens(path, key) for path in known)
    if sound and not same:
        raise refuse(OTHER_KEY)
    with folders.lock(folder):
        if not sound:
            llave.put_aside(folder, clock())
            llave.write(folder, folders.read_json(place / folders.KEY_FILE))
        yield from _papers(place, folder, key)
        for _ in push(place / name, folder / folders.COPIES / name):
            yield 0.8
        for _ in folders.restore(folder, name, key, clock()):
            yield 0.9


def _gives(file: Mapping[str, Any], key: bytes, secret: tuple[str | None, str | None]) -> bool:
    """A key file opens to this key with this secret."""
    try:
        return _opened_key(file, *secret)[0] == key
    except KeyTrouble:
        return False


def _opens(path: Path, key: bytes) -> bool:
    try:
        connect(path, key, alone=True).conn.close()
    except StoreError:
        return False
    return True


def _restoring_new(place: Path, folder: Path, name: str, key: bytes) -> Job[None]:
    """The key file comes last: until then the folder is not a workspace, and is taken away if something fails."""
    begun = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield from _papers(place, folder, key)
        for target in (folder / folders.DATABASE, folder / folders.COPIES / name):
            for _ in push(place / name, target):
                yield 0.9
        data = (place / folders.KEY_FILE).read_bytes()
        folders.write_checked(llave.copy_of(folder), data)
        folders.write_checked(folder / folders.KEY_FILE, data)
    except BaseException:
        with contextlib.suppress(OSError):
            folders.empty(folder)
            if begun:
                folder.rmdir()
        raise


def _papers(place: Path, folder: Path, key: bytes) -> Job[None]:
    """Bring the papers that are missing or damaged here and whole there."""
    listed = attachments.present(place)
    for count, path in enumerate(listed):
        yield 0.3 + 0.5 * count / len(listed)
        if attachments.sound(folder, key, path.name) or not attachments.sound(place, key, path.name):
            continue
        target = attachments.place(folder, path.name)
        target.unlink(missing_ok=True)
        for _ in push(path, target):
            pass
