"""Calls: which ones there are, opening one, and the rules that each one is governed by."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ayni.domain.convocatoria import CONVOCATORIA, OPEN_CONVOCATORIA
from ayni.domain.fields import Catalogue, Date, Field
from ayni.domain.rules import Limit, share
from ayni.lang import N_, Sentence, _, day, soles
from ayni.qt.kit.cards import Card, EmptyState, Page, SideBySide, button, empty_layout, line, row, tag, words
from ayni.qt.kit.palette import space
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.wizard import Wizard
from ayni.qt.options import DoorOptions
from ayni.qt.screens.contenido_plan import contents_card
from ayni.qt.screens.pages import FormPage, ListPage, of_first
from ayni.qt.shell import Screen, Shell

# What a limit asks, in a sentence; keys that only say how another limit is read are not shown.
ASKS = {
    "members_min": N_("Tener {value} socios o más."),
    "natural_members_min": N_("Si son personas naturales, ser {value} o más."),
    "legal_person": N_("Ser persona jurídica."),
    "years_min": N_("Tener {value} año o más de existencia."),
    "sales_min_uit": N_("Vender al año más de {value} UIT."),
    "sales_max_uit": N_("Vender al año hasta {value} UIT."),
    "total_max": N_("El plan cuesta hasta {value}."),
    "total_min_exclusive": N_("El plan cuesta más de {value}."),
    "cofin_min": N_("El cofinanciamiento empieza en {value}."),
    "cofin_max": N_("El cofinanciamiento llega hasta {value}."),
    "cofin_max_bp": N_("El cofinanciamiento es hasta {value} del plan."),
    "counterpart_min_bp": N_("La organización pone {value} del plan o más."),
    "cash_min_bp": N_("En dinero pone {value} del plan o más."),
    "cash_of_counterpart_min_bp": N_("De lo que pone, {value} o más es en dinero."),
}
MONEY = {"total_max", "total_min_exclusive", "cofin_min", "cofin_max"}


def asks(key: str, limit: Limit) -> str:
    """What a limit asks, in the language in use; "" when it is not a thing to comply with."""
    if key not in ASKS or limit.value is False:
        return ""
    value = limit.value
    shown = soles(value) if key in MONEY else share(value) if key.endswith("_bp") else str(value)
    return str(Sentence(ASKS[key], value=shown))


def regime_name(basis: str) -> str:
    """The norm by its number; what has amended it since is not part of its name."""
    return basis.partition(",")[0]


class CallOptions(DoorOptions):
    """The door's lists, with rule sets by the number of their norm."""

    def choices(self, field: Field, text: str = "", limit: int = 50) -> Sequence[tuple[str, str]]:
        """As the door's."""
        found = super().choices(field, text, limit)
        if isinstance(field.kind, Catalogue) and field.kind.name == "regimenes":
            return [(code, regime_name(label)) for code, label in found]
        return found


