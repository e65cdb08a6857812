"""Papers in files of their own: what the rows name and the other machine is not known to hold, in parts of a stick."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from ayni.domain.fields import Problem
from ayni.job import Job, within
from ayni.storage import attachments, heard, papers
from ayni.storage.folder import FolderTrouble
from ayni.sync.bundle import BundleRefused
from ayni.sync.letter import WANTS_MOST
from ayni.sync.papers import ALONE_MOST, Papers, parts, read_papers, write_papers
from ayni.workspace.envio import Sent, cards_of, export_of, named_by
from ayni.workspace.expediente import NO_ROOM
from ayni.workspace.opened import Row
from ayni.workspace.recibo import ReciboDoor
from ayni.workspace.refusals import Refused, refuse


@dataclass(frozen=True, slots=True)
class PapersView:
    """What a part brings."""

    sender: str
    clock: str
    part: int
    parts: int
    new: int
    known: int
    size: int  # bytes of what is new

    @property
    def nothing_new(self) -> bool:
        """Everything in it is already here."""
        return not self.new


class PapelesEnvioDoor(ReciboDoor):
    """What may be asked about papers that travel."""

    def papers_for(self, to: str | Sequence[str], *, whole: bool = False) -> tuple[int, int]:
        """How many papers would go to these machines, and their bytes."""
        machines = self._addressees(self.db, [to] if isinstance(to, str) else to)
        sizes = self._papers_out(machines, whole=whole)
        return len(sizes), sum(size for _, size in sizes)

    def exporting(
        self,
        to: str | Sequence[str],
        path: Path,
        *,
        whole: bool = False,
        by_content: bool = False,
        with_papers: bool = True,
    ) -> Job[Sent]:
        """Write a bundle as `bundling` does, and beside it `X.papeles-1.ayni`, …: the papers that these machines are
        not known to hold.
        """
        machines = self._addressees(self.db, [to] if isinstance(to, str) else to)
        shared, left = [], 0
        if with_papers:
            sizes = self._papers_out(machines, whole=whole)
            light = [each for each in sizes if each[1] <= ALONE_MOST]
            left, shared = len(sizes) - len(light), parts(light)
        share = 1 / (1 + len(shared))
        sent = yield from within(self.bundling(to, path, whole=whole, by_content=by_content), 0, share)
        export, number = export_of(path, machines), 0
        for place, part in enumerate(shared, start=1):
            data, written, spoiled = self._papers_part(part, (place, len(shared)), machines)
            if by_content:
                target = named_by(path, data)
            else:
                number = self._next_own(partial(of_papers, path), number, export)
                target = of_papers(path, number)
                self._remember_own(export, data)
            self._write_out(target, data)
            sent = replace(
                sent,
                paths=(*sent.paths, target),
                papers=sent.papers + written,
                papers_left=sent.papers_left + spoiled,
                size=sent.size + len(data),
            )
            yield min(1.0, share * (1 + place))
        if not by_content:
            self._forget_own(partial(of_papers, path), number, export)
        return replace(sent, papers_left=sent.papers_left + left)

    def _papers_out(self, machines: Sequence[Row], *, whole: bool) -> list[tuple[str, int]]:
        """Hash and bytes of what goes along: named in what they carry, here, and not known to be there."""
        found = papers.named(self.db, self.scopes_of(machines[0]["device"]))
        held: set[str] | None = None
        for machine in machines:
            device = machine["device"]
            theirs = papers.held_there(self.db, heard.theirs(self.db, device), heard.lacks(self.db, device), WANTS_MOST)
            held = theirs if held is None else held & theirs
        known = set() if whole else held or set()
        return [
            (sha, attachments.size(self.folder, sha))
            for sha in sorted(found)
            if sha not in known and attachments.has(self.folder, sha)
        ]

    def _papers_part(
        self, part: Sequence[str], place: tuple[int, int], machines: Sequence[Row]
    ) -> tuple[bytes, int, int]:
        """The bytes of one part, how many papers it holds and how many are damaged here. No more is in memory."""
        files, contents, spoiled = [], bytearray(), 0
        for sha in part:
            before = len(contents)
            try:
                for piece in attachments.pieces(self.folder, self._key, sha):
                    contents += piece
            except (FolderTrouble, OSError):
                del contents[before:]
                spoiled += 1
                continue
            files.append((sha, len(contents) - before))
        assert self.keys is not None
        clock = self.clock().isoformat("T", "seconds")
        data = write_papers(files, contents, place, clock, self.keys, self.card(), cards_of(machines))
        return data, len(files), spoiled

    # in

    def look_into_papers(self, path: Path) -> PapersView:
        """What a part brings; every content has been verified, nothing has been stored."""
        return self._papers_view(self._papers_of(path))

    def taking_papers(self, path: Path) -> Job[PapersView]:
        """Keep the papers of a part; again is harmless, and what was kept before a power cut stays kept.

        The value is a `PapersView`.
        """
        with self.job():
            yield 0.02
            found = self._papers_of(path)
            view = self._papers_view(found)
            with self._writing():
                for done, (_sha, content) in enumerate(found.files):
                    yield 0.2 + 0.75 * done / len(found.files)
                    self._keep_paper(content)
            self._tell({table.name for table in papers.HOLDERS} if view.new else {"equipo"})
            return view

    def _keep_paper(self, content: Any) -> None:
        try:
            attachments.put(self.folder, self._key, bytes(content))
        except OSError as error:
            raise refuse(NO_ROOM) from error

    def _papers_view(self, found: Papers) -> PapersView:
        new = {sha: len(content) for sha, content in found.files if not attachments.sound(self.folder, self._key, sha)}
        return PapersView(
            found.sender.name,
            found.clock,
            found.part,
            found.parts,
            len(new),
            len(found.files) - len(new),
            sum(new.values()),
        )

    def _papers_of(self, path: Path) -> Papers:
        assert self.keys is not None
        try:
            return read_papers(self._read_in(path), self.keys, self._senders(), self.ubigeo)
        except BundleRefused as error:
            raise Refused([Problem("", error.sentence)]) from error


def of_papers(path: Path, place: int) -> Path:
    """`X.papeles-1.ayni`, `X.papeles-2.ayni`…"""
    return path.with_name(f"{path.stem}.papeles-{place}{path.suffix}")
