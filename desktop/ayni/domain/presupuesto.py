"""The budget of a plan: what is bought, who pays each row, and the rows of production that make the plan a business.

Four tables: `PARTIDA` (a row of the investment budget, table T8 of the plan), `BLOQUE` (one productive activity),
`LINEA` (an income, an input, a day's work, a general cost) and `SUPUESTOS` (what the plan assumes: years, rate, loans).
Money is céntimos; quantities and unit prices are decimal text. How these rows become figures: `proyeccion`.
"""

from ayni.domain.fields import (
    Choice,
    Field,
    Money,
    Price,
    Quantity,
    Rate,
    Reference,
    Text,
    YesNo,
)
from ayni.domain.fields_calendar import HalfMonths, YearlyAmounts
from ayni.lang import N_

WITH, WITHOUT = "con", "sin"
SITUACION = Choice(((WITH, N_("Con el plan")), (WITHOUT, N_("Sin el plan"))))

LABOUR_CLASS, SERVICE_CLASS = "mano_obra", "intangible"
CLASES = (
    ("infraestructura", N_("Infraestructura")),
    ("maquinaria", N_("Maquinaria")),
    ("equipos", N_("Equipos")),
    ("muebles_herramientas", N_("Muebles y herramientas")),
    ("animales_plantas", N_("Animales y plantas")),
    (LABOUR_CLASS, N_("Mano de obra")),
    (SERVICE_CLASS, N_("Inversión intangible (servicios)")),
    ("capital_trabajo", N_("Capital de trabajo")),
)

INCOME, INPUT, LABOUR, GENERAL, PERSONNEL = "ingreso", "insumo", "mano_obra", "gasto_general", "personal"
TIPOS = (
    (INCOME, N_("Ingreso por venta")),
    (INPUT, N_("Insumo")),
    (LABOUR, N_("Mano de obra")),
    (GENERAL, N_("Gasto general")),
    (PERSONNEL, N_("Personal")),
)


AEO = Field("aeo", N_("Organización"), Reference("aeo"), required=True, asked=False)
PLAN = Field("plan", N_("Plan de negocio"), Reference("plan"), required=True, asked=False)
ORDEN = Field("orden", N_("Orden"), Quantity(whole=True), asked=False, merge="soft")

PARTIDA = (
    AEO,
    PLAN,
    ORDEN,
    Field("codigo", N_("Código"), Text(20), example="1.1"),
    Field("componente", N_("Componente"), Text(120), help=N_("La parte del plan a la que pertenece, por ejemplo 1.")),
    Field("clase", N_("Clase de gasto"), Choice(CLASES), required=True),
    Field("nombre", N_("Qué se compra o se paga"), Text(255), required=True, help=N_("Por ejemplo: Jaulas metálicas.")),
    Field("unidad", N_("Unidad"), Text(60), example="und"),
    Field("cantidad", N_("Cantidad"), Quantity(), required=True, group="cantidad"),
    Field("precio_unitario", N_("Costo unitario"), Price(places=4), required=True, group="cantidad"),
    Field(
        "cofinanciamiento_centimos",
        N_("Cofinanciamiento"),
        Money(),
        group="cantidad",
        help=N_("Lo que paga la municipalidad o el gobierno regional."),
    ),
    Field(
        "monetaria_centimos",
        N_("Contrapartida monetaria"),
        Money(),
        group="cantidad",
        help=N_("Lo que ponen los socios en dinero."),
    ),
    Field(
        "valorizada_centimos",
        N_("Contrapartida no monetaria"),
        Money(),
        group="cantidad",
        help=N_("Lo que ponen los socios en trabajo, terreno, materiales o animales."),
    ),
    Field(
        "prestamo_centimos",
        N_("Parte del dinero de los socios que sale de un préstamo"),
        Money(),
        group="cantidad",
    ),
    Field("vida_util", N_("¿Cuántos años dura?"), Quantity(whole=True, minimum=1), group="uso"),
    Field("mantenimiento_unitario", N_("Mantenimiento de cada uno por año"), Price(places=4), group="uso"),
    Field("rescate_unitario", N_("¿En cuánto se vende cada uno cuando ya está viejo?"), Price(places=4), group="uso"),
    Field("se_repone", N_("¿Se compra otra vez cuando se acaba?"), YesNo(), group="uso"),
    Field("year_compra", N_("Año de la compra"), Quantity(whole=True, minimum=1), group="uso"),
)

