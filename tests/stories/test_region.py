"""A story: the region on a Monday morning, from forty files to a printed report and three disputes sent back."""

import json
from datetime import datetime

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from ayni.cli import ayni
from ayni.job import finish
from ayni.workspace import create_workspace
from region import CHEAP, REGION, Office, filled, needs_postgres

pytestmark = needs_postgres
TOWNS = 8


class Clock:
    """Half a second goes by with each look."""

    def __init__(self):
        self.ms = int(datetime.fromisoformat("2026-03-09T08:00:00-05:00").timestamp() * 1000)

    def __call__(self):
        self.ms += 500
        return datetime.fromtimestamp(self.ms / 1000).astimezone()


@pytest.fixture
def clock():
    return Clock()


def said(*words):
    found = CliRunner().invoke(ayni, ["hub", *map(str, words)], env={"AYNI_PASSPHRASE": "clave de la region"})
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def quarrel(office, aeo, socio, folder, clock):
    """Office and promoter change one DNI without having seen each other; the office holds both."""
    promoter, _recovery = create_workspace(
        folder / f"promotor-{office.name}",
        ubigeo=office.ubigeo,
        name="Municipalidad",
        person=f"Beto {office.name}",
        role="promotor",
        passphrase="clave segura",
        cost=CHEAP,
        clock=clock,
    )
    with promoter:
        card = folder / f"beto-{office.name}.card"
        promoter.write_card(card)
        office.door.trust(card)
        promoter.trust(office.card)
        finish(office.door.exporting(f"Beto {office.name}", folder / "ida.ayni"))
        finish(promoter.receiving(folder / "ida.ayni"))
        office.door.save_socio(aeo, {"dni": "43218760"}, socio, reason="así está")
        promoter.save_socio(aeo, {"dni": "43218761"}, socio, reason="lo vi")
        finish(promoter.exporting(office.name, folder / "vuelta.ayni"))
    finish(office.door.receiving(folder / "vuelta.ayni"))


def test_the_region_on_a_monday_morning(region, dsn, tmp_path, clock):
    inbox = tmp_path / "lunes"
    inbox.mkdir()
    offices = [Office(region, tmp_path, f"0801{place:02}", f"Llaqta {place}", clock) for place in range(1, TOWNS + 1)]
    files = 0
    for place, office in enumerate(offices):
        _call, aeo, socio = filled(office, f"4000000{place}")
        if place < 3:
            quarrel(office, aeo, socio, tmp_path, clock)
        for visit in range(5):  # each Friday's bundle; some say again what the one before said
            office.door.save_socio(aeo, {"telefono": f"98411122{visit}"}, socio, reason="cambió")
            office.send().rename(inbox / f"{office.ubigeo}-{visit}.ayni")
            files += 1
    assert files == 40
    (inbox / "foto.ayni").write_bytes(b"esto no es de Ayni")

    # the folder is loaded whole; the one file that is not ours is told, and the rest is in
    loaded = said("load", dsn, inbox, "--json")
    assert loaded.exit_code == 1
    told = json.loads(loaded.stdout)
    assert [each["file"] for each in told if each["problem"]] == ["foto.ayni"]
    with region() as hub:
        for office in offices:
            assert hub.state_hash(office.ubigeo) == office.door.state_hash()
    (inbox / "foto.ayni").unlink()
    again = said("load", dsn, inbox, "--json")
    assert (again.exit_code, sum(each["fresh"] for each in json.loads(again.stdout))) == (0, 0)

    # the report is printed, with the eight municipalities and what waits
    paper = tmp_path / "informe.pdf"
    assert said("report", dsn, "-o", paper).exit_code == 0
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(paper).pages)
    for words in (REGION, "Municipalidad Llaqta 8", "Desacuerdos por decidir 3", "Mujeres 8"):
        assert words in text, words
    assert "43218760" not in text
    assert "Quispe" not in text.replace(REGION, "")

    # three disputes are settled by the region and go back to their municipalities
    disputes = [line.split() for line in said("disputes", dsn).stdout.splitlines() if not line.startswith(" ")]
    assert [gobierno for _id, gobierno, _table in disputes] == ["080101", "080102", "080103"]
    for record, gobierno, _table in disputes:
        assert said("decide", dsn, record, "--keep", "0", "--reason", "Consultado en RENIEC").exit_code == 0
        office = next(each for each in offices if each.ubigeo == gobierno)
        answer = tmp_path / f"respuesta-{gobierno}.ayni"
        assert said("export", dsn, answer, "--to", office.name).exit_code == 0
        assert office.door.clash_count() == 1
        finish(office.door.receiving(answer))
        assert office.door.clash_count() == 0
        with region() as hub:
            assert hub.state_hash(gobierno) == office.door.state_hash()
    assert said("disputes", dsn).stdout == ""
    for office in offices:
        assert office.door.check() == []
        office.door.close()
