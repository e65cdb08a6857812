"""Why: asked where an amount, a state or a member changes after it was presented or confirmed, and nowhere before."""

import pytest

from ayni.workspace import Refused
from ayni.workspace.motivo import NeedsReason

WHY = "Lo pidió el comité evaluador."
JAULA = {
    "clase": "otros_bienes",
    "nombre": "Jaula",
    "unidad": "und",
    "cantidad": "10",
    "precio_unitario": "100",
    "cofinanciamiento_centimos": "800",
    "monetaria_centimos": "200",
}


@pytest.fixture
def plan(town, call, aeo):
    town.socios(aeo, 2)
    made = town.door.save_plan({"titulo": "Cuyes", "aeo": aeo, "convocatoria": call, "categoria": "A"})
    town.door.save_partida(made, JAULA)
    return made


def test_while_a_plan_is_written_nobody_is_asked(town, plan):
    (row,) = town.door.partidas(plan)
    town.door.save_partida(plan, {**row, "precio_unitario": "90"}, row["id"])
    town.door.remove_partida(row["id"])
    town.door.undo()
    town.door.save_plan({"estado": "presentado"}, plan)


def test_an_amount_of_a_presented_plan_changes_only_with_a_reason_at_any_door(town, plan, person):
    door = town.door
    door.save_plan({"estado": "presentado"}, plan)
    (row,) = door.partidas(plan)
    before = door.state_hash()
    for change in (
        lambda: door.save_partida(plan, {**row, "precio_unitario": "90"}, row["id"]),
        lambda: door.save_partidas(plan, [("", {**JAULA, "nombre": "Otra"})]),
        lambda: door.remove_partida(row["id"]),
        lambda: door.save_plan({"tasa_descuento": "12"}, plan),
        lambda: door.save_plan({"estado": "borrador"}, plan),
        lambda: door.save_socio(door.plan(plan)["aeo"], person(9)),
    ):
        with pytest.raises(NeedsReason):
            change()
    assert door.state_hash() == before
    door.save_partida(plan, {**row, "nombre": "Jaula de malla"}, row["id"])  # no amount
    door.save_plan({"estado": "aprobado"}, plan)  # a step on
    door.save_partida(plan, {**row, "precio_unitario": "90"}, row["id"], reason=WHY)
    assert door.history("partida", row["id"])[0].reason == WHY
    door.because = WHY
    door.remove_partida(row["id"])
    assert door.trail(0, 1)[0].reason == WHY


def test_a_confirmed_member_changes_only_with_a_reason(town, aeo, person):
    door = town.door
    record = door.save_socio(aeo, person(1))
    door.save_socio(aeo, {"nombres": "Rosa"}, record)
    door.confirm_padron(aeo)
    with pytest.raises(NeedsReason, match="Diga por qué"):
        door.save_socio(aeo, {"nombres": "Rosaura"}, record)
    door.save_socio(aeo, {"telefono": "984 111 222"}, record)
    door.save_socio(aeo, {"nombres": "Rosaura"}, record, reason=WHY)
    door.save_socio(aeo, {"nombres": "Rosa"}, record)  # no longer confirmed: whoever confirmed it saw another name
    door.confirm_padron(aeo)
    door.save_baja(record, {"fecha_baja": "01/03/2026", "motivo_baja": "Viajó a la costa"})
    with pytest.raises(NeedsReason):
        door.return_socio(record)


def test_taking_back_says_why_by_being_what_it_is(town, plan):
    door = town.door
    door.save_plan({"estado": "presentado"}, plan)
    (row,) = door.partidas(plan)
    door.save_partida(plan, {**row, "precio_unitario": "90"}, row["id"], reason=WHY)
    door.undo()
    assert door.partidas(plan)[0]["precio_unitario"] == "100"


def test_official_papers_wait_while_an_amount_in_them_is_disputed(trio, tmp_path):
    office, beto = trio.office.door, trio.beto.door
    call = office.aeo(trio.aeo)["convocatoria"]
    plan = office.save_plan({"titulo": "Cuyes", "aeo": trio.aeo, "convocatoria": call, "categoria": "A"})
    other = office.save_plan({"titulo": "Otro", "aeo": trio.aeo, "convocatoria": call, "categoria": "A"})
    record = office.save_partida(plan, JAULA)
    trio.share()
    for door, price in ((office, "90"), (beto, "110")):
        door.save_partida(plan, {**JAULA, "precio_unitario": price}, record)
    office.save_partida(plan, {**JAULA, "nombre": "Jaula grande", "precio_unitario": "90"}, record)
    trio.share()
    trio.equal()
    (clash,) = [each for each in office.clashes() if each.group == "cantidad"]
    with pytest.raises(Refused, match="Jaula") as refused:
        office.print_plan_resumen(plan, tmp_path / "r.pdf")
    assert refused.value.dispute == clash.id
    assert not (tmp_path / "r.pdf").exists()
    for official in (
        lambda: office.print_plan_excel(plan, tmp_path / "x.xlsx"),
        lambda: office.print_contrapartida(plan, tmp_path / "x.pdf"),
        lambda: office.print_liquidacion(plan, tmp_path / "x.pdf"),
        lambda: office.print_transferencia(plan, tmp_path / "x.pdf"),
        lambda: office.register_end(plan, "liquidacion"),
        lambda: office.refuse_gaps(plan),
        lambda: office.save_plan({"estado": "presentado"}, plan),
        lambda: trio.run(office.reporting_purchases(tmp_path / "x.pdf")),
    ):
        with pytest.raises(Refused, match="Hay un desacuerdo por decidir en"):
            official()
    assert office.print_plan_resumen(other, tmp_path / "otro.pdf").exists()
    office.decide(clash.id, 0, WHY)
    assert office.print_plan_resumen(plan, tmp_path / "r.pdf").exists()
