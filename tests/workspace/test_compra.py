"""A purchase through the door: typed, imported, corrected without erasing, printed for its AEO."""

import json
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from ayni.workspace import Refused

CASES = Path(__file__).parent.parent / "cases"
INTI = CASES / "inti_events.json"
FACTS = {
    "nombre": "Máquinas para cacao",
    "objeto": "BIEN",
    "modalidad": "ADMINISTRACION_DIRECTA",
    "year": "2021",
    "plazo_previsto_dias": "120",
    "regimen": "L30225",
}


@pytest.fixture
def compra(workspace, aeo):
    return workspace.import_compra(INTI, {**FACTS, "aeo": aeo})


def typed_inti(workspace, aeo):
    """The same purchase, each event typed as the clerk would."""
    record = workspace.save_compra({**FACTS, "aeo": aeo})
    for event in json.loads(INTI.read_text("utf-8"))["events"]:
        datos = {name: str(value) for name, value in event["datos"].items()}
        if "retorna_a" in datos:
            datos["retrotrae_a"] = datos.pop("retorna_a")
        if "monto_centimos" in datos:
            datos["monto_centimos"] = "103,000.00"
        if event["codigo"] == "desierto":
            datos["causa"] = "NO_CONSTA"
        answers = {"codigo": event["codigo"], "fecha": event["fecha"], "modo": "IMPORTADO"}
        if event["inferido"]:
            answers["inferido"] = "si"
        workspace.save_evento(record, answers, datos)
    return record


@pytest.mark.parametrize("how", ["imported", "typed"])
def test_inti_took_515_days_against_120_however_it_is_registered(workspace, aeo, how):
    made = workspace.import_compra(INTI, {**FACTS, "aeo": aeo}) if how == "imported" else typed_inti(workspace, aeo)
    found = workspace.purchase(made, date(2022, 7, 4))
    assert (found.state, found.cycle, found.attempts) == ("CONVOCADO", 2, 6)
    assert (found.elapsed_days, float(found.ratio)) == (515, 4.29)
    assert [segment.days for segment in found.segments] == [120, 74, 59, 60, 107, 53, 42]
    assert workspace.purchase(made, date(2022, 6, 30)).elapsed_days == 511
    assert workspace.check() == []


def test_an_event_wrongly_typed_is_corrected_and_stays_visible(workspace, compra):
    wrong = next(event for event in workspace.eventos(compra) if event["codigo"] == "buena_pro")
    workspace.rectify_evento(wrong["id"], "REEMPLAZAR", {"fecha": "14/10/2021"}, "la fecha estaba mal copiada")
    steps = workspace.purchase(compra, date(2022, 7, 4)).steps
    corrected = next(step for step in steps if step.event.id == wrong["id"])
    assert corrected.event.fecha == "2021-10-14"
    assert corrected.typed is not None
    assert corrected.typed.fecha == "2021-10-15"
    assert len(workspace.eventos(compra)) == 24


def test_a_correction_needs_a_reason_that_explains(workspace, compra):
    wrong = workspace.eventos(compra)[0]
    with pytest.raises(Refused) as refused:
        workspace.rectify_evento(wrong["id"], "ANULAR", {}, "mal")
    assert [problem.field for problem in refused.value.problems] == ["motivo"]


def test_a_correction_that_changes_nothing_is_refused(workspace, compra):
    wrong = workspace.eventos(compra)[0]
    with pytest.raises(Refused, match="No cambió nada"):
        workspace.rectify_evento(wrong["id"], "REEMPLAZAR", {"fecha": wrong["fecha"]}, "no había nada que corregir")


def test_what_may_not_happen_now_is_refused_with_what_may(workspace, compra):
    with pytest.raises(Refused, match="Ahora se puede registrar"):
        workspace.save_evento(compra, {"codigo": "conformidad", "fecha": "01/07/2022"})
    assert len(workspace.eventos(compra)) == 23


def test_a_registered_fact_is_not_undone_but_corrected(workspace, compra):
    workspace.save_evento(compra, {"codigo": "nota", "fecha": "01/07/2022", "nota": "Se llamó a logística"})
    assert workspace.undoable() is None
    with pytest.raises(Refused, match="corríjalo"):
        workspace.undo()


