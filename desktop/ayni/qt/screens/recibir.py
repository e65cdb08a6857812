"""Receiving, whatever file and whatever courier: what it would change, then what it changed, and the receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLabel, QPushButton

from ayni.job import Job, within
from ayni.lang import N_, Sentence, _, moment
from ayni.qt.kit.cards import Card, Footer, Page, button, empty_layout, line, row, words
from ayni.qt.kit.keys import EnterMoves, announce, watch
from ayni.qt.kit.palette import space
from ayni.qt.kit.work import WorkPanel
from ayni.qt.screens.intercambio import ROWS, kilobytes, receipt_name, touched
from ayni.qt.shell import Screen, Shell
from ayni.workspace import Refused
from ayni.workspace.anticipo import CHANGED, NEW, REMOVED, Anticipated, Coming
from ayni.workspace.buzon import ASK_CARD, IS_ALTA, IS_CARD, IS_REQUEST, is_for_others, next_step
from ayni.workspace.intercambio import BundleView, Receipt
from ayni.workspace.papeles_envio import PapersView
from ayni.workspace.recibo import Confirmed

NAMED = 8  # records told by name in a card
OPENED = {"aeo": "aeo", "socio": "socio", "plan": "plan", "compra": "compra", "bien": "bien"}  # table → screen
INSTEAD = {
    IS_CARD: (N_("Leer esta tarjeta"), "leer-tarjeta"),
    IS_REQUEST: (N_("Ver esta solicitud"), "alta-equipo"),
    IS_ALTA: (N_("Ver esta alta"), "leer-alta"),
}
BECOMES = {NEW: N_("nuevo"), CHANGED: N_("cambia"), REMOVED: N_("se quita")}
COUNTED = ((1, N_("nuevos: {count}")), (2, N_("cambian: {count}")), (3, N_("se quitan: {count}")))


@dataclass(frozen=True, slots=True)
class Told:
    """A file and what was found in it, what came of it, or why it was refused."""

    path: Path
    view: BundleView | Confirmed | PapersView | None = None
    coming: Anticipated | None = None
    arrived: Receipt | Confirmed | PapersView | None = None
    refusal: str = ""
    step: str = ""  # what helps after a refusal


@dataclass(frozen=True, slots=True)
class Found:
    """What was chosen: each file, and what a folder holds besides."""

    told: tuple[Told, ...]
    known: int = 0  # received before
    unfinished: tuple[str, ...] = ()  # still being copied


def looking(door: Any, places: Sequence[Path]) -> Job[Found]:
    """Look into files, and into those of folders, without storing anything."""
    told, unfinished, known = [], [], 0
    with door.job():
        files: list[tuple[Path, bool]] = []
        for place in places:
            if not place.is_dir():
                files.append((place, False))
                continue
            try:
                mail = door.mail(place)
            except Refused as refused:
                told.append(Told(place, refusal=str(refused)))
                continue
            files += [(path, True) for path in mail.files]
            unfinished += [path.name for path in mail.unfinished]
            known += mail.known
        for place, (path, in_folder) in enumerate(files):
            yield place / len(files)
            try:
                view, coming = yield from within(door.looking_at(path), place / len(files), (place + 1) / len(files))
                told.append(Told(path, view=view, coming=coming))
            except Refused as refused:
                if in_folder and is_for_others(refused):
                    door.pass_over(path)
                    continue
                told.append(Told(path, refusal=str(refused), step=next_step(refused)))
        yield 1.0
    return Found(tuple(told), known, tuple(unfinished))


def taking(door: Any, paths: Sequence[Path], found: list[Told]) -> Job[list[Told]]:
    """Receive each file, whole or not at all; one that is refused does not stop the others.

    `found` is told of each as it comes, so that a stop between two does not hide those before it.
    """
    for place, path in enumerate(paths):
        try:
            arrived = yield from within(door.taking(path), place / len(paths), (place + 1) / len(paths))
            found.append(Told(path, arrived=arrived))
        except Refused as refused:
            found.append(Told(path, refusal=str(refused), step=next_step(refused)))
    return found


class RecibirScreen(Page):
    """What the files would change, and then what they changed. `record` is the files or folders, one a line."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Recibir"))
        self.shell = shell
        self.places = [Path(name) for name in record.split("\n") if name]
        self.paths: list[Path] = []
        self._looked_at: Sequence[Told] = ()
        self._taken: list[Told] = []
        self.panel = WorkPanel(shell.worker)
        self.column.addWidget(self.panel)
        self.told = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self.told.setSpacing(space(3))
        self.column.addLayout(self.told)
        self.go_button = button(_("Recibir"), self.receive, role="primary", drawn="importar")
        self.go_button.setObjectName("recibir_ahora")
        self.go_button.setEnabled(False)
        self.decide_button = button(_("Decidir los desacuerdos"), self.decide, role="primary", drawn="choque")
        self.decide_button.setObjectName("decidir")
        self.decide_button.hide()
        self.back_button = button(_("Dejarlo para después"), shell.back)
        self.back_button.setObjectName("volver")
        self.end()
        self._foot = Footer(self.go_button, self.decide_button, self.back_button)
        page = self.layout()
        assert page is not None
        page.addWidget(self._foot)
        self._keys = EnterMoves(self)
        watch(self._keys, self)
        self.panel.run(
            looking(shell.door, self.places),
            _("Revisando los archivos…"),
            done=self._looked,
            failed=shell.failed,
            stopped=shell.back,
        )

    def _looked(self, found: Found) -> None:
        empty_layout(self.told)
        self._looked_at = found.told
        for one in found.told:
            self.told.addWidget(self._refused(one) if one.view is None else self._promised(one))
        self._aside(found)
        self.paths = [one.path for one in found.told if one.view is not None]
        self.go_button.setEnabled(bool(self.paths))
        self.go_button.setVisible(bool(self.paths))
        if not self.paths:
            self.back_button.setText(_("Volver a Intercambio"))
        (self.go_button if self.paths else self.back_button).setFocus()

    def _aside(self, found: Found) -> None:
        """What a folder holds and is not received now."""
        said = []
        if not found.told:
            said.append(_("No hay envíos nuevos para este equipo."))
        if found.known:
            said.append(str(Sentence(N_("Archivos que ya se recibieron antes: {count}."), count=found.known)))
        if found.unfinished:
            names = ", ".join(found.unfinished)
            said.append(str(Sentence(N_("Todavía se están copiando: {names}. Búsquelos más tarde."), names=names)))
        if said:
            card = Card("")
            card.setObjectName("aparte")
            for text in said:
                card.column.addWidget(words(text))
            self.told.addWidget(card)

    def receive(self) -> None:
        """Store what they bring."""
        if self.panel.busy:
            return
        self.go_button.setEnabled(False)
        self._taken = []
        self.panel.run(
            taking(self.shell.door, self.paths, self._taken),
            _("Recibiendo…"),
            done=self._received,
            failed=self._failed,
            stopped=self._stopped,
        )

    def _stopped(self) -> None:
        self._so_far()
        self.shell.say(_("Se detuvo. No se recibió nada a medias."))

    def _failed(self, error: BaseException) -> None:
        self._so_far()
        self.shell.failed(error)

    def _so_far(self) -> None:
        """What was received before it ended early; the rest can still be received."""
        if self._taken:
            done = {one.path for one in self._taken}
            self.paths = [path for path in self.paths if path not in done]
            self._show(self._taken)
            for one in self._looked_at:
                if one.path in self.paths:
                    self.told.addWidget(self._promised(one))
            self._offer_receipts(self._taken)
        self.go_button.setEnabled(bool(self.paths))
        self.go_button.setFocus()

    def _show(self, found: Sequence[Told]) -> None:
        empty_layout(self.told)
        for one in found:
            self.told.addWidget(self._refused(one) if one.arrived is None else _arrived(one))

    def _received(self, found: list[Told]) -> None:
        self.heading.setText(_("Recibido"))
        self._show(found)
        receipt = self._offer_receipts(found)
        self.go_button.hide()
        self.back_button.setText(_("Volver a Intercambio"))
        waiting = self.shell.door.clash_count()
        self.decide_button.setVisible(bool(waiting))
        (self.decide_button if waiting else receipt or self.back_button).setFocus()
        self.shell.say(_("Recibido."))

    def _offer_receipts(self, found: Sequence[Told]) -> QPushButton | None:
        """One key writes the receipt beside the file that came; the first such button."""
        beside = {
            one.arrived.sender: one.path.parent
            for one in found
            if isinstance(one.arrived, Receipt | PapersView) and not one.refusal
        }
        first = None
        for name, folder in beside.items():
            card = Card(str(Sentence(N_("Diga a {name} que llegó"), name=name)))
            said = N_("El recibo se graba junto a su archivo. Devuélvale la memoria USB.")
            card.column.addWidget(words(_(said), "hint"))
            made = button(_("Grabar el recibo"), role="primary", drawn="exportar", keys="" if first else "Ctrl+E")
            made.setObjectName(f"recibo.{name}")
            made.setAccessibleName(str(Sentence(N_("Grabar un recibo para {name}"), name=name)))
            written = words("", "good")
            written.setObjectName(f"recibo_grabado.{name}")
            written.hide()
            made.clicked.connect(partial(self._write_receipt, name, folder, made, written))
            card.column.addLayout(row(made))
            card.column.addWidget(written)
            self.told.addWidget(card)
            first = first or made
        return first

    def _write_receipt(
        self, name: str, folder: Path, made: QPushButton, written: QLabel, _checked: bool = False
    ) -> None:
        path = folder / receipt_name(name, self.shell.door.card().name)
        if self.shell.attempt(lambda: self.shell.door.write_receipt(name, path)):
            made.setEnabled(False)
            said = Sentence(N_("Recibo grabado: {name}"), name=path.name)
            written.setText(str(said))
            written.show()
            self.shell.say(said)
            self.back_button.setFocus()

    def decide(self) -> None:
        """To the desk of clashes."""
        self.shell.back()
        self.shell.go("desacuerdo")

    def leave(self) -> None:
        """What is under way ends at its next step; nothing is left half received."""
        self.panel.forget()

    # the cards

    def _refused(self, one: Told) -> Card:
        card = Card(one.path.name, "problem")
        card.setObjectName("rechazo")
        card.column.addWidget(words(one.refusal))
        card.column.addWidget(words(_("De este archivo no se recibió nada."), "hint"))
        if one.step in INSTEAD:
            verb, screen = INSTEAD[one.step]
            read = button(_(verb), partial(self._instead, screen, str(one.path)), drawn="importar")
        elif one.step == ASK_CARD:
            read = button(_("Leer su tarjeta"), self.shell.back, drawn="importar")
        else:
            read = button(_("Elegir otro archivo"), self.shell.back, drawn="carpeta")
        read.setObjectName("que_sigue")
        card.column.addLayout(row(read))
        card.setAccessibleName(f"{one.path.name}. {one.refusal}")
        announce(card, card.accessibleName())
        return card

    def _instead(self, screen: str, record: str) -> None:
        self.shell.back()
        self.shell.go(screen, record)

    def _promised(self, one: Told) -> Card:
        """What a file would change."""
        view = one.view
        assert view is not None
        card = Card(str(Sentence(N_("De {name}"), name=view.sender)))
        card.setObjectName("cambios")
        when = moment(view.clock)
        about = (one.path.name, str(Sentence(N_("grabado el {day}"), day=when)))
        card.column.addWidget(words("  ·  ".join(about), "small"))
        if isinstance(view, Confirmed):
            _confirmed(card, view)
        elif isinstance(view, PapersView):
            _papers(card, view)
        elif view.nothing_new:
            card.column.addWidget(words(_("No hay nada nuevo: todo esto ya está aquí."), "label"))
            card.column.addWidget(words(_("Al recibirlo solo se anota qué tiene ya el otro equipo."), "hint"))
        else:
            if view.waiting:
                said = N_("Trae guardados de un equipo perdido. Esperan en cuarentena: {count}.")
                card.column.addWidget(words(str(Sentence(said, count=view.waiting)), "attention"))
            if not view.new_saves:
                return card
            people = ", ".join(view.people)
            new = str(Sentence(N_("Guardados nuevos: {count}"), count=view.new_saves))
            card.column.addWidget(words(new, "label"))
            if people:
                card.column.addWidget(words(str(Sentence(N_("Lo guardó: {people}"), people=people)), "hint"))
            if one.coming is not None:
                self._coming(card, one.coming)
        return card

    def _coming(self, card: Card, coming: Anticipated) -> None:
        """How many of each kind, then by name; what is here already can be opened."""
        if coming.disputes:
            said = N_("Abrirá desacuerdos: {count}. Aquí se escribió otra cosa; después se decide.")
            card.column.addWidget(words(str(Sentence(said, count=coming.disputes)), "attention"))
        counts = QGridLayout()
        counts.setHorizontalSpacing(space(4))
        counts.setVerticalSpacing(space(1))
        counts.setColumnStretch(1, 1)
        for place, each in enumerate(coming.counts):
            told = "  ·  ".join(str(Sentence(said, count=each[at])) for at, said in COUNTED if each[at])
            counts.addWidget(words(f"{_(ROWS.get(each[0], each[0]))}: {sum(each[1:])}", "label"), place, 0)
            counts.addWidget(words(told), place, 1)
        card.column.addLayout(counts)
        card.column.addWidget(line())
        names = QGridLayout()
        names.setHorizontalSpacing(space(4))
        names.setVerticalSpacing(space(1))
        names.setColumnStretch(0, 3)
        names.setColumnStretch(2, 2)
        named = [each for each in coming.records if each.title][:NAMED]
        for place, record in enumerate(named):
            self._record(names, place, record)
        card.column.addLayout(names)
        more = coming.more + len(coming.records) - len(named)
        if more:
            card.column.addWidget(words(str(Sentence(N_("Y otros: {count}."), count=more)), "small"))

    def _record(self, names: QGridLayout, place: int, each: Coming) -> None:
        """A record in its row: which, what becomes of it, whose it is; a button opens it when it is here."""
        noun = _(ROWS.get(each.table, each.table))
        names.addWidget(words(f"{noun}: {each.title}"), place, 0)
        said = _("se discute") if each.dispute else _(BECOMES[each.what])
        names.addWidget(words(said, "attention" if each.dispute else "small"), place, 1)
        names.addWidget(words(", ".join(each.people), "small"), place, 2)
        if each.here and each.table in OPENED:
            made = button(_("Ver"), partial(self.shell.go, OPENED[each.table], each.record), role="quiet")
            made.setObjectName(f"abrir.{each.record}")
            made.setAccessibleName(str(Sentence(N_("Ver {name}"), name=each.title)))
            names.addWidget(made, place, 3)


