"""Merging in SQL: which versions of a cell nobody supersedes, which one is shown, and the rows that follow from them.

The same statements serve a save (its own cells) and a receive (all cells that new operations touch). `sync/merge.py`
says the same in plain Python; the property tests compare both. A cell that was never edited has no head of its own:
its version is the operation that brought the row into being.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from ayni.domain.change import INSERT, REMOVAL, Change, Clash, Version
from ayni.storage.database import row, rows
from ayni.storage.tables import TABLES


def begin_touched(db: Database) -> None:
    """An empty list of cells to recompute."""
    db.conn.execute(
        "CREATE TEMP TABLE IF NOT EXISTS touched"
        " (tbl TEXT, pk TEXT, grp TEXT, PRIMARY KEY (tbl, pk, grp)) WITHOUT ROWID"
    )
    db.conn.execute("DELETE FROM touched")


def touch(db: Database, tx: int) -> None:
    """List the cells of a save's operations. A new row touches the groups that have any, or all if it is a twin."""
    db.conn.execute(
        "INSERT OR IGNORE INTO touched SELECT tbl, pk, grp FROM sync_op WHERE tx = ? AND grp <> ?", (tx, INSERT)
    )
    db.conn.execute(
        """INSERT OR IGNORE INTO touched
           SELECT DISTINCT other.tbl, other.pk, other.grp FROM sync_op mine
           JOIN sync_op other ON other.tbl = mine.tbl AND other.pk = mine.pk AND other.grp <> ?1
           WHERE mine.tx = ?2 AND mine.grp = ?1""",
        (INSERT, tx),
    )
    db.conn.execute(
        """INSERT OR IGNORE INTO touched
           SELECT DISTINCT mine.tbl, mine.pk, c.grp FROM sync_op mine JOIN sync_col c ON c.tbl = mine.tbl
           WHERE mine.tx = ?2 AND mine.grp = ?1 AND (SELECT count(*) FROM sync_op twin
             WHERE twin.tbl = mine.tbl AND twin.pk = mine.pk AND twin.grp = ?1) > 1""",
        (INSERT, tx),
    )


RECOMPUTE = (
    """DELETE FROM sync_head WHERE EXISTS (SELECT 1 FROM touched t
      WHERE t.tbl = sync_head.tbl AND t.pk = sync_head.pk AND t.grp = sync_head.grp)""",
    # versions: the cell's own operations, and the row's first operation projected to the cell's columns
    """INSERT INTO sync_head (tbl, pk, grp, tx, value, shown)
    WITH version AS (
      SELECT o.tbl, o.pk, o.grp, o.tx, o.value FROM touched t CROSS JOIN sync_op o
        ON o.tbl = t.tbl AND o.pk = t.pk AND o.grp = t.grp WHERE t.grp <> '*'
      UNION ALL
      SELECT t.tbl, t.pk, t.grp, o.tx,
        (SELECT json_group_object(col, json_extract(o.value, '$.' || col)) FROM
          (SELECT col FROM sync_col c WHERE c.tbl = t.tbl AND c.grp = t.grp ORDER BY place))
      FROM touched t CROSS JOIN sync_op o ON o.tbl = t.tbl AND o.pk = t.pk AND o.grp = '*'
      WHERE EXISTS (SELECT 1 FROM sync_col c WHERE c.tbl = t.tbl AND c.grp = t.grp)
        AND NOT EXISTS (SELECT 1 FROM sync_op same
        WHERE same.tbl = t.tbl AND same.pk = t.pk AND same.grp = t.grp AND same.tx = o.tx)
    ),
    over AS (
      SELECT o.tbl, o.pk, o.grp, o.seen AS tx FROM touched t CROSS JOIN sync_op o
        ON o.tbl = t.tbl AND o.pk = t.pk AND o.grp = t.grp WHERE o.seen IS NOT NULL AND o.seen <> o.tx
      UNION
      SELECT o.tbl, o.pk, o.grp, e.value FROM touched t CROSS JOIN sync_op o
        ON o.tbl = t.tbl AND o.pk = t.pk AND o.grp = t.grp, json_each(o.also) e
        WHERE o.also IS NOT NULL AND e.value <> o.tx
    )
    SELECT v.tbl, v.pk, v.grp, v.tx, v.value, 0 FROM version v
    WHERE NOT EXISTS (SELECT 1 FROM over
      WHERE over.tbl = v.tbl AND over.pk = v.pk AND over.grp = v.grp AND over.tx = v.tx)""",
    """UPDATE sync_head SET shown = 1 WHERE (tbl, pk, grp, tx) IN (
      SELECT tbl, pk, grp, tx FROM (
        SELECT h.tbl, h.pk, h.grp, h.tx,
          row_number() OVER (PARTITION BY h.tbl, h.pk, h.grp ORDER BY x.hlc DESC, h.tx DESC) AS n
        FROM touched t CROSS JOIN sync_head h ON h.tbl = t.tbl AND h.pk = t.pk AND h.grp = t.grp
        CROSS JOIN sync_tx x ON x.tx = h.tx)
      WHERE n = 1)""",
)


