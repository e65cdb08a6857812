"""The index of an expediente (F07): each paper with its folios, its pages, its size and the hash of its file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable, Spacer

from ayni.domain.expediente import megabytes
from ayni.lang import N_, Sentence
from ayni.reports.pages import (
    CELL,
    HEAD,
    HEAD_RIGHT,
    LABEL,
    NUMBER,
    REPRESENTATIVE,
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
    two,
)

TITLE = N_("Índice del expediente")
HASHES = N_("La huella dice si un archivo es el mismo: cambia si se cambia una sola letra.")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the index. `label` is a source text; no pages: the paper is not there."""

    label: str
    first: int
    last: int
    bytes: int
    sha256: str
    file: str = ""


def write_index(
    path: Path,
    municipality: Record,
    aeo: Record,
    entries: Sequence[Entry],
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print the index to a file."""
    voice = Voice(language, names or {})
    paper = Paper(voice, municipality, TITLE, on, subject=str(aeo.get("nombre") or ""))
    if call := (names or {}).get("convocatoria", {}).get(str(aeo.get("convocatoria") or "")):
        paper.add(plain(call, SMALL))
    paper.gap(8)
    paper.add(_table(voice, entries, paper.width))
    folios = max((each.last for each in entries), default=0)
    total = Sentence(
        N_("Folios: {folios}. Tamaño: {size} MB."), folios=folios, size=megabytes(sum(each.bytes for each in entries))
    )
    paper.add(Spacer(1, 8), said(voice, total, CELL), Spacer(1, 4), said(voice, HASHES, SMALL))
    paper.close(
        Spacer(1, 14),
        place_and_date(voice),
        Spacer(1, 16),
        signatures(voice, [Signer(REPRESENTATIVE, str(aeo.get("representante") or ""), "")], paper.width),
    )
    return paper.write(path)


def _table(voice: Voice, entries: Sequence[Entry], width: float) -> Flowable:
    rows: list[list[Flowable]] = [
        [
            said(voice, N_("N.º"), HEAD_RIGHT),
            said(voice, N_("Papel"), HEAD),
            said(voice, N_("Folios"), HEAD),
            said(voice, N_("MB"), HEAD_RIGHT),
            said(voice, N_("Huella del archivo (SHA-256)"), HEAD),
        ]
    ]
    for number, each in enumerate(entries, start=1):
        label = [two(voice.say(each.label), voice.gloss(each.label), CELL)]
        if each.file:
            label.append(plain(each.file, LABEL))
        folios = f"{each.first:03} – {each.last:03}" if each.last else ""
        rows.append(
            [
                plain(number, NUMBER),
                label,
                plain(folios, CELL) if folios else said(voice, N_("No se presentó"), CELL),
                plain(megabytes(each.bytes) if each.last else "", NUMBER),
                plain(_in_groups(each.sha256), LABEL),
            ]
        )
    return grid(rows, [width * part for part in (0.06, 0.36, 0.17, 0.08, 0.33)])


def _in_groups(sha256: str) -> str:
    """A hash that a person can compare by eye."""
    return " ".join(sha256[place : place + 8] for place in range(0, len(sha256), 8))
