"""The penalty counts on what is late: the whole contract, or only the delivery that did not come in time."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.compra_penalidad import Contract, Extension, penalty
from ayni.domain.entrega import Delivery, Goods, Ordered
from ayni.domain.recorrido import Moment

RULES = Path(__file__).parents[2] / "resources" / "rules"
LAW = PurchaseLaw.from_data(json.loads((RULES / "compras.json").read_text("utf-8")))
SIGNED, DUE = date(2021, 10, 15), date(2021, 12, 14)
MACHINES = {
    "c": Ordered("Clasificadora", Decimal(1), Decimal(40_000)),
    "t": Ordered("Tostadora", Decimal(1), Decimal(30_000)),
    "d": Ordered("Descascarilladora", Decimal(1), Decimal(20_000)),
    "m": Ordered("Molino", Decimal(1), Decimal(13_000)),
}


def contract(*arrived, items=None, regime="L30225", **more):
    """The contract of the case, with deliveries so many days after its due date."""
    goods = Goods(dict(MACHINES if items is None else items))
    for place, (shift, brought) in enumerate(arrived):
        quantities = {item: Decimal(1) for item in brought}
        goods.deliveries.append(Delivery(f"e{place}", DUE + timedelta(days=shift), False, quantities))
    return Contract(1, regime, Moment.exact(SIGNED), 10_300_000, 60, goods=goods, **more)


@pytest.mark.parametrize("items", [{}, MACHINES])
@pytest.mark.parametrize(
    ("regime", "granted", "daily", "cap_day"),
    [
        ("L30225", None, 42_917, date(2022, 1, 7)),
        ("L30225", 25, 48_471, date(2022, 1, 30)),
        ("L32069", 25, 30_294, date(2022, 2, 11)),
    ],
)
def test_while_nothing_arrived_the_table_of_the_case_holds(items, regime, granted, daily, cap_day):
    made = contract(items=items, regime=regime)
    if granted:
        made.extensions.append(Extension(DUE, granted, granted))
    found = penalty(made, LAW, date(2022, 3, 31))
    assert (found.daily_centimos, found.cap_date) == (daily, cap_day)
    assert (found.accrued_centimos, found.cap_centimos, found.base_centimos) == (1_030_000, 1_030_000, 10_300_000)
    assert found.parts == ()


def test_the_107_days_of_the_case_come_to_the_maximum_and_not_to_more():
    assert penalty(contract(), LAW, date(2022, 3, 31)).accrued_centimos == 1_030_000
    assert penalty(contract(), LAW, date(2022, 1, 6)).accrued_centimos == 42_917 * 23 - 8  # 23 × 429.1666…


def test_only_the_machine_that_came_late_is_charged():
    found = penalty(contract((-4, "ctd"), (10, "m")), LAW, date(2022, 3, 31))
    assert (found.base_centimos, found.cap_centimos) == (1_300_000, 130_000)
    assert (found.daily_centimos, found.late_days, found.accrued_centimos) == (5_417, 10, 54_167)
    assert [(part.delivery, part.late_days, part.accrued_centimos) for part in found.parts] == [("e1", 10, 54_167)]


def test_two_late_deliveries_are_each_charged_with_their_own_days():
    found = penalty(contract((-1, "c"), (4, "t"), (9, "d")), LAW, DUE + timedelta(days=12))
    assert [(part.delivery, part.late_days, part.amount_centimos) for part in found.parts] == [
        ("e1", 4, 3_000_000),
        ("e2", 9, 2_000_000),
        ("", 12, 1_300_000),
    ]
    assert found.accrued_centimos == 50_000 + 75_000 + 65_000
    assert found.daily_centimos == 5_417  # from now on only the mill goes on
    assert found.cap_date == DUE + timedelta(days=24)
    later = penalty(contract((-1, "c"), (4, "t"), (9, "d")), LAW, DUE + timedelta(days=90))
    assert later.accrued_centimos == 50_000 + 75_000 + 130_000  # the mill stands at its own maximum


def test_what_came_in_time_pays_nothing():
    found = penalty(contract((-4, "ct"), (0, "dm")), LAW, date(2022, 3, 31))
    assert (found.late_days, found.accrued_centimos, found.parts) == (0, 0, ())


def test_without_the_price_of_a_machine_the_whole_contract_is_late():
    items = MACHINES | {"m": Ordered("Molino", Decimal(1))}
    found = penalty(contract((-4, "ctd"), (10, "m"), items=items, delivered=DUE + timedelta(days=10)), LAW, TODAY)
    assert (found.base_centimos, found.accrued_centimos) == (10_300_000, 429_167)


TODAY = date(2026, 9, 14)


@given(
    st.lists(
        st.tuples(st.integers(-20, 90), st.sampled_from(sorted(MACHINES))), max_size=4, unique_by=lambda one: one[1]
    ),
    st.integers(-10, 120),
)
def test_the_parts_add_to_the_penalty_and_never_pass_its_maximum(arrived, shift):
    on = DUE + timedelta(days=shift)
    found = penalty(contract(*((days, item) for days, item in sorted(arrived) if days <= shift)), LAW, on)
    assert 0 <= found.accrued_centimos <= found.cap_centimos <= 1_030_000
    if found.parts:
        assert sum(part.accrued_centimos for part in found.parts) == found.accrued_centimos
    assert found.accrued_centimos <= penalty(contract(), LAW, on).accrued_centimos
