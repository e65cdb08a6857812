"""Machines join with two files, are certified for a time, are lost and found: nothing they saved is ever dropped."""

from itertools import permutations
from threading import Thread

import pytest

from ayni.domain.certificado import AT_EASE, ENDED, ENDING, LOST
from ayni.storage import records
from ayni.storage.database import rows, scalar
from ayni.sync import parts, stamps
from ayni.sync.bundle import read_bundle
from ayni.sync.keys import REGION, Card, DeviceKeys, new_card, write_card
from ayni.workspace import Refused, cuarentena
from ayni.workspace.equipo import CLONED, RESTORED
from ayni.workspace.refusals import refuse


class Desk:
    """An office, and the acts between it and machines that join it."""

    def __init__(self, towns, folder, done, clock):
        self.towns, self.folder, self.done, self.clock = towns, folder, done, clock
        self.office = towns("Ana Huamán")
        self.files = 0

    def path(self, name="archivo"):
        self.files += 1
        return self.folder / f"{name}{self.files}.ayni"

    def request(self, town):
        return town.door.write_request(self.path("solicitud"))

    def enrol(self, name, role="promotor", office=None, **how):
        """A new machine that joined: both files, one code."""
        town, office = self.towns(name, role), office or self.office
        asked, answer = self.request(town), self.path("alta")
        self.done(office.door.enrolling(asked, answer, **how))
        self.done(town.door.joining_office(answer))
        return town

    def pack(self, town, to):
        path = self.path("envio")
        self.done(town.door.exporting(to.door._device(), path))
        return path

    def send(self, town, to):
        return self.done(to.door.receiving(self.pack(town, to)))

    def receive(self, town, *paths):
        return [self.done(town.door.receiving(path)) for path in paths]

    def equal(self, *towns):
        for town in towns:
            assert town.door.check() == [], town.name
        assert len({town.door.state_hash() for town in towns}) == 1

    def state(self, device, town=None):
        return (town or self.office).door.machine_named(device).state


@pytest.fixture
def desk(towns, tmp_path, done, clock):
    return Desk(towns, tmp_path, done, clock)


@pytest.fixture
def field(desk, person):
    """The office with one AEO of one member, and Beto, enrolled, who has them."""
    desk.aeo = desk.office.aeo()
    desk.socio = desk.office.door.save_socio(desk.aeo, person(1))
    desk.beto = desk.enrol("Beto Quispe")
    return desk


# joining


def test_a_machine_joins_with_two_files_and_one_code(desk, towns):
    desk.office.aeo()
    beto = towns("Beto Quispe", "promotor")
    view = desk.office.door.read_request(desk.request(beto))
    assert (view.name, view.role, view.known, view.until) == ("Beto Quispe", "promotor", False, "2026-04-09")
    assert desk.office.door.trusted() == []
    answer = desk.path("alta")
    sent = desk.done(desk.office.door.enrolling(desk.request(beto), answer))
    assert sent.path == answer
    read = beto.door.read_alta(answer)
    assert (read.name, read.code, read.known, read.until) == ("Ana Huamán", view.code, False, view.until)
    assert read.saves == sent.saves
    assert beto.door.trusted() == []
    receipt = desk.done(beto.door.joining_office(answer))
    assert receipt.new_saves == sent.saves
    assert [row["name"] for row in beto.door.trusted()] == ["Ana Huamán"]
    desk.equal(desk.office, beto)
    assert not list(desk.office.folder.glob("alta.parte"))
    assert desk.done(beto.door.joining_office(answer)).nothing_new  # again is harmless
    assert beto.door.read_alta(answer).known
    mine = beto.door.machine_named("Beto Quispe")
    assert (mine.mine, mine.state, mine.until) == (True, AT_EASE, "2026-04-09")


def test_what_a_new_office_received_is_told_although_the_disk_fills_while_it_is_joined(desk, towns, monkeypatch):
    desk.office.aeo()
    cira = towns("Cira Puma")
    answer = desk.path("alta")
    desk.done(desk.office.door.enrolling(desk.request(cira), answer))

    def full():
        raise refuse("El disco está lleno.")

    monkeypatch.setattr(cira.door, "join_by_rule", full)
    receipt = desk.done(cira.door.joining_office(answer))
    assert receipt.new_saves > 0
    assert str(receipt.trouble) == "El disco está lleno."


