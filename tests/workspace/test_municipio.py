"""The municipality, who works in it, and its calls."""

import pytest

from ayni.lang import language
from ayni.workspace import Refused, create_workspace


def said(refusal):
    return [(problem.field, problem.text) for problem in refusal.value.problems]


def test_a_new_workspace_knows_its_place_and_who_works(workspace):
    found = workspace.municipality()
    assert found["nombre"] == "Municipalidad Distrital de Sumaq Llaqta"
    assert (found["ubigeo"], found["place"]) == ("080101", "Cusco, Cusco, Cusco")
    assert workspace.person["nombre"] == "Ana Huamán"
    assert workspace.role == "oficina"
    assert not workspace.practice
    assert workspace.check() == []


def test_the_municipality_says_who_signs_and_never_moves(workspace):
    workspace.save_municipality(
        {"nombre": "Municipalidad de Sumaq Llaqta", "alcalde": "Zenón  Puma ", "ubigeo": "150101", "gerente": ""}
    )
    found = workspace.municipality()
    assert (found["alcalde"], found["ubigeo"], found["gerente"]) == ("Zenón Puma", "080101", None)
    assert workspace.last_saved() == "10:42"


def test_a_municipality_without_a_name_is_refused_and_stays_as_it_was(workspace):
    before = workspace.state_hash()
    with pytest.raises(Refused) as refusal:
        workspace.save_municipality({"nombre": "  ", "ruc": "123"})
    assert [field for field, _ in said(refusal)] == ["nombre", "ruc"]
    assert workspace.state_hash() == before


def test_two_machines_of_one_municipality_speak_of_one_row(towns):
    office, promotor = towns(), towns("Beto Quispe", "promotor")
    assert office.door.municipality()["id"] == promotor.door.municipality()["id"]
    assert promotor.door.municipality()["nombre"] == "Municipalidad Distrital de Sumaq Llaqta"


def test_what_is_written_again_after_undoing_the_municipality_reaches_the_others(trio):
    office = trio.office.door
    while office.undoable():
        office.undo()
    office.save_municipality({"nombre": "Municipalidad Corregida", "ruc": "20131312955"})
    trio.share()
    trio.equal()
    for town in trio.all:
        found = town.door.municipality()
        assert (found["nombre"], found["ruc"]) == ("Municipalidad Corregida", "20131312955")
    office.undo()
    trio.share()
    trio.equal()
    assert trio.beto.door.municipality()["ruc"] is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ubigeo": "999999"}, "ubigeo"),
        ({"ubigeo": "Cusco"}, "ubigeo"),
        ({"name": " "}, "nombre"),
        ({"name": "M" * 161}, "nombre"),
        ({"person": ""}, "persona"),
        ({"person": "A" * 121}, "persona"),
        ({"passphrase": "corta"}, "passphrase"),
        ({"role": "alcalde"}, "role"),
    ],
)
def test_a_workspace_that_cannot_be_made_is_told_by_field_and_leaves_no_folder(tmp_path, wrong, field):
    good = {
        "ubigeo": "080101",
        "name": "Municipalidad",
        "person": "Ana",
        "role": "oficina",
        "passphrase": "clave de prueba",
        "cost": 2**10,
    }
    with pytest.raises(Refused) as refusal:
        create_workspace(tmp_path / "nueva", **(good | wrong))
    assert [name for name, _ in said(refusal)] == [field]
    assert not (tmp_path / "nueva").exists()


def test_a_folder_with_files_or_a_file_in_its_place_is_not_taken(tmp_path):
    (tmp_path / "fotos").mkdir()
    (tmp_path / "fotos" / "cuy.jpg").write_bytes(b"cuy")
    (tmp_path / "carta.txt").write_text("Señor alcalde")
    for name in ("fotos", "carta.txt"):
        with pytest.raises(Refused) as refusal:
            create_workspace(
                tmp_path / name, ubigeo="080101", name="M", person="Ana", passphrase="clave de prueba", cost=2**10
            )
        assert [field for field, _ in said(refusal)] == ["folder"]
    assert (tmp_path / "carta.txt").read_text() == "Señor alcalde"
    assert [file.name for file in (tmp_path / "fotos").iterdir()] == ["cuy.jpg"]


def test_people_take_turns_and_each_save_bears_its_name(town, person):
    door = town.door
    aeo = town.aeo()
    beto = door.save_person({"nombre": "Beto Quispe", "rol": "oficina", "idioma": "es"})
    door.assign_roles("Beto Quispe", {"registra"})
    door.work_as(beto)
    socio = door.save_socio(aeo, person(1))
    door.work_as_named("Ana Huamán")
    door.save_socio(aeo, {"telefono": "984 000 111"}, socio)
    town.clerk("Cira Puma")
    assert [line.person for line in door.history("socio", socio)] == ["Ana Huamán", "Beto Quispe"]
    assert [it["nombre"] for it in door.people()] == ["Ana Huamán", "Beto Quispe", "Cira Puma"]


def test_the_language_belongs_to_the_person_and_is_there_again_after_opening(town):
    rosa = town.door.save_person({"nombre": "Rosa Quispe", "rol": "oficina", "idioma": "quz"})
    assert language() == "es"
    town.door.work_as(rosa)
    assert language() == "quz"
    town.door.work_as_named("Ana Huamán")
    assert language() == "es"
    town.door.work_as(rosa)
    town.reopen()
    assert language() == "quz"
    town.door.save_person({"nombre": "Rosa Quispe", "rol": "oficina", "idioma": "es"}, rosa)
    assert language() == "es"


def test_a_person_without_a_name_or_role_is_refused(workspace):
    with pytest.raises(Refused) as refusal:
        workspace.save_person({"nombre": "", "rol": "alcalde", "idioma": "es"})
    assert [field for field, _ in said(refusal)] == ["nombre", "rol"]
    assert len(workspace.people()) == 1


def test_districts_are_found_without_accents_and_by_any_of_their_names(workspace):
    assert ("080104", "San Jerónimo, Cusco, Cusco") in workspace.districts("san jeronimo cusco")
    assert workspace.districts("080104") == [("080104", "San Jerónimo, Cusco, Cusco")]
    assert workspace.districts("") == []
    assert workspace.districts("no hay tal distrito") == []
    assert workspace.place("000000") == "000000"
    assert workspace.place(None) == ""


def test_the_program_tells_which_tables_it_wrote(town, person):
    told = []
    aeo = town.aeo()
    town.door.on_change = told.append
    town.door.save_socio(aeo, person(1))
    assert told == [frozenset({"socio"})]
    with pytest.raises(Refused):
        town.door.save_socio(aeo, {})
    assert len(told) == 1


def test_what_is_not_answered_of_the_municipality_stays(workspace):
    workspace.save_municipality({"alcalde": "Nina Puma"})
    assert workspace.municipality()["nombre"] == "Municipalidad Distrital de Sumaq Llaqta"
    workspace.save_municipality({"direccion": "Plaza de Armas s/n"})
    found = workspace.municipality()
    assert (found["alcalde"], found["direccion"]) == ("Nina Puma", "Plaza de Armas s/n")
    workspace.save_municipality({"alcalde": ""})
    found = workspace.municipality()
    assert (found["alcalde"], found["direccion"]) == (None, "Plaza de Armas s/n")
