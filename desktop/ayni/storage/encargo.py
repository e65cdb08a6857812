"""Which part of the log goes to a machine: the scopes that it carries."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import xor
from typing import Any

from sqlite_utils import Database

from ayni.storage import records
from ayni.storage.database import rows
from ayni.storage.tables import GOBIERNO

Scopes = frozenset[str] | None  # None: everything


def all_of(db: Database, device: str) -> list[dict[str, Any]]:
    """Everything that was ever given to a machine to carry, first first, with the name of each AEO that is here."""
    return rows(
        db,
        "SELECT e.*, a.nombre FROM encargo e LEFT JOIN aeo a ON a.id = e.aeo WHERE e.equipo = ? ORDER BY e.desde, e.id",
        [device],
    )


def made_by(db: Database, device: str) -> frozenset[str]:
    """The AEO that this machine itself registered."""
    found = rows(
        db,
        "SELECT o.pk FROM sync_op o JOIN sync_tx x ON x.tx = o.tx WHERE o.tbl = 'aeo' AND o.grp = '*'"
        " AND x.stream = ? || '/' || o.pk",
        [device],
    )
    return frozenset(each["pk"] for each in found)


def scopes(db: Database, device: str) -> Scopes:
    """What a machine carries: the government's, what it was given and has not handed back, what it registered itself.

    A machine that was never given anything carries everything.
    """
    given = all_of(db, device)
    if not given:
        return None
    carried = {each["aeo"] for each in given if not each["hasta"]}
    back = {each["aeo"] for each in given} - carried
    return frozenset({GOBIERNO} | carried | (made_by(db, device) - back))


def missing_there(db: Database, theirs: Mapping[str, Sequence[int]], allowed: Scopes) -> list[int]:
    """Saves of these scopes that somebody with this vector does not have."""
    wanted = records.missing_there(db, theirs)
    if allowed is None or not wanted:
        return wanted
    within = {found["tx"]: found["scope"] in allowed for found in rows(db, "SELECT tx, scope FROM sync_tx")}
    return [tx for tx in wanted if within[tx]]


def vector_within(db: Database, allowed: Scopes) -> dict[str, tuple[int, int]]:
    """What this file holds of these scopes."""
    held = records.vector(db)
    return held if allowed is None else {name: its for name, its in held.items() if name.partition("/")[2] in allowed}


def told(db: Database, device: str, theirs: Mapping[str, Sequence[int]], allowed: Scopes) -> dict[str, tuple[int, int]]:
    """What a machine may read that we hold: its scopes; of other streams, its own and as far as it told that it has.

    Without the latter it would send us once more, each time, what it no longer carries.
    """
    vector = vector_within(db, allowed)
    for name, (seq, mix) in records.vector(db).items():
        if name in vector:
            continue
        if name.partition("/")[0] == device:
            vector[name] = (seq, mix)
        elif name in theirs:
            upto = min(seq, int(theirs[name][0]))
            held = rows(db, "SELECT tx FROM sync_tx WHERE stream = ? AND seq <= ?", (name, upto))
            vector[name] = (upto, reduce(xor, (each["tx"] for each in held), 0))
    return vector


def reached(db: Database, table: str, record: str) -> dict[str, int]:
    """How far each stream must have come for all changes of a record to be there; of an AEO, all in its scope."""
    if table == "aeo":
        return {name: seq for name, (seq, _) in records.vector(db).items() if name.partition("/")[2] == record}
    found = rows(
        db,
        "SELECT x.stream, max(x.seq) AS seq FROM sync_op o JOIN sync_tx x ON x.tx = o.tx"
        " WHERE o.tbl = ? AND o.pk = ? GROUP BY x.stream",
        (table, record),
    )
    return {each["stream"]: each["seq"] for each in found}