BLOQUE = (
    AEO,
    PLAN,
    ORDEN,
    Field("situacion", N_("Situación"), SITUACION, required=True),
    Field("nombre", N_("Actividad productiva"), Text(255), required=True, help=N_("Por ejemplo: cuy mejorado.")),
    Field("unidad", N_("Unidad de producción"), Text(60), help=N_("Por ejemplo: hectárea, módulo, cuy.")),
    Field("ciclos_por_year", N_("¿Cuántas veces al año se produce?"), Quantity(), required=True, group="ritmo"),
    Field("meses_por_ciclo", N_("¿Cuántos meses dura cada vez?"), Quantity(), group="ritmo"),
    Field(
        "unidades_por_year",
        N_("Unidades de producción en cada año"),
        YearlyAmounts(),
        required=True,
        group="ritmo",
        help=N_("Una cantidad por año, separadas por punto y coma: 3000; 4500; 5400."),
    ),
    Field(
        "quincenas_costos",
        N_("Quincenas en que se pagan los costos"),
        HalfMonths(),
        group="calendario",
        help=N_("La quincena 1 es la primera mitad del primer mes; la 24, la última del año."),
    ),
    Field(
        "quincenas_ventas", N_("Quincenas en que se paga el transporte de la venta"), HalfMonths(), group="calendario"
    ),
    Field("quincenas_cobros", N_("Quincenas en que se cobra"), HalfMonths(), group="calendario"),
)

LINEA = (
    AEO,
    PLAN,
    ORDEN,
    Field("bloque", N_("Actividad productiva"), Reference("bloque"), asked=False),
    Field("situacion", N_("Situación"), SITUACION, required=True),
    Field("tipo", N_("Tipo"), Choice(TIPOS), required=True),
    Field("nombre", N_("Nombre"), Text(255), required=True),
    Field("unidad", N_("Unidad"), Text(60)),
    Field("cantidad", N_("Cantidad"), Quantity(), group="cantidad"),
    Field(
        "cantidad_por_year",
        N_("Cantidad de cada año, si cambia"),
        YearlyAmounts(),
        group="cantidad",
        help=N_("Solo para gastos generales y personal."),
    ),
    Field("precio_unitario", N_("Precio o costo unitario"), Price(places=4), required=True, group="cantidad"),
    Field(
        "cantidad_propia",
        N_("De esa cantidad, ¿cuánto consumen o ponen los socios?"),
        Quantity(),
        group="cantidad",
    ),
    Field("aporte_propio_centimos", N_("Parte que los socios ponen sin pagar"), Money(), group="cantidad"),
    Field("transporte_unitario", N_("Transporte de cada unidad"), Price(places=4), group="cantidad"),
)

SUPUESTOS = (
    Field("horizonte_years", N_("¿Cuántos años mira el plan?"), Quantity(whole=True, minimum=1)),
    Field("tasa_descuento", N_("Tasa de descuento"), Rate(), help=N_("Está en las bases de la convocatoria.")),
    Field("inflacion", N_("Inflación al año"), Rate()),
    Field("mes_inicio", N_("Mes en que empieza, del 1 al 12"), Quantity(whole=True, minimum=1)),
    Field("socios_participantes", N_("¿Cuántos socios participan en el plan?"), Quantity(whole=True, minimum=1)),
    Field(
        "capital_propio_centimos",
        N_("Capital de trabajo que ponen los socios"),
        Money(),
        group="capital_trabajo",
    ),
    Field(
        "capital_donado_centimos",
        N_("Capital de trabajo que dona otra entidad"),
        Money(),
        group="capital_trabajo",
    ),
    Field("capital_tasa", N_("Interés al año del préstamo de capital de trabajo"), Rate(), group="capital_trabajo"),
    Field("prestamo1_tasa", N_("Primer préstamo: interés al año"), Rate(), group="prestamo1"),
    Field("prestamo1_years", N_("Primer préstamo: años"), Quantity(whole=True, minimum=1), group="prestamo1"),
    Field(
        "prestamo1_gracia_capital",
        N_("Primer préstamo: años de gracia del capital"),
        Quantity(whole=True),
        group="prestamo1",
    ),
    Field(
        "prestamo1_gracia_interes",
        N_("Primer préstamo: años de gracia del interés"),
        Quantity(whole=True),
        group="prestamo1",
    ),
    Field("prestamo1_pagos", N_("Primer préstamo: pagos por año"), Quantity(whole=True, minimum=1), group="prestamo1"),
    Field("prestamo2_centimos", N_("Segundo préstamo: monto"), Money(), group="prestamo2"),
    Field("prestamo2_tasa", N_("Segundo préstamo: interés al año"), Rate(), group="prestamo2"),
    Field("prestamo2_years", N_("Segundo préstamo: años"), Quantity(whole=True, minimum=1), group="prestamo2"),
    Field(
        "prestamo2_gracia_capital",
        N_("Segundo préstamo: años de gracia del capital"),
        Quantity(whole=True),
        group="prestamo2",
    ),
    Field(
        "prestamo2_gracia_interes",
        N_("Segundo préstamo: años de gracia del interés"),
        Quantity(whole=True),
        group="prestamo2",
    ),
    Field("prestamo2_pagos", N_("Segundo préstamo: pagos por año"), Quantity(whole=True, minimum=1), group="prestamo2"),
    Field(
        "prestamo2_year_inicio",
        N_("Segundo préstamo: año en que se recibe"),
        Quantity(whole=True, minimum=1),
        group="prestamo2",
    ),
)
