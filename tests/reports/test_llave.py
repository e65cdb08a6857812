"""The recovery sheet on paper."""

from datetime import date

import pypdfium2
import pytest

import qr
from ayni.reports.llave import groups_of, write_recovery_sheet
from ayni.sync.keys import new_recovery

CODE = "7KQ2M-9QXTA-HW2CB-PZ6RC-3NDVD-8JFBE"


@pytest.mark.parametrize("words", [CODE, CODE.split("-")])
def test_the_sheet_shows_every_group_and_how_to_use_it(tmp_path, invented, words):
    path = write_recovery_sheet(tmp_path / "l.pdf", invented.municipality, "Sumaq Llaqta", words, date(2026, 11, 22))
    (said,) = invented.pages(path)
    for group in CODE.split("-"):
        assert group in said
    for piece in ("Hoja de recuperación", "Sumaq Llaqta", "caja fuerte", "Cómo usarla", "Firma", "22/11/2026"):
        assert piece in said


def test_the_square_of_dots_says_what_the_letters_say(tmp_path, invented):
    for code in (CODE, new_recovery()):
        path = write_recovery_sheet(tmp_path / "l.pdf", invented.municipality, "Sumaq", code, date(2026, 11, 22))
        drawn = pypdfium2.PdfDocument(str(path))[0].render(scale=4).to_pil()
        assert qr.read(drawn) == code


def test_the_code_is_not_among_the_properties_of_the_file(tmp_path, invented):
    path = write_recovery_sheet(tmp_path / "l.pdf", invented.municipality, "Sumaq Llaqta", CODE, date(2026, 11, 22))
    assert CODE.encode() not in path.read_bytes()


def test_the_sheet_speaks_two_languages(tmp_path, invented, quechua):
    path = write_recovery_sheet(
        tmp_path / "l.pdf", invented.municipality, "Sumaq Llaqta", CODE, date(2026, 11, 22), "both"
    )
    assert "El texto válido es el castellano." in invented.text(path)


@pytest.mark.parametrize(
    ("words", "groups"),
    [("ABCD-EFGH", ["ABCD", "EFGH"]), ("ABCDEFGHIJ", ["ABCD", "EFGH", "IJ"]), (["uno", "dos"], ["uno", "dos"])],
)
def test_a_code_is_read_in_groups(words, groups):
    assert groups_of(words) == groups


def test_the_sheet_is_one_page_when_quechua_takes_much_more_room(tmp_path, invented, wordy):
    path = write_recovery_sheet(tmp_path / "l.pdf", invented.municipality, "Sumaq", CODE, date(2026, 11, 22), "both")
    assert len(invented.pages(path)) == 1
