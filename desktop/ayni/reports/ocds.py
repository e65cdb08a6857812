"""Open data of purchases (OCDS 1.1): releases in the order in which things became known, and the record of each call.

A release says only what became known with one event, and never changes: its id holds a mark of its content, so that
other content has another id. Merging all releases of a process gives where the process stands (`merged`).
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.evento import Event
from ayni.domain.recorrido import Step
from ayni.domain.rectificacion import RECTIFICATION
from ayni.domain.seguimiento import Known, replay
from ayni.reports.ocds_contrato import processes
from ayni.reports.ocds_datos import Data, Entity, OpenPurchase, Process

PERU = timezone(timedelta(hours=-5))
WHOLE_LISTS = {"additionalIdentifiers", "additionalClassifications"}  # replaced, though their objects carry an id
ENDED = {"awards": "cancelled", "contracts": "cancelled"}  # what is said of an object that was published by mistake
TAGS: Mapping[str, tuple[str, ...]] = {
    "convocatoria": ("tender",),
    **dict.fromkeys(("postergacion", "bases_integradas"), ("tenderAmendment",)),
    **dict.fromkeys(("ofertas_recibidas", "desierto"), ("tenderUpdate",)),
    **dict.fromkeys(("cancelacion", "cierre_sin_compra"), ("tenderCancellation",)),
    "buena_pro": ("award",),
    **dict.fromkeys(("consentimiento", "apelacion", "apelacion_infundada"), ("awardUpdate",)),
    "perdida_buena_pro": ("awardCancellation", "award"),
    **dict.fromkeys(("contrato", "orden_contrato_menor"), ("contract",)),
    **dict.fromkeys(("ampliacion_solicitada", "ampliacion_resuelta", "suspension", "reinicio"), ("contractAmendment",)),
    "resolucion_contrato": ("contractTermination",),
}
UPDATES = {
    "planning": "planningUpdate",
    "tender": "tenderUpdate",
    "awards": "awardUpdate",
    "contracts": "contractUpdate",
}
ANNULMENTS = {"nulidad_procedimiento", "nulidad_contrato", "apelacion_fundada"}
ENDINGS = {"awards": "awardCancellation", "contracts": "contractTermination", "tender": "tenderCancellation"}


@dataclass(frozen=True, slots=True)
class Told:
    """The releases of one process, the oldest first, and the events that it is made of."""

    ocid: str
    releases: tuple[Data, ...]
    events: tuple[str, ...] = ()


def told(
    purchase: OpenPurchase,
    events: Sequence[Event],
    entity: Entity,
    law: PurchaseLaw,
    on: date,
    known: Known,
    earlier: Mapping[str, str] | None = None,
) -> list[Told]:
    """The releases of every call of a purchase.

    Of a purchase that was divided from another one, what it inherited is told there: `earlier` gives the ocid that
    each inherited event has.
    """
    above = earlier or {}
    order = sorted(events, key=lambda each: (each.registrado, each.fecha, each.orden, each.id))
    before: dict[int, Data] = {}
    numbers: dict[str, int] = {}
    releases: dict[int, list[Data]] = {}
    made: dict[int, tuple[str, ...]] = {}
    steps = replay(events, law, on, known=known).steps
    in_order = [step.event.id for step in steps] == [each.id for each in order]

    def ocid(number: int) -> str:
        return f"{entity.prefix}-{purchase.id}-{number}"

    for place, event in enumerate(order, start=1):
        so_far: Iterable[Step] = steps[:place] if in_order else replay(order[:place], law, on, known=known).steps
        found = processes(so_far, purchase, entity, law)
        own = [process for process in found if not above.keys() & set(process.events)]
        now = _numbered(own, numbers)
        for number, process in now.items():
            data = dict(process.data)
            if process.follows is not None:
                data["relatedProcesses"] = [_related(process, found[process.follows], now, above, ocid)]
            data = json.loads(json.dumps(data))
            change = changed(before.get(number, {}), data)
            if change:
                tags = _tags(event, change, first=number not in before, carried=_carried(before.get(number, {})))
                releases.setdefault(number, []).append(_release(ocid(number), event, change, tags, on))
            before[number], made[number] = data, tuple(process.events)
        for number in before.keys() - now.keys():  # the only event of a call was typed by mistake
            gone = {"tender": {"id": "convocatoria", **before[number].get("tender", {}), "status": "cancelled"}}
            if change := changed(before[number], before[number] | gone):
                releases[number].append(_release(ocid(number), event, change, ["tenderCancellation"], on))
            before[number] = before[number] | gone
    return [Told(ocid(number), tuple(each), made[number]) for number, each in sorted(releases.items())]


def _related(
    process: Process, before: Process, now: Mapping[int, Process], above: Mapping[str, str], ocid: Callable[[int], str]
) -> Data:
    """The call that a call follows, told here or in the purchase that this one was divided from."""
    mine = next((ocid(number) for number, each in now.items() if each is before), "")
    inherited = next((above[event] for event in reversed(before.events) if event in above), "")
    return {
        "id": "1",
        "relationship": [process.relation],
        "scheme": "ocid",
        "identifier": mine or inherited,
    }


def _numbered(found: Sequence[Process], numbers: dict[str, int]) -> dict[int, Process]:
    """The processes under the numbers that their events were published with; a new one gets a number never used."""
    now: dict[int, Process] = {}
    by_call = {process.call: numbers[process.call] for process in found if process.call in numbers}
    for process in found:
        taken = now.keys() | (set(by_call.values()) - {by_call.get(process.call)})
        earlier = [numbers[event] for event in (process.call, *process.events) if event in numbers]
        number = next((each for each in earlier if each not in taken), 0)
        if not number:
            number = max((*numbers.values(), *now), default=0) + 1
        now[number] = process
        for event in process.events:
            if event != process.call and event in numbers:
                continue
            numbers[event] = number
    return now


def _carried(data: Data) -> bool:
    return any("implementation" in contract for contract in data.get("contracts", []))


def _tags(event: Event, change: Data, *, first: bool, carried: bool) -> list[str]:
    """What kind of release this is."""
    if event.codigo == RECTIFICATION:
        found = [UPDATES[section] for section in UPDATES if section in change]
    elif event.codigo in ANNULMENTS:
        found = [tag for section, tag in ENDINGS.items() if section in change]
    elif event.codigo in TAGS:
        found = list(TAGS[event.codigo])
        if event.codigo == "desierto" and "awards" in change:
            found.append("awardCancellation")
    elif "contracts" in change:
        found = ["implementationUpdate" if carried else "implementation"]
    else:
        found = [] if first else [UPDATES["planning"]]
    if first:
        found.insert(0, "planning")
    return list(dict.fromkeys(found)) or [UPDATES["planning"]]


def _release(ocid: str, event: Event, change: Data, tags: list[str], on: date) -> Data:
    said = {"ocid": ocid, "date": recorded(event, on), "tag": tags, "initiationType": "tender", "language": "es"}
    body = said | change
    mark = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]
    return {"ocid": ocid, "id": f"{event.id}-{mark}"} | body


def recorded(event: Event, on: date) -> str:
    """When an event was first written down, in Peru's hour: the date of its release."""
    try:
        moment = datetime.fromisoformat(event.registrado)
    except ValueError:
        return f"{on.isoformat()}T00:00:00-05:00"
    moment = moment.replace(tzinfo=PERU) if moment.tzinfo is None else moment.astimezone(PERU)
    return moment.isoformat("T", "seconds")


