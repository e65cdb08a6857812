"""The whole business plan (F08b): cover, index with pages, chapters with their texts and the tables that data fills.

Every page of a draft says so in letters that a photocopy keeps; every page has places for the visas of the members of
the AEO, of who formulated the plan and of the committee. It is written in one pass: the page of each heading is noted
as it is drawn, and the index is filled when the last page is known.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from reportlab.lib.colors import Color, black
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, PageBreak, Paragraph, Spacer, Table

from ayni.domain.aeo import AEO
from ayni.domain.capitulo import Part, Parts
from ayni.domain.caso import Case, Side
from ayni.domain.fields import by_name
from ayni.domain.flujo import lines
from ayni.domain.indicadores import Indicators, Years
from ayni.domain.junta_directiva import CARGO_PERIODO
from ayni.domain.plan import COVER
from ayni.domain.presupuesto import Presupuesto
from ayni.domain.rentabilidad import Explanation
from ayni.lang import N_, Sentence, day, number
from ayni.reports.pages import (
    BODY,
    BOLD,
    BOLD_CELL,
    CELL,
    GREY,
    HEAD,
    HEAD_RIGHT,
    LABEL,
    LEFT,
    NUMBER,
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
from ayni.reports.plan import budget_table, cash_pictures, worth_table

TITLE = N_("Plan de negocio")
BORRADOR = N_("BORRADOR")
VISAS = (N_("Organización"), N_("Formulador"), N_("Comité"))
NOT_WRITTEN = N_("Esta parte todavía no está escrita.")
NO_DATA = N_("Todavía faltan datos para llenar este cuadro.")
YEARS_AT_A_TIME = 6  # columns of years that fit beside the concept
FAINT = Color(0.9, 0.9, 0.9)

CHAPTER = ParagraphStyle("chapter", parent=BODY, fontName=BOLD, fontSize=15, leading=19, spaceAfter=6)
PART = ParagraphStyle("part", parent=BODY, fontName=BOLD, fontSize=12, leading=15, spaceBefore=10, spaceAfter=4)
TEXT = ParagraphStyle("text", parent=BODY, spaceAfter=6)
PLAN_NAME = ParagraphStyle("plan-name", parent=BODY, fontName=BOLD, fontSize=24, leading=30)
CAPTION = ParagraphStyle("caption", parent=LABEL, fontName=BOLD, fontSize=9.5, leading=12, spaceBefore=6, spaceAfter=3)
TINY = ParagraphStyle("tiny", parent=CELL, fontSize=8.5, leading=10.6)
TINY_BOLD = ParagraphStyle("tiny-bold", parent=TINY, fontName=BOLD)
AMOUNT = ParagraphStyle("amount", parent=TINY, alignment=TA_RIGHT)
AMOUNT_BOLD = ParagraphStyle("amount-bold", parent=AMOUNT, fontName=BOLD)

VISA_WIDTH, VISA_HEIGHT, VISA_LEFT, VISA_LOW = 13 * mm, 24 * mm, 4 * mm, 22 * mm  # below where a puncher makes holes


@dataclass(frozen=True, slots=True)
class Figures:
    """What the tables are filled from. `case` and `indicators` are None while data are missing."""

    partidas: Sequence[Mapping[str, str | int | None]]
    budget: Presupuesto
    case: Case | None
    indicators: Indicators | None
    explanations: Sequence[Explanation]
    junta: Sequence[Record]  # who holds a cargo now


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
    book.add(*_cover(book, aeo), PageBreak(), *_index(book, chapters), PageBreak())
    tables = Tables(voice, figures, book.width)
    for place, chapter in enumerate(chapters):
        if place:
            book.add(CondPageBreak(book.next_height * 0.25), Spacer(1, 14))
        book.add(book.heading(chapter.number, chapter.label, CHAPTER, f"c{place}", 0))
        alone = len(chapter.parts) == 1
        for part in chapter.parts:
            _write_part(book, part, tables, headed=not alone)
    book.close(*_signing(voice, aeo, book.width))
    return book.write(path)


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
    return story


def _write_part(book: Book, part: Part, tables: "Tables", *, headed: bool) -> None:
    voice, section = book.voice, part.section
    head: list[Flowable] = []
    if headed:
        head.append(book.heading(part.number, section.label, PART, section.code, 1))
    body: list[Flowable] = []
    if part.facts:
        body += [_facts(voice, part, book.width), Spacer(1, 7)]
    paragraphs = [line for line in part.texto.split("\n") if line.strip()]
    body += [plain(line, TEXT) for line in paragraphs]
    if not paragraphs and not section.tables:
        body.append(said(voice, NOT_WRITTEN, SMALL))
    for code in section.tables:
        body += tables.of(code)
    if head:
        book.add(KeepTogether([*head, body[0]]) if body else head[0], *body[1:])
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


def _signing(voice: Voice, aeo: Record, width: float) -> list[Flowable]:
    name, dni = str(aeo.get("representante") or ""), str(aeo.get("representante_dni") or "")
    return [
        Spacer(1, 20),
        place_and_date(voice),
        Spacer(1, 16),
        signatures(
            voice,
            [
                Signer(REPRESENTATIVE, name, dni),
                Signer(N_("Quien formuló el plan (n.º de colegiatura)"), thumb=False),
            ],
            width,
        ),
    ]


# Tables

Line = tuple[str | Sentence, Sequence[Decimal], bool]  # words (ours when a Sentence), amounts, whether it is a sum


class Tables:
    """The tables that the data of a plan can fill, by their code."""

    def __init__(self, voice: Voice, figures: Figures, width: float) -> None:
        self.voice, self.figures, self.width = voice, figures, width

    def of(self, code: str) -> list[Flowable]:
        """A table with its name; what is missing is said in its place."""
        makers: dict[str, tuple[str, Callable[[], list[Flowable]]]] = {
            "T7": (N_("Costos de producción, en soles"), self._costs),
            "T8": (N_("Presupuesto de inversión, en soles"), self._budget),
            "T11": (N_("Ingresos por ventas, en soles"), self._income),
            "T13": (N_("Flujo de caja, en soles"), self._flow),
            "T14": (N_("Indicadores"), self._worth),
            "T16": (N_("Empleo"), self._jobs),
            "T20": (N_("Junta directiva"), self._junta),
        }
        name, make = makers[code]
        return [said(self.voice, name, CAPTION, beside=True), *(make() or [said(self.voice, NO_DATA, SMALL)])]

    def _sides(self) -> list[tuple[str, Side]]:
        case = self.figures.case
        if case is None:
            return []
        both = [(N_("Con el plan"), case.with_plan), (N_("Sin el plan"), case.without_plan)]
        return [(name, side) for name, side in both if not side.empty]

    def _costs(self) -> list[Flowable]:
        found: list[Flowable] = []
        for name, side in self._sides():
            rows: list[Line] = [
                (line.name, [block.k(year) * line.units * line.full_cost for year in self._span()], False)
                for block in side.blocks
                for line in (*block.inputs, *block.labour)
            ]
            rows += [(line.name, [units * line.unit_cost for units in line.units], False) for line in side.fixed]
            maintenance = lines(side, self._years()).maintenance
            if any(maintenance):
                rows.append((Sentence(N_("Mantenimiento")), maintenance, False))
            found += self._by_year(name, rows)
        return found

    def _income(self) -> list[Flowable]:
        found: list[Flowable] = []
        totals: list[Sequence[Decimal]] = []
        for name, side in self._sides():
            rows = [
                (
                    line.name,
                    [block.k(year) * line.units * (line.price - line.transport) for year in self._span()],
                    False,
                )
                for block in side.blocks
                for line in block.income
            ]
            totals.append(lines(side, self._years()).sales)
            found += self._by_year(name, rows)
        if len(totals) > 1:
            more = [one - other for one, other in zip(*totals, strict=True)]
            found += self._by_year(
                N_("Lo que se gana de más"), [(Sentence(N_("Diferencia")), more, True)], summed=False
            )
        return found

    def _budget(self) -> list[Flowable]:
        if not self.figures.partidas:
            return []
        return [budget_table(self.voice, self.figures.partidas, self.figures.budget, self.width)]

    def _flow(self) -> list[Flowable]:
        found = self.figures.indicators
        if found is None:
            return []
        rows: list[Line] = [
            (Sentence(N_("Entra de las ventas")), found.sales, False),
            (Sentence(N_("Sale para producir")), _minus(found.operating), False),
            (Sentence(N_("Sale en gastos generales y personal")), _minus(found.general), False),
            (Sentence(N_("Sale en mantenimiento")), _minus(found.maintenance), False),
            (Sentence(N_("Sale para reponer")), _minus(found.replacement), False),
            (Sentence(N_("Entra de lo viejo que se vende")), found.salvage, False),
        ]
        kept = [row for row in rows if any(row[1])]
        flows: list[Line] = [
            (Sentence(N_("Todo el plan")), found.flow_all, True),
            (Sentence(N_("El dinero de los socios")), found.flow_applicant, True),
        ]
        return [
            *self._by_year(N_("Con el plan"), kept, summed=False),
            *self._by_year(N_("Lo que el plan cambia, desde el año 0"), flows, summed=False, first=0),
            Spacer(1, 6),
            cash_pictures(self.voice, found, self.width),
        ]

    def _worth(self) -> list[Flowable]:
        found = self.figures.indicators
        return [worth_table(self.voice, found, self.figures.explanations, self.width)] if found else []

    def _jobs(self) -> list[Flowable]:
        found, case = self.figures.indicators, self.figures.case
        if found is None or case is None or not found.employment:
            return []
        work = found.employment_parts
        rows: list[list[Flowable | str]] = [
            [
                said(self.voice, N_("Trabajo"), HEAD),
                said(self.voice, N_("Personas que trabajan todo el año"), HEAD_RIGHT),
            ]
        ]
        for label, amount in (
            (N_("Para construir y poner en marcha"), work.investment_labour),
            (N_("Personal permanente"), work.personnel),
            (N_("Producción, en el último año"), work.blocks),
        ):
            rows.append([said(self.voice, label, CELL), plain(number(amount, 2), NUMBER)])
        whole = number(found.employment, 2)
        rows.append([said(self.voice, N_("Total"), BOLD_CELL), plain(whole, AMOUNT_BOLD)])
        made: list[Flowable] = [grid(rows, [self.width * 0.66, self.width * 0.34])]
        if found.per_member is not None:
            more = Sentence(
                N_("Cada socio gana S/ {amount} más al año cuando el plan está completo."),
                amount=number(found.per_member.net_income_full, 2),
            )
            made += [Spacer(1, 4), said(self.voice, more, SMALL)]
        return made

    def _junta(self) -> list[Flowable]:
        if not self.figures.junta:
            return []
        item = by_name(CARGO_PERIODO)["cargo"]
        rows: list[list[Flowable | str]] = [
            [
                said(self.voice, item.label, HEAD),
                said(self.voice, N_("Apellidos y nombres"), HEAD),
                said(self.voice, N_("DNI"), HEAD),
                said(self.voice, N_("Hasta"), HEAD),
            ]
        ]
        rows += [
            [
                plain(self.voice.value(item, each.get("cargo")), CELL),
                plain(each.get("full_name"), CELL),
                plain(each.get("dni"), CELL),
                plain(day(str(each["hasta"])) if each.get("hasta") else "", CELL),
            ]
            for each in self.figures.junta
        ]
        return [grid(rows, [self.width * share for share in (0.24, 0.42, 0.16, 0.18)])]

    # by year

    def _years(self) -> int:
        assert self.figures.case is not None
        return self.figures.case.years

    def _span(self) -> range:
        return range(1, self._years() + 1)

    def _by_year(self, name: str, rows: Iterable[Line], *, summed: bool = True, first: int = 1) -> list[Flowable]:
        """Amounts of each year beside their concept; many years go on in a second table below."""
        given = list(rows)
        if not given:
            return []
        if summed:
            sums = [sum(column, Decimal(0)) for column in zip(*(row[1] for row in given), strict=True)]
            given.append((Sentence(N_("Total")), sums, True))
        found: list[Flowable] = []
        years = range(first, first + len(given[0][1]))
        for begin in range(0, len(years), YEARS_AT_A_TIME):
            some = years[begin : begin + YEARS_AT_A_TIME]
            head: list[Flowable | str] = [said(self.voice, name, HEAD)]
            head += [said(self.voice, Sentence(N_("Año {year}"), year=year), HEAD_RIGHT) for year in some]
            cells: list[list[Flowable | str]] = [head]
            for words, amounts, bold in given:
                label = TINY_BOLD if bold else TINY
                told = said(self.voice, words, label) if isinstance(words, Sentence) else plain(words, label)
                amount = AMOUNT_BOLD if bold else AMOUNT
                cells.append([told, *(plain(_soles(amounts[year - first]), amount) for year in some)])
            share = (self.width * 0.72) / YEARS_AT_A_TIME
            widths = [self.width - share * len(some), *[share] * len(some)]
            found += [
                grid(cells, widths, ("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2)),
                Spacer(1, 6),
            ]
        return found


def _minus(amounts: Years) -> Years:
    return tuple(-amount for amount in amounts)


def _soles(amount: Decimal) -> str:
    return number(amount, 2) if amount else "—"
