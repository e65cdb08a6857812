"""Comments on a plan: all of them or those of one part, written, answered and marked as resolved."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ayni.domain.comentario import PARTS, TYPED, Thread
from ayni.domain.fields import Choice, Field
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, EmptyState, Page, button, empty_layout, line, row, tag, words
from ayni.qt.kit.keys import on_key
from ayni.qt.kit.palette import space
from ayni.qt.kit.table import Row
from ayni.qt.screens.pages import FormPage
from ayni.qt.screens.versiones import of_plan
from ayni.qt.shell import Screen, Shell

FEW = 3  # threads that stand beside a section; the rest is a click away
WRITTEN = N_("{person}, el {day}")
ALL = N_("Comentarios ({count})")


def told(comment: Row) -> str:
    """Who wrote it and when."""
    return str(Sentence(WRITTEN, person=comment["autor"] or "—", day=day(comment["fecha"])))


def place_field(shell: Shell, plan: str) -> Field:
    """Which part a new comment speaks of, when it was not begun from one."""
    parts = dict(PARTS)
    for section in shell.door.index_of(plan).sections:
        parts.setdefault(section.code, section.label)
    return Field("lugar", N_("De qué parte del plan habla"), Choice(tuple(parts.items())), required=True)


class Comment(QWidget):
    """One comment or answer: who and when, and what it says."""

    def __init__(self, comment: Row) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(0.5))
        column.addWidget(words(told(comment), "small"))
        for paragraph in str(comment["texto"]).split("\n"):
            column.addWidget(words(paragraph))


class ThreadCard(Card):
    """A comment with its answers and what can be done with it."""

    def __init__(self, screen: "ComentariosScreen", thread: Thread) -> None:
        super().__init__("", "attention" if thread.open else "")
        comment = thread.comment
        record = str(comment["id"])
        self.setObjectName(f"comentario.{record}")
        top = QHBoxLayout()
        top.setSpacing(space(2))
        top.addWidget(words(_(screen.shell.door.place_label(str(comment["lugar"]))), "label"), 1)
        top.addWidget(tag(_("◌ Por atender"), "attention") if thread.open else tag(_("✓ Resuelto"), "good"))
        self.column.addLayout(top)
        self.column.addWidget(Comment(comment))
        for each in thread.answers:
            held = QHBoxLayout()
            held.setContentsMargins(space(6), 0, 0, 0)
            held.addWidget(Comment(each))
            self.column.addWidget(line())
            self.column.addLayout(held)
        self.answer = button(_("Responder"), lambda: screen.answer(record))
        self.answer.setObjectName(f"responder.{record}")
        said = _("Marcar como resuelto") if thread.open else _("Abrir otra vez")
        self.resolve = button(said, lambda: screen.resolve(record, resolved=thread.open), drawn="listo")
        self.resolve.setObjectName(f"resolver.{record}")
        buttons = [self.answer, self.resolve]
        if not thread.answers:
            self.remove = button(_("Quitar"), lambda: screen.remove(record), role="quiet")
            self.remove.setObjectName(f"quitar.{record}")
            buttons.append(self.remove)
        for each in buttons:
            each.setAccessibleName(f"{each.text()}: {comment['texto']}")
        self.column.addLayout(row(*buttons))


class ComentariosScreen(Page):
    """The comments of a plan (`record` is the plan) or of one of its parts ("plan/part"): open ones first."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Comentarios"))
        self.shell = shell
        self.plan, _slash, self.place = record.partition("/")
        title = str(shell.door.plan(self.plan)["titulo"])
        part = _(shell.door.place_label(self.place)) if self.place else ""
        self.hint.setText("  ·  ".join(said for said in (part, title) if said))
        self.hint.show()
        self.column.setSpacing(space(3))
        self.column.addWidget(words(_("Los comentarios nunca salen impresos en el plan."), "small"))
        self.new_button = button(_("Comentar"), self.write, role="primary", drawn="agregar", keys="Ctrl+N")
        self.new_button.setObjectName("comentar")
        self.tools.addWidget(self.new_button)
        self._inside = QVBoxLayout()
        self._inside.setSpacing(space(3))
        self.column.addLayout(self._inside)
        self.end()
        self.cards: list[ThreadCard] = []
        on_key(self, "F2", self._answer_first)
        self.load()

    def load(self) -> None:
        """Ask the door again."""
        empty_layout(self._inside)
        threads = self.shell.door.comentarios(self.plan, self.place)
        self.cards = [ThreadCard(self, thread) for thread in threads]
        for card in self.cards:
            self._inside.addWidget(card)
        if not threads:
            said = _("Todavía no hay comentarios. Escriba el primero para quienes hacen el plan.")
            self._inside.addWidget(EmptyState(said, _("Comentar"), self.write, drawn="editar"))
        self.new_button.setVisible(bool(threads))

    def write(self) -> None:
        """A new comment on this part."""
        self.shell.go("comentar", f"{self.plan}/{self.place}")

    def answer(self, comment: str) -> None:
        """An answer to one."""
        self.shell.go("comentar", f"{self.plan}/{self.place}/{comment}")

    def _answer_first(self) -> None:
        if self.cards:
            self.cards[0].answer.click()

    def resolve(self, comment: str, *, resolved: bool) -> None:
        """Say that it was attended, or open it again."""
        if self.shell.attempt(lambda: self.shell.door.resolve_comentario(comment, resolved=resolved)):
            self.shell.say(_("Comentario resuelto.") if resolved else _("Comentario abierto otra vez."))

    def remove(self, comment: str) -> None:
        """Take away one written by mistake."""
        if self.shell.attempt(lambda: self.shell.door.remove_comentario(comment)):
            self.shell.say(_("Comentario quitado. Puede deshacerlo."))

    def hear(self, tables: frozenset[str]) -> None:
        """Somebody commented."""
        if "comentario" in tables:
            self.load()
            self.start()

    def start(self) -> None:
        """The first comment, or the button that writes one."""
        first: QPushButton | None = self.cards[0].answer if self.cards else None
        empty = self.findChild(EmptyState)
        if first is None and empty is not None:
            first = empty.action
        if first is not None:
            first.setFocus()


