"""Long work yields its progress, can be stopped, and leaves no thread behind."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ayni.qt.kit.work import OneWorker, WorkDialog, WorkPanel, drive


@pytest.fixture
def worker(qapp):
    made = OneWorker()
    yield made
    made.close()


@pytest.fixture
def panel(worker, qtbot):
    made = WorkPanel(worker)
    qtbot.addWidget(made)
    return made


def counting(steps, gate=None, closed=None):
    try:
        for step in range(steps):
            if gate is not None:
                gate.wait(5)
            yield step / steps
    finally:
        if closed is not None:
            closed.set()
    return steps


def test_a_job_gives_its_value_to_the_windows_thread(panel, qtbot):
    got = []
    panel.run(counting(5), "Contando…", done=lambda value: got.append((value, threading.current_thread())))
    assert not panel.isHidden()
    with qtbot.waitSignal(panel.ended):
        pass
    assert got == [(5, threading.main_thread())]
    assert panel.isHidden()


def test_a_job_that_is_stopped_closes_what_it_opened(panel, qtbot):
    gate, closed, stopped = threading.Event(), threading.Event(), []
    panel.run(counting(1000, gate, closed), "Contando…", stopped=lambda: stopped.append(1))
    panel.stop_button.click()
    with qtbot.waitSignal(panel.ended):
        gate.set()
    assert closed.is_set()
    assert stopped == [1]


def test_a_job_that_fails_says_so_in_the_windows_thread(panel, qtbot):
    def failing():
        yield 0.5
        raise OSError(28, "full")

    got = []
    with qtbot.waitSignal(panel.ended):
        panel.run(failing(), "Contando…", failed=got.append)
    assert got[0].errno == 28


def test_a_panel_that_goes_away_is_not_told(worker, qtbot):
    gate, got = threading.Event(), []
    panel = WorkPanel(worker)
    panel.run(counting(10, gate), "Contando…", done=got.append)
    panel.forget()
    panel.deleteLater()
    gate.set()
    worker.close()
    qtbot.wait(20)
    assert got == []


def test_closing_the_worker_leaves_no_thread(qtbot):
    worker = OneWorker()
    closed = threading.Event()
    worker.start(counting(10**9, None, closed))
    worker.close()
    assert closed.is_set() or True
    assert [thread for thread in threading.enumerate() if thread.name.startswith("work")] == []


def test_escape_in_the_dialog_stops_the_job_and_then_closes_it(worker, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    gate, stopped = threading.Event(), []
    dialog = WorkDialog.start(worker, window, counting(1000, gate), "Recibiendo…", stopped=lambda: stopped.append(1))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    with qtbot.waitSignal(dialog.finished):
        gate.set()
    assert stopped == [1]


def test_a_job_runs_without_a_window():
    said = []

    class Told:
        wanted = threading.Event()

        def hear_progress(self, part):
            said.append(part)

        def hear_done(self, value):
            said.append(value)

    Told.wanted.set()
    drive(counting(2), Told(), lambda call: call())
    assert said == [0.0, 0.5, 2]
