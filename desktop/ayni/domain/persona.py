"""How a person says who they are: a passphrase of their own, or a PIN with pictures while the workspace is open.

The PIN has little to guess, so it never opens the folder: it changes who is at work, or takes the lock off.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ayni.domain.fields import Problem
from ayni.lang import N_, Sentence

PIN_LEAST: Final = 4
PIN_MOST: Final = 6
PICTURES: Final = 3
TRIES: Final = 5  # wrong ones, before the passphrase is asked for
GRID: Final = (
    ("casa", N_("Casa")),
    ("brote", N_("Planta")),
    ("saco", N_("Saco")),
    ("balanza", N_("Balanza")),
    ("camino", N_("Camión")),
    ("manos", N_("Manos")),
    ("mercado", N_("Mercado")),
    ("reloj", N_("Reloj")),
    ("dinero", N_("Dinero")),
    ("herramienta", N_("Herramienta")),
    ("idea", N_("Foco")),
    ("calendario", N_("Calendario")),
)  # in the order of the grid; each is an icon of ours


def check_pin(pin: str, pictures: Sequence[str]) -> list[Problem]:
    """What is wrong with a new PIN and its pictures."""
    found = []
    if not (pin.isascii() and pin.isdecimal() and PIN_LEAST <= len(pin) <= PIN_MOST):
        said = N_("El PIN tiene de {least} a {most} números.")
        found.append(Problem("pin", Sentence(said, least=PIN_LEAST, most=PIN_MOST)))
    elif _plain(pin):
        found.append(Problem("pin", Sentence(N_("Ese PIN se adivina rápido: no use números iguales ni seguidos."))))
    if len(pictures) != PICTURES or not {code for code, _label in GRID}.issuperset(pictures):
        found.append(Problem("pictures", Sentence(N_("Elija {count} figuras, en orden."), count=PICTURES)))
    return found


def _plain(pin: str) -> bool:
    """All equal, or one after the other up or down."""
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return len(steps) == 1 and abs(steps.pop()) <= 1


def pin_secret(pin: str, pictures: Sequence[str]) -> str:
    """The PIN and its pictures as one secret."""
    return "|".join((pin, *pictures))


def initials(name: str) -> str:
    """Two letters by which a person finds themself on the lock."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
