"""An office and two promoters: nothing is lost, every clash is shown and decided once, and bad files change nothing."""

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ayni.storage.folder import FolderTrouble
from ayni.workspace import Refused, create_workspace
from ayni.workspace.refusals import refuse

# Cards


def test_two_people_see_the_same_code_and_nobody_else_does(trio):
    office, beto, cira = (town.door for town in trio.all)
    at_office = {row["name"]: row["code"] for row in office.trusted()}
    assert beto.trusted()[0]["code"] == at_office["Beto Quispe"]
    assert cira.trusted()[0]["code"] == at_office["Cira Puma"]
    assert len(set(at_office.values())) == 2
    view = beto.read_card(trio.card(trio.office))
    assert (view.name, view.role, view.municipality) == (
        "Ana Huamán",
        "oficina",
        "Municipalidad Distrital de Sumaq Llaqta",
    )
    assert view.code == at_office["Beto Quispe"]
    assert len(view.code) == 9


def test_a_card_may_be_accepted_again_and_stands_once(trio):
    trio.office.door.trust(trio.card(trio.beto))
    assert [row["name"] for row in trio.office.door.trusted()] == ["Beto Quispe", "Cira Puma"]


def test_a_second_machine_of_the_same_name_is_refused_and_so_is_our_own_card(trio, towns, tmp_path):
    twin = towns("Beto Quispe", "promotor")
    twin.door.write_card(tmp_path / "otro.ayni")
    before = trio.office.facts()
    with pytest.raises(Refused, match="se llama Beto Quispe"):
        trio.office.door.trust(tmp_path / "otro.ayni")
    with pytest.raises(Refused, match="este mismo equipo"):
        trio.office.door.trust(trio.card(trio.office))
    assert trio.office.facts() == before
    namesake = towns("Ana Huamán", "promotor")
    namesake.door.write_card(tmp_path / "ana.ayni")
    with pytest.raises(Refused, match="se llama Ana Huamán"):
        trio.office.door.trust(tmp_path / "ana.ayni")


def test_a_card_of_another_municipality_is_refused(trio, tmp_path):
    door, _ = create_workspace(
        tmp_path / "vecina",
        ubigeo="080104",
        name="Municipalidad Vecina",
        person="Dora Sullca",
        passphrase="clave de prueba",
        cost=2**10,
    )
    with door:
        card = door.write_card(tmp_path / "vecina.ayni")
    with pytest.raises(Refused, match="Municipalidad Vecina"):
        trio.office.door.trust(card)


# The main story


def change_all(trio):
    """All three change the same DNI, none having seen the others."""
    trio.share()
    for place, town in enumerate(trio.all):
        town.clock.forward(minutes=1)
        town.door.save_socio(trio.aeo, {"dni": f"4321876{place}"}, trio.socio)


@pytest.mark.parametrize("order", list(permutations((1, 2))))
def test_three_change_one_dni_and_one_decision_settles_it_everywhere(trio, order):
    change_all(trio)
    bundles = {place: trio.pack(trio.all[place], trio.office) for place in (1, 2)}
    receipts = [trio.run(trio.office.door.receiving(bundles[place])) for place in order]
    assert [receipt.new_clashes for receipt in receipts] == [1, 0]
    for place in order:  # again: nothing new
        receipt = trio.run(trio.office.door.receiving(bundles[place]))
        assert receipt.nothing_new
        assert receipt.clashes == 1
    [clash] = trio.office.door.clashes()
    assert (clash.noun, clash.record, clash.group) == ("socio", trio.socio, "identidad")
    assert clash.title.startswith("MAMANI")
    assert [(side.shown, side.person, side.device, side.mine) for side in clash.sides] == [
        ((("DNI", "43218762"),), "Cira Puma", "Cira Puma", False),
        ((("DNI", "43218761"),), "Beto Quispe", "Beto Quispe", False),
        ((("DNI", "43218760"),), "Ana Huamán", "Ana Huamán", True),
    ]
    assert [side.clock[11:16] for side in clash.sides] == ["10:45", "10:44", "10:43"]
    assert clash.base == (("DNI", "40000001"),)
    assert any(task.kind == "clash" for task in trio.office.door.tasks())
    trio.office.door.decide(clash.id, 1, "Así está en su DNI")
    assert trio.office.door.clashes() == []
    trio.share()
    trio.equal()
    for town in trio.all:
        assert town.door.clashes() == []
        assert town.door.socio(trio.socio)["dni"] == "43218761"
        assert town.door.history("socio", trio.socio)[0].reason == "Así está en su DNI"


