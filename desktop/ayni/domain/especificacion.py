"""What is asked for in a purchase: the technical specification of a good, or the terms of reference of a service.

Each change is a new version, with why it changed and which act asked for it; none is ever written over. A brand may
not be named (Reglamento, art. 44.6): a word that looks like one raises a question, and is no refusal. A version past
tells what happened to its call, so that whoever writes the next one begins from one that found a supplier.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ayni.domain import version as versions
from ayni.domain.dates import first_day, without_accents
from ayni.domain.fields import (
    Catalogue,
    Choice,
    Date,
    Field,
    Kind,
    LongText,
    Problem,
    Quantity,
    Reading,
    Reference,
    Text,
    Value,
    empty,
)
from ayni.domain.recorrido import Step
from ayni.domain.version import Comparison, Show
from ayni.lang import N_, Sentence

EETT, TDR = "EETT", "TDR"
CLASES = ((EETT, N_("Especificaciones técnicas de un bien")), (TDR, N_("Términos de referencia de un servicio")))
OBSERVADA, DESIERTA, NO_OBJETADA, OTRO = "observacion", "desierto", "no_objecion", "otro"
MOTIVOS = (
    (OBSERVADA, N_("La observaron")),
    (DESIERTA, N_("La convocatoria quedó desierta")),
    (NO_OBJETADA, N_("Logística la cambió, con no objeción")),
    (OTRO, N_("Otro motivo")),
)
ASKED_BY = {OBSERVADA: "requerimiento_observado", DESIERTA: "desierto", NO_OBJETADA: "no_objecion"}

CARACTERISTICA = (
    Field("nombre", N_("Característica"), Text(160), required=True),
    Field("valor", N_("Valor"), Text(300), required=True),
    Field("unidad", N_("Unidad"), Text(40)),
    Field("tolerancia", N_("Tolerancia"), Text(80)),
)


@dataclass(frozen=True, slots=True)
class Caracteristicas(Kind):
    """Rows of characteristics, as canonical JSON. A row in which nothing is written is no row."""

    def read(self, typed: str | int, today: date) -> Reading:
        """From its JSON text; each row must say what it is and how it must be."""
        try:
            rows = json.loads(str(typed))
        except ValueError:
            rows = None
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            return Reading(None, Sentence(N_("No se entienden las características. Escríbalas otra vez.")))
        found = []
        for place, row in enumerate(rows, start=1):
            said = {item.name: " ".join(str(row.get(item.name) or "").split()) for item in CARACTERISTICA}
            if not any(said.values()):
                continue
            if not said["nombre"] or not said["valor"]:
                wanted = N_("Complete la fila {place} de las características: diga cuál es y su valor.")
                return Reading(None, Sentence(wanted, place=place))
            for item in CARACTERISTICA:
                reading = item.kind.read(said[item.name], today) if said[item.name] else Reading("")
                if reading.sentence is not None:
                    return reading
            found.append({name: text for name, text in said.items() if text})
        return Reading(self.written(found) if found else None)

    @staticmethod
    def written(rows: Sequence[Mapping[str, str]]) -> str:
        """Rows as stored."""
        return json.dumps([dict(row) for row in rows], ensure_ascii=False, sort_keys=True)

    def show(self, value: Value) -> str:
        return ", ".join(f"{row['nombre']}: {row['valor']}" for row in rows_of(value))


def rows_of(stored: object) -> list[dict[str, str]]:
    """The characteristics of a stored value; of one that cannot be read, none."""
    try:
        found = json.loads(str(stored)) if stored else []
    except ValueError:
        return []
    if not isinstance(found, list):
        return []
    rows = [row for row in found if isinstance(row, dict) and row.get("nombre")]
    return [{item.name: str(row.get(item.name) or "") for item in CARACTERISTICA} for row in rows]


ESPECIFICACION = (
    Field("documento", N_("Documento"), Text(60), required=True, asked=False),  # one for all versions of a text
    Field("compra", N_("Compra"), Reference("compra"), asked=False),
    Field("item", N_("Bien o servicio"), Reference("compra_item"), asked=False),
    Field("numero", N_("Número"), Quantity(whole=True), required=True, asked=False),
    Field("clase", N_("Qué es"), Choice(CLASES), required=True),
    Field("titulo", N_("Título"), Text(160), required=True, example=N_("Despulpadora de cacao")),
    Field("cadena", N_("Cadena productiva"), Catalogue("cadenas")),
    Field("familia", N_("Familia o código CUBSO"), Text(60)),
    Field("finalidad", N_("Para qué se compra (finalidad pública)"), LongText(2000), required=True),
    Field("caracteristicas", N_("Características"), Caracteristicas(), required=True),
    Field("lugar_entrega", N_("Lugar de entrega"), Text(255)),
    Field("plazo_entrega_dias", N_("Días para entregar"), Quantity(whole=True, minimum=1), example="15"),
    Field("garantia", N_("Garantía"), Text(120), example="12 meses"),
    Field("forma_pago", N_("Forma de pago"), LongText(1000)),
    Field("penalidad", N_("Penalidades"), LongText(1000)),
    Field("responsable_conformidad", N_("Quién da la conformidad"), Text(160)),
    Field(
        "motivo_marca",
        N_("Si nombra una marca, ¿por qué?"),
        Text(300),
        help=N_("Déjelo vacío si no nombra ninguna."),
    ),
    Field("motivo", N_("¿Por qué cambia?"), Choice(MOTIVOS), group="motivo"),
    Field("motivo_texto", N_("¿Qué cambió?"), LongText(600), group="motivo"),
    Field("fecha", N_("Fecha"), Date(month_allowed=False, future_allowed=False), required=True),
    Field("evento", N_("Registro que pidió el cambio"), Text(60), asked=False),
    Field("origen", N_("De dónde viene"), Text(60), asked=False),
    Field("autor", N_("Quién la escribió"), Text(160), asked=False),
)
TYPED = tuple(item for item in ESPECIFICACION if item.asked)
WHY = ("motivo", "motivo_texto")
SAID = tuple(item for item in TYPED if item.name not in {*WHY, "fecha"})  # what a version says of the good
COPIED = tuple(item.name for item in SAID)

Row = Mapping[str, Any]


def check_version(values: Row, before: Row | None) -> list[Problem]:
    """What a new version lacks: from the second one on, why it changes and what changed; and something must have."""
    if before is None:
        return []
    said = Sentence(N_("Esta versión cambia otra: diga por qué."))
    found = [Problem(name, said) for name in WHY if empty(values.get(name))]
    if not found and all((values.get(name) or None) == (before.get(name) or None) for name in COPIED):
        same = N_("No cambió nada desde la versión {number}.")
        found.append(Problem("caracteristicas", Sentence(same, number=before["numero"])))
    return found


# Brands


@dataclass(frozen=True, slots=True)
class BrandRules:
    """Words that are brands, words after "marca" that name none, and the article."""

    brands: frozenset[str]
    harmless: frozenset[str]
    article: str

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "BrandRules":
        """From `resources/rules/marcas.json`."""
        plain = [frozenset(without_accents(str(word)) for word in data[name]) for name in ("brands", "harmless")]
        return cls(plain[0], plain[1], str(data["article"]))


_AFTER = re.compile(r"\bmarcas?\s*:?\s+([\w][\w.&-]*)", re.IGNORECASE)
_WORD = re.compile(r"[\w][\w.&-]*")


def named_brands(texts: Iterable[str], rules: BrandRules) -> list[str]:
    """Words that look like brands, each once, as they are written."""
    found: dict[str, str] = {}
    for text in texts:
        after = [word for word in _AFTER.findall(text) if without_accents(word) not in rules.harmless]
        known = [word for word in _WORD.findall(text) if without_accents(word).strip(".-") in rules.brands]
        for word in (*after, *known):
            found.setdefault(without_accents(word).strip(".-"), word.strip(".-"))
    return list(found.values())


def brand_question(values: Row, rules: BrandRules) -> Sentence | None:
    """What is asked of a text that seems to name a brand, unless it says why."""
    if not empty(values.get("motivo_marca")):
        return None
    texts = [str(values.get(item.name) or "") for item in SAID if item.name not in {"cadena", "clase", "motivo_marca"}]
    brands = named_brands(texts, rules)
    if not brands:
        return None
    said = N_("¿Es una marca: {brands}? No se nombran marcas ({article}). Diga cómo debe ser, o por qué la nombra.")
    return Sentence(said, brands=", ".join(brands), article=rules.article)


# Comparing


def content_of(row: Row) -> dict[str, list[dict[str, Any]]]:
    """A version as `version.compare` reads it: its data, and each characteristic under its name."""
    seen: dict[str, int] = {}
    rows = []
    for each in rows_of(row.get("caracteristicas")):
        name = " ".join(without_accents(each["nombre"]).split())
        seen[name] = seen.get(name, 0) + 1
        rows.append({"id": f"{name}#{seen[name]}", **each})
    data = {name: row.get(name) for name in COPIED if name != "caracteristicas"}
    return {versions.PLAN: [{"id": "1", **data}], "caracteristica": rows}


def compare_versions(before: Row, after: Row, show: Show) -> Comparison:
    """What a version says that another did not: data, characteristics, long texts word by word."""
    fields = {
        versions.PLAN: [item for item in SAID if item.name != "caracteristicas"],
        "caracteristica": CARACTERISTICA,
    }
    return versions.compare(content_of(before), content_of(after), fields, show)


# What happened to its call

FOUND, FAILED, UNDER_WAY, NOT_CALLED = "proveedor", "desierto", "en_curso", "sin_convocar"
RESULTS = {
    FOUND: N_("Encontró proveedor"),
    FAILED: N_("Quedó desierta"),
    UNDER_WAY: N_("Está convocada"),
    NOT_CALLED: N_("No se convocó con ella"),
}
WON = frozenset({"buena_pro", "orden_contrato_menor", "contrato"})
ORDER = (FOUND, UNDER_WAY, NOT_CALLED, FAILED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened while a version was in force: its result, how many calls and offers, days until the result."""

    result: str = NOT_CALLED
    calls: int = 0
    offers: int | None = None
    days: int | None = None


