"""What a file would do is known before it is accepted: record by record, whose, and the disputes it would open."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ayni.workspace.anticipo import CHANGED, NEW, REMOVED


def test_a_first_file_brings_everything_new(trio):
    path = trio.pack(trio.office, trio.beto)
    before = trio.beto.facts()
    found = trio.beto.door.anticipate(path)
    everything = ("municipio", "convocatoria", "aeo", "socio", "funcion")
    assert {name: new for name, new, _changed, _gone in found.counts} == {**dict.fromkeys(everything, 1), "funcion": 4}
    assert (found.disputes, found.more) == (0, 0)
    assert {each.what for each in found.records} == {NEW}
    assert {each.people for each in found.records} == {("Ana Huamán",)}
    assert trio.beto.facts() == before


def test_new_changed_and_taken_away_are_told_by_name_with_who_did_it(trio, person):
    cargo = trio.office.door.save_cargo(trio.aeo, {"socio": trio.socio, "cargo": "presidente", "desde": "01/02/2025"})
    trio.share()
    trio.beto.door.save_socio(trio.aeo, {"telefono": "984000111"}, trio.socio)
    trio.beto.door.save_socio(trio.aeo, person(7))
    trio.beto.door.remove_cargo(cargo)
    found = trio.office.door.anticipate(trio.pack(trio.beto, trio.office))
    assert found.counts == (("socio", 1, 1, 0), ("cargo_periodo", 0, 0, 1))
    whats = {(each.table, each.what): each for each in found.records}
    assert whats["socio", CHANGED].record == trio.socio
    assert whats["socio", CHANGED].here
    assert not whats["socio", NEW].here
    assert "01/02/2025" in whats["cargo_periodo", REMOVED].title
    assert {each.people for each in found.records} == {("Beto Quispe",)}
    assert found.disputes == 0


def test_the_disputes_that_a_file_would_open_are_told_first(trio, person):
    trio.share()
    trio.office.door.save_socio(trio.aeo, {"dni": "43218760"}, trio.socio)
    trio.beto.door.save_socio(trio.aeo, person(7))
    trio.beto.door.save_socio(trio.aeo, {"dni": "43218761"}, trio.socio)
    path = trio.pack(trio.beto, trio.office)
    found = trio.office.door.anticipate(path)
    assert found.disputes == 1
    assert (found.records[0].record, found.records[0].dispute) == (trio.socio, True)
    assert trio.office.door.clashes() == []
    assert trio.run(trio.office.door.receiving(path)).new_clashes == 1
    assert trio.office.door.anticipate(path).counts == ()


def test_a_large_file_is_looked_at_in_steps_and_read_in_bulk(trio, person, monkeypatch):
    trio.share()
    trio.office.door.save_socios(trio.aeo, [("", person(place)) for place in range(10, 90)])
    path = trio.pack(trio.office, trio.beto)
    monkeypatch.setattr("ayni.workspace.anticipo.AT_ONCE", 8)
    asked = []
    trio.beto.door.db.conn.set_trace_callback(asked.append)
    steps = list(trio.beto.door.looking_at(path))
    assert len(steps) > 80 / 8
    assert steps == sorted(steps)
    assert len(set(steps)) > 80 / 8
    assert sum("sync_op" in said or "sync_tx" in said for said in asked) < 2 * 80
    work = trio.beto.door.looking_at(path)
    next(part for part in work if part > 0.5)
    work.close()  # a person stopped it
    assert trio.beto.door.anticipate(path).counts == (("socio", 80, 0, 0),)


ACTS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["telefono", "dni", "nuevo", "baja", "cargo"]), st.integers(0, 2)),
    max_size=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_what_was_told_is_what_happens(trio, person, acts):
    """Whatever two machines wrote apart: as many disputes are opened as were told, and the same rows are touched."""
    towns = (trio.office, trio.beto)
    trio.send(trio.office, trio.beto)
    trio.send(trio.beto, trio.office)
    trio.send(trio.office, trio.beto)
    for who, act, number in acts:
        door = towns[who].door
        trio.office.clock.forward(minutes=1)
        if act == "telefono":
            door.save_socio(trio.aeo, {"telefono": f"98400000{number}"}, trio.socio)
        elif act == "dni":
            door.save_socio(trio.aeo, {"dni": f"4321876{number}"}, trio.socio)
        elif act == "nuevo":
            dni = f"{50_000_000 + trio.sent * 100 + len(door.socios(trio.aeo)) * 10 + number}"
            door.save_socio(trio.aeo, person(20 + number, dni=dni))
        elif act == "baja":
            for cargo in door.junta(trio.aeo):
                door.remove_cargo(cargo["id"])
        else:
            cargos = [each["id"] for each in door.junta(trio.aeo)]
            answers = {
                "socio": trio.socio,
                "cargo": ("presidente", "tesorero", "fiscal")[number],
                "desde": "01/02/2025",
            }
            door.save_cargo(trio.aeo, answers, cargos[0] if cargos else None)
    path = trio.pack(trio.beto, trio.office)
    found = trio.office.door.anticipate(path)
    before = {(clash.noun, clash.record, clash.group) for clash in trio.office.door.clashes()}
    trio.run(trio.office.door.receiving(path))
    after = {(clash.noun, clash.record, clash.group) for clash in trio.office.door.clashes()}
    assert found.disputes == len(after - before)
    assert {each.record for each in found.records if each.dispute} == {record for _, record, _ in after - before}
