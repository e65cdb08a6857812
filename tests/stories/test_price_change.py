"""A story with keys: two years later the prices are others; the plan is run again, compared, and goes back whole."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QTableView

from ayni.domain.presupuesto import row_total
from ayni.paths import resource

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier
VAN = "VAN del dinero de los socios"


@pytest.fixture
def clerk(typists):
    """A clerk with one plan that was approved."""
    made = typists("Ana Condori")
    door = made.door
    call = {"nombre": "PROCOMPITE 2026", "year": "2026", "fecha_autorizacion": "20/02/2026"}
    call = door.save_convocatoria({**call, "categorias": "A,B", "cadenas": "cuy"})
    aeo = door.save_aeo(
        {
            "convocatoria": call,
            "categoria": "A",
            "cadena": "cuy",
            "nombre": "Asociación Sumaq Quwi",
            "naturaleza": "juridica",
            "tipo": "asociacion",
            "ruc": "20131312955",
            "fecha_constitucion": "12/03/2021",
            "ubigeo": "080101",
        }
    )
    made.plan = door.import_plan(resource("examples/plan_cuyes.json"), {"aeo": aeo, "convocatoria": call})
    door.save_plan({"estado": "aprobado"}, made.plan)
    return made


def later(door, **delta):
    """The clock of the machine moves on."""
    before = door.clock
    door.clock = lambda: before() + timedelta(**delta)


def figures(door, plan):
    """What the plan is worth now."""
    found = door.compare(plan, door.versiones(plan)[-1]["id"]).figures
    return {cell.label: cell.after for cell in found}


def test_prices_of_two_years_later_run_the_plan_again(clerk, qtbot):
    door, plan = clerk.door, clerk.plan
    approved = figures(door, plan)
    content = door.content_of(plan)
    later(door, days=730)

    # from the list to the page of the plan, and to its prices
    clerk.press(Qt.Key.Key_4, CTRL)
    clerk.arrives("planes")
    clerk.press(Qt.Key.Key_Return)
    clerk.arrives("plan")
    assert "Versiones guardadas: 1." in clerk.reads()
    clerk.push("ir.reajuste")
    clerk.arrives("reajuste")

    # what is bought costs 8 % more, what is fed 12.5 % more; a cuy sells for two soles more
    boxes = clerk.screen.percentages
    for kind, typed in (("inversion", "8"), ("insumos", "12,5")):
        clerk.reach(kind)
        assert clerk.focus is boxes[kind].editor
        clerk.write(typed)
    clerk.push("poner")
    lines = clerk.screen.model.lines
    raised = [line for line in lines if line.kind in {"inversion", "insumos"}]
    qtbot.waitUntil(lambda: len(clerk.screen.model.typed) == len(raised))
    sale = next(place for place, line in enumerate(lines) if line.kind == "ventas")
    table = clerk.reach("precios")
    assert isinstance(table, QTableView)
    for _row in range(sale):
        clerk.press(Qt.Key.Key_Down)
    new = str(lines[sale].price + 2)
    clerk.write(new[0])
    qtbot.waitUntil(lambda: isinstance(clerk.focus, QLineEdit))
    clerk.write(new[1:])
    clerk.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: clerk.screen.model.typed.get(lines[sale].record) == new)
    qtbot.waitUntil(lambda: f"Filas con otro precio: {len(raised) + 1}." in clerk.reads())

    # both sets of figures stand side by side, and nothing is stored yet
    assert door.content_of(plan) == content
    seen = door.preview_prices(plan, clerk.screen.model.typed)
    for figure in (seen.before[VAN], seen.after[VAN], seen.before["Inversión total"], seen.after["Inversión total"]):
        assert figure in clerk.reads()
    assert seen.before == approved

    # they are accepted with a reason, in one save
    clerk.answer("motivo", "Precios de la feria")
    clerk.go_on()
    clerk.arrives("plan")
    after = figures(door, plan)
    assert after == seen.after
    assert after[VAN] != approved[VAN]
    assert door.budget_problems(plan) == {}
    cost = sum(row_total(row) for row in content["partida"])
    assert door.budget(plan).whole.total == pytest.approx(cost * 1.08, abs=len(raised) * 100)
    kept = door.versiones(plan)
    assert [row["fecha"][:4] for row in kept] == ["2026"]  # what was approved says what stood before: no third copy
    changed = next(row for row in door.partidas(plan) if row["precio_unitario"])
    line = door.history("partida", changed["id"])[0]
    assert (line.clock[:4], line.reason) == ("2028", "Precios de la feria")

    # the plan of then and the plan of now, side by side
    clerk.push("ir.versiones")
    clerk.arrives("versiones")
    clerk.press(Qt.Key.Key_Return)
    clerk.arrives("comparar-versiones")
    said = clerk.reads()
    assert approved[VAN] in said
    assert after[VAN] in said
    assert "≠ Cambió" in said

    # and back again
    clerk.press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: clerk.stands_at("no"))
    clerk.push("yes")
    qtbot.waitUntil(lambda: door.content_of(plan) == content)
    assert figures(door, plan) == approved
    assert door.check() == []
