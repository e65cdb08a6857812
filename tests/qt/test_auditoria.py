"""The history on screen: narrowed by hand, opened datum by datum, verified while one works, taken to a spreadsheet."""

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QPushButton

from ayni.qt.kit.trouble import Message
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.storage.database import connect
from ayni.storage.folder import DATABASE
from ayni.workspace import open_workspace
from desk import words_of

SOCIO = {
    "apellido_paterno": "=Quispe",
    "nombres": "Rosa",
    "dni": "40123456",
    "sexo": "M",
    "fecha_nacimiento": "03/05/1985",
}
NEXT_LETTERS = 700  # milliseconds after which a closed list takes letters for a new word


@pytest.fixture
def socio(door, aeo):
    record = door.save_socio(aeo, SOCIO)
    door.save_socio(aeo, {"telefono": "984111222"}, record, reason="cambió de número")
    return record


@pytest.fixture
def shown(window, socio):
    window.shell.go("auditoria")
    return window.screen()


def cells(listing, row):
    model = listing.model
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


def choose(qtbot, window, name, label):
    """What a person does in a closed list: type the first letters."""
    box = window.screen().findChild(QComboBox, name)
    box.setFocus()
    qtbot.wait(NEXT_LETTERS)
    qtbot.keyClicks(box, label)


def test_settings_lead_to_the_history(window, qtbot):
    window.shell.go("ajustes")
    window.screen().findChild(QPushButton, "auditoria").click()
    assert window.screen().windowTitle() == "Historia"


def test_the_last_save_stands_first_with_who_when_what_and_why(shown):
    assert cells(shown.listing, 0) == [
        "22/11/2026 10:42",
        "Ana Condori",
        "Ana Condori",
        "Guardar al socio",
        "Socio: =QUISPE, Rosa",
        "cambió de número",
    ]


def test_enter_opens_a_save_with_what_each_datum_said_before(window, shown, qtbot):
    qtbot.keyClick(shown.listing.table, Qt.Key.Key_Return)
    opened = window.screen()
    assert "Motivo: cambió de número" in words_of(window)
    assert cells(opened.listing, 0)[2:] == ["Teléfono", "", "984 111 222"]
    qtbot.keyClick(opened.listing.table, Qt.Key.Key_Return)
    (message,) = opened.findChildren(Message)
    message.close()
    assert cells(opened.listing, 0)[:2] == ["Socio", "=QUISPE, Rosa"]


def test_a_reference_is_told_by_its_name(window, door, shown, aeo):
    tx = next(line.tx for line in door.trail() if {cell.noun for cell in line.cells} == {"Organización"})
    window.shell.go("guardado", str(tx))
    rows = [cells(window.screen().listing, row) for row in range(window.screen().listing.model.rowCount())]
    told = {row[2]: row[4] for row in rows}
    assert told["Convocatoria"] == "PROCOMPITE 2026"
    assert told["Cadena productiva"] not in {"", "cuy"}


def test_the_list_is_narrowed_by_kind_and_person(window, door, shown, qtbot):
    everything = shown.listing.model.rowCount()
    choose(qtbot, window, "kind", "Soc")
    assert shown.listing.model.rowCount() == door.trail_count(table="socio") == 2
    choose(qtbot, window, "kind", "Todos")
    assert shown.listing.model.rowCount() == everything
    choose(qtbot, window, "person", "Ana")
    assert shown.narrowing.asked == {"person": "Ana Condori"}


def test_the_list_is_narrowed_by_days_typed(window, shown, qtbot):
    since = shown.narrowing.since
    since.setFocus()
    qtbot.keyClicks(since, "23/11/2026")
    qtbot.keyClick(since, Qt.Key.Key_Return)
    assert shown.listing.model.rowCount() == 0
    assert "Nadie guardó nada así." in words_of(window)
    assert not shown.sheet_button.isEnabled()
    since.clear()
    qtbot.keyClicks(since, "22/11/2026")
    qtbot.keyClick(since, Qt.Key.Key_Return)
    assert shown.listing.model.rowCount() > 0
    assert shown.listing.table.hasFocus()


