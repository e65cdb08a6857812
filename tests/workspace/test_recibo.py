"""Receipts: what the other machine holds, said in a small file; late, foreign and altered ones change nothing."""

import pytest

from ayni.sync.container import HEADER, RECEIPT, kind_of
from ayni.sync.receipt import read_receipt
from ayni.workspace import Refused


def states(town, name):
    """Of the saves for a machine: how many are only here, and how many it has not confirmed."""
    return next((each["unsent"], each["unconfirmed"]) for each in town.door.trusted() if each["name"] == name)


@pytest.fixture
def receipt(trio):
    """Beto received the office's file and wrote a receipt for it."""
    trio.send(trio.office, trio.beto)
    return trio.beto.door.write_receipt("Ana Huamán", trio.folder / "recibo.ayni")


def test_a_receipt_turns_what_was_exported_into_received(trio, receipt):
    assert states(trio.office, "Beto Quispe") == (0, 5)
    assert kind_of(receipt.read_bytes()) == RECEIPT
    assert receipt.stat().st_size < 2000
    view = trio.office.door.look_at(receipt)
    assert (view.sender, view.received, view.waiting, view.late) == ("Beto Quispe", 5, 0, False)
    assert states(trio.office, "Beto Quispe") == (0, 5)
    said = trio.run(trio.office.door.taking(receipt))
    assert (said.received, said.waiting) == (5, 0)
    assert states(trio.office, "Beto Quispe") == (0, 0)
    assert trio.run(trio.office.door.exporting("Beto Quispe", trio.folder / "x.ayni")).saves == 0
    again = trio.run(trio.office.door.taking(receipt))
    assert (again.received, again.waiting) == (0, 0)


def test_a_receipt_says_what_is_still_on_its_way(trio, receipt):
    trio.office.door.save_socio(trio.aeo, {"telefono": "984000111"}, trio.socio)
    said = trio.run(trio.office.door.taking(receipt))
    assert (said.received, said.waiting) == (5, 1)
    assert states(trio.office, "Beto Quispe") == (1, 1)


def test_an_earlier_receipt_that_comes_late_takes_nothing_back(trio, receipt):
    trio.beto.clock.forward(minutes=5)
    trio.office.door.save_socio(trio.aeo, {"telefono": "984000111"}, trio.socio)
    trio.send(trio.office, trio.beto)
    newer = trio.beto.door.write_receipt("Ana Huamán", trio.folder / "recibo2.ayni")
    trio.run(trio.office.door.taking(newer))
    assert trio.office.door.look_at(receipt).late
    assert trio.run(trio.office.door.taking(receipt)).late
    assert states(trio.office, "Beto Quispe") == (0, 0)


def test_an_earlier_bundle_that_comes_late_takes_nothing_back_either(trio):
    late = trio.pack(trio.beto, trio.office)
    trio.beto.clock.forward(minutes=5)
    trio.send(trio.office, trio.beto)
    trio.send(trio.beto, trio.office)
    assert states(trio.office, "Beto Quispe") == (0, 0)
    trio.run(trio.office.door.receiving(late))
    assert states(trio.office, "Beto Quispe") == (0, 0)


def test_a_machine_restored_from_a_copy_says_less_and_is_sent_again(trio):
    trio.beto.reopen()
    copy = trio.beto.door.copies()[0].name
    trio.share()
    trio.send(trio.beto, trio.office)
    assert states(trio.office, "Beto Quispe") == (0, 0)
    trio.run(trio.beto.door.restoring(copy))
    trio.beto.reopen()
    trio.beto.clock.forward(days=1)
    said = trio.beto.door.write_receipt("Ana Huamán", trio.folder / "menos.ayni")
    trio.run(trio.office.door.taking(said))
    assert states(trio.office, "Beto Quispe")[1] >= 4


def test_a_restored_machine_whose_clock_was_turned_back_is_believed_at_its_second_word(trio):
    trio.beto.reopen()
    copy = trio.beto.door.copies()[0].name
    trio.share()
    trio.send(trio.beto, trio.office)
    trio.run(trio.beto.door.restoring(copy))
    trio.beto.reopen()
    trio.beto.clock.forward(days=-3000)
    for letter in ("uno", "dos"):
        trio.beto.clock.forward(minutes=1)
        trio.run(trio.office.door.taking(trio.beto.door.write_receipt("Ana Huamán", trio.folder / f"{letter}.ayni")))
    assert states(trio.office, "Beto Quispe")[1] >= 4
    trio.send(trio.office, trio.beto)
    assert trio.beto.door.state_hash() == trio.office.door.state_hash()


