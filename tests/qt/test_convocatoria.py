"""Calls on the screen: the rules that govern are said while the date is typed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desk import CALL, fill, words_of

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_rules_are_named_while_the_date_is_typed(window):
    window.go("abrir-convocatoria")
    window.screen().show_step("fechas")
    assert "Escriba la fecha de la autorización y aquí verá el reglamento y sus límites." in words_of(window)
    fill(window, fecha_autorizacion="20 de febrero de 2026")
    shown = words_of(window)
    assert "DS 001-2021-PRODUCE" in shown
    assert "La organización pone 20 % del plan o más." in shown
    assert "Reglamento (DS 001-2021-PRODUCE) art. 8" in shown
    fill(window, fecha_autorizacion="05/2015")
    shown = words_of(window)
    assert "DS 103-2012-EF" in shown
    assert "El plan cuesta hasta S/ 200,000.00." in shown
    assert "Categoría C" not in shown
    fill(window, fecha_autorizacion="03/1999")
    assert "Esa fecha es anterior al primer reglamento." in words_of(window)


def test_a_rule_set_declared_against_the_date_is_told(window):
    window.go("abrir-convocatoria")
    window.screen().show_step("fechas")
    fill(window, fecha_autorizacion="20/02/2026", regimen="RS-2012")
    assert "Por la fecha correspondería otro: DS 001-2021-PRODUCE." in words_of(window)


def test_a_call_is_opened_and_shown_with_its_rules(window, door, qtbot):
    window.go("convocatoria")
    window.go("abrir-convocatoria")
    fill(window, nombre="PROCOMPITE 2026", year="2026")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    fill(window, fecha_autorizacion="20/02/2026")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    fill(window, categorias="A", cadenas="cuy")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    assert window.place() == ("convocatoria", door.convocatorias()[0]["id"])
    shown = words_of(window)
    assert "PROCOMPITE 2026" in shown
    assert "Tener 10 socios o más." in shown
    assert door.drafts() == []
    window.back()
    assert window.place() == ("convocatoria", "")
    assert window.screen().listing.model.rowCount() == 1


def test_a_category_that_the_rules_do_not_have_is_refused_in_words(window, door, qtbot):
    window.go("abrir-convocatoria")
    fill(window, nombre="PROCOMPITE 2015", year="2015")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    fill(window, fecha_autorizacion="10/02/2015")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    fill(window, categorias="A,C", cadenas="cuy")
    assert "Este reglamento no tiene la categoría C." in words_of(window)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    assert "El reglamento de esa fecha no tiene esta categoría: C." in words_of(window)
    assert door.convocatorias() == []


def test_another_date_brings_its_own_rules_when_a_call_is_changed(window, door, call, qtbot):
    window.go("convocatoria", call)
    qtbot.keyClick(window, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: window.place() == ("cambiar-convocatoria", call))
    fill(window, fecha_autorizacion="10/02/2015")
    assert "DS 103-2012-EF" in words_of(window)
    qtbot.keyClick(window.screen().form.editor("nombre"), Qt.Key.Key_Return, CTRL)
    assert door.convocatoria(call)["regimen"] == "RS-2012"
    assert "DS 103-2012-EF" in words_of(window)


def test_the_list_is_narrowed_and_opened_with_keys(window, door, call, qtbot):
    door.save_convocatoria(CALL | {"nombre": "PROCOMPITE 2027", "year": "2027", "fecha_autorizacion": "20/02/2027"})
    window.go("convocatoria")
    page = window.screen()
    assert page.listing.model.rowCount() == 2
    qtbot.keyClicks(page.filter, "2026")
    assert page.listing.model.rowCount() == 1
    qtbot.keyClick(page.filter, Qt.Key.Key_Down)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert window.place() == ("convocatoria", call)


def test_letters_that_nothing_has_say_so_and_escape_brings_all_back(window, call, qtbot):
    window.go("convocatoria")
    page = window.screen()
    qtbot.keyClicks(page.filter, "zzz")
    assert "No hay nada con esas letras. Pruebe con menos letras." in words_of(window)
    qtbot.keyClick(page.filter, Qt.Key.Key_Escape)
    assert page.listing.model.rowCount() == 1
    assert window.place() == ("convocatoria", "")
