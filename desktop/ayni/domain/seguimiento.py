"""Following a purchase: its events replayed into where it stands, where the days went, and what may happen next.

The same events give the same answer in whatever order they arrive. An event that the relation does not allow is kept,
marked, and moves nothing; corrections are applied before anything is counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as member
from datetime import date, timedelta

from ayni.domain import dates
from ayni.domain.compra_agenda import due_days, promises
from ayni.domain.compra_avisos import alerts
from ayni.domain.compra_custodia import custody
from ayni.domain.compra_guardas import Facts, answered_late, days_in, destino_of, findings, regime_of, whole
from ayni.domain.compra_ley import BACK, ORIGIN, STAY, PurchaseLaw
from ayni.domain.compra_penalidad import Contract, Extension, penalty
from ayni.domain.compra_plazos import Around, bidders, plan_end
from ayni.domain.compra_tramos import segments
from ayni.domain.division import DIVISION, before_divisions, moved, moved_centimos, whole_event, without
from ayni.domain.entrega import Goods, Ordered, contract_goods, three_way
from ayni.domain.etapas import PARCIAL, VIVO
from ayni.domain.evento import Event
from ayni.domain.fields import SI
from ayni.domain.herencia import Heritage
from ayni.domain.recorrido import OUT_OF_SEQUENCE, Finding, Mark, Moment, Purchase, Span, Stay, Step
from ayni.domain.rectificacion import Entry, content, in_force
from ayni.lang import N_, Sentence

CLOSURE, REOPENING = "cierre_sin_compra", "nuevo_requerimiento"
PER_PLAN = ("entrega_aeo", "liquidacion_plan", "transferencia_definitiva")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a purchase besides its events.

    `planned_days` is what its plan gave it; `regime` the law of its calls that do not say their own (else the one in
    force on the day of the call); `objeto` BIEN, SERVICIO or OBRA; `items` what it buys; `others` the purchases of the
    same plan that the producers have not received yet; `unverified` why its counterpart does not count as verified;
    `destinos` the plans (or AEO without plan) that it serves;
    `around` what its alerts need besides; `heritage` the history that a purchase made of a division inherits, whose
    events are among those that are replayed.
    """

    planned_days: int | None = None
    regime: str = ""
    objeto: str = ""
    items: Mapping[str, Ordered] = member(default_factory=dict)
    others: tuple[str, ...] = ()
    unverified: Sentence | None = None
    destinos: frozenset[str] = frozenset()
    around: Around = member(default_factory=Around)
    heritage: Heritage = member(default_factory=Heritage)


UNKNOWN = Mark("CODIGO_DESCONOCIDO", Sentence(N_("Esta versión del programa no conoce este registro. No se cuenta.")))
UNDATED = Mark("SIN_FECHA", Sentence(N_("Este registro no tiene una fecha que se entienda. No se cuenta.")))


def read_day(fecha: str) -> Moment | None:
    """A stored date as counted: a month by its last day. None when it is no date."""
    try:
        if len(fecha) not in {dates.MONTH_LENGTH, dates.DAY_LENGTH}:
            return None
        low, high = dates.first_day(fecha), dates.last_day(fecha)
    except ValueError:
        return None
    if not dates.EARLIEST_YEAR <= low.year <= dates.LATEST_YEAR:
        return None
    return Moment(high, low, high)


def _key(entry: Entry) -> tuple[date, int, str, str, str]:
    assert entry.moment is not None
    event = entry.event
    return (entry.moment.day, event.orden, event.registrado, event.id, "" if entry.counted else content(event))


