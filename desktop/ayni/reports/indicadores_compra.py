"""The indicators of all purchases on paper: how long they take, in whose hands, and why calls fail."""

from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable

from ayni.domain.cifras_compra import Line, cause_lines, together_lines
from ayni.domain.drawing_indicadores import spread_bars
from ayni.domain.etapas import OFFICES, PHASES
from ayni.domain.indicadores_compra import Spread, Together
from ayni.lang import N_, QUECHUA
from ayni.reports.pages import CELL, HEAD, Names, Painted, Paper, Record, Voice, grid, said, width_of

TITLE = N_("Indicadores de compras")
BY_OFFICE, BY_STAGE = N_("Días en cada oficina"), N_("Días en cada etapa")
CAUSES, REGISTERED = N_("Por qué no hubo ganador"), N_("Días hasta que se registra lo que pasó")
ENDED = N_("De las compras terminadas. La barra llena llega a la mitad de los casos; la rayada, a ocho de cada diez.")


def write_indicadores(
    path: Path, municipality: Record, found: Together, language: str, on: date, *, names: Names | None = None
) -> Path:
    """Print the figures of all purchases together."""
    voice = Voice(language, names or {})
    offices = {**OFFICES, **voice.names.get("oficinas", {})}
    paper = Paper(voice, municipality, TITLE, on, note=ENDED)
    paper.add(_lines(voice, together_lines(found), paper.width))

    def bars(spreads: dict[str, Spread], labels: dict[str, str]) -> Flowable:
        second = QUECHUA if voice.bilingual else ""
        drawing = spread_bars(spreads, labels, paper.width, language=voice.main, second=second, measure=width_of)
        return Painted(drawing, paper.width)

    for title, spreads, labels in (
        (BY_STAGE, found.phases, PHASES),
        (BY_OFFICE, found.offices, offices),
        (REGISTERED, found.lags, offices),
    ):
        if spreads:
            paper.section(title, bars(dict(spreads), labels))
    if found.causes:
        paper.section(CAUSES, _lines(voice, cause_lines(found.causes), paper.width))
    return paper.write(path)


def _lines(voice: Voice, lines: list[Line], width: float) -> Flowable:
    rows = [[said(voice, N_("Indicador"), HEAD), said(voice, N_("Valor"), HEAD)]]
    rows += [[said(voice, label, CELL), said(voice, value, CELL)] for label, value in lines]
    return grid(rows, [width * 0.5, width * 0.5])
