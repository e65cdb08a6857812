"""A trouble of the world becomes a sentence; a bug becomes a report without names and an apology."""

import errno
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from ayni.fault import keep, report
from ayni.qt.kit.trouble import Message, Watch, ask, tell


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def watch(qapp, tmp_path, window):
    return Watch(window, lambda _error: None, lambda: tmp_path)


def caught(error):
    def lose(secret):
        raise error

    try:
        lose("QUISPE MAMANI, Rosa 43218765")
    except Exception as found:  # noqa: BLE001  whatever was lost
        return found


def texts(window):
    dialog = window.findChild(Message) or next(w for w in QApplication.topLevelWidgets() if isinstance(w, Message))
    said = [label.text() for label in dialog.findChildren(QLabel)]
    dialog.accept()
    return said


def test_a_full_disk_is_told_with_what_to_do(watch, window, qtbot):
    watch.hear(OSError(errno.ENOSPC, "No space left on device"))
    assert "No queda espacio en el disco. Borre archivos que no necesite y pruebe otra vez." in texts(window)


def test_a_bug_leaves_a_report_that_says_nothing_of_anybody(watch, window, tmp_path, capsys):
    watch.hear(caught(ValueError("Rosa Quispe 43218765")))
    (kept,) = tmp_path.iterdir()
    written = kept.read_text("utf-8")
    assert "ValueError" in written
    assert "test_kit_trouble.py" in written
    for private in ("Rosa", "Quispe", "43218765", "QUISPE"):
        assert private not in written
    assert any(str(kept) in text for text in texts(window))
    assert "Rosa" not in capsys.readouterr().err


def test_only_one_apology_at_a_time(watch, window, capsys):
    watch.hear(caught(KeyError("a")))
    watch.hear(caught(KeyError("b")))
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Message) and widget.isVisible()]
    assert len(found) == 1
    found[0].accept()


def test_a_report_that_cannot_be_written_is_not_another_trouble(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    assert keep(ValueError("x"), file / "below") is None


def test_it_catches_what_nobody_caught(watch, window, monkeypatch, capsys):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    watch.install()
    error = caught(RuntimeError("x"))
    sys.excepthook(type(error), error, error.__traceback__)
    assert "Ayni se equivocó. Lo que guardó antes está a salvo." in texts(window)


def test_buttons_say_verbs_of_ours_and_the_safe_one_has_the_focus(window, qtbot):
    done = []
    message = ask(window, "¿Deshacer lo último?", yes="Deshacer", no="Dejar como está", then=lambda: done.append(1))
    with qtbot.waitExposed(message):
        message.show()
    assert [button.text() for button in message.findChildren(QPushButton)] == ["Dejar como está", "Deshacer"]
    qtbot.keyClick(message, Qt.Key.Key_Escape)
    assert done == []
    message = ask(window, "¿Deshacer lo último?", yes="Deshacer", then=lambda: done.append(1))
    message.findChild(QPushButton, "yes").click()
    assert done == [1]


def test_telling_is_closed_with_enter(window, qtbot):
    message = tell(window, "No se pudo guardar.", "Pruebe otra vez.")
    with qtbot.waitSignal(message.finished):
        qtbot.keyClick(message, Qt.Key.Key_Return)


def test_a_report_has_the_place_and_not_the_message():
    lines = report(caught(ValueError("secreto"))).splitlines()
    assert lines[2] == "ValueError"
    assert "secreto" not in "".join(lines)
