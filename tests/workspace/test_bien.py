"""Goods through the door: made from a delivery in one save, told when a serial comes twice, visited and never lost."""

import pytest

from ayni.workspace import Refused
from last_mile import LastMile


@pytest.fixture
def mile(workspace, aeo, call):
    return LastMile(workspace, aeo, call)


def said(caught):
    return [str(problem.sentence) for problem in caught.value.problems]


def test_a_delivery_becomes_goods_one_by_one_in_one_save(mile, workspace):
    mile.bought().put()
    act = mile.happened("entrega_aeo", "25/02/2026", {"plan": mile.plan, "contrapartida_verificada": "si"})
    proposed = workspace.bienes_proposed(mile.compra, act)
    assert [(row["serie"], row["cantidad"], row["precio_unitario"]) for row in proposed] == [
        ("DC-2026-017", "1", "3900"),
        ("DC-2026-018", "1", "3900"),
    ]
    assert {row["orden_compra"] for row in proposed} == {"OC-44-2026"}
    assert {row["guia"] for row in proposed} == {"GR-77"}
    completed = [{**row, "marca": "Andes", "pecosa": "P-12"} for row in proposed]
    made = workspace.bienes_from_delivery(mile.compra, act, completed)
    goods = workspace.bienes(plan=mile.plan)
    assert {good["id"] for good in goods} == set(made)
    assert {good["total_centimos"] for good in goods} == {390_000}
    assert {good["partida"] for good in goods} == {mile.rows[0]}
    assert workspace.bienes_proposed(mile.compra, act) == []
    with pytest.raises(Refused):
        workspace.bienes_from_delivery(mile.compra, act)
    workspace.undo()
    assert workspace.bienes(plan=mile.plan) == []
    assert workspace.check() == []


def test_more_than_the_delivery_brought_is_refused_with_the_figures(mile, workspace):
    mile.bought().put()
    act = mile.happened("entrega_aeo", "25/02/2026", {"plan": mile.plan, "contrapartida_verificada": "si"})
    row = workspace.bienes_proposed(mile.compra, act)[0]
    with pytest.raises(Refused) as caught:
        workspace.bienes_from_delivery(mile.compra, act, [{**row, "serie": None, "cantidad": "3"}])
    assert said(caught) == ["De Despulpadora de cacao se registran 3 y quedan por registrar 2."]
    with pytest.raises(Refused) as caught:
        workspace.bienes_from_delivery(mile.compra, act, [row, row])
    assert [problem.field for problem in caught.value.problems] == ["1.serie"]


def test_a_serial_that_somebody_has_already_is_told_with_its_owner(mile, workspace):
    mile.bought().put().handed()
    good = workspace.bien(mile.goods[0])
    with pytest.raises(Refused) as caught:
        workspace.save_bien(
            mile.aeo,
            {
                "clase_bien": "bien",
                "nombre": good["nombre"],
                "cantidad": "1",
                "serie": "dc 2026 017",
                "fecha_recepcion": "01/03/2026",
            },
        )
    assert [problem.field for problem in caught.value.problems] == ["serie"]
    assert good["aeo_nombre"] in said(caught)[0]
    workspace.save_bien(mile.aeo, {"color": "verde"}, good["id"])
    assert workspace.bien(good["id"])["color"] == "verde"
    assert workspace.bien(good["id"])["serie"] == "DC-2026-017"


def test_a_visit_says_how_a_good_is_and_a_correction_keeps_both(mile, workspace, clock):
    mile.bought().put().handed()
    good = mile.goods[0]
    first = workspace.save_visita_bien(
        good, {"fecha": "01/03/2026", "estado_bien": "Habido/Buen estado", "visitante": "Ana"}
    )
    wrong = workspace.save_visita_bien(good, {"fecha": "05/03/2026", "estado_bien": "No habido", "visitante": "Ana"})
    assert workspace.bien(good)["estado_bien"] == "no_habido"
    with pytest.raises(Refused) as caught:
        workspace.save_visita_bien(
            good,
            {"fecha": "05/03/2026", "estado_bien": "habido_malo", "visitante": "Ana"},
            corrects=wrong,
            reason="corto",
        )
    assert [problem.field for problem in caught.value.problems] == ["corrige_motivo"]
    clock.forward(minutes=1)
    right = workspace.save_visita_bien(
        good,
        {"fecha": "05/03/2026", "estado_bien": "habido_malo", "visitante": "Ana"},
        corrects=wrong,
        reason="Estaba en el otro galpón, con el eje roto",
    )
    assert [(row["id"], row["corregida"]) for row in workspace.visitas_bien(good)] == [
        (right, False),
        (wrong, True),
        (first, False),
    ]
    assert workspace.bien(good)["estado_bien"] == "habido_malo"
    with pytest.raises(Refused):
        workspace.remove_bien(good)
    workspace.undo()
    assert workspace.bien(good)["estado_bien"] == "no_habido"


def test_a_service_is_carried_out_or_not(mile, workspace):
    advice = workspace.save_bien(
        mile.aeo,
        {"clase_bien": "servicio", "nombre": "Asistencia técnica", "cantidad": "1", "fecha_recepcion": "01/02/2026"},
    )
    with pytest.raises(Refused) as caught:
        workspace.save_visita_bien(advice, {"fecha": "05/02/2026", "estado_bien": "habido_bueno", "visitante": "Ana"})
    assert said(caught) == ["Un servicio está ejecutado o no ejecutado."]
    workspace.save_visita_bien(advice, {"fecha": "05/02/2026", "estado_bien": "Ejecutado", "visitante": "Ana"})
    assert workspace.bien(advice)["estado_bien"] == "ejecutado"


def test_a_purchase_for_two_plans_asks_whose_the_goods_are(mile, workspace, town, call):
    mile.bought()
    other = town.aeo(call, nombre="Asociación Wiñay", ruc="20100070970")
    item, first = workspace.compra_items(mile.compra)[0], workspace.asignaciones(mile.compra)[0]
    workspace.save_compra_items(
        mile.compra,
        [item],
        [{**first, "cantidad": "1"}, {"item": item["id"], "aeo": other, "cantidad": "1"}],
    )
    arrival = workspace.handings(mile.compra)[0]["id"]
    with pytest.raises(Refused) as caught:
        workspace.bienes_proposed(mile.compra, arrival)
    assert [problem.field for problem in caught.value.problems] == ["destino"]
    workspace.bienes_from_delivery(mile.compra, arrival, destino=mile.plan)
    workspace.bienes_from_delivery(mile.compra, arrival, destino=other)
    assert [good["serie"] for good in workspace.bienes(aeo=mile.aeo)] == ["DC-2026-017"]
    assert [good["serie"] for good in workspace.bienes(aeo=other)] == ["DC-2026-018"]


def test_goods_of_everybody_are_listed_with_their_owner(mile, workspace):
    workspace.save_bien(
        mile.aeo, {"clase_bien": "bien", "nombre": "Jaula", "cantidad": "1", "fecha_recepcion": "01/02/2026"}
    )
    assert len(workspace.bienes()) == len(workspace.bienes(aeo=mile.aeo)) == 1
    assert workspace.bienes()[0]["aeo_nombre"]
