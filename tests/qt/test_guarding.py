"""The file looks after itself behind the window; what it finds stands above the screen and takes nobody's keys."""

import errno
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from ayni.qt import app as program
from ayni.qt import guarding, leaving
from ayni.qt.screens import copias
from ayni.qt.screens.main_window import MainWindow
from ayni.qt.welcome import Welcome
from ayni.settings import Settings
from ayni.storage.folder import copies
from ayni.workspace import copia_fuera, open_workspace

SECRET = "clave segura"
DESKTOP = Path(__file__).parents[2] / "desktop"
CUT = """
import os, sys
from ayni.workspace import open_workspace
door = open_workspace(__import__("pathlib").Path(sys.argv[1]), "clave segura")
door.save_municipality({"nombre": "Guardado justo antes del corte"})
door.keep_draft("aeo", "", {"nombre": "sin terminar"})
os._exit(9)
"""


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(guarding, "SOON", 1)
    monkeypatch.setattr(leaving, "sticks", list)
    monkeypatch.setattr(copias, "sticks", list)


@pytest.fixture
def folder(door):
    """The office's folder, closed, with one copy."""
    door.save_municipality({"nombre": "Municipalidad de Sumaq Llaqta"})
    door.close()
    return door.folder


@pytest.fixture
def opens(qtbot, in_front):
    made = []

    def open_it(folder):
        window = MainWindow(open_workspace(folder, SECRET), Settings())
        window.resize(1366, 720)
        qtbot.addWidget(window)
        window.go("inicio")
        made.append(window)
        return in_front(window)

    yield open_it
    for window in made:
        window.shut()
        window.door.close()


def told(window):
    return " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisibleTo(window))


def cut(folder):
    environment = os.environ | {"PYTHONPATH": str(DESKTOP)}
    assert subprocess.run([sys.executable, "-c", CUT, folder], env=environment, check=False).returncode == 9


def test_after_a_power_cut_it_is_said_that_nothing_was_lost(folder, opens, qtbot):
    cut(folder)
    window = opens(folder)
    qtbot.waitUntil(lambda: window.findChild(QPushButton, "entendido") is not None, timeout=20000)
    assert "se cerró sin terminar" in told(window)
    assert "nada guardado se perdió" in told(window)
    assert "Quedó un borrador" in told(window)
    assert not window.findChild(QPushButton, "entendido").hasFocus()  # whoever types goes on typing
    window.findChild(QPushButton, "entendido").setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert not window.banner.isVisible()
    assert window.door.municipality()["nombre"] == "Guardado justo antes del corte"
    qtbot.waitUntil(lambda: window.door.last_test() is not None, timeout=20000)
    assert window.door.last_test().found == ()


def test_damage_found_behind_the_window_leads_to_the_last_good_copy(folder, opens, qtbot, monkeypatch):
    door = open_workspace(folder, SECRET)
    door.save_municipality({"nombre": "Otra"})
    door.close()
    path = folder / "copias" / copies(folder)[0].name
    path.write_bytes(path.read_bytes()[:-4096] + b"\1" * 4096)
    monkeypatch.setattr("ayni.workspace.revision.spoiled_pages", lambda _db: 3)
    window = opens(folder)  # the window looks the file through by itself
    window.guarding.begin()
    qtbot.waitUntil(lambda: window.findChild(QPushButton, "ver_copias") is not None, timeout=20000)
    window.findChild(QPushButton, "ver_copias").click()
    assert window.place()[0] == "copias"
    assert "ayni.db está dañado" in told(window)
    assert window.screen().good_button.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.findChild(QPushButton, "yes") is not None, timeout=20000)
    assert "La última copia buena es del" in told(window)
    assert "Una más nueva está dañada" in told(window)
    with qtbot.waitSignal(window.shell.close_asked, timeout=20000):
        window.findChild(QPushButton, "yes").click()
    window.shut()
    monkeypatch.undo()
    again = open_workspace(folder, SECRET)
    assert again.municipality()["nombre"] == "Municipalidad de Sumaq Llaqta"
    assert again.check() == []
    again.close()


def test_a_marked_stick_that_is_put_in_takes_a_copy_and_one_pulled_is_told(folder, opens, qtbot, tmp_path, monkeypatch):
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    window = opens(folder)
    qtbot.waitUntil(lambda: window.door.last_test() is not None, timeout=20000)
    place = window.door.keep_copies_in(stick).path
    window.guarding.begin()
    qtbot.waitUntil(lambda: bool(list(place.glob("*.db"))) and window.guarding._task is None, timeout=20000)
    assert "Copia hecha en KINGSTON" in window.message.whole()
    shutil.rmtree(place)
    window.guarding.begin()  # taken out
    qtbot.waitUntil(lambda: not window.guarding._copied_to, timeout=20000)
    place.mkdir()
    (place / "ayni-copias.json").write_text(
        f'{{"ayni": "copias", "workspace": "{window.door.workspace_id}", "name": "x"}}'
    )
    monkeypatch.setattr("ayni.workspace.copia_fuera._digest", lambda _path: b"")
    window.guarding.begin()
    qtbot.waitUntil(lambda: "No se pudo copiar a la memoria" in told(window), timeout=20000)
    assert window.message.whole() == ""  # no line says any more that it was done


