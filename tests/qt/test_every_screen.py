"""Every screen, as the registry knows it: opens alone in both languages, fits, names what it has, cuts nothing."""

from inspect import isfunction

import pytest
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from ayni import lang
from ayni.qt.gallery import show
from ayni.qt.kit import palette
from ayni.qt.shell import screens
from ayni.settings import Settings
from ayni.workspace.practica import make_practice

NETBOOK = QSize(1024, 560)
HALF = QSize(683, 384)  # 1366 by 768 at two hundred percent
NAMES = sorted(screens())


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    made = make_practice(tmp_path_factory.mktemp("every") / "practica", cost=2**4)
    yield made
    made.close()


@pytest.fixture
def opened(door, qtbot):
    made = []

    def open_it(name, size=NETBOOK, language="es"):
        lang.use(language)
        window = show(name, door, settings=Settings())
        made.append(window)
        window.resize(size)
        with qtbot.waitExposed(window):
            window.show()
        for _turn in range(4):
            QApplication.processEvents()
        return window

    yield open_it
    for window in made:
        window.shut()
        window.hide()
        window.deleteLater()
    QApplication.processEvents()


def takes_keys(root):
    return [
        child
        for child in root.findChildren(QWidget)
        if child.isVisible() and child.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


@pytest.mark.parametrize("language", lang.LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_screen_fits_a_netbook_and_names_its_editors(name, language, opened):
    window = opened(name, language=language)
    assert NETBOOK.expandedTo(window.minimumSizeHint()) == NETBOOK
    screen = window.screen()
    for editor in screen.findChildren(QLineEdit) + screen.findChildren(QComboBox) + screen.findChildren(QPlainTextEdit):
        assert editor.accessibleName(), editor.objectName()
    for table in screen.findChildren(QTableView):
        assert table.accessibleName()
    for button in screen.findChildren(QPushButton):
        assert button.text() or button.accessibleName()
    for child in takes_keys(screen):
        named = child.accessibleName() or (isinstance(child, QAbstractButton) and child.text())
        assert named, f"{type(child).__name__} {child.objectName()}"


@pytest.mark.parametrize("name", NAMES)
def test_a_screen_has_a_place_in_the_trail_and_a_focus(name, opened):
    window = opened(name)
    screen = window.screen()
    assert screen.windowTitle()
    assert window.trail.whole()
    assert [name for name in vars(screen) if isfunction(getattr(type(screen), name, None))] == []  # no method is hidden
    if takes_keys(screen):
        assert screen.isAncestorOf(window.focusWidget())


@pytest.mark.parametrize("name", NAMES)
def test_no_key_means_two_things(name, opened):
    window = opened(name)
    keys = [each.shortcut().toString() for each in window.findChildren(QAbstractButton) if each.isVisible()]
    for shortcut in window.findChildren(QShortcut):
        inside = shortcut.context() == Qt.ShortcutContext.WidgetWithChildrenShortcut
        if shortcut.parent().isVisible() and not inside:
            keys.append(shortcut.key().toString())
    assert sorted({key for key in keys if key and keys.count(key) > 1}) == []


@pytest.mark.parametrize("name", NAMES)
def test_at_two_hundred_percent_nothing_is_cut(name, opened):
    window = opened(name, HALF)
    screen = window.screen()
    assert HALF.expandedTo(window.minimumSizeHint()) == HALF
    assert screen.minimumSizeHint().width() <= screen.width()
    for button in screen.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width(), button.text()


@pytest.mark.parametrize("name", NAMES)
def test_at_twenty_points_it_still_fits_1366_by_768(name, opened, qapp):
    palette.dress(qapp, palette.LIGHT, 20)
    try:
        window = opened(name, QSize(1366, 768))
        assert window.minimumSizeHint().width() <= 1366
        assert window.screen().minimumSizeHint().width() <= window.screen().width()
    finally:
        palette.dress(qapp, palette.LIGHT, 10)


@pytest.mark.parametrize("name", NAMES)
def test_opening_a_screen_opens_no_other_window(name, door, opened, qapp):
    seen = []

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                seen.append(watched)
            return False

    window = opened("inicio") if "inicio" in NAMES else opened(NAMES[0])
    watch = Watch()
    qapp.installEventFilter(watch)
    try:
        from ayni.qt.gallery import first_record

        window.go(name, first_record(door, name))
        assert [type(each).__name__ for each in seen] == []
    finally:
        qapp.removeEventFilter(watch)
