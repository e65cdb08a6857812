"""The days by which something must be done, each under a key that stays; and schedules shorter than the law allows."""

import json
from datetime import date
from pathlib import Path

import pytest

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.compra_plazos import Around
from ayni.domain.dates import Calendar
from ayni.domain.evento import Event
from ayni.domain.seguimiento import Known, replay

RULES = Path(__file__).parents[2] / "resources" / "rules"


def _rows(name):
    return json.loads((RULES / name).read_text("utf-8"))


CALENDAR = Calendar.from_rules([row for row in _rows("feriados.json")["rules"] if row["group"] == "holiday"])
LAW = PurchaseLaw.from_data(_rows("compras.json"), CALENDAR, _rows("uit.json")["rules"])
STEPS = (
    ("2026-03-02", "requerimiento"),
    ("2026-03-09", "interaccion_mercado"),
    ("2026-03-16", "certificacion_solicitada"),
    ("2026-03-20", "certificacion_emitida"),
    ("2026-03-27", "expediente_aprobado"),
    ("2026-04-06", "convocatoria"),
    ("2026-05-04", "buena_pro"),
    ("2026-05-13", "consentimiento"),
    ("2026-05-20", "contrato"),
    ("2026-06-10", "entrega_total"),
    ("2026-06-16", "conformidad"),
)
CALL = {"procedimiento": "LP_ABREVIADA", "regimen": "L32069_DS001", "fecha_ofertas": "2026-04-20"}
CONTRACT = {"plazo_dias": 40, "monto_centimos": 1_000_000}
DATOS = {"certificacion_emitida": {"monto_centimos": 2_000_000}, "convocatoria": CALL, "contrato": CONTRACT}


def purchase(count, on, *more, around=None, **datos):
    events = [
        Event(f"e{n:02}", codigo, fecha, n, datos={**DATOS, **datos}.get(codigo, {}), modo="TARDIO")
        for n, (fecha, codigo) in enumerate((*STEPS[:count], *more), start=1)
    ]
    return replay(events, LAW, date.fromisoformat(on), known=Known(120, around=around or Around()))


def due(*asked, **more):
    return {each.key: each.day.isoformat() for each in purchase(*asked, **more).due}


@pytest.mark.parametrize(
    ("count", "on", "expected"),
    [
        (4, "2026-03-25", {"A7.fin": "2026-12-31"}),
        (6, "2026-04-07", {"OFERTAS": "2026-04-20", "A7.fin": "2026-12-31"}),
        (7, "2026-05-05", {"A11": "2026-05-11", "A7.fin": "2026-12-31"}),
        (8, "2026-05-14", {"A12": "2026-05-25", "A7.fin": "2026-12-31"}),
        (9, "2026-05-21", {"A13": "2026-06-29", "A15": "2026-07-15"}),
        (10, "2026-06-11", {"A16": "2026-06-17"}),
        (11, "2026-06-17", {"A17": "2026-07-01"}),
    ],
)
def test_what_is_due_where_the_purchase_stands(count, on, expected):
    assert due(count, on) == expected


def test_an_extension_that_waits_gives_three_days():
    found = due(9, "2026-06-25", ("2026-06-22", "ampliacion_solicitada"), ampliacion_solicitada={"dias": 10})
    assert found["A14"] == CALENDAR.add_working(date(2026, 6, 22), 12).isoformat()
    assert (found["A13"], found["A13.ampliada"]) == ("2026-06-29", "2026-07-09")
    assert found["A15"] > "2026-07-15"  # the later maximum, while nobody answered


def test_the_use_given_to_the_producers_and_their_campaign():
    given = ("2026-07-01", "pago"), ("2026-07-08", "entrega_aeo")
    found = due(11, "2026-07-10", *given, entrega_aeo={"vence": "2028-07-08"}, around=Around(season=date(2026, 9, 1)))
    assert found == {"A19.1": "2028-07-08"}
    assert due(3, "2026-03-17", around=Around(season=date(2026, 9, 1))) == {"CAMPANA": "2026-09-01"}


def test_an_agreement_near_its_end_is_said_by_the_events_alone():
    given = ("2026-07-01", "pago"), ("2026-07-08", "entrega_aeo")
    near = purchase(11, "2026-07-20", *given, entrega_aeo={"vence": "2026-09-01"})
    assert [(alert.code, alert.level) for alert in near.alerts if alert.code == "A19"] == [("A19", "a")]


def test_nothing_is_due_in_a_purchase_that_was_closed():
    closed = purchase(3, "2026-04-20", ("2026-04-01", "cierre_sin_compra"))
    assert closed.closed
    assert closed.due == ()


# schedules


def marks(procedure, offers, regime="L32069_DS001"):
    call = {**CALL, "procedimiento": procedure, "fecha_ofertas": offers, "regimen": regime}
    step = purchase(6, "2026-04-07", convocatoria=call).steps[-1]
    return [mark for mark in step.marks if mark.code == "CALENDARIO"]


@pytest.mark.parametrize(
    ("procedure", "count"), [("COMPARACION_PRECIOS", 3), ("LP_ABREVIADA", 7), ("SUBASTA_INVERSA", 6), ("LP", 22)]
)
def test_offers_sooner_than_the_law_allows_are_marked_with_the_first_lawful_day(procedure, count):
    first = CALENDAR.add_working(date(2026, 4, 6), count)
    eve = CALENDAR.add_working(first, -1)
    assert marks(procedure, first.isoformat()) == []
    (mark,) = marks(procedure, eve.isoformat())
    assert first.strftime("%d/%m/%Y") in str(mark.sentence)
    assert str(count) in str(mark.sentence)
    assert mark.article.startswith("Reglamento de la Ley 32069")


def test_what_the_data_do_not_say_is_not_checked():
    assert marks("LP_ABREVIADA", "2026-04-07", "L30225") == []
    assert marks("LP_ABREVIADA", "") == []


def test_offers_too_soon_after_the_integrated_bases_are_marked():
    for day, said in (("2026-04-15", []), ("2026-04-17", ["CALENDARIO"])):
        step = purchase(6, "2026-04-21", (day, "bases_integradas")).steps[-1]
        assert [mark.code for mark in step.marks] == said
