"""Purchases of the same thing in a year: every family with its sum, and one of them with what is due and why."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPushButton

from ayni.domain.compra import COMPRA
from ayni.domain.dates import without_accents
from ayni.domain.familia import FRACCIONAMIENTO, JOINABLE, Buying, Family
from ayni.domain.fields import by_name
from ayni.domain.recorrido import Purchase
from ayni.lang import N_, Sentence, _, soles
from ayni.qt.kit.cards import Card, EmptyState, Page, button, row, tag, words
from ayni.qt.kit.formdialog import FormDialog
from ayni.qt.kit.palette import space
from ayni.qt.kit.table import Column, Row
from ayni.qt.screens.pages import ListPage
from ayni.qt.shell import Screen, Shell
from ayni.workspace.law import purchase_law

REASON = (by_name(FRACCIONAMIENTO)["motivo"],)
NAME = (by_name(COMPRA)["nombre"],)
NOT_UNDONE = N_("Las compras de antes quedan cerradas, con su historia. Esto no se deshace con Ctrl+Z.")


def judged(found: Family) -> str:
    """What a list says of a family."""
    if found.split:
        return _("Con motivo escrito") if found.reason else _("Por partes: falta el motivo")
    return _("Se pueden juntar") if found.several else ""


class FamiliasScreen(ListPage):
    """What the purchases of a year buy, those bought by parts first. `record` is the year."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell = shell
        self.year = int(record) if record.isdecimal() else shell.door.today().year
        columns = (
            Column("name", _("Qué se compra"), stretch=True, letters=30),
            Column("count", _("Compras"), right=True, letters=8),
            Column("total", _("Suma"), right=True, letters=14),
            Column("due", _("Procedimiento de la suma"), letters=28),
            Column("said", _("Qué falta"), letters=26),
        )
        empty = EmptyState(
            _("En este año no hay compras."), _("Ver las compras"), lambda: shell.go("compras"), drawn="compras"
        )
        super().__init__(
            _("Compras de lo mismo"),
            columns,
            lambda offset, limit, text: self._rows(text)[offset : offset + limit],
            lambda text: len(self._rows(text)),
            empty=empty,
            look_for=_("Buscar en esta lista"),
            hint=str(self.year),
        )
        if note := shell.door.families_note(self.year):
            self.column.insertWidget(1, words(str(note), "attention"))
        self.listing.opened.connect(lambda key: shell.go("familia", f"{self.year}:{key}"))

    def _rows(self, text: str) -> list[Row]:
        wanted = without_accents(text).split()
        return [
            {
                "id": each.key,
                "name": each.name,
                "count": str(len(each.buyings)),
                "total": soles(each.centimos),
                "due": str(each.due.label or "—") if each.due else "—",
                "said": judged(each),
            }
            for each in self.shell.door.families(self.year)
            if all(word in without_accents(each.name) for word in wanted)
        ]

    def hear(self, tables: frozenset[str]) -> None:
        """Purchases or reasons were written."""
        if tables & {"compra", "compra_item", "asignacion", "evento", "fraccionamiento"}:
            self.refresh()


