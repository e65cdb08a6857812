"""The padrón from a spreadsheet: understood row by row, nothing stored until a person has seen it."""

import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.workspace import Refused

HEADING = ("DNI", "Apellido paterno", "Apellido materno", "Nombres", "Fecha de nacimiento", "Sexo", "Teléfono")
ROSA = ("43218765", "Quispe", "Mamani", "Rosa", "03/05/1985", "Mujer", "984 123 456")
HILARIO = ("40000002", "Ñahui", "Huamán", "Hilario", "12/11/1979", "H", "")


@pytest.fixture
def sheet(tmp_path):
    """Writes a spreadsheet with these lines, under our heading or another."""

    def write(*lines, heading=HEADING, before=(), name="padron.xlsx"):
        book = openpyxl.Workbook()
        for line in (*before, heading, *lines):
            book.active.append(list(line))
        book.save(tmp_path / name)
        book.close()
        return tmp_path / name

    return write


def wrong_cells(found):
    return [(cell, problem.field) for row in found.wrong for cell, problem in row.problems]


def test_a_clean_sheet_is_understood_and_imported_in_one_save(workspace, aeo, sheet, done):
    before = workspace.state_hash()
    found = workspace.read_padron(aeo, sheet(ROSA, HILARIO))
    assert found.columns["dni"] == "DNI"
    assert (len(found.good), found.wrong, found.ignored) == (2, [], ())
    assert workspace.state_hash() == before
    done(workspace.importing_padron(aeo, found))
    rosa = next(row for row in workspace.socios(aeo) if row["dni"] == "43218765")
    assert (rosa["nombres"], rosa["fecha_nacimiento"], rosa["sexo"]) == ("Rosa", "1985-05-03", "M")
    assert (rosa["telefono"], rosa["condicion"]) == ("984123456", "activo")
    assert workspace.member_count(aeo) == 2
    assert len({line.clock for row in workspace.socios(aeo) for line in workspace.history("socio", row["id"])}) == 1
    assert workspace.check() == []


def test_zeros_lost_by_the_spreadsheet_and_dates_of_every_kind_are_mended(workspace, aeo, sheet):
    lines = [
        (4321876, *ROSA[1:]),
        (432187, *ROSA[1:]),
        (41234567.0, *ROSA[1:4], datetime(1985, 5, 3), "F", 984123456),
        ("41234568", *ROSA[1:4], date(1985, 5, 3), "Femenino", "984.123.456"),
        ("41234569", *ROSA[1:4], "3 de mayo de 1985", "varón", None),
        (" 4123 4570 ", *ROSA[1:4], "03-05-85", "m", None),
    ]
    found = workspace.read_padron(aeo, sheet(*lines))
    assert wrong_cells(found) == []
    assert [row.values["dni"] for row in found.rows] == [
        "04321876",
        "00432187",
        "41234567",
        "41234568",
        "41234569",
        "41234570",
    ]
    assert {row.values["fecha_nacimiento"] for row in found.rows} == {"1985-05-03"}
    assert [row.values["sexo"] for row in found.rows][2:] == ["M", "M", "H", "H"]  # beside an F, M is masculino


def test_every_wrong_cell_is_named_and_the_good_rows_can_be_imported(workspace, aeo, sheet, person, done):
    workspace.save_socio(aeo, person(9, dni="40000009"))
    lines = [
        ROSA,
        ("123", *ROSA[1:]),
        (*HILARIO[:1], "", *HILARIO[2:]),
        ("40000003", *ROSA[1:4], "31/02/1980", *ROSA[5:]),
        ("40000004", *ROSA[1:5], "nn", ""),
        (None, None, None),
        ROSA,
        ("40000009", *ROSA[1:]),
        ("40000005", *ROSA[1:6], "no tiene"),
        HILARIO,
    ]
    found = workspace.read_padron(aeo, sheet(*lines))
    assert wrong_cells(found) == [
        ("A3", "dni"),
        ("B4", "apellido_paterno"),
        ("E5", "fecha_nacimiento"),
        ("F6", "sexo"),
        ("A8", "dni"),
        ("A9", "dni"),
        ("G10", "telefono"),
        ("A11", "dni"),
    ]
    assert "fila 2" in found.wrong[4].problems[0][1].text
    assert "ya está en el padrón" in found.wrong[5].problems[0][1].text
    assert [row.number for row in found.good] == [2]
    done(workspace.importing_padron(aeo, found))
    assert {row["dni"] for row in workspace.socios(aeo)} == {"43218765", "40000009"}


