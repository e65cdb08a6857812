"""The register of an AEO on the screen: rules let pass, characteristics, actas, powers, timetable, joining."""

from datetime import datetime

import pypdf
import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from ayni.qt.screens.main_window import MainWindow
from ayni.qt.screens.pages import papers_folder
from ayni.settings import Settings
from ayni.workspace import create_workspace

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier
CALL = {
    "nombre": "PROCOMPITE 2026",
    "year": "2026",
    "fecha_autorizacion": "20/02/2026",
    "categorias": "A,B",
    "cadenas": "cuy",
    "dias_poder": "30",
}
AEO = {
    "categoria": "A",
    "cadena": "cuy",
    "nombre": "Asociación Sumaq Quwi",
    "naturaleza": "juridica",
    "tipo": "asociacion",
    "ruc": "20131312955",
    "ruc_estado": "baja",
    "ruc_condicion": "habido",
    "fecha_constitucion": "12/03/2021",
    "ubigeo": "080101",
    "beneficiaria_antes": "no",
}
ROSA = {
    "dni": "43218765",
    "apellido_paterno": "Huamán",
    "nombres": "Rosa",
    "fecha_nacimiento": "03/05/1985",
    "sexo": "mujer",
}


@pytest.fixture
def door(tmp_path):
    made, _recovery = create_workspace(
        tmp_path / "oficina",
        ubigeo="080101",
        name="Municipalidad de Sumaq Llaqta",
        person="Ana Condori",
        passphrase="clave segura",
        cost=2**4,
        clock=lambda: datetime(2026, 3, 10, 10, 42).astimezone(),
    )
    yield made
    made.close()


@pytest.fixture
def window(door, qtbot, in_front):
    made = MainWindow(door, Settings())
    made.resize(1366, 768)
    qtbot.addWidget(made)
    in_front(made)
    yield made
    made.shell.close()


@pytest.fixture
def call(door):
    return door.save_convocatoria(CALL)


@pytest.fixture
def aeo(door, call):
    return door.save_aeo(AEO | {"convocatoria": call})


@pytest.fixture
def rosa(door, aeo):
    return door.save_socio(aeo, ROSA)


def words_of(window):
    QApplication.processEvents()
    return "\n".join(label.text() for label in window.screen().findChildren(QLabel) if label.isVisible())


def press(window, qtbot, name):
    made = window.screen().findChild(QPushButton, name)
    qtbot.keyClick(made, Qt.Key.Key_Space)
    return made


def fill(window, **answers):
    for name, text in answers.items():
        row = window.screen().form.rows[name]
        row.set_answer(text)
        row.editor.edited.emit()


def arrives(window, qtbot, name):
    qtbot.waitUntil(lambda: window.place()[0] == name)


class Opener(QObject):
    def __init__(self):
        super().__init__()
        self.opened = []

    @Slot(QUrl)
    def open(self, url):
        self.opened.append(url.toLocalFile())


@pytest.fixture
def opened():
    caught = Opener()
    QDesktopServices.setUrlHandler("file", caught, "open")
    yield caught.opened
    QDesktopServices.unsetUrlHandler("file")


def test_a_rule_is_let_pass_with_reason_and_document_and_withdrawn(window, door, aeo, rosa, qtbot):
    window.go("aeo", aeo)
    press(window, qtbot, "por-que")
    press(window, qtbot, "dejar-pasar.ruc_state")
    arrives(window, qtbot, "dispensa")
    assert "El RUC debe estar activo y habido" in words_of(window)
    press(window, qtbot, "guardar")
    assert "Hay 2 datos por revisar." in words_of(window)
    fill(window, motivo="El trámite está en la SUNAT", documento="Informe 034-2026")
    press(window, qtbot, "guardar")
    arrives(window, qtbot, "aeo")
    window.screen()._toggle()
    said = words_of(window)
    assert "! Se deja pasar" in said
    assert "Motivo: El trámite está en la SUNAT" in said
    assert "Lo decidió: Ana Condori." in said
    assert "Regla: RUC activo y habido" in said
    press(window, qtbot, "retirar.ruc_state")
    qtbot.waitUntil(lambda: door.dispensas(aeo) == [])
    assert "✗ No cumple" in words_of(window)


def test_the_eight_characteristics_are_marked_with_where_each_is_proven(window, door, aeo, qtbot):
    window.go("aeo", aeo)
    press(window, qtbot, "caracteristicas")
    arrives(window, qtbot, "caracteristicas")
    screen = window.screen()
    assert len(screen.checks) == 8
    qtbot.keyClicks(screen.notes["prueba_mercado"], "Pagina 14")
    assert screen.checks["mercado"].isChecked()
    qtbot.keyClick(screen.checks["viable"], Qt.Key.Key_Space)
    press(window, qtbot, "guardar")
    arrives(window, qtbot, "aeo")
    assert door.aeo(aeo)["caracteristicas"] == "mercado,viable"
    assert "Se prueban 2 de 8." in words_of(window)


