"""A disk that a test can spoil: it dies, fills up or stops answering at a chosen call, below SQLite and below Python.

SQLite's files are reached through the table of functions of its own VFS, Python's through `open` and `os`. Only files
under the watched folders count. A call is named by what it does and to which file: "write ayni.db-wal", "sync ayni.db",
"rename envio.ayni". Between two calls nothing changes on the disk, so a process killed before each of them, and in the
middle of each write, has been killed at every boundary there is.
"""

import builtins
import ctypes
import errno
import io
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlcipher3 import _sqlite3

WRITING = ("write", "open", "mkdir")  # what a full disk refuses
CREATE = 4  # SQLITE_OPEN_CREATE
FULL, IOERR_READ, IOERR_WRITE, IOERR_SYNC, IOERR_TRUNCATE, IOERR_DELETE, CANTOPEN = 13, 266, 778, 1034, 1546, 2570, 14
CODES = {
    "read": IOERR_READ,
    "write": IOERR_WRITE,
    "sync": IOERR_SYNC,
    "truncate": IOERR_TRUNCATE,
    "delete": IOERR_DELETE,
    "open": CANTOPEN,
}


@dataclass(frozen=True, slots=True)
class Written:
    """One thing that happened to a file, to be played again up to where the power went."""

    path: str
    what: str  # "write", "truncate", "sync", "delete" or "done", which is no call but a word of the test's
    at: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """What happens at which call. With nothing chosen it only lists the calls."""

    roots: tuple[Path, ...]
    fault: str = (
        ""  # "kill" before the call, "half" in the middle of it, "full" from it on, "eio" once, "gone" for good
    )
    at: int = -1
    reads: bool = False  # whether reads are counted too
    calls: list[str] = field(default_factory=list)
    story: list[Written] | None = None  # kept when it is a list
    fresh: int = 0  # fences that follow a write and change what others read

    def holds(self, path: str | os.PathLike[str] | bytes | int | None) -> bool:
        """The file is one of those watched."""
        if path is None or isinstance(path, int):
            return False
        return any(Path(os.fsdecode(path)).is_relative_to(root) for root in self.roots)

    def call(self, what: str, path: str | os.PathLike[str] | bytes) -> int:
        """A call is about to happen: 0 to let it, or the errno with which it fails. The killed do not come back."""
        if what == "read" and not self.reads:
            return 0
        if what == "fence" and not self.fresh:
            return 0
        self.fresh = self.fresh - 1 if what == "fence" else 2
        number = len(self.calls)
        self.calls.append(f"{what} {Path(os.fsdecode(path)).name}")
        if number == self.at and self.fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if number >= self.at >= 0 and self.fault == "full" and what in WRITING:
            return errno.ENOSPC
        if (number == self.at and self.fault == "eio") or (number >= self.at >= 0 and self.fault == "gone"):
            return errno.EIO
        return 0

    @property
    def torn(self) -> bool:
        """The write that is about to happen is cut in its middle."""
        return self.fault == "half" and len(self.calls) - 1 == self.at

    def die(self) -> None:
        """The power goes."""
        os.kill(os.getpid(), signal.SIGKILL)

    def tell(self, path: str, what: str, at: int = 0, data: bytes = b"") -> None:
        """Keep what happened, where the story is kept."""
        if self.story is not None:
            self.story.append(Written(path, what, at, data))


_now: list[Disk] = []  # the disk at work, if any


def _disk(path: str | os.PathLike[str] | bytes | int | None) -> Disk | None:
    return _now[0] if _now and _now[0].holds(path) else None


# Below SQLite

_lib = ctypes.CDLL(_sqlite3.__file__)
_lib.sqlite3_vfs_find.restype = ctypes.c_void_p
_lib.sqlite3_vfs_find.argtypes = [ctypes.c_char_p]

_P, _I, _L = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_OPEN = ctypes.CFUNCTYPE(_I, _P, _P, _P, _I, _P)  # the name as an address: SQLite keeps it
_DELETE = ctypes.CFUNCTYPE(_I, _P, _P, _I)
_MOVE = ctypes.CFUNCTYPE(_I, _P, _P, _I, _L)  # read and write
_TRUNCATE = ctypes.CFUNCTYPE(_I, _P, _L)
_SYNC = ctypes.CFUNCTYPE(_I, _P, _I)
_BARRIER = ctypes.CFUNCTYPE(None, _P)
_VFS_OPEN, _VFS_DELETE = 5, 6  # places in sqlite3_vfs, in words
_READ, _WRITE, _CUT, _SYNCED, _FENCE, _METHODS = 2, 3, 4, 5, 15, 19  # places in sqlite3_io_methods

