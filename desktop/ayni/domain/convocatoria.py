"""A call: its year, the dates that choose its rules, its categories and chains."""

from ayni.domain.fields import Catalogue, Date, Field, LongText, Money, Quantity, Rate, Several, Text, Year, YesNo
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
    # codes of sections and tables (T1…); empty: what the index of the plan asks
    Field("contenido_plan", N_("Lo que pide del plan"), Several("contenido_plan"), asked=False, merge="set"),
    Field("tasa_descuento", N_("Tasa de descuento"), Rate(), asked=False, group="finanzas", example="8"),
    Field(
        "horizonte_years",
        N_("¿Cuántos años debe mirar el plan?"),
        Quantity(whole=True, minimum=1),
        asked=False,
        group="finanzas",
        example="5",
    ),
    Field(
        "documento_tasa",
        N_("Documento que lo dispone"),
        Text(200),
        asked=False,
        group="finanzas",
        help=N_("Por ejemplo: bases de la convocatoria, numeral 4.2."),
    ),
    Field(
        "dias_poder",
        N_("Días que vale una vigencia de poder"),
        Quantity(whole=True, minimum=1),
        help=N_("Lo dicen las bases: 30 o 90 días."),
        example="30",
    ),
    Field(
        "cotizaciones_por_item",
        N_("Cotizaciones que se piden por cada cosa"),
        Quantity(whole=True, minimum=1),
        help=N_("Lo dicen las bases de la convocatoria."),
        example="3",
    ),
    Field("vehiculos", N_("¿Las bases aceptan vehículos?"), YesNo()),
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
        Step(
            "alcance",
            N_("¿Qué categorías y cadenas se convocan?"),
            ("categorias", "cadenas", "dias_poder", "cotizaciones_por_item", "vehiculos"),
        ),
    )
)
