"""What offices say of machines, as rows: certificates, losses, and what is taken of a lost machine. All are signed."""

from dataclasses import dataclass

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
