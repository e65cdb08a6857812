"""The words of a purchase: its states and phases, the offices that hold it, what may happen to it, and its choices.

Codes are stored and exchanged; labels are what people read. Which event leads where, and every figure of the law, is
data (`resources/rules/compras.json`).
"""

from ayni.lang import N_

VIVO, TARDIO, IMPORTADO = "VIVO", "TARDIO", "IMPORTADO"
ANULAR, REEMPLAZAR = "ANULAR", "REEMPLAZAR"
TOTAL, PARCIAL = "TOTAL", "PARCIAL"

STATES: dict[str, str] = {
    "BORRADOR": N_("Pedido en borrador"),
    "REQUERIMIENTO": N_("Pedido enviado, sin respuesta"),
    "REQ_OBSERVADO": N_("Pedido devuelto con observaciones"),
    "MERCADO": N_("Consulta de precios"),
    "CERTIFICACION": N_("Certificación presupuestal pedida"),
    "EXPEDIENTE": N_("Expediente por aprobar"),
    "BASES": N_("Bases en preparación"),
    "CONVOCADO": N_("Convocatoria publicada"),
    "SUPERVISION_OECE": N_("Bases en revisión del OECE"),
    "INTEGRADO": N_("Bases definitivas publicadas"),
    "OFERTAS": N_("Ofertas abiertas"),
    "EVALUACION": N_("Ofertas en evaluación"),
    "BUENA_PRO": N_("Buena pro otorgada"),
    "APELADO": N_("Apelación en trámite"),
    "DESIERTO": N_("Convocatoria desierta"),
    "CANCELADO": N_("Procedimiento cancelado"),
    "CONSENTIDO": N_("Buena pro consentida"),
    "PERFECCIONAMIENTO": N_("Documentos para el contrato en revisión"),
    "EN_EJECUCION": N_("Contrato en ejecución"),
    "SUSPENDIDO": N_("Contrato suspendido"),
    "RECIBIDO": N_("Bienes en almacén, sin conformidad"),
    "OBSERVADO": N_("Entrega con observaciones"),
    "RESUELTO": N_("Contrato resuelto"),
    "CONFORME": N_("Con conformidad"),
    "PAGADO": N_("Pagado"),
    "ENTREGADO_AEO": N_("Entregado a la organización"),
    "LIQUIDADO": N_("Plan liquidado"),
    "TRANSFERIDO": N_("Propiedad transferida"),
}

PHASES: dict[str, str] = {
    "P": N_("Preparación"),
    "L": N_("Convocatoria"),
    "C": N_("Contratación"),
    "E": N_("Ejecución"),
    "F": N_("Cierre"),
}

OFFICES: dict[str, str] = {
    "GDE": N_("Desarrollo económico"),
    "LOGISTICA": N_("Logística"),
    "PRESUPUESTO": N_("Presupuesto"),
    "GERENCIA_MUNICIPAL": N_("Gerencia municipal"),
    "ASESORIA_LEGAL": N_("Asesoría legal"),
    "EVALUADOR": N_("Comité o evaluadores"),
    "ALMACEN": N_("Almacén"),
    "TESORERIA": N_("Tesorería"),
    "PATRIMONIO": N_("Patrimonio"),
    "ALCALDIA": N_("Alcaldía"),
    "CONCEJO": N_("Concejo municipal"),
    "CONTRATISTA": N_("Proveedor"),
    "AEO": N_("Organización de productores"),
    "OECE": N_("OECE"),
    "TCP": N_("Tribunal de contrataciones"),
    "BANCO": N_("Banco"),
    "PLAZO_LEGAL": N_("Plazo que manda la ley"),
}

EVENTS: dict[str, str] = {
    "requerimiento": N_("Requerimiento"),
    "requerimiento_observado": N_("Observación del requerimiento"),
    "no_objecion": N_("No objeción"),
    "interaccion_mercado": N_("Consulta al mercado"),
    "cuantia_actualizada": N_("Actualización de la cuantía"),
    "certificacion_solicitada": N_("Pedido de certificación"),
    "certificacion_emitida": N_("Certificación presupuestal"),
    "certificacion_denegada": N_("Certificación negada"),
    "expediente_aprobado": N_("Aprobación del expediente"),
    "convocatoria": N_("Convocatoria"),
    "postergacion": N_("Postergación"),
    "bases_integradas": N_("Integración de las bases"),
    "elevacion_oece": N_("Elevación al OECE"),
    "ofertas_recibidas": N_("Recepción de ofertas"),
    "evaluacion": N_("Evaluación de ofertas"),
    "desierto": N_("Declaración de desierto"),
    "cancelacion": N_("Cancelación"),
    "buena_pro": N_("Buena pro"),
    "apelacion": N_("Apelación"),
    "apelacion_infundada": N_("Apelación infundada"),
    "apelacion_fundada": N_("Apelación fundada"),
    "consentimiento": N_("Consentimiento de la buena pro"),
    "requisitos_presentados": N_("Documentos para el contrato"),
    "perdida_buena_pro": N_("Pérdida de la buena pro"),
    "contrato": N_("Contrato"),
    "orden_contrato_menor": N_("Orden de compra o de servicio"),
    "ampliacion_solicitada": N_("Pedido de ampliación de plazo"),
    "ampliacion_resuelta": N_("Respuesta a la ampliación"),
    "suspension": N_("Suspensión del contrato"),
    "reinicio": N_("Reinicio del contrato"),
    "penalidad": N_("Penalidad"),
    "apercibimiento": N_("Apercibimiento"),
    "entrega_parcial": N_("Entrega parcial"),
    "entrega_total": N_("Entrega total"),
    "observacion_entrega": N_("Observaciones a la entrega"),
    "subsanacion": N_("Subsanación"),
    "conformidad": N_("Conformidad"),
    "pago": N_("Pago"),
    "entrega_aeo": N_("Entrega a la organización"),
    "liquidacion_plan": N_("Liquidación del plan"),
    "transferencia_definitiva": N_("Transferencia definitiva"),
    "resolucion_contrato": N_("Resolución del contrato"),
    "nulidad_procedimiento": N_("Nulidad del procedimiento"),
    "nulidad_contrato": N_("Nulidad del contrato"),
    "nuevo_requerimiento": N_("Nuevo requerimiento"),
    "saldo_no_competitivo": N_("Contratación del saldo sin competencia"),
    # Records that never move the state.
    "traspaso": N_("Traspaso del expediente"),
    "acuse": N_("Acuse de recibo"),
    "aviso_aeo": N_("Aviso a la organización"),
    "certificacion_mov": N_("Cambio de la certificación"),
    "cambio_modalidad": N_("Cambio de modalidad"),
    "division": N_("División de la compra"),
    "registro_pladicop": N_("Registro en la plataforma"),
    "nota": N_("Nota"),
    "rectificacion": N_("Rectificación de un registro"),
    "cierre_sin_compra": N_("Cierre sin compra"),
}

