"""The chapters of a plan on the screen: states, facts and examples beside the text, what is missing, two authors."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QRadioButton

from ayni import lang
from ayni.job import finish
from ayni.qt.screens.capitulos import COMPOSED, NOT_YET
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.workspace import create_workspace
from desk import words_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LONG = "Las crías mueren por el frío y vendemos de a pocos, por eso el precio lo pone el acopiador"
CTRL = Qt.KeyboardModifier.ControlModifier


def made(folder, person, role):
    return create_workspace(
        folder,
        ubigeo="080101",
        name="Municipalidad de Prueba",
        person=person,
        role=role,
        passphrase="clave segura",
        cost=2**10,
        clock=lambda: datetime(2026, 11, 22, 10, 42).astimezone(),
    )[0]


@pytest.fixture
def door(tmp_path):
    with made(tmp_path / "o", "Ana Oficina", "oficina") as opened:
        yield opened


@pytest.fixture
def plan(door):
    call = door.save_convocatoria(
        {
            "nombre": "PROCOMPITE",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A",
            "cadenas": "cuy",
        }
    )
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
    return door.save_plan({"aeo": aeo, "titulo": "Cuyes mejorados", "convocatoria": call, "categoria": "A"})


@pytest.fixture
def window(door, in_front):
    shown = MainWindow(door, Settings())
    shown.resize(1366, 768)
    in_front(shown)
    yield shown
    shown.shut()
    shown.hide()
    shown.deleteLater()


def word(window, name):
    return window.screen().findChild(QLabel, name).text()


def test_the_list_says_what_comes_next_and_opens_it(qtbot, window, plan):
    window.go("capitulos", plan)
    assert "Partes completas: 0 de 25." in words_of(window)
    assert word(window, "estado.compradores") == "Aún no empezado"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.place() == ("seccion", f"{plan}/resumen"))
    window.back()
    assert window.place()[0] == "capitulos"


def test_what_is_known_and_an_example_stand_beside_the_text(window, plan):
    window.go("seccion", f"{plan}/nombre")
    said = words_of(window)
    assert "Esto ya se sabe" in said
    assert "Cuyes mejorados" in said
    assert "Ejemplo de otra organización: Cuy" in said
    assert "Ejemplo inventado" in said


def test_the_example_is_read_in_quechua_and_says_that_nobody_reviewed_it(window, door, plan):
    with lang.speaking("quz"):
        window.go("seccion", f"{plan}/nombre")
        said, reviewed, example = words_of(window), lang._(COMPOSED), door.example(plan, "nombre")
    assert example.spoken == "quz"
    assert example.text in said
    assert reviewed in said


def test_an_example_without_quechua_is_shown_in_spanish_and_says_so(window, door, plan):
    call = door.plan(plan)["convocatoria"]
    door.save_convocatoria({"cadenas": "cuy, trucha"}, call)
    door.save_aeo({"cadena": "trucha"}, door.plan(plan)["aeo"])
    with lang.speaking("quz"):
        window.go("seccion", f"{plan}/nombre")
        said, not_yet = words_of(window), lang._(NOT_YET)
    assert "Las pozas están al lado de un manantial" in said
    assert not_yet in said


def test_what_is_typed_is_kept_as_a_draft_and_then_saved(qtbot, window, door, plan):
    window.go("seccion", f"{plan}/ambiental")
    qtbot.keyClicks(window.screen().form.editor("texto"), "El estiercol va al compost")
    window.back()
    assert door.draft("seccion", f"{plan}/ambiental")["answers"]["texto"] == "El estiercol va al compost"
    window.go("capitulos", plan)
    assert word(window, "estado.ambiental") == "En curso"
    window.go("seccion", f"{plan}/ambiental")
    assert window.screen().form.editor("texto").answer() == "El estiercol va al compost"
    qtbot.keyClick(window.screen().form.editor("texto"), Qt.Key.Key_Return, CTRL)
    assert door.seccion(plan, "ambiental").texto == "El estiercol va al compost"
    assert door.draft("seccion", f"{plan}/ambiental") is None
    assert window.place()[0] == "capitulos"


def test_the_index_changes_and_the_text_stays(qtbot, window, door, plan):
    door.save_seccion(plan, "ambiental", {"texto": "Compost", "terminado": "si"})
    window.go("capitulos", plan)
    choice = next(one for one in window.screen().findChildren(QRadioButton) if one.text() == "De 2012 a 2016")
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Space)
    assert door.index_of(plan).code == "g1"
    said = words_of(window)
    assert "8.2  Impacto ambiental" in said
    assert word(window, "estado.ambiental") == "Completo"


def test_the_final_copy_waits_and_each_missing_thing_leads_to_its_place(qtbot, window, plan):
    window.go("papeles-plan", plan)
    whole = window.screen().part.whole
    qtbot.waitUntil(whole.links[0].isVisible)
    qtbot.keyClick(whole.links[0], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.place() == ("seccion", f"{plan}/resumen"))


def test_the_changes_of_two_authors_are_accepted_as_one_text(qtbot, window, door, plan, tmp_path):
    with made(tmp_path / "b", "Beto Promotor", "promotor") as beto:
        for one, other in ((door, beto), (beto, door)):
            one.write_card(tmp_path / "tarjeta.ayni")
            other.trust(tmp_path / "tarjeta.ayni")
        door.save_seccion(plan, "ambiental", {"texto": f"Uno\nDos\n{LONG}"})
        finish(door.exporting("Beto Promotor", tmp_path / "x.ayni"))
        finish(beto.receiving(tmp_path / "x.ayni"))
        door.save_seccion(plan, "ambiental", {"texto": f"Uno de la oficina\nDos\n{LONG}"})
        beto.save_seccion(plan, "ambiental", {"texto": f"Uno\nDos\n{LONG} del campo"})
        finish(beto.exporting("Ana Oficina", tmp_path / "y.ayni"))
        finish(door.receiving(tmp_path / "y.ayni"))
    window.go("desacuerdo", door.clashes()[0].id)
    screen = window.screen()
    assert "Parte del plan: Impacto ambiental" in words_of(window)
    assert {word(window, "texto.0"), word(window, "texto.1")} == {
        f"Uno de la oficina\nDos\n{LONG}",
        f"Uno\nDos\n{LONG} del campo",
    }
    assert word(window, "propuesta") == f"Uno de la oficina\nDos\n{LONG} del campo"
    screen.both_choice.setFocus()
    qtbot.keyClick(screen.both_choice, Qt.Key.Key_Space)
    qtbot.keyClicks(screen.reason.editor("reason"), "cada uno vio lo suyo")
    qtbot.keyClick(screen.reason.editor("reason"), Qt.Key.Key_Return, CTRL)
    assert door.seccion(plan, "ambiental").texto == f"Uno de la oficina\nDos\n{LONG} del campo"
    assert door.clash_count() == 0
