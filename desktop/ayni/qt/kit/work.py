"""Long work: one worker for the file, generator jobs that yield their progress (0 to 1), a bar with a way to stop.

    worker = OneWorker(window)                        # one for the whole window; worker.close() before it goes
    panel = WorkPanel(worker)                         # inline, or WorkDialog.start(...) above everything
    panel.run(door.importing_padron(aeo, sheet), _("Leyendo el padrón…"), done=self.imported, failed=self.refused)

`done(value)`, `failed(error)` and `stopped()` are called in the window's thread. The job opens its own connection and
closes it; when the person stops it, the generator is closed where it stands, so its `finally` runs.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from ayni.job import Job
from ayni.lang import _
from ayni.qt.kit.cards import Card, button, row, words
from ayni.qt.kit.keys import announce
from ayni.qt.kit.palette import column_width, space

STEPS = 1000


def _nothing(*_args: object) -> None:
    """For whoever does not care."""


class Task:
    """One job under way: it can be stopped, and nobody hears of it after `forget`."""

    def __init__(
        self,
        progress: Callable[[float], object],
        done: Callable[[Any], object],
        failed: Callable[[BaseException], object],
        stopped: Callable[[], object],
        *,
        gives_way: bool = False,
    ) -> None:
        self._progress, self._done, self._failed, self._stopped = progress, done, failed, stopped
        self.gives_way = gives_way
        self.over = False
        self.wanted = Event()
        self.wanted.set()

    def stop(self) -> None:
        """Ask the job to end at its next step."""
        self.wanted.clear()

    def forget(self) -> None:
        """Nobody listens any more; the job is stopped too."""
        self._progress = self._done = self._failed = self._stopped = _nothing
        self.stop()

    def hear_progress(self, part: float) -> None:
        self._progress(part)

    def hear_done(self, value: Any) -> None:
        self.over = True
        self._done(value)

    def hear_failed(self, error: BaseException) -> None:
        self.over = True
        self._failed(error)

    def hear_stopped(self) -> None:
        self.over = True
        self._stopped()


def drive(job: Job[Any], task: Task, say: Callable[[Callable[[], None]], None]) -> None:
    """Run a job on the pool. `say` is the worker's bound emit: the only thing of Qt's this thread ever touches."""
    try:
        while task.wanted.is_set():
            say(partial(task.hear_progress, next(job)))
        job.close()
        say(task.hear_stopped)
    except StopIteration as end:
        say(partial(task.hear_done, end.value))
    except Exception as error:  # noqa: BLE001  whatever it is, the window's thread must hear of it
        say(partial(task.hear_failed, error))


class OneWorker(QObject):
    """The one thread that works beside the window."""

    _said = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="work")
        self._said.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self._tasks: list[Task] = []

    @property
    def busy(self) -> bool:
        """Something that a person waits for is under way."""
        return any(not task.over and not task.gives_way and task.wanted.is_set() for task in self._tasks)

    @Slot(object)
    def _hear(self, call: Callable[[], None]) -> None:
        call()

    def start(
        self,
        job: Job[Any],
        *,
        progress: Callable[[float], object] = _nothing,
        done: Callable[[Any], object] = _nothing,
        failed: Callable[[BaseException], object] = _nothing,
        stopped: Callable[[], object] = _nothing,
        gives_way: bool = False,
    ) -> Task:
        """Begin a job, or put it after the one under way. One that `gives_way` is stopped when another begins."""
        task = Task(progress, done, failed, stopped, gives_way=gives_way)
        for one in self._tasks:
            if one.gives_way and not gives_way:
                one.stop()
        self._tasks = [one for one in self._tasks if one.wanted.is_set()][-20:]
        self._tasks.append(task)
        self._pool.submit(drive, job, task, self._said.emit)
        return task

    def close(self) -> None:
        """Stop what is under way and wait for it: no thread outlives the window."""
        for task in self._tasks:
            task.forget()
        self._pool.shutdown(wait=True, cancel_futures=True)


class WorkPanel(Card):
    """A job's name, how far it is and a button to stop it. Hidden while nothing is under way."""

    ended = Signal()

    def __init__(self, worker: OneWorker, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self._worker = worker
        self._task: Task | None = None
        self._done: Callable[[Any], object] = _nothing
        self._failed: Callable[[BaseException], object] = _nothing
        self._stopped: Callable[[], object] = _nothing
        self.bar = QProgressBar()
        self.bar.setRange(0, STEPS)
        self.bar.setTextVisible(False)
        self.part = QLabel()  # beside the bar: on it, the words would cross from dark to light
        self.said = words("", "hint")
        self.stop_button = button(_("Detener"), self.stop, drawn="cerrar")
        beside = QHBoxLayout()
        beside.setSpacing(space(3))
        beside.addWidget(self.bar, 1)
        beside.addWidget(self.part)
        self.column.addLayout(beside)
        self.column.addWidget(self.said)
        self.column.addLayout(row(self.stop_button))
        self.hide()

    def run(
        self,
        job: Job[Any],
        title: str,
        *,
        done: Callable[[Any], object] = _nothing,
        failed: Callable[[BaseException], object] = _nothing,
        stopped: Callable[[], object] = _nothing,
    ) -> None:
        """Begin a job and show it."""
        self._done, self._failed, self._stopped = done, failed, stopped
        self.title.setText(title)
        self.title.show()
        self.bar.setAccessibleName(title)
        self.said.setText(_("Puede detenerlo. No se guardará nada a medias."))
        self.stop_button.setEnabled(True)
        self._hear_progress(0.0)
        self.show()
        self._task = self._worker.start(
            job,
            progress=self._hear_progress,
            done=self._hear_done,
            failed=self._hear_failed,
            stopped=self._hear_stopped,
        )

    @property
    def busy(self) -> bool:
        """A job is under way."""
        return self._task is not None

    def stop(self) -> None:
        """Ask the job to end."""
        if self._task is not None:
            self.stop_button.setEnabled(False)
            self.said.setText(_("Deteniendo…"))
            self._task.stop()

    def forget(self) -> None:
        """The panel goes away: its job is stopped and not heard any more."""
        if self._task is not None:
            self._task.forget()
            self._task = None

    def _hear_progress(self, part: float) -> None:
        self.bar.setValue(round(max(0.0, min(1.0, part)) * STEPS))
        self.part.setText(f"{round(part * 100)} %")

    def _end(self) -> None:
        self._task = None
        self.hide()
        self.ended.emit()

    def _hear_done(self, value: Any) -> None:
        self._end()
        announce(self, _("Terminado."))
        self._done(value)

    def _hear_failed(self, error: BaseException) -> None:
        self._end()
        self._failed(error)

    def _hear_stopped(self) -> None:
        self._end()
        self._stopped()


class WorkDialog(QDialog):
    """The same in a window of its own, for work during which nothing else may be done."""

    def __init__(self, worker: OneWorker, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.panel = WorkPanel(worker, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(4), space(4), space(4), space(4))
        column.addWidget(self.panel)
        self.setMinimumWidth(min(column_width(60, self), space(140)))
        self.panel.ended.connect(self.accept)

    @classmethod
    def start(
        cls,
        worker: OneWorker,
        parent: QWidget,
        job: Job[Any],
        title: str,
        *,
        done: Callable[[Any], object] = _nothing,
        failed: Callable[[BaseException], object] = _nothing,
        stopped: Callable[[], object] = _nothing,
    ) -> "WorkDialog":
        """Open the window and begin."""
        dialog = cls(worker, parent)
        dialog.setWindowTitle(title)
        dialog.open()
        dialog.panel.run(job, title, done=done, failed=failed, stopped=stopped)
        return dialog

    def reject(self) -> None:
        """Escape stops the job; the window goes when the job has ended."""
        self.panel.stop()
