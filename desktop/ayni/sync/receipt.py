"""A receipt: what one machine holds after receiving, signed, sealed to whoever sent. A stick's answer of a kilobyte."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ayni.sync.container import RECEIPT, Altered
from ayni.sync.keys import Card, DeviceKeys
from ayni.sync.letter import Vector, Wants, pack_vector, pack_wants, read_letter, read_vector, read_wants, write_letter


@dataclass(frozen=True, slots=True)
class Held:
    """What a machine says that it holds. `of`: hash of the manifest that it received last, empty before the first."""

    vector: Vector
    clock: str  # as claimed, ISO
    of: bytes = b""
    wants: Wants = None


def write_receipt(held: Held, keys: DeviceKeys, card: Card, receivers: Sequence[Card]) -> bytes:
    """The bytes of a receipt."""
    said = {
        "vector": pack_vector(held.vector),
        "clock": held.clock,
        "of": held.of,
        "wants": pack_wants(held.wants),
    }
    return write_letter(RECEIPT, said, keys, card, receivers)


def read_receipt(data: bytes, keys: DeviceKeys, trusted: Iterable[Card], ubigeo: str) -> tuple[Card, Held]:
    """Who says what it holds. Raises a BundleRefused, as `read_letter` does."""
    letter = read_letter(data, RECEIPT, keys, trusted, ubigeo)
    said = letter.said
    try:
        held = Held(read_vector(said["vector"]), said["clock"], said["of"], read_wants(said["wants"]))
    except (ValueError, TypeError, LookupError, AttributeError) as trouble:
        raise Altered from trouble
    if not (isinstance(held.clock, str) and isinstance(held.of, bytes)) or letter.burden:
        raise Altered
    return letter.sender, held
