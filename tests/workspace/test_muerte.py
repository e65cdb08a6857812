"""A process killed in the middle of a save or of a receive: the folder opens, and the work is whole or not at all."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed children are forked")
def test_forty_killed_processes_leave_whole_saves_and_whole_receives_or_none(tmp_path):
    script = Path(__file__).with_name("mortal.py")
    told = subprocess.run(
        [sys.executable, "-W", "error", str(script), str(tmp_path), "20261123"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.stderr == ""
    assert told.returncode == 0
    kills = [json.loads(line) for line in told.stdout.splitlines()]
    assert Counter(kill["kind"] for kill in kills) == {"receive": 12, "save": 18, "moment": 10}
    assert sum(kill["killed"] for kill in kills) >= 36
    assert [kill for kill in kills if not kill["whole"] or kill["check"] or not kill["again"]] == []
