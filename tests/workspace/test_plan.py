"""Plans at the door: rows kept, refused or marked, limits that answer while one types, figures to the céntimo."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.presupuesto import SOURCES, totals
from ayni.domain.rules import Result
from ayni.workspace import Refused

CASES = Path(__file__).parents[1] / "cases" / "finance"
P1 = CASES / "own_P1_procompite.json"
CAGES = {
    "codigo": "1.1",
    "componente": "1",
    "clase": "otros_bienes",
    "nombre": "Jaulas metálicas",
    "unidad": "und",
    "cantidad": "200",
    "precio_unitario": "150",
    "cofinanciamiento_centimos": "30,000.00",
}


@pytest.fixture
def cover(call, aeo):
    return {"aeo": aeo, "convocatoria": call, "categoria": "A", "titulo": "Crianza de cuyes"}


@pytest.fixture
def plan(workspace, cover):
    return workspace.save_plan(cover)


@pytest.fixture
def p1(workspace, call, aeo):
    return workspace.import_plan(P1, {"aeo": aeo, "convocatoria": call})


def fields_of(refused):
    return [problem.field for problem in refused.value.problems]


def results(answers):
    return {answer.check: answer.result for answer in answers}


def test_a_plan_begins_in_draft_and_says_whose_it_is(workspace, plan):
    row = workspace.plan(plan)
    assert (row["estado"], row["titulo"]) == ("borrador", "Crianza de cuyes")
    assert row["aeo_nombre"] == "Asociación de Productores de Cuyes Sumaq Quwi"


def test_a_plan_without_a_title_or_an_aeo_is_refused_by_box(workspace, cover):
    with pytest.raises(Refused) as refused:
        workspace.save_plan({**cover, "titulo": "  ", "aeo": ""})
    assert fields_of(refused) == ["aeo", "titulo"]


def test_a_plan_never_moves_to_another_aeo(workspace, town, call, plan):
    other = town.aeo(call, nombre="Asociación Otra", ruc="20512333797")
    workspace.save_plan({"aeo": other, "titulo": "Otro título"}, plan)
    assert workspace.plan(plan)["aeo"] != other
    assert workspace.plan(plan)["titulo"] == "Otro título"


def test_changing_the_cover_leaves_the_assumptions(workspace, plan):
    workspace.save_plan({"horizonte_years": "5", "tasa_descuento": "12 %"}, plan)
    workspace.save_plan({"titulo": "Cuyes mejorados"}, plan)
    row = workspace.plan(plan)
    assert (row["horizonte_years"], row["tasa_descuento"], row["titulo"]) == ("5", "12", "Cuyes mejorados")


def test_a_budget_row_is_kept_in_canonical_values_and_in_its_place(workspace, plan):
    first = workspace.save_partida(plan, CAGES)
    second = workspace.save_partida(plan, {**CAGES, "codigo": "0.1", "precio_unitario": "1.500,25"})
    rows = workspace.partidas(plan)
    assert [row["id"] for row in rows] == [first, second]
    assert [row["orden"] for row in rows] == ["1", "2"]
    assert rows[0]["cofinanciamiento_centimos"] == 3_000_000
    assert rows[1]["precio_unitario"] == "1500.25"


def test_a_budget_row_that_cannot_be_read_is_refused_and_nothing_is_kept(workspace, plan):
    with pytest.raises(Refused) as refused:
        workspace.save_partida(plan, {"clase": "nada", "cantidad": "dos", "nombre": "Balanza"})
    assert fields_of(refused) == ["clase", "cantidad", "precio_unitario"]
    assert workspace.partidas(plan) == []


def test_a_row_that_does_not_add_up_is_kept_and_marked(workspace, plan):
    row = workspace.save_partida(plan, {**CAGES, "cofinanciamiento_centimos": "29,000"})
    [problem] = workspace.budget_problems(plan)[row]
    assert "Faltan S/ 1,000.00" in problem.text
    workspace.save_partida(plan, {"monetaria_centimos": "1000"}, row)
    assert workspace.budget_problems(plan) == {}


def test_a_row_taken_away_comes_back_with_undo(workspace, plan):
    row = workspace.save_partida(plan, CAGES)
    workspace.remove_partida(row)
    assert workspace.partidas(plan) == []
    workspace.undo()
    assert [found["id"] for found in workspace.partidas(plan)] == [row]
    assert workspace.check() == []


def test_the_limits_answer_for_rows_that_nobody_has_saved_yet(workspace, plan):
    assert results(workspace.lights(plan))["cofin_min"] is Result.PENDING
    typed = [{**CAGES, "cofinanciamiento_centimos": 9_000_000, "precio_unitario": "450"}]
    assert results(workspace.lights(plan, typed))["cofin_min"] is Result.PASS
    assert workspace.partidas(plan) == []


def test_every_light_has_an_article(workspace, p1):
    answers = workspace.lights(p1)
    assert set(results(answers)) == {"members", "sum", "cofin_min", "cofin_max", "counterpart", "cash"}
    assert all(answer.article for answer in answers)


def test_the_members_of_the_padron_are_counted_by_the_limits(workspace, town, aeo, p1):
    assert results(workspace.lights(p1))["members"] is Result.PENDING
    town.socios(aeo, 9)
    assert results(workspace.lights(p1))["members"] is Result.FAIL
    town.socios(aeo, 1, first=10)
    assert results(workspace.lights(p1))["members"] is Result.PASS


def test_the_plan_of_the_case_gives_its_figures(workspace, p1):
    found = workspace.indicators(p1)
    assert f"{found.npv_all:.2f}" == "63975.65"
    assert f"{found.npv_applicant:.2f}" == "166475.65"
    assert f"{found.irr_all.rate * 100:.2f}" == "27.62"
    assert f"{found.irr_applicant.rate * 100:.2f}" == "135.53"
    assert (f"{found.bc_all:.3f}", f"{found.bc_applicant:.3f}") == ("1.198", "1.755")


def test_the_plan_of_the_case_came_in_one_save(workspace, p1):
    assert len(workspace.partidas(p1)) == 10
    assert workspace.budget(p1).whole.total == 13_250_000
    workspace.undo()
    assert workspace.plan_count() == 0
    assert workspace.check() == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("perfiles.json", (CASES / "own_Q1_profiles.json").read_text("utf-8"), "perfiles"),
        ("nota.txt", "esto no es un caso", "no se puede leer"),
        ("vacio.json", "", "no se puede leer"),
        ("lista.json", "[1, 2]", ""),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_nothing_changes(workspace, cover, tmp_path, name, text, said):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    before = workspace.state_hash()
    with pytest.raises(Refused) as refused:
        workspace.import_plan(path, cover)
    assert said in str(refused.value)
    assert workspace.state_hash() == before


def test_a_file_that_is_not_there_is_refused(workspace, cover, tmp_path):
    with pytest.raises(Refused, match=r"nada\.json"):
        workspace.import_plan(tmp_path / "nada.json", cover)


def test_a_plan_that_lacks_data_says_which(workspace, plan):
    with pytest.raises(Refused) as refused:
        workspace.indicators(plan)
    assert "horizonte_years" in fields_of(refused)


def test_an_activity_taken_away_takes_its_rows_and_brings_them_back(workspace, plan):
    block = {"situacion": "con", "nombre": "cuy", "ciclos_por_year": "1", "unidades_por_year": "10"}
    bloque = workspace.save_bloque(plan, block)
    row = {"situacion": "con", "tipo": "ingreso", "nombre": "venta", "cantidad": "1", "precio_unitario": "25"}
    workspace.save_linea(plan, {**row, "bloque": bloque})
    workspace.remove_bloque(bloque)
    assert (workspace.bloques(plan), workspace.lineas(plan)) == ([], [])
    workspace.undo()
    assert (len(workspace.bloques(plan)), len(workspace.lineas(plan))) == (1, 1)


def test_a_production_row_belongs_to_an_activity_and_work_is_counted_in_days(workspace, plan):
    row = {"situacion": "con", "tipo": "mano_obra", "nombre": "pastoreo", "cantidad": "3", "precio_unitario": "50"}
    with pytest.raises(Refused) as refused:
        workspace.save_linea(plan, row)
    assert set(fields_of(refused)) == {"bloque", "unidad"}


def test_an_activity_has_a_quantity_for_each_year_of_the_plan(workspace, plan):
    workspace.save_plan({"horizonte_years": "5"}, plan)
    block = {"situacion": "con", "nombre": "cuy", "ciclos_por_year": "1", "unidades_por_year": "10; 20"}
    with pytest.raises(Refused) as refused:
        workspace.save_bloque(plan, block)
    assert fields_of(refused) == ["unidades_por_year"]


def test_what_the_fund_does_not_pay_is_a_question_with_its_article(workspace, plan):
    workspace.save_partida(plan, {**CAGES, "nombre": "Terreno para la planta"})
    [question] = workspace.budget_questions(plan)
    assert question.result is Result.PENDING
    assert question.article


def test_the_list_says_the_total_and_finds_without_accents(workspace, p1):
    workspace.save_plan({"titulo": "Título de crianza"}, p1)
    [row] = workspace.planes(text="titulo de crianza")
    assert row["total_centimos"] == 13_250_000
    assert workspace.planes(text="nada de eso") == []


amounts = st.integers(min_value=0, max_value=10**9)


@given(st.lists(st.tuples(st.sampled_from(["1", "2", "3"]), amounts, amounts, amounts), max_size=20))
def test_components_and_shares_add_up_to_the_whole(parts):
    rows = [
        {"componente": name, "cantidad": "1", "precio_unitario": f"{sum(paid) / 100:.2f}"}
        | dict(zip(SOURCES, paid, strict=True))
        for name, *paid in parts
    ]
    found = totals(rows)
    assert sum((part.total for part in found.by_componente.values()), 0) == found.whole.total
    assert found.whole.missing == 0
    assert sum(found.whole.shares.values()) in {0, 1}
