"""Records written twice by people who had not seen each other: cases, what is decided of each, and two who differ."""

import pytest

from ayni.domain.repetido import COMPROBANTE, DISTINTAS, DNI, MAL_ESCRITO, MISMA, NOMBRE, RUC, plain_paper
from ayni.workspace import Refused
from ayni.workspace.fusion import SECOND

WHY = "Se preguntó en la asamblea."


@pytest.fixture
def twice(trio, person):
    """Beto and Cira each registered the same woman, without having seen each other; all three machines know both."""
    trio.share()
    trio.beto.door.save_socio(trio.aeo, person(2, telefono="984111222"))
    trio.cira.door.save_socio(trio.aeo, person(2, nombres="Juana Rosa", comunidad="Ccorao"))
    trio.share()
    return trio


def case_of(town):
    (case,) = town.door.repetidos()
    return case


def in_force(town, aeo):
    return [row for row in town.door.socios(aeo) if not row["fecha_baja"]]


def test_the_same_dni_twice_in_one_padron_is_one_case_on_every_machine(twice):
    cases = [case_of(town) for town in twice.all]
    assert {case.id for case in cases} == {cases[0].id}
    assert (cases[0].clase, cases[0].said, len(cases[0].rows)) == (DNI, "40000002", 2)
    assert next(task.noun for task in twice.office.door.tasks()) == "desacuerdo"
    twice.equal()


def test_a_number_that_stands_twice_does_not_keep_the_row_from_being_edited(twice):
    record = case_of(twice.office).rows[0]["id"]
    twice.office.door.save_socio(twice.aeo, {"telefono": "984 999 888"}, record)
    with pytest.raises(Refused, match="ya está en el padrón"):
        twice.office.door.save_socio(twice.aeo, {"dni": "40000001"}, record)


def test_joined_what_was_chosen_stays_and_the_other_leaves_with_its_date(twice):
    door = twice.office.door
    case = case_of(twice.office)
    keep, gone = (row["id"] for row in case.rows)
    offered = {each.group: each for each in door.joining_socios(case.id)}
    assert {"identidad", "telefono", "comunidad"} <= offered.keys()
    door.save_cargo(twice.aeo, {"socio": gone, "cargo": "tesorero", "desde": "01/02/2026"})
    with pytest.raises(Refused, match="por qué"):
        door.decide_repetido(case.id, MISMA, " ")
    wanted = "Juana Rosa"
    side = SECOND if offered["identidad"].second["nombres"] == wanted else "first"
    door.decide_repetido(case.id, MISMA, WHY, chosen={"identidad": side})
    stays = door.socio(keep)
    assert (stays["nombres"], stays["telefono"], stays["comunidad"]) == (wanted, "984111222", "Ccorao")
    left = door.socio(gone)
    assert (left["fusionado_en"], left["condicion"], left["fecha_baja"]) == (keep, "retirado", "2026-03-10")
    assert [row["socio"] for row in door.junta(twice.aeo) if row["cargo"] == "tesorero"] == [keep]
    assert door.repetidos() == []
    assert door.history("socio", gone)[0].reason == WHY
    door.save_socio(twice.aeo, {"telefono": "984 333 222"}, keep)  # the row that left is not in the way
    twice.share()
    twice.equal()


def test_a_joining_is_taken_back_whole(twice):
    door = twice.office.door
    before = [dict(row) for row in door.socios(twice.aeo)]
    door.decide_repetido(case_of(twice.office).id, MISMA, WHY)
    assert str(door.undo()) == "Decidir sobre registros repetidos"
    assert [dict(row) for row in door.socios(twice.aeo)] == before
    door.decide_repetido(case_of(twice.office).id, DISTINTAS, WHY)
    assert door.repetidos() == []
    twice.share()
    twice.equal()


