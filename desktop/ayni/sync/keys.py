"""Keys that a clerk can survive: the device's own, the card that shows them, the workspace's key and its paper.

A device signs with Ed25519 and opens what is sealed to it with X25519 (age). The workspace key is 32 random bytes,
kept in `llave.json` closed with the passphrase, closed with the recovery sheet that lies in the safe, and closed once
more for each person who has a passphrase of their own.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Self

import msgpack
import pyrage
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ayni.lang import N_, Sentence
from ayni.sync.container import CARD, Altered, BadSignature, pack, unpack

KEY_BYTES: Final = 32
KEY_FILE_FORMAT: Final = 1
SCRYPT_N: Final = 2**15  # about 0.1 s and 32 MB; tests pass less
SCRYPT_MOST: Final = 2**20  # a file that asks for more is not ours
PAIR_CODE_N: Final = 2**14
DEVICE_BYTES: Final = 12
CARD_MOST: Final = 4096  # bytes

OFFICE: Final = "oficina"
PROMOTOR: Final = "promotor"
REGION: Final = "region"  # gathers the bundles of many municipalities

# 31 signs, a prime, so that the check finds every wrong sign and every swap. Without 0 and O, 1, I and L.
RECOVERY_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RECOVERY_GROUPS: Final = 6
GROUP_SIGNS: Final = 5  # four of secret, one of check: 24 signs of secret are 118 bits


class KeyTrouble(Exception):  # noqa: N818  a trouble, in words for a person
    """A key does not open. `sentence` says what happened and what to do."""

    message = N_("La llave no abre.")

    def __init__(self, **holes: object) -> None:
        self.sentence = Sentence(self.message, **holes)
        super().__init__(self.sentence)


class WrongSecret(KeyTrouble):
    """The passphrase or the recovery code is another one."""

    message = N_("La clave no es esa. Escríbala otra vez.")


class KeyFileDamaged(KeyTrouble):
    """`llave.json` is not whole."""

    message = N_("El archivo llave.json está dañado. Tráigalo de una copia de la carpeta.")


class KeyFileTooNew(KeyTrouble):
    """`llave.json` comes from a later version."""

    message = N_("Esta carpeta es de una versión más nueva de Ayni. Instale esa versión y pruebe otra vez.")


class MistypedRecovery(KeyTrouble):
    """The recovery code has another length than the sheet's."""

    message = N_("En la hoja hay {groups} grupos de {signs} signos. Escríbalos todos.")


class MistypedGroup(MistypedRecovery):
    """One group of the recovery code is not as it stands on the sheet. `group` counts from 1."""

    message = N_("El grupo {group} está mal escrito. Mírelo otra vez en la hoja.")

    def __init__(self, group: int) -> None:
        self.group = group
        super().__init__(group=group)


# The device


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """The two secrets of one device. They never leave it; losing them costs a new card."""

    sign_secret: bytes
    seal_secret: str

    @classmethod
    def new(cls) -> Self:
        """Fresh keys from the system's randomness."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw(), str(pyrage.x25519.Identity.generate()))

    @classmethod
    def read(cls, stored: bytes) -> Self:
        """The keys that `stored()` wrote."""
        sign_secret, seal_secret = msgpack.unpackb(stored)
        return cls(sign_secret, seal_secret)

    def stored(self) -> bytes:
        """The keys as bytes, to keep inside the encrypted store and nowhere else."""
        return bytes(msgpack.packb([self.sign_secret, self.seal_secret]))

    @property
    def sign_public(self) -> bytes:
        """What others check our signatures with."""
        return _signing(self.sign_secret)[1]

    @property
    def seal_public(self) -> str:
        """What others seal to, so that only this device opens it ("age1…")."""
        return str(pyrage.x25519.Identity.from_str(self.seal_secret).to_public())

    @property
    def device(self) -> str:
        """The id of this device."""
        return device_id(self.sign_public)

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature, 64 bytes."""
        return _signing(self.sign_secret)[0].sign(message)

    def __repr__(self) -> str:
        """Without the secrets: a log must be able to hold it."""
        return f"DeviceKeys({self.device})"


