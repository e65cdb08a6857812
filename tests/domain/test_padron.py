"""The padrón: names split, verification characters, letters of the sex, and what the whole list is checked for."""

import json
from datetime import date

import pytest
import stdnum.pe.cui
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.hoja import Cell, Reader, arrange, find_heading, plain, sex_of_m, split_name
from ayni.domain.padron import SOCIO, SocioDni, check_mark, of_chain
from ayni.domain.padron_reglas import Elsewhere, PadronLaw, age, check_padron, doubts_of_row
from ayni.domain.rules import Result
from ayni.paths import resource

TODAY = date(2026, 11, 22)
LAW = PadronLaw.from_data(json.loads(resource("rules/padron.json").read_text("utf-8")))


def socio(place, **others):
    return {
        "id": f"s{place}",
        "dni": f"{40_000_000 + place}",
        "apellido_paterno": "Quispe",
        "apellido_materno": "Mamani",
        "nombres": f"Rosa {place}",
        "fecha_nacimiento": "1985-05-03",
        "riesgo": "normal",
        **others,
    }


def found(key, socios, **about):
    return [each for each in check_padron(LAW, socios, TODAY, **about) if each.answer.check == key]


def results(key, socios, **about):
    return [each.answer.result for each in found(key, socios, **about)]


# the DNI and its verification character


def test_the_character_after_the_number_is_checked_and_not_kept():
    assert check_mark("10117410-2") is True
    assert check_mark("10117410-3") is False
    assert check_mark("10117410") is None
    assert SocioDni().read("10117410-2", TODAY).value == "10117410"


@given(st.integers(0, 99_999_999), st.sampled_from([0, 1]), st.sampled_from(["", "-", " - "]))
def test_the_digit_and_the_letter_of_every_dni_are_known(number, which, dash):
    dni = f"{number:08}"
    mark = stdnum.pe.cui.calc_check_digits(dni)[which]
    assert check_mark(f"{dni}{dash}{mark}") is True
    assert SocioDni().read(f"{dni}{dash}{mark}", TODAY).value == dni


def test_one_digit_too_many_is_no_verification_character():
    assert SocioDni().read("101174103", TODAY).sentence is not None
    assert SocioDni().read("10117410-3", TODAY).value == "10117410"  # told apart, and asked again by the door


# names and headings


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("QUISPE MAMANI, Rosa Elena", ("QUISPE", "MAMANI", "Rosa Elena", False)),
        ("Quispe Mamani Rosa", ("Quispe", "Mamani", "Rosa", False)),
        ("Quispe Mamani Rosa Elena", ("Quispe", "Mamani", "Rosa Elena", False)),
        ("De la Cruz Quispe Rosa", ("De la Cruz", "Quispe", "Rosa", True)),
        ("DE LA CRUZ QUISPE, Rosa", ("DE LA CRUZ", "QUISPE", "Rosa", False)),
        ("Quispe Rosa", ("Quispe", "", "Rosa", True)),
        ("Quispe Mamani Rosa Elena Luz", ("Quispe", "Mamani", "Rosa Elena Luz", True)),
        ("Quispe, Rosa", ("Quispe", "", "Rosa", True)),
        ("QUISPE MAMANI,", ("QUISPE", "MAMANI", "", True)),
        ("", ("", "", "", True)),
    ],
)
def test_surnames_and_names_of_one_line_are_split_and_doubts_are_marked(text, parts):
    assert split_name(text) == parts


def test_names_may_come_first():
    assert split_name("Rosa Elena Quispe Mamani", names_first=True) == ("Quispe", "Mamani", "Rosa Elena", False)


@given(st.lists(st.sampled_from(["Quispe", "de", "la", "Cruz", "Rosa", ",", "Ñahui"]), max_size=8), st.booleans())
def test_no_word_of_a_name_is_lost(words, first):
    text = " ".join(words)
    kept = " ".join(split_name(text, names_first=first)[:3]).split()
    assert sorted(kept) == sorted(text.replace(",", " ", 1).split())


def test_headings_are_known_by_their_words():
    assert plain("N° de D.N.I. (8 dígitos)") == "d i"  # a heading that nobody can know stays to be chosen
    assert plain("FECHA DE NACIMIENTO (dd/mm/aaaa)") == plain("Fecha nacimiento")


