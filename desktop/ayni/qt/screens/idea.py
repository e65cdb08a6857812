"""How an idea begins, and how it becomes a plan: what is kept, what is filled in, what will be asked."""

from ayni.domain.fields import by_name
from ayni.domain.plan import COVER
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import Card, Footer, Page, button, words
from ayni.qt.kit.palette import space
from ayni.qt.screens.pages import FormPage, loose
from ayni.qt.shell import Screen, Shell

BEGINS = tuple(by_name(COVER)[name] for name in ("aeo", "titulo", "objetivo"))
KEEPS = N_("Lo que se queda como está")
KEPT = (
    N_("Filas de lo que se compra: {count}."),
    N_("Filas de lo que se vende y se gasta: {count}."),
    N_("Actividades: {count}."),
)
MAKES = N_("Lo que Ayni completa")
YEARS = N_("El plan mira {years} años. El año normal se repite en cada uno; después puede cambiar cada año.")
MEMBERS = N_("Socios que participan: {count}.")
ASKS = N_("Lo que se preguntará después")
ASKED = (
    N_("Quién paga cada compra: el cofinanciamiento o los socios."),
    N_("En qué quincenas se paga y se cobra."),
    N_("La tasa de descuento, que está en las bases de la convocatoria."),
    N_("Si cada bien se repone y cuánto cuesta mantenerlo."),
    N_("Los textos de los capítulos del plan."),
)


class NuevaIdea(FormPage):
    """An idea is begun: whose it is and what it is called."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(
            shell,
            _("Nueva idea (perfil)"),
            BEGINS,
            draft=("perfil", ""),
            verb=_("Empezar la idea"),
            hint=_(
                "En una tarde se ve si la idea puede funcionar. Después se convierte en plan sin volver a escribir."
            ),
        )
        self.record = ""

    def store(self, answers: dict[str, str]) -> None:
        self.record = self.shell.door.begin_perfil(answers)

    def done(self) -> None:
        self.shell.go("planes")
        self.shell.go("perfil", self.record)
        self.shell.say(_("Idea guardada."))


class ConvertirPerfil(Page):
    """What is kept, what is filled in and what will be asked, before an idea becomes a plan."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Convertir en plan completo"), hint=str(shell.door.plan(record)["titulo"]))
        self.shell, self.plan = shell, record
        door = shell.door
        counts = (door.partidas(record), door.lineas(record), door.bloques(record))
        kept = [str(Sentence(text, count=len(rows))) for text, rows in zip(KEPT, counts, strict=True)]
        made = [str(Sentence(YEARS, years=door.converted_years(record)))]
        if people := door.beneficiaries(record):
            made.append(str(Sentence(MEMBERS, count=people)))
        self.column.setSpacing(space(3))
        for title, said, tone in (
            (KEEPS, kept, "good"),
            (MAKES, made, ""),
            (ASKS, [_(text) for text in ASKED], ""),
        ):
            card = loose(Card(_(title), tone))
            card.column.setSpacing(space(1))
            for text in said:
                card.column.addWidget(words(text))
            self.column.addWidget(card)
        self.column.addWidget(words(_("Se hace de una vez. Ctrl+Z lo devuelve a la idea."), "hint"))
        self.end()
        self.scroller.widget().setMinimumHeight(1)  # as tall as its words at this width, not as at the narrowest
        self.go = button(_("Convertir"), self.convert, role="primary", drawn="adelante")
        self.go.setObjectName("convertir")
        self.stay = button(_("Volver a la idea"), shell.back)
        self.layout().addWidget(Footer(self.stay, None, self.go))

    def convert(self) -> None:
        """Do it, and go on where a plan goes on."""
        if self.shell.attempt(lambda: self.shell.door.convert_perfil(self.plan)):
            self.shell.go("planes")
            self.shell.go("plan", self.plan)
            self.shell.say(_("La idea ya es un plan. Aquí dice qué falta."))

    def start(self) -> None:
        """The focus goes to the verb."""
        self.go.setFocus()


SCREENS = {
    "nueva-idea": Screen(NuevaIdea, rail="planes"),
    "convertir-perfil": Screen(ConvertirPerfil, rail="planes"),
}
