"""Dividing a purchase: which goods part ways, what happened to them, and what that means; joining both again."""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from ayni.domain.compra import EVENTO, EXTRA
from ayni.domain.division import NO_ITEMS, PARTING
from ayni.domain.etapas import VIVO
from ayni.domain.evento import extra_fields
from ayni.domain.fields import Field, Problem, by_name, canonical, read_decimal
from ayni.lang import N_, Sentence, _, number
from ayni.qt.kit.cards import Card, Footer, Page, button, row, words
from ayni.qt.kit.editors import Segments
from ayni.qt.kit.form import Form
from ayni.qt.kit.formdialog import FormDialog
from ayni.qt.kit.keys import EnterMoves, on_key, watch
from ayni.qt.kit.palette import column_width, space
from ayni.qt.screens.evento import split
from ayni.qt.screens.linea_de_tiempo import event_label
from ayni.qt.shell import Screen, Shell
from ayni.workspace.law import purchase_law
from ayni.workspace.refusals import Refused

EXPLAINED = N_(
    "Lo que se separa pasa a una compra nueva, con toda su historia: sus días se cuentan desde el primer pedido. "
    "Los demás bienes siguen aquí como están."
)
NOT_NOW = N_(
    "Ahora no se puede dividir. Se divide cuando una convocatoria o un contrato fracasa solo para algunos bienes."
)
NOT_UNDONE = N_("Dividir no se deshace con Ctrl+Z. Si fue un error, júntelas otra vez desde la compra nueva.")
COLUMNS = by_name(EVENTO)
ASKED = ("fecha", "documento", "nota", "modo", "acto_ya_emitido")
REASON = (by_name(EXTRA["rectificacion"])["motivo"],)