def test_what_an_alta_cannot_hold_follows_in_ordinary_files(desk, towns, person, monkeypatch):
    desk.aeo = desk.office.aeo()
    for place in range(1, 9):
        desk.office.door.save_socio(desk.aeo, person(place))
    beto = towns("Beto Quispe", "promotor")
    monkeypatch.setattr(parts.parts, "__defaults__", (3,))
    monkeypatch.setattr("ayni.workspace.equipo.ALTA_MOST", 6000)
    answer = desk.folder / "alta.ayni"
    sent = desk.done(desk.office.door.enrolling(desk.request(beto), answer))
    assert sent.paths[0] == answer
    assert [path.name for path in sent.paths[1:3]] == ["alta-2.ayni", "alta-3.ayni"]
    assert answer.stat().st_size < 6000 + 4096
    assert sent.size == sum(path.stat().st_size for path in sent.paths)
    desk.done(beto.door.joining_office(answer))
    for path in reversed(sent.paths[1:]):
        assert desk.done(beto.door.taking(path)).new_saves > 0
    desk.equal(desk.office, beto)
    monkeypatch.undo()
    again = desk.done(desk.office.door.handing_out("Beto Quispe", answer))
    assert again.paths == (answer,)
    assert not sent.paths[1].exists()  # nothing is left of the longer one before
    assert not list(desk.office.folder.glob("alta*"))


def test_a_machine_receives_only_the_organisations_that_it_is_given(desk, person):
    first, other = desk.office.aeo(), desk.office.aeo(nombre="Asociación Qori Ñan", ruc="20131312955")
    desk.office.door.save_socio(other, person(2))
    beto = desk.enrol("Beto Quispe", aeos=[first])
    assert [row["id"] for row in beto.door.aeos()] == [first]
    cira = desk.enrol("Cira Puma")
    assert {row["id"] for row in cira.door.aeos()} == {first, other}


def test_the_alta_opens_in_no_other_machine_and_wrong_files_have_their_sentence(desk, towns):
    beto, cira = towns("Beto Quispe", "promotor"), towns("Cira Puma", "promotor")
    asked, answer = desk.request(beto), desk.path("alta")
    desk.done(desk.office.door.enrolling(asked, answer))
    before = cira.facts()
    for job, said in (
        (lambda: desk.done(cira.door.joining_office(answer)), "otra persona"),
        (lambda: desk.done(beto.door.joining_office(asked)), "solicitud de un equipo nuevo"),
        (lambda: desk.done(beto.door.receiving(answer)), "el alta de un equipo nuevo"),
        (lambda: desk.office.door.read_request(answer), "el alta de un equipo nuevo"),
        (lambda: desk.office.door.read_request(desk.office.door.write_card(desk.path())), "es una tarjeta"),
        (lambda: desk.office.door.read_request(desk.request(desk.office)), "este mismo equipo"),
        (lambda: cira.door.read_request(asked), "Esto lo hace la oficina"),
        (lambda: beto.door.trust(asked), "solicitud de un equipo nuevo"),
    ):
        with pytest.raises(Refused, match=said):
            job()
    assert cira.facts() == before
    raw = answer.read_bytes()
    for length in range(0, len(raw), 131):
        answer.write_bytes(raw[:length])
        with pytest.raises(Refused):
            desk.done(beto.door.joining_office(answer))
    assert beto.door.trusted() == []


def test_an_alta_of_somebody_in_between_changes_nothing_but_shows_another_code(desk, towns):
    beto, thief = towns("Beto Quispe", "promotor"), towns("Ana Huamán")
    asked, answer = desk.request(beto), desk.path("alta")
    code = desk.office.door.read_request(asked).code
    desk.done(thief.door.enrolling(asked, answer))
    assert beto.door.read_alta(answer).code != code


def test_a_second_machine_of_one_name_is_not_taken_in(desk, towns):
    desk.enrol("Beto Quispe")
    twin = towns("Beto Quispe", "promotor")
    with pytest.raises(Refused, match="se llama Beto Quispe"):
        desk.office.door.accept_request(desk.request(twin))


def test_an_alta_is_handed_out_again_when_the_stick_is_lost(desk, towns):
    beto = towns("Beto Quispe", "promotor")
    device = desk.office.door.accept_request(desk.request(beto))
    again = desk.path("alta")
    desk.done(desk.office.door.handing_out(device, again))
    desk.done(beto.door.joining_office(again))
    desk.equal(desk.office, beto)


# whom a certificate makes known


def test_machines_that_never_met_exchange_through_the_office_that_both_trust(field, person):
    cira = field.enrol("Cira Puma")
    fresh = field.beto.door.save_socio(field.aeo, person(7))
    field.send(field.beto, field.office)
    field.send(field.office, cira)
    card = cira.door.write_card(field.path("tarjeta"))
    field.beto.door.trust(card)  # Beto accepts Cira's card; Cira never saw Beto's
    assert [row["name"] for row in cira.door.trusted()] == ["Ana Huamán"]
    later = field.beto.door.save_socio(field.aeo, person(8))
    receipt = field.send(field.beto, cira)
    assert (receipt.sender, receipt.new_saves) == ("Beto Quispe", 1)
    assert {fresh, later} <= {row["id"] for row in cira.door.socios(field.aeo)}
    assert {row["name"] for row in cira.door.trusted()} == {"Ana Huamán", "Beto Quispe"}


