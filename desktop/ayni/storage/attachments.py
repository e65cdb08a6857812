"""Scanned papers beside the database: encrypted, named by the hash of what they hold, whole or not there at all.

A file is `adjuntos/ab/<sha256 of the plain content>`. It begins with a mark and a salt; its own key comes from the
workspace's by HKDF over salt and hash. The content follows in pieces of a mebibyte, each sealed with
ChaCha20-Poly1305 under a nonce of its number and whether it is the last one: no piece can be changed, moved or cut off
unseen, and no more than one is held in memory.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ayni.job import Job
from ayni.lang import N_
from ayni.storage.folder import ATTACHMENTS, FolderTrouble

MARK = b"AYNIADJ1"
SALT = 16
PIECE = 1 << 20
TAG = 16
NAME = re.compile("[0-9a-f]{64}")

DAMAGED = N_("El archivo de un papel está dañado en este equipo. Agréguelo otra vez.")
NOT_HERE = N_("El archivo de este papel todavía no llegó a este equipo.")
CHANGED = N_("El archivo {name} cambió mientras se leía. Pruebe otra vez.")


class Missing(FolderTrouble):
    """The file has not come to this machine."""


class Spoiled(FolderTrouble):
    """The file is not what its name says."""


def place(folder: Path, sha256: str) -> Path:
    """Where the file with this content stands, there or not; a hash that is none is refused (rows come from others)."""
    if not NAME.fullmatch(sha256):
        raise Missing(NOT_HERE)
    return folder / ATTACHMENTS / sha256[:2] / sha256


def has(folder: Path, sha256: str) -> bool:
    """The file has come to this machine."""
    return bool(NAME.fullmatch(sha256)) and place(folder, sha256).exists()


def size(folder: Path, sha256: str) -> int:
    """How many bytes the content takes, without reading it."""
    sealed = place(folder, sha256).stat().st_size - len(MARK) - SALT
    return sealed - TAG * max(1, -(-sealed // (PIECE + TAG)))


def put(folder: Path, key: bytes, source: Path | bytes) -> str:
    """Keep the content of a file (or these bytes); its SHA-256 in hex. What is there already is not written twice."""
    with _opened(source) as plain:
        digest = _digest(plain)
    target = place(folder, digest)
    if target.exists() and sound(folder, key, digest):
        return digest
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f"{digest}.nuevo")
    salt = os.urandom(SALT)
    try:
        with _opened(source) as plain, new.open("wb") as out:
            out.write(MARK + salt)
            seen = hashlib.sha256()
            cipher = _cipher(key, salt, digest)
            for number, piece, last in _pieces(plain, PIECE):
                seen.update(piece)
                out.write(cipher.encrypt(_nonce(number, last=last), piece, None))
            if seen.hexdigest() != digest:
                raise Spoiled(CHANGED, name=source.name if isinstance(source, Path) else "")
            out.flush()
            os.fsync(out.fileno())
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    return digest


def pieces(folder: Path, key: bytes, sha256: str) -> Iterator[bytes]:
    """The content, a piece at a time; raises Missing or Spoiled. The end is verified against the name."""
    path = place(folder, sha256)
    try:
        sealed = path.open("rb")
    except FileNotFoundError:
        raise Missing(NOT_HERE) from None
    with sealed:
        head = sealed.read(len(MARK) + SALT)
        if len(head) != len(MARK) + SALT or not head.startswith(MARK):
            raise Spoiled(DAMAGED)
        cipher, seen = _cipher(key, head[len(MARK) :], sha256), hashlib.sha256()
        for number, piece, last in _pieces(sealed, PIECE + TAG):
            try:
                plain = cipher.decrypt(_nonce(number, last=last), piece, None)
            except InvalidTag:
                raise Spoiled(DAMAGED) from None
            seen.update(plain)
            yield plain
        if seen.hexdigest() != sha256:
            raise Spoiled(DAMAGED)


def read(folder: Path, key: bytes, sha256: str) -> bytes:
    """The whole content, verified; raises Missing or Spoiled."""
    return b"".join(pieces(folder, key, sha256))


def present(folder: Path) -> list[Path]:
    """Every file there is."""
    return sorted(path for path in (folder / ATTACHMENTS).glob("??/*") if NAME.fullmatch(path.name))


def check_all(folder: Path, key: bytes, *, aside: bool = False) -> Job[list[str]]:
    """Read every file there is; the hashes of those that are damaged.

    `aside`: these are put aside, so that they are missing here and asked of the other machines.
    """
    found = present(folder)
    spoiled = []
    for done, path in enumerate(found):
        yield done / len(found)
        if not sound(folder, key, path.name):
            spoiled.append(path.name)
            if aside:
                with suppress(OSError):
                    path.replace(path.with_name(f"{path.name}.danado"))
    return spoiled


def sound(folder: Path, key: bytes, sha256: str) -> bool:
    """The file is here and holds what its name says."""
    try:
        for _ in pieces(folder, key, sha256):
            pass
    except FolderTrouble:
        return False
    return True


@contextmanager
def _opened(source: Path | bytes) -> Iterator[BinaryIO]:
    if isinstance(source, bytes):
        yield BytesIO(source)
        return
    with source.open("rb") as plain:
        yield plain


def _digest(plain: BinaryIO) -> str:
    seen = hashlib.sha256()
    while piece := plain.read(PIECE):
        seen.update(piece)
    return seen.hexdigest()


def _pieces(source: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Number, content and whether it is the last; an empty file is one empty piece."""
    number, piece = 0, source.read(size)
    while True:
        following = source.read(size) if len(piece) == size else b""
        yield number, piece, not following
        if not following:
            return
        number, piece = number + 1, following


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _cipher(key: bytes, salt: bytes, sha256: str) -> ChaCha20Poly1305:
    derived = HKDF(SHA256(), 32, salt, b"ayni adjunto 1" + bytes.fromhex(sha256)).derive(key)
    return ChaCha20Poly1305(derived)
