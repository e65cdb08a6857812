"""Field visits on the screen: none yet, brought from a phone's file, read in words."""

import json
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from ayni.qt.kit.trouble import Message
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.workspace import create_workspace
from desk import words_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def door(tmp_path):
    made, _recovery = create_workspace(
        tmp_path / "oficina",
        ubigeo="080101",
        name="Municipalidad de Sumaq Llaqta",
        person="Ana Condori",
        passphrase="clave segura",
        cost=2**4,
        clock=lambda: datetime(2026, 11, 22, 10, 42).astimezone(),
    )
    yield made
    made.close()


@pytest.fixture
def aeo(door):
    call = door.save_convocatoria(
        {
            "nombre": "PROCOMPITE 2026",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A",
            "cadenas": "cuy",
        }
    )
    return door.save_aeo(
        {
            "convocatoria": call,
            "categoria": "A",
            "cadena": "cuy",
            "nombre": "Asociación Sumaq Quwi",
            "naturaleza": "juridica",
            "tipo": "asociacion",
            "ruc": "20131312955",
            "fecha_constitucion": "12/03/2021",
            "ubigeo": "080101",
        }
    )


@pytest.fixture
def window(door, in_front):
    made = MainWindow(door, Settings())
    made.resize(1366, 720)
    in_front(made)
    yield made
    made.shut()
    made.hide()
    made.deleteLater()


@pytest.fixture
def sent(aeo, tmp_path):
    """A file as KoboToolbox gives it: two visits, the second with more people than members."""

    def visit(number, **others):
        return {
            "aeo": aeo,
            "fecha": f"2026-11-{number:02d}",
            "hora": "9:30",
            "ubicacion": "-13.522600 -71.967300 3400.0 5.0",
            "evaluadores": "Beto Quispe",
            "presentes": "12",
            "total_socios": "20",
            "existencias": "300 cuyes",
            "terreno": "si",
            "conclusion": "apto",
            "_uuid": f"visita-{number}",
            **others,
        }

    def write(*visits):
        path = tmp_path / "envios.json"
        path.write_text(json.dumps({"results": list(visits)}), "utf-8")
        return path

    return visit, write


def test_an_aeo_without_visits_says_how_they_come(qtbot, window, aeo):
    window.go("aeo", aeo)
    window.screen().findChild(QPushButton, "visitas").click()
    assert window.place() == ("visitas", aeo)
    assert "llénelo en el teléfono" in words_of(window)
    window.go("visita", aeo)
    assert "Esta visita ya no está aquí." in words_of(window)


def test_the_form_for_phones_is_written(window, aeo, tmp_path):
    window.go("visitas", aeo)
    window.screen()._form_made(tmp_path / "visita.xlsx")
    assert (tmp_path / "visita.xlsx").read_bytes().startswith(b"PK")
    message = window.findChildren(Message)[-1]
    assert "KoboToolbox" in message.detail.text()
    message.accept()


def test_visits_are_brought_listed_and_read_in_words(qtbot, window, door, aeo, sent):
    visit, write = sent
    window.go("visitas", aeo)
    window.screen()._bring(write(visit(9), visit(10, presentes="30"), visit(11, conclusion="no_apto")))
    qtbot.waitUntil(lambda: len(door.visitas(aeo)) == 2)
    qtbot.waitUntil(lambda: bool(window.findChildren(Message)))
    message = window.findChildren(Message)[-1]
    assert "Hay más presentes que socios." in message.detail.text()
    message.accept()
    model = window.screen().listing.model
    assert model.rowCount() == 2
    assert model.index(0, 4).data() == "No apto"  # the newest first
    assert model.index(1, 3).data() == "12 de 20"
    window.screen().start()
    qtbot.keyClick(window.screen().listing.table, Qt.Key.Key_Down)
    qtbot.keyClick(window.screen().listing.table, Qt.Key.Key_Return)
    assert window.place()[0] == "visita"
    told = words_of(window)
    assert "Conclusión: Apto" in told
    assert "Se visitó el 09/11/2026. Socios presentes: 12 de 20." in told
    assert "300 cuyes" in told
    assert "Beto Quispe" in told


def test_the_same_file_again_brings_nothing_and_says_so(qtbot, window, door, aeo, sent):
    visit, write = sent
    path = write(visit(9))
    window.go("visitas", aeo)
    window.screen()._bring(path)
    qtbot.waitUntil(lambda: len(door.visitas(aeo)) == 1 and not window.screen().panel.busy)
    window.screen()._bring(path)
    qtbot.waitUntil(lambda: not window.screen().panel.busy)
    assert len(door.visitas(aeo)) == 1