def test_a_machine_that_only_claims_an_office_stays_unknown(field, towns):
    stranger = towns("Elba Turpo", "promotor")
    stranger.door.trust(field.office.door.write_card(field.path("tarjeta")))
    with pytest.raises(Refused, match="aquí no está su tarjeta"):
        field.send(stranger, field.office)


def test_a_chain_that_leads_to_an_office_of_nobody_is_not_believed(field, towns):
    """Somebody made an office of his own, certified a machine with it, and has our card."""
    false = towns("Oficina Falsa", "oficina")
    elba = field.enrol("Elba Turpo", office=false)
    elba.door.trust(field.office.door.write_card(field.path("tarjeta")))
    before = field.office.facts()
    with pytest.raises(Refused, match="aquí no está su tarjeta"):
        field.send(elba, field.office)
    assert field.office.facts() == before


def test_a_lost_office_makes_nobody_known_any_more_and_whom_it_made_known_stays(field):
    dora = field.enrol("Dora Sullca", "oficina")
    eva = field.enrol("Eva Ccopa", office=dora)
    field.send(dora, field.office)
    field.office.door.declare_lost("Dora Sullca", "Se la llevaron")
    field.send(field.office, field.beto)
    thief = field.enrol("Elba Turpo", office=dora)
    for town in (eva, thief):
        town.door.trust(field.beto.door.write_card(field.path("tarjeta")))
    with pytest.raises(Refused, match="aquí no está su tarjeta"):
        field.send(thief, field.beto)
    assert field.send(eva, field.beto).sender == "Eva Ccopa"


def test_an_office_enrolled_by_an_office_is_believed_everywhere(field):
    dora = field.enrol("Dora Sullca", "oficina")
    field.send(field.office, field.beto)
    eva = field.enrol("Eva Ccopa", office=dora)
    eva.door.trust(field.beto.door.write_card(field.path("tarjeta")))
    receipt = field.send(eva, field.beto)  # Beto → Ana → Dora → Eva, with the chain in the file
    assert receipt.sender == "Eva Ccopa"


def test_a_forgotten_machine_is_not_received_though_its_certificate_is_good(field):
    field.office.door.forget_machine("Beto Quispe")
    with pytest.raises(Refused, match="aquí no está su tarjeta"):
        field.send(field.beto, field.office)
    field.office.door.trust(field.beto.door.write_card(field.path("tarjeta")))
    assert field.send(field.beto, field.office).sender == "Beto Quispe"


def test_a_row_that_nobody_signed_counts_for_nothing_and_the_audit_says_so(field):
    device = field.beto.door._device()
    row = next(each for each in rows(field.beto.door.db, "SELECT * FROM certificado"))
    forged = {name: row[name] for name in row if name not in {"fila", "id"}} | {"hasta": "2036-01-01"}
    with field.beto.door.save("save_aeo") as db:
        records.insert(db, "certificado", "0192f0c1-7a3b-7c11-8d21-0123456789ab", forged)
    field.send(field.beto, field.office)
    assert field.office.door.machine_named(device).until == "2026-04-09"
    told = field.done(field.office.door.auditing())
    assert ["no firmó" in str(each) or "ninguna oficina firmó" in str(each) for each in told.problems] == [True]


# terms


def test_a_certificate_ends_is_told_before_and_renewed_with_one_act(field):
    office, device = field.office.door, field.beto.door._device()
    assert field.state(device) == AT_EASE
    assert office.machines_that_end() == []
    field.clock.forward(days=25)
    assert field.state(device) == ENDING
    field.clock.forward(days=6)
    assert field.state(device) == ENDED
    assert [each.name for each in office.machines_that_end()] == ["Beto Quispe"]
    field.beto.door.save_socio(field.aeo, {"telefono": "984000111"}, field.socio)
    receipt = field.send(field.beto, field.office)  # nothing is refused for a day
    assert receipt.new_saves == 1
    assert "venció el 09/04/2026" in str(receipt.warning)
    with pytest.raises(Refused, match="venció el 09/04/2026"):
        field.send(field.office, field.beto)
    assert office.renew("Beto Quispe") == "2026-05-10"
    assert field.state(device) == AT_EASE
    field.send(field.office, field.beto)
    assert field.beto.door.machine_named("Beto Quispe").until == "2026-05-10"