def test_what_one_promoter_writes_reaches_the_other_through_the_office(trio, person):
    trio.share()
    new = trio.cira.door.save_socio(trio.aeo, person(7, telefono="984000777"))
    trio.send(trio.cira, trio.office)
    receipt = trio.send(trio.office, trio.beto)
    assert receipt.sender == "Ana Huamán"
    assert receipt.rows == (("socio", 1),)
    found = trio.beto.door.socio(new)
    assert found["telefono"] == "984000777"
    assert trio.beto.door.history("socio", new)[0].person == "Cira Puma"
    trio.equal()


def test_a_bundle_is_looked_into_before_anything_is_stored(trio):
    bundle = trio.pack(trio.office, trio.beto)
    before = trio.beto.facts()
    view = trio.beto.door.look_into(bundle)
    assert (view.sender, view.nothing_new, view.people) == ("Ana Huamán", False, ("Ana Huamán",))
    assert dict(view.rows) == {"aeo": 1, "convocatoria": 1, "funcion": 4, "municipio": 1, "socio": 1}
    assert view.new_saves == 5
    assert trio.beto.facts() == before
    trio.run(trio.beto.door.receiving(bundle))
    assert trio.beto.door.look_into(bundle).nothing_new


def test_only_what_is_not_confirmed_is_sent_and_the_office_sees_what_waits(trio):
    def waits():
        return {row["name"]: (row["unsent"], row["unconfirmed"]) for row in trio.office.door.trusted()}

    assert waits()["Beto Quispe"] == (5, 5)
    bundle = trio.pack(trio.office, trio.beto)
    assert waits()["Beto Quispe"] == (0, 5)
    assert waits()["Cira Puma"] == (5, 5)
    trio.run(trio.beto.door.receiving(bundle))
    trio.send(trio.beto, trio.office)  # an empty bundle confirms
    assert waits()["Beto Quispe"] == (0, 0)
    trio.office.door.save_socio(trio.aeo, {"telefono": "984000111"}, trio.socio)
    assert waits()["Beto Quispe"] == (1, 1)
    assert trio.run(trio.office.door.exporting("Beto Quispe", trio.folder / "uno.ayni")).saves == 1


def test_a_lost_bundle_is_made_good_by_the_next(trio):
    trio.pack(trio.office, trio.beto)
    trio.office.door.save_socio(trio.aeo, {"telefono": "984000111"}, trio.socio)
    trio.send(trio.office, trio.beto)
    assert trio.beto.door.socio(trio.socio)["telefono"] == "984000111"
    assert trio.beto.door.state_hash() == trio.office.door.state_hash()


def test_a_save_made_while_a_file_is_written_does_not_count_as_exported(trio, person):
    path = trio.folder / "x.ayni"
    work = trio.office.door.exporting("Beto Quispe", path)
    next(work)
    saved = 0
    for _part in work:  # somebody types on, in the window
        saved += 1
        trio.office.door.save_socio(trio.aeo, person(10 + saved))
    trio.run(trio.beto.door.taking(path))
    lacking = trio.office.door.socio_count(trio.aeo) - trio.beto.door.socio_count(trio.aeo)
    [beto] = [each for each in trio.office.door.trusted() if each["name"] == "Beto Quispe"]
    assert saved > 1
    assert beto["unsent"] >= lacking > 0
    assert trio.office.door.exchange_state("aeo", trio.aeo) == "guardado aquí"


