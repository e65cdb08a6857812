"""The command line: the whole main job through it, its statuses, its sentences, and never a traceback."""

import functools
import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import click
import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from ayni import cli, lang
from ayni.cli import municipio, parts
from ayni.paths import resource
from ayni.workspace import Workspace, create_workspace, open_workspace
from ayni.workspace.practica import PASSPHRASE, invented_ruc, make_practice

CASES = Path(__file__).parent / "cases"
P1 = CASES / "finance" / "own_P1_procompite.json"
INTI = CASES / "inti_events.json"
TREE = Path(__file__).parents[1]
KEY = "clave de prueba"


class Answer:
    """What a line answered."""

    def __init__(self, found):
        self.status, self.out, self.err = found.exit_code, found.stdout, found.stderr
        self.fault = found.exception

    @property
    def data(self):
        return json.loads(self.out)

    @property
    def record(self):
        return self.out.strip().splitlines()[-1]


@pytest.fixture
def ayni(monkeypatch):
    """Runs a line; unless it is told otherwise it must be done without a complaint."""

    def run(*words, status=0, key=KEY, **more):
        environment = {"LANG": "es_PE.UTF-8", "AYNI_PASSPHRASE": key}
        found = Answer(CliRunner(env=environment).invoke(cli.ayni, [str(word) for word in words], **more))
        assert isinstance(found.fault, SystemExit | None), found.fault
        assert found.status == status, (found.out, found.err)
        assert "Traceback" not in found.out + found.err
        assert (found.err == "") == (status == 0) or status == 0
        return found

    return run


@pytest.fixture(scope="session")
def practice_made(tmp_path_factory):
    place = tmp_path_factory.mktemp("cli") / "practica"
    make_practice(place, cost=2).close()
    return place


@pytest.fixture
def practice(practice_made, tmp_path):
    """The practice municipality, to be changed at will."""
    return shutil.copytree(practice_made, tmp_path / "practica")


@pytest.fixture
def on_practice(ayni):
    return lambda *words, **more: ayni(*words, key=None, **more)


NEW = ("--ubigeo", "080101", "--name", "Municipalidad Distrital de Sumaq Llaqta")
CALL = ("--nombre", "PROCOMPITE 2026", "--year", "2026", "--fecha-autorizacion", "20/02/2026", "--categorias", "A,B")
AEO = (
    *("--categoria", "A", "--cadena", "cuy", "--nombre", "Asociación Sumaq Quwi", "--naturaleza", "Persona jurídica"),
    *("--tipo", "asociacion", "--ruc", "20131312955", "--fecha-constitucion", "12/03/2021", "--ubigeo", "080101"),
)
ROSA = (
    *("--dni", "4321 8765", "--apellido-paterno", "Quispe", "--nombres", "Rosa"),
    *("--fecha-nacimiento", "3 de mayo de 1985", "--sexo", "Mujer"),
)


@pytest.fixture(scope="session")
def town_made(tmp_path_factory):
    """Made once, by the lines that everybody would write; only the key is made cheap to open."""
    folder = tmp_path_factory.mktemp("town") / "w"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(municipio, "create_workspace", functools.partial(create_workspace, cost=2))
        patch.setenv("AYNI_PASSPHRASE", KEY)

        def line(*words):
            found = CliRunner().invoke(cli.ayni, [str(word) for word in words])
            assert found.exit_code == 0, found.stderr
            return found.stdout.strip()

        line("new", folder, *NEW, "--person", "Ana Huamán", "--role", "oficina")
        call = line("convocatoria", "add", folder, *CALL, "--cadenas", "cuy")
        line("aeo", "add", folder, "--convocatoria", call, *AEO)
    return folder


@pytest.fixture
def town(town_made, tmp_path):
    """An office's folder with one call and one AEO."""
    return shutil.copytree(town_made, tmp_path / "w")


RUC = "20131312955"

# the main job


def test_an_aeo_is_registered_with_its_members_and_its_board(ayni, town, tmp_path):
    [aeo] = ayni("aeo", "list", town, "--json").data
    assert aeo["nombre"] == "Asociación Sumaq Quwi"
    assert ayni("aeo", "list", town, "--text", "quwi").out.count("\n") == 1
    for place, cargo in enumerate(("presidente", "secretario", "tesorero")):
        socio = ayni("socio", "add", town, RUC, *ROSA, "--dni", str(43218765 + place)).record
        ayni("junta", "add", town, RUC, "--socio", str(43218765 + place), "--cargo", cargo, "--desde", "01/02/2026")
    assert ayni("junta", "list", town, RUC, "--json").data[0]["cargo"] == "presidente"
    assert "QUISPE" in ayni("junta", "list", town, RUC).out
    ayni("socio", "edit", town, socio, "--telefono", "984 123 456", "--reason", "Lo dijo ella")
    ayni("socio", "baja", town, "43218767", "--fecha-baja", "01/03/2026", "--motivo-baja", "Renuncia", "--aeo", RUC)
    shown = ayni("socio", "show", town, socio, "--json").data
    assert (shown["telefono"], shown["fecha_baja"], shown["condicion"]) == ("984123456", "2026-03-01", "retirado")
    ayni("socio", "return", town, socio)
    assert "984 123 456" in ayni("socio", "show", town, socio).out
    period = ayni("junta", "list", town, RUC, "--json").data[2]["id"]
    ayni("junta", "edit", town, period, "--hasta", "31/01/2028")
    assert ayni("junta", "show", town, period, "--json").data["hasta"] == "2028-01-31"
    ayni("junta", "remove", town, period)
    assert len(ayni("junta", "list", town, RUC, "--json").data) == 2
    for paper in ("ficha-aeo", "padron"):
        for language in ("es", "quz", "both"):
            pdf = tmp_path / f"{paper}-{language}.pdf"
            ayni("print", town, paper, RUC, "-o", pdf, "--language", language)
            assert pdf.read_bytes().startswith(b"%PDF")
    assert ayni("check", town).out.strip() == "Todo coincide con el registro de cambios."


