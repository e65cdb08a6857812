"""Saves shared out into several files: each is received by itself, in any order."""

from collections.abc import Iterable
from typing import Final

from ayni.sync.batch import Sealed, runs

MOST: Final = 20_000  # operations of a file: what one transaction takes in a few seconds


def parts(saves: Iterable[Sealed], most: int = MOST) -> list[list[Sealed]]:
    """These saves in lists of so many operations, cut only after a save that carries its signature.

    A stretch that was received without signatures within it cannot be cut, and stays whole. No saves are one list.
    """
    shared: list[list[Sealed]] = [[]]
    room = most
    for stretch in _stretches(saves):
        size = sum(len(sealed.changes) for sealed in stretch)
        if size > room and shared[-1]:
            shared.append([])
            room = most
        shared[-1] += stretch
        room -= size
    return shared


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
