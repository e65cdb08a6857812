"""The comparison of quotations as it is printed and as it opens in a spreadsheet."""

import json
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest

from ayni.domain.cotizacion import ADDED, EXEMPT, Quote, QuoteRules, compare
from ayni.domain.fields import SI
from ayni.paths import resource
from ayni.reports.cotizacion import write_cotizaciones, write_cotizaciones_xlsx

RULES = QuoteRules.from_data(json.loads(resource("rules/cotizaciones.json").read_text("utf-8")))
TODAY = date(2026, 11, 22)
PLAN = {"titulo": "Crianza de cuyes"}
ITEM = {"codigo": "1.1", "nombre": "Jaulas metálicas", "unidad": "und", "cantidad": "210"}
SELLERS = ("El Sol", "La Luna", "Metales Puma", "Ferretería Apu", "Comercial Illa", "Mercado Nuevo")


def quotes(count):
    return [
        Quote(f"q{number}", SELLERS[number], "20131312955", Decimal(118 + number), SI, TODAY - timedelta(days=9), 30)
        for number in range(count)
    ]


@pytest.fixture
def printed(tmp_path, invented):
    def made(items, language="es"):
        path = tmp_path / "cuadro.pdf"
        write_cotizaciones(path, invented.municipality, invented.aeo, PLAN, items, language, TODAY)
        return invented.text(path)

    return made


def test_each_seller_stands_with_its_price_without_and_with_igv(printed):
    told = printed([(ITEM, compare(quotes(2), RULES, TODAY, required=3, price=Decimal(118)))])
    for words in ("El Sol", "La Luna", "S/ 118.00", "S/ 100.00", "La más baja", "1.1 Jaulas metálicas"):
        assert words in told
    assert "Cotizaciones que valen: 2. Se piden: 3." in told
    assert "¿Son de verdad ofertas distintas?" in told


def test_more_sellers_than_fit_abreast_are_all_printed(printed):
    told = printed([(ITEM, compare(quotes(6), RULES, TODAY))])
    assert all(seller in told for seller in SELLERS)


def test_many_items_go_on_over_pages_and_one_without_quotations_says_so(printed):
    items = [(ITEM, compare(quotes(3), RULES, TODAY))] * 12 + [({**ITEM, "nombre": "Malla"}, compare([], RULES, TODAY))]
    told = printed(items)
    assert told.count("Jaulas metálicas") == 12
    assert "No hay cotizaciones de esta cosa." in told


@pytest.mark.usefixtures("wordy")
def test_two_languages_fit(printed):
    told = printed([(ITEM, compare(quotes(4), RULES, TODAY, required=5))], "both")
    assert all(seller in told for seller in SELLERS[:4])


def test_the_spreadsheet_computes_what_the_paper_says(tmp_path):
    given = [
        Quote("a", "El Sol", "20131312955", Decimal(118), SI, TODAY, 30),
        Quote("b", "=HYPERLINK(1)", "20100070970", Decimal("95.5"), ADDED, TODAY, None, chosen=True, reason="Cerca"),
        Quote("c", "Puma", "20100047218", Decimal(110), EXEMPT, TODAY, 5),
    ]
    found = compare(given, RULES, TODAY, price=Decimal(118))
    path = write_cotizaciones_xlsx(tmp_path / "cuadro.xlsx", [(ITEM, found)], RULES)
    sheet = openpyxl.load_workbook(path).active
    by_seller = {row[5].value: row for row in sheet.iter_rows(min_row=2)}
    assert set(by_seller) == {"El Sol", "=HYPERLINK(1)", "Puma"}
    assert by_seller["=HYPERLINK(1)"][5].data_type == "s"
    for column in found.columns:
        row = by_seller[column.quote.supplier]
        number = row[0].row
        price, rate = Decimal(str(row[7].value)), Decimal(str(row[9].value))
        base = (price / (1 + rate)).quantize(Decimal("0.0001")) if "/" in row[10].value else price
        payable = (price * (1 + rate)).quantize(Decimal("0.0001")) if "*" in row[11].value else price
        assert (base, payable) == (column.base, column.payable)
        assert row[12].value == f"=ROUND(D{number}*L{number},2)"
        assert row[15].value == (f"=N{number}+O{number}" if column.quote.valid_days else None)
    assert by_seller["Puma"][9].value == 0
    assert "Elegida" in by_seller["=HYPERLINK(1)"][18].value
    assert by_seller["=HYPERLINK(1)"][19].value == "Cerca"
