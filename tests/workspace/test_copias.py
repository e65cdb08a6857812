"""The folder itself: keys, locks, copies, damage; and the check that the file is what its log adds up to."""

import errno
import json
import shutil
from dataclasses import replace

import pytest

from ayni.storage.database import connect, scalar
from ayni.workspace import (
    Refused,
    create_workspace,
    damaged_copies,
    is_workspace,
    law,
    new_passphrase,
    open_workspace,
    restore_damaged,
)

PASSPHRASE = "clave de prueba"


def no_room(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def closed(town):
    """A folder with a member in it, closed."""
    town.kept = town.door.save_socio(town.aeo(), {**ROSA})
    town.hash = town.door.state_hash()
    town.door.close()
    return town


ROSA = {
    "dni": "43218765",
    "apellido_paterno": "Quispe",
    "nombres": "Rosa",
    "fecha_nacimiento": "03/05/1985",
    "sexo": "M",
}


def reopened(town, **how):
    how = how or {"passphrase": PASSPHRASE}
    with open_workspace(town.folder, clock=town.clock, **how) as door:
        return door.state_hash(), door.check()


# Keys


def test_the_passphrase_and_the_recovery_sheet_open_and_nothing_else_does(closed):
    assert reopened(closed) == (closed.hash, [])
    assert reopened(closed, recovery=closed.recovery) == (closed.hash, [])
    assert reopened(closed, recovery=f" {closed.recovery.lower().replace('-', '  ')} ") == (closed.hash, [])
    for how, field in (
        ({"passphrase": "otra clave"}, "passphrase"),
        ({"passphrase": ""}, "passphrase"),
        ({"passphrase": PASSPHRASE.upper()}, "passphrase"),
        ({"recovery": ""}, "recovery"),
        ({"recovery": "7KQ2M-7KQ2M-7KQ2M-7KQ2M-7KQ2M-7KQ2M"}, "recovery"),
    ):
        with pytest.raises(Refused) as refusal:
            reopened(closed, **how)
        assert [problem.field for problem in refusal.value.problems] == [field]


def test_a_wrong_group_of_the_sheet_is_named(closed):
    groups = closed.recovery.split("-")
    groups[3] = ("3" if groups[3][0] == "2" else "2") + groups[3][1:]
    with pytest.raises(Refused, match="grupo 4"):
        reopened(closed, recovery="-".join(groups))


def test_a_forgotten_passphrase_is_changed_with_the_sheet_which_stays_good(closed):
    with pytest.raises(Refused):
        new_passphrase(closed.folder, "corta", recovery=closed.recovery)
    with pytest.raises(Refused):
        new_passphrase(closed.folder, "una clave nueva", recovery="nada")
    assert reopened(closed)[0] == closed.hash
    new_passphrase(closed.folder, "una clave nueva", recovery=closed.recovery)
    with pytest.raises(Refused):
        reopened(closed)
    assert reopened(closed, passphrase="una clave nueva")[0] == closed.hash
    assert reopened(closed, recovery=closed.recovery)[0] == closed.hash


def test_a_new_passphrase_that_cannot_be_written_leaves_the_old_one(closed, monkeypatch):
    with monkeypatch.context() as full:
        full.setattr("ayni.storage.folder.os.fsync", no_room)
        with pytest.raises(Refused):
            new_passphrase(closed.folder, "una clave nueva", recovery=closed.recovery)
    assert reopened(closed)[0] == closed.hash
    assert not list(closed.folder.glob("*.nuevo"))


def test_the_key_file_holds_neither_the_key_nor_the_secrets(closed):
    text = (closed.folder / "llave.json").read_text()
    assert PASSPHRASE not in text
    assert closed.recovery not in text
    assert json.loads(text)["format"] == 1


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "dañado"),
        ("{", "dañado"),
        ("[]", "dañado"),
        ("{}", "dañado"),
        ('{"format": "uno"}', "dañado"),
        ('{"format": 99}', "más nueva"),
        ('{"format": 1, "passphrase": {"format": 1, "n": 1073741824}}', "dañado"),
        (b"\xff\xfe", "dañado"),
        (None, "llave.json"),
    ],
)
def test_a_damaged_key_file_is_told_and_the_copy_of_it_opens(closed, content, word):
    path = closed.folder / "llave.json"
    good = path.read_bytes()
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(Refused, match=word):
        reopened(closed)
    path.write_bytes(good)
    assert reopened(closed)[0] == closed.hash


# Locks


