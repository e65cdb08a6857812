"""One page for a request: what is asked for and its versions, quotations, calls, deliveries and days (K10)."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ayni.domain.cuadro_comparativo import Cuadro
from ayni.domain.entrega import DELIVERY_STATES
from ayni.domain.recorrido import Purchase, spoken_day
from ayni.domain.requerimiento import calls_of
from ayni.lang import N_, Sentence, _, number, soles
from ayni.qt.kit.cards import Card, Page, SideBySide, button, empty_layout, line, tag, words
from ayni.qt.kit.palette import space
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.compra import days_sentence
from ayni.qt.screens.cuadro_comparativo import of_purchase
from ayni.qt.screens.especificacion import TONES, fate, print_version, version_name
from ayni.qt.shell import Screen, Shell
from ayni.workspace.law import purchase_law

ENDED = {"buena_pro": "good", "desierto": "problem", "cancelacion": "attention", "nulidad_procedimiento": "problem"}
MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
TABLES = {"compra", "compra_item", "evento", "especificacion", "cotizacion_compra"}


class RequerimientoScreen(Page):
    """The request of one purchase. `record` is the purchase."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.door, self.compra = shell, shell.door, record
        super().__init__(_("Requerimiento"), hint=str(shell.door.compra(record)["nombre"]), letters=0)
        self.column.setSpacing(space(3))
        self.chart_button = button(_("Cotizaciones"), self.chart, drawn="planes", keys="F11")
        self.library_button = button(_("Biblioteca"), self.library, drawn="ver", keys="F8")
        self.event_button = button(
            _("Registrar lo que pasó"),
            partial(shell.go, "evento", record),
            role="primary",
            drawn="agregar",
            keys="Ctrl+N",
        )
        for name, made in (
            ("cuadro", self.chart_button),
            ("biblioteca", self.library_button),
            ("registrar", self.event_button),
        ):
            made.setObjectName(name)
            self.tools.addWidget(made)
        self._inside = QVBoxLayout()
        self._inside.setSpacing(space(3))
        self.column.addLayout(self._inside)
        self.end()
        self.load()

    def load(self) -> None:
        """Ask the door again."""
        empty_layout(self._inside)
        purchase: Purchase = self.door.purchase(self.compra)
        for card in (
            self._asked(),
            self._quoted(self.door.cuadro(self.compra)),
            self._called(purchase),
            self._delivered(purchase),
            self._days(purchase),
        ):
            self._inside.addWidget(card)

    def chart(self) -> None:
        """The quotations side by side."""
        self.shell.go("cuadro-comparativo", self.compra)

    def library(self) -> None:
        """What was written before."""
        self.shell.go("biblioteca", f"{self.compra}||")

    # the parts

    def _asked(self) -> Card:
        card = Card(_("Qué se pide y sus versiones"))
        items = self.door.compra_items(self.compra)
        found = self.door.especificaciones(self.compra)
        rows = [
            (str(item["id"]), f"{item['nombre']} · {number(str(item['cantidad']))} {item['unidad'] or ''}")
            for item in items
        ]
        if not items or any(not each["item"] for each in found):
            rows.append(("", _("Toda la compra")))
        for place, (item, name) in enumerate(rows):
            if place:
                card.column.addWidget(line())
            versions = [each for each in found if str(each["item"] or "") == item]
            told = QWidget()
            texts = QVBoxLayout(told)
            texts.setContentsMargins(0, 0, 0, 0)
            texts.setSpacing(space(1))
            texts.addWidget(words(name.strip(), "label"))
            texts.addWidget(words(version_name(versions[0]) if versions else _("Sin escribir"), "hint"))
            verbs = QWidget()
            verbs.setLayout(self._verbs(item, versions))
            card.column.addWidget(SideBySide(told, verbs, letters=90, shares=(2, 3)))
        return card

    def _verbs(self, item: str, versions: list[dict[str, object]]) -> Wrap:
        place = f"{self.compra}|{item}|" + (str(versions[0]["documento"]) if versions else "")
        write = button(
            _("Nueva versión") if versions else _("Escribir"),
            partial(self.shell.go, "especificacion", place),
            drawn="editar",
        )
        write.setObjectName(f"escribir.{item}")
        made: list[QWidget] = [write]
        if versions:
            ended = self.door.suerte(str(versions[0]["id"]))
            made.insert(0, tag(fate(ended), TONES.get(ended.result, "")))
            print_it = partial(print_version, self.shell, str(versions[0]["id"]))
            made.append(button(_("Imprimir"), print_it, role="quiet", drawn="imprimir"))
        if len(versions) > 1:
            compare = partial(self.shell.go, "comparar-especificaciones", str(versions[0]["documento"]))
            made.append(button(_("Comparar"), compare, role="quiet", drawn="ver"))
        wrap = Wrap(gap=space(2), at_end=True)
        for each in made:
            wrap.addWidget(each)
        return wrap

    def _quoted(self, cuadro: Cuadro) -> Card:
        card = Card(_("Cotizaciones"))
        if not cuadro.sellers:
            card.column.addWidget(words(_("Todavía no hay ninguna."), "hint"))
            return card
        said = N_(
            "Proveedores: {sellers}. Cosas con menos de las que se piden: {missing}. Elegidas: {chosen} de {all}."
        )
        told = Sentence(
            said,
            sellers=len({seller.ruc for seller in cuadro.sellers}),
            missing=len(cuadro.missing),
            chosen=len(cuadro.chosen),
            all=len(cuadro.items),
        )
        card.column.addWidget(words(str(told)))
        if cuadro.chosen:
            total = cuadro.chosen_total
            sums = Sentence(
                N_("Lo elegido: sin IGV {base}, se paga {payable}."),
                base=soles(total.base_centimos or 0),
                payable=soles(total.payable_centimos or 0),
            )
            card.column.addWidget(words(str(sums), "label"))
        return card

    def _called(self, purchase: Purchase) -> Card:
        card = Card(_("Convocatorias"))
        found = calls_of(purchase.steps)
        if not found:
            card.column.addWidget(words(_("Todavía no se ha convocado."), "hint"))
            return card
        law, grid = purchase_law(), _grid((1, 3, 4, 2))
        for place, call in enumerate(found):
            grid.addWidget(words(str(call.number), "label"), place, 0)
            day = Sentence("{day}", day=spoken_day(call.start.day))
            grid.addWidget(words(" · ".join(part for part in (str(day), call.name) if part)), place, 1)
            end = _(law.label(call.end)) if call.end else _("Está convocada")
            grid.addWidget(tag(end, ENDED.get(call.end, "accent")), place, 2, MIDDLE)
            parts = []
            if call.offers is not None:
                parts.append(str(Sentence(N_("ofertas: {count}"), count=call.offers)))
            if call.days is not None:
                parts.append(str(Sentence(N_("días: {count}"), count=call.days)))
            grid.addWidget(words(" · ".join(parts), "hint"), place, 3)
        card.column.addLayout(grid)
        return card

    def _delivered(self, purchase: Purchase) -> Card:
        card = Card(_("Entregas"))
        if not purchase.deliveries:
            card.column.addWidget(words(_("Todavía no llegó nada."), "hint"))
            return card
        grid = _grid((2, 3, 6))
        for place, each in enumerate(purchase.deliveries):
            grid.addWidget(words(str(Sentence("{day}", day=spoken_day(each.day)))), place, 0)
            grid.addWidget(words(_("Entrega total") if each.total else _("Entrega parcial")), place, 1)
            grid.addWidget(tag(_(DELIVERY_STATES[each.state])), place, 2, MIDDLE)
        card.column.addLayout(grid)
        return card

    def _days(self, purchase: Purchase) -> Card:
        card = Card(_("Días"))
        card.column.addWidget(words(str(days_sentence(purchase))))
        return card

    def hear(self, tables: frozenset[str]) -> None:
        """Something of it was written."""
        if tables & TABLES:
            self.load()

    def start(self) -> None:
        """What is written next has the focus."""
        first = self.findChild(QWidget, f"escribir.{next(iter(self.door.compra_items(self.compra)), {'id': ''})['id']}")
        (first or self.event_button).setFocus(Qt.FocusReason.OtherFocusReason)


def _grid(shares: tuple[int, ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(space(3))
    grid.setVerticalSpacing(space(2))
    for place, share in enumerate(shares):
        grid.setColumnStretch(place, share)
    return grid


SCREENS = {"requerimiento": Screen(of_purchase(RequerimientoScreen), rail="compras")}
