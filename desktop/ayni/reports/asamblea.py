"""The acta of an assembly (F05): what was agreed, who holds each cargo, who signs and who certifies it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from ayni.domain.asamblea import ASAMBLEA
from ayni.domain.fields import by_name
from ayni.domain.padron import SOCIO, full_name
from ayni.lang import N_, Sentence, day
from ayni.reports.aeo import board_table
from ayni.reports.pages import (
    BODY,
    CELL,
    HEAD,
    RULE,
    Box,
    Names,
    Paper,
    Record,
    Signer,
    Voice,
    boxes,
    field_box,
    grid,
    plain,
    said,
    signatures,
)

TITLE = N_("Acta de asamblea")
OPENING = N_(
    "En {place}, el {day}, se reunieron los socios de la organización para tratar la agenda que sigue. "
    "Leída el acta, los presentes la aprueban y la firman."
)
CERTIFIES = {"notario": N_("Notario"), "juez_de_paz": N_("Juez de paz")}
SIGN_ROOM = 5 * mm  # above and below a name, so that a signature and a fingerprint have room


def write_acta(
    path: Path,
    municipality: Record,
    aeo: Record,
    asamblea: Record,
    junta: Sequence[Record],
    socios: Sequence[Record],
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print the acta to a file, ready to sign.

    `junta`: the periods in force (`cargo`, `full_name`, `dni`, `desde`, `hasta`). `socios`: members in force, each with
    a row to sign. Who certifies signs at the end, with room for the seal.
    """
    voice = Voice(language, names or {})
    paper = Paper(voice, municipality, TITLE, on, subject=str(aeo.get("nombre") or ""))
    place = str(asamblea.get("lugar") or "____________________")
    opening = Sentence(OPENING, place=place, day=day(str(asamblea.get("fecha") or "")))
    paper.add(Spacer(1, 8), said(voice, opening, BODY))
    paper.section(N_("La asamblea"), *boxes(voice, _meeting(voice, asamblea), paper.width))
    for label, name in ((N_("Agenda"), "agenda"), (N_("Acuerdos"), "acuerdos")):
        paper.section(label, *_lines(asamblea.get(name)))
    paper.section(N_("Votación"), *boxes(voice, _votes(voice, asamblea), paper.width))
    if asamblea.get("facultad"):
        label = N_("Facultad para firmar la solicitud, el plan y el acuerdo")
        paper.section(label, *_lines(asamblea.get("facultad")))
    paper.section(N_("La junta directiva"), board_table(voice, junta, paper.width))
    paper.section(N_("Firmas de los asistentes"), _attendance(voice, socios, paper.width))
    paper.close(*_signing(voice, asamblea, junta, paper.width))
    return paper.write(path)


def _box(voice: Voice, asamblea: Record, number: int, name: str, share: float = 1) -> Box:
    return field_box(voice, number, by_name(ASAMBLEA)[name], asamblea, share)


def _meeting(voice: Voice, asamblea: Record) -> list[list[Box]]:
    return [
        [
            _box(voice, asamblea, 1, "fecha"),
            _box(voice, asamblea, 2, "hora_inicio"),
            _box(voice, asamblea, 3, "hora_fin"),
            _box(voice, asamblea, 4, "tipo", 1.4),
        ],
        [
            _box(voice, asamblea, 5, "lugar", 3),
            _box(voice, asamblea, 6, "presentes"),
            _box(voice, asamblea, 7, "total_socios"),
        ],
    ]


def _votes(voice: Voice, asamblea: Record) -> list[list[Box]]:
    names = ("a_favor", "en_contra", "abstenciones")
    return [[_box(voice, asamblea, number, name) for number, name in enumerate(names, start=8)]]


def _lines(text: object) -> list[Flowable]:
    """A text paragraph by paragraph; without one, lines for a pen."""
    written = [line for line in str(text or "").splitlines() if line.strip()]
    if not written:
        return [Spacer(1, 40)]
    return [part for line in written for part in (plain(line, BODY), Spacer(1, 3))]


def _attendance(voice: Voice, socios: Sequence[Record], width: float) -> Flowable:
    dni = by_name(SOCIO)["dni"]
    heads = (N_("N.º"), N_("Apellidos y nombres"), dni.label, N_("Firma"), N_("Huella digital"))
    rows: list[list[Flowable]] = [[said(voice, head, HEAD) for head in heads]]
    for number, socio in enumerate(socios, start=1):
        empty = [plain("", CELL), plain("", CELL)]
        name = full_name(dict(socio))
        rows.append([plain(number, CELL), plain(name, CELL), plain(socio.get("dni"), CELL), *empty])
    return grid(
        rows,
        [width * part for part in (0.07, 0.39, 0.14, 0.26, 0.14)],
        ("LINEAFTER", (0, 1), (-2, -1), 0.4, RULE),
        ("TOPPADDING", (0, 1), (-1, -1), SIGN_ROOM),
        ("BOTTOMPADDING", (0, 1), (-1, -1), SIGN_ROOM),
    )


def _signing(voice: Voice, asamblea: Record, junta: Sequence[Record], width: float) -> list[Flowable]:
    held = {str(period.get("cargo")): period for period in junta}
    signers = []
    for cargo, post in (("presidente", N_("Presidente")), ("secretario", N_("Secretario"))):
        period = held.get(cargo, {})
        signers.append(Signer(post, str(period.get("full_name") or ""), str(period.get("dni") or "")))
    made: list[Flowable] = [Spacer(1, 16), signatures(voice, signers, width)]
    who = str(asamblea.get("certifica") or "")
    if who:
        when = Box("11", by_name(ASAMBLEA)["certifica_fecha"].label, day(str(asamblea.get("certifica_fecha") or "")))
        fields = by_name(ASAMBLEA)
        further = [
            field_box(voice, number, fields[name], asamblea)
            for number, name in enumerate(("libro", "folio", "asiento"), start=12)
        ]
        name = str(asamblea.get("certifica_nombre") or "")
        made += [
            Spacer(1, 14),
            said(voice, N_("Certificación"), HEAD),
            Spacer(1, 4),
            *boxes(voice, [[when, *further]], width),
            Spacer(1, 10),
            signatures(voice, [Signer(CERTIFIES[who], name, thumb=False)], width, sealed=CERTIFIES[who]),
        ]
    return made
