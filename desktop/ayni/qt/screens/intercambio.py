"""Exchange in three steps: cards are compared once, then files go out and come in. Nothing is received by halves."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QLabel, QSizePolicy, QWidget

from ayni.domain.municipio import OFICINA, PROMOTOR
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, Page, button, line, row, tag, words
from ayni.qt.kit.keys import EnterMoves, announce, watch
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.trouble import ask, tell
from ayni.qt.kit.work import WorkPanel
from ayni.qt.screens.pages import ask_file, file_name, papers_folder
from ayni.qt.shell import Screen, Shell
from ayni.workspace import Refused
from ayni.workspace.desacuerdos import TABLE_LABELS
from ayni.workspace.envio import Sent

PATTERN = "*.ayni"
ROLES = {OFICINA: N_("Oficina municipal"), PROMOTOR: N_("Promotor de campo")}
ROWS = {**TABLE_LABELS, "evento": N_("Hecho de una compra")}
KILOBYTE = 1024


def kilobytes(size: int) -> str:
    """A file's size as people compare it."""
    return str(Sentence(N_("{size} KB"), size=f"{max(1, round(size / KILOBYTE)):,}"))


def touched(rows: Sequence[tuple[str, int]]) -> str:
    """How many records of each kind, in words."""
    return "  ·  ".join(f"{_(ROWS.get(table, table))}: {count}" for table, count in rows)


def sent_facts(sent: Sent) -> str:
    """What the page after an export tells."""
    facts = {
        "to": sent.to,
        "path": str(sent.path),
        "files": [path.name for path in sent.paths],
        "saves": sent.saves,
        "size": sent.size,
        "papers": sent.papers,
        "papers_left": sent.papers_left,
    }
    return json.dumps(facts)


def receipt_name(to: str, mine: str) -> str:
    """The file of a receipt. Whom it is for comes first: in one folder there may be several."""
    return f"{file_name(_('recibo'), to, mine)}.ayni"


