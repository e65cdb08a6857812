"""The pictures of a plan on paper, the same as on the screen: who pays, its cash by months, its year, what it bears."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Spacer, Table

from ayni.domain import drawing, sensibilidad
from ayni.domain.caso import Case
from ayni.domain.indicadores import Indicators
from ayni.domain.presupuesto import Presupuesto
from ayni.domain.rules import Answer
from ayni.domain.sensibilidad import PERSPECTIVES, VARIABLES, Sensitivity
from ayni.lang import N_, QUECHUA, Sentence
from ayni.reports.pages import BODY, CELL, HEAD, HEAD_RIGHT, NUMBER, Painted, Paper, Voice, grid, plain, said, width_of

SIDES = (N_("Todo el plan"), N_("El dinero de los socios"))
COLUMNS = (
    N_("VAN de todo el plan"),
    N_("TIR de todo el plan"),
    N_("VAN de los socios"),
    N_("TIR de los socios"),
    N_("Capital de trabajo"),
)
CONDITION_SHARE = 0.36
TALL = 140.0
NAMED = 48.0  # room of a name above a picture
FIGURES = ParagraphStyle("figures", parent=NUMBER, fontSize=8.5, leading=10.6)
QUESTION = Sentence(N_("Son preguntas: no impiden seguir."))


@dataclass(frozen=True, slots=True)
class Tried:
    """A plan as it was computed, how it stands under other conditions, and what should be asked of it."""

    case: Case
    sensitivity: Sensitivity
    warnings: Sequence[Answer]

    @property
    def known(self) -> bool:
        """There is a rate, and with it something to try."""
        return self.sensitivity.base.npv_all is not None


class Pictures:
    """Every picture of a plan, each as it goes into a paper of one width."""

    def __init__(self, voice: Voice, width: float) -> None:
        self.voice, self.width = voice, width
        self._how: Mapping[str, Any] = {
            "language": voice.main,
            "second": QUECHUA if voice.bilingual else "",
            "measure": width_of,
        }

    def _painted(self, made: drawing.Drawing) -> Painted:
        return Painted(made, self.width)

    def shares(self, budget: Presupuesto) -> Painted:
        """Who pays the budget."""
        return self._painted(drawing.source_shares(budget, self.width, **self._how))

    def months(self, found: Indicators) -> Painted:
        """The cash of the first two years, and where the hole is."""
        made = drawing.monthly_cash(found.monthly_24, found.cumulative_24, self.width, TALL, **self._how)
        return self._painted(made)

    def seasons(self, case: Case) -> Painted:
        """When each activity spends and is paid."""
        return self._painted(drawing.season_calendar(case.with_plan.blocks, case.start_month, self.width, **self._how))

    def with_without(self, case: Case) -> Painted:
        """What is left each year with the plan and without it."""
        return self._painted(drawing.with_without(case, self.width, TALL, **self._how))

    def bears(self, found: Sensitivity) -> list[Flowable]:
        """What each perspective bears: sentences and bars."""
        whole, members = (self._side(found, perspective) for perspective in PERSPECTIVES)
        return [whole, Spacer(1, 8), members]

    def _side(self, found: Sensitivity, perspective: str) -> Table:
        told = [said(self.voice, sensibilidad.bearing(found, perspective, variable), BODY) for variable in VARIABLES]
        shape = drawing.tornado(found, perspective, self.width, **self._how)
        name = SIDES[PERSPECTIVES.index(perspective)]
        head = [said(self.voice, name, HEAD, beside=True), Spacer(1, 3)]
        return _whole([*head, *told, Spacer(1, 4), self._painted(shape)], self.width)

    def conditions(self, found: Sensitivity) -> Table:
        """The same in numbers, with both perspectives, to the céntimo."""
        return _table(self.voice, found, self.width)

    def late(self, found: Sensitivity) -> Table:
        """What a late delivery costs."""
        told = [said(self.voice, sentence, BODY) for sentence in sensibilidad.lateness(found)]
        shape = drawing.late_delivery(found, self.width, TALL, **self._how)
        return _whole([*told, Spacer(1, 4), self._painted(shape)], self.width)

    def questions(self, warnings: Sequence[Answer]) -> Table:
        """What a signer should ask, numbered."""
        rows: list[list[Flowable]] = [[plain("", HEAD), said(self.voice, QUESTION, HEAD)]]
        rows += [
            [plain(str(place), CELL), said(self.voice, answer.sentence, CELL)]
            for place, answer in enumerate(warnings, start=1)
        ]
        return grid(rows, [22, self.width - 22])


def add_pictures(paper: Paper, voice: Voice, budget: Presupuesto, indicators: Indicators, tried: Tried) -> None:
    """Add to a paper every picture of its plan, then what a signer should ask."""
    pictures, case, found = Pictures(voice, paper.width), tried.case, tried.sensitivity
    paper.section(N_("Quién paga el presupuesto"), pictures.shares(budget))
    paper.section(N_("La caja mes a mes, los dos primeros años"), pictures.months(indicators))
    paper.section(N_("Calendario de las actividades"), pictures.seasons(case))
    paper.section(N_("Con el plan y sin el plan"), pictures.with_without(case))
    if tried.known:
        bears = pictures.bears(found)
        tall = bears[0].wrap(paper.width, paper.next_height)[1]  # it stands whole, and its name stands above it
        paper.add(CondPageBreak(min(tall + NAMED, paper.next_height)))
        paper.section(N_("Qué pasa si algo sale mal"), *bears)
        paper.section(N_("Lo mismo en números, en soles"), pictures.conditions(found))
        paper.section(N_("Si los bienes llegan tarde"), pictures.late(found))
    if tried.warnings:
        paper.section(N_("Para revisar antes de firmar"), pictures.questions(tried.warnings))


def _whole(parts: list[Flowable], width: float) -> Table:
    """Parts that stay on one page."""
    table = Table([[parts]], colWidths=[width])
    table.setStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)])
    return table


def _table(voice: Voice, found: Sensitivity, width: float) -> Table:
    """Every condition with both perspectives, to the céntimo."""
    rows: list[list[Flowable]] = [[plain("", HEAD), *(said(voice, name, HEAD_RIGHT) for name in COLUMNS)]]
    rows += [
        [said(voice, sensibilidad.told(row.variant), CELL), *(plain(each, FIGURES) for each in sensibilidad.cells(row))]
        for row in found.rows
    ]
    share = (1 - CONDITION_SHARE) / len(COLUMNS)
    return grid(rows, [width * CONDITION_SHARE, *[width * share] * len(COLUMNS)])
