"""The profile of an idea on one page: its answer and picture first, then what it buys, sells and spends."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, KeepInFrame, KeepTogether, Spacer, Table

from ayni.domain.drawing_perfil import year_of_idea
from ayni.domain.fields import Value, by_name
from ayni.domain.money import centimos
from ayni.domain.perfil import DIFFERENCE_NOTE, RESERVE_NOTE, ProfileResult, figures, told
from ayni.domain.perfil_filas import VENTA, year_amount
from ayni.domain.presupuesto import LABOUR_CLASS, PARTIDA, WITH, WITHOUT, amount, row_total
from ayni.lang import N_, QUECHUA, Sentence, soles
from ayni.reports.pages import (
    BODY,
    BOLD,
    CELL,
    HEAD,
    LABEL,
    Names,
    Painted,
    Paper,
    Record,
    Voice,
    grid,
    plain,
    said,
    width_of,
)

TITLE = N_("Perfil de una idea de negocio")
TINY = ParagraphStyle("profile-cell", parent=CELL, fontSize=8.5, leading=10.4)
RIGHT = ParagraphStyle("profile-number", parent=TINY, alignment=TA_RIGHT)
RIGHT_BOLD = ParagraphStyle("profile-total", parent=RIGHT, fontName=BOLD)
ANSWER = ParagraphStyle("profile-answer", parent=BODY, fontName=BOLD, fontSize=13, leading=17)
BESIDE = ParagraphStyle("profile-people", parent=BODY, alignment=TA_RIGHT)
COLUMN = ParagraphStyle("profile-head", parent=HEAD, fontSize=7.4, leading=9, splitLongWords=0)
COLUMN_RIGHT = ParagraphStyle("profile-head-right", parent=COLUMN, alignment=TA_RIGHT)
NOTE = ParagraphStyle("profile-note", parent=LABEL, fontSize=8, leading=9.8)
TIGHT = (("TOPPADDING", (0, 0), (-1, -1), 1.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 2))
PICTURE_SHARE = 0.5
SHRUNK = 1.5  # pages that are still made one
TOTALS = {WITH: N_("Total con la idea"), WITHOUT: N_("Total sin la idea")}
PEOPLE = N_("Socios que participan: {count}.")
NOT_YET = N_("Todavía faltan datos para responder.")
NOTHING = N_("Todavía no se escribió nada.")

LINES = by_name(VENTA)
NUMBERS = ("ciclos_por_year", "unidades", "cantidad", "precio_unitario", "transporte_unitario")

Rows = Sequence[Mapping[str, Value]]


def write_perfil(
    path: Path,
    municipality: Record,
    aeo: Record,
    plan: Record,
    partidas: Rows,
    sides: Mapping[str, tuple[Rows, Rows]],
    result: ProfileResult | None,
    people: int | None,
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print the profile to a file.

    `sides`: what each side ("con", "sin") sells and spends, as flat rows of `perfil_filas`. `result` None: something
    is still missing, and the page says so in place of the answer.
    """
    voice = Voice(language, names or {})
    paper = Paper(voice, municipality, TITLE, on, subject=str(plan.get("titulo") or ""))
    count = said(voice, Sentence(PEOPLE, count=people), BESIDE) if people else plain("", BESIDE)
    line = Table([[plain(aeo.get("nombre"), BODY), count]], colWidths=[paper.width * share for share in (0.62, 0.38)])
    line.setStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0), *TIGHT])
    paper.add(Spacer(1, 4), line)
    compared = any(sides[WITHOUT])
    paper.add(Spacer(1, 4), *_answer(voice, result, paper.width, compared=compared))
    bought = _bought(voice, partidas, paper.width) if partidas else said(voice, NOTHING, CELL)
    paper.section(N_("Qué se compra"), bought)
    for place, label in enumerate((N_("Qué se vende en un año"), N_("Qué se gasta en un año"))):
        rows = {side: sides[side][place] for side in (WITH, WITHOUT) if sides[side][place]}
        table = _year(voice, rows, paper.width, compared=compared) if rows else said(voice, NOTHING, CELL)
        paper.section(label, table)
    paper.close(Spacer(1, 8), said(voice, RESERVE_NOTE, NOTE, beside=True))
    parts = _apart(paper.story)
    tall = sum(part.wrap(paper.width, paper.next_height)[1] + part.getSpaceBefore() for part in parts)
    if paper.first_height * 0.9 < tall <= paper.first_height * SHRUNK:  # a little more than a page is still one
        for part in parts:
            part.hAlign = "LEFT"
        paper.story = [KeepInFrame(paper.width, paper.first_height - 1, parts, mode="shrink")]
    return paper.write(path)


def _apart(story: Sequence[Flowable]) -> list[Flowable]:
    """The parts of a paper one by one, without what keeps them together or asks for another page."""
    found: list[Flowable] = []
    for part in story:
        if isinstance(part, KeepTogether):
            found += _apart(part._content)  # noqa: SLF001  reportlab has no other way to it
        elif not isinstance(part, CondPageBreak):
            found.append(part)
    return found


