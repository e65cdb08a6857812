"""Other prices for a plan: seen first, kept in one save with a version before, taken back whole."""

import pytest

from ayni.domain.presupuesto import SOURCES
from ayni.paths import resource
from ayni.workspace import Refused

EXAMPLE = resource("examples/plan_cuyes.json")


@pytest.fixture
def plan(workspace, aeo, call):
    return workspace.import_plan(EXAMPLE, {"aeo": aeo, "convocatoria": call})


def test_prices_are_seen_before_they_are_kept(workspace, plan):
    before = workspace.state_hash()
    changes = workspace.raise_prices(plan, "insumos", "12,5 %")
    seen = workspace.preview_prices(plan, changes)
    assert seen.changed == len(changes) > 0
    assert seen.before["VAN de todo el plan"] != seen.after["VAN de todo el plan"]
    assert seen.before["Inversión total"] == seen.after["Inversión total"]
    assert seen.problems == {}
    assert workspace.state_hash() == before


def test_kept_prices_give_what_was_seen_and_a_version_keeps_what_was(workspace, plan):
    changes = workspace.raise_prices(plan, "inversion", "8") | workspace.raise_prices(plan, "ventas", "-3")
    seen = workspace.preview_prices(plan, changes)
    assert workspace.reprice_plan(plan, changes, "Precios de marzo") == len(changes)
    (version,) = workspace.versiones(plan)
    assert version["nombre"] == "Antes de cambiar los precios"
    told = {cell.label: (cell.before, cell.after) for cell in workspace.compare(plan, version["id"]).figures}
    assert told == {label: (seen.before[label], seen.after[label]) for label in seen.before}
    assert workspace.budget_problems(plan) == {}
    assert workspace.history("partida", workspace.partidas(plan)[0]["id"])[0].reason == "Precios de marzo"


def test_one_row_is_taken_back_with_all_the_others(workspace, plan):
    before = workspace.state_hash(), workspace.content_of(plan)
    changes = workspace.raise_prices(plan, "inversion", "8") | workspace.raise_prices(plan, "ventas", "-3")
    workspace.reprice_plan(plan, changes)
    assert str(workspace.undo()) == "Cambiar los precios del plan"
    assert workspace.content_of(plan) == before[1]


def test_a_row_that_somebody_fixed_is_told(workspace, plan):
    row = workspace.partidas(plan)[0]
    workspace.save_partida(plan, {SOURCES[0]: "1.00"}, row["id"])
    seen = workspace.preview_prices(plan, {row["id"]: "99"})
    assert [problem.field for problem in seen.problems[row["id"]]] == [SOURCES[0]]


def test_the_limits_are_those_of_the_new_prices(workspace, plan):
    now = {light.check: light.result for light in workspace.lights(plan)}
    seen = workspace.preview_prices(plan, workspace.raise_prices(plan, "inversion", "400"))
    assert {light.check: light.result for light in seen.lights} != now


@pytest.mark.parametrize(
    ("percentage", "said"), [("mucho", "Escriba un número"), ("-101", "más de 100"), ("", "número")]
)
def test_a_percentage_that_cannot_be_is_refused(workspace, plan, percentage, said):
    with pytest.raises(Refused, match=said):
        workspace.raise_prices(plan, "ventas", percentage)


def test_a_price_that_cannot_be_names_its_row(workspace, plan, aeo, call):
    row = workspace.partidas(plan)[0]["id"]
    with pytest.raises(Refused) as refused:
        workspace.preview_prices(plan, {row: "abc"})
    assert [problem.field for problem in refused.value.problems] == [row]
    with pytest.raises(Refused, match="no es de este plan"):
        workspace.preview_prices(plan, {aeo: "5"})
    with pytest.raises(Refused, match="Ningún precio es distinto"):
        workspace.reprice_plan(plan, {row: workspace.partidas(plan)[0]["precio_unitario"]})
