"""What purchases are is brought up to date behind the window, and nothing waits for it."""

import pytest

from ayni.qt.keeping import Keeping
from ayni.qt.shell import Shell
from ayni.settings import Settings

FACTS = {"objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026"}


@pytest.fixture
def purchases(door, aeo):
    return [door.save_compra({**FACTS, "nombre": f"Compra {place}", "aeo": aeo}) for place in range(60)]


def test_an_opened_window_brings_every_purchase_up_to_date_and_says_so_only_below(purchases, window, qtbot):
    heard = []
    window.keeping.said.connect(heard.append)
    assert window.door.purchases_behind() == 60
    qtbot.waitUntil(lambda: window.door.purchases_behind() == 0 and not window.keeping.busy)
    assert any("%" in text for text in heard)
    assert heard[-1] == ""
    assert window.behind.isHidden()


def test_a_new_day_brings_them_up_to_date_again(purchases, window, door, qtbot, monkeypatch):
    qtbot.waitUntil(lambda: door.purchases_behind() == 0 and not window.keeping.busy)
    later = door.today().replace(day=door.today().day + 1)
    monkeypatch.setattr(door, "today", lambda: later)
    assert door.purchases_behind() == 60
    window.keeping.look_at_day()
    qtbot.waitUntil(lambda: door.purchases_behind() == 0)


def test_what_a_person_asks_for_comes_first_and_the_rest_goes_on_afterwards(purchases, door, qtbot):
    shell = Shell(door, Settings())
    keeping, order = Keeping(shell), []
    release = []

    def slow():
        while not release:
            yield 0.0

    first = shell.worker.start(slow())
    keeping._begin()  # it waits behind the first work
    assert keeping.busy

    def asked():
        order.append(door.purchases_behind())
        yield 1.0

    shell.worker.start(asked())
    release.append(True)
    qtbot.waitUntil(lambda: order == [60])
    qtbot.waitUntil(lambda: door.purchases_behind() == 0 and not keeping.busy)
    assert first.wanted.is_set()
    shell.close()


def test_leaving_stops_it_where_it_is(purchases, door, qtbot):
    shell = Shell(door, Settings())
    keeping = Keeping(shell)
    keeping._begin()
    shell.close()
    assert 0 < door.purchases_behind() <= 60
    assert door.compra_count() == 60, "the door itself stays open"
