"""AEO: registered and answered live, never trusting the form."""

import pytest

from ayni.workspace import Refused

OTHER_RUC = "20600000013"


def fields(refusal):
    return [problem.field for problem in refusal.value.problems]


def test_an_aeo_is_kept_as_meant(workspace, aeo):
    found = workspace.aeo(aeo)
    assert found["nombre"] == "Asociación de Productores de Cuyes Sumaq Quwi"
    assert (found["fecha_constitucion"], found["ruc"], found["socios"]) == ("2021-03-12", "20131312955", 0)
    assert found["place"] == "Cusco, Cusco, Cusco"
    assert found["convocatoria_nombre"] == "PROCOMPITE 2026 – Primera convocatoria"
    assert workspace.check() == []


def test_what_people_really_type_is_understood(town):
    found = town.door.aeo(
        town.aeo(
            ruc=" 20 131312955 ",
            fecha_constitucion="12 de marzo de 2021",
            telefono="984 123 456",
            naturaleza="Persona Jurídica",
        )
    )
    assert (found["ruc"], found["fecha_constitucion"], found["telefono"]) == ("20131312955", "2021-03-12", "984123456")
    assert found["naturaleza"] == "juridica"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"nombre": ""}, "nombre"),
        ({"nombre": "A" * 256}, "nombre"),
        ({"ruc": "20131312956"}, "ruc"),
        ({"ruc": "2013131295"}, "ruc"),
        ({"ruc": ""}, "ruc"),
        ({"categoria": "C"}, "categoria"),
        ({"categoria": "Z"}, "categoria"),
        ({"cadena": "quinua"}, "cadena"),
        ({"cadena": "oro"}, "cadena"),
        ({"naturaleza": "divina"}, "naturaleza"),
        ({"tipo": "banda"}, "tipo"),
        ({"ubigeo": "999999"}, "ubigeo"),
        ({"fecha_constitucion": "11/03/2026"}, "fecha_constitucion"),
        ({"convocatoria": "nada"}, "convocatoria"),
        ({"correo": "sin arroba"}, "correo"),
        ({"hogares": "0"}, "hogares"),
    ],
)
def test_the_door_does_not_trust_the_form(town, wrong, field):
    call = town.call()
    before = town.facts()
    with pytest.raises(Refused) as refusal:
        town.aeo(call, **wrong)
    assert fields(refusal) == [field]
    assert town.facts() == before


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_paper(town):
    with pytest.raises(Refused) as refusal:
        town.aeo(nombre="", ruc="1", ubigeo="")
    assert fields(refusal) == ["nombre", "ruc", "ubigeo"]
    assert all(problem.text.endswith(".") for problem in refusal.value.problems)


def test_an_informal_group_keeps_no_ruc_that_was_typed_before_changing_the_answer(town):
    found = town.door.aeo(town.aeo(naturaleza="natural", ruc="20131312955", tipo="asociacion"))
    assert (found["ruc"], found["tipo"], found["partida_registral"]) == (None, None, None)


def test_a_draft_is_kept_exactly_as_typed_and_becomes_the_record(town):
    door = town.door
    typed = {"nombre": "  Sumaq ' Quwi ñ ", "ruc": "20 13", "fecha_constitucion": "ayer", "sobra": "sí"}
    door.keep_draft("aeo", "", typed, "nombre")
    town.clock.forward(minutes=1)
    door.keep_draft("aeo", "", typed, "formal")
    town.reopen()
    draft = town.door.draft("aeo")
    assert (draft["answers"], draft["step"]) == (typed, "formal")
    assert draft["kept"] == "2026-03-10T10:43:00-05:00"
    assert [it["noun"] for it in town.door.drafts()] == ["aeo"]
    assert next((task.kind, task.noun) for task in town.door.tasks()) == ("draft", "aeo")
    town.aeo()
    assert town.door.draft("aeo") is None


def test_a_draft_survives_a_refused_save_and_is_never_exchanged_nor_logged(town):
    hash_before = town.door.state_hash()
    town.door.keep_draft("aeo", "", {"nombre": "Sumaq"})
    with pytest.raises(Refused):
        town.door.save_aeo({"nombre": "Sumaq"})
    assert town.door.draft("aeo")["answers"] == {"nombre": "Sumaq"}
    assert town.door.state_hash() == hash_before
    town.door.drop_draft("aeo")
    assert town.door.drafts() == []


def test_each_record_has_its_own_draft(town):
    call = town.call()
    aeo = town.aeo(call)
    town.door.keep_draft("aeo", "", {"nombre": "nueva"})
    town.door.keep_draft("aeo", aeo, {"nombre": "cambiada"})
    town.door.save_aeo({**town.door.aeo(aeo), "nombre": "Cambiada"}, aeo)
    assert town.door.draft("aeo", aeo) is None
    assert town.door.draft("aeo")["answers"] == {"nombre": "nueva"}