def test_a_second_window_is_refused_and_reading_is_not(town, person):
    aeo = town.aeo()
    town.door.save_socio(aeo, person(1))
    with pytest.raises(Refused, match="ya está abierta"):
        open_workspace(town.folder, PASSPHRASE)
    with open_workspace(town.folder, PASSPHRASE, read_only=True) as reader:
        assert reader.socio_count(aeo) == 1
        town.door.save_socio(aeo, person(2))
        assert reader.socio_count(aeo) == 2
        with pytest.raises(Refused, match="solo para leer"):
            reader.save_socio(aeo, person(3))
        with pytest.raises(Refused, match="solo para leer"):
            reader.keep_draft("aeo", "", {"nombre": "x"})
    town.reopen()
    assert town.door.socio_count(aeo) == 2


def test_a_wrong_passphrase_leaves_the_folder_free(closed):
    with pytest.raises(Refused):
        reopened(closed, passphrase="otra clave")
    assert reopened(closed)[0] == closed.hash


def test_a_folder_that_is_none_of_ours_is_told(tmp_path):
    assert not is_workspace(tmp_path)
    for folder in (tmp_path, tmp_path / "nada"):
        with pytest.raises(Refused, match=r"llave\.json"):
            open_workspace(folder, PASSPHRASE)


def test_a_folder_without_its_file_of_data_is_told_and_recovered_from_a_copy(closed):
    (closed.folder / "ayni.db").unlink()
    with pytest.raises(Refused, match="archivo de datos"):
        reopened(closed)
    restore_damaged(closed.folder, damaged_copies(closed.folder)[0].name, PASSPHRASE)
    assert reopened(closed) == (closed.hash, [])


