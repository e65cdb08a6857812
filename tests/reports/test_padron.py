"""The padrón on paper: everybody is on it, rows are tall enough to sign, and the signatures never stand alone."""

import re
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from ayni.domain.padron import full_name
from ayni.reports.padron import ROW, age, pages_of, write_padron

ON = date(2026, 11, 22)


@pytest.fixture
def printed(tmp_path, invented):
    """Prints a padrón of these people."""

    def printing(people, language="es", name="padron.pdf"):
        path = tmp_path / name
        done = write_padron(path, invented.municipality, invented.aeo, people, language, ON, names=invented.names)
        assert done == path
        return path

    return printing


def test_every_socio_of_twenty_is_printed_with_dni_birth_and_age(printed, invented):
    people = invented.socios(20)
    said = invented.text(printed(people, "es"))
    for person in people:
        assert person["dni"] in said
        assert full_name(person) in said
    assert "Total de socios 20 Mujeres 10 Hombres 10" in said
    assert "Edad cumplida al 22/11/2026." in said
    assert invented.aeo["nombre"] in said


def test_both_languages_stand_one_beneath_the_other(printed, invented, quechua):
    said = invented.text(printed(invented.socios(3), "both"))
    for words in ("Padrón de socios Masikunapa listan", "Mujer Warmi", "Huella digital", "Ruk’ana yupi"):
        assert words in said
    assert "El texto válido es el castellano. Castellano simipi qillqasqallam chaniyuq." in said


def test_a_quechua_padron_speaks_quechua_and_says_which_text_is_valid(printed, invented, quechua):
    said = invented.text(printed(invented.socios(3), "quz"))
    assert "Masikunapa listan" in said
    assert "Padrón de socios" not in said
    assert "El texto válido es el castellano." in said


def test_a_spanish_padron_has_no_second_language(printed, invented, quechua):
    said = invented.text(printed(invented.socios(3), "es"))
    assert "Warmi" not in said
    assert "El texto válido" not in said


def test_five_hundred_socios_are_printed_quickly_and_none_is_missing(printed, invented):
    people = invented.socios(500)
    begun = time.perf_counter()
    path = printed(people, "both")
    assert time.perf_counter() - begun < 10
    leaves = invented.pages(path)
    said = " ".join(leaves)
    assert [person["dni"] for person in people if person["dni"] not in said] == []
    assert re.search(r"Total de socios .{0,40}500 .{0,40}Mujeres .{0,40}250 .{0,40}Hombres .{0,40}250", said)
    for number, leaf in enumerate(leaves, 1):
        assert f"Página {number} de {len(leaves)}" in leaf
        assert "Apellidos y nombres" in leaf  # the heading is repeated
    for leaf in leaves[1:]:
        assert leaf.startswith(f"Padrón de socios {invented.aeo['nombre']}")


@pytest.mark.parametrize("count", range(1, 40, 3))
def test_signatures_never_stand_on_a_page_without_socios(printed, invented, count):
    leaves = invented.pages(printed(invented.socios(count), "es"))
    (last,) = [leaf for leaf in leaves if "Notario o juez de paz que certifica" in leaf]
    assert last is leaves[-1]
    assert re.search(r"\d{8} \d\d/\d\d/\d{4}", last)


def test_president_and_secretary_find_their_names_under_their_lines(printed, invented):
    people = invented.socios(5)
    last = invented.pages(printed(people, "es"))[-1]
    after = last[last.index("Total de socios") :]
    assert full_name(people[0]) in after
    assert full_name(people[1]) in after
    assert full_name(people[2]) not in after


def test_an_empty_padron_still_has_its_places_to_sign(printed, invented):
    said = invented.text(printed([], "es"))
    assert "Total de socios 0" in said
    assert "Firma" in said


def test_long_names_are_wrapped_and_not_cut(printed, invented):
    person = invented.socios(1)[0] | {
        "apellido_paterno": "Huamán de la Cruz Poma Condorcanqui Túpac Amaru Noguera",
        "nombres": "Bartolomé de los Santos Inocentes Primitivo Epifanio Crisóstomo de la Trinidad",
    }
    said = invented.text(printed([person], "es"))
    assert full_name(person) in said


def test_a_sheet_lies_on_its_side_and_its_letters_travel_with_it(printed, invented):
    path = printed(invented.socios(2), "es")
    (page,) = PdfReader(path).pages
    assert page.mediabox.width > page.mediabox.height
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    ours = [font for font in fonts if "Inter" in font["/BaseFont"]]
    assert ours
    assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in ours)


def test_the_same_padron_is_the_same_file(printed, invented, tmp_path):
    one = printed(invented.socios(9), "es", "1.pdf")
    two = printed(invented.socios(9), "es", "2.pdf")
    assert one.read_bytes() == two.read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["1.pdf", "2.pdf"]


@pytest.mark.parametrize(
    ("born", "years"),
    [
        ("1985-11-22", "41"),
        ("1985-11-23", "40"),
        ("1985-10", "41"),
        ("1985-12", "40"),
        ("1985-11", "40–41"),
        ("1985", "40–41"),
        ("", ""),
        ("2008-02-29", "18"),
    ],
)
def test_age_is_counted_at_the_printed_date(born, years):
    assert age(born, ON) == years


@given(
    st.lists(st.floats(ROW, 120), max_size=200),
    st.floats(100, 400),
    st.floats(200, 450),
    st.floats(100, 300),
)
def test_every_row_is_on_one_page_and_fits(heights, first, later, last):
    counts = pages_of(heights, first, later, last)
    assert sum(counts) == len(heights)
    at = 0
    for place, count in enumerate(counts):
        room = later if place else first
        assert sum(heights[at : at + count]) <= room or count == 1
        at += count
    assert not heights or counts[-1] > 0


@pytest.mark.parametrize("language", ["quz", "both"])
def test_a_longer_language_loses_nobody(printed, invented, wordy, language):
    people = invented.socios(30)
    said = invented.text(printed(people, language))
    assert [person["dni"] for person in people if person["dni"] not in said] == []
