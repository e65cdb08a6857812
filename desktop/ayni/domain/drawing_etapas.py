"""The five stages of a purchase as pictures: what is done, where it is and what is to come, each by shape and word.

It is photocopied in black and white: what is done has a tick, where the purchase is stands white on black, what is to
come has a broken edge.
"""

from collections.abc import Sequence
from itertools import pairwise

from ayni.domain.drawing import (
    CIRCLE,
    INK,
    MIDDLE,
    PAPER,
    PREPARATION,
    STAGE_OF_ROLE,
    STAGE_OF_STATE,
    STAGES,
    STATE_ROLES,
    Drawing,
    Line,
    Mark,
    Measure,
    Pen,
    Rect,
    Shape,
    Text,
    estimated,
)
from ayni.lang import N_, SPANISH, Sentence

DONE, HERE, COMING = N_("Hecho"), N_("Aquí está"), N_("Falta")
TOLD_DONE, TOLD_HERE, TOLD_COMING = N_("{stage}: hecho."), N_("{stage}: aquí está la compra."), N_("{stage}: falta.")

Points = Sequence[tuple[float, float]]
# Each picture as broken lines in a box of side 1, then circles: x, y, diameter.
_PAPER: Points = ((0.22, 0.05), (0.78, 0.05), (0.78, 0.95), (0.22, 0.95), (0.22, 0.05))
PICTURES: tuple[tuple[tuple[Points, ...], tuple[tuple[float, float, float], ...]], ...] = (
    ((_PAPER, ((0.34, 0.28), (0.66, 0.28)), ((0.34, 0.48), (0.66, 0.48)), ((0.34, 0.68), (0.56, 0.68))), ()),
    (
        (
            ((0.08, 0.4), (0.08, 0.64), (0.3, 0.64), (0.74, 0.88), (0.74, 0.16), (0.3, 0.4), (0.08, 0.4)),
            ((0.24, 0.64), (0.3, 0.92), (0.44, 0.92), (0.4, 0.7)),
            ((0.84, 0.38), (0.97, 0.3)),
            ((0.86, 0.52), (1.0, 0.52)),
            ((0.84, 0.66), (0.97, 0.74)),
        ),
        (),
    ),
    (
        (
            _PAPER,
            ((0.34, 0.25), (0.66, 0.25)),
            ((0.34, 0.4), (0.66, 0.4)),
            ((0.32, 0.76), (0.38, 0.62), (0.43, 0.76), (0.49, 0.62), (0.54, 0.76)),
        ),
        ((0.67, 0.72, 0.16),),
    ),
    (
        (
            ((0.02, 0.22), (0.6, 0.22), (0.6, 0.74), (0.02, 0.74), (0.02, 0.22)),
            ((0.6, 0.38), (0.82, 0.38), (0.98, 0.56), (0.98, 0.74), (0.6, 0.74)),
        ),
        ((0.22, 0.79, 0.2), (0.78, 0.79, 0.2)),
    ),
    (
        (
            ((0.04, 0.5), (0.5, 0.1), (0.96, 0.5)),
            ((0.16, 0.42), (0.16, 0.94), (0.84, 0.94), (0.84, 0.42)),
            ((0.38, 0.94), (0.38, 0.62), (0.62, 0.62), (0.62, 0.94)),
        ),
        (),
    ),
)
_TICK: Points = ((0.22, 0.52), (0.42, 0.74), (0.8, 0.26))
_NEXT: Points = ((0.2, 0.25), (0.8, 0.5), (0.2, 0.75))


def stage_of(state: str) -> int:
    """In which of the five stages a state stands, from 0."""
    return STAGE_OF_STATE.get(state, STAGE_OF_ROLE[STATE_ROLES.get(state, PREPARATION)])


def _strokes(paths: Sequence[Points], x: float, y: float, side: float, role: str, weight: float) -> list[Shape]:
    shapes: list[Shape] = []
    for path in paths:
        for (x1, y1), (x2, y2) in pairwise(path):
            shapes.append(Line(x + x1 * side, y + y1 * side, x + x2 * side, y + y2 * side, role, weight))
    return shapes


def stage_pictures(
    state: str,
    width: float,
    *,
    finished: bool = False,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 9,
) -> Drawing:
    """The five stages side by side; `finished`: all of them are done."""
    pen = Pen(language, second, measure)
    here = len(STAGES) if finished else stage_of(state)
    gap = 8.0
    share = (width - gap * (len(STAGES) - 1)) / len(STAGES)
    side = min(share * 0.36, text_size * 4.4)
    blocks = [
        pen.block(Sentence(name), text_size, share - 8, bold=place == here) for place, (_, name) in enumerate(STAGES)
    ]
    words = [DONE if place < here else HERE if place == here else COMING for place in range(len(STAGES))]
    signs = [pen.block(Sentence(word), text_size, share - side * 0.5 - 16, bold=True) for word in words]
    tallest, sign_height = max(block.height for block in blocks), max(sign.height for sign in signs)
    box = side + 14 + sign_height + 8
    shapes: list[Shape] = []
    said = []
    for place, (block, sign) in enumerate(zip(blocks, signs, strict=True)):
        left = place * (share + gap)
        middle = left + share / 2
        ink = PAPER if place == here else INK
        if place == here:
            shapes.append(Rect(left, 0, share, box, INK))
        else:
            broken = place > here
            weight = 0.7 if broken else 1.4
            corners = ((left, 0.0), (left + share, 0.0), (left + share, box), (left, box), (left, 0.0))
            for (x1, y1), (x2, y2) in pairwise(corners):
                shapes.append(Line(x1, y1, x2, y2, INK, weight, dashed=broken))
        paths, circles = PICTURES[place]
        x, y = middle - side / 2, 7.0
        shapes += _strokes(paths, x, y, side, ink, 1.5)
        for at, down, wide in circles:
            shapes.append(Mark(x + at * side, y + down * side, CIRCLE, ink, wide * side))
            inner = INK if place == here else PAPER
            shapes.append(Mark(x + at * side, y + down * side, CIRCLE, inner, wide * side * 0.5))
        low = side + 14 + sign_height / 2
        if place < here:
            tick = text_size * 1.3
            wide = tick + 3 + measure(sign.lines[0][0], text_size, True)  # noqa: FBT003  `Measure`
            shapes += _strokes((_TICK,), middle - wide / 2, low - tick / 2, tick, INK, 2.0)
            shapes += sign.at(middle + (tick + 3) / 2, low, MIDDLE)
        else:
            shapes += [_inked(shape, ink) for shape in sign.at(middle, low, MIDDLE)]
        shapes += block.at(middle, box + 5 + block.height / 2, MIDDLE)
        if place + 1 < len(STAGES):
            shapes += _strokes(
                (((0.2, 0.25), (0.8, 0.5), (0.2, 0.75)),), left + share, box / 2 - gap / 2, gap, INK, 1.2
            )
        told = TOLD_DONE if place < here else TOLD_HERE if place == here else TOLD_COMING
        said.append(pen.say(Sentence(told, stage=Sentence(STAGES[place][1]))))
    return Drawing(width, box + 7 + tallest, tuple(shapes), " ".join(said))


def _inked(shape: Shape, role: str) -> Shape:
    """The words of a sign in the colour of their ground's opposite."""
    if isinstance(shape, Text):
        return Text(shape.x, shape.y, shape.words, role, shape.size, shape.anchor, bold=shape.bold, italic=shape.italic)
    return shape
