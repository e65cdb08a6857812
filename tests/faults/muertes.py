"""Processes killed at a call of the disk, before it or in its middle, and what is left of their work."""

import json
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from faults.disco import Disk, killed, watching
from faults.obras import WORKS, Found, Town, Work, build, quick

Point = tuple[int, str]  # the number of the call, and "kill" before it or "half" in its middle


def rehearse(work: Work, town: Town, *, reads: bool = False) -> tuple[list[str], Found]:
    """The calls of a work, in order, and what it leaves, on a copy of the town."""
    copy = town.again(town.place.with_name(f"ensayo-{work.name}-{os.getpid()}"))
    disk = Disk((copy.place,), reads=reads)
    try:
        with watching(disk):
            act, let_go = work.begin(copy)
            disk.calls.clear()
            act()
            calls = list(disk.calls)
            let_go()
        return calls, work.finished(copy)
    finally:
        shutil.rmtree(copy.place)


def boundaries(calls: list[str]) -> list[Point]:
    """Every point at which a process may die: before each call, and in the middle of each write."""
    before = [(number, "kill") for number in range(len(calls))]
    return sorted([*before, *((number, "half") for number, call in enumerate(calls) if call.startswith("write"))])


def chosen(points: list[Point], calls: list[str], many: int, chance: random.Random) -> list[Point]:
    """So many of them: all around what makes things final (a sync, a rename, a removal), the rest by chance."""
    final = {number for number, call in enumerate(calls) if not call.startswith("write")}
    near = [point for point in points if any(abs(point[0] - number) <= 1 for number in final)]
    first = near if len(near) <= many else chance.sample(near, many)
    others = [point for point in points if point not in set(first)]
    return sorted([*first, *chance.sample(others, min(len(others), many - len(first)))])


def kill(work: Work, town: Town, point: Point, after: Found) -> bool:
    """Kill a work at a point, judge what is left and do it again. False when it ended before."""
    copy = town.again(town.place.with_name(f"muerte-{work.name}-{os.getpid()}"))
    try:

        def die() -> None:
            disk = Disk((copy.place,))
            with watching(disk):
                act, _ = work.begin(copy)
                disk.calls.clear()
                disk.at, disk.fault = point
                act()

        was = killed(die)
        work.judge(copy, after)
        return was
    finally:
        shutil.rmtree(copy.place)


def kills(works: Iterable[Work], town: Town, many: int | None, chance: random.Random) -> Iterator[str]:
    """Kill each work at all of its points, or at so many; the name of the work for each that died."""
    for work in works:
        calls, after = rehearse(work, town)
        points = boundaries(calls)
        if many is not None:
            points = chosen(points, calls, max(1, round(many * work.share)), chance)
        for number, how in points:
            try:
                if kill(work, town, (number, how), after):
                    yield work.name
            except BaseException:
                print(f"{work.name}: {how} at call {number} of {len(calls)}, {calls[number]}", file=sys.stderr)
                raise


def main() -> None:
    """Kill so many times; tell how often each work was killed."""
    many, seed = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory(dir=quick(Path(tempfile.gettempdir()))) as folder:
        place = Path(folder)
        print(json.dumps(Counter(kills(WORKS, build(place / "pueblo"), many or None, random.Random(seed)))))


if __name__ == "__main__":
    main()
