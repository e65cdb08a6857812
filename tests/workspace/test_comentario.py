"""Comments on a plan: by part, answered and resolved, of another plan refused, travelling."""

import pytest

from ayni.workspace import Refused


@pytest.fixture
def plan(workspace, aeo, call):
    return workspace.save_plan({"aeo": aeo, "titulo": "Cuyes de Ccorao", "convocatoria": call, "categoria": "A"})


def texts(threads):
    return [[thread.comment["texto"], *(row["texto"] for row in thread.answers)] for thread in threads]


def test_a_comment_stands_with_its_part_its_author_and_its_answers(workspace, plan):
    first = workspace.save_comentario(plan, "presupuesto", {"texto": "¿Por qué tan caro?"})
    workspace.save_comentario(plan, "antecedentes", {"texto": "Falta la altura."})
    workspace.save_comentario(plan, "", {"texto": "Porque sube."}, respuesta_a=first)
    assert texts(workspace.comentarios(plan, "presupuesto")) == [["¿Por qué tan caro?", "Porque sube."]]
    assert len(workspace.comentarios(plan)) == 2
    comment = workspace.comentarios(plan, "presupuesto")[0].comment
    assert (comment["autor"], comment["fecha"]) == (workspace.person["nombre"], "2026-03-10")
    assert workspace.place_label("presupuesto") == "Presupuesto de inversión"
    assert workspace.place_label("antecedentes") == "Antecedentes"
    assert workspace.place_label("portada") == "Portada"
    assert workspace.place_label("tabla:T5") == "Compradores con nombre"
    assert workspace.place_label("tabla:T99") == "T99"


def test_only_open_comments_count(workspace, plan):
    first = workspace.save_comentario(plan, "presupuesto", {"texto": "Uno"})
    workspace.save_comentario(plan, "presupuesto", {"texto": "Dos"})
    answer = workspace.save_comentario(plan, "", {"texto": "Listo"}, respuesta_a=first)
    assert workspace.open_comments(plan) == {"presupuesto": 2}
    workspace.resolve_comentario(first)
    assert workspace.open_comments(plan) == {"presupuesto": 1}
    assert texts(workspace.comentarios(plan)) == [["Dos"], ["Uno", "Listo"]]
    workspace.resolve_comentario(first, resolved=False)
    assert workspace.open_comments(plan) == {"presupuesto": 2}
    with pytest.raises(Refused, match="no su respuesta"):
        workspace.resolve_comentario(answer)


def test_what_cannot_be_is_refused(workspace, plan, aeo, call):
    first = workspace.save_comentario(plan, "presupuesto", {"texto": "Uno"})
    with pytest.raises(Refused, match="Falta este dato"):
        workspace.save_comentario(plan, "presupuesto", {"texto": "  "})
    other = workspace.save_plan({"aeo": aeo, "titulo": "Otro", "convocatoria": call, "categoria": "A"})
    with pytest.raises(Refused, match="otro plan"):
        workspace.save_comentario(other, "", {"texto": "x"}, respuesta_a=first)
    workspace.save_comentario(plan, "", {"texto": "Ya"}, respuesta_a=first)
    with pytest.raises(Refused, match="tiene respuestas"):
        workspace.remove_comentario(first)


def test_a_comment_is_taken_away_and_back(workspace, plan):
    record = workspace.save_comentario(plan, "presupuesto", {"texto": "Uno"})
    workspace.remove_comentario(record)
    assert workspace.comentarios(plan) == []
    assert str(workspace.undo()) == "Quitar el comentario"
    assert texts(workspace.comentarios(plan)) == [["Uno"]]


def test_two_machines_comment_and_answer(trio):
    door = trio.office.door
    call = door.aeo(trio.aeo)["convocatoria"]
    plan = door.save_plan({"aeo": trio.aeo, "titulo": "Cuyes", "convocatoria": call, "categoria": "A"})
    first = door.save_comentario(plan, "presupuesto", {"texto": "¿Por qué?"})
    trio.share()
    trio.beto.door.save_comentario(plan, "", {"texto": "Porque sí."}, respuesta_a=first)
    trio.cira.door.save_comentario(plan, "", {"texto": "Lo reviso."}, respuesta_a=first)
    door.resolve_comentario(first)
    trio.share()
    (thread,) = trio.cira.door.comentarios(plan)
    assert not thread.open
    assert {row["autor"] for row in thread.answers} == {"Beto Quispe", "Cira Puma"}
    assert door.clashes() == []
    trio.equal()
