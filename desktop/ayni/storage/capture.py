"""Triggers that write the log: every change of an exchanged row becomes an operation of the open save, in the same
transaction, a merge group at a time. A write with no save open is refused, and so is one outside the save's scope.

The triggers are made from the field tables; `assert_triggers` refuses to write when the file's differ (a migration
that rewrites a table drops every trigger of it in silence).
"""

from sqlite_utils import Database

from ayni.domain.change import INSERT, REMOVAL
from ayni.storage import figures, heads, kept
from ayni.storage.database import rows
from ayni.storage.tables import GOBIERNO, TABLES, Table

NO_SAVE = "ayni: no save is open"
OTHER_SCOPE = "ayni: a save touches one scope"
APPEND_ONLY = "ayni: an event is never changed; write a correction"
SAME_ID = "ayni: an id never changes"
KNOWN_ID = "ayni: the log knows this id with other values; bring it back and edit it"


class TriggersDiffer(Exception):  # noqa: N818  it names the state of the file
    """The file's triggers are not the ones that this program writes."""


def _json(columns: tuple[str, ...], side: str) -> str:
    pairs = ", ".join(f"'{column}', {side}.{column}" for column in columns)
    return f"json_object({pairs})"


def _guard(table: Table, *sides: str) -> str:
    """Refuse with no save open, and outside its scope: of an update both what was and what is, for no row moves."""
    scopes = [f"{side}.{table.scope}" for side in sides] if table.scope else [f"'{GOBIERNO}'"]
    outside = " OR ".join(f"scope IS NOT {scope}" for scope in scopes)
    return (
        f"SELECT RAISE(ABORT, '{NO_SAVE}') WHERE NOT EXISTS (SELECT 1 FROM sync_save);\n"
        f"  SELECT RAISE(ABORT, '{OTHER_SCOPE}') FROM sync_save WHERE mode = 'write' AND ({outside});"
    )


def _cell(table: Table, group: str, side: str) -> str:
    return f"tbl = '{table.name}' AND pk = {side}.id AND grp = '{group}'"


def _removals(table: Table, side: str) -> str:
    """Every version that the person saw of the row: heads of its cells, what made it, and this save's own edits."""
    return (
        "(SELECT json_group_array(tx) FROM (SELECT tx FROM sync_head"
        f" WHERE tbl = '{table.name}' AND pk = {side}.id AND grp <> '{REMOVAL}'"
        f" UNION SELECT tx FROM sync_op WHERE {_cell(table, INSERT, side)}"
        f" UNION SELECT tx FROM sync_op WHERE tbl = '{table.name}' AND pk = {side}.id AND grp <> '{REMOVAL}'"
        " AND +tx = (SELECT tx FROM sync_save) ORDER BY tx))"
    )


def _keep(table: Table, when: str) -> str:
    """An operation that keeps or brings back a row, over every removal seen."""
    cell = _cell(table, REMOVAL, "NEW")
    return (
        "INSERT INTO sync_op (tbl, pk, grp, tx, value, seen, also)\n"
        f"  SELECT '{table.name}', NEW.id, '{REMOVAL}', s.tx,\n"
        f"    json_object('removed', json('false'), 'seen', json({_removals(table, 'NEW')})),\n"
        f"    (SELECT tx FROM sync_head WHERE {cell} AND shown = 1),\n"
        f"    (SELECT nullif(json_group_array(tx), '[]') FROM sync_head WHERE {cell} AND shown = 0)\n"
        f"  FROM sync_save s WHERE s.mode = 'write' AND {when}\n"
        "  ON CONFLICT (tbl, pk, grp, tx) DO UPDATE SET value = excluded.value;"
    )


def _insert(table: Table) -> str:
    known = f"EXISTS (SELECT 1 FROM sync_op WHERE {_cell(table, INSERT, 'NEW')})"
    told = f"json_extract({heads.told('c.tbl', 'NEW.id')}, '$.' || c.col)"
    return f"""CREATE TRIGGER log_{table.name}_insert AFTER INSERT ON {table.name} BEGIN
  {_guard(table, "NEW")}
  SELECT RAISE(ABORT, '{KNOWN_ID}') FROM sync_save WHERE mode = 'write' AND {known} AND EXISTS (
    SELECT 1 FROM sync_col c CROSS JOIN json_each({_json(table.columns, "NEW")}) n ON n.key = c.col
    WHERE c.tbl = '{table.name}' AND CAST(n.atom AS TEXT) IS NOT CAST({told} AS TEXT));
  {_keep(table, known)}
  INSERT INTO sync_op (tbl, pk, grp, tx, value, seen, also)
  SELECT '{table.name}', NEW.id, '{INSERT}', s.tx, {_json(table.columns, "NEW")}, NULL, NULL
  FROM sync_save s WHERE s.mode = 'write' AND NOT {known};
END"""


