"""The padrón on the screen: one member after another, who leaves, and spreadsheets in and out."""

from time import perf_counter

import openpyxl
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from ayni.qt.kit.trouble import Message
from desk import AEO, fill, words_of

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier


ROSA = {
    "dni": "43218765",
    "apellido_paterno": "Quispe",
    "apellido_materno": "Mamani",
    "nombres": "Rosa",
    "fecha_nacimiento": "03/05/1985",
    "sexo": "M",
}


def sheet(path, *lines):
    book = openpyxl.Workbook()
    for each in lines:
        book.active.append(each)
    book.save(path)
    return path


def test_one_member_after_another_without_leaving_the_form(window, door, aeo, qtbot):
    window.go("nuevo-socio", aeo)
    page = window.screen()
    fill(window, **ROSA, comunidad="Ccorao", fecha_ingreso="12/03/2021")
    qtbot.keyClick(page.form.editor("dni"), Qt.Key.Key_Return, CTRL)
    assert "Guardado: QUISPE MAMANI, Rosa. Ya son 1 en el padrón." in words_of(window)
    assert page.form.editor("dni").hasFocus()
    assert not any(page.form.answers().values())
    qtbot.keyClick(page.form.editor("dni"), Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: page.form.answers()["comunidad"] == "Ccorao")
    assert page.form.answers()["fecha_ingreso"] == "12/03/2021"
    fill(window, **ROSA | {"dni": "43218766"})
    page.save_and_end()
    assert [socio["comunidad"] for socio in door.socios(aeo)] == ["Ccorao", "Ccorao"]


def test_what_is_wrong_is_said_in_the_clerks_words(window, door, aeo, qtbot):
    window.go("nuevo-socio", aeo)
    page = window.screen()
    fill(window, **ROSA | {"dni": "1234567", "fecha_nacimiento": "ayer"})
    qtbot.keyClick(page.form.editor("dni"), Qt.Key.Key_Return, CTRL)
    shown = words_of(window)
    assert "El DNI tiene 8 números." in shown
    assert "No se entiende la fecha." in shown
    assert page.form.answers()["fecha_nacimiento"] == "ayer"
    assert door.socio_count(aeo) == 0


def test_a_dni_stands_once_in_a_padron(window, door, aeo):
    door.save_socio(aeo, ROSA)
    window.go("nuevo-socio", aeo)
    fill(window, **ROSA)
    window.screen().save()
    assert "Este DNI ya está en el padrón de esta organización: QUISPE MAMANI, Rosa." in words_of(window)


def test_the_clerk_sees_in_which_other_aeo_a_person_stands_and_may_go_on(window, door, call, aeo):
    other = door.save_aeo(AEO | {"convocatoria": call, "nombre": "Cooperativa Inti", "ruc": "20100070970"})
    door.save_socio(other, ROSA)
    window.go("nuevo-socio", aeo)
    assert "Cooperativa Inti" not in words_of(window)
    fill(window, **ROSA)
    assert "Este DNI está también en el padrón de Cooperativa Inti." in words_of(window)
    window.screen().save()
    assert door.socio_count(aeo) == 1


def test_half_a_member_is_kept_and_offered_again(window, door, aeo):
    window.go("padron", aeo)
    window.go("nuevo-socio", aeo)
    fill(window, dni="43218765", nombres="Rosa")
    window.back()
    assert door.draft("socio", aeo)["answers"]["nombres"] == "Rosa"
    window.go("nuevo-socio", aeo)
    assert window.screen().form.answers()["nombres"] == "Rosa"


def test_what_was_put_back_as_it_was_leaves_nothing_to_finish(window, door, aeo):
    window.go("padron", aeo)
    window.go("nuevo-socio", aeo)
    fill(window, nombres="Rosa")
    fill(window, nombres="")
    window.back()
    assert door.drafts() == []


