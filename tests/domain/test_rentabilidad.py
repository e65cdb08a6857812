"""The engine of plans against the cases whose results are known, and what must hold for any plan."""

import json
import os
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from ayni.domain.caso import Side
from ayni.domain.flujo import left_value, r2
from ayni.domain.indicadores import npv, payback
from ayni.domain.prestamo import Prestamo, cuotas, table
from ayni.domain.rentabilidad import CaseRefused, compute, compute_json, read_case, read_file
from ayni.domain.sensibilidad import scaled
from ayni.domain.tasa_interna import Kind, tir

CASES = Path(__file__).parents[1] / "cases" / "finance"
PLANS = ("own_P1_procompite", "own_S1", "own_S2", "own_S3", "own_S4", "own_S5")
RATES = ("irr_", "bc_", "employment")


def text(name: str) -> str:
    return (CASES / f"{name}.json").read_text("utf-8")


P1 = read_case(text("own_P1_procompite"))


def raw(name: str) -> dict[str, Any]:
    return json.loads(text(name), parse_float=Decimal)


def differences(found: Any, expected: Any, tolerance: dict[str, Decimal], path: str = "") -> list[str]:
    """Where two results differ by more than the file allows."""
    if isinstance(expected, dict) and "kind" not in expected:
        return [
            line
            for name, value in expected.items()
            for line in differences(found.get(name, "absent"), value, tolerance, f"{path}.{name}")
        ]
    if isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            return [f"{path}: {found} instead of {expected}"]
        pairs = enumerate(zip(found, expected, strict=True))
        return [line for place, (one, two) in pairs for line in differences(one, two, tolerance, f"{path}[{place}]")]
    if isinstance(expected, int | Decimal) and not isinstance(expected, bool) and isinstance(found, int | float):
        name = path.rsplit(".", 1)[-1]
        allowed = tolerance["money"]
        if any(part in path for part in RATES):
            allowed = tolerance.get("bc", tolerance["rates"]) if name.startswith("bc_") else tolerance["rates"]
        return [] if abs(Decimal(str(found)) - expected) <= allowed else [f"{path}: {found} instead of {expected}"]
    return [] if found == expected else [f"{path}: {found} instead of {expected}"]


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_gives_the_indicators_of_its_case(name):
    case = raw(name)
    found = compute_json(read_case(text(name)))
    exact = {"money": Decimal("0.005"), "rates": Decimal("0.00006")}
    assert differences(found, case["expected"], exact) == []
    assert differences(found, case["expected_more"], exact) == []


@pytest.mark.parametrize("name", [name for name in PLANS if name != "own_S3"])
def test_a_changed_plan_gives_the_results_of_its_case(name):
    case = raw(name)
    found = compute_json(read_case(text(name)))
    for expected, variant in zip(case["variants"], found["variants"], strict=True):
        tolerance = case["tolerance"] | expected.get("tolerance", {})
        assert differences(variant, expected["expected"], tolerance, expected["name"]) == []
    switching = {"money": Decimal("0.05")}
    assert set(found["switching"]) == set(case["switching"])
    assert differences(found["switching"], case["switching"], switching) == []


def test_the_budget_of_a_plan_gives_its_sources_shares_and_checks():
    found = compute_json(read_case(text("own_P1_procompite")))["procompite"]
    assert differences(found, raw("own_P1_procompite")["procompite"]["expected"], {"money": Decimal("0.005")}) == []
    assert found["lines_off"] == {}
    assert found["matches_input"] is True


def test_quick_profiles_give_the_results_of_their_case():
    found = compute_json(read_file(text("own_Q1_profiles")))["profiles"]
    for one, expected in zip(found, raw("own_Q1_profiles")["profiles"], strict=True):
        assert one["id"] == expected["id"]
        assert differences(one, expected["expected"], {"money": Decimal("0.005")}) == []


def test_a_common_good_gives_who_pays_each_year():
    found = compute_json(read_case(text("own_N1_no_income")))
    assert differences(found, raw("own_N1_no_income")["expected"], {"money": Decimal("0.005")}) == []


@pytest.mark.skipif("AYNI_FAO_CASES" not in os.environ, reason="AYNI_FAO_CASES names no folder with FAO's examples")
def test_faos_own_examples_give_the_results_of_its_program():
    files = sorted(Path(os.environ["AYNI_FAO_CASES"]).glob("fao_*.json"))
    assert files
    for file in files:
        published = json.loads(file.read_text("utf-8"), parse_float=Decimal)["published"]
        published.pop("years_negative")  # its program books working capital in another year
        exact = {"money": Decimal("0.005"), "rates": Decimal("0.00006")}
        assert differences(compute_json(read_case(file.read_text("utf-8"))), published, exact, file.name) == []


def flow(*amounts: int) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]


