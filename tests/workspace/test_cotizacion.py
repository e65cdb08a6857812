"""Quotations and many budget rows at the door: kept in one save, chosen with a reason, told when they are too few."""

import openpyxl
import pytest
from PIL import Image, ImageDraw

from ayni.workspace import Refused

CAGES = {
    "clase": "equipos",
    "nombre": "Jaulas metálicas",
    "unidad": "und",
    "cantidad": "200",
    "precio_unitario": "118",
    "cofinanciamiento_centimos": "23,600.00",
}
SUN = {
    "proveedor": "Ferretería El Sol",
    "ruc": "20131312955",
    "precio_unitario": "118",
    "incluye_igv": "si",
    "fecha": "01/03/2026",
    "validez_dias": "30",
}
MOON = {**SUN, "proveedor": "Comercial La Luna", "ruc": "20100070970", "precio_unitario": "130", "fecha": "02/03/2026"}


@pytest.fixture
def plan(workspace, call, aeo):
    return workspace.save_plan({"aeo": aeo, "convocatoria": call, "categoria": "A", "titulo": "Crianza de cuyes"})


@pytest.fixture
def item(workspace, plan):
    return workspace.save_partida(plan, CAGES)


@pytest.fixture
def photo(tmp_path):
    image = Image.new("L", (1240, 1754), "white")
    ImageDraw.Draw(image).text((80, 100), "Cotización de jaulas", fill="black", font_size=40)
    image.save(tmp_path / "cotizacion.jpg")
    return tmp_path / "cotizacion.jpg"


def fields_of(refused):
    return [problem.field for problem in refused.value.problems]


# many rows


def test_many_rows_are_one_save_and_the_bad_ones_stay_with_who_asked(workspace, plan, item):
    saves = len(workspace.history("partida", item))
    results = workspace.save_partidas(
        plan,
        [("", CAGES), ("", {**CAGES, "cantidad": "muchas"}), (item, {"cantidad": "201"}), ("", {"nombre": "Malla"})],
        reason="Cambió el precio",
    )
    assert isinstance(results[0], str)
    assert [problem.field for problem in results[1]] == ["cantidad"]
    assert results[2] == item
    assert [problem.field for problem in results[3]] == ["clase", "cantidad", "precio_unitario"]
    assert [row["id"] for row in workspace.partidas(plan)] == [item, results[0]]
    told = workspace.history("partida", item)
    assert len(told) == saves + 1
    assert told[0].reason == "Cambió el precio"
    assert str(workspace.undo()) == "Guardar varias filas del presupuesto"
    assert [(row["id"], row["cantidad"]) for row in workspace.partidas(plan)] == [(item, "200")]


def test_rows_saved_together_keep_their_order_after_those_that_were_there(workspace, plan, item):
    made = workspace.save_partidas(plan, [("", {**CAGES, "nombre": f"Fila {number}"}) for number in range(30)])
    assert [row["id"] for row in workspace.partidas(plan)] == [item, *made]
    last = workspace.save_partida(plan, CAGES)
    assert workspace.partidas(plan)[-1]["id"] == last


def test_nothing_good_among_many_rows_writes_nothing(workspace, plan):
    before = workspace.state_hash()
    [wrong] = workspace.save_partidas(plan, [("", {})])
    assert wrong
    assert workspace.state_hash() == before


def test_the_list_of_plans_says_the_total_that_each_budget_adds_up_to(workspace, plan):
    workspace.save_partidas(plan, [("", {**CAGES, "cantidad": "3", "precio_unitario": "0.125"})] * 3)
    other = workspace.save_plan({**workspace.plan(plan), "titulo": "Otro plan"})
    listed = {row["id"]: row["total_centimos"] for row in workspace.planes()}
    assert listed == {plan: workspace.budget(plan).whole.total, other: 0}
    assert listed[plan] == 3 * 38


# quotations


def test_a_quotation_is_kept_compared_and_taken_back(workspace, plan, item):
    workspace.save_cotizacion(item, MOON)
    workspace.save_cotizacion(item, SUN)
    found = workspace.comparison(item)
    assert [(column.quote.supplier, column.lowest) for column in found.columns] == [
        ("Ferretería El Sol", True),
        ("Comercial La Luna", False),
    ]
    assert str(workspace.undo()) == "Guardar la cotización"
    assert len(workspace.cotizaciones(item)) == 1
    assert workspace.check() == []


