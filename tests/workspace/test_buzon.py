"""Any courier: folders of files in any order, the mailbox, sticks that fail at any moment, exports in several files."""

import base64
import builtins
import errno
import os
import random
from pathlib import Path

import pytest

from ayni.storage import records
from ayni.sync import bundle, container, parts
from ayni.workspace import Refused


@pytest.fixture
def stick(trio):
    """A folder that goes from hand to hand."""
    made = trio.folder / "memoria"
    made.mkdir()
    return made


def take_all(trio, town, folder):
    """Receive what a folder holds; the sentences of what was refused."""
    said = []
    for path in town.door.mail(folder).files:
        try:
            trio.run(town.door.taking(path))
        except Refused as refused:
            said.append(str(refused))
    return said


def names(paths):
    return [path.name for path in paths]


# whole, parts, several receivers


def test_whole_brings_again_what_was_confirmed(trio, stick):
    trio.send(trio.office, trio.beto)
    trio.send(trio.beto, trio.office)
    assert trio.run(trio.office.door.exporting("Beto Quispe", stick / "a.ayni")).saves == 0
    assert trio.run(trio.office.door.exporting("Beto Quispe", stick / "b.ayni", whole=True)).saves == 5
    assert trio.run(trio.beto.door.taking(stick / "b.ayni")).nothing_new


def test_one_file_for_several_machines_is_opened_by_each_and_by_nobody_else(trio, stick, towns):
    third = towns("Elba Turpo")
    third.door.write_card(trio.card(third))
    third.door.trust(trio.card(trio.office))
    sent = trio.run(trio.office.door.exporting(["Beto Quispe", "Cira Puma"], stick / "dos.ayni"))
    assert sent.to == "Beto Quispe, Cira Puma"
    for town in (trio.beto, trio.cira):
        assert trio.run(town.door.taking(stick / "dos.ayni")).new_saves == 5
        assert town.door.state_hash() == trio.office.door.state_hash()
    with pytest.raises(Refused, match="cerrado para otra persona"):
        trio.run(third.door.taking(stick / "dos.ayni"))
    assert [(each["unsent"], each["unconfirmed"]) for each in trio.office.door.trusted()] == [(0, 5), (0, 5)]


def test_machines_that_carry_different_organisations_are_not_sent_one_file(trio, stick):
    trio.office.door.assign("Beto Quispe", [trio.aeo])
    with pytest.raises(Refused, match="no llevan las mismas organizaciones"):
        trio.run(trio.office.door.exporting(["Beto Quispe", "Cira Puma"], stick / "dos.ayni"))
    assert list(stick.iterdir()) == []


def test_several_machines_get_what_any_of_them_lacks(trio, stick):
    trio.send(trio.office, trio.beto)
    trio.send(trio.beto, trio.office)
    trio.run(trio.office.door.exporting(["Beto Quispe", "Cira Puma"], stick / "dos.ayni"))
    assert trio.run(trio.cira.door.taking(stick / "dos.ayni")).new_saves == 5
    assert trio.run(trio.beto.door.taking(stick / "dos.ayni")).nothing_new


def test_a_large_export_is_several_files_received_by_themselves_in_any_order(trio, stick, person, monkeypatch):
    for place in range(2, 12):
        trio.office.door.save_socio(trio.aeo, person(place))
    monkeypatch.setattr(parts.parts, "__defaults__", (3,))
    sent = trio.run(trio.office.door.exporting("Beto Quispe", stick / "x.ayni"))
    assert names(sent.paths)[:3] == ["x.ayni", "x-2.ayni", "x-3.ayni"]
    assert len(sent.paths) > 3
    shuffled = list(sent.paths)
    random.Random(7).shuffle(shuffled)
    for path in shuffled:
        assert trio.run(trio.beto.door.taking(path)).new_saves > 0
        assert trio.beto.door.check() == []
    assert trio.beto.door.state_hash() == trio.office.door.state_hash()
    onward = trio.run(trio.beto.door.exporting("Ana Huamán", stick / "vuelta.ayni"))
    assert onward.saves == 0
    monkeypatch.undo()
    trio.run(trio.office.door.exporting("Beto Quispe", stick / "x.ayni"))
    assert names(sorted(stick.glob("x*.ayni"))) == ["x.ayni"]


