"""Sharing money without losing a céntimo."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.money import centimos, in_soles, split, times


@given(st.integers(min_value=-(10**14), max_value=10**14), st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_the_parts_always_add_to_the_whole(amount, weights):
    assert sum(split(amount, weights)) == amount


@given(st.integers(0, 10**12), st.lists(st.integers(1, 1000), min_size=1, max_size=20))
def test_no_part_is_more_than_a_centimo_from_its_exact_share(amount, weights):
    for part, weight in zip(split(amount, weights), weights, strict=True):
        assert abs(Decimal(part) - Decimal(amount) * weight / sum(weights)) < 1


@given(st.integers(0, 10**9), st.integers(2, 9))
def test_equal_weights_differ_by_one_centimo_at_most(amount, people):
    parts = split(amount, [1] * people)
    assert max(parts) - min(parts) <= 1


def test_leftover_centimos_go_to_the_largest_fractions_and_ties_to_the_first():
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(101, [1, 1, 1]) == [34, 34, 33]
    assert split(10, [0, 0]) == [5, 5]
    assert split(10, []) == []


@pytest.mark.parametrize(("soles", "expected"), [("0.005", 1), ("-0.005", -1), ("1.004", 100), ("2.675", 268)])
def test_rounding_is_half_away_from_zero(soles, expected):
    assert centimos(Decimal(soles)) == expected


def test_a_line_is_quantity_by_unit_price():
    assert times(Decimal("0.125"), Decimal("10.10")) == 126
    assert in_soles(126) == Decimal("1.26")
