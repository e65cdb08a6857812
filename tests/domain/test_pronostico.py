"""When a purchase will probably end: the same data give the same dates, and none of them has passed already."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.dates import Calendar
from ayni.domain.evento import Event
from ayni.domain.pronostico import CALL, CONTRACT, History, Method, finished_blocks, forecast, seed_of
from ayni.domain.seguimiento import replay

RULES = Path(__file__).parents[2] / "resources" / "rules"


def _rows(name):
    return json.loads((RULES / name).read_text("utf-8"))


CALENDAR = Calendar.from_rules([row for row in _rows("feriados.json")["rules"] if row["group"] == "holiday"])
LAW = PurchaseLaw.from_data(_rows("compras.json"), CALENDAR, _rows("uit.json")["rules"])
METHOD = Method.from_data(_rows("compras.json")["forecast"])
CERTAIN = replace(METHOD, spread=1.0, failures=(0.0, 1.0), runs=3)
TODAY = date(2026, 4, 6)
ABBREVIATED = {"procedimiento": "LP_ABREVIADA"}
TO_CALL = (
    ("2026-03-02", "requerimiento"),
    ("2026-03-09", "interaccion_mercado"),
    ("2026-03-16", "certificacion_solicitada"),
    ("2026-03-20", "certificacion_emitida"),
    ("2026-03-27", "expediente_aprobado"),
    ("2026-04-06", "convocatoria"),
)
TO_END = (
    *TO_CALL,
    ("2026-05-04", "buena_pro"),
    ("2026-05-20", "contrato"),
    ("2026-07-01", "entrega_total"),
    ("2026-07-06", "conformidad"),
    ("2026-07-20", "entrega_aeo"),
)


def story(steps, on=TODAY, **extra):
    events = [
        Event(f"e{place:02}", codigo, fecha, place, datos=extra.get(codigo, {}), modo="TARDIO")
        for place, (fecha, codigo) in enumerate(steps, start=1)
    ]
    return replay(events, LAW, on)


def test_without_chance_an_abbreviated_tender_is_contracted_in_forty_working_days():
    found = forecast(story(TO_CALL, convocatoria=ABBREVIATED), LAW, CERTAIN, History(), term=60)
    contracted = CALENDAR.add_working(TODAY, 40)
    assert (found.contract.p50, found.contract.p80) == (contracted, contracted)
    assert found.delivery.p50 == contracted + timedelta(days=60)
    assert str(found.note) == "Si el contrato se cumple."


def test_the_same_data_give_the_same_dates_and_another_day_gives_others():
    purchase = story(TO_CALL, convocatoria=ABBREVIATED)
    one, same = (forecast(purchase, LAW, METHOD, History(), seed=seed_of("c", ["e1", "e2"], TODAY)) for _ in range(2))
    assert one == same
    assert one.handing.p50 < one.handing.p80
    assert seed_of("c", ["e2", "e1"], TODAY) == seed_of("c", ["e1", "e2"], TODAY) != seed_of("d", ["e1"], TODAY)


def test_calls_that_failed_before_put_the_end_off():
    purchase = story(TO_CALL, convocatoria=ABBREVIATED)
    calm = forecast(purchase, LAW, METHOD, History(), seed="x")
    failing = forecast(purchase, LAW, METHOD, History(failed=4, awarded=1), seed="x")
    assert failing.contract.p80 > calm.contract.p80


def test_five_own_cases_are_believed_and_four_are_not():
    purchase = story(TO_CALL, convocatoria=ABBREVIATED)
    slow = {(CALL, "LP_ABREVIADA"): [90] * 4}
    four = forecast(purchase, LAW, CERTAIN, History(slow))
    five = forecast(purchase, LAW, CERTAIN, History({(CALL, "LP_ABREVIADA"): [90] * 5}))
    assert four.contract == forecast(purchase, LAW, CERTAIN, History()).contract
    assert five.contract.p50 == CALENDAR.add_working(CALENDAR.add_working(TODAY, 90), 23)
    assert (four.cases, five.cases, five.longest) == (4, 5, CALL)


def test_time_already_spent_is_not_given_back():
    later = date(2026, 6, 30)
    purchase = story(TO_CALL, later, convocatoria=ABBREVIATED)
    found = forecast(purchase, LAW, METHOD, History(), seed="x")
    assert found.contract.p50 > later


def test_a_contract_has_only_its_delivery_to_come():
    terms = {"plazo_dias": 30, "monto_centimos": 6_000_000}
    purchase = story(TO_END[:8], date(2026, 5, 20), contrato=terms)
    found = forecast(purchase, LAW, CERTAIN, History())
    assert (found.contract, found.delivery.p50) == (None, date(2026, 6, 19))


def test_nothing_is_forecast_of_what_ended_nor_of_a_suspended_contract():
    assert forecast(story(TO_END, date(2026, 8, 1)), LAW, METHOD, History()).handing is None
    stopped = story((*TO_END[:8], ("2026-06-01", "suspension")), date(2026, 6, 5))
    found = forecast(stopped, LAW, METHOD, History())
    assert (found.delivery, str(found.note)) == (None, "Sin pronóstico mientras el contrato esté suspendido.")


def test_a_finished_purchase_teaches_the_next_ones():
    found = {
        (name, procedure): days
        for name, procedure, days in finished_blocks(
            story(TO_END, date(2026, 8, 1), convocatoria=ABBREVIATED), LAW, METHOD
        )
    }
    assert found[("mercado", "")] == CALENDAR.working_days(date(2026, 3, 9), date(2026, 3, 16))
    assert found[(CALL, "LP_ABREVIADA")] == CALENDAR.working_days(date(2026, 4, 6), date(2026, 5, 4))
    assert found[(CONTRACT, "LP_ABREVIADA")] == CALENDAR.working_days(date(2026, 5, 4), date(2026, 5, 20))
    assert found[("entrega", "")] == 42


@pytest.mark.parametrize("codigo", ["BORRADOR", "DESIERTO", "APELADO", "CONFORME", "RESUELTO", "CONSENTIDO"])
def test_every_open_state_has_a_forecast(codigo):
    purchase = replace(story(TO_CALL), state=codigo)
    assert forecast(purchase, LAW, CERTAIN, History()).handing.p50 >= TODAY


@settings(max_examples=25, deadline=None)
@given(st.integers(0, len(TO_END) - 2), st.integers(0, 400), st.text(max_size=5))
def test_milestones_come_in_their_order_and_never_before_today(steps, later, seed):
    on = date.fromisoformat(TO_END[steps][0]) + timedelta(days=later)
    purchase = story(TO_END[: steps + 1], on)
    found = forecast(purchase, LAW, replace(METHOD, runs=60), History(), seed=seed)
    days = [each for each in (found.contract, found.delivery, found.handing) if each is not None]
    assert all(on <= each.p50 <= each.p80 for each in days)
    assert [each.p50 for each in days] == sorted(each.p50 for each in days)
