"""The tables of a plan on paper: those that people fill (T1 to T5, T10, T17 to T20) and those that follow from it.

    add_table(paper, voice, "T5", door.tabla(plan, "T5"))        # False: there was nothing to show
    story += table_parts(voice, "T10", rows, width)              # the same as flowables; [] when there is nothing

Rows are plain values as the door gives them. A datum that names another record is printed from `<name>_nombre`.
"""

from collections.abc import Iterable, Mapping, Sequence

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Spacer

from ayni.domain.fields import Date, Dni, Field, Money, Price, Reference, Ruc, Value, Year
from ayni.domain.presupuesto import SOURCES
from ayni.domain.tabla import TABLAS, Column, Tabla
from ayni.domain.tabla_derivada import DERIVED, HEADING, SOURCE_LABELS, SUM, by_month, last_month, timetable
from ayni.lang import N_, Sentence
from ayni.reports.pages import BOLD, CELL, LABEL, SMALL, Paper, Voice, grid, plain, said

EVERY: Mapping[str, Tabla] = {**TABLAS, **DERIVED}
IN_SOLES = N_("Montos en soles.")
MONTHS_AT_A_TIME, MONTHS_UPRIGHT = 12, 6
LANDSCAPE = 600  # points of width from which twelve months stand side by side
MANY_COLUMNS = 7
BEGUN = 90  # points that a table needs on the page on which it begins
APART = 7  # points between figures and the words at their right
FIGURES = 0.1  # of the room that is left: figures and numbers of identity need less of it than words
WIDEST_WORD = 0.3  # of the sheet: a longer word is broken
NAME_PART, SOURCE_PART, TOTAL_PART = 0.17, 0.135, 0.1  # of the width of the timetable

CAPTION = ParagraphStyle(
    "table-caption", parent=LABEL, fontName=BOLD, fontSize=9.5, leading=12, spaceBefore=6, spaceAfter=3
)

