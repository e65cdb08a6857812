"""Copies on a stick: taken whole or not at all, read back, and enough alone for a new machine."""

import errno
import json
import shutil

import pytest

from ayni.workspace import Refused, open_workspace, places_in, repair_key_file, restoring_from
from ayni.workspace import copia_fuera as outside

PASSPHRASE = "clave de prueba"


@pytest.fixture
def stick(tmp_path):
    found = tmp_path / "KINGSTON"
    found.mkdir()
    return found


@pytest.fixture
def place(town, stick):
    """The stick keeps copies of the town."""
    return town.door.keep_copies_in(stick).path


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_stick_is_marked_once_and_found_again_wherever_it_is(town, stick, place, tmp_path):
    assert town.door.keep_copies_in(stick).path == place
    assert town.door.copy_places() == [place]
    assert [found.path for found in town.door.places_seen()] == [place]
    moved = tmp_path / "media" / "otra-letra"
    moved.parent.mkdir()
    stick.rename(moved)
    assert town.door.places_seen() == []
    assert [found.path.parent for found in town.door.places_seen([tmp_path, moved])] == [moved]
    assert town.door.places_seen([tmp_path / "no hay"]) == []


def test_a_place_of_another_municipality_and_one_inside_the_folder_are_refused(towns, town, place):
    other = towns("Beto Quispe")
    with pytest.raises(Refused, match="otra municipalidad"):
        other.door.keep_copies_in(place)
    with pytest.raises(Refused, match="dentro de la carpeta"):
        town.door.keep_copies_in(town.folder / "copias")
    assert other.door.places_seen([place.parent]) == []


def test_a_copy_goes_out_encrypted_and_only_missing_papers_follow(town, aeo, place, done, tmp_path):
    paper = tmp_path / "acta.pdf"
    paper.write_bytes(b"%PDF-1.4 acta de la asamblea" * 50)
    sha = outside.attachments.put(town.folder, town.door._key, paper)
    first = done(town.door.copying_to(place))
    assert first.papers == 1
    assert b"Sumaq Quwi" not in (place / first.name).read_bytes()
    assert outside.attachments.sound(place, town.door._key, sha)
    again = done(town.door.copying_to(place))
    assert (again.papers, again.name) == (0, first.name)  # nothing changed: nothing is written twice
    town.clock.forward(minutes=5)
    town.door.save_aeo({"telefono": "984000111"}, aeo)
    later = done(town.door.copying_to(place))
    assert later.name > first.name
    assert town.door.copied_out() == town.clock().isoformat("T", "seconds")
    assert town.door.check() == []


def test_only_the_last_copies_stay_on_the_stick(town, aeo, place, done):
    for number in range(7):
        town.clock.forward(days=1)
        town.door.save_aeo({"telefono": f"98400011{number}"}, aeo)
        last = done(town.door.copying_to(place))
    kept = sorted(path.name for path in place.glob("*.db"))
    assert len(kept) == 5
    assert kept[-1] == last.name


def hash_in(place, name, tmp_path, done):
    """The state that a copy of a place brings back, and which copy served."""
    new = tmp_path / f"nuevo {name}"
    served = done(restoring_from(place, new, PASSPHRASE)).name
    with open_workspace(new, PASSPHRASE, read_only=True) as door:
        return served, door.state_hash()


@pytest.mark.parametrize("year", [2099, 2015])
def test_with_a_wrong_clock_what_goes_to_the_stick_is_what_is_saved(town, place, done, tmp_path, year):
    right = town.clock.now
    town.clock.now = right.replace(year=2099) if year == 2099 else right
    for number in range(11):
        town.door.save_municipality({"nombre": f"Municipalidad {number}"})
        if number == 0:
            done(town.door.copying_to(place))
        town.reopen()
        town.clock.now = right.replace(year=year) if year == 2015 else right
        town.clock.forward(days=number)
    for number in range(7):
        town.clock.forward(hours=1)
        town.door.save_municipality({"nombre": f"Municipalidad {number}, después"})
        sent = done(town.door.copying_to(place)).name
        assert sent == town.door.copies()[0].name
        assert sent in {path.name for path in place.glob("*.db")}
    assert len(list(place.glob("*.db"))) == 5
    assert hash_in(place, "ahora", tmp_path, done) == (sent, town.door.state_hash())


