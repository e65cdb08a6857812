"""Goods and services in the hands of the producers, unit by unit, and the visits that tell how each one is (F15, F16).

A good (`BIEN`) has its serial, its price, who keeps it and how it was handed over. Its state is never typed: it is what
the last visit (`VISITA_BIEN`) found. A visit is never changed; one wrongly written is corrected by another that names
it, and both stay in its history.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ayni.domain.dates import last_day, without_accents
from ayni.domain.fields import (
    Choice,
    Date,
    Field,
    LongText,
    Price,
    Problem,
    Quantity,
    Reference,
    Text,
    canonical,
    empty,
)
from ayni.domain.money import times
from ayni.domain.presupuesto import AEO
from ayni.lang import N_, Sentence

GOOD, SERVICE = "bien", "servicio"
OK, BAD, MISSING, DONE, NOT_DONE = "habido_bueno", "habido_malo", "no_habido", "ejecutado", "no_ejecutado"
STATES = (
    (OK, N_("Habido/Buen estado")),
    (BAD, N_("Habido/Mal estado")),
    (MISSING, N_("No habido")),
    (DONE, N_("Ejecutado")),
    (NOT_DONE, N_("No ejecutado")),
)
STATES_OF = {GOOD: frozenset({OK, BAD, MISSING}), SERVICE: frozenset({DONE, NOT_DONE})}
LABELS: Mapping[str, str] = dict(STATES)
UNSEEN = N_("Sin visita")
AGREED, OBSERVED, REFUSED = "conforme", "observado", "rechazado"

BIEN = (
    AEO,
    Field("plan", N_("Plan de negocio"), Reference("plan"), asked=False),
    Field("compra", N_("Compra"), Reference("compra"), asked=False),
    Field("entrega_evento", N_("Entrega de la que viene"), Reference("evento"), asked=False),
    Field("item", N_("Bien o servicio de la compra"), Reference("compra_item"), asked=False),
    Field("partida", N_("Fila del presupuesto"), Reference("partida"), choices="partidas"),
    Field("clase_bien", N_("Es un"), Choice(((GOOD, N_("Bien")), (SERVICE, N_("Servicio")))), required=True),
    Field("nombre", N_("Descripción"), Text(255), required=True, example=N_("Despulpadora de cacao")),
    Field("unidad", N_("Unidad"), Text(60), example="und", group="cantidad"),
    Field("cantidad", N_("Cantidad"), Quantity(), required=True, group="cantidad"),
    Field("precio_unitario", N_("Precio de cada uno"), Price(places=4), group="cantidad"),
    Field("marca", N_("Marca"), Text(80), group="senas"),
    Field("modelo", N_("Modelo"), Text(80), group="senas"),
    Field("serie", N_("Serie"), Text(80), group="senas"),
    Field("color", N_("Color"), Text(40), group="senas"),
    Field(
        "estado_entrega",
        N_("Cómo estaba al entregarlo"),
        Choice((("nuevo", N_("Nuevo")), ("bueno", N_("Usado, en buen estado")), ("malo", N_("En mal estado")))),
        group="recepcion",
    ),
    Field(
        "fecha_recepcion",
        N_("Fecha de recepción"),
        Date(month_allowed=False, future_allowed=False),
        required=True,
        group="recepcion",
    ),
    Field("orden_compra", N_("Orden de compra"), Text(60), group="documentos"),
    Field("guia", N_("Guía de remisión"), Text(60), group="documentos"),
    Field("pecosa", N_("PECOSA"), Text(60), group="documentos"),
    Field("custodio", N_("Socio que lo guarda"), Reference("socio"), choices="socios", group="custodia"),
    Field("lugar_bien", N_("Dónde está"), Text(160), group="custodia"),
    Field(
        "conforme",
        N_("La organización lo recibe"),
        Choice(((AGREED, N_("Conforme")), (OBSERVED, N_("Con observación")), (REFUSED, N_("No lo recibe")))),
        group="conformidad",
    ),
    Field("conforme_motivo", N_("Por qué"), Text(255), group="conformidad"),
    Field("archivos", N_("Archivos"), LongText(20000), merge="set", asked=False),
)

VISITA_BIEN = (
    AEO,
    Field("bien", N_("Bien"), Reference("bien"), required=True, asked=False),
    Field(
        "fecha",
        N_("Fecha de la visita"),
        Date(month_allowed=False, future_allowed=False),
        required=True,
        group="visita_bien",
    ),
    Field("estado_bien", N_("Cómo se encontró"), Choice(STATES), required=True, group="visita_bien"),
    Field("visitante", N_("Quién visitó"), Text(120), required=True, group="visita_bien"),
    Field("nota", N_("Nota"), LongText(2000), group="visita_bien"),
    Field("archivos", N_("Archivos"), LongText(20000), merge="set", asked=False),
    Field("corrige", N_("Visita que corrige"), Reference("visita_bien"), asked=False, group="visita_bien"),
    Field("corrige_motivo", N_("Por qué se corrige"), Text(255), asked=False, group="visita_bien"),
)

Row = Mapping[str, Any]


def good_total(row: Row) -> int:
    """What a good cost, in céntimos; nothing while its price is not known."""
    if empty(row.get("precio_unitario")) or empty(row.get("cantidad")):
        return 0
    return times(Decimal(str(row["cantidad"])), Decimal(str(row["precio_unitario"])))


def check_bien(values: Row) -> list[Problem]:
    """What does not agree within a good, once each answer is canonical."""
    found = []
    amount = Decimal(str(values.get("cantidad") or 0))
    if amount <= 0:
        found.append(Problem("cantidad", Sentence(N_("La cantidad debe ser mayor que cero."))))
    elif not empty(values.get("serie")) and amount != 1:
        found.append(Problem("cantidad", Sentence(N_("Lo que tiene serie se registra uno por uno."))))
    if values.get("clase_bien") == SERVICE and not empty(values.get("serie")):
        found.append(Problem("serie", Sentence(N_("Un servicio no tiene serie."))))
    if values.get("conforme") in {OBSERVED, REFUSED} and empty(values.get("conforme_motivo")):
        found.append(Problem("conforme_motivo", Sentence(N_("Escriba por qué no lo recibe conforme."))))
    return found


def plain_serial(serial: object) -> str:
    """A serial as compared: its letters and digits alone, so that "A-1" and "a 1" are one."""
    return "".join(re.findall(r"[0-9a-z]", without_accents(str(serial or ""))))


def serial_key(row: Row) -> tuple[str, str] | None:
    """What makes a unit the only one: its serial, and its make (or what it is, without one). None without a serial."""
    serial = plain_serial(row.get("serie"))
    if not serial:
        return None
    return serial, " ".join(without_accents(str(row.get("marca") or row.get("nombre") or "")).split())


def serial_problems(rows: Sequence[Row], known: Iterable[Row]) -> list[Problem]:
    """Serials written twice, among these rows or in what is registered; each problem names the place of its row.

    `known` rows say of which AEO they are (`aeo_nombre`); a row is never compared with itself.
    """
    own = {str(row["id"]) for row in rows if row.get("id")}
    taken = {key: row for row in known if (key := serial_key(row)) and str(row["id"]) not in own}
    found = []
    seen: dict[tuple[str, str], int] = {}
    for place, row in enumerate(rows):
        key = serial_key(row)
        if key is None:
            continue
        if key in taken:
            said = N_("La serie {serial} ya está registrada: {name}, de {aeo}.")
            other = taken[key]
            sentence = Sentence(said, serial=row["serie"], name=other["nombre"], aeo=other.get("aeo_nombre", ""))
            found.append(Problem(f"{place}.serie", sentence))
        elif key in seen:
            sentence = Sentence(N_("La serie {serial} está dos veces en esta lista."), serial=row["serie"])
            found.append(Problem(f"{place}.serie", sentence))
        seen[key] = place
    return found


def split_serials(text: str) -> list[str]:
    """Serial numbers as people write them in a row: "A-1, A-2; A-3"."""
    return [" ".join(part.split()) for part in re.split(r"[,;\n]", text) if part.strip()]


@dataclass(frozen=True, slots=True)
class Delivered:
    """So much of an item that reached an AEO, with the serials written then; what each unit is stands in `facts`."""

    cantidad: Decimal
    series: tuple[str, ...]
    facts: Mapping[str, Any]


def units_of(delivered: Iterable[Delivered]) -> list[dict[str, Any]]:
    """The rows of goods of a delivery: one for each serial, and one for what has none. Quantities always add up."""
    made: list[dict[str, Any]] = []
    for each in delivered:
        numbered = each.series[: int(each.cantidad)]
        made += [{**each.facts, "cantidad": "1", "serie": serial} for serial in numbered]
        left = each.cantidad - len(numbered)
        if left > 0:
            made.append({**each.facts, "cantidad": canonical(left), "serie": None})
    return made


# Visits


def check_visita(values: Row, good: Row) -> list[Problem]:
    """What does not agree between a visit and what it visits."""
    found = []
    kind = str(good.get("clase_bien") or GOOD)
    if values.get("estado_bien") and values["estado_bien"] not in STATES_OF.get(kind, frozenset()):
        said = N_("Un servicio está ejecutado o no ejecutado.")
        if kind == GOOD:
            said = N_("De un bien se dice si fue habido y en qué estado.")
        found.append(Problem("estado_bien", Sentence(said)))
    received = str(good.get("fecha_recepcion") or "")
    if values.get("fecha") and received and str(values["fecha"]) < received:
        found.append(Problem("fecha", Sentence(N_("La visita es posterior a la recepción. Revise la fecha."))))
    return found


def counting(visits: Iterable[Row]) -> list[Row]:
    """Visits that nobody corrected, in the order of their days."""
    every = list(visits)
    corrected = {str(row["corrige"]) for row in every if row.get("corrige")}
    return sorted(
        (row for row in every if str(row["id"]) not in corrected),
        key=lambda row: (str(row["fecha"]), str(row["id"])),
    )


def state_on(visits: Iterable[Row], on: date | None = None) -> Row | None:
    """The visit that says how a good was on a day (the last one of all); None before the first."""
    seen = [row for row in counting(visits) if on is None or last_day(str(row["fecha"])) <= on]
    return seen[-1] if seen else None
