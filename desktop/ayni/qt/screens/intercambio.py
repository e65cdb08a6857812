"""Exchange in three steps: cards are compared once, then files go out and come in. Nothing is received by halves."""

import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QSizePolicy, QWidget

from ayni.domain.municipio import OFICINA, PROMOTOR
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, Page, button, empty_layout, line, row, tag, words
from ayni.qt.kit.keys import EnterMoves, announce, watch
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.trouble import ask, tell
from ayni.qt.kit.work import WorkPanel
from ayni.qt.screens.pages import ask_file, file_name, papers_folder
from ayni.qt.shell import Screen, Shell
from ayni.workspace import Refused
from ayni.workspace.desacuerdos import TABLE_LABELS
from ayni.workspace.envio import Sent
from ayni.workspace.intercambio import BundleView, Receipt

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
    """The three steps, with what each machine has and has not."""

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
        self.cards, self.out, self.inside = Card(_("1. Tarjetas")), Card(_("2. Enviar")), Card(_("3. Recibir"))
        self.column.addWidget(Columns(self.cards, self.out, self.inside))
        self.end()
        self._draw()

    def _draw(self) -> None:
        machines = self.shell.door.trusted()
        for card in (self.cards, self.out, self.inside):
            card.clear()
        self._draw_cards(machines)
        self._draw_out(machines)
        self._draw_in()
        for card in (self.cards, self.out, self.inside):
            card.column.addStretch(1)

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
        self.machines_button = button(_("Equipos"), lambda: self.shell.go("equipos"), keys="Ctrl+Q")
        self.machines_button.setObjectName("equipos")
        self.machines_button.setAccessibleName(_("Equipos: altas, certificados y equipos perdidos"))
        if not machines:
            for made in (self.make_button, self.read_button, self.machines_button):
                card.column.addWidget(made)
            return
        for machine in machines:
            card.column.addWidget(line())
            card.column.addWidget(words(str(machine["name"]), "label"))
            said = N_("{role}, número {code}")
            role = Sentence(ROLES.get(machine["role"], machine["role"]))
            card.column.addWidget(words(str(Sentence(said, role=role, code=machine["code"])), "small"))
            forget = button(_("Olvidar este equipo"), partial(self.ask_forget, machine), role="quiet")
            forget.setObjectName(f"olvidar.{machine['name']}")
            forget.setAccessibleName(str(Sentence(N_("Olvidar el equipo de {name}"), name=machine["name"])))
            card.column.addLayout(row(forget))
        card.column.addWidget(line())
        for made in (self.make_button, self.read_button, self.machines_button):
            card.column.addWidget(made)

    def _draw_out(self, machines: Sequence[dict[str, Any]]) -> None:
        card = self.out
        card.column.addWidget(words(_("Cada archivo lleva todo lo que ese equipo no ha confirmado todavía."), "hint"))
        self.send_buttons = []
        if not machines:
            card.column.addWidget(words(_("Primero acepte la tarjeta de otro equipo, en el paso 1.")))
        for machine in machines:
            card.column.addWidget(line())
            card.column.addWidget(words(str(machine["name"]), "label"))
            exported = max(0, machine["unconfirmed"] - machine["unsent"])
            states = []
            if machine["unsent"]:
                states.append(tag(str(Sentence(N_("guardado aquí: {count}"), count=machine["unsent"])), "attention"))
            if exported:
                states.append(tag(str(Sentence(N_("exportado: {count}"), count=exported)), "accent"))
            if not states:
                states.append(tag(_("recibido: todo"), "good"))
            card.column.addLayout(row(*states))
            said = str(Sentence(N_("Enviar a {name}"), name=machine["name"]))
            made = button(_("Grabar el archivo"), lambda to=machine["name"]: self.send(to), role="primary")
            made.setAccessibleName(said)
            made.setObjectName(f"enviar.{machine['name']}")
            if not self.send_buttons:
                made.setShortcut("Ctrl+E")
                made.setToolTip("Ctrl+E")
            self.send_buttons.append(made)
            card.column.addLayout(row(made))

    def _draw_in(self) -> None:
        card = self.inside
        card.column.addWidget(words(_("Antes de recibir verá qué cambia. Recibir dos veces no hace daño."), "hint"))
        self.receive_button = button(
            _("Elegir archivos"), self.receive, role="primary", drawn="importar", keys="Ctrl+R"
        )
        self.receive_button.setObjectName("recibir")
        card.column.addLayout(row(self.receive_button))
        waiting = self.shell.door.clash_count()
        if waiting:
            card.column.addWidget(line())
            said = N_("Desacuerdos por decidir: {count}.")
            card.column.addWidget(words(str(Sentence(said, count=waiting)), "attention"))
            self.decide_button = button(_("Decidir"), lambda: self.shell.go("desacuerdo"), drawn="choque")
            self.decide_button.setObjectName("decidir")
            card.column.addLayout(row(self.decide_button))

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
        said = N_("Hágalo si se perdió o se reinstaló. Lo que ya llegó se queda; lo que no llegó, no se recibirá.")
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
        facts = {"to": sent.to, "path": str(sent.path), "saves": sent.saves, "size": sent.size}
        self.shell.go("enviado", json.dumps(facts))

    def receive(self) -> None:
        """Choose one or several files."""
        dialog = QFileDialog(self, _("Archivos recibidos"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(f"{_('Archivos recibidos')} ({PATTERN})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setDirectory(str(papers_folder()))
        dialog.filesSelected.connect(lambda names: self.shell.go("recibir", "\n".join(names)))
        dialog.open()

    def leave(self) -> None:
        """No file is left half written."""
        self.panel.forget()

    def hear(self, tables: frozenset[str]) -> None:
        """A card was accepted, something was saved or received."""
        if not self.panel.busy:
            self._draw()


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
        self.code = words(view.code, "figure")
        self.code.setObjectName("numero")
        self.code.setStyleSheet(f"font-size: {round(self.font().pointSizeF() * 5)}pt; letter-spacing: 4px;")
        self.code.setWordWrap(False)
        self.code.setAccessibleName(str(Sentence(N_("Número: {code}"), code=" ".join(view.code))))
        role = Sentence(ROLES.get(view.role, view.role))
        about = Sentence(N_("{role}, {municipality}"), role=role, municipality=view.municipality)
        self.card.column.addWidget(words(view.name, "heading"))
        self.card.column.addWidget(words(str(about), "hint"))
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
        if self.shell.attempt(lambda: self.shell.door.trust(self.path)):
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
        card.column.addWidget(words(str(Sentence(N_("Está en: {path}"), path=path.parent)), "hint"))
        self.column.addWidget(card)
        steps = Card(_("Qué sigue"))
        for number, sentence in enumerate(
            (
                N_("Saque la memoria USB con seguridad y entréguela a {name}."),
                N_("En su equipo, {name} entra a Intercambio y elige recibir."),
                N_("Cuando {name} le envíe su archivo, aquí dirá recibido."),
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


@dataclass(frozen=True, slots=True)
class Told:
    """A file and what was found in it, what came of it, or why it was refused."""

    path: Path
    view: BundleView | None = None
    receipt: Receipt | None = None
    refusal: str = ""


def looking(door: Any, paths: Sequence[Path]) -> Generator[float, None, list[Told]]:
    """Look into each file without storing anything."""
    found = []
    with door.job():
        for place, path in enumerate(paths):
            yield place / len(paths)
            try:
                found.append(Told(path, view=door.look_into(path)))
            except Refused as refused:
                found.append(Told(path, refusal=str(refused)))
        yield 1.0
    return found


def receiving(door: Any, paths: Sequence[Path]) -> Generator[float, None, list[Told]]:
    """Receive each file, whole or not at all; one that is refused does not stop the others."""
    found = []
    for place, path in enumerate(paths):
        job = door.receiving(path)
        try:
            while True:
                try:
                    yield (place + next(job)) / len(paths)
                except StopIteration as end:
                    found.append(Told(path, receipt=end.value))
                    break
                except Refused as refused:
                    found.append(Told(path, refusal=str(refused)))
                    break
        finally:
            job.close()
    return found


class RecibirScreen(Page):
    """What the files would change, and then what they changed. `record` is the files, one a line."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Recibir"))
        self.shell = shell
        self.paths = [Path(name) for name in record.split("\n") if name]
        self.panel = WorkPanel(shell.worker)
        self.column.addWidget(self.panel)
        self.told = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self.told.setSpacing(space(3))
        self.column.addLayout(self.told)
        self.go_button = button(_("Recibir"), self.receive, role="primary", drawn="importar")
        self.go_button.setObjectName("recibir_ahora")
        self.go_button.setEnabled(False)
        self.back_button = button(_("Volver a Intercambio"), shell.back)
        self.back_button.setObjectName("volver")
        self.decide_button = button(_("Decidir los desacuerdos"), self.decide, role="primary", drawn="choque")
        self.decide_button.setObjectName("decidir")
        self.decide_button.hide()
        self.column.addLayout(row(self.go_button, self.decide_button, self.back_button))
        self._keys = EnterMoves(self)
        watch(self._keys, self)
        self.end()
        self.panel.run(
            looking(shell.door, self.paths),
            _("Revisando los archivos…"),
            done=self._looked,
            failed=shell.failed,
            stopped=shell.back,
        )

    def _looked(self, found: list[Told]) -> None:
        empty_layout(self.told)
        for one in found:
            self.told.addWidget(_refused(one) if one.view is None else _promised(one.path, one.view))
        self.paths = [one.path for one in found if one.view is not None]
        self.go_button.setEnabled(bool(self.paths))
        self.go_button.setVisible(bool(self.paths))
        (self.go_button if self.paths else self.back_button).setFocus()

    def receive(self) -> None:
        """Store what they bring."""
        if self.panel.busy:
            return
        self.go_button.setEnabled(False)
        self.panel.run(
            receiving(self.shell.door, self.paths),
            _("Recibiendo…"),
            done=self._received,
            failed=self.shell.failed,
            stopped=self._stopped,
        )

    def _stopped(self) -> None:
        self.go_button.setEnabled(True)
        self.shell.say(_("Se detuvo. No se recibió nada a medias."))

    def _received(self, found: list[Told]) -> None:
        empty_layout(self.told)
        self.heading.setText(_("Recibido"))
        for one in found:
            self.told.addWidget(_refused(one) if one.receipt is None else _arrived(one.path, one.receipt))
        self.go_button.hide()
        waiting = self.shell.door.clash_count()
        self.decide_button.setVisible(bool(waiting))
        (self.decide_button if waiting else self.back_button).setFocus()
        self.shell.say(_("Recibido."))

    def decide(self) -> None:
        """To the desk of clashes."""
        self.shell.back()
        self.shell.go("desacuerdo")

    def leave(self) -> None:
        """What is under way ends at its next step; nothing is left half received."""
        self.panel.forget()


def _refused(one: Told) -> Card:
    card = Card(one.path.name, "problem")
    card.setObjectName("rechazo")
    card.column.addWidget(words(one.refusal))
    card.column.addWidget(words(_("De este archivo no se recibió nada."), "hint"))
    card.setAccessibleName(f"{one.path.name}. {one.refusal}")
    announce(card, card.accessibleName())
    return card


def _promised(path: Path, view: BundleView) -> Card:
    """What a file would change."""
    card = Card(str(Sentence(N_("De {name}"), name=view.sender)))
    card.setObjectName("cambios")
    when = f"{day(view.clock)} {view.clock[11:16]}"
    card.column.addWidget(words("  ·  ".join((path.name, str(Sentence(N_("grabado el {day}"), day=when)))), "small"))
    if view.nothing_new:
        card.column.addWidget(words(_("No hay nada nuevo: todo esto ya está aquí."), "label"))
        card.column.addWidget(words(_("Al recibirlo solo se anota qué tiene ya el otro equipo."), "hint"))
        return card
    if view.waiting:
        said = N_("Trae guardados de un equipo perdido. Esperan en cuarentena: {count}.")
        card.column.addWidget(words(str(Sentence(said, count=view.waiting)), "attention"))
        if not view.new_saves:
            return card
    card.column.addWidget(words(str(Sentence(N_("Guardados nuevos: {count}"), count=view.new_saves)), "label"))
    card.column.addWidget(words(str(Sentence(N_("Cambiará: {rows}"), rows=touched(view.rows)))))
    people = ", ".join(view.people)
    card.column.addWidget(words(str(Sentence(N_("Lo guardó: {people}"), people=people)), "hint"))
    return card


def _arrived(path: Path, receipt: Receipt) -> Card:
    """What a file changed."""
    card = Card(str(Sentence(N_("De {name}"), name=receipt.sender)), "" if receipt.nothing_new else "good")
    card.setObjectName("recibido")
    card.column.addWidget(words(path.name, "small"))
    if receipt.nothing_new:
        card.column.addWidget(words(_("No hay nada nuevo: todo esto ya está aquí."), "label"))
    elif receipt.new_saves:
        said = str(Sentence(N_("Recibido. Guardados nuevos: {count}"), count=receipt.new_saves))
        card.column.addWidget(words(said, "label"))
        card.column.addWidget(words(touched(receipt.rows)))
    if receipt.new_clashes:
        fresh = N_("Desacuerdos nuevos: {count}. Todos los valores están guardados.")
        card.column.addWidget(words(str(Sentence(fresh, count=receipt.new_clashes)), "attention"))
    elif receipt.clashes:
        waiting = N_("Desacuerdos por decidir: {count}.")
        card.column.addWidget(words(str(Sentence(waiting, count=receipt.clashes)), "attention"))
    if receipt.warning is not None:
        card.column.addWidget(words(str(receipt.warning), "attention"))
    return card


SCREENS = {
    "intercambio": Screen(IntercambioScreen, rail="intercambio"),
    "leer-tarjeta": Screen(LeerTarjetaScreen, rail="intercambio"),
    "enviado": Screen(EnviadoScreen, rail="intercambio"),
    "recibir": Screen(RecibirScreen, rail="intercambio"),
}
