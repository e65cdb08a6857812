"""The days by which something must be done in a purchase, for the calendar of whoever follows it.

Each stands under a key that stays the same while the purchase goes on, so that a calendar that takes the file twice
moves the day instead of writing it again. A day that has passed stands until what it asks for is done.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from ayni.domain.compra_guardas import Facts
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.compra_plazos import Around, agreements
from ayni.domain.entrega import RECEIVED
from ayni.domain.recorrido import Due, Promise, Purchase
from ayni.lang import N_, Sentence

RUNNING = {"EN_EJECUCION", "SUSPENDIDO"}
CALLED = {"CONVOCADO", "INTEGRADO"}
CONTRACTS = {"contrato", "orden_contrato_menor"}


def due_days(purchase: Purchase, facts: Facts, law: PurchaseLaw, around: Around) -> tuple[Due, ...]:
    """What is due in a purchase, soonest first; nothing in one that ended."""
    if purchase.closed or purchase.state in law.machine.final or not purchase.stays:
        return ()
    found = [
        *_selection(purchase, facts, law),
        *_execution(purchase, facts, law),
        *_payment(purchase, law),
        *_money(facts, law),
        *(_due(law, f"A19.{place}", N_("Termina un acuerdo o cesión en uso"), "A19", day)
          for place, day in enumerate(agreements(purchase, around), start=1)),
    ]  # fmt: skip
    if around.season is not None and not purchase.handed_over:
        found.append(_due(law, "CAMPANA", N_("Empieza la campaña de los productores"), "A23", around.season))
    return tuple(sorted(found, key=lambda due: (due.day, due.key)))


def _due(law: PurchaseLaw, key: str, said: str, code: str, day: date) -> Due:
    rule = law.alert(code)
    return Due(key, day, Sentence(said), rule.offices if rule else (), rule.article if rule else "")


def _last_level(law: PurchaseLaw, code: str) -> int | None:
    """The count at which an alert is loudest."""
    rule = law.alert(code)
    return rule.levels[-1][0] if rule and rule.levels else None


def _selection(purchase: Purchase, facts: Facts, law: PurchaseLaw) -> Iterator[Due]:
    """Offers, the end of the appeal window, the papers of the winner."""
    since = purchase.stays[-1].start.day
    if purchase.state in CALLED and facts.offers_on is not None:
        yield _due(law, "OFERTAS", N_("Presentación de ofertas"), "A10", facts.offers_on)
    elif purchase.state == "BUENA_PRO":
        wait = law.number("legal_wait.BUENA_PRO", since, facts.regime, facts.procedure)
        if wait is not None and (day := law.add_working(since, wait)):
            yield _due(law, "A11", N_("Termina el plazo para apelar la buena pro"), "A11", day)
    elif purchase.state == "CONSENTIDO":
        allowed = law.number("papers_days", since, facts.regime)
        if allowed is not None and (day := law.add_working(since, allowed)):
            yield _due(law, "A12", N_("Termina el plazo de los documentos del contrato"), "A12", day)


def _execution(purchase: Purchase, facts: Facts, law: PurchaseLaw) -> Iterator[Due]:
    """The delivery, the answer to an extension, the day on which the penalty reaches its maximum."""
    penalty, contract = purchase.penalty, facts.contract
    if purchase.state not in RUNNING or penalty is None or contract is None:
        return
    offices = ("GDE", "LOGISTICA")
    if penalty.due is not None:
        yield Due("A13", penalty.due, Sentence(N_("Vence la entrega del proveedor")), offices, penalty.article)
    if penalty.extended is not None and penalty.extended.due is not None:
        said = Sentence(N_("Vencería la entrega si se concede la ampliación pedida"))
        yield Due("A13.ampliada", penalty.extended.due, said, offices, penalty.article)
    if penalty.cap_date is not None and penalty.in_force:
        said = Sentence(N_("La penalidad por atraso llega al máximo si no entrega"))
        later = penalty.extended or penalty
        yield Due("A15", later.cap_date or penalty.cap_date, said, ("LOGISTICA",), penalty.article)
    if contract.pending is not None:
        rule = law.rule("extension_answer_days", contract.pending.asked, contract.regime)
        if rule is not None and (day := law.add_working(contract.pending.asked, rule.value)):
            said = Sentence(N_("Último día para responder la ampliación: después queda aprobada"))
            yield Due("A14", day, said, ("GERENCIA_MUNICIPAL", "LOGISTICA"), rule.article)


def _payment(purchase: Purchase, law: PurchaseLaw) -> Iterator[Due]:
    """The conformity of what arrived, the payment of what was accepted."""
    waiting = [each.day for each in purchase.deliveries if each.state == RECEIVED]
    allowed = _last_level(law, "A16")
    if waiting and allowed is not None:
        yield _due(law, "A16", N_("Último día para la conformidad"), "A16", min(waiting) + timedelta(days=allowed))
    allowed = _last_level(law, "A17")
    if purchase.state == "CONFORME" and allowed is not None:
        day = law.add_working(purchase.stays[-1].start.day, allowed)
        if day is not None:
            yield _due(law, "A17", N_("Último día para pagar al proveedor"), "A17", day)


def _money(facts: Facts, law: PurchaseLaw) -> Iterator[Due]:
    """The certificate ends with its year while there is no contract."""
    if facts.certified_centimos is not None and facts.contract is None and facts.certificate_year is not None:
        said = N_("Termina la certificación: sin contrato, el dinero se pierde")
        yield _due(law, "A7.fin", said, "A7.fin", date(facts.certificate_year, 12, 31))


def promises(purchase: Purchase, facts: Facts) -> tuple[Promise, ...]:
    """Of each contract, when it was due and when it came."""
    signed = [step.event for step in purchase.steps if step.moved and step.event.codigo in CONTRACTS]
    found = []
    for event, contract in zip(signed, facts.contracts, strict=True):
        until = min(day for day in (contract.delivered, contract.ended, purchase.on) if day is not None)
        due = contract.due(until)
        ruc = str(event.datos.get("ruc") or "")
        found.append(Promise(ruc, due.day if due else None, contract.delivered, contract.ended))
    return tuple(found)
