"""Whether an event may be registered where a purchase stands, and what is to be said about it."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date

from ayni.domain.compra_avisos import OWN_RULE
from ayni.domain.compra_cargo import receipt_problems
from ayni.domain.compra_custodia import HANDOVER, RECEIPT
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.etapas import IMPORTADO, VIVO
from ayni.domain.evento import Event, extra_fields
from ayni.domain.fields import MISSING, Problem, empty
from ayni.domain.recorrido import OUT_OF_SEQUENCE, Finding, Mark, Purchase, Step, listed, spoken_day
from ayni.domain.rectificacion import RECTIFICATION
from ayni.domain.seguimiento import REOPENING, Known, next_order, read_day, replay
from ayni.lang import N_, Sentence

SHORTEST_REASON = 10  # letters of the reason of a correction
NOT_YET = N_("Esta fecha todavía no ha llegado.")
NO_DATE = N_("Esta fecha no existe. Escriba día, mes y año.")
PAPER = N_("El acto ya fue emitido: escriba su documento.")
REASON = N_("El acto ya fue emitido: escriba el motivo en la nota.")
TICK = N_("Si el acto ya fue emitido, márquelo y escriba su documento y el motivo.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands against registering an event (`problems`) and what will be remarked on it (`marks`).

    `allowed` are the events that the purchase's state allows; `missing` the usual steps that would have to come first;
    `offer` the event that the law has for this; `displaced` the ids of the events that would fall out of sequence.
    """

    problems: tuple[Problem, ...] = ()
    marks: tuple[Mark, ...] = ()
    allowed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    offer: str = ""
    displaced: tuple[str, ...] = ()


def check_event(
    events: Iterable[Event],
    new: Event,
    law: PurchaseLaw,
    today: date,
    *,
    known: Known | None = None,
) -> Verdict:
    """Put a new event, or a correction, to the relation and the guards.

    A live event must follow the relation and the guards; one registered late or imported is only marked, but for
    dates that cannot be, amounts that cannot be, and data without which it means nothing (G5, G7, G13).
    """
    before, known = tuple(events), known or Known()
    moment = read_day(new.fecha)
    if moment is None:
        return Verdict((Problem("fecha", Sentence(NO_DATE)),))
    if moment.low > today:
        return Verdict((Problem("fecha", Sentence(NOT_YET)),))
    if not law.knows(new.codigo):
        return Verdict((Problem("codigo", Sentence(N_("Elija de la lista qué pasó con la compra."))),))
    if new.codigo == RECTIFICATION:
        return _correction(before, new, law, today, known)
    last = replace(new, orden=max(new.orden, next_order(before, new.fecha)))
    after = replay((*before, last), law, today, known=known)
    place = next(place for place, step in enumerate(after.steps) if step.event.id == new.id)
    step = after.steps[place]
    allowed = (REOPENING,) if step.closed and not step.moved else law.allowed(step.state)
    problems: list[Problem] = []
    missing: tuple[str, ...] = ()
    if new.modo == VIVO and any(later.moved for later in after.steps[place + 1 :]):
        said = N_("Ya hay un registro de una fecha posterior. Regístrelo como tardío.")
        problems.append(Problem("modo", Sentence(said)))
    elif any(mark.code == OUT_OF_SEQUENCE for mark in step.marks):
        missing = law.missing_steps(step.state, new.codigo)
        if new.modo == VIVO:
            problems.append(Problem("codigo", _state_said(step.state, allowed, law)))
    for finding in step.findings:
        problems += _refusal(finding, new)
    if new.acto_ya_emitido and any(finding.legal for finding in step.findings):
        problems += [] if new.documento.strip() else [Problem("documento", Sentence(PAPER))]
        problems += [] if new.nota.strip() else [Problem("nota", Sentence(REASON))]
    if new.modo != VIVO:  # a live event comes after all others
        problems += _broken_beside(replay(before, law, today, known=known), after, {new.id})
    problems += _lacking(new, problems)
    problems += _handover(before, new, law, today, known)
    offer = next((finding.offer for finding in step.findings if finding.offer), "")
    displaced = _displaced(before, (*before, last), law, today, new.id, known)
    return Verdict(tuple(dict.fromkeys(problems)), step.marks, allowed, missing, offer, displaced)


def _state_said(state: str, allowed: tuple[str, ...], law: PurchaseLaw) -> Sentence:
    """Where the purchase stands and what may be registered there."""
    where = Sentence(law.label(state))
    if not allowed:
        return Sentence(N_("La compra está en «{state}» y ahí termina. Solo queda corregir registros."), state=where)
    events_now = listed([law.label(codigo) for codigo in allowed])
    return Sentence(
        N_("La compra está en «{state}». Ahora se puede registrar: {events}."), state=where, events=events_now
    )


def _refusal(finding: Finding, new: Event) -> list[Problem]:
    """What a broken guard has against the event; nothing when it only leaves a mark."""
    live = new.modo == VIVO
    if finding.warns or (finding.lacking and not live) or (finding.legal and (not live or new.acto_ya_emitido)):
        return []
    refusal = Problem(finding.field, _with_article(finding.mark))
    return [refusal, Problem("acto_ya_emitido", Sentence(TICK))] if finding.legal else [refusal]


def _with_article(mark: Mark) -> Sentence:
    """What the guard says, with the article of the law that it keeps."""
    if not mark.article or mark.article.startswith(OWN_RULE):
        return mark.sentence
    return Sentence(N_("{said} ({article})"), said=mark.sentence, article=mark.article)