def test_a_change_asks_for_its_reason_and_keeps_it(window, door, aeo):
    socio = door.save_socio(aeo, ROSA)
    window.go("padron", aeo)
    window.go("socio", socio)
    fill(window, apellido_paterno="Quispi")
    window.screen().save()
    assert "Falta este dato." in words_of(window)
    fill(window, por_que="mal_escrito")
    window.screen().save()
    assert window.place() == ("padron", aeo)
    last = door.history("socio", socio)[0]
    window.go("socio", socio)
    assert "Apellido paterno: Quispe → Quispi" in words_of(window)
    assert "Motivo: Mal escrito" in words_of(window)
    assert (last.reason, last.changes) == ("Mal escrito", (("Apellido paterno", "Quispe", "Quispi"),))


def test_who_leaves_stays_in_the_list_and_comes_back(window, door, aeo, qtbot):
    socio = door.save_socio(aeo, ROSA)
    window.go("padron", aeo)
    table = window.screen().listing.table
    qtbot.keyClick(table, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: window.place() == ("baja", socio))
    fill(window, fecha_baja="01/10/2026", motivo_baja="Se mudó a Lima")
    window.screen().save()
    assert "Socios: 0. Mujeres: 0. Hombres: 0. Dados de baja: 1." in words_of(window)
    page = window.screen()
    page.listing.table.selectRow(0)
    assert page.baja_button.text() == "Reincorporar"
    page.baja()
    message = window.findChildren(Message)[0]
    assert "QUISPE MAMANI, Rosa se fue el 01/10/2026. Motivo: Se mudó a Lima." in message.detail.text()
    message.findChild(QPushButton, "yes").click()
    assert door.socio(socio)["fecha_baja"] is None
    assert page.baja_button.text() == "Dar de baja"


def test_a_baja_without_its_reason_is_not_done(window, door, aeo):
    socio = door.save_socio(aeo, ROSA)
    window.go("baja", socio)
    fill(window, fecha_baja="01/10/2026")
    window.screen().save()
    assert "Falta este dato." in words_of(window)
    assert door.socio(socio)["fecha_baja"] is None


def test_a_sheet_is_shown_as_it_was_understood_before_anything_is_stored(window, door, aeo, qtbot, tmp_path):
    window.go("padron", aeo)
    window.go("importar-padron", aeo)
    page = window.screen()
    page.read(
        sheet(
            tmp_path / "padron.xlsx",
            ["DNI", "Paterno", "Materno", "Nombres", "F. nacimiento", "Sexo", "Color"],
            ["43218765", "Quispe", "Mamani", "Rosa", "03/05/1985", "F", "rojo"],
            ["4321876", "Ccori", "Puma", "Juan", "12/08/1979", "M", ""],
            ["432187", "Puma", "", "Luz", "31/02/1980", "x", ""],
        )
    )
    qtbot.waitUntil(lambda: not page.work.busy)
    shown = words_of(window)
    assert "Filas buenas: 2" in shown
    assert "Filas por corregir: 1" in shown
    assert "Columnas que no se usan: Color." in shown
    heading = page.preview.headerData(page.preview.names.index("apellido_paterno"), Qt.Orientation.Horizontal)
    assert heading == "Ap. paterno\nPaterno"
    assert {(row["what"], row["row"], row["cell"]) for row in page.told} == {
        ("Mirar", 3, "A3"),
        ("Mirar", 4, "A4"),
        ("Corregir", 4, "E4"),
        ("Corregir", 4, "F4"),
    }
    assert any("Dice: 31/02/1980" in row["said"] for row in page.told)
    assert door.socio_count(aeo) == 0
    page.bring()
    qtbot.waitUntil(lambda: window.place() == ("padron", aeo))
    assert door.socio_count(aeo) == 2


