"""What an office and a promoter do with their disks, to be done again and again on copies while something fails.

Each work begins on a copy of one invented town, and says afterwards what must be true whatever happened on the way:
the file opens, it is what its log adds up to, no acknowledged save is missing, and the work is there whole or not at
all. Done again it succeeds.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from ayni.job import finish
from ayni.storage.database import rows
from ayni.workspace import Refused, create_workspace, is_workspace, open_workspace, restore_damaged

PASSPHRASE = "clave de prueba"
OLD = Path(__file__).parents[1] / "storage" / "old"
OLD_PASSPHRASE = "clave de cada version"
FACTS: dict[str, Any] = {"ubigeo": "080101", "name": "Sumaq Llaqta", "passphrase": PASSPHRASE, "cost": 2**10}
CALL = {"nombre": "P", "year": "2026", "fecha_autorizacion": "20/02/2026", "categorias": "A", "cadenas": "cuy"}
AEO = {
    "categoria": "A",
    "cadena": "cuy",
    "nombre": "Sumaq Quwi",
    "naturaleza": "juridica",
    "tipo": "asociacion",
    "ruc": "20131312955",
    "partida_registral": "11045678",
    "fecha_constitucion": "12/03/2021",
    "ubigeo": "080101",
}
ROSA = {"apellido_paterno": "Quispe", "nombres": "Rosa", "fecha_nacimiento": "03/05/1985", "sexo": "M"}
NEW = {"dni": "49999999", "telefono": "984999999"}


def quick(fallback: Path) -> Path:
    """A place for folders that need no real disk under them: in memory, where this machine has one."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and os.access(memory, os.W_OK) else fallback