def test_a_day_that_is_none_is_said_and_the_list_stays(window, shown, qtbot):
    count = shown.listing.model.rowCount()
    qtbot.keyClicks(shown.narrowing.until, "31/02/2026")
    qtbot.keyClick(shown.narrowing.until, Qt.Key.Key_Return)
    assert "31/02/2026 no existe." in words_of(window)
    assert shown.listing.model.rowCount() == count
    shown.narrowing.until.clear()
    qtbot.keyClick(shown.narrowing.until, Qt.Key.Key_Return)
    assert "no existe" not in words_of(window)


def test_a_history_that_nobody_touched_is_told_with_its_counts(window, door, shown, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(shown.verdict.isVisible)
    assert f"Nadie alteró la historia. Guardados revisados: {door.trail_count()}." in words_of(window)
    assert f"Ana Condori: {door.trail_count()}" in words_of(window)
    assert not shown.panel.isVisible()


def test_verifying_can_be_stopped(window, shown, qtbot):
    shown.verify()
    assert shown.panel.isVisible()
    shown.panel.stop_button.click()
    qtbot.waitUntil(lambda: not shown.panel.busy)
    assert not shown.verdict.isVisible()
    assert shown.verify_button.isEnabled()


@pytest.mark.parametrize(
    ("sql", "said", "step"),
    [
        ("UPDATE sync_tx SET person = 'Otra' WHERE reason <> ''", "fue alterado", "No borre nada"),
        ("DELETE FROM sync_tx WHERE scope <> 'gobierno' AND seq = 1", "Faltan 1 guardados", "búsquelos en una copia"),
        ("UPDATE sync_tx SET signature = x''", "Guardados sin firma", "Pida otra vez los cambios"),
    ],
)
def test_what_was_altered_is_named_with_what_to_do(sql, said, step, door, socio, qtbot, in_front, tmp_path):
    key = door._key
    door.close()
    db = connect(tmp_path / "oficina" / DATABASE, key)
    for name in [row[0] for row in db.conn.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")]:
        db.conn.execute(f"DROP TRIGGER {name}")
    db.conn.execute(sql)
    db.conn.close()
    again = open_workspace(tmp_path / "oficina", "clave segura")
    window = MainWindow(again, Settings())
    qtbot.addWidget(window)
    in_front(window)
    try:
        window.shell.go("auditoria")
        window.screen().verify()
        qtbot.waitUntil(window.screen().verdict.isVisible)
        told = words_of(window)
        assert said in told
        assert step in told
        assert "Nadie alteró" not in told
    finally:
        window.shell.close()
        again.close()


def test_what_is_shown_goes_to_a_spreadsheet_and_nothing_else(window, door, shown, qtbot, tmp_path):
    choose(qtbot, window, "kind", "Soc")
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shown.findChild(QFileDialog) is not None)
    dialog = shown.findChild(QFileDialog)
    path = tmp_path / "historia.xlsx"
    dialog.fileSelected.emit(str(path))
    dialog.close()
    qtbot.waitUntil(lambda: not shown.panel.busy)
    (message,) = shown.findChildren(Message)
    assert path.exists()
    message.close()
    sheet = openpyxl.load_workbook(path).active
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert {row[5] for row in rows} == {"Socio"}
    assert rows[0][1:] == [
        "Ana Condori",
        "Ana Condori",
        "Guardar al socio",
        "cambió de número",
        "Socio",
        "=QUISPE, Rosa",
        "Teléfono",
        "",
        "984 111 222",
    ]
    assert len(rows) == sum(len(line.cells) for line in door.trail(table="socio"))
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_folder_that_is_not_there_is_said(window, shown, qtbot, tmp_path):
    shown.write_to(tmp_path / "no-hay" / "historia.xlsx")
    qtbot.waitUntil(lambda: not shown.panel.busy)
    (message,) = window.findChildren(Message)
    told = "\n".join(label.text() for label in message.findChildren(QLabel))
    assert "No se pudo escribir el papel historia.xlsx." in told
    message.close()
