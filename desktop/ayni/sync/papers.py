"""Papers that travel: the contents of scans and photographs, each named by its hash, in parts that stand alone.

A part is a letter whose signed words list hash and size of each content; the contents follow, one after another. A
content that is not what its hash says spoils its part, and nothing of a spoiled part is believed.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ayni.sync.container import MAX_FILE, PAPERS, Altered
from ayni.sync.keys import Card, DeviceKeys
from ayni.sync.letter import SHA, read_letter, write_letter

PART: Final = 48 * 1024 * 1024  # bytes of contents in a part
ALONE_MOST: Final = MAX_FILE - 2 * 1024 * 1024  # a content beyond this travels in no part


@dataclass(frozen=True, slots=True)
class Papers:
    """A part of which everything has been verified."""

    sender: Card
    clock: str
    part: int  # 1, 2, 3…
    parts: int
    files: tuple[tuple[str, memoryview], ...]  # hash in hex, content


def parts(sizes: Iterable[tuple[str, int]], most: int = PART) -> list[list[str]]:
    """Papers (hash, bytes) in the order given, shared out into parts that do not exceed the most."""
    shared: list[list[str]] = []
    room = 0
    for sha, size in sizes:
        if not shared or size > room:
            shared.append([])
            room = most
        shared[-1].append(sha)
        room -= size
    return shared


def write_papers(
    files: Sequence[tuple[str, int]],
    contents: bytearray,
    place: tuple[int, int],
    clock: str,
    keys: DeviceKeys,
    card: Card,
    receivers: Sequence[Card],
) -> bytes:
    """The bytes of one part; `place` is which of how many."""
    said = {
        "clock": clock,
        "part": place[0],
        "parts": place[1],
        "files": [[bytes.fromhex(sha), size] for sha, size in files],
    }
    return write_letter(PAPERS, said, keys, card, receivers, bytes(contents))


def read_papers(data: bytes, keys: DeviceKeys, trusted: Iterable[Card], ubigeo: str) -> Papers:
    """A part, every content verified. Raises a BundleRefused, as `read_letter` does."""
    letter = read_letter(data, PAPERS, keys, trusted, ubigeo)
    said = letter.said
    try:
        clock, part, number = said["clock"], said["part"], said["parts"]
        files = tuple(_contents(said["files"], letter.burden))
    except (ValueError, TypeError, LookupError, AttributeError) as trouble:
        raise Altered from trouble
    if [type(each) for each in (clock, part, number)] != [str, int, int]:
        raise Altered
    return Papers(letter.sender, clock, part, number, files)


def _contents(files: Sequence[Sequence[object]], burden: memoryview) -> Iterator[tuple[str, memoryview]]:
    at = 0
    for sha, size in files:
        if not (isinstance(sha, bytes) and len(sha) == SHA and type(size) is int and 0 <= size <= len(burden) - at):
            raise Altered
        content = burden[at : at + size]
        if hashlib.sha256(content).digest() != sha:
            raise Altered
        yield sha.hex(), content
        at += size
    if at != len(burden):
        raise Altered
