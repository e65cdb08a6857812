"""Which saves of a lost machine count: one answer for the same set of files, whatever the order in which they came.

A loss names the ends of what an office had received; what leads up to them counts, and what an admission names. All
else of that machine waits: held whole, shown, and never dropped. A hash covers all before it, so an end vouches for
its whole past and for nothing that somebody writes beside it with the same numbers.

A loss counts even when it comes in a save that itself waits, for it only takes away; a certificate or an admission
counts only in a save that counts. Two offices that declare each other lost are therefore both held, until a person
compares a code again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ayni.sync.batch import Sealed, runs
from ayni.sync.certificate import ADMITTED, Admission, Certificate, Loss, Statement, believed, offices
from ayni.sync.keys import Card


@dataclass(frozen=True, slots=True)
class Link:
    """A save as the chain of its stream knows it."""

    tx: int
    device: str
    scope: str
    hash: str
    before: str


@dataclass(frozen=True, slots=True)
class Carried:
    """A statement, and the save that brought it."""

    said: Statement
    tx: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is believed: the losses, the certificates, the admissions; and the saves that wait."""

    losses: tuple[Loss, ...]
    certificates: tuple[Certificate, ...]
    admissions: tuple[Admission, ...]
    waiting: frozenset[int]  # tx

    @property
    def lost(self) -> frozenset[str]:
        """The machines that an office declared lost."""
        return frozenset(each.device for each in self.losses)


def judge(anchors: Collection[Card], told: Sequence[Carried], links: Iterable[Link], mine: str = "") -> Judgement:
    """What is believed of these statements, and which of these saves wait. Nothing of `mine` ever does."""
    certificates = [(each.said, each.tx) for each in told if isinstance(each.said, Certificate)]
    feared = offices(anchors, [said for said, _tx in certificates])
    losses = tuple(
        each.said
        for each in told
        if isinstance(each.said, Loss) and each.said.issuer in feared and each.said.genuine(feared[each.said.issuer])
    )
    lost = {each.device for each in losses}
    held: dict[str, Link] = {link.hash: link for link in links if link.device in lost and link.device != mine}
    taken: set[str] = set()
    for device in lost:
        of_it = [each for each in losses if each.device == device]
        honest = [each for each in of_it if each.issuer not in lost]
        pasts = [_past(held, device, each.seen) for each in honest or of_it]
        taken |= set.union(*pasts) if honest else set.intersection(*pasts)
    while True:
        waiting = frozenset(link.tx for link in held.values() if link.hash not in taken)
        counting = [said for said, tx in certificates if tx not in waiting]
        known = offices(anchors, counting)
        admissions = tuple(
            each.said
            for each in told
            if isinstance(each.said, Admission)
            and each.tx not in waiting
            and each.said.issuer in known
            and each.said.genuine(known[each.said.issuer])
        )
        more = set(taken)
        for each in admissions:
            if each.verdict == ADMITTED:
                more |= _past(held, each.device, {each.scope: (each.hash,)})
        if more == taken:
            return Judgement(losses, tuple(believed(anchors, counting)), admissions, waiting)
        taken = more


def _past(held: Mapping[str, Link], device: str, ends: Mapping[str, Sequence[str]]) -> set[str]:
    """The saves that lead up to these ends, of this machine and each in its own scope."""
    found: set[str] = set()
    for scope, hashes in ends.items():
        for end in hashes:
            at = end
            while at in held and at not in found and (held[at].device, held[at].scope) == (device, scope):
                found.add(at)
                at = held[at].before
    return found


def ends(links: Iterable[Link], device: str) -> dict[str, tuple[str, ...]]:
    """The ends of a machine's streams: the saves that no other one follows, by scope."""
    own = [link for link in links if link.device == device]
    behind = {link.before for link in own}
    found: dict[str, list[str]] = {}
    for link in own:
        if link.hash not in behind:
            found.setdefault(link.scope, []).append(link.hash)
    return {scope: tuple(sorted(hashes)) for scope, hashes in sorted(found.items())}


def proven(saves: Sequence[Sealed]) -> list[Sealed]:
    """Without the saves at the end of a run that no signature of theirs vouches for: for somebody who does not keep
    apart what waits, and would take what proves them for good.
    """
    found: list[Sealed] = []
    for run in runs(saves):
        signed = [place for place, sealed in enumerate(run) if sealed.signature]
        found += run[: signed[-1] + 1] if signed else []
    return found
