"""Purchases drawn together: a timeline with what was planned, revised and real, the Gantt of a plan, where days go.

The same drawing stands on the screen and on paper. A window of days may be given to the timeline: that is how it is
brought nearer without its words growing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ayni.domain.compra_guardas import days_in
from ayni.domain.drawing import (
    CIRCLE,
    CLOSING,
    DIAMOND,
    EXECUTION,
    FAILED,
    INK,
    LANE,
    MUTED,
    PLANNED,
    PREPARATION,
    ROLE_NAMES,
    START,
    STATE_ROLES,
    SUPPOSED,
    TODAY,
    TRIANGLE,
    Axis,
    Drawing,
    Lane,
    Line,
    Mark,
    Measure,
    Pen,
    Rect,
    Shape,
    Text,
    at_right,
    estimated,
    lanes_of,
    legend_height,
    legend_shapes,
    placed_keys,
    stay_bars,
    told_lanes,
)
from ayni.domain.etapas import PHASES
from ayni.domain.indicadores_compra import Figures
from ayni.domain.pronostico import Forecast
from ayni.domain.recorrido import Moment, Purchase, Stay, spoken_day
from ayni.domain.seguimiento import planned_day
from ayni.lang import N_, SPANISH, Sentence

EXPECTED, REVISED, REAL = "previsto", "revisado", "real"
SIGNS: Mapping[str, tuple[str, str]] = {
    EXPECTED: (DIAMOND, N_("Fecha prevista")),
    REVISED: (TRIANGLE, N_("Fecha revisada")),
    REAL: (CIRCLE, N_("Fecha real")),
}
OFFERS, DELIVERY, HANDING = N_("Ofertas"), N_("Entrega del proveedor"), N_("Entrega a la organización")
TOLD_DATE = N_("{what}: {kind}, {date}.")
NOTHING = Sentence(N_("Todavía no hay días que mostrar."))
LEAST_WINDOW = 14  # days


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day of something: as it was expected, as it was moved, or as it came."""

    what: str
    kind: str
    day: date
    cycle: int
    attempt: int


def milestones(purchase: Purchase) -> list[Milestone]:
    """Days that were said beforehand, days that replaced them, and the days on which things happened."""
    found: list[Milestone] = []
    contract: tuple[date, int] | None = None

    def told(what: str, kind: str, day: date | None, cycle: int, attempt: int) -> None:
        if day is not None:
            found.append(Milestone(what, kind, day, cycle, attempt))

    for step in purchase.steps:
        if not step.moved or step.moment is None:
            continue
        datos, day, where = step.event.datos, step.moment.day, (step.cycle, step.attempt)
        match step.event.codigo:
            case "convocatoria":
                told(OFFERS, EXPECTED, planned_day(datos, "fecha_ofertas"), *where)
            case "postergacion":
                told(OFFERS, REVISED, planned_day(datos, "fecha_nueva"), *where)
            case "ofertas_recibidas":
                told(OFFERS, REAL, day, *where)
            case "contrato" | "orden_contrato_menor":
                term = days_in(datos.get("plazo_dias"))
                contract = (day, term) if term else None
                told(DELIVERY, EXPECTED, day + timedelta(days=term) if term else None, *where)
            case "ampliacion_resuelta" if contract is not None and datos.get("resultado") != "DENEGADA":
                given = days_in(datos.get("dias")) or 0
                contract = (contract[0], contract[1] + given)
                told(DELIVERY, REVISED, contract[0] + timedelta(days=contract[1]) if given else None, *where)
            case "entrega_total":
                told(DELIVERY, REAL, day, *where)
            case "entrega_aeo":
                told(HANDING, REAL, day, *where)
    return found


def whole_window(purchase: Purchase) -> tuple[date, date]:
    """The first and the last day that the timeline has anything to show for."""
    if not purchase.stays:
        return purchase.on, purchase.on + timedelta(days=LEAST_WINDOW)
    first = purchase.stays[0].start.day
    days = [purchase.stays[-1].end.day, purchase.on, *(each.day for each in milestones(purchase))]
    if purchase.planned_days and purchase.planned_days > 0:
        days.append(first + timedelta(days=purchase.planned_days))
    return first, max(*days, first + timedelta(days=LEAST_WINDOW))


