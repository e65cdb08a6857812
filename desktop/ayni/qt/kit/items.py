"""Quantities of known items, one line for each: what arrived, what is accepted, what is billed."""

import json
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from ayni.domain.fields import Kind, Value, canonical
from ayni.domain.fields_items import item_quantities
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.palette import column_width, space

AMOUNT_LETTERS, SERIES_LETTERS = 12, 34


class ItemsEditor(QWidget):
    """A line for each item: its name, how much of it, and its serial numbers. Lines left empty say nothing.

    Where goods are ordered (`kind.priced`) the price of each is asked instead of its serial numbers.
    """

    edited = Signal()

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._rows: dict[str, tuple[QLineEdit, QLineEdit]] = {}
        self._beside: dict[str, dict[str, str]] = {}  # of a stored answer; not asked here, and not lost
        self._priced = False
        self._other: list[dict[str, str]] = []  # items of a stored answer that the purchase no longer has
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space(3))
        self._grid.setVerticalSpacing(space(1))
        self._grid.setColumnStretch(0, 1)

    def offer(self, items: Sequence[tuple[str, str]]) -> None:
        """Make a line for each item (id and name); without items, say so."""
        if not items:
            none = QLabel(_("Esta compra no tiene escritos sus bienes: escriba abajo qué llegó."))
            none.setProperty("role", "hint")
            none.setWordWrap(True)
            self._grid.addWidget(none, 0, 0)
            return
        self._priced = bool(getattr(self.kind, "priced", False))
        last = _("Precio de cada uno, S/") if self._priced else _("Números de serie")
        for column, title in enumerate((_("Bien o servicio"), _("Cantidad"), last)):
            head = QLabel(title)
            head.setProperty("role", "small")
            self._grid.addWidget(head, 0, column)
        for place, (item, name) in enumerate(items, start=1):
            label = QLabel(name)
            label.setWordWrap(True)
            amount, series = QLineEdit(self), QLineEdit(self)
            amount.setObjectName(f"cantidad.{item}")
            series.setObjectName(f"{'precio' if self._priced else 'series'}.{item}")
            amount.setMaximumWidth(column_width(AMOUNT_LETTERS))
            series.setMaximumWidth(column_width(AMOUNT_LETTERS if self._priced else SERIES_LETTERS))
            amount.setAccessibleName(str(Sentence(N_("Cantidad de {name}"), name=name)))
            said = N_("Precio de cada {name}, en soles") if self._priced else N_("Números de serie de {name}")
            series.setAccessibleName(str(Sentence(said, name=name)))
            label.setBuddy(amount)
            self._grid.addWidget(label, place, 0)
            self._grid.addWidget(amount, place, 1)
            self._grid.addWidget(series, place, 2)
            for box in (amount, series):
                box.textEdited.connect(self._said)
            self._rows[item] = (amount, series)
        self.setFocusProxy(next(iter(self._rows.values()))[0])

    @property
    def _asked(self) -> str:
        """What stands in the last column."""
        return "precio" if self._priced else "series"

    def _said(self) -> None:
        self.edited.emit()

    def answer(self) -> str:
        """What was typed, as the JSON text of the kind; "" when every line is empty."""
        given = []
        for item, (amount, last) in self._rows.items():
            if amount.text().strip() or last.text().strip():
                kept = self._beside.get(item, {})
                given.append({"item": item, "cantidad": amount.text(), **kept, self._asked: last.text()})
        given += self._other
        return json.dumps(given, ensure_ascii=False) if given else ""

    def set_answer(self, value: Value) -> None:
        """Show a stored value, or what was typed before."""
        try:
            given = json.loads(str(value)) if value else []
        except ValueError:
            given = []
        known = {str(row.get("item")): row for row in given if isinstance(row, dict)}
        other = "series" if self._priced else "precio"
        self._beside = {item: {other: str(row[other])} for item, row in known.items() if row.get(other)}
        self._other = [row for item, row in known.items() if item not in self._rows]
        for item, (amount, series) in self._rows.items():
            row = known.get(item, {})
            amount.setText(str(row.get("cantidad") or ""))
            series.setText(str(row.get(self._asked) or ""))

    def set_value(self, value: Value) -> None:
        """A canonical value."""
        rows = [
            {"item": row.item, "cantidad": canonical(row.cantidad), "series": row.series}
            | ({"precio": canonical(row.precio)} if row.precio is not None else {})
            for row in item_quantities(value)
        ]
        self.set_answer(json.dumps(rows, ensure_ascii=False) if rows else None)