class _Walk:
    """One pass over events in order. `facts` is what is known so far; `steps` what came of each event."""

    def __init__(self, law: PurchaseLaw, known: "Known") -> None:
        self.law = law
        self.facts = Facts(
            law.machine.initial,
            objeto=known.objeto,
            default_regime=known.regime,
            items=known.items,
            others=known.others,
            unverified=known.unverified,
            destinos=known.destinos,
        )
        self.heritage = known.heritage
        self.inherited = known.heritage.ids
        self.steps: list[Step] = []
        self.out = 0  # events out of sequence

    def take(self, entry: Entry) -> None:
        """Put one event on the timeline."""
        event, facts = entry.event, self.facts
        moment = entry.moment
        marks = list(entry.marks)
        moved = False
        found: list[Finding] = []
        if entry.counted and moment is not None:
            found, moved, allowed = self._tried(event, moment)
            if event.id in self.inherited:  # judged where it happened
                found = []
            if not allowed:
                self.out += 1
                marks.append(out_of_sequence(facts, self.law))
            marks += [finding.mark for finding in found if marked(finding, event)]
        self.steps.append(
            Step(
                event,
                moment,
                facts.state,
                facts.cycle,
                facts.attempt,
                moved,
                facts.closed,
                tuple(found),
                tuple(marks),
                entry.annulled,
                entry.typed,
                entry.corrections,
            )
        )

    def _tried(self, event: Event, moment: Moment) -> tuple[list[Finding], bool, bool]:
        """Guards that the event breaks, whether it took effect, and whether it was allowed here."""
        facts, law = self.facts, self.law
        if event.codigo == DIVISION:
            return self._divided(event, moment), False, True
        if event.codigo in law.records:
            return findings(event, moment.day, facts, law), *self._recorded(event)
        if event.datos.get("alcance") == PARCIAL and event.codigo in law.partial_events:
            if facts.state not in law.partial_states:
                return [], False, False
            found = findings(event, moment.day, facts, law)
            self._goods_learn(event, moment, partial=True)
            return found, False, True
        target = landing(event.codigo, facts, law)
        if target is None:
            return [], False, False
        if event.datos.get("alcance") == PARCIAL:
            return findings(event, moment.day, facts, law), False, True
        found = findings(event, moment.day, facts, law)
        if target == BACK:
            target = str(event.datos.get("retrotrae_a") or "")
            if target not in law.stages:
                return found, False, True
            facts.cycle += 1
            goes_on = law.stages.index(target) >= law.stages.index("CONVOCADO") and facts.attempt > 0
            facts.attempt_in_cycle = 1 if goes_on else 0  # the same call goes on, or the next one is the first
        if event.codigo in PER_PLAN and not self._all_reached(event):
            self._goods_learn(event, moment, partial=True)
            return found, False, True
        before = facts.state
        self._learn(event, moment, target, before)
        facts.state = target
        return found, True, True

    def _all_reached(self, event: Event) -> bool:
        """An act for one plan moves a purchase of several only when it is the last of them."""
        facts = self.facts
        if len(facts.destinos) <= 1:
            return True
        reached = facts.reached.setdefault(event.codigo, set())
        reached.add(destino_of(event))
        return facts.destinos <= reached

    def _goods_learn(self, event: Event, moment: Moment, *, partial: bool) -> None:
        """What was delivered, accepted or paid before a division stayed with the purchase that was divided."""
        if event.id not in self.inherited:
            self.facts.goods.learn(event, moment.day, partial=partial)

    def _divided(self, event: Event, moment: Moment) -> list[Finding]:
        """Items left this purchase: neither it nor its contract counts them any more."""
        facts = self.facts
        if event.id in self.inherited:
            return []
        found = findings(event, moment.day, facts, self.law)
        gone = moved(event)
        facts.items = without(facts.items, gone)
        if (contract := facts.contract) is not None:
            contract.amount_centimos -= moved_centimos(event) or 0
            contract.goods.ordered = without(contract.goods.ordered, gone)
        return found

    def _contract_goods(self, event: Event) -> Goods:
        """What a contract orders; of an inherited one, the items that came along."""
        facts = self.facts
        goods = contract_goods(event, facts.items, [each.goods for each in facts.contracts if each.counts])
        if event.id not in self.inherited:
            return goods
        names = self.heritage.names
        prices = {names.get(item, item): each.precio for item, each in goods.ordered.items()}
        return Goods(
            {item: replace(each, precio=prices.get(item) or each.precio) for item, each in facts.items.items()}
        )

    def _recorded(self, event: Event) -> tuple[bool, bool]:
        """A record that moves no state; only closing without a purchase says something of the whole."""
        if event.codigo != CLOSURE:
            return False, True
        if self.facts.closed or self.facts.state not in self.law.close_from:
            return False, False
        self.facts.closed = True
        return True, True

    def _learn(self, event: Event, moment: Moment, target: str, before: str) -> None:
        """What later events and figures need to know of this one."""
        facts, law, day, datos = self.facts, self.law, moment.day, event.datos
        codigo, contract = event.codigo, facts.contract
        facts.closed = False
        match codigo:
            case "apelacion":
                facts.origin = before
            case "convocatoria":
                facts.attempt += 1
                facts.attempt_in_cycle += 1
                facts.regime = regime_of(event, facts, law, day)
                facts.procedure = str(datos.get("procedimiento") or "")
                facts.calls[facts.attempt] = (facts.regime, facts.procedure)
                facts.report = True
                facts.cuantia_centimos = whole(datos.get("cuantia_centimos")) or facts.cuantia_centimos
                facts.offers_on, facts.bidders = planned_day(datos, "fecha_ofertas"), bidders(datos)
            case "postergacion":
                facts.offers_on = planned_day(datos, "fecha_nueva") or facts.offers_on
            case "bases_integradas":
                known = bidders(datos)
                facts.bidders = facts.bidders if known is None else known
            case "desierto":
                facts.report = bool(datos.get("informe"))
            case "certificacion_emitida":
                facts.certified_centimos = whole(datos.get("monto_centimos"))
                facts.certificate_year = whole(datos.get("year"), 9999) or day.year
                facts.promised = datos.get("tipo") == "PREVISION"
            case "cuantia_actualizada":
                facts.cuantia_centimos = whole(datos.get("cuantia_centimos"))
            case "contrato" | "orden_contrato_menor":
                facts.contract = Contract(
                    facts.cycle,
                    facts.regime or regime_of(event, facts, law, day),
                    moment,
                    whole(datos.get("monto_centimos")) or 0,
                    days_in(datos.get("plazo_dias")) or 0,
                    via=str(datos.get("via") or ""),
                    clause=datos.get("via") != "CONTRATO_MENOR" or datos.get("clausula_penalidad") == SI,
                    goods=self._contract_goods(event),
                )
                facts.contracts.append(facts.contract)
        if contract is not None:
            self._learn_of_contract(event, contract, day)
        if target in law.stages:
            place = law.stages.index(target)
            back = law.machine.moves[codigo].target == BACK
            facts.furthest = place if back else max(facts.furthest, place)
        if law.machine.moves[codigo].target == BACK or codigo == REOPENING:
            # What belonged to the cycle left behind no longer counts: its certificate, its contract.
            if contract is not None:
                contract.ended = contract.ended or day
                contract.counts = codigo == REOPENING  # a contract annulled with its cycle bought nothing
            facts.contract = None
            if target in law.stages[:2]:
                facts.certified_centimos = facts.certificate_year = facts.cuantia_centimos = None

    def _learn_of_contract(self, event: Event, contract: Contract, day: date) -> None:
        datos, law = event.datos, self.law
        contract.amount_centimos = self.heritage.turned.get(event.id) or contract.amount_centimos
        match event.codigo:
            case "ampliacion_solicitada":
                contract.extensions.append(Extension(day, days_in(datos.get("dias")) or 0))
            case "ampliacion_resuelta":
                extension = contract.pending
                if extension is None:
                    return
                late = answered_late(extension, day, contract.regime, law)
                if late or datos.get("resultado") == "SILENCIO":
                    extension.granted = extension.days
                elif datos.get("resultado") == "CONCEDIDA":
                    given = days_in(datos.get("dias"))
                    extension.granted = extension.days if given is None else max(0, given)
                else:
                    extension.granted = 0
            case "suspension":
                contract.suspensions.append((day, None))
            case "reinicio":
                if contract.suspensions and contract.suspensions[-1][1] is None:
                    contract.suspensions[-1] = (contract.suspensions[-1][0], day)
            case "penalidad":
                if datos.get("tipo") == "OTRA":
                    contract.other_penalties_centimos += max(0, whole(datos.get("monto_centimos")) or 0)
            case "apercibimiento":
                contract.warnings.append((day, days_in(datos.get("dias")) or 0))
            case "entrega_total" if event.id not in self.inherited:
                contract.delivered = contract.delivered or day
            case "resolucion_contrato":
                contract.ended = day
        self._goods_learn(event, Moment.exact(day), partial=False)


