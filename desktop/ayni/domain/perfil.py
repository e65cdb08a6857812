"""A quick profile of an idea: one typical year at full operation, without time and without loans, for a first talk.

Soles as `Decimal`. When a side without the idea is given, every total is with minus without. A profile comes from a
case file (`read_profiles`) or from the very rows of a plan (`profile_of`), which are converted into the plan's later.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from ayni.domain import presupuesto
from ayni.domain.caso import ZERO, CaseRefused
from ayni.domain.fields import MISSING as BLANK
from ayni.domain.fields import Problem, empty
from ayni.domain.fields_calendar import yearly_amounts
from ayni.domain.lector import E05, E07, E08, E20, MISSING, Reader
from ayni.domain.money import centimos, in_soles
from ayni.domain.presupuesto import (
    CAPITAL_CLASS,
    GENERAL,
    LABOUR_CLASS,
    PERSONNEL,
    SERVICE_CLASS,
    WITH,
    WITHOUT,
    Row,
    amount,
    decimal,
    row_total,
)
from ayni.lang import N_, Sentence, number, soles

PRECISION = 50
SIDES = ("with", "without")
WITHOUT_RESERVE = frozenset({LABOUR_CLASS, SERVICE_CLASS, CAPITAL_CLASS})  # nothing that wears out


@dataclass(frozen=True, slots=True)
class Totals:
    """What one side adds up to in a year."""

    investment: Decimal
    own: Decimal
    reserve: Decimal
    general: Decimal
    income: Decimal
    operating: Decimal


@dataclass(frozen=True, slots=True)
class Profile:
    """An idea with its two sides, already added up."""

    id: str
    title: str
    beneficiaries: int | None  # None: nobody said how many
    with_idea: Totals
    without_idea: Totals


@dataclass(frozen=True, slots=True)
class ProfileResult:
    """What the group talks about. `years_to_recover` None: with these numbers the investment does not come back.

    Without beneficiaries nothing is told of each of them.
    """

    investment_total: Decimal
    investment_own: Decimal
    annual_reserve: Decimal
    general_cost: Decimal
    income: Decimal
    operating_cost: Decimal
    external_need: Decimal
    result_after_reserve: Decimal
    years_to_recover: Decimal | None
    investment_per_beneficiary: Decimal | None
    running_cost_per_beneficiary: Decimal | None


def appraise(profile: Profile) -> ProfileResult:
    """The result of a profile."""
    one, other = profile.with_idea, profile.without_idea
    with localcontext(prec=PRECISION, rounding=ROUND_HALF_UP):
        investment, own = one.investment - other.investment, one.own - other.own
        income, operating = one.income - other.income, one.operating - other.operating
        general, reserve = one.general - other.general, one.reserve - other.reserve
        left, people = income - operating - general, profile.beneficiaries
        return ProfileResult(
            investment_total=investment,
            investment_own=own,
            annual_reserve=reserve,
            general_cost=general,
            income=income,
            operating_cost=operating,
            external_need=investment - own,
            result_after_reserve=left - reserve,
            years_to_recover=(investment / left).quantize(Decimal("0.1"), ROUND_HALF_UP) if left > 0 else None,
            investment_per_beneficiary=investment / people if people else None,
            running_cost_per_beneficiary=(general + operating) / people if people else None,
        )


# In words

LEFT = N_("Cada año quedan {amount}.")
LOST = N_("Cada año se pierden {amount}.")
SAVED = N_("Ya se descontaron {amount} que se guardan cada año para reponer los bienes.")
BACK = N_("La inversión se recupera en {years} años.")
NEVER_BACK = N_("Con estos números la inversión no se recupera.")
NO_INVESTMENT = N_("Esta idea no tiene inversión que recuperar.")
RESERVE_NOTE = N_(
    "La reserva de cada año es lo que cuesta el bien, menos lo que vale de viejo, entre los años que dura. "
    "La ficha antigua no resta lo que vale de viejo."
)
DIFFERENCE_NOTE = N_("Los números son la diferencia entre hacer la idea y no hacerla.")
FIGURES = (
    ("investment_total", N_("Inversión")),
    ("investment_own", N_("Lo que ponen los socios")),
    ("external_need", N_("Lo que falta conseguir")),
    ("investment_per_beneficiary", N_("Inversión por socio")),
    ("running_cost_per_beneficiary", N_("Gasto de un año por socio")),
)


def told(result: ProfileResult) -> tuple[Sentence, Sentence, Sentence]:
    """The answer in three sentences: what is left each year, whether the investment comes back, what was set aside."""
    left = result.result_after_reserve
    first = Sentence(LEFT if left >= 0 else LOST, amount=soles(centimos(abs(left))))
    if result.investment_total <= 0:
        second = Sentence(NO_INVESTMENT)
    elif result.years_to_recover is None:
        second = Sentence(NEVER_BACK)
    else:
        second = Sentence(BACK, years=number(str(result.years_to_recover)))
    return first, second, Sentence(SAVED, amount=soles(centimos(result.annual_reserve)))


def figures(result: ProfileResult) -> list[tuple[str, str]]:
    """The label (source text) and the amount of each figure of a profile; those of each person when they are known."""
    found = [(label, getattr(result, name)) for name, label in FIGURES]
    return [(label, soles(centimos(amount_of))) for label, amount_of in found if amount_of is not None]


# From the rows of a plan


def profile_of(
    plan: Row,
    partidas: Iterable[Row],
    lineas: Sequence[Row],
    bloques: Sequence[Row],
    beneficiaries: int | None,
) -> Profile:
    """The profile of a plan kept in rows; sources need not be split yet, and the order of rows says nothing.

    Goods wear out in their `vida_util`, or in the years of the plan; labour, services and working capital make no
    reserve. An activity counts with the units of its last year, which is full operation. What the family eats or
    supplies counts as sold or bought. Raises `CaseRefused`: its problems have the field "table/id/column" and name
    the row.
    """
    off: list[Problem] = []
    with localcontext(prec=PRECISION, rounding=ROUND_HALF_UP):
        investment, own, reserve = _investment(partidas, decimal(plan, "horizonte_years"), off)
        sides = [_side(situacion, lineas, bloques, off) for situacion in (WITH, WITHOUT)]
    if off:
        raise CaseRefused(off)
    one, other = sides
    return Profile(
        str(plan.get("id") or ""),
        str(plan.get("titulo") or ""),
        beneficiaries,
        Totals(investment, own, reserve, *one),
        Totals(ZERO, ZERO, ZERO, *other),
    )


def check_profile_partida(values: Row) -> list[Problem]:
    """What does not agree within a row of what the idea buys: less than a plan asks, who pays the rest comes later."""
    found = []
    price, scrap = decimal(values, "precio_unitario"), decimal(values, "rescate_unitario")
    if price is not None and scrap is not None and scrap > price:
        found.append(Problem("rescate_unitario", Sentence(E07)))
    if _own(values) > row_total(values) and not empty(values.get("cantidad")) and price is not None:
        found.append(Problem("valorizada_centimos", Sentence(E08)))
    if values.get("clase") not in WITHOUT_RESERVE and empty(values.get("vida_util")):
        found.append(Problem("vida_util", Sentence(E05)))
    return found


def _own(row: Row) -> int:
    """What the group puts of its own, in céntimos; what it borrows is not its own."""
    return amount(row, "monetaria_centimos") + amount(row, "valorizada_centimos") - amount(row, "prestamo_centimos")


def _named(table: str, row: Row, problem: Problem) -> Problem:
    """A problem of one row as one of the whole, with the row's name in front."""
    said = Sentence(N_("{line}: {said}"), line=str(row.get("nombre") or ""), said=problem.sentence)
    return Problem(f"{table}/{row.get('id') or ''}/{problem.field}", said)


