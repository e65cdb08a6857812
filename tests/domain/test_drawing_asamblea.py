"""Pictures for the assembly: coins that add up whatever the shares, what is bought with nothing left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.drawing import CIRCLE, Mark, Text
from ayni.domain.drawing_asamblea import COINS, MOST, PAYERS, basket, coins, shared_coins
from ayni.domain.presupuesto import Totals

AMOUNT = st.integers(0, 10**9)


@given(AMOUNT, AMOUNT, AMOUNT)
def test_the_coins_of_all_who_pay_are_always_twenty(cofin, cash, kind):
    whole = Totals(cofin + cash + kind, cofin, cash, kind)
    found = shared_coins(whole)
    if not whole.total:
        assert not any(found.values())
        return
    assert sum(found.values()) == COINS
    for name, *_ in PAYERS:
        assert bool(found[name]) == bool(getattr(whole, name)), "who pays has a coin, who does not has none"


def test_coins_follow_the_shares():
    assert shared_coins(Totals(100, 80, 5, 15)) == {"cofinanciamiento": 16, "monetaria": 1, "valorizada": 3}
    assert shared_coins(Totals(1_000_000, 999_998, 1, 1)) == {
        "cofinanciamiento": 18, "monetaria": 1, "valorizada": 1,
    }  # fmt: skip


def test_as_many_circles_are_drawn_and_each_payer_is_told():
    made = coins(Totals(13_250_000, 10_250_000, 1_000_000, 2_000_000), 240)
    assert sum(isinstance(shape, Mark) and shape.shape == CIRCLE for shape in made.shapes) == COINS
    assert "S/ 102,500.00" in made.alternative
    assert "Ponemos en dinero" in made.alternative
    only = coins(Totals(100, 100, 0, 0), 240)
    assert "Ponemos en dinero" not in only.alternative


def row(name, cost, clase="equipos"):
    return {"nombre": name, "clase": clase, "cantidad": "1", "precio_unitario": str(cost)}


@pytest.mark.parametrize("count", [1, MOST, MOST + 3, 40])
def test_the_dearest_are_named_and_the_others_added(count):
    made = basket([row(f"Cosa {place}", place + 1) for place in range(count)], 240)
    said = [shape.words for shape in made.shapes if isinstance(shape, Text)]
    assert f"Cosa {count - 1}" in said
    assert f"S/ {count * (count + 1) // 2:,}.00" in said
    assert ("Y otras cosas: 3" in said) == (count == MOST + 3)


def test_nothing_is_drawn_outside_its_box_and_a_strange_class_has_a_sign():
    made = basket([row("Jaulas " * 12, 30_000, "nadie sabe"), row("Galpón", 1, "infraestructura")], 200)
    for shape in made.shapes:
        points = [getattr(shape, name) for name in ("y", "y1", "y2") if hasattr(shape, name)]
        assert all(-0.1 <= y <= made.height + 0.1 for y in points), shape
