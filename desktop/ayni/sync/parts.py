"""Saves shared out into several files: each is received by itself, in any order."""

from collections.abc import Iterable
from typing import Final

from ayni.sync.batch import Sealed, runs

MOST: Final = 20_000  # operations of a file: what one transaction takes in a few seconds
HEAVIEST: Final = 48 * 1024 * 1024  # bytes of a file before it is compressed: no receiver refuses it for its size
ALONE: Final = 128  # bytes of an operation or a save beside its own words, never less than they take


def parts(saves: Iterable[Sealed], most: int = MOST, *, heaviest: int = HEAVIEST) -> list[list[Sealed]]:
    """These saves in lists of so many operations and bytes, cut only after a save that carries its signature.

    A stretch that was received without signatures within it cannot be cut, and stays whole. No saves are one list.
    """
    shared: list[list[Sealed]] = [[]]
    room, free = most, heaviest
    for stretch in _stretches(saves):
        size, weight = sum(len(sealed.changes) for sealed in stretch), sum(map(_weight, stretch))
        if (size > room or weight > free) and shared[-1]:
            shared.append([])
            room, free = most, heaviest
        shared[-1] += stretch
        room, free = room - size, free - weight
    return shared


def _weight(sealed: Sealed) -> int:
    """About how many bytes a save takes, rather more than less."""
    values = sum(ALONE + len(change.value.encode("utf-8", "surrogatepass")) for change in sealed.changes)
    return ALONE + len(sealed.save.reason.encode("utf-8", "surrogatepass")) + values


def _stretches(saves: Iterable[Sealed]) -> Iterable[list[Sealed]]:
    for run in runs(saves):
        stretch: list[Sealed] = []
        for sealed in run:
            stretch.append(sealed)
            if sealed.signature:
                yield stretch
                stretch = []
        if stretch:
            yield stretch
