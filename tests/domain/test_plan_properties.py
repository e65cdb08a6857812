"""What must hold for any plan that the engine takes, whatever its figures are."""

import json
from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ayni.domain.caso import Asset, Block, Calendar, Case, General, Income, Outlay, Side, Supply
from ayni.domain.indicadores import compute, npv
from ayni.domain.prestamo import Prestamo
from ayni.domain.rentabilidad import compute_json, explain
from ayni.domain.sensibilidad import VARIABLES, scaled, switching
from ayni.domain.tasa_interna import Kind

CENT = Decimal("0.01")
ZERO = Decimal(0)


def amounts(high: str = "9000"):
    return st.decimals("0", high, places=2)


def marks():
    return st.sets(st.integers(0, 23), min_size=1, max_size=5).map(lambda found: tuple(sorted(found)))


@st.composite
def sides(draw, years: int, most: int = 3):
    """A side with anything on it."""

    def some(make):
        return tuple(make() for _turn in range(draw(st.integers(0, most))))

    def paid(cost):
        """Own and donated parts, which never come to more than the cost."""
        own = (cost * draw(st.integers(0, 100)) / 100).quantize(CENT)
        return own, ((cost - own) * draw(st.integers(0, 100)) / 100).quantize(CENT)

    def asset():
        units, price = Decimal(draw(st.integers(0, 40))), draw(amounts())
        own, donated = paid(units * price)
        salvage = (price * draw(st.integers(0, 90)) / 100).quantize(CENT)
        life, again = draw(st.integers(1, years + 3)), draw(st.booleans())
        maint, year = draw(amounts("90")), draw(st.integers(1, years))
        return Asset("bien", "und", units, price, own, donated, life, maint, salvage, again, year)

    def outlay():
        units, price = Decimal(draw(st.integers(0, 40))), draw(amounts())
        return Outlay("obra", "day", units, price, *paid(units * price), draw(st.integers(1, years)))

    def general():
        units = tuple(Decimal(draw(st.integers(0, 12))) for _year in range(years))
        return General("gasto", "month", units, draw(amounts("400")), (ZERO,) * years)

    def block():
        def supply(unit):
            units = Decimal(draw(st.integers(1, 60)))
            return Supply("insumo", unit, units, draw(amounts("40")), units / 4, ZERO, draw(amounts("1")))

        income = tuple(
            Income("venta", "kg", Decimal(draw(st.integers(1, 90))), draw(amounts("60")), ZERO, draw(amounts("2")))
            for _turn in range(draw(st.integers(0, 2)))
        )
        pattern = tuple(Decimal(draw(st.integers(0, 30))) for _year in range(years))
        lines = (tuple(supply("kg") for _turn in range(draw(st.integers(0, 2)))), (supply("day"),))
        calendar = Calendar(draw(marks()), draw(marks()), draw(marks()))
        return Block("actividad", "und", Decimal(draw(st.integers(1, 4))), None, pattern, income, *lines, calendar)

    return Side(some(asset), some(outlay), some(outlay), some(general), some(general), some(block))


@st.composite
def cases(draw):
    years = draw(st.integers(1, 8))
    return Case(
        years=years,
        discount_rate_pct=draw(st.sampled_from([Decimal(0), Decimal("4.5"), Decimal(12)])),
        inflation_pct=Decimal(draw(st.integers(0, 3))),
        members=draw(st.sampled_from([None, 1, 17])),
        wc_interest_pct=Decimal(20),
        wc_own=draw(amounts()),
        loan1=draw(st.sampled_from([None, Prestamo(Decimal(14), years)])),
        with_plan=draw(sides(years)),
        without_plan=draw(sides(years, 1)),
    )


@settings(max_examples=60)
@given(case=cases())
def test_who_pays_always_adds_to_what_it_costs(case):
    found = compute(case)
    paid = found.invest_own + found.invest_donated + found.loan1_amount + found.loan2_amount + found.unfunded
    assert paid == found.invest_total


