"""The page that every paper shares: the entity's heading, numbered pages, type, boxes to fill and places to sign.

A paper is A4, black on white, and must be readable after two photocopies: words and rules are black or nearly so, and
a fill that a copy loses says nothing that words do not. In "both", Spanish stands first and Quechua beneath it.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, black, white
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from ayni.domain import drawing
from ayni.domain.fields import Catalogue, Choice, Field, Reference, Several, Ubigeo, Value
from ayni.lang import N_, QUECHUA, SPANISH, Sentence, _, day, speaking
from ayni.paths import resource

BOTH = "both"
PROGRAMME = "PROCOMPITE"  # the fund's own name: it is not translated
VALID_TEXT = N_("El texto válido es el castellano.")

Record = Mapping[str, object]
Names = Mapping[str, Mapping[str, str]]
"""Labels of codes: catalogue, noun or "ubigeo" → code → label (source text)."""

LEFT, RIGHT, BOTTOM = 20 * mm, 16 * mm, 19 * mm
TOP, TOP_RUNNING = 13 * mm, 22 * mm
WHOLE_PART = 0.35  # of a page: what is taller may break
SIGNED_PART = 0.9  # of a page: how much may go overleaf together with the signatures

GREY = Color(0.2, 0.2, 0.2)
RULE = Color(0.25, 0.25, 0.25)
FILL = Color(0.93, 0.93, 0.93)

REGULAR, BOLD, ITALIC = "Ayni", "Ayni-Bold", "Ayni-Italic"


@cache
def fonts() -> None:
    """Load the embedded type once. The family is whatever `resources/fonts` holds as Regular, Bold and Italic."""
    found = {path.stem.rpartition("-")[2]: path for path in sorted(resource("fonts").glob("*.ttf"))}
    for name, style in ((REGULAR, "Regular"), (BOLD, "Bold"), (ITALIC, "Italic")):
        pdfmetrics.registerFont(TTFont(name, found.get(style, found["Regular"])))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD)


def printed(text: str) -> str:
    """Text as type sets it: the apostrophe of ch', k', p', q', t' is the round one, "S/" stays with its amount, and
    nothing unprintable remains.
    """
    text = re.sub(r"(?<=\w)'(?=\w)", "\u2019", text)
    text = "".join(sign for sign in text if sign.isprintable() or sign == "\n")
    return re.sub(r"S/ (?=\d)|(?<=\d) (?=%)", lambda found: found[0].replace(" ", "\u00a0"), text)


def width_of(text: str, size: float, bold: bool = False) -> float:  # noqa: FBT001, FBT002  `drawing.Measure`
    """Width of a text in points."""
    fonts()
    return float(pdfmetrics.stringWidth(text, BOLD if bold else REGULAR, size))


def fitted(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """As much of one line as fits, with "…" where it was cut. Only for running headings: data is never cut."""
    text = printed(text)
    if width_of(text, size, bold) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width_of(text[:middle] + "…", size, bold) <= width else (low, middle - 1)
    return text[:low].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Voice:
    """In which language a paper speaks: "es", "quz", or "both" with Spanish first and Quechua beneath."""

    language: str = SPANISH
    names: Names = field(default_factory=dict)

    @property
    def main(self) -> str:
        """The language of the large letters."""
        return QUECHUA if self.language == QUECHUA else SPANISH

    @property
    def bilingual(self) -> bool:
        """A gloss stands beneath each text."""
        return self.language == BOTH

    def say(self, text: str | Sentence) -> str:
        """A source text or a sentence in the paper's first language."""
        with speaking(self.main):
            return _(text) if isinstance(text, str) else str(text)

    def gloss(self, text: str | Sentence) -> str:
        """The same in Quechua, when the paper has two languages and the catalogue has the words."""
        if not self.bilingual:
            return ""
        with speaking(QUECHUA):
            second = _(text) if isinstance(text, str) else str(text)
        return "" if second == self.say(text) else second

    def value(self, item: Field, value: object) -> str:
        """A canonical value as this paper prints it: codes under their labels, people's data as it is."""
        if value is None or value == "":
            return ""
        with speaking(self.main):
            return self._shown(item, value)

    def value_gloss(self, item: Field, value: object) -> str:
        """The Quechua of a value that is a word of ours (a choice, a label); nothing for people's data."""
        if not self.bilingual or not value or not isinstance(item.kind, Choice | Catalogue | Several):
            return ""
        with speaking(QUECHUA):
            second = self._shown(item, value)
        return "" if second == self.value(item, value) else second

    def _shown(self, item: Field, value: object) -> str:
        kind, code = item.kind, str(value)
        if isinstance(kind, Catalogue):
            return self.label(kind.name, code)
        if isinstance(kind, Several):
            return ", ".join(self.label(kind.name, part) for part in code.split(","))
        if isinstance(kind, Reference):
            return self.names.get(kind.noun, {}).get(code, code)
        if isinstance(kind, Ubigeo):
            return self.names.get("ubigeo", {}).get(code, code)
        return kind.show(value if isinstance(value, int) else code)

    def label(self, catalogue: str, code: str) -> str:
        """The label of a code in the language in use; the code itself when nobody knows it."""
        return _(self.names.get(catalogue, {}).get(code, code))


