"""Exchange and merging beside other engines, and a save beside a bare one, on the same invented data in one run.

An office and its promoters in the field. Each promoter changes 500 rows of the organisations that it carries, five in
a save; neighbours change some of the same cells without knowing of each other. The same edits are given to every
engine: how long a file of them takes, how large it is, how long the office merges all, whether another order gives the
same, and how many of the values typed can be found nowhere afterwards, neither in a row nor among what a person is
shown.

Ayni goes through its door: encrypted files, every save signed, bundles sealed and addressed, to the disk. The others
are bare libraries over plain files; those that are not installed are skipped, and said so.

python tests/bench/intercambio.py [--quick] [--runs 3]
"""

import argparse
import gc
import json
import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import zstandard

from ayni import __version__
from ayni.domain.padron import ACTIVO
from ayni.job import finish
from ayni.storage import heads, records
from ayni.storage.database import connect
from ayni.storage.migrations import SCHEMA
from ayni.storage.tables import TABLES, merge_groups
from ayni.sync import stamps
from ayni.sync.bundle import Facts, write_bundle
from ayni.sync.merge import merge
from ayni.workspace import Workspace, create_workspace

SEED = 2026
PASSPHRASE = "clave de prueba"
MEMBERS, LINES = 34, 14  # of each organisation: members, and rows of the budget of its plan
CARRIED = 12  # organisations that a promoter carries
IN_A_SAVE = 5
EDITED = ("socio", "partida")
COMMUNITIES = tuple(f"Comunidad {name}" for name in ("Ccorao", "Huayllapata", "Patacancha", "Willoq", "Chahuaytire"))
AIM_BYTES, AIM_CREATE, AIM_MERGE, AIM_SAVE = 24_000, 30, 2_000, 3

Values = dict[str, str | int | None]
Cell = tuple[str, str, str]  # table, id, column


@dataclass(frozen=True, slots=True)
class Size:
    """How many promoters, and how many members and budget rows each of them changes."""

    promoters: int
    members: int
    lines: int

    @property
    def rows(self) -> int:
        """Rows that each promoter changes."""
        return self.members + self.lines


WHOLE, QUICK = Size(50, 340, 160), Size(6, 34, 16)


@dataclass(slots=True)
class Data:
    """The rows that all begin with, and what each promoter makes of them."""

    rows: dict[str, dict[str, Values]]
    aeos: list[str]
    edits: list[list[tuple[str, list[tuple[str, str, Values]]]]] = field(default_factory=list)  # promoter → saves

    def carried(self, promoter: int) -> list[str]:
        """The organisations of a promoter: its own, and the first of the next one's."""
        first = promoter * CARRIED
        return [*self.aeos[first : first + CARRIED], self.aeos[(first + CARRIED) % len(self.aeos)]]

    def typed(self) -> dict[Cell, set[str | int | None]]:
        """Every value that somebody typed into a cell."""
        found: dict[Cell, set[str | int | None]] = defaultdict(set)
        for saves in self.edits:
            for _aeo, its_edits in saves:
                for table, record, values in its_edits:
                    for column, value in values.items():
                        found[table, record, column].add(value)
        return found

    def disputed(self) -> int:
        """Cells as a person decides them (an amount is one), in which two promoters typed different things."""
        groups = {
            (name, column): group
            for name in EDITED
            for group, columns in TABLES[name].groups.items()
            for column in columns
        }
        return len({(t, row, groups[t, column]) for (t, row, column), told in self.typed().items() if len(told) > 1})


# --- the data


