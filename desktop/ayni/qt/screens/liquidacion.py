"""The end of a plan: what it did and spent, what is missing, its transfer; and all plans that wait."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ayni.domain.fields import Quantity, canonical
from ayni.domain.liquidacion import LIQUIDACION, SOURCE_LABELS, Missing
from ayni.domain.transferencia import TRANSFERENCIA
from ayni.lang import N_, Sentence, _, day, soles
from ayni.qt.kit.cards import Card, EmptyState, Page, button, empty_layout, row, tag, words
from ayni.qt.kit.palette import space
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.trouble import tell
from ayni.qt.kit.work import WorkPanel
from ayni.qt.screens.contrapartida import say_answers, write_paper
from ayni.qt.screens.pages import FormPage, ListPage
from ayni.qt.shell import Screen, Shell

TYPED = tuple(field for field in LIQUIDACION if field.asked)
SECTIONS = (
    (N_("Fin de la ejecución"), ("finalizacion_acta", "finalizacion_fecha", "deudas_declaradas")),
    (
        N_("Montos que dice la liquidación"),
        (
            "total_liquidado_centimos",
            "cofin_liquidado_centimos",
            "contrapartida_liquidada_centimos",
            "saldo_devuelto_centimos",
        ),
    ),
    (
        N_("Si una adenda cambió los montos"),
        ("cofin_modificado_centimos", "monetaria_modificada_centimos", "valorizada_modificada_centimos"),
    ),
    (N_("Resolución y registro"), ("resolucion", "resolucion_fecha", "registrado_el", "calificacion", "informe_final")),
)
OF_A_TRANSFER = tuple(field for field in TRANSFERENCIA if field.asked)
STEPS = (
    (N_("1. Informe de desempeño"), ("informe_numero", "informe_fecha", "cumple_metas", "uso_bienes", "procedente")),
    (N_("2. Opinión de patrimonio"), ("patrimonio_numero", "patrimonio_fecha", "patrimonio_sentido")),
    (N_("3. Opinión legal"), ("legal_numero", "legal_fecha", "legal_sentido")),
    (N_("4. Dictamen de la comisión"), ("dictamen_numero", "dictamen_fecha", "dictamen_sentido")),
    (
        N_("5. Acuerdo de concejo"),
        (
            "acuerdo_numero",
            "acuerdo_fecha",
            "votos_a_favor",
            "votos_en_contra",
            "regidores",
            "destino_bienes",
            "valor_transferido_centimos",
            "devuelto",
        ),
    ),
    (N_("6. Entrega del título"), ("titulo_fecha",)),
)
HEARD = {
    *("liquidacion", "contrapartida", "bien", "visita_bien", "cesion", "evento", "partida", "compra", "asignacion"),
    "transferencia",
}
PLAN_OF = {"bienes": "plan:{plan}", "compras": ""}
GO = {
    "contrapartida": N_("Ir a la contrapartida"),
    "bienes": N_("Ir a los bienes"),
    "cesiones": N_("Ir a la cesión en uso"),
    "compras": N_("Ir a las compras"),
    "liquidacion": N_("Escribir en la liquidación"),
}


class Figures(QWidget):
    """A small table of words and figures: the first column wide, the others at the right."""

    def __init__(
        self, heads: Sequence[str], lines: Sequence[Sequence[str]], *, name: str, last_bold: bool = False
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._wide, self._narrow = QWidget(), QWidget()
        both = QVBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(self._wide)
        both.addWidget(self._narrow)
        self._narrow.hide()
        below = QVBoxLayout(self._narrow)
        below.setContentsMargins(0, 0, 0, 0)
        for line in lines:
            below.addWidget(words(line[0], "label"))
            figures = "  ·  ".join(f"{head}: {text}" for head, text in zip(heads[1:], line[1:], strict=True))
            below.addWidget(words(figures))
        table = QGridLayout(self._wide)
        table.setContentsMargins(0, 0, 0, 0)
        table.setHorizontalSpacing(space(5))
        table.setVerticalSpacing(space(1.5))
        table.setColumnStretch(0, 1)
        for place, line in enumerate([heads, *lines]):
            strong = last_bold and place == len(lines)
            for number, text in enumerate(line):
                cell = words(text, "small" if place == 0 else "label" if strong else "")
                cell.setWordWrap(number == 0)
                if number:
                    cell.setAlignment(Qt.AlignmentFlag.AlignRight)
                table.addWidget(cell, place, number)

    def minimumSizeHint(self) -> QSize:
        """It goes as narrow as words go."""
        return QSize(space(40), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without room for its columns, the figures stand below their names."""
        super().resizeEvent(event)
        room = event.size().width() >= self._wide.sizeHint().width()
        if self._wide.isHidden() == room:
            self._wide.setVisible(room)
            self._narrow.setVisible(not room)


