"""A plan under other conditions: the table that everybody can check by hand, and how much of each change it bears."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from ayni.domain.indicadores import flows, npv
from ayni.domain.rentabilidad import read_case
from ayni.domain.sensibilidad import (
    PERSPECTIVES,
    VARIABLES,
    Steps,
    bearing,
    cells,
    lateness,
    scaled,
    switching,
    told,
    trying,
)
from ayni.paths import resource

CASES = Path(__file__).parents[1] / "cases" / "finance"
STEPS = Steps.from_data(json.loads(resource("rules/plan.json").read_text("utf-8")))
PLANS = ("own_P1_procompite", "own_S1", "own_S2", "own_S4", "own_S5")


def case(name):
    return read_case((CASES / f"{name}.json").read_text("utf-8"))


def tried(name, parts=None):
    job = trying(case(name) if isinstance(name, str) else name, STEPS)
    while True:
        try:
            part = next(job)
        except StopIteration as end:
            return end.value
        if parts is not None:
            parts.append(part)


P1 = tried("own_P1_procompite")


def test_the_eight_rows_are_those_of_the_worked_example():
    assert [(row.variant.name, *cells(row)) for row in P1.rows] == [
        ("base", "63,975.65", "27.62 %", "166,475.65", "135.53 %", "8,000.00"),
        ("prices", "17,480.37", "16.53 %", "119,980.37", "104.84 %", "8,000.00"),
        ("yields", "17,480.37", "16.53 %", "119,980.37", "104.84 %", "8,000.00"),
        ("inputs", "44,049.10", "23.01 %", "146,549.10", "122.51 %", "8,600.00"),
        ("investment", "37,475.65", "19.99 %", "139,975.65", "76.28 %", "8,000.00"),
        ("general", "59,649.92", "26.60 %", "162,149.92", "132.11 %", "8,200.00"),
        ("first_year", "42,547.08", "21.75 %", "145,047.08", "100.74 %", "5,000.00"),
        ("prices_and_inputs", "-2,446.18", "11.35 %", "100,053.82", "91.27 %", "8,600.00"),
    ]


def test_six_months_late_is_told_with_what_it_costs():
    assert cells(P1.late)[:2] == ("36,427.37", "20.55 %")
    assert [str(sentence) for sentence in lateness(P1)] == [
        "Si los bienes llegan 6 meses tarde, todo el plan vale S/ 27,548.28 menos.",
        "Si los bienes llegan 6 meses tarde, los socios ganan S/ 27,548.28 menos.",
        "En todos los años se dejan de vender S/ 64,800.00.",
    ]


def test_a_plan_that_loses_every_year_is_not_praised_for_coming_late():
    said = " ".join(str(sentence) for sentence in lateness(tried("own_S5")))
    assert "el plan pierde cada año y empieza a perder más tarde" in said


@pytest.mark.parametrize("name", PLANS)
def test_at_the_switching_value_the_plan_neither_gains_nor_loses(name):
    """One step of the last decimal below it and one above it, the VAN has opposite signs."""
    plan, step = case(name), Fraction(1, 1000)
    for place, perspective in enumerate(PERSPECTIVES):
        for variable in VARIABLES:
            value = switching(plan)[f"{perspective}.{variable}"]
            if value is None:
                continue
            factor = 1 + Fraction(value) / 100
            worth = []
            for near in (factor - step, factor + step):
                found = flows(scaled(plan, {variable: near}))
                worth.append(npv((found.all, found.applicant)[place], plan.discount_rate_pct))
            assert min(worth) <= 0 <= max(worth), (perspective, variable)


def test_how_much_it_bears_is_said_in_one_sentence():
    assert str(bearing(P1, "all", "prices")) == "Si el precio baja 13.8 %, este negocio pierde."
    assert str(bearing(P1, "applicant", "investment")) == "Si la inversión sube 125.6 %, los socios pierden."


def test_a_plan_that_loses_is_told_what_would_save_it():
    found = tried("own_S1")
    assert str(bearing(found, "all", "prices")) == "Este negocio deja de perder si el precio sube 41.5 %."
    assert str(bearing(found, "all", "general")) == "Gastos generales: ningún cambio alcanza para no perder."


def test_what_cannot_sink_it_is_said():
    assert str(bearing(tried("own_S3"), "all", "general")) == "Gastos generales: ningún cambio hace perder."


def test_a_plan_without_a_rate_has_no_values_and_no_delay_to_tell():
    found = tried(replace(case("own_P1_procompite"), discount_rate_pct=None))
    assert set(found.switching.values()) == {None}
    assert lateness(found) == []
    assert cells(found.base)[0] == "—"


def test_the_progress_goes_from_nothing_to_almost_all():
    parts = []
    tried("own_P1_procompite", parts)
    assert parts[0] == 0
    assert parts == sorted(parts)
    assert parts[-1] < 1


def test_the_conditions_say_the_steps_of_the_rules():
    said = [str(told(variant)) for variant in STEPS.variants]
    assert said[1] == "Los precios bajan 10 %"
    assert said[4] == "La inversión sube 20 %"
    assert Decimal(10) == STEPS.fragile_pct
