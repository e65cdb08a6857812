"""Powers of the representative and other papers with a term: vigencia de poder, mandates (F05)."""

from ayni.domain.fields import Choice, Date, Field, Quantity, Reference, Text
from ayni.lang import N_

PODER = (
    Field("aeo", N_("Organización"), Reference("aeo"), required=True, asked=False),
    Field(
        "tipo",
        N_("Documento"),
        Choice(
            (
                ("vigencia_poder", N_("Vigencia de poder")),
                ("acta_certificada", N_("Acta certificada")),
                ("otro", N_("Otro")),
            )
        ),
        required=True,
        group="poder",
    ),
    Field("representante", N_("Representante"), Reference("socio"), required=True, group="poder", choices="socios"),
    Field("emitido", N_("Fecha de emisión"), Date(future_allowed=False), required=True, group="plazo"),
    Field(
        "dias_validez",
        N_("Días que vale"),
        Quantity(whole=True, minimum=1),
        group="plazo",
        help=N_("Lo dicen las bases de la convocatoria: 30 o 90 días."),
        example="30",
    ),
    Field("partida_registral", N_("N.º de partida registral"), Text(20), group="registro"),
    Field("asiento", N_("Asiento"), Text(40), group="registro"),
    Field("oficina_registral", N_("Oficina registral"), Text(80), group="registro"),
)
