"""A file of the portal: what is ours is found, proposed, accepted one by one; nothing registered changes."""

import json
import zipfile
from pathlib import Path

import pytest

from ayni.workspace import Refused

RECORD = Path(__file__).parents[1] / "cases" / "ocds_registro.json"
FACTS = {"objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2025", "nombre": "Molino y tostadora"}


@pytest.fixture
def purchase(workspace, aeo):
    workspace.save_municipality({"codigo_seace": "PE-CONSUCODE-9001"})
    made = workspace.save_compra(FACTS | {"aeo": aeo})
    workspace.save_evento(made, {"codigo": "requerimiento", "fecha": "03/02/2025", "modo": "TARDIO"})
    return made


@pytest.fixture
def called(workspace, purchase):
    """Its first call was registered, with its nomenclature."""
    past = {"modo": "IMPORTADO", "inferido": "si", "fecha": "02/05/2025"}
    for codigo in ("interaccion_mercado", "certificacion_solicitada", "certificacion_emitida", "expediente_aprobado"):
        workspace.save_evento(purchase, past | {"codigo": codigo})
    given = {"nomenclatura": "lp-abr-23-2025-MDSL-1"}
    workspace.save_evento(purchase, {"codigo": "convocatoria", "fecha": "02/05/2025", "modo": "TARDIO"}, given)
    return purchase


def told(found):
    return [
        (each.process.nomenclature[-1], proposal.codigo, proposal.fecha, proposal.standing)
        for each in found.suggestions
        for proposal in each.proposals
    ]


def test_a_record_is_matched_without_the_number_of_the_call_and_by_who_buys(workspace, called, done):
    found = done(workspace.reading_ocds(RECORD))
    assert (found.processes, found.skipped) == (3, 1)
    assert {each.compra for each in found.suggestions} == {called}
    assert all(each.sure for each in found.suggestions)
    assert sorted(told(found)) == [
        ("1", "convocatoria", "2025-05-02", "YA_ESTA"),
        ("1", "desierto", "", "NUEVO"),
        ("2", "buena_pro", "2025-07-01", "NUEVO"),
        ("2", "contrato", "2025-07-20", "NUEVO"),
        ("2", "convocatoria", "2025-06-02", "NUEVO"),
    ]


def test_the_data_of_a_proposal_are_those_of_the_file(workspace, called, done):
    second = next(
        each for each in done(workspace.reading_ocds(RECORD)).suggestions if each.process.nomenclature[-1] == "2"
    )
    call, award, contract = second.proposals
    assert call.datos["ocid"] == "ocds-dgv273-seacev3-2025-900001-7"
    assert call.datos["cuantia_centimos"] == 10_300_000
    assert award.datos == {"proveedor": "MAQUINAS INVENTADAS SAC", "ruc": "20131312955", "monto_centimos": 10_000_050}
    assert (contract.datos["plazo_dias"], contract.datos["monto_centimos"]) == ("60", 10_000_050)
    assert second.process.states == ("CONTRATADO",)


def accept(workspace, found, call, codigo, fecha=""):
    each = next(each for each in found.suggestions if each.process.nomenclature[-1] == call)
    each = workspace.suggested_again(each)
    return workspace.accept_ocds(each, next(one for one in each.proposals if one.codigo == codigo), fecha)


def test_proposals_are_accepted_one_by_one_and_nothing_registered_changes(workspace, called, done):
    before = workspace.eventos(called)
    found = done(workspace.reading_ocds(RECORD, called))
    with pytest.raises(Refused):  # the file has no day for it
        accept(workspace, found, "1", "desierto")
    accept(workspace, found, "1", "desierto", "20/05/2025")
    for codigo in ("convocatoria", "buena_pro", "contrato"):
        accept(workspace, found, "2", codigo)
    stands = workspace.purchase(called)
    assert (stands.state, stands.attempts, stands.marks) == ("EN_EJECUCION", 2, ())
    assert stands.penalty.amount_centimos == 10_000_050
    after = workspace.eventos(called)
    ids = {row["id"] for row in before}
    assert [row for row in after if row["id"] in ids] == before
    assert {row["modo"] for row in after if row["id"] not in ids} == {"IMPORTADO"}
    again = told(done(workspace.reading_ocds(RECORD)))
    assert {standing for _call, _codigo, _fecha, standing in again} == {"YA_ESTA"}
    with pytest.raises(Refused):
        accept(workspace, found, "2", "contrato")


