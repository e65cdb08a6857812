"""The clocks of a purchase: each is silent the day before its day, and speaks to the office that can act."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.compra_plazos import Around
from ayni.domain.dates import Calendar
from ayni.domain.evento import Event
from ayni.domain.pronostico import Forecast, Milestone
from ayni.domain.seguimiento import Known, replay

RULES = Path(__file__).parents[2] / "resources" / "rules"


def _rows(name):
    return json.loads((RULES / name).read_text("utf-8"))


CALENDAR = Calendar.from_rules([row for row in _rows("feriados.json")["rules"] if row["group"] == "holiday"])
LAW = PurchaseLaw.from_data(_rows("compras.json"), CALENDAR, _rows("uit.json")["rules"])
PREPARED = (
    ("2026-03-02", "requerimiento"),
    ("2026-03-09", "interaccion_mercado"),
    ("2026-03-16", "certificacion_solicitada"),
    ("2026-03-20", "certificacion_emitida"),
    ("2026-03-27", "expediente_aprobado"),
)
CALLED = (*PREPARED, ("2026-04-06", "convocatoria"))
AWARDED = (*CALLED, ("2026-05-04", "buena_pro"))
CONSENTED = (*AWARDED, ("2026-05-13", "consentimiento"))
CONTRACTED = (*CONSENTED, ("2026-05-20", "contrato"))
ACCEPTED = (*CONTRACTED, ("2026-06-10", "entrega_total"), ("2026-06-12", "conformidad"))
AUCTION = {"procedimiento": "SUBASTA_INVERSA", "regimen": "L32069_DS001", "fecha_ofertas": "2026-04-20"}


def levels(code, steps, on, around=None, **extra):
    events = [
        Event(f"e{place:02}", codigo, fecha, place, datos=extra.get(codigo, {}), modo="TARDIO")
        for place, (fecha, codigo) in enumerate(steps, start=1)
    ]
    known = Known(around=around or Around())
    day = on if isinstance(on, date) else date.fromisoformat(on)
    return [alert.level for alert in replay(events, LAW, day, known=known).alerts if alert.code == code]


def after(start, count):
    return CALENDAR.add_working(date.fromisoformat(start), count)


def test_a_request_without_answer_for_five_working_days():
    assert levels("A1", PREPARED[:1], after("2026-03-02", 4)) == []
    assert levels("A1", PREPARED[:1], after("2026-03-02", 5)) == ["a"]
    assert levels("A1", PREPARED[:2], "2026-05-02") == []


@pytest.mark.parametrize(("days", "said"), [(29, []), (30, ["i"]), (60, ["a"]), (90, ["r"])])
def test_a_long_preparation_grows_louder(days, said):
    assert levels("A2", PREPARED[:2], date(2026, 3, 2) + timedelta(days=days)) == said


def test_specifications_observed_twice():
    once = (*PREPARED[:1], ("2026-03-04", "requerimiento_observado"), ("2026-03-06", "requerimiento"))
    twice = (*once, ("2026-03-10", "requerimiento_observado"))
    assert levels("A3", once, "2026-03-11") == []
    assert levels("A3", twice, "2026-03-11") == ["a"]


def test_a_critical_purchase_consults_the_market():
    critical = {"segmento": "CRITICO"}
    assert levels("A5", PREPARED[:2], "2026-03-11", interaccion_mercado=critical) == ["a"]
    consulted = {**critical, "herramienta": "CONSULTA"}
    assert levels("A5", PREPARED[:2], "2026-03-11", interaccion_mercado=consulted) == []


def test_old_quotations_and_prices_that_ran_away():
    assert levels("A6", PREPARED, "2026-03-30", Around(quoted=date(2026, 1, 29))) == ["a"]
    assert levels("A6", PREPARED, "2026-03-30", Around(quoted=date(2026, 1, 30))) == []
    cuantia = {"cuantia_centimos": 13_000}
    drift = (*PREPARED[:2], ("2026-03-10", "cuantia_actualizada"))
    for plan, said in ((12_000, []), (11_500, ["i"]), (10_500, ["a"]), (10_000, ["r"])):
        found = levels("A6.precio", drift, "2026-03-11", Around(plan_centimos=plan), cuantia_actualizada=cuantia)
        assert found == said, plan


def test_the_certificate_reaches_lasts_and_is_no_promise():
    short = {"certificacion_emitida": {"monto_centimos": 5}, "convocatoria": {"cuantia_centimos": 6}}
    assert levels("A7", CALLED, "2026-04-07", **short) == ["r"]
    whole = {"certificacion_emitida": {"monto_centimos": 6}, "convocatoria": {"cuantia_centimos": 6}}
    assert levels("A7", CALLED, "2026-04-07", **whole) == []
    assert levels("A7.fin", CALLED, "2026-09-30", **whole) == []
    assert levels("A7.fin", CALLED, "2026-10-01", **whole) == ["a"]
    promised = {"certificacion_emitida": {"monto_centimos": 6, "tipo": "PREVISION"}}
    assert levels("A7.prevision", PREPARED, "2026-03-30", **promised) == ["r"]
    assert levels("A7.prevision", PREPARED, "2026-03-30", **whole) == []


def test_an_auction_without_bidders_two_days_before_its_offers():
    one = {"convocatoria": {**AUCTION, "participantes": "1"}}
    assert levels("A10", CALLED, "2026-04-15", **one) == []
    assert levels("A10", CALLED, "2026-04-16", **one) == ["a"]
    assert levels("A10", CALLED, "2026-04-16", convocatoria={**AUCTION, "participantes": "2"}) == []
    assert levels("A10", CALLED, "2026-04-16", convocatoria=AUCTION) == []  # nobody wrote how many there are
    moved = (*CALLED, ("2026-04-10", "postergacion"))
    assert levels("A10", moved, "2026-04-16", **one, postergacion={"fecha_nueva": "2026-05-20"}) == []


def test_when_nobody_may_appeal_any_more_the_consent_is_registered():
    window = after("2026-05-04", 5)
    assert levels("A11", AWARDED, window - timedelta(days=1), convocatoria=AUCTION) == []
    assert levels("A11", AWARDED, window, convocatoria=AUCTION) == ["i"]


def test_the_papers_of_the_winner_and_the_next_bidder():
    assert levels("A12", CONSENTED, after("2026-05-13", 5), convocatoria=AUCTION) == []
    assert levels("A12", CONSENTED, after("2026-05-13", 6), convocatoria=AUCTION) == ["a"]
    lost = (*CONSENTED, ("2026-05-18", "perdida_buena_pro"))
    assert levels("A12.siguiente", lost, after("2026-05-18", 1)) == []
    assert levels("A12.siguiente", lost, after("2026-05-18", 2)) == ["r"]


@pytest.mark.parametrize(("days", "said"), [(4, []), (5, ["a"]), (7, ["r"])])
def test_goods_wait_for_their_conformity(days, said):
    delivered = ACCEPTED[:-1]
    assert levels("A16", delivered, date(2026, 6, 10) + timedelta(days=days)) == said


def test_a_payment_waits_ten_working_days():
    assert levels("A17", ACCEPTED, after("2026-06-12", 7)) == []
    assert levels("A17", ACCEPTED, after("2026-06-12", 8)) == ["a"]
    assert levels("A17", ACCEPTED, after("2026-06-12", 10)) == ["r"]


@pytest.mark.parametrize(("left", "said"), [(91, []), (90, ["i"]), (60, ["a"]), (30, ["r"])])
def test_an_agreement_that_expires(left, said):
    on = date(2026, 3, 10)
    assert levels("A19", PREPARED[:2], on, Around(agreements=(on + timedelta(days=left),))) == said


def test_an_office_that_holds_longer_than_it_usually_does():
    assert levels("A20", PREPARED[:2], after("2026-03-02", 10)) == []
    assert levels("A20", PREPARED[:2], after("2026-03-02", 11)) == ["a"]
    assert levels("A20", PREPARED[:2], after("2026-03-02", 11), Around(slow={"LOGISTICA": 20})) == []


def test_money_and_plans_that_end_before_the_purchase():
    late = Milestone(date(2026, 12, 1), date(2027, 1, 20))
    around = Around(forecast=Forecast(delivery=late, handing=late))
    assert levels("A22", CALLED, "2026-10-01", around) == []
    assert levels("A22", CALLED, "2026-10-03", around) == ["a"]
    events = [Event("e", "requerimiento", "2026-03-02", modo="TARDIO")]
    for planned, said in ((400, []), (120, ["a"])):
        known = Known(planned_days=planned, around=around)
        found = replay(events, LAW, date(2026, 3, 5), known=known).alerts
        assert [alert.level for alert in found if alert.code == "A23"] == said


def test_the_producers_are_told_every_fortnight():
    assert levels("A24", PREPARED, date(2026, 3, 16)) == []
    assert levels("A24", PREPARED, date(2026, 3, 17)) == ["a"]
    told = (*PREPARED, ("2026-03-28", "aviso_aeo"))
    assert levels("A24", told, date(2026, 4, 11)) == []


def test_every_alert_names_its_article_and_speaks_in_both_voices():
    assert all(rule.article and rule.levels for rule in LAW.alerts.values())
    loud = replace(LAW, alerts={code: replace(rule, levels=((0, "r"),)) for code, rule in LAW.alerts.items()})
    events = [Event("e", "requerimiento", "2026-03-02", modo="TARDIO")]
    assert all(str(alert.sentence) and alert.basis for alert in replay(events, loud, date(2026, 6, 1)).alerts)
