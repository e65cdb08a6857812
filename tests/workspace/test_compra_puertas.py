"""No door stores of a purchase what may not be: registering, correcting, a file, a bundle from another machine."""

import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ayni.domain.recorrido import OUT_OF_SEQUENCE
from ayni.workspace import Refused

FACTS = {"nombre": "Balanzas y jaulas", "objeto": "BIEN", "modalidad": "AGRUPADA", "year": "2026"}
ITEMS = [
    {"nombre": "Balanza", "unidad": "und", "cantidad": "5", "precio_plan": "350"},
    {"nombre": "Jaula", "unidad": "und", "cantidad": "40", "precio_plan": "80"},
]
TO_CONTRACT = (
    ("05/01/2026", "requerimiento", {}),
    ("08/01/2026", "interaccion_mercado", {}),
    ("12/01/2026", "certificacion_solicitada", {}),
    ("15/01/2026", "certificacion_emitida", {"monto_centimos": "6,000.00"}),
    ("20/01/2026", "orden_contrato_menor", {"monto_centimos": "4,950.00", "plazo_dias": "20"}),
)


def tell(door, compra, fecha, codigo, datos, modo="TARDIO"):
    return door.save_evento(compra, {"codigo": codigo, "fecha": fecha, "modo": modo}, datos)


def ordered(door):
    """A purchase with its order, and its items by name."""
    compra = door.save_compra(FACTS)
    door.save_compra_items(compra, ITEMS)
    for fecha, codigo, datos in TO_CONTRACT:
        tell(door, compra, fecha, codigo, datos)
    return compra, {item["nombre"]: item["id"] for item in door.compra_items(compra)}


def goods(ids, **quantities):
    rows = [{"item": ids[name.capitalize()], "cantidad": str(amount)} for name, amount in quantities.items()]
    return {"items": json.dumps(rows)}


def kept(door, compra):
    """What must hold of a purchase whatever anybody tried."""
    purchase = door.purchase(compra)
    for row in purchase.three_way:
        assert row.handed <= row.accepted <= row.received <= row.ordered
        assert (row.billed or Decimal(0)) <= row.accepted
    for step in purchase.steps:
        assert not [each for each in step.findings if not (each.legal or each.lacking or each.warns)]
        if step.event.modo == "VIVO":
            assert all(mark.code != OUT_OF_SEQUENCE for mark in step.marks)
    return purchase


CODES = (
    "entrega_parcial",
    "entrega_total",
    "conformidad",
    "pago",
    "entrega_aeo",
    "contrato",
    "buena_pro",
    "suspension",
)


@given(data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_tried_at_the_door_only_what_may_be_is_stored(workspace, data):
    compra, ids = ordered(workspace)
    for _turn in range(data.draw(st.integers(4, 12))):
        before = workspace.state_hash()
        events = workspace.eventos(compra)
        datos = goods(ids, balanza=data.draw(st.sampled_from((0, 1, 5, 6))), jaula=data.draw(st.sampled_from((0, 40))))
        datos |= data.draw(st.sampled_from(({}, {"alcance": "PARCIAL"})))
        try:
            if data.draw(st.integers(0, 3)):
                codigo = data.draw(st.sampled_from(CODES))
                if codigo in {"pago", "contrato"}:
                    datos["monto_centimos"] = data.draw(st.sampled_from(("", "0", "350.00", "4,950.00", "9,000.00")))
                day = data.draw(st.sampled_from(("25/01/2026", "10/02/2026", "09/03/2026", "11/03/2026")))
                tell(workspace, compra, day, codigo, datos, data.draw(st.sampled_from(("VIVO", "TARDIO"))))
            else:
                target = data.draw(st.sampled_from(events))
                changed = data.draw(st.sampled_from(({}, {"fecha": "12/03/2026"}, {"fecha": "02/01/2026"})))
                amount = data.draw(st.sampled_from(({}, {"monto_centimos": "0"}, {"monto_centimos": "100.00"})))
                workspace.rectify_evento(target["id"], "REEMPLAZAR", changed, "estaba mal copiado", {**datos, **amount})
        except Refused:
            assert workspace.state_hash() == before
        kept(workspace, compra)
    assert workspace.check() == []


@pytest.mark.parametrize(
    ("codigo", "datos", "sentence"),
    [
        ("entrega_parcial", {"balanza": 6}, "Balanza: llegan 6 y de lo pedido faltan 5."),
        ("conformidad", {"balanza": 6}, "Balanza: se aceptan 6 y llegaron 5."),
    ],
)
def test_a_correction_above_the_order_is_refused_with_its_figures(workspace, codigo, datos, sentence):
    compra, ids = ordered(workspace)
    first = tell(workspace, compra, "01/02/2026", "entrega_parcial", goods(ids, balanza=5))
    second = tell(workspace, compra, "05/02/2026", "conformidad", {"alcance": "PARCIAL", **goods(ids, balanza=5)})
    target = first if codigo == "entrega_parcial" else second
    with pytest.raises(Refused, match=sentence):
        workspace.rectify_evento(target, "REEMPLAZAR", {}, "estaba mal copiado", goods(ids, **datos))
    assert len(workspace.eventos(compra)) == len(TO_CONTRACT) + 2


def test_what_a_file_brings_out_of_sequence_is_kept_marked_and_moves_nothing(workspace, tmp_path):
    events = [
        {"codigo": "pago", "fecha": "2026-01-05", "datos": {"monto_centimos": -5}},
        {"codigo": "requerimiento", "fecha": "2026-01-06", "datos": {}},
        {"codigo": "entrega_total", "fecha": "2026-01-07", "datos": {}},
    ]
    path = tmp_path / "compra.json"
    path.write_text(json.dumps({"planned_days": 30, "events": events}), "utf-8")
    purchase = workspace.purchase(workspace.import_compra(path, FACTS))
    assert (purchase.state, purchase.marks) == ("REQUERIMIENTO", (OUT_OF_SEQUENCE,))
    assert [step.moved for step in purchase.steps] == [False, True, False]


def test_two_machines_that_register_at_once_keep_every_event_and_agree(trio):
    office = trio.office.door
    compra, ids = ordered(office)
    trio.share()
    doors = (office, trio.beto.door, trio.cira.door)
    ours = {
        tell(door, compra, f"0{place + 1}/02/2026", "entrega_parcial", goods(ids, balanza=3, jaula=10))
        for place, door in enumerate(doors)
    }
    trio.share()
    trio.share()
    trio.equal()
    found = [door.purchase(compra) for door in doors]
    assert found[0] == found[1] == found[2]
    assert ours <= {step.event.id for step in found[0].steps}
    too_much = [step for step in found[0].steps if any(mark.code == "G10" for mark in step.marks)]
    assert [str(too_much[0].marks[0].sentence)] == ["Balanza: llegan 3 y de lo pedido faltan 2."]
    with pytest.raises(Refused):
        tell(office, compra, "09/03/2026", "entrega_parcial", goods(ids, balanza=1))