def test_a_file_that_is_no_sheet_is_refused_and_another_may_be_chosen(window, door, aeo, qtbot, tmp_path):
    wrong = tmp_path / "padron.xlsx"
    wrong.write_bytes(b"esto no es una hoja")
    window.go("importar-padron", aeo)
    window.screen().read(wrong)
    qtbot.waitUntil(lambda: bool(window.findChildren(Message)))
    assert "no es una hoja de Excel" in window.findChildren(Message)[0].happened.text()
    assert "Elija la hoja como la tiene" in words_of(window)


def brought(window, aeo, path, qtbot):
    window.go("padron", aeo)
    window.go("importar-padron", aeo)
    page = window.screen()
    page.read(path)
    qtbot.waitUntil(lambda: not page.work.busy)
    return page


def test_a_sheet_without_its_columns_says_which_and_lets_one_choose_them(window, door, aeo, qtbot, tmp_path):
    heading = ["Código", "Ap. 1", "Nombres", "Fecha de nacimiento", "Sexo"]
    path = sheet(tmp_path / "padron.xlsx", heading, ["43218765", "Quispe", "Rosa", "03/05/1985", "F"])
    page = brought(window, aeo, path, qtbot)
    assert "Falta decir qué columna es: DNI, Apellido paterno." in words_of(window)
    assert page.import_button.isHidden()
    for column, name in ((0, "dni"), (1, "apellido_paterno")):
        page.combos[column].set_answer(name)
        page.combos[column].edited.emit()
    assert "Falta decir" not in words_of(window)
    page.bring()
    qtbot.waitUntil(lambda: window.place() == ("padron", aeo))
    assert [(socio["dni"], socio["apellido_paterno"]) for socio in door.socios(aeo)] == [("43218765", "Quispe")]


def test_a_wrong_cell_is_reached_with_enter_and_corrected_in_the_preview(window, door, aeo, qtbot, tmp_path):
    heading = ["DNI", "Apellidos y nombres", "Fecha de nacimiento", "Sexo"]
    lines = [["43218765", "QUISPE MAMANI, Rosa", "31/02/1980", "F"], ["43218766", "PUMA CCORI, Luz", "1990-01-02", "F"]]
    page = brought(window, aeo, sheet(tmp_path / "padron.xlsx", heading, *lines), qtbot)
    assert page._list.table.hasFocus()
    qtbot.keyClick(page._list.table, Qt.Key.Key_Return)
    editor = page.table.findChild(QLineEdit)
    assert editor.text() == "31/02/1980"
    editor.selectAll()
    qtbot.keyClicks(editor, "28/02/1980")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.told)
    assert door.socio_count(aeo) == 0
    assert page.import_button.text() == "Importar las 2 filas buenas"
    page.bring()
    qtbot.waitUntil(lambda: window.place() == ("padron", aeo))
    assert [socio["fecha_nacimiento"] for socio in door.socios(aeo)] == ["1990-01-02", "1980-02-28"]


def test_what_stays_out_is_written_with_its_reasons(window, door, aeo, qtbot, tmp_path):
    lines = [["DNI", "Paterno", "Nombres", "Nacimiento", "Sexo"], ["4321", "Quispe", "Rosa", "ayer", "F"]]
    page = brought(window, aeo, sheet(tmp_path / "padron.xlsx", *lines), qtbot)
    page.write_report(tmp_path / "por-corregir.xlsx")
    made = openpyxl.load_workbook(tmp_path / "por-corregir.xlsx")
    row = [cell.value for cell in made.active[2]]
    assert row[0] == "2"
    assert "D2: Fecha de nacimiento" in row[1]
    assert row[2:] == ["4321", "Quispe", "Rosa", "ayer", "F"]
    made.close()


def test_a_cell_typed_in_the_table_is_a_member_saved(window, door, aeo, qtbot):
    window.go("padron-tabla", aeo)
    view = window.screen().grid.view
    for name, text in ROSA.items():
        assert window.screen().grid.model.columns[view.currentIndex().column()].name == name
        qtbot.keyClicks(view, text[0])
        editor = view.findChild(QLineEdit, name)
        editor.setText(text)
        qtbot.keyClick(editor, Qt.Key.Key_Tab)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert [socio["dni"] for socio in door.socios(aeo)] == [ROSA["dni"]]