def _lacking(new: Event, found: list[Problem]) -> list[Problem]:
    """Extra data without which a live event means nothing, where no guard said it better."""
    if new.modo == IMPORTADO:
        return []
    said = {problem.field for problem in found}
    required = [item.name for item in extra_fields(new.codigo) if item.required and item.name not in said]
    return [Problem(name, Sentence(MISSING)) for name in required if empty_datum(new.datos.get(name))]


def empty_datum(value: object) -> bool:
    """Nothing was given in this extra datum."""
    return empty(value) if isinstance(value, str) or value is None else False


def _handover(before: tuple[Event, ...], new: Event, law: PurchaseLaw, today: date, known: Known) -> list[Problem]:
    """The file is handed over by the office that holds it, to another one, after the last hand-over.

    Who receives it is the office that was named.
    """
    if new.codigo not in {HANDOVER, RECEIPT} or new.modo == IMPORTADO:
        return []
    purchase = replay(before, law, today, known=known)
    if new.codigo == RECEIPT:
        return receipt_problems(purchase, new, law)
    if lacking := [name for name in ("oficina", "oficina_siguiente") if not getattr(new, name)]:
        return [Problem(name, Sentence(MISSING)) for name in lacking]
    holder = purchase.holder
    if new.oficina != holder:
        said = Sentence(
            N_("La compra la tiene {office}: solo ella la puede pasar."), office=Sentence(law.label(holder))
        )
        return [Problem("oficina", said)]
    if new.oficina_siguiente == holder:
        return [Problem("oficina_siguiente", Sentence(N_("Esa oficina ya tiene la compra.")))]
    last = [event.fecha for event in before if event.codigo == "traspaso"]
    if last and new.fecha < max(last):
        said = Sentence(N_("Fecha del último traspaso: {date}. Escriba una posterior."), date=spoken_day(max(last)))
        return [Problem("fecha", said)]
    return []


def _correction(before: tuple[Event, ...], new: Event, law: PurchaseLaw, today: date, known: Known) -> Verdict:
    problems: list[Problem] = _lacking(new, [])
    target = next((event for event in before if event.id == new.datos.get("evento_id")), None)
    if target is None:
        problems.append(Problem("evento_id", Sentence(N_("No se encuentra el registro que se corrige."))))
    reason = str(new.datos.get("motivo") or "").strip()
    if reason and len(reason) < SHORTEST_REASON:
        said = N_("Explique el motivo con {count} letras o más.")
        problems.append(Problem("motivo", Sentence(said, count=SHORTEST_REASON)))
    if target is not None:
        first, after = (replay(told, law, today, known=known) for told in (before, (*before, new)))
        step = next((step for step in after.steps if step.event.id == target.id), None)
        if step is None:  # days to come are not replayed
            problems.append(Problem("fecha", Sentence(NOT_YET)))
        elif step.typed is not None and read_day(step.event.fecha) is None:
            problems.append(Problem("fecha", Sentence(NO_DATE)))
        else:
            problems += _corrected(first, step)
        problems += _broken_beside(first, after, {target.id, new.id})
    displaced = _displaced(before, (*before, new), law, today, new.id, known)
    return Verdict(tuple(problems), (), (), (), "", displaced)


def _out(step: Step) -> bool:
    return any(mark.code == OUT_OF_SEQUENCE for mark in step.marks)


def _broken(purchase: Purchase) -> dict[str, set[tuple[str, str]]]:
    """The guards that each event breaks, by its id."""
    return {step.event.id: {(finding.mark.code, finding.field) for finding in step.findings} for step in purchase.steps}


def _corrected(first: Purchase, step: Step) -> list[Problem]:
    """A correction is no way round: what the event may not say when it is registered, it may not say afterwards."""
    event, known = step.event, _broken(first).get(step.event.id, set())
    before = next((each for each in first.steps if each.event.id == event.id), None)
    problems = [
        problem
        for finding in step.findings
        if (finding.mark.code, finding.field) not in known
        for problem in _refusal(finding, event)
    ]
    if _out(step) and event.modo == VIVO and before is not None and not _out(before):
        mark = next(mark for mark in step.marks if mark.code == OUT_OF_SEQUENCE)
        problems.append(Problem("modo", mark.sentence))
    return problems


def _broken_beside(first: Purchase, after: Purchase, own: Container[str]) -> list[Problem]:
    """Guards without exception that other events would break now: what was delivered or paid stays possible."""
    known = _broken(first)
    return [
        Problem("", finding.mark.sentence)
        for step in after.steps
        if step.event.id not in own
        for finding in step.findings
        if not (finding.legal or finding.lacking or finding.warns)
        and (finding.mark.code, finding.field) not in known.get(step.event.id, set())
    ]


def _displaced(
    before: tuple[Event, ...], after: tuple[Event, ...], law: PurchaseLaw, today: date, new: str, known: Known
) -> tuple[str, ...]:
    """Events that were in sequence and no longer would be."""

    def out(purchase: Purchase) -> list[str]:
        return [step.event.id for step in purchase.steps if any(mark.code == OUT_OF_SEQUENCE for mark in step.marks)]

    already = set(out(replay(before, law, today, known=known)))
    return tuple(item for item in out(replay(after, law, today, known=known)) if item not in already and item != new)
