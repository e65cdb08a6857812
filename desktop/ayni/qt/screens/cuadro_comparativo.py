"""Quotations of a purchase in columns: prices typed or pasted in the cells, green the lowest that is what is asked."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QStackedWidget, QWidget

from ayni.domain.cotizacion import Column, price_text
from ayni.domain.cuadro_comparativo import CELL, Cuadro, Seller, ranked_by_base
from ayni.domain.expediente import read_files
from ayni.domain.fields import Field, Text
from ayni.lang import N_, Sentence, _, day, number, soles
from ayni.qt.kit.cards import Card, EmptyState, Page, button, words
from ayni.qt.kit.form import Form
from ayni.qt.kit.formdialog import FormDialog
from ayni.qt.kit.keys import announce
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.trouble import ask
from ayni.qt.kit.work import WorkPanel
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.cuadro_tabla import ChartModel, ChartTable
from ayni.qt.screens.pages import file_name, papers_folder
from ayni.qt.shell import Screen, Shell

KINDS = "*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.webp"
REASON = Field("motivo_eleccion", N_("¿Por qué se elige?"), Text(300), required=True, example="Entrega más pronto")
KEYS = N_("Escriba un precio y Enter · F4 ve la celda · Supr: no cotiza · Ctrl+V pega desde una hoja de cálculo")
IGV_SAID = {"si": N_("con IGV"), "aparte": N_("más IGV"), "exonerado": N_("no paga IGV")}


def purchase_of(shell: Shell, record: str) -> str:
    """The purchase of a record; opened without any, the first one."""
    if record:
        return record
    return next((str(row["id"]) for row in shell.door.compras(0, 1)), "")


def of_purchase(make: Any) -> Any:
    """A screen of one purchase; where there is none, what to do first."""

    def made(shell: Shell, record: str) -> QWidget:
        found = purchase_of(shell, record)
        return make(shell, found) if found else NoPurchase(shell)

    return made


class NoPurchase(Page):
    """There is no purchase yet."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("Compras"), letters=0)
        said = _("Todavía no hay compras. Registre la primera.")
        empty = EmptyState(said, _("Registrar compra"), lambda: shell.go("registrar-compra"), drawn="compras")
        self.column.addWidget(empty)


