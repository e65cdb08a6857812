"""The tables of a plan that people fill (F08b, T1 to T20): their fields, and the columns that follow from others.

Each is a table of its own rows, in the order of `orden`; T10 is typed in the rows of the budget. A column that follows
from others is computed and never stored. What must agree in them: `tabla_reglas`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ayni.domain.fields import (
    Choice,
    Dni,
    Field,
    Money,
    Price,
    Quantity,
    Rate,
    Reading,
    Reference,
    Ruc,
    Text,
    Value,
    Year,
    canonical,
    empty,
)
from ayni.domain.money import centimos
from ayni.domain.presupuesto import (
    AEO,
    ORDEN,
    PARTIDA,
    PLAN,
    Row,
    decimal,
    row_total,
)
from ayni.lang import N_, Sentence

LINK = (AEO, PLAN, ORDEN)
SOCIOS, MUJERES, HECTAREAS, ANIMALES, OTRO = "socios", "mujeres", "hectareas", "animales", "otro"
MEDIDAS = (
    (SOCIOS, N_("Socios")),
    (MUJERES, N_("Mujeres")),
    (HECTAREAS, N_("Hectáreas")),
    (ANIMALES, N_("Animales")),
    (OTRO, N_("Otro dato")),
)
WHOLE = Decimal(100)
DNI_DIGITS, RUC_DIGITS = 8, 11


@dataclass(frozen=True, slots=True)
class DniRuc(Ruc):
    """Who somebody is before the law: the eight digits of a person's DNI, or the eleven of a RUC."""

    def read(self, typed: str | int, today: date) -> Reading:
        """A DNI when it has its digits, a RUC when it has those; anything else is asked again."""
        count = sum(sign.isdigit() for sign in str(typed))
        if count == DNI_DIGITS:
            return Dni().read(typed, today)
        if count == RUC_DIGITS:
            return Ruc.read(self, typed, today)
        return Reading(None, Sentence(N_("Escriba los 8 números del DNI o los 11 del RUC.")))


