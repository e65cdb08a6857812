"""Dividing a purchase through the door: one save, one history, nothing in two purchases, and the way back."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ayni.workspace import Refused

FACTS = {"nombre": "Balanzas y jaulas", "objeto": "BIEN", "modalidad": "AGRUPADA", "year": "2026"}
ITEMS = [
    {"nombre": "Balanza", "unidad": "und", "cantidad": "5", "precio_plan": "350"},
    {"nombre": "Jaula", "unidad": "und", "cantidad": "40", "precio_plan": "80"},
]
STEPS = (
    ("01/01/2026", "requerimiento", {}),
    ("08/01/2026", "interaccion_mercado", {}),
    ("12/01/2026", "certificacion_solicitada", {}),
    ("15/01/2026", "certificacion_emitida", {"monto_centimos": "6,000.00"}),
    ("19/01/2026", "expediente_aprobado", {}),
    ("22/01/2026", "convocatoria", {"nomenclatura": "LP-ABR-1-2026-MDSL-1"}),
)
SIGNED = (
    ("02/02/2026", "buena_pro", {}),
    ("09/02/2026", "consentimiento", {}),
    ("12/02/2026", "contrato", {"monto_centimos": "4,950.00", "plazo_dias": "20"}),
)
FAILED = {"codigo": "desierto", "fecha": "30/01/2026", "modo": "TARDIO"}
NO_OFFERS = {"causa": "SIN_OFERTAS", "informe": "Informe 12"}


def tell(workspace, compra, *steps):
    for fecha, codigo, datos in steps:
        answers = {"codigo": codigo, "fecha": fecha, "modo": "TARDIO"}
        if codigo == "convocatoria":
            answers["regimen"] = "L32069_DS001"
        workspace.save_evento(compra, answers, datos)


@pytest.fixture
def two(town, call):
    return town.aeo(call), town.aeo(call, nombre="Asociación Ñan", ruc="20100017491", partida_registral="110456")


@pytest.fixture
def compra(workspace, two):
    made = workspace.save_compra(FACTS)
    workspace.save_compra_items(
        made,
        ITEMS,
        [
            {"item": "0", "aeo": two[0], "cantidad": "5"},
            {"item": "1", "aeo": two[0], "cantidad": "30"},
            {"item": "1", "aeo": two[1], "cantidad": "10"},
        ],
    )
    tell(workspace, made, *STEPS)
    return made


def bought(workspace, compra):
    return {row["nombre"]: row["cantidad"] for row in workspace.compra_items(compra)}


def ids(workspace, compra):
    return {row["nombre"]: row["id"] for row in workspace.compra_items(compra)}


def test_an_item_without_bidders_goes_on_in_its_own_purchase(workspace, compra):
    item = ids(workspace, compra)["Balanza"]
    child = workspace.divide(compra, {item: "5"}, FAILED, NO_OFFERS)
    assert (bought(workspace, compra), bought(workspace, child)) == ({"Jaula": "40"}, {"Balanza": "5"})
    assert [row["cantidad"] for row in workspace.asignaciones(child)] == ["5"]
    assert workspace.compra(child)["nombre"] == "Balanza"
    rest, part = workspace.purchase(compra), workspace.purchase(child)
    assert (rest.state, part.state) == ("CONVOCADO", "DESIERTO")
    assert rest.elapsed_days == part.elapsed_days == (date(2026, 3, 10) - date(2026, 1, 1)).days
    assert [row["id"] for row in workspace.parts_of(compra)] == [child]
    tell(workspace, compra, *SIGNED)
    assert [row.nombre for row in workspace.purchase(compra).three_way] == ["Jaula"]
    assert workspace.purchase(child).state == "DESIERTO"
    tell(workspace, child, ("20/02/2026", "convocatoria", {"nomenclatura": "LP-ABR-1-2026-MDSL-2"}))
    assert workspace.purchase(child).attempts == 2
    assert workspace.check() == []


def test_a_broken_part_of_a_contract_takes_its_money_and_its_plans_along(workspace, compra, two):
    tell(workspace, compra, *SIGNED)
    jaula = ids(workspace, compra)["Jaula"]
    arrived = f'[{{"item":"{jaula}","cantidad":"25"}}]'
    tell(workspace, compra, ("20/02/2026", "entrega_parcial", {"items": arrived}))
    broken = {"codigo": "resolucion_contrato", "fecha": "09/03/2026", "modo": "TARDIO"}
    with pytest.raises(Refused, match="Jaula: diga cuánto se separa de cada organización, hasta completar 15"):
        workspace.divide(compra, {jaula: "15"}, broken, {})
    first, second = sorted(
        (row for row in workspace.asignaciones(compra) if row["item"] == jaula), key=lambda row: row["aeo"] != two[0]
    )
    child = workspace.divide(
        compra,
        {jaula: "15"},
        broken,
        {},
        asignaciones={first["id"]: "5", second["id"]: "10"},
        nombre="Jaulas que faltan",
    )
    assert (bought(workspace, compra)["Jaula"], bought(workspace, child)) == ("25", {"Jaula": "15"})
    assert {row["aeo"]: row["cantidad"] for row in workspace.asignaciones(child)} == {two[0]: "5", two[1]: "10"}
    assert workspace.allotment_problems(child) == workspace.allotment_problems(compra) == []
    rest, part = workspace.purchase(compra), workspace.purchase(child)
    assert (rest.state, part.state) == ("EN_EJECUCION", "RESUELTO")
    assert (rest.penalty.amount_centimos, part.penalty.amount_centimos) == (375_000, 120_000)
    assert {row.nombre: int(row.ordered) for row in rest.three_way} == {"Balanza": 5, "Jaula": 25}
    assert {row.nombre: (int(row.ordered), int(row.received)) for row in part.three_way} == {"Jaula": (15, 0)}
    assert workspace.check() == []


def test_a_list_shows_a_divided_purchase_as_its_page_does_also_after_its_parent_was_corrected(workspace, compra):
    child = workspace.divide(compra, {ids(workspace, compra)["Balanza"]: "5"}, FAILED, NO_OFFERS)
    days = {row["id"]: row["dias"] for row in workspace.compras_standing()}
    assert days[child] == workspace.purchase(child).elapsed_days
    first = workspace.eventos(compra)[0]["id"]
    workspace.rectify_evento(first, "REEMPLAZAR", {"fecha": "05/01/2026"}, "la fecha estaba mal copiada")
    again = {row["id"]: row["dias"] for row in workspace.compras_standing()}
    assert again == {compra: days[child] - 4, child: days[child] - 4}


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"codigo": "contrato"}, "Elija qué pasó con esos bienes"),
        ({"quantity": "0"}, "Elija qué bienes se separan"),
        ({"quantity": "-1"}, "Escriba una cantidad con números"),
        ({"quantity": "6"}, "Balanza: se separan 6 y por recibir o comprar hay 5"),
        ({"codigo": "resolucion_contrato", "modo": "VIVO"}, "La compra está en «Convocatoria publicada»"),
        ({"datos": {}}, "Falta este dato"),
    ],
)
def test_what_cannot_part_ways_is_told_and_nothing_is_written(workspace, compra, how, sentence):
    before = workspace.state_hash()
    answers = FAILED | {name: how[name] for name in ("codigo", "modo") if name in how}
    with pytest.raises(Refused, match=sentence):
        workspace.divide(
            compra, {ids(workspace, compra)["Balanza"]: how.get("quantity", "5")}, answers, how.get("datos", NO_OFFERS)
        )
    assert workspace.state_hash() == before


def test_a_purchase_is_not_divided_into_all_of_it_and_nothing(workspace, compra):
    every = {row["id"]: row["cantidad"] for row in workspace.compra_items(compra)}
    with pytest.raises(Refused, match="No hace falta dividirla"):
        workspace.divide(compra, every, FAILED, NO_OFFERS)


def test_only_dividing_writes_that_a_part_parted(workspace, compra):
    with pytest.raises(Refused, match="divida la compra"):
        workspace.save_evento(compra, FAILED, NO_OFFERS | {"alcance": "PARCIAL"})
    with pytest.raises(Refused, match="divida la compra"):
        workspace.save_evento(compra, FAILED | {"codigo": "division"})
    assert len(workspace.eventos(compra)) == len(STEPS)


def test_a_division_is_no_act_to_undo_but_can_be_joined_again_while_nothing_followed(workspace, compra, two):
    jaula = ids(workspace, compra)["Jaula"]
    share = {row["id"]: "10" for row in workspace.asignaciones(compra) if row["aeo"] == two[1]}
    before = bought(workspace, compra), sorted(row["cantidad"] for row in workspace.asignaciones(compra))
    child = workspace.divide(compra, {jaula: "10"}, FAILED, NO_OFFERS, asignaciones=share)
    with pytest.raises(Refused, match="no se deshace"):
        workspace.undo()
    for told in workspace.eventos(compra)[-2:]:
        with pytest.raises(Refused, match="junte otra vez las dos compras"):
            workspace.rectify_evento(told["id"], "ANULAR", {}, "se dividió por error")
    with pytest.raises(Refused):
        workspace.rejoin(child, "mal")
    assert workspace.rejoin(child, "se dividió por error") == compra
    assert (bought(workspace, compra), sorted(row["cantidad"] for row in workspace.asignaciones(compra))) == before
    assert workspace.compra_count() == 1
    purchase = workspace.purchase(compra)
    assert (purchase.state, sum(step.annulled for step in purchase.steps)) == ("CONVOCADO", 2)
    assert workspace.check() == []


def test_a_part_that_went_on_by_itself_is_not_joined_any_more(workspace, compra):
    child = workspace.divide(compra, {ids(workspace, compra)["Balanza"]: "5"}, FAILED, NO_OFFERS)
    tell(workspace, child, ("20/02/2026", "convocatoria", {"nomenclatura": "LP-ABR-1-2026-MDSL-2"}))
    with pytest.raises(Refused, match="ya siguió por su cuenta"):
        workspace.rejoin(child, "se dividió por error")
    with pytest.raises(Refused, match="no se separó de otra"):
        workspace.rejoin(compra, "se dividió por error")


def test_changing_the_facts_of_a_divided_purchase_keeps_where_it_came_from(workspace, compra):
    child = workspace.divide(compra, {ids(workspace, compra)["Balanza"]: "5"}, FAILED, NO_OFFERS)
    workspace.save_compra({**FACTS, "nombre": "Balanzas"}, child)
    assert workspace.compra(child)["origen"] == compra
    workspace.save_compra_items(child, [{**row, "unidad": "pieza"} for row in workspace.compra_items(child)])
    assert workspace.purchase(child).state == "DESIERTO"


def test_a_division_travels_whole_to_another_machine(trio):
    office = trio.office.door
    made = office.save_compra(FACTS)
    office.save_compra_items(made, ITEMS, [])
    tell(office, made, *STEPS)
    child = office.divide(made, {ids(office, made)["Balanza"]: "2"}, FAILED, NO_OFFERS)
    trio.share()
    trio.equal()
    there = trio.beto.door
    assert there.purchase(child).stays == office.purchase(child).stays
    assert (bought(there, made)["Balanza"], bought(there, child)) == ("3", {"Balanza": "2"})


@given(data=st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_divided_and_joined_no_quantity_is_lost_nor_doubled(workspace, two, data):
    made = workspace.save_compra(FACTS)
    workspace.save_compra_items(made, ITEMS, [{"item": "1", "aeo": two[0], "cantidad": "40"}])
    tell(workspace, made, *STEPS)
    family = [made]
    for _turn in range(data.draw(st.integers(1, 4))):
        one = data.draw(st.sampled_from(family))
        parts = {row["id"]: str(data.draw(st.integers(0, int(row["cantidad"])))) for row in workspace.compra_items(one)}
        answers = FAILED | {"codigo": data.draw(st.sampled_from(("desierto", "cancelacion"))), "fecha": "09/03/2026"}
        try:
            if data.draw(st.booleans()) or len(family) == 1:
                family.append(workspace.divide(one, parts, answers, NO_OFFERS))
            elif one != made:
                workspace.rejoin(one, "se dividió por error")
                family.remove(one)
        except Refused:
            continue
    found = {}
    for one in family:
        for name, amount in bought(workspace, one).items():
            found[name] = found.get(name, 0) + int(amount)
        assert workspace.purchase(one).elapsed_days == workspace.purchase(made).elapsed_days
    assert found == {"Balanza": 5, "Jaula": 40}
    allotted = [int(row["cantidad"]) for one in family for row in workspace.asignaciones(one)]
    assert sum(allotted) == 40
    assert workspace.check() == []