def value_of(record: Record, name: str) -> Value:
    """A datum of a record, as a canonical value."""
    found = record.get(name)
    return found if found is None or isinstance(found, int | str) else str(found)


# Type. Sizes in points; a photocopy of a photocopy loses a point.

BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=10.5, leading=14, textColor=black, splitLongWords=1)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=9, leading=11.6)
LABEL = ParagraphStyle("label", parent=BODY, fontSize=8.5, leading=10.4)
VALUE = ParagraphStyle("value", parent=BODY, fontSize=11, leading=13.6)
NUMBER = ParagraphStyle("number", parent=BODY, fontSize=9.5, leading=12.2, alignment=TA_RIGHT)
BOLD_NUMBER = ParagraphStyle("bold-number", parent=NUMBER, fontName=BOLD)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=9.5, leading=12.2)
BOLD_CELL = ParagraphStyle("bold-cell", parent=CELL, fontName=BOLD)
HEAD = ParagraphStyle("head", parent=LABEL, fontName=BOLD, fontSize=8.5, leading=10.4)
HEAD_RIGHT = ParagraphStyle("head-right", parent=HEAD, alignment=TA_RIGHT)
CENTRE = ParagraphStyle("centre", parent=LABEL, alignment=TA_CENTER)
TITLE = ParagraphStyle("title", parent=BODY, fontName=BOLD, fontSize=19, leading=23)
TITLE_GLOSS = ParagraphStyle("title-gloss", parent=BODY, fontName=ITALIC, fontSize=12, leading=15, textColor=GREY)
SUBJECT = ParagraphStyle("subject", parent=BODY, fontSize=12.5, leading=16)
SECTION = ParagraphStyle("section", parent=BODY, fontName=BOLD, fontSize=12, leading=15, spaceAfter=5)


def two(main: str, second: str, style: ParagraphStyle, *, bold: bool = False, beside: bool = False) -> Paragraph:
    """A text with its gloss beneath (or beside), smaller, slanted and grey, as one paragraph."""
    markup = escape(printed(main)).replace("\n", "<br/>")
    if bold:
        markup = f"<b>{markup}</b>"
    if second:
        size = max(7.5, style.fontSize * 0.86)
        gloss = escape(printed(second)).replace("\n", "<br/>")
        between = "&nbsp;&nbsp; " if beside else "<br/>"
        markup += f'{between}<font name="{ITALIC}" size="{size:.1f}" color="#333333">{gloss}</font>'
    return Paragraph(markup, style)