@lru_cache(maxsize=8)  # every save asks
def _signing(secret: bytes) -> tuple[Ed25519PrivateKey, bytes]:
    key = Ed25519PrivateKey.from_private_bytes(secret)
    return key, key.public_key().public_bytes_raw()


def device_id(sign_public: bytes) -> str:
    """The id of the device with this key: 24 hexadecimal digits. Nobody else can make a key with the same id."""
    return hashlib.sha256(b"ayni device\0" + sign_public).digest()[:DEVICE_BYTES].hex()


# The card


@dataclass(frozen=True, slots=True)
class Card:
    """What a device shows of itself: who works on it, where, as what, and its public keys. It is signed by itself.

    The signature says that the parts belong together, not that they are true: that is what comparing the code is for.
    """

    name: str
    role: str  # OFFICE or PROMOTOR
    municipality: str  # its name
    ubigeo: str
    sign_public: bytes
    seal_public: str
    signature: bytes

    @property
    def device(self) -> str:
        """The id of the device whose card this is."""
        return device_id(self.sign_public)

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether this device signed the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.sign_public).verify(signature, message)
        except (InvalidSignature, ValueError, TypeError):
            return False
        return True

    def body(self) -> bytes:
        """The card as canonical msgpack, as it travels in a card file and in a manifest."""
        return bytes(msgpack.packb([*_card_facts(self), self.signature]))


def _card_facts(card: Card) -> list[object]:
    return [card.name, card.role, card.municipality, card.ubigeo, card.sign_public, card.seal_public]


def _card_message(card: Card) -> bytes:
    return b"ayni card 1\0" + bytes(msgpack.packb(_card_facts(card)))


def new_card(keys: DeviceKeys, name: str, role: str, municipality: str, ubigeo: str) -> Card:
    """The card of this device."""
    bare = Card(name, role, municipality, ubigeo, keys.sign_public, keys.seal_public, b"")
    return Card(name, role, municipality, ubigeo, keys.sign_public, keys.seal_public, keys.sign(_card_message(bare)))


@lru_cache(maxsize=1024)  # each receive reads those of all machines that are trusted here
def card_from_body(body: bytes) -> Card:
    """The card in these bytes. Raises Altered when they are no card, BadSignature when it did not sign itself."""
    if len(body) > CARD_MOST:
        raise Altered
    try:
        parts = msgpack.unpackb(body)
    except (ValueError, msgpack.UnpackException) as trouble:
        raise Altered from trouble
    if not (isinstance(parts, list) and [type(part) for part in parts] == [str, str, str, str, bytes, str, bytes]):
        raise Altered
    card = Card(*parts)
    if not card.signed(_card_message(card), card.signature):
        raise BadSignature
    try:
        pyrage.x25519.Recipient.from_str(card.seal_public)
    except pyrage.RecipientError as trouble:
        raise Altered from trouble
    return card


def write_card(card: Card) -> bytes:
    """The bytes of a card file."""
    return pack(CARD, card.body())


def read_card(data: bytes) -> Card:
    """The card in a file. Raises BundleRefused, as every reading of a file that was brought here."""
    return card_from_body(unpack(data, CARD))


@lru_cache(maxsize=1024)
def _code(one: bytes, other: bytes) -> str:
    stretched = Scrypt(salt=b"ayni pair code 1", length=8, n=PAIR_CODE_N, r=8, p=1).derive(one + other)
    number = int.from_bytes(stretched, "big") % 10**8
    return f"{number // 10**4:04d} {number % 10**4:04d}"


def pair_code(one: Card, other: Card) -> str:
    """The code that two people compare by voice when they accept each other's cards: "1234 5678", the same on both.

    It comes from all four public keys. Eight digits are few, so each trial of somebody who looks for keys with an
    equal code is made to cost some 40 ms.
    """
    first, second = sorted(card.sign_public + card.seal_public.encode() for card in (one, other))
    return _code(first, second)


