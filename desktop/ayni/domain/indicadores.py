"""What a plan is worth: VAN, TIR, B/C and the rest, for the whole plan and for the money of its members.

A pure function from a `Case` to `Indicators`. Two perspectives are part of every name: `_all` is everything the plan
costs, whoever pays; `_applicant` is what the AEO brings. Amounts are soles, rates are fractions; None is "there is no
answer", never zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from ayni.domain.caso import DAYS, ZERO, Case, Side
from ayni.domain.flujo import MONTHS, Lines, cumulative, lines, monthly, r2, working_capital
from ayni.domain.prestamo import added, cuotas
from ayni.domain.tasa_interna import Tir, tir

PRECISION = 50
YEAR_DAYS = DAYS["year"]
MICRO = Decimal("0.000001")  # an amount smaller than this is what divisions left of zero

Years = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Employment:
    """Person-years: the building of the plan, its staff, its activities in the last year."""

    investment_labour: Decimal
    personnel: Decimal
    blocks: Decimal


@dataclass(frozen=True, slots=True)
class PerMember:
    """What one member sees of the plan in a year, and what a day of family work earns."""

    net_income_full: Decimal
    net_income_average: Decimal
    cash_average: Decimal
    return_per_own_day: Decimal | None


@dataclass(frozen=True, slots=True)
class BreakEven:
    """How much must be sold in the last year to lose nothing."""

    fixed: Decimal
    sales: Decimal | None
    share_pct: Decimal | None
    units: Decimal | None


@dataclass(frozen=True, slots=True)
class Indicators:
    """Everything computed for a plan; lists have one value per year, flows begin with year 0."""

    invest_total: Decimal
    invest_own: Decimal
    invest_donated: Decimal
    wc_required: Decimal
    wc_period_months: int
    wc_avg_months: Decimal
    npv_all: Decimal | None
    irr_all: Tir
    npv_applicant: Decimal | None
    irr_applicant: Tir
    net_income_full: Decimal
    employment: Decimal
    flow_all: Years
    flow_applicant: Years
    payback_all: Decimal | None
    payback_applicant: Decimal | None
    bc_all: Decimal | None
    bc_applicant: Decimal | None
    net_income_average: Decimal
    unfunded: Decimal
    wc_loan: Decimal
    wc_interest: Decimal
    loan1_amount: Decimal
    loan2_amount: Decimal
    loan_left: Decimal
    wc_repay_year: int
    years_negative: int
    sales: Years
    internal_sales: Years
    operating: Years
    internal_operating: Years
    general: Years
    maintenance: Years
    replacement: Years
    salvage: Years
    net_by_year: Years
    cash_before: Years
    cash_loans: Years
    cash_own_and_grants: Years
    cash_loan1_cap: Years
    cash_loan1_int: Years
    cash_loan2_cap: Years
    cash_loan2_int: Years
    cash_wc_repaid: Years
    cash_wc_int: Years
    cash_after: Years
    cash_cumulative: Years
    monthly_24: Years
    cumulative_24: Years
    residual: Decimal
    employment_parts: Employment
    per_member: PerMember | None
    break_even_last_year: BreakEven


@dataclass(frozen=True, slots=True)
class Flows:
    """The yearly difference that the plan makes, and the flows of both perspectives."""

    with_plan: Lines
    without_plan: Lines
    net: Years
    all: Years
    applicant: Years


def _less(one: Sequence[Decimal], other: Sequence[Decimal]) -> Years:
    return tuple(left - right for left, right in zip(one, other, strict=True))


def _net(side: Lines) -> list[Decimal]:
    """What a side leaves each year; the residual value falls in the last one."""
    net = [
        sales + salvage - operating - replacement - general - maintenance - investment
        for sales, salvage, operating, replacement, general, maintenance, investment in zip(
            side.sales,
            side.salvage,
            side.operating,
            side.replacement,
            side.general,
            side.maintenance,
            side.investment,
            strict=True,
        )
    ]
    net[-1] += side.residual
    return net


def flows(case: Case) -> Flows:
    """The plan less what would happen without it. Year-1 investment stands at time 0, the rest of year 1 in year 1."""
    one, other = lines(case.with_plan, case.years, case.residual), lines(case.without_plan, case.years)
    net = _less(_net(one), _net(other))
    start = one.investment[0] - other.investment[0]
    rounded = [r2(amount) for amount in net]
    whole = (-start, rounded[0] + start, *rounded[1:])
    donated = _less(one.donated, other.donated)
    applicant = (
        whole[0] + donated[0],
        whole[1] + case.wc_donated,
        *(amount + gift for amount, gift in zip(whole[2:], donated[1:], strict=True)),
    )
    return Flows(one, other, net, whole, applicant)


def npv(flow: Sequence[Decimal], rate_pct: Decimal | None) -> Decimal | None:
    """The value today of a flow that begins at time 0; None when no rate is known."""
    if rate_pct is None:
        return None
    growth = 1 + rate_pct / 100
    return sum((amount / growth**year for year, amount in enumerate(flow)), ZERO)


def payback(flow: Sequence[Decimal]) -> Decimal | None:
    """In how many years the flow gives back what was put in, without interest; None when it does not."""
    sums = cumulative(list(flow))
    behind = [year for year, balance in enumerate(sums) if balance < 0]
    if not behind:
        return ZERO
    last = behind[-1]
    if last == len(flow) - 1:
        return None
    return r2(last + -sums[last] / flow[last + 1])


def compute(case: Case) -> Indicators:
    """Every indicator of a plan."""
    with localcontext(prec=PRECISION, rounding=ROUND_HALF_UP):
        return _computed(case)


def _computed(case: Case) -> Indicators:
    found = flows(case)
    one, other, years = found.with_plan, found.without_plan, case.years
    months = monthly(case)
    balances = cumulative(months)
    capital = working_capital(case, balances)

    missing = sum(one.investment, ZERO) - sum(one.own, ZERO) - sum(one.donated, ZERO)
    second = cuotas(case.loan2, case.loan2.amount if case.loan2 else ZERO, case.inflation_pct, years)
    first = cuotas(case.loan1, missing - second.amount, case.inflation_pct, years)
    before = tuple(
        one.sales[year]
        - one.internal_sales[year]
        + one.salvage[year]
        - one.investment[year]
        - one.replacement[year]
        - (one.operating[year] - one.internal_operating[year])
        - (one.general[year] - one.own_general[year])
        - one.maintenance[year]
        for year in range(years)
    )
    loans, gifts = added([first.received, second.received]), added([one.own, one.donated])
    in_year_1 = _only(years, 1, capital.loan + case.wc_donated + case.wc_own)
    repaid = _only(years, capital.repay_year, capital.loan)
    capital_interest = _only(years, capital.repay_year, capital.interest)
    paid = added([first.capital, first.interest, second.capital, second.interest, repaid, capital_interest])
    after = tuple(_clean(amount) for amount in _less(added([before, loans, gifts, in_year_1]), paid))

    residual = one.residual - other.residual
    saved = [
        amount + invested for amount, invested in zip(found.net, _less(one.investment, other.investment), strict=True)
    ]
    full = found.net[-1] - residual
    average = (sum(saved, ZERO) - residual) / years
    work = employment(case.with_plan, years)
    kept = sum(_less(added([before, one.investment]), added([first.capital, first.interest])), ZERO)
    kept -= sum(second.capital, ZERO) + sum(second.interest, ZERO) + capital.interest
    return Indicators(
        invest_total=sum(one.investment, ZERO),
        invest_own=sum(one.own, ZERO),
        invest_donated=sum(one.donated, ZERO),
        wc_required=capital.required,
        wc_period_months=capital.period_months,
        wc_avg_months=capital.avg_months,
        npv_all=npv(found.all, case.discount_rate_pct),
        irr_all=tir(found.all),
        npv_applicant=npv(found.applicant, case.discount_rate_pct),
        irr_applicant=tir(found.applicant),
        net_income_full=full,
        employment=work.investment_labour + work.personnel + work.blocks,
        flow_all=found.all,
        flow_applicant=found.applicant,
        payback_all=payback(found.all),
        payback_applicant=payback(found.applicant),
        bc_all=_benefit_cost(case, found, members=False),
        bc_applicant=_benefit_cost(case, found, members=True),
        net_income_average=average,
        unfunded=max(ZERO, missing - first.amount - second.amount),
        wc_loan=capital.loan,
        wc_interest=capital.interest,
        loan1_amount=first.amount,
        loan2_amount=second.amount,
        loan_left=_clean(first.left + second.left),
        wc_repay_year=capital.repay_year,
        years_negative=sum(amount < 0 for amount in after),
        sales=one.sales,
        internal_sales=one.internal_sales,
        operating=one.operating,
        internal_operating=one.internal_operating,
        general=one.general,
        maintenance=one.maintenance,
        replacement=one.replacement,
        salvage=one.salvage,
        net_by_year=found.net,
        cash_before=before,
        cash_loans=loans,
        cash_own_and_grants=gifts,
        cash_loan1_cap=first.capital,
        cash_loan1_int=first.interest,
        cash_loan2_cap=second.capital,
        cash_loan2_int=second.interest,
        cash_wc_repaid=repaid,
        cash_wc_int=capital_interest,
        cash_after=after,
        cash_cumulative=tuple(cumulative(list(after))),
        monthly_24=tuple(months[: 2 * MONTHS]),
        cumulative_24=tuple(balances[: 2 * MONTHS]),
        residual=one.residual,
        employment_parts=work,
        per_member=_per_member(case, one, full, average, kept / years),
        break_even_last_year=_break_even(case, one),
    )


def _clean(amount: Decimal) -> Decimal:
    return ZERO if abs(amount) < MICRO else amount


def _only(years: int, year: int, amount: Decimal) -> Years:
    """An amount that falls in one year."""
    return tuple(amount if place == year else ZERO for place in range(1, years + 1))


def _benefit_cost(case: Case, found: Flows, *, members: bool) -> Decimal | None:
    """What comes in over what goes out, both in today's money; None without a rate or without a cost."""
    if case.discount_rate_pct is None:
        return None
    growth = 1 + case.discount_rate_pct / 100
    benefit = cost = ZERO
    for sign, side in ((1, found.with_plan), (-1, found.without_plan)):
        for year in range(1, case.years + 1):
            place, worth = year - 1, sign / growth**year
            benefit += (side.sales[place] + side.salvage[place]) * worth
            cost += (
                side.operating[place] + side.replacement[place] + side.general[place] + side.maintenance[place]
            ) * worth
            bought = side.investment[place] - (side.donated[place] if members else ZERO)
            cost += bought * (sign if year == 1 else worth)
        benefit += sign * side.residual / growth**case.years
    if members:
        cost -= case.wc_donated / growth
    return benefit / cost if _clean(cost) > 0 else None


