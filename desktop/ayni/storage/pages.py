"""Lists by pages, always in the order of an index, so that the end of a long list opens like its beginning."""

from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from ayni.storage.database import rows, scalar
from ayni.storage.search import query
from ayni.storage.tables import TABLES, order_by

Filters = Sequence[tuple[str, object]]


def _where(table: str, filters: Filters, text: str) -> tuple[str, list[object]]:
    parts, values = [f"t.{column} IS ?" for column, _ in filters], [value for _, value in filters]
    if text.strip():
        parts.append(f"t.fila IN (SELECT rowid FROM busca_{table} WHERE busca_{table} MATCH ?)")
        values.append(query(text) or '""')
    return (" WHERE " + " AND ".join(parts) if parts else ""), values


def page(
    db: Database,
    table: str,
    offset: int,
    limit: int,
    *,
    filters: Filters = (),
    text: str = "",
    extra: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """Rows of a table in the order of its list. `extra` are further SQL columns over the row `t`."""
    where, values = _where(table, filters, text)
    columns = ", ".join([*(f"t.{column}" for column in ("id", *TABLES[table].columns)), *extra])
    inner = f"SELECT t.fila FROM {table} t{where} ORDER BY {order_by(table, 't.')} LIMIT ? OFFSET ?"
    return rows(
        db,
        f"SELECT {columns} FROM {table} t WHERE t.fila IN ({inner}) ORDER BY {order_by(table, 't.')}",
        [*values, limit, offset],
    )


def count(db: Database, table: str, *, filters: Filters = (), text: str = "") -> int:
    """How many rows the list has."""
    where, values = _where(table, filters, text)
    return int(scalar(db, f"SELECT count(*) FROM {table} t{where}", values) or 0)


def where_equal(db: Database, table: str, column: str, value: object) -> list[dict[str, Any]]:
    """Every row with this value, in the order of the list (budget lines of a plan, events of a purchase)."""
    return page(db, table, 0, -1, filters=[(column, value)])
