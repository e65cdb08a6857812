"""An event of a purchase as registered, and its extra data read from what was typed, stored or exchanged."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as member
from datetime import date

from ayni.domain.compra import EXTRA
from ayni.domain.etapas import VIVO
from ayni.domain.fields import SI, Field, Problem, Value, by_name, read_answers
from ayni.domain.flow import Answers

Datos = Mapping[str, object]

# Names that case files use for what is stored under another name.
EXCHANGE_NAMES: dict[str, str] = {"retorna_a": "retrotrae_a", "fundamento": "causal"}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a purchase, as registered. `fecha` is ISO; its length is its precision."""

    id: str
    codigo: str
    fecha: str
    orden: int = 0
    registrado: str = ""
    oficina: str = ""
    oficina_siguiente: str = ""
    documento: str = ""
    datos: Datos = member(default_factory=dict, hash=False)
    regimen: str = ""
    nota: str = ""
    modo: str = VIVO
    inferido: bool = False
    acto_ya_emitido: bool = False


def read_datos(text: object) -> dict[str, object]:
    """The extra data of a stored event under our names; nothing when the text is no JSON object."""
    if isinstance(text, str):
        try:
            text = json.loads(text)
        except ValueError:
            return {}
    if not isinstance(text, Mapping):
        return {}
    return {EXCHANGE_NAMES.get(str(name), str(name)): value for name, value in text.items()}


def datos_text(datos: Datos) -> str:
    """Extra data as stored: canonical JSON without empty answers."""
    kept = {name: value for name, value in datos.items() if value is not None and value != ""}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def event_from_row(row: Mapping[str, Value]) -> Event:
    """The event that a stored row of `evento` holds."""

    def text(name: str) -> str:
        return str(row.get(name) or "")

    orden = text("orden")
    return Event(
        id=text("id"),
        codigo=text("codigo"),
        fecha=text("fecha"),
        orden=int(orden) if orden.isdecimal() else 0,
        registrado=text("registrado"),
        oficina=text("oficina"),
        oficina_siguiente=text("oficina_siguiente"),
        documento=text("documento"),
        datos=read_datos(row.get("datos")),
        regimen=text("regimen"),
        nota=text("nota"),
        modo=text("modo") or VIVO,
        inferido=row.get("inferido") == SI,
        acto_ya_emitido=row.get("acto_ya_emitido") == SI,
    )


def extra_fields(codigo: str) -> tuple[Field, ...]:
    """What this kind of event says besides the columns of `EVENTO`."""
    return EXTRA.get(codigo, ())


def read_extra(codigo: str, answers: Answers, today: date) -> tuple[dict[str, Value], list[Problem]]:
    """Canonical extra data of an event from what was typed, and what is wrong with it."""
    values, found = read_answers(extra_fields(codigo), answers, today)
    return {name: value for name, value in values.items() if value is not None}, found


def shown_extra(codigo: str, datos: Datos) -> list[tuple[str, str]]:
    """Label (source text) and value of the extra data of an event, as a person reads them."""
    fields = by_name(extra_fields(codigo))
    shown = []
    for name, item in fields.items():
        value = datos.get(name)
        if isinstance(value, str | int):
            shown.append((item.label, item.kind.show(value)))
    return shown
