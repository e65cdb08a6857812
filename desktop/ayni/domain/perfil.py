"""A quick profile of an idea: one typical year at full operation, without time and without loans, for a first talk.

Soles as `Decimal`. When a side without the idea is given, every total is with minus without.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from ayni.domain.caso import ZERO
from ayni.domain.lector import E05, E07, E20, MISSING, Reader

PRECISION = 50
SIDES = ("with", "without")


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
    beneficiaries: int
    with_idea: Totals
    without_idea: Totals


@dataclass(frozen=True, slots=True)
class ProfileResult:
    """What the group talks about. `years_to_recover` None: with these numbers the investment does not come back."""

    investment_total: Decimal
    investment_own: Decimal
    annual_reserve: Decimal
    general_cost: Decimal
    income: Decimal
    operating_cost: Decimal
    external_need: Decimal
    result_after_reserve: Decimal
    years_to_recover: Decimal | None
    investment_per_beneficiary: Decimal
    running_cost_per_beneficiary: Decimal


def appraise(profile: Profile) -> ProfileResult:
    """The result of a profile."""
    one, other = profile.with_idea, profile.without_idea
    with localcontext(prec=PRECISION, rounding=ROUND_HALF_UP):
        investment, own = one.investment - other.investment, one.own - other.own
        income, operating = one.income - other.income, one.operating - other.operating
        general, reserve = one.general - other.general, one.reserve - other.reserve
        left = income - operating - general
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
            investment_per_beneficiary=investment / profile.beneficiaries,
            running_cost_per_beneficiary=(general + operating) / profile.beneficiaries,
        )


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
