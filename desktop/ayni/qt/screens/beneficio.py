"""Who has already benefited elsewhere: seen by the office alone, asked of lists that hold no number."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import Card, EmptyState, Page, button, line, row, tag, words
from ayni.qt.kit.keys import announce
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.trouble import ask
from ayni.qt.kit.work import WorkPanel
from ayni.qt.screens.pages import ask_file, file_name, of_first
from ayni.qt.shell import Screen, Shell
from ayni.workspace.beneficio import Benefit, ListView

PATTERN = "*.json"


class BeneficiosScreen(Page):
    """One AEO asked of every list; the lists; and our own list to give away."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record
        name = str(shell.door.aeo(record)["nombre"])
        super().__init__(_("Beneficios anteriores"), hint=name)
        self.column.setSpacing(space(3))
        if not shell.door.may_see_benefits():
            self.column.addWidget(
                EmptyState(
                    _("Los beneficios anteriores los revisa solo la oficina municipal."),
                    _("Volver"),
                    shell.back,
                    drawn="organizaciones",
                )
            )
            self.end()
            return
        self.column.addWidget(words(_("Solo para la oficina: no muestre esta pantalla a la junta."), "attention"))
        self.work = WorkPanel(shell.worker)
        self._answer = Card(_("¿Ya fue beneficiada?"))
        self._answer.setObjectName("respuesta")
        self._lists = Card(_("Listas de otras municipalidades"))
        self._lists.setObjectName("listas")
        self._own = Card(_("Nuestra lista"))
        self.column.addWidget(self.work)
        for card in (self._answer, self._lists, self._own):
            self.column.addWidget(card)
        self.phrase = QLineEdit()
        self.phrase.setObjectName("clave-acordada")
        self.phrase.setAccessibleName(_("Clave acordada"))
        self.phrase.setMaximumWidth(column_width(36))
        self._draw_own()
        self._draw_lists()
        self._draw_answer(None)
        self.end()

    # asking

    def _draw_answer(self, found: Sequence[Benefit] | None) -> None:
        card = self._answer
        card.clear()
        lists = self.shell.door.benefit_lists()
        self.check_button = button(_("Revisar en las listas"), self.check, role="primary", drawn="buscar", keys="F5")
        self.check_button.setObjectName("revisar")
        self.check_button.setEnabled(bool(lists))
        if found is None:
            said = (
                _("Se busca el RUC de la organización y el DNI de cada socio. Puede tardar unos minutos.")
                if lists
                else _("Todavía no hay listas. Reciba primero la de otra municipalidad.")
            )
            card.column.addWidget(words(said, "hint"))
        elif not found:
            said = str(Sentence(N_("Nadie de esta organización está en las {count} listas."), count=len(lists)))
            card.column.addLayout(row(tag(_("Sin beneficios"), "good"), words(said)))
            announce(self, said)
        else:
            for place, each in enumerate(found):
                if place:
                    card.column.addWidget(line())
                kind = _("Organización") if each.kind == "ruc" else _("Socio")
                card.column.addLayout(row(tag(f"{kind} · {each.year}", "attention")))
                card.column.addWidget(words(str(each.answer.sentence)))
                card.column.addWidget(words(each.answer.article, "small"))
            announce(self, str(found[0].answer.sentence))
        card.column.addLayout(row(self.check_button))

    def check(self) -> None:
        """Ask every list."""
        if not self.work.busy and self.check_button.isEnabled():
            job = self.shell.door.checking_benefits(self.record)
            self.work.run(job, _("Revisando las listas…"), done=self._draw_answer, failed=self.shell.failed)

    # lists

    def _draw_lists(self) -> None:
        card = self._lists
        card.clear()
        for view in self.shell.door.benefit_lists():
            card.column.addWidget(self._list(view))
            card.column.addWidget(line())
        card.column.addWidget(
            words(_("Si la lista tiene clave acordada, escríbala antes, en «Nuestra lista»."), "hint")
        )
        self.receive_button = button(_("Recibir lista"), self._ask_list, drawn="importar", keys="Ctrl+R")
        self.receive_button.setObjectName("recibir")
        card.column.addLayout(row(self.receive_button))

    def _list(self, view: ListView) -> QWidget:
        said = N_("{people} personas y {organizations} organizaciones. La escribió {sender}.")
        counts = Sentence(said, people=view.people, organizations=view.organizations, sender=view.sender)
        text = QWidget()
        column = QVBoxLayout(text)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(words(f"{view.entity} · {view.year}", "label"))
        column.addWidget(words(str(counts), "small"))
        if view.code:
            told = N_("Llame y compare este código: {code}.")
            column.addWidget(words(str(Sentence(told, code=view.code)), "small"))
        drop = button(_("Quitar"), partial(self._ask_forget, view), role="quiet", drawn="quitar")
        drop.setAccessibleName(str(Sentence(N_("Quitar la lista de {entity}"), entity=view.entity)))
        whole = QWidget()
        inside = row(text, drop, gap=3, stretch=False)
        inside.setStretch(0, 1)
        inside.setContentsMargins(0, 0, 0, 0)
        whole.setLayout(inside)
        return whole

    def _ask_list(self) -> None:
        ask_file(self, _("Lista de otra municipalidad"), PATTERN, self.receive)

    def receive(self, path: Path) -> None:
        """Keep a list."""
        if self.shell.attempt(lambda: self.shell.door.receive_benefits(path, self.phrase.text())):
            self.shell.say(_("Lista recibida."))

    def _ask_forget(self, view: ListView) -> None:
        what = str(Sentence(N_("La lista de {entity} se borra de este equipo."), entity=view.entity))
        ask(self, _("¿Quitar la lista?"), what, yes=_("Quitar"), then=lambda: self._forget(view))

    def _forget(self, view: ListView) -> None:
        self.shell.attempt(lambda: self.shell.door.forget_benefits(view.id))

    # ours

    def _draw_own(self) -> None:
        card, door = self._own, self.shell.door
        years = door.benefit_years()
        self.year = QComboBox()
        self.year.setObjectName("year")
        self.year.setAccessibleName(_("Año"))
        self.year.addItems(list(reversed(years)))
        self.protection = words(str(door.benefit_protection()), "hint")
        self.protection.setObjectName("proteccion")
        self.phrase.textChanged.connect(
            lambda text: self.protection.setText(str(door.benefit_protection(text.strip())))
        )
        card.column.addLayout(row(words(_("Clave acordada"), "label"), self.phrase))
        card.column.addWidget(self.protection)
        self.write_button = button(_("Escribir lista"), self._ask_where, drawn="exportar", keys="Ctrl+E")
        self.write_button.setObjectName("escribir")
        if years:
            card.column.addLayout(row(words(_("Año"), "label"), self.year, self.write_button))
        else:
            card.column.addWidget(words(_("Todavía no hay planes aprobados en este registro."), "hint"))

    def _ask_where(self) -> None:
        name = f"{file_name(_('beneficiarios'), self.year.currentText())}.json"
        ask_file(self, _("Lista para otra municipalidad"), PATTERN, self.write, save_as=name)

    def write(self, path: Path) -> None:
        """Write our list."""
        if self.work.busy:
            return
        job = self.shell.door.exporting_benefits(self.year.currentText(), path, self.phrase.text().strip())
        self.work.run(job, _("Escribiendo la lista…"), done=self._written, failed=self.shell.failed)

    def _written(self, path: Path) -> None:
        self.shell.say(str(Sentence(N_("Se guardó en: {path}"), path=path)))

    def start(self) -> None:
        """The verb that can be used has the focus."""
        wanted = self.findChild(QPushButton, "revisar")
        if wanted is None or not wanted.isEnabled():
            wanted = self.findChild(QPushButton, "recibir") or self.findChild(QPushButton)
        if wanted is not None:
            wanted.setFocus()

    def hear(self, tables: frozenset[str]) -> None:
        """Lists came or went."""
        if "beneficios" in tables and self.shell.door.may_see_benefits():
            self._draw_lists()
            self._draw_answer(None)

    def leave(self) -> None:
        """A work under way is not waited for."""
        if hasattr(self, "work"):
            self.work.forget()


SCREENS = {"beneficios": Screen(of_first("aeo", BeneficiosScreen), rail="organizaciones")}