def test_a_heading_of_two_rows_is_understood():
    lines = [
        [Cell("A1", "N°"), Cell("B1", "DNI"), Cell("C1", "APELLIDOS"), Cell("D1", "APELLIDOS", None, "C1")],
        [Cell("A2", "N°", None, "A1"), Cell("B2", "DNI", None, "B1"), Cell("C2", "Paterno"), Cell("D2", "Materno")],
        [Cell("A3", "1"), Cell("B3", "40000001"), Cell("C3", "Quispe"), Cell("D3", "Mamani")],
    ]
    assert find_heading(lines) == (1, {1: "dni", 2: "apellido_paterno", 3: "apellido_materno"})


def test_the_letter_m_is_read_by_its_neighbours():
    assert sex_of_m(["F", "M", "M"]) == ("H", False)
    assert sex_of_m(["H", "M"]) == ("M", False)
    assert sex_of_m(["M", "M"]) == ("M", True)
    assert sex_of_m(["F", "H", "M"]) == ("H", True)


def test_rows_that_hold_no_member_are_told_apart():
    lines = [
        [Cell("A1", "N°"), Cell("B1", "DNI"), Cell("C1", "Nombres"), Cell("D1", "Apellido paterno")],
        [Cell("A2", "26"), Cell("B2", ""), Cell("C2", ""), Cell("D2", "")],
        [Cell("A3", "Firma del presidente"), *(Cell(f"{c}3", "Firma del presidente", None, "A3") for c in "BCD")],
        [Cell("A4", ""), Cell("B4", ""), Cell("C4", "Rosa"), Cell("D4", "")],
    ]
    sheet = Reader(TODAY).read(lines, *find_heading(lines), {})
    assert sheet.others == (2, 3)
    assert [(row.number, len(row.problems)) for row in sheet.wrong] == [(4, 1)]
    assert sheet.good == []


WRITTEN = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["43218765", "4321876", "10117410-3", "31170", "M", "F", "Quispe, Rosa", "03/05/1985", "²", "-5", "1,5"]
    ),
)


@given(st.lists(st.lists(WRITTEN, min_size=8, max_size=8), max_size=5))
def test_whatever_stands_in_the_cells_is_understood_or_told(rows):
    heading = ("DNI", "Apellidos y nombres", "Nacimiento", "Sexo", "Área total", "Área plan", "Celular", "DNI cónyuge")
    lines = [
        [Cell(f"{'ABCDEFGH'[place]}{number}", text) for place, text in enumerate(line)]
        for number, line in enumerate([heading, *rows], start=1)
    ]
    sheet = Reader(TODAY, doubts_of=lambda values: doubts_of_row(LAW, values, TODAY)).read(
        lines, *find_heading(lines), {}
    )
    assert len(sheet.places) == 8
    blank = sum(not any(text for text in line) for line in rows)
    assert len(sheet.good) + len(sheet.wrong) + len(sheet.others) == len(rows) - blank
    for row in sheet.good:
        assert len(str(row.values["dni"])) == 8
        assert row.values["nombres"]
        assert row.values["fecha_nacimiento"] <= TODAY.isoformat()
    for row in sheet.wrong:
        assert all(cell and str(problem.sentence) for cell, problem in row.problems)


# pasting

WANTED = ("dni", "apellido_paterno", "apellido_materno", "nombres", "fecha_nacimiento", "sexo")


def test_what_is_pasted_with_a_heading_may_stand_in_any_order():
    block = [
        ["Sexo", "Apellidos y nombres", "DNI"],
        ["F", "QUISPE MAMANI, Rosa", "4321876"],
        ["M", "Puma Ccori Luis", "1"],
    ]
    first, cells = arrange(block, WANTED)
    assert first == 0
    assert cells[0] == ["04321876", "QUISPE", "MAMANI", "Rosa", "", "M"]
    assert cells[1][5] == "H"


def test_what_is_pasted_without_a_heading_is_in_the_order_of_the_table():
    assert arrange([["Quispe", "Mamani"]], WANTED, 1) == (1, [["Quispe", "Mamani"]])
    assert arrange([["4321876"]], WANTED) == (0, [["04321876"]])


@given(st.lists(st.lists(st.text(max_size=6), min_size=1, max_size=4), min_size=1, max_size=4), st.integers(0, 5))
def test_anything_pasted_fits_in_the_table(block, first):
    start, cells = arrange(block, WANTED, first)
    assert all(start + len(line) <= len(WANTED) for line in cells)


# what the list is checked for


def test_every_rule_has_its_article_its_term_and_how_sure_it_is():
    for rule in LAW.rules:
        assert rule.article
        assert rule.status


def test_a_clean_padron_passes_every_check():
    answers = check_padron(LAW, [socio(n) for n in range(10)], TODAY, board=("s1",))
    assert {each.answer.result for each in answers} == {Result.PASS}
    assert len(answers) == 8


