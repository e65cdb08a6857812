"""Pictures of many purchases: what is usual for each office or stage, and how far the slowest go."""

from collections.abc import Mapping, Sequence

from ayni.domain.drawing import EXECUTION, GRID, INK, Drawing, Line, Measure, Pen, Rect, Shape, Text, estimated
from ayni.domain.indicadores_compra import Spread
from ayni.domain.recorrido import counted
from ayni.lang import N_, SPANISH, Sentence

FEW = N_("pocos datos: {values}")
USUAL = N_("{median} días, hasta {p80}")
MOST_LISTED = 4


def spread_text(spread: Spread) -> Sentence:
    """What several cases say: the middle and how far eight in ten go, or the few cases themselves."""
    if spread.few:
        return Sentence(FEW, values=", ".join(str(value) for value in spread.values[:MOST_LISTED]))
    return Sentence(USUAL, median=spread.median, p80=spread.p80)


def spread_bars(
    found: Mapping[str, Spread],
    labels: Mapping[str, str],
    width: float,
    *,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 9,
) -> Drawing:
    """A bar for each office or stage: filled to its median, hatched to its p80; few cases are only listed."""
    rows = [(Sentence(labels.get(name, name)), spread, spread_text(spread)) for name, spread in found.items()]
    ends = [spread.p80 or max(spread.values, default=0) for _name, spread, _said in rows]
    bars = [(name, spread.median or 0, spread.p80 or 0, said) for name, spread, said in rows]
    return _bars(bars, max(ends, default=0), width, Pen(language, second, measure), text_size)


def day_bars(
    days: Mapping[str, int],
    labels: Mapping[str, str],
    width: float,
    *,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 9,
) -> Drawing:
    """A bar for each office or stage of one purchase, with its days."""
    bars = [(Sentence(labels.get(name, name)), count, count, counted(count)) for name, count in days.items()]
    return _bars(bars, max(days.values(), default=0), width, Pen(language, second, measure), text_size)


def _bars(
    bars: Sequence[tuple[Sentence, int, int, Sentence]], most: int, width: float, pen: Pen, size: float
) -> Drawing:
    left = width * 0.3
    said = [pen.say(words) for _name, _sure, _far, words in bars]
    right = max((pen.measure(words, size, True) for words in said), default=0.0) + 8  # noqa: FBT003  `Measure`
    scale = max(0.0, width - left - right) / (most or 1)
    shapes: list[Shape] = []
    y = 0.0
    for (name, sure, far, _words), words in zip(bars, said, strict=True):
        block = pen.block(name, size, left - 8)
        height = max(block.height + 5, size * 1.2 + 6)
        shapes += block.at(0, y + height / 2)
        bar = min(height - 4, size * 1.4)
        low = y + (height - bar) / 2
        if sure:
            shapes.append(Rect(left, low, max(1.2, sure * scale), bar, EXECUTION))
        if far > sure:
            shapes.append(Rect(left + sure * scale, low, (far - sure) * scale, bar, EXECUTION, hatch=True))
        shapes.append(Text(left + far * scale + 5, low + bar / 2 + size * 0.35, words, INK, size, bold=True))
        y += height
        shapes.append(Line(0, y, width, y, GRID, 0.4))
    shapes.append(Line(left, 0, left, y, INK, 0.8))
    told = N_("{name}: {days}.")
    parts = [pen.say(Sentence(told, name=name, days=words)) for name, _sure, _far, words in bars]
    return Drawing(width, max(y, 1.0), tuple(shapes), " ".join(parts))