def test_an_office_whose_year_ended_is_told_and_still_sent_to(desk):
    dora = desk.enrol("Dora Sullca", "oficina")
    desk.clock.forward(days=400)
    assert desk.state("Dora Sullca") == ENDED
    assert desk.send(desk.office, dora).sender == "Ana Huamán"


def test_a_machine_accepted_by_its_card_has_no_end_until_it_is_certified(trio):
    office = trio.office.door
    assert (office.machine_named("Beto Quispe").until, office.machine_named("Beto Quispe").state) == ("", AT_EASE)
    assert office.renew("Beto Quispe", 10) == "2026-03-20"
    assert office.machine_named("Beto Quispe").until == "2026-03-20"
    with pytest.raises(Refused, match="de 1 a"):
        office.renew("Beto Quispe", 0)
    with pytest.raises(Refused, match="Esto lo hace la oficina"):
        trio.beto.door.renew("Ana Huamán")


def test_what_was_said_of_machines_is_judged_once_until_something_is_written(field, monkeypatch):
    for name in ("Cira Puma", "Dora Ccori"):
        field.enrol(name)
    honest, asked = cuarentena.judge, []

    def counted(*given):
        asked.append(1)
        return honest(*given)

    monkeypatch.setattr(cuarentena, "judge", counted)
    door = field.office.door

    def drawn():
        asked.clear()
        for each in door.trusted():
            door.papers_for(each["device"])
        return len(asked)

    assert drawn() <= 1
    assert drawn() == 0
    door.save_socio(field.aeo, {"telefono": "984000111"}, field.socio)
    assert drawn() <= 1
    door.db.conn.execute("BEGIN IMMEDIATE")
    door.db.conn.execute("DELETE FROM sync_op WHERE tbl = 'certificado'")
    assert door._certificates(door.db) == {}
    door.db.conn.execute("ROLLBACK")
    assert len(door._certificates(door.db)) == 3
    beto = field.beto.door._device()
    thread = Thread(target=door.declare_lost, args=(beto, "Lo robaron"))
    thread.start()
    thread.join()
    assert beto in door._judgement(door.db).lost


def test_a_signature_that_was_verified_once_is_not_verified_again(field, monkeypatch):
    door = field.office.door
    assert len(door._certificates(door.db)) == 1
    honest, verified = Card.signed, []

    def counted(card, message, signature):
        verified.append(message)
        return honest(card, message, signature)

    monkeypatch.setattr(Card, "signed", counted)
    door.save_socio(field.aeo, {"telefono": "984000111"}, field.socio)
    assert len(door._certificates(door.db)) == 1
    assert verified == []


# lost


def phone(desk, town):
    return town.door.socio(desk.socio)["telefono"]


def work(desk, town, count, first=1):
    """Saves of a promoter in the AEO, one after another."""
    for place in range(first, first + count):
        desk.clock.forward(minutes=1)
        town.door.save_socio(desk.aeo, {"telefono": f"98400000{place}"}, desk.socio)


def test_a_lost_machine_is_sent_nothing_and_what_it_brings_waits(field):
    office = field.office.door
    work(field, field.beto, 2)
    field.send(field.beto, field.office)
    with pytest.raises(Refused, match="por qué"):
        office.declare_lost("Beto Quispe", "  ")
    assert office.declare_lost("Beto Quispe", "Se cayó al río con la mochila") == "Beto Quispe"
    machine = office.machine_named("Beto Quispe")
    assert (machine.state, machine.reason, machine.lost) == (LOST, "Se cayó al río con la mochila", "2026-03-10")
    assert office.trusted() == []
    for to in ("Beto Quispe", machine.device):
        with pytest.raises(Refused, match="No hay una tarjeta"):
            field.done(office.exporting(to, field.path()))
    with pytest.raises(Refused, match="ya fue declarado"):
        office.declare_lost("Beto Quispe", "otra vez")
    with pytest.raises(Refused, match="declarado perdido"):
        office.trust(field.beto.door.write_card(field.path()))
    with pytest.raises(Refused, match="declarado perdido"):
        office.accept_request(field.request(field.beto))

    before = office.state_hash()
    work(field, field.beto, 3, first=3)
    bundle = field.pack(field.beto, field.office)
    view = office.look_into(bundle)
    assert (view.new_saves, view.waiting, view.rows, view.nothing_new) == (0, 3, (), False)
    receipt = field.done(office.receiving(bundle))
    assert (receipt.new_saves, receipt.waiting) == (0, 3)
    assert "declarado perdido" in str(receipt.warning)
    assert office.state_hash() == before
    assert office.check() == []
    assert phone(field, field.office) == "984000002"
    waits = office.quarantine()
    assert [(each.person, each.name, each.scope) for each in waits] == [("Beto Quispe", "Beto Quispe", field.aeo)] * 3
    assert [cell.value for each in waits for cell in each.cells if cell.label == "Teléfono"] == [
        "984 000 003",
        "984 000 004",
        "984 000 005",
    ]
    assert waits[0].about.startswith("Asociación")
    assert office.machine_named("Beto Quispe").waiting == 3
    assert field.done(office.receiving(bundle)).waiting == 0  # again adds nothing
    assert len(office.quarantine()) == 3
    assert field.done(office.auditing()).problems == ()


