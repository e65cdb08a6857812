"""Pictures for an assembly where not everybody reads: what is bought, each with its sign, and who pays, in coins.

They are drawn with lines and three fills that a photocopy of a photocopy still tells apart: grey, black and white.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from ayni.domain.drawing import (
    CIRCLE,
    END,
    GAIN,
    INK,
    LOSS,
    MIDDLE,
    MUTED,
    PAPER,
    START,
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
from ayni.domain.presupuesto import LABOUR_CLASS, SERVICE_CLASS, Row, Totals, row_total
from ayni.lang import N_, SPANISH, Sentence, soles

COINS = 20  # each is one part of twenty of the whole
COINS_IN_A_ROW = 10
MOST = 5  # things shown by name; the others are added up

# Signs of what is bought, as strokes over a square of one by one; y goes down.
HOUSE = (((0.05, 0.5), (0.5, 0.1), (0.95, 0.5)), ((0.17, 0.42), (0.17, 0.92), (0.83, 0.92), (0.83, 0.42)),
         ((0.42, 0.92), (0.42, 0.62), (0.6, 0.62), (0.6, 0.92)))  # fmt: skip
MACHINE = (((0.1, 0.88), (0.1, 0.4), (0.34, 0.4), (0.34, 0.14), (0.5, 0.14), (0.5, 0.4), (0.9, 0.4), (0.9, 0.88),
            (0.1, 0.88)), ((0.22, 0.62), (0.42, 0.62)), ((0.56, 0.54), (0.76, 0.54), (0.76, 0.74), (0.56, 0.74),
            (0.56, 0.54)))  # fmt: skip
HAMMER = (((0.2, 0.92), (0.6, 0.38)), ((0.28, 0.97), (0.68, 0.43)), ((0.38, 0.16), (0.86, 0.5), (0.76, 0.62),
           (0.28, 0.3), (0.38, 0.16)))  # fmt: skip
SPROUT = (((0.5, 0.94), (0.5, 0.4)), ((0.5, 0.5), (0.2, 0.42), (0.1, 0.16), (0.38, 0.22), (0.5, 0.5)),
          ((0.5, 0.62), (0.78, 0.52), (0.92, 0.28), (0.64, 0.34), (0.5, 0.62)), ((0.2, 0.94), (0.8, 0.94)))  # fmt: skip
PERSON = (((0.38, 0.1), (0.62, 0.1), (0.62, 0.34), (0.38, 0.34), (0.38, 0.1)), ((0.5, 0.34), (0.5, 0.66)),
          ((0.18, 0.5), (0.5, 0.42), (0.82, 0.5)), ((0.26, 0.94), (0.5, 0.66), (0.74, 0.94)))  # fmt: skip
BOOK = (((0.5, 0.26), (0.1, 0.16), (0.1, 0.8), (0.5, 0.9), (0.9, 0.8), (0.9, 0.16), (0.5, 0.26), (0.5, 0.9)),
        ((0.2, 0.4), (0.4, 0.45)), ((0.6, 0.45), (0.8, 0.4)), ((0.2, 0.56), (0.4, 0.61)),
        ((0.6, 0.61), (0.8, 0.56)))  # fmt: skip
BOX = (((0.1, 0.34), (0.5, 0.14), (0.9, 0.34), (0.9, 0.74), (0.5, 0.94), (0.1, 0.74), (0.1, 0.34), (0.5, 0.54),
        (0.9, 0.34)), ((0.5, 0.54), (0.5, 0.94)))  # fmt: skip
SIGNS = {
    "infraestructura": HOUSE,
    "maquinaria": MACHINE,
    "equipos": MACHINE,
    "muebles_herramientas": HAMMER,
    "animales_plantas": SPROUT,
    LABOUR_CLASS: PERSON,
    SERVICE_CLASS: BOOK,
}

PAYERS: tuple[tuple[str, str, Sentence], ...] = (
    ("cofinanciamiento", GAIN, Sentence(N_("Pone la municipalidad o la región"))),
    ("monetaria", LOSS, Sentence(N_("Ponemos en dinero"))),
    ("valorizada", PAPER, Sentence(N_("Ponemos en trabajo y cosas"))),
)
ONE_COIN = Sentence(N_("Cada moneda es 5 de cada 100 soles."))
OTHERS = N_("Y otras cosas: {count}")
WHOLE = Sentence(N_("Todo cuesta"))


def _strokes(sign: Sequence[Sequence[tuple[float, float]]], x: float, y: float, size: float) -> list[Shape]:
    return [
        Line(x + one[0] * size, y + one[1] * size, x + other[0] * size, y + other[1] * size, INK, 1.3)
        for stroke in sign
        for one, other in pairwise(stroke)
    ]


def basket(
    partidas: Iterable[Row],
    width: float,
    *,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 10,
) -> Drawing:
    """What is bought: the dearest things with their sign, their name and a bar of what they cost; the others summed."""
    pen = Pen(language, second, measure)
    rows = sorted(((row_total(row), row) for row in partidas), key=lambda pair: -pair[0])
    named = [
        (Sentence(N_("{name}"), name=str(row.get("nombre") or "")), SIGNS.get(str(row.get("clase")), BOX), total)
        for total, row in rows[:MOST]
    ]
    if rest := rows[MOST:]:
        named.append((Sentence(OTHERS, count=len(rest)), BOX, sum(total for total, _ in rest)))
    most = max((total for *_, total in named), default=0) or 1
    sign, gap = text_size * 2.3, text_size * 0.8
    left = sign + gap
    right = max((measure(soles(total), text_size, True) for *_, total in named), default=0) + 6  # noqa: FBT003  `Measure`
    shapes: list[Shape] = []
    said = []
    y = 0.0
    for words, drawn, total in named:
        block = pen.block(words, text_size, width - left - right)
        bar = text_size * 0.55
        height = max(sign, block.height + bar + 4)
        shapes += _strokes(drawn, 0, y + (height - sign) / 2, sign)
        top = y + (height - block.height - bar - 3) / 2
        shapes += block.at(left, top + block.height / 2)
        shapes.append(Text(width, top + text_size, soles(total), INK, text_size, END, bold=True))
        shapes.append(Rect(left, top + block.height + 3, max((width - left) * total / most, 1), bar, GAIN))
        said.append(pen.say(Sentence(N_("{name}: {amount}."), name=words, amount=soles(total))))
        y += height + gap
    whole = soles(sum(total for total, _ in rows))
    shapes.append(Line(0, y - gap / 2, width, y - gap / 2, INK, 1.2))
    block = pen.block(WHOLE, text_size, width - right - 10, bold=True)
    shapes += block.at(0, y + block.height / 2)
    shapes.append(Text(width, y + text_size * 1.2, whole, INK, text_size * 1.25, END, bold=True))
    said.append(pen.say(Sentence(N_("{name}: {amount}."), name=WHOLE, amount=whole)))
    return Drawing(width, y + max(block.height, text_size * 1.7), tuple(shapes), " ".join(said))


def shared_coins(whole: Totals) -> dict[str, int]:
    """How many of the twenty coins each source pays: they always add to twenty, and who pays something has one."""
    shares = whole.shares
    if not shares:
        return {name: 0 for name, *_ in PAYERS}
    exact = {name: Fraction(shares[name]) * COINS for name, *_ in PAYERS}
    found = {name: max(int(part), 1 if part else 0) for name, part in exact.items()}
    while (off := COINS - sum(found.values())) != 0:
        step = 1 if off > 0 else -1  # the one that is furthest from its part gives or takes a coin
        can = [name for name in found if exact[name] and found[name] + step > 0]
        found[max(can, key=lambda name: (exact[name] - found[name]) * step)] += step
    return found


def coins(
    whole: Totals,
    width: float,
    *,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 10,
) -> Drawing:
    """Who pays, in twenty coins: grey ones of the government, black ones of the members, white ones of their work."""
    pen = Pen(language, second, measure)
    share = shared_coins(whole)
    size = min(width / COINS_IN_A_ROW - 3, text_size * 2.2)
    step = size + 3
    shapes: list[Shape] = []
    said = []
    y = 0.0
    for name, role, words in PAYERS:
        amount = getattr(whole, name)
        if not amount:
            continue
        told = soles(amount)
        right = measure(told, text_size, True) + 6  # noqa: FBT003  `Measure`
        block = pen.block(words, text_size, width - right)
        shapes += block.at(0, y + block.height / 2)
        shapes.append(Text(width, y + text_size, told, INK, text_size, END, bold=True))
        y += block.height + 3
        for place in range(share[name]):
            across, down = place % COINS_IN_A_ROW, place // COINS_IN_A_ROW
            x, middle = across * step + size / 2, y + down * step + size / 2
            shapes.append(Mark(x, middle, CIRCLE, role, size))
            letters = size * 0.4
            ink = PAPER if role == LOSS else INK
            shapes.append(Text(x, middle + letters * 0.36, "S/", ink, letters, MIDDLE, bold=True))
        y += step * -(-share[name] // COINS_IN_A_ROW) + text_size * 0.7
        said.append(pen.say(Sentence(N_("{name}: {amount}."), name=words, amount=told)))
    caption = pen.block(ONE_COIN, text_size * 0.85, width)
    shapes += [
        Text(shape.x, shape.y, shape.words, MUTED, shape.size, START, italic=shape.italic)
        for shape in caption.at(0, y + caption.height / 2)
        if isinstance(shape, Text)
    ]
    said.append(pen.say(ONE_COIN))
    return Drawing(width, y + caption.height, tuple(shapes), " ".join(said))
