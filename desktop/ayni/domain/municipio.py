"""The municipality that works in a workspace: its name, its place and who signs its papers."""

from ayni.domain.fields import Choice, Field, Phone, Ruc, Text, Ubigeo
from ayni.domain.fields_ocds import OcdsPrefix
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
    Field(
        "telefono",
        N_("Teléfono de la oficina"),
        Phone(),
        help=N_("Sale en las hojas y mensajes para las organizaciones."),
        example="084 123456",
    ),
    Field("alcalde", N_("Alcalde o alcaldesa"), Text(160), group="firma"),
    Field("gerente", N_("Quien firma por desarrollo económico"), Text(160), group="gerencia"),
    Field(
        "gerente_cargo",
        N_("Cargo de quien firma"),
        Text(120),
        group="gerencia",
        example="Gerente de Desarrollo Económico",
    ),
    Field(
        "ocds_prefijo",
        N_("Prefijo de datos abiertos"),
        OcdsPrefix(),
        help=N_("Lo da la Open Contracting Partnership. Mientras no lo tenga, lo que se publica es borrador."),
        example="ocds-ab12cd",
    ),
    Field(
        "codigo_seace",
        N_("Código de la entidad en el SEACE"),
        Text(30),
        help=N_("Está en los archivos del portal, como PE-CONSUCODE-1234."),
        example="PE-CONSUCODE-1234",
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
