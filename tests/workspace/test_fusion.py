"""Two records of the same AEO become one, everywhere, and can be taken back whole."""

import pytest

from ayni.storage.tables import TABLES
from ayni.workspace import Refused
from ayni.workspace.fusion import FIRST, OF_AN_AEO, SECOND

FIRST_NAME, SECOND_NAME = "Asociación de Productores de Cuyes Sumaq Quwi", "Asoc. Cuyes Sumaq Quwi de Ccorao"


@pytest.fixture
def two(town, person):
    """The same AEO written twice: members 1, 2, 3 in one and 2, 3, 4 in the other, with plans and a purchase."""
    call = town.call()
    door = town.door
    one = town.aeo(call, nombre=FIRST_NAME, telefono="984000111", comunidad="")
    other = town.aeo(call, nombre=SECOND_NAME, hogares="18")
    town.socios(one, 3)
    for place in (2, 3, 4):
        door.save_socio(other, person(place, telefono="984222333"))
    members = {row["dni"]: row["id"] for row in door.socios(other)}
    for dni, cargo in (("40000002", "presidente"), ("40000004", "tesorero")):
        door.save_cargo(other, {"socio": members[dni], "cargo": cargo, "desde": "01/02/2025", "hasta": "31/01/2027"})
    mine = {row["dni"]: row["id"] for row in door.socios(one)}
    door.save_cargo(one, {"socio": mine["40000002"], "cargo": "presidente", "desde": "01/02/2025"})
    plan = door.save_plan({"titulo": "Cuyes", "aeo": other, "convocatoria": call, "categoria": "A"})
    door.save_partida(plan, PARTIDA)
    compra = door.save_compra(
        {"nombre": "Jaulas", "aeo": other, "plan": plan, "objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA",
         "year": "2026"}
    )  # fmt: skip
    return sorted((one, other)), one, other, plan, compra


PARTIDA = {
    "clase": "otros_bienes",
    "nombre": "Jaula",
    "unidad": "und",
    "cantidad": "10",
    "precio_unitario": "100",
    "cofinanciamiento_centimos": "800",
    "monetaria_centimos": "200",
}


def drawn(door):
    """Every row of every AEO, as it stands."""
    return {name: sorted(map(str, door.db.query(f"SELECT * FROM {name}"))) for name in [*OF_AN_AEO, "aeo", "compra"]}


def without_place(drawn_rows):
    """`fila` is where a row stands in the file, not what it says."""
    import re

    return {name: sorted(re.sub(r"'fila': \d+, ", "", row) for row in rows) for name, rows in drawn_rows.items()}


def test_joining_two_without_purchases_leaves_no_alarm_of_lost_work_at_the_next_opening(town):
    call = town.call()
    one, other = town.aeo(call), town.aeo(call, nombre="Cooperativa Llamas Blancas", ruc="20600055519")
    town.reopen()
    town.door.merge_aeo(one, other, reason="Es la misma")
    town.reopen()
    assert town.door.returns() == []


def test_it_is_found_by_its_ruc_and_by_a_similar_name(town):
    call = town.call()
    one = town.aeo(call, nombre=FIRST_NAME)
    ruc = town.aeo(call, nombre="Los Criadores", ruc="20131312955")
    name = town.aeo(call, nombre="Cuyes Sumaq Quwi", ruc="20600000013")
    town.aeo(call, nombre="Lecheros Wayra Pampa", ruc="20100070970")
    assert [(row["id"], row["why"]) for row in town.door.alike(one)] == [(ruc, "ruc"), (name, "nombre")]


def test_what_would_be_joined_is_told_before(town, two):
    (keep, gone), one, other, *_ = two
    told = town.door.joining(other, one)
    assert (told.first["id"], told.second["id"]) == (keep, gone)
    assert (told.members, told.repeated, told.plans, told.purchases) == (4, 2, 1, 1)
    groups = {each.group for each in told.differing}
    assert {"nombre", "telefono", "hogares"} <= groups
    assert "fusionado_en" not in groups


