"""What is asked about a purchase and about each thing that happens to it, in the words of the papers.

A purchase (`COMPRA`) is one lot bought together for one need. Its state is never typed: people register events
(`EVENTO`), which are never changed, and state, days and penalty are computed from them (`seguimiento.py`). What one
kind of event says besides (`EXTRA`) is stored as JSON in the event's `datos`.
"""

from ayni.domain.etapas import (
    AGRUPADA,
    ANULAR,
    CAUSALES_NULIDAD_CONTRATO,
    CAUSALES_RESOLUCION,
    CAUSAS_DESIERTO,
    CERTIFICADOS,
    ETAPAS,
    EVENTS,
    HERRAMIENTAS,
    MODALIDADES,
    MODOS,
    OBJETOS,
    OFFICES,
    PARCIAL,
    PROCEDIMIENTOS,
    REEMPLAZAR,
    REGIMENES,
    SEGMENTOS,
    TOTAL,
)
from ayni.domain.fields import (
    Choice,
    Date,
    Field,
    LongText,
    Money,
    Problem,
    Quantity,
    Reference,
    Ruc,
    Text,
    Values,
    Year,
    YesNo,
    empty,
)
from ayni.domain.fields_items import ItemQuantities
from ayni.lang import N_, Sentence

COMPRA = (
    Field(
        "nombre",
        N_("Qué se compra"),
        Text(160),
        required=True,
        example=N_("Cuatro máquinas para cacao"),
    ),
    Field(
        "aeo",
        N_("Organización que la recibirá"),
        Reference("aeo"),
        choices="aeos",
        help=N_("Una compra agrupada dice en sus bienes para quién es cada uno."),
    ),
    Field("plan", N_("Plan de negocio"), Reference("plan"), choices="planes"),
    Field(
        "responsable",
        N_("Persona a cargo"),
        Text(120),
        choices="personas",
        help=N_("Quien la sigue hasta el final. Si deja el puesto, pasa su cargo a otra persona."),
        example="Rosa Quispe Mamani",
    ),
    Field("objeto", N_("Objeto de la contratación"), Choice(OBJETOS), required=True),
    Field("modalidad", N_("Modalidad de ejecución"), Choice(MODALIDADES), required=True),
    Field("year", N_("Año fiscal"), Year(), required=True, example="2026"),
    Field(
        "plazo_previsto_dias",
        N_("Días que el plan da para la compra"),
        Quantity(whole=True, minimum=1),
        help=N_("Está en el cronograma del plan de negocio, en días calendario."),
        example="120",
    ),
    Field("monto_estimado_centimos", N_("Cuantía o valor estimado"), Money(), example="103,000.00"),
    Field(
        "regimen",
        N_("Ley con que se compra"),
        Choice(REGIMENES),
        help=N_("La que regía el día de la primera convocatoria."),
    ),
    Field(
        "season_date",
        N_("Fecha de la campaña"),
        Date(),
        help=N_("El día en que los productores ya necesitan los bienes."),
    ),
    Field("nota", N_("Nota"), LongText(2000), merge="soft"),
    # Of a purchase made by dividing another one: that one, and the first of all of them.
    Field("origen", N_("Se separó de"), Reference("compra"), asked=False),
    Field("raiz", N_("Compra de la que viene"), Reference("compra"), asked=False),
)


def check_compra(values: Values) -> list[Problem]:
    """A purchase for one organisation names it; a grouped one says it item by item (`compra_item`)."""
    if empty(values.get("aeo")) and values.get("modalidad") != AGRUPADA:
        return [Problem("aeo", Sentence(N_("Diga para qué organización es la compra.")))]
    return []


