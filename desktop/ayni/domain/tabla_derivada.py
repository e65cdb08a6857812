"""Tables of a plan that follow from what is already written: T6 requirements, T10 by months, T12 depreciation and
working capital, T15 sensitivity. Rows are plain values; a sentence stands where the words are ours.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ayni.domain.caso import Asset, Case, Supply
from ayni.domain.fields import Date, Field, Money, Price, Quantity, Ruc, Text, Value, canonical, empty
from ayni.domain.flujo import left_value
from ayni.domain.indicadores import Indicators
from ayni.domain.money import centimos, split
from ayni.domain.presupuesto import PARTIDA, SOURCES, Row, amount, decimal, row_total
from ayni.domain.sensibilidad import Outcome, Sensitivity, cells, told
from ayni.domain.tabla import Column, Tabla
from ayni.lang import N_, Sentence

Given = Mapping[str, Value | Sentence]
MACHINES = ("maquinaria", "equipos", "muebles_herramientas")
DAY_UNITS = {"day": N_("día"), "week": N_("semana"), "month": N_("mes"), "year": N_("año")}
HEADING, SUM = "titulo", "suma"  # a row that names the ones below, a row that adds the ones above

_NOMBRE = Field("nombre", N_("Ítem"), Text(255))
_UNIDAD = Field("unidad", N_("Unidad"), Text(60))
_CANTIDAD = Field("cantidad", N_("Cantidad"), Quantity())

DERIVED_TABLES = (
    Tabla(
        "T6",
        N_("Requerimientos: insumos, maquinaria y herramientas, mano de obra"),
        (
            Column(_NOMBRE, 4),
            Column(_UNIDAD, 1.2),
            Column(_CANTIDAD, 1.2),
            Column(Field("precio_unitario", N_("Costo unitario"), Price(places=4)), 1.4),
            Column(Field("total_centimos", N_("Total"), Money()), 1.6),
        ),
        help=N_("Insumos y mano de obra son los del año en que el plan está completo."),
    ),
    Tabla(
        "T9",
        N_("Cotizaciones"),
        (
            Column(Field("item", N_("Ítem"), Text(255)), 3),
            Column(Field("proveedor", N_("Proveedor"), Text(255)), 2.6),
            Column(Field("ruc", N_("RUC"), Ruc()), 1.5),
            Column(Field("precio_unitario", N_("Precio de cada unidad"), Price(places=4)), 1.3),
            Column(Field("fecha", N_("Fecha"), Date()), 1.3),
            Column(Field("vence", N_("Vale hasta"), Date()), 1.3),
        ),
    ),
    Tabla(
        "T12",
        N_("Depreciación, capital de trabajo y valor residual"),
        (
            Column(_NOMBRE, 4),
            Column(_CANTIDAD, 1.1),
            Column(Field("valor_centimos", N_("Valor"), Money()), 1.6),
            Column(Field("vida_util", N_("Vida útil, en años"), Quantity()), 1.1),
            Column(Field("depreciacion_centimos", N_("Depreciación de cada año"), Money()), 1.6),
            Column(Field("residual_centimos", N_("Valor residual"), Money()), 1.6),
        ),
        help=N_("La depreciación es un dato: no entra en el flujo de caja."),
    ),
    Tabla(
        "T15",
        N_("Sensibilidad"),
        (
            Column(Field("variable", N_("Qué cambia"), Text(255)), 3),
            Column(Field("van_plan", N_("VAN de todo el plan"), Text(40)), 1.5, figures=True),
            Column(Field("tir_plan", N_("TIR de todo el plan"), Text(40)), 1.2, figures=True),
            Column(Field("van_socios", N_("VAN de los socios"), Text(40)), 1.5, figures=True),
            Column(Field("tir_socios", N_("TIR de los socios"), Text(40)), 1.2, figures=True),
            Column(Field("capital", N_("Capital de trabajo"), Text(40)), 1.4, figures=True),
            Column(Field("decision", N_("Decisión"), Text(255)), 1.8),
        ),
    ),
)
DERIVED: Mapping[str, Tabla] = {each.code: each for each in DERIVED_TABLES}


# T6


def requirements(case: Case, partidas: Iterable[Row]) -> list[Given]:
    """What the plan needs: inputs and work of its last year, machines and tools of its budget, under three headings."""
    years = case.years

    def used(name: str) -> list[Given]:
        return [
            _needed(line, block.k(years) * line.units)
            for block in case.with_plan.blocks
            for line in (block.inputs if name == "inputs" else block.labour)
            if block.k(years) * line.units
        ]

    machines: list[Given] = [
        {
            "nombre": row.get("nombre"),
            "unidad": row.get("unidad"),
            "cantidad": row.get("cantidad"),
            "precio_unitario": row.get("precio_unitario"),
            "total_centimos": row_total(row),
        }
        for row in partidas
        if row.get("clase") in MACHINES
    ]
    found: list[Given] = []
    for heading, rows in (
        (N_("Insumos"), used("inputs")),
        (N_("Maquinaria y herramientas"), machines),
        (N_("Mano de obra"), used("labour")),
    ):
        if rows:
            total = sum(int(str(row["total_centimos"])) for row in rows)
            last: Given = {SUM: "si", "nombre": Sentence(N_("Total")), "total_centimos": total}
            found += [{HEADING: Sentence(heading)}, *rows, last]
    return found


def _needed(line: Supply, quantity: Decimal) -> Given:
    unit = DAY_UNITS.get(line.unit)
    return {
        "nombre": line.name,
        "unidad": Sentence(unit) if unit else line.unit,
        "cantidad": canonical(quantity),
        "precio_unitario": canonical(line.full_cost),
        "total_centimos": centimos(quantity * line.full_cost),
    }


# T10


def months_of(row: Row) -> range:
    """In which months a row of the budget is paid; none while nobody has said."""
    first, last = decimal(row, "mes_inicio"), decimal(row, "mes_fin")
    return range(0) if first is None or last is None else range(int(first), int(last) + 1)


def timetable(partidas: Iterable[Row]) -> list[dict[str, Value]]:
    """The budget by months: one row for each source of each item; its months add to what the source pays in T8.

    A month's amount stands under "m1", "m2"…; an item without months has its total only.
    """
    found: list[dict[str, Value]] = []
    for partida in partidas:
        months = months_of(partida)
        for source in SOURCES:
            paid = amount(partida, source)
            if not paid:
                continue
            row: dict[str, Value] = {
                "nombre": partida.get("nombre"),
                "mes_inicio": partida.get("mes_inicio"),
                "mes_fin": partida.get("mes_fin"),
                "fuente": source,
                "total_centimos": paid,
            }
            shares = split(paid, [1] * len(months))
            found.append(row | {f"m{month}": share for month, share in zip(months, shares, strict=True)})
    return found


def last_month(partidas: Iterable[Row]) -> int:
    """The last month in which anything is paid; 0 while no item has months."""
    return max((int(str(row.get("mes_fin"))) for row in partidas if not empty(row.get("mes_fin"))), default=0)


def by_month(rows: Iterable[Row], month: int, source: str = "") -> int:
    """What is paid in one month, by everybody or by one source, in céntimos."""
    return sum(int(row.get(f"m{month}") or 0) for row in rows if not source or row["fuente"] == source)


SOURCE_LABELS: Mapping[str, str] = {item.name: item.label for item in PARTIDA if item.name in SOURCES}


# T12


def yearly_depreciation(asset: Asset) -> Decimal:
    """What an asset loses each year, in a straight line; it tells, and enters no flow."""
    return (asset.unit_cost - asset.salvage) * asset.units / asset.life


def worn(case: Case, found: Indicators) -> list[Given]:
    """Each asset with what it loses a year and what is left at the end; then the working capital and the residual."""
    rows: list[Given] = [
        {
            "nombre": asset.name,
            "cantidad": canonical(asset.units),
            "valor_centimos": centimos(asset.cost),
            "vida_util": str(asset.life),
            "depreciacion_centimos": centimos(yearly_depreciation(asset)),
            "residual_centimos": centimos(left_value(asset, case.years)),
        }
        for asset in case.with_plan.assets
    ]
    if rows:
        assets = case.with_plan.assets
        rows.append(
            {
                SUM: "si",
                "nombre": Sentence(N_("Total")),
                "valor_centimos": centimos(sum((each.cost for each in assets), Decimal(0))),
                "depreciacion_centimos": centimos(sum((yearly_depreciation(each) for each in assets), Decimal(0))),
                "residual_centimos": centimos(found.residual),
            }
        )
    months = found.wc_period_months
    said = Sentence(N_("Capital de trabajo, para {months} meses"), months=months)
    if not months:
        said = Sentence(N_("Capital de trabajo: no hace falta"))
    rows.append({"nombre": said, "valor_centimos": centimos(found.wc_required)})
    return rows


# T15

BOTH = N_("Ganan el plan y los socios")
PLAN_ONLY = N_("Gana el plan; pierden los socios")
MEMBERS_ONLY = N_("Pierde el plan; ganan los socios")
NEITHER = N_("Pierden el plan y los socios")
UNKNOWN = N_("Falta la tasa")


def decision(row: Outcome) -> Sentence:
    """What a condition does to the plan, in both perspectives."""
    whole, members = row.npv("all"), row.npv("applicant")
    if whole is None or members is None:
        return Sentence(UNKNOWN)
    if whole >= 0:
        return Sentence(BOTH if members >= 0 else PLAN_ONLY)
    return Sentence(MEMBERS_ONLY if members >= 0 else NEITHER)


def tried_rows(found: Sensitivity) -> list[Given]:
    """The plan under each condition, as the table of sensitivity shows it."""
    names = ("van_plan", "tir_plan", "van_socios", "tir_socios", "capital")
    rows: Sequence[Outcome] = (*found.rows, found.late)
    return [
        {"variable": told(row.variant), **dict(zip(names, cells(row), strict=True)), "decision": decision(row)}
        for row in rows
    ]
