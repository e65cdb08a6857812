"""What is taken away waits in the bin with who, when and why, and comes back as it was."""

import pytest

from ayni.workspace import Refused

LINE = {"situacion": "con", "tipo": "ingreso", "nombre": "Cuy en pie", "cantidad": "10", "precio_unitario": "22"}
BLOCK = {"situacion": "con", "nombre": "Crianza", "ciclos_por_year": "4", "unidades_por_year": "10"}
ITEM = {
    "clase": "equipos",
    "nombre": "Jaulas metálicas",
    "cantidad": "4",
    "precio_unitario": "85",
    "cofinanciamiento_centimos": "340",
}


@pytest.fixture
def plan(workspace, call, aeo):
    answers = {"titulo": "Cuyes de Ccorao", "convocatoria": call, "aeo": aeo, "categoria": "A", "horizonte_years": "1"}
    return workspace.save_plan(answers)


def test_a_row_taken_away_is_in_the_bin_and_comes_back_as_it_was(workspace, plan):
    record = workspace.save_partida(plan, ITEM)
    before = workspace.partidas(plan)
    workspace.remove_partida(record)
    (gone,) = workspace.removed()
    assert (gone.noun, gone.title, gone.person) == (
        "Partida del presupuesto",
        "Jaulas metálicas",
        workspace.person["nombre"],
    )
    workspace.bring_back("partida", record)
    assert workspace.partidas(plan) == before
    assert (workspace.removed(), workspace.removed_count()) == ([], 0)
    assert workspace.check() == []


def test_what_went_with_it_comes_back_with_it_in_one_save(workspace, plan):
    block = workspace.save_bloque(plan, BLOCK)
    lines = [workspace.save_linea(plan, {**LINE, "bloque": block, "nombre": name}) for name in ("Cuy", "Estiércol")]
    workspace.remove_bloque(block)
    assert workspace.removed_count() == 3
    workspace.bring_back("bloque", block)
    assert {row["id"] for row in workspace.lineas(plan)} == set(lines)
    workspace.undo()
    assert workspace.lineas(plan) == []
    assert workspace.removed_count() == 3


def test_a_row_does_not_come_back_before_what_it_belongs_to(workspace, plan):
    block = workspace.save_bloque(plan, BLOCK)
    line = workspace.save_linea(plan, {**LINE, "bloque": block})
    workspace.remove_bloque(block)
    workspace.bring_back("linea", line)  # a line may stand without its activity
    with pytest.raises(Refused) as caught:
        workspace.bring_back("linea", line)
    assert str(caught.value) == "Ese registro ya no está en la papelera."
    with pytest.raises(Refused):
        workspace.bring_back("cuchara", line)


def test_the_bin_is_searched_and_read_by_pages(workspace, plan):
    made = [workspace.save_partida(plan, {**ITEM, "nombre": f"Jaula {place}"}) for place in range(5)]
    for record in made:
        workspace.remove_partida(record)
    assert [gone.title for gone in workspace.removed(0, 2)] == ["Jaula 4", "Jaula 3"]
    assert [gone.title for gone in workspace.removed(text="Jaula 2")] == ["Jaula 2"]
    assert workspace.removed_count("Jaula 2") == 1


def test_what_somebody_else_took_away_comes_back_for_all(trio):
    president = {"socio": trio.socio, "cargo": "presidente", "desde": "2026-01-01", "hasta": "2028-01-01"}
    cargo = trio.office.door.save_cargo(trio.aeo, president)
    trio.share()
    trio.beto.door.remove_cargo(cargo)
    trio.send(trio.beto, trio.office)
    (gone,) = trio.office.door.removed()
    assert (gone.noun, gone.person) == ("Cargo de la junta directiva", "Beto Quispe")
    trio.office.door.bring_back("cargo_periodo", cargo)
    trio.share()
    trio.equal()
    assert [row["id"] for row in trio.cira.door.junta(trio.aeo)] == [cargo]
