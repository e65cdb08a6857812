"""Examples: every chain has every section, its numbers agree, the nearest chain teaches, whole plans can be brought."""

import json
import re

import pytest

from ayni import lang
from ayni.domain.rules import Result
from ayni.paths import resource
from ayni.workspace import law
from ayni.workspace.capitulo import indices
from ayni.workspace.ejemplo import chapters_of, nearest

FILES = sorted(resource("examples/capitulos").glob("*.json"))
CHAINS = [path.stem for path in FILES if "secciones" in json.loads(path.read_text("utf-8"))]
ASKED = [
    "artesania",
    "cacao",
    "cafe",
    "cuy",
    "fibra_alpaca",
    "hortalizas",
    "lacteos",
    "miel",
    "palta",
    "papa",
    "papa_nativa",
    "quinua",
    "trucha",
    "artesania_textil",
]
NUMBER = re.compile(r"\d[\d,.]*\d|\d")
WHOLE = {"cuy": "plan_cuyes", "lacteos": "plan_lacteos", "cacao": "plan_cacao", "quinua": "plan_quinua"}


@pytest.fixture
def rules():
    rows = json.loads(resource("rules/procompite.json").read_text("utf-8"))["rules"]
    return {row["id"].removeprefix("RS-2021.A."): row["value"] for row in rows if row["id"].startswith("RS-2021.A.")}


@pytest.fixture
def call(town):
    return town.call(cadenas=", ".join([*WHOLE, "papa_nativa", "miel"]))


@pytest.fixture
def plan_of(workspace, town, call):
    def make(chain):
        aeo = town.aeo(call, cadena=chain, ruc="20100047218", nombre=f"Asociación de {chain}")
        return workspace.save_plan({"aeo": aeo, "titulo": chain, "convocatoria": call, "categoria": "A"})

    return make


@pytest.mark.parametrize("chain", ASKED)
def test_every_section_of_every_index_has_an_example_of_its_chain(chain):
    asked = {section.code for index in indices().by_code.values() for section in index.sections}
    written = chapters_of(chain)["secciones"]
    assert set(written) == asked == set(indices().sections)
    assert all(len(re.findall(r"[.:]\s|[.:]$", text)) >= 2 for text in written.values())
    assert "inventado" in chapters_of(chain)["source"]


@pytest.mark.parametrize("chain", CHAINS)
def test_the_numbers_of_a_chain_agree_and_keep_the_limits_of_the_law(chain, rules):
    found = chapters_of(chain)["cifras"]
    total = found["total"]
    assert found["cofinanciamiento"] + found["contrapartida"] == total
    assert found["monetaria"] + found["valorizada"] == found["contrapartida"]
    assert rules["cofin_min"] <= found["cofinanciamiento"] * 100 <= rules["cofin_max"]
    assert found["contrapartida"] * 10_000 >= rules["counterpart_min_bp"] * total
    assert found["monetaria"] * 10_000 >= rules["cash_min_bp"] * total
    assert found["socios"] >= rules["members_min"]


@pytest.mark.parametrize("chain", CHAINS)
def test_the_summary_says_the_numbers_of_the_chain(chain):
    chapters = chapters_of(chain)
    said, found = chapters["secciones"]["resumen"], chapters["cifras"]
    for name in ("total", "cofinanciamiento", "contrapartida"):
        assert f"S/ {found[name]:,}" in said
    assert re.search(rf"\b{found['socios']}\b", said)


@pytest.mark.parametrize("chain", CHAINS)
def test_where_there_is_quechua_it_is_whole_marked_and_says_the_same_numbers(chain):
    chapters = chapters_of(chain)
    if chain not in WHOLE:
        assert "secciones_quz" not in chapters
        return
    assert chapters["quz"] == "composed"
    quechua, spanish = chapters["secciones_quz"], chapters["secciones"]
    assert set(quechua) == set(spanish)
    for code, text in quechua.items():
        assert text != spanish[code]
        assert text.count("\n") == spanish[code].count("\n"), code
        assert sorted(NUMBER.findall(text)) == sorted(NUMBER.findall(spanish[code])), code


@pytest.mark.parametrize(
    ("chain", "teacher"),
    [
        ("vacuno_carne", "lacteos"),
        ("carne_alpaca", "fibra_alpaca"),
        ("kiwicha", "quinua"),
        ("paiche", "trucha"),
        ("citricos", "cafe"),
        ("papa_nativa", "papa_nativa"),
        ("madera", "artesania_textil"),
        ("", "cuy"),
    ],
)
def test_a_chain_without_examples_learns_from_the_one_most_like_it(chain, teacher):
    assert nearest(chain) == teacher


def test_an_example_comes_from_their_own_chain(workspace, plan_of):
    assert workspace.example(plan_of("lacteos"), "compradores").chain == "Lácteos"


def test_a_chain_that_points_to_another_shows_its_text(workspace, plan_of):
    found = workspace.example(plan_of("papa_nativa"), "objetivos")
    assert found.chain == "Papa nativa"
    assert found.text == chapters_of("papa")["secciones"]["objetivos"]


def test_an_example_is_in_quechua_where_it_was_written_and_says_so(workspace, plan_of):
    plan = plan_of("quinua")
    assert workspace.example(plan, "objetivos").spoken == "es"
    with lang.speaking("quz"):
        found = workspace.example(plan, "objetivos")
    assert (found.spoken, found.text) == ("quz", chapters_of("quinua")["secciones_quz"]["objetivos"])


def test_where_there_is_no_quechua_the_spanish_says_that_it_is_spanish(workspace, plan_of):
    plan = plan_of("miel")
    with lang.speaking("quz"):
        assert workspace.example(plan, "objetivos").spoken == "es"


def test_whole_plans_are_offered_with_their_chain(workspace):
    offered = workspace.example_plans()
    assert [(plan.chain, plan.path.stem) for plan in offered] == [
        (dict(law.catalogue("cadenas"))[chain], name) for chain, name in WHOLE.items()
    ]
    assert all(plan.title for plan in offered)


@pytest.mark.parametrize("chain", WHOLE)
def test_a_whole_plan_is_brought_with_green_lights_and_the_numbers_of_its_chapters(workspace, town, call, chain):
    said, found = chapters_of(chain)["secciones"]["resumen"], chapters_of(chain)["cifras"]
    offered = {plan.path.stem: plan for plan in workspace.example_plans()}[WHOLE[chain]]
    aeo = town.aeo(call, cadena=chain, ruc="20100047218", nombre=f"Asociación de {chain}")
    town.socios(aeo, found["socios"])
    plan = workspace.import_plan(offered.path, {"aeo": aeo, "convocatoria": call})
    assert {light.check for light in workspace.lights(plan) if light.result is not Result.PASS} == set()
    whole = workspace.budget(plan).whole
    amounts = (whole.total, whole.cofinanciamiento, whole.monetaria, whole.valorizada)
    assert amounts == tuple(found[name] * 100 for name in ("total", "cofinanciamiento", "monetaria", "valorizada"))
    assert workspace.budget_problems(plan) == {}
    worth = workspace.indicators(plan)
    assert worth.npv_all > 0
    assert worth.npv_applicant > worth.npv_all
    assert f"S/ {int(worth.npv_all):,}" in said
