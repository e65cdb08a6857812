"""Ayni tests its copies and its file by itself, and tells what came back or came from another machine."""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ayni.storage import attachments
from ayni.workspace import Refused, finding_good_copy, open_workspace, restore_damaged

PASSPHRASE = "clave de prueba"
DESKTOP = Path(__file__).parents[2] / "desktop"


def spoil(path, place):
    raw = bytearray(path.read_bytes())
    raw[place % len(raw)] ^= 0x55
    path.write_bytes(raw)


def said(found):
    return " ".join(str(sentence) for sentence in found)


# Every byte


def test_a_damaged_byte_in_any_page_is_found_and_told(town, aeo, socio, done):
    """In the body, in the chance bytes and in the seal of each page; the good copy opens afterwards."""
    town.reopen()
    town.door.close()
    path = town.folder / "ayni.db"
    good = path.read_bytes()
    pages = range(0, len(good), 4096)
    assert len(pages) > 60
    for number, start in enumerate(pages):
        place = start + (17, 2000, 4020, 4060, 4095)[number % 5]
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        try:
            with open_workspace(town.folder, PASSPHRASE, read_only=True) as door:
                told = said(door.check())
        except Refused as refused:
            told = str(refused)
        assert "dañado" in told, place
        assert "copia" in told, place
    path.write_bytes(good)
    with open_workspace(town.folder, PASSPHRASE, read_only=True) as door:
        assert done(door.checking_file(whole=True)) == []


def test_damage_of_a_paper_of_a_copy_and_of_the_key_file_is_told_by_name(town, aeo, done):
    town.reopen()
    door = town.door
    sha = attachments.put(town.folder, door._key, b"%PDF un acta" * 9)
    copy = door.copies()[0].name
    paper = attachments.place(town.folder, sha)
    sound = paper.read_bytes()
    assert done(door.checking_file(whole=True)) == []
    for place in range(0, len(sound), 7):
        paper.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        assert done(attachments.check_all(town.folder, door._key)) == [sha], place
    assert "papel" in said(done(door.checking_file()))
    paper.write_bytes(sound)
    spoil(town.folder / "copias" / copy, 5000)
    assert "La copia del" in said(done(door.checking_file(whole=True)))
    assert "10:42" in said(done(door.checking_file(whole=True)))
    for name in ("llave.json", "copias/llave.json"):
        kept = (town.folder / name).read_bytes()
        (town.folder / name).write_bytes(kept[:90])
        assert f"El archivo {name} está dañado" in said(done(door.checking_file()))
        (town.folder / name).write_bytes(kept)
    assert done(door.checking_file()) == []
    assert door.last_check().found == ()


CUT = """
import os, sys
from ayni.workspace import open_workspace
door = open_workspace(__import__("pathlib").Path(sys.argv[1]), "clave de prueba")
door.save_aeo({"telefono": "984000111"}, sys.argv[2])
door.keep_draft("aeo", "", {"nombre": "sin terminar"})
os._exit(9)
"""


@pytest.fixture
def cut(town, aeo):
    """The power went after a save: the file was never closed, and what was saved is in its journal."""
    town.reopen()
    town.before = town.door.state_hash()
    town.door.close()
    environment = os.environ | {"PYTHONPATH": str(DESKTOP)}
    done = subprocess.run([sys.executable, "-c", CUT, town.folder, aeo], env=environment, check=False)
    assert done.returncode == 9
    assert (town.folder / "ayni.db-wal").stat().st_size > 0
    return town


def test_an_end_that_was_none_is_noticed_checked_and_told(cut, done):
    cut.door = door = open_workspace(cut.folder, PASSPHRASE)
    assert door.unclean
    assert door.check_due()
    assert done(door.checking_file()) == []
    assert "nada guardado se perdió" in said(door.end_told())
    assert "Quedó un borrador" in said(door.end_told())
    assert door.state_hash() != cut.before
    cut.reopen()
    assert not cut.door.unclean
    assert not (cut.folder / "ayni.abierto").exists() or cut.door.end_told() == []


