"""Members: one by one, never trusting the form; who leaves stays in the padrón with a date."""

import pytest

from ayni.workspace import Refused


def fields(refusal):
    return [problem.field for problem in refusal.value.problems]


def test_a_member_is_kept_as_meant(workspace, aeo, person):
    socio = workspace.save_socio(aeo, person(1, dni="4321 8765", fecha_nacimiento="3 de mayo de 1985", sexo="mujer"))
    found = workspace.socio(socio)
    assert (found["dni"], found["fecha_nacimiento"], found["sexo"]) == ("43218765", "1985-05-03", "M")
    assert (found["aeo"], found["condicion"]) == (aeo, "activo")
    assert found["full_name"] == "MAMANI CCAHUANA, Benita"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"dni": "1234567"}, "dni"),
        ({"dni": "1234567A"}, "dni"),
        ({"dni": ""}, "dni"),
        ({"apellido_paterno": " "}, "apellido_paterno"),
        ({"nombres": ""}, "nombres"),
        ({"fecha_nacimiento": "31/02/1980"}, "fecha_nacimiento"),
        ({"fecha_nacimiento": "11/03/2026"}, "fecha_nacimiento"),
        ({"sexo": "quizás"}, "sexo"),
        ({"telefono": "no tiene"}, "telefono"),
        ({"conyuge_dni": "12"}, "conyuge_dni"),
    ],
)
def test_the_door_does_not_trust_the_form(town, aeo, person, wrong, field):
    before = town.facts()
    with pytest.raises(Refused) as refusal:
        town.door.save_socio(aeo, person(1, **wrong))
    assert fields(refusal) == [field]
    assert town.facts() == before


def test_the_same_dni_stands_once_in_a_padron_and_the_refusal_says_who_has_it(workspace, aeo, person):
    first = workspace.save_socio(aeo, person(1))
    with pytest.raises(Refused) as refusal:
        workspace.save_socio(aeo, person(2, dni="4000-0001"))
    assert fields(refusal) == ["dni"]
    assert workspace.socio(first)["full_name"] in str(refusal.value)
    second = workspace.save_socio(aeo, person(2))
    with pytest.raises(Refused):
        workspace.save_socio(aeo, {"dni": "40000001"}, second)
    workspace.save_socio(aeo, {"dni": "40000001"}, first)


def test_somebody_of_another_aeo_is_told_and_not_refused(town, call, aeo, person):
    other = town.aeo(call, nombre="Otra asociación", ruc="20600000013")
    town.door.save_socio(aeo, person(1))
    assert [row["id"] for row in town.door.other_aeo_of("40000001", other)] == [aeo]
    again = town.door.save_socio(other, person(1))
    assert [row["nombre"] for row in town.door.other_aeo_of("40000001", aeo)] == ["Otra asociación"]
    town.door.save_baja(again, {"fecha_baja": "01/03/2026", "motivo_baja": "Cambio"})
    assert town.door.other_aeo_of("40000001", aeo) == []


def test_a_member_never_moves_to_another_aeo_nor_to_none(town, call, aeo, person):
    other = town.aeo(call, nombre="Otra asociación", ruc="20600000013")
    socio = town.door.save_socio(aeo, person(1))
    for answers in ({"telefono": "984000111"}, {"aeo": other}):
        with pytest.raises(Refused):
            town.door.save_socio(other, answers, socio)
    town.door.save_socio(aeo, {"aeo": other, "telefono": "984000111"}, socio)
    assert town.door.socio(socio)["aeo"] == aeo
    with pytest.raises(Refused, match="ya no existe"):
        town.door.save_socio("nada", person(2))
    with pytest.raises(Refused, match="ya no existe"):
        town.door.save_socio(aeo, person(2), "nada")
    with pytest.raises(Refused, match="ya no existe"):
        town.door.socio("nada")
    assert town.door.check() == []


def test_editing_one_answer_leaves_the_others(workspace, aeo, socio):
    before = workspace.socio(socio)
    workspace.save_socio(aeo, {"telefono": "984 000 111"}, socio)
    after = workspace.socio(socio)
    assert after == {**before, "telefono": "984000111"}


