"""The command line of the quotations of a purchase: the chart as a spreadsheet or as a paper."""

import json

import openpyxl
import pytest
from click.testing import CliRunner

from ayni import cli
from ayni.workspace import open_workspace
from ayni.workspace.practica import PASSPHRASE, make_practice


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "practica"
    with make_practice(place, cost=2) as door:
        aeo = door.aeos(0, 1)[0]["id"]
        facts = {"nombre": "Balanzas", "objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026"}
        compra = door.save_compra({**facts, "aeo": aeo})
        door.save_compra_items(compra, [{"nombre": "Balanza", "cantidad": "2"}])
    return place, compra


def run(*words):
    return CliRunner(env={"LANG": "es_PE.UTF-8"}).invoke(cli.ayni, [str(word) for word in words])


def test_the_chart_is_written_as_a_spreadsheet_or_as_a_paper_and_without_quotations_it_says_so(folder, tmp_path):
    place, compra = folder
    nothing = run("compra", "quotes", place, compra, "-o", tmp_path / "c.xlsx")
    assert (nothing.exit_code, "Todavía no hay cotizaciones" in nothing.stderr) == (1, True)
    with open_workspace(place, PASSPHRASE) as door:
        item = door.compra_items(compra)[0]["id"]
        seller = {"proveedor": "Ferretería El Sol", "ruc": "20131312955", "fecha": door.today().isoformat()}
        door.save_seller(compra, seller, {item: "590"}, also={"incluye_igv": "si", "cumple": "si"})
    assert run("compra", "quotes", place, compra, "-o", tmp_path / "c.xlsx").exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "c.xlsx").worksheets[0]["F5"].value == 590
    assert run("compra", "quotes", place, compra, "-o", tmp_path / "c.pdf").exit_code == 0
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")


def test_a_specification_is_printed_from_the_line(folder, tmp_path):
    place, compra = folder
    with open_workspace(place, PASSPHRASE) as door:
        rows = json.dumps([{"nombre": "Capacidad", "valor": "300", "unidad": "kg"}])
        said = {"clase": "EETT", "titulo": "Balanza", "finalidad": "Pesar lo justo.", "caracteristicas": rows}
        record = door.save_especificacion(said, compra=compra, item=door.compra_items(compra)[0]["id"])
    found = run("print", place, "especificacion", record, "-o", tmp_path / "e.pdf", "--language", "both")
    assert (found.exit_code, found.stderr) == (0, "")
    assert (tmp_path / "e.pdf").read_bytes().startswith(b"%PDF")
