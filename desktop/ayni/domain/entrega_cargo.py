"""What whoever takes over a purchase must know: where it is, who has it, what comes next and when, what is missing.

Made from the replay of its events; nothing here is typed by the person who leaves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ayni.domain.compra_custodia import awaited
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.compra_plazos import NOTICE
from ayni.domain.fields import Date, Field, LongText, Text
from ayni.domain.recorrido import Alert, Purchase, Step, spoken_day
from ayni.domain.seguimiento import planned_day
from ayni.lang import N_, Sentence

LEVELS = {"r": N_("Urgente"), "a": N_("Pronto"), "i": N_("Para saber")}
RUNNING = frozenset({"EN_EJECUCION", "SUSPENDIDO"})
CALLED = frozenset({"CONVOCADO", "INTEGRADO"})
CONTRACTS = ("contrato", "orden_contrato_menor", "buena_pro")
SIGNED = frozenset(
    {
        "requerimiento",
        "certificacion_emitida",
        "expediente_aprobado",
        "convocatoria",
        "bases_integradas",
        "buena_pro",
        "consentimiento",
        "contrato",
        "orden_contrato_menor",
        "ampliacion_resuelta",
        "conformidad",
        "pago",
        "entrega_aeo",
        "resolucion_contrato",
        "nulidad_contrato",
        "nulidad_procedimiento",
        "cancelacion",
        "desierto",
        "traspaso",
    }
)  # acts that leave a paper with a number

ENTREGA_CARGO = (
    Field("sale", N_("Quién deja el puesto"), Text(120), required=True, choices="personas"),
    Field("recibe", N_("Quién recibe las compras"), Text(120), required=True, choices="personas"),
    Field(
        "motivo",
        N_("Por qué"),
        Text(160),
        required=True,
        example=N_("Cambio de puesto"),
    ),
    Field(
        "hasta",
        N_("Último día en el puesto"),
        Date(month_allowed=False),
        help=N_("Desde que lo escribe, cada compra que nadie recibió todavía se avisa como urgente."),
    ),
    Field(
        "cuentas",
        N_("Cuentas en plataformas"),
        LongText(2000),
        help=N_("Diga en qué plataforma hay cuenta y con qué usuario. Nunca escriba claves."),
        example="SEACE: usuario rquispe",
    ),
    Field(
        "compromisos",
        N_("Compromisos con organizaciones y proveedores"),
        LongText(2000),
        help=N_("Lo que usted prometió y todavía no se hizo."),
    ),
)


@dataclass(frozen=True, slots=True)
class Brief:
    """One open purchase as it is handed over. `next_day` is None when nobody can say it yet."""

    compra: str
    nombre: str
    aeo: str
    where: Sentence
    holder: Sentence
    days: Sentence
    next_act: str  # its label, a source text
    next_day: date | None
    alerts: tuple[Alert, ...]
    supplier: str
    notice: Sentence | None
    papers: tuple[Sentence, ...]
    commitments: tuple[Sentence, ...]


def brief(compra: Mapping[str, Any], purchase: Purchase, law: PurchaseLaw) -> Brief:
    """What is told of a purchase to whoever takes it over."""
    label = Sentence(law.label(purchase.state))
    since, office = purchase.state_since, Sentence(law.label(purchase.holder))
    where = Sentence(N_("{state}, desde el {date}."), state=label, date=spoken_day(since)) if since else label
    held = purchase.holder_since
    holder = Sentence(N_("{office}, desde el {date}."), office=office, date=spoken_day(held)) if held else office
    days = Sentence(N_("{days} días"), days=purchase.elapsed_days)
    if purchase.planned_days:
        days = Sentence(N_("{days} días de {planned}"), days=purchase.elapsed_days, planned=purchase.planned_days)
    return Brief(
        str(compra["id"]),
        str(compra["nombre"]),
        str(compra.get("aeo_nombre") or ""),
        where,
        holder,
        days,
        law.label(purchase.next_step),
        next_day(purchase),
        purchase.alerts,
        _supplier(purchase),
        _notice(purchase),
        tuple(_without_paper(purchase, law)),
        tuple(_commitments(purchase, law)),
    )


def next_day(purchase: Purchase) -> date | None:
    """The day of the next act: the due date of a contract that runs, the offers of a call that is out."""
    if purchase.state in RUNNING and purchase.penalty is not None:
        return purchase.penalty.due
    if purchase.state in CALLED:
        said = {"convocatoria": "fecha_ofertas", "postergacion": "fecha_nueva"}
        days = [
            found
            for step in purchase.steps
            if step.moved and step.attempt == purchase.attempts and step.event.codigo in said
            if (found := planned_day(step.event.datos, said[step.event.codigo])) is not None
        ]
        return days[-1] if days else None
    return None


def _in_force(purchase: Purchase, *codes: str) -> list[Step]:
    return [step for step in purchase.steps if step.event.codigo in codes and not step.annulled]


def _supplier(purchase: Purchase) -> str:
    """Who sells, with the RUC by which they are found."""
    for step in reversed(_in_force(purchase, *CONTRACTS)):
        datos = step.event.datos
        if step.cycle == purchase.cycle and datos.get("proveedor"):
            return " · ".join(str(datos[name]) for name in ("proveedor", "ruc") if datos.get(name))
    return ""


def _notice(purchase: Purchase) -> Sentence | None:
    """When the producers were last told, how and whom."""
    told = _in_force(purchase, NOTICE)
    if not told:
        return None
    event = told[-1].event
    how = ", ".join(str(event.datos[name]) for name in ("medio", "destinatario") if event.datos.get(name))
    if not how:
        return Sentence(N_("El {date}."), date=spoken_day(event.fecha))
    return Sentence(N_("El {date}: {how}."), date=spoken_day(event.fecha), how=how)


def _without_paper(purchase: Purchase, law: PurchaseLaw) -> list[Sentence]:
    """Acts of this cycle of which nobody wrote the document."""
    return [
        Sentence(N_("{event}, {date}"), event=Sentence(law.label(step.event.codigo)), date=spoken_day(step.event.fecha))
        for step in _in_force(purchase, *SIGNED)
        if step.cycle == purchase.cycle and not step.event.documento.strip() and not _numbered(step)
    ]


def _numbered(step: Step) -> bool:
    return any(step.event.datos.get(name) for name in ("numero", "nomenclatura", "acta", "comprobante", "registro"))


def _commitments(purchase: Purchase, law: PurchaseLaw) -> list[Sentence]:
    """What somebody waits for: a file on its way, and what was noted of this purchase, the last first."""
    found = []
    if waiting := awaited(purchase.steps):
        said = N_("El expediente pasó a {office} el {date}, registro {number}; falta el acuse.")
        office, when = Sentence(law.label(waiting.office)), spoken_day(waiting.since)
        found.append(Sentence(said, office=office, date=when, number=waiting.registro or "—"))
    for step in reversed(_in_force(purchase, "nota")):
        if step.event.nota.strip():
            said = N_("Nota del {date}: {text}")
            found.append(Sentence(said, date=spoken_day(step.event.fecha), text=step.event.nota.strip()))
    return found[:3]
