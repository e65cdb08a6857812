"""Spreadsheets as municipalities have them: joined cells, hidden sheets, formulas, csv of an old Windows."""

import contextlib
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.reports.hoja import SheetRefused, column_letters, read_book, read_sheet, separator, write_sheet


@pytest.fixture
def book(tmp_path):
    """Writes a book with these rows in its first sheet; the sheet is handed over to be spoiled first."""

    def write(*lines, spoil=lambda _book, _sheet: None, name="lista.xlsx"):
        made = openpyxl.Workbook()
        for line in lines:
            made.active.append(list(line))
        spoil(made, made.active)
        made.save(tmp_path / name)
        made.close()
        return tmp_path / name

    return write


def texts(lines):
    return [[cell.text for cell in line] for line in lines]


def test_joined_cells_all_say_what_the_first_one_says_and_from_where(book):
    def join(_made, sheet):
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("C2:C3")

    lines = read_sheet(book(("Apellidos",), ("Quispe", "Mamani", "Ccorao"), ("Puma", "Ccori", None), spoil=join))
    assert texts(lines) == [["Apellidos"] * 3, ["Quispe", "Mamani", "Ccorao"], ["Puma", "Ccori", "Ccorao"]]
    assert [cell.merged_from for cell in lines[0]] == ["", "A1", "A1"]
    assert lines[2][2].name == "C3"


def test_hidden_sheets_are_named_and_not_read(book):
    def hide(made, sheet):
        sheet.title = "Borrador"
        sheet.sheet_state = "hidden"
        made.create_sheet("Padrón").append(["DNI"])
        made.active = 1

    found = read_book(book(("secreto",), spoil=hide))
    assert [sheet.name for sheet in found.sheets] == ["Padrón"]
    assert found.hidden == ("Borrador",)


def test_a_formula_gives_its_value_and_without_one_says_so(book, tmp_path):
    path = book(("DNI", "Suma"), ("43218765", "=1+1"))
    cell = read_sheet(path)[1][1]
    assert (cell.text, "fórmula sin resultado" in str(cell.said)) == ("", True)
    solved = tmp_path / "resuelta.xlsx"
    with zipfile.ZipFile(path) as one, zipfile.ZipFile(solved, "w") as other:
        for item in one.namelist():
            content = one.read(item)
            if item.endswith("sheet1.xml"):
                content = content.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
                content = content.replace(b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>")
                content = content.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
            other.writestr(item, content)
    cell = read_sheet(solved)[1][1]
    assert (cell.text, cell.said) == ("2", None)


def test_a_formula_that_failed_is_no_datum(book):
    assert read_sheet(book(("#REF!", "#N/A", "DNI")))[0][0].said is not None


def test_dates_and_numbers_come_as_a_person_would_type_them(book):
    lines = read_sheet(book((datetime(1985, 5, 3), date(1979, 11, 12), 4321876, 1.5, 41234567.0, True)))
    assert texts(lines)[0][:5] == ["1985-05-03", "1979-11-12", "4321876", "1.5", "41234567"]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_csv_of_any_windows_is_read(tmp_path, encoding, mark):
    path = tmp_path / "padrón.csv"
    path.write_bytes("\r\n".join([mark.join(("DNI", "Apellido")), mark.join(("01234567", "Ñahui"))]).encode(encoding))
    lines = read_sheet(path)
    assert texts(lines) == [["DNI", "Apellido"], ["01234567", "Ñahui"]]
    assert [cell.name for cell in lines[1]] == ["A2", "B2"]


def test_commas_inside_names_do_not_part_a_list_of_semicolons():
    assert separator("DNI;Socio\n1;QUISPE, Rosa\n2;PUMA, Luz\n") == ";"
    assert separator('DNI,Socio\n1,"QUISPE, Rosa"\n2,"PUMA, Luz"\n') == ","


@given(st.binary(max_size=400))
def test_any_bytes_are_a_list_or_a_refusal(tmp_path_factory, raw):
    path = tmp_path_factory.getbasetemp() / "lista.csv"
    path.write_bytes(raw)
    with contextlib.suppress(SheetRefused):
        assert read_sheet(path)


def test_a_file_too_large_to_be_a_list_is_refused_without_reading_it(tmp_path):
    path = tmp_path / "fotos.xlsx"
    with path.open("wb") as made:
        made.truncate(200 * 2**20)  # takes no room on the disk
    with pytest.raises(SheetRefused, match="demasiado grande"):
        read_book(path)


@given(st.integers(0, 16_383))
def test_columns_are_named_as_a_spreadsheet_names_them(number):
    assert openpyxl.utils.column_index_from_string(column_letters(number)) == number + 1


def test_what_is_written_keeps_its_zeros_and_marks_the_cells_to_look_at(tmp_path):
    path = write_sheet(tmp_path / "salida.xlsx", "Lista", ("DNI", "Nombre"), [("01234567", "=1+1")], [(0, 0)])
    made = openpyxl.load_workbook(path)
    cells = made.active[2]
    assert (cells[0].value, cells[1].data_type) == ("01234567", "s")
    assert cells[0].fill.fgColor.rgb.endswith("FBE3DC")
    assert not cells[1].fill.fgColor.rgb.endswith("FBE3DC")
    made.close()
