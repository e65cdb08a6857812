"""The interview at the door: each answer stored when it is whole, in one save; the rest kept as it was typed."""

import pytest

from ayni.domain.entrevista import NEW, Place
from ayni.workspace import Refused


def walk(door, plan, *answers):
    """Answer page after page from where the interview stands; gives the plan and where it came to."""
    talk, place = door.talk(plan)
    for text in answers:
        plan, talk, place = door.answer_interview(plan, talk.typing(place, text), place)
    return plan, place


@pytest.fixture
def plan(workspace, aeo):
    record, place = walk(workspace, "", aeo, "Criar cuyes")
    assert place == Place("idea", "", "objetivo")
    return record


def test_a_plan_begins_with_its_name_and_takes_the_call_and_the_category_of_its_aeo(workspace, aeo, call, plan):
    found = workspace.plan(plan)
    assert (found["aeo"], found["convocatoria"], found["categoria"]) == (aeo, call, "A")
    assert workspace.is_perfil(plan)
    assert workspace.draft("entrevista", "") is None
    assert workspace.draft("entrevista", plan)["step"] == "idea//objetivo"


def test_what_is_wrong_is_refused_and_nothing_is_stored(workspace, plan):
    talk, place = workspace.talk(plan)
    place = Place("idea", "", "horizonte_years")
    with pytest.raises(Refused) as refused:
        workspace.answer_interview(plan, talk.typing(place, "muchos"), place)
    assert [problem.field for problem in refused.value.problems] == ["horizonte_years"]
    assert workspace.plan(plan)["horizonte_years"] is None


def test_a_row_is_stored_once_it_is_whole_and_until_then_it_is_kept_as_typed(workspace, plan):
    walk(workspace, plan, "Vender más", "20", "5")
    talk, place = workspace.talk(plan)
    assert place == Place("compras")
    place = workspace.interview().first(talk, "compras")
    for text in ("Jaulas", "equipos", "und", "200", "S/ 150"):
        plan, talk, place = workspace.answer_interview(plan, talk.typing(place, text), place)
    assert workspace.partidas(plan) == []
    talk, again = workspace.talk(plan)
    assert again == place == Place("compras", NEW, "quien_paga")
    assert talk.typed["compras/nuevo/precio_unitario"] == "S/ 150"
    before = workspace.undoable()
    for text in ("varios", "20 000", "4,000.50", ""):
        plan, talk, place = workspace.answer_interview(plan, talk.typing(place, text), place)
    [row] = workspace.partidas(plan)
    assert place == Place("compras")
    amounts = [row[f"{name}_centimos"] for name in ("cofinanciamiento", "monetaria", "valorizada")]
    assert amounts == [2_000_000, 400_050, 599_950]
    assert not any(key.startswith("compras/") for key in workspace.talk(plan)[0].typed)
    assert workspace.undoable() != before
    workspace.undo()
    assert workspace.partidas(plan) == []


def test_a_row_is_taken_away_and_what_was_typed_over_it_goes_with_it(workspace, plan):
    row = {"clase": "equipos", "nombre": "Jaulas", "cantidad": "2", "precio_unitario": "10"}
    record = workspace.save_partida(plan, {**row, "cofinanciamiento_centimos": "20.00"})
    talk, _place = workspace.talk(plan)
    talk = talk.typing(Place("compras", record, "nombre"), "Otras")
    talk = workspace.remove_said(plan, talk, Place("compras", record))
    assert workspace.partidas(plan) == []
    assert talk.typed == {}
    assert talk.rows["compras"] == ()


def test_the_state_says_what_is_done_and_what_comes_next(workspace, plan):
    assert str(workspace.interview_state(plan)) == "Partes listas: 0 de 9. Sigue: La idea."
    walk(workspace, plan, "Vender más", "20", "5")
    expected = "Partes listas: 1 de 9. Sigue: Lo que se va a comprar y quién lo paga."
    assert str(workspace.interview_state(plan)) == expected
    assert workspace.interview_state("") is None


def test_a_plan_written_elsewhere_is_asked_only_what_it_lacks(workspace, aeo, call):
    cover = {"aeo": aeo, "titulo": "Cuyes", "convocatoria": call, "categoria": "A", "objetivo": "Vender"}
    plan = workspace.save_plan({**cover, "horizonte_years": "5"})
    _talk, place = workspace.talk(plan)
    assert place == Place("idea", "", "socios_participantes")


def test_an_idea_without_sales_is_told_what_it_lacks_and_still_can_go_on(workspace, plan):
    walk(workspace, plan, "Vender más", "20", "5")
    said, found = workspace.interview_verdict(plan)
    assert found is None
    assert str(said) == "Para saber si la idea puede andar falta lo que se va a vender."
    block = {"situacion": "con", "nombre": "cuy", "ciclos_por_year": "1", "unidades_por_year": "10;10;10;10;10"}
    record = workspace.save_bloque(plan, block)
    line = {"situacion": "con", "tipo": "ingreso", "nombre": "cuy", "cantidad": "1", "bloque": record}
    workspace.save_linea(plan, {**line, "precio_unitario": "20"})
    row = {"clase": "equipos", "nombre": "Jaulas", "cantidad": "2", "precio_unitario": "250"}
    workspace.save_partida(plan, {**row, "cofinanciamiento_centimos": "500.00", "vida_util": "5"})
    said, found = workspace.interview_verdict(plan)
    assert str(said) == "La idea puede andar: lo que se pone se recupera en 2.5 años."
    assert found.result_after_reserve > 0
    workspace.go_on_with_plan(plan)
    assert not workspace.is_perfil(plan)
    workspace.go_on_with_plan(plan)


def test_an_example_is_of_their_own_chain(workspace, plan):
    talk, _place = workspace.talk(plan)
    chain, text = workspace.interview_example(plan, talk, Place("compras", NEW, "nombre"))
    assert (chain, text) == ("Cuy", "Jaulas metálicas")
    assert workspace.interview_example(plan, talk, Place("compras")) is None
    assert workspace.interview_example(plan, talk, Place("capitulos", "", "compradores"))


def test_a_text_is_stored_with_its_section_and_an_empty_one_is_not(workspace, plan):
    place = Place("capitulos", "", "compradores")
    talk, _at = workspace.talk(plan)
    workspace.answer_interview(plan, talk.typing(place, "Rosa Ttito"), place)
    assert workspace.seccion_answers(plan, "compradores")["texto"] == "Rosa Ttito"
    place = Place("capitulos", "", "mercadeo")
    talk, _at = workspace.talk(plan)
    workspace.answer_interview(plan, talk.typing(place, "  "), place)
    assert workspace.seccion_answers(plan, "mercadeo")["texto"] is None


def test_a_page_that_a_newer_version_does_not_know_is_forgotten_without_losing_the_rest(workspace, plan):
    workspace.keep_draft("entrevista", plan, {"otra//cosa": "x", "idea//objetivo": "Vender"}, "otra//cosa")
    talk, place = workspace.talk(plan)
    assert talk.typed == {"idea//objetivo": "Vender"}
    assert place == Place("idea", "", "objetivo")
