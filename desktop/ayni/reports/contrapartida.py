"""The ledger of the counterpart: what each row commits and what was put, month by month, with its proof (F14)."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable, Spacer, Table

from ayni.domain.contrapartida import FORMAS, Ledger, Source, hundredths
from ayni.domain.recorrido import spoken_day
from ayni.domain.rules import Answer
from ayni.lang import N_, Sentence, day, soles
from ayni.reports.answers import answers_table
from ayni.reports.pages import (
    BOLD_NUMBER,
    CELL,
    HEAD,
    HEAD_RIGHT,
    LABEL,
    NUMBER,
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
)

TITLE = N_("Libro de la contrapartida")
SOURCES = (N_("Cofinanciamiento"), N_("Contrapartida monetaria"), N_("Contrapartida no monetaria"))
OUTSIDE = N_("Sin fila del presupuesto")
EXCESS = N_("Aporte que pasa lo comprometido: {amount}.")


def write_contrapartida(
    path: Path,
    municipality: Record,
    aeo: Record,
    plan: Record,
    found: Ledger,
    entries: Sequence[Record],
    answers: Sequence[Answer],
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print the ledger: three sources beside each other for each row, the months, every entry with who verified it."""
    voice = Voice(language, names or {})
    subject = f"{aeo.get('nombre')} · {plan.get('titulo')}"
    paper = Paper(voice, municipality, TITLE, on, subject=subject, sideways=True)
    paper.section(N_("Comprometido y ejecutado"), _sources(voice, found, paper.width))
    excess = found.whole.contrapartida.excess
    if excess:
        paper.add(Spacer(1, 4), said(voice, Sentence(EXCESS, amount=soles(excess)), LABEL))
    paper.section(N_("Lo que se revisa"), answers_table(voice, answers, paper.width))
    paper.section(N_("Mes por mes"), _months(voice, found, paper.width))
    paper.section(N_("Aportes"), _entries(voice, entries, paper.width))
    signers = [
        Signer(N_("Representante de la organización")),
        Signer(N_("Responsable del plan en la municipalidad"), thumb=False),
    ]
    paper.close(Spacer(1, 10), place_and_date(voice), Spacer(1, 8), signatures(voice, signers, paper.width))
    return paper.write(path)


def _sources(voice: Voice, found: Ledger, width: float) -> Table:
    heads: list[Flowable] = [said(voice, N_("Fila del presupuesto"), HEAD), said(voice, N_("Fuente"), HEAD)]
    figures = (N_("Comprometido"), N_("Ejecutado"), N_("%"), N_("Saldo"), N_("Verificado"))
    heads += [said(voice, head, HEAD_RIGHT) for head in figures]
    rows = [heads]
    for line in [*found.lines, found.whole]:
        whole = line is found.whole
        name = voice.say(N_("Total")) if whole else line.nombre or voice.say(OUTSIDE)
        style = BOLD_NUMBER if whole else NUMBER
        given = [
            (label, source)
            for label, source in zip(SOURCES, (line.cofinanciamiento, line.monetaria, line.valorizada), strict=True)
            if whole or source != Source()
        ]
        for place, (label, source) in enumerate(given):
            rows.append(
                [
                    plain("" if place else name, CELL),
                    said(voice, label, CELL),
                    plain(soles(source.committed), style),
                    plain(soles(source.registered), style),
                    plain(hundredths(source.share_bp), style),
                    plain(soles(source.balance), style),
                    plain(soles(source.accepted), style),
                ]
            )
    return grid(rows, [width * share for share in (0.28, 0.2, 0.12, 0.12, 0.07, 0.1, 0.11)])


def _months(voice: Voice, found: Ledger, width: float) -> Table:
    heads: list[Flowable] = [said(voice, N_("Mes"), HEAD), *(said(voice, label, HEAD_RIGHT) for label in SOURCES)]
    rows = [heads]
    for each in found.months:
        month = spoken_day(each.month)
        rows.append(
            [
                plain(voice.say(month) if isinstance(month, Sentence) else str(month), CELL),
                *(plain(soles(amount), NUMBER) for amount in (each.cofinanciamiento, each.monetaria, each.valorizada)),
            ]
        )
    return grid(rows, [width * share for share in (0.28, 0.24, 0.24, 0.24)])


def _entries(voice: Voice, entries: Sequence[Record], width: float) -> Table:
    heads = (N_("Fecha"), N_("Clase de aporte"), N_("Qué aportó"), N_("Quién aportó"), N_("Cuánto"))
    rows: list[list[Flowable]] = [
        [said(voice, head, HEAD) for head in heads]
        + [said(voice, N_("Total"), HEAD_RIGHT), said(voice, N_("Verificación"), HEAD)]
    ]
    kinds = dict(FORMAS)
    for entry in entries:
        unit = str(entry.get("unidad") or "")
        how = f"{entry['cantidad']} {unit} × S/ {entry['costo_unitario']}" if entry.get("cantidad") else "—"
        paper = " ".join(str(entry[name]) for name in ("comprobante", "ruc_emisor") if entry.get(name))
        checked = voice.say(N_("Falta verificar"))
        if entry.get("verificada"):
            checked = f"{day(str(entry['verificado_el']))}, {entry['verificado_por']}"
        rows.append(
            [
                plain(day(str(entry["fecha"])), CELL),
                said(voice, kinds[str(entry["forma"])], CELL),
                plain(" · ".join(part for part in (str(entry["concepto"]), paper) if part), CELL),
                plain(entry.get("quien"), CELL),
                plain(how, CELL),
                plain(soles(_amount(entry)), NUMBER),
                plain(checked, CELL),
            ]
        )
    return grid(rows, [width * share for share in (0.09, 0.12, 0.22, 0.17, 0.14, 0.11, 0.15)])


def _amount(entry: Record) -> int:
    return int(str(entry["total_centimos"]))