def test_the_heading_may_stand_lower_in_another_order_and_with_other_words(workspace, aeo, sheet):
    heading = ("N°", "AP. PATERNO", "Ap. Materno", "NOMBRES", "N° DNI", "F. Nacimiento", "Género", "Celular", "Firma")
    found = workspace.read_padron(
        aeo,
        sheet(
            (1, "Quispe", "Mamani", "Rosa", "43218765", "03/05/1985", "F", "984123456", ""),
            heading=heading,
            before=[("PADRÓN DE SOCIOS 2026",), (), ("Asociación Sumaq Quwi", "Ccorao")],
        ),
    )
    assert wrong_cells(found) == []
    assert found.good[0].values["dni"] == "43218765"
    assert found.ignored == ("N°", "Firma")
    assert found.rows[0].number == 5


def test_a_sheet_without_our_columns_is_told_which_are_missing(workspace, aeo, sheet):
    with pytest.raises(Refused) as refusal:
        workspace.read_padron(aeo, sheet(("1", "Quispe"), heading=("Código", "Productor")))
    for name in ("DNI", "Apellido paterno", "Nombres", "Fecha de nacimiento", "Sexo"):
        assert name in str(refusal.value)
    with pytest.raises(Refused) as refusal:
        workspace.read_padron(aeo, sheet(ROSA[1:], heading=HEADING[1:]))
    assert "DNI" in str(refusal.value)
    assert "Nombres" not in str(refusal.value)