def test_a_folder_that_cannot_be_written_is_told(closed, monkeypatch):
    def forbidden(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as sealed:
        sealed.setattr("ayni.workspace.opened.folders.lock", forbidden)
        with pytest.raises(Refused, match="No se puede escribir"):
            reopened(closed)
    assert reopened(closed, passphrase=PASSPHRASE, read_only=True)[0] == closed.hash


def test_a_file_protected_against_writing_is_told_when_saving(town, aeo, socio, monkeypatch):
    town.door.close()
    monkeypatch.setattr("ayni.workspace.opened.connect", lambda path, key, **_: connect(path, key, read_only=True))
    door = town.reopen()
    before = door.state_hash()
    with pytest.raises(Refused, match="protegida contra escritura"):
        door.save_socio(aeo, {"telefono": "984000111"}, socio)
    assert door.state_hash() == before


# A full disk


def test_a_full_disk_while_saving_is_told_and_what_was_typed_can_be_saved_later(town, aeo, socio, person):
    door = town.door
    connection = door.db.conn
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    before = door.state_hash()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    refusals = 0
    for place in range(20, 320):
        try:
            door.save_socio(aeo, person(place, nota="ñ" * 500))
        except Refused as refusal:
            refusals += "No queda espacio" in str(refusal)
            break
    assert refusals == 1
    assert door.check() == []
    kept = door.socio_count(aeo)
    with pytest.raises(Refused, match="No queda espacio"):  # noqa: PT012  one of these is the first too many
        for place in range(400, 420):
            door.keep_draft("aeo", f"{place}", {"nombre": "x" * 4000})
    connection.execute("PRAGMA max_page_count = 1000000")
    door.save_socio(aeo, person(500))
    assert door.socio_count(aeo) == kept + 1
    assert door.state_hash() != before
    assert door.check() == []


def test_a_full_disk_while_receiving_leaves_nothing_and_the_file_can_be_received_later(trio, person):
    for place in range(30, 60):
        trio.office.door.save_socio(trio.aeo, person(place, nota="ñ" * 500))
    bundle = trio.pack(trio.office, trio.beto)
    before = trio.beto.facts()
    connection = trio.beto.door.db.conn
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(Refused, match="No queda espacio"):
        trio.run(trio.beto.door.receiving(bundle))
    assert trio.beto.facts() == before
    connection.execute("PRAGMA max_page_count = 1000000")
    trio.run(trio.beto.door.receiving(bundle))
    assert trio.beto.door.state_hash() == trio.office.door.state_hash()


def test_a_stick_that_fills_up_keeps_no_half_file_and_the_one_before(trio, monkeypatch):
    stick = trio.folder / "envio.ayni"
    trio.run(trio.office.door.exporting("Beto Quispe", stick))
    good = stick.read_bytes()
    trio.office.door.save_socio(trio.aeo, {"telefono": "984000111"}, trio.socio)
    with monkeypatch.context() as full:
        full.setattr("ayni.storage.folder.os.fsync", no_room)
        with pytest.raises(Refused, match=r"envio\.ayni"):
            trio.run(trio.office.door.exporting("Beto Quispe", stick))
    assert stick.read_bytes() == good
    assert not list(trio.folder.glob("*.nuevo"))


def test_a_workspace_that_finds_no_room_is_not_begun_and_can_be_made_later(tmp_path, monkeypatch):
    good = {"ubigeo": "080101", "name": "M", "person": "Ana", "passphrase": PASSPHRASE, "cost": 2**10}
    with monkeypatch.context() as full:
        full.setattr("ayni.storage.folder.os.fsync", no_room)
        with pytest.raises(Refused) as refusal:
            create_workspace(tmp_path / "nueva", **good)
    assert [problem.field for problem in refusal.value.problems] == ["folder"]
    door, _ = create_workspace(tmp_path / "nueva", **good)
    door.close()


def test_closing_with_no_room_for_a_copy_still_closes(town, monkeypatch):
    town.aeo()
    expected = town.door.state_hash()
    with monkeypatch.context() as full:
        full.setattr("ayni.storage.folder.shutil.copyfileobj", no_room)
        town.door.close()
    assert damaged_copies(town.folder) == []
    assert town.reopen().state_hash() == expected


# Copies


def test_each_close_leaves_an_encrypted_copy_if_something_changed_and_the_last_ten_stay(town):
    town.reopen()
    first = town.door.copies()
    assert len(first) == 1
    town.reopen()
    assert town.door.copies() == first
    for year in range(2010, 2024):
        town.clock.forward(days=1)
        town.call(year=str(year), nombre=f"PROCOMPITE {year}")
        town.reopen()
    copies = town.door.copies()
    assert len(copies) == 10
    assert [copy.name for copy in copies] == sorted((copy.name for copy in copies), reverse=True)
    raw = (town.folder / "copias" / copies[0].name).read_bytes()
    assert b"PROCOMPITE" not in raw
    assert not raw.startswith(b"SQLite")


def test_as_many_copies_stay_as_the_data_say(town, monkeypatch):
    fewer = replace(law.copy_terms(), kept=3)
    monkeypatch.setattr(law, "copy_terms", lambda: fewer)
    for number in range(5):
        town.clock.forward(days=1)
        town.door.save_municipality({"nombre": f"Municipalidad {number}"})
        town.reopen()
    assert len(town.door.copies()) == 3


def municipality_in(town, name):
    """What a copy calls the municipality, read in a place of its own."""
    found = connect(town.folder / "copias" / name, town.door._key, alone=True)
    try:
        return scalar(found, "SELECT nombre FROM municipio")
    finally:
        found.conn.close()


@pytest.mark.parametrize("year", [2099, 2015])
def test_a_clock_that_was_wrong_does_not_spoil_the_order_of_the_copies(town, done, year):
    """Ahead once, or behind from now on: the copy made last is the first of the list, and the oldest one goes."""
    right, wrong = town.clock.now, town.clock.now.replace(year=year)
    for number in range(11):
        town.clock.now = wrong if (number == 4) == (year > right.year) else right
        town.clock.forward(days=number)
        town.door.save_municipality({"nombre": f"Municipalidad {number}"})
        town.reopen()
        newest = town.door.copies()[0]
        assert municipality_in(town, newest.name) == f"Municipalidad {number}"
        assert newest.made[:16] == f"{town.clock():%Y-%m-%dT%H:%M}"  # what the clock said, right or wrong
        assert done(town.door.testing_copy()).name == newest.name
    assert [municipality_in(town, copy.name) for copy in town.door.copies()] == [
        f"Municipalidad {number}" for number in range(10, 0, -1)
    ]


def test_a_copy_of_an_older_program_dated_in_the_future_comes_after_those_made_now(town):
    town.reopen()
    [first] = (town.folder / "copias").glob("ayni-*.db")
    first.rename(first.with_name("ayni-20990310-104200-000000.db"))
    town.clock.forward(days=1)
    town.door.save_municipality({"nombre": "Municipalidad de hoy"})
    town.reopen()
    newest, old = town.door.copies()
    assert municipality_in(town, newest.name) == "Municipalidad de hoy"
    assert (newest.made[:10], old.made[:10]) == ("2026-03-11", "2099-03-10")


def test_going_back_to_a_copy_keeps_what_was_there_beside_the_copies(town, person, done):
    aeo = town.aeo()
    town.door.save_socio(aeo, person(1))
    then = town.door.state_hash()
    town.reopen()
    town.clock.forward(hours=1)
    town.door.save_socio(aeo, person(2))
    later = town.door.state_hash()
    done(town.door.restoring(town.door.copies()[0].name))
    town.reopen()
    assert (town.door.state_hash(), town.door.check()) == (then, [])
    [kept] = (town.folder / "copias").glob("antes-*.db")
    shutil.copy(kept, town.folder / "copias" / "ayni-99999999-000000-000000.db")
    done(town.door.restoring("ayni-99999999-000000-000000.db"))
    town.reopen()
    assert (town.door.state_hash(), town.door.check()) == (later, [])


def test_a_damaged_copy_is_refused_and_the_work_goes_on(town, person, done):
    aeo = town.aeo()
    town.reopen()
    name = town.door.copies()[0].name
    spoil(town.folder / "copias" / name, 5000)
    before = town.door.state_hash()
    for wrong in (name, "ayni-nada.db"):
        with pytest.raises(Refused, match="copia está dañada"):
            done(town.door.restoring(wrong))
        assert town.door.state_hash() == before
    town.door.save_socio(aeo, person(1))
    assert town.door.check() == []


# Damage


def spoil(path, place):
    raw = bytearray(path.read_bytes())
    raw[place % len(raw)] ^= 0x55
    path.write_bytes(raw)


def test_one_damaged_byte_anywhere_is_told_and_a_copy_brings_everything_back(closed):
    path = closed.folder / "ayni.db"
    good = path.read_bytes()
    copy = damaged_copies(closed.folder)[0].name
    step = max(4096, len(good) // 25 // 4096 * 4096)
    for place in [20, *range(1000, len(good), step)]:
        spoil(path, place)
        told = ""
        try:
            with open_workspace(closed.folder, PASSPHRASE, clock=closed.clock) as door:
                told = " ".join(str(sentence) for sentence in door.check())
        except Refused as refusal:
            told = str(refusal)
        assert "dañado" in told, place
        restore_damaged(closed.folder, copy, PASSPHRASE, clock=closed.clock)
        assert reopened(closed) == (closed.hash, [])
        closed.clock.forward(seconds=1)
    assert [it.name for it in damaged_copies(closed.folder)] == [copy]  # a damaged file is never copied over good ones
    assert {path.suffix for path in (closed.folder / "copias").iterdir()} == {".db", ".json"}


def test_a_file_cut_short_is_told_and_recovered(closed):
    path = closed.folder / "ayni.db"
    raw = path.read_bytes()
    for length in (0, 100, 4096, len(raw) // 2):
        path.write_bytes(raw[:length])
        told = ""
        try:
            with open_workspace(closed.folder, PASSPHRASE, clock=closed.clock) as door:
                told = " ".join(str(sentence) for sentence in door.check())
        except Refused as refusal:
            told = str(refusal)
        assert "dañado" in told, length
        restore_damaged(closed.folder, damaged_copies(closed.folder)[-1].name, None, recovery=closed.recovery)
        assert reopened(closed) == (closed.hash, [])


def test_restoring_needs_the_key_and_a_good_copy(closed):
    copy = damaged_copies(closed.folder)[0].name
    with pytest.raises(Refused):
        restore_damaged(closed.folder, copy, "otra clave")
    with pytest.raises(Refused, match="dañada"):
        restore_damaged(closed.folder, "ayni-nada.db", PASSPHRASE)
    door = open_workspace(closed.folder, PASSPHRASE, clock=closed.clock)
    with pytest.raises(Refused, match="ya está abierta"):
        restore_damaged(closed.folder, copy, PASSPHRASE)
    door.close()


# Check


def tampered(town, *statements):
    """What the check says after somebody wrote into the file behind the program's back."""
    conn = town.door.db.conn
    conn.execute("INSERT INTO sync_save (one, tx, scope, mode) VALUES (1, 0, '', 'receive')")
    for sql in statements:
        conn.execute(sql)
    conn.execute("DELETE FROM sync_save")
    return [str(sentence) for sentence in town.door.check()]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE socio SET dni = '99999999'",
        "UPDATE socio SET telefono = '984000111'",
        "DELETE FROM socio",
        "INSERT INTO socio (id, dni) VALUES ('x', '1')",
        "UPDATE aeo SET ventas_centimos = 1",
    ],
)
def test_a_row_changed_outside_a_save_is_found(town, aeo, socio, sql):
    assert town.door.check() == []
    [told] = tampered(town, sql)
    assert "no coincide con su historia" in told


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE sync_op SET value = replace(value, '40000001', '99999999')",
        "UPDATE sync_tx SET person = 'Otra persona'",
        "UPDATE sync_tx SET clock = '2020-01-01'",
        "DELETE FROM sync_op WHERE tbl = 'socio'",
        "UPDATE sync_tx SET signature = zeroblob(64)",
    ],
)
def test_a_log_that_was_altered_is_found(town, aeo, socio, sql):
    assert any("alterado" in told for told in tampered(town, sql))


def test_lost_guards_are_found_and_put_back_at_the_next_opening(town, aeo, socio):
    town.door.db.conn.execute("DROP TRIGGER log_socio_identidad")
    assert "guardas" in str(town.door.check()[0])
    town.reopen()
    assert town.door.check() == []