def test_an_edit_changes_only_what_is_said(ayni, town):
    before = ayni("aeo", "show", town, RUC, "--json").data
    ayni("aeo", "edit", town, RUC, "--comunidad", "Ccorao", "--field", "hogares=12")
    after = ayni("aeo", "show", town, RUC, "--json").data
    assert {name for name in before if before[name] != after[name]} == {"comunidad", "hogares"}
    ayni("aeo", "edit", town, RUC, "--field", "comunidad=")
    assert ayni("aeo", "show", town, RUC, "--json").data["comunidad"] is None


def test_what_is_shown_tells_the_category_with_its_article(ayni, town):
    answers = ayni("aeo", "show", town, RUC, "--json").data["eligibility"]
    members = next(answer for answer in answers if answer["check"] == "members")
    assert (members["result"], bool(members["article"])) == ("FAIL", True)
    assert "[" in ayni("aeo", "show", town, RUC).out


def test_a_record_comes_from_a_file(ayni, town, tmp_path):
    file = tmp_path / "socio.json"
    rosa = {"dni": "43218765", "apellido_paterno": "Quispe", "nombres": "Rosa", "fecha_nacimiento": "1985-05-03"}
    file.write_text(json.dumps({**rosa, "sexo": "M"}))
    ayni("socio", "add", town, RUC, "--from", file, "--nombres", "Rosa María")
    assert ayni("socio", "list", town, RUC, "--json").data[0]["nombres"] == "Rosa María"
    file.write_text(json.dumps({**rosa, "edad": 41}))
    assert "edad" in ayni("socio", "add", town, RUC, "--from", file, status=1).err
    for text in ("[]", "{", '{"dni": {}}'):
        file.write_text(text)
        ayni("socio", "add", town, RUC, "--from", file, status=1)
    file.unlink()
    assert "socio.json" in ayni("socio", "add", town, RUC, "--from", file, status=1).err


def test_amounts_of_a_file_are_centimos_and_decimals_stay_decimals(ayni, town, tmp_path):
    file = tmp_path / "call.json"
    call = {"nombre": "Otra", "year": 2026, "fecha_autorizacion": "2026-02-20", "categorias": ["A"], "cadenas": "cuy"}
    file.write_text(json.dumps({**call, "fondo_centimos": 80000050}))
    record = ayni("convocatoria", "add", town, "--from", file).record
    assert ayni("convocatoria", "show", town, record, "--json").data["fondo_centimos"] == 80000050
    assert "S/ 800,000.50" in ayni("convocatoria", "show", town, record).out
    for wrong in (1.5, -1, 10**16):
        file.write_text(json.dumps({**call, "fondo_centimos": wrong}))
        assert "fondo-centimos" in ayni("convocatoria", "add", town, "--from", file, status=1).err.replace("_", "-")


def test_a_padron_goes_out_and_comes_in_as_a_spreadsheet(on_practice, practice, tmp_path):
    aeos = {row["comunidad"]: row["id"] for row in on_practice("aeo", "list", practice, "--json").data}
    on_practice("padron", "export", practice, aeos["Quwi Pampa"], tmp_path / "p.xlsx")
    told = on_practice("padron", "check", practice, aeos["T'ika Ñan"], tmp_path / "p.xlsx", "--json").data
    assert (told["good"], told["wrong"]) == (20, 0)
    assert on_practice("padron", "import", practice, aeos["T'ika Ñan"], tmp_path / "p.xlsx").out.startswith("Filas")
    again = on_practice("padron", "import", practice, aeos["T'ika Ñan"], tmp_path / "p.xlsx", status=1)
    assert "Este DNI ya está en el padrón." in again.err
    assert len(on_practice("socio", "list", practice, aeos["T'ika Ñan"], "--json").data) == 20


def test_a_padron_is_checked_with_its_articles_and_a_sheet_cell_by_cell(on_practice, practice, tmp_path):
    aeo = on_practice("aeo", "list", practice, "--json").data[0]["id"]
    found = on_practice("padron", "check", practice, aeo, "--json").data
    assert {"check", "result", "severity", "sentence", "article", "socios"} <= found[0].keys()
    lines = ["DNI;Paterno;Nombres;Nacimiento;Sexo", "4321876;Ñahui;Rosa;03/05/1985;F", "x;Puma;Luz;ayer;F"]
    (tmp_path / "p.csv").write_bytes("\r\n".join(lines).encode("cp1252"))
    left = tmp_path / "falta.xlsx"
    told = on_practice("padron", "check", practice, aeo, tmp_path / "p.csv", "--json", "-o", left, status=1).data
    assert (told["good"], told["wrong"]) == (1, 1)
    assert [(each["cell"], each["field"], each["typed"]) for each in told["problems"]] == [
        ("A3", "dni", "x"),
        ("D3", "fecha_nacimiento", "ayer"),
    ]
    assert [each["cell"] for each in told["doubts"]] == ["A2"]
    assert left.exists()


def test_the_example_padron_is_imported(ayni, town):
    ayni("padron", "import", town, RUC, resource("examples/padron_ejemplo.xlsx"))
    assert len(ayni("socio", "list", town, RUC, "--limit", "5", "--offset", "18", "--json").data) == 2


def test_the_plan_of_the_case_is_computed_without_a_folder(ayni):
    found = ayni("plan", "compute", P1, "--json").data
    expected = json.loads(P1.read_text("utf-8"))["expected"]
    assert found.keys() >= expected.keys()
    assert found["npv_all"] == pytest.approx(63975.65, abs=0.005)
    assert found["npv_applicant"] == pytest.approx(166475.65, abs=0.005)
    assert (round(found["irr_all"], 4), round(found["irr_applicant"], 4)) == (0.2762, 1.3553)
    assert (round(found["bc_all"], 3), round(found["bc_applicant"], 3)) == (1.198, 1.755)
    assert "npv_all: 63975.6547" in ayni("plan", "compute", P1).out


def test_what_is_wrong_in_a_case_is_found_in_the_file_by_its_own_name(ayni, tmp_path):
    case = json.loads(P1.read_text("utf-8"))
    case["input"]["with"]["assets"][0]["unit_cost"] = -1
    (tmp_path / "c.json").write_text(json.dumps(case), "utf-8")
    said = ayni("plan", "compute", tmp_path / "c.json", status=1).err
    assert said == "input.with.assets[0].unit_cost: Jaulas metálicas: Aquí va un número de 0 para arriba.\n"


