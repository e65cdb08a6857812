"""The lock: nothing of the data is seen until somebody shows who they are, by a passphrase or by PIN and pictures.

Everything can be typed: arrows choose the person, digits are the PIN, arrows and the space bar choose the pictures.
"""

from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QToolButton, QVBoxLayout, QWidget

from ayni.domain.fields import Field
from ayni.domain.funcion import DIRIGE
from ayni.domain.persona import GRID, PICTURES, PIN_MOST, initials
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import Card, Page, SideBySide, button, empty_layout, row, words
from ayni.qt.kit.editors import Secret
from ayni.qt.kit.form import Form
from ayni.qt.kit.icons import icon
from ayni.qt.kit.keys import announce
from ayni.qt.kit.palette import space, tokens
from ayni.qt.kit.wrap import Wrap
from ayni.qt.options import DoorOptions
from ayni.workspace import Refused

BESIDE = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
ABOVE = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
OWN = Field("passphrase", N_("Su clave"), Secret(200), required=True)
FOLDERS = Field(
    "passphrase",
    N_("Clave de la carpeta"),
    Secret(200),
    required=True,
    help=N_("Usted no tiene todavía una clave propia: entre con la clave con que se abre Ayni."),
)
PIN = Field("pin", N_("Su PIN"), Secret(PIN_MOST), required=True)


def badge(name: str, side: int, ratio: float = 1.0) -> QPixmap:
    """A round with the two letters by which a person finds themself."""
    made = QPixmap(QSize(int(side * ratio), int(side * ratio)))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens().accent))
    area = QRectF(0, 0, side, side)
    painter.drawEllipse(area)
    font = QFont(painter.font())
    font.setPixelSize(max(8, int(side * 0.4)))
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(tokens().on_accent))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, initials(name))
    painter.end()
    return made


class Pictures(QWidget):
    """Pictures to choose three of, in order. Arrows move, the space bar chooses, Backspace takes the last one back.

    What was chosen is only counted, so that nobody reads it over a shoulder; `shown` says it, while one makes it up.
    """

    chosen = Signal()
    complete = Signal()

    def __init__(self, *, shown: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pictures")
        self._shown = shown
        self.answer: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        self.told = words("", "label")
        self.again = button(_("Empezar otra vez"), self.clear, role="quiet")
        self.again.setObjectName("figuras_otra_vez")
        grid = Wrap(gap=space(2))
        self.buttons: list[QToolButton] = []
        for code, label in GRID:
            made = QToolButton()
            made.setProperty("role", "picture")
            made.setObjectName(f"figura.{code}")
            made.setIcon(icon(code))
            made.setIconSize(QSize(space(8), space(8)))
            made.setText(_(label))
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            made.setAccessibleName(_(label))
            made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            made.clicked.connect(lambda _checked=False, one=code: self.choose(one))
            made.installEventFilter(self)
            grid.addWidget(made)
            self.buttons.append(made)
        widest = max(made.sizeHint().width() for made in self.buttons)
        for made in self.buttons:
            made.setFixedSize(QSize(widest + space(2), made.sizeHint().height() + space(2)))
        self.buttons[0].setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # one stop for Tab; the arrows do the rest
        column.addLayout(grid)
        column.addWidget(self.told)
        column.addLayout(row(self.again))
        self._tell()

    def eventFilter(self, watched: Any, event: Any) -> bool:
        """The keys of the grid."""
        if event.type() != event.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        place = self.buttons.index(watched)
        if event.key() in BESIDE:
            self._move(place + BESIDE[Qt.Key(event.key())])
            return True
        if event.key() in ABOVE:
            self._move(self._across(watched, ABOVE[Qt.Key(event.key())]))
            return True
        if event.key() == Qt.Key.Key_Backspace:
            self.take_back()
            return True
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            watched.click()
            return True
        return False

    def _across(self, made: QToolButton, way: int) -> int:
        """The picture of the next row (`way` 1) or of the one before that stands nearest; -1 when there is none."""
        rows = sorted({each.y() for each in self.buttons})
        wanted = rows.index(made.y()) + way
        if not 0 <= wanted < len(rows):
            return -1
        able = [number for number, each in enumerate(self.buttons) if each.y() == rows[wanted]]
        return min(able, key=lambda number: abs(self.buttons[number].x() - made.x()))

    def _move(self, place: int) -> None:
        if not 0 <= place < len(self.buttons):
            return
        for number, made in enumerate(self.buttons):
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if number == place else Qt.FocusPolicy.ClickFocus)
        self.buttons[place].setFocus(Qt.FocusReason.TabFocusReason)

    def choose(self, code: str) -> None:
        """One more; what comes after the third is not counted."""
        if len(self.answer) < PICTURES:
            self.answer.append(code)
            self._tell()
            self.chosen.emit()
            if len(self.answer) == PICTURES:
                self.complete.emit()

    def take_back(self) -> None:
        """The last one was not meant."""
        if self.answer:
            self.answer.pop()
            self._tell()
            self.chosen.emit()

    def clear(self) -> None:
        """Begin again."""
        self.answer.clear()
        self._tell()
        self.chosen.emit()

    def _tell(self) -> None:
        count = Sentence(N_("Figuras elegidas: {count} de {all}"), count=len(self.answer), all=PICTURES)
        labels = dict(GRID)
        names = ", ".join(_(labels[code]) for code in self.answer)
        self.told.setText(f"{count}: {names}" if self._shown and names else str(count))
        self.again.setEnabled(bool(self.answer))
        announce(self.told, str(count))


