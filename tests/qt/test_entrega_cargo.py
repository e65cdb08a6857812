"""Handing over the post on the screen, leaving Ajustes clean, and the names of the offices."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from ayni.qt.screens import entrega_cargo
from ayni.workspace import law
from desk import fill, words_of

FACTS = {"objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026", "responsable": "Ana Condori"}


@pytest.fixture
def purchases(door, aeo):
    made = [door.save_compra({**FACTS, "nombre": f"Molino {place}", "aeo": aeo}) for place in range(3)]
    for record in made:
        door.save_evento(record, {"codigo": "requerimiento", "fecha": "2026-11-02", "modo": "TARDIO"})
    return made


@pytest.fixture
def papers(window, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(entrega_cargo, "papers_folder", lambda: tmp_path)
    monkeypatch.setattr(window.shell, "open_file", opened.append)
    return opened


@pytest.fixture(autouse=True)
def usual():
    """What one test calls an office, no other test does."""
    yield
    law.name_offices({})


def test_the_page_shows_what_is_handed_over_and_by_whom(window, purchases, qtbot):
    window.go("entrega-cargo")
    page = window.screen()
    assert page.form.answers()["sale"] == "Ana Condori", "who works now is who usually leaves"
    assert page.listing.model.rowCount() == 3
    assert "Compras abiertas: 3" in words_of(window)
    fill(window, sale="Nadie Conocido")
    assert page.listing.model.rowCount() == 0
    assert not page.pass_button.isEnabled()


def test_nothing_is_printed_without_its_two_people(window, purchases, papers, qtbot):
    window.go("entrega-cargo")
    window.screen().print_pack()
    assert papers == []
    fill(window, recibe="Ana Condori", motivo="Cambio de puesto")
    window.screen().print_pack()
    assert papers == []
    assert "misma persona" in words_of(window)


def test_the_pack_and_the_workbook_are_made(window, purchases, papers, tmp_path, qtbot):
    window.go("entrega-cargo")
    fill(window, recibe="Hilario Mamani", motivo="Cambio de puesto")
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(papers) == 1)
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(papers) == 2)
    assert {path.suffix for path in papers} == {".pdf", ".xlsx"}
    assert all(path.exists() for path in papers)
    assert "Papel listo" in words_of(window)


def test_the_last_day_makes_what_nobody_took_over_urgent(window, purchases, papers, door, qtbot):
    window.go("entrega-cargo")
    fill(window, recibe="Hilario Mamani", motivo="Cambio de puesto", hasta="30/11/2026")
    window.screen().print_pack()
    assert set(door.leaving()) == {"Ana Condori"}
    assert "A21" in {alert.code for alert in door.purchase(purchases[0]).alerts}


def test_all_pass_at_once_and_the_board_shows_them(window, purchases, door, qtbot):
    window.go("entrega-cargo")
    fill(window, recibe="Hilario Mamani", motivo="Cambio de puesto")
    page = window.screen()
    page.hand_over(*page._people())
    assert {door.compra(record)["responsable"] for record in purchases} == {"Hilario Mamani"}
    assert window.place() == ("tablero", "Hilario Mamani")
    assert [column.model.rowCount() for column in window.screen().columns] == [3]
    assert door.draft("entrega-cargo") is None
    door.undo()
    assert {door.compra(record)["responsable"] for record in purchases} == {"Ana Condori"}


def test_what_was_typed_waits_for_another_day(window, purchases, qtbot):
    window.go("entrega-cargo")
    fill(window, recibe="Hilario Mamani")
    window.screen().notes.rows["cuentas"].set_answer("SEACE: usuario acondori")
    window.go("inicio")
    window.go("entrega-cargo")
    assert window.screen().unsaved()["recibe"] == "Hilario Mamani"
    assert window.screen().unsaved()["cuentas"] == "SEACE: usuario acondori"


def test_a_person_does_not_leave_the_list_with_purchases_in_their_charge(window, door, aeo, qtbot, monkeypatch):
    told = []
    monkeypatch.setattr("ayni.qt.shell.tell", lambda _window, said, *_more: told.append(said))
    rosa = door.save_person({"nombre": "Rosa Quispe", "rol": "oficina", "idioma": "es"})
    record = door.save_compra({**FACTS, "responsable": "Rosa Quispe", "nombre": "Molino", "aeo": aeo})
    window.go("ajustes")
    window.screen().findChild(QPushButton, "quitar.Rosa Quispe").click()
    assert "1 compra sin responsable" in told[0]
    door.hand_over_purchases([record], "Ana Condori", "Cambio de puesto")
    window.screen().findChild(QPushButton, "quitar.Rosa Quispe").click()
    assert rosa not in {person["id"] for person in door.people()}
    window.screen().findChild(QPushButton, "vuelve.Rosa Quispe").click()
    assert rosa in {person["id"] for person in door.people()}


def test_the_names_of_the_offices_are_changed_on_their_page(window, purchases, door, qtbot):
    window.go("oficinas")
    fill(window, LOGISTICA="Abastecimiento")
    window.screen().save()
    assert window.place()[0] == "ajustes"
    window.go("tablero")
    qtbot.waitUntil(lambda: bool(window.screen().columns))
    assert "Abastecimiento" in words_of(window)
