"""Looks after the file behind the window: checks it after an end that was none and each week, tests a copy, copies to
a stick that is put in. What it finds stands in a line above the screen, which takes no keys from whoever is typing.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ayni.lang import N_, Sentence, _
from ayni.qt import leaving
from ayni.qt.kit.cards import Card, button, words
from ayni.qt.kit.keys import announce
from ayni.qt.kit.palette import space
from ayni.qt.kit.trouble import world_sentence
from ayni.qt.kit.work import OneWorker, Task
from ayni.qt.kit.wrap import Wrap
from ayni.qt.shell import Shell, door_sentence

SOON = 3000  # milliseconds after the window opened
LOOK = 15_000  # between two looks for sticks
LOOKING = 100  # between two questions whether the look is over
AGAIN = 60_000  # after a job gave way
SAID = N_("Revisando el archivo: {percent} %")
CHECK, TEST = "check", "test"
CUT_OFF = N_("La vez pasada Ayni se cerró sin terminar (¿se fue la luz?).")


class Banner(QFrame):
    """What must be read, above the screen, until somebody presses one of its buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(space(4), space(3), space(4), 0)
        self._cards: dict[str, Card] = {}  # in the order in which they are read: one is shown at a time
        self.hide()

    def say(self, name: str, happened: str, more: list[str], tone: str, ways: list[tuple[str, str, Any]]) -> None:
        """Put up a card: what happened, what it means, and buttons (object name, verb, what it does)."""
        self.drop(name)
        card = Card(happened, tone)
        card.setObjectName(f"aviso.{name}")
        for sentence in more:
            card.column.addWidget(words(sentence))
        buttons = Wrap(gap=space(2))
        for place, (called, verb, do) in enumerate(ways):
            go = button(verb, partial(self._chosen, name, do), role="primary" if place == 0 else "quiet")
            go.setObjectName(called)
            buttons.addWidget(go)
        card.column.addLayout(buttons)
        card.setAccessibleDescription(" ".join([happened, *more]))
        card.hide()
        self._cards[name] = card
        self._column.addWidget(card)
        self._show_first()

    def _show_first(self) -> None:
        first = next(iter(self._cards.values()), None)
        self.setVisible(first is not None)
        if first is not None and first.isHidden():
            first.show()
            announce(first, first.accessibleDescription())

    def _chosen(self, name: str, do: Callable[[], object]) -> None:
        self.drop(name)
        do()

    def drop(self, name: str) -> None:
        """Take a card away."""
        card = self._cards.pop(name, None)
        if card is not None:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._show_first()


