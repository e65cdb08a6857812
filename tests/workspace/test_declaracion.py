"""Sworn statements through the door: filled from the register, with the call's own text, read back."""

import pytest
from pypdf import PdfReader

from ayni.workspace import Refused

CODES = [f"DJ-{number}" for number in range(1, 9)]


def text_of(path):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@pytest.fixture
def board(workspace, aeo, person):
    for place, cargo in enumerate(("presidente", "secretario", "tesorero"), 1):
        socio = workspace.save_socio(aeo, person(place))
        workspace.save_cargo(aeo, {"socio": socio, "cargo": cargo, "desde": "01/02/2026", "hasta": "31/01/2028"})
    return workspace.junta(aeo)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["es", "quz", "both"])
def test_every_statement_prints_with_and_without_its_data(workspace, aeo, tmp_path, code, language):
    text = text_of(workspace.print_declaracion(aeo, tmp_path / "dj.pdf", language, code=code))
    assert "Sumaq Quwi" in text
    assert "20131312955" in text
    if language != "es":
        assert "El texto válido es el castellano." in text
    assert "Modelo de Ayni" in text or language == "quz"


def test_the_representative_is_the_president_in_force(workspace, aeo, board, tmp_path):
    text = text_of(workspace.print_declaracion(aeo, tmp_path / "dj.pdf", code="DJ-5"))
    assert board[0]["full_name"] in text
    assert board[0]["dni"] in text
    assert board[1]["full_name"] not in text


def test_each_directivo_signs_a_sheet_of_their_own(workspace, aeo, board, tmp_path):
    pages = PdfReader(workspace.print_declaracion(aeo, tmp_path / "dj.pdf", code="DJ-6")).pages
    assert len(pages) == 3
    for page, held in zip(pages, board, strict=True):
        assert held["full_name"] in page.extract_text()


def test_every_member_has_a_row_to_sign_the_consent(workspace, aeo, board, tmp_path):
    text = text_of(workspace.print_declaracion(aeo, tmp_path / "dj.pdf", code="DJ-8"))
    assert all(held["dni"] in text for held in board)


def test_what_is_not_known_is_a_line_for_the_pen(workspace, aeo, tmp_path):
    assert "____" in text_of(workspace.print_declaracion(aeo, tmp_path / "dj.pdf", code="DJ-3"))


def test_the_counterpart_comes_from_the_budget_of_the_plan(workspace, aeo, call, tmp_path):
    plan = workspace.save_plan({"aeo": aeo, "titulo": "Crianza de cuyes", "convocatoria": call, "categoria": "A"})
    workspace.save_partida(
        plan,
        {
            "clase": "infraestructura",
            "nombre": "Galpón de adobe",
            "cantidad": "1",
            "precio_unitario": "1500.50",
            "monetaria_centimos": "500.50",
            "valorizada_centimos": "1000",
        },
    )
    text = text_of(workspace.print_declaracion(aeo, tmp_path / "dj.pdf", code="DJ-3"))
    assert "Crianza de cuyes" in text
    assert "Galpón de adobe" in text
    assert text.replace("\xa0", " ").count("S/ 500.50") >= 2


def test_a_call_has_its_own_text_from_then_on(workspace, aeo, call, tmp_path):
    own = {"titulo": "Anexo 7", "texto": "Yo, {representante}, juro.\n\nPor la organización {aeo}."}
    workspace.save_plantilla(call, "DJ-1", own)
    text = text_of(workspace.print_declaracion(aeo, tmp_path / "dj.pdf", code="DJ-1"))
    assert "Anexo 7" in text
    assert "Por la organización Asociación" in text
    assert "Modelo de Ayni" not in text
    workspace.save_plantilla(call, "DJ-1", {**own, "titulo": "Anexo 8"})
    assert workspace.declaracion(call, "DJ-1").title == "Anexo 8"
    workspace.undo()
    assert workspace.declaracion(call, "DJ-1").title == "Anexo 7"


@pytest.mark.parametrize("text", ["Yo, {nombre}.", "Yo, {aeo", "Yo, {aeo!r}.", "Yo, {}.", ""])
def test_a_text_with_a_hole_that_nothing_fills_is_refused(workspace, call, text):
    with pytest.raises(Refused) as refused:
        workspace.save_plantilla(call, "DJ-1", {"titulo": "Anexo", "texto": text})
    assert [problem.field for problem in refused.value.problems] == ["texto"]


def test_a_statement_that_does_not_exist_is_told(workspace, aeo, tmp_path):
    with pytest.raises(Refused, match="DJ-9"):
        workspace.print_declaracion(aeo, tmp_path / "dj.pdf", code="DJ-9")
