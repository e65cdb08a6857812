"""A promoter registers an AEO in the field, without a network; the office receives it, lets a rule pass, joins it."""

import pytest
from PySide6.QtCore import Qt

from ayni.job import finish

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier
ANA, BETO = "Ana Condori", "Beto Quispe"
CALL = {
    "nombre": "PROCOMPITE 2026",
    "year": "2026",
    "fecha_autorizacion": "20/02/2026",
    "categorias": "A,B",
    "cadenas": "cuy",
}


@pytest.fixture
def office(typists):
    return typists(ANA)


@pytest.fixture
def beto(typists, office, tmp_path):
    """A promoter who has the call and whose card the office knows."""
    made = typists(BETO, "promotor")
    office.door.save_convocatoria(CALL)
    cards = {one: one.door.write_card(tmp_path / f"{name}.tarjeta") for name, one in (("ana", office), ("beto", made))}
    office.door.trust(cards[made])
    made.door.trust(cards[office])
    travels(office, made, BETO, tmp_path / "ida.ayni")
    return made


def travels(here, there, to, path):
    """A file on a memory stick."""
    finish(here.door.exporting(to, path))
    finish(there.door.receiving(path))


def test_a_promoter_registers_an_aeo_and_the_office_receives_it(office, beto, tmp_path):
    beto.sit_down()
    beto.window.go("inicio", fresh=True)
    beto.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    beto.arrives("registrar-aeo")
    steps = (
        (("categoria", "A"), ("cadena", "Cuy"), ("producto", "Cuy en pie")),
        (("nombre", "Asociación Sumaq Quwi"), ("naturaleza", "juridica")),
        (("tipo", "Asociación"), ("ruc", "20131312955"), ("partida_registral", "11045678")),
        (("ruc_estado", "activo"), ("ruc_condicion", "no_hallado"), ("ruc_fecha", "20/11/2026")),
        (("fecha_constitucion", "12/03/2021"), ("hogares", "11"), ("experiencia_years", "4")),
        (("comunidad", "Ccorao"), ("en_capital", "no"), ("ambito", "rural"), ("latitud", "-13.5226")),
        (("contacto_nombre", "Benita Puma Sullca"), ("contacto_telefono", "984 111 222")),
        (("beneficiaria_antes", "si"),),
        (("beneficio_entidad", "Gobierno Regional"), ("beneficio_year", "2019"), ("beneficio_opinion", "Informe 12")),
    )
    for step in steps:
        for name, text in step:
            beto.answer(name, text)
        beto.go_on()
    said = beto.reads()
    assert "Revise antes de guardar" in said
    assert "El RUC debe estar activo y habido en la SUNAT; no lo está." in said
    assert "Fue beneficiaria antes y tiene opinión favorable: Informe 12." in said
    beto.go_on()
    beto.arrives("aeo-registrada")
    aeo = beto.door.aeos()[0]["id"]
    assert beto.door.check() == []

    # the office receives it whole, in the same words
    travels(beto, office, ANA, tmp_path / "vuelta.ayni")
    assert office.door.state_hash() == beto.door.state_hash()
    assert office.door.aeo(aeo)["contacto_nombre"] == "Benita Puma Sullca"
    office.sit_down()
    office.window.go("aeo", aeo)
    assert "✗ No cumple" in office.reads()

    # the office lets the rule pass with its document; the flag and its author reach the promoter
    office.press(Qt.Key.Key_F6)
    office.qtbot.waitUntil(lambda: "bases de la convocatoria: RUC activo y habido" in office.reads())
    office.push("dejar-pasar.ruc_state")
    office.arrives("dispensa")
    office.answer("motivo", "La SUNAT ya recibió el cambio de domicilio")
    office.answer("documento", "Informe 034-2026-GDE")
    office.go_on()
    office.arrives("aeo")
    assert "La categoría A pide al menos 10 socios; hay 0." in office.reads()  # the other rules still count
    travels(office, beto, BETO, tmp_path / "otra.ayni")
    beto.sit_down()
    beto.window.go("aeo", aeo)
    beto.press(Qt.Key.Key_F6)
    beto.qtbot.waitUntil(lambda: "! Se deja pasar" in beto.reads())
    said = beto.reads()
    assert "Lo decidió: Ana Condori." in said
    assert "Documento: Informe 034-2026-GDE." in said


def test_both_registered_it_and_the_office_joins_the_two(office, beto, tmp_path):
    facts = {
        "categoria": "A",
        "cadena": "cuy",
        "naturaleza": "juridica",
        "tipo": "asociacion",
        "ruc": "20131312955",
        "fecha_constitucion": "12/03/2021",
        "ubigeo": "080101",
        "convocatoria": office.door.convocatorias()[0]["id"],
    }
    rosa = {
        "dni": "43218765",
        "apellido_paterno": "Huamán",
        "nombres": "Rosa",
        "fecha_nacimiento": "03/05/1985",
        "sexo": "mujer",
    }
    here = office.door.save_aeo(facts | {"nombre": "Asociación Sumaq Quwi"})
    there = beto.door.save_aeo(facts | {"nombre": "Sumaq Quwi", "telefono": "984 222 333"})
    office.door.save_socio(here, rosa)
    beto.door.save_socio(there, rosa)
    beto.door.save_socio(there, {**rosa, "dni": "43218766", "nombres": "Juana"})
    travels(beto, office, ANA, tmp_path / "vuelta.ayni")

    office.sit_down()
    office.window.go("aeo", here)
    assert "Este RUC ya lo tiene otra organización: Sumaq Quwi." in office.reads()
    office.push(f"unir.{there}")
    office.arrives("fusion")
    assert "Socios: 2. Repetidos que quedan una sola vez: 1." in office.reads()
    office.go_on()
    office.arrives("aeo")
    keep = min(here, there)
    assert office.window.place() == ("aeo", keep)
    assert [row["socios"] for row in office.door.aeos()] == [2]

    travels(office, beto, BETO, tmp_path / "otra.ayni")
    assert [row["id"] for row in beto.door.aeos()] == [keep]
    assert beto.door.state_hash() == office.door.state_hash()
    assert (office.door.check(), beto.door.check()) == ([], [])
