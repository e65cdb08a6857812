"""The desk of clashes: what people changed without having seen each other, side by side, until it is decided."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QRadioButton

from ayni.domain.change import REMOVAL
from ayni.domain.fields import Field, LongText
from ayni.domain.repetido import CLASES, Repeated
from ayni.lang import N_, Sentence, _, moment
from ayni.qt.kit.cards import COLUMN, Card, EmptyState, Page, button, row, tag, words
from ayni.qt.kit.form import Form
from ayni.qt.kit.keys import EnterMoves, on_key, watch
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.trouble import ask_text
from ayni.qt.screens.intercambio import Columns
from ayni.qt.screens.pages import ListPage
from ayni.qt.shell import Screen, Shell
from ayni.workspace.desacuerdos import REMOVED_OR_KEPT, TABLE_LABELS, ClashView, Side

REASON = Field("reason", N_("Por qué se decide así"), LongText(500), required=True)
OTHER = -1
SHORT = 40  # letters of a value that its button can show
BOTH = -3  # the changes of two authors as one text


def about(view: ClashView) -> str:
    """Which record it is about: its kind and its name."""
    kind = _(TABLE_LABELS.get(view.noun, view.noun))
    return f"{kind}: {view.title}" if view.title else kind


def datum(view: ClashView) -> str:
    """Which datum of it."""
    if view.group == REMOVAL:
        return _(REMOVED_OR_KEPT)
    labels = dict.fromkeys(_(label) for side in view.sides for label, _value in side.shown)
    return ", ".join(labels) or _("Varios datos")


CLASH, CASE, ALSO = "d", "r", "v"  # what a line of the desk is, before its id


class DesacuerdosScreen(ListPage):
    """What waits for a decision: clashes, then records written twice; and lesser changes to be read once."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        empty = EmptyState(
            _("No hay desacuerdos. Cuando dos personas cambien lo mismo, aquí verá los dos valores."),
            _("Ir a Intercambio"),
            lambda: shell.go("intercambio"),
            drawn="choque",
        )
        columns = (
            Column("que", _("Qué hacer"), letters=12),
            Column("sobre", _("Sobre quién"), stretch=True, letters=30),
            Column("dato", _("Qué dato"), letters=38),
            Column("personas", _("Quiénes lo cambiaron"), letters=30),
        )
        self._lines: list[Row] | None = None
        super().__init__(
            _("Mesa de desacuerdos"),
            columns,
            self._fetch,
            lambda text: len(self._fetch(0, 10_000, text)),
            empty=empty,
            look_for=_("Buscar en esta lista"),
            hint=_("Varias personas cambiaron lo mismo sin verse. Nada se perdió: elija el valor que vale."),
        )
        self.seen_button = button(_("Ya lo leí"), self.see, keys="Ctrl+D")
        self.seen_button.setObjectName("visto")
        self.bar.addWidget(self.seen_button)
        self.equal_button = button(_("Unir los iguales"), self.join_equal, drawn="organizaciones", keys="Ctrl+U")
        self.equal_button.setObjectName("unir_iguales")
        self.bar.addWidget(self.equal_button)
        self.listing.opened.connect(self._open)
        on_key(self.listing.table, "Delete", self.see)
        self._show_button()

    def _all(self) -> list[Row]:
        if self._lines is None:
            door = self.shell.door
            self._lines = [
                {
                    "id": f"{CLASH}:{view.id}",
                    "que": _("Decidir"),
                    "sobre": about(view),
                    "dato": datum(view),
                    "personas": ", ".join(dict.fromkeys(side.person for side in view.sides)),
                }
                for view in door.clashes()
            ]
            self._lines += [_case_line(door, case) for case in door.repetidos()]
            self._lines += [
                {
                    "id": f"{ALSO}:{view.id}",
                    "que": _("Leer"),
                    "sobre": about(view),
                    "dato": also(view),
                    "personas": ", ".join(dict.fromkeys(side.person for side in view.sides)),
                }
                for view in door.also_changed()
            ]
        return self._lines

    def _fetch(self, offset: int, limit: int, text: str) -> list[Row]:
        plain = text.strip().casefold()
        found = [one for one in self._all() if plain in f"{one['sobre']} {one['dato']} {one['personas']}".casefold()]
        return found[offset : offset + limit]

    def _open(self, line: str) -> None:
        kind, _colon, record = line.partition(":")
        self.shell.go("repetido" if kind == CASE else "desacuerdo", record)

    def see(self) -> None:
        """The line chosen has been read; only a lesser change goes away by that."""
        chosen = str(self.listing.current() or "")
        kind, _colon, record = chosen.partition(":")
        if kind != ALSO:
            self.shell.say(_("Esto espera su decisión: ábralo con Enter."))
            return
        self.shell.attempt(lambda: self.shell.door.see(record))

    def join_equal(self) -> None:
        """Members that two people registered alike: one reason for all of them."""
        count = len(self.shell.door.equal_cases())
        if not count:
            return
        said = N_("Socios registrados dos veces, con los mismos datos: {count}. Quedará un registro de cada uno.")
        ask_text(
            self,
            str(Sentence(said, count=count)),
            _("Por qué"),
            yes=_("Unir los iguales"),
            no=_("Dejar para después"),
            then=self._join_equal,
        )

    def _join_equal(self, why: str) -> None:
        self.shell.work(self.shell.door.joining_equal(why), _("Unir los iguales"))

    def _show_button(self) -> None:
        self.equal_button.setVisible(bool(self.shell.door.equal_cases()))
        self.seen_button.setVisible(any(line["id"].startswith(ALSO) for line in self._all()))

    def hear(self, tables: frozenset[str]) -> None:
        """Something was decided, read or received."""
        self._lines = None
        self.refresh()
        self._show_button()