def test_a_copy_that_went_out_under_a_wrong_date_does_not_hide_the_last_one(town, place, done, tmp_path):
    right = town.clock.now
    town.clock.now = right.replace(year=2099)
    done(town.door.copying_to(place))
    town.clock.now = right
    assert town.door.copied_out()[:4] == "2099"  # the only one there is
    assert town.door.outside_warning() is not None
    (tmp_path / "AZUL").mkdir()
    done(town.door.copying_to(town.door.keep_copies_in(tmp_path / "AZUL").path))
    assert town.door.copied_out() == right.isoformat("T", "seconds")
    assert town.door.outside_warning() is None


def test_what_a_stick_holds_from_another_life_of_the_folder_does_not_push_the_new_copy_out(
    town, aeo, place, done, tmp_path
):
    for number in range(6):
        town.clock.forward(hours=1)
        town.door.save_aeo({"telefono": f"9840001{number:02}"}, aeo)
        done(town.door.copying_to(place))
    shutil.rmtree(town.folder / "copias")  # from here on they are counted anew
    town.clock.forward(hours=-20)
    town.door.save_aeo({"telefono": "984000222"}, aeo)
    sent = done(town.door.copying_to(place)).name
    assert hash_in(place, "una", tmp_path, done) == (sent, town.door.state_hash())
    before = contents(place)
    assert done(town.door.copying_to(place)).name == sent  # nothing changed: nothing is written twice
    assert contents(place) == before


@pytest.mark.parametrize("step", range(8))
def test_a_stick_pulled_or_full_at_any_moment_harms_nothing(town, aeo, place, done, monkeypatch, step):
    done(town.door.copying_to(place))
    before = contents(place)
    town.clock.forward(minutes=5)
    town.door.save_aeo({"telefono": "984000111"}, aeo)
    real, calls = outside.os.fsync, []

    def failing(handle):
        calls.append(handle)
        if len(calls) == step + 1:
            raise OSError(errno.ENOSPC if step % 2 else errno.EIO, "pulled")
        return real(handle)

    with monkeypatch.context() as pulled:
        pulled.setattr("os.fsync", failing)
        try:
            done(town.door.copying_to(place))
        except Refused as refused:
            assert "a salvo" in str(refused)  # noqa: PT017
    assert not list(place.rglob("*.nuevo"))
    assert contents(place).items() >= {n: b for n, b in before.items() if n.endswith(".db")}.items()
    assert town.door.check() == []
    done(town.door.copying_to(place))


def test_a_stick_without_room_is_told_before_anything_is_written(town, place, done, monkeypatch):
    before = contents(place)
    monkeypatch.setattr(outside.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))
    with pytest.raises(Refused, match="MB de espacio"):
        done(town.door.copying_to(place))
    assert contents(place) == before


def test_a_stick_that_keeps_something_else_is_told(town, place, done, monkeypatch):
    monkeypatch.setattr(outside, "_digest", lambda _: b"otra cosa")
    with pytest.raises(Refused, match="no es igual"):
        done(town.door.copying_to(place))
    assert not list(place.glob("*.db*"))


def test_a_damaged_file_does_not_push_out_the_good_copies(town, aeo, place, done):
    name = done(town.door.copying_to(place)).name
    town.reopen()
    town.door.close()
    path = town.folder / "ayni.db"
    raw = bytearray(path.read_bytes())
    raw[-3000] ^= 0x55
    path.write_bytes(raw)
    shutil.rmtree(town.folder / "copias")
    with open_workspace(town.folder, PASSPHRASE, clock=town.clock) as door, pytest.raises(Refused, match="no se copió"):
        done(door.copying_to(place))
    assert [path.name for path in place.glob("*.db")] == [name]


