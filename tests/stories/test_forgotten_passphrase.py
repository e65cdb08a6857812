"""The clerk who forgot the passphrase: Monday after the holidays, the sheet from the safe, and nothing is lost."""

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

import qr
from ayni.qt.app import Program
from ayni.qt.kit import palette
from ayni.settings import Settings
from ayni.workspace import Refused, create_workspace, open_workspace
from desk import AEO, CALL

FRIDAY, MONDAY, ROSAS = "la yunza de carnaval", "un perro sin collar", "los cuyes comen alfalfa"
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def before(tmp_path):
    """What there was on Friday: the folder, the sheet in the safe, what the folder held."""
    folder = tmp_path / "sumaq-llaqta"
    door, recovery = create_workspace(
        folder,
        ubigeo="080101",
        name="Municipalidad de Sumaq Llaqta",
        person="Ana Condori",
        passphrase=FRIDAY,
        cost=2**10,
    )
    sheet = door.print_recovery_sheet(recovery, tmp_path / "hoja.pdf", "es")
    door.save_aeo({"convocatoria": door.save_convocatoria(CALL), **AEO})
    rosa = door.save_person({"nombre": "Rosa Quispe", "rol": "oficina", "idioma": "es"})
    door.assign_roles("Rosa Quispe", {"registra"})
    door.set_password(rosa, ROSAS)
    held = door.state_hash()
    door.keep_draft("aeo", "", {"nombre": "Asociación a medio escribir"})
    door.close()
    return folder, sheet, held


@pytest.fixture
def monday(qapp, qtbot, before):
    palette.dress(qapp, palette.LIGHT, 10)
    program = Program(qapp, Settings())
    program.start(before[0])
    with qtbot.waitActive(program.welcome):
        program.welcome.activateWindow()
    yield program
    window = program.window
    if window is not None:
        window.shut()
        window.hide()
        window.deleteLater()
    program.close_door()
    qapp.removeEventFilter(program)


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def reach(qtbot, name):
    """Tab until what has this name has the focus."""
    for _ in range(40):
        if QApplication.focusWidget().objectName() == name:
            return QApplication.focusWidget()
        press(qtbot, Qt.Key.Key_Tab)
    raise AssertionError(f"{name} cannot be reached with Tab")


def write(qtbot, name, text):
    box = reach(qtbot, name)
    press(qtbot, Qt.Key.Key_A, CTRL)
    qtbot.keyClicks(box, text)


def reads(window):
    QApplication.processEvents()
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def read_sheet(path):
    """What a telephone would read in the square of dots of the printed sheet."""
    return qr.read(pypdfium2.PdfDocument(str(path))[0].render(scale=4).to_pil())


def test_the_sheet_from_the_safe_gives_everything_back(monday, before, qtbot):
    folder, sheet, held = before
    welcome = monday.welcome
    for guess in ("la yunza del carnaval", "LA YUNZA DE CARNAVAL"):
        write(qtbot, "passphrase", guess)
        press(qtbot, Qt.Key.Key_Return)
        assert "La clave no es esa. Escríbala otra vez." in reads(welcome)
    reach(qtbot, "other")
    press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: welcome.findChild(QLineEdit, "recovery") is not None)

    code = read_sheet(sheet)
    groups = code.split("-")
    wrong = "A" if groups[2][1] != "A" else "B"
    write(qtbot, "recovery", "-".join([*groups[:2], groups[2][0] + wrong + groups[2][2:], *groups[3:]]))
    press(qtbot, Qt.Key.Key_Return)
    assert "El grupo 3 está mal escrito. Mírelo otra vez en la hoja." in reads(welcome)
    write(qtbot, "recovery", code.lower().replace("-", " "))
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: welcome.findChild(QPushButton, "change") is not None)

    write(qtbot, "passphrase", "corta")
    write(qtbot, "passphrase_again", "corta")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    assert "La clave debe tener 8 letras o más." in reads(welcome)
    write(qtbot, "passphrase", MONDAY)
    write(qtbot, "passphrase_again", MONDAY)
    press(qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: monday.window is not None)

    door = monday.door
    assert door.person["nombre"] == "Ana Condori"
    assert not door.locked
    assert door.state_hash() == held
    assert door.check() == []
    assert [draft["answers"] for draft in door.drafts()] == [{"nombre": "Asociación a medio escribir"}]
    door.save_municipality({"direccion": "Plaza de Armas 1"})
    monday.window.shut()
    monday.close_door()

    for forgotten in (FRIDAY, FRIDAY.upper()):
        with pytest.raises(Refused, match="La clave no es esa"):
            open_workspace(folder, forgotten)
    for good in ({"passphrase": MONDAY}, {"passphrase": ROSAS}, {"recovery": code}):
        with open_workspace(folder, **good) as opened:
            assert opened.municipality()["direccion"] == "Plaza de Armas 1"


def test_a_colleague_with_her_own_passphrase_opens_meanwhile(monday, before, qtbot):
    write(qtbot, "passphrase", ROSAS)
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: monday.window is not None)
    assert monday.door.person["nombre"] == "Rosa Quispe"
    assert "Rosa" in monday.window.person_button.text()