_originals: dict[int, Any] = {}  # sqlite3_file → the table of its own methods
_names: dict[int, str] = {}  # sqlite3_file → path
_tables: dict[int, Any] = {}  # a table of methods → our copy of it


def _words(address: int) -> Any:
    return ctypes.cast(address, ctypes.POINTER(ctypes.c_void_p))


def _own(file: int, place: int, kind: Any) -> Any:
    return kind(_originals[file][place])


def _code(found: int, what: str) -> int:
    return FULL if found == errno.ENOSPC else CODES[what]


@_MOVE
def _read(file: int, buffer: int, size: int, at: int) -> int:
    disk = _disk(_names[file])
    if disk and (found := disk.call("read", _names[file])):
        return _code(found, "read")
    return int(_own(file, _READ, _MOVE)(file, buffer, size, at))


@_MOVE
def _write(file: int, buffer: int, size: int, at: int) -> int:
    write, path = _own(file, _WRITE, _MOVE), _names[file]
    if disk := _disk(path):
        if found := disk.call("write", path):
            if found == errno.ENOSPC:
                write(file, buffer, size // 2, at)  # as much as there was room for
            return _code(found, "write")
        if disk.torn:
            write(file, buffer, size // 2, at)
            disk.die()
        disk.tell(path, "write", at, ctypes.string_at(buffer, size))
    return int(write(file, buffer, size, at))


@_TRUNCATE
def _truncate(file: int, size: int) -> int:
    if disk := _disk(_names[file]):
        if found := disk.call("truncate", _names[file]):
            return _code(found, "truncate")
        disk.tell(_names[file], "truncate", size)
    return int(_own(file, _CUT, _TRUNCATE)(file, size))


@_SYNC
def _sync(file: int, flags: int) -> int:
    if disk := _disk(_names[file]):
        if found := disk.call("sync", _names[file]):
            return _code(found, "sync")
        disk.tell(_names[file], "sync")
    return int(_own(file, _SYNCED, _SYNC)(file, flags))


@_BARRIER
def _fence(file: int) -> None:
    if (disk := _disk(_names[file])) and disk.fault in {"", "kill"}:
        disk.call("fence", _names[file])  # between the two copies of the head of the shared index
    _own(file, _FENCE, _BARRIER)(file)


def _named(address: int | None) -> str:
    return os.fsdecode(ctypes.string_at(address)) if address else ""


@_OPEN
def _open(vfs: int, address: int | None, file: int, flags: int, out: int) -> int:
    name = _named(address)
    disk = _disk(name or None)
    if disk and (found := disk.call("open" if flags & CREATE else "read", name)):
        _words(file)[0] = None
        return _code(found, "open")
    said = int(_vfs_open(vfs, address, file, flags, out))
    if said == 0 and name and (table := _words(file)[0]):
        if table not in _tables:
            copied = (ctypes.c_void_p * _METHODS)(*(_words(table)[place] for place in range(_METHODS)))
            for place, ours in ((_READ, _read), (_WRITE, _write), (_CUT, _truncate), (_SYNCED, _sync)):
                copied[place] = ctypes.cast(ours, ctypes.c_void_p).value
            if copied[_FENCE]:
                copied[_FENCE] = ctypes.cast(_fence, ctypes.c_void_p).value
            _tables[table] = copied
        _names[file], _originals[file] = name, _words(table)
        _words(file)[0] = ctypes.addressof(_tables[table])
    return said


@_DELETE
def _delete(vfs: int, address: int, synced: int) -> int:
    name = _named(address)
    if disk := _disk(name):
        if found := disk.call("delete", name):
            return _code(found, "delete")
        disk.tell(name, "delete")
    return int(_vfs_delete(vfs, address, synced))


_vfs = _words(_lib.sqlite3_vfs_find(None))
_vfs_open, _vfs_delete = _OPEN(_vfs[_VFS_OPEN]), _DELETE(_vfs[_VFS_DELETE])


@contextmanager
def _below_sqlite() -> Iterator[None]:
    kept = _vfs[_VFS_OPEN], _vfs[_VFS_DELETE]
    _vfs[_VFS_OPEN] = ctypes.cast(_open, ctypes.c_void_p).value
    _vfs[_VFS_DELETE] = ctypes.cast(_delete, ctypes.c_void_p).value
    try:
        yield
    finally:
        _vfs[_VFS_OPEN], _vfs[_VFS_DELETE] = kept


# Below Python

_held: dict[int, str] = {}  # descriptor → path


def _refused(number: int, path: str) -> OSError:
    return OSError(number, os.strerror(number), path)


class _File(io.FileIO):
    """A file whose every call is counted."""

    def __init__(self, path: str, mode: str) -> None:
        super().__init__(path, mode)
        self.path = path
        _held[self.fileno()] = path

    def write(self, data: Any) -> int:
        if disk := _disk(self.path):
            if found := disk.call("write", self.path):
                if found == errno.ENOSPC:
                    super().write(bytes(data)[: len(bytes(data)) // 2])
                raise _refused(found, self.path)
            if disk.torn:
                super().write(bytes(data)[: len(bytes(data)) // 2])
                disk.die()
        return super().write(data) or 0

    def _looked(self) -> None:
        if (disk := _disk(self.path)) and (found := disk.call("read", self.path)):
            raise _refused(found, self.path)

    def readinto(self, buffer: Any) -> int | None:
        self._looked()
        return super().readinto(buffer)

    def readall(self) -> bytes:
        self._looked()
        return super().readall() or b""

    def close(self) -> None:
        if not self.closed:
            _held.pop(self.fileno(), None)
        super().close()


_opened = io.open


def _opening(file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, *rest: Any, **more: Any) -> Any:
    disk = _disk(file)
    if disk is None:
        return _opened(file, mode, buffering, encoding, *rest, **more)
    path = os.fsdecode(file)
    writes = bool(set(mode) & set("wxa+"))
    if found := disk.call("open" if writes else "read", path):
        raise _refused(found, path)
    raw = _File(path, mode.replace("b", "").replace("t", ""))
    whole: Any = io.BufferedRandom(raw) if "+" in mode else (io.BufferedWriter if writes else io.BufferedReader)(raw)
    return whole if "b" in mode else io.TextIOWrapper(whole, encoding, *rest, **more)


def _counted(name: str, what: str) -> Callable[..., Any]:
    """A function of `os` that first asks the disk; the last file named is the one it is about."""
    original = getattr(os, name)

    def ours(path: Any, *others: Any, **more: Any) -> Any:
        about = others[0] if name in {"replace", "rename"} else path
        disk = _disk(about) or _disk(path)
        writes = name != "open" or bool(others and others[0] & os.O_CREAT)
        if disk and writes and (found := disk.call(what, about)):
            raise _refused(found, os.fsdecode(about))
        return original(path, *others, **more)

    return ours


_OS = {
    "replace": "rename",
    "rename": "rename",
    "unlink": "delete",
    "remove": "delete",
    "mkdir": "mkdir",
    "rmdir": "delete",
    "open": "open",
}


@contextmanager
def _below_python() -> Iterator[None]:
    kept = {name: getattr(os, name) for name in (*_OS, "fsync")}

    def fsync(file: Any) -> None:
        path = _held.get(file if isinstance(file, int) else file.fileno())
        if (disk := _disk(path)) and path and (found := disk.call("sync", path)):
            raise _refused(found, path)
        kept["fsync"](file)

    for name, what in _OS.items():
        setattr(os, name, _counted(name, what))
    os.fsync = fsync
    io.open = builtins.open = _opening
    by_kernel, shutil._USE_CP_SENDFILE = shutil._USE_CP_SENDFILE, False  # piece by piece, to be counted
    try:
        yield
    finally:
        for name, original in kept.items():
            setattr(os, name, original)
        io.open = builtins.open = _opened
        shutil._USE_CP_SENDFILE = by_kernel


@contextmanager
def watching(disk: Disk) -> Iterator[Disk]:
    """The disk is at work: files opened from now on are counted. `disk.fault` may be chosen later."""
    _now.insert(0, disk)
    try:
        with _below_sqlite(), _below_python():
            yield disk
    finally:
        _now.remove(disk)


def killed(work: Callable[[], object]) -> bool:
    """Run in a forked process; True when it was killed, False when it came to its end. Its error is told."""
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(told)
        code = 1
        try:
            work()
            code = 0
        except BaseException as error:  # noqa: BLE001  the parent raises it
            with suppress(OSError):
                os.write(tell, repr(error).encode())
        finally:
            os._exit(code)
    os.close(tell)
    with os.fdopen(told, "rb") as said:
        trouble = said.read().decode()
    status = os.waitpid(pid, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise AssertionError(f"the child failed: {trouble}")
    return os.WIFSIGNALED(status)
