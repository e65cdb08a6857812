"""A plan from nothing to its final copy, through the door: every gap is closed by an act, and the copy leaves."""

import re

import pytest
from pypdf import PdfReader

from ayni.paths import resource
from ayni.workspace import Refused

QUOTE = {"proveedor": "Ferretería El Sol", "ruc": "20131312955", "incluye_igv": "si"}


@pytest.fixture
def plan(workspace, town, aeo, call):
    town.socios(aeo, 20)
    return workspace.import_plan(resource("examples/plan_cuyes.json"), {"aeo": aeo, "convocatoria": call})


def text(path):
    return " ".join(re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(path).pages)


def fill(door, plan, aeo):
    """Whatever the list of gaps names, done as a person would."""
    for place, cargo in enumerate(("presidente", "secretario", "tesorero")):
        holder = door.socios(aeo, place * 3, 1)[0]["id"]
        door.save_cargo(aeo, {"socio": holder, "cargo": cargo, "desde": "15/01/2026", "hasta": "14/01/2028"})
    for code in sorted(door.required(plan)):
        if not code.startswith("T"):
            door.save_seccion(plan, code, {"texto": f"Lo que dice {code}.", "terminado": "si"})
    buyer = {"nombre": "El Fogón", "documento": "50211011", "producto": "Cuy", "volumen": "40", "precio": "28"}
    door.save_filas(plan, "T5", [("", buyer)])
    block = door.bloques(plan)[0]["id"]
    work = {"tipo": "mano_obra", "situacion": "con", "bloque": block, "nombre": "Cuidado", "unidad": "jornal"}
    door.save_linea(plan, {**work, "cantidad": "0.01", "precio_unitario": "10"})
    for item in door.partidas(plan):
        priced = {"precio_unitario": item["precio_unitario"], "fecha": "01/03/2026", "validez_dias": "90"}
        door.save_cotizacion(item["id"], {**QUOTE, **priced})


def test_when_every_gap_is_closed_the_final_copy_leaves(workspace, plan, aeo, tmp_path):
    before = workspace.gaps(plan)
    assert before
    with pytest.raises(Refused) as refused:
        workspace.print_plan_final(plan, tmp_path / "final.pdf")
    assert len(refused.value.problems) == len(before)
    fill(workspace, plan, aeo)
    assert [str(gap.sentence) for gap in workspace.gaps(plan)] == []
    assert workspace.print_plan_final(plan, tmp_path / "final.pdf") == "1"
    said = text(tmp_path / "final.pdf")
    assert "BORRADOR" not in said
    assert "Todavía faltan datos" not in said
    assert "El Fogón 50211011 Cuy" in said
    assert "Cuadro T16. Empleo" in said
    assert workspace.check() == []


def test_a_change_after_the_final_copy_makes_another_number(workspace, plan, aeo, tmp_path):
    fill(workspace, plan, aeo)
    workspace.print_plan_final(plan, tmp_path / "final.pdf")
    workspace.save_plan({"formulador": "Ruperto Salas"}, plan)
    assert workspace.print_plan_final(plan, tmp_path / "final.pdf", "both") == "2"
    assert "Versión 2" in text(tmp_path / "final.pdf")
    assert [row["nombre"] for row in workspace.versiones(plan)] == ["Copia final", "Copia final"]
