"""Purchases: the list, registering one, and one purchase with where it is, its days and what happened to it."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ayni.domain.cifras_compra import campaign_sentence, forecast_lines, forecast_notes
from ayni.domain.compra import COMPRA
from ayni.domain.compra_hoja_hechos import incomplete
from ayni.domain.etapas import OBJETOS
from ayni.domain.fields import Date
from ayni.domain.recorrido import Alert, Penalty, Purchase, listed, spoken_day
from ayni.lang import N_, Sentence, _, day, soles
from ayni.qt.kit.cards import Card, EmptyState, Page, SideBySide, button, empty_layout, row, tag, words
from ayni.qt.kit.keys import ENTER, announce, on_key
from ayni.qt.kit.menu import Choice, MenuButton
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.trouble import tell
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.familia import family_links
from ayni.qt.screens.linea_de_tiempo import EventTable, TimelineChart, days_grid
from ayni.qt.screens.pages import FormPage, ListPage, ask_file, file_name, papers_folder
from ayni.qt.shell import Screen, Shell
from ayni.workspace.law import purchase_law
from ayni.workspace.ocds_sugerencias import looks_like_ocds

DAYS = N_("{days} días de {planned} previstos, {ratio} veces el plan.")
DAYS_ONLY = N_("{days} días. El plan no dice cuántos eran.")
AGAINST = N_("de {planned} previstos, {ratio} veces el plan")
TONES = {"r": "problem", "a": "attention", "i": ""}
LEVELS = {"r": N_("Urgente"), "a": N_("Pronto"), "i": N_("Para saber")}

ASKING = N_("Atender a quien pregunta por su compra")
ASKED = tuple(field for field in COMPRA if field.asked)
SECTIONS = (
    (N_("Qué se compra y para quién"), ("nombre", "aeo", "plan", "responsable", "objeto", "modalidad")),
    (N_("Cuándo y cuánto"), ("year", "plazo_previsto_dias", "monto_estimado_centimos", "season_date")),
    (N_("Otros datos"), ("regimen", "nota")),
)


def days_sentence(purchase: Purchase) -> Sentence:
    """Days gone by, days planned and how many times the plan, in one sentence."""
    if purchase.ratio is None:
        return Sentence(DAYS_ONLY, days=purchase.elapsed_days)
    return Sentence(DAYS, days=purchase.elapsed_days, planned=purchase.planned_days, ratio=purchase.ratio)


def state_text(purchase: Purchase) -> str:
    """Where a purchase is."""
    if not purchase.stays:
        return _("El pedido todavía no fue enviado.")
    return _(purchase_law().label(purchase.state))


class ComprasScreen(ListPage):
    """Every purchase with where it is and who has it, as it is kept: no row is replayed to be looked at."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell = shell
        empty = EmptyState(
            _("Todavía no hay compras. Registre la primera y podrá seguirla hasta la entrega."),
            _("Registrar compra"),
            self.register,
            drawn="compras",
        )
        columns = (
            Column("nombre", _("Qué se compra"), stretch=True, letters=26),
            Column("aeo_nombre", _("Organización"), letters=24),
            Column("estado", _("Dónde está"), show=lambda row: _(purchase_law().label(row["estado"])), letters=28),
            Column("oficina", _("Quién la tiene"), show=self._holder, letters=20),
            Column("dias", _("Días / previstos"), show=self._days, letters=16, right=True),
        )
        super().__init__(
            _("Compras"),
            columns,
            shell.door.compras_standing,
            shell.door.compra_count,
            empty=empty,
            look_for=_("Buscar en esta lista"),
        )
        self.alerts_button = button(_("Avisos"), lambda: shell.go("avisos"), drawn="alerta", keys="F5")
        self.alerts_button.setObjectName("avisos")
        self.board_button = button(_("Quién las tiene"), lambda: shell.go("tablero"), drawn="organizaciones", keys="F7")
        self.board_button.setObjectName("tablero")
        self.more = MenuButton(
            self,
            _("Más…"),
            [
                Choice("agrupamiento", _("Lo que piden los planes"), partial(shell.go, "agrupamiento"), "F6", "planes"),
                Choice("bienes", _("Bienes entregados"), partial(shell.go, "bienes"), "F11", "saco"),
                Choice("informes", _("Informes"), partial(shell.go, "informes-compras"), "F9", "papel"),
                Choice("indicadores", _("Indicadores"), partial(shell.go, "indicadores-compras"), "F3", "balanza"),
                Choice("ventanilla", _(ASKING), partial(shell.go, "ventanilla"), "Alt+4", "persona"),
                Choice("traer", _("Traer de un archivo"), self.bring, "Ctrl+T", "importar"),
                Choice("datos_abiertos", _("Datos abiertos"), partial(shell.go, "sugerencias-ocds"), "F8", "exportar"),
            ],
            keys="F10",
        )
        self.more.setObjectName("mas")
        self.new_button = button(_("Registrar compra"), self.register, role="primary", drawn="agregar", keys="Ctrl+N")
        self.new_button.setObjectName("registrar")
        for made in (self.more, self.board_button, self.alerts_button, self.new_button):
            self.tools.addWidget(made)
        bring = button(_("Traer de un archivo"), self.bring, drawn="importar")
        bring.setObjectName("traer")
        empty.layout().insertWidget(empty.layout().count() - 1, bring, 0, Qt.AlignmentFlag.AlignHCenter)
        self.listing.opened.connect(lambda record: self.shell.go("compra", record))
        self.note = words("", "attention")
        self.column.insertWidget(1, self.note)
        self._say_standing()

    def _say_standing(self) -> None:
        """What is shown may be of another day until the work behind the window has come to it."""
        said = self.shell.door.standing_note()
        self.note.setText(str(said or ""))
        self.note.setVisible(said is not None)

    def _holder(self, compra: Row) -> str:
        return _(purchase_law().label(compra["oficina"])) if compra["oficina"] else "—"

    def _days(self, compra: Row) -> str:
        days = f"{compra['dias']} / {compra['plazo'] or '—'}"
        return str(Sentence(N_("{days} · campaña perdida"), days=days)) if compra["campana_perdida"] else days

    def register(self) -> None:
        """A new purchase."""
        self.shell.go("registrar-compra")

    def bring(self) -> None:
        """A purchase told in a file, a sheet of purchases, or a file of the portal: each has its screen."""
        ask_file(self, _("Archivo de compras"), "*.json *.xlsx *.csv *.zip", self._bring_file)

    def _bring_file(self, path: Path) -> None:
        if path.suffix.lower() in {".xlsx", ".csv", ".txt"}:
            self.shell.go("importar-compras", str(path))
        elif looks_like_ocds(path):
            self.shell.go("sugerencias-ocds", f"|{path}")
        else:
            self.shell.go("traer-compra", str(path))

    def hear(self, tables: frozenset[str]) -> None:
        """A purchase or an event was written."""
        if tables & {"compra", "evento", "aeo", "estado_compra"}:
            self.refresh()
            self._say_standing()


