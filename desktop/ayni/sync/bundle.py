"""Bundles: what one device hands to another, on whatever stick or line, and everything that can be wrong with one.

Body of the file = age( zstd( card of the sender · manifest · its signature · batches ) ). The manifest names the
batches by their hashes and the devices that it is for, because age does not say who sealed. Each batch (see `batch`)
proves itself, so saves of other devices are forwarded untouched, with their authors' cards in the manifest.

Reading verifies all before it returns anything: a bundle is received whole or not at all.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyrage
import zstandard

from ayni.sync.batch import (
    Sealed,
    SignedSave,
    device_of_batch,
    pack_batch,
    pack_text,
    pack_values,
    runs,
    seal_save,
    sign_save,
    unpack_batch,
    unpack_values,
    verify_save,
)
from ayni.sync.certificate import Certificate, certificate_from_body, chain
from ayni.sync.container import (
    BUNDLE,
    FORMAT,
    Altered,
    BadSignature,
    BundleRefused,
    NotAyni,
    NotForUs,
    OtherMunicipality,
    TooBig,
    TooNew,
    Truncated,
    UnknownAuthor,
    UnknownSender,
    WrongKind,
    pack,
    unpack,
)
from ayni.sync.keys import Card, DeviceKeys, card_from_body, read_card, write_card
from ayni.sync.letter import Wants, pack_vector, pack_wants, read_vector, read_wants
from ayni.sync.stamps import device_of

__all__ = [
    "Altered",
    "BadSignature",
    "BundleRefused",
    "Facts",
    "NotAyni",
    "NotForUs",
    "OtherMunicipality",
    "Received",
    "SignedSave",
    "TooBig",
    "TooNew",
    "Truncated",
    "UnknownAuthor",
    "UnknownSender",
    "Written",
    "WrongKind",
    "read_bundle",
    "read_card",
    "seal_save",
    "sign_save",
    "verify_save",
    "write_bundle",
    "write_card",
]

MAX_OPEN = 128 * 1024 * 1024  # bytes once decompressed: a small file must not fill the memory
MAX_WINDOW = 128 * 1024 * 1024  # bytes that a compressed file may ask for
THOROUGH: Final = 4 * 1024 * 1024  # up to here the thorough compression costs half a second
LEVELS: Final = (15, 9)  # of zstd: 19 takes three times as long as 15 and saves a few bytes in a thousand
FIRST: Final = bytes(32)  # `previous` of the first bundle for somebody
_MANIFEST: Final = b"ayni manifest 1\0"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a manifest says of its sender, beside the list of batches."""

    ubigeo: str
    schema: int
    program: str
    clock: str  # wall clock as claimed, ISO
    vector: Mapping[str, tuple[int, int]]  # stream → (saves held without a gap, xor of their tx): what need not be sent
    previous: bytes = FIRST  # hash of the sender's manifest before this one, for the same addressee
    wants: Wants = None  # papers named by its rows that have not come to it


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle ready to be written to a file."""

    data: bytes
    manifest_hash: bytes  # `previous` of the next one


@dataclass(frozen=True, slots=True)
class Received:
    """A bundle of which everything has been verified."""

    sender: Card
    receivers: tuple[str, ...]  # devices it is for, this one among them
    facts: Facts
    saves: tuple[SignedSave, ...]  # by stream; within a run in order
    cards: tuple[Card, ...]  # of the authors, vouched for by the sender: to be kept, not to be trusted as senders
    manifest_hash: bytes
    certificates: tuple[Certificate, ...] = ()  # of the sender and the authors; none is believed yet


Vouch = Callable[[Card, Sequence[Certificate]], bool]


def write_bundle(
    saves: Iterable[Sealed],
    facts: Facts,
    sender: DeviceKeys,
    sender_card: Card,
    receivers: Sequence[Card],
    cards: Iterable[Card] = (),
    certificates: Iterable[Certificate] = (),
) -> Written:
    """A bundle of these saves, sealed to the receivers. No saves make a bundle too: it acknowledges.

    `cards` and `certificates` are all that is known here; those of the sender and of the saves' authors travel along,
    so that somebody who never met them can follow them up to an office that he trusts. LookupError when one is missing,
    ValueError when a run of saves does not end in a signed one: the log always has both.
    """
    authored = list(runs(saves))
    authors = {device_of(run[0].save.stream) for run in authored}
    known = {card.device: card for card in (*cards, sender_card)}
    if missing := authors - known.keys():
        raise LookupError(f"no card of {', '.join(sorted(missing))}")
    batches = [pack_batch(run) for run in authored]
    manifest = pack_values(
        {
            "format": FORMAT,
            "sender": pack_text(sender.device),
            "receivers": [pack_text(card.device) for card in receivers],
            "ubigeo": facts.ubigeo,
            "schema": facts.schema,
            "program": facts.program,
            "clock": facts.clock,
            "vector": pack_vector(facts.vector),
            "previous": facts.previous,
            "wants": pack_wants(facts.wants),
            "batches": [hashlib.sha256(batch).digest() for batch in batches],
            "certificates": [each.body() for each in chain({*authors, sender.device}, certificates)],
            "cards": [known[device].body() for device in sorted(authors)],
        }
    )
    opened = pack_values([sender_card.body(), manifest, sender.sign(_MANIFEST + manifest), batches])
    level = LEVELS[len(opened) > THOROUGH]
    recipients = [pyrage.x25519.Recipient.from_str(card.seal_public) for card in receivers]
    body = pyrage.encrypt(zstandard.ZstdCompressor(level=level).compress(opened), recipients)
    return Written(pack(BUNDLE, body), hashlib.sha256(manifest).digest())


def read_bundle(
    data: bytes, keys: DeviceKeys, trusted: Iterable[Card], ubigeo: str | None, vouch: Vouch | None = None
) -> Received:
    """Everything in a bundle, verified. `trusted` are the cards that a person here has accepted.

    Of another sender `vouch` is asked, with its card and the certificates that it brings: nobody, when it is None.
    `ubigeo` is the municipality that it must be of; None, where many are gathered: its sender's own.

    Raises a BundleRefused: NotAyni, Truncated, TooNew, WrongKind, TooBig, Altered, NotForUs, UnknownSender,
    BadSignature, OtherMunicipality or UnknownAuthor.
    """
    sender_body, manifest, signature, batches = _open(unpack(data, BUNDLE), keys)
    claimed = card_from_body(sender_body)
    sender = {card.device: card for card in trusted}.get(claimed.device)
    if sender is None and vouch is None:
        raise UnknownSender(name=claimed.name)
    if not (sender or claimed).signed(_MANIFEST + manifest, signature):
        raise BadSignature
    facts, receivers, hashes, cards, certificates = _read_manifest(manifest, sender or claimed)
    if sender is None:
        if vouch is None or not vouch(claimed, certificates):
            raise UnknownSender(name=claimed.name)
        sender = claimed
    if keys.device not in receivers:
        raise NotForUs
    if facts.ubigeo != (sender.ubigeo if ubigeo is None else ubigeo):
        raise OtherMunicipality(ubigeo=facts.ubigeo)
    if [hashlib.sha256(batch).digest() for batch in batches] != hashes:
        raise Altered
    authors = {card.device: card for card in cards}
    found: list[SignedSave] = []
    for batch in batches:
        author = authors.get(device_of_batch(batch))
        if author is None:
            raise UnknownAuthor
        found += unpack_batch(batch, author)
    digest = hashlib.sha256(manifest).digest()
    return Received(sender, receivers, facts, tuple(found), cards, digest, certificates)


def _open(body: bytes, keys: DeviceKeys) -> tuple[bytes, bytes, bytes, list[bytes]]:
    """Sender's card, manifest, its signature and the batches, of which nothing is believed yet."""
    try:
        compressed = pyrage.decrypt(body, [pyrage.x25519.Identity.from_str(keys.seal_secret)])
    except pyrage.DecryptError as trouble:
        raise (NotForUs if "matching" in str(trouble) else Altered) from trouble
    parts = unpack_values(_decompress(compressed))
    if not (
        isinstance(parts, list)
        and [type(part) for part in parts] == [bytes, bytes, bytes, list]
        and all(type(batch) is bytes for batch in parts[3])
    ):
        raise Altered
    return parts[0], parts[1], parts[2], parts[3]


