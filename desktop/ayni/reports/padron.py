"""The padrón of an AEO (F04): every member on a row tall enough to sign, then who certifies it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportlab.lib.colors import black
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Spacer, Table, TableStyle

from ayni.domain.fields import by_name
from ayni.domain.junta_directiva import CARGO_PERIODO
from ayni.domain.padron import SOCIO, full_name
from ayni.lang import N_, Sentence, day
from ayni.reports.pages import (
    BOLD,
    FILL,
    FIRMA,
    GREY,
    HUELLA,
    ITALIC,
    LABEL,
    REGULAR,
    RULE,
    SMALL,
    SUBJECT,
    Names,
    Paper,
    Record,
    Signer,
    Voice,
    place_and_date,
    plain,
    printed,
    said,
    signatures,
    together,
    value_of,
)

TITLE = N_("Padrón de socios")
NUMBER = N_("N.º")
NAMES = N_("Apellidos y nombres")
AGE = N_("Edad")
ROW = 11.6 * mm
LAST_ROWS = 3  # members that go with the signatures when these need a page of their own

SHARES = (0.036, 0.25, 0.086, 0.09, 0.052, 0.07, 0.1, 0.076, 0.147, 0.093)
CENTRED = {0, 4}


def age(born: str, on: date) -> str:
    """Whole years on a day: "41"; "40–41" when only the month is known and it is that month; nothing when unknown."""
    parts = [int(part) for part in born.split("-")] if born else []
    if not parts:
        return ""
    years = on.year - parts[0]
    today = (on.month, on.day)
    if len(parts) == 3:  # noqa: PLR2004  a full date
        return str(years - (today < (parts[1], parts[2])))
    if len(parts) == 2 and parts[1] != on.month:  # noqa: PLR2004  known to the month
        return str(years - (on.month < parts[1]))
    return f"{years - 1}–{years}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cell."""

    text: str
    font: str
    size: float
    grey: bool = False


Cell = tuple[Line, ...]


class Register(Flowable):  # type: ignore[misc]  # reportlab has no types
    """The rows of one page under their heading, drawn directly: 500 members take no longer than a blink."""

    def __init__(self, head: Sequence[Cell], rows: Sequence[Sequence[Cell]], width: float) -> None:
        super().__init__()
        self.rows, self.head, self.widths = rows, head, [width * share for share in SHARES]
        self.width = width
        self.heights = [row_height(head, 0), *(row_height(row) for row in rows)]
        self.height = sum(self.heights)

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its own size."""
        return self.width, self.height

    def draw(self) -> None:
        """The heading on grey, then each row; thin lines between columns, a strong one around."""
        canvas: Canvas = self.canv
        top = self.height
        for place, (row, height) in enumerate(zip([self.head, *self.rows], self.heights, strict=True)):
            if not place:
                canvas.setFillColor(FILL)
                canvas.rect(0, top - height, self.width, height, stroke=0, fill=1)
            x = 0.0
            for column, (cell, width) in enumerate(zip(row, self.widths, strict=True)):
                self._cell(canvas, cell, (x, top, width, height), centred=column in CENTRED)
                x += width
            top -= height
            canvas.setStrokeColor(RULE if place else black)
            canvas.setLineWidth(0.5 if place else 0.9)
            canvas.line(0, top, self.width, top)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.4)
        x = 0.0
        for width in self.widths[:-1]:
            x += width
            canvas.line(x, 0, x, self.height)
        canvas.setStrokeColor(black)
        canvas.setLineWidth(0.9)
        canvas.rect(0, 0, self.width, self.height, stroke=1, fill=0)

    @staticmethod
    def _cell(canvas: Canvas, cell: Cell, box: tuple[float, float, float, float], *, centred: bool) -> None:
        x, top, width, height = box
        y = top - (height - _height(cell)) / 2
        for line in cell:
            y -= line.size * 1.2
            canvas.setFont(line.font, line.size)
            canvas.setFillColor(GREY if line.grey else black)
            low = y + line.size * 0.27
            if centred:
                canvas.drawCentredString(x + width / 2, low, line.text)
            else:
                canvas.drawString(x + 4, low, line.text)


def _height(cell: Cell) -> float:
    return sum(line.size * 1.2 for line in cell)


def row_height(row: Sequence[Cell], least: float = ROW) -> float:
    """Room that a row takes: tall enough to sign, taller when a name needs it."""
    return max(least, max(_height(cell) for cell in row) + 7)


def pages_of(heights: Sequence[float], first: float, later: float, last: float) -> list[int]:
    """How many rows stand on each page, so that the signatures (`last` points) come with rows above them.

    `first` and `later` are the room for rows on the first page and on the others. A zero says that no row fits there.
    """
    counts: list[int] = []
    at, room = 0, first
    while at < len(heights):
        used, number = 0.0, 0
        while at + number < len(heights) and used + heights[at + number] <= room:
            used += heights[at + number]
            number += 1
        if not number and counts:
            number, used = 1, heights[at]  # a row taller than a page is not split either
        counts.append(number)
        at += number
        if at == len(heights) and used + last > room:
            moved = min(LAST_ROWS, number)
            counts[-1] -= moved
            counts.append(moved)
        room = later
    return counts or [0]


def write_padron(
    path: Path,
    municipality: Record,
    aeo: Record,
    socios: Sequence[Mapping[str, object]],
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print the padrón to a file, in the order given.

    Each socio is a row of `SOCIO`, with `cargo` (a code) when the person holds one on that day. `on` is the printed
    date, at which ages are counted. `names`: labels of the codes (see `pages.Names`).
    """
    voice = Voice(language, names or {})
    paper = Paper(
        voice,
        municipality,
        TITLE,
        on,
        subject=str(aeo.get("nombre") or ""),
        sideways=True,
        note=Sentence(N_("Edad cumplida al {date}."), date=day(on.isoformat())),
    )
    head = _head(voice, paper.width)
    rows = [_row(voice, number, socio, on, paper.width) for number, socio in enumerate(socios, 1)]
    closing = _closing(voice, socios, paper.width)
    heading = sum(part.wrap(paper.width, 9999)[1] + part.getSpaceAfter() for part in paper.story) + 10
    tall = row_height(head, 0) + 4
    last = sum(part.wrap(paper.width, 9999)[1] + part.getSpaceAfter() for part in closing) + 8
    paper.gap(10)
    at = 0
    counts = pages_of(
        [row_height(row) for row in rows], paper.first_height - heading - tall, paper.next_height - tall, last
    )
    for page, count in enumerate(counts):
        if page:
            paper.add(PageBreak())
        paper.add(Register(head, rows[at : at + count], paper.width))
        at += count
    paper.add(together(*closing))
    return paper.write(path)