@pytest.mark.parametrize(
    ("amounts", "kind", "rates"),
    [
        ((-1000, 900, 800, 900), Kind.ONE, [0.6891]),
        ((0, 720, 720, 720), Kind.NO_SIGN_CHANGE, []),
        ((0, 0), Kind.NO_SIGN_CHANGE, []),
        ((-100, 230, -132), Kind.MANY, [0.1, 0.2]),
        ((-100, 230, -135), Kind.NO_ROOT, []),
        ((-100, 220, -121), Kind.ONE, [0.1]),
        ((-1, 1000), Kind.ONE, [999]),
        ((100, -50, -60), Kind.REVERSED, [0.063941]),
        ((-1000, 3600, -4310, 1716), Kind.MANY, [0.1, 0.2, 0.3]),
        ((0, -100, 0, 121, 0), Kind.ONE, [0.1]),
    ],
)
def test_every_rate_of_a_flow_is_found_and_none_is_invented(amounts, kind, rates):
    found = tir(flow(*amounts))
    assert found.kind == kind
    assert [float(rate) for rate in found.rates] == pytest.approx(rates, abs=0.00006)


def test_a_level_loan_pays_what_the_vector_says():
    rows = table(Prestamo(Decimal(8), 4), Decimal(57600), Decimal(0))
    assert [round(row.interest, 2) for row in rows] == [
        Decimal(x) for x in ("4608.00", "3585.39", "2480.97", "1288.20")
    ]
    assert [round(row.capital, 2) for row in rows] == [
        Decimal(x) for x in ("12782.64", "13805.25", "14909.67", "16102.44")
    ]


@pytest.mark.parametrize(
    ("years", "life", "year", "cost", "units", "salvage", "again", "left"),
    [
        (10, 5, 7, "3000", 1, "0", True, "600.00"),
        (10, 25, 1, "15", 525, "0", False, "4725.00"),
        (12, 10, 1, "685.71", 2, "68.57", True, "1124.56"),
        (10, 5, 1, "3000", 1, "200", True, "200.00"),
        (10, 10, 1, "3000", 1, "200", False, "0.00"),
    ],
)
def test_what_an_asset_is_worth_at_the_end_follows_the_vectors(years, life, year, cost, units, salvage, again, left):
    asset = P1.with_plan.assets[0]
    changed = replace(
        asset,
        life=life,
        year=year,
        unit_cost=Decimal(cost),
        units=Decimal(units),
        salvage=Decimal(salvage),
        replace=again,
    )
    assert r2(left_value(changed, years)) == Decimal(left)


@pytest.mark.parametrize(
    ("amounts", "years"), [((-100, 10, 10), None), ((0, 10), 0), ((-100, 50, 100), Decimal("1.5"))]
)
def test_a_payback_that_does_not_come_is_no_number(amounts, years):
    assert payback(flow(*amounts)) == years


def test_a_loan_that_outlives_the_plan_leaves_a_balance():
    found = cuotas(Prestamo(Decimal(10), 3, start_year=2), Decimal(3310), Decimal(0), 2)
    assert found.capital == (0, Decimal(1000))
    assert found.left == 2310


def test_a_second_loan_of_nothing_is_not_compared_with_what_is_missing():
    case = raw("own_P1_procompite")
    case["input"]["with"]["assets"][0]["own"] = 5
    case["input"]["loan2"] = {"amount": 0, "nominal_pct": 10, "years": 2, "start_year": 1}
    assert compute(read_case(case)).loan2_amount == 0


def test_money_without_a_source_is_shown():
    case = raw("own_S4")
    del case["input"]["loan1"]
    assert compute(read_case(case)).unfunded == Decimal("10599.99")


@settings(max_examples=50)
@given(st.lists(st.integers(-(10**6), 10**6), min_size=2, max_size=12))
def test_the_npv_at_any_rate_found_is_zero(amounts):
    for rate in tir(flow(*amounts)).rates:
        worth = npv(flow(*amounts), rate * 100)
        assert worth is not None
        size = sum(abs(amount) / (1 + rate) ** year for year, amount in enumerate(flow(*amounts)))
        assert abs(worth) <= Decimal("1e-9") * size


@settings(max_examples=50)
@given(st.lists(st.floats(0.01, 5), min_size=1, max_size=4))
def test_a_flow_built_from_its_rates_gives_them_back(growths):
    growths = sorted({round(growth, 2) for growth in growths})
    coefficients = [Decimal(-1)]
    for growth in growths:
        shifted = [*coefficients, Decimal(0)]
        for place, coefficient in enumerate(coefficients):
            shifted[place + 1] -= coefficient * Decimal(str(growth))
        coefficients = shifted
    assert [float(rate) + 1 for rate in tir(coefficients).rates] == pytest.approx(growths, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 50))
