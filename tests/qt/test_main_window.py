"""The window around the screens: rail, search, status, undo, language; with screens and a door of its own."""

from datetime import date

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from ayni import lang
from ayni.domain import padron
from ayni.lang import Sentence
from ayni.qt.kit.cards import Page
from ayni.qt.kit.form import Form
from ayni.qt.kit.trouble import Message
from ayni.qt.screens.main_window import RAIL, MainWindow
from ayni.qt.shell import Screen
from ayni.settings import Settings
from ayni.workspace.busqueda import Hit

NETBOOK = QSize(1024, 560)


class Door:
    practice = True
    read_only = True  # nothing is computed behind a window that only reads
    on_change = None

    def __init__(self):
        self.person = {"id": "p1", "nombre": "Rosa Quispe", "rol": "oficina", "idioma": "es"}
        self.saved, self.undone, self.what = "", 0, Sentence("Guardar la organización")

    def today(self):
        return date(2026, 11, 22)

    def people(self):
        return [self.person, {"id": "p2", "nombre": "Juan Ccori", "rol": "promotor", "idioma": "quz"}]

    def municipality(self):
        return {"nombre": "Municipalidad Distrital de Sumaq Llaqta"}

    def last_saved(self):
        return self.saved

    def undoable(self):
        return self.what

    def undo_count(self):
        return 1

    def undo(self):
        self.undone += 1
        self.on_change(frozenset({"aeo"}))

    def search(self, text, limit=8):
        hits = [
            Hit("aeo", "a1", "Asociación Sumaq Quwi", "Yanaoca"),
            Hit("aeo", "a2", "Asociación Quinua", "Layo"),
            Hit("socio", "s1", "QUISPE, Rosa", "Asociación Sumaq Quwi"),
        ]
        return [hit for hit in hits if text.lower() in hit.title.lower()]

    def work_as(self, record):
        self.person = next(person for person in self.people() if person["id"] == record)
        lang.use(self.person["idioma"])

    def asks_secret(self, record):
        return record == "p3"

    def why_not(self, act):
        return None

    def save_person(self, answers, record=None):
        self.person = {**self.person, **answers}
        lang.use(answers["idioma"])


class Plain(Page):
    def __init__(self, shell, record):
        super().__init__(f"Página {record}".strip())
        self.shell = shell
        self.heard, self.gone = [], False
        self.column.addWidget(QPushButton("Abrir"))

    def hear(self, tables):
        self.heard.append(tables)

    def leave(self):
        self.gone = True


class Socio(Page):
    def __init__(self, shell, record):
        super().__init__("Socio")
        self.form = Form(padron.TYPED[:3], shell.options)
        self.column.addWidget(self.form)

    def unsaved(self):
        return self.form.answers()

    def resume(self, answers):
        self.form.fill({}, answers)


@pytest.fixture
def door():
    return Door()


@pytest.fixture
def window(qtbot, door, in_front):
    known = {name: Screen(Plain) for name, _label in RAIL}
    known |= {"aeo": Screen(Plain, "organizaciones"), "socio": Screen(Socio, "organizaciones")}
    made = MainWindow(door, Settings(), known=known)
    in_front(made)
    made.go("inicio")
    yield made
    made.shut()
    made.hide()
    made.deleteLater()


