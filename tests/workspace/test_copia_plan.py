"""A plan copied as a start: everything under new ids, nothing said to be complete, what came along is told."""

import pytest

from ayni.paths import resource
from ayni.workspace import Refused
from ayni.workspace.version import parts_of_plan
from last_mile import LastMile

EXAMPLE = resource("examples/plan_cuyes.json")


@pytest.fixture
def plan(workspace, aeo, call):
    made = workspace.import_plan(EXAMPLE, {"aeo": aeo, "convocatoria": call})
    workspace.save_plan({"estado": "presentado"}, made)
    workspace.save_seccion(made, "antecedentes", {"texto": "Hoy morimos de frío.", "terminado": "si"})
    workspace.save_comentario(made, "antecedentes", {"texto": "¿Cuántos grados?"})
    return made


@pytest.fixture
def other(town, call):
    made = town.aeo(call, nombre="Asociación Kusi Quwi", ruc="20991234561", categoria="B")
    town.socios(made, 12)
    return made


def without(row, *names):
    return {name: value for name, value in row.items() if name not in {"id", "plan", "aeo", "bloque", *names}}


def test_a_copy_says_everything_under_new_ids(workspace, plan, aeo, call):
    made = workspace.copy_plan(plan, aeo, call)
    before, after = workspace.content_of(plan), workspace.content_of(made)
    for name in parts_of_plan():
        assert len(after[name]) == len(before[name])
        assert {row["id"] for row in after[name]}.isdisjoint(row["id"] for row in before[name])
        assert {row["plan"] for row in after[name]} <= {made}
    for rows in (workspace.partidas, workspace.lineas, workspace.bloques):
        assert [without(row) for row in rows(made)] == [without(row) for row in rows(plan)]
    assert workspace.indicators(made) == workspace.indicators(plan)
    assert workspace.check() == []


def test_lines_of_the_copy_belong_to_the_activities_of_the_copy(workspace, plan, aeo, call):
    made = workspace.copy_plan(plan, aeo, call)
    blocks = {row["id"]: row["nombre"] for row in workspace.bloques(made)}
    old = {row["id"]: row["nombre"] for row in workspace.bloques(plan)}
    assert any(row["bloque"] for row in workspace.lineas(plan))
    assert [blocks.get(row["bloque"]) for row in workspace.lineas(made)] == [
        old.get(row["bloque"]) for row in workspace.lineas(plan)
    ]


def test_nothing_of_a_copy_is_complete_presented_or_commented(workspace, plan, aeo, call):
    made = workspace.copy_plan(plan, aeo, call)
    assert workspace.seccion_answers(made, "antecedentes") == {"texto": "Hoy morimos de frío.", "terminado": "no"}
    assert workspace.plan(made)["estado"] == "borrador"
    assert workspace.plan(made)["titulo"] == f"Copia: {workspace.plan(plan)['titulo']}"
    assert workspace.comentarios(made) == []
    assert workspace.versiones(made) == []
    assert len(workspace.versiones(plan)) == 1
    workspace.save_seccion(made, "antecedentes", {"texto": "Otro"})  # the copy's own row, not the old plan's
    assert workspace.seccion(plan, "antecedentes").texto == "Hoy morimos de frío."


def test_a_copy_for_another_aeo_takes_what_the_register_knows_of_it(workspace, plan, other, call):
    made = workspace.copy_plan(plan, other, call)
    found = workspace.plan(made)
    assert (found["aeo"], found["categoria"], found["socios_participantes"]) == (other, "B", "12")
    assert {row["aeo"] for rows in workspace.content_of(made).values() for row in rows} == {other}


def test_what_was_put_and_bought_for_a_plan_stays_with_it(workspace, aeo, call):
    mile = LastMile(workspace, aeo, call)
    mile.put(checked=False)
    assert "Aporte de la contrapartida" not in dict(workspace.copy_told(mile.plan, aeo).rows)
    made = workspace.copy_plan(mile.plan, aeo, call)
    assert workspace.contrapartidas(made) == []
    assert len(workspace.partidas(made)) == len(workspace.partidas(mile.plan))


def test_the_copy_is_told_before_it_is_made(workspace, plan, aeo, other):
    told = workspace.copy_told(plan, aeo)
    rows = dict(told.rows)
    assert rows["Partida del presupuesto"] == len(workspace.partidas(plan))
    assert rows["Parte del plan"] == 1
    assert any("cotizaciones" in str(said) for said in told.left)
    assert len(workspace.copy_told(plan, other).left) == len(told.left) + 1


def test_a_copy_is_taken_back_whole(workspace, plan, aeo, call):
    before = workspace.state_hash()
    workspace.copy_plan(plan, aeo, call)
    assert str(workspace.undo()) == "Copiar un plan como comienzo"
    assert workspace.state_hash() == before


def test_a_copy_needs_its_call_and_a_long_title_stays_within_its_limit(workspace, plan, aeo, call):
    with pytest.raises(Refused, match="Elija una convocatoria"):
        workspace.copy_plan(plan, aeo, "")
    workspace.save_plan({"titulo": "x" * 700}, plan)
    assert len(workspace.plan(workspace.copy_plan(plan, aeo, call))["titulo"]) == 700