class FamiliaScreen(Page):
    """One family: its purchases, their sum, the procedure it takes, the reason. `record` is "year:key"."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.door = shell, shell.door
        year, _mark, self.key = record.partition(":")
        self.year = int(year) if year.isdecimal() else shell.door.today().year
        super().__init__(_("Compras de lo mismo"), hint=" ")
        self.column.setSpacing(space(3))
        self.told = Card(_("Juntas o por partes"))
        self.bought = Card(_("Las compras"))
        self.column.addWidget(self.told)
        self.column.addWidget(self.bought)
        self.reason_button = button(_("Escribir el motivo"), self.explain, drawn="editar", keys="F2")
        self.reason_button.setObjectName("motivo")
        self.join_button = button(_("Juntar las marcadas"), self.join, role="primary", drawn="agregar", keys="F6")
        self.join_button.setObjectName("juntar")
        self.column.addLayout(row(self.join_button, self.reason_button))
        self.end()
        self.boxes: dict[str, QCheckBox] = {}
        self.load()

    def load(self) -> None:
        """Look at the family as it is now."""
        found = self.door.families(self.year)
        self.family = next(
            (each for each in found if each.key == self.key), None if self.key else next(iter(found), None)
        )
        self.boxes = {}
        for card in (self.told, self.bought):
            card.clear()
        family = self.family
        self.bought.setVisible(family is not None)
        self.reason_button.setVisible(family is not None and family.split)
        self.join_button.setVisible(False)
        if family is None:
            self.hint.setText(str(self.year))
            self.told.column.addWidget(words(_("Ninguna compra del año compra esto ahora.")))
            return
        self.key = family.key
        self.heading.setText(family.name)
        said = N_("Año {year}. Compras: {count}. Suma: {total}.")
        facts = Sentence(said, year=str(self.year), count=len(family.buyings), total=soles(family.centimos))
        self.hint.setText(str(facts))
        self._tell(family)
        for each in family.buyings:
            self._buying(each)
        self.join_button.setVisible(sum(box.isEnabled() for box in self.boxes.values()) > 1)

    def _tell(self, family: Family) -> None:
        column = self.told.column
        if note := self.door.families_note(self.year):
            column.addWidget(words(str(note), "attention"))
        elif family.split:
            column.addWidget(words(_("Cada compra es pequeña, pero juntas pasan a otro procedimiento."), "problem"))
            column.addWidget(words(_("La ley prohíbe partir una necesidad del año para evitarlo."), "label"))
        elif family.several:
            column.addWidget(words(_("Son de lo mismo: se pueden juntar en una sola compra."), "label"))
        else:
            column.addWidget(words(_("Solo una compra del año compra esto."), "label"))
        if family.unknown:
            column.addWidget(words(str(Sentence(N_("Compras sin monto: {count}."), count=family.unknown)), "attention"))
        if family.due is not None and family.due.label is not None:
            column.addWidget(words(str(Sentence(N_("A la suma le toca: {name}."), name=family.due.label))))
            if not family.due.confirmed:
                column.addLayout(row(tag(_("por confirmar"), "attention")))
        articles = [purchase_law().alert(code) for code in ("A4", "A4.juntar")]
        basis = [each.article for each in articles if each is not None]
        column.addWidget(words("  ·  ".join(basis), "small"))
        if family.reason:
            column.addWidget(words(str(Sentence(N_("Motivo escrito: {reason}"), reason=family.reason))))

    def _buying(self, each: Buying) -> None:
        purchase = self.door.purchase(each.compra)
        box = QCheckBox(each.nombre)
        box.setObjectName(f"compra.{each.compra}")
        free = purchase.state in JOINABLE
        box.setEnabled(free)
        box.setChecked(free)
        self.boxes[each.compra] = box
        amount = soles(each.centimos) if each.centimos is not None else "—"
        opened = button(_("Abrir"), lambda to=each.compra: self.shell.go("compra", to), role="quiet")
        opened.setAccessibleName(f"{_('Abrir')} {each.nombre}")
        line = row(box)
        line.addWidget(opened)
        self.bought.column.addLayout(line)
        self.bought.column.addWidget(words(f"{amount}  ·  {_(purchase_law().label(purchase.state))}", "hint"))

    def explain(self) -> None:
        """Why it is bought by parts."""
        if self.family is None or not self.family.split:
            return
        kept = self.door.family_reason(self.year, self.key)

        def save(answers: dict[str, str], form: object) -> bool:
            return self.shell.attempt(lambda: self.door.explain_split(self.year, self.key, answers), form)

        FormDialog(
            self,
            _("¿Por qué se compra por separado?"),
            REASON,
            self.shell.options,
            values=kept,
            hint=_("El motivo queda escrito con su nombre y la fecha, para el auditor."),
            save=save,
        ).open()

    def join(self) -> None:
        """One purchase of those that are ticked."""
        chosen = [compra for compra, box in self.boxes.items() if box.isChecked()]
        if self.family is None:
            return

        def save(answers: dict[str, str], form: object) -> bool:
            made: list[str] = []
            if self.shell.attempt(lambda: made.append(self.door.join_purchases(chosen, answers)), form):
                self.shell.say(_("Las compras quedaron juntas."))
                self.shell.go("compra", made[0])
            return bool(made)

        FormDialog(
            self,
            _("Juntar en una compra"),
            NAME,
            self.shell.options,
            values={"nombre": self.family.name},
            hint=_(NOT_UNDONE),
            verb=_("Juntar"),
            save=save,
        ).open()

    def hear(self, tables: frozenset[str]) -> None:
        """Purchases or reasons were written."""
        if tables & {"compra", "compra_item", "asignacion", "evento", "fraccionamiento"}:
            self.load()

    def start(self) -> None:
        """What can be done."""
        for made in (self.join_button, self.reason_button):
            if not made.isHidden():
                made.setFocus(Qt.FocusReason.OtherFocusReason)
                return


def family_links(shell: Shell, record: str, purchase: Purchase) -> list[QPushButton]:
    """What leads from a purchase to others of the same thing, to the one in which it was joined, or to its parts."""
    door = shell.door
    to = []
    if any(alert.code.startswith("A4") for alert in purchase.alerts):
        year = door.compra(record)["year"]
        to += [
            (N_("Compras de lo mismo: {name}"), each.name, "familia", f"{year}:{each.key}")
            for each in door.families_of_purchase(record)
        ]
    joined = door.joined_into(record) if purchase.closed else None
    to += [(N_("Se juntó en: {name}"), joined["nombre"], "compra", joined["id"])] if joined else []
    to += [(N_("Viene de: {name}"), old["nombre"], "compra", old["id"]) for old in door.joined_from(record)]
    return [
        button(str(Sentence(said, name=name)), partial(shell.go, screen, there), role="link", drawn="camino")
        for said, name, screen, there in to
    ]


SCREENS = {
    "familias": Screen(FamiliasScreen, rail="compras"),
    "familia": Screen(FamiliaScreen, rail="compras"),
}
