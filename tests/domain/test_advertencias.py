"""What a plan is asked before it is signed: each question appears for its cause, names its line, and stops nobody."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ayni.domain.advertencias import warnings
from ayni.domain.caso import Calendar, General, Outlay
from ayni.domain.indicadores import compute
from ayni.domain.prestamo import Prestamo
from ayni.domain.rentabilidad import read_case
from ayni.domain.rules import Answer, Result, Severity
from ayni.domain.sensibilidad import Steps, trying
from ayni.domain.tasa_interna import Kind
from ayni.job import finish
from ayni.lang import Sentence
from ayni.paths import resource

CASES = Path(__file__).parents[1] / "cases" / "finance"
STEPS = Steps.from_data(json.loads(resource("rules/plan.json").read_text("utf-8")))
ZERO = Decimal(0)


def case(name):
    return read_case((CASES / f"{name}.json").read_text("utf-8"))


P1 = case("own_P1_procompite")
BLOCK = P1.with_plan.blocks[0]
ASSET = P1.with_plan.assets[0]


def tried(plan):
    return finish(trying(plan, STEPS))


def asked(plan, lights=()):
    answers = warnings(plan, compute(plan), lights, tried(plan), STEPS.fragile_pct)
    return {(answer.rule, dict(answer.compared).get("line", "")): str(answer.sentence) for answer in answers}


def codes(plan, lights=()):
    return {code for code, _line in asked(plan, lights)}


def with_block(**changes):
    return replace(P1, with_plan=replace(P1.with_plan, blocks=(replace(BLOCK, **changes),)))


def with_asset(**changes):
    return replace(P1, with_plan=replace(P1.with_plan, assets=(replace(ASSET, **changes), *P1.with_plan.assets[1:])))


def test_a_sound_plan_is_asked_nothing():
    assert asked(P1) == {}


LABOUR = Outlay("maestro de obra", "year", Decimal(2), Decimal(100), ZERO, ZERO, 1)
STAFF = General("guardián", "year", (Decimal(4),) * 5, Decimal(10), (ZERO,) * 5)
CALENDAR = Calendar(production=(4, 5), sale_costs=(0,), receipts=(2, 3))
DEAR = Prestamo(nominal_pct=Decimal(1), years=2)
FIVE = (Decimal(10), Decimal(10), Decimal(30), Decimal(10), Decimal(10))
CAUSES = {
    "W01": replace(with_asset(donated=Decimal(20000)), inflation_pct=Decimal(3), loan1=DEAR),
    "W02": replace(P1, with_plan=replace(P1.with_plan, labour=(LABOUR,), personnel=(STAFF,))),
    "W03": with_block(pattern=FIVE),
    "W04": with_block(half_months=CALENDAR),
    "W05": with_asset(own=Decimal(2)),
    "W07": with_asset(life=1, replace=True),
    "W08": with_asset(donated=Decimal(20000)),
    "W09": replace(P1, wc_own=Decimal(9000)),
    "W10": with_asset(life=2, replace=True),
    "W12": with_asset(life=2),
    "W13": with_asset(salvage=Decimal(10)),
    "W16": with_block(income=(replace(BLOCK.income[0], transport=BLOCK.income[0].price),)),
}


@pytest.mark.parametrize("code", sorted(CAUSES))
def test_each_question_appears_for_its_cause(code):
    assert code in codes(CAUSES[code])


def test_what_is_owed_when_the_plan_ends_is_said():
    late = Prestamo(nominal_pct=Decimal(5), years=4, amount=Decimal(5000), start_year=4)
    assert "W15" in codes(replace(with_asset(donated=Decimal(20000)), loan2=late))


@pytest.mark.parametrize(
    ("code", "line"),
    [
        *((code, ASSET.name) for code in ("W05", "W07", "W10", "W12", "W13")),
        *((code, BLOCK.name) for code in ("W03", "W04")),
        ("W02", "guardián"),
        ("W16", BLOCK.income[0].name),
    ],
)
def test_a_question_names_its_line(code, line):
    found = asked(CAUSES[code])
    assert found[code, line].startswith(f"{line}: ")


def test_perspectives_that_disagree_and_a_fragile_plan_are_told():
    found = asked(case("own_S1"))
    assert {"W11", "W17", "W10", "W12"} <= {code for code, _line in found}
    answers = [str(one.sentence) for one in warnings(case("own_S1"), compute(case("own_S1")), (), tried(case("own_S1")),
                                                    STEPS.fragile_pct)]  # fmt: skip
    assert "El plan es frágil. Si el precio baja 1.4 %, los socios pierden." in answers


def test_nothing_is_said_of_how_fragile_it_is_until_it_was_tried():
    plan = case("own_S1")
    assert "W17" not in {answer.rule for answer in warnings(plan, compute(plan))}


def test_several_rates_are_decided_with_the_van():
    plan = case("own_S1")
    found = compute(plan)
    several = replace(found, irr_all=replace(found.irr_all, kind=Kind.MANY))
    assert "W14" in {answer.rule for answer in warnings(plan, several)}


def test_a_limit_that_is_not_kept_comes_as_its_light_says_it():
    light = Answer("cash", "r1", Result.FAIL, Severity.BLOCKS, Sentence("Falta dinero."), "Directiva art. 5")
    kept = replace(light, result=Result.PASS)
    assert [answer.sentence for answer in warnings(P1, compute(P1), [light, kept])] == [light.sentence]


def test_a_grant_of_working_capital_is_asked_where_it_comes_from():
    plan = replace(P1, wc_donated=Decimal(500))
    said = [str(answer.sentence) for answer in warnings(plan, compute(plan))]
    assert "El fondo no da dinero para capital de trabajo: S/ 500.00 deben venir de otra parte." in said


@pytest.mark.parametrize("name", ["own_S1", "own_S2", "own_S3", "own_S4", "own_S5"])
def test_a_question_never_stops_anybody(name):
    plan = case(name)
    for answer in warnings(plan, compute(plan), (), tried(plan), STEPS.fragile_pct):
        assert answer.result is Result.PENDING
        assert answer.severity is Severity.WARNS