class DividirCompra(Page):
    """Which goods of a purchase part ways and why. `record` is the purchase."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.door, self.record = shell, shell.door, record
        super().__init__(_("Dividir la compra"), hint=str(shell.door.compra(record)["nombre"]))
        self.column.setSpacing(space(3))
        self.column.addWidget(words(_(EXPLAINED)))
        self.column.addWidget(words(_(NOT_UNDONE), "hint"))
        self._family()
        law, state = purchase_law(), self.door.purchase(record).state
        self.kinds = [codigo for codigo in PARTING if law.target(state, codigo) is not None]
        self.boxes: dict[tuple[str, str], QLineEdit] = {}
        self.form: Form | None = None
        self.happened: Segments | None = None
        self._foot: Footer | None = None
        if not self.kinds or not self.door.compra_items(record):
            text, place = (NOT_NOW, "compra") if not self.kinds else (NO_ITEMS, "compra-bienes")
            verb = _("Abrir la compra") if not self.kinds else _("Bienes y para quién son")
            self.column.addWidget(words(_(text), "attention"))
            self.column.addLayout(row(button(verb, lambda: shell.go(place, record), role="primary")))
            self.end()
            return
        self._ask()

    def _family(self) -> None:
        """Where this purchase came from, and what was divided from it."""
        compra = self.door.compra(self.record)
        shown = []
        if compra["origen"]:
            shown.append((N_("Se separó de: {name}"), self.door.compra(compra["origen"])))
        shown += [(N_("Se separó de aquí: {name}"), part) for part in self.door.parts_of(self.record)]
        for said, other in shown:
            text = str(Sentence(said, name=other["nombre"]))
            self.column.addWidget(
                button(text, lambda to=other["id"]: self.shell.go("compra", to), role="link"),
                0,
                Qt.AlignmentFlag.AlignLeft,
            )
        self.join_button = button(_("Juntar otra vez las dos compras"), self.join, drawn="deshacer", keys="F6")
        self.join_button.setObjectName("juntar")
        if compra["origen"] and self.door.can_rejoin(self.record) is None:
            self.column.addLayout(row(self.join_button))
        else:
            self.join_button.hide()

    def _ask(self) -> None:
        goods = Card(_("¿Cuánto se separa?"))
        goods.column.addWidget(words(_("Deje vacío lo que no se separa."), "hint"))
        goods.column.addWidget(self._quantities())
        self.column.addWidget(goods)
        why = Card(_("¿Qué pasó con esos bienes?"))
        self.happened = Segments([(codigo, event_label(codigo)) for codigo in self.kinds])
        self.happened.setObjectName("codigo")
        self.happened.setAccessibleName(why.title.text())
        self.happened.edited.connect(self._chosen)
        why.column.addWidget(self.happened)
        self._place = why.column
        self.column.addWidget(why)
        self.end()
        self.save_button = button(_("Dividir la compra"), self.save, role="primary")
        self.save_button.setObjectName("guardar")
        self.save_button.setToolTip("Ctrl+Enter")
        later = button(_("No dividir"), self.shell.back, role="quiet")
        later.setToolTip("Esc")
        self._foot = Footer(self.save_button, later, letters=0)
        self.layout().addWidget(self._foot)
        self._keys = EnterMoves(self, self.save)
        watch(self._keys, self.body)
        watch(self._keys, self._foot)
        on_key(self, "Ctrl+Return", self.save, inside=True)
        on_key(self, "Ctrl+Enter", self.save, inside=True)
        self.happened.set_answer(self.kinds[0])
        self._chosen()

    def _quantities(self) -> QWidget:
        """A box for each item, or for each plan that shares it."""
        allotted = self.door.asignaciones(self.record)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(3))
        grid.setVerticalSpacing(space(1))
        grid.setColumnStretch(0, 1)
        place = 0
        for item in self.door.compra_items(self.record):
            mine = [each for each in allotted if each["item"] == item["id"]]
            grid.addWidget(words(str(item["nombre"]), "label"), place, 0)
            place += 1
            for share in mine or [{"id": "", "cantidad": item["cantidad"], "aeo_nombre": "", "plan_titulo": ""}]:
                to = " · ".join(part for part in (share["aeo_nombre"], share["plan_titulo"]) if part)
                label = words(to, "hint")
                there = words(str(Sentence(N_("Hay {count}"), count=number(share["cantidad"]))), "hint")
                there.setWordWrap(False)
                there.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                box = QLineEdit()
                box.setObjectName(f"cantidad.{share['id'] or item['id']}")
                box.setMaximumWidth(column_width(12))
                said = N_("Cuánto se separa de {name} {owner}")
                box.setAccessibleName(str(Sentence(said, name=item["nombre"], owner=to)))
                label.setBuddy(box)
                for column, widget in enumerate((label, there, box)):
                    grid.addWidget(widget, place, column)
                self.boxes[item["id"], share["id"]] = box
                place += 1
        inside = QWidget()
        inside.setLayout(grid)
        return inside

    def _chosen(self) -> None:
        """Each kind asks its own data; what was typed stays."""
        assert self.happened is not None
        typed = self.form.answers() if self.form is not None else {"modo": VIVO}
        codigo = self.happened.answer()
        own = [field for field in extra_fields(codigo) if field.asked]
        asked: list[Field] = [COLUMNS["fecha"], COLUMNS["documento"], *own, *(COLUMNS[name] for name in ASKED[2:])]
        old, self.form = (
            self.form,
            Form(asked, self.shell.options.about(compra=self.record), answers=typed),
        )
        if old is not None:
            self._place.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._place.addWidget(self.form)
        self.form.submitted.connect(self.save)
        watch(self._keys, self.form)

    def quantities(self) -> tuple[dict[str, str], dict[str, str]]:
        """What was typed: of each item in all, and of each allotment. What is no number is refused later as it is."""
        items: dict[str, Decimal] = {}
        shares: dict[str, str] = {}
        wrong: dict[str, str] = {}
        for (item, share), box in self.boxes.items():
            if not box.text().strip():
                continue
            amount = read_decimal(box.text())
            if amount is None:
                wrong[item] = box.text()
                continue
            items[item] = items.get(item, Decimal(0)) + amount
            if share:
                shares[share] = box.text()
        return {item: canonical(amount) for item, amount in items.items()} | wrong, shares

    def save(self) -> None:
        """One save, and on to the new purchase."""
        if self.form is None or self.happened is None or not self.form.check():
            return
        items, shares = self.quantities()
        codigo = self.happened.answer()
        columns, extra = split(codigo, self.form.answers())
        made: list[str] = []

        def do() -> None:
            if not items:
                raise Refused([Problem("items", Sentence(NO_ITEMS))])
            answers = {**columns, "codigo": codigo}
            made.append(self.door.divide(self.record, items, answers, extra, asignaciones=shares))

        if self.shell.attempt(do, self.form):
            self.shell.say(_("Compra dividida. Esta es la compra nueva."))
            self.shell.back()
            self.shell.go("compra", made[0])

    def join(self) -> None:
        """Take the division back, with its reason."""

        def do(answers: Mapping[str, str], form: Form) -> bool:
            made: list[str] = []
            done = self.shell.attempt(lambda: made.append(self.door.rejoin(self.record, answers["motivo"])), form)
            if done:
                self.shell.say(_("Los bienes volvieron a su compra. Lo anterior queda tachado, con su motivo."))
                self.shell.go("compra", made[0])
            return done

        FormDialog(self, self.join_button.text(), REASON, self.shell.options, save=do).open()

    def start(self) -> None:
        """The first quantity."""
        first = next(iter(self.boxes.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)


SCREENS = {"dividir-compra": Screen(DividirCompra, rail="compras")}
