"""What the plans of a call need alike: one row for each need, opened to its plans, joined or separated by a person."""

from decimal import Decimal

from ayni.domain.agrupamiento import Need, Wanted
from ayni.domain.cotizacion import price_text
from ayni.domain.dates import without_accents
from ayni.domain.fields import Choice, Field
from ayni.lang import N_, Sentence, _, number, percent, soles
from ayni.qt.kit.cards import EmptyState, Page, button, words
from ayni.qt.kit.editors import Segments
from ayni.qt.kit.formdialog import FormDialog
from ayni.qt.kit.palette import space
from ayni.qt.kit.table import Column, Listing, Row
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.pages import ListPage
from ayni.qt.shell import Screen, Shell

EVERY, APPROVED = "", "aprobado"
YEAR = 4  # digits


def where_of(shell: Shell, record: str) -> str:
    """The call or year of a record; opened without one, the newest call."""
    if record:
        return record
    calls = shell.door.convocatorias()
    return str(calls[0]["id"]) if calls else str(shell.door.today().year)


def where_named(shell: Shell, where: str) -> str:
    """How a call or a year is called."""
    return where if len(where) == YEAR else shell.door.reference_label("convocatoria", where)


def prices_said(need: Need) -> str:
    """The unit prices of a need: one, or the lowest and the highest and how far apart they are."""
    low, high = need.prices
    if low == high:
        return price_text(low)
    apart = f" (+{percent((high - low) / low, 0)})" if low else ""
    return f"{price_text(low)} – {price_text(high).removeprefix('S/ ')}{apart}"


