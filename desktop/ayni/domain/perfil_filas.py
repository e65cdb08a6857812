"""What an idea sells and spends, as one flat row each: a line of production together with the activity it belongs to.

Only the way of asking is another; what is kept are the rows of the plan (`BLOQUE`, `LINEA`), so that nothing is typed
again when the idea becomes a plan. An activity is named by its name within its side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from ayni.domain.dates import without_accents
from ayni.domain.fields import Choice, Field, Problem, Quantity, Text, Value, Values, by_name, canonical, empty
from ayni.domain.fields_calendar import yearly_amounts
from ayni.domain.presupuesto import (
    BLOQUE,
    GENERAL,
    INCOME,
    INPUT,
    LABOUR,
    LINEA,
    PERSONNEL,
    TIPOS,
    WORK_UNIT,
    Row,
    decimal,
    work_unit,
)
from ayni.lang import N_, Sentence

_LINEA, _BLOQUE = by_name(LINEA), by_name(BLOQUE)

ACTIVIDAD = Field("actividad", N_("Actividad productiva"), Text(255), help=N_("Por ejemplo: cuy mejorado."))
UNIDADES = Field(
    "unidades",
    N_("Unidades de producción"),
    Quantity(),
    required=True,
    help=N_("Cuántas trabajan en un año normal: hectáreas, módulos, hornos."),
)
VENTA = (
    replace(ACTIVIDAD, required=True),
    _BLOQUE["ciclos_por_year"],
    UNIDADES,
    _LINEA["nombre"],
    _LINEA["unidad"],
    replace(_LINEA["cantidad"], required=True),
    _LINEA["precio_unitario"],
    _LINEA["transporte_unitario"],
)
SPENT = (INPUT, LABOUR, GENERAL, PERSONNEL)
OF_AN_ACTIVITY = frozenset({INCOME, INPUT, LABOUR})
GASTO = (
    replace(_LINEA["tipo"], kind=Choice(tuple(option for option in TIPOS if option[0] in SPENT))),
    ACTIVIDAD,
    _LINEA["nombre"],
    _LINEA["unidad"],
    replace(_LINEA["cantidad"], required=True),
    _LINEA["precio_unitario"],
    _LINEA["transporte_unitario"],
)
IN_LINEA = ("nombre", "unidad", "cantidad", "precio_unitario", "transporte_unitario")


def same_name(one: Value, other: Value) -> bool:
    """Two names of one activity: letters and accents apart, they say the same."""
    return without_accents(str(one or "")).strip() == without_accents(str(other or "")).strip()


def activity_named(name: Value, situacion: str, bloques: Iterable[Row]) -> Row | None:
    """The activity of this side that has this name."""
    if empty(name):
        return None
    return next((row for row in bloques if row["situacion"] == situacion and same_name(row["nombre"], name)), None)


def full_units(bloque: Row) -> str | None:
    """How many units an activity has at full operation: those of its last year."""
    pattern = bloque.get("unidades_por_year")
    return None if empty(pattern) else canonical(yearly_amounts(str(pattern))[-1])


def _flat(line: Row, bloque: Row) -> Values:
    return {
        "id": line["id"],
        "bloque": line.get("bloque"),
        "tipo": line["tipo"],
        "actividad": bloque.get("nombre"),
        "ciclos_por_year": bloque.get("ciclos_por_year"),
        "unidades": full_units(bloque),
        **{name: line.get(name) for name in IN_LINEA},
    }


def ventas(situacion: str, lineas: Sequence[Row], bloques: Sequence[Row]) -> list[Values]:
    """What one side sells, each line with its activity."""
    return _rows({INCOME}, situacion, lineas, bloques)


def gastos(situacion: str, lineas: Sequence[Row], bloques: Sequence[Row]) -> list[Values]:
    """What one side spends: on its activities first, then in general."""
    found = _rows(set(SPENT), situacion, lineas, bloques)
    return sorted(found, key=lambda row: row["tipo"] not in OF_AN_ACTIVITY)


def _rows(tipos: set[str], situacion: str, lineas: Sequence[Row], bloques: Sequence[Row]) -> list[Values]:
    by_id = {row["id"]: row for row in bloques}
    return [
        _flat(line, by_id.get(line.get("bloque"), {}))
        for line in lineas
        if line["situacion"] == situacion and line["tipo"] in tipos
    ]


def check_gasto(values: Row) -> list[Problem]:
    """What does not agree within a row of what is spent, once each answer is canonical."""
    found = []
    if values.get("tipo") in OF_AN_ACTIVITY and empty(values.get("actividad")):
        found.append(Problem("actividad", Sentence(N_("Diga a qué actividad productiva pertenece."))))
    unit = values.get("unidad")
    if values.get("tipo") in {LABOUR, PERSONNEL} and work_unit(None if unit is None else str(unit)) is None:
        found.append(Problem("unidad", Sentence(WORK_UNIT)))
    return found


def year_amount(values: Row) -> Decimal | None:
    """What a flat row comes to in a year, in soles; None while a number is missing. Transport is taken off a sale."""
    units, price = decimal(values, "cantidad"), decimal(values, "precio_unitario")
    if units is None or price is None:
        return None
    tipo, transport = values.get("tipo") or INCOME, decimal(values, "transporte_unitario") or Decimal(0)
    if tipo not in OF_AN_ACTIVITY:
        return units * price
    times, working = decimal(values, "ciclos_por_year"), decimal(values, "unidades")
    if times is None or working is None:
        return None
    one = {INCOME: price - transport, INPUT: price + transport}.get(str(tipo), price)
    return times * working * units * one


# While they are typed


def counted(values: Row) -> bool:
    """The row is written far enough to be counted; one that is being begun says nothing yet."""
    wanted = ["nombre", "cantidad", "precio_unitario"]
    wanted += ["actividad"] if (values.get("tipo") or INCOME) in OF_AN_ACTIVITY else []
    return not any(empty(values.get(name)) for name in wanted)


def typed_rows(situacion: str, sold: Sequence[Row], spent: Sequence[Row]) -> tuple[list[Values], list[Values]]:
    """The production rows and activities that these flat rows of one side stand for, before they are stored.

    A cost of an activity that nobody sells from is left out, as the door would refuse it.
    """
    bloques: dict[str, Values] = {}
    lineas: list[Values] = []
    link: Values = {"situacion": situacion}

    def line(values: Row, tipo: Value, bloque: str | None) -> Values:
        return {**link, "id": values.get("id"), "tipo": tipo, "bloque": bloque} | {
            name: values.get(name) for name in IN_LINEA
        }

    for values in filter(counted, sold):
        key = f"{situacion}:{without_accents(str(values['actividad'])).strip()}"
        bloques[key] = {
            **link,
            "id": key,
            "nombre": values["actividad"],
            "ciclos_por_year": values.get("ciclos_por_year"),
            "unidades_por_year": values.get("unidades"),
        }
        lineas.append(line(values, INCOME, key))
    for values in filter(counted, spent):
        if values.get("tipo") not in OF_AN_ACTIVITY:
            lineas.append(line(values, values.get("tipo"), None))
        elif (here := activity_named(values["actividad"], situacion, bloques.values())) is not None:
            lineas.append(line(values, values.get("tipo"), str(here["id"])))
    return lineas, list(bloques.values())


def only_activity(situacion: str, bloques: Iterable[Row]) -> Row | None:
    """The activity of a side that has one: nobody needs to say which."""
    found = [row for row in bloques if row["situacion"] == situacion]
    return found[0] if len(found) == 1 else None