def test_members_are_pasted_in_any_order_of_columns_and_undone_at_once(window, door, aeo, qtbot):
    window.go("padron-tabla", aeo)
    page = window.screen()
    lines = ["Sexo\tF. nacimiento\tApellidos y nombres\tDNI"]
    lines += [f"F\t03/05/1985\tQUISPE MAMANI, Rosa {n}\t{4_000_000 + n}" for n in range(30)]
    lines.append("F\tayer\tPUMA, Luz\t43218765")
    QApplication.clipboard().setText("\n".join(lines))
    page._paste()
    assert door.socio_count(aeo) == 30
    assert door.socios(aeo)[0]["dni"] == "04000000"
    wrong = [row for row in page.grid.model.rows if row.wrong]
    assert [(row.typed["fecha_nacimiento"], list(row.wrong)) for row in wrong] == [("ayer", ["fecha_nacimiento"])]
    door.undo()
    assert door.socio_count(aeo) == 0


def test_a_wrong_verification_digit_is_asked_again_and_goes_on_with_a_note(window, door, aeo):
    window.go("padron-tabla", aeo)
    grid = window.screen().grid
    for name, text in (ROSA | {"dni": "10117410-3"}).items():
        grid.model.type_in(0, name, text)
    grid.save_all()
    assert "Mire otra vez" in grid.model.said(0, "dni")
    assert grid.model.rows[0].typed["dni"] == "10117410-3"
    grid.model.type_in(0, "nota", "Se comparó con el DNI: así está impreso.")
    grid.save_all()
    assert door.socios(aeo)[0]["dni"] == "10117410"


def test_a_member_is_not_taken_out_with_a_key(window, door, aeo, qtbot):
    door.save_socio(aeo, ROSA)
    window.go("padron-tabla", aeo)
    qtbot.keyClick(window.screen().grid.view, Qt.Key.Key_Delete)
    assert door.member_count(aeo) == 1


def test_the_table_asks_what_the_chain_asks(window, door, aeo):
    window.go("padron-tabla", aeo)
    names = {column.name for column in window.screen().grid.model.columns}
    assert "animales_total" in names
    assert "tierra_total" not in names


def test_what_is_off_in_the_padron_leads_to_the_member(window, door, aeo, qtbot):
    socio = door.save_socio(aeo, ROSA | {"fecha_nacimiento": "03/05/2015"})
    window.go("padron", aeo)
    window.go("revisar-padron", aeo)
    page = window.screen()
    row = next(place for place, each in enumerate(page.found) if each["id"].endswith(socio))
    assert "La edad mínima es 18." in page.found[row]["said"]
    assert page.found[row]["norm"] == "Código Civil art. 42 (por confirmar)"
    page.listing.table.selectRow(row)
    qtbot.keyClick(page.listing.table, Qt.Key.Key_Return)
    assert window.place() == ("socio", socio)


def test_the_padron_is_confirmed_and_a_changed_identity_loses_it(window, door, aeo):
    socio = door.save_socio(aeo, ROSA)
    window.go("padron", aeo)
    window.screen().confirm()
    message = window.findChildren(Message)[0]
    assert "confirmado el 22/11/2026 por Ana Condori" in message.detail.text()
    message.findChild(QPushButton, "yes").click()
    window.go("socio", socio)
    assert "Confirmado el 22/11/2026 por Ana Condori." in words_of(window)
    door.save_socio(aeo, {"telefono": "984123456"}, socio)
    assert door.socio(socio)["confirmado_fecha"] == "2026-11-22"
    door.save_socio(aeo, {"nombres": "Rosa María"}, socio, reason="Trajo su DNI.")
    assert door.socio(socio)["confirmado_fecha"] is None