def test_what_waits_is_taken_in_part_and_everywhere_alike(field):
    cira = field.enrol("Cira Puma")
    office = field.office.door
    work(field, field.beto, 1)
    field.send(field.beto, field.office)
    office.declare_lost("Beto Quispe", "Se cayó al río")
    work(field, field.beto, 4, first=2)
    field.receive(field.office, field.pack(field.beto, field.office))
    waits = office.quarantine()
    with pytest.raises(Refused, match="por qué"):
        office.admit("Beto Quispe", "")
    with pytest.raises(Refused, match="ya no espera"):
        office.admit("Beto Quispe", "Los reconoce", up_to=[1])
    with pytest.raises(Refused, match="no está declarado"):
        office.admit("Cira Puma", "Los reconoce")
    assert office.admit("Beto Quispe", "Beto los reconoce", up_to=[waits[1].tx]) == 2
    assert phone(field, field.office) == "984000003"
    assert [each.tx for each in office.quarantine()] == [waits[2].tx, waits[3].tx]
    assert office.leave_out("Beto Quispe", "No los hizo él") == 2
    assert [each.decision for each in office.quarantine()] == ["fuera", "fuera"]
    assert field.done(office.auditing()).problems == ()
    field.send(field.office, cira)
    field.equal(field.office, cira)
    assert phone(field, cira) == "984000003"
    assert [each.tx for each in cira.door.quarantine()] == [waits[2].tx, waits[3].tx]
    assert field.done(cira.door.auditing()).problems == ()
    assert office.admit("Beto Quispe", "Sí eran suyos") == 2
    assert office.quarantine() == []
    field.send(field.office, cira)
    field.equal(field.office, cira)
    assert phone(field, cira) == "984000005"
    assert cira.door.quarantine() == []


def test_saves_that_were_here_before_the_loss_was_known_go_back_to_wait(field):
    """Cira had them from Beto's own hand; the office never did. Rows, clashes and the bin are as if they never came."""
    cira = field.enrol("Cira Puma")
    field.beto.door.trust(cira.door.write_card(field.path()))
    work(field, field.beto, 1)
    field.send(field.beto, field.office)
    work(field, field.beto, 2, first=2)
    made = field.beto.door.save_socio(field.aeo, {"dni": "41234567", **NEW})
    cargo = field.office.door.save_cargo(field.aeo, {"socio": field.socio, "cargo": "fiscal", "desde": "01/02/2025"})
    field.send(field.office, field.beto)
    field.beto.door.remove_cargo(cargo)
    field.send(field.beto, cira)
    assert phone(field, cira) == "984000003"
    assert cira.door.junta(field.aeo) == []
    assert made in {row["id"] for row in cira.door.socios(field.aeo)}
    cira.door.save_socio(field.aeo, {"nota": "vive lejos"}, made)  # Cira edits a row that will not be there
    field.office.door.declare_lost("Beto Quispe", "Se cayó al río")
    field.send(field.office, cira)
    assert phone(field, cira) == "984000001"
    assert [row["id"] for row in cira.door.junta(field.aeo)] == [cargo]
    assert made not in {row["id"] for row in cira.door.socios(field.aeo)}
    assert cira.door.removed(0, 10) == []
    assert len(cira.door.quarantine()) == 4
    assert [row["name"] for row in cira.door.trusted()] == ["Ana Huamán"]
    field.send(cira, field.office)
    field.equal(field.office, cira)
    # the office takes them, although it never saw them: each machine that holds them takes the same
    field.receive(field.office, field.pack(field.beto, field.office))
    field.office.door.admit("Beto Quispe", "Beto los reconoce")
    field.send(field.office, cira)
    field.equal(field.office, cira)
    assert cira.door.socio(made)["nota"] == "vive lejos"
    assert cira.door.junta(field.aeo) == []
    assert phone(field, cira) == "984000003"


NEW = {
    "apellido_paterno": "Ccori",
    "apellido_materno": "Puma",
    "nombres": "Luz",
    "fecha_nacimiento": "03/05/1985",
    "sexo": "M",
}


