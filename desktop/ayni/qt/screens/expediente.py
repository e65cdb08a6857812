"""The expediente of an AEO: the list of its papers, what each lacks, its files."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QFileSystemWatcher, Qt, QTimer, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QLabel, QVBoxLayout, QWidget

from ayni.domain.expediente import (
    EN_SUBSANACION,
    FALTA,
    FUERA_DE_PLAZO,
    ILEGIBLE,
    LISTO,
    MEGABYTE,
    NO_LLEGO,
    POR_VENCER,
    REVIEW,
    REVISAR,
    VENCIDO,
    Papel,
    megabytes,
)
from ayni.domain.fields import Field, LongText, Quantity, Several, Value
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, Elided, Page, SideBySide, button, empty_layout, row, tag, words
from ayni.qt.kit.formdialog import FormDialog
from ayni.qt.kit.palette import space
from ayni.qt.kit.table import Column, Listing
from ayni.qt.kit.trouble import Message, ask, tell
from ayni.qt.kit.work import WorkPanel
from ayni.qt.screens.pages import Figure, FormPage, file_name, loose, of_first, papers_folder
from ayni.qt.shell import Screen, Shell
from ayni.workspace import Refused

# The word and tone of each state.
STATES = {
    FALTA: (N_("Falta"), "attention"),
    NO_LLEGO: (N_("No llegó"), "attention"),
    FUERA_DE_PLAZO: (N_("Plazo vencido"), "problem"),
    EN_SUBSANACION: (N_("Observado"), "problem"),
    VENCIDO: (N_("Vencido"), "problem"),
    ILEGIBLE: (N_("No se lee"), "problem"),
    POR_VENCER: (N_("Por vencer"), "attention"),
    REVISAR: (N_("Por revisar"), "attention"),
    LISTO: (N_("Listo"), "good"),
}
KINDS = "*.pdf *.jpg *.jpeg *.png *.tif *.tiff"
LAST = "papel"  # of the shell: what was looked at last, until the window closes
SCANNED_LATER = 1500  # milliseconds: a scanner goes on writing after the file appears
OWN_LIST = (
    Field(
        "requisitos",
        N_("Papeles que pide"),
        Several("requisitos"),
        help=N_("Si no marca ninguno, se piden los de la lista general, según la categoría."),
    ),
    Field(
        "otros",
        N_("Otros papeles que piden las bases"),
        LongText(4000),
        help=N_("Uno en cada línea."),
        example="Constancia de posesión del terreno",
    ),
)
SIZE = (
    Field(
        "portal_mb",
        N_("Tamaño que acepta el portal (MB)"),
        Quantity(whole=True, minimum=1),
        required=True,
        help=N_("El expediente entero no pesará más."),
        example="20",
    ),
)


class ExpedienteScreen(Page):
    """Every paper that the call asks of one AEO."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record
        aeo = shell.door.aeo(record)
        self.call = str(aeo["convocatoria"])
        super().__init__(_("Expediente"), hint=f"{aeo['nombre']}  ·  {aeo['convocatoria_nombre']}", letters=0)
        self.setAcceptDrops(True)
        self.column.setSpacing(space(3))
        self.pack_button = button(_("Preparar para el portal"), self.pack, role="primary", drawn="exportar", keys="F6")
        self.index_button = button(_("Imprimir índice"), self.print_index, drawn="imprimir", keys="F8")
        self.list_button = button(_("Papeles que pide"), lambda: shell.go("requisitos", self.call), keys="F9")
        for each in (self.list_button, self.index_button, self.pack_button):
            self.tools.addWidget(each, 0, Qt.AlignmentFlag.AlignTop)
        self.work = WorkPanel(shell.worker)
        self.column.addWidget(self.work)
        self.scanner = loose(Card("", "accent"))
        self.scanner.setObjectName("escaner")
        self.column.addWidget(self.scanner)
        self.said = loose(Card("", "attention"))
        self.said.setObjectName("avisos")
        self.said.hide()
        self.column.addWidget(self.said)
        self._papeles: list[Papel] = []
        self._summary = loose(Card())
        self._summary.setObjectName("resumen")
        self.listing = Listing(
            (
                Column("label", _("Papel"), stretch=True, letters=24),
                Column("state", _("Estado"), letters=12),
                Column("pages", _("Páginas"), letters=7, right=True),
                Column("expires", _("Vence"), letters=13),
            ),
            lambda offset, limit: self._rows()[offset : offset + limit],
            lambda: len(self._papeles),
            name=_("Papeles del expediente"),
        )
        self.listing.setObjectName("list")
        self.listing.table.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
        self.detail = Card()
        self.detail.setObjectName("papel")
        left = QWidget()
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(space(3))
        side.addWidget(self._summary)
        side.addWidget(self.listing)
        self.column.addWidget(SideBySide(left, self.detail, letters=100, shares=(3, 2)))
        self.end()
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._scanned_soon)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SCANNED_LATER)
        self._soon.timeout.connect(self.look_at_scanner)
        self._drawn = ""
        self._draw()
        self.listing.table.selectRow(self._first())
        self.listing.chosen.connect(self._chosen)
        self.listing.opened.connect(self.review)
        self._draw_detail()
        self.look_at_scanner()

    # drawing

    def _rows(self) -> list[dict[str, object]]:
        return [
            {
                "id": each.requirement.code,
                "label": f"{each.requirement.order}. {_(each.requirement.label)}",
                "state": self._state(each),
                "pages": str(each.pages or ""),
                "expires": day(each.expires) if each.expires else "",
            }
            for each in self._papeles
        ]

    def _state(self, each: Papel) -> str:
        if not each.files and not each.requirement.required:
            return _("Si hace falta")
        return _(STATES[each.state][0])

    def _draw(self) -> None:
        found = self.shell.door.expediente(self.record)
        self._papeles = list(found.papeles)
        self.listing.refresh()
        rows = max(len(self._papeles), 1)
        table = self.listing.table
        tall = table.horizontalHeader().sizeHint().height() + rows * table.verticalHeader().defaultSectionSize() + 6
        self.listing.setFixedHeight(tall)
        self._summary.clear()
        tone = "good" if found.complete else ""
        self._summary.setProperty("tone", tone)
        self._summary.style().polish(self._summary)
        said = Sentence(N_("de {asked} papeles están listos."), asked=found.asked)
        limit = self.shell.door.portal_bytes()
        weight = Sentence(
            N_("Páginas: {pages}. Tamaño: {size} MB. El portal acepta {limit} MB."),
            pages=found.pages,
            size=megabytes(found.bytes),
            limit=limit // MEGABYTE,
        )
        self.size_button = button(_("Cambiar tamaño"), self.change_size, role="quiet")
        self.folder_button = button(_("Carpeta del escáner"), self.choose_folder, role="quiet", drawn="carpeta")
        self._summary.column.addWidget(Figure(str(found.ready), str(said)))
        self._summary.column.addWidget(words(str(weight), "hint"))
        self._summary.column.addLayout(row(self.size_button, self.folder_button))
        self.pack_button.setEnabled(bool(found.pages))

    def chosen(self) -> Papel | None:
        """The paper chosen in the list."""
        code = self.listing.current()
        return next((each for each in self._papeles if each.requirement.code == code), None)

    def _first(self) -> int:
        """The paper looked at last; else one that was observed, or the first that lacks something."""
        aeo, _slash, code = str(self.shell.property(LAST) or "").partition("/")
        codes = [each.requirement.code for each in self._papeles]
        if aeo == self.record and code in codes:
            return codes.index(code)
        urgent = [place for place, each in enumerate(self._papeles) if each.state in {EN_SUBSANACION, FUERA_DE_PLAZO}]
        wanting = [place for place, each in enumerate(self._papeles) if each.stops]
        return next(iter(urgent or wanting), 0)

    @Slot(str)
    def _chosen(self, code: str) -> None:
        if code:
            self.shell.setProperty(LAST, f"{self.record}/{code}")
        self._draw_detail()

    def _draw_detail(self) -> None:
        empty_layout(self.detail.column)
        found = self.chosen()
        if found is None:
            return
        column = self.detail.column
        _label, tone = STATES[found.state]
        column.addWidget(words(_(found.requirement.label), "heading"))
        column.addLayout(row(tag(self._state(found), tone if found.files or found.requirement.required else "")))
        for notice in found.notices:
            column.addWidget(words(str(notice.sentence)))
        if not found.notices:
            ready = _("No le falta nada.") if found.files else _("Agréguelo solo si las bases lo piden.")
            column.addWidget(words(ready))
        if found.row.get("observacion"):
            column.addWidget(words(str(Sentence(N_("Observación: {text}"), text=found.row["observacion"])), "hint"))
        if found.requirement.article:
            unsure = tag(_("por confirmar"), "attention") if found.requirement.unconfirmed else None
            column.addWidget(words(_(found.requirement.article), "small"))
            if unsure is not None:
                column.addLayout(row(unsure))
        for file in found.files:
            pages = Sentence(N_("Páginas: {pages}. Tamaño: {size} MB."), pages=file.pages, size=megabytes(file.bytes))
            name = Elided(file.name)
            drop = button(_("Quitar"), partial(self.remove, found.requirement.code, file.sha256), role="quiet")
            drop.setAccessibleName(f"{_('Quitar')} {file.name}")
            told = QWidget()
            lines = QVBoxLayout(told)
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(0)
            lines.addWidget(name)
            lines.addWidget(words(str(pages), "small"))
            inside = row(told, drop, gap=2, stretch=False)
            inside.setStretch(0, 1)
            column.addLayout(inside)
        self.add_button = button(
            _("Agregar archivos"), self.add, role="" if found.files else "primary", drawn="agregar", keys="Ctrl+O"
        )
        self.add_button.setObjectName("agregar")
        self.review_button = button(_("Revisar papel"), self.review, drawn="editar", keys="F2")
        self.review_button.setObjectName("revisar")
        self.see_button = button(_("Ver primera página"), self.see, drawn="ver", keys="F4")
        self.see_button.setObjectName("ver")
        if not found.files:
            self.see_button.hide()
        column.addLayout(row(self.add_button, self.review_button, self.see_button))
        column.addWidget(words(_("También puede arrastrar aquí archivos o fotos."), "hint"))
        self.picture = QLabel()
        self.picture.setObjectName("pagina")
        self.picture.hide()
        column.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)

    def see(self) -> None:
        """Draw the first page of the paper chosen; nothing plain is left on the disk."""
        found = self.chosen()
        if found is None or not found.files:
            return
        wide = max(self.detail.width() - space(12), space(60))
        shown: list[bytes] = []
        sha = found.files[0].sha256
        if self.shell.attempt(lambda: shown.append(self.shell.door.page_picture(sha, 0, wide))):
            pixmap = QPixmap()
            pixmap.loadFromData(shown[0])
            self.picture.setPixmap(pixmap)
            self.picture.setAccessibleName(_("Primera página del papel"))
            self.picture.show()

    # adding

    def add(self) -> None:
        """Choose files for the paper chosen."""
        dialog = QFileDialog(self, _("Agregar archivos"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(f"{_('PDF o imágenes')} ({KINDS})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.take([Path(name) for name in names]))
        dialog.open()

    def take(self, paths: Sequence[Path]) -> None:
        """These files are for the paper chosen; an observed paper is asked whether they replace what it had."""
        found = self.chosen()
        if found is None or self.work.busy or not paths:
            return
        if not found.files:
            self._take(found, paths, instead=False)
            return
        asked = Message(
            self, _("Este papel ya tiene archivos. ¿Los cambia por los nuevos?"), _(found.requirement.label)
        )
        stay = button(_("No agregar"), asked.reject, role="quiet")
        more = button(_("Agregar a los que hay"), lambda: (asked.reject(), self._take(found, paths, instead=False)))
        change = button(_("Cambiar por los nuevos"), asked.accept, role="primary")
        more.setObjectName("agregar-mas")
        change.setObjectName("yes")
        asked.accepted.connect(lambda: self._take(found, paths, instead=True))
        asked.column.addLayout(row(None, stay, more, change))
        asked.open()
        change.setFocus()

    def _take(self, found: Papel, paths: Sequence[Path], *, instead: bool) -> None:
        self.said.hide()
        job = self.shell.door.adding_papel(self.record, found.requirement.code, list(paths), instead=instead)
        self.work.run(job, _("Achicando y guardando los archivos…"), done=self._added, failed=self._failed)

    def _added(self, added: object) -> None:
        self._tell([str(sentence) for sentence in added.problems])
        self.shell.say(_("Archivos agregados al expediente."))
        self._refresh()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            self._tell([problem.text for problem in error.problems])
            return
        self.shell.failed(error)

    def _tell(self, sentences: Sequence[str]) -> None:
        self.said.clear()
        for text in sentences:
            self.said.column.addWidget(words(text))
        self.said.setVisible(bool(sentences))
        if sentences:
            self.scroller.ensureWidgetVisible(self.said)

    def remove(self, code: str, sha256: str) -> None:
        """Take a file out; it can be undone."""
        if self.shell.attempt(lambda: self.shell.door.remove_archivo(self.record, code, sha256)):
            self.shell.say(_("Archivo quitado. Puede deshacerlo."))

    def review(self, code: str = "") -> None:
        """Dates, folios, legibility, observation of a paper."""
        code = code or self.listing.current()
        if code:
            self.shell.go("papel", f"{self.record}/{code}")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and not self.work.busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """On a row: for that paper; anywhere else: for the one chosen."""
        table = self.listing.table
        place = table.viewport().mapFrom(self, event.position().toPoint())
        under = table.indexAt(place) if table.viewport().rect().contains(place) else None
        if under is not None and under.isValid():
            table.selectRow(under.row())
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.take([path for path in paths if path.is_file()])

    # the scanner

    def choose_folder(self) -> None:
        """Which folder the scanner writes into."""
        dialog = QFileDialog(self, _("Carpeta del escáner"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.watch(Path(name)))
        dialog.open()

    def watch(self, folder: Path) -> None:
        """Offer what comes into this folder from now on."""
        if self.shell.attempt(lambda: self.shell.door.watch_folder(folder)):
            self.look_at_scanner()
            self.shell.say(_("Lo que se escanee en esa carpeta se ofrecerá aquí."))

    @Slot()
    def _scanned_soon(self) -> None:
        self._soon.start()

    @Slot()
    def look_at_scanner(self) -> None:
        """Show what the scanner left."""
        folder = self.shell.door.scanner_folder()
        if folder and folder.is_dir() and str(folder) not in self._watcher.directories():
            self._watcher.addPath(str(folder))
        found = self.shell.door.scanned()
        self.scanner.clear()
        self.scanner.setVisible(bool(found))
        if not found:
            return
        said = Sentence(N_("Archivos nuevos del escáner: {count}"), count=len(found))
        self.scanner.column.addWidget(words(str(said), "label"))
        self.scanner.column.addWidget(words(", ".join(path.name for path in found[:6]), "hint"))
        self.take_button = button(
            _("Agregar al papel elegido"), lambda: self.take(found), role="primary", keys="Ctrl+E"
        )
        self.take_button.setObjectName("tomar")
        leave = button(_("No son de aquí"), lambda: self._leave_scanned(found), role="quiet")
        self.scanner.column.addLayout(row(self.take_button, leave))

    def _leave_scanned(self, found: Sequence[Path]) -> None:
        self.shell.door.forget_scanned(found)
        self.look_at_scanner()

    # for the portal

    def change_size(self) -> None:
        """What the portal accepts."""

        def save(answers: dict[str, str], form: object) -> bool:
            return self.shell.attempt(lambda: self._set_size(answers), form)

        values = {"portal_mb": str(self.shell.door.portal_bytes() // MEGABYTE)}
        FormDialog(self, _("Tamaño del portal"), SIZE, self.shell.options, values=values, save=save).open()

    def _set_size(self, answers: dict[str, str]) -> None:
        value = SIZE[0].kind.read(answers["portal_mb"], self.shell.door.today()).value
        self.shell.door.set_portal_mb(int(str(value)))
        self._refresh()

    def print_index(self) -> None:
        """Write the index and open it."""
        path = papers_folder() / f"{file_name('indice', str(self.shell.door.aeo(self.record)['nombre']))}.pdf"
        if self.shell.attempt(lambda: self.shell.door.print_index(self.record, path, "es")):
            self.shell.say(_("El papel está listo."))
            self.shell.open_file(path)

    def pack(self) -> None:
        """Ask for a place and prepare the folder; what is missing is told first."""
        wanting = sum(each.stops for each in self._papeles)
        if not wanting:
            self._ask_place()
            return
        ask(
            self,
            str(Sentence(N_("Papeles a los que les falta algo: {count}. ¿Prepara la carpeta así?"), count=wanting)),
            _("Puede servir para revisar. Antes de presentarlo, complete lo que falta."),
            yes=_("Preparar así"),
            then=self._ask_place,
        )

    def _ask_place(self) -> None:
        dialog = QFileDialog(self, _("¿Dónde se guarda la carpeta para el portal?"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setDirectory(str(papers_folder()))
        dialog.fileSelected.connect(lambda name: self.pack_into(self._new_folder(Path(name))))
        dialog.open()

    def _new_folder(self, inside: Path) -> Path:
        """A folder of its own that is not there yet."""
        name = file_name("expediente", str(self.shell.door.aeo(self.record)["nombre"]))
        made, number = inside / name, 1
        while made.exists():
            number += 1
            made = inside / f"{name}-{number}"
        return made

    def pack_into(self, place: Path) -> None:
        """Prepare the folder there."""
        if self.work.busy:
            return
        job = self.shell.door.packing(self.record, place)
        self.work.run(job, _("Preparando la carpeta…"), done=self._packed, failed=self._failed)

    def _packed(self, packed: object) -> None:
        self.said.hide()
        said = N_("Folios: {folios}. Tamaño: {size} MB. La carpeta está en: {path}")
        detail = Sentence(said, folios=packed.folios, size=megabytes(packed.bytes), path=packed.place)
        tell(self, _("El expediente está listo para el portal."), str(detail))

    # the window

    def _refresh(self) -> None:
        self._draw()
        self._draw_detail()
        self.look_at_scanner()

    def start(self) -> None:
        """The list has the focus."""
        self.listing.table.setFocus()

    def hear(self, tables: frozenset[str]) -> None:
        """A paper, or what is asked, was written."""
        if tables & {"papel", "convocatoria", "aeo"}:
            self._refresh()

    def leave(self) -> None:
        """Work under way is stopped: nothing stays half kept."""
        self.work.forget()


class PapelScreen(FormPage):
    """The review of one paper: `record` is "AEO/paper"."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.aeo, _slash, self.code = record.partition("/")
        if not self.code:
            self.code = shell.door.expediente(self.aeo).papeles[0].requirement.code
        found = shell.door.papel(self.aeo, self.code)
        super().__init__(
            shell,
            _(found.requirement.label),
            REVIEW,
            draft=("papel", f"{self.aeo}/{self.code}"),
            verb=_("Guardar revisión"),
            values=lambda: shell.door.papel(self.aeo, self.code).row,
            sections=[
                (_("¿Está completo y se lee?"), ("folios", "legible")),
                (_("¿Hasta cuándo vale?"), ("emitido", "vence")),
                (_("¿Lo observaron?"), ("observacion", "observado_el", "plazo_dias")),
                (_("Para recordar"), ("nota",)),
            ],
            hint=str(shell.door.aeo(self.aeo)["nombre"]),
        )

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self.shell.door.save_papel(self.aeo, self.code, answers)
        self.shell.say(_("Revisión guardada."))


class RequisitosScreen(FormPage):
    """The list of papers of a call."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.record = record
        super().__init__(
            shell,
            _("Papeles que pide la convocatoria"),
            OWN_LIST,
            draft=("requisitos", record),
            verb=_("Guardar lista"),
            values=lambda: self._stands(shell.door),
            hint=str(shell.door.convocatoria(record)["nombre"]),
        )

    def _stands(self, door: Any) -> dict[str, Value]:
        codes, others = door.requisitos(self.record)
        return {"requisitos": ",".join(sorted(codes)) or None, "otros": "\n".join(others) or None}

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        codes = [code for code in answers.get("requisitos", "").split(",") if code]
        self.shell.door.save_requisitos(self.record, codes, answers.get("otros", ""))
        self.shell.say(_("Lista guardada."))


SCREENS = {
    "expediente": Screen(of_first("aeo", ExpedienteScreen), rail="organizaciones"),
    "papel": Screen(of_first("aeo", PapelScreen), rail="organizaciones"),
    "requisitos": Screen(of_first("convocatoria", RequisitosScreen), rail="convocatoria"),
}
