"""What an AEO is told of its purchase: its goods, where it stands, when it may come, what to have ready, who to ask.

The sheet, the screen and the message say the same. For a purchase that serves several AEO it speaks to one of them and
counts only its goods. Never a reserved price, an offer before the award, a DNI or a person to blame.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.etapas import EVENTS, OFFICES, STATES
from ayni.domain.evento import Event
from ayni.domain.fields import Choice, Date, Field, Text, canonical
from ayni.domain.pronostico import Forecast
from ayni.domain.recorrido import Purchase, spoken_day
from ayni.domain.rectificacion import in_force
from ayni.lang import N_, Sentence

NOTICE = "aviso_aeo"
BOTH = "both"
IDIOMAS = ((BOTH, N_("Los dos idiomas")), ("es", N_("Castellano")), ("quz", "Runasimi"))
SHEET = "Hoja en mano"  # the usual way at the counter, as it is stored
MEDIOS = (
    (SHEET, N_("Hoja en mano")),
    ("WhatsApp", "WhatsApp"),
    ("SMS", "SMS"),
    ("Llamada", N_("Llamada")),
    ("Radio", N_("Radio o altavoz")),
)
AVISO = (
    Field("idioma", N_("Idioma de la hoja y del mensaje"), Choice(IDIOMAS), required=True),
    Field("medio", N_("Por qué medio"), Choice(MEDIOS), required=True),
    Field("destinatario", N_("A quién se avisó"), Text(160), required=True),
    Field("tareas", N_("Qué debe tener listo la organización"), Text(300)),
    Field("proximo", N_("Próximo aviso"), Date(month_allowed=False), required=True),
)
USUAL_DAYS = 15  # until the next notice, when the rules say nothing

WHERE = N_("¿Dónde está la compra?")
WHO = N_("¿Quién la tiene?")
HOW_LONG = N_("¿Cuántos días van?")
WHAT = N_("¿Qué ha pasado?")
NEXT = N_("¿Qué sigue?")
WHEN = N_("¿Cuándo puede llegar?")
DUTIES = N_("¿Qué debemos tener listo?")
STATE = N_("{state}, desde el {date}.")
HOLDER = N_("{office}, desde el {date}.")
NOT_SENT = N_("El pedido todavía no fue enviado.")
CLOSED = N_("La compra se cerró sin comprar.")
NO_HOLDER = N_("Ninguna oficina: la compra terminó.")
DAYS = N_("{days} días de {planned} previstos, {ratio} veces el plan.")
DAYS_ONLY = N_("{days} días. El plan no dice cuántos eran.")
CALLS = N_("Convocatorias: {count}. Sin ganador: {failed}.")
NO_CALLS = N_("Todavía no se ha convocado.")
BACK = N_("La compra volvió al inicio. Esta es la vuelta {number}.")
FOLLOWS = N_("{event}.")
NOTHING = N_("Nada más: la compra terminó.")
BETWEEN = N_("Entre el {first} y el {last}.")
UNKNOWN = N_("Todavía no se puede decir.")
ARRIVED = N_("Ya se entregó a la organización.")
COUNTERPART = N_("Lo que la organización prometió en el plan: {things}.")
PLACE_READY = N_("El local donde se pondrán los bienes, con su corriente eléctrica si la necesitan.")
RECEIVER = N_("Quién los recibirá y firmará el acta de entrega.")


@dataclass(frozen=True, slots=True)
class Good:
    """Something that this AEO will receive."""

    name: str
    quantity: Decimal
    unit: str = ""

    @property
    def text(self) -> str:
        """As it is counted: "2 Despulpadora", "10 kg Semilla"."""
        amount = canonical(self.quantity)
        return " ".join(part for part in (amount, "" if self.unit in UNITS else self.unit, self.name) if part)


UNITS = frozenset({"und", "unidad", "unid", "u", "UND", "Unidad"})  # of what is counted one by one


@dataclass(frozen=True, slots=True)
class AeoSheet:
    """Everything that one AEO is told of one purchase on a day, besides how the purchase goes."""

    goods: tuple[Good, ...] = ()
    forecast: Forecast | None = None
    duties: tuple[Sentence, ...] = ()
    note: str = ""  # what the office asks of this AEO, in its own words
    phone: str = ""
    next_notice: date | None = None


def goods_for(items: Iterable[Mapping[str, Any]], allotted: Sequence[Mapping[str, Any]], aeo: str) -> tuple[Good, ...]:
    """What one AEO receives: what is allotted to it; everything, when nothing was allotted to anybody."""
    found = []
    for item in items:
        amount = Decimal(str(item["cantidad"] or 0))
        if allotted:
            mine = (row for row in allotted if row["item"] == item["id"] and row["aeo"] == aeo)
            amount = sum((Decimal(str(row["cantidad"])) for row in mine), Decimal(0))
        if amount > 0:
            found.append(Good(str(item["nombre"]), amount, str(item["unidad"] or "")))
    return tuple(found)


def duties_of(promised: Sequence[str], purchase: Purchase) -> tuple[Sentence, ...]:
    """What the AEO must have ready before the goods come; `promised` names what its plan says that it puts in."""
    if purchase.handed_over:
        return ()
    said = [Sentence(COUNTERPART, things=", ".join(promised))] if promised else []
    return (*said, Sentence(PLACE_READY), Sentence(RECEIVER))


def when_text(purchase: Purchase, forecast: Forecast | None) -> list[Sentence]:
    """When the goods may be in the producers' hands, as a stretch and never as a promise."""
    if purchase.handed_over and not purchase.closed:
        return [Sentence(ARRIVED)]
    if forecast is None or purchase.closed:
        return [Sentence(NOTHING if purchase.closed else UNKNOWN)]
    if forecast.handing is None:
        return [forecast.note or Sentence(UNKNOWN)]
    first, last = forecast.handing.p50, forecast.handing.p80
    said = Sentence(BETWEEN, first=spoken_day(first), last=spoken_day(last))
    return [said, *([forecast.note] if forecast.note else [])]


