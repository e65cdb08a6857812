"""The consolidation of many governments in PostgreSQL: the same log, the same merge, the same rows, no server of ours.

The government stands first in every key and every table is partitioned by it; no constraint crosses governments, so
that a distributed PostgreSQL can take the schema unchanged. A bundle is copied into staging, what is already known is
left out, and only the cells that new operations touch are computed again. Nobody writes a row by hand: rows are what
the log adds up to, and can be dropped and built again.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from ayni.domain.change import INSERT, Change, Save
from ayni.domain.fields import Money
from ayni.lang import N_, Sentence
from ayni.storage.tables import TABLES, Table

PARTITIONS = 8  # by hash of the government: few enough for planning, many enough for parallel work
FORMAT = 1  # of this schema
LOCK = 0x41594E49  # "AYNI": the class of our advisory locks

Connection = psycopg.Connection[dict[str, Any]]
HubError = psycopg.Error

# Tables of the log and of what stands around it. {P}: partitioned by government.
LOG = (
    """CREATE TABLE IF NOT EXISTS ayni.meta (name text PRIMARY KEY, value text NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS ayni.gobierno (gobierno text PRIMARY KEY, nombre text NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS ayni.tarjeta (gobierno text, device text, name text NOT NULL, role text NOT NULL,
       card bytea NOT NULL, trusted timestamptz NOT NULL DEFAULT now(), vector text NOT NULL DEFAULT '{}',
       last_manifest bytea, PRIMARY KEY (gobierno, device))""",
    """CREATE TABLE IF NOT EXISTS ayni.autor (gobierno text, device text, name text NOT NULL, card bytea NOT NULL,
       PRIMARY KEY (gobierno, device))""",
    """CREATE TABLE IF NOT EXISTS ayni.bundle (gobierno text, sha256 bytea, file text NOT NULL, sender text NOT NULL,
       clock text NOT NULL, saves integer NOT NULL, fresh integer NOT NULL, loaded timestamptz NOT NULL DEFAULT now(),
       PRIMARY KEY (gobierno, sha256))""",
    """CREATE TABLE IF NOT EXISTS ayni.acceso (rol text, gobierno text, PRIMARY KEY (rol, gobierno))""",
)
PARTITIONED = {
    "sync_tx": """gobierno text, tx bigint, stream text NOT NULL, seq bigint NOT NULL, hlc bigint NOT NULL,
       person text NOT NULL, act text NOT NULL, act_id text NOT NULL, reason text NOT NULL,
       municipality text NOT NULL, scope text NOT NULL, clock text NOT NULL, program text NOT NULL,
       schema integer NOT NULL, count integer NOT NULL, undoes bigint, before bytea NOT NULL, hash bytea NOT NULL,
       signature bytea NOT NULL, PRIMARY KEY (gobierno, tx)""",
    "sync_op": """gobierno text, tbl text, pk text, grp text, tx bigint, value text NOT NULL, seen bigint, also text,
       PRIMARY KEY (gobierno, tbl, pk, grp, tx)""",
    "sync_head": """gobierno text, tbl text, pk text, grp text, tx bigint, value text NOT NULL, shown boolean NOT NULL,
       PRIMARY KEY (gobierno, tbl, pk, grp, tx)""",
    "marca": """gobierno text, tbl text, pk text, kind text, marca bytea NOT NULL,
       PRIMARY KEY (gobierno, tbl, pk, kind)""",
    "compra_dias": """gobierno text, compra text, kind text, code text, days integer NOT NULL,
       PRIMARY KEY (gobierno, compra, kind, code)""",
    "compra_estado": """gobierno text, compra text, estado text NOT NULL, cerrada boolean NOT NULL,
       dias integer NOT NULL, plazo integer, desiertos integer NOT NULL, dia text NOT NULL,
       PRIMARY KEY (gobierno, compra)""",
}
INDEXES = (
    "CREATE INDEX IF NOT EXISTS sync_tx_stream ON ayni.sync_tx (gobierno, stream, seq)",
    "CREATE INDEX IF NOT EXISTS sync_op_tx ON ayni.sync_op (gobierno, tx)",
    "CREATE INDEX IF NOT EXISTS marca_marca ON ayni.marca (kind, marca)",
)
TX_COLUMNS = (
    *("tx", "stream", "seq", "hlc", "person", "act", "act_id", "reason", "municipality", "scope", "clock", "program"),
    *("schema", "count", "undoes", "before", "hash", "signature"),
)
OP_COLUMNS = ("tbl", "pk", "grp", "tx", "value", "seen", "also")


class HubTrouble(Exception):  # noqa: N818  a trouble of the world, in words for a person
    """The database cannot be used just now. `sentence` says what happened and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(str(sentence))


def trouble(error: HubError) -> Sentence | None:
    """What happened in the world, in plain words; None when it is a bug of ours."""
    if isinstance(error, psycopg.errors.DiskFull):
        return Sentence(
            N_("El servidor no tiene espacio en su disco. Haga espacio y cargue otra vez: nada quedó a medias.")
        )
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return Sentence(N_("Este usuario de la base no tiene permiso para eso. Pida el permiso a quien la administra."))
    if isinstance(error, psycopg.errors.QueryCanceled | psycopg.errors.AdminShutdown):
        return Sentence(N_("El servidor se detuvo. Cuando vuelva, cargue otra vez: nada quedó a medias."))
    if isinstance(error, psycopg.OperationalError):
        return Sentence(
            N_("Se perdió la conexión con la base. Revise que el servidor esté encendido y pruebe otra vez.")
        )
    return None


@contextmanager
def connected(dsn: str) -> Iterator[Connection]:
    """A connection to the hub; troubles of the world come out as `HubTrouble`."""
    try:
        with psycopg.connect(dsn, autocommit=True, row_factory=dict_row, connect_timeout=10) as db:
            db.execute("SET client_min_messages = warning")
            db.execute("SET jit = off")  # it costs seconds on plans over many partitions, and saves none here
            yield db
    except HubError as error:
        said = trouble(error)
        if said is None:
            raise
        raise HubTrouble(said) from error


# The schema


def _column(table: Table, name: str) -> str:
    kinds = {field.name: field.kind for field in table.fields}
    return f'"{name}" {"bigint" if isinstance(kinds[name], Money) else "text"}'


def _partitioned(db: Connection, name: str, columns: str) -> None:
    db.execute(f"CREATE TABLE IF NOT EXISTS ayni.{name} ({columns}) PARTITION BY HASH (gobierno)")
    for part in range(PARTITIONS):
        db.execute(
            f"CREATE TABLE IF NOT EXISTS ayni.{name}_{part} PARTITION OF ayni.{name}"
            f" FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {part})"
        )


def make(db: Connection) -> None:
    """Make the schema, or bring it up to this program's tables and columns. Only adds."""
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(%s, 0)", [LOCK])
        db.execute("CREATE SCHEMA IF NOT EXISTS ayni")
        for statement in LOG:
            db.execute(statement)
        for name, columns in PARTITIONED.items():
            _partitioned(db, name, columns)
        for table in TABLES.values():
            _make_table(db, table)
        for statement in INDEXES:
            db.execute(statement)
        set_meta(db, "format", str(FORMAT))


def _make_table(db: Connection, table: Table) -> None:
    columns = ", ".join(_column(table, name) for name in table.columns)
    _partitioned(db, table.name, f"gobierno text, id text, {columns}, PRIMARY KEY (gobierno, id)")
    present = {
        row["column_name"]
        for row in db.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'ayni' AND table_name = %s",
            [table.name],
        )
    }
    for name in table.columns:
        if name not in present:
            db.execute(f"ALTER TABLE ayni.{table.name} ADD COLUMN {_column(table, name)}")


def drop_rows(db: Connection) -> None:
    """Drop the rows that the log adds up to, and make their empty tables again, one after another. The log stays."""
    for table in TABLES.values():
        with db.transaction():
            db.execute(f"DROP TABLE IF EXISTS ayni.{table.name} CASCADE")
            _make_table(db, table)
    with db.transaction():
        db.execute("TRUNCATE ayni.sync_head, ayni.marca, ayni.compra_dias, ayni.compra_estado")


def meta(db: Connection, name: str) -> str | None:
    """A fact about this hub."""
    found = db.execute("SELECT value FROM ayni.meta WHERE name = %s", [name]).fetchone()
    return str(found["value"]) if found else None


def set_meta(db: Connection, name: str, value: str) -> None:
    """Keep a fact about this hub."""
    db.execute(
        "INSERT INTO ayni.meta VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value", [name, value]
    )


def exists(db: Connection) -> bool:
    """The schema was made here."""
    found = db.execute("SELECT to_regclass('ayni.meta') IS NOT NULL AS made").fetchone()
    return bool(found and found["made"])


# Loading


def lock(db: Connection, gobierno: str) -> None:
    """One loader at a time for each government; loaders of others do not wait."""
    db.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, gobierno])


