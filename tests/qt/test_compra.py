"""Purchases on the screen: the list, one purchase on a day, registering and correcting events, by keys."""

import json
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

INTI = Path(__file__).parents[1] / "cases" / "inti_events.json"
ABOUT = {
    "nombre": "Cuatro máquinas para cacao",
    "objeto": "BIEN",
    "modalidad": "ADMINISTRACION_DIRECTA",
    "year": "2021",
}


@pytest.fixture
def aeo(door):
    call = door.save_convocatoria(
        {
            "nombre": "PROCOMPITE 2026",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A",
            "cadenas": "cacao",
        }
    )
    return door.save_aeo(
        {
            "convocatoria": call,
            "categoria": "A",
            "cadena": "cacao",
            "nombre": "Asociación Inti Kakaw",
            "naturaleza": "juridica",
            "tipo": "asociacion",
            "ruc": "20131312955",
            "fecha_constitucion": "12/03/2021",
            "ubigeo": "080101",
        }
    )


@pytest.fixture
def inti(door, aeo):
    return door.import_compra(INTI, {**ABOUT, "aeo": aeo})


def press(qtbot, window, name):
    """Press a button of the screen by its name, with the keyboard."""
    made = window.screen().findChild(QPushButton, name)
    assert made is not None
    assert made.isEnabled()
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_Space)


def type_into(qtbot, form, name, text):
    editor = form.editor(name)
    target = getattr(editor, "inner", None) or editor
    target.setFocus()
    if isinstance(editor, QLineEdit):
        editor.selectAll()
    write(target, text)


