"""What each promoter's machine carries: nothing of another organisation ever goes into its file."""

import pytest

from ayni.domain.municipio import PROMOTOR
from ayni.storage.database import rows
from ayni.sync import bundle as sealed
from ayni.sync.bundle import read_bundle
from ayni.sync.container import BUNDLE, unpack
from ayni.sync.keys import card_from_body
from ayni.workspace import Refused

SECRETS = ("Asociación Ajena Wari", "20100113610", "47770001", "TEODOSIA", "954111222")


@pytest.fixture
def ajena(trio, person):
    """Another organisation of the office, with one member, that Beto does not carry."""
    aeo = trio.office.aeo(trio.office.door.convocatorias()[0]["id"], nombre=SECRETS[0], ruc=SECRETS[1])
    member = person(9, dni=SECRETS[2], nombres="Teodosia", telefono=SECRETS[4])
    trio.office.door.save_socio(aeo, member)
    return aeo


def opened(trio, path, town):
    """What is inside a file for somebody: the plain bytes, and its saves."""
    _card, manifest, _signature, batches = sealed._open(unpack(path.read_bytes(), BUNDLE), town.door.keys)
    cards = [card_from_body(found["card"]) for found in rows(town.door.db, "SELECT card FROM equipo")]
    received = read_bundle(path.read_bytes(), town.door.keys, cards, town.door.ubigeo)
    return manifest + b"".join(batches), received


def device(town):
    return town.door.card().device


def test_a_promoter_who_was_never_given_anything_carries_everything(trio, ajena):
    assert trio.office.door.scopes_of(device(trio.beto)) is None
    trio.send(trio.office, trio.beto)
    assert trio.beto.door.aeo(ajena)["nombre"] == SECRETS[0]


def test_a_file_for_a_promoter_never_holds_a_byte_of_what_he_does_not_carry(trio, ajena):
    trio.office.door.assign("Beto Quispe", [trio.aeo])
    assert trio.office.door.scopes_of(device(trio.beto)) == {"gobierno", trio.aeo}
    path = trio.pack(trio.office, trio.beto)
    inside, received = opened(trio, path, trio.beto)
    assert {signed.save.scope for signed in received.saves} == {"gobierno", trio.aeo}
    assert bytes.fromhex(trio.aeo.replace("-", "")) in inside
    for secret in (*SECRETS, ajena):
        assert secret.encode() not in inside
    assert bytes.fromhex(ajena.replace("-", "")) not in inside
    trio.run(trio.beto.door.receiving(path))
    assert [found["id"] for found in trio.beto.door.aeos()] == [trio.aeo]
    assert trio.beto.door.check() == []
    for other in (trio.cira, trio.office):  # who carries everything still does
        assert trio.office.door.scopes_of(device(other)) is None


def test_what_waits_is_counted_over_what_the_machine_carries(trio, ajena):
    def waits():
        return next((m["unsent"], m["unconfirmed"]) for m in trio.office.door.trusted() if m["name"] == "Beto Quispe")

    trio.office.door.assign("Beto Quispe", [trio.aeo])
    trio.send(trio.office, trio.beto)
    trio.send(trio.beto, trio.office)
    assert waits() == (0, 0)
    trio.office.door.save_aeo({"producto": "Cuy pelado"}, ajena)
    assert waits() == (0, 0)
    trio.office.door.save_socio(trio.aeo, {"telefono": "984000111"}, trio.socio)
    assert waits() == (1, 1)


def test_what_is_given_later_comes_with_its_whole_history(trio, ajena):
    trio.office.door.assign("Beto Quispe", [trio.aeo])
    trio.send(trio.office, trio.beto)
    trio.send(trio.beto, trio.office)
    trio.office.door.save_aeo({"producto": "Cuy pelado"}, ajena)
    trio.office.door.assign("Beto Quispe", [ajena], "Pasa a su zona")
    receipt = trio.send(trio.office, trio.beto)
    assert dict(receipt.rows)["socio"] == 1
    acts = {line.act for line in trio.beto.door.history("aeo", ajena)}
    assert acts == {line.act for line in trio.office.door.history("aeo", ajena)}
    trio.send(trio.beto, trio.office)
    assert trio.beto.door.state_hash() == trio.office.door.state_hash()


