"""One purchase for several plans: which needs are bought together, what is left out, and the facts of the purchase."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from ayni.domain.compra import COMPRA
from ayni.domain.fields import canonical
from ayni.lang import N_, Sentence, _, number, soles
from ayni.qt.kit.cards import Card, words
from ayni.qt.kit.palette import space
from ayni.qt.screens.agrupamiento import YEAR, where_of
from ayni.qt.screens.pages import FormPage
from ayni.qt.shell import Screen, Shell
from ayni.workspace.grupo import DRAFT, Shared

MARK = "|"
DRAFT_OF = ("compra", DRAFT)
NAMES = ("nombre", "objeto", "year", "responsable", "plazo_previsto_dias", "season_date")
ASKED = tuple(field for field in COMPRA if field.name in NAMES)
SECTIONS = ((N_("La compra"), NAMES),)
MANY = 300  # needs shown to be ticked; those that were asked for stand first


class CompraAgrupada(FormPage):
    """Needs of plans, ticked to be bought together. `record` is "call|state of the plans|key of the first need"."""

    def __init__(self, shell: Shell, record: str) -> None:
        where, estado, key = (*record.split(MARK, 2), "", "")[:3]
        self.where, self.estado = where_of(shell, where), estado
        found = shell.door.needs_to_buy(self.where, estado)
        self.found = sorted(found, key=lambda each: each.need.key != key)[:MANY]
        first = next((each for each in self.found if each.need.key == key), None)
        self.boxes: dict[str, QCheckBox] = {}
        self.sum = words("", "label")
        self.sum.setObjectName("suma")
        super().__init__(
            shell,
            _("Hacer una compra para varios planes"),
            ASKED,
            draft=DRAFT_OF,
            verb=_("Hacer la compra"),
            values={"nombre": first.need.name if first else None, "objeto": "BIEN", "year": self._year(shell)},
            sections=[(_(title), names) for title, names in SECTIONS],
            hint=_("Cada plan recibe en la compra lo que pide su presupuesto."),
            aside=self._needs(key),
        )
        self._made = ""
        self._count()

    def _year(self, shell: Shell) -> str:
        if len(self.where) == YEAR:
            return self.where
        return str(shell.door.convocatoria(self.where)["year"])

    def _needs(self, key: str) -> QWidget:
        card = Card(_("Qué se compra"))
        card.column.addWidget(self.sum)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(1))
        grid.setColumnStretch(0, 1)
        for column, title in enumerate((_("Qué se necesita"), _("Planes"), _("Cantidad"), _("Total"))):
            head = words(title, "small")
            head.setWordWrap(False)
            if column:
                head.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(head, 0, column)
        for place, each in enumerate(self.found):
            self._need(grid, place * 2 + 1, each, ticked=each.need.key == key)
        inside = QWidget()
        inside.setLayout(grid)
        card.column.addWidget(inside)
        if not self.found:
            card.column.addWidget(words(_("Ningún plan tiene presupuesto todavía."), "hint"))
        return card

    def _need(self, grid: QGridLayout, line: int, each: Shared, *, ticked: bool) -> None:
        free = bool(each.free)
        box = QCheckBox(each.need.name)
        box.setObjectName(f"necesidad.{each.need.key}")
        box.setEnabled(free)
        box.setChecked(free and ticked)
        box.toggled.connect(lambda _on: self._count())
        grid.addWidget(box, line, 0)
        self.boxes[each.need.key] = box
        quantity = f"{number(canonical(each.left if free else each.need.quantity))} {each.need.unit}".strip()
        total = soles(each.centimos) if free else ""
        for column, text in enumerate((str(each.plans or len(each.need.plans)), quantity, total), start=1):
            label = words(text, "" if free else "hint")
            label.setWordWrap(False)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label, line, column)
        if each.purchases:
            names = ", ".join(each.purchases)
            said = (
                N_("Una parte ya se compra en: {names}. Aquí va lo que falta.")
                if free
                else N_("Ya se compra en: {names}.")
            )
            text = str(Sentence(said, names=names))
            grid.addWidget(words(text, "hint"), line + 1, 0, 1, 4)
            box.setAccessibleDescription(text)

    def chosen(self) -> list[Shared]:
        """The needs that are ticked."""
        return [each for each in self.found if self.boxes[each.need.key].isChecked()]

    def _count(self) -> None:
        chosen = self.chosen()
        plans = {row.plan for each in chosen for row in each.free}
        if not chosen:
            self.sum.setText(_("Marque primero qué se compra."))
            return
        total = soles(sum(each.centimos for each in chosen))
        said = N_("Planes: {plans}. Cosas: {count}. Total: {total}.")
        self.sum.setText(str(Sentence(said, plans=len(plans), count=len(chosen), total=total)))

    def store(self, answers: dict[str, str]) -> None:
        """One purchase with its items and its plans."""
        keys = [each.need.key for each in self.chosen()]
        self._made = self.shell.door.buy_together(self.where, keys, answers, self.estado)
        self.shell.say(_("Compra guardada."))

    def done(self) -> None:
        """On with the purchase itself."""
        self.shell.back()
        self.shell.go("compra", self._made)


SCREENS = {"compra-agrupada": Screen(CompraAgrupada, rail="compras")}
