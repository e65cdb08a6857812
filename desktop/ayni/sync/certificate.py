"""What an office says of a machine, signed: whose it is and until when, that it was lost, what of a lost one is taken.

Three statements, each true for good once its signature verifies, whoever carries it: a certificate, a loss, an
admission. Nobody can take one back by writing over its row; an office says the next thing instead.

A machine is known when its certificate was signed by an office that is known, up to one whose card a person here
accepted by comparing the code. No day is ever a reason to disbelieve: clocks die.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

import msgpack

from ayni.sync.container import Altered, BadSignature
from ayni.sync.keys import OFFICE, PROMOTOR, Card, DeviceKeys, card_from_body

CERTIFICATE_MOST: Final = 8192  # bytes
ADMITTED, LEFT_OUT = "admitido", "fuera"

_CERTIFICATE: Final = b"ayni certificado 1\0"
_LOSS: Final = b"ayni perdido 1\0"
_ADMISSION: Final = b"ayni admision 1\0"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Certificate:
    """An office says: this card is of this person, who works as this, until that day."""

    serial: str
    card: Card
    person: str
    role: str
    issued: str  # ISO days
    until: str
    issuer: str  # device
    signature: bytes = b""

    @property
    def device(self) -> str:
        """Whose certificate it is."""
        return self.card.device

    def facts(self) -> list[object]:
        """What is signed."""
        return [self.serial, self.card.body(), self.person, self.role, self.issued, self.until, self.issuer]

    def body(self) -> bytes:
        """The certificate as canonical msgpack, as it travels in a manifest and in an ALTA."""
        return bytes(msgpack.packb([*self.facts(), self.signature]))

    def genuine(self, issuer: Card) -> bool:
        """Whether the machine of this card issued it, and may: an office, for its own municipality."""
        return (
            issuer.device == self.issuer
            and issuer.role == OFFICE
            and issuer.ubigeo == self.card.ubigeo
            and _signed(issuer, _message(_CERTIFICATE, self.facts()), self.signature)
        )

    def row(self) -> dict[str, str]:
        """The certificate as a row of its table; its id is the serial."""
        return {
            "equipo": self.device,
            "nombre": self.card.name,
            "persona": self.person,
            "rol": self.role,
            "emitido": self.issued,
            "hasta": self.until,
            "emisor": self.issuer,
            "tarjeta": _text(self.card.body()),
            "firma": _text(self.signature),
        }


@dataclass(frozen=True, slots=True)
class Loss:
    """An office says: this machine was lost, and these are the ends of what had come from it: scope → hashes."""

    serial: str
    device: str
    day: str
    reason: str
    seen: Mapping[str, tuple[str, ...]]
    issuer: str
    signature: bytes = b""

    def facts(self) -> list[object]:
        """What is signed."""
        return [self.serial, self.device, self.day, self.reason, _seen_text(self.seen), self.issuer]

    def genuine(self, issuer: Card) -> bool:
        """Whether the office of this card said it; nobody declares itself lost."""
        return _said_by(issuer, self, _LOSS) and self.device != self.issuer

    def row(self) -> dict[str, str]:
        """The loss as a row of its table."""
        return {
            "equipo": self.device,
            "fecha": self.day,
            "motivo": self.reason,
            "visto": _seen_text(self.seen),
            "emisor": self.issuer,
            "firma": _text(self.signature),
        }


@dataclass(frozen=True, slots=True)
class Admission:
    """An office says: of a lost machine's stream, what leads up to this save is taken (or is left out)."""

    serial: str
    device: str
    scope: str
    seq: int
    hash: str  # hexadecimal, of the last save taken
    verdict: str  # ADMITTED or LEFT_OUT
    day: str
    reason: str
    issuer: str
    signature: bytes = b""

    def facts(self) -> list[object]:
        """What is signed."""
        return [
            *(self.serial, self.device, self.scope, self.seq, self.hash),
            *(self.verdict, self.day, self.reason, self.issuer),
        ]

    def genuine(self, issuer: Card) -> bool:
        """Whether the office of this card said it."""
        return _said_by(issuer, self, _ADMISSION)

    def row(self) -> dict[str, str]:
        """The admission as a row of its table."""
        return {
            "equipo": self.device,
            "ambito": self.scope,
            "hasta_guardado": str(self.seq),
            "huella": self.hash,
            "decision": self.verdict,
            "fecha": self.day,
            "motivo": self.reason,
            "emisor": self.issuer,
            "firma": _text(self.signature),
        }


Statement = Certificate | Loss | Admission
_PREFIX: Final = {Certificate: _CERTIFICATE, Loss: _LOSS, Admission: _ADMISSION}


def _message(prefix: bytes, facts: Sequence[object]) -> bytes:
    return prefix + bytes(msgpack.packb(facts))


@lru_cache(maxsize=4096)  # what is believed is judged anew after each write
def _signed(issuer: Card, message: bytes, signature: bytes) -> bool:
    return issuer.signed(message, signature)


def _said_by(issuer: Card, said: Loss | Admission, prefix: bytes) -> bool:
    return (
        issuer.device == said.issuer
        and issuer.role == OFFICE
        and _signed(issuer, _message(prefix, said.facts()), said.signature)
    )


