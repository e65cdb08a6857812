"""Bundles: what travels comes back whole and proven, and every wrong file is refused by its name."""

import dataclasses
import hashlib
import random
from collections import Counter
from dataclasses import dataclass

import pyrage
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.change import INSERT, REMOVAL, Change, Save
from ayni.sync import bundle, stamps
from ayni.sync.batch import (
    SignedSave,
    pack_batch,
    pack_values,
    runs,
    seal_save,
    sign_save,
    unpack_batch,
    unpack_values,
    verify_save,
)
from ayni.sync.bundle import Facts, read_bundle, write_bundle
from ayni.sync.container import FORMAT, HEADER, BundleRefused, pack
from ayni.sync.keys import OFFICE, PROMOTOR, DeviceKeys, new_card, write_card
from ayni.sync.merge import canonical

UBIGEO = "080101"
NOW = 1_790_000_000_000


@dataclass
class Somebody:
    """A device, its card, and the log of its own saves."""

    keys: DeviceKeys
    name: str
    role: str = PROMOTOR

    def __post_init__(self):
        self.card = new_card(self.keys, self.name, self.role, "Municipalidad de Ayllupampa", UBIGEO)
        self.ends = {}

    def save(self, *operations, scope="gobierno", **facts):
        """The next signed save of a stream. Operations are (table, row, group, value, seen, also…)."""
        stream = stamps.stream_name(self.keys.device, scope)
        seq, before = self.ends.get(scope, (0, stamps.NO_SAVE_BEFORE))
        tx = facts.pop("tx", None) or stamps.new_tx()
        save = Save(
            **{
                "tx": tx,
                "stream": stream,
                "seq": seq + 1,
                "hlc": (NOW + seq * 61_234) << 16,
                "person": self.name,
                "act": "save_socio",
                "act_id": str(tx),
                "reason": "",
                "municipality": UBIGEO,
                "scope": scope,
                "clock": "2026-11-22T10:42:00-05:00",
                "program": "0.1",
                "schema": 1,
                "count": len(operations),
                "undoes": None,
                "before": before,
            }
            | facts
        )
        changes = tuple(Change(table, row, group, tx, value, *rest) for table, row, group, value, *rest in operations)
        digest, signature = seal_save(self.keys, save, changes)
        self.ends[scope] = (seq + 1, digest)
        return SignedSave(save, changes, digest, signature)


ROSA = Somebody(DeviceKeys.new(), "Rosa Ccori Mamani", OFFICE)
JOSE = Somebody(DeviceKeys.new(), "José Ñahui Quispe")
LUZ = Somebody(DeviceKeys.new(), "Luz Condori")
FACTS = Facts(UBIGEO, 1, "0.1", "2026-11-22T10:42:00-05:00", {f"{ROSA.keys.device}/gobierno": (3, 77)}, b"\x05" * 32)

ROW = "0192f0c1-7a3b-7c11-8d21-0123456789ab"
IDENTITY = canonical({"dni": "40000001", "nombres": "Ana Ñusta"})


def some_saves(who=JOSE, many=3):
    who = Somebody(who.keys, who.name, who.role)
    first = who.save(("socio", ROW, INSERT, canonical({"dni": "40000001", "aeo": ROW, "phone": None}), None))
    return [first] + [
        who.save(("socio", ROW, "identidad", IDENTITY.replace("1", str(number)), first.save.tx), reason="dictado")
        for number in range(many - 1)
    ]


def sent(saves, sender=ROSA, to=(JOSE, LUZ), facts=FACTS, cards=(ROSA, JOSE, LUZ)):
    its = [who.card for who in to]
    return write_bundle(saves, facts, sender.keys, sender.card, its, [who.card for who in cards])


def received(data, by=LUZ, trusted=(ROSA,), ubigeo=UBIGEO):
    return read_bundle(data, by.keys, [who.card for who in trusted], ubigeo)


def told(saves):
    return [(it.save, Counter(it.changes), it.hash) for it in saves]


# There and back


def test_a_bundle_comes_back_whole():
    saves = some_saves()
    written = sent(saves)
    found = received(written.data)
    assert told(found.saves) == told(saves)
    assert found.sender == ROSA.card
    assert found.facts == FACTS
    assert found.receivers == (JOSE.keys.device, LUZ.keys.device)
    assert found.cards == (JOSE.card,)
    assert found.manifest_hash == written.manifest_hash
    assert received(written.data, by=JOSE) == found