def test_a_later_bundle_may_arrive_first(trio):
    first = trio.pack(trio.office, trio.beto)
    trio.office.door.save_socio(trio.aeo, {"telefono": "984000111"}, trio.socio)
    second = trio.pack(trio.office, trio.beto)
    for bundle in (second, first):
        trio.run(trio.beto.door.receiving(bundle))
    assert trio.beto.door.state_hash() == trio.office.door.state_hash()
    assert trio.beto.door.check() == []


def test_a_decision_with_another_value_is_read_as_typed_and_needs_a_reason(trio):
    change_all(trio)
    for town in (trio.beto, trio.cira):
        trio.send(town, trio.office)
    [clash] = trio.office.door.clashes()
    before = trio.office.facts()
    for keep, reason, field in (
        (0, "  ", "reason"),
        (9, "Porque sí", "keep"),
        (-1, "Porque sí", "keep"),
        ({"dni": "123"}, "Porque sí", "dni"),
    ):
        with pytest.raises(Refused) as refusal:
            trio.office.door.decide(clash.id, keep, reason)
        assert [problem.field for problem in refusal.value.problems] == [field]
    assert trio.office.facts() == before
    trio.office.door.decide(clash.id[:6], {"dni": "4321 8799"}, "Lo trajo hoy")
    assert trio.office.door.socio(trio.socio)["dni"] == "43218799"
    with pytest.raises(Refused, match="ya no está pendiente"):
        trio.office.door.decide(clash.id, 0, "Otra vez")
    trio.share()
    trio.equal()


def test_a_decision_with_a_code_that_is_not_in_the_list_is_refused(trio):
    cargo = trio.office.door.save_cargo(trio.aeo, {"socio": trio.socio, "cargo": "presidente", "desde": "01/02/2025"})
    trio.share()
    for town, name in ((trio.office, "tesorero"), (trio.beto, "secretario")):
        answers = {"socio": trio.socio, "cargo": name, "desde": "01/02/2025"}
        town.door.save_cargo(trio.aeo, answers, cargo)
    trio.share()
    [clash] = trio.office.door.clashes()
    with pytest.raises(Refused):
        trio.office.door.decide(clash.id, {"cargo": "rey"}, "Porque sí")
    trio.office.door.decide(clash.id, {"cargo": "fiscal"}, "Lo dice el acta")
    trio.share()
    trio.equal()
    assert [row["cargo"] for row in trio.beto.door.junta(trio.aeo)] == ["fiscal"]


def test_two_who_decide_differently_have_a_new_and_smaller_clash(trio):
    change_all(trio)
    trio.share()
    trio.share()
    for place, town in enumerate((trio.beto, trio.cira)):
        town.clock.forward(minutes=1)
        [clash] = town.door.clashes()
        assert len(clash.sides) == 3
        town.door.decide(clash.id, place, f"Decide {town.name}")
    trio.share()
    trio.share()
    for town in trio.all:
        [clash] = town.door.clashes()
        assert {side.person for side in clash.sides} == {"Beto Quispe", "Cira Puma"}
    trio.equal()


def test_somebody_removed_over_an_edit_not_seen_waits_for_a_decision(trio):
    office, beto = trio.office, trio.beto
    cargo = office.door.save_cargo(trio.aeo, {"socio": trio.socio, "cargo": "presidente", "desde": "01/02/2025"})
    trio.share()
    office.door.remove_cargo(cargo)
    beto.door.save_cargo(trio.aeo, {"socio": trio.socio, "cargo": "tesorero", "desde": "01/02/2025"}, cargo)
    trio.share()
    trio.share()
    trio.equal()
    [clash] = office.door.clashes()
    assert [row["id"] for row in office.door.junta(trio.aeo)] == [cargo]
    stay, go = clash.sides
    assert (stay.person, go.person, go.values) == ("Beto Quispe", "Ana Huamán", None)
    assert stay.shown == (("Cargo", "tesorero"),)
    assert go.shown == ()
    office.door.decide(clash.id, 1, "Ya no es directivo")
    trio.share()
    trio.equal()
    for town in trio.all:
        assert town.door.junta(trio.aeo) == []
        assert town.door.clashes() == []


