"""Turns the rows of a plan into what the engine computes, and a case file back into rows.

A plan is kept as a record of assumptions, budget rows, activities and production rows. What the fund pays is donated
money; what the AEO puts, in money or valued, is its own; the part that it borrows is left to be financed. Goods become
assets, labour stays labour, what is intangible becomes a service. Both ways agree to the céntimo.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from ayni.domain import lector, presupuesto
from ayni.domain.archivo_caso import read_case
from ayni.domain.caso import Asset, Block, BudgetLine, Calendar, Case, CaseRefused, General, Outlay, Side
from ayni.domain.fields import MISSING, NO, SI, Problem, Value, Values, canonical, empty
from ayni.domain.fields_calendar import half_months, written_half_months, written_yearly, yearly_amounts
from ayni.domain.money import centimos, in_soles
from ayni.domain.prestamo import Prestamo
from ayni.domain.presupuesto import (
    GENERAL,
    INCOME,
    INPUT,
    LABOUR,
    LABOUR_CLASS,
    OTHER_CLASS,
    PERSONNEL,
    SERVICE_CLASS,
    SOURCES,
    WITH,
    WITHOUT,
    Row,
    amount,
    decimal,
    row_total,
    work_unit,
)
from ayni.lang import N_, Sentence

NOT_KEPT = N_("Un plan guardado en filas no puede llevar este dato del archivo: {name}.")
NOT_MATCHED = N_("{line}: esta fila del presupuesto no coincide con las inversiones del archivo.")

SIDES = {WITH: "with", WITHOUT: "without"}
UNITS = {"day": "día", "week": "semana", "month": "mes", "year": "año"}

# Names of the engine's input and of our fields; the first three kinds of value are read as they are.
NUMBERS = {
    "years": "horizonte_years",
    "discount_rate_pct": "tasa_descuento",
    "inflation_pct": "inflacion",
    "start_month": "mes_inicio",
    "members": "socios_participantes",
    "wc_interest_pct": "capital_tasa",
}
AMOUNTS = {"wc_own": "capital_propio_centimos", "wc_donated": "capital_donado_centimos"}
LOAN = {
    "nominal_pct": "tasa",
    "years": "years",
    "grace_capital": "gracia_capital",
    "grace_interest": "gracia_interes",
    "payments_per_year": "pagos",
}
MARKS = {"production": "quincenas_costos", "sale_costs": "quincenas_ventas", "receipts": "quincenas_cobros"}


def case_of_plan(plan: Row, partidas: Sequence[Row], lineas: Sequence[Row], bloques: Sequence[Row]) -> Case:
    """The case of a plan kept in rows. A row of `bloques` is known by its "id", which its lines name in "bloque".

    Raises `CaseRefused` with everything that the engine cannot take; the fields of its problems are ours where one
    datum of the plan is meant, and paths of the case otherwise.
    """
    given: dict[str, Any] = {name: decimal(plan, ours) for name, ours in NUMBERS.items()}
    given |= {name: in_soles(amount(plan, ours)) for name, ours in AMOUNTS.items()}
    for name, prefix in (("loan1", "prestamo1"), ("loan2", "prestamo2")):
        loan: dict[str, Any] = {key: decimal(plan, f"{prefix}_{ours}") for key, ours in LOAN.items()}
        if name == "loan2":
            loan["amount"] = in_soles(amount(plan, "prestamo2_centimos"))
            loan["start_year"] = decimal(plan, "prestamo2_year_inicio")
        if loan["nominal_pct"] is not None:
            given[name] = loan
    years = int(given["years"] or 1)
    given["with"] = _investment(ordered(partidas), years)
    given["without"] = {}
    for situacion, side in SIDES.items():
        given[side] |= _running(situacion, ordered(lineas), ordered(bloques))
    try:
        return read_case({"input": given})
    except CaseRefused as refusal:
        ours = {f"input.{name}": field for name, field in (NUMBERS | AMOUNTS).items()}
        raise CaseRefused([_ours(problem, ours.get(problem.field)) for problem in refusal.problems]) from refusal


def _ours(problem: Problem, field: str | None) -> Problem:
    """A problem of the case as one of the plan, whose fields have names of their own."""
    if field is None:
        return problem
    missing = problem.sentence.message == lector.MISSING
    return Problem(field, Sentence(MISSING) if missing else problem.sentence)


def ordered(rows: Iterable[Row]) -> list[Row]:
    """Rows by their order; those without one come last, as they came."""
    return sorted(rows, key=lambda row: (empty(row.get("orden")), Decimal(str(row.get("orden") or 0))))


def _investment(partidas: Iterable[Row], years: int) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {"assets": [], "labour": [], "services": []}
    for row in partidas:
        own = amount(row, "monetaria_centimos") + amount(row, "valorizada_centimos") - amount(row, "prestamo_centimos")
        year = decimal(row, "year_compra") or Decimal(1)
        line: dict[str, Any] = {
            "name": row.get("nombre"),
            "unit": row.get("unidad"),
            "units": decimal(row, "cantidad"),
            "unit_cost": decimal(row, "precio_unitario"),
            "own": in_soles(own),
            "donated": in_soles(amount(row, "cofinanciamiento_centimos")),
            "year": year,
        }
        if row.get("clase") == LABOUR_CLASS:
            found["labour"].append(line | {"unit": _engine_unit(row)})
        elif row.get("clase") == SERVICE_CLASS:
            found["services"].append(line)
        else:
            until_the_end = Decimal(max(1, years + 1 - int(year)))
            line["life"] = decimal(row, "vida_util") or until_the_end
            line["maint"] = decimal(row, "mantenimiento_unitario")
            line["salvage"] = decimal(row, "rescate_unitario")
            line["replace"] = row.get("se_repone") == SI
            found["assets"].append(line)
    return found


def _engine_unit(row: Row) -> str:
    """The unit of work as the engine names it; what was typed, when it is none, so that it is refused."""
    typed = str(row.get("unidad") or "")
    return work_unit(typed) or typed


def _running(situacion: str, lineas: Sequence[Row], bloques: Iterable[Row]) -> dict[str, list[dict[str, Any]]]:
    """General costs, personnel and activities of one side."""
    found: dict[str, list[dict[str, Any]]] = {"general": [], "personnel": [], "blocks": []}
    for row in lineas:
        if row.get("situacion") != situacion or row.get("tipo") not in {GENERAL, PERSONNEL}:
            continue
        series = row.get("cantidad_por_year")
        line = {
            "name": row.get("nombre"),
            "unit": row.get("unidad"),
            "units": decimal(row, "cantidad") if empty(series) else yearly_amounts(str(series)),
            "unit_cost": decimal(row, "precio_unitario"),
            "own": in_soles(amount(row, "aporte_propio_centimos")),
        }
        if row.get("tipo") == PERSONNEL:
            found["personnel"].append(line | {"unit": _engine_unit(row)})
        else:
            found["general"].append(line)
    for bloque in bloques:
        if bloque.get("situacion") == situacion:
            own = [row for row in lineas if row.get("bloque") and row.get("bloque") == bloque.get("id")]
            found["blocks"].append(_block(bloque, own))
    return found


def _block(bloque: Row, lineas: Iterable[Row]) -> dict[str, Any]:
    pattern = bloque.get("unidades_por_year")
    block: dict[str, Any] = {
        "name": bloque.get("nombre"),
        "unit": bloque.get("unidad"),
        "cycles_per_year": decimal(bloque, "ciclos_por_year"),
        "cycle_length": decimal(bloque, "meses_por_ciclo"),
        "pattern": [] if empty(pattern) else yearly_amounts(str(pattern)),
        "income": [],
        "inputs": [],
        "labour": [],
    }
    if any(not empty(bloque.get(ours)) for ours in MARKS.values()):
        block["half_months"] = {
            name: [mark - 1 for mark in half_months(str(bloque.get(ours) or ""))] for name, ours in MARKS.items()
        }
    for row in lineas:
        line = {"name": row.get("nombre"), "unit": row.get("unidad"), "units": decimal(row, "cantidad")}
        price, own = decimal(row, "precio_unitario"), decimal(row, "cantidad_propia")
        transport = decimal(row, "transporte_unitario")
        match row.get("tipo"):
            case presupuesto.INCOME:
                block["income"].append(line | {"price": price, "own_use": own, "transport": transport})
            case presupuesto.INPUT:
                block["inputs"].append(line | {"unit_cost": price, "own_supply": own, "transport": transport})
            case presupuesto.LABOUR:
                work = {"unit_cost": price, "own_supply": own, "unit": _engine_unit(row)}
                block["labour"].append(line | work)
    return block


# From a case file to rows

PlanRows = tuple[Values, list[Values], list[Values], list[Values]]


def plan_of_case(case: Case) -> PlanRows:
    """A case as a plan's values, budget rows, production rows and activities; activities carry an "id" of their own.

    Where the file has no budget by source, what the AEO puts stands as valued and what is borrowed as money, until a
    person says otherwise. Raises `CaseRefused` for what rows cannot hold, by name.
    """
    refused: list[Problem] = []
    _refuse_what_rows_cannot_hold(case, refused)
    plan: Values = {"titulo": case.title or None}
    with localcontext(prec=50, rounding=ROUND_HALF_UP):
        for name, ours in NUMBERS.items():
            value = getattr(case, name)
            plan[ours] = None if value is None else canonical(Decimal(value))
        for name, ours in AMOUNTS.items():
            plan[ours] = _centimos(getattr(case, name), f"input.{name}", refused)
        plan |= _loan_values("prestamo1", case.loan1, refused) | _loan_values("prestamo2", case.loan2, refused)
        partidas = _partidas(case, refused)
        lineas, bloques = _production(case, refused)
    if refused:
        raise CaseRefused(refused)
    return plan, partidas, lineas, bloques


def _refuse_what_rows_cannot_hold(case: Case, refused: list[Problem]) -> None:
    names = []
    if case.non_income:
        names.append("kind")
    if case.without_plan.bought:
        names.append("input.without.assets")
    names += [
        f"input.{SIDES[situacion]}.general.own"
        for situacion, side in _sides(case)
        for line in side.fixed
        if len(set(line.own)) > 1
    ]
    refused += [Problem(name, Sentence(NOT_KEPT, name=name)) for name in dict.fromkeys(names)]


def _sides(case: Case) -> tuple[tuple[str, Side], ...]:
    return (WITH, case.with_plan), (WITHOUT, case.without_plan)


def _centimos(soles: Decimal, path: str, refused: list[Problem]) -> int:
    """An amount that must be whole céntimos."""
    if soles * 100 != (soles * 100).to_integral_value():
        refused.append(Problem(path, Sentence(NOT_KEPT, name=path)))
    return centimos(soles)


def _loan_values(prefix: str, loan: Prestamo | None, refused: list[Problem]) -> Values:
    values: Values = {
        f"{prefix}_{ours}": None if loan is None else canonical(Decimal(getattr(loan, name)))
        for name, ours in LOAN.items()
    }
    if prefix == "prestamo2":
        values["prestamo2_centimos"] = None if loan is None else _centimos(loan.amount, "input.loan2.amount", refused)
        values["prestamo2_year_inicio"] = None if loan is None else str(loan.start_year)
    return values


def _partidas(case: Case, refused: list[Problem]) -> list[Values]:
    side = case.with_plan
    lines = side.bought
    if case.budget is None or not case.budget.lines:
        return [_partida(line, place, side, None, refused) for place, line in enumerate(lines, start=1)]
    left = list(lines)
    found: list[Values] = []
    for place, budgeted in enumerate(case.budget.lines, start=1):
        line = next((each for each in left if _same(each, budgeted)), None)
        if line is None:
            refused.append(Problem(f"procompite.lines[{place - 1}]", Sentence(NOT_MATCHED, line=budgeted.name)))
            continue
        left.remove(line)
        found.append(_partida(line, place, side, budgeted, refused))
    refused += [Problem("procompite.lines", Sentence(NOT_MATCHED, line=line.name)) for line in left]
    return found


def _same(line: Asset | Outlay, budgeted: BudgetLine) -> bool:
    """The same line in both views: equal name, quantity and cost, and the fund pays the same."""
    one = (line.name, line.units, line.unit_cost, line.donated)
    return one == (budgeted.name, budgeted.quantity, budgeted.unit_cost, budgeted.cofin)


def _partida(
    line: Asset | Outlay, place: int, side: Side, budgeted: BudgetLine | None, refused: list[Problem]
) -> Values:
    path = f"input.with ({line.name})"
    row: Values = {
        "orden": str(place),
        "codigo": (budgeted.code if budgeted else "") or None,
        "componente": (budgeted.component if budgeted else "") or None,
        "clase": _clase(line, side),
        "nombre": line.name,
        "unidad": line.unit or None,
        "cantidad": canonical(line.units),
        "precio_unitario": canonical(line.unit_cost),
        "year_compra": str(line.year),
    }
    total, own, donated = row_total(row), _centimos(line.own, path, refused), _centimos(line.donated, path, refused)
    if budgeted is not None:
        paid = [_centimos(each, path, refused) for each in (budgeted.cofin, budgeted.cm, budgeted.cnm)]
        borrowed = paid[1] + paid[2] - own
    else:
        borrowed = max(0, total - own - donated)
        paid = [donated, borrowed, own]
    row |= dict(zip(SOURCES, paid, strict=True))
    row["prestamo_centimos"] = borrowed or None
    if isinstance(line, Asset):
        row["vida_util"] = str(line.life)
        row["mantenimiento_unitario"] = canonical(line.maint)
        row["rescate_unitario"] = canonical(line.salvage)
        row["se_repone"] = SI if line.replace else NO
    elif line in side.labour:
        row["unidad"] = UNITS[line.unit]
    return row


def _clase(line: Asset | Outlay, side: Side) -> str:
    if isinstance(line, Asset):
        return OTHER_CLASS
    return LABOUR_CLASS if line in side.labour else SERVICE_CLASS


def _production(case: Case, refused: list[Problem]) -> tuple[list[Values], list[Values]]:
    lineas: list[Values] = []
    bloques: list[Values] = []
    for situacion, side in _sides(case):
        for tipo, costs in ((GENERAL, side.general), (PERSONNEL, side.personnel)):
            lineas += [_general(cost, tipo, situacion, refused) for cost in costs]
        for block in side.blocks:
            bloque = _bloque(block, situacion, len(bloques) + 1)
            bloques.append(bloque)
            lineas += _lineas(block, situacion, bloque["id"])
    for place, row in enumerate(lineas, start=1):
        row["orden"] = str(place)
    return lineas, bloques


def _general(cost: General, tipo: str, situacion: str, refused: list[Problem]) -> Values:
    steady = len(set(cost.units)) == 1
    return {
        "situacion": situacion,
        "tipo": tipo,
        "nombre": cost.name,
        "unidad": (UNITS[cost.unit] if tipo == PERSONNEL else cost.unit) or None,
        "cantidad": canonical(cost.units[0]) if steady else None,
        "cantidad_por_year": None if steady else written_yearly(cost.units),
        "precio_unitario": canonical(cost.unit_cost),
        "aporte_propio_centimos": _centimos(cost.own[0], f"input.{SIDES[situacion]} ({cost.name})", refused) or None,
    }


def _bloque(block: Block, situacion: str, place: int) -> Values:
    marks = block.half_months or Calendar((), (), ())
    return {
        "id": f"bloque-{place}",
        "orden": str(place),
        "situacion": situacion,
        "nombre": block.name,
        "unidad": block.unit or None,
        "ciclos_por_year": canonical(block.cycles_per_year),
        "meses_por_ciclo": None if block.cycle_length is None else canonical(block.cycle_length),
        "unidades_por_year": written_yearly(block.pattern),
        **{
            ours: written_half_months({mark + 1 for mark in getattr(marks, name)}) or None
            for name, ours in MARKS.items()
        },
    }


def _lineas(block: Block, situacion: str, bloque: Value) -> list[Values]:
    def row(tipo: str, line: Any, price: Decimal, own: Decimal, unit: str) -> Values:
        return {
            "bloque": bloque,
            "situacion": situacion,
            "tipo": tipo,
            "nombre": line.name,
            "unidad": unit or None,
            "cantidad": canonical(line.units),
            "precio_unitario": canonical(price),
            "cantidad_propia": canonical(own) if own else None,
            "transporte_unitario": canonical(line.transport) if line.transport else None,
        }

    return [
        *(row(INCOME, line, line.price, line.own_use, line.unit) for line in block.income),
        *(row(INPUT, line, line.unit_cost, line.own_supply, line.unit) for line in block.inputs),
        *(row(LABOUR, line, line.unit_cost, line.own_supply, UNITS[line.unit]) for line in block.labour),
    ]