def employment(side: Side, years: int) -> Employment:
    """Person-years with the plan, own labour included; activities and staff as in the last year."""
    per_day = Decimal(1) / YEAR_DAYS
    return Employment(
        investment_labour=sum((line.units * DAYS[line.unit] for line in side.labour), ZERO) * per_day,
        personnel=sum((line.units[-1] * DAYS[line.unit] for line in side.personnel), ZERO) * per_day,
        blocks=sum(
            (block.k(years) * line.units * DAYS[line.unit] for block in side.blocks for line in block.labour), ZERO
        )
        * per_day,
    )


def _per_member(case: Case, one: Lines, full: Decimal, average: Decimal, kept: Decimal) -> PerMember | None:
    if case.members is None:
        return None
    days = value = ZERO
    for block in case.with_plan.blocks:
        k = sum((block.k(year) for year in range(1, case.years + 1)), ZERO)
        days += k * sum((line.own_supply * DAYS[line.unit] for line in block.labour), ZERO)
        value += k * sum((line.own_supply * line.unit_cost for line in block.labour), ZERO)
    left = sum(one.sales, ZERO) + sum(one.salvage, ZERO) - sum(one.operating, ZERO)
    left -= sum(one.replacement, ZERO) + sum(one.general, ZERO) + sum(one.maintenance, ZERO)
    return PerMember(
        net_income_full=full / case.members,
        net_income_average=average / case.members,
        cash_average=kept / case.members,
        return_per_own_day=(left + value) / days if days else None,
    )


def _break_even(case: Case, one: Lines) -> BreakEven:
    fixed, sales = one.general[-1] + one.maintenance[-1], one.sales[-1]
    margin = sales - one.operating[-1]
    if margin <= 0:
        return BreakEven(fixed, None, None, None)
    needed = fixed * sales / margin
    active = [block for block in case.with_plan.blocks if block.k(case.years)]
    units = None
    if len(active) == 1 and len(active[0].income) == 1:
        quantity = active[0].k(case.years) * active[0].income[0].units
        units = fixed / (margin / quantity) if quantity else None
    return BreakEven(fixed, needed, needed / sales * 100 if sales else None, units)
