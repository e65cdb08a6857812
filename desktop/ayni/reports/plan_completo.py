"""The whole business plan (F08b): cover, index with pages, chapters with their texts and the tables that data fills.

Every page of a draft says so in letters that a photocopy keeps; every page has places for the visas of the members of
the AEO, of who formulated the plan and of the committee. It is written in one pass: the page of each heading is noted
as it is drawn, and the index is filled when the last page is known.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from reportlab.lib.colors import Color, black
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, PageBreak, Paragraph, Spacer, Table

from ayni.domain.aeo import AEO
from ayni.domain.capitulo import Part, Parts, Section
from ayni.domain.fields import by_name
from ayni.domain.plan import COVER
from ayni.lang import N_, Sentence, day
from ayni.reports.pages import (
    BODY,
    BOLD,
    CELL,
    GREY,
    HEAD,
    LABEL,
    LEFT,
    REGULAR,
    REPRESENTATIVE,
    RULE,
    SMALL,
    SUBJECT,
    Names,
    Paper,
    Record,
    Signer,
    Voice,
    boxes,
    field_box,
    grid,
    place_and_date,
    plain,
    printed,
    said,
    signatures,
    two,
    width_of,
)
from ayni.reports.plan import NOT_WRITTEN, TEXT, TINY
from ayni.reports.plan_cuadros import Annex, Figures, Tables

TITLE = N_("Plan de negocio")
BORRADOR = N_("BORRADOR")
VISAS = (N_("Organización"), N_("Formulador"), N_("Comité"))
SIGNING, SIGNING_KEY = N_("Firmas"), "firmas"
ANNEXES = "anexos"
NOT_ASKED = N_("Esta convocatoria no pide esta parte.")
FAINT = Color(0.9, 0.9, 0.9)

CHAPTER = ParagraphStyle("chapter", parent=BODY, fontName=BOLD, fontSize=15, leading=19, spaceAfter=6)
PART = ParagraphStyle("part", parent=BODY, fontName=BOLD, fontSize=12, leading=15, spaceBefore=10, spaceAfter=4)
PLAN_NAME = ParagraphStyle("plan-name", parent=BODY, fontName=BOLD, fontSize=24, leading=30)

VISA_WIDTH, VISA_HEIGHT, VISA_LEFT, VISA_LOW = 13 * mm, 24 * mm, 4 * mm, 22 * mm  # below where a puncher makes holes


class _Heading(Paragraph):  # type: ignore[misc]  # reportlab has no types
    """A heading that notes on which page it came to stand, for the index and for the bookmarks of a reader."""

    def __init__(self, text: Paragraph, key: str, words: str, level: int, found: dict[str, int]) -> None:
        self.__dict__.update(text.__dict__)
        self._key, self._words, self._level, self._found = key, words, level, found

    def draw(self) -> None:
        canvas: Canvas = self.canv
        self._found[self._key] = canvas.getPageNumber()
        canvas.bookmarkPage(self._key)
        canvas.addOutlineEntry(self._words, self._key, self._level, closed=self._level == 0)
        Paragraph.draw(self)


class _Entry(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A line of the index: number, name, points, and the page as soon as it is known."""

    def __init__(self, label: str, words: str, key: str, level: int, width: float) -> None:
        super().__init__()
        self.label, self.words, self.key, self.level, self.width = label, words, key, level, width
        self.height = 20 if level == 0 else 15

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """The whole width, one line."""
        return self.width, self.height

    def draw(self) -> None:
        """Write it all but the page, and ask for the page."""
        canvas: Canvas = self.canv
        font, size = (BOLD, 10.5) if self.level == 0 else (REGULAR, 10)
        canvas.setFont(font, size)
        indent = 16 * self.level + (24 if self.label or self.level == 0 else 0)
        canvas.drawString(16 * self.level, 3, self.label)
        canvas.drawString(indent + 8 * self.level, 3, printed(self.words))
        start = indent + 8 * self.level + width_of(printed(self.words), size, bold=self.level == 0) + 5
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.5)
        canvas.setDash([0.6, 2.4])
        if start < self.width - 30:
            canvas.line(start, 4.5, self.width - 26, 4.5)
        canvas.setDash([])
        canvas.linkRect("", self.key, (0, 0, self.width, self.height), relative=1, thickness=0)
        x, y = canvas.absolutePosition(self.width, 3)
        canvas.wanted = [*getattr(canvas, "wanted", []), (x, y, font, size, self.key)]