class Clock:
    """A clock that goes on a little with each look, so that ids and saves come in order."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat("2026-03-09T08:00:00-05:00")

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=700)
        return self.now


def member(aeo: str, number: int, chance: random.Random) -> Values:
    """An invented member."""
    surnames = ("Quispe", "Mamani", "Huamán", "Ccori", "Puma", "Condori", "Apaza", "Sullca")
    return {
        "aeo": aeo,
        "dni": f"{40_000_000 + number}",
        "apellido_paterno": chance.choice(surnames),
        "apellido_materno": chance.choice(surnames),
        "nombres": chance.choice(("Rosa", "Juana", "Hilario", "Cirilo", "Benita")),
        "fecha_nacimiento": f"19{chance.randrange(55, 99)}-0{chance.randrange(1, 10)}-{chance.randrange(10, 29)}",
        "sexo": chance.choice("HM"),
        "condicion": ACTIVO,
    }


def amounts(chance: random.Random, present: Values | None = None) -> Values:
    """A quantity, its price and who pays: one thing, that is decided whole. Nothing as it is at present."""
    quantity, price = chance.randrange(1, 40), chance.randrange(500, 90_000)
    total = quantity * price
    found: Values = {
        "cantidad": str(quantity),
        "precio_unitario": f"{price // 100}.{price % 100:02}",
        "cofinanciamiento_centimos": total * 8 // 10,
        "monetaria_centimos": total - total * 8 // 10,
    }
    return amounts(chance, present) if _alike(found, present) else found


def contact(chance: random.Random, present: Values | None = None) -> Values:
    """A telephone and where somebody lives: two things. Nothing as it is at present."""
    found: Values = {"telefono": str(chance.randrange(900_000_000, 10**9)), "comunidad": chance.choice(COMMUNITIES)}
    return contact(chance, present) if _alike(found, present) else found


def _alike(values: Values, present: Values | None) -> bool:
    return present is not None and any(present[name] == value for name, value in values.items())


def data_of(door: Workspace, size: Size) -> Data:
    """Fill the office's workspace, and say what the promoters will do to it."""
    chance = random.Random(SEED)
    data = Data({"aeo": {}, "plan": {}, "socio": {}, "partida": {}}, [])

    def new(table: str, values: Values) -> str:
        record = stamps.new_row_id(door.now_ms(), chance.randbytes)
        data.rows[table][record] = {name: values.get(name) for name in TABLES[table].columns}
        return record

    for number in range(size.promoters * CARRIED):
        aeo = new("aeo", {"nombre": f"Asociación {number}", "cadena": "cuy", "categoria": "A", "ubigeo": "080101"})
        data.aeos.append(aeo)
        mine = [new("socio", member(aeo, number * 100 + place, chance)) for place in range(MEMBERS)]
        plan = new("plan", {"aeo": aeo, "titulo": f"Mejoramiento {number}", "categoria": "A", "estado": "borrador"})
        bare: Values = {"aeo": aeo, "plan": plan, "clase": "equipos"}
        lines = [
            new("partida", {**bare, "orden": str(place), "nombre": f"Equipo {place}"} | amounts(chance))
            for place in range(LINES)
        ]
        made = {"aeo": [aeo], "socio": mine, "plan": [plan], "partida": lines}
        with door.save("import_padron", aeo) as db:
            for table, ids in made.items():
                records.insert_many(db, table, [(record, data.rows[table][record]) for record in ids])
        older = [("socio", record, contact(chance)) for record in mine[::3]]
        older += [("partida", record, amounts(chance)) for record in lines[::3]]
        for edits in _fives(older):  # a part of the rows has a history already
            _apply(door, aeo, edits)
            for table, record, values in edits:
                data.rows[table][record] |= values
    for promoter in range(size.promoters):
        data.edits.append(list(_edits(data, size, promoter, chance)))
    _collide(data, size)
    return data


def _fives(edits: list[tuple[str, str, Values]]) -> Iterator[list[tuple[str, str, Values]]]:
    for start in range(0, len(edits), IN_A_SAVE):
        yield edits[start : start + IN_A_SAVE]


def _apply(door: Workspace, aeo: str, edits: Iterable[tuple[str, str, Values]]) -> None:
    with door.save("edit_socio", aeo) as db:
        for table, record, values in edits:
            records.update(db, table, record, values)