def planned_day(datos: Mapping[str, object], name: str) -> date | None:
    """A day that an event plans, None when it says none."""
    moment = read_day(str(datos.get(name) or ""))
    return moment.day if moment else None


def out_of_sequence(facts: Facts, law: PurchaseLaw) -> Mark:
    """The mark of an event that the relation does not allow where the purchase stands."""
    said = N_("No correspondía: la compra estaba en «{state}». Se guarda y no mueve la compra.")
    return Mark(OUT_OF_SEQUENCE, Sentence(said, state=Sentence(law.label(facts.state))))


def marked(finding: Finding, event: Event) -> bool:
    """A guard leaves its mark on an event that was kept; a datum that was not given, only where it was overridden."""
    return not finding.lacking or (finding.legal and event.modo == VIVO and event.acto_ya_emitido)


def landing(codigo: str, facts: Facts, law: PurchaseLaw) -> str | None:
    """The state to which an event leads here ("*" when the event says which), None when it is not allowed."""
    if facts.closed:
        return "REQUERIMIENTO" if codigo == REOPENING else None
    target = law.target(facts.state, codigo)
    if target == ORIGIN:
        return law.origins.get(facts.origin)
    return facts.state if target == STAY else target


def _walked(entries: Sequence[Entry], law: PurchaseLaw, known: "Known") -> _Walk:
    walk = _Walk(law, known)
    for entry in entries:
        walk.take(entry)
    return walk


