"""Copies from the command line: take one, see them, test one, go back, set up a new machine, repair the key."""

import json
import shutil

import pytest
from click.testing import CliRunner

from ayni.cli import ayni
from ayni.workspace import create_workspace, open_workspace

SECRET = "clave de prueba"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("AYNI_PASSPHRASE", SECRET)
    who = {"ubigeo": "080101", "name": "Municipalidad de Sumaq Llaqta", "person": "Ana Condori"}
    door, recovery = create_workspace(tmp_path / "oficina", **who, passphrase=SECRET, cost=2**4)
    door.close()
    (tmp_path / "hoja.txt").write_text(recovery)
    return tmp_path / "oficina"


def run(*line):
    """Exit status and what was said."""
    try:
        done = CliRunner().invoke(ayni, [str(word) for word in line], catch_exceptions=False)
    except SystemExit as end:
        return end.code, ""
    return done.exit_code, done.output


def hash_of(folder):
    with open_workspace(folder, SECRET, read_only=True) as door:
        return door.state_hash()


def test_a_copy_goes_out_is_listed_tested_and_a_new_machine_is_set_up_from_it(folder, tmp_path):
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    expected = hash_of(folder)
    code, said = run("copy", folder, "--to", stick)
    assert code == 0
    assert "Ayni-copias" in said
    assert run("copies-test", folder)[0] == 0
    listed = json.loads(run("copies", folder, "--json")[1])
    assert listed["test"]["found"] == []
    assert len(listed["outside"]) == 1
    assert "está sana" in run("copies", folder)[1]
    code, said = run("check", folder)
    assert (code, "coincide" in said) == (0, True)
    shutil.rmtree(folder)
    new = tmp_path / "nueva"
    assert run("restore", new, "--from", stick, "--recovery-file", tmp_path / "hoja.txt")[0] == 0
    assert run("check", new)[0] == 0  # whole, its second key file too, before anybody opened it to write
    assert hash_of(new) == expected
    assert run("restore", tmp_path / "otra", "--from", tmp_path)[0] == 1


def test_a_damaged_folder_goes_back_to_its_last_good_copy_without_naming_it(folder):
    expected = hash_of(folder)
    path = folder / "ayni.db"
    raw = path.read_bytes()
    path.write_bytes(raw[:-4096] + bytes(4096))
    code, said = run("check", folder)
    assert code == 1
    assert "dañado" in said
    assert run("restore", folder)[0] == 0
    assert hash_of(folder) == expected


def test_a_damaged_key_file_says_what_to_type_and_is_repaired(folder):
    (folder / "llave.json").write_text("{")
    code, said = run("check", folder)
    assert (code, "Repárelo" in said) == (1, True)
    assert run("repair", folder)[0] == 0
    assert run("check", folder)[0] == 0


def test_a_folder_of_another_machine_is_answered(folder, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "otro"))
    assert "Falta decir" in run("machine", folder)[1]
    assert run("machine", folder, "--moved", "--copy", "X")[0] == 2
    assert run("machine", folder, "--copy", "Ana, segundo equipo")[0] == 0
    assert "Este equipo trabaja con ella" in run("machine", folder)[1]
