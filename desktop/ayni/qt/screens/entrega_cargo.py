"""Handing over the post: who leaves and who takes over, each purchase looked over, the pack printed, all passed."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from ayni.domain.entrega_cargo import ENTREGA_CARGO, LEVELS, Brief
from ayni.domain.fields import Problem
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, EmptyState, Page, SideBySide, button, row, tag, words
from ayni.qt.kit.form import Form
from ayni.qt.kit.keys import EnterMoves, announce, on_key, watch
from ayni.qt.kit.palette import space
from ayni.qt.kit.table import Column, Listing
from ayni.qt.kit.trouble import ask
from ayni.qt.screens.pages import file_name, papers_folder
from ayni.qt.shell import Screen, Shell

NOUN = "entrega-cargo"
WHO, NOTES = ENTREGA_CARGO[:4], ENTREGA_CARGO[4:]
DONE = N_("{person} queda a cargo de {count} compras.")


def listed(each: Brief) -> dict[str, Any]:
    """A purchase as a row of the list."""
    level = next((alert.level for alert in each.alerts if alert.level in "ra"), "")
    when = day(each.next_day.isoformat()) if each.next_day else "—"
    lacking = len(each.papers)
    return {
        "id": each.compra,
        "nombre": each.nombre,
        "aeo": each.aeo,
        "where": str(each.where),
        "holder": str(each.holder),
        "next": _(each.next_act),
        "when": when,
        "level": _(LEVELS[level]) if level else "",
        "papers": str(lacking) if lacking else "",
    }


class EntregaCargoScreen(Page):
    """Three steps on one page: who, what, and paper. Nothing passes before the last button. `record`: who leaves."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(
            _("Entregar el cargo"),
            hint=_("Cuando una persona deja el puesto, otra recibe todas sus compras con un papel que firman las dos."),
            letters=0,
        )
        self.shell = shell
        self.briefs: list[Brief] = []
        self.column.setSpacing(space(3))
        mine = str((shell.door.person or {}).get("nombre") or "")
        found = shell.door.draft(NOUN, "")
        typed = found["answers"] if found and not record else None
        who = Card(_("1. Quién entrega y quién recibe"))
        self.form = Form(WHO, shell.options, values={"sale": record or mine}, answers=typed)
        self.notes = Form(NOTES, shell.options, answers=typed)
        for field in NOTES:
            box = self.notes.editor(field.name)
            box.setMaximumHeight(box.minimumHeight())
        for form in (self.form, self.notes):
            form.edited.connect(self._typed)
            form.submitted.connect(self._into_list)
        who.column.addWidget(SideBySide(self.form, self.notes, letters=96, shares=(1, 1)))
        self.column.addWidget(who)
        what = Card(_("2. Revise las compras, una por una"))
        self.count = words("", "label")
        self.count.setObjectName("cuantas")
        what.column.addWidget(self.count)
        empty = EmptyState(_("Esta persona no tiene compras abiertas a su cargo."), drawn="compras")
        columns = (
            Column("nombre", _("Qué se compra"), stretch=True, letters=28),
            Column("level", _("Aviso"), letters=8),
            Column("where", _("Dónde está"), letters=30),
            Column("holder", _("Quién la tiene"), letters=26),
            Column("next", _("Qué sigue"), letters=20),
            Column("when", _("Cuándo"), letters=11),
            Column("papers", _("Sin papel"), letters=8, right=True),
            Column("aeo", _("Organización"), letters=30),
        )
        self.listing = Listing(columns, self._page, lambda: len(self.briefs), empty=empty, name=what.title.text())
        self.listing.setObjectName("list")
        self.listing.setMinimumHeight(space(80))
        self.listing.opened.connect(lambda compra: shell.go("compra", compra))
        what.column.addWidget(self.listing)
        self.column.addWidget(what)
        last = Card(_("3. Imprima, firmen las dos personas y pase las compras"))
        self.print_button = button(_("Imprimir para firmar"), self.print_pack, drawn="imprimir", keys="Ctrl+P")
        self.print_button.setObjectName("imprimir")
        self.sheet_button = button(_("Hoja de cálculo"), self.print_sheet, drawn="exportar", keys="Ctrl+E")
        self.sheet_button.setObjectName("hoja")
        self.send_button = button(
            _("Archivo para otro equipo"), lambda: shell.go("intercambio"), drawn="intercambio", keys="Ctrl+Shift+E"
        )
        self.send_button.setObjectName("otro_equipo")
        self.pass_button = button(_("Pasar las compras"), self.ask, role="primary", drawn="manos", keys="Ctrl+Return")
        self.pass_button.setObjectName("pasar")
        self.printed = tag("", "good")
        self.printed.hide()
        last.column.addLayout(row(self.print_button, self.sheet_button, self.send_button, self.pass_button))
        foot = QHBoxLayout()
        foot.addWidget(self.printed)
        foot.addStretch(1)
        last.column.addLayout(foot)
        self.column.addWidget(last)
        self.end()
        self._keys = EnterMoves(self)
        watch(self._keys, last)
        on_key(self, "Ctrl+L", self._into_list)
        self._shown = ""
        self._look()

    def _page(self, offset: int, limit: int) -> list[dict[str, Any]]:
        return [listed(each) for each in self.briefs[offset : offset + limit]]

    def _look(self) -> None:
        """The purchases of who leaves."""
        person = self.form.answers().get("sale", "").strip()
        self._shown = person
        self.briefs = self.shell.door.handover_briefs(person) if person else []
        urgent = sum(any(alert.level == "r" for alert in each.alerts) for each in self.briefs)
        said = Sentence(N_("Compras abiertas: {count}. Urgentes: {urgent}."), count=len(self.briefs), urgent=urgent)
        self.count.setText(str(said))
        self.listing.refresh()
        for made in (self.print_button, self.sheet_button, self.pass_button):
            made.setEnabled(bool(self.briefs))

    def _typed(self) -> None:
        self.printed.hide()
        if self.form.answers().get("sale", "").strip() != self._shown:
            self._look()

    def _into_list(self) -> None:
        table = self.listing.table
        table.setFocus()
        if self.briefs and not table.selectionModel().hasSelection():
            table.selectRow(0)

    # acts

    def _people(self) -> tuple[str, str, str] | None:
        """Who leaves, who takes over and why; None when one is missing, which the form says."""
        if not self.form.check():
            return None
        answers = {name: " ".join(text.split()) for name, text in self.form.answers().items()}
        if answers["sale"] == answers["recibe"]:
            said = Sentence(N_("Es la misma persona que deja el puesto."))
            self.form.show_problems([Problem("recibe", said)])
            return None
        return answers["sale"], answers["recibe"], answers["motivo"]

    def print_pack(self) -> None:
        """The paper that both sign."""
        self._write("pdf")

    def print_sheet(self) -> None:
        """The same as a workbook."""
        self._write("xlsx")

    def _write(self, kind: str) -> None:
        people = self._people()
        if people is None:
            return
        leaves, takes, _reason = people
        path = (
            papers_folder() / f"{file_name(_('Entrega de cargo'), leaves, self.shell.door.today().isoformat())}.{kind}"
        )
        notes = self.notes.answers()
        self._announce(leaves)
        if self.shell.attempt(lambda: self.shell.door.print_entrega_cargo(leaves, takes, path, notes), self.form):
            said = str(Sentence(N_("Papel listo: {name}"), name=path.name))
            self.printed.setText(said)
            self.printed.show()
            self.shell.say(said)
            announce(self, said)
            self.shell.open_file(path)

    def _announce(self, leaves: str) -> None:
        """From the day on which a person of this machine says that they leave, what is theirs is urgent (A21)."""
        until, person = self.form.answers()["hasta"], self.shell.door.person_named(leaves)
        if until.strip() and person is not None:
            self.shell.attempt(lambda: self.shell.door.announce_leaving(person["id"], until), self.form)

    def ask(self) -> None:
        """All of them pass at once, after one question."""
        people = self._people()
        if people is None:
            return
        said = N_("Las {count} compras de {leaves} quedarán a cargo de {takes}. Puede deshacerlo con Ctrl+Z.")
        sentence = Sentence(said, count=len(self.briefs), leaves=people[0], takes=people[1])
        question, yes = _("¿Pasar todas las compras?"), _("Pasar las compras")
        ask(self.shell.window, question, str(sentence), yes=yes, then=lambda: self.hand_over(*people))

    def hand_over(self, leaves: str, takes: str, reason: str) -> None:
        """One save; who takes over sees them on the board."""
        records = [each.compra for each in self.briefs]
        if self.shell.attempt(lambda: self.shell.door.hand_over_purchases(records, takes, reason)):
            self.shell.door.drop_draft(NOUN, "")
            self._shown = ""
            self.shell.say(Sentence(DONE, person=takes, count=len(records)))
            self.shell.go("tablero", takes)

    # the window

    def start(self) -> None:
        """The first box that is still empty."""
        self.form.focus_first()

    def leave(self) -> None:
        """What was typed waits for the next day."""
        answers = self.unsaved()
        if self._shown and any(answers[name].strip() for name in ("recibe", "motivo", "cuentas", "compromisos")):
            self.shell.door.keep_draft(NOUN, "", answers)

    def unsaved(self) -> dict[str, str]:
        """What a change of language must not lose."""
        return {**self.form.answers(), **self.notes.answers()}

    def resume(self, answers: dict[str, str]) -> None:
        """Give it back."""
        self.form.fill({}, answers)
        self.notes.fill({}, answers)
        self._look()

    def hear(self, tables: frozenset[str]) -> None:
        """Purchases were brought up to date or changed hands."""
        if tables & {"compra", "evento", "estado_compra"}:
            self._look()


SCREENS = {"entrega-cargo": Screen(EntregaCargoScreen, rail="compras")}