def known_bundle(db: Connection, gobierno: str, digest: bytes) -> bool:
    """This very file was loaded before."""
    found = db.execute("SELECT 1 FROM ayni.bundle WHERE gobierno = %s AND sha256 = %s", [gobierno, digest]).fetchone()
    return found is not None


def stage(db: Connection, gobierno: str, saves: Iterable[tuple[Save, Sequence[Change], bytes, bytes]]) -> list[int]:
    """Copy saves (with operations, hash and signature) in, and keep those that are not known. Gives the new ones."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS new_tx (LIKE ayni.sync_tx) ON COMMIT DELETE ROWS")
    db.execute("CREATE TEMP TABLE IF NOT EXISTS new_op (LIKE ayni.sync_op) ON COMMIT DELETE ROWS")
    db.execute("TRUNCATE new_tx, new_op")
    given = list(saves)
    with db.cursor().copy(f"COPY new_tx (gobierno, {', '.join(TX_COLUMNS)}) FROM STDIN") as copy:
        for save, _changes, digest, signature in given:
            told = [getattr(save, name) for name in TX_COLUMNS[:-2]]
            copy.write_row([gobierno, *told, digest, signature])
    with db.cursor().copy(f"COPY new_op (gobierno, {', '.join(OP_COLUMNS)}) FROM STDIN") as copy:
        for _save, changes, _digest, _signature in given:
            for change in changes:
                also = json.dumps(list(change.also), separators=(",", ":")) if change.also else None
                copy.write_row(
                    [gobierno, change.table, change.row, change.group, change.tx, change.value, change.seen, also]
                )
    db.execute("DELETE FROM new_tx n USING ayni.sync_tx x WHERE x.gobierno = n.gobierno AND x.tx = n.tx")
    db.execute("DELETE FROM new_op o WHERE NOT EXISTS (SELECT 1 FROM new_tx n WHERE n.tx = o.tx)")
    db.execute("INSERT INTO ayni.sync_tx SELECT * FROM new_tx ON CONFLICT DO NOTHING")
    db.execute("INSERT INTO ayni.sync_op SELECT * FROM new_op ON CONFLICT DO NOTHING")
    return [int(row["tx"]) for row in db.execute("SELECT tx FROM new_tx")]


def touch_new(db: Connection) -> None:
    """List the cells that the staged operations touch, and the rows that they bring into being."""
    _begin(db)
    db.execute("INSERT INTO touched SELECT DISTINCT tbl, pk, grp FROM new_op ON CONFLICT DO NOTHING")
    db.execute(
        f"""INSERT INTO touched SELECT DISTINCT o.tbl, o.pk, o.grp FROM new_op n JOIN ayni.sync_op o
        ON o.gobierno = n.gobierno AND o.tbl = n.tbl AND o.pk = n.pk AND o.grp <> '{INSERT}'
        WHERE n.grp = '{INSERT}' ON CONFLICT DO NOTHING"""
    )
    db.execute(
        f"""INSERT INTO touched SELECT DISTINCT n.tbl, n.pk, c.grp FROM new_op n JOIN columns_of c ON c.tbl = n.tbl
        WHERE n.grp = '{INSERT}' AND (SELECT count(*) FROM ayni.sync_op twin WHERE twin.gobierno = n.gobierno
          AND twin.tbl = n.tbl AND twin.pk = n.pk AND twin.grp = '{INSERT}') > 1 ON CONFLICT DO NOTHING"""
    )
    db.execute("ANALYZE touched")


def touch_all(db: Connection, gobierno: str) -> None:
    """List every cell of a government: its rows are built again from the log."""
    _begin(db)
    db.execute("INSERT INTO touched SELECT DISTINCT tbl, pk, grp FROM ayni.sync_op WHERE gobierno = %s", [gobierno])
    db.execute(
        f"""INSERT INTO touched SELECT o.tbl, o.pk, c.grp FROM ayni.sync_op o JOIN columns_of c ON c.tbl = o.tbl
        WHERE o.gobierno = %s AND o.grp = '{INSERT}' GROUP BY o.tbl, o.pk, c.grp HAVING count(DISTINCT o.tx) > 1
        ON CONFLICT DO NOTHING""",
        [gobierno],
    )
    db.execute("ANALYZE touched")


def _begin(db: Connection) -> None:
    db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS touched (tbl text, pk text, grp text, PRIMARY KEY (tbl, pk, grp))"
        " ON COMMIT DELETE ROWS"
    )
    db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS columns_of (tbl text, grp text, col text, place integer) ON COMMIT DELETE ROWS"
    )
    db.execute("TRUNCATE touched, columns_of")
    with db.cursor().copy("COPY columns_of FROM STDIN") as copy:
        for table in TABLES.values():
            for group, columns in table.groups.items():
                for place, column in enumerate(columns):
                    copy.write_row([table.name, group, column, place])


RECOMPUTE = (
    """DELETE FROM ayni.sync_head h USING touched t
       WHERE h.gobierno = %(g)s AND h.tbl = t.tbl AND h.pk = t.pk AND h.grp = t.grp""",
    """INSERT INTO ayni.sync_head (gobierno, tbl, pk, grp, tx, value, shown)
       WITH cell AS (SELECT * FROM touched WHERE grp <> '*'),
       own AS (
         SELECT o.tbl, o.pk, o.grp, o.tx, o.value, o.seen, o.also FROM cell t JOIN ayni.sync_op o
           ON o.gobierno = %(g)s AND o.tbl = t.tbl AND o.pk = t.pk AND o.grp = t.grp),
       version AS (
         SELECT tbl, pk, grp, tx, value FROM own
         UNION ALL
         SELECT t.tbl, t.pk, t.grp, o.tx,
           (SELECT json_object_agg(c.col, o.value::json -> c.col ORDER BY c.place)::text FROM columns_of c
             WHERE c.tbl = t.tbl AND c.grp = t.grp)
         FROM cell t JOIN ayni.sync_op o ON o.gobierno = %(g)s AND o.tbl = t.tbl AND o.pk = t.pk AND o.grp = '*'
         WHERE EXISTS (SELECT 1 FROM columns_of c WHERE c.tbl = t.tbl AND c.grp = t.grp)
           AND NOT EXISTS (SELECT 1 FROM own WHERE own.tbl = t.tbl AND own.pk = t.pk AND own.grp = t.grp
             AND own.tx = o.tx)),
       over AS (
         SELECT tbl, pk, grp, seen AS tx FROM own WHERE seen IS NOT NULL AND seen <> tx
         UNION
         SELECT own.tbl, own.pk, own.grp, e.value::bigint FROM own, json_array_elements_text(own.also::json) e
           WHERE own.also IS NOT NULL AND e.value::bigint <> own.tx)
       SELECT %(g)s, v.tbl, v.pk, v.grp, v.tx, v.value,
         row_number() OVER (PARTITION BY v.tbl, v.pk, v.grp ORDER BY x.hlc DESC, v.tx DESC) = 1
       FROM version v JOIN ayni.sync_tx x ON x.gobierno = %(g)s AND x.tx = v.tx
       WHERE NOT EXISTS (SELECT 1 FROM over
         WHERE over.tbl = v.tbl AND over.pk = v.pk AND over.grp = v.grp AND over.tx = v.tx)""",
)


def recompute(db: Connection, gobierno: str) -> None:
    """Heads of the touched cells."""
    for statement in RECOMPUTE:
        db.execute(statement, {"g": gobierno})


AWAY = """SELECT r.pk FROM (SELECT DISTINCT h.pk FROM ayni.sync_head h JOIN wanted w ON w.pk = h.pk
    WHERE h.gobierno = %(g)s AND h.tbl = %(t)s AND h.grp = '~') r
  WHERE EXISTS (SELECT 1 FROM ayni.sync_head h WHERE h.gobierno = %(g)s AND h.tbl = %(t)s AND h.pk = r.pk
      AND h.grp = '~' AND (h.value::json ->> 'removed')::boolean)
    AND NOT EXISTS (SELECT 1 FROM ayni.sync_head h WHERE h.gobierno = %(g)s AND h.tbl = %(t)s AND h.pk = r.pk
      AND h.grp = '~' AND NOT (h.value::json ->> 'removed')::boolean)
    AND NOT EXISTS (
      SELECT 1 FROM (
        SELECT h.tx FROM ayni.sync_head h
          WHERE h.gobierno = %(g)s AND h.tbl = %(t)s AND h.pk = r.pk AND h.grp <> '~'
        UNION
        SELECT o.tx FROM ayni.sync_op o WHERE o.gobierno = %(g)s AND o.tbl = %(t)s AND o.pk = r.pk AND o.grp = '*'
          AND (SELECT count(DISTINCT h.grp) FROM ayni.sync_head h WHERE h.gobierno = %(g)s AND h.tbl = %(t)s
            AND h.pk = r.pk AND h.grp IN (SELECT c.grp FROM columns_of c WHERE c.tbl = %(t)s))
            < (SELECT count(DISTINCT c.grp) FROM columns_of c WHERE c.tbl = %(t)s)) live
      WHERE live.tx NOT IN (
        SELECT e.value::bigint FROM ayni.sync_head h, json_array_elements_text(h.value::json -> 'seen') e
        WHERE h.gobierno = %(g)s AND h.tbl = %(t)s AND h.pk = r.pk AND h.grp = '~'
          AND (h.value::json ->> 'removed')::boolean))"""


def materialise(db: Connection, gobierno: str) -> None:
    """Write the rows of the touched cells: the first operation of each, with its shown heads laid over it."""
    for found in db.execute("SELECT DISTINCT tbl FROM touched").fetchall():
        if found["tbl"] in TABLES:
            _materialise(db, gobierno, TABLES[found["tbl"]])


def _materialise(db: Connection, gobierno: str, table: Table) -> None:
    values = {"g": gobierno, "t": table.name}
    db.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (pk text PRIMARY KEY) ON COMMIT DELETE ROWS")
    db.execute("TRUNCATE wanted")
    db.execute("INSERT INTO wanted SELECT DISTINCT pk FROM touched WHERE tbl = %(t)s", values)
    db.execute("ANALYZE wanted")
    kinds = {field.name: field.kind for field in table.fields}
    taken = ", ".join(
        f"({'(row.value ->> %r)::bigint' if isinstance(kinds[name], Money) else 'row.value ->> %r'})" % name
        for name in table.columns
    )
    names = ", ".join(f'"{name}"' for name in table.columns)
    put = ", ".join(f'"{name}" = excluded."{name}"' for name in table.columns)
    db.execute(
        f"""WITH base AS MATERIALIZED (
          SELECT DISTINCT ON (o.pk) o.pk, o.value FROM wanted w JOIN ayni.sync_op o
            ON o.gobierno = %(g)s AND o.tbl = %(t)s AND o.pk = w.pk AND o.grp = '*'
          JOIN ayni.sync_tx x ON x.gobierno = %(g)s AND x.tx = o.tx ORDER BY o.pk, x.hlc DESC, o.tx DESC),
        over AS MATERIALIZED (
          SELECT h.pk, jsonb_object_agg(e.key, e.value) AS value FROM wanted w JOIN ayni.sync_head h
            ON h.gobierno = %(g)s AND h.tbl = %(t)s AND h.pk = w.pk AND h.shown
            AND h.grp IN (SELECT c.grp FROM columns_of c WHERE c.tbl = %(t)s),
            jsonb_each(h.value::jsonb) e GROUP BY h.pk),
        row AS MATERIALIZED (
          SELECT base.pk, base.value::jsonb || coalesce(over.value, '{{}}') AS value
          FROM base LEFT JOIN over ON over.pk = base.pk)
        INSERT INTO ayni.{table.name} (gobierno, id, {names})
        SELECT %(g)s, row.pk, {taken} FROM row
        ON CONFLICT (gobierno, id) DO UPDATE SET {put}""",
        values,
    )
    db.execute(
        f"DELETE FROM ayni.{table.name} t USING ({AWAY}) away WHERE t.gobierno = %(g)s AND t.id = away.pk",
        values,
    )


def keep_bundle(
    db: Connection, gobierno: str, digest: bytes, file: str, sender: str, clock: str, saves: int, fresh: int
) -> None:
    """Remember that a file was loaded."""
    db.execute(
        "INSERT INTO ayni.bundle (gobierno, sha256, file, sender, clock, saves, fresh)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [gobierno, digest, file, sender, clock, saves, fresh],
    )


# Reading the log back


def save_of(row: Mapping[str, Any]) -> Save:
    """A row of `sync_tx` as a value."""
    told = {name: row[name] for name in TX_COLUMNS[:-2]}
    return Save(**{**told, "before": bytes(row["before"])})


def changes_of(db: Connection, gobierno: str, saves: Sequence[int]) -> dict[int, list[Change]]:
    """The operations of saves, each in their canonical order."""
    found: dict[int, list[Change]] = {tx: [] for tx in saves}
    for row in db.execute(
        'SELECT * FROM ayni.sync_op WHERE gobierno = %s AND tx = ANY(%s) ORDER BY tx, tbl COLLATE "C", pk COLLATE "C",'
        ' grp COLLATE "C"',
        [gobierno, list(saves)],
    ):
        found[row["tx"]].append(_change(row))
    return found


def _change(row: Mapping[str, Any]) -> Change:
    also = tuple(json.loads(row["also"])) if row["also"] else ()
    return Change(row["tbl"], row["pk"], row["grp"], row["tx"], row["value"], row["seen"], also)


def saves_of(db: Connection, gobierno: str, wanted: Sequence[int] | None = None) -> list[dict[str, Any]]:
    """Saves of a government (all, or these), in the order of their streams."""
    asked = "" if wanted is None else " AND tx = ANY(%(wanted)s)"
    return db.execute(
        f'SELECT * FROM ayni.sync_tx WHERE gobierno = %(g)s{asked} ORDER BY stream COLLATE "C", seq, tx',
        {"g": gobierno, "wanted": list(wanted or ())},
    ).fetchall()


def links_of(db: Connection, gobierno: str) -> list[dict[str, Any]]:
    """Stream, number and id of every save of a government: what its vector is made of."""
    return db.execute(
        "SELECT stream, seq, tx FROM ayni.sync_tx WHERE gobierno = %s ORDER BY stream, seq, tx", [gobierno]
    ).fetchall()


def disputed(db: Connection, gobierno: str) -> list[Change]:
    """All operations of the rows in dispute: a hidden head, or a removal that did not take the row away."""
    return [
        _change(row)
        for row in db.execute(
            """SELECT o.* FROM ayni.sync_op o JOIN (SELECT DISTINCT tbl, pk FROM ayni.sync_head
                 WHERE gobierno = %(g)s AND (NOT shown OR grp = '~')) d ON d.tbl = o.tbl AND d.pk = o.pk
               WHERE o.gobierno = %(g)s""",
            {"g": gobierno},
        )
    ]


def rows_of(db: Connection, gobierno: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Every row of a government: (table, id) → its columns."""
    found = {}
    for table in TABLES.values():
        for row in db.execute(f"SELECT * FROM ayni.{table.name} WHERE gobierno = %s", [gobierno]):
            found[table.name, row["id"]] = {name: row[name] for name in table.columns}
    return found