def test_every_item_of_the_rail_opens_with_a_key(window, qtbot):
    for number, (name, label) in enumerate(RAIL, start=1):
        qtbot.keyClick(window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
        assert window.place() == (name, "")
        assert window.rail_buttons[name].isChecked()
        assert window.rail_buttons[name].text() == label


def test_it_fits_a_netbook_and_names_what_takes_the_focus(window):
    assert NETBOOK.expandedTo(window.minimumSizeHint()) == NETBOOK
    for editor in window.findChildren(QLineEdit) + window.findChildren(QComboBox):
        assert editor.accessibleName(), editor.objectName()
    for button in window.findChildren(QPushButton):
        assert button.text() or button.accessibleName()


def test_it_fits_half_of_1366_by_768(window):
    half = QSize(683, 384)
    assert half.expandedTo(window.minimumSizeHint()) == half


def test_what_is_found_is_grouped_and_opened_with_the_keyboard(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is window.search
    qtbot.keyClicks(window.search, "qu")
    rows = window.search.offers.titles()
    assert rows == ["Organizaciones", "Asociación Sumaq Quwi", "Asociación Quinua", "Socios", "QUISPE, Rosa"]
    assert window.search.offers.isVisible()
    qtbot.keyClick(window.search, Qt.Key.Key_Down)
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.place() == ("aeo", "a2")
    assert window.search.offers.isHidden()


def test_a_search_that_finds_nothing_says_so(window, qtbot):
    window.search.setFocus()
    qtbot.keyClicks(window.search, "zzz")
    assert window.search.offers.titles() == ["No hay nada con «zzz»."]
    qtbot.keyClick(window.search, Qt.Key.Key_Escape)
    assert window.search.text() == ""


def test_the_trail_says_where_one_is_and_goes_back(window, qtbot):
    window.go("organizaciones", fresh=True)
    window.shell.go("aeo", "a1")
    window.shell.go("aeo", "a2")
    assert window.trail.whole() == "Página  ›  Página a1  ›  Página a2"
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.place() == ("aeo", "a1")
    window.back_button.click()
    assert window.place() == ("organizaciones", "")
    assert not window.back_button.isEnabled()


def test_a_screen_from_the_search_goes_back_to_its_item_of_the_rail(window):
    window._trail.clear()
    window.go("aeo", "a1")
    window.back()
    assert window.place() == ("organizaciones", "")


def test_a_screen_hears_what_was_written_until_it_is_left(window, door):
    first = window.screen()
    door.on_change(frozenset({"aeo"}))
    assert first.heard == [frozenset({"aeo"})]
    window.go("planes")
    assert first.gone
    door.on_change(frozenset({"plan"}))
    assert len(first.heard) == 1


def test_the_line_below_says_when_it_was_saved(window, door):
    saved = window.findChild(QLabel, "saved")
    assert saved.text() == "Todo está guardado"
    door.saved = "10:42"
    door.on_change(frozenset({"aeo"}))
    assert saved.text() == "Guardado 10:42"
    assert window.findChild(QLabel, "practice").text() == "Práctica"


def test_undo_asks_first_and_says_what_it_takes_back(window, door, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    message = window.findChild(Message)
    assert "Guardar la organización" in [label.text() for label in message.findChildren(QLabel)]
    message.findChild(QPushButton, "yes").click()
    assert door.undone == 1


def test_undo_with_nothing_to_undo_says_why(window, door):
    door.what = None
    window.undo_button.click()
    message = window.findChild(Message)
    assert "No hay nada que deshacer." in [label.text() for label in message.findChildren(QLabel)]
    message.accept()


def test_undo_in_a_box_belongs_to_the_box(window, door, qtbot):
    window.go("socio", "s1")
    box = window.screen().findChild(QLineEdit, "dni")
    box.setFocus()
    qtbot.keyClicks(box, "43")
    qtbot.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.findChild(Message) is None


def test_the_language_belongs_to_the_person_and_asks_for_a_new_window(window, door, qtbot):
    with qtbot.waitSignal(window.shell.rebuild_asked):
        window.speak("quz")
    assert door.person["idioma"] == "quz"
    assert lang.language() == "quz"


def test_another_person_sits_down(window, door, qtbot):
    with qtbot.waitSignal(window.shell.rebuild_asked):
        window.work_as("p2")
    assert door.person["nombre"] == "Juan Ccori"


def test_in_quechua_it_says_that_nobody_has_reviewed_it(qtbot, door):
    lang.use("quz")
    made = MainWindow(door, Settings(), known={"inicio": Screen(Plain)})
    made.go("inicio")
    assert made.findChild(QLabel, "unreviewed") is not None
    made.shut()
    made.deleteLater()


def test_what_is_typed_survives_a_new_window(window, qtbot):
    window.go("socio", "s1")
    qtbot.keyClicks(window.screen().findChild(QLineEdit, "dni"), "4321 8")
    typed = window.unsaved()
    window.go("inicio")
    window.go("socio", "s1")
    window.resume(typed)
    assert window.screen().findChild(QLineEdit, "dni").text() == "4321 8"


def test_closing_the_window_says_so_once(window, qtbot):
    with qtbot.waitSignal(window.ended):
        window.close()
    assert window.shell.door.on_change is None


def test_a_refusal_is_shown_in_the_form(window, qtbot):
    from ayni.workspace.refusals import refuse

    window.go("socio", "s1")
    form = window.screen().form

    def refused():
        raise refuse("Ya hay un socio con este DNI.", "dni")

    assert not window.shell.attempt(refused, form)
    assert form.rows["dni"].problem.text() == "Ya hay un socio con este DNI."
    assert window.shell.attempt(lambda: None)
    assert isinstance(window.shell.window, QWidget)
