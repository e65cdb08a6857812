"""A workspace left by any release opens in this one, whole, and goes on being written."""

import shutil
from pathlib import Path

import pytest

from ayni.storage.capture import TriggersDiffer, assert_triggers, triggers
from ayni.workspace import open_workspace

OLD = Path(__file__).parent.parent / "storage" / "old"
PASSPHRASE = "clave de cada version"


@pytest.mark.parametrize("old", sorted(OLD.iterdir()), ids=lambda path: path.name)
def test_a_workspace_of_any_release_opens_and_can_be_written(old, tmp_path, clock):
    folder = Path(shutil.copytree(old, tmp_path / "w"))
    with open_workspace(folder, PASSPHRASE, clock=clock) as door:
        assert (door.aeo_count(), door.member_count(door.aeos()[0]["id"])) == (1, 2)
        assert door.check() == []
        door.save_socio(door.aeos()[0]["id"], {"telefono": "984 123 456"}, door.socios(door.aeos()[0]["id"])[0]["id"])
        assert door.check() == []


def test_a_folder_of_a_program_with_other_guards_gets_those_of_this_one(town):
    db, guards = town.door.db, triggers()
    for name, sql in guards.items():
        if name.endswith(("_insert", "_delete")):
            db.conn.execute(f"DROP TRIGGER {name}")
            db.conn.execute(sql.replace("ayni:", "antes:"))
    with pytest.raises(TriggersDiffer, match="log_municipio_insert"):
        assert_triggers(db)
    town.reopen()
    assert_triggers(town.door.db)
    town.aeo()
    assert town.door.check() == []


def test_every_release_left_a_folder():
    assert sorted(path.name for path in OLD.iterdir())