@pytest.fixture
def small(monkeypatch):
    """As if a file could be no larger than 64 kB."""
    monkeypatch.setattr("ayni.sync.container.MAX_FILE", 64_000)
    monkeypatch.setattr("ayni.sync.bundle.MAX_OPEN", 128_000)
    monkeypatch.setitem(parts.parts.__kwdefaults__, "heaviest", 48_000)


@pytest.mark.usefixtures("small")
def test_heavy_rows_are_shared_out_into_files_that_every_receiver_takes(trio, stick):
    for number in range(12):
        heavy = base64.b64encode(random.Random(number).randbytes(12_000)).decode()
        values = {"aeo": trio.aeo, "plan": "x", "numero": str(number), "nombre": "v", "huella": "h"}
        with trio.office.door.save("save_version", trio.aeo) as db:
            row = {**values, "fecha": "2026-01-01", "contenido": heavy}
            records.insert(db, "version_plan", f"018f0000-0000-7000-8000-0000000000{number:02x}", row)
    sent = trio.run(trio.office.door.exporting("Beto Quispe", stick / "x.ayni"))
    assert len(sent.paths) > 3
    assert all(path.stat().st_size < 64_000 for path in sent.paths)
    assert take_all(trio, trio.beto, stick) == []
    assert trio.beto.door.state_hash() == trio.office.door.state_hash()


def test_the_weight_of_a_file_leaves_room_for_what_goes_with_it():
    assert parts.HEAVIEST <= 0.75 * container.MAX_FILE
    assert 2 * parts.HEAVIEST <= bundle.MAX_OPEN


def test_an_export_takes_away_and_writes_over_nothing_but_its_own(trio, stick, person, monkeypatch):
    for place in range(2, 8):
        trio.office.door.save_socio(trio.aeo, person(place))
    trio.run(trio.office.door.exporting("Cira Puma", stick / "envio-2.ayni"))
    (stick / "envio-3.ayni").write_bytes(b"cualquier cosa")
    (stick / "envio-4.ayni").mkdir()
    trio.run(trio.office.door.exporting("Cira Puma", stick / "envio.papeles-1.ayni"))
    strange = {path: path.is_dir() or path.read_bytes() for path in stick.iterdir()}

    def still_there():
        return {path: path.is_dir() or path.read_bytes() for path in strange} == strange

    one = trio.run(trio.office.door.exporting("Beto Quispe", stick / "envio.ayni"))
    assert names(one.paths) == ["envio.ayni"]
    assert still_there()
    with monkeypatch.context() as patch:
        patch.setattr(parts.parts, "__defaults__", (5,))
        several = trio.run(trio.office.door.exporting("Beto Quispe", stick / "envio.ayni"))
        trio.office.reopen()
        again = trio.run(trio.office.door.exporting("Beto Quispe", stick / "envio.ayni"))
    assert names(several.paths)[:3] == ["envio.ayni", "envio-5.ayni", "envio-6.ayni"]
    assert again.paths == several.paths
    assert still_there()
    assert take_all(trio, trio.beto, stick) == ["Este archivo está cerrado para otra persona. Pida uno para usted."] * 2
    assert trio.beto.door.state_hash() == trio.office.door.state_hash()
    trio.run(trio.office.door.exporting("Beto Quispe", stick / "envio.ayni"))
    assert still_there()
    assert set(stick.glob("*.ayni")) == {*strange, stick / "envio.ayni"}


def test_a_part_that_never_comes_is_made_good_by_the_next_export(trio, stick, person, monkeypatch):
    for place in range(2, 8):
        trio.office.door.save_socio(trio.aeo, person(place))
    monkeypatch.setattr(parts.parts, "__defaults__", (3,))
    sent = trio.run(trio.office.door.exporting("Beto Quispe", stick / "x.ayni"))
    for path in sent.paths[1:]:
        trio.run(trio.beto.door.taking(path))
    trio.run(trio.office.door.taking(trio.beto.door.write_receipt("Ana Huamán", stick / "recibo.ayni")))
    assert trio.office.door.trusted()[0]["unconfirmed"] > 0
    take = trio.run(trio.office.door.exporting("Beto Quispe", stick / "y.ayni"))
    for path in take.paths:
        trio.run(trio.beto.door.taking(path))
    assert trio.beto.door.state_hash() == trio.office.door.state_hash()


