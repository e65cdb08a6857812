"""A record written twice: both beside each other, what they are, and what follows from it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from ayni.domain.aeo import AEO
from ayni.domain.contrapartida import CONTRAPARTIDA
from ayni.domain.fields import Field, by_name
from ayni.domain.padron import SOCIO
from ayni.domain.repetido import (
    CLASES,
    COMPROBANTE,
    DISTINTAS,
    DNI,
    MAL_ESCRITO,
    MISMA,
    NOMBRE,
    NUMBER,
    RUC,
    Repeated,
)
from ayni.lang import N_, Sentence, _, moment
from ayni.qt.kit.cards import COLUMN, Card, Footer, Page, button, row, words
from ayni.qt.kit.form import Form
from ayni.qt.kit.keys import EnterMoves, on_key, watch
from ayni.qt.kit.palette import column_width, space
from ayni.qt.options import DoorOptions
from ayni.qt.screens.convocatoria import shown
from ayni.qt.screens.desacuerdo import REASON, DesacuerdosScreen
from ayni.qt.screens.fusion import Choice
from ayni.qt.screens.intercambio import Columns
from ayni.qt.shell import Screen, Shell

SAME = {
    DNI: N_("Es la misma persona: queda un solo registro"),
    RUC: N_("Es la misma organización: comparar y unir"),
    NOMBRE: N_("Es la misma organización: comparar y unir"),
    COMPROBANTE: N_("Es el mismo comprobante: se cuenta una sola vez"),
}
DIFFERENT = {
    DNI: N_("Son dos personas distintas"),
    RUC: N_("Son dos organizaciones distintas"),
    NOMBRE: N_("Son dos organizaciones distintas"),
    COMPROBANTE: N_("Son dos comprobantes distintos"),
}
WRONG = {
    DNI: N_("El DNI de una está mal escrito"),
    RUC: N_("El RUC de una está mal escrito"),
    COMPROBANTE: N_("El número de uno está mal escrito"),
}
FIELDS = {"socio": SOCIO, "aeo": AEO, "contrapartida": CONTRAPARTIDA}
TOLD = {
    "socio": ("fecha_nacimiento", "sexo", "comunidad", "telefono"),
    "aeo": ("ruc", "comunidad"),
    "contrapartida": ("fecha", "comprobante", "importe_centimos"),
}
PLACES = {MISMA: 0, DISTINTAS: 1, MAL_ESCRITO: 2}


def title_of(found: Mapping[str, Any]) -> str:
    """Which row it is."""
    return str(found.get("full_name") or found.get("concepto") or found.get("nombre") or "")


class RowCard(Card):
    """One of the rows: what it says, who wrote it and when."""

    def __init__(self, shell: Shell, case: Repeated, found: Mapping[str, Any]) -> None:
        super().__init__(title_of(found))
        self.setObjectName(f"registro.{found['id']}")
        if found.get("aeo_nombre"):
            self.column.addWidget(words(str(found["aeo_nombre"]), "label"))
        options = DoorOptions(shell.door)
        names = by_name(FIELDS[case.table])
        for name in TOLD[case.table]:
            if found.get(name):
                said = Sentence(
                    N_("{label}: {value}"), label=_(names[name].label), value=shown(names[name], found[name], options)
                )
                self.column.addWidget(words(str(said)))
        written = shell.door.history(case.table, str(found["id"]))
        if written:
            first = written[-1]
            said = Sentence(N_("Lo registró {person}, {when}"), person=first.person, when=moment(first.clock))
            self.column.addWidget(words(str(said), "hint"))
        self.column.addStretch(1)


class Which(QWidget):
    """A choice among the rows of a case."""

    def __init__(self, case: Repeated, said: str, name: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(words(said, "label"))
        self.group = QButtonGroup(self)
        self.records = [str(each["id"]) for each in case.rows]
        for place, each in enumerate(case.rows):
            parts = [title_of(each), str(each.get("aeo_nombre") or "")]
            parts += [str(each["comprobante"])] if case.clase == COMPROBANTE else []
            told = " · ".join(part for part in parts if part)
            radio = QRadioButton()
            radio.setObjectName(f"{name}.{place}")
            radio.setAccessibleName(f"{said} {told}")
            label = words(told)  # a button's words do not wrap
            label.setBuddy(radio)
            self.group.addButton(radio, place)
            line = row(radio, label, gap=2, stretch=False)
            line.setStretch(1, 1)
            line.setAlignment(radio, Qt.AlignmentFlag.AlignTop)
            column.addLayout(line)

    def record(self) -> str:
        """The row chosen, or nothing."""
        place = self.group.checkedId()
        return self.records[place] if place >= 0 else ""


class RepetidoScreen(Page):
    """One case: what is the same, the rows, what they are, and why. `record` is its id."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Decidir sobre registros repetidos"), letters=0)
        self.shell = shell
        self.case: Repeated = shell.door.repetido(record)
        case = self.case
        self.column.setSpacing(space(3))
        said = Sentence(N_("{label}: {value}"), label=_(CLASES[case.clase]), value=case.said)
        self.column.addWidget(words(str(said), "heading"))
        self.column.addWidget(Columns(*(RowCard(shell, case, each) for each in case.rows), letters=34 * len(case.rows)))
        self._group = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        for decision, labels in ((MISMA, SAME), (DISTINTAS, DIFFERENT), (MAL_ESCRITO, WRONG)):
            if case.clase in labels:
                radio = QRadioButton(_(labels[case.clase]))
                radio.setProperty("role", "segment")
                radio.setObjectName(f"decision.{decision}")
                self._group.addButton(radio, PLACES[decision])
                self.choices[decision] = radio
                self.column.addLayout(row(radio))
        self._same = self._of_same()
        self._wrong = QWidget()
        self.number: Form | None = None
        self.which_wrong: Which | None = None
        if case.clase in WRONG:
            self._of_wrong()
        for part in (self._same, self._wrong):
            part.hide()
            self.column.addWidget(part)
        self.reason = Form((REASON,), shell.options)
        editor = self.reason.editor("reason")
        editor.setMaximumHeight(editor.minimumHeight())
        self.reason.setMaximumWidth(column_width(COLUMN))
        self.reason.submitted.connect(self.decide)
        self.column.addWidget(self.reason)
        self.end()
        self._group.idToggled.connect(self._chosen)
        self.decide_button = button(_("Decidir"), self.decide, role="primary", drawn="listo")
        self.decide_button.setObjectName("decidir")
        self.decide_button.setToolTip("Ctrl+Enter")
        later = button(_("Dejar para después"), shell.back, role="quiet")
        later.setToolTip("Esc")
        self._foot = Footer(self.decide_button, later, letters=0)
        self.layout().addWidget(self._foot)
        on_key(self, "Ctrl+Return", self.decide, inside=True)
        self._keys = EnterMoves(self, self.decide)
        for choice in self.choices.values():
            watch(self._keys, choice)
        watch(self._keys, self._foot)

    def _of_same(self) -> QWidget:
        """What must be said of rows that are the same: which stays, and what it will say."""
        case, part = self.case, QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        self.data: list[Choice] = []
        self.which_stays: Which | None = None
        if case.table == "aeo":
            return part
        if case.clase == COMPROBANTE or len({each["aeo"] for each in case.rows}) > 1:
            self.which_stays = Which(case, _("¿Cuál queda?"), "queda")
            column.addWidget(self.which_stays)
        if case.clase == DNI:
            joined = self.shell.door.joining_socios(case.id)
            if joined:
                column.addWidget(words(_("¿Qué dato queda?"), "heading"))
            options = DoorOptions(self.shell.door)
            for each in joined:
                self.data.append(Choice(each, options))
                column.addWidget(self.data[-1])
            leaves = _("El otro registro queda dado de baja, con su motivo. No se borra y puede deshacerlo.")
            column.addWidget(words(leaves, "hint"))
        else:
            column.addWidget(words(_("El otro aporte irá a la papelera. Puede deshacerlo."), "hint"))
        return part

    def _of_wrong(self) -> None:
        column = QVBoxLayout(self._wrong)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        self.which_wrong = Which(self.case, _("¿En cuál está mal escrito?"), "mal")
        column.addWidget(self.which_wrong)
        name = NUMBER[self.case.clase]
        source = by_name(FIELDS[self.case.table])[name]
        field = Field("number", _("Número correcto"), source.kind, required=True, example=source.example)
        self.number = Form((field,), self.shell.options)
        self.number.setMaximumWidth(column_width(COLUMN))
        self.number.submitted.connect(self.decide)
        column.addWidget(self.number)

    def start(self) -> None:
        """The first answer."""
        next(iter(self.choices.values())).setFocus(Qt.FocusReason.TabFocusReason)

    def _chosen(self, place: int, on: bool) -> None:
        if on:
            self._same.setVisible(place == PLACES[MISMA] and self.case.table != "aeo")
            self._wrong.setVisible(place == PLACES[MAL_ESCRITO])

    def decide(self) -> None:
        """Settle it for everybody and show what waits next; AEO that are the same are joined on their own page."""
        decision = next((each for each, radio in self.choices.items() if radio.isChecked()), "")
        if not decision:
            self.shell.say(_("Elija primero una de las respuestas."))
            self.start()
            return
        if decision == MISMA and self.case.table == "aeo":
            one, other = (str(each["id"]) for each in self.case.rows[:2])
            self.shell.go("fusion", f"{one}/{other}")
            return
        where = self.number if decision == MAL_ESCRITO and self.number is not None else self.reason
        if not where.check() or not self.reason.check():
            return
        stays = self.which_stays.record() if self.which_stays is not None else ""
        wrong = self.which_wrong.record() if decision == MAL_ESCRITO and self.which_wrong is not None else ""
        number = self.number.answers()["number"] if decision == MAL_ESCRITO and self.number is not None else ""
        reason = self.reason.answers()["reason"]
        chosen = {each.group: each.answer() for each in self.data}
        door = self.shell.door
        if self.shell.attempt(
            lambda: door.decide_repetido(
                self.case.id, decision, reason, stays=stays, chosen=chosen, record=wrong, number=number
            ),
            where,
        ):
            self.shell.say(_("Decidido."))
            self.shell.back()

    def unsaved(self) -> dict[str, str]:
        """What a change of language must not lose."""
        number = self.number.answers() if self.number is not None else {}
        return {**number, **self.reason.answers(), "decision": str(self._group.checkedId())}

    def resume(self, answers: dict[str, str]) -> None:
        """Give it back."""
        for form in (self.number, self.reason):
            if form is not None:
                form.fill({}, answers)
        chosen = self._group.button(int(answers.get("decision", "-1")))
        if chosen is not None:
            chosen.setChecked(True)


def _repetido(shell: Shell, record: str) -> Page:
    waiting = any(case.id == record for case in shell.door.repetidos()) if record else False
    return RepetidoScreen(shell, record) if waiting else DesacuerdosScreen(shell)


SCREENS = {"repetido": Screen(_repetido, rail="intercambio")}
