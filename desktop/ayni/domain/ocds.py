"""What a file of the State's portal says of our purchases: which call is which, and what it proposes to register.

Nothing is overwritten: a proposal is an event that a person accepts one by one. Calls are matched by their
nomenclature without the number of the call, and by the entity that buys.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ayni.domain.dates import without_accents
from ayni.domain.evento import Event
from ayni.domain.fields import Ruc
from ayni.domain.recorrido import Step

NOMENCLATURE = re.compile(r"^([A-Z]+(?:-[A-Z]+)*)-(\d+)-(\d{4})-(.+?)(?:-(\d+))?$")
NEW, SAME, OTHER = "NUEVO", "YA_ESTA", "DISTINTO"
DESERTED, CANCELLED, CONSENTED = "DESIERTO", "CANCELADO", "CONSENTIDO"
WON = {"buena_pro", "consentimiento", "contrato"}


@dataclass(frozen=True, slots=True)
class Award:
    """Who won, when and for how much. `day` is ISO or ""; the RUC is "" when the file has none (a consortium)."""

    day: str
    centimos: int | None
    supplier: str
    ruc: str
    term: int | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Process:
    """One call as a file tells it. The `ocid` is copied as it stands; `states` are the words of the portal."""

    ocid: str
    nomenclature: str
    buyer_id: str
    buyer_name: str
    buyer_ruc: str
    states: tuple[str, ...]
    called: str
    centimos: int | None
    awards: tuple[Award, ...] = ()
    contracts: tuple[Award, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """An event that a file tells. `fecha` is "" when the file has no day; `stored` is what is registered of it."""

    codigo: str
    fecha: str
    datos: Mapping[str, object] = field(default_factory=dict, hash=False)
    standing: str = NEW
    stored: Event | None = None


def nomenclature_key(text: object) -> tuple[str, str, str, str] | None:
    """Type, number, year and entity of a nomenclature, without the number of the call; None when it is none."""
    plain = re.sub(r"\s+", "", re.sub(r"[\u2010-\u2015]", "-", str(text or ""))).upper()
    found = NOMENCLATURE.match(plain)
    if found is None:
        return None
    return found[1], found[2].lstrip("0") or "0", found[3], found[4]


def same_nomenclature(one: object, other: object) -> bool:
    """Both name the same call, its number included."""
    names = [re.sub(r"\s+", "", re.sub(r"[\u2010-\u2015]", "-", str(each or ""))).upper() for each in (one, other)]
    return bool(names[0]) and names[0] == names[1]


def is_ours(process: Process, *, code: str, ruc: str, name: str) -> bool | None:
    """Whether this municipality buys: by its code of the portal, its RUC or its name; None when nothing can be told."""
    mine, theirs = code.strip().upper(), process.buyer_id.strip().upper()
    if mine and theirs and mine.rpartition("-")[0] == theirs.rpartition("-")[0]:
        return mine == theirs
    if ruc and process.buyer_ruc:
        return ruc == process.buyer_ruc
    if name and process.buyer_name:
        return without_accents(" ".join(name.split())) == without_accents(" ".join(process.buyer_name.split()))
    return None


def valid_ruc(text: object) -> str:
    """The RUC that a text holds; "" for the internal code of a consortium."""
    found = re.search(r"\d{11}", str(text or ""))
    if found is None:
        return ""
    return found[0] if Ruc().read(found[0], date.min).sentence is None else ""


def told_by(process: Process) -> list[Proposal]:
    """The events that a file tells of a call, in order."""
    called: dict[str, object] = {"nomenclatura": process.nomenclature, "ocid": process.ocid}
    if process.centimos:
        called["cuantia_centimos"] = process.centimos
    found = [Proposal("convocatoria", process.called, called)]
    states = {state.upper() for state in process.states}
    if states == {DESERTED}:
        found.append(Proposal("desierto", "", {"causa": "NO_CONSTA"}))
    if states == {CANCELLED}:
        found.append(Proposal("cancelacion", ""))
    found += [Proposal("buena_pro", each.day, _award(each)) for each in process.awards]
    if process.awards and CONSENTED in states:
        found.append(Proposal("consentimiento", ""))
    for each in process.contracts:
        more = {"numero": each.number, "plazo_dias": str(each.term) if each.term else None}
        found.append(Proposal("contrato", each.day, _known(_award(each) | more)))
    return found


def _award(each: Award) -> dict[str, object]:
    return _known({"proveedor": each.supplier, "ruc": each.ruc, "monto_centimos": each.centimos})


def _known(given: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in given.items() if value not in (None, "")}


def proposals(process: Process, steps: Sequence[Step]) -> list[Proposal]:
    """What a file tells of a call against what is registered of the purchase: new, there already, or another."""
    mine = _events_of_call(process, [step.event for step in steps if step.moved and not step.annulled])
    found = []
    for each in told_by(process):
        stored = [event for event in mine if event.codigo == each.codigo]
        exact = next((event for event in stored if _agrees(each, event)), None)
        if exact is not None:
            found.append(Proposal(each.codigo, each.fecha, each.datos, SAME, exact))
        elif stored:
            found.append(Proposal(each.codigo, each.fecha, each.datos, OTHER, stored[0]))
        else:
            found.append(each)
    return found


def _agrees(told: Proposal, event: Event) -> bool:
    amount = told.datos.get("monto_centimos")
    known = event.datos.get("monto_centimos")
    same_amount = amount is None or known is None or str(amount) == str(known)
    same_day = not told.fecha or told.fecha[: len(event.fecha)] == event.fecha
    return same_amount and same_day and not (event.inferido and told.fecha)


def _events_of_call(process: Process, events: Sequence[Event]) -> list[Event]:
    """The events from the call that the file tells of to the next one."""
    calls = [place for place, event in enumerate(events) if event.codigo == "convocatoria"]
    for place, start in enumerate(calls):
        event = events[start]
        named = same_nomenclature(event.datos.get("nomenclatura"), process.nomenclature)
        dated = bool(process.called) and event.fecha == process.called
        if event.datos.get("ocid") == process.ocid or named or dated:
            end = calls[place + 1] if place + 1 < len(calls) else len(events)
            return list(events[start:end])
    return []


def keys_of(events: Iterable[Event]) -> set[object]:
    """What the calls of a purchase are matched by: their nomenclature without the call, and the ocid of before."""
    found: set[object] = set()
    for event in events:
        if event.codigo == "convocatoria":
            found |= {nomenclature_key(event.datos.get("nomenclatura")), event.datos.get("ocid")}
    return found - {None, ""}