def test_a_wrong_quotation_is_refused_by_box(workspace, item):
    with pytest.raises(Refused) as refused:
        workspace.save_cotizacion(item, {**SUN, "ruc": "20131312954", "incluye_igv": "", "fecha": "11/03/2026"})
    assert fields_of(refused) == ["ruc", "incluye_igv", "fecha"]
    with pytest.raises(Refused) as refused:
        workspace.save_cotizacion(item, {**SUN, "precio_unitario": "0"})
    assert fields_of(refused) == ["precio_unitario"]


def test_a_quotation_stays_with_its_item_and_keeps_what_was_not_asked(workspace, plan, item):
    record = workspace.save_cotizacion(item, SUN)
    workspace.choose_cotizacion(record)
    workspace.save_cotizacion(item, {"garantia": "12 meses"}, record)
    row = workspace.cotizacion(record)
    assert (row["garantia"], row["proveedor"], row["elegida"]) == ("12 meses", "Ferretería El Sol", "si")
    other = workspace.save_partida(plan, CAGES)
    with pytest.raises(Refused):
        workspace.save_cotizacion(other, SUN, record)


def test_choosing_the_dearer_one_asks_why_and_only_one_is_chosen(workspace, item):
    low, high = workspace.save_cotizacion(item, SUN), workspace.save_cotizacion(item, MOON)
    workspace.choose_cotizacion(low)
    with pytest.raises(Refused) as refused:
        workspace.choose_cotizacion(high)
    assert fields_of(refused) == ["motivo_eleccion"]
    with pytest.raises(Refused):
        workspace.choose_cotizacion(high, "x" * 301)
    workspace.choose_cotizacion(high, "Entrega en la comunidad")
    found = workspace.comparison(item)
    assert found.chosen.quote.record == high
    assert found.chosen.quote.reason == "Entrega en la comunidad"
    assert workspace.history("cotizacion", high)[0].reason == "Entrega en la comunidad"
    workspace.undo()
    assert workspace.comparison(item).chosen.quote.record == low


def test_items_without_enough_quotations_that_count_are_missing_from_the_plan(workspace, plan, item, clock):
    def missing():
        return [gap.place for gap in workspace.gaps(plan) if gap.place.startswith("cotizaciones:")]

    assert missing() == [f"cotizaciones:{item}"]
    assert "T9" not in workspace.filled_tables(plan)
    workspace.save_cotizacion(item, SUN)
    assert missing() == []
    assert "T9" in workspace.filled_tables(plan)
    clock.forward(days=40)
    assert missing() == [f"cotizaciones:{item}"]


def test_a_call_asks_for_its_own_number(workspace, call, plan, item):
    workspace.save_cotizacion(item, SUN)
    workspace.save_convocatoria({"cotizaciones_por_item": "3"}, call)
    assert workspace.comparison(item).missing == 2
    assert workspace.quotes_asked(plan) == 3
    [[told]] = workspace.quotes_missing(plan).values()
    assert str(told) == "Cotizaciones que valen: 1. Se piden: 3."


def test_the_work_of_the_members_is_not_quoted(workspace, plan):
    workspace.save_partida(plan, {**CAGES, "clase": "mano_obra", "unidad": "jornal", "nombre": "Peones"})
    assert workspace.comparisons(plan) == {}
    assert "T9" not in workspace.filled_tables(plan)


def test_a_vehicle_that_the_call_does_not_take_keeps_the_plan_from_being_final(workspace, call, plan):
    workspace.save_partida(plan, {**CAGES, "nombre": "Camioneta"})
    assert len(workspace.budget_questions(plan)) == 1
    workspace.save_convocatoria({"vehiculos": "no"}, call)
    said = [str(gap.sentence) for gap in workspace.gaps(plan)]
    assert "Camioneta: las bases de esta convocatoria no aceptan vehículos." in said
    workspace.save_convocatoria({"vehiculos": "si"}, call)
    assert workspace.budget_questions(plan) == []


def test_the_quotations_of_a_row_go_away_and_come_back_with_it(workspace, plan, item):
    workspace.save_cotizacion(item, SUN)
    workspace.remove_partida(item)
    assert workspace.cotizaciones_of_plan(plan) == []
    workspace.undo()
    [row] = workspace.cotizaciones_of_plan(plan)
    assert (row["item"], row["proveedor"], row["sin_igv"], row["a_pagar"], row["vence"]) == (
        "Jaulas metálicas",
        "Ferretería El Sol",
        "100.0000",
        "118",
        "2026-03-31",
    )


