"""Sums of a liquidation: by source, by nature and by plan it is always the same money, and the same things."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.contrapartida import Spent, ledger
from ayni.domain.gasto_plan import Payment, shared
from ayni.domain.liquidacion import Moved, financial, natures, physical

amounts = st.integers(0, 10**8)
budgets = st.lists(st.tuples(amounts, amounts, amounts, st.sampled_from(["equipos", "intangible"])), max_size=4)


def rows_of(budget):
    return [
        {
            "id": f"p{place}",
            "nombre": f"Fila {place}",
            "unidad": "und",
            "cantidad": "2",
            "clase": kind,
            "cofinanciamiento_centimos": cofin,
            "monetaria_centimos": cash,
            "valorizada_centimos": valued,
        }
        for place, (cofin, cash, valued, kind) in enumerate(budget)
    ]


@given(budgets, st.lists(st.tuples(st.integers(0, 5), amounts), max_size=5))
def test_money_by_source_and_by_nature_adds_to_one_total(budget, paid):
    rows = rows_of(budget)
    found = ledger(rows, [], [Spent(f"p{place}", "2026-03", centimos) for place, centimos in paid])
    *sources, whole = financial(found, {})
    for name in ("aprobado", "modificado", "ejecutado", "saldo"):
        assert sum(getattr(line, name) for line in sources) == getattr(whole, name)
    parts = natures(rows, found)
    assert sum(part.aprobado for part in parts) == whole.aprobado
    assert sum(part.ejecutado for part in parts) == whole.ejecutado == sum(centimos for _place, centimos in paid)


@given(
    st.lists(amounts, max_size=4),
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(1, 50), st.sampled_from(["i", "j"])), min_size=1, max_size=6
    ),
    st.booleans(),
)
def test_payments_are_shared_among_plans_without_losing_a_centimo(payments, allotted, priced):
    items = [{"id": name, "precio_plan": None} for name in "ij"]
    rows = [
        {"item": item, "plan": plan, "aeo": "x", "partida": "", "cantidad": str(amount)}
        for plan, amount, item in allotted
    ]
    prices = {"i": Decimal("3.7"), "j": Decimal(11)} if priced else {}
    found = shared([Payment("2026-03", centimos) for centimos in payments], items, rows, prices)
    assert sum(part.centimos for parts in found.values() for part in parts) == sum(payments)
    assert all(part.centimos >= 0 for parts in found.values() for part in parts)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 20), st.integers(0, 20)), max_size=8))
def test_no_thing_bought_or_handed_over_is_lost(given_moved):
    rows = rows_of([(100, 0, 0, "equipos"), (0, 0, 50, "equipos")])
    moved = [
        Moved(f"p{place}", f"Cosa {place}", "und", Decimal(got), Decimal(gave)) for place, got, gave in given_moved
    ]
    lines = physical(rows, moved)
    assert sum(line.adquirido for line in lines) == sum(each.adquirido for each in moved)
    assert sum(line.entregado for line in lines) == sum(each.entregado for each in moved)
    assert all(line.diferencia == line.aprobado - line.entregado for line in lines)
    assert [line.partida for line in lines][:1] == ["p0"]