class LiquidacionScreen(Page):
    """The liquidation sheet of a plan."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.plan = shell, record
        about = shell.door.plan(record)
        super().__init__(_("Liquidación"), hint=f"{about['aeo_nombre']}  ·  {about['titulo']}", letters=0)
        self.column.setSpacing(space(3))
        self.edit_button = button(_("Escribir actos y montos"), self.edit, role="primary", drawn="editar", keys="F2")
        self.print_button = button(_("Imprimir liquidación"), self.print_sheet, drawn="imprimir", keys="Ctrl+P")
        self.transfer_button = button(_("Transferencia"), self.transfer, drawn="adelante", keys="F6")
        self.log_button = button(_("Anotarlo en las compras"), self.log, drawn="compras", keys="F8")
        made = (self.print_button, self.transfer_button, self.log_button, self.edit_button)
        for each, name in zip(made, ("imprimir", "transferencia", "anotar", "cambiar"), strict=True):
            each.setObjectName(name)
            self.tools.addWidget(each)
        self.work = WorkPanel(shell.worker)
        self.column.addWidget(self.work)
        self.missing = Card(_("Lo que falta para liquidar"), "attention")
        self.missing.setObjectName("falta")
        self.things = Card(_("Lo que se hizo"))
        self.money = Card(_("El dinero por fuente"))
        self.checks = Card(_("Lo que se revisa"))
        for card in (self.missing, self.things, self.money, self.checks):
            self.column.addWidget(card)
        self.end()
        self.load()

    def load(self) -> None:
        """Everything is computed again from what is stored."""
        sheet = self.shell.door.liquidation_sheet(self.plan)
        self._say_missing(sheet.missing)
        empty_layout(self.things.column, keep=1)
        if not sheet.things:
            self.things.column.addWidget(words(_("Escriba primero el presupuesto del plan."), "hint"))
        else:
            lines = [
                [
                    " ".join(part for part in (line.nombre, f"({line.unidad})" if line.unidad else "") if part),
                    *(
                        Quantity().show(canonical(amount))
                        for amount in (line.aprobado, line.adquirido, line.entregado, line.diferencia)
                    ),
                ]
                for line in sheet.things
            ]
            heads = [_("Bien o servicio"), _("Aprobado"), _("Adquirido"), _("Entregado"), _("Diferencia")]
            self.things.column.addWidget(Figures(heads, lines, name="fisica"))
        empty_layout(self.money.column, keep=1)
        amounts = [
            [_(SOURCE_LABELS[line.source]), *map(soles, (line.aprobado, line.modificado, line.ejecutado, line.saldo))]
            for line in sheet.money
        ]
        heads = [_("Fuente"), _("Aprobado"), _("Modificado"), _("Ejecutado"), _("Saldo")]
        self.money.column.addWidget(Figures(heads, amounts, name="financiera", last_bold=True))
        share = Sentence(N_("De lo ejecutado, la organización puso {share} %."), share=sheet.share)
        self.money.column.addWidget(words(str(share), "hint"))
        say_answers(self.checks, sheet.answers)
        self.log_button.setVisible(bool(self.shell.door.events_due(self.plan, "liquidacion")))

    def _say_missing(self, told: Sequence[Missing]) -> None:
        empty_layout(self.missing.column, keep=1)
        if not told:
            self.missing.column.addWidget(tag(f"✓ {_('No falta nada para liquidar este plan.')}", "good"))
        by_screen: dict[str, list[Missing]] = {}
        for each in told:
            by_screen.setdefault(each.go, []).append(each)
        for name, each_of in by_screen.items():
            for each in each_of:
                line = words(str(each.sentence))
                line.setObjectName(f"falta.{each.code}")
                self.missing.column.addWidget(line)
            go = button(_(GO[name]), lambda name=name: self.open(name), role="quiet", drawn="adelante")
            go.setObjectName(f"ir.{name}")
            self.missing.column.addLayout(row(go))

    def open(self, name: str) -> None:
        """Where something missing is done."""
        if name == "liquidacion":
            self.edit()
            return
        self.shell.go(name, PLAN_OF.get(name, "{plan}").format(plan=self.plan))

    def edit(self) -> None:
        """What the papers say."""
        self.shell.go("liquidacion-datos", self.plan)

    def transfer(self) -> None:
        """The steps before the council."""
        self.shell.go("transferencia", self.plan)

    def log(self) -> None:
        """The purchases of the plan learn that it was liquidated."""
        write_end(self, self.plan, "liquidacion")

    def print_sheet(self) -> None:
        """On paper."""
        write_paper(self, "liquidacion", self.shell.door.print_liquidacion, self.plan)

    def start(self) -> None:
        """What is usually done next has the focus."""
        self.edit_button.setFocus()

    def hear(self, tables: frozenset[str]) -> None:
        """Anything that it counts was written."""
        if tables & HEARD:
            self.load()

    def leave(self) -> None:
        """A paper under way is not waited for."""
        self.work.forget()


def write_end(page: "LiquidacionScreen | TransferenciaScreen", plan: str, of: str) -> None:
    """Write an end of a plan into the logs of its purchases; what one refuses is told."""
    refused: list[str] = []

    def do() -> None:
        refused.extend(str(problem.sentence) for problem in page.shell.door.register_end(plan, of))

    if page.shell.attempt(do):
        if refused:
            tell(page, _("Una compra no lo admite todavía."), "\n".join(refused))
        else:
            page.shell.say(_("Quedó anotado en las compras del plan."))


class LiquidacionDatos(FormPage):
    """What the papers of a liquidation say."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.plan = record
        super().__init__(
            shell,
            _("Actos y montos de la liquidación"),
            TYPED,
            draft=("liquidacion", record),
            verb=_("Guardar liquidación"),
            values=lambda: shell.door.liquidacion(record),
            sections=[(_(title), names) for title, names in SECTIONS],
            hint=str(shell.door.plan(record)["titulo"]),
        )

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self.shell.door.save_liquidacion(self.plan, answers)
        self.shell.say(_("Liquidación guardada."))


