"""After a write, what changed is said once; each screen decides if it cares.

notices.changed.connect(screen.hear)     # a bound method: Qt forgets it when the screen is closed
"""

from PySide6.QtCore import QObject, Signal


class Notices(QObject):
    """Says which tables were written. `told` may be called from any thread."""

    changed = Signal(frozenset)

    def told(self, tables: frozenset[str]) -> None:
        """Pass on what the door says after a write."""
        self.changed.emit(tables)
