"""What every test of the window shares: the facts of an invented call and AEO, what a person reads and types."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

SOON = 500  # milliseconds: what waits longer waits for the person

CALL = {
    "nombre": "PROCOMPITE 2026",
    "year": "2026",
    "fecha_autorizacion": "20/02/2026",
    "categorias": "A,B",
    "cadenas": "cuy,cacao",
}
AEO = {
    "categoria": "A",
    "cadena": "cuy",
    "nombre": "Asociación Sumaq Quwi",
    "naturaleza": "juridica",
    "tipo": "asociacion",
    "ruc": "20131312955",
    "fecha_constitucion": "12/03/2021",
    "ubigeo": "080101",
}


def words_of(window):
    """Every word on the screen, once it is drawn: what arrives meanwhile from another thread is drawn too."""
    QApplication.processEvents()
    QApplication.processEvents()
    return "\n".join(label.text() for label in window.screen().findChildren(QLabel) if label.isVisible())


def fill(window, **answers):
    """What a person leaves in the boxes of the form or step shown."""
    shown = window.screen()
    form = shown.form() if callable(shown.form) else shown.form
    for name, text in answers.items():
        form.rows[name].set_answer(text)
        form.rows[name].editor.edited.emit()


def settle(qtbot, screen):
    """Wait until a screen has shown what was just typed, however busy the machine is."""

    def waits():
        short = (timer for timer in screen.findChildren(QTimer) if timer.isSingleShot() and timer.interval() <= SOON)
        return any(timer.isActive() for timer in short)

    qtbot.waitUntil(lambda: not waits())
    QApplication.processEvents()
