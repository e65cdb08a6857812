"""What must agree in the tables of a plan: within a row, which is refused, and in a table as a whole, which is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ayni.domain.fields import Value, empty
from ayni.domain.presupuesto import SERVICE_CLASS, Row, amount, decimal, row_total
from ayni.domain.tabla import ANIMALES, HECTAREAS, MUJERES, SOCIOS, WHOLE
from ayni.lang import N_, Sentence, number, soles


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What does not agree in a table: of which row ("" when of the whole), in which datum, in words that name it."""

    record: str
    field: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Known:
    """What the tables are compared with: totals of the padrón by what they count, and the rows of the budget."""

    padron: Mapping[str, Decimal] = field(default_factory=dict)
    partidas: Sequence[Row] = ()


def padron_totals(socios: Sequence[Row]) -> dict[str, Decimal]:
    """What the padrón adds up to, of the members in force: those, women, hectares, animals."""
    here = [socio for socio in socios if empty(socio.get("fecha_baja"))]

    def total(name: str) -> Decimal:
        return sum((decimal(socio, name) or Decimal(0) for socio in here), Decimal(0))

    return {
        SOCIOS: Decimal(len(here)),
        MUJERES: Decimal(sum(socio.get("sexo") == "M" for socio in here)),
        HECTAREAS: total("tierra_total"),
        ANIMALES: total("animales_total"),
    }


def check_row(code: str, row: Row) -> list[tuple[str, Sentence]]:
    """What does not agree within one row, once its answers are canonical: datum and sentence. Such a row is refused."""
    if code != "T10":
        return []
    first, last = decimal(row, "mes_inicio"), decimal(row, "mes_fin")
    if first is not None and last is not None and last < first:
        return [("mes_fin", Sentence(N_("No puede terminar antes de empezar.")))]
    if (first is None) != (last is None):
        return [
            ("mes_fin" if last is None else "mes_inicio", Sentence(N_("Escriba en qué mes empieza y en cuál termina.")))
        ]
    return []


def check_tabla(code: str, rows: Sequence[Row], known: Known | None = None) -> list[RowProblem]:
    """What does not agree in a table as a whole. Nothing of it is refused: it is told until it is corrected."""
    known = known or Known()
    checks: Mapping[str, Callable[[Sequence[Row], Known], list[RowProblem]]] = {
        "T1": _check_indicadores,
        "T2": _check_producers,
        "T4": _check_years,
        "T5": _check_buyers,
        "T10": _check_months,
        "T19": _check_training,
        "T20": _check_shares,
    }
    return checks[code](rows, known) if code in checks else []


def _problem(row: Row, name: str, sentence: Sentence) -> RowProblem:
    return RowProblem(str(row.get("id") or ""), name, sentence)


def _check_indicadores(rows: Sequence[Row], known: Known) -> list[RowProblem]:
    said = N_("{name}: el año base dice {value} y el padrón tiene {total}.")
    found = []
    for row in rows:
        base, total = decimal(row, "valor_base"), known.padron.get(str(row.get("medida")))
        if base is not None and total is not None and base > total:
            told = Sentence(said, name=str(row.get("indicador") or ""), value=number(base), total=number(total))
            found.append(_problem(row, "valor_base", told))
    return found


def _repeated(rows: Sequence[Row], name: str, said: Callable[[Row], Sentence]) -> list[RowProblem]:
    seen: set[Value] = set()
    found = []
    for row in rows:
        value = row.get(name)
        if not empty(value) and value in seen:
            found.append(_problem(row, name, said(row)))
        seen.add(value)
    return found


def _check_producers(rows: Sequence[Row], _known: Known) -> list[RowProblem]:
    said = N_("{name} está en dos filas.")
    units = [
        {**row, "both": f"{row.get('socio')} {row.get('unidad') or ''}" if row.get("socio") else None} for row in rows
    ]
    return _repeated(units, "both", lambda row: Sentence(said, name=str(row.get("socio_nombre") or "")))


def _check_years(rows: Sequence[Row], _known: Known) -> list[RowProblem]:
    return _repeated(rows, "year", lambda row: Sentence(N_("El año {year} está en dos filas."), year=str(row["year"])))


def _check_buyers(rows: Sequence[Row], _known: Known) -> list[RowProblem]:
    return [] if rows else [RowProblem("", "", Sentence(N_("Nombre por lo menos un comprador, con su DNI o RUC.")))]


def _check_months(rows: Sequence[Row], _known: Known) -> list[RowProblem]:
    said = N_("{name}: diga en qué mes empieza y en cuál termina.")
    if all(empty(row.get("mes_inicio")) for row in rows):
        return []
    return [
        _problem(row, "mes_inicio", Sentence(said, name=str(row.get("nombre") or "")))
        for row in rows
        if empty(row.get("mes_inicio")) or empty(row.get("mes_fin"))
    ]


def _difference(name: str, summed: int, wanted: int) -> Sentence | None:
    if summed == wanted:
        return None
    said = (
        N_("{name}: los eventos suman {sum} y el presupuesto dice {total}. Faltan {difference}.")
        if summed < wanted
        else N_("{name}: los eventos suman {sum} y el presupuesto dice {total}. Sobran {difference}.")
    )
    return Sentence(said, name=name, sum=soles(summed), total=soles(wanted), difference=soles(abs(wanted - summed)))


def _check_training(rows: Sequence[Row], known: Known) -> list[RowProblem]:
    if not rows:
        return []
    services = [row for row in known.partidas if row.get("clase") == SERVICE_CLASS]
    linked = any(not empty(row.get("partida")) for row in rows)
    if not linked:
        summed = sum(amount(row, "costo_centimos") for row in rows)
        told = _difference_of_all(summed, sum(row_total(row) for row in services))
        return [RowProblem("", "costo_centimos", told)] if told else []
    loose = N_("{name}: diga a qué partida del presupuesto pertenece.")
    found = [
        _problem(row, "partida", Sentence(loose, name=str(row.get("tema") or "")))
        for row in rows
        if row.get("partida") not in {service.get("id") for service in services}
    ]
    for service in services:
        parts = sum(amount(row, "costo_centimos") for row in rows if row.get("partida") == service.get("id"))
        if told := _difference(str(service.get("nombre") or ""), parts, row_total(service)):
            found.append(RowProblem("", "costo_centimos", told))
    return found


def _difference_of_all(summed: int, wanted: int) -> Sentence | None:
    if summed == wanted:
        return None
    said = N_("La tabla suma {sum} y la inversión intangible del presupuesto suma {total}. Diferencia: {difference}.")
    return Sentence(said, sum=soles(summed), total=soles(wanted), difference=soles(abs(wanted - summed)))


def _check_shares(rows: Sequence[Row], _known: Known) -> list[RowProblem]:
    whole = sum((decimal(row, "porcentaje") or Decimal(0) for row in rows), Decimal(0))
    if not rows or whole == WHOLE:
        return []
    said = (
        N_("El reparto suma {sum} %: faltan {difference} % para 100 %.")
        if whole < WHOLE
        else N_("El reparto suma {sum} %: sobran {difference} % de 100 %.")
    )
    told = Sentence(said, sum=number(whole), difference=number(abs(WHOLE - whole)))
    return [RowProblem("", "porcentaje", told)]
