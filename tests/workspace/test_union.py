"""Purchases in preparation joined into one: nothing lost or bought twice, the others closed with their link."""

from decimal import Decimal

import pytest

from ayni.workspace import Refused

FACTS = {"objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026"}
STEPS = ("requerimiento", "interaccion_mercado", "certificacion_solicitada", "certificacion_emitida")


def tell(workspace, compra, *codes):
    for code in codes:
        workspace.save_evento(compra, {"codigo": code, "fecha": "02/03/2026", "modo": "TARDIO"}, {})


@pytest.fixture
def two(town, call):
    aeos = (town.aeo(call), town.aeo(call, nombre="Asociación Ñan", ruc="20100017491", partida_registral="110456"))
    made = []
    for place, aeo in enumerate(aeos):
        compra = town.door.save_compra(
            {**FACTS, "nombre": f"Balanzas {place}", "aeo": aeo, "plazo_previsto_dias": str(90 + place)}
        )
        name = "Balanza digital" if place else "BALANZAS DIGITALES"
        items = [{"nombre": name, "unidad": "und", "cantidad": f"{place + 1}", "precio_plan": f"{300 + 30 * place}"}]
        shares = [{"item": "0", "aeo": aeo, "cantidad": f"{place + 1}"}]
        town.door.save_compra_items(compra, items, shares)
        made.append(compra)
    return made, aeos


def test_items_and_plans_go_with_the_new_purchase_and_the_others_close_with_their_link(workspace, two):
    (first, second), aeos = two
    tell(workspace, second, *STEPS[:2])  # in the study of the market, the last state in which it may be
    made = workspace.join_purchases([first, second], {"nombre": "Balanzas para dos"})
    compra = workspace.compra(made)
    assert (compra["modalidad"], compra["plazo_previsto_dias"], compra["aeo"]) == ("AGRUPADA", "90", None)
    item = workspace.compra_items(made)[0]
    assert (item["cantidad"], item["precio_plan"]) == ("3", "320")
    assert {(each["aeo"], each["cantidad"]) for each in workspace.asignaciones(made)} == {
        (aeos[0], "1"),
        (aeos[1], "2"),
    }
    assert workspace.allotment_problems(made) == []
    for old in (first, second):
        assert workspace.purchase(old).closed
        assert workspace.compra_items(old) == workspace.asignaciones(old) == []
        assert workspace.joined_into(old)["id"] == made
    assert [each["id"] for each in workspace.joined_from(made)] == [first, second]
    assert sum(share.centimos for share in workspace.shares(made, item["id"], Decimal("333.33"))) == 99999
    assert workspace.joined_into(made) is None
    assert workspace.check() == []


def test_shares_of_one_plan_become_one(workspace, two):
    (first, second), aeos = two
    row = workspace.asignaciones(second)[0]
    workspace.save_asignacion(row["item"], {"aeo": aeos[0]}, row["id"])
    made = workspace.join_purchases([first, second], {"nombre": "Juntas"})
    assert [(each["aeo"], each["cantidad"]) for each in workspace.asignaciones(made)] == [(aeos[0], "3")]


def test_from_the_certificate_on_nothing_is_joined(workspace, two):
    (first, second), _aeos = two
    tell(workspace, second, *STEPS[:3])
    with pytest.raises(Refused, match="todavía se preparan"):
        workspace.join_purchases([first, second], {"nombre": "Juntas"})
    assert not workspace.purchase(first).closed
    assert workspace.compra_count() == 2


def test_one_alone_other_kinds_other_years_and_closed_ones_are_refused(workspace, two):
    (first, second), aeos = two
    with pytest.raises(Refused, match="dos compras"):
        workspace.join_purchases([first, first], {"nombre": "Juntas"})
    for changed, told in (({"objeto": "SERVICIO"}, "misma clase"), ({"year": "2025"}, "distintos años")):
        other = workspace.save_compra({**FACTS, "nombre": "Otra", "aeo": aeos[0], **changed})
        with pytest.raises(Refused, match=told):
            workspace.join_purchases([first, other], {"nombre": "Juntas"})
    workspace.join_purchases([first, second], {"nombre": "Juntas"})
    with pytest.raises(Refused, match="se cerró"):
        workspace.join_purchases([first, second], {"nombre": "Otra vez"})


def test_specifications_that_differ_are_made_alike_first(workspace, two):
    (first, second), _aeos = two

    def specify(compra, item, value):
        given = {
            "clase": "EETT",
            "titulo": "Balanza",
            "finalidad": "Pesar lo que se vende",
            "caracteristicas": f'[{{"nombre": "Capacidad", "valor": "{value}"}}]',
            "fecha": "01/03/2026",
        }
        return workspace.save_especificacion(given, compra=compra, item=item["id"])

    items = [workspace.compra_items(compra)[0] for compra in (first, second)]
    specify(first, items[0], "30 kg")
    specify(second, items[1], "40 kg")
    with pytest.raises(Refused, match="especificaciones distintas"):
        workspace.join_purchases([first, second], {"nombre": "Juntas"})
