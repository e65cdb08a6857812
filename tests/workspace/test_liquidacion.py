"""The end of a plan through the door: use agreements, the sheet, what is missing, the transfer, the purchases' logs."""

from datetime import date

import pytest

from ayni.domain.rules import Result
from ayni.workspace import Refused
from last_mile import LastMile

PAPERS = {
    "finalizacion_acta": "Acta 5",
    "finalizacion_fecha": "26/02/2026",
    "total_liquidado_centimos": "9800",
    "cofin_liquidado_centimos": "7800",
    "contrapartida_liquidada_centimos": "2000",
    "deudas_declaradas": "si",
    "resolucion": "RA 80-2026",
    "resolucion_fecha": "27/02/2026",
    "registrado_el": "02/03/2026",
    "calificacion": "2",
}
STEPS = {
    "informe_numero": "Inf 1",
    "informe_fecha": "02/03/2026",
    "procedente": "si",
    "patrimonio_numero": "Op 2",
    "patrimonio_fecha": "03/03/2026",
    "legal_numero": "Op 3",
    "legal_fecha": "04/03/2026",
    "dictamen_numero": "Dict 4",
    "dictamen_fecha": "05/03/2026",
    "acuerdo_numero": "AC 12-2026",
    "acuerdo_fecha": "06/03/2026",
    "votos_a_favor": "4",
    "votos_en_contra": "1",
    "regidores": "5",
    "valor_transferido_centimos": "7800",
}


@pytest.fixture
def mile(workspace, aeo, call):
    return LastMile(workspace, aeo, call)


@pytest.fixture
def done(mile):
    return mile.bought().put().handed()


def results(answers):
    return {answer.check: answer.result for answer in answers}


def codes(sheet):
    return [each.code for each in sheet.missing]


def visited(mile):
    for good in mile.goods:
        mile.door.save_visita_bien(
            good, {"fecha": "28/02/2026", "estado_bien": "habido_bueno", "visitante": "Ana Condori"}
        )


def ceded(mile, **others):
    return mile.door.save_cesion(
        mile.plan,
        {
            "tipo_cesion": "cesion",
            "cesion_numero": "CU 1-2026",
            "desde": "25/02/2026",
            "hasta": "25/02/2028",
            **others,
        },
    )


def test_the_sheet_sets_things_and_money_side_by_side(done, workspace):
    sheet = workspace.liquidation_sheet(done.plan)
    assert [(line.nombre, str(line.aprobado), str(line.adquirido), str(line.entregado)) for line in sheet.things] == [
        ("Despulpadora de cacao", "2", "2", "2"),
        ("Asistencia técnica", "1", "0", "0"),
    ]
    assert [(line.source, line.aprobado, line.ejecutado, line.saldo) for line in sheet.money] == [
        ("cofinanciamiento", 900_000, 780_000, 120_000),
        ("monetaria", 50_000, 50_000, 0),
        ("valorizada", 150_000, 150_000, 0),
        ("total", 1_100_000, 980_000, 120_000),
    ]
    assert sum(each.ejecutado for each in sheet.natures) == sheet.money[-1].ejecutado
    assert sheet.share == "20.40"


def test_what_is_missing_shrinks_as_it_is_done(mile, workspace):
    assert {"entrega", "contrapartida", "deudas"} <= set(codes(workspace.liquidation_sheet(mile.plan)))
    mile.bought()
    assert "compra" in codes(workspace.liquidation_sheet(mile.plan))
    mile.put().handed()
    visited(mile)
    ceded(mile)
    workspace.save_liquidacion(mile.plan, PAPERS)
    assert codes(workspace.liquidation_sheet(mile.plan)) == ["entrega"]
    workspace.save_bien(
        mile.aeo,
        {
            "plan": mile.plan,
            "clase_bien": "servicio",
            "nombre": "Asistencia técnica",
            "partida": mile.rows[2],
            "cantidad": "1",
            "precio_unitario": "1000",
            "fecha_recepcion": "20/02/2026",
        },
    )
    assert codes(workspace.liquidation_sheet(mile.plan)) == ["visita"]


def test_a_liquidation_is_checked_against_the_ledger(done, workspace):
    assert set(results(workspace.liquidation_sheet(done.plan).answers).values()) <= {Result.PENDING, Result.PASS}
    workspace.save_liquidacion(done.plan, PAPERS)
    assert results(workspace.liquidation_sheet(done.plan).answers) == {
        "suma": Result.PASS,
        "cofin": Result.PASS,
        "acreditada": Result.PASS,
        "pagado": Result.PASS,
        "D09": Result.PASS,
    }
    wrong = {
        "total_liquidado_centimos": "9900",
        "cofin_liquidado_centimos": "9100",
        "contrapartida_liquidada_centimos": "1000",
        "registrado_el": "10/03/2026",
    }
    workspace.save_liquidacion(done.plan, wrong)
    assert set(results(workspace.liquidation_sheet(done.plan).answers).values()) == {Result.FAIL}
    workspace.undo()
    assert workspace.liquidacion(done.plan)["total_liquidado_centimos"] == 980_000


