"""A wizard asks what the answers ask for, keeps a draft, and shows everything before saving."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QRadioButton

from ayni.domain import aeo
from ayni.domain.fields import Problem
from ayni.lang import Sentence
from ayni.qt.kit import wizard as wizards
from ayni.qt.kit.cards import Card
from ayni.qt.kit.wizard import REVIEW, Wizard

QUWI = {
    "convocatoria": "k1",
    "categoria": "B",
    "cadena": "c0",
    "nombre": "Asociación Sumaq Quwi",
    "naturaleza": "juridica",
    "tipo": "aso",
    "ruc": "20131312955",
    "fecha_constitucion": "12 de marzo de 2021",
    "ubigeo": "080501",
}


class Drafts(list):
    def keep(self, answers, step):
        self.append((answers, step))


class Panel(Card):
    def __init__(self):
        super().__init__("¿Puede presentarse?")
        self.heard = []

    def hear_answers(self, answers):
        self.heard.append(answers)


@pytest.fixture
def drafts():
    return Drafts()


@pytest.fixture
def make(qtbot, provider, drafts):
    def made(answers=None, step="", aside=None):
        wizard = Wizard(
            aeo.REGISTER_AEO,
            aeo.AEO,
            provider,
            title="Registrar organización",
            answers=answers,
            step=step,
            keep=drafts.keep,
            aside=aside,
            verb="Guardar organización",
        )
        qtbot.addWidget(wizard)
        wizard.resize(1100, 650)
        with qtbot.waitExposed(wizard):
            wizard.show()
        wizard.activateWindow()
        wizard.start()
        return wizard

    return made


def on(wizard):
    return QApplication.focusWidget(), wizard.step()


def test_the_question_is_the_heading(make):
    wizard = make()
    assert wizard.step() == "postulacion"
    texts = [label.text() for label in wizard.findChildren(QLabel) if label.isVisible()]
    assert "¿A qué convocatoria se presenta?" in texts
    assert "Registrar organización  ·  Paso 1 de 7" in texts


def test_it_does_not_go_on_while_something_is_missing(make, qtbot):
    wizard = make()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert wizard.step() == "postulacion"
    assert QApplication.focusWidget() is wizard.form().summary


def test_it_is_walked_with_the_keyboard_alone(make, qtbot):
    wizard = make(QUWI | {"naturaleza": ""}, step="nombre")
    box = wizard.findChild(QLineEdit, "nombre")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Return)
    radio = QApplication.focusWidget()
    assert isinstance(radio, QRadioButton)
    qtbot.keyClick(radio, Qt.Key.Key_Space)
    qtbot.keyClick(radio, Qt.Key.Key_Return)
    qtbot.keyClick(radio, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert wizard.step() == "formal"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert wizard.step() == "nombre"


def test_an_informal_aeo_is_not_asked_its_ruc(make):
    wizard = make(QUWI | {"naturaleza": "natural"}, step="nombre")
    wizard.go_on()
    assert wizard.step() == "historia"


def test_the_draft_is_kept_on_each_step_and_after_typing(make, qtbot, drafts, monkeypatch):
    monkeypatch.setattr(wizards, "KEEP_EVERY", 20)
    wizard = make(QUWI, step="nombre")
    box = wizard.findChild(QLineEdit, "nombre")
    box.selectAll()
    with qtbot.waitSignal(wizard.kept):
        qtbot.keyClicks(box, "Sumaq  Quwi ")
    assert drafts[-1] == (drafts[-1][0] | {"nombre": "Sumaq  Quwi "}, "nombre")
    wizard.go_on()
    assert drafts[-1][1] == "formal"


def test_it_is_resumed_where_it_was_left_with_what_was_typed(make, drafts):
    first = make(QUWI | {"ventas_centimos": "60 000,00"}, step="historia")
    first.leave()
    answers, step = first.answers(), first.step()
    again = make(answers, step=step)
    assert again.step() == "historia"
    assert again.form().answers()["ventas_centimos"] == "60 000,00"


def test_everything_is_shown_before_saving_and_change_comes_back(make, qtbot):
    wizard = make(QUWI, step=REVIEW)
    texts = [label.text() for label in wizard.findChildren(QLabel) if label.isVisible()]
    for shown in (
        "12/03/2021",
        "Yanaoca, Canas, Cusco",
        "Cuyes",
        "Persona jurídica",
        "PROCOMPITE 2026",
    ):
        assert shown in texts
    assert "Sin respuesta" in texts
    change = wizard.findChild(QPushButton, "cambiar.fecha_constitucion")
    change.setFocus()
    qtbot.keyClick(change, Qt.Key.Key_Return)
    assert wizard.step() == "historia"
    box = QApplication.focusWidget()
    assert box.objectName() == "fecha_constitucion"
    qtbot.keyClicks(box, "13/03/2021")
    qtbot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert wizard.step() == REVIEW
    texts = [label.text() for label in wizard.findChildren(QLabel) if label.isVisible()]
    assert "13/03/2021" in texts


def test_a_change_that_asks_for_something_new_goes_there_first(make, qtbot):
    wizard = make({**QUWI, "naturaleza": "natural", "tipo": "", "ruc": ""}, step=REVIEW)
    wizard.findChild(QPushButton, "cambiar.naturaleza").click()
    wizard.form().editor("naturaleza").set_answer("juridica")
    wizard.go_on()
    assert wizard.step() == "formal"
    wizard.form().editor("tipo").set_answer("aso")
    wizard.form().editor("ruc").set_answer("20131312955")
    wizard.go_on()
    assert wizard.step() == REVIEW


def test_it_finishes_with_what_the_path_asks_and_nothing_else(make, qtbot):
    wizard = make(QUWI | {"naturaleza": "natural"}, step=REVIEW)
    with qtbot.waitSignal(wizard.finished) as finished:
        wizard.go_on()
    (answers,) = finished.args
    assert answers["nombre"] == "Asociación Sumaq Quwi"
    assert "ruc" not in answers


def test_a_refusal_of_the_door_is_shown_at_its_step(make):
    wizard = make(QUWI, step=REVIEW)
    wizard.show_problems([Problem("ruc", Sentence("Ya hay una organización con este RUC."))])
    assert wizard.step() == "formal"
    assert wizard.form().rows["ruc"].problem.text() == "Ya hay una organización con este RUC."
    assert QApplication.focusWidget() is wizard.form().summary
    wizard.go_on()
    assert wizard.step() == REVIEW


def test_a_refusal_of_no_field_is_shown_on_the_last_page(make):
    wizard = make(QUWI, step="nombre")
    wizard.show_problems([Problem("", Sentence("No queda espacio en el disco."))])
    assert wizard.step() == REVIEW
    assert "No queda espacio" in QApplication.focusWidget().accessibleName()


def test_the_panel_beside_hears_the_answers_as_they_are_given(make, qtbot):
    panel = Panel()
    wizard = make(QUWI, step="nombre", aside=panel)
    qtbot.keyClicks(wizard.findChild(QLineEdit, "nombre"), "!")
    assert "!" in panel.heard[-1]["nombre"]


def test_the_panel_goes_below_the_boxes_in_a_narrow_window(make, qtbot):
    panel = Panel()
    wizard = make(QUWI, step="nombre", aside=panel)
    wizard.resize(520, 400)
    qtbot.waitUntil(lambda: panel.parentWidget() is not None and wizard.form().isAncestorOf(panel) is False)
    assert panel.isVisibleTo(wizard)
    assert panel.mapTo(wizard, panel.rect().topLeft()).x() < 100
    wizard.go_on()
    assert panel.isVisibleTo(wizard)


def test_escape_keeps_and_leaves(make, qtbot, drafts):
    wizard = make(QUWI, step="nombre")
    qtbot.keyClicks(wizard.findChild(QLineEdit, "nombre"), "x")
    with qtbot.waitSignal(wizard.left):
        qtbot.keyClick(wizard.findChild(QLineEdit, "nombre"), Qt.Key.Key_Escape)
    assert "x" in drafts[-1][0]["nombre"]
