"""What a purchase buys is allotted to its plans without losing a unit or a céntimo."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.compra_item import allotment_problems, shares
from ayni.domain.money import times

ITEM = {"id": "i", "nombre": "Balanza", "cantidad": "5"}


def to(place: int, quantity: str, plan: str = "") -> dict[str, str]:
    return {"id": f"a{place}", "item": "i", "aeo": f"aeo{place}", "plan": plan or f"plan{place}", "cantidad": quantity}


def said(items, asignaciones):
    return [str(problem.sentence) for problem in allotment_problems(items, asignaciones)]


def test_what_is_not_allotted_is_told_with_its_quantity():
    assert said([ITEM], [to(1, "3")]) == ["Falta repartir de Balanza: 2."]
    assert said([ITEM], [to(1, "3"), to(2, "2.5")]) == ["Se repartió de más de Balanza: 0.5."]
    assert said([ITEM], [to(1, "3"), to(2, "2")]) == []
    assert said([ITEM], []) == ["Falta repartir de Balanza: 5."]


def test_leftover_centimos_go_to_the_plan_that_comes_first():
    three = [to(3, "1"), to(1, "1"), to(2, "1")]
    found = shares({**ITEM, "cantidad": "3"}, three, Decimal("33.3334"))
    assert [(share.plan, share.centimos) for share in found] == [("plan1", 3334), ("plan2", 3333), ("plan3", 3333)]


@given(
    st.lists(st.decimals("0.001", "999", places=3), min_size=1, max_size=12),
    st.decimals("0.0001", "99999", places=4),
    st.randoms(use_true_random=False),
)
def test_the_shares_of_the_plans_add_to_the_amount_in_whatever_order_they_come(quantities, price, chance):
    rows = [to(place, str(quantity)) for place, quantity in enumerate(quantities)]
    found = shares(ITEM, rows, price)
    assert sum(share.centimos for share in found) == times(sum(quantities), price)
    chance.shuffle(rows)
    assert shares(ITEM, rows, price) == found
