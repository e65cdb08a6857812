"""Reads a case file: a plan, a common good or quick profiles in JSON, refusing by name what it does not know.

The format is the public one of the finance cases: `input` with its two sides, `variants` to compute, a `procompite`
budget to check. Results stored in a file (`expected`, `published`) are not read. Everything wrong is said at once.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ayni.domain.caso import (
    DAYS,
    MOST_YEARS,
    SCALES,
    ZERO,
    Asset,
    Block,
    Budget,
    BudgetLine,
    Calendar,
    Case,
    Contribution,
    General,
    Income,
    Outlay,
    Side,
    Supply,
    Variant,
)
from ayni.domain.fields_calendar import HALF_MONTHS
from ayni.domain.lector import (
    E01,
    E01_LARGE,
    E03,
    E05,
    E06,
    E07,
    E08,
    E09,
    E10,
    E11,
    E12,
    E13,
    E15,
    E20,
    MISSING,
    MONTH,
    SHAPE,
    UNUSED,
    Reader,
    parsed,
)
from ayni.domain.prestamo import SMALLEST, Prestamo, real_rate

LIMITS = (
    "cofin_min",
    "cofin_max",
    "cofin_max_pct",
    "total_min",
    "total_max",
    "own_min_pct",
    "cash_min_pct",
    "members_min",
    "years_existing_min",
    "legal_person",
    "sales_min_uit",
    "sales_max_uit",
)
TOP = (
    "source",
    "title",
    "input",
    "published",
    "expected",
    "expected_more",
    "variants",
    "switching",
    "procompite",
    "kind",
    "tolerance",
)
INPUT = (
    "years",
    "discount_rate_pct",
    "inflation_pct",
    "start_month",
    "members",
    "wc_interest_pct",
    "wc_donated",
    "wc_own",
    "loan1",
    "loan2",
    "with",
    "without",
)
LOAN = ("nominal_pct", "years", "grace_capital", "grace_interest", "payments_per_year")
NON_INCOME = "non_income"
LOWEST_RATE, HIGHEST_RATE = -99, 1000


def read_case(source: str | Mapping[str, Any]) -> Case:
    """The plan of a case file, given as JSON text or as its object. Raises `CaseRefused`."""
    reader = Reader()
    top = reader.known(parsed(source) if isinstance(source, str) else source, "", TOP)
    kind = top.get("kind")
    if kind not in {None, NON_INCOME}:
        reader.refuse("kind", SHAPE, name="kind")
    case = _case(reader, top, non_income=kind == NON_INCOME)
    reader.finish()
    return case


def _case(reader: Reader, top: Mapping[str, Any], *, non_income: bool) -> Case:
    names = (*INPUT, "contributions") if non_income else INPUT
    if top.get("input") is None:
        reader.refuse("input", MISSING, name="input")
        reader.finish()
    given = reader.known(top["input"], "input", names)
    years = reader.whole(given, "years", "input", E03, high=MOST_YEARS)
    if reader.told("input.years"):
        reader.finish()  # every list of years would be counted against a wrong horizon
    if given.get("with") is None:
        reader.refuse("input.with", MISSING, name="input.with")
    sides = {
        name: _side(reader, given.get(name) or {}, f"input.{name}", years, non_income=non_income, used=name == "with")
        for name in ("with", "without")
    }
    if non_income:
        for name in ("without", "loan1", "loan2"):
            if given.get(name) and (name != "without" or not sides["without"].empty):
                reader.refuse(f"input.{name}", UNUSED, name=f"input.{name}")
        for name in ("variants", "switching", "procompite"):
            if top.get(name):
                reader.refuse(name, UNUSED, name=name)
    rate = None
    if given.get("discount_rate_pct") is not None:
        rate = reader.number(given, "discount_rate_pct", "input", negative=True)
        if not LOWEST_RATE <= rate <= HIGHEST_RATE:
            reader.refuse("input.discount_rate_pct", E15)
    inflation = _percent(reader, given, "inflation_pct", "input", negative=True)
    loan1, loan2 = _loans(reader, given, sides["with"], inflation, years)
    return Case(
        years=years,
        discount_rate_pct=rate,
        inflation_pct=inflation,
        start_month=reader.whole(given, "start_month", "input", MONTH, default=1, high=12),
        members=reader.whole(given, "members", "input", E20) if given.get("members") is not None else None,
        wc_interest_pct=_percent(reader, given, "wc_interest_pct", "input"),
        wc_donated=reader.number(given, "wc_donated", "input"),
        wc_own=reader.number(given, "wc_own", "input"),
        loan1=loan1,
        loan2=loan2,
        with_plan=sides["with"],
        without_plan=sides["without"],
        title=reader.text(top, "title", ""),
        non_income=non_income,
        contributions=_contributions(reader, given, years),
        variants=tuple(_variant(reader, item, path) for path, item in reader.rows(top, "variants", "")),
        switching=top.get("switching") is not None,
        budget=_budget(reader, top["procompite"]) if top.get("procompite") is not None else None,
    )


def _percent(reader: Reader, item: Mapping[str, Any], name: str, path: str, *, negative: bool = False) -> Decimal:
    """A rate in per cent that money can have."""
    rate = reader.number(item, name, path, negative=negative)
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        reader.refuse(f"{path}.{name}", E01_LARGE)
        return ZERO
    return rate


def _side(reader: Reader, value: object, path: str, years: int, *, non_income: bool, used: bool) -> Side:
    given = reader.known(value, path, ("assets", "labour", "services", "general", "personnel", "blocks"))
    calendar = used and not non_income
    return Side(
        assets=tuple(_asset(reader, item, at, years) for at, item in reader.rows(given, "assets", path)),
        labour=tuple(_outlay(reader, item, at, years, work=True) for at, item in reader.rows(given, "labour", path)),
        services=tuple(_outlay(reader, item, at, years) for at, item in reader.rows(given, "services", path)),
        general=tuple(_general(reader, item, at, years) for at, item in reader.rows(given, "general", path)),
        personnel=tuple(
            _general(reader, item, at, years, work=True) for at, item in reader.rows(given, "personnel", path)
        ),
        blocks=tuple(
            _block(reader, item, at, years, donated=non_income, calendar=calendar)
            for at, item in reader.rows(given, "blocks", path)
        ),
    )


def _asset(reader: Reader, value: object, path: str, years: int) -> Asset:
    names = ("name", "unit", "units", "unit_cost", "own", "donated", "life", "maint", "salvage", "replace", "year")
    item = reader.known(value, path, names)
    asset = Asset(
        name=reader.text(item, "name", path),
        unit=reader.text(item, "unit", path),
        units=reader.number(item, "units", path, None),
        unit_cost=reader.number(item, "unit_cost", path, None),
        own=reader.number(item, "own", path),
        donated=reader.number(item, "donated", path),
        life=reader.whole(item, "life", path, E05),
        maint=reader.number(item, "maint", path),
        salvage=reader.number(item, "salvage", path),
        replace=reader.yes(item, "replace", path),
        year=reader.whole(item, "year", path, E06, default=1, high=years),
    )
    if asset.salvage > asset.unit_cost and not reader.told(f"{path}.unit_cost"):
        reader.refuse(f"{path}.salvage", E07, asset.name)
    return asset


def _work_unit(reader: Reader, unit: str, path: str, line: str) -> None:
    if unit not in DAYS:
        reader.refuse(f"{path}.unit", E10, line)


def _outlay(reader: Reader, value: object, path: str, years: int, *, work: bool = False) -> Outlay:
    item = reader.known(value, path, ("name", "unit", "units", "unit_cost", "own", "donated", "year"))
    outlay = Outlay(
        name=reader.text(item, "name", path),
        unit=reader.text(item, "unit", path),
        units=reader.number(item, "units", path, None),
        unit_cost=reader.number(item, "unit_cost", path, None),
        own=reader.number(item, "own", path),
        donated=reader.number(item, "donated", path),
        year=reader.whole(item, "year", path, E06, default=1, high=years),
    )
    if work:
        _work_unit(reader, outlay.unit, path, outlay.name)
    return outlay


def _general(reader: Reader, value: object, path: str, years: int, *, work: bool = False) -> General:
    item = reader.known(value, path, ("name", "unit", "units", "unit_cost", "own"))
    general = General(
        name=reader.text(item, "name", path),
        unit=reader.text(item, "unit", path),
        units=reader.yearly(item, "units", path, years),
        unit_cost=reader.number(item, "unit_cost", path, None),
        own=reader.yearly(item, "own", path, years),
    )
    if work:
        _work_unit(reader, general.unit, path, general.name)
    return general


def _block(reader: Reader, value: object, path: str, years: int, *, donated: bool, calendar: bool) -> Block:
    names = ("name", "unit", "cycles_per_year", "cycle_length", "pattern", "income", "inputs", "labour", "half_months")
    item = reader.known(value, path, names)
    block = Block(
        name=reader.text(item, "name", path),
        unit=reader.text(item, "unit", path),
        cycles_per_year=reader.number(item, "cycles_per_year", path, None),
        cycle_length=reader.number(item, "cycle_length", path) if item.get("cycle_length") is not None else None,
        pattern=reader.pattern(item, "pattern", path, years),
        income=tuple(_income(reader, each, at) for at, each in reader.rows(item, "income", path)),
        inputs=tuple(_supply(reader, each, at, donated=donated) for at, each in reader.rows(item, "inputs", path)),
        labour=tuple(
            _supply(reader, each, at, donated=donated, work=True) for at, each in reader.rows(item, "labour", path)
        ),
        half_months=_calendar(reader, item["half_months"], path) if item.get("half_months") is not None else None,
    )
    if calendar and block.cycles_per_year and any(block.pattern):
        marks = block.half_months or Calendar((), (), ())
        for name, spread, amount in (
            ("production", marks.production, block.cash_production),
            ("sale_costs", marks.sale_costs, block.cash_transport),
            ("receipts", marks.receipts, block.cash_receipts),
        ):
            if amount and not spread and not reader.told(f"{path}.half_months.{name}"):
                reader.refuse(f"{path}.half_months.{name}", E11, block.name)
    return block


def _income(reader: Reader, value: object, path: str) -> Income:
    item = reader.known(value, path, ("name", "unit", "units", "price", "own_use", "transport"))
    income = Income(
        name=reader.text(item, "name", path),
        unit=reader.text(item, "unit", path),
        units=reader.number(item, "units", path, None),
        price=reader.number(item, "price", path, None),
        own_use=reader.number(item, "own_use", path),
        transport=reader.number(item, "transport", path),
    )
    if income.own_use > income.units and not reader.told(f"{path}.units"):
        reader.refuse(f"{path}.own_use", E08, income.name)
    return income


def _supply(reader: Reader, value: object, path: str, *, donated: bool, work: bool = False) -> Supply:
    names = ["name", "unit", "units", "unit_cost", "own_supply", "donated", "transport"]
    if work:
        names.remove("transport")
    if not donated:
        names.remove("donated")
    item = reader.known(value, path, names)
    supply = Supply(
        name=reader.text(item, "name", path),
        unit=reader.text(item, "unit", path),
        units=reader.number(item, "units", path, None),
        unit_cost=reader.number(item, "unit_cost", path, None),
        own_supply=reader.number(item, "own_supply", path),
        donated=reader.number(item, "donated", path),
        transport=reader.number(item, "transport", path),
    )
    if work:
        _work_unit(reader, supply.unit, path, supply.name)
    if supply.own_supply + supply.donated > supply.units and not reader.told(f"{path}.units"):
        reader.refuse(f"{path}.own_supply", E08, supply.name)
    return supply


def _calendar(reader: Reader, value: object, path: str) -> Calendar:
    path = f"{path}.half_months"
    item = reader.known(value, path, ("production", "sale_costs", "receipts"))
    found: dict[str, tuple[int, ...]] = {}
    for name in ("production", "sale_costs", "receipts"):
        marks = [each for _at, each in reader.rows(item, name, path)]
        right = [
            int(mark)
            for mark in marks
            if isinstance(mark, int | Decimal) and not isinstance(mark, bool) and mark in range(HALF_MONTHS)
        ]
        if len(right) < len(marks) or len(set(right)) < len(right):
            reader.refuse(f"{path}.{name}", E09)
        found[name] = tuple(sorted(set(right)))
    return Calendar(**found)


def _loans(
    reader: Reader, given: Mapping[str, Any], side: Side, inflation: Decimal, years: int
) -> tuple[Prestamo | None, Prestamo | None]:
    """Both loans. One that lends nothing may hold anything in its other fields and is left out."""
    missing = sum((line.cost - line.own - line.donated for line in side.bought), ZERO)
    second = _loan(reader, given, "loan2", inflation, years, None)
    lent = second.amount if second is not None and second.amount >= SMALLEST else ZERO
    if lent and lent > missing and not reader.told_under("input.with"):
        reader.refuse("input.loan2.amount", E12)
    return _loan(reader, given, "loan1", inflation, years, missing - lent), second


def _loan(
    reader: Reader, given: Mapping[str, Any], name: str, inflation: Decimal, years: int, amount: Decimal | None
) -> Prestamo | None:
    path = f"input.{name}"
    if given.get(name) is None:
        return None
    typed = amount is None
    item = reader.known(given[name], path, (*LOAN, "amount", "start_year") if typed else LOAN)
    lent = reader.number(item, "amount", path, None) if amount is None else amount
    terms = Reader()
    loan = Prestamo(
        nominal_pct=_percent(terms, item, "nominal_pct", path),
        years=terms.whole(item, "years", path, E13, high=years),
        grace_capital=terms.whole(item, "grace_capital", path, E13, default=0, low=0, high=years),
        grace_interest=terms.whole(item, "grace_interest", path, E13, default=0, low=0, high=years),
        payments_per_year=terms.whole(item, "payments_per_year", path, E13, default=1, high=365),
        amount=lent if typed else ZERO,
        start_year=terms.whole(item, "start_year", path, E13, default=1, high=years),
    )
    if terms.problems:
        pass  # they are compared once each of them is right
    elif loan.grace_capital >= loan.years or loan.grace_interest > loan.grace_capital:
        terms.refuse(path, E13)
    elif real_rate(loan, inflation) <= -1:
        terms.refuse(f"{path}.nominal_pct", E13)
    if terms.problems and lent < SMALLEST:
        return None
    reader.problems += terms.problems
    return loan


def _contributions(reader: Reader, given: Mapping[str, Any], years: int) -> tuple[Contribution, ...]:
    found = []
    for path, value in reader.rows(given, "contributions", "input"):
        item = reader.known(value, path, ("name", "amount"))
        found.append(Contribution(reader.text(item, "name", path), reader.yearly(item, "amount", path, years)))
    return tuple(found)


def _variant(reader: Reader, value: object, path: str) -> Variant:
    item = reader.known(value, path, ("name", "scale", "discount_rate_pct", "delay_months", "expected", "tolerance"))
    scale: dict[str, Fraction] = {}
    for name, factor in reader.known(item.get("scale") or {}, f"{path}.scale", SCALES).items():
        if name in SCALES:
            scale[name] = _factor(reader, factor, f"{path}.scale.{name}")
    rate = None
    if item.get("discount_rate_pct") is not None:
        rate = reader.number(item, "discount_rate_pct", path, negative=True)
        if not LOWEST_RATE <= rate <= HIGHEST_RATE:
            reader.refuse(f"{path}.discount_rate_pct", E15)
    delay = reader.whole(item, "delay_months", path, SHAPE, default=0, low=0, high=12 * MOST_YEARS)
    return Variant(reader.text(item, "name", path), scale, rate, delay)


def _factor(reader: Reader, value: object, path: str) -> Fraction:
    text = str(value)
    parts = re.fullmatch(r"(\d{1,9}(?:\.\d{1,20})?)(?:/(\d{1,9}(?:\.\d{1,20})?))?", text, re.ASCII)
    if isinstance(value, bool) or not parts or (parts[2] and not Fraction(parts[2])):
        reader.refuse(path, E01)
        return Fraction(1)
    return Fraction(parts[1]) / Fraction(parts[2] or 1)


def _budget(reader: Reader, value: object) -> Budget:
    path = "procompite"
    item = reader.known(value, path, ("category", "members", "rule_set", "lines", "expected"))
    rules = reader.known(
        item.get("rule_set") or {},
        f"{path}.rule_set",
        ("name", "status", "horizon_years", "discount_rate_pct", "categories"),
    )
    category = reader.text(item, "category", path)
    categories = rules.get("categories") or {}
    at = f"{path}.rule_set.categories.{category}"
    limits: dict[str, Decimal | bool] = {}
    if category:
        given = categories.get(category) if isinstance(categories, Mapping) else None
        if given is None:
            reader.refuse(at, MISSING, name=at)
        for name, limit in reader.known(given or {}, at, LIMITS).items():
            if limit is not None and name in LIMITS:
                limits[name] = limit if isinstance(limit, bool) else reader.decimal(limit, f"{at}.{name}")
    return Budget(
        category=category,
        members=reader.whole(item, "members", path, E20) if item.get("members") is not None else None,
        limits=limits,
        lines=tuple(_budget_line(reader, each, where) for where, each in reader.rows(item, "lines", path)),
    )


def _budget_line(reader: Reader, value: object, path: str) -> BudgetLine:
    names = ("code", "component", "name", "unit", "quantity", "unit_cost", "cofin", "cm", "cnm")
    item = reader.known(value, path, names)
    return BudgetLine(
        code=reader.text(item, "code", path),
        component=reader.text(item, "component", path),
        name=reader.text(item, "name", path),
        unit=reader.text(item, "unit", path),
        quantity=reader.number(item, "quantity", path, None),
        unit_cost=reader.number(item, "unit_cost", path, None),
        cofin=reader.number(item, "cofin", path),
        cm=reader.number(item, "cm", path),
        cnm=reader.number(item, "cnm", path),
    )
