"""Blank forms: large numbered boxes in the order of the screen, and on each page a QR that leads to the record."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.lib.colors import black
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, PageBreak, Spacer, Table, TableStyle

from ayni.domain.declaracion import JUNTA
from ayni.domain.fields import (
    Catalogue,
    Choice,
    Coordinate,
    Date,
    Dni,
    Field,
    LongText,
    Money,
    Phone,
    Quantity,
    Reference,
    Ruc,
    Several,
    Text,
    Year,
)
from ayni.domain.formulario import Form, code_text
from ayni.lang import N_, Sentence
from ayni.reports.casillas import Comb, Lines, Ticks
from ayni.reports.pages import (
    BOTTOM,
    LABEL,
    LEFT,
    REGULAR,
    REPRESENTATIVE,
    SECTION,
    SMALL,
    Names,
    Paper,
    Record,
    Signer,
    Voice,
    place_and_date,
    said,
    signatures,
    two,
    width_of,
)

MODULE = 0.75 * mm  # a square of the QR: read after two photocopies
QUIET = 4  # squares of white that a reader wants around
HOW = N_("Escriba con letra de imprenta, un solo número en cada cuadro. Marque con una X lo que corresponde.")
SHEET = N_("Código de esta hoja: {code}")
MOST_TICKS = 16  # a longer list is a line to write on
INSIDE = 5.0  # points between the edge of a box and what it holds


def modules(text: str) -> list[list[bool]]:
    """The dark squares of the QR of a text; a quarter of it may be lost."""
    made = QrCodeWidget(text, barLevel="Q").qr
    made.make()
    count = made.getModuleCount()
    return [[bool(made.isDark(row, column)) for column in range(count)] for row in range(count)]


def draw_qr(canvas: Canvas, squares: Sequence[Sequence[bool]], x: float, y: float) -> None:
    """Paint the squares, joined along each row so that no hair of white parts them. (x, y) is the lower left corner."""
    size = (len(squares) + 2 * QUIET) * MODULE
    canvas.setFillColor(black)
    for row, line in enumerate(squares):
        low = y + size - (QUIET + row + 1) * MODULE
        start = 0
        while start < len(line):
            end = start
            while end < len(line) and line[end]:
                end += 1
            if end > start:
                canvas.rect(x + (QUIET + start) * MODULE, low, (end - start) * MODULE, MODULE * 1.02, stroke=0, fill=1)
            start = end + 1


class Qr(Flowable):  # type: ignore[misc]  # reportlab has no types
    """The QR among other things of a page."""

    def __init__(self, squares: Sequence[Sequence[bool]]) -> None:
        super().__init__()
        self.squares = squares
        self.width = self.height = (len(squares) + 2 * QUIET) * MODULE

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its own size."""
        return self.width, self.height

    def draw(self) -> None:
        """Paint it."""
        draw_qr(self.canv, self.squares, 0, 0)


class FormPaper(Paper):
    """A paper whose every page carries the QR of its sheet: loose pages find their record too."""

    def __init__(
        self,
        voice: Voice,
        municipality: Record,
        form: Form,
        on: date,
        record: str,
        subject: str,
        *,
        blank: bool = True,
    ) -> None:
        self.code = code_text(form, record)
        self.squares = modules(self.code)
        super().__init__(voice, municipality, form.title, on, subject=subject)
        qr = Qr(self.squares)
        head, *rest = self.story
        rest += [
            Spacer(1, 6),
            *([said(voice, HOW, SMALL), Spacer(1, 4)] if blank else []),
            said(voice, Sentence(SHEET, code=self.code), LABEL),
        ]
        side = qr.width + 4
        beside = Table([[rest, qr]], colWidths=[self.width - side, side])
        beside.setStyle(
            TableStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("ALIGN", (1, 0), (1, 0), "RIGHT"),
                    ("LEFTPADDING", (0, 0), (-1, -1), 0),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                    ("TOPPADDING", (0, 0), (-1, -1), 0),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
                ]
            )
        )
        self.story = [head, beside]

    @property
    def _qr_side(self) -> float:
        return float((len(self.squares) + 2 * QUIET) * MODULE)

    @property
    def next_height(self) -> float:
        """Room of a later page, below its heading and its QR."""
        return float(self.size[1] - 13 * mm - 8 - self._qr_side - 2 - BOTTOM)

    def _running(self, canvas: Canvas, document: object) -> None:
        super()._running(canvas, document)
        top = self.size[1] - 13 * mm - 8
        draw_qr(canvas, self.squares, LEFT + self.width - self._qr_side, top - self._qr_side)
        canvas.setFont(REGULAR, 8)
        canvas.drawString(LEFT, top - 14, self.code)