def refused(trio, town, path):
    """The refusal of a receipt, which leaves everything as it was."""
    before = town.facts()
    with pytest.raises(Refused) as refusal:
        trio.run(town.door.taking(path))
    with pytest.raises(Refused) as looked:
        town.door.look_at(path)
    assert str(looked.value) == str(refusal.value)
    assert town.facts() == before
    return str(refusal.value)


def test_a_receipt_for_somebody_else_is_refused(trio, receipt):
    assert "cerrado para otra persona" in refused(trio, trio.cira, receipt)


def test_an_altered_receipt_and_one_cut_short_are_refused(trio, receipt):
    raw = receipt.read_bytes()
    for place in range(HEADER.size, len(raw), 37):
        receipt.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        assert "dañado o alguien lo cambió" in refused(trio, trio.office, receipt)
    for length in (12, HEADER.size, len(raw) - 1):
        receipt.write_bytes(raw[:length])
        assert "incompleto" in refused(trio, trio.office, receipt)


def test_a_receipt_of_an_unknown_machine_is_refused_by_its_name(trio, towns):
    stranger = towns("Dora Sullca", "promotor")
    stranger.door.trust(trio.card(trio.office))
    path = stranger.door.write_receipt("Ana Huamán", trio.folder / "extrano.ayni")
    assert "Dora Sullca" in refused(trio, trio.office, path)


def test_a_receipt_of_another_municipality_is_refused(trio, receipt):
    trio.office.door._keep_meta("ubigeo", "080104")
    assert "otra municipalidad" in refused(trio, trio.office, receipt)


def test_a_receipt_signed_by_one_in_the_name_of_another_is_refused(trio, receipt, monkeypatch):
    card = trio.beto.door.card()
    monkeypatch.setattr(trio.cira.door, "card", lambda: card)
    forged = trio.cira.door.write_receipt("Ana Huamán", trio.folder / "falso.ayni")
    assert "firma no es de quien dice" in refused(trio, trio.office, forged)


def test_a_receipt_where_a_card_is_expected_is_told(trio, receipt):
    with pytest.raises(Refused, match="es el recibo de un envío"):
        trio.office.door.trust(receipt)
    with pytest.raises(Refused, match="es el recibo de un envío"):
        trio.run(trio.office.door.receiving(receipt))


def test_a_receipt_names_nothing_that_its_reader_does_not_carry(trio):
    other = trio.office.aeo(trio.office.door.convocatorias()[0]["id"], nombre="Ajena", ruc="20100113610")
    trio.office.door.assign("Beto Quispe", [trio.aeo])
    path = trio.office.door.write_receipt("Beto Quispe", trio.folder / "r.ayni")
    _card, held = read_receipt(
        path.read_bytes(), trio.beto.door.keys, [trio.office.door.card()], trio.office.door.ubigeo
    )
    assert {stream.partition("/")[2] for stream in held.vector} == {"gobierno", trio.aeo}
    assert other not in str(held)


def test_a_record_is_kept_here_then_exported_then_received(trio):
    def words(town, table="aeo", record=trio.aeo):
        return town.door.exchange_state(table, record)

    assert words(trio.office) == "guardado aquí"
    trio.pack(trio.office, trio.beto)
    assert words(trio.office) == "guardado aquí"  # Cira has not been given it
    for promoter in (trio.beto, trio.cira):
        trio.send(trio.office, promoter)
    assert words(trio.office) == "exportado"
    for promoter in (trio.beto, trio.cira):
        trio.run(trio.office.door.taking(promoter.door.write_receipt("Ana Huamán", trio.folder / "r.ayni")))
    assert words(trio.office) == words(trio.office, "socio", trio.socio) == "recibido"
    assert words(trio.beto) == "recibido"
    trio.beto.door.save_socio(trio.aeo, {"telefono": "984000111"}, trio.socio)
    assert words(trio.beto, "socio", trio.socio) == words(trio.beto) == "guardado aquí"
    trio.send(trio.beto, trio.office)
    assert words(trio.beto) == "exportado"
    trio.run(trio.beto.door.taking(trio.office.door.write_receipt("Beto Quispe", trio.folder / "r2.ayni")))
    assert words(trio.beto, "socio", trio.socio) == words(trio.beto) == "recibido"
