"""Stamps of a save: its number, its place in time, its fingerprint.

A hybrid logical clock (HLC) is one integer: 48 bits of milliseconds since 1970, then a counter of 16 bits. It puts
saves in an order in which an answer never stands before its question. It chooses what is shown, never who is right.
"""

import hashlib
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Final

import msgpack

from ayni.domain.change import Change, Save
from ayni.lang import N_, Sentence

RandomBytes = Callable[[int], bytes]

COUNTER_BITS: Final = 16
TX_BITS: Final = 62
DRIFT_MS: Final = 48 * 60 * 60 * 1000  # a clock this far ahead is not followed
NO_SAVE_BEFORE: Final = bytes(32)  # `before` of the first save of a stream

WRONG_DATE = N_("La fecha de este equipo, o la del equipo que envió los datos, está mal. Revise la fecha.")

_SAVE_FIELDS: Final = tuple(field.name for field in fields(Save))


def milliseconds(hlc: int) -> int:
    """The moment inside an HLC, in milliseconds since 1970."""
    return hlc >> COUNTER_BITS


def tick(last_hlc: int, now_ms: int) -> int:
    """The HLC of a new save: after everything this device has saved or seen, whatever its clock says."""
    return max(last_hlc + 1, now_ms << COUNTER_BITS)


def seen(last_hlc: int, their_hlc: int, now_ms: int) -> int:
    """The last HLC of this device once it has received a save stamped `their_hlc`; the next `tick` comes after it.

    A device whose clock runs years ahead is believed for 48 hours only, so that it cannot carry all others along.
    """
    limit = (now_ms + DRIFT_MS) << COUNTER_BITS
    return max(last_hlc, min(their_hlc, limit))


def wrong_date(local_ms: int, hlc: int) -> Sentence | None:
    """What to tell the person when a save comes from more than 48 hours ahead of this device's clock; else None.

    Nothing is refused for its date: a laptop with a dead battery must still be able to work.
    """
    return Sentence(WRONG_DATE) if milliseconds(hlc) > local_ms + DRIFT_MS else None


def new_tx(random: RandomBytes = secrets.token_bytes) -> int:
    """The number of a new save: random, positive, 62 bits, so that a cloned disk cannot give it a second meaning."""
    while True:
        tx = int.from_bytes(random(8), "big") >> (64 - TX_BITS)
        if tx:
            return tx


def new_row_id(now_ms: int, random: RandomBytes = secrets.token_bytes) -> str:
    """The id of a new row: a UUIDv7 as text. Its time keeps indexes short; nothing is ever ordered or bounded by it."""
    noise = int.from_bytes(random(10), "big")
    bits = (now_ms & (1 << 48) - 1) << 80
    bits |= 0x7 << 76 | (noise >> 68 & 0xFFF) << 64
    bits |= 0b10 << 62 | noise & (1 << 62) - 1
    return str(uuid.UUID(int=bits))


def stream_name(device: str, scope: str) -> str:
    """The stream of saves that one device makes in one scope (an AEO, or "gobierno")."""
    return f"{device}/{scope}"


def device_of(stream: str) -> str:
    """Which device writes a stream."""
    return stream.partition("/")[0]


def scope_of(stream: str) -> str:
    """Which AEO, or "gobierno", a stream is about."""
    return stream.partition("/")[2]


def save_hash(save: Save, changes: Sequence[Change]) -> bytes:
    """SHA-256 of a whole save, whatever the order of its changes.

    `save.before` is the hash of the previous save of the stream, so this hash (and a signature of it) vouches for all
    of the stream up to here.
    """
    told = [
        [getattr(save, name) for name in _SAVE_FIELDS],
        sorted([c.table, c.row, c.group, c.value, -1 if c.seen is None else c.seen, sorted(c.also)] for c in changes),
    ]
    return hashlib.sha256(msgpack.packb(told)).digest()
