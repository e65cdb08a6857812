"""A purchase told in a file: its events read with their wrong places named, and the replay as data.

The file is `{planned_days, regime, events: [{codigo, fecha, datos, modo, inferido}]}`. Events of one day happened in
the order of the file. Amounts are céntimos.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ayni.domain.compra_guardas import whole
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.etapas import IMPORTADO, MODOS
from ayni.domain.evento import Event, read_datos
from ayni.domain.fields import Problem
from ayni.domain.recorrido import WHO_COULD_ACT, Alert, Penalty, Purchase, Segment
from ayni.domain.seguimiento import Known, read_day, replay
from ayni.lang import N_, Sentence

_KEYS = {"schema", "id", "title", "note", "expected", "planned_days", "regime", "objeto", "events"}
_TEXTS = ("registrado", "oficina", "oficina_siguiente", "documento", "regimen", "nota")
_FLAGS = ("inferido", "acto_ya_emitido")
# Columns of exchange that replay computes or does not use; `alcance` is kept among the extra data.
_COMPUTED = {"compra_id", "intento", "precision", "autor", "fecha_pladicop"}
_EVENT_KEYS = {"id", "codigo", "fecha", "datos", "modo", "orden", "alcance", *_TEXTS, *_FLAGS, *_COMPUTED}


@dataclass(frozen=True, slots=True)
class PurchaseFile:
    """What a file says of a purchase."""

    events: tuple[Event, ...] = ()
    planned_days: int | None = None
    regime: str = ""
    objeto: str = ""


def read_file(data: object, law: PurchaseLaw) -> tuple[PurchaseFile, list[Problem]]:
    """The purchase of a file, and everything that is wrong with it; events are named by their number."""
    if not isinstance(data, Mapping) or not isinstance(data.get("events"), list):
        return PurchaseFile(), [Problem("events", Sentence(N_("El archivo no trae la lista de registros «events».")))]
    found = [
        Problem(str(name), Sentence(N_("No se conoce el dato «{name}» del archivo."), name=str(name)))
        for name in data
        if name not in _KEYS
    ]
    planned = data.get("planned_days")
    days = whole(planned)
    if planned is not None and (days is None or days <= 0):
        found.append(Problem("planned_days", Sentence(N_("Los días del plan son un número mayor que cero."))))
    regime = str(data.get("regime") or "")
    if regime and regime not in {row["code"] for row in law.regimes}:
        found.append(Problem("regime", Sentence(N_("No se conoce el régimen «{name}»."), name=regime)))
    events: list[Event] = []
    for number, row in enumerate(data["events"], start=1):
        event, wrong = _read_event(number, row, law)
        found += wrong
        if event is not None:
            events.append(event)
    return PurchaseFile(tuple(events), days, regime, str(data.get("objeto") or "")), found


def _read_event(number: int, row: object, law: PurchaseLaw) -> tuple[Event | None, list[Problem]]:
    def wrong(message: str, **holes: object) -> tuple[None, list[Problem]]:
        return None, [Problem(f"events[{number}]", Sentence(message, number=number, **holes))]

    if not isinstance(row, Mapping):
        return wrong(N_("El registro {number} no se entiende."))
    strange = [str(name) for name in row if name not in _EVENT_KEYS]
    if strange:
        return wrong(N_("El registro {number} trae un dato que no se conoce: «{name}»."), name=strange[0])
    codigo, fecha, modo = row.get("codigo"), row.get("fecha"), row.get("modo", IMPORTADO)
    if not isinstance(codigo, str) or not law.knows(codigo):
        return wrong(N_("El registro {number} tiene un código que no se conoce: «{name}»."), name=codigo)
    if not isinstance(fecha, str) or read_day(fecha) is None:
        return wrong(N_("El registro {number} tiene una fecha que no existe: «{name}»."), name=fecha)
    if not isinstance(modo, str) or modo not in dict(MODOS):
        return wrong(N_("El registro {number} tiene un modo que no se conoce: «{name}»."), name=modo)
    datos = row.get("datos", {})
    if not isinstance(datos, Mapping):
        return wrong(N_("Los datos del registro {number} no se entienden."))
    unclear = [name for name in _FLAGS if row.get(name, False) not in (False, True)]
    if unclear:
        return wrong(N_("El registro {number} dice «{name}» sin verdadero ni falso."), name=unclear[0])
    said = {name: str(row.get(name) or "") for name in _TEXTS}
    orden = whole(row.get("orden"))
    return (
        Event(
            id=str(row.get("id") or f"{number:06}"),
            codigo=codigo,
            fecha=fecha,
            orden=number if orden is None else orden,
            datos=read_datos({"alcance": row["alcance"], **datos} if "alcance" in row else datos),
            modo=modo,
            inferido=bool(row.get("inferido")),
            acto_ya_emitido=bool(row.get("acto_ya_emitido")),
            **said,
        ),
        [],
    )


def replay_json(data: object, on: date, law: PurchaseLaw) -> tuple[dict[str, Any], list[Problem]]:
    """What `ayni compra replay` prints for a file; nothing but problems when the file is wrong."""
    read, found = read_file(data, law)
    if found:
        return {}, found
    purchase = replay(read.events, law, on, known=Known(read.planned_days, read.regime, read.objeto))
    return purchase_json(purchase, law), []


def purchase_json(purchase: Purchase, law: PurchaseLaw) -> dict[str, Any]:
    """A replayed purchase as data: codes, ISO dates, days as numbers, amounts in céntimos; sentences in Spanish."""
    ratio = purchase.ratio
    return {
        "on": purchase.on.isoformat(),
        "state": purchase.state,
        "closed": purchase.closed,
        "cycle": purchase.cycle,
        "attempts": purchase.attempts,
        "attempt_in_cycle": purchase.attempt_in_cycle,
        "elapsed_days": purchase.elapsed_days,
        "working_days": purchase.working_days,
        "planned_days": purchase.planned_days,
        "ratio": None if ratio is None else float(ratio),
        "dwell_days": purchase.dwell_days,
        "segments": [_segment(item, purchase.elapsed_days) for item in purchase.segments],
        "segments_days": [item.days for item in purchase.segments],
        "office_days": purchase.office_days,
        "holder": purchase.holder,
        "holder_since": purchase.holder_since,
        "penalty": _penalty(purchase.penalty) if purchase.penalty else None,
        "alerts": [_alert(item) for item in purchase.alerts],
        "marks": list(purchase.marks),
        "next_events": list(purchase.next_events),
        "next_step": purchase.next_step,
        "events": [
            {
                "id": step.event.id,
                "codigo": step.event.codigo,
                "fecha": step.event.fecha,
                "state": step.state,
                "cycle": step.cycle,
                "attempt": step.attempt,
                "marks": [
                    {"code": mark.code, "text": str(mark.sentence), "article": mark.article} for mark in step.marks
                ],
                "annulled": step.annulled,
            }
            for step in purchase.steps
        ],
        "state_label": law.label(purchase.state),
    }


def _share(days: int, elapsed: int) -> float | None:
    """Per cent of the days elapsed, with one decimal."""
    return float((Decimal(100 * days) / elapsed).quantize(Decimal("0.1"), ROUND_HALF_UP)) if elapsed else None


def _segment(item: Segment, elapsed: int) -> dict[str, Any]:
    return {
        "segment": item.kind,
        "label": str(item.label),
        "from": item.start.day.isoformat(),
        "to": item.end.day.isoformat(),
        "days": item.days,
        "days_min": item.span.low,
        "days_max": item.span.high,
        "share_pct": _share(item.days, elapsed),
        "cycle": item.cycle,
        "attempts": list(item.attempts),
        "failed": item.failed,
        "who_could_act": list(WHO_COULD_ACT[item.kind]),
    }


def _penalty(item: Penalty) -> dict[str, Any]:
    return {
        "cycle": item.cycle,
        "in_force": item.in_force,
        "amount_centimos": item.amount_centimos,
        "term_days": item.term_days,
        "due": item.due.isoformat() if item.due else None,
        "until": item.until.isoformat() if item.until else None,
        "late_days": item.late_days,
        "daily_centimos": item.daily_centimos,
        "accrued_centimos": item.accrued_centimos,
        "cap_centimos": item.cap_centimos,
        "cap_date": item.cap_date.isoformat() if item.cap_date else None,
        "article": item.article,
        "confirmed": item.confirmed,
        "note": str(item.note) if item.note else None,
        "with_extension": _penalty(item.extended) if item.extended else None,
    }


def _alert(item: Alert) -> dict[str, Any]:
    return {
        "code": item.code,
        "level": item.level,
        "text": str(item.sentence),
        "offices": list(item.offices),
        "days": item.days,
        "basis": item.basis,
        "offer": item.offer,
    }