def _arrived(one: Told) -> Card:
    """What a file changed."""
    arrived = one.arrived
    assert arrived is not None
    quiet = not isinstance(arrived, Confirmed) and arrived.nothing_new
    card = Card(str(Sentence(N_("De {name}"), name=arrived.sender)), "" if quiet else "good")
    card.setObjectName("recibido")
    card.column.addWidget(words(one.path.name, "small"))
    if isinstance(arrived, Confirmed):
        _confirmed(card, arrived)
        return card
    if isinstance(arrived, PapersView):
        _papers(card, arrived)
        return card
    if arrived.nothing_new:
        card.column.addWidget(words(_("No hay nada nuevo: todo esto ya está aquí."), "label"))
    elif arrived.new_saves:
        said = str(Sentence(N_("Recibido. Guardados nuevos: {count}"), count=arrived.new_saves))
        card.column.addWidget(words(said, "label"))
        card.column.addWidget(words(touched(arrived.rows)))
    if arrived.new_clashes:
        fresh = N_("Desacuerdos nuevos: {count}. Todos los valores están guardados.")
        card.column.addWidget(words(str(Sentence(fresh, count=arrived.new_clashes)), "attention"))
    elif arrived.clashes:
        waiting = N_("Desacuerdos por decidir: {count}.")
        card.column.addWidget(words(str(Sentence(waiting, count=arrived.clashes)), "attention"))
    for warned in (arrived.warning, arrived.trouble):
        if warned is not None:
            card.column.addWidget(words(str(warned), "attention"))
    return card