def test_leaving_while_a_sheet_is_read_stores_nothing(window, door, aeo, tmp_path):
    window.go("padron", aeo)
    window.go("importar-padron", aeo)
    window.screen().read(sheet(tmp_path / "padron.xlsx", ["DNI"], ["43218765"]))
    window.back()
    assert door.socio_count(aeo) == 0


def test_the_padron_goes_out_to_a_sheet_that_comes_in_again(window, door, aeo, qtbot, tmp_path):
    door.save_socio(aeo, ROSA)
    window.go("padron", aeo)
    window.screen()._write(tmp_path / "salida.xlsx")
    message = window.findChildren(Message)[0]
    assert str(tmp_path / "salida.xlsx") in message.detail.text()
    again = door.read_padron(aeo, tmp_path / "salida.xlsx")
    assert again.rows[0].answers["dni"] == ROSA["dni"]


def test_the_first_member_is_chosen_whichever_screen_one_comes_from(window, door, aeo):
    door.save_socio(aeo, ROSA)
    for before in ("inicio", "organizaciones"):
        window.go(before)
        window.go("padron", aeo)
        assert window.screen().listing.table.selectionModel().hasSelection()


def test_nothing_chosen_is_told_not_silent(window, door, aeo):
    window.go("padron", aeo)
    window.screen().baja()  # an empty padrón has nobody to choose
    assert window.findChildren(Message)[0].happened.text() == "Elija primero a un socio de la lista."


def test_five_hundred_members_are_instant(window, door, aeo, tmp_path, qtbot):
    heading = ["DNI", "Apellido paterno", "Nombres", "Fecha de nacimiento", "Sexo"]
    lines = [[str(40000000 + number), f"Apaza {number:03d}", "Rosa", "03/05/1985", "F"] for number in range(500)]
    for _part in door.importing_padron(aeo, door.read_padron(aeo, sheet(tmp_path / "h.xlsx", heading, *lines))):
        pass
    start = perf_counter()
    window.go("padron", aeo)
    QApplication.processEvents()
    window.screen().listing.table.scrollToBottom()
    QApplication.processEvents()
    assert perf_counter() - start < 1
    start = perf_counter()
    window.screen().filter.setText("apaza 499")
    assert window.screen().listing.model.rowCount() == 1
    assert perf_counter() - start < 0.2


def test_five_hundred_members_are_typed_and_pasted_without_a_pause(window, door, aeo, qtbot):
    window.go("padron-tabla", aeo)
    page = window.screen()
    lines = [f"{40000000 + n}\tApaza {n:03d}\tPuma\tRosa\t03/05/1985\tMujer" for n in range(500)]
    QApplication.clipboard().setText("\n".join(lines))
    start = perf_counter()
    page._paste()
    assert perf_counter() - start < 2
    assert door.socio_count(aeo) == 500
    QApplication.processEvents()
    grid = page.grid
    grid.view.setCurrentIndex(grid.model.index(250, 3))
    qtbot.keyClicks(grid.view, "R")
    editor = grid.view.findChild(QLineEdit, "nombres")
    taken = []
    for letter in "osaura María":
        start = perf_counter()
        QApplication.sendEvent(editor, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))
        QApplication.processEvents()
        taken.append(perf_counter() - start)
    assert editor.text() == "Rosaura María"
    assert sorted(taken)[len(taken) // 2] < 1 / 60


def test_rows_that_could_not_be_saved_wait_on_the_home_screen(window, door, aeo):
    window.go("padron-tabla", aeo)
    window.screen().grid.model.type_in(0, "nombres", "Rosa")
    window.go("inicio")
    assert [task.noun for task in door.tasks() if task.kind == "draft"] == ["padron"]
    window.go("padron-tabla", aeo)
    assert window.screen().grid.model.rows[0].typed == {"nombres": "Rosa"}
