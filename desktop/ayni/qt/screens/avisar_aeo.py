"""Telling an AEO how its purchase goes: the counter where a producer asks, the sheet and the message that are given."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ayni.domain.drawing import Drawing, Measure
from ayni.domain.drawing_etapas import stage_pictures
from ayni.domain.fields import Date
from ayni.domain.hoja_aeo import AVISO, BOTH, DUTIES, SHEET, WHEN, AeoSheet, status, when_text
from ayni.domain.mensaje import LONG, SHORT
from ayni.lang import N_, QUECHUA, SPANISH, Sentence, _, day, language
from ayni.qt.kit.cards import Card, EmptyState, Footer, Page, SideBySide, button, empty_layout, row, words
from ayni.qt.kit.chart import Chart
from ayni.qt.kit.form import Form
from ayni.qt.kit.keys import announce, on_key
from ayni.qt.kit.palette import space
from ayni.qt.kit.table import Column, Row
from ayni.qt.screens.pages import ListPage, file_name, papers_folder
from ayni.qt.shell import Screen, Shell
from ayni.workspace.law import purchase_law

ASK_FIRST = N_("Escriba el nombre de la organización o de alguien de su junta.")
REGISTERED = N_("Aviso registrado. Próximo aviso: {date}.")
LETTERS = N_("{count} de {most} letras")


class VentanillaScreen(ListPage):
    """Who comes to ask says a name; their purchases stand below, and Enter opens the sheet."""

    def __init__(self, shell: Shell, record: str = "") -> None:
        self.shell = shell
        columns = (
            Column("aeo_nombre", _("Organización"), stretch=True, letters=26),
            Column("preside", _("Preside"), letters=22),
            Column("nombre", _("Qué se compra"), letters=26),
            Column("estado", _("Dónde está"), show=lambda row: _(purchase_law().label(row["estado"])), letters=26),
            Column("dias", _("Días / previstos"), show=self._days, letters=16, right=True),
        )
        super().__init__(
            _("¿Quién pregunta por su compra?"),
            columns,
            shell.door.counter,
            shell.door.counter_count,
            empty=EmptyState(_(ASK_FIRST), drawn="organizaciones"),
            look_for=_("Nombre de la organización o de alguien de su junta"),
        )
        self.setWindowTitle(_("Atender a una organización"))
        self.listing.opened.connect(lambda found: shell.go("avisar-aeo", found))
        if record:  # it was asked about one AEO
            self.filter.setText(str(shell.door.aeo(record)["nombre"]))
        self.filter.down.disconnect()
        self.filter.down.connect(self._chosen)

    @staticmethod
    def _days(compra: Row) -> str:
        return f"{compra['dias']} / {compra['plazo'] or '—'}"

    def _say_count(self) -> None:
        super()._say_count()
        self.filter.setVisible(True)

    def _chosen(self) -> None:
        """Enter goes into the list; a single purchase is opened at once."""
        found = self.shell.door.counter(0, 2, self.filter.text())
        if len(found) == 1:
            self.shell.go("avisar-aeo", found[0]["id"])
        else:
            self._into_list()

    def start(self) -> None:
        """The box waits for a name."""
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    def unsaved(self) -> dict[str, str]:
        """The name typed, for a change of language."""
        return {"filter": self.filter.text()}

    def resume(self, answers: dict[str, str]) -> None:
        """Give it back."""
        self.filter.setText(answers.get("filter", ""))

    def hear(self, tables: frozenset[str]) -> None:
        """A purchase or a notice was written."""
        if tables & {"compra", "evento", "aeo", "estado_compra"}:
            self.refresh()


class AvisarScreen(Page):
    """The sheet and the message for one AEO, looked at before they are given; giving them registers the notice."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell = shell
        self.compra, _slash, aeo = record.partition("/")
        self.served = shell.door.served(self.compra)
        self.aeo = aeo or (self.served[0][0] if self.served else "")
        super().__init__(dict(self.served).get(self.aeo, ""), letters=0)
        self.setWindowTitle(_("Avisar a la organización"))
        facts = shell.door.compra(self.compra)
        self.hint.setText(str(facts["nombre"]))
        self.hint.show()
        self.column.setSpacing(space(3))
        self.done_card = Card("", "good")
        self.done_card.setObjectName("registrado")
        self.done_card.hide()
        self.column.addWidget(self.done_card)
        sheet = shell.door.aeo_sheet(self.compra, self.aeo)
        self.form = Form(AVISO, shell.options, values=self._usual(sheet))
        self.form.setObjectName("aviso")
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        if len(self.served) > 1:
            column.addWidget(self._others())
        column.addWidget(self.form)
        if people := shell.door.recipients(self.aeo):
            column.addWidget(self._people(people))
        column.addStretch(1)
        self.column.addWidget(SideBySide(left, self._preview(), letters=100, shares=(2, 3)))
        self.end()
        self.print_button = button(_("Imprimir y registrar"), self.give, role="primary", drawn="imprimir")
        self.print_button.setObjectName("imprimir")
        self.print_button.setToolTip("Ctrl+Enter")
        self.send_button = button(_("Copiar mensaje y registrar"), self.send, drawn="copia", keys="Ctrl+M")
        self.send_button.setObjectName("enviar")
        self.back_button = button(_("Volver"), shell.back, role="quiet")
        self.back_button.setToolTip("Esc")
        self.layout().addWidget(Footer(self.print_button, self.send_button, self.back_button, letters=0))
        self.form.edited.connect(self._look)
        self.form.submitted.connect(self.give)
        on_key(self, "Ctrl+Return", self.give)
        on_key(self, "Ctrl+Enter", self.give)
        self._look()

    def _usual(self, sheet: AeoSheet) -> dict[str, str]:
        people = self.shell.door.recipients(self.aeo)
        until = sheet.next_notice or self.shell.door.today()
        return {
            "idioma": QUECHUA if language() == QUECHUA else BOTH,
            "medio": SHEET,
            "destinatario": people[0][0] if people else "",
            "tareas": sheet.note,
            "proximo": until.isoformat(),
        }

    def _others(self) -> Card:
        """The other AEO of the same purchase."""
        card = Card(_("Esta compra es para varias organizaciones"))
        for aeo, name in self.served:
            if aeo != self.aeo:
                go = button(name, lambda one=aeo: self.shell.go("avisar-aeo", f"{self.compra}/{one}"), role="link")
                card.column.addWidget(go)
        return card

    def _people(self, people: list[tuple[str, str]]) -> Card:
        """Those of the board, to take as the one who is told."""
        card = Card(_("Su junta"))
        for name, post in people:
            taken = button(f"{name} · {_(post)}", lambda one=name: self._take(one), role="quiet", drawn="persona")
            card.column.addLayout(row(taken))
        return card

    def _take(self, name: str) -> None:
        self.form.rows["destinatario"].set_answer(name)
        self._look()

    # what is given

    def _preview(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        self.sheet_card = Card(_("La hoja"))
        self.chart = Chart(self._stages, _("Las etapas de la compra"), plain=True, least=260.0)
        self.sheet_card.column.addWidget(self.chart)
        self.told = QVBoxLayout()
        self.told.setSpacing(space(1))
        self.sheet_card.column.addLayout(self.told)
        column.addWidget(self.sheet_card)
        self.message_card = Card(_("El mensaje"))
        self.message = words("")
        self.message.setObjectName("mensaje")
        self.count = words("", "small")
        self.copy_button = button(_("Copiar"), self.copy, drawn="copia", keys="F5")
        self.copy_button.setObjectName("copiar")
        self.short = words("")
        self.short.setObjectName("mensaje_corto")
        self.short_count = words("", "small")
        self.copy_short_button = button(_("Copiar el corto, para SMS"), self.copy_short, drawn="copia", keys="F6")
        self.copy_short_button.setObjectName("copiar_corto")
        for part in (self.message, self.count):
            self.message_card.column.addWidget(part)
        self.message_card.column.addLayout(row(self.copy_button))
        for part in (self.short, self.short_count):
            self.message_card.column.addWidget(part)
        self.message_card.column.addLayout(row(self.copy_short_button))
        column.addWidget(self.message_card)
        column.addStretch(1)
        return side

    def _stages(self, width: float, measure: Measure) -> Drawing:
        purchase = self.shell.door.purchase(self.compra)
        finished = purchase.handed_over and not purchase.closed
        return stage_pictures(purchase.state, width, finished=finished, language=language(), measure=measure)

    def _sheet(self) -> AeoSheet:
        answers = self.form.answers()
        reading = Date(month_allowed=False).read(answers["proximo"] or "?", self.shell.door.today())
        until = date.fromisoformat(str(reading.value)) if reading.sentence is None else None
        return self.shell.door.aeo_sheet(self.compra, self.aeo, note=answers["tareas"], until=until)

    def _look(self) -> None:
        """Show what would be given with what is typed."""
        door, sheet = self.shell.door, self._sheet()
        empty_layout(self.told)
        if sheet.goods:
            self.told.addWidget(words(_("Lo que nos toca recibir"), "small"))
            self.told.addWidget(words(", ".join(good.text for good in sheet.goods), "label"))
        purchase = door.purchase(self.compra)
        asked = [*status(purchase, {}), (WHEN, when_text(purchase, sheet.forecast))]
        if sheet.duties:
            asked.append((DUTIES, list(sheet.duties)))
        for question, answers in asked:
            self.told.addWidget(words(_(question), "small"))
            self.told.addWidget(words(" ".join(str(answer) for answer in answers)))
        first = self._first_language()
        texts = (
            (self.message, self.count, door.notice_text(self.compra, self.aeo, first, sheet=sheet), LONG),
            (
                self.short,
                self.short_count,
                door.notice_text(self.compra, self.aeo, first, short=True, sheet=sheet),
                SHORT,
            ),
        )
        for shown, counted, text, most in texts:
            shown.setText(text)
            counted.setText(str(Sentence(LETTERS, count=len(text), most=most)))

    def _first_language(self) -> str:
        chosen = self.form.answers()["idioma"]
        return SPANISH if chosen in {BOTH, ""} else chosen

    # acts

    def copy(self) -> None:
        """The message, to be pasted into WhatsApp."""
        self._copy(self.message.text())

    def copy_short(self) -> None:
        """The message of one SMS."""
        self._copy(self.short.text())

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.shell.say(_("Mensaje copiado."))

    def give(self) -> None:
        """Print the sheet, open it, and register that it was given."""
        name = file_name(_("Estado de la compra"), self.heading.text(), self.shell.door.today().isoformat())
        path = papers_folder() / f"{name}.pdf"
        answers = self.form.answers()
        if self.form.check() and self.shell.attempt(
            lambda: self.shell.door.tell_aeo(self.compra, self.aeo, answers, answers["idioma"], paper=path), self.form
        ):
            self.shell.open_file(path)
            self._registered(answers)

    def send(self) -> None:
        """Copy the message and register that it was sent: the short one by SMS."""
        answers = self.form.answers()
        text = self.short.text() if answers["medio"] == "SMS" else self.message.text()
        if self.form.check() and self.shell.attempt(
            lambda: self.shell.door.tell_aeo(self.compra, self.aeo, {**answers, "texto": text}, self._first_language()),
            self.form,
        ):
            self._copy(text)
            self._registered(answers)

    def _registered(self, answers: dict[str, str]) -> None:
        notice = self.shell.door.notices_of(self.compra, self.aeo)[0]
        until = Date().read(answers["proximo"], self.shell.door.today()).value
        said = str(Sentence(REGISTERED, date=day(str(until))))
        self.done_card.clear()
        self.done_card.column.addWidget(words(said, "label"))
        told = N_("Se avisó a: {name}. Teléfono de la oficina: {phone}.")
        phone = self.shell.door.office_phone() or "—"
        self.done_card.column.addWidget(words(str(Sentence(told, name=answers["destinatario"], phone=phone)), "hint"))
        self.done_card.setProperty("evento", notice["id"])
        self.done_card.show()
        self.scroller.ensureVisible(0, 0)
        announce(self, said)
        self.shell.say(said)

    def start(self) -> None:
        """The language is what is changed most often."""
        self.form.focus_first()

    def unsaved(self) -> dict[str, str]:
        """What is typed, for a change of language."""
        return self.form.answers()

    def resume(self, answers: dict[str, str]) -> None:
        """Give it back."""
        self.form.fill({}, answers)
        self._look()

    def hear(self, tables: frozenset[str]) -> None:
        """The purchase moved on meanwhile."""
        if tables & {"compra", "evento", "compra_item", "asignacion", "municipio"}:
            self._look()
            self.chart.redraw()


def _avisar(shell: Shell, record: str) -> QWidget:
    return AvisarScreen(shell, record) if record else VentanillaScreen(shell)


SCREENS = {
    "ventanilla": Screen(VentanillaScreen, rail="compras"),
    "avisar-aeo": Screen(_avisar, rail="compras"),
}
