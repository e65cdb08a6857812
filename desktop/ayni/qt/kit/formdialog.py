"""Some fields asked in a window of their own, above the screen that they belong to.

    FormDialog(self, _("Actividad productiva"), FIELDS, provider, values=row, save=save).open()

`save(answers, form)` says whether it was stored; then the window closes. Escape closes it and stores nothing.
"""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ayni.domain.fields import Field, Value
from ayni.domain.flow import Answers
from ayni.lang import _
from ayni.qt.kit.cards import Scroller, button, row, words
from ayni.qt.kit.editors import Provider
from ayni.qt.kit.form import Form
from ayni.qt.kit.palette import column_width, space


class FormDialog(QDialog):
    """A heading, a form, and a verb that stores it."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        fields: Sequence[Field],
        provider: Provider,
        *,
        save: Callable[[dict[str, str], Form], bool],
        values: Mapping[str, Value] | None = None,
        answers: Answers | None = None,
        hint: str = "",
        verb: str = "",
        sections: Sequence[tuple[str, Sequence[str]]] = (),
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._save = save
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(space(6), space(5), space(6), space(4))
        column.setSpacing(space(4))
        column.addWidget(words(title, "title"))
        if hint:
            column.addWidget(words(hint, "hint"))
        self.form = Form(fields, provider, values=values, answers=answers, sections=sections)
        self.form.submitted.connect(self.accept)
        column.addWidget(self.form)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, space(4))
        outer.addWidget(Scroller(inside), 1)
        self.go = button(verb or _("Guardar"), self.accept, role="primary")
        self.go.setToolTip("Ctrl+Enter")
        self.go.setObjectName("guardar")
        stay = button(_("Cancelar"), self.reject)
        foot = row(None, stay, self.go)
        foot.setContentsMargins(space(6), 0, space(6), 0)
        outer.addLayout(foot)
        self.resize(self._room(inside))

    def _room(self, inside: QWidget) -> QSize:
        """As much as the form needs, never more than the screen has."""
        wide = max(column_width(74, self), inside.minimumSizeHint().width())
        needed = inside.layout()
        tall = needed.totalHeightForWidth(wide) if needed is not None and needed.hasHeightForWidth() else 0
        tall = max(tall, inside.sizeHint().height()) + space(18)
        screen = self.screen().availableGeometry()
        return QSize(min(wide, screen.width() - 40), min(tall, round(screen.height() * 0.86)))

    def open(self) -> None:
        """Show it; the focus starts at the first box that is empty."""
        super().open()
        self.form.focus_first()

    def accept(self) -> None:
        """Store, and close if it was stored."""
        if self.form.check() and self._save(self.form.answers(), self.form):
            super().accept()