# The workspace key


def _stretch(secret: str, salt: bytes, n: int) -> bytes:
    typed = unicodedata.normalize("NFKC", secret).encode()  # one ñ, however the keyboard composes it
    return Scrypt(salt=salt, length=KEY_BYTES, n=n, r=8, p=1).derive(typed)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def wrap(key: bytes, secret: str, n: int = SCRYPT_N) -> dict[str, Any]:
    """The workspace key closed with a secret, as a dict for JSON. `n` is scrypt's cost, a power of two."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = ChaCha20Poly1305(_stretch(secret, salt, n)).encrypt(nonce, key, _PURPOSE)
    return _with_check(
        {
            "format": KEY_FILE_FORMAT,
            "kdf": "scrypt",
            "n": n,
            "r": 8,
            "p": 1,
            "salt": _text(salt),
            "cipher": "chacha20-poly1305",
            "nonce": _text(nonce),
            "sealed": _text(sealed),
        }
    )


def _check_of(wrapped: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in wrapped.items() if name != "check"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()[:CHECK_SIGNS]


def _with_check(wrapped: Mapping[str, Any]) -> dict[str, Any]:
    """The same with the check that tells damage from a wrong secret; older programs do not look at it."""
    return {**wrapped, "check": _check_of(wrapped)}


def _wraps(file: Any) -> list[Mapping[str, Any]]:
    """Every closed key in a file, however deep."""
    if isinstance(file, list):
        return [found for value in file for found in _wraps(value)]
    if not isinstance(file, Mapping):
        return []
    if "sealed" in file:
        return [file]
    return [found for value in file.values() for found in _wraps(value)]


def _sound(wrapped: Mapping[str, Any]) -> bool:
    """It has the shape of a closed key, and its check, if it has one, is right."""
    try:
        sizes = [len(base64.b64decode(wrapped[name], validate=True)) for name in ("salt", "nonce", "sealed")]
    except (KeyError, TypeError, ValueError):
        return False
    return sizes == [16, 12, KEY_BYTES + 16] and wrapped.get("check", _check_of(wrapped)) == _check_of(wrapped)


def whole(file: Mapping[str, Any]) -> bool:
    """The key file has what it must, and nothing in it shows damage."""
    if file.get("format") != KEY_FILE_FORMAT or not all(isinstance(file.get(name), Mapping) for name in SECRETS):
        return False
    found = _wraps(file)
    return len(found) >= len(SECRETS) and all(_sound(wrapped) for wrapped in found)


def checked(file: Mapping[str, Any]) -> bool:
    """It is whole, and every part of it has its check."""
    return whole(file) and all("check" in wrapped for wrapped in _wraps(file))


def with_checks(file: Mapping[str, Any]) -> dict[str, Any]:
    """A whole file of an older program, with the checks that it lacks."""
    return {
        name: _with_check(value) if isinstance(value, Mapping) and "sealed" in value else value
        for name, value in file.items()
    }


def akin(file: Mapping[str, Any], copy: Mapping[str, Any]) -> bool:
    """The file is this copy, damaged: what is odd in it has chance bytes of the copy, and is no newly closed key."""
    known = _chance(copy)
    mine = _wraps(file)
    odd = [wrapped for wrapped in mine if "check" not in wrapped or not _sound(wrapped)]
    return bool(mine) and all(_chance(wrapped) & known for wrapped in odd or mine)


def kin(file: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Both are of one folder: something that was closed by chance once stands in both."""
    return bool(_chance(file) & _chance(other))


def _chance(file: Mapping[str, Any]) -> set[str]:
    return {wrapped[name] for wrapped in _wraps(file) for name in CHANCE if isinstance(wrapped.get(name), str)}


_PURPOSE: Final = b"ayni llave 1"
CHECK_SIGNS: Final = 16
CHANCE: Final = ("salt", "nonce", "sealed")  # no two closed keys share one of these
SECRETS: Final = ("passphrase", "recovery")