def test_a_decision_undone_elsewhere_is_taken_otherwise_here_for_everybody(twice):
    office, beto = twice.office.door, twice.beto.door
    office.decide_repetido(case_of(twice.office).id, MISMA, WHY)
    office.undo()
    twice.share()
    beto.decide_repetido(case_of(twice.beto).id, DISTINTAS, "Son primos")
    twice.share()
    twice.equal()
    assert office.repetidos() == []


def test_two_who_decide_alike_have_nothing_to_dispute(twice):
    for town in (twice.beto, twice.cira):
        town.clock.forward(days=1)  # and not on the same day
        town.door.decide_repetido(case_of(town).id, MISMA, f"Lo vio {town.name}.")
    twice.share()
    assert [town.door.clash_count() for town in twice.all] == [0, 0, 0]
    assert [town.door.repetidos() for town in twice.all] == [[], [], []]
    assert len(in_force(twice.office, twice.aeo)) == 2
    twice.equal()


def test_two_who_decide_differently_have_one_smaller_clash_and_the_rows_follow_it(twice):
    twice.beto.door.decide_repetido(case_of(twice.beto).id, MISMA, WHY)
    twice.cira.door.decide_repetido(case_of(twice.cira).id, DISTINTAS, "Son madre e hija.")
    twice.share()
    twice.equal()
    (clash,) = twice.office.door.clashes()
    assert clash.noun == "repetido"
    assert clash.title
    place = next(n for n, side in enumerate(clash.sides) if side.values["decision"] == DISTINTAS)
    assert len(in_force(twice.office, twice.aeo)) == 2
    twice.office.door.decide(clash.id, place, "La madre y la hija vinieron.")
    assert len(in_force(twice.office, twice.aeo)) == 3
    assert twice.office.door.repetidos() == []
    twice.share()
    twice.equal()


def test_a_later_row_with_the_number_opens_the_case_again(twice, person):
    twice.office.door.decide_repetido(case_of(twice.office).id, DISTINTAS, WHY)
    assert twice.office.door.repetidos() == []
    for_third = twice.beto.door
    other = for_third.save_aeo({**for_third.aeo(twice.aeo), "nombre": "Asociación Ch'aska", "ruc": "20600055519"})
    for_third.save_socio(other, person(2))
    twice.share()
    assert len(case_of(twice.office).rows) == 3


def test_a_number_typed_wrong_is_mended_in_the_row_that_is_wrong(twice):
    door = twice.office.door
    case = case_of(twice.office)
    wrong = case.rows[1]["id"]
    for number, said in (("4000", "8 números"), ("40000001", "ya está en el padrón"), ("40000002", "ya estaba")):
        with pytest.raises(Refused, match=said):
            door.decide_repetido(case.id, MAL_ESCRITO, WHY, record=wrong, number=number)
    door.decide_repetido(case.id, MAL_ESCRITO, WHY, record=wrong, number="40000055")
    assert door.socio(wrong)["dni"] == "40000055"
    assert door.repetidos() == []
    twice.share()
    twice.equal()


def test_one_person_in_two_aeo_of_a_year_stays_where_it_is_said(town, person):
    call = town.call()
    one = town.aeo(call)
    other = town.aeo(call, nombre="Asociación Ch'aska", ruc="20600055519")
    older = town.aeo(town.call(nombre="PROCOMPITE 2024", year="2024"), nombre="Asociación Wayra", ruc="20600055527")
    rows = [town.door.save_socio(aeo, person(2)) for aeo in (one, other, older)]
    case = case_of(town)
    assert {row["id"] for row in case.rows} == set(rows[:2])  # in a call of another year she may have been a member
    with pytest.raises(Refused, match="cuál queda"):
        town.door.decide_repetido(case.id, MISMA, WHY)
    town.door.decide_repetido(case.id, MISMA, WHY, stays=rows[1])
    assert town.door.socio(rows[0])["motivo_baja"] == "Sigue en otra organización"
    assert town.door.socio(rows[0])["fusionado_en"] is None
    assert not town.door.socio(rows[1])["fecha_baja"]
    assert not town.door.socio(rows[2])["fecha_baja"]
    town.door.return_socio(rows[0])
    assert case_of(town).id == case.id