def test_the_scan_of_a_quotation_is_kept_beside_the_papers(workspace, plan, item, photo, done):
    record = workspace.save_cotizacion(item, SUN)
    added = done(workspace.adding_cotizacion(record, [photo]))
    [row] = workspace.cotizaciones_of_plan(plan)
    assert row["archivo"] == "cotizacion.pdf"
    assert workspace.archivo(added.files[0].sha256)[:4] == b"%PDF"
    workspace.save_cotizacion(item, {"garantia": "12 meses"}, record)
    assert workspace.cotizacion(record)["archivos"] == row["archivos"]
    next((workspace.folder / "adjuntos").rglob(added.files[0].sha256)).unlink()
    assert workspace.missing_archivos() == ["cotizacion.pdf"]


def test_a_sheet_of_nothing_is_refused(workspace, plan, item, tmp_path):
    with pytest.raises(Refused):
        workspace.print_cotizaciones(plan, tmp_path / "cuadro.pdf")
    assert not (tmp_path / "cuadro.pdf").exists()


def test_the_sheet_of_a_plan_is_a_paper_and_a_spreadsheet_with_formulas(workspace, plan, item, tmp_path):
    for quote in (SUN, MOON):
        workspace.save_cotizacion(item, quote)
    assert workspace.print_cotizaciones(plan, tmp_path / "cuadro.pdf").read_bytes().startswith(b"%PDF")
    sheet = openpyxl.load_workbook(workspace.export_cotizaciones(plan, tmp_path / "cuadro.xlsx")).active
    assert [cell.value for cell in sheet["F"]][1:] == ["Ferretería El Sol", "Comercial La Luna"]
    assert sheet["G2"].value == "20131312955"
    assert sheet["K2"].value == "=ROUND(H2/(1+J2),4)"
    with pytest.raises(Refused):
        workspace.export_cotizaciones(plan, tmp_path / "no hay" / "cuadro.xlsx")


# what plans share


@pytest.fixture
def shared(workspace, town, call, plan, item):
    """Three plans that need cages, written in three ways."""
    others = []
    for number, name in enumerate(("Jaula metálica", "JAULAS DE FIERRO"), start=2):
        aeo = town.aeo(call, nombre=f"Asociación {number}", ruc="20100070970" if number == 2 else "20100047218")
        other = workspace.save_plan({"aeo": aeo, "convocatoria": call, "categoria": "A", "titulo": f"Plan {number}"})
        workspace.save_partida(other, {**CAGES, "nombre": name, "unidad": "Unid.", "precio_unitario": "150"})
        others.append(other)
    return others


def test_what_plans_need_alike_is_seen_together_and_joined_by_a_person(workspace, call, plan, shared):
    cages, iron = workspace.agrupadas(call)
    assert set(cages.plans) == {plan, shared[0]}
    assert (cages.quantity, cages.prices) == (400, (118, 150))
    assert cages.total_centimos == 23_600_00 + 30_000_00
    workspace.join_needs([iron.key, cages.key])
    [one] = workspace.agrupadas(call)
    assert one.joined
    assert set(one.plans) == {plan, *shared}
    assert str(workspace.undo()) == "Juntar cosas de varios planes"
    assert len(workspace.agrupadas(call)) == 2


def test_a_row_taken_out_stays_out_until_names_decide_again(workspace, call, item, shared):
    apart = workspace.separate_need([item])
    assert sorted(len(need.lines) for need in workspace.agrupadas(call)) == [1, 1, 1]
    workspace.regroup_need(apart)
    assert [len(need.lines) for need in workspace.agrupadas(call)] == [2, 1]
    workspace.separate_need([item])  # the row of the decision comes back
    assert len(workspace.agrupadas(call)) == 3
    with pytest.raises(Refused):
        workspace.regroup_need("jaula metalica|und")


def test_only_approved_plans_or_those_of_a_year(workspace, call, plan, shared):
    assert workspace.agrupadas(call, "aprobado") == []
    workspace.save_plan({"estado": "aprobado"}, plan)
    [need] = workspace.agrupadas(call, "aprobado")
    assert need.plans == (plan,)
    assert len(workspace.agrupadas("2026")) == 2
    assert workspace.agrupadas("2025") == []


def test_joining_one_thing_with_itself_is_refused(workspace):
    with pytest.raises(Refused):
        workspace.join_needs(["a|und", "a|und"])
    with pytest.raises(Refused):
        workspace.separate_need([])


def test_two_machines_that_decide_about_one_thing_mean_one_row(trio):
    trio.share()
    for town in (trio.office, trio.beto):
        town.door.join_needs(["jaula|und", "malla|m"])
    trio.share()
    trio.equal()
    for town in trio.all:
        assert len(list(town.door.db.query("SELECT id FROM necesidad"))) == 1
    trio.office.door.regroup_need("jaula|und")
