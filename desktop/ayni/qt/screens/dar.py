"""Giving in other ways: to several machines in one file, everything from the beginning, into the mailbox."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog

from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import Card, Footer, Page, button, row, words
from ayni.qt.kit.keys import EnterMoves, watch
from ayni.qt.kit.work import WorkPanel
from ayni.qt.screens.intercambio import PATTERN, sent_facts
from ayni.qt.screens.pages import ask_file, file_name, papers_folder
from ayni.qt.shell import Screen, Shell
from ayni.workspace.envio import Sent


class DarScreen(Page):
    """For whom, what goes along, and where it is left."""

    def __init__(self, shell: Shell, record: str) -> None:
        said = _("Un solo archivo puede ser para varios equipos. Solo ellos lo abren.")
        super().__init__(_("Dar de otra manera"), hint=said)
        self.shell = shell
        self.panel = WorkPanel(shell.worker)
        self.column.addWidget(self.panel)
        machines = Card(_("¿Para quién?"))
        self.boxes: dict[str, QCheckBox] = {}
        for machine in shell.door.trusted():
            box = QCheckBox(str(machine["name"]))
            box.setObjectName(f"para.{machine['name']}")
            box.setChecked(record in {"", machine["device"]} and not self.boxes)
            machines.column.addWidget(box)
            self.boxes[str(machine["device"])] = box
        if not self.boxes:
            machines.column.addWidget(words(_("Todavía no hay otro equipo. Dense primero las tarjetas."), "hint"))
        self.column.addWidget(machines)
        what = Card(_("¿Qué lleva?"))
        self.whole = QCheckBox(_("Todo desde el comienzo, aunque ya lo hayan confirmado"))
        self.whole.setObjectName("todo")
        self.papers = QCheckBox(_("También los papeles de los expedientes"))
        self.papers.setObjectName("papeles")
        self.papers.setChecked(True)
        for box in (self.whole, self.papers):
            what.column.addWidget(box)
        self.column.addWidget(what)
        self.where = Card(_("Carpeta de envíos"))
        self.column.addWidget(self.where)
        self.end()
        self.write_button = button(_("Grabar el archivo"), self.write, role="primary", drawn="exportar")
        self.write_button.setObjectName("grabar")
        self.post_button = button(_("Dejarlo en la carpeta de envíos"), self.post, drawn="carpeta")
        self.post_button.setObjectName("dejar")
        later = button(_("No dar nada"), shell.back, role="quiet")
        self._foot = Footer(self.write_button, self.post_button, later, letters=0)
        self.layout().addWidget(self._foot)
        self._keys = EnterMoves(self)
        watch(self._keys, self._foot)
        self._draw_where()

    def _draw_where(self) -> None:
        self.where.clear()
        folder = self.shell.door.mailbox()
        said = _("Una carpeta que otro programa lleva y trae: un correo, una nube, otra computadora de la red.")
        self.where.column.addWidget(words(said, "hint"))
        if folder is not None:
            self.where.column.addWidget(words(str(folder), "label"))
        choose = button(_("Elegir la carpeta"), self.choose, drawn="carpeta")
        choose.setObjectName("elegir_carpeta")
        forget = None
        if folder is not None:
            forget = button(_("No usar ninguna"), partial(self._use, None), role="quiet")
            forget.setObjectName("sin_carpeta")
        self.where.column.addLayout(row(*[made for made in (choose, forget) if made is not None]))
        self.post_button.setEnabled(folder is not None)

    def choose(self) -> None:
        """Choose the mailbox."""
        dialog = QFileDialog(self, _("Carpeta de envíos"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setDirectory(str(self.shell.door.mailbox() or papers_folder()))
        dialog.fileSelected.connect(lambda name: self._use(Path(name)))
        dialog.open()

    def _use(self, folder: Path | None) -> None:
        if self.shell.attempt(lambda: self.shell.door.use_mailbox(folder)):
            self._draw_where()

    def chosen(self) -> list[str]:
        """The machines that are ticked."""
        return [device for device, box in self.boxes.items() if box.isChecked()]

    def write(self) -> None:
        """Ask where, then write."""
        if not self.panel.busy:
            names = [box.text() for box in self.boxes.values() if box.isChecked()]
            proposed = f"{file_name(_('envio'), *names, self.shell.door.today().isoformat())}.ayni"
            ask_file(self, _("Archivo para enviar"), PATTERN, self._write, save_as=proposed)

    def _write(self, path: Path) -> None:
        job = self.shell.door.exporting(
            self.chosen(), path, whole=self.whole.isChecked(), with_papers=self.papers.isChecked()
        )
        self._run(job)

    def post(self) -> None:
        """Leave it in the mailbox."""
        if not self.panel.busy:
            self._run(
                self.shell.door.posting(
                    self.chosen(), whole=self.whole.isChecked(), with_papers=self.papers.isChecked()
                )
            )

    def _run(self, job: object) -> None:
        self.panel.run(job, _("Grabando el archivo…"), done=self._sent, failed=self.shell.failed)

    def _sent(self, sent: Sent) -> None:
        self.shell.say(str(Sentence(N_("Archivo grabado para {name}."), name=sent.to)))
        self.shell.back()
        self.shell.go("enviado", sent_facts(sent))

    def leave(self) -> None:
        """No file is left half written."""
        self.panel.forget()


SCREENS = {"dar": Screen(DarScreen, rail="intercambio")}