INDICADOR_AEO = (
    *LINK,
    Field("indicador", N_("Indicador"), Text(255), required=True, help=N_("Por ejemplo: cuyes vendidos al año.")),
    Field("medida", N_("Qué cuenta"), Choice(MEDIDAS), help=N_("Lo que sale del padrón se compara con él.")),
    Field("unidad", N_("Unidad"), Text(60)),
    Field(
        "alcance",
        N_("Alcance"),
        Choice((("individual", N_("Individual")), ("colectivo", N_("Colectivo")), ("mixto", N_("Mixto")))),
    ),
    Field("valor_base", N_("Año base"), Quantity(), required=True, group="valor"),
    Field("valor_meta", N_("Año 5"), Quantity(), required=True, group="valor"),
)
PRODUCCION_SOCIO = (
    *LINK,
    Field("socio", N_("Socio"), Reference("socio"), required=True),
    Field("unidad", N_("Unidad productiva"), Text(60), help=N_("Por ejemplo: hectáreas, cabezas, colmenas.")),
    Field("cantidad", N_("Cuánto tiene"), Quantity(), group="produccion"),
    Field("rendimiento", N_("Rendimiento"), Quantity(), group="produccion"),
    Field("autoconsumo", N_("Autoconsumo"), Rate(), group="produccion"),
    Field("precio", N_("Precio"), Price(places=4)),
)
DIAGNOSTICO = (
    *LINK,
    Field("etapa", N_("Etapa"), Text(120), required=True),
    Field("situacion_actual", N_("Situación actual"), Text(500)),
    Field("problema", N_("Problema"), Text(500)),
    Field("solucion", N_("Solución"), Text(500)),
    Field("tecnologia", N_("Tecnología propuesta"), Text(500)),
)
DEMANDA = (
    *LINK,
    Field("year", N_("Año"), Year(), required=True),
    Field("unidad", N_("Unidad"), Text(60)),
    Field("demanda", N_("Demanda"), Quantity(), required=True, group="mercado"),
    Field("oferta", N_("Oferta"), Quantity(), required=True, group="mercado"),
)
FRECUENCIAS = (
    ("semanal", N_("Cada semana")),
    ("quincenal", N_("Cada quincena")),
    ("mensual", N_("Cada mes")),
    ("trimestral", N_("Cada tres meses")),
    ("cosecha", N_("En cada cosecha")),
    ("anual", N_("Una vez al año")),
)
COMPRADOR = (
    *LINK,
    Field("nombre", N_("Comprador"), Text(255), required=True),
    Field("documento", N_("DNI o RUC"), DniRuc(), required=True),
    Field("producto", N_("Producto"), Text(160), required=True),
    Field("volumen", N_("Cuánto compra"), Quantity(), group="compra"),
    Field("unidad", N_("Unidad"), Text(60), group="compra"),
    Field("precio", N_("Precio"), Price(places=4), group="compra"),
    Field("frecuencia", N_("Cada cuánto"), Choice(FRECUENCIAS), group="compra"),
    Field("papel", N_("Carta de intención"), Reference("papel"), help=N_("El papel del expediente donde está.")),
)
IMPACTO = (
    *LINK,
    Field("actividad", N_("Actividad"), Text(255), required=True),
    Field("aspecto", N_("Aspecto"), Text(255), help=N_("Por ejemplo: estiércol, agua, remedios.")),
    Field("impacto", N_("Impacto"), Text(500), required=True),
    Field("nivel", N_("Nivel"), Choice((("bajo", N_("Bajo")), ("medio", N_("Medio")), ("alto", N_("Alto"))))),
    Field("mitigacion", N_("Qué se hará"), Text(500), required=True),
    Field("costo_centimos", N_("Costo"), Money()),
    Field("responsable", N_("Responsable"), Text(160)),
)
NIVELES = (
    ("fin", N_("Fin")),
    ("proposito", N_("Propósito")),
    ("componente", N_("Componente")),
    ("actividad", N_("Actividad")),
)
MARCO_LOGICO = (
    *LINK,
    Field("nivel", N_("Nivel"), Choice(NIVELES), required=True),
    Field("resumen", N_("Resumen de objetivos"), Text(500), required=True),
    Field("indicador", N_("Indicador"), Text(255)),
    Field("unidad", N_("Unidad"), Text(60)),
    Field("linea_base", N_("Línea base"), Quantity(), group="meta"),
    Field("meta", N_("Meta"), Quantity(), group="meta"),
    Field("medio_verificacion", N_("Medio de verificación"), Text(255)),
    Field("supuesto", N_("Supuesto"), Text(500)),
)
CAPACITACION = (
    *LINK,
    Field(
        "tipo",
        N_("Tipo"),
        Choice((("asistencia", N_("Asistencia técnica")), ("capacitacion", N_("Capacitación")))),
        required=True,
    ),
    Field("tema", N_("Tema"), Text(255), required=True),
    Field("eventos", N_("Número de eventos"), Quantity(whole=True)),
    Field("horas", N_("Horas"), Quantity()),
    Field("participantes", N_("Participantes"), Quantity(whole=True)),
    Field("costo_centimos", N_("Costo"), Money(), group="costo"),
    Field("partida", N_("Partida del presupuesto"), Reference("partida"), group="costo"),
)
REPARTO = (
    *LINK,
    Field("destino", N_("Destino de las utilidades"), Text(160), required=True, example="Reserva"),
    Field("porcentaje", N_("Porcentaje"), Rate(), required=True),
)
CRONOGRAMA = tuple(item for item in PARTIDA if item.group == "cronograma")


