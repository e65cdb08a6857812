"""What joins by rule, what is only told, and what a merge may never make: an amount that nobody typed."""

import random

import pytest

JAULA = {
    "clase": "otros_bienes",
    "nombre": "Jaula",
    "unidad": "und",
    "cantidad": "10",
    "precio_unitario": "100",
    "cofinanciamiento_centimos": "800",
    "monetaria_centimos": "200",
}
AMOUNT = ("cantidad", "precio_unitario", "cofinanciamiento_centimos", "monetaria_centimos")


@pytest.fixture
def plan(trio):
    door = trio.office.door
    call = door.aeo(trio.aeo)["convocatoria"]
    made = door.save_plan({"titulo": "Cuyes", "aeo": trio.aeo, "convocatoria": call, "categoria": "A"})
    trio.share()
    return made


def test_moves_of_a_plan_that_follow_one_another_need_nobody(trio, plan):
    trio.beto.door.save_plan({"estado": "presentado"}, plan)
    trio.office.door.save_plan({"estado": "presentado"}, plan)
    trio.office.door.save_plan({"estado": "aprobado"}, plan)
    trio.share()
    for town in trio.all:
        assert town.door.plan(plan)["estado"] == "aprobado"
        assert town.door.clash_count() == 0
    trio.equal()
    line = trio.office.door.history("plan", plan)[0]
    assert (line.act, line.reason) == ("Juntar cambios que no se contradicen", "Los cambios no se contradicen.")


def test_a_step_back_against_a_step_on_is_a_persons_unless_the_office_took_one(trio, plan):
    trio.office.door.save_plan({"estado": "presentado"}, plan)
    trio.share()
    trio.beto.door.because = "La junta quiere corregirlo."
    trio.beto.door.save_plan({"estado": "borrador"}, plan)
    trio.cira.door.save_plan({"estado": "aprobado"}, plan)
    trio.share()
    assert [town.door.clash_count() for town in trio.all] == [1, 1, 1]
    trio.office.door.decide(trio.office.door.clashes()[0].id, 0, "Lo dijo la gerencia.")
    trio.share()
    trio.equal()


def test_what_several_added_to_a_list_is_all_there(trio):
    door = trio.office.door
    call = door.aeo(trio.aeo)["convocatoria"]
    door.assign_roles("Beto Quispe", {"dirige"})
    trio.share()
    first = {**door.convocatoria(call)}
    for town, chains in ((trio.office, "cuy,cacao"), (trio.beto, "cuy,lacteos,cafe")):  # one of them took milk out
        town.door.save_convocatoria({**first, "cadenas": chains}, call)
    trio.share()
    assert door.convocatoria(call)["cadenas"] == "cacao,cafe,cuy"
    assert [town.door.clash_count() for town in trio.all] == [0, 0, 0]
    trio.equal()
    assert str(door.undoable()) != "Juntar cambios que no se contradicen"  # nobody did it: it is not taken back


@pytest.mark.parametrize("seed", range(4))
def test_no_merge_makes_an_amount_that_nobody_typed(trio, plan, seed):
    """Random histories over three machines; what each row says of its money was typed by one person at once."""
    chance = random.Random(seed)
    record = trio.office.door.save_partida(plan, JAULA)
    trio.share()
    typed = {tuple(str(trio.office.door.partidas(plan)[0][name]) for name in AMOUNT)}
    reached = set()
    for step in range(10):
        town = chance.choice(trio.all)
        what = chance.random()
        if what < 0.6:
            price, many = chance.randint(1, 99), chance.randint(1, 9)
            whole = price * many
            own = chance.randint(0, whole)
            town.door.save_partida(
                plan,
                {
                    "nombre": f"Jaula {step}",
                    "cantidad": str(many),
                    "precio_unitario": str(price),
                    "cofinanciamiento_centimos": str(whole - own),
                    "monetaria_centimos": str(own),
                },
                record,
            )
            typed.add(tuple(str(town.door.partidas(plan)[0][name]) for name in AMOUNT))
        elif what < 0.75 and (open_ones := [each for each in town.door.clashes() if each.group == "cantidad"]):
            town.door.decide(open_ones[0].id, chance.randrange(len(open_ones[0].sides)), "Se revisó.")
        else:
            promoter = chance.choice(trio.all[1:])
            trio.send(*((promoter, trio.office) if chance.random() < 0.5 else (trio.office, promoter)))
        reached |= {tuple(str(each.door.partidas(plan)[0][name]) for name in AMOUNT) for each in trio.all}
    trio.share()
    trio.share()
    trio.equal()
    reached |= {tuple(str(each.door.partidas(plan)[0][name]) for name in AMOUNT) for each in trio.all}
    assert reached <= typed
    for clash in trio.office.door.clashes():
        if clash.group == "cantidad":
            assert {tuple(str(side.values[name]) for name in AMOUNT) for side in clash.sides} <= typed
