"""Items, deliveries and dividing on the screen, by keys, over a real office."""

import json
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton

from ayni.domain.compra import EXTRA
from ayni.domain.fields import by_name
from ayni.qt.kit.formdialog import FormDialog
from ayni.qt.kit.items import ItemsEditor
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from desk import AEO, fill, words_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

FACTS = {"nombre": "Balanzas y jaulas", "objeto": "BIEN", "modalidad": "AGRUPADA", "year": "2026"}
STEPS = (
    ("02/03/2026", "requerimiento", {}),
    ("09/03/2026", "interaccion_mercado", {}),
    ("16/03/2026", "certificacion_solicitada", {}),
    ("20/03/2026", "certificacion_emitida", {}),
    ("27/03/2026", "expediente_aprobado", {}),
    ("06/04/2026", "convocatoria", {}),
)
SIGNED = (
    ("04/05/2026", "buena_pro", {}),
    ("13/05/2026", "consentimiento", {}),
    ("20/09/2026", "contrato", {"monto_centimos": "2,000.00", "plazo_dias": "30"}),
)


def tell(door, compra, *steps):
    made = ""
    for fecha, codigo, datos in steps:
        answers = {"codigo": codigo, "fecha": fecha, "modo": "TARDIO", "regimen": "L32069_DS001"}
        made = door.save_evento(compra, answers, datos)
    return made


@pytest.fixture
def plans(door, call):
    made = []
    for name, ruc in (("Asociación Sumaq Quwi", "20131312955"), ("Asociación Inti", "20100017491")):
        aeo = door.save_aeo(AEO | {"convocatoria": call, "nombre": name, "ruc": ruc})
        plan = door.save_plan({"aeo": aeo, "titulo": f"Plan de {name}", "convocatoria": call, "categoria": "A"})
        row = {"nombre": "Balanza", "unidad": "und", "cantidad": "2", "precio_unitario": "300", "clase": "equipos"}
        door.save_partida(plan, row)
        made.append(plan)
    door.save_partida(made[0], {**row, "nombre": "Jaula", "cantidad": "10", "precio_unitario": "80"})
    return made


@pytest.fixture
def compra(door):
    return door.save_compra(FACTS)


@pytest.fixture
def full(door, compra, plans):
    door.bring_partidas(compra, [row.partida for row in door.partidas_to_buy(compra, plans)])
    return compra


def box(window, kind, name):
    return window.screen().findChild(kind, name)


def press(qtbot, window, name):
    made = box(window, QPushButton, name)
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_Space)


def test_items_come_from_the_budgets_of_the_plans_that_are_ticked(window, door, qtbot, compra, plans):
    window.go("compra", compra)
    qtbot.waitUntil(lambda: box(window, QPushButton, "compra-bienes") is not None)
    press(qtbot, window, "compra-bienes")
    assert "Esta compra no tiene bienes todavía" in words_of(window)
    press(qtbot, window, "traer")
    for plan in plans:
        ticked = box(window, QCheckBox, f"plan.{plan}")
        ticked.setFocus()
        qtbot.keyClick(ticked, Qt.Key.Key_Space)
    cage = next(row for row in door.partidas_to_buy(compra, plans) if row.nombre == "Jaula")
    untick = box(window, QCheckBox, f"partida.{cage.partida}")
    untick.setFocus()
    qtbot.keyClick(untick, Qt.Key.Key_Space)
    press(qtbot, window, "guardar")
    assert [(item["nombre"], item["cantidad"]) for item in door.compra_items(compra)] == [("Balanza", "4")]
    assert "Está repartido todo." in words_of(window)


def test_what_another_purchase_buys_is_told_and_cannot_be_ticked(window, door, full, plans):
    other = door.save_compra({**FACTS, "nombre": "Otra"})
    window.go("traer-partidas", other)
    window.screen().plans[plans[0]].setChecked(True)
    assert "Ya se compra en: Balanzas y jaulas." in words_of(window)
    assert window.screen().chosen() == []
    assert not box(window, QPushButton, "guardar").isEnabled()


def keys(qtbot, text):
    """Letters typed wherever the keyboard is; those that no key of this platform has are put in."""
    for letter in text:
        box = QApplication.focusWidget()
        if letter.isascii():
            qtbot.keyClicks(box, letter)
        else:
            box.insert(letter)
            box.textEdited.emit(box.text())


def press_tab(qtbot):
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)


def test_an_item_and_for_whom_it_is_are_typed_by_keys_and_the_rest_is_told_live(window, door, qtbot, compra, plans):
    window.go("compra-bienes", compra)
    screen = window.screen()
    screen.to_new()
    keys(qtbot, "Molino")
    for _column in ("familia", "unidad", "cantidad"):
        press_tab(qtbot)
    keys(qtbot, "3")
    screen.items.save_all()
    qtbot.waitUntil(lambda: screen.shares is not None)
    assert screen.left.text() == "Falta repartir 3."
    screen.to_share()
    keys(qtbot, "Asociación Inti · Plan de Asociación Inti")
    for _column in ("partida", "cantidad"):
        press_tab(qtbot)
    keys(qtbot, "2")
    qtbot.waitUntil(lambda: screen.left.text() == "Falta repartir 1.")
    screen.leave()
    item = door.compra_items(compra)[0]
    assert (item["nombre"], item["cantidad"]) == ("Molino", "3")
    assert [(row["plan"], row["cantidad"]) for row in door.asignaciones(compra)] == [(plans[1], "2")]
    door.undo()
    qtbot.waitUntil(lambda: screen.left.text() == "Falta repartir 3.")


