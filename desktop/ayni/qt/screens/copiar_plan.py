"""A plan begun from another one or from an example: whose it will be, what comes along, and what does not."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ayni.domain.fields import Choice, Field, by_name, empty
from ayni.domain.plan import COVER
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import Card, Page, words
from ayni.qt.screens.pages import FormPage
from ayni.qt.screens.versiones import first_plan
from ayni.qt.shell import Screen, Shell

FIELDS = by_name(COVER)
EXAMPLE = "ejemplo:"


class Copied(QWidget):
    """What comes along, told anew whenever another AEO or another plan is chosen."""

    def __init__(self, screen: "CopiarPlan") -> None:
        super().__init__()
        self._screen = screen
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.card = Card(_("Qué se copia"))
        self.card.setObjectName("que-se-copia")
        self._column.addWidget(self.card)
        self._column.addStretch(1)
        self._told: object = None

    def hear_answers(self, answers: dict[str, str]) -> None:
        """Look at what is chosen."""
        chosen = (answers["origen"], answers["aeo"])
        if chosen == self._told:
            return
        self._told = chosen
        self.card.clear()
        for said, role in self._screen.told(*chosen):
            self.card.column.addWidget(words(said, role))


class CopiarPlan(FormPage):
    """The new plan: from which one, for which AEO and call. `record` is the plan that is copied, or nothing."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.door = shell.door
        self.record = ""
        plans = shell.door.references("planes", limit=500)
        self.examples = {f"{EXAMPLE}{place}": each for place, each in enumerate(shell.door.example_plans())}
        said = N_("Ejemplo: {title}")
        known = [(code, str(Sentence(said, title=each.title))) for code, each in self.examples.items()]
        origin = Field("origen", N_("¿De qué plan se parte?"), Choice((*plans, *known)), required=True)
        plan = shell.door.plan(record) if record else {}
        super().__init__(
            shell,
            _("Copiar como comienzo"),
            (origin, FIELDS["aeo"], FIELDS["convocatoria"]),
            draft=("copia-plan", record),
            verb=_("Empezar con la copia"),
            values={"origen": record or None, "aeo": plan.get("aeo"), "convocatoria": plan.get("convocatoria")},
            hint=_("El plan nuevo empieza con todo lo que dice el otro. El otro no cambia."),
            aside=Copied(self),
        )

    def told(self, origin: str, aeo: str) -> list[tuple[str, str]]:
        """What comes along: sentences with the role of each."""
        if origin in self.examples:
            return [
                (self.examples[origin].title, "label"),
                (_("Todo es inventado: cambie cada dato por el de su organización."), "attention"),
            ]
        if not origin:
            return [(_("Elija primero de qué plan se parte."), "hint")]
        found = self.door.copy_told(origin, aeo or self.door.plan(origin)["aeo"])
        counted = N_("{label}: {count}")
        rows = [str(Sentence(counted, label=Sentence(label), count=count)) for label, count in found.rows]
        return [
            (found.title, "label"),
            (_("Se copia:"), "good"),
            *((f"✓ {said}", "") for said in rows),
            (_("No se copia:"), "attention"),
            *((f"✖ {said}", "") for said in found.left),
        ]

    def store(self, answers: dict[str, str]) -> None:
        origin = answers["origen"]
        if origin in self.examples:
            given = {name: text for name, text in answers.items() if name != "origen" and not empty(text)}
            self.record = self.door.import_plan(self.examples[origin].path, given)
        else:
            self.record = self.door.copy_plan(origin, answers["aeo"], answers["convocatoria"])

    def done(self) -> None:
        self.shell.go("planes")
        self.shell.go("plan", self.record)
        self.shell.say(_("Copia lista: revise cada parte antes de decir que está completa."))


def _of_plan(shell: Shell, record: str) -> QWidget:
    return CopiarPlan(shell, record) if first_plan(shell, record) or shell.door.example_plans() else Page(_("Planes"))


SCREENS = {"copiar-plan": Screen(_of_plan, rail="planes")}