class TransferenciaScreen(FormPage):
    """The steps of a transfer as far as they have come, and beside them what must agree."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.plan = record
        self.checks = Card(_("Lo que se revisa"))
        self.print_button = button(_("Imprimir"), self.print_sheet, drawn="imprimir", keys="Ctrl+P")
        self.log_button = button(_("Anotarlo en las compras"), self.log, drawn="compras", keys="F8")
        self.print_button.setObjectName("imprimir")
        self.log_button.setObjectName("anotar")
        super().__init__(
            shell,
            _("Transferencia definitiva"),
            OF_A_TRANSFER,
            draft=("transferencia", record),
            verb=_("Guardar transferencia"),
            values=lambda: shell.door.transferencia(record),
            sections=[(_(title), names) for title, names in STEPS],
            hint=str(shell.door.plan(record)["titulo"]),
            aside=self.checks,
        )
        self.work = WorkPanel(shell.worker)
        self.column.insertWidget(2, self.work)
        self._say()

    def further_buttons(self) -> Sequence[QWidget]:
        return (self.print_button, self.log_button)

    def _say(self) -> None:
        say_answers(self.checks, self.shell.door.transfer_answers(self.plan))
        self.log_button.setVisible(bool(self.shell.door.events_due(self.plan, "transferencia")))

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self.shell.door.save_transferencia(self.plan, answers)
        self.shell.say(_("Transferencia guardada."))

    def done(self) -> None:
        """It stays open: the steps take months, and what is checked is said again."""
        self._say()

    def log(self) -> None:
        """The purchases of the plan learn that its goods were transferred."""
        write_end(self, self.plan, "transferencia")

    def print_sheet(self) -> None:
        """On paper."""
        write_paper(self, "transferencia", self.shell.door.print_transferencia, self.plan)

    def hear(self, tables: frozenset[str]) -> None:
        """Something that it is checked against was written."""
        super().hear(tables)
        if tables & HEARD:
            self._say()

    def leave(self) -> None:
        """What is typed is kept."""
        super().leave()
        self.work.forget()


class LiquidacionesScreen(ListPage):
    """Plans that wait for their liquidation or their transfer, the oldest first."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell = shell
        empty = EmptyState(
            _("Ningún plan espera su liquidación. Aquí aparecen los planes que ya tienen compras."),
            _("Ir a las compras"),
            lambda: shell.go("compras"),
            drawn="planes",
        )
        columns = (
            Column("titulo", _("Título"), stretch=True, letters=28),
            Column("aeo_nombre", _("Organización"), letters=26),
            Column(
                "recibidas",
                _("Compras recibidas"),
                show=lambda each: f"{each['recibidas']} / {each['compras']}",
                letters=16,
                right=True,
            ),
            Column("desde", _("Desde"), show=lambda each: day(each["desde"]) if each["desde"] else "—", letters=13),
            Column(
                "liquidado",
                _("Liquidado"),
                show=lambda each: day(each["liquidado"]) if each["liquidado"] else _("Falta"),
                letters=13,
            ),
        )
        super().__init__(
            _("Planes por liquidar"),
            columns,
            lambda offset, limit, text: self._rows(text)[offset : offset + limit],
            lambda text: len(self._rows(text)),
            empty=empty,
            look_for=_("Buscar en los planes"),
        )
        self.listing.opened.connect(lambda plan: shell.go("liquidacion", plan))

    def _rows(self, text: str) -> list[Row]:
        wanted = text.strip().casefold()
        found = self.shell.door.liquidation_backlog()
        return [each for each in found if wanted in f"{each['titulo']} {each['aeo_nombre']}".casefold()]

    def hear(self, tables: frozenset[str]) -> None:
        """A purchase, a liquidation or a transfer was written."""
        if tables & HEARD:
            self.refresh()


SCREENS = {
    "liquidacion": Screen(LiquidacionScreen, rail="planes"),
    "liquidacion-datos": Screen(LiquidacionDatos, rail="planes"),
    "liquidaciones": Screen(LiquidacionesScreen, rail="planes"),
    "transferencia": Screen(TransferenciaScreen, rail="planes"),
}
