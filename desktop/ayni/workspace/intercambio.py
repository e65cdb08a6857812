"""Exchange: cards, bundles that go out, bundles that come in. Nothing is received by halves, nothing is lost."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ayni.domain.certificado import ENDED
from ayni.domain.fields import Problem
from ayni.job import Job, finish, within
from ayni.lang import N_, Sentence, day
from ayni.storage import cuarentena, encargo, heard, records
from ayni.storage.database import Database, row, rows, scalar
from ayni.storage.folder import FolderTrouble, write_checked
from ayni.storage.tables import GOBIERNO
from ayni.sync import stamps
from ayni.sync.bundle import BundleRefused, Received, SignedSave, read_bundle
from ayni.sync.certificate import current
from ayni.sync.keys import OFFICE, REGION, Card, card_from_body, pair_code, read_card, write_card
from ayni.workspace import law
from ayni.workspace.cuarentena import CuarentenaDoor, Settled
from ayni.workspace.desacuerdos import DesacuerdosDoor, waiting_cells
from ayni.workspace.encargo import EncargoDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused, refuse

LARGEST = 512 * 1024 * 1024  # bytes of a file that can be a bundle
NOT_WRITTEN = N_("No se pudo grabar {name}. Revise que la memoria USB siga puesta y que tenga espacio.")
LOST_FOR_GOOD = N_(
    "El equipo de {name} fue declarado perdido. Si apareció, haga en él una carpeta nueva y pida su alta con ella."
)
LOAN_ENDED = N_("El préstamo del equipo de {name} venció el {date}. Renuévelo en Equipos y envíe otra vez.")
ENDED_SENDER = N_("El certificado de {name} venció el {date}. Se recibió todo; renuévelo en Equipos.")
LOST_SENDER = N_("El equipo de {name} fue declarado perdido. Lo nuevo que trae espera en cuarentena: {count}.")
LOST_SENDER_STRANGERS = N_(
    "El equipo de {name} fue declarado perdido y trae datos de equipos desconocidos. Pídalos a esos equipos."
)
LOST_WAIT = N_("Trae guardados de un equipo perdido. Esperan en cuarentena: {count}.")
LOST_HERE = N_("Este equipo fue declarado perdido. Entréguelo a la oficina: lo que guarde aquí esperará en cuarentena.")


@dataclass(frozen=True, slots=True)
class CardView:
    """Somebody else's card, to be compared by two people before it is trusted."""

    name: str
    municipality: str
    role: str
    code: str  # "1234 5678": the same on both screens
    device: str


