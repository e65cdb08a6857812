"""A reason asked on screen once, and the page then does what it was asked; a paper that waits for a dispute."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton
from tests.desk import AEO, CALL, words_of
from tests.qt.test_repetido import ROSA, doors, send  # noqa: F401  fixtures

from ayni.qt.screens.desacuerdo import DesacuerdoScreen
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier
JAULA = {
    "clase": "otros_bienes",
    "nombre": "Jaula",
    "unidad": "und",
    "cantidad": "10",
    "precio_unitario": "100",
    "cofinanciamiento_centimos": "800",
    "monetaria_centimos": "200",
}


@pytest.fixture
def plan(doors):  # noqa: F811
    office = doors[0]
    call = office.save_convocatoria(CALL)
    aeo = office.save_aeo({**AEO, "convocatoria": call})
    office.save_socio(aeo, ROSA)
    return office.save_plan({"titulo": "Cuyes", "aeo": aeo, "convocatoria": call, "categoria": "A"})


@pytest.fixture
def window(in_front, doors, plan):  # noqa: F811
    made = MainWindow(doors[0], Settings())
    made.resize(1366, 720)
    in_front(made)
    yield made
    made.shut()
    made.hide()
    made.deleteLater()


def asked(window):
    QApplication.processEvents()
    return next(each for each in window.findChildren(QDialog) if each.isVisible())


JUANA = {**ROSA, "dni": "43218766", "nombres": "Juana"}


@pytest.fixture
def adding(doors, plan, window):  # noqa: F811
    """The page for a new member, of an AEO whose plan was presented already; Juana is typed."""
    doors[0].save_plan({"estado": "presentado"}, plan)
    aeo = doors[0].plan(plan)["aeo"]
    window.go("nuevo-socio", aeo)
    form = window.screen().form
    for name, text in JUANA.items():
        form.rows[name].set_answer(text)
        form.rows[name].editor.edited.emit()
    return aeo


def test_a_member_of_a_presented_plan_is_added_once_the_reason_is_typed(qtbot, window, doors, adding):  # noqa: F811
    office = doors[0]
    qtbot.keyClick(window.screen().form.editor("nombres"), Qt.Key.Key_Return, CTRL)
    dialog = asked(window)
    assert "Diga por qué" in dialog.happened.text()
    why = dialog.findChild(QLineEdit, "texto")
    qtbot.keyClick(why, Qt.Key.Key_Return)  # nothing typed: it stays
    assert dialog.isVisible()
    assert len(office.socios(adding)) == 1
    qtbot.keyClicks(why, "llego despues con su acta")
    qtbot.keyClick(why, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(office.socios(adding)) == 2)
    assert office.trail(0, 1)[0].reason == "llego despues con su acta"
    window.go("inicio")
    assert office.because == ""  # good for that page only


def test_what_was_typed_stays_when_no_reason_is_given(qtbot, window, doors, adding):  # noqa: F811
    qtbot.keyClick(window.screen().form.editor("nombres"), Qt.Key.Key_Return, CTRL)
    qtbot.keyClick(asked(window), Qt.Key.Key_Escape)
    assert window.screen().form.answers()["nombres"] == "Juana"
    assert len(doors[0].socios(adding)) == 1


def test_a_paper_that_waits_for_a_dispute_names_it_and_opens_it(qtbot, window, doors, plan, send, tmp_path):  # noqa: F811
    office, beto = doors
    record = office.save_partida(plan, JAULA)
    send(office, beto)
    for door, price in ((office, "90"), (beto, "110")):
        door.save_partida(plan, {"precio_unitario": price}, record)
    send(beto, office)
    window.go("plan", plan)
    window.shell.attempt(lambda: office.print_plan_resumen(plan, tmp_path / "x.pdf"))
    dialog = asked(window)
    assert "Jaula" in dialog.happened.text()
    qtbot.keyClick(dialog.findChild(QPushButton, "yes"), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: isinstance(window.screen(), DesacuerdoScreen))
    assert "Jaula" in words_of(window)


def test_two_who_wrote_other_paragraphs_are_joined_by_one_choice(qtbot, window, doors, plan, send):  # noqa: F811
    office, beto = doors
    office.save_plan({"objetivo": "Criar cuyes.\nVender en Cusco."}, plan)
    send(office, beto)
    office.save_plan({"objetivo": "Criar cuyes mejorados.\nVender en Cusco."}, plan)
    beto.save_plan({"objetivo": "Criar cuyes.\nVender en Cusco y Puno."}, plan)
    send(beto, office)
    window.go("desacuerdo", office.clashes()[0].id)
    screen = window.screen()
    assert "Criar cuyes mejorados.\nVender en Cusco y Puno." in words_of(window)
    screen.both_choice.setFocus()
    qtbot.keyClick(screen.both_choice, Qt.Key.Key_Space)
    box = screen.reason.editor("reason")
    qtbot.keyClicks(box, "valen los dos")
    qtbot.keyClick(box, Qt.Key.Key_Return, CTRL)
    assert office.plan(plan)["objetivo"] == "Criar cuyes mejorados.\nVender en Cusco y Puno."
    assert office.clash_count() == 0


def test_an_act_without_a_form_is_done_again_by_itself(qtbot, window, doors, plan):  # noqa: F811
    office = doors[0]
    record = office.save_partida(plan, JAULA)
    office.save_plan({"estado": "presentado"}, plan)
    window.go("presupuesto", plan)
    assert not window.shell.attempt(lambda: office.remove_partida(record))
    box = asked(window).findChild(QLineEdit, "texto")
    qtbot.keyClicks(box, "lo pidio el comite")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: office.partidas(plan) == [])
    assert office.trail(0, 1)[0].reason == "lo pidio el comite"


def test_two_records_of_an_aeo_whose_plan_was_presented_are_joined_with_a_reason(qtbot, window, doors, plan):  # noqa: F811
    office = doors[0]
    aeo = office.plan(plan)["aeo"]
    other = office.save_aeo({**AEO, "convocatoria": office.aeo(aeo)["convocatoria"], "nombre": "Criadores de Ccorao"})
    office.save_socio(other, JUANA)
    office.save_plan({"estado": "presentado"}, plan)
    window.go("fusion", f"{aeo}/{other}")
    qtbot.keyClick(window.screen().join_button, Qt.Key.Key_Space)
    box = asked(window).findChild(QLineEdit, "texto")
    qtbot.keyClicks(box, "es la misma")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: office.aeo_count() == 1)
    assert window.place()[0] == "aeo"
    assert office.trail(0, 1)[0].reason == "es la misma"
