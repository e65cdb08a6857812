"""A budget adds up to the céntimo, stands before the limits of its category, and gives the figures of the engine."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ayni.domain.fields import Value, Values, problems
from ayni.domain.fields_calendar import HalfMonths, YearlyAmounts, half_months, written_half_months
from ayni.domain.presupuesto import (
    BLOQUE,
    LINEA,
    PARTIDA,
    SUPUESTOS,
    Totals,
    check_bloque,
    check_linea,
    check_partida,
    lights,
    split_sources,
    totals,
    work_unit,
)
from ayni.domain.proyeccion import PlanRows, case_of_plan, plan_of_case
from ayni.domain.rentabilidad import CaseRefused, compute, compute_json, explain, read_case
from ayni.domain.rules import FILES, AeoFacts, Result, RuleBook
from ayni.paths import resource

TODAY = date(2026, 11, 22)
CASES = Path(__file__).parents[1] / "cases" / "finance"
BOOK = RuleBook.from_data(*(json.loads(resource(f"rules/{name}").read_text("utf-8")) for name in FILES))
JAULAS: dict[str, Value] = {
    "clase": "equipos",
    "nombre": "Jaulas metálicas",
    "unidad": "und",
    "cantidad": "200",
    "precio_unitario": "150",
    "cofinanciamiento_centimos": 30_000_00,
}


def rows_of(name: str) -> PlanRows:
    return plan_of_case(read_case((CASES / f"{name}.json").read_text("utf-8")))


P1 = rows_of("own_P1_procompite")
BUDGET = totals(P1[1])


def said(found: list[Any]) -> dict[str, str]:
    return {problem.field: problem.text for problem in found}


def test_a_row_whose_sources_add_up_has_no_problem():
    assert check_partida(JAULAS) == []


def test_a_row_says_by_how_many_soles_it_is_off():
    short = said(check_partida(JAULAS | {"cofinanciamiento_centimos": 29_999_50}))
    assert short["cofinanciamiento_centimos"].startswith("Faltan S/ 0.50: esta fila cuesta S/ 30,000.00")
    over = said(check_partida(JAULAS | {"monetaria_centimos": 1_00}))
    assert over["cofinanciamiento_centimos"].startswith("Sobran S/ 1.00: ")


def test_one_centimo_too_much_is_seen():
    row = JAULAS | {
        "cantidad": "3",
        "precio_unitario": "33333.33",
        "cofinanciamiento_centimos": 80_000_00,
        "monetaria_centimos": 10_000_00,
        "valorizada_centimos": 10_000_00,
    }
    assert said(check_partida(row))["cofinanciamiento_centimos"].startswith("Sobran S/ 0.01: ")


def test_a_row_that_has_no_price_yet_is_not_accused():
    assert check_partida({"nombre": "Jaulas", "cofinanciamiento_centimos": 5}) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"prestamo_centimos": 1}, "prestamo_centimos"),
        ({"rescate_unitario": "151"}, "rescate_unitario"),
        ({"clase": "mano_obra", "unidad": "obra"}, "unidad"),
    ],
)
def test_a_row_that_contradicts_itself_is_told(change, field):
    assert field in said(check_partida(JAULAS | change))


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"tipo": "ingreso", "bloque": "b"}, "cantidad"),
        ({"tipo": "insumo", "cantidad": "1"}, "bloque"),
        ({"tipo": "insumo", "bloque": "b", "cantidad": "1", "cantidad_propia": "2"}, "cantidad_propia"),
        ({"tipo": "personal", "cantidad": "1", "unidad": "obra"}, "unidad"),
    ],
)
def test_a_production_row_that_contradicts_itself_is_told(row, field):
    assert field in said(check_linea(row))


def test_a_general_cost_may_be_given_year_by_year():
    assert check_linea({"tipo": "gasto_general", "cantidad_por_year": "6;12"}) == []


def test_an_activity_has_one_quantity_for_each_year():
    row = {"unidades_por_year": "3000;4500;5400"}
    assert check_bloque(row, 3) == []
    assert check_bloque(row, None) == []
    assert said(check_bloque(row, 5)) == {"unidades_por_year": "El plan dura 5 años: escriba 5 cantidades."}


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("día", "day"),
        ("Días", "day"),
        ("jornales", "day"),
        ("MESES", "month"),
        ("año", "year"),
        ("und", None),
        ("", None),
    ],
)
def test_work_is_counted_in_days_weeks_months_or_years(typed, unit):
    assert work_unit(typed) == unit


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("3000; 4,500; 5400", "3000;4500;5400"), ("3000 4500 5400", "3000;4500;5400"), ("1 500,5; 2", "1500.5;2")],
)
def test_quantities_of_the_years_are_read_as_people_type_them(typed, stored):
    assert YearlyAmounts().read(typed, TODAY).value == stored


@pytest.mark.parametrize("typed", ["mucho", "1; -2", "1;;2", ";"])
def test_quantities_of_the_years_that_make_no_sense_are_told(typed):
    assert YearlyAmounts().read(typed, TODAY).sentence is not None


@pytest.mark.parametrize("typed", ["0", "25", "4-2", "enero", "1 a 24", ";"])
def test_half_months_that_do_not_exist_are_told(typed):
    assert HalfMonths().read(typed, TODAY).sentence is not None


@given(some.sets(some.integers(1, 24), min_size=1))
def test_half_months_come_back_as_they_were_marked(marks):
    stored = written_half_months(marks)
    assert half_months(stored) == sorted(marks)
    assert HalfMonths().read(stored, TODAY).value == stored
    assert HalfMonths().read(" ".join(map(str, marks)), TODAY).value == stored


def test_the_practice_budget_gives_its_sources_and_shares():
    assert BUDGET.whole == Totals(132_500_00, 102_500_00, 10_000_00, 20_000_00)
    assert [f"{float(share):.4f}" for share in BUDGET.whole.shares.values()] == ["0.7736", "0.0755", "0.1509"]
    assert {name: part.total for name, part in BUDGET.by_componente.items()} == {
        "1": 50_000_00,
        "2": 26_500_00,
        "3": 26_000_00,
        "4": 30_000_00,
    }
    assert BUDGET.whole.missing == 0


CENTIMOS = some.integers(0, 10**11)
ROWS = some.lists(
    some.tuples(some.integers(0, 10**6), some.integers(0, 10**8), CENTIMOS, CENTIMOS, CENTIMOS), max_size=12
)


def row(quantity: int, price: int, cofin: int, cash: int, valued: int) -> Values:
    return {
        "componente": str(quantity % 3),
        "clase": "equipos",
        "cantidad": str(quantity),
        "precio_unitario": f"{price // 10000}.{price % 10000:04d}",
        "cofinanciamiento_centimos": cofin,
        "monetaria_centimos": cash,
        "valorizada_centimos": valued,
    }


@given(ROWS)
def test_shares_add_to_the_whole_and_components_to_the_total(parts):
    found = totals([row(*part) for part in parts])
    assert sum(found.whole.shares.values()) in {Fraction(1), Fraction(0)}
    assert sum(found.by_componente.values(), Totals()) == found.whole
    assert sum(found.by_clase.values(), Totals()) == found.whole


@given(CENTIMOS, CENTIMOS, CENTIMOS, CENTIMOS)
def test_a_row_split_among_its_sources_always_adds_up(total, cofin, cash, valued):
    parts = split_sources(total, Totals(0, cofin, cash, valued))
    assert sum(parts) == total
    assert min(parts) >= 0


# Before the rules


def results(budget: Totals, aeo: AeoFacts | None = None) -> dict[str, Result]:
    return {answer.check: answer.result for answer in lights(budget, BOOK, "RS-2021", "A", aeo)}


def test_the_practice_budget_is_green_in_category_a():
    found = results(BUDGET.whole)
    assert set(found.values()) == {Result.PASS}
    assert "members" not in found
    assert results(BUDGET.whole, AeoFacts(members=20))["members"] is Result.PASS


def test_every_light_names_its_article():
    assert all(answer.article for answer in lights(BUDGET.whole, BOOK, "RS-2021", "A"))


def test_limits_are_compared_exactly_and_not_by_rounded_shares():
    assert results(Totals(160_000_00, 128_000_00, 0, 32_000_00))["cash"] is Result.FAIL
    assert results(Totals(160_000_00, 128_000_00, 8_000_00, 24_000_00))["counterpart"] is Result.PASS
    assert results(Totals(160_000_00, 128_000_01, 8_000_00, 23_999_99))["counterpart"] is Result.FAIL
    assert results(Totals(100_000_00, 79_999_99, 10_000_00, 10_000_01))["cofin_min"] is Result.FAIL


def test_an_empty_budget_waits_and_never_passes():
    assert Result.PASS not in {
        result for check, result in results(Totals()).items() if check in {"counterpart", "cash", "cofin_share"}
    }


# Figures


def test_the_practice_plan_kept_in_rows_gives_its_six_figures():
    found = explain(compute(case_of_plan(*P1)))
    assert [(each.label, each.value) for each in found] == [
        ("VAN de todo el plan", "S/ 63,975.65"),
        ("VAN del dinero de los socios", "S/ 166,475.65"),
        ("TIR de todo el plan", "27.62 %"),
        ("TIR del dinero de los socios", "135.53 %"),
        ("B/C de todo el plan", "1.198"),
        ("B/C del dinero de los socios", "1.755"),
    ]
    assert "5 años" in str(found[0].sentence)
    assert all(str(each.sentence).endswith(".") for each in found)


@pytest.mark.parametrize("name", ["own_P1_procompite", "own_S1", "own_S3", "own_S4", "own_S5"])
def test_a_case_turned_into_rows_and_back_computes_the_same(name):
    source = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    alone = read_case({"input": source["input"]})
    assert compute_json(case_of_plan(*plan_of_case(alone))) == compute_json(alone)


@pytest.mark.parametrize("name", ["own_P1_procompite", "own_S1", "own_S3", "own_S4", "own_S5"])
def test_rows_of_a_case_are_what_a_person_could_have_typed(name):
    plan, partidas, lineas, bloques = rows_of(name)
    links: Values = {"aeo": "aeo", "plan": "plan"}
    for fields, rows in ((SUPUESTOS, [plan]), (PARTIDA, partidas), (LINEA, lineas), (BLOQUE, bloques)):
        for values in rows:
            assert problems(fields, values | links, TODAY) == []
    assert [check_partida(values) for values in partidas] == [[]] * len(partidas)
    assert [check_linea(values) for values in lineas] == [[]] * len(lineas)


@given(some.data())
def test_the_order_in_which_rows_come_never_matters(data):
    plan, partidas, lineas, bloques = P1
    mixed = [data.draw(some.permutations(rows)) for rows in (partidas, lineas, bloques)]
    assert compute_json(case_of_plan(plan, *mixed)) == compute_json(case_of_plan(*P1))


def test_the_mapped_lines_cost_what_the_budget_costs():
    found = compute(case_of_plan(*P1))
    assert (found.invest_total, found.invest_donated) == (132500, 102500)


def test_a_good_without_a_life_lasts_until_the_end_of_the_plan():
    plan, partidas, lineas, bloques = P1
    shorter = [{name: value for name, value in each.items() if name != "vida_util"} for each in partidas]
    assert compute_json(case_of_plan(plan, shorter, lineas, bloques)) == compute_json(case_of_plan(*P1))


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"horizonte_years": None}, "horizonte_years", "Falta este dato."),
        ({"horizonte_years": "31"}, "horizonte_years", "El plan puede durar de 1 a 30 años."),
        (
            {"horizonte_years": "4"},
            "input.with.blocks[0].pattern",
            "cuy mejorado: Faltan o sobran años: el plan dura 4 años.",
        ),
    ],
)
def test_what_the_plan_lacks_is_told_in_its_own_fields(change, field, sentence):
    plan, *rest = P1
    with pytest.raises(CaseRefused) as refused:
        case_of_plan(plan | change, *rest)
    assert said(refused.value.problems)[field] == sentence


def test_without_a_discount_rate_the_van_waits_and_says_so():
    plan, *rest = P1
    found = explain(compute(case_of_plan(plan | {"tasa_descuento": None}, *rest)))
    assert found[0].value == "—"
    assert "tasa de descuento" in str(found[0].sentence)
    assert found[2].value == "27.62 %"


@pytest.mark.parametrize(("name", "field"), [("own_S2", "input.without.assets"), ("own_N1_no_income", "kind")])
def test_what_rows_cannot_hold_is_refused_by_name(name, field):
    with pytest.raises(CaseRefused) as refused:
        rows_of(name)
    assert field in said(refused.value.problems)


def test_a_budget_that_does_not_match_its_investments_is_refused_by_name():
    source = json.loads((CASES / "own_P1_procompite.json").read_text("utf-8"))
    source["procompite"]["lines"][0]["quantity"] = 199
    with pytest.raises(CaseRefused) as refused:
        plan_of_case(read_case(source))
    assert all("Jaulas metálicas" in sentence for sentence in said(refused.value.problems).values())