def _answer(voice: Voice, result: ProfileResult | None, width: float, *, compared: bool) -> list[Flowable]:
    """The answer in words and figures, its picture beside."""
    if result is None:
        return [said(voice, NOT_YET, ANSWER)]
    left, back, saved = told(result)
    rows: list[list[Flowable]] = [
        [said(voice, label, TINY), plain(shown, RIGHT_BOLD)] for label, shown in figures(result)
    ]
    room = width * (1 - PICTURE_SHARE) - 14
    table = Table(rows, colWidths=[room * 0.62, room * 0.38])
    table.setStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP"), *TIGHT])
    second = QUECHUA if voice.bilingual else ""
    wide = width * PICTURE_SHARE
    picture = year_of_idea(result, wide, language=voice.main, second=second, measure=width_of)
    words: list[Flowable] = [said(voice, left, ANSWER), said(voice, back, ANSWER), said(voice, saved, TINY)]
    if compared:
        words.append(said(voice, DIFFERENCE_NOTE, TINY))
    both = Table([[[*words, Spacer(1, 4), table], Painted(picture, wide)]], colWidths=[room + 14, wide])
    both.setStyle(
        [
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )
    return [both]


def _bought(voice: Voice, partidas: Rows, width: float) -> Table:
    fields = by_name(PARTIDA)
    heads = (
        N_("Descripción"),
        N_("Unidad"),
        N_("Cantidad"),
        N_("Costo unit."),
        N_("Años que dura"),
        N_("Vale de viejo"),
        N_("De los socios"),
        N_("Total S/"),
    )
    shares = (0.29, 0.09, 0.09, 0.11, 0.09, 0.1, 0.11, 0.12)
    rows: list[list[Flowable]] = [_heads(voice, heads, 2)]
    for row in partidas:
        own = amount(row, "monetaria_centimos") + amount(row, "valorizada_centimos")
        lasts = row.get("clase") != LABOUR_CLASS
        rows.append(
            [
                plain(row.get("nombre"), TINY),
                plain(row.get("unidad"), TINY),
                *(
                    plain(fields[name].kind.show(row.get(name)).removeprefix("S/ "), RIGHT)
                    for name in ("cantidad", "precio_unitario")
                ),
                *(
                    plain(fields[name].kind.show(row.get(name)).removeprefix("S/ ") if lasts else "", RIGHT)
                    for name in ("vida_util", "rescate_unitario")
                ),
                plain(_bare(own) if own else "", RIGHT),
                plain(_bare(row_total(row)), RIGHT),
            ]
        )
    rows.append(_total(voice, sum(row_total(row) for row in partidas), len(heads), N_("Total")))
    return grid(rows, [width * share for share in shares], *TIGHT)


def _year(voice: Voice, sides: Mapping[str, Rows], width: float, *, compared: bool) -> Table:
    """What is sold or spent: each row with its activity, its rhythm and what it comes to in a year; a total a side."""
    heads = (
        N_("Actividad"),
        N_("Descripción"),
        N_("Veces al año"),
        N_("Unidades de producción"),
        N_("Cantidad"),
        N_("Precio o costo"),
        N_("Transporte"),
        N_("Al año S/"),
    )
    shares = (0.19, 0.23, 0.08, 0.11, 0.09, 0.09, 0.1, 0.11)
    made: list[list[Flowable]] = [_heads(voice, heads, 2)]
    spans: list[tuple[object, ...]] = []
    for side, rows in sides.items():
        whole = 0
        for row in rows:
            comes = centimos(year_amount(row) or Decimal(0))
            whole += comes
            of_all = not row.get("actividad")
            name = said(voice, N_("De todo el negocio"), TINY, beside=True) if of_all else plain(row["actividad"], TINY)
            unit = f" ({row['unidad']})" if row.get("unidad") else ""
            numbers = [plain(_shown(each, row.get(each)), RIGHT) for each in NUMBERS]
            made.append([name, plain(f"{row.get('nombre') or ''}{unit}", TINY), *numbers, plain(_bare(comes), RIGHT)])
        spans.append(("SPAN", (0, len(made)), (len(heads) - 2, len(made))))
        made.append(_total(voice, whole, len(heads), TOTALS[side] if compared else N_("Total")))
    return grid(made, [width * share for share in shares], *TIGHT, *spans)


def _heads(voice: Voice, heads: Sequence[str], words: int) -> list[Flowable]:
    """The headings of a table; after the first `words` they stand over numbers."""
    return [said(voice, head, COLUMN if place < words else COLUMN_RIGHT) for place, head in enumerate(heads)]


def _total(voice: Voice, whole: int, columns: int, name: str) -> list[Flowable]:
    blank: list[Flowable] = [plain("", TINY) for _place in range(columns - 2)]
    return [said(voice, name, TINY, bold=True, beside=True), *blank, plain(_bare(whole), RIGHT_BOLD)]


def _bare(amount_centimos: int) -> str:
    return soles(amount_centimos).replace("S/ ", "")


def _shown(name: str, value: Value) -> str:
    return LINES[name].kind.show(value).removeprefix("S/ ")
