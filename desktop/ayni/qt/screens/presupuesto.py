"""The budget of a plan: its grid, its totals, and beside them how it stands before the limits of its category."""

import json
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ayni.domain.fields import Problem, by_name
from ayni.domain.flow import Answers
from ayni.domain.presupuesto import PARTIDA, SOURCES, Presupuesto, Row, Totals, check_partida, row_total
from ayni.domain.rules import Answer, Result
from ayni.lang import N_, Sentence, _, percent, soles
from ayni.qt.kit.cards import Scroller, button, empty_layout, line, restyle, tag, words
from ayni.qt.kit.editors import ClosedList
from ayni.qt.kit.form import Form
from ayni.qt.kit.formdialog import FormDialog
from ayni.qt.kit.grid import Grid, GridColumn, Keeper, read_cell
from ayni.qt.kit.keys import on_key
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.wrap import Wrap
from ayni.qt.shell import Shell
from ayni.workspace.refusals import Refused, refuse

FIELDS = by_name(PARTIDA)
AMOUNTS = ("cantidad", "precio_unitario", *SOURCES)  # a change of these asks why
WRITING = "escribiendo"  # the reason of a draft
MORE = tuple(
    FIELDS[name]
    for name in (
        "vida_util",
        "year_compra",
        "mantenimiento_unitario",
        "rescate_unitario",
        "prestamo_centimos",
        "se_repone",
    )
)
LIGHTS = {
    "members": N_("Socios"),
    "natural_members": N_("Socios que son personas"),
    "sum": N_("Suma de fuentes"),
    "cofin_min": N_("Cofinanc. mínimo"),
    "cofin_max": N_("Cofinanc. máximo"),
    "cofin_share": N_("Parte del cofinanc."),
    "counterpart": N_("Contrapartida"),
    "cash": N_("Dinero de los socios"),
    "total_min_exclusive": N_("Total mínimo"),
    "total_max": N_("Total máximo"),
}
# The word and tone of each result; the word stands on the colour, never the colour alone.
MARKS = {
    Result.PASS: ("✓", N_("Cumple"), "good"),
    Result.FAIL: ("✗", N_("No cumple"), "problem"),
    Result.PENDING: ("?", N_("Falta saber"), "attention"),
}
OTHER_LIGHT = N_("Otro límite")
ASK_AFTER = 400  # milliseconds after a save: questions read every row
MOST = 16777215  # Qt's own
BESIDE = 136  # letters of width from which the limits stand beside the grid


def amount(centimos: int) -> str:
    """Soles without their sign: the heading of the column says it."""
    return f"{centimos / 100:,.2f}" if abs(centimos) < 10**14 else soles(centimos).removeprefix("S/ ")


def parted(part: Fraction) -> str:
    """A part of a whole, as a percentage."""
    return percent(Decimal(part.numerator) / Decimal(part.denominator))


def off(values: Row) -> str:
    """By how much a row does not add up, short enough for its cell."""
    if not values.get("cantidad") or not values.get("precio_unitario"):
        return ""
    missing = row_total(values) - sum(int(values.get(name) or 0) for name in SOURCES)
    if not missing:
        return ""
    said = N_("Faltan S/ {amount}") if missing > 0 else N_("Sobran S/ {amount}")
    return str(Sentence(said, amount=amount(abs(missing))))


