"""Where each purchase stands, computed once and kept: long lists, the board of the offices and home read one query.

What is kept is thrown away by triggers the moment a fact behind it changes, by our hand or from a bundle. It is of one
day (`dia`): deadlines come nearer without any event. It belongs to this machine and is never exchanged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ayni.storage.database import rows, scalar
from ayni.storage.search import query

TABLE = "estado_compra"
COLUMNS = (
    "compra",
    "estado",
    "fase",
    "ciclo",
    "intentos",
    "oficina",
    "desde",
    "recibe",
    "traspaso",
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
    "CREATE INDEX IF NOT EXISTS estado_compra_recibe ON estado_compra (cerrada, recibe, desde) WHERE recibe <> ''",
)
NOBODY = "—"  # asked for: purchases without a person in charge
SHOWN = (
    "SELECT e.*, c.nombre, c.responsable, coalesce((SELECT a.nombre FROM aeo a WHERE a.id = c.aeo),"
    " (SELECT group_concat(DISTINCT a.nombre) FROM asignacion s LEFT JOIN plan p ON p.id = s.plan"
    " JOIN aeo a ON a.id = coalesce(s.aeo, p.aeo) WHERE s.compra = c.id), '') AS aeo_nombre"
    " FROM estado_compra e JOIN compra c ON c.id = e.compra"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which purchases a board shows: with these letters in their name or their AEO's, of this person."""

    text: str = ""
    person: str = ""

    def where(self) -> tuple[str, list[object]]:
        """Conditions over the purchase `c`, each after an AND."""
        sql, values = "", list[object]()
        if self.person == NOBODY:
            sql += " AND c.responsable IS NULL"
        elif self.person:
            sql += " AND c.responsable = ?"
            values.append(self.person)
        if self.text.strip():
            asked = query(self.text) or '""'
            sql += (
                " AND (c.fila IN (SELECT rowid FROM busca_compra WHERE busca_compra MATCH ?) OR c.aeo IN"
                " (SELECT a.id FROM aeo a WHERE a.fila IN (SELECT rowid FROM busca_aeo WHERE busca_aeo MATCH ?)))"
            )
            values += [asked, asked]
        return sql, values


_SIDES = {"INSERT": "NEW", "UPDATE": "OLD", "DELETE": "OLD"}
_BEHIND = {"evento": "compra", "compra": "id", "compra_item": "compra", "asignacion": "compra"}


def triggers() -> list[str]:
    """What throws away what is kept of a purchase, and of those divided from it, when a fact behind it changes."""
    return [
        f"CREATE TRIGGER kept_{table}_{act.lower()} AFTER {act} ON {table} BEGIN\n"
        f"  DELETE FROM estado_compra WHERE compra = {side}.{column}\n"
        f"  OR compra IN (SELECT id FROM compra WHERE raiz = {side}.{column})\n"
        "  OR compra IN (SELECT id FROM compra WHERE raiz ="
        f" (SELECT raiz FROM compra WHERE id = {side}.{column}));\nEND"
        for table, column in _BEHIND.items()
        for act, side in _SIDES.items()
    ] + [
        f"CREATE TRIGGER kept_oficina_{act.lower()} AFTER {act} ON oficina BEGIN\n  DELETE FROM estado_compra;\nEND"
        for act in _SIDES  # what was kept says the names that offices had
    ]


def stale(db: Database, day: str, limit: int) -> list[str]:
    """Purchases of which nothing is kept, then open ones of which only another day's is; at most so many."""
    first = missing(db, limit)
    if len(first) == limit:
        return first
    older = "SELECT compra FROM estado_compra WHERE cerrada = 0 AND dia <> ? LIMIT ?"
    return first + [str(row["compra"]) for row in rows(db, older, [day, limit - len(first)])]


def missing(db: Database, limit: int) -> list[str]:
    """Purchases of which nothing is kept, at most so many."""
    if not scalar(db, "SELECT (SELECT count(*) FROM compra) > (SELECT count(*) FROM estado_compra)"):
        return []
    sql = "SELECT id FROM compra c WHERE NOT EXISTS (SELECT 1 FROM estado_compra e WHERE e.compra = c.id) LIMIT ?"
    return [str(row["id"]) for row in rows(db, sql, [limit])]


def stale_count(db: Database, day: str) -> int:
    """How many purchases wait to be computed again."""
    sql = (
        "SELECT (SELECT count(*) FROM compra) - (SELECT count(*) FROM estado_compra)"
        " + (SELECT count(*) FROM estado_compra WHERE cerrada = 0 AND dia <> ?)"
    )
    return int(scalar(db, sql, [day]) or 0)