def _edits(
    data: Data, size: Size, promoter: int, chance: random.Random
) -> Iterator[tuple[str, list[tuple[str, str, Values]]]]:
    own = data.aeos[promoter * CARRIED : (promoter + 1) * CARRIED]
    for table, count, invent in (("socio", size.members, contact), ("partida", size.lines, amounts)):
        for place, aeo in enumerate(own):
            rows = [record for record, values in data.rows[table].items() if values["aeo"] == aeo]
            wanted = count // len(own) + (place < count % len(own))
            for edits in _fives(
                [(table, record, invent(chance, data.rows[table][record])) for record in chance.sample(rows, wanted)]
            ):
                yield aeo, edits


def _collide(data: Data, size: Size) -> None:
    """Neighbours meet in one organisation: two members of whom each writes another telephone and community, one of
    whom both write the same, and in every second one a row of the budget."""
    for promoter in range(size.promoters):
        neighbour = data.edits[(promoter + 1) % size.promoters]
        aeo = data.aeos[((promoter + 1) % size.promoters) * CARRIED]
        theirs = [edit for its_aeo, edits in neighbour for edit in edits if its_aeo == aeo]
        members = [edit for edit in theirs if edit[0] == "socio"]
        met = [_otherwise(data, edit) for edit in members[:2]] + members[2:3]
        if promoter % 2:
            met += [_otherwise(data, edit) for edit in theirs if edit[0] == "partida"][:1]
        for table, _record, _values in met:  # instead of as many of its own, so that all change as many rows
            place = next(
                place
                for place in reversed(range(len(data.edits[promoter])))
                if data.edits[promoter][place][1][-1][0] == table
            )
            data.edits[promoter][place][1].pop()
            if not data.edits[promoter][place][1]:
                del data.edits[promoter][place]
        data.edits[promoter].append((aeo, met))


def _otherwise(data: Data, edit: tuple[str, str, Values]) -> tuple[str, str, Values]:
    """The same columns of the same row, with another value in each, and none as it is at present."""
    table, record, values = edit
    invent, chance = contact if table == "socio" else amounts, random.Random(record)
    while _alike(other := invent(chance, data.rows[table][record]), values):
        pass
    return table, record, other


# --- what an engine did


@dataclass(slots=True)
class Found:
    """Of one engine: milliseconds, bytes, and what became of the values typed."""

    name: str
    create: float = 0  # of one promoter's file, the median
    size: float = 0  # of one file, the median
    merge: float = 0  # of all files
    busy: float = 0  # of that, milliseconds of the processor
    again: str = ""  # the same files once more
    same: str = ""  # another order, the same state
    shown: int = 0  # disputes that a person is shown
    lost: int = 0  # values typed that are in no row and in no dispute


