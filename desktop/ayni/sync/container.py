"""The envelope of every file that travels, and every way in which such a file can be wrong.

`AYNI` · kind byte · format u16 · length u64 · SHA-256 of the body · body, numbers big-endian. Nothing in it is secret
and nothing in it is believed: it only tells apart a file cut short, changed, foreign, too new or of another kind.
"""

import hashlib
import struct
from typing import Final

from ayni.lang import N_, Sentence

MAGIC: Final = b"AYNI"
FORMAT: Final = 1
BUNDLE: Final = b"B"
CARD: Final = b"C"
SOLICITUD: Final = b"S"
ALTA: Final = b"A"
RECEIPT: Final = b"R"
PAPERS: Final = b"P"
KINDS: Final = {BUNDLE, CARD, SOLICITUD, ALTA, RECEIPT, PAPERS}
HEADER: Final = struct.Struct(">4scHQ32s")
MAX_FILE: Final = 64 * 1024 * 1024  # bytes; the whole country takes 14 million

_WRONG_KIND: Final = {
    CARD: N_("Este archivo es una tarjeta, no un envío. Agréguela con las tarjetas."),
    BUNDLE: N_("Este archivo es un envío, no una tarjeta. Recíbalo con los envíos."),
    SOLICITUD: N_("Este archivo es la solicitud de un equipo nuevo. La oficina la acepta en Equipos."),
    ALTA: N_("Este archivo es el alta de un equipo nuevo. Se lee en ese equipo, en Unir este equipo."),
    RECEIPT: N_("Este archivo es el recibo de un envío. Recíbalo con los envíos."),
    PAPERS: N_("Este archivo trae papeles de expedientes. Recíbalo con los envíos."),
}


class BundleRefused(Exception):  # noqa: N818  a refusal, in words for a person
    """A file that was brought here cannot be received. `sentence` says what happened and what to do."""

    message = N_("Este archivo no se puede recibir. Pida que se lo envíen otra vez.")

    def __init__(self, **holes: object) -> None:
        self.sentence = Sentence(self.message, **holes)
        super().__init__(self.sentence)


class Truncated(BundleRefused):
    """The file ends before its end."""

    message = N_("El archivo está incompleto: se copió a medias. Cópielo otra vez.")


class Altered(BundleRefused):
    """What is inside is not what was written."""

    message = N_("El archivo está dañado o alguien lo cambió. Pida que se lo envíen otra vez.")


class NotAyni(BundleRefused):
    """Some other program's file."""

    message = N_("Este archivo no es de Ayni. Elija otro archivo.")


class TooNew(BundleRefused):
    """Written in a format that this version does not know."""

    message = N_("Lo escribió una versión más nueva de Ayni. Instale esa versión y pruebe otra vez.")


class TooBig(BundleRefused):
    """Larger, sealed or open, than any honest bundle."""

    message = N_("El archivo es demasiado grande. Pida que se lo envíen en partes.")


class WrongKind(BundleRefused):
    """Ayni's file, but a card where a bundle is expected, or the reverse."""

    message = N_("Este archivo de Ayni sirve para otra cosa. Elija otro archivo.")

    def __init__(self, kind: bytes) -> None:
        self.kind = kind
        self.message = _WRONG_KIND.get(kind, self.message)
        super().__init__()


class NotForUs(BundleRefused):
    """Sealed to other people, or addressed to them."""

    message = N_("Este archivo está cerrado para otra persona. Pida uno para usted.")


class OtherMunicipality(BundleRefused):
    """The saves of a municipality that is not the one of this workspace."""

    message = N_("Este archivo es de otra municipalidad, la del ubigeo {ubigeo}. Pida el de la suya.")


class UnknownSender(BundleRefused):
    """Nobody here has accepted the card of who wrote it. The name is as claimed."""

    message = N_("Lo envía {name}, y aquí no está su tarjeta. Pídale su tarjeta y comparen el código.")


class UnknownAuthor(BundleRefused):
    """It brings saves of a device of which neither we nor the sender have the card."""

    message = N_("El archivo trae datos de un equipo desconocido. Pida que se lo envíen otra vez.")


class BadSignature(BundleRefused):
    """Whoever wrote this is not who it says."""

    message = N_("La firma no es de quien dice ser. No use este archivo y avise a su oficina.")


def pack(kind: bytes, body: bytes) -> bytes:
    """The bytes of a file of this kind."""
    return HEADER.pack(MAGIC, kind, FORMAT, len(body), hashlib.sha256(body).digest()) + body


def kind_of(data: bytes) -> bytes | None:
    """Which kind of file begins with these bytes, as claimed; None when it is not Ayni's or breaks off."""
    if len(data) < HEADER.size or data[: len(MAGIC)] != MAGIC:
        return None
    found: bytes = HEADER.unpack_from(data)[1]
    return found if found in KINDS else None


def unpack(data: bytes, kind: bytes) -> bytes:
    """The body of a file of the kind expected here.

    Raises NotAyni, Truncated, TooNew, WrongKind, TooBig or Altered, looking in that order.
    """
    if data[: len(MAGIC)] != MAGIC[: len(data)]:
        raise NotAyni
    if len(data) < HEADER.size:
        raise Truncated
    _magic, found, version, length, digest = HEADER.unpack_from(data)
    if version > FORMAT:
        raise TooNew
    if found not in KINDS or not version:
        raise Altered
    if found != kind:
        raise WrongKind(found)
    if length > MAX_FILE:
        raise TooBig
    body = data[HEADER.size :]
    if len(body) < length:
        raise Truncated
    if len(body) > length or hashlib.sha256(body).digest() != digest:
        raise Altered
    return body
