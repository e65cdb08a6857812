"""The people of a machine: own passphrases, PIN with pictures, the lock, and what each may do, held at the door."""

import json

import pytest

from ayni.domain.persona import GRID
from ayni.paths import resource
from ayni.storage.folder import KEY_FILE
from ayni.workspace import Refused, new_passphrase, open_workspace
from last_mile import LastMile

PASSPHRASE = "clave de prueba"
ROSA, LUIS = "Rosa Quispe", "Luis Ccahuana"
HERS, HIS = "los cuyes comen alfalfa", "la helada del lunes"
PICTURES = ["saco", "manos", "casa"]


def refusal(work):
    with pytest.raises(Refused) as caught:
        work()
    return {problem.field: problem.text for problem in caught.value.problems}


def said(work):
    return " ".join(refusal(work).values())


def person(door, name, *roles, rol="oficina", reason="No hay otra persona en la oficina"):
    record = door.save_person({"nombre": name, "rol": rol, "idioma": "es"})
    if roles:
        door.assign_roles(name, roles, motivo=reason)
    return record


@pytest.fixture
def rosa(workspace):
    return person(workspace, ROSA, "registra")


def with_password(town, record, passphrase=HERS):
    town.door.set_password(record, passphrase)
    return town.reopen(passphrase=passphrase)


# own passphrases


def test_who_opens_with_her_own_passphrase_is_the_one_at_work(town, rosa):
    door = with_password(town, rosa)
    assert door.person["nombre"] == ROSA
    assert not door.locked
    assert town.reopen(passphrase=PASSPHRASE).person["nombre"] == "Ana Huamán"
    assert town.reopen(recovery=town.recovery).municipality()["nombre"]


def test_a_changed_passphrase_opens_and_the_one_before_does_not(town, rosa):
    town.door.set_password(rosa, HERS)
    door = with_password(town, rosa, HIS)
    assert door.person["id"] == rosa
    door.close()
    assert "La clave no es esa" in said(lambda: open_workspace(town.folder, HERS))
    town.reopen()


def test_two_people_each_with_their_own_and_the_file_names_nobody(town, rosa):
    luis = person(town.door, LUIS, "compra")
    town.door.set_password(rosa, HERS)
    town.door.set_password(luis, HIS)
    kept = (town.folder / KEY_FILE).read_text("utf-8")
    assert not [part for part in (ROSA, LUIS, rosa, luis, HERS, HIS) if part in kept]
    assert len(json.loads(kept)["people"]) == 2
    assert town.reopen(passphrase=HIS).person["nombre"] == LUIS
    assert town.reopen(passphrase=HERS).person["nombre"] == ROSA


def test_an_older_program_still_opens_the_file(town, rosa):
    town.door.set_password(rosa, HERS)
    file = json.loads((town.folder / KEY_FILE).read_text("utf-8"))
    assert (file["format"], set(file)) == (1, {"format", "passphrase", "recovery", "people"})


def test_a_passphrase_that_opens_already_is_refused_without_saying_whose_it_is(town, rosa):
    luis = person(town.door, LUIS, "compra")
    town.door.set_password(rosa, HERS)
    for taken in (HERS, PASSPHRASE):
        assert refusal(lambda taken=taken: town.door.set_password(luis, taken)) == {
            "passphrase": "Esa clave no sirve aquí. Elija otra."
        }
    town.door.set_password(rosa, HERS)  # one's own again is no news
    assert "8 letras" in said(lambda: town.door.set_password(luis, "corta"))


def test_who_leaves_loses_passphrase_pin_and_roles_at_once(town, rosa):
    town.door.set_pin(rosa, "2580", PICTURES)
    town.door.set_password(rosa, HERS)
    town.door.person_leaves(rosa)
    assert "people" not in json.loads((town.folder / KEY_FILE).read_text("utf-8"))
    assert town.door.roles(ROSA) == frozenset()
    ended = town.door.grants(ROSA)[0]
    assert (ended["hasta"], ended["motivo_fin"]) == ("2026-03-10", "Dejó el puesto")
    town.door.person_returns(rosa)
    assert not town.door.has_password(rosa)
    assert not town.door.has_pin(rosa)
    town.door.close()
    assert "La clave no es esa" in said(lambda: open_workspace(town.folder, HERS))
    town.reopen()