def spoiled_xml(path):
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("[Content_Types].xml", "<Types")
        book.writestr("xl/workbook.xml", "no es xml")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "contrase"),
        (b"", "no es una hoja"),
        (b"DNI;Nombres\n43218765;Rosa\n", "no es una hoja"),
        (b"PK\x03\x04 cortado", "no es una hoja"),
        (b"%PDF-1.7", "no es una hoja"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_by_name(workspace, aeo, tmp_path, content, word):
    path = tmp_path / "padrón de cuyes.xlsx"
    path.write_bytes(content)
    before = workspace.state_hash()
    with pytest.raises(Refused) as refusal:
        workspace.read_padron(aeo, path)
    assert "padrón de cuyes.xlsx" in str(refusal.value)
    assert word in str(refusal.value)
    assert workspace.state_hash() == before


def test_a_spoiled_sheet_an_empty_one_one_without_rows_and_none_at_all_are_refused(
    workspace, aeo, sheet, tmp_path, done
):
    spoiled_xml(tmp_path / "mal.xlsx")
    with zipfile.ZipFile(tmp_path / "fotos.xlsx", "w") as book:
        book.writestr("cuy.jpg", b"cuy")
    good = sheet(ROSA).read_bytes()
    (tmp_path / "cortado.xlsx").write_bytes(good[: len(good) // 2])
    book = openpyxl.Workbook()
    book.save(tmp_path / "vacio.xlsx")
    book.close()
    (tmp_path / "carpeta.xlsx").mkdir()
    for name in ("mal.xlsx", "fotos.xlsx", "cortado.xlsx", "vacio.xlsx", "carpeta.xlsx", "nada.xlsx"):
        with pytest.raises(Refused, match=name):
            workspace.read_padron(aeo, tmp_path / name)
    found = workspace.read_padron(aeo, sheet())
    assert found.rows == ()
    with pytest.raises(Refused, match="No hay filas buenas"):
        done(workspace.importing_padron(aeo, found))


def test_two_thousand_members_are_read_and_imported_with_progress(workspace, aeo, sheet, person):
    lines = [
        (f"{40_000_000 + n}", f"Quispe{n % 90}", "Mamani", "Rosa", "03/05/1985", "M" if n % 2 else "H", "")
        for n in range(2000)
    ]
    found = workspace.read_padron(aeo, sheet(*lines))
    assert len(found.good) == 2000
    progress = list(workspace.importing_padron(aeo, found))
    assert progress == sorted(progress)
    assert len(progress) > 5
    assert (progress[-1], workspace.socio_count(aeo)) == (1.0, 2000)
    assert workspace.check() == []


def test_an_import_that_is_stopped_half_way_leaves_nothing(workspace, aeo, sheet):
    lines = [(f"{40_000_000 + n}", "Quispe", "", "Rosa", "03/05/1985", "M", "") for n in range(500)]
    work = workspace.importing_padron(aeo, workspace.read_padron(aeo, sheet(*lines)))
    for _ in range(3):
        next(work)
    work.close()
    assert workspace.socio_count(aeo) == 0
    assert workspace.check() == []
    workspace.save_municipality({"nombre": "Sigue trabajando"})


def test_two_readings_of_one_sheet_do_not_put_anybody_twice(workspace, aeo, sheet, done):
    first, second = (workspace.read_padron(aeo, sheet(ROSA, HILARIO)) for _ in range(2))
    done(workspace.importing_padron(aeo, first))
    with pytest.raises(Refused):
        done(workspace.importing_padron(aeo, second))
    assert workspace.socio_count(aeo) == 2


def test_what_is_exported_is_read_again_as_it_was(town, call, aeo, tmp_path, done):
    gone, *_ = town.socios(aeo, 12)
    town.door.save_baja(gone, {"fecha_baja": "01/03/2026", "motivo_baja": "Renuncia"})
    path = town.door.export_padron(aeo, tmp_path / "salida.xlsx")
    other = town.aeo(call, nombre="Otra", ruc="20600000013")
    found = town.door.read_padron(other, path)
    assert (len(found.good), found.wrong) == (11, [])
    done(town.door.importing_padron(other, found))
    columns = ("dni", "apellido_paterno", "apellido_materno", "nombres", "fecha_nacimiento", "sexo", "telefono")
    told = [
        [{name: row[name] for name in columns} for row in town.door.socios(it, 0, -1) if not row["fecha_baja"]]
        for it in (aeo, other)
    ]
    assert told[0] == told[1]


def test_a_name_that_looks_like_a_formula_leaves_as_text(town, aeo, person, tmp_path):
    town.door.save_socio(aeo, person(1, apellido_paterno="=1+1", nombres="+51 Rosa"))
    book = openpyxl.load_workbook(town.door.export_padron(aeo, tmp_path / "salida.xlsx"))
    cells = {cell.value: cell.data_type for cell in book.active[2]}
    book.close()
    assert cells["=1+1"] == "s"


def test_a_padron_that_cannot_be_written_is_told(town, aeo, tmp_path):
    (tmp_path / "salida.xlsx").mkdir()
    with pytest.raises(Refused, match=r"salida\.xlsx"):
        town.door.export_padron(aeo, tmp_path / "salida.xlsx")


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6), st.booleans())
def test_a_sheet_damaged_anywhere_is_a_sheet_or_a_refusal(workspace, aeo, sheet, damage, cut):
    path = sheet(ROSA, HILARIO)
    raw = bytearray(path.read_bytes())
    for place, byte in damage:
        raw[place % len(raw)] = byte
    path.write_bytes(raw[: damage[0][0] % len(raw)] if cut else raw)
    try:
        found = workspace.read_padron(aeo, path)
    except Refused:
        return
    assert len(found.rows) <= 2


def dirty(path):
    """A padrón as it arrives: joined headings in two rows, a hidden sheet, numbers for DNI, and twelve mistakes."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["PADRÓN DE SOCIOS 2026"])
    page.append(["N°", "DOCUMENTO", None, "APELLIDOS Y NOMBRES", "F. NACIMIENTO", "SEXO", "CELULAR", "ANIMALES", None])
    page.append([None, "DNI", "Tipo", None, None, None, None, "Total", "Plan"])
    for joined in ("A1:I1", "B2:C2", "H2:I2", *(f"{column}2:{column}3" for column in "ADEFG")):
        page.merge_cells(joined)
    for line in (
        (1, 43218765, "DNI", "QUISPE MAMANI, Rosa", "03/05/1985", "F", "984123456", 20, 10),
        (2, 4321876, "DNI", "HUAMÁN CCORI, Juan", datetime(1979, 8, 12), "M", "984 123 457", 15, 15),
        (3, "43218702", "DNI", "Ccori Puma Valentina", "22 de enero de 1990", "F", None, 8, 4),
        (4, "43218703", "DNI", "PUMA, ", "07/07/1966", "F", None, 10, 5),  # 1 no names
        (5, "432187055", "DNI", "APAZA PUMA, Luz", "31/02/1980", "F", None, 10, 5),  # 2, 3
        (6, "43218707", "DNI", "SULLCA ÑAHUI, Elsa", "no sabe", "X", "no tiene", 10, 5),  # 4, 5, 6
        (7, "43218765", "DNI", "QUISPE MAMANI, Rosa", "03/05/1985", "F", None, "diez", 5),  # 7, 8
        (8, None, "DNI", "PUMA APAZA, Benita", "01/01/2030", "F", None, 10, -5),  # 9, 10, 11
        (9, "43218709", "DNI", "PUMA APAZA, Saúl", "01/02/1980", "M", None, 10, "=4+4"),  # 12 never computed
    ):
        page.append(line)
    page.append([])
    page.append(["Firma del presidente"])
    page.merge_cells("A14:I14")
    book.create_sheet("viejo").sheet_state = "hidden"
    book.save(path)
    book.close()
    return path


def test_of_twelve_mistakes_twelve_are_told_with_cell_and_reason(workspace, aeo, tmp_path, done):
    found = workspace.read_padron(aeo, dirty(tmp_path / "sucio.xlsx"))
    assert set(wrong_cells(found)) == {
        ("D7", "nombres"),
        ("B8", "dni"),
        ("E8", "fecha_nacimiento"),
        ("E9", "fecha_nacimiento"),
        ("F9", "sexo"),
        ("G9", "telefono"),
        ("B10", "dni"),
        ("H10", "animales_total"),
        ("B11", "dni"),
        ("E11", "fecha_nacimiento"),
        ("I11", "animales_plan"),
        ("I12", "animales_plan"),
    }
    assert len(wrong_cells(found)) == 12
    assert all(problem.text for row in found.wrong for _cell, problem in row.problems)
    assert [(cell, problem.field) for row in found.good for cell, problem in row.doubts] == [("B5", "dni")]
    assert found.hidden == ("viejo",)
    assert found.others == (14,)
    assert set(found.ignored) == {"N°", "Tipo"}
    done(workspace.importing_padron(aeo, found))
    assert {row["dni"] for row in workspace.socios(aeo)} == {"43218765", "04321876", "43218702"}
    assert workspace.check() == []


def test_cells_corrected_in_the_preview_are_understood_again(workspace, aeo, tmp_path, done):
    found = workspace.read_padron(aeo, dirty(tmp_path / "sucio.xlsx"))
    mended = {(8, "dni"): "43218705", (8, "fecha_nacimiento"): "28/02/1980", (7, "nombres"): "Tomasa"}
    again = workspace.understand_again(aeo, found, found.places, mended)
    assert len(again.good) == 5
    assert workspace.understand_again(aeo, again, again.places, {}).wrong == found.wrong
    done(workspace.importing_padron(aeo, again))
    assert "Tomasa" in {row["nombres"] for row in workspace.socios(aeo)}


def test_what_stays_out_is_written_as_it_came_with_its_reasons(workspace, aeo, tmp_path):
    found = workspace.read_padron(aeo, dirty(tmp_path / "sucio.xlsx"))
    book = openpyxl.load_workbook(workspace.write_left_out(found, tmp_path / "por-corregir.xlsx"))
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == 1 + 6
    assert rows[2][0] == "8"
    assert "B8: DNI" in rows[2][1]
    assert "E8: Fecha de nacimiento" in rows[2][1]
    assert "APAZA PUMA, Luz" in rows[2]
    assert book.active["D3"].fill.fgColor.rgb.endswith("FBE3DC")
    book.close()


@pytest.mark.parametrize("mark", [";", ","])
def test_a_csv_of_an_old_windows_is_a_padron_too(workspace, aeo, tmp_path, mark):
    path = tmp_path / "padron.csv"
    lines = (HEADING, ("01234567", "Ñahui", "Huamán", "José", "12/11/1979", "Hombre", ""))
    path.write_bytes("\r\n".join(mark.join(line) for line in lines).encode("cp1252"))
    found = workspace.read_padron(aeo, path)
    assert (found.good[0].values["dni"], found.good[0].values["apellido_paterno"]) == ("01234567", "Ñahui")
    assert wrong_cells(found) == []


def test_the_sheet_with_most_of_our_columns_is_the_one_read(workspace, aeo, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Carátula", "Municipalidad"])
    page = book.create_sheet("Padrón")
    for line in (HEADING, ROSA):
        page.append(line)
    book.save(tmp_path / "dos.xlsx")
    book.close()
    assert [row.values["dni"] for row in workspace.read_padron(aeo, tmp_path / "dos.xlsx").rows] == ["43218765"]


def test_a_row_against_the_rules_comes_in_with_a_doubt(workspace, aeo, sheet):
    heading = (*HEADING, "Animales en total", "Animales para el plan")
    found = workspace.read_padron(aeo, sheet((*ROSA[:4], "03/05/2015", *ROSA[5:], 4, 9), heading=heading))
    assert [problem.field for _cell, problem in found.good[0].doubts] == ["fecha_nacimiento", "animales_plan"]


def test_land_and_animals_go_out_only_where_the_chain_asks_them(town, call, aeo, person, tmp_path):
    town.door.save_socio(aeo, person(1, animales_total="20", animales_plan="10", conyuge_dni="43218765"))
    book = openpyxl.load_workbook(town.door.export_padron(aeo, tmp_path / "salida.xlsx"))
    heading = [cell.value for cell in book.active[1]]
    book.close()
    assert "Animales en total" in heading
    assert "Área total (ha)" not in heading
    other = town.aeo(call, nombre="Otra", ruc="20600000013")
    row = town.door.read_padron(other, tmp_path / "salida.xlsx").good[0]
    assert (row.values["animales_plan"], row.values["conyuge_dni"]) == ("10", "43218765")
