"""Alerts of the clocks of a purchase: a request without answer, a long preparation, offers to open, bills to pay.

Each is one row of data (`alerts` of the rules of purchases): after how many days it is said, how loudly, to whom, and
under which article. What nobody has written (a bidder count, a date of offers) raises no alert.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from ayni.domain.compra_guardas import Facts, destino_of, whole
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.dates import is_whole
from ayni.domain.entrega import RECEIVED
from ayni.domain.familia import JOINABLE, Family
from ayni.domain.pronostico import Forecast
from ayni.domain.recorrido import OUT_OF_SEQUENCE, Alert, Purchase, Step, spoken_day
from ayni.lang import N_, Sentence

MARKET, OBSERVED, NOTICE = "interaccion_mercado", "requerimiento_observado", "aviso_aeo"
CRITICAL, CONSULTED = "CRITICO", {"CONSULTA", "CONSULTA_AVANZADA"}
PREPARATION = "P"


@dataclass(frozen=True)
class Around:
    """What alerts need and the events do not say.

    `quoted` is the day of the oldest quotation in use, `plan_centimos` what the plans foresaw, `agreements` until when
    agreements that no event says last, `slow` how many working days each office usually takes at most, `forecast` when
    it will probably end and `season` the day on which the producers need the goods.
    """

    quoted: date | None = None
    plan_centimos: int | None = None
    agreements: tuple[date, ...] = ()
    slow: Mapping[str, int] = field(default_factory=dict)
    forecast: Forecast | None = None
    plan_end: date | None = None
    season: date | None = None
    families: tuple[Family, ...] = ()  # what other purchases of the year buy too
    leaving: tuple[str, date] | None = None  # the person in charge and the day on which they leave


class _Clocks:
    """The alerts of one purchase on its day."""

    def __init__(self, purchase: Purchase, facts: Facts, law: PurchaseLaw, around: Around) -> None:
        self.purchase, self.facts, self.law, self.around = purchase, facts, law, around
        self.on = purchase.on
        self.since = purchase.stays[-1].start.day if purchase.stays else purchase.on

    def working(self, since: date) -> int:
        """Working days gone by."""
        calendar = self.law.calendar
        return calendar.working_days(since, self.on) if calendar else 0

    def told(self, code: str, count: int, sentence: Sentence, *, more: bool = True) -> Iterator[Alert]:
        """The alert of a rule when its count is reached; `more`: the higher the count, the louder."""
        rule = self.law.alert(code)
        if rule is None:
            return
        level = rule.level(count) if more else rule.level_below(count)
        if level:
            yield Alert(code, level, sentence, rule.offices, count, rule.article, rule.offer)

    def moved(self, codigo: str) -> list[Step]:
        """The events of a kind that took effect in this cycle."""
        cycle = self.purchase.cycle
        return [
            step for step in self.purchase.steps if step.moved and step.event.codigo == codigo and step.cycle == cycle
        ]

    def answer(self) -> Iterator[Alert]:
        """A1: a request without answer."""
        if self.purchase.state == "REQUERIMIENTO":
            days = self.working(self.since)
            yield from self.told("A1", days, Sentence(N_("Pedido sin respuesta. Días hábiles: {count}."), count=days))

    def preparation(self) -> Iterator[Alert]:
        """A2: a long preparation. A3: specifications observed again and again."""
        states, cycle = self.law.states, self.purchase.cycle
        if states[self.purchase.state].phase == PREPARATION:
            days = sum(
                stay.days
                for stay in self.purchase.stays
                if stay.cycle == cycle and states[stay.state].phase == PREPARATION
            )
            yield from self.told("A2", days, Sentence(N_("La preparación ya tomó {count} días."), count=days))
            observed = len(self.moved(OBSERVED))
            said = N_("El pedido fue observado {count} veces. Reúnanse y usen las especificaciones que ya funcionaron.")
            yield from self.told("A3", observed, Sentence(said, count=observed))

    def market(self) -> Iterator[Alert]:
        """A5: a critical purchase without consulting the market. A6: old quotations, or prices that ran away."""
        if self.facts.contract is not None or self.law.states[self.purchase.state].phase not in {PREPARATION, "L"}:
            return
        asked = self.moved(MARKET)
        critical = any(step.event.datos.get("segmento") == CRITICAL for step in asked)
        if critical and not any(step.event.datos.get("herramienta") in CONSULTED for step in asked):
            yield from self.told("A5", 1, Sentence(N_("La compra es crítica y no se consultó al mercado.")))
        if self.around.quoted is not None:
            days = (self.on - self.around.quoted).days
            yield from self.told("A6", days, Sentence(N_("La cotización más antigua tiene {count} días."), count=days))
        cuantia, plan = self.facts.cuantia_centimos, self.around.plan_centimos
        if cuantia and plan:
            drift = (cuantia - plan) * 100 // plan
            said = N_("La cuantía está {count} % por encima de lo que dijo el plan. Diga quién pone la diferencia.")
            yield from self.told("A6.precio", drift, Sentence(said, count=drift))

    def family(self) -> Iterator[Alert]:
        """A4: the same thing bought apart, in parts that take a lower procedure than their sum."""
        for found in self.around.families:
            others = len(found.buyings) - 1
            if found.split and not found.reason:
                yield from self.told("A4", others, found.sentence())
            elif found.split or self.purchase.state in JOINABLE:
                yield from self.told("A4.juntar", others, found.sentence())

    def certificate(self) -> Iterator[Alert]:
        """A7: a certificate that does not reach, ends with the year, or is still a promise."""
        facts = self.facts
        if facts.certified_centimos is None or facts.contract is not None:
            return
        if facts.cuantia_centimos and facts.certified_centimos < facts.cuantia_centimos:
            yield from self.told("A7", 1, Sentence(N_("Lo certificado no alcanza para la cuantía.")))
        year = facts.certificate_year or self.on.year
        left = (date(year, 12, 31) - self.on).days
        said = Sentence(
            N_("La certificación termina el {date} y todavía no hay contrato."), date=spoken_day(date(year, 12, 31))
        )
        yield from self.told("A7.fin", left, said, more=False)
        if facts.promised:
            begun = date(self.on.year, 1, 1)
            days = self.working(begun)
            said = Sentence(
                N_("La previsión todavía no tiene certificación. Días hábiles del año: {count}."), count=days
            )
            yield from self.told("A7.prevision", days, said)

    def offers(self) -> Iterator[Alert]:
        """A10: a comparison or an auction with too few bidders and the offers at hand."""
        facts = self.facts
        if self.purchase.state not in {"CONVOCADO", "INTEGRADO"} or facts.offers_on is None:
            return
        calendar = self.law.calendar
        left = calendar.working_days(self.on, facts.offers_on) if calendar else (facts.offers_on - self.on).days
        least = self.law.number("valid_offers_min", self.on, facts.regime, facts.procedure)
        if least and facts.bidders is not None and facts.bidders < least and facts.offers_on >= self.on:
            said = Sentence(
                N_("Faltan {days} días hábiles para las ofertas y hay {count} inscritos."),
                days=left,
                count=facts.bidders,
            )
            yield from self.told("A10", left, said, more=False)

    def contracting(self) -> Iterator[Alert]:
        """A11: nobody appealed. A12: the winner's papers, and the next bidder who must be called."""
        purchase, law = self.purchase, self.law
        if purchase.state == "BUENA_PRO":
            wait = law.number("legal_wait.BUENA_PRO", self.since, self.facts.regime, self.facts.procedure)
            if wait is not None:
                over = self.working(self.since) - wait
                yield from self.told(
                    "A11", over, Sentence(N_("Terminó el plazo para apelar: registre el consentimiento."))
                )
        elif purchase.state == "CONSENTIDO":
            lost = self.moved("perdida_buena_pro")
            if lost and lost[-1].moment is not None:
                days = self.working(lost[-1].moment.day)
                said = Sentence(N_("El siguiente postor espera que lo llamen. Días hábiles: {count}."), count=days)
                yield from self.told("A12.siguiente", days, said)
                return
            allowed = law.number("papers_days", self.since, self.facts.regime)
            if allowed is not None:
                left = allowed - self.working(self.since)
                said = Sentence(N_("Días hábiles que quedan para los documentos del contrato: {count}."), count=left)
                yield from self.told("A12", left, said, more=False)

    def reception(self) -> Iterator[Alert]:
        """A16: goods that wait for their conformity. A17: a payment that waits."""
        waiting = [each.day for each in self.purchase.deliveries if each.state == RECEIVED]
        if waiting:
            days = (self.on - min(waiting)).days
            yield from self.told(
                "A16", days, Sentence(N_("Lo entregado espera conformidad hace {count} días."), count=days)
            )
        if self.purchase.state == "CONFORME":
            days = self.working(self.since)
            yield from self.told("A17", days, Sentence(N_("El pago espera. Días hábiles: {count}."), count=days))

    def agreements(self) -> Iterator[Alert]:
        """A19: an agreement that expires."""
        for until in agreements(self.purchase, self.around)[:1]:
            left = (until - self.on).days
            said = Sentence(N_("Un acuerdo o cesión en uso vence el {date}."), date=spoken_day(until))
            yield from self.told("A19", left, said, more=False)

    def office(self) -> Iterator[Alert]:
        """A20: an office that holds the file longer than it usually does."""
        rule = self.law.alert("A20")
        if rule is None or not self.purchase.holder or self.purchase.holder not in self.law.inside:
            return
        held = self.working(self.purchase.held[-1].start) if self.purchase.held else 0
        most = self.around.slow.get(self.purchase.holder, rule.least)
        if held > most:
            said = N_("La compra está en {office} hace {count} días hábiles; suele demorar {most}.")
            office = Sentence(self.law.label(self.purchase.holder))
            sentence = Sentence(said, office=office, count=held, most=most)
            yield Alert("A20", "a", sentence, (self.purchase.holder,), held, rule.article)

    def ends(self) -> Iterator[Alert]:
        """A22: it may end after the year's money does. A23: it may end after the plan's term."""
        found, around = self.around.forecast, self.around
        if found is None:
            return
        if found.delivery is not None:
            last = date(self.on.year, 12, 31)
            if found.delivery.p80 > last and (last - self.on).days < (self.law.alert_days("A22") or 0):
                said = Sentence(N_("La entrega puede llegar después del {date}."), date=spoken_day(last))
                yield from self.told("A22", 0, said, more=False)
        if found.handing is not None and around.plan_end is not None and found.handing.p80 > around.plan_end:
            said = Sentence(
                N_("Los productores pueden recibirla después del plazo del plan, el {date}."),
                date=spoken_day(around.plan_end),
            )
            yield from self.told("A23", (found.handing.p80 - around.plan_end).days, said)

    def notice(self) -> Iterator[Alert]:
        """A24: the producers have heard nothing for too long."""
        told = [
            step.moment.day
            for step in self.purchase.steps
            if step.event.codigo == NOTICE and step.moment is not None and not step.annulled
        ]
        first = self.purchase.stays[0].start.day if self.purchase.stays else None
        since = max(told, default=first)
        if since is not None and not self.purchase.handed_over:
            days = (self.on - since).days
            yield from self.told(
                "A24", days, Sentence(N_("Hace {count} días que no se avisa a la organización."), count=days)
            )


