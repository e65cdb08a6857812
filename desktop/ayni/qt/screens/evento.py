"""Registering something that happened to a purchase, and correcting what was wrongly typed without erasing it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QPushButton, QRadioButton, QWidget

from ayni.domain.compra import EVENTO, EXTRA
from ayni.domain.compra_registro import Verdict
from ayni.domain.division import DIVISION
from ayni.domain.etapas import ANULAR, EVENTS, REEMPLAZAR, VIVO
from ayni.domain.evento import Event, extra_fields, read_extra
from ayni.domain.fields import SI, Choice, Field, Value, by_name, read_answers
from ayni.domain.recorrido import Purchase, listed, spoken_day
from ayni.domain.rectificacion import RECTIFICATION
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import Card, Page, button, row, words
from ayni.qt.kit.editors import ClosedList
from ayni.qt.kit.form import Form
from ayni.qt.kit.keys import EnterMoves, announce, on_key, watch
from ayni.qt.kit.palette import space
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.linea_de_tiempo import event_label, told_event, told_mark
from ayni.qt.screens.pages import KEEP_EVERY
from ayni.qt.shell import Screen, Shell
from ayni.workspace.law import purchase_law

COLUMNS = by_name(EVENTO)
CORRECTION = by_name(EXTRA[RECTIFICATION])
OTHER = "otro"
LATE = ("modo", "acto_ya_emitido", "nota")


class KindButton(QRadioButton):
    """One kind of event. Right and left go on to the next line, as reading does."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)


