"""What must be done now in a purchase, and for which office: alerts computed from where it stands.

Thresholds and articles are data. An alert ends when its condition does.
"""

from collections.abc import Iterator

from ayni.domain.compra_cargo import desks
from ayni.domain.compra_guardas import Facts
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.compra_plazos import Around, clocks
from ayni.domain.recorrido import Alert, Penalty, Purchase, counted, spoken_day
from ayni.lang import N_, Sentence

OWN_RULE = N_("regla propia")
EXECUTION = {"EN_EJECUCION", "SUSPENDIDO"}
REVIEW_AFTER = 2  # failed calls in a cycle


def alerts(purchase: Purchase, facts: Facts, law: PurchaseLaw, around: Around) -> tuple[Alert, ...]:
    """Alerts of a purchase on its day, the most urgent first."""
    if purchase.closed or purchase.state in law.machine.final:
        return ()
    found = [
        *_plan(purchase),
        *_failed(purchase, facts, law),
        *_delivery(purchase, law),
        *_extension(purchase, facts, law),
        *_cap(purchase, facts, law),
        *_ended(purchase, law),
        *clocks(purchase, facts, law, around),
        *desks(purchase, law, around),
    ]
    return tuple(sorted(found, key=lambda alert: "rai".index(alert.level)))


def _plan(purchase: Purchase) -> Iterator[Alert]:
    planned = purchase.planned_days
    delivered = any(step.moved and step.event.codigo == "entrega_aeo" for step in purchase.steps)
    if planned and purchase.elapsed_days > planned and not delivered:
        said = N_("La compra lleva {days} días y el plan daba {planned}.")
        sentence = Sentence(said, days=purchase.elapsed_days, planned=planned)
        yield Alert("PLAN", "r", sentence, ("GDE",), purchase.elapsed_days - planned, OWN_RULE)


def _failed(purchase: Purchase, facts: Facts, law: PurchaseLaw) -> Iterator[Alert]:
    if purchase.state != "DESIERTO" or not purchase.stays:
        return
    start, days = purchase.stays[-1].start.day, purchase.stays[-1].days
    allowed = law.number("next_call_days", start)
    last = law.add_working(start, allowed) if allowed else None
    if last is not None and purchase.on > last:
        said = N_("La convocatoria quedó desierta hace {days} días y no hay otra.")
        sentence = Sentence(said, days=days)
        yield Alert("A8", "r", sentence, ("EVALUADOR", "LOGISTICA"), days, OWN_RULE, "convocatoria")
    elif not facts.report and (term := law.number("report_days", start)):
        told = law.add_working(start, term)
        if told is not None and purchase.on > told:
            sentence = Sentence(N_("Falta el informe de causas de la convocatoria desierta."))
            yield Alert("A8", "a", sentence, ("EVALUADOR", "LOGISTICA"), days, OWN_RULE)
    failed = sum(
        step.moved and step.event.codigo == "desierto" and step.cycle == purchase.cycle for step in purchase.steps
    )
    if failed >= REVIEW_AFTER:
        sentence = Sentence(N_("Van {count} convocatorias desiertas. Revise las causas antes de otra."), count=failed)
        yield Alert("A9", "r", sentence, ("GDE", "LOGISTICA"), days, OWN_RULE)


def _delivery(purchase: Purchase, law: PurchaseLaw) -> Iterator[Alert]:
    penalty = purchase.penalty
    if purchase.state not in EXECUTION or penalty is None or penalty.due is None:
        return
    left = (penalty.due - purchase.on).days
    offices = ("GDE", "LOGISTICA")
    if left < 0:
        sentence = Sentence(N_("La entrega tiene {span} de atraso."), span=counted(-left))
        yield Alert("A13", "r", sentence, offices, -left, OWN_RULE, "entrega_total")
        return
    rule = law.rule("delivery_notice_days", purchase.on)
    levels = [row["level"] for row in rule.value if left <= row["days"]] if rule else []
    if levels:
        sentence = Sentence(N_("La entrega vence el {date}."), date=spoken_day(penalty.due))
        yield Alert("A13", levels[-1], sentence, offices, left, OWN_RULE, "entrega_total")


def _extension(purchase: Purchase, facts: Facts, law: PurchaseLaw) -> Iterator[Alert]:
    contract = facts.contract
    pending = contract.pending if contract else None
    if contract is None or pending is None or contract.ended is not None:
        return
    rule = law.rule("extension_answer_days", pending.asked, contract.regime)
    last = law.add_working(pending.asked, rule.value) if rule else None
    if rule is None or last is None:
        return
    waiting = (purchase.on - pending.asked).days
    if purchase.on > last:
        said = N_("Nadie respondió la ampliación de {days} días y el plazo venció el {date}. Registre qué pasó.")
        level = "r"
    else:
        said = N_("La ampliación de {days} días se responde hasta el {date}; si no, queda aprobada.")
        notice = law.rule("extension_notice_days", purchase.on)
        left = law.calendar.working_days(purchase.on, last) if law.calendar else 0
        level = next((row["level"] for row in reversed(notice.value if notice else []) if left <= row["days"]), "i")
    sentence = Sentence(said, days=pending.days, date=spoken_day(last))
    offices = ("GERENCIA_MUNICIPAL", "LOGISTICA")
    yield Alert("A14", level, sentence, offices, waiting, rule.article, "ampliacion_resuelta")


def _cap(purchase: Purchase, facts: Facts, law: PurchaseLaw) -> Iterator[Alert]:
    penalty = purchase.penalty
    if purchase.state not in EXECUTION or penalty is None or penalty.note is not None or not penalty.in_force:
        return
    later = penalty.extended or penalty  # while an extension waits for an answer, the later maximum rules
    offices = ("LOGISTICA", "GERENCIA_MUNICIPAL", "ASESORIA_LEGAL")
    if later.capped and later.cap_date:
        said = N_("La penalidad llegó al máximo el {date}. El contrato se puede resolver sin apercibimiento.")
        sentence = Sentence(said, date=spoken_day(later.cap_date))
        days = (purchase.on - later.cap_date).days
        guard = law.guards.get("G8")
        basis = guard.article(facts.regime) if guard else OWN_RULE
        yield Alert("A15", "r", sentence, offices, days, basis, "resolucion_contrato")
        return
    rule = law.rule("penalty_notice_pct", purchase.on)
    share = _share(later)
    levels = [row["level"] for row in rule.value if share >= row["pct"]] if rule else []
    if levels:
        said = N_("La penalidad va en {percent} % de su máximo.")
        yield Alert("A15", levels[-1], Sentence(said, percent=share), offices, later.late_days, OWN_RULE)


def _share(penalty: Penalty) -> int:
    return penalty.accrued_centimos * 100 // penalty.cap_centimos if penalty.cap_centimos else 0


def _ended(purchase: Purchase, law: PurchaseLaw) -> Iterator[Alert]:
    if purchase.state != "RESUELTO" or not purchase.stays:
        return
    start = purchase.stays[-1].start.day
    allowed = law.number("next_path_days", start)
    last = law.add_working(start, allowed) if allowed else None
    if last is not None and purchase.on > last:
        days = (purchase.on - start).days
        sentence = Sentence(N_("El contrato se resolvió hace {days} días y nadie siguió la compra."), days=days)
        yield Alert("A18", "r", sentence, ("LOGISTICA", "GDE"), days, OWN_RULE, "nuevo_requerimiento")
