"""What every sealed and signed file says of its sender, and the letter: a small one, with a burden or without.

Body of a letter = age( length u32 · head · burden ); head = card of the sender, what it says, its signature over kind
and words. Receipts and papers are letters; bundles share what is said of vectors and of papers that are lacking.
"""

import struct
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import pyrage

from ayni.sync.batch import LARGEST, pack_text, pack_values, unpack_values
from ayni.sync.container import (
    FORMAT,
    Altered,
    BadSignature,
    NotForUs,
    OtherMunicipality,
    TooNew,
    UnknownSender,
    pack,
    unpack,
)
from ayni.sync.keys import Card, DeviceKeys, card_from_body
from ayni.sync.stamps import device_of, scope_of, stream_name

Vector = Mapping[str, tuple[int, int]]  # stream → (saves held without a gap, xor of their tx)
Wants = Sequence[bytes] | None  # SHA-256 of papers in order; None: an older program, which does not tell
SHA: Final = 32
WANTS_MOST: Final = 2000  # papers told as lacking in one file; beyond the last one nothing is said
_HEAD: Final = struct.Struct(">I")
_HEAD_MOST: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of which everything but its burden has been verified."""

    sender: Card
    said: Mapping[str, Any]
    burden: memoryview


def write_letter(
    kind: bytes, said: Mapping[str, Any], keys: DeviceKeys, card: Card, receivers: Sequence[Card], burden: bytes = b""
) -> bytes:
    """The bytes of a file of this kind, sealed to the receivers. `said` is signed, the burden only by what it names."""
    words = pack_values(
        {
            "format": FORMAT,
            "sender": pack_text(keys.device),
            "receivers": [pack_text(each.device) for each in receivers],
            "ubigeo": card.ubigeo,
            **said,
        }
    )
    head = pack_values([card.body(), words, keys.sign(_message(kind, words))])
    recipients = [pyrage.x25519.Recipient.from_str(each.seal_public) for each in receivers]
    return pack(kind, pyrage.encrypt(_HEAD.pack(len(head)) + head + burden, recipients))


def read_letter(data: bytes, kind: bytes, keys: DeviceKeys, trusted: Iterable[Card], ubigeo: str) -> Letter:
    """A letter for this machine, of a sender that is trusted here and of this municipality.

    Raises a BundleRefused: NotAyni, Truncated, TooNew, WrongKind, TooBig, Altered, NotForUs, UnknownSender,
    BadSignature or OtherMunicipality.
    """
    opened = _open(unpack(data, kind), keys)
    if len(opened) < _HEAD.size:
        raise Altered
    (length,) = _HEAD.unpack_from(opened)
    if length > min(_HEAD_MOST, len(opened) - _HEAD.size):
        raise Altered
    burden = memoryview(opened)[_HEAD.size + length :]
    parts = unpack_values(opened[_HEAD.size : _HEAD.size + length])
    if not (isinstance(parts, list) and [type(part) for part in parts] == [bytes, bytes, bytes]):
        raise Altered
    body, words, signature = parts
    claimed = card_from_body(body)
    sender = {card.device: card for card in trusted}.get(claimed.device)
    if sender is None:
        raise UnknownSender(name=claimed.name)
    if not sender.signed(_message(kind, words), signature):
        raise BadSignature
    return Letter(sender, _read_words(words, sender, keys.device, ubigeo), burden)


def _read_words(words: bytes, sender: Card, device: str, ubigeo: str) -> Mapping[str, Any]:
    said = unpack_values(words)
    try:
        if said["format"] > FORMAT:
            raise TooNew
        if said["sender"] != sender.device or not isinstance(said["ubigeo"], str):
            raise Altered
        if device not in said["receivers"]:
            raise NotForUs
    except (ValueError, TypeError, LookupError, AttributeError) as trouble:
        raise Altered from trouble
    if said["ubigeo"] != ubigeo:
        raise OtherMunicipality(ubigeo=said["ubigeo"])
    return dict(said)


def _open(body: bytes, keys: DeviceKeys) -> bytes:
    try:
        return bytes(pyrage.decrypt(body, [pyrage.x25519.Identity.from_str(keys.seal_secret)]))
    except pyrage.DecryptError as trouble:
        raise (NotForUs if "matching" in str(trouble) else Altered) from trouble


def _message(kind: bytes, words: bytes) -> bytes:
    return b"ayni letter 1\0" + kind + words


# what a sender says of itself


def pack_vector(vector: Vector) -> list[Any]:
    """A vector for msgpack: by device, so that its id stands once."""
    by_device: dict[str, list[list[Any]]] = defaultdict(list)
    for stream, (seq, mix) in sorted(vector.items()):
        by_device[device_of(stream)].append([pack_text(scope_of(stream)), seq, mix])
    return [[pack_text(device), its] for device, its in by_device.items()]


def read_vector(packed: Iterable[Any]) -> dict[str, tuple[int, int]]:
    """The same, read; ValueError, TypeError or LookupError when it is something else."""
    vector = {stream_name(device, scope): (seq, mix) for device, its in packed for scope, seq, mix in its}
    if not all(type(number) is int and 0 <= number < LARGEST for pair in vector.values() for number in pair):
        raise ValueError(vector)
    return vector


def pack_wants(wants: Wants) -> bytes | None:
    """Hashes of papers that are lacking, one after another."""
    return None if wants is None else b"".join(wants)


def read_wants(packed: Any) -> Wants:
    """The same, read; ValueError or TypeError when it is something else."""
    if packed is None:
        return None
    if not isinstance(packed, bytes) or len(packed) % SHA or len(packed) > SHA * WANTS_MOST:
        raise ValueError(packed)
    found = [packed[at : at + SHA] for at in range(0, len(packed), SHA)]
    if any(one >= other for one, other in pairwise(found)):
        raise ValueError(packed)
    return found
