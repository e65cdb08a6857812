"""The status sheet of a purchase for its AEO: one page, in words that a meeting can hear read aloud.

It never says a reserved price, an offer, a DNI, nor blames a person.
"""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import zip_longest
from pathlib import Path

from reportlab.lib.colors import black
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Spacer, Table, TableStyle

from ayni.domain.drawing import Drawing, days_bars, stages, timeline
from ayni.domain.etapas import EVENTS, OFFICES, STATES
from ayni.domain.recorrido import Purchase, spoken_day
from ayni.lang import N_, QUECHUA, Sentence, speaking
from ayni.reports.pages import (
    BODY,
    BOLD,
    FILL,
    HEAD,
    LABEL,
    RULE,
    SECTION,
    SMALL,
    Names,
    Painted,
    Paper,
    Record,
    Voice,
    plain,
    said,
    width_of,
)

TITLE = N_("¿Cómo va nuestra compra?")
WHERE = N_("¿Dónde está la compra?")
WHO = N_("¿Quién la tiene?")
HOW_LONG = N_("¿Cuántos días van?")
WHAT = N_("¿Qué ha pasado?")
NEXT = N_("¿Qué sigue?")
ASK = N_("¿A quién preguntar?")
STATE = N_("{state}, desde el {date}.")
HOLDER = N_("{office}, desde el {date}.")
NOT_SENT = N_("El pedido todavía no fue enviado.")
CLOSED = N_("La compra se cerró sin comprar.")
NO_HOLDER = N_("Ninguna oficina: la compra terminó.")
DAYS = N_("{days} días de {planned} previstos, {ratio} veces el plan.")
DAYS_ONLY = N_("{days} días. El plan no dice cuántos eran.")
CALLS = N_("Convocatorias: {count}. Sin ganador: {failed}.")
NO_CALLS = N_("Todavía no se ha convocado.")
BACK = N_("La compra volvió al inicio. Esta es la vuelta {number}.")
FOLLOWS = N_("{event}.")
NOTHING = N_("Nada más: la compra terminó.")
NOTICE = N_("Próximo aviso el")
PHONE = N_("Teléfono")
PATH = N_("El camino hasta hoy")
DAYS_WENT = N_("En qué se fueron los días")
SMALLEST = 0.88  # how small the timeline may be drawn before its oldest rows become one
TITLE_ROOM = 8 + SECTION.leading + SECTION.spaceAfter + 2

BIG = ParagraphStyle("big", parent=BODY, fontName=BOLD, fontSize=25, leading=27)
ANSWER = ParagraphStyle("answer", parent=BODY, fontSize=10.5, leading=13)


