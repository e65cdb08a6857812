"""Quotations of an item, side by side: the lowest marked by word and shape, one chosen with its reason."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ayni.domain.cotizacion import COTIZACION, TYPED, Column, Comparison, price_text
from ayni.domain.expediente import read_files
from ayni.domain.fields import Field, Text, by_name
from ayni.domain.money import times
from ayni.domain.presupuesto import PARTIDA, decimal
from ayni.lang import N_, Sentence, _, day, number, soles
from ayni.qt.kit.cards import Card, EmptyState, Page, button, empty_layout, words
from ayni.qt.kit.form import Form
from ayni.qt.kit.formdialog import FormDialog
from ayni.qt.kit.keys import ENTER, on_key
from ayni.qt.kit.palette import color, column_width, space
from ayni.qt.kit.trouble import ask
from ayni.qt.kit.work import WorkPanel
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.aeo import LAST, HistoryEntry
from ayni.qt.screens.pages import FormPage, file_name, papers_folder
from ayni.qt.shell import Screen, Shell

FIELDS = by_name(COTIZACION)
REASON = Field("motivo_eleccion", N_("¿Por qué se elige?"), Text(300), required=True, example="Entrega más pronto")
KINDS = "*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.webp"
Index = QModelIndex | QPersistentModelIndex
LOWEST, CHOSEN, OUT = N_("La más baja"), N_("Elegida"), N_("No cuenta")
SAME = ("proveedor", "ruc", "incluye_igv", "fecha", "validez_dias", "plazo_entrega_dias", "garantia")
IGV_SAID = {"si": N_("con IGV"), "aparte": N_("más IGV"), "exonerado": N_("no paga IGV")}
NARROW, WIDE = 20, 26  # letters of a column


class Sides(QAbstractTableModel):
    """Quotations as columns, what each says as rows."""

    LINES = (
        N_("Resultado"),
        N_("RUC"),
        N_("Precio cotizado"),
        N_("Sin IGV"),
        N_("Lo que se paga"),
        N_("Total que se paga"),
        N_("Fecha"),
        N_("Vale hasta"),
        N_("Días para entregar"),
        N_("Garantía"),
        N_("¿Es lo que se pide?"),
        N_("Archivos"),
        N_("¿Por qué se elige?"),
    )
    PAYS, RESULT = 4, 0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self._cells: list[tuple[str, ...]] = []

    def show(self, comparison: Comparison, item: dict[str, Any], rows: dict[str, dict[str, Any]]) -> None:
        """Show a comparison; `rows` are the stored quotations."""
        self.beginResetModel()
        self.columns = comparison.columns
        self._cells = [self._texts(each, item, rows[each.quote.record]) for each in self.columns]
        self.endResetModel()

    def _texts(self, each: Column, item: dict[str, Any], row: dict[str, Any]) -> tuple[str, ...]:
        quote = each.quote
        until = quote.until
        meets = {True: _("Sí"), False: f"{_('No')}: {quote.why_not}", None: "—"}[quote.meets]
        quantity = decimal(item, "cantidad")
        return (
            "  ".join(marks(each)),
            quote.ruc,
            f"{price_text(quote.price)}  ({_(IGV_SAID[quote.igv])})",
            price_text(each.base),
            price_text(each.payable),
            "" if quantity is None else soles(times(quantity, each.payable)),
            day(quote.day.isoformat()),
            day(until.isoformat()) if until else _("no dice"),
            "—" if quote.delivery_days is None else str(quote.delivery_days),
            quote.warranty or "—",
            meets,
            ", ".join(file.name for file in read_files(row["archivos"])) or "—",
            quote.reason or ("—" if not quote.chosen else _("Es la más baja")),
        )

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.LINES)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        return (
            _(self.LINES[section]) if orientation == Qt.Orientation.Vertical else self.columns[section].quote.supplier
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        text = self._cells[index.column()][index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.columns[index.column()].quote.supplier}. {_(self.LINES[index.row()])}: {text}"
        return None


def marks(each: Column) -> list[str]:
    """What a quotation is among the others: a shape and a word."""
    found = [f"▼ {_(LOWEST)}"] if each.lowest else []
    found += [f"★ {_(CHOSEN)}"] if each.quote.chosen else []
    if each.expired_days:
        found.append(f"✗ {each.told[0]}")
    elif not each.valid:
        found.append(f"✗ {_(OUT)}")
    elif each.old:
        found.append(f"! {each.told[0]}")
    return found


class SideDelegate(QStyledItemDelegate):
    """The lowest stands on another ground and in bold, the chosen result in accent, what does not count is paler."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        each: Column = index.model().columns[index.column()]
        strong = index.row() in {Sides.RESULT, Sides.PAYS}
        option.font.setBold(strong and (each.lowest or each.quote.chosen))
        role = "ink" if each.valid else "muted"
        if index.row() == Sides.RESULT:
            role = "problem" if not each.valid else "attention" if each.old else "good"
        for group in (option.palette.ColorRole.Text, option.palette.ColorRole.HighlightedText):
            option.palette.setColor(group, color(role))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if index.model().columns[index.column()].lowest and not chosen:
            painter.fillRect(option.rect, color("good_soft"))
        super().paint(painter, option, index)
        if chosen and not index.row():
            painter.fillRect(
                QRect(option.rect.left(), option.rect.top(), option.rect.width(), space(1)), color("accent")
            )


