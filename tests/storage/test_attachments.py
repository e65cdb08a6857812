"""Attachments: encrypted, whole or not there, verified on reading."""

import hashlib
import os
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ayni.storage import attachments
from ayni.storage.attachments import MARK, PIECE, Missing, Spoiled, check_all, has, place, put, read

KEY = bytes(range(32))


def damaged(folder):
    work = check_all(folder, KEY)
    while True:
        try:
            assert 0 <= next(work) < 1
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7])
def test_what_is_put_is_read_back_whatever_its_size(tmp_path, size):
    content = os.urandom(size)
    source = tmp_path / "papel.pdf"
    source.write_bytes(content)
    sha = put(tmp_path, KEY, source)
    assert sha == hashlib.sha256(content).hexdigest()
    assert place(tmp_path, sha) == tmp_path / "adjuntos" / sha[:2] / sha
    assert read(tmp_path, KEY, sha) == content


@given(content=st.binary(max_size=5000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_bytes_are_kept_under_their_hash(tmp_path, content):
    assert read(tmp_path, KEY, put(tmp_path, KEY, content)) == content


def test_nothing_of_the_content_stands_in_the_file(tmp_path):
    sha = put(tmp_path, KEY, b"Rosa Quispe Mamani 40000001 " * 50)
    kept = place(tmp_path, sha).read_bytes()
    assert kept.startswith(MARK)
    assert b"Quispe" not in kept


def test_another_key_reads_nothing(tmp_path):
    sha = put(tmp_path, KEY, b"papel")
    with pytest.raises(Spoiled):
        read(tmp_path, bytes(32), sha)


def test_one_changed_bit_is_told(tmp_path):
    sha = put(tmp_path, KEY, os.urandom(PIECE + 500))
    path = place(tmp_path, sha)
    sound = path.read_bytes()
    for at in (0, 10, 30, len(sound) // 2, len(sound) - 1):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        with pytest.raises(Spoiled) as told:
            read(tmp_path, KEY, sha)
        assert "dañado" in str(told.value)


def test_a_file_that_lost_its_end_is_told(tmp_path):
    sha = put(tmp_path, KEY, os.urandom(2 * PIECE))
    path = place(tmp_path, sha)
    sound = path.read_bytes()
    for kept in (len(sound) - 1, len(MARK) + 16 + PIECE + 16, len(MARK) + 16, 4):
        path.write_bytes(sound[:kept])
        with pytest.raises(Spoiled):
            read(tmp_path, KEY, sha)


def test_a_file_that_did_not_come_yet_is_told_apart_from_a_damaged_one(tmp_path):
    sha = hashlib.sha256(b"de otro equipo").hexdigest()
    assert not has(tmp_path, sha)
    with pytest.raises(Missing) as told:
        read(tmp_path, KEY, sha)
    assert "todavía no llegó" in str(told.value)


def test_the_same_content_is_written_once_and_a_damaged_one_is_mended(tmp_path):
    sha = put(tmp_path, KEY, b"acta")
    first = place(tmp_path, sha).read_bytes()
    assert put(tmp_path, KEY, b"acta") == sha
    assert place(tmp_path, sha).read_bytes() == first
    place(tmp_path, sha).write_bytes(first[:-1])
    put(tmp_path, KEY, b"acta")
    assert read(tmp_path, KEY, sha) == b"acta"


def test_a_disk_that_fails_leaves_nothing_half_written(tmp_path, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ayni.storage.attachments.os.fsync", full)
    with pytest.raises(OSError, match="space"):
        put(tmp_path, KEY, b"acta")
    assert [path for path in (tmp_path / "adjuntos").rglob("*") if path.is_file()] == []


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch):
    source = tmp_path / "acta.pdf"
    source.write_bytes(b"antes")
    monkeypatch.setattr(attachments, "_digest", lambda _plain: hashlib.sha256(b"otra cosa").hexdigest())
    with pytest.raises(Spoiled) as told:
        put(tmp_path, KEY, source)
    assert "acta.pdf" in str(told.value)
    assert list((tmp_path / "adjuntos").rglob("*.nuevo")) == []


def test_every_file_is_checked(tmp_path):
    good, bad = put(tmp_path, KEY, b"bueno"), put(tmp_path, KEY, b"malo")
    assert damaged(tmp_path) == []
    place(tmp_path, bad).write_bytes(b"basura")
    assert damaged(tmp_path) == [bad]
    assert read(tmp_path, KEY, good) == b"bueno"


def test_200_mb_do_not_need_200_mb_of_memory(tmp_path):
    source = tmp_path / "grande.pdf"
    with source.open("wb") as out:
        out.truncate(200 << 20)
    tracemalloc.start()
    sha = put(tmp_path, KEY, source)
    for _piece in attachments.pieces(tmp_path, KEY, sha):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 << 20


def test_a_name_that_is_no_hash_reaches_no_file(tmp_path):
    (tmp_path / "llave.json").write_text("{}")
    assert not has(tmp_path, "../llave.json")
    with pytest.raises(Missing):
        read(tmp_path, KEY, "../../llave.json")