class Light(QWidget):
    """One limit: its mark and word, what it asks, what the budget has, where it is written."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space(1), 0, space(1))
        column.setSpacing(space(0.5))
        self.mark = tag("")
        self.name = words("", "label")
        self.name.setWordWrap(False)
        self.sentence = words("")
        self.source = words("", "small")
        self.doubt = tag(_("por confirmar"), "attention")
        top = Wrap(gap=space(1.5))
        top.addWidget(self.mark)
        top.addWidget(self.name)
        column.addLayout(top)
        for part in (self.sentence, self.source, self.doubt):
            column.addWidget(part)
        self._shown: Answer | None = None

    def say(self, answer: Answer) -> None:
        """Show an answer; nothing is painted again while it stays the same."""
        if answer == self._shown:
            return
        self._shown = answer
        sign, word, tone = MARKS[answer.result]
        self.setObjectName(f"luz.{answer.check}")
        self.name.setText(_(LIGHTS.get(answer.check, OTHER_LIGHT)))
        self.mark.setText(f"{sign} {_(word)}")
        restyle(self.mark, tone=tone)
        self.sentence.setText(str(answer.sentence))
        self.source.setText(answer.article)
        self.doubt.setVisible(answer.unconfirmed)
        self.setAccessibleName(f"{self.name.text()}: {self.mark.text()}. {answer.sentence} {answer.article}")


class Panel(QWidget):
    """The limits of the category, the subtotals and the questions. It follows each letter typed in the grid."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, space(3), space(4))
        self.column.setSpacing(space(2))
        self.title = words("", "heading")
        self.none = words("", "hint")
        self.column.addWidget(self.title)
        self.column.addWidget(self.none)
        self.lights: list[Light] = []
        self._lights = QVBoxLayout()
        self._lights.setSpacing(space(2))
        self.column.addLayout(self._lights)
        self.column.addWidget(line())
        self.column.addWidget(words(_("Por componente"), "heading"))
        self._parts = QGridLayout()
        self._parts.setHorizontalSpacing(space(2))
        self._parts.setVerticalSpacing(space(1))
        self.column.addLayout(self._parts)
        self.parts: list[tuple[QLabel, QLabel, QLabel]] = []
        self._asked = QVBoxLayout()
        self._asked.setSpacing(space(2))
        self.column.addLayout(self._asked)
        self.column.addStretch(1)

    def say_lights(self, category: str, answers: list[Answer]) -> None:
        """Show how the budget stands."""
        self.title.setText(
            str(Sentence(N_("Límites de la categoría {category}"), category=category)) if category else ""
        )
        self.none.setText("" if answers else _("La convocatoria o la categoría de este plan no dice límites."))
        self.none.setVisible(not answers)
        while len(self.lights) < len(answers):
            made = Light()
            self.lights.append(made)
            self._lights.addWidget(made)
        for place, light in enumerate(self.lights):
            light.setVisible(place < len(answers))
            if place < len(answers):
                light.say(answers[place])

    def say_parts(self, found: Presupuesto) -> None:
        """Show the subtotal of each component."""
        while len(self.parts) < len(found.by_componente):
            labels = (words(""), words(""), words("", "small"))
            labels[1].setAlignment(Qt.AlignmentFlag.AlignRight)
            labels[2].setAlignment(Qt.AlignmentFlag.AlignRight)
            for label in labels[1:]:
                label.setWordWrap(False)
            place = len(self.parts)
            for number, label in enumerate(labels):
                self._parts.addWidget(label, place, number)
            self._parts.setColumnStretch(0, 1)
            self.parts.append(labels)
        whole = found.whole.total
        lines = list(found.by_componente.items())
        for place, labels in enumerate(self.parts):
            for label in labels:
                label.setVisible(place < len(lines))
            if place < len(lines):
                name, part = lines[place]
                said = str(Sentence(N_("Componente {name}"), name=name)) if name else _("Sin componente")
                share = parted(Fraction(part.total, whole)) if whole else ""
                for label, text in zip(labels, (said, amount(part.total), share), strict=True):
                    if label.text() != text:
                        label.setText(text)

    def say_questions(self, asked: list[Answer]) -> None:
        """Show what to ask about rows that sound like what the fund does not pay."""
        empty_layout(self._asked)
        if not asked:
            return
        self._asked.addWidget(line())
        self._asked.addWidget(words(_("Preguntas"), "heading"))
        for question in asked[:12]:
            told = words(str(question.sentence))
            told.setObjectName("pregunta")
            self._asked.addWidget(told)
            self._asked.addWidget(words(question.article, "small"))
            if question.result is Result.FAIL:
                sign, word, tone = MARKS[Result.FAIL]
                self._asked.addWidget(tag(f"{sign} {_(word)}", tone))
            if question.unconfirmed:
                self._asked.addWidget(tag(_("por confirmar"), "attention"))


