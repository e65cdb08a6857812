"""Saves: what a person does is logged whole, in the same transaction, or it does not happen."""

import json
import shutil
from dataclasses import replace

import pytest

from ayni.domain.change import INSERT, REMOVAL
from ayni.domain.fields import Field, Text
from ayni.storage import capture, heads, migrations, records
from ayni.storage.capture import TriggersDiffer, assert_triggers, install_triggers
from ayni.storage.database import StoreError, connect, rows, scalar, trouble
from ayni.storage.tables import TABLES


@pytest.fixture
def ana(replica):
    return replica("ana")


def columns_of(db, table):
    return [found["name"] for found in rows(db, f"SELECT name FROM pragma_table_info('{table}')")]


# What is refused


def test_a_row_written_with_no_save_open_is_refused(ana):
    for sql in (
        "INSERT INTO socio (id, aeo, dni) VALUES ('s1', 'a1', '40000001')",
        "INSERT INTO municipio (id, nombre) VALUES ('m1', 'Sumaq Llaqta')",
        "INSERT INTO evento (id, compra) VALUES ('e1', 'c1')",
    ):
        with pytest.raises(StoreError, match="no save is open"):
            ana.db.conn.execute(sql)
    assert ana.rows() == {}
    assert ana.ops() == []


@pytest.mark.parametrize(
    "sql", ["UPDATE socio SET telefono = '984000111'", "DELETE FROM socio", "UPDATE socio SET id = 's2'"]
)
def test_a_row_changed_with_no_save_open_is_refused(ana, sql):
    ana.socio()
    before = ana.rows()
    with pytest.raises(StoreError, match="no save is open"):
        ana.db.conn.execute(sql)
    assert ana.rows() == before


def test_a_save_writes_to_one_scope_only(ana):
    ana.socio("s1", "a1")
    ana.socio("s2", "a2", dni="40000002")
    with pytest.raises(StoreError, match="one scope"), ana.save("a1"):  # noqa: PT012
        records.update(ana.db, "socio", "s1", {"telefono": "984000111"})
        records.update(ana.db, "socio", "s2", {"telefono": "984000111"})
    with pytest.raises(StoreError, match="one scope"), ana.save("a1"):
        records.insert(ana.db, "convocatoria", "c1", {"nombre": "PROCOMPITE"})
    with pytest.raises(StoreError, match="one scope"), ana.save("a1"):
        records.remove(ana.db, "socio", "s2")
    assert records.get(ana.db, "socio", "s1")["telefono"] is None


def test_a_row_never_moves_to_another_scope(ana):
    ana.socio("s1", "a1")
    for scope in ("a1", "a2"):
        with pytest.raises(StoreError, match="one scope"), ana.save(scope):
            records.update(ana.db, "socio", "s1", {"aeo": "a2"})
    assert records.get(ana.db, "socio", "s1")["aeo"] == "a1"


def test_a_fact_is_never_changed_nor_removed(ana):
    with ana.save():
        records.insert(ana.db, "compra", "c1", {"nombre": "Inti"})
        records.insert(ana.db, "evento", "e1", {"compra": "c1", "codigo": "CONVOCATORIA"})
    with pytest.raises(StoreError, match="never changed"), ana.save():
        records.update(ana.db, "evento", "e1", {"codigo": "OTRO"})
    with pytest.raises(StoreError, match="never changed"), ana.save():
        records.remove(ana.db, "evento", "e1")
    assert records.get(ana.db, "evento", "e1")["codigo"] == "CONVOCATORIA"


def test_an_id_never_changes(ana):
    ana.socio()
    with pytest.raises(StoreError, match="id never changes"), ana.save("a1"):
        ana.db.conn.execute("UPDATE socio SET id = 's2'")
    assert [row for _, row in ana.rows()] == ["s1"]


def test_two_saves_are_never_open_at_once(ana):
    with pytest.raises(StoreError), ana.save("a1"), ana.save("a1"):
        pass
    ana.socio()
    assert len(ana.sealed()) == 1


# What is logged


def test_a_new_row_is_one_operation_with_the_whole_row(ana):
    ana.socio("s1", "a1", telefono="984000111")
    [op] = ana.ops()
    assert (op["tbl"], op["pk"], op["grp"], op["seen"], op["also"]) == ("socio", "s1", INSERT, None, None)
    value = json.loads(op["value"])
    assert tuple(value) == TABLES["socio"].columns
    assert (value["dni"], value["telefono"], value["nota"]) == ("40000001", "984000111", None)