def clocks(purchase: Purchase, facts: Facts, law: PurchaseLaw, around: Around) -> Iterator[Alert]:
    """Every alert of the clocks of a purchase."""
    found = _Clocks(purchase, facts, law, around)
    for part in (
        found.answer,
        found.preparation,
        found.family,
        found.market,
        found.certificate,
        found.offers,
        found.contracting,
        found.reception,
        found.agreements,
        found.office,
        found.ends,
        found.notice,
    ):
        yield from part()


def agreements(purchase: Purchase, around: Around) -> list[date]:
    """Until when agreements last, soonest first: those that are known, and the use given to each plan."""
    ends = {
        destino_of(step.event): str(step.event.datos.get("vence"))
        for step in purchase.steps
        if step.event.codigo == "entrega_aeo" and step.event.datos.get("vence") and not step.annulled
        if all(mark.code != OUT_OF_SEQUENCE for mark in step.marks)
    }
    given = [date.fromisoformat(text) for text in ends.values() if is_whole(text)]
    return sorted((*around.agreements, *given))


def plan_end(purchase: Purchase) -> date | None:
    """The day on which the plan foresaw that the producers would have the goods."""
    if not purchase.stays or not purchase.planned_days:
        return None
    return purchase.stays[0].start.day + timedelta(days=purchase.planned_days)


def bidders(datos: Mapping[str, object]) -> int | None:
    """How many bidders an event says that are registered."""
    return whole(datos.get("participantes"))