def leave(door: Any) -> None:
    """Let go of a folder as a process does that ends: no copy is left."""
    door._let_go()


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder holds."""

    hash: str
    saves: frozenset[int]


def held(door: Any) -> Found:
    """What an open folder holds, when it is whole."""
    said = [str(sentence) for sentence in door.check()]
    assert said == [], said
    return Found(door.state_hash(), frozenset(found["tx"] for found in rows(door.db, "SELECT tx FROM sync_tx")))


def look(folder: Path, passphrase: str = PASSPHRASE) -> Found:
    """Open a folder and see what it holds."""
    door = open_workspace(folder, passphrase)
    try:
        return held(door)
    finally:
        leave(door)


@dataclass
class Town:
    """The folders and the stick, and who is in them."""

    place: Path
    aeo: str = ""
    socio: str = ""
    copy: str = ""
    begun: dict[str, Found] = field(default_factory=dict)  # what was acknowledged before anything failed

    @property
    def office(self) -> Path:
        return self.place / "oficina"

    @property
    def promoter(self) -> Path:
        return self.place / "promotor"

    @property
    def old(self) -> Path:
        return self.place / "vieja"

    @property
    def stick(self) -> Path:
        return self.place / "usb" / "envio.ayni"

    def again(self, place: Path) -> "Town":
        """The same town in another place."""
        shutil.copytree(self.place, place)
        return Town(place, self.aeo, self.socio, self.copy, self.begun)


def build(place: Path) -> Town:
    """An office with a copy, a promoter who holds a part and disagrees, and a stick with the last bundle on it."""
    town = Town(place)
    (place / "usb").mkdir(parents=True)
    shutil.copytree(min(OLD.iterdir()), town.old)
    office, _ = create_workspace(town.office, person="Ana Huamán", role="oficina", **FACTS)
    beto, _ = create_workspace(town.promoter, person="Beto Quispe", role="oficina", **FACTS)
    office.write_card(place / "ana.ayni")
    beto.write_card(place / "beto.ayni")
    office.trust(place / "beto.ayni")
    beto.trust(place / "ana.ayni")
    town.aeo = office.save_aeo({"convocatoria": office.save_convocatoria(CALL), **AEO})
    for number in range(9):
        town.socio = office.save_socio(town.aeo, {"dni": f"{40_000_001 + number}", **ROSA})
    office.close()
    town.copy = max(path.name for path in (town.office / "copias").glob("ayni-*.db"))
    office = open_workspace(town.office, PASSPHRASE)
    finish(office.exporting("Beto Quispe", town.stick))
    finish(beto.receiving(town.stick))
    beto.save_socio(town.aeo, {"dni": "41111111"}, town.socio)
    office.save_socio(town.aeo, {"dni": "42222222"}, town.socio)
    finish(office.exporting("Beto Quispe", town.stick))
    office.save_socio(town.aeo, {"nota": "dictado"}, town.socio)
    leave(beto)
    leave(office)
    Image.new("L", (60, 80), "white").save(place / "usb" / "estatuto.png")
    town.begun = {"oficina": look(town.office), "promotor": look(town.promoter)}
    later = town.again(place.with_name("despues"))
    door = open_workspace(later.office, PASSPHRASE)
    door.save_socio(town.aeo, NEW, town.socio)
    town.begun["guardado"] = held(door)
    leave(door)
    shutil.rmtree(later.place)
    return town


class Work:
    """Something done to a disk. `folder` is the one whose state it may change."""

    name = ""
    folder = "oficina"
    stays = True  # it can be tried again in the same session
    share = 1.0  # of the tries that each work gets: less for the long ones

    def begin(self, town: Town) -> tuple[Callable[[], object], Callable[[], None]]:
        """Open what must be open before; what is done, and what lets go afterwards."""
        door = open_workspace(town.place / self.folder, PASSPHRASE)
        return (lambda: self.act(town, door)), (lambda: leave(door))

    def act(self, town: Town, door: Any) -> None:
        """Do it."""
        raise NotImplementedError

    def finished(self, town: Town) -> Found:
        """What the folder holds once the work is done."""
        return look(town.place / self.folder)

    def judge(self, town: Town, after: Found) -> None:
        """What must be true after a fault, and that it can be done again; `after` is what the finished work leaves."""
        door = open_workspace(town.place / self.folder, PASSPHRASE)
        try:
            before, found = town.begun[self.folder], held(door)
            assert found.hash == before.hash or self.done(town, door, after), "half of it is there"
            assert before.saves <= found.saves, "an acknowledged save is missing"
            self.look_around(town, door)
            self.act(town, door)
            assert self.done(town, door, after)
            self.look_around(town, door)
        finally:
            leave(door)

    def done(self, town: Town, door: Any, after: Found) -> bool:
        """It is there whole."""
        return bool(door.state_hash() == after.hash)

    def look_around(self, town: Town, door: Any) -> None:
        """What else must be true, before it is done again and after."""


class Save(Work):
    """Two cells of a member in one save."""

    name = "save"

    def act(self, town, door):
        door.save_socio(town.aeo, NEW, town.socio)


class Undo(Work):
    """The last act taken back, by the machine that did it."""

    name = "undo"
    share = 0.6

    def act(self, town, door):
        if not door.socio(town.socio)["nota"]:
            return  # it was taken back before the fault
        door.undo()


class Export(Work):
    """A bundle over the one that the stick holds."""

    name = "export"

    def act(self, town, door):
        finish(door.exporting("Beto Quispe", town.stick))

    def look_around(self, town, door):
        beto = open_workspace(town.promoter, PASSPHRASE)
        try:
            assert beto.look_into(town.stick).new_saves in {1, 2}  # whole: the one of before, or the new one
            assert [path.name for path in town.stick.parent.glob("*.ayni")] == [town.stick.name]
        finally:
            leave(beto)


class Receive(Work):
    """A bundle that brings rows and a clash."""

    name, folder = "receive", "promotor"

    def act(self, town, door):
        finish(door.receiving(town.stick))


class Paper(Work):
    """A scanned paper kept beside the database and named by a row."""

    name = "paper"

    def act(self, town, door):
        if not door.papel(town.aeo, "estatuto").files:
            finish(door.adding_papel(town.aeo, "estatuto", [town.stick.with_name("estatuto.png")]))

    def done(self, town, door, after):
        return len(door.papel(town.aeo, "estatuto").files) == 1  # its row has an id of its own each time

    def look_around(self, town, door):
        for each in door.papel(town.aeo, "estatuto").files:
            assert door.archivo(each.sha256)
        assert finish(door.checking_archivos()) == []
        assert door.missing_archivos() == []


class Close(Work):
    """Closing: what was saved moves into the file, and a copy is left."""

    name, stays = "close", False

    def begin(self, town):
        door = open_workspace(town.office, PASSPHRASE)
        door.save_socio(town.aeo, NEW, town.socio)
        return door.close, lambda: leave(door)

    def judge(self, town, after):
        found = look(town.office)
        assert found.hash == after.hash == town.begun["guardado"].hash
        assert town.begun["oficina"].saves < found.saves
        open_workspace(town.office, PASSPHRASE).close()
        for copy in (town.office / "copias").glob("ayni-*.db"):
            assert _opens_as_copy(town, copy)


class Restore(Work):
    """Back to a copy. What was there before is kept."""

    name, stays = "restore", False

    def act(self, town, door):
        finish(door.restoring(town.copy))

    def begin(self, town):
        door = open_workspace(town.office, PASSPHRASE)
        door.save_socio(town.aeo, NEW, town.socio)  # it stands beside the file still
        return (lambda: self.act(town, door)), (lambda: leave(door))

    def judge(self, town, after):
        before, found = town.begun["guardado"], look(town.office)
        assert found.hash in {before.hash, after.hash}
        if found.hash == after.hash:
            kept = sorted((town.office / "copias").glob("antes-*.db"))
            assert any(_opens_as_copy(town, path) == before.hash for path in kept), "what was there is gone"
        door = open_workspace(town.office, PASSPHRASE)
        finish(door.restoring(town.copy))
        assert look(town.office).hash == after.hash


class Rescue(Restore):
    """Back to a copy from the page of a damaged file."""

    name = "rescue"
    share = 0.5

    def begin(self, town):
        with (town.office / "ayni.db").open("rb+") as file:
            file.write(b"roto" * 100)
        return lambda: restore_damaged(town.office, town.copy, PASSPHRASE), lambda: None

    def judge(self, town, after):
        """The file is still the damaged one, or it is the copy: nothing between."""
        try:
            found = look(town.office)
        except Refused:
            pass
        else:
            assert found.hash == after.hash
        restore_damaged(town.office, town.copy, PASSPHRASE)
        assert look(town.office).hash == after.hash


class Migrate(Work):
    """A file of the first release, brought to the shape of today while it is opened."""

    name, folder = "migrate", "vieja"
    share = 0.5

    def begin(self, town):
        opened = []
        return (lambda: opened.append(open_workspace(town.old, OLD_PASSPHRASE))), lambda: [leave(it) for it in opened]

    def finished(self, town):
        return look(town.old, OLD_PASSPHRASE)

    def judge(self, town, after):
        assert look(town.old, OLD_PASSPHRASE) == after


class Create(Work):
    """A new municipality in an empty folder."""

    name, folder = "create", "nueva"
    share = 0.4

    def begin(self, town):
        made = []

        def act():
            if not is_workspace(town.place / "nueva"):
                made.append(create_workspace(town.place / "nueva", person="Ana Huamán", **FACTS)[0])

        return act, lambda: [leave(it) for it in made]

    def judge(self, town, after):
        act, let_go = self.begin(town)
        act()
        let_go()
        assert look(town.place / "nueva").saves is not None


def _opens_as_copy(town: Town, copy: Path) -> str:
    """The state in a copy, opened apart; nothing when it is refused."""
    aside = town.place / "aparte"
    aside.mkdir()
    try:
        shutil.copy(town.office / "llave.json", aside)
        shutil.copy(copy, aside / "ayni.db")
        return look(aside).hash
    except Refused:
        return ""
    finally:
        shutil.rmtree(aside)


WORKS = (Save(), Undo(), Export(), Receive(), Paper(), Close(), Restore(), Rescue(), Migrate(), Create())
