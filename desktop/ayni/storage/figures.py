"""What is counted of each purchase and when it will probably end, kept beside where it stands (`kept`).

It is thrown away together with that, and counted again from the same facts; a forecast of another day stays until it is
drawn again. It belongs to this machine and is never exchanged.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from ayni.storage.database import rows, scalar

TABLE = "cifras_compra"
COUNTED = ("compra", "terminada", "familias", "cifras", "vence", "campana")
COLUMNS = (*COUNTED, "pronostico", "pronostico_dia")

MAKE = (f"CREATE TABLE IF NOT EXISTS {TABLE} ({', '.join(COLUMNS)}, PRIMARY KEY (compra)) WITHOUT ROWID",)

# The facts that alerts look at besides those of the purchase: which of their columns leads to purchases, and how.
_BESIDE = {
    "cotizacion": "SELECT s.compra FROM asignacion s WHERE s.partida = {side}.partida",
    "cotizacion_compra": "SELECT {side}.compra",
}
_SIDES = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}


def triggers() -> list[str]:
    """What throws away figures with the standing, and the standing when a quotation behind it changes."""
    gone = f"DELETE FROM {TABLE} WHERE compra = OLD.compra;"
    found = [f"CREATE TRIGGER kept_figures AFTER DELETE ON estado_compra BEGIN\n  {gone}\nEND"]
    for table, leads in _BESIDE.items():
        found += [
            f"CREATE TRIGGER kept_{table}_{act.lower()} AFTER {act} ON {table} BEGIN\n"
            f"  DELETE FROM estado_compra WHERE compra IN ({leads.format(side=side)});\nEND"
            for act, side in _SIDES.items()
        ]
    return found


def keep(db: Database, given: Iterable[Mapping[str, Any]]) -> None:
    """Keep what was counted, inside an open transaction; a forecast that stands there stays."""
    changed = ", ".join(f"{column} = excluded.{column}" for column in COUNTED[1:])
    db.conn.executemany(
        f"INSERT INTO {TABLE} ({', '.join(COUNTED)}) VALUES ({', '.join('?' * len(COUNTED))})"
        f" ON CONFLICT (compra) DO UPDATE SET {changed}",
        [[row[column] for column in COUNTED] for row in given],
    )


def keep_forecasts(db: Database, day: str, given: Mapping[str, str]) -> None:
    """Keep the forecasts of a day, inside an open transaction."""
    db.conn.executemany(
        f"UPDATE {TABLE} SET pronostico = ?, pronostico_dia = ? WHERE compra = ?",
        [[text, day, record] for record, text in given.items()],
    )


def every(db: Database) -> list[dict[str, Any]]:
    """The figures of all purchases."""
    return rows(db, f"SELECT compra, terminada, familias, cifras FROM {TABLE}")


def forecasts(db: Database, purchases: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The forecast kept of each of these purchases and its day."""
    marks = ", ".join("?" * len(purchases))
    sql = f"SELECT compra, pronostico, pronostico_dia FROM {TABLE} WHERE pronostico IS NOT NULL AND compra IN ({marks})"
    return {row["compra"]: row for row in rows(db, sql, list(purchases))}


_WAITING = f"FROM {TABLE} WHERE terminada = 0 AND pronostico_dia IS NOT ?"


def waiting(db: Database, day: str, limit: int) -> list[str]:
    """Open purchases without a forecast of this day."""
    return [row["compra"] for row in rows(db, f"SELECT compra {_WAITING} LIMIT ?", [day, limit])]


def waiting_count(db: Database, day: str) -> int:
    """How many they are."""
    return int(scalar(db, f"SELECT count(*) {_WAITING}", [day]) or 0)


def told(db: Database) -> list[dict[str, Any]]:
    """Open purchases that have alerts, with their names and where they are."""
    return rows(
        db,
        "SELECT e.compra, e.oficina, e.avisos, e.dia, c.nombre, c.responsable FROM estado_compra e"
        " JOIN compra c ON c.id = e.compra WHERE e.cerrada = 0 AND e.nivel <> '' ORDER BY e.compra",
    )


def due(db: Database) -> list[dict[str, Any]]:
    """Open purchases in which something is due, with their names."""
    return rows(
        db,
        f"SELECT f.compra, f.vence, c.nombre FROM {TABLE} f JOIN compra c ON c.id = f.compra"
        " WHERE f.vence <> '[]' ORDER BY c.nombre, f.compra",
    )


def lost_campaigns(db: Database, purchases: Sequence[str]) -> set[str]:
    """Those of these purchases that come, or will probably come, after the campaign of the producers began."""
    marks = ", ".join("?" * len(purchases))
    sql = f"SELECT compra FROM {TABLE} WHERE campana = 1 AND compra IN ({marks})"
    return {row["compra"] for row in rows(db, sql, list(purchases))}
