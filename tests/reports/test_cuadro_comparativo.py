"""The comparison chart of a purchase: on paper every seller and both totals; the spreadsheet computes them again."""

import json
import runpy
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from ayni.domain.cotizacion import QuoteRules
from ayni.domain.cuadro_comparativo import compare_purchase
from ayni.paths import resource
from ayni.reports.cuadro_comparativo import write_cuadro
from ayni.reports.cuadro_hoja import write_cuadro_xlsx

RULES = QuoteRules.from_data(json.loads(resource("rules/cotizaciones.json").read_text("utf-8")))
CALCULATOR = runpy.run_path(str(Path(__file__).with_name("test_plan_excel.py")))["Calculator"]
TODAY = date(2026, 11, 22)
TOWN = {"nombre": "Municipalidad Distrital de Sumaq Llaqta", "ubigeo": "080101", "place": "Sumaq Llaqta"}
ITEMS = (
    {"id": "m", "nombre": "Despulpadora", "cantidad": "1", "precio_plan": "110000", "unidad": "und"},
    {"id": "c", "nombre": "=Balanza", "cantidad": "10", "precio_plan": "30", "unidad": "und"},
)
RUCS = ("20131312955", "20100070970", "20100017491", "20100130204", "20100047218")


def quote(record, item, ruc, price, igv="si", **changed):
    name = {"20131312955": "Ferretería El Sol", "20100070970": "Comercial La Luna"}.get(ruc, f"Proveedor {ruc[-3:]}")
    return {
        "id": record, "item": item, "proveedor": name, "ruc": ruc, "fecha": "2026-11-02", "precio_unitario": price,
        "incluye_igv": igv, "cumple": "si", **changed,
    }  # fmt: skip


ROWS = [
    quote("a", "m", RUCS[0], "118000", plazo_entrega_dias="20", garantia="12 meses", validez_dias="60"),
    quote("b", "c", RUCS[0], "35.40"),
    quote("c", "m", RUCS[1], "103000", "exonerado", elegida="si", motivo_eleccion="Entrega en la comunidad"),
    quote("d", "c", RUCS[1], "31", "aparte", cumple="no", por_que_no="Pesa hasta 30 kg"),
    quote("e", "m", RUCS[2], "99000", fecha="2026-08-01", validez_dias="30"),
]


@pytest.fixture
def cuadro():
    return compare_purchase(ITEMS, ROWS, RULES, TODAY, required=3)


def words(path):
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(path).pages)


def test_the_paper_has_every_seller_both_totals_and_who_signs(cuadro, tmp_path):
    path = write_cuadro(tmp_path / "c.pdf", TOWN, {"nombre": "Máquinas"}, cuadro, RULES, "es", TODAY)
    said = words(path)
    for text in (
        "Ferretería El Sol", "Comercial La Luna", "RUC 20131312955", "La más baja", "Elegida", "No cotiza",
        "Venció hace 83 días", "Pesa hasta 30 kg", "S/ 100,300.00", "S/ 118,354.00", "El total más bajo",
        "se elige a Comercial La Luna. Entrega en la comunidad", "Se piden: 3.", "Quien pide la compra", "Logística",
        "Entrega en 20 días", "Garantía: 12 meses", "Vale hasta el 01/01/2027",
    ):  # fmt: skip
        assert text in said.replace("\u00a0", " "), text


@pytest.mark.parametrize("language", ["quz", "both"])
def test_it_speaks_quechua_and_says_which_text_is_valid(cuadro, tmp_path, language):
    path = write_cuadro(tmp_path / "c.pdf", TOWN, {"nombre": "Máquinas"}, cuadro, RULES, language, TODAY)
    assert "El texto válido es el castellano." in words(path)


def test_thirty_sellers_go_on_below_four_at_a_time(tmp_path):
    rows = [quote(f"q{n}", "m", RUCS[n % 5], str(100 + n), fecha=f"2026-11-{n % 20 + 1:02}") for n in range(30)]
    found = compare_purchase(ITEMS[:1], rows, RULES, TODAY)
    path = write_cuadro(tmp_path / "c.pdf", TOWN, {"nombre": "Máquinas"}, found, RULES, "es", TODAY)
    said = words(path)
    assert len(found.sellers) == 30
    assert [each.key for each in found.sellers if f"RUC {each.ruc} · {each.day:%d/%m/%Y}" not in said] == []


def test_the_spreadsheet_has_formulas_and_an_empty_cell_is_no_zero(cuadro, tmp_path):
    book = openpyxl.load_workbook(write_cuadro_xlsx(tmp_path / "c.xlsx", cuadro, RULES))
    sheet = book.worksheets[0]
    heads = {sheet.cell(1, column).value: column for column in range(1, sheet.max_column + 1)}
    sun, third = heads["Ferretería El Sol"], heads["Proveedor 491"]
    assert sheet.cell(5, sun).value == 118000
    assert sheet.cell(5, sun + 2).value.startswith("=IF(")
    assert sheet.cell(7, sun + 3).value.startswith("=IF(COUNT(")
    assert sheet.cell(6, third).value is None
    assert sheet.cell(6, third + 5).value == "No cotiza"
    assert sheet["A6"].data_type == "s"
    assert [each.title for each in book.worksheets] == ["Cuadro comparativo", "Cotizaciones"]
    assert book.worksheets[1].max_row == 1 + len(ROWS)


def test_the_formulas_give_the_same_totals_as_the_program(cuadro, tmp_path):
    path = write_cuadro_xlsx(tmp_path / "c.xlsx", cuadro, RULES)
    calculator = CALCULATOR(path)
    calculator.functions["COUNT"] = lambda block: sum(isinstance(cell, float) for row in block for cell in row)
    sheet = calculator.book.worksheets[0]
    for cell in [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]:
        cell.value = cell.value.replace("$", "")
    seen = 0
    for column in range(1, sheet.max_column + 1):
        seller = next((each for each in cuadro.sellers if each.name == sheet.cell(1, column).value), None)
        if seller is not None:
            seen += 1
            got = [calculator.value(sheet.title, sheet.cell(7, column + step).coordinate) for step in (3, 4)]
            total = [seller.total.base_centimos, seller.total.payable_centimos]
            assert [None if value == "" else round(value * 100) for value in got] == total
    assert seen == len(cuadro.sellers)
    assert calculator.value(sheet.title, "E7") == 110300