class ComentarScreen(FormPage):
    """Writing a comment: `record` is plan/part, or plan/part/comment to answer one."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.plan, self.place, self.answered = (*record.split("/"), "", "")[:3]
        fields = TYPED if self.place or self.answered else (place_field(shell, self.plan), *TYPED)
        part = _(shell.door.place_label(self.place)) if self.place else ""
        super().__init__(
            shell,
            _("Responder") if self.answered else _("Comentar"),
            fields,
            draft=("comentario", record),
            verb=_("Guardar respuesta") if self.answered else _("Guardar comentario"),
            hint=part or str(shell.door.plan(self.plan)["titulo"]),
        )
        for thread in shell.door.comentarios(self.plan):
            if thread.comment["id"] == self.answered:
                self.asked = Card()
                self.asked.column.addWidget(Comment(thread.comment))
                self.column.insertWidget(self.column.indexOf(self.form) - 1, self.asked)

    def store(self, answers: dict[str, str]) -> None:
        place = answers.pop("lugar", self.place)
        self.shell.door.save_comentario(self.plan, place, answers, respuesta_a=self.answered or None)

    def done(self) -> None:
        super().done()
        self.shell.say(_("Respuesta guardada.") if self.answered else _("Comentario guardado."))


class Beside(Card):
    """The open comments of a section, beside its text."""

    def __init__(self, shell: Shell, plan: str, place: str) -> None:
        threads = shell.door.comentarios(plan, place)
        waiting = [thread for thread in threads if thread.open]
        super().__init__(str(Sentence(N_("Comentarios por atender: {count}"), count=len(waiting))))
        self.setObjectName("comentarios")
        for number, thread in enumerate(waiting[:FEW]):
            if number:
                self.column.addWidget(line())
            self.column.addWidget(Comment(thread.comment))
        said = _("Ver y responder") if threads else _("Comentar esta parte")
        self.go = button(said, lambda: shell.go("comentarios", f"{plan}/{place}"), role="quiet", drawn="editar")
        self.go.setObjectName("ir.comentarios")
        self.column.addLayout(row(self.go))


class PartComments(QPushButton):
    """How many comments wait on the part of the plan that is shown; a click reads them."""

    def __init__(self, shell: Shell, plan: str) -> None:
        super().__init__()
        self.shell, self.plan, self.place = shell, plan, ""
        self.setProperty("role", "quiet")
        self.setObjectName("comentarios-de-la-parte")
        self.setAutoDefault(True)
        self.clicked.connect(self._go)

    def show_part(self, name: str) -> None:
        """Another part is shown; those that are no part of the plan itself tell of the whole plan."""
        self.show_place(name if name in dict(PARTS) else "")

    def show_place(self, place: str) -> None:
        """Tell of this place of the plan; "" is all of it."""
        self.place = place
        self.load()

    def load(self) -> None:
        """Count again."""
        waiting = self.shell.door.open_comments(self.plan)
        count = waiting[self.place] if self.place else sum(waiting.values())
        self.setText(str(Sentence(ALL, count=count)))

    def _go(self) -> None:
        self.shell.go("comentarios", f"{self.plan}/{self.place}" if self.place else self.plan)


SCREENS = {
    "comentarios": Screen(of_plan(ComentariosScreen), rail="planes"),
    "comentar": Screen(of_plan(ComentarScreen), rail="planes"),
}