class CuadroScreen(Page):
    """The chart of one purchase. `record` is the purchase."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.door, self.compra = shell, shell.door, record
        super().__init__(_("Cuadro comparativo"), hint=str(self.door.compra(record)["nombre"]), letters=0)
        self.column.setSpacing(space(3))
        self.bring_button = button(_("Traer de los planes"), self.bring, drawn="importar", keys="Ctrl+T")
        self.new_button = button(_("Agregar proveedor"), self.add, role="primary", drawn="agregar", keys="Ctrl+N")
        self.bring_button.setObjectName("traer")
        self.new_button.setObjectName("agregar")
        self.print_button = button(_("Imprimir"), self.print_sheet, role="quiet", drawn="imprimir", keys="Ctrl+P")
        self.excel_button = button(_("Llevar a Excel"), self.export, role="quiet", drawn="exportar", keys="Ctrl+E")
        self.print_button.setObjectName("imprimir")
        self.excel_button.setObjectName("excel")
        self.tools.addWidget(self.print_button)
        self.tools.addWidget(self.excel_button)
        self.tools.addWidget(self.bring_button)
        self.tools.addWidget(self.new_button)
        self.told = Card("", "attention")
        self.told.setObjectName("avisos")
        self.column.addWidget(self.told)
        self._make_verbs()
        self.model = ChartModel(self.door.today, self)
        self.table = ChartTable(self.model)
        self.empty = EmptyState(" ", _("Agregar proveedor"), self.begin, drawn="papel")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.column.addWidget(self.stack, 100)
        self.detail = words("", "label")
        self.detail.setObjectName("detalle")
        self.summary = words("", "hint")
        self.summary.setObjectName("elegido")
        self.keys_line = words(_(KEYS), "small")
        for made in (self.detail, self.summary, self.keys_line):
            self.column.addWidget(made)
        self.work = WorkPanel(shell.worker)
        self.column.addWidget(self.work)
        self.picture = QLabel()
        self.picture.setObjectName("pagina")
        self.picture.hide()
        self.column.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.end()
        self.table.opened.connect(self.cell)
        self.table.moved.connect(self._moved)
        self.table.wanted.connect(self.keep)
        self.table.nothing.connect(
            lambda: shell.say(_("No hay precios copiados. Cópielos en su hoja de cálculo y vuelva."))
        )
        self.load()

    def _make_verbs(self) -> None:
        self.verbs = Wrap(gap=space(2))
        self.actions = {
            "elegir": button(_("Elegir"), self.choose, drawn="listo", keys="F5"),
            "elegir-todo": button(_("Elegir para todo"), self.choose_whole, drawn="listo", keys="F6"),
            "celda": button(_("Ver la celda"), self.cell, drawn="ver", keys="F4"),
            "proveedor": button(_("Cambiar proveedor"), self.edit, drawn="editar", keys="F7"),
            "cumple": button(_("Todo es lo pedido"), self.accept, drawn="listo", keys="F8"),
            "archivo": button(_("Agregar archivo"), self.attach, drawn="agregar", keys="Ctrl+O"),
            "ver": button(_("Ver archivo"), self.see, drawn="ver", keys="F3"),
            "quitar": button(_("Quitar proveedor"), self.remove, drawn="quitar", keys="Ctrl+Del"),
        }
        for name, made in self.actions.items():
            made.setObjectName(name)
            self.verbs.addWidget(made)
        self.column.addLayout(self.verbs)

    # showing

    def load(self) -> None:
        """Ask the door again."""
        self.cuadro: Cuadro = self.door.cuadro(self.compra)
        some = bool(self.cuadro.sellers and self.cuadro.items)
        rows = self.door.cotizaciones_compra(self.compra)
        self.files = {str(each["id"]): str(each["archivos"]) for each in rows if each["archivos"]}
        self.model.show(self.cuadro)
        self.table.fit()
        self.stack.setCurrentWidget(self.table if some else self.empty)
        self.stack.setMinimumHeight(self.table.minimumSizeHint().height() if some else self.empty.sizeHint().height())
        self.stack.setMaximumHeight(self.table.maximumHeight() if some else space(400))
        with_quotes = (self.new_button, self.print_button, self.excel_button, self.detail, self.summary, self.keys_line)
        for made in (*self.actions.values(), *with_quotes):
            made.setVisible(some)
        self.bring_button.setVisible(bool(self.cuadro.items))
        if not self.cuadro.items:
            self.empty.sentence.setText(_("Esta compra no tiene escritos sus bienes. Escríbalos primero."))
            self.empty.action.setText(_("Bienes y para quién son"))
        else:
            self.empty.sentence.setText(
                _("Todavía no hay cotizaciones. Agregue la primera, o traiga las que juntaron los planes.")
            )
            self.empty.action.setText(_("Agregar proveedor"))
        self._say()
        self._moved()

    def _say(self) -> None:
        self.told.clear()
        said: list[Sentence] = []
        if self.cuadro.missing and self.cuadro.sellers:
            few = N_("A {count} de las cosas les faltan proveedores que valgan. Se piden {required} para cada una.")
            said.append(Sentence(few, count=len(self.cuadro.missing), required=self.cuadro.required))
        said += self.cuadro.questions
        for sentence in said:
            self.told.column.addWidget(words(str(sentence)))
        if said and self.cuadro.article:
            self.told.column.addWidget(words(self.cuadro.article, "small"))
        self.told.setVisible(bool(said))
        total = self.cuadro.chosen_total
        chosen = Sentence(
            N_("Cosas con proveedor elegido: {count} de {all}. Sin IGV {base}, se paga {payable}. {ranked}"),
            count=total.quoted,
            all=len(self.cuadro.items),
            base=soles(total.base_centimos or 0),
            payable=soles(total.payable_centimos or 0),
            ranked=Sentence(ranked_by_base(self.door.quote_rules())),
        )
        self.summary.setText(str(chosen))

    def _moved(self) -> None:
        seller, item, column = self.here()
        self.actions["elegir"].setEnabled(column is not None and not column.quote.chosen)
        self.actions["celda"].setEnabled(column is not None)
        for name in ("elegir-todo", "proveedor", "archivo", "quitar"):
            self.actions[name].setEnabled(seller is not None)
        mine = [each for (_item, key), each in self.cuadro.cells.items() if seller is not None and key == seller.key]
        self.actions["cumple"].setEnabled(any(each.pending for each in mine))
        self.actions["ver"].setEnabled(any(self.files.get(each.quote.record) for each in mine))
        self.picture.hide()
        self.detail.setText(self._detail(seller, item, column))

    def _detail(self, seller: Seller | None, item: Any, column: Column | None) -> str:
        if seller is None:
            return ""
        if item is None:
            return " · ".join([seller.name, f"RUC {seller.ruc}", *seller.contact.values()])
        parts = [f"{seller.name}, {item['nombre']}"]
        if column is None:
            return " · ".join([*parts, _("No cotiza")])
        quote = column.quote
        said = N_("{price} {igv}, sin IGV {base}, se paga {payable}")
        prices = Sentence(
            said,
            price=price_text(quote.price),
            igv=Sentence(IGV_SAID[quote.igv]),
            base=price_text(column.base),
            payable=price_text(column.payable),
        )
        parts.append(str(prices))
        if quote.delivery_days is not None:
            parts.append(str(Sentence(N_("Entrega en {days} días"), days=quote.delivery_days)))
        if quote.warranty:
            parts.append(str(Sentence(N_("Garantía: {warranty}"), warranty=quote.warranty)))
        if quote.until is not None:
            parts.append(str(Sentence(N_("Vale hasta el {day}"), day=day(quote.until.isoformat()))))
        parts += [str(sentence) for sentence in column.told]
        parts += [text for text in (quote.why_not, quote.reason) if text]
        questions = [str(each) for each in self.cuadro.comparisons[str(item["id"])].questions]
        return " · ".join([*parts, *questions])

    def here(self) -> tuple[Seller | None, Any, Column | None]:
        """Seller, item and quotation of the cell at hand; each None when it is none."""
        index = self.table.currentIndex()
        seller, item = self.model.seller_at(index.column()), self.model.item_at(index.row())
        if seller is None or item is None:
            return seller, item, None
        return seller, item, self.cuadro.cells.get((str(item["id"]), seller.key))

    # typing and pasting

    def keep(self, cells: Sequence[tuple[str, str, str]]) -> None:
        """Prices typed or pasted; what cannot be kept is said and stays as it was."""
        wrong: list[Any] = []
        if not self.shell.attempt(lambda: wrong.extend(self.door.paste_prices(self.compra, list(cells)))):
            return
        self.load()
        kept = len(cells) - len(wrong)
        if wrong:
            said = N_("Precios guardados: {kept}. Sin guardar: {wrong}. {why}")
            text = str(Sentence(said, kept=kept, wrong=len(wrong), why=wrong[0].sentence))
        else:
            text = str(Sentence(N_("Precios guardados: {kept}."), kept=kept))
        self.shell.say(text)
        announce(self.table, text)

    # what the buttons do

    def begin(self) -> None:
        """From nothing: the goods first, then the first seller."""
        if self.cuadro.items:
            self.add()
        else:
            self.shell.go("compra-bienes", self.compra)

    def add(self) -> None:
        """A new seller with its prices."""
        self.shell.go("proveedor-compra", f"{self.compra}:")

    def edit(self) -> None:
        """The seller at hand."""
        seller = self.here()[0]
        if seller is not None:
            self.shell.go("proveedor-compra", f"{self.compra}:{seller.key}")

    def bring(self) -> None:
        """The quotations that the plans gathered."""
        made: list[int] = []
        if self.shell.attempt(lambda: made.append(self.door.bring_cotizaciones(self.compra))):
            self.shell.say(str(Sentence(N_("Cotizaciones traídas de los planes: {count}."), count=made[0])))

    def cell(self) -> None:
        """All that is said of one quotation: its terms, and whether it is what is asked."""
        seller, item, column = self.here()
        if seller is None or item is None or column is None:
            return
        record = column.quote.record

        def save(answers: dict[str, str], form: Form) -> bool:
            done = self.shell.attempt(lambda: self.door.save_cell(record, answers), form)
            if done:
                self.shell.say(_("Cotización guardada."))
            return done

        amount = f"{number(str(item['cantidad']))} {item['unidad'] or ''}".strip()
        FormDialog(
            self,
            f"{seller.name}",
            CELL,
            self.shell.options,
            values=self.door.found("cotizacion_compra", record),
            hint=f"{item['nombre']} · {amount}",
            verb=_("Guardar cotización"),
            save=save,
        ).open()

    def choose(self) -> None:
        """Give the line at hand to this seller; why, when it is not the lowest."""
        seller, _item, column = self.here()
        if seller is None or column is None:
            return
        record = column.quote.record
        if column.lowest:
            self._chosen(lambda: self.door.choose_line(record), None)
            return
        self._ask_reason(
            seller.name,
            _("No es la más baja de las que valen: escriba por qué se elige."),
            lambda reason: self.door.choose_line(record, reason),
        )

    def choose_whole(self) -> None:
        """Give everything to this seller."""
        seller = self.here()[0]
        if seller is None:
            return
        if seller.total.lowest or seller.total.base_centimos is None:
            self._chosen(lambda: self.door.choose_seller(self.compra, seller.key), None)
            return
        self._ask_reason(
            seller.name,
            _("Su total no es el más bajo: escriba por qué se elige."),
            lambda reason: self.door.choose_seller(self.compra, seller.key, reason),
        )

    def _ask_reason(self, supplier: str, hint: str, choose: Any) -> None:
        FormDialog(
            self,
            str(Sentence(N_("Elegir a {supplier}"), supplier=supplier)),
            (REASON,),
            self.shell.options,
            hint=hint,
            verb=_("Elegir"),
            save=lambda answers, form: self._chosen(lambda: choose(answers["motivo_eleccion"]), form),
        ).open()

    def _chosen(self, do: Any, form: Form | None) -> bool:
        done = self.shell.attempt(do, form)
        if done:
            self.shell.say(_("Proveedor elegido. Puede deshacerlo."))
        return done

    def remove(self) -> None:
        """Take the seller at hand away."""
        seller = self.here()[0]
        if seller is not None:
            ask(
                self,
                _("¿Quitar a este proveedor con todos sus precios?"),
                seller.name,
                yes=_("Quitar proveedor"),
                then=lambda: self._remove(seller.key),
            )

    def _remove(self, key: str) -> None:
        if self.shell.attempt(lambda: self.door.remove_seller(self.compra, key)):
            self.shell.say(_("Proveedor quitado. Puede deshacerlo."))

    def attach(self) -> None:
        """Choose the scan of what the seller at hand sent."""
        if self.here()[0] is None:
            return
        dialog = QFileDialog(self, _("Agregar archivo"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(f"{_('PDF o imágenes')} ({KINDS})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.take([Path(name) for name in names]))
        dialog.open()

    def take(self, paths: Sequence[Path]) -> None:
        """These files are of the seller at hand."""
        seller = self.here()[0]
        if seller is None or self.work.busy or not paths:
            return
        job = self.door.adding_seller_files(self.compra, seller.key, list(paths))
        self.work.run(job, _("Achicando y guardando los archivos…"), done=self._added, failed=self.shell.failed)

    def _added(self, added: Any) -> None:
        said = " ".join(str(sentence) for sentence in added.problems)
        self.shell.say(said or _("Archivo agregado a la cotización."))
        self.load()

    def see(self) -> None:
        """Draw the first page of what the seller at hand sent; nothing plain is left on the disk."""
        seller = self.here()[0]
        stored = [self.files.get(record, "") for record in self.cuadro.records(seller.key)] if seller else []
        files = [file for text in stored for file in read_files(text)]
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

    def accept(self) -> None:
        """Everything of which nothing was said is what is asked."""
        seller = self.here()[0]
        if seller is not None and self.shell.attempt(lambda: self.door.accept_seller(self.compra, seller.key)):
            self.shell.say(_("Queda dicho que es lo que se pide. Puede deshacerlo."))

    def print_sheet(self) -> None:
        """The chart on paper, with places to sign."""
        self._write("pdf", lambda path: self.door.print_cuadro(self.compra, path))

    def export(self) -> None:
        """The same as a spreadsheet."""
        self._write("xlsx", lambda path: self.door.export_cuadro(self.compra, path))

    def _write(self, kind: str, write: Any) -> None:
        path = papers_folder() / f"{file_name(_('Cuadro comparativo'), self.hint.text())}.{kind}"
        if self.shell.attempt(lambda: write(path)):
            self.shell.say(str(Sentence(N_("El cuadro está listo: {path}"), path=path)))
            self.shell.open_file(path)

    def hear(self, tables: frozenset[str]) -> None:
        """A quotation, the goods or an event was written."""
        if tables & {"cotizacion_compra", "compra_item", "compra", "evento"}:
            self.load()

    def start(self) -> None:
        """The table, or the button that begins it."""
        if self.stack.currentWidget() is self.table:
            self.table.setFocus()
        elif self.empty.action is not None:
            self.empty.action.setFocus()

    def leave(self) -> None:
        """Work under way goes on; its end is not told here any more."""
        self.work.forget()


SCREENS = {"cuadro-comparativo": Screen(of_purchase(CuadroScreen), rail="compras")}
