"""The picture of an idea: where the money of a typical year goes, step by step, until what is left."""

from decimal import Decimal

from ayni.domain.drawing import (
    END,
    GAIN,
    INK,
    LEADING,
    LOSS,
    PLANNED,
    Drawing,
    Line,
    Measure,
    Pen,
    Rect,
    Shape,
    Text,
    estimated,
)
from ayni.domain.money import centimos
from ayni.domain.perfil import ProfileResult
from ayni.lang import N_, SPANISH, Sentence, soles

SOLD, PRODUCED, GENERAL, SAVED = (
    N_("Lo que se vende en un año"),
    N_("Lo que cuesta producir"),
    N_("Gastos generales y personal"),
    N_("Lo que se guarda para reponer"),
)
LEFT, LOST = N_("Lo que queda"), N_("Lo que se pierde")
BAR = 9.0  # height of a bar, in points
GAP = 5.0
INSET = 4.0  # words stand clear of the line of zero


def year_of_idea(
    result: ProfileResult,
    width: float,
    *,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 8,
) -> Drawing:
    """What is sold, and from its end backwards each cost, down to what is left; below zero to the left of the line."""
    pen = Pen(language, second, measure)
    left = result.result_after_reserve
    steps = [
        (SOLD, Decimal(0), result.income, GAIN, False),
        (PRODUCED, result.income, -result.operating_cost, LOSS, False),
        (GENERAL, result.income - result.operating_cost, -result.general_cost, LOSS, False),
        (SAVED, left + result.annual_reserve, -result.annual_reserve, PLANNED, True),
        (LEFT if left >= 0 else LOST, Decimal(0), left, GAIN if left >= 0 else LOSS, False),
    ]
    ends = [Decimal(0), *(edge for _, start, change, _, _ in steps for edge in (start, start + change))]
    lowest, highest = min(ends), max(ends)
    scale = width / float(highest - lowest or 1)
    zero = -float(lowest) * scale
    shapes: list[Shape] = []
    told = []
    y = 0.0
    for name, start, change, role, hatch in steps:
        amount = soles(centimos(change))
        label = pen.block(Sentence(name), text_size, width - measure(amount, text_size, True) - 10)  # noqa: FBT003
        shapes += label.at(INSET, y + label.height / 2)
        shapes.append(Text(width, y + text_size * LEADING * 0.75, amount, INK, text_size, END, bold=True))
        y += label.height + 2
        from_x = zero + float(min(start, start + change)) * scale
        shapes.append(Rect(from_x, y, max(abs(float(change)) * scale, 0.6), BAR, role, hatch))
        y += BAR + GAP
        told.append(pen.say(Sentence(N_("{name}: {amount}."), name=Sentence(name), amount=amount)))
    shapes.append(Line(zero, 0, zero, y - GAP, INK, 0.6))
    return Drawing(width, y, tuple(shapes), " ".join(told))
