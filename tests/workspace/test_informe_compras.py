"""The report for the council: one click, sections that agree, the same data the same bytes."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pypdf
import pytest

from ayni.domain import informe_compras
from ayni.domain.informe_compras import CHECKS, Report, Section, disagreements
from ayni.workspace import Refused

INTI = Path(__file__).parents[1] / "cases" / "inti_events.json"
ABOUT = {"nombre": "Máquinas para cacao", "objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2021"}
CUT = date(2022, 7, 4)


@pytest.fixture
def compra(workspace, aeo):
    return workspace.import_compra(INTI, {**ABOUT, "aeo": aeo})


@pytest.fixture
def another(workspace, aeo):
    """A purchase that was only asked for, with an act out of its order."""
    made = workspace.save_compra({**ABOUT, "nombre": "Jaulas", "aeo": aeo, "year": "2022"})
    workspace.save_evento(made, {"codigo": "requerimiento", "fecha": "02/05/2022", "modo": "TARDIO"})
    return made


def written(workspace, done, folder, on=CUT):
    pdf, xlsx = folder / "informe.pdf", folder / "informe.xlsx"
    return done(workspace.reporting_purchases(pdf, xlsx, on)), pdf, xlsx


def read(path):
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages]


def test_the_report_of_inti_says_its_days_its_failures_and_its_contract(workspace, compra, another, done, tmp_path):
    found, pdf, xlsx = written(workspace, done, tmp_path)
    plans = found.section("planes")
    assert plans.sum_of("Compras") == 2
    assert plans.sum_of("Convocatorias") == 6
    assert plans.sum_of("Sin ganador") == 4
    days = {row[0]: row for row in found.section("dias").rows}
    assert days["Máquinas para cacao"][2] == 515
    assert days["Jaulas"][2] == 63
    assert found.section("oficinas").sum_of("Días") == 515 + 63
    assert len(found.section("desiertas").rows) == 4
    assert len(found.section("ampliaciones").rows) == 1
    said = " ".join(read(pdf))
    for words in ("Resumen por plan", "El dinero, paso a paso", "Convocatorias sin ganador", "Calidad de los datos"):
        assert words in said
    book = openpyxl.load_workbook(xlsx)
    assert len(book.sheetnames) == len(found.sections)


def test_the_cutoff_and_the_fingerprint_stand_on_every_page(workspace, compra, another, done, tmp_path):
    found, pdf, xlsx = written(workspace, done, tmp_path)
    pages = read(pdf)
    assert len(pages) > 1
    for page in pages:
        assert "Corte: 04/07/2022." in page
        assert found.fingerprint in page
    for sheet in openpyxl.load_workbook(xlsx):
        assert found.fingerprint in sheet["A2"].value
        assert found.fingerprint in sheet.oddFooter.left.text


def test_the_same_data_give_the_same_bytes_and_one_event_more_another_fingerprint(
    workspace, compra, another, done, tmp_path, town
):
    for name in ("uno", "dos"):
        (tmp_path / name).mkdir()
    first, pdf, xlsx = written(workspace, done, tmp_path / "uno")
    town.clock.forward(hours=3)
    second, other_pdf, other_xlsx = written(workspace, done, tmp_path / "dos")
    assert first.fingerprint == second.fingerprint
    assert pdf.read_bytes() == other_pdf.read_bytes()
    assert xlsx.read_bytes() == other_xlsx.read_bytes()
    workspace.save_evento(
        another, {"codigo": "nota", "fecha": "01/06/2022", "nota": "Se llamó al jefe", "modo": "TARDIO"}
    )
    third, _pdf, _xlsx = written(workspace, done, tmp_path)
    assert third.fingerprint != first.fingerprint


def test_what_happens_after_the_cutoff_changes_nothing(workspace, compra, another, done, tmp_path):
    before, _pdf, _xlsx = written(workspace, done, tmp_path)
    workspace.save_evento(
        another, {"codigo": "nota", "fecha": "01/08/2022", "nota": "Se llamó al jefe", "modo": "TARDIO"}
    )
    after, _pdf, _xlsx = written(workspace, done, tmp_path)
    assert after == before


def test_an_office_without_purchases_gets_a_report_that_says_so(workspace, done, tmp_path):
    found, pdf, _xlsx = written(workspace, done, tmp_path)
    assert disagreements(found) == []
    assert "Todavía no hay compras." in " ".join(read(pdf))


def spoilt(found: Report, code: str) -> Report:
    """The report with one row less, or one day more, in a section."""

    def worse(section: Section) -> Section:
        return replace(section, rows=section.rows[:-1]) if section.code == code else section

    return replace(found, sections=tuple(worse(section) for section in found.sections))


@pytest.mark.parametrize("code", sorted({each.section for _what, counted in CHECKS for each in counted}))
def test_a_section_that_lost_a_row_is_told_by_its_name(workspace, compra, another, done, tmp_path, code):
    found, _pdf, _xlsx = written(workspace, done, tmp_path)
    assert disagreements(found) == []
    said = disagreements(spoilt(found, code))
    assert said
    assert any(found.section(code).title in str(sentence) for sentence in said)


def test_an_export_whose_sections_differ_stops_and_writes_nothing(workspace, compra, done, tmp_path, monkeypatch):
    real = informe_compras.report
    monkeypatch.setattr("ayni.workspace.informe_compras.report", lambda *given: spoilt(real(*given), "desiertas"))
    with pytest.raises(Refused) as refused:
        written(workspace, done, tmp_path)
    assert "«Convocatorias sin ganador» dice 3" in str(refused.value)
    assert list(tmp_path.glob("informe.*")) == []


def test_a_correction_and_a_fact_out_of_order_are_listed(workspace, another, done, tmp_path):
    workspace.save_evento(
        another,
        {"codigo": "buena_pro", "fecha": "03/05/2022", "modo": "TARDIO", "acto_ya_emitido": "si",
         "documento": "Acta 1", "nota": "El acto ya estaba firmado por el comité"},
    )  # fmt: skip
    event = workspace.eventos(another)[0]["id"]
    workspace.rectify_evento(event, "REEMPLAZAR", {"fecha": "2022-05-01"}, "La fecha estaba mal escrita")
    found, _pdf, _xlsx = written(workspace, done, tmp_path, on=workspace.today())
    marks = [str(row[3]) for row in found.section("marcas").rows]
    assert "El acto ya fue emitido" in marks
    assert "Fuera de secuencia" in marks
    (row,) = found.section("rectificaciones").rows
    assert row[-1] == "La fecha estaba mal escrita"


def test_no_dni_and_no_offer_stands_in_the_report(workspace, compra, aeo, person, done, tmp_path):
    socio = workspace.save_socio(aeo, person(7))
    workspace.save_cargo(aeo, {"socio": socio, "cargo": "presidente", "desde": "01/01/2026"})
    found, pdf, _xlsx = written(workspace, done, tmp_path)
    assert person(7)["dni"] not in " ".join(read(pdf))
    assert person(7)["dni"] not in json.dumps([str(row) for section in found.sections for row in section.rows])
