"""The words a person reads: Spanish sources, the Quechua catalogue, soles and dates as people write them.

The source text of every string is Spanish, so that a gap in the catalogue shows Spanish, which everybody in the office
reads. A language in use belongs to the person at work (`use`); a paper in another language is written `speaking` it.
"""

import gettext
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import cache
from typing import Any

from ayni.paths import catalogues

SPANISH = "es"
QUECHUA = "quz"
LANGUAGES = (SPANISH, QUECHUA)
_ALIASES = {"quz", "quz_pe", "qu", "qu_pe", "quy", "quy_pe", "runasimi"}

_chosen = SPANISH
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def N_(text: str) -> str:  # noqa: N802  the name that gettext's tools look for
    """Mark a text for the catalogue; it is translated where it is shown."""
    return text


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == SPANISH:
        return gettext.NullTranslations()
    return gettext.translation("ayni", catalogues(), languages=[language], fallback=True)


def _(text: str) -> str:
    """The text in the language in use; an empty text stays empty."""
    return _catalogue(language()).gettext(text) if text else text


def known(code: str) -> str:
    """One of our languages for whatever code a system or a person gives ("quz-PE", "qu", "es_PE")."""
    return QUECHUA if code.replace("-", "_").lower() in _ALIASES else SPANISH


def use(code: str) -> None:
    """Choose the language of this program from now on."""
    global _chosen  # noqa: PLW0603  one program speaks one language at a time
    _chosen = known(code)


def language() -> str:
    """The language in use here: "es" or "quz"."""
    return _spoken.get() or _chosen


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Within the block, everything is said in this language (a bilingual paper, a test)."""
    token = _spoken.set(known(code))
    try:
        yield
    finally:
        _spoken.reset(token)


class Sentence:
    """A thing to say, kept as its source and its values, so that it can be said in either language later.

    Values may be sentences themselves. Two sentences are equal when they say the same thing.
    """

    __slots__ = ("holes", "message")

    def __init__(self, message: str, **holes: object) -> None:
        self.message = message
        self.holes = tuple(sorted(holes.items()))

    def __str__(self) -> str:
        text = _(self.message)
        return text.format(**dict(self.holes)) if self.holes else text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and (self.message, self.holes) == (other.message, other.holes)

    def __hash__(self) -> int:
        return hash((self.message, self.holes))

    def stored(self) -> list[object]:
        """Itself as JSON can hold it, so that it can be said in another language on another day."""
        return [
            self.message,
            {name: value.stored() if isinstance(value, Sentence) else str(value) for name, value in self.holes},
        ]

    @classmethod
    def restored(cls, stored: Sequence[Any]) -> "Sentence":
        """The sentence that `stored` gave."""
        message, holes = stored
        return cls(
            message, **{name: cls.restored(hole) if isinstance(hole, list) else hole for name, hole in holes.items()}
        )

    def __repr__(self) -> str:
        return f"Sentence({self.message!r}, {dict(self.holes)!r})"


def soles(centimos: int | None) -> str:
    """Céntimos as a person reads them: "S/ 1,500.50"."""
    if centimos is None:
        return "—"
    sign = "-" if centimos < 0 else ""
    whole, cents = divmod(abs(centimos), 100)
    return f"{sign}S/ {whole:,}.{cents:02d}"


def number(value: Decimal | str | int, places: int | None = None) -> str:
    """A quantity with thousands separators; `places` decimals, or as many as it has."""
    amount = Decimal(value)
    if places is None:
        amount = amount.normalize()
        exponent = amount.as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
    return f"{amount:,.{places}f}"


def percent(fraction: Decimal | float, places: int = 2) -> str:
    """A fraction as es_PE prints it in both languages: 0.2762 is "27.62 %"."""
    return f"{Decimal(str(fraction)) * 100:,.{places}f} %"


MONTHS = (
    N_("enero"),
    N_("febrero"),
    N_("marzo"),
    N_("abril"),
    N_("mayo"),
    N_("junio"),
    N_("julio"),
    N_("agosto"),
    N_("setiembre"),
    N_("octubre"),
    N_("noviembre"),
    N_("diciembre"),
)


def day(iso: str | None) -> str:
    """A stored date as people write it: "03/05/1999", "marzo 2022" when only the month is known, "2019" for a year."""
    if not iso:
        return "—"
    parts = iso[:10].split("-")
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:  # noqa: PLR2004  a date known to the month: year and month
        return f"{_(MONTHS[int(parts[1]) - 1])} {parts[0]}"
    return f"{parts[2]}/{parts[1]}/{parts[0]}"


def moment(clock: str) -> str:
    """The date and the hour that a machine's clock told, as people write them: "03/05/2026 08:30"."""
    return f"{day(clock)} {clock[11:16]}"
