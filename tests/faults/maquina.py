"""Offices, promoters and sticks, played at random over the pure layer: saves, their merge, and the bytes of bundles.

Every replica holds the log that it made and received, and works on what the log adds up to. What each one must hold is
written down apart, from what was put into the bundles and not from what was read out of them. `make test` plays some
dozens of games, `make faults` thousands.
"""

import hashlib
import json
from dataclasses import dataclass, field

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, multiple, precondition, rule

from ayni.domain.change import INSERT, REMOVAL, Change, Save
from ayni.sync import stamps
from ayni.sync.batch import SignedSave, seal_save
from ayni.sync.bundle import BundleRefused, Facts, NotForUs, Truncated, read_bundle, write_bundle
from ayni.sync.keys import OFFICE, PROMOTOR, DeviceKeys, new_card
from ayni.sync.merge import canonical, merge

UBIGEO = "080101"
NOW = 1_790_000_000_000  # milliseconds
YEAR = 365 * 24 * 60 * 60 * 1000
TABLES = {
    "socio": {"identidad": ("dni", "nombres"), "telefono": ("telefono",), "monto": ("precio", "cantidad")},
    "partida": {"monto": ("precio", "cantidad"), "nota": ("nota",)},
}
ROWS = [("socio", "s1"), ("socio", "s2"), ("partida", "p1")]
KEYS = [DeviceKeys.new() for _ in range(3)]
CARDS = [
    new_card(keys, name, role, "Municipalidad de Ayllupampa", UBIGEO)
    for keys, name, role in zip(
        KEYS, ("Rosa Ccori", "José Ñahui", "Luz Condori"), (OFFICE, PROMOTOR, PROMOTOR), strict=True
    )
]
SCOPES = ("gobierno", "aeo")
MOST = 6  # replicas, clones among them

VALUES = st.sampled_from([None, "", "a", "b", "ñ", 0, 1, 250_000])
ANY = st.integers(0, 2**30)


@dataclass
class Replica:
    """A disk: whose device it says it is, its clock, and the log on it."""

    place: int  # of the device's keys and card
    name: str
    skew: int = 0
    log: dict[int, SignedSave] = field(default_factory=dict)
    hlc: int = 0
    mine: list[int] = field(default_factory=list)  # saves made here and not taken back, oldest first
    kept: list[tuple[dict[int, SignedSave], int, list[int]]] = field(default_factory=list)  # copies of this disk

    def state(self):
        return added_up(self.log)

    def changes(self, table, row):
        return [c for it in self.log.values() for c in it.changes if (c.table, c.row) == (table, row)]

    def copy(self):
        return dict(self.log), self.hlc, list(self.mine)


def added_up(log):
    return merge({tx: it.save for tx, it in log.items()}, [c for it in log.values() for c in it.changes], TABLES)


def heads(changes, group):
    """The versions of a cell that nobody names, newest number last; told apart from the program's way."""
    mine = [c for c in changes if c.group == group or (c.group == INSERT and group != REMOVAL)]
    versions = {c.tx: c for c in sorted(mine, key=lambda c: c.group != INSERT)}
    gone = {tx for c in mine for tx in (c.seen, *c.also) if tx not in {None, c.tx}}
    return {tx: versions[tx] for tx in sorted(versions) if tx not in gone}


def live(table, changes):
    groups = {*TABLES[table], *(c.group for c in changes)} - {INSERT, REMOVAL}
    return sorted({tx for group in groups for tx in heads(changes, group)})


def dispute_of(table, changes):
    """Whether a row whose INSERT is here is there, and whether that is disputed: by the rule, said once more."""
    said = {tx: json.loads(c.value) for tx, c in heads(changes, REMOVAL).items()}
    removals = [it for it in said.values() if it["removed"]]
    known = {tx for it in removals for tx in it["seen"]}
    stays = not removals or bool(set(live(table, changes)) - known) or len(removals) < len(said)
    return stays, stays and bool(removals)


