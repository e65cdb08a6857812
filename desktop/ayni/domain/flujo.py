"""The lines of a plan year by year and month by month: what is sold, spent, bought, replaced and left at the end.

Soles with full precision; only the places that the specification names are rounded, half away from zero. Every list
has one value per year, the first is year 1.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ayni.domain.caso import EVERY_HALF_MONTH, ZERO, Asset, Block, Case, Side

CENT = Decimal("0.01")
NOISE = Decimal("1e-12")  # what divisions into half-months may leave of an exact zero
MONTHS = 12


def r2(amount: Decimal) -> Decimal:
    """Two decimals, half away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Lines:
    """One side of a plan by years. Sales are net of transport; sales, operating and general hold the own part too."""

    sales: tuple[Decimal, ...]
    internal_sales: tuple[Decimal, ...]
    operating: tuple[Decimal, ...]
    internal_operating: tuple[Decimal, ...]
    general: tuple[Decimal, ...]
    own_general: tuple[Decimal, ...]
    maintenance: tuple[Decimal, ...]
    replacement: tuple[Decimal, ...]
    salvage: tuple[Decimal, ...]
    investment: tuple[Decimal, ...]
    own: tuple[Decimal, ...]
    donated: tuple[Decimal, ...]
    residual: Decimal


def lines(side: Side, years: int, residual: Decimal | None = None) -> Lines:
    """The yearly lines of a side. `residual` stands in for its own residual value when the goods come late."""
    span = range(1, years + 1)
    return Lines(
        sales=tuple(sum((block.k(year) * unit_sales(block) for block in side.blocks), ZERO) for year in span),
        internal_sales=tuple(
            sum((block.k(year) * unit_own_sales(block) for block in side.blocks), ZERO) for year in span
        ),
        operating=tuple(sum((block.k(year) * unit_operating(block) for block in side.blocks), ZERO) for year in span),
        internal_operating=tuple(
            sum((block.k(year) * unit_own_operating(block) for block in side.blocks), ZERO) for year in span
        ),
        general=tuple(sum((line.units[year - 1] * line.unit_cost for line in side.fixed), ZERO) for year in span),
        own_general=tuple(sum((line.own[year - 1] for line in side.fixed), ZERO) for year in span),
        maintenance=tuple(
            sum((asset.units * asset.maint for asset in side.assets if in_use(asset, year)), ZERO) for year in span
        ),
        replacement=tuple(sum((asset.cost for asset in side.assets if replaced(asset, year)), ZERO) for year in span),
        salvage=tuple(
            sum((asset.units * asset.salvage for asset in side.assets if sold(asset, year)), ZERO) for year in span
        ),
        investment=tuple(sum((line.cost for line in side.bought if line.year == year), ZERO) for year in span),
        own=tuple(sum((line.own for line in side.bought if line.year == year), ZERO) for year in span),
        donated=tuple(sum((line.donated for line in side.bought if line.year == year), ZERO) for year in span),
        residual=sum((left_value(asset, years) for asset in side.assets), ZERO) if residual is None else residual,
    )


def unit_sales(block: Block) -> Decimal:
    """Sales of one production unit and cycle, net of transport."""
    return sum((line.units * (line.price - line.transport) for line in block.income), ZERO)


def unit_own_sales(block: Block) -> Decimal:
    """The part of it that the family keeps."""
    return sum((line.own_use * (line.price - line.transport) for line in block.income), ZERO)


def unit_operating(block: Block) -> Decimal:
    """Operating cost of one production unit and cycle."""
    return sum((line.units * line.full_cost for line in (*block.inputs, *block.labour)), ZERO)


def unit_own_operating(block: Block) -> Decimal:
    """The part of it that the family supplies."""
    return sum((line.own_supply * line.full_cost for line in (*block.inputs, *block.labour)), ZERO)


