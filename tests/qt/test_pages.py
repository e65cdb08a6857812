"""A form of a stored record while others change that record: nothing is put back by whoever did not touch it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QRadioButton

from ayni.job import finish
from ayni.qt.kit.trouble import Message
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.workspace import create_workspace
from desk import AEO, CALL, words_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier
MEANWHILE = "Esto cambió mientras usted escribía"


@pytest.fixture
def doors(tmp_path):
    """Ana's office and Beto, who carries its organization."""
    ana, beto = made = [
        create_workspace(
            tmp_path / name,
            ubigeo="080101",
            name="Municipalidad de Prueba",
            person=person,
            role=role,
            passphrase="clave segura",
            cost=2**10,
        )[0]
        for name, person, role in (("o", "Ana Oficina", "oficina"), ("b", "Beto Promotor", "promotor"))
    ]
    for door, other in ((ana, beto), (beto, ana)):
        door.write_card(tmp_path / "tarjeta.ayni")
        other.trust(tmp_path / "tarjeta.ayni")
    yield made
    for door in made:
        door.close()


@pytest.fixture
def send(tmp_path):
    """Everything that one has and the other does not, on a stick."""

    def sent(door, other):
        finish(door.exporting(other.person["nombre"], tmp_path / "envio.ayni"))
        finish(other.receiving(tmp_path / "envio.ayni"))
        (tmp_path / "envio.ayni").unlink()
        QApplication.processEvents()

    return sent


@pytest.fixture
def aeo(doors, send):
    ana, beto = doors
    made = ana.save_aeo(AEO | {"convocatoria": ana.save_convocatoria(CALL), "comunidad": "Ccorao"})
    send(ana, beto)
    return made


@pytest.fixture
def window(in_front, doors):
    """Beto's window."""
    made = MainWindow(doors[1], Settings())
    made.resize(1366, 720)
    in_front(made)
    yield made
    made.shut()
    made.hide()
    made.deleteLater()


def type_over(qtbot, window, name, text):
    box = window.screen().form.editor(name)
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)


def press_save(qtbot, window):
    qtbot.keyClick(next(iter(window.screen().form.rows.values())).editor, Qt.Key.Key_Return, CTRL)


def choose(window, name):
    found = window.screen().findChild(QRadioButton, name)
    found.setFocus()
    found.click()


def test_a_draft_left_before_a_reception_saves_only_what_its_person_typed(qtbot, window, doors, send, aeo):
    ana, beto = doors
    window.go("cambiar-aeo", aeo)
    type_over(qtbot, window, "comunidad", "Huaro")
    window.go("organizaciones")
    ana.save_aeo({"ruc": "20600055519", "nombre": "Nombre corregido"}, aeo)
    send(ana, beto)
    window.go("cambiar-aeo", aeo)
    shown = window.screen().form.answers()
    assert (shown["ruc"], shown["nombre"], shown["comunidad"]) == ("20600055519", "Nombre corregido", "Huaro")
    press_save(qtbot, window)
    send(beto, ana)
    for door in doors:
        kept = door.aeo(aeo)
        assert (kept["ruc"], kept["nombre"], kept["comunidad"]) == ("20600055519", "Nombre corregido", "Huaro")
        assert door.clashes() == []


def test_a_form_that_stands_open_while_something_is_received_shows_it(qtbot, window, doors, send, aeo):
    ana, beto = doors
    window.go("cambiar-aeo", aeo)
    type_over(qtbot, window, "comunidad", "Huaro")
    ana.save_aeo({"ruc": "20600055519"}, aeo)
    send(ana, beto)
    shown = window.screen().form.answers()
    assert (shown["ruc"], shown["comunidad"]) == ("20600055519", "Huaro")
    press_save(qtbot, window)
    assert window.place()[0] != "cambiar-aeo"
    assert (beto.aeo(aeo)["ruc"], beto.aeo(aeo)["comunidad"]) == ("20600055519", "Huaro")


def test_what_two_changed_is_asked_before_it_is_saved(qtbot, window, doors, send, aeo):
    ana, beto = doors
    window.go("cambiar-aeo", aeo)
    type_over(qtbot, window, "comunidad", "Huaro")
    window.go("organizaciones")
    ana.save_aeo({"comunidad": "Pomacanchi"}, aeo)
    send(ana, beto)
    window.go("cambiar-aeo", aeo)
    press_save(qtbot, window)
    assert window.place()[0] == "cambiar-aeo"
    assert beto.aeo(aeo)["comunidad"] == "Pomacanchi"
    told = words_of(window)
    assert MEANWHILE in told
    assert "Huaro" in told
    assert "Pomacanchi" in told
    press_save(qtbot, window)
    assert beto.aeo(aeo)["comunidad"] == "Huaro"  # it was shown both, and left what it had typed


def test_the_others_value_may_be_chosen_with_the_keyboard(qtbot, window, doors, send, aeo):
    ana, beto = doors
    window.go("cambiar-aeo", aeo)
    type_over(qtbot, window, "comunidad", "Huaro")
    type_over(qtbot, window, "producto", "Cuy ahumado")
    ana.save_aeo({"comunidad": "Pomacanchi"}, aeo)
    send(ana, beto)
    press_save(qtbot, window)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert window.screen().form.answers()["comunidad"] == "Pomacanchi"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    kept = beto.aeo(aeo)
    assert (kept["comunidad"], kept["producto"]) == ("Pomacanchi", "Cuy ahumado")


