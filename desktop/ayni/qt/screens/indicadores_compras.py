"""What purchases tell in figures: all of them together, or one alone, with the days by office and by stage drawn."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QGridLayout

from ayni.domain.cifras_compra import (
    Line,
    campaign_sentence,
    cause_lines,
    forecast_lines,
    purchase_lines,
    together_lines,
)
from ayni.domain.drawing import Drawing, Measure
from ayni.domain.drawing_indicadores import day_bars, spread_bars
from ayni.domain.etapas import PHASES
from ayni.lang import N_, Sentence, _, language
from ayni.qt.kit.cards import Card, Page, button, words
from ayni.qt.kit.chart import Chart
from ayni.qt.kit.palette import space
from ayni.qt.screens.pages import file_name, papers_folder
from ayni.qt.shell import Screen, Shell
from ayni.workspace.law import purchase_law

COLUMNS = 2


def lines_grid(lines: Sequence[Line]) -> QGridLayout:
    """Labels and values in two columns of pairs."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(space(4))
    grid.setVerticalSpacing(space(2))
    half = (len(lines) + 1) // COLUMNS
    for place, (label, value) in enumerate(lines):
        column = 2 * (place // half)
        grid.addWidget(words(str(label), "hint"), place % half, column)
        grid.addWidget(words(str(value), "label"), place % half, column + 1)
        grid.setColumnStretch(column, 3)
        grid.setColumnStretch(column + 1, 2)
    return grid


class IndicadoresScreen(Page):
    """The indicators of all purchases, or of one (`record`)."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record
        name = str(shell.door.compra(record)["nombre"]) if record else ""
        super().__init__(_("Indicadores de compras"), hint=name, letters=0)
        law = purchase_law()
        self.offices = {office: law.label(office) for office in law.offices}
        self.print_button = button(_("Imprimir"), self.print_sheet, drawn="imprimir", keys="Ctrl+P")
        self.print_button.setObjectName("imprimir")
        if record:
            self._one()
        else:
            self.tools.addWidget(self.print_button)
            self._all()
        self.end()

    def _card(self, title: str, lines: Sequence[Line] = ()) -> Card:
        card = Card(title)
        if lines:
            card.column.addLayout(lines_grid(lines))
        self.column.addWidget(card)
        return card

    def _picture(self, title: str, draw: Callable[..., Drawing], found: Mapping, labels: Mapping[str, str]) -> None:
        if not found:
            return

        def made(width: float, measure: Measure) -> Drawing:
            return draw(found, labels, width, language=language(), measure=measure)

        self._card(title).column.addWidget(Chart(made, title))

    def _all(self) -> None:
        found = self.shell.door.office_indicators()
        self._card(_("Todas las compras"), together_lines(found))
        if not found.ended:
            said = _("Todavía no terminó ninguna compra: lo usual se sabrá cuando terminen cinco.")
            self.column.addWidget(words(said, "hint"))
        self._picture(_("Días en cada etapa"), spread_bars, found.phases, PHASES)
        self._picture(_("Días en cada oficina"), spread_bars, found.offices, self.offices)
        self._picture(_("Días hasta que se registra lo que pasó"), spread_bars, found.lags, self.offices)
        if found.causes:
            self._card(_("Por qué no hubo ganador"), cause_lines(found.causes))

    def _one(self) -> None:
        found = self.shell.door.purchase_indicators(self.record)
        lines = purchase_lines(found.purchase, found.figures, found.funds, found.drifts, found.penalty_percent)
        card = self._card(_("Esta compra"), [*lines, *forecast_lines(found.forecast)])
        if found.lost and found.season is not None:
            card.column.addWidget(words(str(campaign_sentence(found.season, found.purchase.on)), "problem"))
        self._picture(_("Días en cada etapa"), day_bars, found.figures.phases, PHASES)
        offices = dict(found.figures.offices)
        if found.figures.legal_wait:
            offices["PLAZO_LEGAL"] = found.figures.legal_wait
        if found.figures.undivided:
            offices["?"] = found.figures.undivided
        self._picture(_("Días en cada oficina"), day_bars, offices, {**self.offices, "?": N_("Sin desglose")})

    def print_sheet(self) -> None:
        """The same on paper."""
        path = papers_folder() / f"{file_name(_('Indicadores de compras'), self.shell.door.today().isoformat())}.pdf"
        if self.shell.attempt(lambda: self.shell.door.print_indicadores(path)):
            self.shell.say(str(Sentence(N_("Hoja lista: {name}"), name=path.name)))
            self.shell.open_file(path)


SCREENS = {"indicadores-compras": Screen(IndicadoresScreen, rail="compras")}
