"""The board of the offices: who has each purchase, by keyboard and mouse, hundreds of cards, hand-over and receipt."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ayni.storage import records
from desk import AEO, words_of

FACTS = {"objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026", "plazo_previsto_dias": "30"}


def settle(qtbot, window):
    qtbot.waitUntil(lambda: window.door.purchases_behind() == 0 and not window.keeping.busy)


@pytest.fixture
def purchases(door, aeo):
    made = []
    for place, person in enumerate(("Ana Condori", "Ana Condori", "Rosa Quispe", "")):
        facts = {**FACTS, "nombre": f"Molino {place}", "aeo": aeo, "responsable": person}
        record = door.save_compra(facts)
        door.save_evento(record, {"codigo": "requerimiento", "fecha": f"2026-0{place + 5}-02", "modo": "TARDIO"})
        made.append(record)
    door.save_evento(made[3], {"codigo": "requerimiento_observado", "fecha": "2026-09-10", "modo": "TARDIO"})
    return made


@pytest.fixture
def board(window, purchases, qtbot):
    settle(qtbot, window)
    window.go("tablero")
    return window.screen()


def titles(column):
    return [column.model.card(row)["title"] for row in range(column.model.rowCount())]


def test_each_office_shows_what_it_holds_with_days_and_a_word_for_urgency(board, window):
    told = {column.office: titles(column) for column in board.columns}
    assert told == {"LOGISTICA": ["Molino 0", "Molino 1", "Molino 2"], "GDE": ["Molino 3"]}
    card = board.columns[0].model.card(0)
    assert card["level"] in {"Urgente", "Pronto"}
    assert "días de 30" in card["count"]
    assert "Compras: 3" in words_of(window)


def test_arrows_go_through_cards_and_offices_and_enter_opens(board, window, purchases, qtbot):
    first = board.columns[0].cards
    assert first.hasFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert board.current() == purchases[1]
    qtbot.keyClick(first, Qt.Key.Key_Right)
    other = board.columns[1].cards
    assert other.hasFocus()
    assert board.current() == purchases[3]
    qtbot.keyClick(other, Qt.Key.Key_Right)
    assert other.hasFocus(), "the last office is the end"
    qtbot.keyClick(other, Qt.Key.Key_Left)
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert window.place() == ("compra", purchases[0])


def test_a_double_click_opens_too(board, window, purchases, qtbot):
    cards = board.columns[0].cards
    middle = cards.visualRect(cards.model().index(2)).center()
    qtbot.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseDClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert window.place() == ("compra", purchases[2])


def test_the_file_passes_from_a_card_with_everything_that_it_needs(board, window, purchases, door, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: hasattr(board, "dialog") and board.dialog.isVisible())
    dialog = board.dialog
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isVisible(), "nothing passes without its office, its person and its number"
    assert dialog.form.answers()["fecha"] == "22/11/2026"
    dialog.form.rows["oficina_siguiente"].set_answer("PRESUPUESTO")
    for name, text in (("recibe", "Hilario Mamani"), ("registro", "2026-118")):
        qtbot.keyClicks(dialog.form.editor(name), text)
    dialog.accept()
    assert door.eventos(purchases[0])[-1]["codigo"] == "traspaso"
    settle(qtbot, window)
    qtbot.waitUntil(lambda: "PRESUPUESTO" in {column.office for column in board.columns})
    coming = next(column for column in board.columns if column.office == "PRESUPUESTO")
    assert coming.model.card(0)["level"] == "Por recibir"
    with qtbot.waitActive(window):
        window.activateWindow()
    coming.cards.take(0)
    qtbot.keyClick(window, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: door.purchase(purchases[0]).holder == "PRESUPUESTO")


def test_nothing_is_received_that_nobody_passes(board, window, door, purchases, qtbot, monkeypatch):
    told = []
    monkeypatch.setattr("ayni.qt.shell.tell", lambda _window, said, *_more: told.append(said))
    board.receive()
    assert "Nadie está pasando" in told[0]
    assert len(door.eventos(purchases[0])) == 1


def test_the_board_is_narrowed_by_letters_and_by_person(board, qtbot):
    board.person.set_answer("Ana Condori")
    board.refresh()
    assert [titles(column) for column in board.columns] == [["Molino 0", "Molino 1"]]
    qtbot.keyClicks(board.filter, "molino 1")
    assert [titles(column) for column in board.columns] == [["Molino 1"]]
    qtbot.keyClicks(board.filter, "zzz")
    assert board.columns == []
    assert "No hay nada" in board.empty.sentence.text()
    qtbot.keyClick(board.filter, Qt.Key.Key_Escape)
    board.person.set_answer("—")
    board.refresh()
    assert [titles(column) for column in board.columns] == [["Molino 3"]]


def test_it_opens_on_the_purchases_of_a_person(window, purchases, qtbot):
    settle(qtbot, window)
    window.go("tablero", "Ana Condori")
    assert [titles(column) for column in window.screen().columns] == [["Molino 0", "Molino 1"]]


def test_without_purchases_it_says_where_to_begin(window):
    window.go("tablero")
    assert window.screen().empty.action.isVisible()
    assert "Ninguna oficina" in words_of(window)


def test_what_is_still_of_another_day_is_said(window, purchases, door, qtbot, monkeypatch):
    settle(qtbot, window)
    window.keeping.close()
    later = door.today().replace(day=23)
    monkeypatch.setattr(door, "today", lambda: later)
    window.go("tablero")
    note = window.screen().findChild(QLabel, "al_dia")
    assert note.isVisible()
    assert "4 compras" in note.text()
    window.go("compras")
    assert "4 compras" in words_of(window)


def test_three_hundred_cards_of_one_office_are_fetched_as_they_are_scrolled_to(window, door, aeo, qtbot):
    with door.save("import_compra") as db:
        for place in range(300):
            facts = {**FACTS, "nombre": f"Compra {place:03}", "aeo": aeo}
            records.insert(db, "compra", f"00000000-0000-7000-8000-{place:012}", facts)
    for _step in door.keeping_purchases():
        pass
    window.go("tablero")
    column = window.screen().columns[0]
    assert column.model.rowCount() == 300
    assert len(column.model._pages) == 1, "the first page alone is fetched"
    began = time.perf_counter()
    for _turn in range(100):
        qtbot.keyClick(column.cards, Qt.Key.Key_PageDown)
    assert time.perf_counter() - began < 5
    assert column.cards.currentIndex().row() == 299


def test_home_leads_to_the_purchases_of_whoever_works(window, purchases, qtbot):
    settle(qtbot, window)
    window.go("inicio")
    card = next(card for card in window.screen().task_cards if "Compras a su cargo: 2" in card.go.accessibleName())
    card.go.click()
    assert window.place() == ("tablero", "Ana Condori")


def test_home_looks_for_next_steps_among_the_newest_alone(door, aeo, call, monkeypatch):
    monkeypatch.setattr("ayni.workspace.inicio.NEWEST", 1)
    newest = door.save_aeo(AEO | {"convocatoria": call, "nombre": "Asociación Wiñay", "ruc": "20100070970"})
    steps = [task.record for task in door.tasks() if task.noun == "padron"]
    assert steps == [newest]
