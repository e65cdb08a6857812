"""What stands beside and below the one question of a page: its voice, help and example; what an amount comes to."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ayni.domain.palabras import soles_in_words
from ayni.lang import N_, Sentence, _, soles
from ayni.qt.kit.cards import Card, button, row, tag, words
from ayni.qt.kit.icons import icon
from ayni.qt.kit.keys import announce
from ayni.qt.kit.palette import space
from ayni.qt.kit.voice import Voice, why_silent

EXAMPLE = 320  # letters of an example that fit beside a question


class Aside(Card):
    """Beside every question, always in the same place: the voice, the help, the example."""

    def __init__(self) -> None:
        super().__init__()
        self.title.hide()
        self.setObjectName("ayuda-y-ejemplo")
        self.column.setContentsMargins(space(5), space(5), space(5), space(6))
        self.column.setSpacing(space(3))
        self.voice = Voice()
        self.code = ""
        self.listen_button = button(_("Escuchar"), self.listen, drawn="escuchar")
        self.listen_button.setObjectName("escuchar")
        self.listen_button.setToolTip("F2")
        self.silent = words("", "small")
        self.silent.setObjectName("sin-voz")
        self.column.addWidget(self.listen_button)
        self.column.addWidget(self.silent)
        head = QHBoxLayout()
        head.setSpacing(space(2))
        self.sign = QLabel()
        self.sign.setPixmap(icon("ayuda", "accent").pixmap(QSize(space(6), space(6)), self.devicePixelRatio()))
        self.help_title = words("", "label")
        head.addWidget(self.sign)
        head.addWidget(self.help_title, 1)
        self.column.addLayout(head)
        self.help = words("")
        self.help.setObjectName("ayuda")
        self.column.addWidget(self.help)
        self.chain = tag("", "attention")
        self.example = words("")
        self.example.setObjectName("ejemplo")
        self.column.addSpacing(space(2))
        self.column.addLayout(row(self.chain))
        self.column.addWidget(self.example)

    def say(self, code: str, told: str, example: tuple[str, str] | None) -> None:
        """Another page."""
        self.voice.stop()
        self.code = code
        why = why_silent(code)
        self.listen_button.setText(_("Escuchar"))
        self.silent.setText(str(why or ""))
        self.silent.setVisible(why is not None)
        self.help_title.setText(_("Ayuda"))
        self.help.setText(told)
        self.chain.setVisible(example is not None)
        self.example.setVisible(example is not None)
        if example is not None:
            chain, text = example
            short = text if len(text) <= EXAMPLE else f"{text[:EXAMPLE].rpartition(' ')[0]}…"
            self.chain.setText(str(Sentence(N_("Ejemplo: {chain}"), chain=Sentence(chain))))
            self.example.setText(short)

    def listen(self) -> None:
        """Play the page, or say why it cannot be heard."""
        why = why_silent(self.code)
        if why is None:
            self.voice.play(self.code)
        else:
            announce(self, str(why))


class Money(QWidget):
    """The one number of a page: what an answer comes to, in figures, in words, for each member."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(0.5))
        self.number = words("", "figure")
        self.number.setObjectName("monto")
        self.spelled = words("", "hint")
        self.spelled.setObjectName("en-palabras")
        self.each = words("", "hint")
        self.each.setObjectName("por-socio")
        for label in (self.number, self.spelled, self.each):
            column.addWidget(label)

    def say(self, head: str, centimos: int | None, each: int | None) -> None:
        """Another amount; None leaves the place empty, so that nothing below moves."""
        self.number.setText("" if centimos is None else f"{head} {soles(centimos)}".strip())
        self.spelled.setText("" if centimos is None else soles_in_words(centimos))
        said = Sentence(N_("Para cada socio: {amount}."), amount=soles(each)) if each is not None else ""
        self.each.setText(str(said) if centimos is not None else "")