def test_steps_that_are_missing_are_supposed_with_the_day_of_what_was_accepted(workspace, called, done):
    found = done(workspace.reading_ocds(RECORD))
    accept(workspace, found, "2", "buena_pro")
    steps = [(step.event.codigo, step.event.fecha, step.event.inferido) for step in workspace.purchase(called).steps]
    assert steps[-1] == ("buena_pro", "2025-07-01", False)
    assert workspace.purchase(called).marks == ()


def test_what_is_registered_otherwise_is_told_and_not_touched(workspace, called, done):
    award = {"proveedor": "Otra SAC", "monto_centimos": "90,000.00"}
    workspace.save_evento(called, {"codigo": "desierto", "fecha": "21/05/2025", "modo": "TARDIO"}, {"causa": "PLAZO"})
    call = {"nomenclatura": "LP-ABR-23-2025-MDSL-2"}
    workspace.save_evento(called, {"codigo": "convocatoria", "fecha": "02/06/2025", "modo": "TARDIO"}, call)
    workspace.save_evento(called, {"codigo": "buena_pro", "fecha": "01/07/2025", "modo": "TARDIO"}, award)
    before = workspace.state_hash()
    found = done(workspace.reading_ocds(RECORD))
    assert ("2", "buena_pro", "2025-07-01", "DISTINTO") in told(found)
    with pytest.raises(Refused):
        accept(workspace, found, "2", "buena_pro")
    assert workspace.state_hash() == before


def test_another_entity_with_the_same_name_of_call_is_not_ours(workspace, called, done):
    workspace.save_municipality({"codigo_seace": "PE-CONSUCODE-1"})
    assert done(workspace.reading_ocds(RECORD)).suggestions == ()


def test_the_zip_of_a_month_is_read(workspace, called, tmp_path, done):
    with zipfile.ZipFile(tmp_path / "2025-07.zip", "w") as packed:
        packed.writestr("2025-07.json", RECORD.read_bytes())
        packed.writestr("leeme.txt", "nada")
    assert len(done(workspace.reading_ocds(tmp_path / "2025-07.zip")).suggestions) == 2


def test_a_package_of_releases_is_read_and_those_without_a_process_are_counted(workspace, called, tmp_path, done):
    releases = json.loads(RECORD.read_text("utf-8"))["records"][1]["releases"]
    bulk = {"releases": [*releases, {"id": "sin-ocid"}, 3]}
    (tmp_path / "mes.json").write_text(json.dumps(bulk), "utf-8")
    found = done(workspace.reading_ocds(tmp_path / "mes.json"))
    assert (found.processes, found.skipped, len(found.suggestions)) == (1, 2, 1)
    assert found.suggestions[0].process.states == ("DESIERTO",)


@pytest.mark.parametrize(
    "broken",
    [
        {"releases": [{"ocid": "a"}]},
        {
            "releases": [
                {"ocid": "a", "date": "2025-07-01", "tender": 3},
                {"ocid": "a", "date": "2025-07-02", "tender": {"title": "x"}},
            ]
        },
        {"records": [{"releases": [{"tag": ["tender"]}]}]},
    ],
)
def test_a_process_without_the_shape_of_the_standard_is_counted_and_left_out(workspace, called, tmp_path, done, broken):
    (tmp_path / "mes.json").write_text(json.dumps(broken), "utf-8")
    found = done(workspace.reading_ocds(tmp_path / "mes.json"))
    assert (found.processes, found.skipped, found.suggestions) == (0, 1, ())


@pytest.mark.parametrize("raw", [b"", b"{", b"{}", b"PK\x03\x04roto", b'{"records": 3}', b'{"releases": {}}'])
def test_a_file_that_is_none_is_refused_in_words(workspace, called, tmp_path, done, raw):
    path = tmp_path / "x.json"
    path.write_bytes(raw)
    with pytest.raises(Refused) as refused:
        done(workspace.reading_ocds(path))
    assert str(refused.value)
    with pytest.raises(Refused):
        done(workspace.reading_ocds(tmp_path / "no-hay.json"))


def test_a_process_of_ours_that_is_not_valid_brings_nothing(workspace, called, tmp_path, done):
    data = json.loads(RECORD.read_text("utf-8"))
    data["records"][0]["compiledRelease"]["awards"][0]["status"] = "ganado"
    (tmp_path / "x.json").write_text(json.dumps(data), "utf-8")
    with pytest.raises(Refused) as refused:
        done(workspace.reading_ocds(tmp_path / "x.json"))
    assert "«ganado»" in str(refused.value)


def test_what_we_publish_is_understood_when_it_comes_back(workspace, called, tmp_path, done):
    done(workspace.writing_ocds(tmp_path / "a.json", record=True))
    found = done(workspace.reading_ocds(tmp_path / "a.json"))
    assert told(found) == [("1", "convocatoria", "2025-05-02", "YA_ESTA")]
