"""Who is in charge of purchases: handing them over in one save, and nobody leaving while any is theirs."""

import pytest

from ayni.job import finish
from ayni.workspace import Refused
from ayni.workspace.tablero import NOBODY, Wanted, alerts_of

FACTS = {"nombre": "Molino de cacao", "objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026"}
ROSA, HILARIO = "Rosa Quispe", "Hilario Mamani"


@pytest.fixture
def four(workspace, aeo):
    made = []
    for place in range(4):
        facts = {**FACTS, "nombre": f"Compra {place}", "aeo": aeo, "responsable": ROSA}
        record = workspace.save_compra(facts)
        workspace.save_evento(record, {"codigo": "requerimiento", "fecha": f"2026-03-0{place + 1}"})
        made.append(record)
    return made


@pytest.fixture
def rosa(workspace):
    return workspace.save_person({"nombre": ROSA, "rol": "oficina", "idioma": "es"})


def refusal(do):
    with pytest.raises(Refused) as refused:
        do()
    return {problem.field: str(problem.sentence) for problem in refused.value.problems}


def test_all_the_purchases_of_a_person_pass_to_another_in_one_save_that_can_be_undone(workspace, four):
    assert workspace.hand_over_purchases(four, HILARIO, "Cambio de puesto") == 4
    assert {workspace.compra(record)["responsable"] for record in four} == {HILARIO}
    assert next(line.reason for line in workspace.history("compra", four[0])) == "Cambio de puesto"
    workspace.undo()
    assert {workspace.compra(record)["responsable"] for record in four} == {ROSA}


def test_a_hand_over_says_who_receives_and_why(workspace, four, rosa):
    assert set(refusal(lambda: workspace.hand_over_purchases([], " ", ""))) == {"to", "reason", "purchases"}
    workspace.announce_leaving(rosa, "15/03/2026")
    assert set(refusal(lambda: workspace.hand_over_purchases(four, ROSA, "vacaciones"))) == {"to"}


def test_nobody_leaves_while_a_purchase_is_theirs(workspace, four, rosa):
    assert "4 compras sin responsable" in refusal(lambda: workspace.person_leaves(rosa))["persona"]
    workspace.hand_over_purchases(four[1:], HILARIO, "Cambio de puesto")
    assert "1 compra sin responsable" in refusal(lambda: workspace.person_leaves(rosa))["persona"]
    closing = {"codigo": "cierre_sin_compra", "fecha": "2026-03-09", "documento": "Informe 4"}
    workspace.save_evento(four[0], closing, {"motivo": "la organización ya no la necesita"})
    workspace.person_leaves(rosa)  # a purchase that ended binds nobody
    assert ROSA not in {person["nombre"] for person in workspace.people()}
    assert ROSA not in workspace.responsables()
    with pytest.raises(Refused):
        workspace.work_as(rosa)
    workspace.person_returns(rosa)
    assert ROSA in workspace.responsables()


def test_whoever_works_now_does_not_take_themselves_away(workspace):
    assert "Está trabajando ahora" in refusal(lambda: workspace.person_leaves(workspace.person["id"]))["persona"]


def test_a_person_who_leaves_makes_each_of_their_purchases_urgent_until_it_is_handed_over(workspace, four, rosa):
    finish(workspace.keeping_purchases())
    workspace.announce_leaving(rosa, "20/03/2026")
    assert workspace.purchases_behind() == 4
    finish(workspace.keeping_purchases())
    row = workspace.open_purchases_of(ROSA)[0]
    assert (row["nivel"], [alert.code for alert in alerts_of(row)][:1]) == ("r", ["A21"])
    assert "A21" in {alert.code for alert in workspace.purchase(four[0]).alerts}
    workspace.hand_over_purchases(four, HILARIO, "Cambio de puesto")
    finish(workspace.keeping_purchases())
    assert all("A21" not in {alert.code for alert in alerts_of(row)} for row in workspace.open_purchases_of(HILARIO))


def test_a_person_under_another_name_keeps_what_they_are_in_charge_of(workspace, four, rosa):
    workspace.save_person({"nombre": "Rosa Quispe Puma", "rol": "oficina", "idioma": "es"}, rosa)
    assert {workspace.compra(record)["responsable"] for record in four} == {"Rosa Quispe Puma"}


