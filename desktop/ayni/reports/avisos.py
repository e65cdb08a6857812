"""The list of what offices must do in their purchases, on paper: for the meeting of the week, or for one office."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from ayni.domain.etapas import OFFICES
from ayni.domain.recorrido import Alert, listed
from ayni.lang import N_, Sentence
from ayni.reports.pages import CELL, HEAD, LABEL, Names, Paper, Record, Voice, grid, plain, said

TITLE = N_("Lo que hay que hacer en las compras")
LEVELS = {"r": N_("Urgente"), "a": N_("Pronto"), "i": N_("Para saber")}
NOTHING = N_("No hay avisos.")
HEADS = (N_("Compra"), N_("Qué pasa"), N_("A quién le toca"), N_("Días"))
SHARES = (0.24, 0.42, 0.25, 0.09)


def write_avisos(
    path: Path,
    municipality: Record,
    told: Iterable[tuple[str, str, Alert]],
    office: str,
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print alerts by level; each with the name of its purchase and who has it. `office`: only for that one."""
    voice = Voice(language, names or {})
    labels = {**OFFICES, **voice.names.get("oficinas", {})}
    subject = voice.say(labels[office]) if office in labels else ""
    paper = Paper(voice, municipality, TITLE, on, subject=subject)
    rows = list(told)
    for level, title in LEVELS.items():
        found = [(name, holder, alert) for name, holder, alert in rows if alert.level == level]
        if not found:
            continue
        lines = [[said(voice, head, HEAD) for head in HEADS]]
        for name, _holder, alert in found:
            whose = listed([labels.get(each, each) for each in alert.offices])
            what = [said(voice, alert.sentence, CELL), *([said(voice, alert.basis, LABEL)] if alert.basis else [])]
            lines.append([plain(name, CELL), what, said(voice, whose, CELL), plain(alert.days, CELL)])
        counted = Sentence(N_("{level}: {count}"), level=Sentence(title), count=len(found))
        paper.section(counted, grid(lines, [paper.width * share for share in SHARES]))
    if not rows:
        paper.add(said(voice, NOTHING, CELL))
    return paper.write(path)
