"""The mail: whatever Ayni file comes, by whatever courier, and the folder into which files for others are put."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ayni.job import Job, finish, within
from ayni.lang import N_
from ayni.sync.container import (
    ALTA,
    BUNDLE,
    CARD,
    HEADER,
    MAX_FILE,
    PAPERS,
    RECEIPT,
    SOLICITUD,
    NotForUs,
    UnknownSender,
    WrongKind,
    kind_of,
)
from ayni.workspace.anticipo import Anticipated, AnticipoDoor
from ayni.workspace.envio import Sent, mark_of
from ayni.workspace.intercambio import BundleView, Receipt
from ayni.workspace.papeles_envio import PapelesEnvioDoor, PapersView
from ayni.workspace.recibo import Confirmed
from ayni.workspace.refusals import Refused, refuse

TAKEN = {BUNDLE, RECEIPT, PAPERS}  # kinds that are received; cards and requests are read where two people compare
SUFFIX = ".ayni"
REMEMBERED = 1000  # files of folders that are known to have been received

IS_CARD, IS_REQUEST, IS_ALTA, ASK_CARD = "tarjeta", "solicitud", "alta", "pedir"
STEPS = {CARD: IS_CARD, SOLICITUD: IS_REQUEST, ALTA: IS_ALTA}

NO_MAILBOX = N_("Primero elija la carpeta donde se dejan los envíos.")
NO_FOLDER = N_("No se puede leer la carpeta {name}. Revise que la memoria USB siga puesta.")

Looked = BundleView | Confirmed | PapersView
Arrived = Receipt | Confirmed | PapersView


@dataclass(frozen=True, slots=True)
class Mail:
    """What a folder holds: files to receive, how many were received before, and those still being copied."""

    files: tuple[Path, ...]
    known: int
    unfinished: tuple[Path, ...]


class BuzonDoor(PapelesEnvioDoor, AnticipoDoor):
    """What may be asked about files of any kind, and folders of them."""

    def look_at(self, path: Path) -> Looked:
        """What a file would change, whichever kind it is."""
        kind = self._kind_of_file(path)
        if kind == RECEIPT:
            return self.look_into_receipt(path)
        return self.look_into_papers(path) if kind == PAPERS else self.look_into(path)

    def anticipate(self, path: Path) -> Anticipated:
        """What a bundle would do, record by record, and the disputes it would open. Nothing is stored."""
        return finish(self._anticipating(self._counting(self._verified(path))[0]))

    def looking_at(self, path: Path) -> Job[tuple[Looked, Anticipated | None]]:
        """What a file would change, and record by record when it is a bundle that brings something new."""
        with self.job():
            yield 0.02
            if self._kind_of_file(path) in (RECEIPT, PAPERS):
                return self.look_at(path), None
            received = self._verified(path)
            yield 0.2
            counted, held = self._counting(received)
            view = self._brings(received, counted, held)
            if view.nothing_new:
                return view, None
            yield 0.3
            return view, (yield from within(self._anticipating(counted), 0.3, 1))

    def taking(self, path: Path) -> Job[Arrived]:
        """Receive a file, whichever kind it is, whole or not at all; again is harmless."""
        kind = self._kind_of_file(path)
        job: Job[Arrived]
        if kind == RECEIPT:
            job = self.taking_receipt(path)
        else:
            job = self.taking_papers(path) if kind == PAPERS else self.receiving(path)
        arrived = yield from job
        with suppress(OSError, Refused):
            self._remember_mail(_mark(path))
        return arrived

    def _kind_of_file(self, path: Path) -> bytes | None:
        try:
            with path.open("rb") as opened:
                return kind_of(opened.read(HEADER.size))
        except OSError:
            return None  # reading it whole says what is wrong

    # folders

    def mail(self, folder: Path) -> Mail:
        """What a folder (a stick, a synchronised folder, downloads) and the folders in it hold for receiving.

        Files that another program is still writing, and those that it hides, are left.
        """
        seen = set(json.loads(str(self.meta("correo_visto") or "[]")))
        files, unfinished, known = [], [], 0
        try:
            found = sorted(_files(folder))
        except OSError as error:
            raise refuse(NO_FOLDER, name=folder.name or str(folder)) from error
        for path in found:
            try:
                state = _state(path)
            except OSError:
                continue
            if state == "half":
                unfinished.append(path)
            elif state == "whole":
                if _mark(path) in seen:
                    known += 1
                else:
                    files.append(path)
        return Mail(tuple(files), known, tuple(unfinished))

    def pass_over(self, path: Path) -> None:
        """A file of a folder that is for somebody else is not offered again."""
        with suppress(OSError):
            self._remember_mail(_mark(path))

    def _remember_mail(self, mark: str) -> None:
        seen = json.loads(str(self.meta("correo_visto") or "[]"))
        if mark and mark not in seen:
            with self._writing():
                self._keep_meta("correo_visto", json.dumps([*seen, mark][-REMEMBERED:]))

    # the mailbox

    def mailbox(self) -> Path | None:
        """The folder of this machine where files for others are put, and where theirs are looked for."""
        found = self.meta("carpeta_buzon")
        return Path(str(found)) if found else None

    def use_mailbox(self, folder: Path | None) -> None:
        """Choose it."""
        if folder is not None and not folder.is_dir():
            raise refuse(NO_FOLDER, name=folder.name or str(folder))
        with self._writing():
            self._keep_meta("carpeta_buzon", str(folder) if folder else "")

    def posting(self, to: str | Sequence[str], *, whole: bool = False, with_papers: bool = True) -> Job[Sent]:
        """Put a bundle for these machines into the mailbox, under a name made of what it holds.

        What was put there for the same machines before is taken out: the new one brings it all. The value is a `Sent`.
        """
        folder = self.mailbox()
        if folder is None:
            raise refuse(NO_MAILBOX)
        if not folder.is_dir():
            raise refuse(NO_FOLDER, name=folder.name)
        sent = yield from self.exporting(to, folder, whole=whole, by_content=True, with_papers=with_papers)
        fact = f"en_buzon:{sent.to}"
        before = json.loads(str(self.meta(fact) or "[]"))
        now = [path.name for path in sent.paths]
        for name in before:
            if name not in now:
                with suppress(OSError):
                    (folder / name).unlink(missing_ok=True)
        with self._writing():
            self._keep_meta(fact, json.dumps(now))
        return sent


def next_step(refused: Refused) -> str:
    """What helps after a refusal: reading the file as what it is (IS_CARD, IS_REQUEST, IS_ALTA), asking its sender for
    his card (ASK_CARD), or "": another file.
    """
    message = refused.sentence.message
    kinds = {WrongKind(kind).message: step for kind, step in STEPS.items()}
    return ASK_CARD if message == UnknownSender.message else kinds.get(message, "")


def is_for_others(refused: Refused) -> bool:
    """The file is sound and sealed to somebody else: in a folder that many share, no trouble at all."""
    return refused.sentence.message == NotForUs.message


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if not _plain(path):
            continue
        with suppress(OSError):  # a folder of the system, which nobody may read
            inner = [each for each in path.iterdir() if _plain(each)] if path.is_dir() else [path]
            yield from [each for each in inner if each.suffix.lower() == SUFFIX and each.is_file()]


def _plain(path: Path) -> bool:
    """Not what a courier's program hides while it writes."""
    return not path.name.startswith((".", "~"))


def _state(path: Path) -> str:
    """Whether a file is `whole` and of a kind that is received, `half` copied, or `other`."""
    with path.open("rb") as opened:
        head = opened.read(HEADER.size)
    kind = kind_of(head)
    if kind is None:
        return "half" if len(head) < HEADER.size else "other"
    length = HEADER.unpack(head)[3]
    if kind not in TAKEN or length > MAX_FILE:
        return "other"
    return "half" if path.stat().st_size < HEADER.size + length else "whole"


def _mark(path: Path) -> str:
    """What tells one file from another without reading it whole: the digest that stands in its head."""
    with path.open("rb") as opened:
        return mark_of(opened.read(HEADER.size))
