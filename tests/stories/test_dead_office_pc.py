"""The office's machine dies twice: a power cut spoils its file, then the whole machine is gone. Nothing is lost.

The clerk, with keys only, goes back to the last good copy and later sets up a new machine from the stick; what came
after the copies returns in the promoter's next file.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from ayni.job import finish
from ayni.qt.welcome import Welcome
from ayni.workspace import open_workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

DESKTOP = Path(__file__).parents[2] / "desktop"
ANA, BETO = "Ana Condori", "Beto Quispe"
SECRET = "cuyes y maíz"
IN_A_SAVE = """
import os, sys
from pathlib import Path
from ayni.workspace import open_workspace
door = open_workspace(Path(sys.argv[1]), "cuyes y maíz")
with door.save("save_aeo", sys.argv[2]) as db:
    db.conn.execute("UPDATE aeo SET nombre = 'a medias' WHERE id = ?", [sys.argv[2]])
    os._exit(9)
"""


def send(sender, to, name, folder):
    """A file from one machine to the other."""
    path = folder / f"para-{name.split()[0]}.ayni"
    finish(sender.exporting(name, path))
    finish(to.receiving(path))


def person(place):
    return {
        "dni": f"{43218700 + place}",
        "apellido_paterno": "Huamán",
        "nombres": "Rosa",
        "fecha_nacimiento": "03/05/1985",
        "sexo": "mujer",
    }


class Clerk:
    """At the first window, with a keyboard."""

    def __init__(self, qtbot, folder=None):
        self.qtbot, self.window = qtbot, Welcome(folder=folder)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.doors = []
        self.window.opened.connect(self.doors.append)

    def reads(self):
        return " ".join(label.text() for label in self.window.findChildren(QLabel) if label.isVisible())

    def at(self, name):
        """Tab until what has this name has the focus."""
        for _ in range(60):
            if (QApplication.focusWidget() or self.window).objectName() == name:
                return
            self.qtbot.keyClick(QApplication.focusWidget() or self.window, Qt.Key.Key_Tab)
        raise AssertionError(name)

    def types_the_passphrase(self):
        self.qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
        for letter in SECRET:  # those with a tilde come from the keyboard as text
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(
                    QApplication.focusWidget(), QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                )
        self.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)

    def presses(self, name):
        found = self.window.findChild
        self.qtbot.waitUntil(lambda: (it := found(QPushButton, name)) is not None and it.isVisible(), timeout=20000)
        self.at(name)
        self.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)

    def enters(self):
        self.qtbot.waitUntil(lambda: bool(self.doors), timeout=20000)
        self.window.shut()
        self.window.hide()
        return self.doors[-1]


def test_a_dead_office_machine_comes_back_whole(typists, qtbot, tmp_path, monkeypatch):
    sitting = [typists(ANA), typists(BETO, "promotor")]
    for typist in sitting:
        typist.window.shut()
        typist.window.hide()
    office, beto = (typist.door for typist in sitting)
    for one, other in ((office, beto), (beto, office)):
        one.write_card(tmp_path / "tarjeta.ayni")
        other.trust(tmp_path / "tarjeta.ayni")
    call = office.save_convocatoria(
        {"nombre": "PROCOMPITE 2026", "year": "2026", "fecha_autorizacion": "20/02/2026", "categorias": "A"}
        | {"cadenas": "cuy"}
    )
    aeo = office.save_aeo(
        {"convocatoria": call, "categoria": "A", "cadena": "cuy", "nombre": "Asociación Sumaq Quwi"}
        | {"naturaleza": "juridica", "tipo": "asociacion", "ruc": "20131312955"}
        | {"fecha_constitucion": "12/03/2021", "ubigeo": "080101"}
    )
    office.save_socio(aeo, person(1))
    folder = office.folder
    office.close()  # the day ends: a copy stays

    office = open_workspace(folder, SECRET)
    office.save_socio(aeo, person(2))
    send(office, beto, BETO, tmp_path)
    beto.save_socio(aeo, person(3))
    expected = office.state_hash()
    office.close()
    newest = office.copies()[0].name

    environment = os.environ | {"PYTHONPATH": str(DESKTOP)}
    assert subprocess.run([sys.executable, "-c", IN_A_SAVE, folder, aeo], env=environment, check=False).returncode == 9
    for path in (folder / "ayni.db", folder / "copias" / newest):
        raw = bytearray(path.read_bytes())
        raw[4096 * 3 + 40 : 4096 * 5] = bytes(4096 * 2 - 40)
        path.write_bytes(raw)
    (folder / "ayni.db").write_bytes((folder / "ayni.db").read_bytes()[:-9000])

    clerk = Clerk(qtbot, folder)
    clerk.types_the_passphrase()
    clerk.presses("restore")
    assert "1 guardado" in clerk.reads() or clerk.doors
    office = clerk.enters()
    assert office.check() == []
    assert office.socio_count(aeo) == 1
    [told] = office.returns(unseen=True)
    assert (told["saves"], told["exported"]) == (1, {BETO: 1})
    send(office, beto, BETO, tmp_path)
    send(beto, office, ANA, tmp_path)
    assert office.socio_count(aeo) == 3
    assert [each["back"] for each in office.returns()] == [True]
    assert office.state_hash() == beto.state_hash() != expected

    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    finish(office.copying_to(office.keep_copies_in(stick).path))
    office.save_socio(aeo, person(4))
    send(office, beto, BETO, tmp_path)
    office.close()
    shutil.rmtree(folder)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "equipo nuevo"))

    clerk = Clerk(qtbot)
    assert "Recuperar de una memoria USB" in clerk.reads()
    clerk.window.show_places(stick)  # what the dialog of the system gives
    clerk.types_the_passphrase()
    office = clerk.enters()
    assert office.relocated
    office.moved_here()
    assert office.socio_count(aeo) == 3
    send(office, beto, BETO, tmp_path)
    send(beto, office, ANA, tmp_path)
    assert office.socio_count(aeo) == 4
    assert (office.check(), beto.check()) == ([], [])
    assert office.state_hash() == beto.state_hash()
    office.close()
