"""The tables of a plan that people fill: kept by row or whole, taken back as one, told when they do not agree."""

import pytest
from pypdf import PdfWriter

from ayni.workspace import Refused

BUYER = {
    "nombre": "Restaurante Sumaq Mikhuy",
    "documento": "20131312955",
    "producto": "Cuy en pie",
    "volumen": "60",
    "unidad": "und",
    "precio": "22.50",
    "frecuencia": "cada mes",
}
CAGES = {
    "clase": "equipos",
    "nombre": "Jaulas metálicas",
    "unidad": "und",
    "cantidad": "200",
    "precio_unitario": "150",
    "cofinanciamiento_centimos": "25000",
    "monetaria_centimos": "5000",
}
TEACHING = {
    "clase": "intangible",
    "nombre": "Asistencia técnica",
    "unidad": "mes",
    "cantidad": "1",
    "precio_unitario": "1000",
    "cofinanciamiento_centimos": "1000",
}


@pytest.fixture
def plan(workspace, aeo, call):
    """A plan with its cover only."""
    return workspace.save_plan({"aeo": aeo, "titulo": "Cuyes de Ccorao", "convocatoria": call, "categoria": "A"})


def sentences(workspace, plan, code):
    return [str(each.sentence) for each in workspace.tabla_problems(plan, code)]


def test_a_buyer_is_kept_with_the_kinds_that_dni_and_ruc_have(workspace, plan):
    assert sentences(workspace, plan, "T5") == ["Nombre por lo menos un comprador, con su DNI o RUC."]
    record = workspace.save_fila(plan, "T5", BUYER)
    (row,) = workspace.tabla(plan, "T5")
    assert (row["id"], row["documento"], row["precio"], row["frecuencia"]) == (record, "20131312955", "22.5", "mensual")
    workspace.save_fila(plan, "T5", {"documento": "0123 4567"}, record)
    assert workspace.tabla(plan, "T5")[0]["documento"] == "01234567"
    assert sentences(workspace, plan, "T5") == []
    for wrong in ("20131312956", "123", "RUC"):
        with pytest.raises(Refused) as refused:
            workspace.save_fila(plan, "T5", {"documento": wrong}, record)
        assert [problem.field for problem in refused.value.problems] == ["documento"]
    assert workspace.check() == []


def test_many_rows_are_one_save_and_one_undo(workspace, plan):
    rows = [("", {**BUYER, "nombre": f"Comprador {place}"}) for place in range(500)]
    results = workspace.save_filas(plan, "T5", [*rows, ("", {**BUYER, "documento": "7"})])
    assert [isinstance(each, str) for each in results] == [True] * 500 + [False]
    assert [row["nombre"] for row in workspace.tabla(plan, "T5")] == [f"Comprador {place}" for place in range(500)]
    assert str(workspace.undo()) == "Guardar filas de una tabla del plan"
    assert workspace.tabla(plan, "T5") == []


def test_a_whole_table_is_kept_as_given_and_taken_back_as_one(workspace, plan):
    first, second = (workspace.save_fila(plan, "T20", {"destino": name, "porcentaje": "50"}) for name in ("A", "B"))
    workspace.save_tabla(
        plan,
        "T20",
        [{"destino": "Socios", "porcentaje": "80"}, {"id": second, "porcentaje": "20"}],
    )
    found = [(row["destino"], row["porcentaje"]) for row in workspace.tabla(plan, "T20")]
    assert found == [("Socios", "80"), ("B", "20")]
    workspace.undo()
    assert [row["id"] for row in workspace.tabla(plan, "T20")] == [first, second]
    assert workspace.check() == []


def test_a_whole_table_with_a_wrong_row_is_refused_whole_and_the_row_named(workspace, plan):
    before = workspace.state_hash()
    rows = [{"destino": "Socios", "porcentaje": "80"}, {"destino": "Reserva", "porcentaje": "120"}]
    with pytest.raises(Refused, match="Fila 2: El porcentaje va de 0 a 100"):
        workspace.save_tabla(plan, "T20", rows)
    assert (workspace.state_hash(), workspace.tabla(plan, "T20")) == (before, [])


def test_a_row_is_removed_and_comes_back(workspace, plan):
    record = workspace.save_fila(plan, "T5", BUYER)
    workspace.remove_fila(plan, "T5", record)
    assert workspace.tabla(plan, "T5") == []
    workspace.undo()
    assert [row["id"] for row in workspace.tabla(plan, "T5")] == [record]
    with pytest.raises(Refused):
        workspace.save_fila(plan, "T5", BUYER, "nobody")