# Columns


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: typed as its field says, or computed of the row. `weight` is its part of a sheet's width."""

    field: Field
    weight: float = 1
    compute: Callable[[Row], Value] | None = None
    summed: bool = False
    figures: bool = False  # words that are figures: they stand at the right

    @property
    def name(self) -> str:
        """The datum of the row that it shows."""
        return self.field.name

    @property
    def numeric(self) -> bool:
        """It stands at the right."""
        return self.figures or isinstance(self.field.kind, Money | Quantity | Rate)


@dataclass(frozen=True, slots=True)
class Tabla:
    """A table of the plan: its rows are kept under `noun`, "" when they follow from the plan."""

    code: str
    label: str  # source text
    columns: tuple[Column, ...]
    noun: str = ""
    fields: tuple[Field, ...] = ()
    help: str = ""
    required: bool = False
    typed: tuple[Field, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "typed", tuple(item for item in self.fields if item.asked))

    def complete(self, row: Row) -> dict[str, Value]:
        """A row with its computed columns."""
        return dict(row) | {each.name: each.compute(row) for each in self.columns if each.compute is not None}

    def sums(self, rows: Iterable[Row]) -> dict[str, Value]:
        """The totals of the columns that are added: céntimos or decimal text. Unlike units are not added up."""
        given = [self.complete(row) for row in rows]
        alike = len({str(row["unidad"]).casefold() for row in given if not empty(row.get("unidad"))}) <= 1
        return {
            each.name: _sum(each.field, [row.get(each.name) for row in given])
            for each in self.columns
            if each.summed and (alike or not isinstance(each.field.kind, Quantity))
        }


def _sum(item: Field, values: Sequence[Value]) -> Value:
    if isinstance(item.kind, Money):
        return sum(int(value or 0) for value in values)
    return canonical(sum((Decimal(str(value)) for value in values if not empty(value)), Decimal(0)))


def _columns(fields: Sequence[Field], **weights: float) -> tuple[Column, ...]:
    return tuple(Column(item, weights.get(item.name, 1)) for item in fields if item.asked)


def produced(row: Row) -> Decimal | None:
    """What a member produces in a year: what there is by what each gives."""
    quantity, each = decimal(row, "cantidad"), decimal(row, "rendimiento")
    return None if quantity is None or each is None else quantity * each


def sold(row: Row) -> Decimal | None:
    """What is left for sale when the family has taken its part."""
    whole = produced(row)
    return None if whole is None else whole * (WHOLE - (decimal(row, "autoconsumo") or 0)) / WHOLE


def earned(row: Row) -> Value:
    """What a member is paid in a year, in céntimos."""
    quantity, price = sold(row), decimal(row, "precio")
    return None if quantity is None or price is None else centimos(quantity * price)


def gap(row: Row) -> Value:
    """What the market asks and nobody offers; below zero there is too much."""
    asked, offered = decimal(row, "demanda"), decimal(row, "oferta")
    return None if asked is None or offered is None else canonical(asked - offered)


def _text(value: Decimal | None) -> Value:
    return None if value is None else canonical(value)


PRODUCCION = Column(
    Field("produccion", N_("Producción al año"), Quantity()), 1, lambda row: _text(produced(row)), summed=True
)
VENTA = Column(Field("venta", N_("Venta"), Quantity()), 1, lambda row: _text(sold(row)), summed=True)
INGRESO = Column(Field("ingreso_centimos", N_("Ingreso"), Money()), 1.2, earned, summed=True)
BRECHA = Column(Field("brecha", N_("Brecha"), Quantity()), 1, gap)
TOTAL = Column(Field("total_centimos", N_("Total"), Money()), 1.3, row_total, summed=True)
SOCIO_DNI = Column(Field("dni", N_("DNI"), Dni()), 1.1)


def _summed(columns: Sequence[Column], *names: str) -> tuple[Column, ...]:
    return tuple(
        Column(each.field, each.weight, each.compute, summed=True) if each.name in names else each for each in columns
    )