class EventKinds(QWidget):
    """What may happen now, one button each; everything else under "Otros"."""

    edited = Signal()

    def __init__(self, following: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("codigo")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(2))
        grid.setVerticalSpacing(space(2))
        self._group = QButtonGroup(self)
        self._buttons: dict[str, KindButton] = {}
        columns = 3
        for place, codigo in enumerate((*following, OTHER)):
            made = KindButton(_("Otros…") if codigo == OTHER else event_label(codigo), self)
            made.setProperty("role", "segment")
            made.setObjectName(f"codigo.{codigo}")
            made.toggled.connect(self._toggled)
            made.stepped.connect(lambda step, here=place: self._step(here + step))
            self._group.addButton(made)
            self._buttons[codigo] = made
            grid.addWidget(made, place // columns, place % columns)
        others = [codigo for codigo in EVENTS if codigo not in following and codigo not in {RECTIFICATION, DIVISION}]
        self.others = ClosedList([(codigo, event_label(codigo)) for codigo in others], self)
        self.others.setObjectName("otros")
        self.others.setAccessibleName(_("Otros hechos"))
        self.others.hide()
        self.others.edited.connect(self.edited)
        self.note = words(_("Esto no es lo que suele pasar ahora: Ayni avisará antes de guardar."), "hint")
        self.note.hide()
        last = len(self._buttons) // columns + 1
        grid.addWidget(self.others, last, 0, 1, columns)
        grid.addWidget(self.note, last + 1, 0, 1, columns)
        self.setFocusProxy(next(iter(self._buttons.values())))

    def _step(self, place: int) -> None:
        buttons = list(self._buttons.values())
        made = buttons[place % len(buttons)]
        made.setFocus(Qt.FocusReason.TabFocusReason)
        made.setChecked(True)

    def _toggled(self, on: bool) -> None:
        if not on:
            return
        other = self._buttons[OTHER].isChecked()
        self.others.setVisible(other)
        self.note.setVisible(other)
        self.edited.emit()

    def answer(self) -> str:
        """The code chosen, or ""."""
        chosen = next((codigo for codigo, made in self._buttons.items() if made.isChecked()), "")
        return self.others.answer() if chosen == OTHER else chosen

    def set_answer(self, codigo: str) -> None:
        """Choose a code; "" chooses none."""
        self._group.setExclusive(False)
        for made in self._buttons.values():
            made.setChecked(False)
        self._group.setExclusive(True)
        self.others.hide()
        self.note.hide()
        if codigo in self._buttons:
            self._buttons[codigo].setChecked(True)
        elif codigo:
            self._buttons[OTHER].setChecked(True)
            self.others.set_answer(codigo)
            self.edited.emit()


def _called_here(field: Field) -> Field:
    """A box for an office offers the names that the offices have here."""
    if field.name not in {"oficina", "oficina_siguiente"}:
        return field
    law = purchase_law()
    return replace(field, kind=Choice(tuple((code, law.label(code)) for code in law.offices)))


def event_fields(codigo: str) -> tuple[list[Field], list[tuple[str, tuple[str, ...]]]]:
    """What is asked about an event of this kind, and in which sections."""
    extra = extra_fields(codigo)
    law = ("regimen",) if codigo == "convocatoria" else ()
    own = ("fecha", "documento", *(field.name for field in extra if field.asked), *law)
    asked = {**COLUMNS, **by_name(extra)}
    sections = [
        (event_label(codigo), own),
        (_("Quién"), ("oficina", "oficina_siguiente")),
        (_("Si no se registra en su momento"), LATE),
    ]
    return [_called_here(asked[name]) for _title, names in sections for name in names], sections


def split(codigo: str, answers: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Answers of the columns, and those of the extra data."""
    extra = {field.name for field in extra_fields(codigo)}
    return (
        {name: text for name, text in answers.items() if name not in extra},
        {name: text for name, text in answers.items() if name in extra},
    )


class VerdictCard(Card):
    """What registering something would meet, said before it is stored. It takes the focus."""

    def __init__(self, go_on: Callable[[], object], stay: Callable[[], object]) -> None:
        super().__init__(_("Antes de guardar, mire esto"), "attention")
        self.setObjectName("antes_de_guardar")
        self.told = words("")
        self.column.addWidget(self.told)
        self.go_button = button(_("Guardar así"), go_on, role="primary")
        self.go_button.setObjectName("guardar_asi")
        self.stay_button = button(_("Seguir corrigiendo"), stay)
        self.column.addLayout(row(self.go_button, self.stay_button))
        self._keys = EnterMoves(self)
        watch(self._keys, self)
        self.hide()

    def say(self, verdict: Verdict, purchase: Purchase) -> None:
        """Marks, missing steps, events that would fall out of sequence."""
        law = purchase_law()
        said = [told_mark(mark) for mark in verdict.marks]
        if verdict.missing:
            steps = listed([law.label(codigo) for codigo in verdict.missing])
            said.append(str(Sentence(N_("Antes suele venir: {events}."), events=steps)))
        if verdict.offer:
            offer = Sentence(law.label(verdict.offer))
            said.append(str(Sentence(N_("La ley tiene para esto: {event}."), event=offer)))
        events = {step.event.id: step.event for step in purchase.steps}
        displaced = N_("Quedará fuera de secuencia: {event}, del {date}.")
        for record in verdict.displaced:
            if event := events.get(record):
                label, when = Sentence(law.label(event.codigo)), spoken_day(event.fecha)
                said.append(str(Sentence(displaced, event=label, date=when)))
        self.told.setText("\n".join(said))
        self.setAccessibleName(f"{self.title.text()} {' '.join(said)}")
        self.show()
        self.go_button.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.accessibleName())


class _EventPage(Page):
    """The form of an event, made anew for each kind; saving shows first what it would meet."""

    kept = Signal()

    def __init__(self, shell: Shell, title: str, compra: str, verb: str) -> None:
        super().__init__(title)
        self.shell = shell
        self.compra = compra
        self.form: Form | None = None
        self.column.setSpacing(space(4))
        self.verdict = VerdictCard(self.go_on, self.stay)
        self.column.addWidget(self.verdict)
        self._foot = QFrame()
        self._foot.setObjectName("footer")
        line = Wrap(self._foot, gap=space(3))
        line.setContentsMargins(space(8), space(3), space(8), space(3))
        self.save_button = button(verb, self.save, role="primary")
        self.save_button.setObjectName("guardar")
        self.save_button.setToolTip("Ctrl+Enter")
        self.later_button = button(_("Dejar para después"), shell.back, role="quiet")
        self.later_button.setToolTip("Esc")
        line.addWidget(self.save_button)
        for more in self.more_buttons():
            line.addWidget(more)
        line.addWidget(self.later_button)
        self.layout().addWidget(self._foot)
        self._keys = EnterMoves(self, self.save)
        watch(self._keys, self._foot)
        on_key(self, "Ctrl+Return", self.save, inside=True)
        on_key(self, "Ctrl+Enter", self.save, inside=True)

    def more_buttons(self) -> Sequence[QPushButton]:
        """What stands beside the button that saves."""
        return ()

    def _put(self, form: Form | None) -> None:
        old, self.form = self.form, form
        if old is not None:
            self.column.removeWidget(old)
            old.hide()
            old.deleteLater()
        if form is not None:
            self.column.insertWidget(self.column.count() - 1, form)
            form.edited.connect(self._typed)
            form.submitted.connect(self.save)
            form.show()
            self._order_tabs(form)

    def _order_tabs(self, form: Form | None) -> None:
        """The boxes come after the question and before the buttons below, although they were made last."""
        boxes = [box for part in (self.above_form(), form, self._foot) if part for box in part.findChildren(QWidget)]
        inside = [box for box in boxes if box.window() is self.window()]  # a list that opens is a window of its own
        stops = [box for box in inside if box.focusPolicy() & Qt.FocusPolicy.TabFocus and box.focusProxy() is None]
        for first, second in pairwise(stops):
            QWidget.setTabOrder(first, second)

    def above_form(self) -> QWidget | None:
        """What is asked before the form."""
        return None

    def _typed(self) -> None:
        self.verdict.hide()

    def stay(self) -> None:
        """Back to the boxes."""
        self.verdict.hide()
        if self.form is not None:
            self.form.focus_first()

    def save(self) -> None:
        """Check, say what it would meet, and store only then."""
        if self.form is None or not self.form.check():
            return
        found: list[Verdict] = []
        if not self.shell.attempt(lambda: found.append(self.preview()), self.form):
            return
        verdict = found[0]
        if verdict.problems:
            self.form.show_problems(verdict.problems)
            return
        if verdict.marks or verdict.displaced:
            self.verdict.say(verdict, self.shell.door.purchase(self.compra))
            self.scroller.ensureWidgetVisible(self.verdict)
            return
        self.go_on()

    def show_purchase(self) -> None:
        """Wherever one came from, what was stored is seen on the purchase, or among its deliveries."""
        delivered = self.shell.came_from("compra-entregas", self.compra)
        self.shell.back()
        if delivered:
            return
        self.shell.go("compra", self.compra)

    def preview(self) -> Verdict:
        """What storing it would meet."""
        raise NotImplementedError

    def go_on(self) -> None:
        """Store it."""
        raise NotImplementedError


class RegistrarEvento(_EventPage):
    """Something that happened: what, when, with which paper.

    `record` is the purchase, or purchase:code:scope:delivery when it is known already what happened to which delivery.
    """

    def __init__(self, shell: Shell, record: str) -> None:
        record, *known = record.split(":")
        self._known = dict(zip(("codigo", "alcance", "entrega_id"), known, strict=False))
        super().__init__(shell, _("Registrar lo que pasó"), record, _("Guardar"))
        on_key(self, "Ctrl+Shift+Return", self.save_again, inside=True)
        self._again = False
        self.question = words(_("¿Qué pasó?"), "heading")
        self.column.addWidget(self.question)
        self.kinds: EventKinds | None = None
        self.end()
        self._codigo = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_EVERY)
        self._timer.timeout.connect(self._keep)
        self._dirty = False
        self._answers: dict[str, str] = {"modo": VIVO}
        found = shell.door.draft("evento", record)
        if found:
            self._answers |= found["answers"]
        self._answers |= self._known
        self._ask(str(self._answers.get("codigo", "")))

    def _ask(self, codigo: str) -> None:
        """Say where the purchase is and ask what happened next; `codigo` is already chosen, or ""."""
        door = self.shell.door
        state = Sentence(purchase_law().label(door.purchase(self.compra).state))
        name = door.compra(self.compra)["nombre"]
        self.hint.setText(str(Sentence(N_("{name}. Ahora está en: {state}."), name=name, state=state)))
        self.hint.show()
        if self.kinds is not None:
            self.column.removeWidget(self.kinds)
            self.kinds.hide()
            self.kinds.deleteLater()
        following = [code for code, _label in door.next_events(self.compra)]
        known = self._known.get("codigo", "")
        self.kinds = EventKinds([*following, *([known] if known and known not in following else [])])
        self.kinds.setAccessibleName(self.question.text())
        self.question.setBuddy(self.kinds)
        self.column.insertWidget(self.column.indexOf(self.question) + 1, self.kinds)
        self.kinds.show()
        self.kinds.set_answer(codigo)
        self.kinds.edited.connect(self._chosen)
        watch(self._keys, self.kinds)
        self._chosen()
        self._dirty = False

    def more_buttons(self) -> Sequence[QPushButton]:
        """Several events are typed one after another."""
        self.again_button = button(_("Guardar y registrar otro"), self.save_again)
        self.again_button.setObjectName("guardar_y_otro")
        self.again_button.setToolTip("Ctrl+Shift+Enter")
        return (self.again_button,)

    def _chosen(self) -> None:
        """Another kind asks for other data; what was typed stays."""
        if self.form is not None:
            self._answers |= self.form.answers()
        self._codigo = self.kinds.answer()
        self.verdict.hide()
        for made in (self.save_button, self.again_button):
            made.setEnabled(bool(self._codigo))
            made.setAccessibleDescription("" if self._codigo else _("Elija primero qué pasó."))
        if not self._codigo:
            self._put(None)
            self._order_tabs(None)
            return
        fields, sections = event_fields(self._codigo)
        self._put(Form(fields, self.shell.options.about(compra=self.compra), answers=self._answers, sections=sections))
        self._typed()

    def _typed(self) -> None:
        super()._typed()
        self._dirty = True
        if not self._timer.isActive():
            self._timer.start()

    def above_form(self) -> QWidget | None:
        """The question above it."""
        return self.kinds

    def answers(self) -> dict[str, str]:
        """Everything typed."""
        asked = self.form.answers() if self.form is not None else {}
        return {**self._answers, **asked, "codigo": self._codigo}

    def _given(self) -> tuple[dict[str, str], dict[str, str]]:
        assert self.form is not None
        columns, extra = split(self._codigo, self.form.answers())
        return {**columns, "codigo": self._codigo}, extra

    def preview(self) -> Verdict:
        """What registering it would meet."""
        verdict: Verdict = self.shell.door.preview_evento(self.compra, *self._given())
        return verdict

    def save(self) -> None:
        """Check, say what it would meet, and store only then."""
        self._again = False
        super().save()

    def save_again(self) -> None:
        """The same, and another one afterwards."""
        self._again = True
        super().save()

    def go_on(self) -> None:
        """Store it."""
        assert self.form is not None
        if not self.shell.attempt(lambda: self.shell.door.save_evento(self.compra, *self._given()), self.form):
            self.verdict.hide()
            return
        self._timer.stop()
        self._dirty = False
        said = Sentence(N_("Registrado: {event}."), event=Sentence(purchase_law().label(self._codigo)))
        self.shell.say(str(said))
        if not self._again:
            self.show_purchase()
            return
        late = self.form.answers().get("modo", VIVO)
        self._put(None)
        self._answers = {"modo": late}
        self._ask("")
        self.start()

    def start(self) -> None:
        """The question, or the first box when it is answered."""
        if self.form is not None:
            self.form.focus_first()
        else:
            self.kinds.setFocus(Qt.FocusReason.TabFocusReason)

    # drafts

    def _keep(self) -> None:
        self._timer.stop()
        if self._dirty and self._codigo:
            self.shell.door.keep_draft("evento", self.compra, self.answers())
            self.kept.emit()
        self._dirty = False

    def leave(self) -> None:
        """Before it is closed."""
        self._keep()

    def unsaved(self) -> dict[str, str]:
        """What a change of language must not lose."""
        return self.answers()

    def resume(self, answers: dict[str, str]) -> None:
        """Give it back."""
        self._answers |= answers
        self.kinds.set_answer(answers.get("codigo", ""))
        if self.form is not None:
            self.form.fill({}, self._answers)


class CorregirEvento(_EventPage):
    """An event wrongly typed: out of the count, or with other data. `record` is the event."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.event_id = record
        stored = shell.door.found("evento", record)
        super().__init__(shell, _("Corregir un registro"), str(stored["compra"]), _("Guardar la corrección"))
        self.later_button.setText(_("No corregir"))
        steps = shell.door.purchase(self.compra).steps
        self.step = next(step for step in steps if step.event.id == record)
        self.event: Event = self.step.event
        card = Card(_("Así está registrado"))
        date_line = Sentence(N_("{event}, {date}"), event=told_event(self.event), date=spoken_day(self.event.fecha))
        card.column.addWidget(words(str(date_line)))
        for correction in self.step.corrections:
            said = N_("Ya se corrigió: {reason}")
            card.column.addWidget(words(str(Sentence(said, reason=correction.datos.get("motivo") or "")), "hint"))
        card.column.addWidget(words(_("Lo que estaba escrito no se borra: queda tachado, con su motivo."), "hint"))
        self.column.addWidget(card)
        self.end()
        self._action = ""
        self._make(REEMPLAZAR, {})

    def _stored(self) -> dict[str, Value]:
        event = self.event
        columns: dict[str, Value] = {name: getattr(event, name) or None for name in COLUMNS if name in _PLAIN}
        columns["acto_ya_emitido"] = SI if event.acto_ya_emitido else None
        columns["modo"] = event.modo
        extra = {name: value for name, value in event.datos.items() if isinstance(value, str | int)}
        return {**columns, **extra}

    def _make(self, action: str, answers: Mapping[str, str]) -> None:
        self._action = action
        first = ("accion", "motivo")
        asked = {**CORRECTION, **COLUMNS, **by_name(extra_fields(self.event.codigo))}
        if "motivo" in by_name(extra_fields(self.event.codigo)):
            asked["motivo"] = CORRECTION["motivo"]  # the event's own reason cannot be asked beside this one
        sections = [(_("La corrección"), first)]
        if action == REEMPLAZAR:
            _fields, own = event_fields(self.event.codigo)
            sections += [(title, tuple(name for name in names if name not in first)) for title, names in own]
        names = [name for _title, names in sections for name in names]
        values = {**self._stored(), "accion": action, "motivo": None}
        form = Form(
            [asked[name] for name in names],
            self.shell.options.about(compra=self.compra),
            values=values,
            answers=answers,
            sections=sections,
        )
        reason = form.editor("motivo")
        reason.setMaximumHeight(reason.minimumHeight())
        self._put(form)

    def _typed(self) -> None:
        super()._typed()
        if self.form is None:
            return
        answers = self.form.answers()
        if answers["accion"] != self._action and answers["accion"]:
            self._make(answers["accion"], answers)
            self.form.editor("accion").setFocus(Qt.FocusReason.OtherFocusReason)

    def _given(self) -> tuple[dict[str, str], dict[str, str], str]:
        assert self.form is not None
        answers = self.form.answers()
        reason = answers.pop("motivo", "")
        answers.pop("accion", "")
        columns, extra = split(self.event.codigo, answers)
        return columns, extra, reason

    def _changes(self) -> str:
        """The correction as data, to be tried out: columns and extra data, canonical."""
        columns, extra, _reason = self._given()
        values, _found = read_answers([COLUMNS[name] for name in columns], columns, self.shell.door.today())
        more, _found = read_extra(self.event.codigo, extra, self.shell.door.today())
        given: dict[str, object] = {name: value for name, value in values.items() if value is not None}
        return json.dumps({**given, "datos": more}, ensure_ascii=False)

    def preview(self) -> Verdict:
        """What the correction would do to the events after it."""
        _columns, _extra, reason = self._given()
        given = {"evento_id": self.event_id, "accion": self._action, "motivo": reason}
        if self._action == REEMPLAZAR:
            given["datos"] = self._changes()
        answers = {"codigo": RECTIFICATION, "fecha": self.shell.door.today().isoformat(), "modo": VIVO}
        verdict: Verdict = self.shell.door.preview_evento(self.compra, answers, given)
        return verdict

    def go_on(self) -> None:
        """Store it."""
        assert self.form is not None
        columns, extra, reason = self._given()
        if self._action == ANULAR:
            columns, extra = {}, {}
        done = self.shell.attempt(
            lambda: self.shell.door.rectify_evento(self.event_id, self._action, columns, reason, extra), self.form
        )
        self.verdict.hide()
        if done:
            self.shell.say(_("Corrección guardada. Lo anterior queda tachado, con su motivo."))
            self.show_purchase()

    def start(self) -> None:
        """The reason is what is always missing."""
        assert self.form is not None
        self.form.focus_on("motivo")

    def unsaved(self) -> dict[str, str]:
        """What a change of language must not lose."""
        return self.form.answers() if self.form is not None else {}

    def resume(self, answers: dict[str, str]) -> None:
        """Give it back."""
        self._make(answers.get("accion") or REEMPLAZAR, answers)


_PLAIN = {"fecha", "oficina", "oficina_siguiente", "documento", "regimen", "nota"}

SCREENS = {
    "evento": Screen(RegistrarEvento, rail="compras"),
    "corregir-evento": Screen(CorregirEvento, rail="compras"),
}
