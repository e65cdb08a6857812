"""The tables of a plan: what is computed in them, what must agree, and the timetable that never loses a céntimo."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.capitulo import Indices
from ayni.domain.fields import canonical
from ayni.domain.indicadores import compute
from ayni.domain.presupuesto import SOURCES
from ayni.domain.rentabilidad import read_case
from ayni.domain.sensibilidad import Steps, trying
from ayni.domain.tabla import TABLAS, DniRuc, earned, gap, produced, sold
from ayni.domain.tabla_derivada import (
    DERIVED,
    HEADING,
    SUM,
    by_month,
    last_month,
    requirements,
    timetable,
    tried_rows,
    worn,
    yearly_depreciation,
)
from ayni.domain.tabla_reglas import Known, check_row, check_tabla, padron_totals
from ayni.paths import resource

TODAY = date(2026, 11, 22)
CASES = Path(__file__).parent.parent / "cases" / "finance"
CASE = read_case(json.loads((CASES / "own_P1_procompite.json").read_text("utf-8")))
EVERY = {**TABLAS, **DERIVED}


def told(code, rows, known=None):
    return [str(each.sentence) for each in check_tabla(code, rows, known)]


def test_each_table_that_people_fill_has_a_section_that_shows_it():
    indices = Indices.from_data(json.loads(resource("forms/indices.json").read_text("utf-8")))
    for index in indices.by_code.values():
        shown = [code for section in index.sections for code in section.tables]
        assert len(shown) == len(set(shown)), index.code
    newest = [code for section in indices.of(None).sections for code in section.tables]
    assert sorted(newest, key=lambda code: int(code[1:])) == [f"T{number}" for number in range(1, 21)]


@pytest.mark.parametrize("code", TABLAS)
def test_every_typed_column_is_a_field_of_its_table_and_every_field_has_its_column(code):
    table = TABLAS[code]
    columns = {each.name for each in table.columns if each.compute is None}
    assert {item.name for item in table.typed} - columns == set()
    assert columns - {item.name for item in table.typed} == {"T2": {"dni"}, "T10": {"nombre"}}.get(code, set())


@pytest.mark.parametrize(
    ("typed", "value"),
    [("0123-4567", "01234567"), ("20131312955", "20131312955"), ("20 131 312 955", "20131312955")],
)
def test_a_buyer_has_a_dni_or_a_ruc(typed, value):
    assert DniRuc().read(typed, TODAY).value == value


@pytest.mark.parametrize("typed", ["20131312956", "1234567", "12345678a9", "tres", "012345678"])
def test_any_other_number_is_asked_again(typed):
    reading = DniRuc().read(typed, TODAY)
    assert reading.value is None
    assert reading.sentence is not None


quantities = st.decimals(0, 10_000, places=3).map(canonical)
percents = st.decimals(0, 100, places=2).map(canonical)


@given(quantities, quantities, percents, st.decimals(0, 1000, places=4).map(canonical))
def test_what_is_sold_is_what_the_family_does_not_keep(quantity, each, own, price):
    row = {"cantidad": quantity, "rendimiento": each, "autoconsumo": own, "precio": price}
    whole = Decimal(quantity) * Decimal(each)
    assert produced(row) == whole
    assert sold(row) == whole * (100 - Decimal(own)) / 100
    assert abs(earned(row) - sold(row) * Decimal(price) * 100) <= Decimal("0.5")


def test_a_row_that_is_not_whole_yet_sells_nothing():
    assert (produced({"cantidad": "3"}), sold({"rendimiento": "3"}), earned({"cantidad": "3", "rendimiento": "2"})) == (
        None,
        None,
        None,
    )
    assert gap({"demanda": "3"}) is None


def test_the_gap_is_what_is_asked_and_not_offered():
    assert gap({"demanda": "5000", "oferta": "3200.5"}) == "1799.5"
    assert gap({"demanda": "10", "oferta": "12"}) == "-2"


@given(st.lists(st.tuples(quantities, quantities, percents), max_size=8))
def test_the_members_add_up_to_the_organisation(rows):
    given_rows = [
        {"unidad": "ha", "cantidad": one, "rendimiento": two, "autoconsumo": own, "precio": "2"}
        for one, two, own in rows
    ]
    sums = TABLAS["T2"].sums(given_rows)
    assert Decimal(str(sums["produccion"])) == sum((produced(row) for row in given_rows), Decimal(0))
    assert Decimal(str(sums["venta"])) == sum((sold(row) for row in given_rows), Decimal(0))
    assert sums["ingreso_centimos"] == sum(earned(row) for row in given_rows)


def test_unlike_units_are_not_added_but_what_is_earned_is():
    row = {"cantidad": "2", "rendimiento": "3", "precio": "1"}
    sums = TABLAS["T2"].sums([{**row, "unidad": "ha"}, {**row, "unidad": "colmenas"}])
    assert sums == {"ingreso_centimos": 1200}


# what must agree


def test_the_base_year_is_compared_with_the_padron_of_members_in_force():
    socios = [
        {"sexo": "M", "tierra_total": "1.5", "animales_total": "20", "fecha_baja": None},
        {"sexo": "H", "tierra_total": None, "animales_total": "5", "fecha_baja": None},
        {"sexo": "M", "tierra_total": "9", "animales_total": "99", "fecha_baja": "2026-01-02"},
    ]
    totals = padron_totals(socios)
    assert totals == {"socios": 2, "mujeres": 1, "hectareas": Decimal("1.5"), "animales": 25}
    rows = [
        {"id": "a", "indicador": "Tierra", "medida": "hectareas", "valor_base": "1.6"},
        {"id": "b", "indicador": "Cuyes", "medida": "animales", "valor_base": "25"},
        {"id": "c", "indicador": "Ventas", "medida": "otro", "valor_base": "900"},
        {"id": "d", "indicador": "Sin medida", "medida": None, "valor_base": "900"},
    ]
    found = check_tabla("T1", rows, Known(totals))
    assert [(each.record, each.field) for each in found] == [("a", "valor_base")]
    assert str(found[0].sentence) == "Tierra: el año base dice 1.6 y el padrón tiene 1.5."


def test_a_member_and_a_year_stand_once():
    twice = [{"id": place, "socio": "s", "unidad": "ha", "socio_nombre": "QUISPE, Rosa"} for place in "ab"]
    assert told("T2", [*twice, {"id": "c", "socio": "s", "unidad": "colmenas"}, {"id": "d", "socio": None}]) == [
        "QUISPE, Rosa está en dos filas."
    ]
    assert told("T4", [{"year": "2026"}, {"year": "2027"}, {"year": "2026"}]) == ["El año 2026 está en dos filas."]


def test_profits_are_shared_out_whole():
    assert told("T20", []) == []
    assert told("T20", [{"porcentaje": "20"}, {"porcentaje": "80"}]) == []
    assert told("T20", [{"porcentaje": "20.5"}, {"porcentaje": "80"}]) == [
        "El reparto suma 100.5 %: sobran 0.5 % de 100 %."
    ]
    assert told("T20", [{"porcentaje": "33"}]) == ["El reparto suma 33 %: faltan 67 % para 100 %."]


def service(record, price):
    return {"id": record, "clase": "intangible", "nombre": record, "cantidad": "1", "precio_unitario": price}


def test_training_is_compared_item_by_item_or_with_all_of_them():
    known = Known(
        partidas=[service("Sanidad", "1000"), service("Gestión", "500"), {"clase": "equipos", "cantidad": "1"}]
    )
    loose = [{"id": "a", "tema": "Cuyes", "costo_centimos": 120000}]
    assert told("T19", [], known) == []
    assert told("T19", loose, known) == [
        "La tabla suma S/ 1,200.00 y la inversión intangible del presupuesto suma S/ 1,500.00. Diferencia: S/ 300.00."
    ]
    assert told("T19", [{"costo_centimos": 150000}], known) == []
    linked = [
        {"id": "a", "tema": "Vacunas", "partida": "Sanidad", "costo_centimos": 110000},
        {"id": "b", "tema": "Cuentas", "partida": "Gestión", "costo_centimos": 50000},
        {"id": "c", "tema": "Otro", "partida": None, "costo_centimos": 1},
    ]
    assert told("T19", linked, known) == [
        "Otro: diga a qué partida del presupuesto pertenece.",
        "Sanidad: los eventos suman S/ 1,100.00 y el presupuesto dice S/ 1,000.00. Sobran S/ 100.00.",
    ]


def test_months_come_in_pairs_and_in_order():
    assert check_row("T10", {"mes_inicio": "3", "mes_fin": "3"}) == []
    assert check_row("T10", {"mes_inicio": None, "mes_fin": None}) == []
    assert [name for name, _said in check_row("T10", {"mes_inicio": "3", "mes_fin": "2"})] == ["mes_fin"]
    assert [name for name, _said in check_row("T10", {"mes_inicio": "3", "mes_fin": None})] == ["mes_fin"]
    assert [name for name, _said in check_row("T10", {"mes_inicio": None, "mes_fin": "2"})] == ["mes_inicio"]
    assert check_row("T5", {}) == []


def test_a_timetable_not_begun_asks_nothing_and_one_begun_asks_the_rest():
    rows = [{"nombre": "Jaulas", "mes_inicio": "1", "mes_fin": "2"}, {"nombre": "Malla"}]
    assert told("T10", rows[1:]) == []
    assert told("T10", rows) == ["Malla: diga en qué mes empieza y en cuál termina."]


def test_a_plan_names_a_buyer():
    assert told("T5", []) == ["Nombre por lo menos un comprador, con su DNI o RUC."]
    assert told("T5", [{"nombre": "Mercado"}]) == []
    assert told("T3", []) == []


# the timetable


@st.composite
def partidas(draw):
    first = draw(st.integers(1, 30))
    row = {"nombre": "x", "mes_inicio": str(first), "mes_fin": str(first + draw(st.integers(0, 30)))}
    return row | {source: draw(st.one_of(st.none(), st.integers(0, 10**9))) for source in SOURCES}


@given(st.lists(partidas(), max_size=6))
def test_the_months_add_up_to_the_budget_to_the_centimo(rows):
    lines = timetable(rows)
    for source in SOURCES:
        of_months = sum(by_month(lines, month, source) for month in range(1, last_month(rows) + 1))
        assert of_months == sum(row[source] or 0 for row in rows)
    for line in lines:
        inside = range(int(line["mes_inicio"]), int(line["mes_fin"]) + 1)
        shares = [line[f"m{month}"] for month in inside]
        assert sum(shares) == line["total_centimos"]
        assert max(shares) - min(shares) <= 1
        assert {name for name in line if name[0] == "m" and name[1:].isdigit()} == {f"m{month}" for month in inside}


def test_an_item_without_months_keeps_its_total():
    rows = [{"nombre": "x", SOURCES[0]: 100, "mes_inicio": None, "mes_fin": None}]
    assert timetable(rows) == [
        {"nombre": "x", "mes_inicio": None, "mes_fin": None, "fuente": SOURCES[0], "total_centimos": 100}
    ]
    assert last_month(rows) == 0


# what follows from the plan


def test_requirements_are_quantity_by_unit_cost_under_their_headings():
    cages = {"clase": "equipos", "nombre": "Jaulas", "cantidad": "3", "precio_unitario": "150"}
    rows = requirements(CASE, [cages, {**cages, "clase": "intangible"}])
    assert [str(row[HEADING]) for row in rows if HEADING in row] == ["Insumos", "Maquinaria y herramientas"]
    items = [row for row in rows if HEADING not in row and SUM not in row]
    for row in items:
        assert abs(Decimal(row["cantidad"]) * Decimal(row["precio_unitario"]) * 100 - row["total_centimos"]) <= Decimal(
            "0.5"
        )
    assert sum(row["total_centimos"] for row in items) == sum(row["total_centimos"] for row in rows if SUM in row)
    used = sum(row["total_centimos"] for row in items if row["nombre"] != "Jaulas")
    assert used == compute(CASE).operating[-1] * 100


def test_depreciation_is_a_straight_line_and_the_residual_is_that_of_the_flow():
    found = compute(CASE)
    rows = worn(CASE, found)
    first, asset = rows[0], CASE.with_plan.assets[0]
    assert first["depreciacion_centimos"] == (asset.unit_cost - asset.salvage) * asset.units / asset.life * 100
    assert yearly_depreciation(asset) * asset.life == asset.cost - asset.salvage * asset.units
    assert rows[-2]["residual_centimos"] == found.residual * 100
    assert rows[-1]["valor_centimos"] == found.wc_required * 100
    assert str(rows[-1]["nombre"]) == "Capital de trabajo, para 4 meses"


def test_sensitivity_says_in_words_what_each_condition_does():
    steps = Steps.from_data(json.loads(resource("rules/plan.json").read_text("utf-8")))
    job = trying(CASE, steps)
    while True:
        try:
            next(job)
        except StopIteration as end:
            found = end.value
            break
    rows = tried_rows(found)
    assert len(rows) == len(found.rows) + 1
    assert str(rows[0]["variable"]) == "Como está en el plan"
    assert {str(row["decision"]) for row in rows} == {
        "Ganan el plan y los socios",
        "Pierde el plan; ganan los socios",
    }
    for row, outcome in zip(rows, (*found.rows, found.late), strict=True):
        assert ("Ganan el plan" in str(row["decision"])) == (outcome.npv_all >= 0)
