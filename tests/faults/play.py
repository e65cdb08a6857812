"""Thousands of faults, outside the gate: it takes more than an hour.

python tests/faults/play.py [--seed S] [--bundles N] [--games N] [--worlds N] [--kills N] [--fails N] [--cuts N]

Spoiled bundles, games of the exchange over the pure layer and over real workspaces, processes killed at calls of the
disk, disks that refuse a call, power cuts. `--kills`, `--fails` and `--cuts` are per work and fault; 0 is every call
there is. Stops at the first fault with what led to it; otherwise tells what it has played.
"""

import argparse
import random
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from faults import corte, fallas, muertes
from faults.envios import Spoiler, a_bundle, refusal
from faults.maquina import Exchange
from faults.mundo import World
from faults.obras import WORKS, build, quick


def games(machine: type[RuleBasedStateMachine], many: int, steps: int, number: int) -> None:
    """Play a state machine."""
    chosen = settings(
        max_examples=many,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(number)(machine), settings=chosen)


def bundles(many: int, number: int) -> Counter[str]:
    """Spoil bundles; how many times each sentence was said."""
    good = a_bundle()
    for length in range(len(good)):
        assert refusal(good[:length], good), length
    chance = random.Random(number)
    spoiler = Spoiler(good, chance)
    said: Counter[str] = Counter()
    for _ in range(many):
        depth, data = spoiler.one()
        try:
            sentence = refusal(data, good)
        except Exception:
            print(f"{depth}: {data.hex()}")
            raise
        said["received whole" if sentence is None else str(sentence)] += 1
    return said


def counted(what: str, work: Callable[[], Iterable[object]]) -> None:
    """Play and tell how much of what."""
    begun = time.monotonic()
    found = Counter(work())
    print(f"{found.total()} {what} in {time.monotonic() - begun:.0f} s:", flush=True)
    for name, times in sorted(found.items(), key=str):
        print(f"{times:8}  {name if isinstance(name, str) else ', '.join(name)}", flush=True)


def main() -> None:
    """Play and tell."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--bundles", type=int, default=100_000)
    reader.add_argument("--games", type=int, default=5_000)
    reader.add_argument("--worlds", type=int, default=300)
    reader.add_argument("--kills", type=int, default=0)
    reader.add_argument("--fails", type=int, default=40)
    reader.add_argument("--cuts", type=int, default=0)
    reader.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    given = reader.parse_args()
    print(f"seed {given.seed}", flush=True)
    if given.bundles:
        counted("spoiled bundles", lambda: bundles(given.bundles, given.seed).elements())
    with tempfile.TemporaryDirectory(dir=quick(Path(tempfile.gettempdir()))) as folder:
        town, chance = build(Path(folder) / "pueblo"), random.Random(given.seed)
        if given.cuts >= 0:
            story = corte.tell(town, Path(folder) / "cuento")
            counted(
                "power cuts, by what became of what was not synced",
                lambda: corte.cuts(story, given.cuts or None, chance),
            )
        if given.kills >= 0:
            counted("killed processes", lambda: muertes.kills(WORKS, town, given.kills or None, chance))
        if given.fails >= 0:
            counted(
                "calls that failed, and what was said", lambda: fallas.fails(WORKS, town, given.fails or None, chance)
            )
    for machine, many, steps in ((World, given.worlds, 30), (Exchange, given.games, 60)):
        if many:
            begun = time.monotonic()
            games(machine, many, steps, given.seed)
            told = f"{many} games ({machine.__name__}) of up to {steps} steps"
            print(f"{told} in {time.monotonic() - begun:.0f} s: no save lost", flush=True)


if __name__ == "__main__":
    main()
