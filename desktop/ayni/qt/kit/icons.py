"""Icons by name, drawn from `resources/icons/*.svg` in the colour of a role. They always stand beside a word.

button.setIcon(icon("planes"))
"""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ayni.paths import resource
from ayni.qt.kit.palette import tokens


def icon(name: str, role: str = "ink") -> QIcon:
    """The icon of this name in this role's colour; an empty one while nobody has drawn it."""
    return _icon(name, str(getattr(tokens(), role)))


DRAWN_IN = "#1f3b3a"  # the ink of every file in resources/icons


@lru_cache(maxsize=256)
def _icon(name: str, code: str) -> QIcon:
    path = resource(f"icons/{name}.svg")
    made = QIcon()
    if not path.exists():
        return made
    drawing = path.read_text("utf-8").replace(DRAWN_IN, code)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    for side in (16, 20, 24, 32, 48, 64, 96):
        pixmap = QPixmap(QSize(side, side))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        made.addPixmap(pixmap)
    return made
