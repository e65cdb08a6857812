"""The bin on screen: what was taken away comes back with one key."""

import pytest
from PySide6.QtCore import Qt

from desk import words_of

ITEM = {
    "clase": "equipos",
    "nombre": "Jaulas metálicas",
    "cantidad": "4",
    "precio_unitario": "85",
    "cofinanciamiento_centimos": "340",
}


@pytest.fixture
def gone(door, call, aeo):
    plan = door.save_plan({"aeo": aeo, "titulo": "Cuyes mejorados", "convocatoria": call, "categoria": "A"})
    record = door.save_partida(plan, ITEM)
    door.remove_partida(record)
    return plan


def test_an_empty_bin_says_what_it_is_for(window):
    window.shell.go("papelera")
    assert "La papelera está vacía." in words_of(window)
    assert not window.screen().back_button.isVisible()


def test_what_was_taken_away_comes_back_with_a_key(window, door, gone, qtbot):
    window.shell.go("papelera")
    assert "Papelera" in words_of(window)
    model = window.screen().listing.model
    row = [str(model.index(0, column).data()) for column in range(model.columnCount())]
    assert row[:4] == ["Jaulas metálicas", "Partida del presupuesto", "Ana Condori", "22/11/2026 10:42"]
    window.screen().listing.table.selectRow(0)
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: [item["nombre"] for item in door.partidas(gone)] == ["Jaulas metálicas"])
    assert "La papelera está vacía." in words_of(window)
