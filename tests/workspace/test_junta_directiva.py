"""The board: who holds which cargo from when to when."""

import pytest

from ayni.workspace import Refused


@pytest.fixture
def three(town, aeo):
    return town.socios(aeo, 3)


def board(door, aeo, people, **others):
    return [
        door.save_cargo(aeo, {"socio": person, "cargo": cargo, "desde": "01/02/2025", "hasta": "31/01/2027", **others})
        for person, cargo in zip(people, ("tesorero", "presidente", "secretario"), strict=True)
    ]


def test_a_board_of_three_is_complete_and_in_the_order_of_the_paper(workspace, aeo, three):
    assert [problem.field for problem in workspace.junta_problems(aeo)] == ["cargo"] * 3
    board(workspace, aeo, three)
    assert workspace.junta_problems(aeo) == []
    found = workspace.junta(aeo)
    assert [row["cargo"] for row in found] == ["presidente", "secretario", "tesorero"]
    assert found[0]["full_name"] == workspace.socio(three[1])["full_name"]
    assert found[0]["dni"] == workspace.socio(three[1])["dni"]
    assert workspace.check() == []


def test_a_period_that_has_ended_leaves_the_cargo_empty(town, aeo, three):
    board(town.door, aeo, three)
    town.clock.forward(days=330)
    assert len(town.door.junta_problems(aeo)) == 3


def test_one_person_in_two_cargos_is_told(workspace, aeo, three):
    board(workspace, aeo, [three[0], three[0], three[1]])
    assert [problem.field for problem in workspace.junta_problems(aeo)] == ["socio"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"socio": "nada"}, "socio"),
        ({"socio": ""}, "socio"),
        ({"cargo": "rey"}, "cargo"),
        ({"cargo": ""}, "cargo"),
        ({"desde": ""}, "desde"),
        ({"desde": "31/01/2027", "hasta": "01/02/2025"}, "hasta"),
    ],
)
def test_the_door_does_not_trust_the_form(workspace, aeo, three, wrong, field):
    good = {"socio": three[0], "cargo": "presidente", "desde": "01/02/2025"}
    with pytest.raises(Refused) as refusal:
        workspace.save_cargo(aeo, good | wrong)
    assert [problem.field for problem in refusal.value.problems] == [field]
    assert workspace.junta(aeo) == []


def test_somebody_of_another_aeo_cannot_hold_a_cargo_here(town, call, aeo, three):
    other = town.aeo(call, nombre="Otra", ruc="20600000013")
    with pytest.raises(Refused) as refusal:
        town.door.save_cargo(other, {"socio": three[0], "cargo": "presidente", "desde": "01/02/2025"})
    assert [problem.field for problem in refusal.value.problems] == ["socio"]


def test_a_period_is_corrected_removed_and_brought_back(workspace, aeo, three):
    first, *_ = board(workspace, aeo, three)
    kept = [row["full_name"] for row in workspace.junta(aeo)]
    workspace.save_cargo(aeo, {"socio": three[2], "cargo": "tesorero", "desde": "01/03/2025"}, first)
    found = {row["id"]: row for row in workspace.junta(aeo)}[first]
    assert (found["socio"], found["desde"], found["hasta"]) == (three[2], "2025-03-01", None)
    workspace.undo()
    workspace.remove_cargo(first)
    assert len(workspace.junta(aeo)) == 2
    workspace.undo()
    assert [row["full_name"] for row in workspace.junta(aeo)] == kept
    assert workspace.check() == []


def test_a_period_never_moves_to_another_aeo(town, call, aeo, three):
    first, *_ = board(town.door, aeo, three)
    other = town.aeo(call, nombre="Otra", ruc="20600000013")
    [guest] = town.socios(other, 1, first=50)
    with pytest.raises(Refused):
        town.door.save_cargo(other, {"socio": guest, "cargo": "presidente", "desde": "01/02/2025"}, first)
    with pytest.raises(Refused, match="ya no existe"):
        town.door.save_cargo(aeo, {"socio": three[0], "cargo": "presidente", "desde": "01/02/2025"}, "nada")
    with pytest.raises(Refused, match="ya no existe"):
        town.door.remove_cargo("nada")
    assert town.door.check() == []


def test_a_period_whose_end_is_known_only_to_the_month_is_no_mistake(workspace, aeo, three):
    workspace.save_cargo(aeo, {"socio": three[0], "cargo": "vocal", "desde": "15/02/2025", "hasta": "febrero 2025"})
    assert workspace.junta(aeo)[0]["hasta"] == "2025-02"
