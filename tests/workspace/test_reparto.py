"""What a purchase buys, typed row by row or brought from the budgets of plans, and what nobody buys twice."""

from decimal import Decimal

import pytest

from ayni.domain.reparto import BudgetRow, gathered
from ayni.workspace import Refused

FACTS = {"nombre": "Balanzas para dos planes", "objeto": "BIEN", "modalidad": "AGRUPADA", "year": "2026"}


def row(name, quantity, price, unit="und", clase="equipos"):
    return {"nombre": name, "unidad": unit, "cantidad": quantity, "precio_unitario": price, "clase": clase}


@pytest.fixture
def compra(workspace):
    return workspace.save_compra(FACTS)


@pytest.fixture
def plans(town, call):
    """Two plans that need scales, one of them cages too."""
    made = []
    for place, (name, ruc) in enumerate((("Asociación Ñan", "20100017491"), ("Asociación Inti", "20131312955"))):
        aeo = town.aeo(call, nombre=name, ruc=ruc, partida_registral=f"1104{place}")
        plan = town.door.save_plan({"aeo": aeo, "titulo": f"Plan {place}", "convocatoria": call, "categoria": "A"})
        town.door.save_partida(
            plan, row("Balanzas digitales" if place else "Balanza digital", "2", f"{300 + place * 60}")
        )
        town.door.save_partida(plan, row("Obrero", "10", "50", "jornal", "mano_obra"))
        made.append(plan)
    town.door.save_partida(made[0], row("Jaula", "10", "80"))
    return made


def test_rows_typed_one_by_one_are_kept_changed_and_taken_away(workspace, compra, aeo):
    first = workspace.save_compra_item(compra, {"nombre": "Balanza", "cantidad": "5"})
    workspace.save_asignacion(first, {"aeo": aeo, "cantidad": "3"})
    workspace.save_compra_item(compra, {"precio_plan": "350"}, first)
    assert [(item["nombre"], item["cantidad"], item["precio_plan"]) for item in workspace.compra_items(compra)] == [
        ("Balanza", "5", "350")
    ]
    assert [str(each.sentence) for each in workspace.allotment_problems(compra)] == ["Falta repartir de Balanza: 2."]
    workspace.remove_compra_item(first)
    assert workspace.compra_items(compra) == workspace.asignaciones(compra) == []
    workspace.undo()
    assert len(workspace.asignaciones(compra)) == 1
    workspace.remove_asignacion(workspace.asignaciones(compra)[0]["id"])
    assert workspace.asignaciones(compra) == []
    assert workspace.check() == []


@pytest.mark.parametrize("quantity", ["0", "-2", "muchas", ""])
def test_a_quantity_that_is_none_is_refused_and_the_good_rows_stay(workspace, compra, aeo, quantity):
    good = {"nombre": "Jaula", "cantidad": "4"}
    wrong, done = workspace.save_compra_item_rows(
        compra, [("", {"nombre": "Balanza", "cantidad": quantity}), ("", good)]
    )
    assert [problem.field for problem in wrong] == ["cantidad"]
    with pytest.raises(Refused):
        workspace.save_asignacion(done, {"aeo": aeo, "cantidad": quantity})
    with pytest.raises(Refused):
        workspace.save_asignacion(done, {"aeo": "nadie", "cantidad": "1"})
    assert [item["nombre"] for item in workspace.compra_items(compra)] == ["Jaula"]
    assert workspace.asignaciones(compra) == []


def test_what_two_plans_need_alike_comes_as_one_item_for_both(workspace, compra, plans):
    found = workspace.partidas_to_buy(compra, plans)
    assert [(each.nombre, int(each.left)) for each in found] == [
        ("Balanza digital", 2),
        ("Jaula", 10),
        ("Balanzas digitales", 2),
    ]
    assert workspace.bring_partidas(compra, [each.partida for each in found]) == 2
    scale, cage = workspace.compra_items(compra)
    assert (scale["nombre"], scale["cantidad"], scale["precio_plan"]) == ("Balanza digital", "4", "330")
    assert (cage["cantidad"], cage["precio_plan"]) == ("10", "80")
    assert workspace.allotment_problems(compra) == []
    assert {
        share.plan: share.centimos for share in workspace.shares(compra, scale["id"], Decimal("310.01"))
    } == dict.fromkeys(plans, 62002)
    assert workspace.check() == []


def test_what_another_purchase_buys_already_is_said_and_not_bought_again(workspace, compra, plans):
    found = workspace.partidas_to_buy(compra, plans[:1])
    workspace.bring_partidas(compra, [found[0].partida])
    other = workspace.save_compra({**FACTS, "nombre": "Otra compra"})
    again = workspace.partidas_to_buy(other, plans[:1])
    assert (again[0].left, again[0].purchases) == (0, ((compra, FACTS["nombre"]),))
    with pytest.raises(Refused, match="ya se compra en otra compra"):
        workspace.bring_partidas(other, [found[0].partida])
    item = workspace.compra_items(compra)[0]
    share = workspace.asignaciones(compra)[0]
    workspace.save_compra_items(compra, [{**item, "cantidad": "1"}], [{**share, "cantidad": "1"}])
    assert workspace.partidas_to_buy(other, plans[:1])[0].left == 1
    assert workspace.bring_partidas(other, [found[0].partida]) == 1
    assert workspace.compra_items(other)[0]["cantidad"] == "1"


def test_a_price_that_does_not_divide_is_the_mean_to_four_decimals():
    rows = [
        BudgetRow(str(place), "p", "a", "Balanza", "und", Decimal(quantity), Decimal(price))
        for place, (quantity, price) in enumerate((("1", "100"), ("2", "100.01")))
    ]
    assert gathered(rows, lambda name, unit: name)[0].precio == Decimal("100.0067")
