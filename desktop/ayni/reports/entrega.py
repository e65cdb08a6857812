"""The papers that go with goods: the acta de entrega y recepción of one delivery, and the cesión en uso (F15)."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Image, PageBreak, Spacer, Table, TableStyle

from ayni.domain.bien import BIEN, good_total
from ayni.domain.cesion import CESION
from ayni.domain.fields import Field, by_name
from ayni.domain.rules import Answer
from ayni.lang import N_, Sentence, day, soles
from ayni.reports.answers import answers_table
from ayni.reports.pages import (
    BODY,
    BOLD_NUMBER,
    CELL,
    CENTRE,
    HEAD,
    HEAD_RIGHT,
    NUMBER,
    Box,
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
    said,
    signatures,
)

ACTA = N_("Acta de entrega y recepción de bienes")
CESION_TITLE = N_("Acuerdo de cesión en uso de bienes")
OPENING = N_(
    "La municipalidad entrega a la organización los bienes que siguen, para su plan de negocio. "
    "Quien recibe los revisó uno por uno y firma."
)
CESSION = N_("La municipalidad da en uso a la organización los bienes que siguen, del {start} al {end}.")
CONDITIONS = (
    N_(
        "Los bienes se entregan en uso. Serán de la organización cuando el concejo acuerde la transferencia definitiva."
    ),
    N_("La organización los usa solo para su plan de negocio, los mantiene y los guarda bien."),
    N_("Los bienes no se prestan, no se venden y no se dan en prenda."),
    N_("La municipalidad los visita y la organización se los muestra."),
    N_("Si la organización deja de serlo, devuelve los bienes."),
)
PHOTO = 62 * mm
FIELDS = by_name(BIEN)


@dataclass(frozen=True, slots=True)
class Handing:
    """One delivery as its act says it. `photos`: caption and PNG of each; `counterpart`: what the ledger answers."""

    plan: Record
    goods: Sequence[Record]
    acta: str = ""
    day: str = ""
    receiver: str = ""
    photos: Sequence[tuple[str, bytes]] = ()
    counterpart: Answer | None = None
    board: Mapping[str, Record] = field(default_factory=dict)  # cargo → who holds it


def write_acta_entrega(
    path: Path,
    municipality: Record,
    aeo: Record,
    handing: Handing,
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print the act of a delivery: goods with their serials, conditions, photos on their page, and who signs."""
    voice = Voice(language, names or {})
    paper = Paper(voice, municipality, ACTA, on, subject=str(aeo.get("nombre") or ""), sideways=True)
    paper.add(Spacer(1, 8), said(voice, OPENING, BODY), Spacer(1, 6))
    rows = [
        [
            Box("1", N_("Plan de negocio"), str(handing.plan.get("titulo") or ""), share=3),
            Box("2", N_("Acta de entrega"), handing.acta),
            Box("3", N_("Fecha de la entrega"), day(handing.day) if handing.day else ""),
        ]
    ]
    paper.section(N_("La entrega"), *boxes(voice, rows, paper.width))
    paper.section(N_("Los bienes"), goods_table(voice, handing.goods, paper.width))
    if handing.counterpart is not None:
        paper.section(N_("La contrapartida"), answers_table(voice, [handing.counterpart], paper.width))
    paper.section(N_("Condiciones"), *conditions(voice))
    paper.close(*_signers(voice, handing, paper.width))
    if handing.photos:
        paper.add(PageBreak())
        paper.section(N_("Fotografías"), *photo_rows(handing.photos, paper.width))
    return paper.write(path)


