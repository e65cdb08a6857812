"""The interview: whatever a junta answers, goes back over or leaves half-way, nothing said is lost and it ends."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ayni.domain.entrevista import NEW, Interview, Place, Talk, paid, who_pays
from ayni.domain.presupuesto import SOURCES
from ayni.paths import resource

TODAY = date(2026, 11, 22)
DATA = json.loads(resource("forms/entrevista.json").read_text("utf-8"))
BOOK = Interview.from_data(DATA)
PLAN = {"id": "p", "aeo": "a", "titulo": "Cuyes", "horizonte_years": "5", "socios_participantes": "20"}
BLOCK = {"id": "b", "situacion": "con", "nombre": "cuy", "ciclos_por_year": "1", "unidades_por_year": "3000;4500"}
TALK = Talk(plan=PLAN, sections=frozenset({"resumen", "compradores"}))


def said(talk, **typed):
    """The talk, once these answers stand at the new row of the purchases."""
    for code, text in typed.items():
        talk = talk.typing(Place("compras", NEW, code), text)
    return talk


def test_every_question_fills_a_field_and_has_help_and_a_picture():
    for stage in BOOK.stages:
        for question in stage.questions:
            place = Place(stage.code, "", question.code)
            assert BOOK.field_of(place).kind is not None
            assert question.help
            assert resource(f"icons/{question.picture}.svg").exists(), question.picture
            for card in question.cards:
                assert resource(f"icons/{card.picture}.svg").exists(), card.picture
                assert BOOK.field_of(place).kind.read(card.code, TODAY).value == card.code


def test_every_question_has_an_example_of_four_chains_and_its_figures_would_be_accepted():
    for stage in BOOK.stages:
        for question in stage.questions:
            if stage.table == "seccion":  # their examples are the chapters written for each chain
                continue
            assert set(question.example) == {"cuy", "lacteos", "quinua", "cacao"}
            kind = BOOK.field_of(Place(stage.code, "", question.code)).kind
            for text in question.example.values():
                if text[0].isdigit():
                    figure = text if ";" in text else text.split(" ")[0]
                    assert kind.read(figure, TODAY).sentence is None, question.code


def test_sections_are_those_of_the_indices():
    known = {each["code"] for each in json.loads(resource("forms/indices.json").read_text("utf-8"))["sections"]}
    assert {each.code for each in BOOK.stage(Place("capitulos")).questions} == known


def test_a_place_is_read_back_as_it_was_written():
    for place in (Place("idea", "", "titulo"), Place("compras"), Place("compras", NEW, "nombre")):
        assert Place.read(str(place)) == place


def test_only_what_goes_on_is_asked_before_anything_is_produced():
    stages = [place.stage for place in BOOK.path(TALK)]
    assert "ventas" not in stages
    talk = replace(TALK, rows={"produccion": (BLOCK,), "calendario": (BLOCK,)})
    stages = [place.stage for place in BOOK.path(talk)]
    assert {"ventas", "costos", "calendario"} < set(stages)
    assert Place("calendario", "b", "quincenas_cobros") in BOOK.path(talk)


def test_who_pays_decides_which_amounts_are_asked_and_the_sources_add_to_the_cost():
    talk = said(TALK, nombre="Galpón", clase="infraestructura", unidad="und", cantidad="20", precio_unitario="1000")
    alone = said(talk, quien_paga="propio", vida_util="5")
    codes = [place.code for place in BOOK._of_row(alone, BOOK.stage(Place("compras")), NEW)]
    assert "cofinanciamiento_centimos" not in codes
    values = BOOK.values(alone, Place("compras", NEW), TODAY)
    assert [values[name] for name in SOURCES] == [0, 0, 2_000_000]
    several = said(talk, quien_paga="varios", cofinanciamiento_centimos="S/ 12 500,50", monetaria_centimos="500")
    values = BOOK.values(several, Place("compras", NEW), TODAY)
    assert [values[name] for name in SOURCES] == [1_250_050, 50_000, 699_950]
    assert who_pays(values) == "varios"
    too_much = said(several, cofinanciamiento_centimos="20,000.01")
    place = Place("compras", NEW, "cofinanciamiento_centimos")
    assert [problem.field for problem in BOOK.check(too_much, place, TODAY)] == ["cofinanciamiento_centimos"]
    too_much = said(several, monetaria_centimos="7,499.51")
    assert BOOK.check(too_much, Place("compras", NEW, "monetaria_centimos"), TODAY)


@given(st.integers(0, 10**6), st.integers(1, 10**4), st.sampled_from(["fondo", "dinero", "propio"]))
def test_who_pays_alone_is_read_back_from_the_amounts(quantity, price, code):
    row = {"cantidad": str(quantity), "precio_unitario": str(price)}
    sources = paid({**row, "quien_paga": code})
    assert sum(sources.values()) == quantity * price * 100
    assert who_pays({**row, **sources}) == (code if quantity else None)


def test_what_is_no_longer_asked_is_not_stored():
    talk = said(TALK, nombre="Enseñar", clase="maquinaria", unidad="mes", cantidad="10", precio_unitario="2500")
    talk = said(talk, quien_paga="fondo", vida_util="5")
    assert BOOK.values(talk, Place("compras", NEW), TODAY)["vida_util"] == "5"
    talk = said(talk, clase="intangible")
    assert BOOK.values(talk, Place("compras", NEW), TODAY)["vida_util"] is None


def test_a_year_left_out_is_like_the_one_before_and_too_many_are_told():
    place = Place("produccion", NEW, "unidades_por_year")
    talk = TALK.typing(place, "3000; 4500; 5400")
    assert BOOK.check(talk, place, TODAY) == []
    assert BOOK.values(talk, place, TODAY)["unidades_por_year"] == "3000;4500;5400;5400;5400"
    assert BOOK.check(TALK.typing(place, "1;2;3;4;5;6"), place, TODAY)


def test_the_only_activity_is_not_asked_and_two_are():
    talk = replace(TALK, rows={"produccion": (BLOCK,)})
    row = Place("ventas", NEW)
    assert BOOK.values(talk, row, TODAY)["bloque"] == "b"
    assert BOOK.first(talk, "ventas").code == "nombre"
    two = replace(TALK, rows={"produccion": (BLOCK, {**BLOCK, "id": "c"})})
    assert BOOK.first(two, "ventas").code == "bloque"


def test_an_amount_is_told_whole_by_the_year_and_for_each_member():
    price = Place("compras", NEW, "precio_unitario")
    talk = said(TALK, cantidad="200", precio_unitario="150")
    meaning = BOOK.meaning(talk, price, TODAY, 20)
    assert (meaning.centimos, meaning.yearly, meaning.each_centimos) == (3_000_000, False, 150_000)
    assert BOOK.meaning(said(talk, precio_unitario="caro"), price, TODAY, 20) is None
    assert BOOK.meaning(talk, price, TODAY, 0).each_centimos is None
    sale = Place("ventas", NEW, "precio_unitario")
    talk = replace(TALK, rows={"produccion": (BLOCK,)}).typing(sale, "28")
    talk = talk.typing(Place("ventas", NEW, "cantidad"), "1")
    assert BOOK.meaning(talk, sale, TODAY, 20).centimos == 8_400_000
    assert BOOK.meaning(talk, sale, TODAY, 20).yearly


def test_a_row_that_is_stored_is_gone_from_what_is_typed_and_its_list_is_the_furthest_page():
    talk = replace(said(TALK, nombre="Jaulas", cantidad="3"), far=str(Place("compras", NEW, "cantidad")))
    talk = talk.typing(Place("ventas", NEW, "nombre"), "cuy").without("compras", NEW)
    assert dict(talk.typed) == {"ventas/nuevo/nombre": "cuy"}
    assert Place.read(talk.far) == Place("compras")


def test_going_back_from_the_ninth_page_to_the_third_one_key_brings_the_ninth_back():
    talk, place = TALK, BOOK.path(TALK)[0]
    seen = []
    for _turn in range(3):
        seen.append(place)
        talk = BOOK.reaching(talk, place)
        place = BOOK.after(talk, place)
    place = BOOK.first(talk, "compras")
    for _turn in range(6):
        seen.append(place)
        talk = BOOK.reaching(talk.typing(place, "maquinaria" if place.code == "clase" else "2"), place)
        place = BOOK.after(talk, place)
    ninth = seen[-1]
    assert BOOK.further(talk, ninth) is None
    talk = BOOK.reaching(talk, seen[2])
    assert BOOK.further(talk, seen[2]) == ninth
    assert talk.typed[str(ninth)] == "2"


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["answer", "on", "back", "add", "enough", "far"]),
        st.sampled_from(["", "3", "1,500.50", "maquinaria", "varios", "insumo", "personal", "mucho"]),
    ),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(MOVES, st.booleans(), st.booleans())
def test_any_walk_keeps_every_answer_and_can_end(moves, produces, sells):
    rows = {"produccion": (BLOCK,), "calendario": (BLOCK,)} if produces else {}
    if sells and produces:
        rows["ventas"] = ({"id": "v", "situacion": "con", "tipo": "ingreso", "bloque": "b", "nombre": "cuy"},)
    talk = replace(TALK, rows=rows)
    place = BOOK.path(talk)[0]
    typed = {}
    for move, text in moves:
        if move == "answer" and place.code:
            talk = talk.typing(place, text)
            typed[str(place)] = text
        elif move == "add" and BOOK.stage(place).many and not place.row:
            place = BOOK.first(talk, place.stage)
        elif move == "back":
            place = BOOK.before(talk, place)
        elif move == "far":
            place = BOOK.further(talk, place) or place
        else:
            place = BOOK.after(talk, place)
        talk = BOOK.reaching(talk, place)
        assert BOOK.knows(place)
        part, parts = BOOK.progress(talk, place)
        assert 1 <= part <= parts
    assert dict(talk.typed) == typed
    turns = 0
    while place.stage != "fin":
        following = BOOK.after(talk, place)
        assert following != place
        place, turns = following, turns + 1
        assert turns < 400
    while BOOK.before(talk, place) != place:
        place, turns = BOOK.before(talk, place), turns + 1
        assert turns < 800
    assert place == BOOK.path(talk)[0]


@pytest.mark.parametrize("code", ["aeo", "titulo"])
def test_a_plan_not_begun_asks_whose_it_is_and_its_name(code):
    talk = Talk(facts={"empieza": "si"})
    assert Place("idea", "", code) in BOOK.path(talk)
    wrong = BOOK.check(talk, Place("idea", "", code), TODAY)
    assert [problem.field for problem in wrong] == [code]
