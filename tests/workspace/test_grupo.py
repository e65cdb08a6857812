"""One purchase for several plans: made of what they need alike, nothing bought twice, every céntimo in its plan."""

import pytest

from ayni.workspace import Refused

FACTS = {"nombre": "Balanzas para todos", "objeto": "BIEN", "year": "2026"}


def row(name, quantity, price, unit="und", clase="equipos"):
    return {"nombre": name, "unidad": unit, "cantidad": quantity, "precio_unitario": price, "clase": clase}


@pytest.fixture
def plans(town, call):
    """Three plans that need scales, called in three ways; the first needs cages too."""
    made = []
    for place, name in enumerate(("Balanza digital", "BALANZAS DIGITALES", "Balanza de plataforma")):
        aeo = town.aeo(call, nombre=f"Asociación {place}", ruc=None, naturaleza="natural", partida_registral=None)
        plan = town.door.save_plan({"aeo": aeo, "titulo": f"Plan {place}", "convocatoria": call, "categoria": "A"})
        town.door.save_partida(plan, row(name, f"{place + 1}", f"{300 + place}"))
        town.door.save_partida(plan, row("Obrero", "10", "50", "jornal", "mano_obra"))
        made.append(plan)
    town.door.save_partida(made[0], row("Jaula", "10", "80"))
    return made


def named(workspace, call, name):
    return next(each for each in workspace.needs_to_buy(call) if each.need.name == name)


def test_one_save_makes_the_purchase_its_items_and_what_each_plan_receives(workspace, call, plans):
    keys = [named(workspace, call, name).need.key for name in ("Balanza digital", "Jaula")]
    made = workspace.buy_together(call, keys, {**FACTS, "modalidad": "ADMINISTRACION_DIRECTA"})
    assert workspace.compra(made)["modalidad"] == "AGRUPADA"
    assert sorted((item["nombre"], item["cantidad"], item["precio_plan"]) for item in workspace.compra_items(made)) == [
        ("Balanza digital", "3", "300.6667"),
        ("Jaula", "10", "80"),
    ]
    assert sorted((each["plan"], each["cantidad"]) for each in workspace.asignaciones(made)) == sorted(
        [(plans[0], "1"), (plans[1], "2"), (plans[0], "10")]
    )
    assert workspace.allotment_problems(made) == []
    workspace.undo()
    assert workspace.compras() == []
    assert workspace.check() == []


def test_needs_that_a_person_joined_are_one_item(workspace, call, plans):
    keys = [named(workspace, call, name).need.key for name in ("Balanza digital", "Balanza de plataforma")]
    joined = workspace.join_needs(keys)
    made = workspace.buy_together(call, [joined], FACTS)
    assert [item["cantidad"] for item in workspace.compra_items(made)] == ["6"]
    assert {each["plan"] for each in workspace.asignaciones(made)} == set(plans)


def test_what_is_in_a_purchase_already_is_told_and_left_out(workspace, call, plans):
    key = named(workspace, call, "Balanza digital").need.key
    first = workspace.save_compra({**FACTS, "nombre": "Una sola", "modalidad": "AGRUPADA"})
    workspace.bring_partidas(first, [named(workspace, call, "Balanza digital").rows[0].partida])
    shared = named(workspace, call, "Balanza digital")
    assert (shared.plans, shared.left, shared.purchases) == (1, 2, ("Una sola",))
    made = workspace.buy_together(call, [key], FACTS)
    assert [each["plan"] for each in workspace.asignaciones(made)] == [plans[1]]
    with pytest.raises(Refused, match="ya se compra en otra compra"):
        workspace.buy_together(call, [key], FACTS)


def test_what_a_purchase_closed_without_buying_asked_for_can_be_bought_again(workspace, call, plans):
    key = named(workspace, call, "Jaula").need.key
    first = workspace.buy_together(call, [key], FACTS)
    answers = {"codigo": "cierre_sin_compra", "fecha": workspace.today().isoformat(), "modo": "VIVO"}
    workspace.save_evento(first, answers, {"motivo": "No hubo presupuesto"})
    shared = named(workspace, call, "Jaula")
    assert (shared.left, shared.purchases) == (10, ())
    workspace.buy_together(call, [key], FACTS)
    assert named(workspace, call, "Jaula").left == 0


def test_nothing_ticked_and_facts_missing_are_refused(workspace, call, plans):
    with pytest.raises(Refused, match="Marque primero"):
        workspace.buy_together(call, [], FACTS)
    with pytest.raises(Refused) as refused:
        workspace.buy_together(call, [named(workspace, call, "Jaula").need.key], {**FACTS, "nombre": ""})
    assert [each.field for each in refused.value.problems] == ["nombre"]
    assert workspace.compras() == []


def test_pieces_and_dozens_of_one_need_stay_two_items(town, workspace, call, plans):
    workspace.save_partida(plans[0], row("Bebedero", "5", "10"))
    workspace.save_partida(plans[1], row("Bebedero", "2", "110", "docena"))
    keys = [each.need.key for each in workspace.needs_to_buy(call) if each.need.name == "Bebedero"]
    joined = workspace.join_needs(keys)
    made = workspace.buy_together(call, [joined], FACTS)
    assert sorted((item["cantidad"], item["unidad"]) for item in workspace.compra_items(made)) == [
        ("2", "docena"),
        ("5", "und"),
    ]
