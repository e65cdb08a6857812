"""Merging in SQL: which versions of a cell nobody supersedes, which one is shown, and the rows that follow from them.

The same statements serve a save (its own cells) and a receive (all cells that new operations touch). `sync/merge.py`
says the same in plain Python; the property tests compare both. A cell that was never edited has no head of its own:
its version is the operation that brought the row into being.
"""

import json
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from ayni.domain.change import INSERT, REMOVAL, Change, Clash, Version
from ayni.storage.database import row, rows
from ayni.storage.tables import TABLES

Cell = tuple[str, str, str]  # table, row, group


def begin_touched(db: Database) -> None:
    """Empty lists: of saves that have arrived, and of cells to recompute."""
    for sql in (
        "CREATE TEMP TABLE IF NOT EXISTS arrived (tx INTEGER PRIMARY KEY)",
        "CREATE TEMP TABLE IF NOT EXISTS touched (tbl, pk, grp, PRIMARY KEY (tbl, pk, grp)) WITHOUT ROWID",
        "CREATE TEMP TABLE IF NOT EXISTS wanted (pk TEXT PRIMARY KEY) WITHOUT ROWID",
        "CREATE TEMP TABLE IF NOT EXISTS gone (pk TEXT PRIMARY KEY) WITHOUT ROWID",
        "CREATE TEMP TABLE IF NOT EXISTS coming (pk TEXT PRIMARY KEY) WITHOUT ROWID",
        "DELETE FROM touched",
    ):
        db.conn.execute(sql)


# Plans are pinned by CROSS JOIN and INDEXED BY: without them SQLite may read the whole log for a save of one field.
TOUCH = (
    """INSERT OR IGNORE INTO touched SELECT o.tbl, o.pk, o.grp
      FROM arrived a CROSS JOIN sync_op o INDEXED BY sync_op_tx ON o.tx = a.tx WHERE o.grp <> '*'""",
    """INSERT OR IGNORE INTO touched SELECT other.tbl, other.pk, other.grp
      FROM arrived a CROSS JOIN sync_op mine INDEXED BY sync_op_tx ON mine.tx = a.tx AND mine.grp = '*'
      CROSS JOIN sync_op other ON other.tbl = mine.tbl AND other.pk = mine.pk AND other.grp <> '*'""",
    """INSERT OR IGNORE INTO touched SELECT mine.tbl, mine.pk, c.grp
      FROM arrived a CROSS JOIN sync_op mine INDEXED BY sync_op_tx ON mine.tx = a.tx AND mine.grp = '*'
      CROSS JOIN sync_op twin ON twin.tbl = mine.tbl AND twin.pk = mine.pk AND twin.grp = '*' AND twin.tx <> mine.tx
      CROSS JOIN sync_col c ON c.tbl = mine.tbl""",
)
TOUCH_ROWS = """INSERT OR IGNORE INTO touched SELECT o.tbl, o.pk, o.grp
  FROM arrived a CROSS JOIN sync_op o INDEXED BY sync_op_tx ON o.tx = a.tx AND o.grp = '*'"""


def _arrive(db: Database, saves: Iterable[int]) -> None:
    db.conn.execute("DELETE FROM arrived")
    db.conn.executemany("INSERT OR IGNORE INTO arrived VALUES (?)", [(tx,) for tx in saves])


def touch(db: Database, *saves: int) -> None:
    """List the cells of saves' operations. A new row touches the groups that have any, or all if it is a twin."""
    _arrive(db, saves)
    for sql in TOUCH:
        db.conn.execute(sql)


def touch_row(db: Database, *saves: int) -> None:
    """List the rows that saves brought into being, so that they are written; they need no heads."""
    _arrive(db, saves)
    db.conn.execute(TOUCH_ROWS)


