"""Suggestions of a file of the portal, accepted and left aside by keys; our own open data written from the window."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton

from ayni.reports.ocds_revision import review
from desk import words_of

RECORD = Path(__file__).parents[1] / "cases" / "ocds_registro.json"
PREPARED = ("interaccion_mercado", "certificacion_solicitada", "certificacion_emitida", "expediente_aprobado")


@pytest.fixture
def purchase(door, aeo):
    door.save_municipality({"codigo_seace": "PE-CONSUCODE-9001"})
    facts = {"objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2025", "nombre": "Molino"}
    made = door.save_compra(facts | {"aeo": aeo})
    door.save_evento(made, {"codigo": "requerimiento", "fecha": "03/02/2025", "modo": "TARDIO"})
    for codigo in PREPARED:
        door.save_evento(made, {"codigo": codigo, "fecha": "02/05/2025", "modo": "IMPORTADO", "inferido": "si"})
    call = {"nomenclatura": "LP-ABR-23-2025-MDSL-1"}
    door.save_evento(made, {"codigo": "convocatoria", "fecha": "02/05/2025", "modo": "TARDIO"}, call)
    return made


def open_file(qtbot, window, record, path=RECORD):
    window.go("sugerencias-ocds", f"{record}|{path}")
    screen = window.screen()
    qtbot.waitUntil(lambda: bool(screen.rows) and not screen.work.busy)
    return screen


def press(qtbot, screen, name):
    qtbot.waitUntil(lambda: screen.findChild(QPushButton, name).isEnabled())
    qtbot.mouseClick(screen.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def codes(screen):
    return [row["code"] for row in screen.rows]


def test_a_clerk_registers_what_the_portal_says_one_by_one_with_keys(qtbot, window, door, purchase):
    screen = open_file(qtbot, window, purchase)
    assert codes(screen) == ["YA_ESTA", "NUEVO", "NUEVO", "NUEVO", "NUEVO"]
    assert "DESIERTO" in words_of(window)
    table = screen.findChild(type(screen._list), "sugerencias").table
    qtbot.keyClick(table, Qt.Key.Key_Return)  # the file has no day for the failure: it is asked
    box = screen.findChild(QLineEdit, "fecha")
    qtbot.waitUntil(box.hasFocus)
    qtbot.keyClicks(box, "20/05/2025")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert door.purchase(purchase).state == "DESIERTO"
    for state in ("CONVOCADO", "BUENA_PRO", "EN_EJECUCION"):
        qtbot.keyClick(screen._list.table, Qt.Key.Key_Return)
        assert door.purchase(purchase).state == state
    assert set(codes(screen)) == {"YA_ESTA"}
    assert not screen.accept_button.isEnabled()
    assert door.purchase(purchase).marks == ()


def test_what_came_first_is_decided_first(qtbot, window, door, purchase, monkeypatch):
    screen = open_file(qtbot, window, purchase)
    said = []
    monkeypatch.setattr("ayni.qt.screens.ocds.tell", lambda _window, text, _more: said.append(text))
    before = len(door.eventos(purchase))
    screen._list.table.selectRow(3)
    press(qtbot, screen, "aceptar")
    assert "Declaración de desierto" in said[0]
    assert len(door.eventos(purchase)) == before
    screen._list.table.selectRow(1)
    press(qtbot, screen, "descartar")
    assert codes(screen)[1] == "DESCARTADO"
    press(qtbot, screen, "aceptar")  # the next call; its failure before is supposed
    assert door.purchase(purchase).attempts == 2


def test_a_day_that_does_not_fit_is_refused_and_what_was_typed_stays(qtbot, window, door, purchase):
    screen = open_file(qtbot, window, purchase)
    before = len(door.eventos(purchase))
    box = screen.findChild(QLineEdit, "fecha")
    box.setText("20/05/2030")
    screen.accept()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None or screen.isVisible())
    assert len(door.eventos(purchase)) == before
    assert box.text() == "20/05/2030"


def test_a_file_that_says_nothing_of_ours_is_told(qtbot, window, door, aeo, monkeypatch):
    said = []
    monkeypatch.setattr("ayni.qt.screens.ocds.tell", lambda _window, text, _more: said.append(text))
    window.go("sugerencias-ocds", f"|{RECORD}")
    qtbot.waitUntil(lambda: bool(said))
    assert "nada de estas compras" in said[0]
    assert window.screen()._first.isVisible()


def test_our_open_data_are_written_from_the_window(qtbot, window, door, purchase, tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr("ayni.qt.screens.ocds.tell", lambda _window, _text, more: said.append(more))
    window.go("sugerencias-ocds")
    window.screen().write_to(tmp_path / "datos.json")
    qtbot.waitUntil(lambda: bool(said))
    assert "borrador" in said[0]
    assert review(json.loads((tmp_path / "datos.json").read_text("utf-8"))) == []


@pytest.mark.parametrize(("name", "place"), [("r.json", "sugerencias-ocds"), ("c.csv", "importar-compras")])
def test_a_file_finds_its_screen(qtbot, window, purchase, tmp_path, name, place):
    path = tmp_path / name
    path.write_text(RECORD.read_text("utf-8") if name.endswith("json") else "Plan;Bien\nx;Molino\n", "utf-8")
    window.go("compras")
    window.screen()._bring_file(path)
    assert window.place()[0] == place
    qtbot.waitUntil(lambda: not window.screen().work.busy)


def test_the_purchase_and_the_list_lead_there(qtbot, window, purchase):
    window.go("compra", purchase)
    window.screen().portal_button.click()
    assert window.place() == ("sugerencias-ocds", purchase)
    assert "Molino" in words_of(window)
    assert window.screen().write_button.isHidden()
    window.go("compras")
    window.screen().more.choose("datos_abiertos")
    assert window.place()[0] == "sugerencias-ocds"
    qtbot.keyClick(window, Qt.Key.Key_Return)
    assert isinstance(window.screen().findChild(QPushButton, "escribir"), QPushButton)
    assert window.findChild(QFileDialog) is None or window.findChild(QFileDialog).close()
