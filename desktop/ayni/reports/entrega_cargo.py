"""The pack with which a person hands over their purchases: one block for each, and a page that both sign.

It holds names of accounts as the person wrote them, and never a password.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable, Spacer, Table, TableStyle

from ayni.domain.entrega_cargo import LEVELS, Brief
from ayni.domain.recorrido import spoken_day
from ayni.lang import N_, Sentence, day
from ayni.reports.pages import (
    BODY,
    BOLD_CELL,
    FILL,
    HEAD,
    RULE,
    SMALL,
    Names,
    Paper,
    Record,
    Signer,
    Voice,
    place_and_date,
    plain,
    said,
    signatures,
)

TITLE = N_("Entrega de cargo: compras")
GIVES, TAKES = N_("Entrega el cargo"), N_("Recibe el cargo")
INTRO = N_("{leaves} entrega a {takes} las compras de esta lista: {count}. Urgentes: {urgent}.")
WHERE, WHO, NEXT, SUPPLIER = N_("Dónde está"), N_("Quién la tiene"), N_("Qué sigue"), N_("Proveedor")
NOTICE, ALERTS, PAPERS = N_("Último aviso a la organización"), N_("Avisos"), N_("Actos sin número de documento")
COMMITMENTS, ACCOUNTS = N_("Compromisos"), N_("Cuentas en plataformas, sin claves")
NONE, NO_DAY, NEVER = N_("Ninguno"), N_("{event}. Todavía no tiene fecha."), N_("Todavía no se le avisó.")
NO_SUPPLIER = N_("Todavía no hay.")
LEVELLED = "{level}: {said}"
DATED = N_("{event}, el {date}.")


def next_act(each: Brief) -> Sentence:
    """What comes next and when."""
    event = Sentence(each.next_act)
    if each.next_day is None:
        return Sentence(NO_DAY, event=event)
    return Sentence(DATED, event=event, date=spoken_day(each.next_day))


def urgent(briefs: Sequence[Brief]) -> int:
    """How many have an alert in red."""
    return sum(any(alert.level == "r" for alert in each.alerts) for each in briefs)


def write_entrega_cargo(
    path: Path,
    municipality: Record,
    people: tuple[str, str],
    briefs: Sequence[Brief],
    notes: Mapping[str, str],
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print the pack. `people` are who leaves and who takes over; `notes` what they wrote of accounts and promises."""
    voice = Voice(language, names or {})
    leaves, takes = people
    paper = Paper(voice, municipality, TITLE, on, subject=leaves, sideways=True)
    told = Sentence(INTRO, leaves=leaves, takes=takes, count=len(briefs), urgent=urgent(briefs))
    paper.add(said(voice, told, BODY), Spacer(1, 8))
    for place, each in enumerate(briefs, start=1):
        paper.add(_block(voice, place, each, paper.width), Spacer(1, 7))
    for label, text in ((ACCOUNTS, notes.get("cuentas", "")), (COMMITMENTS, notes.get("compromisos", ""))):
        paper.section(label, plain(text, BODY) if text.strip() else said(voice, NONE, BODY))
    paper.close(
        Spacer(1, 14),
        place_and_date(voice),
        Spacer(1, 16),
        signatures(voice, [Signer(GIVES, leaves, thumb=False), Signer(TAKES, takes, thumb=False)], paper.width),
    )
    return paper.write(path)


def _block(voice: Voice, place: int, each: Brief, width: float) -> Table:
    """One purchase: its name with where it stands, never apart, and below what is to be done."""

    def told(sentences: Sequence[Sentence], nothing: str) -> list[Flowable]:
        return [said(voice, sentence, SMALL) for sentence in sentences or (Sentence(nothing),)]

    alerts = [Sentence(LEVELLED, level=Sentence(LEVELS[alert.level]), said=alert.sentence) for alert in each.alerts]
    supplier = [plain(each.supplier, SMALL)] if each.supplier else told((), NO_SUPPLIER)
    above = (
        (WHERE, told((each.where, each.days), NONE)),
        (WHO, told((each.holder,), NONE)),
        (NEXT, told((next_act(each),), NONE)),
        (SUPPLIER, supplier),
    )
    below = (
        (ALERTS, told(alerts, NONE)),
        (NOTICE, told((each.notice,) if each.notice else (), NEVER)),
        (PAPERS, told(each.papers, NONE)),
        (COMMITMENTS, told(each.commitments, NONE)),
    )
    head: list[Flowable] = [two_names(place, each)]
    rows: list[list[list[Flowable]]] = [[head, [], [], []]]
    rows += [[[said(voice, label, HEAD), *parts] for label, parts in line] for line in (above, below)]
    table = Table(rows, colWidths=[width * share for share in (0.42, 0.18, 0.2, 0.2)])
    table.setStyle(
        TableStyle(
            [
                ("NOSPLIT", (0, 0), (-1, 1)),
                ("SPAN", (0, 0), (-1, 0)),
                ("BACKGROUND", (0, 0), (-1, 0), FILL),
                ("BOX", (0, 0), (-1, -1), 0.6, RULE),
                ("LINEBELOW", (0, 0), (-1, -2), 0.4, RULE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 5),
                ("RIGHTPADDING", (0, 0), (-1, -1), 5),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table


def two_names(place: int, each: Brief) -> Flowable:
    """The number and name of a purchase, and for whom it is."""
    return plain(" · ".join(part for part in (f"{place}. {each.nombre}", each.aeo) if part), BOLD_CELL)


def write_entrega_cargo_xlsx(
    path: Path, people: tuple[str, str], briefs: Sequence[Brief], notes: Mapping[str, str], language: str
) -> Path:
    """The same as a workbook: one row for each purchase, and a sheet of accounts and promises."""
    from ayni.reports.libro import WORDS, Libro  # noqa: PLC0415  openpyxl is imported when a workbook is written

    libro = Libro(Voice(language, {}))
    widths = (6, 34, 30, 32, 26, 14, 34, 14, 44, 28, 30, 40, 44)
    sheet = libro.hoja(N_("Compras"), widths, freeze="C4", title=TITLE)
    sheet.words(2, 1, Sentence(N_("De {leaves} a {takes}"), leaves=people[0], takes=people[1]), "ayni-note")
    labels = (N_("N.º"), N_("Qué se compra"), N_("Organización"), WHERE, WHO, N_("Días"), NEXT, N_("Cuándo"))
    sheet.head(3, (*labels, ALERTS, SUPPLIER, NOTICE, PAPERS, COMMITMENTS))
    for place, each in enumerate(briefs, start=1):
        row = place + 3
        alerts = "\n".join(libro.say(alert.sentence) for alert in each.alerts)
        cells = (
            each.nombre,
            each.aeo,
            libro.say(each.where),
            libro.say(each.holder),
            libro.say(each.days),
            libro.say(each.next_act),
            day(each.next_day.isoformat()) if each.next_day else "—",
            alerts,
            each.supplier,
            libro.say(each.notice or NEVER),
            "\n".join(libro.say(paper) for paper in each.papers),
            "\n".join(libro.say(promise) for promise in each.commitments),
        )
        sheet.data(row, 1, place, WORDS)
        for column, text in enumerate(cells, start=2):
            sheet.data(row, column, text)
    more = libro.hoja(N_("Cuentas y compromisos"), (100,), freeze="A2")
    more.words(2, 1, ACCOUNTS, "ayni-head")
    more.data(3, 1, notes.get("cuentas", ""))
    more.words(4, 1, COMMITMENTS, "ayni-head")
    more.data(5, 1, notes.get("compromisos", ""))
    return libro.save(path)
