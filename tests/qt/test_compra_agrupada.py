"""Making one purchase for several plans on the screen, by keys, over a real office."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton

from desk import AEO, fill, words_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

NAMES = ("Asociación Sumaq Quwi", "Asociación Inti", "Asociación Ñan", "Asociación Killa", "Asociación Wayra")


def row(name, quantity, price):
    return {"nombre": name, "unidad": "und", "cantidad": quantity, "precio_unitario": price, "clase": "equipos"}


@pytest.fixture
def plans(door, call):
    made = []
    for place, name in enumerate(NAMES):
        aeo = door.save_aeo(AEO | {"convocatoria": call, "nombre": name, "ruc": "", "naturaleza": "natural"})
        plan = door.save_plan({"aeo": aeo, "titulo": f"Plan de {name}", "convocatoria": call, "categoria": "A"})
        door.save_partida(plan, row("Balanza digital de 30 kg", f"{place + 1}", "350"))
        made.append(plan)
    door.save_partida(made[0], row("Jaula metálica", "10", "80"))
    return made


def press(qtbot, widget, key=Qt.Key.Key_Space, modifier=Qt.KeyboardModifier.NoModifier):
    widget.setFocus()
    qtbot.keyClick(widget, key, modifier)


def test_the_need_at_hand_becomes_one_purchase_for_its_five_plans(window, door, qtbot, call, plans):
    window.go("agrupamiento", call)
    window.screen().listing.table.selectRow(0)
    qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: window.place()[0] == "compra-agrupada")
    assert "Planes: 5. Cosas: 1. Total: S/ 5,250.00." in words_of(window)
    window.screen().form.rows["nombre"].set_answer("Balanzas para cinco planes")
    qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.place()[0] == "compra")
    made = window.place()[1]
    assert door.compra(made)["modalidad"] == "AGRUPADA"
    assert {each["plan"] for each in door.asignaciones(made)} == set(plans)


def test_what_is_bought_already_cannot_be_ticked(window, door, qtbot, call, plans):
    key = next(each.need.key for each in door.needs_to_buy(call) if len(each.need.plans) == len(plans))
    door.buy_together(call, [key], {"nombre": "La primera", "objeto": "BIEN", "year": "2026"})
    window.go("compra-agrupada", f"{call}||{key}")
    assert not window.screen().findChild(QCheckBox, f"necesidad.{key}").isEnabled()
    assert "Ya se compra en: La primera." in words_of(window)
    fill(window, nombre="Otra")
    press(qtbot, window.screen().save_button)
    assert "Marque primero qué se compra." in words_of(window)
    assert door.compra_count() == 1
    cage = next(box for name, box in window.screen().boxes.items() if name != key)
    press(qtbot, cage)
    press(qtbot, window.screen().findChild(QPushButton, "guardar"))
    qtbot.waitUntil(lambda: window.place()[0] == "compra")
    assert [item["nombre"] for item in door.compra_items(window.place()[1])] == ["Jaula metálica"]
