"""Goods unit by unit, and visits that are never lost."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.bien import (
    LABELS,
    Delivered,
    check_bien,
    check_visita,
    counting,
    good_total,
    serial_problems,
    split_serials,
    state_on,
    units_of,
)

GOOD = {
    "clase_bien": "bien",
    "nombre": "Despulpadora",
    "cantidad": "1",
    "serie": "D-17",
    "fecha_recepcion": "2026-03-02",
}


def said(problems):
    return [(problem.field, str(problem.sentence)) for problem in problems]


def test_the_words_of_a_visit_are_the_official_ones():
    assert list(LABELS.values()) == [
        "Habido/Buen estado",
        "Habido/Mal estado",
        "No habido",
        "Ejecutado",
        "No ejecutado",
    ]


def test_what_has_a_serial_is_one_unit():
    assert check_bien(GOOD) == []
    assert [each.field for each in check_bien(GOOD | {"cantidad": "2"})] == ["cantidad"]
    assert [each.field for each in check_bien(GOOD | {"cantidad": "0", "serie": None})] == ["cantidad"]
    assert [each.field for each in check_bien(GOOD | {"clase_bien": "servicio"})] == ["serie"]


def test_who_does_not_take_it_says_why():
    assert [each.field for each in check_bien(GOOD | {"conforme": "rechazado"})] == ["conforme_motivo"]


def test_a_good_costs_its_quantity_by_its_price():
    assert good_total(GOOD | {"cantidad": "3", "precio_unitario": "10.005"}) == 3002
    assert good_total(GOOD) == 0


def test_the_same_serial_twice_is_told_with_whose_it_is():
    known = [{"id": "b1", "serie": "D 17", "marca": None, "nombre": "despulpadora", "aeo_nombre": "Sumaq Quwi"}]
    told = said(serial_problems([GOOD | {"id": ""}], known))
    assert told == [("0.serie", "La serie D-17 ya está registrada: despulpadora, de Sumaq Quwi.")]
    assert serial_problems([GOOD | {"id": "b1"}], known) == []
    assert serial_problems([GOOD | {"id": "", "marca": "Otra"}], known) == []
    twice = serial_problems([GOOD | {"id": ""}, GOOD | {"id": "", "serie": "d17"}], [])
    assert [each.field for each in twice] == ["1.serie"]


def test_serials_are_read_as_people_write_them_in_a_row():
    assert split_serials("A-1, A-2;A-3\n  A-4 ,") == ["A-1", "A-2", "A-3", "A-4"]


serials = st.lists(st.from_regex(r"[A-Z]{1,3}-[0-9]{1,4}", fullmatch=True), max_size=6)


@given(st.decimals("0.5", "30", places=1), serials)
def test_units_of_a_delivery_add_up_to_what_was_delivered(amount, given_serials):
    made = units_of([Delivered(amount, tuple(given_serials), {"nombre": "Balanza"})])
    assert sum((Decimal(each["cantidad"]) for each in made), Decimal(0)) == amount
    assert [each["serie"] for each in made if each["serie"]] == given_serials[: int(amount)]
    assert all(each["cantidad"] == "1" for each in made if each["serie"])


@pytest.mark.parametrize(
    ("kind", "state", "agrees"),
    [
        ("bien", "habido_bueno", True),
        ("bien", "no_habido", True),
        ("bien", "ejecutado", False),
        ("servicio", "ejecutado", True),
        ("servicio", "habido_malo", False),
    ],
)
def test_the_state_goes_with_what_it_is(kind, state, agrees):
    found = check_visita({"estado_bien": state, "fecha": "2026-04-01"}, GOOD | {"clase_bien": kind})
    assert ([each.field for each in found] == []) is agrees


def test_nobody_visits_before_the_delivery():
    found = check_visita({"estado_bien": "habido_bueno", "fecha": "2026-03-01"}, GOOD)
    assert [each.field for each in found] == ["fecha"]


visits = st.lists(
    st.tuples(
        st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.sampled_from(["habido_bueno", "habido_malo", "no_habido"])
    ),
    max_size=10,
).flatmap(
    lambda rows: st.tuples(
        st.just(rows), st.lists(st.integers(0, 12), min_size=len(rows), max_size=len(rows)), st.randoms()
    )
)


@given(visits)
def test_the_history_of_states_never_loses_a_visit(drawn):
    rows, corrects, random = drawn
    made = [
        {
            "id": f"{place:03d}",
            "fecha": day.isoformat(),
            "estado_bien": state,
            "corrige": f"{target:03d}" if target < place else None,
        }
        for place, ((day, state), target) in enumerate(zip(rows, corrects, strict=True))
    ]
    mixed = made[:]
    random.shuffle(mixed)
    standing = counting(mixed)
    assert standing == counting(made)
    corrected = {each["corrige"] for each in made if each["corrige"]}
    assert {each["id"] for each in standing} == {each["id"] for each in made} - corrected
    for each in standing:
        seen = state_on(mixed, date.fromisoformat(each["fecha"]))
        assert seen is not None
        assert seen["fecha"] == each["fecha"]
    last = state_on(mixed)
    assert (last is None) == (not standing)
