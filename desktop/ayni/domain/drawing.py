"""Abstract drawings: the same timeline, bars and cash for the screen and for paper, as shapes without colours or fonts.

A `Drawing` is a box with its origin at the top left, y downwards, in points of paper; who paints it scales the box.
Shapes are painted in order, later ones above. A shape names a role, and the painter chooses the colour: paper paints
greys that survive two photocopies, the screen its palette. `Text.y` is the baseline.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as member
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from ayni.domain.caso import EVERY_HALF_MONTH, Case
from ayni.domain.caso import Block as Activity
from ayni.domain.fields_calendar import HALF_MONTHS
from ayni.domain.flujo import Lines, lines
from ayni.domain.money import centimos
from ayni.domain.presupuesto import Presupuesto, Totals
from ayni.domain.recorrido import (
    AGAIN,
    AWARDED,
    CALLS,
    CONTRACTING,
    OVERDUE,
    RECEPTION,
    SUSPENSION,
    TERM,
    UNDATED,
    Purchase,
    Segment,
    Span,
    Stay,
    spoken_day,
)
from ayni.domain.recorrido import CLOSING as FINISHING
from ayni.domain.recorrido import PREPARATION as PREPARING
from ayni.domain.sensibilidad import Sensitivity, told
from ayni.lang import MONTHS, N_, SPANISH, Sentence, percent, soles, speaking

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

LEADING = 1.2  # height of a line of words, in sizes of its letters

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


def wrapped(words: str, size: float, width: float, measure: Measure, *, bold: bool = False) -> list[str]:
    """Words in as many lines as the width asks for; a word that is too long stays whole on its line."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer, size, bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@dataclass(frozen=True, slots=True)