class RegimeCard(QWidget):
    """Which rules govern, said while the date is typed, with what each category asks and where it is written."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self._said: tuple[str, str, str] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(3))
        self.setObjectName("regime")
        self.hear_answers({})

    def hear_answers(self, answers: dict[str, str]) -> None:
        """Say it again when the date, the declared rule set or the categories have changed."""
        typed = answers.get("fecha_autorizacion", "")
        read = Date().read(typed, self.shell.door.today()).value if typed.strip() else None
        self.say(str(read or ""), answers.get("regimen", ""), answers.get("categorias", ""))

    def say(self, authorised: str, declared: str, categories: str) -> None:
        """Draw the rules of a call authorised on this ISO date."""
        if self._said == (authorised, declared, categories):
            return
        self._said = (authorised, declared, categories)
        empty_layout(self._column)
        door = self.shell.door
        by_date = door.regime_for(authorised)
        governs = declared or by_date
        names = {code: regime_name(label) for code, label in door.choices("regimenes")}
        if not governs:
            card = Card(_("¿Qué reglamento rige?"))
            card.column.addWidget(
                words(
                    _("Esa fecha es anterior al primer reglamento.")
                    if authorised
                    else _("Escriba la fecha de la autorización y aquí verá el reglamento y sus límites."),
                    "hint",
                )
            )
            self._column.addWidget(card)
            return
        head = Card(_("Reglamento que rige"), "accent")
        head.column.addWidget(words(names.get(governs, governs), "label"))
        if declared and by_date and declared != by_date:
            said = N_("Por la fecha correspondería otro: {regime}. Quite la elección si no hay un documento.")
            head.column.addWidget(words(str(Sentence(said, regime=names.get(by_date, by_date))), "attention"))
        elif authorised:
            head.column.addWidget(words(str(Sentence(N_("Por la fecha {day}."), day=day(authorised))), "hint"))
        self._column.addWidget(head)
        chosen = [code for code in categories.split(",") if code]
        every = [code for code, _label in door.choices("categorias")]
        for code in chosen or every:
            limits = door.limits(governs, code)
            if limits:
                self._column.addWidget(CategoryCard(code, limits))
            elif chosen:
                card = Card("", "problem")
                said = N_("Este reglamento no tiene la categoría {category}.")
                card.column.addWidget(words(str(Sentence(said, category=code))))
                self._column.addWidget(card)
        accessible = [label.text() for label in head.findChildren(QWidget) if hasattr(label, "text")]
        self.setAccessibleName(" ".join(accessible))


class CategoryCard(Card):
    """One category: what it asks; the article stands once when all of them share it."""

    def __init__(self, code: str, limits: dict[str, Limit]) -> None:
        super().__init__(str(Sentence(N_("Categoría {category}"), category=code)))
        told = [(asks(key, limit), limit) for key, limit in limits.items() if asks(key, limit)]
        articles = {limit.article for _said, limit in told}
        for text, limit in told:
            self.column.addWidget(words(text))
            if len(articles) > 1:
                self.column.addWidget(words(limit.article, "small"))
            if limit.unconfirmed:
                self.column.addLayout(row(tag(_("por confirmar"), "attention")))
        if len(articles) == 1:
            self.column.addWidget(words(articles.pop(), "small"))


class ConvocatoriasScreen(ListPage):
    """Every call, newest first."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell = shell
        self._chains = {code: _(label) for code, label in shell.door.choices("cadenas")}
        names = {code: regime_name(label) for code, label in shell.door.choices("regimenes")}
        empty = EmptyState(
            _("Todavía no hay convocatorias. Todo empieza aquí: sus fechas deciden qué reglas se aplican."),
            _("Abrir convocatoria"),
            self.register,
            drawn="convocatoria",
        )
        columns = (
            Column("nombre", _("Convocatoria"), stretch=True, letters=28),
            Column("year", _("Año"), letters=6, right=True),
            Column(
                "fecha_autorizacion", _("Autorizada"), show=lambda call: day(call["fecha_autorizacion"]), letters=12
            ),
            Column("regimen", _("Reglamento"), show=lambda call: names.get(call["regimen"], ""), letters=24),
            Column("categorias", _("Categorías"), show=lambda call: ", ".join(_codes(call["categorias"])), letters=10),
            Column("cadenas", _("Cadenas"), show=self._chain_names, letters=22),
        )
        super().__init__(
            _("Convocatoria"), columns, self._fetch, self._count, empty=empty, look_for=_("Buscar en esta lista")
        )
        self.new_button = button(_("Abrir convocatoria"), self.register, role="primary", drawn="agregar", keys="Ctrl+N")
        self.tools.addWidget(self.new_button)
        self.listing.opened.connect(self.open)

    def _chain_names(self, call: Row) -> str:
        return ", ".join(self._chains.get(code, code) for code in _codes(call["cadenas"]))

    def _rows(self, text: str) -> list[Row]:
        wanted = text.strip().casefold()
        return [
            call for call in self.shell.door.convocatorias() if wanted in f"{call['nombre']} {call['year']}".casefold()
        ]

    def _fetch(self, offset: int, limit: int, text: str) -> list[Row]:
        return self._rows(text)[offset : offset + limit]

    def _count(self, text: str) -> int:
        return len(self._rows(text))

    def register(self) -> None:
        """Open a new call."""
        self.shell.go("abrir-convocatoria")

    def open(self, record: str) -> None:
        """Show one."""
        self.shell.go("convocatoria", record)

    def hear(self, tables: frozenset[str]) -> None:
        """A call was written."""
        if "convocatoria" in tables:
            self.refresh()