def test_after_it_is_handed_back_no_more_is_sent_and_what_he_saved_still_comes(trio, ajena):
    office, beto = trio.office.door, trio.beto.door
    office.assign("Beto Quispe", [trio.aeo, ajena])
    trio.send(trio.office, trio.beto)
    trio.send(trio.beto, trio.office)
    office.hand_back("Beto Quispe", [ajena], "Terminó la campaña")
    office.save_aeo({"producto": "Cuy pelado"}, ajena)
    beto.save_aeo({"comunidad": "Yuncaypata"}, ajena)
    path = trio.pack(trio.office, trio.beto)
    inside, received = opened(trio, path, trio.beto)
    assert {signed.save.scope for signed in received.saves} == {"gobierno"}
    assert b"Cuy pelado" not in inside
    trio.run(trio.beto.door.receiving(path))
    assert [found["aeo"] for found in beto.assigned(device(trio.beto))] == [trio.aeo]
    back = beto.assigned(device(trio.beto), back=True)
    assert {(found["aeo"], found["hasta"]) for found in back} == {(trio.aeo, None), (ajena, "2026-03-10")}
    sent = trio.pack(trio.beto, trio.office)
    _inside, received = opened(trio, sent, trio.office)
    assert len(received.saves) == 1  # and not, again, all that the office has no longer told him that it holds
    trio.run(office.receiving(sent))
    assert office.aeo(ajena)["comunidad"] == "Yuncaypata"


def test_an_organisation_that_a_promoter_registers_travels_both_ways(trio, ajena):
    trio.office.door.assign("Beto Quispe", [trio.aeo])
    trio.send(trio.office, trio.beto)
    own = trio.beto.aeo(trio.beto.door.convocatorias()[0]["id"], nombre="Asociación de Beto", ruc="20131312955")
    trio.send(trio.beto, trio.office)
    trio.office.door.save_aeo({"producto": "Cuy pelado"}, own)
    assert own in trio.office.door.scopes_of(device(trio.beto))
    trio.send(trio.office, trio.beto)
    assert trio.beto.door.aeo(own)["producto"] == "Cuy pelado"
    trio.office.door.hand_back("Beto Quispe", [own])
    assert trio.office.door.scopes_of(device(trio.beto)) == {"gobierno", trio.aeo}


def test_what_is_given_twice_stands_once_and_comes_back_whole(trio, ajena):
    office = trio.office.door
    assert len(office.assign(device(trio.beto), [trio.aeo, trio.aeo])) == 1
    assert office.assign("Beto Quispe", [trio.aeo]) == []
    assert [(m["name"], m["count"]) for m in office.carriers()] == [("Beto Quispe", 1), ("Cira Puma", None)]
    office.hand_back("Beto Quispe", [trio.aeo])
    assert office.assigned("Beto Quispe") == []
    assert office.scopes_of(device(trio.beto)) == {"gobierno"}
    assert len(office.assign("Beto Quispe", [trio.aeo])) == 1
    assert office.undoable() is not None
    office.undo()
    assert office.scopes_of(device(trio.beto)) == {"gobierno"}


def test_only_the_office_gives_and_only_to_a_promoter_it_knows(trio):
    before = trio.office.facts()
    for asked, said in (
        (lambda: trio.beto.door.assign("Ana Huamán", [trio.aeo]), "Solo la oficina"),
        (lambda: trio.office.door.assign("Dora Sullca", [trio.aeo]), "Dora Sullca"),
        (lambda: trio.office.door.assign("Beto Quispe", []), "Elija"),
        (lambda: trio.office.door.hand_back("Beto Quispe", []), "Elija"),
        (lambda: trio.office.door.assign("Beto Quispe", ["018f0000-0000-7000-8000-000000000000"]), "lista"),
    ):
        with pytest.raises(Refused, match=said):
            asked()
    assert trio.office.facts() == before


def test_two_offices_that_give_the_same_do_not_clash(trio, towns):
    second = towns("Elba Turpo")
    second.door.write_card(trio.card(second))
    trio.office.door.trust(trio.card(second))
    second.door.trust(trio.card(trio.office))
    second.door.trust(trio.card(trio.beto))
    with pytest.raises(Refused, match="no es de un promotor"):
        trio.office.door.assign("Elba Turpo", [trio.aeo])
    trio.send(trio.office, second)
    for office in (trio.office, second):
        office.door.assign("Beto Quispe", [trio.aeo])
    trio.send(second, trio.office)
    assert trio.office.door.clashes() == []
    trio.office.door.hand_back("Beto Quispe", [trio.aeo])
    assert trio.office.door.assigned("Beto Quispe") == []
    assert trio.beto.door.role == PROMOTOR