def test_members_come_from_the_padron_once_and_what_each_sells_is_computed(workspace, town, plan, aeo):
    town.socios(aeo, 3)
    left = workspace.socios(aeo)[0]["id"]
    workspace.save_baja(left, {"fecha_baja": "01/03/2026", "motivo_baja": "Se mudó"})
    assert (workspace.bring_socios(plan), workspace.bring_socios(plan)) == (2, 0)
    rows = workspace.tabla(plan, "T2")
    assert all(row["socio_nombre"] and len(row["dni"]) == 8 for row in rows)
    answers = {"unidad": "cabezas", "cantidad": "40", "rendimiento": "3", "autoconsumo": "25", "precio": "20"}
    workspace.save_fila(plan, "T2", answers, rows[0]["id"])
    found = workspace.tabla(plan, "T2")[0]
    assert (found["produccion"], found["venta"], found["ingreso_centimos"]) == ("120", "90", 180000)
    workspace.undo()
    workspace.undo()
    assert workspace.tabla(plan, "T2") == []


def test_a_member_of_another_organisation_is_refused(workspace, town, plan, aeo, call):
    other = town.aeo(call, ruc="20100047218", nombre="Lecheros", cadena="lacteos")
    (stranger,) = town.socios(other, 1)
    with pytest.raises(Refused) as refused:
        workspace.save_fila(plan, "T2", {"socio": stranger})
    assert [problem.field for problem in refused.value.problems] == ["socio"]


def test_the_base_year_cannot_have_more_than_the_padron(workspace, town, plan, aeo):
    town.socios(aeo, 3)
    row = {"indicador": "Socios activos", "medida": "socios", "valor_base": "3", "valor_meta": "40"}
    record = workspace.save_fila(plan, "T1", row)
    assert sentences(workspace, plan, "T1") == []
    workspace.save_fila(plan, "T1", {"valor_base": "4"}, record)
    assert sentences(workspace, plan, "T1") == ["Socios activos: el año base dice 4 y el padrón tiene 3."]


def test_months_are_typed_in_the_rows_of_the_budget(workspace, plan):
    cages = workspace.save_partida(plan, CAGES)
    assert [row["total_centimos"] for row in workspace.tabla(plan, "T10")] == [3000000]
    workspace.save_fila(plan, "T10", {"mes_inicio": "2", "mes_fin": "5"}, cages)
    assert (workspace.partidas(plan)[0]["mes_inicio"], workspace.partidas(plan)[0]["nombre"]) == ("2", CAGES["nombre"])
    with pytest.raises(Refused, match="terminar antes de empezar"):
        workspace.save_fila(plan, "T10", {"mes_fin": "1"}, cages)
    with pytest.raises(Refused, match="en el presupuesto"):
        workspace.save_fila(plan, "T10", {"mes_inicio": "1", "mes_fin": "1"})
    with pytest.raises(Refused, match="en el presupuesto"):
        workspace.remove_fila(plan, "T10", cages)
    with pytest.raises(Refused, match="en el presupuesto"):
        workspace.save_tabla(plan, "T10", [])
    assert workspace.tabla_counts(plan)["T10"] == 1
    workspace.save_partida(plan, {**CAGES, "nombre": "Malla"})
    assert sentences(workspace, plan, "T10") == ["Malla: diga en qué mes empieza y en cuál termina."]
    workspace.undo()
    workspace.undo()
    assert workspace.partidas(plan)[0]["mes_fin"] is None


def test_training_costs_what_the_budget_says(workspace, plan):
    teaching, cages = workspace.save_partida(plan, TEACHING), workspace.save_partida(plan, CAGES)
    row = {"tipo": "capacitacion", "tema": "Sanidad", "eventos": "4", "costo_centimos": "600", "partida": teaching}
    workspace.save_fila(plan, "T19", row)
    expected = "Asistencia técnica: los eventos suman S/ 600.00 y el presupuesto dice S/ 1,000.00. Faltan S/ 400.00."
    assert sentences(workspace, plan, "T19") == [expected]
    assert (expected, "tabla:T19") in [(str(gap.sentence), gap.place) for gap in workspace.gaps(plan)]
    assert workspace.tabla(plan, "T19")[0]["partida_nombre"] == "Asistencia técnica"
    workspace.save_fila(plan, "T19", {**row, "tema": "Forrajes", "costo_centimos": "400"})
    assert sentences(workspace, plan, "T19") == []
    with pytest.raises(Refused) as refused:
        workspace.save_fila(plan, "T19", {**row, "partida": cages})
    assert [problem.field for problem in refused.value.problems] == ["partida"]


def test_a_plan_lacks_its_buyers_and_a_share_of_one_hundred(workspace, plan):
    places = {gap.place for gap in workspace.gaps(plan)}
    assert "tabla:T5" in places
    assert "tabla:T20" not in places
    workspace.save_fila(plan, "T5", BUYER)
    workspace.save_fila(plan, "T20", {"destino": "Reserva", "porcentaje": "90"})
    told = {gap.place: str(gap.sentence) for gap in workspace.gaps(plan)}
    assert "tabla:T5" not in told
    assert told["tabla:T20"] == "El reparto suma 90 %: faltan 10 % para 100 %."


