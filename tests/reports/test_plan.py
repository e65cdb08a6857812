"""The summary of a plan on paper: the practice plan with its sums, its limits and its worth."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ayni.domain.capitulo import Part, Section
from ayni.domain.contenido import Basis
from ayni.domain.presupuesto import totals
from ayni.domain.rentabilidad import compute, explain, read_case
from ayni.domain.rules import Answer, Result, Severity
from ayni.lang import Sentence
from ayni.reports.plan import write_plan_resumen

ON = date(2026, 11, 22)
CASE = json.loads((Path(__file__).parent.parent / "cases" / "finance" / "own_P1_procompite.json").read_text("utf-8"))
INDICATORS = compute(read_case(CASE))
ROWS = [
    {
        "codigo": line["code"],
        "componente": line["component"],
        "nombre": line["name"],
        "unidad": line["unit"],
        "cantidad": str(line["quantity"]),
        "precio_unitario": str(line["unit_cost"]),
        "cofinanciamiento_centimos": round(line["cofin"] * 100),
        "monetaria_centimos": round(line["cm"] * 100),
        "valorizada_centimos": round(line["cnm"] * 100),
    }
    for line in CASE["procompite"]["lines"]
]
LIGHTS = [
    Answer(
        "cash", "r", Result.PASS, Severity.BLOCKS, Sentence("El dinero es {share}.", share="7.55 %"), "Directiva art. 5"
    )
]
PLAN = {
    "titulo": "Mejoramiento de la crianza de cuyes en la Asociación Sumaq Quwi",
    "convocatoria": "c1",
    "categoria": "A",
    "estado": "presentado",
    "horizonte_years": "5",
    "tasa_descuento": "12",
}


@pytest.fixture
def printed(tmp_path, invented):
    """Prints a summary."""

    def printing(
        language="es", rows=ROWS, indicators=INDICATORS, lights=LIGHTS, aeo=None, parts=None, basis=None, **changes
    ):
        return write_plan_resumen(
            tmp_path / "plan.pdf",
            invented.municipality,
            invented.aeo | (aeo or {}),
            PLAN | changes,
            rows,
            totals(rows),
            lights,
            indicators,
            explain(indicators) if indicators else [],
            language,
            ON,
            names=invented.names,
            parts=parts,
            basis=basis,
        )

    return printing


def test_the_budget_is_printed_with_its_sums_by_source(printed, invented):
    said = invented.text(printed())
    assert "1.1 Jaulas metálicas und 200 150.00 30,000.00 30,000.00 — —" in said
    for sums in ("50,000.00 30,000.00 — 20,000.00", "26,500.00 26,500.00 — —", "26,000.00 21,000.00 5,000.00 —"):
        assert f"Subtotal {sums}" in said
    assert "Total 132,500.00 102,500.00 10,000.00 20,000.00" in said
    assert "Parte del total 100.00 % 77.36 % 7.55 % 15.09 %" in said


def test_both_perspectives_are_named_and_explained(printed, invented):
    said = invented.text(printed())
    for words in (
        "VAN de todo el plan",
        "S/ 63,975.65",
        "27.62 %",
        "1.198",
        "VAN del dinero de los socios",
        "S/ 166,475.65",
        "135.53 %",
        "1.755",
    ):
        assert words in said
    for one in explain(INDICATORS):
        assert str(one.sentence) in said


def test_the_limits_stand_with_their_articles(printed, invented):
    assert "Cumple El dinero es 7.55 %. Directiva art. 5" in invented.text(printed())


def test_the_cash_of_each_year_is_drawn(printed, invented):
    said = invented.text(printed())
    for amount in ("-132,500", "-30,000", "28,800", "67,200"):
        assert amount in said


def test_both_languages_say_the_same_amounts(printed, invented, quechua):
    spanish, both = invented.text(printed("es")), invented.text(printed("both"))
    amounts = r"\d{1,3}(?:,\d{3})*\.\d\d"
    assert set(re.findall(amounts, spanish)) == set(re.findall(amounts, both))
    assert "Total Llapan" in both


def test_a_plan_without_rows_or_figures_says_so(printed, invented):
    said = invented.text(printed(rows=[], indicators=None, lights=[]))
    assert "El presupuesto todavía no tiene filas." in said
    assert "Todavía faltan datos" in said
    assert "Firma" in said


def test_the_longest_title_and_name_are_not_cut(printed, invented):
    title = ("Mejoramiento de la cadena productiva de cuyes " * 20)[:700].strip()
    name = ("Asociación Agropecuaria de Criadores Ñusta " * 8)[:255].strip()
    said = invented.text(printed("both", titulo=title, aeo={"nombre": name}))
    assert title in said
    assert said.count(name) >= 2


@pytest.mark.parametrize("times", [1, 2, 3, 5, 9])
def test_every_row_of_a_long_budget_is_there_and_the_signatures_are_not_alone(printed, invented, times):
    rows = [row | {"codigo": f"{row['codigo']}.{number}"} for number in range(times) for row in ROWS]
    leaves = invented.pages(printed(rows=rows))
    said = " ".join(leaves)
    for row in rows:
        assert f"{row['codigo']} {row['nombre'][:6]}" in said
    assert "Firma" in leaves[-1]
    assert "Conclusiones y recomendaciones" in leaves[-1]
    for leaf in leaves:
        assert not leaf.split("PROCOMPITE", 1)[-1].strip().startswith(("Subtotal", "Total 1"))


def test_large_amounts_stay_on_one_line(printed, invented):
    rows = [row | {"cantidad": "99000", "cofinanciamiento_centimos": 999999999} for row in ROWS]
    said = invented.text(printed(rows=rows))
    assert "9,999,999.99" in said
    assert f"{totals(rows).whole.total / 100:,.2f}" in said


@pytest.mark.parametrize("language", ["quz", "both"])
def test_a_longer_language_changes_no_amount(printed, invented, wordy, language):
    leaves = invented.pages(printed(language))
    assert "132,500.00 102,500.00 10,000.00 20,000.00" in " ".join(leaves)
    assert "k’" in leaves[-1]


BLOCKS = (
    "A. Información general",
    "B. Descripción de la iniciativa",
    "C. Factores limitativos de la cadena",
    "D. Brecha entre la oferta y la demanda",
    "E. Análisis técnico",
    "F. Organización y gestión",
    "G. Impacto ambiental",
    "H. Costos de inversión y fuentes de financiamiento, en soles",
    "I. Rentabilidad",
    "J. Sostenibilidad",
    "K. Conclusiones y recomendaciones",
)


def written(**texts):
    return {
        code: Part(Section(code, code, ""), str(place), text)
        for place, (code, text) in enumerate(texts.items(), start=1)
    }


def test_the_blocks_stand_in_the_order_of_the_form(printed, invented):
    said = invented.text(printed())
    places = [said.index(block) for block in BLOCKS]
    assert places == sorted(places)
    assert said.count("Esta parte todavía no está escrita.") == 8


def test_of_a_long_text_the_first_paragraph_is_printed_and_where_it_goes_on(printed, invented):
    parts = written(cadena="Criamos, juntamos y vendemos.\nNos frena el frío.", ambiental="El estiércol va al compost.")
    said = invented.text(printed(parts=parts))
    assert "Criamos, juntamos y vendemos. Sigue en la parte 1 del plan." in said
    assert "Nos frena el frío." not in said
    assert "G. Impacto ambiental El estiércol va al compost." in said


def test_who_answers_for_what_is_told_once(printed, invented):
    answers = {"formulador": "Ruperto Salas", "colegiatura": "CIP 000123", "profesion": "Ingeniero zootecnista"}
    said = invented.text(printed(aeo={"representante": "QUISPE, Rosa", "representante_dni": "40000001"}, **answers))
    assert "Entidad o área funcional Responsable Acción" in said
    assert "Ingeniero zootecnista Ruperto Salas Colegiatura CIP 000123 Formula el plan con los socios." in said
    assert "Ing. Teodora Apaza Ccahuana Cofinancia, compra los bienes y supervisa." in said
    assert "Ruperto Salas, CIP 000123" in invented.pages(printed(**answers))[-1]


def test_below_budget_and_worth_stands_what_they_rest_on(printed, invented):
    said = invented.text(printed(basis=Basis(Decimal(12), 5, confirmed=True)))
    assert said.count("Precios constantes · tasa de 12 % · 5 años · confirmado") == 2