def test_somebody_removed_may_be_kept(trio):
    cargo = trio.office.door.save_cargo(trio.aeo, {"socio": trio.socio, "cargo": "presidente", "desde": "01/02/2025"})
    trio.share()
    trio.office.door.remove_cargo(cargo)
    trio.beto.door.save_cargo(trio.aeo, {"socio": trio.socio, "cargo": "tesorero", "desde": "01/02/2025"}, cargo)
    trio.share()
    [clash] = trio.office.door.clashes()
    trio.office.door.decide(clash.id, 0, "Sigue de tesorero")
    trio.share()
    trio.equal()
    for town in trio.all:
        assert [row["cargo"] for row in town.door.junta(trio.aeo)] == ["tesorero"]
        assert town.door.clashes() == []


def test_a_clock_that_is_years_ahead_is_told_and_nothing_is_refused(trio):
    trio.share()
    trio.beto.door.clock = type(trio.beto.clock)()
    trio.beto.door.clock.forward(days=900)
    trio.beto.door.save_socio(trio.aeo, {"telefono": "984000999"}, trio.socio)
    receipt = trio.send(trio.beto, trio.office)
    assert "fecha" in str(receipt.warning)
    trio.office.door.save_socio(trio.aeo, {"telefono": "984000111"}, trio.socio)
    trio.share()
    trio.equal()
    assert trio.beto.door.socio(trio.socio)["telefono"] == "984000111"


def test_a_disk_that_was_restored_from_a_copy_loses_nothing(trio):
    trio.share()
    trio.beto.reopen()
    trio.beto.door.save_socio(trio.aeo, {"telefono": "984000001"}, trio.socio)
    trio.send(trio.beto, trio.office)
    copy = trio.beto.door.copies()[0].name
    trio.run(trio.beto.door.restoring(copy))
    trio.beto.reopen()
    assert trio.beto.door.socio(trio.socio)["telefono"] is None
    trio.beto.door.save_socio(trio.aeo, {"nota": "después de la copia"}, trio.socio)
    trio.beto.door.save_socio(trio.aeo, {"comunidad": "Ccorao"}, trio.socio)
    trio.share()
    trio.share()
    trio.equal()
    trio.beto.door.save_socio(trio.aeo, {"comunidad": "Yuncaypata"}, trio.socio)
    trio.share()
    trio.share()
    trio.equal()
    for town in trio.all:
        found = town.door.socio(trio.socio)
        assert (found["telefono"], found["nota"]) == ("984000001", "después de la copia")


# Files that are refused


@pytest.fixture
def bundle(trio):
    """A good bundle of the office for Beto, who has some rows of his own, and what he holds before receiving it."""
    trio.share()
    trio.beto.door.save_socio(trio.aeo, {"telefono": "984000111"}, trio.socio)
    trio.office.door.save_socio(trio.aeo, {"dni": "43218765"}, trio.socio)
    return trio.pack(trio.office, trio.beto)


def refused(trio, town, path):
    """The refusal of a file, which leaves everything as it was."""
    before = town.facts()
    with pytest.raises(Refused) as refusal:
        trio.run(town.door.receiving(path))
    with pytest.raises(Refused) as looked:
        town.door.look_into(path)
    assert str(looked.value) == str(refusal.value)
    assert town.facts() == before
    return str(refusal.value)


def test_a_file_cut_short_is_refused(trio, bundle):
    raw = bundle.read_bytes()
    for length in (0, 3, 20, 47, len(raw) // 2, len(raw) - 1):
        bundle.write_bytes(raw[:length])
        assert "incompleto" in refused(trio, trio.beto, bundle) or length == 0
    bundle.write_bytes(raw)
    assert trio.run(trio.beto.door.receiving(bundle)).new_saves == 1


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(1, 255))
def test_a_file_altered_in_any_byte_is_refused(trio, bundle, place, change):
    raw = bytearray(bundle.read_bytes())
    raw[place % len(raw)] ^= change
    path = bundle.with_name("alterado.ayni")
    path.write_bytes(raw)
    with pytest.raises(Refused):
        trio.run(trio.beto.door.receiving(path))
    assert trio.beto.door.socio(trio.socio)["dni"] == "40000001"


