"""A technical specification, or the terms of reference of a service, ready to sign: version and day on each page."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable, Spacer

from ayni.domain.especificacion import CARACTERISTICA, EETT, ESPECIFICACION, rows_of
from ayni.domain.fields import by_name
from ayni.lang import N_, Sentence, day
from ayni.reports.pages import (
    BODY,
    CELL,
    HEAD,
    SMALL,
    Names,
    Paper,
    Record,
    Signer,
    Voice,
    grid,
    place_and_date,
    plain,
    said,
    signatures,
    value_of,
)

TITLES = {EETT: N_("Especificaciones técnicas"), "TDR": N_("Términos de referencia")}
VERSION = N_("{title} · versión {number} del {day}")
NO_BRANDS = N_("Ninguna marca se pide. Vale otro bien que cumpla lo mismo o más.")
BRAND = N_("Se nombra una marca porque: {why}")
WHY = N_("Por qué cambió: {reason}. {text}")
ASKS, CHECKS = N_("Quien pide la compra"), N_("Quien da la conformidad")
LINES = ("lugar_entrega", "plazo_entrega_dias", "garantia", "responsable_conformidad")
TEXTS = ("forma_pago", "penalidad")
SHARES = (0.06, 0.3, 0.32, 0.14, 0.18)


def write_especificacion(
    path: Path,
    municipality: Record,
    row: Record,
    compra: Record,
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print a version to a file. `compra` is its purchase, empty when it is only of the library."""
    voice, fields = Voice(language, names or {}), by_name(ESPECIFICACION)
    subject = Sentence(
        VERSION,
        title=str(row.get("titulo") or ""),
        number=str(row.get("numero") or "1"),
        day=day(str(row.get("fecha") or on.isoformat())),
    )
    paper = Paper(voice, municipality, TITLES[str(row.get("clase") or EETT)], on, subject=voice.say(subject))
    if compra.get("nombre"):
        paper.add(plain(compra["nombre"], SMALL))
    paper.section(fields["finalidad"].label, plain(row.get("finalidad"), BODY))
    paper.section(fields["caracteristicas"].label, _characteristics(voice, row, paper.width))
    paper.add(Spacer(1, 4), said(voice, _brand(row), SMALL))
    conditions = _conditions(voice, row, paper.width)
    if conditions:
        paper.section(N_("Entrega, garantía y conformidad"), *conditions)
    for name in TEXTS:
        if row.get(name):
            paper.section(fields[name].label, plain(row[name], BODY))
    if row.get("motivo"):
        reason = Sentence(voice.value(fields["motivo"], value_of(row, "motivo")))
        paper.section(
            N_("Cambio desde la versión anterior"),
            said(voice, Sentence(WHY, reason=reason, text=str(row.get("motivo_texto") or "")), BODY),
        )
    signer = str(row.get("responsable_conformidad") or "")
    paper.close(
        Spacer(1, 16),
        place_and_date(voice),
        Spacer(1, 16),
        signatures(voice, [Signer(ASKS, "", "", thumb=False), Signer(CHECKS, signer, "", thumb=False)], paper.width),
    )
    return paper.write(path)


def _brand(row: Record) -> Sentence:
    if row.get("motivo_marca"):
        return Sentence(BRAND, why=str(row["motivo_marca"]))
    return Sentence(NO_BRANDS)


def _characteristics(voice: Voice, row: Record, width: float) -> Flowable:
    head: Sequence[Flowable] = [plain("N°", HEAD), *(said(voice, item.label, HEAD) for item in CARACTERISTICA)]
    lines = [
        [plain(str(place), CELL), *(plain(each[item.name] or "—", CELL) for item in CARACTERISTICA)]
        for place, each in enumerate(rows_of(row.get("caracteristicas")), start=1)
    ]
    return grid([head, *lines], [width * share for share in SHARES])


def _conditions(voice: Voice, row: Record, width: float) -> list[Flowable]:
    fields = by_name(ESPECIFICACION)
    lines = [
        [said(voice, fields[name].label, HEAD), plain(voice.value(fields[name], value_of(row, name)), CELL)]
        for name in LINES
        if row.get(name)
    ]
    if not lines:
        return []
    head = [said(voice, N_("Condición"), HEAD), said(voice, N_("Lo que se pide"), HEAD)]
    return [grid([head, *lines], [width * 0.34, width * 0.66])]
