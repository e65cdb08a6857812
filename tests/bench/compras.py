"""Purchases at national size: bringing them up to date, home, the board, their list and one timeline.

Each stands beside a bare read of the same rows from an unencrypted SQLite file, in the same run.
"""

import sqlite3
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from ayni.storage.database import rows
from ayni.workspace import Workspace

PAGE = 100
COPIED = ("estado_compra", "compra", "aeo", "evento", "socio", "plan")
INDEXES = (
    "CREATE INDEX held ON estado_compra (cerrada, oficina, desde)",
    "CREATE INDEX loud ON estado_compra (cerrada, nivel, desde)",
    "CREATE UNIQUE INDEX purchase ON compra (id)",
    "CREATE INDEX named ON compra (nombre, id)",
    "CREATE UNIQUE INDEX organisation ON aeo (id)",
    "CREATE UNIQUE INDEX kept ON estado_compra (compra)",
    "CREATE INDEX happened ON evento (compra)",
)
COUNTS = tuple(f"SELECT count(*) FROM {table}" for table in ("aeo", "socio", "plan", "compra"))
BY_OFFICE = (
    "SELECT oficina, count(*), sum(nivel = 'r'), min(desde) FROM estado_compra WHERE cerrada = 0 GROUP BY oficina"
)
SHOWN = (
    "SELECT e.*, c.nombre, a.nombre FROM estado_compra e JOIN compra c ON c.id = e.compra"
    " LEFT JOIN aeo a ON a.id = c.aeo"
)
HELD = f"{SHOWN} WHERE e.cerrada = 0 AND e.oficina = ? ORDER BY e.desde LIMIT {PAGE}"
LOUD = f"{SHOWN} WHERE e.cerrada = 0 AND e.nivel = 'r' ORDER BY e.desde LIMIT 5"
LISTED = f"{SHOWN} ORDER BY c.nombre, c.id LIMIT {PAGE} OFFSET ?"


def measured(door: Workspace, folder: Path, runs: int) -> list[tuple[str, str, str, str]]:
    """The lines of the table."""
    wanted = min(1_000, door.compra_count())
    seconds = _kept(door, wanted)
    for _part in door.keeping_purchases():
        pass
    bare = _copy(door, folder / "compras.db")
    last = max(0, door.compra_count() - PAGE)
    office = door.board()[0].office
    purchase = door.compras(0, 1)[0]["id"]
    happened = "SELECT * FROM evento WHERE compra = ?"
    thousand = "SELECT * FROM evento WHERE compra IN (SELECT id FROM compra LIMIT ?)"
    read = _middle(lambda: bare.execute(thousand, (wanted,)).fetchall(), runs) / 1000
    lines = [
        (
            f"Bringing {wanted:,} purchases up to date, behind the window",
            f"{seconds:.2f} s",
            f"{read:.2f} s, bare read of their events",
            f"× {seconds / read:.0f}",
        )
    ]
    compared: tuple[tuple[str, Callable[[], object], Callable[[], object]], ...] = (
        (
            "Home: what it asks of the file",
            lambda: (door.tasks(), door.figures()),
            lambda: [bare.execute(sql).fetchall() for sql in (*COUNTS, LOUD)],
        ),
        (
            "Board: its offices and a page of cards",
            lambda: (door.board(), door.board_of(office, 0, PAGE)),
            lambda: (bare.execute(BY_OFFICE).fetchall(), bare.execute(HELD, (office,)).fetchall()),
        ),
        (
            "Purchases with where they stand, first page",
            lambda: door.compras_standing(0, PAGE),
            lambda: bare.execute(LISTED, (0,)).fetchall(),
        ),
        (
            "Purchases with where they stand, last page",
            lambda: door.compras_standing(last, PAGE),
            lambda: bare.execute(LISTED, (last,)).fetchall(),
        ),
        (
            "One timeline, replayed",
            lambda: door.purchase(purchase),
            lambda: bare.execute(happened, (purchase,)).fetchall(),
        ),
    )
    for name, ours, theirs in compared:
        mine, plain = _middle(ours, runs * 4), _middle(theirs, runs * 4)
        lines.append((name, f"{mine:.1f} ms", f"{plain:.1f} ms, bare SQLite read", f"× {mine / plain:.1f}"))
    bare.close()
    return lines


def _kept(door: Workspace, wanted: int) -> float:
    """Seconds that the job takes for so many purchases, from nothing kept."""
    door.db.conn.execute("DELETE FROM estado_compra")
    began, total = time.perf_counter(), door.compra_count()
    for part in door.keeping_purchases():
        if part * total >= wanted:
            break
    return time.perf_counter() - began


def _copy(door: Workspace, path: Path) -> sqlite3.Connection:
    """The same rows in a plain SQLite file."""
    bare = sqlite3.connect(path, isolation_level=None)
    bare.execute("PRAGMA synchronous = OFF")
    bare.execute("BEGIN")
    for table in COPIED:
        found = rows(door.db, f"SELECT * FROM {table}")
        columns = list(found[0]) if found else ["id"]
        bare.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        bare.executemany(
            f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", [list(r.values()) for r in found]
        )
    for sql in INDEXES:
        bare.execute(sql)
    bare.execute("COMMIT")
    return bare


def _middle(work: Callable[[], object], runs: int) -> float:
    taken = []
    for _run in range(runs):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)