def replaced(asset: Asset, year: int) -> bool:
    """A replacement falls in the year after each life ends."""
    return asset.replace and year > asset.year and (year - asset.year) % asset.life == 0


def sold(asset: Asset, year: int) -> bool:
    """The old thing is sold when it is replaced, or once in the year after its only life."""
    return replaced(asset, year) or (not asset.replace and year == asset.year + asset.life)


def in_use(asset: Asset, year: int) -> bool:
    """It is there and is kept in order."""
    return year >= asset.year and (asset.replace or year < asset.year + asset.life)


def left_value(asset: Asset, years: int) -> Decimal:
    """What an asset is still worth when the plan ends."""
    if not asset.replace and asset.year - 1 + asset.life <= years:
        return ZERO
    left = asset.life - (years - asset.year + 1) % asset.life
    if left == asset.life:
        left = 0
    return asset.units * ((asset.unit_cost - asset.salvage) * left / asset.life + asset.salvage)


def monthly(case: Case) -> list[Decimal]:
    """What the cash box gains or loses in each month of operation, with the plan: no investment, no loans."""
    found: list[Decimal] = []
    shares = [_month_shares(block) for block in case.with_plan.blocks]
    for year in range(1, case.years + 1):
        fixed = fixed_month(case.with_plan, year)
        for month in range(MONTHS):
            flow = sum(
                (block.k(year) * share[month] for block, share in zip(case.with_plan.blocks, shares, strict=True)), ZERO
            )
            found.append(flow - fixed)
    return found


def _month_shares(block: Block) -> list[Decimal]:
    """What one production unit and cycle brings in each month of the year: receipts less costs."""
    marks = block.half_months or EVERY_HALF_MONTH
    months = [ZERO] * MONTHS
    for amount, spread in (
        (block.cash_receipts, marks.receipts),
        (-block.cash_production, marks.production),
        (-block.cash_transport, marks.sale_costs),
    ):
        for mark in spread if amount else ():
            months[mark // 2] += amount / len(spread)
    return months


def fixed_month(side: Side, year: int) -> Decimal:
    """The fixed cost of a month of a year, each half rounded."""
    upkeep = sum((r2(asset.units * asset.maint) for asset in side.assets if in_use(asset, year)), ZERO)
    general = sum((r2(line.units[year - 1] * line.unit_cost) - line.own[year - 1] for line in side.fixed), ZERO)
    return r2(upkeep / MONTHS) + r2(general / MONTHS)


@dataclass(frozen=True, slots=True)
class WorkingCapital:
    """The money that the cash box needs before the first sales carry it, and the loan for what nobody gives."""

    required: Decimal
    period_months: int
    avg_months: Decimal
    loan: Decimal
    interest: Decimal
    repay_year: int


def cumulative(months: list[Decimal]) -> list[Decimal]:
    """The balance after each month, starting from nothing."""
    found: list[Decimal] = []
    balance = ZERO
    for month in months:
        balance += month
        found.append(ZERO if abs(balance) < NOISE else balance)
    return found


def working_capital(case: Case, balances: list[Decimal]) -> WorkingCapital:
    """How much is missing at the worst moment, for how long, and what the loan for it costs."""
    required = max(ZERO, r2(-min(balances)))
    period, average = 0, ZERO
    if required:
        last = max(month for month, balance in enumerate(balances, start=1) if balance < 0)
        period = min(last + 2, len(balances))
        highest, weights = ZERO, ZERO
        for month, balance in enumerate(balances[:period], start=1):
            share = -balance / required
            if month == 1 or balance <= 0:
                highest = max(highest, share)
            weights += r2((period - month + 1) * highest)
        average = r2(weights / period)
    loan = max(ZERO, required - case.wc_donated - case.wc_own)
    rate = (case.wc_interest_pct - case.inflation_pct) / 100
    interest = r2(loan * average / MONTHS * rate)
    return WorkingCapital(required, period, average, loan, interest, max(1, -(-period // MONTHS)))