RECOMPUTE = (
    "DELETE FROM sync_head WHERE (tbl, pk, grp) IN (SELECT tbl, pk, grp FROM touched)",
    # heads: the cell's own operations that no other names, and the row's first operation projected to its columns
    """INSERT INTO sync_head (tbl, pk, grp, tx, value, shown)
    WITH head AS (
      SELECT o.tbl, o.pk, o.grp, o.tx, o.value FROM touched t CROSS JOIN sync_op o
        ON o.tbl = t.tbl AND o.pk = t.pk AND o.grp = t.grp
      WHERE t.grp <> '*' AND NOT EXISTS (SELECT 1 FROM sync_op over
        WHERE over.tbl = t.tbl AND over.pk = t.pk AND over.grp = t.grp AND over.tx <> o.tx
          AND (over.seen = o.tx
            OR over.also IS NOT NULL AND o.tx IN (SELECT e.value FROM json_each(over.also) e)))
      UNION ALL
      SELECT t.tbl, t.pk, t.grp, o.tx, NULL FROM touched t CROSS JOIN sync_op o
        ON o.tbl = t.tbl AND o.pk = t.pk AND o.grp = '*'
      WHERE EXISTS (SELECT 1 FROM sync_col c WHERE c.tbl = t.tbl AND c.grp = t.grp)
        AND NOT EXISTS (SELECT 1 FROM sync_op over
        WHERE over.tbl = t.tbl AND over.pk = t.pk AND over.grp = t.grp
          AND (over.tx = o.tx OR over.seen = o.tx
            OR over.also IS NOT NULL AND o.tx IN (SELECT e.value FROM json_each(over.also) e)))
    )
    SELECT v.tbl, v.pk, v.grp, v.tx, coalesce(v.value,
        (SELECT json_group_object(c.col, json_extract(o.value, '$.' || c.col)) FROM
          (SELECT col FROM sync_col WHERE tbl = v.tbl AND grp = v.grp ORDER BY place) c, sync_op o
          WHERE o.tbl = v.tbl AND o.pk = v.pk AND o.grp = '*' AND o.tx = v.tx)),
      row_number() OVER (PARTITION BY v.tbl, v.pk, v.grp ORDER BY x.hlc DESC, v.tx DESC) = 1
    FROM head v CROSS JOIN sync_tx x ON x.tx = v.tx""",
)


def recompute(db: Database) -> None:
    """Heads of the touched cells. A row that is only new has none: its version is the operation that made it."""
    for sql in RECOMPUTE:
        db.conn.execute(sql)


AWAITED = """SELECT 1 FROM sync_op mine INDEXED BY sync_op_tx CROSS JOIN sync_op other
    ON other.tbl = mine.tbl AND other.pk = mine.pk AND other.tx <> mine.tx
  WHERE mine.tx = ? AND mine.grp = '*' LIMIT 1"""


def awaited(db: Database, tx: int) -> bool:
    """A row that this save brought into being has changes that came before it."""
    return db.conn.execute(AWAITED, [tx]).fetchone() is not None


MINE = "SELECT o.tbl, o.pk, o.grp, {column} FROM sync_op o INDEXED BY sync_op_tx WHERE o.tx = ? AND o.grp <> '*'"
FOLLOWING = (
    f"DELETE FROM sync_head WHERE (tbl, pk, grp, tx) IN ({MINE.format(column='o.seen')})",
    f"INSERT INTO sync_head (tbl, pk, grp, tx, value, shown) {MINE.format(column='o.tx, o.value, 1')}",
)
OTHERWISE = """SELECT 1 FROM sync_op o INDEXED BY sync_op_tx CROSS JOIN sync_head h
    ON h.tbl = o.tbl AND h.pk = o.pk AND h.grp = o.grp
  WHERE o.tx = ? AND o.grp <> '*' AND h.tx IS NOT o.seen LIMIT 1"""


def follow(db: Database, tx: int, changes: Sequence[Change]) -> bool:
    """Heads of the cells of a save made here, where each comes after the only version there is: nearly always.

    False, and nothing written, where a row comes or goes or a cell has more versions: then they are recomputed.
    """
    if any(change.group == REMOVAL or change.also for change in changes):
        return False
    if db.conn.execute(OTHERWISE, [tx]).fetchone() is not None:
        return False
    for sql in FOLLOWING:
        db.conn.execute(sql, [tx])
    return True