def zoomed(
    window: tuple[date, date], whole: tuple[date, date], factor: float, middle: float = 0.5
) -> tuple[date, date]:
    """A window of fewer (factor above 1) or more days around a place of it, within the whole."""
    first, last = window
    days = max(1, (last - first).days)
    wanted = min(max(LEAST_WINDOW, round(days / factor)), max(LEAST_WINDOW, (whole[1] - whole[0]).days))
    start = first + timedelta(days=round((days - wanted) * min(1.0, max(0.0, middle))))
    return moved((start, start + timedelta(days=wanted)), whole, 0)


def moved(window: tuple[date, date], whole: tuple[date, date], days: int) -> tuple[date, date]:
    """A window moved by some days, never out of the whole."""
    length = window[1] - window[0]
    start = max(whole[0], min(window[0] + timedelta(days=days), whole[1] - length))
    return start, start + length


def _within(stay: Stay, first: date, last: date) -> Stay | None:
    """The part of a stay that a window shows."""
    if stay.end.day < first or stay.start.day > last:
        return None
    start = replace(stay.start, day=max(first, stay.start.day), high=max(first, stay.start.high))
    sure = max(first, min(stay.end.low, last))
    return replace(stay, start=start, end=replace(stay.end, day=min(last, stay.end.day), low=sure))


def stacked(
    purchase: Purchase,
    width: float,
    height: float = 0,
    *,
    window: tuple[date, date] | None = None,
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 8,
) -> Drawing:
    """Every preparation and call in its row, with its planned, revised and real days; only the days of a window.

    `height` above 0 lets the rows grow to it.
    """
    pen = Pen(language, second, measure)
    lanes = lanes_of(purchase)
    if not lanes:
        words = pen.say(NOTHING)
        return Drawing(width, 30, (Text(0, 15, words, MUTED, text_size),), words)
    first, last = window or whole_window(purchase)
    marks = milestones(purchase)
    left = width * (0.3 if second else 0.24)
    labels = [pen.block(lane.label, text_size, left - 8) for lane in lanes]
    days = [pen.say(lane.days.text) for lane in lanes]
    right = max(measure(words, text_size, True) for words in days) + 8  # noqa: FBT003  `Measure`
    axis = Axis(left, width - right, first, last, pen, text_size)
    legend = placed_keys(_keys(purchase, pen), pen, width, text_size)
    head, foot = text_size * 2 + 10, text_size * 4 + 30 + legend_height(legend, text_size)
    planned = max(0, purchase.planned_days or 0)
    number = len(lanes) + (planned > 0)
    least = max(max(block.height for block in labels) + 4, text_size * 2.6)
    tall = min(40.0, max(least, (height - head - foot) / number)) if height else least
    bottom = head + number * tall
    shapes: list[Shape] = axis.months(head, bottom)
    y, bar = head, tall * 0.4
    if planned:
        start = lanes[0].stays[0].start.day
        shapes += pen.block(Sentence(ROLE_NAMES[PLANNED]), text_size, left - 8).at(0, y + tall / 2)
        shapes += _clipped(axis, start, start + timedelta(days=planned), y + tall * 0.42, bar, PLANNED, hatch=False)
        y += tall
    for place, lane in enumerate(lanes):
        if place % 2 == 0:
            shapes.insert(0, Rect(0, y, width, tall, LANE))
        shapes += labels[place].at(0, y + tall / 2)
        for stay in lane.stays:
            part = _within(stay, first, last)
            if part is not None:
                shapes += stay_bars(part, axis, y + tall * 0.46, bar, purchase)
        for each in marks:
            if _lane_of(each, lanes) is lane and first <= each.day <= last:
                shapes.append(Mark(axis.x(each.day), y + tall * 0.26, SIGNS[each.kind][0], INK, text_size * 0.85))
        shapes.append(at_right(width, y + tall / 2, days[place], text_size, bold=False))
        y += tall
    if first <= purchase.on <= last:
        shapes += axis.today(purchase.on, head, bottom + 3, pen)
    y = bottom + text_size + 12
    shapes += legend_shapes(legend, y, text_size)
    y += legend_height(legend, text_size) + 4
    shapes += _signs({each.kind for each in marks}, pen, y, text_size)
    said = [told_lanes(purchase, lanes, pen)]
    said += [
        pen.say(
            Sentence(TOLD_DATE, what=Sentence(each.what), kind=Sentence(SIGNS[each.kind][1]), date=spoken_day(each.day))
        )
        for each in marks
    ]
    return Drawing(width, y + text_size + 6, tuple(shapes), " ".join(said))


