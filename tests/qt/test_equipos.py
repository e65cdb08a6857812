"""Machines on the screen: the number in big digits, a renewal with one key, a loss with its reason, what waits."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget

from ayni.job import finish
from ayni.qt.kit.trouble import Message
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.workspace import create_workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier


class Clock:
    def __init__(self):
        self.now = datetime(2026, 3, 10, 10, 42).astimezone()

    def __call__(self):
        return self.now


@pytest.fixture
def doors(tmp_path):
    """Doors by the name of their person, all of one clock, closed at the end."""
    made, clock = {}, Clock()

    def make(person, role="promotor"):
        door, _recovery = create_workspace(
            tmp_path / f"d{len(made)}",
            ubigeo="080101",
            name="Municipalidad de Prueba",
            person=person,
            role=role,
            passphrase="clave segura",
            cost=2**10,
            clock=clock,
        )
        made[person] = door
        return door

    make.clock = clock
    yield make
    for door in made.values():
        door.close()


@pytest.fixture
def office(doors):
    return doors("Ana Oficina", "oficina")


@pytest.fixture
def beto(doors, office, tmp_path):
    """A machine that joined."""
    made = doors("Beto Promotor")
    made.write_request(tmp_path / "s.ayni")
    finish(office.enrolling(tmp_path / "s.ayni", tmp_path / "a.ayni"))
    finish(made.joining_office(tmp_path / "a.ayni"))
    return made


@pytest.fixture
def windows(in_front):
    made = []

    def open_it(door):
        window = MainWindow(door, Settings())
        window.resize(1366, 720)
        in_front(window)
        made.append(window)
        return window

    yield open_it
    for window in made:
        window.shut()
        window.hide()
        window.deleteLater()


def reads(window):
    QApplication.processEvents()
    return "\n".join(label.text() for label in window.screen().findChildren(QLabel) if label.isVisible())


def press(qtbot, window, name):
    made = window.screen().findChild(QPushButton, name)
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_Space)


def choose_file(qtbot, window, path):
    qtbot.waitUntil(lambda: bool(window.findChildren(QFileDialog)))
    dialog = window.findChildren(QFileDialog)[-1]
    name = dialog.findChild(QWidget, "fileNameEdit")
    qtbot.waitUntil(name.isVisible)
    name.setFocus()
    QApplication.clipboard().setText(str(path))
    qtbot.keyClick(name, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(name, Qt.Key.Key_V, CTRL)
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.findChildren(QFileDialog))


def test_a_certificate_is_renewed_with_one_key(qtbot, windows, office, beto, doors):
    doors.clock.now += timedelta(days=31)
    window = windows(office)
    window.go("equipos")
    assert "vencido" in reads(window)
    press(qtbot, window, "renovar.Beto Promotor")
    qtbot.waitUntil(lambda: "vencido" not in reads(window))
    assert "al día" in reads(window)
    assert office.machine_named("Beto Promotor").until == "2026-05-10"


def test_the_alta_is_written_again(qtbot, windows, office, beto, tmp_path):
    window = windows(office)
    window.go("equipos")
    press(qtbot, window, "alta.Beto Promotor")
    choose_file(qtbot, window, tmp_path / "otra.ayni")
    qtbot.waitUntil((tmp_path / "otra.ayni").exists)
    qtbot.waitUntil(lambda: not window.screen().panel.busy)
    assert beto.read_alta(tmp_path / "otra.ayni").name == "Ana Oficina"


def test_files_that_follow_an_alta_are_named(qtbot, windows, office, beto, tmp_path, monkeypatch):
    monkeypatch.setattr("ayni.workspace.equipo.ALTA_MOST", 1)
    monkeypatch.setattr("ayni.sync.parts.parts.__defaults__", (1,))
    window = windows(office)
    window.go("equipos")
    press(qtbot, window, "alta.Beto Promotor")
    choose_file(qtbot, window, tmp_path / "otra.ayni")
    qtbot.waitUntil(lambda: bool(window.findChildren(Message)))
    [told] = window.findChildren(Message)
    said = "\n".join(label.text() for label in told.findChildren(QLabel))
    assert str(tmp_path / "otra.ayni") in said
    assert "Lleve todos: otra.ayni, otra-2.ayni" in said
    assert "Primero se lee el alta" in said
    assert (tmp_path / "otra-2.ayni").exists()
    told.accept()


def test_files_that_are_not_what_was_asked_are_told_on_the_page(qtbot, windows, office, beto, tmp_path):
    office.write_card(tmp_path / "tarjeta.ayni")
    window = windows(office)
    window.go("alta-equipo", str(tmp_path / "tarjeta.ayni"))
    assert "es una tarjeta" in reads(window)
    press(qtbot, window, "volver")
    assert window.place()[0] == "equipos"
    other = windows(beto)
    other.go("leer-alta", str(tmp_path / "s.ayni"))
    assert "solicitud de un equipo nuevo" in reads(other)


def test_another_number_is_told_and_nothing_joins(qtbot, windows, office, doors, tmp_path):
    cira = doors("Cira Promotora")
    cira.write_request(tmp_path / "c.ayni")
    finish(office.enrolling(tmp_path / "c.ayni", tmp_path / "alta.ayni"))
    window = windows(cira)
    window.go("leer-alta", str(tmp_path / "alta.ayni"))
    assert window.screen().code.text() == office.read_request(tmp_path / "c.ayni").code
    press(qtbot, window, "no_es_igual")
    assert "No lo una" in reads(window)
    assert cira.trusted() == []


def test_a_loss_needs_its_reason(qtbot, windows, office, beto):
    window = windows(office)
    window.go("equipos")
    press(qtbot, window, "perdido.Beto Promotor")
    assert window.place()[0] == "equipo-perdido"
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return, CTRL)
    assert window.place()[0] == "equipo-perdido"
    assert office.machine_named("Beto Promotor").state == "al_dia"
    window.screen().form.focus_first()  # the summary of what is missing had it
    qtbot.keyClicks(window.focusWidget(), "Se lo robaron")
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: window.place()[0] == "equipos")
    assert "perdido" in reads(window)


def test_what_waits_is_left_out_and_then_taken(qtbot, windows, office, beto, tmp_path):
    call = {"nombre": "PROCOMPITE", "year": "2026", "fecha_autorizacion": "20/02/2026", "categorias": "A"}
    office.assign_roles("Beto Promotor", {"dirige"})
    finish(office.exporting("Beto Promotor", tmp_path / "a.ayni"))
    finish(beto.receiving(tmp_path / "a.ayni"))
    office.declare_lost("Beto Promotor", "Se lo robaron")
    beto.save_convocatoria({**call, "cadenas": "cuy"})
    finish(beto.exporting("Ana Oficina", tmp_path / "b.ayni"))
    finish(office.receiving(tmp_path / "b.ayni"))
    device = office.machine_named("Beto Promotor").device
    window = windows(office)
    window.go("cuarentena", device)
    assert "PROCOMPITE" in reads(window)
    for name, said in (("dejar_todo", "dejado fuera"), ("aceptar_todo", "No espera nada")):
        press(qtbot, window, name)
        qtbot.waitUntil(lambda: window.place()[0] == "decidir-cuarentena")
        qtbot.keyClicks(window.focusWidget(), "Lo dijo Beto")
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: window.place()[0] == "cuarentena")
        assert said in reads(window)
    assert [row["nombre"] for row in office.convocatorias()] == ["PROCOMPITE"]


def test_a_promoter_sees_the_list_and_no_button_of_the_office(windows, beto):
    window = windows(beto)
    window.go("equipos")
    assert "Ana Oficina" in reads(window)
    names = {button.objectName() for button in window.screen().findChildren(QPushButton)}
    assert not {name for name in names if name.startswith(("renovar", "perdido", "alta."))}
    assert "unir_equipo" in names