def test_a_change_logs_its_whole_group_and_what_was_seen(ana):
    ana.socio()
    first = ana.ops()[0]["tx"]
    tx = ana.edit("socio", "s1", {"dni": "40000002"})
    [op] = ana.ops(grp="identidad")
    assert json.loads(op["value"]) == {
        "dni": "40000002",
        "apellido_paterno": "Quispe",
        "apellido_materno": None,
        "nombres": "Rosa",
        "fecha_nacimiento": None,
    }
    assert (op["tx"], op["seen"]) == (tx, first)
    again = ana.edit("socio", "s1", {"nombres": "Rosa María"})
    assert ana.ops(grp="identidad", tx=again)[0]["seen"] == tx


def test_two_changes_of_a_cell_in_one_save_are_one_operation(ana):
    ana.socio()
    with ana.save("a1") as tx:
        records.update(ana.db, "socio", "s1", {"dni": "40000002"})
        records.update(ana.db, "socio", "s1", {"dni": "40000003", "telefono": "984000111"})
        records.update(ana.db, "socio", "s1", {"nombres": "Ana"})
    found = {op["grp"]: json.loads(op["value"]) for op in ana.ops(tx=tx)}
    assert set(found) == {"identidad", "telefono"}
    assert (found["identidad"]["dni"], found["identidad"]["nombres"]) == ("40000003", "Ana")
    ana.agrees()


def test_a_group_whose_values_stay_is_not_logged_and_a_save_of_nothing_leaves_no_save(ana):
    ana.socio()
    with ana.save("a1"):
        records.update(ana.db, "socio", "s1", {"dni": "40000001", "nombres": "Rosa"})
    assert len(ana.sealed()) == 1
    assert scalar(ana.db, "SELECT count(*) FROM sync_save") == 0


def test_the_saves_of_a_stream_count_on_and_name_the_one_before(ana):
    ana.socio()
    ana.edit("socio", "s1", {"dni": "40000002"})
    ana.edit("socio", "s1", {"dni": "40000003"})
    ana.socio("s9", "a2")
    found = rows(ana.db, "SELECT seq, before, hash, count FROM sync_tx WHERE stream = 'ana/a1' ORDER BY seq")
    assert [it["seq"] for it in found] == [1, 2, 3]
    assert [it["before"] for it in found] == [bytes(32), found[0]["hash"], found[1]["hash"]]
    assert [it["count"] for it in found] == [1, 1, 1]
    seq, mix = records.vector(ana.db)["ana/a1"]
    made = [it.save.tx for it in ana.sealed() if it.save.stream == "ana/a1"]
    assert (seq, mix) == (3, made[0] ^ made[1] ^ made[2])


def test_a_removal_lists_every_version_that_was_seen_and_keeps_the_row(ana):
    ana.socio(telefono="984000111")
    edit = ana.edit("socio", "s1", {"dni": "40000002"})
    first = ana.ops(grp=INSERT)[0]["tx"]
    with ana.save("a1"):
        records.remove(ana.db, "socio", "s1")
    [op] = ana.ops(grp=REMOVAL)
    assert json.loads(op["value"]) == {"removed": True, "seen": sorted([first, edit])}
    kept = json.loads(scalar(ana.db, "SELECT value FROM sync_tomb WHERE pk = 's1'"))
    assert (kept["dni"], kept["telefono"]) == ("40000002", "984000111")
    assert ana.rows() == {}
    ana.agrees()


def test_a_row_brought_back_is_as_it_was(ana):
    ana.socio(telefono="984000111")
    ana.edit("socio", "s1", {"dni": "40000002"})
    before = ana.rows()
    with ana.save("a1"):
        records.remove(ana.db, "socio", "s1")
    with ana.save("a1"):
        assert records.bring_back(ana.db, "socio", "s1")
    assert ana.rows() == before
    assert ana.clashes() == []
    ana.agrees()
    with ana.save("a1"):
        assert not records.bring_back(ana.db, "socio", "s1")
        assert not records.bring_back(ana.db, "socio", "nobody")


def test_a_row_made_and_removed_in_one_save_is_away(ana):
    with ana.save("a1"):
        records.insert(ana.db, "socio", "s1", {"aeo": "a1", "dni": "40000001"})
        records.remove(ana.db, "socio", "s1")
    assert ana.rows() == {}
    ana.agrees()


