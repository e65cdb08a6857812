"""Specifications in the window, with keys only: written row by row, begun from the library, compared, printed."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from ayni.qt.screens import especificacion
from desk import fill, words_of

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
ROWS = json.dumps([{"nombre": "Capacidad", "valor": "500", "unidad": "kg por hora"}])
SPEC = {
    "clase": "EETT",
    "titulo": "Despulpadora",
    "cadena": "cacao",
    "finalidad": "Que el grano fermente parejo.",
    "caracteristicas": ROWS,
    "fecha": "01/02/2026",
}
WHY = {"motivo": "desierto", "motivo_texto": "Nadie ofreció 500 kg", "fecha": "01/03/2026"}
LESS = json.dumps([{"nombre": "Capacidad", "valor": "400", "unidad": "kg por hora"}])

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def compra(door, aeo):
    facts = {"nombre": "Máquinas", "objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026"}
    record = door.save_compra({**facts, "aeo": aeo})
    door.save_compra_items(record, [{"nombre": "Despulpadora", "cantidad": "1", "familia": "despulpadoras"}])
    return record


@pytest.fixture
def item(door, compra):
    return door.compra_items(compra)[0]["id"]


def box(window, name):
    return window.screen().findChild(QLineEdit, name)


def test_the_first_version_knows_the_good_already_and_is_typed_row_by_row(door, window, compra, item, qtbot):
    window.go("especificacion", f"{compra}|{item}")
    answers = window.screen().form.answers()
    assert (answers["titulo"], answers["familia"], answers["clase"]) == ("Despulpadora", "despulpadoras", "EETT")
    assert "motivo" not in answers
    fill(window, finalidad="Que el grano fermente parejo.")
    box(window, "nombre.1").setFocus()
    for text in ("Capacidad", "500", "kg por hora", "exacta", "Motor", "de 2"):
        qtbot.keyClicks(QApplication.focusWidget(), text)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    window.screen().save()
    [kept] = door.especificaciones(compra, item)
    assert [row["nombre"] for row in json.loads(kept["caracteristicas"])] == ["Capacidad", "Motor"]


def test_rows_are_pasted_from_a_spreadsheet(door, window, compra, item, qtbot):
    window.go("especificacion", f"{compra}|{item}")
    QApplication.clipboard().setText("Largo\t1.50\tm\t± 5 cm\nAncho\t1.00\tm\t± 5 cm\n")
    box(window, "nombre.1").setFocus()
    qtbot.keyClick(box(window, "nombre.1"), Qt.Key.Key_V, CTRL)
    rows = json.loads(window.screen().form.answers()["caracteristicas"])
    assert [(row["nombre"], row["tolerancia"]) for row in rows] == [("Largo", "± 5 cm"), ("Ancho", "± 5 cm")]


def test_a_brand_is_asked_about_while_it_stands_there_and_it_may_be_kept(door, window, compra, item):
    window.go("especificacion", f"{compra}|{item}")
    fill(window, **{**SPEC, "garantia": "Motor marca Honda"})
    assert "¿Es una marca: Honda?" in words_of(window)
    fill(window, motivo_marca="Se estandarizó")
    assert "¿Es una marca" not in words_of(window)
    fill(window, motivo_marca="")
    window.screen().save()
    assert len(door.especificaciones(compra, item)) == 1


def test_the_second_version_asks_why_and_is_compared_with_the_first(door, window, compra, item, qtbot):
    first = door.save_especificacion(SPEC, compra=compra, item=item)
    window.go("especificacion", f"{compra}|{item}")
    assert "Versión 1 del 01/02/2026" in words_of(window)
    fill(window, caracteristicas=LESS)
    window.screen().save()
    assert "Esta versión cambia otra: diga por qué." in words_of(window)
    fill(window, **WHY)
    window.screen().save()
    assert [row["numero"] for row in door.especificaciones(compra, item)] == ["2", "1"]
    window.go("comparar-especificaciones", first)
    said = words_of(window)
    assert "La convocatoria quedó desierta: Nadie ofreció 500 kg" in said
    assert "500" in said
    assert "400" in said
    window.screen().forms["antes"].rows["antes"].set_answer(door.especificaciones(compra, item)[0]["id"])
    window.screen().load()
    assert "Las dos dicen lo mismo." in words_of(window)


def test_one_version_alone_has_nothing_to_compare(door, window, compra, item):
    first = door.save_especificacion(SPEC, compra=compra, item=item)
    window.go("comparar-especificaciones", first)
    assert "Todavía no hay dos versiones" in words_of(window)


def test_an_example_of_the_library_is_the_beginning_of_a_text(door, window, compra, item, qtbot):
    window.go("biblioteca", f"{compra}|{item}")
    screen = window.screen()
    screen.filter.setText("despulpadora de cacao")
    screen.listing.table.selectRow(0)
    screen.use()
    assert window.screen().form.answers()["garantia"] == "12 meses"
    window.screen().save()
    [kept] = door.especificaciones(compra, item)
    assert kept["origen"] == "ejemplo:cacao-despulpadora"


def test_the_library_is_narrowed_by_chain(door, window):
    window.go("biblioteca")
    screen = window.screen()
    every = screen.listing.model.rowCount()
    screen.chain.rows["cadena"].set_answer("cuy")
    screen.chain.edited.emit()
    assert 0 < screen.listing.model.rowCount() < every


def test_the_last_version_is_printed(door, window, compra, item, tmp_path, monkeypatch):
    door.save_especificacion(SPEC, compra=compra, item=item)
    monkeypatch.setattr(especificacion, "papers_folder", lambda: tmp_path)
    opened = []
    monkeypatch.setattr(window.shell, "open_file", opened.append)
    window.go("especificacion", f"{compra}|{item}")
    window.screen().findChild(QPushButton, "imprimir").click()
    assert opened[0].read_bytes().startswith(b"%PDF")