def test_the_same_files_in_any_order_leave_the_same_rows(field):
    """The loss, an admission and the lost machine's saves, forwarded by somebody who had not heard of it."""
    dora = field.enrol("Dora Sullca", "oficina")
    field.send(dora, field.office)  # who does what on her machine
    field.beto.door.trust(dora.door.write_card(field.path()))
    field.send(field.office, field.beto)
    readers = [field.enrol(f"Lector {place}") for place in range(6)]
    for town in readers:
        for sender in (dora, field.beto):
            card = town.door.write_card(field.path())
            sender.door.trust(card)
            town.door.trust(sender.door.write_card(field.path()))
    work(field, field.beto, 2)
    field.send(field.beto, field.office)
    work(field, field.beto, 2, first=3)
    field.send(field.beto, dora)
    forwarded = [field.pack(dora, town) for town in readers]
    field.office.door.declare_lost("Beto Quispe", "Se cayó al río")
    lost = [field.pack(field.office, town) for town in readers]
    work(field, field.beto, 2, first=5)
    by_itself = [field.pack(field.beto, town) for town in readers]
    field.receive(field.office, field.pack(field.beto, field.office))
    waits = field.office.door.quarantine()
    assert len(waits) == 4
    field.office.door.admit("Beto Quispe", "Los reconoce", up_to=[waits[0].tx])
    taken = [field.pack(field.office, town) for town in readers]
    files = list(zip(forwarded, lost, by_itself, taken, strict=True))
    orders = list(permutations(range(4)))[::4]
    for town, its, order in zip(readers, files, orders, strict=True):
        field.receive(town, *(its[place] for place in order))
        assert phone(field, town) == "984000003", order
        assert [each.tx for each in town.door.quarantine()] == [each.tx for each in waits[1:]], order
    field.equal(field.office, *readers)


def test_a_lost_machine_vouches_for_nobody(field, towns):
    stranger = towns("Elba Turpo", "promotor")
    for one, other in ((stranger, field.beto), (field.beto, stranger)):
        one.door.trust(other.door.write_card(field.path()))
    stranger.door.save_convocatoria(CALL_OF_NOBODY)
    field.send(stranger, field.beto)
    field.office.door.declare_lost("Beto Quispe", "Se lo robaron")
    before = field.office.facts()
    with pytest.raises(Refused, match="equipos desconocidos"):
        field.send(field.beto, field.office)
    assert field.office.facts() == before
    assert field.office.door.quarantine() == []


CALL_OF_NOBODY = {
    "nombre": "PROCOMPITE falso",
    "year": "2026",
    "fecha_autorizacion": "20/02/2026",
    "categorias": "A",
    "cadenas": "cuy",
}


def test_a_lost_machine_that_receives_the_news_says_so(field):
    bundle = field.pack(field.office, field.beto)
    field.office.door.declare_lost("Beto Quispe", "Se lo robaron")
    dora = field.enrol("Dora Sullca", "oficina")
    dora.door._meet(dora.door.db, field.beto.door.card())  # somebody who has not understood
    receipt = field.send(dora, field.beto)
    assert "Este equipo fue declarado perdido" in str(receipt.warning)
    work(field, field.beto, 1)
    assert phone(field, field.beto) == "984000001"  # its own work is there for its person
    assert field.beto.door.quarantine() == []
    assert field.done(field.beto.door.receiving(bundle)).waiting == 0


def test_a_promoter_declares_nobody_lost_and_nobody_itself(field):
    with pytest.raises(Refused, match="Esto lo hace la oficina"):
        field.beto.door.declare_lost("Ana Huamán", "porque sí")
    with pytest.raises(Refused, match="en el que trabaja"):
        field.office.door.declare_lost("Ana Huamán", "porque sí")
    with pytest.raises(Refused, match="No hay un equipo"):
        field.office.door.declare_lost("Nadie", "porque sí")


def test_declaring_a_loss_is_not_taken_back_by_undo(field):
    field.office.door.save_socio(field.aeo, {"telefono": "984111222"}, field.socio)
    field.office.door.declare_lost("Beto Quispe", "Se lo robaron")
    field.office.door.undo()
    assert field.state("Beto Quispe") == LOST
    assert phone(field, field.office) is None


# two ways from one save


