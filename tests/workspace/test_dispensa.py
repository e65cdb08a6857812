"""A rule that is not met and is let pass: with reason, document and author, told everywhere, withdrawable."""

import pytest

from ayni.domain.rules import Standing, overall_standing, standing
from ayni.workspace import Refused

WHY = {"motivo": "El trámite está en la SUNAT", "documento": "Informe 034-2026-GDE"}


@pytest.fixture
def aeo(town):
    """An AEO whose RUC is not found."""
    return town.aeo(ruc_estado="activo", ruc_condicion="no_habido", beneficiaria_antes="no")


def about(door, aeo, check="ruc_state"):
    return next(answer for answer in door.eligibility(door.aeo(aeo), aeo) if answer.check == check)


def test_what_fails_is_let_pass_and_shown_as_a_flag_with_its_reason(workspace, aeo):
    assert standing(about(workspace, aeo)) is Standing.FAIL
    workspace.let_pass(aeo, "ruc_state", WHY)
    answer = about(workspace, aeo)
    assert standing(answer) is Standing.FLAG
    assert answer.result == "FAIL"
    assert (answer.override.reason, answer.override.document) == (WHY["motivo"], WHY["documento"])
    assert answer.override.person == "Ana Huamán"
    assert workspace.dispensas(aeo)[0]["fecha"] == "2026-03-10"
    assert "ruc_state" not in {problem.field for problem in workspace.aeo_problems(aeo)}
    assert overall_standing([answer]) is Standing.FLAG
    assert workspace.check() == []


def test_it_can_be_withdrawn_and_that_taken_back(workspace, aeo):
    workspace.let_pass(aeo, "ruc_state", WHY)
    workspace.withdraw_dispensa(aeo, "ruc_state")
    assert standing(about(workspace, aeo)) is Standing.FAIL
    workspace.undo()
    assert standing(about(workspace, aeo)) is Standing.FLAG
    workspace.undo()
    assert standing(about(workspace, aeo)) is Standing.FAIL
    with pytest.raises(Refused):
        workspace.withdraw_dispensa(aeo, "ruc_state")


@pytest.mark.parametrize(("wrong", "field"), [({"motivo": " "}, "motivo"), ({"documento": ""}, "documento")])
def test_it_needs_a_reason_and_a_document(town, aeo, wrong, field):
    before = town.facts()
    with pytest.raises(Refused) as refusal:
        town.door.let_pass(aeo, "ruc_state", {**WHY, **wrong})
    assert [problem.field for problem in refusal.value.problems] == [field]
    assert town.facts() == before


@pytest.mark.parametrize("check", ["ruc", "power", "nada"])
def test_what_is_met_or_unknown_is_not_let_pass(workspace, aeo, check):
    with pytest.raises(Refused):
        workspace.let_pass(aeo, check, WHY)


def test_it_is_let_pass_once(workspace, aeo):
    workspace.let_pass(aeo, "ruc_state", WHY)
    with pytest.raises(Refused):
        workspace.let_pass(aeo, "ruc_state", WHY)


def test_two_who_let_it_pass_apart_make_one_flag(trio):
    office, beto = trio.office.door, trio.beto.door
    aeo = trio.aeo
    office.save_aeo({**office.aeo(aeo), "ruc_estado": "baja", "ruc_condicion": "habido"}, aeo)
    office.assign_roles("Beto Quispe", {"dirige"})
    trio.share()
    office.let_pass(aeo, "ruc_state", WHY)
    beto.let_pass(aeo, "ruc_state", {**WHY, "motivo": "Lo vi en la SUNAT"})
    trio.share()
    trio.equal()
    assert len(office.dispensas(aeo)) == 1
    assert office.dispensas(aeo) == beto.dispensas(aeo)
    office.withdraw_dispensa(aeo, "ruc_state")
    assert office.dispensas(aeo) == []


def test_the_history_of_the_aeo_tells_it(workspace, aeo):
    workspace.let_pass(aeo, "ruc_state", WHY)
    workspace.withdraw_dispensa(aeo, "ruc_state")
    told = workspace.aeo_history(aeo)
    assert [line.act for line in told[:3]] == [
        "Retirar lo que se dejó pasar",
        "Dejar pasar una regla",
        "Registrar la organización",
    ]
    assert told[1].reason == WHY["motivo"]
    assert ("Documento que lo dispone", "", WHY["documento"]) in told[1].changes