def _given(table: str, row: Row, name: str, off: list[Problem]) -> Decimal:
    """A number that the row must have; zero once it is told that it lacks."""
    value = decimal(row, name)
    if value is None:
        off.append(_named(table, row, Problem(name, Sentence(BLANK))))
    return value or ZERO


def _investment(partidas: Iterable[Row], years: Decimal | None, off: list[Problem]) -> tuple[Decimal, Decimal, Decimal]:
    investment = own = reserve = ZERO
    for row in partidas:
        units, cost = (_given("partida", row, name, off) for name in ("cantidad", "precio_unitario"))
        found = check_profile_partida(row)
        if years:
            found = [problem for problem in found if problem.field != "vida_util"]
        off += [_named("partida", row, problem) for problem in found]
        investment += units * cost
        own += in_soles(_own(row))
        life = decimal(row, "vida_util") or years
        if row.get("clase") not in WITHOUT_RESERVE and life:
            reserve += (cost - (decimal(row, "rescate_unitario") or ZERO)) * units / life
    return investment, own, reserve


def _side(
    situacion: str, lineas: Sequence[Row], bloques: Iterable[Row], off: list[Problem]
) -> tuple[Decimal, Decimal, Decimal]:
    """General cost, income and operating cost of one side."""
    general = income = operating = ZERO
    for row in lineas:
        if row.get("situacion") == situacion and row.get("tipo") in {GENERAL, PERSONNEL}:
            series = row.get("cantidad_por_year")
            units = _given("linea", row, "cantidad", off) if empty(series) else yearly_amounts(str(series))[-1]
            general += units * _given("linea", row, "precio_unitario", off)
    for bloque in bloques:
        if bloque.get("situacion") != situacion:
            continue
        pattern = bloque.get("unidades_por_year")
        at_work = _given("bloque", bloque, "ciclos_por_year", off)
        at_work *= ZERO if empty(pattern) else yearly_amounts(str(pattern))[-1]
        if empty(pattern):
            off.append(_named("bloque", bloque, Problem("unidades_por_year", Sentence(BLANK))))
        for row in lineas:
            if not row.get("bloque") or row.get("bloque") != bloque.get("id"):
                continue
            units, price = (_given("linea", row, name, off) for name in ("cantidad", "precio_unitario"))
            transport = decimal(row, "transporte_unitario") or ZERO
            match row.get("tipo"):
                case presupuesto.INCOME:
                    income += at_work * units * (price - transport)
                case presupuesto.INPUT:
                    operating += at_work * units * (price + transport)
                case presupuesto.LABOUR:
                    operating += at_work * units * price
    return general, income, operating


