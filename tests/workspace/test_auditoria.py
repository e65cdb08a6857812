"""An auditor with the file alone sees who changed what, and that nobody rewrote it."""

import pytest

from ayni.storage.database import connect
from ayni.storage.folder import DATABASE

UNSIGNED = (
    "UPDATE sync_tx SET signature = x'' WHERE seq = (SELECT max(seq) FROM sync_tx x"
    " WHERE x.stream = sync_tx.stream) AND scope <> 'gobierno'"
)


def tampered(town, sql, *values):
    """The file changed behind the program's back, by somebody who has its key."""
    town.door.close()
    db = connect(town.folder / DATABASE, town.door._key)
    for name in [row[0] for row in db.conn.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")]:
        db.conn.execute(f"DROP TRIGGER {name}")
    db.conn.execute(sql, values)
    db.conn.close()
    return town.reopen()


@pytest.fixture
def changed(town, clock):
    aeo = town.aeo()
    (first, *_others) = town.socios(aeo, 3)
    clock.forward(minutes=5)
    town.door.save_socio(aeo, {"telefono": "984111222"}, first, reason="cambió de número")
    return first


def test_a_log_that_nobody_touched_is_told_whole(town, changed, done):
    found = done(town.door.auditing())
    assert found.problems == ()
    assert found.unsigned == 0
    assert found.saves == town.door.trail_count() == sum(stream.saves for stream in found.streams)


def test_the_trail_says_who_changed_what_when_from_what_to_what_and_why(town, changed):
    line = town.door.trail(0, 1)[0]
    assert (line.person, line.device, line.reason) == ("Ana Huamán", "Ana Huamán", "cambió de número")
    (cell,) = [cell for cell in line.cells if cell.label == "Teléfono"]
    assert (cell.noun, cell.before.replace(" ", ""), cell.after.replace(" ", "")) == ("Socio", "", "984111222")
    assert town.door.trail_people() == ["Ana Huamán"]


def test_the_trail_is_narrowed_by_person_table_record_and_days(town, changed, clock):
    day = clock().date().isoformat()
    door = town.door
    assert door.trail_count(table="socio") == door.trail_count(table="socio", since=day, until=day)
    assert door.trail_count(table="socio", until="2020-01-01") == 0
    assert door.trail_count(person="Nadie") == 0
    assert {cell.noun for line in door.trail(record=changed) for cell in line.cells} == {"Socio"}


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE sync_tx SET person = 'Otra Persona' WHERE scope <> 'gobierno' AND seq = 1", "fue alterado"),
        ("UPDATE sync_tx SET reason = 'otro motivo' WHERE reason <> ''", "fue alterado"),
        ("UPDATE sync_op SET value = replace(value, 'Sumaq', 'Millay') WHERE tbl = 'aeo'", "fue alterado"),
        ("DELETE FROM sync_op WHERE tbl = 'aeo'", "fue alterado"),
        ("UPDATE sync_tx SET signature = zeroblob(64) WHERE scope <> 'gobierno' AND seq = 1", "fue alterado"),
        (UNSIGNED, "Guardados sin firma: 1."),
        ("DELETE FROM sync_tx WHERE scope <> 'gobierno' AND seq = 1", "Faltan 1 guardados"),
    ],
)
def test_whatever_is_rewritten_is_found_and_named(town, changed, done, sql, said):
    door = tampered(town, sql)
    found = done(door.auditing())
    assert any(said in str(problem) for problem in found.problems), [str(each) for each in found.problems]


def test_what_is_cut_off_the_end_is_missed_by_who_had_received_it(trio, done):
    trio.office.door.save_socio(trio.aeo, {"telefono": "984111222"}, trio.socio)
    trio.share()
    trio.share()  # the promoters' answers say what they hold
    last = "SELECT max(seq) FROM sync_tx x WHERE x.stream = sync_tx.stream"
    door = tampered(trio.office, f"DELETE FROM sync_tx WHERE local = 1 AND scope <> 'gobierno' AND seq = ({last})")
    found = [str(problem) for problem in done(door.auditing()).problems]
    assert any("recibió 1 guardados de este equipo que aquí ya no están" in said for said in found), found


def test_a_save_received_from_another_machine_is_verified_with_its_card(trio, done):
    trio.share()
    for number in ("984000222", "984000111"):  # only the last of a run travels with its signature
        trio.beto.door.save_socio(trio.aeo, {"telefono": number}, trio.socio)
    trio.send(trio.beto, trio.office)
    found = done(trio.office.door.auditing())
    assert found.problems == ()
    assert {stream.device for stream in found.streams} == {"Ana Huamán", "Beto Quispe"}
    door = tampered(trio.office, "UPDATE sync_op SET value = replace(value, '984000111', '984000112')")
    assert done(door.auditing()).problems
