"""The part of the log that one row hangs on: what merging it again needs."""

import json
from collections.abc import Iterable

from sqlite_utils import Database

from ayni.domain.change import Change, Save
from ayni.storage.database import rows
from ayni.storage.records import save_of


def changes_of_row(db: Database, table: str, record: str) -> list[Change]:
    """Every operation on a row."""
    return [
        Change(
            table,
            record,
            found["grp"],
            found["tx"],
            found["value"],
            found["seen"],
            tuple(json.loads(found["also"])) if found["also"] else (),
        )
        for found in rows(db, "SELECT * FROM sync_op WHERE tbl = ? AND pk = ?", (table, record))
    ]


def saves_of(db: Database, txs: Iterable[int]) -> dict[int, Save]:
    """Saves by their number."""
    return {tx: save_of(found) for tx in set(txs) for found in rows(db, "SELECT * FROM sync_tx WHERE tx = ?", [tx])}
