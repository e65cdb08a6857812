"""Other prices: costs shared anew to the céntimo, what hangs on a price goes along, rows that were off stay off."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.presupuesto import SOURCES, amount, check_partida, row_total
from ayni.domain.reajuste import by_percentage, check_percentage, price_lines, raised, repriced

CAGES = {
    "id": "c",
    "nombre": "Jaulas",
    "clase": "equipos",
    "unidad": "und",
    "cantidad": "200",
    "precio_unitario": "150",
    "cofinanciamiento_centimos": 2_400_000,
    "monetaria_centimos": 450_000,
    "valorizada_centimos": 150_000,
    "prestamo_centimos": 90_000,
    "rescate_unitario": "30",
    "mantenimiento_unitario": "3",
}
ALFALFA = {"id": "a", "tipo": "insumo", "situacion": "con", "nombre": "Alfalfa", "cantidad": "10"}
ALFALFA |= {"precio_unitario": "2", "aporte_propio_centimos": 500}
SALE = {"id": "s", "tipo": "ingreso", "situacion": "con", "nombre": "Cuy", "cantidad": "4", "precio_unitario": "25"}


def changed(row, price):
    """The columns of a budget row that are other with this price."""
    return repriced([row], [], {row["id"]: price}).changed.get(row["id"], {})


def test_a_higher_price_is_shared_as_the_old_one_was():
    found = changed(CAGES, "180")
    assert found == {
        "precio_unitario": "180",
        "cofinanciamiento_centimos": 2_880_000,
        "monetaria_centimos": 540_000,
        "valorizada_centimos": 180_000,
        "prestamo_centimos": 108_000,
        "rescate_unitario": "36",
        "mantenimiento_unitario": "3.6",
    }
    assert repriced([CAGES], [], {"c": "180"}).problems == {}


def test_the_same_price_changes_nothing():
    assert changed(CAGES, "150.00") == {}
    assert repriced([CAGES], [SALE], {}).changed == {}


def test_a_row_that_did_not_add_up_still_does_not_and_is_told():
    off = {**CAGES, "valorizada_centimos": 0, "prestamo_centimos": 0}
    found = repriced([off], [], {"c": "300"})
    assert sum(amount(found.partidas[0], name) for name in SOURCES) == 5_700_000
    (problem,) = found.problems["c"]
    assert (
        str(problem.sentence) == "Faltan S/ 3,000.00: esta fila cuesta S/ 60,000.00 y entre todos ponen S/ 57,000.00."
    )


def test_a_row_that_nobody_pays_yet_only_costs_more():
    found = changed({**CAGES, **dict.fromkeys(SOURCES), "prestamo_centimos": None}, "10")
    assert not found.keys() & set(SOURCES)


def test_what_members_put_of_an_input_follows_its_price():
    found = repriced([], [ALFALFA], {"a": "3"}).changed["a"]
    assert found == {"precio_unitario": "3", "aporte_propio_centimos": 750}


def test_a_percentage_touches_one_kind_of_row():
    lines = price_lines([CAGES], [SALE, ALFALFA, {**SALE, "id": "x", "precio_unitario": None}])
    assert [(line.record, line.kind) for line in lines] == [("c", "inversion"), ("s", "ventas"), ("a", "insumos")]
    assert by_percentage(lines, "ventas", Decimal("-4.6")) == {"s": "23.85"}
    assert by_percentage(lines, "inversion", Decimal(8)) == {"c": "162"}
    assert check_percentage(Decimal(-100)) == []
    assert check_percentage(Decimal("-100.1"))


@given(
    st.integers(1, 10**6),
    st.integers(1, 10**6),
    st.integers(0, 10**8),
    st.lists(st.integers(0, 100), min_size=3, max_size=3).filter(any),
    st.integers(0, 100),
)
def test_a_row_that_added_up_adds_up_with_any_price(quantity, old, new, weights, borrowed):
    from ayni.domain.money import split

    row = {"id": "c", "nombre": "x", "clase": "equipos", "cantidad": str(quantity), "precio_unitario": str(old)}
    row |= dict(zip(SOURCES, split(row_total(row), weights), strict=True))
    row["prestamo_centimos"] = amount(row, SOURCES[1]) * borrowed // 100
    found = repriced([row], [], {"c": str(Decimal(new) / 10000)}).partidas[0]
    assert check_partida(found) == []


@pytest.mark.parametrize(("price", "percentage", "expected"), [("25", "8", "27"), ("0.3333", "10", "0.3666")])
def test_a_price_is_raised_to_four_decimals(price, percentage, expected):
    assert raised(Decimal(price), Decimal(percentage)) == Decimal(expected)
