"""What a plan produces and what that costs: its assumptions, its activities with and without the plan, its rows."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ayni.domain.fields import Choice, by_name, problems
from ayni.domain.money import times
from ayni.domain.presupuesto import (
    BLOQUE,
    GENERAL,
    INCOME,
    INPUT,
    LABOUR,
    LINEA,
    PERSONNEL,
    SUPUESTOS,
    TIPOS,
    WITH,
    WITHOUT,
    Row,
    check_linea,
    decimal,
)
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import Scroller, button, row, words
from ayni.qt.kit.form import Form
from ayni.qt.kit.formdialog import FormDialog
from ayni.qt.kit.grid import Grid, GridColumn, Keeper
from ayni.qt.kit.keys import on_key
from ayni.qt.kit.palette import column_width, space, tokens
from ayni.qt.kit.trouble import ask
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.presupuesto import MOST, amount
from ayni.qt.shell import Shell

LINE, BLOCK, FIELDS = by_name(LINEA), by_name(BLOQUE), by_name(SUPUESTOS)
ACTIVITY = tuple(field for field in BLOQUE if field.asked and field.name != "situacion")
LOAN1 = tuple(field.name for field in SUPUESTOS if field.name.startswith("prestamo1") or field.name == "capital_tasa")
LOAN2 = tuple(field.name for field in SUPUESTOS if field.name.startswith("prestamo2"))
SIDES = ((WITH, N_("Con el plan")), (WITHOUT, N_("Sin el plan")))
SUPUESTOS_NAME, GENERAL_NAME = "supuestos", "generales"


class Supuestos(QWidget):
    """What the plan assumes: years, rate, working capital, members, loans."""

    def __init__(self, shell: Shell, plan: str) -> None:
        super().__init__()
        self.shell, self.plan = shell, plan
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(space(2), 0, space(4), space(4))
        column.setSpacing(space(3))
        column.addWidget(words(_("Supuestos del plan"), "heading"))
        column.addWidget(words(_("Con estos datos se calculan el VAN, la TIR y el B/C."), "hint"))
        first = [FIELDS[name] for name in ("horizonte_years", "mes_inicio")]
        self.form = Form(
            [*first, *(field for field in SUPUESTOS if field not in first)],
            shell.options,
            values=shell.door.plan(plan),
            sections=(
                (_("Préstamos del plan"), LOAN1),
                (_("Segundo préstamo"), LOAN2),
            ),
        )
        self.form.setMaximumWidth(column_width(84))
        self.form.submitted.connect(self.save)
        self._typed = False
        self._shown = self.form.answers()
        self.form.edited.connect(self._edited)
        column.addWidget(self.form)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scroller(inside), 1)
        self.go = button(_("Guardar supuestos"), self.save, role="primary")
        self.go.setObjectName("guardar-supuestos")
        self.go.setToolTip("Ctrl+Enter")
        foot = row(self.go)
        foot.setContentsMargins(space(2), space(2), 0, 0)
        outer.addLayout(foot)

    def _edited(self) -> None:
        self._typed = True

    def save(self) -> bool:
        """Hand what was typed to the door: the others stay as they stand now."""
        if not self.form.check():
            return False
        given = {name: text for name, text in self.form.answers().items() if text != self._shown[name]}
        if not self.shell.attempt(lambda: self.shell.door.save_plan(given, self.plan), self.form):
            return False
        self._typed = False
        self.load()
        self.shell.say(_("Supuestos guardados."))
        return True

    def load(self) -> None:
        """Show what is stored, unless somebody is typing."""
        if not self._typed:
            self.form.fill(self.shell.door.plan(self.plan))
            self._shown = self.form.answers()

    def leave(self) -> None:
        """What was typed and can be read is stored."""
        if self._typed and not problems(SUPUESTOS, self.form.answers(), self.shell.door.today()):
            self.save()


class Lineas(QWidget):
    """The rows of one activity, or the general costs of one side, and what the activity is like."""

    def __init__(self, part: "ProduccionPart", situacion: str, bloque: Mapping | None) -> None:
        super().__init__()
        self.part, self.situacion, self.bloque = part, situacion, bloque
        self.tipos = (INCOME, INPUT, LABOUR) if bloque is not None else (GENERAL, PERSONNEL)
        side = _(dict(SIDES)[situacion])
        column = QVBoxLayout(self)
        column.setContentsMargins(space(2), 0, space(4), 0)
        column.setSpacing(space(2))
        title = str(bloque["nombre"]) if bloque is not None else _("Gastos generales y personal")
        column.addWidget(words(title, "heading"))
        top = Wrap(gap=space(2))
        if bloque is not None:
            self.edit = button(
                _("Cambiar actividad"), lambda: part.ask_block(situacion, bloque), role="quiet", drawn="editar"
            )
            self.edit.setToolTip("F4")
            self.drop = button(_("Quitar actividad"), lambda: part.drop_block(bloque), role="quiet", drawn="quitar")
            top.addWidget(self.edit)
            top.addWidget(self.drop)
            on_key(self, "F4", lambda: part.ask_block(situacion, bloque), inside=True)
        column.addWidget(words(self._about(side), "hint"))
        column.addLayout(top)
        self.grid = Grid(self._columns(), self._keeper(), name=f"{side}: {title}")
        self.grid.changed.connect(self.refresh)
        self.grid.saved.connect(part.shell.kept.emit)
        self.grid.said.connect(part.shell.say)
        column.addWidget(self.grid, 1)
        self.refresh()

    def _about(self, side: str) -> str:
        if self.bloque is None:
            return str(Sentence(N_("{side}. Los gastos de cada año que no son de una sola actividad."), side=side))
        said = N_(
            "{side}. Veces al año: {times}. Unidades de producción por año: {pattern}. "
            "Las cantidades de abajo son de una unidad."
        )
        kind = BLOCK["unidades_por_year"].kind
        return str(
            Sentence(
                said,
                side=side,
                times=BLOCK["ciclos_por_year"].kind.show(self.bloque["ciclos_por_year"]),
                pattern=kind.show(self.bloque["unidades_por_year"]).replace(";", "; "),
            )
        )

    def _columns(self) -> list[GridColumn]:
        options = tuple((code, label) for code, label in TIPOS if code in self.tipos)
        tipo = LINE["tipo"]
        narrowed = type(tipo)(tipo.name, tipo.label, Choice(options), required=True)
        found = [
            GridColumn("tipo", _("Tipo"), field=narrowed, letters=14),
            GridColumn("nombre", _("Descripción"), field=LINE["nombre"], letters=16, stretch=True),
            GridColumn("unidad", _("Unidad"), field=LINE["unidad"], letters=7),
            GridColumn("cantidad", _("Cantidad"), field=LINE["cantidad"], letters=8),
        ]
        if self.bloque is None:
            found.append(
                GridColumn("cantidad_por_year", _("Cada año, si cambia"), field=LINE["cantidad_por_year"], letters=15)
            )
        found += [
            GridColumn("precio_unitario", _("Precio unit."), field=LINE["precio_unitario"], letters=9),
            GridColumn("total", _("Total S/"), compute=self._total, letters=10),
        ]
        if self.bloque is None:
            found.append(
                GridColumn("aporte_propio_centimos", _("Sin pagar"), field=LINE["aporte_propio_centimos"], letters=9)
            )
        else:
            found.append(GridColumn("cantidad_propia", _("Propio"), field=LINE["cantidad_propia"], letters=7))
            found.append(
                GridColumn("transporte_unitario", _("Transporte"), field=LINE["transporte_unitario"], letters=9)
            )
        return found

    @staticmethod
    def _total(values: Row) -> str:
        quantity, price = decimal(values, "cantidad"), decimal(values, "precio_unitario")
        return "" if quantity is None or price is None else amount(times(quantity, price))

    def _keeper(self) -> Keeper:
        door, plan = self.part.door, self.part.plan
        fixed = {"situacion": self.situacion, "bloque": self.bloque["id"] if self.bloque is not None else None}
        return Keeper(
            rows=self._rows,
            save=lambda answers, record: door.save_linea(plan, {**answers, **fixed}, record or None),
            remove=door.remove_linea,
            today=door.today,
            check=lambda values: check_linea({**values, **fixed}),
        )

    def _rows(self) -> list:
        bloque = self.bloque["id"] if self.bloque is not None else None
        return [
            line
            for line in self.part.door.lineas(self.part.plan)
            if line["situacion"] == self.situacion and (line["bloque"] or None) == bloque
        ]

    def refresh(self) -> None:
        """The total below the rows."""
        sums = dict.fromkeys(self.tipos, 0)
        for values in self.grid.values():
            quantity, price = decimal(values, "cantidad"), decimal(values, "precio_unitario")
            if quantity is not None and price is not None and values.get("tipo") in sums:
                sums[values["tipo"]] += times(quantity, price)
        if self.bloque is not None:
            left = sums[INCOME] - sums[INPUT] - sums[LABOUR]
            line = {"nombre": _("Lo que deja una unidad"), "total": amount(left)}
        else:
            line = {"nombre": _("Total del año"), "total": amount(sum(sums.values()))}
        self.grid.footer.show_lines([line])

    def start(self) -> None:
        self.grid.view.setFocus()

    def leave(self) -> None:
        self.grid.save_all()
        self.grid.stop()


class ProduccionPart(QWidget):
    """The part of the plan's page about what it produces."""

    def __init__(self, shell: Shell, plan: str) -> None:
        super().__init__()
        self.shell, self.door, self.plan = shell, shell.door, plan
        inside = QWidget()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._sides.setContentsMargins(space(8), space(3), space(2), space(3))
        self._sides.setSpacing(space(4))
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(Scroller(inside))
        side = QVBoxLayout()
        side.setSpacing(space(2))
        self.list = QListWidget()
        self.list.setObjectName("actividades")
        self.list.setAccessibleName(_("Producción"))
        look = tokens()
        self.list.setStyleSheet(
            f"QListWidget {{ background: {look.surface}; border: 1px solid {look.line}; border-radius: {space(1)}px;"
            " outline: 0; }"
            f"QListWidget:focus {{ border: 2px solid {look.focus}; }}"
            f"QListWidget::item {{ padding-left: {space(2)}px; border-left: {space(1)}px solid transparent; }}"
            f"QListWidget::item:selected {{ background: {look.accent_soft}; color: {look.ink};"
            f" border-left: {space(1)}px solid {look.accent}; }}"
        )
        side.addWidget(self.list, 1)
        self.add_with = button(_("Actividad con el plan"), lambda: self.ask_block(WITH), drawn="agregar")
        self.add_with.setToolTip("Ctrl+N")
        self.add_without = button(_("Actividad sin el plan"), lambda: self.ask_block(WITHOUT), drawn="agregar")
        for made in (self.add_with, self.add_without):
            made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            side.addWidget(made)
        self._sides.addLayout(side)
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(space(80))
        self._sides.addWidget(self.stack, 1)
        self.supuestos = Supuestos(shell, plan)
        self.stack.addWidget(self.supuestos)
        self.lineas: Lineas | None = None
        self._fill()
        self.list.currentRowChanged.connect(self._choose)
        self.list.itemActivated.connect(lambda _item: self._into())
        self.list.setCurrentRow(0)

    def _fill(self) -> None:
        here = self.list.currentItem()
        key = here.data(Qt.ItemDataRole.UserRole) if here is not None else (SUPUESTOS_NAME, "")
        self.list.blockSignals(True)
        self.list.clear()
        self._item(_("Supuestos del plan"), (SUPUESTOS_NAME, ""))
        blocks = self.door.bloques(self.plan)
        for situacion, label in SIDES:
            head = self._item(_(label), ("", ""))
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            font = head.font()
            font.setBold(True)
            head.setFont(font)
            for bloque in blocks:
                if bloque["situacion"] == situacion:
                    self._item(str(bloque["nombre"]), (situacion, bloque["id"]))
            self._item(_("Gastos generales y personal"), (situacion, GENERAL_NAME))
        found = [
            place
            for place in range(self.list.count())
            if tuple(self.list.item(place).data(Qt.ItemDataRole.UserRole)) == tuple(key)
        ]
        self.list.setCurrentRow(found[0] if found else 0)
        self.list.blockSignals(False)

    def _item(self, text: str, key: tuple[str, str]) -> QListWidgetItem:
        item = QListWidgetItem(text)
        item.setData(Qt.ItemDataRole.UserRole, key)
        item.setSizeHint(QSize(0, self.fontMetrics().height() + space(3.5)))
        item.setToolTip(text)
        self.list.addItem(item)
        return item

    def _choose(self, place: int) -> None:
        item = self.list.item(place)
        if item is None:
            return
        situacion, which = item.data(Qt.ItemDataRole.UserRole)
        self._drop_lineas()
        if situacion == SUPUESTOS_NAME:
            self.stack.setCurrentWidget(self.supuestos)
            self.supuestos.load()
            return
        if not situacion:
            return
        bloque = next((found for found in self.door.bloques(self.plan) if found["id"] == which), None)
        self.lineas = Lineas(self, situacion, bloque)
        self.stack.addWidget(self.lineas)
        self.stack.setCurrentWidget(self.lineas)

    def _drop_lineas(self) -> None:
        old, self.lineas = self.lineas, None
        if old is not None:
            old.leave()
            self.stack.removeWidget(old)
            old.hide()
            old.deleteLater()

    def _into(self) -> None:
        if self.lineas is not None:
            self.lineas.start()
        else:
            self.supuestos.form.focus_first()

    # activities

    def ask_block(self, situacion: str, bloque: Mapping | None = None) -> None:
        """Ask for an activity, new or known."""

        def save(answers: dict[str, str], form: Form) -> bool:
            made: list[str] = []
            record = bloque["id"] if bloque is not None else None
            given = {**answers, "situacion": situacion}
            done = self.shell.attempt(lambda: made.append(self.door.save_bloque(self.plan, given, record)), form)
            if done:
                self.show_block(made[0])
                self.shell.say(_("Actividad guardada."))
            return done

        title = _(dict(SIDES)[situacion])
        FormDialog(
            self, title, ACTIVITY, self.shell.options, values=bloque or {}, save=save, verb=_("Guardar actividad")
        ).open()

    def show_block(self, record: str) -> None:
        """Choose an activity, drawn again."""
        self._fill()
        for place in range(self.list.count()):
            if self.list.item(place).data(Qt.ItemDataRole.UserRole)[1] == record:
                self.list.setCurrentRow(place)
                self._choose(place)
                self._into()

    def drop_block(self, bloque: Mapping) -> None:
        """Take an activity away, with its rows; it can be undone."""

        def gone() -> None:
            if self.shell.attempt(lambda: self.door.remove_bloque(bloque["id"])):
                self.shell.say(_("Se quitó la actividad. Ctrl+Z la devuelve."))

        question = str(Sentence(N_("¿Quitar la actividad {name} con todas sus filas?"), name=bloque["nombre"]))
        ask(self.shell.window, question, yes=_("Quitar actividad"), then=gone)

    # the page around it

    def hear(self, tables: frozenset[str]) -> None:
        """Rows changed."""
        if "bloque" in tables:
            self._fill()
            self._choose(self.list.currentRow())
        elif "linea" in tables and self.lineas is not None and not self.lineas.grid.saving:
            self.lineas.grid.reload()
            self.lineas.refresh()
        if "plan" in tables:
            self.supuestos.load()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the list stands above."""
        super().resizeEvent(event)
        beside = event.size().width() >= column_width(100, self)
        side = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._sides.setDirection(side)
        self.list.setMinimumHeight(space(40))
        self.list.setMaximumHeight(MOST if beside else space(50))
        wide = column_width(28, self) if beside else 0
        self.list.setMinimumWidth(wide)
        self.list.setMaximumWidth(wide or MOST)
        for made in (self.add_with, self.add_without):
            made.setMaximumWidth(wide or MOST)

    def start(self) -> None:
        self.list.setFocus()

    def leave(self) -> None:
        self._drop_lineas()
        self.supuestos.leave()

    def focus_on(self, name: str) -> None:
        """Go to the box of an assumption."""
        self.list.setCurrentRow(0)
        self.supuestos.form.focus_on(name)
