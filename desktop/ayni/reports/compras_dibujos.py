"""Pictures of purchases on paper: the same drawings as on the screen, on a sheet of A4 laid down."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from reportlab.platypus import Spacer

from ayni.domain.drawing import Drawing, Measure
from ayni.lang import N_, QUECHUA
from ayni.reports.pages import Names, Painted, Paper, Record, Voice, width_of

LINE_TITLE = N_("Línea de tiempo de la compra")
GANTT_TITLE = N_("Las compras del plan, mes a mes")
DAYS_TITLE = N_("En qué se van los días de las compras")

Draw = Callable[[float, float, str, str, Measure], Drawing]
"""From a width, a height, the language, the second language and the measure of words."""


def write_drawing(
    path: Path,
    municipality: Record,
    title: str,
    subject: str,
    draw: Draw,
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print a drawing as large as one sheet allows; what is taller is made smaller, never cut."""
    voice = Voice(language, names or {})
    paper = Paper(voice, municipality, title, on, subject=subject, sideways=True)
    used = sum(part.wrap(paper.width, paper.first_height)[1] for part in paper.story)
    room = paper.first_height - used - 18
    made = draw(paper.width, room, voice.main, QUECHUA if voice.bilingual else "", width_of)
    painted = Painted(made, paper.width * min(1.0, room / made.height))
    painted.hAlign = "CENTER"
    paper.add(Spacer(1, 10), painted)
    return paper.write(path)
