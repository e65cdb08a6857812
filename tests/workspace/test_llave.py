"""The key file has an equal copy: whatever happens to one byte of it, the folder opens or says what to press."""

import json

import pytest

from ayni.sync.keys import checked, key_file, open_key_file
from ayni.workspace import Refused, is_workspace, new_passphrase, open_workspace, repair_key_file

PASSPHRASE = "clave de prueba"
KEPT = "copias/llave.json"


@pytest.fixture
def closed(town):
    """A folder with something in it, closed; its key file has been copied."""
    town.call()
    town.hash = town.door.state_hash()
    town.reopen()
    town.door.close()
    town.file, town.copy = town.folder / "llave.json", town.folder / KEPT
    town.good = town.file.read_bytes()
    return town


def read(town, **how):
    """How the folder answers a secret, without writing: its hash, or the field and the words of the refusal."""
    try:
        with open_workspace(town.folder, read_only=True, **(how or {"passphrase": PASSPHRASE})) as door:
            return door.state_hash()
    except Refused as refused:
        [problem] = refused.problems
        return problem.field, problem.text


def test_the_key_file_is_copied_and_checked(closed):
    assert closed.copy.read_bytes() == closed.good
    assert checked(json.loads(closed.good))


def test_every_byte_of_the_key_file_may_change(closed):
    """Harmless, or told with the repair offered: never a traceback, never a wrong passphrase that is the right one."""
    offered = 0
    for place in range(len(closed.good)):
        for other in {closed.good[place] ^ 0x01, closed.good[place] ^ 0x80, ord("e"), ord("9")} - {closed.good[place]}:
            closed.file.write_bytes(closed.good[:place] + bytes([other]) + closed.good[place + 1 :])
            answer = read(closed)
            if answer == closed.hash:
                continue
            assert answer[0] == "key_file", (place, other, answer)
            assert "copia suya que abre" in answer[1]
            offered += 1
            if place % 10 == 0:
                assert read(closed, passphrase="otra clave")[0] == "passphrase"
                assert "no es esa" in read(closed, passphrase="otra clave")[1]
    assert offered > 500


def test_the_key_file_may_be_cut_short_anywhere_or_be_gone(closed):
    for length in range(len(closed.good)):
        closed.file.write_bytes(closed.good[:length])
        answer = read(closed)
        assert answer == closed.hash if length >= len(closed.good.rstrip()) else answer[0] == "key_file", length
    closed.file.unlink()
    assert is_workspace(closed.folder)
    assert read(closed)[0] == "key_file"


def test_one_button_repairs_it_with_the_passphrase_or_with_the_sheet(closed):
    for secret in ({"passphrase": PASSPHRASE}, {"passphrase": None, "recovery": closed.recovery}):
        closed.file.write_bytes(closed.good[:300])
        with pytest.raises(Refused, match="no es esa"):
            repair_key_file(closed.folder, "otra clave")
        repair_key_file(closed.folder, **secret)
        assert closed.file.read_bytes() == closed.good
        assert (closed.folder / "copias" / "antes-llave.json").read_bytes() == closed.good[:300]
        assert read(closed, **secret) == closed.hash
    repair_key_file(closed.folder, PASSPHRASE)  # nothing to repair
    assert closed.file.read_bytes() == closed.good


def test_damage_of_the_part_that_was_not_used_is_mended_when_the_other_opens(closed):
    raw = json.loads(closed.good)
    sealed = raw["recovery"]["sealed"]
    raw["recovery"]["sealed"] = ("B" if sealed[0] != "B" else "C") + sealed[1:]
    closed.file.write_text(json.dumps(raw))
    closed.reopen()
    closed.door.close()
    assert closed.file.read_bytes() == closed.good
    assert read(closed, recovery=closed.recovery) == closed.hash


