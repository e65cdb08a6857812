"""An AEO: the organised group of producers that applies (ficha AEO, F03)."""

from ayni.domain.fields import (
    Catalogue,
    Choice,
    Coordinate,
    Date,
    Email,
    Field,
    Money,
    Phone,
    Quantity,
    Reference,
    Ruc,
    Several,
    Text,
    Ubigeo,
    Year,
    YesNo,
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
    Field("ruc", N_("RUC"), Ruc(), required=True, help=N_("Está en la ficha RUC de la SUNAT."), example="20600000013"),
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
    Field(
        "ruc_estado",
        N_("Estado del RUC en la SUNAT"),
        Choice(
            (
                ("activo", N_("Activo")),
                ("baja", N_("De baja")),
                ("suspendido", N_("Suspendido")),
            )
        ),
        group="sunat",
        help=N_("Cópielo de la consulta RUC de la SUNAT."),
    ),
    Field(
        "ruc_condicion",
        N_("Condición del RUC"),
        Choice((("habido", N_("Habido")), ("no_habido", N_("No habido")), ("no_hallado", N_("No hallado")))),
        group="sunat",
    ),
    Field("ruc_fecha", N_("Fecha de esa consulta"), Date(future_allowed=False), group="sunat", example="10/02/2026"),
    Field("actividad", N_("Actividad principal según la ficha RUC"), Text(160), group="sunat"),
    Field("oficina_registral", N_("Oficina registral"), Text(80), example="Cusco"),
    Field(
        "en_capital",
        N_("¿El centro poblado pertenece a la capital del distrito?"),
        YesNo(),
        help=N_("Algunas convocatorias dan puntaje por este dato."),
    ),
    Field("ambito", N_("Ámbito"), Choice((("rural", N_("Rural")), ("urbano", N_("Urbano"))))),
    Field("experiencia_years", N_("Años de experiencia en la cadena"), Quantity(places=1), example="3"),
    Field("contacto_nombre", N_("Persona de contacto"), Text(160), group="contacto"),
    Field("contacto_direccion", N_("Dirección exacta de la persona de contacto"), Text(255), group="contacto"),
    Field("contacto_telefono", N_("Teléfono de la persona de contacto"), Phone(), group="contacto"),
    Field("contacto_correo", N_("Correo de la persona de contacto"), Email(), group="contacto"),
    Field("latitud", N_("Latitud"), Coordinate(), group="coordenadas", example="-13.5226"),
    Field("longitud", N_("Longitud"), Coordinate(), group="coordenadas", example="-71.9673"),
    Field("beneficiaria_antes", N_("¿Fue beneficiaria antes?"), YesNo(), group="beneficio"),
    Field(
        "beneficio_entidad",
        N_("¿Qué entidad la benefició?"),
        Text(160),
        group="beneficio",
        help=N_("Esa entidad debe dar un informe de opinión favorable."),
    ),
    Field("beneficio_year", N_("¿En qué año?"), Year(), group="beneficio"),
    Field(
        "beneficio_opinion",
        N_("Informe de opinión favorable"),
        Text(160),
        group="beneficio",
        help=N_("Su número y fecha. Si todavía no lo tiene, deje en blanco."),
        example="Informe 012-2026",
    ),
    Field("caracteristicas", N_("Las ocho características"), Several("caracteristicas"), merge="set", asked=False),
    Field("fusionado_en", N_("Unida a"), Reference("aeo"), asked=False),
    Field("prueba_zona_cadena", N_("Está en una zona y una cadena priorizadas"), Text(200), asked=False),
    Field("prueba_capacidad", N_("Crea, amplía o mejora la capacidad productiva"), Text(200), asked=False),
    Field("prueba_tecnologia", N_("Mejora la tecnología o innova"), Text(200), asked=False),
    Field("prueba_cadena_competitiva", N_("Hace la cadena competitiva y sostenible"), Text(200), asked=False),
    Field("prueba_mercado", N_("Tiene mercado con compradores concretos"), Text(200), asked=False),
    Field("prueba_empleo", N_("Da empleo e ingresos dignos"), Text(200), asked=False),
    Field("prueba_no_duplica", N_("No duplica otra iniciativa con el mismo objetivo y lugar"), Text(200), asked=False),
    Field("prueba_viable", N_("Es viable y rentable, y no daña el ambiente"), Text(200), asked=False),
)
PRUEBA = "prueba_"  # before the code of each of the eight characteristics: the note of where it is proven
CARACTERISTICAS = tuple(item for item in AEO if item.name.startswith(PRUEBA))


def formal(answers: Answers) -> bool:
    """The AEO says that it is a legal person."""
    return answers.get("naturaleza") == JURIDICA


def benefited(answers: Answers) -> bool:
    """The AEO says that it received a fund before."""
    return str(answers.get("beneficiaria_antes") or "").lower() in {"si", "sí"}


REGISTER_AEO = Flow(
    (
        Step(
            "postulacion",
            N_("¿A qué convocatoria se presenta?"),
            ("convocatoria", "categoria", "cadena", "producto"),
        ),
        Step("nombre", N_("¿Cómo se llama la organización?"), ("nombre", "naturaleza")),
        Step(
            "formal",
            N_("¿Con qué datos está inscrita?"),
            ("tipo", "ruc", "partida_registral", "oficina_registral"),
            when=formal,
        ),
        Step(
            "sunat",
            N_("¿Qué dice la SUNAT de su RUC?"),
            ("ruc_estado", "ruc_condicion", "ruc_fecha", "actividad"),
            when=formal,
            help=N_("El RUC debe estar activo y habido. Se vuelve a mirar antes de firmar el acuerdo."),
        ),
        Step(
            "historia",
            N_("¿Desde cuándo existe y cuánto vende?"),
            ("fecha_constitucion", "hogares", "experiencia_years", "ventas_centimos", "ventas_year"),
        ),
        Step(
            "lugar",
            N_("¿Dónde está y cómo se le encuentra?"),
            ("ubigeo", "comunidad", "direccion", "en_capital", "ambito", "telefono", "correo", "latitud", "longitud"),
        ),
        Step(
            "contacto",
            N_("¿Con quién se habla?"),
            ("contacto_nombre", "contacto_direccion", "contacto_telefono", "contacto_correo"),
            help=N_("Puede ser otra persona que el representante. Si es la misma, deje la página en blanco."),
        ),
        Step(
            "beneficio",
            N_("¿Recibió antes un cofinanciamiento?"),
            ("beneficiaria_antes",),
        ),
        Step(
            "antes",
            N_("¿Quién la benefició y cuándo?"),
            ("beneficio_entidad", "beneficio_year", "beneficio_opinion"),
            when=benefited,
        ),
    )
)
