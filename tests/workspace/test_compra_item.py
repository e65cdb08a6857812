"""The items of a purchase and their plans through the door: one save, one undo, nothing half allotted."""

from decimal import Decimal

import pytest

from ayni.workspace import Refused

FACTS = {"nombre": "Balanzas para tres planes", "objeto": "BIEN", "modalidad": "AGRUPADA", "year": "2026"}
ITEMS = [
    {"nombre": "Balanza", "unidad": "und", "cantidad": "5", "precio_plan": "350"},
    {"nombre": "Jaula", "unidad": "und", "cantidad": "40", "precio_plan": "85.5"},
]


@pytest.fixture
def compra(workspace):
    return workspace.save_compra(FACTS)


def test_items_and_their_plans_are_kept_in_one_save_and_undone_as_one(workspace, compra, aeo):
    given = [{"item": "0", "aeo": aeo, "cantidad": "5"}, {"item": "1", "aeo": aeo, "cantidad": "30"}]
    workspace.save_compra_items(compra, ITEMS, given)
    assert [item["nombre"] for item in workspace.compra_items(compra)] == ["Balanza", "Jaula"]
    assert [str(problem.sentence) for problem in workspace.allotment_problems(compra)] == [
        "Falta repartir de Jaula: 10."
    ]
    assert {row["aeo_nombre"] for row in workspace.asignaciones(compra)} == {workspace.aeo(aeo)["nombre"]}
    balanza = workspace.compra_items(compra)[0]["id"]
    assert [share.centimos for share in workspace.shares(compra, balanza, Decimal(351))] == [175_500]
    workspace.undo()
    assert workspace.compra_items(compra) == []
    assert workspace.asignaciones(compra) == []
    assert workspace.check() == []


def test_a_row_that_is_kept_stays_the_same_row_and_one_not_given_goes(workspace, compra, aeo):
    workspace.save_compra_items(compra, ITEMS, [{"item": "0", "aeo": aeo, "cantidad": "5"}])
    first, second = workspace.compra_items(compra)
    stored = workspace.asignaciones(compra)[0]
    workspace.save_compra_items(
        compra,
        [{**second, "cantidad": "41"}, first],
        [{**stored, "cantidad": "4"}, {"item": second["id"], "aeo": aeo, "cantidad": "41"}],
    )
    assert [(item["id"], item["cantidad"]) for item in workspace.compra_items(compra)] == [
        (second["id"], "41"),
        (first["id"], "5"),
    ]
    assert {row["item"]: row["cantidad"] for row in workspace.asignaciones(compra)} == {
        first["id"]: "4",
        second["id"]: "41",
    }
    workspace.save_compra_items(compra, [first])
    assert [item["id"] for item in workspace.compra_items(compra)] == [first["id"]]


def test_a_wrong_row_is_named_by_its_place_and_nothing_is_kept(workspace, compra, aeo):
    with pytest.raises(Refused) as caught:
        workspace.save_compra_items(compra, [ITEMS[0], {**ITEMS[1], "cantidad": "0"}], [{"item": "0", "cantidad": "5"}])
    assert [problem.field for problem in caught.value.problems] == ["items.1.cantidad"]
    with pytest.raises(Refused) as caught:
        workspace.save_compra_items(compra, ITEMS, [{"item": "0", "cantidad": "5"}])
    assert [problem.field for problem in caught.value.problems] == ["asignaciones.0.aeo"]
    assert workspace.compra_items(compra) == []


def test_only_a_grouped_purchase_is_begun_without_saying_for_whom(workspace):
    with pytest.raises(Refused) as caught:
        workspace.save_compra({**FACTS, "modalidad": "ADMINISTRACION_DIRECTA"})
    assert [problem.field for problem in caught.value.problems] == ["aeo"]
