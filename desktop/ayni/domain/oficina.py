"""What each entity calls its offices: a municipality says Gerencia Municipal where a region says Gerencia General.

Codes are stored and exchanged; only the words that people read change.
"""

from ayni.domain.etapas import OFFICES
from ayni.domain.fields import Choice, Field, Text
from ayni.lang import N_

OFICINA = (
    Field("codigo", N_("Oficina"), Choice(tuple(OFFICES.items())), required=True, asked=False),
    Field("nombre", N_("Cómo se llama aquí"), Text(80), required=True, merge="soft"),
)


def office_fields(offices: tuple[str, ...]) -> tuple[Field, ...]:
    """One box for each office, with the usual name as its label."""
    return tuple(Field(code, OFFICES[code], Text(80), example=OFFICES[code]) for code in offices)
