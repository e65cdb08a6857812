"""Alerts on the screen: the most urgent first, narrowed with the keyboard, each with the step that ends it."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt

from ayni.qt.kit.table import TableView
from desk import fill, words_of

FACTS = {"objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026", "plazo_previsto_dias": "60"}


def run(job):
    for _part in job:
        pass


@pytest.fixture
def purchases(door, aeo):
    made = []
    for name, day in (("Molino de cacao", "2026-07-06"), ("Balanzas", "2026-11-09")):
        record = door.save_compra({**FACTS, "nombre": name, "aeo": aeo})
        door.save_evento(record, {"codigo": "requerimiento", "fecha": day})
        made.append(record)
    run(door.keeping_purchases())
    run(door.forecasting_purchases())
    return made


@pytest.fixture
def screen(window, purchases):
    window.shell.go("avisos")
    return window.screen()


def shown(screen):
    model = screen.listing.model
    return [model.record(place) for place in range(model.rowCount())]


def test_the_most_urgent_stands_first_and_is_chosen(screen, door, window):
    found = door.purchase_alerts()
    assert shown(screen) == [each.id for each in found]
    assert screen.current()["id"] == found[0].id
    assert str(found[0].alert.sentence) in screen.told.text()
    assert "Urgente" in screen.listing.model.data(screen.listing.model.index(0, 0))


def test_an_office_and_a_level_narrow_the_list_from_the_keyboard(screen, qtbot, door):
    screen.office.setFocus()
    qtbot.keyClick(screen, Qt.Key.Key_F6)
    screen.office.set_answer("GERENCIA_MUNICIPAL")
    screen.office.edited.emit()
    assert {record.partition("/")[2] for record in shown(screen)} == {"A2"}
    screen.level.set_answer("i")
    screen.level.edited.emit()
    assert shown(screen) == []
    assert screen.card.isHidden()


def test_the_next_step_opens_the_form_with_its_event_chosen(screen, qtbot, window, purchases):
    record = next(each for each in shown(screen) if each == f"{purchases[1]}/A1")
    screen.listing.table.choose(record)
    assert screen.step_button.text() == "Registrar: Consulta al mercado" or "mercado" in screen.step_button.text()
    screen.do()
    assert window.screen().kinds.answer() == "interaccion_mercado"
    assert window.screen().compra == purchases[1]


def test_an_alert_is_put_off_and_told_again(screen, qtbot, window, door, purchases):
    record = f"{purchases[1]}/A1"
    screen.listing.table.choose(record)
    screen.put_off()
    fill(window, hasta="30/11/2026", motivo="el área usuaria está de viaje")
    window.screen().save()
    assert record not in shown(window.screen())
    window.screen().level.set_answer("p")
    window.screen().level.edited.emit()
    assert shown(window.screen()) == [record]
    assert "está de viaje" in window.screen().more.text()
    window.screen().put_off()
    assert door.purchase_alerts(put_off=True) == []


def test_the_calendar_and_the_list_are_written(screen, window, purchases, tmp_path, monkeypatch):
    path = tmp_path / "compras.ics"
    screen.write_calendar(str(path))
    assert path.read_text("utf-8").startswith("BEGIN:VCALENDAR")
    opened = []
    monkeypatch.setattr(window.shell, "open_file", opened.append)
    monkeypatch.setattr("ayni.qt.screens.avisos.papers_folder", lambda: tmp_path)
    screen.print_list()
    assert opened[0].read_bytes().startswith(b"%PDF")


def test_without_alerts_it_says_so(window, door):
    window.shell.go("avisos")
    assert "No hay avisos" in words_of(window)
    assert not window.screen().findChildren(TableView)[0].isVisible()


def test_home_tells_the_most_urgent_and_leads_to_all_of_them(window, door, purchases, aeo):
    for place in range(4):
        record = door.save_compra({**FACTS, "nombre": f"Cocina {place}", "aeo": aeo})
        door.save_evento(record, {"codigo": "requerimiento", "fecha": "2026-08-03"})
    run(door.keeping_purchases())
    pressing = [task for task in door.tasks() if task.kind == "aviso-compra"]
    assert pressing[0].record == purchases[0]
    assert len(pressing) == 4
    window.shell.go("inicio")
    assert "Molino de cacao" in words_of(window)
    (last,) = [card for card in window.screen().task_cards if card.go.text() == "Ver avisos"]
    last.go.click()
    assert window.screen().objectName() == "" or window.screen().listing.model.rowCount()


def test_the_page_of_a_purchase_says_when_it_will_probably_end(window, door, purchases):
    window.shell.go("compra", purchases[0])
    told = words_of(window)
    assert "entre" in told
    assert "Pocos datos: se usan los plazos de la ley." in told


def test_figures_of_all_purchases_and_of_one(window, door, purchases):
    window.shell.go("indicadores-compras")
    assert "Compras" in words_of(window)
    window.shell.go("indicadores-compras", purchases[0])
    assert "139" in words_of(window)  # days since 6 July


def test_tomorrow_the_same_screen_tells_another_day(screen, door, purchases):
    before = [each.alert.days for each in door.purchase_alerts() if each.alert.code == "A2"]
    door.clock = lambda: datetime(2026, 11, 23, 9, 0).astimezone() + timedelta(0)
    run(door.keeping_purchases())
    after = [each.alert.days for each in door.purchase_alerts() if each.alert.code == "A2"]
    assert after == [days + 1 for days in before]
