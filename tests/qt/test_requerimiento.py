"""The page of a request: everything about it in one place, each part one key away."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desk import words_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LATE = {"modo": "TARDIO", "oficina": "LOGISTICA", "nota": "Se registra tarde"}


@pytest.fixture
def compra(door, aeo):
    facts = {"nombre": "Máquinas", "objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026"}
    record = door.save_compra({**facts, "aeo": aeo})
    door.save_compra_items(record, [{"nombre": "Despulpadora", "cantidad": "4", "unidad": "und"}])
    return record


def test_a_new_request_says_what_it_lacks_and_begins_with_its_specification(door, window, compra, qtbot):
    window.go("requerimiento", compra)
    said = words_of(window)
    for text in ("Despulpadora · 4 und", "Sin escribir", "Todavía no se ha convocado.", "Todavía no llegó nada."):
        assert text in said
    qtbot.keyClick(window.screen().focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.screen().windowTitle() == "Escribir la especificación")


def test_versions_quotations_and_calls_stand_together_and_follow_what_is_written(door, window, compra):
    window.go("requerimiento", compra)
    item = door.compra_items(compra)[0]["id"]
    rows = json.dumps([{"nombre": "Capacidad", "valor": "500"}])
    spec = {"clase": "EETT", "titulo": "Despulpadora", "finalidad": "Mejor grano.", "caracteristicas": rows}
    door.save_especificacion({**spec, "fecha": "01/02/2026"}, compra=compra, item=item)
    seller = {"proveedor": "Ferretería El Sol", "ruc": "20131312955", "fecha": "02/02/2026"}
    key = door.save_seller(compra, seller, {item: "590"}, also={"incluye_igv": "si", "cumple": "si"})
    door.choose_seller(compra, key)
    for code, day, datos in (
        ("requerimiento", "02/02/2026", {}),
        ("convocatoria", "10/02/2026", {"nomenclatura": "LP-ABR-1-2026"}),
        ("ofertas_recibidas", "20/02/2026", {"ofertas": "0"}),
        ("desierto", "21/02/2026", {"causa": "SIN_OFERTAS"}),
    ):
        door.save_evento(compra, {**LATE, "codigo": code, "fecha": day}, datos)
    said = words_of(window)
    for text in (
        "Versión 1 del 01/02/2026",
        "Quedó desierta · ofertas: 0 · días: 11",
        "Proveedores: 1.",
        "Elegidas: 1 de 1.",
        "sin IGV S/ 2,000.00, se paga S/ 2,360.00",
        "10/02/2026 · LP-ABR-1-2026",
        "Declaración de desierto",
    ):
        assert text in said


def test_the_purchase_leads_to_its_request_and_to_its_quotations(door, window, compra, qtbot):
    window.go("compra", compra)
    for name, title in (("requerimiento", "Requerimiento"), ("cuadro-comparativo", "Cuadro comparativo")):
        window.go("compra", compra)
        window.screen().findChild(QPushButton, name).click()
        assert window.screen().windowTitle() == title
