"""The internal rate of return of a flow: every rate there is, or the honest answer that there is none, or several.

With g = 1 + rate, a rate is a positive root of P(g) = sum of c[t] * g^(N-t). All positive roots are found: the roots of
the derivative cut the line into pieces on which P only rises or only falls, and each piece holds one root at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from enum import StrEnum
from itertools import pairwise

DIGITS = Context(prec=60)
WIDTH = Decimal("1e-15")
TOUCH = Decimal("1e-20")


class Kind(StrEnum):
    """What the answer is; only `ONE` is a yield that may be compared with another."""

    ONE = "one"
    NO_SIGN_CHANGE = "none_no_sign_change"
    NO_ROOT = "none_no_root"
    MANY = "many"
    REVERSED = "reversed"  # money comes first and is paid later: the rate is a cost


@dataclass(frozen=True, slots=True)
class Tir:
    """The rates of a flow as fractions, lowest first, and what they mean."""

    kind: Kind
    rates: tuple[Decimal, ...] = ()

    @property
    def rate(self) -> Decimal | None:
        """The one yield, or None when there is not exactly one."""
        return self.rates[0] if self.kind is Kind.ONE else None


def sign_changes(amounts: Sequence[Decimal]) -> int:
    """How often the flow turns from paying to receiving or back, zeros skipped."""
    signs = [amount > 0 for amount in amounts if amount]
    return sum(before != after for before, after in pairwise(signs))


def tir(flow: Sequence[Decimal]) -> Tir:
    """The internal rate of return of a flow whose first amount is at time 0."""
    if not sign_changes(flow):
        return Tir(Kind.NO_SIGN_CHANGE)
    with localcontext(DIGITS):
        rates = tuple(root - 1 for root in _positive_roots(list(flow)))
    if not rates:
        return Tir(Kind.NO_ROOT)
    if len(rates) > 1:
        return Tir(Kind.MANY, rates)
    first = next(amount for amount in flow if amount)
    return Tir(Kind.REVERSED if first > 0 else Kind.ONE, rates)


def _value(coefficients: Sequence[Decimal], at: Decimal) -> Decimal:
    found = Decimal(0)
    for coefficient in coefficients:
        found = found * at + coefficient
    return found


def _touches(coefficients: Sequence[Decimal], at: Decimal) -> bool:
    return abs(_value(coefficients, at)) <= TOUCH * _value([abs(item) for item in coefficients], at)


def _positive_roots(coefficients: list[Decimal]) -> list[Decimal]:
    """Roots above zero of a polynomial, highest power first, in rising order."""
    while coefficients and not coefficients[0]:
        coefficients = coefficients[1:]
    while coefficients and not coefficients[-1]:
        coefficients = coefficients[:-1]
    changes = sign_changes(coefficients)
    if not changes:
        return []
    largest, first, last = max(map(abs, coefficients)), abs(coefficients[0]), abs(coefficients[-1])
    low, high = last / (last + largest), 1 + largest / first
    cuts: list[Decimal] = []
    if changes > 1:
        degree = len(coefficients) - 1
        slope = [item * (degree - place) for place, item in enumerate(coefficients[:-1])]
        cuts = [root for root in _positive_roots(slope) if low < root < high]
    roots = [cut for cut in cuts if _touches(coefficients, cut)]
    ends = [low, *cuts, high]
    for left, right in pairwise(ends):
        if left not in roots and right not in roots:
            roots += _bisected(coefficients, left, right)
    return sorted(roots)


def _bisected(coefficients: Sequence[Decimal], left: Decimal, right: Decimal) -> list[Decimal]:
    """The root between two points, if the signs there differ."""
    rising = _value(coefficients, left) < 0
    if rising == (_value(coefficients, right) < 0):
        return []
    while right - left > WIDTH:
        middle = (left + right) / 2
        if (_value(coefficients, middle) < 0) == rising:
            left = middle
        else:
            right = middle
    return [(left + right) / 2]
