"""Concurrent moves of a state: forward they join, backward they are a person's, and the office outranks the field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.states import Moved, joined_state

ORDER = ("borrador", "presentado", "aprobado")


def joined(base, *moved):
    return joined_state(ORDER, base, [Moved(state, office) for state, office in moved], "presentado")


@pytest.mark.parametrize(
    ("base", "moved", "said"),
    [
        ("borrador", [("presentado", False), ("aprobado", True)], "aprobado"),  # the later one went through the other
        ("borrador", [("presentado", False), ("presentado", True)], "presentado"),
        ("presentado", [("borrador", True), ("aprobado", True)], None),  # back and on: a person
        ("presentado", [("borrador", False), ("aprobado", True)], "aprobado"),  # the field against the office
        ("presentado", [("aprobado", False), ("borrador", True)], "borrador"),
        ("presentado", [("borrador", False), ("aprobado", False)], None),
        ("aprobado", [("presentado", True), ("borrador", True)], None),
        (None, [("presentado", True), ("aprobado", True)], None),  # where they came from has not arrived
        ("borrador", [("archivado", True), ("aprobado", True)], None),  # a state of a newer program
    ],
)
def test_what_moves_add_up_to(base, moved, said):
    assert joined(base, *moved) == said
    assert joined(base, *reversed(moved)) == said


MOVES = st.lists(st.tuples(st.sampled_from(ORDER), st.booleans()), min_size=1, max_size=5)


@given(st.sampled_from(ORDER), MOVES, st.randoms())
def test_it_is_one_of_the_moves_whatever_their_order_and_repetition(base, moved, chance):
    told = joined(base, *moved)
    again = [*moved, *moved]
    chance.shuffle(again)
    assert joined(base, *again) == told
    assert told is None or told in {state for state, _office in moved}


@given(MOVES)
def test_nothing_that_was_presented_becomes_a_draft_by_rule(moved):
    if any(state == "borrador" for state, office in moved if office) or not any(office for _state, office in moved):
        return
    assert joined("presentado", *moved) != "borrador"
