"""The padrón at the door: checked across AEO and calls, confirmed by name, pasted in one save."""

import pytest

from ayni.domain.rules import Result
from ayni.workspace import Refused


def failed(door, aeo):
    return {
        (each.answer.check, each.answer.severity.value): each
        for each in door.check_padron(aeo)
        if each.answer.result is Result.FAIL
    }


@pytest.fixture
def other(town, call):
    """Another AEO of the same call."""
    return town.aeo(call, nombre="Cooperativa Inti", ruc="20600000013")


def test_a_small_padron_fails_its_category_and_nothing_else(town, aeo):
    town.socios(aeo, 3)
    assert set(failed(town.door, aeo)) == {("members", "S")}
    town.socios(aeo, 7, first=4)
    assert failed(town.door, aeo) == {}


def test_one_person_in_two_aeo_of_a_call_is_found_from_both(town, aeo, other, person):
    first = town.door.save_socio(aeo, person(1))
    second = town.door.save_socio(other, person(1))
    for where, whom in ((aeo, first), (other, second)):
        assert failed(town.door, where)["dni_same_call", "B"].socios == (whom,)


def test_who_was_in_an_earlier_call_is_a_warning_with_its_name(town, aeo, person):
    past = town.call(nombre="PROCOMPITE 2023", year="2023", fecha_autorizacion="20/02/2023")
    old = town.aeo(past, nombre="Los de antes", ruc="20600000013")
    town.door.save_socio(old, person(1))
    town.door.save_socio(aeo, person(1))
    found = failed(town.door, aeo)["dni_other_call", "W"]
    assert "PROCOMPITE 2023" in str(found.answer.sentence)
    assert ("dni_same_call", "B") not in failed(town.door, aeo)


@pytest.mark.parametrize("named_here", [True, False])
def test_a_spouse_in_another_aeo_blocks_whichever_of_them_named_the_other(town, aeo, other, person, named_here):
    here, there = ({"conyuge_dni": "40000002"}, {}) if named_here else ({}, {"conyuge_dni": "40000001"})
    mine = town.door.save_socio(aeo, person(1, **here))
    theirs = town.door.save_socio(other, person(2, **there))
    assert failed(town.door, aeo)["spouse_other", "B"].socios == (mine,)
    assert failed(town.door, other)["spouse_other", "B"].socios == (theirs,)


def test_spouses_in_one_padron_are_only_a_warning(town, aeo, person):
    town.door.save_socio(aeo, person(1, conyuge_dni="40000002"))
    town.door.save_socio(aeo, person(2))
    assert ("spouse_inside", "W") in failed(town.door, aeo)


def test_who_left_counts_for_nothing(town, aeo, other, person):
    town.door.save_socio(aeo, person(1))
    gone = town.door.save_socio(other, person(1))
    town.door.save_baja(gone, {"fecha_baja": "01/03/2026", "motivo_baja": "Renuncia"})
    assert ("dni_same_call", "B") not in failed(town.door, aeo)


def test_a_member_of_the_board_at_a_loss_is_found_by_the_cargo(town, aeo, person):
    record = town.door.save_socio(aeo, person(1, riesgo="perdida"))
    town.door.save_cargo(aeo, {"socio": record, "cargo": "presidente", "desde": "01/01/2026"})
    assert failed(town.door, aeo)["perdida_directivos", "S"].socios == (record,)


def test_confirming_stamps_who_and_when_until_the_identity_changes(town, aeo):
    first, second = town.socios(aeo, 2)
    assert town.door.confirm_padron(aeo) == 2
    row = town.door.socio(first)
    assert (row["confirmado_fecha"], row["confirmado_por"]) == ("2026-03-10", "Ana Huamán")
    town.door.save_socio(aeo, {"telefono": "984123456"}, first)
    assert town.door.socio(first)["confirmado_por"] == "Ana Huamán"
    town.door.save_socio(aeo, {"dni": "43218765"}, first, reason="Trajo su DNI.")
    assert town.door.socio(first)["confirmado_por"] is None
    assert town.door.socio(second)["confirmado_por"] == "Ana Huamán"


def test_confirming_is_an_act_that_is_taken_back(town, aeo):
    (record,) = town.socios(aeo, 1)
    town.door.confirm_padron(aeo, [record])
    assert str(town.door.undo()) == "Confirmar el padrón"
    assert town.door.socio(record)["confirmado_fecha"] is None
    assert town.door.check() == []


def test_nobody_types_that_something_is_confirmed(town, aeo, person):
    record = town.door.save_socio(aeo, person(1, confirmado_por="Yo", confirmado_fecha="01/01/2026"))
    assert town.door.socio(record)["confirmado_por"] is None


def test_an_empty_padron_has_nothing_to_confirm(workspace, aeo):
    with pytest.raises(Refused, match="No hay socios"):
        workspace.confirm_padron(aeo)


def test_a_wrong_verification_character_asks_to_look_again_and_goes_on_with_a_note(workspace, aeo, person):
    for name in ("dni", "conyuge_dni"):
        with pytest.raises(Refused, match="Mire otra vez") as refusal:
            workspace.save_socio(aeo, person(1, **{name: "10117410-3"}))
        assert [problem.field for problem in refusal.value.problems] == [name]
    record = workspace.save_socio(aeo, person(1, dni="10117410-3", nota="Así está impreso en el DNI."))
    assert workspace.socio(record)["dni"] == "10117410"
    assert workspace.save_socio(aeo, person(2, dni="10117411-1", nota=""))


def test_many_members_are_kept_in_one_save_and_the_wrong_ones_are_told(workspace, aeo, person):
    given = [("", person(1)), ("", person(2, dni="123")), ("", person(1, nombres="Otra")), ("", person(3))]
    results = workspace.save_socios(aeo, given)
    assert [isinstance(result, str) for result in results] == [True, False, False, True]
    assert results[1][0].field == "dni"
    assert "ya está en el padrón" in results[2][0].text
    assert workspace.socio_count(aeo) == 2
    changed = workspace.save_socios(aeo, [(results[0], {"telefono": "984123456"})], reason="Mal escrito")
    assert changed == [results[0]]
    assert workspace.history("socio", results[0])[0].reason == "Mal escrito"
    workspace.undo()
    workspace.undo()
    assert workspace.socio_count(aeo) == 0
    assert workspace.check() == []


def test_a_chain_says_what_is_asked_of_land_and_animals(town, call, aeo):
    cuyes = {item.name for item in town.door.socio_fields(aeo)}
    assert "animales_total" in cuyes
    assert "tierra_total" not in cuyes
    milk = town.aeo(call, nombre="Lácteos", ruc="20600000013", cadena="lacteos")
    assert {item.name for item in town.door.socio_fields(milk)} >= {"animales_total", "tierra_total"}