def _place_months(entries: list[Entry], law: PurchaseLaw, on: date) -> None:
    """Give each event known to the month its day: the last one, or the eve of the event that had to follow it.

    Which event had to follow is told by the relation: of the days that leave the fewest events out of sequence (then
    the fewest against the order in which they were typed), the latest is taken.
    """
    months = [entry for entry in entries if entry.moment and not entry.moment.known]
    for entry in months:
        assert entry.moment is not None
        moment = entry.moment
        latest = min(moment.high, max(on, moment.low))
        entry.moment = replace(moment, day=latest, high=latest)
    for entry in sorted(months, key=_key):
        assert entry.moment is not None
        moment = entry.moment
        inside = [
            other
            for other in entries
            if other.moment and other.moment.known and moment.low <= other.moment.day <= moment.high
        ]
        if not inside:
            continue
        eves = {max(moment.low, other.moment.day - timedelta(days=1)) for other in inside if other.moment}
        best: tuple[int, int] | None = None
        chosen = moment.day
        for day in sorted({moment.day, *eves}, reverse=True):
            entry.moment = replace(moment, day=day)
            out = _walked(sorted(entries, key=_key), law, Known()).out
            against = sum(
                (other.event.orden > entry.event.orden) != (_key(other) > _key(entry))
                for other in inside
                if other.event.orden != entry.event.orden
            )
            if best is None or (out, against) < best:
                best, chosen = (out, against), day
        entry.moment = replace(moment, day=chosen)


def _narrowed(steps: list[Step]) -> list[Step]:
    """Dates known to the month cannot lie before the event that came first, nor after the one that followed."""
    found = list(steps)
    taken = [place for place, step in enumerate(steps) if step.moved and step.moment]
    for where, place in enumerate(taken):
        moment = found[place].moment
        if moment is None or moment.known:
            continue
        low, high = moment.low, moment.high
        if where and (before := found[taken[where - 1]].moment):
            low = min(moment.day, max(low, before.low))
        if where + 1 < len(taken) and (after := found[taken[where + 1]].moment):
            high = max(moment.day, min(high, after.high))
        found[place] = replace(found[place], moment=Moment(moment.day, low, high))
    return found


def _stays(steps: Iterable[Step], law: PurchaseLaw, end: Moment) -> tuple[Stay, ...]:
    """The intervals in each state, from the first request to `end`."""
    found: list[Stay] = []
    for step in steps:
        if not step.moved or step.moment is None or step.state == law.machine.initial or step.moment.day > end.day:
            continue
        if found:
            last = found[-1]
            found[-1] = replace(last, end=step.moment, inferred=step.event.inferido)
            if (last.state, last.cycle, last.attempt) == (step.state, step.cycle, step.attempt):
                continue
        found.append(Stay(step.state, step.moment, step.moment, step.cycle, step.attempt))
    if found:
        found[-1] = replace(found[-1], end=end, inferred=False)
    return tuple(found)


def _entries(events: Iterable[Event], law: PurchaseLaw, known: "Known") -> list[Entry]:
    """Each event as corrected, with its day; those that cannot be counted are marked."""
    entries = in_force(events)
    for entry in entries:
        if entry.event.id in known.heritage.turned:
            entry.event = whole_event(entry.event)
        entry.moment = read_day(entry.event.fecha)
        if entry.moment is None and entry.counted:
            entry.marks.append(UNDATED)
            entry.counted = False
        elif entry.counted and not law.knows(entry.event.codigo):
            entry.marks.append(UNKNOWN)
            entry.counted = False
    return entries