def test_a_bundle_without_saves_acknowledges():
    found = received(sent([]).data)
    assert (found.saves, found.facts.vector) == ((), FACTS.vector)


def test_forwarded_saves_still_prove_their_author():
    saves = some_saves(JOSE)
    by_rosa = received(sent(saves, sender=JOSE, to=[ROSA], cards=[JOSE]).data, by=ROSA, trusted=[JOSE])
    forwarded = received(sent(by_rosa.saves, cards=[JOSE]).data, by=LUZ, trusted=[ROSA])
    assert told(forwarded.saves) == told(saves)
    last = forwarded.saves[-1]
    assert verify_save(JOSE.card, last.save, last.changes, last.signature)
    assert not verify_save(ROSA.card, last.save, last.changes, last.signature)


def test_what_follows_what_somebody_holds_is_forwarded_alone():
    saves = some_saves(JOSE, 6)
    first = received(sent(saves[:3]).data).saves
    later = received(sent(saves[3:]).data).saves
    both = [*later, *first]  # Luz holds two runs and hands over all, then the tail
    assert told(received(sent(both, sender=LUZ).data, by=JOSE, trusted=[LUZ]).saves) == told(saves)
    tail = received(sent(later, sender=LUZ).data, by=JOSE, trusted=[LUZ]).saves
    assert told(tail) == told(saves[3:])
    assert tail[0].save.before == saves[2].hash


def test_saves_in_any_order_and_twice_travel_in_order_and_once():
    saves = some_saves(JOSE, 5)
    assert told(received(sent([*saves[::-1], *saves]).data).saves) == told(saves)


def test_the_two_branches_of_a_cloned_disk_both_travel():
    trunk = Somebody(JOSE.keys, "José")
    clone = Somebody(JOSE.keys, "José")
    common = trunk.save(("aeo", ROW, INSERT, "{}", None))
    clone.ends = dict(trunk.ends)
    branches = [who.save(("aeo", ROW, "nombre", '{"nombre":"x"}', None)) for who in (trunk, clone, trunk, clone)]
    found = received(sent([common, *branches]).data).saves
    assert sorted(it.save.tx for it in found) == sorted(it.save.tx for it in (common, *branches))
    assert {it.hash for it in found} == {it.hash for it in (common, *branches)}


def test_streams_of_several_devices_and_scopes_travel_together():
    saves = [*some_saves(JOSE), *some_saves(LUZ), ROSA.save(("aeo", ROW, INSERT, "{}", None), scope=ROW)]
    found = received(sent(saves).data)
    assert {it.hash for it in found.saves} == {it.hash for it in saves}
    assert {card.device for card in found.cards} == {who.keys.device for who in (ROSA, JOSE, LUZ)}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.uuids().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
