"""Céntimos: adding, sharing and writing money without losing one."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENTIMO = Decimal("0.01")


def centimos(soles: Decimal) -> int:
    """Soles to céntimos, half away from zero."""
    return int((soles * 100).quantize(Decimal(1), ROUND_HALF_UP))


def in_soles(amount_centimos: int) -> Decimal:
    """Céntimos to soles with two decimals."""
    return (Decimal(amount_centimos) / 100).quantize(CENTIMO)


def times(quantity: Decimal, unit_price: Decimal) -> int:
    """The amount of a line in céntimos: quantity × unit price in soles, half away from zero."""
    return centimos(quantity * unit_price)


def split(amount_centimos: int, weights: Sequence[Decimal | int | Fraction]) -> list[int]:
    """Share an amount by weights so that the parts add to it exactly.

    Leftover céntimos go to the largest fractions, ties to the earlier part. Weights are zero or more; if all are zero
    the amount is shared evenly. No parts: an empty list.
    """
    if not weights:
        return []
    parts = [Fraction(weight) for weight in weights]
    total = sum(parts)
    if not total:
        parts, total = [Fraction(1)] * len(parts), Fraction(len(parts))
    sign = -1 if amount_centimos < 0 else 1
    exact = [abs(amount_centimos) * part / total for part in parts]
    whole = [int(share) for share in exact]
    left = abs(amount_centimos) - sum(whole)
    for place in sorted(range(len(parts)), key=lambda place: (whole[place] - exact[place], place))[:left]:
        whole[place] += 1
    return [sign * share for share in whole]