def also(view: ClashView) -> str:
    """What is shown of a lesser datum, and what others wrote."""
    shown, *others = (said(view, side) for side in view.sides)
    told = N_("{label}: {value}. También se escribió: {others}")
    return str(Sentence(told, label=datum(view), value=shown, others="; ".join(others)))


def _case_line(door: Any, case: Repeated) -> Row:
    names = [str(each.get("full_name") or each.get("concepto") or each.get("nombre")) for each in case.rows]
    written = [door.history(case.table, str(each["id"])) for each in case.rows]
    return {
        "id": f"{CASE}:{case.id}",
        "que": _("Decidir"),
        "sobre": " / ".join(dict.fromkeys(names)),
        "dato": f"{_(CLASES[case.clase])}: {case.said}",
        "personas": ", ".join(dict.fromkeys(lines[-1].person for lines in written if lines)),
    }


class SideCard(Card):
    """One value: what it says, who wrote it, when and where; chosen with its button."""

    def __init__(self, view: ClashView, side: Side, place: int) -> None:
        super().__init__("")
        text = said(view, side)
        long = max(len(line) for line in text.split("\n")) > SHORT
        self.choice = QRadioButton(_("Vale este texto") if long else text)
        self.choice.setProperty("role", "segment")
        self.choice.setObjectName(f"valor.{place}")
        self.column.addWidget(self.choice)
        if long:  # a button's words do not wrap
            whole = words(text)
            whole.setObjectName(f"texto.{place}")
            self.column.addWidget(whole)
        else:
            font = self.choice.font()
            font.setPointSizeF(font.pointSizeF() * 1.3)
            font.setBold(True)
            self.choice.setFont(font)
        marks = [tag(_("Escrito aquí"), "accent") if side.mine else tag(_("Recibido"))]
        if place == 0:
            marks.append(tag(_("Se muestra mientras tanto"), "attention"))
        self.column.addWidget(words(side.person, "label"))
        self.column.addWidget(words(moment(side.clock), "hint"))
        self.column.addWidget(words(str(Sentence(N_("En el equipo de {name}"), name=side.device)), "hint"))
        if side.reason:
            self.column.addWidget(words(str(Sentence(N_("Motivo: {reason}"), reason=side.reason)), "hint"))
        for mark in marks:
            self.column.addLayout(row(mark))
        self.column.addStretch(1)
        told = N_("{value}. Lo escribió {person}, {when}, en el equipo de {device}.")
        spoken = Sentence(told, value=text, person=side.person, when=moment(side.clock), device=side.device)
        self.choice.setAccessibleName(str(spoken))


def said(view: ClashView, side: Side) -> str:
    """A value in words."""
    if view.group == REMOVAL or side.values is None:
        return _("Quitar el registro") if side.values is None else _("Conservar el registro")
    several = len(side.shown) > 1
    told = [f"{_(label)}: {value or '—'}" if several else (value or "—") for label, value in side.shown]
    return "\n".join(told) or "—"


