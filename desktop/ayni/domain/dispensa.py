"""A rule that an AEO does not meet and a person lets pass, with reason and document: a flag, never hidden."""

from dataclasses import replace

from ayni.domain.fields import Date, Field, LongText, Reference, Text, by_name
from ayni.lang import N_

DISPENSA = (
    Field("aeo", N_("Organización"), Reference("aeo"), required=True, asked=False),
    Field(
        "plan", N_("Plan de negocio"), Reference("plan"), asked=False
    ),  # a limit of its category, not a rule of the AEO
    Field("regla", N_("Regla"), Text(60), required=True, asked=False),  # `Answer.check`
    Field("motivo", N_("¿Por qué se deja pasar?"), LongText(1000), required=True, group="dispensa"),
    Field("documento", N_("Documento que lo dispone"), Text(200), required=True, group="dispensa"),
    Field("persona", N_("Quién lo decide"), Text(120), asked=False, group="dispensa"),
    Field("fecha", N_("Fecha"), Date(future_allowed=False), asked=False, group="dispensa"),
)

LIMITE = (
    by_name(DISPENSA)["motivo"],
    replace(by_name(DISPENSA)["persona"], required=True, asked=True),
    replace(by_name(DISPENSA)["documento"], required=False),
)
"""What is asked for a limit of the category that a plan does not meet: why it goes on, and who decides it."""