def test_a_forgotten_folder_passphrase_leaves_the_people_theirs(town, rosa):
    town.door.set_password(rosa, HERS)
    town.door.close()
    new_passphrase(town.folder, "otra clave del lunes", recovery=town.recovery)
    assert town.reopen(passphrase=HERS).person["nombre"] == ROSA
    assert town.reopen(passphrase="otra clave del lunes")
    town.door.close()
    assert "La clave no es esa" in said(lambda: open_workspace(town.folder, PASSPHRASE))
    town.reopen(passphrase=HERS)


def test_a_spoiled_wrap_is_told_from_a_wrong_passphrase_and_mended_from_the_copy(town, rosa):
    luis = person(town.door, LUIS, "compra")
    town.door.set_password(rosa, HERS)
    town.door.set_password(luis, HIS)
    town.door.close()
    path = town.folder / KEY_FILE
    whole = path.read_bytes()
    file = json.loads(whole)
    for place in (0, 1):
        people = [dict(each) for each in file["people"]]
        sealed = people[place]["wrap"]["sealed"]
        people[place]["wrap"] = {**people[place]["wrap"], "sealed": sealed[::-1]}
        path.write_text(json.dumps({**file, "people": people}))
        shut_out = [secret for secret in (HERS, HIS) if "llave.json está dañado" in why_shut(town, secret)]
        assert len(shut_out) == 1
        assert opens(town, HERS if shut_out == [HIS] else HIS)
        assert path.read_bytes() == whole
    path.write_text(json.dumps({**file, "people": "nada"}))
    town.reopen()
    assert not town.door.has_password(rosa)


def test_a_key_file_lost_while_open_keeps_nobody_from_saving(town, rosa, call):
    town.door.set_password(rosa, HERS)
    town.reopen()
    (town.folder / KEY_FILE).unlink()
    town.aeo(call)
    assert "entra con su propia clave" in said(lambda: town.door.work_as(rosa))


def why_shut(town, secret):
    try:
        open_workspace(town.folder, secret, read_only=True).close()
    except Refused as refused:
        return str(refused)
    return ""


def opens(town, passphrase):
    try:
        open_workspace(town.folder, passphrase, clock=town.clock).close()
    except Refused:
        return False
    return True


# who sits down


def test_nobody_sits_down_as_who_has_a_secret_without_showing_it(town, rosa):
    town.door.set_password(rosa, HERS)
    assert "entra con su propia clave" in said(lambda: town.door.work_as(rosa))
    assert "entra con su propia clave" in said(lambda: town.door.work_as_named(ROSA))
    assert refusal(lambda: town.door.enter(rosa, HIS)) == {"passphrase": "La clave no es esa. Escríbala otra vez."}
    town.door.enter(rosa, HERS)
    assert town.door.person["id"] == rosa


def test_leaving_the_seat_asks_for_the_secret_again(town, rosa):
    ana = town.door.person["id"]
    town.door.set_password(rosa, HERS)
    town.door.enter(rosa, HERS)
    town.door.work_as(ana)
    assert "entra con su propia clave" in said(lambda: town.door.work_as(rosa))


def test_the_folder_opened_by_its_passphrase_waits_when_who_sat_there_has_a_secret(town, rosa, call):
    town.door.set_password(rosa, HERS)
    town.door.enter(rosa, HERS)
    door = town.reopen()
    assert door.locked
    assert "con candado" in said(lambda: town.aeo(call))
    door.enter(rosa, HERS)
    town.aeo(call)


def test_under_the_lock_nothing_is_written_and_drafts_are_kept(town, rosa, call):
    ana = town.door.person["id"]
    town.door.keep_draft("aeo", "", {"nombre": "Asoc"})
    town.door.lock()
    assert town.door.locked
    before = town.facts()
    for work in (
        lambda: town.aeo(call),
        lambda: town.door.work_as(rosa),
        lambda: town.door.set_password(ana, HERS),
        lambda: town.door.save_person({"nombre": "Otra", "rol": "oficina", "idioma": "es"}),
        town.door.undo,
    ):
        assert "con candado" in said(work)
    assert town.facts() == before
    town.door.enter(ana, PASSPHRASE)  # who has none of their own shows the folder's
    assert town.door.draft("aeo")["answers"] == {"nombre": "Asoc"}
    town.aeo(call)


# the PIN