class Guarding(QObject):
    """The jobs of a file that looks after itself. `said` tells how far one is, "" when none is under way."""

    said = Signal(str)

    def __init__(self, shell: Shell, banner: Banner) -> None:
        super().__init__(shell)
        self._shell, self._banner = shell, banner
        self._door: Any = shell.door
        self._worker: OneWorker = shell.worker
        self._task: Task | None = None
        self._copied_to: set[str] = set()
        self._looking: leaving.Look | None = None
        self._wait = QTimer(self)
        self._wait.setInterval(LOOKING)
        self._wait.timeout.connect(self._looked)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self.begin)
        self._look = QTimer(self)
        self._look.setInterval(LOOK)
        self._look.timeout.connect(self.begin)
        shell.closing.connect(self.close)
        if not self._door.read_only and not getattr(self._door, "practice", False):
            self._soon.start()
            self._look.start()

    def close(self) -> None:
        """Nothing begins any more."""
        self._soon.stop()
        self._look.stop()
        self._wait.stop()

    def begin(self) -> None:
        """Say what is known already, and begin the next job that is due."""
        self.tell_known()
        if self._task is not None:
            return
        door = self._door
        if CHECK not in door.gave_up and door.check_due():
            self._run(door.checking_file(), self._checked, partial(self._gave_up, CHECK))
        elif TEST not in door.gave_up and door.test_due():
            self._run(door.testing_copy(), self._tested, partial(self._gave_up, TEST))
        else:
            self._copy_out()

    def _run(
        self, job: Any, done: Callable[[Any], object], failed: Callable[[BaseException], object] | None = None
    ) -> None:
        def ended(then: Callable[[Any], object], value: Any) -> None:
            self._task = None
            self.said.emit("")
            then(value)

        self._task = self._worker.start(
            job,
            progress=lambda part: self.said.emit(str(Sentence(SAID, percent=round(part * 100)))),
            done=lambda value: ended(done, value),
            failed=lambda error: ended(failed or self._shell.failed, error),
            stopped=lambda: ended(lambda _nothing: self._soon.start(AGAIN), None),
            gives_way=True,
        )

    # what is found

    def _checked(self, found: list[Sentence]) -> None:
        unclean, self._door.unclean = self._door.unclean, ""
        if found:
            self._banner.say(
                "daño",
                str(Sentence(CUT_OFF)) if unclean else _("La revisión encontró un daño."),
                [str(sentence) for sentence in found[:3]],
                "problem",
                [("ver_copias", _("Ver qué hacer"), lambda: self._shell.go("copias"))],
            )
        elif unclean:
            self._door.unclean = unclean
            more = [str(sentence) for sentence in self._door.end_told()]
            self._door.unclean = ""
            self._banner.say("corte", str(Sentence(CUT_OFF)), more, "good", [("entendido", _("Entendido"), _nothing)])
        self._soon.start()

    def _tested(self, looked: Any) -> None:
        if looked.found:
            self._shell.say(self._door.copy_test_told())  # the home screen keeps saying it
        self._soon.start()

    def _gave_up(self, job: str, error: BaseException) -> None:
        """A job that failed is told once, and tried again when the folder is opened the next time."""
        self._door.gave_up.add(job)
        self._soon.start()
        said = door_sentence(error) or world_sentence(error)
        if said is None:
            self._shell.failed(error)
            return
        happened = _("Ayni no pudo revisar el archivo y sus copias. Lo hará cuando lo abra otra vez.")
        self._banner.say("revisar", happened, [said], "attention", [("entendido", _("Entendido"), _nothing)])

    def _copy_out(self) -> None:
        if self._looking is None and self._door.copy_places():
            self._looking = leaving.Look(self._door.place_finder())
            self._wait.start()

    def _looked(self) -> None:
        """Copy to a place that was not here before, when the look is over."""
        if self._looking is None or (here := self._looking.found) is None:
            return
        self._looking = None
        self._wait.stop()
        self._copied_to &= {str(place.path) for place in here}  # one that was taken out is new when it comes back
        fresh = next((place for place in here if str(place.path) not in self._copied_to), None)
        if fresh is None or self._task is not None:
            return
        self._copied_to.add(str(fresh.path))
        failed = partial(self._not_copied, fresh.path)
        self._run(self._door.copying_to(fresh.path), self._copied, failed)

    def _copied(self, copied: Any) -> None:
        self._shell.say(leaving.copied_to(copied.place))

    def _not_copied(self, place: Path, error: BaseException) -> None:
        self._shell.unsay(leaving.copied_to(place))
        said = door_sentence(error)
        if said is None:
            self._shell.failed(error)
            return
        ways = [("ver_copias", _("Ver las copias"), lambda: self._shell.go("copias"))]
        self._banner.say("memoria", _("No se pudo copiar a la memoria."), [said], "attention", ways)

    # what was found when the folder was opened

    def tell_known(self) -> None:
        """A copy that came back and a folder of another machine, once."""
        door = self._door
        for told in door.returns(unseen=True)[-1:]:
            happened, *more = (str(sentence) for sentence in door.return_told(told))
            door.saw_returns()
            self._banner.say("vuelta", happened, more, "attention", [("entendido", _("Entendido"), _nothing)])
        if (door.relocated or door.twin) and not door.question_put:
            door.question_put = True
            self._banner.say(
                "mudanza",
                _("Esta carpeta se usaba en otro equipo o en otro lugar."),
                [_("¿Se mudó aquí, o allá también se sigue usando? Nada se pierde; responda cuando lo sepa.")],
                "attention",
                [
                    ("se_mudo", _("Se mudó: allá ya no se usa"), door.moved_here),
                    ("es_copia", _("Allá se sigue usando"), lambda: self._shell.go("equipo-copia")),
                ],
            )


def _nothing() -> None:
    """It was read."""
