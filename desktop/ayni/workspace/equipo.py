"""Machines: how one joins an office with two files, for how long it is certified, and what is done when it is lost."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from ayni.domain.certificado import ENDED, ENDING, LOST
from ayni.domain.change import INSERT, REMOVAL, Change
from ayni.domain.fields import Field, Problem, by_name
from ayni.domain.municipio import OFICINA, PROMOTOR
from ayni.job import Job
from ayni.lang import N_, Sentence, day
from ayni.storage import cuarentena, records, trail
from ayni.storage.database import Database, row, rows
from ayni.storage.tables import GOBIERNO, TABLES
from ayni.sync import alta, certificate, stamps
from ayni.sync.bundle import Received
from ayni.sync.certificate import ADMITTED, LEFT_OUT, Admission, Certificate, Loss
from ayni.sync.container import MAX_FILE, BundleRefused
from ayni.sync.cuarentena import Link, ends
from ayni.sync.keys import OFFICE, REGION, Card, card_from_body, pair_code
from ayni.workspace import law
from ayni.workspace.cuarentena import Settled
from ayni.workspace.desacuerdos import TABLE_LABELS, waiting
from ayni.workspace.deshacer import ACTS
from ayni.workspace.encargo import ONLY_PROMOTER
from ayni.workspace.envio import EnvioDoor, Sent
from ayni.workspace.intercambio import LOST_FOR_GOOD, Receipt
from ayni.workspace.opened import Row
from ayni.workspace.papelera import title_of
from ayni.workspace.refusals import Refused, refuse

ONLY_OFFICE = N_("Esto lo hace la oficina, en su equipo.")
WITHOUT_REASON = N_("Escriba por qué: lo leerá quien revise después.")
NO_MACHINE = N_("No hay un equipo que se llame {name}.")
NOT_LOST = N_("El equipo de {name} no está declarado perdido.")
ITSELF = N_("Este es el equipo en el que trabaja. Otra oficina puede declararlo perdido.")
FIRST_LOAD = "alta.parte"
ALTA_MOST = MAX_FILE - 4 * 1024 * 1024  # bytes of bundles in an ALTA; the chain and the seal go with them
ALTA_FIRST = N_("Primero se lee el alta; los demás archivos se reciben después.")
LONGEST = 3660  # days of a certificate
RESTORED, CLONED = "copia_restaurada", "disco_clonado"
FORKS = {
    RESTORED: N_(
        "{name} trabajó, volvió a una copia de antes y siguió desde allí. No se perdió nada: las dos partes están aquí."
        " Para terminar con la duda, dé de alta ese equipo otra vez, con una carpeta nueva."
    ),
    CLONED: N_(
        "Hay dos equipos que trabajan como {name}: alguien copió su carpeta y los dos siguen."
        " Deje uno, y dé de alta el otro con una carpeta nueva."
    ),
}


@dataclass(frozen=True, slots=True)
class RequestView:
    """A machine that asks to be taken in, to be compared by two people before it is."""

    name: str
    municipality: str
    role: str
    code: str
    device: str
    known: bool  # its card was already accepted here
    until: str  # the day to which it would be certified


@dataclass(frozen=True, slots=True)
class AltaView:
    """An office that takes this machine in."""

    name: str
    municipality: str
    role: str
    code: str
    known: bool  # its card was already accepted here: the code was compared then
    until: str
    saves: int
    device: str


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine as the list shows it. `state` is one of al_dia, vence_pronto, vencido, perdido."""

    device: str
    name: str
    person: str
    role: str
    state: str
    until: str  # "" when it was accepted by its card alone
    lost: str  # the day, when it was
    reason: str
    fork: str  # "", copia_restaurada or disco_clonado
    waiting: int  # saves in quarantine
    code: str  # "" when it is not met any more
    mine: bool


