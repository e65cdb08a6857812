"""Open data through the door: written whole or not at all, with no internet, and as a draft until there is a prefix."""

import json

import pytest

from ayni.reports.ocds_revision import review
from ayni.workspace import Refused
from ayni.workspace import ocds as door_ocds

FACTS = {"objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026"}


@pytest.fixture
def purchase(workspace, aeo):
    made = workspace.save_compra(FACTS | {"nombre": "Jaulas", "aeo": aeo, "plazo_previsto_dias": "90"})
    items = [{"nombre": "Jaula", "unidad": "und", "cantidad": "6", "precio_plan": "300"}]
    workspace.save_compra_items(made, items, [{"item": "0", "aeo": aeo, "cantidad": "6"}])
    for codigo, fecha in (("requerimiento", "02/02/2026"), ("interaccion_mercado", "16/02/2026")):
        workspace.save_evento(made, {"codigo": codigo, "fecha": fecha})
    return made


def test_what_happened_is_written_as_releases_and_as_records(workspace, purchase, tmp_path, done):
    written = done(workspace.writing_ocds(tmp_path / "a.json"))
    assert (written.processes, written.releases, written.draft) == (1, 2, True)
    data = json.loads(written.path.read_text("utf-8"))
    assert review(data) == []
    assert {each["ocid"] for each in data["releases"]} == {f"ocds-213czf-{purchase}-1"}
    assert data["releases"][0]["date"] == "2026-03-10T10:42:00-05:00"
    record = done(workspace.writing_ocds(tmp_path / "b.json", record=True))
    [found] = json.loads(record.path.read_text("utf-8"))["records"]
    assert found["compiledRelease"]["planning"]["budget"]["projectID"] == purchase
    assert [path.name for path in sorted(tmp_path.glob("*.json*"))] == ["a.json", "b.json"]


def test_the_same_data_give_the_same_file_and_more_data_only_add(workspace, purchase, tmp_path, done):
    def releases(name):
        return json.loads(done(workspace.writing_ocds(tmp_path / name)).path.read_text("utf-8"))["releases"]

    first = releases("a.json")
    assert releases("b.json") == first
    workspace.save_evento(purchase, {"codigo": "certificacion_solicitada", "fecha": "01/03/2026"})
    given = {"numero": "CCP 1", "monto_centimos": "1,800.00"}
    workspace.save_evento(purchase, {"codigo": "certificacion_emitida", "fecha": "02/03/2026"}, given)
    later = releases("c.json")
    assert later[:2] == first
    assert len(later) == 3


def test_a_municipality_with_its_prefix_publishes_no_draft(workspace, purchase, tmp_path, done):
    for wrong in ("ocds-dgv273", "abc", "ocds-12345"):
        with pytest.raises(Refused) as refused:
            workspace.save_municipality({"ocds_prefijo": wrong})
        assert [problem.field for problem in refused.value.problems] == ["ocds_prefijo"]
    workspace.save_municipality({"ocds_prefijo": "OCDS-ab12cd"})
    written = done(workspace.writing_ocds(tmp_path / "a.json"))
    data = json.loads(written.path.read_text("utf-8"))
    assert not written.draft
    assert "borrador" not in data["publisher"]["name"]
    assert data["releases"][0]["ocid"].startswith("ocds-ab12cd-")


def test_nothing_to_publish_is_said(workspace, tmp_path, done):
    with pytest.raises(Refused):
        done(workspace.writing_ocds(tmp_path / "a.json"))
    assert list(tmp_path.glob("*.json*")) == []


def test_a_file_that_the_standard_refuses_is_never_written(workspace, purchase, tmp_path, monkeypatch, done):
    whole = door_ocds.package
    monkeypatch.setattr(door_ocds, "package", lambda *a, **more: whole(*a, **more) | {"publishedDate": "ayer"})
    (tmp_path / "a.json").write_text("lo de antes", "utf-8")
    with pytest.raises(Refused) as refused:
        done(workspace.writing_ocds(tmp_path / "a.json"))
    assert refused.value.problems[0].field == "publishedDate"
    assert "«ayer»" in refused.value.problems[0].text
    assert (tmp_path / "a.json").read_text("utf-8") == "lo de antes"


def test_a_folder_that_is_not_there_is_said(workspace, purchase, tmp_path, done):
    with pytest.raises(Refused):
        done(workspace.writing_ocds(tmp_path / "nada" / "a.json"))


def test_items_that_part_ways_follow_the_call_they_came_from_and_are_told_once(workspace, aeo, tmp_path, done, clock):
    made = workspace.save_compra(FACTS | {"nombre": "Balanzas y jaulas", "aeo": aeo})
    items = [{"nombre": "Balanza", "cantidad": "5"}, {"nombre": "Jaula", "cantidad": "40"}]
    served = [{"item": "0", "aeo": aeo, "cantidad": "5"}, {"item": "1", "aeo": aeo, "cantidad": "40"}]
    workspace.save_compra_items(made, items, served)
    for fecha, codigo in (
        ("01/01/2026", "requerimiento"),
        ("08/01/2026", "interaccion_mercado"),
        ("12/01/2026", "certificacion_solicitada"),
        ("15/01/2026", "certificacion_emitida"),
        ("19/01/2026", "expediente_aprobado"),
        ("22/01/2026", "convocatoria"),
    ):
        workspace.save_evento(made, {"codigo": codigo, "fecha": fecha, "modo": "TARDIO"})
    scale = next(row["id"] for row in workspace.compra_items(made) if row["nombre"] == "Balanza")
    failed = {"codigo": "desierto", "fecha": "30/01/2026", "modo": "TARDIO"}
    apart = workspace.divide(made, {scale: "5"}, failed, {"causa": "SIN_OFERTAS", "informe": "Informe 12"})
    clock.forward(minutes=5)
    workspace.save_evento(apart, {"codigo": "convocatoria", "fecha": "09/02/2026", "modo": "TARDIO"})
    path = done(workspace.writing_ocds(tmp_path / "a.json", record=True)).path
    records = {each["ocid"]: each["compiledRelease"] for each in json.loads(path.read_text("utf-8"))["records"]}
    whole, part = f"ocds-213czf-{made}-1", f"ocds-213czf-{apart}-1"
    assert set(records) == {whole, part}
    assert records[whole]["tender"]["status"] == "active"
    assert [each["status"] for each in records[whole]["awards"]] == ["unsuccessful"]
    [related] = records[part]["relatedProcesses"]
    assert (related["identifier"], related["relationship"]) == (whole, ["unsuccessfulProcess"])
    assert [each["description"] for each in records[part]["tender"]["items"]] == ["Balanza"]
