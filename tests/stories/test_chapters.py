"""A story: a junta with its promoter writes the chapters of its plan, in the order that it wants, to the final copy."""

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from ayni.domain.rentabilidad import explain
from ayni.paths import resource

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

PLAN = resource("examples/plan_cuyes.json")
BUYER = "Rosa Ttito, restaurante El Fogón: 40 cuyes por semana, a S/ 24."


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
    for place, cargo in enumerate(("presidente", "secretario", "tesorero", *[""] * 22)):
        socio = door.save_socio(
            aeo,
            {
                "dni": str(40_000_000 + place),
                "apellido_paterno": "Quispe",
                "apellido_materno": "Huamán",
                "nombres": "Rosa",
                "fecha_nacimiento": "03/05/1980",
                "sexo": "M",
            },
        )
        if cargo:
            door.save_cargo(aeo, {"socio": socio, "cargo": cargo, "desde": "15/01/2026", "hasta": "14/01/2028"})
    made.plan = door.import_plan(PLAN, {"aeo": aeo, "convocatoria": call, "categoria": "A"})
    for item, compared in door.comparisons(made.plan).items():  # each thing has its quotation already
        seller = {"proveedor": "Comercial La Luna", "ruc": "20100070970", "fecha": f"{door.today():%d/%m/%Y}"}
        door.save_cotizacion(item, {**seller, "precio_unitario": str(compared.price), "incluye_igv": "si"})
    return made


def test_a_junta_writes_its_chapters_to_the_final_copy(clerk, opened_papers):
    door, plan = clerk.door, clerk.plan
    clerk.window.go("plan", plan)
    assert clerk.screen.findChild(QLabel, "estado.capitulos").text() == "Aún no empezado"
    clerk.push("abrir.capitulos")
    clerk.qtbot.waitUntil(lambda: clerk.screen.part_name == "capitulos")

    # they begin in the middle, with the buyers that they know; the example of their own chain stands beside
    clerk.push("abrir.compradores")
    clerk.arrives("seccion")
    assert "Ejemplo de otra organización: Cuy" in clerk.reads()
    clerk.reach("texto")
    clerk.write(BUYER)
    clerk.press(Qt.Key.Key_Escape)
    clerk.arrives("capitulos")
    assert clerk.screen.findChild(QLabel, "estado.compradores").text() == "En curso"
    assert "Sigue" not in clerk.reads()

    # the next day it is still there; they say that it is complete
    clerk.push("seguir")
    clerk.arrives("seccion")
    assert clerk.screen.form.editor("texto").answer() == BUYER
    clerk.answer("terminado", "si")
    clerk.go_on()
    clerk.arrives("capitulos")
    assert "Partes completas: 1 de 25." in clerk.reads()

    # a draft says that it is one, and what is missing
    clerk.window.go("papeles-plan", plan)
    clerk.push("imprimir-borrador")
    clerk.qtbot.waitUntil(lambda: len(opened_papers) == 1)
    pages = [page.extract_text() for page in pypdf.PdfReader(opened_papers[0]).pages]
    assert all("BORRADOR" in page for page in pages)
    assert f"Para la copia final falta ({len(door.gaps(plan))}):" in clerk.reads()
    clerk.push("revisar")
    clerk.arrives("revisar-plan")
    assert clerk.screen.findChild(QPushButton, "falta.seccion:resumen").isVisible()

    # everything is written; nothing is missing, and the final copy leaves without the word
    for chapter in door.chapters(plan):
        for part in chapter.parts:
            door.save_seccion(plan, part.section.code, {"texto": part.texto or "Dicho.", "terminado": "si"})
    buyer = {"nombre": "El Fogón", "documento": "50211011", "producto": "Cuy", "volumen": "40", "precio": "24"}
    door.save_filas(plan, "T5", [("", buyer)])
    care = {"tipo": "mano_obra", "situacion": "con", "bloque": door.bloques(plan)[0]["id"], "nombre": "Cuidado"}
    door.save_linea(plan, {**care, "unidad": "jornal", "cantidad": "0.01", "precio_unitario": "10"})
    assert [str(gap.sentence) for gap in door.gaps(plan)] == []
    clerk.window.go("revisar-plan", plan)
    clerk.push("imprimir-final")
    clerk.qtbot.waitUntil(lambda: len(opened_papers) == 2)
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(opened_papers[1]).pages)
    assert "BORRADOR" not in text
    worth = explain(door.indicators(plan))[0].value
    for said in (BUYER, "132,500.00", worth, "QUISPE HUAMÁN, Rosa"):
        assert said in text, said
    assert door.check() == []
