"""Items that part ways: one history, one state for each purchase, no item in two of them, no day lost."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.compra_registro import check_event
from ayni.domain.division import DIVISION, after_division, division_to, moved, part_centimos
from ayni.domain.entrega import Goods, Ordered
from ayni.domain.evento import Event
from ayni.domain.herencia import heritage
from ayni.domain.seguimiento import Known, in_order, replay

RULES = Path(__file__).parents[2] / "resources" / "rules"
LAW = replace(PurchaseLaw.from_data(json.loads((RULES / "compras.json").read_text("utf-8"))), alerts={})
TODAY = date(2026, 9, 14)
BOUGHT = {"b": Ordered("Balanza", Decimal(5), Decimal(350)), "j": Ordered("Jaula", Decimal(40), Decimal(80))}
CALLED = [
    ("2026-03-02", "requerimiento", {}),
    ("2026-03-09", "interaccion_mercado", {}),
    ("2026-03-16", "certificacion_solicitada", {}),
    ("2026-03-20", "certificacion_emitida", {}),
    ("2026-03-27", "expediente_aprobado", {}),
    ("2026-04-06", "convocatoria", {"regimen": "L32069_DS001"}),
]
SIGNED = [
    *CALLED,
    ("2026-05-04", "buena_pro", {}),
    ("2026-05-13", "consentimiento", {}),
    ("2026-05-20", "contrato", {"monto_centimos": 495_000, "plazo_dias": 20}),
]


def goods(**quantities):
    return json.dumps([{"item": item, "cantidad": str(amount)} for item, amount in quantities.items()])


def story(steps, first=1):
    return [
        Event(f"e{place:02}", codigo, fecha, place, datos=datos, modo="TARDIO")
        for place, (fecha, codigo, datos) in enumerate(steps, start=first)
    ]


def divided(steps, codigo, fecha, items, child="hija", more=(), **datos):
    """A purchase after a part of it parted: its events, and the record that says so."""
    before = story(steps)
    cause = Event("parte", codigo, fecha, 90, datos={"alcance": "PARCIAL", "items": items, **datos}, modo="TARDIO")
    made = Event("corte", DIVISION, fecha, 91, datos={"evento_id": "parte", "hija": child, "items": items} | dict(more))
    return [*before, cause, made]


def born(parent, known, names=None, on=TODAY, child="hija"):
    """What the new purchase inherits."""
    return heritage(
        parent, in_order(parent, LAW, on, known), division_to(parent, child), known.heritage.turned, names or {}
    )


def child_of(parent, items, own=(), on=TODAY, names=None, known=None):
    left = born(parent, known or Known(items=BOUGHT), names, on)
    return replay([*left.events, *own], LAW, on, known=Known(items=items, heritage=left))


def test_an_item_without_bidders_goes_on_alone_and_its_days_count_from_the_first_request():
    parent = divided(CALLED, "desierto", "2026-05-04", goods(b=5), causa="SIN_OFERTAS")
    rest = replay([*parent, *story(SIGNED[6:], 7)], LAW, TODAY, known=Known(items={"j": BOUGHT["j"]}))
    assert (rest.state, [row.nombre for row in rest.three_way]) == ("EN_EJECUCION", ["Jaula"])
    assert rest.failed_calls == 0
    again = child_of(parent, {"b": BOUGHT["b"]})
    assert (again.state, again.failed_calls, again.attempts) == ("DESIERTO", 1, 1)
    assert again.elapsed_days == (TODAY - date(2026, 3, 2)).days == rest.elapsed_days
    on = [Event("otra", "convocatoria", "2026-06-01", 1, datos={"regimen": "L32069_DS001"}, modo="TARDIO")]
    assert child_of(parent, {"b": BOUGHT["b"]}, on).attempts == 2


def test_what_happened_to_the_rest_afterwards_is_not_inherited():
    parent = divided([*SIGNED], "desierto", "2026-05-02", goods(b=5), causa="SIN_OFERTAS")
    again = child_of(parent, {"b": BOUGHT["b"]})
    assert {step.event.codigo for step in again.steps}.isdisjoint({"buena_pro", "consentimiento", "contrato"})
    assert again.state == "DESIERTO"


def test_a_contract_broken_in_part_ends_for_that_part_and_goes_on_for_the_rest():
    arrived = ("2026-06-01", "entrega_parcial", {"items": goods(b=5, j=30)})
    gone = {"monto_centimos": 80_000}
    parent = divided([*SIGNED, arrived], "resolucion_contrato", "2026-07-01", goods(j=10), more=gone, causal="OTRA")
    now = {"b": BOUGHT["b"], "j": Ordered("Jaula", Decimal(30), Decimal(80))}
    rest = replay(parent, LAW, TODAY, known=Known(items=now))
    assert rest.state == "EN_EJECUCION"
    assert [(row.nombre, int(row.ordered), int(row.received)) for row in rest.three_way] == [
        ("Balanza", 5, 5),
        ("Jaula", 30, 30),
    ]
    assert rest.penalty.amount_centimos == 495_000 - 80_000
    before = replay(parent, LAW, date(2026, 6, 30), known=Known(items=now))
    assert int(before.three_way[1].ordered) == 40
    part = child_of(parent, {"k": Ordered("Jaula", Decimal(10), Decimal(80))}, names={"j": "k"})
    assert part.state == "RESUELTO"
    assert part.penalty.amount_centimos == 80_000
    assert [(row.item, int(row.ordered), int(row.received)) for row in part.three_way] == [("k", 10, 0)]
    assert part.deliveries == ()


def test_a_correction_of_the_common_history_holds_for_both():
    parent = divided(CALLED, "desierto", "2026-05-04", goods(b=5), causa="SIN_OFERTAS")
    fixed = Event(
        "r1",
        "rectificacion",
        "2026-09-01",
        1,
        "2026-09-01T10:00",
        datos={"evento_id": "e01", "accion": "REEMPLAZAR", "datos": {"fecha": "2026-03-05"}, "motivo": "mal copiada"},
    )
    for found in (
        replay([*parent, fixed], LAW, TODAY, known=Known(items={"j": BOUGHT["j"]})),
        child_of([*parent, fixed], {"b": BOUGHT["b"]}),
    ):
        assert found.elapsed_days == (TODAY - date(2026, 3, 5)).days


def test_a_part_may_be_divided_again():
    parent = divided(CALLED, "desierto", "2026-05-04", goods(b=5), causa="SIN_OFERTAS")
    first = born(parent, Known(items=BOUGHT))
    middle_known = Known(items={"b": replace(BOUGHT["b"], cantidad=Decimal(3))}, heritage=first)
    call = Event("otra", "convocatoria", "2026-06-01", 1, datos={"regimen": "L32069_DS001"}, modo="TARDIO")
    cause = Event(
        "parte2", "desierto", "2026-06-20", 1, datos={"alcance": "PARCIAL", "items": goods(b=2), "causa": "PLAZO"}
    )
    cut = Event(
        "corte2", DIVISION, "2026-06-20", 2, datos={"evento_id": "parte2", "hija": "nieta", "items": goods(b=2)}
    )
    middle = [*first.events, call, cause, cut]
    assert replay(middle, LAW, TODAY, known=middle_known).state == "CONVOCADO"
    last = heritage(
        middle, in_order(middle, LAW, TODAY, middle_known), division_to(middle, "nieta"), first.turned, {"b": "c"}
    )
    known = Known(items={"c": replace(BOUGHT["b"], cantidad=Decimal(2))}, heritage=last)
    found = replay(last.events, LAW, TODAY, known=known)
    assert (found.state, found.failed_calls, found.attempts) == ("DESIERTO", 2, 2)
    assert found.elapsed_days == (TODAY - date(2026, 3, 2)).days


def asked(items, steps=(), *, now=None):
    new = Event("nuevo", DIVISION, "2026-09-14", datos={"items": items})
    known = Known(items=after_division(now or BOUGHT, moved(new)))
    found = check_event(story([*SIGNED, *steps]), new, LAW, TODAY, known=known)
    return [problem.text for problem in found.problems]


def test_more_than_is_left_cannot_leave_nor_all_of_it():
    arrived = ("2026-06-01", "entrega_parcial", {"items": goods(j=30)})
    accepted = ("2026-06-02", "conformidad", {"alcance": "PARCIAL"})
    assert asked(goods(j=15), [arrived, accepted]) == [
        "Jaula: se separan 15 y por recibir o comprar hay 10.",
    ]
    assert asked(goods(j=10), [arrived, accepted]) == []
    assert asked(goods(b=5, j=40)) == [
        "Si pasó con todos los bienes, regístrelo en la compra. No hace falta dividirla."
    ]
    assert asked("") == ["Elija qué bienes se separan y cuántos."]
    assert asked(goods(x=1)) == ["x: se separan 1 y por recibir o comprar hay 0."]


def test_the_part_of_a_contract_is_told_by_its_prices():
    whole = Goods({"b": BOUGHT["b"], "j": BOUGHT["j"]})
    assert part_centimos(495_000, whole, {"j": Decimal(10)}) == 80_000
    assert part_centimos(400_000, whole, {"j": Decimal(10)}) == 64_646
    assert part_centimos(400_000, Goods({"j": replace(BOUGHT["j"], precio=None)}), {"j": Decimal(10)}) is None
    assert part_centimos(400_000, whole, {"x": Decimal(1)}) is None


def test_a_part_of_what_the_state_does_not_allow_is_out_of_sequence():
    early = Event("nuevo", "resolucion_contrato", "2026-09-14", datos={"alcance": "PARCIAL", "items": goods(b=1)})
    found = check_event(story(CALLED), early, LAW, TODAY, known=Known(items=BOUGHT))
    assert [problem.field for problem in found.problems] == ["codigo"]


KINDS = [
    ("interaccion_mercado", {}),
    ("certificacion_solicitada", {}),
    ("certificacion_emitida", {"monto_centimos": 900_000}),
    ("expediente_aprobado", {}),
    ("convocatoria", {"regimen": "L32069_DS001"}),
    ("desierto", {"causa": "SIN_OFERTAS"}),
    ("buena_pro", {}),
    ("contrato", {"monto_centimos": 495_000, "plazo_dias": 20}),
    ("nulidad_procedimiento", {"retrotrae_a": "BASES"}),
    ("entrega_parcial", {"items": goods(j=3)}),
    ("nota", {}),
]


@st.composite
def lives(draw):
    """A purchase that goes on in any order, out of sequence too, with a part that leaves it on the way."""
    days = sorted(draw(st.lists(st.integers(0, 150), min_size=2, max_size=14)))
    first = date(2026, 3, 2)
    steps = [(first.isoformat(), "requerimiento", {})]
    for shift in days:
        codigo, datos = draw(st.sampled_from(KINDS))
        day = first + timedelta(days=shift)
        steps.append((day.isoformat()[:7] if draw(st.integers(0, 9)) == 0 else day.isoformat(), codigo, datos))
    cut = first + timedelta(days=draw(st.integers(1, 160)))
    return divided(steps, draw(st.sampled_from(("desierto", "cancelacion"))), cut.isoformat(), goods(b=2)), cut


@given(lives(), st.randoms(use_true_random=False), st.integers(1, 5))
def test_nothing_of_the_days_before_the_division_is_lost_and_no_item_is_in_two_purchases(life, chance, taken):
    parent, cut = life
    now = {"b": replace(BOUGHT["b"], cantidad=Decimal(3)), "j": BOUGHT["j"]}
    known = Known(items=now)
    eve = cut - timedelta(days=1)
    both = [
        replay(parent, LAW, eve, known=known),
        child_of(parent, {"k": replace(BOUGHT["b"], cantidad=Decimal(2))}, on=eve, names={"b": "k"}, known=known),
    ]
    assert both[0].stays == both[1].stays
    assert both[0].elapsed_days == sum(stay.days for stay in both[1].stays)
    rest = replay(parent, LAW, TODAY, known=known)
    part = child_of(parent, {"k": replace(BOUGHT["b"], cantidad=Decimal(2))}, names={"b": "k"}, known=known)
    assert part.stays[0].start == rest.stays[0].start
    for found in (rest, part):
        assert sum(found.dwell_days.values()) == found.elapsed_days == sum(found.office_days.values())
        assert sum(segment.days for segment in found.segments) == found.elapsed_days
    sides = {row.item: row.ordered for row in (*rest.three_way, *part.three_way)}
    if "b" in sides:
        assert sides["b"] == 3
    assert "j" not in {row.item for row in part.three_way}
    shuffled = list(parent)
    chance.shuffle(shuffled)
    again = chance.choices(shuffled, k=taken)
    assert replay([*shuffled, *again], LAW, TODAY, known=known) == rest
    mixed = child_of(
        [*again, *shuffled], {"k": replace(BOUGHT["b"], cantidad=Decimal(2))}, names={"b": "k"}, known=known
    )
    assert mixed == part
