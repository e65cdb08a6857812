"""A president asks at the counter how the machines are going and leaves with a sheet, told in Quechua, by keys only."""

import json
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
INTI = Path(__file__).parents[1] / "cases" / "inti_events.json"

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def clerk(typists):
    made = typists("Ana Condori")
    door = made.door
    call = door.save_convocatoria(
        {
            "nombre": "PROCOMPITE 2026",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A",
            "cadenas": "cacao",
        }
    )
    aeo = door.save_aeo(
        {
            "convocatoria": call,
            "categoria": "A",
            "cadena": "cacao",
            "nombre": "Asociación Inti Kakaw",
            "naturaleza": "juridica",
            "tipo": "asociacion",
            "ruc": "20131312955",
            "fecha_constitucion": "12/03/2021",
            "ubigeo": "080101",
        }
    )
    socio = door.save_socio(
        aeo,
        {
            "dni": "40123456",
            "apellido_paterno": "Ccahuana",
            "apellido_materno": "Puma",
            "nombres": "Rosa",
            "fecha_nacimiento": "12/05/1975",
            "sexo": "M",
        },
    )
    door.save_cargo(aeo, {"socio": socio, "cargo": "presidente", "desde": "01/01/2026"})
    door.save_municipality({**door.municipality(), "telefono": "984 123 456"})
    compra = door.import_compra(
        INTI,
        {
            "nombre": "Máquinas para cacao",
            "aeo": aeo,
            "objeto": "BIEN",
            "modalidad": "ADMINISTRACION_DIRECTA",
            "year": "2026",
        },
    )
    door.save_compra_items(
        compra, [{"nombre": "Tostadora", "cantidad": "1", "unidad": "und"}, {"nombre": "Molino", "cantidad": "2"}]
    )
    made.aeo, made.compra = aeo, compra
    return made


def read(path):
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


@pytest.mark.parametrize("name", ["Inti Kakaw", "Ccahuana"])
def test_a_president_asks_and_leaves_with_a_sheet_after_three_keys_and_a_name(clerk, opened_papers, name):
    clerk.press(Qt.Key.Key_4, ALT)
    clerk.arrives("ventanilla")
    assert clerk.stands_at("filter")
    clerk.write(name)
    clerk.press(Qt.Key.Key_Return)
    clerk.arrives("avisar-aeo")
    assert "Asociación Inti Kakaw" in clerk.reads()
    assert "40123456" not in clerk.reads()
    clerk.press(Qt.Key.Key_Return, CTRL)
    clerk.qtbot.waitUntil(lambda: bool(opened_papers))
    said = read(opened_papers[0])
    assert "Asociación Inti Kakaw" in said
    assert "1 Tostadora" in said
    assert "2 Molino" in said
    assert "Runasimi" in said
    assert "984 123 456" in said
    assert "40123456" not in said
    (notice,) = clerk.door.notices_of(clerk.compra, clerk.aeo)
    datos = json.loads(notice["datos"])
    assert datos["destinatario"] == "CCAHUANA PUMA, Rosa"
    assert datos["medio"] == "Hoja en mano"
    assert "Aviso registrado. Próximo aviso: 07/12/2026." in clerk.reads()


def test_the_sheet_and_the_message_are_in_quechua_when_she_prefers_it(clerk, opened_papers):
    clerk.press(Qt.Key.Key_4, ALT)
    clerk.arrives("ventanilla")
    clerk.write("inti")
    clerk.press(Qt.Key.Key_Return)
    clerk.arrives("avisar-aeo")
    clerk.answer("idioma", "quz")
    assert clerk.screen.form.answers()["idioma"] == "quz"
    assert "kachkan" in clerk.screen.message.text()
    assert len(clerk.screen.message.text()) <= 700
    assert len(clerk.screen.short.text()) <= 160
    clerk.press(Qt.Key.Key_F5)
    clerk.qtbot.waitUntil(lambda: QApplication.clipboard().text() == clerk.screen.message.text())
    clerk.press(Qt.Key.Key_Return, CTRL)
    clerk.qtbot.waitUntil(lambda: bool(opened_papers))
    said = read(opened_papers[0])
    assert "¿Rantiyninchik imayna kachkan?" in said
    assert "¿Cómo va nuestra compra?" not in said
    (notice,) = clerk.door.notices_of(clerk.compra, clerk.aeo)
    assert "kachkan" in json.loads(notice["datos"])["texto"]


def test_from_the_search_box_the_sheet_is_four_keys_and_a_name_away(clerk, opened_papers):
    clerk.press(Qt.Key.Key_K, CTRL)
    clerk.write("inti kak")
    clerk.press(Qt.Key.Key_Return)
    clerk.arrives("aeo")
    clerk.press(Qt.Key.Key_4, ALT)
    clerk.arrives("avisar-aeo")
    clerk.press(Qt.Key.Key_Return, CTRL)
    clerk.qtbot.waitUntil(lambda: bool(opened_papers))
    assert len(clerk.door.notices_of(clerk.compra, clerk.aeo)) == 1


def test_an_aeo_with_two_purchases_is_asked_which_one(clerk):
    clerk.door.save_compra(
        {
            "nombre": "Plantones",
            "aeo": clerk.aeo,
            "objeto": "BIEN",
            "modalidad": "ADMINISTRACION_DIRECTA",
            "year": "2026",
        }
    )
    clerk.window.go("aeo", clerk.aeo)
    clerk.press(Qt.Key.Key_4, ALT)
    clerk.arrives("ventanilla")
    assert clerk.screen.filter.text() == "Asociación Inti Kakaw"
    clerk.press(Qt.Key.Key_Return)
    clerk.press(Qt.Key.Key_Down)
    clerk.press(Qt.Key.Key_Return)
    clerk.arrives("avisar-aeo")


def test_a_message_is_copied_and_registered_with_one_key(clerk):
    clerk.window.go("avisar-aeo", f"{clerk.compra}/{clerk.aeo}")
    clerk.answer("medio", "WhatsApp")
    clerk.press(Qt.Key.Key_M, CTRL)
    clerk.qtbot.waitUntil(lambda: bool(clerk.door.notices_of(clerk.compra, clerk.aeo)))
    (notice,) = clerk.door.notices_of(clerk.compra, clerk.aeo)
    assert json.loads(notice["datos"])["texto"] == QApplication.clipboard().text()
