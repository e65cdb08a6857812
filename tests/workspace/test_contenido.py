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


def test_a_half_written_section_is_offered_at_home_with_its_name(workspace, plan):
    workspace.keep_draft("seccion", f"{plan}/ambiental", {"texto": "El estiércol"})
    task = next(each for each in workspace.tasks() if each.kind == "draft")
    assert str(task.sentence) == "Terminar una parte del plan"
    assert (task.noun, task.record) == ("seccion", f"{plan}/ambiental")
    assert task.detail == "Impacto ambiental · Cuyes de Ccorao"
    workspace.save_seccion(plan, "ambiental", {"texto": "El estiércol va al compost"})
    assert not [each for each in workspace.tasks() if each.noun == "seccion"]


def test_the_final_copy_keeps_a_version_only_when_something_changed(workspace, plan, tmp_path, monkeypatch):
    with pytest.raises(Refused, match="Falta completar"):
        workspace.print_plan_final(plan, tmp_path / "plan.pdf")
    assert workspace.final_number(plan) == ""
    monkeypatch.setattr(type(workspace), "gaps", lambda _door, _plan: [])
    assert workspace.print_plan_final(plan, tmp_path / "plan.pdf") == "1"
    assert workspace.print_plan_final(plan, tmp_path / "plan.pdf", "both") == "1"
    workspace.save_seccion(plan, "ambiental", {"texto": "Otra cosa"})
    assert workspace.print_plan_final(plan, tmp_path / "plan.pdf") == "2"
    said = PdfReader(tmp_path / "plan.pdf").pages[0].extract_text()
    assert "Versión 2" in said
    assert "BORRADOR" not in said


def test_a_copy_of_a_plan_does_not_take_what_was_let_pass(workspace, plan, aeo, call):
    failing = next(light for light in workspace.lights(plan) if light.result == "FAIL")
    workspace.let_pass_limit(plan, failing.check, REASON)
    other = workspace.copy_plan(plan, aeo, call)
    assert not any(light.flag for light in workspace.lights(other))


def test_the_page_for_the_assembly_is_one_page_also_of_an_empty_plan(workspace, plan, tmp_path):
    pages = PdfReader(workspace.print_plan_asamblea(plan, tmp_path / "hoja.pdf", "both")).pages
    assert len(pages) == 1
    assert "Jaulas" in pages[0].extract_text()


def test_what_goes_with_a_plan_is_listed(workspace, plan, aeo, tmp_path):
    workspace.save_seccion(plan, "anexos", {"texto": "Lo que acompaña al plan.", "terminado": "si"})
    row = workspace.partidas(plan)[0]["id"]
    quote = {"proveedor": "Ferretería El Sol", "ruc": "20131312955", "precio_unitario": "1000", "incluye_igv": "si"}
    workspace.save_cotizacion(row, {**quote, "fecha": "01/03/2026", "validez_dias": "30"})
    read = PdfReader(workspace.print_plan_completo(plan, tmp_path / "plan.pdf"))
    said = " ".join(" ".join(page.extract_text().split()) for page in read.pages)
    assert "1 Jaulas, de Ferretería El Sol Cotización" in said
    assert "Cuadro T9. Cotizaciones" in said