def test_each_plan_sees_its_part_of_the_cost_to_the_centimo(window, door, full):
    item = door.compra_items(full)[0]
    door.save_compra_item(full, {"precio_plan": "33.3333"}, item["id"])
    window.go("compra-bienes", full)
    grid = window.screen().shares
    shown = {grid.model.rows[place].values["plan"]: grid.model.index(place, 3).data() for place in range(2)}
    shares = door.shares(full, item["id"], Decimal("33.3333"))
    assert shown == {share.plan: f"{share.centimos / 100:.2f}" for share in shares}
    assert sorted(shown.values()) == ["66.66", "66.67"]


def arrived(door, compra, **quantities):
    ids = {item["nombre"].lower(): item["id"] for item in door.compra_items(compra)}
    return {"items": json.dumps([{"item": ids[name], "cantidad": str(much)} for name, much in quantities.items()])}


def test_a_delivery_is_accepted_from_its_card_and_the_purchase_goes_on(window, door, qtbot, full):
    tell(door, full, *STEPS, *SIGNED)
    one = tell(door, full, ("15/10/2026", "entrega_parcial", arrived(door, full, balanza=4)))
    late = tell(door, full, ("30/10/2026", "entrega_parcial", arrived(door, full, jaula=6)))
    window.go("compra-entregas", full)
    said = words_of(window)
    assert "Entrega 2, del 30/10/2026" in said
    assert "Llegó con 10 días de atraso. Penalidad: S/ 40.00, sobre S/ 480.00." in said
    assert "Falta que llegue: 4." in said
    assert "Recibieron sus bienes: 0 de 2 planes." in said
    press(qtbot, window, f"conformidad.{one}")
    form = window.screen().form
    assert (form.answers()["alcance"], form.answers()["entrega_id"]) == ("PARCIAL", one)
    fill(window, fecha="20/11/2026")
    press(qtbot, window, "guardar")
    purchase = door.purchase(full)
    assert purchase.state == "EN_EJECUCION"
    assert {each.id: each.state for each in purchase.deliveries} == {one: "CONFORME", late: "RECIBIDA"}
    assert box(window, QPushButton, f"pago.{one}") is not None


def test_the_whole_delivery_is_accepted_as_a_whole(window, door, qtbot, full):
    tell(door, full, *STEPS, *SIGNED)
    one = tell(door, full, ("15/10/2026", "entrega_total", {}))
    window.go("compra-entregas", full)
    press(qtbot, window, f"conformidad.{one}")
    fill(window, fecha="20/11/2026")
    press(qtbot, window, "guardar")
    assert door.purchase(full).state == "CONFORME"
    assert box(window, QPushButton, "entregar").isVisible()


def test_before_a_contract_there_is_nothing_to_deliver(window, door, full):
    window.go("compra-entregas", full)
    assert "cuando hay un contrato" in words_of(window)


def test_a_contract_asks_the_price_of_each_good(qtbot):
    editor = ItemsEditor(by_name(EXTRA["contrato"])["items"].kind)
    qtbot.addWidget(editor)
    editor.offer([("b", "Balanza (4 und)")])
    qtbot.keyClicks(editor.findChild(QLineEdit, "cantidad.b"), "4")
    qtbot.keyClicks(editor.findChild(QLineEdit, "precio.b"), "310.50")
    assert json.loads(editor.answer()) == [{"item": "b", "cantidad": "4", "precio": "310.50"}]
    editor.set_answer('[{"item":"b","cantidad":"4","precio":"310.5","series":"A-1"}]')
    assert json.loads(editor.answer())[0]["series"] == "A-1"


def test_goods_without_bidders_are_divided_from_the_page_and_joined_again(window, door, qtbot, full):
    tell(door, full, *STEPS)
    window.go("dividir-compra", full)
    cage = next(row for row in door.asignaciones(full) if row["cantidad"] == "10")
    press(qtbot, window, "guardar")
    window.screen().form.rows["causa"].set_answer("SIN_OFERTAS")
    fill(window, fecha="30/04/2026", modo="TARDIO")
    press(qtbot, window, "guardar")
    assert "Elija qué bienes se separan y cuántos." in words_of(window)
    qtbot.keyClicks(box(window, QLineEdit, f"cantidad.{cage['id']}"), "10")
    press(qtbot, window, "guardar")
    child = door.parts_of(full)[0]["id"]
    assert [item["nombre"] for item in door.compra_items(child)] == ["Jaula"]
    assert (door.purchase(full).state, door.purchase(child).state) == ("CONVOCADO", "DESIERTO")
    assert window.screen().record == child
    window.go("dividir-compra", child)
    press(qtbot, window, "juntar")
    asked = window.screen().findChild(FormDialog)
    asked.form.rows["motivo"].set_answer("se dividió por error")
    asked.accept()
    assert door.parts_of(full) == []
    assert {item["nombre"] for item in door.compra_items(full)} == {"Balanza", "Jaula"}


def test_where_nothing_failed_there_is_nothing_to_divide(window, full):
    window.go("dividir-compra", full)
    assert "Ahora no se puede dividir" in words_of(window)


@pytest.mark.parametrize("name", ["compra-bienes", "traer-partidas", "compra-entregas", "dividir-compra"])
def test_each_page_fits_a_small_window_in_both_languages(door, qtbot, in_front, full, name):
    tell(door, full, *STEPS)
    made = MainWindow(door, Settings())
    qtbot.addWidget(made)
    made.go(name, full)
    hint = made.screen().minimumSizeHint()
    assert hint.width() <= 1024
    assert hint.height() <= 560
    made.shell.close()