VALUES = st.dictionaries(st.sampled_from(["dni", "nombres", "zona", "ñ"]), JSON).map(canonical) | st.sampled_from(
    [
        "{}",
        '{"b":1,"a":2}',
        '{ "a": 1}',
        '{"a":"\\u00f1"}',
        '{"a":1,"a":2}',
        '{"a":1e400}',
        '{"a":"\\ud800"}',
    ]
)
NUMBERS = st.integers(1, 2**62 - 1)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.uuids().map(str) | st.just("a" * 24)
CHANGES = st.tuples(
    st.sampled_from(["socio", "aeo"]),
    NAMES,
    st.sampled_from([INSERT, REMOVAL, "g"]),
    VALUES,
    st.none() | NUMBERS,
    st.lists(NUMBERS, max_size=3).map(tuple),
)
SAVES = st.lists(
    st.tuples(
        st.lists(CHANGES, max_size=4, unique_by=lambda it: it[:3]),
        st.fixed_dictionaries(
            {"tx": NUMBERS, "hlc": st.integers(0, 2**62), "seq": st.integers(1, 2**40)},
            optional={
                "person": NAMES,
                "reason": NAMES,
                "act_id": NAMES,
                "undoes": NUMBERS,
                "schema": st.integers(1, 99),
                "clock": NAMES,
                "municipality": NAMES,
                "program": NAMES,
                "act": NAMES,
            },
        ),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda it: it[1]["tx"],
)


@given(SAVES, NAMES.filter(lambda text: "/" not in text))
def test_whatever_a_save_holds_comes_back_to_the_letter(drawn, scope):
    jose = Somebody(JOSE.keys, "José")
    numbered = sorted(drawn, key=lambda it: (it[1]["seq"], it[1]["tx"]))
    saves = [jose.save(*operations, scope=scope, **facts) for operations, facts in numbered]
    found = unpack_batch(pack_batch(saves), JOSE.card)
    assert told(found) == told(saves)
    assert [it.signature for it in found] == [b""] * (len(saves) - 1) + [saves[-1].signature]


def test_the_same_saves_make_the_same_batch():
    saves = some_saves()
    turned = [dataclasses.replace(it, changes=it.changes[::-1]) for it in saves]
    assert pack_batch(saves) == pack_batch(turned)


def test_a_signature_of_one_save_is_of_no_other():
    one, other, _third = some_saves()
    assert sign_save(JOSE.keys, one.save, one.changes) == one.signature
    assert verify_save(JOSE.card, one.save, one.changes, one.signature)
    assert not verify_save(JOSE.card, other.save, other.changes, one.signature)
    assert not verify_save(JOSE.card, one.save, one.changes[:0], one.signature)


def edited(rows, saves):
    """`saves` saves of two AEO that edit rows, as people and imports do: some 1.7 operations a row."""
    chance = random.Random(5)
    names = ["Quispe", "Mamani", "Ccori", "Huamán", "Condori", "Ñahui", "Puma", "Rosa", "José", "Luz", "Ana", "Juan"]
    who = Somebody(JOSE.keys, "José Ñahui Quispe")
    per_save = rows // saves
    total = 0
    for number in range(saves):
        operations = []
        born = stamps.new_tx()
        for _ in range(per_save):
            row = stamps.new_row_id(NOW - chance.randrange(10**9))
            identity = {
                "apellido_materno": chance.choice(names),
                "apellido_paterno": chance.choice(names),
                "dni": str(chance.randrange(10**7, 10**8)),
                "fecha_nacimiento": f"{chance.randrange(1950, 2005)}-0{chance.randrange(1, 9)}-1{chance.randrange(9)}",
                "nombres": chance.choice(names),
            }
            operations.append(("socio", row, "identidad", canonical(identity), born))
            if chance.random() < 0.68:
                phone = str(chance.randrange(900_000_000, 10**9))
                operations.append(("socio", row, "telefono", canonical({"telefono": phone}), born))
        total += len(operations)
        yield who.save(*operations, scope=f"0192f0c1-7a3b-7c11-8d21-0123456789a{number % 2}")
    assert 790 < total < 890


@pytest.mark.parametrize(("saves", "limit"), [(50, 20_500), (500, 28_500)])
def test_five_hundred_edited_rows_are_small(saves, limit):
    assert len(sent(list(edited(500, saves))).data) < limit


# Refused by name


def refused(kind, data, **others):
    with pytest.raises(kind) as trouble:
        received(data, **others)
    assert type(trouble.value) is kind
    return str(trouble.value.sentence)


SMALL = sent(some_saves())


def test_a_bundle_cut_anywhere_is_said_to_be_incomplete():
    for length in range(len(SMALL.data)):
        said = refused(bundle.Truncated, SMALL.data[:length])
    assert said == "El archivo está incompleto: se copió a medias. Cópielo otra vez."


def test_a_bundle_with_any_byte_changed_is_refused():
    for place in range(len(SMALL.data)):
        changed = bytearray(SMALL.data)
        changed[place] ^= 1 << place % 8
        with pytest.raises(BundleRefused):
            received(bytes(changed))


def test_a_changed_byte_of_the_body_is_told_as_that():
    said = refused(bundle.Altered, SMALL.data[:-1] + bytes([SMALL.data[-1] ^ 1]))
    assert said == "El archivo está dañado o alguien lo cambió. Pida que se lo envíen otra vez."
    refused(bundle.Altered, SMALL.data + b"x")


@pytest.mark.parametrize("data", [b"PK\x03\x04 a spreadsheet", b"x", b"ayni", b"\x00" * 100, b"AYNA" + bytes(100)])
def test_a_foreign_file_is_told_as_that(data):
    assert refused(bundle.NotAyni, data) == "Este archivo no es de Ayni. Elija otro archivo."


def test_a_file_of_the_future_is_told_as_that():
    for kind in (b"B", b"Z"):
        body = b"who knows"
        data = HEADER.pack(b"AYNI", kind, FORMAT + 1, len(body), hashlib.sha256(body).digest()) + body
        assert "versión más nueva" in refused(bundle.TooNew, data)


def test_a_kind_that_nobody_knows_is_told_as_a_change():
    refused(bundle.Altered, pack(b"Z", b"x"))


def test_a_card_is_told_from_a_bundle():
    assert refused(bundle.WrongKind, write_card(ROSA.card)).startswith("Este archivo es una tarjeta")
    with pytest.raises(bundle.WrongKind) as trouble:
        bundle.read_card(SMALL.data)
    assert str(trouble.value.sentence).startswith("Este archivo es un envío")
    said = {refused(bundle.WrongKind, pack(kind, b"x")) for kind in (b"R", b"P", b"S", b"A")}
    assert len(said) == 4
    assert not any(each.startswith("Este archivo de Ayni sirve para otra cosa") for each in said)


def test_a_bundle_sealed_to_others_is_told_as_that():
    assert "para otra persona" in refused(bundle.NotForUs, SMALL.data, by=ROSA)


def test_a_bundle_of_another_municipality_is_told_as_that():
    assert "080101" in refused(bundle.OtherMunicipality, SMALL.data, ubigeo="080102")


def test_a_sender_whose_card_nobody_accepted_is_named():
    assert "Rosa Ccori Mamani" in refused(bundle.UnknownSender, SMALL.data, trusted=[JOSE])


def test_a_huge_file_is_refused_by_its_head():
    head = HEADER.pack(b"AYNI", b"B", FORMAT, 2**60, bytes(32))
    refused(bundle.TooBig, head)


# Written by somebody who means harm, or by a program with a fault


def sealed(opened, to=LUZ):
    recipient = pyrage.x25519.Recipient.from_str(to.card.seal_public)
    return pack(b"B", pyrage.encrypt(zstandard.compress(opened), [recipient]))


def opened(data, by=LUZ):
    body = pyrage.decrypt(data[HEADER.size :], [pyrage.x25519.Identity.from_str(by.keys.seal_secret)])
    return unpack_values(zstandard.decompress(body))


def resigned(parts, signer=ROSA, **changes):
    """The parts with other things in the manifest, which the sender signs."""
    card, manifest, _signature, batches = parts
    manifest = pack_values(unpack_values(manifest) | changes)
    return sealed(pack_values([card, manifest, signer.keys.sign(b"ayni manifest 1\0" + manifest), batches]))


def test_somebody_else_cannot_speak_for_the_sender():
    for place in (1, 2):
        parts = opened(SMALL.data)
        parts[place] = parts[place][:-1] + bytes([parts[place][-1] ^ 1])
        assert "firma" in refused(bundle.BadSignature, sealed(pack_values(parts)))
    refused(bundle.BadSignature, resigned(opened(SMALL.data), signer=JOSE))


def test_a_bundle_for_somebody_else_sealed_again_to_us_is_not_for_us():
    parts = opened(sent(some_saves(), to=[JOSE]).data, by=JOSE)
    refused(bundle.NotForUs, sealed(pack_values(parts)))


def test_batches_that_the_sender_did_not_list_are_refused():
    stranger = pack_batch(some_saves(LUZ))
    for batches in ([], [stranger], [*opened(SMALL.data)[3], stranger]):
        refused(bundle.Altered, sealed(pack_values([*opened(SMALL.data)[:3], batches])))


def test_a_sender_cannot_change_a_save_that_it_forwards():
    parts = opened(SMALL.data)
    batch = parts[3][0].replace(b"dictado", b"dictada")
    assert batch != parts[3][0]
    parts[3] = [batch]
    refused(bundle.BadSignature, resigned(parts, batches=[hashlib.sha256(batch).digest()]))


def test_nor_give_them_to_another_author():
    parts = opened(SMALL.data)
    _device, *others = unpack_values(parts[3][0])
    batch = pack_values([LUZ.keys.device, *others])
    parts[3] = [batch]
    hashes = [hashlib.sha256(batch).digest()]
    refused(bundle.UnknownAuthor, resigned(parts, batches=hashes))
    refused(bundle.BadSignature, resigned(parts, batches=hashes, cards=[LUZ.card.body()]))


def test_saves_of_nobody_known_are_refused():
    assert "equipo desconocido" in refused(bundle.UnknownAuthor, resigned(opened(SMALL.data), cards=[]))


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 2},
        {"sender": "x"},
        {"vector": 5},
        {"vector": [[1, 2]]},
        {"cards": None},
        {"cards": [b"x"]},
        {"receivers": None},
        {"batches": 4},
        {"schema": "1"},
        {"schema": True},
        {"program": 1},
        {"clock": b"2026"},
        {"previous": "x"},
        {"vector": [["d", [["gobierno", "1", 2]]]]},
        {"vector": [["d", [["gobierno", 1, None]]]]},
        {"vector": [["d", [["gobierno", 2**63, 2]]]]},
    ],
    ids=str,
)
def test_a_manifest_of_nonsense_is_refused(changes):
    refused(bundle.Altered, resigned(opened(SMALL.data), **changes))


