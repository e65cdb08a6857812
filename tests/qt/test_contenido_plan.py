"""What a call asks of plans, on the screen: the marks of the index are ticked, another list is kept and told."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton

from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.workspace import create_workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def door(tmp_path):
    named = {"ubigeo": "080101", "name": "Municipalidad de Prueba", "person": "Ana", "passphrase": "clave segura"}
    with create_workspace(tmp_path / "w", **named, cost=2**10)[0] as opened:
        yield opened


@pytest.fixture
def call(door):
    dated = {"year": "2026", "fecha_autorizacion": "20/02/2026"}
    return door.save_convocatoria({"nombre": "PROCOMPITE", **dated, "categorias": "A", "cadenas": "cuy"})


@pytest.fixture
def window(door, in_front):
    shown = MainWindow(door, Settings())
    shown.resize(1366, 768)
    in_front(shown)
    yield shown
    shown.shut()
    shown.hide()
    shown.deleteLater()


def reads(window):
    QApplication.processEvents()
    return "\n".join(label.text() for label in window.screen().findChildren(QLabel))


def tick(qtbot, window, name):
    box = window.screen().findChild(QCheckBox, name)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)


def test_the_page_of_a_call_tells_what_it_asks_and_leads_to_the_list(qtbot, window, door, call):
    window.go("convocatoria", call)
    asked = len(door.contenido_default())
    assert f"Partes: {asked - 2}. Cuadros: 2." in reads(window)
    assert "«sin confirmar»" in reads(window)
    go = window.screen().findChild(QPushButton, "cambiar-contenido")
    go.setFocus()
    qtbot.keyClick(go, Qt.Key.Key_Space)
    assert window.place() == ("contenido-plan", call)


def test_the_marks_of_the_index_are_ticked_and_another_list_is_kept(qtbot, window, door, call):
    window.go("convocatoria", call)
    window.go("contenido-plan", call)
    box = window.screen().findChild
    assert box(QCheckBox, "partes.antecedentes").isChecked()
    assert not box(QCheckBox, "partes.anexos").isChecked()
    assert box(QCheckBox, "cuadros.T8").isChecked()
    tick(qtbot, window, "partes.anexos")
    tick(qtbot, window, "cuadros.T18")
    form = window.screen().form
    qtbot.keyClicks(form.editor("tasa_descuento"), "8")
    qtbot.keyClicks(form.editor("horizonte_years"), "5")
    qtbot.keyClicks(form.editor("documento_tasa"), "Bases, numeral 4.2")
    qtbot.keyClick(form.editor("documento_tasa"), Qt.Key.Key_Return, CTRL)
    assert window.place() == ("convocatoria", call)
    assert {"anexos", "T8", "T18"} <= set(door.contenido(call))
    found = door.convocatoria(call)
    assert (found["tasa_descuento"], found["documento_tasa"]) == ("8", "Bases, numeral 4.2")
    assert "Bases, numeral 4.2" in reads(window)


def test_saved_as_it_was_the_index_still_decides(qtbot, window, door, call):
    window.go("contenido-plan", call)
    window.screen().save()
    assert door.contenido(call) == ()


def test_a_rate_that_is_no_number_is_asked_again(qtbot, window, door, call):
    window.go("contenido-plan", call)
    qtbot.keyClicks(window.screen().form.editor("tasa_descuento"), "mucho")
    window.screen().save()
    assert window.place()[0] == "contenido-plan"
    assert "Escriba un porcentaje" in reads(window)