# what changed, and putting changes together


def _keyed(name: str, found: object) -> bool:
    return (
        isinstance(found, list)
        and name not in WHOLE_LISTS
        and all(isinstance(each, Mapping) and "id" in each for each in found)
    )


def changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> Data:
    """What must be said so that who knew the old data knows the new; null takes a datum away."""
    found: Data = {}
    for name in [*new, *(name for name in old if name not in new)]:
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if name == "tender" and before and after is None:  # a call typed by mistake, published already
            found[name] = {"id": before["id"], "status": "cancelled"}
        elif isinstance(before, Mapping) and (after is None or isinstance(after, Mapping)):
            found[name] = ({"id": after["id"]} if after and "id" in after else {}) | changed(before, after or {})
        elif isinstance(after, list) and _keyed(name, after) and _keyed(name, before or []):
            found[name] = _changed_list(name, before or [], after)
        elif isinstance(before, list) and _keyed(name, before) and after is None:
            found[name] = _changed_list(name, before, [])
        else:
            found[name] = after
    return found


def _changed_list(name: str, before: Sequence[Data], after: Sequence[Data]) -> list[Data]:
    old = {each["id"]: each for each in before}
    new = {each["id"]: each for each in after}
    found = []
    for record, each in new.items():
        change = changed(old.get(record, {}), each)
        if change:
            needed = {"awardID": each["awardID"]} if "awardID" in each else {}
            found.append({"id": record} | needed | change)
    for record, each in old.items():
        if record in new or each.get("status") == ENDED.get(name, "") or each.keys() == {"id"}:
            continue
        if name in ENDED:
            found.append({key: each[key] for key in ("id", "awardID") if key in each} | {"status": ENDED[name]})
        else:
            bare = {key: None for key, value in each.items() if not isinstance(value, dict | list)}
            found.append(bare | {"id": record})
    return found


def merged(releases: Sequence[Data]) -> Data:
    """Where a process stands: its releases put together by the rules of the standard, the oldest first."""
    found: Data = {}
    for release in releases:
        _merge(found, {name: value for name, value in release.items() if name not in {"id", "tag", "date"}})
    last = releases[-1]
    return {
        "ocid": last["ocid"],
        "id": f"{last['ocid']}-{last['date']}",
        "date": last["date"],
        "tag": ["compiled"],
        **{name: value for name, value in found.items() if name != "ocid"},
    }


def _merge(found: Data, said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        if value is None:
            found.pop(name, None)
        elif isinstance(value, Mapping):
            inside = found.setdefault(name, {})
            _merge(inside, value)
            if not inside:
                found.pop(name)
        elif isinstance(value, list) and value and _keyed(name, value):
            there = {each["id"]: each for each in found.setdefault(name, [])}
            for each in value:
                if each["id"] not in there:
                    there[each["id"]] = {}
                    found[name].append(there[each["id"]])
                _merge(there[each["id"]], each)
        else:
            found[name] = value


# packages


def package(calls: Sequence[Told], entity: Entity, now: datetime, *, record: bool) -> Data:
    """All calls of a municipality as a release package, or as a record package with where each one stands."""
    name = f"{entity.name} (borrador)" if entity.draft else entity.name
    body: Data = (
        {"records": [_record(call) for call in calls]}
        if record
        else {"releases": [release for call in calls for release in call.releases]}
    )
    mark = json.dumps(body, sort_keys=True, ensure_ascii=False)
    return {
        "uri": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'{entity.ubigeo}{mark}')}",
        "version": "1.1",
        "publishedDate": now.astimezone(PERU).isoformat("T", "seconds"),
        "publisher": {"name": name, "uid": entity.party},
        **body,
    }


def _record(call: Told) -> Data:
    return {"ocid": call.ocid, "releases": list(call.releases), "compiledRelease": merged(call.releases)}