def test_the_pin_with_its_pictures_in_their_order_changes_who_is_at_work(town, rosa):
    town.door.set_pin(rosa, "2580", PICTURES)
    town.door.lock()
    for pin, pictures in (("2581", PICTURES), ("2580", PICTURES[::-1]), ("2580", PICTURES[:2])):
        assert "no son los suyos" in said(
            lambda pin=pin, pictures=pictures: town.door.enter_with_pin(rosa, pin, pictures)
        )
    town.door.enter_with_pin(rosa, "2580", PICTURES)
    assert town.door.person["id"] == rosa
    assert town.door.tries_left(rosa) == 5


def test_the_pin_never_opens_the_folder(town, rosa):
    town.door.set_pin(rosa, "258000", PICTURES)
    town.door.close()
    for guess in ("258000", "258000|saco|manos|casa", "258000 saco manos casa"):
        assert not opens(town, guess)
    assert "people" not in json.loads((town.folder / KEY_FILE).read_text("utf-8"))
    town.reopen()


def test_five_wrong_tries_ask_for_the_passphrase_also_after_closing(town, rosa):
    town.door.set_pin(rosa, "2580", PICTURES)
    for left in (4, 3, 2):
        assert f"{left} intentos" in said(lambda: town.door.enter_with_pin(rosa, "1111", PICTURES))
    town.reopen()
    assert "1 intentos" in said(lambda: town.door.enter_with_pin(rosa, "1111", PICTURES))
    assert "Entre con su clave" in said(lambda: town.door.enter_with_pin(rosa, "1111", PICTURES))
    town.reopen()
    assert "Entre con su clave" in said(lambda: town.door.enter_with_pin(rosa, "2580", PICTURES))
    town.door.enter(rosa, PASSPHRASE)
    town.door.lock()
    town.door.enter_with_pin(rosa, "2580", PICTURES)


@pytest.mark.parametrize(
    ("pin", "pictures", "field"),
    [
        ("258", PICTURES, "pin"),
        ("2580123", PICTURES, "pin"),
        ("25a0", PICTURES, "pin"),
        ("٢٥٨٠", PICTURES, "pin"),
        ("1111", PICTURES, "pin"),
        ("4321", PICTURES, "pin"),
        ("2580", PICTURES[:2], "pictures"),
        ("2580", ["saco", "saco", "no"], "pictures"),
    ],
)
def test_a_pin_that_is_no_pin_is_refused(workspace, rosa, pin, pictures, field):
    assert set(refusal(lambda: workspace.set_pin(rosa, pin, pictures))) == {field}


def test_every_picture_is_an_icon_of_ours():
    assert all(resource(f"icons/{code}.svg").exists() for code, _label in GRID)


def test_another_persons_secret_is_not_changed_but_by_who_directs(town, rosa):
    luis = person(town.door, LUIS, "compra")
    town.door.set_password(luis, HIS)
    town.door.work_as(rosa)
    for work in (
        lambda: town.door.set_password(luis, HERS),
        lambda: town.door.drop_password(luis),
        lambda: town.door.set_pin(luis, "2580", PICTURES),
    ):
        assert "la da quien dirige" in said(work)
    town.door.set_password(rosa, HERS)  # one's own
    town.reopen(passphrase=HIS)
    town.door.lock()
    town.reopen()
    town.door.enter(rosa, HERS)


def test_who_directs_gives_a_new_passphrase_to_who_forgot(town, rosa):
    town.door.set_password(rosa, HERS)
    town.door.set_password(rosa, HIS)  # Ana directs
    assert town.reopen(passphrase=HIS).person["id"] == rosa


# roles


def test_who_makes_the_workspace_directs_registers_evaluates_and_buys(workspace):
    assert workspace.roles() == {"dirige", "registra", "evalua", "compra"}
    assert {each["motivo"] for each in workspace.grants()} == {
        "Creó la carpeta de trabajo; al empezar es la única persona."
    }


def test_a_person_without_the_role_is_told_who_does_it(town, rosa, call, aeo):
    town.door.work_as(rosa)
    town.door.save_aeo({"comunidad": "Huayllabamba"}, aeo)
    before = town.facts()
    assert said(town.call) == "Esto lo hace quien dirige: Ana Huamán."
    asked = {"nombre": "Máquinas", "aeo": aeo, "objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026"}
    assert said(lambda: town.door.save_compra(asked)) == "Esto lo hace quien compra: Ana Huamán."
    assert str(town.door.why_not("save_compra")) == "Esto lo hace quien compra: Ana Huamán."
    assert town.door.why_not("save_aeo") is None
    assert town.facts() == before


