"""Versions of a plan: kept by hand and when it is presented, compared with now, gone back to in one save, for good."""

import json

import pytest

from ayni.domain import version as versions
from ayni.domain.version import Act
from ayni.paths import resource
from ayni.workspace import Refused
from ayni.workspace.version import parts_of_plan
from last_mile import LastMile

EXAMPLE = resource("examples/plan_cuyes.json")
TEXT = "Hoy morimos de frío.\nMañana tendremos galpones."


@pytest.fixture
def plan(workspace, aeo, call):
    made = workspace.import_plan(EXAMPLE, {"aeo": aeo, "convocatoria": call})
    workspace.save_seccion(made, "antecedentes", {"texto": TEXT, "terminado": "si"})
    return made


def names(door, plan):
    return [row["nombre"] for row in door.versiones(plan)]


def everything(door, plan):
    """What the plan says, whatever order it is read in."""
    return json.loads(versions.canonical(door.content_of(plan)))


def test_a_version_holds_every_row_that_hangs_on_the_plan(workspace, plan):
    assert {"partida", "bloque", "linea", "seccion"} <= parts_of_plan().keys()
    assert parts_of_plan().keys().isdisjoint({"version_plan", "comentario", "compra", "plan"})
    record = workspace.save_version(plan, "La que aprobó la asamblea", "Asamblea del domingo")
    held = workspace.content_at(plan, record)
    assert versions.canonical(held) == versions.canonical(workspace.content_of(plan))
    assert [row["id"] for row in held["plan"]] == [plan]
    (listed,) = workspace.versiones(plan)
    assert (listed["numero"], listed["nombre"], listed["fecha"]) == ("1", "La que aprobó la asamblea", "2026-03-10")
    assert listed["autor"] == workspace.person["nombre"]
    assert "contenido" not in listed


def test_nothing_new_is_not_kept_twice_and_a_version_has_a_name(workspace, plan):
    workspace.save_version(plan, "Primera")
    with pytest.raises(Refused, match="no cambió desde la versión 1"):
        workspace.save_version(plan, "Segunda")
    workspace.save_plan({"titulo": "Otro nombre"}, plan)
    with pytest.raises(Refused, match="Falta este dato"):
        workspace.save_version(plan, " ")
    workspace.save_version(plan, "Segunda")
    assert [row["numero"] for row in workspace.versiones(plan)] == ["2", "1"]


def test_a_plan_that_is_presented_or_approved_is_kept_by_itself(workspace, plan):
    workspace.save_plan({"estado": "presentado"}, plan)
    workspace.save_plan({"objetivo": "Vender más"}, plan)
    workspace.save_plan({"estado": "aprobado"}, plan)
    workspace.because = "El comité lo devolvió."
    workspace.save_plan({"estado": "borrador"}, plan)
    assert names(workspace, plan) == ["Al aprobar el plan", "Al presentar el plan"]


def test_a_profile_is_kept_before_it_becomes_a_plan(workspace, aeo, call):
    plan = workspace.begin_perfil({"aeo": aeo, "titulo": "Cuyes", "convocatoria": call, "categoria": "A"})
    workspace.convert_perfil(plan)
    (kept,) = workspace.versiones(plan)
    assert kept["nombre"] == "El perfil, antes de pasarlo a proyecto"
    assert workspace.content_at(plan, kept["id"])["plan"][0]["etapa_plan"] == "perfil"
    with pytest.raises(Refused, match="ya es un plan completo"):
        workspace.convert_perfil(plan)
    assert len(workspace.versiones(plan)) == 1


