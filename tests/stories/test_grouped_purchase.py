"""Five plans need the same thing: one purchase for all, from the budgets to the last plan, with keys only."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NAMES = ("Sumaq Quwi", "Inti Kakaw", "Ñan Puriq", "Killa Wasi", "Wayra Orqo")
WRITTEN = ("Balanza digital", "Balanzas digitales", "BALANZA DIGITAL", "Balanza digital", "balanza digital")
BEFORE = (
    ("requerimiento", "02/03/2026", {}),
    ("interaccion_mercado", "09/03/2026", {}),
    ("certificacion_solicitada", "16/03/2026", {"monto_centimos": "15,000.00"}),
    ("certificacion_emitida", "20/03/2026", {"numero": "CCP-31", "monto_centimos": "15,000.00", "year": "2026"}),
    ("expediente_aprobado", "27/03/2026", {}),
    ("convocatoria", "06/04/2026", {"regimen": "L32069_DS001"}),
    ("buena_pro", "04/05/2026", {"ofertas_validas": "3"}),
    ("consentimiento", "13/05/2026", {}),
)
AFTER = (
    ("entrega_total", "10/06/2026", {}),
    ("conformidad", "12/06/2026", {}),
    ("pago", "18/06/2026", {"monto_centimos": "14,999.85"}),
)


@pytest.fixture
def clerk(typists):
    """Ana, with five approved plans that need scales: three of one of them, four of another."""
    made = typists("Ana Condori")
    door = made.door
    made.call = door.save_convocatoria(
        {
            "nombre": "PROCOMPITE 2026",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A",
            "cadenas": "cuy",
        }
    )
    made.plans = []
    for place, name in enumerate(NAMES):
        aeo = door.save_aeo(
            {
                "convocatoria": made.call,
                "categoria": "A",
                "cadena": "cuy",
                "nombre": f"Asociación {name}",
                "naturaleza": "natural",
                "tipo": "asociacion",
                "fecha_constitucion": "12/03/2021",
                "ubigeo": "080101",
            }
        )
        facts = {"aeo": aeo, "titulo": f"Cuyes de {name}", "convocatoria": made.call, "categoria": "A"}
        plan = door.save_plan({**facts, "estado": "aprobado"})
        scales = {"nombre": WRITTEN[place], "unidad": "und", "clase": "equipos"}
        row = {**scales, "cantidad": str(place + 7), "precio_unitario": "340"}
        door.save_partida(plan, row, reason="Se copia el plan aprobado.")
        made.plans.append(plan)
    return made


def happened(clerk, codigo, day, answers, keys=()):
    """Choose what happened with the arrows, say when and what else, save and go on to the next."""
    clerk.reach("codigo")
    clerk.press(Qt.Key.Key_Space)
    for _turn in range(14):
        if clerk.screen.kinds.answer() == codigo:
            break
        clerk.press(Qt.Key.Key_Right)
    assert clerk.screen.kinds.answer() == codigo, clerk.reads()
    clerk.answer("fecha", day)
    for name, text in answers.items():
        clerk.answer(name, text)
    for name, text in keys:
        clerk.reach(name)
        clerk.write(text)
    clerk.answer("modo", "TARDIO")
    before = len(clerk.door.eventos(clerk.window.place()[1]))
    clerk.press(Qt.Key.Key_Return, CTRL | SHIFT)
    if clerk.screen.verdict.isVisible():
        assert clerk.stands_at("guardar_asi"), clerk.reads()
        clerk.press(Qt.Key.Key_Return)
    assert len(clerk.door.eventos(clerk.window.place()[1])) == before + 1, clerk.reads()
    assert clerk.window.place()[0] == "evento"


def delivered_to(clerk, compra):
    clerk.press(Qt.Key.Key_Escape)
    clerk.arrives("compra")
    clerk.press(Qt.Key.Key_F7)
    clerk.arrives("compra-entregas")
    said = clerk.reads()
    clerk.press(Qt.Key.Key_Escape)
    clerk.arrives("compra")
    clerk.press(Qt.Key.Key_N, CTRL)
    clerk.arrives("evento")
    return said


def test_one_purchase_serves_five_plans_from_their_budgets_to_the_last_delivery(clerk):
    door = clerk.door

    # what the plans need alike, however each wrote it
    clerk.press(Qt.Key.Key_5, CTRL)
    clerk.arrives("compras")
    clerk.press(Qt.Key.Key_F6)
    clerk.arrives("agrupamiento")
    clerk.press(Qt.Key.Key_F6)
    clerk.arrives("compra-agrupada")
    assert "Planes: 5. Cosas: 1. Total: S/ 15,300.00." in clerk.reads()
    clerk.answer("nombre", "Balanzas para cinco planes")
    clerk.go_on()
    clerk.arrives("compra")
    compra = clerk.window.place()[1]
    item = door.compra_items(compra)[0]
    assert (item["cantidad"], door.compra(compra)["modalidad"]) == ("45", "AGRUPADA")
    assert {each["plan"] for each in door.asignaciones(compra)} == set(clerk.plans)

    # nothing is left to be bought twice
    assert [each.plans for each in door.needs_to_buy(clerk.call)] == [0]

    # from the request to the contract
    clerk.press(Qt.Key.Key_N, CTRL)
    clerk.arrives("evento")
    for codigo, day, answers in BEFORE:
        happened(clerk, codigo, day, answers)
    contract = {"numero": "C-12-2026", "monto_centimos": "14,999.85", "plazo_dias": "30"}
    happened(
        clerk,
        "contrato",
        "20/05/2026",
        contract,
        keys=((f"cantidad.{item['id']}", "45"), (f"precio.{item['id']}", "333.33")),
    )
    shares = door.shares(compra, item["id"], Decimal("333.33"))
    assert sum(share.centimos for share in shares) == door.purchase(compra).penalty.amount_centimos == 14_999_85
    assert {share.plan: share.cantidad for share in shares} == {
        plan: Decimal(place + 7) for place, plan in enumerate(clerk.plans)
    }

    # received, accepted, paid
    for codigo, day, answers in AFTER:
        happened(clerk, codigo, day, answers)
    assert door.purchase(compra).state == "PAGADO"

    # each plan receives its own: three of five, then all
    for place, name in enumerate(NAMES):
        day = f"{place + 22}/06/2026"
        happened(clerk, "entrega_aeo", day, {"plan": f"Cuyes de {name}", "contrapartida_verificada": "si"})
        if place == 2:
            assert door.purchase(compra).state == "PAGADO"
            assert "Recibieron sus bienes: 3 de 5 planes." in delivered_to(clerk, compra)
    assert "Recibieron sus bienes: 5 de 5 planes." in delivered_to(clerk, compra)
    assert door.purchase(compra).state == "ENTREGADO_AEO"
    assert door.check() == []