def test_more_money_everywhere_scales_the_npv_and_leaves_the_rate(times):
    factor = Fraction(times)
    bigger = scaled(P1, {"prices": factor, "inputs": factor, "investment": factor, "general": factor})
    grants = tuple(
        replace(line, donated=line.donated * times, own=line.own * times) for line in bigger.with_plan.assets
    )
    services = tuple(replace(line, donated=line.donated * times) for line in bigger.with_plan.services)
    alone = replace(P1, without_plan=Side())
    one = compute(alone)
    two = compute(
        replace(bigger, without_plan=Side(), with_plan=replace(bigger.with_plan, assets=grants, services=services))
    )
    assert one.npv_all is not None
    assert one.irr_all.rate is not None
    assert two.npv_all is not None
    assert two.irr_all.rate is not None
    assert abs(two.npv_all - one.npv_all * times) < Decimal("0.01") * times
    assert abs(two.irr_all.rate - one.irr_all.rate) < Decimal("0.000001")


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_the_order_of_the_lines_never_matters(data):
    case = read_case(text("own_S4"))
    side = case.with_plan
    mixed = replace(
        case,
        with_plan=replace(
            side,
            assets=tuple(data.draw(st.permutations(side.assets))),
            general=tuple(data.draw(st.permutations(side.general))),
            personnel=tuple(data.draw(st.permutations(side.personnel))),
            blocks=tuple(
                replace(block, inputs=tuple(data.draw(st.permutations(block.inputs)))) for block in side.blocks
            ),
        ),
    )
    assert compute_json(mixed) == compute_json(case)


def test_a_plan_that_changes_nothing_is_worth_nothing():
    case = replace(P1, without_plan=P1.with_plan)
    found = compute(case)
    assert found.npv_all == 0
    assert set(found.flow_all) == {0}
    assert found.irr_all.kind is Kind.NO_SIGN_CHANGE
    assert found.bc_all is None


def test_without_a_rate_there_is_no_van_and_no_bc_and_the_rest_stands():
    found = compute(replace(P1, discount_rate_pct=None))
    assert (found.npv_all, found.npv_applicant, found.bc_all, found.bc_applicant) == (None,) * 4
    assert found.irr_all.rate is not None


def refused(change: Any, name: str = "own_P1_procompite") -> dict[str, str]:
    """What is said of a case file after a change."""
    case = raw(name)
    change(case)
    with pytest.raises(CaseRefused) as caught:
        read_case(case)
    return {problem.field: problem.text for problem in caught.value.problems}


def put(path: str, value: Any) -> Any:
    """A change that puts a value at a path of a case."""

    def change(case: Any) -> None:
        *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in way:
            case = case[step]
        case[last] = value

    return change


ASSET, BLOCK = "input.with.assets.0", "input.with.blocks.0"


@pytest.mark.parametrize(
    ("path", "value", "field", "said"),
    [
        ("input.tipo_de_cambio", 3, "input.tipo_de_cambio", "no conoce"),
        ("colour", "red", "colour", "no conoce"),
        ("input.years", 31, "input.years", "de 1 a 30"),
        ("input.years", Decimal("2.5"), "input.years", "de 1 a 30"),
        ("input.discount_rate_pct", -100, "input.discount_rate_pct", "tasa de descuento"),
        ("input.members", 0, "input.members", "Cuántos socios"),
        (f"{ASSET}.life", 0, "input.with.assets[0].life", "Cuántos años dura"),
        (f"{ASSET}.units", -1, "input.with.assets[0].units", "de 0 para arriba"),
        (f"{ASSET}.units", "muchas", "input.with.assets[0].units", "No se entiende este número"),
        (f"{ASSET}.own", "20%", "input.with.assets[0].own", "Jaulas metálicas: Escriba el monto; el porcentaje"),
        ("input.discount_rate_pct", 5000, "input.discount_rate_pct", "tasa de descuento"),
        ("input.wc_interest_pct", -5, "input.wc_interest_pct", "de 0 para arriba"),
        (f"{ASSET}.units", True, "input.with.assets[0].units", "No se entiende este número"),
        (f"{ASSET}.units", float("nan"), "input.with.assets[0].units", "No se entiende este número"),
        (f"{ASSET}.units", Decimal("1e400"), "input.with.assets[0].units", "demasiado grande"),
        (f"{ASSET}.year", 6, "input.with.assets[0].year", "fuera del plan"),
        (f"{ASSET}.salvage", 200, "input.with.assets[0].salvage", "más de viejo que de nuevo"),
        (f"{ASSET}.colour", "red", "input.with.assets[0].colour", "no conoce"),
        (f"{BLOCK}.pattern", [1, 2, 3], "input.with.blocks[0].pattern", "Faltan o sobran años"),
        (f"{BLOCK}.income.0.own_use", 2, "input.with.blocks[0].income[0].own_use", "Lo propio"),
        (f"{BLOCK}.half_months.receipts", [24], "input.with.blocks[0].half_months.receipts", "Marque otra vez"),
        (f"{BLOCK}.half_months.receipts", [3, 3], "input.with.blocks[0].half_months.receipts", "Marque otra vez"),
        (f"{BLOCK}.half_months.receipts", [], "input.with.blocks[0].half_months.receipts", "Marque en el calendario"),
        (f"{BLOCK}.inputs.0.donated", 1, "input.with.blocks[0].inputs[0].donated", "no conoce"),
        (
            "input.loan2",
            {"amount": 5, "nominal_pct": 10, "years": 2, "start_year": 1},
            "input.loan2.amount",
            "falta financiar",
        ),
        ("variants.1.scale", {"weather": "0.9"}, "variants[1].scale.weather", "no conoce"),
        ("variants.1.scale", {"prices": "1/0"}, "variants[1].scale.prices", "No se entiende este número"),
        ("procompite.category", "Z", "procompite.rule_set.categories.Z", "Falta este dato"),
        ("kind", "lottery", "kind", "forma esperada"),
    ],
)
def test_what_cannot_be_computed_is_refused_by_name(path, value, field, said):
    found = refused(put(path, value))
    assert field in found
    assert said in found[field]


