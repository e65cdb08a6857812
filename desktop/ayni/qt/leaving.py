"""Sticks that are in the machine now, and the copy that goes to one of them before the program closes."""

import ctypes
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread
from typing import Any

from PySide6.QtCore import QStorageInfo
from PySide6.QtWidgets import QDialog, QVBoxLayout

from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import words
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.work import OneWorker, WorkPanel
from ayni.qt.shell import door_sentence

OURS = {"vfat", "exfat", "fat32", "fat", "ntfs", "ntfs3", "fuseblk", "ext2", "ext3", "ext4", "btrfs", "hfs", "udf"}


MOUNTED = Path("/proc/self/mounts")
PATIENCE = 5.0  # seconds that closing waits for a stick that wakes up
ANSWERING = (2, 3)  # what Windows calls drives with a removable and with a fixed disk


def local_roots(table: bytes) -> list[str]:
    """Where the disks and sticks of this machine stand, of all that Linux says is mounted."""
    lines = (line.split() for line in table.splitlines())
    named = [line[1] for line in lines if len(line) > 2 and line[2].decode("ascii", "replace") in OURS]
    return [os.fsdecode(re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), name)) for name in named]


def _volumes() -> list[QStorageInfo]:
    """The volumes of this machine. One of the network is not asked: Qt would wait for it, and all of Python with it."""
    if sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        letters = [chr(ord("A") + place) for place in range(26) if kernel.GetLogicalDrives() >> place & 1]
        return [QStorageInfo(f"{each}:/") for each in letters if kernel.GetDriveTypeW(f"{each}:\\") in ANSWERING]
    else:  # noqa: RET505  what checks types knows then which of the two it reads
        if MOUNTED.exists():
            return [QStorageInfo(root) for root in local_roots(MOUNTED.read_bytes())]
        return QStorageInfo.mountedVolumes()


def sticks() -> list[Path]:
    """Where sticks and further disks stand: no network, nothing that the system keeps for itself."""
    return [
        Path(volume.rootPath())
        for volume in _volumes()
        if volume.isValid()
        and volume.isReady()
        and not volume.isReadOnly()
        and not volume.isRoot()
        and bytes(volume.fileSystemType().data()).decode("ascii", "replace").lower() in OURS
    ]


def place_name(place: Path) -> str:
    """What a person calls a place for copies: the stick that it stands on."""
    return place.parent.name or str(place)


def copied_to(place: Path) -> Sentence:
    """What is said of a copy that went there."""
    return Sentence(N_("Copia hecha en {name}."), name=place_name(place))


class Look:
    """A look for the places that can be reached, on a thread of its own: a network folder may not answer for minutes.

    Neither the window waits for it, nor other work, nor the end. `found` is None until it is over.
    """

    def __init__(self, find: Callable[[Sequence[Path]], list[Any]]) -> None:
        self.found: list[Any] | None = None
        self._thread = Thread(target=self._run, args=[find], name="look", daemon=True)
        self._thread.start()

    def _run(self, find: Callable[[Sequence[Path]], list[Any]]) -> None:
        try:
            self.found = find(sticks())
        except OSError:
            self.found = []

    def wait(self, seconds: float) -> list[Any] | None:
        """What it found, or None when that takes longer."""
        self._thread.join(seconds)
        return self.found


class Leaving(QDialog):
    """Copies to the places that are here, and is gone. Whoever cannot wait closes without the copy."""

    def __init__(self, door: Any, places: list[Any], then: Callable[[], object]) -> None:
        super().__init__()
        self.setWindowTitle("Ayni")
        self._door, self._places, self._then = door, list(places), then
        self._worker = OneWorker(self)
        self._failures: list[str] = []
        self.panel = WorkPanel(self._worker, self)
        self.panel.stop_button.setText(_("Cerrar sin copiar"))
        self.panel.stop_button.setObjectName("sin_copiar")
        self.told = words("", "problem")
        self.told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(space(4), space(4), space(4), space(4))
        column.addWidget(self.panel)
        self.setMinimumWidth(min(column_width(60, self), space(140)))

    def begin(self) -> None:
        """Show it and copy."""
        self.open()
        self._next()
        self.panel.stop_button.setFocus()

    def _next(self) -> None:
        if not self._places:
            self._end()
            return
        place = self._places.pop(0)
        said = Sentence(N_("Copiando a {name}…"), name=place_name(place.path))
        self.panel.run(
            self._door.copying_to(place.path),
            str(said),
            done=lambda _copied: self._next(),
            failed=self._failed,
            stopped=self._end,
        )
        self.panel.said.setText(_("Puede cerrar sin copiar: todo está guardado en este equipo."))

    def _failed(self, error: BaseException) -> None:
        if door_sentence(error) is None:
            self._end()
            raise error
        self._next()  # the file is closed all the same; that the copy is missing is told at the next start

    def _end(self) -> None:
        self._worker.close()
        self.hide()
        self.deleteLater()
        self._then()

    def reject(self) -> None:
        """Escape closes without the copy."""
        self.panel.stop()