def write(widget, text):
    """Letter by letter; those with a tilde come as text."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def choose_kind(qtbot, screen, codigo):
    """Go through the kinds with the arrows until the one wanted is chosen."""
    screen.kinds.setFocus()
    current = screen.focusWidget()
    qtbot.keyClick(current, Qt.Key.Key_Space)
    for _turn in range(20):
        if screen.kinds.answer() == codigo:
            return
        qtbot.keyClick(screen.focusWidget(), Qt.Key.Key_Right)
    assert screen.kinds.answer() == codigo


def test_an_empty_list_says_what_to_do_and_its_button_registers(qtbot, window):
    window.go("compras")
    screen = window.screen()
    assert "Registre la primera" in screen.listing.empty.sentence.text()
    qtbot.keyClick(screen.listing.empty.action, Qt.Key.Key_Space)
    assert window.place()[0] == "registrar-compra"


def test_the_list_says_where_each_purchase_is_and_its_days(window, door, inti):
    window.go("compras")
    model = window.screen().listing.model
    cells = [model.data(model.index(0, column)) for column in range(5)]
    purchase = door.purchase(inti)
    assert cells[0] == ABOUT["nombre"]
    assert cells[1] == "Asociación Inti Kakaw"
    assert cells[2] == "Convocatoria publicada"
    assert cells[3] == "Comité o evaluadores"
    assert cells[4] == f"{purchase.elapsed_days} / 120"


def test_letters_narrow_the_list(qtbot, window, door, aeo, inti):
    door.save_compra({**ABOUT, "aeo": aeo, "nombre": "Jaulas para cuyes"})
    window.go("compras")
    screen = window.screen()
    assert screen.listing.model.rowCount() == 2
    qtbot.keyClicks(screen.filter, "jaula")
    assert screen.listing.model.rowCount() == 1


def test_a_purchase_on_another_day_says_its_days_against_the_plan(qtbot, window, inti):
    window.go("compra", inti)
    screen = window.screen()
    screen.day_box.selectAll()
    qtbot.keyClicks(screen.day_box, "4 de julio de 2022")
    qtbot.keyClick(screen.day_box, Qt.Key.Key_Return)
    assert screen.on == date(2022, 7, 4)
    assert screen.figure.text() == "515 días"
    assert screen.against.text() == "de 120 previstos, 4.29 veces el plan"
    assert screen.where.text() == "Convocatoria publicada, desde el 30/06/2022."
    assert "Comité o evaluadores" in screen.holder.text()
    assert screen.next.text().startswith("Sigue:")


def test_a_day_that_cannot_be_read_is_told_and_nothing_changes(qtbot, window, inti):
    window.go("compra", inti)
    screen = window.screen()
    before = screen.figure.text()
    screen.day_box.selectAll()
    qtbot.keyClicks(screen.day_box, "32/13/2022")
    qtbot.keyClick(screen.day_box, Qt.Key.Key_Return)
    assert screen.day_problem.isVisible()
    assert screen.figure.text() == before


def test_the_timeline_is_told_in_words_and_grows(qtbot, window, inti):
    window.go("compra", inti)
    canvas = window.screen().chart.canvas
    assert canvas.accessibleName() == "Línea de tiempo de la compra"
    assert "Convocatoria 6" in canvas.accessibleDescription()
    wide = canvas.width()
    canvas.setFocus()
    qtbot.keyClicks(canvas, "+")
    assert canvas.width() > wide


def test_remarks_carry_their_article(window, inti):
    window.go("compra", inti)
    table = window.screen().events
    remarks = " ".join(table.item(place, 2).text() for place in range(table.rowCount()))
    assert "G6:" in remarks
    assert "art. 44.2" in remarks


def test_a_purchase_is_registered_by_keys_and_shown(qtbot, window, door, aeo):
    window.go("registrar-compra")
    screen = window.screen()
    type_into(qtbot, screen.form, "nombre", "Molino de grano")
    type_into(qtbot, screen.form, "aeo", "Asociaci")
    type_into(qtbot, screen.form, "plazo_previsto_dias", "90")
    screen.form.editor("aeo").set_answer(aeo)
    screen.form.editor("objeto").set_answer("BIEN")
    screen.form.editor("modalidad").set_answer("ADMINISTRACION_DIRECTA")
    qtbot.keyClick(screen.form.editor("nombre"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.place()[0] == "compra"
    found = door.compra(window.place()[1])
    assert (found["nombre"], found["plazo_previsto_dias"]) == ("Molino de grano", "90")
    assert window.screen().where.text() == "El pedido todavía no fue enviado."


def test_what_is_typed_of_a_purchase_is_kept_and_offered_again(qtbot, window, door):
    window.go("registrar-compra")
    type_into(qtbot, window.screen().form, "nombre", "Molino")
    window.go("compras")
    assert door.draft("compra")["answers"]["nombre"] == "Molino"
    window.go("compra")
    assert window.screen().form.answers()["nombre"] == "Molino"


def test_a_file_that_is_no_purchase_is_refused_by_name(qtbot, window, door, aeo, tmp_path):
    wrong = tmp_path / "otra-cosa.json"
    wrong.write_text("{}")
    window.go("traer-compra", str(wrong))
    screen = window.screen()
    screen.form.fill({**ABOUT, "aeo": aeo})
    press(qtbot, window, "guardar")
    assert screen.form.summary.isVisible()
    assert door.compra_count() == 0


def test_a_file_is_chosen_by_keys(qtbot, window):
    window.go("compras")
    qtbot.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is not None)
    dialog = window.findChild(QFileDialog)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    QApplication.clipboard().setText(str(INTI))
    qtbot.waitUntil(name.isVisible)
    qtbot.keyClick(name, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.place() == ("traer-compra", str(INTI)))


def test_the_pages_of_a_purchase_stand_in_the_order_of_the_work(window, door, inti, aeo):
    window.go("compra", inti)
    screen = window.screen()
    order = ("requerimiento", "compra-bienes", "cuadro-comparativo", "compra-entregas", "bienes", "avisar")
    places = [screen.findChild(QPushButton, name) for name in order]
    shown = [made.x() for made in places if not made.isHidden()]
    assert shown == sorted(shown)
    handed = any(event["codigo"] == "entrega_aeo" for event in door.eventos(inti))
    assert screen.goods_button.isHidden() is not handed
    screen.goods()
    assert window.place() == ("bienes", f"aeo:{aeo}")


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (Qt.Key.Key_F3, "indicadores-compras"),
        (Qt.Key.Key_F6, "agrupamiento"),
        (Qt.Key.Key_F8, "sugerencias-ocds"),
        (Qt.Key.Key_F9, "informes-compras"),
        (Qt.Key.Key_F11, "bienes"),
    ],
)
def test_what_is_rare_in_the_list_keeps_its_key(qtbot, window, inti, key, place):
    window.go("compras")
    qtbot.keyClick(window, key)
    qtbot.waitUntil(lambda: window.place()[0] == place)


def test_an_event_is_registered_by_keys_with_its_own_data(qtbot, window, door, aeo):
    compra = door.save_compra({**ABOUT, "aeo": aeo})
    window.go("compra", compra)
    press(qtbot, window, "registrar")
    screen = window.screen()
    choose_kind(qtbot, screen, "requerimiento")
    type_into(qtbot, screen.form, "fecha", "04/02/2021")
    type_into(qtbot, screen.form, "lugar", "Ccorao")
    press(qtbot, window, "guardar")
    assert window.place() == ("compra", compra)
    event = door.eventos(compra)[0]
    assert (event["codigo"], event["fecha"]) == ("requerimiento", "2021-02-04")
    assert "Ccorao" in event["datos"]
    assert window.screen().events.item(0, 0).text() == "04/02/2021"


def test_other_kinds_stand_under_otros_and_are_refused_with_the_state(qtbot, window, door, aeo):
    compra = door.save_compra({**ABOUT, "aeo": aeo})
    window.go("evento", compra)
    screen = window.screen()
    choose_kind(qtbot, screen, "")
    assert screen.kinds.others.isVisible()
    screen.kinds.others.setFocus()
    qtbot.keyClicks(screen.kinds.others, "Conform")
    assert screen.kinds.answer() == "conformidad"
    type_into(qtbot, screen.form, "fecha", "01/06/2026")
    press(qtbot, window, "guardar")
    assert "Pedido en borrador" in screen.form.summary.accessibleName()
    assert door.eventos(compra) == []


@pytest.fixture
def unhurried(qapp):
    """Letters typed one after another look for one word, however slow the machine."""
    before = qapp.keyboardInputInterval()
    qapp.setKeyboardInputInterval(60_000)
    yield
    qapp.setKeyboardInputInterval(before)


def test_what_saving_would_meet_is_said_before(qtbot, window, door, aeo, unhurried):
    compra = door.save_compra({**ABOUT, "aeo": aeo})
    window.go("evento", compra)
    screen = window.screen()
    choose_kind(qtbot, screen, "")
    screen.kinds.others.setFocus()
    qtbot.keyClicks(screen.kinds.others, "Conform")
    type_into(qtbot, screen.form, "fecha", "01/06/2026")
    screen.form.editor("modo").set_answer("TARDIO")
    press(qtbot, window, "guardar")
    assert screen.verdict.isVisible()
    assert "FUERA DE SECUENCIA" in screen.verdict.told.text()
    assert door.eventos(compra) == []
    press(qtbot, window, "guardar_asi")
    assert [event["codigo"] for event in door.eventos(compra)] == ["conformidad"]


def test_what_is_typed_of_an_event_is_kept(qtbot, window, door, inti):
    window.go("evento", inti)
    screen = window.screen()
    choose_kind(qtbot, screen, "desierto")
    type_into(qtbot, screen.form, "fecha", "05/07/2022")
    window.go("compras")
    window.go("evento", inti)
    assert window.screen().kinds.answer() == "desierto"
    assert window.screen().form.answers()["fecha"] == "05/07/2022"


def test_a_correction_strikes_the_old_event_through(qtbot, window, door, inti):
    window.go("compra", inti)
    table = window.screen().events
    row = next(place for place in range(table.rowCount()) if table.item(place, 1).text() == "Buena pro")
    table.setFocus()
    table.selectRow(row)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    screen = window.screen()
    type_into(qtbot, screen.form, "motivo", "corto")
    type_into(qtbot, screen.form, "fecha", "14/10/2021")
    press(qtbot, window, "guardar")
    assert screen.form.summary.isVisible()
    assert "10 letras" in screen.form.summary.accessibleName()
    type_into(qtbot, screen.form, "motivo", ", la fecha estaba mal copiada")
    press(qtbot, window, "guardar")
    assert window.place() == ("compra", inti)
    table = window.screen().events
    old, new = table.item(row, 0), table.item(row + 1, 0)
    assert (old.text(), old.font().strikeOut()) == ("15/10/2021", True)
    assert (new.text(), new.font().strikeOut()) == ("14/10/2021", False)
    assert "mal copiada" in table.item(row, 2).text()


def test_annulling_an_event_asks_only_for_the_reason(qtbot, window, door, inti):
    event = door.eventos(inti)[-1]
    window.go("corregir-evento", event["id"])
    screen = window.screen()
    screen.form.editor("accion").setFocus()
    qtbot.keyClick(screen.focusWidget(), Qt.Key.Key_Left)
    assert screen.form.answers()["accion"] == "ANULAR"
    assert "fecha" not in screen.form.rows
    type_into(qtbot, screen.form, "motivo", "se registró dos veces")
    press(qtbot, window, "guardar")
    if window.place()[0] == "corregir-evento":
        press(qtbot, window, "guardar_asi")
    assert any(step.annulled for step in door.purchase(inti).steps)


def test_the_sheet_is_printed_in_both_languages(qtbot, window, inti, monkeypatch):
    import pypdf

    opened = []
    monkeypatch.setattr(window.shell, "open_file", opened.append)
    window.go("compra", inti)
    press(qtbot, window, "imprimir")
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(str(opened[0])).pages)
    assert "Asociación Inti Kakaw" in text


def test_saving_and_registering_another_leaves_no_draft_and_asks_what_follows(qtbot, window, door, aeo):
    compra = door.save_compra({**ABOUT, "aeo": aeo})
    window.go("evento", compra)
    screen = window.screen()
    choose_kind(qtbot, screen, "requerimiento")
    type_into(qtbot, screen.form, "fecha", "04/02/2021")
    screen.form.editor("modo").set_answer("TARDIO")
    press(qtbot, window, "guardar_y_otro")
    assert window.screen() is screen
    assert screen.form is None
    assert door.drafts() == []
    assert "Pedido enviado, sin respuesta" in screen.hint.text()
    choose_kind(qtbot, screen, "no_objecion")
    assert screen.form.answers()["modo"] == "TARDIO"
    assert screen.form.answers()["fecha"] == ""


def test_another_language_keeps_the_day_looked_at(qtbot, window, inti):
    window.go("compra", inti)
    window.screen().day_box.setText("04/07/2022")
    window.screen().look()
    kept = window.screen().unsaved()
    window.go("compra", inti)
    window.screen().resume(kept)
    assert window.screen().figure.text() == "515 días"


def test_an_act_already_issued_against_the_law_is_kept_with_its_paper_and_its_mark(qtbot, window, door, aeo, tmp_path):
    story = json.loads(INTI.read_text("utf-8"))
    part = tmp_path / "hasta-el-contrato.json"
    part.write_text(json.dumps({**story, "events": story["events"][:15]}), "utf-8")
    compra = door.import_compra(part, {**ABOUT, "aeo": aeo})
    window.go("evento", compra)
    screen = window.screen()
    choose_kind(qtbot, screen, "nulidad_contrato")
    type_into(qtbot, screen.form, "fecha", "15/03/2022")
    for name, code in (("motivo", "NO_ENTREGO"), ("retrotrae_a", "REQUERIMIENTO")):
        screen.form.editor(name).set_answer(code)
    press(qtbot, window, "guardar")
    refused = screen.form.summary.accessibleName()
    assert "no es causa de nulidad" in refused
    assert "Si el acto ya fue emitido" in refused
    assert len(door.eventos(compra)) == 15
    screen.form.editor("acto_ya_emitido").set_answer("si")
    press(qtbot, window, "guardar")
    assert "escriba su documento" in screen.form.summary.accessibleName()
    type_into(qtbot, screen.form, "documento", "Resolución 045-2022")
    type_into(qtbot, screen.form, "nota", "Ya estaba firmada cuando llegó")
    press(qtbot, window, "guardar")
    assert "44.2" in screen.verdict.told.text()
    press(qtbot, window, "guardar_asi")
    assert window.place() == ("compra", compra)
    table = window.screen().events
    last = table.item(table.rowCount() - 1, 2).text()
    assert "G6: " in last
    assert "El acto ya estaba emitido." in last
