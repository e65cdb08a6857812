"""What a purchase tells in figures: the Inti case counted as its report counts it, and what is usual only of enough."""

import json
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.compra_archivo import read_file
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.compra_plazos import Around
from ayni.domain.dates import Calendar
from ayni.domain.evento import Event
from ayni.domain.indicadores_compra import (
    Spread,
    campaign_lost,
    drifts,
    figures,
    from_data,
    funds,
    history_of,
    penalty_percent,
    slow_offices,
    together,
)
from ayni.domain.pronostico import Forecast, Method, Milestone
from ayni.domain.seguimiento import Known, replay

RULES = Path(__file__).parents[2] / "resources" / "rules"


def _rows(name):
    return json.loads((RULES / name).read_text("utf-8"))


CALENDAR = Calendar.from_rules([row for row in _rows("feriados.json")["rules"] if row["group"] == "holiday"])
LAW = PurchaseLaw.from_data(_rows("compras.json"), CALENDAR, _rows("uit.json")["rules"])
METHOD = Method.from_data(_rows("compras.json")["forecast"])
CUTOFF = date(2022, 7, 4)
INTI = json.loads((Path(__file__).parents[1] / "cases" / "inti_events.json").read_text("utf-8"))


def inti(on=CUTOFF, **around):
    parsed, wrong = read_file(INTI, LAW)
    assert wrong == []
    known = Known(parsed.planned_days, parsed.regime, "BIEN", around=Around(**around))
    return replay(parsed.events, LAW, on, known=known)


def story(*steps, on="2026-11-22", registered="", **datos):
    events = [
        Event(f"e{n:02}", codigo, fecha, n, registrado=registered, datos=datos.get(codigo, {}), modo="TARDIO")
        for n, (fecha, codigo) in enumerate(steps, start=1)
    ]
    return replay(events, LAW, date.fromisoformat(on), known=Known(120))


WHOLE = (
    ("2026-03-02", "requerimiento"),
    ("2026-03-09", "interaccion_mercado"),
    ("2026-03-16", "certificacion_solicitada"),
    ("2026-03-20", "certificacion_emitida"),
    ("2026-03-27", "expediente_aprobado"),
    ("2026-04-06", "convocatoria"),
    ("2026-05-04", "buena_pro"),
    ("2026-05-20", "contrato"),
    ("2026-06-10", "entrega_total"),
    ("2026-06-16", "conformidad"),
    ("2026-06-30", "pago"),
    ("2026-07-08", "entrega_aeo"),
)


def test_inti_takes_515_days_429_percent_of_its_plan():
    found = figures(inti(), LAW, METHOD)
    assert (found.elapsed, found.plan_percent) == (515, 429)
    assert sum(found.states.values()) == sum(found.phases.values()) == 515


def test_inti_fails_four_calls_of_five_and_takes_five_for_an_award():
    found = figures(inti(), LAW, METHOD)
    assert (found.failed, found.calls, found.failure_percent) == (4, 5, 80)
    assert found.calls_per_award == Decimal("5.0")
    assert found.gaps == (1, 1, 1, 1)


@pytest.mark.parametrize(("on", "percent"), [("2022-01-06", 95), ("2022-01-07", 100), ("2022-03-30", 100)])
def test_inti_uses_up_its_penalty_on_7_january_2022(on, percent):
    purchase = inti(date.fromisoformat(on))
    assert penalty_percent(purchase) == percent
    assert purchase.penalty.cap_date == date(2022, 1, 7)
    assert purchase.penalty.extended.cap_date == date(2022, 1, 30)


def test_inti_shares_no_supposed_days_between_offices():
    found = figures(inti(), LAW, METHOD)
    assert found.undivided + found.legal_wait + sum(found.offices.values()) == 515
    assert found.undivided >= 120  # the first stretch is known only as a whole
    assert not [office for office, _days in found.visits if office == "PRESUPUESTO"]


def test_inti_could_have_been_spared_its_delay():
    found = figures(inti(), LAW, METHOD)
    assert 107 + 120 <= found.avoidable <= 515 - 60  # the term of the supplier was nobody's delay


def test_figures_are_kept_as_they_are():
    found = figures(story(*WHOLE), LAW, METHOD)
    again = from_data(json.loads(json.dumps(asdict(found))))
    assert json.dumps(asdict(again)) == json.dumps(asdict(found))
    assert together([again] * 5) == together([found] * 5)


