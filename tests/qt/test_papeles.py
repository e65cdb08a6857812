"""The papers of an AEO on the screen: reached by a key, printed in the language chosen, with the call's own text."""

import json
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from ayni.domain.formulario import FORMS, code_text
from ayni.qt.screens.main_window import MainWindow
from ayni.qt.shell import screens
from ayni.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(door, aeo, qtbot, in_front, monkeypatch):
    made = MainWindow(door, Settings())
    made.resize(1366, 768)
    qtbot.addWidget(made)
    in_front(made)
    made.opened = []
    monkeypatch.setattr(made.shell, "open_file", made.opened.append)
    made.go("aeo", aeo)
    yield made
    made.shut()


def printed(window, qtbot, name):
    qtbot.mouseClick(window.screen().findChild(QPushButton, f"imprimir.{name}"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(window.opened), timeout=10_000)
    return Path(window.opened[-1])


def text_of(path):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_one_key_leads_from_the_organization_to_all_its_papers(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: window.place()[0] == "papeles")
    assert window.focusWidget().objectName() == "imprimir.ficha"


def test_a_statement_is_printed_in_the_language_chosen(window, aeo, qtbot):
    window.go("papeles", aeo)
    window.screen().language.set_answer("both")
    path = printed(window, qtbot, "DJ-7")
    assert path.name == "dj-7-asociacion-sumaq-quwi-both.pdf"
    assert "El texto válido es el castellano." in text_of(path)
    assert window.screen().said.text().endswith(path.name)


def test_the_text_of_the_bases_takes_the_place_of_the_model(window, aeo, qtbot):
    window.go("papeles", aeo)
    qtbot.mouseClick(window.screen().findChild(QPushButton, "texto.DJ-1"), Qt.MouseButton.LeftButton)
    form = window.screen().form
    form.fill({}, {"titulo": "Anexo 7", "texto": "Juramos {cosa}."})
    qtbot.keyClick(window.screen(), Qt.Key.Key_Return, CTRL)
    assert window.place()[0] == "texto-declaracion"  # a hole that nothing fills
    form.fill({}, {"titulo": "Anexo 7", "texto": "Juramos por {aeo}."})
    qtbot.keyClick(window.screen(), Qt.Key.Key_Return, CTRL)
    assert window.place()[0] == "papeles"
    text = text_of(printed(window, qtbot, "DJ-1"))
    assert "Anexo 7" in text
    assert "Juramos por Asociación Sumaq Quwi." in text


def test_a_scanned_sheet_opens_its_record(window, door, aeo, qtbot):
    window.go("papeles", aeo)
    path = printed(window, qtbot, "hoja-aeo")
    code = code_text(FORMS["aeo"], aeo)
    assert code in text_of(path)
    window.go("inicio")
    qtbot.keyClicks(window.search, code.replace(":", "Ñ"))  # the reader types as a keyboard, and ends with Enter
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.place() == ("aeo", aeo)


def test_the_form_of_a_member_has_the_order_of_the_paper(window, door, aeo):
    window.go("nuevo-socio", aeo)
    assert list(window.screen().form.rows) == [field.name for field in door._form_of(FORMS["padron"], aeo).fields]


def test_a_sheet_of_nobody_begins_a_registration(window, qtbot):
    qtbot.keyClicks(window.search, code_text(FORMS["aeo"]))
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.place()[0] == "registrar-aeo"


def test_a_form_for_the_phone_is_written_and_visits_come_back(window, door, aeo, qtbot, tmp_path):
    window.go("papeles", aeo)
    window.screen().findChild(QPushButton, "xlsform.visita").click()
    assert Path(window.screen().said.text().removeprefix("Se guardó en: ")).exists()
    window.screen().findChild(QPushButton, "traer.visita").click()
    page = window.screen()
    good = {"aeo": aeo, "fecha": "2026-11-20", "presentes": "8", "conclusion": "apto", "_uuid": "v1"}
    (tmp_path / "visitas.json").write_text(json.dumps([good, {**good, "presentes": "-1", "_uuid": "v2"}]), "utf-8")
    page.read(tmp_path / "visitas.json")
    text = "\n".join(label.text() for label in page.findChildren(QLabel))
    assert "Visitas nuevas: 1. Ya guardadas: 0. Por corregir: 1." in text
    assert door.visitas(aeo) == []
    page.save_button.click()
    qtbot.waitUntil(lambda: window.place()[0] == "papeles", timeout=10_000)
    assert [stored["presentes"] for stored in door.visitas(aeo)] == ["8"]


def test_every_sheet_leads_to_a_screen_that_exists():
    assert {name for form in FORMS.values() for name in (form.screen, form.begin)} <= set(screens())
