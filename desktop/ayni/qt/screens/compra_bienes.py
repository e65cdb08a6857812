"""What a purchase buys, item by item, and for whom each one is; bringing the items from the budgets of plans."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from ayni.domain.compra_item import ASIGNACION, COMPRA_ITEM, allotted, shares
from ayni.domain.fields import Field, Value, by_name, canonical
from ayni.domain.money import times
from ayni.domain.reparto import BudgetRow
from ayni.lang import N_, Sentence, _, number
from ayni.qt.kit.cards import Card, EmptyState, Footer, Page, button, empty_layout, words
from ayni.qt.kit.grid import Grid, GridColumn, Keeper
from ayni.qt.kit.keys import EnterMoves, on_key, watch
from ayni.qt.kit.palette import space
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.presupuesto import amount
from ayni.qt.screens.tabla import named
from ayni.qt.shell import Screen, Shell

ITEM, SHARE = by_name(COMPRA_ITEM), by_name(ASIGNACION)
DRAFT = "compra_item"
PLAN, ALONE = "plan:", "aeo:"
ROWS = 500  # of the budgets of the plans chosen, shown to be ticked
Row = Mapping[str, Value]


def quantity(row: Row, name: str = "cantidad") -> Decimal:
    """A quantity of a row as it stands, zero when there is none."""
    return Decimal(str(row.get(name) or 0))


def told(grid: Grid) -> None:
    """Rows just stored know their own id: what is computed beside them asks for it."""
    for row in grid.model.rows:
        if row.record:
            row.values["id"] = row.record


class CompraBienes(Page):
    """The items of a purchase in a grid, and below it for whom the item at hand is. `record` is the purchase."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.door, self.record = shell, shell.door, record
        super().__init__(_("Bienes y para quién son"), hint=str(shell.door.compra(record)["nombre"]), letters=0)
        self.column.setSpacing(space(2))
        self.bring_button = button(_("Traer del presupuesto"), self.bring, drawn="importar", keys="F6")
        self.bring_button.setObjectName("traer")
        self.divide_button = button(_("Dividir la compra"), self.divide, role="quiet", keys="F8")
        self.divide_button.setObjectName("dividir")
        for made in (self.bring_button, self.divide_button):
            self.tools.addWidget(made)
        self.empty = EmptyState(
            _("Esta compra no tiene bienes todavía. Tráigalos del presupuesto de los planes, o escríbalos con Ctrl+N."),
            _("Traer del presupuesto"),
            self.bring,
            drawn="compras",
        )
        self.column.addWidget(self.empty)
        self.full = QWidget()
        inside = QVBoxLayout(self.full)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(space(2))
        self.column.addWidget(self.full, 1)
        self._item = ""
        self._stored: Sequence[Row] = self.door.asignaciones(record)
        self.shares: Grid | None = None
        self._pending: dict[str, list[dict]] = {}
        self.items = Grid(self._columns(), self._keeper(), name=_("Bienes de la compra"))
        self.items.setMinimumHeight(space(44))
        self.items.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        inside.addWidget(self.items, 3)
        self.for_whom = words("", "heading")
        inside.addWidget(self.for_whom)
        self.left = words("")
        self.left.setObjectName("falta")
        inside.addWidget(self.left)
        self._place = QVBoxLayout()
        inside.addLayout(self._place, 2)
        verbs = Wrap(gap=space(2))
        self.new_share = button(_("Otra organización"), self.to_share, role="quiet", drawn="agregar", keys="F7")
        verbs.addWidget(self.new_share)
        inside.addLayout(verbs)
        on_key(self, "Ctrl+N", self.to_new, inside=True)
        self.items.changed.connect(self._follow)
        self.items.saved.connect(self._item_saved)
        self.items.said.connect(shell.say)
        self.items.view.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_item())
        self._begun = False
        self._show()
        self._show_item()

    # the items

    def _columns(self) -> list[GridColumn]:
        def typed(name: str, title: str, letters: int, **more: object) -> GridColumn:
            return GridColumn(name, title, field=ITEM[name], letters=letters, **more)

        return [
            typed("nombre", _("Bien o servicio"), 24, stretch=True, note=self._off),
            typed("familia", _("Familia o CUBSO"), 16),
            typed("unidad", _("Unidad"), 8),
            typed("cantidad", _("Cantidad"), 9),
            GridColumn("repartido", _("Repartido"), compute=self._given, letters=10),
            typed("precio_plan", _("Precio del plan"), 12),
            GridColumn("total", _("Total S/"), compute=self._total, letters=12),
        ]

    def _keeper(self) -> Keeper:
        door, compra = self.door, self.record
        return Keeper(
            rows=lambda: door.compra_items(compra),
            save=lambda answers, record: door.save_compra_item(compra, answers, record),
            save_many=lambda given: door.save_compra_item_rows(compra, given),
            remove=door.remove_compra_item,
            today=door.today,
            keep=self._keep,
            kept=self._kept,
        )

    def _keep(self, pending: list) -> None:
        """Rows that cannot be stored yet survive a closed window."""
        kept = self.door.draft(DRAFT, self.record)
        if pending:
            written = json.dumps(pending, ensure_ascii=False)
            if kept is None or kept["answers"].get("filas") != written:
                self.door.keep_draft(DRAFT, self.record, {"filas": written}, "")
        elif kept is not None:
            self.door.drop_draft(DRAFT, self.record)

    def _kept(self) -> list:
        kept = self.door.draft(DRAFT, self.record)
        return json.loads(kept["answers"].get("filas") or "[]") if kept else []

    def _allotted(self, item: str) -> Decimal:
        """How much of an item has its plan, with what is being typed below."""
        if item and item == self._item and self.shares is not None:
            return sum((quantity(row) for row in self.shares.values()), Decimal(0))
        return allotted(self._stored, item)

    def _given(self, row: Row) -> str:
        return number(canonical(self._allotted(str(row.get("id") or ""))))

    def _total(self, row: Row) -> str:
        return amount(times(quantity(row), quantity(row, "precio_plan"))) if row.get("precio_plan") else ""

    def _off(self, row: Row) -> str:
        """What is left to allot, or was allotted too much, short enough for its cell."""
        said = self._left_of(row)
        return str(said) if said is not None else ""

    def _left_of(self, row: Row) -> Sentence | None:
        record = str(row.get("id") or "")
        left = quantity(row) - self._allotted(record)
        if not record or not left:
            return None
        said = N_("Falta repartir {count}") if left > 0 else N_("Sobra en el reparto {count}")
        return Sentence(said, count=number(canonical(abs(left))))

    # for whom

    def _show_item(self) -> None:
        """The allotments of the item at hand; what is typed of the one before is stored first."""
        self._stored = self.door.asignaciones(self.record)
        record = self.items.current_record()
        if self.shares is not None and record == self._item:
            self._follow()
            return
        if self.shares is not None:
            self.shares.save_all()
            self.shares.stop()
        empty_layout(self._place)
        self.shares, self._item = None, record
        if record:
            made = Grid(self._share_columns(), self._share_keeper(record), name=_("Para quién es"), keys="")
            made.view.setObjectName("reparto")
            made.setMinimumHeight(space(34))
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            made.changed.connect(self._follow)
            made.saved.connect(self._share_saved)
            made.said.connect(self.shell.say)
            self._place.addWidget(made, 1)
            self.shares = made
        self.new_share.setVisible(bool(record))
        self._follow()

    def _share_columns(self) -> list[GridColumn]:
        rows = {row["id"]: row for plan in self._plans() for row in self.door.partidas(plan)}
        budget = named([(record, str(row["nombre"])) for record, row in rows.items()], {})
        to = named(self._destinations(), {})
        field = Field("destino", N_("Plan u organización"), to, required=True)
        return [
            GridColumn("destino", _("Plan u organización"), field=field, letters=34, stretch=True),
            GridColumn("partida", _("Fila del presupuesto"), field=replace(SHARE["partida"], kind=budget), letters=26),
            GridColumn("cantidad", _("Cantidad"), field=SHARE["cantidad"], letters=9),
            GridColumn("costo", _("Le cuesta S/"), compute=self._cost, letters=12),
        ]

    def _plans(self) -> list[str]:
        """The plans that this purchase is for, or could be: those of its AEO and those already allotted."""
        compra = self.door.compra(self.record)
        found = [str(row["plan"]) for row in self._stored if row["plan"]]
        found += [compra["plan"]] if compra["plan"] else []
        found += [plan["id"] for plan in self.door.plans_of(compra["aeo"])] if compra["aeo"] else []
        return list(dict.fromkeys(found))

    def _destinations(self) -> list[tuple[str, str]]:
        """Every plan with its AEO, then the AEO alone."""
        aeos = dict(self.door.references("aeos", limit=-1))
        plans = [
            (f"{PLAN}{plan['id']}", f"{aeos.get(plan['aeo'], '')} · {plan['titulo']}")
            for plan in self.door.planes(0, -1)
        ]
        return plans + [(f"{ALONE}{record}", name) for record, name in aeos.items()]

    def _share_keeper(self, item: str) -> Keeper:
        door = self.door

        def answers_of(answers: Mapping[str, str | int | None]) -> dict[str, str | int | None]:
            given = {name: value for name, value in answers.items() if name != "destino"}
            if said := str(answers.get("destino") or ""):
                given |= {"plan": said.removeprefix(PLAN)} if said.startswith(PLAN) else {"plan": None}
                given |= {"aeo": said.removeprefix(ALONE)} if said.startswith(ALONE) else {}
            return given

        def rows() -> list[Row]:
            found = [row for row in door.asignaciones(self.record) if row["item"] == item]
            return [
                {**row, "destino": f"{PLAN}{row['plan']}" if row["plan"] else f"{ALONE}{row['aeo']}"} for row in found
            ]

        def keep(pending: list) -> None:
            self._pending[item] = pending

        return Keeper(
            rows=rows,
            save=lambda answers, record: door.save_asignacion(item, answers_of(answers), record),
            save_many=lambda given: door.save_asignacion_rows(item, [(one, answers_of(row)) for one, row in given]),
            remove=door.remove_asignacion,
            today=door.today,
            keep=keep,
            kept=lambda: self._pending.get(item, ()),
        )

    def _cost(self, row: Row) -> str:
        """What of the item's cost is this plan's, to the céntimo."""
        item = self._current()
        if item is None or not item.get("precio_plan") or self.shares is None or not row.get("id"):
            return ""
        typed = [
            {**each, "item": item["id"], "id": each.get("id") or "", "aeo": each.get("destino") or "", "plan": ""}
            for each in self.shares.values()
            if quantity(each) > 0
        ]
        price = Decimal(str(item["precio_plan"]))
        mine = [share for share in shares(item, typed, price) if share.asignacion == row["id"]]
        return amount(mine[0].centimos) if mine else ""

    def _current(self) -> Row | None:
        return next((row for row in self.items.values() if row.get("id") == self._item), None) if self._item else None

    def _item_saved(self) -> None:
        told(self.items)
        self._follow()

    def _share_saved(self) -> None:
        assert self.shares is not None
        told(self.shares)
        self._stored = self.door.asignaciones(self.record)
        self.shell.kept.emit()
        self._follow()

    # following

    def _follow(self) -> None:
        """What is left to allot follows what is typed."""
        self._show()
        if not self._item and self.items.current_record():
            self._show_item()
            return
        item = self._current()
        if item is None:
            self.for_whom.setText(_("Escriba el bien y su cantidad. Después diga para quién es."))
            self.left.hide()
        else:
            self.for_whom.setText(str(Sentence(N_("¿Para quién es? {name}"), name=item.get("nombre") or "")))
            left = self._left_of(item)
            self.left.setText(f"{left}." if left is not None else _("Está repartido todo."))
            self.left.setProperty("role", "problem" if left is not None else "good")
            self.left.style().unpolish(self.left)
            self.left.style().polish(self.left)
            self.left.show()
        values = self.items.values()
        total = sum(times(quantity(row), quantity(row, "precio_plan")) for row in values)
        self.items.footer.show_lines([{"nombre": _("Total"), "total": amount(total)}] if values else [])
        self.items._heights(everything=True)  # noqa: SLF001  a row grows when what is below it changes
        self.items.view.viewport().update()

    def _show(self) -> None:
        bare = not self._begun and len(self.items.model.rows) == 1 and self.items.model.rows[0].blank
        self.empty.setVisible(bare)
        self.full.setVisible(not bare)
        self.divide_button.setVisible(len(self.items.model.rows) > 1)
        self.bring_button.setVisible(not bare)

    # what the buttons do

    def to_new(self) -> None:
        """A new item is begun."""
        self._begun = True
        self._show()
        self.items.view.to_new()

    def to_share(self) -> None:
        """Say for whom else the item at hand is."""
        if self.shares is not None:
            self.shares.view.to_new()

    def bring(self) -> None:
        """Choose rows of the budgets."""
        self.shell.go("traer-partidas", self.record)

    def divide(self) -> None:
        """Some items part ways."""
        self.shell.go("dividir-compra", self.record)

    def start(self) -> None:
        """The grid, or the one button."""
        if self.full.isHidden() and self.empty.action is not None:
            self.empty.action.setFocus()
        else:
            self.items.view.setFocus()

    def leave(self) -> None:
        """What can be stored is stored, the rest kept."""
        for grid in (self.shares, self.items):
            if grid is not None:
                grid.save_all()
                grid.stop()

    def unsaved(self) -> dict[str, str]:
        """Rows typed and not stored are kept by themselves."""
        return {}

    def hear(self, tables: frozenset[str]) -> None:
        """Somebody or an undo changed the rows."""
        mine = self.items.saving or (self.shares is not None and self.shares.saving)
        if mine or not tables & {"compra_item", "asignacion"}:
            return
        self._stored = self.door.asignaciones(self.record)
        self.items.reload()
        if self.shares is not None and self.items.current_record() == self._item:
            self.shares.reload()
        self._show_item()


