"""Copies of the workspace and checking that it is what its log adds up to."""

import contextlib
import threading
from collections.abc import Iterator, Mapping, Sequence

from ayni.domain.change import Change, Save
from ayni.domain.fields import Problem
from ayni.lang import N_, Sentence
from ayni.storage import folder as folders
from ayni.storage import heads, records
from ayni.storage.capture import TriggersDiffer, assert_triggers
from ayni.storage.database import StoreError, rows, scalar, trouble
from ayni.storage.tables import TABLES, merge_groups
from ayni.sync import merge, stamps
from ayni.sync.bundle import verify_save
from ayni.sync.keys import Card, card_from_body
from ayni.workspace.opened import Opened
from ayni.workspace.refusals import NO_COPYING, Refused, refuse


class CopiasDoor(Opened):
    """What may be asked about the file itself."""

    def copies(self) -> list[folders.Copy]:
        """The encrypted copies, newest first."""
        return folders.copies(self.folder)

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
        return merge.logical_hash(self._all_rows(), heads.clashes(self.db))

    def _all_rows(self) -> dict[tuple[str, str], dict[str, object]]:
        return {
            (name, found["id"]): {column: found[column] for column in table.columns}
            for name, table in TABLES.items()
            for found in rows(self.db, f"SELECT * FROM {name}")  # noqa: S608  names are ours
        }

    def check(self) -> list[Sentence]:
        """Rebuild the rows from the log with the plain merge and compare; verify the chain of every stream.

        An empty list when the file is what its log adds up to.
        """
        try:
            return self._checked()
        except StoreError as error:
            if (said := trouble(error)) is None:
                raise
            return [said]

    def _checked(self) -> list[Sentence]:
        said: list[Sentence] = []
        try:
            assert_triggers(self.db)
        except TriggersDiffer:
            said.append(
                Sentence(N_("Al archivo le faltan sus guardas. Cierre Ayni y ábralo otra vez para reponerlas."))
            )
        if scalar(self.db, "PRAGMA quick_check") != "ok":
            said.append(Sentence(N_("El archivo está dañado. Abra la última copia buena.")))
        saves = {found["tx"]: records.save_of(found) for found in rows(self.db, "SELECT * FROM sync_tx")}
        changes = [change for tx in saves for change in heads.changes_of(self.db, tx)]
        known = [change for change in changes if change.table in TABLES]
        state = merge.merge(saves, known, merge_groups())
        said += self._differences(state.rows)
        if not said and self.state_hash() != state.hash():
            said.append(Sentence(N_("Los desacuerdos pendientes no coinciden con el registro de cambios.")))
        said += self._broken_chain(saves, changes)
        return said

    def _differences(self, built: "dict[tuple[str, str], dict[str, object]]") -> list[Sentence]:
        present = self._all_rows()
        odd = sorted(key for key in built.keys() | present.keys() if _known(built.get(key)) != _known(present.get(key)))
        return [
            Sentence(N_("Un registro no coincide con su historia: {table} {record}."), table=table, record=record)
            for table, record in odd[:20]
        ]

    def _broken_chain(self, saves: Mapping[int, Save], changes: Sequence[Change]) -> list[Sentence]:
        """Saves whose content is not what was hashed, or whose predecessor is another; the signed ones are verified."""
        by_save: dict[int, list[Change]] = {}
        for change in changes:
            by_save.setdefault(change.tx, []).append(change)
        kept = {found["tx"]: found for found in rows(self.db, "SELECT tx, hash, signature FROM sync_tx")}
        before: dict[tuple[str, int], set[bytes]] = {}  # a stream forks when a copy was restored: both branches stand
        for tx, save in saves.items():
            before.setdefault((save.stream, save.seq), set()).add(kept[tx]["hash"])
        cards = {card.device: card for card in self._cards()}
        broken = []
        for tx, save in saves.items():
            its, found = by_save.get(tx, []), kept[tx]
            known = before.get((save.stream, save.seq - 1))
            card = cards.get(stamps.device_of(save.stream))
            forged = bool(found["signature"]) and (card is None or not verify_save(card, save, its, found["signature"]))
            if stamps.save_hash(save, its) != found["hash"] or (known and save.before not in known) or forged:
                broken.append(tx)
        return [
            Sentence(N_("Un guardado del registro fue alterado: {tx}."), tx=f"{tx:x}") for tx in sorted(broken)[:20]
        ]

    def _cards(self) -> list[Card]:
        found = rows(self.db, "SELECT card FROM equipo UNION SELECT card FROM autor")
        return [card_from_body(machine["card"]) for machine in found] + [self.card()]


def _known(values: "dict[str, object] | None") -> "dict[str, object] | None":
    return None if values is None else {name: value for name, value in values.items() if value is not None}
