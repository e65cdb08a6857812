"""The comparison chart in the window, with keys only: a seller typed, prices pasted, one chosen with its reason."""

import time

import openpyxl
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from ayni.qt.kit.formdialog import FormDialog
from ayni.qt.screens import cuadro_comparativo
from desk import fill, words_of

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SUN = {"proveedor": "Ferretería El Sol", "ruc": "20131312955", "fecha": "02/11/2026"}
MOON = {**SUN, "proveedor": "Comercial La Luna", "ruc": "20100070970"}
TERMS = {"incluye_igv": "si", "cumple": "si"}

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def compra(door, aeo):
    facts = {"nombre": "Máquinas", "objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026"}
    return door.save_compra({**facts, "aeo": aeo})


@pytest.fixture
def items(door, compra):
    goods = [
        {"nombre": "Despulpadora", "unidad": "und", "cantidad": "1", "precio_plan": "12000"},
        {"nombre": "Balanza", "unidad": "und", "cantidad": "2", "precio_plan": "500"},
    ]
    door.save_compra_items(compra, goods)
    return [row["id"] for row in door.compra_items(compra)]


@pytest.fixture
def two(door, compra, items):
    return [
        door.save_seller(compra, MOON, {items[0]: "11000", items[1]: "400"}, also=TERMS),
        door.save_seller(compra, SUN, {items[0]: "10000", items[1]: "450"}, also=TERMS),
    ]


def prices(door, compra):
    found = door.cuadro(compra)
    return [
        [str(found.cells[item["id"], seller.key].quote.price) if (item["id"], seller.key) in found.cells else ""
         for seller in found.sellers]
        for item in found.items
    ]  # fmt: skip


def press(qtbot, window, name):
    made = window.screen().findChild(QPushButton, name)
    qtbot.keyClick(made, Qt.Key.Key_Space)
    QApplication.processEvents()


def test_a_purchase_without_goods_and_without_quotations_says_what_to_do(door, window, compra):
    window.go("cuadro-comparativo", compra)
    assert "no tiene escritos sus bienes" in words_of(window)
    door.save_compra_items(compra, [{"nombre": "Balanza", "cantidad": "1"}])
    assert "Todavía no hay cotizaciones" in words_of(window)
    window.screen().begin()
    assert window.screen().windowTitle() == "Agregar proveedor"


def test_a_seller_is_typed_with_its_prices_and_stands_in_the_chart(door, window, compra, items, qtbot):
    window.go("cuadro-comparativo", compra)
    window.screen().begin()
    fill(window, **SUN, **TERMS, **{f"precio.{items[0]}": "11800"})
    window.screen().save()
    assert prices(door, compra) == [["11800"], [""]]
    assert window.screen().windowTitle() == "Cuadro comparativo"
    model = window.screen().model
    assert "La más baja" in model.index(0, 1).data()
    assert [model.index(row, 1).data() for row in (1, 2, 3)] == ["No cotiza", "—", "—"]


def test_a_seller_refused_says_so_beside_its_box(door, window, compra, items):
    window.go("proveedor-compra", f"{compra}:")
    fill(window, **SUN, **TERMS, **{f"precio.{items[0]}": "0"})
    window.screen().save()
    assert "El precio debe ser mayor que cero." in words_of(window)
    assert door.cotizaciones_compra(compra) == []


def test_a_price_is_typed_over_another_and_enter_goes_down(door, window, compra, items, two, qtbot):
    window.go("cuadro-comparativo", compra)
    table = window.screen().table
    table.setCurrentIndex(table.chart.index(0, 1))
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_9)
    editor = table.findChild(QLineEdit, "precio")
    qtbot.keyClicks(editor, "900.50")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: prices(door, compra)[0][0] == "9900.5")
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, 1)


def test_a_block_of_a_spreadsheet_is_pasted_and_what_is_no_price_is_told(door, window, compra, items, two, qtbot):
    window.go("cuadro-comparativo", compra)
    table = window.screen().table
    said = []
    window.shell.said.connect(said.append)
    QApplication.clipboard().setText("S/ 1,500.00\t1600\tsobra\n\tnada\nsobra")
    table.setCurrentIndex(table.chart.index(0, 1))
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_V, CTRL)
    assert prices(door, compra) == [["1500", "1600"], ["", "450"]]
    assert "Precios guardados: 3. Sin guardar: 1." in said[-1]
    assert str(door.undo()) == "Guardar cotizaciones de la compra"
    assert prices(door, compra) == [["11000", "10000"], ["400", "450"]]


def test_what_is_empty_is_not_quoted(door, window, compra, items, two, qtbot):
    window.go("cuadro-comparativo", compra)
    table = window.screen().table
    table.setCurrentIndex(table.chart.index(1, 2))
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert prices(door, compra)[1] == ["400", ""]