def test_who_audits_writes_nothing(town, aeo):
    person(town.door, ROSA, "audita")
    town.door.work_as_named(ROSA)
    before = town.facts()
    for work in (
        town.call,
        lambda: town.door.save_aeo({"comunidad": "Ccorao"}, aeo),
        town.door.undo,
        lambda: town.door.save_person({"nombre": "Otra", "rol": "oficina", "idioma": "es"}),
        lambda: town.door.assign_roles(ROSA, {"dirige"}),
    ):
        assert "Esto lo hace quien" in said(work)
    assert town.facts() == before
    assert town.door.aeo_history(aeo)


def test_nobody_takes_back_what_they_may_not_do(town, rosa):
    town.call()
    town.door.work_as(rosa)
    assert "quien dirige" in said(town.door.undo)


def test_roles_that_do_not_go_together_ask_for_a_reason_and_keep_it(workspace):
    person(workspace, ROSA)
    told = refusal(lambda: workspace.assign_roles(ROSA, {"evalua", "compra"}))
    assert told["motivo"].startswith("Quien evalúa los planes no compra sus bienes.")
    assert "motivo" in refusal(lambda: workspace.assign_roles(ROSA, {"evalua", "compra"}, motivo="  porque "))
    workspace.assign_roles(ROSA, {"evalua", "compra"}, motivo="Somos dos personas", documento="Memorando 3-2026")
    assert {(each["motivo"], each["documento"]) for each in workspace.grants(ROSA)} == {
        ("Somos dos personas", "Memorando 3-2026")
    }
    line = workspace.history("funcion", workspace.grants(ROSA)[0]["id"])[0]
    assert (line.act, line.person, line.reason) == ("Dar funciones a una persona", "Ana Huamán", "Somos dos personas")


def test_a_role_taken_away_keeps_its_dates_and_counts_no_more(town, rosa):
    town.clock.forward(days=3)
    town.door.assign_roles(ROSA, {"compra"}, reason_left="Pasa a logística")
    was = {each["funcion"]: (each["desde"], each["hasta"], each["motivo_fin"]) for each in town.door.grants(ROSA)}
    assert was["registra"] == ("2026-03-10", "2026-03-13", "Pasa a logística")
    assert was["compra"] == ("2026-03-13", None, None)
    assert town.door.roles(ROSA) == {"compra"}


def test_somebody_always_directs(town, rosa):
    assert "Alguien tiene que dirigir" in said(lambda: town.door.assign_roles("Ana Huamán", {"registra"}))
    town.door.assign_roles(ROSA, {"dirige"})
    town.door.assign_roles("Ana Huamán", {"registra"})
    assert said(lambda: town.door.assign_roles("Ana Huamán", {"dirige"})) == "Esto lo hace quien dirige: Rosa Quispe."


def test_a_file_without_roles_lets_everybody_do_everything_until_somebody_says(town, call):
    with town.door._writing() as db:  # as a file of an older program is
        db.conn.execute("DROP TABLE funcion")
        db.conn.execute("DELETE FROM sync_op WHERE tbl = 'funcion'")
    town.reopen()
    town.door.work_as_named(ROSA)
    town.aeo(call)
    assert "Alguien tiene que dirigir" in said(lambda: town.door.assign_roles(ROSA, {"registra"}))
    town.door.assign_roles(ROSA, {"dirige"})
    assert said(lambda: town.aeo(call, ruc="20131312963")).startswith("Esto lo hace quien registra")


def test_a_person_renamed_keeps_their_roles_and_only_who_directs_renames(town, rosa):
    town.door.save_person({"nombre": "Rosa Quispe Puma", "rol": "oficina", "idioma": "es"}, rosa)
    assert town.door.roles("Rosa Quispe Puma") == {"registra"}
    town.door.work_as(rosa)
    assert "quien dirige" in said(
        lambda: town.door.save_person({"nombre": "Ana Huamán", "rol": "oficina", "idioma": "es"}, rosa)
    )
    town.door.save_person({"nombre": "Rosa Quispe Puma", "rol": "oficina", "idioma": "quz"}, rosa)


def test_an_office_that_named_nobody_works_as_one(trio):
    trio.share()
    assert not any(each.door.roles_set for each in trio.all)
    trio.beto.call()
    trio.office.door.assign_roles("Ana Huamán", {"dirige", "registra"}, reason_left="Compra otra persona")
    assert trio.office.door.roles_set


