"""The small parts a page is made of: words in their roles, buttons, cards, a page that scrolls.

page = Page(title=_("Organizaciones"))
page.column.addWidget(words(_("Todavía no hay ninguna."), "hint"))
page.column.addWidget(button(_("Registrar organización"), self.register, role="primary"))
"""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ayni.qt.kit.icons import icon
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.wrap import Wrap

COLUMN = 88  # letters of a page's widest column of words and boxes


def words(text: str, role: str = "", parent: QWidget | None = None) -> QLabel:
    """A text that wraps. Roles: title, heading, label, hint, small, problem, good, attention, figure."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    if role in {"hint", "problem", ""}:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label


def tag(text: str, tone: str = "", parent: QWidget | None = None) -> QLabel:
    """A state in a word on its own ground. Tones: good, problem, attention, accent; the ground repeats the word."""
    label = QLabel(text, parent)
    label.setProperty("role", "tag")
    label.setProperty("tone", tone)
    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return label


def button(
    text: str, do: Callable[[], object] | None = None, *, role: str = "", drawn: str = "", keys: str = ""
) -> QPushButton:
    """A verb to press. Roles: primary, quiet, link, or plain; `drawn` is an icon's name, `keys` its shortcut."""
    made = QPushButton(text)
    if role:
        made.setProperty("role", role)
    if drawn:
        made.setIcon(icon(drawn, {"primary": "on_accent", "quiet": "accent"}.get(role, "ink")))
        made.setIconSize(QSize(space(4.5), space(4.5)))
    if keys:
        made.setShortcut(keys)
        made.setToolTip(keys)
    made.setAutoDefault(True)  # Enter presses the button that has the focus
    if do is not None:
        made.clicked.connect(lambda _checked=False: do())
    return made


def restyle(widget: QWidget, **properties: object) -> None:
    """Change properties that the style sheet looks at, and have it look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def line(parent: QWidget | None = None) -> QFrame:
    """A thin line between two things."""
    made = QFrame(parent)
    made.setProperty("role", "line")
    return made


def row(*widgets: QWidget | None, gap: float = 2, stretch: bool = True) -> QHBoxLayout | Wrap:
    """Widgets side by side; None is a stretch. Buttons and tags alone go on below where there is no room."""
    if stretch and widgets and all(_stays_whole(widget) for widget in widgets):
        wrap = Wrap(gap=space(gap))
        for widget in widgets:
            if widget is not None:
                wrap.addWidget(widget)
        return wrap
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(space(gap))
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        else:
            layout.addWidget(widget)
    if stretch and None not in widgets:
        layout.addStretch(1)
    return layout


def _stays_whole(widget: QWidget | None) -> bool:
    return isinstance(widget, QPushButton) or (isinstance(widget, QLabel) and not widget.wordWrap())


class Footer(QFrame):
    """The bar below a page where its buttons stand: `Footer(save, later)`, or `Footer(back, None, go)` with a gap."""

    def __init__(self, *widgets: QWidget | None, letters: int = COLUMN, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("footer")
        sides = QHBoxLayout(self)
        sides.setContentsMargins(space(8), space(3), space(8), space(3))
        inside = QWidget()
        if letters:
            inside.setMaximumWidth(column_width(letters) - space(16))
        line = QHBoxLayout(inside)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(space(3))
        gap = widgets.index(None) if None in widgets else len(widgets)
        first, last = Wrap(gap=space(3)), Wrap(gap=space(3), at_end=True)
        for place, widget in enumerate(widgets):
            if widget is not None:
                (first if place < gap else last).addWidget(widget)
        line.addLayout(first, 0 if gap < len(widgets) else 1)
        if gap < len(widgets):
            line.addLayout(last, 1)
        sides.addWidget(inside, 100)
        sides.addStretch(1)


class Elided(QLabel):
    """One line that is cut with three points where there is no room; the whole of it stands in its tooltip."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = text
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._cut()

    def clear(self) -> None:
        self.setText("")

    def whole(self) -> str:
        """The text before it was cut."""
        return self._whole

    def _cut(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, max(self.width(), 1))
        super().setText(shown if self.width() > 1 else self._whole)
        self.setToolTip(self._whole if shown != self._whole else "")

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()