@pytest.mark.parametrize("secret", ["passphrase", "recovery"])
def test_a_dead_machine_is_set_up_anew_from_the_stick_alone(town, aeo, place, done, tmp_path, monkeypatch, secret):
    paper = tmp_path / "acta.pdf"
    paper.write_bytes(b"%PDF-1.4 acta" * 9)
    sha = outside.attachments.put(town.folder, town.door._key, paper)
    done(town.door.copying_to(place))
    expected = town.door.state_hash()
    town.door.close()
    shutil.rmtree(town.folder)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "otro equipo"))
    secrets = {"passphrase": PASSPHRASE} if secret == "passphrase" else {"passphrase": None, "recovery": town.recovery}
    new = tmp_path / "nuevo"
    [found] = places_in(place.parent)
    assert (found.name, len(found.copies)) == ("Municipalidad Distrital de Sumaq Llaqta", 1)
    with pytest.raises(Refused, match="no es esa"):
        done(restoring_from(found.path, new, "otra clave"))
    assert not new.exists()
    done(restoring_from(found.path, new, **secrets))
    town.folder = new
    town.door = open_workspace(new, PASSPHRASE, clock=town.clock)
    assert (town.door.state_hash(), town.door.check()) == (expected, [])
    assert b"".join(outside.attachments.pieces(new, town.door._key, sha)).startswith(b"%PDF")
    assert town.door.relocated  # it is asked whether the other machine is still used
    town.door.moved_here()
    town.reopen()
    assert not town.door.relocated