def test_each_value_is_chosen_and_everything_follows(town, two):
    (keep, gone), one, _other, _plan, compra = two
    door = town.door
    mine = FIRST if keep == one else SECOND
    assert door.merge_aeo(keep, gone, {"nombre": mine}) == keep
    found = door.aeo(keep)
    assert (found["nombre"], found["telefono"], found["hogares"]) == (FIRST_NAME, "984000111", "18")
    assert [row["dni"] for row in sorted(door.socios(keep), key=lambda row: row["dni"])] == [
        f"4000000{place}" for place in (1, 2, 3, 4)
    ]
    assert {row["telefono"] for row in door.socios(keep) if row["dni"] in {"40000002", "40000003"}} == {"984222333"}
    junta = [(row["cargo"], row["dni"]) for row in door.junta(keep)]
    assert junta == [("presidente", "40000002"), ("tesorero", "40000004")]
    (joined,) = door.plans_of(keep)
    assert joined["titulo"] == "Cuyes"
    assert [row["nombre"] for row in door.partidas(joined["id"])] == ["Jaula"]
    assert (door.compra(compra)["aeo"], door.compra(compra)["plan"]) == (keep, joined["id"])
    assert door.aeo(gone)["fusionado_en"] == keep
    assert door.check() == []


def test_the_other_record_disappears_from_lists_search_and_counts(town, two):
    (keep, gone), *_ = two
    door = town.door
    door.merge_aeo(keep, gone)
    assert [row["id"] for row in door.aeos()] == [keep]
    assert door.aeo_count() == 1
    assert {hit.record for hit in door.search("sumaq") if hit.noun == "aeo"} == {keep}
    assert [record for record, _name in door.references("aeos")] == [keep]
    assert dict(door.figures())["Organizaciones"] == 1
    assert dict(door.figures())["Socios"] == 4
    assert door.same_ruc("20131312955", keep) == []
    assert door.alike(keep) == []


def test_one_undo_restores_both_exactly(town, two):
    (keep, gone), *_ = two
    door = town.door
    before, hashed = drawn(door), door.state_hash()
    door.merge_aeo(keep, gone)
    assert str(door.undoable()) == "Unir dos registros de la misma organización"
    door.undo()
    assert without_place(drawn(door)) == without_place(before)
    assert door.state_hash() == hashed
    assert door.check() == []
    door.merge_aeo(keep, gone)
    assert len(door.socios(keep)) == 4
    assert door.check() == []


def test_the_direction_does_not_depend_on_who_joins(town, two):
    (keep, gone), *_ = two
    assert town.door.merge_aeo(gone, keep) == keep
    with pytest.raises(Refused):
        town.door.joining(keep, keep)


def test_a_record_that_was_joined_is_not_joined_to_a_third(town, two):
    (keep, gone), *_ = two
    third = town.aeo(town.door.convocatorias()[0]["id"], nombre="Otra", ruc="20600000013")
    town.door.merge_aeo(keep, gone)
    with pytest.raises(Refused):
        town.door.merge_aeo(gone, third)


def test_it_travels_and_two_offices_that_join_alike_end_equal(trio, person):
    office, beto = trio.office.door, trio.beto.door
    call = office.convocatorias()[0]["id"]
    other = trio.office.aeo(call, nombre="Cuyes Sumaq Quwi")
    trio.office.socios(other, 3)
    trio.share()
    office.merge_aeo(trio.aeo, other)
    beto.merge_aeo(trio.aeo, other)
    trio.share()
    trio.equal()
    keep = min(trio.aeo, other)
    for town in trio.all:
        assert [row["id"] for row in town.door.aeos()] == [keep]
        assert sorted(row["dni"] for row in town.door.socios(keep)) == ["40000001", "40000002", "40000003"]
        assert town.door.clashes() == []


def test_who_did_not_know_adds_a_member_and_home_says_where_it_went(trio, person):
    office, beto = trio.office.door, trio.beto.door
    call = office.convocatorias()[0]["id"]
    other = trio.office.aeo(call, nombre="Cuyes Sumaq Quwi")
    trio.share()
    keep, gone = sorted((trio.aeo, other))
    office.merge_aeo(keep, gone)
    late = beto.save_socio(gone, person(9))
    trio.share()
    trio.equal()
    task = next(each for each in office.tasks() if each.kind == "late")
    assert (task.noun, task.record) == ("fusion", f"{keep}/{gone}")
    office.merge_aeo(keep, gone)
    assert [each for each in office.tasks() if each.kind == "late"] == []
    assert "40000009" in {row["dni"] for row in office.socios(keep)}
    assert office.check() == []
    with pytest.raises(Refused):
        office.socio(late)


def test_every_table_of_an_aeo_is_joined_after_those_that_it_names():
    assert set(OF_AN_AEO) == {name for name, table in TABLES.items() if table.scope == "aeo"}
    for place, name in enumerate(OF_AN_AEO):
        assert not TABLES[name].append_only
        assert not any(TABLES[name].naming(later) for later in OF_AN_AEO[place + 1 :])
