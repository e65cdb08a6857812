"""Quotations and needs in the window, with keys only: typed, compared, chosen with a reason, joined and separated."""

import openpyxl
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from ayni.qt.kit.formdialog import FormDialog
from ayni.qt.screens import cotizaciones
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.workspace import create_workspace

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
CAGES = {
    "clase": "equipos",
    "nombre": "Jaulas metálicas",
    "unidad": "und",
    "cantidad": "200",
    "precio_unitario": "118",
    "cofinanciamiento_centimos": "23,600.00",
}
SUN = {
    "proveedor": "Ferretería El Sol",
    "ruc": "20131312955",
    "precio_unitario": "118",
    "incluye_igv": "si",
    "validez_dias": "30",
}
MOON = {**SUN, "proveedor": "Comercial La Luna", "ruc": "20100070970", "precio_unitario": "130"}

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def door(tmp_path):
    made, _recovery = create_workspace(
        tmp_path / "oficina",
        ubigeo="080101",
        name="Municipalidad de Prueba",
        person="Ana Oficina",
        passphrase="clave segura",
        cost=2**10,
    )
    yield made
    made.close()


@pytest.fixture
def call(door):
    return door.save_convocatoria(
        {
            "nombre": "PROCOMPITE 2026",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A,B",
            "cadenas": "cuy",
            "cotizaciones_por_item": "2",
        }
    )


@pytest.fixture
def new_plan(door, call):
    def made(name, ruc):
        aeo = door.save_aeo(
            {
                "convocatoria": call,
                "categoria": "A",
                "cadena": "cuy",
                "nombre": name,
                "naturaleza": "juridica",
                "tipo": "asociacion",
                "ruc": ruc,
                "fecha_constitucion": "12/03/2021",
                "ubigeo": "080101",
            }
        )
        return door.save_plan({"aeo": aeo, "convocatoria": call, "categoria": "A", "titulo": f"Cuyes de {name}"})

    return made


@pytest.fixture
def plan(new_plan):
    return new_plan("Sumaq Quwi", "20131312955")


@pytest.fixture
def item(door, plan):
    return door.save_partida(plan, CAGES)


@pytest.fixture
def today(door):
    return f"{door.today():%d/%m/%Y}"


@pytest.fixture
def two(door, item, today):
    return [door.save_cotizacion(item, {**quote, "fecha": today}) for quote in (SUN, MOON)]


@pytest.fixture
def window(in_front, door):
    made = MainWindow(door, Settings())
    made.resize(1366, 720)
    in_front(made)
    yield made
    made.shut()
    made.hide()
    made.deleteLater()


@pytest.fixture
def press(qtbot, window):
    def pressed(key, modifiers=NONE):
        everywhere = modifiers or Qt.Key.Key_F1 <= key <= Qt.Key.Key_F12
        qtbot.keyClick(window if everywhere else QApplication.focusWidget(), key, modifiers)
        if everywhere or key == Qt.Key.Key_Delete:
            qtbot.wait(150)  # a button shows that it is pressed before it does anything

    return pressed


@pytest.fixture
def opened(monkeypatch, tmp_path):
    found = []
    monkeypatch.setattr("ayni.qt.shell.Shell.open_file", lambda _shell, path: found.append(path))
    monkeypatch.setattr(cotizaciones, "papers_folder", lambda: tmp_path)
    return found


