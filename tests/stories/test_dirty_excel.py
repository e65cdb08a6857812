"""A clerk brings the Excel that an AEO handed in, with twelve mistakes: corrects it on the screen and confirms it."""

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from ayni.qt.kit.trouble import Message

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CALL = {
    "nombre": "PROCOMPITE 2026",
    "year": "2026",
    "fecha_autorizacion": "20/02/2026",
    "categorias": "A",
    "cadenas": "cuy",
}
AEO = {
    "categoria": "A",
    "cadena": "cuy",
    "nombre": "Asociación Sumaq Quwi",
    "naturaleza": "juridica",
    "tipo": "asociacion",
    "ruc": "20131312955",
    "fecha_constitucion": "12/03/2021",
    "ubigeo": "080101",
}
GOOD = [(n, 43_218_700 + n, f"QUISPE MAMANI, Rosa {n}", "03/05/1985", "F", 20, 10) for n in range(10)]
TWELVE = [
    (10, "432187055", "APAZA PUMA, Luz", "31/02/1980", "X", "diez", -5),
    (11, None, "PUMA,", "01/01/2030", "F", 10, "cinco"),
    (12, "43218700", "PUMA APAZA, Benita", None, "F", "8 1/2", 5),
]


@pytest.fixture
def sheet(tmp_path):
    """The Excel as the AEO has it: a title, headings in two rows, an old sheet hidden, a signature below."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["PADRÓN DE SOCIOS – SUMAQ QUWI"])
    page.append(["N°", "DNI", "APELLIDOS Y NOMBRES", "F. NACIMIENTO", "SEXO", "ANIMALES", None])
    page.append([None, None, None, None, None, "Total", "Plan"])
    for joined in ("A1:G1", "F2:G2", *(f"{column}2:{column}3" for column in "ABCDE")):
        page.merge_cells(joined)
    for line in (*GOOD, *TWELVE):
        page.append(line)
    page.append([])
    page.append(["Firma y sello del presidente"])
    book.create_sheet("2019").sheet_state = "hidden"
    book.save(tmp_path / "padron de cuyes.xlsx")
    book.close()
    return tmp_path / "padron de cuyes.xlsx"


def corrected(ana, row, name, text):
    """Enter on what is told opens its cell; another Enter takes what was typed."""
    ana.screen._list.table.setFocus()
    place = next(place for place, each in enumerate(ana.screen.told) if each["id"].startswith(f"{row}|{name}|"))
    ana.screen._list.table.selectRow(place)
    before = ana.screen.sheet
    ana.press(Qt.Key.Key_Return)
    assert isinstance(ana.focus, QLineEdit)
    ana.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    ana.write(text)
    ana.press(Qt.Key.Key_Return)
    ana.qtbot.waitUntil(lambda: ana.screen.sheet is not before)


def test_a_clerk_imports_a_dirty_excel(typists, sheet, tmp_path):
    ana = typists("Ana Condori")
    aeo = ana.door.save_aeo(AEO | {"convocatoria": ana.door.save_convocatoria(CALL)})
    ana.window.go("padron", aeo)
    ana.press(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    ana.arrives("importar-padron")
    ana.press(Qt.Key.Key_Space)
    ana.chooses_file(sheet)
    ana.qtbot.waitUntil(lambda: ana.screen.sheet is not None)

    told = [row for row in ana.screen.told if row["what"] == "Corregir"]
    assert [row["cell"] for row in told] == [
        *("B14", "D14", "E14", "F14", "G14"),
        *("B15", "C15", "D15", "G15"),
        *("D16", "F16", "B16"),
    ]
    assert len(told) == 12
    assert all(row["said"] for row in told)
    shown = ana.reads()
    assert "Filas buenas: 10" in shown
    assert "Hojas ocultas que no se leen: 2019." in shown
    assert ana.door.socio_count(aeo) == 0

    # she knows what Luz's paper says
    papers = {"dni": "43218755", "fecha_nacimiento": "28/02/1980", "sexo": "Mujer"}
    for name, text in (papers | {"animales_total": "10", "animales_plan": "5"}).items():
        corrected(ana, 14, name, text)
    assert ana.screen.import_button.text() == "Importar las 11 filas buenas"
    assert ana.door.socio_count(aeo) == 0

    # the two others go back to the AEO on a sheet that says why
    left = tmp_path / "por-corregir.xlsx"
    ana.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    ana.chooses_file(left)
    ana.qtbot.waitUntil(left.exists)
    book = openpyxl.load_workbook(left)
    rows = list(book.active.iter_rows(min_row=2, values_only=True))
    book.close()
    assert [row[0] for row in rows] == ["15", "16"]
    assert "D15: Fecha de nacimiento" in rows[0][1]

    ana.go_on()
    ana.arrives("padron")
    ana.qtbot.waitUntil(lambda: ana.door.socio_count(aeo) == 11)

    # the padrón is looked over and confirmed with the AEO
    ana.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    ana.arrives("revisar-padron")
    assert "Cumple" in {row["result"] for row in ana.screen.found}
    assert "No cumple" not in {row["result"] for row in ana.screen.found}
    ana.press(Qt.Key.Key_Escape)
    ana.arrives("padron")
    ana.press(Qt.Key.Key_F9)
    ana.qtbot.waitUntil(lambda: bool(ana.window.findChildren(Message)))
    question = ana.window.findChildren(Message)[-1]
    assert "11 socios" in question.happened.text()
    ana.qtbot.keyClick(question.findChild(QPushButton, "yes"), Qt.Key.Key_Space)
    ana.qtbot.waitUntil(lambda: bool(ana.door.socios(aeo)[0]["confirmado_fecha"]))
    assert {row["confirmado_por"] for row in ana.door.socios(aeo, 0, -1)} == {"Ana Condori"}
