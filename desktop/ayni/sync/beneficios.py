"""The file in which municipalities tell each other who has benefited: open JSON, so that anybody can see what leaves.

It is signed by the device that wrote it. The signature says that nobody changed the list; whose device it is, is told
by the code that two people compare, as with cards.
"""

import base64
import binascii
import json
from typing import Any, Final

from ayni.domain.beneficio import COST_LEAST, COST_MOST, DNI, MARK_BYTES, RUC, BenefitList, Entry
from ayni.lang import N_
from ayni.sync.container import Altered, BadSignature, BundleRefused, TooNew
from ayni.sync.keys import Card, DeviceKeys, card_from_body

FORMAT: Final = "ayni-beneficios"
VERSION: Final = 1
MOST_ENTRIES: Final = 1_000_000


class NoList(BundleRefused):
    """Some other file."""

    message = N_("Este archivo no es una lista de beneficiarios. Elija otro archivo.")


def write_list(made: BenefitList, keys: DeviceKeys, card: Card) -> bytes:
    """The bytes of a list. Entries are sorted by their marks: their order says nothing of the padrón's."""
    body: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "entity": made.entity,
        "year": made.year,
        "hash": {"kdf": "scrypt", "n": made.cost, "r": 8, "p": 1, "phrase": made.phrased, "proof": made.proof.hex()},
        "dni": sorted(entry.mark.hex() for entry in made.entries if entry.kind == DNI),
        "ruc": sorted(entry.mark.hex() for entry in made.entries if entry.kind == RUC),
        "card": base64.b64encode(card.body()).decode("ascii"),
    }
    signature = base64.b64encode(keys.sign(_message(body))).decode("ascii")
    return json.dumps({**body, "signature": signature}, ensure_ascii=False, indent=1).encode()


def _message(body: dict[str, Any]) -> bytes:
    plain = {name: value for name, value in body.items() if name != "signature"}
    return b"ayni beneficios 1\0" + json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()


def read_list(data: bytes) -> tuple[BenefitList, Card]:
    """The list in a file and the card of who signed it.

    Raises BundleRefused: another file, a newer one, one that is not whole, one that somebody changed.
    """
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        raise NoList from None
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise NoList
    if not isinstance(body.get("version"), int) or body["version"] > VERSION:
        raise TooNew
    try:
        card = card_from_body(base64.b64decode(body["card"], validate=True))
        signature = base64.b64decode(body["signature"], validate=True)
        made = _list(body)
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise Altered from None
    if not card.signed(_message(body), signature):
        raise BadSignature
    return made, card


def _list(body: dict[str, Any]) -> BenefitList:
    used = body["hash"]
    cost, year, entity = used["n"], body["year"], body["entity"]
    if not (isinstance(cost, int) and COST_LEAST <= cost <= COST_MOST and not cost & (cost - 1)):
        raise ValueError
    if (used["kdf"], used["r"], used["p"]) != ("scrypt", 8, 1) or not isinstance(used["phrase"], bool):
        raise ValueError
    if not (isinstance(year, str) and year.isdigit() and isinstance(entity, str) and entity.strip()):
        raise ValueError
    entries = [Entry(kind, bytes.fromhex(mark)) for kind in (DNI, RUC) for mark in body[kind]]
    if len(entries) > MOST_ENTRIES or any(len(entry.mark) != MARK_BYTES for entry in entries):
        raise ValueError
    return BenefitList(entity, year, cost, used["phrase"], bytes.fromhex(used["proof"]), tuple(entries))
