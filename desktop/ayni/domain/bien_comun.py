"""A common good that sells nothing: who pays to keep it running. No VAN and no TIR, only who gives what each year.

Soles per year. Operation stands at full value in the costs; what is given in kind stands in the incomes.
"""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, localcontext

from ayni.domain.caso import ZERO, Asset, Case
from ayni.domain.flujo import cumulative, lines
from ayni.domain.indicadores import PRECISION, Years
from ayni.domain.prestamo import added


@dataclass(frozen=True, slots=True)
class CommonGood:
    """Costs and incomes of a common good by years."""

    investment: Years
    replacement: Years
    operation: Years
    maintenance: Years
    general: Years
    own: Years
    donated: Years
    salvage: Years
    charges: Years
    in_kind: Years
    contributions: Years
    general_contrib: Years
    total: Years
    cumulative: Years


def compute_common_good(case: Case) -> CommonGood:
    """The yearly accounts of a common good."""
    with localcontext(prec=PRECISION, rounding=ROUND_HALF_UP):
        return _computed(case)


def _outlives(asset: Asset, years: int) -> bool:
    """Bought once and still there when the plan ends."""
    return not asset.replace and asset.year - 1 + asset.life > years


def _computed(case: Case) -> CommonGood:
    years, side = case.years, case.with_plan
    span = range(1, years + 1)
    one = lines(side, years)
    # What outlives the plan is not kept in order in its last year: it is sold then.
    last = [asset for asset in side.assets if _outlives(asset, years)]
    upkeep, sold = list(one.maintenance), list(one.salvage)
    upkeep[-1] -= sum((asset.units * asset.maint for asset in last), ZERO)
    sold[-1] += sum((asset.units * asset.salvage for asset in last), ZERO)
    charges: list[Decimal] = []
    in_kind: list[Decimal] = []
    for year in span:
        charges.append(
            sum((block.k(year) * line.units * line.price for block in side.blocks for line in block.income), ZERO)
        )
        in_kind.append(
            sum(
                (
                    block.k(year) * (line.own_supply + line.donated) * line.full_cost
                    for block in side.blocks
                    for line in (*block.inputs, *block.labour)
                ),
                ZERO,
            )
        )
    given = added([(ZERO,) * years, *(item.amounts for item in case.contributions)])
    result = CommonGood(
        investment=one.investment,
        replacement=one.replacement,
        operation=one.operating,
        maintenance=tuple(upkeep),
        general=one.general,
        own=one.own,
        donated=one.donated,
        salvage=tuple(sold),
        charges=tuple(charges),
        in_kind=tuple(in_kind),
        contributions=given,
        general_contrib=one.own_general,
        total=(),
        cumulative=(),
    )
    incomes = added([one.own, one.donated, sold, charges, in_kind, given, one.own_general])
    costs = added([one.investment, one.replacement, one.operating, upkeep, one.general])
    total = tuple(income - cost for income, cost in zip(incomes, costs, strict=True))
    return replace(result, total=total, cumulative=tuple(cumulative(list(total))))
