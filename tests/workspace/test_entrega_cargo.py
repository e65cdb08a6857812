"""The pack with which a person hands over their purchases says what whoever takes over must know, and no more."""

from datetime import date

import openpyxl
import pypdf
import pytest

from ayni.workspace import Refused

ROSA, HILARIO = "Rosa Quispe", "Hilario Mamani"
FACTS = {"objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026", "responsable": ROSA}
WAY = (
    ("requerimiento", "2026-01-05", {}, "Informe 1"),
    ("interaccion_mercado", "2026-01-06", {}, ""),
    ("certificacion_solicitada", "2026-01-07", {}, ""),
    ("certificacion_emitida", "2026-01-08", {"numero": "77", "monto_centimos": "80,000.00", "year": "2026"}, ""),
    ("expediente_aprobado", "2026-01-09", {}, ""),
    ("convocatoria", "2026-01-12", {"nomenclatura": "LP-1", "cuantia_centimos": "80,000.00"}, ""),
    ("ofertas_recibidas", "2026-01-20", {}, ""),
    ("evaluacion", "2026-01-21", {}, ""),
    ("buena_pro", "2026-01-22", {"proveedor": "Fierros del Sur SAC", "ruc": "20131312955"}, "Acta 9"),
    ("consentimiento", "2026-02-02", {}, "Constancia 2"),
    ("requisitos_presentados", "2026-02-05", {}, ""),
)
CONTRACT = {"numero": "12", "proveedor": "Fierros del Sur SAC", "monto_centimos": "79,000.00", "plazo_dias": "30"}


def register(workspace, record, codigo, fecha, datos=None, documento=""):
    answers = {"codigo": codigo, "fecha": fecha, "documento": documento, "modo": "TARDIO"}
    if codigo == "convocatoria":
        answers["regimen"] = "L32069_DS001"
    return workspace.save_evento(record, answers, datos or {})


@pytest.fixture
def contract(workspace, aeo):
    record = workspace.save_compra({**FACTS, "nombre": "Jaulas metálicas", "aeo": aeo})
    for codigo, fecha, datos, documento in WAY:
        register(workspace, record, codigo, fecha, datos, documento)
    register(workspace, record, "contrato", "2026-02-10", CONTRACT)
    register(workspace, record, "aviso_aeo", "2026-02-11", {"medio": "WhatsApp", "destinatario": "la presidenta"})
    note = {"codigo": "nota", "fecha": "2026-02-20", "nota": "Se prometió visitar el taller."}
    workspace.save_evento(record, note)
    return record


def test_a_purchase_is_told_with_its_next_act_supplier_notice_papers_and_promises(workspace, contract):
    [each] = workspace.handover_briefs(ROSA)
    purchase = workspace.purchase(contract)
    assert (each.next_act, each.next_day) == ("Entrega total", purchase.penalty.due)
    assert each.next_day == date(2026, 3, 12)
    assert each.supplier.startswith("Fierros del Sur SAC")
    assert "11/02/2026" in str(each.notice)
    assert "la presidenta" in str(each.notice)
    lacking = [str(paper) for paper in each.papers]
    assert lacking == ["Aprobación del expediente, 09/01/2026"], "an act with its number or its document lacks nothing"
    assert [str(promise) for promise in each.commitments] == ["Nota del 20/02/2026: Se prometió visitar el taller."]
    assert each.alerts == purchase.alerts


def test_an_annulled_record_is_not_handed_over(workspace, contract):
    note = next(row for row in workspace.eventos(contract) if row["codigo"] == "nota")
    workspace.rectify_evento(note["id"], "ANULAR", {}, "La visita ya se hizo")
    [each] = workspace.handover_briefs(ROSA)
    assert each.commitments == ()


def test_the_day_of_a_call_that_is_out_is_that_of_its_offers(workspace, aeo):
    record = workspace.save_compra({**FACTS, "nombre": "Balanzas", "aeo": aeo})
    for codigo, fecha, datos, documento in WAY[:5]:
        register(workspace, record, codigo, fecha, datos, documento)
    assert workspace.handover_briefs(ROSA)[0].next_day is None
    register(workspace, record, "convocatoria", "2026-01-12", {**WAY[5][2], "fecha_ofertas": "20/03/2026"})
    assert workspace.handover_briefs(ROSA)[0].next_day == date(2026, 3, 20)
    register(workspace, record, "postergacion", "2026-02-12", {"fecha_nueva": "27/03/2026"})
    assert workspace.handover_briefs(ROSA)[0].next_day == date(2026, 3, 27)


def test_the_urgent_come_first_and_what_ended_is_left_out(workspace, contract, aeo):
    ended = workspace.save_compra({**FACTS, "nombre": "Cocinas", "aeo": aeo})
    closing = {"codigo": "cierre_sin_compra", "fecha": "2026-03-09", "documento": "Informe 4"}
    workspace.save_evento(ended, closing, {"motivo": "la organización ya no la necesita"})
    workspace.save_compra({**FACTS, "nombre": "Aretes", "aeo": aeo})
    late = workspace.save_compra({**FACTS, "nombre": "Zunchos", "aeo": aeo, "plazo_previsto_dias": "10"})
    register(workspace, late, "requerimiento", "2026-01-05")
    names = [each.nombre for each in workspace.handover_briefs(ROSA)]
    assert set(names) == {"Jaulas metálicas", "Aretes", "Zunchos"}
    assert names[0] == "Zunchos"
    assert names[-1] == "Aretes"


NOTES = {"cuentas": "SEACE: usuario rquispe", "compromisos": "Llamar el lunes"}


def test_the_pack_is_printed_for_two_signatures(workspace, contract, tmp_path):
    for language in ("es", "quz", "both"):
        path = workspace.print_entrega_cargo(ROSA, HILARIO, tmp_path / f"{language}.pdf", NOTES, language)
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
        for said in (
            ROSA,
            HILARIO,
            "Jaulas metálicas",
            "Fierros del Sur SAC",
            "SEACE: usuario rquispe",
            "Llamar el lunes",
        ):
            assert said in text, language
    assert text.count(HILARIO) >= 2, "who takes over is named above and signs below"


def test_the_same_is_a_workbook(workspace, contract, tmp_path):
    path = workspace.print_entrega_cargo(ROSA, HILARIO, tmp_path / "cargo.xlsx", NOTES)
    book = openpyxl.load_workbook(path)
    row = [cell.value for cell in book.worksheets[0][4]]
    assert row[1] == "Jaulas metálicas"
    assert "12/03/2026" in row
    assert book.worksheets[1]["A3"].value == "SEACE: usuario rquispe"


def test_a_folder_that_is_not_there_is_said_by_name(workspace, contract, tmp_path):
    with pytest.raises(Refused) as refused:
        workspace.print_entrega_cargo(ROSA, HILARIO, tmp_path / "no" / "cargo.pdf")
    assert "cargo.pdf" in str(refused.value)
