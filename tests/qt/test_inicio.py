"""The home screen: what must be done today, in one press."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ayni.qt.screens.inicio import greeting
from ayni.qt.screens.pages import Figure
from desk import AEO, words_of

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_a_new_municipality_is_told_where_to_begin(window, qtbot):
    window.go("inicio")
    assert "Esta municipalidad recién empieza" in words_of(window)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.place()[0] == "abrir-convocatoria")


def test_the_greeting_names_who_works_where_and_the_day(window):
    window.go("inicio")
    assert "Buenos días, Ana Condori  ·  Municipalidad de Sumaq Llaqta  ·  22 de noviembre de 2026" in words_of(window)


@pytest.mark.parametrize(("hour", "said"), [(6, "Buenos días"), (12, "Buenas tardes"), (23, "Buenas noches")])
def test_the_greeting_knows_the_hour(hour, said):
    assert greeting(hour, "Ana") == f"{said}, Ana"


def test_what_was_left_half_way_waits_and_goes_on_where_it_was(window, door, call, qtbot):
    door.keep_draft("aeo", "", {"convocatoria": call, "nombre": "Asociación Q’ente"}, "nombre")
    window.go("inicio")
    assert "Asociación Q’ente" in words_of(window)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.place()[0] == "registrar-aeo")
    assert window.screen().step() == "nombre"


@pytest.mark.parametrize(
    ("noun", "record", "screen"),
    [
        ("socio", "aeo", "nuevo-socio"),
        ("socio", "socio", "socio"),
        ("aeo", "aeo", "cambiar-aeo"),
        ("convocatoria", "", "abrir-convocatoria"),
        ("convocatoria", "call", "cambiar-convocatoria"),
        ("compra", "", "registrar-compra"),
        ("plan", "", "registrar-plan"),
        ("plan-archivo", "", "importar-plan"),
        ("partida", "plan", "presupuesto"),
    ],
)
def test_each_draft_opens_the_form_it_was_left_in(noun, record, screen, window, door, call, aeo, qtbot):
    socio = door.save_socio(
        aeo,
        {
            "dni": "43218765",
            "apellido_paterno": "Quispe",
            "nombres": "Rosa",
            "fecha_nacimiento": "1985-05-03",
            "sexo": "M",
        },
    )
    plan = door.save_plan({"aeo": aeo, "convocatoria": call, "titulo": "Cuyes para Cusco", "categoria": "A"})
    record = {"aeo": aeo, "socio": socio, "call": call, "plan": plan, "": ""}[record]
    door.keep_draft(noun, record, {"nombre": "a medias"})
    window.go("inicio")
    window.screen().task_cards[0].go.click()
    assert window.place()[0] == screen


def test_a_budget_left_half_way_is_told_once_with_the_title_of_its_plan(window, door, call, aeo, qtbot):
    plan = door.save_plan({"aeo": aeo, "convocatoria": call, "titulo": "Cuyes para Cusco", "categoria": "A"})
    window.go("inicio")
    assert "Escribir el presupuesto del plan" in words_of(window)
    door.keep_draft("partida", plan, {"filas": "[]"})
    window.go("inicio")
    told = words_of(window)
    assert "Escribir el presupuesto del plan" not in told
    assert "Terminar el presupuesto del plan" in told
    assert "Cuyes para Cusco" in told
    window.screen().task_cards[0].go.click()
    assert window.place() == ("presupuesto", plan)


def test_a_calm_day_says_so(window, door, aeo):
    door.save_socio(
        aeo,
        {
            "dni": "43218765",
            "apellido_paterno": "Quispe",
            "nombres": "Rosa",
            "fecha_nacimiento": "1985-05-03",
            "sexo": "M",
        },
    )
    window.go("inicio")
    assert "Hoy no hay nada pendiente." in words_of(window)


def test_what_is_written_elsewhere_appears_at_once(window, door, call):
    window.go("inicio")
    assert "Llenar el padrón de socios" not in words_of(window)
    door.save_aeo(AEO | {"convocatoria": call})
    assert "Llenar el padrón de socios" in words_of(window)
    assert "1 Organizaciones" in [each.accessibleName() for each in window.screen().findChildren(Figure)]


@pytest.mark.parametrize(("place", "screen"), [(0, "registrar-aeo"), (1, "registrar-compra"), (2, "recibir")])
def test_what_is_begun_most_often_is_one_key_away(place, screen, window, qtbot):
    window.go("inicio")
    qtbot.keyClick(window, (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)[place], Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: window.place()[0] == screen)