@pytest.mark.parametrize("inside", [b"", b"\xc1", pack_values([]), pack_values([b"", b"", b"", [1]]), pack_values("x")])
def test_an_inside_of_nonsense_is_refused(inside):
    refused(bundle.Altered, sealed(inside))


def test_an_inside_that_is_not_even_compressed_is_refused():
    recipient = pyrage.x25519.Recipient.from_str(LUZ.card.seal_public)
    refused(bundle.Altered, pack(b"B", pyrage.encrypt(b"nothing", [recipient])))
    refused(bundle.Altered, pack(b"B", b"not even sealed"))


def test_a_batch_of_nonsense_is_refused():
    good = unpack_values(pack_batch(some_saves()))
    chance = random.Random(3)
    for place in range(len(good)):
        for other in (None, -1, 2**40, [], "x", b"", [[]], {"a": 1}):
            parts = [*good[:place], other, *good[place + 1 :]]
            with pytest.raises(BundleRefused):
                unpack_batch(pack_values(parts), JOSE.card)
    data = pack_batch(some_saves())
    for _ in range(300):
        place = chance.randrange(len(data))
        changed = data[:place] + bytes([data[place] ^ chance.randrange(1, 256)]) + data[place + 1 :]
        with pytest.raises(BundleRefused):
            unpack_batch(changed, JOSE.card)


