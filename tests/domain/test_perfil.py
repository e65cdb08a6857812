"""A profile computed from the rows of a plan: the case of the specification, in any order, with what may be wrong."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.caso import CaseRefused
from ayni.domain.perfil import appraise, check_profile_partida, figures, profile_of, told
from ayni.domain.perfil_filas import activity_named, check_gasto, gastos, typed_rows, ventas, year_amount

CASES = json.loads((Path(__file__).parents[1] / "cases" / "finance" / "own_Q1_profiles.json").read_text("utf-8"))
SIDES = {"con": "with", "sin": "without"}
PLAN = {"id": "p1", "titulo": "Panadería de la comunidad"}


def rows_of(case):
    """A profile of the case file as the rows that a clerk would type."""
    partidas, lineas, bloques = [], [], []

    def line(kind, typed, situacion, bloque=None):
        lineas.append(
            {
                "id": f"l{len(lineas)}",
                "situacion": situacion,
                "tipo": kind,
                "bloque": bloque,
                "nombre": f"fila {len(lineas)}",
                "cantidad": str(typed["units"]),
                "precio_unitario": str(typed.get("price", typed.get("unit_cost"))),
                "transporte_unitario": str(typed["transport"]) if "transport" in typed else None,
            }
        )

    for situacion, name in SIDES.items():
        side = case["input"][name]
        for kind, clase in (("assets", "equipos"), ("labour", "mano_obra")):
            for good in side[kind]:
                partidas.append(
                    {
                        "id": f"p{len(partidas)}",
                        "nombre": f"bien {len(partidas)}",
                        "clase": clase,
                        "cantidad": str(good["units"]),
                        "precio_unitario": str(good["unit_cost"]),
                        "valorizada_centimos": round(good["own"] * 100) or None,
                        "vida_util": str(good["life"]) if "life" in good else None,
                        "rescate_unitario": str(good["salvage"]) if "salvage" in good else None,
                    }
                )
        for general in side["general"]:
            line("gasto_general", general, situacion)
        for product in side["products"]:
            bloque = {
                "id": f"b{len(bloques)}",
                "nombre": f"actividad {len(bloques)}",
                "situacion": situacion,
                "ciclos_por_year": str(product["cycles_per_year"]),
                "unidades_por_year": str(product["production_units"]),
            }
            bloques.append(bloque)
            for kind, tipo in (("income", "ingreso"), ("inputs", "insumo"), ("labour", "mano_obra")):
                for each in product[kind]:
                    line(tipo, each, situacion, bloque["id"])
    return partidas, lineas, bloques


def result(partidas, lineas, bloques, people=15, plan=PLAN):
    return appraise(profile_of(plan, partidas, lineas, bloques, people))


def refused(partidas, lineas=(), bloques=(), plan=PLAN):
    with pytest.raises(CaseRefused) as raised:
        profile_of(plan, partidas, lineas, bloques, 15)
    return {problem.field: str(problem.sentence) for problem in raised.value.problems}


@pytest.mark.parametrize("place", [0, 1])
def test_the_rows_of_a_profile_give_the_figures_of_its_case(place):
    case = CASES["profiles"][place]
    found = result(*rows_of(case), people=case["beneficiaries"])
    for name, expected in case["expected"].items():
        got = getattr(found, name)
        if expected is None:
            assert got is None, name
        else:
            assert abs(got - Decimal(str(expected))) <= Decimal("0.005"), name


@given(st.randoms())
def test_the_order_of_rows_says_nothing(random):
    tables = rows_of(CASES["profiles"][0])
    before = result(*tables)
    for rows in tables:
        random.shuffle(rows)
    assert result(*tables) == before


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ingreso", "insumo", "mano_obra", "gasto_general", "personal"]),
            st.decimals(0, 5000, places=3),
            st.decimals(0, 900, places=2),
            st.decimals(0, 3, places=2),
        ),
        max_size=12,
    ),
    st.decimals(0, 52, places=1),
    st.decimals(0, 40, places=2),
)
def test_with_the_same_with_and_without_nothing_changes(lines, times, units):
    lineas, bloques = [], []
    for situacion in SIDES:
        bloques.append(
            {
                "id": situacion,
                "nombre": "Cuyes",
                "situacion": situacion,
                "ciclos_por_year": str(times),
                "unidades_por_year": str(units),
            }
        )
        lineas += [
            {
                "id": f"{situacion}{place}",
                "nombre": "fila",
                "situacion": situacion,
                "tipo": tipo,
                "bloque": None if tipo in {"gasto_general", "personal"} else situacion,
                "cantidad": str(quantity),
                "precio_unitario": str(price),
                "transporte_unitario": str(transport),
            }
            for place, (tipo, quantity, price, transport) in enumerate(lines)
        ]
    found = result([], lineas, bloques)
    assert {
        found.income,
        found.operating_cost,
        found.general_cost,
        found.result_after_reserve,
        found.running_cost_per_beneficiary,
    } == {0}
    assert found.years_to_recover is None


def test_services_labour_and_working_capital_make_no_reserve():
    row = {"id": "x", "nombre": "x", "cantidad": "1", "precio_unitario": "1000"}
    for clase in ("mano_obra", "intangible", "capital_trabajo"):
        found = result([{**row, "clase": clase}], [], [])
        assert (found.investment_total, found.annual_reserve) == (1000, 0)
    assert result([{**row, "clase": "equipos", "vida_util": "4"}], [], []).annual_reserve == 250


def test_a_loan_is_not_the_groups_own_money():
    row = {"id": "x", "nombre": "Horno", "clase": "equipos", "vida_util": "5", "cantidad": "1", "precio_unitario": "90"}
    found = result([{**row, "monetaria_centimos": 5000, "prestamo_centimos": 2000}], [], [])
    assert (found.investment_own, found.external_need) == (30, 60)


def test_an_activity_counts_with_the_units_of_full_operation():
    _, lineas, bloques = rows_of(CASES["profiles"][0])
    bloques[0]["unidades_por_year"] = "0.5;0.8;1"
    assert result([], lineas, bloques).income == 30528


def test_without_people_nothing_is_told_of_each_one():
    found = result(*rows_of(CASES["profiles"][0]), people=None)
    assert found.investment_total == 9820
    assert (found.investment_per_beneficiary, found.running_cost_per_beneficiary) == (None, None)


def test_what_is_wrong_names_its_row():
    horno = {"id": "p9", "nombre": "Horno", "clase": "equipos", "cantidad": "2", "precio_unitario": "100"}
    assert refused([horno]) == {"partida/p9/vida_util": "Horno: ¿Cuántos años dura? Escriba 1 o más, sin decimales."}
    worse = {**horno, "vida_util": "4", "rescate_unitario": "101", "valorizada_centimos": 20001}
    assert set(refused([worse])) == {"partida/p9/rescate_unitario", "partida/p9/valorizada_centimos"}
    assert "partida/p9/precio_unitario" in refused([{**horno, "vida_util": "4", "precio_unitario": None}])
    pan = {"id": "l1", "nombre": "Pan", "situacion": "con", "tipo": "ingreso", "bloque": "b1", "precio_unitario": "1"}
    block = {"id": "b1", "nombre": "Panadería", "situacion": "con"}
    assert refused([], [pan], [block]) == {
        "bloque/b1/ciclos_por_year": "Panadería: Falta este dato.",
        "bloque/b1/unidades_por_year": "Panadería: Falta este dato.",
        "linea/l1/cantidad": "Pan: Falta este dato.",
    }


def test_a_good_without_a_life_lasts_as_long_as_the_plan_when_it_says_so():
    horno = {"id": "p9", "nombre": "Horno", "clase": "equipos", "cantidad": "2", "precio_unitario": "100"}
    assert result([horno], [], [], plan={**PLAN, "horizonte_years": "5"}).annual_reserve == 40


def test_sources_need_not_be_split_in_a_profile():
    row = {"clase": "equipos", "vida_util": "5", "cantidad": "3", "precio_unitario": "70"}
    assert check_profile_partida(row) == []
    assert [problem.field for problem in check_profile_partida({**row, "valorizada_centimos": 21001})] == [
        "valorizada_centimos"
    ]


# flat rows


def test_flat_rows_tell_what_each_comes_to_in_a_year():
    _, lineas, bloques = rows_of(CASES["profiles"][0])
    assert [year_amount(row) for row in ventas("con", lineas, bloques)] == [Decimal(33408)]
    spent = [year_amount(row) for row in gastos("con", lineas, bloques)]
    assert spent == [Decimal("17107.2"), Decimal(2304), Decimal(7776), Decimal(1800), Decimal(960)]
    assert sum(year_amount(row) for row in gastos("sin", lineas, bloques)) == 2544


def test_an_activity_is_found_by_its_name_however_it_is_typed():
    rows = [{"id": "b1", "nombre": "Panadería", "situacion": "con"}]
    assert activity_named(" PANADERIA ", "con", rows)["id"] == "b1"
    assert activity_named("Panadería", "sin", rows) is None
    assert activity_named("", "con", rows) is None


def test_a_cost_of_production_says_of_which_activity():
    assert [problem.field for problem in check_gasto({"tipo": "insumo"})] == ["actividad"]
    assert check_gasto({"tipo": "gasto_general"}) == []
    assert [problem.field for problem in check_gasto({"tipo": "personal", "unidad": "kg"})] == ["unidad"]


def test_flat_rows_being_typed_stand_for_the_same_rows():
    partidas, lineas, bloques = rows_of(CASES["profiles"][0])
    typed, blocks = [], []
    for side in SIDES:
        flat = typed_rows(side, ventas(side, lineas, bloques), gastos(side, lineas, bloques))
        typed += flat[0]
        blocks += flat[1]
    assert result(partidas, typed, blocks) == result(partidas, lineas, bloques)


def test_a_flat_row_just_begun_or_of_nothing_sold_is_not_counted():
    begun = {"actividad": "Cuyes", "nombre": "Cuy", "cantidad": "5", "precio_unitario": None}
    assert typed_rows("con", [begun], []) == ([], [])
    lost = {"tipo": "insumo", "actividad": "Truchas", "nombre": "Alevín", "cantidad": "5", "precio_unitario": "1"}
    assert typed_rows("con", [], [lost]) == ([], [])


# in words


def test_the_answer_says_what_is_left_and_when_the_investment_comes_back():
    said = [str(each) for each in told(result(*rows_of(CASES["profiles"][0])))]
    assert said == [
        "Cada año quedan S/ 2,264.80.",
        "La inversión se recupera en 3.1 años.",
        "Ya se descontaron S/ 860.00 que se guardan cada año para reponer los bienes.",
    ]
    lost = [str(each) for each in told(result(*rows_of(CASES["profiles"][1]), people=8))]
    assert lost[:2] == [
        "Cada año se pierden S/ 1,056.00.",
        "Con estos números la inversión no se recupera.",
    ]
    assert str(told(result([], [], []))[1]) == "Esta idea no tiene inversión que recuperar."


def test_figures_of_each_person_are_told_when_their_number_is_known():
    one = result(*rows_of(CASES["profiles"][0]))
    assert [amount for _, amount in figures(one)] == [
        "S/ 9,820.00",
        "S/ 1,220.00",
        "S/ 8,600.00",
        "S/ 654.67",
        "S/ 1,826.88",
    ]
    assert len(figures(result(*rows_of(CASES["profiles"][0]), people=None))) == 3