def test_a_file_with_an_unknown_event_is_refused_by_its_number(workspace, aeo, tmp_path):
    data = json.loads(INTI.read_text("utf-8"))
    data["events"][4]["codigo"] = "milagro"
    wrong = tmp_path / "mala.json"
    wrong.write_text(json.dumps(data), "utf-8")
    with pytest.raises(Refused, match="El registro 5 tiene un código que no se conoce"):
        workspace.import_compra(wrong, {**FACTS, "aeo": aeo})
    assert workspace.compra_count() == 0


@pytest.mark.parametrize("content", [b"", b"hola", b"[1, 2]", b"\xff\xfe\x00", b'{"events": 3}'])
def test_a_file_that_is_no_purchase_is_refused(workspace, aeo, tmp_path, content):
    wrong = tmp_path / "mala.json"
    wrong.write_bytes(content)
    with pytest.raises(Refused):
        workspace.import_compra(wrong, {**FACTS, "aeo": aeo})
    assert workspace.compra_count() == 0


def test_the_status_sheet_is_one_page_in_both_languages(workspace, compra, tmp_path):
    paper = workspace.print_compra_estado(compra, tmp_path / "estado.pdf", on=date(2022, 7, 4))
    pages = PdfReader(paper).pages
    text = " ".join(pages[0].extract_text().split())
    assert len(pages) == 1
    assert "515" in text
    assert "Castellano" in text
    assert "Runasimi" in text


def test_correcting_the_term_of_a_contract_leaves_its_amount(workspace, compra):
    contract = next(event for event in workspace.eventos(compra) if event["codigo"] == "contrato")
    workspace.rectify_evento(contract["id"], "REEMPLAZAR", {}, "el plazo del contrato es 70", {"plazo_dias": "70"})
    steps = workspace.purchase(compra, date(2022, 7, 4)).steps
    corrected = next(step for step in steps if step.event.id == contract["id"]).event
    assert (corrected.datos["monto_centimos"], corrected.datos["plazo_dias"]) == (10_300_000, "70")


def test_a_new_event_of_a_busy_day_comes_after_the_others(workspace, compra):
    before = workspace.purchase(compra, date(2022, 7, 4)).state
    workspace.save_evento(
        compra, {"codigo": "ofertas_recibidas", "fecha": "30/06/2022", "modo": "TARDIO"}, {"ofertas": "0"}
    )
    assert before == "CONVOCADO"
    assert workspace.purchase(compra, date(2022, 7, 4)).state == "OFERTAS"


def test_the_purchases_of_an_aeo_are_its_own(workspace, aeo, compra):
    other = workspace.save_aeo({**workspace.aeo(aeo), "nombre": "Asociación Otra", "ruc": "20600000021"})
    workspace.save_compra({**FACTS, "aeo": other})
    assert [found["id"] for found in workspace.compras_of(aeo)] == [compra]


def test_with_a_contract_in_execution_the_way_of_executing_stays(workspace, aeo):
    record = typed_inti(workspace, aeo)
    facts = workspace.compra(record)
    workspace.save_compra({**facts, "modalidad": "NUCLEO_EJECUTOR_REGIONAL"}, record)  # it was called again
    fresh = workspace.save_compra({**FACTS, "aeo": aeo, "year": "2026"})
    for codigo in ("requerimiento", "interaccion_mercado", "certificacion_solicitada", "certificacion_emitida"):
        workspace.save_evento(fresh, {"codigo": codigo, "fecha": "2026-03-02", "modo": "IMPORTADO"})
    workspace.save_evento(
        fresh,
        {"codigo": "orden_contrato_menor", "fecha": "2026-03-03", "modo": "IMPORTADO"},
        {"via": "CONTRATO_MENOR", "monto_centimos": "5,000.00", "plazo_dias": "30"},
    )
    with pytest.raises(Refused, match="la modalidad no se cambia"):
        workspace.save_compra({**workspace.compra(fresh), "modalidad": "NUCLEO_EJECUTOR_REGIONAL"}, fresh)