def test_a_damaged_byte_of_the_journal_is_told_or_is_a_save_that_did_not_end(cut, done):
    """Never half rows: the state is the one before the save or the one after it, and the check says so."""
    journal, shared = cut.folder / "ayni.db-wal", cut.folder / "ayni.db-shm"
    good, file = journal.read_bytes(), (cut.folder / "ayni.db").read_bytes()
    with open_workspace(cut.folder, PASSPHRASE, read_only=True) as door:
        after = door.state_hash()
    for place in [*range(0, 60, 5), *range(60, len(good), max(1, len(good) // 40))]:
        journal.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        (cut.folder / "ayni.db").write_bytes(file)
        shared.unlink(missing_ok=True)
        try:
            with open_workspace(cut.folder, PASSPHRASE, read_only=True) as door:
                found = door.check()
                assert found or door.state_hash() in {cut.before, after}, place
        except Refused as refused:
            assert "dañado" in str(refused)  # noqa: PT017


def test_a_large_file_is_checked_by_a_sample_and_damage_of_a_row_in_it_is_found(town, aeo, done, monkeypatch):
    monkeypatch.setattr("ayni.workspace.revision.SMALL", 0)
    town.socios(aeo, 5)
    assert done(town.door.checking_file()) == []
    conn = town.door.db.conn
    conn.execute("INSERT INTO sync_save (one, tx, scope, mode) VALUES (1, 0, '', 'receive')")
    conn.execute("UPDATE socio SET dni = '99999999'")
    conn.execute("UPDATE sync_tx SET person = 'Otra'")
    conn.execute("DELETE FROM sync_save")
    told = said(done(town.door.checking_file()))
    assert "no coincide con su historia" in told
    assert "alterado" in told


def test_what_is_saved_while_the_check_runs_is_not_taken_for_damage(town, aeo, person):
    job = town.door.checking_file(whole=True)
    found = []

    def run():
        try:
            while True:
                next(job)
        except StopIteration as end:
            found.append(end.value)

    for place in range(1, 4):
        town.door.save_socio(aeo, person(place))
    thread = threading.Thread(target=run)
    thread.start()
    for place in range(4, 30):
        town.door.save_socio(aeo, person(place))
    thread.join()
    assert found == [[]]


# Its copies


def test_each_week_ayni_opens_its_newest_copy_and_keeps_what_it_saw(town, aeo, done):
    assert not town.door.test_due()  # no copy yet
    town.reopen()
    assert town.door.test_due()
    before = sorted(path.name for path in (town.folder / "copias").iterdir())
    seen = done(town.door.testing_copy())
    assert (seen.found, seen.name) == ((), town.door.copies()[0].name)
    assert seen.saves > 0
    assert not town.door.test_due()
    assert town.door.last_test() == seen
    assert sorted(path.name for path in (town.folder / "copias").iterdir()) == before
    town.clock.forward(days=6)
    assert not town.door.test_due()
    town.clock.forward(days=1)
    assert town.door.test_due()
    assert town.door.copy_warnings() == []
    town.clock.forward(days=7)
    assert "no se prueba una copia" in said(town.door.copy_warnings())


@pytest.mark.parametrize("place", [5, 5000, -1, -2000])
def test_a_damaged_copy_is_found_by_its_test_and_told(town, aeo, done, place):
    town.reopen()
    spoil(town.folder / "copias" / town.door.copies()[0].name, place)
    assert done(town.door.testing_copy()).found
    assert "copia está dañada" in said(town.door.copy_warnings())
    assert "dañada" in str(town.door.copy_test_told())
    assert not town.door.test_due()
    town.clock.forward(hours=1)
    town.reopen()  # closing made another copy, which is tested at once
    assert town.door.test_due()
    assert done(town.door.testing_copy()).found == ()
    assert town.door.copy_warnings() == []


def test_a_trial_stopped_or_cut_leaves_nothing(town, aeo, done):
    town.reopen()
    job = town.door.testing_copy()
    for _ in range(3):
        next(job)
    assert list((town.folder / "copias").glob("prueba-*"))
    job.close()
    assert not list((town.folder / "copias").glob("prueba-*"))
    (town.folder / "copias" / "prueba-cortada").mkdir()
    done(town.door.testing_copy())
    assert not list((town.folder / "copias").glob("prueba-*"))


# The last good copy


def test_the_last_good_copy_is_found_and_how_much_came_after_it(trio, person, done):
    office = trio.office
    office.reopen()
    good = office.door.copies()[0].name
    office.clock.forward(hours=1)
    office.door.save_socio(trio.aeo, person(5))
    office.door.save_socio(trio.aeo, person(6))
    trio.pack(office, trio.beto)
    office.door.save_socio(trio.aeo, person(7))
    office.reopen()
    newer = office.door.copies()[0].name
    office.door.close()
    spoil(office.folder / "copias" / newer, 9000)
    spoil(office.folder / "ayni.db", 9000)
    found = done(finding_good_copy(office.folder, PASSPHRASE))
    assert (found.name, found.after, found.exported, found.spoiled) == (good, 3, {"Beto Quispe": 2}, 1)
    for copy in (office.folder / "copias").glob("ayni-*.db"):
        copy.write_bytes(b"")
    assert done(finding_good_copy(office.folder, PASSPHRASE)) is None
    with pytest.raises(Refused, match="no es esa"):
        done(finding_good_copy(office.folder, "otra clave"))


# A copy that came back; another machine


def test_going_back_to_a_copy_is_told_with_what_is_missing_until_it_returns(trio, person, done):
    office = trio.office
    office.reopen()
    copy = office.door.copies()[0].name
    office.clock.forward(hours=1)
    office.door.save_socio(trio.aeo, person(5))
    office.door.save_socio(trio.aeo, person(6))
    trio.send(office, trio.beto)
    expected = office.door.state_hash()
    office.door.close()
    restore_damaged(office.folder, copy, PASSPHRASE)
    office.door = open_workspace(office.folder, PASSPHRASE, clock=office.clock)
    [told] = office.door.returns(unseen=True)
    assert (told["saves"], told["exported"], told["back"]) == (2, {"Beto Quispe": 2}, False)
    assert "Faltan 2 guardados" in said(office.door.return_told(told))
    assert "ahí vuelven" in said(office.door.return_told(told))
    office.door.saw_returns()
    assert office.door.returns(unseen=True) == []
    office.reopen()
    assert [each["back"] for each in office.door.returns()] == [False]
    trio.send(office, trio.beto)  # tells what is here now
    trio.send(trio.beto, office)
    assert [each["back"] for each in office.door.returns()] == [True]
    assert office.door.state_hash() == expected
    assert office.door.check() == []
    office.reopen()
    assert len(office.door.returns()) == 1


def test_a_folder_of_another_machine_is_asked_about_and_nothing_is_refused(town, aeo, person, tmp_path, monkeypatch):
    town.reopen()
    assert not town.door.relocated
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "otro"))
    town.reopen()
    assert town.door.relocated
    town.door.save_socio(aeo, person(1))
    town.reopen()
    assert town.door.relocated  # asked until somebody says
    town.door.moved_here()
    town.reopen()
    assert not town.door.relocated
    assert town.door.returns() == []


def test_a_copy_in_use_on_two_machines_gets_its_own_keys_and_both_still_merge(trio, person, tmp_path, monkeypatch):
    beto, office = trio.beto, trio.office
    trio.send(office, beto)
    beto.door.close()
    clone = tmp_path / "clon"
    shutil.copytree(beto.folder, clone)
    beto.door = open_workspace(beto.folder, PASSPHRASE, clock=beto.clock)
    beto.door.save_socio(trio.aeo, person(10))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "otro"))
    door = open_workspace(clone, PASSPHRASE, clock=beto.clock)
    assert door.relocated
    before = door.card().device
    for wrong in ("", "Beto Quispe", "Ana Huamán"):
        with pytest.raises(Refused):
            door.copy_here(wrong)
    door.copy_here("Beto Quispe, segundo equipo")
    assert not door.relocated
    assert door.card().device != before
    door.save_socio(trio.aeo, person(11))
    assert door.check() == []
    door.write_card(tmp_path / "nueva.ayni")
    office.door.trust(tmp_path / "nueva.ayni")
    trio.send(beto, office)
    trio.run(door.exporting(office.name, tmp_path / "clon.ayni"))
    trio.run(office.door.receiving(tmp_path / "clon.ayni"))
    trio.run(office.door.exporting("Beto Quispe, segundo equipo", tmp_path / "vuelta.ayni"))
    trio.run(door.receiving(tmp_path / "vuelta.ayni"))
    assert office.door.socio_count(trio.aeo) == 3
    assert door.state_hash() == office.door.state_hash()
    assert (door.check(), office.door.check()) == ([], [])
    door.close()


