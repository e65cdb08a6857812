"""The pictures of a plan on paper: the same figures as on the screen, in one and in both languages."""

import json
from datetime import date
from pathlib import Path

import pytest

from ayni.domain.advertencias import warnings
from ayni.domain.presupuesto import totals
from ayni.domain.rentabilidad import compute, explain, read_case
from ayni.domain.sensibilidad import Steps, trying
from ayni.job import finish
from ayni.paths import resource
from ayni.reports.plan import write_plan_resumen
from ayni.reports.plan_dibujos import Tried

CASES = Path(__file__).parent.parent / "cases" / "finance"
STEPS = Steps.from_data(json.loads(resource("rules/plan.json").read_text("utf-8")))


def tried(case):
    return finish(trying(case, STEPS))


@pytest.fixture
def printed(tmp_path, invented):
    def printing(name, language="es"):
        case = read_case((CASES / f"{name}.json").read_text("utf-8"))
        found, sensitivity = compute(case), tried(case)
        asked = warnings(case, found, (), sensitivity, STEPS.fragile_pct)
        return write_plan_resumen(
            tmp_path / "plan.pdf",
            invented.municipality,
            invented.aeo,
            {"titulo": "Cuyes", "estado": "borrador"},
            [],
            totals([]),
            [],
            found,
            explain(found),
            language,
            date(2026, 11, 22),
            names=invented.names,
            tried=Tried(case, sensitivity, asked),
        )

    return printing


def test_the_table_of_conditions_is_to_the_centimo(printed, invented):
    said = invented.text(printed("own_P1_procompite"))
    assert "Los precios bajan 10 % 17,480.37 16.53 % 119,980.37 104.84 % 8,000.00" in said
    assert "Si el precio baja 13.8 %, este negocio pierde." in said
    assert "Si los bienes llegan 6 meses tarde, todo el plan vale S/ 27,548.28 menos." in said
    assert "Aquí faltan S/ 8,000.00: mes 2" in said
    assert "Para revisar antes de firmar" not in said


def test_questions_are_printed_and_stop_nothing(printed, invented):
    said = invented.text(printed("own_S1"))
    assert "Para revisar antes de firmar" in said
    assert "balanza: se acaba antes que la producción y no se repone." in said


@pytest.mark.parametrize("language", ["quz", "both"])
def test_it_is_printed_in_quechua_too(printed, invented, language):
    assert "17,480.37" in invented.text(printed("own_P1_procompite", language))
