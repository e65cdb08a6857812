"""What the fund does not pay: each kind raises its question with its article, and a call decides about vehicles."""

import json
from datetime import date

import pytest

from ayni.domain.no_financiable import NOT_FINANCEABLE, questions
from ayni.domain.rules import FILES, Result, RuleBook
from ayni.paths import resource

TODAY = date(2026, 11, 22)
BOOK = RuleBook.from_data(*(json.loads(resource(f"rules/{name}").read_text("utf-8")) for name in FILES))
PAID = {"clase": "equipos", "nombre": "Jaulas metálicas", "cofinanciamiento_centimos": 30_000_00}


def asked(nombre, call=None, **others):
    return questions([{**PAID, "nombre": nombre, **others}], BOOK, TODAY, call or {})


@pytest.mark.parametrize(
    ("nombre", "rule"),
    [
        ("Dinero para semillas", "NF01"),
        ("Capital semilla de los socios", "NF01"),
        ("Mantenimiento de local", "NF02"),
        ("Combustible de operación", "NF02"),
        ("Gastos de operación", "NF02"),
        ("Sueldos del administrador", "NF02"),
        ("Compra de terrenos", "NF03"),
        ("Lote agrícola", "NF03"),
        ("Camión de carga", "NF04"),
        ("Camiones", "NF04"),
        ("Motocicleta lineal", "NF04"),
        ("Insumos para el primer año", "NF05"),
        ("Elaboración de expediente", "NF06"),
        ("Supervisión de la obra", "NF07"),
    ],
)
def test_a_name_that_sounds_not_financeable_raises_a_question_with_its_article(nombre, rule):
    [found] = asked(nombre)
    assert found.rule == rule
    assert found.result is Result.PENDING
    assert str(found.sentence).startswith(nombre)
    assert found.article


def test_every_kind_of_the_rules_is_asked_about_with_words_of_its_own():
    kinds = {rule.key for rule in BOOK.rules if rule.group == NOT_FINANCEABLE}
    said = {rule.key: str(asked(rule.value[0])[0].sentence) for rule in BOOK.rules if rule.group == NOT_FINANCEABLE}
    assert said.keys() == kinds
    assert len(set(said.values())) == len(kinds)


def test_the_class_of_a_row_asks_whatever_its_name_is():
    [found] = asked("Sacos de harina", clase="capital_trabajo")
    assert found.check == "working_capital_inputs"


def test_a_harmless_name_or_a_row_of_the_socios_raises_no_question():
    assert asked("Jaulas metálicas") == []
    assert asked("Salón de loterías") == []
    assert asked("Terreno", cofinanciamiento_centimos=None) == []


def test_a_vehicle_is_asked_about_until_the_call_says_what_its_bases_take():
    assert [each.result for each in asked("Camioneta 4x4")] == [Result.PENDING]
    assert asked("Camioneta 4x4", {"vehiculos": "si"}) == []
    [refused] = asked("Camioneta 4x4", {"vehiculos": "no"})
    assert refused.result is Result.FAIL
    assert "no aceptan vehículos" in str(refused.sentence)
    assert refused.article == "bases de esta convocatoria"
    assert not refused.unconfirmed


def test_the_call_only_decides_about_vehicles():
    assert [each.result for each in asked("Compra de terrenos", {"vehiculos": "si"})] == [Result.PENDING]
