"""What the stories of exchange share: two machines joined, a file given, a file received, all with keys."""

from PySide6.QtCore import Qt

CTRL = Qt.KeyboardModifier.ControlModifier


def at_machines(typist):
    typist.sit_down()
    typist.press(Qt.Key.Key_6, CTRL)
    typist.arrives("intercambio")
    typist.push("equipos")
    typist.arrives("equipos")


def joins(office, typist, stick, name, *aeos):
    """Both files, both screens, one number."""
    at_machines(typist)
    typist.push("unir_equipo")
    typist.arrives("unir-equipo")
    typist.push("grabar_solicitud")
    typist.chooses_file(stick / "solicitud.ayni")
    typist.qtbot.waitUntil((stick / "solicitud.ayni").exists)

    at_machines(office)
    office.push("dar_de_alta")
    office.chooses_file(stick / "solicitud.ayni")
    office.arrives("alta-equipo")
    here = office.screen.code.text()
    office.answer("persona", name)
    for aeo in aeos:
        office.push(f"aeo.{aeo}")
    office.push("aceptar")
    office.chooses_file(stick / "alta.ayni")
    office.arrives("equipos")

    typist.sit_down()
    typist.push("leer_alta")
    typist.chooses_file(stick / "alta.ayni")
    typist.arrives("leer-alta")
    assert typist.screen.code.text() == here
    typist.push("aceptar")
    typist.arrives("equipos")
    assert "al día" in typist.reads()


def sends(typist, to, path):
    typist.sit_down()
    typist.press(Qt.Key.Key_6, CTRL)
    typist.arrives("intercambio")
    typist.push(f"enviar.{to}")
    typist.chooses_file(path)
    typist.arrives("enviado")
    return path


def receives(typist, path):
    """Choose a file, see what it would change, receive it; both told."""
    typist.sit_down()
    typist.press(Qt.Key.Key_6, CTRL)
    typist.arrives("intercambio")
    typist.press(Qt.Key.Key_R, CTRL)
    typist.chooses_file(path)
    typist.arrives("recibir")
    typist.qtbot.waitUntil(lambda: not typist.screen.panel.busy)
    before = typist.reads()
    typist.press(Qt.Key.Key_Return)
    typist.qtbot.waitUntil(lambda: not typist.screen.panel.busy)
    return before, typist.reads()
