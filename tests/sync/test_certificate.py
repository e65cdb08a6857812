"""What offices say of machines: believed up to an accepted office, refused in every byte that is changed."""

import dataclasses
from itertools import count

import msgpack
import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.sync import alta
from ayni.sync.certificate import (
    ADMITTED,
    LEFT_OUT,
    Admission,
    Certificate,
    Loss,
    admission_from_row,
    believed,
    certificate_from_body,
    certificate_from_row,
    chain,
    current,
    loss_from_row,
    offices,
    signature_of,
)
from ayni.sync.container import ALTA, SOLICITUD, BadSignature, BundleRefused, NotForUs, WrongKind, pack, unpack
from ayni.sync.cuarentena import Carried, Link, ends, judge
from ayni.sync.keys import OFFICE, PROMOTOR, DeviceKeys, new_card, read_card, write_card

UBIGEO = "080101"


class Machine:
    """A device that can say things."""

    def __init__(self, name, role=PROMOTOR, ubigeo=UBIGEO):
        self.keys = DeviceKeys.new()
        self.card = new_card(self.keys, name, role, "Municipalidad de Ayllupampa", ubigeo)
        self.device = self.keys.device

    def signed(self, said):
        return dataclasses.replace(said, signature=signature_of(self.keys, said))

    def certify(self, other, serial="s1", until="2026-12-22"):
        card = other.card
        return self.signed(Certificate(serial, card, card.name, card.role, "2026-11-22", until, self.device))

    def lost(self, other, seen=None, serial="p1"):
        return self.signed(Loss(serial, other.device, "2026-11-22", "Se cayó al río", seen or {}, self.device))

    def admits(self, link, serial="a1", verdict=ADMITTED):
        facts = (serial, link.device, link.scope, 1, link.hash, verdict, "2026-11-22", "Lo reconoce", self.device)
        return self.signed(Admission(*facts))


ANA, DORA = Machine("Ana", OFFICE), Machine("Dora", OFFICE)
BETO, CIRA = Machine("Beto"), Machine("Cira")


# certificates


def test_a_certificate_comes_back_whole_from_its_bytes_and_from_its_row():
    made = ANA.certify(BETO)
    assert certificate_from_body(made.body()) == made
    assert certificate_from_row(made.serial, made.row()) == made
    assert made.genuine(ANA.card)
    assert not made.genuine(DORA.card)


def test_a_promoter_certifies_nobody_and_nobody_certifies_another_municipality():
    assert not BETO.certify(CIRA).genuine(BETO.card)
    far = Machine("Elba", ubigeo="080201")
    assert not ANA.certify(far).genuine(ANA.card)
    assert believed([BETO.card], [BETO.certify(CIRA)]) == []


def test_offices_are_followed_up_to_one_that_a_person_accepted():
    eva = Machine("Eva", OFFICE)
    given_ = [eva.certify(CIRA, "c"), DORA.certify(eva, "b"), ANA.certify(DORA, "a")]
    assert offices([ANA.card], given_).keys() == {ANA.device, DORA.device, eva.device}
    assert believed([ANA.card], given_) == given_
    assert believed([ANA.card], given_[:2]) == []  # the link to Ana is not there
    assert believed([], given_) == []
    assert [each.serial for each in sorted(chain([CIRA.device], given_), key=lambda it: it.serial)] == ["a", "b", "c"]
    assert chain([BETO.device], given_) == []


def test_two_offices_that_certify_each_other_are_believed_by_nobody_else():
    assert believed([ANA.card], [DORA.certify(Machine("Eva", OFFICE)), DORA.certify(DORA)]) == []


def test_the_certificate_that_lasts_longest_counts():
    old, new = ANA.certify(BETO, "1", "2026-12-01"), ANA.certify(BETO, "2", "2027-01-01")
    assert current([new, old])[BETO.device] is new


@pytest.mark.parametrize(
    "name", ["equipo", "nombre", "persona", "rol", "emitido", "hasta", "emisor", "tarjeta", "firma"]
)
def test_a_row_with_a_column_changed_is_no_certificate(name):
    made = ANA.certify(BETO)
    told = certificate_from_row(made.serial, made.row() | {name: "2030-01-01"})
    assert told is None or not told.genuine(ANA.card)


WHOLE = ANA.certify(BETO).body()


@given(st.integers(0, len(WHOLE) - 1))
def test_a_certificate_cut_anywhere_is_refused_with_a_sentence(length):
    with pytest.raises(BundleRefused) as refusal:
        certificate_from_body(WHOLE[:length])
    assert str(refusal.value.sentence)


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_certificate_changed_in_any_byte_is_refused_or_not_believed(place, change):
    raw = bytearray(WHOLE)
    raw[place] ^= change
    try:
        found = certificate_from_body(bytes(raw))
    except BundleRefused:
        return
    assert not found.genuine(ANA.card)


