"""The lock with the keyboard: nothing is seen, drafts stay, and each enters with what is theirs."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QRadioButton

from ayni.qt.app import Program
from ayni.qt.candado import Candado, Pictures
from ayni.settings import Settings

FOLDERS, HERS = "clave segura", "los cuyes comen alfalfa"
PICTURES = ["saco", "manos", "casa"]


@pytest.fixture
def rosa(door):
    record = door.save_person({"nombre": "Rosa Quispe", "rol": "oficina", "idioma": "es"})
    door.assign_roles("Rosa Quispe", {"registra"})
    return record


@pytest.fixture
def program(qapp, door, qtbot):
    made = Program(qapp, Settings())
    made.use_door(door)
    yield made
    made.door = None  # the fixture closes it
    for window in (made.window, made.candado, made.welcome):
        if window is not None:
            shut = getattr(window, "shut", None)
            if shut is not None:
                shut()
            window.hide()
            window.deleteLater()
    qapp.removeEventFilter(made)


def key(qtbot, code, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget(), code, modifier)


def lock(program, qtbot):
    with qtbot.waitActive(program.window):
        program.window.activateWindow()
    key(qtbot, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: program.candado is not None)
    with qtbot.waitActive(program.candado):
        program.candado.activateWindow()
    program.candado.start()
    return program.candado


def texts(widget):
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def shown():
    return {window for window in QApplication.topLevelWidgets() if window.isVisible()}


def choose(candado, name):
    candado.findChild(QRadioButton, f"persona.{name}").setChecked(True)
    QApplication.processEvents()
    candado.start()


def test_the_lock_shows_nothing_of_the_data_and_gives_back_what_was_typed(program, door, qtbot):
    program.window.go("cambiar-municipalidad")
    box = program.window.screen().findChild(QLineEdit, "direccion")
    box.setFocus()
    qtbot.keyClicks(box, "Sumaq Quwi")
    of_others = shown() - {program.window}  # windows that other tests left
    candado = lock(program, qtbot)
    assert program.window is None
    assert shown() - of_others == {candado}
    assert "Sumaq Quwi" not in texts(candado)
    assert door.locked
    key(qtbot, Qt.Key.Key_Escape)
    assert program.candado is candado
    qtbot.keyClicks(QApplication.focusWidget(), "otra cosa")
    key(qtbot, Qt.Key.Key_Return)
    assert "La clave no es esa" in texts(candado)
    candado.start()
    qtbot.keyClicks(QApplication.focusWidget(), FOLDERS)
    key(qtbot, Qt.Key.Key_Return)
    assert not door.locked
    assert program.window.place()[0] == "cambiar-municipalidad"
    assert any(box.text() == "Sumaq Quwi" for box in program.window.screen().findChildren(QLineEdit))


def test_a_pin_and_three_pictures_are_enough_keys_to_sit_down(program, door, rosa, qtbot):
    door.set_pin(rosa, "2580", PICTURES)
    candado = lock(program, qtbot)
    choose(candado, "Rosa Quispe")
    qtbot.keyClicks(QApplication.focusWidget(), "2580")
    key(qtbot, Qt.Key.Key_Return)
    for code in PICTURES:
        go_to(candado.pictures, code, qtbot)
        key(qtbot, Qt.Key.Key_Space)
    assert candado.pictures.answer == PICTURES
    assert QApplication.focusWidget() is candado.enter_button
    key(qtbot, Qt.Key.Key_Return)
    assert door.person["id"] == rosa
    assert program.window.place()[0] == "inicio"


def go_to(pictures, code, qtbot):
    """Only arrows."""
    if not pictures.isAncestorOf(QApplication.focusWidget()):
        pictures.buttons[0].setFocus()
    wanted = next(made for made in pictures.buttons if made.objectName() == f"figura.{code}")
    for arrow in (Qt.Key.Key_Up, *[Qt.Key.Key_Left] * 12, *[Qt.Key.Key_Right] * 12):
        if QApplication.focusWidget() is wanted:
            return
        key(qtbot, arrow)
    assert QApplication.focusWidget() is wanted


def test_after_five_wrong_tries_the_lock_asks_for_the_passphrase(program, door, rosa, qtbot):
    door.set_pin(rosa, "2580", PICTURES)
    candado = lock(program, qtbot)
    choose(candado, "Rosa Quispe")
    for _try in range(5):
        assert candado.pictures is not None
        candado.form.fill({"pin": "1357"})
        for code in PICTURES:
            candado.pictures.choose(code)
        candado.enter()
    assert candado.pictures is None
    assert "Ya no quedan intentos con el PIN" in texts(candado)
    candado.form.fill({"passphrase": FOLDERS})
    candado.enter()
    assert door.person["id"] == rosa


def test_choosing_who_has_a_secret_brings_the_lock_with_their_name(program, door, rosa, qtbot):
    door.set_password(rosa, HERS)
    program.window.work_as(rosa)
    candado = program.candado
    assert candado.person["id"] == rosa
    assert "Le da una nueva quien dirige: Ana Condori" in texts(candado)
    candado.form.fill({"passphrase": HERS})
    candado.enter()
    assert door.person["id"] == rosa
    assert program.window.place()[0] == "inicio"


def test_a_folder_left_by_who_has_a_secret_opens_on_the_lock(qapp, door, rosa, qtbot):
    door.set_password(rosa, HERS)
    door.enter(rosa, HERS)
    door.lock()
    made = Program(qapp, Settings())
    made.use_door(door)
    assert isinstance(made.candado, Candado)
    assert made.window is None
    made.candado.hide()
    made.candado.deleteLater()
    made.door = None
    qapp.removeEventFilter(made)


def test_the_lock_puts_itself_on_when_nobody_touches_a_key(program, door, qtbot):
    assert program._idle.interval() == 15 * 60_000
    program.settings.lock_minutes = 5
    qtbot.keyClick(program.window, Qt.Key.Key_Shift)
    assert program._idle.isActive()
    assert program._idle.interval() == 5 * 60_000
    program._idle.timeout.emit()
    assert door.locked
    assert program.candado is not None
    assert not program._idle.isActive()


def test_the_lock_waits_for_long_work_and_never_comes_when_told_so(program, door, qtbot):
    go_on = []

    def long():
        while not go_on:
            yield 0.5

    program.window.shell.worker.start(long())
    program._idle.timeout.emit()
    assert not door.locked
    go_on.append(True)
    qtbot.waitUntil(lambda: not program.window.shell.worker.busy)
    program.settings.lock_minutes = 0
    program._wait()
    assert not program._idle.isActive()


def test_the_pictures_are_counted_and_not_told_while_one_enters(qtbot):
    hidden, shown = Pictures(), Pictures(shown=True)
    for pictures in (hidden, shown):
        qtbot.addWidget(pictures)
        for code in ("saco", "manos"):
            pictures.choose(code)
    assert hidden.told.text() == "Figuras elegidas: 2 de 3"
    assert shown.told.text() == "Figuras elegidas: 2 de 3: Saco, Manos"
    hidden.take_back()
    assert hidden.answer == ["saco"]
    hidden.clear()
    assert hidden.answer == []


def test_what_a_role_does_not_do_is_said_before_it_is_typed(program, door, rosa, qtbot):
    door.work_as(rosa)
    program.rebuild()
    program.window.go("cambiar-municipalidad")
    assert program.window.refusing.text() == "Esto lo hace quien dirige: Ana Condori."
    button = program.window.screen().findChild(QPushButton, "guardar")
    assert not button.isEnabled()
    assert button.toolTip() == program.window.refusing.text()
    program.window.go("registrar-aeo")
    assert not program.window.refusing.isVisible()


# the screen of people


def test_roles_are_given_with_keys_and_what_does_not_go_together_asks_why(window, door, rosa, qtbot):
    window.go("personas")
    window.screen().findChild(QPushButton, "funciones.Rosa Quispe").click()
    screen = window.screen()
    for code in ("evalua", "compra"):
        screen.boxes[code].setFocus()
        key(qtbot, Qt.Key.Key_Space)
    assert "Quien evalúa los planes no compra sus bienes." in screen.clash.text()
    key(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert door.roles("Rosa Quispe") == {"registra"}
    screen.form.fill({"motivo": "Somos dos personas", "documento": "Memorando 3-2026"})
    key(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert door.roles("Rosa Quispe") == {"registra", "evalua", "compra"}
    assert window.place()[0] == "personas"


def test_a_passphrase_and_a_pin_of_ones_own_are_made_on_the_screen(window, door, rosa, qtbot):
    window.go("clave-propia", rosa)
    screen = window.screen()
    screen.form.fill({"passphrase": HERS, "again": "otra"})
    screen.save()
    assert "No es igual a la clave de arriba." in texts(screen)
    screen.form.fill({"passphrase": HERS, "again": HERS})
    screen.save()
    assert door.has_password(rosa)
    window.go("pin-figuras", rosa)
    screen = window.screen()
    screen.form.fill({"pin": "2580", "again": "2580"})
    screen.save()
    assert not door.has_pin(rosa)
    for code in PICTURES:
        screen.pictures.choose(code)
    screen.save()
    assert door.has_pin(rosa)
    window.go("clave-propia", rosa)
    window.screen().findChild(QPushButton, "quitar").click()
    assert not door.has_password(rosa)


def test_somebody_elses_secret_is_out_of_reach_with_its_reason(window, door, rosa):
    ana = door.person["nombre"]
    door.work_as(rosa)
    window.go("personas")
    button = window.screen().findChild(QPushButton, f"clave.{ana}")
    assert not button.isEnabled()
    assert button.toolTip() == "La cambia ella misma, o quien dirige."
    assert window.screen().findChild(QPushButton, "clave.Rosa Quispe").isEnabled()
