"""Real encrypted files for the tests of the store, and replicas that trade saves without sealing them."""

from contextlib import contextmanager
from pathlib import Path

import pytest

from ayni.domain.change import Save
from ayni.storage import heads, migrations, records
from ayni.storage.database import connect, rows
from ayni.storage.tables import GOBIERNO, TABLES, merge_groups
from ayni.sync import stamps
from ayni.sync.merge import logical_hash, merge

KEY = bytes(range(32))
START = 1_790_000_000_000  # a moment of 2026, in milliseconds
EDITED = (  # the cells that somebody edited, and every cell of a row that came into being twice
    "INSERT INTO touched SELECT DISTINCT tbl, pk, grp FROM sync_op WHERE grp <> '*'",
    """INSERT OR IGNORE INTO touched SELECT o.tbl, o.pk, c.grp FROM sync_op o JOIN sync_col c ON c.tbl = o.tbl
      WHERE o.grp = '*' GROUP BY o.tbl, o.pk, c.grp HAVING count(DISTINCT o.tx) > 1""",
)
LOG = ("sync_tx", "sync_op", "sync_head", "sync_tomb", "sync_stream", "meta")


class Replica:
    """One file and the person who writes to it. `late` is how far its clock runs from the others', in milliseconds."""

    def __init__(self, path: Path, name: str = "ana", late: int = 0) -> None:
        self.path, self.name, self.now = path, name, START + late
        self.db = connect(path, KEY)
        self.db.conn.execute("PRAGMA synchronous = OFF")
        migrations.bring_up(self.db)

    def close(self) -> None:
        self.db.conn.close()

    def empty(self) -> None:
        """As new, without making the file again."""
        with records.transaction(self.db), records.receiving(self.db):
            for table in (*TABLES, *LOG):
                self.db.conn.execute(f"DELETE FROM {table}")

    def stamp(self, act: str, scope: str, reason: str = "") -> Save:
        self.now += 1000
        tx = stamps.new_tx()
        return Save(
            tx=tx,
            stream=stamps.stream_name(self.name, scope),
            seq=0,
            hlc=stamps.tick(records.last_hlc(self.db), self.now),
            person=self.name,
            act=act,
            act_id=str(tx),
            reason=reason,
            municipality="080101",
            scope=scope,
            clock="2026-11-22T10:42:00-05:00",
            program="0.1",
            schema=1,
            count=0,
            undoes=None,
            before=b"",
        )

    @contextmanager
    def save(self, scope: str = GOBIERNO, *, act: str = "save_socio", settle: bool = False):
        save = self.stamp(act, scope)
        with (
            records.transaction(self.db),
            records.saving(self.db, save, lambda it, changes: (stamps.save_hash(it, changes), b"firma"), settle=settle),
        ):
            yield save.tx

    def socio(self, record: str = "s1", aeo: str = "a1", dni: str = "40000001", **others) -> str:
        """A new member, in one save."""
        with self.save(aeo):
            values = {"aeo": aeo, "dni": dni, "apellido_paterno": "Quispe", "nombres": "Rosa", **others}
            records.insert(self.db, "socio", record, values)
        return record

    def edit(self, table: str, record: str, values: dict, *, settle: bool = False) -> int:
        with self.save(self.scope(table, record), settle=settle) as tx:
            records.update(self.db, table, record, values)
        return tx

    def scope(self, table: str, record: str) -> str:
        column = TABLES[table].scope
        return str(records.get(self.db, table, record)[column]) if column else GOBIERNO

    def sealed(self) -> list[records.Sealed]:
        """Every save of the log."""
        return list(
            records.sealed_saves(
                self.db, [found["tx"] for found in rows(self.db, "SELECT tx FROM sync_tx ORDER BY tx")]
            )
        )

    def receive(self, given) -> None:
        with records.transaction(self.db):
            for _ in records.receive(self.db, list(given)):
                pass
            last = records.last_hlc(self.db)
            for it in given:
                last = stamps.seen(last, it.save.hlc, self.now)
            records.keep_hlc(self.db, last)

    def rows(self) -> dict:
        return {
            (name, found.pop("id")): found
            for name, table in TABLES.items()
            for found in rows(self.db, f"SELECT {', '.join(('id', *table.columns))} FROM {name}")
        }

    def clashes(self) -> list:
        return heads.clashes(self.db)

    def ops(self, **where) -> list[dict]:
        found = rows(self.db, "SELECT * FROM sync_op ORDER BY tbl, pk, grp, tx")
        return [op for op in found if all(op[name] == value for name, value in where.items())]

    def hash(self) -> str:
        return logical_hash(self.rows(), self.clashes())

    def expected(self):
        """What the plain reference makes of the same log."""
        sealed = self.sealed()
        return merge({it.save.tx: it.save for it in sealed}, [c for it in sealed for c in it.changes], merge_groups())

    def agrees(self) -> None:
        """The statements and the reference say the same of this log: rows, clashes with every version, hash."""
        expected = self.expected()
        assert self.rows() == expected.rows
        assert self.clashes() == expected.clashes
        assert self.hash() == expected.hash()
        assert self.versions() == self.versions_afresh()

    def versions(self) -> list[dict]:
        """The versions that the store keeps of the cells that were edited, and which of them it shows."""
        return rows(self.db, "SELECT * FROM sync_head ORDER BY tbl, pk, grp, tx")

    def versions_afresh(self) -> list[dict]:
        """The same, computed from the log as if nothing were kept."""
        self.db.conn.execute("BEGIN")
        try:
            heads.begin_touched(self.db)
            for sql in ("DELETE FROM sync_head", *EDITED):
                self.db.conn.execute(sql)
            heads.recompute(self.db)
            return self.versions()
        finally:
            self.db.conn.execute("ROLLBACK")


@pytest.fixture
def replica(tmp_path):
    """A function that makes replicas: real files, closed at the end of the test."""
    made = []

    def make(name: str = "ana", late: int = 0) -> Replica:
        made.append(Replica(tmp_path / f"{name}.db", name, late))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def four(tmp_path_factory):
    """Four replicas made once for many examples; each example empties those that it uses."""
    folder = tmp_path_factory.mktemp("replicas")
    made = [
        Replica(folder / f"{n}.db", f"device{n}", late) for n, late in enumerate((0, 5, -90_000, 3 * 24 * 3_600_000))
    ]
    yield made
    for one in made:
        one.close()


@pytest.fixture
def key():
    """The key of every file of these tests."""
    return KEY