def _head(voice: Voice, width: float) -> list[Cell]:
    fields, cargo = by_name(SOCIO), by_name(CARGO_PERIODO)["cargo"]
    labels = (
        NUMBER, NAMES, fields["dni"].label, fields["fecha_nacimiento"].label, AGE, fields["sexo"].label, cargo.label,
        fields["condicion"].label, FIRMA, HUELLA,
    )  # fmt: skip
    return [
        (
            *_lines(voice.say(label), BOLD, 8.5, width * share - 6),
            *_lines(voice.gloss(label), ITALIC, 7.5, width * share - 6, grey=True),
        )
        for label, share in zip(labels, SHARES, strict=True)
    ]


def _row(voice: Voice, number: int, socio: Mapping[str, object], on: date, width: float) -> list[Cell]:
    fields, cargo = by_name(SOCIO), by_name(CARGO_PERIODO)["cargo"]
    shares = dict(zip(("n", "name", "dni", "born", "age", "sexo", "cargo", "condicion"), SHARES, strict=False))

    def coded(name: str) -> Cell:
        item = cargo if name == "cargo" else fields[name]
        value = value_of(socio, name)
        room = width * shares[name] - 7
        return (
            *_lines(voice.value(item, value), REGULAR, 9, room),
            *_lines(voice.value_gloss(item, value), ITALIC, 7.5, room, grey=True),
        )

    born = str(socio.get("fecha_nacimiento") or "")
    return [
        (Line(str(number), REGULAR, 9.5),),
        tuple(_lines(full_name(dict(socio)), REGULAR, 10, width * shares["name"] - 8)),
        (Line(str(socio.get("dni") or ""), REGULAR, 10),),
        tuple(_lines(day(born) if born else "", REGULAR, 9.5, width * shares["born"] - 7)),
        (Line(age(born, on), REGULAR, 9.5),),
        coded("sexo"),
        coded("cargo"),
        coded("condicion"),
        (),
        (),
    ]


def _lines(text: str, font: str, size: float, width: float, *, grey: bool = False) -> list[Line]:
    if not text:
        return []
    return [Line(part, font, size, grey) for part in simpleSplit(printed(text), font, size, width)]


def _closing(voice: Voice, socios: Sequence[Mapping[str, object]], width: float) -> list[Flowable]:
    totals = Table(
        [
            [
                said(voice, N_("Total de socios"), LABEL),
                plain(len(socios), SUBJECT),
                said(voice, N_("Mujeres"), LABEL),
                plain(sum(socio.get("sexo") == "M" for socio in socios), SUBJECT),
                said(voice, N_("Hombres"), LABEL),
                plain(sum(socio.get("sexo") == "H" for socio in socios), SUBJECT),
            ]
        ],
        colWidths=[92, 44, 66, 44, 66, 44],
        hAlign="LEFT",
    )
    totals.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 0.9, black),
                ("LINEAFTER", (1, 0), (1, 0), 0.4, RULE),
                ("LINEAFTER", (3, 0), (3, 0), 0.4, RULE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ]
        )
    )
    signers = [
        _signer(socios, "presidente", N_("Presidente o presidenta")),
        _signer(socios, "secretario", N_("Secretario o secretaria")),
    ]
    return [
        Spacer(1, 10),
        totals,
        Spacer(1, 10),
        place_and_date(voice),
        Spacer(1, 14),
        signatures(voice, signers, width, sealed=N_("Notario o juez de paz que certifica")),
        Spacer(1, 6),
        said(voice, N_("La certificación lleva nombre, sello, fecha, libro y folio."), SMALL),
    ]


def _signer(socios: Sequence[Mapping[str, object]], cargo: str, post: str) -> Signer:
    holder = next((socio for socio in socios if socio.get("cargo") == cargo), {})
    return Signer(post, full_name(dict(holder)) if holder else "", str(holder.get("dni") or ""))
