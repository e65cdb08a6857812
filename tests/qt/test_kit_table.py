"""Long lists touch few pages and keep the row that is chosen."""

import pytest
from PySide6.QtCore import Qt

from ayni.qt.kit.cards import EmptyState
from ayni.qt.kit.table import HELD, PAGE, Column, Listing, PagedModel

COLUMNS = (
    Column("nombre", "Nombre", stretch=True),
    Column("total", "Total", show=lambda row: f"S/ {row['total']}", right=True),
)


class Door:
    def __init__(self, count):
        self.rows = [{"id": f"r{number}", "nombre": f"Socio {number}", "total": number} for number in range(count)]
        self.asked = []

    def fetch(self, offset, limit):
        self.asked.append(offset)
        return self.rows[offset : offset + limit]

    def count(self):
        return len(self.rows)


@pytest.fixture
def listing(qtbot):
    held = {}

    def made(door, empty=None):
        widget = held[door] = Listing(COLUMNS, door.fetch, door.count, empty=empty, name="Socios")
        qtbot.addWidget(widget)
        widget.resize(700, 400)
        with qtbot.waitExposed(widget):
            widget.show()
        return widget

    return made


def test_the_model_keeps_qts_rules(qtmodeltester):
    door = Door(250)
    model = PagedModel(COLUMNS, door.fetch, door.count)
    qtmodeltester.check(model)


def test_twenty_five_thousand_rows_scrolled_to_the_end_touch_few_pages(listing):
    door = Door(25_000)
    table = listing(door).table
    table.scrollToBottom()
    table.viewport().repaint()
    assert max(door.asked) >= 25_000 - PAGE
    assert len(door.asked) < 20


def test_pages_are_forgotten(listing):
    door = Door(PAGE * (HELD + 5))
    model = listing(door).model
    for row in range(0, len(door.rows), PAGE):
        model.record(row)
    assert len(model._pages) == HELD


def test_enter_opens_the_row_chosen(listing, qtbot):
    widget = listing(Door(20))
    widget.table.setFocus()
    qtbot.keyClick(widget.table, Qt.Key.Key_Down)
    qtbot.keyClick(widget.table, Qt.Key.Key_Down)
    with qtbot.waitSignal(widget.opened) as opened:
        qtbot.keyClick(widget.table, Qt.Key.Key_Return)
    assert opened.args == [widget.current()]


def test_a_refresh_keeps_the_row_that_was_chosen(listing):
    door = Door(50)
    widget = listing(door)
    widget.table.selectRow(7)
    door.rows.insert(0, {"id": "new", "nombre": "Nueva", "total": 1})
    widget.refresh()
    assert widget.current() == "r7"


def test_an_empty_list_says_what_to_do(listing, qtbot):
    door = Door(0)
    pressed = []
    empty = EmptyState("Todavía no hay socios.", "Registrar socio", lambda: pressed.append(1))
    widget = listing(door, empty)
    assert empty.isVisibleTo(widget)
    empty.action.click()
    assert pressed == [1]
    door.rows.append({"id": "a", "nombre": "Rosa", "total": 1})
    widget.refresh()
    assert not empty.isVisibleTo(widget)


def test_a_screen_reader_hears_the_column_with_the_value(listing):
    model = listing(Door(3)).model
    assert model.data(model.index(1, 1), Qt.ItemDataRole.AccessibleTextRole) == "Total: S/ 1"
