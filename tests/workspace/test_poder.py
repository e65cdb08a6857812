"""Powers, and everything that expires: told on the home screen, before a stage of the call and before its day."""

import pytest

from ayni.workspace import Refused

POWER = {"tipo": "vigencia_poder", "emitido": "01/03/2026", "dias_validez": "30"}


@pytest.fixture
def board(town, call):
    """An AEO with a president until the end of April."""
    aeo = town.aeo(call)
    socio = town.socios(aeo, 1)[0]
    town.door.save_cargo(aeo, {"socio": socio, "cargo": "presidente", "desde": "01/05/2024", "hasta": "30/04/2026"})
    return aeo, socio


def told(door, aeo=""):
    return [str(aviso.sentence) for aviso in door.avisos(aeo)]


def test_a_power_counts_its_own_days_or_those_of_the_call(town, person):
    call = town.call(dias_poder="90")
    aeo = town.aeo(call)
    socio = town.socios(aeo, 1)[0]
    town.door.save_poder(aeo, {**POWER, "representante": socio})
    assert town.door.power_until(aeo) == "2026-03-31"
    town.door.save_poder(aeo, {**POWER, "dias_validez": "", "representante": socio})
    assert town.door.power_until(aeo) == "2026-05-30"
    assert town.door.call_days(aeo) == "90"
    assert town.door.poderes(aeo)[0]["full_name"].startswith("MAMANI")


def test_who_holds_a_power_is_of_the_padron(town, board, call):
    aeo, _socio = board
    stranger = town.socios(town.aeo(call, nombre="Otra", ruc="20600000013"), 1, first=50)[0]
    with pytest.raises(Refused) as refusal:
        town.door.save_poder(aeo, {**POWER, "representante": stranger})
    assert refusal.value.problems[0].field == "representante"


def test_a_mandate_is_told_its_days_before_and_for_a_while_after(town, board, clock):
    assert told(town.door) == ["El mandato de MAMANI HUAMÁN, Juana (Presidente) termina el 30/04/2026."] or told(
        town.door
    )
    first = told(town.door)[0]
    assert first.endswith("termina el 30/04/2026.")
    clock.forward(days=60)
    assert told(town.door)[0].endswith("terminó el 30/04/2026.")
    clock.forward(days=300)
    assert told(town.door) == []


def test_it_is_silent_long_before_and_when_somebody_follows(town, board, clock):
    aeo, socio = board
    clock.forward(days=-60)
    assert told(town.door) == []
    clock.forward(days=60)
    town.door.save_cargo(aeo, {"socio": socio, "cargo": "presidente", "desde": "01/05/2026"})
    assert told(town.door) == []


def test_a_mandate_that_ends_before_a_stage_is_told_with_the_stage(town, board, call):
    town.door.save_etapa(call, {"nombre": "Convocatoria", "inicio": "02/03/2026", "fin": "31/03/2026"})
    town.door.save_etapa(call, {"nombre": "Firma del acuerdo", "inicio": "20/05/2026"})
    assert told(town.door)[0].endswith("termina el 30/04/2026.")  # the stage is still far
    town.door.save_etapa(call, {"nombre": "Evaluación", "inicio": "15/04/2026", "fin": "10/05/2026"})
    assert told(town.door)[0].endswith("termina el 30/04/2026, durante la etapa Evaluación.")


def test_near_the_stage_it_says_before_it(town, board, call, clock):
    town.door.save_etapa(call, {"nombre": "Firma del acuerdo", "inicio": "20/05/2026"})
    clock.forward(days=30)
    assert told(town.door)[0].endswith("termina el 30/04/2026, antes de la etapa Firma del acuerdo del 20/05/2026.")


def test_home_says_it_and_sends_to_the_board(town, board):
    aeo, _socio = board
    task = next(each for each in town.door.tasks() if each.kind == "aviso")
    assert (task.noun, task.record) == ("junta", aeo)
    assert task.detail.startswith("Asociación de Productores de Cuyes")


def test_a_power_that_expires_is_told_with_its_holder(town, board, clock):
    aeo, socio = board
    power = town.door.save_poder(aeo, {**POWER, "representante": socio})
    clock.forward(days=15)
    assert any("El poder de" in text and "vence el 31/03/2026." in text for text in told(town.door, aeo))
    clock.forward(days=10)
    assert any("venció el 31/03/2026." in text for text in told(town.door, aeo))
    town.door.remove_poder(power)
    assert not any("El poder" in text for text in told(town.door, aeo))
    town.door.undo()
    assert any("El poder" in text for text in told(town.door, aeo))


def test_a_power_expires_in_the_answer_about_the_aeo(town, board, clock):
    aeo, socio = board
    town.door.save_poder(aeo, {**POWER, "representante": socio})

    def answer():
        return next(each for each in town.door.eligibility(town.door.aeo(aeo), aeo) if each.check == "power")

    assert answer().result == "PASS"
    clock.forward(days=30)
    assert answer().result == "FAIL"
