"""Which organisations a promoter's machine carries: from which day, until which day, and why."""

from ayni.domain.fields import Date, Field, LongText, Reference, Text
from ayni.lang import N_

ENCARGO = (
    Field("equipo", N_("Equipo"), Text(40), required=True, asked=False, group="encargo"),  # id of the device
    Field("aeo", N_("Organización"), Reference("aeo"), required=True, group="encargo"),
    Field("desde", N_("Desde"), Date(month_allowed=False), required=True, asked=False, group="encargo"),
    Field("motivo", N_("Motivo"), LongText(500), group="encargo"),
    Field("hasta", N_("Devuelto el"), Date(month_allowed=False), asked=False, group="devuelto"),
    Field("motivo_devuelto", N_("Por qué se devuelve"), LongText(500), group="devuelto"),
)