def unwrap(wrapped: Mapping[str, Any], secret: str) -> bytes:
    """The workspace key. Raises WrongSecret, KeyFileTooNew or KeyFileDamaged.

    What its check shows to be damaged is never called a wrong secret.
    """
    _refuse_other_format(wrapped)
    try:
        n = int(wrapped["n"])
        salt, nonce, sealed = (base64.b64decode(wrapped[name], validate=True) for name in ("salt", "nonce", "sealed"))
        ours = (wrapped["kdf"], wrapped["r"], wrapped["p"], wrapped["cipher"]) == ("scrypt", 8, 1, "chacha20-poly1305")
        if not ours or n > SCRYPT_MOST:
            raise KeyFileDamaged
        key = ChaCha20Poly1305(_stretch(secret, salt, n)).decrypt(nonce, sealed, _PURPOSE)
    except InvalidTag as trouble:
        raise (WrongSecret if _sound(wrapped) else KeyFileDamaged) from trouble
    except (KeyError, TypeError, ValueError, ArithmeticError, MemoryError, binascii.Error) as trouble:
        raise KeyFileDamaged from trouble
    if len(key) != KEY_BYTES:
        raise KeyFileDamaged
    return key


def _refuse_other_format(file: Mapping[str, Any]) -> None:
    version = file.get("format")
    if not isinstance(version, int):
        raise KeyFileDamaged
    if version > KEY_FILE_FORMAT:
        raise KeyFileTooNew


def new_key() -> bytes:
    """A fresh workspace key."""
    return secrets.token_bytes(KEY_BYTES)


def key_file(key: bytes, passphrase: str, recovery: str, n: int = SCRYPT_N) -> dict[str, Any]:
    """What `llave.json` holds: the key closed with the passphrase and again with the recovery code."""
    return {
        "format": KEY_FILE_FORMAT,
        "passphrase": wrap(key, passphrase, n),
        "recovery": wrap(key, read_recovery(recovery), n),
    }


def open_key_file(file: Mapping[str, Any], *, passphrase: str | None = None, recovery: str | None = None) -> bytes:
    """The workspace key, by one of the two secrets.

    Raises MistypedRecovery before anything else when the recovery code cannot be right, then as `unwrap`.
    """
    if (passphrase is None) == (recovery is None):
        msg = "give the passphrase or the recovery code"
        raise TypeError(msg)
    name, secret = ("passphrase", passphrase or "") if recovery is None else ("recovery", read_recovery(recovery))
    if not isinstance(file, Mapping):
        raise KeyFileDamaged
    _refuse_other_format(file)
    wrapped = file.get(name)
    if not isinstance(wrapped, Mapping):
        raise KeyFileDamaged
    return unwrap(wrapped, secret)


def with_passphrase(file: Mapping[str, Any], key: bytes, passphrase: str, n: int = SCRYPT_N) -> dict[str, Any]:
    """The same file with another passphrase; the recovery sheet stays good."""
    return {**file, "passphrase": wrap(key, passphrase, n)}


# The people's own passphrases


def person_mark(key: bytes, person: str) -> str:
    """How `llave.json` names a person: without the workspace key it says nothing of who that is."""
    return hashlib.sha256(b"ayni person\0" + key + person.encode()).digest()[:DEVICE_BYTES].hex()


def with_person(file: Mapping[str, Any], key: bytes, person: str, passphrase: str) -> dict[str, Any]:
    """The same file where this person also opens with a passphrase of their own; what they had before is gone.

    Each wrap has chance bytes of its own: two equal passphrases leave nothing equal.
    """
    others = _others(file, person_mark(key, person))
    own = {"id": person_mark(key, person), "wrap": wrap(key, passphrase, key_file_cost(file))}
    return {**file, "people": sorted([*others, own], key=lambda each: str(each["id"]))}


