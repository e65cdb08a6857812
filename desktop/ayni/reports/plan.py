"""The summary sheet of a business plan (F08a): its blocks A to K, from what is written and computed once.

Of a long text its first paragraph is printed, and where in the plan the rest stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Spacer, Table

from ayni.domain.aeo import AEO
from ayni.domain.capitulo import Part
from ayni.domain.contenido import Basis
from ayni.domain.drawing import cash_bars
from ayni.domain.fields import by_name
from ayni.domain.indicadores import Indicators
from ayni.domain.plan import COVER
from ayni.domain.presupuesto import PARTIDA, SOURCES, SUPUESTOS, Presupuesto, Totals, row_totals
from ayni.domain.rentabilidad import Explanation
from ayni.domain.rules import Answer
from ayni.lang import N_, QUECHUA, Sentence, number, percent
from ayni.reports.answers import answers_table
from ayni.reports.pages import (
    BODY,
    BOLD,
    CELL,
    FILL,
    GREY,
    HEAD,
    LABEL,
    REPRESENTATIVE,
    RULE,
    SMALL,
    Box,
    Names,
    Painted,
    Paper,
    Record,
    Signer,
    Voice,
    boxes,
    field_box,
    grid,
    place_and_date,
    plain,
    said,
    signatures,
    value_of,
    width_of,
)
from ayni.reports.plan_dibujos import Tried, add_pictures

TITLE = N_("Resumen del plan de negocio")
COMPONENT = N_("Componente {name}")
NO_COMPONENT = N_("Sin componente")
TOTAL = N_("Total")
SUBTOTAL = N_("Subtotal")
SHARE = N_("Parte del total")
WHOLE_PLAN = N_("Todo el plan")
OWN_MONEY = N_("El dinero de los socios")
BLOCK = N_("{letter}. {name}")
NOT_WRITTEN = N_("Esta parte todavía no está escrita.")
GOES_ON = N_("Sigue en la parte {number} del plan.")
BLOCKS = (
    ("C", N_("Factores limitativos de la cadena"), ("cadena",)),
    ("D", N_("Brecha entre la oferta y la demanda"), ("demanda_oferta", "compradores")),
    ("E", N_("Análisis técnico"), ("proceso", "produccion")),
    ("F", N_("Organización y gestión"), ("organizacion", "empleo")),
    ("G", N_("Impacto ambiental"), ("ambiental",)),
)
NO_BUDGET = N_("El presupuesto todavía no tiene filas.")
NOT_YET = N_("Todavía faltan datos para calcular cuánto rinde el plan.")
PAYBACK_ALL = N_("Tiempo en que todo el plan se recupera")
PAYBACK_OWN = N_("Tiempo en que los socios recuperan lo que ponen")
NOT_BACK = N_("No se recupera en los años del plan.")
YEARS = N_("{years} años")

WIDTHS = (0.064, 0.162, 0.073, 0.079, 0.098, 0.131, 0.141, 0.126, 0.126)
TINY = ParagraphStyle("tiny", parent=CELL, fontSize=8.5, leading=10.6)
TINY_BOLD = ParagraphStyle("tiny-bold", parent=TINY, fontName=BOLD)
AMOUNT = ParagraphStyle("amount", parent=TINY, alignment=TA_RIGHT)
AMOUNT_BOLD = ParagraphStyle("amount-bold", parent=AMOUNT, fontName=BOLD)
COLUMN = ParagraphStyle("column", parent=HEAD, fontSize=7.4, leading=9, splitLongWords=0)
COLUMN_RIGHT = ParagraphStyle("column-right", parent=COLUMN, alignment=TA_RIGHT)
BASIS = ParagraphStyle("basis", parent=LABEL, textColor=GREY, fontSize=8, leading=10, spaceBefore=2, spaceAfter=4)
TEXT = ParagraphStyle("text", parent=BODY, spaceAfter=6)
FIGURE = ParagraphStyle("figure", parent=BODY, fontName=BOLD, fontSize=13.5, leading=17)


def write_plan_resumen(
    path: Path,
    municipality: Record,
    aeo: Record,
    plan: Record,
    partidas: Sequence[Mapping[str, str | int | None]],
    totals: Presupuesto,
    lights: Iterable[Answer],
    indicators: Indicators | None,
    explanations: Sequence[Explanation],
    language: str,
    on: date,
    *,
    names: Names | None = None,
    tried: Tried | None = None,
    parts: Mapping[str, Part] | None = None,
    basis: Basis | None = None,
) -> Path:
    """Print the summary to a file.

    `partidas` in the order of the plan; `totals` their sums; `lights` the limits of the category; `indicators` None
    while data are missing; `explanations` of `rentabilidad.explain`, in its order. `aeo` may carry `representante` and
    `representante_dni`, who sign. With `tried`, the pictures of the plan and what should be asked of it come too.
    `parts`: the sections of the plan by their code; `basis`: what its amounts rest on.
    """
    voice = Voice(language, names or {})
    paper = Paper(voice, municipality, TITLE, on, subject=str(aeo.get("nombre") or ""))
    given, under = parts or {}, [said(voice, basis.sentence, BASIS, beside=True)] if basis else []

    def block(letter: str, name: str, *inside: Flowable) -> None:
        paper.section(Sentence(BLOCK, letter=letter, name=Sentence(name)), *inside)

    block("A", N_("Información general"), *boxes(voice, _cover(voice, aeo, plan, totals.whole), paper.width))
    paper.add(Spacer(1, 8), _responsible(voice, municipality, aeo, plan, paper.width))
    goal = [plain(plan["objetivo"], TEXT)] if plan.get("objetivo") else []
    block("B", N_("Descripción de la iniciativa"), *goal, *_written(voice, given, "resumen", quiet=bool(goal)))
    for letter, name, codes in BLOCKS:
        block(letter, name, *_written(voice, given, *codes))
    foot = said(voice, basis.sentence, BASIS, beside=True) if basis else None
    budget = budget_table(voice, partidas, totals, paper.width, foot) if partidas else said(voice, NO_BUDGET)
    block("H", N_("Costos de inversión y fuentes de financiamiento, en soles"), budget)
    answered = list(lights)
    if answered:
        paper.section(N_("Los límites de la categoría"), answers_table(voice, answered, paper.width))
    if indicators is None:
        block("I", N_("Rentabilidad"), said(voice, NOT_YET))
    else:
        block("I", N_("Rentabilidad"), worth_table(voice, indicators, explanations, paper.width), *under)
        paper.section(N_("Dinero que entra y sale cada año"), cash_pictures(voice, indicators, paper.width))
        if tried is not None:
            add_pictures(paper, voice, totals, indicators, tried)
    block("J", N_("Sostenibilidad"), *_written(voice, given, "sostenibilidad"))
    block("K", N_("Conclusiones y recomendaciones"), *_written(voice, given, "conclusiones"))
    paper.close(*_signing(voice, aeo, plan, paper.width))
    return paper.write(path)


def _written(voice: Voice, parts: Mapping[str, Part], *codes: str, quiet: bool = False) -> list[Flowable]:
    """How each section begins, and where it goes on. `quiet`: nothing is said of one that is not written."""
    found: list[Flowable] = []
    for code in codes:
        part = parts.get(code)
        first, *others = [line for line in (part.texto if part else "").split("\n") if line.strip()] or [""]
        if not first:
            continue
        found.append(plain(first, TEXT))
        if others and part is not None and part.number:
            found.append(said(voice, Sentence(GOES_ON, number=part.number), BASIS))
    return found or ([] if quiet else [said(voice, NOT_WRITTEN, SMALL)])


def _responsible(voice: Voice, municipality: Record, aeo: Record, plan: Record, width: float) -> Table:
    """Who answers for what: the AEO, who wrote the plan, the government."""
    college = Sentence(N_("Colegiatura {number}"), number=str(plan["colegiatura"])) if plan.get("colegiatura") else None
    heads = (N_("Entidad o área funcional"), N_("Responsable"), N_("Acción"))
    rows: list[list[Flowable | list[Flowable]]] = [[said(voice, head, HEAD) for head in heads]]
    for entity, name, detail, action in (
        (aeo.get("nombre"), aeo.get("representante"), None, N_("Presenta el plan, pone su parte y lleva el negocio.")),
        (plan.get("profesion"), plan.get("formulador"), college, N_("Formula el plan con los socios.")),
        (
            municipality.get("nombre"),
            municipality.get("gerente") or municipality.get("alcalde"),
            None,
            N_("Cofinancia, compra los bienes y supervisa."),
        ),
    ):
        who: list[Flowable] = [plain(name, CELL)]
        if detail is not None:
            who.append(said(voice, detail, LABEL))
        what = plain(entity, CELL) if entity else said(voice, N_("Quien formuló el plan"), CELL)
        rows.append([what, who, said(voice, action, CELL)])
    return grid(rows, [width * share for share in (0.38, 0.28, 0.34)])


def _cover(voice: Voice, aeo: Record, plan: Record, whole: Totals) -> list[list[Box]]:
    cover, supuestos, of_aeo, row = by_name(COVER), by_name(SUPUESTOS), by_name(AEO), by_name(PARTIDA)

    def money(place: int, label: str, centimos: int) -> Box:
        return Box(str(place), label, voice.value(row[SOURCES[0]], centimos))

    return [
        [field_box(voice, 1, cover["titulo"], plan)],
        [field_box(voice, 2, of_aeo["nombre"], aeo, 2), field_box(voice, 3, of_aeo["ruc"], aeo, 0.9)],
        [field_box(voice, 4, cover["convocatoria"], plan, 2), field_box(voice, 5, cover["categoria"], plan, 0.9)],
        [field_box(voice, 6, of_aeo["ubigeo"], aeo, 2), field_box(voice, 7, cover["estado"], plan, 0.9)],
        [
            money(8, N_("Inversión total"), whole.total),
            money(9, row[SOURCES[0]].label, whole.cofinanciamiento),
            field_box(voice, 10, supuestos["horizonte_years"], plan),
            field_box(voice, 11, supuestos["tasa_descuento"], plan, 0.8),
        ],
    ]


def _money(centimos: int) -> str:
    return f"{centimos / 100:,.2f}" if centimos else "—"


def budget_table(
    voice: Voice,
    partidas: Sequence[Mapping[str, str | int | None]],
    totals: Presupuesto,
    width: float,
    foot: Flowable | None = None,
) -> Table:
    """Rows of the budget by component with subtotals by source, their sum and the part of each source (T8).

    `foot` stands below them and never apart from them.
    """
    fields = by_name(PARTIDA)
    labels = [fields[name].label for name in ("codigo", "nombre", "unidad", "cantidad", "precio_unitario")]
    labels += [TOTAL, *(fields[name].label for name in SOURCES)]
    rows: list[list[Flowable | str]] = [
        [said(voice, label, COLUMN if place < 3 else COLUMN_RIGHT) for place, label in enumerate(labels)]  # noqa: PLR2004
    ]
    styles: list[tuple[object, ...]] = [("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2)]

    def sums(label: str, found: Totals) -> list[Flowable | str]:
        cells = [plain(_money(each), AMOUNT_BOLD) for each in _four(found)]
        styles.append(("NOSPLIT", (0, len(rows) - 1), (-1, len(rows))))
        styles.append(("SPAN", (0, len(rows)), (4, len(rows))))
        return [said(voice, label, TINY_BOLD, beside=True), "", "", "", "", *cells]

    for componente, found in totals.by_componente.items():
        styles += [("SPAN", (0, len(rows)), (-1, len(rows))), ("TOPPADDING", (0, len(rows)), (-1, len(rows)), 7)]
        name = Sentence(COMPONENT, name=componente) if componente else Sentence(NO_COMPONENT)
        styles.append(("NOSPLIT", (0, len(rows)), (-1, len(rows) + 1)))
        rows.append([said(voice, name, TINY_BOLD, beside=True), *[""] * 8])
        rows += [_line(voice, row) for row in partidas if str(row.get("componente") or "") == componente]
        rows.append(sums(SUBTOTAL, found))
    styles += [
        ("LINEABOVE", (0, len(rows)), (-1, len(rows)), 1.1, black),
        ("BACKGROUND", (0, len(rows)), (-1, len(rows) + 1), FILL),
        ("NOSPLIT", (0, len(rows) - 2), (-1, len(rows) + 1)),
    ]
    rows.append(sums(TOTAL, totals.whole))
    shares = totals.whole.shares
    parts = [
        percent(_fraction(shares[name])) if name in shares else "—"
        for name in Totals.__dataclass_fields__
        if name != "total"
    ]
    whole = percent(Decimal(1)) if shares else "—"
    styles.append(("SPAN", (0, len(rows)), (4, len(rows))))
    rows.append(
        [said(voice, SHARE, TINY, beside=True), "", "", "", "", *(plain(part, AMOUNT) for part in (whole, *parts))]
    )
    if foot is not None:
        styles += [("SPAN", (0, len(rows)), (-1, len(rows))), ("NOSPLIT", (0, len(rows) - 2), (-1, len(rows)))]
        rows.append([foot, *[""] * 8])
    return grid(rows, [width * share for share in WIDTHS], *styles)


def _four(found: Totals) -> tuple[int, int, int, int]:
    return found.total, found.cofinanciamiento, found.monetaria, found.valorizada


def _fraction(part: Fraction) -> Decimal:
    return Decimal(part.numerator) / Decimal(part.denominator)


def _line(voice: Voice, row: Mapping[str, str | int | None]) -> list[Flowable | str]:
    fields = by_name(PARTIDA)
    price = voice.value(fields["precio_unitario"], value_of(row, "precio_unitario"))
    return [
        plain(row.get("codigo"), TINY),
        plain(row.get("nombre"), TINY),
        plain(row.get("unidad"), TINY),
        plain(voice.value(fields["cantidad"], value_of(row, "cantidad")), AMOUNT),
        plain(price.removeprefix("S/ "), AMOUNT),
        *(plain(_money(each), AMOUNT) for each in _four(row_totals(row))),
    ]


def worth_table(voice: Voice, indicators: Indicators, explanations: Sequence[Explanation], width: float) -> Table:
    """Each indicator with its name, its value and its sentence: the whole plan, and the members' money beside it."""
    cells = [
        [said(voice, one.label, LABEL), plain(one.value, FIGURE), said(voice, one.sentence, SMALL)]
        for one in explanations
    ]
    for label, value in ((PAYBACK_ALL, indicators.payback_all), (PAYBACK_OWN, indicators.payback_applicant)):
        years = Sentence(NOT_BACK) if value is None else Sentence(YEARS, years=number(value, 1))
        cells.append([said(voice, label, LABEL), said(voice, years, FIGURE if value is not None else SMALL)])
    rows: list[list[Flowable | list[Flowable]]] = [[said(voice, WHOLE_PLAN, HEAD), said(voice, OWN_MONEY, HEAD)]]
    rows += [[left, right] for left, right in zip(cells[::2], cells[1::2], strict=True)]
    return grid(
        rows,
        [width / 2] * 2,
        ("LINEAFTER", (0, 0), (0, -1), 0.4, RULE),
        ("LEFTPADDING", (1, 0), (1, -1), 10),
        ("BOTTOMPADDING", (0, 1), (-1, -1), 7),
    )