_MEMBERS = _columns(PRODUCCION_SOCIO, socio=2.6, unidad=1.2, autoconsumo=1.1)
_PARTIDA = {item.name: item for item in PARTIDA}

TYPED_TABLES = (
    Tabla(
        "T1",
        N_("Indicadores de la organización"),
        _columns(INDICADOR_AEO, indicador=3, medida=1.3, alcance=1.2),
        "indicador_aeo",
        INDICADOR_AEO,
        N_("Con cuánto empieza la organización y a cuánto quiere llegar en cinco años."),
    ),
    Tabla(
        "T2",
        N_("Producción actual de cada socio"),
        (_MEMBERS[0], SOCIO_DNI, *_MEMBERS[1:4], PRODUCCION, _MEMBERS[4], VENTA, _MEMBERS[5], INGRESO),
        "produccion_socio",
        PRODUCCION_SOCIO,
        N_("Lo que cada socio tiene y produce hoy, en un año."),
    ),
    Tabla(
        "T3",
        N_("Diagnóstico del proceso"),
        _columns(DIAGNOSTICO, etapa=1.2, situacion_actual=2, problema=2, solucion=2, tecnologia=2),
        "diagnostico",
        DIAGNOSTICO,
        N_("Los pasos de la producción: cómo se hacen hoy, qué falla y cómo se mejora."),
    ),
    Tabla(
        "T4",
        N_("Demanda, oferta y brecha"),
        (*_columns(DEMANDA), BRECHA),
        "demanda",
        DEMANDA,
        N_("La brecha es lo que el mercado pide y nadie ofrece todavía."),
    ),
    Tabla(
        "T5",
        N_("Compradores con nombre"),
        _columns(COMPRADOR, nombre=2.2, documento=1.3, producto=1.4, frecuencia=1.2, papel=1.6),
        "comprador",
        COMPRADOR,
        N_("El plan nombra por lo menos un comprador."),
        required=True,
    ),
    Tabla(
        "T10",
        N_("Cronograma físico y financiero"),
        (Column(_PARTIDA["nombre"], 3), TOTAL, *(Column(item) for item in CRONOGRAMA)),
        "partida",
        CRONOGRAMA,
        N_("En qué mes empieza y en qué mes termina cada cosa. El mes 1 es el primero del plan."),
    ),
    Tabla(
        "T17",
        N_("Impacto ambiental"),
        _summed(
            _columns(IMPACTO, actividad=1.6, aspecto=1.4, impacto=2, mitigacion=2, responsable=1.4), "costo_centimos"
        ),
        "impacto",
        IMPACTO,
        N_("Qué daño puede causar cada actividad, qué se hará y quién responde."),
    ),
    Tabla(
        "T18",
        N_("Marco lógico"),
        _columns(MARCO_LOGICO, nivel=1.2, resumen=2.4, indicador=1.8, medio_verificacion=1.8, supuesto=1.8),
        "marco_logico",
        MARCO_LOGICO,
        N_("Para qué es el plan, qué logra y qué se hace, con su indicador y su meta."),
    ),
    Tabla(
        "T19",
        N_("Asistencia técnica y capacitación"),
        _summed(_columns(CAPACITACION, tipo=1.4, tema=2.4, partida=2), "costo_centimos"),
        "capacitacion",
        CAPACITACION,
        N_("La suma es lo que dice el presupuesto en inversión intangible."),
    ),
    Tabla(
        "T20",
        N_("Distribución de utilidades"),
        _summed(_columns(REPARTO, destino=4), "porcentaje"),
        "reparto",
        REPARTO,
        N_("Cómo se reparte lo que se gana: la suma es 100 %."),
    ),
)
TABLAS: Mapping[str, Tabla] = {each.code: each for each in TYPED_TABLES}
OF_BUDGET = "partida"  # the timetable is typed in the rows of the budget
OWN_ROWS = tuple(each for each in TYPED_TABLES if each.noun != OF_BUDGET)