def recompute(db: Database) -> None:
    """Heads of the touched cells. A row that is only new has none: its version is the operation that made it."""
    for sql in RECOMPUTE:
        db.conn.execute(sql)


def touch_row(db: Database, tx: int) -> None:
    """List the rows that a save brought into being, so that they are written; they need no heads."""
    db.conn.execute(
        "INSERT OR IGNORE INTO touched SELECT tbl, pk, grp FROM sync_op WHERE tx = ? AND grp = ?", (tx, INSERT)
    )


AWAY = """SELECT pk FROM (
    SELECT DISTINCT h.pk FROM sync_head h WHERE h.tbl = :tbl AND h.grp = '~' AND h.pk IN ({rows})) r
  WHERE EXISTS (SELECT 1 FROM sync_head h
    WHERE h.tbl = :tbl AND h.pk = r.pk AND h.grp = '~' AND json_extract(h.value, '$.removed'))
  AND NOT EXISTS (SELECT 1 FROM sync_head h
    WHERE h.tbl = :tbl AND h.pk = r.pk AND h.grp = '~' AND NOT json_extract(h.value, '$.removed'))
  AND NOT EXISTS (
    SELECT 1 FROM (
      SELECT h.tx FROM sync_head h WHERE h.tbl = :tbl AND h.pk = r.pk AND h.grp <> '~'
      UNION
      SELECT o.tx FROM sync_op o WHERE o.tbl = :tbl AND o.pk = r.pk AND o.grp = '*'
        AND (SELECT count(DISTINCT h.grp) FROM sync_head h WHERE h.tbl = :tbl AND h.pk = r.pk
          AND h.grp IN (SELECT c.grp FROM sync_col c WHERE c.tbl = :tbl))
          < (SELECT count(DISTINCT c.grp) FROM sync_col c WHERE c.tbl = :tbl)) live
    WHERE live.tx NOT IN (
      SELECT e.value FROM sync_head h, json_each(h.value, '$.seen') e
      WHERE h.tbl = :tbl AND h.pk = r.pk AND h.grp = '~' AND json_extract(h.value, '$.removed')))"""


def _materialise(db: Database, name: str, wanted: str) -> None:
    """Write the rows of a table from their shown versions, in a receiving save. `wanted` is a query of their ids."""
    table = TABLES[name]
    columns = ", ".join(table.columns)
    taken = ", ".join(f"json_extract(o.value, '$.{column}')" for column in table.columns)
    away = AWAY.format(rows=wanted)
    values = {"tbl": name}
    db.conn.execute(
        f"""INSERT INTO {name} (id, {columns})
        SELECT o.pk, {taken} FROM ({wanted}) w CROSS JOIN sync_op o ON o.tbl = :tbl AND o.pk = w.pk AND o.grp = '*'
        JOIN sync_tx x ON x.tx = o.tx
        WHERE NOT EXISTS (SELECT 1 FROM {name} present WHERE present.id = o.pk) AND o.pk NOT IN ({away})
          AND o.tx = (SELECT b.tx FROM sync_op b JOIN sync_tx y ON y.tx = b.tx
            WHERE b.tbl = :tbl AND b.pk = o.pk AND b.grp = '*' ORDER BY y.hlc DESC, b.tx DESC LIMIT 1)""",
        values,
    )
    for group, names in table.groups.items():
        put = ", ".join(f"{column} = json_extract(h.value, '$.{column}')" for column in names)
        db.conn.execute(
            f"""UPDATE {name} SET {put} FROM sync_head h
            WHERE h.tbl = :tbl AND h.pk = {name}.id AND h.grp = '{group}' AND h.shown = 1
              AND {name}.id IN ({wanted})""",
            values,
        )
    db.conn.execute(f"DELETE FROM {name} WHERE id IN ({away})", values)


