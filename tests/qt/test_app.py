"""The program from its first window: make a municipality, open it, forget the passphrase, change the language."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from ayni import lang
from ayni.qt import app as program
from ayni.qt import welcome as first
from ayni.qt.kit.trouble import Message
from ayni.qt.welcome import Welcome
from ayni.settings import Settings
from ayni.workspace import create_workspace, open_workspace

PASSPHRASE = "los cuyes comen alfalfa"
CHEAP = 2**4  # scrypt's cost: tests do not guard anybody's data


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "sumaq-llaqta"


@pytest.fixture
def made(folder):
    """A municipality, closed; gives its recovery code."""
    who = {"ubigeo": "080501", "name": "Municipalidad de Yanaoca", "person": "Rosa Quispe"}
    door, recovery = create_workspace(folder, **who, passphrase=PASSPHRASE, cost=CHEAP)
    door.close()
    return recovery


@pytest.fixture
def greet(qtbot, in_front):
    shown = []

    def open_it(folder=None, **more):
        window = Welcome(folder=folder, cost=CHEAP, **more)
        qtbot.addWidget(window)
        shown.append(in_front(window))
        return window

    return open_it


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def type_in(qtbot, window, name, text):
    box = window.findChild(QLineEdit, name)
    box.setFocus()
    qtbot.keyClicks(box, text)


def go_on(qtbot):
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_municipality_is_made_with_the_keyboard_and_its_sheet_opens_it(greet, folder, qtbot):
    window = greet(folder)
    qtbot.keyClick(window.findChild(QPushButton, "welcome.create"), Qt.Key.Key_Return)
    type_in(qtbot, window, "persona", "Rosa Quispe Mamani")
    go_on(qtbot)
    type_in(qtbot, window, "nombre", "Municipalidad Distrital de Yanaoca")
    type_in(qtbot, window, "ubigeo", "yanaoca")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    go_on(qtbot)
    type_in(qtbot, window, "alcalde", "Juana Ccori")
    go_on(qtbot)
    type_in(qtbot, window, "passphrase", PASSPHRASE)
    type_in(qtbot, window, "passphrase_again", "otra cosa")
    go_on(qtbot)
    assert PASSPHRASE not in " ".join(texts(window))
    go_on(qtbot)
    assert "Las dos claves no son iguales. Escríbalas otra vez." in texts(window)
    box = window.findChild(QLineEdit, "passphrase_again")
    box.clear()
    type_in(qtbot, window, "passphrase_again", PASSPHRASE)
    go_on(qtbot)
    go_on(qtbot)
    code = window.findChild(QLabel, "recovery").text()
    with qtbot.waitSignal(window.opened) as opened:
        window.findChild(QPushButton, "recovery.done").click()
    (door,) = opened.args
    assert door.municipality()["alcalde"] == "Juana Ccori"
    assert door.person["nombre"] == "Rosa Quispe Mamani"
    door.close()
    open_workspace(folder, recovery=code).close()


def test_a_short_passphrase_is_told_at_its_box(greet, folder, qtbot):
    window = greet(folder)
    window.show_create()
    wizard = window._wizard
    wizard._answers |= {"persona": "Rosa", "nombre": "Yanaoca", "ubigeo": "080501"}
    wizard._answers |= {"passphrase": "corta", "passphrase_again": "corta"}
    wizard.show_step("revisar")
    wizard.go_on()
    assert wizard.step() == "clave"
    assert "La clave debe tener 8 letras o más." in texts(window)


def test_a_wrong_passphrase_keeps_what_was_typed_and_says_so(greet, folder, made, qtbot):
    window = greet(folder)
    type_in(qtbot, window, "passphrase", "otra clave")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert window.findChild(QLineEdit, "passphrase").text() == "otra clave"
    assert "Hay un dato por revisar." in texts(window)


def test_enter_opens_with_the_right_passphrase(greet, folder, made, qtbot):
    window = greet(folder)
    type_in(qtbot, window, "passphrase", PASSPHRASE)
    with qtbot.waitSignal(window.opened) as opened:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    opened.args[0].close()


def test_the_sheet_opens_what_the_forgotten_passphrase_does_not(greet, folder, made, qtbot):
    window = greet(folder)
    window.findChild(QPushButton, "other").click()
    type_in(qtbot, window, "recovery", made.lower())
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    with qtbot.waitSignal(window.opened) as opened:
        window.findChild(QPushButton, "keep").click()
    opened.args[0].close()
    open_workspace(folder, PASSPHRASE).close()  # nobody changed it


def test_a_folder_opened_with_the_sheet_and_not_entered_is_let_go(greet, folder, made, qtbot):
    window = greet(folder)
    window.findChild(QPushButton, "other").click()
    type_in(qtbot, window, "recovery", made)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    window.close()
    open_workspace(folder, PASSPHRASE).close()


def test_a_second_window_on_the_same_folder_is_told_plainly(greet, folder, made, qtbot):
    door = open_workspace(folder, PASSPHRASE)
    window = greet(folder)
    type_in(qtbot, window, "passphrase", PASSPHRASE)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert any(
        "ya está abierta en otra ventana" in text for text in [window.findChild(first.Form).summary.accessibleName()]
    )
    door.close()


def test_a_damaged_file_offers_its_last_copy(greet, folder, made, qtbot):
    assert list((folder / "copias").glob("*.db"))
    file = folder / "ayni.db"
    file.write_bytes(b"\0" * 4096 + file.read_bytes()[4096:])
    window = greet(folder)
    type_in(qtbot, window, "passphrase", PASSPHRASE)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.findChild(QPushButton, "restore") is not None, timeout=20000)
    with qtbot.waitSignal(window.opened) as opened:
        window.findChild(QPushButton, "restore").click()
    assert opened.args[0].municipality()["nombre"] == "Municipalidad de Yanaoca"
    opened.args[0].close()


def test_a_folder_of_something_else_is_told(greet, tmp_path):
    window = greet()
    window._chosen(str(tmp_path))
    message = window.findChild(Message)
    assert "En esa carpeta no hay datos de Ayni." in texts(message)
    message.accept()


def test_a_free_folder_is_found_for_every_municipality(tmp_path, monkeypatch):
    monkeypatch.setattr(first, "data_folder", lambda: tmp_path)
    one = first.new_folder("Municipalidad Distrital de Ñahuimpuquio")
    assert one.name == "municipalidad-distrital-de-nahuimpuquio"
    one.mkdir()
    (one / "x").write_text("")
    assert first.new_folder("Municipalidad Distrital de Ñahuimpuquio").name.endswith("-2")


@pytest.fixture
def running(qapp, folder, made, tmp_path):
    running = program.Program(qapp, Settings(), tmp_path / "settings.json")
    running.use_door(open_workspace(folder, PASSPHRASE))
    yield running
    if running.window is not None:
        running.window.shut()
        running.window.deleteLater()
    running.close_door()


def test_the_folder_opened_is_remembered(running, folder, tmp_path):
    assert Settings.read(tmp_path / "settings.json").workspace == str(folder)
    assert running.window.place() == ("inicio", "")


def test_a_change_of_language_builds_the_window_again_where_it_was(running, qtbot):
    old = running.window
    old.go("convocatoria", fresh=True)
    old.speak("quz")
    assert running.window is not old
    assert running.window.place() == ("convocatoria", "")
    assert lang.language() == "quz"
    assert running.door.person["idioma"] == "quz"
    assert running.window.shell.notices is not old.shell.notices


def test_the_language_of_a_junta_page_keeps_the_page_and_what_is_typed(running, qtbot):
    old = running.window
    old.go("planes")
    old.go("entrevista")
    place = old.screen().place
    old.screen().editor.set_answer("Sumaq Quwi")
    old.screen()._typed()
    old.screen().language_buttons["quz"].click()
    assert running.window is not old
    assert running.window.place() == ("entrevista", "")
    assert running.window.screen().place == place
    assert running.window.screen().editor.answer() == "Sumaq Quwi"
    assert not running.window.rail.isVisible()
    assert running.door.person["idioma"] == "quz"


def test_after_the_rebuild_only_the_new_window_hears(running):
    running.rebuild()
    assert running.door.on_change == running.window.shell.notices.told


def test_closing_the_window_closes_the_file(running, folder, monkeypatch, qapp):
    monkeypatch.setattr(qapp, "quit", lambda: None)
    running.window.close()
    assert running.door is None
    open_workspace(folder, PASSPHRASE).close()


def test_settings_that_cannot_be_written_stop_nothing(running, tmp_path):
    running._file = tmp_path / "settings.json" / "below" / "settings.json"
    running.remember()


# the recovery sheet, in clear while it is printed


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """This machine's folder of temporary files, and no program that opens a paper."""
    place = tmp_path / "temporales"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    monkeypatch.setattr(first.QDesktopServices, "openUrl", lambda _url: True)
    return place