# folders


def test_a_folder_is_emptied_in_any_order_and_what_is_here_already_is_skipped(trio, stick):
    (stick / "de-Cira").mkdir()
    trio.run(trio.office.door.exporting("Beto Quispe", stick / "b.ayni"))
    trio.office.door.save_socio(trio.aeo, {"telefono": "984000111"}, trio.socio)
    trio.run(trio.office.door.exporting("Beto Quispe", stick / "de-Cira" / "a.ayni"))
    (stick / "foto.jpg").write_bytes(b"foto")
    (stick / "otro.ayni").write_bytes(b"PK\x03\x04" * 30)
    trio.beto.door.write_card(stick / "tarjeta.ayni")
    found = trio.beto.door.mail(stick)
    assert (names(found.files), found.known, found.unfinished) == (["b.ayni", "a.ayni"], 0, ())
    assert take_all(trio, trio.beto, stick) == []
    assert trio.beto.door.state_hash() == trio.office.door.state_hash()
    found = trio.beto.door.mail(stick)
    assert (found.files, found.known) == ((), 2)


def test_a_file_that_is_still_being_copied_waits_for_later(trio, stick):
    whole = trio.pack(trio.office, trio.beto).read_bytes()
    for length in (0, 10, len(whole) // 2):
        (stick / "a.ayni").write_bytes(whole[:length])
        found = trio.beto.door.mail(stick)
        assert (found.files, names(found.unfinished)) == ((), ["a.ayni"])
    (stick / "a.ayni").write_bytes(whole)
    assert names(trio.beto.door.mail(stick).files) == ["a.ayni"]


def test_names_that_couriers_use_while_they_write_are_never_picked_up(trio, stick):
    whole = trio.pack(trio.office, trio.beto).read_bytes()
    for name in ("a.ayni.nuevo", ".syncthing.a.ayni", "~a.ayni", "a.ayni.part", "a.ayni.crdownload", ".a.ayni"):
        (stick / name).write_bytes(whole)
    (stick / ".Trash").mkdir()
    (stick / ".Trash" / "a.ayni").write_bytes(whole)
    assert trio.beto.door.mail(stick).files == ()


def test_a_file_for_somebody_else_is_told_once_and_then_passed_over(trio, stick):
    trio.run(trio.office.door.exporting("Beto Quispe", stick / "a.ayni"))
    [path] = trio.cira.door.mail(stick).files
    with pytest.raises(Refused, match="cerrado para otra persona"):
        trio.cira.door.look_at(path)
    trio.cira.door.pass_over(path)
    assert trio.cira.door.mail(stick).files == ()
    assert names(trio.beto.door.mail(stick).files) == ["a.ayni"]


def test_a_folder_that_nobody_may_read_hides_none_of_the_mail(trio, stick, monkeypatch):
    for name in ("System Volume Information", "de-Ana"):
        (stick / name).mkdir()
    for path in (stick / "b.ayni", stick / "de-Ana" / "c.ayni"):
        trio.run(trio.office.door.exporting("Beto Quispe", path))
    honest = Path.iterdir

    def closed(self):
        if self.name.startswith("System"):
            raise PermissionError(errno.EACCES, "denied", str(self))
        return honest(self)

    monkeypatch.setattr(Path, "iterdir", closed)
    assert names(trio.beto.door.mail(stick).files) == ["b.ayni", "c.ayni"]
    with pytest.raises(Refused, match="No se puede leer la carpeta"):
        trio.beto.door.mail(stick / "System Volume Information")


def test_a_folder_that_is_not_there_is_told(trio, stick):
    with pytest.raises(Refused, match="nada"):
        trio.beto.door.mail(stick / "nada")
    with pytest.raises(Refused, match="nada"):
        trio.beto.door.use_mailbox(stick / "nada")


def test_the_mailbox_is_remembered_and_holds_the_last_of_each(trio, stick):
    with pytest.raises(Refused, match="Primero elija la carpeta"):
        trio.run(trio.office.door.posting("Beto Quispe"))
    trio.office.door.use_mailbox(stick)
    trio.office.reopen()
    assert trio.office.door.mailbox() == stick
    first = trio.run(trio.office.door.posting("Beto Quispe"))
    assert first.path.parent == stick
    assert len(first.path.stem) == len("ayni-") + 16
    trio.run(trio.office.door.posting("Cira Puma"))
    second = trio.run(trio.office.door.posting("Beto Quispe"))
    assert not first.path.exists()
    assert second.path.exists()
    assert len(list(stick.iterdir())) == 2
    for town in (trio.beto, trio.cira):
        take_all(trio, town, stick)
        assert town.door.state_hash() == trio.office.door.state_hash()
    trio.office.door.use_mailbox(None)
    assert trio.office.door.mailbox() is None


# a stick pulled out at any moment


class Pulled:
    """The stick fails at the n-th thing that is asked of it: open, write, flush to the disk, rename, read back."""

    def __init__(self, monkeypatch, stick, place):
        self.stick, self.left = str(stick), place
        self.broke = False
        real = {"open": builtins.open, "io": Path.open, "fsync": os.fsync, "replace": Path.replace}
        pulled = self

        def opened(path, *how, **more):
            pulled.asked(path)
            found = real["io"](path, *how, **more)
            return Stuck(found, pulled, path) if pulled.on(path) else found

        def replaced(path, target):
            pulled.asked(path)
            return real["replace"](path, target)

        def synced(handle):
            pulled.asked(pulled.stick)
            return real["fsync"](handle)

        def read(path):
            with opened(path, "rb") as found:
                return found.read()

        monkeypatch.setattr(Path, "open", opened)
        monkeypatch.setattr(Path, "replace", replaced)
        monkeypatch.setattr(Path, "read_bytes", read)
        monkeypatch.setattr("ayni.storage.folder.os.fsync", synced)

    def on(self, path):
        return str(path).startswith(self.stick)

    def asked(self, path):
        if self.on(path):
            self.left -= 1
            if self.left == 0:
                self.broke = True
            if self.left <= 0:
                raise OSError(errno.EIO, "pulled out", str(path))


class Stuck:
    """An open file of the stick."""

    def __init__(self, real, pulled, path):
        self.real, self.pulled, self.path = real, pulled, path

    def __enter__(self):
        return self

    def __exit__(self, *gone):
        self.real.close()

    def write(self, data):
        self.pulled.asked(self.path)
        return self.real.write(data)

    def read(self, *how):
        self.pulled.asked(self.path)
        return self.real.read(*how)

    def flush(self):
        self.pulled.asked(self.path)
        self.real.flush()

    def fileno(self):
        return self.real.fileno()


def attempt(trio, work):
    """The refusal of a piece of work, or nothing."""
    try:
        trio.run(work)
    except Refused as refused:
        return str(refused)
    return ""


def test_a_stick_pulled_out_at_any_moment_of_an_export_harms_nothing(trio, stick):
    before = trio.office.facts()
    place = 0
    while True:
        place += 1
        with pytest.MonkeyPatch.context() as patch:
            pulled = Pulled(patch, stick, place)
            said = attempt(trio, trio.office.door.exporting("Beto Quispe", stick / "a.ayni"))
        if not pulled.broke:
            break
        assert "a.ayni" in said
        assert trio.office.facts() == before
        for path in trio.beto.door.mail(stick).files:  # a file that is there is there whole
            trio.beto.door.look_at(path)
    assert place > 5  # open, write, flush, fsync, rename, read back
    assert take_all(trio, trio.beto, stick) == []
    assert trio.beto.door.state_hash() == trio.office.door.state_hash()


def test_a_stick_pulled_out_at_any_moment_of_a_receive_harms_nothing(trio, stick):
    trio.run(trio.office.door.exporting("Beto Quispe", stick / "a.ayni"))
    before = trio.beto.facts()
    place = 0
    while True:
        place += 1
        with pytest.MonkeyPatch.context() as patch:
            pulled = Pulled(patch, stick, place)
            said = attempt(trio, trio.beto.door.taking(stick / "a.ayni"))
        if not pulled.broke:
            break
        assert not said or ("a.ayni" in said and trio.beto.facts() == before)
    assert trio.beto.door.state_hash() == trio.office.door.state_hash()
