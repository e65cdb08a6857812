"""The interview of a plan with what was answered, on sheets that carry the same code as the blank ones."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from reportlab.platypus import KeepTogether, Spacer

from ayni.domain.fields import Field, Value
from ayni.domain.formulario import Form
from ayni.lang import N_, Sentence
from ayni.reports.formulario import FormPaper
from ayni.reports.pages import SECTION, Box, Names, Record, Voice, boxes, said

UNANSWERED = N_("Sin respuesta")

Answered = tuple[Sentence | str, Sequence[tuple[Field, Value]]]


def write_entrevista(
    path: Path,
    municipality: Record,
    form: Form,
    language: str,
    on: date,
    parts: Sequence[Answered],
    *,
    record: str,
    subject: str,
    names: Names | None = None,
) -> Path:
    """Print what was answered: under each heading its questions, numbered along, each with its answer."""
    voice = Voice(language, names or {})
    paper = FormPaper(voice, municipality, form, on, record, subject, blank=False)
    number = 0
    for heading, answers in parts:
        made = []
        for item, value in answers:
            number += 1
            shown = voice.value(item, value) or voice.say(UNANSWERED)
            made.append(Box(str(number), item.label, shown, voice.value_gloss(item, value)))
        first, *rest = boxes(voice, ([each] for each in made), paper.width)
        paper.add(KeepTogether([Spacer(1, 8), said(voice, heading, SECTION, beside=True), first]), *rest)
    return paper.write(path)
