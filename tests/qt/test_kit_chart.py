"""A drawing is painted in the palette's colours, grows, and is told in words."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from ayni.domain.drawing import ROLES, Drawing, Line, Mark, Rect, Text, cash_bars
from ayni.qt.kit.chart import Chart, role_color
from ayni.qt.kit.palette import tokens


def flow(width, measure):
    return cash_bars([Decimal(-100000), Decimal(30000), Decimal(45000), Decimal(60000)], width, 160, measure=measure)


def everything(width, measure):
    shapes = (
        Rect(0, 0, width, 40, "lane"),
        Rect(10, 5, 100, 20, "call"),
        Rect(120, 5, 60, 20, "failed", hatch=True),
        Line(0, 30, width, 30, dashed=True),
        Text(10, 38, "Quipu", bold=True),
        *(Mark(200 + 20 * place, 10, shape) for place, shape in enumerate(("diamond", "triangle", "cross", "circle"))),
    )
    return Drawing(width, 40, shapes, "Todo lo que se pinta.")


def colours(widget):
    image = widget.grab().toImage()
    return {QColor(image.pixel(x, y)).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}


def shown(qtbot, draw):
    chart = Chart(draw, "El dinero de cada año")
    qtbot.addWidget(chart)
    chart.resize(700, 400)
    with qtbot.waitExposed(chart):
        chart.show()
    return chart


def test_every_role_has_a_colour():
    for role in ROLES:
        assert role_color(role).isValid()


def test_bars_are_painted_in_their_colours(qtbot):
    chart = shown(qtbot, flow)
    assert {role_color("gain").name(), role_color("loss").name()} <= colours(chart)


def test_every_shape_is_painted(qtbot):
    assert role_color("call").name() in colours(shown(qtbot, everything))


def test_it_is_told_in_words(qtbot):
    chart = shown(qtbot, flow)
    assert chart.canvas.accessibleName() == "El dinero de cada año"
    assert "Año 0: -100,000 soles." in chart.canvas.accessibleDescription()
    assert chart.told.isHidden()
    chart.in_words.click()
    assert "Año 3: 60,000 soles." in chart.told.text()
    assert not chart.told.isHidden()


def test_it_grows_with_a_key(qtbot):
    chart = shown(qtbot, flow)
    before = chart.canvas.width()
    qtbot.keyClick(chart.canvas, Qt.Key.Key_Plus)
    assert chart.canvas.width() > before
    qtbot.keyClick(chart.canvas, Qt.Key.Key_Minus)
    assert chart.canvas.width() == before


def test_its_ground_is_the_palettes(qtbot):
    assert tokens().paper in colours(shown(qtbot, flow))
