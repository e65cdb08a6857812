"""The board: one column for each office that holds open purchases, with who waits, since when and how urgently.

Arrows go up and down the cards and from office to office; Enter opens the purchase. Passing the file and saying that
it arrived are one key each. Nothing is dragged: what moves a purchase is a record with its date and number.
"""

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ayni.domain.fields import Choice, Date, Field, Text
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cardlist import CardList, CardModel
from ayni.qt.kit.cards import EmptyState, Page, button, empty_layout, words
from ayni.qt.kit.editors import ClosedList
from ayni.qt.kit.form import Form
from ayni.qt.kit.formdialog import FormDialog
from ayni.qt.kit.keys import announce, on_key
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.trouble import tell
from ayni.qt.screens.pages import NOTHING_FOUND, FilterBox
from ayni.qt.shell import Screen, Shell
from ayni.workspace.law import purchase_law
from ayni.workspace.tablero import NOBODY, Oficina, Wanted

WIDE = 37  # letters of a column
EVERYBODY = "*"


def handing_fields(holder: str) -> tuple[Field, ...]:
    """What a hand-over says: the day, the office, the person and the number of the register. All of it is required."""
    law = purchase_law()
    offices = tuple((code, law.label(code)) for code in law.offices if code in law.inside and code != holder)
    return (
        Field("oficina_siguiente", N_("A qué oficina pasa"), Choice(offices), required=True),
        Field("recibe", N_("Quién la recibe"), Text(160), required=True, choices="personas"),
        Field("registro", N_("Número de registro del expediente"), Text(60), required=True, example="2026-00118"),
        Field("fecha", N_("Qué día pasó"), Date(month_allowed=False, future_allowed=False), required=True),
        Field("documento", N_("Documento con que pasó"), Text(160), example=N_("Memorando 45-2026")),
    )


def told_card(row: dict[str, Any], office: str) -> dict[str, Any]:
    """What a card says: lines, the word of its alert and its tone; the shape repeats the word."""
    law = purchase_law()
    planned = str(Sentence(N_("{days} días de {planned}"), days=row["dias"], planned=row["plazo"]))
    days = planned if row["plazo"] else str(Sentence(N_("{days} días"), days=row["dias"]))
    since = str(Sentence(N_("Aquí desde el {date}"), date=day(row["desde"]))) if row["desde"] else ""
    level = {"r": (_("Urgente"), "problem"), "a": (_("Pronto"), "attention")}.get(row["nivel"], ("", ""))
    if row["recibe"] == office != row["oficina"]:
        level, sender = (_("Por recibir"), "accent"), Sentence(law.label(row["oficina"]))
        since = str(Sentence(N_("De {office}, el {date}"), office=sender, date=day(row["traspaso"])))
    elif row["recibe"]:
        receiver = Sentence(law.label(row["recibe"]))
        since = str(Sentence(N_("Pasó a {office}, sin acuse"), office=receiver))
    return {
        "id": row["compra"],
        "title": str(row["nombre"]),
        "lines": (str(row["aeo_nombre"] or "—"), _(law.label(row["estado"]))),
        "count": days,
        "foot": since,
        "person": str(row["responsable"] or _("Sin persona a cargo")),
        "level": level[0],
        "tone": level[1],
    }


class OfficeColumn(QWidget):
    """An office: its name, how much it holds, and its cards."""

    def __init__(self, screen: "TableroScreen", office: Oficina) -> None:
        super().__init__()
        self.office = office.office
        door = screen.shell.door
        self.setFixedWidth(column_width(WIDE, self))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        name = _(purchase_law().label(office.office))
        column.addWidget(words(name, "heading"))
        self.summary = words("", "hint")
        self.summary.setObjectName(f"resumen.{office.office}")
        column.addWidget(self.summary)

        def fetch(offset: int, limit: int) -> list[dict[str, Any]]:
            return [told_card(row, self.office) for row in door.board_of(self.office, offset, limit, screen.wanted())]

        self.model = CardModel(fetch, lambda: self._count, self)
        self._count = 0
        self.cards = CardList(self.model, name)
        self.cards.setObjectName(f"oficina.{office.office}")
        self.cards.opened.connect(lambda record: screen.shell.go("compra", record))
        self.cards.stepped.connect(lambda step: screen.step(self, step))
        self.cards.chosen.connect(screen.note_chosen)
        column.addWidget(self.cards, 1)
        self.say(office)

    def say(self, office: Oficina) -> None:
        """Other counts."""
        counts = (
            (N_("Compras: {count}"), office.compras),
            (N_("▲ Urgentes: {count}"), office.red),
            (N_("◆ Pronto: {count}"), office.amber),
            (N_("● Por recibir: {count}"), office.coming),
        )
        said = "   ".join(str(Sentence(each, count=count)) for each, count in counts if count)
        oldest = str(Sentence(N_("La más antigua, desde el {date}"), date=day(office.since))) if office.since else ""
        self.summary.setText(f"{said}\n{oldest}")
        self.cards.setAccessibleDescription(self.summary.text())
        self._count = office.compras + office.coming
        self.model.refresh()


