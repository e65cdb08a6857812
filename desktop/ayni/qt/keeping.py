"""Keeps where each purchase stands current behind the window: when it opens, after a bundle, when the day changes.

Nothing waits for it. It gives way to any work that a person asked for and goes on afterwards; how far it is stands only
in the line below.
"""

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from ayni.lang import N_, Sentence
from ayni.qt.kit.work import OneWorker, Task
from ayni.qt.shell import Shell

SOON = 700  # milliseconds after the window opened or something was written
MINUTE = 60_000
BEHIND = frozenset(
    {"compra", "evento", "compra_item", "asignacion", "cotizacion", "plan", "oficina", "persona", "borrador"}
)
SAID = N_("Poniendo al día las compras: {percent} %")


class Keeping(QObject):
    """The job that runs when purchases are behind. `said` tells how far it is, "" when all is current."""

    said = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._door: Any = shell.door
        self._worker: OneWorker = shell.worker
        self._fail = shell.failed
        self._task: Task | None = None
        self._day = self._door.today()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._begin)
        self._clock = QTimer(self)
        self._clock.setInterval(MINUTE)
        self._clock.timeout.connect(self.look_at_day)
        self._clock.start()
        shell.notices.changed.connect(self.hear)
        shell.closing.connect(self.close)
        self._soon.start()

    def hear(self, tables: frozenset[str]) -> None:
        """Something was written: facts of purchases throw away what was kept of them."""
        if tables & BEHIND:
            self._soon.start()

    def look_at_day(self) -> None:
        """Deadlines come nearer without anybody writing: a new day makes all of it old."""
        if self._door.today() != self._day:
            self._day = self._door.today()
            self._soon.start()

    @property
    def busy(self) -> bool:
        """It is under way."""
        return self._task is not None

    def _begin(self) -> None:
        if self._task is not None or self._door.read_only:
            return
        if self._door.purchases_behind():
            job = self._door.keeping_purchases()
        elif self._door.forecasts_behind():
            job = self._door.forecasting_purchases()
        else:
            return
        self._task = self._worker.start(
            job,
            progress=self._hear_progress,
            done=self._hear_done,
            failed=self._hear_failed,
            stopped=self._hear_stopped,
            gives_way=True,
        )

    def _hear_progress(self, part: float) -> None:
        self.said.emit(str(Sentence(SAID, percent=round(part * 100))))

    def _end(self) -> None:
        self._task = None
        self.said.emit("")

    def _hear_done(self, count: int) -> None:
        self._end()
        if count:
            self._soon.start()  # when all is current, what will come of it is drawn

    def _hear_stopped(self) -> None:
        self._end()
        self._soon.start()  # it gave way: what a person asked for is done first

    def _hear_failed(self, error: BaseException) -> None:
        self._end()
        self._fail(error)

    def close(self) -> None:
        """Nothing begins any more."""
        self._soon.stop()
        self._clock.stop()
