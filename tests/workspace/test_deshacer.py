"""Taking back the last act, and telling what happened to a record."""

import pytest

from ayni.workspace import Refused


def told(door):
    sentence = door.undoable()
    return None if sentence is None else str(sentence)


ACTS = {
    "save_municipality": (
        "Guardar los datos de la municipalidad",
        lambda town, aeo, socio: town.door.save_municipality({"nombre": "Otra", "alcalde": "Zenón Puma"}),
    ),
    "save_convocatoria": ("Guardar la convocatoria", lambda town, aeo, socio: town.call(nombre="PROCOMPITE II")),
    "register_aeo": (
        "Registrar la organización",
        lambda town, aeo, socio: town.aeo(town.door.convocatorias()[0]["id"], nombre="Nueva"),
    ),
    "save_aeo": (
        "Guardar la organización",
        lambda town, aeo, socio: town.door.save_aeo({**town.door.aeo(aeo), "comunidad": "Yuncaypata"}, aeo),
    ),
    "register_socio": ("Registrar al socio", lambda town, aeo, socio: town.socios(aeo, 1, first=30)),
    "save_socio": (
        "Guardar al socio",
        lambda town, aeo, socio: town.door.save_socio(aeo, {"dni": "41234567", "telefono": "984000111"}, socio),
    ),
    "save_baja": (
        "Dar de baja al socio",
        lambda town, aeo, socio: town.door.save_baja(socio, {"fecha_baja": "01/03/2026", "motivo_baja": "Renuncia"}),
    ),
    "save_cargo": (
        "Guardar el cargo",
        lambda town, aeo, socio: town.door.save_cargo(
            aeo, {"socio": socio, "cargo": "presidente", "desde": "01/02/2025"}
        ),
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_taken_back_by_a_new_save(town, aeo, socio, act):
    label, do = ACTS[act]
    before, saves = town.door.state_hash(), len(town.door.history("socio", socio))
    do(town, aeo, socio)
    assert town.door.state_hash() != before
    assert told(town.door) == label
    assert str(town.door.undo()) == label
    assert town.door.state_hash() == before
    assert town.door.check() == []
    assert len(town.door.history("socio", socio)) >= saves  # nothing is erased


def test_a_baja_taken_back_and_a_return_taken_back(town, aeo, socio):
    town.door.save_baja(socio, {"fecha_baja": "01/03/2026", "motivo_baja": "Renuncia"})
    away = town.door.state_hash()
    town.door.return_socio(socio)
    town.door.undo()
    assert town.door.state_hash() == away


def test_a_removal_taken_back_brings_the_row_back(town, aeo, socio):
    cargo = town.door.save_cargo(aeo, {"socio": socio, "cargo": "presidente", "desde": "01/02/2025"})
    before = town.door.state_hash()
    town.door.remove_cargo(cargo)
    assert town.door.junta(aeo) == []
    town.door.undo()
    assert [row["id"] for row in town.door.junta(aeo)] == [cargo]
    assert town.door.state_hash() == before
    assert town.door.clashes() == []


def test_acts_are_taken_back_one_after_another_to_the_beginning(town):
    start = town.door.state_hash()
    aeo = town.aeo()
    one, _two = town.socios(aeo, 2)
    town.door.save_socio(aeo, {"telefono": "984000111"}, one)
    town.door.save_socio(aeo, {"telefono": "984000222"}, one)
    for _ in range(6):
        town.door.undo()
    assert town.door.state_hash() == start
    town.door.undo()  # the municipality itself, written when the folder was made
    with pytest.raises(Refused, match="No hay nada que deshacer"):
        town.door.undo()
    assert told(town.door) is None
    assert town.door.check() == []


def test_what_others_stand_on_is_not_taken_back(town, aeo, socio):
    town.door.save_cargo(aeo, {"socio": socio, "cargo": "presidente", "desde": "01/02/2025"})
    assert town.door.socio(socio)
    town.door.undo()
    town.door.undo()
    with pytest.raises(Refused, match="ya no existe"):
        town.door.socio(socio)


def test_an_import_is_taken_back_whole(town, aeo, person, tmp_path, done):
    other = town.door
    town.socios(aeo, 3)
    other.export_padron(aeo, tmp_path / "p.xlsx")
    second = town.aeo(other.convocatorias()[0]["id"], nombre="Otra", ruc="20600000013")
    before = other.state_hash()
    done(other.importing_padron(second, other.read_padron(second, tmp_path / "p.xlsx")))
    assert other.socio_count(second) == 3
    assert told(other) == "Importar el padrón"
    other.undo()
    assert other.state_hash() == before


def test_nothing_to_take_back_where_only_others_wrote(trio):
    office, beto, _ = trio.all
    trio.send(office, beto)
    assert beto.door.undoable() is None
    with pytest.raises(Refused, match="No hay nada que deshacer"):
        beto.door.undo()


def test_what_somebody_else_changed_since_is_not_taken_back(trio):
    office, beto, _ = trio.all
    trio.send(office, beto)
    office.door.save_socio(trio.aeo, {"telefono": "984000111"}, trio.socio)
    trio.send(office, beto)
    beto.clock.forward(minutes=1)
    beto.door.save_socio(trio.aeo, {"telefono": "984000222"}, trio.socio)
    trio.send(beto, office)
    before = office.facts()
    with pytest.raises(Refused, match="después se cambió lo mismo"):
        office.door.undo()
    assert office.facts() == before


def test_the_history_tells_who_changed_what_from_what_to_what_newest_first(town, aeo, socio):
    town.clock.forward(hours=1)
    town.clerk("Beto Quispe")
    town.door.save_socio(aeo, {"dni": "41234567", "telefono": "984 000 111"}, socio)
    town.clock.forward(hours=1)
    town.door.save_baja(socio, {"fecha_baja": "01/03/2026", "motivo_baja": "Renuncia"})
    baja, edit, birth = town.door.history("socio", socio)
    assert (baja.act, baja.reason, baja.clock[11:16]) == ("Dar de baja al socio", "Renuncia", "12:42")
    assert ("Fecha de la baja", "", "01/03/2026") in baja.changes
    assert ("Condición", "Activo", "Retirado") in baja.changes
    assert (edit.person, edit.act) == ("Beto Quispe", "Guardar al socio")
    assert set(edit.changes) == {("DNI", "40000001", "41234567"), ("Teléfono", "", "984 000 111")}
    assert (birth.person, birth.act) == ("Ana Huamán", "Registrar al socio")
    assert ("DNI", "", "40000001") in birth.changes


def test_the_history_of_a_removed_row_tells_that_too(town, aeo, socio):
    cargo = town.door.save_cargo(aeo, {"socio": socio, "cargo": "presidente", "desde": "01/02/2025"})
    town.door.remove_cargo(cargo)
    town.door.undo()
    kept, gone, _ = town.door.history("cargo_periodo", cargo)
    assert gone.changes == (("El registro", "", "quitado"),)
    assert kept.changes == (("El registro", "", "conservado"),)
    assert town.door.history("socio", "nada") == []
