"""The practice municipality: whole, invented, always the same, and never in the place of somebody's data."""

from datetime import date

import pytest
from stdnum.pe import ruc

from ayni.domain.rentabilidad import explain
from ayni.paths import resource
from ayni.workspace import Refused, create_workspace
from ayni.workspace.practica import (
    EXAMPLE_PADRON,
    EXAMPLE_PURCHASE,
    MARK,
    PASSPHRASE,
    invented_ruc,
    is_practice,
    make_practice,
    open_practice,
)

TOTALS = ["S/ 63,975.65", "S/ 166,475.65", "27.62 %", "135.53 %", "1.198", "1.755"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("practica") / "practica"
    make_practice(place, cost=2).close()
    return place


@pytest.fixture
def practice(folder):
    with open_practice(folder) as door:
        yield door


def names(door):
    return [
        [aeo["nombre"], aeo["ruc"], [(socio["dni"], socio["full_name"]) for socio in door.socios(aeo["id"], 0, -1)]]
        for aeo in door.aeos(0, -1)
    ]


def test_it_is_a_municipality_at_work(practice):
    assert practice.practice
    assert practice.municipality()["nombre"] == "Municipalidad Distrital de Sumaq Llaqta (práctica)"
    assert [call["year"] for call in practice.convocatorias()] == ["2026", "2025", "2020"]
    assert (practice.aeo_count(), practice.plan_count(), practice.compra_count()) == (13, 4, 8)
    assert {aeo["socios"] for aeo in practice.aeos(0, -1)} >= {0, 10, 20, 35}
    assert practice.clash_count() == 1
    assert [draft["noun"] for draft in practice.drafts()] == ["socio"]


def test_its_rows_are_what_its_log_adds_up_to(practice):
    assert practice.check() == []


def test_every_board_is_complete_but_that_of_the_aeo_without_members(practice):
    wanting = [aeo["nombre"] for aeo in practice.aeos(0, -1) if practice.junta_problems(aeo["id"])]
    assert [name for name in wanting if "T'ika Ñan" not in name] == []


def test_the_plan_of_the_cuy_breeders_gives_the_figures_of_its_case(practice):
    plan = practice.planes(0, 1, "cuyes")[0]
    assert plan["total_centimos"] == 13_250_000
    assert [told.value for told in explain(practice.indicators(plan["id"]))] == TOTALS


@pytest.mark.parametrize(("on", "days"), [(date(2022, 7, 4), 515), (date(2022, 6, 30), 511)])
def test_the_cacao_purchase_counts_six_calls_in_two_cycles(practice, on, days):
    [purchase] = [row for row in practice.compras(0, -1) if "cacao" in row["nombre"]]
    stands = practice.purchase(purchase["id"], on)
    assert (stands.attempts, stands.cycle, stands.elapsed_days, stands.planned_days) == (6, 2, days, 120)


def test_purchases_stand_in_many_states(practice):
    states = {practice.purchase(row["id"], date(2026, 11, 2)).state for row in practice.compras(0, -1)}
    assert len(states) >= 6


def test_every_dni_is_of_one_person_and_every_ruc_is_well_formed(practice):
    dnis = [socio["dni"] for aeo in practice.aeos(0, -1) for socio in practice.socios(aeo["id"], 0, -1)]
    assert len(dnis) == len(set(dnis)) == 246
    numbers = [aeo["ruc"] for aeo in practice.aeos(0, -1) if aeo["ruc"]] + [invented_ruc(0)]
    assert len(numbers) == len(set(numbers))
    assert all(ruc.is_valid(number) for number in numbers)


def test_it_is_always_the_same(practice, tmp_path):
    with make_practice(tmp_path / "otra", cost=2) as again:
        assert names(again) == names(practice)


def test_it_is_made_when_it_is_first_opened_and_opened_afterwards(tmp_path):
    with open_practice(tmp_path / "p") as door:
        door.save_municipality({"nombre": "Municipalidad de Otra Llaqta"})
    assert is_practice(tmp_path / "p")
    with open_practice(tmp_path / "p") as door:
        assert door.municipality()["nombre"] == "Municipalidad de Otra Llaqta"


def test_made_again_it_is_as_new(tmp_path):
    with make_practice(tmp_path / "p", cost=2) as door:
        door.save_municipality({"nombre": "Municipalidad de Otra Llaqta"})
    with make_practice(tmp_path / "p", cost=2) as door:
        assert door.municipality()["nombre"].endswith("(práctica)")
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


def test_another_folder_is_never_written_over(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "carta.txt").write_text("importante")
    with pytest.raises(Refused):
        make_practice(tmp_path / "mine")
    assert (tmp_path / "mine" / "carta.txt").read_text() == "importante"


def test_a_municipality_with_the_mark_and_the_passphrase_is_still_not_practice(tmp_path):
    data = {"ubigeo": "080101", "name": "Municipalidad", "person": "Rosa", "passphrase": PASSPHRASE, "cost": 2}
    create_workspace(tmp_path / "w", **data)[0].close()
    (tmp_path / "w" / MARK).write_text("")
    with pytest.raises(Refused):
        make_practice(tmp_path / "w")
    assert (tmp_path / "w" / "ayni.db").exists()


def test_it_is_not_made_anew_under_an_open_window(tmp_path):
    with make_practice(tmp_path / "p", cost=2), pytest.raises(Refused):
        make_practice(tmp_path / "p", cost=2)
    assert is_practice(tmp_path / "p")


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused):
        make_practice(tmp_path / "file" / "p")


def test_the_example_padron_is_clean(practice):
    [aeo] = [row for row in practice.aeos(0, -1) if "T'ika Ñan" in row["nombre"]]
    sheet = practice.read_padron(aeo["id"], resource(EXAMPLE_PADRON))
    assert (len(sheet.good), sheet.wrong, sheet.ignored) == (20, [], ())


def test_the_example_purchase_says_that_its_people_are_invented():
    assert "inventadas" in resource(EXAMPLE_PURCHASE).read_text("utf-8")
