"""Saves of a lost machine that wait: kept whole beside the log, not in it, so that no row follows from them.

`hold` takes saves out of the log, or keeps new ones; `let_in` puts them into it. Both leave the rows that the log
then adds up to, as if the saves had never come, or had always been there.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

import msgpack
from sqlite_utils import Database

from ayni.domain.change import INSERT, REMOVAL, Change, Save
from ayni.storage import heads, records
from ayni.storage.database import row, rows, scalar
from ayni.storage.tables import TABLES

TOLD = ("certificado", "equipo_perdido", "admision")
_FACTS = tuple(field.name for field in fields(Save))


def _packed(save: Save, changes: Sequence[Change]) -> bytes:
    its = [[c.table, c.row, c.group, c.value, c.seen, list(c.also)] for c in changes]
    return bytes(msgpack.packb([[getattr(save, name) for name in _FACTS], its]))


def _sealed(found: Mapping[str, Any]) -> records.Sealed:
    facts, its = msgpack.unpackb(found["guardado"])
    save = Save(**dict(zip(_FACTS, facts, strict=True)))
    changes = tuple(
        Change(table, pk, group, save.tx, value, seen, tuple(also)) for table, pk, group, value, seen, also in its
    )
    return records.Sealed(save, changes, found["hash"], found["signature"])


def held(db: Database, waiting: Iterable[int] | None = None) -> list[records.Sealed]:
    """The saves that wait, in the order in which their machine made them; only these, when they are named."""
    found = [_sealed(each) for each in rows(db, "SELECT * FROM cuarentena ORDER BY stream, seq, tx")]
    wanted = None if waiting is None else set(waiting)
    return found if wanted is None else [each for each in found if each.save.tx in wanted]


def known(db: Database) -> set[int]:
    """The saves that wait here."""
    return {found["tx"] for found in rows(db, "SELECT tx FROM cuarentena")}


def moment(db: Database, tx: int) -> str:
    """When the save that waits came here."""
    return str(scalar(db, "SELECT recibido FROM cuarentena WHERE tx = ?", [tx]) or "")


def keep(db: Database, sealed: records.Sealed, when: str) -> None:
    """Keep a save apart."""
    save = sealed.save
    db.conn.execute(
        "INSERT INTO cuarentena (tx, stream, seq, before, hash, signature, guardado, recibido)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            *(save.tx, save.stream, save.seq, save.before, sealed.hash, sealed.signature),
            *(_packed(save, sealed.changes), when),
        ),
    )


def links(db: Database, device: str) -> list[dict[str, Any]]:
    """Every save of a machine, in the log or waiting: tx, stream, hash, and the one before it."""
    of_it = "stream >= ?1 || '/' AND stream < ?1 || '0'"  # "0" comes after "/"
    return rows(
        db,
        f"SELECT tx, stream, seq, hash, before, 0 AS waits FROM sync_tx WHERE {of_it} UNION ALL"
        f" SELECT tx, stream, seq, hash, before, 1 FROM cuarentena WHERE {of_it}",
        [device],
    )


def told(db: Database) -> list[tuple[str, str, dict[str, Any], int]]:
    """Every statement about machines that ever came, whatever became of its row: table, id, values, save."""
    marks = ", ".join("?" * len(TOLD))
    found = [
        (each["tbl"], each["pk"], _facts(each["value"]), each["tx"])
        for each in rows(
            db, f"SELECT tbl, pk, value, tx FROM sync_op WHERE tbl IN ({marks}) AND grp = '{INSERT}'", TOLD
        )
    ]
    return found + [each for sealed in held(db) for each in told_by(sealed)]


def _facts(text: str) -> dict[str, Any]:
    """The columns of a statement; one that is no record of columns says nothing."""
    value = json.loads(text)
    return value if isinstance(value, dict) else {}


def told_by(sealed: records.Sealed) -> Iterator[tuple[str, str, dict[str, Any], int]]:
    """The statements about machines in a save."""
    for change in sealed.changes:
        if change.table in TOLD and change.group == INSERT:
            yield change.table, change.row, _facts(change.value), change.tx


def may_wait(db: Database, fresh: Iterable[Any]) -> bool:
    """Some machine may have been declared lost, here or in these new saves: there is something to judge."""
    return (
        bool(scalar(db, "SELECT 1 FROM sync_op WHERE tbl = 'equipo_perdido' LIMIT 1"))
        or bool(scalar(db, "SELECT 1 FROM cuarentena LIMIT 1"))
        or any(change.table == "equipo_perdido" for sealed in fresh for change in sealed.changes)
    )


def take_out(db: Database, wanted: Sequence[int], when: str) -> set[str]:
    """Move saves from the log to where they wait; the rows become what the rest adds up to. The tables touched."""
    found = list(records.sealed_saves(db, wanted))
    if not found:
        return set()
    heads.begin_touched(db)
    for sealed in found:
        heads.touch(db, sealed.save.tx)
        heads.touch_row(db, sealed.save.tx)
        keep(db, sealed, when)
    for sealed in found:
        db.conn.execute("DELETE FROM sync_op WHERE tx = ?", [sealed.save.tx])
        db.conn.execute("DELETE FROM sync_tx WHERE tx = ?", [sealed.save.tx])
    for stream in {sealed.save.stream for sealed in found}:
        records.recount(db, stream)
    heads.recompute(db)
    cells = {(change.table, change.row) for sealed in found for change in sealed.changes}
    with records.receiving(db):
        heads.materialise(db)
        for table, record in cells:
            _unborn(db, table, record)
    return {table for table, _record in cells}


def _unborn(db: Database, table: str, record: str) -> None:
    """Take away a row that no save brings into being any more, and what the bin kept of a removal that is gone."""
    born = scalar(db, f"SELECT 1 FROM sync_op WHERE tbl = ? AND pk = ? AND grp = '{INSERT}' LIMIT 1", (table, record))
    if not born and table in TABLES:
        db.conn.execute(f"DELETE FROM {table} WHERE id = ?", [record])
    removed = f"SELECT 1 FROM sync_op WHERE tbl = ? AND pk = ? AND grp = '{REMOVAL}' LIMIT 1"
    if not scalar(db, removed, (table, record)):
        db.conn.execute("DELETE FROM sync_tomb WHERE tbl = ? AND pk = ?", (table, record))


def let_in(db: Database, sealed: Sequence[records.Sealed]) -> Iterator[float]:
    """Put saves into the log; they wait no longer. Yields progress 0..1."""
    db.conn.executemany("DELETE FROM cuarentena WHERE tx = ?", [(each.save.tx,) for each in sealed])
    yield from records.receive(db, sealed)


def signed_ends(db: Database, saves: Sequence[records.Sealed]) -> list[records.Sealed]:
    """Saves that wait and follow the last of these up to one that carries its author's signature.

    Of a run that came in a bundle only the last save is signed. Where a person took a part of it, the rest goes along:
    it proves that part, and waits at the other side too.
    """
    followed = {sealed.save.before for sealed in saves}
    found: list[records.Sealed] = []
    for sealed in saves:
        at = sealed
        while not at.signature and at.hash not in followed:
            follows = row(db, "SELECT * FROM cuarentena WHERE before = ? ORDER BY tx", [at.hash])
            if follows is None:
                break
            followed.add(at.hash)
            at = _sealed(follows)
            found.append(at)
    return found
