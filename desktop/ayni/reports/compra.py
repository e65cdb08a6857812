"""The status sheet of a purchase for its AEO: one page, in words that a meeting can hear read aloud.

It never says a reserved price, an offer, a DNI, nor blames a person.
"""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import zip_longest
from pathlib import Path

from reportlab.lib.colors import black
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, KeepInFrame, Spacer, Table, TableStyle

from ayni.domain.drawing import Drawing, days_bars, timeline
from ayni.domain.drawing_etapas import stage_pictures
from ayni.domain.fields import Phone
from ayni.domain.hoja_aeo import DUTIES, WHEN, AeoSheet, status, when_text
from ayni.domain.recorrido import Purchase
from ayni.lang import N_, QUECHUA, Sentence, day, speaking
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
GOODS = N_("Lo que nos toca recibir")
MORE_GOODS = N_("y {count} más")
ASK = N_("¿A quién preguntar?")
NOTICE = N_("Próximo aviso el")
PHONE = N_("Teléfono")
PATH = N_("El camino hasta hoy")
DAYS_WENT = N_("En qué se fueron los días")
SMALLEST = 0.88  # how small the timeline may be drawn before its oldest rows become one
LEAST_ROOM = 74.0  # points below which the timeline is left out: it could not be read
TITLE_ROOM = 8 + SECTION.leading + SECTION.spaceAfter + 2
MOST_GOODS = 12  # lines of goods on one sheet
WIDE_GOODS = 4  # more goods than these stand in two columns

BIG = ParagraphStyle("big", parent=BODY, fontName=BOLD, fontSize=25, leading=27)
ANSWER = ParagraphStyle("answer", parent=BODY, fontSize=10.5, leading=13)
STRONG = ParagraphStyle("strong", parent=ANSWER, fontName=BOLD, fontSize=12, leading=15)


def write_compra_estado(
    path: Path,
    municipality: Record,
    aeo: Record,
    compra: Record,
    purchase: Purchase,
    language: str,
    on: date,
    *,
    sheet: AeoSheet | None = None,
    names: Names | None = None,
) -> Path:
    """Print the status sheet to a file, always on one page. `purchase` is the replay of its events on that day.

    `sheet` is what this AEO is told besides; `names` may hold "oficinas" with the names that this entity gives its
    offices.
    """
    sheet = sheet or AeoSheet()
    voice = Voice(language, names or {})
    paper = Paper(voice, municipality, TITLE, on, subject=str(compra.get("nombre") or ""))
    paper.add(plain(aeo.get("nombre"), SMALL), Spacer(1, 7))
    pictures = _pictures(voice, purchase, paper.width)
    paper.add(pictures, Spacer(1, 8))
    paper.add(_figures(voice, purchase, paper.width), Spacer(1, 7))
    if sheet.goods:
        paper.add(_goods(voice, sheet, paper.width), Spacer(1, 6))
    paper.add(_answers(voice, purchase, sheet, paper.width))
    last: list[Flowable] = [Spacer(1, 6), _contact(voice, municipality, sheet, paper.width)]
    room = paper.first_height - _height(paper.story, paper.width) - _height(last, paper.width) - 4
    paper.add(*_drawings(voice, purchase, paper.width, room), *last)
    if room < 0:  # much to have ready, in two languages: the whole sheet a little smaller, never a second page
        for part in paper.story:
            part.hAlign = "LEFT"
        paper.story = [KeepInFrame(paper.width, paper.first_height - 1, paper.story, mode="shrink")]
    return paper.write(path)


def _pictures(voice: Voice, purchase: Purchase, width: float) -> Painted:
    """The five stages: done, here, to come."""
    finished = purchase.handed_over and not purchase.closed
    second = QUECHUA if voice.bilingual else ""
    drawn = stage_pictures(
        purchase.state, width, finished=finished, language=voice.main, second=second, measure=width_of
    )
    return Painted(drawn, width)


def _goods(voice: Voice, sheet: AeoSheet, width: float) -> Table:
    """What this AEO receives, counted; many goods stand in two columns."""
    shown = [plain(f"{good.text}", ANSWER) for good in sheet.goods[:MOST_GOODS]]
    left = len(sheet.goods) - len(shown)
    if left:
        shown[-1] = said(voice, Sentence(MORE_GOODS, count=left + 1), ANSWER)
    title = said(voice, GOODS, HEAD)
    if len(shown) <= WIDE_GOODS:
        rows: list[list[object]] = [[title, shown]]
        widths = [width * 0.3, width * 0.7]
    else:
        half = (len(shown) + 1) // 2
        rows = [[title, shown[:half], shown[half:]]]
        widths = [width * 0.3, width * 0.35, width * 0.35]
    table = Table(rows, colWidths=widths)
    table.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 0.9, black),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 6),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return table


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


def _answers(voice: Voice, purchase: Purchase, sheet: AeoSheet, width: float) -> Table:
    """Questions and answers; in two languages, two columns with the same numbers."""
    asked = status(purchase, voice.names.get("oficinas", {}))
    if sheet.forecast is not None or purchase.handed_over:
        asked.append((WHEN, when_text(purchase, sheet.forecast)))
    if sheet.duties:
        asked.append((DUTIES, list(sheet.duties)))
    rows: list[list[list[Flowable]]] = []
    heads: list[list[Flowable]] = []
    if voice.bilingual:
        heads.append([plain("Castellano", HEAD), plain("Runasimi", HEAD)])
    for question, sentences in asked:
        row: list[list[Flowable]] = []
        for say in _voices(voice):
            words = " ".join(say(sentence) for sentence in sentences)
            if question == DUTIES and sheet.note:
                words = f"{words} {sheet.note}"
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
    """The timeline and where the days went, as large as the page allows: never more than one page.

    What does not fit is left out in this order: the bars of days, the glosses, the oldest rows.
    """
    second = QUECHUA if voice.bilingual else ""
    choices = [(second, True), (second, False), ("", True), ("", False)]
    if room < LEAST_ROOM + TITLE_ROOM:
        return []
    for gloss, with_bars in dict.fromkeys(choices):
        bars = []
        if with_bars and purchase.segments:
            bars = [(DAYS_WENT, _drawn(days_bars, purchase.segments, width, voice, gloss))]
        left = room - sum(drawing.height for _, drawing in bars) - TITLE_ROOM * (1 + len(bars))
        last = (gloss, with_bars) == choices[-1]
        if left < LEAST_ROOM and not last:
            continue
        path = _drawn(timeline, purchase, width, voice, gloss, height=left)
        if last and path.height * SMALLEST > left:
            path = _drawn(timeline, purchase, width, voice, gloss, height=left, merge=True)
        if path.height <= left or last:
            return _placed(voice, [(PATH, path), *bars], width, min(1.0, max(left, 60) / path.height))
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


def _contact(voice: Voice, municipality: Record, sheet: AeoSheet, width: float) -> Table:
    """Who to ask, the telephone and the day of the next notice; what nobody knows leaves room to write it."""
    phone = Phone().show(sheet.phone) if sheet.phone else ""
    notice = day(sheet.next_notice.isoformat()) if sheet.next_notice else ""
    table = Table(
        [
            [[said(voice, ASK, LABEL, beside=True), plain(_whom(municipality), ANSWER)], "", "", ""],
            [
                said(voice, PHONE, SMALL, beside=True),
                plain(phone, STRONG),
                said(voice, NOTICE, SMALL, beside=True),
                plain(notice, STRONG),
            ],
        ],
        colWidths=[width * 0.19, width * 0.25, width * 0.28, width * 0.28],
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
