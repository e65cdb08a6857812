"""A menu of what is done rarely: by the mouse, by the keys of its lines, and by its own key."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ayni.qt.kit.menu import Choice, MenuButton

# the platform without a display says so when a menu wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def page(qtbot, in_front):
    made = QWidget()
    made.done = []
    choices = [
        Choice("informes", "Informes", lambda: made.done.append("informes"), "F9", "papel"),
        Choice("traer", "Traer de un archivo", lambda: made.done.append("traer"), "Ctrl+T"),
    ]
    made.more = MenuButton(made, "Más…", choices, keys="F10")
    QVBoxLayout(made).addWidget(made.more)
    qtbot.addWidget(made)
    in_front(made)
    return made


def test_a_line_says_its_key_and_does_its_work(page):
    assert [action.text() for action in page.more.menu().actions()] == ["Informes\tF9", "Traer de un archivo\tCtrl+T"]
    page.more.choose("traer")
    assert page.done == ["traer"]


def test_the_key_of_a_line_works_while_the_menu_is_shut(qtbot, page):
    qtbot.keyClick(page, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: page.done == ["informes"])
    assert not page.more.menu().isVisible()


def test_its_own_key_opens_it(qtbot, page):
    page.more.menu().aboutToShow.connect(page.more.menu().close)
    with qtbot.waitSignal(page.more.menu().aboutToShow):
        qtbot.keyClick(page, Qt.Key.Key_F10)