def _lane_of(each: Milestone, lanes: Sequence[Lane]) -> Lane:
    """The row in which a milestone stands: that of its call, else the last of its round."""
    same = [lane for lane in lanes if lane.cycle == each.cycle]
    return next((lane for lane in same if lane.attempt == each.attempt), (same or list(lanes))[-1])


def _keys(purchase: Purchase, pen: Pen) -> list[tuple[str, bool, str]]:
    used = {STATE_ROLES.get(stay.state, PREPARATION) for stay in purchase.stays if stay.days}
    used |= {FAILED} if purchase.penalty is not None and purchase.penalty.late_days else set()
    keys = [(role, False, pen.say(Sentence(name))) for role, name in ROLE_NAMES.items() if role in used]
    if any(stay.inferred or not stay.end.known for stay in purchase.stays if stay.days):
        keys.append((MUTED, True, pen.say(Sentence(SUPPOSED))))
    return keys


def _signs(kinds: set[str], pen: Pen, y: float, size: float) -> list[Shape]:
    shapes: list[Shape] = []
    x = 0.0
    for kind, (sign, label) in SIGNS.items():
        if kind not in kinds:
            continue
        words = pen.say(Sentence(label))
        shapes.append(Mark(x + 5, y + size * 0.5, sign, INK, size * 0.85))
        shapes.append(Text(x + 14, y + size * 0.85, words, INK, size))
        x += 14 + pen.measure(words, size, False) + 14  # noqa: FBT003  `Measure`
    return shapes


def _clipped(axis: Axis, start: date, end: date, y: float, height: float, role: str, *, hatch: bool) -> list[Shape]:
    """A bar of days, as much of it as the axis shows."""
    if end < axis.start or start > axis.end:
        return []
    x = axis.x(start)
    return [Rect(x, y, max(1.2, axis.x(end) - x), height, role, hatch)]


# the Gantt of a plan


@dataclass(frozen=True)
class PurchaseRow:
    """One purchase of a plan; `season` is when its producers need the goods."""

    name: str
    purchase: Purchase
    forecast: Forecast | None = None
    season: date | None = None
    lost: bool = False


LOST, SEASON = N_("Campaña perdida"), N_("Campaña: {date}")
LIKELY, BORDER = N_("Lo que probablemente falta"), N_("Comienzo de la campaña")
TOLD_ROW = N_("{name}: {state}. Plan: {planned}. Puede terminar: {likely}.")