def said(
    voice: Voice, text: str | Sentence, style: ParagraphStyle = BODY, *, bold: bool = False, beside: bool = False
) -> Paragraph:
    """A text of ours in the paper's language or languages."""
    return two(voice.say(text), voice.gloss(text), style, bold=bold, beside=beside)


def plain(text: object, style: ParagraphStyle = BODY) -> Paragraph:
    """Somebody's data, as it is."""
    return two("" if text is None else str(text), "", style)


class _Numbered(Canvas):  # type: ignore[misc]  # reportlab has no types
    """A canvas that can write "1 de 3": pages are kept until the last one is known."""

    def __init__(self, *args: object, **kept: object) -> None:
        Canvas.__init__(self, *args, **kept)
        self._pages: list[dict[str, object]] = []

    def showPage(self) -> None:  # noqa: N802  reportlab's own name
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for page in self._pages:
            self.__dict__.update(page)
            foot = getattr(self, "foot", None)
            if foot is not None:
                foot(self, len(self._pages))
            Canvas.showPage(self)
        Canvas.save(self)


class Paper:
    """One paper being written: its heading, what was added to it, and the file it becomes."""

    def __init__(
        self,
        voice: Voice,
        municipality: Record,
        title: str,
        on: date,
        *,
        subject: str = "",
        sideways: bool = False,
        note: str | Sentence = "",
    ) -> None:
        fonts()
        self.voice, self.municipality, self.title, self.on, self.subject, self.note = (
            voice, municipality, title, on, subject, note,
        )  # fmt: skip
        self.size: tuple[float, float] = landscape(A4) if sideways else A4
        self.width = self.size[0] - LEFT - RIGHT
        self.story: list[Flowable] = self._heading()
        self._last: list[Flowable] = []

    @property
    def first_height(self) -> float:
        """Room of the first page, heading included, in points."""
        return float(self.size[1] - TOP - BOTTOM)

    @property
    def next_height(self) -> float:
        """Room of every later page, below its running heading."""
        return float(self.size[1] - TOP_RUNNING - BOTTOM)

    def add(self, *parts: Flowable) -> None:
        """Put these below what the paper has."""
        self.story += parts

    def gap(self, points: float = 8) -> None:
        """Leave white space."""
        self.story.append(Spacer(1, points))

    def section(self, text: str | Sentence, *parts: Flowable) -> None:
        """Add a part of the paper under its name, which never stands alone at the foot of a page.

        What is short stays whole on one page; a long table begins where it stands and goes on overleaf.
        """
        head = [Spacer(1, 13), said(self.voice, text, SECTION, beside=True)]
        if parts and parts[0].wrap(self.width, self.next_height)[1] > self.next_height * WHOLE_PART:
            self._last = []
            self.story += [CondPageBreak(self.next_height * WHOLE_PART * 0.6), *head, *parts]
        else:
            self._last = [*head, *parts[:1]]
            self.story += [KeepTogether(self._last), *parts[1:]]

    def close(self, *parts: Flowable) -> None:
        """Add the places to sign. They go overleaf only with the last part of the paper, if that one is short."""
        kept = [*self._last, *parts]
        tall = sum(part.wrap(self.width, self.next_height)[1] for part in kept)
        if self._last and tall < SIGNED_PART * self.next_height and isinstance(self.story[-1], KeepTogether):
            self.story[-1] = KeepTogether(kept)
        else:
            self.story.append(KeepTogether(list(parts)))

    def write(self, path: Path) -> Path:
        """Make the file in one go: whoever opens it never meets half a paper."""
        held = io.BytesIO()
        document = BaseDocTemplate(
            held,
            pagesize=self.size,
            title=printed(" · ".join(filter(None, (self.voice.say(self.title), self.subject)))),
            author=printed(str(self.municipality.get("nombre") or "")),
            subject=PROGRAMME,
            creator="Ayni",
            lang="es-PE" if self.voice.main == SPANISH else "quz-PE",
            invariant=1,
        )
        edges = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
        first = Frame(LEFT, BOTTOM, self.width, self.first_height, **edges)
        later = Frame(LEFT, BOTTOM, self.width, self.next_height, **edges)
        document.addPageTemplates(
            [
                PageTemplate("first", [first], onPage=self._foot_of),
                PageTemplate("later", [later], onPage=self._running),
            ]
        )
        document.build([NextPageTemplate("later"), *self.story], canvasmaker=_Numbered)
        new = path.with_name(path.name + ".new")
        try:
            new.write_bytes(held.getvalue())
            new.replace(path)
        except OSError:
            with suppress(OSError):
                new.unlink()
            raise
        return path

    def _heading(self) -> list[Flowable]:
        voice, entity = self.voice, self.municipality
        place = str(entity.get("place") or voice.names.get("ubigeo", {}).get(str(entity.get("ubigeo")), ""))
        name = plain(
            entity.get("nombre"), ParagraphStyle("entity", parent=BODY, fontName=BOLD, fontSize=12, leading=15)
        )
        right = ParagraphStyle("programme", parent=BODY, fontName=BOLD, fontSize=12, leading=15, alignment=TA_RIGHT)
        small = ParagraphStyle("place", parent=SMALL, textColor=GREY)
        small_right = ParagraphStyle("printed", parent=small, alignment=TA_RIGHT)
        head = Table(
            [[name, plain(PROGRAMME, right)], [plain(place, small), plain(day(self.on.isoformat()), small_right)]],
            colWidths=[self.width * 0.74, self.width * 0.26],
        )
        head.setStyle(
            TableStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (-1, -1), 0),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                    ("TOPPADDING", (0, 0), (-1, -1), 0),
                    ("BOTTOMPADDING", (0, 0), (-1, 0), 0),
                    ("BOTTOMPADDING", (0, 1), (-1, 1), 6),
                    ("LINEBELOW", (0, -1), (-1, -1), 1.6, black),
                ]
            )
        )
        story: list[Flowable] = [head, Spacer(1, 11), plain(voice.say(self.title), TITLE)]
        if voice.gloss(self.title):
            story.append(plain(voice.gloss(self.title), TITLE_GLOSS))
        if self.subject:
            story += [Spacer(1, 5), plain(self.subject, SUBJECT)]
        if self.note:
            story += [Spacer(1, 3), said(voice, self.note, SMALL)]
        return story

    def _running(self, canvas: Canvas, document: object) -> None:
        """From page two on: whose paper this is, so that loose sheets find each other."""
        top = self.size[1] - 13 * mm
        canvas.setFont(BOLD, 9)
        title = printed(self.voice.say(self.title))
        canvas.drawString(LEFT, top, title)
        used = width_of(title, 9, bold=True) + 10
        canvas.setFont(REGULAR, 9)
        right = self.width - used - width_of(PROGRAMME, 9) - 12
        canvas.drawString(LEFT + used, top, fitted(self.subject, 9, right))
        canvas.drawRightString(LEFT + self.width, top, PROGRAMME)
        canvas.setLineWidth(0.6)
        canvas.line(LEFT, top - 5, LEFT + self.width, top - 5)
        self._foot_of(canvas, document)

    def _foot_of(self, canvas: Canvas, _document: object) -> None:
        canvas.foot = self._foot(canvas.getPageNumber())

    def _foot(self, page: int) -> object:
        def write(canvas: Canvas, pages: int) -> None:
            low = 10 * mm
            canvas.setStrokeColor(RULE)
            canvas.setLineWidth(0.4)
            canvas.line(LEFT, low + 11, LEFT + self.width, low + 11)
            canvas.setFillColor(black)
            canvas.setFont(REGULAR, 8)
            number = Sentence(N_("Página {page} de {pages}"), page=page, pages=pages)
            canvas.drawRightString(LEFT + self.width, low, printed(self.voice.say(number)))
            if self.voice.language != SPANISH:
                with speaking(SPANISH):
                    text = _(VALID_TEXT)
                canvas.drawString(LEFT, low, text)
                second = self.voice.gloss(VALID_TEXT) if self.voice.bilingual else self.voice.say(VALID_TEXT)
                if second != text:
                    canvas.setFont(ITALIC, 8)
                    canvas.setFillColor(GREY)
                    canvas.drawString(LEFT + width_of(text, 8) + 6, low, printed(second))
            else:
                entity = str(self.municipality.get("nombre") or "")
                canvas.drawString(LEFT, low, fitted(entity, 8, self.width * 0.7))

        return write


