"""The search box: the beginnings of words, without accents, over everything; whatever is typed breaks nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture
def door(town, call, aeo, person):
    town.aeo(call, nombre="Q'enqo Pañaméricana", ruc="20600000013", comunidad="Ccachín")
    for place, others in enumerate(
        (
            {"apellido_paterno": "Núñez", "nombres": "María José"},
            {"apellido_paterno": "Ñahui", "nombres": "Ángel"},
            {"apellido_paterno": "Q'espi", "nombres": "Rosa"},
            {"apellido_paterno": "De la Cruz", "nombres": "Zenón"},
        )
    ):
        town.door.save_socio(aeo, person(place, **others))
    return town.door


def titles(door, text):
    return [hit.title for hit in door.search(text)]


@pytest.mark.parametrize(
    ("typed", "noun", "beginning"),
    [
        ("nunez", "socio", "NÚÑEZ"),
        ("NÚÑEZ", "socio", "NÚÑEZ"),
        ("nun mar", "socio", "NÚÑEZ"),
        ("jose nunez", "socio", "NÚÑEZ"),
        ("nahui", "socio", "ÑAHUI"),
        ("Ñahui angel", "socio", "ÑAHUI"),
        ("q'espi", "socio", "Q'ESPI"),
        ("q’espi", "socio", "Q'ESPI"),
        ("cruz", "socio", "DE LA CRUZ"),
        ("  de   la  ", "socio", "DE LA CRUZ"),
        ("Q'enqo", "aeo", "Q'enqo"),
        ("enqo panam", "aeo", "Q'enqo"),
        ("ccachin", "aeo", "Q'enqo"),
        ("2060", "aeo", "Q'enqo"),
        ("primera convocatoria", "convocatoria", "PROCOMPITE"),
    ],
)
def test_records_are_found_as_people_type(door, typed, noun, beginning):
    [hit] = door.search(typed)
    assert hit.noun == noun
    assert hit.title.startswith(beginning)
    assert hit.record


def test_the_beginning_of_a_dni_is_enough_and_the_aeo_is_told(door, aeo):
    assert len(door.search("4000")) == 4
    [hit] = door.search("40000003")
    assert hit.title == "DE LA CRUZ CCAHUANA, Zenón · 40000003"
    assert hit.detail == "Asociación de Productores de Cuyes Sumaq Quwi"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "'",
        '"',
        "%",
        "*",
        "_",
        "-",
        "(",
        "NEAR(",
        '" OR 1=1 --',
        "'; DROP TABLE socio; --",
        "texto:",
        "\x00",
        "🐹",
        "zzz",
    ],
)
def test_what_nobody_has_finds_nothing_and_breaks_nothing(door, aeo, typed):
    assert door.search(typed) == []
    assert door.socio_count(aeo) == 4


@pytest.mark.parametrize("typed", ["nunez AND", "OR nunez", "NOT nunez", "nunez*", "^nunez", "nunez)"])
def test_the_words_of_the_engine_are_only_words(door, typed):
    for text in (typed, typed.lower()):
        assert all("NÚÑEZ" in title for title in titles(door, text))


@given(st.text(max_size=30))
def test_any_text_may_be_typed(door, aeo, typed):
    assert isinstance(door.search(typed), list)
    assert door.socio_count(aeo, typed) == len(door.socios(aeo, text=typed))


def test_what_was_changed_is_found_by_its_new_name_only(door, aeo):
    [hit] = door.search("nunez")
    door.save_socio(aeo, {"apellido_paterno": "Yupanqui"}, hit.record)
    assert door.search("nunez") == []
    assert [found.record for found in door.search("yupanqui")] == [hit.record]
    door.undo()
    assert [found.record for found in door.search("nunez")] == [hit.record]
    assert door.search("yupanqui") == []


def test_a_row_taken_back_is_not_found(door, aeo, person):
    door.save_socio(aeo, person(77, apellido_paterno="Wanka"))
    assert len(door.search("wanka")) == 1
    door.undo()
    assert door.search("wanka") == []


def test_each_noun_gives_its_first_ones(door, aeo, person):
    for place in range(20, 32):
        door.save_socio(aeo, person(place, apellido_paterno="Wanka"))
    assert len(door.search("wanka")) == 8
    assert len(door.search("wanka", 3)) == 3
