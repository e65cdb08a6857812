"""Chapters: texts saved by section and kept when the index changes, states, what is known and missing, two authors."""

import pytest
from pypdf import PdfReader

from ayni.domain.capitulo import State
from ayni.workspace import Refused

WORDS = "Hoy morimos de frío.\nMañana tendremos galpones."


@pytest.fixture
def plan(workspace, aeo, call):
    return workspace.save_plan({"aeo": aeo, "titulo": "Cuyes de Ccorao", "convocatoria": call, "categoria": "A"})


def part(door, plan, code):
    return door.seccion(plan, code)


def codes(door, plan):
    return [each.section.code for chapter in door.chapters(plan) for each in chapter.parts]


def test_the_newest_index_is_the_default_and_its_sections_are_numbered(workspace, plan):
    chapters = workspace.chapters(plan)
    assert [chapter.number for chapter in chapters] == ["", *(str(place) for place in range(1, 13))]
    assert [each.number for each in chapters[1].parts] == ["1.1", "1.2", "1.3", "1.4"]
    assert chapters[7].parts[0].number == "7"
    assert all(chapter.state is State.NOT_BEGUN for chapter in chapters)


def test_a_section_is_complete_only_when_its_author_says_so(workspace, plan):
    workspace.save_seccion(plan, "antecedentes", {"texto": WORDS})
    assert part(workspace, plan, "antecedentes").state is State.UNDER_WAY
    workspace.save_seccion(plan, "antecedentes", {"terminado": "si"})
    found = part(workspace, plan, "antecedentes")
    assert (found.state, found.texto) == (State.DONE, WORDS)
    workspace.keep_draft("seccion", f"{plan}/antecedentes", {"texto": WORDS + " Más."})
    assert part(workspace, plan, "antecedentes").state is State.UNDER_WAY
    assert workspace.chapters(plan)[1].state is State.UNDER_WAY


def test_nothing_is_complete_without_words_unless_a_table_speaks_for_it(workspace, plan):
    with pytest.raises(Refused, match="Escriba algo"):
        workspace.save_seccion(plan, "antecedentes", {"terminado": "si"})
    with pytest.raises(Refused, match="Escriba algo"):
        workspace.save_seccion(plan, "presupuesto", {"terminado": "si"})
    jaulas = {"clase": "equipos", "nombre": "Jaulas", "cantidad": "2", "precio_unitario": "150"}
    workspace.save_partida(plan, {**jaulas, "cofinanciamiento_centimos": "300"})
    workspace.save_seccion(plan, "presupuesto", {"terminado": "si"})
    assert part(workspace, plan, "presupuesto").state is State.DONE


def test_a_section_of_no_index_is_refused(workspace, plan):
    with pytest.raises(Refused, match="no está en el índice"):
        workspace.save_seccion(plan, "cohetes", {"texto": "x"})


def test_a_text_stays_with_its_section_when_the_index_changes(workspace, plan):
    for code in ("ambiental", "priorizacion"):
        workspace.save_seccion(plan, code, {"texto": WORDS})
    workspace.choose_index(plan, "g1")
    assert part(workspace, plan, "ambiental").number == "8.2"
    assert part(workspace, plan, "ambiental").texto == WORDS
    last = workspace.chapters(plan)[-1]
    assert [(each.section.code, each.texto) for each in last.parts] == [("priorizacion", WORDS)]
    workspace.choose_index(plan, "g3")
    assert codes(workspace, plan).count("priorizacion") == 1
    assert workspace.check() == []


def test_what_the_register_knows_is_shown_and_where_it_is_changed(workspace, town, plan, aeo):
    town.socios(aeo, 3)
    known = {fact.shown: fact.place for fact in part(workspace, plan, "nombre").facts}
    assert known["Cuyes de Ccorao"] == "portada"
    assert known["Asociación de Productores de Cuyes Sumaq Quwi"] == "aeo"
    assert "Cuy" in known
    assert [fact.shown for fact in part(workspace, plan, "antecedentes").facts] == ["12/03/2021", "3"]


def test_what_is_missing_is_told_with_its_place_and_no_final_copy_leaves(workspace, plan, tmp_path):
    gaps = workspace.gaps(plan)
    assert "seccion:compradores" in {gap.place for gap in gaps}
    assert "seccion:anexos" not in {gap.place for gap in gaps}
    assert {"padron", "junta", "presupuesto"} <= {gap.place for gap in gaps}
    with pytest.raises(Refused, match="Falta completar"):
        workspace.print_plan_completo(plan, tmp_path / "plan.pdf", final=True)
    assert not (tmp_path / "plan.pdf").exists()
    pages = PdfReader(workspace.print_plan_completo(plan, tmp_path / "plan.pdf")).pages
    assert all("BORRADOR" in page.extract_text() for page in pages)


