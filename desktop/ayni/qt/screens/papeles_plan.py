"""What can be printed of a plan: each paper with what it is for, in the language asked, and the file it became."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ayni.lang import N_, SPANISH, Sentence, _, language
from ayni.qt.kit.cards import Card, Page, button, line, row, words
from ayni.qt.kit.editors import Segments
from ayni.qt.kit.icons import icon
from ayni.qt.kit.palette import space
from ayni.qt.screens.capitulos import PlanCompleto
from ayni.qt.screens.pages import file_name, papers_folder, said
from ayni.qt.shell import Shell
from ayni.workspace import Refused

LANGUAGES = (("es", "Español"), ("quz", "Runasimi"), ("both", "Español – Runasimi"))  # each in itself
RESULTS = "resultados"
OF_THE_PLAN = {"plan", "partida", "linea", "bloque", "cotizacion"}
OF_ITS_CHAPTERS = {"seccion", "socio", "cargo_periodo", "dispensa", "convocatoria"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a plan: the door's act that writes it, its words, the icon beside it and the kind of file."""

    name: str
    act: str
    title: str
    hint: str
    verb: str
    drawn: str = "papel"
    ending: str = "pdf"
    keys: str = ""


PAPERS = (
    Paper(
        "resumen",
        "print_plan_resumen",
        N_("Resumen del plan de negocio"),
        N_("Sus bloques de la A a la K: presupuesto por fuente, límites, cuánto rinde. Para leer y firmar."),
        N_("Imprimir resumen"),
        keys="Ctrl+P",
    ),
    Paper(
        "asamblea",
        "print_plan_asamblea",
        N_("Hoja para la asamblea"),
        N_("En dibujos: qué se compra, quién paga, qué gana cada socio y qué haría perder."),
        N_("Imprimir hoja"),
        "organizaciones",
    ),
    Paper(
        "hoja",
        "print_plan_excel",
        N_("Hoja de cálculo"),
        N_("Los mismos números con sus fórmulas: cambie un precio y vea qué pasa."),
        N_("Guardar hoja"),
        "dinero",
        ending="xlsx",
    ),
    Paper(
        "perfil",
        "print_perfil",
        N_("Perfil de la idea"),
        N_("Una página para ver si la idea puede funcionar."),
        N_("Imprimir perfil"),
        "idea",
    ),
    Paper(
        "cotizaciones",
        "print_cotizaciones",
        N_("Cuadro de cotizaciones"),
        N_("Los precios de cada proveedor, lado a lado, y por qué se elige uno."),
        N_("Imprimir cuadro"),
        "balanza",
    ),
    Paper(
        "entrevista",
        "print_entrevista",
        N_("Preguntas para la junta"),
        N_("Las preguntas del plan con lo que ya se respondió, para llenar a mano en la comunidad."),
        N_("Imprimir preguntas"),
        "escuchar",
    ),
)


class PaperLine(QWidget):
    """One paper: its sign, what it is for, and the button that writes it."""

    def __init__(self, paper: Paper, do: Callable[[Paper], object], *, first: bool) -> None:
        super().__init__()
        sign = QLabel()
        sign.setPixmap(icon(paper.drawn, "accent").pixmap(QSize(space(6), space(6)), self.devicePixelRatio()))
        text = QVBoxLayout()
        text.setSpacing(0)
        text.addWidget(words(_(paper.title), "label"))
        text.addWidget(words(_(paper.hint), "hint"))
        self.button = button(_(paper.verb), lambda: do(paper), drawn="imprimir", keys=paper.keys)
        self.button.setObjectName("imprimir" if first else f"imprimir.{paper.name}")
        self.button.setAccessibleName(f"{_(paper.verb)}. {_(paper.hint)}")
        made = QHBoxLayout(self)
        made.setContentsMargins(0, space(1), 0, space(1))
        made.setSpacing(space(3))
        made.addWidget(sign)
        made.addLayout(text, 1)
        made.addWidget(self.button)


class PapelesPart(Page):
    """What can be printed of a plan."""

    def __init__(self, shell: Shell, plan: str, show: Callable[[str], object]) -> None:
        super().__init__("", letters=110)
        self.shell, self.plan, self._show = shell, plan, show
        self.heading.hide()
        self.column.setSpacing(space(3))
        label = words(_("¿En qué idioma?"), "label")
        label.setWordWrap(False)
        self.languages = Segments(LANGUAGES)
        self.languages.setObjectName("idioma")
        self.languages.setAccessibleName(_("¿En qué idioma?"))
        self.languages.set_answer("es" if language() == SPANISH else "quz")
        label.setBuddy(self.languages)
        self.column.addLayout(row(label, self.languages, gap=3))
        self.done = Card("", "good")
        self.done.hide()
        self.column.addWidget(self.done)
        card = Card()
        card.title.hide()
        card.column.setSpacing(space(1))
        self.lines: dict[str, PaperLine] = {}
        for place, paper in enumerate(PAPERS):
            if place:
                card.column.addWidget(line())
            self.lines[paper.name] = PaperLine(paper, self.print_one, first=not place)
            card.column.addWidget(self.lines[paper.name])
        self.waiting = words(_("Todavía faltan datos para calcular cuánto rinde: los papeles lo dicen."), "attention")
        self.missing = button(_("Ver qué falta"), lambda: self._show(RESULTS), role="quiet", drawn="ver")
        card.column.addWidget(self.waiting)
        card.column.addLayout(row(self.missing))
        self.whole = PlanCompleto(shell, plan, self.languages.answer)
        self.column.addWidget(card)
        self.column.addWidget(self.whole)
        self.end()
        self.path: Path | None = None
        self.load()

    @property
    def print_button(self) -> QPushButton:
        """The button of the first paper."""
        return self.lines["resumen"].button

    def load(self) -> None:
        """Whether the results are known; while they are not, the papers say so."""
        try:
            self.shell.door.indicators(self.plan)
        except Refused:
            ready = False
        else:
            ready = True
        self.waiting.setVisible(not ready)
        self.missing.setVisible(not ready)

    def print_one(self, paper: Paper = PAPERS[0]) -> None:
        """Write one and open it."""
        chosen = self.languages.answer() or "es"
        title = str(self.shell.door.plan(self.plan)["titulo"])
        path = papers_folder() / f"{file_name(_(paper.title), title)}-{chosen}.{paper.ending}"
        write = getattr(self.shell.door, paper.act)
        if not self.shell.attempt(lambda: write(self.plan, path, chosen)):
            return
        self.path = path
        said(self, self.done, str(Sentence(N_("El papel está listo: {path}"), path=path)))
        again = button(_("Abrir"), lambda: self.shell.open_file(path), drawn="ver")
        self.done.column.addLayout(row(again))
        self.shell.say(_("Papel impreso en un archivo."))
        self.shell.open_file(path)

    def hear(self, tables: frozenset[str]) -> None:
        """What can be printed may have changed."""
        if tables & OF_THE_PLAN:
            self.load()
        if tables & (OF_THE_PLAN | OF_ITS_CHAPTERS):
            self.whole.load()

    def start(self) -> None:
        self.print_button.setFocus()

    def leave(self) -> None:
        """Nothing is typed here."""
