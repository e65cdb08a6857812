"""The budget of a plan: what is bought, who pays each row, and the rows of production that make the plan a business.

Every row says what it costs and which of the three sources pays it, to the céntimo; totals and shares are computed,
never stored. Four tables: `PARTIDA` (a row of the investment budget, table T8 of the plan), `BLOQUE` (one productive
activity), `LINEA` (an income, an input, a day's work, a general cost) and `SUPUESTOS` (what the plan assumes: years,
rate, loans). Money is céntimos; quantities and unit prices are decimal text. How they become figures: `proyeccion`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ayni.domain.dates import without_accents
from ayni.domain.fields import (
    Choice,
    Field,
    Money,
    Price,
    Problem,
    Quantity,
    Rate,
    Reference,
    Text,
    Value,
    YesNo,
    empty,
)
from ayni.domain.fields_calendar import HalfMonths, YearlyAmounts, yearly_amounts
from ayni.domain.money import split, times
from ayni.domain.rules import NOTHING, AeoFacts, Answer, CategoryFacts, Regime, RuleBook
from ayni.lang import N_, Sentence, soles

WITH, WITHOUT = "con", "sin"
SITUACION = Choice(((WITH, N_("Con el plan")), (WITHOUT, N_("Sin el plan"))))

LABOUR_CLASS, SERVICE_CLASS, OTHER_CLASS, CAPITAL_CLASS = "mano_obra", "intangible", "otros_bienes", "capital_trabajo"
CLASES = (
    ("infraestructura", N_("Infraestructura")),
    ("maquinaria", N_("Maquinaria")),
    ("equipos", N_("Equipos")),
    ("muebles_herramientas", N_("Muebles y herramientas")),
    ("animales_plantas", N_("Animales y plantas")),
    (LABOUR_CLASS, N_("Mano de obra")),
    (SERVICE_CLASS, N_("Inversión intangible (servicios)")),
    (OTHER_CLASS, N_("Otros bienes")),
    (CAPITAL_CLASS, N_("Capital de trabajo")),
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
    Field(
        "vida_util",
        N_("¿Cuántos años dura?"),
        Quantity(whole=True, minimum=1),
        group="uso",
        help=N_("Si lo deja vacío, dura hasta el final del plan."),
    ),
    Field("mantenimiento_unitario", N_("Mantenimiento de cada uno por año"), Price(places=4), group="uso"),
    Field("rescate_unitario", N_("¿En cuánto se vende cada uno cuando ya está viejo?"), Price(places=4), group="uso"),
    Field("se_repone", N_("¿Se compra otra vez cuando se acaba?"), YesNo(), group="uso"),
    Field("year_compra", N_("Año de la compra"), Quantity(whole=True, minimum=1), group="uso"),
    Field("mes_inicio", N_("Mes en que empieza"), Quantity(whole=True, minimum=1), group="cronograma"),
    Field("mes_fin", N_("Mes en que termina"), Quantity(whole=True, minimum=1), group="cronograma"),
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

SOURCES = ("cofinanciamiento_centimos", "monetaria_centimos", "valorizada_centimos")
WORK_UNITS = {"dia": "day", "jornal": "day", "semana": "week", "mes": "month", "ano": "year"}

Row = Mapping[str, Value]


def amount(row: Row, name: str) -> int:
    """An amount of a row in céntimos; a blank is nothing."""
    return int(row.get(name) or 0)


def decimal(row: Row, name: str) -> Decimal | None:
    """A quantity or unit price of a row."""
    value = row.get(name)
    return None if empty(value) else Decimal(str(value))


def row_total(row: Row) -> int:
    """What a budget row costs, in céntimos: quantity by unit cost; nothing while one of them is missing."""
    quantity, price = decimal(row, "cantidad"), decimal(row, "precio_unitario")
    return 0 if quantity is None or price is None else times(quantity, price)


def work_unit(unit: str | None) -> str | None:
    """The unit in which work is counted, as the engine names it; None when it is none of them."""
    plain = without_accents(unit or "").strip().rstrip(".")
    return WORK_UNITS.get(plain) or WORK_UNITS.get(plain.removesuffix("s")) or WORK_UNITS.get(plain.removesuffix("es"))


WORK_UNIT = N_("El trabajo se cuenta en días, semanas, meses o años.")


def check_partida(values: Row) -> list[Problem]:
    """What does not agree within a budget row, once each answer is canonical: above all, whether its sources add up."""
    found: list[Problem] = []
    total, paid = row_total(values), sum(amount(values, name) for name in SOURCES)
    if not empty(values.get("cantidad")) and not empty(values.get("precio_unitario")) and paid != total:
        if paid < total:
            said = N_("Faltan {difference}: esta fila cuesta {total} y entre todos ponen {paid}.")
        else:
            said = N_("Sobran {difference}: esta fila cuesta {total} y entre todos ponen {paid}.")
        off = soles(abs(total - paid))
        found.append(Problem(SOURCES[0], Sentence(said, difference=off, total=soles(total), paid=soles(paid))))
    if amount(values, "prestamo_centimos") > amount(values, "monetaria_centimos"):
        said = N_("El préstamo no puede ser más que el dinero que ponen los socios.")
        found.append(Problem("prestamo_centimos", Sentence(said)))
    price, scrap = decimal(values, "precio_unitario"), decimal(values, "rescate_unitario")
    if price is not None and scrap is not None and scrap > price:
        found.append(Problem("rescate_unitario", Sentence(N_("No puede valer más de viejo que de nuevo."))))
    if values.get("clase") == LABOUR_CLASS and work_unit(_text(values, "unidad")) is None:
        found.append(Problem("unidad", Sentence(WORK_UNIT)))
    return found


def check_linea(values: Row) -> list[Problem]:
    """What does not agree within a production row, once each answer is canonical."""
    found: list[Problem] = []
    tipo = values.get("tipo")
    general = tipo in {GENERAL, PERSONNEL}
    quantity, own = decimal(values, "cantidad"), decimal(values, "cantidad_propia")
    if quantity is None and not (general and not empty(values.get("cantidad_por_year"))):
        found.append(Problem("cantidad", Sentence(N_("Falta la cantidad."))))
    if not general and empty(values.get("bloque")):
        found.append(Problem("bloque", Sentence(N_("Diga a qué actividad productiva pertenece."))))
    if quantity is not None and own is not None and own > quantity:
        found.append(Problem("cantidad_propia", Sentence(N_("Lo propio no puede ser más que el total."))))
    if tipo in {LABOUR, PERSONNEL} and work_unit(_text(values, "unidad")) is None:
        found.append(Problem("unidad", Sentence(WORK_UNIT)))
    return found


def check_bloque(values: Row, years: int | None) -> list[Problem]:
    """Whether an activity has one quantity for each year of the plan; nothing to say while the horizon is unknown."""
    pattern = _text(values, "unidades_por_year")
    if years is None or pattern is None or len(yearly_amounts(pattern)) == years:
        return []
    said = N_("El plan dura {years} años: escriba {years} cantidades.")
    return [Problem("unidades_por_year", Sentence(said, years=years))]


def _text(row: Row, name: str) -> str | None:
    value = row.get(name)
    return None if empty(value) else str(value)


# Totals


@dataclass(frozen=True, slots=True)
class Totals:
    """What a budget, or a part of it, costs and who pays it, in céntimos."""

    total: int = 0
    cofinanciamiento: int = 0
    monetaria: int = 0
    valorizada: int = 0

    @property
    def contrapartida(self) -> int:
        """What the AEO puts, in money and valued."""
        return self.monetaria + self.valorizada

    @property
    def missing(self) -> int:
        """What nobody pays yet; below zero, what is paid twice."""
        return self.total - self.cofinanciamiento - self.contrapartida

    @property
    def shares(self) -> dict[str, Fraction]:
        """Each source as an exact part of what is paid; they add to one. Empty while nothing is paid."""
        paid = self.cofinanciamiento + self.contrapartida
        if not paid:
            return {}
        return {
            "cofinanciamiento": Fraction(self.cofinanciamiento, paid),
            "monetaria": Fraction(self.monetaria, paid),
            "valorizada": Fraction(self.valorizada, paid),
        }

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.total + other.total,
            self.cofinanciamiento + other.cofinanciamiento,
            self.monetaria + other.monetaria,
            self.valorizada + other.valorizada,
        )


@dataclass(frozen=True, slots=True)
class Presupuesto:
    """A budget added up: the whole, each component and each class, in the order in which they first appear."""

    whole: Totals
    by_componente: Mapping[str, Totals]
    by_clase: Mapping[str, Totals]


def row_totals(row: Row) -> Totals:
    """One row as totals."""
    return Totals(row_total(row), *(amount(row, name) for name in SOURCES))


def totals(rows: Iterable[Row]) -> Presupuesto:
    """The totals of a budget. They are computed from the rows and from nothing else."""
    whole = Totals()
    by_componente: dict[str, Totals] = {}
    by_clase: dict[str, Totals] = {}
    for row in rows:
        found = row_totals(row)
        whole += found
        for groups, name in ((by_componente, "componente"), (by_clase, "clase")):
            key = _text(row, name) or ""
            groups[key] = groups.get(key, Totals()) + found
    return Presupuesto(whole, by_componente, by_clase)


def split_sources(total_centimos: int, weights: Totals) -> tuple[int, int, int]:
    """A row's cost shared among the three sources as `weights` are, without losing a céntimo."""
    cofin, cash, valued = split(total_centimos, [weights.cofinanciamiento, weights.monetaria, weights.valorizada])
    return cofin, cash, valued


# What the rules say of a budget


def facts(budget: Totals, aeo: AeoFacts | None = None) -> CategoryFacts:
    """A budget, and the AEO that asks for it, as the rules take them. A budget not begun says nothing yet."""
    begun = budget != Totals()
    known = {name: getattr(aeo or AeoFacts(), name) for name in AeoFacts.__dataclass_fields__}
    return CategoryFacts(
        **known,
        total_centimos=budget.total if begun else None,
        cofin_centimos=budget.cofinanciamiento if begun else None,
        cash_centimos=budget.monetaria if begun else None,
        valued_centimos=budget.valorizada if begun else None,
    )


def lights(
    budget: Totals,
    book: RuleBook,
    regime: Regime | str,
    category: str,
    aeo: AeoFacts | None = None,
    call: Mapping[str, Any] = NOTHING,
    on: date | None = None,
) -> list[Answer]:
    """How a budget stands before the limits of its category while it is typed; with `aeo`, its members and age too."""
    answers = book.category(regime, category, facts(budget, aeo), call=call, on=on)
    if aeo is not None:
        return answers
    of_the_aeo = {answer.check for answer in book.eligibility(regime, category, AeoFacts(), call=call, on=on)}
    return [answer for answer in answers if answer.check not in of_the_aeo]
