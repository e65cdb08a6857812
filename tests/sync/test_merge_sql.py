"""The statements of the store reach what the plain reference says, whatever arrives in whatever order."""

import importlib.util
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.change import INSERT, REMOVAL
from ayni.storage import heads, migrations, records
from ayni.storage.database import connect, rows
from ayni.storage.tables import TABLES, merge_groups
from ayni.sync.merge import logical_hash, merge

_spec = importlib.util.spec_from_file_location("histories", Path(__file__).with_name("test_merge.py"))
histories = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(histories)

SOCIO = TABLES["socio"]
GROUPS = {INSERT: SOCIO.columns, "identidad": SOCIO.groups["identidad"], "phone": SOCIO.groups["telefono"]}


def real(change):
    """The same change over the real columns of a socio, in the order in which triggers write them."""
    if change.group == REMOVAL:
        return change
    value = json.loads(change.value)
    value["telefono"] = value.get("phone")
    text = json.dumps({name: value.get(name) for name in GROUPS[change.group]}, separators=(",", ":"))
    return replace(change, group={"phone": "telefono"}.get(change.group, change.group), value=text)


@pytest.fixture
def db(tmp_path):
    found = connect(tmp_path / "ayni.db", bytes(32))
    migrations.bring_up(found)
    yield found
    found.conn.close()


def empty(db):
    with records.transaction(db), records.receiving(db):
        db.conn.execute("DELETE FROM socio")
        for table in ("sync_tx", "sync_op", "sync_head", "sync_tomb", "sync_stream"):
            db.conn.execute(f"DELETE FROM {table}")


def held(db):
    columns = ", ".join(SOCIO.columns)
    return {("socio", found.pop("id")): found for found in rows(db, f"SELECT id, {columns} FROM socio")}


@given(histories.HISTORIES, st.integers(0, 2**32))
def test_the_store_and_the_reference_agree_after_every_bundle(db, made, seed):
    chance = random.Random(seed)
    empty(db)
    _devices, everything = made
    waiting = [
        records.Sealed(save, tuple(real(change) for change in changes), b"", b"")
        for save, changes in everything.values()
    ]
    chance.shuffle(waiting)
    known = []
    while waiting:
        number = chance.randint(1, len(waiting))
        arrived, waiting = waiting[:number], waiting[number:]
        again = chance.sample(known, min(len(known), 3))
        known += arrived
        with records.transaction(db):
            for _progress in records.receive(db, [*again, *arrived]):
                pass
        saves = {it.save.tx: it.save for it in known}
        expected = merge(saves, [change for it in known for change in it.changes], merge_groups())
        assert held(db) == expected.rows
        found = [it for it in heads.clashes(db) if (it.table, it.row) in expected.rows]
        assert found == expected.clashes
        assert logical_hash(held(db), found) == expected.hash()


def came(db, *changes):
    """Each of these changes comes in a bundle of its own, in this order; what the store and the reference say then."""
    empty(db)
    known = []
    for change in changes:
        known.append(records.Sealed(histories.saved(change.tx), (real(change),), b"", b""))
        with records.transaction(db):
            for _progress in records.receive(db, known):
                pass
    expected = merge({it.save.tx: it.save for it in known}, [c for it in known for c in it.changes], merge_groups())
    return heads.clashes(db), expected.clashes


def test_a_row_that_comes_after_its_edits_is_a_version_until_what_stands_between_comes(db):
    born, first = histories.born(1), histories.edit(2, "40000002", seen=1)
    second = histories.edit(3, "40000003", seen=2)
    found, expected = came(db, second, born)
    assert found == expected
    assert [version.tx for clash in found for version in clash.versions] == [3, 1]
    assert came(db, second, born, first) == ([], [])


def test_a_row_that_is_only_new_needs_no_version_of_its_own(db):
    came(db, histories.born(1))
    assert rows(db, "SELECT * FROM sync_head") == []
    came(db, histories.born(1), histories.born(2, nombres="Eva"))  # a twin of it: each cell has two
    versions = rows(db, "SELECT * FROM sync_head")
    assert {it["tx"] for it in versions} == {1, 2}
    for it in versions:
        assert set(json.loads(it["value"])) == set(SOCIO.groups[it["grp"]])
