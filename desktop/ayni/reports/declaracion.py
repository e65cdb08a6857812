"""Sworn statements and commitments (F06): who declares, the text, what it details, and where each one signs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable, PageBreak, Spacer

from ayni.domain.declaracion import DIRECTIVOS, JUNTA, SOCIOS, TITULAR, Declaracion, filled
from ayni.domain.fields import NO, SI
from ayni.lang import N_, soles
from ayni.reports.casillas import Ticks
from ayni.reports.pages import (
    BODY,
    BOLD_NUMBER,
    CELL,
    FIRMA,
    HEAD,
    HEAD_RIGHT,
    HUELLA,
    NUMBER,
    REPRESENTATIVE,
    TITLE,
    Box,
    Names,
    Paper,
    Record,
    Signer,
    Voice,
    boxes,
    grid,
    place_and_date,
    plain,
    said,
    signatures,
)

NAMES = N_("Nombres y apellidos")
MODEL = N_("Modelo de Ayni. La oficina confirma el texto con las bases de la convocatoria.")
POST = N_("Cargo")
HOLDER = N_("Dueño o poseedor")
A_ROW = 2  # people who sign side by side
SIGNING_ROWS = 22.0  # points that a row leaves for a signature and a fingerprint


def write_declaracion(
    path: Path,
    municipality: Record,
    declaracion: Declaracion,
    facts: Mapping[str, str],
    people: Sequence[Record],
    language: str,
    on: date,
    *,
    benefited: Record | None = None,
    partidas: Sequence[Record] = (),
    names: Names | None = None,
) -> Path:
    """Print one statement to a file.

    `facts`: what fills its holes; what is not there is a line for the pen. `people`: who signs, each with `full_name`,
    `dni` and `cargo` (a label), the representative first. `benefited`: the answers of the AEO on former funds.
    `partidas`: rows of the plan's budget with a counterpart.
    """
    voice = Voice(language, names or {})
    subject = facts.get("aeo", "")
    note = "" if declaracion.own else MODEL
    paper = Paper(voice, municipality, declaracion.title, on, subject=subject, note=note)
    sheets: Sequence[Sequence[Record]] = [people]
    if declaracion.signer == DIRECTIVOS:
        sheets = [[person] for person in people] or [[]]
    for place, signers in enumerate(sheets):
        if place:
            paper.add(PageBreak(), plain(voice.say(declaracion.title), TITLE))
        _sheet(paper, voice, declaracion, facts, signers, benefited or {}, partidas)
    return paper.write(path)


def _sheet(
    paper: Paper,
    voice: Voice,
    declaracion: Declaracion,
    facts: Mapping[str, str],
    signers: Sequence[Record],
    benefited: Record,
    partidas: Sequence[Record],
) -> None:
    paper.gap(10)
    paper.add(*boxes(voice, _who(declaracion, facts, signers), paper.width))
    paper.gap(14)
    for paragraph in filled(declaracion.paragraphs, facts):
        paper.add(said(voice, paragraph, BODY), Spacer(1, 9))
    if declaracion.body == "beneficio":
        paper.add(*_former(voice, benefited, paper.width))
    elif declaracion.body == "contrapartida":
        paper.add(_counterpart(voice, partidas, paper.width))
    elif declaracion.body == "terreno":
        paper.add(*boxes(voice, _land(), paper.width))
    if declaracion.signer == SOCIOS:
        paper.add(Spacer(1, 4), _list_to_sign(voice, signers, paper.width), Spacer(1, 14), place_and_date(voice))
        return
    paper.close(
        Spacer(1, 16), place_and_date(voice), Spacer(1, 18), *_signing(voice, declaracion, signers, paper.width)
    )


def _who(declaracion: Declaracion, facts: Mapping[str, str], signers: Sequence[Record]) -> list[list[Box]]:
    first: Record = signers[0] if signers and declaracion.signer != TITULAR else {}
    rows = []
    if declaracion.signer != SOCIOS:
        rows.append(
            [
                Box("1", NAMES, str(first.get("full_name") or ""), share=3),
                Box("2", "DNI", str(first.get("dni") or ""), share=1.2),
                Box("3", POST, str(first.get("cargo") or ""), share=1.4),
            ]
        )
    number = len(rows) * 3
    papers = [text for text in (facts.get("ruc"), facts.get("partida")) if text]
    rows.append(
        [
            Box(str(number + 1), N_("Organización"), facts.get("aeo", ""), share=3),
            Box(str(number + 2), N_("RUC o partida registral"), " – ".join(papers), share=2),
        ]
    )
    rows.append([Box(str(number + 3), N_("Domicilio"), facts.get("domicilio", ""))])
    return rows


def _former(voice: Voice, benefited: Record, width: float) -> list[Flowable]:
    answer = benefited.get("beneficiaria_antes")
    options = [(voice.say(text), voice.gloss(text)) for text in (N_("Sí"), N_("No"))]
    rows = [
        [
            Box("7", N_("¿Qué entidad la benefició?"), str(benefited.get("beneficio_entidad") or ""), share=3),
            Box("8", N_("¿En qué año?"), str(benefited.get("beneficio_year") or "")),
        ]
    ]
    ticks = Ticks(options, width, {SI: 0, NO: 1}.get(str(answer or "")))
    return [
        said(voice, N_("¿Fue beneficiaria antes?"), BODY),
        Spacer(1, 3),
        ticks,
        Spacer(1, 6),
        *boxes(voice, rows, width),
    ]


def _land() -> list[list[Box]]:
    return [
        [Box("7", N_("Dónde está"), "")],
        [Box("8", N_("Área"), ""), Box("9", N_("Para qué se usará"), "", share=2)],
        [Box("10", N_("Documento que lo prueba"), "")],
    ]


def _counterpart(voice: Voice, partidas: Sequence[Record], width: float) -> Flowable:
    def amount(value: object) -> int:
        return value if isinstance(value, int) else 0

    rows: list[list[Flowable]] = [
        [
            said(voice, N_("Qué se compra o se paga"), HEAD),
            said(voice, N_("Contrapartida monetaria"), HEAD_RIGHT),
            said(voice, N_("Contrapartida no monetaria"), HEAD_RIGHT),
        ]
    ]
    shown = [row for row in partidas if amount(row.get("monetaria_centimos")) or amount(row.get("valorizada_centimos"))]
    rows += [
        [
            plain(row.get("nombre"), CELL),
            plain(soles(amount(row.get("monetaria_centimos"))), NUMBER),
            plain(soles(amount(row.get("valorizada_centimos"))), NUMBER),
        ]
        for row in shown
    ]
    widths = [width * part for part in (0.56, 0.22, 0.22)]
    if not shown:
        rows += [[plain("", CELL) for _ in range(3)] for _ in range(5)]
        return grid(rows, widths, ("BOTTOMPADDING", (0, 1), (-1, -1), 14))
    sums = [sum(amount(row.get(name)) for row in shown) for name in ("monetaria_centimos", "valorizada_centimos")]
    rows.append([said(voice, N_("Total"), HEAD), *(plain(soles(total), BOLD_NUMBER) for total in sums)])
    return grid(rows, widths)


def _list_to_sign(voice: Voice, socios: Sequence[Record], width: float) -> Flowable:
    rows: list[list[Flowable]] = [
        [said(voice, text, HEAD) for text in (N_("N.º"), N_("Apellidos y nombres"), N_("DNI"), FIRMA, HUELLA)]
    ]
    for number, socio in enumerate(socios, 1):
        rows.append(
            [
                plain(number, CELL),
                plain(socio.get("full_name"), CELL),
                plain(socio.get("dni"), CELL),
                plain(""),
                plain(""),
            ]
        )
    if not socios:
        rows += [[plain(number, CELL), *(plain("") for _ in range(4))] for number in range(1, 11)]
    return grid(
        rows,
        [width * part for part in (0.06, 0.38, 0.13, 0.27, 0.16)],
        ("BOTTOMPADDING", (0, 1), (-1, -1), SIGNING_ROWS),
        ("LINEAFTER", (0, 0), (-2, -1), 0.4, "black"),
    )


def _signing(voice: Voice, declaracion: Declaracion, signers: Sequence[Record], width: float) -> list[Flowable]:
    if declaracion.signer == TITULAR:
        return [signatures(voice, [Signer(HOLDER)], width)]
    made = [
        Signer(
            REPRESENTATIVE if not place else str(person.get("cargo") or POST),
            str(person.get("full_name") or ""),
            str(person.get("dni") or ""),
        )
        for place, person in enumerate(signers)
    ]
    if declaracion.signer == DIRECTIVOS:
        made = [
            replace(signer, post=str(person.get("cargo") or POST)) for signer, person in zip(made, signers, strict=True)
        ]
        made = made or [Signer(POST)]
    if not made:
        made = [Signer(REPRESENTATIVE), *([Signer(POST), Signer(POST)] if declaracion.signer == JUNTA else [])]
    parts: list[Flowable] = []
    for start in range(0, len(made), A_ROW):
        if start:
            parts.append(Spacer(1, 14))
        parts.append(signatures(voice, made[start : start + A_ROW], width))
    return parts