def missing(data: Data, rows: Callable[[str, str], Mapping[str, Any] | None], told: Iterable[tuple[Cell, Any]]) -> int:
    """How many of the values typed are neither in a row nor told."""
    kept: dict[Cell, set[Any]] = defaultdict(set)
    for cell, value in told:
        kept[cell].add(value)
    lost = 0
    for (table, record, column), values in data.typed().items():
        kept[table, record, column].add((rows(table, record) or {}).get(column))
        lost += len(values - kept[table, record, column])
    return lost


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds that it takes, and its value."""
    gc.collect()
    began = time.perf_counter()
    value = work()
    return (time.perf_counter() - began) * 1000, value


# --- ours


class Region:
    """The office, a second office that knows as much, and the promoters: workspaces in folders, all encrypted."""

    def __init__(self, folder: Path, size: Size) -> None:
        self.folder, self.size, self.clock = folder, size, Clock()
        self.office, self.other = self._town("oficina", "oficina"), self._town("otra", "oficina")
        self._fast(self.office, self.other)
        self.data = data_of(self.office, size)
        self._know(self.office, self.other)
        path = folder / "todo.ayni"
        for giver, taker in ((self.office, self.other), (self.other, self.office)):  # the second gave itself roles
            for part in finish(giver.exporting(taker.card().name, path)).paths:
                finish(taker.receiving(part))
        self.promoters = [self._promoter(place) for place in range(size.promoters)]
        self._fast(self.office, self.other, mode="FULL")

    def _town(self, name: str, role: str) -> Workspace:
        door, _recovery = create_workspace(
            self.folder / name, ubigeo="080101", name="Municipalidad inventada", person=f"Persona {name}", role=role,
            passphrase=PASSPHRASE, cost=2**10, clock=self.clock,
        )  # fmt: skip
        return door

    @staticmethod
    def _fast(*doors: Workspace, mode: str = "OFF") -> None:
        for door in doors:  # while the region is made; measured with FULL
            door.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            door.db.conn.execute(f"PRAGMA synchronous = {mode}")

    def _know(self, one: Workspace, other: Workspace) -> None:
        path = self.folder / "tarjeta.ayni"
        for giver, taker in ((one, other), (other, one)):
            giver.write_card(path)
            taker.trust(path)

    def _promoter(self, place: int) -> Workspace:
        """A promoter with the organisations that it carries and no others, who has worked."""
        door = self._town(f"promotor{place}", "promotor")
        self._fast(door)
        for office in (self.office, self.other):
            self._know(office, door)
            self._send(office, door, self.data.carried(place))
        for aeo, edits in self.data.edits[place]:
            _apply(door, aeo, edits)
        self._fast(door, mode="FULL")
        return door

    def _send(self, office: Workspace, door: Workspace, scopes: list[str]) -> None:
        marks = ", ".join("?" * len(scopes))
        wanted = [tx for (tx,) in office.db.conn.execute(f"SELECT tx FROM sync_tx WHERE scope IN ({marks})", scopes)]
        facts = Facts("080101", SCHEMA, __version__, self.clock().isoformat(), records.vector(office.db))
        cards = [self.office.card(), self.other.card()]
        saves = records.sealed_saves(office.db, wanted)
        written = write_bundle(saves, facts, office.keys, office.card(), [door.card()], cards)
        path = self.folder / "carga.ayni"
        path.write_bytes(written.data)
        finish(door.receiving(path))

    def close(self) -> None:
        """Close all, without copies."""
        for door in (self.office, self.other, *self.promoters):
            door.close()


def ours(region: Region, chance: random.Random) -> tuple[Found, float]:
    """Ayni through its door; and, for orientation, its plain reference merging the same changes in memory."""
    found, data = Found("Ayni: sealed, signed, encrypted"), region.data
    files: dict[str, list[Path]] = {}
    times, sizes = [], []
    for name, office in (("a", region.office), ("b", region.other)):
        files[name] = []
        for place, door in enumerate(region.promoters):
            path = region.folder / f"{name}{place}.ayni"
            took, sent = seconds(partial(finish, door.exporting(office.card().name, path)))
            times.append(took)
            sizes.append(sent.size)
            files[name].append(path)
    found.create, found.size = statistics.median(times), statistics.median(sizes)
    merged = []
    for name, office in (("a", region.office), ("b", region.other)):
        if name == "b":
            chance.shuffle(files[name])
        began = time.process_time()
        took, _ = seconds(lambda its=files[name], door=office: [finish(door.receiving(path)) for path in its])
        merged.append((took, (time.process_time() - began) * 1000))
    found.merge, found.busy = min(merged)
    before = region.office.state_hash()
    again, receipts = seconds(lambda: [finish(region.office.receiving(path)) for path in files["a"]])
    assert all(receipt.nothing_new for receipt in receipts)
    found.again = f"{again:,.0f} ms, nothing new"
    found.same = "yes" if region.office.state_hash() == before == region.other.state_hash() else "NO"
    clashes = heads.clashes(region.office.db)
    found.shown = len(clashes)
    told = [
        ((it.table, it.row, column), value)
        for it in clashes
        for version in it.versions
        for column, value in (version.value or {}).items()
    ]
    found.lost = missing(data, lambda table, record: records.get(region.office.db, table, record), told)
    saves = list(
        records.sealed_saves(
            region.office.db, [tx for (tx,) in region.office.db.conn.execute("SELECT tx FROM sync_tx")]
        )
    )
    by_tx = {it.save.tx: it.save for it in saves}
    plain, state = seconds(lambda: merge(by_tx, [change for it in saves for change in it.changes], merge_groups()))
    assert len(state.clashes) == found.shown
    return found, plain


# --- the others


def plain_file(path: Path, data: Data) -> None:
    """The rows that all begin with, in a bare SQLite file with TEXT keys."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("BEGIN")
    for table in EDITED:
        columns = TABLES[table].columns
        kinds = ", ".join(f"{column} {TABLES[table].sql_type(column)}" for column in columns)
        db.execute(f"CREATE TABLE {table} (id TEXT PRIMARY KEY NOT NULL, {kinds})")
        db.executemany(
            f"INSERT INTO {table} VALUES ({', '.join('?' * (len(columns) + 1))})",
            [[record, *values.values()] for record, values in data.rows[table].items()],
        )
    db.execute("COMMIT")
    db.close()


