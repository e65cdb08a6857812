"""What offices say of machines, as rows: certificates, losses, and what is taken of a lost machine. All are signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ayni.domain.fields import Choice, Date, Field, LongText, Text, Value
from ayni.domain.municipio import OFICINA, PROMOTOR
from ayni.lang import N_

SHOWN = 12  # letters of a seal that a person is shown


@dataclass(frozen=True, slots=True)
class Seal(Text):
    """A signature, a fingerprint, a card: letters for machines. People are shown how it begins."""

    limit: int = 200_000

    def show(self, value: Value) -> str:
        text = "" if value is None else str(value)
        return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


ROL = Choice(((OFICINA, N_("Oficina municipal")), (PROMOTOR, N_("Promotor de campo"))))
DECISION = Choice((("admitido", N_("Aceptado")), ("fuera", N_("Dejado fuera"))))
EMISOR = Field("emisor", N_("Equipo que lo firma"), Seal(), required=True, asked=False)
FIRMA = Field("firma", N_("Firma"), Seal(), required=True, asked=False)
EQUIPO = Field("equipo", N_("Equipo"), Seal(), required=True, asked=False)
FECHA = Field("fecha", N_("Fecha"), Date(), required=True, asked=False)
MOTIVO = Field("motivo", N_("Motivo"), LongText(500), required=True, asked=False)

CERTIFICADO = (
    EQUIPO,
    Field("nombre", N_("Nombre del equipo"), Text(160), required=True, asked=False),
    Field("persona", N_("Persona que lo usa"), Text(160), asked=False),
    Field("rol", N_("Trabaja como"), ROL, required=True, asked=False),
    Field("emitido", N_("Desde"), Date(), required=True, asked=False),
    Field("hasta", N_("Vale hasta"), Date(), required=True, asked=False),
    EMISOR,
    Field("tarjeta", N_("Tarjeta"), Seal(), required=True, asked=False),
    FIRMA,
)

EQUIPO_PERDIDO = (
    EQUIPO,
    FECHA,
    MOTIVO,
    Field("visto", N_("Lo último que llegó de ese equipo"), Seal(), required=True, asked=False),
    EMISOR,
    FIRMA,
)

ADMISION = (
    EQUIPO,
    Field("ambito", N_("De qué"), Seal(), required=True, asked=False),
    Field("hasta_guardado", N_("Hasta el guardado"), Text(20), required=True, asked=False),
    Field("huella", N_("Huella"), Seal(), required=True, asked=False),
    Field("decision", N_("Decisión"), DECISION, required=True, asked=False),
    FECHA,
    MOTIVO,
    EMISOR,
    FIRMA,
)

AT_EASE, ENDING, ENDED, LOST = "al_dia", "vence_pronto", "vencido", "perdido"
STATES = {
    AT_EASE: N_("al día"),
    ENDING: N_("vence pronto"),
    ENDED: N_("vencido"),
    LOST: N_("perdido"),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """For how many days an office's machine and a loan are certified, and how many days before the end it is told."""

    office: int
    loan: int
    office_lead: int
    loan_lead: int

    @classmethod
    def from_data(cls, document: Mapping[str, Any]) -> "Terms":
        """The days as `equipos.json` writes them."""
        known = {row["key"]: int(row["value"]) for row in document["rules"]}
        return cls(known["office_term"], known["loan_term"], known["office_lead"], known["loan_lead"])

    def until(self, role: str, today: date, days: int | None = None) -> date:
        """The last day of a certificate of today."""
        term = self.office if role == OFICINA else self.loan
        return today + timedelta(days=term if days is None else days)

    def state(self, role: str, until: str, today: date) -> str:
        """How a certificate stands today; a machine without one (accepted by its card alone) is at ease."""
        if not until:
            return AT_EASE
        left = (date.fromisoformat(until) - today).days
        if left < 0:
            return ENDED
        return ENDING if left <= (self.office_lead if role == OFICINA else self.loan_lead) else AT_EASE