class Exchange(RuleBasedStateMachine):
    """Everything that people, sticks and disks do to one another."""

    sticks = Bundle("sticks")  # (place of the receiver's device, bytes, txs of the saves inside)

    def __init__(self):
        super().__init__()
        self.replicas = []
        self.made = {}  # tx → the save as its author signed it
        self.holders = {}  # tx → the replicas whose disk must hold it
        self.numbers = 0

    @initialize(skews=st.lists(st.integers(-40, 40), min_size=3, max_size=3))
    def begin(self, skews):
        for place, years in enumerate(skews):
            self.replicas.append(Replica(place, f"r{place}", years * YEAR if years % 3 else 0))

    def at(self, number):
        return self.replicas[number % len(self.replicas)]

    # saves

    def save(self, replica, operations, scope=0, *, undoes=None, schema=1):
        """A signed save on the end of the stream as this disk knows it, of (table, row, group, value, seen)."""
        self.numbers += 1
        tx = int.from_bytes(hashlib.sha256(str(self.numbers).encode()).digest()[:7], "big") + 1
        keys = KEYS[replica.place]
        stream = stamps.stream_name(keys.device, SCOPES[scope % 2])
        own = [it for it in replica.log.values() if it.save.stream == stream]
        last = max(own, key=lambda it: (it.save.seq, it.save.tx), default=None)
        replica.hlc = stamps.tick(replica.hlc, max(0, NOW + replica.skew + self.numbers * 1000))
        save = Save(
            tx=tx,
            stream=stream,
            seq=last.save.seq + 1 if last else 1,
            hlc=replica.hlc,
            person=replica.name,
            act="save_socio",
            act_id=str(tx),
            reason="",
            municipality=UBIGEO,
            scope=SCOPES[scope % 2],
            clock="2026-11-22T10:42:00-05:00",
            program="0.1",
            schema=schema,
            count=len(operations),
            undoes=undoes,
            before=last.hash if last else stamps.NO_SAVE_BEFORE,
        )
        changes = tuple(Change(table, row, group, tx, value, *rest) for table, row, group, value, *rest in operations)
        signed = SignedSave(save, changes, *seal_save(keys, save, changes))
        replica.log[tx] = self.made[tx] = signed
        self.holders[tx] = {replica.name}
        replica.mine.append(tx)
        return tx

    def values(self, columns, chosen):
        return canonical({column: chosen[place % len(chosen)] for place, column in enumerate(columns)})

    def present(self, replica, place):
        table, row = ROWS[place % len(ROWS)]
        changes = replica.changes(table, row)
        return table, row, changes, any(c.group == INSERT for c in changes)

    @rule(who=ANY, place=ANY, chosen=st.lists(VALUES, min_size=1, max_size=5), scope=ANY, twice=st.booleans())
    def bring_into_being(self, who, place, chosen, scope, twice):
        """The same id may be born on two disks; a group may be edited in the save in which the row is born."""
        replica = self.at(who)
        table, row, _changes, there = self.present(replica, place)
        if there:
            return
        columns = [column for names in TABLES[table].values() for column in names]
        operations = [(table, row, INSERT, self.values(columns, chosen), None)]
        tx = self.save(replica, operations, scope)
        if twice:  # the same save again, with the edit in it
            group, names = next(iter(TABLES[table].items()))
            del replica.log[tx], self.made[tx], self.holders[tx]
            replica.mine.pop()
            self.numbers -= 1
            operations.append((table, row, group, self.values(names, chosen[::-1]), tx))
            assert self.save(replica, operations, scope) == tx

    @rule(
        who=ANY,
        places=st.lists(ANY, min_size=1, max_size=2),
        groups=ANY,
        chosen=st.lists(VALUES, min_size=1, max_size=3),
        scope=ANY,
        how=st.sampled_from(["shown", "shown", "same", "stale", "nothing"]),
    )
    def edit(self, who, places, groups, chosen, scope, how):
        """One to three groups of one or two rows: over what is shown, the same value, or what a form once showed."""
        replica = self.at(who)
        operations = {}
        for place in places:
            table, row, changes, there = self.present(replica, place)
            if not there:
                continue
            for number, (group, names) in enumerate(TABLES[table].items()):
                if not (groups >> number) & 1:
                    continue
                found = heads(changes, group)
                shown = max(found, key=lambda tx: (replica.log[tx].save.hlc, tx))
                value = self.values(names, chosen)
                if how == "same":
                    told = json.loads(found[shown].value)
                    value = canonical({name: told.get(name) for name in names})
                versions = sorted(c.tx for c in changes if c.group in {group, INSERT})
                seen = {"stale": versions[who % len(versions)], "nothing": None}.get(how, shown)
                operations[table, row, group] = (table, row, group, value, seen)
        if operations:
            self.save(replica, list(operations.values()), scope)

    @rule(who=ANY, place=ANY, scope=ANY, blind=st.booleans(), away=st.booleans())
    def remove_or_keep(self, who, place, scope, blind, away):
        """Remove, keep what was removed, remove again; a blind removal did not see the last edit."""
        replica = self.at(who)
        table, row, changes, there = self.present(replica, place)
        if not there:
            return
        said = list(heads(changes, REMOVAL))
        seen = live(table, changes)
        value = canonical({"removed": away, "seen": seen[:-1] if blind else seen})
        self.save(replica, [(table, row, REMOVAL, value, said[0] if said else None, tuple(said[1:]))], scope)

    @rule(who=ANY, which=ANY, taken=ANY, scope=ANY, part=st.booleans())
    def settle(self, who, which, taken, scope, part):
        """A person decides a clash, for one of its values; or settles only one of two disputes of a cell."""
        replica = self.at(who)
        before = replica.state()
        if not before.clashes:
            return
        clash = before.clashes[which % len(before.clashes)]
        changes = replica.changes(clash.table, clash.row)
        found = list(heads(changes, clash.group))
        if part:
            found = found[:2]
        if clash.group == REMOVAL:
            value = canonical({"removed": bool(taken % 2), "seen": live(clash.table, changes)})
        else:
            value = canonical(clash.versions[taken % len(clash.versions)].value)
        self.save(replica, [(clash.table, clash.row, clash.group, value, found[0], tuple(found[1:]))], scope)
        left = [
            it
            for it in replica.state().clashes
            if (it.table, it.row, it.group) == (clash.table, clash.row, clash.group)
        ]
        if not part:
            assert left == []

    @rule(who=ANY)
    def undo(self, who):
        """Each cell of the last save made here goes back to what its author had seen."""
        replica = self.at(who)
        if not replica.mine:
            return
        tx = replica.mine.pop()
        undone = replica.log[tx]
        operations = {}
        for change in undone.changes:
            changes = replica.changes(change.table, change.row)
            if change.table not in TABLES or not any(c.group == INSERT for c in changes):
                continue
            if change.group in {INSERT, REMOVAL}:
                away = change.group == INSERT or not json.loads(change.value)["removed"]
                said = list(heads(changes, REMOVAL))
                value = canonical({"removed": away, "seen": live(change.table, changes)})
                operations[change.table, change.row, REMOVAL] = (value, said[0] if said else None, tuple(said[1:]))
            elif change.seen not in {None, tx} and change.group in TABLES[change.table]:
                behind = {
                    c.tx: c
                    for c in sorted(changes, key=lambda c: c.group != INSERT)
                    if c.group in {change.group, INSERT}
                }
                if change.seen in behind:
                    told = json.loads(behind[change.seen].value)
                    value = canonical({name: told.get(name) for name in TABLES[change.table][change.group]})
                    operations[change.table, change.row, change.group] = (value, tx)
        if operations:
            scope = SCOPES.index(undone.save.scope)
            self.save(replica, [(*cell, *rest) for cell, rest in operations.items()], scope, undoes=tx)
            replica.mine.pop()  # a taking back is not itself taken back

    @rule(who=ANY, place=ANY, table=st.booleans(), scope=ANY)
    def newer_program(self, who, place, table, scope):
        """Tables and groups that this program does not know."""
        replica = self.at(who)
        name, row, changes, there = self.present(replica, place)
        if table:
            self.save(replica, [("dron", row, INSERT, '{"alas":4}', None)], scope, schema=99)
        elif there:
            found = list(heads([c for c in changes if c.group == "firma"], "firma"))
            operation = (name, row, "firma", canonical({"firma": place % 3}), found[0] if found else None)
            self.save(replica, [operation], scope, schema=99)

    # sticks

    def pack(self, replica, to, after=0):
        saves = [it for it in replica.log.values() if it.save.seq > after]
        vector = {it.save.stream: (it.save.seq, it.save.tx) for it in saves}
        facts = Facts(UBIGEO, 1, "0.1", "2026-11-22T10:42:00-05:00", vector)
        keys, card = KEYS[replica.place], CARDS[replica.place]
        data = write_bundle(saves, facts, keys, card, [CARDS[to.place]], CARDS).data
        return to.place, data, frozenset(it.save.tx for it in saves)

    def put_in(self, replica, stick):
        """Receive a whole bundle, as the door does: what is known is skipped, the rest is taken whole."""
        _place, data, inside = stick
        found = read_bundle(data, KEYS[replica.place], CARDS, UBIGEO)
        assert {it.save.tx for it in found.saves} == inside
        for signed in found.saves:
            author = self.made[signed.save.tx]
            assert (signed.save, signed.hash, set(signed.changes)) == (author.save, author.hash, set(author.changes))
            if signed.save.tx not in replica.log:
                replica.log[signed.save.tx] = signed
                replica.hlc = stamps.seen(replica.hlc, signed.save.hlc, max(0, NOW + replica.skew))
        for tx in inside:
            self.holders[tx].add(replica.name)

    @rule(target=sticks, who=ANY, to=ANY, after=st.sampled_from([0, 0, 1, 2, 3]), copies=st.sampled_from([1, 1, 2]))
    def export(self, who, to, after, copies):
        """Everything, or only what is late in each stream (the receiver may lack what comes before it)."""
        stick = self.pack(self.at(who), self.at(to), after)
        return multiple(*[stick] * copies)

    @rule(stick=consumes(sticks), who=ANY)
    def receive(self, stick, who):
        """In any order. A stick handed to somebody for whom it is not is refused by that name."""
        replica = self.at(who)
        if replica.place == stick[0]:
            self.put_in(replica, stick)
        else:
            with pytest.raises(NotForUs):
                read_bundle(stick[1], KEYS[replica.place], CARDS, UBIGEO)
            for other in self.replicas:
                if other.place == stick[0]:
                    self.put_in(other, stick)
                    break

    @rule(stick=consumes(sticks))
    def lose(self, stick):
        """The stick fell in the river."""

    @rule(stick=sticks, length=ANY)
    def cut(self, stick, length):
        """The stick was pulled while it was being written: the file is refused and still arrives another day."""
        with pytest.raises(Truncated):
            read_bundle(stick[1][: length % len(stick[1])], KEYS[stick[0]], CARDS, UBIGEO)

    @rule(stick=sticks, place=ANY, other=st.integers(1, 255))
    def spoil(self, stick, place, other):
        data = bytearray(stick[1])
        data[place % len(data)] ^= other
        with pytest.raises(BundleRefused):
            read_bundle(bytes(data), KEYS[stick[0]], CARDS, UBIGEO)

    # disks and clocks

    @rule(who=ANY)
    def copy_of_the_disk(self, who):
        self.at(who).kept.append(self.at(who).copy())

    @precondition(lambda self: any(replica.kept for replica in self.replicas))
    @rule(who=ANY, which=ANY)
    def put_back_a_copy(self, who, which):
        """A disk dies, an older copy takes its place and writes on under the same device."""
        owners = [replica for replica in self.replicas if replica.kept]
        replica = owners[who % len(owners)]
        log, hlc, mine = replica.kept[which % len(replica.kept)]
        replica.log, replica.hlc, replica.mine = dict(log), hlc, list(mine)
        for tx, holders in self.holders.items():
            if tx not in replica.log:
                holders.discard(replica.name)

    @precondition(lambda self: len(self.replicas) < MOST)
    @rule(who=ANY, old=st.booleans())
    def clone(self, who, old):
        """Two machines with one device: a disk, or an older copy of it, is put into another laptop."""
        origin = self.at(who)
        log, hlc, mine = origin.kept[0] if old and origin.kept else origin.copy()
        twin = Replica(origin.place, f"r{len(self.replicas)}", origin.skew, dict(log), hlc, list(mine))
        self.replicas.append(twin)
        for tx in twin.log:
            self.holders[tx].add(twin.name)

    @rule(who=ANY, years=st.integers(-60, 60))
    def wrong_clock(self, who, years):
        self.at(who).skew = years * YEAR

    # in the end

    def teardown(self):
        if not self.replicas:
            return
        expected = {tx for tx, holders in self.holders.items() if holders}
        office = self.replicas[0]
        for replica in self.replicas:
            assert {tx for tx in expected if replica.name in self.holders[tx]} == replica.log.keys()
        for replica in self.replicas[1:]:
            self.put_in(office, self.pack(replica, office))
        for replica in self.replicas[:0:-1]:
            self.put_in(replica, self.pack(office, replica))
        for replica in self.replicas:
            assert replica.log.keys() == expected, "an acknowledged save is missing"
        states = [replica.state() for replica in self.replicas]
        note(f"{len(expected)} saves, {len(states[0].clashes)} clashes")
        assert {state.hash() for state in states} == {states[0].hash()}
        assert added_up(dict(reversed(office.log.items()))) == states[0]
        for table, row in ROWS:
            self.nothing_is_hidden(states[0], table, row, office.changes(table, row))

    def nothing_is_hidden(self, state, table, row, changes):
        """Every value that nobody replaced is the one shown or stands in a clash."""
        clashes = {clash.group: clash for clash in state.clashes if (clash.table, clash.row) == (table, row)}
        stays, disputed = dispute_of(table, changes)
        there = stays and any(c.group == INSERT for c in changes)
        assert there == ((table, row) in state.rows)
        assert (REMOVAL in clashes) == (there and disputed)
        for group, names in TABLES[table].items() if there else ():
            values = {
                canonical({name: json.loads(c.value).get(name) for name in names})
                for c in heads(changes, group).values()
            }
            shown = canonical({name: state.rows[table, row][name] for name in names})
            told = {canonical(version.value) for version in clashes[group].versions} if group in clashes else {shown}
            assert shown in told
            assert told == (values or {canonical(dict.fromkeys(names))})
