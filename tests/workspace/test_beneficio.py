"""Former benefits among municipalities: numbers never leave, the same key finds them, and only the office looks."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ayni.domain import beneficio
from ayni.domain.beneficio import COST_LEAST, Key, days_to_try_all
from ayni.domain.rules import Result
from ayni.sync.beneficios import read_list
from ayni.sync.container import BundleRefused
from ayni.workspace import Refused

PHRASE = "tres llamas en la pampa"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """The slow hash is slow on purpose; not here."""
    for module in ("ayni.domain.beneficio", "ayni.workspace.beneficio"):
        monkeypatch.setattr(f"{module}.COST", 4)
    monkeypatch.setattr("ayni.sync.beneficios.COST_LEAST", 2)


@pytest.fixture
def two(towns, person, done, tmp_path):
    """Two municipalities: the first has a winner with two members; one of them is in the second's new padrón."""
    first, second = towns("Ana Huamán"), towns("Beto Quispe")
    first.door.save_municipality({"nombre": "Municipalidad Distrital de Qosqo Pampa", "ubigeo": "080101"})
    call = first.call(year="2024")
    winner = first.aeo(call)
    for place in (1, 2):
        first.door.save_socio(winner, person(place))
    first.door.save_plan(
        {"aeo": winner, "titulo": "Cuyes", "convocatoria": call, "categoria": "A", "estado": "aprobado"}
    )
    other = second.aeo(second.call(), nombre="Asociación Musuq Quwi", ruc="20100047218")
    for place in (2, 3):
        second.door.save_socio(other, person(place))
    return first, second, other


def export(done, town, path, phrase=""):
    return done(town.door.exporting_benefits("2024", path, phrase))


def test_who_benefited_elsewhere_is_found_with_entity_and_year(two, done, tmp_path):
    first, second, other = two
    assert first.door.benefit_years() == ["2024"]
    view = second.door.receive_benefits(export(done, first, tmp_path / "lista.json"))
    assert (view.year, view.people, view.organizations, view.phrased) == ("2024", 2, 1, False)
    [hit] = done(second.door.checking_benefits(other))
    assert (hit.kind, hit.year, hit.entity) == ("dni", "2024", "Municipalidad Distrital de Qosqo Pampa")
    assert second.door.socio(hit.record)["dni"] == "40000002"
    assert hit.answer.result is Result.FAIL
    assert "opinión favorable" in str(hit.answer.sentence)
    assert hit.answer.article


def test_the_same_organization_is_found_by_its_ruc(two, done, tmp_path):
    first, second, _other = two
    second.door.receive_benefits(export(done, first, tmp_path / "lista.json"))
    again = second.aeo(second.call(nombre="Otra"), nombre="Otro nombre")
    assert [hit.kind for hit in done(second.door.checking_benefits(again))] == ["ruc"]


def test_no_number_and_no_name_is_in_the_file(two, done, tmp_path):
    first, _second, _other = two
    text = export(done, first, tmp_path / "lista.json").read_text("utf-8")
    for secret in ("40000001", "40000002", "20131312955", "Mamani", "Quwi"):
        assert secret not in text


def test_without_the_agreed_phrase_nothing_is_compared(two, done, tmp_path):
    first, second, other = two
    path = export(done, first, tmp_path / "lista.json", PHRASE)
    for wrong in ("", "otra clave cualquiera"):
        with pytest.raises(Refused, match="clave acordada"):
            second.door.receive_benefits(path, wrong)
    second.door.receive_benefits(path, f"  {PHRASE.upper()} ")  # as people write it
    assert len(done(second.door.checking_benefits(other))) == 1


def test_a_short_phrase_is_refused(two, done, tmp_path):
    with pytest.raises(Refused, match="8 letras"):
        export(done, two[0], tmp_path / "lista.json", "corta")


def test_a_year_without_winners_has_no_list(two, done, tmp_path):
    with pytest.raises(Refused, match="2023"):
        done(two[0].door.exporting_benefits("2023", tmp_path / "lista.json"))


def test_several_lists_are_kept_each_once_and_thrown_away(two, done, tmp_path):
    first, second, other = two
    path = export(done, first, tmp_path / "lista.json")
    second.door.receive_benefits(path)
    second.door.receive_benefits(path)
    second.door.receive_benefits(export(done, first, tmp_path / "otra.json", PHRASE), PHRASE)
    lists = second.door.benefit_lists()
    assert len(lists) == 2
    assert all(len(view.code.replace(" ", "")) == 8 for view in lists)
    for view in lists:
        second.door.forget_benefits(view.id)
    assert done(second.door.checking_benefits(other)) == []


def test_a_list_that_somebody_changed_is_refused(two, done, tmp_path):
    first, second, _other = two
    path = export(done, first, tmp_path / "lista.json")
    for change in (
        lambda body: body["dni"].pop(),
        lambda body: body.update(entity="Otra"),
        lambda body: body.update(year="2020"),
        lambda body: body.update(signature="AAAA"),
        lambda body: body.pop("card"),
        lambda body: body["hash"].update(n=2**30),
        lambda body: body.update(version=9),
        lambda body: body.update(format="otra cosa"),
    ):
        body = json.loads(path.read_text("utf-8"))
        change(body)
        (tmp_path / "cambiada.json").write_text(json.dumps(body), "utf-8")
        with pytest.raises(Refused):
            second.door.receive_benefits(tmp_path / "cambiada.json")
    assert second.door.benefit_lists() == []


def test_only_the_office_looks(trio, done, tmp_path):
    beto = trio.beto.door
    assert trio.office.door.may_see_benefits()
    assert not beto.may_see_benefits()
    with pytest.raises(Refused, match="solo la oficina"):
        beto.benefit_lists()
    with pytest.raises(Refused, match="solo la oficina"):
        done(beto.checking_benefits(trio.aeo))


def test_lists_never_travel_to_a_promoter(two, trio, done, tmp_path):
    first, _second, _other = two
    before = trio.office.door.state_hash()
    trio.office.door.receive_benefits(export(done, first, tmp_path / "lista.json"))
    assert trio.office.door.state_hash() == before
    trio.share()
    assert trio.beto.door.meta("beneficios") is None
    assert not [name for name in trio.beto.door.db.conn.execute("SELECT name FROM meta") if "beneficios" in name[0]]


def test_what_a_list_protects_is_said_before_it_is_given(two):
    door = two[0].door
    assert str(days_to_try_all(beneficio.COST)) in str(door.benefit_protection())
    assert "clave acordada" in str(door.benefit_protection(PHRASE))


def test_trying_every_dni_takes_weeks_at_the_real_cost():
    assert days_to_try_all(COST_LEAST) > 30


@given(
    st.binary(max_size=200) | st.builds(lambda data: json.dumps(data).encode(), st.dictionaries(st.text(), st.text()))
)
@settings(max_examples=100)
def test_any_other_file_is_refused_with_a_sentence(data):
    with pytest.raises(BundleRefused) as refused:
        read_list(data)
    assert str(refused.value.sentence)


def test_keys_of_two_years_or_phrases_give_other_marks():
    marks = {Key(year, phrase, 2).mark("dni", "40000001") for year in ("2024", "2025") for phrase in ("", PHRASE)}
    marks.add(Key("2024", "", 2).mark("ruc", "40000001"))
    assert len(marks) == 5