def test_an_undone_section_can_be_written_again(workspace, plan):
    workspace.save_seccion(plan, "ambiental", {"texto": "Uno"})
    workspace.undo()
    assert part(workspace, plan, "ambiental").state is State.NOT_BEGUN
    workspace.save_seccion(plan, "ambiental", {"texto": "Dos"})
    assert part(workspace, plan, "ambiental").texto == "Dos"
    assert workspace.check() == []


def test_a_section_begun_and_undone_elsewhere_is_written_here_for_everybody(trio):
    office, beto = trio.office.door, trio.beto.door
    call = office.aeo(trio.aeo)["convocatoria"]
    plan = office.save_plan({"aeo": trio.aeo, "titulo": "Cuyes", "convocatoria": call, "categoria": "A"})
    office.save_seccion(plan, "ambiental", {"texto": "Escrito por error"})
    office.undo()
    trio.share()
    beto.save_seccion(plan, "ambiental", {"texto": "Lo que Beto escribió durante toda la mañana"})
    trio.share()
    trio.equal()
    assert part(office, plan, "ambiental").texto == "Lo que Beto escribió durante toda la mañana"
    assert office.clashes() == []
    office.save_seccion(plan, "ambiental", {"terminado": "si"})
    trio.share()
    trio.equal()
    assert part(beto, plan, "ambiental").texto == "Lo que Beto escribió durante toda la mañana"


def both_write(trio, before, mine, theirs):
    """The office and Beto write one section without having seen each other; the office has both."""
    office, beto = trio.office.door, trio.beto.door
    call = office.aeo(trio.aeo)["convocatoria"]
    plan = office.save_plan({"aeo": trio.aeo, "titulo": "Cuyes", "convocatoria": call, "categoria": "A"})
    if before:
        office.save_seccion(plan, "ambiental", {"texto": before})
    trio.share()
    office.save_seccion(plan, "ambiental", {"texto": mine})
    beto.save_seccion(plan, "ambiental", {"texto": theirs})
    trio.send(trio.beto, trio.office)
    return plan


def test_two_who_change_different_paragraphs_are_offered_both_changes_as_one_text(trio):
    plan = both_write(trio, "Uno\nDos\nTres", "Uno nuevo\nDos\nTres", "Uno\nDos\nTres nuevo")
    office = trio.office.door
    view = office.clashes()[0]
    assert view.title == "Impacto ambiental"
    assert view.proposal == {"texto": "Uno nuevo\nDos\nTres nuevo"}
    assert len(view.sides) == 2
    office.decide(view.id, view.proposal, "Los dos dicen la verdad")
    assert office.seccion(plan, "ambiental").texto == "Uno nuevo\nDos\nTres nuevo"
    trio.share()
    trio.equal()
    assert trio.beto.door.seccion(plan, "ambiental").texto == "Uno nuevo\nDos\nTres nuevo"


def test_two_who_change_one_paragraph_decide_themselves(trio):
    both_write(trio, "Uno\nDos", "Uno mío\nDos", "Uno suyo\nDos")
    assert trio.office.door.clashes()[0].proposal is None


def test_two_who_begin_one_section_meet_in_one_row(trio):
    plan = both_write(trio, "", "Lo mío", "Lo suyo")
    assert codes(trio.office.door, plan).count("ambiental") == 1
    view = trio.office.door.clashes()[0]
    assert {side.values["texto"] for side in view.sides} == {"Lo mío", "Lo suyo"}
    assert view.proposal is None
    trio.office.door.decide(view.id, 0, "Es el mejor")
    trio.share()
    trio.equal()


def test_other_data_is_never_merged_by_itself(trio):
    office, beto = trio.office.door, trio.beto.door
    trio.share()
    office.save_socio(trio.aeo, {"dni": "43218766", "por_que": "Mal copiado"}, trio.socio)
    beto.save_socio(trio.aeo, {"dni": "43218767", "por_que": "Mal copiado"}, trio.socio)
    trio.send(trio.beto, trio.office)
    assert office.clashes()[0].proposal is None
