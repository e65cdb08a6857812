"""The power fails: what a disk holds afterwards is what was synced, and of the rest whatever it had got to.

A row of saves, with what they move into the file when it is closed, is done once while every write and sync below
SQLite is written down. From that story the disk is made again as it may have stood at any moment.
"""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ayni.job import finish
from ayni.workspace import open_workspace
from faults.disco import Disk, Written, watching
from faults.obras import PASSPHRASE, Town, held, leave, look

SALT = 16
AFTERWARDS = ("nothing", "all", "torn", "some", "garbage")  # what became of the writes that were not synced


@dataclass(frozen=True, slots=True)
class Story:
    """What happened below, the files of before, and the state after each act that was acknowledged."""

    folder: Path
    begun: dict[str, bytes]
    written: list[Written]
    states: list[str]  # of before, and after each act


def acts(town: Town) -> list[Callable[[Any], object]]:
    """What people do before the power fails."""
    return [
        lambda door: door.save_socio(town.aeo, {"dni": "47777777", "telefono": "984111111"}, town.socio),
        lambda door: door.save_socio(town.aeo, {"nota": "en la asamblea"}, town.socio),
        lambda door: door.undo(),
        lambda door: finish(door.receiving(town.stick)),
        lambda door: door.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall(),
        lambda door: door.save_socio(town.aeo, {"telefono": "984222222"}, town.socio),
    ]


def tell(town: Town, place: Path) -> Story:
    """Do it all on a copy of the town, writing down what reaches the disk."""
    copy = town.again(place)
    begun = {path.name: path.read_bytes() for path in copy.promoter.glob("ayni.db*") if not path.name.endswith("-shm")}
    disk = Disk((copy.promoter,), story=[])
    assert disk.story is not None
    with watching(disk):
        door = open_workspace(copy.promoter, PASSPHRASE)
        states = [held(door).hash]
        for act in acts(copy):
            act(door)
            disk.tell("", "done", len(states))
            states.append(door.state_hash())
        leave(door)
    return Story(copy.promoter, begun, disk.story, states)


def after(story: Story, moment: int, how: str, chance: random.Random) -> tuple[dict[str, bytes], int]:
    """The files as they may stand when the power failed before this moment, and how many acts were acknowledged."""
    files = {name: bytearray(data) for name, data in story.begun.items()}
    told = story.written[:moment]
    acknowledged = max((it.at for it in told if it.what == "done"), default=0)
    synced = {it.path: number for number, it in enumerate(told) if it.what == "sync"}
    loose = [n for n, it in enumerate(told) if it.what in {"write", "truncate"} and n > synced.get(it.path, -1)]
    for number, it in enumerate(told):
        name = Path(it.path).name
        if it.what == "delete":
            files.pop(name, None)
        if it.what not in {"write", "truncate"}:
            continue
        data = it.data
        if number in loose:
            if how == "nothing" or (how == "some" and chance.random() < 0.5):
                continue
            if how == "torn" and number == loose[-1]:
                data = data[: chance.randrange(len(data) or 1)]
            if how == "garbage" and number in loose[-2:]:
                # the salt of the file stands first and is never written otherwise: without it SQLCipher opens nothing
                data = data[:SALT] + chance.randbytes(max(0, len(data) - SALT))
        found = files.setdefault(name, bytearray())
        if it.what == "truncate":
            del found[it.at :]
            continue
        found.extend(bytes(max(0, it.at - len(found))))
        found[it.at : it.at + len(data)] = data
    return {name: bytes(data) for name, data in files.items()}, acknowledged


def cuts(story: Story, many: int | None, chance: random.Random) -> Iterator[str]:
    """Cut the power at every moment in every way, or so many times: the folder opens with all that was acknowledged."""
    moments = [(at, how) for at in range(1, len(story.written) + 1) for how in AFTERWARDS]
    if many is not None:
        near = {n + step for n, it in enumerate(story.written) if it.what in {"sync", "done"} for step in (0, 1, 2)}
        first = [moment for moment in moments if moment[0] in near]
        moments = chance.sample(first, min(many * 2 // 3, len(first))) + chance.sample(moments, many // 3)
    for moment, how in moments:
        cut(story, moment, how, chance)
        yield how


def cut(story: Story, moment: int, how: str, chance: random.Random) -> None:
    """Cut the power before one moment and open what is left."""
    files, acknowledged = after(story, moment, how, chance)
    place = story.folder.with_name("corte")
    place.mkdir()
    try:
        shutil.copy(story.folder / "llave.json", place)
        for name, data in files.items():
            (place / name).write_bytes(data)
        assert look(place).hash in story.states[acknowledged : acknowledged + 2], (moment, how, acknowledged)
    finally:
        shutil.rmtree(place)