def materialise(db: Database) -> None:
    """Write the rows of the touched cells."""
    for found in rows(db, "SELECT DISTINCT tbl FROM touched"):
        if found["tbl"] in TABLES:
            _materialise(db, found["tbl"], f"SELECT DISTINCT pk FROM touched WHERE tbl = '{found['tbl']}'")


def materialise_all(db: Database, names: Iterable[str]) -> None:
    """Write every row of these tables again from the log: what an older program kept without understanding is read."""
    begin_touched(db)
    for name in names:
        db.conn.execute(
            "INSERT OR IGNORE INTO touched SELECT DISTINCT tbl, pk, grp FROM sync_op WHERE tbl = ? AND grp <> ?",
            (name, INSERT),
        )
        db.conn.execute(
            "INSERT OR IGNORE INTO touched SELECT o.tbl, o.pk, c.grp FROM sync_op o JOIN sync_col c ON c.tbl = o.tbl"
            " WHERE o.tbl = ? AND o.grp = ? GROUP BY o.pk, c.grp HAVING count(DISTINCT o.tx) > 1",
            (name, INSERT),
        )
    recompute(db)
    db.conn.execute("INSERT OR REPLACE INTO sync_save (one, tx, scope, mode) VALUES (1, 0, '', 'receive')")
    for name in names:
        first = ", ".join(f"{column} = json_extract(o.value, '$.{column}')" for column in TABLES[name].columns)
        db.conn.execute(
            f"""UPDATE {name} SET {first} FROM sync_op o
            WHERE o.tbl = '{name}' AND o.pk = {name}.id AND o.grp = '{INSERT}'"""
        )
        _materialise(db, name, f"SELECT pk FROM sync_op WHERE tbl = '{name}' AND grp = '*'")
    db.conn.execute("DELETE FROM sync_save")


def _projected(table: str, group: str, text: str) -> dict[str, Any]:
    """The columns of a group that this program knows, of an operation that may hold more of them."""
    value = json.loads(text)
    return {column: value.get(column) for column in TABLES[table].groups.get(group, ())}


def _version(found: dict[str, Any]) -> Version:
    value = _projected(found["tbl"], found["grp"], found["value"])
    removed = found["grp"] == REMOVAL and json.loads(found["value"])["removed"]
    return Version(
        tx=found["tx"],
        value=None if removed else value,
        person=found["person"],
        stream=found["stream"],
        hlc=found["hlc"],
        clock=found["clock"],
        reason=found["reason"],
    )


CLASHES = """SELECT h.tbl, h.pk, h.grp, h.tx, h.value, h.shown, x.person, x.stream, x.hlc, x.clock, x.reason
  FROM ({cells}) c CROSS JOIN sync_head h ON h.tbl = c.tbl AND h.pk = c.pk AND h.grp = c.grp
  CROSS JOIN sync_tx x ON x.tx = h.tx
  ORDER BY h.tbl, h.pk, h.grp, h.shown DESC, x.hlc DESC, h.tx DESC"""


def clashes(db: Database) -> list[Clash]:
    """Every cell with two values that nobody settled, and every row that was taken away over an edit not seen."""
    cells = "SELECT DISTINCT tbl, pk, grp FROM sync_head WHERE shown = 0 AND grp <> '~'"
    by_cell: dict[tuple[str, str, str], list[Version]] = {}
    for found in rows(db, CLASHES.format(cells=cells)):
        if _stands(db, found):
            by_cell.setdefault((found["tbl"], found["pk"], found["grp"]), []).append(_version(found))
    result = [
        Clash(*cell, tuple(versions), _base(db, *cell, [version.tx for version in versions]))
        for cell, versions in by_cell.items()
        if len({json.dumps(version.value) for version in versions}) > 1  # the same value typed twice is no clash
    ]
    removals: dict[tuple[str, str], list[Version]] = {}
    for found in rows(db, CLASHES.format(cells="SELECT DISTINCT tbl, pk, grp FROM sync_head WHERE grp = '~'")):
        if _stands(db, found):
            removals.setdefault((found["tbl"], found["pk"]), []).append(_version(found))
    for (table, record), versions in removals.items():
        if any(version.value is None for version in versions):
            result.append(Clash(table, record, REMOVAL, _stay_or_go(db, table, record, versions), None))
    return sorted(result, key=lambda clash: (clash.table, clash.row, clash.group))