def _codes(stored: str | None) -> list[str]:
    return [code for code in str(stored or "").split(",") if code]


def facts_grid(fields: Sequence[Field], values: Row, options: DoorOptions) -> QGridLayout:
    """What is known of a record, label and answer, in the order of the paper."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(space(4))
    grid.setVerticalSpacing(space(1))
    grid.setColumnStretch(0, 2)
    grid.setColumnStretch(1, 3)
    for place, field in enumerate(fields):
        if place:
            grid.addWidget(line(), 2 * place - 1, 0, 1, 2)
        answer = shown(field, values.get(field.name), options)
        grid.addWidget(words(_(field.label), "hint"), 2 * place, 0)
        grid.addWidget(words(answer or _("Sin respuesta"), "" if answer else "small"), 2 * place, 1)
    return grid


def shown(field: Field, value: object, options: DoorOptions) -> str:
    """A stored value as a person reads it: labels for codes."""
    if value is None or value == "":
        return ""
    labels = [options.label(field, code) for code in str(value).split(",")]
    if any(labels):
        return ", ".join(label for label in labels if label)
    return str(value) if field.name.endswith("year") else field.kind.show(value)


class ConvocatoriaScreen(Page):
    """One call: its data and the rules that govern it."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record
        call = shell.door.convocatoria(record)
        super().__init__(str(call["nombre"]), letters=0)
        self.edit_button = button(_("Cambiar datos"), self.edit, drawn="editar", keys="F2")
        self.register_button = button(
            _("Registrar organización"), self.register, role="primary", drawn="agregar", keys="Ctrl+N"
        )
        self.needs_button = button(
            _("Lo que piden los planes"), lambda: shell.go("agrupamiento", record), drawn="planes", keys="F6"
        )
        self.needs_button.setObjectName("agrupamiento")
        self.tools.addWidget(self.needs_button)
        self.tools.addWidget(self.edit_button)
        self.tools.addWidget(self.register_button)
        self._parts: QWidget | None = None
        self._draw()

    def _draw(self) -> None:
        if self._parts is not None:
            empty_layout(self.column, keep=2)
        call = self.shell.door.convocatoria(self.record)
        self.heading.setText(str(call["nombre"]))
        data = Card(_("Datos de la convocatoria"))
        data.column.addLayout(
            facts_grid([field for field in CONVOCATORIA[1:] if field.asked], call, CallOptions(self.shell.door))
        )
        rules = RegimeCard(self.shell)
        rules.say(str(call["fecha_autorizacion"] or ""), str(call["regimen"] or ""), str(call["categorias"] or ""))
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        column.addWidget(data)
        column.addWidget(self._timetable())
        column.addWidget(contents_card(self.shell, self.record))
        self._parts = SideBySide(left, rules, letters=100)
        self.column.addWidget(self._parts)
        self.end()

    def _timetable(self) -> Card:
        """The stages, what to look at in them, and where they are written."""
        card = Card(_("Cronograma"))
        card.setObjectName("cronograma")
        door = self.shell.door
        today = door.today().isoformat()
        stages = door.etapas(self.record)
        for stage in stages:
            days = day(stage["inicio"])
            if stage["fin"] and stage["fin"] != stage["inicio"]:
                days = str(Sentence(N_("{start} al {end}"), start=days, end=day(stage["fin"])))
            name = words(
                str(stage["nombre"]), "label" if stage["inicio"] <= today <= (stage["fin"] or stage["inicio"]) else ""
            )
            inside = row(name, words(days, "hint"), gap=3, stretch=False)
            inside.setStretch(0, 3)
            inside.setStretch(1, 2)
            card.column.addLayout(inside)
        for problem in door.cronograma_problems(self.record):
            card.column.addWidget(words(problem.text, "attention"))
        if not stages:
            card.column.addWidget(words(_("Con el cronograma, Ayni avisa lo que vence antes de cada etapa."), "hint"))
        self.timetable_button = button(
            _("Abrir cronograma") if stages else _("Escribir cronograma"),
            lambda: self.shell.go("cronograma", self.record),
            drawn="calendario",
            keys="F3",
        )
        card.column.addLayout(row(self.timetable_button))
        return card

    def edit(self) -> None:
        """Change its data."""
        self.shell.go("cambiar-convocatoria", self.record)

    def register(self) -> None:
        """The next step: an AEO for it."""
        self.shell.go("registrar-aeo")

    def start(self) -> None:
        """What comes next has the focus."""
        self.register_button.setFocus()

    def hear(self, tables: frozenset[str]) -> None:
        """Its data changed."""
        if tables & {"convocatoria", "etapa"}:
            self._draw()


