"""Versions, comments, other prices and copies on the screen, with keys, over a real folder."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from ayni.paths import resource
from ayni.qt.kit.cards import EmptyState
from ayni.qt.kit.trouble import Message
from ayni.qt.screens.main_window import MainWindow
from ayni.qt.screens.reajuste import NEW
from ayni.settings import Settings
from ayni.workspace import create_workspace
from desk import words_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
CTRL = Qt.KeyboardModifier.ControlModifier
KEPT = "La que aprobó la asamblea"


@pytest.fixture
def door(tmp_path):
    made = create_workspace(
        tmp_path / "o",
        ubigeo="080101",
        name="Municipalidad de Prueba",
        person="Ana Oficina",
        role="oficina",
        passphrase="clave segura",
        cost=2**10,
        clock=lambda: datetime(2026, 11, 22, 10, 42).astimezone(),
    )[0]
    with made:
        yield made


@pytest.fixture
def plan(door):
    call = {"nombre": "PROCOMPITE", "year": "2026", "fecha_autorizacion": "20/02/2026"}
    call = door.save_convocatoria({**call, "categorias": "A", "cadenas": "cuy"})
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
    return door.import_plan(resource("examples/plan_cuyes.json"), {"aeo": aeo, "convocatoria": call})


@pytest.fixture
def window(door, qtbot):
    made = MainWindow(door, Settings())
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.shut()
    made.hide()
    made.deleteLater()
    QApplication.processEvents()


def press(window, name):
    window.screen().findChild(QPushButton, name).click()
    QApplication.processEvents()


def place(window):
    return window.place()[0]


def go_on(window, qtbot, name):
    """Ctrl+Enter in a box of the page."""
    qtbot.keyClick(window.screen().form.editor(name), Qt.Key.Key_Return, CTRL)
    QApplication.processEvents()


# versions


def test_the_list_begins_empty_and_its_button_keeps_the_first_version(window, door, plan, qtbot):
    window.go("plan", plan)
    press(window, "ir.versiones")
    assert place(window) == "versiones"
    assert "Todavía no hay versiones." in words_of(window)
    window.screen().findChild(EmptyState).action.click()
    assert place(window) == "version"
    qtbot.keyClicks(window.screen().form.editor("nombre"), "La del domingo")
    go_on(window, qtbot, "nombre")
    assert place(window) == "versiones"
    assert window.screen().listing.model.rowCount() == 1
    (kept,) = door.versiones(plan)
    assert (kept["nombre"], kept["autor"]) == ("La del domingo", "Ana Oficina")
    press(window, "comparar")
    assert place(window) == "comparar-versiones"
    assert "Las dos dicen lo mismo." in words_of(window)


def test_a_comparison_tells_each_change_in_a_word_and_a_sign(window, door, plan):
    door.save_seccion(plan, "antecedentes", {"texto": "Hoy morimos de frío."})
    first = door.save_version(plan, KEPT)
    row, gone = door.partidas(plan)[:2]
    door.save_partida(plan, {"cantidad": "7"}, row["id"])
    door.remove_partida(gone["id"])
    door.save_seccion(plan, "antecedentes", {"texto": "Hoy morimos de calor <b>."})
    window.go("comparar-versiones", f"{plan}/{first}")
    said = words_of(window)
    assert "Datos de la portada que cambian: 0. Filas: 2. Textos: 1." in said
    for word in ("✖ Quitado", "≠ Cambió", "= Igual", gone["nombre"], row["nombre"]):
        assert word in said
    assert "<s>frío</s>" in said
    assert "<b><u>calor" in said
    assert "&lt;b&gt;" in said or "&lt;" in said  # what somebody typed is shown, not drawn
    window.screen().forms["antes"].editor("antes").set_answer("ahora")
    window.screen().load()
    assert "Las dos dicen lo mismo." in words_of(window)


def test_going_back_is_asked_and_can_be_undone(window, door, plan, qtbot):
    title = door.plan(plan)["titulo"]
    door.save_version(plan, KEPT)
    door.save_plan({"titulo": "Otro"}, plan)
    window.go("versiones", plan)
    press(window, "volver")
    asked = window.findChildren(Message)[-1]
    assert "Lo que el plan dice ahora se guarda como otra versión." in "\n".join(
        label.text() for label in asked.findChildren(QLabel)
    )
    next(each for each in asked.findChildren(QPushButton) if each.text() == "Volver a esta versión").click()
    qtbot.waitUntil(lambda: door.plan(plan)["titulo"] == title)
    assert window.screen().listing.model.rowCount() == 2
    door.undo()
    assert door.plan(plan)["titulo"] == "Otro"


def test_a_hundred_versions_are_a_list_that_letters_narrow(window, door, plan, qtbot):
    for number in range(100):
        door.save_plan({"titulo": f"Título {number}"}, plan)
        door.save_version(plan, f"Versión {number}")
    window.go("versiones", plan)
    assert window.screen().listing.model.rowCount() == 100
    qtbot.keyClicks(window.screen().filter, "n 77")
    assert window.screen().listing.model.rowCount() == 1


# comments


def test_a_comment_is_written_answered_and_resolved_beside_its_section(window, door, plan, qtbot):
    window.go("seccion", f"{plan}/antecedentes")
    assert "Comentarios por atender: 0" in words_of(window)
    press(window, "ir.comentarios")
    assert place(window) == "comentarios"
    window.screen().findChild(EmptyState).action.click()
    assert place(window) == "comentar"
    go_on(window, qtbot, "texto")
    assert "Falta este dato." in words_of(window)
    qtbot.keyClicks(window.screen().form.editor("texto"), "Falta la altura")
    go_on(window, qtbot, "texto")
    assert place(window) == "comentarios"
    (thread,) = door.comentarios(plan, "antecedentes")
    record = thread.comment["id"]
    press(window, f"responder.{record}")
    assert "Falta la altura" in words_of(window)
    qtbot.keyClicks(window.screen().form.editor("texto"), "3400 metros")
    go_on(window, qtbot, "texto")
    said = words_of(window)
    assert said.index("Falta la altura") < said.index("3400 metros")
    assert "◌ Por atender" in said
    assert window.screen().findChild(QPushButton, f"quitar.{record}") is None
    press(window, f"resolver.{record}")
    assert "✓ Resuelto" in words_of(window)
    assert door.open_comments(plan) == {}


def test_open_comments_are_counted_on_the_plan_and_on_each_part(window, door, plan):
    door.save_comentario(plan, "presupuesto", {"texto": "Caro"})
    door.save_comentario(plan, "antecedentes", {"texto": "Corto"})
    window.go("plan", plan)
    counted = window.screen().comments
    assert counted.text() == "Comentarios (2)"
    assert "Comentarios por atender: 2." in words_of(window)
    window.screen().show_part("presupuesto")
    assert counted.text() == "Comentarios (1)"
    door.save_comentario(plan, "presupuesto", {"texto": "Muy caro"})
    QApplication.processEvents()
    assert counted.text() == "Comentarios (2)"
    counted.click()
    assert window.place() == ("comentarios", f"{plan}/presupuesto")
    assert "Corto" not in words_of(window)


def test_a_table_of_the_plan_counts_its_comments(window, door, plan):
    window.go("tabla", f"{plan}:T5")
    counted = window.screen().comments
    assert counted.text() == "Comentarios (0)"
    door.save_comentario(plan, "tabla:T5", {"texto": "Falta el RUC"})
    QApplication.processEvents()
    assert counted.text() == "Comentarios (1)"
    counted.click()
    assert "Compradores con nombre" in words_of(window)
    assert "Falta el RUC" in words_of(window)


def test_a_comment_on_the_whole_plan_says_of_which_part_it_speaks(window, door, plan, qtbot):
    window.go("comentar", f"{plan}/")
    window.screen().form.editor("lugar").set_answer("compradores")
    qtbot.keyClicks(window.screen().form.editor("texto"), "Falta uno")
    go_on(window, qtbot, "texto")
    assert [thread.comment["lugar"] for thread in door.comentarios(plan)] == ["compradores"]


def test_comments_never_print(door, plan, tmp_path):
    import pypdf

    door.save_comentario(plan, "antecedentes", {"texto": "Palabra secreta"})
    path = door.print_plan_completo(plan, tmp_path / "plan.pdf", "es")
    assert "secreta" not in "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


# other prices


def prices(window):
    return window.screen().model


def test_prices_are_typed_down_the_column_and_the_plan_follows(window, door, plan, qtbot):
    window.go("reajuste", plan)
    table = window.screen().table
    table.start()
    qtbot.keyClicks(table, "9")
    editor = table.findChild(QLineEdit)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table.currentIndex().row() == 1)
    first = prices(window).lines[0]
    assert prices(window).typed == {first.record: "9"}
    qtbot.waitUntil(lambda: "Filas con otro precio: 1." in words_of(window))
    before = door.state_hash()
    table.setCurrentIndex(prices(window).index(0, NEW))
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "Filas con otro precio: 0." in words_of(window))
    assert door.state_hash() == before


def test_a_price_that_cannot_be_read_is_marked_and_named(window, plan, qtbot):
    window.go("reajuste", plan)
    line = prices(window).lines[0]
    prices(window).put({line.record: "abc"})
    qtbot.waitUntil(lambda: f"{line.nombre}: Escriba una cantidad" in words_of(window))
    assert prices(window).data(prices(window).index(0, NEW)) == "! abc"


def test_a_percentage_fills_the_table_and_is_kept_in_one_save(window, door, plan, qtbot):
    window.go("reajuste", plan)
    screen = window.screen()
    screen.percentages["ventas"].set_answer("mucho")
    screen.put()
    assert "Escriba un número, por ejemplo 8 o -5." in words_of(window)
    screen.percentages["ventas"].set_answer("10")
    screen.percentages["insumos"].set_answer("-5")
    press(window, "poner")
    count = len([line for line in screen.model.lines if line.kind in {"ventas", "insumos"}])
    assert len(screen.model.typed) == count
    screen.reason.editor("motivo").set_answer("Feria de marzo")
    qtbot.keyClick(screen.table, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: place(window) != "reajuste")
    assert door.versiones(plan)[0]["nombre"] == "Antes de cambiar los precios"
    assert door.draft("reajuste", plan) is None
    assert str(door.undoable()) == "Cambiar los precios del plan"


def test_prices_half_typed_are_there_again(window, plan):
    window.go("reajuste", plan)
    line = prices(window).lines[2]
    prices(window).put({line.record: "77"})
    window.go("planes")
    window.go("reajuste", plan)
    assert prices(window).typed == {line.record: "77"}


# copies


def test_a_plan_is_copied_from_the_list_after_telling_what_comes_along(window, door, plan, qtbot):
    window.go("planes")
    window.screen().listing.table.selectRow(0)
    press(window, "copiar")
    assert window.place() == ("copiar-plan", plan)
    said = words_of(window)
    assert "Se copia:" in said
    assert f"✓ Partida del presupuesto: {len(door.partidas(plan))}" in said
    assert "✖ Las cotizaciones no se copian: ya vencieron. Pida otras." in said
    go_on(window, qtbot, "aeo")
    assert place(window) == "plan"
    assert window.screen().title.whole() == f"Copia: {door.plan(plan)['titulo']}"
    assert door.plan_count() == 2


def test_a_plan_begins_from_an_example(window, door, plan, qtbot):
    window.go("copiar-plan")
    assert "Elija primero de qué plan se parte." in words_of(window)
    window.screen().form.editor("origen").set_answer("ejemplo:0")
    window.screen().hear_answers(window.screen().form.answers())
    assert "Todo es inventado" in words_of(window)
    window.screen().form.editor("aeo").set_answer(door.plan(plan)["aeo"])
    window.screen().form.editor("convocatoria").set_answer(door.plan(plan)["convocatoria"])
    go_on(window, qtbot, "aeo")
    assert place(window) == "plan"
    assert door.plan_count() == 2
