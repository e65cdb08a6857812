"""Rows that were taken away and have not come back: what they held, and the save that took each away."""

import json
from typing import Any

from sqlite_utils import Database

from ayni.domain.change import REMOVAL
from ayni.storage.database import rows, scalar
from ayni.storage.tables import TABLES

_GONE = " UNION ALL ".join(
    f"SELECT t.tbl, t.pk, t.value FROM sync_tomb t WHERE t.tbl = '{name}'"
    f" AND NOT EXISTS (SELECT 1 FROM {name} r WHERE r.id = t.pk)"
    for name in TABLES
)
_LAST = (
    "(SELECT o.tx FROM sync_op o JOIN sync_tx x ON x.tx = o.tx WHERE o.tbl = g.tbl AND o.pk = g.pk"
    f" AND o.grp = '{REMOVAL}' ORDER BY x.hlc DESC, x.tx LIMIT 1)"
)


def page(db: Database, offset: int, limit: int, text: str = "") -> list[dict[str, Any]]:
    """A page of removed rows, the last removed first, each with who took it away, when and why."""
    sql = (
        f"SELECT g.*, x.person, x.clock, x.act, x.reason FROM ({_GONE}) g LEFT JOIN sync_tx x ON x.tx = {_LAST}"
        " WHERE (?1 = '' OR g.value LIKE ?2) ORDER BY x.hlc DESC, g.pk LIMIT ?3 OFFSET ?4"
    )
    return rows(db, sql, [text, f"%{text}%", limit, offset])


def count(db: Database, text: str = "") -> int:
    """How many removed rows there are."""
    return int(scalar(db, f"SELECT count(*) FROM ({_GONE}) WHERE ?1 = '' OR value LIKE ?2", [text, f"%{text}%"]) or 0)


def value(db: Database, table: str, record: str) -> dict[str, Any] | None:
    """What a removed row held; None when it is not in the bin."""
    if scalar(db, f"SELECT 1 FROM {table} WHERE id = ?", [record]):
        return None
    found = scalar(db, "SELECT value FROM sync_tomb WHERE tbl = ? AND pk = ?", (table, record))
    return json.loads(found) if found is not None else None


def taken_with(db: Database, table: str, record: str) -> list[tuple[str, str]]:
    """Rows of the bin that the same save took away and that name this one: an activity's rows go with it."""
    taken = f"SELECT tx FROM sync_op WHERE tbl = ? AND pk = ? AND grp = '{REMOVAL}'"
    found: list[tuple[str, str]] = []
    for save in rows(db, taken, [table, record]):
        for other in rows(db, f"SELECT tbl, pk FROM sync_op WHERE tx = ? AND grp = '{REMOVAL}'", [save["tx"]]):
            name = other["tbl"]
            if name not in TABLES or (name, other["pk"]) == (table, record):
                continue
            gone = value(db, name, other["pk"])
            named = TABLES[name].naming(table)
            if gone is not None and any(gone.get(column) == record for column in named):
                found.append((name, other["pk"]))
    return list(dict.fromkeys(found))
