"""Files that are no whole bundle any more, made at random from a good one, from its seal down to one batch."""

import hashlib
import random
from dataclasses import dataclass

import pyrage
import zstandard

from ayni.domain.change import INSERT, REMOVAL, Change, Save
from ayni.lang import Sentence
from ayni.sync import stamps
from ayni.sync.batch import SignedSave, pack_values, seal_save, unpack_values
from ayni.sync.bundle import BundleRefused, Facts, read_bundle, write_bundle
from ayni.sync.container import BUNDLE, HEADER, pack
from ayni.sync.keys import OFFICE, PROMOTOR, DeviceKeys, new_card

UBIGEO = "080101"
OFFICE_KEYS, OUR_KEYS = DeviceKeys.new(), DeviceKeys.new()
OFFICE_CARD = new_card(OFFICE_KEYS, "Rosa Ccori", OFFICE, "Municipalidad de Ayllupampa", UBIGEO)
OUR_CARD = new_card(OUR_KEYS, "Luz Condori", PROMOTOR, "Municipalidad de Ayllupampa", UBIGEO)
ROW = "0192f0c1-7a3b-7c11-8d21-0123456789ab"


def a_bundle() -> bytes:
    """Three saves that follow one another: a row is born, edited, removed."""
    stream = stamps.stream_name(OFFICE_KEYS.device, "gobierno")
    before, saves = stamps.NO_SAVE_BEFORE, []
    for seq, (group, value) in enumerate(
        [
            (INSERT, '{"dni":"40000001","nota":null}'),
            ("nota", '{"nota":"ñ"}'),
            (REMOVAL, '{"removed":true,"seen":[2]}'),
        ],
        start=1,
    ):
        save = Save(
            tx=seq,
            stream=stream,
            seq=seq,
            hlc=seq << 16,
            person="Rosa Ccori",
            act="save_socio",
            act_id=str(seq),
            reason="dictado",
            municipality=UBIGEO,
            scope="gobierno",
            clock="2026-11-22T10:42:00-05:00",
            program="0.1",
            schema=1,
            count=1,
            undoes=None,
            before=before,
        )
        changes = (Change("socio", ROW, group, seq, value, seq - 1 or None),)
        before, signature = seal_save(OFFICE_KEYS, save, changes)
        saves.append(SignedSave(save, changes, before, signature))
    facts = Facts(UBIGEO, 1, "0.1", "2026-11-22T10:42:00-05:00", {stream: (3, 0)})
    return write_bundle(saves, facts, OFFICE_KEYS, OFFICE_CARD, [OUR_CARD]).data


def refusal(data: bytes, good: bytes) -> Sentence | None:
    """What is said of a spoiled file; None when it still brings all that the good one brought.

    Any exception but a refusal is a fault of ours, and so is a file that brings a part, or facts of another type.
    """
    try:
        found = read_bundle(data, OUR_KEYS, [OFFICE_CARD], UBIGEO)
    except BundleRefused as trouble:
        return trouble.sentence
    assert found.saves == read_bundle(good, OUR_KEYS, [OFFICE_CARD], UBIGEO).saves
    facts = found.facts
    assert [type(it) for it in (facts.schema, facts.program, facts.clock, facts.previous)] == [int, str, str, bytes]
    assert all(type(number) is int for pair in facts.vector.values() for number in pair)
    return None


def _sealed(compressed: bytes) -> bytes:
    recipient = pyrage.x25519.Recipient.from_str(OUR_CARD.seal_public)
    return pack(BUNDLE, pyrage.encrypt(compressed, [recipient]))


@dataclass
class Spoiler:
    """Spoils one good bundle, each time in another way, each time at another depth."""

    good: bytes
    chance: random.Random

    def __post_init__(self) -> None:
        self.body = self.good[HEADER.size :]
        self.compressed = pyrage.decrypt(self.body, [pyrage.x25519.Identity.from_str(OUR_KEYS.seal_secret)])
        self.inside = zstandard.ZstdDecompressor().decompress(self.compressed, max_output_size=2**20)
        self.parts = unpack_values(self.inside)

    def spoiled(self, data: bytes) -> bytes:
        """Bytes flipped, cut out, doubled, put in, swapped or set to the values that programs trip over."""
        found = bytearray(data)
        for _ in range(self.chance.choice([1, 1, 1, 2, 5])):
            at = self.chance.randrange(len(found) or 1)
            to = at + self.chance.randrange(1, 9)
            match self.chance.randrange(6):
                case 0:
                    found[at : at + 1] = bytes([self.chance.randrange(256)])
                case 1:
                    del found[at:to]
                case 2:
                    found[at:at] = found[at:to]
                case 3:
                    found[at:at] = self.chance.randbytes(to - at)
                case 4:
                    found[at:to] = self.chance.choice([b"\x00", b"\xff", b"\x7f", b"\xc0", b"\xdf"]) * (to - at)
                case _:
                    del found[at:]
        return bytes(found)

    def at_the_file(self) -> bytes:
        """The file itself, as a bad stick leaves it."""
        return self.spoiled(self.good)

    def under_the_envelope(self) -> bytes:
        """The sealed body, under an envelope whose checksum is right."""
        return pack(BUNDLE, self.spoiled(self.body))

    def under_the_seal(self) -> bytes:
        """The compressed bytes, sealed to us again."""
        return _sealed(self.spoiled(self.compressed))

    def under_the_compression(self) -> bytes:
        """Card, manifest, signature and batches."""
        return _sealed(zstandard.compress(self.spoiled(self.inside)))

    def under_the_signature(self) -> bytes:
        """A manifest or a batch that its sender, with a faulty program, has signed."""
        card, manifest, _signature, batches = self.parts
        if self.chance.random() < 0.5:
            manifest = self.spoiled(manifest)
        else:
            batches = [self.spoiled(batch) for batch in batches]
            said = {**unpack_values(manifest), "batches": [hashlib.sha256(batch).digest() for batch in batches]}
            manifest = pack_values(said)
        signature = OFFICE_KEYS.sign(b"ayni manifest 1\0" + manifest)
        return _sealed(zstandard.compress(pack_values([card, manifest, signature, batches])))

    def one(self) -> tuple[str, bytes]:
        """The depth and the file."""
        depth = self.chance.choice(
            [
                self.at_the_file,
                self.under_the_envelope,
                self.under_the_seal,
                self.under_the_compression,
                self.under_the_signature,
            ]
        )
        return depth.__name__, depth()