def front(qtbot, window):
    """A dialog is gone: the window has the keyboard again."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def take_back(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    next(made for made in window.findChildren(QPushButton) if made.objectName() == "yes").click()


def says(window):
    return "\n".join(label.text() for label in window.screen().findChildren(QLabel) if label.isVisible())


def go(qtbot, window, name, record):
    window.go(name, record)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    qtbot.wait(20)
    return window.screen()


def test_the_grid_says_how_many_quotations_count_and_f6_opens_them(qtbot, window, door, plan, item, today, press):
    screen = go(qtbot, window, "presupuesto", plan)
    column = [each.name for each in screen.part.grid.model.columns].index("cotizaciones")
    assert screen.part.grid.model.index(0, column).data() == "! 0/2"
    for quote in (SUN, MOON):
        door.save_cotizacion(item, {**quote, "fecha": today})
    assert screen.part.grid.model.index(0, column).data() == "✓ 2"
    press(Qt.Key.Key_F6)
    assert window.screen().item == item
    assert "Jaulas metálicas" in says(window)


def test_an_item_without_quotations_says_what_to_do_and_one_is_typed(qtbot, window, door, plan, item, today, press):
    screen = go(qtbot, window, "cotizaciones", f"{plan}:{item}")
    assert screen.empty.isVisible()
    assert not screen.choose_button.isVisible()
    press(Qt.Key.Key_Return)
    form = window.screen()
    for name, text in {**SUN, "fecha": today}.items():
        box = form.form.editor(name)
        if isinstance(box, QLineEdit):
            box.setFocus()
            qtbot.keyClicks(box, text) if text.isascii() else box.insert(text)
        else:
            box.set_answer(text)
    press(Qt.Key.Key_Return, CTRL)
    [row] = door.cotizaciones(item)
    assert (row["proveedor"], row["precio_unitario"], row["incluye_igv"]) == ("Ferretería El Sol", "118", "si")
    qtbot.waitUntil(lambda: isinstance(window.screen(), cotizaciones.CotizacionesScreen))
    assert window.screen().table.isVisible()
    assert "Cotizaciones que valen: 1. Se piden: 2." in says(window)


def test_the_seller_of_the_quotation_before_is_taken_with_one_key(qtbot, window, door, plan, two, today, press):
    other = door.save_partida(plan, {**CAGES, "nombre": "Malla"})
    form = go(qtbot, window, "cotizacion", other)
    press(Qt.Key.Key_I, CTRL)
    answers = form.form.answers()
    assert (answers["proveedor"], answers["ruc"], answers["precio_unitario"]) == (
        "Comercial La Luna",
        "20100070970",
        "",
    )


def test_a_quotation_half_typed_waits_on_the_home_screen(qtbot, window, door, item, press):
    form = go(qtbot, window, "cotizacion", item)
    form.form.editor("proveedor").setFocus()
    qtbot.keyClicks(form.form.editor("proveedor"), "Metales Puma")
    window.go("inicio", "")
    [task] = [task for task in door.tasks() if task.kind == "draft"]
    assert (task.noun, task.record, task.detail) == ("cotizacion", item, "Metales Puma")
    form = go(qtbot, window, task.noun, task.record)
    assert form.form.answers()["proveedor"] == "Metales Puma"


def test_the_lowest_is_marked_by_word_and_shape_and_chosen_with_one_key(qtbot, window, door, plan, item, two, press):
    screen = go(qtbot, window, "cotizaciones", f"{plan}:{item}")
    assert [screen.model.index(0, place).data() for place in (0, 1)] == ["▼ La más baja", ""]
    press(Qt.Key.Key_F5)
    assert door.comparison(item).chosen.quote.record == two[0]
    assert screen.model.index(0, 0).data() == "▼ La más baja  ★ Elegida"
    assert not screen.choose_button.isEnabled()


def test_the_dearer_one_is_chosen_only_with_its_reason(qtbot, window, door, plan, item, two, press):
    screen = go(qtbot, window, "cotizaciones", f"{plan}:{item}")
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_F5)
    dialog = screen.findChild(FormDialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.accept()
    assert door.comparison(item).chosen is None
    dialog.form.editor("motivo_eleccion").setFocus()
    qtbot.keyClicks(dialog.form.editor("motivo_eleccion"), "Entrega en la comunidad")
    dialog.accept()
    assert door.comparison(item).chosen.quote.reason == "Entrega en la comunidad"
    front(qtbot, window)
    assert "El presupuesto dice S/ 118.00 por unidad y la cotización elegida, S/ 130.00." in says(window)
    take_back(qtbot, window)
    assert door.comparison(item).chosen is None
    assert screen.model.index(0, 1).data() == ""


def test_enter_corrects_and_the_delete_key_takes_away_after_asking(qtbot, window, door, plan, item, two, press):
    screen = go(qtbot, window, "cotizaciones", f"{plan}:{item}")
    press(Qt.Key.Key_Delete)
    yes = next(made for made in window.findChildren(QPushButton) if made.objectName() == "yes")
    yes.click()
    assert [row["id"] for row in door.cotizaciones(item)] == [two[1]]
    front(qtbot, window)
    screen.table.setFocus()
    press(Qt.Key.Key_Return)
    assert window.screen().record == two[1]


def test_the_item_before_and_after_are_one_key_away(qtbot, window, door, plan, item, two):
    other = door.save_partida(plan, {**CAGES, "nombre": "Malla"})
    screen = go(qtbot, window, "cotizaciones", f"{plan}:{item}")
    screen.following.click()
    assert screen.item == other
    screen.following.click()
    assert screen.item == other
    screen.previous.click()
    assert screen.item == item
    assert screen.table.isVisible()


def test_a_scan_is_attached_and_seen(qtbot, window, door, plan, item, two, tmp_path):
    image = Image.new("L", (1240, 1754), "white")
    ImageDraw.Draw(image).text((80, 100), "Cotización", fill="black", font_size=40)
    image.save(tmp_path / "hoja.jpg")
    screen = go(qtbot, window, "cotizaciones", f"{plan}:{item}")
    assert not screen.see_button.isVisible()
    screen.take([tmp_path / "hoja.jpg"])
    qtbot.waitUntil(lambda: bool(door.cotizacion(two[0])["archivos"]), timeout=10_000)
    qtbot.waitUntil(screen.see_button.isVisible)
    screen.see()
    assert screen.picture.isVisible()
    assert not screen.picture.pixmap().isNull()


def test_the_sheet_goes_to_paper_and_to_excel(qtbot, window, plan, item, two, press, opened):
    go(qtbot, window, "cotizaciones", f"{plan}:{item}")
    press(Qt.Key.Key_P, CTRL)
    press(Qt.Key.Key_E, CTRL)
    assert [path.suffix for path in opened] == [".pdf", ".xlsx"]
    assert openpyxl.load_workbook(opened[1]).active["F2"].value == "Ferretería El Sol"


def test_a_change_of_a_stored_amount_keeps_its_reason_and_shows_it(qtbot, window, door, plan, item, press):
    screen = go(qtbot, window, "presupuesto", plan)
    screen.part.why.set_answer("precio")
    names = [each.name for each in screen.part.grid.model.columns]
    screen.part.grid.go_to(item, "cantidad")
    for figure in "210":
        qtbot.keyClicks(QApplication.focusWidget(), figure)
    press(Qt.Key.Key_Return)
    screen.part.grid.save_all()
    assert door.partidas(plan)[0]["cantidad"] == "210"
    assert door.history("partida", item)[0].reason == "Cambió el precio"
    screen.part.grid.go_to(item, "nombre")
    screen.part.grid.model.type_in(0, "nombre", "Jaulas")
    screen.part.grid.save_all()
    assert door.history("partida", item)[0].reason == ""
    assert "cotizaciones" in names
    shown = go(qtbot, window, "cotizaciones", f"{plan}:{item}")
    assert shown.past.isVisible()
    assert "Motivo: Cambió el precio" in says(window)


def test_in_a_plan_already_presented_an_amount_waits_for_its_reason(qtbot, window, door, plan, item):
    door.save_plan({"estado": "presentado"}, plan)
    screen = go(qtbot, window, "presupuesto", plan)
    part = screen.part
    assert not part.why.answer()
    part.grid.model.type_in(0, "cantidad", "210")
    part.grid.save_all()
    assert door.partidas(plan)[0]["cantidad"] == "200"
    assert "Diga por qué cambia este monto" in part.grid.model.said(0)
    part.why.set_answer("observacion")
    part.why.edited.emit()
    assert door.partidas(plan)[0]["cantidad"] == "210"
    assert door.history("partida", item)[0].reason == "Lo pidió el comité"


def test_pasting_many_rows_is_one_save_that_one_undo_takes_back(qtbot, window, door, plan, item):
    screen = go(qtbot, window, "presupuesto", plan)
    line = "1.2\t1\tOtros bienes\tMalla\tm\t10\t5\t\t50\t\t"
    QApplication.clipboard().setText("\n".join([line] * 40))
    screen.part.grid.view.setCurrentIndex(screen.part.grid.model.index(1, 0))
    screen.part.grid.view.paste()
    assert len(door.partidas(plan)) == 41
    assert str(door.undoable()) == "Guardar varias filas del presupuesto"
    take_back(qtbot, window)
    assert len(door.partidas(plan)) == 1


# what plans need alike


@pytest.fixture
def shared(door, new_plan, plan, item):
    other = new_plan("Inti", "20100070970")
    door.save_partida(other, {**CAGES, "nombre": "JAULA METALICA", "unidad": "Unid.", "precio_unitario": "150"})
    door.save_partida(other, {**CAGES, "nombre": "Jaulas metálicas de cría", "cantidad": "7"})
    return other


def test_one_row_for_each_need_opens_to_its_plans(qtbot, window, call, plan, shared, press):
    go(qtbot, window, "convocatoria", call)
    press(Qt.Key.Key_F6)
    screen = window.screen()
    model = screen.listing.model
    cells = [model.index(0, column).data() for column in range(model.columnCount())]
    assert cells[:6] == ["Jaulas metálicas", "2", "400", "Unid.", "S/ 53,600.00", "S/ 118.00 – 150.00 (+27 %)"]
    assert cells[6] == "Jaulas metálicas de cría"
    screen.listing.table.selectRow(0)
    screen.listing.table.setFocus()
    press(Qt.Key.Key_Return)
    need = window.screen()
    assert need.listing.model.rowCount() == 2
    assert "Los planes lo llaman: JAULA METALICA, Jaulas metálicas." in says(window)
    press(Qt.Key.Key_Return)
    assert window.screen().part_name == "presupuesto"


def test_a_person_joins_what_sounds_alike_and_separates_a_row(qtbot, window, door, call, shared, press):
    need = go(qtbot, window, "necesidad", f"{call}:{door.agrupadas(call)[0].key}")
    press(Qt.Key.Key_F6)
    dialog = need.findChild(FormDialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.form.editor("con").set_answer("cria jaula metalica|und")
    dialog.accept()
    assert need.listing.model.rowCount() == 3
    front(qtbot, window)
    need.listing.table.setFocus()
    need.listing.table.selectRow(2)
    press(Qt.Key.Key_F7)
    assert len(door.agrupadas(call)) == 2
    assert need.listing.model.rowCount() == 2
    press(Qt.Key.Key_F8)
    assert {len(each.lines) for each in door.agrupadas(call)} == {1, 2} or len(door.agrupadas(call)) == 3


def test_only_approved_plans_may_be_asked_for_and_the_empty_list_says_what_to_do(qtbot, window, door, call, plan, item):
    screen = go(qtbot, window, "agrupamiento", call)
    assert screen.listing.model.rowCount() == 1
    screen.states.set_answer("aprobado")
    screen.states.edited.emit()
    assert screen.listing.model.rowCount() == 0
    assert screen.listing.empty.isVisible()
    door.save_plan({"estado": "aprobado"}, plan)
    assert screen.listing.model.rowCount() == 1


def test_purchases_lead_to_what_plans_need(qtbot, window, call, item, press):
    go(qtbot, window, "compras", "")
    press(Qt.Key.Key_F6)
    assert window.screen().where == call
