"""Junta mode: the whole window asks one question, with its picture, its voice, its help and an example."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ayni.domain.entrevista import END, FIELDS, NEW, PROFILE, Place, Question, Talk
from ayni.domain.fields import Catalogue, LongText, Reference
from ayni.domain.fields_calendar import YearlyAmounts
from ayni.domain.indicadores import PerMember
from ayni.domain.money import centimos
from ayni.domain.presupuesto import row_total
from ayni.domain.rentabilidad import explain
from ayni.lang import LANGUAGES, N_, Sentence, _, language, soles
from ayni.qt.kit.aside import Aside, Money
from ayni.qt.kit.cards import Card, Elided, Scroller, button, row, words
from ayni.qt.kit.editors import Editor, editor_of, read_as
from ayni.qt.kit.form import Summary
from ayni.qt.kit.icons import icon
from ayni.qt.kit.keys import EnterMoves, announce, on_key, watch
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.question import Cards, Months, OneMonth, Suggested, YearBoxes
from ayni.qt.screens.pages import file_name, papers_folder
from ayni.qt.shell import Screen, Shell
from ayni.qt.welcome import LANGUAGE_NAMES
from ayni.workspace import Refused

KEEP_EVERY = 3000  # milliseconds after the first letter typed
ROOM_BESIDE = 110  # letters of width from which help stands beside the question
LISTED = 3  # rows of a list that fit without scrolling
FEW = 6  # records that are shown as cards; more are searched by typing
LINES = 5  # of a text
MOST = 16_777_215  # pixels: what Qt calls no limit
AMOUNTS = {"partida": row_total}

Answering = Editor | Cards | Months | YearBoxes | Suggested


class EntrevistaScreen(QWidget):
    """The interview of a plan; `record` is the plan, or "" while it is not begun."""

    kept = Signal()

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__()
        self.setObjectName("junta")
        self.shell, self.plan = shell, record
        self.setWindowTitle(_("Con la junta"))
        self.book = shell.door.interview()
        self.talk: Talk
        self.place: Place
        self.talk, self.place = shell.door.talk(record)
        self.editor: Answering | None = None
        self.page = 0  # of a list that does not fit
        self._dirty = False

        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._make_top())
        inside = QWidget()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._sides.setContentsMargins(space(8), space(6), space(8), space(6))
        self._sides.setSpacing(space(6))
        self.sheet = QFrame()
        self.sheet.setProperty("role", "card")
        self._pages = QVBoxLayout(self.sheet)
        self._pages.setContentsMargins(space(9), space(6), space(9), space(6))
        self.body = QWidget()
        self.column = QVBoxLayout(self.body)
        self._pages.addWidget(self.body)
        self._sides.addWidget(self.sheet, 7)
        self.aside = Aside()
        beside = QVBoxLayout()
        beside.addWidget(self.aside)
        beside.addStretch(1)
        self._sides.addLayout(beside, 4)
        self.scroller = Scroller(inside)
        outer.addWidget(self.scroller, 1)

        self._keys = EnterMoves(self, self.go_on, enter_goes_on=True)
        on_key(self, "Ctrl+Return", self.go_on, inside=True)
        on_key(self, "Ctrl+Enter", self.go_on, inside=True)
        on_key(self, "Alt+Left", self.back, inside=True)
        on_key(self, "Alt+Right", self.forward, inside=True)
        on_key(self, "Escape", self.give_up, inside=True)
        on_key(self, "F2", self.aside.listen, inside=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_EVERY)
        self._timer.timeout.connect(self.keep)
        self.show_place(self.place)

    def _make_top(self) -> QFrame:
        top = QFrame()
        top.setObjectName("top")
        bar = QHBoxLayout(top)
        bar.setContentsMargins(space(4), space(2), space(4), space(2))
        bar.setSpacing(space(3))
        self.back_button = button(_("Atrás"), self.back, drawn="atras")
        self.back_button.setObjectName("atras")
        self.back_button.setToolTip("Alt+←")
        bar.addWidget(self.back_button)
        self.where = Elided()
        self.where.setObjectName("donde")
        self.where.setProperty("role", "hint")
        bar.addWidget(self.where, 1)
        self.language_buttons: dict[str, QPushButton] = {}
        for code in LANGUAGES:
            made = button(LANGUAGE_NAMES[code], lambda to=code: self.speak(to), role="language")
            made.setCheckable(True)
            made.setObjectName(f"idioma.{code}")
            self.language_buttons[code] = made
            bar.addWidget(made)
        self.later_button = button(_("Dejar para después"), self.give_up, role="quiet")
        self.later_button.setObjectName("despues")
        self.later_button.setToolTip("Esc")
        bar.addWidget(self.later_button)
        return top

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the help stands below the question."""
        wide = event.size().width() >= column_width(ROOM_BESIDE, self)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._sides.direction() != way:
            self._sides.setDirection(way)
            self.show_place(self.place)  # answers side by side, or one below the other
        self.aside.setMinimumWidth(event.size().width() // 3 if wide else 0)  # the same on every page
        self.aside.setMaximumWidth(event.size().width() // 3 if wide else MOST)
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        """The bar above; the rest scrolls where there is no room."""
        return QSize(space(150), space(60))

    # one page

    def show_place(self, place: Place, problems: Sequence[object] = ()) -> None:
        """Draw another page."""
        if self.book.inside(place) and place.row != NEW and not self.book.row(self.talk, place):
            place = Place(place.stage)
        self.place = place
        self.editor = None
        self._pages.removeWidget(self.body)
        self.body.hide()
        self.body.deleteLater()
        self.body = QWidget()  # a new one for each page: Tab goes along it in the order of reading
        self.column = QVBoxLayout(self.body)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(space(4))
        for code, made in self.language_buttons.items():
            made.setChecked(code == language())
        self.back_button.setText(_("Atrás"))
        self.later_button.setText(_("Dejar para después"))
        stage, question = self.book.stage(place), self.book.question(place)
        self._say_where()
        self.summary = Summary()
        self.column.addWidget(self.summary)
        if question is not None:
            self._draw_question(question)
        elif place.stage == PROFILE:
            self._draw_verdict()
        elif place.stage == END:
            self._draw_end()
        else:
            self._draw_list()
        self.column.addStretch(1)
        self._pages.addWidget(self.body)
        self.body.show()
        code = ".".join(part for part in (place.stage, place.code) if part)
        told = _(question.help) if question is not None else self._told(stage.many)
        self.aside.say(code, told, self.shell.door.interview_example(self.plan, self.talk, place))
        self.back_button.setEnabled(self.book.before(self.talk, place) != place)
        watch(self._keys, self.body)
        self.scroller.verticalScrollBar().setValue(0)
        self.start()
        announce(self, self.heading.text())

    @staticmethod
    def _told(many: bool) -> str:
        if many:
            return _("Agregue una cosa a la vez. Cuando no haya más, siga adelante.")
        return _("Todo lo que respondieron está guardado. Pueden volver atrás y cambiarlo.")

    def _say_where(self) -> None:
        stage = self.book.stage(self.place)
        part, parts = self.book.progress(self.talk, self.place)
        said = N_("Parte {place} de {all}: {part}")
        where = str(Sentence(said, place=part, all=parts, part=Sentence(stage.label)))
        if self.place.row:
            known = self.book.answers(self.talk, self.place)
            name = str(known.get("nombre") or "")
            where = f"{where}  ·  {name}" if name and self.place.code != "nombre" else where
        self.where.setText(where)

    def _head(self, drawn: str, text: str) -> None:
        picture = QLabel()
        picture.setObjectName("dibujo")
        picture.setPixmap(icon(drawn, "accent").pixmap(QSize(space(18), space(18)), self.devicePixelRatio()))
        picture.setFixedSize(space(23), space(23))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        picture.setProperty("role", "picture")
        self.heading = words(text, "question")
        self.heading.setObjectName("pregunta")
        head = QHBoxLayout()
        head.setSpacing(space(5))
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.heading, 1, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(head)

    def _foot(self, *buttons: QPushButton) -> None:
        self.return_button = button(_("Volver a donde íbamos"), self.forward, role="quiet", drawn="adelante")
        self.return_button.setObjectName("adelantar")
        self.return_button.setToolTip("Alt+→")
        self.return_button.setVisible(self.book.further(self.talk, self.place) is not None)
        self.column.addLayout(row(*buttons, self.return_button, gap=3))

    def _primary(self, text: str, name: str = "continuar") -> QPushButton:
        made = button(text, self.go_on, role="primary")
        made.setObjectName(name)
        return made

    def _draw_question(self, question: Question) -> None:
        field = self.book.field_of(self.place)
        self._head(question.picture, _(question.label))
        self.problem = words("", "problem")
        self.problem.setObjectName("problema")
        self.problem.hide()
        self.column.addWidget(self.problem)
        editor = self._editor(question)
        self.editor = editor
        if not isinstance(editor, Suggested):
            editor.setObjectName(question.fills)
        editor.setAccessibleName(_(question.label))
        key = str(self.place)
        if key in self.talk.typed:
            editor.set_answer(self.talk.typed[key])
        else:
            stored = self.book.stored(self.talk, self.place)
            if stored is not None:
                editor.set_value(stored)
            elif question.fills == "socios_participantes" and self.plan:
                editor.set_value(self.shell.door.beneficiaries(self.plan))
        self.column.addWidget(editor)
        self.reading = words("", "hint")
        self.reading.setObjectName("se-leera")
        self.money = Money()
        if isinstance(editor, Suggested):
            self.column.addWidget(self.reading)
        if question.fills == "precio_unitario" or question.fills.endswith("_centimos"):
            self.money.setMinimumHeight(space(24))
            self.column.addWidget(self.money)
        editor.edited.connect(self._typed)
        self._field = field
        self._meant()
        self._foot(self._primary(_("Continuar")))

    def _narrow(self) -> bool:
        return self._sides.direction() == QBoxLayout.Direction.TopToBottom

    def _editor(self, question: Question) -> Answering:
        field = self.book.field_of(self.place)
        if question.cards:
            cards = [(card.code, _(card.label), card.picture) for card in question.cards]
            return Cards(cards, narrow=self._narrow())
        if question.ask == "month":
            return OneMonth(narrow=self._narrow())
        if question.ask == "months":
            return Months(int(self.talk.plan.get("mes_inicio") or 1), narrow=self._narrow())
        if isinstance(field.kind, YearlyAmounts):
            return YearBoxes(int(self.talk.plan.get("horizonte_years") or 5))
        if question.fills == "bloque":
            blocks = self.talk.rows.get(self.book.stage(self.place).needs, ())
            cards = [(str(block["id"]), str(block["nombre"]), "brote") for block in blocks]
            return Cards(cards, narrow=self._narrow())
        if isinstance(field.kind, Reference | Catalogue):
            options = self.shell.options.choices(field, "", FEW + 1)
            if 0 < len(options) <= FEW:
                return Cards([(code, label, question.picture) for code, label in options], narrow=self._narrow())
            return editor_of(field, self.shell.options)
        if isinstance(field.kind, LongText):
            made = editor_of(field, self.shell.options)
            made.setMinimumHeight(made.fontMetrics().lineSpacing() * LINES)
            made.setMaximumHeight(made.fontMetrics().lineSpacing() * (LINES + 4))
            return made
        return Suggested(field, self.shell.options, [_(text) for text in question.suggest])

    # lists

    def _name_of(self, table: str, each: dict[str, object]) -> str:
        name = str(each.get("nombre") or "")
        amount = AMOUNTS.get(table)
        return f"{name}  ·  {soles(amount(each))}" if amount is not None else name

    def _draw_list(self) -> None:
        stage = self.book.stage(self.place)
        rows = list(self.talk.rows.get(stage.code, ()))
        begun = any(key.startswith(f"{stage.code}/{NEW}/") for key in self.talk.typed)
        self._head(stage.picture, _(stage.again if rows else stage.empty))
        pages = max(1, -(-len(rows) // LISTED))
        self.page = min(self.page, pages - 1)
        listed = Card()
        listed.title.hide()
        listed.column.setSpacing(space(1))
        for each in rows[self.page * LISTED : (self.page + 1) * LISTED]:
            listed.column.addLayout(self._row(stage.table, each))
        if rows:
            self.column.addWidget(listed)
        if stage.table == "partida" and rows:
            total = self.shell.door.budget(self.plan).whole.total
            members = self.shell.door.interview_members(self.plan)
            money = Money()
            money.say(_("Todo cuesta:"), total, round(total / members) if members else None)
            self.column.addWidget(money)
        self.add_button = button(
            _("Seguir con lo que estaban escribiendo") if begun else _("Agregar"),
            self.add,
            role="primary",
            drawn="agregar",
        )
        self.add_button.setObjectName("agregar")
        enough = button(_("Eso es todo") if rows else _("No, seguir"), self.go_on)
        enough.setObjectName("eso-es-todo")
        enough.setToolTip("Ctrl+Enter")
        buttons = [self.add_button, enough]
        if pages > 1:
            more = button(_("Ver las otras"), self._turn, role="quiet", drawn="adelante")
            more.setObjectName("otras")
            buttons.append(more)
        self._foot(*buttons)

    def _row(self, table: str, each: dict[str, object]) -> QHBoxLayout:
        name, record = self._name_of(table, each), str(each["id"])
        change = button(_("Cambiar"), lambda: self.change(record), role="quiet", drawn="editar")
        change.setObjectName(f"cambiar.{record}")
        change.setAccessibleName(f"{_('Cambiar')}: {name}")
        take = button(_("Quitar"), lambda: self.remove(record), role="quiet", drawn="quitar")
        take.setObjectName(f"quitar.{record}")
        take.setAccessibleName(f"{_('Quitar')}: {name}")
        made = QHBoxLayout()
        made.setSpacing(space(2))
        made.addWidget(words(name), 1)
        made.addWidget(change)
        made.addWidget(take)
        return made

    def _turn(self) -> None:
        rows = self.talk.rows.get(self.place.stage, ())
        self.page = (self.page + 1) % max(1, -(-len(rows) // LISTED))
        self.show_place(self.place)

    def add(self) -> None:
        """Into a new row."""
        self._move(self.book.first(self.talk, self.place.stage))

    def change(self, record: str) -> None:
        """Into a row already given."""
        self._move(self.book.first(self.talk, self.place.stage, record))

    def remove(self, record: str) -> None:
        """Take a row away; Ctrl+Z brings it back."""
        place = Place(self.place.stage, record)
        if self.shell.attempt(lambda: setattr(self, "talk", self.shell.door.remove_said(self.plan, self.talk, place))):
            self.shell.say(_("Se quitó. Con Ctrl+Z vuelve."))
            self.show_place(Place(self.place.stage))

    # pages that tell

    def _draw_verdict(self) -> None:
        said, found = self.shell.door.interview_verdict(self.plan)
        self._head("idea", str(said))
        if found is not None:
            members = self.shell.door.interview_members(self.plan)
            left = round(found.result_after_reserve * 100)
            money = Money()
            if left >= 0:
                money.say(_("Queda cada año:"), left, round(left / members) if members else None)
                self.column.addWidget(money)
            else:
                lost = Sentence(N_("Cada año se pierden {amount}."), amount=soles(-left))
                self.column.addWidget(words(str(lost), "heading"))
        self.column.addWidget(words(_("¿Siguen con el plan completo?"), "heading"))
        self._foot(self._primary(_("Sí, seguir con el plan"), "seguir-plan"))

    def _draw_end(self) -> None:
        self._head("listo", _("Ya respondieron todo."))
        try:
            found = self.shell.door.indicators(self.plan)
        except Refused as refused:
            self.column.addWidget(words(_("Para calcular cuánto rinde todavía falta:"), "heading"))
            for problem in refused.problems[:LISTED]:
                item = FIELDS["plan"].get(problem.field)
                said = (
                    Sentence(N_("{label}: {value}"), label=Sentence(item.label), value=problem.sentence) if item else ""
                )
                self.column.addWidget(words(str(said or problem.sentence)))
        else:
            worth = words(str(explain(found)[0].sentence), "heading")
            worth.setObjectName("resultado")
            self.column.addWidget(worth)
            if found.per_member is not None:
                self._draw_member(found.per_member)
        see = button(_("Ver los resultados"), lambda: self._leave_for("resultados"), role="primary", drawn="ver")
        see.setObjectName("ver-resultados")
        paper = button(_("Imprimir lo respondido"), self.print_answers, drawn="imprimir")
        paper.setObjectName("imprimir-entrevista")
        self._foot(see, paper)

    def _draw_member(self, member: PerMember) -> None:
        """What one member sees of the plan, and what a day of work earns."""
        self.column.addWidget(words(_("Lo que queda a cada socio en un año, en promedio"), "hint"))
        self.column.addWidget(words(soles(centimos(member.net_income_average)), "figure"))
        if member.return_per_own_day is not None:
            label = Sentence(N_("Lo que gana la familia por día de trabajo"))
            amount = soles(centimos(member.return_per_own_day))
            self.column.addWidget(words(str(Sentence(N_("{label}: {value}"), label=label, value=amount))))

    def print_answers(self) -> None:
        """The interview on paper, with what was answered."""
        title = str(self.talk.plan.get("titulo") or "")
        path = papers_folder() / f"{file_name(_('Entrevista'), title, language())}.pdf"
        if self.shell.attempt(lambda: self.shell.door.print_entrevista(self.plan, path, language())):
            self.shell.open_file(path)

    # what is typed

    def _typed(self) -> None:
        if self.editor is None:
            return
        self.talk = self.talk.typing(self.place, self.editor.answer())
        self._dirty = True
        if not self._timer.isActive():
            self._timer.start()
        self._meant()

    def _meant(self) -> None:
        """How a number is read, and what the money comes to: told, never judged, while it is typed."""
        if self.editor is None:
            return
        today = self.shell.door.today()
        meant = read_as(self._field.kind, self.editor.answer(), today)
        self.reading.setText(str(Sentence(N_("Se leerá: {meaning}"), meaning=meant)) if meant else "")
        members = self.shell.door.interview_members(self.plan)
        meaning = self.book.meaning(self.talk, self.place, today, members)
        if meaning is None:
            self.money.say("", None, None)
        else:
            head = _("En un año:") if meaning.yearly else _("En total:")
            self.money.say(head, meaning.centimos, meaning.each_centimos)

    def keep(self) -> None:
        """Keep the draft now."""
        self._timer.stop()
        self.shell.door.keep_talk(self.plan, self.talk, self.place)
        self._dirty = False
        self.kept.emit()

    def leave(self) -> None:
        """Before it is closed."""
        self.aside.voice.stop()
        if self._dirty:
            self.keep()
        self._timer.stop()

    # moving

    def _move(self, place: Place) -> None:
        self.talk = self.book.reaching(self.talk, place)
        self.show_place(place)
        self.keep()

    def _take(self) -> None:
        """What stands in the editor without having been typed (a proposal) is an answer too."""
        key = str(self.place)
        if self.editor is not None and key not in self.talk.typed and self.editor.answer():
            self.talk = self.talk.typing(self.place, self.editor.answer())

    def go_on(self) -> None:
        """Check this page, store what is whole, and go to the next."""
        if self.place.stage == END:
            self._leave_for("resultados")
            return
        if self.place.stage == PROFILE and not self.shell.attempt(lambda: self.shell.door.go_on_with_plan(self.plan)):
            return
        self._take()
        begun, left = self.plan, self.place
        try:
            plan, talk, place = self.shell.door.answer_interview(self.plan, self.talk, self.place)
        except Refused as refused:
            self.show_problems(refused.problems)
            self.keep()
            return
        self._timer.stop()
        self._dirty = False
        self.plan, self.talk = plan, talk
        self.kept.emit()
        if plan != begun:
            self.shell.go("planes")
            self.shell.go("entrevista", plan)
            return
        self.show_place(place)
        if self.book.inside(place) and place.row == left.row:
            wrong = self.book.check(talk, place, self.shell.door.today()) if self.book.earlier(place, left) else []
            if wrong:  # an answer before this one no longer fits: it is asked again, with the reason
                self.show_problems(wrong)

    def show_problems(self, found: Sequence[object]) -> None:
        """What is wrong with this page, above and beside the answer; the focus goes to the summary."""
        self.summary.say(found, {})
        self.problem.setText(found[0].text)
        self.problem.show()
        self.summary.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        """To the page before; what is typed stays."""
        place = self.book.before(self.talk, self.place)
        if place != self.place:
            self.show_place(place)
            self.keep()

    def forward(self) -> None:
        """Back to the furthest page, once this one is right."""
        far = self.book.further(self.talk, self.place)
        if far is None:
            return
        if str(self.place) in self.talk.typed and not self.book.inside(self.place):
            try:
                _plan, self.talk, _place = self.shell.door.answer_interview(self.plan, self.talk, self.place)
            except Refused as refused:
                self.show_problems(refused.problems)
                return
        self._move(far)

    def give_up(self) -> None:
        """Leave it for another day."""
        self.keep()
        if self.plan:
            self._leave_for("plan")
        else:
            self.shell.back()

    def _leave_for(self, name: str) -> None:
        self.keep()
        self.shell.go("planes")
        self.shell.go(name, self.plan)

    def speak(self, code: str) -> None:
        """The same page in the other language; what is typed stays."""
        person = self.shell.door.person
        if code == language():
            self.language_buttons[code].setChecked(True)
            return
        self.keep()
        if person:
            known = {key: person[key] for key in ("nombre", "rol")}
            self.shell.door.save_person({**known, "idioma": code}, person["id"])
        self.shell.settings.language = code
        self.show_place(self.place)
        self.shell.rebuild_asked.emit()

    def hear(self, tables: frozenset[str]) -> None:
        """An undo, or somebody else, changed what is stored."""
        if not self.plan or not tables & {"plan", "partida", "bloque", "linea", "seccion"}:
            return
        try:
            self.talk = self.shell.door.look_again(self.plan, self.talk)
        except Refused:  # an undo took the plan itself away
            self.shell.go("planes")
            return
        if self.editor is None:
            self.show_place(self.place)

    def start(self) -> None:
        """The focus goes to the answer."""
        if self.editor is not None:
            self.editor.setFocus(Qt.FocusReason.TabFocusReason)
            return
        first = next((each for each in self.body.findChildren(QPushButton) if each.property("role") == "primary"), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)


SCREENS = {"entrevista": Screen(EntrevistaScreen, rail="planes", calm=True)}
