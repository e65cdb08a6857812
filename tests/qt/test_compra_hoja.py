"""Purchases of a spreadsheet in the window: seen as understood, corrected in their cells, brought, corrected again."""

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desk import AEO, words_of

HEAD = ("Organización", "Bien", "Requerimiento", "Convocatoria 1", "Monto", "Color")
ROWS = (
    (AEO["ruc"], "Molino", "04/02/2025", "04/03/2025", "", "rojo"),
    (AEO["ruc"], "Balanza", "31/02/2025", "", "103.000", ""),
)


def book(path, rows, head=HEAD):
    made = openpyxl.Workbook()
    for line in (head, *rows):
        made.active.append(line)
    made.save(path)
    return path


@pytest.fixture
def screen(qtbot, window, aeo, tmp_path):
    window.go("importar-compras", str(book(tmp_path / "compras.xlsx", ROWS)))
    shown = window.screen()
    qtbot.waitUntil(lambda: shown.sheet is not None and not shown.work.busy)
    return shown


def press(qtbot, screen, name):
    qtbot.mouseClick(screen.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def test_the_sheet_is_shown_as_it_was_understood_before_anything_is_stored(window, door, screen):
    words = words_of(window)
    assert "Compras nuevas: 1, con 6 hechos" in words
    assert "Filas por corregir: 1" in words
    assert "Color" in words
    assert [row["cell"] for row in screen.told] == ["E3", "C3"]
    assert "31/02/2025 no existe" in screen.told[1]["said"]
    assert door.compra_count() == 0


def test_a_cell_is_corrected_here_and_the_row_is_brought_with_the_rest(qtbot, window, door, screen):
    model = screen.preview
    for name, text in (("fecha_requerimiento", "28/02/2025"), ("monto_contrato_centimos", "103,000")):
        model.setData(model.place(3, name), text)
    qtbot.waitUntil(lambda: not screen.sheet.wrong)
    assert screen.findChild(QPushButton, "importar").text() == "Traer las 2 compras nuevas"
    press(qtbot, screen, "importar")
    qtbot.waitUntil(lambda: door.compra_count() == 2)
    qtbot.waitUntil(lambda: window.screen() is not screen)


def test_what_is_left_out_is_written_with_its_reasons(door, screen, tmp_path):
    screen.write_report(tmp_path / "faltan.xlsx")
    [_head, line] = openpyxl.load_workbook(tmp_path / "faltan.xlsx").active.iter_rows(values_only=True)
    assert "C3: La fecha 31/02/2025 no existe." in line[-1]


def test_a_person_says_which_column_is_which(qtbot, window, aeo, tmp_path):
    path = book(tmp_path / "otra.xlsx", [(AEO["ruc"], "Molino", "04/02/2025")], ("Grupo", "Bien", "Requerimiento"))
    window.go("importar-compras", str(path))
    screen = window.screen()
    qtbot.waitUntil(lambda: screen.sheet is not None and not screen.work.busy)
    assert "Plan u organización" in screen._missing.text()
    assert screen.import_button.isHidden()
    screen.combos[0].set_answer("plan")
    screen.combos[0].edited.emit()
    assert screen._missing.isHidden()
    assert len(screen.sheet.good) == 1


def test_a_row_that_changed_corrects_its_purchase_when_a_person_says_so(
    qtbot, window, door, screen, tmp_path, monkeypatch
):
    monkeypatch.setattr("ayni.qt.screens.compra_hoja.tell", lambda *_said: None)
    press(qtbot, screen, "importar")
    qtbot.waitUntil(lambda: door.compra_count() == 1)
    qtbot.waitUntil(lambda: not screen.work.busy)
    changed = (*ROWS[0][:3], "10/03/2025", "", "")
    screen.read(book(tmp_path / "despues.xlsx", [changed]))
    qtbot.waitUntil(lambda: bool(screen.sheet.changed) and not screen.work.busy)
    assert screen.told[0]["what"] == "Cambió"
    screen._list.table.selectRow(0)
    qtbot.keyClick(screen._list.table, Qt.Key.Key_Return)
    assert screen.sheet.changed == []
    steps = door.purchase(door.compras()[0]["id"]).steps
    assert next(step.event.fecha for step in steps if step.event.codigo == "convocatoria") == "2025-03-10"


def test_a_file_that_is_no_sheet_is_told_and_another_can_be_chosen(qtbot, window, aeo, tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(type(window.shell), "failed", lambda _shell, error: said.append(str(error)))
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04nada")
    window.go("importar-compras", str(tmp_path / "x.xlsx"))
    qtbot.waitUntil(lambda: bool(said))
    assert "x.xlsx" in said[0]
    assert window.screen()._first.isVisible()


def test_a_purchase_known_only_by_its_state_says_that_its_history_is_incomplete(window, door, aeo, tmp_path):
    path = book(tmp_path / "estado.xlsx", [(AEO["ruc"], "Molino", "Convocado")], ("Organización", "Bien", "Estado"))
    for _part in door.importing_compras(door.read_compras(path), path.name):
        pass
    compra = door.compras()[0]["id"]
    window.go("compra", compra)
    assert "Historia incompleta" in words_of(window)
    door.save_evento(compra, {"codigo": "ofertas_recibidas", "fecha": "22/11/2026"})
    window.go("compra", compra)
    assert "Historia incompleta" not in words_of(window)
