"""What plans need alike: names that say the same are one need, names that sound alike wait for a person."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ayni.domain.agrupamiento import Units, Wanted, key_of, needs, resolved
from ayni.paths import resource

UNITS = Units.from_data(json.loads(resource("catalogos/unidades.json").read_text("utf-8")))


def wanted(record, name, unit="und", quantity="1", price="10", plan="p1"):
    return Wanted(record, plan, f"Plan {plan}", "a", "AEO", name, unit, Decimal(quantity), Decimal(price))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Jaulas metálicas", "und"), ("JAULA METALICA", "Unid.")),
        (("Balanza de plataforma", "unidad"), ("Plataforma balanza", "UND")),
        (("Alambre galvanizado N° 10", "kg"), ("alambre galvanizado #10", "Kilos")),
        (("Luces para galpón", "und"), ("Luz de galpones", "u")),
        (("Cemento", "bls"), ("CEMENTO", "bolsa")),
        (("Malla", "m"), ("Mallas", "metros")),
    ],
)
def test_the_same_thing_written_otherwise_is_one_need(one, other):
    assert key_of(*one, UNITS) == key_of(*other, UNITS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Alambre N° 10", "kg"), ("Alambre N° 12", "kg")),
        (("Alambre N° 10", "kg"), ("Alambre N° 10", "rollo")),
        (("Balanza con batería", "und"), ("Balanza sin batería", "und")),
        (("Cemento", "saco"), ("Cemento", "bolsa")),
        (("Jaula de 2.5 m", "und"), ("Jaula de 3 m", "und")),
    ],
)
def test_what_differs_by_a_size_a_unit_or_a_word_is_another_need(one, other):
    assert key_of(*one, UNITS) != key_of(*other, UNITS)


def test_a_need_adds_quantities_and_amounts_and_shows_how_prices_differ():
    found = needs(
        [
            wanted("1", "Jaulas metálicas", quantity="200", price="150"),
            wanted("2", "Jaula metálica", "unid", "50.5", "180.20", plan="p2"),
            wanted("3", "Jaulas metálicas", quantity="10", price="150", plan="p3"),
        ],
        UNITS,
        {},
    )
    [need] = found
    assert need.name == "Jaulas metálicas"
    assert set(need.plans) == {"p1", "p2", "p3"}
    assert need.quantity == Decimal("260.5")
    assert need.total_centimos == 30_000_00 + 9_100_10 + 1_500_00
    assert need.prices == (150, Decimal("180.20"))
    assert not need.joined


def test_a_name_that_only_sounds_alike_is_shown_and_never_joined():
    first, second = needs([wanted("1", "Jaulas metálicas"), wanted("2", "Jaulas metálicas de cría")], UNITS, {})
    assert first.alike == (second.key,)
    assert second.alike == (first.key,)


def test_another_size_does_not_sound_alike_and_no_size_does():
    found = needs([wanted("1", "Alambre N° 8"), wanted("2", "Alambre N° 10"), wanted("3", "Alambre")], UNITS, {})
    assert {need.name: len(need.alike) for need in found} == {"Alambre N° 8": 1, "Alambre N° 10": 1, "Alambre": 2}


def test_of_many_that_sound_alike_only_the_nearest_are_shown():
    found = needs([wanted(letter, f"Jaula metálica modelo {letter * 3}") for letter in "abcdefghijklmn"], UNITS, {})
    assert {len(need.alike) for need in found} == {8}


def test_alike_in_another_unit_is_not_shown():
    found = needs([wanted("1", "Alambre de púas", "kg"), wanted("2", "Alambre de púas", "rollo")], UNITS, {})
    assert [need.alike for need in found] == [(), ()]


def test_a_person_joins_and_separates():
    lines = [
        wanted("1", "Jaulas metálicas"),
        wanted("2", "Jaula de fierro"),
        wanted("3", "Jaulas metálicas", plan="p2"),
    ]
    iron, metal = key_of("Jaula de fierro", "und", UNITS), key_of("Jaulas metálicas", "und", UNITS)
    [joined] = needs(lines, UNITS, {iron: metal})
    assert joined.joined
    assert joined.names == ("Jaula de fierro", "Jaulas metálicas")
    apart = needs(lines, UNITS, {iron: metal, "3": "aparte:3"})
    assert sorted(len(need.lines) for need in apart) == [1, 2]


def test_two_people_who_join_each_into_the_other_mean_one_group():
    circle = {"a": "b", "b": "a"}
    assert resolved("a", "", circle) == resolved("b", "", circle) == "a"
    assert resolved("c", "", {"c": "a", **circle}) == "a"


NAMES = some.sampled_from(("Jaula metálica", "Jaulas metálicas", "JAULA", "Malla N° 8", "malla 8", "Cemento", ""))
LINES = some.lists(
    some.builds(
        Wanted,
        some.uuids().map(str),
        some.sampled_from(("p1", "p2", "p3")),
        some.just("t"),
        some.just("a"),
        some.just("AEO"),
        NAMES,
        some.sampled_from(("und", "Unid.", "kg", "")),
        some.decimals("0", "999", places=2),
        some.decimals("0", "999", places=4),
    ),
    max_size=12,
    unique_by=lambda line: line.record,
)
DECIDED = some.dictionaries(
    some.sampled_from(("jaula|und", "jaula metalica|und", "cemento|kg")),
    some.sampled_from(("jaula|und", "jaula metalica|und", "x")),
    max_size=3,
)


@given(LINES, DECIDED, some.randoms())
def test_every_row_is_in_one_group_amounts_add_up_and_order_never_matters(lines, decided, chance):
    found = needs(lines, UNITS, decided)
    assert sorted(line.record for need in found for line in need.lines) == sorted(line.record for line in lines)
    assert sum(need.total_centimos for need in found) == sum(line.total_centimos for line in lines)
    assert len({need.key for need in found}) == len(found)
    other = list(lines)
    chance.shuffle(other)
    assert needs(other, UNITS, decided) == found
