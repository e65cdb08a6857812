"""Search without accents over names, DNI, RUC, communities and plan titles, instant at national size."""

import re
from typing import Any

from sqlite_utils import Database

from ayni.storage.database import rows
from ayni.storage.tables import TABLES

SEARCHED = tuple(name for name, table in TABLES.items() if table.searched)


def query(text: str) -> str:
    """What a person typed as a query: every word, each by its beginning. Empty when there is nothing to look for."""
    words = re.findall(r"\w+", text.replace("\u2019", "'"))
    return " ".join(f'"{word}"*' for word in words[:8])


def find(db: Database, table: str, text: str, limit: int) -> list[dict[str, Any]]:
    """Rows of a table whose words begin like these, in the order in which they were written."""
    wanted = query(text)
    if not wanted:
        return []
    columns = ", ".join(f"t.{column}" for column in ("id", *TABLES[table].columns))
    return rows(
        db,
        f"SELECT {columns} FROM (SELECT rowid FROM busca_{table} WHERE busca_{table} MATCH ? LIMIT ?) b"
        f" CROSS JOIN {table} t ON t.fila = b.rowid",
        (wanted, limit),
    )
