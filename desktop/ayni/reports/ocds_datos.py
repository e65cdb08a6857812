"""What may be published of a purchase, piece by piece: names, RUC, days and amounts in the shape of OCDS 1.1.

Nothing of a person: no DNI, no RUC of a natural person (it holds the DNI), no free text, no telephone. A date known to
the month, or supposed, is left out: the standard has no such dates, and a day is never invented.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ayni.domain.compra_guardas import whole
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.compra_penalidad import Extension
from ayni.domain.dates import is_whole, without_accents
from ayni.domain.evento import Event
from ayni.domain.recorrido import OUT_OF_SEQUENCE, Step
from ayni.domain.seguimiento import UNDATED, UNKNOWN, read_day

Data = dict[str, Any]
FIRM_WORDS = {
    *("sa", "sac", "saa", "srl", "scrl", "eirl", "spa", "ltda"),
    *("consorcio", "cooperativa", "empresa", "compania", "corporacion"),
}
IGNORED = {OUT_OF_SEQUENCE, UNKNOWN.code, UNDATED.code}
NATURAL, UNKNOWN_FIRM = "Persona natural con negocio", "Proveedor sin RUC registrado"
LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){7,}")


@dataclass(frozen=True, slots=True)
class Entity:
    """Who buys: the municipality. `prefix` is the one that the Open Contracting Partnership gave it."""

    name: str
    ubigeo: str
    ruc: str
    prefix: str
    draft: bool

    @property
    def party(self) -> str:
        """Its id among the parties."""
        return f"PE-RUC-{self.ruc}" if self.ruc else f"PE-UBIGEO-{self.ubigeo}"


@dataclass(frozen=True, slots=True)
class OpenPurchase:
    """What is published of a purchase besides its events. `beneficiaries` are (id, name, RUC) of organisations."""

    id: str
    title: str
    objeto: str
    planned_days: int | None
    items: Sequence[Mapping[str, Any]]
    beneficiaries: Sequence[tuple[str, str, str]]
    project: str = ""


@dataclass(slots=True)
class Process:
    """One call: its data, the events that it is made of, the event that published it, and the call it follows."""

    data: Data
    events: list[str] = field(default_factory=list)
    call: str = ""
    follows: int | None = None
    relation: str = ""
    due: date | None = None
    asked: list[Extension] = field(default_factory=list)
    stopped: date | None = None
    regime: str = ""


def clean(text: object) -> str:
    """Words without the numbers that may be a DNI, a RUC or a telephone."""
    return " ".join(LONG_NUMBER.sub(" ", str(text or "")).split())


def public_ruc(ruc: object) -> str:
    """The RUC of an organisation; "" for one of a natural person, which holds the DNI."""
    text = str(ruc or "").strip()
    return text if text.startswith("20") else ""


def firm(name: object, ruc: object) -> tuple[str, str]:
    """Name and RUC of a supplier as they may be published; ("", "") when nothing is known."""
    given, number = clean(name), str(ruc or "").strip()
    if public := public_ruc(number):
        return given or f"RUC {public}", public
    if number:
        return NATURAL, ""
    words = set(re.findall(r"[a-z]+", without_accents(given).replace(".", "")))
    if words & FIRM_WORDS:
        return given, ""
    return (UNKNOWN_FIRM, "") if given else ("", "")


def moment(event: Event, iso: object = None) -> str | None:
    """A day as the standard writes it, in Peru's hour; None when it is supposed or not known to the day."""
    text = str(event.fecha if iso is None else iso or "")
    if event.inferido or not text or not is_whole(text) or read_day(text) is None:
        return None
    return f"{text}T00:00:00-05:00"


def amount(centimos: object) -> Data | None:
    """An amount in soles."""
    found = whole(centimos)
    if found is None:
        return None
    return {"amount": found // 100 if found % 100 == 0 else found / 100, "currency": "PEN"}


def some(**given: Any) -> Data:
    """Only what is known."""
    return {name: value for name, value in given.items() if value not in (None, "", [], {})}


def put(found: list[Data], item: Data) -> Data:
    """Keep an object of a list under its id: over what the list had of it."""
    for each in found:
        if each["id"] == item["id"]:
            each.update(item)
            return each
    found.append(item)
    return item


def counted(step: Step, law: PurchaseLaw) -> bool:
    """The event took effect, in whole or for a part."""
    if step.annulled or step.moment is None or IGNORED & {mark.code for mark in step.marks}:
        return False
    return step.moved if step.event.codigo in law.records else True


def number(value: object) -> int | float | None:
    """A quantity as JSON has it."""
    if value is None:
        return None
    text = str(value)
    return int(text) if text.isdigit() else float(text)
