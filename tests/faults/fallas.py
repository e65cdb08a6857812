"""Disks that fill up, sticks that are pulled, calls that fail: at each call of a work, told in a sentence."""

import os
import random
import shutil
from collections.abc import Iterable, Iterator

from ayni.workspace import Refused
from ayni.workspace.ordenes import said_of
from faults.disco import WRITING, Disk, watching
from faults.muertes import rehearse
from faults.obras import Found, Town, Work

FAULTS = ("full", "eio", "gone")  # no room from this call on, this call alone fails, nothing answers from it on


def sentence(error: Exception) -> str:
    """What a person is told, on screen and in a terminal; nothing when it would be a report of our own fault."""
    return str(error if isinstance(error, Refused) else said_of(error) or "").strip()


def fail(work: Work, town: Town, number: int, fault: str, after: Found, *, reads: bool) -> str:
    """Let a work meet a fault, then try again where it stands; what was said, "" when it did not matter."""
    copy = town.again(town.place.with_name(f"falla-{work.name}-{os.getpid()}"))
    disk, said = Disk((copy.place,), reads=reads), ""
    try:
        with watching(disk):
            act, let_go = work.begin(copy)
            disk.calls.clear()
            disk.at, disk.fault = number, fault
            try:
                act()
            except Exception as error:
                said = sentence(error)
                if not said:
                    raise
            disk.at, disk.fault = -1, ""
            if said and work.stays:
                act()  # in the same session, now that the disk answers again
            let_go()
        work.judge(copy, after)
        return said
    finally:
        shutil.rmtree(copy.place)


def fails(works: Iterable[Work], town: Town, many: int | None, chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """Each work meets each fault at all of its calls, or at so many: its name, the fault and what was said."""
    for work in works:
        for fault in FAULTS:
            reads = fault != "full"
            calls, after = rehearse(work, town, reads=reads)
            places = [
                n
                for n, call in enumerate(calls)
                if call.startswith(WRITING) or (reads and not call.startswith("fence"))
            ]
            few = None if many is None else max(1, round(many * work.share))
            if few is not None and few < len(places):
                rare = [n for n in places if not calls[n].startswith(("write", "read"))]
                rare = chance.sample(rare, min(len(rare), few * 2 // 3))
                others = sorted(set(places) - set(rare))
                places = sorted([*rare, *chance.sample(others, few - len(rare))])
            for number in places:
                try:
                    yield work.name, fault, fail(work, town, number, fault, after, reads=reads)
                except BaseException:
                    print(f"{work.name}: {fault} at call {number} of {len(calls)}, {calls[number]}")
                    raise
