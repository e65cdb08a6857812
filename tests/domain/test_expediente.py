"""The expediente: what is asked of whom, terms and corrections as answers with dates, files as rows keep them."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.dates import Calendar
from ayni.domain.expediente import (
    EN_SUBSANACION,
    FALTA,
    FUERA_DE_PLAZO,
    ILEGIBLE,
    LISTO,
    NO_LLEGO,
    OBSERVADO,
    OWN,
    POR_VENCER,
    PRESENTADO,
    REVISAR,
    SUBSANADO,
    VENCIDO,
    Attachment,
    Checklist,
    Expediente,
    Requirement,
    check_papel,
    folio_ranges,
    megabytes,
    own_list,
    papel,
    read_files,
    read_own_list,
    write_files,
)
from ayni.paths import resource

SHA = "a" * 64
TODAY = date(2026, 3, 10)  # a Tuesday
CALL = {"regimen": "RS-2021", "fecha_autorizacion": "2026-02-20"}


def data(name):
    return json.loads(resource(name).read_text("utf-8"))


@pytest.fixture(scope="module")
def checklist():
    labels = {row["code"]: row["label"] for row in data("catalogos/requisitos.json")}
    return Checklist.from_data(data("rules/expediente.json"), labels)


@pytest.fixture(scope="module")
def calendar():
    return Calendar.from_rules(row for row in data("rules/feriados.json")["rules"] if row["group"] == "holiday")


@pytest.fixture
def looked_at(checklist, calendar):
    def look(row, requirement=None, here=(SHA,), today=TODAY):
        requirement = requirement or Requirement("estatuto", "Estatuto", 1)
        return papel(requirement, row, set(here), today, calendar, checklist)

    return look


def files(*names, pages=2, hints=()):
    return write_files(Attachment(SHA if not n else f"{n}" * 64, f"{n}.pdf", pages, 1000, hints) for n in names or [0])


def one(pages=2, hints=()):
    return write_files([Attachment(SHA, "acta.pdf", pages, 1000, hints)])


def codes(found):
    return [each.code for each in found]


# what is asked


def test_a_legal_person_is_asked_its_statutes_and_a_group_its_certified_acta(checklist):
    legal = codes(checklist.asked({"categoria": "A", "naturaleza": "juridica"}, CALL))
    group = codes(checklist.asked({"categoria": "A", "naturaleza": "natural"}, CALL))
    assert {"estatuto", "vigencia_poder", "ruc"} <= set(legal)
    assert "acta_certificada" not in legal
    assert "acta_certificada" in group
    assert not {"estatuto", "vigencia_poder", "ruc"} & set(group)


def test_only_who_benefited_before_is_asked_the_favourable_opinion(checklist):
    aeo = {"categoria": "A", "naturaleza": "juridica"}
    assert "opinion_favorable" not in codes(checklist.asked(aeo, CALL))
    asked = checklist.asked({**aeo, "beneficiaria_antes": "si"}, CALL)
    assert next(each for each in asked if each.code == "opinion_favorable").required


def test_categories_b_and_c_are_asked_more(checklist):
    small, large = (codes(checklist.asked({"categoria": each, "naturaleza": "juridica"}, CALL)) for each in "AB")
    assert set(large) - set(small) == {"riesgo", "ficha_tecnica"}


def test_papers_are_numbered_in_their_order(checklist):
    asked = checklist.asked({"categoria": "B", "naturaleza": "juridica"}, CALL)
    assert [each.order for each in asked] == list(range(1, len(asked) + 1))
    assert asked[0].code == "solicitud"


def test_a_call_may_have_its_own_list(checklist):
    own = own_list(["plan", "dni"], "Constancia de posesión\n\n  Plano   de ubicación ")
    asked = checklist.asked({"categoria": "A", "naturaleza": "juridica"}, {**CALL, "requisitos": own})
    assert [each.label for each in asked] == [
        "Plan de negocio",
        "Copias de DNI",
        "Constancia de posesión",
        "Plano de ubicación",
    ]
    assert asked[2].code == f"{OWN}Constancia de posesión"


def test_a_name_typed_by_a_person_is_no_part_of_a_file_name(checklist):
    assert checklist.named(f"{OWN}DNI de Rosa Quispe 40000001", CALL).file_name == "otro-papel"
    assert checklist.named("vigencia_poder", CALL).file_name == "vigencia-poder"


def test_the_bases_say_how_long_a_power_counts(checklist):
    default, stated = (
        checklist.named("vigencia_poder", CALL),
        checklist.named("vigencia_poder", {**CALL, "dias_poder": "90"}),
    )
    assert (default.valid_days, default.unconfirmed) == (30, True)
    assert (stated.valid_days, stated.unconfirmed) == (90, False)


def test_every_requirement_has_its_label_article_and_status(checklist):
    for row in checklist.rows:
        assert row["requirement"] in checklist.labels
        assert row["article"]
        assert row["source"]
        assert row["status"] in {"confirmed", "quoted", "practice", "deduced", "unconfirmed"}
    assert len({row["id"] for row in checklist.rows}) == len(checklist.rows)


# what a paper lacks


def test_a_paper_that_is_not_there_is_missing(looked_at):
    found = looked_at({})
    assert (found.state, found.stops) == (FALTA, True)


def test_a_paper_that_is_not_demanded_may_be_left_out(looked_at):
    found = looked_at({}, Requirement("riesgo", "Reporte", 1, required=False))
    assert (found.state, found.stops) == (LISTO, False)


def test_a_paper_that_is_there_is_ready(looked_at):
    found = looked_at({"archivos": one(), "estado": PRESENTADO})
    assert (found.state, found.notices, found.pages) == (LISTO, (), 2)


def test_a_file_of_another_machine_is_told_as_not_here_yet(looked_at):
    found = looked_at({"archivos": one()}, here=())
    assert found.state == NO_LLEGO
    assert "todavía no llegó" in str(found.notices[0].sentence)


@pytest.mark.parametrize(
    ("emitted", "state", "expires"),
    [
        ("2026-03-01", LISTO, "2026-03-31"),
        ("2026-02-15", POR_VENCER, "2026-03-17"),
        ("2026-02-08", POR_VENCER, "2026-03-10"),
        ("2026-02-07", VENCIDO, "2026-03-09"),
    ],
)
def test_a_paper_with_a_term_expires(looked_at, emitted, state, expires):
    found = looked_at({"archivos": one(), "emitido": emitted}, Requirement("vigencia_poder", "V", 1, valid_days=30))
    assert (found.state, found.expires) == (state, expires)
    assert found.stops == (state == VENCIDO)


def test_the_day_written_on_the_paper_comes_before_the_term(looked_at):
    row = {"archivos": one(), "emitido": "2026-01-01", "vence": "2026-12-31"}
    found = looked_at(row, Requirement("vigencia_poder", "V", 1, valid_days=30))
    assert (found.state, found.expires) == (LISTO, "2026-12-31")


def test_a_paper_with_a_term_and_no_date_is_asked_its_date(looked_at):
    found = looked_at({"archivos": one()}, Requirement("vigencia_poder", "V", 1, valid_days=30))
    assert (found.state, found.stops) == (REVISAR, False)


def test_a_paper_that_cannot_be_read_stops(looked_at):
    found = looked_at({"archivos": one(), "legible": "no"})
    assert (found.state, found.stops) == (ILEGIBLE, True)


def test_a_blurry_page_is_hinted_until_a_person_says_that_it_reads(looked_at):
    row = {"archivos": one(hints=((2, "borrosa"),))}
    found = looked_at(row)
    assert (found.state, found.stops) == (REVISAR, False)
    assert "página 2" in str(found.notices[0].sentence)
    assert looked_at({**row, "legible": "si"}).state == LISTO


def test_folios_that_do_not_agree_are_told(looked_at):
    assert looked_at({"archivos": one(pages=3), "folios": "4"}).state == REVISAR
    assert looked_at({"archivos": one(pages=3), "folios": "3"}).state == LISTO


# corrections


@pytest.mark.parametrize(
    ("today", "state", "said"),
    [
        (date(2026, 3, 10), EN_SUBSANACION, "Días hábiles que quedan: 2"),
        (date(2026, 3, 12), EN_SUBSANACION, "es el último día"),
        (date(2026, 3, 13), FUERA_DE_PLAZO, "terminó el 12/03/2026"),
    ],
)
def test_a_correction_runs_in_working_days(looked_at, today, state, said):
    row = {"archivos": one(), "estado": OBSERVADO, "observacion": "x", "observado_el": "2026-03-10", "plazo_dias": None}
    found = looked_at(row, today=today)
    assert (found.state, found.correct_until, found.stops) == (state, "2026-03-12", True)
    assert said in str(found.notices[0].sentence)


def test_holidays_and_weekends_do_not_count(looked_at):
    row = {"archivos": one(), "estado": OBSERVADO, "observado_el": "2026-04-01", "plazo_dias": "2"}
    found = looked_at(row, today=date(2026, 4, 2))
    assert found.correct_until == "2026-04-07"  # Thursday and Friday of Easter, then the weekend


def test_what_was_corrected_in_time_is_ready_and_late_is_left_to_the_committee(looked_at):
    row = {"archivos": one(), "estado": SUBSANADO, "observado_el": "2026-03-10", "plazo_dias": "2"}
    assert looked_at({**row, "subsanado_el": "2026-03-12"}, today=date(2026, 3, 20)).state == LISTO
    late = looked_at({**row, "subsanado_el": "2026-03-13"}, today=date(2026, 3, 20))
    assert (late.state, late.stops) == (REVISAR, False)
    assert "después del plazo" in str(late.notices[0].sentence)


def test_the_most_urgent_comes_first(looked_at):
    row = {
        "archivos": one(),
        "estado": OBSERVADO,
        "observado_el": "2026-03-09",
        "legible": "no",
        "vence": "2026-03-12",
    }
    assert [notice.kind for notice in looked_at(row).notices] == [EN_SUBSANACION, ILEGIBLE, POR_VENCER]


def test_the_whole_is_complete_when_nothing_stops_it(looked_at):
    ready, missing = looked_at({"archivos": one()}), looked_at({})
    left_out = looked_at({}, Requirement("riesgo", "Reporte", 2, required=False))
    whole, part = Expediente((ready, left_out)), Expediente((ready, missing, left_out))
    assert (whole.complete, whole.ready, whole.asked, whole.pages) == (True, 1, 1, 2)
    assert (part.complete, part.ready, part.asked) == (False, 1, 2)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"observado_el": "2026-03-10"}, "observacion"),
        ({"observacion": "No se lee"}, "observado_el"),
        ({"emitido": "2026-03-10", "vence": "2026-02-10"}, "vence"),
    ],
)
def test_a_review_that_does_not_fit_together_is_told(values, field):
    assert [problem.field for problem in check_papel(values)] == [field]


def test_a_review_that_fits_has_no_problem():
    assert check_papel({"observacion": "x", "observado_el": "2026-03-10", "emitido": "2026-03", "vence": None}) == []


# as rows keep it

ATTACHMENTS = st.builds(
    Attachment,
    st.text("0123456789abcdef", min_size=64, max_size=64),
    st.text(max_size=30),
    st.integers(1, 999),
    st.integers(1, 10**9),
    st.lists(st.tuples(st.integers(1, 99), st.sampled_from(["borrosa", "oscura", "chica"])), max_size=3).map(tuple),
)


@given(st.lists(ATTACHMENTS, max_size=5, unique_by=lambda each: each.sha256))
def test_files_are_read_back_as_they_were_written(given_files):
    assert read_files(write_files(given_files)) == given_files


@given(st.one_of(st.none(), st.text(), st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps)))
def test_a_row_that_cannot_be_understood_has_no_files(text):
    assert read_files(text) == []


def test_a_hash_that_is_none_is_left_out():
    assert read_files(json.dumps([{"sha256": "../../llave.json", "name": "x", "pages": 1, "bytes": 1}])) == []


@given(st.lists(st.integers(0, 50), max_size=12))
def test_folios_follow_one_another_without_gap(pages):
    seen = [number for first, last in folio_ranges(pages) if last for number in range(first, last + 1)]
    assert seen == list(range(1, sum(pages) + 1))


@given(st.lists(st.sampled_from(["plan", "dni", "ruc"])), st.text("ab \n", max_size=30))
def test_a_list_of_a_call_is_read_back(codes_, others):
    kept = read_own_list(own_list(codes_, others))
    assert len(kept) == len(set(kept))
    assert set(codes_) <= set(kept)


def test_something_never_weighs_nothing():
    assert (megabytes(0), megabytes(10), megabytes(1_234_567)) == ("0.0", "0.1", "1.2")