def status(purchase: Purchase, offices: Mapping[str, str]) -> list[tuple[str, list[Sentence]]]:
    """Questions, each with its answer. Numbers are holes, so both languages say the same ones."""
    names = {**OFFICES, **offices}
    state = Sentence(STATES.get(purchase.state, purchase.state))
    where = [Sentence(STATE, state=state, date=spoken_day(purchase.state_since))] if purchase.state_since else [state]
    if purchase.closed:
        where = [Sentence(CLOSED)]
    elif not purchase.stays:
        where = [Sentence(NOT_SENT)]
    office = Sentence(names.get(purchase.holder, purchase.holder))
    if not purchase.holder or purchase.closed:
        who = [Sentence(NO_HOLDER)]
    else:
        since = purchase.holder_since
        who = [Sentence(HOLDER, office=office, date=spoken_day(since))] if since else [office]
    days = Sentence(DAYS_ONLY, days=purchase.elapsed_days)
    if purchase.planned_days and purchase.ratio is not None:
        days = Sentence(DAYS, days=purchase.elapsed_days, planned=purchase.planned_days, ratio=str(purchase.ratio))
    past = [Sentence(NO_CALLS)]
    if purchase.attempts:
        past = [Sentence(CALLS, count=purchase.attempts, failed=purchase.failed_calls)]
    if purchase.cycle > 1:
        past.append(Sentence(BACK, number=purchase.cycle))
    code = purchase.next_step
    more = bool(code) and not purchase.closed
    follows = Sentence(FOLLOWS, event=Sentence(EVENTS.get(code, code))) if more else Sentence(NOTHING)
    return [(WHERE, where), (WHO, who), (HOW_LONG, [days]), (WHAT, past), (NEXT, [follows])]


def notices(events: Iterable[Event], aeo: str = "") -> list[Event]:
    """The notices that count, the last one first; of one AEO, and those that name none."""
    found = [
        entry.event
        for entry in in_force(events)
        if entry.counted
        and not entry.annulled
        and entry.event.codigo == NOTICE
        and entry.event.datos.get("aeo") in {None, "", aeo}
    ]
    return sorted(found, key=lambda event: (event.fecha, event.registrado, event.orden, event.id), reverse=True)


def next_notice(on: date, law: PurchaseLaw) -> date:
    """The day of the next notice after one given on this day."""
    return on + timedelta(days=law.alert_days("A24") or USUAL_DAYS)