def _dated(entries: Iterable[Entry], law: PurchaseLaw, on: date) -> list[Entry]:
    """The events up to a day, in the order in which they are taken."""
    found = [entry for entry in entries if entry.moment and entry.moment.low <= on]
    _place_months(found, law, on)
    return sorted(found, key=_key)


def in_order(events: Iterable[Event], law: PurchaseLaw, on: date, known: "Known | None" = None) -> list[str]:
    """The ids of the events up to a day, in the order in which replay takes them."""
    return [entry.event.id for entry in _dated(_entries(events, law, known or Known()), law, on)]


def replay(
    events: Iterable[Event],
    law: PurchaseLaw,
    on: date,
    known: "Known | None" = None,
) -> Purchase:
    """Where a purchase stands at the end of a day, with what is known of it besides its events.

    Events later than `on` are left out.
    """
    known = known or Known()
    entries = _entries(events, law, known)
    told = [entry.event for entry in entries if entry.counted and entry.event.codigo == DIVISION]
    known = replace(known, items=before_divisions(known.items, [e for e in told if e.id not in known.heritage.ids]))
    dated = _dated(entries, law, on)
    undated = sorted((entry for entry in entries if entry.moment is None), key=lambda entry: entry.event.id)
    walk = _walked(dated, law, known)
    taken = _narrowed(walk.steps)
    facts = walk.facts
    end = _end(taken, closed=facts.closed, on=on)
    stays = _stays(taken, law, end)
    won = frozenset((step.cycle, step.attempt) for step in taken if step.moved and step.event.codigo == "buena_pro")
    lost = frozenset((step.cycle, step.attempt) for step in taken if step.moved and step.event.codigo == "desierto")
    held = custody(taken, law, facts, end.day) if stays else ()
    months = {step.moment.day: step.event.fecha for step in taken if step.moment and not step.moment.known}

    def since(day: date) -> str:
        return months.get(day, day.isoformat())

    elapsed = Span.between(stays[0].start, end) if stays else Span(0, 0, 0)
    purchase = Purchase(
        on=on,
        state=facts.state,
        closed=facts.closed,
        cycle=facts.cycle,
        attempts=facts.attempt,
        attempt_in_cycle=facts.attempt_in_cycle,
        steps=(*taken, *_walked(undated, law, known).steps),
        next_events=(REOPENING,) if facts.closed else law.allowed(facts.state),
        stays=stays,
        segments=segments(stays, law, facts.contracts, won, lost),
        held=held,
        holder="" if facts.closed or facts.state in law.machine.final else held[-1].office if held else _first(law),
        holder_since=since(held[-1].start) if held else "",
        state_since=since(stays[-1].start.day) if stays else "",
        elapsed=elapsed,
        working_days=law.calendar.working_days(stays[0].start.day, end.day) if law.calendar and stays else None,
        planned_days=known.planned_days,
        penalty=penalty(facts.contracts[-1], law, on, known.objeto) if facts.contracts else None,
        deliveries=tuple(each for contract in facts.contracts if contract.counts for each in contract.goods.deliveries),
        three_way=three_way(facts.contracts[-1].goods) if facts.contracts and facts.contracts[-1].counts else (),
        reached=tuple((codigo, len(facts.destinos & facts.reached.get(codigo, set()))) for codigo in PER_PLAN),
        destinos=len(facts.destinos),
        procedure=facts.procedure,
        procedures={attempt: procedure for attempt, (_regime, procedure) in facts.calls.items()},
        next_step=REOPENING if facts.closed else law.states[facts.state].next,
    )
    around = replace(known.around, plan_end=plan_end(purchase))
    return replace(
        purchase,
        alerts=alerts(purchase, facts, law, around),
        due=due_days(purchase, facts, law, around),
        promises=promises(purchase, facts),
    )


def _first(law: PurchaseLaw) -> str:
    """Who holds a purchase that was not yet asked for."""
    return law.states[law.machine.initial].holder


def _end(steps: Sequence[Step], *, closed: bool, on: date) -> Moment:
    """Until when days are counted: the delivery to the producers, the closing without a purchase, or today."""
    for step in steps:
        if step.moved and step.moment and step.event.codigo == "entrega_aeo":
            return step.moment
    if closed:
        closures = [step.moment for step in steps if step.moved and step.event.codigo == CLOSURE and step.moment]
        return closures[-1]
    return Moment.exact(on)


def next_order(events: Iterable[Event], fecha: str) -> int:
    """The order of an event registered now: after those of its day."""
    return max((event.orden + 1 for event in events if event.fecha == fecha), default=1)