def test_a_small_file_that_opens_into_a_huge_one_is_refused(monkeypatch):
    monkeypatch.setattr(bundle, "MAX_WINDOW", 2**20)
    assert "demasiado grande" in refused(bundle.TooBig, sealed(bytes(2**21)))
    monkeypatch.undo()
    monkeypatch.setattr(bundle, "MAX_OPEN", 2**20)
    assert "demasiado grande" in refused(bundle.TooBig, sealed(bytes(2**21)))


@pytest.mark.parametrize("value", ["[]", "5", "null", '"x"', "basura", "[" * 100_000, ""], ids=lambda it: it[:8])
def test_an_operation_that_is_no_record_of_data_is_refused(value):
    somebody = Somebody(JOSE.keys, "José")
    refused(bundle.Altered, sent([somebody.save(("socio", ROW, INSERT, value, None))]).data)


@pytest.mark.parametrize("facts", [{"hlc": 2**63}, {"hlc": -1}, {"seq": 2**63}, {"schema": 2**63}], ids=str)
def test_a_number_that_no_column_holds_is_refused(facts):
    somebody = Somebody(JOSE.keys, "José")
    refused(bundle.Altered, sent([somebody.save(**facts)]).data)


# Faults of our own are told to us, not to the clerk


def test_a_run_that_ends_without_a_signature_is_a_bug():
    saves = received(sent(some_saves()).data).saves
    with pytest.raises(ValueError, match="without its signature"):
        sent(saves[:-1])


def test_half_a_save_is_a_bug():
    half = dataclasses.replace(some_saves()[0], changes=())
    with pytest.raises(ValueError, match="not whole"):
        sent([half])


def test_a_save_of_another_scope_than_its_stream_is_a_bug():
    astray = some_saves()[0]
    astray = dataclasses.replace(astray, save=dataclasses.replace(astray.save, scope="otro"))
    with pytest.raises(ValueError, match="another scope"):
        sent([astray])


def test_an_author_without_a_card_is_a_bug():
    with pytest.raises(LookupError):
        sent(some_saves(), cards=[])


def test_runs_of_nothing_are_none():
    assert list(runs([])) == []
