"""Purchases of the same thing on the screen: the sum told, the reason asked, several joined into one, by keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from ayni.qt.kit.formdialog import FormDialog
from desk import words_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

FACTS = {"objeto": "BIEN", "modalidad": "AGRUPADA", "year": "2026"}


@pytest.fixture
def bought(door, aeo):
    made = []
    for name in ("Primera", "Segunda", "Tercera"):
        compra = door.save_compra({**FACTS, "nombre": name})
        item = {"nombre": "Balanza digital", "unidad": "und", "cantidad": "2", "precio_plan": "8000"}
        door.save_compra_items(compra, [item], [{"item": "0", "aeo": aeo, "cantidad": "2"}])
        made.append(compra)
    return made


def press(qtbot, widget):
    widget.setFocus()
    qtbot.keyClick(widget, Qt.Key.Key_Space)


def test_what_is_bought_by_parts_is_listed_first_and_its_reason_is_written(window, door, qtbot, bought):
    door.save_compra({**FACTS, "nombre": "Un camión", "monto_estimado_centimos": "200,000.00"})
    window.go("familias")
    assert "Por partes: falta el motivo" in window.screen().listing.model.index(0, 4).data()
    window.screen().listing.opened.emit(window.screen().listing.model.record(0))
    said = words_of(window)
    assert "Año 2026. Compras: 3. Suma: S/ 48,000.00." in said
    assert "A la suma le toca: Comparación de precios." in said
    assert "por confirmar" in said
    press(qtbot, window.screen().findChild(QPushButton, "motivo"))
    asked = window.screen().findChild(FormDialog)
    asked.form.rows["motivo"].set_answer("Los planes se aprobaron en fechas distintas")
    asked.accept()
    qtbot.waitUntil(lambda: "Motivo escrito: Los planes se aprobaron" in words_of(window))
    assert door.families(2026)[0].reason


def test_the_ones_that_are_ticked_become_one_purchase(window, door, qtbot, bought):
    door.save_evento(bought[2], {"codigo": "requerimiento", "fecha": "02/03/2026", "modo": "TARDIO"})
    for codigo in ("interaccion_mercado", "certificacion_solicitada"):
        door.save_evento(bought[2], {"codigo": codigo, "fecha": "09/03/2026", "modo": "TARDIO"})
    window.go("familia", f"2026:{door.families(2026)[0].key}")
    assert not window.screen().boxes[bought[2]].isEnabled()
    press(qtbot, window.screen().findChild(QPushButton, "juntar"))
    window.screen().findChild(FormDialog).accept()
    qtbot.waitUntil(lambda: window.place()[0] == "compra")
    made = window.place()[1]
    assert [item["cantidad"] for item in door.compra_items(made)] == ["4"]
    assert [each["id"] for each in door.joined_from(made)] == bought[:2]
    links = [made.text() for made in window.screen().findChildren(QPushButton)]
    assert {"Viene de: Primera", "Viene de: Segunda"} <= set(links)
    window.go("compra", bought[0])
    link = next(each for each in window.screen().findChildren(QPushButton) if each.text().startswith("Se juntó en"))
    press(qtbot, link)
    qtbot.waitUntil(lambda: window.place() == ("compra", made))


def test_a_year_without_uit_says_that_nothing_is_judged(window, door):
    door.save_compra({**FACTS, "nombre": "Balanzas", "year": "2027"})
    window.go("familias", "2027")
    assert "No se conoce la UIT de 2027" in words_of(window)
