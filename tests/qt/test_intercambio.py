"""Exchange on the screen: cards, files that go out, files that come in, refusals by name."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget

from ayni.job import finish
from ayni.qt.kit.trouble import Message
from ayni.qt.screens.intercambio import EnviadoScreen
from ayni.qt.screens.main_window import MainWindow
from ayni.qt.screens.recibir import RecibirScreen
from ayni.settings import Settings
from ayni.workspace import create_workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier


def workspace(folder, person, role="oficina"):
    made, _recovery = create_workspace(
        folder,
        ubigeo="080101",
        name="Municipalidad de Prueba",
        person=person,
        role=role,
        passphrase="clave segura",
        cost=2**10,
    )
    return made


@pytest.fixture
def office(tmp_path):
    made = workspace(tmp_path / "oficina", "Ana Oficina")
    yield made
    made.close()


@pytest.fixture
def beto(tmp_path):
    made = workspace(tmp_path / "beto", "Beto Promotor", "promotor")
    yield made
    made.close()


@pytest.fixture
def trusting(office, beto, tmp_path):
    for door, other in ((office, beto), (beto, office)):
        door.write_card(tmp_path / "tarjeta.ayni")
        other.trust(tmp_path / "tarjeta.ayni")


@pytest.fixture
def window(in_front, office):
    made = MainWindow(office, Settings())
    made.resize(1366, 720)
    in_front(made)
    yield made
    made.shut()
    made.hide()
    made.deleteLater()


def reads(window):
    QApplication.processEvents()  # what was just made is shown in the next turn
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


def settled(qtbot, window):
    qtbot.waitUntil(lambda: not window.screen().panel.busy)


def test_my_card_is_written_where_the_person_says(qtbot, window, office, beto, tmp_path):
    window.go("intercambio")
    press(qtbot, window, "hacer_tarjeta")
    choose_file(qtbot, window, tmp_path / "ana.ayni")
    qtbot.waitUntil((tmp_path / "ana.ayni").exists)
    assert beto.read_card(tmp_path / "ana.ayni").name == "Ana Oficina"
    message = window.findChild(Message)
    assert "No contiene ningún secreto" in message.detail.text()
    message.accept()


def test_the_number_of_a_card_is_shown_large_and_accepted(qtbot, window, office, beto, tmp_path):
    beto.write_card(tmp_path / "beto.ayni")
    office.write_card(tmp_path / "ana.ayni")
    window.go("intercambio")
    press(qtbot, window, "leer_tarjeta")
    choose_file(qtbot, window, tmp_path / "beto.ayni")
    qtbot.waitUntil(lambda: window.place()[0] == "leer-tarjeta")
    assert window.screen().code.text() == beto.read_card(tmp_path / "ana.ayni").code
    assert office.trusted() == []
    press(qtbot, window, "aceptar")
    assert window.place()[0] == "intercambio"
    assert [machine["name"] for machine in office.trusted()] == ["Beto Promotor"]
    assert "Beto Promotor" in reads(window)


def test_a_number_that_differs_is_not_accepted(qtbot, window, office, beto, tmp_path):
    beto.write_card(tmp_path / "beto.ayni")
    window.go("leer-tarjeta", str(tmp_path / "beto.ayni"))
    press(qtbot, window, "no_es_igual")
    assert "No la acepte" in reads(window)
    assert office.trusted() == []


def test_a_file_that_is_no_card_is_refused(window, tmp_path):
    (tmp_path / "foto.ayni").write_bytes(b"no")
    window.go("leer-tarjeta", str(tmp_path / "foto.ayni"))
    assert window.screen().findChild(QWidget, "rechazo").isVisible()


@pytest.mark.usefixtures("trusting")
def test_sending_ends_in_a_page_with_number_size_and_next_step(qtbot, window, office, tmp_path):
    window.go("intercambio")
    assert "guardado aquí: 2" in reads(window)  # the municipality, and who does what
    press(qtbot, window, "enviar.Beto Promotor")
    choose_file(qtbot, window, tmp_path / "para-beto.ayni")
    qtbot.waitUntil(lambda: isinstance(window.screen(), EnviadoScreen))
    told = reads(window)
    assert "para Beto Promotor: 2" in told
    assert "para-beto.ayni" in told
    assert "KB" in told
    assert "entréguela a Beto Promotor" in told
    press(qtbot, window, "volver")
    assert "exportado: 2" in reads(window)


@pytest.mark.usefixtures("trusting")
def test_what_a_file_changes_is_said_before_and_receiving_twice_is_told(qtbot, window, office, beto, tmp_path):
    beto.save_convocatoria(
        {
            "nombre": "PROCOMPITE 2026",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A",
            "cadenas": "cuy",
        }
    )
    finish(beto.exporting("Ana Oficina", tmp_path / "para-ana.ayni"))
    window.go("intercambio")
    press(qtbot, window, "recibir")
    choose_file(qtbot, window, tmp_path / "para-ana.ayni")
    qtbot.waitUntil(lambda: isinstance(window.screen(), RecibirScreen))
    settled(qtbot, window)
    assert "Convocatoria: 1" in reads(window)
    assert office.convocatorias() == []
    press(qtbot, window, "recibir_ahora")
    settled(qtbot, window)
    assert "Recibido. Guardados nuevos: 1" in reads(window)
    assert len(office.convocatorias()) == 1
    window.go("recibir", str(tmp_path / "para-ana.ayni"))
    settled(qtbot, window)
    assert "No hay nada nuevo" in reads(window)
    press(qtbot, window, "recibir_ahora")
    settled(qtbot, window)
    assert "No hay nada nuevo" in reads(window)


@pytest.mark.usefixtures("trusting")
def test_each_wrong_file_is_refused_by_its_sentence_and_the_good_one_is_received(qtbot, window, office, beto, tmp_path):
    good, short, other = (tmp_path / name for name in ("bueno.ayni", "cortado.ayni", "otro.ayni"))
    beto.save_convocatoria(
        {
            "nombre": "PROCOMPITE 2026",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A",
            "cadenas": "cuy",
        }
    )
    finish(beto.exporting("Ana Oficina", good))
    short.write_bytes(good.read_bytes()[:-40])
    other.write_bytes(b"una foto")
    before = office.state_hash()
    window.go("recibir", "\n".join(str(path) for path in (short, other, good)))
    settled(qtbot, window)
    refusals = window.screen().findChildren(QWidget, "rechazo")
    assert [card.title.text() for card in refusals] == ["cortado.ayni", "otro.ayni"]
    assert office.state_hash() == before
    press(qtbot, window, "recibir_ahora")
    settled(qtbot, window)
    assert len(office.convocatorias()) == 1


@pytest.mark.usefixtures("trusting")
def test_leaving_while_a_file_is_looked_at_leaves_no_work_behind(window, beto, tmp_path):
    finish(beto.exporting("Ana Oficina", tmp_path / "x.ayni"))
    window.go("recibir", str(tmp_path / "x.ayni"))
    window.go("intercambio")
    assert window.place()[0] == "intercambio"


@pytest.mark.usefixtures("trusting")
def test_a_machine_is_forgotten_only_after_a_yes(qtbot, window, office):
    window.go("intercambio")
    press(qtbot, window, "olvidar.Beto Promotor")
    message = window.findChildren(Message)[-1]
    assert "Si se perdió, dígalo en Equipos" in message.detail.text()
    qtbot.keyClick(message, Qt.Key.Key_Escape)
    assert len(office.trusted()) == 1
    press(qtbot, window, "olvidar.Beto Promotor")
    message = window.findChildren(Message)[-1]
    yes = message.findChild(QPushButton, "yes")
    yes.setFocus()
    qtbot.keyClick(yes, Qt.Key.Key_Space)
    assert office.trusted() == []
    assert "Beto Promotor" not in reads(window)
