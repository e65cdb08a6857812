"""The desk with records written twice and lesser changes: opened, decided and read with keys alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QRadioButton
from tests.desk import AEO, CALL

from ayni.job import finish
from ayni.qt.kit.trouble import Message
from ayni.qt.kit.work import WorkDialog
from ayni.qt.screens.desacuerdo import DesacuerdosScreen
from ayni.qt.screens.main_window import MainWindow
from ayni.qt.screens.repetido import RepetidoScreen
from ayni.settings import Settings
from ayni.workspace import create_workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier
ROSA = {
    "dni": "43218765",
    "apellido_paterno": "Huamán",
    "nombres": "Rosa",
    "fecha_nacimiento": "03/05/1985",
    "sexo": "mujer",
}


@pytest.fixture
def doors(tmp_path):
    made = [
        create_workspace(
            tmp_path / name,
            ubigeo="080101",
            name="Municipalidad de Prueba",
            person=person,
            role=role,
            passphrase="clave segura",
            cost=2**4,
        )[0]
        for name, person, role in (("o", "Ana Oficina", "oficina"), ("b", "Beto Promotor", "promotor"))
    ]
    office, beto = made
    for door, other in ((office, beto), (beto, office)):
        door.write_card(tmp_path / "tarjeta.ayni")
        other.trust(tmp_path / "tarjeta.ayni")
    yield made
    for door in made:
        door.close()


@pytest.fixture
def send(doors, tmp_path):
    _office, beto = doors

    def carry(one, other):
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.ayni"
        finish(one.exporting("Beto Promotor" if other is beto else "Ana Oficina", path))
        finish(other.receiving(path))

    return carry


@pytest.fixture
def aeo(doors, send):
    """Both know an AEO; each writes Rosa with another telephone."""
    office, beto = doors
    made = office.save_aeo({**AEO, "convocatoria": office.save_convocatoria(CALL)})
    send(office, beto)
    office.save_socio(made, {**ROSA, "telefono": "984 111 222"})
    beto.save_socio(made, {**ROSA, "nombres": "Rosa María"})
    send(beto, office)
    return made


@pytest.fixture
def window(in_front, doors, aeo):
    made = MainWindow(doors[0], Settings())
    made.resize(1366, 720)
    in_front(made)
    yield made
    made.shut()
    made.hide()
    made.deleteLater()


def reads(window):
    QApplication.processEvents()
    return "\n".join(label.text() for label in window.screen().findChildren(QLabel) if label.isVisible())


def why(qtbot, screen, text="se vio el DNI"):
    box = screen.reason.editor("reason")
    box.setFocus()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return, CTRL)


def test_the_desk_lists_the_case_and_enter_opens_both_records_beside_each_other(qtbot, window):
    window.go("desacuerdo")
    desk = window.screen()
    assert isinstance(desk, DesacuerdosScreen)
    assert desk.listing.model.rowCount() == 1
    qtbot.keyClick(desk.listing.table, Qt.Key.Key_Return)
    assert isinstance(window.screen(), RepetidoScreen)
    told = reads(window)
    for words in ("43218765", "HUAMÁN, Rosa", "HUAMÁN, Rosa María", "Ana Oficina", "Beto Promotor", "984 111 222"):
        assert words in told


def test_the_same_person_is_joined_with_what_was_chosen(qtbot, window, doors, aeo):
    office = doors[0]
    window.go("repetido", office.repetidos()[0].id)
    screen = window.screen()
    assert screen.focusWidget() is screen.choices["misma"]
    qtbot.keyClick(screen.focusWidget(), Qt.Key.Key_Space)
    assert "¿Qué dato queda?" in reads(window)
    wanted = next(
        radio
        for each in screen.data
        for radio in each.radios.values()
        if each.group == "identidad" and "María" in radio.accessibleName()
    )
    qtbot.keyClick(wanted, Qt.Key.Key_Space)
    qtbot.keyClick(wanted, Qt.Key.Key_Return, CTRL)
    assert screen.reason.summary.isVisible()  # not without a reason
    why(qtbot, screen)
    (rosa,) = (row for row in office.socios(aeo) if not row["fecha_baja"])
    assert (rosa["nombres"], rosa["telefono"]) == ("Rosa María", "984111222")
    assert office.repetidos() == []
    assert window.place()[0] == "intercambio"


def test_a_wrong_number_is_typed_right_and_the_page_says_what_is_missing(qtbot, window, doors, aeo):
    office = doors[0]
    window.go("repetido", office.repetidos()[0].id)
    screen = window.screen()
    qtbot.keyClick(screen.choices["mal_escrito"], Qt.Key.Key_Space)
    box = screen.number.editor("number")
    qtbot.keyClicks(box, "43218766")
    why(qtbot, screen)
    assert "Diga en cuál" in reads(window)
    assert screen.number.answers()["number"] == "43218766"  # what was typed is kept
    qtbot.keyClick(screen.findChild(QRadioButton, "mal.1"), Qt.Key.Key_Space)
    qtbot.keyClick(box, Qt.Key.Key_Return, CTRL)
    assert {row["dni"] for row in office.socios(aeo)} == {"43218765", "43218766"}


def test_nothing_is_decided_without_an_answer(qtbot, window, doors):
    window.go("repetido", doors[0].repetidos()[0].id)
    why(qtbot, window.screen())
    assert len(doors[0].repetidos()) == 1


def test_the_same_aeo_is_joined_on_its_own_page(qtbot, window, doors, aeo):
    office = doors[0]
    office.save_aeo({**AEO, "convocatoria": office.aeo(aeo)["convocatoria"], "nombre": "Criadores de Ccorao"})
    case = next(case for case in office.repetidos() if case.clase == "ruc")
    window.go("repetido", case.id)
    qtbot.keyClick(window.screen().choices["misma"], Qt.Key.Key_Space)
    qtbot.keyClick(window.screen().choices["misma"], Qt.Key.Key_Return, CTRL)
    assert window.place()[0] == "fusion"


def test_a_lesser_change_is_read_once_and_is_never_in_the_way(qtbot, window, doors, aeo, send):
    office, beto = doors
    send(office, beto)
    record = next(row["id"] for row in office.socios(aeo) if row["nombres"] == "Rosa")
    for door, phone in ((office, "984 555 111"), (beto, "984 555 222")):
        door.save_socio(aeo, {"telefono": phone}, record)
    send(beto, office)
    assert office.clash_count() == 0
    window.go("desacuerdo")
    desk = window.screen()
    last = desk.listing.model.rowCount() - 1
    assert last == 1
    said = desk.listing.model.index(last, 2).data()
    assert "984 555 111" in said
    assert "También se escribió" in said
    desk.listing.table.setFocus()
    qtbot.keyClick(desk.listing.table, Qt.Key.Key_Delete)
    assert desk.listing.model.rowCount() == 2  # the first line waits for a decision
    qtbot.keyClick(desk.listing.table, Qt.Key.Key_Down)
    qtbot.keyClick(desk.listing.table, Qt.Key.Key_Delete)
    assert desk.listing.model.rowCount() == 1
    assert office.also_changed() == []
    assert not desk.seen_button.isVisible()
    send(office, beto)
    assert len(beto.also_changed()) == 1  # each machine reads for itself


def test_members_registered_alike_are_joined_at_once_with_one_reason(qtbot, window, doors, aeo, send, monkeypatch):
    office, beto = doors
    send(office, beto)
    juana = {**ROSA, "dni": "43218766", "nombres": "Juana"}
    for door in doors:
        door.save_socio(aeo, juana)
    send(beto, office)
    window.go("desacuerdo")
    desk = window.screen()
    assert desk.equal_button.isVisible()
    qtbot.keyClick(desk.listing.table, Qt.Key.Key_U, CTRL)
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(QLineEdit, "texto")))
    box = next(each for each in window.findChildren(QLineEdit, "texto") if each.isVisible())
    qtbot.keyClicks(box, "la misma hoja dos veces")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert window.findChild(WorkDialog) is not None  # beside the window, with a way to stop it
    qtbot.waitUntil(lambda: len(office.repetidos()) == 1)  # Rosa is told differently: somebody must choose
    qtbot.waitUntil(lambda: not desk.equal_button.isVisible())
    monkeypatch.setattr("ayni.qt.screens.main_window.LONG_ACT", 2)
    qtbot.waitUntil(lambda: window.findChild(WorkDialog) is None)
    window.undo_button.click()
    asked = next(each for each in window.findChildren(Message) if each.isVisible())
    asked.findChild(QPushButton, "yes").click()
    assert window.findChild(WorkDialog) is not None
    qtbot.waitUntil(lambda: len(office.repetidos()) == 2)
    qtbot.waitUntil(desk.equal_button.isVisible)