EVENTO = (
    Field("compra", N_("Compra"), Reference("compra"), required=True, merge="event", asked=False),
    Field("codigo", N_("Qué pasó"), Choice(tuple(EVENTS.items())), required=True, merge="event"),
    Field(
        "fecha",
        N_("Fecha del acto"),
        Date(),
        required=True,
        merge="event",
        help=N_("Si solo conoce el mes, escriba el mes y el año: marzo 2022."),
        example="04/06/2021",
    ),
    Field("orden", N_("Orden dentro del día"), Quantity(whole=True), merge="event", asked=False),
    Field("registrado", N_("Registrado el"), Text(40), merge="event", asked=False),
    Field("oficina", N_("Oficina que actúa"), Choice(tuple(OFFICES.items())), merge="event"),
    Field("oficina_siguiente", N_("Oficina que queda a cargo"), Choice(tuple(OFFICES.items())), merge="event"),
    Field("documento", N_("Documento"), Text(160), merge="event", example=N_("Resolución 123-2026")),
    Field("datos", N_("Datos del acto"), LongText(), merge="event", asked=False),
    Field("regimen", N_("Ley con que se convoca"), Choice(REGIMENES), merge="event"),
    Field("nota", N_("Nota"), LongText(2000), merge="event"),
    Field("modo", N_("Cómo se registró"), Choice(MODOS), required=True, merge="event"),
    Field("inferido", N_("Fecha supuesta"), YesNo(), merge="event", asked=False),
    Field(
        "acto_ya_emitido",
        N_("El acto ya fue emitido"),
        YesNo(),
        merge="event",
        help=N_("Marque sí cuando el acto ya está firmado. Escriba su documento y el motivo en la nota."),
    ),
)

_ALCANCE = Field("alcance", N_("Alcance"), Choice(((TOTAL, N_("Todo")), (PARCIAL, N_("Una parte")))))
_PROVEEDOR = Field("proveedor", N_("Proveedor"), Text(160))
_RUC = Field("ruc", N_("RUC"), Ruc())
_MONTO = Field("monto_centimos", N_("Monto"), Money())
_PLAZO = Field("plazo_dias", N_("Plazo de entrega en días"), Quantity(whole=True, minimum=1))
_NUMERO = Field("numero", N_("Número"), Text(60))
_GUIA = Field("guia_remision", N_("Guía de remisión"), Text(60))
_ITEMS = Field("items", N_("Bienes y cantidades"), ItemQuantities(), choices="compra_items")
_PEDIDO = Field("items", N_("Bienes, cantidades y precios"), ItemQuantities(priced=True), choices="compra_items")
_ENTREGA = Field(
    "entrega_id",
    N_("De qué entrega"),
    Reference("evento"),
    choices="entregas",
    help=N_("Si no la elige, se toma la última que espera esto."),
)
_INSCRITOS = Field("participantes", N_("Participantes inscritos"), Quantity(whole=True))
# What only dividing a purchase writes: which items part ways.
_PARTE = (
    Field("alcance", N_("Alcance"), Choice(((TOTAL, N_("Todo")), (PARCIAL, N_("Una parte")))), asked=False),
    Field("items", N_("Bienes y cantidades"), ItemQuantities(), choices="compra_items", asked=False),
)
_RETROTRAE = Field("retrotrae_a", N_("Etapa a la que vuelve"), Choice(ETAPAS), required=True)

