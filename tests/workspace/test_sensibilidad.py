"""What would sink a plan, at the door: computed once, kept until the plan changes, refused while data are missing."""

from pathlib import Path

import pytest

from ayni.domain.rules import Result
from ayni.workspace import Refused

P1 = Path(__file__).parents[1] / "cases" / "finance" / "own_P1_procompite.json"


@pytest.fixture
def p1(workspace, call, aeo):
    return workspace.import_plan(P1, {"aeo": aeo, "convocatoria": call})


def test_switching_values_of_the_worked_plan(workspace, p1):
    found = workspace.switching(p1)
    assert {name: str(value) for name, value in found.items() if name.startswith("all.")} == {
        "all.prices": "-13.8",
        "all.yields": "-13.8",
        "all.inputs": "32.1",
        "all.investment": "48.3",
        "all.general": "147.9",
    }


def test_it_is_kept_until_the_plan_changes(workspace, p1):
    line = next(line for line in workspace.lineas(p1) if line["tipo"] == "ingreso")
    workspace.save_linea(p1, {"precio_unitario": "28.5001"}, line["id"])  # figures that no other test has
    assert workspace.tried(p1) is None
    found = workspace.sensitivity(p1)
    assert workspace.tried(p1) is found
    assert workspace.sensitivity(p1) is found
    workspace.save_linea(p1, {"precio_unitario": "22"}, line["id"])
    assert workspace.tried(p1) is not found
    assert workspace.sensitivity(p1).base.npv_all < 0 < found.base.npv_all


def test_it_tells_how_far_it_is(workspace, p1):
    line = next(line for line in workspace.lineas(p1) if line["tipo"] == "ingreso")
    workspace.save_linea(p1, {"precio_unitario": "27.1234"}, line["id"])
    parts = list(workspace.trying(p1))
    assert parts[0] == 0
    assert parts == sorted(parts)


def test_an_empty_plan_is_refused_before_any_work(workspace, call, aeo):
    plan = workspace.save_plan({"aeo": aeo, "convocatoria": call, "categoria": "A", "titulo": "Nada"})
    with pytest.raises(Refused):
        workspace.trying(plan)


def test_what_should_be_asked_names_the_limit_and_the_line(workspace, p1):
    assert [answer.check for answer in workspace.plan_warnings(p1) if answer.result is not Result.FAIL] == []
    cages = workspace.partidas(p1)[0]
    workspace.save_partida(p1, {"se_repone": "si", "vida_util": "1"}, cages["id"])
    said = [str(answer.sentence) for answer in workspace.plan_warnings(p1)]
    assert f"{cages['nombre']}: dura un año y se repone cada año. ¿No es un insumo?" in said
