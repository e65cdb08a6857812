"""The timetable of a call: its stages and their dates (F02). What expires is looked at before each of them."""

from ayni.domain.fields import Date, Field, Quantity, Reference, Text
from ayni.lang import N_

ETAPA = (
    Field("convocatoria", N_("Convocatoria"), Reference("convocatoria"), required=True, asked=False),
    Field("orden", N_("Orden"), Quantity(whole=True), asked=False, merge="soft"),
    Field("nombre", N_("Etapa"), Text(160), required=True, example="Presentación de expedientes"),
    Field(
        "inicio", N_("Fecha de inicio"), Date(month_allowed=False), required=True, group="fechas", example="02/03/2026"
    ),
    Field("fin", N_("Fecha de fin"), Date(month_allowed=False), group="fechas", help=N_("En blanco si dura un día.")),
    Field("lugar", N_("Lugar y horario"), Text(200)),
)