def test_two_versions_are_compared_cell_by_cell_and_word_by_word(workspace, plan):
    first = workspace.save_version(plan, "Primera")
    assert workspace.compare(plan, first).same
    row, gone = workspace.partidas(plan)[:2]
    workspace.save_partida(plan, {"cantidad": "7", "cofinanciamiento_centimos": "1.00"}, row["id"])
    workspace.remove_partida(gone["id"])
    workspace.save_plan({"titulo": "Cuyes grandes"}, plan)
    workspace.save_seccion(plan, "antecedentes", {"texto": TEXT.replace("frío", "calor"), "terminado": "no"})
    found = workspace.compare(plan, first)
    assert [(cell.label, cell.after) for cell in found.cover] == [("Nombre del plan de negocio", "Cuyes grandes")]
    told = {(each.table, each.name): each for each in found.rows}
    changed = told["partida", row["nombre"]]
    assert changed.act is Act.CHANGED
    assert {cell.label: cell.after for cell in changed.cells} == {"Cantidad": "7", "Cofinanciamiento": "S/ 1.00"}
    assert told["partida", gone["nombre"]].act is Act.REMOVED
    (text,) = found.texts
    assert (text.table, text.name) == ("seccion", "Antecedentes")
    (paragraph,) = text.paragraphs
    assert [piece.text for piece in paragraph.pieces if piece.act is not Act.SAME] == ["frío", "calor"]
    figures = {cell.label: cell for cell in found.figures}
    assert figures["VAN de todo el plan"].before != figures["VAN de todo el plan"].after
    assert figures["VAN del dinero de los socios"].before.startswith(("S/", "-S/"))
    backwards = workspace.compare(plan, "", first)
    assert [(cell.before, cell.after) for cell in backwards.cover] == [("Cuyes grandes", found.cover[0].before)]


def test_going_back_is_one_save_that_keeps_what_was_there_and_can_be_undone(workspace, plan):
    before = everything(workspace, plan)
    first = workspace.save_version(plan, "Primera")
    block = workspace.bloques(plan)[0]
    workspace.remove_bloque(block["id"])
    row = workspace.partidas(plan)[0]
    workspace.save_partida(plan, {"cantidad": "7"}, row["id"])
    workspace.save_partida(plan, {"clase": "equipos", "nombre": "Balanza", "cantidad": "1", "precio_unitario": "90"})
    workspace.save_seccion(plan, "antecedentes", {"texto": "Nada."})
    workspace.save_plan({"titulo": "Otro", "estado": "presentado"}, plan)
    changed = everything(workspace, plan)
    workspace.because = "Lo pidió la junta."
    workspace.restore_version(plan, first)
    back = everything(workspace, plan)
    assert back["plan"][0].pop("estado") == "presentado"  # what happened to the plan stays
    assert before["plan"][0].pop("estado") == "borrador"
    assert back == before
    assert names(workspace, plan)[0] == "Al presentar el plan"  # that version said the same: no third one
    assert str(workspace.undo()) == "Volver a una versión del plan"
    assert everything(workspace, plan) == changed
    assert workspace.check() == []
    with pytest.raises(Refused, match="ya dice lo mismo"):
        workspace.restore_version(plan, workspace.versiones(plan)[0]["id"])


def test_going_back_keeps_what_nobody_had_kept(workspace, plan):
    first = workspace.save_version(plan, "Primera")
    workspace.save_plan({"titulo": "Sin guardar"}, plan)
    workspace.restore_version(plan, first)
    kept = workspace.versiones(plan)[0]
    assert kept["nombre"] == "Antes de volver a la versión 1"
    assert workspace.content_at(plan, kept["id"])["plan"][0]["titulo"] == "Sin guardar"


def test_going_back_takes_away_nothing_of_what_was_carried_out(workspace, aeo, call):
    mile = LastMile(workspace, aeo, call)
    before = workspace.save_version(mile.plan, "La del acuerdo")
    mile.put(checked=False)
    workspace.save_plan({"titulo": "Otro nombre"}, mile.plan)
    assert workspace.compare(mile.plan, before).rows == ()
    workspace.restore_version(mile.plan, before)
    assert {row["id"] for row in workspace.contrapartidas(mile.plan)} == {mile.money, mile.work}


