"""The status sheet of a purchase: one page, two languages, the same numbers in both."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.etapas import STATES
from ayni.domain.evento import Event, read_datos
from ayni.domain.hoja_aeo import AeoSheet, Good, duties_of, status
from ayni.domain.pronostico import IF_KEPT, Forecast, Milestone
from ayni.domain.recorrido import Moment, Purchase, Stay
from ayni.domain.seguimiento import Known, replay
from ayni.lang import QUECHUA, Sentence, speaking
from ayni.paths import resource
from ayni.reports.compra import write_compra_estado

CASE = json.loads((Path(__file__).parent.parent / "cases" / "inti_events.json").read_text("utf-8"))


def inti(on):
    """The Inti purchase as it stood on a day."""
    law = PurchaseLaw.from_data(json.loads(resource("rules/compras.json").read_text("utf-8")))
    events = [
        Event(
            id=f"e{place:02}",
            codigo=event["codigo"],
            fecha=event["fecha"],
            orden=place,
            registrado=f"{place:04}",
            datos=read_datos(event["datos"]),
            modo=event["modo"],
            inferido=event["inferido"],
        )
        for place, event in enumerate(CASE["events"])
    ]
    return replay(events, law, on, known=Known(planned_days=CASE["planned_days"], regime=CASE["regime"]))


@pytest.fixture
def printed(tmp_path, invented):
    """Prints a status sheet."""

    def printing(purchase, language="both", nombre="Cuatro máquinas para cacao", aeo="Asociación Inti"):
        return write_compra_estado(
            tmp_path / "compra.pdf",
            invented.municipality,
            invented.aeo | {"nombre": aeo},
            {"nombre": nombre},
            purchase,
            language,
            purchase.on,
        )

    return printing


def test_the_inti_sheet_tells_days_place_holder_and_what_follows(printed, invented):
    (said,) = invented.pages(printed(inti(date(2022, 7, 4)), "es"))
    for words in (
        "515",
        "4.29",
        "515 días de 120 previstos, 4.29 veces el plan.",
        "Convocatoria publicada, desde el 30/06/2022.",
        "Comité o evaluadores",
        "Convocatorias: 6. Sin ganador: 4.",
        "Esta es la vuelta 2.",
        "Cuatro máquinas para cacao",
        "Asociación Inti",
        "Ing. Teodora Apaza Ccahuana",
        "Día de este reporte: 04/07/2022",
        "Próximo aviso el",
    ):
        assert words in said


def test_the_same_day_counts_as_always(printed, invented):
    (said,) = invented.pages(printed(inti(date(2022, 6, 30)), "es"))
    assert "511 días de 120 previstos" in said


def test_both_languages_are_on_one_sheet_with_the_same_numbers(printed, invented, quechua):
    purchase = inti(date(2022, 7, 4))
    (said,) = invented.pages(printed(purchase))
    assert "Castellano Runasimi" in said
    assert "515 días de 120 previstos, 4.29 veces el plan." in said
    assert "P’unchaw: 515; planpi: 120; 4.29 kuti." in said
    assert "¿Maypim rantiy kachkan?" in said
    assert "Waqyakuy riqsichisqa: 30/06/2022 p’unchawmanta." in said
    for _, sentences in status(purchase, {}):
        for sentence in sentences:
            with speaking(QUECHUA):
                second = str(sentence)
            assert sorted(re.findall(r"\d+", str(sentence))) == sorted(re.findall(r"\d+", second))


def test_it_never_tells_a_price(printed, invented):
    (said,) = invented.pages(printed(inti(date(2022, 7, 4))))
    assert "103,000" not in said
    assert "S/" not in said


@pytest.mark.parametrize("language", ["es", "quz", "both"])
@pytest.mark.parametrize(
    "on", [date(2021, 2, 4), date(2021, 3, 1), date(2021, 8, 1), date(2022, 1, 1), date(2022, 7, 4), date(2024, 1, 1)]
)
def test_it_is_one_page_on_any_day_and_in_any_language(printed, invented, quechua, on, language):
    assert len(invented.pages(printed(inti(on), language))) == 1


def test_it_is_one_page_with_the_longest_names(printed, invented):
    name = ("Asociación Agropecuaria y Artesanal de Criadores " * 6)[:255].strip()
    what = ("Clasificadora, tostadora, descascaradora y molino para cacao " * 3)[:160].strip()
    (said,) = invented.pages(printed(inti(date(2022, 7, 4)), nombre=what, aeo=name))
    assert name in said
    assert what in said


def test_it_is_one_page_after_thirty_calls(printed, invented):
    day, stays = date(2018, 1, 1), []
    for attempt in range(1, 31):
        end = day + timedelta(days=25)
        stays.append(Stay("CONVOCADO", Moment.exact(day), Moment.exact(end), 1, attempt))
        day = end
    purchase = Purchase(day, "CONVOCADO", False, 1, 30, 30, (), (), tuple(stays), planned_days=90)
    assert len(invented.pages(printed(purchase))) == 1


def test_a_purchase_that_was_not_sent_says_so(printed, invented):
    (said,) = invented.pages(printed(replace(inti(date(2022, 7, 4)), stays=(), segments=()), "es"))
    assert "El pedido todavía no fue enviado." in said
    assert "Todavía no hay días que mostrar." in said


def test_a_purchase_closed_without_buying_says_so(printed, invented):
    (said,) = invented.pages(printed(replace(inti(date(2022, 7, 4)), closed=True, holder=""), "es"))
    assert "La compra se cerró sin comprar." in said


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_words(printed, invented, state):
    (said,) = invented.pages(printed(replace(inti(date(2022, 7, 4)), state=state), "es"))
    assert STATES[state] in said


@pytest.mark.parametrize("language", ["quz", "both"])
def test_it_is_one_page_when_quechua_takes_much_more_room(printed, invented, wordy, language):
    (said,) = invented.pages(printed(inti(date(2022, 7, 4)), language))
    assert "k’" in said
    assert "04/07/2022" in said


MACHINES = ("Clasificadora de cacao", "Tostadora de 60 kg", "Descascaradora", "Molino de bolas")


@pytest.fixture
def sheet():
    """What the producers of Inti are told besides."""
    purchase = inti(date(2022, 7, 4))
    return AeoSheet(
        tuple(Good(name, Decimal(1), "und") for name in MACHINES),
        Forecast(handing=Milestone(date(2022, 12, 30), date(2023, 2, 14)), note=Sentence(IF_KEPT)),
        duties_of(["Terreno para el módulo"], purchase),
        "Traer la corriente trifásica antes de agosto.",
        "984123456",
        date(2022, 7, 19),
    )


@pytest.fixture
def told(tmp_path, invented, sheet):
    """Prints the whole sheet of Inti."""

    def telling(language="es", **changed):
        path = tmp_path / "hoja.pdf"
        aeo, compra = invented.aeo | {"nombre": "Asociación Inti"}, {"nombre": "Cuatro máquinas para cacao"}
        purchase = inti(date(2022, 7, 4))
        write_compra_estado(
            path, invented.municipality, aeo, compra, purchase, language, purchase.on, sheet=replace(sheet, **changed)
        )
        return invented.pages(path)

    return telling


def test_the_sheet_counts_the_goods_and_says_when_what_to_do_and_whom_to_call(told):
    (said,) = told()
    for words in (
        *(f"1 {name}" for name in MACHINES),
        "Entre el 30/12/2022 y el 14/02/2023. Si el contrato se cumple.",
        "Lo que la organización prometió en el plan: Terreno para el módulo.",
        "Traer la corriente trifásica antes de agosto.",
        "984 123 456",
        "19/07/2022",
    ):
        assert words in said


def test_each_stage_says_by_word_whether_it_is_done_here_or_to_come(told):
    (said,) = told()
    assert said.count("Hecho") == 1
    assert said.count("Aquí está") == 1
    assert said.count("Falta ") == 3


@pytest.mark.parametrize("language", ["es", "quz", "both"])
def test_the_whole_sheet_is_one_page_with_long_goods_long_duties_and_longer_quechua(told, wordy, language):
    goods = tuple(
        Good(f"Máquina de nombre muy largo para la planta de cacao número {n}", Decimal(n)) for n in range(1, 41)
    )
    (said,) = told(language, goods=goods, note="Preparar el local con su piso de cemento y su techo. " * 5)
    assert "984 123 456" in said
    assert "29" in said


def test_what_nobody_knows_leaves_room_to_write_it(told):
    (said,) = told(phone="", next_notice=None, forecast=None, goods=(), duties=())
    assert "Próximo aviso el" in said
    assert "¿Cuándo puede llegar?" not in said
    assert "Lo que nos toca recibir" not in said
