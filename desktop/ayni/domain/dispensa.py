"""A rule that an AEO does not meet and a person lets pass, with reason and document: a flag, never hidden."""

from ayni.domain.fields import Date, Field, LongText, Reference, Text
from ayni.lang import N_

DISPENSA = (
    Field("aeo", N_("Organización"), Reference("aeo"), required=True, asked=False),
    Field("regla", N_("Regla"), Text(60), required=True, asked=False),  # `Answer.check`
    Field("motivo", N_("¿Por qué se deja pasar?"), LongText(1000), required=True, group="dispensa"),
    Field("documento", N_("Documento que lo dispone"), Text(200), required=True, group="dispensa"),
    Field("persona", N_("Quién lo decide"), Text(120), asked=False, group="dispensa"),
    Field("fecha", N_("Fecha"), Date(future_allowed=False), asked=False, group="dispensa"),
)
