"""After a write, what changed is said once; each screen decides if it cares.

notices.changed.connect(screen.hear)     # a bound method: Qt forgets it when the screen is closed
"""

from PySide6.QtCore import QObject, Signal


class Notices(QObject):
    """Says which tables were written. `told` may be called from any thread; once hushed, nothing late is passed on."""

    changed = Signal(frozenset)
    _heard = Signal(frozenset)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hushed = False
        self._heard.connect(self._pass_on)

    def told(self, tables: frozenset[str]) -> None:
        """Pass on what the door says after a write."""
        self._heard.emit(tables)

    def hush(self) -> None:
        """The window goes: what another thread has said meanwhile finds nobody."""
        self._hushed = True

    def _pass_on(self, tables: frozenset[str]) -> None:
        if not self._hushed:
            self.changed.emit(tables)