class SideTable(QTableView):
    """Quotations side by side; one column is chosen with the arrows, Enter corrects it."""

    opened = Signal()
    moved = Signal()

    def __init__(self, model: Sides, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setObjectName("lado-a-lado")
        self.setAccessibleName(_("Cotizaciones una al lado de la otra"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectColumns)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(SideDelegate(self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        high = self.fontMetrics().height() + space(3)
        self.verticalHeader().setStyleSheet(f"QHeaderView::section {{ padding: 0 {space(2)}px; }}")
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            header.setSectionsClickable(header.orientation() == Qt.Orientation.Horizontal)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(high)
        self.verticalHeader().setHighlightSections(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def fit(self) -> int:
        """As tall as its lines and the bar that moves them; gives how tall."""
        lines = self.verticalHeader().length() + self.horizontalHeader().sizeHint().height()
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(lines + bar + 2 * self.frameWidth() + space(1))
        return self.height()

    def current(self) -> int:
        """The place of the column chosen; -1 for none."""
        return self.currentIndex().column()

    def choose(self, place: int) -> None:
        """Choose a column."""
        model = self.model()
        if model.columnCount():
            self.setCurrentIndex(model.index(0, min(max(place, 0), model.columnCount() - 1)))
        self._widths()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def _widths(self) -> None:
        count = self.model().columnCount()
        if not count:
            return
        least, most = column_width(NARROW, self), column_width(WIDE, self) * 2
        share = min(max(self.viewport().width() // count, least), most)
        for place in range(count):
            longest = max(
                self.fontMetrics().horizontalAdvance(str(self.model().index(line, place).data()))
                for line in range(Sides.PAYS + 2)
            )
            self.setColumnWidth(place, max(share, min(longest + space(6), most)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns share the room that there is."""
        super().resizeEvent(event)
        self._widths()

    def minimumSizeHint(self) -> QSize:
        return QSize(space(60), self.height())


def parts_of(shell: Shell, record: str) -> tuple[str, str]:
    """Plan and item of a record "plan:item"; opened without an item, the first one of the plan (or of any)."""
    plan, _mark, item = record.partition(":")
    if plan and item:
        return plan, item
    plans = [plan] if plan else [str(row["id"]) for row in shell.door.planes(0, 50)]
    firsts = ((each, next(iter(shell.door.comparisons(each)), "")) for each in plans)
    return next((found for found in firsts if found[1]), (plans[0], ""))


class CotizacionesScreen(Page):
    """The quotations of one item. `record` is "plan:item"."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.door = shell, shell.door
        self.plan, self.item = parts_of(shell, record)
        super().__init__(_("Cotizaciones"), hint=" ", letters=0)
        self.column.setSpacing(space(3))
        self.previous = button(_("Cosa anterior"), lambda: self.step(-1), role="quiet", drawn="atras", keys="Ctrl+PgUp")
        self.following = button(
            _("Cosa siguiente"), lambda: self.step(1), role="quiet", drawn="adelante", keys="Ctrl+PgDown"
        )
        self.new_button = button(_("Agregar cotización"), self.add, role="primary", drawn="agregar", keys="Ctrl+N")
        for made in (self.previous, self.following, self.new_button):
            self.tools.addWidget(made)
        self.told = Card("", "attention")
        self.told.setObjectName("avisos")
        self.column.addWidget(self.told)
        self.model = Sides(self)
        self.table = SideTable(self.model)
        self.empty = EmptyState(
            _("Todavía no hay cotizaciones de esta cosa. Agregue la primera y elija después la que conviene."),
            _("Agregar cotización"),
            self.add,
            drawn="papel",
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.verbs = Wrap(gap=space(2))
        self.choose_button = button(_("Elegir"), self.choose, drawn="listo", keys="F5")
        self.edit_button = button(_("Cambiar"), self.edit, drawn="editar", keys="F2")
        self.attach_button = button(_("Agregar archivo"), self.attach, drawn="agregar", keys="Ctrl+O")
        self.see_button = button(_("Ver archivo"), self.see, drawn="ver", keys="F4")
        self.remove_button = button(_("Quitar"), self.remove, drawn="quitar", keys="Del")
        self.print_button = button(_("Imprimir cuadro"), self.print_sheet, drawn="imprimir", keys="Ctrl+P")
        self.export_button = button(_("Llevar a Excel"), self.export, drawn="exportar", keys="Ctrl+E")
        self.actions = (
            self.choose_button,
            self.edit_button,
            self.attach_button,
            self.see_button,
            self.remove_button,
            self.print_button,
            self.export_button,
        )
        for name, made in zip(
            ("elegir", "cambiar", "archivo", "ver", "quitar", "imprimir", "excel"), self.actions, strict=True
        ):
            made.setObjectName(name)
            self.verbs.addWidget(made)
        self.column.addLayout(self.verbs)
        self.column.addWidget(self.stack)
        self.work = WorkPanel(shell.worker)
        self.column.addWidget(self.work)
        self.picture = QLabel()
        self.picture.setObjectName("pagina")
        self.picture.hide()
        self.column.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.past = Card(_("Historia de esta fila"))
        self.column.addWidget(self.past)
        self.end()
        on_key(self, "Home", lambda: self.table.choose(0), inside=True)
        self.table.opened.connect(self.edit)
        self.table.moved.connect(self._moved)
        self.load()

    # showing

    def load(self) -> None:
        """Ask the door again."""
        here = self.table.current()
        if not self.item:
            self.stack.setCurrentWidget(self.empty)
            self.empty.sentence.setText(_("Este plan todavía no tiene presupuesto. Escriba primero qué se compra."))
            return
        self.about = self.door.partida(self.item)
        self.comparison: Comparison = self.door.comparison(self.item)
        self.rows = {str(row["id"]): row for row in self.door.cotizaciones(self.item)}
        self.heading.setText(str(self.about["nombre"]))
        self.setWindowTitle(_("Cotizaciones"))
        self.hint.setText(self._about())
        self.hint.show()
        self.model.show(self.comparison, self.about, self.rows)
        some = bool(self.comparison.columns)
        self.stack.setCurrentWidget(self.table if some else self.empty)
        self._fit()
        for made in self.actions:
            made.setVisible(some)
        self.new_button.setVisible(some)
        self.table.choose(here)
        self._say()
        self._moved()

    def _fit(self) -> None:
        some = bool(self.model.columns)
        self.stack.setFixedHeight(self.table.fit() if some else max(self.empty.sizeHint().height(), space(60)))

    def showEvent(self, event: QShowEvent) -> None:
        """Heights are known once it is dressed."""
        super().showEvent(event)
        self._fit()

    def _about(self) -> str:
        price = decimal(self.about, "precio_unitario")
        parts = [
            f"{number(str(self.about['cantidad'] or 0))} {self.about['unidad'] or ''}".strip(),
            ""
            if price is None
            else str(Sentence(N_("El presupuesto dice {price} por unidad"), price=price_text(price))),
            str(self.door.plan(self.plan)["titulo"]),
        ]
        return "  ·  ".join(part for part in parts if part)

    def _say(self) -> None:
        self.told.clear()
        said = [*self.comparison.told, *self.comparison.questions]
        for sentence in said:
            self.told.column.addWidget(words(str(sentence)))
        self.told.setVisible(bool(said) and bool(self.comparison.columns))
        empty_layout(self.past.column, keep=1)
        lines = [
            told
            for told in self.door.history("partida", self.item)
            if any(before for _label, before, _after in told.changes)
        ][:LAST]
        for told in lines:
            self.past.column.addWidget(HistoryEntry(self.shell, told, PARTIDA))
        self.past.setVisible(bool(lines))

    def _moved(self) -> None:
        chosen = self.chosen()
        self.see_button.setVisible(chosen is not None and bool(read_files(self.rows[chosen.quote.record]["archivos"])))
        self.choose_button.setEnabled(chosen is not None and not chosen.quote.chosen)
        self.picture.hide()

    def chosen(self) -> Column | None:
        """The quotation of the column at hand."""
        place = self.table.current()
        return self.model.columns[place] if 0 <= place < len(self.model.columns) else None

    def step(self, way: int) -> None:
        """To the item before or after, as the budget lists them."""
        items = list(self.door.comparisons(self.plan))
        if self.item in items:
            place = items.index(self.item) + way
            if not 0 <= place < len(items):
                self.shell.say(_("No hay más cosas en el presupuesto."))
                return
            self.item = items[place]
            self.load()
            self.start()

    # what the buttons do

    def add(self) -> None:
        """A new quotation of this item."""
        if self.item:
            self.shell.go("cotizacion", self.item)
        else:
            self.shell.go("presupuesto", self.plan)

    def edit(self) -> None:
        """Correct the one at hand."""
        if chosen := self.chosen():
            self.shell.go("cotizacion", f"{self.item}/{chosen.quote.record}")

    def choose(self) -> None:
        """Choose the one at hand; why, when it is not the lowest."""
        chosen = self.chosen()
        if chosen is None:
            return
        record = chosen.quote.record
        if chosen.lowest:
            self._choose(record, "", None)
            return
        FormDialog(
            self,
            str(Sentence(N_("Elegir la de {supplier}"), supplier=chosen.quote.supplier)),
            (REASON,),
            self.shell.options,
            hint=_("No es la más baja: escriba por qué se elige."),
            verb=_("Elegir"),
            save=lambda answers, form: self._choose(record, answers["motivo_eleccion"], form),
        ).open()

    def _choose(self, record: str, reason: str, form: Form | None) -> bool:
        done = self.shell.attempt(lambda: self.door.choose_cotizacion(record, reason), form)
        if done:
            self.shell.say(_("Cotización elegida."))
        return done

    def remove(self) -> None:
        """Take the one at hand away."""
        chosen = self.chosen()
        if chosen is not None:
            ask(
                self,
                _("¿Quitar esta cotización?"),
                chosen.quote.supplier,
                yes=_("Quitar cotización"),
                then=lambda: self._remove(chosen.quote.record),
            )

    def _remove(self, record: str) -> None:
        if self.shell.attempt(lambda: self.door.remove_cotizacion(record)):
            self.shell.say(_("Cotización quitada. Puede deshacerlo."))

    def attach(self) -> None:
        """Choose the scan of the quotation at hand."""
        if self.chosen() is None:
            return
        dialog = QFileDialog(self, _("Agregar archivo"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(f"{_('PDF o imágenes')} ({KINDS})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.take([Path(name) for name in names]))
        dialog.open()

    def take(self, paths: Sequence[Path]) -> None:
        """These files are of the quotation at hand."""
        chosen = self.chosen()
        if chosen is None or self.work.busy or not paths:
            return
        job = self.door.adding_cotizacion(chosen.quote.record, list(paths))
        self.work.run(job, _("Achicando y guardando los archivos…"), done=self._added, failed=self.shell.failed)

    def _added(self, added: Any) -> None:
        said = " ".join(str(sentence) for sentence in added.problems)
        self.shell.say(said or _("Archivo agregado a la cotización."))
        self.load()

    def see(self) -> None:
        """Draw the first page of its scan; nothing plain is left on the disk."""
        chosen = self.chosen()
        files = read_files(self.rows[chosen.quote.record]["archivos"]) if chosen else []
        if not files:
            return
        shown: list[bytes] = []
        wide = min(self.body.width(), column_width(90))
        if self.shell.attempt(lambda: shown.append(self.door.page_picture(files[0].sha256, 0, wide))):
            pixmap = QPixmap()
            pixmap.loadFromData(shown[0])
            self.picture.setPixmap(pixmap)
            self.picture.setAccessibleName(_("Primera página del papel"))
            self.picture.show()
            self.scroller.ensureWidgetVisible(self.picture)

    def print_sheet(self) -> None:
        """The comparison of every item of the plan, on paper."""
        self._write("pdf", lambda path: self.door.print_cotizaciones(self.plan, path))

    def export(self) -> None:
        """The same as a spreadsheet."""
        self._write("xlsx", lambda path: self.door.export_cotizaciones(self.plan, path))

    def _write(self, kind: str, write: Any) -> None:
        title = str(self.door.plan(self.plan)["titulo"])
        path = papers_folder() / f"{file_name(_('Cotizaciones'), title)}.{kind}"
        if self.shell.attempt(lambda: write(path)):
            self.shell.say(str(Sentence(N_("El cuadro está listo: {path}"), path=path)))
            self.shell.open_file(path)

    def hear(self, tables: frozenset[str]) -> None:
        """A quotation, the row or the call was written."""
        if tables & {"cotizacion", "partida", "plan", "convocatoria"}:
            if self.item not in {row["id"] for row in self.door.partidas(self.plan)}:
                self.item = next(iter(self.door.comparisons(self.plan)), "")
            self.load()

    def start(self) -> None:
        """The table, or the button that begins it."""
        if self.model.columns:
            self.table.setFocus()
        elif self.empty.action is not None:
            self.empty.action.setFocus()

    def leave(self) -> None:
        """Work under way goes on; its end is not told here any more."""
        self.work.forget()


class CotizacionScreen(FormPage):
    """One quotation. `record` is the item, or "item/quotation" to correct one."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.item, _slash, self.record = record.partition("/")
        self.item = self.item or parts_of(shell, "")[1]
        about = shell.door.partida(self.item)
        self._last = shell.door.last_cotizacion(about["plan"])
        self.same_button = button(
            _("Igual que la anterior"), self.as_before, role="quiet", drawn="copia", keys="Ctrl+I"
        )
        self.same_button.setObjectName("igual")
        super().__init__(
            shell,
            _("Cambiar cotización") if self.record else _("Agregar cotización"),
            TYPED,
            draft=("cotizacion", f"{self.item}/{self.record}" if self.record else self.item),
            verb=_("Guardar cotización"),
            values=(lambda: shell.door.cotizacion(self.record)) if self.record else None,
            hint=str(about["nombre"]),
        )
        self.same_button.setVisible(bool(self._last) and not self.record)

    def further_buttons(self) -> Sequence[QWidget]:
        return (self.same_button,)

    def as_before(self) -> None:
        """The seller of the quotation typed before, with its dates: only the price is another (K4)."""
        self.form.fill({}, {name: str(self._last.get(name) or "") for name in SAME})
        self._typed()
        self.form.focus_on("precio_unitario")

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self.shell.door.save_cotizacion(self.item, answers, self.record or None)
        self.shell.say(_("Cotización guardada."))


SCREENS = {
    "cotizaciones": Screen(CotizacionesScreen, rail="planes"),
    "cotizacion": Screen(CotizacionScreen, rail="planes"),
}