def test_a_folder_copied_on_the_same_machine_is_known_as_a_twin(town, aeo, tmp_path):
    town.reopen()
    town.door.close()
    shutil.copytree(town.folder, tmp_path / "otra")
    with open_workspace(tmp_path / "otra", PASSPHRASE) as door:
        assert door.twin == str(town.folder)
        assert door.returns() == []
        door.moved_here()
    with open_workspace(tmp_path / "otra", PASSPHRASE) as door:
        assert not door.twin


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"tx": "x"}', b"\xff", None])
def test_a_memory_that_is_lost_or_damaged_is_harmless(town, aeo, own_folders, content):
    town.reopen()
    for path in (own_folders).rglob("recuerdos/*.json"):
        if path.name != "equipo.json":
            if content is None:
                path.unlink()
                path.mkdir()
            else:
                path.write_bytes(content)
    town.reopen()
    assert (town.door.relocated, town.door.twin, town.door.returns()) == (False, "", [])
    town.door.save_aeo({"telefono": "984000111"}, aeo)
    town.reopen()


def test_where_nothing_can_be_remembered_ayni_works_as_ever(town, aeo, own_folders, monkeypatch, tmp_path):
    blocked = tmp_path / "archivo"
    blocked.write_text("no es una carpeta")
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    town.reopen()
    assert (town.door.relocated, town.door.returns()) == (False, [])
    town.door.save_aeo({"telefono": "984000111"}, aeo)
    town.reopen()
    assert town.door.check() == []