def test_a_section_may_be_told_by_a_table_that_has_rows(workspace, plan):
    with pytest.raises(Refused, match="Escriba algo"):
        workspace.save_seccion(plan, "compradores", {"terminado": "si"})
    workspace.save_fila(plan, "T5", BUYER)
    assert "T5" in workspace.filled_tables(plan)
    workspace.save_seccion(plan, "compradores", {"terminado": "si"})


def test_a_letter_of_intent_is_a_paper_with_a_file(workspace, plan, aeo, tmp_path, done):
    assert workspace.tabla_choices(plan, "T5") == {"papel": []}
    scan = tmp_path / "carta.pdf"
    page = PdfWriter()
    page.add_blank_page(595, 842)
    page.write(scan)
    code = workspace.expediente(aeo).papeles[0].requirement.code
    done(workspace.adding_papel(aeo, code, [scan]))
    ((record, label),) = workspace.tabla_choices(plan, "T5")["papel"]
    workspace.save_fila(plan, "T5", {**BUYER, "papel": record})
    assert workspace.tabla(plan, "T5")[0]["papel_nombre"] == label != ""


def test_tables_that_follow_from_the_plan_wait_until_it_can_be_computed(workspace, plan):
    assert [workspace.tabla(plan, code) for code in ("T6", "T12", "T15")] == [[], [], []]
    with pytest.raises(Refused, match="no se llena a mano"):
        workspace.save_filas(plan, "T6", [])


def test_what_two_people_wrote_in_one_table_meets(trio):
    office = trio.office.door
    plan = office.save_plan(
        {"aeo": trio.aeo, "titulo": "Cuyes", "convocatoria": office.convocatorias()[0]["id"], "categoria": "A"}
    )
    trio.share()
    trio.beto.door.save_fila(plan, "T5", {**BUYER, "nombre": "Beto"})
    trio.cira.door.save_fila(plan, "T5", {**BUYER, "nombre": "Cira"})
    trio.share()
    trio.share()
    trio.equal()
    assert sorted(row["nombre"] for row in office.tabla(plan, "T5")) == ["Beto", "Cira"]
    assert office.clashes() == []


def test_a_row_changed_by_two_people_is_told_by_its_name_and_what_it_points_at_too(trio):
    office = trio.office.door
    call = office.convocatorias()[0]["id"]
    plan = office.save_plan({"aeo": trio.aeo, "titulo": "Cuyes", "convocatoria": call, "categoria": "A"})
    items = [office.save_partida(plan, {**TEACHING, "nombre": name}) for name in ("Sanidad", "Gestión")]
    row = {"tipo": "capacitacion", "tema": "Vacunas", "costo_centimos": "600"}
    record = office.save_fila(plan, "T19", row)
    trio.share()
    trio.beto.door.save_fila(plan, "T19", {"partida": items[0]}, record)
    trio.cira.door.save_fila(plan, "T19", {"partida": items[1]}, record)
    trio.share()
    (clash,) = office.clashes()
    assert (clash.noun, clash.title) == ("capacitacion", "Vacunas")
    assert sorted(value for side in clash.sides for _label, value in side.shown) == ["Gestión", "Sanidad"]


def test_a_copy_for_another_organisation_names_nobody_of_the_first(workspace, town, plan, aeo, call):
    town.socios(aeo, 2)
    workspace.bring_socios(plan)
    teaching = workspace.save_partida(plan, TEACHING)
    workspace.save_fila(plan, "T5", BUYER)
    workspace.save_fila(plan, "T19", {"tipo": "asistencia", "tema": "Vacunas", "partida": teaching})
    own = workspace.copy_plan(plan, aeo, call)
    assert [row["socio_nombre"] for row in workspace.tabla(own, "T2")] == [
        row["socio_nombre"] for row in workspace.tabla(plan, "T2")
    ]
    assert workspace.tabla(own, "T19")[0]["partida_nombre"] == "Asistencia técnica"
    other = town.aeo(call, ruc="20100047218", nombre="Kusi Quwi")
    made = workspace.copy_plan(plan, other, call)
    assert workspace.tabla(made, "T2") == []
    assert [row["nombre"] for row in workspace.tabla(made, "T5")] == [BUYER["nombre"]]
    said = "Lo que produce cada socio no se copia: son socios de otra organización."
    assert said in [str(each) for each in workspace.copy_told(plan, other).left]
    assert said not in [str(each) for each in workspace.copy_told(plan, aeo).left]
    assert workspace.check() == []
