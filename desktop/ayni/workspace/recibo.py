"""Receipts: a small file that says what was received, so that *exportado* becomes *recibido* on the other machine."""

import json
from dataclasses import dataclass
from pathlib import Path

from ayni.domain.fields import Problem
from ayni.domain.municipio import PROMOTOR
from ayni.job import Job
from ayni.lang import N_
from ayni.storage import encargo, heard, papers, records
from ayni.storage.database import rows
from ayni.sync.bundle import BundleRefused
from ayni.sync.keys import Card, card_from_body
from ayni.sync.letter import WANTS_MOST
from ayni.sync.receipt import Held, read_receipt, write_receipt
from ayni.sync.stamps import scope_of
from ayni.workspace.envio import EnvioDoor, cards_of
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused

HERE = N_("guardado aquí")
STATES = (HERE, N_("exportado"), N_("recibido"))


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a receipt says: how many of the saves made for that machine it holds now, and what is still on its way."""

    sender: str
    clock: str
    received: int  # saves that were exportado and are recibido now
    waiting: int  # saves that it does not hold yet
    papers: int  # papers that it lacks
    late: bool = False  # an earlier word of that machine: nothing changes


class ReciboDoor(EnvioDoor):
    """What may be asked about receipts."""

    def write_receipt(self, to: str, path: Path) -> Path:
        """Write a receipt for a trusted machine: what is held here of what it may read."""
        [machine] = self._addressees(self.db, [to])
        device = machine["device"]
        held = Held(
            self._told_to(self.db, [machine], self.scopes_of(device)),
            self.clock().isoformat("T", "seconds"),
            heard.received_of(self.db, device),
            papers.missing_here(self.db, self.folder, WANTS_MOST),
        )
        assert self.keys is not None
        self._write_out(path, write_receipt(held, self.keys, self.card(), cards_of([machine])))
        return path

    def exchange_state(self, table: str, record: str) -> str:
        """One of the three words for a record (an AEO: with all that belongs to it): where its last change stands.

        At the office, with the machine that lags behind most among those that carry it; at a promoter's, with the
        office that knows most.
        """
        reached = encargo.reached(self.db, table, record)
        found = rows(self.db, "SELECT device, role, vector, exported FROM equipo")
        if self.role == PROMOTOR:
            found = [each for each in found if each["role"] != PROMOTOR]
        states = [
            self._state_there(each, reached)
            for each in found
            if (scopes := self.scopes_of(each["device"])) is None or all(scope_of(name) in scopes for name in reached)
        ]
        if not states:
            return HERE
        return STATES[(max if self.role == PROMOTOR else min)(states)]

    @staticmethod
    def _state_there(machine: Row, reached: dict[str, int]) -> int:
        for state, fact in ((2, "vector"), (1, "exported")):
            told = json.loads(machine[fact])
            if all(int(told.get(stream, (0, 0))[0]) >= seq for stream, seq in reached.items()):
                return state
        return 0

    def look_into_receipt(self, path: Path) -> Confirmed:
        """What a receipt would change."""
        card, held = self._receipt_of(path)
        return self._confirmed(card, held)

    def taking_receipt(self, path: Path) -> Job[Confirmed]:
        """Keep what a receipt says. The value is a `Confirmed`."""
        with self.job() as db:
            yield 0.1
            card, held = self._receipt_of(path)
            said = self._confirmed(card, held)
            with self._writing(), records.transaction(db):
                heard.hear(db, card.device, held.vector, held.clock, held.wants)
            self._tell({"equipo"})
            return said

    def _confirmed(self, card: Card, held: Held) -> Confirmed:
        before = heard.theirs(self.db, card.device)
        late = heard.comes_late(self.db, card.device, held.vector, held.clock)
        after = before if late else {stream: list(its) for stream, its in held.vector.items()}
        waiting = self._behind(after, card.device)
        received = max(0, self._behind(before, card.device) - waiting)
        return Confirmed(card.name, held.clock, received, waiting, len(held.wants or ()), late)

    def _receipt_of(self, path: Path) -> tuple[Card, Held]:
        assert self.keys is not None
        try:
            return read_receipt(self._read_in(path), self.keys, self._senders(), self.ubigeo)
        except BundleRefused as error:
            raise Refused([Problem("", error.sentence)]) from error

    def _senders(self) -> list[Card]:
        """The cards of which letters are believed."""
        return [card_from_body(found["card"]) for found in rows(self.db, "SELECT card FROM equipo")]