def test_the_board_is_narrowed_to_a_person_or_to_nobody(workspace, four):
    workspace.save_compra({**workspace.compra(four[0]), "responsable": ""}, four[0])
    finish(workspace.keeping_purchases())
    assert [office.compras for office in workspace.board(Wanted(person=ROSA))] == [3]
    assert [row["compra"] for row in workspace.board_of("LOGISTICA", wanted=Wanted(person=NOBODY))] == [four[0]]
    assert workspace.board(Wanted(person=HILARIO)) == []
    assert workspace.charge(ROSA) == (3, 0)


def test_the_board_is_searched_by_purchase_and_by_organisation(workspace, four, aeo):
    finish(workspace.keeping_purchases())
    found = workspace.board_of("LOGISTICA", wanted=Wanted("compra 2"))
    assert [row["nombre"] for row in found] == ["Compra 2"]
    name = str(workspace.aeo(aeo)["nombre"])
    assert {row["aeo_nombre"] for row in found} == {name}
    assert [office.compras for office in workspace.board(Wanted(name.rsplit(maxsplit=1)[-1]))] == [4]
    assert workspace.board(Wanted("zzz")) == []


PASS = {"fecha": "10/03/2026", "oficina_siguiente": "PRESUPUESTO", "recibe": HILARIO, "registro": "2026-118"}


def test_a_file_is_passed_with_everything_that_the_law_of_paper_asks(workspace, four):
    assert {"fecha", "oficina_siguiente", "recibe", "registro"} <= set(
        refusal(lambda: workspace.hand_file(four[0], {}))
        | refusal(lambda: workspace.hand_file(four[0], {"fecha": "10/03/2026"}))
        | refusal(lambda: workspace.hand_file(four[0], {**PASS, "recibe": "", "registro": ""}))
    )
    same = refusal(lambda: workspace.hand_file(four[0], {**PASS, "oficina_siguiente": "LOGISTICA"}))
    assert "ya tiene la compra" in same["oficina_siguiente"]
    workspace.hand_file(four[0], PASS)
    finish(workspace.keeping_purchases())
    board = {office.office: (office.compras, office.coming) for office in workspace.board()}
    assert board == {"LOGISTICA": (4, 0), "PRESUPUESTO": (0, 1)}
    assert [row["recibe"] for row in workspace.board_of("PRESUPUESTO")] == ["PRESUPUESTO"]


def test_days_stay_with_the_sender_until_the_receiver_says_so(workspace, four, clock):
    workspace.hand_file(four[0], PASS)
    clock.forward(days=3)
    assert workspace.purchase(four[0]).holder == "LOGISTICA"
    workspace.receive_file(four[0])
    assert workspace.purchase(four[0]).holder == "PRESUPUESTO"
    assert "Nadie está pasando" in refusal(lambda: workspace.receive_file(four[0]))["codigo"]


def test_only_the_office_that_was_named_says_that_it_received(workspace, four):
    workspace.hand_file(four[0], PASS)
    other = {"codigo": "acuse", "fecha": "2026-03-10", "oficina": "TESORERIA"}
    assert "Certific" not in refusal(lambda: workspace.save_evento(four[0], other))["oficina"]
    early = {"codigo": "acuse", "fecha": "2026-03-09", "oficina": "PRESUPUESTO"}
    assert "10/03/2026" in refusal(lambda: workspace.save_evento(four[0], early))["fecha"]


def test_after_two_working_days_both_sides_see_amber(workspace, four, clock):
    workspace.hand_file(four[0], PASS)  # a Tuesday
    clock.forward(days=2)
    assert "ACUSE" not in {alert.code for alert in workspace.purchase(four[0]).alerts}
    clock.forward(days=1)
    found = next(alert for alert in workspace.purchase(four[0]).alerts if alert.code == "ACUSE")
    assert (found.level, found.offices, found.days) == ("a", ("LOGISTICA", "PRESUPUESTO"), 3)
    workspace.receive_file(four[0])
    assert "ACUSE" not in {alert.code for alert in workspace.purchase(four[0]).alerts}