def test_no_write_may_slip_other_values_past_the_log_under_an_id_that_it_knows(ana):
    ana.socio(telefono="984000111")
    with ana.save("a1"):
        records.remove(ana.db, "socio", "s1")
    with pytest.raises(StoreError, match=capture.KNOWN_ID), ana.save("a1"):
        ana.db.conn.execute("INSERT INTO socio (id, aeo, dni) VALUES ('s1', 'a1', '40000009')")
    assert ana.rows() == {}
    ana.agrees()


def test_a_row_edited_and_removed_in_one_save_is_away_and_nobody_disputes_it(ana, replica):
    ana.socio()
    with ana.save("a1"):
        records.update(ana.db, "socio", "s1", {"telefono": "984000111"})
        records.remove(ana.db, "socio", "s1")
    assert (ana.rows(), ana.clashes()) == ({}, [])
    ana.agrees()
    beto = replica("beto")
    beto.receive(ana.sealed())
    assert (beto.rows(), beto.clashes()) == ({}, [])


# All or nothing


def test_a_save_that_fails_half_way_leaves_nothing(ana):
    ana.socio()
    before = (ana.rows(), ana.ops(), ana.sealed(), records.last_hlc(ana.db))
    with pytest.raises(ZeroDivisionError), ana.save("a1"):  # noqa: PT012
        records.update(ana.db, "socio", "s1", {"dni": "40000009"})
        records.insert(ana.db, "socio", "s2", {"aeo": "a1"})
        1 / 0  # noqa: B018  what can go wrong goes wrong here
    assert (ana.rows(), ana.ops(), ana.sealed(), records.last_hlc(ana.db)) == before
    ana.socio("s3")
    ana.agrees()


def test_a_transaction_that_cannot_be_closed_leaves_nothing_open(ana):
    ana.db.conn.execute("PRAGMA foreign_keys = ON")
    ana.db.conn.execute("CREATE TABLE b (a REFERENCES socio (id) DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(StoreError, match="FOREIGN KEY"), records.transaction(ana.db):
        ana.db.conn.execute("INSERT INTO b VALUES ('nobody')")
    assert not ana.db.conn.in_transaction
    ana.socio()
    assert scalar(ana.db, "SELECT count(*) FROM b") == 0


def test_a_cancelled_receive_leaves_nothing(ana, replica):
    beto = replica("beto")
    for n in range(5):
        beto.socio(f"s{n}")

    def receiving():
        with records.transaction(ana.db):
            yield from records.receive(ana.db, beto.sealed())

    work = receiving()
    next(work)
    next(work)
    work.close()
    assert ana.rows() == {}
    assert ana.ops() == []
    ana.receive(beto.sealed())
    assert ana.hash() == beto.hash()


# Guards of the file


def test_a_file_that_lost_a_trigger_is_known_by_its_name(ana):
    ana.db.conn.execute("DROP TRIGGER log_socio_identidad")
    with pytest.raises(TriggersDiffer, match="log_socio_identidad"):
        assert_triggers(ana.db)
    install_triggers(ana.db)
    assert_triggers(ana.db)


def test_a_trigger_that_was_rewritten_or_added_is_known(ana):
    ana.db.conn.execute("DROP TRIGGER log_socio_delete")
    ana.db.conn.execute("CREATE TRIGGER log_socio_delete AFTER DELETE ON socio BEGIN SELECT 1; END")
    ana.db.conn.execute("CREATE TRIGGER foreign_one AFTER DELETE ON aeo BEGIN SELECT 1; END")
    with pytest.raises(TriggersDiffer, match="foreign_one, log_socio_delete"):
        assert_triggers(ana.db)
    install_triggers(ana.db)
    assert_triggers(ana.db)


def test_rewriting_a_table_as_a_library_does_loses_the_triggers_and_is_noticed(ana):
    ana.db["municipio"].transform(types={"ruc": int})
    with pytest.raises(TriggersDiffer):
        assert_triggers(ana.db)


def test_every_exchanged_table_has_its_guards():
    names = set(capture.triggers())
    for table in TABLES.values():
        assert {f"log_{table.name}_insert", f"log_{table.name}_delete", f"log_{table.name}_id"} <= names
        assert {f"log_{table.name}_{group}" for group in table.groups} <= names


def test_another_key_does_not_open_the_file_and_says_so(ana, tmp_path):
    ana.socio()
    with pytest.raises(StoreError) as told:
        connect(ana.path, bytes(32))
    assert str(trouble(told.value)) == "La clave no es esa, o el archivo está dañado."
    with pytest.raises(StoreError) as told:
        connect(tmp_path / "nowhere" / "ayni.db", bytes(32))
    assert str(trouble(told.value)) == "No se puede abrir el archivo. Revise que la carpeta exista y que sea suya."
    assert trouble(ValueError()) is None


def test_the_file_holds_no_name_that_can_be_read(ana):
    ana.socio(nombres="Maximiliana")
    ana.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = ana.path.read_bytes()
    assert b"Maximiliana" not in raw
    assert not raw.startswith(b"SQLite format 3")


def test_a_file_opened_to_read_refuses_to_be_written(ana, key):
    ana.socio()
    db = connect(ana.path, key, read_only=True)
    with pytest.raises(StoreError) as told:
        db.conn.execute("INSERT INTO meta VALUES ('a', 1)")
    assert "protegida" in str(trouble(told.value))
    db.conn.close()


# Older and newer files


def test_a_file_of_a_newer_program_is_refused(ana):
    ana.db.conn.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('ayni', 'of_the_year_2031', '2031')"
    )
    with pytest.raises(migrations.FromTheFuture, match="of_the_year_2031"):
        migrations.refuse_newer(ana.db)
    with pytest.raises(migrations.FromTheFuture):
        migrations.bring_up(ana.db)


