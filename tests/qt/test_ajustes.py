"""Settings on the screen: municipality, people, look, copies, check, passphrase."""

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from ayni.qt.kit.trouble import Message
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.storage.attachments import place
from ayni.workspace import Refused, create_workspace, open_workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

PASSPHRASE = "clave segura"


@pytest.fixture
def made(tmp_path):
    door, recovery = create_workspace(
        tmp_path / "oficina",
        ubigeo="080101",
        name="Municipalidad de Prueba",
        person="Ana Oficina",
        passphrase=PASSPHRASE,
        cost=2**10,
    )
    yield door, recovery
    door.close()


@pytest.fixture
def door(made):
    return made[0]


@pytest.fixture
def window(in_front, door):
    window = MainWindow(door, Settings())
    window.resize(1366, 720)
    in_front(window)
    window.go("ajustes")
    yield window
    window.shut()
    window.hide()
    window.deleteLater()


def reads(window):
    QApplication.processEvents()  # what was just made is shown in the next turn
    return "\n".join(label.text() for label in window.screen().findChildren(QLabel) if label.isVisible())


def press(qtbot, window, name):
    button = window.screen().findChild(QPushButton, name)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


def fill(qtbot, form, **answers):
    for name, text in answers.items():
        editor = form.editor(name)
        editor.setFocus()
        editor.selectAll()
        qtbot.keyClicks(editor, text)


def test_who_signs_is_written_and_shown(qtbot, window, door):
    press(qtbot, window, "cambiar_municipalidad")
    fill(qtbot, window.screen().form, alcalde="Nina Puma", direccion="Plaza de Armas s/n")
    press(qtbot, window, "guardar")
    assert window.place()[0] == "ajustes"
    assert door.municipality()["alcalde"] == "Nina Puma"
    assert "Nina Puma" in reads(window)


def test_somebody_is_added_and_sits_down(qtbot, window, door):
    door.assign_roles("Ana Oficina", {"dirige", "registra"}, reason_left="Compra otra persona")
    press(qtbot, window, "agregar_persona")
    form = window.screen().form
    fill(qtbot, form, nombre="Beto Ccori")
    form.editor("idioma").set_answer("quz")
    press(qtbot, window, "guardar")
    assert {person["nombre"] for person in door.people()} == {"Ana Oficina", "Beto Ccori"}
    assert window.place()[0] == "funciones"  # without one, Beto could save nothing
    window.screen().boxes["registra"].click()
    press(qtbot, window, "guardar")
    assert door.roles("Beto Ccori") == {"registra"}
    assert window.place()[0] == "ajustes"
    with qtbot.waitSignal(window.shell.rebuild_asked):
        press(qtbot, window, "trabajar.Beto Ccori")
    assert door.person["nombre"] == "Beto Ccori"
    assert door.person["idioma"] == "quz"


def test_where_nobody_has_a_role_somebody_is_added_and_nothing_more_is_asked(qtbot, window, door):
    press(qtbot, window, "agregar_persona")
    fill(qtbot, window.screen().form, nombre="Beto Ccori")
    press(qtbot, window, "guardar")
    assert window.place()[0] == "ajustes"
    assert {person["nombre"] for person in door.people()} == {"Ana Oficina", "Beto Ccori"}


def test_a_person_without_a_name_is_asked_for_it(qtbot, window, door):
    press(qtbot, window, "agregar_persona")
    press(qtbot, window, "guardar")
    assert window.screen().form.summary.isVisible()
    assert len(door.people()) == 1


def test_text_and_colours_are_chosen_with_the_arrows(qtbot, window):
    screen = window.screen()
    screen.form.editor("text_size").setFocus()
    with qtbot.waitSignal(window.shell.rebuild_asked):
        qtbot.keyClick(screen.focusWidget(), Qt.Key.Key_Right)
    assert window.shell.settings.text_size == 12
    screen.form.editor("contrast").setFocus()
    with qtbot.waitSignal(window.shell.rebuild_asked):
        qtbot.keyClick(screen.focusWidget(), Qt.Key.Key_Right)
    assert window.shell.settings.high_contrast


def test_the_file_is_checked_and_found_whole(qtbot, window):
    press(qtbot, window, "revisar")
    qtbot.waitUntil(window.screen().checked.isVisible)
    assert "El archivo está sano" in reads(window)


def test_a_row_changed_outside_is_named(qtbot, window, door):
    door.save_convocatoria(
        {
            "nombre": "PROCOMPITE 2026",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A",
            "cadenas": "cuy",
        }
    )
    triggers = [
        name for (name,) in door.db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    ]
    for name in triggers:
        door.db.conn.execute(f'DROP TRIGGER "{name}"')
    door.db.conn.execute("UPDATE convocatoria SET nombre = 'otra'")
    press(qtbot, window, "revisar")
    qtbot.waitUntil(window.screen().checked.isVisible)
    assert "no coincide con su historia: convocatoria" in reads(window)


