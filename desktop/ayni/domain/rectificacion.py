"""Corrections of what was registered: the events in force, with what was typed first kept beside.

A correction mends the record, never the facts: an annulment of the procedure is an event of its own.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from ayni.domain.compra_guardas import whole
from ayni.domain.etapas import ANULAR, REEMPLAZAR
from ayni.domain.evento import Event, read_datos
from ayni.domain.fields import SI
from ayni.domain.recorrido import Mark, Moment
from ayni.lang import N_, Sentence

RECTIFICATION = "rectificacion"
_COLUMNS = {"fecha", "codigo", "oficina", "oficina_siguiente", "documento", "regimen", "nota", "modo"}

REPEATED = Mark("ID_REPETIDO", Sentence(N_("Otro registro con la misma identidad dice otra cosa. Este no se cuenta.")))
TWO_CORRECTIONS = Mark("DOS_CORRECCIONES", Sentence(N_("Este registro tiene dos correcciones: vale la última.")))


@dataclass(slots=True)
class Entry:
    """An event on its way to the timeline, after corrections."""

    event: Event
    typed: Event | None = None
    annulled: bool = False
    corrections: tuple[Event, ...] = ()
    marks: list[Mark] = field(default_factory=list)
    counted: bool = True
    moment: Moment | None = None


def content(event: Event) -> str:
    """All that an event says, as text: what tells twins apart."""
    return repr((sorted(event.datos.items(), key=lambda pair: pair[0]), replace(event, datos={})))


def _typing_order(event: Event) -> tuple[str, str]:
    return (event.registrado, event.id)


def _replaced(event: Event, correction: Event) -> Event:
    """The event as the correction says it: columns given replace, extra data given replace one by one."""
    given = read_datos(correction.datos.get("datos"))
    extra = read_datos(given.get("datos"))
    changed: dict[str, Any] = {name: str(given[name]) for name in _COLUMNS if given.get(name) is not None}
    changed |= {name: given[name] in (True, SI) for name in ("inferido", "acto_ya_emitido") if name in given}
    if (orden := whole(given.get("orden"))) is not None:
        changed["orden"] = orden
    changed["datos"] = {name: value for name, value in {**event.datos, **extra}.items() if value is not None}
    return replace(event, **changed)


def in_force(events: Iterable[Event]) -> list[Entry]:
    """Each event once, as corrected. A correction may be corrected too, by one that was typed later."""
    every = list(events)
    told = Counter(event.id for event in every)

    def order(event: Event) -> tuple[str, str, str]:
        # Only twins need their content to be told apart, whichever came first.
        return (*_typing_order(event), content(event) if told[event.id] > 1 else "")

    first: dict[str, Entry] = {}
    repeated: list[Entry] = []
    for event in sorted(every, key=order):
        known = first.get(event.id)
        if known is None:
            first[event.id] = Entry(event)
        elif known.event != event:
            repeated.append(Entry(event, marks=[REPEATED], counted=False))
    against: dict[str, list[Event]] = {}
    for entry in first.values():
        if entry.event.codigo == RECTIFICATION:
            against.setdefault(str(entry.event.datos.get("evento_id") or ""), []).append(entry.event)
    annulled: set[str] = set()
    for entry in sorted(first.values(), key=lambda entry: _typing_order(entry.event), reverse=True):
        corrections = [
            correction
            for correction in against.get(entry.event.id, ())
            if correction.id not in annulled
            and (entry.event.codigo != RECTIFICATION or _typing_order(correction) > _typing_order(entry.event))
        ]
        if not corrections:
            continue
        corrections.sort(key=_typing_order)
        entry.corrections = tuple(corrections)
        if len(corrections) > 1:
            entry.marks.append(TWO_CORRECTIONS)
        ruling = corrections[-1]
        if ruling.datos.get("accion") == ANULAR:
            entry.annulled, entry.counted = True, False
            annulled.add(entry.event.id)
        elif ruling.datos.get("accion") == REEMPLAZAR:
            entry.typed, entry.event = entry.event, _replaced(entry.event, ruling)
    return [*first.values(), *repeated]
