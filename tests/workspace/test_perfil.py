"""An idea at the door: begun with two answers, typed in flat rows, answered at once, made into a plan at the end."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from ayni.workspace import Refused

CASE = json.loads(
    (Path(__file__).parents[1] / "cases" / "finance" / "own_Q1_profiles.json").read_text("utf-8"), parse_float=Decimal
)["profiles"][0]
HORNO = {"clase": "equipos", "nombre": "Horno", "unidad": "und", "cantidad": "1", "precio_unitario": "4500"}
PAN = {
    "actividad": "Panadería",
    "ciclos_por_year": "288",
    "unidades": "1",
    "nombre": "Pan",
    "unidad": "pan",
    "cantidad": "400",
    "precio_unitario": "0.30",
    "transporte_unitario": "0.01",
}
HARINA = {
    "tipo": "insumo",
    "actividad": "Panadería",
    "nombre": "Harina",
    "unidad": "kg",
    "cantidad": "18",
    "precio_unitario": "3.20",
    "transporte_unitario": "0.10",
}


@pytest.fixture
def idea(workspace, aeo):
    return workspace.begin_perfil({"aeo": aeo, "titulo": "Panadería de la comunidad"})


@pytest.fixture
def bakery(workspace, idea):
    """The bakery of the specification, as a clerk types it."""
    for side, situacion in (("with", "con"), ("without", "sin")):
        given = CASE["input"][side]
        for place, good in enumerate(given["assets"]):
            workspace.save_partida(
                idea,
                HORNO
                | {
                    "nombre": f"Bien {place}",
                    "cantidad": str(good["units"]),
                    "precio_unitario": str(good["unit_cost"]),
                    "vida_util": str(good["life"]),
                    "rescate_unitario": str(good["salvage"]),
                    "valorizada_centimos": str(good["own"]),
                },
            )
        for place, work in enumerate(given["labour"]):
            workspace.save_partida(
                idea,
                {
                    "clase": "mano_obra",
                    "nombre": f"Trabajo {place}",
                    "unidad": "día",
                    "cantidad": str(work["units"]),
                    "precio_unitario": str(work["unit_cost"]),
                    "valorizada_centimos": str(work["own"]),
                },
            )
        for product in given["products"]:
            activity = {
                "actividad": "Panadería",
                "ciclos_por_year": str(product["cycles_per_year"]),
                "unidades": str(product["production_units"]),
            }
            for line in product["income"]:
                sold = {"cantidad": str(line["units"]), "precio_unitario": str(line["price"])}
                workspace.save_venta(
                    idea, situacion, PAN | activity | sold | {"transporte_unitario": str(line["transport"])}
                )
            for tipo, lines in (("insumo", product["inputs"]), ("mano_obra", product["labour"])):
                for line in lines:
                    workspace.save_gasto(
                        idea,
                        situacion,
                        {
                            "tipo": tipo,
                            "actividad": "panaderia",
                            "nombre": tipo,
                            "unidad": "día" if tipo == "mano_obra" else "kg",
                            "cantidad": str(line["units"]),
                            "precio_unitario": str(line["unit_cost"]),
                            "transporte_unitario": str(line.get("transport") or ""),
                        },
                    )
        for line in given["general"]:
            workspace.save_gasto(
                idea,
                situacion,
                {
                    "tipo": "gasto_general",
                    "nombre": "Gasto",
                    "cantidad": str(line["units"]),
                    "precio_unitario": str(line["unit_cost"]),
                },
            )
    workspace.save_plan({"socios_participantes": "15"}, idea)
    return idea


def fields_of(refused):
    return [problem.field for problem in refused.value.problems]


def test_an_idea_begins_with_its_name_in_the_call_of_its_organisation(workspace, call, idea):
    row = workspace.plan(idea)
    assert (row["etapa_plan"], row["convocatoria"], row["categoria"], row["estado"]) == (
        "perfil",
        call,
        "A",
        "borrador",
    )
    assert workspace.is_perfil(idea)


def test_an_idea_without_a_name_or_an_organisation_is_refused_by_box(workspace, aeo):
    with pytest.raises(Refused) as refused:
        workspace.begin_perfil({"aeo": aeo, "titulo": ""})
    assert fields_of(refused) == ["titulo"]
    with pytest.raises(Refused) as refused:
        workspace.begin_perfil({"titulo": "Pan"})
    assert "aeo" in fields_of(refused)


def test_a_plan_of_before_is_a_whole_plan(workspace, call, aeo):
    plan = workspace.save_plan({"aeo": aeo, "convocatoria": call, "categoria": "A", "titulo": "Cuyes"})
    assert not workspace.is_perfil(plan)
    with pytest.raises(Refused):
        workspace.convert_perfil(plan)


def test_what_was_typed_gives_the_figures_of_the_specification(workspace, bakery):
    found = workspace.perfil(bakery)
    for name, expected in CASE["expected"].items():
        assert abs(getattr(found, name) - expected) <= Decimal("0.005"), name


def test_the_padron_says_for_how_many_people_it_is(workspace, town, aeo, idea):
    assert workspace.beneficiaries(idea) is None
    town.socios(aeo, 6)
    assert workspace.beneficiaries(idea) == 6
    workspace.save_plan({"socios_participantes": "4"}, idea)
    assert workspace.beneficiaries(idea) == 4


def test_rows_being_typed_answer_before_they_are_stored(workspace, idea):
    typed = [{**HORNO, "precio_unitario": "4500", "vida_util": "10"}]
    assert workspace.perfil(idea, partidas=typed).investment_total == 4500
    assert workspace.perfil(idea).investment_total == 0


def test_a_row_that_cannot_be_computed_is_named(workspace, idea):
    record = workspace.save_partida(idea, HORNO)
    with pytest.raises(Refused) as refused:
        workspace.perfil(idea)
    assert fields_of(refused) == [f"partida/{record}/vida_util"]
    assert str(refused.value).startswith("Horno: ")


def test_home_asks_no_budget_of_an_idea_and_offers_its_rows_left_half_way(workspace, idea):
    assert [task for task in workspace.tasks() if task.record == idea] == []
    workspace.keep_draft("perfil", idea, {"compra": "[]"})
    (task,) = [task for task in workspace.tasks() if task.record == idea]
    assert (str(task.sentence), task.noun, task.detail) == (
        "Terminar la idea (perfil)",
        "perfil",
        "Panadería de la comunidad",
    )


# flat rows


def test_a_sale_makes_its_activity_in_one_act(workspace, idea):
    workspace.save_venta(idea, "con", PAN)
    assert [(row["nombre"], row["unidades_por_year"]) for row in workspace.bloques(idea)] == [("Panadería", "1")]
    assert str(workspace.undoable()) == "Guardar lo que se vende"
    workspace.undo()
    assert (workspace.bloques(idea), workspace.lineas(idea)) == ([], [])


def test_two_sales_of_one_name_share_their_activity(workspace, idea):
    workspace.save_venta(idea, "con", PAN)
    workspace.save_venta(idea, "con", PAN | {"nombre": "Bizcocho", "ciclos_por_year": "200"})
    workspace.save_venta(idea, "sin", PAN)
    assert [row["situacion"] for row in workspace.bloques(idea)] == ["con", "sin"]
    assert {row["ciclos_por_year"] for row in workspace.ventas(idea, "con")} == {"200"}
    assert {row["ciclos_por_year"] for row in workspace.ventas(idea, "sin")} == {"288"}


def test_renaming_the_only_sale_renames_its_activity_and_keeps_its_costs(workspace, idea):
    record = workspace.save_venta(idea, "con", PAN)
    cost = workspace.save_gasto(idea, "con", HARINA)
    workspace.save_venta(idea, "con", {"actividad": "Horno comunal"}, record)
    assert [row["nombre"] for row in workspace.bloques(idea)] == ["Horno comunal"]
    assert [(row["id"], row["actividad"]) for row in workspace.gastos(idea, "con")] == [(cost, "Horno comunal")]
    assert workspace.ventas(idea, "con")[0]["cantidad"] == "400"


def test_a_sale_that_moves_leaves_no_empty_activity_behind(workspace, idea):
    workspace.save_venta(idea, "con", PAN)
    other = workspace.save_venta(idea, "con", PAN | {"actividad": "Cuyes", "nombre": "Cuy"})
    assert len(workspace.bloques(idea)) == 2
    workspace.save_venta(idea, "con", {"actividad": "Panadería"}, other)
    assert [row["nombre"] for row in workspace.bloques(idea)] == ["Panadería"]
    assert len(workspace.ventas(idea, "con")) == 2


def test_removing_the_last_sale_takes_its_activity_unless_costs_belong_to_it(workspace, idea):
    record = workspace.save_venta(idea, "con", PAN)
    workspace.remove_venta(record)
    assert workspace.bloques(idea) == []
    record = workspace.save_venta(idea, "con", PAN)
    workspace.save_gasto(idea, "con", HARINA)
    workspace.remove_venta(record)
    assert len(workspace.bloques(idea)) == 1


def test_a_cost_of_an_unknown_activity_is_refused(workspace, idea):
    for answers in (HARINA, {**HARINA, "actividad": ""}):
        with pytest.raises(Refused) as refused:
            workspace.save_gasto(idea, "con", answers)
        assert fields_of(refused) == ["actividad"]
    with pytest.raises(Refused) as refused:
        workspace.save_gasto(idea, "luego", HARINA)
    assert fields_of(refused) == ["situacion"]


def test_where_there_is_only_one_activity_a_cost_need_not_name_it(workspace, idea):
    workspace.save_venta(idea, "con", PAN)
    workspace.save_gasto(idea, "con", {**HARINA, "actividad": ""})
    assert workspace.gastos(idea, "con")[0]["actividad"] == "Panadería"
    workspace.save_venta(idea, "con", PAN | {"actividad": "Cuyes"})
    with pytest.raises(Refused):
        workspace.save_gasto(idea, "con", {**HARINA, "actividad": ""})


def test_a_general_cost_belongs_to_no_activity(workspace, idea):
    workspace.save_venta(idea, "con", PAN)
    record = workspace.save_gasto(idea, "con", HARINA)
    workspace.save_gasto(idea, "con", {"tipo": "gasto_general"}, record)
    assert workspace.lineas(idea)[1]["bloque"] is None


# into a plan


def test_converting_keeps_every_row_and_is_one_act(workspace, bakery, town, aeo):
    before = workspace.partidas(bakery), workspace.lineas(bakery)
    workspace.convert_perfil(bakery)
    plan = workspace.plan(bakery)
    assert (plan["etapa_plan"], plan["horizonte_years"], plan["socios_participantes"]) == ("proyecto", "5", "15")
    assert (workspace.partidas(bakery), workspace.lineas(bakery)) == before
    assert {row["unidades_por_year"] for row in workspace.bloques(bakery)} == {"1;1;1;1;1"}
    assert workspace.perfil(bakery).income == CASE["expected"]["income"]
    workspace.undo()
    assert workspace.is_perfil(bakery)
    assert {row["unidades_por_year"] for row in workspace.bloques(bakery)} == {"1"}
    assert workspace.plan(bakery)["horizonte_years"] is None


def test_a_converted_plan_says_what_is_still_to_be_asked(workspace, bakery):
    workspace.convert_perfil(bakery)
    with pytest.raises(Refused) as refused:
        workspace.indicators(bakery)
    assert any("half_months" in problem.field for problem in refused.value.problems)
    assert {gap.place for gap in workspace.gaps(bakery)} >= {"presupuesto", "produccion"}


def test_members_come_from_the_padron_when_nobody_typed_them(workspace, town, aeo, idea):
    town.socios(aeo, 7)
    workspace.save_venta(idea, "con", PAN)
    workspace.convert_perfil(idea)
    assert workspace.plan(idea)["socios_participantes"] == "7"


def test_a_sale_of_a_whole_plan_has_units_for_each_of_its_years(workspace, idea):
    record = workspace.save_venta(idea, "con", PAN)
    workspace.convert_perfil(idea)
    (block,) = workspace.bloques(idea)
    workspace.save_bloque(idea, {"unidades_por_year": "1;2;2;2;3"}, block["id"])
    workspace.save_venta(idea, "con", {"precio_unitario": "0.35"}, record)
    assert workspace.bloques(idea)[0]["unidades_por_year"] == "1;2;2;2;3"
    workspace.save_venta(idea, "con", {"unidades": "4"}, record)
    assert workspace.bloques(idea)[0]["unidades_por_year"] == "4;4;4;4;4"


def test_a_longer_horizon_that_was_typed_stays(workspace, idea):
    workspace.save_plan({"horizonte_years": "8"}, idea)
    workspace.save_venta(idea, "con", PAN | {"unidades": "2"})
    workspace.convert_perfil(idea)
    assert workspace.plan(idea)["horizonte_years"] == "8"
    assert workspace.bloques(idea)[0]["unidades_por_year"] == ";".join("2" * 8)


def test_with_the_calendar_and_the_rate_the_converted_plan_computes(workspace, bakery):
    workspace.convert_perfil(bakery)
    workspace.save_plan({"tasa_descuento": "12", "mes_inicio": "1"}, bakery)
    for row in workspace.bloques(bakery):
        marks = {"quincenas_costos": "1-24", "quincenas_ventas": "1-24", "quincenas_cobros": "1-24"}
        workspace.save_bloque(bakery, marks, row["id"])
    assert workspace.indicators(bakery).npv_all is not None
