"""A new logistics clerk takes over 40 purchases with keys alone: looks over each, prints the pack, passes them."""

from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton

from ayni.qt.screens import entrega_cargo

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier
ANA, HILARIO = "Ana Condori", "Hilario Mamani"
WAY = ("requerimiento", "interaccion_mercado", "certificacion_solicitada")


@pytest.fixture
def clerk(typists):
    """Ana, in charge of 40 purchases of three organisations, on her last day."""
    made = typists(ANA)
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
    facts = {"objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026", "plazo_previsto_dias": "60"}
    for place in range(40):
        record = door.save_compra({**facts, "nombre": f"Compra {place:02}", "aeo": aeo, "responsable": ANA})
        begun = date(2026, 3, 2) + timedelta(days=place * 3)
        for step, codigo in enumerate(WAY[: place % 3 + 1]):
            happened = {"codigo": codigo, "fecha": (begun + timedelta(days=step)).isoformat(), "modo": "TARDIO"}
            door.save_evento(record, happened)
    return made


def test_forty_purchases_pass_to_the_new_clerk_with_a_paper_that_both_sign(
    clerk, qtbot, opened_papers, tmp_path, monkeypatch
):
    monkeypatch.setattr(entrega_cargo, "papers_folder", lambda: tmp_path)
    door = clerk.door
    clerk.press(Qt.Key.Key_5, CTRL)
    clerk.arrives("compras")
    clerk.press(Qt.Key.Key_F7)
    clerk.arrives("tablero")
    qtbot.waitUntil(lambda: sum(column.model.rowCount() for column in clerk.screen.columns) == 40)
    clerk.press(Qt.Key.Key_F9)
    clerk.arrives("entrega-cargo")
    assert clerk.stands_at("recibe"), "who works now leaves; what is asked first is who takes over"
    clerk.write(HILARIO)
    clerk.answer("motivo", "Cambio de puesto")
    clerk.answer("cuentas", "SEACE: usuario acondori")
    assert "Compras abiertas: 40" in clerk.reads()

    # forty purchases looked over with the arrow, one opened and come back from
    clerk.press(Qt.Key.Key_L, CTRL)
    table = clerk.screen.listing.table
    qtbot.waitUntil(table.hasFocus)
    seen = [table.current()]
    for _row in range(39):
        clerk.press(Qt.Key.Key_Down)
        seen.append(table.current())
    assert len(set(seen)) == 40
    clerk.press(Qt.Key.Key_Return)
    clerk.arrives("compra")
    clerk.press(Qt.Key.Key_Escape)
    clerk.arrives("entrega-cargo")
    assert clerk.screen.unsaved()["recibe"] == HILARIO, "what was typed waited"

    # the paper
    clerk.press(Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: len(opened_papers) == 1)
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(Path(opened_papers[0])).pages)
    assert all(f"Compra {place:02}" in text for place in range(40))
    assert text.count(HILARIO) >= 2
    assert "SEACE: usuario acondori" in text

    # all of them pass in one save, after one question
    clerk.sit_down()
    clerk.push("pasar")
    qtbot.waitUntil(lambda: any(dialog.isVisible() for dialog in clerk.window.findChildren(QDialog)))
    dialog = next(dialog for dialog in clerk.window.findChildren(QDialog) if dialog.isVisible())
    yes = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Pasar las compras")
    qtbot.keyClick(yes, Qt.Key.Key_Space)
    clerk.arrives("tablero")
    assert len(door.open_purchases_of(HILARIO)) == 40
    assert door.open_purchases_of(ANA) == []
    assert sum(column.model.rowCount() for column in clerk.screen.columns) == 40

    # Ana may leave now, and Hilario says of a file that comes to him that it arrived
    hilario = door.save_person({"nombre": HILARIO, "rol": "oficina", "idioma": "es"})
    ana = door.person["id"]
    door.assign_roles(HILARIO, {"dirige", "compra"}, documento="Resolución 014-2026")
    door.work_as(hilario)
    door.person_leaves(ana)
    assert [person["nombre"] for person in door.people()] == [HILARIO]