def touched_rows(db: Connection, gobierno: str, table: str) -> list[dict[str, Any]]:
    """The rows of a table that the last operations touched and that are there."""
    asked = sql.SQL(
        "SELECT r.* FROM (SELECT DISTINCT pk FROM touched WHERE tbl = %s) w JOIN ayni.{} r"
        " ON r.gobierno = %s AND r.id = w.pk"
    )
    return db.execute(asked.format(sql.Identifier(table)), [table, gobierno]).fetchall()


def keep_marks(
    db: Connection, gobierno: str, tables: Sequence[str], marks: Sequence[tuple[str, str, str, bytes]]
) -> None:
    """Keep the marks of touched rows (table, row, kind, mark) in the place of those that they had."""
    db.execute(
        "DELETE FROM ayni.marca m USING touched t"
        " WHERE m.gobierno = %s AND m.tbl = t.tbl AND m.pk = t.pk AND t.tbl = ANY(%s)",
        [gobierno, list(tables)],
    )
    with db.cursor().copy("COPY ayni.marca FROM STDIN") as copy:
        for mark in marks:
            copy.write_row([gobierno, *mark])


def record(db: Connection, gobierno: str, table: str, pk: str) -> dict[str, Any] | None:
    """One row."""
    return db.execute(
        sql.SQL("SELECT * FROM ayni.{} WHERE gobierno = %s AND id = %s").format(sql.Identifier(table)), [gobierno, pk]
    ).fetchone()


def records_of(db: Connection, gobierno: str, table: str, column: str, value: str) -> list[dict[str, Any]]:
    """The rows of a government whose column says this."""
    asked = sql.SQL("SELECT * FROM ayni.{} WHERE gobierno = %s AND {} = %s")
    return db.execute(asked.format(sql.Identifier(table), sql.Identifier(column)), [gobierno, value]).fetchall()