def test_a_restored_copy_is_told_from_a_cloned_disk(field, towns, tmp_path):
    import shutil

    from ayni.workspace import open_workspace

    assert field.office.door.forks() == []
    field.beto.reopen()
    shutil.copytree(field.beto.folder, tmp_path / "clon")
    work(field, field.beto, 2)
    field.send(field.beto, field.office)
    twin = open_workspace(tmp_path / "clon", "clave de prueba", clock=field.clock)
    with twin:
        field.clock.forward(minutes=1)
        twin.save_socio(field.aeo, {"nota": "desde la copia"}, field.socio)
        path = field.path()
        field.done(twin.exporting("Ana Huamán", path))
        field.done(field.office.door.receiving(path))
        assert [each.kind for each in field.office.door.forks()] == [RESTORED]
        assert field.office.door.machine_named("Beto Quispe").fork == RESTORED
        told = field.done(field.office.door.auditing())
        assert told.problems == ()
        assert ["volvió a una copia" in str(each) for each in told.notices] == [True]
        work(field, field.beto, 1, first=5)  # the first one was never stopped
        field.send(field.beto, field.office)
    assert [each.kind for each in field.office.door.forks()] == [CLONED]
    assert "dos equipos" in str(field.done(field.office.door.auditing()).notices[0])


def test_the_hash_of_a_stream_counts_not_its_numbers(field):
    """What had come is known by its fingerprint: `visto` names the ends."""
    field.send(field.beto, field.office)
    work(field, field.beto, 1)
    field.send(field.beto, field.office)
    field.office.door.declare_lost("Beto Quispe", "Se lo robaron")
    seen = scalar(field.office.door.db, "SELECT visto FROM equipo_perdido")
    end = scalar(
        field.office.door.db,
        "SELECT hex(hash) FROM sync_tx WHERE stream = ? ORDER BY seq DESC",
        [stamps.stream_name(field.beto.door._device(), field.aeo)],
    )
    assert end.lower() in seen


# what is told and to whom


def test_home_says_what_to_do_about_machines(field):
    def told(town):
        return [(str(task.sentence), task.noun) for task in town.door.tasks() if task.kind == "equipo"]

    assert told(field.office) == told(field.beto) == []
    field.clock.forward(days=26)
    assert told(field.office) == [("Renovar certificados de equipos: 1", "equipos")]
    assert [noun for _said, noun in told(field.beto)] == ["equipos"]
    assert "09/04/2026" in told(field.beto)[0][0]
    field.office.door.declare_lost("Beto Quispe", "Se lo robaron")
    assert told(field.office) == []
    work(field, field.beto, 2)
    field.receive(field.office, field.pack(field.beto, field.office))
    assert told(field.office) == [("Decidir sobre lo que guardó un equipo perdido: 2", "cuarentena")]
    field.office.door.leave_out("Beto Quispe", "No son suyos")
    assert told(field.office) == []


def test_the_region_is_sent_no_save_that_waits(field):
    """It keeps nothing apart: of a part that was taken it gets what a signature proves, the rest when that comes."""
    keys = DeviceKeys.new()
    card = new_card(keys, "Gobierno Regional", REGION, "Gobierno Regional", "080000")
    path = field.path("tarjeta")
    path.write_bytes(write_card(card))
    field.office.door.trust(path)

    def sent():
        out = field.path("region")
        field.done(field.office.door.exporting("Gobierno Regional", out))
        found = read_bundle(out.read_bytes(), keys, [field.office.door.card()], None)
        return [signed.save.tx for signed in found.saves if signed.save.person == "Beto Quispe"]

    work(field, field.beto, 1)
    field.send(field.beto, field.office)
    known = sent()
    field.office.door.declare_lost("Beto Quispe", "Se cayó al río")
    work(field, field.beto, 3, first=2)
    field.receive(field.office, field.pack(field.beto, field.office))
    waits = [each.tx for each in field.office.door.quarantine()]
    field.office.door.admit("Beto Quispe", "Los reconoce", up_to=[waits[1]])
    assert sent() == known
    field.office.door.admit("Beto Quispe", "Los reconoce")
    assert sent() == [*known, *waits]


# what must not be got around


def test_the_code_that_was_compared_is_of_the_machine_that_is_taken_in(desk, towns):
    beto, thief = towns("Beto Quispe", "promotor"), towns("Oficina Central")
    office = desk.office.door
    asked = beto.door.write_request(desk.folder / "solicitud.ayni")
    shown = office.read_request(asked).device
    thief.door.write_request(asked)  # the same name again, in a shared folder
    with pytest.raises(Refused, match="cambió mientras"):
        desk.done(office.enrolling(asked, desk.path(), shown=shown))
    card = beto.door.write_card(desk.folder / "tarjeta.card")
    shown = office.read_card(card).device
    thief.door.write_card(card)
    with pytest.raises(Refused, match="cambió mientras"):
        office.trust(card, shown)
    assert office.trusted() == []
    answer = desk.path("alta")
    desk.done(office.enrolling(desk.request(beto), answer))
    with pytest.raises(Refused, match="cambió mientras"):
        desk.done(beto.door.joining_office(answer, thief.door._device()))
    assert beto.door.trusted() == []