def cash_pictures(voice: Voice, indicators: Indicators, width: float) -> Table:
    """Two small drawings side by side on one scale of heights each: the whole plan, the members' money."""
    half = (width - 20) / 2
    second = QUECHUA if voice.bilingual else ""
    cells: list[list[Flowable]] = []
    for flow, name in ((indicators.flow_all, WHOLE_PLAN), (indicators.flow_applicant, OWN_MONEY)):
        shapes = cash_bars(flow, half, 132, language=voice.main, second=second, measure=width_of)
        cells.append([said(voice, name, HEAD, beside=True), Spacer(1, 4), Painted(shapes, half)])
    table = Table([[cells[0], "", cells[1]]], colWidths=[half, 20, half])
    table.setStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)])
    return table


def _signing(voice: Voice, aeo: Record, plan: Record, width: float) -> list[Flowable]:
    name, dni = str(aeo.get("representante") or ""), str(aeo.get("representante_dni") or "")
    return [
        Spacer(1, 14),
        said(voice, N_("Quienes firman aprueban este resumen y sus montos."), BODY),
        Spacer(1, 8),
        place_and_date(voice),
        Spacer(1, 16),
        signatures(
            voice,
            [
                Signer(REPRESENTATIVE, name, dni),
                Signer(N_("Quien formuló el plan (n.º de colegiatura)"), _college(plan), thumb=False),
            ],
            width,
        ),
    ]


def _college(plan: Record) -> str:
    """Who wrote the plan, with the number in the professional college when there is one."""
    return ", ".join(str(plan[name]) for name in ("formulador", "colegiatura") if plan.get(name))
