"""The profile on paper: one page, its answer first, the figures of the specification, and the note on the reserve."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from ayni.domain.perfil import appraise, read_profiles
from ayni.reports.perfil import write_perfil

ON = date(2026, 11, 22)
CASES = Path(__file__).parents[1] / "cases" / "finance" / "own_Q1_profiles.json"
PROFILES = read_profiles(json.loads(CASES.read_text("utf-8"), parse_float=Decimal))
PLAN = {"titulo": "Panadería de la comunidad"}
PARTIDAS = [
    {
        "clase": "equipos",
        "nombre": "Horno",
        "unidad": "und",
        "cantidad": "1",
        "precio_unitario": "4500",
        "vida_util": "10",
        "rescate_unitario": "500",
        "monetaria_centimos": 20000,
        "valorizada_centimos": 5000,
    },
    {"clase": "mano_obra", "nombre": "Maestro", "unidad": "día", "cantidad": "2", "precio_unitario": "60"},
]
PAN = {
    "tipo": "ingreso",
    "actividad": "Panadería",
    "ciclos_por_year": "288",
    "unidades": "1",
    "nombre": "Pan",
    "unidad": "pan",
    "cantidad": "400",
    "precio_unitario": "0.3",
    "transporte_unitario": "0.01",
}
GAS = {"tipo": "gasto_general", "nombre": "Gas", "unidad": "mes", "cantidad": "12", "precio_unitario": "150"}
SIDES = {"con": ([PAN], [GAS]), "sin": ([{**PAN, "ciclos_por_year": "96"}], [])}


@pytest.fixture
def printed(tmp_path, invented):
    """Prints a profile."""

    def printing(language="es", profile=PROFILES[0], sides=SIDES, partidas=PARTIDAS, people=15):
        return write_perfil(
            tmp_path / "perfil.pdf",
            invented.municipality,
            invented.aeo,
            PLAN,
            partidas,
            sides,
            appraise(profile) if profile else None,
            people,
            language,
            ON,
            names=invented.names,
        )

    return printing


def test_the_answer_stands_first_with_the_figures_of_the_case(printed, invented):
    said = invented.text(printed())
    assert "Cada año quedan S/ 2,264.80." in said
    assert "La inversión se recupera en 3.1 años." in said
    for figure in ("9,820.00", "1,220.00", "8,600.00", "654.67", "1,826.88", "30,528.00", "24,643.20", "860.00"):
        assert f"S/ {figure}" in said, figure
    assert said.index("Cada año quedan") < said.index("Qué se compra")


def test_the_sheet_says_that_its_reserve_subtracts_what_old_things_are_worth(printed, invented):
    said = invented.text(printed())
    assert "menos lo que vale de viejo" in said
    assert "La ficha antigua no resta lo que vale de viejo." in said


def test_what_is_bought_is_printed_with_all_that_the_members_put(printed, invented):
    said = invented.text(printed())
    assert "Horno und 1 4,500.00 10 500.00 250.00 4,500.00" in said
    assert "Maestro día 2 60.00 120.00" in said
    assert "Total 4,620.00" in said


def test_both_sides_have_their_total(printed, invented):
    said = invented.text(printed())
    assert "Panadería Pan (pan) 288 1 400 0.30 0.01 33,408.00" in said
    assert "Total con la idea 33,408.00" in said
    assert "Total sin la idea 11,136.00" in said
    assert "De todo el negocio Gas (mes) 12 150.00 1,800.00" in said
    assert "la diferencia entre hacer la idea y no hacerla" in said


def test_without_another_side_nothing_is_said_of_it(printed, invented):
    said = invented.text(printed(sides={"con": SIDES["con"], "sin": ([], [])}))
    assert "sin la idea" not in said
    assert "la diferencia entre" not in said


def test_an_idea_that_loses_says_so(printed, invented):
    said = invented.text(printed(profile=PROFILES[1], people=8))
    assert "Cada año se pierden S/ 1,056.00." in said
    assert "Con estos números la inversión no se recupera." in said


def test_while_something_is_missing_the_sheet_says_so(printed, invented):
    said = invented.text(printed(profile=None, sides={"con": ([], []), "sin": ([], [])}, partidas=[], people=None))
    assert "Todavía faltan datos para responder." in said
    assert "Todavía no se escribió nada." in said


@pytest.mark.parametrize("language", ["es", "quz", "both"])
def test_a_profile_of_fifteen_rows_is_one_page(printed, language):
    sides = {"con": ([PAN] * 2, [GAS] * 5), "sin": ([PAN], [GAS])}
    assert len(PdfReader(printed(language, sides=sides, partidas=PARTIDAS * 3)).pages) == 1
