"""Loans of a plan: what is received, what is paid each year and what is still owed when the plan ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

SMALLEST = Decimal(1)  # a smaller loan is ignored, whatever its other fields hold
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Prestamo:
    """The terms of a loan. Graces are whole years from its receipt; the capital grace contains the interest grace."""

    nominal_pct: Decimal
    years: int
    grace_capital: int = 0
    grace_interest: int = 0
    payments_per_year: int = 1
    amount: Decimal = ZERO  # of the second loan; the first one lends what is missing
    start_year: int = 1


@dataclass(frozen=True, slots=True)
class Cuotas:
    """What a loan brings and takes in each year of the plan, in soles, and the balance after the last year."""

    amount: Decimal
    received: tuple[Decimal, ...]
    capital: tuple[Decimal, ...]
    interest: tuple[Decimal, ...]
    left: Decimal


@dataclass(frozen=True, slots=True)
class Cuota:
    """One period of a loan."""

    interest: Decimal
    capital: Decimal
    balance: Decimal


def real_rate(terms: Prestamo, inflation_pct: Decimal) -> Decimal:
    """The real rate of one period, as a fraction; below zero when prices rise faster than the loan."""
    return (terms.nominal_pct - inflation_pct) / 100 / terms.payments_per_year


def table(terms: Prestamo, amount: Decimal, inflation_pct: Decimal) -> list[Cuota]:
    """Every period of a loan: interest added, then interest only, then level payments. Nothing is rounded."""
    rate = real_rate(terms, inflation_pct)
    periods = terms.years * terms.payments_per_year
    without_interest = terms.grace_interest * terms.payments_per_year
    without_capital = terms.grace_capital * terms.payments_per_year
    rows: list[Cuota] = []
    balance = amount
    for _period in range(without_interest):
        balance *= 1 + rate
        rows.append(Cuota(ZERO, ZERO, balance))
    rows += [Cuota(balance * rate, ZERO, balance)] * (without_capital - without_interest)
    level = periods - without_capital
    payment = balance * rate / (1 - (1 + rate) ** -level) if rate else balance / level
    for _period in range(level):
        interest = balance * rate
        balance -= payment - interest
        rows.append(Cuota(interest, payment - interest, balance))
    return rows


def cuotas(terms: Prestamo | None, amount: Decimal, inflation_pct: Decimal, years: int) -> Cuotas:
    """What a loan of this amount does to the cash box year by year; nothing when there is no loan."""
    received, capital, interest = [ZERO] * years, [ZERO] * years, [ZERO] * years
    if terms is None or amount < SMALLEST:
        return Cuotas(ZERO, tuple(received), tuple(capital), tuple(interest), ZERO)
    received[terms.start_year - 1] = amount
    left = amount
    for period, row in enumerate(table(terms, amount, inflation_pct)):
        year = terms.start_year - 1 + period // terms.payments_per_year
        if year >= years:
            break
        capital[year] += row.capital
        interest[year] += row.interest
        left = row.balance
    return Cuotas(amount, tuple(received), tuple(capital), tuple(interest), left)


def added(rows: Sequence[Sequence[Decimal]]) -> tuple[Decimal, ...]:
    """Several lines of years added year by year."""
    return tuple(sum(column, ZERO) for column in zip(*rows, strict=True))