def _update(table: Table, group: str, columns: tuple[str, ...]) -> str:
    differs = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)
    cell = _cell(table, group, "NEW")
    born = _cell(table, INSERT, "NEW")
    refused = f"SELECT RAISE(ABORT, '{APPEND_ONLY}') FROM sync_save WHERE mode = 'write';" if table.append_only else ""
    return f"""CREATE TRIGGER log_{table.name}_{group} AFTER UPDATE OF {", ".join(columns)} ON {table.name}
WHEN {differs} OR EXISTS (SELECT 1 FROM sync_save WHERE settle = 1) BEGIN
  {_guard(table, "OLD", "NEW")}
  {refused}
  INSERT INTO sync_op (tbl, pk, grp, tx, value, seen, also)
  SELECT '{table.name}', NEW.id, '{group}', s.tx, {_json(columns, "NEW")},
    coalesce((SELECT tx FROM sync_head WHERE {cell} AND shown = 1), (SELECT max(tx) FROM sync_op WHERE {born})),
    (SELECT nullif(json_group_array(tx), '[]') FROM sync_head WHERE {cell} AND shown = 0
      AND (s.settle = 1 OR value = (SELECT value FROM sync_head WHERE {cell} AND shown = 1)))
  FROM sync_save s WHERE s.mode = 'write'
  ON CONFLICT (tbl, pk, grp, tx) DO UPDATE SET value = excluded.value;
END"""


def _identity(table: Table) -> str:
    return f"""CREATE TRIGGER log_{table.name}_id AFTER UPDATE OF id ON {table.name} BEGIN
  {_guard(table, "NEW")}
  SELECT RAISE(ABORT, '{SAME_ID}') WHERE NEW.id IS NOT OLD.id;
  {_keep(table, "s.settle = 1")}
END"""


def _delete(table: Table) -> str:
    cell = _cell(table, REMOVAL, "OLD")
    refused = f"SELECT RAISE(ABORT, '{APPEND_ONLY}') FROM sync_save WHERE mode = 'write';" if table.append_only else ""
    return f"""CREATE TRIGGER log_{table.name}_delete AFTER DELETE ON {table.name} BEGIN
  {_guard(table, "OLD")}
  {refused}
  INSERT INTO sync_tomb (tbl, pk, value) VALUES ('{table.name}', OLD.id, {_json(table.columns, "OLD")})
  ON CONFLICT (tbl, pk) DO UPDATE SET value = excluded.value;
  INSERT INTO sync_op (tbl, pk, grp, tx, value, seen, also)
  SELECT '{table.name}', OLD.id, '{REMOVAL}', s.tx,
    json_object('removed', json('true'), 'seen', json({_removals(table, "OLD")})),
    (SELECT tx FROM sync_head WHERE {cell} AND shown = 1),
    (SELECT nullif(json_group_array(tx), '[]') FROM sync_head WHERE {cell} AND shown = 0)
  FROM sync_save s WHERE s.mode = 'write'
  ON CONFLICT (tbl, pk, grp, tx) DO UPDATE SET value = excluded.value;
END"""


def _search(table: Table) -> list[str]:
    if not table.searched:
        return []
    text = " || ' ' || ".join(f"coalesce(NEW.{column}, '')" for column in table.searched)
    put = f"INSERT INTO busca_{table.name} (rowid, texto) VALUES (NEW.fila, {text});"
    take = f"DELETE FROM busca_{table.name} WHERE rowid = OLD.fila;"
    name = f"busca_{table.name}"
    columns = ", ".join(table.searched)
    return [
        f"CREATE TRIGGER {name}_insert AFTER INSERT ON {table.name} BEGIN\n  {put}\nEND",
        f"CREATE TRIGGER {name}_update AFTER UPDATE OF {columns} ON {table.name} BEGIN\n  {take}\n  {put}\nEND",
        f"CREATE TRIGGER {name}_delete AFTER DELETE ON {table.name} BEGIN\n  {take}\nEND",
    ]


def triggers() -> dict[str, str]:
    """Every trigger of ours, by name."""
    found = []
    for table in TABLES.values():
        found.append(_insert(table))
        found.extend(_update(table, group, columns) for group, columns in table.groups.items())
        found += [_identity(table), _delete(table), *_search(table)]
    found += kept.triggers() + figures.triggers()
    return {sql.split()[2]: sql for sql in found}


def _present(db: Database) -> dict[str, str]:
    return {
        found["name"]: found["sql"] for found in rows(db, "SELECT name, sql FROM sqlite_schema WHERE type='trigger'")
    }


def install_triggers(db: Database) -> None:
    """Make the file's triggers ours, dropping what differs."""
    wanted, present = triggers(), _present(db)
    for name, sql in present.items():
        if wanted.get(name) != sql:
            db.conn.execute(f"DROP TRIGGER {name}")
    for name, sql in wanted.items():
        if present.get(name) != sql:
            db.conn.execute(sql)


def assert_triggers(db: Database) -> None:
    """Refuse a file whose triggers are not ours: writing to it would escape the log."""
    wanted, present = triggers(), _present(db)
    if wanted != present:
        odd = sorted(name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name))
        raise TriggersDiffer(", ".join(odd))