def _decompress(compressed: bytes) -> bytes:
    """A piece at a time, so that nothing larger than an honest bundle is ever held."""
    opened = bytearray()
    try:
        for piece in zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW).read_to_iter(compressed):
            opened += piece
            if len(opened) > MAX_OPEN:
                raise TooBig
    except zstandard.ZstdError as trouble:
        raise (TooBig if "too much memory" in str(trouble) else Altered) from trouble
    return bytes(opened)


def _read_manifest(
    manifest: bytes, sender: Card
) -> tuple[Facts, tuple[str, ...], list[bytes], tuple[Card, ...], tuple[Certificate, ...]]:
    """Facts, receivers, hashes of the batches, cards and certificates of a manifest that its sender has signed."""
    said = unpack_values(manifest)
    try:
        if said["format"] != FORMAT or said["sender"] != sender.device:
            raise Altered
        facts = Facts(
            said["ubigeo"],
            said["schema"],
            said["program"],
            said["clock"],
            read_vector(said["vector"]),
            said["previous"],
            read_wants(said.get("wants")),
        )
        if [type(it) for it in (facts.schema, facts.program, facts.clock, facts.previous)] != [int, str, str, bytes]:
            raise Altered
        cards = tuple(card_from_body(body) for body in said["cards"])
        certificates = tuple(certificate_from_body(body) for body in said["certificates"])
        return facts, tuple(said["receivers"]), list(said["batches"]), cards, certificates
    except (ValueError, TypeError, LookupError, AttributeError) as trouble:
        raise Altered from trouble
