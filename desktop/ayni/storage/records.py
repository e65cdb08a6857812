"""Saves and rows: the only place that writes exchanged rows, always inside one named save, in one transaction."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, TypeVar

from sqlite_utils import Database

from ayni.domain.change import INSERT, REMOVAL, Change, Save
from ayni.domain.fields import Value
from ayni.storage import heads
from ayni.storage.database import StoreError, row, rows, scalar
from ayni.storage.tables import TABLES

Seal = Callable[[Save, Sequence[Change]], tuple[bytes, bytes]]

NOTHING = b"\0" * 32
AT_ONCE = 2_000  # operations written between two signs of progress
SAVES_AT_ONCE = 500  # saves read together
_Any = TypeVar("_Any")
KEPT = tuple(table.name for table in TABLES.values() if table.kept)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A save as the log keeps it: its operations, their hash and its author's signature."""

    save: Save
    changes: tuple[Change, ...]
    hash: bytes
    signature: bytes


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All or nothing. Nothing stays half written when the block raises, the power fails or the process dies."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            with suppress(StoreError):  # the disk may be gone for this too; what was not committed is not there
                db.conn.execute("ROLLBACK")
        raise


def next_of_stream(db: Database, stream: str) -> tuple[int, bytes]:
    """Sequence number and predecessor's hash for the next save of a stream."""
    found = row(db, "SELECT seq, hash FROM sync_tx WHERE stream = ? ORDER BY seq DESC LIMIT 1", [stream])
    return (found["seq"] + 1, found["hash"]) if found else (1, NOTHING)


def last_hlc(db: Database) -> int:
    """The highest clock that this file has counted with: ours, or one seen in a bundle and believed."""
    return int(scalar(db, "SELECT value FROM meta WHERE name = 'hlc'") or 0)


def keep_hlc(db: Database, hlc: int) -> None:
    """Remember the clock."""
    set_meta(db, "hlc", hlc)


def meta(db: Database, name: str) -> Any:
    """A fact about this file on this machine, or None."""
    return scalar(db, "SELECT value FROM meta WHERE name = ?", [name])