def later(monkeypatch, *, without=()):
    """The program as a later version has it, with two columns more: one of a group that exists, one of its own.

    `without` leaves columns out instead: the program as it was before.
    """
    table = TABLES["socio"]
    more = (
        () if without else (Field("apodo", "Apodo", Text(60), group="identidad"), Field("correo", "Correo", Text(60)))
    )
    fields = tuple(item for item in (*table.fields, *more) if item.name not in without)
    changed = {**TABLES, "socio": replace(table, fields=fields)}
    for module in (capture, heads, migrations, records):
        monkeypatch.setattr(module, "TABLES", changed)
    return changed


def test_columns_of_a_later_version_are_added_and_filled_from_what_was_kept(ana, replica, monkeypatch, tmp_path):
    beto = replica("beto")
    ana.socio()
    beto.receive(ana.sealed())
    with monkeypatch.context() as newer:
        later(newer)
        migrations.bring_up(ana.db)
        ana.edit("socio", "s1", {"correo": "rosa@sumaq.pe"})
        ana.edit("socio", "s1", {"apodo": "Rosita"})
        ana.socio("s2", dni="40000002", correo="bea@sumaq.pe", apodo="Bea")
    beto.receive(ana.sealed())  # an older program keeps what it does not understand
    assert beto.rows()["socio", "s1"]["dni"] == "40000001"
    assert beto.clashes() == []
    beto.agrees()
    shutil.copy(beto.path, tmp_path / "before.db")
    with monkeypatch.context() as newer:
        later(newer)
        assert migrations.behind(beto.db)
        migrations.bring_up(beto.db)
        assert not migrations.behind(beto.db)
        found = rows(beto.db, "SELECT id, apodo, correo FROM socio ORDER BY id")
        assert found == [
            {"id": "s1", "apodo": "Rosita", "correo": "rosa@sumaq.pe"},
            {"id": "s2", "apodo": "Bea", "correo": "bea@sumaq.pe"},
        ]
        beto.edit("socio", "s2", {"correo": "beatriz@sumaq.pe"})
        ana.receive(beto.sealed())
        assert rows(ana.db, "SELECT * FROM socio ORDER BY id") == rows(beto.db, "SELECT * FROM socio ORDER BY id")


def test_an_older_program_that_edits_a_cell_carries_what_a_newer_one_wrote_in_it(ana, replica, monkeypatch):
    beto = replica("beto")
    ana.socio()
    with monkeypatch.context() as newer:
        later(newer)
        migrations.bring_up(ana.db)
        ana.edit("socio", "s1", {"apodo": "Rosita"})
        ana.socio("s2", dni="40000002", correo="bea@sumaq.pe", apodo="Bea")
    beto.receive(ana.sealed())
    for record in ("s1", "s2"):
        beto.edit("socio", record, {"nombres": "Rosa María"})
        beto.edit("socio", record, {"nombres": "Rosa Inés"})
    beto.agrees()
    with monkeypatch.context() as newer:
        later(newer)
        ana.receive(beto.sealed())
        told = rows(ana.db, "SELECT nombres, apodo, correo FROM socio ORDER BY id")
        assert told == [
            {"nombres": "Rosa Inés", "apodo": "Rosita", "correo": None},
            {"nombres": "Rosa Inés", "apodo": "Bea", "correo": "bea@sumaq.pe"},
        ]
        migrations.bring_up(beto.db)
        assert rows(beto.db, "SELECT nombres, apodo, correo FROM socio ORDER BY id") == told
        assert ana.clashes() == []