class RegistrarCompra(FormPage):
    """The facts of a new purchase; what happens to it is registered afterwards."""

    def __init__(self, shell: Shell, record: str = "") -> None:
        super().__init__(
            shell,
            _("Registrar compra"),
            ASKED,
            draft=("compra", ""),
            verb=_("Guardar compra"),
            values={"year": str(shell.door.today().year)},
            sections=[(_(title), names) for title, names in SECTIONS],
            hint=_("Primero qué se compra y para quién. Después registrará lo que va pasando."),
        )
        self._made = ""

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self._made = self.shell.door.save_compra(answers)
        self.shell.say(_("Compra guardada."))

    def done(self) -> None:
        """On with the purchase itself."""
        self.shell.back()
        self.shell.go("compra", self._made)


class CambiarCompra(FormPage):
    """The facts of a purchase that are no events."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.record = record
        super().__init__(
            shell,
            _("Cambiar datos de la compra"),
            ASKED,
            draft=("compra", record),
            verb=_("Guardar compra"),
            values=lambda: shell.door.compra(record),
            sections=[(_(title), names) for title, names in SECTIONS],
        )

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self.shell.door.save_compra(answers, self.record)
        self.shell.say(_("Compra guardada."))


class TraerCompra(FormPage):
    """A purchase whose events come in a file: who it is for is asked here."""

    FROM_FILE = ("plazo_previsto_dias", "regimen")

    def __init__(self, shell: Shell, record: str) -> None:
        self.path = Path(record)
        said = N_("Los hechos vienen en el archivo {name}. Escriba qué se compra y para quién.")
        super().__init__(
            shell,
            _("Traer una compra de un archivo"),
            [field for field in ASKED if field.name not in self.FROM_FILE],
            draft=("compra-archivo", self.path.name),
            verb=_("Traer la compra"),
            sections=[(_(title), [name for name in names if name not in self.FROM_FILE]) for title, names in SECTIONS],
            hint=str(Sentence(said, name=self.path.name)),
        )
        self._made = ""

    def store(self, answers: dict[str, str]) -> None:
        """All events or none."""
        given = {name: text for name, text in answers.items() if text.strip()}
        self._made = self.shell.door.import_compra(self.path, given)
        self.shell.say(_("Compra guardada."))

    def done(self) -> None:
        """Show what came."""
        self.shell.back()
        self.shell.go("compra", self._made)


class DayBox(QLineEdit):
    """The day on which the purchase is looked at; Enter looks."""

    asked = Signal()

    def keyPressEvent(self, event: object) -> None:
        if event.key() in ENTER:  # type: ignore[attr-defined]
            self.asked.emit()
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]


class CompraScreen(Page):
    """One purchase: where it is, who has it, its days against the plan, what comes next, and how it came there."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record
        compra = shell.door.compra(record)
        super().__init__(str(compra["nombre"]), letters=0)
        self.on: date = shell.door.today()
        self.edit_button = button(_("Cambiar datos"), self.edit, role="quiet", drawn="editar", keys="F2")
        self.print_button = button(_("Imprimir hoja"), self.print_sheet, role="quiet", drawn="imprimir", keys="Ctrl+P")
        self.print_button.setObjectName("imprimir")
        self.print_button.setAccessibleDescription(_("La hoja para la organización, en los dos idiomas."))
        self.event_button = button(
            _("Registrar lo que pasó"), self.register, role="primary", drawn="agregar", keys="Ctrl+N"
        )
        self.event_button.setObjectName("registrar")
        to_tell = _("Avisar a la organización")
        self.tell_button = button(
            to_tell, lambda: shell.go("avisar-aeo", record), role="quiet", drawn="persona", keys="Alt+4"
        )
        self.tell_button.setObjectName("avisar")
        for made in (self.edit_button, self.print_button, self.event_button):
            self.tools.addWidget(made)

        self.head = Card("", "accent")
        self.column.addWidget(self.head)
        self._make_head()
        self._make_parts()
        self.alerts = QVBoxLayout()
        self.alerts.setSpacing(space(2))
        self.likely = Card(_("Cuándo terminará, probablemente"))
        self.likely.setObjectName("pronostico")
        self.column.addLayout(self.alerts)
        self.column.addWidget(self.likely)
        self.penalties = QVBoxLayout()
        self.way = Card(_("Línea de tiempo"))
        self.column.addWidget(self.way)
        self.days = Card(_("En qué se fueron los días"))
        self.column.addWidget(self.days)
        self.column.addLayout(self.penalties)
        self.past = Card(_("Lo que pasó, en orden"))
        self.column.addWidget(self.past)
        self.events = EventTable()
        self.events.opened.connect(lambda event: shell.go("corregir-evento", event))
        self.events.reached.connect(self._reach)
        self.correct_button = button(_("Corregir"), self.correct, drawn="editar", keys="F4")
        self.correct_button.setObjectName("corregir")
        self.nothing = words(_("Todavía no se registró nada. El primer paso es el requerimiento."), "hint")
        self.past.column.addWidget(self.nothing)
        self.past.column.addWidget(self.events)
        self.portal_button = button(
            _("Traer del SEACE"),
            lambda: shell.go("sugerencias-ocds", self.record),
            role="quiet",
            drawn="importar",
            keys="F3",
        )
        self.portal_button.setObjectName("seace")
        self.past.column.addLayout(row(self.correct_button, self.portal_button))
        self.end()
        self._say_facts()
        self.look()

    # what is always there

    def _make_parts(self) -> None:
        """The other pages of this purchase in the order of the work, then telling its organization."""
        parts = Wrap(gap=space(2))
        for name, text, drawn, keys in (
            ("requerimiento", _("Requerimiento"), "papel", "F9"),
            ("compra-bienes", _("Bienes y para quién son"), "saco", "F6"),
            ("cuadro-comparativo", _("Cotizaciones"), "planes", "F11"),
            ("compra-entregas", _("Entregas"), "manos", "F7"),
        ):
            made = button(text, partial(self.shell.go, name, self.record), drawn=drawn, keys=keys)
            made.setObjectName(name)
            parts.addWidget(made)
        self.goods_button = button(_("Bienes entregados"), self.goods, drawn="listo", keys="Shift+F7")
        self.goods_button.setObjectName("bienes")
        for made in (self.goods_button, self.tell_button):
            parts.addWidget(made)
        self.column.addLayout(parts)

    def _make_head(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(space(1))
        self.facts = words("", "hint")
        self.where = words("", "heading")
        self.where.setObjectName("donde")
        self.holder = words("")
        self.holder.setObjectName("quien")
        self.next = words("", "label")
        self.next.setObjectName("sigue")
        for made in (self.facts, self.where, self.holder, self.next):
            left.addWidget(made)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(space(1))
        self.figure = words("", "figure")
        self.figure.setObjectName("dias")
        self.against = words("", "label")
        self.against.setObjectName("contra_el_plan")
        self.calls = words("", "hint")
        for made in (self.figure, self.against, self.calls):
            right.addWidget(made)
        self.day_box = DayBox()
        self.day_box.setObjectName("al_dia")
        self.day_box.setMaximumWidth(column_width(14))
        self.day_box.asked.connect(self.look)
        label = words(_("Ver la compra al día"), "label")
        label.setWordWrap(False)
        label.setBuddy(self.day_box)
        self.day_box.setAccessibleName(_("Ver la compra al día"))
        self.day_box.setToolTip("Ctrl+D")
        self.day_box.setText(day(self.on.isoformat()))
        self.look_button = button(_("Ver"), self.look)
        self.today_button = button(_("Hoy"), self.look_today, role="quiet")
        self.day_problem = words("", "problem")
        self.day_problem.hide()
        right.addSpacing(space(2))
        line = Wrap(gap=space(2))
        for made in (label, self.day_box, self.look_button, self.today_button):
            line.addWidget(made)
        right.addLayout(line)
        right.addWidget(self.day_problem)
        right.addStretch(1)
        sides = []
        for column in (left, right):
            part = QWidget()
            column.setContentsMargins(0, 0, 0, 0)
            part.setLayout(column)
            sides.append(part)
        self.head.column.addWidget(SideBySide(sides[0], sides[1], letters=96, shares=(1, 1)))
        on_key(self, "Ctrl+D", self._to_day)

    def _to_day(self) -> None:
        self.day_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.day_box.selectAll()

    def _reach(self, middle: int, height: int) -> None:
        inside = self.scroller.widget()
        place = self.events.viewport().mapTo(inside, self.events.viewport().rect().topLeft()).y() + middle
        self.scroller.ensureVisible(0, place, 0, height // 2 + space(6))

    def start(self) -> None:
        """What is usually done next has the focus."""
        self.event_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # looking at a day

    def look_today(self) -> None:
        """As it stands today."""
        self.day_box.setText(day(self.shell.door.today().isoformat()))
        self.look()

    def look(self) -> None:
        """Show the purchase on the day typed."""
        text = self.day_box.text()
        reading = Date(month_allowed=False).read(text or "?", self.shell.door.today())
        said = reading.sentence
        if not text.strip():
            said = Sentence(N_("Escriba el día, por ejemplo 04/07/2022."))
        self.day_problem.setText(str(said or ""))
        self.day_problem.setVisible(said is not None)
        if said is not None:
            announce(self, str(said))
            return
        self.on = date.fromisoformat(str(reading.value))
        self.day_box.setText(day(self.on.isoformat()))
        self._draw()

    def _say_facts(self) -> None:
        compra = self.shell.door.compra(self.record)
        self.heading.setText(str(compra["nombre"]))
        objeto = _(dict(OBJETOS).get(str(compra["objeto"]), ""))
        charge = str(Sentence(N_("A cargo de {person}"), person=compra["responsable"])) if compra["responsable"] else ""
        self.facts.setText("  ·  ".join(part for part in (str(compra["aeo_nombre"] or ""), objeto, charge) if part))

    def _draw(self) -> None:
        purchase: Purchase = self.shell.door.purchase(self.record, self.on)
        self.purchase = purchase
        self._draw_head(purchase)
        empty_layout(self.alerts)
        empty_layout(self.penalties)
        self._draw_likely(purchase)
        for alert in purchase.alerts:
            self.alerts.addWidget(AlertCard(alert))
        for link in family_links(self.shell, self.record, purchase):
            self.alerts.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        if purchase.penalty is not None:
            self.penalties.addWidget(PenaltyCard(purchase.penalty))
        for card in (self.way, self.days):
            card.clear()
            card.setVisible(bool(purchase.stays))
        if purchase.stays:
            self.chart = TimelineChart(purchase)
            self.way.column.addWidget(self.chart)
            self.way.column.addLayout(row(self._links()))
            grid = QWidget()
            days = days_grid(purchase.segments)
            days.setContentsMargins(0, 0, 0, 0)
            grid.setLayout(days)
            self.days.column.addWidget(grid)
        self.events.say(purchase)
        self.events.setVisible(bool(purchase.steps))
        self.nothing.setVisible(not purchase.steps)
        self.correct_button.setVisible(bool(purchase.steps))
        self.goods_button.setVisible(any(step.event.codigo == "entrega_aeo" for step in purchase.steps))

    def _links(self) -> QWidget:
        """The same brought nearer, and beside the other purchases of its plan."""
        near = button(_("Ver por días"), lambda: self.shell.go("linea-compra", self.record), role="quiet", keys="F5")
        near.setObjectName("linea")
        plan = str(self.shell.door.compra(self.record)["plan"] or "")
        together = button(_("Las compras del plan"), partial(self.shell.go, "gantt-plan", plan), keys="F10")
        together.setProperty("role", "quiet")
        together.setObjectName("gantt")
        if not plan:  # shown without a parent it would open as a window
            together.hide()
        made = QWidget()
        links = row(near, together)
        links.setContentsMargins(0, 0, 0, 0)
        made.setLayout(links)
        return made

    def _draw_likely(self, purchase: Purchase) -> None:
        """When it will probably end, as it stands today; another day is only looked back at."""
        self.likely.clear()
        now = self.on == self.shell.door.today() and bool(purchase.stays)
        found = self.shell.door.purchase_indicators(self.record) if now else None
        lines = forecast_lines(found.forecast) if found else []
        notes = forecast_notes(found.forecast) if found else []
        lost = found is not None and found.lost and found.season is not None
        self.likely.setVisible(bool(lines or notes or lost))
        if found is not None and found.season is not None and lost:
            self.likely.column.addWidget(words(str(campaign_sentence(found.season, self.on)), "problem"))
        for label, value in lines:
            said = N_("{stage}: {dates}.")
            self.likely.column.addWidget(words(str(Sentence(said, stage=label, dates=value)), "label"))
        if notes:
            self.likely.column.addWidget(words(" ".join(str(note) for note in notes), "hint"))
        if found is not None:
            figures = button(_("Ver indicadores"), self.figures, role="quiet", drawn="balanza", keys="F8")
            figures.setObjectName("indicadores")
            self.likely.column.addLayout(row(figures))

    def figures(self) -> None:
        """Its indicators."""
        self.shell.go("indicadores-compras", self.record)

    def _draw_head(self, purchase: Purchase) -> None:
        law = purchase_law()
        if not purchase.stays:
            self.where.setText(state_text(purchase))
        elif purchase.closed:
            self.where.setText(_("La compra se cerró sin comprar."))
        else:
            said = N_("{state}, desde el {date}.")
            state, since = Sentence(law.label(purchase.state)), spoken_day(purchase.state_since)
            self.where.setText(str(Sentence(said, state=state, date=since)))
        if purchase.holder and purchase.holder_since:
            said = N_("La tiene: {office}, desde {date}.")
            office, since = Sentence(law.label(purchase.holder)), spoken_day(purchase.holder_since)
            self.holder.setText(str(Sentence(said, office=office, date=since)))
        elif purchase.holder:
            holder = Sentence(law.label(purchase.holder))
            self.holder.setText(str(Sentence(N_("La tiene: {office}."), office=holder)))
        else:
            self.holder.setText(_("Ninguna oficina la tiene."))
        following = [purchase.next_step] if purchase.next_step else list(purchase.next_events[:3])
        if following and not purchase.closed:
            coming = listed([law.label(codigo) for codigo in following])
            self.next.setText(str(Sentence(N_("Sigue: {event}."), event=coming)))
        else:
            self.next.setText(_("Nada más: la compra terminó."))
        self.figure.setText(str(purchase.elapsed.text))
        told = days_sentence(purchase)
        against = Sentence(AGAINST, planned=purchase.planned_days, ratio=purchase.ratio)
        self.against.setText(str(against) if purchase.ratio is not None else _("El plan no dice cuántos eran."))
        said = N_("Convocatorias: {count}. Sin ganador: {failed}.")
        calls = (
            [str(Sentence(said, count=purchase.attempts, failed=purchase.failed_calls))] if purchase.attempts else []
        )
        if purchase.cycle > 1:
            back = N_("La compra volvió al inicio. Esta es la vuelta {number}.")
            calls.append(str(Sentence(back, number=purchase.cycle)))
        if incomplete(purchase):
            calls.append(_("Historia incompleta: solo se sabe el estado, no las fechas."))
        self.calls.setText(" ".join(calls))
        self.calls.setVisible(bool(calls))
        self.head.setAccessibleName(" ".join((self.where.text(), self.holder.text(), str(told), self.next.text())))

    # acts

    def register(self) -> None:
        """Something happened."""
        self.shell.go("evento", self.record)

    def goods(self) -> None:
        """What its organization already has, one good after another."""
        compra = self.shell.door.compra(self.record)
        self.shell.go("bienes", f"plan:{compra['plan']}" if compra["plan"] else f"aeo:{compra['aeo']}")

    def edit(self) -> None:
        """Its facts."""
        self.shell.go("cambiar-compra", self.record)

    def correct(self) -> None:
        """The event chosen."""
        event = self.events.current()
        if not event:
            tell(self.shell.window, _("Elija en la lista el registro que está mal."), _("Muévase con las flechas."))
            self.events.setFocus()
            return
        self.shell.go("corregir-evento", event)

    def print_sheet(self) -> None:
        """The status sheet for the AEO, both languages on one page."""
        name = file_name(_("Estado de la compra"), self.heading.text(), self.on.isoformat())
        path = papers_folder() / f"{name}.pdf"
        if self.shell.attempt(lambda: self.shell.door.print_compra_estado(self.record, path, "both", self.on)):
            self.shell.say(str(Sentence(N_("Hoja lista: {name}"), name=path.name)))
            self.shell.open_file(path)

    def unsaved(self) -> dict[str, str]:
        """What a change of language must not lose: the day that is looked at."""
        return {"on": self.on.isoformat()}

    def resume(self, answers: dict[str, str]) -> None:
        """Look at that day again."""
        self.day_box.setText(answers.get("on", ""))
        self.look()

    def hear(self, tables: frozenset[str]) -> None:
        """It or its events were written."""
        if tables & {"compra", "evento", "aeo"}:
            self._say_facts()
            self._draw()


class AlertCard(Card):
    """Something that an office must do now, with its article."""

    def __init__(self, alert: Alert) -> None:
        tone = TONES.get(alert.level, "")
        super().__init__("", tone)
        offices = str(listed([purchase_law().label(office) for office in alert.offices]))
        self.column.setContentsMargins(space(4), space(2), space(4), space(2))
        self.column.setSpacing(space(1))
        said = words(str(alert.sentence), "label")
        line = row(tag(_(LEVELS.get(alert.level, "")), tone), stretch=False)
        line.addWidget(said, 1)
        self.column.addLayout(line)
        self.column.addWidget(words("  ·  ".join(part for part in (offices, alert.basis) if part), "small"))
        self.setAccessibleName(f"{_(LEVELS.get(alert.level, ''))}: {alert.sentence} {alert.basis}")


class PenaltyCard(Card):
    """The penalty for delay of the contract, in words, with its article."""

    def __init__(self, penalty: Penalty) -> None:
        super().__init__(_("Penalidad por atraso"))
        if penalty.note is not None:
            self.column.addWidget(words(str(penalty.note)))
        else:
            grid = QGridLayout()
            grid.setHorizontalSpacing(space(4))
            facts = [
                (_("Debía entregar"), day(penalty.due.isoformat()) if penalty.due else "—"),
                (_("Días de atraso"), str(penalty.late_days)),
                (_("Por cada día"), soles(penalty.daily_centimos)),
                (_("Acumulada"), soles(penalty.accrued_centimos)),
                (_("Máximo"), soles(penalty.cap_centimos)),
            ]
            if penalty.cap_date is not None:
                facts.append((_("Llega al máximo el"), day(penalty.cap_date.isoformat())))
            for place, (label, value) in enumerate(facts):
                grid.addWidget(words(label, "hint"), 0, place)
                grid.addWidget(words(value, "label"), 1, place)
            self.column.addLayout(grid)
            if penalty.extended is not None:
                said = N_("Si se concede la ampliación pedida, sería {amount}.")
                amount = soles(penalty.extended.accrued_centimos)
                self.column.addWidget(words(str(Sentence(said, amount=amount)), "hint"))
            if not penalty.in_force:
                self.column.addWidget(words(_("Es del contrato anterior, que ya no está en vigor."), "hint"))
        if penalty.article:
            self.column.addWidget(words(penalty.article, "small"))
        if not penalty.confirmed:
            line = QHBoxLayout()
            line.addWidget(tag(_("por confirmar"), "attention"))
            line.addStretch(1)
            self.column.addLayout(line)


def _compra(shell: Shell, record: str) -> QWidget:
    return CompraScreen(shell, record) if record else RegistrarCompra(shell)


SCREENS = {
    "compras": Screen(ComprasScreen, rail="compras"),
    "compra": Screen(_compra, rail="compras"),
    "registrar-compra": Screen(RegistrarCompra, rail="compras"),
    "cambiar-compra": Screen(CambiarCompra, rail="compras"),
    "traer-compra": Screen(TraerCompra, rail="compras"),
}