def test_a_dni_twice_leads_to_both_rows():
    told = found("dni_once", [socio(1), socio(2, dni="40000001"), socio(3)])
    assert [(each.answer.result, each.socios) for each in told] == [(Result.FAIL, ("s1", "s2"))]


def elsewhere(**others):
    about = {"dni": "90000000", "conyuge_dni": "", "aeo": "Inti", "call": "P 2026", "year": "2026", "same_call": True}
    return Elsewhere(**about | others)


def test_a_person_in_another_aeo_of_the_year_blocks_and_of_another_year_warns():
    now = found("dni_same_call", [socio(1)], elsewhere=[elsewhere(dni="40000001")], year="2026")
    before = {"dni": "40000001", "year": "2024", "same_call": False}
    told = found("dni_other_call", [socio(1)], elsewhere=[elsewhere(**before)], year="2026")
    assert (now[0].answer.result, now[0].answer.severity.value, now[0].socios) == (Result.FAIL, "B", ("s1",))
    assert (told[0].answer.result, told[0].answer.severity.value) == (Result.FAIL, "W")
    assert "Inti" in str(now[0].answer.sentence)


def test_the_spouse_is_looked_for_in_both_directions():
    named = [socio(1, conyuge_dni="90000000")]
    assert results("spouse_other", named, elsewhere=[elsewhere()]) == [Result.FAIL]
    assert results("spouse_other", [socio(1)], elsewhere=[elsewhere(conyuge_dni="40000001")]) == [Result.FAIL]
    assert results("spouse_other", [socio(1)], elsewhere=[elsewhere()]) == [Result.PASS]
    past = elsewhere(conyuge_dni="40000001", year="2020", same_call=False)
    assert results("spouse_other", [socio(1)], elsewhere=[past], year="2026") == [Result.PASS]


def test_two_spouses_of_one_padron_are_one_warning():
    pair = [socio(1, conyuge_dni="40000002"), socio(2, conyuge_dni="40000001")]
    told = found("spouse_inside", pair)
    assert [(each.answer.severity.value, each.socios) for each in told] == [("W", ("s1", "s2"))]


@pytest.mark.parametrize(
    ("birth", "years"), [("2008-11-22", 18), ("2008-11-23", 17), ("2008-11", 17), ("2008-10", 18), ("2004-02-29", 22)]
)
def test_the_age_is_counted_in_whole_years(birth, years):
    assert age(birth, TODAY) == years
    assert results("min_age", [socio(1, fecha_nacimiento=birth)]) == [Result.FAIL if years < 18 else Result.PASS]


def test_two_of_ten_at_a_loss_fail_and_one_of_ten_passes():
    for bad, result in ((2, Result.FAIL), (1, Result.PASS)):
        members = [socio(n, riesgo="perdida" if n < bad else "normal") for n in range(10)]
        assert results("perdida_share_exclusive", members) == [result]


def test_no_member_of_the_board_may_be_at_a_loss():
    assert results("perdida_directivos", [socio(1, riesgo="perdida")], board=("s1",)) == [Result.FAIL]
    assert results("perdida_directivos", [socio(1, riesgo="perdida")]) == [Result.PASS]


def test_what_is_not_rated_waits_unless_the_rest_already_fails():
    members = [socio(n, riesgo=None) for n in range(10)]
    assert results("perdida_share_exclusive", members) == [Result.PENDING]
    members[:2] = [socio(0, riesgo="perdida"), socio(1, riesgo="perdida")]
    assert results("perdida_share_exclusive", members) == [Result.FAIL]


def test_more_for_the_plan_than_there_is_leads_to_the_row():
    rows = [socio(1, tierra_total="2", tierra_plan="2.01"), socio(2, tierra_total="2", tierra_plan="2")]
    assert [each.socios for each in found("land_within", rows)] == [("s1",)]
    assert results("animals_within", [socio(1, animales_total="10", animales_plan="11")]) == [Result.FAIL]
    assert found("animals_within", rows) == []


def test_before_its_term_a_rule_asks_nothing():
    told = check_padron(LAW, [socio(1, riesgo="perdida")], date(2015, 1, 1), board=("s1",))
    assert not {each.answer.check for each in told} & {"perdida_directivos", "perdida_share_exclusive"}


def test_a_chain_asks_only_its_columns():
    names = {item.name for item in of_chain(SOCIO, ("especie",))}
    assert "especie" in names
    assert "tierra_total" not in names
    assert "dni" in names
