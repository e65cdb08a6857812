"""What this file holds of the saves of one device: how many, the last, and how many of them others were given."""

import json

from sqlite_utils import Database

from ayni.storage.database import rows, scalar

_OF = "stream >= ? || '/' AND stream < ? || '0'"  # '0' follows '/'


def count(db: Database, device: str) -> int:
    """How many saves of the device follow one another here."""
    return int(scalar(db, f"SELECT sum(seq) FROM sync_stream WHERE {_OF}", (device, device)) or 0)


def last(db: Database, device: str) -> int:
    """The last save of the device, or 0."""
    ends = "x.stream = s.stream AND x.seq >= s.seq"  # of each stream only what stands at its end
    found = scalar(
        db,
        f"SELECT x.tx FROM (SELECT stream, seq FROM sync_stream WHERE {_OF}) s"
        f" CROSS JOIN sync_tx x INDEXED BY sync_tx_stream ON {ends} ORDER BY x.hlc DESC, x.tx DESC LIMIT 1",
        (device, device),
    )
    return int(found or 0)


def holds(db: Database, tx: int) -> bool:
    """The save is in this file."""
    return scalar(db, "SELECT 1 FROM sync_tx WHERE tx = ?", [tx]) is not None


def exported(db: Database, device: str) -> dict[str, int]:
    """How many saves of the device were written for each trusted machine, by its name."""
    return {
        found["name"]: sum(
            int(known[0]) for stream, known in json.loads(found["exported"]).items() if stream.startswith(f"{device}/")
        )
        for found in rows(db, "SELECT name, exported FROM equipo ORDER BY name")
    }