def test_a_promoter_registers_in_the_field_without_being_named(trio):
    person(trio.office.door, LUIS, "compra")
    trio.share()
    assert trio.beto.door.roles_set
    trio.beto.door.save_socio(trio.aeo, {"telefono": "984000111"}, trio.socio)
    assert "quien dirige" in said(trio.beto.call)


def test_roles_travel_and_both_machines_say_the_same(trio):
    person(trio.office.door, LUIS, "compra")
    trio.share()
    assert trio.cira.door.role_holders("compra") == ["Ana Huamán", LUIS]
    trio.equal()


def test_the_sheet_is_the_way_out_when_who_directs_forgot(town, rosa):
    ana = town.door.person["id"]
    town.door.set_password(ana, HERS)
    door = town.reopen(recovery=town.recovery)
    assert not door.locked
    door.set_password(ana, HIS)
    assert town.reopen(passphrase=HIS).person["id"] == ana


# who must be somebody else


def test_a_member_does_not_review_the_papers_of_their_own_organisation(town, aeo):
    town.door.save_socio(
        aeo,
        {
            "dni": "41234567",
            "apellido_paterno": "Quispe",
            "apellido_materno": "",
            "nombres": "ROSA",
            "fecha_nacimiento": "01/02/1980",
            "sexo": "M",
        },
    )
    town.clerk(ROSA, "evalua")
    code = "estatuto"
    assert "otra persona" in said(lambda: town.door.save_papel(aeo, code, {"folios": "3"}))
    town.door.work_as_named("Ana Huamán")
    town.door.save_papel(aeo, code, {"folios": "3"})


@pytest.fixture
def mile(workspace, aeo, call):
    return LastMile(workspace, aeo, call)


def test_who_bought_does_not_say_that_it_arrived_as_agreed_when_there_is_somebody_else(mile, workspace):
    mile.bought(until="entrega_total")
    person(workspace, ROSA, "registra")
    before = workspace.state_hash()
    assert "no da su conformidad" in said(lambda: mile.happened("conformidad", "12/02/2026"))
    assert workspace.state_hash() == before
    workspace.work_as_named(ROSA)
    mile.happened("conformidad", "12/02/2026")


def test_an_office_of_one_person_goes_on_alone(mile, workspace):
    mile.bought()
    assert "conformidad" in {event["codigo"] for event in workspace.eventos(mile.compra)}


def test_who_verified_the_counterpart_does_not_register_the_delivery(mile, workspace):
    mile.bought()
    mile.put(by="Ana Huamán")
    act = mile.happened("entrega_aeo", "25/02/2026", {"plan": mile.plan, "contrapartida_verificada": "si"})
    person(workspace, ROSA, "registra")
    assert "no verifica la contrapartida" in said(lambda: workspace.bienes_from_delivery(mile.compra, act))
    workspace.work_as_named(ROSA)
    assert workspace.bienes_from_delivery(mile.compra, act)
    workspace.work_as_named("Ana Huamán")
    checked = {"verificado_por": "Quispe Rosa", "verificado_el": "01/03/2026", "verificado_lugar": "Ccorao"}
    assert "no verifica la contrapartida" in said(
        lambda: workspace.save_contrapartida(mile.plan, checked, mile.work, reason="Se miró otra vez")
    )


def test_who_comes_with_the_sheet_renames_a_person_with_all_that_is_theirs(town, aeo, rosa):
    luis = person(town.door, LUIS, "compra")
    facts = {"nombre": "Molino", "objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026", "aeo": aeo}
    compra = town.door.save_compra({**facts, "responsable": LUIS})
    town.door.work_as(rosa)
    door = town.reopen(recovery=town.recovery)
    door.save_person({"nombre": "Luis Ccahuana Puma", "rol": "oficina", "idioma": "es"}, luis)
    assert door.given_roles("Luis Ccahuana Puma") == {"compra"}
    assert door.found("compra", compra)["responsable"] == "Luis Ccahuana Puma"


def test_an_auditor_does_not_say_that_somebody_leaves(town, rosa):
    door = town.door
    door.work_as(person(door, "Zoila Ttito", "audita"))
    with pytest.raises(Refused, match="dirige"):
        door.announce_leaving(rosa, "20/03/2026")
    door.work_as(rosa)
    door.announce_leaving(rosa, "20/03/2026")
    assert list(door.leaving()) == [ROSA]