def test_an_altered_file_says_so_and_so_does_one_with_something_added(trio, bundle):
    raw = bundle.read_bytes()
    for changed in (raw[:-10] + bytes([raw[-10] ^ 1]) + raw[-9:], raw + b"cuy"):
        bundle.write_bytes(changed)
        assert "dañado o alguien lo cambió" in refused(trio, trio.beto, bundle)


def test_a_file_of_another_program_is_refused(trio, tmp_path):
    for name, content in (("carta.docx", b"PK\x03\x04 carta"), ("lista.ayni", b"hola")):
        (tmp_path / name).write_bytes(content)
        assert "no es de Ayni" in refused(trio, trio.beto, tmp_path / name)


def test_a_file_of_a_later_format_is_refused(trio, bundle):
    raw = bytearray(bundle.read_bytes())
    raw[5:7] = (9).to_bytes(2, "big")
    bundle.write_bytes(raw)
    assert "más nueva" in refused(trio, trio.beto, bundle)


def test_a_file_for_somebody_else_is_refused(trio, bundle):
    assert "otra persona" in refused(trio, trio.cira, bundle)
    assert "otra persona" in refused(trio, trio.office, bundle)


def test_a_file_of_an_unknown_sender_is_refused_by_its_name(trio, towns, tmp_path):
    stranger = towns("Dora Sullca", "promotor")
    stranger.door.trust(trio.card(trio.office))
    trio.run(stranger.door.exporting("Ana Huamán", tmp_path / "extrano.ayni"))
    assert "Dora Sullca" in refused(trio, trio.office, tmp_path / "extrano.ayni")


def test_a_card_where_a_bundle_is_expected_and_the_reverse_are_told(trio, bundle):
    assert "es una tarjeta" in refused(trio, trio.office, trio.card(trio.beto))
    before = trio.office.facts()
    for verb in (trio.office.door.trust, trio.office.door.read_card):
        with pytest.raises(Refused, match="es un envío"):
            verb(bundle)
    assert trio.office.facts() == before


def test_a_bundle_of_another_municipality_is_refused(trio):
    bundle = trio.pack(trio.office, trio.beto)
    trio.beto.door._keep_meta("ubigeo", "080104")
    assert "otra municipalidad" in refused(trio, trio.beto, bundle)


def test_a_file_that_is_not_there_or_is_a_folder_is_told(trio, tmp_path):
    (tmp_path / "carpeta.ayni").mkdir()
    for name in ("nada.ayni", "carpeta.ayni"):
        assert name in refused(trio, trio.beto, tmp_path / name)
        with pytest.raises(Refused, match=name):
            trio.beto.door.trust(tmp_path / name)


def test_nobody_is_sent_anything_whose_card_was_not_accepted(trio, tmp_path):
    with pytest.raises(Refused, match="Dora Sullca"):
        trio.run(trio.office.door.exporting("Dora Sullca", tmp_path / "x.ayni"))
    assert not (tmp_path / "x.ayni").exists()


def test_a_stick_that_cannot_be_written_is_told_and_nothing_counts_as_sent(trio, tmp_path, monkeypatch):
    before = trio.office.facts()
    (tmp_path / "x.ayni").mkdir()
    with pytest.raises(Refused, match=r"x\.ayni"):
        trio.run(trio.office.door.exporting("Beto Quispe", tmp_path / "x.ayni"))
    with pytest.raises(Refused):
        trio.run(trio.office.door.exporting("Beto Quispe", tmp_path / "no existe" / "x.ayni"))
    with pytest.raises(Refused):
        trio.office.door.write_card(tmp_path / "x.ayni")

    def lying(path, data):
        raise FolderTrouble("Lo que se grabó no es igual a lo que se leyó. Use otra memoria USB.")

    monkeypatch.setattr("ayni.workspace.intercambio.write_checked", lying)
    with pytest.raises(Refused, match="no es igual"):
        trio.run(trio.office.door.exporting("Beto Quispe", tmp_path / "y.ayni"))
    assert trio.office.facts() == before


