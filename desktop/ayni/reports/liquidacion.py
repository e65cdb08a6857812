"""The end of a plan on paper: the liquidación técnico-financiera (F17) and the transferencia definitiva (F18)."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable, Spacer, Table

from ayni.domain.fields import Field, by_name, canonical
from ayni.domain.liquidacion import (
    LIQUIDACION,
    SOURCE_LABELS,
    WHOLE,
    FinancialLine,
    Missing,
    Nature,
    PhysicalLine,
)
from ayni.domain.rules import Answer
from ayni.domain.transferencia import TRANSFERENCIA, TransferStep
from ayni.lang import N_, Sentence, day, soles
from ayni.reports.answers import answers_table
from ayni.reports.entrega import goods_table
from ayni.reports.pages import (
    BODY,
    BOLD_CELL,
    BOLD_NUMBER,
    CELL,
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

TITLE = N_("Liquidación técnico-financiera")
TRANSFER = N_("Transferencia definitiva de bienes")
SHARE = N_("De lo ejecutado, la organización puso {share} %.")
COMPLETE = N_("No falta nada para liquidar este plan.")


def write_liquidacion(
    path: Path,
    municipality: Record,
    aeo: Record,
    plan: Record,
    row: Record,
    things: Sequence[PhysicalLine],
    money: Sequence[FinancialLine],
    natures: Sequence[Nature],
    share: str,
    answers: Sequence[Answer],
    missing: Sequence[Missing],
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print the liquidation of a plan: its acts, the table of things, that of money, what agrees, what is missing."""
    voice = Voice(language, names or {})
    paper = Paper(voice, municipality, TITLE, on, subject=f"{aeo.get('nombre')} · {plan.get('titulo')}")
    paper.section(N_("Los actos"), *boxes(voice, _acts(voice, row), paper.width))
    paper.section(N_("Lo que se hizo"), _things(voice, things, paper.width))
    paper.section(N_("El dinero por fuente"), _money(voice, money, paper.width))
    paper.section(N_("El dinero por naturaleza"), _natures(voice, natures, paper.width))
    paper.add(Spacer(1, 4), said(voice, Sentence(SHARE, share=share), BODY))
    paper.section(N_("Lo que se revisa"), answers_table(voice, answers, paper.width))
    told = [said(voice, each.sentence, BODY) for each in missing] or [said(voice, COMPLETE, BODY)]
    paper.section(N_("Lo que falta para liquidar"), *told)
    signers = [
        Signer(N_("Responsable del plan en la municipalidad"), thumb=False),
        Signer(N_("Representante de la organización")),
    ]
    paper.close(Spacer(1, 10), place_and_date(voice), Spacer(1, 8), signatures(voice, signers, paper.width))
    return paper.write(path)


def _acts(voice: Voice, row: Record) -> list[list[Box]]:
    return _rows(
        voice,
        by_name(LIQUIDACION),
        row,
        (
            ("finalizacion_acta", "finalizacion_fecha", "calificacion"),
            ("resolucion", "resolucion_fecha", "registrado_el"),
            ("total_liquidado_centimos", "cofin_liquidado_centimos", "contrapartida_liquidada_centimos"),
            ("saldo_devuelto_centimos", "deudas_declaradas"),
        ),
    )


def _rows(voice: Voice, fields: dict[str, Field], row: Record, groups: Sequence[Sequence[str]]) -> list[list[Box]]:
    number, made = 0, []
    for group in groups:
        line = []
        for name in group:
            number += 1
            line.append(field_box(voice, number, fields[name], row))
        made.append(line)
    return made


def _things(voice: Voice, things: Sequence[PhysicalLine], width: float) -> Table:
    figures = (N_("Aprobado"), N_("Adquirido"), N_("Entregado"), N_("Diferencia"))
    heads: list[Flowable] = [said(voice, N_("Bien o servicio"), HEAD), said(voice, N_("Unidad"), HEAD)]
    rows = [[*heads, *(said(voice, head, HEAD_RIGHT) for head in figures)]]
    for line in things:
        style = NUMBER if line.diferencia == 0 else BOLD_NUMBER
        rows.append(
            [
                plain(line.nombre, CELL),
                plain(line.unidad, CELL),
                *(plain(canonical(amount), NUMBER) for amount in (line.aprobado, line.adquirido, line.entregado)),
                plain(canonical(line.diferencia), style),
            ]
        )
    return grid(rows, [width * share for share in (0.38, 0.1, 0.13, 0.13, 0.13, 0.13)])


