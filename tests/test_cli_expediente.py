"""The expediente by the command line: what is missing, files added and observed, the index, the folder."""

import json

import pytest
from click.testing import CliRunner
from PIL import Image

from ayni import cli
from ayni.workspace import create_workspace

KEY = "clave de prueba"
RUC = "20131312955"


@pytest.fixture
def town(tmp_path):
    door, _recovery = create_workspace(
        tmp_path / "w", ubigeo="080101", name="Municipalidad de Sumaq Llaqta", person="Ana", passphrase=KEY, cost=2
    )
    call = {"nombre": "P", "year": "2026", "fecha_autorizacion": "20/02/2026", "categorias": "A", "cadenas": "cuy"}
    aeo = {
        "convocatoria": door.save_convocatoria(call),
        "categoria": "A",
        "cadena": "cuy",
        "nombre": "Asociación Sumaq Quwi",
        "naturaleza": "juridica",
        "tipo": "asociacion",
        "ruc": RUC,
        "fecha_constitucion": "12/03/2021",
        "ubigeo": "080101",
    }
    door.save_aeo(aeo)
    door.close()
    return tmp_path / "w"


@pytest.fixture
def ayni():
    def run(*words, status=0):
        environment = {"LANG": "es_PE.UTF-8", "AYNI_PASSPHRASE": KEY}
        found = CliRunner(env=environment).invoke(cli.ayni, [str(word) for word in words])
        assert found.exit_code == status, (found.stdout, found.stderr)
        assert "Traceback" not in found.stdout + found.stderr
        return found

    return run


def test_the_expediente_is_checked_filled_observed_and_packed(ayni, town, tmp_path):
    told = json.loads(ayni("expediente", "check", town, RUC, "--json", status=1).stdout)
    assert (told["complete"], told["papers"][0]["state"]) == (False, "falta")
    Image.new("L", (1240, 1754), "white").save(tmp_path / "hoja.png")
    (tmp_path / "no.pdf").write_bytes(b"hola")
    added = ayni("expediente", "add", town, RUC, "estatuto", tmp_path / "hoja.png", tmp_path / "no.pdf", "--json")
    assert [each["pages"] for each in json.loads(added.stdout)["files"]] == [1]
    assert "no.pdf" in added.stderr
    ayni(
        *("expediente", "review", town, RUC, "estatuto", "--observacion", "Falta el sello"),
        *("--observado-el", "10/03/2026", "--plazo-dias", "2"),
    )
    assert "El plazo para subsanar terminó el 12/03/2026" in ayni("expediente", "check", town, RUC, status=1).stdout
    ayni("expediente", "add", town, RUC, "estatuto", tmp_path / "hoja.png", "--instead")
    ayni("expediente", "index", town, RUC, "-o", tmp_path / "indice.pdf", "--language", "both")
    assert (tmp_path / "indice.pdf").read_bytes().startswith(b"%PDF")
    packed = json.loads(ayni("expediente", "pack", town, RUC, "-o", tmp_path / "portal", "--json").stdout)
    assert packed["files"] == ["00-indice.pdf", "01-estatuto.pdf", "huellas.sha256"]
    assert (
        ayni("expediente", "pack", town, RUC, "-o", tmp_path / "todo.pdf", "--one").stdout.strip().endswith("todo.pdf")
    )


def test_a_refusal_is_one_sentence(ayni, town, tmp_path):
    (tmp_path / "vacio.pdf").write_bytes(b"")
    assert "está vacío" in ayni("expediente", "add", town, RUC, "dni", tmp_path / "vacio.pdf", status=1).stderr
    assert "no está en la lista" in ayni("expediente", "add", town, RUC, "x", tmp_path / "vacio.pdf", status=1).stderr
    assert "ningún papel" in ayni("expediente", "pack", town, RUC, "-o", tmp_path / "p", status=1).stderr