class Board(QScrollArea):
    """The columns beside each other; it scrolls sideways, each column by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self.line = QHBoxLayout(inside)
        self.line.setContentsMargins(0, 0, 0, space(1))
        self.line.setSpacing(space(4))
        self.setWidget(inside)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(space(72))

    def minimumSizeHint(self) -> QSize:
        return QSize(space(60), space(72))


class TableroScreen(Page):
    """Who has each purchase and since when, office by office. `record` is the person whose purchases are wanted."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Quién tiene las compras"), letters=0)
        self.shell = shell
        self.columns: list[OfficeColumn] = []
        self.column.setSpacing(space(3))
        self.pass_button = button(_("Pasar a otra oficina"), self.hand, drawn="adelante", keys="F7")
        self.pass_button.setObjectName("pasar")
        self.receive_button = button(_("Recibí"), self.receive, drawn="listo", keys="F8")
        self.receive_button.setObjectName("recibi")
        self.leave_button = button(
            _("Entregar el cargo"), lambda: shell.go("entrega-cargo"), role="quiet", drawn="persona", keys="F9"
        )
        self.leave_button.setObjectName("entregar_cargo")
        for made in (self.receive_button, self.pass_button, self.leave_button):
            self.tools.addWidget(made)

        bar = QHBoxLayout()
        bar.setSpacing(space(3))
        self.filter = FilterBox()
        self.filter.setObjectName("filter")
        self.filter.setAccessibleName(_("Buscar por compra u organización"))
        self.filter.setPlaceholderText(_("Buscar por compra u organización"))
        self.filter.setToolTip("Ctrl+L")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(column_width(44))
        bar.addWidget(self.filter, 3)
        self.person = ClosedList(self._people())
        self.person.removeItem(0)
        self.person.setObjectName("persona")
        self.person.setAccessibleName(_("De qué persona"))
        self.person.setToolTip("Ctrl+P")
        self.person.set_answer(record or EVERYBODY)
        bar.addWidget(self.person, 2)
        bar.addStretch(1)
        self.column.addLayout(bar)
        self.note = words("", "attention")
        self.note.setObjectName("al_dia")
        self.column.addWidget(self.note)
        self.board = Board()
        self.column.addWidget(self.board, 1)
        self.empty = EmptyState(
            _("Ninguna oficina tiene compras por ahora."),
            _("Ver las compras"),
            lambda: shell.go("compras"),
            drawn="compras",
        )
        self.column.addWidget(self.empty, 1)
        self.filter.textChanged.connect(self.refresh)
        self.filter.down.connect(self.start)
        self.person.edited.connect(self.refresh)
        on_key(self, "Ctrl+L", self._to_filter)
        on_key(self, "Ctrl+P", self.person.setFocus)
        self.refresh()

    def _people(self) -> list[tuple[str, str]]:
        door = self.shell.door
        me = str((door.person or {}).get("nombre") or "")
        names = [(EVERYBODY, _("Todas las personas"))]
        if me:
            names.append((me, _("Mis compras")))
        names += [(name, name) for name in door.responsables() if name != me]
        return [*names, (NOBODY, _("Sin persona a cargo"))]

    def wanted(self) -> Wanted:
        """What the box and the list of people narrow the board to."""
        person = self.person.answer()
        return Wanted(self.filter.text(), "" if person == EVERYBODY else person)

    # drawing

    def refresh(self) -> None:
        """Ask the door again; the card chosen stays chosen."""
        offices = self.shell.door.board(self.wanted())
        here, record = self._here(), self.current()
        focused = here is not None and here.cards.hasFocus()
        if [office.office for office in offices] == [column.office for column in self.columns]:
            for column, office in zip(self.columns, offices, strict=True):
                column.say(office)
        else:
            empty_layout(self.board.line)
            self.columns = [OfficeColumn(self, office) for office in offices]
            for column in self.columns:
                self.board.line.addWidget(column)
            self.board.line.addStretch(1)
        self.board.setVisible(bool(offices))
        self.empty.setVisible(not offices)
        asked = bool(self.filter.text().strip()) or self.person.answer() != EVERYBODY
        said = _(NOTHING_FOUND) if asked else _("Ninguna oficina tiene compras por ahora.")
        self.empty.sentence.setText(said)
        note = self.shell.door.standing_note()
        self.note.setText(str(note or ""))
        self.note.setVisible(note is not None)
        self._chosen = here.office if here is not None else ""
        if record:
            for column in sorted(self.columns, key=lambda column: column.office != self._chosen):
                if column.cards.choose(record):
                    self._chosen = column.office
                    if focused:
                        column.cards.setFocus()
                    break
        self.note_chosen("")

    def _here(self) -> OfficeColumn | None:
        """The office whose card is chosen."""
        focused = next((column for column in self.columns if column.cards.hasFocus()), None)
        named = next((column for column in self.columns if column.office == getattr(self, "_chosen", "")), None)
        return focused or named

    def note_chosen(self, _record: str) -> None:
        """The buttons are for the card chosen."""
        here = self._here()
        if here is not None:
            self._chosen = here.office
        chosen = bool(self.current())
        self.pass_button.setEnabled(chosen)
        self.receive_button.setEnabled(chosen)

    def current(self) -> str:
        """The purchase of the card chosen, or ""."""
        here = self._here()
        return here.cards.current() if here is not None else ""

    # moving

    def step(self, column: OfficeColumn, step: int) -> None:
        """To the office beside; its card at the same height."""
        place = self.columns.index(column) + step
        if 0 <= place < len(self.columns):
            other = self.columns[place]
            other.cards.take(column.cards.currentIndex().row())
            self._chosen = other.office
            self.board.ensureWidgetVisible(other, space(4), 0)
            self.note_chosen("")

    def _to_filter(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def start(self) -> None:
        """The first card of the most urgent office."""
        if self.columns:
            self.columns[0].cards.take(0)
            self._chosen = self.columns[0].office
            self.note_chosen("")
        elif self.empty.action is not None:
            self.empty.action.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down from a box goes into the cards."""
        if event.key() == Qt.Key.Key_Down and self.columns and self._here() is None:
            self.start()
            return
        super().keyPressEvent(event)

    # acts

    def hand(self) -> None:
        """Pass the file of the card chosen to another office."""
        record = self.current()
        if not record:
            tell(self.shell.window, _("Elija primero una compra."), _("Muévase con las flechas."))
            return
        door = self.shell.door
        compra, holder = door.compra(record), door.purchase(record).holder
        said = N_("{name}. La tiene {office}, que la pasa con su número de registro.")
        hint = str(Sentence(said, name=compra["nombre"], office=Sentence(purchase_law().label(holder))))

        def save(answers: dict[str, str], form: Form) -> bool:
            done = self.shell.attempt(lambda: door.hand_file(record, answers), form)
            if done:
                self.shell.say(_("Traspaso registrado. Falta que la otra oficina diga que recibió."))
            return done

        self.dialog = FormDialog(
            self,
            _("Pasar a otra oficina"),
            handing_fields(holder),
            self.shell.options,
            save=save,
            values={"fecha": door.today().isoformat()},
            hint=hint,
            verb=_("Registrar el traspaso"),
        )
        self.dialog.open()

    def receive(self) -> None:
        """The office that was handed the file says that it has it."""
        record = self.current()
        if record and self.shell.attempt(lambda: self.shell.door.receive_file(record)):
            said = _("Recibido: desde hoy los días cuentan para esta oficina.")
            self.shell.say(said)
            announce(self, said)

    # the window

    def unsaved(self) -> dict[str, str]:
        """What a change of language must not lose."""
        return {"filter": self.filter.text(), "person": self.person.answer()}

    def resume(self, answers: dict[str, str]) -> None:
        """Give it back."""
        self.person.set_answer(answers.get("person") or EVERYBODY)
        self.filter.setText(answers.get("filter", ""))
        self.refresh()

    def hear(self, tables: frozenset[str]) -> None:
        """Something that the board shows was written."""
        if tables & {"compra", "evento", "estado_compra", "aeo", "oficina"}:
            self.refresh()


SCREENS = {"tablero": Screen(TableroScreen, rail="compras")}