def test_taking_in_a_machine_that_is_stopped_at_any_step_never_lets_it_carry_more(desk, towns):
    aeo = desk.office.aeo()
    job = desk.office.door.enrolling(desk.request(towns("Beto Quispe", "promotor")), desk.path(), aeos=[aeo])
    next(job)
    job.close()
    assert [(each["name"], each["count"]) for each in desk.office.door.carriers()] == [("Beto Quispe", 1)]


def test_an_auditor_and_the_lock_let_no_machine_in_or_out(desk, towns):
    desk.enrol("Beto Quispe")
    card = towns("Oficina Central").door.write_card(desk.path())
    desk.office.clerk("Zoila Ttito", "audita")
    for act in (lambda door: door.trust(card), lambda door: door.forget_machine("Beto Quispe")):
        with pytest.raises(Refused, match="dirige"):
            act(desk.office.door)
    desk.office.door.lock()
    for act in (lambda door: door.trust(card), lambda door: door.forget_machine("Beto Quispe")):
        with pytest.raises(Refused, match="candado"):
            act(desk.office.door)
    assert [each["name"] for each in desk.office.door.trusted()] == ["Beto Quispe"]


def test_a_promoter_accepts_a_card_on_the_own_machine(field, towns):
    field.beto.door.trust(towns("Cira Puma", "promotor").door.write_card(field.path()))
    assert len(field.beto.door.trusted()) == 2


def test_a_folder_that_gets_keys_of_its_own_still_believes_what_its_office_said(field):
    door = field.office.door
    door.declare_lost("Beto Quispe", "Se lo robaron")
    field.beto.door.save_socio(field.aeo, {**field.beto.door.socio(field.socio), "dni": "45454545"})
    field.send(field.beto, field.office)
    door.copy_here("Ana Huamán, segundo equipo")
    assert door.machine_named("Beto Quispe").state == LOST
    assert len(door.quarantine()) == 1
    with pytest.raises(Refused, match="declarado perdido"):
        door.trust(field.beto.door.write_card(field.path()))


def test_a_value_that_no_field_could_hold_is_shown_as_it_came(field):
    call = field.office.door.convocatorias()[0]["id"]
    field.office.door.declare_lost("Beto Quispe", "Se lo robaron")
    with field.beto.door.save("save_convocatoria") as db:
        db.conn.execute("UPDATE convocatoria SET fondo_centimos = 'abc' WHERE id = ?", [call])
    field.send(field.beto, field.office)
    [waits] = field.office.door.quarantine()
    assert "abc" in {cell.value for cell in waits.cells}
    assert field.office.door.leave_out("Beto Quispe", "No es suyo") == 1


def test_the_alta_of_a_second_office_is_read_by_a_machine_that_only_knows_that_one(desk, towns):
    other = towns("Ana Segunda")
    for one, two in ((desk.office, other), (other, desk.office)):
        one.door.trust(two.door.write_card(desk.path("tarjeta")))
    beto = towns("Beto Quispe", "promotor")
    desk.done(desk.office.door.enrolling(desk.request(beto), desk.path("alta"), days=60))  # that stick was lost
    desk.send(desk.office, other)
    desk.done(other.door.enrolling(desk.request(beto), desk.path("alta")))
    answer = desk.path("alta")
    desk.done(other.door.handing_out("Beto Quispe", answer))
    assert beto.door.read_alta(answer).name == "Ana Segunda"
    desk.done(beto.door.joining_office(answer))
    assert desk.state(beto.door._device(), beto) == AT_EASE


def test_what_a_lost_machine_brings_of_others_can_be_sent_on(field, person):
    maria, pablo = field.enrol("María Puma"), field.enrol("Pablo Condori")
    for one in (maria, pablo):
        one.door.trust(field.beto.door.write_card(field.path("tarjeta")))
        field.beto.door.trust(one.door.write_card(field.path("tarjeta")))
    field.send(field.office, pablo)
    maria.door.save_socio(field.aeo, person(2))
    field.send(maria, field.beto)
    carried = field.pack(field.beto, pablo)
    field.office.door.declare_lost("Beto Quispe", "Se cayó al río")
    field.send(field.office, pablo)
    assert field.done(pablo.door.receiving(carried)).new_saves == 1  # María's own
    assert field.send(pablo, field.office).new_saves == 1
    assert pablo.door.check() == []


def test_an_ended_certificate_is_said_to_have_ended(field):
    field.clock.forward(days=60)
    [(_screen, told)] = field.beto.door.machine_notices()
    assert "venció" in str(told)