def test_acts_out_of_order_and_an_unknown_grade_are_refused(done, workspace):
    with pytest.raises(Refused) as caught:
        workspace.save_liquidacion(done.plan, PAPERS | {"resolucion_fecha": "20/02/2026"})
    assert [problem.field for problem in caught.value.problems] == ["resolucion_fecha"]
    with pytest.raises(Refused) as caught:
        workspace.save_liquidacion(done.plan, {"calificacion": "9"})
    assert [problem.field for problem in caught.value.problems] == ["calificacion"]
    assert dict(workspace.choices("calificaciones"))["1"] == "Excelente"


def test_an_agreement_and_its_addendum_leave_no_day_uncovered_unseen(done, workspace):
    ceded(done, hasta="31/12/2026")
    ceded(done, tipo_cesion="adenda", desde="01/02/2027", hasta="31/12/2027", cesion_numero="AD 1")
    found = workspace.cover(done.plan)
    assert found.until == date(2027, 12, 31)
    assert found.gaps == ((date(2027, 1, 1), date(2027, 1, 31)),)
    assert not found.on(date(2027, 1, 15))
    with pytest.raises(Refused):
        ceded(done, hasta="01/01/2026")


def test_a_transfer_is_checked_and_the_purchases_learn_of_both_ends(done, workspace):
    visited(done)
    ceded(done)
    workspace.save_liquidacion(done.plan, PAPERS)
    assert [row["id"] for row in workspace.events_due(done.plan, "liquidacion")] == [done.compra]
    assert workspace.register_end(done.plan, "liquidacion") == []
    assert workspace.purchase(done.compra).state == "LIQUIDADO"
    assert workspace.events_due(done.plan, "liquidacion") == []
    workspace.save_transferencia(done.plan, STEPS)
    found = workspace.transfer_answers(done.plan)
    assert set(results(found).values()) == {Result.PASS}, [str(each.sentence) for each in found]
    assert workspace.register_end(done.plan, "transferencia") == []
    assert workspace.purchase(done.compra).state == "TRANSFERIDO"
    assert workspace.liquidation_backlog() == []


def test_a_transfer_that_does_not_agree_is_told(done, workspace):
    ceded(done, hasta="01/03/2026")
    workspace.save_liquidacion(done.plan, PAPERS | {"cofin_liquidado_centimos": "7000"})
    workspace.save_transferencia(done.plan, STEPS | {"valor_transferido_centimos": "7900", "votos_a_favor": "3"})
    workspace.save_bien(done.aeo, {"serie": "OTRA-1"}, done.goods[0])
    assert results(workspace.transfer_answers(done.plan)) == {
        "bienes": Result.PASS,
        "valor": Result.FAIL,
        "tope": Result.FAIL,
        "series": Result.FAIL,
        "vigencia": Result.FAIL,
        "D10": Result.PASS,
        "votos": Result.FAIL,
    }


def test_what_a_purchase_refuses_is_told_with_its_name(done, workspace):
    workspace.save_liquidacion(done.plan, PAPERS | {"deudas_declaradas": "no"})
    told = [str(problem.sentence) for problem in workspace.register_end(done.plan, "liquidacion")]
    assert told
    assert all(text.startswith("Dos despulpadoras: ") for text in told)
    with pytest.raises(Refused):
        workspace.register_end(done.plan, "transferencia")


def test_the_backlog_lists_plans_that_nobody_liquidated(done, workspace):
    (plan,) = workspace.liquidation_backlog()
    assert (plan["id"], plan["compras"], plan["recibidas"], plan["liquidado"]) == (done.plan, 1, 1, "")
    workspace.save_liquidacion(done.plan, PAPERS)
    assert workspace.liquidation_backlog()[0]["liquidado"] == "2026-02-27"


def test_a_liquidation_begun_on_two_machines_is_one(done, workspace):
    workspace.save_liquidacion(done.plan, {"resolucion": "RA 80-2026", "resolucion_fecha": "27/02/2026"})
    first = workspace.liquidacion(done.plan)
    from ayni.storage import records  # what another machine would have sent

    with workspace.save("save_liquidacion", done.aeo) as db:
        records.insert(
            db,
            "liquidacion",
            "ffff",
            {**{name: None for name in first if name != "id"}, "aeo": done.aeo, "plan": done.plan, "calificacion": "3"},
        )
    both = workspace.liquidacion(done.plan)
    assert (both["id"], both["resolucion"], both["calificacion"]) == (first["id"], "RA 80-2026", "3")
    workspace.save_liquidacion(done.plan, {"registrado_el": "02/03/2026"})
    assert workspace.liquidacion(done.plan)["calificacion"] == "3"


def test_an_agreement_near_its_end_is_an_alert_of_its_purchase(done, workspace):
    ceded(done, hasta="31/03/2026")
    purchase = workspace.standings([done.compra])[done.compra]
    assert "A19" in {alert.code for alert in purchase.alerts}
    ceded(done, tipo_cesion="adenda", cesion_numero="AD 1", desde="01/04/2026", hasta="31/12/2027")
    purchase = workspace.standings([done.compra])[done.compra]
    assert "A19" not in {alert.code for alert in purchase.alerts}
