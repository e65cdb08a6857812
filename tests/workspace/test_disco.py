"""A disk that is full, a stick that was pulled, a call that fails: a sentence, nothing by halves, and it can go on."""

import os
import random
import shutil
import tempfile
from pathlib import Path

import pytest

from ayni.workspace import open_workspace
from faults import fallas, obras
from faults.disco import Disk, watching


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """An office, a promoter and a stick, to be copied."""
    place = Path(tempfile.mkdtemp(dir=obras.quick(tmp_path_factory.mktemp("disco"))))
    yield obras.build(place / "pueblo")
    shutil.rmtree(place)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # an image library leaves its file open
@pytest.mark.parametrize("work", obras.WORKS, ids=lambda work: work.name)
def test_a_disk_that_fails_at_a_call_is_told_and_nothing_is_left_by_halves(town, work):
    said = list(fallas.fails([work], town, 4, random.Random(20261126)))
    assert {fault for _, fault, _ in said} == set(fallas.FAULTS)
    assert work.name == "close" or any(sentence for _, _, sentence in said)


def test_a_page_that_could_not_be_read_once_does_not_condemn_the_file(town, tmp_path):
    copy = town.again(Path(tempfile.mkdtemp(dir=obras.quick(tmp_path))) / "pueblo")
    disk = Disk((copy.place,), reads=True)
    with watching(disk):
        door = open_workspace(copy.office, obras.PASSPHRASE)
        disk.calls.clear()
        disk.at, disk.fault = 0, "eio"
        with pytest.raises(Exception) as refused:
            door.socio(copy.socio)
        assert "no responde" in fallas.sentence(refused.value)
        assert disk.calls[0] == "read ayni.db"
        assert door.socio(copy.socio)["dni"] == "42222222"
        door.save_socio(copy.aeo, obras.NEW, copy.socio)
        assert door.check() == []
        obras.leave(door)
    shutil.rmtree(copy.place.parent)


def test_a_municipality_half_made_does_not_keep_its_folder(tmp_path):
    folder = tmp_path / "nueva"
    folder.mkdir()
    (folder / "llave.json.nuevo").write_text("{")
    (folder / "ayni.db").write_bytes(os.urandom(4096))
    door, _ = obras.create_workspace(folder, person="Ana Huamán", **obras.FACTS)
    with door:
        assert door.check() == []
    assert not list(folder.glob("*.nuevo*"))
    (folder / "llave.json").rename(folder / "llave.json.nuevo")  # not one that was used
    with pytest.raises(obras.Refused, match="ya tiene archivos"):
        obras.create_workspace(folder, person="Ana Huamán", **obras.FACTS)
