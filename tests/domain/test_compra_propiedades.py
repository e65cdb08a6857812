"""Whatever is allowed replays alike in any order, two logs of a purchase lose nothing, and no quantity goes around."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.compra_registro import check_event
from ayni.domain.entrega import Ordered
from ayni.domain.etapas import TARDIO, VIVO
from ayni.domain.evento import Event
from ayni.domain.recorrido import OUT_OF_SEQUENCE
from ayni.domain.seguimiento import Known, replay

RULES = Path(__file__).parents[2] / "resources" / "rules"
LAW = replace(PurchaseLaw.from_data(json.loads((RULES / "compras.json").read_text("utf-8"))), alerts={})
TODAY = date(2026, 9, 14)
BOUGHT = {"b": Ordered("Balanza", Decimal(5), Decimal(350)), "j": Ordered("Jaula", Decimal(40), Decimal(80))}
KNOWN = Known(items=BOUGHT)


def goods(**quantities):
    return json.dumps([{"item": item, "cantidad": str(amount)} for item, amount in quantities.items()])


quantities = st.fixed_dictionaries(
    {}, optional={"b": st.sampled_from((1, 2, 5, 6)), "j": st.sampled_from((10, 30, 40, 41))}
).map(lambda given: {"items": goods(**given)} if given else {})
scopes = st.sampled_from([{}, {"alcance": "PARCIAL"}])
FIXED = {
    "convocatoria": {"regimen": "L32069_DS001", "nomenclatura": "LP-ABR-1-2026-MDSL-1"},
    "desierto": {"causa": "SIN_OFERTAS", "informe": "1"},
    "nulidad_procedimiento": {"retrotrae_a": "BASES"},
    "nulidad_contrato": {"retrotrae_a": "REQUERIMIENTO", "motivo": "IMPEDIDO"},
    "apelacion_fundada": {"retrotrae_a": "EVALUACION"},
    "contrato": {"monto_centimos": 495_000, "plazo_dias": 20},
    "orden_contrato_menor": {"monto_centimos": 495_000, "plazo_dias": 20},
    "perdida_buena_pro": {"siguiente": "Otro postor"},
    "resolucion_contrato": {"causal": "IRREVERSIBLE"},
    "certificacion_emitida": {"monto_centimos": 900_000},
    "ampliacion_solicitada": {"dias": 5},
    "ampliacion_resuelta": {"resultado": "CONCEDIDA", "dias": 5},
    "entrega_aeo": {"contrapartida_verificada": "si"},
    "liquidacion_plan": {"deudas_declaradas": "si"},
    "cierre_sin_compra": {"motivo": "Ya no hace falta"},
}
GOODS = ("entrega_parcial", "entrega_total", "conformidad", "pago", "entrega_aeo")


SIGNED = [
    ("2026-03-02", "requerimiento", {}),
    ("2026-03-09", "interaccion_mercado", {}),
    ("2026-03-16", "certificacion_solicitada", {}),
    ("2026-03-20", "certificacion_emitida", {}),
    ("2026-04-01", "orden_contrato_menor", {"monto_centimos": 495_000, "plazo_dias": 20}),
]
ARRIVED = ("2026-04-10", "entrega_parcial", {"items": goods(b=2, j=40)})
ACCEPTED = ("2026-04-12", "conformidad", {"alcance": "PARCIAL"})
PAID = ("2026-04-20", "pago", {"alcance": "PARCIAL", "monto_centimos": 100_000, "comprobante": "F001-22"})


def story(*more):
    return [
        Event(f"e{place:02}", codigo, fecha, place, datos=datos, modo=TARDIO)
        for place, (fecha, codigo, datos) in enumerate((*SIGNED, *more), start=1)
    ]


@st.composite
def told(draw, events, place):
    """An event that somebody tries to register, more often than not one that may happen."""
    state = replay(events, LAW, TODAY, known=KNOWN)
    likely = sorted(state.next_events)
    if state.penalty and state.penalty.in_force and draw(st.integers(0, 3)):
        likely = GOODS
    codigo = draw(st.sampled_from(likely if draw(st.integers(0, 5)) else sorted(LAW.machine.moves)))
    datos = dict(FIXED.get(codigo, {}))
    if codigo in GOODS or codigo in {"contrato", "orden_contrato_menor"}:
        datos |= draw(quantities)
    if codigo in LAW.partial_events:
        datos |= draw(scopes)
    if codigo == "pago":
        datos |= {
            "monto_centimos": draw(st.sampled_from((1, 1000, 70_000, 390_000, 495_000))),
            "comprobante": str(draw(st.integers(1, 4))),
        }
    day = date(2026, 3, 20) + timedelta(days=place * 4 + (draw(st.integers(-30, 3)) if draw(st.booleans()) else 0))
    mode = draw(st.sampled_from((VIVO, TARDIO)))
    return Event(f"e{place:02}", codigo, day.isoformat(), place, f"2026-09-14T10:{place:02}", datos=datos, modo=mode)


@st.composite
def histories(draw):
    """What was registered of a purchase, from its beginning or later: only what the check let in."""
    begun = draw(st.sampled_from((None, (), (ARRIVED,), (ARRIVED, ACCEPTED))))
    events = [] if begun is None else story(*begun)
    for place in range(len(events) + 1, draw(st.integers(10, 30))):
        new = draw(told(events, place))
        if not check_event(events, new, LAW, TODAY, known=KNOWN).problems:
            events.append(new)
    return events


@given(histories(), st.randoms(use_true_random=False))
def test_what_was_allowed_replays_to_the_same_state_in_any_order(events, chance):
    found = replay(events, LAW, TODAY, known=KNOWN)
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert replay(shuffled, LAW, TODAY, known=KNOWN) == found
    assert sum(segment.days for segment in found.segments) == found.elapsed_days
    for row in found.three_way:
        assert (row.billed or 0) <= row.accepted <= row.received <= row.ordered
        assert row.handed <= row.accepted
    for step in found.steps:
        hard = [each for each in step.findings if not (each.legal or each.lacking or each.warns)]
        assert not hard, step.event
        if step.event.modo == VIVO:
            assert all(mark.code != OUT_OF_SEQUENCE for mark in step.marks) or any(
                later.modo == TARDIO for later in events
            )


@given(histories(), st.data())
def test_two_logs_of_a_purchase_come_together_without_losing_an_event(events, data):
    here = [event for event in events if data.draw(st.booleans())]
    there = [event for event in events if event not in here or data.draw(st.booleans())]
    union = data.draw(st.permutations([*here, *there, *data.draw(st.permutations(here))]))
    found = replay(union, LAW, TODAY, known=KNOWN)
    assert {step.event.id for step in found.steps} == {event.id for event in events}
    assert found == replay(events, LAW, TODAY, known=KNOWN)


def refused(events, codigo, datos, *, items=None, **more):
    new = Event("nuevo", codigo, more.pop("fecha", "2026-09-14"), datos=datos, registrado="2026-09-14T11:00", **more)
    found = check_event(events, new, LAW, TODAY, known=Known(items=items or BOUGHT))
    return [problem.text for problem in found.problems]


NO_PRICE = BOUGHT | {"b": replace(BOUGHT["b"], precio=None)}


@pytest.mark.parametrize(
    ("before", "codigo", "datos", "sentence"),
    [
        ([ARRIVED], "entrega_parcial", {"items": goods(b=4)}, "Balanza: llegan 4 y de lo pedido faltan 3."),
        ([ARRIVED], "entrega_total", {"items": goods(b=2)}, "De Balanza faltarían 1. Registre una entrega parcial."),
        ([ARRIVED], "conformidad", {"alcance": "PARCIAL", "items": goods(b=3)}, "Balanza: se aceptan 3 y llegaron 2."),
        (
            [ARRIVED, ACCEPTED],
            "pago",
            {"alcance": "PARCIAL", "items": goods(b=3), "monto_centimos": 1},
            "Balanza: se facturan 3 y se aceptaron 2.",
        ),
        (
            [ARRIVED, ACCEPTED],
            "pago",
            {"alcance": "PARCIAL", "monto_centimos": 400_000},
            "Con este pago se paga más que lo aceptado: S/ 100.00 de más.",
        ),
        (
            [ARRIVED, ACCEPTED, PAID],
            "pago",
            {"alcance": "PARCIAL", "monto_centimos": 1, "comprobante": " f001-22"},
            "Este comprobante ya fue pagado en esta compra.",
        ),
        ([ARRIVED, ACCEPTED], "pago", {"alcance": "PARCIAL", "monto_centimos": 0}, "Escriba un número mayor que cero."),
        ([ARRIVED, ACCEPTED], "pago", {"alcance": "PARCIAL"}, "Escriba cuánto se paga."),
    ],
)
def test_what_goes_above_is_refused_with_its_figures(before, codigo, datos, sentence):
    assert sentence in refused(story(*before), codigo, datos)
    assert check_event(story(*before), Event("n", "nota", "2026-09-14"), LAW, TODAY, known=KNOWN).problems == ()


def test_a_blank_price_or_amount_is_no_way_round():
    said = "No se sabe cuánto vale lo aceptado: falta el precio de Balanza. Corrija el contrato."
    one = {"alcance": "PARCIAL", "monto_centimos": 400_000}
    assert refused(story(ARRIVED, ACCEPTED), "pago", one, items=NO_PRICE) == [said]
    bare = [replace(event, datos={}) if event.codigo == "orden_contrato_menor" else event for event in story()]
    later = [*bare, *story(ARRIVED, ACCEPTED)[5:]]
    assert refused(later, "pago", {**one, "monto_centimos": 1000}) == [
        "El contrato no dice su monto. Corríjalo antes de pagar."
    ]
    assert refused(later, "pago", one)[-1] == "Con este pago se paga más que lo aceptado: S/ 100.00 de más."


def test_a_late_record_does_not_make_an_earlier_delivery_too_much():
    events = story(ARRIVED)
    early = {"items": goods(b=4)}
    assert refused(events, "entrega_parcial", early, fecha="2026-04-05", modo=TARDIO) == [
        "Balanza: llegan 2 y de lo pedido faltan 1."
    ]


@pytest.mark.parametrize(
    ("target", "datos", "sentence"),
    [
        ("e06", {"datos": {"items": goods(b=6)}}, "Balanza: llegan 6 y de lo pedido faltan 5."),
        ("e06", {"datos": {"items": goods(b=1)}}, "Balanza: se aceptan 2 y llegaron 1."),
        ("e08", {"datos": {"monto_centimos": 400_000}}, "Con este pago se paga más que lo aceptado: S/ 100.00 de más."),
        ("e08", {"datos": {"monto_centimos": -5}}, "Escriba un número mayor que cero."),
        ("e05", {"datos": {"monto_centimos": 90_000}}, "Con este pago se paga más que el contrato: S/ 100.00 de más."),
        ("e06", {"fecha": "2027-01-01"}, "Esta fecha todavía no ha llegado."),
        ("e06", {"fecha": "2026-02-31"}, "Esta fecha no existe. Escriba día, mes y año."),
    ],
)
def test_a_correction_is_no_way_round(target, datos, sentence):
    accepted = ("2026-04-12", "conformidad", {"alcance": "PARCIAL", "items": goods(b=2, j=40)})
    given = {"evento_id": target, "accion": "REEMPLAZAR", "motivo": "estaba mal copiado", "datos": datos}
    assert sentence in refused(story(ARRIVED, accepted, PAID), "rectificacion", given)
