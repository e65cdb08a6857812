"""What must be done in purchases: told by level and office, put off with a reason, forecast behind the window."""

import pytest

from ayni.job import finish
from ayni.storage import records
from ayni.workspace import Refused

FACTS = {"nombre": "Molino de cacao", "objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026"}
WHY = "el proveedor pidió esperar su respuesta"


def kept(workspace):
    finish(workspace.keeping_purchases())
    return finish(workspace.forecasting_purchases())


@pytest.fixture
def purchase(workspace, aeo):
    record = workspace.save_compra({**FACTS, "aeo": aeo, "plazo_previsto_dias": "400", "season_date": "01/12/2026"})
    workspace.save_evento(record, {"codigo": "requerimiento", "fecha": "2026-03-02"})
    return record


def codes(workspace, **asked):
    return [each.alert.code for each in workspace.purchase_alerts(**asked)]


def story(workspace, record, *steps):
    for fecha, codigo, datos in steps:
        answers = {"codigo": codigo, "fecha": fecha, "modo": "TARDIO", "regimen": "L32069_DS001"}
        workspace.save_evento(record, {**answers, "nota": "se registra tarde por vacaciones"}, datos)


DONE = (
    ("2026-02-03", "interaccion_mercado", {}),
    ("2026-02-04", "certificacion_solicitada", {}),
    ("2026-02-06", "certificacion_emitida", {"monto_centimos": "90000"}),
    ("2026-02-09", "expediente_aprobado", {}),
    ("2026-02-10", "convocatoria", {"procedimiento": "LP_ABREVIADA", "nomenclatura": "LP-ABR-1-2026-X-1"}),
    ("2026-02-20", "buena_pro", {}),
    ("2026-02-25", "contrato", {"monto_centimos": "80000", "plazo_dias": "8"}),
    ("2026-03-02", "entrega_total", {}),
    ("2026-03-03", "conformidad", {}),
    ("2026-03-04", "pago", {"monto_centimos": "80000"}),
    ("2026-03-05", "entrega_aeo", {"vence": "05/03/2028", "contrapartida_verificada": "si"}),
)


@pytest.fixture
def ended(workspace, aeo):
    made = []
    for place in range(5):
        record = workspace.save_compra({**FACTS, "nombre": f"Balanza {place}", "aeo": aeo})
        story(workspace, record, ("2026-02-02", "requerimiento", {}), *DONE)
        made.append(record)
    return made


def test_alerts_come_by_level_and_then_by_days_and_only_for_who_asks(workspace, purchase, aeo, clock):
    other = workspace.save_compra({**FACTS, "nombre": "Balanzas", "aeo": aeo})
    workspace.save_evento(other, {"codigo": "requerimiento", "fecha": "2026-03-09"})
    clock.forward(days=95)
    kept(workspace)
    found = workspace.purchase_alerts()
    assert [each.alert.level for each in found] == sorted((each.alert.level for each in found), key="rai".index)
    assert (found[0].compra, found[0].alert.code) == (purchase, "A2")
    assert workspace.alert_counts()["r"] == len(codes(workspace, level="r")) == 2
    assert set(codes(workspace, office="GERENCIA_MUNICIPAL")) == {"A2"}
    assert codes(workspace, office="TESORERIA") == []
    assert {each.nombre for each in workspace.purchase_alerts(text="balanzas")} == {"Balanzas"}


def test_an_alert_is_put_off_with_its_reason_and_comes_back_by_itself(workspace, purchase, clock):
    clock.forward(days=10)
    kept(workspace)
    assert "A1" in codes(workspace)
    workspace.put_off(purchase, "A1", {"hasta": "25/03/2026", "motivo": WHY})
    assert "A1" not in codes(workspace)
    (aside,) = workspace.purchase_alerts(put_off=True)
    assert (aside.until, aside.reason) == ("2026-03-25", WHY)
    clock.forward(days=5)
    kept(workspace)
    assert "A1" in codes(workspace)


def test_a_louder_alert_is_told_although_it_was_put_off(workspace, purchase, clock):
    clock.forward(days=50)  # day 58: from 30 days on it is to know, from 60 it is soon
    kept(workspace)
    workspace.put_off(purchase, "A2", {"hasta": "12/05/2026", "motivo": WHY})
    assert "A2" not in codes(workspace)
    clock.forward(days=3)
    kept(workspace)
    assert "A2" in codes(workspace, level="a")


def test_what_was_put_off_ends_with_its_condition(workspace, purchase, clock):
    clock.forward(days=10)
    kept(workspace)
    workspace.put_off(purchase, "A1", {"hasta": "04/04/2026", "motivo": WHY})
    clock.forward(days=1)
    workspace.save_evento(
        purchase, {"codigo": "requerimiento_observado", "fecha": "2026-03-21"}, {"observaciones": "x"}
    )
    clock.forward(days=1)
    workspace.save_evento(purchase, {"codigo": "requerimiento", "fecha": "2026-03-22"})
    clock.forward(days=9)
    kept(workspace)
    assert "A1" in codes(workspace)  # another request, another wait


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"hasta": "10/03/2026", "motivo": WHY}, "hasta"),
        ({"hasta": "05/04/2026", "motivo": WHY}, "hasta"),
        ({"hasta": "25/03/2026", "motivo": "luego"}, "motivo"),
        ({"hasta": "", "motivo": WHY}, "hasta"),
    ],
)
def test_putting_off_needs_a_near_day_and_a_reason(workspace, purchase, clock, answers, field):
    clock.forward(days=10)
    with pytest.raises(Refused) as refused:
        workspace.put_off(purchase, "A1", answers)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_putting_off_is_undone_and_taken_back(workspace, purchase, clock):
    clock.forward(days=10)
    kept(workspace)
    workspace.put_off(purchase, "A1", {"hasta": "25/03/2026", "motivo": WHY})
    workspace.undo()
    assert "A1" in codes(workspace)
    workspace.put_off(purchase, "A1", {"hasta": "25/03/2026", "motivo": WHY})
    workspace.bring_alert_back(purchase, "A1")
    assert "A1" in codes(workspace)
    with pytest.raises(Refused):
        workspace.bring_alert_back(purchase, "A1")
    with pytest.raises(Refused):
        workspace.put_off(purchase, "A17", {"hasta": "25/03/2026", "motivo": WHY})


