"""A call: its year, the dates that choose its rules, its categories and chains."""

from ayni.domain.fields import Catalogue, Date, Field, LongText, Money, Quantity, Several, Text, Year
from ayni.domain.flow import Flow, Step
from ayni.lang import N_

CONVOCATORIA = (
    Field(
        "nombre",
        N_("Nombre de la convocatoria"),
        Text(255),
        required=True,
        example="PROCOMPITE 2026 – Primera convocatoria",
    ),
    Field("year", N_("Año"), Year(), required=True, example="2026"),
    Field(
        "fecha_acuerdo",
        N_("Fecha del acuerdo de concejo"),
        Date(),
        help=N_("El acuerdo que aprueba el dinero. Decide qué parte del presupuesto se puede usar."),
        example="15/01/2026",
    ),
    Field(
        "fecha_autorizacion",
        N_("Fecha de la autorización de la OPMI"),
        Date(),
        required=True,
        help=N_("Decide qué reglamento rige la convocatoria."),
        example="20/02/2026",
    ),
    Field(
        "regimen",
        N_("Reglamento que rige"),
        Catalogue("regimenes"),
        help=N_("Se elige solo por la fecha. Cámbielo solo si un documento lo dispone."),
    ),
    Field("fondo_centimos", N_("Fondo total"), Money(), example="800,000.00"),
    Field("categorias", N_("Categorías que se convocan"), Several("categorias"), required=True, merge="set"),
    Field("cadenas", N_("Cadenas productivas priorizadas"), Several("cadenas"), required=True, merge="set"),
    # codes and "propio:…" names, a line each; empty: the papers that the rules ask
    Field("requisitos", N_("Papeles que pide"), LongText(8000), asked=False),
    Field(
        "dias_poder",
        N_("Días que vale una vigencia de poder"),
        Quantity(whole=True, minimum=1),
        help=N_("Lo dicen las bases: 30 o 90 días."),
        example="30",
    ),
)

OPEN_CONVOCATORIA = Flow(
    (
        Step("nombre", N_("¿Cómo se llama la convocatoria y de qué año es?"), ("nombre", "year", "fondo_centimos")),
        Step(
            "fechas",
            N_("¿Cuándo se aprobó y se autorizó?"),
            ("fecha_acuerdo", "fecha_autorizacion", "regimen"),
            help=N_("Con estas fechas Ayni escoge el reglamento y sus límites."),
        ),
        Step("alcance", N_("¿Qué categorías y cadenas se convocan?"), ("categorias", "cadenas", "dias_poder")),
    )
)