class AbrirConvocatoria(Wizard):
    """The wizard of a new call, with the rules beside it."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell = shell
        draft = shell.door.draft("convocatoria") or {"answers": {"year": str(shell.door.today().year)}, "step": ""}
        super().__init__(
            OPEN_CONVOCATORIA,
            CONVOCATORIA,
            CallOptions(shell.door),
            title=_("Abrir convocatoria"),
            answers=draft["answers"],
            step=draft["step"],
            keep=lambda answers, step: shell.door.keep_draft("convocatoria", "", answers, step),
            aside=RegimeCard(shell),
            verb=_("Guardar convocatoria"),
        )
        self.finished.connect(self.save)
        self.left.connect(shell.back)

    def save(self, answers: dict[str, str]) -> None:
        """The draft becomes a call."""
        made: list[str] = []
        if self.shell.attempt(lambda: made.append(self.shell.door.save_convocatoria(answers)), self):
            self.shell.say(_("Convocatoria guardada."))
            self.shell.back()
            self.shell.go("convocatoria", made[0])


class CambiarConvocatoria(FormPage):
    """All data of a call in one form."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.record = record
        sections = [(_(step.question), step.fields) for step in OPEN_CONVOCATORIA.steps]
        super().__init__(
            shell,
            _("Cambiar datos de la convocatoria"),
            CONVOCATORIA,
            draft=("convocatoria", record),
            verb=_("Guardar convocatoria"),
            values=lambda: self._stands(shell.door),
            sections=sections,
            provider=CallOptions(shell.door),
            aside=RegimeCard(shell),
        )

    def _stands(self, door: Any) -> dict[str, Any]:
        call: dict[str, Any] = door.convocatoria(self.record)
        if call["regimen"] == door.regime_for(call["fecha_autorizacion"]):
            call["regimen"] = None  # nobody declared it: another date must be free to choose another
        return call

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self.shell.door.save_convocatoria(answers, self.record)
        self.shell.say(_("Convocatoria guardada."))


def _convocatoria(shell: Shell, record: str) -> QWidget:
    return ConvocatoriaScreen(shell, record) if record else ConvocatoriasScreen(shell, record)


SCREENS = {
    "convocatoria": Screen(_convocatoria, rail="convocatoria"),
    "abrir-convocatoria": Screen(AbrirConvocatoria, rail="convocatoria"),
    "cambiar-convocatoria": Screen(of_first("convocatoria", CambiarConvocatoria), rail="convocatoria"),
}