TIGHT = (("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2))

Row = Mapping[str, object]


class _Type:
    """The letters of one table: smaller when it has many columns."""

    def __init__(self, size: float) -> None:
        self.cell = ParagraphStyle("table-cell", parent=CELL, fontSize=size, leading=size * 1.26)
        self.bold = ParagraphStyle("table-bold", parent=self.cell, fontName=BOLD)
        self.number = ParagraphStyle("table-number", parent=self.cell, alignment=TA_RIGHT)
        self.bold_number = ParagraphStyle("table-bold-number", parent=self.number, fontName=BOLD)

    def of(self, *, right: bool, bold: bool) -> ParagraphStyle:
        """The style of a cell."""
        if right:
            return self.bold_number if bold else self.number
        return self.bold if bold else self.cell


FEW, MANY, MONTHLY = _Type(9), _Type(7.6), _Type(7)


def add_table(paper: Paper, voice: Voice, code: str, rows: Sequence[Row]) -> bool:
    """Put a table of the plan into a paper, with its name and its note; False when it has no rows."""
    parts = table_parts(voice, code, rows, paper.width)
    if parts:
        paper.add(CondPageBreak(BEGUN), *parts)
    return bool(parts)


def table_parts(voice: Voice, code: str, rows: Sequence[Row], width: float) -> list[Flowable]:
    """The name of a table first, the table, and what to know to read it; empty when it has no rows."""
    found = EVERY[code]
    if not rows:
        return []
    made = _by_months(voice, rows, width) if code == "T10" else [_whole(voice, found, rows, width)]
    if not made:
        return []
    notes = [found.help] if code in DERIVED and found.help else []
    if any(isinstance(each.field.kind, Money | Price) for each in found.columns) or code == "T15":
        notes.append(IN_SOLES)
    return [
        said(voice, found.label, CAPTION, beside=True),
        *made,
        Spacer(1, 2),
        *(said(voice, note, SMALL, beside=True) for note in notes),
        Spacer(1, 6),
    ]


def _whole(voice: Voice, found: Tabla, rows: Sequence[Row], width: float) -> Flowable:
    letters = MANY if len(found.columns) > MANY_COLUMNS else FEW
    lines: list[list[Flowable | str]] = [
        [said(voice, each.field.label, letters.of(right=each.numeric, bold=True)) for each in found.columns]
    ]
    styles: list[tuple[object, ...]] = list(TIGHT)
    for row in rows:
        if HEADING in row:
            heading = row[HEADING]
            assert isinstance(heading, Sentence)
            styles.append(("SPAN", (0, len(lines)), (-1, len(lines))))
            lines.append([said(voice, heading, letters.bold, beside=True), *[""] * (len(found.columns) - 1)])
            continue
        lines.append([_cell(voice, each, row, letters, bold=SUM in row) for each in found.columns])
    sums = found.sums(_values(rows))
    if sums:
        first = said(voice, N_("Total"), letters.bold)
        total = [_cell(voice, each, sums, letters, bold=True) for each in found.columns]
        lines.append([first, *total[1:]])
    for place, each in enumerate(found.columns):
        if place and not each.numeric and found.columns[place - 1].numeric:
            styles.append(("LEFTPADDING", (place, 0), (place, -1), APART))
    return grid(lines, _widths(found, lines, width), *styles)


def _widths(found: Tabla, lines: Sequence[Sequence[Flowable | str]], width: float) -> list[float]:
    """The width of each column: its longest word, and its part of what is left."""
    least = [
        min(max((_longest(line[place]) for line in lines), default=0.0), width * WIDEST_WORD) + APART + 2
        for place in range(len(found.columns))
    ]
    shares = [each.weight * (FIGURES if each.numeric or _short(each.field) else 1) for each in found.columns]
    left = width - sum(least)
    if left < 0:
        return [width * each / sum(least) for each in least]
    return [one + left * share / sum(shares) for one, share in zip(least, shares, strict=True)]


def _short(item: Field) -> bool:
    return isinstance(item.kind, Dni | Ruc | Year | Date)


def _longest(cell: Flowable | str) -> float:
    return float(cell.minWidth()) if isinstance(cell, Paragraph) else 0.0


def _values(rows: Iterable[Row]) -> list[dict[str, Value]]:
    return [
        {name: value for name, value in row.items() if value is None or isinstance(value, int | str)} for row in rows
    ]


def _cell(voice: Voice, column: Column, row: Row, letters: _Type, *, bold: bool) -> Paragraph:
    style = letters.of(right=column.numeric, bold=bold)
    value = row.get(column.name)
    if column.compute is not None and value is None:
        value = column.compute(_values([row])[0])
    if isinstance(value, Sentence):
        return said(voice, value, style)
    return plain(_told(voice, column.field, value, row), style)


def _told(voice: Voice, item: Field, value: object, row: Row) -> str:
    if isinstance(item.kind, Reference):
        return str(row.get(f"{item.name}_nombre") or "")
    return voice.value(item, value).removeprefix("S/").strip()


# The timetable


def _by_months(voice: Voice, partidas: Sequence[Row], width: float) -> list[Flowable]:
    """Items and sources beside their months, as many at a time as the sheet holds; the last part has the totals."""
    rows = _values(partidas)
    last, lines = last_month(rows), timetable(rows)
    if not last or not lines:
        return []
    at_a_time = MONTHS_AT_A_TIME if width >= LANDSCAPE else MONTHS_UPRIGHT
    made: list[Flowable] = []
    for begin in range(1, last + 1, at_a_time):
        months = range(begin, min(begin + at_a_time, last + 1))
        made += [_some_months(voice, lines, months, at_a_time, width, totals=months[-1] == last), Spacer(1, 5)]
    return made


def _some_months(
    voice: Voice, lines: Sequence[Mapping[str, Value]], months: range, at_a_time: int, width: float, *, totals: bool
) -> Flowable:
    bold, right = MONTHLY.bold, MONTHLY.bold_number
    head: list[Flowable | str] = [said(voice, N_("Ítem"), bold), said(voice, N_("Fuente"), bold)]
    head += [said(voice, Sentence(N_("Mes {month}"), month=month), right) for month in months]
    if totals:
        head.append(said(voice, N_("Total"), right))
    cells = [head]
    for line in lines:
        made: list[Flowable | str] = [
            plain(line["nombre"], MONTHLY.cell),
            said(voice, SOURCE_LABELS[str(line["fuente"])], MONTHLY.cell),
            *(plain(_soles(line.get(f"m{month}")), MONTHLY.number) for month in months),
        ]
        cells.append([*made, plain(_soles(line["total_centimos"]), MONTHLY.number)] if totals else made)
    for source in (*SOURCES, ""):
        mine = [line for line in lines if not source or line["fuente"] == source]
        if not mine:
            continue
        name = SOURCE_LABELS[source] if source else N_("De las tres fuentes")
        made = [said(voice, N_("Total"), bold), said(voice, name, bold)]
        made += [plain(_soles(by_month(lines, month, source)), right) for month in months]
        whole = sum(int(line["total_centimos"] or 0) for line in mine)
        cells.append([*made, plain(_soles(whole), right)] if totals else made)
    month_width = width * (1 - NAME_PART - SOURCE_PART - TOTAL_PART) / at_a_time
    room = width - month_width * len(months) - (width * TOTAL_PART if totals else 0)
    name_width = min(room * NAME_PART / (NAME_PART + SOURCE_PART), width * 0.4)
    source_width = min(room - name_width, width * 0.2)
    widths = [name_width, source_width, *[month_width] * len(months), *([width * TOTAL_PART] if totals else [])]
    table = grid(cells, widths, *TIGHT)
    table.hAlign = "LEFT"
    return table


def _soles(centimos: Value) -> str:
    return Money().show(int(centimos)).removeprefix("S/").strip() if centimos else "—"
