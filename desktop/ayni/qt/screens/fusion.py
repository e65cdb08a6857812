"""Joining two records of the same AEO: choose the other one, choose what each datum will say, look it over, join."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import Card, EmptyState, Footer, Page, SideBySide, button, row, words
from ayni.qt.kit.palette import space
from ayni.qt.options import DoorOptions
from ayni.qt.screens.convocatoria import shown
from ayni.qt.screens.pages import loose, of_first
from ayni.qt.shell import Screen, Shell

TITLE = N_("Unir dos registros de la misma organización")
FIRST, SECOND = "first", "second"


class ElegirScreen(Page):
    """Step one: which other record is the same AEO."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record
        aeo = shell.door.aeo(record)
        super().__init__(_(TITLE), hint=str(aeo["nombre"]))
        found = shell.door.alike(record)
        if not found:
            self.column.addWidget(
                EmptyState(
                    _("No hay otra organización con el mismo RUC ni con un nombre parecido."),
                    _("Volver"),
                    shell.back,
                    drawn="organizaciones",
                )
            )
        for other in found:
            card = loose(Card())
            card.title.hide()
            why = _("Tiene el mismo RUC") if other["why"] == "ruc" else _("Tiene un nombre parecido")
            lines = SideBySide(words(str(other["nombre"]), "label"), words(why, "hint"), letters=40)
            go = button(_("Comparar"), partial(shell.go, "fusion", f"{record}/{other['id']}"), role="primary")
            go.setObjectName(f"comparar.{other['id']}")
            inside = row(lines, go, gap=4, stretch=False)
            inside.setStretch(0, 1)
            card.column.addLayout(inside)
            self.column.addWidget(card)
        self.end()


class Choice(Card):
    """One datum that both records say differently: which of the two stays."""

    def __init__(self, each: object, options: DoorOptions) -> None:
        super().__init__(" · ".join(_(field.label) for field in each.fields))
        self.setObjectName(f"dato.{each.group}")
        self.group = each.group
        self._buttons = QButtonGroup(self)
        self.radios: dict[str, QRadioButton] = {}
        for side, values in ((FIRST, each.first), (SECOND, each.second)):
            said = "  ·  ".join(shown(field, values[field.name], options) or "—" for field in each.fields)
            radio = QRadioButton()
            radio.setObjectName(f"{each.group}.{side}")
            radio.setAccessibleName(f"{self.title.text()}: {said}")
            radio.setChecked(side == each.chosen)
            label = words(said)
            label.setBuddy(radio)
            self._buttons.addButton(radio)
            self.radios[side] = radio
            line = row(radio, label, gap=2, stretch=False)
            line.setStretch(1, 1)
            line.setAlignment(radio, Qt.AlignmentFlag.AlignTop)
            self.column.addLayout(line)

    def answer(self) -> str:
        """The record whose words stay."""
        return SECOND if self.radios[SECOND].isChecked() else FIRST


class UnirScreen(Page):
    """Step two: both records beside each other; what stays is chosen, and then they are joined."""

    def __init__(self, shell: Shell, one: str, other: str) -> None:
        self.shell, self.one, self.other = shell, one, other
        told = shell.door.joining(one, other)
        self.late = bool(told.second["fusionado_en"])
        super().__init__(_(TITLE), letters=0)
        self.column.setSpacing(space(3))
        names = Card()
        names.title.hide()
        for name in (told.first["nombre"], told.second["nombre"]):
            names.column.addWidget(words(str(name), "label"))
        self.column.addWidget(names)
        facts = Card(_("Quedará un solo registro"), "accent")
        said = N_("Socios: {members}. Repetidos que quedan una sola vez: {repeated}.")
        facts.column.addWidget(words(str(Sentence(said, members=told.members, repeated=told.repeated))))
        said = N_("Planes: {plans}. Compras: {purchases}.")
        facts.column.addWidget(words(str(Sentence(said, plans=told.plans, purchases=told.purchases))))
        facts.column.addWidget(words(_("El otro registro sale de las listas. Puede deshacerlo."), "hint"))
        self.column.addWidget(facts)
        self.choices: list[Choice] = []
        if self.late:
            late = _("Estos registros ya se unieron. Se traerán los socios y papeles que llegaron después.")
            self.column.addWidget(words(late))
        elif told.differing:
            self.column.addWidget(words(_("¿Qué dato queda?"), "heading"))
            options = DoorOptions(shell.door)
            for each in told.differing:
                choice = Choice(each, options)
                self.choices.append(choice)
                self.column.addWidget(choice)
        self.end()
        self.join_button = button(_("Unir registros"), self.join, role="primary", keys="Ctrl+Return")
        self.join_button.setObjectName("unir")
        later = button(_("Volver sin unir"), shell.back, role="quiet")
        self.layout().addWidget(Footer(self.join_button, later, letters=0))

    def join(self) -> None:
        """Do it, and show the record that stayed."""
        chosen = {choice.group: choice.answer() for choice in self.choices}
        made: list[str] = []
        door = self.shell.door
        if self.shell.attempt(lambda: made.append(door.merge_aeo(self.one, self.other, chosen))):
            self.shell.say(_("Los dos registros son uno. Puede deshacerlo."))
            self.shell.back()
            self.shell.go("aeo", made[0])

    def start(self) -> None:
        """The first choice, or the verb."""
        if self.choices:
            first = self.choices[0]
            first.radios[first.answer()].setFocus()
        else:
            self.join_button.setFocus()


def _fusion(shell: Shell, record: str) -> QWidget:
    one, slash, other = record.partition("/")
    return UnirScreen(shell, one, other) if slash else ElegirScreen(shell, one)


SCREENS = {"fusion": Screen(of_first("aeo", _fusion), rail="organizaciones")}