def set_meta(db: Database, name: str, value: Any) -> None:
    """Keep a fact about this file on this machine."""
    db.conn.execute(
        "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


@contextmanager
def saving(db: Database, save: Save, seal: Seal, *, settle: bool = False) -> Iterator[None]:
    """One named save inside an open transaction. What the block writes is logged under it; nothing written, no save.

    `save` comes with everything but its number, predecessor and count. `settle`: an edit also settles every other
    version of its cell. `seal` gives hash and signature of the finished save.
    """
    seq, before = next_of_stream(db, save.stream)
    db.conn.execute(
        "INSERT INTO sync_save (one, tx, scope, mode, settle) VALUES (1, ?, ?, 'write', ?)",
        (save.tx, save.scope, int(settle)),
    )
    yield
    db.conn.execute("DELETE FROM sync_save")
    _carry_unknown(db, save.tx)
    changes = heads.changes_of(db, save.tx)
    if not changes:
        return
    full = replace(save, seq=seq, before=before, count=len(changes))
    digest, signature = seal(full, changes)
    _write_tx(db, [Sealed(full, (), digest, signature)], local=True)
    keep_hlc(db, full.hlc)
    _follow(db, full, digest)
    edited = any(change.group != INSERT for change in changes)
    if heads.awaited(db, full.tx) or (edited and not heads.follow(db, full.tx, changes)):
        heads.begin_touched(db)
        heads.touch(db, full.tx)
        heads.recompute(db)
        if heads.hidden(db):
            with receiving(db):
                heads.materialise(db)


BEFORE = """SELECT m.tbl, m.pk, m.grp, m.value, p.value AS before FROM sync_op m CROSS JOIN sync_op p
  ON p.tbl = m.tbl AND p.pk = m.pk AND p.tx = m.seen AND p.grp IN (m.grp, '*')
  WHERE m.tx = ? AND m.seen IS NOT NULL AND m.grp NOT IN ('*', '~') ORDER BY p.grp = '*' DESC"""


def _carry_unknown(db: Database, tx: int) -> None:
    """What a newer program wrote beside the columns of a cell goes on with it when this program edits the cell."""
    for found in rows(db, BEFORE, [tx]):
        columns = TABLES[found["tbl"]].columns
        unknown = {name: value for name, value in json.loads(found["before"]).items() if name not in columns}
        if unknown:
            value = json.dumps({**json.loads(found["value"]), **unknown}, ensure_ascii=False, separators=(",", ":"))
            db.conn.execute(
                "UPDATE sync_op SET value = ? WHERE tbl = ? AND pk = ? AND grp = ? AND tx = ?",
                (value, found["tbl"], found["pk"], found["grp"], tx),
            )


@contextmanager
def receiving(db: Database) -> Iterator[None]:
    """Rows are being written from the log: the triggers do not log them again."""
    db.conn.execute("INSERT INTO sync_save (one, tx, scope, mode) VALUES (1, 0, '', 'receive')")
    yield
    db.conn.execute("DELETE FROM sync_save")


TX: tuple[str, ...] = (
    "tx",
    "stream",
    "seq",
    "hlc",
    "person",
    "act",
    "act_id",
    "reason",
    "municipality",
    "scope",
    "clock",
    "program",
)
TX += ("schema", "count", "undoes", "before")
WRITE_TX = f"INSERT INTO sync_tx ({', '.join(TX)}, hash, signature, local) VALUES ({', '.join('?' * (len(TX) + 3))})"
_facts = attrgetter(*TX)


def _write_tx(db: Database, saves: Iterable[Sealed], *, local: bool) -> None:
    db.conn.executemany(
        WRITE_TX, [(*_facts(sealed.save), sealed.hash, sealed.signature, int(local)) for sealed in saves]
    )


def _follow(db: Database, save: Save, digest: bytes) -> None:
    """Count a save made here, which nearly always comes right after the last one counted."""
    counted = db.conn.execute(  # (a | b) - (a & b) is their xor
        "UPDATE sync_stream SET seq = ?1, mix = (mix | ?2) - (mix & ?2), hash = ?3 WHERE stream = ?4 AND hash = ?5",
        (save.seq, save.tx, digest, save.stream, save.before),
    )
    if counted.rowcount != 1:
        _advance(db, save.stream)


def _advance(db: Database, stream: str) -> None:
    """Count the saves of a stream that follow one another without a gap."""
    known = row(db, "SELECT seq, mix, hash FROM sync_stream WHERE stream = ?", [stream])
    seq, mix, digest = (known["seq"], known["mix"], known["hash"]) if known else (0, 0, NOTHING)
    for found in rows(
        db, "SELECT seq, tx, hash FROM sync_tx WHERE stream = ? AND seq > ? ORDER BY seq, tx", [stream, seq]
    ):
        if found["seq"] > seq + 1:
            break
        seq, mix, digest = found["seq"], mix ^ found["tx"], found["hash"]
    db.conn.execute(
        "INSERT INTO sync_stream VALUES (?, ?, ?, ?) ON CONFLICT (stream) DO UPDATE"
        " SET seq = excluded.seq, mix = excluded.mix, hash = excluded.hash",
        (stream, seq, mix, digest),
    )


def recount(db: Database, stream: str) -> None:
    """Count a stream again from its beginning: saves were taken out of it."""
    db.conn.execute("DELETE FROM sync_stream WHERE stream = ?", [stream])
    if scalar(db, "SELECT 1 FROM sync_tx WHERE stream = ? LIMIT 1", [stream]):
        _advance(db, stream)


def insert(db: Database, table: str, record: str, values: Mapping[str, Value]) -> None:
    """Write a new row; columns that are not given are empty."""
    insert_many(db, table, [(record, values)])


def insert_many(db: Database, table: str, given: Sequence[tuple[str, Mapping[str, Value]]]) -> None:
    """Write many new rows at once (imports).

    Under an id that the log knows the removed row comes back first, so that what is given is logged as edits of it.
    """
    back = {
        record
        for record in heads.known_rows(db, table, (record for record, _ in given))
        if bring_back(db, table, record)
    }
    _write_rows(db, table, [each for each in given if each[0] not in back])
    for record, values in given:
        if record in back:
            update(db, table, record, {column: values.get(column) for column in TABLES[table].columns})


def _write_rows(db: Database, table: str, given: Sequence[tuple[str, Mapping[str, Value]]]) -> None:
    columns = TABLES[table].columns
    names, marks = ", ".join(columns), ", ".join("?" * (len(columns) + 1))
    db.conn.executemany(
        f"INSERT INTO {table} (id, {names}) VALUES ({marks})",
        [[record, *(values.get(column) for column in columns)] for record, values in given],
    )


def update(db: Database, table: str, record: str, values: Mapping[str, Value]) -> None:
    """Write the given columns of a row. Groups whose values stay are not logged."""
    known = [column for column in TABLES[table].columns if column in values]
    if not known:
        return
    put = ", ".join(f"{column} = ?" for column in known)
    db.conn.execute(f"UPDATE {table} SET {put} WHERE id = ?", [*(values[column] for column in known), record])


def remove(db: Database, table: str, record: str) -> None:
    """Take a row away; its content stays in the log and in the file of removed rows."""
    db.conn.execute(f"DELETE FROM {table} WHERE id = ?", [record])


def bring_back(db: Database, table: str, record: str) -> bool:
    """Put a removed row back as the log tells that it was. False when there is none."""
    if get(db, table, record) is not None or not heads.known_rows(db, table, [record]):
        return False
    _write_rows(db, table, [(record, heads.told_of_row(db, table, record))])
    return True


def keep(db: Database, table: str, record: str) -> None:
    """Within a settling save: decide that a row stays although somebody removed it."""
    db.conn.execute(f"UPDATE {table} SET id = id WHERE id = ?", [record])


def get(db: Database, table: str, record: str) -> dict[str, Any] | None:
    """A row by its id, or None."""
    columns = ", ".join(("id", *TABLES[table].columns))
    return row(db, f"SELECT {columns} FROM {table} WHERE id = ?", [record])


def sealed_saves(db: Database, wanted: Sequence[int]) -> Iterator[Sealed]:
    """Saves of the log with their operations, in the order given."""
    asked = "SELECT x.* FROM json_each(?) e CROSS JOIN sync_tx x ON x.tx = e.value"
    for some in batched(wanted, SAVES_AT_ONCE):
        found = {each["tx"]: each for each in rows(db, asked, [json.dumps(list(some))])}
        changes = heads.changes_of_saves(db, list(found))
        for tx in some:
            if tx in found:
                its = found[tx]
                yield Sealed(save_of(its), changes[tx], its["hash"], its["signature"])


def save_of(found: Mapping[str, Any]) -> Save:
    """A `sync_tx` row as a value."""
    return Save(
        tx=found["tx"],
        stream=found["stream"],
        seq=found["seq"],
        hlc=found["hlc"],
        person=found["person"],
        act=found["act"],
        act_id=found["act_id"],
        reason=found["reason"],
        municipality=found["municipality"],
        scope=found["scope"],
        clock=found["clock"],
        program=found["program"],
        schema=found["schema"],
        count=found["count"],
        undoes=found["undoes"],
        before=found["before"],
    )


def vector(db: Database) -> dict[str, tuple[int, int]]:
    """What this file holds without gaps: stream → (number of saves, xor of their ids)."""
    return {found["stream"]: (found["seq"], found["mix"]) for found in rows(db, "SELECT * FROM sync_stream")}


def missing_there(db: Database, theirs: Mapping[str, Sequence[int]]) -> list[int]:
    """Saves that somebody with this vector does not have, oldest first within each stream.

    A stream whose fingerprint differs at the same number (a cloned or restored disk) is sent whole.
    """
    wanted: list[int] = []
    held = vector(db)
    for found in rows(db, "SELECT DISTINCT stream FROM sync_tx ORDER BY stream"):
        stream = found["stream"]
        known = theirs.get(stream)
        after = 0
        if known and tuple(known) == held.get(stream):
            after = known[0]
        elif known:
            mix = 0
            for save in rows(db, "SELECT tx FROM sync_tx WHERE stream = ? AND seq <= ?", (stream, known[0])):
                mix ^= save["tx"]
            after = known[0] if mix == known[1] else 0
        wanted += [
            save["tx"]
            for save in rows(
                db, "SELECT tx FROM sync_tx WHERE stream = ? AND seq > ? ORDER BY seq, tx", (stream, after)
            )
        ]
    return wanted


def known_saves(db: Database, wanted: Iterable[int]) -> set[int]:
    """Those of these saves that the log holds."""
    asked = "SELECT tx FROM sync_tx WHERE tx IN (SELECT value FROM json_each(?))"
    return {tx for (tx,) in db.conn.execute(asked, [json.dumps(list(wanted))])}


def receive(db: Database, received: Sequence[Sealed]) -> Iterator[float]:
    """Write saves that came in a bundle and the rows that follow from them; known saves are skipped.

    Inside a transaction. Yields progress 0..1. Operations are written in the order of the log's own key: neighbours
    share pages, and a page is sealed once.
    """
    yield 0.0
    known = known_saves(db, (sealed.save.tx for sealed in received))
    fresh: dict[int, Sealed] = {}
    for sealed in received:
        if sealed.save.tx not in known:
            fresh.setdefault(sealed.save.tx, sealed)
    _write_tx(db, fresh.values(), local=False)
    changes = [change for sealed in fresh.values() for change in sealed.changes]
    changes.sort(key=attrgetter("table", "row", "group", "tx"))
    for done, some in enumerate(batched(changes, AT_ONCE)):
        yield 0.1 + 0.5 * done * AT_ONCE / len(changes)
        db.conn.executemany(
            "INSERT INTO sync_op (tbl, pk, grp, tx, value, seen, also) VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
            [
                (
                    *(c.table, c.row, c.group, c.tx, c.value, c.seen),
                    json.dumps(c.also, separators=(",", ":")) if c.also else None,
                )
                for c in some
            ],
        )
    yield 0.6
    heads.begin_touched(db)
    heads.touch(db, *fresh)
    heads.touch_row(db, *fresh)
    counted = vector(db)
    for stream, first in _first_of_each(fresh.values()).items():
        if first > counted.get(stream, (0, 0))[0]:
            _advance(db, stream)
        else:
            recount(db, stream)  # a branch of it: the stream was written on by a clone, or from a copy put back
    heads.recompute(db)
    yield 0.8
    with receiving(db):
        heads.materialise(db)
    yield 1.0


def _first_of_each(received: Iterable[Sealed]) -> dict[str, int]:
    """The lowest number that came of each stream."""
    found: dict[str, int] = {}
    for sealed in received:
        found[sealed.save.stream] = min(sealed.save.seq, found.get(sealed.save.stream, sealed.save.seq))
    return found


def batched(whole: Sequence[_Any], size: int) -> Iterator[Sequence[_Any]]:
    """A sequence in pieces of at most so many."""
    for start in range(0, len(whole), size):
        yield whole[start : start + size]


def undoing(db: Database, tx: int) -> str | None:
    """Write the inverse of a save, within another one. Gives what stands in the way ("table:row"), or None when done.

    Each cell goes back to what its author had seen; a cell that somebody has edited since stays in the way.
    """
    changes = heads.changes_of(db, tx)
    for change in changes:
        if change.table not in TABLES or _edited_since(db, change) or _depended(db, change):
            return f"{change.table}:{change.row}"
    for change in changes:
        if change.group == INSERT:
            remove(db, change.table, change.row)
        elif change.group == REMOVAL:
            if json.loads(change.value)["removed"]:
                bring_back(db, change.table, change.row)
            else:
                remove(db, change.table, change.row)
        elif change.seen is not None and (
            before := heads.value_at(db, change.table, change.row, change.group, change.seen)
        ):
            update(db, change.table, change.row, before)
    return None


def _edited_since(db: Database, change: Change) -> bool:
    """The cell no longer says what this change wrote, or somebody disputes it.

    What was edited and taken back again says the same, so that acts are taken back one after another.
    """
    present = get(db, change.table, change.row)
    value = json.loads(change.value)
    if change.group == REMOVAL:
        return (present is None) != bool(value["removed"])
    disputed = scalar(
        db,
        "SELECT 1 FROM sync_head WHERE tbl = ? AND pk = ? AND shown = 0 AND (grp = ? OR ? = '*') LIMIT 1",
        (change.table, change.row, change.group, change.group),
    )
    if present is None or disputed:
        return True
    return any(present[column] != value[column] for column in value if column in present)


def _depended(db: Database, change: Change) -> bool:
    """A row of another save names this new row: taking it back would leave that one without its owner."""
    if change.group != INSERT:
        return False
    return any(
        scalar(
            db,
            f"SELECT 1 FROM {table.name} t WHERE t.{column} = ? AND NOT EXISTS (SELECT 1 FROM sync_op o"
            " WHERE o.tbl = ? AND o.pk = t.id AND o.grp = '*' AND o.tx = ?) LIMIT 1",
            (change.row, table.name, change.tx),
        )
        for table in TABLES.values()
        for column in table.naming(change.table)
    )


def last_undoable(db: Database) -> dict[str, Any] | None:
    """The last act of this machine that was not yet taken back; a taking back is not itself taken back.

    What only kept a copy aside is passed over, and so is what the program joined by rule: nobody did it.
    """
    marks = ", ".join("?" * len(KEPT))
    return row(
        db,
        "SELECT tx, act, act_id, person, clock, scope FROM sync_tx t WHERE local = 1 AND undoes IS NULL"
        " AND act <> 'join_by_rule'"
        " AND NOT EXISTS (SELECT 1 FROM sync_tx u WHERE u.undoes = t.tx)"
        f" AND EXISTS (SELECT 1 FROM sync_op o WHERE o.tx = t.tx AND o.tbl NOT IN ({marks}))"
        " ORDER BY hlc DESC LIMIT 1",
        KEPT,
    )


def of_act(db: Database, act_id: str) -> list[dict[str, Any]]:
    """The saves of one act over several scopes."""
    return rows(db, "SELECT tx, scope FROM sync_tx WHERE act_id = ? AND local = 1 ORDER BY hlc DESC", [act_id])


def history(db: Database, table: str, record: str) -> list[dict[str, Any]]:
    """Every operation on a row with who, when and why, oldest first."""
    return rows(
        db,
        "SELECT o.grp, o.value, o.seen, o.tx, x.hlc, x.person, x.clock, x.act, x.reason, x.stream FROM sync_op o"
        " JOIN sync_tx x ON x.tx = o.tx WHERE o.tbl = ? AND o.pk = ? ORDER BY x.hlc, o.tx",
        (table, record),
    )
