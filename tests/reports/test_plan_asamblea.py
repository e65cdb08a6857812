"""The page for the assembly: one page always, in every language; what a member gets; what is missing is said."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ayni.domain.contenido import Basis
from ayni.domain.presupuesto import totals
from ayni.domain.rentabilidad import compute, read_case
from ayni.domain.sensibilidad import Steps, trying
from ayni.job import finish
from ayni.paths import resource
from ayni.reports.plan_asamblea import weakest, write_plan_asamblea
from ayni.reports.plan_dibujos import Tried

CASES = Path(__file__).parent.parent / "cases" / "finance"
STEPS = Steps.from_data(json.loads(resource("rules/plan.json").read_text("utf-8")))
ROWS = [
    {"nombre": f"Jaulas metálicas de dos pisos {place}", "clase": "equipos", "cantidad": "2", "precio_unitario": "900",
     "cofinanciamiento_centimos": 150000, "monetaria_centimos": 30000}
    for place in range(9)
]  # fmt: skip
PLAN = {"titulo": "Mejoramiento de la crianza de cuyes de la Asociación Sumaq Quwi"}


def tried(name):
    case = read_case((CASES / f"{name}.json").read_text("utf-8"))
    return Tried(case, finish(trying(case, STEPS)), ())


@pytest.fixture
def printed(tmp_path, invented):
    def printing(name="own_P1_procompite", language="es", rows=ROWS):
        known = tried(name) if name else None
        return write_plan_asamblea(
            tmp_path / "hoja.pdf",
            invented.municipality,
            invented.aeo,
            PLAN,
            rows,
            totals(rows),
            compute(known.case) if known else None,
            language,
            date(2026, 11, 22),
            basis=Basis(Decimal(12), 5),
            names=invented.names,
            tried=known,
        )

    return printing


@pytest.mark.parametrize("language", ["es", "quz", "both"])
def test_it_is_always_one_page(printed, invented, wordy, language):
    assert len(invented.pages(printed(language=language))) == 1


def test_what_members_look_at_first_stands_there(printed, invented):
    said = invented.text(printed())
    each = compute(tried("own_P1_procompite").case).per_member
    for words in (
        "¿Qué vamos a comprar?",
        "Y otras cosas: 4",
        "S/ 16,200.00",
        "Ponemos en dinero",
        f"S/ {each.net_income_full:,.2f}",
        "Si el precio baja 35.8 %, los socios pierden.",
        "Si los bienes llegan 6 meses tarde, los socios ganan S/ 27,548.28 menos.",
        "Precios constantes · tasa de 12 % · 5 años · sin confirmar",
    ):
        assert words in said, words


def test_a_day_of_work_is_told_when_the_family_works(printed, invented):
    name = next(
        path.stem
        for path in sorted(CASES.glob("own_*.json"))
        if path.stem != "own_P1_procompite"
        and "profiles" not in json.loads(path.read_text("utf-8"))
        and (each := compute(read_case(path.read_text("utf-8"))).per_member)
        and each.return_per_own_day is not None
    )
    assert "rinde cada día de trabajo" in invented.text(printed(name))


def test_what_is_missing_is_said(printed, invented):
    said = invented.text(printed("", rows=[]))
    assert "El presupuesto todavía no tiene filas." in said
    assert "Todavía faltan datos para calcular cuánto rinde el plan." in said


def test_the_weakest_side_of_a_plan_is_the_one_that_bears_least():
    found = tried("own_P1_procompite").sensitivity
    assert "35.8 %" in str(weakest(found))
    borne = [abs(value) for name, value in found.switching.items() if name.startswith("applicant") and value]
    assert min(borne) == Decimal("35.8")
