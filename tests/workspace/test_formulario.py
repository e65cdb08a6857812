"""Blank forms through the door: every field in its order, a QR that names nobody, and the way back to the record."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from ayni.domain.aeo import REGISTER_AEO
from ayni.domain.asamblea import ASAMBLEA
from ayni.domain.formulario import FORMS, code_text, read_code, with_dashes
from ayni.domain.junta_directiva import CARGO_PERIODO
from ayni.domain.padron import TYPED
from ayni.domain.plan import COVER
from ayni.lang import _
from ayni.reports.formulario import MODULE, QUIET, modules, rows_of
from ayni.reports.pages import Voice, fonts

SCREENS = {
    "aeo": [name for step in REGISTER_AEO.steps for name in step.fields],
    "padron": [field.name for field in TYPED],
    "junta": [field.name for field in CARGO_PERIODO if field.asked],
    "asamblea": [field.name for field in ASAMBLEA if field.asked],
    "plan": [field.name for field in COVER if field.asked],
}
ID = "01a202d9-38c0-77ba-b729-aeec71bdc2ac"


def text_of(path):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@pytest.mark.parametrize("code", SCREENS)
def test_the_boxes_stand_in_the_order_of_the_screen(code):
    fonts()
    form = FORMS[code]
    boxes = [field.name for part in form.parts for row in rows_of(Voice(), part.fields, 490) for field in row]
    assert boxes == SCREENS[code]
    assert len(set(boxes)) == len(boxes)


@pytest.mark.parametrize("code", SCREENS)
@pytest.mark.parametrize("language", ["es", "quz", "both"])
def test_a_blank_form_prints_every_field_numbered_in_order(workspace, aeo, call, tmp_path, code, language):
    record = aeo
    if code == "plan":
        record = workspace.save_plan({"aeo": aeo, "titulo": "Cuyes", "convocatoria": call, "categoria": "A"})
    path = workspace.print_formulario(record, tmp_path / "hoja.pdf", language, code=code)
    text = text_of(path)
    form = workspace._form_of(FORMS[code], record)
    assert code_text(form, record) in text
    if language == "es":
        place = 0
        for number, field in enumerate(form.fields, 1):
            words = re.sub(r"\s+", " ", f"{number} {_(field.label)}")
            place = text.index(words.split(" ", 1)[1], place)
    pages = PdfReader(path).pages
    assert all(code_text(form, record) in " ".join(page.extract_text().split()) for page in pages)


def test_a_form_for_nobody_yet_has_no_record(workspace, tmp_path):
    text = text_of(workspace.print_formulario("", tmp_path / "hoja.pdf", code="aeo"))
    assert f"AYNI:AEO:{FORMS['aeo'].version.upper()}:" in text


def test_the_qr_says_nothing_of_anybody(workspace, aeo):
    assert re.fullmatch(r"AYNI:[A-Z]+:[0-9A-F]{4}:[0-9A-F]{32}", code_text(FORMS["padron"], aeo))


@pytest.mark.parametrize("code", SCREENS)
def test_the_squares_of_the_qr_are_large_enough_for_two_photocopies(code):
    squares = modules(code_text(FORMS[code], ID))
    assert len(squares) <= 33  # version 4: a denser one would need smaller squares
    assert MODULE >= 0.7 * 72 / 25.4
    assert (len(squares) + 2 * QUIET) * MODULE <= 36 * 72 / 25.4


def test_a_scanned_code_opens_the_record(workspace, aeo):
    [hit] = workspace.search(code_text(FORMS["aeo"], aeo))
    assert (hit.noun, hit.record, hit.title) == ("aeo", aeo, "Asociación de Productores de Cuyes Sumaq Quwi")
    [hit] = workspace.search(code_text(workspace._form_of(FORMS["padron"], aeo), aeo))
    assert (hit.noun, hit.record, hit.detail) == ("padron", aeo, "Padrón de socios")


@pytest.mark.parametrize(
    "written", [str.lower, lambda text: text.replace(":", "Ñ"), lambda text: text.replace(":", "ñ").lower()]
)
def test_a_reader_on_a_keyboard_of_another_country_is_understood(workspace, aeo, written):
    assert [hit.record for hit in workspace.search(written(code_text(FORMS["junta"], aeo)))] == [aeo]


def test_the_first_digits_typed_by_hand_are_enough(workspace, aeo):
    code = code_text(FORMS["aeo"], aeo)
    assert [hit.record for hit in workspace.search(code[:-20])] == [aeo]


def test_a_sheet_without_a_record_begins_one(workspace):
    assert [(hit.noun, hit.record) for hit in workspace.search(code_text(FORMS["aeo"]))] == [("registrar-aeo", "")]


def test_a_sheet_of_an_older_form_says_so(workspace, aeo):
    code = code_text(FORMS["aeo"], aeo).replace(FORMS["aeo"].version.upper(), "0000")
    [hit] = workspace.search(code)
    assert hit.record == aeo
    assert "otra versión" in hit.detail


def test_a_record_that_is_not_here_is_not_found(workspace):
    assert workspace.search(code_text(FORMS["aeo"], ID)) == []


@given(st.text(max_size=60))
def test_no_other_text_is_taken_for_a_sheet(text):
    found = read_code(text)
    assert found is None or text.strip().lower().startswith("ayni")


@given(st.uuids())
def test_a_code_says_which_record_it_was(record):
    found = read_code(code_text(FORMS["asamblea"], str(record)))
    assert found is not None
    assert with_dashes(found.record) == str(record)
