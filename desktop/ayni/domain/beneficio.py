"""Who has already benefited, told among municipalities without telling any number: slow keyed hashes of DNI and RUC.

What it protects, honestly. There are only a hundred million DNI, so a quick hash hides none of them. Here each trial
costs scrypt's time and memory: without the agreed phrase, whoever has a list may still try every number, at the price
that `days_to_try_all` tells; with the phrase, nobody who lacks it can try any. The key is of one year, so that lists of
the same year compare with each other and those of two years do not.
"""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass

from ayni.lang import N_, Sentence

DNI, RUC = "dni", "ruc"
COST = 2**14  # scrypt's n with r = 8: 16 MB and some 45 ms for each number
COST_LEAST, COST_MOST = 2**14, 2**18  # a list that asks for less hides nothing, one that asks for more is not ours
MARK_BYTES = 16
SHORTEST_PHRASE = 8
EVERY_DNI = 10**8
SECONDS_EACH = 0.045


@dataclass(frozen=True, slots=True)
class Key:
    """The shared key of one year: the year itself and the phrase that the municipalities agreed on, if they did."""

    year: str
    phrase: str = ""
    cost: int = COST

    def mark(self, kind: str, number: str) -> bytes:
        """The slow keyed hash of a number; the same in every municipality that has the key."""
        phrase = unicodedata.normalize("NFKC", " ".join(self.phrase.split()).casefold()).encode()
        stretched = hashlib.scrypt(
            f"{kind}:{number}".encode() + b"\0" + phrase,
            salt=f"ayni beneficios 1 {self.year}".encode(),
            n=self.cost,
            r=8,
            p=1,
            dklen=32,
            maxmem=256 * self.cost * 8 + 2**20,
        )
        return hmac.new(stretched, b"beneficio", "sha256").digest()[:MARK_BYTES]

    def proof(self) -> bytes:
        """A few bytes that tell a wrong phrase from a number that is not in the list."""
        return self.mark("phrase", "")[:4]


@dataclass(frozen=True, slots=True)
class Entry:
    """One beneficiary of a list: whether it is a person or an organization, and its mark."""

    kind: str
    mark: bytes


@dataclass(frozen=True, slots=True)
class BenefitList:
    """What one entity says of one year."""

    entity: str
    year: str
    cost: int
    phrased: bool
    proof: bytes
    entries: tuple[Entry, ...]

    def opens(self, key: Key) -> bool:
        """The key is the one that the list was made with."""
        return hmac.compare_digest(key.proof(), self.proof)


def days_to_try_all(cost: int = COST) -> int:
    """Days that one common computer core takes to try every DNI at this cost."""
    return round(EVERY_DNI * SECONDS_EACH * cost / COST / 86400)


def protection(cost: int, *, phrased: bool) -> Sentence:
    """What a list protects, for whoever gives it away."""
    if phrased:
        return Sentence(
            N_("La lista no lleva ningún DNI ni RUC. Sin la clave acordada nadie puede averiguarlos probando números.")
        )
    said = N_(
        "La lista no lleva ningún DNI ni RUC, pero quien la tenga puede probar números uno por uno: con una "
        "computadora, todos los DNI en unos {days} días. Acuerden una clave entre municipalidades para impedirlo."
    )
    return Sentence(said, days=days_to_try_all(cost))
