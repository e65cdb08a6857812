"""A button that opens a menu: what is done rarely, out of the way of what is done every day.

self.tools.addWidget(MenuButton(self, _("Más…"), [Choice("informes", _("Informes"), self.reports, "F9")], keys="F10"))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ayni.qt.kit.cards import restyle
from ayni.qt.kit.icons import icon
from ayni.qt.kit.keys import on_key


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a menu. Its key works without opening the menu."""

    name: str
    text: str
    do: Callable[[], object]
    keys: str
    drawn: str = ""


class MenuButton(QPushButton):
    """Opens with a click or its key; every line says its own key."""

    def __init__(self, owner: QWidget, text: str, choices: Sequence[Choice], *, keys: str) -> None:
        super().__init__(text)
        restyle(self, role="quiet")
        self.setShortcut(keys)
        self.setToolTip(keys)
        self.setAutoDefault(True)
        menu = QMenu(self)
        for choice in choices:
            action = menu.addAction(icon(choice.drawn), f"{choice.text}\t{choice.keys}")
            action.setObjectName(choice.name)
            action.triggered.connect(lambda _checked=False, do=choice.do: do())
            on_key(owner, choice.keys, choice.do)
        self.setMenu(menu)

    def choose(self, name: str) -> None:
        """Do what the line of this name does."""
        next(action for action in self.menu().actions() if action.objectName() == name).trigger()
