"""The municipality that works in a workspace: its name, its place and who signs its papers."""

from ayni.domain.fields import Choice, Field, Ruc, Text, Ubigeo
from ayni.lang import N_

MUNICIPIO = (
    Field(
        "nombre",
        N_("Nombre de la municipalidad"),
        Text(160),
        required=True,
        example="Municipalidad Distrital de Sumaq Llaqta",
    ),
    Field("ubigeo", N_("Distrito"), Ubigeo(), required=True),
    Field("ruc", N_("RUC"), Ruc()),
    Field("direccion", N_("Dirección"), Text(255)),
    Field("alcalde", N_("Alcalde o alcaldesa"), Text(160), group="firma"),
    Field("gerente", N_("Quien firma por desarrollo económico"), Text(160), group="gerencia"),
    Field(
        "gerente_cargo",
        N_("Cargo de quien firma"),
        Text(120),
        group="gerencia",
        example="Gerente de Desarrollo Económico",
    ),
)

OFICINA, PROMOTOR = "oficina", "promotor"

PERSONA = (
    Field("nombre", N_("Nombre y apellidos"), Text(120), required=True),
    Field(
        "rol",
        N_("Trabaja como"),
        Choice(((OFICINA, N_("Oficina municipal")), (PROMOTOR, N_("Promotor de campo")))),
        required=True,
    ),
    Field("idioma", N_("Idioma"), Choice((("es", "Español"), ("quz", "Runasimi")))),
)
