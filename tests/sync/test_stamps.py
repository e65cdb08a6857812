"""Stamps: order without trusting clocks, numbers that never meet twice, fingerprints of whole saves."""

import uuid
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.change import Change, Save
from ayni.sync import stamps

NOW = 1_790_000_000_000  # milliseconds
HOUR = 60 * 60 * 1000

MOMENTS = st.integers(0, 2**46)
HLCS = st.integers(0, 2**62)

SAVE = Save(
    tx=7,
    stream="a/b",
    seq=1,
    hlc=NOW << 16,
    person="Rosa",
    act="save_socio",
    act_id="x",
    reason="",
    municipality="080101",
    scope="b",
    clock="2026-11-22T10:42:00-05:00",
    program="0.1",
    schema=1,
    count=2,
    undoes=None,
    before=stamps.NO_SAVE_BEFORE,
)
CHANGES = (
    Change("socio", "r1", "identidad", 7, '{"dni":"40000001"}', seen=3),
    Change("socio", "r1", "phone", 7, '{"phone":null}', seen=None, also=(4, 5)),
)


@given(HLCS, MOMENTS)
def test_a_new_save_always_stands_after_the_last(last, now):
    assert stamps.tick(last, now) > last
    assert stamps.tick(last, now) >= now << 16


@given(HLCS, HLCS, MOMENTS)
def test_an_answer_stands_after_what_was_received_unless_it_comes_from_the_future(last, theirs, now):
    after = stamps.seen(last, theirs, now)
    assert after >= last
    if stamps.milliseconds(theirs) < now + stamps.DRIFT_MS:
        assert stamps.tick(after, now) > theirs
    if after > last:
        assert stamps.milliseconds(after) <= now + stamps.DRIFT_MS


def test_a_clock_of_another_century_carries_nobody_along():
    far = (NOW + 80 * 365 * 24 * HOUR) << 16
    assert stamps.milliseconds(stamps.seen(NOW << 16, far, NOW)) == NOW + 48 * HOUR


@pytest.mark.parametrize(("ahead", "told"), [(-1000 * HOUR, False), (0, False), (48 * HOUR, False), (49 * HOUR, True)])
def test_a_wrong_date_is_told_only_when_it_lies_in_the_future(ahead, told):
    sentence = stamps.wrong_date(NOW, (NOW + ahead) << 16)
    assert (sentence is not None) == told
    if sentence:
        assert "fecha" in str(sentence)


def test_a_number_of_a_save_is_positive_and_has_62_bits():
    assert all(0 < stamps.new_tx() < 2**62 for _ in range(1000))
    assert stamps.new_tx(lambda size: b"\xff" * size) == 2**62 - 1


def test_a_number_of_a_save_is_never_zero():
    draws = iter([bytes(8), bytes(8), b"\x00" * 7 + b"\x04"])
    assert stamps.new_tx(lambda _size: next(draws)) == 1


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_a_row_id_is_a_uuid_of_version_7_that_holds_its_moment(now, noise):
    read = uuid.UUID(stamps.new_row_id(now, lambda _size: noise))
    assert (read.version, read.variant) == (7, uuid.RFC_4122)
    assert read.int >> 80 == now


def test_row_ids_of_one_moment_differ():
    assert len({stamps.new_row_id(NOW) for _ in range(1000)}) == 1000


def test_a_stream_tells_its_device_and_its_scope():
    stream = stamps.stream_name("equipo", "gobierno")
    assert (stamps.device_of(stream), stamps.scope_of(stream)) == ("equipo", "gobierno")


def test_the_hash_of_a_save_does_not_depend_on_the_order_of_its_changes():
    assert stamps.save_hash(SAVE, CHANGES) == stamps.save_hash(SAVE, CHANGES[::-1])
    assert len(stamps.save_hash(SAVE, CHANGES)) == 32


@pytest.mark.parametrize("name", [field.name for field in fields(Save)])
def test_the_hash_of_a_save_covers_every_part_of_it(name):
    value = getattr(SAVE, name)
    other = {int: 99, str: "otro", bytes: b"\x01" * 32, type(None): 12}[type(value)]
    assert stamps.save_hash(replace(SAVE, **{name: other}), CHANGES) != stamps.save_hash(SAVE, CHANGES)


@pytest.mark.parametrize(
    "other",
    [{"table": "aeo"}, {"row": "r2"}, {"group": "notes"}, {"value": "{}"}, {"seen": 8}, {"seen": None}, {"also": (9,)}],
    ids=str,
)
def test_the_hash_of_a_save_covers_every_part_of_its_changes(other):
    changed = (replace(CHANGES[0], **other), CHANGES[1])
    assert stamps.save_hash(SAVE, changed) != stamps.save_hash(SAVE, CHANGES)
    assert stamps.save_hash(SAVE, CHANGES[:1]) != stamps.save_hash(SAVE, CHANGES)