def test_what_is_not_the_lowest_is_chosen_with_its_reason(door, window, compra, items, two, qtbot):
    window.go("cuadro-comparativo", compra)
    screen = window.screen()
    screen.table.setCurrentIndex(screen.table.chart.index(0, 1))
    press(qtbot, window, "elegir")
    dialog = screen.findChild(FormDialog)
    dialog.accept()
    assert door.cuadro(compra).chosen == {}
    dialog.form.rows["motivo_eleccion"].set_answer("Da dos años de garantía")
    dialog.accept()
    assert door.cuadro(compra).chosen[items[0]].quote.reason == "Da dos años de garantía"
    screen.table.setCurrentIndex(screen.table.chart.index(0, 2))
    press(qtbot, window, "elegir-todo")
    assert len(door.cuadro(compra).chosen) == 2
    assert "Cosas con proveedor elegido: 2 de 2." in words_of(window)


def test_the_cell_says_whether_it_is_what_is_asked(door, window, compra, items, two, qtbot):
    window.go("cuadro-comparativo", compra)
    screen = window.screen()
    screen.table.setCurrentIndex(screen.table.chart.index(1, 1))
    screen.table.setFocus()
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    dialog = screen.findChild(FormDialog)
    dialog.form.rows["cumple"].set_answer("no")
    dialog.form.rows["por_que_no"].set_answer("Pesa hasta 30 kg")
    dialog.accept()
    screen.table.setCurrentIndex(screen.table.chart.index(1, 1))
    assert "Pesa hasta 30 kg" in screen.findChild(QLabel, "detalle").text()
    assert "No es lo pedido" in screen.model.index(1, 1).data()


def test_what_came_without_saying_is_accepted_at_once_and_its_scan_is_seen(
    door, window, compra, items, qtbot, tmp_path
):
    door.save_seller(compra, SUN, {items[0]: "100", items[1]: "40"}, also={"incluye_igv": "si"})
    window.go("cuadro-comparativo", compra)
    screen = window.screen()
    assert "¿Es lo pedido?" in screen.model.index(0, 1).data()
    press(qtbot, window, "cumple")
    assert "La más baja" in screen.model.index(0, 1).data()
    assert not screen.findChild(QPushButton, "ver").isEnabled()
    Image.new("L", (620, 877), "white").save(tmp_path / "hoja.jpg")
    screen.take([tmp_path / "hoja.jpg"])
    qtbot.waitUntil(lambda: screen.findChild(QPushButton, "ver").isEnabled(), timeout=20000)
    press(qtbot, window, "ver")
    assert not screen.findChild(QLabel, "pagina").pixmap().isNull()


def test_a_seller_is_corrected_and_taken_away(door, window, compra, items, two, qtbot):
    window.go("proveedor-compra", f"{compra}:{two[0]}")
    assert window.screen().form.answers()["proveedor"] == "Comercial La Luna"
    fill(window, proveedor="La Luna SAC", **{f"precio.{items[1]}": ""})
    window.screen().save()
    found = door.cuadro(compra)
    assert [seller.name for seller in found.sellers] == ["Ferretería El Sol", "La Luna SAC"]
    assert len(found.cells) == 3
    window.go("cuadro-comparativo", compra)
    window.screen()._remove(two[0])
    assert len(door.cuadro(compra).sellers) == 1


def test_paper_and_spreadsheet_are_written(door, window, compra, items, two, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(cuadro_comparativo, "papers_folder", lambda: tmp_path)
    monkeypatch.setattr(window.shell, "open_file", lambda path: None)
    window.go("cuadro-comparativo", compra)
    press(qtbot, window, "imprimir")
    press(qtbot, window, "excel")
    assert (tmp_path / "cuadro-comparativo-maquinas.pdf").read_bytes()[:4] == b"%PDF"
    assert openpyxl.load_workbook(tmp_path / "cuadro-comparativo-maquinas.xlsx").worksheets[0]["A5"].value


def test_thirty_sellers_of_fifty_goods_open_and_move_without_waiting(door, window, compra):
    door.save_compra_items(compra, [{"nombre": f"Cosa {n}", "cantidad": str(n + 1)} for n in range(50)])
    items = [row["id"] for row in door.compra_items(compra)]
    for day in range(1, 16):
        for facts in (SUN, MOON):
            dated = {**facts, "fecha": f"{day:02}/11/2026"}
            door.save_seller(compra, dated, {item: str(100 + day) for item in items}, also=TERMS)
    began = time.perf_counter()
    window.go("cuadro-comparativo", compra)
    QApplication.processEvents()
    screen = window.screen()
    assert len(screen.cuadro.cells) == 1500
    key = screen.cuadro.sellers[0].key
    opened = time.perf_counter() - began
    screen.keep([(item, key, "55") for item in items])
    assert opened < 2
    assert time.perf_counter() - began - opened < 3
    assert screen.cuadro.seller(key).total.base_centimos
