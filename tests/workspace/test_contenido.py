"""What a call asks of plans: the marks of the index or its own list, the rate it sets, and limits with their reason."""

import pytest
from pypdf import PdfReader

from ayni.domain.contenido import TABLES, basis
from ayni.workspace import Refused

REASON = {"motivo": "El concejo aprobó que todo sea en especie", "persona": "Teodora Apaza, gerenta"}


@pytest.fixture
def plan(workspace, aeo, call):
    made = workspace.save_plan({"aeo": aeo, "titulo": "Cuyes de Ccorao", "convocatoria": call, "categoria": "A"})
    row = {"clase": "equipos", "nombre": "Jaulas", "cantidad": "10", "precio_unitario": "1000"}
    workspace.save_partida(made, {**row, "cofinanciamiento_centimos": "10000"})
    return made


def places(door, plan):
    return [gap.place for gap in door.gaps(plan)]


def test_a_call_that_says_nothing_asks_what_the_index_marks(workspace, plan, call):
    assert workspace.contenido(call) == ()
    assert {"antecedentes", "T8"} <= workspace.required(plan)
    assert "anexos" not in workspace.required(plan)


def test_the_list_of_a_call_replaces_the_marks_of_the_index(workspace, plan, call):
    workspace.save_contenido(call, ["anexos", "T18", "T8", "poblacion"], {})
    assert workspace.contenido(call) == ("anexos", "poblacion", "T8", "T18")
    said = [str(gap.sentence) for gap in workspace.gaps(plan)]
    assert "Falta completar: Anexos" in said
    assert "Falta llenar el cuadro: Marco lógico" in said
    assert not any("Presupuesto de inversión" in each for each in said), "the budget has a row"
    assert any("no está en el índice de este plan: Población beneficiaria" in each for each in said)
    assert "seccion:antecedentes" not in places(workspace, plan)
    workspace.choose_index(plan, "g2")
    assert "seccion:poblacion" in places(workspace, plan)


def test_the_default_list_is_stored_as_nothing_and_can_be_undone(workspace, call):
    workspace.save_contenido(call, ["anexos"], {})
    workspace.save_contenido(call, workspace.contenido_default(), {})
    assert workspace.contenido(call) == ()
    workspace.undo()
    assert workspace.contenido(call) == ("anexos",)


def test_a_code_of_no_section_is_refused(workspace, call):
    with pytest.raises(Refused, match="Elija una respuesta"):
        workspace.save_contenido(call, ["cohetes"], {})
    with pytest.raises(Refused, match="porcentaje"):
        workspace.save_contenido(call, [], {"tasa_descuento": "mucho"})


def test_changing_the_data_of_a_call_keeps_what_it_asks(workspace, call):
    workspace.save_contenido(call, ["anexos"], {"tasa_descuento": "8", "horizonte_years": "5"})
    workspace.save_convocatoria({"nombre": "PROCOMPITE 2026, segunda"}, call)
    found = workspace.convocatoria(call)
    assert (found["contenido_plan"], found["tasa_descuento"], found["horizonte_years"]) == ("anexos", "8", "5")


def test_the_basis_is_confirmed_only_when_plan_and_call_agree_and_a_document_says_so(workspace, plan, call):
    assert str(workspace.basis(plan).sentence) == "Precios constantes · sin tasa · años por decidir · sin confirmar"
    workspace.save_plan({"tasa_descuento": "8", "horizonte_years": "5"}, plan)
    workspace.save_contenido(call, [], {"tasa_descuento": "8.0", "horizonte_years": "5"})
    assert not workspace.basis(plan).confirmed, "no document says it"
    workspace.save_contenido(call, [], {"documento_tasa": "Bases, numeral 4.2"})
    assert str(workspace.basis(plan).sentence) == "Precios constantes · tasa de 8 % · 5 años · confirmado"
    workspace.save_plan({"horizonte_years": "6"}, plan)
    assert not workspace.basis(plan).confirmed


def test_a_rate_of_a_hundred_is_written_in_full():
    assert "tasa de 100 %" in str(basis({"tasa_descuento": "100", "horizonte_years": None}, {}).sentence)


def test_a_limit_that_is_not_met_asks_why_and_who_decides(workspace, plan, tmp_path):
    failing = next(light for light in workspace.lights(plan) if light.result == "FAIL")
    place = f"limite:{failing.check}"
    assert place in places(workspace, plan)
    with pytest.raises(Refused) as refused:
        workspace.let_pass_limit(plan, failing.check, {"motivo": "Porque sí"})
    assert [problem.field for problem in refused.value.problems] == ["persona"]
    workspace.let_pass_limit(plan, failing.check, REASON)
    light = next(each for each in workspace.lights(plan) if each.check == failing.check)
    assert light.flag
    assert place not in places(workspace, plan)
    with pytest.raises(Refused, match="ya se dejó pasar"):
        workspace.let_pass_limit(plan, failing.check, REASON)
    printed = PdfReader(workspace.print_plan_completo(plan, tmp_path / "plan.pdf"))
    said = " ".join(" ".join(page.extract_text().split()) for page in printed.pages)
    assert REASON["motivo"] in said
    assert REASON["persona"] in said
    workspace.withdraw_limit(plan, failing.check)
    assert place in places(workspace, plan)
    assert workspace.check() == []


def test_a_limit_that_is_met_needs_no_reason_and_the_rules_of_the_aeo_are_not_touched(workspace, plan, aeo):
    with pytest.raises(Refused, match="no necesita un motivo"):
        workspace.let_pass_limit(plan, "nada", REASON)
    failing = next(light for light in workspace.lights(plan) if light.result == "FAIL")
    workspace.let_pass_limit(plan, failing.check, REASON)
    assert workspace.dispensas(aeo) == []
    with pytest.raises(Refused):
        workspace.withdraw_dispensa(aeo, failing.check)


def test_every_table_has_its_name_and_its_place(workspace, plan):
    from ayni.workspace.capitulo import PLACES

    assert set(PLACES) == set(TABLES) == {f"T{number}" for number in range(1, 21)}
    assert "T8" in workspace.filled_tables(plan)
    assert "T13" not in workspace.filled_tables(plan)