def test_a_receive_that_is_stopped_half_way_leaves_nothing(trio, bundle):
    before = trio.beto.facts()
    for steps in range(1, 6):
        work = trio.beto.door.receiving(bundle)
        for _ in range(steps):
            next(work)
        work.close()
        assert trio.beto.facts() == before
    assert trio.run(trio.beto.door.receiving(bundle)).new_saves == 1


def test_what_was_received_is_told_although_the_disk_fills_while_it_is_joined(trio, bundle, monkeypatch):
    heard = []
    trio.beto.door.on_change = heard.append

    def full():
        raise refuse("El disco está lleno.")

    monkeypatch.setattr(trio.beto.door, "join_by_rule", full)
    receipt = trio.run(trio.beto.door.taking(bundle))
    assert (receipt.new_saves, str(receipt.trouble)) == (1, "El disco está lleno.")
    assert any("socio" in tables for tables in heard)
    assert trio.run(trio.beto.door.taking(bundle)).nothing_new


def test_what_was_received_is_told_although_it_cannot_be_remembered_as_seen(trio, bundle, monkeypatch):
    def full(name, value):
        raise refuse("El disco está lleno.")

    monkeypatch.setattr(trio.beto.door, "_keep_meta", full)
    assert trio.run(trio.beto.door.taking(bundle)).new_saves == 1


def test_nothing_can_be_stopped_any_more_once_it_was_received(trio, bundle):
    door = trio.beto.door
    before = door.state_hash()
    for _part in door.taking(bundle):
        assert door.db.conn.in_transaction or door.state_hash() == before
    assert door.state_hash() != before


def test_a_folder_opened_to_read_receives_nothing(trio, bundle):
    trio.beto.reopen(read_only=True)
    before = trio.beto.door.state_hash()
    with pytest.raises(Refused, match="solo para leer"):
        trio.run(trio.beto.door.receiving(bundle))
    with pytest.raises(Refused, match="solo para leer"):
        trio.beto.door.save_socio(trio.aeo, {"telefono": "984000112"}, trio.socio)
    assert trio.beto.door.state_hash() == before


# A machine that is trusted no longer


def test_a_machine_that_was_installed_again_takes_the_place_of_the_one_that_is_forgotten(trio, towns, person, tmp_path):
    trio.share()
    new = trio.beto.door.save_socio(trio.aeo, person(7))
    trio.send(trio.beto, trio.office)
    late = trio.pack(trio.beto, trio.office)
    again = towns("Beto Quispe", "promotor")
    card = again.door.write_card(tmp_path / "otra.ayni")
    with pytest.raises(Refused, match=r"se llama Beto Quispe.*se reinstaló, olvídelo primero"):
        trio.office.door.trust(card)
    state = trio.office.door.state_hash()
    assert trio.office.door.forget_machine("Beto Quispe") == "Beto Quispe"
    assert [machine["name"] for machine in trio.office.door.trusted()] == ["Cira Puma"]
    assert (trio.office.door.state_hash(), trio.office.door.check()) == (state, [])
    with pytest.raises(Refused):
        trio.run(trio.office.door.receiving(late))
    with pytest.raises(Refused, match="Beto Quispe"):
        trio.pack(trio.office, trio.beto)
    trio.office.door.trust(card)
    again.door.trust(trio.card(trio.office))
    trio.send(trio.office, again)  # with what the forgotten machine saved, signed by it
    trio.send(trio.office, trio.cira)
    for town in (again, trio.cira):
        assert town.door.history("socio", new)[0].person == "Beto Quispe"
        assert town.door.state_hash() == state
        assert town.door.check() == []


def test_a_forgotten_machine_may_be_accepted_again_and_one_never_accepted_is_told(trio):
    device = trio.office.door.trusted()[0]["device"]
    trio.office.door.forget_machine(device)
    with pytest.raises(Refused, match="No hay un equipo"):
        trio.office.door.forget_machine(device)
    trio.office.door.trust(trio.card(trio.beto))
    trio.share()
    trio.equal()
