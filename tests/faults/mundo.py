"""Machines, sticks, clocks and programs, played at random over real workspaces: encrypted files through the one door.

Machines save, remove, decide, take back; files travel in any order, twice, cut short or never; processes die, disks are
cloned and put back from a copy, clocks are wrong by years, and some run a newer program that knows a table and a datum
more. In the end all exchange with all: the same rows everywhere, each what its log adds up to, and no save missing that
a disk still held. `make test` plays a dozen games, `make faults` hundreds.
"""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import currently_in_test_context, note
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, multiple, precondition, rule

from ayni.domain.fields import Field, Text, by_name
from ayni.job import finish
from ayni.storage import records
from ayni.storage.database import rows
from ayni.storage.tables import TABLES, Table
from ayni.workspace import Refused, create_workspace, open_workspace
from faults.obras import AEO, CALL, FACTS, PASSPHRASE, ROSA, leave, quick

NOW = datetime(2026, 3, 10, 10, 42, tzinfo=timezone(timedelta(hours=-5)))
NAMES = ("Ana Huamán", "Beto Quispe", "Cira Puma")
MOST = 4  # machines, clones among them
SECTION = "antecedentes"
TWINS = ("0192f0c1-7a3b-7c11-8d21-00000000000a", "0192f0c1-7a3b-7c11-8d21-00000000000b")
ITEM = {
    "codigo": "1.1",
    "componente": "1",
    "clase": "otros_bienes",
    "nombre": "Jaulas metálicas",
    "unidad": "und",
    "cantidad": "200",
    "precio_unitario": "150",
    "cofinanciamiento_centimos": "30,000.00",
}

OF_NOW = dict(TABLES)
OWNER = by_name(TABLES["socio"].fields)["aeo"]
FIRMA = Field("firma", "Firma", Text(20))
OF_LATER = {
    **OF_NOW,
    "socio": Table(
        "socio",
        (*OF_NOW["socio"].fields, FIRMA),
        "aeo",
        searched=OF_NOW["socio"].searched,
        order=OF_NOW["socio"].order,
        listed=OF_NOW["socio"].listed,
    ),
    "dron": Table("dron", (OWNER, Field("alas", "Alas", Text(20))), "aeo"),
}


@contextmanager
def program(*, later: bool) -> Iterator[None]:
    """Run what follows with the tables of this program, or with those of a newer one."""
    _tables(OF_LATER if later else OF_NOW)
    try:
        yield
    finally:
        _tables(OF_NOW)


def _tables(given: dict[str, Table]) -> None:
    if given == TABLES:
        return
    assert isinstance(TABLES, dict)
    TABLES.clear()
    TABLES.update(given)


@dataclass
class Model:
    """The closed folders from which every game begins: three machines that trust one another and hold the same."""

    place: Path
    aeo: str = ""
    plan: str = ""
    socios: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


_models: list[Model] = []


def model() -> Model:
    """Made once in a process."""
    if not _models:
        place = Path(tempfile.mkdtemp(dir=quick(Path(tempfile.gettempdir()))))
        atexit.register(shutil.rmtree, place, ignore_errors=True)
        _models.append(_build(place))
    return _models[0]


def _build(place: Path) -> Model:
    made = Model(place)
    doors = [create_workspace(place / name, person=name, role="oficina", **FACTS)[0] for name in NAMES]
    for door, name in zip(doors, NAMES, strict=True):
        door.write_card(place / f"{name}.ayni")
    for door, name in zip(doors, NAMES, strict=True):
        for other in NAMES:
            if other != name:
                door.trust(place / f"{other}.ayni")
    office = doors[0]
    call = office.save_convocatoria(CALL)
    made.aeo = office.save_aeo({"convocatoria": call, **AEO})
    made.socios = tuple(office.save_socio(made.aeo, {"dni": f"4000000{number}", **ROSA}) for number in (1, 2))
    made.plan = office.save_plan({"aeo": made.aeo, "convocatoria": call, "categoria": "A", "titulo": "Cuyes"})
    made.items = tuple(office.save_partida(made.plan, {**ITEM, "codigo": code}) for code in ("1.1", "1.2"))
    for number, name in enumerate(NAMES[1:], start=1):
        finish(office.exporting(name, place / "envio.ayni"))
        finish(doors[number].receiving(place / "envio.ayni"))
        finish(doors[number].exporting(NAMES[0], place / "envio.ayni"))
        finish(office.receiving(place / "envio.ayni"))
    for door in doors:
        leave(door)
    return made


