"""Deliveries: nothing arrives above the order, nothing is paid above what was accepted, one plan holds the rest."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.compra_registro import check_event
from ayni.domain.entrega import ACCEPTED, PAID, RECEIVED, Ordered
from ayni.domain.evento import Event
from ayni.domain.fields_items import ItemQuantities, item_quantities
from ayni.domain.seguimiento import Known, replay

RULES = Path(__file__).parents[2] / "resources" / "rules"
LAW = PurchaseLaw.from_data(json.loads((RULES / "compras.json").read_text("utf-8")))
TODAY = date(2026, 9, 14)
ITEMS = {"b": Ordered("Balanza", Decimal(5), Decimal(350)), "j": Ordered("Jaula", Decimal(40), Decimal(80))}
KNOWN = Known(items=ITEMS)
TO_CONTRACT = [
    ("2026-03-02", "requerimiento", {}),
    ("2026-03-09", "interaccion_mercado", {}),
    ("2026-03-16", "certificacion_solicitada", {}),
    ("2026-03-20", "certificacion_emitida", {}),
    ("2026-04-01", "orden_contrato_menor", {"monto_centimos": 495_000, "plazo_dias": 20}),
]


def arrived(**quantities):
    return {"items": json.dumps([{"item": item, "cantidad": str(amount)} for item, amount in quantities.items()])}


def events(*more):
    return [
        Event(f"e{place:02}", codigo, fecha, place, datos=datos, modo="TARDIO")
        for place, (fecha, codigo, datos) in enumerate((*TO_CONTRACT, *more), start=1)
    ]


def asked(codigo, datos, *before, fecha="2026-09-14"):
    new = Event("nuevo", codigo, fecha, datos=datos)
    found = check_event(events(*before), new, LAW, TODAY, known=KNOWN)
    return {problem.field: problem.text for problem in found.problems}


def three(purchase):
    return [(row.nombre, *map(str, (row.ordered, row.received, row.accepted))) for row in purchase.three_way]


HALF = ("2026-04-10", "entrega_parcial", arrived(b=2, j=40))


def test_a_partial_delivery_counts_what_arrived_and_says_what_is_missing():
    purchase = replay(events(HALF), LAW, TODAY, known=KNOWN)
    assert purchase.state == "EN_EJECUCION"
    assert three(purchase) == [("Balanza", "5", "2", "0"), ("Jaula", "40", "40", "0")]
    assert str(purchase.three_way[0].sentence) == "Falta que llegue: 3."
    assert [each.state for each in purchase.deliveries] == [RECEIVED]


def test_more_than_was_ordered_does_not_arrive():
    assert asked("entrega_parcial", arrived(b=4), HALF) == {"items": "Balanza: llegan 4 y de lo pedido faltan 3."}
    assert asked("entrega_parcial", arrived(b=3), HALF) == {}


def test_a_whole_delivery_brings_all_that_was_missing():
    assert asked("entrega_total", arrived(b=2), HALF)["items"] == (
        "De Balanza faltarían 1. Registre una entrega parcial."
    )
    assert asked("entrega_total", arrived(b=3), HALF) == {}
    whole = replay(events(HALF, ("2026-04-18", "entrega_total", {})), LAW, TODAY, known=KNOWN)
    assert (whole.state, three(whole)[0]) == ("RECIBIDO", ("Balanza", "5", "5", "0"))


def test_one_delivery_is_accepted_and_paid_while_the_rest_is_awaited():
    one = {"alcance": "PARCIAL", "entrega_id": "e06"}
    steps = (HALF, ("2026-04-12", "conformidad", one), ("2026-04-20", "pago", {**one, "monto_centimos": 390_000}))
    purchase = replay(events(*steps), LAW, TODAY, known=KNOWN)
    assert (purchase.state, purchase.deliveries[0].state) == ("EN_EJECUCION", PAID)
    assert three(purchase) == [("Balanza", "5", "2", "2"), ("Jaula", "40", "40", "40")]
    done = replay(
        events(*steps, ("2026-04-25", "entrega_total", {}), ("2026-04-28", "conformidad", {})), LAW, TODAY, known=KNOWN
    )
    assert (done.state, [each.state for each in done.deliveries]) == ("CONFORME", [PAID, ACCEPTED])
    assert all(row.sentence is None for row in done.three_way)


def test_what_did_not_arrive_is_not_accepted():
    assert asked("conformidad", {**arrived(b=3), "alcance": "PARCIAL"}, HALF) == {
        "items": "Balanza: se aceptan 3 y llegaron 2."
    }


def test_nothing_is_paid_above_what_was_accepted_nor_twice():
    one = {"alcance": "PARCIAL"}
    accepted = (HALF, ("2026-04-12", "conformidad", one))
    assert asked("pago", {**one, "monto_centimos": 400_000}, *accepted) == {
        "monto_centimos": "Con este pago se paga más que lo aceptado: S/ 100.00 de más."
    }
    assert asked("pago", {**one, "monto_centimos": 500_000}, *accepted)["monto_centimos"] == (
        "Con este pago se paga más que el contrato: S/ 50.00 de más."
    )
    paid = ("2026-04-20", "pago", {**one, "monto_centimos": 1000, "comprobante": "F001-22"})
    assert asked("pago", {**one, "comprobante": "f001 - 22", "monto_centimos": 1000}, *accepted, paid) == {
        "comprobante": "Este comprobante ya fue pagado en esta compra."
    }


def test_after_a_broken_contract_the_next_one_buys_what_was_not_accepted():
    steps = (
        HALF,
        ("2026-04-12", "conformidad", {"alcance": "PARCIAL"}),
        ("2026-05-20", "resolucion_contrato", {}),
        ("2026-05-25", "nuevo_requerimiento", {}),
        ("2026-06-01", "interaccion_mercado", {}),
        ("2026-06-02", "certificacion_solicitada", {}),
        ("2026-06-03", "certificacion_emitida", {}),
        ("2026-06-05", "orden_contrato_menor", {"monto_centimos": 105_000, "plazo_dias": 10}),
    )
    assert three(replay(events(*steps), LAW, TODAY, known=KNOWN)) == [("Balanza", "3", "0", "0")]


def test_the_producers_are_given_what_was_accepted():
    steps = (("2026-04-18", "entrega_total", {}), ("2026-04-20", "conformidad", {}))
    checked = {"contrapartida_verificada": "si"}
    assert asked("entrega_aeo", {**arrived(b=6), **checked}, *steps)["items"] == (
        "Balanza: se entregan 6 y aceptadas sin entregar hay 5. (Reglamento de la Ley 29337, art. 29)"
    )
    assert asked("entrega_aeo", checked, *steps) == {}


def test_a_purchase_for_three_plans_ends_with_the_last_of_them():
    known = Known(items=ITEMS, destinos=frozenset({"p1", "p2", "p3"}))
    steps = [("2026-04-18", "entrega_total", {}), ("2026-04-20", "conformidad", {})]
    for place, plan in enumerate(("p1", "p2", "p3")):
        steps.append((f"2026-05-0{place + 1}", "entrega_aeo", {"plan": plan, **arrived(b=1)}))
        purchase = replay(events(*steps), LAW, TODAY, known=known)
        assert dict(purchase.reached)["entrega_aeo"] == place + 1
        assert purchase.state == ("ENTREGADO_AEO" if plan == "p3" else "CONFORME")
        assert purchase.handed_over == (plan == "p3")
    nobody = Event("nuevo", "entrega_aeo", "2026-09-14", datos={"contrapartida_verificada": "si"})
    found = check_event(events(*steps[:2]), nobody, LAW, TODAY, known=known)
    assert {problem.field for problem in found.problems} >= {"plan"}


def test_a_plan_is_not_closed_while_another_of_its_purchases_is_awaited():
    steps = (("2026-04-18", "entrega_total", {}), ("2026-04-20", "conformidad", {}), ("2026-04-21", "entrega_aeo", {}))
    new = Event("nuevo", "liquidacion_plan", "2026-09-14", datos={"deudas_declaradas": "si"})
    free = check_event(events(*steps), new, LAW, TODAY, known=KNOWN)
    assert not free.problems
    held = check_event(events(*steps), new, LAW, TODAY, known=Known(items=ITEMS, others=("Molino",)))
    assert [str(mark.sentence) for mark in held.marks] == ["Faltan recibir otras compras del plan: 1."]
    assert held.problems


@pytest.mark.parametrize("typed", ["", "siete", "{}", '[{"cantidad": "2"}]', '[{"item": "b", "cantidad": "dos"}]'])
def test_a_list_of_goods_that_cannot_be_read_is_told_and_never_guessed(typed):
    assert ItemQuantities().read(typed, TODAY).sentence is not None
    assert item_quantities(typed) == []


@given(st.lists(st.tuples(st.sampled_from("bj"), st.decimals("0.01", "9", places=2)), max_size=8))
def test_whatever_arrives_the_three_sides_never_cross(brought):
    steps = []
    for place, (item, amount) in enumerate(brought):
        new = Event("nuevo", "entrega_parcial", "2026-09-14", datos=arrived(**{item: amount}))
        if not check_event(events(*steps), new, LAW, TODAY, known=KNOWN).problems:
            steps.append((f"2026-05-{place + 1:02}", "entrega_parcial", arrived(**{item: amount})))
    purchase = replay(events(*steps), LAW, TODAY, known=KNOWN)
    assert all(row.accepted <= row.received <= row.ordered for row in purchase.three_way)
