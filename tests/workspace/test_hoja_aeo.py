"""Telling an AEO through the door: found at the counter, told on paper or by message, registered in the same step."""

import json
from pathlib import Path

import pypdf
import pytest

from ayni.workspace import Refused

INTI = Path(__file__).parents[1] / "cases" / "inti_events.json"
ABOUT = {"nombre": "Máquinas para cacao", "objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026"}
MADE = "deben instalar la corriente trifásica"


@pytest.fixture
def board(workspace, aeo, person):
    """A president with an invented name and DNI."""
    socio = workspace.save_socio(aeo, person(7))
    workspace.save_cargo(aeo, {"socio": socio, "cargo": "presidente", "desde": "01/01/2026"})
    return workspace.socio(socio)


@pytest.fixture
def compra(workspace, aeo):
    return workspace.import_compra(INTI, {**ABOUT, "aeo": aeo})


def read(path):
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


@pytest.mark.parametrize("letters", ["Sumaq Qu", "sumaq quwi", "cuyes"])
def test_the_counter_finds_a_purchase_by_the_name_of_its_aeo(workspace, compra, aeo, letters):
    (row,) = workspace.counter(0, 10, letters)
    assert row["id"] == f"{compra}/{aeo}"
    assert row["estado"] == "CONVOCADO"
    assert workspace.counter_count(letters) == 1


def test_the_counter_finds_it_by_the_name_of_its_president_and_tells_no_dni(workspace, compra, board):
    (row,) = workspace.counter(0, 10, board["apellido_paterno"])
    assert row["preside"].startswith(board["apellido_paterno"].upper())
    assert board["dni"] not in json.dumps(row, default=str)
    assert workspace.counter(0, 10, "") == []
    assert workspace.counter_count("zzz") == 0


def test_a_member_without_a_post_does_not_open_the_purchase(workspace, compra, aeo, person):
    workspace.save_socio(aeo, person(3))
    assert workspace.counter(0, 10, person(3)["apellido_paterno"]) == []


def test_printing_registers_the_notice_in_the_same_step(workspace, compra, aeo, board, tmp_path):
    name = workspace.recipients(aeo)[0][0]
    event = workspace.tell_aeo(
        compra, aeo, {"medio": "Hoja", "destinatario": name, "tareas": MADE}, "quz", paper=tmp_path / "hoja.pdf"
    )
    (told,) = workspace.notices_of(compra, aeo)
    assert told["id"] == event
    datos = json.loads(told["datos"])
    assert (datos["medio"], datos["destinatario"], datos["aeo"], datos["tareas"]) == ("Hoja", name, aeo, MADE)
    assert datos["proximo"] == "2026-03-25"
    assert 0 < len(datos["texto"]) <= 700
    said = read(tmp_path / "hoja.pdf")
    assert MADE in said
    assert "25/03/2026" in said
    assert board["dni"] not in said
    # what was asked once stands on the next sheet too
    assert workspace.aeo_sheet(compra, aeo).note == MADE
    assert "A24" not in {alert.code for alert in workspace.purchase(compra).alerts}


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"medio": "", "destinatario": "Rosa"}, "medio"),
        ({"medio": "Hoja", "destinatario": " "}, "destinatario"),
        ({"medio": "Hoja", "destinatario": "Rosa", "proximo": "ayer"}, "proximo"),
        ({"medio": "Hoja", "destinatario": "Rosa", "proximo": "01/03/2026"}, "proximo"),
    ],
)
def test_a_notice_that_lacks_something_prints_nothing(workspace, compra, aeo, tmp_path, answers, field):
    with pytest.raises(Refused) as refused:
        workspace.tell_aeo(compra, aeo, answers, paper=tmp_path / "hoja.pdf")
    assert [problem.field for problem in refused.value.problems] == [field]
    assert not (tmp_path / "hoja.pdf").exists()
    assert workspace.notices_of(compra, aeo) == []


def test_a_paper_that_cannot_be_written_registers_nothing(workspace, compra, aeo, tmp_path):
    with pytest.raises(Refused):
        workspace.tell_aeo(
            compra, aeo, {"medio": "Hoja", "destinatario": "Rosa"}, paper=tmp_path / "no" / "hay" / "hoja.pdf"
        )
    assert workspace.notices_of(compra, aeo) == []


@pytest.fixture
def shared(workspace, town, call, aeo):
    """A purchase of ten cages for two AEO: four and six."""
    other = town.aeo(call, nombre="Asociación Wayna Ayllu", ruc="20100070970", partida_registral="11045679")
    compra = workspace.save_compra({**ABOUT, "modalidad": "AGRUPADA", "nombre": "Jaulas"})
    workspace.save_compra_items(
        compra,
        [{"nombre": "Jaula metálica", "cantidad": "10", "unidad": "und", "precio_plan": "150"}],
        [{"item": "0", "aeo": aeo, "cantidad": "4"}, {"item": "0", "aeo": other, "cantidad": "6"}],
    )
    return compra, aeo, other


def test_a_purchase_for_two_tells_each_only_its_own(workspace, shared, tmp_path):
    compra, first, second = shared
    assert {aeo for aeo, _name in workspace.served(compra)} == {first, second}
    for aeo, count, name in ((first, "4", "Sumaq Quwi"), (second, "6", "Wayna Ayllu")):
        said = read(workspace.print_compra_estado(compra, tmp_path / "hoja.pdf", "es", aeo=aeo))
        assert f"{count} Jaula metálica" in said
        assert name in said
        assert "10 Jaula" not in said
        assert "S/" not in said
        assert f"Les toca: {count} Jaula metálica." in workspace.notice_text(compra, aeo)
        assert compra in {row["id"] for row in workspace.compras_of(aeo)}


def test_an_aeo_that_a_purchase_does_not_serve_is_refused(workspace, compra, town, call, tmp_path):
    stranger = town.aeo(call, nombre="Asociación Ajena", ruc="20100070970", partida_registral="11045679")
    with pytest.raises(Refused):
        workspace.print_compra_estado(compra, tmp_path / "hoja.pdf", aeo=stranger)
    with pytest.raises(Refused):
        workspace.tell_aeo(compra, stranger, {"medio": "Hoja", "destinatario": "Rosa"})


def test_the_sheet_says_the_telephone_of_the_office_and_the_promises_of_the_plan_without_amounts(
    workspace, aeo, call, tmp_path
):
    workspace.save_municipality({**workspace.municipality(), "telefono": "984 123 456"})
    plan = workspace.save_plan({"aeo": aeo, "titulo": "Cuyes", "convocatoria": call, "categoria": "A"})
    row = {"clase": "equipos", "cantidad": "1", "precio_unitario": "900", "unidad": "glb"}
    workspace.save_partida(plan, {**row, "nombre": "Terreno para el galpón", "valorizada_centimos": "900"})
    workspace.save_partida(plan, {**row, "nombre": "Jaulas", "cofinanciamiento_centimos": "900"})
    compra = workspace.save_compra({**ABOUT, "aeo": aeo, "plan": plan, "monto_estimado_centimos": "77,777.00"})
    said = read(workspace.print_compra_estado(compra, tmp_path / "hoja.pdf", "es"))
    assert "984 123 456" in said
    assert "prometió en el plan: Terreno para el galpón." in said
    assert "77,777" not in said
    assert "900" not in said