class Pen:
    """How a drawing writes: its first language, a second one for small glosses beneath, and how wide words are."""

    language: str
    second: str = ""
    measure: Measure = estimated

    def say(self, text: Sentence) -> str:
        """A sentence in the first language."""
        with speaking(self.language):
            return str(text)

    def gloss(self, text: Sentence) -> str:
        """The same in the second language, if there is one and its words differ."""
        if not self.second:
            return ""
        with speaking(self.second):
            words = str(text)
        return "" if words == self.say(text) else words

    def block(self, text: Sentence, size: float, width: float, *, bold: bool = False) -> "Block":
        """A sentence set into a width, its gloss beneath."""
        lines = [(line, size, False) for line in wrapped(self.say(text), size, width, self.measure, bold=bold)]
        small = size * 0.86
        lines += [(line, small, True) for line in wrapped(self.gloss(text), small, width, self.measure)]
        return Block(tuple(lines), bold)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of words with their sizes; the slanted ones are the gloss."""

    lines: tuple[tuple[str, float, bool], ...]
    bold: bool = False

    @property
    def height(self) -> float:
        """Room that the lines take."""
        return sum(size * LEADING for _, size, _ in self.lines)

    def at(self, x: float, middle: float, anchor: str = START) -> list[Shape]:
        """The lines around a middle height."""
        shapes: list[Shape] = []
        y = middle - self.height / 2
        for words, size, slanted in self.lines:
            y += size * LEADING
            role = MUTED if slanted else INK
            shapes.append(
                Text(x, y - size * 0.3, words, role, size, anchor, bold=self.bold and not slanted, italic=slanted)
            )
        return shapes


# The timeline of a purchase

STATE_ROLES: Mapping[str, str] = {
    **dict.fromkeys(
        ("BORRADOR", "REQUERIMIENTO", "REQ_OBSERVADO", "MERCADO", "CERTIFICACION", "EXPEDIENTE", "BASES"), PREPARATION
    ),
    **dict.fromkeys(("CONVOCADO", "SUPERVISION_OECE", "INTEGRADO", "OFERTAS", "EVALUACION", "APELADO"), CALL),
    **dict.fromkeys(("DESIERTO", "CANCELADO", "RESUELTO"), FAILED),
    **dict.fromkeys(("BUENA_PRO", "CONSENTIDO", "PERFECCIONAMIENTO"), CONTRACT),
    **dict.fromkeys(("EN_EJECUCION", "SUSPENDIDO", "RECIBIDO", "OBSERVADO"), EXECUTION),
    **dict.fromkeys(("CONFORME", "PAGADO", "ENTREGADO_AEO", "LIQUIDADO", "TRANSFERIDO"), CLOSING),
}
ROLE_NAMES: Mapping[str, str] = {
    PLANNED: N_("Lo previsto en el plan"),
    PREPARATION: N_("Preparación"),
    CALL: N_("Convocatoria"),
    CONTRACT: N_("Buena pro y contrato"),
    EXECUTION: N_("El proveedor trabaja"),
    FAILED: N_("Falló o está atrasado"),
    CLOSING: N_("Pago y entrega"),
}
SUPPOSED = N_("Fecha supuesta o conocida solo por el mes")
TODAY_LABEL = N_("Día de este reporte: {date}")
DAYS_TOTAL = N_("{days} días")
ROUND = N_("Vuelta {number}")
CALL_LANE = N_("Convocatoria {number}")
BEFORE = N_("Antes")
FAILED_LANE = N_("Convocatoria {number}, desierta")

LANE_MOST = 30.0
FEWEST = 3  # rows that are never merged away
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)


@dataclass(slots=True)
class Lane:
    """One row of the timeline: a preparation, or one call with what followed it."""

    cycle: int
    attempt: int  # 0: a preparation
    stays: list[Stay] = member(default_factory=list)
    merged: bool = False

    @property
    def days(self) -> Span:
        """Days from the beginning of the row to its end."""
        return Span.between(self.stays[0].start, self.stays[-1].end)

    @property
    def label(self) -> Sentence:
        """What the row is called."""
        if self.merged:
            return Sentence(BEFORE)
        if not self.attempt:
            return Sentence(ROLE_NAMES[PREPARATION])
        failed = self.stays[-1].state == "DESIERTO"
        return Sentence(FAILED_LANE if failed else CALL_LANE, number=self.attempt)


def lanes_of(purchase: Purchase) -> list[Lane]:
    """A row for each preparation and each call that took any time."""
    lanes: list[Lane] = []
    for stay in purchase.stays:
        role = STATE_ROLES.get(stay.state, PREPARATION)
        last = lanes[-1] if lanes else None
        new_cycle = last is None or stay.cycle != last.cycle
        called = any(STATE_ROLES.get(one.state) == CALL for one in last.stays) if last else False
        attempt = 0 if new_cycle and role == PREPARATION else stay.attempt
        if (
            last is None
            or new_cycle
            or (role == CALL and stay.attempt != last.attempt and (called or not last.attempt))
        ):
            lanes.append(Lane(stay.cycle, attempt))
        lanes[-1].stays.append(stay)
    return [lane for lane in lanes if lane.days.high]


def _merged(lanes: Sequence[Lane], most: int) -> list[Lane]:
    """So many rows: the oldest ones as one."""
    old = lanes[: len(lanes) - most + 1]
    stays = [stay for lane in old for stay in lane.stays]
    return [Lane(old[-1].cycle, 0, stays, merged=True), *lanes[len(old) :]]


def timeline(
    purchase: Purchase,
    width: float,
    height: float = 0,
    *,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 8,
    merge: bool = False,
) -> Drawing:
    """A purchase along its months: the plan on top, then a row for each preparation and each call, cycle by cycle.

    `height` 0 takes what the rows need; otherwise the rows grow or shrink to it, never below what is readable. With
    `merge`, the oldest rows that have no room become one, "Antes". What began or ended on a supposed day, or on one
    known only to the month, is hatched. Names stand in a column on the left and days in one on the right, so that
    words never meet.
    """
    pen = Pen(language, second, measure)
    lanes = lanes_of(purchase)
    if not lanes:
        words = pen.say(Sentence(N_("Todavía no hay días que mostrar.")))
        return Drawing(width, LANE_MOST, (Text(0, LANE_MOST / 2, words, MUTED, text_size),), words)
    start = lanes[0].stays[0].start.day
    planned = max(0, purchase.planned_days or 0)
    end = max(lanes[-1].stays[-1].end.day, purchase.on, start + timedelta(days=planned))
    left = width * (0.3 if second else 0.27)
    labels = [pen.block(lane.label, text_size, left - 8) for lane in lanes]
    days = [pen.say(lane.days.text) for lane in lanes]
    plan_days = pen.say(Sentence(DAYS_TOTAL, days=planned))
    right = max(measure(words, text_size, True) for words in (*days, plan_days)) + 8  # noqa: FBT003  `Measure`
    axis = Axis(left, width - right, start, max(end, start + timedelta(days=30)), pen, text_size)

    rounds = lanes[-1].cycle > 1
    legend = _legend(lanes, pen, width, text_size)
    head = text_size * 2 + 10
    bands = (len({lane.cycle for lane in lanes}) * (text_size + 5)) if rounds else 0
    fixed = head + bands + legend_height(legend, text_size) + text_size + 12
    least = max(block.height for block in labels) + 2.4
    room = int((height - fixed) / least) - (planned > 0)
    if merge and height and len(lanes) > max(FEWEST, room):
        lanes = _merged(lanes, max(FEWEST, room))
        labels = [pen.block(lane.label, text_size, left - 8) for lane in lanes]
        days = [pen.say(lane.days.text) for lane in lanes]
    bands = (len({lane.cycle for lane in lanes}) * (text_size + 5)) if rounds else 0
    number = len(lanes) + (planned > 0)
    lane_height = min(LANE_MOST, max(least, (height - fixed) / number)) if height else max(least, text_size * 1.9)

    shapes: list[Shape] = []
    top = head
    bottom = top + number * lane_height + bands
    shapes += axis.months(top, bottom)
    y = top
    bar = lane_height * 0.56
    if planned:
        name = pen.block(Sentence(ROLE_NAMES[PLANNED]), text_size, left - 8)
        shapes += name.at(0, y + lane_height / 2)
        x = axis.x(start)
        until = axis.x(start + timedelta(days=planned))
        shapes.append(Rect(x, y + (lane_height - bar) / 2, until - x, bar, PLANNED))
        shapes.append(at_right(width, y + lane_height / 2, plan_days, text_size, bold=True))
        shapes.append(Line(until, y, until, bottom, MUTED, 0.8, dashed=True))
        y += lane_height
    cycle = 0
    for place, lane in enumerate(lanes):
        if rounds and lane.cycle != cycle:
            band = text_size + 5
            shapes.append(Line(0, y + 1, width, y + 1, GRID, 0.6))
            words = pen.say(Sentence(ROUND, number=lane.cycle))
            shapes.append(Text(0, y + band - 3, words, INK, text_size, START, bold=True))
            y += band
        cycle = lane.cycle
        if place % 2 == 0:
            shapes.insert(0, Rect(0, y, width, lane_height, LANE))
        shapes += labels[place].at(0, y + lane_height / 2)
        for stay in lane.stays:
            shapes += stay_bars(stay, axis, y + (lane_height - bar) / 2, bar, purchase)
        shapes.append(at_right(width, y + lane_height / 2, days[place], text_size, bold=False))
        y += lane_height
    shapes += axis.today(purchase.on, top, bottom + 3, pen)
    y = bottom + text_size + 12
    shapes += legend_shapes(legend, y, text_size)
    total = y + legend_height(legend, text_size)
    return Drawing(width, total, tuple(shapes), told_lanes(purchase, lanes, pen))


def at_right(width: float, middle: float, words: str, size: float, *, bold: bool) -> Text:
    """Words that end at the right edge."""
    return Text(width, middle + size * 0.35, words, INK, size, END, bold=bold)


def stay_bars(stay: Stay, axis: "Axis", y: float, height: float, purchase: Purchase) -> list[Shape]:
    """The bar of a stay; an execution past its due day changes its role there."""
    role = STATE_ROLES.get(stay.state, PREPARATION)
    sure, end = min(stay.end.day, max(stay.end.low, stay.start.day)), stay.end.day
    pieces = [(stay.start.day, sure, role, stay.inferred), (sure, end, role, True)]
    late = next(
        (part.start.day for part in purchase.segments if part.kind == OVERDUE and part.cycle == stay.cycle), None
    )
    if role == EXECUTION and late is not None:
        cut: list[tuple[date, date, str, bool]] = []
        for first, last, kind, hatch in pieces:
            cut += [(first, min(last, late), kind, hatch), (max(first, late), last, FAILED, hatch)]
        pieces = cut
    shapes: list[Shape] = []
    for first, last, kind, hatch in pieces:
        if first < last:
            x = axis.x(first)
            shapes.append(Rect(x, y, max(1.2, axis.x(last) - x), height, kind, hatch))
    return shapes


@dataclass(frozen=True, slots=True)
class Axis:
    """Days to places along the drawing, with its months and years."""

    left: float
    right: float
    start: date
    end: date
    pen: Pen
    size: float

    def x(self, day: date) -> float:
        """Where a day stands; days outside stand at the edge."""
        share = (day - self.start).days / max(1, (self.end - self.start).days)
        return self.left + (self.right - self.left) * min(1.0, max(0.0, share))

    def months(self, top: float, bottom: float) -> list[Shape]:
        """Ticks at the beginnings of months, numbered when there is room, and the years above them."""
        firsts = []
        year, month = self.start.year, self.start.month
        while date(year, month, 1) <= self.end:
            if date(year, month, 1) >= self.start:
                firsts.append(date(year, month, 1))
            year, month = (year, month + 1) if month < MONTHS_OF_YEAR else (year + 1, 1)
        room = self.pen.measure("00", self.size, False) + 5  # noqa: FBT003  `Measure`
        span = (self.right - self.left) / max(1.0, (self.end - self.start).days / 30.44)
        step = next((each for each in MONTH_STEPS if span * each >= room), MONTH_STEPS[-1])
        shapes: list[Shape] = []
        for first in firsts:
            january = first.month == 1
            x = self.x(first)
            if (first.month - 1) % step and not january:
                continue
            shapes.append(Line(x, top - (self.size + 4 if january else 2), x, bottom, GRID, 1.0 if january else 0.4))
            if step <= MONTHS_OF_YEAR and self.right - x >= room / 2:
                shapes.append(Text(x + 2, top - 4, str(first.month), MUTED, self.size * 0.9))
        shapes.append(Line(self.left, top, self.right, top, INK, 0.6))
        return [*shapes, *self._years(top)]

    def _years(self, top: float) -> list[Shape]:
        shapes: list[Shape] = []
        free = self.left
        for year in range(self.start.year, self.end.year + 1):
            x = max(self.left, self.x(date(year, 1, 1)))
            wide = self.pen.measure(str(year), self.size, True)  # noqa: FBT003  `Measure`
            if x + 2 < free or x + wide > self.right:
                continue
            shapes.append(Text(x + 2, top - self.size - 7, str(year), INK, self.size, START, bold=True))
            free = x + wide + 6
        return shapes

    def today(self, on: date, top: float, bottom: float, pen: Pen) -> list[Shape]:
        """The line of the day of the report, its words below the rows."""
        x = self.x(on)
        words = pen.say(Sentence(TODAY_LABEL, date=spoken_day(on)))
        wide = pen.measure(words, self.size, True)  # noqa: FBT003  `Measure`
        anchor = END if x - wide >= 0 else START
        return [
            Line(x, top, x, bottom, TODAY, 1.2),
            Mark(x, top - 3, TRIANGLE, TODAY, 6),
            Text(x, bottom + self.size + 1, words, TODAY, self.size, anchor, bold=True),
        ]


MONTHS_OF_YEAR = 12


def _legend(
    lanes: Sequence[Lane],
    pen: Pen,
    width: float,
    size: float,
) -> list[tuple[float, int, str, bool, str]]:
    """What each filling means: place, row, role, hatched, words. Only what the drawing uses."""
    stays = [stay for lane in lanes for stay in lane.stays]
    used = {STATE_ROLES.get(stay.state, PREPARATION) for stay in stays if stay.days}
    items = [(role, False, pen.say(Sentence(name))) for role, name in ROLE_NAMES.items() if role in used]
    if any(stay.inferred or not stay.end.known for stay in stays if stay.days):
        items.append((MUTED, True, pen.say(Sentence(SUPPOSED))))
    placed = []
    x, row = 0.0, 0
    for role, hatch, words in items:
        wide = 15 + pen.measure(words, size, False) + 14  # noqa: FBT003  `Measure`
        if x and x + wide > width:
            x, row = 0.0, row + 1
        placed.append((x, row, role, hatch, words))
        x += wide
    return placed


def legend_height(legend: Sequence[tuple[float, int, str, bool, str]], size: float) -> float:
    """Room that a legend takes."""
    return (legend[-1][1] + 1) * (size + 5) if legend else 0


def legend_shapes(legend: Sequence[tuple[float, int, str, bool, str]], top: float, size: float) -> list[Shape]:
    """A legend as shapes, from this height down."""
    shapes: list[Shape] = []
    for x, row, role, hatch, words in legend:
        y = top + row * (size + 5)
        shapes.append(Rect(x, y, 10, size, role, hatch))
        shapes.append(Text(x + 14, y + size * 0.85, words, INK, size))
    return shapes


def told_lanes(purchase: Purchase, lanes: Sequence[Lane], pen: Pen) -> str:
    """The timeline in words, row after row."""
    row = N_("{name}: del {start} al {end}, {days}.")
    parts = []
    if purchase.planned_days:
        parts.append(pen.say(Sentence(N_("El plan daba {days} días."), days=purchase.planned_days)))
    for lane in lanes:
        start, end = lane.stays[0].start, lane.stays[-1].end
        parts.append(
            pen.say(
                Sentence(
                    row, name=lane.label, start=spoken_day(start.day), end=spoken_day(end.day), days=lane.days.text
                )
            )
        )
    return " ".join(parts)


# Where the days went

SEGMENT_ROLES: Mapping[str, str] = {
    PREPARING: PREPARATION,
    CALLS: CALL,
    AWARDED: CALL,
    CONTRACTING: CONTRACT,
    TERM: EXECUTION,
    UNDATED: EXECUTION,
    OVERDUE: FAILED,
    SUSPENSION: EXECUTION,
    RECEPTION: EXECUTION,
    AGAIN: FAILED,
    FINISHING: CLOSING,
}


def days_bars(
    segments: Sequence[Segment],
    width: float,
    *,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 9,
) -> Drawing:
    """Where the days of a purchase went: a bar for each stretch, in order, with its days; hatched what is a range."""
    pen = Pen(language, second, measure)
    left = width * 0.46
    days = [pen.say(segment.span.text) for segment in segments]
    right = max((measure(words, text_size, True) for words in days), default=0.0) + 8  # noqa: FBT003  `Measure`
    most = max((segment.span.high for segment in segments), default=0) or 1
    scale = (width - left - right) / most
    shapes: list[Shape] = []
    y = 0.0
    for segment, words in zip(segments, days, strict=True):
        block = pen.block(segment.label, text_size, left - 8)
        height = max(block.height + 5, text_size * 1.2 + 6)
        shapes += block.at(0, y + height / 2)
        role, span = SEGMENT_ROLES.get(segment.kind, EXECUTION), segment.span
        bar = min(height - 4, text_size * 1.4)
        low = y + (height - bar) / 2
        sure = span.low if span.low != span.high else span.days
        if sure:
            shapes.append(Rect(left, low, max(1.2, sure * scale), bar, role))
        if span.high > sure:
            shapes.append(Rect(left + sure * scale, low, (span.high - sure) * scale, bar, role, hatch=True))
        shapes.append(
            Text(left + span.high * scale + 5, low + bar / 2 + text_size * 0.35, words, INK, text_size, bold=True)
        )
        y += height
        shapes.append(Line(0, y, width, y, GRID, 0.4))
    shapes.append(Line(left, 0, left, y, INK, 0.8))
    told = N_("{name}: {days}.")
    parts = [pen.say(Sentence(told, name=segment.label, days=segment.span.text)) for segment in segments]
    return Drawing(width, max(y, 1.0), tuple(shapes), " ".join(parts))


# The cash of a plan


def cash_bars(
    flow: Sequence[Decimal],
    width: float,
    height: float,
    *,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 8,
) -> Drawing:
    """The cash of each year from year 0, in soles: bars up for what comes in, down for what goes out."""
    pen = Pen(language, second, measure)
    amounts = [f"{value:,.0f}" for value in flow]
    top, bottom = text_size + 5, height - 2 * text_size - 12
    highest = max([*flow, Decimal(0)])
    lowest = min([*flow, Decimal(0)])
    room = bottom - top - (text_size + 4 if lowest < 0 else 0)
    scale = room / float(highest - lowest or 1)
    zero = top + float(highest) * scale
    share = width / max(1, len(flow))
    widest = max((measure(words, text_size, False) for words in amounts), default=1.0)  # noqa: FBT003  `Measure`
    size = text_size * min(1.0, (share - 3) / widest)
    shapes: list[Shape] = []
    for year, (value, words) in enumerate(zip(flow, amounts, strict=True)):
        middle = share * (year + 0.5)
        bar = min(share * 0.6, 46.0)
        tall = abs(float(value)) * scale
        y = zero - tall if value >= 0 else zero
        shapes.append(Rect(middle - bar / 2, y, bar, max(tall, 0.6), GAIN if value >= 0 else LOSS))
        foot = y - 3 if value >= 0 else y + tall + size + 1
        shapes.append(Text(middle, foot, words, INK, size, MIDDLE))
        shapes.append(Text(middle, height - text_size - 6, str(year), INK, text_size, MIDDLE, bold=True))
    shapes.append(Line(0, zero, width, zero, INK, 0.8))
    axis = pen.say(YEARS_AXIS)
    shapes.append(Text(width / 2, height - 1, axis, MUTED, text_size, MIDDLE))
    told = N_("Año {year}: {amount} soles.")
    parts = [pen.say(Sentence(told, year=year, amount=words)) for year, words in enumerate(amounts)]
    return Drawing(width, height, tuple(shapes), " ".join(parts))


YEARS_AXIS = Sentence(N_("Años del plan, en soles; el año 0 es el de la inversión"))


# What a plan bears, and its money month by month

Key = tuple[str, bool, str]  # a role, hatched or not, its words


def placed_keys(keys: Sequence[Key], pen: Pen, width: float, size: float) -> list[tuple[float, int, str, bool, str]]:
    """Where each line of a legend stands, as `legend_shapes` draws it."""
    placed = []
    x, row = 0.0, 0
    for role, hatch, words in keys:
        wide = 14 + pen.measure(words, size, False) + 14  # noqa: FBT003  `Measure`
        if x and x + wide - 14 > width:
            x, row = 0.0, row + 1
        placed.append((x, row, role, hatch, words))
        x += wide
    return placed


def _whole(amount: Decimal) -> str:
    """Soles without céntimos; never minus zero."""
    return f"{round(amount) + 0:,}"


TORNADO_AXIS = Sentence(N_("VAN en soles. La línea gruesa es el plan como está."))


def tornado(
    found: Sensitivity,
    perspective: str,
    width: float,
    *,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 8,
) -> Drawing:
    """What each bad condition does to the VAN of one perspective, the worst first; the plan as it is on top."""
    pen = Pen(language, second, measure)
    base = found.base.npv(perspective) or Decimal(0)
    worth = [(row, row.npv(perspective) or Decimal(0)) for row in found.rows]
    worth = [worth[0], *sorted(worth[1:], key=lambda pair: pair[1])]
    amounts = [_whole(value) for _row, value in worth]
    left = width * 0.44
    right = max(measure(words, text_size, True) for words in amounts) + 6  # noqa: FBT003  `Measure`
    lowest, highest = min(Decimal(0), *(value for _, value in worth)), max(Decimal(0), *(value for _, value in worth))
    scale = (width - left - right - 4) / float(highest - lowest or 1)

    def x(value: Decimal) -> float:
        return left + 2 + float(value - lowest) * scale

    shapes: list[Shape] = []
    y = 0.0
    for place, ((row, value), words) in enumerate(zip(worth, amounts, strict=True)):
        block = pen.block(told(row.variant), text_size, left - 8, bold=not place)
        height = max(block.height + 5, text_size * 1.9)
        if place % 2 == 0:
            shapes.append(Rect(0, y, width, height, LANE))
        shapes += block.at(0, y + height / 2)
        bar = min(height * 0.6, text_size * 1.5)
        start, end = sorted((x(value), x(base)))
        if end - start >= 1:
            shapes.append(Rect(start, y + (height - bar) / 2, end - start, bar, GAIN if value >= 0 else LOSS))
        shapes.append(at_right(width, y + height / 2, words, text_size, bold=True))
        y += height
    shapes.append(Line(x(Decimal(0)), 0, x(Decimal(0)), y, MUTED, 0.6, dashed=True))
    shapes.append(Line(x(base), 0, x(base), y, INK, 1.6))
    zero = x(Decimal(0))
    shapes.append(Text(zero, y + text_size + 1, "0", MUTED, text_size, MIDDLE))
    caption = pen.block(TORNADO_AXIS, text_size, width)
    shapes += caption.at(0, y + text_size + 8 + caption.height / 2)
    words = N_("{name}: VAN de {amount} soles.")
    said = [
        pen.say(Sentence(words, name=told(row.variant), amount=each))
        for (row, _), each in zip(worth, amounts, strict=True)
    ]
    return Drawing(width, y + text_size + 10 + caption.height, tuple(shapes), " ".join(said))


HOLE = N_("Aquí faltan {amount}: mes {month}")
NO_HOLE = Sentence(N_("La caja nunca queda por debajo de cero."))
MONTHS_AXIS = Sentence(N_("Meses desde que empieza el plan, en soles. La línea es lo que hay en la caja."))


def monthly_cash(
    months: Sequence[Decimal],
    balances: Sequence[Decimal],
    width: float,
    height: float,
    *,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 8,
) -> Drawing:
    """The cash box by months: a bar for what each leaves or takes, a line for what there is, and the hole."""
    pen = Pen(language, second, measure)
    caption = pen.block(MONTHS_AXIS, text_size, width)
    every = [*months, *balances, Decimal(0)]
    highest, lowest = max(every), min(every)
    gutter = max(measure(_whole(value), text_size, False) for value in (highest, lowest)) + 8  # noqa: FBT003  `Measure`
    top, bottom = text_size * 1.8, height - text_size * 2 - 4 - caption.height
    scale = (bottom - top) / float(highest - lowest or 1)

    def y(value: Decimal) -> float:
        return top + float(highest - value) * scale

    share = (width - gutter) / max(1, len(months))
    step = next((each for each in MONTH_STEPS if share * each > measure("00", text_size, False) + 3), 12)  # noqa: FBT003
    shapes: list[Shape] = []
    for value in dict.fromkeys((highest, lowest)):
        if value:
            shapes.append(Line(gutter, y(value), width, y(value), GRID, 0.4))
            shapes.append(Text(gutter - 5, y(value) + text_size * 0.35, _whole(value), MUTED, text_size, END))
    points = []
    for month, (value, balance) in enumerate(zip(months, balances, strict=True), start=1):
        middle = gutter + share * (month - 0.5)
        tall = max(abs(float(value)) * scale, 0.6)
        bar = share * 0.62
        shapes.append(Rect(middle - bar / 2, y(max(value, Decimal(0))), bar, tall, GAIN if value >= 0 else LOSS))
        if month == 1 or month % step == 0:
            shapes.append(Text(middle, bottom + text_size + 3, str(month), INK, text_size, MIDDLE))
        points.append((middle, y(balance)))
    shapes.append(Line(gutter, y(Decimal(0)), width, y(Decimal(0)), INK, 0.8))
    shapes += [Line(*one, *other, INK, 1.4) for one, other in pairwise(points)]
    worst = min(balances, default=Decimal(0))
    if worst < 0:
        month = list(balances).index(worst) + 1
        hole = Sentence(HOLE, amount=soles(centimos(-worst)), month=month)
        words = pen.say(hole)
        shapes.append(Mark(*points[month - 1], CIRCLE, TODAY, 6))
        wide = measure(words, text_size, True)  # noqa: FBT003  `Measure`
        at = min(max(points[month - 1][0], gutter + wide / 2), width - wide / 2)
        shapes.append(Text(at, text_size, words, TODAY, text_size, MIDDLE, bold=True))
        shapes.append(Line(points[month - 1][0], text_size + 3, *points[month - 1], TODAY, 0.6, dashed=True))
        said = [words + "."]
    else:
        said = [pen.say(NO_HOLE)]
        shapes.append(Text(gutter, text_size, said[0], INK, text_size))
    shapes += caption.at(0, height - caption.height / 2)
    line = N_("Mes {month}: entran o salen {amount}, quedan {left}.")
    said += [
        pen.say(Sentence(line, month=month, amount=_whole(value), left=_whole(balance)))
        for month, (value, balance) in enumerate(zip(months, balances, strict=True), start=1)
    ]
    return Drawing(width, height, tuple(shapes), " ".join(said))


SEASONS: tuple[tuple[str, str, bool, str], ...] = (
    ("production", LOSS, False, N_("Se gasta para producir")),
    ("sale_costs", PLANNED, True, N_("Se gasta para vender")),
    ("receipts", GAIN, False, N_("Se cobra")),
)
ALL_YEAR = Sentence(N_("todo el año"))


def season_calendar(
    blocks: Sequence[Activity],
    start_month: int,
    width: float,
    *,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 8,
) -> Drawing:
    """In which half-months each activity spends and is paid; the first month is the one in which the plan begins."""
    pen = Pen(language, second, measure)
    left = width * 0.24
    half = (width - left) / HALF_MONTHS
    order = [(start_month - 1 + place) % MONTHS_OF_YEAR for place in range(MONTHS_OF_YEAR)]
    names = [pen.say(Sentence(MONTHS[month])) for month in order]
    shapes: list[Shape] = []
    said = []
    shown: set[str] = set()
    top = text_size + 6
    y = top
    strip = text_size * 0.85
    for place, block in enumerate(blocks):
        marks = block.half_months or EVERY_HALF_MONTH
        money = {
            "production": block.cash_production, "sale_costs": block.cash_transport, "receipts": block.cash_receipts,
        }  # fmt: skip
        label = pen.block(Sentence(N_("{name}"), name=block.name), text_size, left - 8)
        used = [(getattr(marks, name), role, hatch, words) for name, role, hatch, words in SEASONS if money[name]]
        shown |= {name for name in money if money[name]}
        height = max(label.height, len(used) * (strip + 2)) + 8
        if place % 2 == 0:
            shapes.append(Rect(0, y, width, height, LANE))
        shapes += label.at(0, y + height / 2)
        low = y + (height - len(used) * (strip + 2)) / 2
        for when, role, hatch, words in used:
            for first, last in _runs(when):
                shapes.append(Rect(left + first * half, low, (last - first + 1) * half, strip, role, hatch))
            low += strip + 2
            months = [names[month] for month in sorted({mark // 2 for mark in when})]
            spoken = ALL_YEAR if len(months) == MONTHS_OF_YEAR else ", ".join(months)
            told_of = N_("{activity}: {what}: {months}.")
            said.append(pen.say(Sentence(told_of, activity=block.name, what=Sentence(words), months=spoken)))
        y += height
    for place, name in enumerate(names):
        x = left + place * half * 2
        shapes.append(Line(x, top - 2, x, y, GRID, 0.5))
        short = name[:3] if measure("mmm", text_size, False) < half * 2 else name[:1]  # noqa: FBT003  `Measure`
        shapes.append(Text(x + half, text_size, short, INK, text_size, MIDDLE))
    shapes.append(Line(left, top - 2, width, top - 2, INK, 0.6))
    keys = [(role, hatch, pen.say(Sentence(words))) for name, role, hatch, words in SEASONS if name in shown]
    legend = placed_keys(keys, pen, width, text_size)
    shapes += legend_shapes(legend, y + 8, text_size)
    return Drawing(width, y + 8 + legend_height(legend, text_size), tuple(shapes), " ".join(said))


def _runs(marks: Sequence[int]) -> list[tuple[int, int]]:
    """Half-months that follow one another, as their first and last."""
    runs: list[tuple[int, int]] = []
    for mark in sorted(marks):
        if runs and mark == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], mark)
        else:
            runs.append((mark, mark))
    return runs


WITHOUT_NAME, WITH_NAME = Sentence(N_("Sin el plan")), Sentence(N_("Con el plan"))
LEFT_AXIS = Sentence(N_("Lo que queda cada año después de pagar los gastos, en soles, sin contar la inversión."))
YEAR_NAME = N_("Año {year}")


def left_each_year(side: Lines) -> tuple[Decimal, ...]:
    """What a side leaves in each year: sales less what it costs to go on; neither investment nor residual value."""
    spent = zip(side.operating, side.general, side.maintenance, side.replacement, strict=True)
    return tuple(
        sales + salvage - sum(costs) for sales, salvage, costs in zip(side.sales, side.salvage, spent, strict=True)
    )


def with_without(
    case: Case,
    width: float,
    height: float,
    *,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 8,
) -> Drawing:
    """What is left each year with the plan beside what would be left without it."""
    without, planned = (left_each_year(lines(side, case.years)) for side in (case.without_plan, case.with_plan))
    years = [Sentence(YEAR_NAME, year=year) for year in range(1, case.years + 1)]
    groups = list(zip(years, without, planned, strict=True))
    return _pairs(
        groups, (WITHOUT_NAME, WITH_NAME), LEFT_AXIS, width, height, Pen(language, second, measure), text_size
    )


ON_TIME = Sentence(N_("A tiempo"))
LATE_AXIS = Sentence(N_("VAN en soles, cuando los bienes llegan a tiempo y cuando llegan tarde."))


def late_delivery(
    found: Sensitivity,
    width: float,
    height: float,
    *,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 8,
) -> Drawing:
    """The VAN of both perspectives on time and late."""
    groups = [
        (Sentence(name), base, late)
        for name, base, late in (
            (N_("Todo el plan"), found.base.npv_all, found.late.npv_all),
            (N_("El dinero de los socios"), found.base.npv_applicant, found.late.npv_applicant),
        )
        if base is not None and late is not None
    ]
    pen = Pen(language, second, measure)
    return _pairs(groups, (ON_TIME, told(found.late.variant)), LATE_AXIS, width, height, pen, text_size)


def _pairs(
    groups: Sequence[tuple[Sentence, Decimal, Decimal]],
    names: tuple[Sentence, Sentence],
    axis: Sentence,
    width: float,
    height: float,
    pen: Pen,
    size: float,
) -> Drawing:
    """Two bars side by side for each group: the first hatched, the second filled."""
    keys = [(PLANNED, True, pen.say(names[0])), (GAIN, False, pen.say(names[1]))]
    legend = placed_keys(keys, pen, width, size)
    caption = pen.block(axis, size, width)
    share = width / max(1, len(groups))
    labels = [pen.block(label, size, share - 4, bold=True) for label, _, _ in groups]
    foot = max((block.height for block in labels), default=0.0)
    values = [value for _, *pair in groups for value in pair] or [Decimal(0)]
    highest, lowest = max(*values, Decimal(0)), min(*values, Decimal(0))
    top = size * 1.6
    bottom = height - caption.height - 4 - legend_height(legend, size) - foot - 12 - (size + 4 if lowest < 0 else 0)
    scale = (bottom - top) / float(highest - lowest or 1)
    zero = top + float(highest) * scale
    bar = min(share * 0.36, 54.0)
    widest = max(pen.measure(_whole(value), size, False) for value in values)  # noqa: FBT003  `Measure`
    letters = size * min(1.0, (share / 2 - 2) / widest)
    shapes: list[Shape] = []
    said = []
    line = N_("{name}: {first}, {one} soles; {second}, {other} soles.")
    for place, (label, one, other) in enumerate(groups):
        middle = share * (place + 0.5)
        for value, role, hatch, x in ((one, PLANNED, True, middle - bar - 1), (other, GAIN, False, middle + 1)):
            tall = max(abs(float(value)) * scale, 0.6)
            y = zero - tall if value >= 0 else zero
            shapes.append(Rect(x, y, bar, tall, LOSS if value < 0 and not hatch else role, hatch))
            words_y = y - 3 if value >= 0 else y + tall + letters + 1
            nudge = max(bar, widest * letters / size) / 2  # words wider than their bar stand apart from the other pair
            at = middle - nudge - 1 if hatch else middle + nudge + 1
            shapes.append(Text(at, words_y, _whole(value), INK, letters, MIDDLE))
        shapes += labels[place].at(middle, bottom + (size + 4 if lowest < 0 else 0) + 5 + foot / 2, MIDDLE)
        said.append(
            pen.say(Sentence(line, name=label, first=names[0], one=_whole(one), second=names[1], other=_whole(other)))
        )
    shapes.append(Line(0, zero, width, zero, INK, 0.8))
    shapes += legend_shapes(legend, height - caption.height - 4 - legend_height(legend, size), size)
    shapes += caption.at(0, height - caption.height / 2)
    return Drawing(width, height, tuple(shapes), " ".join(said))


SOURCE_KEYS: tuple[tuple[str, str, bool, str], ...] = (
    ("cofinanciamiento", GAIN, False, N_("Cofinanciamiento")),
    ("monetaria", LOSS, False, N_("Contrapartida monetaria")),
    ("valorizada", PLANNED, True, N_("Contrapartida no monetaria")),
)
PAID_BY = N_("{name}: {amount} ({share})")


def source_shares(
    budget: Presupuesto,
    width: float,
    *,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 8,
) -> Drawing:
    """Who pays the budget: a bar for the whole and one for each component, all on one scale, cut by source."""
    pen = Pen(language, second, measure)
    rows: list[tuple[Sentence, Totals]] = [(Sentence(N_("Todo el plan")), budget.whole)]
    rows += [
        (Sentence(N_("Componente {name}"), name=name) if name else Sentence(N_("Sin componente")), found)
        for name, found in budget.by_componente.items()
    ]
    left = width * 0.24
    amounts = [soles(found.total) for _, found in rows]
    right = max(measure(words, text_size, True) for words in amounts) + 8  # noqa: FBT003  `Measure`
    most = max(budget.whole.total, sum(getattr(budget.whole, name) for name, *_ in SOURCE_KEYS), 1)
    scale = (width - left - right) / most
    shapes: list[Shape] = []
    y = 0.0
    for place, ((label, found), words) in enumerate(zip(rows, amounts, strict=True)):
        block = pen.block(label, text_size, left - 8, bold=not place)
        height = max(block.height + 6, text_size * 2)
        shapes += block.at(0, y + height / 2)
        x, bar = left, text_size * 1.35
        for name, role, hatch, _words in SOURCE_KEYS:
            wide = getattr(found, name) * scale
            if wide:
                shapes.append(Rect(x, y + (height - bar) / 2, wide, bar, role, hatch))
            x += wide
        shapes.append(at_right(width, y + height / 2, words, text_size, bold=not place))
        y += height
        shapes.append(Line(0, y, width, y, INK if not place else GRID, 0.4))
    shares = budget.whole.shares
    keys = [
        (
            role,
            hatch,
            pen.say(
                Sentence(
                    PAID_BY,
                    name=Sentence(words),
                    amount=soles(getattr(budget.whole, name)),
                    share=percent(Decimal(shares[name].numerator) / shares[name].denominator) if shares else "—",
                )
            ),
        )
        for name, role, hatch, words in SOURCE_KEYS
    ]
    legend = placed_keys(keys, pen, width, text_size)
    shapes += legend_shapes(legend, y + 6, text_size)
    said = [f"{words}." for _, _, words in keys]
    said += [
        pen.say(Sentence(N_("{name}: {amount}."), name=label, amount=each))
        for (label, _), each in zip(rows, amounts, strict=True)
    ]
    return Drawing(width, y + 6 + legend_height(legend, text_size), tuple(shapes), " ".join(said))


# The stages of a purchase

STAGES: tuple[tuple[str, str], ...] = (
    ("P", N_("Pedido y precios")),
    ("L", N_("Convocatoria")),
    ("C", N_("Contrato")),
    ("E", N_("Llegada de los bienes")),
    ("F", N_("Pago y entrega a ustedes")),
)
STAGE_OF_ROLE: Mapping[str, int] = {PREPARATION: 0, CALL: 1, FAILED: 1, CONTRACT: 2, EXECUTION: 3, CLOSING: 4}
STAGE_OF_STATE: Mapping[str, int] = {"BUENA_PRO": 1, "CANCELADO": 1, "RESUELTO": 3}
