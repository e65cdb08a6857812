"""The part of a plan's page where it is carried out: counterpart, goods, use agreement, liquidation, transfer."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ayni.domain.bien import LABELS, UNSEEN
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, Page, button, words
from ayni.qt.kit.palette import space
from ayni.qt.shell import Shell

HEARD = {
    *("contrapartida", "bien", "visita_bien", "cesion", "liquidacion", "transferencia", "evento", "compra"),
    "partida",
}
PARTS = (
    ("contrapartida", N_("Contrapartida"), N_("Abrir contrapartida"), "F5"),
    ("bienes", N_("Bienes entregados"), N_("Abrir bienes"), "F6"),
    ("cesiones", N_("Cesión en uso"), N_("Abrir cesión en uso"), "F7"),
    ("liquidacion", N_("Liquidación"), N_("Abrir liquidación"), "F8"),
    ("transferencia", N_("Transferencia definitiva"), N_("Abrir transferencia"), "F9"),
)


class EjecucionPart(Page):
    """What of the plan is carried out, and the way to each part."""

    def __init__(self, shell: Shell, plan: str) -> None:
        super().__init__(letters=110)
        self.shell, self.plan = shell, plan
        self.column.setSpacing(space(3))
        self.said: dict[str, QLabel] = {}
        self.first: QWidget | None = None
        for name, title, verb, keys in PARTS:
            card = Card(_(title))
            go = button(_(verb), lambda name=name: self.open(name), drawn="adelante", keys=keys)
            go.setObjectName(name)
            said = words("")
            said.setObjectName(f"dice.{name}")
            line = QHBoxLayout()
            line.setSpacing(space(3))
            line.addWidget(said, 1)
            line.addWidget(go)
            card.column.addLayout(line)
            self.said[name] = said
            self.first = self.first or go
            self.column.addWidget(card)
        self.end()
        self.load()

    def load(self) -> None:
        """Say where each part stands."""
        for name, text in self._told().items():
            self.said[name].setText(text)

    def _told(self) -> dict[str, str]:
        door = self.shell.door
        goods = door.bienes(plan=self.plan)
        counts: dict[str, int] = {}
        for good in goods:
            label = _(LABELS.get(str(good["estado_bien"]), UNSEEN))
            counts[label] = counts.get(label, 0) + 1
        states = ", ".join(f"{label}: {count}" for label, count in counts.items())
        until = door.cover(self.plan).until
        missing = len(door.liquidation_sheet(self.plan).missing)
        steps = door.transfer_steps(self.plan)
        return {
            "contrapartida": str(door.counterpart_answer(self.plan).sentence),
            "bienes": states or _("Todavía no hay bienes registrados."),
            "cesiones": str(Sentence(N_("Vale hasta el {date}."), date=day(until.isoformat())))
            if until
            else _("Falta registrar el acuerdo."),
            "liquidacion": str(Sentence(N_("Cosas que faltan para liquidar: {count}."), count=missing))
            if missing
            else _("No falta nada para liquidar este plan."),
            "transferencia": str(
                Sentence(N_("Pasos hechos: {done} de {all}."), done=sum(s.done for s in steps), all=len(steps))
            ),
        }

    def open(self, name: str) -> None:
        """Go to a part."""
        self.shell.go(name, f"plan:{self.plan}" if name == "bienes" else self.plan)

    def hear(self, tables: frozenset[str]) -> None:
        """Anything of it was written."""
        if tables & HEARD:
            self.load()

    def start(self) -> None:
        """The first way has the focus."""
        if self.first is not None:
            self.first.setFocus()

    def leave(self) -> None:
        """Nothing is typed here."""