def without_person(file: Mapping[str, Any], key: bytes, person: str) -> dict[str, Any]:
    """The same file where this person no longer opens anything."""
    left = _others(file, person_mark(key, person))
    return {**{name: value for name, value in file.items() if name != "people"}, **({"people": left} if left else {})}


def marks(file: Mapping[str, Any]) -> frozenset[str]:
    """The marks of everybody who has a passphrase of their own."""
    return frozenset(str(each["id"]) for each in _people(file))


def open_as_person(file: Mapping[str, Any], passphrase: str) -> tuple[bytes, str]:
    """The workspace key and the mark of whose passphrase this is. Raises WrongSecret when it is nobody's."""
    for each in _people(file):
        try:
            return unwrap(each["wrap"], passphrase), str(each["id"])
        except (WrongSecret, KeyFileDamaged):
            continue  # a spoiled wrap must not shut out the others
    raise WrongSecret


def key_file_cost(file: Mapping[str, Any]) -> int:
    """What scrypt costs in this file."""
    try:
        return min(int(file["passphrase"]["n"]), SCRYPT_MOST)
    except (KeyError, TypeError, ValueError):
        raise KeyFileDamaged from None


def _people(file: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = file.get("people")
    kept = found if isinstance(found, list) else []
    return [
        each
        for each in kept
        if isinstance(each, Mapping) and isinstance(each.get("id"), str) and isinstance(each.get("wrap"), Mapping)
    ]


def _others(file: Mapping[str, Any], mark: str) -> list[Mapping[str, Any]]:
    return [each for each in _people(file) if each["id"] != mark]


# What is typed to say who is at work, while the workspace is open


def verifier(secret: str, n: int = SCRYPT_N) -> str:
    """What is kept of a PIN with its pictures: enough to know it again, not to read it."""
    salt = secrets.token_bytes(16)
    return f"{n}${_text(salt)}${_text(_stretch(secret, salt, n))}"


def verifies(kept: str, secret: str) -> bool:
    """The secret is the one that was kept."""
    n, salt, stretched = kept.split("$")
    return hmac.compare_digest(_stretch(secret, base64.b64decode(salt), int(n)), base64.b64decode(stretched))


# The recovery sheet


def _check(group: int, values: list[int]) -> int:
    weighed = sum(weight * value for weight, value in enumerate(values, start=2))
    return (weighed + group) % len(RECOVERY_SIGNS)


def new_recovery(below: Callable[[int], int] = secrets.randbelow) -> str:
    """A fresh code for the recovery sheet, "7KQ2M-…": six groups, each with its check sign, 118 bits in all."""
    groups = []
    for group in range(1, RECOVERY_GROUPS + 1):
        values = [below(len(RECOVERY_SIGNS)) for _ in range(GROUP_SIGNS - 1)]
        groups.append("".join(RECOVERY_SIGNS[value] for value in [*values, _check(group, values)]))
    return "-".join(groups)


def read_recovery(typed: str) -> str:
    """The code as printed, from whatever spaces, dashes and lower case a person types.

    Raises MistypedGroup, naming the first wrong group, or MistypedRecovery when signs are missing or too many.
    """
    words = re.findall(r"[^\W_]+", typed.upper())
    signs = "".join(words)
    if len(signs) != RECOVERY_GROUPS * GROUP_SIGNS:
        if len(words) == RECOVERY_GROUPS:
            raise MistypedGroup(next(n for n, word in enumerate(words, start=1) if len(word) != GROUP_SIGNS))
        raise MistypedRecovery(groups=RECOVERY_GROUPS, signs=GROUP_SIGNS)
    groups = [signs[start : start + GROUP_SIGNS] for start in range(0, len(signs), GROUP_SIGNS)]
    for number, group in enumerate(groups, start=1):
        values = [RECOVERY_SIGNS.find(sign) for sign in group]
        if min(values) < 0 or _check(number, values[:-1]) != values[-1]:
            raise MistypedGroup(number)
    return "-".join(groups)