UNSEEN = """SELECT v.grp, v.tx, v.value, x.person, x.stream, x.hlc, x.clock, x.reason FROM (
    SELECT h.grp, h.tx, h.value FROM sync_head h WHERE h.tbl = :tbl AND h.pk = :pk AND h.grp <> '~'
    UNION ALL
    SELECT c.grp, o.tx, o.value FROM (SELECT DISTINCT grp FROM sync_col WHERE tbl = :tbl) c
      JOIN sync_op o ON o.tbl = :tbl AND o.pk = :pk AND o.grp = '*'
      WHERE NOT EXISTS (SELECT 1 FROM sync_head h WHERE h.tbl = :tbl AND h.pk = :pk AND h.grp = c.grp)) v
  JOIN sync_tx x ON x.tx = v.tx
  WHERE v.tx NOT IN (SELECT e.value FROM sync_head h, json_each(h.value, '$.seen') e
    WHERE h.tbl = :tbl AND h.pk = :pk AND h.grp = '~' AND json_extract(h.value, '$.removed'))"""


def _stay_or_go(db: Database, table: str, record: str, versions: list[Version]) -> tuple[Version, ...]:
    """What speaks for keeping a row (who kept it, what was written unseen), then who took it away; newest first."""
    staying = {version.tx: version for version in versions if version.value is not None}
    for found in rows(db, UNSEEN, {"tbl": table, "pk": record}):
        version = _version({**found, "tbl": table})
        if known := staying.get(version.tx):
            version = replace(version, value={**(known.value or {}), **(version.value or {})})
        staying[version.tx] = version
    return (
        *sorted(staying.values(), key=lambda version: (version.hlc, version.tx), reverse=True),
        *(version for version in versions if version.value is None),
    )


def _stands(db: Database, found: dict[str, Any]) -> bool:
    """The head belongs to a group that this program knows, of a row that is there."""
    table = TABLES.get(found["tbl"])
    if table is None or (found["grp"] != REMOVAL and found["grp"] not in table.groups):
        return False
    return row(db, f"SELECT 1 FROM {table.name} WHERE id = ?", [found["pk"]]) is not None


def _base(db: Database, table: str, record: str, group: str, heads: list[int]) -> dict[str, Any] | None:
    """The nearest version that the authors of all clashing versions had seen, if it has arrived."""
    seen = {
        found["tx"]: found["seen"]
        for found in rows(
            db,
            "SELECT tx, seen FROM sync_op WHERE tbl = ? AND pk = ? AND grp IN (?, '*') ORDER BY grp <> '*'",
            (table, record, group),
        )
    }

    def chain(tx: int) -> list[int]:
        found: list[int] = []
        behind = seen[tx]
        while behind in seen and behind not in found:
            found.append(behind)
            behind = seen[behind]
        return found

    first, *others = (chain(tx) for tx in heads)
    common = next((tx for tx in first if all(tx in other for other in others)), None)
    return None if common is None else value_at(db, table, record, group, common)


def value_at(db: Database, table: str, record: str, group: str, tx: int) -> dict[str, Any] | None:
    """The value of a cell in one version, or None when the log does not hold it."""
    found = row(
        db,
        "SELECT grp, value FROM sync_op WHERE tbl = ? AND pk = ? AND grp IN (?, '*') AND tx = ?"
        " ORDER BY grp = '*' LIMIT 1",
        (table, record, group, tx),
    )
    if found is None:
        return None
    return _projected(table, group, found["value"])


def changes_of(db: Database, tx: int) -> list[Change]:
    """The operations of a save in their canonical order."""
    return _changes(db, "WHERE tx = ? ORDER BY tbl, pk, grp", [tx])


def changes_of_row(db: Database, table: str, row: str) -> list[Change]:
    """Every operation on a row."""
    return _changes(db, "WHERE tbl = ? AND pk = ?", [table, row])


def all_changes(db: Database) -> list[Change]:
    """Every operation of the log, those of a save in their canonical order."""
    return _changes(db, "ORDER BY tx, tbl, pk, grp", [])


def _changes(db: Database, which: str, values: Sequence[Any]) -> list[Change]:
    return [
        Change(
            table=found["tbl"],
            row=found["pk"],
            group=found["grp"],
            tx=found["tx"],
            value=found["value"],
            seen=found["seen"],
            also=tuple(json.loads(found["also"])) if found["also"] else (),
        )
        for found in rows(db, f"SELECT * FROM sync_op {which}", values)
    ]