def test_leaving_is_dated_with_a_reason_and_the_row_stays(workspace, aeo, socio):
    workspace.save_baja(socio, {"fecha_baja": "01/03/2026", "motivo_baja": "  Renunció  por carta "})
    found = workspace.socio(socio)
    assert (found["condicion"], found["fecha_baja"], found["motivo_baja"]) == (
        "retirado",
        "2026-03-01",
        "Renunció por carta",
    )
    assert [row["id"] for row in workspace.socios(aeo)] == [socio]
    assert workspace.member_count(aeo) == 0
    assert workspace.history("socio", socio)[0].reason == "Renunció por carta"
    workspace.return_socio(socio)
    found = workspace.socio(socio)
    assert (found["condicion"], found["fecha_baja"], found["motivo_baja"]) == ("activo", None, None)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"motivo_baja": "Renuncia"}, "fecha_baja"),
        ({"fecha_baja": "01/03/2026"}, "motivo_baja"),
        ({"fecha_baja": "11/03/2026", "motivo_baja": "Renuncia"}, "fecha_baja"),
        ({"fecha_baja": "pronto", "motivo_baja": "Renuncia"}, "fecha_baja"),
    ],
)
def test_a_baja_needs_a_date_that_has_come_and_a_reason(workspace, socio, answers, field):
    with pytest.raises(Refused) as refusal:
        workspace.save_baja(socio, answers)
    assert fields(refusal) == [field]
    assert workspace.socio(socio)["fecha_baja"] is None


def test_members_are_listed_by_surname_and_found_within_their_aeo(town, call, aeo, person):
    other = town.aeo(call, nombre="Otra", ruc="20600000013")
    for place, surname in enumerate(["Ñahui", "Núñez", "Zárate", "Árbol", "Nina"]):
        town.door.save_socio(aeo, person(place, apellido_paterno=surname))
    town.door.save_socio(other, person(90, apellido_paterno="Núñez"))
    listed = [row["apellido_paterno"] for row in town.door.socios(aeo)]
    assert listed == ["Árbol", "Nina", "Núñez", "Ñahui", "Zárate"]
    assert [row["apellido_paterno"] for row in town.door.socios(aeo, 3, 2)] == ["Ñahui", "Zárate"]
    assert [row["apellido_paterno"] for row in town.door.socios(aeo, text="nunez")] == ["Núñez"]
    assert town.door.socio_count(aeo, "4000") == 5
    assert town.door.socio_count(aeo, "40000003 arbol") == 1
    assert town.door.socio_count(aeo, "' OR 1=1 --") == 0


def test_a_member_left_half_typed_is_a_draft_of_its_aeo(town, aeo, person):
    town.door.keep_draft("socio", aeo, {"dni": "4321"})
    town.door.save_socio(aeo, person(1))
    assert town.door.draft("socio", aeo) is None


def test_leaving_and_coming_back_are_acts_of_their_own_and_no_form_contradicts_them(workspace, aeo, socio):
    workspace.save_socio(aeo, {"condicion": "retirado", "fecha_baja": "01/03/2026", "motivo_baja": "x"}, socio)
    found = workspace.socio(socio)
    assert (found["condicion"], found["fecha_baja"], found["motivo_baja"]) == ("activo", None, None)
    workspace.save_socio(aeo, {"condicion": "En prueba"}, socio)
    assert workspace.socio(socio)["condicion"] == "en_prueba"
    workspace.save_baja(socio, {"fecha_baja": "01/03/2026", "motivo_baja": "Renuncia"})
    workspace.save_socio(aeo, {"condicion": "activo", "fecha_baja": "", "telefono": "984000111"}, socio)
    found = workspace.socio(socio)
    assert (found["condicion"], found["fecha_baja"], found["telefono"]) == ("retirado", "2026-03-01", "984000111")


def test_nobody_leaves_before_coming_in(workspace, aeo, socio):
    workspace.save_socio(aeo, {"fecha_ingreso": "01/03/2020"}, socio)
    with pytest.raises(Refused) as refusal:
        workspace.save_baja(socio, {"fecha_baja": "01/03/2010", "motivo_baja": "Renuncia"})
    assert fields(refusal) == ["fecha_baja"]
    workspace.save_baja(socio, {"fecha_baja": "marzo 2020", "motivo_baja": "Renuncia"})
    assert workspace.socio(socio)["fecha_baja"] == "2020-03"