def test_eligibility_answers_live_with_the_article(town, person):
    call = town.call()
    assert town.door.eligibility({}) == []
    half = {answer.check: answer for answer in town.door.eligibility({"convocatoria": call, "categoria": "A"})}
    assert half["members"].result == "PENDING"
    aeo = town.aeo(call, ruc_estado="activo", ruc_condicion="habido", beneficiaria_antes="no")
    town.socios(aeo, 3)
    few = {answer.check: answer for answer in town.door.eligibility(town.door.aeo(aeo), aeo)}
    assert few["members"].result == "FAIL"
    assert "3" in str(few["members"].sentence)
    town.socios(aeo, 17, first=4)
    enough = {answer.check: answer for answer in town.door.eligibility(town.door.aeo(aeo), aeo)}
    assert enough["members"].result == "PASS"
    assert all(answer.article for answer in enough.values())
    assert all(str(answer.sentence) for answer in enough.values())
    assert [problem.text for problem in town.door.aeo_problems(aeo)] == [
        "Falta saber hasta cuándo vale el poder del representante."
    ]
    power = {"tipo": "vigencia_poder", "emitido": "01/03/2026", "dias_validez": "30"}
    town.door.save_poder(aeo, {**power, "representante": town.door.socios(aeo)[0]["id"]})
    assert town.door.aeo_problems(aeo) == []


def test_the_number_of_members_counts_those_in_force(town):
    aeo = town.aeo()
    one, *_ = town.socios(aeo, 3)
    town.door.save_baja(one, {"fecha_baja": "01/03/2026", "motivo_baja": "Renuncia"})
    assert town.door.aeo(aeo)["socios"] == town.door.aeos()[0]["socios"] == 2
    assert town.door.socio_count(aeo) == 3


def test_an_aeo_is_edited_in_place_and_another_cannot_be_told_from_nothing(town):
    call = town.call()
    aeo = town.aeo(call)
    town.door.save_aeo({**town.door.aeo(aeo), "comunidad": "Huayllarcocha"}, aeo)
    assert town.door.aeo(aeo)["comunidad"] == "Huayllarcocha"
    assert town.door.aeo_count() == 1
    with pytest.raises(Refused, match="ya no existe"):
        town.door.save_aeo(town.door.aeo(aeo), "nada")
    with pytest.raises(Refused, match="ya no existe"):
        town.door.aeo("nada")


def test_another_aeo_with_the_same_ruc_is_told_and_not_refused(town):
    call = town.call()
    first = town.aeo(call)
    second = town.aeo(call, nombre="Sumaq Quwi II")
    assert [row["id"] for row in town.door.same_ruc("20131312955", second)] == [first]
    assert town.door.same_ruc(OTHER_RUC) == []


def test_aeos_are_listed_as_spanish_orders_names_and_by_pages_that_never_overlap(town):
    call = town.call()
    names = ["Ñusta", "ñandú", "Nube", "Óscar", "nuez", "Azul", "Ángel", "Ocaso", "zorro"]
    for name in names:
        town.aeo(call, nombre=name)
    listed = [row["nombre"] for row in town.door.aeos()]
    assert listed == ["Ángel", "Azul", "Nube", "nuez", "ñandú", "Ñusta", "Ocaso", "Óscar", "zorro"]
    paged = [row["nombre"] for offset in range(0, 9, 2) for row in town.door.aeos(offset, 2)]
    assert paged == listed
    assert town.door.aeos(100, 10) == []
    assert [row["nombre"] for row in town.door.aeos(text="nu")] == ["Nube", "nuez", "Ñusta"]
    assert town.door.aeo_count("nu") == 3
    assert town.door.aeo_count("%") == 0


def test_changing_the_data_of_an_aeo_keeps_its_eight_characteristics(town):
    aeo = town.aeo()
    town.door.save_caracteristicas(aeo, {"mercado": "si", "prueba_mercado": "Página 14: dos cartas de compra"})
    town.door.save_aeo({**town.door.aeo(aeo), "comunidad": "Yuncaypata"}, aeo)
    found = town.door.aeo(aeo)
    assert (found["caracteristicas"], found["comunidad"]) == ("mercado", "Yuncaypata")
    assert found["prueba_mercado"] == "Página 14: dos cartas de compra"
    town.door.save_caracteristicas(aeo, {"viable": "si", "empleo": "si", "sobra": "si"})
    found = town.door.aeo(aeo)
    assert (found["caracteristicas"], found["prueba_mercado"]) == ("empleo,viable", None)


def test_each_characteristic_has_its_note(workspace):
    from ayni.domain.aeo import CARACTERISTICAS, PRUEBA

    listed = [(code, label) for code, label in workspace.choices("caracteristicas")]
    assert [(item.name.removeprefix(PRUEBA), item.label) for item in CARACTERISTICAS] == listed
    assert len(listed) == 8


def test_what_is_not_answered_of_a_stored_aeo_stays_and_what_is_emptied_goes(workspace, aeo):
    before = workspace.aeo(aeo)
    workspace.save_aeo({"comunidad": "Taray"}, aeo)
    assert workspace.aeo(aeo) == {**before, "comunidad": "Taray"}
    workspace.save_aeo({"comunidad": ""}, aeo)
    assert workspace.aeo(aeo) == {**before, "comunidad": None}
    with pytest.raises(Refused):
        workspace.save_aeo({"nombre": ""}, aeo)
    assert workspace.aeo(aeo)["nombre"] == before["nombre"]
