"""Calls: the date that chooses the rules, and what a call may open."""

import pytest

from ayni.workspace import Refused


def fields(refusal):
    return [problem.field for problem in refusal.value.problems]


def test_a_call_is_kept_as_meant_and_its_date_chooses_the_rules(town):
    found = town.door.convocatoria(town.call())
    assert (found["year"], found["fecha_autorizacion"], found["fondo_centimos"]) == ("2026", "2026-02-20", 80_000_000)
    assert (found["categorias"], found["cadenas"]) == ("A,B", "cuy,lacteos")
    assert found["regimen"] == town.door.regime_for("2026-02-20") == "RS-2021"
    assert town.door.regime_for("") == town.door.regime_for(None) == ""


def test_a_date_known_to_the_month_chooses_too(town):
    assert town.door.convocatoria(town.call(fecha_autorizacion="febrero 2026"))["regimen"] == "RS-2021"


def test_another_rule_set_is_used_only_when_somebody_says_so(town):
    dated = town.door.regime_for("2026-02-20")
    others = [code for code, _ in town.door.choices("regimenes") if code != dated and town.door.limits(code, "A")]
    assert others
    call = town.call(regimen=others[0], categorias="A")
    assert town.door.convocatoria(call)["regimen"] == others[0]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"nombre": ""}, "nombre"),
        ({"year": "26"}, "year"),
        ({"year": "dos mil"}, "year"),
        ({"fecha_autorizacion": "31/02/2026"}, "fecha_autorizacion"),
        ({"fecha_autorizacion": ""}, "fecha_autorizacion"),
        ({"regimen": "RS-1821"}, "regimen"),
        ({"fondo_centimos": "-5"}, "fondo_centimos"),
        ({"categorias": ""}, "categorias"),
        ({"categorias": "A,Z"}, "categorias"),
        ({"cadenas": "cuy, oro"}, "cadenas"),
    ],
)
def test_the_door_does_not_trust_the_form(town, wrong, field):
    with pytest.raises(Refused) as refusal:
        town.call(**wrong)
    assert field in fields(refusal)
    assert town.door.convocatorias() == []


def test_a_category_that_the_rules_of_that_date_do_not_have_is_refused(town):
    with pytest.raises(Refused) as refusal:
        town.call(fecha_autorizacion="20/02/2010", categorias="A,C")
    assert fields(refusal) == ["categorias"]


def test_calls_are_listed_newest_first_and_edited_in_place(town):
    first = town.call(nombre="PROCOMPITE 2025", year="2025")
    second = town.call()
    assert [row["id"] for row in town.door.convocatorias()] == [second, first]
    kept = town.door.convocatoria(first)
    assert town.door.save_convocatoria({**kept, "nombre": "PROCOMPITE 2025-I"}, first) == first
    assert [row["nombre"] for row in town.door.convocatorias()][1] == "PROCOMPITE 2025-I"
    assert town.door.convocatoria(first)["fondo_centimos"] == 80_000_000


def test_a_call_that_is_not_there_is_told(town):
    with pytest.raises(Refused, match="ya no existe"):
        town.door.convocatoria("nada")
    with pytest.raises(Refused, match="ya no existe"):
        town.door.save_convocatoria(
            {
                "nombre": "X",
                "year": "2026",
                "fecha_autorizacion": "20/02/2026",
                "categorias": "A",
                "cadenas": "cuy",
            },
            "nada",
        )


def test_what_is_not_answered_of_a_stored_call_stays(town, call):
    before = town.door.convocatoria(call)
    town.door.save_convocatoria({"nombre": "PROCOMPITE 2026-I"}, call)
    assert town.door.convocatoria(call) == {**before, "nombre": "PROCOMPITE 2026-I"}
    town.door.save_convocatoria({"fondo_centimos": ""}, call)
    assert town.door.convocatoria(call) == {**before, "nombre": "PROCOMPITE 2026-I", "fondo_centimos": None}


def test_a_new_date_alone_chooses_the_rules_again(town, call):
    dated = town.door.regime_for("2026-02-21")
    other = next(code for code, _ in town.door.choices("regimenes") if code != dated and town.door.limits(code, "A"))
    town.door.save_convocatoria({"regimen": other, "categorias": "A"}, call)
    town.door.save_convocatoria({"fondo_centimos": "1000"}, call)
    assert town.door.convocatoria(call)["regimen"] == other
    town.door.save_convocatoria({"fecha_autorizacion": "21/02/2026"}, call)
    assert town.door.convocatoria(call)["regimen"] == dated
