"""The command line of the register's papers: statements, blank forms, field forms and former benefits."""

import json
import shutil

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from ayni import cli
from ayni.workspace import open_workspace
from ayni.workspace.practica import PASSPHRASE, make_practice


@pytest.fixture(scope="session")
def practice_made(tmp_path_factory):
    place = tmp_path_factory.mktemp("cli") / "practica"
    make_practice(place, cost=2).close()
    return place


@pytest.fixture
def folder(practice_made, tmp_path):
    return shutil.copytree(practice_made, tmp_path / "practica")


@pytest.fixture
def aeo(folder):
    with open_workspace(folder, PASSPHRASE, read_only=True) as door:
        return next(aeo["ruc"] for aeo in door.aeos(0, -1) if aeo["ruc"] and door.plans_of(aeo["id"]))


@pytest.fixture
def ayni():
    """Runs a line; unless it is told otherwise it must be done. Its answer, or its complaint."""

    def run(*words, status=0):
        found = CliRunner(env={"LANG": "es_PE.UTF-8"}).invoke(cli.ayni, [str(word) for word in words])
        assert isinstance(found.exception, SystemExit | None), found.exception
        assert found.exit_code == status, (found.stdout, found.stderr)
        return found.stderr if status else found.stdout.strip()

    return run


def text_of(path):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_the_statements_are_listed_and_printed(ayni, folder, aeo, tmp_path):
    codes = [each["code"] for each in json.loads(ayni("formulario", "list", folder, "--json"))]
    assert codes[:8] == [f"DJ-{number}" for number in range(1, 9)]
    path = tmp_path / "dj.pdf"
    assert ayni("formulario", "print", folder, "dj-5", aeo, "-o", path, "--language", "both") == str(path)
    assert "Declaración jurada de veracidad" in text_of(path)


def test_a_paper_that_does_not_exist_is_told(ayni, folder, aeo, tmp_path):
    assert "DJ-99" in ayni("formulario", "print", folder, "dj-99", aeo, "-o", tmp_path / "dj.pdf", status=1)


def test_a_call_gets_its_own_text(ayni, folder, aeo, tmp_path):
    with open_workspace(folder, PASSPHRASE, read_only=True) as door:
        call = door.convocatorias()[0]["id"]
    ayni("formulario", "text", folder, call, "DJ-5", "--titulo", "Anexo 9", "--texto", "Juramos por {aeo}.")
    ayni("formulario", "print", folder, "DJ-5", aeo, "-o", tmp_path / "dj.pdf")
    assert "Juramos por Asociación" in text_of(tmp_path / "dj.pdf")


def test_a_blank_form_is_for_a_record_or_for_none_yet(ayni, folder, aeo, tmp_path):
    ayni("formulario", "print", folder, "padron", aeo, "-o", tmp_path / "padron.pdf", "--copies", "3")
    assert len(PdfReader(tmp_path / "padron.pdf").pages) == 3
    ayni("formulario", "print", folder, "aeo", "-o", tmp_path / "aeo.pdf", "--language", "quz")
    assert "AYNI:AEO:" in text_of(tmp_path / "aeo.pdf")
    assert len(json.loads(ayni("formulario", "list", folder, "--json"))) == 8 + 6


def test_former_benefits_go_from_one_municipality_to_another(ayni, folder, aeo, tmp_path, monkeypatch):
    monkeypatch.setattr("ayni.workspace.beneficio.COST", 4)
    monkeypatch.setattr("ayni.sync.beneficios.COST_LEAST", 2)
    with open_workspace(folder, PASSPHRASE) as door:
        plan = next(plan for each in door.aeos(0, -1) if each["ruc"] == aeo for plan in door.plans_of(each["id"]))
        door.save_plan({**door.plan(plan["id"]), "estado": "aprobado"}, plan["id"])
        year = door.benefit_years()[0]
    (tmp_path / "clave").write_text("tres llamas en la pampa\n", "utf-8")
    agreed = ("--phrase-file", tmp_path / "clave")
    path = tmp_path / "lista.json"
    ayni("beneficios", "export", folder, "--year", year, "-o", path, *agreed)
    assert "clave acordada" in ayni("beneficios", "receive", folder, path, status=1)
    [view] = json.loads(ayni("beneficios", "receive", folder, path, *agreed, "--json"))
    assert view["organizations"] >= 1
    found = json.loads(ayni("beneficios", "check", folder, aeo, "--json"))
    assert {"ruc", "dni"} == {hit["kind"] for hit in found}
    assert all(hit["year"] == year and hit["entity"] and hit["article"] for hit in found)


def test_forms_for_phones_go_out_and_their_submissions_come_in(ayni, folder, aeo, tmp_path):
    with open_workspace(folder, PASSPHRASE, read_only=True) as door:
        record, call = next((each["id"], each["convocatoria"]) for each in door.aeos(0, -1) if each["ruc"] == aeo)
        before = door.socio_count(record)
    for which, about in (("padron", aeo), ("visita", call)):
        path = tmp_path / f"{which}.xlsx"
        assert ayni("xlsform", "export", folder, which, about, "-o", path) == str(path)
        assert path.stat().st_size > 1000
    member = {
        "dni": "04000001",
        "apellido_paterno": "Quispe",
        "nombres": "Rosa",
        "fecha_nacimiento": "1985-05-03",
        "sexo": "M",
    }
    (tmp_path / "padron.json").write_text(json.dumps([member, {**member, "dni": "1"}]), "utf-8")
    sent = ("xlsform", "import", folder, "padron", tmp_path / "padron.json", "--aeo", aeo)
    assert "El DNI" in ayni(*sent, "--check", status=1)
    ayni(*sent, status=1)
    visit = {"aeo": record, "fecha": "2026-11-20", "presentes": "8", "conclusion": "apto", "_uuid": "v1"}
    (tmp_path / "visitas.json").write_text(json.dumps({"results": [visit]}), "utf-8")
    found = json.loads(ayni("xlsform", "import", folder, "visita", tmp_path / "visitas.json", "--json"))
    assert found == {"good": 1, "known": 0, "problems": []}
    with open_workspace(folder, PASSPHRASE, read_only=True) as door:
        assert door.socio_count(record) == before + 1
        assert len(door.visitas(record)) == 1


def test_the_report_of_purchases_is_written_twice_alike_with_its_fingerprint(ayni, folder, tmp_path):
    made = []
    for name in ("uno", "dos"):
        path, sheet = tmp_path / f"{name}.pdf", tmp_path / f"{name}.xlsx"
        told = json.loads(ayni("compra", "report", folder, "-o", path, "--xlsx", sheet, "--on", "2022-07-04", "--json"))
        assert told["on"] == "2022-07-04"
        assert told["fingerprint"] in text_of(path)
        made.append((told["fingerprint"], path.read_bytes(), sheet.read_bytes()))
    assert made[0] == made[1]
    assert "Resumen por plan" in text_of(tmp_path / "uno.pdf")


def test_the_sheet_of_a_purchase_is_printed_from_the_line(ayni, folder, tmp_path):
    compra = json.loads(ayni("compra", "list", folder, "--json"))[0]["id"]
    path = tmp_path / "hoja.pdf"
    assert ayni("print", folder, "compra-estado", compra, "-o", path, "--language", "both") == str(path)
    assert "¿Cómo va nuestra compra?" in text_of(path)