@pytest.mark.parametrize(
    ("case", "path", "value", "field"),
    [
        ("own_S4", f"{ASSET}.units", "muchos", "input.with.assets[0].units"),
        ("own_S4", f"{ASSET}.unit_cost", "caro", "input.with.assets[0].unit_cost"),
        ("own_S4", "input.with", None, "input.with"),
        ("own_S4", "input.loan1.years", 99, "input.loan1.years"),
        ("own_S1", f"{BLOCK}.income.0.units", None, "input.with.blocks[0].income[0].units"),
        ("own_S1", f"{BLOCK}.inputs.0.units", "-", "input.with.blocks[0].inputs[0].units"),
    ],
)
def test_nothing_is_said_of_other_data_because_one_is_wrong(case, path, value, field):
    assert set(refused(put(path, value), case)) == {field}


def test_a_problem_begins_with_the_name_of_its_line():
    found = refused(put(f"{ASSET}.life", 0))
    assert found["input.with.assets[0].life"].startswith("Jaulas metálicas: ")


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"years": 9}, "plazos"),
        ({"grace_capital": 4}, "plazos"),
        ({"grace_interest": 2}, "plazos"),
        ({"nominal_pct": -900}, "de 0 para arriba"),
        ({"nominal_pct": "15 %"}, "No se entiende"),
    ],
)
def test_a_loan_whose_terms_contradict_themselves_is_refused(terms, said):
    found = refused(lambda case: case["input"]["loan1"].update(terms), "own_S4")
    assert any(said in sentence for sentence in found.values())


def test_a_loan_that_lends_nothing_may_say_anything():
    case = raw("own_P1_procompite")
    case["input"]["loan1"] = {"nominal_pct": 10, "years": 0, "grace_capital": 9, "grace_interest": 12}
    assert compute(read_case(case)).loan1_amount == 0


def test_everything_wrong_is_said_at_once():
    def change(case: Any) -> None:
        put(f"{ASSET}.life", 0)(case)
        put(f"{BLOCK}.pattern", [])(case)
        put("input.colour", 1)(case)

    assert set(refused(change)) == {"input.with.assets[0].life", "input.with.blocks[0].pattern", "input.colour"}


@pytest.mark.parametrize("broken", ["", "{", "[1]", "null", '{"input": NaN', "[" * 100_000, '{"a": 1, "a": 2}', "\x00"])
def test_a_file_that_is_no_case_is_refused(broken):
    with pytest.raises(CaseRefused):
        read_file(broken)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PLANS), st.data())
def test_a_damaged_case_is_refused_or_computed_but_never_falls(name, data):
    """One value anywhere in the input becomes something strange."""
    case = json.loads(text(name), parse_float=Decimal)
    place: Any = case["input"]
    while isinstance(place, dict | list) and place:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            strange = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.just([]), st.just({}))
            place[key] = data.draw(strange)
            break
        place = place[key]
    case["variants"] = (case.get("variants") or [])[:2]
    case.pop("switching", None)
    said = ""
    try:
        said = json.dumps(compute_json(read_case(case)), allow_nan=False)
    except CaseRefused as refusal:
        said = str(refusal)
    assert said


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=12), st.integers(1, 10**6))
def test_a_plain_investment_has_the_rate_that_another_library_finds(returns, first):
    flow = [Decimal(-first), *map(Decimal, returns)]
    found = tir(flow)
    expected = pyxirr.irr([float(amount) for amount in flow])
    if expected is not None and expected < 10**3:
        assert abs(float(found.rates[0]) - expected) < 1e-6 * max(1, abs(expected))
