"""The region's consolidation on a real PostgreSQL: the offices' own rows, in any order, twice, whole or not at all."""

import random
from contextlib import contextmanager

import psycopg
import pytest

import postgres
from ayni.storage import hub as store
from ayni.storage import hub_vistas
from ayni.workspace import Refused, create_workspace, law
from ayni.workspace.hub import init_hub, open_hub
from desk import AEO, CALL

pytestmark = pytest.mark.skipif(
    postgres.binaries() is None, reason="PostgreSQL is not installed: apt-get install postgresql (see README)"
)
PASSPHRASE = "clave de la region"
CHEAP = 2**4
MODEL = "modelo"  # a hub without keys, from which each test has its own


@pytest.fixture(scope="module")
def server():
    with postgres.server() as dsn:
        with psycopg.connect(dsn, autocommit=True) as db:
            db.execute(f"CREATE DATABASE {MODEL}")
        with store.connected(dsn.replace("dbname=postgres", f"dbname={MODEL}")) as db:
            store.make(db)
            hub_vistas.make(db, law.chains())
        yield dsn


@pytest.fixture
def dsn(server):
    """An empty database of its own."""
    name = f"hub{random.randrange(10**9)}"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name} TEMPLATE {MODEL}")
    yield server.replace("dbname=postgres", f"dbname={name}")
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def region(dsn, clock, tmp_path):
    init_hub(dsn, "080000", "Gobierno Regional de Prueba", PASSPHRASE, cost=CHEAP)

    @contextmanager
    def opened():
        with open_hub(dsn, PASSPHRASE, clock=clock) as hub:
            yield hub

    with opened() as hub:
        hub.write_card(tmp_path / "region.ayni")
    return opened


def run(job):
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value


class Office:
    """A municipality that knows the region."""

    def __init__(self, region, tmp_path, ubigeo, name, clock):
        self.folder, self.ubigeo, self.name = tmp_path / name, ubigeo, name
        self.door, _recovery = create_workspace(
            self.folder,
            ubigeo=ubigeo,
            name=f"Municipalidad {name}",
            person=name,
            passphrase="clave segura",
            cost=CHEAP,
            clock=clock,
        )
        self.card = tmp_path / f"{name}.card"
        self.door.write_card(self.card)
        with region() as hub:
            hub.trust(self.card)
        self.door.trust(tmp_path / "region.ayni")
        self.out, self.sent = tmp_path, 0

    def send(self):
        self.sent += 1
        path = self.out / f"{self.name}-{self.sent}.ayni"
        run(self.door.exporting("Gobierno Regional de Prueba", path))
        return path


def filled(office, dni="40000001"):
    call = office.door.save_convocatoria(CALL)
    aeo = office.door.save_aeo(
        AEO | {"convocatoria": call, "nombre": f"Asociación de {office.name}", "ubigeo": office.ubigeo}
    )
    person = {
        "apellido_paterno": "Quispe",
        "apellido_materno": "Mamani",
        "nombres": "Rosa",
        "fecha_nacimiento": "03/05/1985",
        "sexo": "M",
    }
    socio = office.door.save_socio(aeo, {"dni": dni, **person})
    return call, aeo, socio


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
    return run(hub.loading(paths))


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
        assert run(hub.rebuilding()) == 2
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
    run(office.door.exporting("Beto", tmp_path / "a.ayni"))
    run(promoter.receiving(tmp_path / "a.ayni"))
    office.door.save_socio(aeo, {"dni": "43218760"}, socio, reason="así está")
    clock.forward(minutes=1)
    promoter.save_socio(aeo, {"dni": "43218761"}, socio, reason="lo vi")
    run(promoter.exporting("Sumaq", tmp_path / "b.ayni"))
    run(office.door.receiving(tmp_path / "b.ayni"))
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
    run(office.door.receiving(tmp_path / "vuelve.ayni"))
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