def test_computing_says_what_should_be_asked_and_how_the_rates_are_read(ayni, tmp_path):
    case = json.loads(P1.read_text("utf-8"))
    given = case["input"]
    given["with"]["assets"][0]["own"] = 500
    for block in given["with"]["blocks"]:
        block["income"] = []
    case["procompite"]["lines"][0]["cnm"] = 1
    (tmp_path / "c.json").write_text(json.dumps(case), "utf-8")
    said = ayni("plan", "compute", tmp_path / "c.json").out
    assert "Jaulas metálicas: entre todos pagan más de lo que cuesta. ¿Quién paga de más?" in said
    assert "No hay TIR: todos los años se gana o todos los años se pierde. Mire el VAN." in said
    assert "Jaulas metálicas: Sobran S/ 1.00: esta fila cuesta S/ 30,000.00 y entre todos ponen S/ 30,001.00." in said
    asked = ayni("plan", "compute", tmp_path / "c.json", "--json").data["warnings"]
    assert [each["code"] for each in asked][:2] == ["E16", "W05"]


@pytest.mark.parametrize("name", ["plan_cuyes", "plan_lacteos", "plan_cacao", "plan_quinua"])
def test_every_example_plan_computes_earns_and_keeps_the_limits(ayni, name):
    found = ayni("plan", "compute", resource(f"examples/{name}.json"), "--json").data
    assert found["npv_all"] > 0
    assert found["irr_all_kind"] == "one"
    assert 0.12 < found["irr_all"] < 0.5
    assert found["unfunded"] == 0
    assert all(found["procompite"]["checks"].values())
    assert found["procompite"]["lines_off"] == {}
    assert found["procompite"]["matches_input"]


