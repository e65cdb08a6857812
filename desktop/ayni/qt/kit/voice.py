"""Recorded voices: the file of a question, and playing it with what the machine has. Nothing is ever played unasked.

why = why_silent("compras.nombre")        # None: it can be heard; otherwise the sentence that says why not
Voice().play("compras.nombre")
"""

import shutil
import subprocess
import sys
from pathlib import Path

from ayni.lang import N_, Sentence, language
from ayni.paths import resource

PLAYERS = ("paplay", "aplay")
NO_RECORDING = N_("Todavía no hay grabación de esta página en este idioma.")
NO_PLAYER = N_("Este equipo no tiene con qué tocar la grabación.")


def recording(code: str) -> Path:
    """Where the recording of a page in the language in use would stand."""
    return resource(f"voces/{language()}/{code}.wav")


def _player() -> str | None:
    return next((found for name in PLAYERS if (found := shutil.which(name))), None)


def why_silent(code: str) -> Sentence | None:
    """Why a page cannot be heard; None when it can."""
    if not recording(code).exists():
        return Sentence(NO_RECORDING)
    if sys.platform != "win32" and _player() is None:
        return Sentence(NO_PLAYER)
    return None


class Voice:
    """One voice at a time; another one, or leaving the page, ends it."""

    def __init__(self) -> None:
        self._playing: subprocess.Popen[bytes] | None = None

    def play(self, code: str) -> None:
        """Begin to play a recording that exists."""
        self.stop()
        path = recording(code)
        if sys.platform == "win32":
            import winsound  # noqa: PLC0415  only there

            winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_ASYNC)
            return
        player = _player()
        if player is not None:
            quiet = subprocess.DEVNULL
            self._playing = subprocess.Popen([player, str(path)], stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603

    def stop(self) -> None:
        """Be silent."""
        if sys.platform == "win32":
            import winsound  # noqa: PLC0415  only there

            winsound.PlaySound(None, 0)
        elif self._playing is not None:
            self._playing.terminate()
            self._playing.wait()
            self._playing = None
