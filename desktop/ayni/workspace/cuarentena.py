"""What is believed about machines here, and the saves of lost ones that wait because of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ayni.job import Job
from ayni.storage import cuarentena, records
from ayni.storage.database import Database, row, rows, scalar
from ayni.storage.kept import version
from ayni.sync.batch import Sealed
from ayni.sync.certificate import (
    Certificate,
    Loss,
    Statement,
    admission_from_row,
    believed,
    certificate_from_row,
    current,
    loss_from_row,
)
from ayni.sync.cuarentena import Carried, Judgement, Link, judge
from ayni.sync.keys import OFFICE, Card, card_from_body
from ayni.sync.stamps import device_of, scope_of
from ayni.workspace.opened import Opened

_READ = {"certificado": certificate_from_row, "equipo_perdido": loss_from_row, "admision": admission_from_row}


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of new saves once it was judged which ones count."""

    counted: tuple[records.Sealed, ...]  # now in the log: new, or waiting until now
    waiting: tuple[records.Sealed, ...]  # new, and waiting
    tables: frozenset[str]  # of rows that saves taken out of the log had written


class CuarentenaDoor(Opened):
    """What may be asked about which machines are believed."""

    def _anchors(self, db: Database, *, once: bool = False) -> list[Card]:
        """The offices that a person here accepted by their code, ourselves if we are one; `once`: forgotten ones too.

        What a forgotten office said while it was accepted stays said, as what it saved stays saved.
        """
        sql = "SELECT card FROM equipo WHERE codigo = 1 AND role = ?1"
        if once:
            sql += " UNION SELECT card FROM autor WHERE codigo = 1"
        found = [card_from_body(each["card"]) for each in rows(db, sql, [OFFICE])]
        return [*found, self.card()] if self.role == OFFICE else found

    def _judgement(self, db: Database, fresh: Sequence[Sealed] = ()) -> Judgement:
        """What is believed with these new saves, and which saves wait. Without new ones it is judged once after each
        write, whoever writes: many screens ask of every machine.
        """
        if fresh or db.conn.in_transaction:  # what a transaction wrote may be taken back
            return self._judge_machines(db, fresh)
        stands = (db, version(db), db.conn.total_changes)
        if getattr(self._own, "judged", (None,))[0] != stands:
            self._own.judged = (stands, self._judge_machines(db))
        judged: Judgement = self._own.judged[1]
        return judged

    def _judge_machines(self, db: Database, fresh: Sequence[Sealed] = ()) -> Judgement:
        found = cuarentena.told(db) + [each for sealed in fresh for each in cuarentena.told_by(_own(sealed))]
        told: list[Carried] = []
        for table, record, values, tx in found:
            said: Statement | None = _READ[table](record, values)
            if said is not None:
                told.append(Carried(said, tx))
        feared = {each.said.device for each in told if isinstance(each.said, Loss)}
        links = [
            Link(each["tx"], device, scope_of(each["stream"]), each["hash"].hex(), each["before"].hex())
            for device in feared
            for each in cuarentena.links(db, device)
        ]
        links += [
            Link(each.save.tx, device, each.save.scope, each.hash.hex(), each.save.before.hex())
            for each in fresh
            if (device := device_of(each.save.stream)) in feared
        ]
        return judge(self._anchors(db, once=True), told, links, self._device())

    def _unproven(self, db: Database) -> int:
        """Statements that count for nothing: torn ones, and those that a machine known here is said to have signed
        and did not, or could not. One of an office that nobody here has met is not among them: it may yet be believed.
        """
        judged = self._judgement(db)
        proven: list[Statement] = [*judged.certificates, *judged.losses, *judged.admissions]
        good = {each.serial for each in proven}
        known = {each["device"] for each in rows(db, "SELECT device FROM equipo UNION SELECT device FROM autor")}
        known |= {self._device(), *(each.device for each in judged.certificates)}
        return sum(
            record not in good and (_READ[table](record, values) is None or values.get("emisor") in known)
            for table, record, values, tx in cuarentena.told(db)
            if tx not in judged.waiting
        )

    def _vouched(self, card: Card, chain: Sequence[Certificate]) -> bool:
        """Whether a bundle of this sender, whose card nobody here accepted, is read.

        It is when a known office certified the machine, with what we hold or what the bundle brings. A lost machine's
        is too, so that what it brings can be kept apart; what a lost office signs of others is not believed any more.
        """
        judged = self._judgement(self.db)
        if card.device in judged.lost:
            return True
        if scalar(self.db, "SELECT 1 FROM autor WHERE device = ? AND olvidado = 1", [card.device]):
            return False  # somebody here said so; comparing the code again takes it back
        anchors = self._anchors(self.db)
        lost = [each for each in self._anchors(self.db, once=True) if each.device in judged.lost]
        offered = [*judged.certificates, *(each for each in chain if each.issuer not in judged.lost)]
        return card.device in {each.device for each in believed([*anchors, *lost], offered)}

    def _settling(self, db: Database, fresh: Sequence[Sealed] = ()) -> Job[Settled]:
        """Inside a transaction: put new saves where they belong, and look again at all that wait or should.

        A loss or an admission may come in the same file as the saves that it speaks of, before them, or years after.
        """
        own = [_own(sealed) for sealed in fresh]
        if not cuarentena.may_wait(db, own):
            yield from records.receive(db, own)
            return Settled(tuple(own), (), frozenset())
        judged, when = self._judgement(db, own), self.clock().isoformat("T", "seconds")
        waiting = [sealed for sealed in own if sealed.save.tx in judged.waiting]
        counted = [sealed for sealed in own if sealed.save.tx not in judged.waiting]
        counted += [sealed for sealed in cuarentena.held(db) if sealed.save.tx not in judged.waiting]
        leaving = [tx for tx in sorted(judged.waiting) if scalar(db, "SELECT 1 FROM sync_tx WHERE tx = ?", [tx])]
        for sealed in waiting:
            cuarentena.keep(db, sealed, when)
        tables = cuarentena.take_out(db, leaving, when)
        yield from cuarentena.let_in(db, counted)
        for device in judged.lost:
            self._no_longer_met(db, device)
        return Settled(tuple(counted), tuple(waiting), frozenset(tables))

    def _no_longer_met(self, db: Database, device: str, *, forgotten: bool = False) -> None:
        """Nothing goes to this machine any more. Its card stays among those of past authors."""
        machine = row(db, "SELECT * FROM equipo WHERE device = ?", [device])
        if machine is None:
            return
        db.conn.execute(
            "INSERT INTO autor (device, name, card, codigo, olvidado) VALUES (?, ?, ?, ?, ?) ON CONFLICT (device)"
            " DO UPDATE SET name = excluded.name, card = excluded.card, codigo = max(codigo, excluded.codigo),"
            " olvidado = excluded.olvidado",
            (
                *(device, machine["name"], machine["card"]),
                *(int(machine["codigo"] and machine["role"] == OFFICE), int(forgotten)),
            ),
        )
        db.conn.execute("DELETE FROM equipo WHERE device = ?", [device])

    def _certificates(self, db: Database) -> dict[str, Certificate]:
        """The certificate of each machine that is believed here, the one that lasts longest."""
        return current(self._judgement(db).certificates)


def _own(sealed: Sealed) -> records.Sealed:
    return records.Sealed(sealed.save, tuple(sealed.changes), sealed.hash, sealed.signature)
