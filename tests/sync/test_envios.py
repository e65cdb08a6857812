"""A bundle spoiled in any way, at any depth, is refused with a sentence or still brings all that it brought."""

import random
from collections import Counter

from faults.envios import Spoiler, a_bundle, refusal


def test_a_bundle_ends_where_it_ends():
    good = a_bundle()
    assert refusal(good, good) is None
    said = Counter(str(refusal(good[:length], good)) for length in range(len(good)))
    assert said == {"El archivo está incompleto: se copió a medias. Cópielo otra vez.": len(good)}


def test_hundreds_of_spoiled_bundles_bring_all_or_nothing():
    good = a_bundle()
    spoiler = Spoiler(good, random.Random(20261122))
    said = Counter()
    for _ in range(600):
        depth, data = spoiler.one()
        said[depth] += refusal(data, good) is not None
    assert all(said[depth] > 50 for depth in said)
    assert len(said) == 5
    assert said.total() > 580