class Columns(QWidget):
    """Parts of equal width side by side, or one below the other where there is no room."""

    def __init__(self, *parts: QWidget, letters: int = 100) -> None:
        super().__init__()
        self._letters = letters
        self._parts = parts
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(space(5))
        for part in parts:
            part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            self._layout.addWidget(part, 1)

    def minimumSizeHint(self) -> QSize:
        widest = max(part.minimumSizeHint().width() for part in self._parts)
        return QSize(widest, self._layout.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = event.size().width() >= column_width(self._letters, self)
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._layout.direction() != direction:
            self._layout.setDirection(direction)
        super().resizeEvent(event)


class IntercambioScreen(Page):
    """Give and receive, in two big steps, with what each machine has and has not; below, the machines themselves."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(
            _("Intercambio"),
            hint=_(
                "Los equipos se pasan sus datos en archivos, con una memoria USB. Cada archivo solo lo abre su dueño."
            ),
            letters=0,
        )
        self.shell = shell
        self.panel = WorkPanel(shell.worker)
        self.column.addWidget(self.panel)
        self.inside, self.out, self.cards = Card(_("Recibir"), "accent"), Card(_("Dar")), Card(_("Equipos"))
        self.column.addWidget(Columns(self.inside, self.out))
        self.column.addWidget(self.cards)
        self.end()
        self._draw()

    def _draw(self) -> None:
        machines = self.shell.door.trusted()
        for card in (self.inside, self.out, self.cards):
            card.clear()
        self._draw_in()
        self._draw_out(machines)
        self._draw_cards(machines)
        for card in (self.inside, self.out):
            card.column.addStretch(1)

    def _draw_in(self) -> None:
        card, mailbox = self.inside, self.shell.door.mailbox()
        card.column.addWidget(words(_("Ponga la memoria USB. Antes de recibir verá qué cambia."), "hint"))
        self.receive_button = button(
            _("Elegir archivos"), self.receive, role="primary", drawn="importar", keys="Ctrl+R"
        )
        self.receive_button.setObjectName("recibir")
        self.search_button = button(_("Buscar en una carpeta"), self.search, drawn="carpeta", keys="Ctrl+B")
        self.search_button.setObjectName("buscar")
        card.column.addLayout(row(self.receive_button, self.search_button))
        if mailbox is not None:
            card.column.addWidget(line())
            card.column.addWidget(words(str(Sentence(N_("Carpeta de envíos: {path}"), path=mailbox)), "small"))
            look = button(_("Ver qué llegó"), lambda: self.shell.go("recibir", str(mailbox)), drawn="importar")
            look.setObjectName("ver_buzon")
            card.column.addLayout(row(look))
        waiting = self.shell.door.clash_count()
        if waiting:
            card.column.addWidget(line())
            said = N_("Desacuerdos por decidir: {count}.")
            card.column.addWidget(words(str(Sentence(said, count=waiting)), "attention"))
            self.decide_button = button(_("Decidir"), lambda: self.shell.go("desacuerdo"), drawn="choque")
            self.decide_button.setObjectName("decidir")
            card.column.addLayout(row(self.decide_button))

    def _draw_out(self, machines: Sequence[dict[str, Any]]) -> None:
        card = self.out
        self.send_buttons = []
        if not machines:
            card.column.addWidget(words(_("Todavía no hay otro equipo. Dense primero las tarjetas, aquí abajo.")))
            return
        card.column.addWidget(words(_("Cada archivo lleva todo lo que ese equipo no ha confirmado todavía."), "hint"))
        for machine in machines:
            card.column.addWidget(line())
            self._draw_machine(machine)
        card.column.addWidget(line())
        other = button(_("Dar de otra manera"), lambda: self.shell.go("dar"), role="quiet")
        other.setObjectName("dar_de_otra_manera")
        other.setAccessibleDescription(_("A varios equipos, todo desde el comienzo, o en la carpeta de envíos."))
        card.column.addLayout(row(other))

    def _draw_machine(self, machine: dict[str, Any]) -> None:
        card, name = self.out, str(machine["name"])
        exported = max(0, machine["unconfirmed"] - machine["unsent"])
        papers, size = self._papers_for(machine)
        card.column.addWidget(words(name, "label"))
        states = []
        if machine["unsent"]:
            states.append(tag(str(Sentence(N_("guardado aquí: {count}"), count=machine["unsent"])), "attention"))
        if exported:
            states.append(tag(str(Sentence(N_("exportado: {count}"), count=exported)), "accent"))
        if not states:
            states.append(tag(_("recibido: todo"), "good"))
        elif machine["received"]:
            states.append(tag(str(Sentence(N_("recibido: {count}"), count=machine["received"])), "good"))
        card.column.addLayout(row(*states))
        if papers:
            said = Sentence(N_("Papeles por llevar: {count} ({size})"), count=papers, size=kilobytes(size))
            card.column.addWidget(words(str(said), "small"))
        if machine["unsent"] or papers:
            next_step = N_("Grabe su archivo y dele la memoria USB.")
        elif exported:
            next_step = N_("Ya se grabó. Cuando traiga su recibo, aquí dirá recibido.")
        else:
            next_step = N_("Tiene todo. No hace falta darle nada.")
        card.column.addWidget(words(_(next_step), "small"))
        needed = bool(machine["unsent"] or papers)
        made = button(_("Grabar el archivo"), partial(self.send, name), role="primary" if needed else "")
        made.setAccessibleName(str(Sentence(N_("Enviar a {name}"), name=name)))
        made.setObjectName(f"enviar.{name}")
        if not self.send_buttons:
            made.setShortcut("Ctrl+E")
            made.setToolTip("Ctrl+E")
        self.send_buttons.append(made)
        receipt = button(_("Grabar su recibo"), partial(self.ask_receipt, machine), role="quiet")
        receipt.setAccessibleName(str(Sentence(N_("Grabar un recibo para {name}"), name=name)))
        receipt.setObjectName(f"recibo.{name}")
        card.column.addLayout(row(made, receipt))

    def _papers_for(self, machine: dict[str, Any]) -> tuple[int, int]:
        try:
            found: tuple[int, int] = self.shell.door.papers_for(machine["device"])
        except Refused:  # a loan that ended is sent nothing
            return 0, 0
        return found

    def _draw_cards(self, machines: Sequence[dict[str, Any]]) -> None:
        card = self.cards
        card.column.addWidget(
            words(
                _("Una sola vez con cada equipo: dense sus tarjetas y comparen el número de las dos pantallas."), "hint"
            )
        )
        self.make_button = button(_("Hacer mi tarjeta"), self.make_card, drawn="exportar", keys="Ctrl+J")
        self.make_button.setObjectName("hacer_tarjeta")
        self.read_button = button(_("Leer una tarjeta"), self.read_card, drawn="importar", keys="Ctrl+G")
        self.read_button.setObjectName("leer_tarjeta")
        self.machines_button = button(_("Altas y equipos perdidos"), lambda: self.shell.go("equipos"), keys="Ctrl+Q")
        self.machines_button.setObjectName("equipos")
        self.machines_button.setAccessibleName(_("Equipos: altas, certificados y equipos perdidos"))
        card.column.addLayout(row(self.make_button, self.read_button, self.machines_button))
        carried = {each["device"]: each["count"] for each in self.shell.door.carriers()}
        for machine in machines:
            card.column.addWidget(line())
            card.column.addWidget(words(str(machine["name"]), "label"))
            said = N_("{role}, número {code}")
            role = Sentence(ROLES.get(machine["role"], machine["role"]))
            card.column.addWidget(words(str(Sentence(said, role=role, code=machine["code"])), "small"))
            forget = button(_("Olvidar este equipo"), partial(self.ask_forget, machine), role="quiet")
            forget.setObjectName(f"olvidar.{machine['name']}")
            forget.setAccessibleName(str(Sentence(N_("Olvidar el equipo de {name}"), name=machine["name"])))
            carries = None
            if machine["device"] in carried and self.shell.door.role == OFICINA:
                count = carried[machine["device"]]
                text = _("Lleva todas las organizaciones")
                if count is not None:
                    text = str(Sentence(N_("Organizaciones que lleva: {count}"), count=count))
                carries = button(
                    text, partial(self.shell.go, "encargo", str(machine["device"])), drawn="organizaciones"
                )
                carries.setObjectName(f"lleva.{machine['name']}")
                carries.setAccessibleName(str(Sentence(N_("{name}: {text}"), name=machine["name"], text=text)))
            card.column.addLayout(row(*([carries] if carries else []), forget))

    def start(self) -> None:
        """The step that comes next."""
        (self.receive_button if self.send_buttons else self.make_button).setFocus()

    # cards

    def make_card(self) -> None:
        """Write the card to a file."""
        name = self.shell.door.card().name
        ask_file(self, _("Mi tarjeta"), PATTERN, self._card_made, save_as=f"{file_name(_('tarjeta'), name)}.ayni")

    def _card_made(self, path: Path) -> None:
        if self.shell.attempt(lambda: self.shell.door.write_card(path)):
            said = N_("Está en {path}. Llévela al otro equipo y traiga la suya. No contiene ningún secreto.")
            tell(self.shell.window, _("Su tarjeta está lista."), str(Sentence(said, path=path)))

    def ask_forget(self, machine: dict[str, Any]) -> None:
        """Ask first: nothing comes from that machine any more."""
        said = N_("Hágalo si se reinstaló. Si se perdió, dígalo en Equipos: así lo que guardó y no llegó no se pierde.")
        ask(
            self.shell.window,
            str(Sentence(N_("¿Olvidar el equipo de {name}?"), name=machine["name"])),
            _(said),
            yes=_("Olvidar este equipo"),
            then=lambda: self.forget_machine(str(machine["device"])),
        )

    def forget_machine(self, device: str) -> None:
        """Trust it no longer."""
        if self.shell.attempt(lambda: self.shell.door.forget_machine(device)):
            self.shell.say(_("Equipo olvidado."))

    def read_card(self) -> None:
        """Choose somebody's card."""
        ask_file(self, _("Tarjeta del otro equipo"), PATTERN, lambda path: self.shell.go("leer-tarjeta", str(path)))

    # files

    def send(self, to: str) -> None:
        """Write a bundle for somebody."""
        if self.panel.busy:
            return
        when = self.shell.door.today().isoformat()
        proposed = f"{file_name(_('envio'), to, when)}.ayni"
        ask_file(self, _("Archivo para enviar"), PATTERN, lambda path: self._send(to, path), save_as=proposed)

    def _send(self, to: str, path: Path) -> None:
        said = str(Sentence(N_("Grabando el archivo para {name}…"), name=to))
        self.panel.run(self.shell.door.exporting(to, path), said, done=self._sent, failed=self.shell.failed)

    def _sent(self, sent: Sent) -> None:
        self.shell.say(_("Archivo grabado."))
        self.shell.go("enviado", sent_facts(sent))

    def receive(self) -> None:
        """Choose one or several files."""
        dialog = QFileDialog(self, _("Archivos recibidos"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(f"{_('Archivos recibidos')} ({PATTERN})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setDirectory(str(papers_folder()))
        dialog.filesSelected.connect(lambda names: self.shell.go("recibir", "\n".join(names)))
        dialog.open()

    def search(self) -> None:
        """Choose a folder: a stick, a synchronised folder, downloads."""
        dialog = QFileDialog(self, _("Carpeta donde hay envíos"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setDirectory(str(self.shell.door.mailbox() or papers_folder()))
        dialog.fileSelected.connect(lambda name: self.shell.go("recibir", name))
        dialog.open()

    def ask_receipt(self, machine: dict[str, Any]) -> None:
        """Write a receipt for a machine: where, is asked."""
        proposed = receipt_name(str(machine["name"]), self.shell.door.card().name)
        ask_file(
            self, _("Recibo para enviar"), PATTERN, partial(self._receipt, str(machine["device"])), save_as=proposed
        )

    def _receipt(self, device: str, path: Path) -> None:
        if self.shell.attempt(lambda: self.shell.door.write_receipt(device, path)):
            self.shell.say(_("Recibo grabado."))

    def leave(self) -> None:
        """No file is left half written."""
        self.panel.forget()

    def hear(self, tables: frozenset[str]) -> None:
        """A card was accepted, something was saved or received."""
        if not self.panel.busy:
            self._draw()


def big_code(code: str, page: QWidget) -> QLabel:
    """The number that two people compare, in big digits."""
    made = words(code, "figure")
    made.setObjectName("numero")
    made.setStyleSheet(f"font-size: {round(page.font().pointSizeF() * 5)}pt; letter-spacing: 4px;")
    made.setWordWrap(False)
    made.setAccessibleName(str(Sentence(N_("Número: {code}"), code=" ".join(code))))
    return made


def about(role: str, municipality: str) -> str:
    """What a machine says that it is."""
    return str(Sentence(N_("{role}, {municipality}"), role=Sentence(ROLES.get(role, role)), municipality=municipality))


class LeerTarjetaScreen(Page):
    """Somebody's card, with the number that both must see. `record` is the file."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Comparar el número"))
        self.shell, self.path = shell, Path(record)
        self.card = Card("", "accent")
        self.column.addWidget(self.card)
        try:
            view = shell.door.read_card(self.path)
        except Refused as refused:
            self._refused(str(refused))
            return
        self.view, self.code = view, big_code(view.code, self)
        self.card.column.addWidget(words(view.name, "heading"))
        self.card.column.addWidget(words(about(view.role, view.municipality), "hint"))
        self.card.column.addWidget(self.code)
        said = N_("Pida a {name} que lea en voz alta el número de su pantalla. ¿Es el mismo?")
        self.card.column.addWidget(words(str(Sentence(said, name=view.name)), "label"))
        self.yes_button = button(_("Sí, es el mismo: aceptar"), self.accept, role="primary", drawn="listo")
        self.yes_button.setObjectName("aceptar")
        self.no_button = button(_("No es el mismo"), self.differs)
        self.no_button.setObjectName("no_es_igual")
        self.column.addLayout(row(self.yes_button, self.no_button))
        self.warning = Card("", "problem")
        warned = _("No la acepte: esa tarjeta no es de quien dice. Pida otra vez la tarjeta, en persona.")
        self.warning.column.addWidget(words(warned))
        self.warning.hide()
        self.column.addWidget(self.warning)
        self._keys = EnterMoves(self)
        watch(self._keys, self)
        self.end()

    def _refused(self, said: str) -> None:
        self.card.hide()
        problem = Card(_("Esta tarjeta no se puede leer"), "problem")
        problem.setObjectName("rechazo")
        problem.column.addWidget(words(said))
        self.column.addWidget(problem)
        self.column.addLayout(row(button(_("Volver a Intercambio"), self.shell.back, role="primary")))
        self.end()
        announce(self, said)

    def accept(self) -> None:
        """Two people saw the same number."""
        if self.shell.attempt(lambda: self.shell.door.trust(self.path, self.view.device)):
            self.shell.say(_("Tarjeta aceptada."))
            self.shell.back()

    def differs(self) -> None:
        """They did not."""
        self.warning.show()
        announce(
            self.warning, _("No la acepte: esa tarjeta no es de quien dice. Pida otra vez la tarjeta, en persona.")
        )


class EnviadoScreen(Page):
    """A file was written: how much, where, and what to do with it. `record` holds the facts."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Archivo exportado"))
        facts = json.loads(record or '{"path": "", "to": "", "saves": 0, "size": 0}')
        path, to = Path(facts["path"]), facts["to"]
        card = Card("", "good")
        said = N_("Guardados que lleva, para {name}: {count}")
        card.column.addWidget(words(str(Sentence(said, name=to, count=facts["saves"])), "heading"))
        today = day(shell.door.today().isoformat())
        card.column.addWidget(words("  ·  ".join((path.name, kilobytes(facts["size"]), today)), "label"))
        files = facts.get("files", [])
        if len(files) > 1:
            many = N_("Son {count} archivos. Lleve todos: {names}")
            card.column.addWidget(words(str(Sentence(many, count=len(files), names=", ".join(files)))))
        if facts.get("papers"):
            card.column.addWidget(words(str(Sentence(N_("Papeles que lleva: {count}"), count=facts["papers"]))))
        if facts.get("papers_left"):
            left = N_("Papeles que no se pudieron llevar: {count}. Revise la carpeta en Ajustes.")
            card.column.addWidget(words(str(Sentence(left, count=facts["papers_left"])), "attention"))
        card.column.addWidget(words(str(Sentence(N_("Está en: {path}"), path=path.parent)), "hint"))
        self.column.addWidget(card)
        steps = Card(_("Qué sigue"))
        for number, sentence in enumerate(
            (
                N_("Saque la memoria USB con seguridad y entréguela a {name}."),
                N_("En su equipo, {name} entra a Intercambio y elige recibir."),
                N_("Cuando {name} le traiga su recibo, aquí dirá recibido."),
            ),
            start=1,
        ):
            steps.column.addWidget(words(f"{number}.  {Sentence(sentence, name=to)}"))
        steps.column.addWidget(words(_("Si el archivo se pierde, grabe otro: no falta nada."), "hint"))
        self.column.addWidget(steps)
        self.done_button = button(_("Volver a Intercambio"), shell.back, role="primary")
        self.done_button.setObjectName("volver")
        folder = button(_("Abrir la carpeta"), lambda: shell.open_file(path.parent), drawn="carpeta")
        self.column.addLayout(row(self.done_button, folder))
        self._keys = EnterMoves(self)
        watch(self._keys, self)
        self.end()
        self.setAccessibleName(str(Sentence(said, name=to, count=facts["saves"])))

    def start(self) -> None:
        """What comes next has the focus."""
        self.done_button.setFocus()


SCREENS = {
    "intercambio": Screen(IntercambioScreen, rail="intercambio"),
    "leer-tarjeta": Screen(LeerTarjetaScreen, rail="intercambio"),
    "enviado": Screen(EnviadoScreen, rail="intercambio"),
}
