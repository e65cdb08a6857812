"""The junta on the screen: who holds which cargo, and what is missing today."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from ayni.qt.kit.trouble import Message
from desk import fill, words_of

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier


PERIOD = {"desde": "01/02/2025", "hasta": "31/01/2027"}


@pytest.fixture
def members(door, aeo):
    return [
        door.save_socio(
            aeo,
            {
                "dni": str(40000000 + number),
                "apellido_paterno": f"Apaza {number:02d}",
                "nombres": "Rosa",
                "fecha_nacimiento": "1985-05-03",
                "sexo": "M",
            },
        )
        for number in range(12)
    ]


def test_without_members_there_is_nobody_to_choose(window, door, aeo):
    window.go("junta", aeo)
    window.screen().add()
    message = window.findChildren(Message)[0]
    assert message.happened.text() == "Primero hace falta el padrón."
    message.findChild(QPushButton, "yes").click()
    assert window.place() == ("padron", aeo)


def test_what_the_junta_lacks_today_is_said_in_words(window, door, aeo, members):
    door.save_cargo(aeo, PERIOD | {"socio": members[0], "cargo": "presidente"})
    window.go("junta", aeo)
    shown = words_of(window)
    assert "La junta está incompleta" in shown
    assert "secretario" in shown
    assert "tesorero" in shown
    for person, cargo in zip(members[1:], ("secretario", "tesorero"), strict=False):
        door.save_cargo(aeo, PERIOD | {"socio": person, "cargo": cargo})
    assert "La junta está incompleta" not in words_of(window)


def test_a_cargo_is_given_to_a_member_found_by_typing(window, door, aeo, members, qtbot):
    window.go("junta", aeo)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.place() == ("cargo", aeo))
    picker = window.screen().form.editor("socio").inner
    qtbot.keyClicks(picker, "4000000")
    qtbot.keyClicks(picker, "9")
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    fill(window, cargo="presidente", desde="01/02/2025", hasta="31/01/2027")
    qtbot.keyClick(window.screen().form.editor("desde"), Qt.Key.Key_Return, CTRL)
    assert window.place() == ("junta", aeo)
    assert [(each["dni"], each["cargo"]) for each in door.junta(aeo)] == [("40000009", "presidente")]


def test_who_left_is_not_offered_and_everybody_else_is(window, door, aeo, members):
    for record in members[:3]:
        door.save_baja(record, {"fecha_baja": "01/10/2026", "motivo_baja": "Se mudó"})
    window.go("cargo", aeo)
    picker = window.screen().form.editor("socio").inner
    assert len(picker._find("")) == len(members) - 3


def test_a_period_that_ends_before_it_begins_is_refused_in_words(window, door, aeo, members):
    window.go("cargo", aeo)
    fill(window, socio=members[0], cargo="presidente", desde="01/02/2025", hasta="01/02/2024")
    window.screen().save()
    assert "El periodo termina antes de empezar. Revise las fechas." in words_of(window)
    assert door.junta(aeo) == []


def test_a_period_is_changed_from_the_list(window, door, aeo, members, qtbot):
    record = door.save_cargo(aeo, PERIOD | {"socio": members[0], "cargo": "presidente"})
    window.go("junta", aeo)
    qtbot.keyClick(window.screen().listing.table, Qt.Key.Key_Return)
    assert window.place() == ("cargo", f"{aeo}/{record}")
    assert window.screen().form.answers()["socio"] == members[0]
    fill(window, hasta="30/06/2026")
    window.screen().save()
    assert door.junta(aeo)[0]["hasta"] == "2026-06-30"
    model = window.screen().listing.model
    assert model.index(0, 5).data() == "Terminó"


def test_a_period_written_by_mistake_is_taken_away_after_asking(window, door, aeo, members):
    door.save_cargo(aeo, PERIOD | {"socio": members[0], "cargo": "presidente"})
    window.go("junta", aeo)
    window.screen().listing.table.selectRow(0)
    window.screen().remove()
    assert len(door.junta(aeo)) == 1
    window.findChildren(Message)[0].findChild(QPushButton, "yes").click()
    assert door.junta(aeo) == []
    assert "Todavía no hay junta directiva. Empiece por el presidente." in words_of(window)