HIDDEN = """SELECT 1 FROM touched t CROSS JOIN sync_head h ON h.tbl = t.tbl AND h.pk = t.pk AND h.grp = t.grp
  WHERE h.shown = 0 OR t.grp = '~' LIMIT 1"""


def hidden(db: Database) -> bool:
    """A touched cell has more than what its author wrote: its row must be read from the log again."""
    return db.conn.execute(HIDDEN).fetchone() is not None


# who was taken away; of them not those whom somebody keeps, nor those of whom the remover did not see everything
REMOVED_ROWS = """INSERT INTO gone SELECT w.pk FROM wanted w
  WHERE EXISTS (SELECT 1 FROM sync_head h INDEXED BY sync_head_removal
    WHERE h.tbl = :tbl AND h.pk = w.pk AND h.grp = '~' AND json_extract(h.value, '$.removed'))"""
STAYING = """DELETE FROM gone WHERE EXISTS (SELECT 1 FROM sync_head h
    WHERE h.tbl = :tbl AND h.pk = gone.pk AND h.grp = '~' AND NOT json_extract(h.value, '$.removed'))
  OR EXISTS (
    SELECT 1 FROM (
      SELECT h.tx FROM sync_head h WHERE h.tbl = :tbl AND h.pk = gone.pk AND h.grp <> '~'
      UNION
      SELECT o.tx FROM sync_op o WHERE o.tbl = :tbl AND o.pk = gone.pk AND o.grp = '*'
        AND (SELECT count(DISTINCT h.grp) FROM sync_head h WHERE h.tbl = :tbl AND h.pk = gone.pk
          AND h.grp IN (SELECT c.grp FROM sync_col c WHERE c.tbl = :tbl))
          < (SELECT count(DISTINCT c.grp) FROM sync_col c WHERE c.tbl = :tbl)) live
    WHERE live.tx NOT IN (
      SELECT e.value FROM sync_head h, json_each(h.value, '$.seen') e
      WHERE h.tbl = :tbl AND h.pk = gone.pk AND h.grp = '~' AND json_extract(h.value, '$.removed')))"""

# rows of which a cell was touched; those that came, stay or go are written whole, the others a group at a time
ROWS_OF_GROUP = """SELECT t.pk FROM touched t WHERE t.tbl = :tbl AND t.grp = :grp
  UNION SELECT pk FROM coming UNION SELECT t.pk FROM touched t WHERE t.tbl = :tbl AND t.grp = '~'"""