# Boxes to read or to fill


@dataclass(frozen=True, slots=True)
class Box:
    """A numbered box of a form: label above, value below; an empty one leaves room for a pen."""

    number: str
    label: str | Sentence
    value: str
    gloss: str = ""
    share: float = 1  # of the width of its row


def field_box(voice: Voice, number: int, item: Field, record: Record, share: float = 1) -> Box:
    """The box of a field, with the label that its table gives it."""
    value = value_of(record, item.name)
    return Box(str(number), item.label, voice.value(item, value), voice.value_gloss(item, value), share)


def boxes(voice: Voice, rows: Iterable[Sequence[Box]], width: float) -> list[Flowable]:
    """Rows of boxes that share their borders; a row never breaks over two pages."""
    made: list[Flowable] = []
    for row in rows:
        whole = sum(box.share for box in row)
        cells = []
        for box in row:
            label = said(voice, box.label, LABEL)
            numbered = Table([[plain(box.number, HEAD), label]], colWidths=[18, width * box.share / whole - 28])
            numbered.setStyle(_TIGHT)
            cells.append([numbered, Spacer(1, 2), two(box.value, box.gloss, VALUE) if box.value else Spacer(1, 17)])
        table = Table([cells], colWidths=[width * box.share / whole for box in row])
        table.setStyle(
            TableStyle(
                [
                    ("BOX", (0, 0), (-1, -1), 0.6, black),
                    ("INNERGRID", (0, 0), (-1, -1), 0.6, black),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (-1, -1), 5),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 5),
                    ("TOPPADDING", (0, 0), (-1, -1), 3),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
                ]
            )
        )
        made.append(table)
    return made