class DesacuerdoScreen(Page):
    """One clash: what it said before, every value beside the others, and a reason. `record` is its id."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Decidir un desacuerdo"), letters=0)
        self.shell = shell
        self.view: ClashView = shell.door.clash(record)
        view = self.view
        self.heading.setText(about(view))
        self.column.addWidget(words(datum(view), "heading"))
        several = len(view.base) > 1
        before = ", ".join(f"{_(label)}: {value or '—'}" if several else value or "—" for label, value in view.base)
        if before:
            self.before = words(str(Sentence(N_("Antes decía: {value}"), value=before)))
            self.before.setObjectName("antes")
            self.column.addWidget(self.before)
        self._group = QButtonGroup(self)
        cards = [SideCard(view, side, place) for place, side in enumerate(view.sides)]
        for place, card in enumerate(cards):
            self._group.addButton(card.choice, place)
        self.column.addWidget(Columns(*cards, letters=30 * len(cards)))
        if view.proposal is not None:
            both = Card("", "accent")
            self.both_choice = QRadioButton(_("Valen los cambios de los dos, juntos"))
            self.both_choice.setProperty("role", "segment")
            self.both_choice.setObjectName("valor.juntos")
            self._group.addButton(self.both_choice, BOTH)
            both.column.addWidget(self.both_choice)
            both.column.addWidget(words(_("Cada uno cambió otros párrafos. Lea el texto antes de aceptarlo:"), "hint"))
            text = words("\n".join(str(value) for value in view.proposal.values()))
            text.setObjectName("propuesta")
            both.column.addWidget(text)
            self.column.addWidget(both)
        self.other: Form | None = None
        if view.fields:
            self.other_choice = QRadioButton(_("Vale otro valor"))
            self.other_choice.setProperty("role", "segment")
            self.other_choice.setObjectName("valor.otro")
            self._group.addButton(self.other_choice, OTHER - 1)
            self.column.addLayout(row(self.other_choice))
            values = next((side.values for side in view.sides if side.values), {})
            self.other = Form(view.fields, shell.options.about(**view.about), values=values)
            self.other.hide()
            self.other.submitted.connect(self.decide)
            self.column.addWidget(self.other)
        self._group.idToggled.connect(self._chosen)
        self.reason = Form((REASON,), shell.options)
        editor = self.reason.editor("reason")
        editor.setMaximumHeight(editor.minimumHeight())
        self.reason.setMaximumWidth(column_width(COLUMN))
        self.reason.submitted.connect(self.decide)
        self.column.addWidget(self.reason)
        self.decide_button = button(_("Decidir"), self.decide, role="primary", drawn="listo")
        self.decide_button.setObjectName("decidir")
        self.decide_button.setToolTip("Ctrl+Enter")
        self.later_button = button(_("Dejar para después"), shell.back, role="quiet")
        self.column.addLayout(row(self.decide_button, self.later_button))
        self.column.addWidget(
            words(
                _("La decisión vale para todos y va en los próximos archivos. Lo demás queda en la historia."),
                "small",
            )
        )
        on_key(self, "Ctrl+Return", self.decide, inside=True)
        self._keys = EnterMoves(self, self.decide)
        for choice in self._group.buttons():
            watch(self._keys, choice)
        watch(self._keys, self.decide_button)
        self.end()
        self.column.setSpacing(space(4))

    def start(self) -> None:
        """The first value."""
        self._group.button(0).setFocus(Qt.FocusReason.TabFocusReason)

    def _chosen(self, place: int, on: bool) -> None:
        if self.other is not None and place == OTHER - 1:
            self.other.setVisible(on)

    def decide(self) -> None:
        """Settle it for everybody and show the next one."""
        place = self._group.checkedId()
        if place == OTHER:
            self.shell.say(_("Elija primero uno de los valores."))
            self.start()
            return
        if not self.reason.check():
            return
        keep: object = self.view.proposal if place == BOTH else place
        where = self.reason
        if place == OTHER - 1:
            assert self.other is not None
            if not self.other.check():
                return
            keep, where = self.other.answers(), self.other
        reason = self.reason.answers()["reason"]
        if self.shell.attempt(lambda: self.shell.door.decide(self.view.id, keep, reason), where):
            self.shell.say(_("Decidido."))
            self._go_on()

    def unsaved(self) -> dict[str, str]:
        """What a change of language must not lose."""
        other = self.other.answers() if self.other is not None else {}
        return {**other, **self.reason.answers(), "keep": str(self._group.checkedId())}

    def resume(self, answers: dict[str, str]) -> None:
        """Give it back."""
        for form in (self.other, self.reason):
            if form is not None:
                form.fill({}, answers)
        chosen = self._group.button(int(answers.get("keep", OTHER)))
        if chosen is not None:
            chosen.setChecked(True)

    def _go_on(self) -> None:
        left = self.shell.door.next_clash()
        if left:
            self.shell.instead("desacuerdo", left)
        else:
            self.shell.back()


def _desacuerdo(shell: Shell, record: str) -> Page:
    return DesacuerdoScreen(shell, record) if shell.door.pending(record) else DesacuerdosScreen(shell)


SCREENS = {
    "desacuerdo": Screen(_desacuerdo, rail="intercambio"),
}