class AgrupamientoScreen(ListPage):
    """Every need of the plans of a call or a year, the most shared first. `record` is the call, or the year."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.where = shell, where_of(shell, record)
        self._state = EVERY
        self._found: list[Need] | None = None
        empty = EmptyState(
            _("Ningún plan tiene presupuesto todavía. Aquí se verá lo que varios planes piden igual."),
            _("Abrir planes"),
            lambda: shell.go("planes"),
            drawn="planes",
        )
        columns = (
            Column("name", _("Qué se necesita"), stretch=True, letters=26),
            Column("plans", _("Planes"), right=True, letters=7),
            Column("quantity", _("Cantidad"), right=True, letters=10),
            Column("unit", _("Unidad"), letters=8),
            Column("total", _("Total"), right=True, letters=14),
            Column("prices", _("Precio de una unidad"), letters=27),
            Column("alike", _("Se parece a"), letters=24),
        )
        super().__init__(
            _("Lo que piden los planes"),
            columns,
            lambda offset, limit, text: self._rows(text)[offset : offset + limit],
            lambda text: len(self._rows(text)),
            empty=empty,
            look_for=_("Buscar en esta lista"),
            hint=where_named(shell, self.where),
        )
        self.states = Segments(((APPROVED, _("Planes aprobados")), ("todos", _("Todos los planes"))))
        self.states.setObjectName("estado")
        self.states.setAccessibleName(_("¿De qué planes?"))
        self.states.set_answer("todos")
        self.states.edited.connect(self._filtered)
        self.tools.addWidget(self.states)
        self.open_button = button(_("Ver sus planes"), self._open_chosen, drawn="ver", keys="F4")
        self.bar.addWidget(self.open_button)
        self.same_button = button(
            _("Compras de lo mismo"), lambda: shell.go("familias"), role="quiet", drawn="compras", keys="F7"
        )
        self.same_button.setObjectName("familias")
        self.tools.addWidget(self.same_button)
        self.buy_button = button(_("Hacer una compra con esto"), self.buy, role="primary", drawn="compras", keys="F6")
        self.buy_button.setObjectName("comprar")
        self.bar.addWidget(self.buy_button)
        self.listing.opened.connect(self.open)

    def needs(self) -> list[Need]:
        """What is needed, asked once until something is written."""
        if self._found is None:
            self._found = self.shell.door.agrupadas(self.where, self._state)
        return self._found

    def _rows(self, text: str) -> list[Row]:
        wanted = without_accents(text).split()
        names = {need.key: need.name for need in self.needs()}
        return [
            {
                "id": need.key,
                "name": need.name,
                "plans": str(len(need.plans)),
                "quantity": number(need.quantity),
                "unit": need.unit,
                "total": soles(need.total_centimos),
                "prices": prices_said(need),
                "alike": ", ".join(names[key] for key in need.alike),
            }
            for need in self.needs()
            if all(word in without_accents(" ".join(need.names)) for word in wanted)
        ]

    def _filtered(self) -> None:
        self._state = APPROVED if self.states.answer() == APPROVED else EVERY
        self._found = None
        self.refresh()

    def open(self, key: str) -> None:
        """The plans of a need."""
        self.shell.go("necesidad", f"{self.where}:{key}")

    def _open_chosen(self) -> None:
        if key := self.listing.current():
            self.open(key)

    def buy(self) -> None:
        """One purchase of this need, and of others that are ticked there, for all its plans."""
        self.shell.go("compra-agrupada", f"{self.where}|{self._state}|{self.listing.current()}")

    def hear(self, tables: frozenset[str]) -> None:
        """A budget, a plan or a decision was written."""
        if tables & {"partida", "plan", "necesidad", "aeo", "convocatoria"}:
            self._found = None
            self.refresh()


class NecesidadScreen(Page):
    """One need: each plan that asks for it, how it is called there and what it costs. `record` is "call:key"."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.door = shell, shell.door
        where, _mark, self.key = record.partition(":")
        self.where = where_of(shell, where)
        if not self.key:
            found = self.door.agrupadas(self.where)
            self.key = found[0].key if found else ""
        super().__init__(_("Una cosa y sus planes"), hint=" ", letters=0)
        self.column.setSpacing(space(3))
        self.need: Need | None = None
        self.join_button = button(_("Juntar con otra"), self.join, drawn="agregar", keys="F6")
        self.apart_button = button(_("Separar esta fila"), self.separate, drawn="quitar", keys="F7")
        self.again_button = button(_("Agrupar por el nombre"), self.regroup, role="quiet", drawn="deshacer", keys="F8")
        self.open_button = button(_("Abrir presupuesto"), self._open_chosen, role="quiet", drawn="ver", keys="F4")
        verbs = Wrap(gap=space(2))
        for name, made in (
            ("juntar", self.join_button),
            ("separar", self.apart_button),
            ("reagrupar", self.again_button),
            ("abrir", self.open_button),
        ):
            made.setObjectName(name)
            verbs.addWidget(made)
        self.names = words("")
        self.alike = words("", "attention")
        self.column.addWidget(self.names)
        self.column.addWidget(self.alike)
        self.column.addLayout(verbs)
        columns = (
            Column("titulo", _("Plan"), stretch=True, letters=24),
            Column("aeo", _("Organización"), letters=22),
            Column("nombre", _("Cómo lo llama"), letters=22),
            Column("cantidad", _("Cantidad"), right=True, letters=10),
            Column("unidad", _("Unidad"), letters=8),
            Column("precio", _("Una unidad"), right=True, letters=12),
            Column("mas", _("Sobre la más baja"), right=True, letters=14),
            Column("total", _("Total"), right=True, letters=13),
        )
        self.load(refresh=False)
        empty = EmptyState(
            _("Ningún plan pide esto ahora."), _("Ver lo que piden los planes"), self._back, drawn="planes"
        )
        self.listing = Listing(
            columns,
            lambda offset, limit: self._rows()[offset : offset + limit],
            lambda: len(self._rows()),
            empty=empty,
            name=_("Una cosa y sus planes"),
        )
        self.listing.setObjectName("list")
        self.listing.setMinimumHeight(space(60))
        self.listing.opened.connect(self.open_plan)
        self.column.addWidget(self.listing, 1)

    def load(self, *, refresh: bool = True) -> None:
        """Look for the need again: what was joined or separated may have another key now."""
        every = self.door.agrupadas(self.where)
        by_key = {need.key: need for need in every}
        self.every, self.need = every, by_key.get(self.key)
        need = self.need
        self.heading.setText(need.name if need else _("Una cosa y sus planes"))
        self.hint.setVisible(need is not None)
        for made in (self.join_button, self.apart_button, self.again_button, self.open_button):
            made.setVisible(need is not None)
        self.names.setVisible(need is not None and len(need.names) > 1)
        self.alike.setVisible(need is not None and bool(need.alike))
        if need is not None:
            said = N_("Planes: {plans} · {quantity} {unit} · {total} · {price}")
            self.hint.setText(
                str(
                    Sentence(
                        said,
                        plans=len(need.plans),
                        quantity=number(need.quantity),
                        unit=need.unit,
                        total=soles(need.total_centimos),
                        price=prices_said(need),
                    )
                )
            )
            self.names.setText(str(Sentence(N_("Los planes lo llaman: {names}."), names=", ".join(need.names))))
            near = ", ".join(by_key[key].name for key in need.alike if key in by_key)
            self.alike.setText(str(Sentence(N_("Se parece a: {names}. ¿Es lo mismo? Júntelas."), names=near)))
            self.apart_button.setVisible(len(need.lines) > 1)
        if refresh:
            self.listing.refresh()

    def _rows(self) -> list[Row]:
        if self.need is None:
            return []
        low = self.need.prices[0]
        return [
            {
                "id": line.record,
                "titulo": line.plan_title,
                "aeo": line.aeo_name,
                "nombre": line.name,
                "cantidad": number(line.quantity),
                "unidad": line.unit,
                "precio": price_text(line.price),
                "mas": _over(line.price, low),
                "total": soles(line.total_centimos),
            }
            for line in self.need.lines
        ]

    def _line(self) -> Wanted | None:
        record = self.listing.current()
        return next((line for line in self.need.lines if line.record == record), None) if self.need else None

    # what the buttons do

    def join(self) -> None:
        """Choose what else is the same thing; what sounds alike stands first."""
        if self.need is None:
            return
        need = self.need
        alike = set(need.alike)
        others = [other for other in self.every if other.key != need.key]
        others.sort(key=lambda other: (other.key not in alike, without_accents(other.name), other.key))
        if not others:
            self.shell.say(_("Los planes no piden otra cosa."))
            return
        options = tuple((other.key, f"{other.name} ({other.unit or '—'})") for other in others)
        field = Field("con", N_("¿Con cuál es lo mismo?"), Choice(options), required=True)

        def save(answers: dict[str, str], form: object) -> bool:
            made: list[str] = []
            if self.shell.attempt(lambda: made.append(self.door.join_needs([need.key, answers["con"]])), form):
                self.key = made[0]
                self.load()
                self.shell.say(_("Quedaron juntas. Puede deshacerlo."))
            return bool(made)

        FormDialog(
            self,
            str(Sentence(N_("Juntar {name}"), name=need.name)),
            (field,),
            self.shell.options,
            hint=_("Los presupuestos no cambian: solo se ven juntas."),
            verb=_("Juntar"),
            save=save,
        ).open()

    def separate(self) -> None:
        """Take the row at hand out of the group."""
        line = self._line()
        if line is None:
            self.shell.say(_("Elija primero una fila de la lista."))
        elif self.shell.attempt(lambda: self.door.separate_need([line.record])):
            self.shell.say(_("La fila quedó aparte. Puede deshacerlo."))

    def regroup(self) -> None:
        """Forget what people decided about this need."""
        if self.shell.attempt(lambda: self.door.regroup_need(self.key)):
            self.shell.say(_("Se agrupa otra vez por el nombre."))

    def open_plan(self, record: str) -> None:
        """The budget in which the row stands."""
        line = next((each for each in self.need.lines if each.record == record), None) if self.need else None
        if line is not None:
            self.shell.go("presupuesto", line.plan)

    def _open_chosen(self) -> None:
        if line := self._line():
            self.shell.go("presupuesto", line.plan)

    def _back(self) -> None:
        self.shell.go("agrupamiento", self.where)

    def hear(self, tables: frozenset[str]) -> None:
        """A budget, a plan or a decision was written."""
        if tables & {"partida", "plan", "necesidad", "aeo"}:
            self.load()

    def start(self) -> None:
        """The list of its plans."""
        self.listing.table.setFocus()
        self.listing.table.selectRow(0)


def _over(price: Decimal, low: Decimal) -> str:
    return f"+{percent((price - low) / low, 0)}" if low and price > low else "—"


SCREENS = {
    "agrupamiento": Screen(AgrupamientoScreen, rail="compras"),
    "necesidad": Screen(NecesidadScreen, rail="compras"),
}
