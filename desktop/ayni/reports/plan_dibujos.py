"""The pictures of a plan on paper, the same as on the screen: who pays, its cash by months, its year, what it bears."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable, Spacer, Table

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
QUESTION = Sentence(N_("Son preguntas: no impiden seguir."))


@dataclass(frozen=True, slots=True)
class Tried:
    """A plan as it was computed, how it stands under other conditions, and what should be asked of it."""

    case: Case
    sensitivity: Sensitivity
    warnings: Sequence[Answer]


def add_pictures(paper: Paper, voice: Voice, budget: Presupuesto, indicators: Indicators, tried: Tried) -> None:
    """Add to a paper every picture of its plan, then what a signer should ask."""
    wide, second = paper.width, QUECHUA if voice.bilingual else ""

    def picture(made: drawing.Drawing) -> Painted:
        return Painted(made, wide)

    case, found = tried.case, tried.sensitivity
    language = voice.main
    paper.section(
        N_("Quién paga el presupuesto"),
        picture(drawing.source_shares(budget, wide, language=language, second=second, measure=width_of)),
    )
    paper.section(
        N_("La caja mes a mes, los dos primeros años"),
        picture(
            drawing.monthly_cash(
                indicators.monthly_24,
                indicators.cumulative_24,
                wide,
                TALL,
                language=language,
                second=second,
                measure=width_of,
            )
        ),
    )
    paper.section(
        N_("Calendario de las actividades"),
        picture(
            drawing.season_calendar(
                case.with_plan.blocks, case.start_month, wide, language=language, second=second, measure=width_of
            )
        ),
    )
    paper.section(
        N_("Con el plan y sin el plan"),
        picture(drawing.with_without(case, wide, TALL, language=language, second=second, measure=width_of)),
    )
    if found.base.npv_all is not None:
        paper.section(N_("Qué pasa si algo sale mal"), _bears(voice, found, PERSPECTIVES[0], wide))
        paper.add(Spacer(1, 8), _bears(voice, found, PERSPECTIVES[1], wide))
        paper.section(N_("Lo mismo en números, en soles"), _table(voice, found, wide))
        late = [said(voice, sentence, BODY) for sentence in sensibilidad.lateness(found)]
        shape = drawing.late_delivery(found, wide, TALL, language=language, second=second, measure=width_of)
        paper.section(N_("Si los bienes llegan tarde"), _whole([*late, Spacer(1, 4), picture(shape)], wide))
    if tried.warnings:
        rows: list[list[Flowable]] = [[plain("", HEAD), said(voice, QUESTION, HEAD)]]
        rows += [
            [plain(str(place), CELL), said(voice, answer.sentence, CELL)]
            for place, answer in enumerate(tried.warnings, start=1)
        ]
        paper.section(N_("Para revisar antes de firmar"), grid(rows, [22, wide - 22]))


def _bears(voice: Voice, found: Sensitivity, perspective: str, width: float) -> Table:
    """One perspective: how much of each change it bears, in words, and what each bad condition does to its VAN."""
    second = QUECHUA if voice.bilingual else ""
    told = [said(voice, sensibilidad.bearing(found, perspective, variable), BODY) for variable in VARIABLES]
    shape = drawing.tornado(found, perspective, width, language=voice.main, second=second, measure=width_of)
    name = SIDES[PERSPECTIVES.index(perspective)]
    parts = [said(voice, name, HEAD, beside=True), Spacer(1, 3), *told, Spacer(1, 4), Painted(shape, width)]
    return _whole(parts, width)


def _whole(parts: list[Flowable], width: float) -> Table:
    """Parts that stay on one page."""
    table = Table([[parts]], colWidths=[width])
    table.setStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)])
    return table


def _table(voice: Voice, found: Sensitivity, width: float) -> Table:
    """Every condition with both perspectives, to the céntimo."""
    rows: list[list[Flowable]] = [[plain("", HEAD), *(said(voice, name, HEAD_RIGHT) for name in COLUMNS)]]
    rows += [
        [said(voice, sensibilidad.told(row.variant), CELL), *(plain(each, NUMBER) for each in sensibilidad.cells(row))]
        for row in found.rows
    ]
    share = (1 - CONDITION_SHARE) / len(COLUMNS)
    return grid(rows, [width * CONDITION_SHARE, *[width * share] * len(COLUMNS)])