# forecasts


def test_a_forecast_is_kept_for_the_day_and_drawn_again_when_a_fact_changes(workspace, purchase, clock):
    assert kept(workspace) == 1
    assert workspace.forecasts_behind() == 0
    first = workspace.forecast(purchase)
    assert first.own == ()
    assert first.handing.p50 < first.handing.p80
    workspace.save_evento(purchase, {"codigo": "interaccion_mercado", "fecha": "2026-03-09"})
    assert workspace.forecast(purchase) != first
    assert kept(workspace) == 1
    clock.forward(days=1)
    assert kept(workspace) == 1


def test_what_is_kept_is_what_would_be_drawn(workspace, purchase, ended):
    kept(workspace)
    there = workspace.forecast(purchase)
    workspace.db.conn.execute("UPDATE cifras_compra SET pronostico_dia = '2000-01-01'")
    assert workspace.forecast(purchase) == there
    assert "mercado" in there.own


def test_a_campaign_that_will_probably_be_lost_is_told_in_the_list(workspace, purchase, clock):
    workspace.save_compra({**workspace.compra(purchase), "season_date": "01/03/2027"}, purchase)
    kept(workspace)
    assert not workspace.compras_standing()[0]["campana_perdida"]
    clock.forward(days=230)
    kept(workspace)
    assert workspace.compras_standing()[0]["campana_perdida"]
    assert workspace.purchase_indicators(purchase).lost


def test_the_end_of_the_year_and_of_the_plan_are_told_from_the_forecast(workspace, purchase, clock):
    workspace.save_compra({**workspace.compra(purchase), "plazo_previsto_dias": "260"}, purchase)
    clock.forward(days=215)
    kept(workspace)
    found = workspace.purchase_alerts()
    assert {"A22", "A23"} <= {each.alert.code for each in found}
    assert {"A22", "A23"} <= {alert.code for alert in workspace.purchase(purchase).alerts}


# what stands around


def test_an_old_quotation_of_the_purchase_is_told(workspace, purchase, clock):
    items = [{"nombre": "Molino", "cantidad": "1", "precio_plan": "100"}]
    workspace.save_compra_items(purchase, items)
    item = workspace.compra_items(purchase)[0]["id"]
    clock.forward(days=61)
    kept(workspace)
    assert "A6" not in codes(workspace)
    with workspace.save("save_cotizacion_compra") as db:
        values = {"compra": purchase, "item": item, "proveedor": "El Sol", "fecha": "2026-03-10"}
        records.insert(db, "cotizacion_compra", "019c0000-0000-7000-8000-000000000001", values)
    assert workspace.purchases_behind() == 1
    kept(workspace)
    assert "A6" in codes(workspace)


def test_a_cuantia_above_the_prices_of_the_plan_is_told(workspace, purchase):
    workspace.save_compra_items(purchase, [{"nombre": "Molino", "cantidad": "2", "precio_plan": "100"}])
    workspace.save_evento(purchase, {"codigo": "interaccion_mercado", "fecha": "2026-03-09"})
    workspace.save_evento(
        purchase, {"codigo": "cuantia_actualizada", "fecha": "2026-03-09"}, {"cuantia_centimos": "270"}
    )
    kept(workspace)
    (alert,) = [each.alert for each in workspace.purchase_alerts() if each.alert.code == "A6.precio"]
    assert (alert.level, alert.days) == ("r", 35)


def test_an_office_is_slow_beside_its_own_cases(workspace, purchase, ended, clock):
    clock.forward(days=4)  # the request waits nine working days; this office took one, five times
    kept(workspace)
    found = [each.alert for each in workspace.purchase_alerts(office="LOGISTICA") if each.alert.code == "A20"]
    assert len(found) == 1
    assert "suele demorar" in str(found[0].sentence)


# figures and calendar


def test_all_purchases_together_and_one_alone(workspace, purchase, ended):
    kept(workspace)
    found = workspace.office_indicators()
    assert (found.count, found.ended, found.awards, found.failed) == (6, 5, 5, 0)
    assert found.elapsed.median == 31
    assert (found.on_time, found.due) == (5, 5)
    alone = workspace.purchase_indicators(ended[0])
    assert (alone.funds.certified, alone.funds.committed) == (9_000_000, 8_000_000)
    assert alone.figures.elapsed == 31


def test_what_is_due_goes_into_a_calendar_without_names_of_people(workspace, purchase, ended, tmp_path):
    kept(workspace)
    path = tmp_path / "compras.ics"
    assert workspace.write_calendar(path) == 6
    told = path.read_text("utf-8").replace("\r\n ", "")
    assert f"UID:{purchase}-CAMPANA@ayni" in told
    assert told.count("UID:") == 6
    assert "DTSTART;VALUE=DATE:20280305" in told
    assert str(workspace.person["nombre"]) not in told