MODOS = (
    (VIVO, N_("Al momento")),
    (TARDIO, N_("Registrado tarde")),
    (IMPORTADO, N_("Traído de un archivo")),
)
OBJETOS = (("BIEN", N_("Bien")), ("SERVICIO", N_("Servicio")), ("OBRA", N_("Obra")))
AGRUPADA = "AGRUPADA"
MODALIDADES = (
    ("ADMINISTRACION_DIRECTA", N_("Administración directa")),
    (AGRUPADA, N_("Compra agrupada")),
    ("ADMINISTRACION_INDIRECTA", N_("Administración indirecta")),
    ("NUCLEO_EJECUTOR_REGIONAL", N_("Núcleo ejecutor")),
)
SEGMENTOS = (
    ("RUTINARIO", N_("Rutinario")),
    ("OPERACIONAL", N_("Operacional")),
    ("CRITICO", N_("Crítico")),
    ("ESTRATEGICO", N_("Estratégico")),
)
HERRAMIENTAS = (
    ("COTIZACIONES", N_("Cotizaciones")),
    ("CONSULTA", N_("Consulta al mercado")),
    ("CONSULTA_AVANZADA", N_("Consulta avanzada")),
    ("DIFUSION", N_("Difusión del requerimiento")),
)
CERTIFICADOS = (
    ("CERTIFICACION", N_("Certificación")),
    ("PREVISION", N_("Previsión presupuestal")),
    ("TRANSFERENCIA", N_("Depósito o transferencia")),
)
REGIMENES = (
    ("L30225", N_("Ley 30225")),
    ("L32069", N_("Ley 32069")),
    ("L32069_DS001", N_("Ley 32069 con el DS 001-2026-EF")),
)
PROCEDIMIENTOS = (
    ("LP", N_("Licitación pública")),
    ("LP_ABREVIADA", N_("Licitación pública abreviada")),
    ("CP", N_("Concurso público")),
    ("CP_ABREVIADO", N_("Concurso público abreviado")),
    ("SUBASTA_INVERSA", N_("Subasta inversa")),
    ("COMPARACION_PRECIOS", N_("Comparación de precios")),
    ("ADJUDICACION_SIMPLIFICADA", N_("Adjudicación simplificada")),
    ("CONTRATO_MENOR", N_("Contrato menor")),
    ("CATALOGO", N_("Catálogo electrónico")),
    ("NO_COMPETITIVO", N_("Procedimiento no competitivo")),
)
CAUSAS_DESIERTO = (
    ("SIN_OFERTAS", N_("No llegaron ofertas")),
    ("PRECIO_SOBRE_CUANTIA", N_("El precio pasó la cuantía")),
    ("EETT_RESTRICTIVAS", N_("Las especificaciones pedían demasiado")),
    ("PLAZO", N_("El plazo era muy corto")),
    ("LUGAR", N_("El lugar de entrega")),
    ("CALIFICACION", N_("Nadie cumplió la calificación")),
    ("POSTOR_UNICO", N_("Un solo postor, no válido")),
    ("NO_SUSCRIBIO", N_("El ganador no firmó")),
    ("OTRA", N_("Otra causa")),
    ("NO_CONSTA", N_("No consta")),
)
CAUSALES_NULIDAD_CONTRATO = (
    ("IMPEDIDO", N_("Proveedor impedido de contratar")),
    ("DOCUMENTO_FALSO", N_("Documentos falsos")),
    ("APELACION_PENDIENTE", N_("Se firmó con una apelación pendiente")),
    ("PROCEDIMIENTO", N_("No se hizo el procedimiento que correspondía")),
    ("CORRUPCION", N_("Condena por corrupción")),
    ("NO_ENTREGO", N_("El proveedor no entregó")),
    ("OTRO", N_("Otro motivo")),
)
CAUSALES_RESOLUCION = (
    ("APERCIBIMIENTO_VENCIDO", N_("Venció el apercibimiento")),
    ("TOPE_PENALIDAD", N_("Se llegó a la penalidad máxima")),
    ("IRREVERSIBLE", N_("El incumplimiento ya no tiene remedio")),
    ("OTRA", N_("Otra causa")),
)
# The stages that an annulment may return to, in their order.
ETAPAS = tuple(
    (state, STATES[state])
    for state in (
        "REQUERIMIENTO",
        "MERCADO",
        "EXPEDIENTE",
        "BASES",
        "CONVOCADO",
        "INTEGRADO",
        "OFERTAS",
        "EVALUACION",
        "BUENA_PRO",
    )
)