def test_every_table_that_hangs_on_a_plan_is_said_by_it_or_done_about_it():
    budget = {"partida", "cotizacion", "bloque", "linea", "seccion"}
    tables = {"indicador_aeo", "produccion_socio", "diagnostico", "demanda", "comprador", "impacto", "marco_logico"}
    assert parts_of_plan().keys() == budget | tables | {"capacitacion", "reparto"}


def test_keeping_a_version_does_not_stand_in_the_way_of_undoing(workspace, plan):
    workspace.save_plan({"titulo": "Cambiado"}, plan)
    workspace.save_version(plan, "Primera")
    assert str(workspace.undoable()) == "Guardar el plan"
    workspace.undo()
    assert workspace.plan(plan)["titulo"] != "Cambiado"
    assert names(workspace, plan) == ["Primera"]  # a version is never taken away


def test_a_version_travels_and_reads_the_same_on_the_other_machine(trio):
    door = trio.office.door
    plan = door.import_plan(EXAMPLE, {"aeo": trio.aeo, "convocatoria": door.aeo(trio.aeo)["convocatoria"]})
    record = door.save_version(plan, "Primera")
    trio.share()
    trio.beto.door.save_plan({"titulo": "Cambiado por Beto"}, plan)
    trio.beto.door.save_version(plan, "De Beto")
    trio.share()
    assert names(door, plan) == ["De Beto", "Primera"]
    assert [cell.after for cell in door.compare(plan, record).cover] == ["Cambiado por Beto"]
    trio.equal()


def test_versions_come_along_when_two_records_of_an_aeo_are_joined(town, workspace, aeo, call):
    keep, gone = sorted((aeo, town.aeo(call)))
    plan = workspace.import_plan(EXAMPLE, {"aeo": gone, "convocatoria": call})
    first = workspace.save_version(plan, "Primera")
    workspace.save_partida(plan, {"cantidad": "7"}, workspace.partidas(plan)[0]["id"])
    assert workspace.merge_aeo(keep, gone) == keep
    (joined,) = workspace.plans_of(keep)
    (kept,) = workspace.versiones(joined["id"])
    assert (kept["nombre"], kept["id"] == first) == ("Primera", False)
    found = workspace.compare(joined["id"], kept["id"])
    assert [(row.act, [cell.after for cell in row.cells]) for row in found.rows] == [(Act.CHANGED, ["7"])]
    assert not found.cover
    workspace.restore_version(joined["id"], kept["id"])
    assert workspace.compare(joined["id"], kept["id"]).same
    assert {row["aeo"] for rows in workspace.content_of(joined["id"]).values() for row in rows} == {keep}
    assert workspace.check() == []


def test_joining_two_records_is_taken_back_with_their_versions(town, workspace, aeo, call):
    keep, gone = sorted((aeo, town.aeo(call)))
    plan = workspace.import_plan(EXAMPLE, {"aeo": gone, "convocatoria": call})
    first = workspace.save_version(plan, "Primera")
    workspace.merge_aeo(keep, gone)
    assert workspace.versiones(plan) == []
    workspace.undo()
    assert [row["id"] for row in workspace.versiones(plan)] == [first]
    assert workspace.plans_of(keep) == []
    assert workspace.check() == []


def test_a_version_of_another_plan_and_a_damaged_one_are_refused(workspace, plan, aeo, call, monkeypatch):
    record = workspace.save_version(plan, "Primera")
    other = workspace.save_plan({"aeo": aeo, "titulo": "Otro", "convocatoria": call, "categoria": "A"})
    with pytest.raises(Refused, match="otro plan"):
        workspace.compare(other, record)
    monkeypatch.setattr(versions, "packed", lambda _content: "bm8gZXMgdW4gcGxhbg==")
    workspace.save_plan({"titulo": "Otro nombre"}, plan)
    damaged = workspace.save_version(plan, "Dañada")
    with pytest.raises(Refused, match="llegó dañada"):
        workspace.restore_version(plan, damaged)