def test_the_newest_copy_of_the_stick_that_is_whole_serves(town, aeo, place, done, tmp_path):
    good = done(town.door.copying_to(place)).name
    expected = town.door.state_hash()
    town.clock.forward(minutes=5)
    town.door.save_aeo({"telefono": "984000111"}, aeo)
    bad = place / done(town.door.copying_to(place)).name
    raw = bytearray(bad.read_bytes())
    raw[len(raw) // 2] ^= 1
    bad.write_bytes(raw)
    assert done(restoring_from(place, tmp_path / "nuevo", PASSPHRASE)).name == good
    with open_workspace(tmp_path / "nuevo", PASSPHRASE, read_only=True) as door:
        assert door.state_hash() == expected


def test_a_restore_that_fails_leaves_no_half_folder(town, place, done, tmp_path, monkeypatch):
    done(town.door.copying_to(place))
    with monkeypatch.context() as full:
        full.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
        with pytest.raises(Refused):
            done(restoring_from(place, tmp_path / "nuevo", PASSPHRASE))
    assert not (tmp_path / "nuevo").exists()
    (tmp_path / "ocupada").mkdir()
    (tmp_path / "ocupada" / "algo.txt").write_text("mío")
    with pytest.raises(Refused, match="ya tiene archivos"):
        done(restoring_from(place, tmp_path / "ocupada", PASSPHRASE))
    with pytest.raises(Refused, match="no hay copias"):
        done(restoring_from(tmp_path, tmp_path / "nuevo", PASSPHRASE))


def test_in_the_folder_itself_the_stick_brings_back_file_and_papers(town, aeo, place, done, tmp_path):
    sha = outside.attachments.put(town.folder, town.door._key, b"un papel")
    done(town.door.copying_to(place))
    expected = town.door.state_hash()
    town.door.close()
    shutil.rmtree(town.folder / "copias")
    outside.attachments.place(town.folder, sha).write_bytes(b"roto")
    path = town.folder / "ayni.db"
    path.write_bytes(path.read_bytes()[:-5000])
    done(restoring_from(place, town.folder, PASSPHRASE, clock=town.clock))
    door = open_workspace(town.folder, PASSPHRASE, clock=town.clock)
    town.door = door
    assert (door.state_hash(), door.check()) == (expected, [])
    assert outside.attachments.sound(town.folder, door._key, sha)


def rot(path):
    """Every page of a file is spoiled; its size is as it was."""
    raw = bytearray(path.read_bytes())
    for start in range(0, len(raw), 4096):
        raw[min(start + 100, len(raw) - 1)] ^= 1
    path.write_bytes(raw)


def test_a_damaged_copy_of_the_same_name_and_size_does_not_keep_the_good_one_of_the_stick_out(town, aeo, place, done):
    done(town.door.copying_to(place))
    expected = town.door.state_hash()
    town.door.close()
    for path in [town.folder / "ayni.db", *(town.folder / "copias").glob("*.db")]:
        rot(path)
    done(restoring_from(place, town.folder, PASSPHRASE, clock=town.clock))
    town.door = open_workspace(town.folder, PASSPHRASE, clock=town.clock)
    assert (town.door.state_hash(), town.door.check()) == (expected, [])


def test_a_copy_spoiled_on_the_stick_is_replaced_by_the_next_one_though_nothing_was_saved(
    town, aeo, place, done, tmp_path
):
    name = done(town.door.copying_to(place)).name
    rot(place / name)
    assert done(town.door.copying_to(place)).name == name
    assert hash_in(place, "nuevo", tmp_path, done) == (name, town.door.state_hash())


def test_a_paper_cut_short_on_the_stick_is_replaced_at_once_and_a_spoiled_one_within_the_week(
    town, aeo, place, done, tmp_path
):
    key = town.door._key
    cut, rotten, lost = (outside.attachments.put(town.folder, key, f"acta {n}".encode()) for n in range(3))
    assert done(town.door.copying_to(place)).papers == 3
    there = outside.attachments.place(place, cut)
    there.write_bytes(there.read_bytes()[:-9])
    for sha in (rotten, lost):
        rot(outside.attachments.place(place, sha))
    rot(outside.attachments.place(town.folder, lost))  # there is no good one to send
    town.reopen()
    assert done(town.door.copying_to(place)).papers == 1
    assert outside.attachments.sound(place, key, cut)
    town.clock.forward(days=7)
    assert done(town.door.copying_to(place)).papers == 1
    assert outside.attachments.sound(place, key, rotten)
    assert not outside.attachments.sound(place, key, lost)
    town.reopen()
    rot(outside.attachments.place(place, rotten))
    assert done(town.door.copying_to(place)).papers == 0  # all of them are read once a week


def test_copies_of_another_folder_do_not_go_into_this_one(towns, town, place, done):
    done(town.door.copying_to(place))
    other = towns("Beto Quispe")
    (place / "llave.json").write_bytes((town.folder / "llave.json").read_bytes())
    other.door.close()
    with pytest.raises(Refused, match="otra carpeta"):
        done(restoring_from(place, other.folder, PASSPHRASE))


def test_the_only_good_key_of_another_folder_is_not_written_over(towns, town, place, done):
    done(town.door.copying_to(place))
    other = towns("Beto Quispe")
    other.door.close()
    (other.folder / "llave.json").unlink()  # its equal copy stands among the copies
    before = contents(other.folder)
    with pytest.raises(Refused, match="otra carpeta"):
        done(restoring_from(place, other.folder, PASSPHRASE))
    assert contents(other.folder) == before


@pytest.mark.parametrize("harm", ["gone", "spoiled"])
def test_a_folder_that_lost_one_key_file_still_takes_its_own_copies_from_the_stick(town, aeo, place, done, harm):
    done(town.door.copying_to(place))
    expected = town.door.state_hash()
    town.reopen()
    town.door.close()
    kept = (town.folder / "copias" / "llave.json").read_bytes()
    if harm == "gone":
        (town.folder / "llave.json").unlink()
    else:
        (town.folder / "llave.json").write_bytes(kept[:200])
    for path in [town.folder / "ayni.db", *(town.folder / "copias").glob("*.db")]:
        rot(path)
    done(restoring_from(place, town.folder, PASSPHRASE, clock=town.clock))
    assert (town.folder / "copias" / "llave.json").read_bytes() == kept
    repair_key_file(town.folder, PASSPHRASE)
    town.door = open_workspace(town.folder, PASSPHRASE, clock=town.clock)
    assert (town.door.state_hash(), town.door.check()) == (expected, [])


def test_key_files_that_the_stick_replaces_are_kept_beside(town, aeo, place, done):
    done(town.door.copying_to(place))
    town.reopen()
    town.door.close()
    good = (town.folder / "llave.json").read_bytes()
    (town.folder / "llave.json").write_bytes(good[:-40])
    (town.folder / "copias" / "llave.json").write_bytes(good[:90])
    done(restoring_from(place, town.folder, PASSPHRASE, clock=town.clock))
    assert (town.folder / "llave.json").read_bytes() == good
    aside = {path.read_bytes() for path in (town.folder / "copias").glob("antes-*-llave*.json")}
    assert aside == {good[:-40], good[:90]}
    town.door = open_workspace(town.folder, PASSPHRASE, clock=town.clock)


def test_a_mark_that_is_damaged_is_no_place(town, stick, place):
    for text in ("", "{", "[]", json.dumps({"ayni": "otra"})):
        (place / "ayni-copias.json").write_text(text)
        assert places_in(stick) == []
        assert town.door.places_seen([stick]) == []