def write_cesion(
    path: Path,
    municipality: Record,
    aeo: Record,
    cesion: Record,
    handing: Handing,
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print the agreement by which an AEO uses the goods, with its term, its conditions and who signs."""
    voice = Voice(language, names or {})
    paper = Paper(voice, municipality, CESION_TITLE, on, subject=str(aeo.get("nombre") or ""), sideways=True)
    opening = Sentence(CESSION, start=day(str(cesion["desde"])), end=day(str(cesion["hasta"])))
    paper.add(Spacer(1, 8), said(voice, opening, BODY), Spacer(1, 6))
    fields = by_name(CESION)
    asked = ("tipo_cesion", "cesion_numero", "firmado", "desde", "hasta")
    line = [field_box(voice, number, fields[name], cesion) for number, name in enumerate(asked, start=1)]
    plan = [Box("6", N_("Plan de negocio"), str(handing.plan.get("titulo") or ""))]
    paper.section(N_("El acuerdo"), *boxes(voice, [line, plan], paper.width))
    paper.section(N_("Los bienes"), goods_table(voice, handing.goods, paper.width))
    own = [plain(text, BODY) for text in str(cesion.get("condiciones") or "").splitlines() if text.strip()]
    paper.section(N_("Condiciones"), *conditions(voice), *own)
    signers = [Signer(N_("Alcalde o alcaldesa"), thumb=False), _held(handing, "presidente", N_("Presidente"))]
    paper.close(Spacer(1, 10), place_and_date(voice), Spacer(1, 10), signatures(voice, signers, paper.width))
    return paper.write(path)


def conditions(voice: Voice) -> list[Flowable]:
    """The conditions one by one, numbered."""
    made: list[Flowable] = []
    for number, text in enumerate(CONDITIONS, start=1):
        row = Table([[plain(f"{number}.", BODY), said(voice, text, BODY)]], colWidths=[24, None])
        row.setStyle(
            TableStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (-1, -1), 0),
                    ("TOPPADDING", (0, 0), (-1, -1), 1),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
                ]
            )
        )
        made.append(row)
    return made


def goods_table(voice: Voice, goods: Sequence[Record], width: float) -> Table:
    """Goods with what tells one from another, their price, and a last row that adds them up."""
    heads = (
        (N_("N.º"), 0.04),
        (FIELDS["nombre"].label, 0.2),
        (N_("Marca, modelo, color"), 0.15),
        (FIELDS["serie"].label, 0.12),
        (FIELDS["estado_entrega"].label, 0.11),
        (N_("Socio que lo guarda"), 0.12),
        (FIELDS["cantidad"].label, 0.07),
        (N_("Precio"), 0.09),
        (N_("Total"), 0.1),
    )
    figures = {6, 7, 8}
    rows: list[list[Flowable]] = [
        [said(voice, head, HEAD_RIGHT if place in figures else HEAD) for place, (head, _share) in enumerate(heads)]
    ]
    for number, good in enumerate(goods, start=1):
        marks = ", ".join(str(good[name]) for name in ("marca", "modelo", "color") if good.get(name))
        unit = str(good.get("unidad") or "")
        rows.append(
            [
                plain(number, CELL),
                plain(good.get("nombre"), CELL),
                plain(marks or "—", CELL),
                plain(good.get("serie") or "—", CELL),
                plain(_shown(voice, FIELDS["estado_entrega"], good) or "—", CELL),
                plain(good.get("custodio_nombre") or "", CELL),
                plain(f"{good.get('cantidad')} {unit}".strip(), NUMBER),
                plain(_price(good), NUMBER),
                plain(soles(good_total(good)) if good.get("precio_unitario") else "—", NUMBER),
            ]
        )
    total = sum(map(good_total, goods))
    last: list[Flowable] = [plain("", CELL) for _head in heads]
    last[1], last[-1] = said(voice, N_("Total"), HEAD), plain(soles(total), BOLD_NUMBER)
    rows.append(last)
    return grid(rows, [width * share for _head, share in heads])


def _price(good: Record) -> str:
    text = FIELDS["precio_unitario"].kind.show(str(good["precio_unitario"])) if good.get("precio_unitario") else ""
    return text.removeprefix("S/ ") or "—"


def _shown(voice: Voice, item: Field, good: Record) -> str:
    return voice.value(item, good.get(item.name))


def photo_rows(photos: Sequence[tuple[str, bytes]], width: float) -> list[Flowable]:
    """Photos three in a row, each over its caption; a row never splits."""
    made: list[Flowable] = []
    for start in range(0, len(photos), 3):
        part = photos[start : start + 3]
        pictures: list[object] = [_picture(content, width / 3 - 8) for _caption, content in part]
        captions: list[object] = [plain(caption, CENTRE) for caption, _content in part]
        spare = [""] * (3 - len(part))
        table = Table([[*pictures, *spare], [*captions, *spare]], colWidths=[width / 3] * 3)
        table.setStyle(TableStyle([("ALIGN", (0, 0), (-1, -1), "CENTER"), ("VALIGN", (0, 0), (-1, 0), "BOTTOM")]))
        made.append(table)
    return made


def _picture(content: bytes, width: float) -> Image:
    picture = Image(io.BytesIO(content))
    scale = min(width / picture.imageWidth, PHOTO / picture.imageHeight)
    picture.drawWidth, picture.drawHeight = picture.imageWidth * scale, picture.imageHeight * scale
    return picture


def _held(handing: Handing, cargo: str, post: str) -> Signer:
    held = handing.board.get(cargo, {})
    return Signer(post, str(held.get("full_name") or ""), str(held.get("dni") or ""))


def _signers(voice: Voice, handing: Handing, width: float) -> list[Flowable]:
    office = [
        Signer(N_("Comité de entrega y recepción"), thumb=False),
        Signer(N_("Responsable del plan en la municipalidad"), thumb=False),
        Signer(N_("Patrimonio o almacén"), thumb=False),
    ]
    people = [
        _held(handing, cargo, post)
        for cargo, post in (
            ("presidente", N_("Presidente")),
            ("secretario", N_("Secretario")),
            ("tesorero", N_("Tesorero")),
        )
    ]
    receiver = [Signer(N_("Quien recibe los bienes"), handing.receiver)]
    return [
        Spacer(1, 10),
        place_and_date(voice),
        Spacer(1, 8),
        signatures(voice, office, width),
        Spacer(1, 20),
        signatures(voice, people, width),
        Spacer(1, 20),
        signatures(voice, receiver, width),
    ]