def write_formulario(
    path: Path,
    municipality: Record,
    form: Form,
    language: str,
    on: date,
    *,
    record: str = "",
    subject: str = "",
    copies: int | None = None,
    names: Names | None = None,
) -> Path:
    """Print a blank form to a file. `record` and `subject`: whose sheet it is, if it is somebody's already.

    `names`: the codes and labels that the lists offer, by catalogue.
    """
    voice = Voice(language, names or {})
    paper = FormPaper(voice, municipality, form, on, record, subject)
    sheets = copies or form.copies
    for copy in range(sheets):
        number = 0
        whole: list[Flowable] = []
        for part in form.parts:
            made: list[Flowable] = []
            for row in rows_of(voice, part.fields, paper.width):
                made.append(_row(voice, row, number, paper.width))
                number += len(row)
            title: str | Sentence = part.heading
            if sheets > 1:
                title = Sentence(N_("Hoja {number}"), number=copy + 1)
            head = said(voice, title, SECTION, beside=True) if title else Spacer(1, 1)
            whole += (
                [Spacer(1, 8), head, *made] if sheets > 1 else [KeepTogether([Spacer(1, 8), head, made[0]]), *made[1:]]
            )
        tall = sheets > 1 and sum(each.wrap(paper.width, 9999)[1] for each in whole) > paper.next_height / 2
        if tall and copy:
            paper.add(PageBreak())
        paper.add(*([KeepTogether(whole)] if sheets > 1 and not tall else whole))
    if form.signer:
        signers = [Signer(REPRESENTATIVE)]
        if form.signer == JUNTA:
            signers = [Signer(N_("Presidente o presidenta")), Signer(N_("Secretario o secretaria"))]
        paper.close(Spacer(1, 14), place_and_date(voice), Spacer(1, 14), signatures(voice, signers, paper.width))
    return paper.write(path)


def rows_of(voice: Voice, fields: Sequence[Field], width: float) -> Iterator[list[Field]]:
    """The fields in rows as wide as the paper, never out of their order."""
    row: list[Field] = []
    used = 0.0
    for item in fields:
        wanted = _wanted(voice, item, width)
        if row and used + wanted > width:
            yield row
            row, used = [], 0.0
        row.append(item)
        used += wanted
    if row:
        yield row


def _wanted(voice: Voice, item: Field, width: float) -> float:
    """How wide the box of a field must be."""
    filler = _filler(voice, item, width - 2 * INSIDE)
    label = 26 + width_of(voice.say(item.label), LABEL.fontSize)
    if isinstance(filler, Comb):
        return float(max(filler.width + 3 * INSIDE, min(label, width / 2)))
    if isinstance(filler, Ticks):
        options = sum(40 + max(width_of(words, 10.5), width_of(second, 9)) for words, second in filler.options)
        return min(width, max(options, min(label, width / 2)))
    limit = item.kind.limit if isinstance(item.kind, Text) else 0
    return width / 2 if 0 < limit <= 80 else width  # noqa: PLR2004  letters that fit half a line of a large hand


def _row(voice: Voice, row: Sequence[Field], before: int, width: float) -> Table:
    wanted = [_wanted(voice, item, width) for item in row]
    spare = (width - sum(wanted)) / len(row)
    widths = [each + spare for each in wanted]
    cells = [
        _cell(voice, before + place, item, wide) for place, (item, wide) in enumerate(zip(row, widths, strict=True), 1)
    ]
    table = Table([cells], colWidths=widths)
    table.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 0.6, black),
                ("INNERGRID", (0, 0), (-1, -1), 0.6, black),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), INSIDE),
                ("RIGHTPADDING", (0, 0), (-1, -1), INSIDE),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
            ]
        )
    )
    return table


def _cell(voice: Voice, number: int, item: Field, width: float) -> list[Flowable]:
    label = two(f"{number}  {voice.say(item.label)}", voice.gloss(item.label), LABEL, bold=True)
    return [label, Spacer(1, 2), _filler(voice, item, width - 2 * INSIDE)]


def _filler(voice: Voice, item: Field, width: float) -> Flowable:
    """What the pen fills, by the kind of the field."""
    kind = item.kind
    options: list[tuple[str, str]] = []
    if isinstance(kind, Choice):
        options = [(voice.say(label), voice.gloss(label)) for _code, label in kind.options]
    elif isinstance(kind, Catalogue | Several):
        labels = voice.names.get(kind.name, {})
        options = [(voice.say(label), voice.gloss(label)) for label in labels.values()]
    if 0 < len(options) <= MOST_TICKS:
        return Ticks(options, width)
    groups: dict[type, tuple[tuple[int, ...], str, str]] = {
        Dni: ((8,), "", ""),
        Ruc: ((11,), "", ""),
        Phone: ((3, 3, 3), "", ""),
        Date: ((2, 2, 4), "/", ""),
        Year: ((4,), "", ""),
        Money: ((9, 2), ".", "S/"),
        Coordinate: ((2, 6), ".", "–"),
    }
    known = next((each for each in groups if isinstance(kind, each)), None)
    if known is not None:
        boxes, sign, before = groups[known]
        return Comb(boxes, sign, before=before, room=width)
    if isinstance(kind, Quantity):
        return Comb((5,) if kind.whole else (5, min(kind.places, 2)), ".", room=width)
    if isinstance(kind, Reference) and kind.noun == "socio":
        return Comb((8,), "", before="DNI", room=width)
    if isinstance(kind, LongText):
        return Lines(4, width)
    return Lines(2 if isinstance(kind, Text) and kind.limit > 255 else 1, width)  # noqa: PLR2004  a name of one line
