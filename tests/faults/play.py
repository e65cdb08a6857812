"""Thousands of faults: games of the exchange, and spoiled bundles. Outside the gate: it takes some twenty minutes.

python tests/faults/play.py [--games N] [--bundles N] [--seed S]

Stops at the first fault with what led to it; otherwise tells what it has played.
"""

import argparse
import random
import secrets
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from faults.envios import Spoiler, a_bundle, refusal
from faults.maquina import Exchange

STEPS = 60


def games(many: int, number: int) -> None:
    """Play the exchange."""
    chosen = settings(
        max_examples=many,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(number)(Exchange), settings=chosen)


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


def main() -> None:
    """Play and tell."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--games", type=int, default=5_000)
    reader.add_argument("--bundles", type=int, default=100_000)
    reader.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    given = reader.parse_args()
    print(f"seed {given.seed}", flush=True)
    begun = time.monotonic()
    said = bundles(given.bundles, given.seed)
    print(f"{given.bundles} spoiled bundles in {time.monotonic() - begun:.0f} s:", flush=True)
    for sentence, times in said.most_common():
        print(f"{times:8}  {sentence}", flush=True)
    begun = time.monotonic()
    games(given.games, given.seed)
    print(f"{given.games} games of up to {STEPS} steps in {time.monotonic() - begun:.0f} s: no save lost", flush=True)


if __name__ == "__main__":
    main()