_TIGHT = TableStyle(
    [
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)


def grid(rows: Sequence[Sequence[Flowable]], widths: Sequence[float], *more: tuple[object, ...]) -> Table:
    """A table with a heading that repeats on every page and rows that never split."""
    table = Table([list(row) for row in rows], colWidths=list(widths), repeatRows=1, splitByRow=1)
    table.setStyle(
        TableStyle(
            [
                ("LINEABOVE", (0, 0), (-1, 0), 0.9, black),
                ("LINEBELOW", (0, 0), (-1, 0), 0.9, black),
                ("BACKGROUND", (0, 0), (-1, 0), FILL),
                ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
                ("LEFTPADDING", (0, 0), (-1, -1), 4),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
                *more,
            ]
        )
    )
    return table


# Places to sign


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the post, and the name and DNI when they are known. `thumb`: with a box for the fingerprint."""

    post: str
    name: str = ""
    dni: str = ""
    thumb: bool = True


FIRMA = N_("Firma")
HUELLA = N_("Huella digital")
SEAL = N_("Firma y sello")
REPRESENTATIVE = N_("Representante de la organización")
PLACE_AND_DATE = N_("Lugar y fecha")
SIGNER = ParagraphStyle("signer", parent=SMALL, fontName=BOLD)
THUMB = 25 * mm
SIGNING_HEIGHT, LINE_HEIGHT = 31 * mm, 19 * mm  # with a fingerprint or a seal beside it, and without


def signatures(voice: Voice, signers: Sequence[Signer], width: float, *, sealed: str = "") -> Table:
    """Places to sign side by side, each with its line, its name and its fingerprint box; they never split.

    `sealed`: who certifies, if anybody does, with room for a seal.
    """
    gap = 16.0
    number = len(signers) + bool(sealed)
    share = min((width - gap * (number - 1)) / number, 120 * mm)
    tall = SIGNING_HEIGHT if sealed or any(signer.thumb for signer in signers) else LINE_HEIGHT
    cells: list[Flowable | str] = [_signing(voice, signer, share, tall) for signer in signers]
    if sealed:
        cells.append(_sealing(voice, sealed, share))
    spaced: list[Flowable | str] = [cells[0]]
    widths = [share]
    for cell in cells[1:]:
        spaced += ["", cell]
        widths += [gap, share]
    outer = Table([spaced], colWidths=widths, hAlign="LEFT")
    outer.setStyle(_TIGHT)
    return outer


def _signing(voice: Voice, signer: Signer, width: float, tall: float) -> Table:
    thumb = THUMB if signer.thumb else 0
    lines: list[Flowable] = [said(voice, FIRMA, LABEL, beside=True), Spacer(1, 2)]
    lines.append(plain(signer.name, SIGNER) if signer.name else Spacer(1, 12))
    lines.append(said(voice, signer.post, SMALL, beside=True))
    if signer.thumb:
        lines.append(plain(f"DNI  {signer.dni}" if signer.dni else "DNI  ____________________", SMALL))
    space: list[object] = [""]
    under: list[object] = [lines]
    widths = [width - (thumb + 8 if thumb else 0)]
    styles: list[tuple[object, ...]] = [("LINEABOVE", (0, 1), (0, 1), 0.9, black), ("TOPPADDING", (0, 1), (0, 1), 3)]
    if thumb:
        space += ["", ""]
        under += ["", said(voice, HUELLA, CENTRE)]
        widths += [8, thumb]
        styles += [("BOX", (2, 0), (2, 0), 0.6, black), ("TOPPADDING", (2, 1), (2, 1), 3)]
    table = Table([space, under], colWidths=widths, rowHeights=[tall, None])
    table.setStyle(TableStyle([*_TIGHT.getCommands(), *styles]))
    return table


def _sealing(voice: Voice, who: str, width: float) -> Table:
    table = Table([[""], [said(voice, SEAL, LABEL, beside=True)], [said(voice, who, SMALL)]], colWidths=[width],
                  rowHeights=[SIGNING_HEIGHT, None, None])  # fmt: skip
    table.setStyle(
        TableStyle([*_TIGHT.getCommands(), ("BOX", (0, 0), (0, 0), 0.6, black), ("TOPPADDING", (0, 1), (0, 1), 3)])
    )
    return table


def together(*parts: Flowable) -> KeepTogether:
    """Parts that go to the next page as one: a signature never stands apart from what is signed."""
    return KeepTogether(list(parts))


def place_and_date(voice: Voice) -> Table:
    """The line "Lugar y fecha" for a pen."""
    words = said(voice, PLACE_AND_DATE, SMALL, beside=True)
    used = width_of(voice.say(PLACE_AND_DATE), 9) + width_of(voice.gloss(PLACE_AND_DATE), 9) + 14
    row = Table([[words, ""]], colWidths=[used, 230], rowHeights=[20], hAlign="LEFT")
    row.setStyle(
        TableStyle(
            [*_TIGHT.getCommands(), ("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("LINEBELOW", (1, 0), (1, 0), 0.6, black)]
        )
    )
    return row


# Drawings

GREYS = {
    drawing.INK: 0.0,
    drawing.MUTED: 0.2,
    drawing.GRID: 0.72,
    drawing.PAPER: 1.0,
    drawing.LANE: 0.95,
    drawing.PREPARATION: 0.95,
    drawing.CALL: 0.74,
    drawing.FAILED: 0.0,
    drawing.CONTRACT: 0.8,
    drawing.EXECUTION: 0.87,
    drawing.CLOSING: 0.7,
    drawing.PLANNED: 0.91,
    drawing.GAIN: 0.8,
    drawing.LOSS: 0.25,
    drawing.TODAY: 0.0,
}
"""How paper shows each role. A photocopy may turn every grey white: only what failed is black, and all have edges."""

_EDGELESS = {drawing.PAPER, drawing.LANE}


def _grey(role: str) -> Color:
    return Color(GREYS[role], GREYS[role], GREYS[role])


class Painted(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A drawing on paper, scaled to a width."""

    def __init__(self, shapes: drawing.Drawing, width: float) -> None:
        super().__init__()
        self.drawing = shapes
        self.scale = width / shapes.width
        self.width, self.height = width, shapes.height * self.scale

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its own size, whatever room there is."""
        return self.width, self.height

    def draw(self) -> None:
        """Paint the shapes in order; y of a drawing goes down, y of paper goes up."""
        canvas: Canvas = self.canv
        canvas.saveState()
        canvas.scale(self.scale, self.scale)
        for shape in self.drawing.shapes:
            self._paint(canvas, shape, self.drawing.height)
        canvas.restoreState()

    def _paint(self, canvas: Canvas, shape: drawing.Shape, height: float) -> None:
        grey = _grey(shape.role)
        if isinstance(shape, drawing.Rect):
            low = height - shape.y - shape.height
            edge = shape.role not in _EDGELESS
            canvas.setLineWidth(0.5)
            canvas.setStrokeColor(black)
            canvas.setFillColor(white if shape.hatch else grey)
            canvas.rect(shape.x, low, shape.width, shape.height, stroke=0, fill=1)
            if shape.hatch:
                _hatch(canvas, shape.x, low, shape.width, shape.height)
            if edge:
                canvas.rect(shape.x, low, shape.width, shape.height, stroke=1, fill=0)
        elif isinstance(shape, drawing.Line):
            canvas.setStrokeColor(grey)
            canvas.setLineWidth(shape.weight)
            canvas.setDash([3, 2] if shape.dashed else [])
            canvas.line(shape.x1, height - shape.y1, shape.x2, height - shape.y2)
            canvas.setDash([])
        elif isinstance(shape, drawing.Text):
            canvas.setFillColor(grey)
            canvas.setFont(BOLD if shape.bold else ITALIC if shape.italic else REGULAR, shape.size)
            write = {
                drawing.START: canvas.drawString,
                drawing.MIDDLE: canvas.drawCentredString,
                drawing.END: canvas.drawRightString,
            }[shape.anchor]
            write(shape.x, height - shape.y, printed(shape.words))
        else:
            _mark(canvas, shape, height, grey)


def _hatch(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(x, y, width, height)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setLineWidth(0.6)
    canvas.setStrokeColor(Color(0.25, 0.25, 0.25))
    start = x - height
    while start < x + width:
        canvas.line(start, y, start + height, y + height)
        start += 4
    canvas.restoreState()


def _mark(canvas: Canvas, shape: drawing.Mark, height: float, grey: Color) -> None:
    x, y, half = shape.x, height - shape.y, shape.size / 2
    canvas.setFillColor(grey)
    canvas.setStrokeColor(black)
    canvas.setLineWidth(0.6)
    if shape.shape == drawing.CIRCLE:
        canvas.circle(x, y, half, stroke=1, fill=1)
        return
    if shape.shape == drawing.CROSS:
        canvas.setStrokeColor(grey)
        canvas.setLineWidth(1.6)
        canvas.line(x - half, y - half, x + half, y + half)
        canvas.line(x - half, y + half, x + half, y - half)
        return
    points = (
        [(x, y + half), (x + half, y), (x, y - half), (x - half, y)]
        if shape.shape == drawing.DIAMOND
        else [(x - half, y + half), (x + half, y + half), (x, y - half)]
    )
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    canvas.drawPath(path, stroke=1, fill=1)
