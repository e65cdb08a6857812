"""The region's consolidation on a real PostgreSQL: the offices' own rows, in any order, twice, whole or not at all."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import psycopg
import pytest

from ayni.job import finish
from ayni.sync.container import BUNDLE, pack, unpack
from ayni.workspace import Refused, create_workspace
from ayni.workspace.hub import open_hub
from region import CHEAP, PASSPHRASE, REGION, Office, filled, needs_postgres

pytestmark = needs_postgres
SOURCE = str(Path(__file__).parents[2] / "desktop")


@pytest.fixture
def office(region, tmp_path, clock):
    made = Office(region, tmp_path, "080101", "Sumaq", clock)
    yield made
    made.door.close()


@pytest.fixture
def second(region, tmp_path, clock):
    made = Office(region, tmp_path, "080102", "Allin", clock)
    yield made
    made.door.close()


def loaded(hub, *paths):
    return finish(hub.loading(paths))


def test_what_is_loaded_equals_what_the_office_has_byte_for_byte(region, office):
    _call, aeo, socio = filled(office)
    office.door.save_socio(aeo, {"telefono": "984111222"}, socio, reason="cambió")
    cargo = office.door.save_cargo(aeo, {"socio": socio, "cargo": "presidente", "desde": "2026-01-01"})
    office.door.remove_cargo(cargo)
    with region() as hub:
        (told,) = loaded(hub, office.send())
        assert (told.gobierno, told.problem, told.saves) == ("080101", None, told.fresh)
        assert hub.state_hash("080101") == office.door.state_hash()


def test_again_is_harmless_and_the_rest_comes_in_any_order(region, office, clock):
    paths = []
    _call, aeo, socio = filled(office)
    for number in range(4):
        clock.forward(minutes=1)
        office.door.save_socio(aeo, {"telefono": f"98411122{number}"}, socio, reason="cambió")
        paths.append(office.send())
    with region() as hub:
        for path in [*reversed(paths), *paths]:
            loaded(hub, path)
        assert hub.state_hash("080101") == office.door.state_hash()
        assert [told.fresh for told in loaded(hub, *paths)] == [0, 0, 0, 0]


def test_a_wrong_file_is_told_and_the_others_are_loaded(region, office, second, tmp_path):
    filled(office)
    filled(second, "40000002")
    good, other = office.send(), second.send()
    cut, strange = tmp_path / "cortado.ayni", tmp_path / "carta.ayni"
    cut.write_bytes(good.read_bytes()[:-40])
    strange.write_bytes(b"hola")
    with region() as hub:
        told = loaded(hub, cut, strange, tmp_path / "nada.ayni", good, other)
        assert [each.problem is None for each in told] == [False, False, False, True, True]
        assert hub.state_hash("080102") == second.door.state_hash()


def test_each_way_a_bundle_can_be_wrong_has_its_own_sentence(region, office, second, tmp_path):
    filled(office)
    good = office.send()
    data = good.read_bytes()
    body = bytearray(unpack(data, BUNDLE))
    body[len(body) // 2] ^= 1
    finish(second.door.exporting(REGION, tmp_path / "otra.ayni"))
    wrong = {
        "sello.ayni": pack(BUNDLE, bytes(body)),
        "nuevo.ayni": data[:5] + (99).to_bytes(2, "big") + data[7:],
        "cortado.ayni": data[:-40],
        "tarjeta.ayni": office.card.read_bytes(),
    }
    for name, given in wrong.items():
        (tmp_path / name).write_bytes(given)
    with region() as hub:
        hub.db.execute("DELETE FROM ayni.tarjeta WHERE gobierno = '080102'")
        told = loaded(hub, *(tmp_path / name for name in (*wrong, "otra.ayni")), good)
        said = [str(each.problem) for each in told[:-1]]
        assert len(set(said)) == len(said)
        assert told[-1].problem is None
        assert hub.state_hash("080101") == office.door.state_hash()


def test_a_bundle_of_a_machine_that_nobody_accepted_is_refused(region, office, second, dsn):
    filled(second)
    path = second.send()
    with region() as hub:
        hub.db.execute("DELETE FROM ayni.tarjeta WHERE gobierno = '080102'")
        (told,) = loaded(hub, path)
        assert told.problem is not None
        assert hub.db.execute("SELECT count(*) AS n FROM ayni.sync_tx").fetchone()["n"] == 0


def test_a_rebuild_gives_the_same_rows(region, office, second):
    filled(office)
    filled(second, "40000002")
    with region() as hub:
        loaded(hub, office.send(), second.send())
        before = [hub.state_hash(each) for each in hub.governments()]
        assert finish(hub.rebuilding()) == 2
        assert [hub.state_hash(each) for each in hub.governments()] == before


def test_a_dispute_settled_by_the_region_goes_back_to_its_municipality(region, office, towns, tmp_path, clock):
    _call, aeo, socio = filled(office)
    promoter, _recovery = create_workspace(
        tmp_path / "p",
        ubigeo="080101",
        name="Municipalidad",
        person="Beto",
        role="promotor",
        passphrase="clave segura",
        cost=CHEAP,
        clock=clock,
    )
    promoter.write_card(tmp_path / "beto.card")
    office.door.trust(tmp_path / "beto.card")
    promoter.trust(office.card)
    finish(office.door.exporting("Beto", tmp_path / "a.ayni"))
    finish(promoter.receiving(tmp_path / "a.ayni"))
    office.door.save_socio(aeo, {"dni": "43218760"}, socio, reason="así está")
    clock.forward(minutes=1)
    promoter.save_socio(aeo, {"dni": "43218761"}, socio, reason="lo vi")
    finish(promoter.exporting("Sumaq", tmp_path / "b.ayni"))
    finish(office.door.receiving(tmp_path / "b.ayni"))
    with region() as hub:
        loaded(hub, office.send())
        (dispute,) = hub.disputes()
        assert (dispute.gobierno, dispute.clash.table, len(dispute.clash.versions)) == ("080101", "socio", 2)
        assert hub.state_hash("080101") == office.door.state_hash()
        keep = next(n for n, each in enumerate(dispute.clash.versions) if each.value["dni"] == "43218760")
        with pytest.raises(Refused):
            hub.decide(dispute.id, keep, " ")
        hub.decide(dispute.id, keep, "Consultado en RENIEC")
        assert hub.disputes() == []
        hub.export("Sumaq", tmp_path / "vuelve.ayni")
    finish(office.door.receiving(tmp_path / "vuelve.ayni"))
    assert office.door.clashes() == []
    assert office.door.socio(socio)["dni"] == "43218760"
    assert office.door.history("socio", socio)[0].person == "Gobierno Regional de Prueba"
    with region() as hub:
        assert hub.state_hash("080101") == office.door.state_hash()
    promoter.close()


def test_each_role_sees_only_its_own(region, office, second, dsn):
    filled(office)
    filled(second, "40000002")
    with region() as hub:
        loaded(hub, office.send(), second.send())
        for role in ("muni", "cusco", "prensa"):
            hub.db.execute(f"DROP ROLE IF EXISTS {role}")
            hub.db.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
        hub.grant("muni", gobierno="080101")
        hub.grant("cusco", region="08")
        hub.grant("prensa", statistics=True)
        hub.db.commit()
        seen = {}
        for role in ("muni", "cusco", "prensa"):
            hub.db.execute(f"SET ROLE {role}")
            counted = "SELECT count(DISTINCT gobierno) AS n FROM "
            try:
                seen[role] = hub.db.execute(counted + "ayni.socio").fetchone()["n"]
            except psycopg.errors.InsufficientPrivilege:
                hub.db.rollback()
                hub.db.execute(f"SET ROLE {role}")
                seen[role] = None
            assert hub.db.execute(counted + "ayni.v_socios").fetchone()["n"] == 2
            hub.db.execute("RESET ROLE")
            hub.db.commit()
        assert seen == {"muni": 1, "cusco": 2, "prensa": None}
        for role in ("muni", "cusco", "prensa"):
            hub.db.execute(f"DROP OWNED BY {role}")
            hub.db.execute(f"DROP ROLE {role}")
        hub.db.commit()


def test_the_same_person_in_two_municipalities_is_found_by_a_mark_that_tells_nothing(region, office, second):
    filled(office, "40000009")
    filled(second, "40000009")
    with region() as hub:
        loaded(hub, office.send(), second.send())
        (found,) = [each for each in hub.duplicates() if each.kind == "dni"]
        assert {place[0] for place in found.places} == {"080101", "080102"}
        marks = hub.db.execute("SELECT marca FROM ayni.marca WHERE kind = 'dni'").fetchall()
        assert all(b"40000009" not in bytes(row["marca"]) for row in marks)


def test_the_figures_are_those_of_the_offices(region, office, second):
    filled(office)
    filled(second, "40000002")
    with region() as hub:
        loaded(hub, office.send(), second.send())
        figures = hub.figures()
    assert (figures.governments, figures.bundles) == (2, 2)
    assert figures.socios == ({"sexo": "M", "socios": 2},)
    assert [(row["cadena"], row["organizaciones"]) for row in figures.organizaciones] == [("cuy", 2)]
    assert [row["organizaciones"] for row in figures.por_gobierno] == [1, 1]


def test_a_wrong_passphrase_and_a_base_that_is_no_hub_are_told(dsn, region):
    with pytest.raises(Refused, match="La clave no es esa"), open_hub(dsn, "otra clave"):
        pass
    with pytest.raises(Refused, match="Se perdió la conexión"), open_hub("host=127.0.0.1 port=1 dbname=x", "x"):
        pass


# Faults


def test_two_loaders_at_once_do_not_block_one_another_and_lose_nothing(region, office, second):
    filled(office)
    filled(second, "40000002")
    paths = [office.send(), second.send()]
    with ThreadPoolExecutor(4) as pool:

        def load(path):
            with region() as hub:
                return loaded(hub, path)[0].problem

        assert [each for each in pool.map(load, paths * 2) if each is not None] == []
    with region() as hub:
        assert hub.state_hash("080101") == office.door.state_hash()
        assert hub.state_hash("080102") == second.door.state_hash()


@pytest.mark.parametrize(
    ("code", "said"),
    [("53100", "no tiene espacio en su disco"), ("42501", "no tiene permiso"), ("57P01", "El servidor se detuvo")],
)
def test_a_trouble_of_the_server_leaves_nothing_half_loaded_and_the_rest_goes_on(region, office, second, code, said):
    filled(office)
    filled(second, "40000002")
    bad, good = office.send(), second.send()
    with region() as hub:
        hub.db.execute(
            f"""CREATE FUNCTION ayni.fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.gobierno = '080101' AND NEW.tbl = 'socio' THEN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END IF;
            RETURN NEW; END $$"""
        )
        hub.db.execute("CREATE TRIGGER fails BEFORE INSERT ON ayni.sync_op FOR EACH ROW EXECUTE FUNCTION ayni.fails()")
        told = loaded(hub, bad, good)
        assert said in str(told[0].problem)
        assert told[1].problem is None
        assert hub.db.execute("SELECT count(*) AS n FROM ayni.sync_tx WHERE gobierno = '080101'").fetchone()["n"] == 0
        hub.db.execute("DROP TRIGGER fails ON ayni.sync_op")
        loaded(hub, bad)
        assert hub.state_hash("080101") == office.door.state_hash()


def test_a_connection_lost_in_the_middle_is_told_and_another_run_finishes(region, office, second, dsn):
    filled(office)
    filled(second, "40000002")
    paths = [office.send(), second.send()]

    def cut_off():
        with region() as hub:
            job = hub.loading(paths)
            next(job)
            with psycopg.connect(dsn, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [hub.db.info.backend_pid])
            finish(job)

    with pytest.raises(Refused, match=r"Se perdió la conexión|El servidor se detuvo"):
        cut_off()
    with region() as hub:
        assert [each.problem for each in loaded(hub, *paths)] == [None, None]
        assert hub.state_hash("080102") == second.door.state_hash()


def test_a_loader_killed_at_random_moments_leaves_whole_bundles_or_nothing(region, office, second, dsn, clock):
    _call, aeo, socio = filled(office)
    paths = []
    for number in range(12):
        clock.forward(minutes=1)
        office.door.save_socio(aeo, {"telefono": f"9841112{number:02}"}, socio, reason="cambió")
        paths.append(office.send())
    script = (
        "import sys; from pathlib import Path; from ayni.workspace.hub import open_hub\n"
        f"with open_hub({dsn!r}, {PASSPHRASE!r}) as hub:\n"
        "    print('ready', flush=True)\n"
        "    for _ in hub.loading([Path(each) for each in sys.argv[1:]]): pass\n"
    )
    chance = Random(7)
    for _ in range(6):
        command = [sys.executable, "-c", script, *map(str, chance.sample(paths, len(paths)))]
        loader = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": SOURCE})
        loader.stdout.readline()
        time.sleep(chance.random() * 0.4)
        loader.kill()
        loader.communicate()
    with region() as hub:
        loaded(hub, *paths)
        assert hub.state_hash("080101") == office.door.state_hash()
