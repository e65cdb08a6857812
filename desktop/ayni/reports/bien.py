"""The inventory of what producers hold: each good with its serial, its keeper and how the last visit found it (F16)."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable, Spacer, Table

from ayni.domain.bien import BIEN, LABELS, UNSEEN, VISITA_BIEN, good_total
from ayni.domain.fields import by_name
from ayni.lang import N_, Sentence, day, soles
from ayni.reports.entrega import photo_rows
from ayni.reports.pages import (
    BODY,
    BOLD_CELL,
    BOLD_NUMBER,
    CELL,
    HEAD,
    HEAD_RIGHT,
    NUMBER,
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

INVENTORY = N_("Inventario de bienes de la organización")
SHEET = N_("Ficha del bien")
COUNTED = N_("{state}: {count}")
NONE = N_("Todavía no hay visitas.")
FIELDS = by_name(BIEN)


def write_inventario(
    path: Path,
    municipality: Record,
    aeo: Record,
    goods: Sequence[Record],
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print everything that an AEO holds with its state; services among the goods say whether they were carried out."""
    voice = Voice(language, names or {})
    paper = Paper(voice, municipality, INVENTORY, on, subject=str(aeo.get("nombre") or ""), sideways=True)
    paper.section(N_("Cómo están"), *_counts(voice, goods))
    paper.section(N_("Los bienes y servicios"), _table(voice, goods, paper.width))
    signers = [Signer(N_("Quien hizo la visita"), thumb=False), Signer(N_("Representante de la organización"))]
    paper.close(Spacer(1, 10), place_and_date(voice), Spacer(1, 8), signatures(voice, signers, paper.width))
    return paper.write(path)


def _counts(voice: Voice, goods: Sequence[Record]) -> list[Flowable]:
    found: dict[str, int] = {}
    for good in goods:
        label = LABELS.get(str(good.get("estado_bien") or ""), UNSEEN)
        found[label] = found.get(label, 0) + 1
    return [said(voice, Sentence(COUNTED, state=Sentence(label), count=count), BODY) for label, count in found.items()]


def _table(voice: Voice, goods: Sequence[Record], width: float) -> Table:
    heads = (
        (N_("N.º"), 0.04),
        (FIELDS["nombre"].label, 0.2),
        (N_("Marca y modelo"), 0.12),
        (FIELDS["serie"].label, 0.11),
        (N_("Socio que lo guarda"), 0.14),
        (FIELDS["fecha_recepcion"].label, 0.09),
        (N_("Última visita"), 0.17),
        (FIELDS["cantidad"].label, 0.07),
        (N_("Total"), 0.06),
    )
    shares = [share for _head, share in heads]
    shares[-1], shares[1] = 0.1, 0.16
    rows: list[list[Flowable]] = [
        [said(voice, head, HEAD_RIGHT if place > 6 else HEAD) for place, (head, _share) in enumerate(heads)]  # noqa: PLR2004
    ]
    for number, good in enumerate(goods, start=1):
        state = LABELS.get(str(good.get("estado_bien") or ""), UNSEEN)
        seen = str(good.get("visto_el") or "")
        words = f"{voice.say(state)} · {day(seen)}" if seen else voice.say(state)
        rows.append(
            [
                plain(number, CELL),
                plain(good.get("nombre"), CELL),
                plain(", ".join(str(good[name]) for name in ("marca", "modelo") if good.get(name)) or "—", CELL),
                plain(good.get("serie") or "—", CELL),
                plain(good.get("custodio_nombre") or "—", CELL),
                plain(day(str(good.get("fecha_recepcion") or "")), CELL),
                plain(words, BOLD_CELL if good.get("estado_bien") in {"no_habido", "habido_malo"} else CELL),
                plain(good.get("cantidad"), NUMBER),
                plain(soles(good_total(good)) if good.get("precio_unitario") else "—", NUMBER),
            ]
        )
    last: list[Flowable] = [plain("", CELL) for _head in heads]
    last[1], last[-1] = said(voice, N_("Total"), HEAD), plain(soles(sum(map(good_total, goods))), BOLD_NUMBER)
    rows.append(last)
    return grid(rows, [width * share for share in shares])


def write_ficha_bien(
    path: Path,
    municipality: Record,
    aeo: Record,
    good: Record,
    visits: Sequence[Record],
    photos: Sequence[tuple[str, bytes]],
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print one good: its marks, who keeps it, every visit with what it found, corrected ones said so, its photos."""
    voice = Voice(language, names or {})
    paper = Paper(voice, municipality, SHEET, on, subject=f"{good.get('nombre')} · {aeo.get('nombre')}")
    groups = (
        ("nombre", "clase_bien", "cantidad"),
        ("marca", "modelo", "serie", "color"),
        ("fecha_recepcion", "estado_entrega", "precio_unitario"),
        ("orden_compra", "guia", "pecosa"),
        ("custodio", "lugar_bien", "conforme"),
    )
    number, rows = 0, []
    for group in groups:
        line = []
        for name in group:
            number += 1
            line.append(field_box(voice, number, FIELDS[name], good, 2 if name in {"nombre", "custodio"} else 1))
        rows.append(line)
    paper.section(N_("El bien"), *boxes(voice, rows, paper.width))
    paper.section(N_("Lo que dijo cada visita"), _history(voice, visits, paper.width))
    if photos:
        paper.section(N_("Fotografías"), *photo_rows(photos, paper.width))
    return paper.write(path)


def _history(voice: Voice, visits: Sequence[Record], width: float) -> Flowable:
    if not visits:
        return said(voice, NONE, BODY)
    fields = by_name(VISITA_BIEN)
    heads = (fields["fecha"].label, fields["estado_bien"].label, fields["visitante"].label, fields["nota"].label)
    rows: list[list[Flowable]] = [[said(voice, head, HEAD) for head in heads]]
    for visit in visits:
        state = voice.value(fields["estado_bien"], visit.get("estado_bien"))
        if visit.get("corregida"):
            state = f"{state} ({voice.say(N_('corregida después'))})"
        note = str(visit.get("nota") or visit.get("corrige_motivo") or "")
        rows.append(
            [
                plain(day(str(visit.get("fecha") or "")), CELL),
                plain(state, CELL),
                plain(visit.get("visitante"), CELL),
                plain(note, CELL),
            ]
        )
    return grid(rows, [width * share for share in (0.15, 0.25, 0.22, 0.38)])