# From a case file


def read_profiles(top: Mapping[str, Any]) -> list[Profile]:
    """The profiles of a file already parsed. Raises `CaseRefused`."""
    reader = Reader()
    reader.known(top, "", ("source", "title", "profiles", "tolerance"))
    with localcontext(prec=PRECISION, rounding=ROUND_HALF_UP):
        found = [_profile(reader, item, path) for path, item in reader.rows(top, "profiles", "")]
    reader.finish()
    return found


def _profile(reader: Reader, value: object, path: str) -> Profile:
    item = reader.known(value, path, ("id", "title", "beneficiaries", "input", "expected", "published"))
    given = reader.known(item.get("input") or {}, f"{path}.input", SIDES)
    if given.get("with") is None:
        reader.refuse(f"{path}.input.with", MISSING, name=f"{path}.input.with")
    sides = [_totals(reader, given.get(name) or {}, f"{path}.input.{name}") for name in SIDES]
    return Profile(
        reader.text(item, "id", path),
        reader.text(item, "title", path),
        reader.whole(item, "beneficiaries", path, E20),
        *sides,
    )


def _totals(reader: Reader, value: object, path: str) -> Totals:
    side = reader.known(value, path, ("assets", "labour", "general", "products"))
    investment = own = reserve = general = income = operating = ZERO
    for at, each in reader.rows(side, "assets", path):
        item = reader.known(each, at, ("name", "unit", "units", "unit_cost", "own", "life", "salvage"))
        units, cost = reader.number(item, "units", at, None), reader.number(item, "unit_cost", at, None)
        salvage = reader.number(item, "salvage", at)
        if salvage > cost:
            reader.refuse(f"{at}.salvage", E07, reader.text(item, "name", at))
        investment += units * cost
        own += reader.number(item, "own", at)
        reserve += (cost - salvage) * units / reader.whole(item, "life", at, E05)
    for at, each in reader.rows(side, "labour", path):
        item = reader.known(each, at, ("name", "unit", "units", "unit_cost", "own"))
        investment += _amount(reader, item, at, "unit_cost")
        own += reader.number(item, "own", at)
    for at, each in reader.rows(side, "general", path):
        item = reader.known(each, at, ("name", "unit", "units", "unit_cost"))
        general += _amount(reader, item, at, "unit_cost")
    for at, each in reader.rows(side, "products", path):
        names = ("name", "unit", "cycles_per_year", "production_units", "income", "inputs", "labour")
        item = reader.known(each, at, names)
        k = reader.number(item, "cycles_per_year", at, None) * reader.number(item, "production_units", at, None)
        for where, line in reader.rows(item, "income", at):
            known = reader.known(line, where, ("name", "unit", "units", "price", "transport"))
            income += k * _amount(reader, known, where, "price", -1)
        for where, line in reader.rows(item, "inputs", at):
            known = reader.known(line, where, ("name", "unit", "units", "unit_cost", "transport"))
            operating += k * _amount(reader, known, where, "unit_cost")
        for where, line in reader.rows(item, "labour", at):
            known = reader.known(line, where, ("name", "unit", "units", "unit_cost"))
            operating += k * _amount(reader, known, where, "unit_cost")
    return Totals(investment, own, reserve, general, income, operating)


def _amount(reader: Reader, item: Mapping[str, Any], path: str, price: str, transport: int = 1) -> Decimal:
    """Units times their price, with the transport of each added or taken off."""
    units, cost = reader.number(item, "units", path, None), reader.number(item, price, path, None)
    return units * (cost + transport * reader.number(item, "transport", path))
