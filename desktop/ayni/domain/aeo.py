"""An AEO: the organised group of producers that applies (ficha AEO, F03)."""

from ayni.domain.fields import (
    Catalogue,
    Choice,
    Date,
    Email,
    Field,
    Money,
    Phone,
    Quantity,
    Reference,
    Ruc,
    Text,
    Ubigeo,
    Year,
)
from ayni.domain.flow import Answers, Flow, Step
from ayni.lang import N_

JURIDICA = "juridica"
NATURAL = "natural"

AEO = (
    Field(
        "convocatoria",
        N_("Convocatoria"),
        Reference("convocatoria"),
        required=True,
        group="postulacion",
        choices="convocatorias",
    ),
    Field("categoria", N_("Categoría"), Catalogue("categorias"), required=True, group="postulacion"),
    Field("cadena", N_("Cadena productiva"), Catalogue("cadenas"), required=True, group="postulacion"),
    Field("producto", N_("Producto principal"), Text(120), example="Cuy en pie"),
    Field(
        "nombre",
        N_("Nombre o razón social"),
        Text(255),
        required=True,
        help=N_("Escríbalo igual que en la partida registral o en el acta."),
        example="Asociación de Productores de Cuyes Sumaq Quwi",
    ),
    Field(
        "naturaleza",
        N_("Naturaleza"),
        Choice(((JURIDICA, N_("Persona jurídica")), (NATURAL, N_("Personas naturales organizadas")))),
        required=True,
        group="naturaleza",
    ),
    Field("tipo", N_("Tipo de organización"), Catalogue("tipos_aeo"), required=True, group="naturaleza"),
    Field("ruc", N_("RUC"), Ruc(), required=True, help=N_("Está en la ficha RUC de la SUNAT."), example="20131312955"),
    Field("partida_registral", N_("N.º de partida registral"), Text(20), example="11045678"),
    Field(
        "fecha_constitucion",
        N_("Fecha de constitución"),
        Date(future_allowed=False),
        required=True,
        help=N_("La fecha de la partida registral o del acta de constitución."),
        example="12/03/2021",
    ),
    Field("ubigeo", N_("Distrito"), Ubigeo(), required=True, group="lugar"),
    Field("comunidad", N_("Comunidad o centro poblado"), Text(120), group="lugar", example="Ccorao"),
    Field("direccion", N_("Dirección"), Text(255), group="lugar"),
    Field("telefono", N_("Teléfono"), Phone(), merge="soft", example="984 123 456"),
    Field("correo", N_("Correo electrónico"), Email(), merge="soft"),
    Field("hogares", N_("Número de hogares que participan"), Quantity(whole=True, minimum=1), example="18"),
    Field(
        "ventas_centimos",
        N_("Ventas del último año"),
        Money(),
        group="ventas",
        help=N_("Solo lo pide la categoría C."),
        example="60,000.00",
    ),
    Field("ventas_year", N_("Año de esas ventas"), Year(), group="ventas", example="2025"),
)


def formal(answers: Answers) -> bool:
    """The AEO says that it is a legal person."""
    return answers.get("naturaleza") == JURIDICA


REGISTER_AEO = Flow(
    (
        Step(
            "postulacion",
            N_("¿A qué convocatoria se presenta?"),
            ("convocatoria", "categoria", "cadena", "producto"),
        ),
        Step("nombre", N_("¿Cómo se llama la organización?"), ("nombre", "naturaleza")),
        Step("formal", N_("¿Con qué datos está inscrita?"), ("tipo", "ruc", "partida_registral"), when=formal),
        Step(
            "historia",
            N_("¿Desde cuándo existe y cuánto vende?"),
            ("fecha_constitucion", "hogares", "ventas_centimos", "ventas_year"),
        ),
        Step(
            "lugar",
            N_("¿Dónde está y cómo se le encuentra?"),
            ("ubigeo", "comunidad", "direccion", "telefono", "correo"),
        ),
    )
)