@given(st.binary(max_size=300))
def test_any_bytes_are_no_certificate(data):
    with pytest.raises(BundleRefused):
        certificate_from_body(data)


@given(st.dictionaries(st.sampled_from(sorted({*WHOLE.hex(), "x"})), st.text()), st.text())
def test_any_words_are_no_statement(row, serial):
    for read in (certificate_from_row, loss_from_row, admission_from_row):
        assert read(serial, row) is None


LOST, TAKEN = ANA.lost(BETO, {"gobierno": ("ab", "cd")}), ANA.admits(Link(1, BETO.device, "gobierno", "ab", ""))


@pytest.mark.parametrize(("said", "read"), [(LOST, loss_from_row), (TAKEN, admission_from_row)])
def test_a_statement_comes_back_from_its_row_and_no_changed_column_verifies(said, read):
    row = said.row()
    assert read(said.serial, row) == said
    assert said.genuine(ANA.card)
    for name in row:
        for other in ("", "otra cosa", "{", '{"a":["\ud800"]}', "9" * 30, "[" * 9000):
            told = read(said.serial, row | {name: other})
            assert told is None or not told.genuine(ANA.card)
    told = read("otra serie", row)
    assert told is None or not told.genuine(ANA.card)


# SOLICITUD and ALTA

REQUEST = alta.write_request(BETO.keys, BETO.card, "2026-11-22T10:42:00-05:00")


def test_a_request_comes_back_whole_and_holds_no_secret():
    found = alta.read_request(REQUEST)
    assert (found.card, found.clock[:10]) == (BETO.card, "2026-11-22")
    assert BETO.keys.sign_secret not in REQUEST
    assert BETO.keys.seal_secret.encode() not in REQUEST


@given(st.integers(0, len(REQUEST) - 1))
def test_a_request_cut_anywhere_is_refused(length):
    with pytest.raises(BundleRefused):
        alta.read_request(REQUEST[:length])


@given(st.integers(0, len(unpack(REQUEST, SOLICITUD)) - 1), st.integers(1, 255))
def test_a_request_changed_inside_and_packed_again_is_refused(place, change):
    raw = bytearray(unpack(REQUEST, SOLICITUD))
    raw[place] ^= change
    with pytest.raises(BundleRefused):
        alta.read_request(pack(SOLICITUD, bytes(raw)))


def an_alta(to=BETO, office=ANA):
    return alta.write_alta(office.keys, office.card, [office.certify(to)], [b"primer", b"segundo"], to.card)


def test_an_alta_is_read_by_the_machine_that_it_is_for_and_by_no_other():
    found = alta.read_alta(an_alta(), BETO.keys)
    assert (found.office, found.bundles) == (ANA.card, (b"primer", b"segundo"))
    assert believed([ANA.card], found.certificates)[0].device == BETO.device
    with pytest.raises(NotForUs):
        alta.read_alta(an_alta(), CIRA.keys)


def test_an_alta_sealed_again_for_somebody_else_is_refused():
    inside = pyrage.decrypt(unpack(an_alta(), ALTA), [pyrage.x25519.Identity.from_str(BETO.keys.seal_secret)])
    again = pyrage.encrypt(inside, [pyrage.x25519.Recipient.from_str(CIRA.keys.seal_public)])
    with pytest.raises(NotForUs):
        alta.read_alta(pack(ALTA, again), CIRA.keys)
    parts = msgpack.unpackb(inside)
    parts[3] = CIRA.device
    again = pyrage.encrypt(msgpack.packb(parts), [pyrage.x25519.Recipient.from_str(CIRA.keys.seal_public)])
    with pytest.raises(BadSignature):
        alta.read_alta(pack(ALTA, again), CIRA.keys)


SEALED = an_alta()


@given(st.integers(0, len(SEALED) - 1), st.integers(0, 255))
def test_an_alta_cut_or_changed_anywhere_is_refused(place, change):
    raw = bytearray(SEALED)
    raw[place] ^= change
    with pytest.raises(BundleRefused):
        alta.read_alta(bytes(raw) if change else SEALED[:place], BETO.keys)


def test_each_wrong_file_has_its_own_sentence():
    card = write_card(BETO.card)
    said = set()
    for read, wrong in (
        (alta.read_request, card),
        (alta.read_request, SEALED),
        (lambda data: alta.read_alta(data, BETO.keys), REQUEST),
        (lambda data: alta.read_alta(data, BETO.keys), pack(b"B", b"")),
        (read_card, pack(b"R", b"")),
    ):
        with pytest.raises(WrongKind) as refusal:
            read(wrong)
        said.add(str(refusal.value.sentence))
    assert len(said) == 5


# what counts of a lost machine


NUMBERS = count(10**6)


def run(machine, many, scope="gobierno", first=1, before="", mark=""):
    """The saves of a stream, each after the one before."""
    found = []
    for place in range(first, first + many):
        made = Link(next(NUMBERS), machine.device, scope, f"{mark}{scope}{place}", before)
        found.append(made)
        before = made.hash
    return found


