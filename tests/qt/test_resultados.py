"""What would sink a plan, on the screen: pictures with their words, sentences, questions that lead to their part."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from ayni import lang
from ayni.qt.kit.chart import Chart
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.workspace import create_workspace

CASES = Path(__file__).parents[1] / "cases" / "finance"
CHARTS = {"caja", "con-y-sin", "calendario", "fuentes", "sensibilidad.all", "sensibilidad.applicant", "atraso"}

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def door(tmp_path):
    made, _recovery = create_workspace(
        tmp_path / "oficina",
        ubigeo="080101",
        name="Municipalidad de Prueba",
        person="Ana Oficina",
        passphrase="clave segura",
        cost=2**10,
    )
    yield made
    made.close()


@pytest.fixture
def about(door):
    call = door.save_convocatoria(
        {"nombre": "PROCOMPITE 2026", "year": "2026", "fecha_autorizacion": "20/02/2026", "categorias": "A",
         "cadenas": "cuy"}
    )  # fmt: skip
    aeo = door.save_aeo(
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
    return {"aeo": aeo, "convocatoria": call, "categoria": "A"}


@pytest.fixture
def window(in_front, door):
    made = MainWindow(door, Settings())
    made.resize(1366, 720)
    in_front(made)
    yield made
    made.shut()


def brought(door, about, name):
    return door.import_plan(CASES / f"{name}.json", {**about, "titulo": "Cuyes mejorados"})


def shown(qtbot, window, plan):
    """The part with the results, once the plan was tried."""
    window.go("resultados", plan)
    part = window.screen().part
    qtbot.waitUntil(lambda: part.findChild(Chart, "atraso") is not None)
    return part


def reads(part, name):
    return part.findChild(QLabel, name).text()


def test_every_picture_has_its_words(qtbot, window, door, about):
    part = shown(qtbot, window, brought(door, about, "own_P1_procompite"))
    assert {chart.objectName() for chart in part.findChildren(Chart)} >= CHARTS
    for chart in part.charts:
        assert chart.canvas.accessibleName()
        assert chart.canvas.accessibleDescription() == chart.canvas.drawing.alternative != ""


def test_what_sinks_it_is_said_for_each_variable_and_perspective(qtbot, window, door, about):
    part = shown(qtbot, window, brought(door, about, "own_P1_procompite"))
    assert reads(part, "aguanta.all.prices") == "Si el precio baja 13.8 %, este negocio pierde."
    assert reads(part, "aguanta.applicant.general") == "Si los gastos generales suben 384.8 %, los socios pierden."
    assert reads(part, "numero.prices_and_inputs.1") == "-2,446"


def test_it_is_tried_again_when_the_price_changes(qtbot, window, door, about):
    plan = brought(door, about, "own_P1_procompite")
    part = shown(qtbot, window, plan)
    line = next(line for line in door.lineas(plan) if line["tipo"] == "ingreso")
    door.save_linea(plan, {"precio_unitario": "22"}, line["id"])

    def told():
        label = part.findChild(QLabel, "aguanta.all.prices")
        return label is not None and label.text().startswith("Este negocio deja de perder si el precio sube")

    qtbot.waitUntil(told)


def test_a_question_leads_to_its_part(qtbot, window, door, about):
    part = shown(qtbot, window, brought(door, about, "own_S1"))
    assert "balanza" in reads(part, "advertencia.W12")
    go = part.findChild(QPushButton, "abrir.W12")
    assert "balanza" in go.accessibleName()
    go.setFocus()
    qtbot.keyClick(go, Qt.Key.Key_Space)
    assert window.screen().part_name == "presupuesto"


def test_a_sound_plan_is_asked_only_what_its_limits_say(qtbot, window, door, about):
    part = shown(qtbot, window, brought(door, about, "own_P1_procompite"))
    asked = {label.objectName() for label in part.findChildren(QLabel)}
    assert not {name for name in asked if name.startswith("advertencia.W")}


def test_leaving_at_once_waits_for_nothing(window, door, about):
    plan = brought(door, about, "own_S4")
    window.go("resultados", plan)
    window.go("planes")
    assert window.place()[0] == "planes"


def test_in_quechua_the_amounts_are_the_same(qtbot, window, door, about):
    lang.use("quz")
    part = shown(qtbot, window, brought(door, about, "own_P1_procompite"))
    assert reads(part, "numero.prices.1") == "17,480"
    assert "13.8 %" in reads(part, "aguanta.all.prices")
