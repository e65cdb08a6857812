"""What a machine last told of itself: what it holds, what it lacks, when. An answer that comes late changes nothing."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from ayni.storage import records
from ayni.storage.database import scalar

SHA = 32  # bytes of a hash
Vector = Mapping[str, Sequence[int]]


def hear(db: Database, device: str, vector: Vector, clock: str, wants: Sequence[bytes] | None) -> bool:
    """Keep what a machine says that it holds. False when an earlier word of it came late: older by its own clock and
    with nothing that we had not heard. A machine that was restored from a copy says less, but later; one whose clock
    was turned back besides is believed at its second word: to send too much harms nothing, to send too little loses.
    """
    if comes_late(db, device, vector, clock):
        records.set_meta(db, f"tarde:{device}", clock)
        return False
    records.set_meta(db, f"tarde:{device}", None)
    db.conn.execute("UPDATE equipo SET vector = ? WHERE device = ?", (json.dumps(vector), device))
    records.set_meta(db, f"oido:{device}", clock)
    records.set_meta(db, f"le_falta:{device}", None if wants is None else b"".join(wants))
    return True


def comes_late(db: Database, device: str, vector: Vector, clock: str) -> bool:
    """It was said before something else that has been heard."""
    known, last = theirs(db, device), str(records.meta(db, f"oido:{device}") or "")
    doubted = str(records.meta(db, f"tarde:{device}") or clock)
    nothing_new = all(stream in known and known[stream][0] >= its[0] for stream, its in vector.items())
    return clock < last and clock <= doubted and nothing_new


def theirs(db: Database, device: str) -> dict[str, list[int]]:
    """The vector that a machine told last."""
    found = scalar(db, "SELECT vector FROM equipo WHERE device = ?", [device])
    return dict(json.loads(found)) if found else {}


def lacks(db: Database, device: str) -> list[str] | None:
    """The hashes of papers that a machine told to lack, in order; None when it never told."""
    found: Any = records.meta(db, f"le_falta:{device}")
    return None if found is None else [found[at : at + SHA].hex() for at in range(0, len(found), SHA)]


def received_of(db: Database, device: str) -> bytes:
    """The hash of the last manifest that came from a machine; empty before the first."""
    return bytes(records.meta(db, f"recibido:{device}") or b"")


def keep_received(db: Database, device: str, manifest: bytes) -> None:
    """Remember it, for the receipt."""
    records.set_meta(db, f"recibido:{device}", manifest)