def _money(voice: Voice, money: Sequence[FinancialLine], width: float) -> Table:
    figures = (N_("Aprobado"), N_("Modificado"), N_("Ejecutado"), N_("Saldo"))
    rows: list[list[Flowable]] = [
        [said(voice, N_("Fuente"), HEAD), *(said(voice, head, HEAD_RIGHT) for head in figures)]
    ]
    for line in money:
        whole = line.source == WHOLE
        style = BOLD_NUMBER if whole else NUMBER
        amounts = (line.aprobado, line.modificado, line.ejecutado, line.saldo)
        rows.append(
            [
                said(voice, SOURCE_LABELS[line.source], BOLD_CELL if whole else CELL),
                *(plain(soles(amount), style) for amount in amounts),
            ]
        )
    return grid(rows, [width * share for share in (0.32, 0.17, 0.17, 0.17, 0.17)])


def _natures(voice: Voice, natures: Sequence[Nature], width: float) -> Table:
    rows: list[list[Flowable]] = [
        [
            said(voice, N_("Naturaleza"), HEAD),
            said(voice, N_("Aprobado"), HEAD_RIGHT),
            said(voice, N_("Ejecutado"), HEAD_RIGHT),
        ]
    ]
    rows += [
        [said(voice, each.label, CELL), plain(soles(each.aprobado), NUMBER), plain(soles(each.ejecutado), NUMBER)]
        for each in natures
    ]
    return grid(rows, [width * share for share in (0.66, 0.17, 0.17)])


def write_transferencia(
    path: Path,
    municipality: Record,
    aeo: Record,
    plan: Record,
    row: Record,
    steps: Sequence[TransferStep],
    goods: Sequence[Record],
    answers: Sequence[Answer],
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print the transfer: its steps with their papers, the council's agreement, the goods, what agrees, who signs."""
    voice = Voice(language, names or {})
    subject = f"{aeo.get('nombre')} · {plan.get('titulo')}"
    paper = Paper(voice, municipality, TRANSFER, on, subject=subject, sideways=True)
    paper.section(N_("Los pasos"), _steps(voice, steps, paper.width))
    groups = (
        ("acuerdo_numero", "acuerdo_fecha", "votos_a_favor", "votos_en_contra", "regidores"),
        ("valor_transferido_centimos", "cumple_metas", "titulo_fecha"),
        ("destino_bienes",),
    )
    paper.section(
        N_("El acuerdo de concejo"), *boxes(voice, _rows(voice, by_name(TRANSFERENCIA), row, groups), paper.width)
    )
    paper.section(N_("Los bienes que se transfieren"), goods_table(voice, goods, paper.width))
    paper.section(N_("Lo que se revisa"), answers_table(voice, answers, paper.width))
    signers = [
        Signer(N_("Alcalde o alcaldesa"), thumb=False),
        Signer(N_("Patrimonio o almacén"), thumb=False),
        Signer(N_("Representante de la organización")),
    ]
    paper.close(Spacer(1, 10), place_and_date(voice), Spacer(1, 8), signatures(voice, signers, paper.width))
    return paper.write(path)


def _steps(voice: Voice, steps: Sequence[TransferStep], width: float) -> Table:
    heads = (N_("Paso"), N_("Documento"), N_("Fecha"), N_("Cómo va"))
    rows: list[list[Flowable]] = [[said(voice, head, HEAD) for head in heads]]
    for step in steps:
        how = N_("Observado") if step.against else N_("Hecho") if step.done else N_("Pendiente")
        rows.append(
            [
                said(voice, step.label, CELL),
                plain(step.number or "—", CELL),
                plain(day(step.day) if step.day else "—", CELL),
                said(voice, how, CELL),
            ]
        )
    return grid(rows, [width * share for share in (0.45, 0.25, 0.15, 0.15)])