def test_a_question_that_was_left_without_answer_is_put_again(qtbot, window, doors, send, aeo):
    ana, beto = doors
    window.go("cambiar-aeo", aeo)
    type_over(qtbot, window, "comunidad", "Huaro")
    ana.save_aeo({"comunidad": "Pomacanchi"}, aeo)
    send(ana, beto)
    for _again in range(2):
        window.go("organizaciones")
        window.go("cambiar-aeo", aeo)
    press_save(qtbot, window)
    assert MEANWHILE in words_of(window)


def test_a_draft_of_an_older_program_opens_and_asks_what_it_cannot_know(qtbot, window, doors, aeo):
    beto = doors[1]
    typed = {name: str(beto.aeo(aeo)[name] or "") for name in ("nombre", "ruc")} | {"comunidad": "Huaro"}
    beto.keep_draft("aeo", aeo, typed | {"fecha_constitucion": "12/03/2021"})
    window.go("cambiar-aeo", aeo)
    assert window.screen().form.answers()["comunidad"] == "Huaro"
    press_save(qtbot, window)
    assert MEANWHILE in words_of(window)
    assert window.screen().findChild(QRadioButton, "nombre.now") is None
    press_save(qtbot, window)
    assert beto.aeo(aeo)["comunidad"] == "Huaro"


def test_taking_a_save_back_behind_a_form_is_not_done_again_by_it(qtbot, window, doors, aeo):
    beto = doors[1]
    beto.save_aeo({"producto": "Cuy ahumado"}, aeo)
    window.go("cambiar-aeo", aeo)
    type_over(qtbot, window, "comunidad", "Huaro")
    beto.undo()
    press_save(qtbot, window)
    kept = beto.aeo(aeo)
    assert (kept["producto"], kept["comunidad"]) == (None, "Huaro")


def test_data_that_belong_together_are_asked_together(qtbot, window, doors, send, aeo):
    ana, beto = doors
    person = {
        "dni": "40000001",
        "apellido_paterno": "Quispe",
        "apellido_materno": "Puma",
        "nombres": "Rosa",
        "fecha_nacimiento": "03/05/1970",
        "sexo": "M",
        "comunidad": "Ccorao",
    }
    socio = ana.save_socio(aeo, person)
    send(ana, beto)
    window.go("socio", socio)
    type_over(qtbot, window, "nombres", "Rosita")
    ana.save_socio(aeo, {"dni": "40000002"}, socio, reason="El DNI estaba mal copiado")
    send(ana, beto)
    assert window.screen().form.answers()["dni"] == "40000001"  # they go together: it waits for the person
    form = window.screen().form
    press_save(qtbot, window)
    assert MEANWHILE in words_of(window)
    choose(window, "identidad.now")
    shown = form.answers()
    assert (shown["dni"], shown["nombres"]) == ("40000002", "Rosa")


def test_two_authors_of_a_text_keep_the_paragraphs_of_both(qtbot, window, doors, send, aeo):
    ana, beto = doors
    call = ana.aeo(aeo)["convocatoria"]
    plan = ana.save_plan({"aeo": aeo, "convocatoria": call, "categoria": "A", "titulo": "Cuyes de Layo"})
    ana.save_seccion(plan, "antecedentes", {"texto": "El frío mata las crías.\nVendemos de a pocos."})
    send(ana, beto)
    window.go("seccion", f"{plan}/antecedentes")
    box = window.screen().form.editor("texto")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_End, CTRL)
    qtbot.keyClicks(box, " El acopiador pone el precio.")
    ana.save_seccion(plan, "antecedentes", {"texto": "El frío de junio mata las crías.\nVendemos de a pocos."})
    send(ana, beto)
    press_save(qtbot, window)
    choose(window, "texto.both")
    press_save(qtbot, window)
    kept = beto.seccion_answers(plan, "antecedentes")["texto"]
    assert kept == "El frío de junio mata las crías.\nVendemos de a pocos. El acopiador pone el precio."


def test_assumptions_typed_over_older_ones_keep_what_others_wrote(qtbot, window, doors, send, aeo):
    ana, beto = doors
    call = ana.aeo(aeo)["convocatoria"]
    plan = ana.save_plan({"aeo": aeo, "convocatoria": call, "categoria": "A", "titulo": "Cuyes de Layo"})
    send(ana, beto)
    window.go("produccion", plan)
    form = window.screen().part.supuestos.form
    form.focus_on("horizonte_years")
    qtbot.keyClicks(form.editor("horizonte_years"), "7")
    ana.save_plan({"tasa_descuento": "11"}, plan)
    send(ana, beto)
    window.go("planes", fresh=True)
    kept = beto.plan(plan)
    assert (kept["horizonte_years"], kept["tasa_descuento"]) == ("7", "11")


def test_a_record_taken_away_behind_its_form_is_said_and_what_was_typed_stays(qtbot, window, doors, aeo):
    beto = doors[1]
    acta = beto.save_asamblea(aeo, {"fecha": "02/03/2026"})
    window.go("asamblea", f"{aeo}/{acta}")
    type_over(qtbot, window, "lugar", "Local comunal")
    beto.remove_asamblea(acta)
    press_save(qtbot, window)
    assert window.findChild(Message) is not None
    assert window.screen().form.answers()["lugar"] == "Local comunal"
    assert beto.asambleas(aeo) == []
