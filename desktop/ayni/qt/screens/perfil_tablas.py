"""The tables of an idea: what it buys, sells and spends, compact enough for three of them on one page."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ayni.domain.fields import Field, by_name
from ayni.domain.money import centimos
from ayni.domain.perfil_filas import GASTO, VENTA, year_amount
from ayni.domain.presupuesto import PARTIDA, Row, row_total
from ayni.lang import N_, Sentence, _, soles
from ayni.qt.kit.cards import words
from ayni.qt.kit.grid import Grid, GridColumn
from ayni.qt.kit.palette import space
from ayni.qt.screens.presupuesto import amount

BOUGHT, SOLD, SPENT = by_name(PARTIDA), by_name(VENTA), by_name(GASTO)


class Section(QWidget):
    """One of the tables of the page, with its heading and the total of its rows."""

    def __init__(self, title: str, grid: Grid, total: Callable[[Row], int], label: str) -> None:
        super().__init__()
        self.grid, self._total, self._label = grid, total, label
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        top = QHBoxLayout()
        top.addWidget(words(title, "heading"), 1)
        self.sum = words("", "label")
        self.sum.setWordWrap(False)
        self.sum.setObjectName(f"total.{grid.objectName()}")
        top.addWidget(self.sum)
        column.addLayout(top)
        column.addWidget(grid, 1)
        view = grid.view
        view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + space(2))
        view.horizontalHeader().setStyleSheet(f"QHeaderView::section {{ padding: {space(1)}px; }}")
        view.setMinimumHeight(4 * view.verticalHeader().defaultSectionSize())
        view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # three share what there is
        grid.footer.hide()

    def refresh(self) -> None:
        """The total follows what is typed."""
        whole = sum(self._total(values) for values in self.grid.values())
        self.sum.setText(str(Sentence(N_("{label}: {amount}"), label=self._label, amount=soles(whole))))


def bought_columns() -> list[GridColumn]:
    """What an idea buys."""
    return [
        _column(BOUGHT, "clase", _("Clase"), 12),
        _column(BOUGHT, "nombre", _("Descripción"), 12, stretch=True, note=_in_cash),
        _column(BOUGHT, "unidad", _("Unidad"), 6),
        _column(BOUGHT, "cantidad", _("Cant."), 5),
        _column(BOUGHT, "vida_util", _("Años"), 4),
        _column(BOUGHT, "precio_unitario", _("Costo unit."), 8),
        _column(BOUGHT, "rescate_unitario", _("De viejo"), 7),
        _column(BOUGHT, "valorizada_centimos", _("De los socios"), 9),
        GridColumn("total", _("Total S/"), compute=lambda values: amount(row_total(values)), letters=10),
    ]


def sold_columns() -> list[GridColumn]:
    """What is sold, each line with the rhythm of its activity."""
    return [
        _column(SOLD, "actividad", _("Actividad"), 12),
        _column(SOLD, "ciclos_por_year", _("Veces/año"), 6),
        _column(SOLD, "unidades", _("Unidades"), 6),
        _column(SOLD, "nombre", _("Qué se vende"), 10, stretch=True),
        _column(SOLD, "unidad", _("Medida"), 6),
        _column(SOLD, "cantidad", _("Cantidad"), 7),
        _column(SOLD, "precio_unitario", _("Precio"), 7),
        _column(SOLD, "transporte_unitario", _("Transporte"), 7),
        GridColumn("total", _("Al año S/"), compute=lambda values: amount(year_of(values)), letters=10),
    ]


def spent_columns(year: Callable[[Row], int]) -> list[GridColumn]:
    """What is spent; `year` tells what a row comes to in a year, in céntimos."""
    return [
        _column(SPENT, "tipo", _("Tipo"), 12),
        _column(SPENT, "actividad", _("Actividad"), 12),
        _column(SPENT, "nombre", _("Qué se gasta"), 10, stretch=True),
        _column(SPENT, "unidad", _("Medida"), 6),
        _column(SPENT, "cantidad", _("Cantidad"), 7),
        _column(SPENT, "precio_unitario", _("Costo unit."), 8),
        _column(SPENT, "transporte_unitario", _("Transporte"), 7),
        GridColumn("total", _("Al año S/"), compute=lambda values: amount(year(values)), letters=10),
    ]


def _column(fields: Mapping[str, Field], name: str, title: str, letters: int, **more: object) -> GridColumn:
    return GridColumn(name, title, field=fields[name], letters=letters, **more)


def year_of(values: Row) -> int:
    """What a flat row comes to in a year, in céntimos; nothing while a number is missing."""
    found = year_amount(values)
    return 0 if found is None else centimos(found)


def begun(values: Row) -> bool:
    """A good is counted from when it has a class, a quantity and a price."""
    return all(values.get(name) for name in ("clase", "nombre", "cantidad", "precio_unitario"))


def _in_cash(values: Row) -> str:
    """What the group puts in money besides, when somebody wrote it in the budget."""
    cash = int(values.get("monetaria_centimos") or 0)
    return str(Sentence(N_("Además en dinero: {amount}"), amount=soles(cash))) if cash else ""