@dataclass
class Machine:
    """A disk and the program that runs on it."""

    name: str
    folder: Path
    skew: int = 0  # years
    later: bool = False
    door: Any = None
    held: set[int] = field(default_factory=set)  # saves acknowledged to whoever worked here, and still on this disk


def remark(text: str) -> None:
    """What is told with a game that fails."""
    if currently_in_test_context():
        note(text)


ANY = st.integers(0, 2**16)
TYPED = st.sampled_from(["", "uno", "dos", "Ñaupa", "tres cuyes"])


class World(RuleBasedStateMachine):
    """Everything that people, programs, sticks and disks do to one another."""

    sticks = Bundle("sticks")  # (name of the receiver, file)

    def __init__(self):
        super().__init__()
        self.place = Path(tempfile.mkdtemp(dir=quick(Path(tempfile.gettempdir()))))
        self.model = model()
        self.machines: list[Machine] = []
        self.minutes = self.files = 0

    @initialize(skews=st.lists(st.integers(-20, 20), min_size=3, max_size=3))
    def begin(self, skews):
        for name, years in zip(NAMES, skews, strict=True):
            shutil.copytree(self.model.place / name, self.place / name)
            self.machines.append(Machine(name, self.place / name, years if years % 3 == 0 else 0))
            self.open(self.machines[-1])

    # a machine

    def open(self, machine):
        def clock():
            self.minutes += 1
            return NOW + timedelta(minutes=self.minutes, days=365 * machine.skew)

        with program(later=machine.later):
            machine.door = open_workspace(machine.folder, PASSPHRASE, clock=clock)

    def txs(self, machine):
        return {found["tx"] for found in rows(machine.door.db, "SELECT tx FROM sync_tx")}

    @contextmanager
    def at(self, who, *, may=True):
        """Work on a machine: what it held it still holds. What the door refuses changes nothing."""
        machine = self.machines[who % len(self.machines)] if isinstance(who, int) else who
        with program(later=machine.later):
            before = self.txs(machine)
            assert machine.held <= before
            try:
                yield machine
            except Refused as refused:
                if not may:
                    raise
                remark(f"{machine.name}: {refused}")
                assert self.txs(machine) == before
            machine.held = self.txs(machine)
            assert before <= machine.held

    # what people do

    @rule(who=ANY, which=ANY, typed=TYPED, both=st.booleans())
    def edit_socio(self, who, which, typed, both):
        with self.at(who) as machine:
            answers = (
                {"nota": typed} if not both else {"dni": f"4555555{which % 10}", "telefono": f"98400000{which % 9}"}
            )
            machine.door.save_socio(self.model.aeo, answers, self.model.socios[which % 2])

    @rule(who=ANY, number=st.integers(0, 4))
    def new_socio(self, who, number):
        with self.at(who) as machine:
            machine.door.save_socio(self.model.aeo, {"dni": f"4666666{number}", **ROSA})

    @rule(who=ANY, which=ANY, price=st.sampled_from(["150", "151.50", "90"]), more=st.booleans())
    def edit_item(self, who, which, price, more):
        """An amount, whose price and quantity stand together; or two rows in one save."""
        with self.at(who) as machine:
            item = self.model.items[which % 2]
            if more:
                given = [(it, {"precio_unitario": price}) for it in self.model.items]
                machine.door.save_partidas(self.model.plan, given)
            else:
                machine.door.save_partida(self.model.plan, {"precio_unitario": price}, item)

    @rule(who=ANY, which=ANY)
    def remove_item(self, who, which):
        """Often one that another machine edits meanwhile."""
        with self.at(who) as machine:
            machine.door.remove_partida(self.model.items[which % 2])

    @rule(who=ANY, which=ANY)
    def bring_item_back(self, who, which):
        with self.at(who) as machine:
            machine.door.bring_back("partida", self.model.items[which % 2])

    @rule(who=ANY, typed=TYPED)
    def write_section(self, who, typed):
        """Two machines that begin one section mean one row."""
        with self.at(who) as machine:
            machine.door.save_seccion(self.model.plan, SECTION, {"texto": f"Criamos.\n{typed}\nVendemos."})

    @rule(who=ANY, which=ANY, typed=TYPED)
    def twin_birth(self, who, which, typed):
        """One id brought into being on two disks that have not met."""
        with self.at(who) as machine:
            record = TWINS[which % 2]
            if rows(machine.door.db, "SELECT 1 FROM sync_op WHERE pk = ? LIMIT 1", [record]):
                return
            values = {**records.get(machine.door.db, "socio", self.model.socios[0]), "nota": typed or None}
            values.pop("id")
            with machine.door.save("save_socio", self.model.aeo) as db:
                records.insert(db, "socio", record, values)

    @rule(who=ANY)
    def undo(self, who):
        with self.at(who) as machine:
            machine.door.undo()

    @rule(who=ANY, which=ANY, side=ANY)
    def decide(self, who, which, side):
        """One of the values of a clash; two machines may decide differently."""
        with self.at(who) as machine:
            if waiting := machine.door.clashes():
                clash = waiting[which % len(waiting)]
                machine.door.decide(clash.id, side % len(clash.sides), "Así está en su papel")
                assert (clash.record, clash.group) not in {(it.record, it.group) for it in machine.door.clashes()}

    @precondition(lambda self: any(machine.later for machine in self.machines))
    @rule(who=ANY, which=ANY, typed=TYPED, table=st.booleans())
    def write_with_the_newer_program(self, who, which, typed, table):
        """A datum or a table that the other programs do not know."""
        newer = [machine for machine in self.machines if machine.later]
        with self.at(newer[who % len(newer)]) as machine, machine.door.save("save_socio", self.model.aeo) as db:
            if not table:
                records.update(db, "socio", self.model.socios[which % 2], {"firma": typed or None})
            elif records.get(db, "dron", TWINS[0]):
                records.update(db, "dron", TWINS[0], {"alas": typed or None})
            elif not rows(db, "SELECT 1 FROM sync_op WHERE tbl = 'dron' LIMIT 1"):
                records.insert(db, "dron", TWINS[0], {"aeo": self.model.aeo, "alas": typed or None})

    # files

    def write(self, machine, to):
        self.files += 1
        path = self.place / f"envio{self.files}.ayni"
        with self.at(machine, may=False):
            finish(machine.door.exporting(to, path))
        return to, path

    @rule(target=sticks, who=ANY, to=st.sampled_from(NAMES), copies=st.sampled_from([1, 1, 2]))
    def export(self, who, to, copies):
        machine = self.machines[who % len(self.machines)]
        if machine.name == to:
            to = NAMES[(NAMES.index(to) + 1) % len(NAMES)]
        return multiple(*[self.write(machine, to)] * copies)

    @rule(stick=consumes(sticks), who=ANY)
    def receive(self, stick, who):
        """In any order, into any of the machines that are this one; others refuse it."""
        to, path = stick
        mine = [machine for machine in self.machines if machine.name == to]
        other = self.machines[who % len(self.machines)]
        if other.name != to:
            with self.at(other), pytest.raises(Refused):
                finish(other.door.receiving(path))
        with self.at(mine[who % len(mine)], may=False) as machine:
            finish(machine.door.receiving(path))

    @rule(stick=consumes(sticks))
    def lose(self, stick):
        """The stick fell in the river."""

    @rule(stick=sticks, length=ANY)
    def cut(self, stick, length):
        """The stick was pulled while the file was being copied: it is refused and changes nothing."""
        to, path = stick
        data = path.read_bytes()
        short = path.with_name("cortado.ayni")
        short.write_bytes(data[: length % len(data)])
        machine = next(machine for machine in self.machines if machine.name == to)
        with self.at(machine):
            before = machine.door.state_hash()
            with pytest.raises(Refused):
                finish(machine.door.receiving(short))
            assert machine.door.state_hash() == before

    # disks, clocks, programs

    def taken(self, machine, name):
        """The disk of a machine as it is at this moment, in another folder."""
        target = self.place / name
        shutil.copytree(machine.folder, target, ignore=shutil.ignore_patterns("*.lock"))
        return target

    @rule(who=ANY, which=ANY, how=st.sampled_from(["dies", "closes", "is put back"]))
    def disk(self, who, which, how):
        """The process dies, or closes and leaves a copy, or a copy takes the place of the file."""
        machine = self.machines[who % len(self.machines)]
        with program(later=machine.later):
            if how == "dies":
                self.files += 1
                left = self.taken(machine, f"disco{self.files}")
                leave(machine.door)
                shutil.rmtree(machine.folder)
                machine.folder = left
            elif how == "is put back" and (copies := machine.door.copies()):
                finish(machine.door.restoring(copies[which % len(copies)].name))
                machine.held = set()
            else:
                machine.door.close()
        self.open(machine)
        with self.at(machine):
            assert machine.door.check() == []

    @precondition(lambda self: len(self.machines) < MOST)
    @rule(who=ANY)
    def clone(self, who):
        """The disk is copied into another machine, and both go on."""
        machine = self.machines[who % len(self.machines)]
        self.files += 1
        twin = Machine(machine.name, self.taken(machine, f"clon{self.files}"), machine.skew, machine.later)
        self.machines.append(twin)
        self.open(twin)
        with self.at(twin):
            pass

    @rule(who=ANY, years=st.integers(-20, 20))
    def wrong_clock(self, who, years):
        self.machines[who % len(self.machines)].skew = years

    @rule(who=ANY, later=st.booleans())
    def change_program(self, who, later):
        """A newer program is installed, or the folder goes to a machine that still has the older one."""
        machine = self.machines[who % len(self.machines)]
        self.change(machine, later=later)
        with self.at(machine) as opened:
            assert opened.door.check() == []

    def change(self, machine, *, later):
        with program(later=machine.later):
            leave(machine.door)
        machine.later = later
        self.open(machine)

    # in the end

    def teardown(self):
        try:
            if self.machines:
                self.finish()
        finally:
            for machine in self.machines:
                with program(later=machine.later):
                    leave(machine.door)
            shutil.rmtree(self.place, ignore_errors=True)

    def finish(self):
        expected = set().union(*(machine.held for machine in self.machines))
        for machine in self.machines:
            with self.at(machine):
                assert machine.door.check() == []
        quiet = 0
        while quiet < 2:  # a word that seems to come late is believed when it is said again
            before = [set(machine.held) for machine in self.machines]
            for machine in self.machines[1:]:  # all meet the office; what is a clone of it meets somebody else
                other = self.machines[0] if machine.name != NAMES[0] else self.machines[1]
                self.hand(machine, other)
                self.hand(other, machine)
                self.hand(machine, other)  # once more: what it knew of the other may have been its twin's word
            quiet = quiet + 1 if before == [machine.held for machine in self.machines] else 0
        for machine in self.machines:
            self.change(machine, later=True)
        found = set()
        for machine in self.machines:
            with self.at(machine):
                assert expected <= machine.held, "an acknowledged save is missing"
                assert machine.held == self.machines[0].held
                assert machine.door.check() == []
                found.add(machine.door.state_hash())
        remark(f"{len(expected)} saves, {len(self.machines)} machines")
        assert len(found) == 1, "the machines do not hold the same"

    def hand_over(self, who, to):
        """What one machine has for another, in a game played by hand."""
        self.hand(self.machines[who], self.machines[to])

    def hand(self, one, other):
        _, path = self.write(one, other.name)
        with self.at(other, may=False):
            finish(other.door.receiving(path))
