"""Sticks that are in the machine now, and the copy that goes to one of them before the program closes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStorageInfo
from PySide6.QtWidgets import QDialog, QVBoxLayout

from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import words
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.work import OneWorker, WorkPanel
from ayni.qt.shell import door_sentence

OURS = {"vfat", "exfat", "fat32", "fat", "ntfs", "ntfs3", "fuseblk", "ext2", "ext3", "ext4", "btrfs", "hfs", "udf"}


def sticks() -> list[Path]:
    """Where sticks and further disks stand: no network, nothing that the system keeps for itself."""
    return [
        Path(volume.rootPath())
        for volume in QStorageInfo.mountedVolumes()
        if volume.isValid()
        and volume.isReady()
        and not volume.isReadOnly()
        and not volume.isRoot()
        and bytes(volume.fileSystemType().data()).decode("ascii", "replace").lower() in OURS
    ]


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
        said = Sentence(N_("Copiando a {name}…"), name=place.path.parent.name or str(place.path))
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