def signature_of(keys: DeviceKeys, said: Statement) -> bytes:
    """The signature of a statement of this device, to be put into it."""
    return keys.sign(_message(_PREFIX[type(said)], said.facts()))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _seen_text(seen: Mapping[str, Sequence[str]]) -> str:
    return json.dumps({scope: sorted(seen[scope]) for scope in sorted(seen)}, separators=(",", ":"))


# reading


def certificate_from_body(body: bytes) -> Certificate:
    """The certificate in these bytes. Raises Altered when they are none, BadSignature when the card is not its own.

    Whether its issuer signed it is asked of `genuine`, with the issuer's card.
    """
    if len(body) > CERTIFICATE_MOST:
        raise Altered
    try:
        parts = msgpack.unpackb(body)
    except (ValueError, msgpack.UnpackException) as trouble:
        raise Altered from trouble
    if not (isinstance(parts, list) and [type(part) for part in parts] == [str, bytes, *[str] * 5, bytes]):
        raise Altered
    serial, card, person, role, issued, until, issuer, signature = parts
    made = Certificate(serial, card_from_body(card), person, role, issued, until, issuer, signature)
    if not (_a_day(issued) and _a_day(until)) or role != made.card.role or role not in {OFFICE, PROMOTOR}:
        raise Altered
    return made


def _a_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def certificate_from_row(serial: str, row: Row) -> Certificate | None:
    """The certificate in a row, or None when it is none, or its columns do not say what was signed."""
    try:
        card = base64.b64decode(str(row["tarjeta"]), validate=True)
        signature = base64.b64decode(str(row["firma"]), validate=True)
        facts = [serial, card, *(str(row[name]) for name in ("persona", "rol", "emitido", "hasta", "emisor"))]
        made = certificate_from_body(bytes(msgpack.packb([*facts, signature])))
    except (Altered, BadSignature, KeyError, ValueError, binascii.Error):
        return None
    return made if made.row() == {name: str(row.get(name)) for name in made.row()} else None


def loss_from_row(serial: str, row: Row) -> Loss | None:
    """The loss in a row, or None when it is none."""
    try:
        seen = {str(scope): tuple(map(str, ends)) for scope, ends in json.loads(str(row["visto"])).items()}
        device, day, reason, issuer = (str(row[name]) for name in ("equipo", "fecha", "motivo", "emisor"))
        made = Loss(serial, device, day, reason, seen, issuer, base64.b64decode(str(row["firma"]), validate=True))
        msgpack.packb(made.facts())  # letters and numbers that cannot be signed were signed by nobody
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError, binascii.Error):
        return None
    return made if made.row() == {name: str(row.get(name)) for name in made.row()} else None


def admission_from_row(serial: str, row: Row) -> Admission | None:
    """The admission in a row, or None when it is none."""
    try:
        device, scope, digest, verdict, day, reason, issuer = (
            str(row[name]) for name in ("equipo", "ambito", "huella", "decision", "fecha", "motivo", "emisor")
        )
        signature = base64.b64decode(str(row["firma"]), validate=True)
        seq = int(str(row["hasta_guardado"]))
        made = Admission(serial, device, scope, seq, digest, verdict, day, reason, issuer, signature)
        msgpack.packb(made.facts())
    except (KeyError, TypeError, ValueError, OverflowError, binascii.Error):
        return None
    if verdict not in {ADMITTED, LEFT_OUT}:
        return None
    return made if made.row() == {name: str(row.get(name)) for name in made.row()} else None


# believing


def offices(anchors: Iterable[Card], certificates: Iterable[Certificate]) -> dict[str, Card]:
    """Every office that is known: those accepted by their code, and those that a known office certified."""
    known = {card.device: card for card in anchors if card.role == OFFICE}
    left = [each for each in certificates if each.role == OFFICE]
    growing = True
    while growing:
        found = [each for each in left if each.issuer in known and each.genuine(known[each.issuer])]
        growing = any(each.device not in known for each in found)
        for each in found:
            known.setdefault(each.device, each.card)
    return known


def believed(anchors: Iterable[Card], certificates: Iterable[Certificate]) -> list[Certificate]:
    """The certificates that a known office signed."""
    given = list(certificates)
    known = offices(anchors, given)
    return [each for each in given if each.issuer in known and each.genuine(known[each.issuer])]


def current(certificates: Iterable[Certificate]) -> dict[str, Certificate]:
    """Of each machine the certificate that lasts longest."""
    found: dict[str, Certificate] = {}
    for each in sorted(certificates, key=lambda it: (it.until, it.issued, it.serial)):
        found[each.device] = each
    return found


def chain(devices: Iterable[str], certificates: Iterable[Certificate]) -> list[Certificate]:
    """The certificates of these machines and of the offices that issued them, each machine's longest."""
    newest = current(certificates)
    found: dict[str, Certificate] = {}
    wanted = [device for device in devices if device in newest]
    while wanted:
        device = wanted.pop()
        if device in found or device not in newest:
            continue
        found[device] = newest[device]
        wanted.append(newest[device].issuer)
    return [found[device] for device in sorted(found)]