def write_compra_estado(
    path: Path,
    municipality: Record,
    aeo: Record,
    compra: Record,
    purchase: Purchase,
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print the status sheet to a file, always on one page. `purchase` is the replay of its events on that day.

    `names` may hold "oficinas" with the names that this entity gives its offices.
    """
    voice = Voice(language, names or {})
    paper = Paper(voice, municipality, TITLE, on, subject=str(compra.get("nombre") or ""))
    paper.add(plain(aeo.get("nombre"), SMALL), Spacer(1, 9))
    paper.add(_figures(voice, purchase, paper.width), Spacer(1, 9))
    paper.add(_answers(voice, purchase, paper.width), Spacer(1, 8))
    last: list[Flowable] = [Spacer(1, 6), _blanks(voice, municipality, paper.width)]
    room = paper.first_height - _height(paper.story, paper.width) - _height(last, paper.width) - 4
    paper.add(*_drawings(voice, purchase, paper.width, room))
    paper.add(*last)
    return paper.write(path)


def _height(parts: Sequence[Flowable], width: float) -> float:
    return float(sum(part.wrap(width, 9999)[1] + part.getSpaceBefore() + part.getSpaceAfter() for part in parts))


def _figures(voice: Voice, purchase: Purchase, width: float) -> Table:
    """Three numbers that everybody sees first: days gone, days planned, how many times the plan."""
    ratio = purchase.ratio
    cells = [
        (str(purchase.elapsed_days), N_("días van")),
        (str(purchase.planned_days or "—"), N_("días estaban previstos")),
        (str(ratio) if ratio is not None else "—", N_("veces el plan")),
    ]
    row: list[Flowable] = []
    widths: list[float] = []
    for number, words in cells:
        room = width_of(number, BIG.fontSize, bold=True) + 18
        row += [plain(number, BIG), said(voice, words, SMALL)]
        widths += [room, width / 3 - room]
    table = Table([row], colWidths=widths)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), FILL),
                ("LINEAFTER", (1, 0), (1, 0), 0.6, RULE),
                ("LINEAFTER", (3, 0), (3, 0), 0.6, RULE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 8),
                ("RIGHTPADDING", (0, 0), (-1, -1), 2),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ]
        )
    )
    return table


def status(purchase: Purchase, names: Names) -> list[tuple[str, list[Sentence]]]:
    """The questions of the sheet, each with its answer. Numbers are holes, so both languages say the same ones."""
    offices = {**OFFICES, **names.get("oficinas", {})}
    state = Sentence(STATES.get(purchase.state, purchase.state))
    where = [Sentence(STATE, state=state, date=spoken_day(purchase.state_since))] if purchase.state_since else [state]
    if purchase.closed:
        where = [Sentence(CLOSED)]
    elif not purchase.stays:
        where = [Sentence(NOT_SENT)]
    office = Sentence(offices.get(purchase.holder, purchase.holder))
    if not purchase.holder or purchase.closed:
        who = [Sentence(NO_HOLDER)]
    else:
        who = (
            [Sentence(HOLDER, office=office, date=spoken_day(purchase.holder_since))]
            if purchase.holder_since
            else [office]
        )
    days = Sentence(DAYS_ONLY, days=purchase.elapsed_days)
    if purchase.planned_days and purchase.ratio is not None:
        days = Sentence(DAYS, days=purchase.elapsed_days, planned=purchase.planned_days, ratio=str(purchase.ratio))
    past = [Sentence(NO_CALLS)]
    if purchase.attempts:
        past = [Sentence(CALLS, count=purchase.attempts, failed=purchase.failed_calls)]
    if purchase.cycle > 1:
        past.append(Sentence(BACK, number=purchase.cycle))
    code = purchase.next_step
    follows = (
        Sentence(FOLLOWS, event=Sentence(EVENTS.get(code, code))) if code and not purchase.closed else Sentence(NOTHING)
    )
    return [(WHERE, where), (WHO, who), (HOW_LONG, [days]), (WHAT, past), (NEXT, [follows])]


def _answers(voice: Voice, purchase: Purchase, width: float) -> Table:
    """Questions and answers; in two languages, two columns with the same numbers."""
    asked = status(purchase, voice.names)
    rows: list[list[list[Flowable]]] = []
    heads: list[list[Flowable]] = []
    if voice.bilingual:
        heads.append([plain("Castellano", HEAD), plain("Runasimi", HEAD)])
    for question, sentences in asked:
        row: list[list[Flowable]] = []
        for say in _voices(voice):
            words = " ".join(say(sentence) for sentence in sentences)
            row.append([plain(say(question), LABEL), plain(words, ANSWER)])
        rows.append(row)
    if not voice.bilingual:
        rows = [[left[0], right[0] if right else []] for left, right in zip_longest(rows[::2], rows[1::2])]
    alone = [("SPAN", (0, -1), (-1, -1))] if not voice.bilingual and len(asked) % 2 else []
    table = Table([*heads, *rows], colWidths=[width / 2] * 2)
    table.setStyle(
        TableStyle(
            [
                *alone,
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEABOVE", (0, 0), (-1, 0), 0.9, black),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
                ("LINEAFTER", (0, 0), (0, -1), 0.4, RULE),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("LEFTPADDING", (1, 0), (1, -1), 10),
                ("RIGHTPADDING", (0, 0), (-1, -1), 6),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return table


def _voices(voice: Voice) -> list[Callable[[str | Sentence], str]]:
    def quechua(text: str | Sentence) -> str:
        with speaking(QUECHUA):
            return str(text) if isinstance(text, Sentence) else str(Sentence(text))

    return [voice.say, quechua] if voice.bilingual else [voice.say]


def _whom(municipality: Record) -> str:
    parts = (municipality.get("gerente"), municipality.get("gerente_cargo"), municipality.get("direccion"))
    return ", ".join(str(part) for part in parts if part) or str(municipality.get("nombre") or "")


def _drawings(voice: Voice, purchase: Purchase, width: float, room: float) -> list[Flowable]:
    """The stages, the timeline and where the days went, as large as the page allows: never more than one page.

    What does not fit is left out in this order: the bars of days, the glosses, the oldest rows.
    """
    second = QUECHUA if voice.bilingual else ""
    choices = [(second, True), (second, False), ("", True), ("", False)]
    for gloss, with_bars in dict.fromkeys(choices):
        parts = [("", _drawn(stages, purchase.state, width, voice, gloss))]
        bars = []
        if with_bars and purchase.segments:
            bars = [(DAYS_WENT, _drawn(days_bars, purchase.segments, width, voice, gloss))]
        left = room - sum(drawing.height for _, drawing in parts + bars) - TITLE_ROOM * (1 + len(bars))
        last = (gloss, with_bars) == choices[-1]
        path = _drawn(timeline, purchase, width, voice, gloss, height=left)
        if last and path.height * SMALLEST > left:
            path = _drawn(timeline, purchase, width, voice, gloss, height=left, merge=True)
        if path.height <= left or last:
            return _placed(voice, [*parts, (PATH, path), *bars], width, min(1.0, max(left, 60) / path.height))
    return []


def _drawn(
    draw: Callable[..., Drawing], what: object, width: float, voice: Voice, gloss: str, **more: float
) -> Drawing:
    return draw(what, width, language=voice.main, second=gloss, measure=width_of, **more)


def _placed(voice: Voice, parts: Sequence[tuple[str, Drawing]], width: float, scale: float) -> list[Flowable]:
    placed: list[Flowable] = []
    for title, drawing in parts:
        if title:
            placed += [Spacer(1, 8), said(voice, title, SECTION, beside=True)]
        painted = Painted(drawing, width * (scale if title == PATH else 1.0))
        painted.hAlign = "CENTER"
        placed.append(painted)
    return placed


def _blanks(voice: Voice, municipality: Record, width: float) -> Table:
    """Who to ask, and room to write the telephone and the day of the next notice."""
    table = Table(
        [
            [[said(voice, ASK, LABEL, beside=True), plain(_whom(municipality), ANSWER)], "", "", ""],
            [said(voice, PHONE, SMALL, beside=True), "", said(voice, NOTICE, SMALL, beside=True), ""],
        ],
        colWidths=[width * 0.17, width * 0.27, width * 0.26, width * 0.3],
        rowHeights=[None, 22],
    )
    table.setStyle(
        TableStyle(
            [
                ("SPAN", (0, 0), (-1, 0)),
                ("LINEABOVE", (0, 0), (-1, 0), 0.9, black),
                ("VALIGN", (0, 1), (-1, -1), "BOTTOM"),
                ("LINEBELOW", (1, 1), (1, 1), 0.6, black),
                ("LINEBELOW", (3, 1), (3, 1), 0.6, black),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("LEFTPADDING", (2, 1), (2, 1), 14),
                ("BOTTOMPADDING", (0, 1), (-1, 1), 1),
                ("TOPPADDING", (0, 1), (-1, 1), 0),
            ]
        )
    )
    return table
