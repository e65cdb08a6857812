"""The part of the log that some rows hang on: what merging them again needs."""

import json
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from ayni.domain.change import Change, Save
from ayni.storage.database import rows
from ayni.storage.records import save_of


def changes_of_rows(db: Database, table: str, records: Sequence[str]) -> dict[str, list[Change]]:
    """Every operation on each of these rows of a table."""
    found: dict[str, list[Change]] = {record: [] for record in records}
    asked = "SELECT o.* FROM json_each(?) e CROSS JOIN sync_op o ON o.tbl = ? AND o.pk = e.value"
    for each in rows(db, asked, (json.dumps(list(found)), table)):
        also = tuple(json.loads(each["also"])) if each["also"] else ()
        found[each["pk"]].append(Change(table, each["pk"], each["grp"], each["tx"], each["value"], each["seen"], also))
    return found


def saves_of(db: Database, txs: Iterable[int]) -> dict[int, Save]:
    """Saves by their number."""
    asked = "SELECT x.* FROM json_each(?) e CROSS JOIN sync_tx x ON x.tx = e.value"
    return {each["tx"]: save_of(each) for each in rows(db, asked, [json.dumps(sorted(set(txs)))])}