def _materialise(db: Database, name: str, *, whole: bool = False) -> None:
    """Write the rows of a table that are `wanted` from their shown versions, in a receiving save.

    Only the groups that were touched, or all of them (`whole`).
    """
    table, values = TABLES[name], {"tbl": name}
    for sql in ("DELETE FROM gone", "DELETE FROM coming"):
        db.conn.execute(sql)
    db.conn.execute(REMOVED_ROWS, values)
    db.conn.execute(STAYING, values)
    db.conn.execute(
        f"""INSERT INTO coming SELECT w.pk FROM wanted w
        WHERE NOT EXISTS (SELECT 1 FROM {name} present WHERE present.id = w.pk) AND w.pk NOT IN (SELECT pk FROM gone)
          AND EXISTS (SELECT 1 FROM sync_op o WHERE o.tbl = :tbl AND o.pk = w.pk AND o.grp = '*')""",
        values,
    )
    columns = ", ".join(table.columns)
    taken = ", ".join(f"json_extract(o.value, '$.{column}')" for column in table.columns)
    db.conn.execute(
        f"""INSERT INTO {name} (id, {columns})
        SELECT o.pk, {taken} FROM coming w CROSS JOIN sync_op o ON o.tbl = :tbl AND o.pk = w.pk AND o.grp = '*'
        WHERE o.tx = (SELECT b.tx FROM sync_op b CROSS JOIN sync_tx y ON y.tx = b.tx
            WHERE b.tbl = :tbl AND b.pk = o.pk AND b.grp = '*' ORDER BY y.hlc DESC, b.tx DESC LIMIT 1)""",
        values,
    )
    touched = {group for (group,) in db.conn.execute("SELECT DISTINCT grp FROM touched WHERE tbl = ?", [name])}
    every = whole or REMOVAL in touched or db.conn.execute("SELECT 1 FROM coming LIMIT 1").fetchone() is not None
    for group, names in table.groups.items():
        if not every and group not in touched:
            continue
        put = ", ".join(names)
        read = ", ".join(f"json_extract(h.value, '$.{column}')" for column in names)
        db.conn.execute(
            f"""UPDATE {name} SET ({put}) = (SELECT {read} FROM sync_head h
              WHERE h.tbl = :tbl AND h.pk = {name}.id AND h.grp = :grp AND h.shown = 1)
            WHERE id IN (SELECT w.pk FROM ({"SELECT pk FROM wanted" if whole else ROWS_OF_GROUP}) w
              CROSS JOIN sync_head h ON h.tbl = :tbl AND h.pk = w.pk AND h.grp = :grp AND h.shown = 1)""",
            {**values, "grp": group},
        )
    db.conn.execute(f"DELETE FROM {name} WHERE id IN (SELECT pk FROM gone)")


def _want(db: Database, name: str, ids: str) -> None:
    db.conn.execute("DELETE FROM wanted")
    db.conn.execute(f"INSERT INTO wanted {ids}", {"tbl": name})


def materialise(db: Database) -> None:
    """Write the rows of the touched cells."""
    for found in rows(db, "SELECT DISTINCT tbl FROM touched"):
        if found["tbl"] in TABLES:
            _want(db, found["tbl"], "SELECT DISTINCT pk FROM touched WHERE tbl = :tbl")
            _materialise(db, found["tbl"])


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
        _want(db, name, "SELECT DISTINCT pk FROM sync_op WHERE tbl = :tbl AND grp = '*'")
        _materialise(db, name, whole=True)
    db.conn.execute("DELETE FROM sync_save")


def _projected(table: str, group: str, text: str) -> dict[str, Any]:
    """The columns of a group that this program knows, of an operation that may hold more of them."""
    return _shown(text, TABLES[table].groups.get(group, ()))


def _shown(text: str, columns: Iterable[str]) -> dict[str, Any]:
    value = json.loads(text)
    return {column: value.get(column) for column in columns}


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


DISPUTED = "SELECT DISTINCT tbl, pk, grp FROM sync_head INDEXED BY sync_head_hidden WHERE shown = 0 AND grp <> '~'"
REMOVED = "SELECT DISTINCT tbl, pk, grp FROM sync_head INDEXED BY sync_head_removal WHERE grp = '~'"
ALONE = "SELECT h.tbl, h.pk, h.grp, h.value FROM ({cells}) c CROSS JOIN sync_head h USING (tbl, pk, grp)"


def disputed(db: Database) -> set[Cell]:
    """The cells of `clashes`, without what each says: to be counted before and after something arrives."""
    told: dict[Cell, set[str]] = {}
    for table, record, group, value in db.conn.execute(
        f"{ALONE.format(cells=DISPUTED)} UNION {ALONE.format(cells=REMOVED)}"
    ):
        told.setdefault((table, record, group), set()).add(value)
    there = _standing(db, told)
    groups = {table: TABLES[table].groups for table in {table for table, _record in there}}

    def differ(table: str, group: str, values: set[str]) -> bool:
        if group == REMOVAL:
            return any(json.loads(value)["removed"] for value in values)
        columns = groups[table].get(group, ())
        return len(values) > 1 and len({json.dumps(_shown(value, columns)) for value in values}) > 1

    return {cell for cell, values in told.items() if cell[:2] in there and differ(cell[0], cell[2], values)}