def write_edits(db: Any, edits: Iterable[tuple[str, list[tuple[str, str, Values]]]]) -> None:
    """What a promoter typed, into a bare SQLite file."""
    db.execute("BEGIN")
    for _aeo, its_edits in edits:
        for table, record, values in its_edits:
            put = ", ".join(f"{column} = ?" for column in values)
            db.execute(f"UPDATE {table} SET {put} WHERE id = ?", [*values.values(), record])
    db.execute("COMMIT")


def contents(path: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows of a bare file."""
    db = sqlite3.connect(path)
    db.row_factory = sqlite3.Row
    found = {(table, row["id"]): dict(row) for table in EDITED for row in db.execute(f"SELECT * FROM {table}")}
    db.close()
    return found


def small(data: bytes) -> int:
    """Bytes once compressed as well as ours are."""
    return len(zstandard.ZstdCompressor(level=19).compress(data))


def session(base: Path, data: Data, folder: Path, chance: random.Random) -> Found:
    """SQLite's session extension through apsw."""
    import apsw

    found = Found("apsw, SQLite's session")
    changesets, times = [], []
    for place, edits in enumerate(data.edits):
        path = folder / f"session{place}.db"
        shutil.copyfile(base, path)
        db = apsw.Connection(str(path))
        watched = apsw.Session(db, "main")
        watched.attach()
        write_edits(db, edits)
        took, changeset = seconds(watched.changeset)
        times.append(took)
        changesets.append(changeset)
        watched.close()
        db.close()
        path.unlink()
    found.create = statistics.median(times)
    found.size = statistics.median(small(changeset) for changeset in changesets)

    def merged(order: list[bytes], path: Path) -> tuple[float, list[int]]:
        shutil.copyfile(base, path)
        db = apsw.Connection(str(path))
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        calls: list[int] = []

        def decide(reason: int, _change: Any) -> int:
            calls.append(reason)
            data_differs = reason == apsw.SQLITE_CHANGESET_DATA
            return apsw.SQLITE_CHANGESET_REPLACE if data_differs else apsw.SQLITE_CHANGESET_OMIT

        took, _ = seconds(lambda: [apsw.Changeset.apply(changeset, db, conflict=decide) for changeset in order])
        first = len(calls)
        again, _ = seconds(lambda: [apsw.Changeset.apply(changeset, db, conflict=decide) for changeset in order])
        found.again = f"{again:,.0f} ms, {len(calls) - first:,} conflicts"
        db.close()
        return took, calls[:first]

    one, two = folder / "session-a.db", folder / "session-b.db"
    merged(chance.sample(changesets, len(changesets)), two)
    # rows are compared after the first pass: a second one would hide what the first did
    found.merge, calls = merged(changesets, one)
    found.same, found.lost = _compared(base, changesets, data, folder, chance)
    found.shown = len(calls)
    return found


def _compared(base: Path, changesets: list[bytes], data: Data, folder: Path, chance: random.Random) -> tuple[str, int]:
    """Whether another order of changesets gives the same rows, and what is missing from them."""
    import apsw

    states = []
    for order in (changesets, chance.sample(changesets, len(changesets))):
        path = folder / "session-c.db"
        shutil.copyfile(base, path)
        db = apsw.Connection(str(path))
        for changeset in order:
            apsw.Changeset.apply(
                changeset, db, conflict=lambda reason, _change: apsw.SQLITE_CHANGESET_REPLACE
                if reason == apsw.SQLITE_CHANGESET_DATA else apsw.SQLITE_CHANGESET_OMIT
            )  # fmt: skip
        db.close()
        states.append(contents(path))
    lost = missing(data, lambda table, record: states[0].get((table, record)), [])
    return ("yes" if states[0] == states[1] else "NO"), lost


def geodiff(base: Path, data: Data, folder: Path, chance: random.Random) -> Found:
    """pygeodiff: a changeset of each promoter, and a rebase of each over what is there."""
    import pygeodiff

    found, engine = Found("pygeodiff, changeset and rebase"), pygeodiff.GeoDiff()
    engine.set_maximum_logger_level(0)
    made, times, sizes = [], [], []
    for place, edits in enumerate(data.edits):
        modified, changeset = folder / f"geodiff{place}.db", folder / f"geodiff{place}.diff"
        shutil.copyfile(base, modified)
        db = sqlite3.connect(modified, isolation_level=None)
        write_edits(db, edits)
        db.close()
        took, _ = seconds(lambda m=modified, c=changeset: engine.create_changeset(str(base), str(m), str(c)))
        times.append(took)
        sizes.append(small(changeset.read_bytes()))
        made.append(changeset)
        modified.unlink()
    found.create, found.size = statistics.median(times), statistics.median(sizes)

    def merged(order: list[Path], name: str) -> tuple[Path, list[Path]]:
        whole, told = folder / f"{name}.db", []
        shutil.copyfile(base, whole)
        for place, changeset in enumerate(order):
            one, conflict = folder / f"{name}-one.db", folder / f"{name}-{place}.json"
            shutil.copyfile(base, one)
            engine.apply_changeset(str(one), str(changeset))
            engine.rebase(str(base), str(whole), str(one), str(conflict))
            one.replace(whole)
            told.append(conflict)
        return whole, [path for path in told if path.exists()]

    found.merge, (whole, conflicts) = seconds(lambda: merged(made, "geodiff-a"))
    other, _ = merged(chance.sample(made, len(made)), "geodiff-b")
    rows = contents(whole)
    found.same = "yes" if rows == contents(other) else "NO"
    listed, cells = set(), 0  # a row is named there by a number made of its id, so a value counts wherever it stands
    for path in conflicts:
        for entry in json.loads(path.read_text("utf-8"))["geodiff"]:
            table = entry["table"]
            columns = ("id", *TABLES[table].columns)
            for change in entry["changes"]:
                cells += 1
                column = columns[change["column"]]
                listed |= {(table, column, change.get(side)) for side in ("base", "old", "new")}
    found.shown = cells
    told = [
        ((table, record, column), value)
        for (table, record, column), values in data.typed().items()
        for value in values
        if (table, column, value) in listed
    ]
    found.lost = missing(data, lambda table, record: rows.get((table, record)), told)
    try:
        copied = folder / "geodiff-again.db"
        shutil.copyfile(whole, copied)
        again, _ = seconds(lambda: [engine.apply_changeset(str(copied), str(changeset)) for changeset in made])
        found.again = f"{again:,.0f} ms"
    except pygeodiff.GeoDiffLibError:
        found.again = "refused as a conflict"
    return found


def crdt(data: Data, chance: random.Random) -> Found:
    """pycrdt: a document for each organisation, a map for each row."""
    import pycrdt

    found = Found("pycrdt, a document for each AEO")

    def document(aeo: str) -> Any:
        made = pycrdt.Doc()
        for table in EDITED:
            of_table = made.get(table, type=pycrdt.Map)
            with made.transaction():
                for record in of_aeo[table, aeo]:
                    of_table[record] = pycrdt.Map(dict(data.rows[table][record]))
        return made

    of_aeo: dict[tuple[str, Any], list[str]] = defaultdict(list)
    for table in EDITED:
        for record, values in data.rows[table].items():
            of_aeo[table, values["aeo"]].append(record)
    base = {aeo: document(aeo).get_update() for aeo in data.aeos}

    def opened(aeo: str) -> Any:
        made = pycrdt.Doc()
        made.apply_update(base[aeo])
        return made

    def encoded(docs: dict[str, tuple[Any, bytes]]) -> list[tuple[str, bytes]]:
        return [(aeo, doc.get_update(before)) for aeo, (doc, before) in docs.items()]

    updates, times, sizes = [], [], []
    for edits in data.edits:
        docs = {aeo: opened(aeo) for aeo in {aeo for aeo, _ in edits}}
        states = {aeo: (doc, doc.get_state()) for aeo, doc in docs.items()}
        for aeo, its_edits in edits:
            with docs[aeo].transaction():
                for table, record, values in its_edits:
                    row = docs[aeo].get(table, type=pycrdt.Map)[record]
                    for column, value in values.items():
                        row[column] = value
        took, made = seconds(partial(encoded, states))
        times.append(took)
        sizes.append(small(b"".join(update for _aeo, update in made)))
        updates.append(made)
    found.create, found.size = statistics.median(times), statistics.median(sizes)

    def merged(order: list[list[tuple[str, bytes]]], docs: dict[str, Any]) -> None:
        for made in order:
            for aeo, update in made:
                docs[aeo].apply_update(update)

    def state(docs: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
        found = {}
        for doc in docs.values():
            for table in EDITED:
                found |= {(table, record): row for record, row in doc.get(table, type=pycrdt.Map).to_py().items()}
        return found

    one, two = ({aeo: opened(aeo) for aeo in data.aeos} for _ in range(2))
    found.merge, _ = seconds(lambda: merged(updates, one))
    merged(chance.sample(updates, len(updates)), two)
    rows = state(one)
    found.same = (
        "yes" if {k: _whole(v) for k, v in rows.items()} == {k: _whole(v) for k, v in state(two).items()} else "NO"
    )
    again, _ = seconds(lambda: merged(updates, one))
    found.again = f"{again:,.0f} ms, nothing new"
    whole = {key: _whole(value) for key, value in rows.items()}
    found.lost = missing(data, lambda table, record: whole.get((table, record)), [])
    return found


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    """Whole numbers as such: CRDT maps know only floats."""
    return {
        name: int(value) if isinstance(value, float) and value.is_integer() else value for name, value in row.items()
    }


# --- a save


def saving(region: Region, runs: int) -> dict[str, tuple[float, float]]:
    """Milliseconds of a save of five rows, two columns each, by turns: bare SQLite, bare SQLCipher, ours.

    On the wall, where the disk counts, and of the processor.
    """
    plain, sealed = region.folder / "desnudo.db", region.folder / "cifrado.db"
    plain_file(plain, region.data)
    bare = sqlite3.connect(plain, isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    cipher = connect(sealed, bytes(range(32))).conn
    for table in EDITED:
        columns = TABLES[table].columns
        kinds = ", ".join(f"{column} {TABLES[table].sql_type(column)}" for column in columns)
        cipher.execute(f"CREATE TABLE {table} (id TEXT PRIMARY KEY NOT NULL, {kinds})")
        cipher.execute("BEGIN")
        cipher.executemany(
            f"INSERT INTO {table} VALUES ({', '.join('?' * (len(columns) + 1))})",
            [[record, *values.values()] for record, values in region.data.rows[table].items()],
        )
        cipher.execute("COMMIT")
    cipher.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    chance, door = random.Random(SEED), region.office
    members = [
        (aeo, [record for record, values in region.data.rows["socio"].items() if values["aeo"] == aeo])
        for aeo in region.data.aeos[:20]
    ]
    taken: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for turn in range(runs * 60):
        aeo, rows = members[turn % len(members)]
        edits = [("socio", record, contact(chance)) for record in chance.sample(rows, IN_A_SAVE)]
        works = (
            ("bare SQLite", partial(write_edits, bare, [(aeo, edits)])),
            ("bare SQLCipher", partial(write_edits, cipher, [(aeo, edits)])),
            ("ours", partial(_apply, door, aeo, edits)),
        )
        for name, work in works:
            busy, began = time.process_time(), time.perf_counter()
            work()
            taken[name].append((time.perf_counter() - began, time.process_time() - busy))
    bare.close()
    cipher.close()
    return {
        name: (statistics.median(wall for wall, _ in times) * 1000, statistics.median(busy for _, busy in times) * 1000)
        for name, times in taken.items()
    }


# --- the tables


def measured(*, quick: bool, runs: int) -> None:
    """Print everything."""
    size = QUICK if quick else WHOLE
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        began = time.perf_counter()
        region = Region(folder, size)
        data = region.data
        print(
            f"\nExchange: {size.promoters} promoters, {size.rows} rows changed by each in {len(data.edits[0])} saves,"
            f" {len(data.rows['socio']):,} members and {len(data.rows['partida']):,} budget rows at the office,"
            f" {data.disputed()} cells in which two typed different things"
            f" (made in {time.perf_counter() - began:.0f} s)\n"
        )
        mine, plain = ours(region, chance)
        saves = saving(region, runs)
        region.close()
        base = folder / "base.db"
        plain_file(base, data)
        others, skipped = [], []
        for name, work in (
            ("apsw", lambda: session(base, data, folder, chance)),
            ("pygeodiff", lambda: geodiff(base, data, folder, chance)),
            ("pycrdt", lambda: crdt(data, chance)),
        ):
            try:
                others.append(work())
            except ImportError:
                skipped.append(name)
    print(
        "| engine | creating one file | bytes of it | merging all | merging again | any order, same | shown |"
        " values that vanish |\n|---|---|---|---|---|---|---|---|"
    )
    for it in (mine, *others):
        cells = (
            it.name,
            f"{it.create:.0f} ms{_beside(it.create, mine.create)}",
            f"{it.size:,.0f}{_beside(it.size, mine.size)}",
            f"{it.merge / 1000:.2f} s{_beside(it.merge, mine.merge)}",
            *(it.again, it.same, str(it.shown), str(it.lost)),
        )
        print(f"| {' | '.join(cells)} |")
    for name in skipped:
        print(f"| {name} | skipped: not installed (pip install {name}) | | | | | | |")
    print(f"\nThe same changes and their base in memory, by the plain reference alone: {plain / 1000:.2f} s.")
    print("\n| a save of five rows, two columns each | on the wall | of the processor |\n|---|---|---|")
    for name, (wall, busy) in saves.items():
        beside = [_beside(one, other) for one, other in zip((wall, busy), saves["ours"], strict=True)]
        print(f"| {name} | {wall:.2f} ms{beside[0]} | {busy:.2f} ms{beside[1]} |")
    print()
    _aim(f"{size.rows} rows in at most {AIM_BYTES:,} bytes sealed", mine.size <= AIM_BYTES, f"{mine.size:,.0f} bytes")
    _aim(f"… and in at most {AIM_CREATE} ms", mine.create <= AIM_CREATE, f"{mine.create:.0f} ms")
    said = f"{mine.merge / 1000:.2f} s, of which the processor worked {mine.busy / 1000:.2f} s"
    _aim(f"{size.promoters} bundles in at most {AIM_MERGE / 1000:.0f} s", mine.merge <= AIM_MERGE, said)
    _aim("… in any order the same", mine.same == "yes", mine.same)
    kept = mine.lost == 0 and mine.shown == data.disputed()
    _aim("… every value kept, every dispute shown", kept, f"{mine.lost} lost, {mine.shown} of {data.disputed()} shown")
    ratios = [one / other for one, other in zip(saves["ours"], saves["bare SQLCipher"], strict=True)]
    said = f"× {ratios[0]:.1f} on the wall, × {ratios[1]:.1f} of the processor"
    _aim(f"A save of five rows at most {AIM_SAVE} times bare SQLCipher", ratios[0] <= AIM_SAVE, said)


def _beside(theirs: float, ours: float) -> str:
    return "" if theirs == ours else f" (× {theirs / ours:.2f})"


def _aim(said: str, reached: bool, found: str) -> None:
    print(f"  {'reached    ' if reached else 'NOT reached'} {said}: {found}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few promoters, to try the bench itself")
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    measured(quick=asked.quick, runs=asked.runs)
