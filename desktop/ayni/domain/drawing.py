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
from ayni.lang import N_, SPANISH, Sentence, speaking

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
class _Lane:
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


def _lanes(purchase: Purchase) -> list[_Lane]:
    lanes: list[_Lane] = []
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
            lanes.append(_Lane(stay.cycle, attempt))
        lanes[-1].stays.append(stay)
    return [lane for lane in lanes if lane.days.high]


def _merged(lanes: Sequence[_Lane], most: int) -> list[_Lane]:
    """So many rows: the oldest ones as one."""
    old = lanes[: len(lanes) - most + 1]
    stays = [stay for lane in old for stay in lane.stays]
    return [_Lane(old[-1].cycle, 0, stays, merged=True), *lanes[len(old) :]]


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
    lanes = _lanes(purchase)
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
    axis = _Axis(left, width - right, start, max(end, start + timedelta(days=30)), pen, text_size)

    rounds = lanes[-1].cycle > 1
    legend = _legend(lanes, pen, width, text_size)
    head = text_size * 2 + 10
    bands = (len({lane.cycle for lane in lanes}) * (text_size + 5)) if rounds else 0
    fixed = head + bands + _legend_height(legend, text_size) + text_size + 12
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
        shapes.append(_right(width, y + lane_height / 2, plan_days, text_size, bold=True))
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
            shapes += _bar(stay, axis, y + (lane_height - bar) / 2, bar, purchase)
        shapes.append(_right(width, y + lane_height / 2, days[place], text_size, bold=False))
        y += lane_height
    shapes += axis.today(purchase.on, top, bottom + 3, pen)
    y = bottom + text_size + 12
    shapes += _legend_shapes(legend, y, text_size)
    total = y + _legend_height(legend, text_size)
    return Drawing(width, total, tuple(shapes), _told(purchase, lanes, pen))


def _right(width: float, middle: float, words: str, size: float, *, bold: bool) -> Text:
    return Text(width, middle + size * 0.35, words, INK, size, END, bold=bold)


def _bar(stay: Stay, axis: "_Axis", y: float, height: float, purchase: Purchase) -> list[Shape]:
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
class _Axis:
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
    lanes: Sequence[_Lane],
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


def _legend_height(legend: Sequence[tuple[float, int, str, bool, str]], size: float) -> float:
    return (legend[-1][1] + 1) * (size + 5) if legend else 0


def _legend_shapes(legend: Sequence[tuple[float, int, str, bool, str]], top: float, size: float) -> list[Shape]:
    shapes: list[Shape] = []
    for x, row, role, hatch, words in legend:
        y = top + row * (size + 5)
        shapes.append(Rect(x, y, 10, size, role, hatch))
        shapes.append(Text(x + 14, y + size * 0.85, words, INK, size))
    return shapes


def _told(purchase: Purchase, lanes: Sequence[_Lane], pen: Pen) -> str:
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


# The stages of a purchase

STAGES: tuple[tuple[str, str], ...] = (
    ("P", N_("Pedido y precios")),
    ("L", N_("Convocatoria")),
    ("C", N_("Contrato")),
    ("E", N_("Llegada de los bienes")),
    ("F", N_("Pago y entrega a ustedes")),
)
HERE = N_("Aquí está la compra")
STAGE_OF_ROLE: Mapping[str, int] = {PREPARATION: 0, CALL: 1, FAILED: 1, CONTRACT: 2, EXECUTION: 3, CLOSING: 4}
STAGE_OF_STATE: Mapping[str, int] = {"BUENA_PRO": 1, "CANCELADO": 1, "RESUELTO": 3}


def stages(
    state: str,
    width: float,
    *,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 9,
) -> Drawing:
    """The five stages of every purchase as a path of circles, the one where it stands filled and pointed at."""
    pen = Pen(language, second, measure)
    here = STAGE_OF_STATE.get(state, STAGE_OF_ROLE[STATE_ROLES.get(state, PREPARATION)])
    share = width / len(STAGES)
    radius = text_size * 1.25
    blocks = [pen.block(Sentence(name), text_size, share - 10) for _, name in STAGES]
    pointer = text_size + 10
    middle = pointer + radius
    shapes: list[Shape] = [
        Line(share / 2, middle, width - share / 2, middle, GRID, 2.0),
        Line(share / 2, middle, share * (here + 0.5), middle, INK, 2.0),
    ]
    tallest = max(block.height for block in blocks)
    for place, block in enumerate(blocks):
        x = share * (place + 0.5)
        shapes.append(Mark(x, middle, CIRCLE, INK if place == here else PLANNED if place < here else PAPER, radius * 2))
        role = PAPER if place == here else INK
        shapes.append(Text(x, middle + text_size * 0.4, str(place + 1), role, text_size * 1.1, MIDDLE, bold=True))
        shapes += block.at(x, middle + radius + 4 + block.height / 2, MIDDLE)
    words = pen.say(Sentence(HERE))
    x = min(max(share * (here + 0.5), measure(words, text_size, True) / 2), width - measure(words, text_size, True) / 2)  # noqa: FBT003
    shapes.append(Text(x, text_size, words, INK, text_size, MIDDLE, bold=True))
    shapes.append(Mark(share * (here + 0.5), text_size + 6, TRIANGLE, INK, 6))
    told = pen.say(Sentence(N_("La compra está en la etapa {number} de {count}: {name}."),
                            number=here + 1, count=len(STAGES), name=Sentence(STAGES[here][1])))  # fmt: skip
    return Drawing(width, middle + radius + 6 + tallest, tuple(shapes), told)
