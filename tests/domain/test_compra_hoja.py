"""A spreadsheet of purchases, understood: headings, days, amounts, and the events that a row tells."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ayni.domain.compra_hoja import Reader, find_heading, plan_name, recognise
from ayni.domain.compra_hoja_hechos import differences, facts_of, office_of, outcome_of, state_of
from ayni.domain.etapas import IMPORTADO, STATES
from ayni.domain.hoja import Cell
from ayni.domain.recorrido import OUT_OF_SEQUENCE
from ayni.domain.seguimiento import replay
from ayni.workspace.law import purchase_law

TODAY = date(2022, 7, 4)
LAW = purchase_law()
PLANS = {plan_name(name): frozenset({("p1", "a1")}) for name in ("Plan Inti", "20131312955")} | {
    "gemelos": frozenset({("p2", "a2"), ("p3", "a3")})
}
HEAD = (
    *("Plan", "Bien", "Fecha requerimiento", "Convocatoria 1", "Resultado 1", "Convocatoria 2"),
    *("Buena pro", "Contrato", "Monto", "Entrega", "Estado", "RUC"),
)
NAMES = dict(
    enumerate(
        (
            *("plan", "item", "fecha_requerimiento", "convocatoria_1", "resultado_1", "convocatoria_2"),
            *("fecha_buena_pro", "fecha_contrato", "monto_contrato_centimos", "fecha_entrega", "estado", "ruc"),
        )
    )
)


def lines_of(*rows, head=HEAD):
    return [
        [Cell(f"{chr(65 + place)}{number}", text) for place, text in enumerate(row)]
        for number, row in enumerate((head, *rows), start=1)
    ]


def row(**given):
    return tuple(given.get(NAMES[place], "") for place in range(len(NAMES)))


def read(*rows, **more):
    lines = lines_of(*rows)
    heading, places = find_heading(lines)
    assert (heading, places) == (0, NAMES)
    return Reader(TODAY, LAW, PLANS, **more).read(lines, heading, places, {})


def facts(**values):
    found = facts_of(values, LAW, TODAY)
    assert found.problems == ()
    return [(each.codigo, each.fecha, each.inferido) for each in found.events]


def one(**given):
    [found] = read(row(plan="Plan Inti", item="Molino", **given)).rows
    return found


def said(found):
    return {problem.field: problem.text for _cell, problem in found.problems}


def doubts(found):
    return {problem.field: problem.text for _cell, problem in found.doubts}


# headings


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("PLAN DE NEGOCIO", "plan"),
        ("Asociación", "plan"),
        ("Descripción", "item"),
        ("Cant.", "cantidad"),
        ("monto_contrato", "monto_contrato_centimos"),
        ("Monto (S/)", "monto_contrato_centimos"),
        ("1ra Convocatoria", "convocatoria_1"),
        ("Fecha convocatoria N° 3", "convocatoria_3"),
        ("TERCERA CONVOCATORIA", "convocatoria_3"),
        ("convocatoria_12", "convocatoria_12"),
        ("resultado_2", "resultado_2"),
        ("Órdenes", None),
        ("Convocatoria 40", None),
    ],
)
def test_a_heading_is_known_however_it_is_written(heading, name):
    assert recognise([heading]).get(0) == name


def test_calls_without_a_number_are_numbered_as_they_come():
    assert recognise(["Convocatoria", "Resultado", "Convocatoria", "Resultado"]) == {
        0: "convocatoria_1",
        1: "resultado_1",
        2: "convocatoria_2",
        3: "resultado_2",
    }


def test_a_sheet_of_something_else_has_no_heading():
    assert find_heading(lines_of(("1", "2"), head=("DNI", "Apellidos"))) == (-1, {})


# days and amounts


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("04/02/2021", "2021-02-04"),
        ("2021-02-04", "2021-02-04"),
        ("4 feb 2021", "2021-02-04"),
        ("44231", "2021-02-04"),
        ("marzo 2022", "2022-03"),
        ("03/2022", "2022-03"),
    ],
)
def test_a_day_is_understood_as_offices_write_it(written, iso):
    found = one(fecha_requerimiento=written)
    assert found.problems == ()
    assert found.events[0].fecha == iso
    assert ("fecha_requerimiento" in doubts(found)) == written.isdigit()


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2009, 3, 2), TODAY))
def test_a_day_is_the_same_in_all_its_shapes(day):
    serial = str((day - date(1899, 12, 30)).days)
    for written in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}-{day.month}-{day.year}", serial):
        assert one(fecha_requerimiento=written).events[0].fecha == day.isoformat()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("31/02/2021", "La fecha 31/02/2021 no existe."),
        ("ayer", "No se entiende"),
        ("05/07/2022", "todavía no ha llegado"),
        ("01/02/2009", "2009"),
    ],
)
def test_a_day_that_cannot_be_keeps_its_row_out(written, told):
    assert told in said(one(fecha_requerimiento=written))["fecha_requerimiento"]


@pytest.mark.parametrize(
    ("written", "centimos"), [("103,000.00", 10_300_000), ("S/ 103 000", 10_300_000), ("103000.5", 10_300_050)]
)
def test_an_amount_is_understood_as_offices_write_it(written, centimos):
    assert one(monto_contrato_centimos=written).values["monto_contrato_centimos"] == centimos


def test_an_amount_with_two_readings_is_asked():
    assert "103,000.00" in said(one(monto_contrato_centimos="103.000"))["monto_contrato_centimos"]
    assert "S/ 12.500" not in said(one(monto_contrato_centimos="S/ 12.500"))["monto_contrato_centimos"]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=12, max_size=12))
def test_whatever_the_cells_hold_each_row_is_judged_and_none_breaks_the_reading(cells):
    sheet = read(tuple(cells))
    for found in sheet.rows:
        assert found.problems or found.aeo


# rows


def test_rows_without_plan_and_item_are_no_purchases():
    assert read(row(), row(monto_contrato_centimos="900"), row(estado="Total")).rows == ()
    [orphan] = read(row(fecha_contrato="01/02/2021")).rows
    assert set(said(orphan)) == {"plan", "item"}


def test_a_plan_is_found_by_its_title_or_by_the_ruc_and_never_guessed():
    assert one().aeo == "a1"
    [other, twins] = read(row(plan="Otro", item="x"), row(plan="Gemelos", item="x")).rows
    assert "No se encuentra" in said(other)["plan"]
    assert "varios" in said(twins)["plan"]


def test_days_the_wrong_way_round_are_told():
    found = one(fecha_buena_pro="10/05/2021", fecha_contrato="09/05/2021")
    assert "«Fecha de la buena pro»" in said(found)["fecha_contrato"]
    assert one(fecha_buena_pro="05/2021", fecha_contrato="09/05/2021").problems == ()


def test_a_bad_ruc_is_kept_and_marked():
    found = one(fecha_buena_pro="10/05/2021", ruc="20131312950")
    assert found.problems == ()
    assert "RUC" in doubts(found)["ruc"]
    assert next(each for each in found.events if each.codigo == "buena_pro").datos["ruc"] == "20131312950"


def test_the_same_row_twice_is_told_and_one_that_was_imported_is_known():
    first, again = read(row(plan="Plan Inti", item="Molino"), row(plan="Plan Inti", item="MOLINO")).rows
    assert (first.problems, said(again)) == ((), {"item": "Esta fila está repetida: también en la fila 2."})
    known = {first.key: (first.mark, "c1")}
    sheet = read(row(plan="Plan Inti", item="Molino"), known=known)
    assert (sheet.good, [each.compra for each in sheet.same]) == ([], ["c1"])
    sheet = read(row(plan="Plan Inti", item="Molino", estado="Desierto"), known=known)
    assert [each.compra for each in sheet.changed] == ["c1"]
    like = read(row(plan="Plan Inti", item="Molino"), bought=frozenset({("p1", "molino")})).rows[0]
    assert "misma" in doubts(like)["item"]


def test_a_cell_corrected_here_is_understood_again():
    lines = lines_of(row(plan="Plan Inti", item="Molino", fecha_requerimiento="31/02/2021"))
    found = Reader(TODAY, LAW, PLANS).read(lines, 0, NAMES, {(2, "fecha_requerimiento"): "28/02/2021"})
    assert found.rows[0].events[0].fecha == "2021-02-28"


# events


def test_gaps_are_filled_with_the_day_of_what_is_known_next():
    assert facts(fecha_requerimiento="2021-02-04", convocatoria_1="2021-06-04") == [
        ("requerimiento", "2021-02-04", False),
        ("interaccion_mercado", "2021-06-04", True),
        ("certificacion_solicitada", "2021-06-04", True),
        ("certificacion_emitida", "2021-06-04", True),
        ("expediente_aprobado", "2021-06-04", True),
        ("convocatoria", "2021-06-04", False),
    ]


def test_a_failure_without_a_day_takes_the_eve_of_the_next_call():
    told = {"convocatoria_1": "2021-06-04", "resultado_1": "Desierto", "convocatoria_2": "2021-06-28"}
    assert ("desierto", "2021-06-27", True) in facts(**told)
    told.pop("resultado_1")
    assert ("desierto", "2021-06-27", True) in facts(**told)
    assert ("desierto", "2021-06-10", False) in facts(**{**told, "resultado_1": "DESIERTO 10/06/2021"})
    assert facts(convocatoria_1="2021-06-04", resultado_1="desierta")[-1] == ("desierto", "2022-07-04", True)


def test_the_calls_of_inti_come_out_of_its_row():
    told = {"fecha_requerimiento": "2021-02-04"}
    for number, day in enumerate(("2021-06-04", "2021-06-28", "2021-07-26", "2021-08-17"), start=1):
        told |= {f"convocatoria_{number}": day}
    told |= {"fecha_buena_pro": "2021-10-15", "fecha_contrato": "2021-10-15", "plazo_entrega": "60"}
    found = facts_of(told | {"monto_contrato_centimos": 10_300_000}, LAW, TODAY)
    codes = [each.codigo for each in found.events]
    assert codes.count("desierto") == 3
    assert "consentimiento" not in codes  # award and contract share their day
    stands = replay(found.events, LAW, TODAY)
    assert (stands.state, stands.attempts, stands.marks) == ("EN_EJECUCION", 4, ())
    assert stands.penalty.due == date(2021, 12, 14)


def test_consent_is_supposed_when_the_contract_came_later():
    found = facts(convocatoria_1="2021-06-04", fecha_buena_pro="2021-07-01", fecha_contrato="2021-07-20")
    assert ("consentimiento", "2021-07-20", True) in found


def test_an_order_needs_no_call_while_it_is_small():
    small = facts(fecha_contrato="2021-03-01", monto_contrato_centimos=3_520_000)
    assert [codigo for codigo, _day, _inferred in small][-2:] == ["certificacion_emitida", "orden_contrato_menor"]
    assert facts(fecha_contrato="2021-03-01", monto_contrato_centimos=3_520_001)[-1][0] == "contrato"
    assert facts(fecha_contrato="2021-03-01", nomenclatura="LP-ABR-23-2021-MPSC-1")[-1][0] == "contrato"
    assert facts(fecha_contrato="2021-03-01", nomenclatura="CM-506-2021-MPSC")[-1][0] == "orden_contrato_menor"


def test_only_a_state_gives_the_path_at_the_day_of_the_import():
    found = facts_of({"estado": "En ejecución"}, LAW, TODAY)
    assert found.incomplete
    assert {(each.fecha, each.inferido) for each in found.events} == {("2022-07-04", True)}
    assert replay(found.events, LAW, TODAY).state == "EN_EJECUCION"
    assert facts_of({}, LAW, TODAY).events == ()


def test_a_state_that_the_days_contradict_is_told():
    found = facts_of({"fecha_contrato": "2021-03-01", "estado": "Convocado"}, LAW, TODAY)
    assert found.doubts[0].field == "estado"
    assert [each.codigo for each in found.events][-1] == "orden_contrato_menor"


def test_an_annulment_has_no_stage_in_a_sheet_and_is_not_guessed():
    found = facts_of({"convocatoria_1": "2021-03-01", "resultado_1": "NULO"}, LAW, TODAY)
    assert found.problems[0].field == "resultado_1"


def test_after_a_cancelled_call_comes_a_new_request():
    told = facts(convocatoria_1="2021-03-01", resultado_1="cancelado", convocatoria_2="2021-05-01")
    codes = [codigo for codigo, _day, _inferred in told]
    assert codes[codes.index("cancelacion") + 1] == "nuevo_requerimiento"
    assert codes[-1] == "convocatoria"


def test_the_office_that_has_it_is_the_one_of_the_last_event():
    found = facts_of({"fecha_requerimiento": "2021-03-01", "oficina": "Área de Logística"}, LAW, TODAY)
    assert found.events[-1].oficina_siguiente == "LOGISTICA"
    assert facts_of({"oficina": "Marte"}, LAW, TODAY).doubts[0].field == "oficina"


def test_words_of_offices_states_and_results():
    assert {state_of(label) for label in STATES.values()} == set(STATES)
    assert (state_of("DESIERTO (2da)"), state_of("xyz")) == ("DESIERTO", "")
    assert (office_of("GDE"), office_of("Oficina de Presupuesto"), office_of("x")) == ("GDE", "PRESUPUESTO", "")
    assert outcome_of("Adjudicado", TODAY) == ("ganado", "")
    assert outcome_of("?", TODAY) is None


DAYS = st.one_of(st.just(""), st.integers(0, 900))


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                *("fecha_requerimiento", "fecha_certificacion", "convocatoria_1", "convocatoria_2", "convocatoria_3"),
                *(
                    "fecha_buena_pro",
                    "fecha_contrato",
                    "fecha_entrega",
                    "fecha_conformidad",
                    "fecha_pago",
                    "fecha_acta",
                ),
            ]
        ),
        st.integers(0, 30),
        max_size=8,
    ),
    st.dictionaries(
        st.sampled_from(["resultado_1", "resultado_2", "resultado_3"]),
        st.sampled_from(["desierto", "cancelado", "buena pro", "?"]),
    ),
    st.sampled_from(["", *STATES.values()]),
    st.booleans(),
)
def test_what_a_row_tells_always_follows_the_relation(days, results, state, month):
    order = [
        *("fecha_requerimiento", "fecha_certificacion", "convocatoria_1", "convocatoria_2", "convocatoria_3"),
        *("fecha_buena_pro", "fecha_contrato", "fecha_entrega", "fecha_conformidad", "fecha_pago", "fecha_acta"),
    ]
    day, told = date(2021, 1, 4), {}
    for name in order:
        if name in days:
            day += timedelta(days=days[name])
            told[name] = day.isoformat()[:7] if month and days[name] > 25 else day.isoformat()
    found = facts_of({**told, **results, "estado": state}, LAW, TODAY)
    assert bool(found.problems) <= bool(results)
    if month:
        return
    stands = replay(found.events, LAW, TODAY)
    assert OUT_OF_SEQUENCE not in stands.marks
    assert all(each.modo == IMPORTADO for each in found.events)
    assert [each.orden for each in found.events] == list(range(1, len(found.events) + 1))
    known = {each.fecha for each in found.events if not each.inferido}
    assert found.problems or known >= set(told.values())


def test_a_row_that_changed_says_what_it_would_correct_and_add():
    old = facts_of({"fecha_requerimiento": "2021-02-04", "convocatoria_1": "2021-06-04"}, LAW, TODAY).events
    new = facts_of(
        {"fecha_requerimiento": "2021-02-04", "convocatoria_1": "2021-06-05", "resultado_1": "Desierto 20/06/2021"},
        LAW,
        TODAY,
    ).events
    found = differences(old, new)
    assert {each.event.codigo for each in found if each.stored} == {
        *("interaccion_mercado", "certificacion_solicitada", "certificacion_emitida", "expediente_aprobado"),
        "convocatoria",
    }
    assert [each.event.codigo for each in found if each.stored is None] == ["desierto"]
    assert differences(new, new) == ()
