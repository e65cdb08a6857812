"""The same plan under other conditions: lower prices, dearer inputs, goods that arrive late, and how much it can bear.

Each answer recomputes the whole model. Changes touch the side with the plan only and are not rounded.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import TypeVar

from ayni.domain.caso import EVERY_HALF_MONTH, ZERO, Asset, Block, Calendar, Case, General, Outlay, Side, Variant
from ayni.domain.flujo import MONTHS, lines
from ayni.domain.indicadores import PRECISION, Years, flows, npv

Bought = TypeVar("Bought", Asset, Outlay)


def _times(amount: Decimal, factor: Fraction) -> Decimal:
    return amount * factor.numerator / factor.denominator


def scaled(case: Case, scale: Mapping[str, Fraction]) -> Case:
    """The plan with factors on the side with it: sensitivity. Nothing is rounded."""
    one = Fraction(1)
    prices, yields, inputs = (scale.get(name, one) for name in ("prices", "yields", "inputs"))
    investment, general, first = (scale.get(name, one) for name in ("investment", "general", "first_year"))
    side = case.with_plan
    blocks = tuple(
        replace(
            block,
            pattern=(_times(block.pattern[0], first), *block.pattern[1:]),
            income=tuple(
                replace(
                    line,
                    price=_times(line.price, prices),
                    units=_times(line.units, yields),
                    own_use=_times(line.own_use, yields),
                )
                for line in block.income
            ),
            inputs=tuple(
                replace(line, unit_cost=_times(line.unit_cost, inputs), transport=_times(line.transport, inputs))
                for line in block.inputs
            ),
            labour=tuple(replace(line, unit_cost=_times(line.unit_cost, inputs)) for line in block.labour),
        )
        for block in side.blocks
    )
    changed = Side(
        assets=tuple(replace(line, unit_cost=_times(line.unit_cost, investment)) for line in side.assets),
        labour=tuple(replace(line, unit_cost=_times(line.unit_cost, investment)) for line in side.labour),
        services=tuple(replace(line, unit_cost=_times(line.unit_cost, investment)) for line in side.services),
        general=tuple(replace(line, unit_cost=_times(line.unit_cost, general)) for line in side.general),
        personnel=tuple(replace(line, unit_cost=_times(line.unit_cost, general)) for line in side.personnel),
        blocks=blocks,
    )
    return replace(case, with_plan=changed)


def delayed(case: Case, months: int) -> Case:
    """The plan when the goods of the fund arrive that many months late; its residual value stays that of the plan."""
    if not months:
        return case
    whole, part = months // MONTHS, Decimal(months % MONTHS) / MONTHS
    side, years = case.with_plan, case.years

    def late(pattern: Years) -> Years:
        def at(year: int) -> Decimal:
            return pattern[year - 1] if year >= 1 else ZERO

        span = range(1, years + 1)
        return tuple((1 - part) * at(year - whole) + part * at(year - whole - 1) for year in span)

    def waiting(pattern: Years) -> Years:
        return tuple(
            amount if year <= whole else amount * part if year == whole + 1 else ZERO
            for year, amount in enumerate(pattern, start=1)
        )

    def moved(bought: tuple[Bought, ...]) -> tuple[Bought, ...]:
        """What the fund pays comes later, or never when the plan is over by then."""
        late_ones = (replace(line, year=line.year + whole) if line.donated else line for line in bought)
        return tuple(line for line in late_ones if line.year <= years)

    def later(line: General) -> General:
        return replace(line, units=late(line.units), own=late(line.own))

    meanwhile = tuple(
        replace(block, pattern=waiting(block.pattern), half_months=_filled(block)) for block in case.without_plan.blocks
    )
    changed = Side(
        assets=moved(side.assets),
        labour=moved(side.labour),
        services=moved(side.services),
        general=tuple(map(later, side.general)),
        personnel=tuple(map(later, side.personnel)),
        blocks=tuple(replace(block, pattern=late(block.pattern)) for block in side.blocks) + meanwhile,
    )
    return replace(case, with_plan=changed, residual=lines(side, years).residual)


def _filled(block: Block) -> Calendar:
    """The calendar of what goes on without the plan; marks that nobody made are all of them."""
    marks = block.half_months or EVERY_HALF_MONTH
    return Calendar(
        production=marks.production or EVERY_HALF_MONTH.production,
        sale_costs=marks.sale_costs or EVERY_HALF_MONTH.sale_costs,
        receipts=marks.receipts or EVERY_HALF_MONTH.receipts,
    )


def varied(case: Case, variant: Variant) -> Case:
    """The plan changed as a variant says."""
    with localcontext(prec=PRECISION, rounding=ROUND_HALF_UP):
        changed = delayed(scaled(case, variant.scale), variant.delay_months)
        if variant.discount_rate_pct is not None:
            changed = replace(changed, discount_rate_pct=variant.discount_rate_pct)
    return changed


SENSITIVITY = (
    Variant("base"),
    Variant("prices", {"prices": Fraction(9, 10)}),
    Variant("yields", {"yields": Fraction(9, 10)}),
    Variant("inputs", {"inputs": Fraction(11, 10)}),
    Variant("investment", {"investment": Fraction(6, 5)}),
    Variant("general", {"general": Fraction(11, 10)}),
    Variant("first_year", {"first_year": Fraction(1, 2)}),
    Variant("prices_and_inputs", {"prices": Fraction(9, 10), "inputs": Fraction(11, 10)}),
)

VARIABLES = ("prices", "yields", "inputs", "investment", "general")
MOST_CHANGE = 10
CLOSE = Fraction(1, 10**9)


def switching(case: Case) -> dict[str, Decimal | None]:
    """By how many per cent one variable may change until the NPV is zero, per perspective; None: no change does it."""
    with localcontext(prec=PRECISION, rounding=ROUND_HALF_UP):
        return {
            f"{perspective}.{variable}": _switching(case, perspective, variable)
            for perspective in ("all", "applicant")
            for variable in VARIABLES
        }


def _switching(case: Case, perspective: str, variable: str) -> Decimal | None:
    def worth(factor: Fraction) -> Decimal:
        found = flows(scaled(case, {variable: factor}))
        value = npv(found.all if perspective == "all" else found.applicant, case.discount_rate_pct)
        return value if value is not None else ZERO

    if case.discount_rate_pct is None:
        return None
    low, high = Fraction(0), Fraction(MOST_CHANGE)
    at_low, at_high = worth(low), worth(high)
    if at_low == at_high or (at_low > 0) == (at_high > 0):
        return None
    while high - low > CLOSE:
        middle = (low + high) / 2
        if (worth(middle) > 0) == (at_low > 0):
            low = middle
        else:
            high = middle
    change = ((low + high) / 2 - 1) * 100
    exact = Decimal(change.numerator) / change.denominator
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP) + 0