class Candado(QWidget):
    """In the place of the window. `entered` when somebody showed who they are, `closed` when it is to be closed."""

    entered = Signal()
    closed = Signal()
    ended = Signal()  # the person closed the window

    def __init__(self, door: Any, person: str = "") -> None:
        super().__init__()
        self.door = door
        self.setWindowTitle("Ayni")
        self.setWindowIcon(icon("ayni", "accent"))
        self.setObjectName("candado")
        self._with_passphrase = False
        self._gone = False
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        hint = _("Ayni está con candado. Lo que estaba escrito se guardó.")
        self.page = Page(_("¿Quién trabaja ahora?"), hint=hint, letters=0)
        whole.addWidget(self.page)
        self._people = door.people()
        now = person or str((door.person or {}).get("id") or "")
        self.person = next((each for each in self._people if each["id"] == now), self._people[0])
        who = Card("")
        self._group = QButtonGroup(self)
        for each in self._people:
            choice = QRadioButton(str(each["nombre"]))
            choice.setProperty("role", "card")
            choice.setObjectName(f"persona.{each['nombre']}")
            choice.setIcon(QIcon(badge(str(each["nombre"]), int(space(8)), self.devicePixelRatioF())))
            choice.setIconSize(QSize(space(8), space(8)))
            choice.setChecked(each["id"] == self.person["id"])
            choice.toggled.connect(lambda on, one=each: self._choose(one, on=on))
            self._group.addButton(choice)
            who.column.addWidget(choice)
        way = Card("")
        self._ways = way.column
        self.page.column.addWidget(SideBySide(who, way, letters=104, shares=(4, 7)))
        self.page.end()
        self._draw()

    def _choose(self, person: dict[str, Any], *, on: bool) -> None:
        if on:
            self.person, self._with_passphrase = person, False
            self._draw()

    def _by_pin(self) -> bool:
        record = self.person["id"]
        return not self._with_passphrase and self.door.has_pin(record) and self.door.tries_left(record) > 0

    def _draw(self) -> None:
        """The way in of the person chosen."""
        empty_layout(self._ways, keep=1)
        record, by_pin = self.person["id"], self._by_pin()
        own = self.door.has_password(record)
        self.form = Form([PIN if by_pin else OWN if own else FOLDERS], DoorOptions(self.door), enter_continues=True)
        self._ways.addWidget(self.form)
        self.pictures: Pictures | None = None
        self.enter_button = button(_("Entrar"), self.enter, role="primary")
        self.enter_button.setObjectName("entrar")
        if by_pin:
            self.pictures = Pictures()
            self.pictures.complete.connect(lambda: self.enter_button.setFocus(Qt.FocusReason.TabFocusReason))
            self._ways.addWidget(words(_("Y sus tres figuras, en orden"), "label"))
            self._ways.addWidget(self.pictures)
            self.form.submitted.connect(lambda: self.pictures and self.pictures.buttons[0].setFocus())
        else:
            self.form.submitted.connect(self.enter)
        tools: list[QWidget] = [self.enter_button]
        if self.door.has_pin(record):
            if by_pin:
                other = button(_("Usar la clave"), self._use_passphrase, role="quiet")
                other.setObjectName("usar_clave")
                tools.append(other)
            elif self.door.tries_left(record):
                other = button(_("Usar el PIN y las figuras"), self._use_pin, role="quiet")
                other.setObjectName("usar_pin")
                tools.append(other)
            else:
                said = _("Ya no quedan intentos con el PIN. Entre con su clave.")
                self._ways.insertWidget(1, words(said, "attention"))
        leave = button(_("Cerrar esta municipalidad"), self.closed.emit, role="quiet")
        leave.setObjectName("cerrar")
        tools.append(leave)
        self._ways.addLayout(row(*tools))
        self._ways.addWidget(words(self._forgot(), "hint"))

    def _forgot(self) -> str:
        names = ", ".join(name for name in self.door.role_holders(DIRIGE) if name != self.person["nombre"])
        sheet = _("¿Olvidó la clave? Cierre esta municipalidad y ábrala con la hoja de recuperación.")
        if not names:
            return sheet
        said = N_("¿Olvidó la clave? Le da una nueva quien dirige: {names}. También sirve la hoja de recuperación.")
        return str(Sentence(said, names=names))

    def _use_passphrase(self) -> None:
        self._with_passphrase = True
        self._draw()
        self.start()

    def _use_pin(self) -> None:
        self._with_passphrase = False
        self._draw()
        self.start()

    def start(self) -> None:
        """The first box."""
        self.form.focus_first()

    def enter(self) -> None:
        """Show who one is; what is refused is said at its box, and the pictures begin again."""
        if not self.form.check():
            return
        answers, record = self.form.answers(), self.person["id"]
        try:
            if self.pictures is not None:
                self.door.enter_with_pin(record, answers["pin"], self.pictures.answer)
            else:
                self.door.enter(record, answers["passphrase"])
        except Refused as refused:
            self._refused(refused)
            return
        self._gone = True
        self.entered.emit()

    def _refused(self, refused: Refused) -> None:
        if self.pictures is not None and not self.door.tries_left(self.person["id"]):
            self._draw()
            self.start()
            return
        self.form.fill({})
        if self.pictures is not None:
            self.pictures.clear()
        self.form.show_problems(refused.problems)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nothing leaves the lock by Escape."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)

    def closeEvent(self, event: Any) -> None:
        """The program ends under the lock as it would without."""
        super().closeEvent(event)
        if not self._gone:
            self._gone = True
            self.ended.emit()

    def minimumSizeHint(self) -> QSize:
        return QSize(space(120), space(80))
