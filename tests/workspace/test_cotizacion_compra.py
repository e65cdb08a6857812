"""Quotations of a purchase at the door: typed by seller, pasted, brought from the plans, chosen with a reason."""

from datetime import date

import pytest
from PIL import Image

from ayni.domain.expediente import read_files
from ayni.workspace import Refused

FACTS = {"nombre": "Máquinas para cacao", "objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026"}
SUN = {"proveedor": "Ferretería El Sol", "ruc": "20131312955", "fecha": "01/03/2026", "telefono": "984000111"}
MOON = {**SUN, "proveedor": "Comercial La Luna", "ruc": "20100070970", "fecha": "02/03/2026"}
TERMS = {"incluye_igv": "si", "cumple": "si", "plazo_entrega_dias": "20"}


@pytest.fixture
def compra(workspace, aeo):
    record = workspace.save_compra({**FACTS, "aeo": aeo})
    items = [
        {"nombre": "Despulpadora", "unidad": "und", "cantidad": "1", "precio_plan": "12000"},
        {"nombre": "Balanza", "unidad": "und", "cantidad": "2", "precio_plan": "500"},
    ]
    workspace.save_compra_items(record, items)
    return record


@pytest.fixture
def items(workspace, compra):
    return [row["id"] for row in workspace.compra_items(compra)]


def fields_of(refused):
    return [problem.field for problem in refused.value.problems]


def totals(workspace, compra):
    return {each.name: each.total.payable_centimos for each in workspace.cuadro(compra).sellers}


def test_a_seller_is_one_save_with_all_its_prices_and_is_undone_as_one(workspace, compra, items):
    key = workspace.save_seller(compra, SUN, {items[0]: "11,800.00", items[1]: "590"}, also=TERMS)
    assert key == "20131312955/2026-03-01"
    assert totals(workspace, compra) == {"Ferretería El Sol": 1_180_000 + 118_000}
    assert str(workspace.undo()) == "Guardar cotizaciones de la compra"
    assert workspace.cotizaciones_compra(compra) == []


def test_an_item_without_price_is_not_quoted_and_leaves_no_total(workspace, compra, items):
    workspace.save_seller(compra, SUN, {items[0]: "11,800.00", items[1]: ""}, also=TERMS)
    assert totals(workspace, compra) == {"Ferretería El Sol": None}