class PresupuestoPart(QWidget):
    """The part of the plan's page where its budget is typed."""

    def __init__(self, shell: Shell, plan: str) -> None:
        super().__init__()
        self.shell, self.door, self.plan = shell, shell.door, plan
        labels = dict(self.door.choices("categorias"))
        self._category = str(labels.get(self.door.plan(plan)["categoria"]) or "")
        self._inside = QWidget()
        outer = QVBoxLayout(self._inside)
        outer.setContentsMargins(space(8), space(3), space(2), space(3))
        outer.setSpacing(space(3))
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(Scroller(self._inside))
        self._comparisons = self.door.comparisons(plan)
        self.grid = Grid(self._columns(), self._keeper(), name=_("Presupuesto del plan"))
        self.grid.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.panel = Panel()
        self.aside = Scroller(self.panel)
        self.aside.setFrameShape(QFrame.Shape.NoFrame)
        self.aside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(space(3))
        self._sides.addWidget(self.grid, 100)
        self._sides.addWidget(self.aside, 1)
        self.more = button(_("Más datos de la fila"), self.ask_more, role="quiet", drawn="editar")
        self.more.setToolTip("F4")
        self.new = button(_("Fila nueva"), self.grid.view.to_new, role="quiet", drawn="agregar")
        self.new.setToolTip("Ctrl+N")
        self.paste = button(_("Pegar filas"), self._paste, role="quiet", drawn="copia")
        self.paste.setToolTip("Ctrl+V")
        self.quotes = button(_("Cotizaciones"), self.open_quotes, role="quiet", drawn="papel")
        self.quotes.setObjectName("cotizaciones")
        self.quotes.setToolTip("F6")
        outer.addLayout(self._sides, 1)
        verbs = Wrap(gap=space(2))
        for made in (self.new, self.paste, self.more, self.quotes, *self._asking_why()):
            verbs.addWidget(made)
        outer.addLayout(verbs)
        on_key(self, "F4", self.ask_more, inside=True)
        on_key(self, "F6", self.open_quotes, inside=True)
        on_key(self, "F7", self.why.setFocus, inside=True)
        self.grid.changed.connect(self.refresh)
        self.grid.saved.connect(self._saved)
        self.grid.said.connect(self.shell.say)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(ASK_AFTER)
        self._later.timeout.connect(self._ask)
        self.refresh()
        self._ask()

    def _asking_why(self) -> tuple[QLabel, ClosedList]:
        """Why a stored amount changes (K6). While a plan is a draft, the reason is that it is being written."""
        self.why = ClosedList([(code, _(label)) for code, label in self.door.choices("motivos_presupuesto")])
        self.why.setObjectName("por_que")
        self.why.setAccessibleName(_("Por qué cambia un monto"))
        self.why.setToolTip("F7")
        if self.door.plan(self.plan)["estado"] == "borrador":
            self.why.set_answer(WRITING)
        self.why.edited.connect(self._why_said)
        self.why.setMinimumWidth(column_width(24, self))
        label = words(_("Por qué cambia un monto"), "label")
        label.setWordWrap(False)
        label.setBuddy(self.why)
        return label, self.why

    def _why_said(self) -> None:
        """The rows that waited for it are stored."""
        if self.why.answer():
            self.grid.save_all()

    def _reason(self, record: str, answers: Answers) -> str:
        """The reason of a change; refused while an amount that was stored changes and nobody says why."""
        stored = next((row for row in self.grid.model.rows if row.record == record), None)
        if not record or stored is None:
            return ""
        today = self.door.today()
        read = {name: read_cell(FIELDS[name].kind, answers[name], today)[0] for name in AMOUNTS if name in answers}
        if all(stored.values.get(name) == value for name, value in read.items()):
            return ""
        if not self.why.answer():
            raise refuse(N_("Diga por qué cambia este monto: F7."), "")
        return _(dict(self.door.choices("motivos_presupuesto"))[self.why.answer()])

    def _save_many(self, given: list[tuple[str, dict]]) -> list[str | Sequence[Problem]]:
        """Rows pasted or corrected together: one save for each reason."""
        results: list[str | Sequence[Problem]] = [""] * len(given)
        by_reason: dict[str, list[int]] = {}
        for place, (record, answers) in enumerate(given):
            try:
                by_reason.setdefault(self._reason(record, answers), []).append(place)
            except Refused as refused:
                results[place] = refused.problems
        for reason, places in by_reason.items():
            done = self.door.save_partidas(self.plan, [given[place] for place in places], reason=reason)
            for place, result in zip(places, done, strict=True):
                results[place] = result
        return results

    def _columns(self) -> list[GridColumn]:
        def typed_in(name: str, title: str, letters: int, **more: object) -> GridColumn:
            return GridColumn(name, title, field=FIELDS[name], letters=letters, **more)

        return [
            typed_in("codigo", _("Cód."), 4),
            typed_in("componente", _("Comp."), 3),
            typed_in("clase", _("Clase"), 8),
            typed_in("nombre", _("Descripción"), 14, stretch=True, note=off),
            typed_in("unidad", _("Unidad"), 5),
            typed_in("cantidad", _("Cant."), 5),
            typed_in("precio_unitario", _("Costo unit."), 7),
            GridColumn("total", _("Total S/"), compute=lambda values: amount(row_total(values)), letters=9),
            typed_in("cofinanciamiento_centimos", _("Cofinanc."), 9),
            typed_in("monetaria_centimos", _("Monetaria"), 9),
            typed_in("valorizada_centimos", _("No monet."), 9),
            GridColumn("cotizaciones", _("Cotiz."), compute=self._quoted, letters=4),
        ]

    def _quoted(self, values: Row) -> str:
        """How many quotations of a row count, and whether that is enough: ✓ 3, ! 1/3."""
        found = self._comparisons.get(str(values.get("id") or ""))
        if found is None:
            return ""
        return f"! {found.valid}/{found.required}" if found.missing else f"✓ {found.valid}"

    def _keeper(self) -> Keeper:
        door, plan = self.door, self.plan
        return Keeper(
            rows=lambda: door.partidas(plan),
            save=lambda answers, record: door.save_partida(
                plan, answers, record or None, reason=self._reason(record, answers)
            ),
            save_many=self._save_many,
            remove=door.remove_partida,
            today=door.today,
            check=check_partida,
            keep=self._keep,
            kept=self._kept,
        )

    def _keep(self, pending: list) -> None:
        """Rows that cannot be stored yet survive a closed window."""
        noun, kept = "partida", self.door.draft("partida", self.plan)
        if pending:
            written = json.dumps(pending, ensure_ascii=False)
            if kept is None or kept["answers"].get("filas") != written:
                self.door.keep_draft(noun, self.plan, {"filas": written}, "")
                self.shell.kept.emit()
        elif kept is not None:
            self.door.drop_draft(noun, self.plan)

    def _kept(self) -> list:
        kept = self.door.draft("partida", self.plan)
        return json.loads(kept["answers"].get("filas") or "[]") if kept else []

    # following

    def refresh(self) -> None:
        """Totals and limits follow what is typed, before it is stored."""
        values = self.grid.values()
        found = self.door.budget(self.plan, values)
        self.grid.footer.show_lines(self._totals(found.whole))
        self.panel.say_lights(self._category, self.door.lights(self.plan, values))
        self.panel.say_parts(found)
        self._grow()

    def _totals(self, whole: Totals) -> list[dict[str, str]]:
        names = dict(zip(("cofinanciamiento", "monetaria", "valorizada"), SOURCES, strict=True))
        sums = {
            "nombre": _("Total"),
            "total": amount(whole.total),
            SOURCES[0]: amount(whole.cofinanciamiento),
            SOURCES[1]: amount(whole.monetaria),
            SOURCES[2]: amount(whole.valorizada),
        }
        shares = {names[name]: parted(part) for name, part in whole.shares.items()}
        return [sums, {"nombre": _("Parte de lo pagado"), **shares}]

    def _saved(self) -> None:
        self.shell.kept.emit()
        self._later.start()

    def _ask(self) -> None:
        self.panel.say_questions(self.door.budget_questions(self.plan))
        self._comparisons = self.door.comparisons(self.plan)
        self.grid.view.viewport().update()

    def hear(self, tables: frozenset[str]) -> None:
        """Somebody or an undo changed the rows."""
        if self.grid.saving:  # its own rows are no news
            return
        if tables & {"partida", "plan"}:
            self.grid.reload()
            self._later.start()
        elif "cotizacion" in tables:
            self._ask()
        elif tables & {"socio", "convocatoria", "aeo"}:
            self.refresh()

    def start(self) -> None:
        self.grid.view.setFocus()

    def leave(self) -> None:
        self._later.stop()
        self.grid.save_all()
        self.grid.stop()

    def focus_on(self, record: str, name: str = "") -> None:
        """Go to a row."""
        self.grid.go_to(record, name)

    # what the buttons do

    def _paste(self) -> None:
        self.grid.view.setFocus()
        self.grid.view.paste()

    def open_quotes(self) -> None:
        """The quotations of the row at hand."""
        self.grid.save_all()
        record = self.grid.current_record()
        if not record:
            self.shell.say(_("Complete y guarde primero la fila."))
            return
        self.shell.go("cotizaciones", f"{self.plan}:{record}")

    def ask_more(self) -> None:
        """What the grid has no column for: how long it lasts, what it costs to keep, the loan."""
        self.grid.save_all()
        record = self.grid.current_record()
        if not record:
            self.shell.say(_("Complete y guarde primero la fila."))
            return
        found = next(item for item in self.door.partidas(self.plan) if item["id"] == record)

        def save(answers: dict[str, str], form: Form) -> bool:
            done = self.shell.attempt(lambda: self.door.save_partida(self.plan, answers, record), form)
            if done:
                self.grid.reload(force=True)
            return done

        FormDialog(self, str(found["nombre"]), MORE, self.shell.options, values=found, save=save).open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the limits stand below."""
        super().resizeEvent(event)
        beside = event.size().width() >= column_width(BESIDE, self)
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._sides.direction() != wanted:
            self._sides.setDirection(wanted)
        if beside:
            self.aside.setFixedWidth(column_width(32, self))
            self.aside.setMaximumHeight(MOST)
            self.aside.setMinimumHeight(0)
        else:
            self.aside.setMinimumWidth(0)
            self.aside.setMaximumWidth(MOST)
            self._grow()
        self.grid.setMinimumHeight(space(66) if beside else max(space(66), round(event.size().height() * 0.66)))

    def _grow(self) -> None:
        """Below the grid the limits are as tall as they need: the page scrolls, not they."""
        if self._sides.direction() == QBoxLayout.Direction.TopToBottom:
            wide = max(self.width() - space(16), space(60))
            self.aside.setFixedHeight(max(self.panel.heightForWidth(wide), self.panel.minimumSizeHint().height()))

    def unsaved(self) -> dict[str, str]:
        """Rows typed and not stored are kept by themselves."""
        return {}
