"""The command line of open data and of purchases in a spreadsheet."""

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from ayni.cli import ayni
from ayni.reports.ocds_revision import review
from ayni.workspace import create_workspace
from desk import AEO, CALL

INTI = Path(__file__).parent / "cases" / "inti_events.json"
FACTS = ("--nombre", "Máquinas", "--objeto", "BIEN", "--modalidad", "ADMINISTRACION_DIRECTA", "--year", "2021")


@pytest.fixture
def folder(tmp_path):
    made, _recovery = create_workspace(
        tmp_path / "m", ubigeo="080101", name="Municipalidad", person="Ana Huamán", passphrase="clave segura", cost=2**4
    )
    made.save_aeo(AEO | {"convocatoria": made.save_convocatoria(CALL)})
    made.close()
    return tmp_path / "m"


def said(*words):
    found = CliRunner().invoke(ayni, [str(word) for word in words], env={"AYNI_PASSPHRASE": "clave segura"})
    assert isinstance(found.exception, SystemExit | None), found.exception
    return found


@pytest.mark.parametrize("more", [(), ("--record",)])
def test_inti_is_published_from_the_line_and_is_valid(folder, tmp_path, more):
    assert said("compra", "import", folder, INTI, "--aeo", AEO["ruc"], *FACTS).exit_code == 0
    found = said("ocds", folder, "-o", tmp_path / "inti.json", *more, "--json")
    told = json.loads(found.stdout)
    assert (told["processes"], told["draft"]) == (6, True)
    data = json.loads((tmp_path / "inti.json").read_text("utf-8"))
    assert review(data) == []
    ocids = {each["ocid"] for each in data["records" if more else "releases"]}
    assert len(ocids) == 6


def test_an_empty_office_has_nothing_to_publish(folder, tmp_path):
    found = said("ocds", folder, "-o", tmp_path / "a.json")
    assert found.exit_code == 1
    assert "no hay qué publicar" in found.stderr
    assert not (tmp_path / "a.json").exists()


def test_a_draft_is_said_to_be_one(folder, tmp_path):
    said("compra", "import", folder, INTI, "--aeo", AEO["ruc"], *FACTS)
    found = said("ocds", folder, "-o", tmp_path / "a.json")
    assert found.stdout.strip() == str(tmp_path / "a.json")
    assert "borrador" in found.stderr


def test_a_sheet_is_checked_brought_and_known_again(folder, tmp_path):
    made = openpyxl.Workbook()
    for line in (
        ("Organización", "Bien", "Requerimiento"),
        (AEO["ruc"], "Molino", "04/02/2025"),
        (AEO["ruc"], "Balanza", "31/02/2025"),
    ):
        made.active.append(line)
    made.save(tmp_path / "compras.xlsx")
    checked = said("compra", "sheet", folder, tmp_path / "compras.xlsx", "--check", "--json")
    assert checked.exit_code == 1
    told = json.loads(checked.stdout)
    assert (told["good"], told["wrong"], told["problems"][0]["cell"]) == (1, 1, "C3")
    assert json.loads(said("compra", "list", folder, "--json").stdout) == []
    brought = said("compra", "sheet", folder, tmp_path / "compras.xlsx", "--left-out", tmp_path / "faltan.xlsx")
    assert brought.exit_code == 1
    assert "C3: La fecha 31/02/2025 no existe." in brought.stderr
    assert (tmp_path / "faltan.xlsx").exists()
    assert len(json.loads(said("compra", "list", folder, "--json").stdout)) == 1
    again = json.loads(said("compra", "sheet", folder, tmp_path / "compras.xlsx", "--json").stdout)
    assert (again["good"], again["same"]) == (0, 1)
