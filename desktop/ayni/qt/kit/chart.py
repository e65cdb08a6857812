"""Paints a drawing of `ayni.domain.drawing` on the screen, in the palette's colours, with the same told in words.

    chart = Chart(lambda width, measure: timeline(purchase, width, language=language(), measure=measure), title=_("…"))
    chart.redraw()                # after the data changed

The drawing is made again for each width, so that its words keep their size. It can be made larger; what does not fit
then scrolls. Its words stand beside it for whoever does not see it. A small one beside other things may be narrower
(`least`) and go without its buttons (`plain`): the keys + and - still work, and its words are still read.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from ayni.domain.drawing import CIRCLE, CROSS, DIAMOND, END, MIDDLE, Drawing, Line, Mark, Measure, Rect, Shape, Text
from ayni.lang import _
from ayni.qt.kit.cards import button, row, words
from ayni.qt.kit.palette import CONTRAST, color, space, tokens

LARGER, SMALLER = 1.25, 0.8
LEAST, MOST = 0.6, 4.0
LEAST_WIDTH = 320.0  # units of a drawing: narrower than that it scrolls

# A role's colour on a light ground; what stands for something is told from the ground by 3 to 1.
COLORS = {
    "preparation": "#77868a",
    "call": "#2b7a80",
    "failed": "#b2452a",
    "contract": "#a1741a",
    "execution": "#5b8440",
    "closing": "#1f5a37",
    "planned": "#8a8172",
    "gain": "#0f5257",
    "loss": "#b2452a",
    "today": "#9f3518",
}
TOKENS = {"ink": "ink", "muted": "muted", "grid": "line", "paper": "surface", "lane": "hover"}

Draw = Callable[[float, Measure], Drawing]


def role_color(role: str) -> QColor:
    """The colour of a drawing's role in the palette in use."""
    if role in TOKENS:
        return color(TOKENS[role])
    made = QColor(COLORS.get(role, tokens().ink))
    return made.darker(150) if tokens() is CONTRAST else made


def _font(size: float, *, bold: bool = False, italic: bool = False) -> QFont:
    """The application's font, its size in the drawing's own units."""
    font = QFont(QApplication.font())
    font.setPixelSize(max(1, round(size * 10)))
    font.setBold(bold)
    font.setItalic(italic)
    return font


def measured(text: str, size: float, bold: bool = False) -> float:
    """Width of words in the drawing's units, in the font of the screen."""
    return QFontMetricsF(_font(size, bold=bold)).horizontalAdvance(text) / 10