def test_it_says_that_no_speaker_has_reviewed_the_quechua(window):
    assert "Ninguna persona que habla runasimi" in reads(window)
    assert "Apache 2.0" in reads(window)


def test_going_back_to_a_copy_asks_first_and_closes_the_workspace(qtbot, window, door, tmp_path):
    door.save_municipality({"nombre": "Antes de la copia"})
    window.shut()
    door.close()
    door = open_workspace(tmp_path / "oficina", PASSPHRASE)
    copied = MainWindow(door, Settings())
    copied.show()
    try:
        door.save_municipality({"nombre": "Después de la copia"})
        copied.go("copias")
        copy = door.copies()[0]
        press(qtbot, copied, f"volver.{copy.name}")
        message = copied.findChild(Message)
        assert message.focusWidget().objectName() == "no"
        with qtbot.waitSignal(copied.shell.close_asked):
            qtbot.keyClick(message.findChild(QWidget, "yes"), Qt.Key.Key_Space)
    finally:
        copied.shut()
        copied.hide()
        copied.deleteLater()
        door.close()
    again = open_workspace(tmp_path / "oficina", PASSPHRASE)
    try:
        assert again.municipality()["nombre"] == "Antes de la copia"
        assert again.check() == []
    finally:
        again.close()


def test_the_passphrase_is_changed_with_the_recovery_sheet(qtbot, window, made, tmp_path):
    door, recovery = made
    press(qtbot, window, "cambiar_clave")
    form = window.screen().form
    fill(qtbot, form, recovery=recovery, passphrase="otra clave larga", again="otra clave larga")
    press(qtbot, window, "guardar")
    assert window.place()[0] == "ajustes"
    door.close()
    with pytest.raises(Refused):
        open_workspace(tmp_path / "oficina", PASSPHRASE)
    open_workspace(tmp_path / "oficina", "otra clave larga").close()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"again": "otra cosa mas"}, "No es igual a la clave de arriba."),
        ({"passphrase": "corta", "again": "corta"}, "8 letras o más"),
        ({"recovery": "AAAA-AAAA"}, ""),
    ],
)
def test_a_wrong_change_of_passphrase_is_told_beside_its_box(qtbot, window, made, tmp_path, answers, said):
    door, recovery = made
    window.go("cambiar-clave")
    form = window.screen().form
    right = {"recovery": recovery, "passphrase": "otra clave larga", "again": "otra clave larga"}
    fill(qtbot, form, **{**right, **answers})
    press(qtbot, window, "guardar")
    assert window.place()[0] == "cambiar-clave"
    assert said in form.summary.accessibleName()
    assert form.answers()["passphrase"] == {**right, **answers}["passphrase"]
    door.close()
    open_workspace(tmp_path / "oficina", PASSPHRASE).close()


@pytest.fixture
def papers(door, tmp_path):
    """Two scanned papers of an AEO; where each one is kept."""
    call = door.save_convocatoria(
        {
            "nombre": "PROCOMPITE 2026",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A",
            "cadenas": "cuy",
        }
    )
    aeo = door.save_aeo(
        {
            "convocatoria": call,
            "categoria": "A",
            "cadena": "cuy",
            "nombre": "Asociación Sumaq Quwi",
            "naturaleza": "juridica",
            "tipo": "asociacion",
            "ruc": "20131312955",
            "fecha_constitucion": "12/03/2021",
            "ubigeo": "080101",
        }
    )
    places = []
    for name, shade in (("acta", 90), ("libro", 200)):
        picture = Image.new("L", (600, 800), 255)
        ImageDraw.Draw(picture).rectangle((80, 80, 300, 400), fill=shade)
        picture.save(tmp_path / f"{name}.png")
        job = door.adding_papel(aeo, "estatuto", [tmp_path / f"{name}.png"])
        try:
            while True:
                next(job)
        except StopIteration as end:
            [kept] = end.value.files
        places.append(place(door.folder, kept.sha256))
    return places


@pytest.mark.usefixtures("papers")
def test_the_papers_that_are_kept_are_read_and_found_whole(qtbot, window):
    press(qtbot, window, "revisar_archivos")
    qtbot.waitUntil(window.screen().checked.isVisible)
    assert "Los archivos guardados están sanos." in reads(window)


def test_a_paper_that_is_damaged_and_one_that_is_gone_are_named(qtbot, window, papers):
    acta, libro = papers
    acta.write_bytes(acta.read_bytes()[:-40] + bytes(40))
    libro.unlink()
    press(qtbot, window, "revisar_archivos")
    qtbot.waitUntil(window.screen().checked.isVisible)
    told = reads(window)
    assert "acta.pdf: está dañado." in told
    assert "libro.pdf: no está en este equipo." in told
    assert "Agréguelos otra vez" in told
