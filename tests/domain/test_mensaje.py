"""The message for the producers: it fits, it says what matters, and an SMS carries it whole."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.compra_archivo import read_file
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.etapas import STATES
from ayni.domain.evento import Event
from ayni.domain.hoja_aeo import AeoSheet, Good, duties_of, goods_for, next_notice, notices, status, when_text
from ayni.domain.mensaje import GSM, LONG, SHORT, cut, message, plain_letters, short_message
from ayni.domain.pronostico import IF_KEPT, NO_FORECAST, Forecast, Milestone
from ayni.domain.seguimiento import Known, replay
from ayni.lang import Sentence
from ayni.paths import resource

LAW = PurchaseLaw.from_data(json.loads(resource("rules/compras.json").read_text("utf-8")))
CASE = json.loads((Path(__file__).parent.parent / "cases" / "inti_events.json").read_text("utf-8"))
EVENTS = read_file(CASE, LAW)[0].events
CUT = date(2022, 7, 4)
INTI = replay(EVENTS, LAW, CUT, known=Known(planned_days=120, regime="L30225"))
SHEET = AeoSheet(
    (Good("Tostadora", Decimal(1), "und"), Good("Saco de yute", Decimal(40), "kg")),
    Forecast(handing=Milestone(date(2022, 12, 30), date(2023, 2, 14)), note=Sentence(IF_KEPT)),
    (),
    "corriente trifásica",
    "984123456",
    date(2022, 7, 19),
)


def test_the_message_of_inti_says_where_who_since_when_what_follows_and_the_next_notice():
    said = message("Asociación Inti", "Cuatro máquinas", INTI, SHEET, LAW, "es")
    for words in (
        "Asociación Inti: les informamos de su compra «Cuatro máquinas».",
        "Su compra está en la convocatoria 6, desde 30/06/2022.",
        "Van 515 días; el plan era de 120.",
        "La tiene: Comité o evaluadores",
        "Sigue: Recepción de ofertas.",
        "Puede llegar entre el 30/12/2022 y el 14/02/2023.",
        "Les toca: 1 Tostadora, 40 kg Saco de yute.",
        "Tengan listo: corriente trifásica.",
        "Próximo aviso: 19/07/2022.",
        "Teléfono: 984123456.",
    ):
        assert words in said
    assert len(said) <= LONG


def test_the_short_message_keeps_where_what_follows_and_the_next_notice():
    said = short_message("Asociación Inti", "Cuatro máquinas", INTI, SHEET, LAW, "es")
    assert len(said) <= SHORT
    assert "convocatoria 6" in said
    assert "Proximo aviso: 19/07/2022." in said
    assert set(said) <= GSM


def test_a_letter_that_an_sms_does_not_carry_loses_its_mark_and_the_enye_stays():
    assert plain_letters("Señores: «Ñahui» pidió más — ¿cuándo? …") == 'Señores: "Ñahui" pidio mas - ¿cuando? ...'


@given(name=st.text(min_size=1, max_size=300), what=st.text(max_size=200), note=st.text(max_size=400))
@pytest.mark.parametrize("language", ["es", "quz"])
def test_whatever_is_typed_both_messages_fit(name, what, note, language):
    sheet = replace(SHEET, note=note, goods=tuple(Good(what or "x", Decimal(3)) for _ in range(30)))
    assert len(message(name, what, INTI, sheet, LAW, language)) <= LONG
    short = short_message(name, what, INTI, sheet, LAW, language)
    assert len(short) <= SHORT
    assert set(short) <= GSM


@pytest.mark.parametrize("state", STATES)
def test_no_message_tells_money_or_offers(state):
    priced = replace(INTI, state=state)
    for say in (message, short_message):
        assert "S/" not in say("Inti", "Máquinas", priced, SHEET, LAW, "es")


def test_a_purchase_not_sent_closed_or_delivered_says_so():
    empty = replay([], LAW, CUT)
    assert "El pedido todavía no fue enviado." in message("Inti", "Máquinas", empty, SHEET, LAW, "es")
    closed = message("Inti", "Máquinas", replace(INTI, closed=True), SHEET, LAW, "es")
    assert "La compra se cerró sin comprar." in closed
    assert "Próximo aviso" not in closed
    given_over = replay(
        [*EVENTS[:1], Event("z", "entrega_aeo", "2022-07-01", 99)], LAW, CUT, known=Known(planned_days=120)
    )
    assert not given_over.handed_over  # out of sequence: nothing was handed over
    assert "Ya se entregó" not in message("Inti", "Máquinas", given_over, SHEET, LAW, "es")


def test_a_cut_ends_at_a_word_and_never_passes_its_letters():
    assert cut("Clasificadora, tostadora y molino", 20) == "Clasificadora..."
    assert cut("corto", 20) == "corto"
    assert len(cut("x" * 50, 20)) == 20


ITEMS = [
    {"id": "i1", "nombre": "Jaula", "cantidad": "10", "unidad": "und"},
    {"id": "i2", "nombre": "Alambre", "cantidad": "5", "unidad": "kg"},
]


def test_a_purchase_for_several_tells_each_aeo_only_its_own():
    allotted = [
        {"item": "i1", "aeo": "a", "cantidad": "4"},
        {"item": "i1", "aeo": "b", "cantidad": "6"},
        {"item": "i2", "aeo": "b", "cantidad": "5"},
    ]
    assert [good.text for good in goods_for(ITEMS, allotted, "a")] == ["4 Jaula"]
    assert [good.text for good in goods_for(ITEMS, allotted, "b")] == ["6 Jaula", "5 kg Alambre"]
    assert [good.text for good in goods_for(ITEMS, [], "a")] == ["10 Jaula", "5 kg Alambre"]


def test_when_it_may_come_is_a_stretch_and_without_a_forecast_nothing_is_promised():
    assert str(when_text(INTI, SHEET.forecast)[0]) == "Entre el 30/12/2022 y el 14/02/2023."
    assert str(when_text(INTI, Forecast(note=Sentence(NO_FORECAST)))[0]) == NO_FORECAST
    assert str(when_text(INTI, None)[0]) == "Todavía no se puede decir."


def test_nothing_is_asked_of_an_aeo_that_has_its_goods():
    assert duties_of(["Terreno"], replace(INTI, closed=True)) == ()
    first = duties_of(["Terreno", "Faena"], INTI)[0]
    assert str(first).endswith("en el plan: Terreno, Faena.")


def test_the_next_notice_comes_when_the_alert_would():
    assert next_notice(CUT, LAW) == date(2022, 7, 19)


def test_the_last_notice_comes_first_and_those_of_other_aeo_are_not_ours():
    undone = {"evento_id": "a", "accion": "ANULAR", "motivo": "se escribió mal"}
    told = [
        Event("a", "aviso_aeo", "2022-06-01", 1, registrado="1", datos={"aeo": "x"}),
        Event("b", "aviso_aeo", "2022-06-20", 1, registrado="2", datos={"aeo": "y"}),
        Event("c", "aviso_aeo", "2022-06-10", 1, registrado="3"),
        Event(
            "d",
            "rectificacion",
            "2022-06-21",
            1,
            registrado="4",
            datos=undone,
        ),
    ]
    assert [event.id for event in notices(told, "x")] == ["c"]
    assert [event.id for event in notices(told[:3], "x")] == ["c", "a"]


def test_no_answer_blames_a_person_or_tells_a_price():
    for _question, answers in status(INTI, {}):
        assert all("S/" not in str(answer) for answer in answers)
