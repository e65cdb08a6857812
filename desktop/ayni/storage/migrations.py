"""The steps that bring a file to this program's shape: appended, named, never edited.

Exchanged tables come from the field tables, to which columns are only ever added: `add_columns` brings an older file
up to them and fills the new columns from operations that an older program kept without understanding.
"""

from sqlite_utils import Database, Migrations

from ayni.storage import figures, heads, kept
from ayni.storage.capture import assert_triggers, install_triggers
from ayni.storage.database import rows, scalar
from ayni.storage.tables import TABLES, Table, sort_key

SCHEMA = 3  # told in each save and bundle; raised with each appended step

steps = Migrations("ayni")


class FromTheFuture(Exception):  # noqa: N818  it names the state of the file
    """The file was written by a newer version of this program."""


@steps()
def first_log(db: Database) -> None:
    """The log: saves, operations, heads of edited cells, streams; and what stays on this machine."""
    for sql in (
        """CREATE TABLE sync_tx (tx INTEGER PRIMARY KEY, stream TEXT NOT NULL, seq INTEGER NOT NULL,
           hlc INTEGER NOT NULL, person TEXT NOT NULL, act TEXT NOT NULL, act_id TEXT NOT NULL, reason TEXT NOT NULL,
           municipality TEXT NOT NULL, scope TEXT NOT NULL, clock TEXT NOT NULL, program TEXT NOT NULL,
           schema INTEGER NOT NULL, count INTEGER NOT NULL, undoes INTEGER, before BLOB NOT NULL,
           hash BLOB NOT NULL, signature BLOB NOT NULL, local INTEGER NOT NULL)""",
        "CREATE INDEX sync_tx_stream ON sync_tx (stream, seq)",
        "CREATE INDEX sync_tx_act ON sync_tx (act_id)",
        "CREATE INDEX sync_tx_undoes ON sync_tx (undoes) WHERE undoes IS NOT NULL",
        """CREATE TABLE sync_op (tbl TEXT NOT NULL, pk TEXT NOT NULL, grp TEXT NOT NULL, tx INTEGER NOT NULL,
           value TEXT NOT NULL, seen INTEGER, also TEXT, PRIMARY KEY (tbl, pk, grp, tx)) WITHOUT ROWID""",
        "CREATE INDEX sync_op_tx ON sync_op (tx)",
        """CREATE TABLE sync_head (tbl TEXT NOT NULL, pk TEXT NOT NULL, grp TEXT NOT NULL, tx INTEGER NOT NULL,
           value TEXT NOT NULL, shown INTEGER NOT NULL, PRIMARY KEY (tbl, pk, grp, tx)) WITHOUT ROWID""",
        "CREATE INDEX sync_head_hidden ON sync_head (tbl, pk, grp) WHERE shown = 0",
        "CREATE INDEX sync_head_removal ON sync_head (tbl, pk) WHERE grp = '~'",
        """CREATE TABLE sync_tomb (tbl TEXT NOT NULL, pk TEXT NOT NULL, value TEXT NOT NULL,
           PRIMARY KEY (tbl, pk)) WITHOUT ROWID""",
        """CREATE TABLE sync_stream (stream TEXT PRIMARY KEY, seq INTEGER NOT NULL, mix INTEGER NOT NULL,
           hash BLOB NOT NULL) WITHOUT ROWID""",
        """CREATE TABLE sync_save (one INTEGER PRIMARY KEY CHECK (one = 1), tx INTEGER NOT NULL, scope TEXT NOT NULL,
           mode TEXT NOT NULL CHECK (mode IN ('write', 'receive')), settle INTEGER NOT NULL DEFAULT 0)""",
        """CREATE TABLE sync_col (tbl TEXT, grp TEXT, col TEXT, place INTEGER,
           PRIMARY KEY (tbl, grp, col)) WITHOUT ROWID""",
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
        """CREATE TABLE borrador (noun TEXT, record TEXT, answers TEXT NOT NULL, step TEXT NOT NULL, kept TEXT NOT NULL,
           PRIMARY KEY (noun, record)) WITHOUT ROWID""",
        """CREATE TABLE persona (id TEXT PRIMARY KEY, nombre TEXT NOT NULL, rol TEXT NOT NULL,
           idioma TEXT NOT NULL) WITHOUT ROWID""",
        "CREATE TABLE autor (device TEXT PRIMARY KEY, name TEXT NOT NULL, card BLOB NOT NULL) WITHOUT ROWID",
        """CREATE TABLE equipo (device TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, card BLOB NOT NULL,
           trusted TEXT NOT NULL, vector TEXT NOT NULL DEFAULT '{}', exported TEXT NOT NULL DEFAULT '{}',
           last_manifest BLOB) WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


@steps()
def people_who_leave(db: Database) -> None:
    """The people of this machine: until which day they work here, and whether they left."""
    db.conn.execute("ALTER TABLE persona ADD COLUMN hasta TEXT")
    db.conn.execute("ALTER TABLE persona ADD COLUMN activo INTEGER NOT NULL DEFAULT 1")


@steps()
def machines_and_quarantine(db: Database) -> None:
    """Which machines were accepted by their code, and where the saves of a lost one wait."""
    db.conn.execute("ALTER TABLE equipo ADD COLUMN codigo INTEGER NOT NULL DEFAULT 1")
    db.conn.execute("ALTER TABLE autor ADD COLUMN codigo INTEGER NOT NULL DEFAULT 0")
    db.conn.execute("ALTER TABLE autor ADD COLUMN olvidado INTEGER NOT NULL DEFAULT 0")
    db.conn.execute(
        """CREATE TABLE cuarentena (tx INTEGER PRIMARY KEY, stream TEXT NOT NULL, seq INTEGER NOT NULL,
           before BLOB NOT NULL, hash BLOB NOT NULL, signature BLOB NOT NULL, guardado BLOB NOT NULL,
           recibido TEXT NOT NULL)"""
    )
    db.conn.execute("CREATE INDEX cuarentena_before ON cuarentena (before)")


@steps()
def told_once(db: Database) -> None:
    """Changes of lesser data that somebody at this machine has read."""
    db.conn.execute("CREATE TABLE visto (id TEXT PRIMARY KEY, cuando TEXT NOT NULL) WITHOUT ROWID")


@steps()
def secrets_of_people(db: Database) -> None:
    """By what a person of this machine says who they are: a PIN with pictures, and how often it was typed wrong."""
    db.conn.execute(
        "CREATE TABLE persona_secreto (persona TEXT PRIMARY KEY, pin TEXT, fallos INTEGER NOT NULL DEFAULT 0)"
        " WITHOUT ROWID"
    )


def _columns(db: Database, table: str) -> set[str]:
    return {found["name"] for found in rows(db, f"SELECT name FROM pragma_table_info('{table}')")}


def _make(db: Database, table: Table) -> None:
    columns = ", ".join(f"{column} {table.sql_type(column)}" for column in table.columns)
    db.conn.execute(f"CREATE TABLE {table.name} (fila INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, {columns})")
    if table.order or table.listed:
        keys = ", ".join([*table.listed, *(sort_key(column) for column in table.order), "id"])
        db.conn.execute(f"CREATE INDEX {table.name}_listed ON {table.name} ({keys})")
    if table.searched:
        db.conn.execute(
            f"CREATE VIRTUAL TABLE busca_{table.name} USING fts5(texto, content='', contentless_delete=1,"
            " tokenize=\"unicode61 remove_diacritics 2\", prefix='2 3')"
        )


INDEXES = (
    "CREATE INDEX IF NOT EXISTS socio_dni ON socio (dni)",
    "CREATE INDEX IF NOT EXISTS socio_conyuge ON socio (conyuge_dni) WHERE conyuge_dni IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS aeo_ruc ON aeo (ruc)",
    "CREATE INDEX IF NOT EXISTS plan_aeo ON plan (aeo)",
    "CREATE INDEX IF NOT EXISTS compra_aeo ON compra (aeo)",
    "CREATE INDEX IF NOT EXISTS asignacion_partida ON asignacion (partida) WHERE partida IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS compra_raiz ON compra (raiz) WHERE raiz IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS compra_responsable ON compra (responsable)",
)


def shape(db: Database) -> None:
    """Bring the exchanged tables, their groups and triggers to the field tables. Only adds."""
    older: list[str] = []
    understood = {(found["tbl"], found["col"]) for found in rows(db, "SELECT tbl, col FROM sync_col")}
    for table in TABLES.values():
        present = _columns(db, table.name)
        if not present:
            _make(db, table)
            if scalar(db, "SELECT 1 FROM sync_op WHERE tbl = ? LIMIT 1", [table.name]):
                older.append(table.name)  # a newer program has sent its rows already
            continue
        missing = [column for column in table.columns if column not in present]
        for column in missing:
            db.conn.execute(f"ALTER TABLE {table.name} ADD COLUMN {column} {table.sql_type(column)}")
        if missing or any((table.name, column) not in understood for column in table.columns):
            older.append(table.name)  # an older program, here for a while, kept what it did not understand
    if _columns(db, kept.TABLE) != set(kept.COLUMNS):  # made again: what is kept of this machine is computed anew
        db.conn.execute(f"DROP TABLE IF EXISTS {kept.TABLE}")
    for sql in kept.MAKE:
        db.conn.execute(sql)
    uncounted = _columns(db, figures.TABLE) != set(figures.COLUMNS)
    if uncounted:
        db.conn.execute(f"DROP TABLE IF EXISTS {figures.TABLE}")
    for sql in (*figures.MAKE, *INDEXES):
        db.conn.execute(sql)
    if uncounted:
        db.conn.execute(f"DELETE FROM {kept.TABLE}")
    db.conn.execute("DELETE FROM sync_col")
    db.conn.executemany(
        "INSERT INTO sync_col VALUES (?, ?, ?, ?)",
        [
            (table.name, group, column, place)
            for table in TABLES.values()
            for group, columns in table.groups.items()
            for place, column in enumerate(columns)
        ],
    )
    install_triggers(db)
    if older:
        heads.materialise_all(db, older)


def ours(db: Database) -> bool:
    """The file has been a workspace: an emptied one must not pass for a municipality that begins."""
    return bool(_columns(db, "meta")) and bool(scalar(db, "SELECT value FROM meta WHERE name = 'device_keys'"))


def refuse_newer(db: Database) -> None:
    """Refuse a file that a newer program has changed."""
    known = {step.name for step in steps._migrations}  # noqa: SLF001  sqlite-utils has no public list of steps
    for step in steps.applied(db):
        if step.name not in known:
            raise FromTheFuture(step.name)


def behind(db: Database) -> bool:
    """The file needs a step or a column before this program can write to it."""
    if steps.pending(db):
        return True
    if set(kept.COLUMNS) != _columns(db, kept.TABLE) or set(figures.COLUMNS) != _columns(db, figures.TABLE):
        return True
    return any(set(table.columns) - _columns(db, table.name) for table in TABLES.values())


def bring_up(db: Database) -> None:
    """Apply what is pending, in one transaction, and check the triggers afterwards."""
    refuse_newer(db)
    steps.apply(db)
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        shape(db)
        db.conn.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:  # a disk that fills up at the end has ended it already
            db.conn.execute("ROLLBACK")
        raise
    assert_triggers(db)