def test_two_records_are_compared_and_joined_and_that_is_taken_back(window, door, call, aeo, rosa, qtbot):
    other = door.save_aeo({**AEO, "convocatoria": call, "nombre": "Sumaq Quwi Criadores", "telefono": "984222333"})
    door.save_socio(other, {**ROSA, "dni": "43218766", "nombres": "Juana"})
    window.go("aeo", aeo)
    press(window, qtbot, f"unir.{other}")
    arrives(window, qtbot, "fusion")
    said = words_of(window)
    assert "Socios: 2." in said
    screen = window.screen()
    wanted = "first" if min(aeo, other) == other else "second"
    qtbot.keyClick(screen.findChild(QWidget, f"nombre.{wanted}"), Qt.Key.Key_Space)
    press(window, qtbot, "unir")
    arrives(window, qtbot, "aeo")
    assert window.place() == ("aeo", min(aeo, other))
    assert [row["nombre"] for row in door.aeos()] == ["Sumaq Quwi Criadores"]
    window.go("aeo", max(aeo, other))
    assert "Este registro se unió a otro: Sumaq Quwi Criadores." in words_of(window)
    door.undo()
    qtbot.waitUntil(lambda: door.aeo_count() == 2)


def test_opened_with_one_record_it_asks_for_the_other(window, door, call, aeo, qtbot):
    window.go("fusion", aeo)
    assert "No hay otra organización con el mismo RUC" in words_of(window)
    other = door.save_aeo({**AEO, "convocatoria": call, "nombre": "Sumaq Quwi Criadores"})
    window.go("inicio")
    window.go("fusion", aeo)
    press(window, qtbot, f"comparar.{other}")
    arrives(window, qtbot, "fusion")


def test_an_acta_is_written_and_printed(window, door, aeo, rosa, opened, qtbot):
    window.go("asambleas", aeo)
    assert "Todavía no hay actas." in words_of(window)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    arrives(window, qtbot, "asamblea")
    fill(window, fecha="01/02/2026", presentes="2", total_socios="1")
    press(window, qtbot, "guardar")
    assert "Hay más presentes que socios." in words_of(window)
    fill(window, total_socios="20", acuerdos="Se elige a la junta.")
    press(window, qtbot, "guardar")
    arrives(window, qtbot, "asambleas")
    press(window, qtbot, "imprimir.acta")
    qtbot.waitUntil(lambda: bool(opened))
    (path,) = papers_folder().glob("acta-*.pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    assert "Se elige a la junta." in text
    assert "43218765" not in path.name


def test_a_power_takes_its_days_from_the_call_and_is_warned_of(window, door, aeo, rosa, qtbot):
    window.go("poderes", aeo)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    arrives(window, qtbot, "poder")
    assert window.screen().form.answers()["dias_validez"] == "30"
    fill(window, representante=rosa, emitido="15/02/2026")
    press(window, qtbot, "guardar")
    arrives(window, qtbot, "poderes")
    assert "vence el 17/03/2026." in words_of(window)
    window.go("inicio")
    assert "El poder de HUAMÁN, Rosa vence el 17/03/2026." in words_of(window)
    go = next(made for made in window.screen().findChildren(QPushButton) if made.text() == "Abrir poderes")
    qtbot.keyClick(go, Qt.Key.Key_Space)
    arrives(window, qtbot, "poderes")


def test_the_timetable_is_written_and_its_odd_dates_are_said(window, door, call, qtbot):
    window.go("convocatoria", call)
    qtbot.keyClick(window.screen().timetable_button, Qt.Key.Key_Space)
    arrives(window, qtbot, "cronograma")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    arrives(window, qtbot, "etapa")
    fill(window, nombre="Presentación", inicio="10/03/2026", fin="01/03/2026")
    press(window, qtbot, "guardar")
    assert "La etapa termina antes de empezar." in words_of(window)
    fill(window, fin="20/03/2026")
    press(window, qtbot, "guardar")
    arrives(window, qtbot, "cronograma")
    door.save_etapa(call, {"nombre": "Evaluación", "inicio": "20/03/2026"})
    qtbot.waitUntil(lambda: "La etapa Evaluación empieza el 20/03/2026" in words_of(window))
    window.go("convocatoria", call)
    assert "10/03/2026 al 20/03/2026" in words_of(window)


def test_more_homes_than_members_is_said(window, door, aeo, rosa, qtbot):
    door.save_aeo({**door.aeo(aeo), "hogares": "2"}, aeo)
    window.go("aeo", aeo)
    assert "Hogares: 2. Socios: 1. Los hogares no pueden ser más: revise los dos números." in words_of(window)