def test_stays_of_offices_are_counted_in_working_days_and_become_what_is_usual_after_five():
    found = figures(story(*WHOLE), LAW, METHOD)
    assert ("PRESUPUESTO", 4) in found.visits
    assert "PRESUPUESTO" not in slow_offices([found] * 4)
    assert slow_offices([found] * 5)["PRESUPUESTO"] == 4
    assert slow_offices([replace(found, ended=False)] * 5) == {}


def test_days_of_preparation_are_avoidable_and_those_of_the_supplier_are_not():
    contract = {"plazo_dias": 30, "monto_centimos": 1_000_000}
    on_time = figures(story(*WHOLE, contrato=contract), LAW, METHOD)
    late = figures(story(*WHOLE, contrato={**contract, "plazo_dias": 11}), LAW, METHOD)
    assert late.avoidable == on_time.avoidable + 10
    assert (on_time.deliveries, late.deliveries) == ((("", True),), (("", False),))


def test_registering_late_is_told_of_the_office_that_acted():
    purchase = story(*WHOLE[:2], registered="2026-03-12T09:00:00.000")
    assert figures(purchase, LAW, METHOD).lags == (("GDE", 10), ("LOGISTICA", 3))


def test_money_is_followed_from_the_plan_to_the_payment():
    purchase = story(
        *WHOLE,
        certificacion_emitida={"monto_centimos": 9_000_000},
        contrato={"monto_centimos": 9_500_000, "plazo_dias": 30},
        pago={"monto_centimos": 9_500_000, "deducciones_centimos": 500_000},
    )
    found = funds(purchase, Around(plan_centimos=8_000_000))
    assert (found.plan, found.certified, found.committed) == (8_000_000, 9_000_000, 9_500_000)
    assert (found.recognised, found.paid, found.gap) == (9_500_000, 9_000_000, 500_000)


def test_a_price_goes_up_call_by_call():
    purchase = story(*WHOLE, convocatoria={"cuantia_centimos": 12_360_000}, buena_pro={"monto_centimos": 13_390_000})
    found = drifts(purchase, Around(plan_centimos=10_300_000))
    assert [(each.attempt, each.percent) for each in found] == [(1, Decimal("20.0")), (1, Decimal("30.0"))]
    assert drifts(purchase, Around()) == []


def test_a_campaign_is_lost_when_the_goods_come_or_will_probably_come_after_it():
    season, calling = date(2026, 7, 1), story(*WHOLE[:6], on="2026-04-10")
    soon, late = (Forecast(handing=Milestone(date(2026, 6, 1), day)) for day in (date(2026, 7, 1), date(2026, 7, 2)))
    assert not campaign_lost(calling, season, soon)
    assert campaign_lost(calling, season, late)
    assert not campaign_lost(calling, None, late)
    assert campaign_lost(story(*WHOLE[:6], on="2026-07-02"), season, None)
    assert campaign_lost(story(*WHOLE), season, None)
    assert not campaign_lost(story(*WHOLE), date(2026, 7, 8), None)


def test_few_cases_are_listed_and_enough_of_them_say_what_is_usual():
    assert Spread.of([9, 3, 5, 7]) == Spread((3, 5, 7, 9))
    assert Spread.of([9, 3, 5, 7]).median is None
    assert (Spread.of([9, 3, 5, 7, 1]).median, Spread.of([9, 3, 5, 7, 1]).p80) == (5, 7)


@given(st.lists(st.integers(0, 900), min_size=5))
def test_half_are_not_above_the_median_and_eight_in_ten_not_above_p80(values):
    spread = Spread.of(values)
    assert sum(value <= spread.median for value in values) * 2 >= len(values)
    assert sum(value <= spread.p80 for value in values) * 10 >= len(values) * 8
    assert spread.median <= spread.p80


def test_put_together_only_what_ended_says_how_long_it_takes():
    done, going = figures(story(*WHOLE), LAW, METHOD), figures(inti(), LAW, METHOD)
    found = together([*[done] * 5, going])
    assert (found.count, found.ended) == (6, 5)
    assert found.elapsed.median == done.elapsed
    assert found.failure_percent == 40  # four of ten calls that ended
    assert found.phases["P"].median == done.phases["P"]


def test_forecasts_draw_from_the_blocks_of_all_and_the_calls_of_the_family():
    done, failing = figures(story(*WHOLE), LAW, METHOD), figures(inti(), LAW, METHOD)
    found = history_of([done, done, failing], [failing])
    assert found.lengths["certificacion", ""] == [4, 4]
    assert (found.failed, found.awarded) == (4, 1)