def test_a_word_of_something_else_stays_when_a_copy_to_the_stick_fails(folder, opens, qtbot, tmp_path, monkeypatch):
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    window = opens(folder)
    qtbot.waitUntil(lambda: window.door.last_test() is not None, timeout=20000)
    window.door.keep_copies_in(stick)
    monkeypatch.setattr("ayni.workspace.copia_fuera._digest", lambda _path: b"")
    window.shell.say("Organización guardada.")
    window.guarding.begin()
    qtbot.waitUntil(lambda: "No se pudo copiar a la memoria" in told(window), timeout=20000)
    assert window.message.whole() == "Organización guardada."


class Asked(list):
    """Which folders were asked; `answer` lets them answer."""


@pytest.fixture
def silent(monkeypatch):
    """A network folder that does not answer: who asks waits. Gives what was asked. The window must not ask."""
    answers, asked, real = threading.Event(), Asked(), copia_fuera.read_place

    def waits(path):
        assert threading.current_thread() is not threading.main_thread()
        asked.append(path)
        assert answers.wait(60)
        return real(path)

    with monkeypatch.context() as network:
        network.setattr(copia_fuera, "read_place", waits)
        asked.answer = answers.set
        yield asked
        answers.set()


@pytest.fixture
def shared(folder, tmp_path):
    """A folder of the network keeps copies of the office."""
    place = tmp_path / "red"
    place.mkdir()
    with open_workspace(folder, SECRET) as door:
        return door.keep_copies_in(place).path


def test_a_network_folder_that_does_not_answer_stops_neither_the_window_nor_other_work_nor_the_end(
    folder, shared, opens, qtbot, silent
):
    window = opens(folder)
    qtbot.waitUntil(lambda: silent == [shared], timeout=20000)
    for _look in range(3):
        window.guarding.begin()  # one look at a time
    finished = []
    window.shell.worker.start(window.door.checking_file(), done=finished.append)
    qtbot.waitUntil(lambda: bool(finished), timeout=20000)
    window.shut()
    window.door.close()
    assert silent == [shared]
    assert not list(shared.glob("*.db"))


def test_the_screen_of_copies_does_not_wait_for_a_network_folder_and_shows_it_when_it_answers(
    folder, shared, opens, qtbot, silent, monkeypatch
):
    monkeypatch.setattr(guarding, "SOON", 3_600_000)
    window = opens(folder)
    window.go("copias")
    screen = window.screen()
    assert screen.copy_buttons == []
    assert "Su memoria no está puesta" in told(window)
    assert silent == [shared]
    silent.answer()
    qtbot.waitUntil(lambda: len(screen.copy_buttons) == 1, timeout=20000)


def test_closing_waits_only_a_little_for_a_network_folder(folder, shared, qtbot, qapp, silent, monkeypatch):
    monkeypatch.setattr(leaving, "PATIENCE", 0.2)
    running = program.Program(qapp, Settings())
    running.door = open_workspace(folder, SECRET)
    gone = []
    monkeypatch.setattr(running, "_gone", lambda: gone.append(True))
    running.end()
    assert (gone, silent) == ([True], [shared])
    running.close_door()


def test_volumes_of_the_network_are_not_even_asked_whether_they_hold_a_stick():
    table = (
        b"/dev/sda2 / ext4 rw 0 0\nproc /proc proc rw 0 0\nserver:/datos /mnt/red nfs4 rw 0 0\n"
        b"//server/datos /mnt/red2 cifs rw 0 0\n/dev/sdb1 /media/ana/KINGSTON\\040AZUL vfat rw 0 0\n"
        + "/dev/sdc1 /media/ana/Ñusta exfat rw 0 0\n".encode()
    )
    assert leaving.local_roots(table) == ["/", "/media/ana/KINGSTON AZUL", "/media/ana/Ñusta"]


@pytest.mark.parametrize("bug", [False, True])
def test_a_test_of_the_copy_that_fails_is_told_once_and_not_tried_again_in_this_session(
    folder, opens, qtbot, monkeypatch, bug
):
    tried, dialogs, bugs = [], [], []

    def full(*_given):
        tried.append(1)
        raise TypeError if bug else OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("ayni.workspace.prueba_copias.shutil.copyfile", full)
    monkeypatch.setattr("ayni.qt.shell.tell", lambda *said: dialogs.append(said))
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: bugs.append(error))
    window = opens(folder)
    qtbot.waitUntil(lambda: bool(tried) and window.guarding._task is None, timeout=20000)
    assert bool(window.findChild(QPushButton, "entendido")) is not bug
    assert ("No queda espacio en el disco" in told(window)) is not bug
    for _look in range(3):
        window.guarding.begin()
        qtbot.waitUntil(lambda: window.guarding._task is None, timeout=20000)
    window.guarding.close()
    again = guarding.Guarding(window.shell, window.banner)  # the window is built anew after a change of language
    again.begin()
    assert again._task is None
    again.close()
    assert (len(tried), dialogs, len(bugs)) == (1, [], int(bug))