def outcome(steps: Sequence[Step], since: str, until: str = "") -> Outcome:
    """The calls made with a version: from its day on, before the day of the next one. ISO dates."""
    calls, offers, days, start, result = 0, None, None, None, NOT_CALLED
    first, last = first_day(since), first_day(until) if until else None
    for step in steps:
        if step.annulled or step.moment is None or step.moment.day < first or (last and step.moment.day >= last):
            continue
        code, datos = step.event.codigo, step.event.datos
        if code == "convocatoria":
            calls, start, offers, result = calls + 1, step.moment.day, None, UNDER_WAY
        elif code == "ofertas_recibidas":
            offers = _count(datos.get("ofertas"), offers)
        elif code == "desierto":
            result, days = FAILED, (step.moment.day - (start or first)).days
        elif code in WON:
            offers = _count(datos.get("ofertas_validas"), offers) if offers is None else offers
            return Outcome(FOUND, max(calls, 1), offers, (step.moment.day - (start or first)).days)
    return Outcome(result, calls, offers, days)


def _count(said: object, otherwise: int | None) -> int | None:
    return int(str(said)) if str(said or "").isdigit() else otherwise


def library_order(row: Row) -> tuple[int, int, str, str]:
    """Those that found a supplier stand first, the quickest before; examples after people's own."""
    outcome_of: Outcome = row["suerte"]
    days = outcome_of.days if outcome_of.days is not None else 10**6
    return (ORDER.index(outcome_of.result), days, without_accents(str(row["titulo"])), str(row["id"]))
