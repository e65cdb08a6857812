"""Exchange: cards, bundles that go out, bundles that come in. Nothing is received by halves, nothing is lost."""

import json
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from ayni.domain.fields import Problem
from ayni.lang import N_, Sentence
from ayni.storage import encargo, heard, records
from ayni.storage.database import row, rows, scalar
from ayni.storage.folder import FolderTrouble, write_checked
from ayni.sync import stamps
from ayni.sync.bundle import BundleRefused, Received, read_bundle
from ayni.sync.keys import REGION, Card, card_from_body, pair_code, read_card, write_card
from ayni.workspace.desacuerdos import DesacuerdosDoor, waiting
from ayni.workspace.encargo import EncargoDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused, refuse

LARGEST = 512 * 1024 * 1024  # bytes of a file that can be a bundle


@dataclass(frozen=True, slots=True)
class CardView:
    """Somebody else's card, to be compared by two people before it is trusted."""

    name: str
    municipality: str
    role: str
    code: str  # "1234 5678": the same on both screens


@dataclass(frozen=True, slots=True)
class BundleView:
    """What a bundle would change, before it does."""

    sender: str
    clock: str
    new_saves: int
    people: tuple[str, ...]
    rows: tuple[tuple[str, int], ...]  # table, rows touched

    @property
    def nothing_new(self) -> bool:
        """Everything in it is already here."""
        return not self.new_saves


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a bundle changed."""

    sender: str
    new_saves: int
    rows: tuple[tuple[str, int], ...]
    clashes: int  # waiting for a decision afterwards, old ones included
    new_clashes: int
    warning: Sentence | None  # a clock that is wrong on one of the machines

    @property
    def nothing_new(self) -> bool:
        """Everything in it was already here."""
        return not self.new_saves


class IntercambioDoor(EncargoDoor, DesacuerdosDoor):
    """What may be asked about exchanging."""

    # cards

    def write_card(self, path: Path) -> Path:
        """Write this workspace's card: it holds no secret."""
        self._write_out(path, write_card(self.card()))
        return path

    def read_card(self, path: Path) -> CardView:
        """Somebody's card and the code that both must see equal."""
        card = self._card_of(path)
        return CardView(card.name, card.municipality, card.role, pair_code(self.card(), card))

    def _card_of(self, path: Path) -> Card:
        try:
            card = read_card(self._read_in(path))
        except BundleRefused as error:
            raise Refused([Problem("", error.sentence)]) from error
        if card.device == self._device():
            raise refuse(N_("Esta es la tarjeta de este mismo equipo. Pida la tarjeta del otro equipo."))
        if card.ubigeo != self.ubigeo and card.role != REGION:
            raise refuse(N_("Esta tarjeta es de otra municipalidad: {name}."), name=card.municipality)
        return card

    def trust(self, path: Path) -> CardView:
        """Accept a card whose code two people have compared. Two machines of one name are refused."""
        card = self._card_of(path)
        same = row(self.db, "SELECT device FROM equipo WHERE name = ?", [card.name])
        if same and same["device"] != card.device:
            said = N_(
                "Ya hay un equipo que se llama {name}. Si es el mismo y se reinstaló, olvídelo primero."
                " Si es otro, que cambie su nombre."
            )
            raise refuse(said, name=card.name)
        if card.name == self.meta("card_name"):
            raise refuse(
                N_("Ya hay un equipo que se llama {name}. Cambie el nombre de uno de los dos y haga otra tarjeta."),
                name=card.name,
            )
        with self._writing() as db, records.transaction(db):
            db.conn.execute(
                "INSERT INTO equipo (device, name, role, card, trusted) VALUES (?, ?, ?, ?, ?) ON CONFLICT (device)"
                " DO UPDATE SET name = excluded.name, role = excluded.role, card = excluded.card",
                (card.device, card.name, card.role, card.body(), self.clock().isoformat("T", "seconds")),
            )
        self._tell({"equipo"})
        return CardView(card.name, card.municipality, card.role, pair_code(self.card(), card))

    def forget_machine(self, device: str) -> str:
        """Trust a machine (its device or its name) no longer: nothing goes to it or comes from it. Its name.

        What it saved stays, and its card is kept among those of past authors, so that its saves still verify.
        """
        machine = row(self.db, "SELECT * FROM equipo WHERE device = ? OR name = ?", (device, device))
        if machine is None:
            raise refuse(N_("No hay un equipo aceptado que se llame {name}."), name=device)
        with self._writing() as db, records.transaction(db):
            db.conn.execute(
                "INSERT INTO autor (device, name, card) VALUES (?, ?, ?) ON CONFLICT (device)"
                " DO UPDATE SET name = excluded.name, card = excluded.card",
                (machine["device"], machine["name"], machine["card"]),
            )
            db.conn.execute("DELETE FROM equipo WHERE device = ?", [machine["device"]])
        self._tell({"equipo"})
        return str(machine["name"])

    def trusted(self) -> list[Row]:
        """Machines whose cards were accepted, with what each has not yet been sent or has not yet confirmed."""
        found = rows(self.db, "SELECT device, name, role, card, trusted, vector, exported FROM equipo ORDER BY name")
        mine = self.card()
        listed = []
        for machine in found:
            known, sent = json.loads(machine["vector"]), json.loads(machine["exported"])
            listed.append(
                {
                    "device": machine["device"],
                    "name": machine["name"],
                    "role": machine["role"],
                    "trusted": machine["trusted"],
                    "code": pair_code(mine, card_from_body(machine["card"])),
                    "unsent": self._behind(sent, machine["device"]),
                    "unconfirmed": self._behind(known, machine["device"]),
                }
            )
        return listed

    def _behind(self, theirs: dict[str, list[int]], device: str) -> int:
        """Saves of what a machine carries, held here beyond its vector."""
        held = encargo.vector_within(self.db, self.scopes_of(device))
        return sum(max(0, seq - int(theirs.get(stream, (0, 0))[0])) for stream, (seq, _) in held.items())

    # in

    def _verified(self, path: Path) -> Received:
        assert self.keys is not None
        cards = [card_from_body(found["card"]) for found in rows(self.db, "SELECT card FROM equipo")]
        try:
            return read_bundle(self._read_in(path), self.keys, cards, self.ubigeo)
        except BundleRefused as error:
            raise Refused([Problem("", error.sentence)]) from error

    def look_into(self, path: Path) -> BundleView:
        """What a bundle would change. Everything in it has been verified; nothing has been stored."""
        received = self._verified(path)
        fresh = [signed for signed in received.saves if not self._known(signed.save.tx)]
        touched = Counter(table for table, _ in {(c.table, c.row) for signed in fresh for c in signed.changes})
        people = tuple(sorted({signed.save.person for signed in fresh}))
        return BundleView(
            received.sender.name, received.facts.clock, len(fresh), people, tuple(sorted(touched.items()))
        )

    def _known(self, tx: int) -> bool:
        return scalar(self.db, "SELECT 1 FROM sync_tx WHERE tx = ?", [tx]) is not None

    def receiving(self, path: Path) -> Generator[float, None, Receipt]:
        """Receive a bundle, whole or not at all; again is harmless. The value is a `Receipt`."""
        with self.job() as db:
            yield 0.02
            received = self._verified(path)
            yield 0.2
            fresh = [signed for signed in received.saves if not self._known(signed.save.tx)]
            before = {(clash.table, clash.row, clash.group) for clash in waiting(db)}
            with self._writing(), records.transaction(db):
                for done in records.receive(
                    db, [records.Sealed(s.save, s.changes, s.hash, s.signature) for s in fresh]
                ):
                    yield 0.2 + 0.75 * done
                last = records.last_hlc(db)
                for signed in fresh:
                    last = stamps.seen(last, signed.save.hlc, self.now_ms())
                records.keep_hlc(db, last)
                db.conn.executemany(
                    "INSERT INTO autor (device, name, card) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    [(card.device, card.name, card.body()) for card in received.cards],
                )
                facts, device = received.facts, received.sender.device
                heard.hear(db, device, facts.vector, facts.clock, facts.wants)
                heard.keep_received(db, device, received.manifest_hash)
            touched = {(c.table, c.row) for signed in fresh for c in signed.changes}
            self.join_by_rule()
            after = {(clash.table, clash.row, clash.group) for clash in waiting(db)}
            self._tell({table for table, _ in touched} | {"equipo"})
            highest = max((signed.save.hlc for signed in fresh), default=0)
            yield 1.0
            return Receipt(
                received.sender.name,
                len(fresh),
                tuple(sorted(Counter(table for table, _ in touched).items())),
                len(after),
                len(after - before),
                stamps.wrong_date(self.now_ms(), highest) if fresh else None,
            )

    # files

    def _read_in(self, path: Path) -> bytes:
        try:
            if path.stat().st_size > LARGEST:
                raise refuse(N_("El archivo {name} es demasiado grande para ser de Ayni."), name=path.name)
            return path.read_bytes()
        except OSError as error:
            said = N_("No se puede leer el archivo {name}. Revise que la memoria USB siga puesta.")
            raise refuse(said, name=path.name) from error

    def _write_out(self, path: Path, data: bytes) -> None:
        try:
            write_checked(path, data)
        except FolderTrouble as error:
            raise Refused([Problem("", error.sentence)]) from error
        except OSError as error:
            said = N_("No se pudo grabar {name}. Revise que la memoria USB siga puesta y que tenga espacio.")
            raise refuse(said, name=path.name) from error