@dataclass(frozen=True, slots=True)
class BundleView:
    """What a bundle would change, before it does."""

    sender: str
    clock: str
    new_saves: int
    people: tuple[str, ...]
    rows: tuple[tuple[str, int], ...]  # table, rows touched
    waiting: int = 0  # new saves of a lost machine, which would be kept apart

    @property
    def nothing_new(self) -> bool:
        """Everything in it is already here."""
        return not self.new_saves and not self.waiting


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a bundle changed."""

    sender: str
    new_saves: int
    rows: tuple[tuple[str, int], ...]
    clashes: int  # waiting for a decision afterwards, old ones included
    new_clashes: int
    warning: Sentence | None  # a clock that is wrong on one of the machines, a certificate that ended, a lost machine
    waiting: int = 0  # new saves of a lost machine, kept apart until somebody decides
    trouble: Sentence | None = None  # all this was received, and what follows of it could not be saved

    @property
    def nothing_new(self) -> bool:
        """Everything in it was already here."""
        return not self.new_saves and not self.waiting


class IntercambioDoor(EncargoDoor, CuarentenaDoor, DesacuerdosDoor):
    """What may be asked about exchanging."""

    # cards

    def write_card(self, path: Path) -> Path:
        """Write this workspace's card: it holds no secret."""
        self._write_out(path, write_card(self.card()))
        return path

    def read_card(self, path: Path) -> CardView:
        """Somebody's card and the code that both must see equal."""
        return self._view_of(self._card_of(path))

    def _view_of(self, card: Card) -> CardView:
        return CardView(card.name, card.municipality, card.role, pair_code(self.card(), card), card.device)

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

    def trust(self, path: Path, shown: str = "") -> CardView:
        """Accept a card whose code two people have compared. Two machines of one name are refused.

        `shown` is the device whose code they saw: another file of that name, put there since, is refused.
        """
        self._may_meet()
        card = self._card_of(path)
        self._same_as(shown, card)
        self._new_name(card)
        with self._writing() as db, records.transaction(db):
            self._meet(db, card)
            tables = self._look_again(db)
        self._tell({"equipo", *tables})
        return self._view_of(card)

    def _may_meet(self) -> None:
        """Refuse whom the office did not put in charge of its machines; at a promoter's own machine, the lock alone."""
        self._allow("certify_machine" if self.role == OFFICE else "meet_machine", GOBIERNO)

    def _same_as(self, shown: str, card: Card) -> None:
        if shown and shown != card.device:
            raise refuse(N_("El archivo cambió mientras comparaban el número. Ábralo otra vez y comparen de nuevo."))

    def _new_name(self, card: Card) -> None:
        """Refuse a card of a machine that was lost, and two machines of one name."""
        if card.device in self._judgement(self.db).lost:
            raise refuse(LOST_FOR_GOOD, name=card.name)
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

    def _meet(self, db: Database, card: Card, *, code: bool = True) -> None:
        """Keep the card of a machine that bundles go to and come from; `code`: a person here compared its code."""
        name, device = card.name, card.device
        if scalar(db, "SELECT 1 FROM equipo WHERE name = ? AND device <> ?", (name, device)):
            name = f"{name} ({device[:4]})"  # met through its certificate: nobody here could ask it for another name
        db.conn.execute(
            "INSERT INTO equipo (device, name, role, card, trusted, codigo) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (device) DO UPDATE SET name = excluded.name, role = excluded.role, card = excluded.card,"
            " codigo = max(codigo, excluded.codigo)",
            (device, name, card.role, card.body(), self.clock().isoformat("T", "seconds"), int(code)),
        )
        db.conn.execute("UPDATE autor SET olvidado = 0 WHERE device = ?", [device])

    def _look_again(self, db: Database) -> frozenset[str]:
        """Inside a transaction: another office is believed, or says something else; do the same saves count? Tables."""
        settled = finish(self._settling(db))
        return settled.tables | {change.table for sealed in settled.counted for change in sealed.changes}

    def forget_machine(self, device: str) -> str:
        """Trust a machine (its device or its name) no longer: nothing goes to it or comes from it. Its name.

        What it saved stays, and its card is kept among those of past authors, so that its saves still verify.
        """
        self._may_meet()
        machine = row(self.db, "SELECT * FROM equipo WHERE device = ? OR name = ?", (device, device))
        if machine is None:
            raise refuse(N_("No hay un equipo aceptado que se llame {name}."), name=device)
        with self._writing() as db, records.transaction(db):
            self._no_longer_met(db, machine["device"], forgotten=True)
        self._tell({"equipo"})
        return str(machine["name"])

    def trusted(self) -> list[Row]:
        """Machines whose cards were accepted, with what each has not been sent, has not confirmed, has received."""
        found = rows(self.db, "SELECT device, name, role, card, trusted, vector, exported FROM equipo ORDER BY name")
        mine = self.card()
        listed = []
        for machine in found:
            known, sent = json.loads(machine["vector"]), json.loads(machine["exported"])
            unconfirmed = self._behind(known, machine["device"])
            listed.append(
                {
                    "device": machine["device"],
                    "name": machine["name"],
                    "role": machine["role"],
                    "trusted": machine["trusted"],
                    "code": pair_code(mine, card_from_body(machine["card"])),
                    "unsent": self._behind(sent, machine["device"]),
                    "unconfirmed": unconfirmed,
                    "received": self._behind({}, machine["device"]) - unconfirmed,
                }
            )
        return listed

    def _behind(self, theirs: dict[str, list[int]], device: str) -> int:
        """Saves of what a machine carries, held here beyond its vector."""
        held = encargo.vector_within(self.db, self.scopes_of(device))
        return sum(max(0, seq - int(theirs.get(stream, (0, 0))[0])) for stream, (seq, _) in held.items())

    def _refuse_ended(self, device: str) -> None:
        """Refuse to send to a loan that ended; what comes from it is always received."""
        found = self._certificates(self.db).get(device)
        if found is None or found.role == OFFICE:
            return
        if law.machine_terms().state(found.role, found.until, self.today()) == ENDED:
            raise refuse(LOAN_ENDED, name=found.card.name, date=day(found.until))

    # in

    def _verified(self, path: Path) -> Received:
        return self._verified_bytes(self._read_in(path))

    def _verified_bytes(self, data: bytes, also: Iterable[Card] = ()) -> Received:
        assert self.keys is not None
        cards = [card_from_body(found["card"]) for found in rows(self.db, "SELECT card FROM equipo")]
        cards += also
        try:
            received = read_bundle(data, self.keys, cards, self.ubigeo, self._vouched)
        except BundleRefused as error:
            raise Refused([Problem("", error.sentence)]) from error
        if received.sender.device in self._judgement(self.db).lost:
            self._refuse_strangers(received)
        return received

    def _refuse_strangers(self, received: Received) -> None:
        """A lost machine vouches for nobody: saves of authors whom nobody here knows come through somebody else."""
        known = {found["device"] for found in rows(self.db, "SELECT device FROM equipo UNION SELECT device FROM autor")}
        known |= {received.sender.device, self._device(), *self._certificates(self.db)}
        if {stamps.device_of(signed.save.stream) for signed in received.saves} - known:
            raise refuse(LOST_SENDER_STRANGERS, name=received.sender.name)

    def look_into(self, path: Path) -> BundleView:
        """What a bundle would change. Everything in it has been verified; nothing has been stored."""
        received = self._verified(path)
        return self._brings(received, *self._counting(received))

    def _brings(self, received: Received, counted: Sequence[SignedSave], held: int) -> BundleView:
        touched = Counter(table for table, _ in {(c.table, c.row) for signed in counted for c in signed.changes})
        people = tuple(sorted({signed.save.person for signed in counted}))
        return BundleView(
            received.sender.name,
            received.facts.clock,
            len(counted),
            people,
            tuple(sorted(touched.items())),
            held,
        )

    def _counting(self, received: Received) -> tuple[list[SignedSave], int]:
        """The new saves of a bundle that would count, and how many would wait."""
        fresh = self._unknown(received)
        held = self._judgement(self.db, fresh).waiting if cuarentena.may_wait(self.db, fresh) else frozenset[int]()
        counted = [signed for signed in fresh if signed.save.tx not in held]
        return counted, len(fresh) - len(counted)

    def _unknown(self, received: Received) -> list[SignedSave]:
        """The saves of a bundle that are not here yet, neither in the log nor waiting."""
        here = records.known_saves(self.db, (signed.save.tx for signed in received.saves)) | cuarentena.known(self.db)
        return [signed for signed in received.saves if signed.save.tx not in here]

    def receiving(self, path: Path) -> Job[Receipt]:
        """Receive a bundle, whole or not at all; again is harmless. The value is a `Receipt`."""
        with self.job() as db:
            yield 0.02
            received = self._verified(path)
            yield 0.2
            before = waiting_cells(db)
            with self._writing(), records.transaction(db):
                settled = yield from self._taking_in(db, received)
            return self._after_joining(db, self._receipt(db, received, settled, before), before)

    def _taking_in(self, db: Database, received: Received) -> Job[Settled]:
        """Inside a transaction: store what a verified bundle brings.

        Of a lost machine its saves are kept apart, and nothing else is believed: what it says that it holds, whom it
        vouches for.
        """
        fresh = self._unknown(received)
        settled = yield from within(self._settling(db, fresh), 0.2, 0.95)
        last = records.last_hlc(db)
        for sealed in settled.counted:
            last = stamps.seen(last, sealed.save.hlc, self.now_ms())
        records.keep_hlc(db, last)
        sender, judged = received.sender, self._judgement(db)
        if sender.device in judged.lost:  # of the authors in it, the cards that an office vouches for
            authors = {stamps.device_of(sealed.save.stream) for sealed in (*settled.counted, *settled.waiting)}
            certified = current(judged.certificates)
            self._keep_cards(db, [certified[device].card for device in sorted(authors & certified.keys())])
            return settled
        if scalar(db, "SELECT 1 FROM equipo WHERE device = ?", [sender.device]) is None:
            self._meet(db, sender, code=False)
        self._keep_cards(db, received.cards)
        facts = received.facts
        heard.hear(db, sender.device, facts.vector, facts.clock, facts.wants)
        heard.keep_received(db, sender.device, received.manifest_hash)
        return settled

    def _keep_cards(self, db: Database, cards: Iterable[Card]) -> None:
        """Keep the cards of authors, so that what they saved verifies and goes on; a card is no trust."""
        db.conn.executemany(
            "INSERT INTO autor (device, name, card) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [(card.device, card.name, card.body()) for card in cards],
        )

    def _receipt(
        self, db: Database, received: Received, settled: Settled, before: set[tuple[str, str, str]]
    ) -> Receipt:
        """What a bundle changed, told to whoever asked and to every screen."""
        touched = {(c.table, c.row) for sealed in settled.counted for c in sealed.changes}
        after = waiting_cells(db) if settled.counted or settled.waiting else before
        self._tell({table for table, _ in touched} | settled.tables | {"equipo"})
        return Receipt(
            received.sender.name,
            len(settled.counted),
            tuple(sorted(Counter(table for table, _ in touched).items())),
            len(after),
            len(after - before),
            self._warning(db, received, settled),
            len(settled.waiting),
        )

    def _after_joining(self, db: Database, receipt: Receipt, before: set[tuple[str, str, str]]) -> Receipt:
        """Settle what needs nobody. What was received stays received, and is told, although this fails."""
        try:
            if not self.join_by_rule():
                return receipt
        except Refused as refused:
            return replace(receipt, trouble=refused.sentence)
        after = waiting_cells(db)
        return replace(receipt, clashes=len(after), new_clashes=len(after - before))

    def _warning(self, db: Database, received: Received, settled: Settled) -> Sentence | None:
        sender = received.sender
        judged = self._judgement(db)
        if sender.device in judged.lost:
            return Sentence(LOST_SENDER, name=sender.name, count=len(settled.waiting))
        if settled.waiting:
            return Sentence(LOST_WAIT, count=len(settled.waiting))
        if self._device() in judged.lost:
            return Sentence(LOST_HERE)
        highest = max((sealed.save.hlc for sealed in settled.counted), default=0)
        if settled.counted and (wrong := stamps.wrong_date(self.now_ms(), highest)):
            return wrong
        found = current(judged.certificates).get(sender.device)
        if found and law.machine_terms().state(found.role, found.until, self.today()) == ENDED:
            return Sentence(ENDED_SENDER, name=sender.name, date=day(found.until))
        return None

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
            raise refuse(NOT_WRITTEN, name=path.name) from error