class Book(Paper):
    """A paper of many pages: a cover of its own, an index, a watermark while it is a draft, places for visas."""

    def __init__(
        self, voice: Voice, municipality: Record, on: date, *, subject: str, plan: Record, final: bool
    ) -> None:
        self.final, self.plan = final, plan
        self.pages_of: dict[str, int] = {}
        super().__init__(voice, municipality, TITLE, on, subject=subject)

    def heading(self, label: str, words: str, style: ParagraphStyle, key: str, level: int) -> _Heading:
        """A numbered heading that the index will point to; `words` is a source text."""
        told = _numbered(self.voice, label, words)
        made = two(told, self.voice.gloss(words), style, beside=True)
        return _Heading(made, key, printed(told), level, self.pages_of)

    def _heading(self) -> list[Flowable]:
        return []

    def _foot_of(self, canvas: Canvas, document: object) -> None:
        super()._foot_of(canvas, document)
        canvas.wanted = []
        if not self.final:
            self._watermark(canvas)
        if canvas.getPageNumber() > 1:
            self._visas(canvas)

    def _watermark(self, canvas: Canvas) -> None:
        words = self.voice.say(BORRADOR)
        canvas.saveState()
        canvas.setFillColor(FAINT)
        canvas.setFont(BOLD, 92)
        canvas.translate(self.size[0] / 2, self.size[1] / 2)
        canvas.rotate(52)
        canvas.drawCentredString(0, -30, words)
        canvas.restoreState()
        canvas.saveState()  # the faint letters do not outlive a photocopy; these do
        canvas.setFillColor(black)
        canvas.setFont(BOLD, 8)
        canvas.drawCentredString(LEFT + self.width / 2, self.size[1] - 8 * mm, words)
        canvas.restoreState()

    def _visas(self, canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setStrokeColor(RULE)
        canvas.setFillColor(GREY)
        canvas.setLineWidth(0.4)
        canvas.setFont(REGULAR, 6)
        for place, who in enumerate(VISAS):
            low = VISA_LOW + place * (VISA_HEIGHT + 2 * mm)
            canvas.rect(VISA_LEFT, low, VISA_WIDTH, VISA_HEIGHT)
            canvas.drawCentredString(VISA_LEFT + VISA_WIDTH / 2, low + 3, printed(self.voice.say(who)))
        canvas.restoreState()

    def _foot(self, page: int) -> Callable[[Canvas, int], None]:
        below = super()._foot(page)

        def write(canvas: Canvas, pages: int) -> None:
            for x, y, font, size, key in getattr(canvas, "wanted", []):
                canvas.setFillColor(black)
                canvas.setFont(font, size)
                canvas.drawRightString(x, y, str(self.pages_of.get(key, "")))
            below(canvas, pages)  # type: ignore[operator]  # what `Paper` writes below

        return write


def write_plan_completo(
    path: Path,
    municipality: Record,
    aeo: Record,
    plan: Record,
    chapters: Sequence[Parts],
    figures: Figures,
    language: str,
    on: date,
    *,
    final: bool = False,
    names: Names | None = None,
) -> Path:
    """Print the plan to a file. `aeo` may carry `representante` and `representante_dni`, who sign."""
    voice = Voice(language, names or {})
    book = Book(voice, municipality, on, subject=str(plan.get("titulo") or ""), plan=plan, final=final)
    chapters = [*chapters, *_without_place(chapters, figures)]
    book.add(*_cover(book, aeo), PageBreak(), *_index(book, chapters), PageBreak())
    tables = Tables(voice, figures, book.width, final=final)
    for place, chapter in enumerate(chapters):
        if place:
            book.add(CondPageBreak(book.next_height * 0.25), Spacer(1, 14))
        head = [book.heading(chapter.number, chapter.label, CHAPTER, f"c{place}", 0)]
        alone = len(chapter.parts) == 1
        for part in chapter.parts:
            _write_part(book, part, tables, head, headed=not alone)
            head = []
        book.add(*head)
    book.add(PageBreak(), *_signing(book, aeo))
    return book.write(path)


def _without_place(chapters: Sequence[Parts], figures: Figures) -> list[Parts]:
    """A last chapter for the annexes, when the index has no place for them."""
    if not figures.annexes or any(part.section.code == ANNEXES for chapter in chapters for part in chapter.parts):
        return []
    name = N_("Anexos")
    return [Parts("", name, (Part(Section(ANNEXES, name, "", required=False), ""),))]


def _numbered(voice: Voice, label: str, words: str) -> str:
    return f"{label}  {voice.say(words)}" if label else voice.say(words)


def _cover(book: Book, aeo: Record) -> list[Flowable]:
    voice, plan = book.voice, book.plan
    cover, of_aeo = by_name(COVER), by_name(AEO)
    town = str(book.municipality.get("nombre") or "")
    story: list[Flowable] = [
        Spacer(1, 90),
        said(voice, TITLE, SUBJECT, beside=True),
        Spacer(1, 8),
        plain(plan.get("titulo"), PLAN_NAME),
        Spacer(1, 16),
        plain(aeo.get("nombre"), SUBJECT),
        Spacer(1, 60),
        *boxes(
            voice,
            [
                [field_box(voice, 1, cover["convocatoria"], plan, 2), field_box(voice, 2, cover["categoria"], plan)],
                [field_box(voice, 3, of_aeo["ubigeo"], aeo, 2), field_box(voice, 4, of_aeo["telefono"], aeo)],
                [field_box(voice, 5, of_aeo["cadena"], aeo, 2), field_box(voice, 6, of_aeo["ruc"], aeo)],
            ],
            book.width,
        ),
        Spacer(1, 40),
        plain(town, SUBJECT),
        plain(day(book.on.isoformat()), BODY),
    ]
    if plan.get("version"):
        story.append(said(voice, Sentence(N_("Versión {number}"), number=str(plan["version"])), BODY, beside=True))
    return story


def _index(book: Book, chapters: Sequence[Parts]) -> list[Flowable]:
    voice = book.voice
    story: list[Flowable] = [said(voice, N_("Índice"), CHAPTER, beside=True), Spacer(1, 4)]
    for place, chapter in enumerate(chapters):
        story.append(_Entry(chapter.number, voice.say(chapter.label), f"c{place}", 0, book.width))
        if len(chapter.parts) > 1:
            story += [
                _Entry(part.number, voice.say(part.section.label), part.section.code, 1, book.width)
                for part in chapter.parts
            ]
    return [*story, _Entry("", voice.say(SIGNING), SIGNING_KEY, 0, book.width)]


def _write_part(book: Book, part: Part, tables: "Tables", above: Sequence[Flowable], *, headed: bool) -> None:
    """A part with its heading; what stands `above` it, the name of its chapter, goes to the page where it begins."""
    voice, section = book.voice, part.section
    head: list[Flowable] = [*above]
    if headed:
        head.append(book.heading(part.number, section.label, PART, section.code, 1))
    body: list[Flowable] = []
    if part.facts:
        body += [_facts(voice, part, book.width), Spacer(1, 7)]
    paragraphs = [line for line in part.texto.split("\n") if line.strip()]
    body += [plain(line, TEXT) for line in paragraphs]
    annexes = tables.figures.annexes if section.code == ANNEXES else ()
    if not paragraphs and not section.tables and not annexes:
        body.append(said(voice, NOT_ASKED if book.final else NOT_WRITTEN, SMALL))
    for code in section.tables:
        body += tables.of(code)
    if annexes:
        body += [Spacer(1, 6), _annexes(voice, annexes, book.width)]
    if head:
        first = 1 if body and isinstance(body[0], CondPageBreak) else 0
        book.add(*body[:first], KeepTogether([*head, *body[first : first + 1]]), *body[first + 1 :])
    else:
        book.add(*body)


def _facts(voice: Voice, part: Part, width: float) -> Table:
    """What the register knows, in two columns; it was typed once."""
    rows = [[said(voice, fact.label, LABEL), plain(fact.shown, CELL)] for fact in part.facts]
    table = Table(rows, colWidths=[width * 0.3, width * 0.7])
    table.setStyle(
        [
            ("LINEBELOW", (0, 0), (-1, -1), 0.3, RULE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ]
    )
    return table


def _annexes(voice: Voice, annexes: Sequence[Annex], width: float) -> Table:
    """What goes with the plan, numbered."""
    heads = (N_("N.º"), N_("Documento"), N_("Qué es"), N_("Páginas"))
    rows: list[list[Flowable | str]] = [[said(voice, head, HEAD) for head in heads]]
    rows += [
        [
            plain(str(place), TINY),
            said(voice, annex.name, TINY) if isinstance(annex.name, Sentence) else plain(annex.name, TINY),
            said(voice, annex.kind, TINY),
            plain(str(annex.pages) if annex.pages else "", TINY),
        ]
        for place, annex in enumerate(annexes, start=1)
    ]
    return grid(rows, [width * share for share in (0.07, 0.53, 0.28, 0.12)])


def _signing(book: Book, aeo: Record) -> list[Flowable]:
    """The last page: who wrote the plan, who presents it, and their signatures."""
    voice, plan, cover = book.voice, book.plan, by_name(COVER)
    name, dni = str(aeo.get("representante") or ""), str(aeo.get("representante_dni") or "")
    who = [field_box(voice, 1, cover["formulador"], plan, 1.4)]
    who += [field_box(voice, 2, cover["profesion"], plan), field_box(voice, 3, cover["colegiatura"], plan, 0.7)]
    return [
        book.heading("", SIGNING, CHAPTER, SIGNING_KEY, 0),
        Spacer(1, 4),
        said(voice, N_("Quienes firman presentan este plan y sus montos."), BODY),
        Spacer(1, 10),
        *boxes(voice, [who], book.width),
        Spacer(1, 22),
        place_and_date(voice),
        Spacer(1, 24),
        signatures(
            voice,
            [
                Signer(REPRESENTATIVE, name, dni),
                Signer(N_("Quien formuló el plan"), str(plan.get("formulador") or ""), thumb=False),
            ],
            book.width,
        ),
    ]