@settings(max_examples=60)
@given(case=cases())
def test_at_its_own_rate_a_plan_is_worth_nothing(case):
    found = compute(case)
    for answer, flow in ((found.irr_all, found.flow_all), (found.irr_applicant, found.flow_applicant)):
        for rate in answer.rates:
            worth = npv(flow, rate * 100)
            size = sum(abs(amount) / (1 + rate) ** year for year, amount in enumerate(flow))
            assert worth is not None
            assert abs(worth) <= Decimal("1e-9") * size


def priced(line, times):
    """A line whose every price and amount is so many times as much."""
    money = {"unit_cost", "price", "transport", "maint", "salvage", "own", "donated"}
    changed = {
        each.name: tuple(part * times for part in value) if isinstance(value, tuple) else value * times
        for each in fields(line)
        if each.name in money
        for value in [getattr(line, each.name)]
    }
    return replace(line, **changed)


def richer(side, times):
    parts = {name: tuple(priced(line, times) for line in getattr(side, name)) for name in
             ("assets", "labour", "services", "general", "personnel")}  # fmt: skip
    blocks = tuple(
        replace(block, **{name: tuple(priced(line, times) for line in getattr(block, name))
                          for name in ("income", "inputs", "labour")})
        for block in side.blocks
    )  # fmt: skip
    return Side(**parts, blocks=blocks)


@settings(max_examples=60)
@given(case=cases(), times=st.integers(2, 1000))
def test_all_money_times_so_much_makes_the_van_so_much_and_leaves_the_rate(case, times):
    one = compute(case)
    two = compute(
        replace(
            case,
            wc_own=case.wc_own * times,
            with_plan=richer(case.with_plan, times),
            without_plan=richer(case.without_plan, times),
        )
    )
    for before, after in ((one.npv_all, two.npv_all), (one.npv_applicant, two.npv_applicant)):
        assert abs(after - before * times) <= CENT * times * (case.years + 1)  # each year is rounded to its céntimo
    size = max(map(abs, one.flow_all), default=ZERO)
    if (
        one.irr_all.kind is two.irr_all.kind is Kind.ONE
        and size > 1000
        and min(filter(None, map(abs, one.flow_all))) > 1
    ):
        assert abs(one.irr_all.rate - two.irr_all.rate) <= Decimal("0.01") * (1 + abs(one.irr_all.rate))


@settings(max_examples=40)
@given(case=cases())
def test_a_plan_that_changes_nothing_is_worth_nothing(case):
    found = compute(replace(case, without_plan=case.with_plan))
    assert set(found.flow_all) == {0}
    assert found.npv_all == 0
    assert found.irr_all.kind is Kind.NO_SIGN_CHANGE
    assert found.bc_all is None
    assert found.net_income_full == found.net_income_average == 0


@settings(max_examples=40)
@given(case=cases(), data=st.data())
def test_the_order_of_the_lines_never_matters_to_any_plan(case, data):
    def mixed(side):
        parts = {each.name: tuple(data.draw(st.permutations(getattr(side, each.name)))) for each in fields(side)}
        blocks = tuple(
            replace(block, **{name: tuple(data.draw(st.permutations(getattr(block, name))))
                              for name in ("income", "inputs", "labour")})
            for block in parts["blocks"]
        )  # fmt: skip
        return Side(**{**parts, "blocks": blocks})

    other = replace(case, with_plan=mixed(case.with_plan), without_plan=mixed(case.without_plan))
    assert compute_json(other) == compute_json(case)


@settings(max_examples=60)
@given(case=cases())
def test_every_answer_is_a_number_or_says_that_there_is_none(case):
    found = compute_json(case)
    assert "NaN" not in json.dumps(found, allow_nan=False)
    assert all(each.value and str(each.sentence) for each in explain(compute(case)))


@settings(max_examples=15)
@given(case=cases())
def test_at_any_switching_value_the_van_changes_its_sign(case):
    values = switching(case)
    assume(any(value is not None for value in values.values()))
    for variable in VARIABLES:
        change = values[f"all.{variable}"]
        if change is None:
            continue
        at = [
            compute(scaled(case, {variable: 1 + Fraction(change + step) / 100})).npv_all
            for step in (Decimal("-0.06"), Decimal("0.06"))
            if change + step >= -100
        ]
        assert min(at) <= 0 <= max(at) or len(at) == 1