def test_a_plan_is_imported_shown_and_printed(ayni, town, tmp_path):
    ayni("socio", "add", town, RUC, *ROSA)
    plan = ayni("plan", "import", town, P1, "--aeo", RUC, "--titulo", "Crianza de cuyes").record
    shown = ayni("plan", "show", town, plan, "--json").data
    assert shown["total_centimos"] == 13_250_000
    assert [told["value"] for told in shown["indicators"]][:2] == ["S/ 63,975.65", "S/ 166,475.65"]
    assert all(light["article"] for light in shown["lights"])
    assert "135.53 %" in ayni("plan", "show", town, plan).out
    assert "S/ 132,500.00" in ayni("plan", "list", town).out
    ayni("print", town, "plan-resumen", plan, "-o", tmp_path / "plan.pdf", "--language", "both")
    assert (tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF")
    ayni("print", town, "plan-excel", plan, "-o", tmp_path / "plan.xlsx")
    sheets = openpyxl.load_workbook(tmp_path / "plan.xlsx").sheetnames
    assert {"Indicadores", "Presupuesto", "Producción", "Flujo"} <= set(sheets)


def test_an_idea_is_begun_looked_at_printed_and_made_a_plan(ayni, town, tmp_path):
    idea = ayni("plan", "idea", town, "--aeo", RUC, "--titulo", "Panadería").record
    with open_workspace(town, KEY) as door:
        door.save_partida(
            idea,
            {"clase": "equipos", "nombre": "Horno", "cantidad": "1", "precio_unitario": "4500", "vida_util": "10"},
        )
    assert ayni("plan", "profile", town, idea, "--json").data["annual_reserve"] == 450
    told = ayni("plan", "profile", town, idea).out
    assert "Cada año se pierden S/ 450.00." in told
    assert "Inversión: S/ 4,500.00" in told
    ayni("print", town, "perfil", idea, "-o", tmp_path / "perfil.pdf", "--language", "both")
    assert (tmp_path / "perfil.pdf").read_bytes().startswith(b"%PDF")
    ayni("plan", "convert", town, idea)
    assert "ya es un plan completo" in ayni("plan", "convert", town, idea, status=1).err
    assert ayni("plan", "show", town, idea, "--json").data["horizonte_years"] == "5"


def test_a_plan_is_kept_compared_and_copied(ayni, town):
    plan = ayni("plan", "import", town, P1, "--aeo", RUC, "--titulo", "Crianza de cuyes").record
    ayni("plan", "keep", town, plan, "--nombre", "Primera", "--motivo", "La aprobó la asamblea")
    ayni("plan", "keep", town, plan, "--nombre", "Otra", status=1)
    (kept,) = ayni("plan", "versions", town, plan, "--json").data
    assert (kept["numero"], kept["nombre"], kept["motivo"]) == ("1", "Primera", "La aprobó la asamblea")
    assert "Primera" in ayni("plan", "versions", town, plan).out
    assert "Las dos dicen lo mismo." in ayni("plan", "compare", town, plan, "1").out
    copied = ayni("plan", "copy", town, plan).record
    assert ayni("plan", "show", town, copied, "--json").data["titulo"] == "Copia: Crianza de cuyes"
    assert ayni("plan", "versions", town, copied, "--json").data == []
    found = ayni("plan", "compare", town, plan, kept["id"], "ahora", "--json").data
    assert found["rows"] == []
    assert {cell["before"] for cell in found["figures"]} == {cell["after"] for cell in found["figures"]}
    assert "versión 7" in ayni("plan", "compare", town, plan, "7", status=1).err


def test_a_plan_without_its_figures_says_what_is_missing(ayni, town, tmp_path):
    plan = ayni("plan", "add", town, "--aeo", RUC, "--titulo", "Vacío", "--categoria", "A", status=1)
    assert plan.err.startswith("convocatoria: ")
    call = ayni("convocatoria", "list", town, "--json").data[0]["id"]
    cover = ("--aeo", RUC, "--titulo", "Vacío", "--categoria", "A", "--convocatoria", call)
    plan = ayni("plan", "add", town, *cover).record
    assert ayni("plan", "show", town, plan, "--json").data["missing"]
    ayni("print", town, "plan-excel", plan, "-o", tmp_path / "plan.xlsx", status=1)
    assert not (tmp_path / "plan.xlsx").exists()


@pytest.mark.parametrize(("on", "days"), [("2022-07-04", 515), ("2022-06-30", 511), ("04/07/2022", 515)])
def test_the_inti_purchase_replays_without_a_folder(ayni, on, days):
    found = ayni("compra", "replay", INTI, "--on", on, "--json").data
    assert (found["elapsed_days"], found["attempts"], found["cycle"]) == (days, 6, 2)
    wanted = {"state", "cycle", "attempts", "elapsed_days", "working_days", "ratio", "dwell_days", "segments"}
    assert found.keys() >= wanted | {"office_days", "penalty", "alerts"}
    if days == 515:
        expected = json.loads(INTI.read_text("utf-8"))["expected"]
        assert found["segments_days"] == expected["segments_days"]
        assert (found["state"], found["dwell_days"]) == (expected["state"], expected["dwell_days"])


def test_a_replay_tells_a_person_where_the_days_went(ayni):
    told = ayni("compra", "replay", INTI, "--on", "2022-07-04").out
    assert "Convocatorias: 6. Ciclos: 2. Días: 515 de 120 previstos." in told
    assert ayni("compra", "replay", INTI).out.startswith("Estado: ")


def test_a_purchase_is_imported_followed_and_printed(ayni, town, tmp_path):
    facts = ("--nombre", "Máquinas", "--objeto", "BIEN", "--modalidad", "ADMINISTRACION_DIRECTA", "--year", "2021")
    purchase = ayni("compra", "import", town, INTI, "--aeo", RUC, *facts).record
    found = ayni("compra", "show", town, purchase, "--on", "2022-07-04", "--json").data
    assert (found["elapsed_days"], found["nombre"]) == (515, "Máquinas")
    assert "515 de 120" in ayni("compra", "show", town, purchase, "--on", "2022-07-04").out
    assert ayni("compra", "list", town, "--json").data[0]["state"] == "CONVOCADO"
    ayni("print", town, "compra-estado", purchase, "-o", tmp_path / "c.pdf", "--language", "both")
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")


def test_the_command_line_is_no_way_round_what_was_ordered(ayni, town):
    facts = ("--nombre", "Jaulas", "--objeto", "BIEN", "--modalidad", "ADMINISTRACION_DIRECTA", "--year", "2026")
    purchase = ayni("compra", "add", town, "--aeo", RUC, *facts).record
    late = ("--modo", "TARDIO")
    for codigo in ("requerimiento", "interaccion_mercado", "certificacion_solicitada", "certificacion_emitida"):
        ayni("compra", "event", town, purchase, "--codigo", codigo, "--fecha", "02/03/2026", *late)
    ordered = ("--datos", 'items=[{"item":"j","cantidad":"40"}]', "--datos", "monto_centimos=3,200.00")
    ayni(
        "compra", "event", town, purchase, "--codigo", "orden_contrato_menor", "--fecha", "03/03/2026", *late, *ordered
    )
    came = ("--codigo", "entrega_parcial", "--fecha", "04/03/2026", *late, "--datos")
    above = ayni("compra", "event", town, purchase, *came, 'items=[{"item":"j","cantidad":"41"}]', status=1).err
    assert "j: llegan 41 y de lo pedido faltan 40." in above
    event = ayni("compra", "event", town, purchase, *came, 'items=[{"item":"j","cantidad":"40"}]').record
    more = ("--datos", 'items=[{"item":"j","cantidad":"41"}]', "--reason", "Se copió mal la cantidad")
    assert "llegan 41" in ayni("compra", "rectify", town, event, *more, status=1).err
    assert len(ayni("compra", "events", town, purchase, "--json").data) == 6


def test_a_purchase_is_typed_and_a_wrong_event_corrected(ayni, town):
    facts = ("--nombre", "Jaulas", "--objeto", "BIEN", "--modalidad", "ADMINISTRACION_DIRECTA", "--year", "2026")
    purchase = ayni("compra", "add", town, "--aeo", RUC, *facts).record
    late = ("--modo", "TARDIO", "--oficina", "GDE")
    event = ayni("compra", "event", town, purchase, "--codigo", "requerimiento", "--fecha", "02/03/2026", *late).record
    refused = ("--codigo", "entrega_total", "--fecha", date.today().isoformat())
    assert "Ahora se puede registrar" in ayni("compra", "event", town, purchase, *refused, status=1).err
    ayni("compra", "rectify", town, event, "--fecha", "03/03/2026", "--reason", "Se copió mal la fecha")
    assert ayni("compra", "show", town, purchase, "--json").data["events"][0]["fecha"] == "2026-03-03"
    ayni("compra", "rectify", town, event, "--annul", "--reason", "Era de otra compra")
    assert ayni("compra", "show", town, purchase, "--json").data["state"] == "BORRADOR"
    assert len(ayni("compra", "events", town, purchase, "--json").data) == 3
    ayni("compra", "rectify", town, event, "--reason", "Era de otra compra", status=2)
    ayni("compra", "edit", town, purchase, "--nombre", "Jaulas metálicas")
    assert "Jaulas metálicas" in ayni("compra", "list", town).out


def test_an_event_comes_from_a_file_with_its_own_data_in_centimos(ayni, town, tmp_path):
    facts = ("--nombre", "Jaulas", "--objeto", "BIEN", "--modalidad", "ADMINISTRACION_DIRECTA", "--year", "2026")
    purchase = ayni("compra", "add", town, "--aeo", RUC, *facts).record
    file = tmp_path / "orden.json"
    order = {"codigo": "orden_contrato_menor", "fecha": "2026-03-04", "modo": "TARDIO", "acto_ya_emitido": False}
    file.write_text(json.dumps({**order, "datos": {"monto_centimos": 1390000, "plazo_dias": 30, "numero": "OC 7"}}))
    ayni("compra", "event", town, purchase, "--from", file, "--datos", "numero=OC 8")
    [event] = ayni("compra", "events", town, purchase, "--json").data
    datos = json.loads(event["datos"])
    assert (datos["monto_centimos"], datos["plazo_dias"], datos["numero"]) == (1390000, "30", "OC 8")
    ayni("compra", "rectify", town, event["id"], "--datos", "numero=OC 9", "--reason", "Era la orden nueve")
    for wrong in ({"nada": 1}, {"numero": {}}, {"monto_centimos": 1.5}):
        file.write_text(json.dumps({**order, "datos": wrong}))
        ayni("compra", "event", town, purchase, "--from", file, status=1)
    late = ("--codigo", "nota", "--fecha", "04/03/2026", "--nota", "Llamó", "--modo", "TARDIO")
    ayni("compra", "event", town, purchase, *late)
    for wrong in ("numero", "numero=3"):
        ayni("compra", "event", town, purchase, *late, "--datos", wrong, status=2)


def test_three_machines_exchange_disagree_decide_and_end_equal(ayni, town, tmp_path):
    ayni("socio", "add", town, RUC, *ROSA)
    folders = {"Ana Huamán": town}
    for name in ("Beto Quispe", "Cira Puma"):
        folders[name] = tmp_path / name.split()[0]
        ayni("new", folders[name], *NEW, "--person", name, "--role", "promotor")
    for name, folder in folders.items():
        ayni("card", folder, "-o", tmp_path / f"{name}.tarjeta")
    for name in ("Beto Quispe", "Cira Puma"):
        here = ayni("trust", town, tmp_path / f"{name}.tarjeta", "--json").data["code"]
        assert here in ayni("trust", folders[name], tmp_path / "Ana Huamán.tarjeta").out
        assert len(here.replace(" ", "")) == 8
    assert [row["name"] for row in ayni("trusted", town, "--json").data] == ["Beto Quispe", "Cira Puma"]

    def send(one, other, name):
        ayni("export", folders[one], "--to", other, "-o", tmp_path / name)
        return ayni("receive", folders[other], tmp_path / name, "--json").data[0]

    for name in ("Beto Quispe", "Cira Puma"):
        assert send("Ana Huamán", name, f"{name}.ayni")["new_saves"] > 3
    for place, folder in enumerate(folders.values()):
        ayni("socio", "edit", folder, "43218765", "--dni", f"4321877{place}")
    send("Cira Puma", "Ana Huamán", "c.ayni")
    assert send("Beto Quispe", "Ana Huamán", "b.ayni")["clashes"] == 1
    assert ayni("receive", town, tmp_path / "c.ayni", "--json").data[0]["new_saves"] == 0
    [clash] = ayni("clashes", town, "--json").data
    assert {side["values"]["dni"] for side in clash["sides"]} == {"43218770", "43218771", "43218772"}
    assert {side["device"] for side in clash["sides"]} == set(folders)
    assert "Cira Puma" in ayni("clashes", town).out
    decide = ("clash", "decide", town, clash["id"][:8], "--reason", "Según RENIEC")
    assert "43218771" in ayni(*decide, "--keep", "theirs", status=1).err
    ayni(*decide, "--keep", "43218772")
    assert ayni("socio", "list", town, RUC, "--json").data[0]["dni"] == "43218772"
    for name in ("Beto Quispe", "Cira Puma"):
        send("Ana Huamán", name, f"{name}-2.ayni")
    assert len({ayni("check", folder, "--hash").out for folder in folders.values()}) == 1
    assert ayni("clashes", folders["Beto Quispe"], "--json").data == []


@pytest.mark.parametrize(
    ("keep", "left"), [("mine", "71"), ("theirs", "17"), ("50227888", "88"), ("dni=50227888", "88")]
)
def test_a_disagreement_is_decided_in_any_of_its_words(on_practice, practice, keep, left):
    [clash] = on_practice("clashes", practice, "--json").data
    on_practice("clash", "decide", practice, clash["id"], "--keep", keep, "--reason", "Se vio el DNI")
    assert on_practice("socio", "show", practice, clash["record"], "--json").data["dni"].endswith(left)
    on_practice("clash", "decide", practice, clash["id"], "--keep", keep, "--reason", "Otra vez", status=1)


def test_the_last_act_is_undone(ayni, town):
    ayni("socio", "add", town, RUC, *ROSA)
    assert ayni("undo", town).out.strip() == "Registrar al socio"
    assert ayni("socio", "list", town, RUC, "--json").data == []
    assert ayni("check", town, "--hash").out.strip().isalnum()


def test_each_file_is_received_whole_or_not_at_all_and_the_good_ones_stay(ayni, town, tmp_path):
    field = tmp_path / "beto"
    ayni("new", field, *NEW, "--person", "Beto Quispe", "--role", "promotor")
    ayni("card", field, "-o", tmp_path / "beto.tarjeta")
    ayni("card", town, "-o", tmp_path / "ana.tarjeta")
    ayni("trust", town, tmp_path / "beto.tarjeta")
    ayni("trust", field, tmp_path / "ana.tarjeta")
    ayni("export", town, "--to", "Beto Quispe", "-o", tmp_path / "good.ayni")
    good = (tmp_path / "good.ayni").read_bytes()
    (tmp_path / "cut.ayni").write_bytes(good[:-9])
    (tmp_path / "changed.ayni").write_bytes(good[:-9] + b"123456789")
    (tmp_path / "letter.ayni").write_text("Estimados señores:")
    (tmp_path / "empty.ayni").write_bytes(b"")
    names = ("cut", "changed", "letter", "empty", "missing", "good")
    found = ayni("receive", field, *(tmp_path / f"{name}.ayni" for name in names), status=1)
    assert [line.partition(":")[0] for line in found.err.splitlines()] == [f"{name}.ayni" for name in names[:-1]]
    assert len(set(found.err.splitlines())) == 5
    assert "Ana Huamán" in found.out
    assert len(ayni("aeo", "list", field, "--json").data) == 1
    before = ayni("check", town, "--hash").out
    assert ayni("receive", town, tmp_path / "good.ayni", status=1).err.startswith("good.ayni: ")
    assert ayni("check", town, "--hash").out == before


# who, with what key, in what language


def test_an_act_is_in_the_name_of_the_creator_unless_another_is_said(ayni, town):
    ayni("person", "add", town, "Julia Layme", "--give", "registra")
    ayni("aeo", "edit", town, RUC, "--comunidad", "Ccorao", "--person", "Julia Layme")
    ayni("aeo", "edit", town, RUC, "--comunidad", "Taray")
    with open_workspace(town, KEY, read_only=True) as door:
        people = [line.person for line in door.history("aeo", ayni("aeo", "show", town, RUC).out.split()[0])]
        assert door.person["nombre"] == "Ana Huamán"
    assert people[:2] == ["Ana Huamán", "Julia Layme"]


def test_the_key_comes_from_a_file_before_the_environment(ayni, town, tmp_path):
    (tmp_path / "key").write_text(KEY + "\n")
    ayni("aeo", "list", town, "--passphrase-file", tmp_path / "key", key="otra cosa")
    wrong = ayni("aeo", "list", town, key="otra cosa", status=1)
    assert wrong.err.startswith("passphrase: ")
    assert "key2" in ayni("aeo", "list", town, "--passphrase-file", tmp_path / "key2", status=1).err


def test_without_a_terminal_nobody_is_asked_for_a_key(ayni, town):
    assert "AYNI_PASSPHRASE" in ayni("aeo", "list", town, key=None, status=2).err


def test_at_a_terminal_the_key_is_asked_and_not_shown(ayni, town, tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "at_a_terminal", lambda: True)
    asked = ayni("aeo", "list", town, key=None, input=f"{KEY}\n")
    assert "Sumaq Quwi" in asked.out
    assert "Clave: " in asked.err
    assert KEY not in asked.out + asked.err
    typed = "una clave larga\notra clave larga\n"
    made = ayni("new", tmp_path / "n", *NEW, "--person", "Ana", "--role", "oficina", key=None, status=1, input=typed)
    assert made.err.strip().endswith("Las dos claves no son iguales.")
    assert not (tmp_path / "n").exists()
    assert ayni("aeo", "list", town, key=None, status=1, input="").err.endswith("No se hizo nada.\n")


def test_a_new_folder_shows_its_recovery_code_and_prints_its_sheet(ayni, tmp_path):
    sheet = tmp_path / "hoja.pdf"
    made = ayni("new", tmp_path / "n", *NEW, "--person", "Ana", "--role", "oficina", "-o", sheet)
    assert sheet.read_bytes().startswith(b"%PDF")
    code = made.out.splitlines()[1]
    with open_workspace(tmp_path / "n", recovery=code) as door:
        assert door.people()[0]["nombre"] == "Ana"


def test_the_language_of_the_line_wins_over_that_of_the_machine(ayni, monkeypatch):
    assert "Órdenes" in ayni("--help").out
    monkeypatch.setenv("LANG", "quz_PE.UTF-8")
    spoken = CliRunner(env={"LANG": "quz_PE.UTF-8"}).invoke(cli.ayni, ["--language", "es", "--help"])
    assert "Órdenes" in spoken.stdout
    CliRunner(env={"LANG": "quz_PE.UTF-8"}).invoke(cli.ayni, ["aeo", "--help"])
    assert lang.language() == "quz"


def test_the_practice_municipality_opens_without_asking(on_practice, practice):
    assert len(on_practice("aeo", "list", practice, "--json").data) == 13
    assert on_practice("check", practice).out


def test_the_demo_is_made_and_made_again_but_never_over_other_files(ayni, tmp_path):
    assert PASSPHRASE in ayni("demo", tmp_path / "d").out
    ayni("demo", tmp_path / "d")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("")
    ayni("demo", tmp_path / "mine", status=1)


# wrong usage


@pytest.mark.parametrize(
    "words",
    [
        ["nada"],
        ["aeo"],
        ["aeo", "nada"],
        ["aeo", "list"],
        ["aeo", "list", "DIR", "--nada"],
        ["aeo", "list", "DIR", "sobra"],
        ["aeo", "list", "DIR", "--limit", "muchos"],
        ["new", "DIR"],
        ["new", "DIR", *NEW, "--person", "Ana", "--role", "jefe"],
        ["print", "DIR", "carta", "x", "-o", "x.pdf"],
        ["print", "DIR", "padron", "x"],
        ["compra", "replay", "FILE", "--on", "ayer"],
        ["receive", "DIR"],
        ["clash", "decide", "DIR", "x", "--keep"],
        [],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_in_spanish_with_status_2(ayni, words):
    found = ayni(*words, status=2)
    assert found.err
    for english in ("Usage", "No such", "Missing", "Got unexpected", "Invalid", "is not"):
        assert english not in found.err


@pytest.mark.parametrize("field", ["nada=1", "nombre", "socios=3"])
def test_a_field_that_does_not_exist_is_wrong_usage(ayni, town, field):
    ayni("aeo", "edit", town, RUC, "--field", field, status=2)


def test_an_edit_that_changes_nothing_is_wrong_usage(ayni, town):
    ayni("aeo", "edit", town, RUC, status=2)
    ayni("socio", "edit", town, "43218765", status=2)
    ayni("padron", "export", town, RUC, status=2)


def every_verb(group=cli.ayni, path=()):
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from every_verb(command, (*path, name))


@pytest.mark.parametrize("verb", list(every_verb()), ids=" ".join)
def test_every_verb_explains_itself(ayni, verb):
    told = ayni(*verb, "--help").out
    assert told.startswith(f"Uso: {cli.ayni.name} {' '.join(verb)}")
    assert not [word for word in ("Usage", "OPTIONS", "COMMAND", "required") if word in told]
    assert "Muestra esta ayuda." in told


WRITING = {
    *(
        "convocatoria add",
        "convocatoria edit",
        "aeo add",
        "aeo edit",
        "aeo merge",
        "socio add",
        "socio edit",
        "socio baja",
    ),
    *("socio return", "junta add", "junta edit", "junta remove", "padron import", "plan import", "plan add"),
    *("plan idea", "plan convert"),
    *("plan keep", "plan copy"),
    *(
        "compra add",
        "compra edit",
        "compra import",
        "compra sheet",
        "compra event",
        "compra rectify",
        "compra handover",
        "trust",
        "export",
        "receive",
    ),
    *("clash decide", "case decide", "undo", "expediente add", "expediente review"),
    *("post", "mailbox", "receipt", "encargo assign", "encargo back"),
    *("alta", "join", "equipo renew", "equipo lost", "equipo admit"),
    *("formulario text", "beneficios receive", "xlsform import", "padron confirm", "forget"),
    *("person add", "person role", "person password", "person remove"),
}


def test_every_verb_that_writes_takes_its_person():
    takes = set()
    for path in every_verb():
        command = cli.ayni
        for name in path:
            command = command.commands[name]
        if any(param.name == "person" and not param.required for param in command.params):
            takes.add(" ".join(path))
    assert takes == WRITING


# what is refused


def test_an_id_may_be_its_beginning_but_not_two_records(on_practice, practice):
    found = on_practice("aeo", "list", practice, "--json").data
    ids = sorted(row["id"] for row in found)
    together = ids[0][:4]
    several = on_practice("aeo", "show", practice, together, status=1)
    assert all(record in several.err for record in ids[:10])
    beginning = next(ids[0][:size] for size in range(1, 37) if sum(x.startswith(ids[0][:size]) for x in ids) == 1)
    assert on_practice("aeo", "show", practice, beginning, "--json").data["id"] == ids[0]
    ruc = next(row["ruc"] for row in found if row["ruc"])
    assert on_practice("aeo", "show", practice, ruc, "--json").data["ruc"] == ruc
    assert "99999999" in on_practice("aeo", "show", practice, "99999999", status=1).err
    on_practice("aeo", "show", practice, "", status=1)


def test_a_dni_of_two_organisations_is_told_with_both(ayni, town):
    call = ayni("convocatoria", "list", town, "--json").data[0]["id"]
    other = ayni("aeo", "add", town, "--convocatoria", call, *AEO, "--ruc", invented_ruc(50)).record
    first = ayni("socio", "add", town, RUC, *ROSA).record
    second = ayni("socio", "add", town, other, *ROSA).record
    told = ayni("socio", "show", town, "43218765", status=1).err
    assert first in told
    assert second in told
    assert ayni("socio", "show", town, "43218765", "--aeo", other, "--json").data["id"] == second


def test_what_is_wrong_is_told_field_by_field(ayni, town):
    found = ayni("socio", "add", town, RUC, "--dni", "1234567", "--nombres", "Rosa", status=1)
    lines = dict(line.split(": ", 1) for line in found.err.splitlines())
    assert lines["dni"] == "El DNI tiene 8 números."
    assert lines["apellido-paterno"] == "Falta este dato."


def test_a_folder_that_is_no_workspace_is_refused_before_any_key_is_asked(ayni, tmp_path):
    assert ayni("aeo", "list", tmp_path / "nada", key=None, status=1).err
    assert ayni("check", tmp_path, key=None, status=1).err
    (tmp_path / "llave.json").write_text("{")
    assert "llave.json" in ayni("check", tmp_path, status=1).err


def test_a_folder_open_elsewhere_is_read_but_not_written(ayni, town):
    with open_workspace(town, KEY):
        assert ayni("aeo", "list", town, "--json").data
        assert "otra ventana" in ayni("aeo", "edit", town, RUC, "--comunidad", "Taray", status=1).err


def test_a_damaged_file_is_told_in_a_sentence(ayni, town):
    data = bytearray((town / "ayni.db").read_bytes())
    middle = len(data) // 2
    data[middle : middle + 20_000] = bytes(20_000)
    (town / "ayni.db").write_bytes(data)
    assert "ayni-2" not in ayni("check", town, status=1).err
    (town / "ayni.db").write_bytes(b"nothing of ours" * 400)
    assert ayni("aeo", "list", town, status=1).err


def wrong_files(folder):
    """Files that are none of ours, of every sort."""
    book = Workbook()
    book.active.append(["Lista de precios", "S/"])
    book.save(folder / "precios.xlsx")
    made = {
        "vacio.json": b"",
        "texto.txt": b"Estimados:",
        "cortado.json": P1.read_bytes()[:300],
        "lista.json": b"[1, 2]",
        "nada.json": b"null",
        "raro.json": json.dumps({"input": {"years": "cinco"}, "extra": 1}).encode(),
        "eventos.json": json.dumps({"events": [{"codigo": "x", "fecha": "ayer"}, 7]}).encode(),
        "hondo.json": b"[" * 100_000,
        "numero.json": b'{"input": 1e999999999, "events": [NaN]}',
        "binario.ayni": bytes(range(256)) * 9,
        "latin.json": '{"título": "ñ"}'.encode("latin-1"),
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return [*made, "precios.xlsx", "no-existe.json", "."]


def test_no_wrong_file_makes_a_fault_and_each_is_named_or_explained(ayni, town, tmp_path):
    (tmp_path / "f").mkdir()
    verbs = (
        lambda file: ("plan", "compute", file, "--json"),
        lambda file: ("plan", "import", town, file, "--aeo", RUC),
        lambda file: ("compra", "replay", file, "--json"),
        lambda file: ("compra", "import", town, file, "--aeo", RUC),
        lambda file: ("padron", "check", town, RUC, file),
        lambda file: ("padron", "import", town, RUC, file),
        lambda file: ("receive", town, file),
        lambda file: ("trust", town, file),
        lambda file: ("socio", "add", town, RUC, "--from", file),
    )
    before = ayni("check", town, "--hash").out
    faults = []
    for name in wrong_files(tmp_path / "f"):
        for verb in verbs:
            words = verb(tmp_path / "f" / name)
            nothing = name == "." and words[0] == "receive"  # a folder may hold no file for us
            found = ayni(*words, status=0 if nothing else 1)
            if "falla" in found.err or not found.err.strip():
                faults.append((name, words[:2], found.err))
    assert faults == []
    assert ayni("check", town, "--hash").out == before


def test_a_paper_that_cannot_be_written_is_told(ayni, town, tmp_path):
    assert "p.pdf" in ayni("print", town, "padron", RUC, "-o", tmp_path / "no" / "p.pdf", status=1).err
    assert ayni("card", town, "-o", tmp_path / "no" / "c", status=1).err
    assert ayni("padron", "export", town, RUC, tmp_path / "no" / "p.xlsx", status=1).err


# faults of ours, and the window


def test_a_fault_of_ours_leaves_a_report_without_names_and_one_sentence(ayni, town, monkeypatch, own_folders):
    def broken(*_given):
        raise KeyError("44556677 Rosa Quispe")

    monkeypatch.setattr(Workspace, "aeos", broken)
    found = ayni("aeo", "list", town, status=1)
    [report] = own_folders.rglob("ayni-*.txt")
    assert str(report) in found.err
    written = report.read_text("utf-8")
    assert "KeyError" in written
    assert "broken" in written
    for private in ("Rosa", "Quispe", "44556677", str(town)):
        assert private not in written
    assert found.err.count("\n") == 1
    shutil.rmtree(report.parent)
    report.parent.write_text("")
    assert "no pudo guardar el informe" in ayni("aeo", "list", town, status=1).err


def test_with_no_verb_the_window_opens(ayni):
    opened = []
    answer = CliRunner().invoke(cli.ayni, ["--language", "quz"], obj=lambda language: opened.append(language) or 0)
    assert (answer.exit_code, opened) == (0, ["quz"])


def run(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "ayni", *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(TREE / "desktop"), "LANG": "es_PE.UTF-8", **environment},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_the_real_program_answers_with_its_status(town, tmp_path):
    done = run("plan", "compute", P1, "--json")
    assert (done.returncode, done.stderr, json.loads(done.stdout)["npv_all"]) == (0, "", 63975.6547)
    assert run("nada").returncode == 2
    assert run("aeo", "list", town).returncode == 2
    wrong = run("aeo", "list", town, AYNI_PASSPHRASE="otra cosa")
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count("\n")) == (1, "", 1)
    assert RUC in run("aeo", "list", town, AYNI_PASSPHRASE=KEY).stdout


def test_whoever_reads_only_the_beginning_is_not_scolded(practice):
    shell = f"'{sys.executable}' -m ayni socio list '{practice}' 20991003470 | true"
    environment = {**os.environ, "PYTHONPATH": str(TREE / "desktop")}
    found = subprocess.run(["sh", "-c", shell], env=environment, capture_output=True, text=True, check=False)
    assert found.stderr == ""


def test_one_datum_changed_leaves_the_rest_as_it_was(ayni, town):
    before = ayni("aeo", "show", town, RUC, "--json").data
    ayni("aeo", "edit", town, RUC, "--field", "comunidad=Taray")
    assert ayni("aeo", "show", town, RUC, "--json").data == {**before, "comunidad": "Taray"}
    [call] = ayni("convocatoria", "list", town, "--json").data
    ayni("convocatoria", "edit", town, call["id"], "--field", "nombre=PROCOMPITE 2026-I")
    assert ayni("convocatoria", "list", town, "--json").data == [{**call, "nombre": "PROCOMPITE 2026-I"}]


def test_a_padron_is_confirmed_in_the_name_of_a_person(ayni, town):
    assert "socios" in ayni("padron", "confirm", town, RUC, status=1).err
    socio = ayni("socio", "add", town, RUC, *ROSA).record
    ayni("person", "add", town, "Beto Quispe", "--give", "registra")
    assert ayni("padron", "confirm", town, RUC, "--person", "Beto Quispe").out == "Socios confirmados: 1\n"
    found = ayni("socio", "show", town, socio, "--json").data
    assert found["confirmado_por"] == "Beto Quispe"
    assert found["confirmado_fecha"]
    assert ayni("padron", "confirm", town, RUC, "--json").data == {"socios": 1}


def test_an_acta_is_printed_by_its_id(ayni, town, tmp_path):
    with open_workspace(town, KEY) as door:
        acta = door.save_asamblea(
            door.aeos()[0]["id"],
            {"fecha": "10/02/2026", "tipo": "ordinaria", "presentes": "12", "total_socios": "20"},
        )
    ayni("print", town, "acta", acta[:-4], "-o", tmp_path / "acta.pdf")
    assert (tmp_path / "acta.pdf").read_bytes().startswith(b"%PDF")
    assert "nada" in ayni("print", town, "acta", "ffff", "-o", tmp_path / "otra.pdf", status=1).err


def test_a_machine_is_forgotten_by_its_name(ayni, town, tmp_path, monkeypatch):
    monkeypatch.setattr(municipio, "create_workspace", functools.partial(create_workspace, cost=2))
    ayni("new", tmp_path / "b", *NEW, "--person", "Beto Quispe", "--role", "promotor")
    ayni("card", tmp_path / "b", "-o", tmp_path / "beto.ayni")
    ayni("trust", town, tmp_path / "beto.ayni")
    assert ayni("forget", town, "Beto Quispe").out == "Beto Quispe\n"
    assert ayni("trusted", town, "--json").data == []
    assert "Beto Quispe" in ayni("forget", town, "Beto Quispe", status=1).err


def test_records_written_twice_are_listed_and_decided(ayni, tmp_path):
    town = tmp_path / "oficina"
    key = tmp_path / "clave"
    key.write_text(KEY)
    ayni("new", town, *NEW, "--person", "Ana Huamán", "--role", "oficina", "--passphrase-file", key)
    call = ayni("convocatoria", "add", town, *CALL, "--cadenas", "cuy", "--json").data["id"]
    made = [
        ayni("aeo", "add", town, *AEO, "--convocatoria", call, *extra, "--json").data["id"]
        for extra in ((), ("--nombre", "Criadores de Ccorao", "--ruc", "20600055519"))
    ]
    rows = [ayni("socio", "add", town, aeo, *ROSA, "--json").data["id"] for aeo in made]
    [case] = ayni("repeated", town, "--json").data
    assert (case["clase"], case["said"], set(case["rows"])) == ("dni", "43218765", set(rows))
    assert "QUISPE, Rosa" in ayni("repeated", town).out
    decide = ("case", "decide", town, case["id"][:8], "--as", "misma", "--reason", "Lo dijo la junta")
    assert "cuál queda" in ayni(*decide, status=1).err
    ayni(*decide, "--stays", rows[0])
    assert ayni("repeated", town, "--json").data == []
    ayni("padron", "confirm", town, made[0])
    edit = ("socio", "edit", town, rows[0], "--nombres", "Rosa María")
    assert "Diga por qué" in ayni(*edit, status=1).err
    ayni(*edit, "--reason", "Trajo su DNI")