def test_a_clash_of_a_later_versions_column_waits_until_the_column_is_known(ana, replica, monkeypatch):
    beto, cira = replica("beto"), replica("cira")
    ana.socio()
    with monkeypatch.context() as newer:
        later(newer)
        migrations.bring_up(ana.db)
        migrations.bring_up(beto.db)
        beto.receive(ana.sealed())
        ana.edit("socio", "s1", {"correo": "rosa@sumaq.pe"})
        beto.edit("socio", "s1", {"correo": "otra@sumaq.pe"})
    cira.receive([*ana.sealed(), *beto.sealed()])
    assert cira.clashes() == []
    cira.agrees()
    with monkeypatch.context() as newer:
        later(newer)
        migrations.bring_up(cira.db)
        assert [(clash.group, len(clash.versions)) for clash in cira.clashes()] == [("correo", 2)]


def test_the_same_person_from_two_versions_is_no_clash_where_they_know_alike(ana, replica, monkeypatch):
    beto, cira = replica("beto"), replica("cira")
    ana.socio()
    beto.receive(ana.sealed())
    with monkeypatch.context() as newer:
        later(newer)
        migrations.bring_up(ana.db)
        ana.edit("socio", "s1", {"dni": "40000005"})
    beto.edit("socio", "s1", {"dni": "40000005"})
    cira.receive([*ana.sealed(), *beto.sealed()])
    assert cira.clashes() == []
    cira.agrees()


def test_rows_of_a_table_of_a_later_version_are_kept_and_appear_when_it_is_known(replica, monkeypatch):
    with monkeypatch.context() as older:
        known = {name: table for name, table in TABLES.items() if name != "cargo_periodo"}
        for module in (capture, heads, migrations, records):
            older.setattr(module, "TABLES", known)
        beto = replica("beto")
    ana = replica("ana")
    ana.socio()
    with ana.save("a1"):
        records.insert(ana.db, "cargo_periodo", "p1", {"aeo": "a1", "socio": "s1", "cargo": "presidente"})
        records.insert(ana.db, "cargo_periodo", "p2", {"aeo": "a1", "socio": "s1", "cargo": "vocal"})
    ana.edit("cargo_periodo", "p1", {"cargo": "tesorero"})
    with ana.save("a1"):
        records.remove(ana.db, "cargo_periodo", "p2")
    with monkeypatch.context() as older:
        for module in (capture, heads, migrations, records):
            older.setattr(module, "TABLES", known)
        beto.receive(ana.sealed())
        assert beto.clashes() == []
    migrations.bring_up(beto.db)
    assert beto.rows() == ana.rows()
    beto.agrees()


def test_a_file_with_fewer_columns_is_brought_up_whole(replica, monkeypatch):
    with monkeypatch.context() as older:
        later(older, without=("conyuge_nombre", "instruccion", "nota"))
        ana = replica("ana")
        with ana.save("a1"):
            records.insert(ana.db, "socio", "s1", {"aeo": "a1", "dni": "40000001", "nombres": "Rosa"})
        assert "nota" not in columns_of(ana.db, "socio")
    assert migrations.behind(ana.db)
    migrations.bring_up(ana.db)
    assert {"nota", "conyuge_nombre", "instruccion"} <= set(columns_of(ana.db, "socio"))
    assert_triggers(ana.db)
    ana.edit("socio", "s1", {"nota": "llegó tarde"})
    assert records.get(ana.db, "socio", "s1")["nota"] == "llegó tarde"
    ana.agrees()


def test_bringing_up_twice_changes_nothing(ana):
    ana.socio()
    before = (ana.rows(), ana.ops(), rows(ana.db, "SELECT name, sql FROM sqlite_schema ORDER BY name"))
    migrations.bring_up(ana.db)
    assert (ana.rows(), ana.ops(), rows(ana.db, "SELECT name, sql FROM sqlite_schema ORDER BY name")) == before
