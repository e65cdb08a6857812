"""Roles: the table of acts is whole, what does not go together is found, and a PIN is one that is worth having."""

from datetime import date

import pytest

from ayni.domain.funcion import REGISTRA, ROLES, WHAT_FOR, WRITING, holds, roles_of, same_person
from ayni.domain.persona import initials
from ayni.workspace import law
from ayni.workspace.deshacer import ACTS

CODES = {code for code, _label in ROLES}


def test_every_act_says_who_does_it_and_nobody_who_audits_does_any():
    table = law.role_law()
    assert set(ACTS) == (set(table.acts) & set(ACTS)) | table.automatic
    assert {role for roles in (*table.acts.values(), *table.events.values()) for role in roles} <= set(WRITING)
    assert set(WHAT_FOR) == CODES


def test_every_event_that_names_who_tells_it_is_an_event_of_a_purchase():
    table = law.role_law()
    events = set(law.purchase_law().machine.moves)
    assert set(table.events) <= events
    assert {code for case in table.cases.values() for code in case.events | case.after} <= events


def test_an_act_of_a_newer_program_is_done_by_whoever_writes():
    assert law.role_law().who_does("save_something_new") == WRITING


@pytest.mark.parametrize(
    ("roles", "found"),
    [
        ({"registra", "compra"}, set()),
        ({"evalua", "compra"}, {"FUN.evalua-compra"}),
        ({"evalua", "dirige", "registra"}, {"FUN.evalua-dirige"}),
        ({"audita", "registra"}, {"FUN.audita-registra"}),
        ({"audita"}, set()),
    ],
)
def test_what_does_not_go_together_is_found(roles, found):
    assert {each.id for each in law.role_law().clashes(roles, date(2026, 3, 10))} == found


def test_a_pair_counts_from_the_day_of_its_rule():
    assert not law.role_law().clashes({"evalua", "compra"}, date(2006, 11, 3))


def test_a_role_is_held_from_its_first_day_until_the_day_it_is_left():
    row = {"persona": "Rosa", "funcion": REGISTRA, "desde": "2026-03-10", "hasta": "2026-03-13"}
    days = [date(2026, 3, day) for day in (9, 10, 12, 13)]
    assert [holds(row, day) for day in days] == [False, True, True, False]
    assert roles_of([row, {**row, "funcion": "compra", "hasta": None}], "Rosa", date(2026, 4, 1)) == {"compra"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Rosa Quispe Puma", "QUISPE PUMA ROSA", True),
        ("Ana Huamán", "ana  huaman", True),
        ("Rosa Quispe", "Rosa Quispe Puma", False),
        ("", "", False),
    ],
)
def test_a_name_is_known_however_it_is_ordered(one, other, same):
    assert same_person(one, other) is same


def test_a_person_finds_themself_by_two_letters():
    assert [initials(name) for name in ("Rosa Quispe Puma", "Ana", "")] == ["RP", "A", ""]