def gantt(
    rows: Sequence[PurchaseRow],
    on: date,
    width: float,
    height: float = 0,
    *,
    labels: Mapping[str, str],
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 8,
) -> Drawing:
    """All purchases of a plan: planned above, real below, what is probably left hatched, the campaign as a line.

    `labels` names the states.
    """
    pen = Pen(language, second, measure)
    if not rows:
        words = pen.say(NOTHING)
        return Drawing(width, 30, (Text(0, 15, words, MUTED, text_size),), words)
    left = width * 0.27
    names = [pen.block(Sentence(N_("{name}"), name=row.name), text_size, left - 8) for row in rows]
    lost = [pen.block(Sentence(LOST), text_size, left - 8, bold=True) if row.lost else None for row in rows]
    first, last = _span(rows, on)
    axis = Axis(left, width - 6, first, last, pen, text_size)
    head = text_size * 2 + 10
    room = [
        max(name.height + (mark.height if mark else 0) + 6, text_size * 3.2)
        for name, mark in zip(names, lost, strict=True)
    ]
    if height:
        grow = min(1.8, max(1.0, (height - head - text_size * 8) / sum(room)))
        room = [each * grow for each in room]
    bottom = head + sum(room)
    shapes: list[Shape] = axis.months(head, bottom)
    said: list[str] = []
    roles: set[str] = set()
    y = head
    for place, (row, name, tall) in enumerate(zip(rows, names, room, strict=True)):
        if place % 2 == 0:
            shapes.insert(0, Rect(0, y, width, tall, LANE))
        mark = lost[place]
        shapes += name.at(0, y + tall / 2 - (mark.height / 2 if mark else 0))
        if mark:
            shapes += mark.at(0, y + tall / 2 + name.height / 2)
        shapes += _gantt_bars(row, axis, y, tall, roles)
        if row.season is not None:
            x = axis.x(row.season)
            shapes.append(Line(x, y, x, y + tall, TODAY, 2.0, dashed=True))
            shapes.append(Mark(x, y + 4, TRIANGLE, TODAY, 6))
        said.append(pen.say(_told_row(row, labels)))
        y += tall
    shapes += axis.today(on, head, bottom + 3, pen)
    keys = [(PLANNED, False, pen.say(Sentence(ROLE_NAMES[PLANNED])))] if PLANNED in roles else []
    keys += [
        (role, False, pen.say(Sentence(ROLE_NAMES[role]))) for role in ROLE_NAMES if role in roles and role != PLANNED
    ]
    if any(row.forecast is not None and row.forecast.handing for row in rows):
        keys.append((MUTED, True, pen.say(Sentence(LIKELY))))
    legend = placed_keys(keys, pen, width, text_size)
    y = bottom + text_size + 12
    shapes += legend_shapes(legend, y, text_size)
    y += legend_height(legend, text_size) + 2
    seasons = sorted({row.season for row in rows if row.season is not None})
    if seasons:
        words = ", ".join(pen.say(Sentence(SEASON, date=spoken_day(each))) for each in seasons[:3])
        shapes.append(Mark(5, y + text_size * 0.5, TRIANGLE, TODAY, 6))
        shapes.append(Text(14, y + text_size * 0.85, words, INK, text_size, START, bold=True))
        said.append(words + ".")
        y += text_size + 6
    return Drawing(width, y, tuple(shapes), " ".join(said))


def _span(rows: Iterable[PurchaseRow], on: date) -> tuple[date, date]:
    days = [on]
    for row in rows:
        days += [stay.start.day for stay in row.purchase.stays[:1]]
        days += [end] if (end := _plan_end(row)) else []
        days += [row.season] if row.season else []
        handing = row.forecast.handing if row.forecast else None
        days += [handing.p80] if handing else []
    return min(days), max(*days, min(days) + timedelta(days=30))


def _plan_end(row: PurchaseRow) -> date | None:
    purchase = row.purchase
    if not purchase.planned_days or purchase.planned_days < 0:
        return None
    start = purchase.stays[0].start.day if purchase.stays else purchase.on
    return start + timedelta(days=purchase.planned_days)


def _gantt_bars(row: PurchaseRow, axis: Axis, y: float, tall: float, roles: set[str]) -> list[Shape]:
    purchase, shapes = row.purchase, []
    thin, thick = tall * 0.16, tall * 0.34
    end = _plan_end(row)
    if end is not None:
        start = purchase.stays[0].start.day if purchase.stays else purchase.on
        shapes += _clipped(axis, start, end, y + tall * 0.2, thin, PLANNED, hatch=False)
        roles.add(PLANNED)
    for stay in purchase.stays:
        # here slanted lines are what is still to come: days that were only supposed are drawn like the others
        sure = replace(stay, inferred=False, end=Moment.exact(stay.end.day))
        shapes += stay_bars(sure, axis, y + tall * 0.46, thick, purchase)
        roles.add(STATE_ROLES.get(stay.state, PREPARATION) if stay.days else PREPARATION)
    if any(each.kind == "ATRASO" for each in purchase.segments):
        roles.add(FAILED)
    handing = row.forecast.handing if row.forecast else None
    if handing is not None:
        shapes += _clipped(axis, purchase.on, handing.p80, y + tall * 0.46, thick, MUTED, hatch=True)
        shapes.append(Mark(axis.x(handing.p50), y + tall * 0.46 + thick / 2, DIAMOND, INK, thick * 0.9))
    return shapes