def test_the_same_aeo_registered_twice_is_a_case_until_it_is_joined(town):
    call = town.call()
    one = town.aeo(call)
    town.clock.forward(seconds=1)  # ids are in order of time: the first one stays, with its name
    other = town.aeo(call, nombre="Criadores Sumaq")
    assert (case_of(town).clase, case_of(town).said) == (RUC, "20131312955")
    with pytest.raises(Refused, match="únalos"):
        town.door.decide_repetido(case_of(town).id, MISMA, WHY)
    town.door.merge_aeo(one, other, reason=WHY)
    assert town.door.repetidos() == []
    named = town.aeo(
        call, nombre="ASOCIACION DE PRODUCTORES DE CUYES, SUMAQ QUWI", ruc="", naturaleza="natural", tipo="grupo"
    )
    assert case_of(town).clase == NOMBRE
    town.door.decide_repetido(case_of(town).id, DISTINTAS, WHY)
    assert town.door.repetidos() == []
    assert named


def test_a_paper_counted_twice_goes_once_and_comes_back_if_the_decision_changes(town, aeo, call):
    door = town.door
    plan = door.save_plan({"titulo": "Cuyes", "aeo": aeo, "convocatoria": call, "categoria": "A"})
    partida = door.save_partida(
        plan,
        {"clase": "otros_bienes", "nombre": "Jaula", "unidad": "und", "cantidad": "10", "precio_unitario": "100",
         "cofinanciamiento_centimos": "500", "monetaria_centimos": "500"},
    )  # fmt: skip
    money = {"partida": partida, "forma": "monetaria", "fecha": "05/03/2026", "concepto": "Jaulas",
             "importe_centimos": "100", "medio": "compra_directa", "comprobante_tipo": "factura",
             "ruc_emisor": "20131312955"}  # fmt: skip
    rows = [
        door.save_contrapartida(plan, {**money, "comprobante": number}) for number in ("F001-00012345", "f001 12345")
    ]
    case = case_of(town)
    assert case.clase == COMPROBANTE
    door.decide_repetido(case.id, MISMA, WHY)
    assert [row["id"] for row in door.contrapartidas(plan)] == [case.rows[0]["id"]]
    assert [each.record for each in door.removed()] == [case.rows[1]["id"]]
    door.undo()
    assert len(door.contrapartidas(plan)) == 2
    door.decide_repetido(case.id, MAL_ESCRITO, WHY, record=rows[1], number="F001-12346")
    assert door.repetidos() == []


def test_papers_are_compared_without_what_people_type_differently():
    assert plain_paper("F001-00012345") == plain_paper("f001 12345") == plain_paper("F001–012345")
    assert plain_paper("F001-12345") != plain_paper("F002-12345")


def test_a_padron_written_alike_on_two_machines_is_joined_in_one_act(trio, person):
    trio.share()
    for place in range(2, 7):
        trio.beto.door.save_socio(trio.aeo, person(place, telefono="984111222"))
        trio.cira.door.save_socio(trio.aeo, person(place, nombres="Otra") if place == 6 else person(place))
    trio.share()
    door = trio.office.door
    assert len(door.repetidos()) == 5
    assert len(door.equal_cases()) == 4
    with pytest.raises(Refused, match="por qué"):
        door.join_equal("")
    assert door.join_equal("Se trajo dos veces la misma hoja.") == 4
    assert len(door.repetidos()) == 1
    stay = [row for row in in_force(trio.office, trio.aeo) if row["dni"] in {f"4000000{n}" for n in range(2, 6)}]
    assert [row["telefono"] for row in stay] == ["984111222"] * 4  # what one alone said is kept
    trio.share()
    trio.equal()
    assert len(trio.beto.door.repetidos()) == 1
    door.undo()
    assert len(door.repetidos()) == 5
