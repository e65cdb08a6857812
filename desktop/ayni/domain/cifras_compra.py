"""The indicators of purchases in words: what the screen and the paper say alike, a label and its value."""

from collections.abc import Mapping, Sequence
from datetime import date

from ayni.domain.drawing_indicadores import spread_text
from ayni.domain.etapas import CAUSAS_DESIERTO
from ayni.domain.indicadores_compra import Drift, Figures, Funds, Together
from ayni.domain.pronostico import BLOCK_LABELS, Forecast, Milestone
from ayni.domain.recorrido import Purchase, spoken_day
from ayni.lang import N_, Sentence, soles

Line = tuple[Sentence, Sentence]
FEW = N_("Pocos datos: se usan los plazos de la ley.")
BETWEEN = N_("entre el {p50} y el {p80}")
LOST = N_("Campaña perdida: los productores necesitaban los bienes el {date}.")
WILL_BE_LOST = N_("La campaña empieza el {date} y los bienes pueden llegar después.")


def between(milestone: Milestone) -> Sentence:
    """From the day by which half of the draws are done to the one by which eight in ten are."""
    return Sentence(BETWEEN, p50=spoken_day(milestone.p50), p80=spoken_day(milestone.p80))


def forecast_lines(found: Forecast) -> list[Line]:
    """When it will probably be contracted, delivered and handed over."""
    named = (
        (N_("Contrato"), found.contract),
        (N_("Entrega del proveedor"), found.delivery),
        (N_("Entrega a la organización"), found.handing),
    )
    return [(Sentence(name), between(milestone)) for name, milestone in named if milestone is not None]


def forecast_notes(found: Forecast) -> list[Sentence]:
    """On what the forecast rests, and which stage adds most."""
    notes = [found.note] if found.note is not None else []
    if found.handing is None:
        return notes
    if found.longest:
        said = N_("Lo que más demora: {stage}.")
        notes.append(Sentence(said, stage=Sentence(BLOCK_LABELS.get(found.longest, found.longest))))
    if not found.own:
        notes.append(Sentence(FEW))
    else:
        said = N_("Etapas que siguen los casos de esta entidad: {count}. Las demás, los plazos de la ley.")
        notes.append(Sentence(said, count=len(found.own)))
    return notes


def campaign_sentence(season: date, on: date) -> Sentence:
    """What is said of a campaign that is lost, or probably will be."""
    return Sentence(LOST if on > season else WILL_BE_LOST, date=spoken_day(season))


def _percent(value: object) -> Sentence:
    return Sentence(N_("{value} %"), value=value)


def purchase_lines(
    purchase: Purchase, figures: Figures, funds: Funds, drifts: Sequence[Drift], used: int | None
) -> list[Line]:
    """The indicators of one purchase."""
    found: list[Line] = [(Sentence(N_("Días desde el pedido")), Sentence("{days}", days=figures.elapsed))]

    def add(label: str, value: object) -> None:
        if value is not None:
            found.append((Sentence(label), value if isinstance(value, Sentence) else Sentence("{value}", value=value)))

    def share(label: str, value: object) -> None:
        add(label, None if value is None else _percent(value))

    add(N_("Días hábiles"), figures.working)
    share(N_("Días del plan que ya se usaron"), figures.plan_percent)
    add(N_("Días que se podían evitar"), figures.avoidable)
    if figures.calls:
        said = N_("{failed} de {calls} ({percent} %)")
        failed = Sentence(said, failed=figures.failed, calls=figures.calls, percent=figures.failure_percent)
        add(N_("Convocatorias sin ganador"), failed)
    add(N_("Convocatorias por cada buena pro"), figures.calls_per_award)
    share(N_("Penalidad usada de su máximo"), used)
    if purchase.penalty is not None and purchase.penalty.cap_date is not None:
        add(N_("La penalidad llega al máximo el"), Sentence("{date}", date=spoken_day(purchase.penalty.cap_date)))
    for drift in drifts[-1:]:
        share(N_("Precio sobre el del plan"), drift.percent)
    for label, amount in (
        (N_("Según el plan"), funds.plan),
        (N_("Certificado"), funds.certified),
        (N_("Contratado"), funds.committed),
        (N_("Devengado"), funds.recognised or None),
        (N_("Girado"), funds.paid or None),
        (N_("Falta certificar"), funds.gap if funds.gap and funds.gap > 0 else None),
    ):
        add(label, None if amount is None else soles(amount))
    known, all_ = figures.documents
    if all_:
        add(N_("Pasos con su documento"), Sentence(N_("{known} de {all}"), known=known, all=all_))
    return found


def together_lines(found: Together) -> list[Line]:
    """The indicators of all purchases together."""
    lines: list[Line] = []

    def add(label: str, value: Sentence) -> None:
        lines.append((Sentence(label), value))

    add(N_("Compras"), Sentence("{count}", count=found.count))
    add(N_("Compras terminadas"), Sentence("{count}", count=found.ended))
    if found.ended:
        add(N_("Días desde el pedido"), spread_text(found.elapsed))
        add(N_("Días que se podían evitar"), spread_text(found.avoidable))
    if found.failure_percent is not None:
        said = N_("{failed} de {calls} ({percent} %)")
        calls = found.failed + found.awards
        failed = Sentence(said, failed=found.failed, calls=calls, percent=found.failure_percent)
        add(N_("Convocatorias sin ganador"), failed)
    if found.gaps.values:
        add(N_("Días hasta otra convocatoria"), spread_text(found.gaps))
    if found.punctual_percent is not None:
        said = N_("{known} de {all} ({percent} %)")
        add(
            N_("Entregas a tiempo"),
            Sentence(said, known=found.on_time, all=found.due, percent=found.punctual_percent),
        )
    if found.documents_percent is not None:
        add(N_("Pasos con su documento"), _percent(found.documents_percent))
    return lines


def cause_lines(causes: Mapping[str, int]) -> list[Line]:
    """Why calls failed, the most frequent first."""
    labels = dict(CAUSAS_DESIERTO)
    return [
        (Sentence(labels.get(cause, N_("Sin causa registrada"))), Sentence("{count}", count=count))
        for cause, count in causes.items()
    ]
