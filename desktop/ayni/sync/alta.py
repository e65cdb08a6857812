"""A machine joins an office with two files and no network, and no secret travels.

SOLICITUD: the machine's card, its clock, its signature. ALTA, sealed to that machine alone: the office's card, the
chain of certificates, the first bundles, the office's signature over all of it and over whom it is for. Both screens
show the code of both cards; two people compare it before anything is believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgpack
import pyrage

from ayni.sync.certificate import Certificate, certificate_from_body
from ayni.sync.container import ALTA, SOLICITUD, Altered, BadSignature, NotForUs, pack, unpack
from ayni.sync.keys import CARD_MOST, Card, DeviceKeys, card_from_body

_REQUEST: Final = b"ayni solicitud 1\0"
_ALTA: Final = b"ayni alta 1\0"
CHAIN_MOST: Final = 64  # certificates


@dataclass(frozen=True, slots=True)
class Request:
    """A machine asks to be taken in."""

    card: Card
    clock: str  # as claimed


@dataclass(frozen=True, slots=True)
class Alta:
    """An office takes a machine in."""

    office: Card
    certificates: tuple[Certificate, ...]
    bundles: tuple[bytes, ...]


def write_request(keys: DeviceKeys, card: Card, clock: str) -> bytes:
    """The bytes of a SOLICITUD."""
    said = [card.body(), clock]
    return pack(SOLICITUD, bytes(msgpack.packb([*said, keys.sign(_REQUEST + bytes(msgpack.packb(said)))])))


def read_request(data: bytes) -> Request:
    """The request in a file. Raises BundleRefused, as every reading of a file that was brought here."""
    body = unpack(data, SOLICITUD)
    if len(body) > 2 * CARD_MOST:
        raise Altered
    card_body, clock, signature = _parts(body, [bytes, str, bytes])
    card = card_from_body(card_body)
    if not card.signed(_REQUEST + bytes(msgpack.packb([card_body, clock])), signature):
        raise BadSignature
    return Request(card, clock)


def write_alta(
    keys: DeviceKeys, office: Card, chain: Sequence[Certificate], bundles: Sequence[bytes], to: Card
) -> bytes:
    """The bytes of an ALTA for the machine of this card."""
    said = [office.body(), [each.body() for each in chain], list(bundles), to.device]
    signed = bytes(msgpack.packb([*said, keys.sign(_ALTA + bytes(msgpack.packb(said)))]))
    return pack(ALTA, pyrage.encrypt(signed, [pyrage.x25519.Recipient.from_str(to.seal_public)]))


def read_alta(data: bytes, keys: DeviceKeys) -> Alta:
    """What an office sends to this machine. Its card is not yet trusted: two people compare the code first."""
    body = unpack(data, ALTA)
    try:
        opened = pyrage.decrypt(body, [pyrage.x25519.Identity.from_str(keys.seal_secret)])
    except pyrage.DecryptError as trouble:
        raise (NotForUs if "matching" in str(trouble) else Altered) from trouble
    office_body, chain, bundles, to, signature = _parts(opened, [bytes, list, list, str, bytes])
    if len(chain) > CHAIN_MOST or not bundles or not all(type(each) is bytes for each in (*chain, *bundles)):
        raise Altered
    office = card_from_body(office_body)
    if not office.signed(_ALTA + bytes(msgpack.packb([office_body, chain, bundles, to])), signature):
        raise BadSignature
    if to != keys.device:
        raise NotForUs
    return Alta(office, tuple(certificate_from_body(each) for each in chain), tuple(bundles))


def _parts(data: bytes, kinds: Sequence[type]) -> list[Any]:
    try:
        parts = msgpack.unpackb(data)
    except (ValueError, msgpack.UnpackException) as trouble:
        raise Altered from trouble
    if not (isinstance(parts, list) and [type(part) for part in parts] == list(kinds)):
        raise Altered
    return parts