def keep(db: Database, given: Iterable[Mapping[str, Any]]) -> None:
    """Keep what was computed, inside an open transaction."""
    changed = ", ".join(f"{column} = excluded.{column}" for column in COLUMNS[1:])  # replacing would throw away figures
    db.conn.executemany(
        f"INSERT INTO estado_compra ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
        f" ON CONFLICT (compra) DO UPDATE SET {changed}",
        [[row[column] for column in COLUMNS] for row in given],
    )


def kept(db: Database, purchases: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What is kept of these purchases."""
    marks = ", ".join("?" * len(purchases))
    found = rows(db, f"SELECT * FROM estado_compra WHERE compra IN ({marks})", list(purchases))
    return {row["compra"]: row for row in found}


def forget_purchases(db: Database, purchases: Iterable[str]) -> None:
    """Throw away what is kept of purchases because something beside them changed, inside an open transaction."""
    db.conn.executemany("DELETE FROM estado_compra WHERE compra = ?", [[record] for record in purchases])


def version(db: Database) -> int:
    """A number that is another one as soon as another connection has written."""
    return int(scalar(db, "PRAGMA data_version") or 0)


def forget(db: Database, person: str) -> None:
    """Throw away what is kept of a person's purchases: they leave, or stay after all."""
    db.conn.execute("DELETE FROM estado_compra WHERE compra IN (SELECT id FROM compra WHERE responsable = ?)", [person])


def by_office(db: Database, wanted: Wanted) -> list[dict[str, Any]]:
    """The open purchases of each office: how many, how many in red and in amber, and since when the oldest."""
    more, values = wanted.where()
    source = "estado_compra e JOIN compra c ON c.id = e.compra" if more else "estado_compra e"
    return rows(
        db,
        "SELECT e.oficina, count(*) AS compras, sum(e.nivel = 'r') AS rojas, sum(e.nivel = 'a') AS ambar,"
        f" min(nullif(e.desde, '')) AS desde FROM {source} WHERE e.cerrada = 0{more} GROUP BY e.oficina",
        values,
    )


def coming(db: Database, wanted: Wanted) -> dict[str, int]:
    """How many purchases each office was handed and did not say that it received."""
    more, values = wanted.where()
    sql = (
        "SELECT e.recibe, count(*) AS compras FROM estado_compra e JOIN compra c ON c.id = e.compra"
        f" WHERE e.cerrada = 0 AND e.recibe <> ''{more} GROUP BY e.recibe"
    )
    return {row["recibe"]: row["compras"] for row in rows(db, sql, values)}


def of_office(db: Database, office: str, wanted: Wanted, offset: int, limit: int) -> list[dict[str, Any]]:
    """A page of what an office holds or was handed: first what it must receive, then the longest held."""
    more, values = wanted.where()
    sql = (
        f"{SHOWN} WHERE e.cerrada = 0 AND (e.oficina = ? OR (e.recibe <> '' AND e.recibe = ?)){more}"
        " ORDER BY e.oficina = ?, e.desde, e.compra LIMIT ? OFFSET ?"
    )
    return rows(db, sql, [office, office, *values, office, limit, offset])


def urgent(db: Database, level: str, limit: int, person: str = "") -> list[dict[str, Any]]:
    """Open purchases with an alert of this level, the longest held first."""
    more, values = Wanted(person=person).where()
    sql = f"{SHOWN} WHERE e.cerrada = 0 AND e.nivel = ?{more} ORDER BY e.desde, e.compra LIMIT ?"
    return rows(db, sql, [level, *values, limit])


def of_person(db: Database, person: str) -> list[str]:
    """The purchases in the charge of a person, finished ones included, the longest held first."""
    sql = (
        "SELECT c.id FROM compra c LEFT JOIN estado_compra e ON e.compra = c.id WHERE c.responsable = ?"
        " ORDER BY coalesce(e.desde, ''), c.id"
    )
    return [str(row["id"]) for row in rows(db, sql, [person])]


def shown_open(db: Database, wanted: Wanted) -> list[dict[str, Any]]:
    """Every open purchase of those wanted, as a board shows it, the longest held first."""
    more, values = wanted.where()
    return rows(db, f"{SHOWN} WHERE e.cerrada = 0{more} ORDER BY e.desde, e.compra", values)


def charge(db: Database, person: str) -> tuple[int, int]:
    """How many open purchases a person has, and how many of them are in red."""
    sql = (
        "SELECT count(*) AS compras, coalesce(sum(e.nivel = 'r'), 0) AS rojas FROM compra c"
        " JOIN estado_compra e ON e.compra = c.id WHERE c.responsable = ? AND e.cerrada = 0"
    )
    found = rows(db, sql, [person])[0]
    return int(found["compras"]), int(found["rojas"])


def people(db: Database) -> list[str]:
    """The names of everybody who is in charge of a purchase."""
    found = rows(db, "SELECT DISTINCT responsable FROM compra WHERE responsable IS NOT NULL ORDER BY responsable")
    return [str(row["responsable"]) for row in found]