@pytest.mark.parametrize(
    ("changed", "price", "field"),
    [
        ({"ruc": "20131312956"}, "5", "ruc"),
        ({"fecha": "30/12/2099"}, "5", "fecha"),
        ({}, "0", "precio"),
        ({}, "-4", "precio"),
        ({}, "mucho", "precio"),
        ({}, "", ""),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(workspace, compra, items, changed, price, field):
    with pytest.raises(Refused) as refused:
        workspace.save_seller(compra, {**SUN, **changed}, {items[0]: price}, also=TERMS)
    assert fields_of(refused) == [f"precio.{items[0]}" if field == "precio" else field]
    assert workspace.cotizaciones_compra(compra) == []


def test_the_same_seller_item_and_day_twice_is_refused(workspace, compra, items):
    workspace.save_seller(compra, SUN, {items[0]: "5"}, also=TERMS)
    with pytest.raises(Refused) as refused:
        workspace.save_seller(compra, SUN, {items[0]: "6"}, also=TERMS)
    assert fields_of(refused) == ["fecha"]


def test_correcting_a_seller_keeps_what_was_said_of_each_line(workspace, compra, items):
    key = workspace.save_seller(compra, SUN, {items[0]: "5", items[1]: "6"}, also=TERMS)
    record = workspace.cuadro(compra).cells[items[1], key].quote.record
    workspace.save_cell(record, {"cumple": "no", "por_que_no": "Pesa hasta 30 kg"})
    again = workspace.save_seller(compra, {**SUN, "fecha": "03/03/2026"}, {items[0]: "7", items[1]: "6"}, key)
    cuadro = workspace.cuadro(compra)
    assert again == "20131312955/2026-03-03"
    assert cuadro.cells[items[1], again].quote.why_not == "Pesa hasta 30 kg"
    assert cuadro.cells[items[0], again].quote.meets
    assert [str(cuadro.cells[item, again].quote.price) for item in items] == ["7", "6"]
    workspace.save_seller(compra, {**SUN, "fecha": "03/03/2026"}, {items[0]: "", items[1]: "6"}, again)
    assert list(workspace.cuadro(compra).cells) == [(items[1], again)]


def test_a_block_of_prices_is_one_save_and_the_bad_ones_come_back(workspace, compra, items):
    sun = workspace.save_seller(compra, SUN, {items[0]: "5"}, also=TERMS)
    moon = workspace.save_seller(compra, MOON, {items[0]: "5", items[1]: "8"}, also=TERMS)
    cells = [(items[0], sun, "1,100.50"), (items[1], sun, "S/ 90"), (items[0], moon, "nada"), (items[1], moon, "")]
    wrong = workspace.paste_prices(compra, cells)
    assert [problem.field for problem in wrong] == [f"{items[0]}/{moon}"]
    cuadro = workspace.cuadro(compra)
    assert {place: str(column.quote.price) for place, column in cuadro.cells.items()} == {
        (items[0], sun): "1100.5",
        (items[1], sun): "90",
        (items[0], moon): "5",
    }
    assert cuadro.cells[items[1], sun].pending  # nobody said that the new line is what is asked
    workspace.undo()
    assert set(workspace.cuadro(compra).cells) == {(items[0], sun), (items[0], moon), (items[1], moon)}


def test_all_that_was_not_said_of_a_seller_is_said_at_once(workspace, compra, items):
    key = workspace.save_seller(compra, SUN, {items[0]: "5", items[1]: "6"}, also={"incluye_igv": "si"})
    first = workspace.cuadro(compra).cells[items[0], key].quote.record
    workspace.save_cell(first, {"cumple": "no", "por_que_no": "Es de otro tamaño"})
    assert workspace.accept_seller(compra, key) == 1
    cells = workspace.cuadro(compra).cells
    assert [cells[item, key].quote.meets for item in items] == [False, True]
    with pytest.raises(Refused, match="Ya está dicho"):
        workspace.accept_seller(compra, key)


def test_a_scan_is_kept_with_every_line_of_its_seller(workspace, compra, items, tmp_path, done):
    key = workspace.save_seller(compra, SUN, {items[0]: "5", items[1]: "6"}, also=TERMS)
    Image.new("L", (620, 877), "white").save(tmp_path / "cotizacion.jpg")
    done(workspace.adding_seller_files(compra, key, [tmp_path / "cotizacion.jpg"]))
    names = [read_files(row["archivos"])[0].name for row in workspace.cotizaciones_compra(compra)]
    assert len(names) == 2
    assert len(set(names)) == 1
    workspace.save_seller(compra, {**SUN, "telefono": ""}, {items[0]: "7", items[1]: "6"}, key)
    assert all(row["archivos"] for row in workspace.cotizaciones_compra(compra))


def test_choosing_by_line_and_whole_with_a_reason_when_it_is_not_the_lowest(workspace, compra, items):
    sun = workspace.save_seller(compra, SUN, {items[0]: "100", items[1]: "50"}, also=TERMS)
    moon = workspace.save_seller(compra, MOON, {items[0]: "110", items[1]: "40"}, also=TERMS)
    cuadro = workspace.cuadro(compra)
    with pytest.raises(Refused) as refused:
        workspace.choose_line(cuadro.cells[items[0], moon].quote.record)
    assert fields_of(refused) == ["motivo_eleccion"]
    workspace.choose_line(cuadro.cells[items[0], moon].quote.record, "Entrega en la comunidad")
    workspace.choose_line(cuadro.cells[items[0], sun].quote.record)
    assert [column.quote.ruc for column in workspace.cuadro(compra).chosen.values()] == [SUN["ruc"]]
    workspace.choose_seller(compra, moon)
    chosen = workspace.cuadro(compra).chosen
    assert [chosen[item].quote.ruc for item in items] == [MOON["ruc"]] * 2
    assert chosen[items[0]].quote.reason == "Su total es el más bajo."
    assert workspace.cuadro(compra).chosen_total.payable_centimos == 11_000 + 8_000
    with pytest.raises(Refused) as refused:
        workspace.choose_seller(compra, sun)
    assert fields_of(refused) == ["motivo_eleccion"]
    workspace.choose_seller(compra, sun, "Da garantía de dos años")
    assert {column.quote.ruc for column in workspace.cuadro(compra).chosen.values()} == {SUN["ruc"]}


def test_quotations_of_the_plans_come_with_one_key_and_only_once(workspace, call, aeo, compra, items):
    plan = workspace.save_plan({"aeo": aeo, "convocatoria": call, "categoria": "A", "titulo": "Cacao"})
    row = {"clase": "equipos", "unidad": "und", "cantidad": "1", "precio_unitario": "12000"}
    partidas = [workspace.save_partida(plan, {**row, "nombre": name}) for name in ("Despulpadora chica", "BALANZA")]
    typed = {"proveedor": "Agro Sur", "ruc": "20100017491", "precio_unitario": "99", "incluye_igv": "si"}
    for partida in partidas:
        workspace.save_cotizacion(partida, {**typed, "fecha": "05/02/2026", "cumple": "si"})
    stored = workspace.compra_items(compra)
    allotted = [
        {"item": items[0], "aeo": aeo, "plan": plan, "partida": partidas[0], "cantidad": "1"},
        {"item": items[1], "aeo": aeo, "plan": plan, "cantidad": "2"},  # found by its name
    ]
    workspace.save_compra_items(compra, stored, allotted)
    assert workspace.bring_cotizaciones(compra) == 2
    assert {row["item"] for row in workspace.cotizaciones_compra(compra)} == set(items)
    assert workspace.oldest_quote(compra) == date(2026, 2, 5)
    assert workspace.cuadro(compra).plan_centimos == 1_200_000 + 100_000
    with pytest.raises(Refused, match="no tienen cotizaciones nuevas"):
        workspace.bring_cotizaciones(compra)


def test_the_segment_told_at_the_market_says_how_many_sellers_are_needed(workspace, compra):
    assert workspace.sources_needed(compra)[0] == 1
    workspace.save_evento(compra, {"codigo": "requerimiento", "fecha": "02/03/2026", "documento": "R-1"})
    told = {"codigo": "interaccion_mercado", "fecha": "03/03/2026"}
    try:
        workspace.save_evento(compra, told, {"segmento": "OPERACIONAL", "herramienta": "COTIZACIONES"})
    except Refused:
        workspace.save_evento(compra, {"codigo": "requerimiento_conforme", "fecha": "03/03/2026"})
        workspace.save_evento(compra, told, {"segmento": "OPERACIONAL", "herramienta": "COTIZACIONES"})
    assert workspace.sources_needed(compra)[0] == 2


def test_a_seller_taken_away_comes_back_by_undoing(workspace, compra, items):
    key = workspace.save_seller(compra, SUN, {items[0]: "5", items[1]: "6"}, also=TERMS)
    workspace.remove_seller(compra, key)
    assert workspace.cuadro(compra).sellers == ()
    workspace.undo()
    assert len(workspace.cotizaciones_compra(compra)) == 2
