"""The log as a spreadsheet: a row for each datum, and nothing that people wrote is a formula."""

from datetime import datetime

import openpyxl
import pytest

from ayni import lang
from ayni.reports import auditoria
from ayni.reports.auditoria import write_trail

SAVE = ("2026-11-22T10:42:05-05:00", "Ana Condori", "Oficina", "Guardar un socio", "cambió de número")
CELLS = [("Socio", "Quispe, Rosa", "Teléfono", "", "984 111 222"), ("Socio", "Quispe, Rosa", "Edad", "40", "41")]


def rows_of(path, sheet=0):
    book = openpyxl.load_workbook(path)
    return [list(row) for row in book.worksheets[sheet].iter_rows()]


def test_each_datum_has_a_row_with_who_when_and_why(tmp_path):
    heading, *rows = rows_of(write_trail(tmp_path / "historia.xlsx", [(SAVE, CELLS)]))
    assert [cell.value for cell in heading][:3] == ["Cuándo", "Quién", "Equipo"]
    assert len(rows) == 2
    assert rows[0][0].value == datetime(2026, 11, 22, 10, 42)
    assert [cell.value or "" for cell in rows[0][1:]] == [*SAVE[1:], *CELLS[0]]


@pytest.mark.parametrize("text", ["=1+1", "+51984111222", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "007", "#REF!"])
def test_what_people_wrote_is_a_text_whatever_it_begins_with(text, tmp_path):
    save, cell = (SAVE[0], text, text, text, text), (text,) * 5
    (_heading, row) = rows_of(write_trail(tmp_path / "historia.xlsx", [(save, [cell])]))
    for each in row[1:]:
        assert (each.value, each.data_type, each.number_format) == (text, "s", "@")


def test_letters_that_a_sheet_cannot_hold_are_left_out(tmp_path):
    (_heading, row) = rows_of(write_trail(tmp_path / "historia.xlsx", [((*SAVE[:4], "a\x00b\x1fc\nd"), CELLS[:1])]))
    assert row[4].value == "abc\nd"


def test_a_save_without_data_has_a_row_all_the_same(tmp_path):
    (_heading, row) = rows_of(write_trail(tmp_path / "historia.xlsx", [(SAVE, [])]))
    assert row[1].value == "Ana Condori"


def test_a_log_longer_than_a_sheet_goes_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(auditoria, "MOST_ROWS", 3)
    path = write_trail(tmp_path / "historia.xlsx", [(SAVE, CELLS), (SAVE, CELLS[:1])])
    assert [len(rows_of(path, sheet)) for sheet in (0, 1)] == [3, 2]


def test_the_headings_speak_the_language_in_use(tmp_path):
    with lang.speaking("quz"):
        heading, _row = rows_of(write_trail(tmp_path / "historia.xlsx", [(SAVE, CELLS[:1])]))
        assert [cell.value for cell in heading] == [lang._(text) for text in (*auditoria.OF_SAVE, *auditoria.OF_CELL)]
    assert heading[4].value != "Motivo"


def test_a_sheet_that_cannot_be_written_leaves_nothing(tmp_path):
    (tmp_path / "historia.xlsx").mkdir()
    with pytest.raises(OSError, match="historia"):
        write_trail(tmp_path / "historia.xlsx", [(SAVE, CELLS)])
    assert [each.name for each in tmp_path.iterdir()] == ["historia.xlsx"]
