"""The history from the command line: an auditor needs no window."""

import json

import pytest
from click.testing import CliRunner

from ayni.cli import ayni
from ayni.workspace import create_workspace
from desk import CALL


@pytest.fixture
def folder(tmp_path):
    made, _recovery = create_workspace(
        tmp_path / "m", ubigeo="080101", name="Municipalidad", person="Ana Huamán", passphrase="clave segura", cost=2**4
    )
    made.save_convocatoria(CALL)
    made.close()
    return tmp_path / "m"


def said(*words):
    return CliRunner().invoke(ayni, words, env={"AYNI_PASSPHRASE": "clave segura"})


def test_an_untouched_history_is_told_and_ends_well(folder):
    found = said("audit", "verify", str(folder))
    assert (found.exit_code, found.output) == (0, "Nadie alteró la historia. Guardados revisados: 3.\n")
    assert json.loads(said("audit", "verify", str(folder), "--json").output)["problems"] == []


def test_who_changed_what_is_listed_and_narrowed(folder):
    lines = said("audit", "list", str(folder), "--table", "convocatoria").output.splitlines()
    assert "Ana Huamán" in lines[0]
    assert "    Convocatoria PROCOMPITE 2026 · Nombre de la convocatoria: — → PROCOMPITE 2026" in lines
    assert said("audit", "list", str(folder), "--who", "Nadie").output == ""
    assert json.loads(said("audit", "list", str(folder), "--until", "2020-01-01", "--json").output) == []
