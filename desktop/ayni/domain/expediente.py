"""The file that an AEO presents: a row per paper that a call asks for, its scans, folios, term, observation (F07)."""

from ayni.domain.fields import Catalogue, Choice, Date, Field, LongText, Quantity, Reference, Text, YesNo
from ayni.lang import N_

PENDIENTE, PRESENTADO, OBSERVADO, SUBSANADO = "pendiente", "presentado", "observado", "subsanado"

PAPEL = (
    Field("aeo", N_("Organización"), Reference("aeo"), required=True, asked=False),
    Field("convocatoria", N_("Convocatoria"), Reference("convocatoria"), required=True, asked=False),
    Field("requisito", N_("Requisito"), Catalogue("requisitos"), required=True, asked=False),
    Field(
        "estado",
        N_("Estado"),
        Choice(
            (
                (PENDIENTE, N_("Falta")),
                (PRESENTADO, N_("Presentado")),
                (OBSERVADO, N_("Observado")),
                (SUBSANADO, N_("Subsanado")),
            )
        ),
        asked=False,
    ),
    Field(
        "archivos", N_("Archivos"), LongText(20000), merge="set", asked=False
    ),  # JSON: [{sha256, name, pages, bytes}]
    Field("folios", N_("Número de folios"), Quantity(whole=True), group="revision"),
    Field("legible", N_("¿Se lee bien?"), YesNo(), group="revision"),
    Field("emitido", N_("Fecha del documento"), Date(future_allowed=False), group="plazo"),
    Field("vence", N_("Vence el"), Date(), group="plazo"),
    Field("observacion", N_("Observación"), LongText(1000), group="observacion"),
    Field("observado_el", N_("Observado el"), Date(future_allowed=False), group="observacion"),
    Field("plazo_dias", N_("Días hábiles para subsanar"), Quantity(whole=True, minimum=1), group="observacion"),
    Field("nota", N_("Nota"), Text(300), merge="soft"),
)
