"""Copies of the workspace and checking that it is what its log adds up to."""

import contextlib
import threading
from collections.abc import Iterator

from ayni.domain.fields import Problem
from ayni.job import Job
from ayni.lang import Sentence
from ayni.storage import folder as folders
from ayni.storage.database import StoreError, rows
from ayni.sync.keys import Card, card_from_body
from ayni.workspace import revision
from ayni.workspace.copia_buena import GoodCopy, finding_good
from ayni.workspace.opened import Opened
from ayni.workspace.refusals import NO_COPYING, Refused, refuse


class CopiasDoor(Opened):
    """What may be asked about the file itself."""

    def copies(self) -> list[folders.Copy]:
        """The encrypted copies, newest first."""
        return folders.copies(self.folder)

    def finding_good_copy(self) -> Job[GoodCopy | None]:
        """Look for the newest copy that is whole, as long work."""
        return finding_good(self.folder, self._key)

    def restoring(self, name: str) -> Iterator[float]:
        """Go back to a copy; what was there is kept beside the copies. The workspace is closed then: open it again."""
        yield 0.0
        self._writing_allowed()
        with contextlib.suppress(StoreError):  # a damaged file may refuse this, and even to be closed
            self.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with self._reach:
            for db in self._open:
                with contextlib.suppress(StoreError):
                    db.conn.close()
            self._open.clear()
            self._own = threading.local()
        try:
            yield from folders.restore(self.folder, name, self._key, self.clock())
        except folders.FolderTrouble as error:
            raise Refused([Problem("", error.sentence)]) from error
        except OSError as error:
            raise refuse(NO_COPYING) from error
        self._let_go()

    def _writing_allowed(self) -> None:
        with self._writing():
            pass

    def state_hash(self) -> str:
        """The hash of the logical state: rows and open clashes. Equal on two machines that hold the same saves."""
        return revision.state_hash(self.db)

    def check(self) -> list[Sentence]:
        """Rebuild the rows from the log with the plain merge and compare; verify the chain of every stream.

        An empty list when the file is what its log adds up to.
        """
        return revision.checked(self.db, self._cards)

    def _cards(self) -> list[Card]:
        found = rows(self.db, "SELECT card FROM equipo UNION SELECT card FROM autor")
        return [card_from_body(machine["card"]) for machine in found] + [self.card()]
