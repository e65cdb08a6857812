"""The words for a change: who saved what, over which version of a cell."""

from dataclasses import dataclass
from typing import Any

INSERT = "*"  # the operation that brings a row into being; its value is the whole row
REMOVAL = "~"  # the operation that takes a row away, or keeps it


@dataclass(frozen=True, slots=True)
class Save:
    """One named act of a person: what `tx` rows hold. `hlc` orders what is shown; it never decides a clash."""

    tx: int  # random, 62 bits
    stream: str  # device/scope
    seq: int  # 1, 2, 3… within the stream
    hlc: int  # 48 bits of milliseconds, 16 of counter
    person: str
    act: str
    act_id: str  # shared by the saves of one act over two scopes
    reason: str
    municipality: str
    scope: str  # id of an AEO, or "gobierno"
    clock: str  # wall clock as claimed, ISO
    program: str
    schema: int
    count: int  # operations
    undoes: int | None  # tx of the save that this one takes back
    before: bytes  # hash of the previous save of the stream


@dataclass(frozen=True, slots=True)
class Change:
    """One operation: a merge group of a row gets a value. `value` is canonical JSON text.

    `seen` is the version (tx) of the cell that its author saw; `also` lists further versions that this one settles.
    """

    table: str
    row: str
    group: str
    tx: int
    value: str
    seen: int | None
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One value of a cell, with who typed it and when: what a clash shows."""

    tx: int
    value: dict[str, Any] | None  # None: the row was taken away
    person: str
    stream: str
    hlc: int
    clock: str
    reason: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Two or more versions of a cell whose authors had not seen each other. The first version is the one shown."""

    table: str
    row: str
    group: str
    versions: tuple[Version, ...]
    base: dict[str, Any] | None  # what both had seen, when it is known
