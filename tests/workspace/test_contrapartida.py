"""The counterpart through the door: entries, reasons, the ledger with public money, and what a delivery hears of it."""

import pytest

from ayni.domain.rules import Result
from ayni.workspace import Refused
from last_mile import LastMile


@pytest.fixture
def mile(workspace, aeo, call):
    return LastMile(workspace, aeo, call)


def said(caught):
    return [str(problem.sentence) for problem in caught.value.problems]


def test_an_entry_is_kept_told_and_undone(mile, workspace):
    mile.put(checked=False)
    money, work = workspace.contrapartidas(mile.plan)
    assert (money["total_centimos"], work["total_centimos"]) == (50_000, 150_000)
    assert work["unidad"] == "hora"
    assert work["quien"] == "Comuneros de Ccorao"
    assert not work["verificada"]
    assert str(workspace.undoable()) == "Guardar la contrapartida"
    workspace.undo()
    assert [row["id"] for row in workspace.contrapartidas(mile.plan)] == [mile.money]
    assert workspace.check() == []


def test_what_is_verified_changes_and_goes_only_with_a_reason(mile, workspace):
    mile.put()
    with pytest.raises(Refused) as caught:
        workspace.save_contrapartida(mile.plan, {"cantidad": "100"}, mile.work)
    assert said(caught) == ["Este aporte ya está verificado. Diga por qué lo cambia."]
    with pytest.raises(Refused):
        workspace.remove_contrapartida(mile.work)
    workspace.save_contrapartida(mile.plan, {"cantidad": "100"}, mile.work, reason="Se contó dos veces")
    assert workspace.contrapartida(mile.work)["cantidad"] == "100"
    workspace.save_contrapartida(mile.plan, {"actividad": "Techado"}, mile.work)
    workspace.remove_contrapartida(mile.work, reason="Era de otro plan")
    assert [row["id"] for row in workspace.contrapartidas(mile.plan)] == [mile.money]


def test_pasted_entries_are_one_save_and_the_wrong_ones_stay_with_who_pasted(mile, workspace):
    good = {
        "partida": mile.rows[1],
        "forma": "valorizada",
        "fecha": "01/02/2026",
        "concepto": "Faena",
        "tercero": "Comuneros",
        "cantidad": "2",
        "costo_unitario": "8",
    }
    results = workspace.save_contrapartidas(mile.plan, [("", good), ("", good | {"cantidad": "2.2"}), ("", good)])
    assert [isinstance(each, str) for each in results] == [True, False, True]
    workspace.undo()
    assert workspace.contrapartidas(mile.plan) == []


def test_a_row_of_another_plan_is_refused(mile, workspace, town, call):
    other = LastMile(workspace, mile.aeo, call)
    with pytest.raises(Refused) as caught:
        workspace.save_contrapartida(
            mile.plan,
            {
                "partida": other.rows[1],
                "forma": "monetaria",
                "fecha": "01/02/2026",
                "concepto": "Depósito",
                "importe_centimos": "10",
            },
        )
    assert [problem.field for problem in caught.value.problems] == ["partida"]


def test_the_ledger_sets_public_payments_beside_the_counterpart(mile, workspace):
    mile.bought()
    assert workspace.pace_answer(mile.plan).result is Result.FAIL
    mile.put()
    found = workspace.ledger(mile.plan)
    machines, shed, advice = found.lines
    assert (machines.cofinanciamiento.committed, machines.cofinanciamiento.registered) == (800_000, 780_000)
    assert shed.contrapartida.accepted == 200_000
    assert advice.cofinanciamiento.balance == 100_000
    assert {each.month for each in found.months} == {"2026-02"}
    assert workspace.pace_answer(mile.plan).result is Result.PASS
    assert workspace.counterpart_answer(mile.plan).result is Result.PASS


def test_a_payment_of_a_purchase_for_two_plans_is_shared_without_losing_a_centimo(mile, workspace, call, town):

    mile.bought(paid="7799.99")
    other = town.aeo(call, nombre="Asociación Wiñay", ruc="20100070970")
    plan = workspace.save_plan({"aeo": other, "convocatoria": call, "categoria": "A", "titulo": "Otro"})
    item, first = workspace.compra_items(mile.compra)[0], workspace.asignaciones(mile.compra)[0]
    workspace.save_compra_items(
        mile.compra,
        [item],
        [{**first, "cantidad": "1"}, {"item": item["id"], "aeo": other, "plan": plan, "cantidad": "1"}],
    )
    parts = [sum(each.centimos for each in workspace.spent(each)) for each in (mile.plan, plan)]
    assert sum(parts) == 779_999
    assert abs(parts[0] - parts[1]) == 1


def test_a_corrected_payment_counts_once(mile, workspace):
    mile.bought()
    payment = next(row for row in workspace.eventos(mile.compra) if row["codigo"] == "pago")
    workspace.rectify_evento(payment["id"], "ANULAR", {}, "Se registró dos veces por error")
    assert workspace.spent(mile.plan) == []


def test_a_live_delivery_cannot_say_verified_what_the_ledger_denies(mile, workspace):
    mile.bought()
    answers = {"codigo": "entrega_aeo", "fecha": "10/03/2026"}
    datos = {"plan": mile.plan, "contrapartida_verificada": "si", "recibe": "Rosa Quispe"}
    verdict = workspace.preview_evento(mile.compra, answers, datos)
    told = [str(problem.sentence) for problem in verdict.problems]
    said = "Contrapartida verificada: S/ 0.00 de S/ 2,000.00. Falta verificar S/ 2,000.00."
    assert any(each.startswith(said) for each in told)  # its article follows
    assert "acto_ya_emitido" in {problem.field for problem in verdict.problems}
    issued = answers | {"acto_ya_emitido": "si", "documento": "Acta 3", "nota": "El acta ya estaba firmada"}
    assert workspace.preview_evento(mile.compra, issued, datos).problems == ()
    mile.put()
    assert workspace.preview_evento(mile.compra, answers, datos).problems == ()


def test_a_plan_without_budget_says_nothing_against_a_delivery(workspace, aeo, call):
    plan = workspace.save_plan({"aeo": aeo, "convocatoria": call, "categoria": "A", "titulo": "Sin presupuesto"})
    assert workspace.unverified(plan) is None
    assert workspace.unverified("") is None


def test_proof_is_kept_beside_an_entry(mile, workspace, tmp_path):
    from PIL import Image

    mile.put(checked=False)
    path = tmp_path / "faena.jpg"
    Image.new("RGB", (900, 700), "white").save(path)
    work = workspace.adding_contrapartida(mile.work, [path])
    for _part in work:
        pass
    assert "faena" in workspace.contrapartida(mile.work)["archivos"]