def test_a_damaged_copy_of_the_key_file_is_made_again_at_the_next_opening(closed):
    for content in (b"", closed.good[:-40], b"\xff" * 100):
        closed.copy.write_bytes(content)
        assert read(closed) == closed.hash
        closed.reopen()
        closed.door.close()
        assert closed.copy.read_bytes() == closed.good


def test_with_both_files_damaged_it_is_told_and_nothing_is_offered(closed):
    closed.file.write_bytes(closed.good[:300])
    closed.copy.write_bytes(closed.good[:300])
    field, said = read(closed)
    assert field == "passphrase"
    assert "dañado" in said


def test_a_changed_passphrase_reaches_the_copy_and_the_old_one_opens_neither(closed):
    new_passphrase(closed.folder, "una clave nueva", recovery=closed.recovery)
    assert closed.copy.read_bytes() == closed.file.read_bytes()
    assert "no es esa" in read(closed)[1]
    closed.file.write_bytes(b"")
    assert "no es esa" in read(closed)[1]
    assert read(closed, passphrase="una clave nueva")[0] == "key_file"


def test_no_file_that_was_put_aside_opens_with_a_forgotten_passphrase(closed):
    copies = closed.folder / "copias"
    raw = json.loads(closed.good)
    raw["recovery"]["sealed"] = raw["recovery"]["sealed"][::-1]
    closed.file.write_text(json.dumps(raw))
    open_workspace(closed.folder, PASSPHRASE, clock=closed.clock).close()  # mended by itself
    assert open_key_file(json.loads((copies / "antes-llave.json").read_bytes()), passphrase=PASSPHRASE)
    (copies / "antes-20260310-104200-000000-llave.json").write_bytes(closed.good)  # a stick put the key back once
    other = json.dumps(key_file(b"k" * 32, PASSPHRASE, closed.recovery, 2**4))
    (copies / "antes-20260310-104201-000000-llave.json").write_text(other)  # the only key of what stood here before
    new_passphrase(closed.folder, "una clave nueva", recovery=closed.recovery)
    assert [path.read_text() for path in copies.glob("antes*.json")] == [other]
    assert read(closed)[0] == "passphrase"
    assert read(closed, passphrase="una clave nueva") == closed.hash


def test_a_copy_that_stayed_behind_does_not_bring_back_an_old_passphrase(closed):
    new_passphrase(closed.folder, "una clave nueva", recovery=closed.recovery)
    closed.copy.write_bytes(closed.good)
    field, said = read(closed)
    assert (field, "no es esa" in said) == ("passphrase", True)
    closed.reopen(passphrase="una clave nueva")
    closed.door.close()
    assert closed.copy.read_bytes() == closed.file.read_bytes()


def test_the_file_of_an_older_program_opens_and_receives_its_checks_and_its_copy(closed):
    older = json.loads(closed.good)
    for part in ("passphrase", "recovery"):
        del older[part]["check"]
    closed.file.write_text(json.dumps(older))
    closed.copy.unlink()
    assert read(closed) == closed.hash
    assert "no es esa" in read(closed, passphrase="otra clave")[1]
    closed.reopen()
    closed.door.close()
    assert json.loads(closed.file.read_bytes()) == json.loads(closed.good)
    assert closed.copy.read_bytes() == closed.file.read_bytes()


def test_a_passphrase_changed_by_an_older_program_is_not_taken_for_damage(closed):
    """It writes the part anew, without a check, and knows of no copy."""
    new_passphrase(closed.folder, "una clave nueva", recovery=closed.recovery)
    newer = json.loads(closed.file.read_bytes())
    del newer["passphrase"]["check"]
    closed.file.write_text(json.dumps(newer))
    closed.copy.write_bytes(closed.good)
    assert read(closed, passphrase="una clave nueva") == closed.hash
    closed.reopen(passphrase="una clave nueva")
    closed.door.close()
    assert read(closed, passphrase="una clave nueva") == closed.hash
    assert "no es esa" in read(closed)[1]