class Card(QFrame):
    """A sheet of its own on the page: `card.column.addWidget(…)`. Tones as of `tag`; a word inside says the same."""

    def __init__(self, title: str = "", tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setProperty("tone", tone)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(space(4), space(3), space(4), space(4))
        self.column.setSpacing(space(2))
        self.title = words(title, "heading")
        self.column.addWidget(self.title)
        self.title.setHidden(not title)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def clear(self) -> None:
        """Take out everything but the title."""
        empty_layout(self.column, keep=1)


def empty_layout(layout: QLayout, keep: int = 0) -> None:
    """Take everything after the first `keep` things out of a layout."""
    while layout.count() > keep:
        item = layout.takeAt(keep)
        inner = item.layout() if item is not None else None
        widget = item.widget() if item is not None else None
        if inner is not None:
            empty_layout(inner)
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()


class Scroller(QScrollArea):
    """Scrolls up and down only; what is inside is never wider than the window."""

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)
        self.verticalScrollBar().setSingleStep(space(6))

    def minimumSizeHint(self) -> QSize:
        inside = self.widget()
        wide = inside.minimumSizeHint().width() if inside is not None else 0
        return QSize(min(wide + space(4), space(120)), space(30))


class Sheet(QWidget):
    """As tall as its words need at this width, not at the narrowest one: no empty end to scroll to."""

    def minimumSizeHint(self) -> QSize:
        least, layout, view = super().minimumSizeHint(), self.layout(), self.parentWidget()
        if layout is None or view is None or not layout.hasHeightForWidth():
            return least
        return QSize(least.width(), layout.minimumHeightForWidth(max(view.width(), least.width())))


class Page(QWidget):
    """A screen that scrolls: a title, a row for its buttons, a column of at most `COLUMN` letters (0: the whole width).

    page.tools.addWidget(button(...))   # right of the title
    page.column.addWidget(...)            # below
    """

    def __init__(
        self, title: str = "", *, hint: str = "", letters: int = COLUMN, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        inside = Sheet()
        sides = QHBoxLayout(inside)
        sides.setContentsMargins(space(8), space(6), space(8), space(8))
        self.body = QWidget()
        if letters:
            self.body.setMaximumWidth(column_width(letters))
        sides.addWidget(self.body, 100)
        sides.addStretch(1)
        self.column = QVBoxLayout(self.body)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(space(4))
        self.tools = Wrap(gap=space(2), at_end=True)
        self.heading = words(title, "title")
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(space(4))
        self._top.addWidget(self.heading, 1)
        self._top.addLayout(self.tools)
        self.column.addLayout(self._top)
        self.heading.setHidden(not title)  # after it has its place: a widget without a parent would open as a window
        self.hint = words(hint, "hint")
        self.column.addWidget(self.hint)
        self.hint.setHidden(not hint)
        self.scroller = Scroller(inside, self)
        outer.addWidget(self.scroller)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the page's buttons stand below its title."""
        wide = event.size().width() >= column_width(84, self)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._top.direction() != way:
            self._top.setDirection(way)
            self.tools.set_at_end(wide)
        super().resizeEvent(event)

    def end(self) -> None:
        """Push everything up: call it after the last widget."""
        self.column.addStretch(1)


class SideBySide(QWidget):
    """Two parts beside each other, or one below the other when there is no room (`letters` of width).

    `shares` is how the width is divided.
    """

    def __init__(
        self,
        main: QWidget,
        aside: QWidget,
        *,
        letters: int = 110,
        shares: tuple[int, int] = (3, 2),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._letters = letters
        self._parts = (main, aside)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(space(6))
        for part, share in zip(self._parts, shares, strict=True):
            self._layout.addWidget(part, share, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        widest = max(part.minimumSizeHint().width() for part in self._parts)
        return QSize(widest, self._layout.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = event.size().width() >= column_width(self._letters, self)
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._layout.direction() != direction:
            self._layout.setDirection(direction)
            self._layout.setSpacing(space(6 if wide else 5))
        super().resizeEvent(event)


class EmptyState(QWidget):
    """What a list shows while it is empty: a sentence that says what to do, and one button that does it."""

    def __init__(
        self,
        sentence: str,
        verb: str = "",
        do: Callable[[], object] | None = None,
        *,
        drawn: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(6), space(8), space(6), space(8))
        layout.setSpacing(space(4))
        layout.addStretch(1)
        picture = icon(drawn, "muted") if drawn else None
        if picture is not None and not picture.isNull():
            image = QLabel()
            image.setPixmap(picture.pixmap(QSize(space(12), space(12)), self.devicePixelRatio()))
            image.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(image)
        self.sentence = words(sentence, "hint")
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.sentence)
        self.action: QPushButton | None = None
        if verb and do is not None:
            self.action = button(verb, do, role="primary")
            layout.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
