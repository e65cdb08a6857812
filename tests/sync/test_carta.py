"""Letters and parts: whatever is packed comes back, whatever is altered is refused, whatever is cut stays whole."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ayni.domain.change import Change, Save
from ayni.sync.batch import runs
from ayni.sync.container import HEADER, PAPERS, RECEIPT, BundleRefused
from ayni.sync.keys import DeviceKeys, new_card
from ayni.sync.letter import SHA, WANTS_MOST, pack_wants, read_wants
from ayni.sync.papers import parts as paper_parts
from ayni.sync.papers import read_papers, write_papers
from ayni.sync.parts import parts
from ayni.sync.receipt import Held, read_receipt, write_receipt
from ayni.sync.stamps import NO_SAVE_BEFORE, stream_name

UBIGEO = "080101"
ANA, BETO, CIRA = (DeviceKeys.new() for _ in range(3))
CARDS = {
    keys.device: new_card(keys, name, "oficina", "Municipalidad", UBIGEO)
    for keys, name in ((ANA, "Ana"), (BETO, "Beto"), (CIRA, "Cira"))
}
SCOPES = st.sampled_from(["gobierno", "018f0000-0000-7000-8000-000000000001", "018f0000-0000-7000-8000-000000000002"])
STREAMS = st.builds(stream_name, st.sampled_from(list(CARDS)), SCOPES)
VECTORS = st.dictionaries(STREAMS, st.tuples(st.integers(0, 2**62), st.integers(0, 2**62)), max_size=9)
HASHES = st.lists(st.binary(min_size=SHA, max_size=SHA), unique=True, max_size=5).map(sorted)
HELD = st.builds(Held, VECTORS, st.just("2026-11-22T10:42:00-05:00"), st.binary(max_size=32), st.none() | HASHES)


def card(keys):
    return CARDS[keys.device]


@settings(max_examples=40, deadline=None)
@given(HELD)
def test_a_receipt_comes_back_as_it_was_said(held):
    data = write_receipt(held, BETO, card(BETO), [card(ANA), card(CIRA)])
    for reader in (ANA, CIRA):
        assert read_receipt(data, reader, CARDS.values(), UBIGEO) == (card(BETO), held)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 255), st.booleans())
def test_a_letter_altered_or_cut_in_any_place_is_refused(place, change, cut):
    raw = bytearray(write_receipt(Held({}, "2026", b"", []), BETO, card(BETO), [card(ANA)]))
    place %= len(raw)
    if cut:
        raw = raw[:place]
    else:
        raw[place] ^= change
    with pytest.raises(BundleRefused):
        read_receipt(bytes(raw), ANA, CARDS.values(), UBIGEO)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.binary(max_size=200), max_size=6, unique=True))
def test_papers_come_back_as_they_were(contents):
    files = [(hashlib.sha256(content).hexdigest(), len(content)) for content in contents]
    data = write_papers(files, bytearray(b"".join(contents)), (2, 3), "2026", BETO, card(BETO), [card(ANA)])
    assert data[4:5] == PAPERS
    read = read_papers(data, ANA, CARDS.values(), UBIGEO)
    assert (read.part, read.parts, read.sender) == (2, 3, card(BETO))
    assert [(sha, bytes(content)) for sha, content in read.files] == [
        (sha, content) for (sha, _size), content in zip(files, contents, strict=True)
    ]


def test_a_receipt_is_no_paper_although_both_are_letters():
    data = write_receipt(Held({}, "2026", b"", []), BETO, card(BETO), [card(ANA)])
    as_paper = data[:4] + PAPERS + data[5:]
    assert data[4:5] == RECEIPT
    with pytest.raises(BundleRefused, match="firma"):
        read_papers(as_paper, ANA, CARDS.values(), UBIGEO)
    assert len(data) > HEADER.size


@given(st.lists(st.tuples(st.uuids().map(str), st.integers(0, 50)), unique_by=lambda it: it[0]), st.integers(1, 60))
def test_papers_are_shared_out_once_each_in_order_and_none_exceeds_the_room(sizes, most):
    shared = paper_parts(sizes, most)
    assert [sha for part in shared for sha in part] == [sha for sha, _ in sizes]
    known = dict(sizes)
    assert all(len(part) == 1 or sum(known[sha] for sha in part) <= most for part in shared)
    assert all(shared)


@given(st.none() | HASHES)
def test_what_is_lacking_comes_back(wants):
    assert read_wants(pack_wants(wants)) == wants


@pytest.mark.parametrize(
    "wrong", [b"x", b"b" * SHA + b"a" * SHA, b"a" * SHA * 2, bytes(SHA * (WANTS_MOST + 1)), "texto", 7]
)
def test_a_list_of_what_is_lacking_that_is_no_list_is_refused(wrong):
    with pytest.raises(ValueError, match=r".*"):
        read_wants(wrong)


class Kept:
    """A save as a log keeps it, signed or not."""

    def __init__(self, scope, seq, before, operations, *, signed):
        tx = hash((scope, seq)) & (2**62 - 1)
        stream = stream_name(ANA.device, scope)
        self.save = Save(
            tx, stream, seq, seq, "Ana", "act", str(tx), "", UBIGEO, scope, "2026", "0", 1, operations, None, before
        )
        self.changes = [Change("aeo", str(place), "x", tx, "{}", None) for place in range(operations)]
        self.hash = f"{scope}{seq}".encode().ljust(32)
        self.signature = b"s" if signed else b""


@st.composite
def logs(draw):
    """Streams of saves in which some carry their signature, and the last one always does."""
    kept = []
    for scope in draw(st.lists(SCOPES, unique=True)):
        before = NO_SAVE_BEFORE
        count = draw(st.integers(1, 8))
        for seq in range(1, count + 1):
            signed = seq == count or draw(st.booleans())
            kept.append(Kept(scope, seq, before, draw(st.integers(1, 4)), signed=signed))
            before = kept[-1].hash
    return draw(st.permutations(kept))


@given(logs(), st.integers(1, 12))
def test_saves_are_shared_out_once_each_and_every_run_of_a_part_ends_signed(log, most):
    shared = parts(log, most)
    assert sorted(sealed.hash for part in shared for sealed in part) == sorted(sealed.hash for sealed in log)
    for part in shared:
        assert all(run[-1].signature for run in runs(part))
        operations = sum(len(sealed.changes) for sealed in part)
        signed = sum(1 for sealed in part if sealed.signature)
        assert operations <= most or signed == 1
    assert len(shared) == 1 or all(shared)