def test_on_closing_a_copy_goes_to_the_stick_and_whoever_cannot_wait_closes_without(folder, qtbot, qapp, tmp_path):
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    door = open_workspace(folder, SECRET)
    place = door.keep_copies_in(stick).path
    for stop in (False, True):
        door.save_municipality({"nombre": f"Guardado {stop}"})
        gone = []
        leave = leaving.Leaving(door, door.places_seen(), lambda gone=gone: gone.append(True))
        leave.begin()
        assert leave.panel.stop_button.text() == "Cerrar sin copiar"
        if stop:
            qtbot.keyClick(leave.panel.stop_button, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda gone=gone: bool(gone), timeout=20000)
        assert not list(place.glob("*.nuevo"))
        assert list(place.glob("*.db"))
    door.close()


def test_a_folder_of_another_machine_is_asked_about_once(folder, opens, qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "otro"))
    window = opens(folder)
    qtbot.waitUntil(lambda: window.findChild(QPushButton, "se_mudo") is not None, timeout=20000)
    window.findChild(QPushButton, "es_copia").click()
    assert window.place()[0] == "equipo-copia"
    window.screen().form.focus_first()
    qtbot.keyClicks(QApplication.focusWidget(), "Ana Condori, segundo equipo")
    before = window.door.card().device
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert window.door.card().device != before
    assert not window.door.relocated


@pytest.fixture
def greets(qtbot, in_front):
    made = []

    def greet(folder=None):
        window = Welcome(folder=folder)
        qtbot.addWidget(window)
        made.append(window)
        return in_front(window)

    yield greet
    for window in made:
        window.shut()


def unlock(qtbot, window, secret=SECRET):
    next(box for box in window.findChildren(QLineEdit, "passphrase") if box.isVisible()).setFocus()
    qtbot.keyClicks(QApplication.focusWidget(), secret)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def test_a_damaged_key_file_is_put_back_with_one_button(folder, greets, qtbot):
    key = folder / "llave.json"
    key.write_bytes(key.read_bytes()[:200])
    window = greets(folder)
    unlock(qtbot, window)
    qtbot.waitUntil(lambda: "Sus datos están completos" in told(window))
    assert window.findChild(QPushButton, "repair").hasFocus()
    with qtbot.waitSignal(window.opened) as opened:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    opened.args[0].close()


def test_the_last_good_copy_is_offered_not_just_the_newest(folder, greets, qtbot):
    door = open_workspace(folder, SECRET)
    door.save_municipality({"nombre": "Después"})
    door.close()
    for path in (folder / "ayni.db", folder / "copias" / door.copies()[0].name):
        raw = path.read_bytes()
        path.write_bytes(b"\0" * 4096 + raw[4096:])
    window = greets(folder)
    unlock(qtbot, window)
    qtbot.waitUntil(lambda: window.findChild(QPushButton, "restore") is not None, timeout=20000)
    assert "Una más nueva está dañada." in told(window)
    assert "Después de ella se hizo 1 guardado" in told(window)
    with qtbot.waitSignal(window.opened) as opened:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert opened.args[0].municipality()["nombre"] == "Municipalidad de Sumaq Llaqta"
    door = opened.args[0]
    assert "Falta 1 guardado" in str(door.return_told(door.returns(unseen=True)[0])[0])
    door.close()


def test_without_a_good_copy_the_stick_is_asked_for_and_brings_it_back(folder, greets, qtbot, tmp_path):
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    door = open_workspace(folder, SECRET)
    for _ in door.copying_to(door.keep_copies_in(stick).path):
        pass
    door.close()
    for path in [folder / "ayni.db", *(folder / "copias").glob("*.db")]:
        path.write_bytes(b"\0" * 5000)
    window = greets(folder)
    unlock(qtbot, window)
    qtbot.waitUntil(lambda: window.findChild(QPushButton, "rescue") is not None, timeout=20000)
    qtbot.waitUntil(lambda: "en este equipo no hay una copia buena" in told(window))
    window.show_places(stick, folder)
    unlock(qtbot, window, "otra clave")
    qtbot.waitUntil(lambda: "Hay un dato por revisar." in told(window), timeout=20000)
    window.show_places(stick, folder)
    with qtbot.waitSignal(window.opened, timeout=20000) as opened:
        unlock(qtbot, window)
    assert opened.args[0].municipality()["nombre"] == "Municipalidad de Sumaq Llaqta"
    assert opened.args[0].check() == []
    opened.args[0].close()