# What each kind of event says besides; the keys of the JSON in `datos`. The names of case files are paired with these
# in `EXCHANGE_NAMES`.
EXTRA: dict[str, tuple[Field, ...]] = {
    "requerimiento": (Field("lugar", N_("Lugar de entrega"), Text(160)), _PLAZO),
    "requerimiento_observado": (Field("observaciones", N_("Observaciones"), LongText(2000)),),
    "interaccion_mercado": (
        Field("segmento", N_("Segmento"), Choice(SEGMENTOS)),
        Field("herramienta", N_("Con qué se consultó"), Choice(HERRAMIENTAS)),
    ),
    "cuantia_actualizada": (Field("cuantia_centimos", N_("Cuantía"), Money()),),
    "certificacion_solicitada": (_MONTO,),
    "certificacion_emitida": (
        _NUMERO,
        _MONTO,
        Field("year", N_("Año fiscal"), Year()),
        Field("tipo", N_("Clase"), Choice(CERTIFICADOS)),
    ),
    "certificacion_denegada": (Field("motivo", N_("Motivo"), LongText(500)),),
    "expediente_aprobado": (_NUMERO,),
    "convocatoria": (
        Field("nomenclatura", N_("Nomenclatura"), Text(120), example="LP-ABR-23-2026-MPSC-1"),
        Field("ocid", N_("Código en datos abiertos"), Text(120), asked=False),
        Field("procedimiento", N_("Procedimiento de selección"), Choice(PROCEDIMIENTOS)),
        Field("cuantia_centimos", N_("Cuantía"), Money()),
        Field("fecha_ofertas", N_("Fecha prevista de las ofertas"), Date(month_allowed=False)),
        _INSCRITOS,
    ),
    "bases_integradas": (_INSCRITOS,),
    "postergacion": (
        Field("fecha_nueva", N_("Fecha nueva"), Date(month_allowed=False)),
        Field("motivo", N_("Motivo"), LongText(500)),
    ),
    "ofertas_recibidas": (Field("ofertas", N_("Número de ofertas"), Quantity(whole=True)),),
    "desierto": (
        Field("causa", N_("Causa"), Choice(CAUSAS_DESIERTO), required=True),
        Field("causa_texto", N_("Explique la causa"), LongText(500)),
        Field("informe", N_("Informe de causas"), Text(120)),
        *_PARTE,
    ),
    "cancelacion": (Field("motivo", N_("Motivo"), LongText(500)), *_PARTE),
    "buena_pro": (
        _PROVEEDOR,
        _RUC,
        _MONTO,
        Field("ofertas_validas", N_("Número de ofertas válidas"), Quantity(whole=True)),
    ),
    "apelacion": (Field("apelante", N_("Quién apela"), Text(160)),),
    "apelacion_fundada": (_NUMERO, _RETROTRAE),
    "perdida_buena_pro": (
        Field("motivo", N_("Motivo"), LongText(500)),
        Field("siguiente", N_("Postor que sigue"), Text(160), required=True),
    ),
    "contrato": (_NUMERO, _PROVEEDOR, _RUC, _MONTO, _PLAZO, _PEDIDO),
    "orden_contrato_menor": (
        _NUMERO,
        _PROVEEDOR,
        _RUC,
        _MONTO,
        _PLAZO,
        Field(
            "via",
            N_("Por qué vía"),
            Choice(
                (
                    ("CONTRATO_MENOR", N_("Contrato menor")),
                    ("CATALOGO", N_("Catálogo electrónico")),
                    ("OPERADOR", N_("Operador")),
                    ("NUCLEO", N_("Núcleo ejecutor")),
                )
            ),
        ),
        _PEDIDO,
        Field("clausula_penalidad", N_("Tiene cláusula de penalidad"), YesNo()),
    ),
    "ampliacion_solicitada": (
        Field("dias", N_("Días que pide"), Quantity(whole=True, minimum=1), required=True),
        Field("hecho", N_("Hecho que la motiva"), LongText(500)),
    ),
    "ampliacion_resuelta": (
        Field(
            "resultado",
            N_("Resultado"),
            Choice(
                (
                    ("CONCEDIDA", N_("Concedida")),
                    ("DENEGADA", N_("Denegada")),
                    ("SILENCIO", N_("Aprobada por silencio")),
                )
            ),
            required=True,
        ),
        Field("dias", N_("Días que se dan"), Quantity(whole=True)),
    ),
    "suspension": (Field("motivo", N_("Motivo"), LongText(500)),),
    "penalidad": (
        Field("tipo", N_("Clase"), Choice((("MORA", N_("Por atraso")), ("OTRA", N_("Otra penalidad"))))),
        _MONTO,
    ),
    "apercibimiento": (Field("dias", N_("Días que se dan"), Quantity(whole=True, minimum=1)),),
    "entrega_parcial": (_GUIA, _ITEMS, Field("detalle", N_("Qué llegó"), LongText(2000))),
    "entrega_total": (_GUIA, _ITEMS, Field("detalle", N_("Qué llegó"), LongText(2000))),
    "observacion_entrega": (
        Field("observaciones", N_("Observaciones"), LongText(2000)),
        Field("dias", N_("Días que se dan"), Quantity(whole=True, minimum=1)),
        _ALCANCE,
        _ENTREGA,
    ),
    "subsanacion": (Field("detalle", N_("Qué se corrigió"), LongText(2000)), _ALCANCE, _ENTREGA),
    "conformidad": (
        _NUMERO,
        _ITEMS,
        Field("testigo", N_("Testigo de la organización"), Text(160)),
        _ALCANCE,
        _ENTREGA,
    ),
    "pago": (
        Field("comprobante", N_("Comprobante de pago"), Text(60)),
        _MONTO,
        Field("deducciones_centimos", N_("Descuentos y penalidades"), Money()),
        _ITEMS,
        _ALCANCE,
        _ENTREGA,
    ),
    "entrega_aeo": (
        Field("acta", N_("Acta de entrega"), Text(60)),
        Field("recibe", N_("Quién recibe"), Text(160)),
        Field("aeo", N_("Organización"), Reference("aeo"), choices="aeos"),
        Field("plan", N_("Plan de negocio"), Reference("plan"), choices="planes"),
        _ITEMS,
        Field("vence", N_("Hasta cuándo vale la cesión en uso"), Date(month_allowed=False)),
        Field("contrapartida_verificada", N_("Se verificó la contrapartida"), YesNo()),
    ),
    "liquidacion_plan": (
        Field("resolucion", N_("Resolución que la aprueba"), Text(120)),
        Field("plan", N_("Plan de negocio"), Reference("plan"), choices="planes"),
        Field("deudas_declaradas", N_("Las deudas del plan están declaradas"), YesNo()),
    ),
    "transferencia_definitiva": (
        Field("acuerdo", N_("Acuerdo de concejo"), Text(120)),
        Field("plan", N_("Plan de negocio"), Reference("plan"), choices="planes"),
    ),
    "resolucion_contrato": (
        Field("causal", N_("Causal"), Choice(CAUSALES_RESOLUCION)),
        Field("carta", N_("Carta notarial"), Text(120)),
        *_PARTE,
    ),
    "nulidad_procedimiento": (_RETROTRAE, Field("vicio", N_("Vicio"), LongText(500))),
    "nulidad_contrato": (
        Field("motivo", N_("Motivo"), Choice(CAUSALES_NULIDAD_CONTRATO)),
        Field("motivo_impreso", N_("Motivo que dice el documento"), LongText(500)),
        _RETROTRAE,
    ),
    "nuevo_requerimiento": (Field("cambios", N_("Qué cambia"), LongText(2000)),),
    "nota": (Field("fila", N_("Fila de la hoja"), Text(60), asked=False),),
    "traspaso": (
        Field("recibe", N_("Quién recibe"), Text(160), required=True),
        Field("registro", N_("Número de registro del expediente"), Text(60), required=True),
    ),
    "aviso_aeo": (
        Field("medio", N_("Por qué medio"), Text(60)),
        Field("destinatario", N_("A quién se avisó"), Text(160)),
        Field("texto", N_("Qué se dijo"), LongText(700)),
        Field("aeo", N_("Organización"), Reference("aeo"), choices="aeos"),
        Field("tareas", N_("Qué debe tener listo la organización"), LongText(300)),
        Field("proximo", N_("Próximo aviso"), Date(month_allowed=False)),
    ),
    "certificacion_mov": (_NUMERO, Field("monto_centimos", N_("Monto"), Money(negative=True))),
    "cambio_modalidad": (
        Field("modalidad", N_("Modalidad de ejecución"), Choice(MODALIDADES), required=True),
        Field("base_legal", N_("Base legal"), Text(255), required=True),
    ),
    "division": (
        Field("evento_id", N_("Lo que pasó con esos bienes"), Reference("evento"), asked=False),
        Field("hija", N_("Compra nueva"), Reference("compra"), asked=False),
        Field("monto_centimos", N_("Parte del contrato"), Money(), asked=False),
        Field("items", N_("Bienes y cantidades"), ItemQuantities(), choices="compra_items", asked=False),
    ),
    "rectificacion": (
        Field("evento_id", N_("Registro que se corrige"), Reference("evento"), required=True),
        Field(
            "accion",
            N_("Qué se hace"),
            Choice(((ANULAR, N_("Anular el registro")), (REEMPLAZAR, N_("Reemplazar sus datos")))),
            required=True,
        ),
        # A JSON object inside `datos`: columns of EVENTO that change, and under "datos" the extra data that change.
        Field("datos", N_("Datos corregidos"), LongText(), asked=False),
        Field("motivo", N_("Motivo de la corrección"), LongText(500), required=True),
    ),
    "cierre_sin_compra": (
        Field("motivo", N_("Motivo"), LongText(500), required=True),
        Field("unida_a", N_("Compra en que se juntó"), Reference("compra"), asked=False),
    ),
}
