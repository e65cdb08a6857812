"""Where each purchase stands, computed once and kept: long lists, the board of the offices and home read one query.

What is kept is thrown away by triggers the moment a fact behind it changes, by our hand or from a bundle. It is of one
day (`dia`): deadlines come nearer without any event. It belongs to this machine and is never exchanged.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from ayni.storage.database import rows, scalar

COLUMNS = (
    "compra",
    "estado",
    "fase",
    "ciclo",
    "intentos",
    "oficina",
    "desde",
    "recibe",
    "estado_desde",
    "inicio",
    "fin",
    "plazo",
    "cerrada",
    "nivel",
    "siguiente",
    "avisos",
    "dia",
)

MAKE = (
    f"CREATE TABLE IF NOT EXISTS estado_compra ({', '.join(COLUMNS)}, PRIMARY KEY (compra)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS estado_compra_oficina ON estado_compra (cerrada, oficina, desde)",
    "CREATE INDEX IF NOT EXISTS estado_compra_nivel ON estado_compra (cerrada, nivel, desde)",
)

_SIDES = {"INSERT": "NEW", "UPDATE": "OLD", "DELETE": "OLD"}
_BEHIND = {"evento": "compra", "compra": "id", "compra_item": "compra", "asignacion": "compra"}


def triggers() -> list[str]:
    """What throws away what is kept of a purchase when a fact behind it changes."""
    return [
        f"CREATE TRIGGER kept_{table}_{act.lower()} AFTER {act} ON {table} BEGIN\n"
        f"  DELETE FROM estado_compra WHERE compra = {side}.{column};\nEND"
        for table, column in _BEHIND.items()
        for act, side in _SIDES.items()
    ]


def stale(db: Database, day: str, limit: int) -> list[str]:
    """Purchases of which nothing is kept, then open ones of which only another day's is; at most so many."""
    found = rows(
        db,
        "SELECT id FROM compra c WHERE NOT EXISTS (SELECT 1 FROM estado_compra e WHERE e.compra = c.id) LIMIT ?",
        [limit],
    )
    missing = [str(row["id"]) for row in found]
    if len(missing) == limit:
        return missing
    older = "SELECT compra FROM estado_compra WHERE cerrada = 0 AND dia <> ? LIMIT ?"
    return missing + [str(row["compra"]) for row in rows(db, older, [day, limit - len(missing)])]


def stale_count(db: Database, day: str) -> int:
    """How many purchases wait to be computed again."""
    sql = (
        "SELECT (SELECT count(*) FROM compra) - (SELECT count(*) FROM estado_compra)"
        " + (SELECT count(*) FROM estado_compra WHERE cerrada = 0 AND dia <> ?)"
    )
    return int(scalar(db, sql, [day]) or 0)


def keep(db: Database, given: Iterable[Mapping[str, Any]]) -> None:
    """Keep what was computed, inside an open transaction."""
    db.conn.executemany(
        f"INSERT OR REPLACE INTO estado_compra ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})",
        [[row[column] for column in COLUMNS] for row in given],
    )


def kept(db: Database, purchases: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What is kept of these purchases."""
    marks = ", ".join("?" * len(purchases))
    found = rows(db, f"SELECT * FROM estado_compra WHERE compra IN ({marks})", list(purchases))
    return {row["compra"]: row for row in found}


def by_office(db: Database) -> list[dict[str, Any]]:
    """The open purchases of each office: how many, how many in red and in amber, and since when the oldest."""
    return rows(
        db,
        "SELECT oficina, count(*) AS compras, sum(nivel = 'r') AS rojas, sum(nivel = 'a') AS ambar,"
        " min(nullif(desde, '')) AS desde FROM estado_compra WHERE cerrada = 0 GROUP BY oficina",
    )


def of_office(db: Database, office: str, offset: int, limit: int) -> list[dict[str, Any]]:
    """A page of what an office holds, the longest held first."""
    sql = (
        "SELECT e.*, c.nombre, c.aeo FROM estado_compra e JOIN compra c ON c.id = e.compra"
        " WHERE e.cerrada = 0 AND e.oficina = ? ORDER BY e.desde, e.compra LIMIT ? OFFSET ?"
    )
    return rows(db, sql, [office, limit, offset])


def urgent(db: Database, level: str, limit: int) -> list[dict[str, Any]]:
    """Open purchases with an alert of this level, the longest held first."""
    sql = (
        "SELECT e.*, c.nombre, c.aeo FROM estado_compra e JOIN compra c ON c.id = e.compra"
        " WHERE e.cerrada = 0 AND e.nivel = ? ORDER BY e.desde, e.compra LIMIT ?"
    )
    return rows(db, sql, [level, limit])
