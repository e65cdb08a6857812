"""Specifications at the door: versions never written over, copied from the library, with what their call came to."""

import json

import pytest
from pypdf import PdfReader

from ayni.workspace import Refused

SPEC = {
    "clase": "EETT",
    "titulo": "Despulpadora de cacao",
    "cadena": "cacao",
    "familia": "despulpadoras",
    "finalidad": "Que el grano fermente parejo.",
    "caracteristicas": json.dumps([{"nombre": "Capacidad", "valor": "500", "unidad": "kg por hora"}]),
    "plazo_entrega_dias": "45",
    "fecha": "01/02/2026",
    "responsable_conformidad": "Gerencia de Desarrollo Económico",
}
LESS = json.dumps([{"nombre": "Capacidad", "valor": "400", "unidad": "kg por hora"}])
WHY = {"motivo": "desierto", "motivo_texto": "Nadie ofreció 500 kg por hora", "fecha": "08/03/2026"}


@pytest.fixture
def compra(workspace, aeo):
    facts = {"nombre": "Máquinas", "objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026"}
    record = workspace.save_compra({**facts, "aeo": aeo})
    workspace.save_compra_items(record, [{"nombre": "Despulpadora", "cantidad": "1"}])
    return record


@pytest.fixture
def item(workspace, compra):
    return workspace.compra_items(compra)[0]["id"]


def called(workspace, compra):
    """A call without a winner, as it is typed late."""
    late = {"modo": "TARDIO", "oficina": "LOGISTICA", "nota": "Se registra tarde"}
    for code, day, datos in (
        ("requerimiento", "02/02/2026", {}),
        ("convocatoria", "10/02/2026", {}),
        ("ofertas_recibidas", "20/02/2026", {"ofertas": "0"}),
        ("desierto", "21/02/2026", {"causa": "SIN_OFERTAS"}),
    ):
        workspace.save_evento(compra, {**late, "codigo": code, "fecha": day}, datos)


def fields_of(refused):
    return [problem.field for problem in refused.value.problems]


def test_a_version_is_a_new_row_and_the_one_before_stays(workspace, compra, item):
    first = workspace.save_especificacion(SPEC, compra=compra, item=item)
    second = workspace.save_especificacion({**SPEC, **WHY, "caracteristicas": LESS}, documento=first)
    found = workspace.especificaciones(compra, item)
    assert [(row["id"], row["numero"], row["autor"]) for row in found] == [
        (second, "2", "Ana Huamán"),
        (first, "1", "Ana Huamán"),
    ]
    assert '"500"' in found[1]["caracteristicas"]
    assert str(workspace.undo()) == "Guardar la especificación"
    assert [row["id"] for row in workspace.especificaciones(compra)] == [first]


def test_the_second_version_must_say_why_and_change_something(workspace, compra, item):
    first = workspace.save_especificacion(SPEC, compra=compra, item=item)
    with pytest.raises(Refused) as refused:
        workspace.save_especificacion({**SPEC, "titulo": "Otra"}, documento=first)
    assert fields_of(refused) == ["motivo", "motivo_texto"]
    with pytest.raises(Refused, match="No cambió nada"):
        workspace.save_especificacion({**SPEC, **WHY}, documento=first)
    with pytest.raises(Refused) as refused:
        workspace.save_especificacion({"clase": "EETT"}, compra=compra)
    assert fields_of(refused) == ["titulo", "finalidad", "caracteristicas"]


def test_a_change_is_linked_to_the_act_that_asked_for_it(workspace, compra, item):
    first = workspace.save_especificacion(SPEC, compra=compra, item=item)
    called(workspace, compra)
    second = workspace.save_especificacion({**SPEC, **WHY, "caracteristicas": LESS}, documento=first)
    [failed] = [event["id"] for event in workspace.eventos(compra) if event["codigo"] == "desierto"]
    assert workspace.especificacion(second)["evento"] == failed


def test_the_library_tells_what_each_one_came_to_and_copies_one_as_a_beginning(workspace, compra, item):
    first = workspace.save_especificacion(SPEC, compra=compra, item=item)
    called(workspace, compra)
    second = workspace.save_especificacion({**SPEC, **WHY, "caracteristicas": LESS}, documento=first)
    found = workspace.biblioteca("despulpadora", "cacao")
    told = {row["id"]: (row["suerte"].result, row["suerte"].offers) for row in found if not row["ejemplo"]}
    assert told == {first: ("desierto", 0), second: ("sin_convocar", None)}
    assert found[0]["id"] == second
    assert found[-1]["ejemplo"]
    copied = workspace.save_especificacion(
        {**workspace.especificacion(found[-1]["id"]), "fecha": "01/03/2026"}, origen=found[-1]["id"]
    )
    row = workspace.especificacion(copied)
    assert (row["origen"], row["compra"], row["numero"]) == (found[-1]["id"], None, "1")


def test_the_library_has_examples_for_the_usual_chains(workspace):
    chains = {row["cadena"] for row in workspace.biblioteca()}
    assert chains >= {"cuy", "lacteos", "cacao", "cafe", "quinua"}
    assert workspace.biblioteca("no hay tal cosa") == []
    assert [row["titulo"] for row in workspace.biblioteca("BALANZA")] == ["Balanza de plataforma"]


def test_two_versions_are_compared_in_words(workspace, compra, item):
    first = workspace.save_especificacion(SPEC, compra=compra, item=item)
    second = workspace.save_especificacion({**SPEC, **WHY, "caracteristicas": LESS}, documento=first)
    found = workspace.compare_especificaciones(first, second)
    assert [(row.name, [(cell.before, cell.after) for cell in row.cells]) for row in found.rows] == [
        ("Capacidad", [("500", "400")])
    ]


def test_a_brand_is_asked_about(workspace):
    typed = {**SPEC, "garantia": "La de la marca Honda"}
    assert "Honda" in str(workspace.brand_question(typed))
    assert workspace.brand_question(SPEC) is None


@pytest.mark.parametrize("language", ["es", "quz", "both"])
def test_the_paper_has_its_version_and_day_on_every_page(workspace, compra, item, tmp_path, language):
    rows = [{"nombre": f"Característica {n}", "valor": "una cosa " * 8} for n in range(45)]
    first = workspace.save_especificacion(SPEC, compra=compra, item=item)
    long = {**SPEC, **WHY, "caracteristicas": json.dumps(rows)}
    second = workspace.save_especificacion(long, documento=first)
    pages = PdfReader(workspace.print_especificacion(second, tmp_path / "e.pdf", language)).pages
    assert len(pages) > 1
    for page in pages:
        said = " ".join(page.extract_text().split())
        assert "08/03/2026" in said
        if language != "quz":
            assert "versión 2 del 08/03/2026" in said
