"""Specifications: rows read, brands asked about, a reason for each change, versions compared, what a call came to."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.especificacion import (
    FAILED,
    FOUND,
    NOT_CALLED,
    UNDER_WAY,
    BrandRules,
    Caracteristicas,
    Outcome,
    brand_question,
    check_version,
    compare_versions,
    library_order,
    named_brands,
    outcome,
    rows_of,
)
from ayni.domain.evento import Event
from ayni.domain.recorrido import Moment, Step
from ayni.domain.version import Act
from ayni.paths import resource

TODAY = date(2026, 11, 22)
BRANDS = BrandRules.from_data(json.loads(resource("rules/marcas.json").read_text("utf-8")))


def written(*rows):
    return Caracteristicas.written([dict(zip(("nombre", "valor", "unidad"), row, strict=False)) for row in rows])


ROW = {
    "id": "a",
    "numero": "1",
    "clase": "EETT",
    "titulo": "Despulpadora de cacao",
    "finalidad": "Mejor grano.",
    "caracteristicas": written(("Capacidad", "500", "kg por hora"), ("Material", "acero inoxidable")),
}


def test_a_row_says_what_it_is_and_how_and_blank_rows_are_none():
    typed = json.dumps([{"nombre": " Capacidad ", "valor": "500"}, {"nombre": "", "valor": " "}])
    reading = Caracteristicas().read(typed, TODAY)
    assert rows_of(reading.value) == [{"nombre": "Capacidad", "valor": "500", "unidad": "", "tolerancia": ""}]
    assert Caracteristicas().read("[]", TODAY).value is None


@pytest.mark.parametrize("typed", ["nada", "3", "[1]", '[{"nombre": "Alto"}]', '[{"valor": "3"}]'])
def test_a_row_half_written_is_told(typed):
    assert Caracteristicas().read(typed, TODAY).sentence is not None


@given(st.lists(st.fixed_dictionaries({"nombre": st.text("abc ", min_size=1), "valor": st.text("xyz", min_size=1)})))
def test_what_was_read_is_read_the_same_again(rows):
    first = Caracteristicas().read(json.dumps(rows), TODAY)
    if first.value is not None:
        assert Caracteristicas().read(first.value, TODAY) == first


@pytest.mark.parametrize(
    ("text", "brands"),
    [
        ("Motor marca Andina de 5 HP", ["Andina"]),
        ("motor HONDA de 5 HP", ["HONDA"]),
        ("De la marca: Pinhalense", ["Pinhalense"]),
        ("sin marca registrada, de marca propia", []),
        ("acero inoxidable de uso alimentario", []),
        ("marca Honda, o Honda", ["Honda"]),
    ],
)
def test_a_word_that_looks_like_a_brand_is_seen(text, brands):
    assert named_brands([text], BRANDS) == brands


def test_a_brand_is_a_question_with_its_article_and_a_reason_answers_it():
    row = {**ROW, "caracteristicas": written(("Motor", "Honda de 5 HP"))}
    assert "art. 44.6" in str(brand_question(row, BRANDS))
    assert brand_question({**row, "motivo_marca": "Se estandarizó con Resolución 12-2026"}, BRANDS) is None
    assert brand_question(ROW, BRANDS) is None


def test_no_example_of_the_library_names_a_brand_and_each_can_be_read():
    found = json.loads(resource("examples/especificaciones.json").read_text("utf-8"))["especificaciones"]
    assert len({row["id"] for row in found}) == len(found) >= 10
    for row in found:
        assert brand_question({**row, "caracteristicas": json.dumps(row["caracteristicas"])}, BRANDS) is None, row["id"]
        assert Caracteristicas().read(json.dumps(row["caracteristicas"]), TODAY).sentence is None


def test_from_the_second_version_on_it_says_why_and_something_changed():
    changed = {**ROW, "titulo": "Despulpadora grande"}
    assert check_version(ROW, None) == []
    assert [problem.field for problem in check_version(changed, ROW)] == ["motivo", "motivo_texto"]
    why = {"motivo": "desierto", "motivo_texto": "Nadie ofrecía 500 kg"}
    assert check_version({**changed, **why}, ROW) == []
    assert "No cambió nada" in str(check_version({**ROW, **why}, ROW)[0].sentence)


def test_two_versions_tell_rows_that_came_went_and_changed_and_texts_word_by_word():
    after = {
        **ROW,
        "caracteristicas": written(("Capacidad", "400", "kg por hora"), ("Motor", "de 2 HP")),
        "finalidad": "Mejor grano para todos.",
        "plazo_entrega_dias": "45",
    }
    found = compare_versions(ROW, after, lambda _field, value: str(value))
    assert {(row.name, row.act) for row in found.rows} == {
        ("Capacidad", Act.CHANGED),
        ("Material", Act.REMOVED),
        ("Motor", Act.ADDED),
    }
    assert [(cell.before, cell.after) for cell in found.cover] == [("—", "45")]
    assert [text.label for text in found.texts] == ["Para qué se compra (finalidad pública)"]
    assert compare_versions(ROW, ROW, lambda _field, value: str(value)).same


def step(code, day, annulled=False, **datos):
    event = Event(f"{code}{day}", code, day, datos=datos)
    return Step(event, Moment.exact(date.fromisoformat(day)), "", 1, 1, moved=True, annulled=annulled)


STEPS = [
    step("requerimiento", "2026-01-05"),
    step("convocatoria", "2026-02-01"),
    step("ofertas_recibidas", "2026-02-10", ofertas="0"),
    step("desierto", "2026-02-11"),
    step("convocatoria", "2026-03-01"),
    step("ofertas_recibidas", "2026-03-15", ofertas="3"),
    step("buena_pro", "2026-03-21"),
    step("contrato", "2026-04-01"),
]


def test_each_version_answers_for_the_calls_made_while_it_was_in_force():
    assert outcome(STEPS, "2026-01-05", "2026-02-20") == Outcome(FAILED, 1, 0, 10)
    assert outcome(STEPS, "2026-02-20") == Outcome(FOUND, 1, 3, 20)
    assert outcome(STEPS, "2026-01-05") == Outcome(FOUND, 2, 3, 20)
    assert outcome(STEPS[:2], "2026-01-05") == Outcome(UNDER_WAY, 1)
    assert outcome(STEPS, "2026-05-01") == Outcome(NOT_CALLED)


def test_an_event_that_was_annulled_counts_for_nothing():
    steps = [*STEPS[:4], step("buena_pro", "2026-02-12", annulled=True)]
    assert outcome(steps, "2026-01-05").result == FAILED


def test_those_that_found_a_supplier_stand_first_the_quickest_before():
    rows = [
        {"id": name, "titulo": name, "suerte": fate}
        for name, fate in (
            ("d", Outcome(FAILED, 1, 0, 5)),
            ("n", Outcome()),
            ("slow", Outcome(FOUND, 1, 2, 50)),
            ("quick", Outcome(FOUND, 1, 2, 20)),
        )
    ]
    assert [row["id"] for row in sorted(rows, key=library_order)] == ["quick", "slow", "n", "d"]
