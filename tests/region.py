"""A region and its municipalities for the tests: a real PostgreSQL, real offices, bundles as files."""

import random
from contextlib import contextmanager

import psycopg
import pytest

import postgres
from ayni.job import finish
from ayni.storage import hub as store
from ayni.storage import hub_vistas
from ayni.workspace import create_workspace, law
from ayni.workspace.hub import init_hub, open_hub
from desk import AEO, CALL

needs_postgres = pytest.mark.skipif(
    postgres.binaries() is None, reason="PostgreSQL is not installed: apt-get install postgresql (see README)"
)
REGION = "Gobierno Regional de Prueba"
PASSPHRASE = "clave de la region"
CHEAP = 2**4
MODEL = "modelo"  # a hub without keys, from which each test has its own


@contextmanager
def hub_server():
    """A server with a model of an empty hub; its DSN."""
    with postgres.server() as dsn:
        with psycopg.connect(dsn, autocommit=True) as db:
            db.execute(f"CREATE DATABASE {MODEL}")
        with store.connected(dsn.replace("dbname=postgres", f"dbname={MODEL}")) as db:
            store.make(db)
            hub_vistas.make(db, law.chains())
        yield dsn


@contextmanager
def database(server):
    """An empty hub of its own; its DSN."""
    name = f"hub{random.randrange(10**9)}"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name} TEMPLATE {MODEL}")
    yield server.replace("dbname=postgres", f"dbname={name}")
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"DROP DATABASE {name} WITH (FORCE)")


def opening(dsn, clock, folder):
    """How the region's hub is opened, again and again; its card lies in the folder."""
    init_hub(dsn, "080000", REGION, PASSPHRASE, cost=CHEAP)

    @contextmanager
    def opened():
        with open_hub(dsn, PASSPHRASE, clock=clock) as hub:
            yield hub

    with opened() as hub:
        hub.write_card(folder / "region.ayni")
    return opened


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
        """A bundle for the region, as a file."""
        self.sent += 1
        path = self.out / f"{self.name}-{self.sent}.ayni"
        finish(self.door.exporting(REGION, path))
        return path


def filled(office, dni="40000001"):
    """A call, an AEO and a member in an office."""
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