class TraerPartidas(Page):
    """Rows of the budgets of one or several plans, ticked to be bought here. `record` is the purchase."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.door, self.record = shell, shell.door, record
        said = _("Elija los planes y marque lo que se compra. Las cantidades, los precios y el reparto vienen solos.")
        super().__init__(_("Traer del presupuesto"), hint=said)
        self.column.setSpacing(space(3))
        self.plans: dict[str, QCheckBox] = {}
        self.boxes: dict[str, QCheckBox] = {}
        card = Card(_("Planes"))
        self.column.addWidget(card)
        first = self._first_plans()
        titles = {row["id"]: row for row in self.door.planes(0, -1)}
        for plan, row in sorted(titles.items(), key=lambda pair: (pair[0] not in first, str(pair[1]["titulo"]))):
            box = QCheckBox(f"{row['aeo_nombre']} · {row['titulo']}" if row.get("aeo_nombre") else str(row["titulo"]))
            box.setObjectName(f"plan.{plan}")
            box.setChecked(plan in first)
            box.toggled.connect(lambda _on: self._list())
            card.column.addWidget(box)
            self.plans[plan] = box
        if not self.plans:
            card.column.addWidget(words(_("Todavía no hay planes con presupuesto."), "hint"))
        self.needed = Card(_("Qué se compra"))
        self.column.addWidget(self.needed)
        self.end()
        self.go_button = button(_("Traer lo marcado"), self.bring, role="primary")
        self.go_button.setObjectName("guardar")
        self.go_button.setToolTip("Ctrl+Enter")
        later = button(_("No traer nada"), shell.back, role="quiet")
        later.setToolTip("Esc")
        self._foot = Footer(self.go_button, later, letters=0)
        self.layout().addWidget(self._foot)
        self._keys = EnterMoves(self, self.bring)
        watch(self._keys, self._foot)
        on_key(self, "Ctrl+Return", self.bring, inside=True)
        on_key(self, "Ctrl+Enter", self.bring, inside=True)
        self._list()

    def _first_plans(self) -> set[str]:
        compra = self.door.compra(self.record)
        found = {compra["plan"]} if compra["plan"] else set()
        if not found and compra["aeo"]:
            found = {plan["id"] for plan in self.door.plans_of(compra["aeo"])}
        return found

    def _list(self) -> None:
        """The rows of the plans chosen; what another purchase buys already is said and cannot be ticked."""
        ticked = {record for record, box in self.boxes.items() if not box.isChecked()}
        known = set(self.boxes)
        self.needed.clear()
        self.boxes = {}
        chosen = [plan for plan, box in self.plans.items() if box.isChecked()]
        found: list[BudgetRow] = self.door.partidas_to_buy(self.record, chosen)[:ROWS]
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(1))
        grid.setColumnStretch(0, 1)
        for place, row in enumerate(found):
            box = QCheckBox(row.nombre)
            box.setObjectName(f"partida.{row.partida}")
            free = row.left > 0
            box.setEnabled(free)
            box.setChecked(free and (row.partida not in known or row.partida not in ticked))
            how_much = words(f"{number(canonical(row.left if free else row.cantidad))} {row.unidad}".strip())
            price = words(amount(times(Decimal(1), row.precio)))
            total = words(amount(times(row.left, row.precio)) if free else "", "label")
            for label in (how_much, price, total):
                label.setWordWrap(False)
                label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            box.toggled.connect(lambda _on: self._count())
            for column, widget in enumerate((box, how_much, price, total)):
                grid.addWidget(widget, place * 2 + 1, column)
            if row.purchases:
                said = self._bought(row)
                grid.addWidget(words(said, "hint"), place * 2 + 2, 0, 1, 4)
                box.setAccessibleDescription(said)
            self.boxes[row.partida] = box
        if found:
            heads = (_("Fila del presupuesto"), _("Cantidad"), _("Costo unit."), _("Total S/"))
            for column, title in enumerate(heads):
                head = words(title, "small")
                head.setWordWrap(False)
                if column:
                    head.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(head, 0, column)
            inside = QWidget()
            grid.setContentsMargins(0, 0, 0, 0)
            inside.setLayout(grid)
            self.needed.column.addWidget(inside)
            watch(self._keys, inside)
        else:
            none = _("Elija un plan que tenga presupuesto.")
            self.needed.column.addWidget(words(none, "hint"))
        self._count()

    @staticmethod
    def _bought(row: BudgetRow) -> str:
        names = ", ".join(name for _record, name in row.purchases)
        if row.left > 0:
            said = N_("Otra compra ya compra {count}: {names}. Aquí viene lo que falta.")
            return str(Sentence(said, count=number(canonical(row.bought)), names=names))
        return str(Sentence(N_("Ya se compra en: {names}."), names=names))

    def chosen(self) -> list[str]:
        """The rows that are ticked."""
        return [record for record, box in self.boxes.items() if box.isChecked()]

    def _count(self) -> None:
        self.go_button.setEnabled(bool(self.chosen()))
        self.go_button.setAccessibleDescription("" if self.chosen() else _("Marque primero qué se compra."))

    def bring(self) -> None:
        """Bring them, and back to the items."""
        made: list[int] = []
        if self.chosen() and self.shell.attempt(
            lambda: made.append(self.door.bring_partidas(self.record, self.chosen()))
        ):
            self.shell.say(Sentence(N_("Bienes traídos del presupuesto: {count}."), count=made[0]))
            came = self.shell.came_from("compra-bienes", self.record)
            self.shell.back()
            if not came:
                self.shell.go("compra-bienes", self.record)

    def start(self) -> None:
        """The first plan."""
        boxes = list(self.boxes.values()) or list(self.plans.values())
        (boxes[0] if boxes else self.go_button).setFocus(Qt.FocusReason.OtherFocusReason)


SCREENS = {
    "compra-bienes": Screen(CompraBienes, rail="compras"),
    "traer-partidas": Screen(TraerPartidas, rail="compras"),
}
