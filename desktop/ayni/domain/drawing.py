"""Abstract drawings: the same timeline, bars and cash for the screen and for paper, as shapes without colours or fonts.

A `Drawing` is a box with its origin at the top left, y downwards, in points of paper; who paints it scales the box. Shapes
are painted in order, later ones above. A shape names a role, and the painter chooses the colour: paper paints greys that
survive two photocopies, the screen its palette. `Text.y` is the baseline.
"""

from collections.abc import Callable
from dataclasses import dataclass

# What a role means; every painter has a colour for each.
INK = "ink"  # text and axes
MUTED = "muted"  # second text, notes
GRID = "grid"  # thin guide lines
PAPER = "paper"  # the background: holes, text over a dark bar
LANE = "lane"  # the band behind a row
PREPARATION = "preparation"  # before a call
CALL = "call"  # a call under way
FAILED = "failed"  # a call that failed, a contract that broke
CONTRACT = "contract"  # award and signature
EXECUTION = "execution"  # the supplier works
CLOSING = "closing"  # accepted, paid, handed over
PLANNED = "planned"  # what the plan said
GAIN = "gain"  # money above zero
LOSS = "loss"  # money below zero
TODAY = "today"  # the mark of the day of the drawing

ROLES = (
    INK, MUTED, GRID, PAPER, LANE, PREPARATION, CALL, FAILED, CONTRACT, EXECUTION, CLOSING, PLANNED, GAIN, LOSS, TODAY,
)  # fmt: skip

START, MIDDLE, END = "start", "middle", "end"
DIAMOND, TRIANGLE, CROSS, CIRCLE = "diamond", "triangle", "cross", "circle"

Measure = Callable[[str, float, bool], float]


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled box. `hatch`: filled with slanted lines of its role, for what is inferred or not certain."""

    x: float
    y: float
    width: float
    height: float
    role: str
    hatch: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line; `weight` in points."""

    x1: float
    y1: float
    x2: float
    y2: float
    role: str = INK
    weight: float = 0.5
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One line of words standing on its baseline; `anchor` says which end of it stands at x."""

    x: float
    y: float
    words: str
    role: str = INK
    size: float = 8
    anchor: str = START
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A small sign centred on a point; `size` is its height. A triangle points down."""

    x: float
    y: float
    shape: str
    role: str = INK
    size: float = 6


Shape = Rect | Line | Text | Mark


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in a box, and the same told in words for who does not see it."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    alternative: str


def estimated(words: str, size: float, bold: bool = False) -> float:  # noqa: FBT001, FBT002  the painter's own call
    """Width of words in points when no font is at hand: a little more than the usual sans serif takes."""
    narrow = sum(1 for sign in words if sign in " .,:;'’!|iIjltfr()/")
    wide = sum(1 for sign in words if sign in "mwMW%@—")
    ordinary = len(words) - narrow - wide
    return size * (narrow * 0.33 + ordinary * 0.6 + wide * 0.92) * (1.06 if bold else 1.0)
