"""The log as an auditor reads it: saves in their order, narrowed by person, table and days, and what streams hold."""

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from ayni.storage.database import rows, scalar

_NARROWED = {
    "tx": "x.tx = ?",
    "person": "x.person = ?",
    "table": "EXISTS (SELECT 1 FROM sync_op o WHERE o.tx = x.tx AND o.tbl = ?)",
    "record": "EXISTS (SELECT 1 FROM sync_op o WHERE o.tx = x.tx AND o.pk = ?)",
    "since": "substr(x.clock, 1, 10) >= ?",
    "until": "substr(x.clock, 1, 10) <= ?",
}


def _where(wanted: Mapping[str, str]) -> tuple[str, list[str]]:
    asked = {name: value for name, value in wanted.items() if value}
    parts = [_NARROWED[name] for name in asked]
    return (" WHERE " + " AND ".join(parts) if parts else ""), list(asked.values())


def saves(db: Database, wanted: Mapping[str, str], offset: int, limit: int) -> list[dict[str, Any]]:
    """A page of saves, the last first. `wanted` narrows by tx, person, table, record, since and until."""
    where, values = _where(wanted)
    return rows(
        db, f"SELECT x.* FROM sync_tx x{where} ORDER BY x.hlc DESC, x.tx LIMIT ? OFFSET ?", [*values, limit, offset]
    )


def count(db: Database, wanted: Mapping[str, str]) -> int:
    """How many saves that is."""
    where, values = _where(wanted)
    return int(scalar(db, f"SELECT count(*) FROM sync_tx x{where}", values) or 0)


def people(db: Database) -> list[str]:
    """Everybody who has saved something."""
    return [str(row["person"]) for row in rows(db, "SELECT DISTINCT person FROM sync_tx ORDER BY person")]


def kinds(db: Database) -> list[str]:
    """Every table of which something was saved."""
    return [str(row["tbl"]) for row in rows(db, "SELECT DISTINCT tbl FROM sync_op ORDER BY tbl")]


def streams(db: Database) -> list[dict[str, Any]]:
    """Each stream: how many saves, its first and last number, and between which moments."""
    return rows(
        db,
        "SELECT stream, count(*) AS saves, count(DISTINCT seq) AS numbers, min(seq) AS first, max(seq) AS last,"
        " min(clock) AS since, max(clock) AS until FROM sync_tx GROUP BY stream ORDER BY stream",
    )


def in_order(db: Database, after: tuple[str, int, int], limit: int) -> list[dict[str, Any]]:
    """Saves after one (stream, seq, tx), in the order in which each stream chains them."""
    return rows(
        db,
        "SELECT * FROM sync_tx WHERE (stream, seq, tx) > (?, ?, ?) ORDER BY stream, seq, tx LIMIT ?",
        [*after, limit],
    )


def forked(db: Database) -> list[str]:
    """The streams in which two saves follow the same one."""
    sql = "SELECT DISTINCT stream FROM (SELECT stream FROM sync_tx GROUP BY stream, before HAVING count(*) > 1)"
    return [str(row["stream"]) for row in rows(db, f"{sql} ORDER BY stream")]


def branches(db: Database, stream: str) -> list[list[tuple[int, int]]]:
    """For each save of a stream that two or more follow: the first and the last clock of each of its branches."""
    saves = rows(db, "SELECT before, hash, hlc FROM sync_tx WHERE stream = ? ORDER BY seq DESC, tx", [stream])
    last: dict[bytes, int] = {}  # hash of a save → the last clock of what follows it
    found: dict[bytes, list[tuple[int, int]]] = {}
    for save in saves:
        until = max(save["hlc"], last.get(save["hash"], 0))
        last[save["before"]] = max(last.get(save["before"], 0), until)
        found.setdefault(save["before"], []).append((save["hlc"], until))
    return [each for each in found.values() if len(each) > 1]
