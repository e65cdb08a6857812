"""How a purchase goes, in the plain words of the sheet that the producers receive.

Where it is, who has it, since when, what comes next. Never a price of the entity, an offer before the award, a DNI or
a person to blame.
"""

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.recorrido import Purchase, counted, spoken_day
from ayni.lang import N_, Sentence

_CALLED = {"CONVOCADO", "INTEGRADO", "OFERTAS", "EVALUACION", "SUPERVISION_OECE"}


def status_sentences(purchase: Purchase, law: PurchaseLaw) -> list[Sentence]:
    """Where the purchase is, who has it and since when, how long it took, and what comes next."""
    if not purchase.stays:
        return [Sentence(N_("El pedido todavía no fue enviado."))]
    said = [_where(purchase, law)]
    if purchase.closed:
        return [*said, _lasted(purchase)]
    if purchase.holder:
        office = Sentence(law.label(purchase.holder))
        since = spoken_day(purchase.holder_since)
        said.append(Sentence(N_("La tiene: {office}, desde {date}."), office=office, date=since))
    said.append(_lasted(purchase))
    if purchase.planned_days:
        said.append(Sentence(N_("El plan era de {days} días."), days=purchase.planned_days))
    if purchase.failed_calls:
        said.append(Sentence(N_("Convocatorias desiertas: {count}."), count=purchase.failed_calls))
    if purchase.cycle > 1:
        said.append(Sentence(N_("La compra volvió a empezar. Va por la vuelta {count}."), count=purchase.cycle))
    late = purchase.penalty
    if late and late.in_force and late.late_days and purchase.state in {"EN_EJECUCION", "SUSPENDIDO"}:
        said.append(Sentence(N_("La entrega tiene {span} de atraso."), span=counted(late.late_days)))
    if purchase.next_step:
        said.append(Sentence(N_("Sigue: {event}."), event=Sentence(law.label(purchase.next_step))))
    return said


def _where(purchase: Purchase, law: PurchaseLaw) -> Sentence:
    since = spoken_day(purchase.state_since)
    if purchase.closed:
        return Sentence(N_("La compra se cerró sin comprar."))
    if purchase.state in _CALLED and purchase.attempts:
        said = N_("Su compra está en la convocatoria {number}, desde {date}.")
        return Sentence(said, number=purchase.attempts, date=since)
    state = Sentence(law.label(purchase.state))
    return Sentence(N_("Cómo está su compra: {state}, desde {date}."), state=state, date=since)


def _lasted(purchase: Purchase) -> Sentence:
    return Sentence(N_("Tiempo desde el pedido: {span}."), span=purchase.elapsed.text)


def attempt_text(purchase: Purchase) -> Sentence:
    """Both counts of calls, because the platform starts its own again after an annulment."""
    said = N_("Convocatoria {number}, la número {place} del ciclo {cycle}")
    return Sentence(said, number=purchase.attempts, place=purchase.attempt_in_cycle, cycle=purchase.cycle)