def waits(anchors, told, links, mine=""):
    found = judge(anchors, [Carried(said, tx) for said, tx in told], links, mine)
    return {link.hash for link in links if link.tx in found.waiting}


def test_what_had_come_counts_and_what_comes_after_waits():
    saves = run(BETO, 5)
    said = ANA.lost(BETO, {"gobierno": (saves[2].hash,)})
    assert waits([ANA.card], [(said, 900)], saves) == {saves[3].hash, saves[4].hash}
    assert waits([ANA.card], [], saves) == set()
    assert waits([BETO.card], [(said, 900)], saves) == set()  # nobody here knows that office


def test_a_branch_written_beside_what_had_come_waits_although_its_numbers_are_lower():
    saves = run(BETO, 3)
    forged = run(BETO, 2, first=2, before=saves[0].hash, mark="x")
    said = ANA.lost(BETO, {"gobierno": (saves[2].hash,)})
    assert waits([ANA.card], [(said, 900)], saves + forged) == {link.hash for link in forged}


def test_what_an_office_takes_counts_and_what_it_leaves_out_waits():
    saves = run(BETO, 5)
    said = ANA.lost(BETO, {"gobierno": (saves[1].hash,)})
    taken = ANA.admits(saves[3])
    assert waits([ANA.card], [(said, 900), (taken, 901)], saves) == {saves[4].hash}
    out = ANA.admits(saves[3], verdict=LEFT_OUT)
    assert waits([ANA.card], [(said, 900), (out, 901)], saves) == {link.hash for link in saves[2:]}
    by_promoter = CIRA.admits(saves[3])
    assert waits([ANA.card], [(said, 900), (by_promoter, 901)], saves) == {link.hash for link in saves[2:]}


def test_a_lost_office_cannot_take_its_own_saves_nor_certify_anybody():
    saves = run(DORA, 4)
    certified = (ANA.certify(DORA), 800)
    said = (ANA.lost(DORA, {"gobierno": (saves[1].hash,)}), 900)
    own = (DORA.admits(saves[3]), saves[2].tx)
    again = (DORA.lost(DORA, {"gobierno": (saves[3].hash,)}, "p2"), saves[3].tx)
    assert waits([ANA.card], [certified, said, own, again], saves) == {saves[2].hash, saves[3].hash}
    friend = (DORA.certify(CIRA, "c2"), saves[3].tx)
    found = judge([ANA.card], [Carried(*each) for each in (certified, said, friend)], saves)
    assert [each.device for each in found.certificates] == [DORA.device]


def test_two_offices_that_declare_each_other_lost_are_both_held():
    ana, dora = run(ANA, 3), run(DORA, 3, mark="d")
    told = [
        (ANA.lost(DORA, {"gobierno": (dora[0].hash,)}), 900),
        (DORA.lost(ANA, {"gobierno": (ana[1].hash,)}, "p2"), 901),
    ]
    assert waits([ANA.card, DORA.card], told, ana + dora) == {ana[2].hash, dora[1].hash, dora[2].hash}
    assert waits([ANA.card, DORA.card], told, ana + dora, mine=ANA.device) == {dora[1].hash, dora[2].hash}


def test_of_two_honest_offices_what_either_had_received_counts():
    saves = run(BETO, 5)
    told = [
        (ANA.lost(BETO, {"gobierno": (saves[1].hash,)}), 900),
        (DORA.lost(BETO, {"gobierno": (saves[3].hash,)}, "p2"), 901),
    ]
    assert waits([ANA.card, DORA.card], told, saves) == {saves[4].hash}


@given(st.permutations(range(7)))
def test_no_order_of_statements_and_saves_matters(order):
    saves = run(BETO, 4) + run(BETO, 3, "aeo", mark="a")
    told = [
        Carried(ANA.certify(DORA, "c1"), 800),
        Carried(DORA.lost(BETO, {"gobierno": (saves[1].hash,)}), 801),
        Carried(ANA.admits(saves[2], "a1"), 802),
        Carried(DORA.admits(saves[5], "a2"), 803),
        Carried(CIRA.admits(saves[6], "a3"), 804),
        Carried(ANA.certify(BETO, "c2"), 805),
        Carried(ANA.admits(saves[0], "a4", LEFT_OUT), 806),
    ]
    found = judge([ANA.card], [told[place] for place in order], [saves[place] for place in order])
    assert found.waiting == {saves[3].tx, saves[6].tx}
    assert found.lost == {BETO.device}


def test_the_ends_of_a_machine_are_the_saves_that_nothing_follows():
    saves = run(BETO, 3) + run(BETO, 1, first=3, before="gobierno2", mark="x") + run(BETO, 2, "aeo") + run(CIRA, 1)
    assert ends(saves, BETO.device) == {"aeo": ("aeo2",), "gobierno": ("gobierno3", "xgobierno3")}
