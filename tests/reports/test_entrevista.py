"""The interview on paper: blank in the order of the screen, filled with what was answered, both with the same code."""

import re

import pytest
from pypdf import PdfReader

from ayni.domain.entrevista_papel import blank_parts, months_said
from ayni.domain.formulario import code_text
from ayni.lang import speaking
from ayni.paths import resource
from ayni.workspace import create_workspace
from ayni.workspace.entrevista import interview


@pytest.fixture
def door(tmp_path):
    made, _code = create_workspace(
        tmp_path / "w", ubigeo="080101", name="Sumaq Llaqta", person="Ana", passphrase="cuyes y maíz", cost=2**4
    )
    yield made
    made.close()


@pytest.fixture
def plan(door):
    call = door.save_convocatoria(
        {
            "nombre": "PROCOMPITE",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A",
            "cadenas": "cuy",
        }
    )
    aeo = door.save_aeo(
        {
            "convocatoria": call,
            "categoria": "A",
            "cadena": "cuy",
            "nombre": "Asociación Sumaq Quwi",
            "naturaleza": "juridica",
            "tipo": "asociacion",
            "ruc": "20131312955",
            "fecha_constitucion": "12/03/2021",
            "ubigeo": "080101",
        }
    )
    return door.import_plan(resource("examples/plan_cuyes.json"), {"aeo": aeo, "convocatoria": call, "categoria": "A"})


def text_of(path):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@pytest.mark.parametrize("language", ["es", "quz", "both"])
def test_the_blank_sheets_ask_in_the_order_of_the_screen_and_carry_the_code_of_the_plan(door, plan, tmp_path, language):
    path = door.print_formulario(plan, tmp_path / "hoja.pdf", language, code="entrevista")
    text = text_of(path)
    code = code_text(door.formulario("entrevista"), plan)
    assert all(code in " ".join(page.extract_text().split()) for page in PdfReader(path).pages)
    if language == "es":
        place = 0
        for part in blank_parts(interview()):
            for field in part.fields:
                asked = re.sub(r"\s+", " ", field.label)
                place = text.index(asked, place)


def test_the_code_of_a_sheet_opens_the_interview_of_its_plan_and_names_nobody(door, plan):
    code = code_text(door.formulario("entrevista"), plan)
    [hit] = door.search(code)
    assert (hit.noun, hit.record) == ("entrevista", plan)
    assert re.fullmatch(r"AYNI:ENTREVISTA:[0-9A-F]{4}:[0-9A-F]{32}", code)


@pytest.mark.parametrize("language", ["es", "quz", "both"])
def test_the_filled_sheets_say_what_was_answered(door, plan, tmp_path, language):
    path = door.print_entrevista(plan, tmp_path / "entrevista.pdf", language)
    text = text_of(path)
    assert code_text(door.formulario("entrevista"), plan) in text
    for row in door.partidas(plan):
        assert row["nombre"] in text
    for said in ("Asociación Sumaq Quwi", "S/ 8,000.00", "3,000; 4,500; 5,400; 5,400; 5,400", "12 %", "S/ 28.00"):
        if said != "Asociación Sumaq Quwi" or language == "es":
            assert said in text, said
    if language == "es":
        assert "marzo, junio, setiembre, diciembre" in text
        assert "La municipalidad lo paga todo" in text


def test_months_are_those_of_the_plan_not_of_the_calendar():
    assert months_said("1-2,23-24", 3) == "marzo, febrero"
    with speaking("quz"):
        assert months_said("5", 1) != ""
