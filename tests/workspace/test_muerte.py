"""A process killed, a power cut, in the middle of work: the folder opens, and the work is whole or not at all."""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from faults import corte, obras

PLACE = Path(__file__).parents[1]
forked = pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed children are forked")


def told_by(*command):
    """What a script of ours prints, one JSON value a line; it may print nothing else."""
    told = subprocess.run(
        [sys.executable, "-W", "error", *map(str, command)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(PLACE), *(path for path in sys.path if path)])},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert told.stderr == ""
    assert told.returncode == 0
    return [json.loads(line) for line in told.stdout.splitlines()]


@forked
def test_forty_killed_processes_leave_whole_saves_and_whole_receives_or_none(tmp_path):
    kills = told_by(PLACE / "workspace" / "mortal.py", tmp_path, "20261123")
    assert Counter(kill["kind"] for kill in kills) == {"receive": 12, "save": 18, "moment": 10}
    assert sum(kill["killed"] for kill in kills) >= 36
    assert [kill for kill in kills if not kill["whole"] or kill["check"] or not kill["again"]] == []


@forked
def test_hundreds_of_processes_killed_at_a_call_of_the_disk_leave_whole_work_or_none():
    [found] = told_by(PLACE / "faults" / "muertes.py", 24, 20261124)
    assert found.keys() == {work.name for work in obras.WORKS}
    assert sum(found.values()) > 160


def test_the_power_fails_at_any_moment_and_all_that_was_acknowledged_is_there(tmp_path):
    place = Path(tempfile.mkdtemp(dir=obras.quick(tmp_path)))
    try:
        story = corte.tell(obras.build(place / "pueblo"), place / "cuento")
        assert len(set(story.states)) == 5
        cut = Counter(corte.cuts(story, 45, random.Random(20261125)))
        assert cut.keys() == set(corte.AFTERWARDS)
        assert cut.total() == 45
    finally:
        shutil.rmtree(place)
