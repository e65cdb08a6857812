"""On whose desk a purchase lies: a file handed over that nobody received yet, and a person in charge who leaves."""

from collections.abc import Iterator

from ayni.domain.compra_custodia import awaited
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.compra_plazos import Around
from ayni.domain.evento import Event
from ayni.domain.fields import Problem
from ayni.domain.recorrido import Alert, Purchase, spoken_day
from ayni.lang import N_, Sentence

NOT_RECEIVED, LEAVING = "ACUSE", "A21"


def desks(purchase: Purchase, law: PurchaseLaw, around: Around) -> Iterator[Alert]:
    """A hand-over that waits too long, said to both sides; a person in charge who leaves (A21)."""
    waiting, rule = awaited(purchase.steps), law.alert(NOT_RECEIVED)
    if waiting is not None and rule is not None and law.calendar is not None:
        days = law.calendar.working_days(waiting.since, purchase.on)
        if level := rule.level(days):
            said = N_("El expediente se pasó a {office} el {date} y no hay acuse. Días hábiles: {count}.")
            office = Sentence(law.label(waiting.office))
            sentence = Sentence(said, office=office, date=spoken_day(waiting.since), count=days)
            both = tuple(dict.fromkeys(each for each in (purchase.holder, waiting.office) if each))
            yield Alert(NOT_RECEIVED, level, sentence, both, days, rule.article, rule.offer)
    rule = law.alert(LEAVING)
    if around.leaving is not None and rule is not None:
        person, day = around.leaving
        left = (day - purchase.on).days
        if level := rule.level(max(left, 0)):
            said = N_("{person} deja el puesto el {date} y nadie recibió todavía esta compra.")
            sentence = Sentence(said, person=person, date=spoken_day(day))
            yield Alert(LEAVING, level, sentence, rule.offices, left, rule.article)


def receipt_problems(purchase: Purchase, new: Event, law: PurchaseLaw) -> list[Problem]:
    """Only the office that was handed the file says that it received it, and not before the day it was sent."""
    waiting = awaited(purchase.steps)
    if waiting is None:
        said = N_("Nadie está pasando esta compra: no hay nada que recibir.")
        return [Problem("codigo", Sentence(said))]
    if new.oficina and new.oficina != waiting.office:
        said = N_("La compra va a {office}: solo ella dice que la recibió.")
        return [Problem("oficina", Sentence(said, office=Sentence(law.label(waiting.office))))]
    if new.fecha < waiting.since.isoformat():
        said = N_("El expediente se pasó el {date}. Escriba ese día o uno posterior.")
        return [Problem("fecha", Sentence(said, date=spoken_day(waiting.since)))]
    return []
