"""The profile of an idea on one page: what it buys, sells and spends at the left, what the numbers say at the right."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from ayni.domain.fields import Value, by_name
from ayni.domain.perfil import check_profile_partida
from ayni.domain.perfil_filas import (
    OF_AN_ACTIVITY,
    activity_named,
    check_gasto,
    only_activity,
    typed_rows,
)
from ayni.domain.plan import COVER, PROYECTO
from ayni.domain.presupuesto import SUPUESTOS, WITH, WITHOUT, Row, row_total
from ayni.lang import N_, SPANISH, Sentence, _, language
from ayni.qt.kit.cards import Elided, Footer, Scroller, button, tag, words
from ayni.qt.kit.editors import Segments
from ayni.qt.kit.form import Form
from ayni.qt.kit.formdialog import FormDialog
from ayni.qt.kit.grid import Grid, GridColumn, Keeper
from ayni.qt.kit.palette import column_width, space
from ayni.qt.screens.pages import file_name, papers_folder
from ayni.qt.screens.perfil_respuesta import Answer
from ayni.qt.screens.perfil_tablas import Section, begun, bought_columns, sold_columns, spent_columns, year_of
from ayni.qt.shell import Screen, Shell
from ayni.workspace import Refused

COVERS, ASSUMED = by_name(COVER), by_name(SUPUESTOS)
CHANGES = (COVERS["titulo"], ASSUMED["socios_participantes"], COVERS["objetivo"])
SIDES = ((WITH, N_("Con la idea")), (WITHOUT, N_("Sin la idea")))
DRAFT = "perfil"
KEYS = N_(
    "Enter baja · Tab avanza · F2 corrige · Ctrl+N fila nueva · Supr quita la fila · Ctrl+Tab pasa a la tabla que sigue"
)
BESIDE = 120  # letters of width from which the answer stands beside the grids
MOST = 16777215  # Qt's own
FEWEST, MOST_ROWS = 3, 9  # rows by which a table asks for room


class PerfilScreen(QWidget):
    """The page of an idea."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__()
        self.shell, self.door, self.plan = shell, shell.door, record
        self.situacion = WITH
        self._stopped = False
        self._blocks: dict[str, list[dict[str, Value]]] = {}  # the activities typed of each side
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inside = QWidget()
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._head())
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        whole.addLayout(self._sides, 1)
        self._sides.setContentsMargins(space(8), space(2), space(2), space(2))
        self._sides.setSpacing(space(5))
        self._kept = self._draft()
        self.bought = self._section(
            _("Qué se compra"), "compra", bought_columns(), self._bought_keeper(), row_total, _("Inversión")
        )
        self.sold = {side: self._sold_section(side) for side, _label in SIDES}
        self.spent = {side: self._spent_section(side) for side, _label in SIDES}
        grids = QWidget()
        column = self._tables = QVBoxLayout(grids)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        for section in (self.bought, *self.sold.values(), *self.spent.values()):
            column.addWidget(section, 1)
        column.addWidget(words(_(KEYS), "small"))
        self._sides.addWidget(grids, 100)
        self.answer = Answer()
        self.aside = Scroller(self.answer)
        self.aside.setFrameShape(QFrame.Shape.NoFrame)
        self.aside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._sides.addWidget(self.aside, 1)
        outer.addWidget(Scroller(inside), 1)
        self.convert = button(_("Convertir en plan completo"), self.ask_convert, role="primary", drawn="adelante")
        self.convert.setObjectName("convertir")
        self.print_button = button(_("Imprimir esta hoja"), self.print_one, drawn="imprimir", keys="Ctrl+P")
        self.change = button(_("Cambiar datos"), self.ask_change, role="quiet", drawn="editar", keys="F4")
        outer.addWidget(Footer(self.change, self.print_button, None, self.convert, letters=0))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._again)
        self.show_side(WITH)
        self.refresh()

    def _head(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(space(8), space(3), space(8), 0)
        head.setSpacing(space(0.5))
        top = self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        top.setSpacing(space(3))
        self.title = Elided()
        self.title.setProperty("role", "title")
        self.title.setObjectName("titulo-del-plan")
        self.side = Segments([(side, _(label)) for side, label in SIDES])
        self.side.setObjectName("situacion")
        self.side.setAccessibleName(_("Situación"))
        self.side.set_answer(WITH)
        self.side.edited.connect(lambda: self.show_side(self.side.answer() or WITH))
        self.about = Elided()
        self.about.setProperty("role", "hint")
        self.stage = tag("", "accent")
        named = QHBoxLayout()
        named.setSpacing(space(3))
        named.addWidget(self.title, 1)
        named.addWidget(self.stage)
        top.addLayout(named, 1)
        top.addWidget(self.side)
        head.addLayout(top)
        head.addWidget(self.about)
        return head

    def _name(self) -> None:
        plan = self.door.plan(self.plan)
        self.setWindowTitle(str(plan["titulo"]))
        self.title.setText(str(plan["titulo"]))
        stage = plan["etapa_plan"] or PROYECTO
        self.stage.setText(COVERS["etapa_plan"].kind.show(stage))
        self.convert.setVisible(stage != PROYECTO)
        said = {
            WITH: _("Un año normal, cuando la idea ya funciona completa."),
            WITHOUT: _("Lo que ya se vende y se gasta hoy, aunque no se haga nada. Si no hay nada, déjelo vacío."),
        }
        self.about.setText("  ·  ".join((said[self.situacion], str(plan["aeo_nombre"]))))

    # the tables

    def _section(
        self,
        title: str,
        name: str,
        columns: Sequence[GridColumn],
        keeper: Keeper,
        total: Callable[[Row], int],
        label: str,
    ) -> Section:
        grid = Grid(columns, keeper, name=title, keys="")
        grid.setObjectName(name)
        section = Section(title, grid, total, label)
        grid.changed.connect(self.refresh)
        grid.saved.connect(self._saved)
        grid.said.connect(self.shell.say)
        return section

    def _keeper(self, name: str, **more: object) -> Keeper:
        return Keeper(
            today=self.door.today,
            keep=lambda pending: self._keep(name, pending),
            kept=lambda: self._kept.get(name, []),
            **more,
        )

    def _bought_keeper(self) -> Keeper:
        door, plan = self.door, self.plan
        return self._keeper(
            "compra",
            rows=lambda: door.partidas(plan),
            save=lambda answers, record: door.save_partida(plan, answers, record or None),
            remove=door.remove_partida,
            check=check_profile_partida,
        )

    def _sold_section(self, side: str) -> Section:
        door, plan = self.door, self.plan
        keeper = self._keeper(
            f"venta/{side}",
            rows=lambda: door.ventas(plan, side),
            save=lambda answers, record: door.save_venta(plan, side, answers, record or None),
            remove=door.remove_venta,
        )
        return self._section(_("Qué se vende"), f"venta-{side}", sold_columns(), keeper, year_of, _("Ventas de un año"))

    def _spent_section(self, side: str) -> Section:
        def year(values: Row) -> int:
            return year_of(self._of_activity(values, side))

        door, plan = self.door, self.plan
        keeper = self._keeper(
            f"gasto/{side}",
            rows=lambda: door.gastos(plan, side),
            save=lambda answers, record: door.save_gasto(plan, side, answers, record or None),
            remove=door.remove_linea,
            check=check_gasto,
        )
        return self._section(
            _("Qué se gasta"), f"gasto-{side}", spent_columns(year), keeper, year, _("Gastos de un año")
        )

    def _of_activity(self, values: Row, side: str) -> Row:
        """A cost with the rhythm of the activity that it names, as it stands in the table of sales."""
        if values.get("tipo") not in OF_AN_ACTIVITY:
            return values
        blocks = self._blocks.get(side, [])
        here = activity_named(values.get("actividad"), side, blocks)
        if here is None and not values.get("actividad"):
            here = only_activity(side, blocks)
        if here is None:
            return values
        return {
            **values,
            "actividad": here["nombre"],
            "ciclos_por_year": here["ciclos_por_year"],
            "unidades": here["unidades_por_year"],
        }

    def show_side(self, side: str) -> None:
        """What is sold and spent with the idea, or today, without it; what is bought belongs to the idea."""
        self.situacion = side
        self.side.set_answer(side)
        for section in self._sections():
            section.grid.save_all()
        self.bought.setVisible(side == WITH)
        for each, _label in SIDES:
            self.sold[each].setVisible(each == side)
            self.spent[each].setVisible(each == side)
        self._name()

    def _sections(self) -> list[Section]:
        return [self.bought, *self.sold.values(), *self.spent.values()]

    # following

    def refresh(self) -> None:
        """Totals and the answer follow what is typed, before it is stored."""
        if self._stopped:
            return
        self._blocks = {side: typed_rows(side, self.sold[side].grid.values(), ())[1] for side, _label in SIDES}
        for section in self._sections():
            section.refresh()
            rows = section.grid.model.rowCount()
            self._tables.setStretchFactor(section, min(max(rows, FEWEST), MOST_ROWS))  # room goes where the rows are
        partidas = [values for values in self.bought.grid.values() if begun(values)]
        lineas: list[dict[str, Value]] = []
        bloques: list[dict[str, Value]] = []
        for side, _label in SIDES:
            spent = [dict(self._of_activity(values, side)) for values in self.spent[side].grid.values()]
            lines, blocks = typed_rows(side, self.sold[side].grid.values(), spent)
            lineas += lines
            bloques += blocks
        if not partidas and not lineas:
            self.answer.say_nothing_yet()
            return
        try:
            result = self.door.perfil(self.plan, partidas, lineas, bloques)
        except Refused as refused:
            self.answer.say_problems(refused.problems)
            return
        compared = any(each["situacion"] == WITHOUT for each in lineas)
        self.answer.say(result, self.door.beneficiaries(self.plan), compared=compared)
        self._grow()

    def _saved(self) -> None:
        self.shell.kept.emit()
        self._later.start()

    def _again(self) -> None:
        """A sale changed its activity: other rows of the same activity show it too."""
        for section in self._sections():
            if section.grid.view.state() != QAbstractItemView.State.EditingState:
                section.grid.reload()

    def hear(self, tables: frozenset[str]) -> None:
        """Somebody or an undo changed something."""
        if "plan" in tables:
            try:
                self._name()
            except Refused:  # an undo took the plan itself away
                self.shell.go("planes")
                return
        if any(section.grid.saving for section in self._sections()):
            return
        if tables & {"partida", "bloque", "linea"}:
            self._later.start()
        elif tables & {"plan", "socio"}:
            self.refresh()

    def _draft(self) -> dict[str, list]:
        kept = self.door.draft(DRAFT, self.plan)
        return {name: json.loads(text) for name, text in kept["answers"].items()} if kept else {}

    def _keep(self, name: str, pending: list) -> None:
        """Rows that cannot be stored yet survive a closed window."""
        if self._kept.get(name, []) == pending:
            return
        self._kept = {**self._kept, name: pending}
        left = {each: json.dumps(rows, ensure_ascii=False) for each, rows in self._kept.items() if rows}
        if left:
            self.door.keep_draft(DRAFT, self.plan, left, "")
        else:
            self.door.drop_draft(DRAFT, self.plan)
        self.shell.kept.emit()

    # what the buttons do

    def ask_change(self) -> None:
        """The name of the idea, how many take part, what they want."""

        def save(answers: dict[str, str], form: Form) -> bool:
            return self.shell.attempt(lambda: self.door.save_plan(answers, self.plan), form)

        FormDialog(
            self, _("Cambiar datos"), CHANGES, self.shell.options, values=self.door.plan(self.plan), save=save
        ).open()

    def print_one(self) -> None:
        """Write the sheet and open it."""
        self._store()
        title = str(self.door.plan(self.plan)["titulo"])
        chosen = "es" if language() == SPANISH else "quz"
        path = papers_folder() / f"{file_name(_('Perfil'), title, chosen)}.pdf"
        made: list[Path] = []
        if self.shell.attempt(lambda: made.append(self.door.print_perfil(self.plan, path, chosen))):
            self.shell.say(str(Sentence(N_("La hoja está lista: {path}"), path=made[0])))
            self.shell.open_file(made[0])

    def ask_convert(self) -> None:
        """Show what is kept and what will be asked; rows left half way come first."""
        self._store()
        if any(self._kept.values()):
            self.shell.say(_("Complete o quite primero las filas que no se guardaron."))
            return
        self.shell.go("convertir-perfil", self.plan)

    def _store(self) -> None:
        for section in self._sections():
            section.grid.save_all()

    # the page around it

    def start(self) -> None:
        """The focus goes to where one types."""
        self.bought.grid.view.setFocus()

    def leave(self) -> None:
        """What can be stored is stored."""
        self._later.stop()
        self._store()
        self._stopped = True
        for section in self._sections():
            section.grid.stop()

    def unsaved(self) -> dict[str, str]:
        """Which side was shown; rows are kept by themselves."""
        return {"situacion": self.situacion}

    def resume(self, answers: dict[str, str]) -> None:
        """Show it again."""
        self.show_side(answers.get("situacion") or WITH)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the answer stands below."""
        super().resizeEvent(event)
        beside = event.size().width() >= column_width(BESIDE, self)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._sides.direction() != way:
            self._sides.setDirection(way)
            self._top.setDirection(way)
        if beside:
            self.aside.setFixedWidth(column_width(40, self))
            self.aside.setMaximumHeight(MOST)
            self.aside.setMinimumHeight(0)
        else:
            self.aside.setMinimumWidth(0)
            self.aside.setMaximumWidth(MOST)
            self._grow()
        low = event.size().height() < space(110)
        self.about.setVisible(not low)

    def _grow(self) -> None:
        """Below the tables the answer is as tall as it needs: the page scrolls, not it."""
        if self._sides.direction() == QBoxLayout.Direction.TopToBottom:
            wide = max(self.width() - space(16), space(60))
            self.aside.setFixedHeight(max(self.answer.heightForWidth(wide), self.answer.minimumSizeHint().height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+1 and Alt+2 go between the two sides."""
        keys = {Qt.Key.Key_1: WITH, Qt.Key.Key_2: WITHOUT}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in keys:
            self.show_side(keys[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)


SCREENS = {"perfil": Screen(PerfilScreen, rail="planes")}
