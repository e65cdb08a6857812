"""The timetable of a call, through the door."""

import pytest

from ayni.workspace import Refused


def test_stages_stand_in_the_order_of_their_days(workspace, call):
    workspace.save_etapa(call, {"nombre": "Evaluación", "inicio": "01/04/2026", "fin": "15/04/2026"})
    workspace.save_etapa(call, {"nombre": "Presentación", "inicio": "02/03/2026", "fin": "31/03/2026"})
    assert [each["nombre"] for each in workspace.etapas(call)] == ["Presentación", "Evaluación"]
    assert workspace.cronograma_problems(call) == []
    assert workspace.check() == []


def test_what_overlaps_is_told_and_kept(workspace, call):
    workspace.save_etapa(call, {"nombre": "Presentación", "inicio": "02/03/2026", "fin": "31/03/2026"})
    workspace.save_etapa(call, {"nombre": "Evaluación", "inicio": "31/03/2026"})
    (problem,) = workspace.cronograma_problems(call)
    assert problem.text == (
        "La etapa Evaluación empieza el 31/03/2026, antes de que termine Presentación el 31/03/2026."
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"fin": "01/03/2026"}, "fin"), ({"inicio": "marzo 2026"}, "inicio"), ({"nombre": ""}, "nombre")],
)
def test_a_stage_that_ends_before_it_starts_is_refused(town, call, wrong, field):
    before = town.facts()
    with pytest.raises(Refused) as refusal:
        town.door.save_etapa(call, {"nombre": "Presentación", "inicio": "02/03/2026", **wrong})
    assert [problem.field for problem in refusal.value.problems] == [field]
    assert town.facts() == before


def test_a_stage_is_changed_taken_away_and_brought_back(workspace, call):
    etapa = workspace.save_etapa(call, {"nombre": "Presentación", "inicio": "02/03/2026"})
    workspace.save_etapa(call, {"nombre": "Presentación", "inicio": "09/03/2026"}, etapa)
    assert workspace.etapas(call)[0]["inicio"] == "2026-03-09"
    workspace.remove_etapa(etapa)
    assert workspace.etapas(call) == []
    workspace.undo()
    assert len(workspace.etapas(call)) == 1