def paint(painter: QPainter, drawing: Drawing) -> None:
    """Paint a drawing in its own units; the painter is already scaled."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape in drawing.shapes:
        _paint(painter, shape)


def _paint(painter: QPainter, shape: Shape) -> None:
    ink = role_color(shape.role)
    if isinstance(shape, Rect):
        box = QRectF(shape.x, shape.y, shape.width, shape.height)
        if shape.hatch:
            painter.fillRect(box, color("surface"))
            painter.save()
            painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
            painter.setPen(QPen(ink, 1.0))
            step = 3.0
            start = shape.x - shape.height
            while start < shape.x + shape.width:
                painter.drawLine(QLineF(start, shape.y + shape.height, start + shape.height, shape.y))
                start += step
            painter.restore()
            painter.setPen(QPen(ink, 0.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
        else:
            painter.fillRect(box, ink)
    elif isinstance(shape, Line):
        pen = QPen(ink, shape.weight)
        if shape.dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(QLineF(shape.x1, shape.y1, shape.x2, shape.y2))
    elif isinstance(shape, Text):
        painter.setPen(ink)
        painter.setFont(_font(shape.size, bold=shape.bold, italic=shape.italic))
        wide = measured(shape.words, shape.size, shape.bold)
        back = {MIDDLE: wide / 2, END: wide}.get(shape.anchor, 0.0)
        painter.save()
        painter.translate(shape.x - back, shape.y)
        painter.scale(0.1, 0.1)
        painter.drawText(QPointF(0, 0), shape.words)
        painter.restore()
    else:
        _paint_mark(painter, shape, ink)


def _paint_mark(painter: QPainter, mark: Mark, ink: QColor) -> None:
    half = mark.size / 2
    painter.setPen(QPen(ink, 1.2))
    painter.setBrush(QBrush(ink))
    if mark.shape == CIRCLE:
        painter.drawEllipse(QPointF(mark.x, mark.y), half, half)
    elif mark.shape == CROSS:
        painter.drawLine(QLineF(mark.x - half, mark.y - half, mark.x + half, mark.y + half))
        painter.drawLine(QLineF(mark.x - half, mark.y + half, mark.x + half, mark.y - half))
    else:
        points = (
            [(0, -half), (half, 0), (0, half), (-half, 0)]
            if mark.shape == DIAMOND
            else [(-half, -half), (half, -half), (0, half)]
        )
        painter.drawPolygon(QPolygonF([QPointF(mark.x + x, mark.y + y) for x, y in points]))


class Canvas(QWidget):
    """The painted part. It takes the focus, so that a screen reader can be led to its words."""

    def __init__(self, draw: Draw, title: str, parent: QWidget | None = None, *, least: float = LEAST_WIDTH) -> None:
        super().__init__(parent)
        self._draw = draw
        self._title = title
        self._least = least
        self.zoom = 1.0
        self.drawing = draw(400.0, measured)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)

    def _scale(self) -> float:
        """Pixels of a unit of the drawing: its eight points are as large as the text around it."""
        return self.fontMetrics().height() / 10.5 * self.zoom

    def fit(self, width: int) -> None:
        """Draw again for a width of the window; larger than that when it is zoomed."""
        units = max(width / (self._scale() / self.zoom), self._least)
        self.drawing = self._draw(units - 2, measured)
        self.setAccessibleDescription(self.drawing.alternative)
        size = QSize(round(units * self._scale()), round((self.drawing.height + 4) * self._scale()))
        self.setMinimumSize(size)
        self.resize(size)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.save()
        painter.scale(self._scale(), self._scale())
        painter.translate(1, 2)
        paint(painter, self.drawing)
        painter.restore()
        if self.hasFocus():
            painter.setPen(QPen(color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()


class Chart(QWidget):
    """A drawing that scrolls and grows, and the same in words."""

    def __init__(
        self,
        draw: Draw,
        title: str,
        parent: QWidget | None = None,
        *,
        least: float = LEAST_WIDTH,
        plain: bool = False,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        self.canvas = Canvas(draw, title, least=least)
        self._area = QScrollArea()
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self.canvas)
        self._area.viewport().setAutoFillBackground(False)  # the ground is the card's or the page's
        self.canvas.setAutoFillBackground(False)
        column.addWidget(self._area)
        self.told = words("", "hint")
        self.told.hide()
        self.larger = button(_("Acercar"), lambda: self.zoom_by(LARGER), role="quiet")
        self.smaller = button(_("Alejar"), lambda: self.zoom_by(SMALLER), role="quiet")
        self.in_words = button(_("Leer en palabras"), self._tell, role="quiet", drawn="ver")
        column.addLayout(row(self.larger, self.smaller, self.in_words))
        for made in (self.larger, self.smaller, self.in_words):
            made.setHidden(plain)
        column.addWidget(self.told)
        self.setFocusProxy(self.canvas)

    def _tell(self) -> None:
        self.told.setText(self.canvas.drawing.alternative)
        self.told.setVisible(self.told.isHidden())

    def zoom_by(self, factor: float) -> None:
        """Larger or smaller."""
        self.canvas.zoom = max(LEAST, min(MOST, self.canvas.zoom * factor))
        self.redraw()

    def redraw(self) -> None:
        """Make the drawing again, for new data or a new width."""
        room = self._area.width()
        self.canvas.fit(room)
        bar = self._area.horizontalScrollBar()
        self._area.setFixedHeight(self.canvas.height() + (bar.sizeHint().height() if self.canvas.width() > room else 0))
        self.told.setText(self.canvas.drawing.alternative)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.redraw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in {"+", "-"}:
            self.zoom_by(LARGER if event.text() == "+" else SMALLER)
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.redraw()
