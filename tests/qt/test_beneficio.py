"""Former benefits on the screen: the office receives a list and asks; nobody else sees anything."""

from datetime import datetime

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.workspace import create_workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CALL = {
    "nombre": "PROCOMPITE 2024",
    "year": "2024",
    "fecha_autorizacion": "20/02/2024",
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


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("ayni.workspace.beneficio.COST", 4)
    monkeypatch.setattr("ayni.sync.beneficios.COST_LEAST", 2)


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
    call = door.save_convocatoria(CALL)
    made = door.save_aeo({**AEO, "convocatoria": call})
    door.save_plan({"aeo": made, "titulo": "Cuyes", "convocatoria": call, "categoria": "A", "estado": "aprobado"})
    return made


@pytest.fixture
def window(door, aeo, qtbot, in_front):
    made = MainWindow(door, Settings())
    made.resize(1366, 768)
    qtbot.addWidget(made)
    in_front(made)
    yield made
    made.shut()


def words_of(window):
    return "\n".join(label.text() for label in window.screen().findChildren(QLabel))


def test_our_list_is_written_received_and_asked(window, door, aeo, qtbot, tmp_path):
    window.go("aeo", aeo)
    window.screen().findChild(QPushButton, "beneficios").click()
    page = window.screen()
    assert not page.check_button.isEnabled()
    page.phrase.setText("tres llamas en la pampa")
    assert "clave acordada" in page.protection.text()
    page.write(tmp_path / "lista.json")
    qtbot.waitUntil((tmp_path / "lista.json").exists, timeout=10_000)
    qtbot.waitUntil(lambda: not page.work.busy)
    page.receive(tmp_path / "lista.json")
    assert "Municipalidad de Sumaq Llaqta · 2024" in words_of(window)
    page.check_button.click()
    qtbot.waitUntil(lambda: "opinión favorable" in words_of(window), timeout=10_000)


def test_a_promoter_sees_nothing_of_it(window, door, aeo, qtbot):
    door.work_as(door.save_person({"nombre": "Beto Quispe", "rol": "promotor", "idioma": "es"}))
    window.go("aeo", aeo)
    assert window.screen().findChild(QPushButton, "beneficios") is None
    window.go("beneficios", aeo)
    assert "solo la oficina" in words_of(window)
    assert window.screen().findChild(QPushButton, "revisar") is None