def _standing(db: Database, cells: Iterable[Cell]) -> set[tuple[str, str]]:
    """The rows of these cells that are there, of tables that this program knows."""
    asked: dict[str, set[str]] = {}
    for table, record, _group in cells:
        if table in TABLES:
            asked.setdefault(table, set()).add(record)
    return {
        (table, record)
        for table, records in asked.items()
        for (record,) in db.conn.execute(
            f"SELECT id FROM {table} WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(sorted(records))]
        )
    }


def clashes(db: Database, only: Container[Cell] | None = None) -> list[Clash]:
    """Every cell with two values that nobody settled, and every row that was taken away over an edit not seen.

    `only`: no more than these of them.
    """
    by_cell: dict[Cell, list[Version]] = {}
    for found in rows(db, CLASHES.format(cells=DISPUTED)):
        if _within(found, only) and _stands(db, found):
            by_cell.setdefault((found["tbl"], found["pk"], found["grp"]), []).append(_version(found))
    result = [
        Clash(*cell, tuple(versions), _base(db, *cell, [version.tx for version in versions]))
        for cell, versions in by_cell.items()
        if len({json.dumps(version.value) for version in versions}) > 1  # the same value typed twice is no clash
    ]
    removals: dict[tuple[str, str], list[Version]] = {}
    for found in rows(db, CLASHES.format(cells=REMOVED)):
        if _within(found, only) and _stands(db, found):
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


def _within(found: dict[str, Any], only: Container[Cell] | None) -> bool:
    return only is None or (found["tbl"], found["pk"], found["grp"]) in only


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


def told(table: str, record: str) -> str:
    """SQL: what the log tells of the group `c.grp` of a row, beginning with the save under way."""
    cell = f"tbl = {table} AND pk = {record} AND grp"
    return (
        f"coalesce((SELECT value FROM sync_op WHERE {cell} = c.grp AND tx = (SELECT tx FROM sync_save)),"
        f" (SELECT value FROM sync_head WHERE {cell} = c.grp AND shown = 1),"
        f" (SELECT value FROM sync_op o LEFT JOIN sync_tx x ON x.tx = o.tx WHERE {cell} = '{INSERT}'"
        " ORDER BY x.hlc DESC NULLS FIRST, o.tx DESC LIMIT 1))"
    )


TOLD = f"SELECT c.col, json_extract({told('c.tbl', '?1')}, '$.' || c.col) FROM sync_col c WHERE c.tbl = ?2"


def told_of_row(db: Database, table: str, record: str) -> dict[str, Any]:
    """What the log tells of a row that it knows, whether it stands or not."""
    return dict(db.conn.execute(TOLD, (record, table)).fetchall())


def known_rows(db: Database, table: str, records: Iterable[str]) -> set[str]:
    """Those of these ids under which the log holds a row, though it may have been removed."""
    asked = "SELECT e.value FROM json_each(?) e CROSS JOIN sync_op o ON o.tbl = ? AND o.pk = e.value AND o.grp = ?"
    return {record for (record,) in db.conn.execute(asked, (json.dumps(list(records)), table, INSERT))}


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


def changes_of_saves(db: Database, saves: Sequence[int]) -> dict[int, tuple[Change, ...]]:
    """The operations of many saves at once, those of each in their canonical order."""
    found: dict[int, list[Change]] = {tx: [] for tx in saves}
    for table, record, group, tx, value, seen, also in db.conn.execute(
        "SELECT o.tbl, o.pk, o.grp, o.tx, o.value, o.seen, o.also FROM json_each(?) e"
        " CROSS JOIN sync_op o INDEXED BY sync_op_tx ON o.tx = e.value ORDER BY o.tx, o.tbl, o.pk, o.grp",
        [json.dumps(list(found))],
    ):
        found[tx].append(Change(table, record, group, tx, value, seen, tuple(json.loads(also)) if also else ()))
    return {tx: tuple(changes) for tx, changes in found.items()}