def _told_row(row: PurchaseRow, labels: Mapping[str, str]) -> Sentence:
    handing = row.forecast.handing if row.forecast else None
    end = _plan_end(row)
    between = N_("entre el {first} y el {last}")
    likely: object = "—"
    if handing is not None:
        likely = Sentence(between, first=spoken_day(handing.p50), last=spoken_day(handing.p80))
    state = labels.get(row.purchase.state, row.purchase.state)
    return Sentence(
        TOLD_ROW, name=row.name, state=Sentence(state), planned=spoken_day(end) if end else "—", likely=likely
    )


# where the days go

BY_STAGE, BY_OFFICE = Sentence(N_("Por etapa")), Sentence(N_("Por oficina"))
BY_LAW, UNKNOWN = N_("Plazo que manda la ley"), N_("Días que no se pueden atribuir")
SHARE = N_("{days} días ({percent} %)")
PHASE_ROLES: Mapping[str, str] = {"P": PREPARATION, "L": "call", "C": "contract", "E": EXECUTION, "F": CLOSING}


def days_by(
    figures: Sequence[Figures],
    width: float,
    *,
    labels: Mapping[str, str],
    language: str = SPANISH,
    second: str = "",
    measure: Measure = estimated,
    text_size: float = 9,
) -> Drawing:
    """Where the days of all purchases went: a bar for each stage, then one for each office, on one scale."""
    pen = Pen(language, second, measure)
    phases = {phase: sum(each.phases.get(phase, 0) for each in figures) for phase in PHASES}
    offices: dict[str, int] = {}
    for each in figures:
        for office, days in each.offices.items():
            offices[office] = offices.get(office, 0) + days
    whole = sum(each.elapsed for each in figures)
    stages = [(Sentence(PHASES[phase]), days, PHASE_ROLES[phase]) for phase, days in phases.items() if days]
    held = sorted(offices.items(), key=lambda pair: (-pair[1], pair[0]))
    desks = [(Sentence(labels.get(office, office)), days, EXECUTION) for office, days in held]
    for name, days in ((BY_LAW, sum(f.legal_wait for f in figures)), (UNKNOWN, sum(f.undivided for f in figures))):
        if days:
            desks.append((Sentence(name), days, MUTED))
    if not whole:
        words = pen.say(NOTHING)
        return Drawing(width, 30, (Text(0, 15, words, MUTED, text_size),), words)
    spoken = {
        id(entry): pen.say(Sentence(SHARE, days=f"{entry[1]:,}", percent=round(entry[1] * 100 / whole)))
        for entry in (*stages, *desks)
    }
    left = width * 0.34
    right = max(measure(words, text_size, True) for words in spoken.values()) + 8  # noqa: FBT003  `Measure`
    most = max(days for _label, days, _role in (*stages, *desks))
    scale = (width - left - right) / most
    shapes: list[Shape] = []
    said: list[str] = []
    y = 0.0
    for title, entries in ((BY_STAGE, stages), (BY_OFFICE, desks)):
        heading = pen.block(title, text_size * 1.1, width, bold=True)
        shapes += heading.at(0, y + heading.height / 2)
        y += heading.height + 4
        said.append(pen.say(title) + ":")
        for place, entry in enumerate(entries):
            label, days, role = entry
            block = pen.block(label, text_size, left - 8)
            tall = max(block.height + 5, text_size * 2)
            if place % 2 == 0:
                shapes.append(Rect(0, y, width, tall, LANE))
            shapes += block.at(0, y + tall / 2)
            shapes.append(Rect(left, y + tall * 0.2, max(1.0, days * scale), tall * 0.6, role, hatch=role == MUTED))
            shapes.append(at_right(width, y + tall / 2, spoken[id(entry)], text_size, bold=True))
            said.append(f"{pen.say(label)}: {spoken[id(entry)]}.")
            y += tall
        y += 10
    return Drawing(width, y, tuple(shapes), " ".join(said))
