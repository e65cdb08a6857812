"""One table of a plan, typed in as in a spreadsheet: what follows from each row, the totals, what does not agree."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ayni.domain.dates import without_accents
from ayni.domain.fields import Choice, Dni, Field, Money, Reading, Reference, Text, Value
from ayni.domain.presupuesto import Row
from ayni.domain.tabla import OF_BUDGET, TABLAS, Column, Tabla
from ayni.domain.tabla_derivada import by_month, last_month, timetable
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import EmptyState, Page, button, empty_layout, words
from ayni.qt.kit.grid import HELP, Grid, GridColumn, Keeper, shown_cell
from ayni.qt.kit.palette import space
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.comentarios import PartComments
from ayni.qt.shell import Screen, Shell

DRAFT = "tabla"
LIST = N_("Elija una respuesta de la lista.")
MONTHS = 12  # columns of months that a timetable begins with
MOST_TOLD = 6  # things that do not agree; the rest is counted
LETTERS = {
    "indicador": 26,
    "medida": 12,
    "alcance": 10,
    "socio": 20,
    "unidad": 8,
    "etapa": 14,
    "situacion_actual": 22,
    "problema": 22,
    "solucion": 22,
    "tecnologia": 22,
    "nombre": 24,
    "documento": 12,
    "dni": 10,
    "total_centimos": 10,
    "producto": 16,
    "frecuencia": 13,
    "papel": 18,
    "actividad": 18,
    "aspecto": 16,
    "impacto": 22,
    "nivel": 11,
    "mitigacion": 22,
    "responsable": 14,
    "resumen": 26,
    "medio_verificacion": 18,
    "supuesto": 18,
    "tipo": 18,
    "tema": 24,
    "partida": 22,
    "destino": 26,
}
TITLES = {"mes_inicio": N_("Empieza"), "mes_fin": N_("Termina")}
TIMETABLE_KEYS = N_(
    "Enter baja · Tab avanza · F2 corrige · Ctrl+D repite lo de arriba · Ctrl+V pega desde una hoja de cálculo"
)
MONEY = Money()


@dataclass(frozen=True, slots=True)
class Named(Choice):
    """One record of a list that may be long: found at once by its name, or by what else `known` has (its DNI)."""

    known: Mapping[str, str] = field(default_factory=dict, hash=False)  # words without accents → id

    def read(self, typed: str | int, today: date) -> Reading:
        """The id of what was named."""
        text = " ".join(str(typed).split())
        code = text if text in dict(self.options) else self.known.get(plain(text))
        return Reading(code) if code else Reading(None, Sentence(LIST))

    def show(self, value: Value) -> str:
        """Its name; nothing when it is no longer in the list."""
        return dict(self.options).get(str(value), "")


def plain(text: str) -> str:
    """Words as they are compared: no accents, no commas."""
    return " ".join(without_accents(text).replace(",", " ").split())


def named(options: Sequence[tuple[str, str]], others: Mapping[str, str]) -> Named:
    """The kind of a column that points at one of these records. What two of them share names neither."""
    pairs = [(plain(label), code) for code, label in options] + [(plain(text), code) for code, text in others.items()]
    words_of = [text for text, _code in pairs]
    return Named(tuple(options), {text: code for text, code in pairs if words_of.count(text) == 1})


class RowsGrid(Grid):
    """The grid of a table; that of the timetable has the rows of the budget, neither more nor fewer."""

    def __init__(self, columns: Sequence[GridColumn], keeper: Keeper, *, name: str, fixed: bool, keys: str) -> None:
        self.fixed = fixed
        super().__init__(columns, keeper, name=name, keys=keys)
        self.model.modelReset.connect(self._hide_blank)
        self._hide_blank()

    def _hide_blank(self) -> None:
        if self.fixed:
            self.view.setRowHidden(len(self.model.rows) - 1, True)

    def remove_current(self) -> None:
        """A row of the budget is taken away in the budget."""
        if self.fixed:
            self.said.emit(_("Las filas del presupuesto se quitan en el presupuesto."))
            return
        super().remove_current()


class TablaScreen(Page):
    """A table of a plan. `record` is plan:code."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.door = shell, shell.door
        self.plan, _colon, self.code = record.partition(":")
        self.table: Tabla = TABLAS[self.code]
        super().__init__(_(self.table.label), hint=_(self.table.help), letters=0)
        self.column.setSpacing(space(3))
        self._choices = self.door.tabla_choices(self.plan, self.code)
        self._dnis = self._known_dnis()
        self.bring = button(_("Traer socios del padrón"), self.bring_socios, drawn="persona")
        self.bring.setObjectName("traer")
        self.new = button(_("Fila nueva"), self.to_new, role="quiet", drawn="agregar")
        self.new.setToolTip("Ctrl+N")
        self.paste = button(_("Pegar filas"), self._paste, role="quiet", drawn="copia")
        self.paste.setToolTip("Ctrl+V")
        self.comments = PartComments(shell, self.plan)
        self.comments.show_place(f"tabla:{self.code}")
        self.tools.addWidget(self.comments)
        self.tools.addWidget(self.bring)
        self.bring.setVisible(self.code == "T2")
        self.empty = self._empty_state()
        self.column.addWidget(self.empty, 1)
        self.full = QWidget()
        inside = QVBoxLayout(self.full)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(space(3))
        verbs = Wrap(gap=space(2))
        for made in (self.new, self.paste):
            verbs.addWidget(made)
        inside.addLayout(verbs)
        self._place = QVBoxLayout()
        inside.addLayout(self._place, 1)
        self._told = QVBoxLayout()
        self._told.setSpacing(space(1))
        inside.addLayout(self._told)
        self.column.addWidget(self.full, 1)
        self.new.setVisible(not self.fixed)
        self._said: list[str] = []
        self._begun = False
        self._months = 0
        self.grid: RowsGrid = self._make_grid()
        self._show()
        self.refresh()

    @property
    def fixed(self) -> bool:
        """Its rows are those of the budget."""
        return self.table.noun == OF_BUDGET

    def _known_dnis(self) -> dict[str, str]:
        if self.code != "T2":
            return {}
        aeo = self.door.plan(self.plan)["aeo"]
        return {socio["id"]: socio["dni"] for socio in self.door.socios(aeo, 0, -1)}

    # the grid

    def _make_grid(self) -> RowsGrid:
        if self.fixed:
            self._months = max(MONTHS, last_month(self.door.tabla(self.plan, self.code)))
        made = RowsGrid(
            self._columns(),
            self._keeper(),
            name=_(self.table.label),
            fixed=self.fixed,
            keys=TIMETABLE_KEYS if self.fixed else HELP,
        )
        made.setMinimumHeight(space(60))
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        made.changed.connect(self.refresh)
        made.saved.connect(self._saved)
        made.said.connect(self.shell.say)
        self._place.addWidget(made, 1)
        typed = next(place for place, column in enumerate(made.model.columns) if column.field is not None)
        made.view.setCurrentIndex(made.model.index(0, typed))
        return made

    def _columns(self) -> list[GridColumn]:
        typed = {item.name: item for item in self.table.typed}
        columns = [
            self._typed_column(typed[each.name]) if each.name in typed else self._shown_column(each)
            for each in self.table.columns
        ]
        for month in range(1, self._months + 1):
            title = str(Sentence(N_("Mes {month}"), month=month))
            columns.append(GridColumn(f"m{month}", title, compute=of_month(month), letters=9))
        return columns

    def _typed_column(self, item: Field) -> GridColumn:
        if isinstance(item.kind, Reference):
            others = self._dnis if item.name == "socio" else {}
            item = replace(item, kind=named(self._choices[item.name], others))
        wide = LETTERS.get(item.name, 7)
        stretch = item.name == self.table.typed[0].name and not self.fixed
        return GridColumn(item.name, _(TITLES.get(item.name, item.label)), field=item, letters=wide, stretch=stretch)

    def _shown_column(self, each: Column) -> GridColumn:
        def shown(values: Row) -> str:
            if each.name == "dni":
                return self._dnis.get(str(values.get("socio")), "")
            value = each.compute(values) if each.compute is not None else values.get(each.name)
            return shown_cell(each.field.kind, value)

        wide = LETTERS.get(each.name, 8)
        return GridColumn(
            each.name, _(each.field.label), compute=shown, letters=wide, words=isinstance(each.field.kind, Text | Dni)
        )

    def _keeper(self) -> Keeper:
        door, plan, code = self.door, self.plan, self.code
        return Keeper(
            rows=lambda: door.tabla(plan, code),
            save=lambda answers, record: door.save_fila(plan, code, answers, record or None),
            save_many=lambda given: door.save_filas(plan, code, given),
            remove=lambda record: door.remove_fila(plan, code, record),
            today=door.today,
            keep=self._keep,
            kept=self._kept,
        )

    @property
    def _draft(self) -> str:
        return f"{self.plan}:{self.code}"

    def _keep(self, pending: list) -> None:
        """Rows that cannot be stored yet survive a closed window."""
        kept = self.door.draft(DRAFT, self._draft)
        if pending:
            written = json.dumps(pending, ensure_ascii=False)
            if kept is None or kept["answers"].get("filas") != written:
                self.door.keep_draft(DRAFT, self._draft, {"filas": written}, "")
                self.shell.kept.emit()
        elif kept is not None:
            self.door.drop_draft(DRAFT, self._draft)

    def _kept(self) -> list:
        kept = self.door.draft(DRAFT, self._draft)
        return json.loads(kept["answers"].get("filas") or "[]") if kept else []

    # when it is empty

    def _empty_state(self) -> EmptyState:
        sentence, verb, do = _("Todavía no hay filas en esta tabla."), _("Escribir la primera fila"), self.to_new
        if self.fixed:
            sentence = _("Las filas de esta tabla son las del presupuesto. Escríbalo primero.")
            verb, do = _("Abrir el presupuesto"), self.to_budget
        elif self.code == "T2":
            sentence = _("Todavía no hay filas. Traiga a los socios del padrón y escriba lo que produce cada uno.")
            verb, do = _("Traer socios del padrón"), self.bring_socios
        return EmptyState(sentence, verb, do, drawn="planes")

    def _show(self) -> None:
        """The grid, or what to do while there is nothing in it."""
        some = self._begun or any(not row.blank for row in self.grid.model.rows)
        self.full.setVisible(some)
        self.empty.setVisible(not some)
        self.bring.setVisible(some and self.code == "T2")

    # following

    def refresh(self) -> None:
        """Totals and what does not agree follow what is typed, before it is stored."""
        values = [self._with_name(row) for row in self.grid.values()]
        sums = self.table.sums(values)
        first = self.grid.model.columns[0].name
        shown = {
            each.name: shown_cell(each.field.kind, sums[each.name]) for each in self.table.columns if each.name in sums
        }
        if self._months:
            lines = timetable(values)
            cents = {f"m{month}": by_month(lines, month) for month in range(1, self._months + 1)}
            shown |= {name: shown_cell(MONEY, amount) for name, amount in cents.items() if amount}
        self.grid.footer.show_lines([{first: _("Total"), **shown}] if shown and values else [])
        self._say(self.door.tabla_problems(self.plan, self.code, values) if values else [])

    def _with_name(self, row: Mapping[str, Value]) -> dict[str, Value]:
        names = dict(self._choices.get("socio", ()))
        return {**row, "socio_nombre": names.get(str(row.get("socio")), "")} if self.code == "T2" else dict(row)

    def _say(self, problems: Sequence) -> None:
        told = [str(each.sentence) for each in problems]
        if told == self._said:
            return
        self._said = told
        empty_layout(self._told)
        for each in problems[:MOST_TOLD]:
            self._told.addWidget(self._problem(str(each.sentence), each.record, each.field))
        if len(problems) > MOST_TOLD:
            more = Sentence(N_("Y {count} más."), count=len(problems) - MOST_TOLD)
            self._told.addWidget(words(str(more), "hint"))

    def _problem(self, sentence: str, record: str, name: str) -> QWidget:
        if not record:
            made = words(sentence, "attention")
            made.setObjectName("no-cuadra")
            return made
        link: QPushButton = button(sentence, lambda: self.grid.go_to(record, name), role="link")
        link.setObjectName("no-cuadra")
        return link

    def _saved(self) -> None:
        self.shell.kept.emit()
        if self._months and last_month(self.door.tabla(self.plan, self.code)) > self._months:
            self._grow()
        self._show()

    def _grow(self) -> None:
        """More months than columns: the grid is made again with as many as there are."""
        here, old = self.grid.view.currentIndex(), self.grid
        row, column = here.row(), here.column()
        old.stop()
        self._place.removeWidget(old)
        old.hide()
        old.deleteLater()
        self.grid = self._make_grid()
        self.grid.view.setCurrentIndex(self.grid.model.index(row, column))
        self.grid.view.setFocus()
        self.refresh()

    def hear(self, tables: frozenset[str]) -> None:
        """Somebody or an undo changed the rows."""
        if "comentario" in tables:
            self.comments.load()
        if self.grid.saving:
            return
        if tables & {self.table.noun, "plan"}:
            self.grid.reload()
            self._show()
        elif tables & {"socio", "partida", "papel"}:
            self.refresh()

    # what the buttons do

    def to_new(self) -> None:
        """To the blank row."""
        self._begun = True
        self._show()
        self.grid.view.to_new()

    def bring_socios(self) -> None:
        """A row for each member in force that has none."""
        self.grid.save_all()
        came: list[int] = []
        if not self.shell.attempt(lambda: came.append(self.door.bring_socios(self.plan))):
            return
        if not came[0]:
            self.shell.say(_("No hay socios que traer: todos están en la tabla, o el padrón está vacío."))
            return
        self.grid.reload(force=True)
        self._show()
        self.grid.view.setFocus()
        self.shell.say(str(Sentence(N_("Socios que entraron a la tabla: {count}."), count=came[0])))

    def to_budget(self) -> None:
        """Where the rows of the timetable are written."""
        self.shell.go("presupuesto", self.plan)

    def _paste(self) -> None:
        self.grid.view.setFocus()
        self.grid.view.paste()

    # the window

    def start(self) -> None:
        """The grid, or the one button of an empty table."""
        if self.full.isHidden() and self.empty.action is not None:
            self.empty.action.setFocus()
        else:
            self.grid.view.setFocus()

    def leave(self) -> None:
        """What can be stored is stored, the rest kept."""
        self.grid.save_all()
        self.grid.stop()

    def unsaved(self) -> dict[str, str]:
        """Rows typed and not stored are kept by themselves."""
        return {}


def of_month(month: int) -> Callable[[Row], str]:
    """What a row of the budget pays in a month, as its cell shows it."""

    def shown(values: Row) -> str:
        amount = by_month(timetable([values]), month)
        return shown_cell(MONEY, amount) if amount else ""

    return shown


def _tabla(shell: Shell, record: str) -> QWidget:
    """A table; opened without any (in the gallery), the buyers of the first plan."""
    if not record:
        plans = shell.door.planes(0, 1)
        if not plans:
            return Page(_("Planes"))
        record = f"{plans[0]['id']}:T5"
    return TablaScreen(shell, record)


SCREENS = {"tabla": Screen(_tabla, rail="planes")}