def _confirmed(card: Card, said: Confirmed) -> None:
    card.column.addWidget(words(_("Es un recibo: dice qué llegó a ese equipo."), "label"))
    if said.late:
        card.column.addWidget(words(_("Es más antiguo que otro que ya llegó: no cambia nada.")))
        return
    told = "  ·  ".join(
        (
            str(Sentence(N_("recibido: {count}"), count=said.received)),
            str(Sentence(N_("todavía no le llega: {count}"), count=said.waiting)),
        )
    )
    card.column.addWidget(words(told))
    if said.papers:
        lacks = N_("Papeles que le faltan: {count}. Irán con su próximo archivo.")
        card.column.addWidget(words(str(Sentence(lacks, count=said.papers))))


def _papers(card: Card, view: PapersView) -> None:
    place = Sentence(N_("Papeles: parte {part} de {parts}"), part=view.part, parts=view.parts)
    card.column.addWidget(words(str(place), "label"))
    if view.nothing_new:
        card.column.addWidget(words(_("No hay nada nuevo: todo esto ya está aquí.")))
    else:
        said = Sentence(N_("Papeles nuevos: {count} ({size})"), count=view.new, size=kilobytes(view.size))
        card.column.addWidget(words(str(said)))


SCREENS = {"recibir": Screen(RecibirScreen, rail="intercambio")}
