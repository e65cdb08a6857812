"""What offices must do in their purchases, and the days that are due, from the command line."""

import json

import pytest
from click.testing import CliRunner

from ayni import cli
from ayni.workspace.practica import make_practice


@pytest.fixture(scope="module")
def practice(tmp_path_factory):
    place = tmp_path_factory.mktemp("avisos") / "practica"
    make_practice(place, cost=2).close()
    return place


def line(*words):
    found = CliRunner(env={"LANG": "es_PE.UTF-8"}).invoke(cli.ayni, [str(word) for word in words])
    assert found.exit_code == 0, found.stderr
    return found.stdout


def test_alerts_are_listed_with_their_offices_and_their_next_step(practice):
    found = json.loads(line("compra", "alerts", practice, "--json"))
    assert found
    assert [each["level"] for each in found] == sorted((each["level"] for each in found), key="rai".index)
    assert set(found[0]) == {
        *("compra", "nombre", "holder", "code", "level", "days", "offices", "text", "basis", "next"),
    }  # fmt: skip
    some = json.loads(line("compra", "alerts", practice, "--office", "GDE", "--json"))
    assert some
    assert all("GDE" in each["offices"] for each in some)
    assert found[0]["text"] in line("compra", "alerts", practice)


def test_the_days_that_are_due_are_written_to_a_calendar(practice, tmp_path):
    path = tmp_path / "compras.ics"
    count = int(line("compra", "calendar", practice, "-o", path))
    told = path.read_bytes().decode()
    assert told.count("BEGIN:VEVENT") == count
    assert told.endswith("END:VCALENDAR\r\n")