def sheets(place):
    return list(place.rglob("*.pdf"))


@pytest.mark.parametrize("leaving", ["recovery.done", "closing"])
def test_the_printed_recovery_sheet_does_not_stay_on_the_disk(greet, folder, made, temporary, leaving):
    window = greet()
    window.door = open_workspace(folder, PASSPHRASE)
    window.opened.connect(lambda door: door.close())
    window.show_recovery(made)
    for _twice in range(2):
        window.findChild(QPushButton, "recovery.print").click()
    assert len(sheets(temporary)) == 2
    if leaving == "closing":
        window.close()
    else:
        window.findChild(QPushButton, leaving).click()
    assert list(temporary.iterdir()) == []


def test_a_sheet_that_its_viewer_holds_or_a_power_cut_left_goes_at_the_end_and_at_the_next_start(
    greet, folder, made, temporary, monkeypatch, qapp, tmp_path
):
    mine = tmp_path / "hoja-de-recuperacion.pdf"
    mine.write_bytes(b"%PDF kept by somebody on purpose")
    (temporary / "ayni-informe").mkdir()
    (temporary / "ayni-informe" / mine.name).write_bytes(b"%PDF of somebody else")
    (temporary / "ayni-abcd1234").symlink_to(tmp_path)
    window = greet()
    window.door = open_workspace(folder, PASSPHRASE)
    window.show_recovery(made)
    window.findChild(QPushButton, "recovery.print").click()
    [ours] = [path for path in sheets(temporary) if path.parent.name != "ayni-informe"]

    def held(path, **_more):
        raise PermissionError(13, "in use", str(path))

    with monkeypatch.context() as windows:
        windows.setattr("pathlib.Path.unlink", held)
        window.findChild(QPushButton, "recovery.done").click()
        window.shut()
        assert ours.exists()
    running = program.Program(qapp, Settings(), tmp_path / "settings.json")
    running.close_door()
    assert not ours.exists()
    ours.parent.mkdir()
    ours.write_bytes(b"%PDF left by a power cut")
    running.start()
    assert not ours.exists()
    assert mine.exists()
    assert (temporary / "ayni-informe" / mine.name).exists()
    running.welcome.close()