@dataclass(frozen=True, slots=True)
class Would:
    """A cell that a save in quarantine would change: of which record, which datum, and to what."""

    noun: str
    title: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A save of a lost machine that waits: who made it, when, what it would change. `decision` "" is still open."""

    tx: int
    device: str
    name: str
    person: str
    clock: str
    received: str
    seq: int
    scope: str
    about: str  # the AEO, or ""
    act: str  # a source text
    reason: str
    decision: str
    cells: tuple[Would, ...]


@dataclass(frozen=True, slots=True)
class Fork:
    """A machine whose stream goes on from one save in two ways: from a copy that was restored, or on a cloned disk."""

    device: str
    name: str
    kind: str

    @property
    def sentence(self) -> Sentence:
        """What happened and what to do."""
        return Sentence(FORKS[self.kind], name=self.name)


class EquipoDoor(EnvioDoor):
    """What may be asked about machines."""

    # joining

    def write_request(self, path: Path) -> Path:
        """Write the SOLICITUD of this machine: its card and its signature, no secret."""
        assert self.keys is not None
        self._write_out(path, alta.write_request(self.keys, self.card(), self.clock().isoformat("T", "seconds")))
        return path

    def read_request(self, path: Path) -> RequestView:
        """Who asks, and the code that both screens must show."""
        card = self._requested(path)
        until = law.machine_terms().until(card.role, self.today()).isoformat()
        known = row(self.db, "SELECT 1 FROM equipo WHERE device = ? AND codigo = 1", [card.device]) is not None
        code = pair_code(self.card(), card)
        return RequestView(card.name, card.municipality, card.role, code, card.device, known, until)

    def _requested(self, path: Path) -> Card:
        self._only_office()
        try:
            card = alta.read_request(self._read_in(path)).card
        except BundleRefused as error:
            raise Refused([Problem("", error.sentence)]) from error
        if card.device == self._device():
            raise refuse(N_("Esta es la solicitud de este mismo equipo. Ábrala en el equipo de la oficina."))
        if card.ubigeo != self.ubigeo:
            raise refuse(N_("Esta solicitud es de otra municipalidad: {name}."), name=card.municipality)
        if card.role == REGION:
            raise refuse(N_("Este archivo de Ayni sirve para otra cosa. Elija otro archivo."))
        self._new_name(card)
        return card

    def accept_request(
        self, path: Path, *, aeos: Sequence[str] = (), days: int | None = None, person: str = "", shown: str = ""
    ) -> str:
        """Take a machine in, once two people saw the same code: its card is trusted and certified, and it is given the
        AEO that it carries, in one save. Its device. `shown` is the device whose code they saw.
        """
        card = self._requested(path)
        self._same_as(shown, card)
        if aeos and card.role != PROMOTOR:
            raise refuse(ONLY_PROMOTER, name=card.name)
        made = self._certificate(card, person or card.name, days)
        carried = self._to_carry(card.device, aeos)
        with self.save("certify_machine") as db:
            self._meet(db, card)
            records.insert(db, "certificado", made.serial, made.row())
            self._give(db, carried)
        tables: frozenset[str] = frozenset()
        if card.role == OFFICE:  # what this office said of others is believed from now on
            with self._writing() as db, records.transaction(db):
                tables = self._look_again(db)
        self._tell({"equipo", *tables})
        return card.device

    def handing_out(self, device: str, out: Path) -> Job[Sent]:
        """Write the ALTA of a machine that was taken in: our card, its certificate and a first bundle, sealed to it."""
        self._only_office()
        machine = self._met(device)
        made = self._judgement(self.db).certificates
        if machine["device"] not in {each.device for each in made}:
            raise refuse(N_("El equipo de {name} no tiene certificado. Renuévelo primero."), name=machine["name"])
        if not self._certified_here(machine["device"]):  # by another office, whose word that machine may not know
            self.renew(machine["device"])
        first, written = self.folder / FIRST_LOAD, list[Path]()
        try:
            sent = yield from self.bundling(machine["device"], first, whole=True)  # no papers: they follow
            written = list(sent.paths)
            assert self.keys is not None
            chain = certificate.chain([machine["device"]], made)
            ours = self._certified_here(machine["device"])[-1]
            chain = [*(each for each in chain if each.serial != ours.serial), ours]
            card = card_from_body(machine["card"])
            bundles = [each.read_bytes() for each in written]
        finally:
            for each in {first, *written}:
                each.unlink(missing_ok=True)
        held = _that_fit(bundles)
        self._write_out(out, data := alta.write_alta(self.keys, self.card(), chain, bundles[:held], card))
        rest = self._write_parts(out, bundles[held:], [machine])
        size = len(data) + sum(len(each) for each in bundles[held:])
        return Sent(out, sent.to, sent.saves, size, (out, *rest))

    def _certified_here(self, device: str) -> list[Certificate]:
        """The certificates of a machine that this office issued, the one that lasts longest at the end."""
        found = [each for each in self._judgement(self.db).certificates if each.device == device]
        return sorted((each for each in found if each.issuer == self._device()), key=lambda it: it.until)

    def enrolling(
        self,
        path: Path,
        out: Path,
        *,
        aeos: Sequence[str] = (),
        days: int | None = None,
        person: str = "",
        shown: str = "",
    ) -> Job[Sent]:
        """Take a machine in, give it AEO to carry, and write its ALTA: all that the office does, as long work."""
        device = self.accept_request(path, aeos=aeos, days=days, person=person, shown=shown)
        yield 0.02
        return (yield from self.handing_out(device, out))

    def read_alta(self, path: Path) -> AltaView:
        """Which office takes this machine in, and the code that both screens must show. Nothing is believed yet."""
        read, mine = self._alta(path)
        known = row(self.db, "SELECT 1 FROM equipo WHERE device = ? AND codigo = 1", [read.office.device]) is not None
        received = self._first_bundles(read)
        office, code = read.office, pair_code(self.card(), read.office)
        return AltaView(
            office.name,
            office.municipality,
            office.role,
            code,
            known,
            mine.until,
            sum(len(each.saves) for each in received),
            office.device,
        )

    def _alta(self, path: Path) -> tuple[alta.Alta, Certificate]:
        """An ALTA whose parts agree, and the certificate in it that is this machine's."""
        assert self.keys is not None
        try:
            read = alta.read_alta(self._read_in(path), self.keys)
        except BundleRefused as error:
            raise Refused([Problem("", error.sentence)]) from error
        if read.office.ubigeo != self.ubigeo:
            raise refuse(N_("Esta alta es de otra municipalidad: {name}."), name=read.office.municipality)
        mine = certificate.current(certificate.believed([read.office], read.certificates)).get(self._device())
        if mine is None:
            raise refuse(N_("La firma no es de quien dice ser. No use este archivo y avise a su oficina."))
        return read, mine

    def _first_bundles(self, read: alta.Alta) -> list[Received]:
        return [self._verified_bytes(each, also=(read.office,)) for each in read.bundles]

    def joining_office(self, path: Path, shown: str = "") -> Job[Receipt]:
        """Join the office of an ALTA, once two people saw the same code: trust it, keep the certificate and receive
        the first bundle, all or nothing. Again is harmless. The value is a `Receipt`. `shown` is the office's device.
        """
        self._may_meet()
        with self.job() as db:
            yield 0.02
            read, _mine = self._alta(path)
            self._same_as(shown, read.office)
            self._new_name(read.office)
            received = self._first_bundles(read)
            yield 0.2
            before = {(clash.table, clash.row, clash.group) for clash in waiting(db)}
            with self._writing(), records.transaction(db):
                self._meet(db, read.office)
                parts: list[Settled] = []
                for each in received:
                    settled = yield from self._taking_in(db, each)
                    parts.append(settled)
            settled = Settled(
                tuple(sealed for part in parts for sealed in part.counted),
                tuple(sealed for part in parts for sealed in part.waiting),
                frozenset().union(*(part.tables for part in parts)),
            )
            return self._after_joining(db, self._receipt(db, received[-1], settled, before), before)

    # certificates

    def renew(self, device: str, days: int | None = None) -> str:
        """Certify a machine (its device or its name) anew from today: one that was accepted by its card too. The day
        to which it lasts.
        """
        self._only_office()
        machine = self._met(device)
        card = card_from_body(machine["card"])
        if card.role == REGION:
            raise refuse(N_("El concentrador de la región no necesita certificado."))
        known = self._certificates(self.db).get(card.device)
        made = self._certificate(card, known.person if known else card.name, days)
        with self.save("certify_machine") as db:
            records.insert(db, "certificado", made.serial, made.row())
        self._tell({"equipo"})
        return made.until

    def _certificate(self, card: Card, person: str, days: int | None) -> Certificate:
        assert self.keys is not None
        if days is not None and not 1 <= days <= LONGEST:
            raise refuse(N_("Un certificado dura de 1 a {most} días."), "days", most=LONGEST)
        today = self.today()
        until = law.machine_terms().until(card.role, today, days)
        made = Certificate(
            stamps.new_row_id(self.now_ms()),
            card,
            " ".join(person.split())[:160],
            card.role,
            today.isoformat(),
            until.isoformat(),
            self._device(),
        )
        return replace(made, signature=certificate.signature_of(self.keys, made))

    def _only_office(self) -> None:
        if self.role != OFICINA:
            raise refuse(ONLY_OFFICE)

    def _met(self, device: str) -> Row:
        """A machine that bundles go to, by its device or its name."""
        machine = row(self.db, "SELECT * FROM equipo WHERE device = ?1 OR name = ?1", [device])
        if machine is None:
            if self._lost_named(device):
                raise refuse(LOST_FOR_GOOD, name=device)
            raise refuse(NO_MACHINE, name=device)
        return machine

    def _lost_named(self, device: str) -> Row | None:
        """A machine that was declared lost, by its device or its name."""
        lost = self._judgement(self.db).lost
        return next((each for each in self._everybody() if each["device"] in lost and device in each.values()), None)

    def _everybody(self) -> list[Row]:
        """Device and name of every machine of which anything is known here."""
        found = rows(self.db, "SELECT device, name FROM equipo UNION ALL SELECT device, name FROM autor")
        met = {each["device"] for each in found}
        certified = self._certificates(self.db).values()
        return found + [{"device": each.device, "name": each.card.name} for each in certified if each.device not in met]

    # lost machines

    def declare_lost(self, device: str, reason: str) -> str:
        """Say that a machine (its device or its name) was lost: nothing goes to it any more, and what it saved after
        what has come waits in quarantine, here and wherever this is received. Its name.
        """
        self._only_office()
        reason = _reason(reason)
        if device in {self._device(), str(self.meta("card_name"))}:
            raise refuse(ITSELF)
        machine = next((each for each in self._everybody() if device in (each["device"], each["name"])), None)
        if machine is None:
            raise refuse(NO_MACHINE, name=device)
        lost = machine["device"]
        if lost in self._judgement(self.db).lost:
            raise refuse(N_("El equipo de {name} ya fue declarado perdido."), name=machine["name"])
        assert self.keys is not None
        with self.save("declare_lost", reason=reason) as db:
            serial, today = stamps.new_row_id(self.now_ms()), self.today().isoformat()
            said = Loss(serial, lost, today, reason, ends(_links(db, lost), lost), self._device())
            said = replace(said, signature=certificate.signature_of(self.keys, said))
            records.insert(db, "equipo_perdido", serial, said.row())
            self._no_longer_met(db, lost)
        self._tell({"equipo"})
        return str(machine["name"])

    def quarantine(self, device: str = "") -> list[Waiting]:
        """The saves that wait, of all lost machines or of one (its device or its name), in the order of each stream."""
        judged = self._judgement(self.db)
        found, decided = [], self._left_out(judged.admissions)
        names = {each["device"]: each["name"] for each in self._everybody()}
        for sealed in cuarentena.held(self.db, judged.waiting):
            save = sealed.save
            of = stamps.device_of(save.stream)
            if device and device not in (of, names.get(of)):
                continue
            found.append(
                Waiting(
                    save.tx,
                    of,
                    str(names.get(of, of[:8])),
                    save.person,
                    save.clock,
                    cuarentena.moment(self.db, save.tx),
                    save.seq,
                    save.scope,
                    "" if save.scope == GOBIERNO else self._about(save.scope),
                    ACTS.get(save.act, save.act),
                    save.reason,
                    LEFT_OUT if sealed.hash.hex() in decided else "",
                    tuple(cell for change in sealed.changes for cell in self._would(change)),
                )
            )
        return found

    def _about(self, aeo: str) -> str:
        found = records.get(self.db, "aeo", aeo)
        return title_of("aeo", found) if found else aeo[:8]

    def _would(self, change: Change) -> list[Would]:
        if change.table not in TABLES:
            return []
        noun, value = TABLE_LABELS.get(change.table, change.table), json.loads(change.value)
        if not isinstance(value, dict):
            return []
        known = records.get(self.db, change.table, change.row)
        title = str(title_of(change.table, known or value) or "") if known or change.group == INSERT else ""
        if change.group == REMOVAL:
            said = N_("quitado") if value.get("removed") else N_("conservado")
            return [Would(noun, title, N_("El registro"), str(Sentence(said)))]
        fields = by_name(TABLES[change.table].fields)
        return [
            Would(noun, title, field.label, self._as_it_came(field, value[name]))
            for name, field in fields.items()
            if value.get(name) is not None
        ]

    def _as_it_came(self, field: Field, value: Any) -> str:
        """A value as its field shows it; one that cannot be of that field stays as it came, for whoever decides."""
        try:
            return self._clash_value(field.kind, value) or field.kind.show(value)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            return str(value)[:200]

    def _left_out(self, admissions: Sequence[Admission]) -> set[str]:
        """Hashes of what somebody decided to leave out: each save up to the one that was named."""
        links = {each["hash"].hex(): each["before"].hex() for each in rows(self.db, "SELECT * FROM cuarentena")}
        found: set[str] = set()
        for each in admissions:
            at = each.hash if each.verdict == LEFT_OUT else ""
            while at in links and at not in found:
                found.add(at)
                at = links[at]
        return found

    def admit(self, device: str, reason: str, *, up_to: Sequence[int] = ()) -> int:
        """Take saves of a lost machine: all that wait, or in each stream those up to one that is named (`Waiting.tx`).

        Every machine that receives this takes the same. How many saves were taken.
        """
        return self._decide_waiting(device, reason, up_to, ADMITTED)

    def leave_out(self, device: str, reason: str, *, up_to: Sequence[int] = ()) -> int:
        """Say that saves of a lost machine stay out. They are kept, and may be taken later. How many they are."""
        return self._decide_waiting(device, reason, up_to, LEFT_OUT)

    def _decide_waiting(self, device: str, reason: str, up_to: Sequence[int], verdict: str) -> int:
        self._only_office()
        reason = _reason(reason)
        named = self._lost_named(device)
        if named is None:
            raise refuse(NOT_LOST, name=device)
        lost = named["device"]
        waits = [
            sealed
            for sealed in cuarentena.held(self.db, self._judgement(self.db).waiting)
            if stamps.device_of(sealed.save.stream) == lost
        ]
        behind = {sealed.save.before for sealed in waits}
        chosen = [s for s in waits if (s.save.tx in up_to if up_to else s.hash not in behind)]
        if not chosen or {sealed.save.tx for sealed in chosen} < set(up_to):
            raise refuse(N_("Eso ya no espera en cuarentena. Mire otra vez la lista."))
        assert self.keys is not None
        with self.save("admit_saves", reason=reason) as db:
            for sealed in chosen:
                serial, today, save = stamps.new_row_id(self.now_ms()), self.today().isoformat(), sealed.save
                facts = (serial, lost, save.scope, save.seq, sealed.hash.hex(), verdict, today, reason, self._device())
                said = Admission(*facts)
                said = replace(said, signature=certificate.signature_of(self.keys, said))
                records.insert(db, "admision", serial, said.row())
        with self._writing() as db, records.transaction(db):
            tables = self._look_again(db)
        self._tell({"equipo", *tables})
        judged = self._judgement(self.db)
        still = [each for each in waits if each.save.tx in judged.waiting]
        if verdict == ADMITTED:
            return len(waits) - len(still)
        decided = self._left_out(judged.admissions)
        return sum(each.hash.hex() in decided for each in still)

    # the list

    def machines(self) -> list[Machine]:
        """Every machine that is met, certified or lost, this one first, then by name."""
        judged = self._judgement(self.db)
        certified = certificate.current(judged.certificates)
        met = {each["device"]: each for each in rows(self.db, "SELECT * FROM equipo")}
        names = {each["device"]: str(each["name"]) for each in reversed(self._everybody())}
        lost = {each.device: each for each in sorted(judged.losses, key=lambda it: it.day, reverse=True)}
        forks = {each.device: each.kind for each in self.forks()}
        waits: dict[str, int] = {}
        for sealed in cuarentena.held(self.db, judged.waiting):
            of = stamps.device_of(sealed.save.stream)
            waits[of] = waits.get(of, 0) + 1
        mine, card = self._device(), self.card()
        found = []
        for device in {*certified, *met, *lost, mine}:
            held, loss = certified.get(device), lost.get(device)
            role = str(met[device]["role"]) if device in met else (held.role if held else "")
            role = card.role if device == mine else role
            until = held.until if held else ""
            state = LOST if loss else law.machine_terms().state(role, until, self.today())
            found.append(
                Machine(
                    device,
                    card.name if device == mine else names.get(device, device[:8]),
                    held.person if held else "",
                    role,
                    state,
                    until,
                    loss.day if loss else "",
                    loss.reason if loss else "",
                    forks.get(device, ""),
                    waits.get(device, 0),
                    pair_code(card, card_from_body(met[device]["card"])) if device in met else "",
                    device == mine,
                )
            )
        return sorted(found, key=lambda it: (not it.mine, it.state == LOST, it.name, it.device))

    def machine_named(self, device: str) -> Machine:
        """One machine, by its device or its name."""
        found = next((each for each in self.machines() if device in (each.device, each.name)), None)
        if found is None:
            raise refuse(NO_MACHINE, name=device)
        return found

    def machines_that_end(self) -> list[Machine]:
        """Certificates that end soon or have ended: what to renew."""
        return [each for each in self.machines() if each.state in {ENDING, ENDED}]

    def machine_notices(self) -> list[tuple[str, Sentence]]:
        """What somebody should do about machines today: the screen that does it, and what."""
        judged = self._judgement(self.db)
        found: list[tuple[str, Sentence]] = []
        certified = certificate.current(judged.certificates)
        terms, today = law.machine_terms(), self.today()
        ending = {
            device: each
            for device, each in certified.items()
            if device not in judged.lost and terms.state(each.role, each.until, today) in {ENDING, ENDED}
        }
        mine = ending.pop(self._device(), None)
        if mine is not None:
            said = N_("El certificado de este equipo vence el {date}. Pida a la oficina que lo renueve.")
            if terms.state(mine.role, mine.until, today) == ENDED:
                said = N_("El certificado de este equipo venció el {date}. Pida a la oficina que lo renueve.")
            found.append(("equipos", Sentence(said, date=day(mine.until))))
        if self.role != OFICINA:
            return found
        if ending:
            found.append(("equipos", Sentence(N_("Renovar certificados de equipos: {count}"), count=len(ending))))
        decided = self._left_out(judged.admissions)
        held = cuarentena.held(self.db, judged.waiting) if judged.waiting else []
        if open_ := [each for each in held if each.hash.hex() not in decided]:
            said = N_("Decidir sobre lo que guardó un equipo perdido: {count}")
            found.append(("cuarentena", Sentence(said, count=len(open_))))
        return found

    def forks(self) -> list[Fork]:
        """Machines that went on from one save in two ways. Where one way ended before the other began, a copy was
        restored; where both went on side by side, the disk was cloned.
        """
        kinds: dict[str, str] = {}
        for stream in trail.forked(self.db):
            device = stamps.device_of(stream)
            kind = _kind_of_fork(trail.branches(self.db, stream))
            if kinds.get(device) != CLONED:
                kinds[device] = kind
        return [Fork(device, self._device_name(device), kind) for device, kind in sorted(kinds.items())]


def _that_fit(bundles: Sequence[bytes]) -> int:
    """How many of these, from the first, an ALTA holds: one in any case."""
    return max(1, sum(size <= ALTA_MOST for size in accumulate(len(each) for each in bundles)))


def _reason(reason: str) -> str:
    said = " ".join(reason.split())[:500]
    if not said:
        raise refuse(WITHOUT_REASON, "reason")
    return said


def _links(db: Database, device: str) -> list[Link]:
    """The saves of a machine that stand in the log."""
    return [
        Link(each["tx"], device, stamps.scope_of(each["stream"]), each["hash"].hex(), each["before"].hex())
        for each in cuarentena.links(db, device)
        if not each["waits"]
    ]


def _kind_of_fork(spans: Sequence[Sequence[tuple[int, int]]]) -> str:
    """`spans`: for each save that two or more follow, the first and the last moment of each of its branches."""
    for branches in spans:
        ordered = sorted(branches)
        if any(end >= begin for (_, end), (begin, _) in pairwise(ordered)):
            return CLONED
    return RESTORED
