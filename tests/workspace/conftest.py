"""A real workspace in a folder, quick to open, with invented people; and the office and promoters who trade with it."""

import shutil
from datetime import datetime, timedelta, timezone

import pytest

from ayni.workspace import create_workspace, open_workspace

PASSPHRASE = "clave de prueba"
CHEAP = 2**10  # scrypt's cost: the tests open hundreds of folders
UBIGEO = "080101"
MUNICIPALITY = "Municipalidad Distrital de Sumaq Llaqta"

CALL = {
    "nombre": "PROCOMPITE 2026 – Primera convocatoria",
    "year": "2026",
    "fecha_acuerdo": "15/01/2026",
    "fecha_autorizacion": "20/02/2026",
    "fondo_centimos": "800,000.00",
    "categorias": "A,B",
    "cadenas": "cuy, lacteos",
}
AEO = {
    "categoria": "A",
    "cadena": "cuy",
    "producto": "Cuy en pie",
    "nombre": "Asociación de Productores de Cuyes Sumaq Quwi",
    "naturaleza": "juridica",
    "tipo": "asociacion",
    "ruc": "20131312955",
    "partida_registral": "11045678",
    "fecha_constitucion": "12/03/2021",
    "ubigeo": UBIGEO,
    "comunidad": "Ccorao",
}
SURNAMES = ("Quispe", "Mamani", "Huamán", "Ccahuana", "Apaza", "Ñahui", "Condori", "Puma", "Sullca", "Yupanqui")
NAMES = ("Rosa", "Juana", "María", "Teodora", "Hilario", "Cirilo", "Fortunato", "Benita", "Melchora", "Zenón")


class Clock:
    """A clock that stands still until it is told to go on: 10:42 on a Tuesday."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 10, 10, 42, tzinfo=timezone(timedelta(hours=-5)))

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: int) -> None:
        self.now += timedelta(**delta)


def person(place: int, **others: str) -> dict[str, str]:
    """The answers for an invented member: the same for the same place."""
    return {
        "dni": f"{40_000_000 + place}",
        "apellido_paterno": SURNAMES[place % 10],
        "apellido_materno": SURNAMES[(place // 10 + 3) % 10],
        "nombres": NAMES[(place * 7) % 10],
        "fecha_nacimiento": f"{place % 28 + 1:02d}/05/{1960 + place % 40}",
        "sexo": "M" if place % 2 else "H",
        **others,
    }


def done(work):
    """Run long work to its end; its value."""
    while True:
        try:
            assert 0 <= next(work) <= 1
        except StopIteration as end:
            return end.value


class Town:
    """A municipality in a folder, and the acts with which a test fills it."""

    def __init__(self, folder, clock, name, recovery):
        self.folder, self.clock, self.name, self.recovery = folder, clock, name, recovery
        self.door = open_workspace(folder, PASSPHRASE, clock=clock)

    def reopen(self, **how):
        """Close and open again."""
        self.door.close()
        if not how.keys() & {"passphrase", "recovery"}:
            how["passphrase"] = PASSPHRASE
        self.door = open_workspace(self.folder, clock=self.clock, **how)
        return self.door

    def call(self, **others):
        return self.door.save_convocatoria({**CALL, **others})

    def aeo(self, call=None, **others):
        return self.door.save_aeo({"convocatoria": call or self.call(), **AEO, **others})

    def socios(self, aeo, count, first=1):
        return [self.door.save_socio(aeo, person(place)) for place in range(first, first + count)]

    def clerk(self, name, *roles):
        """Somebody new sits down, to register unless another role is said."""
        record = self.door.save_person({"nombre": name, "rol": "oficina", "idioma": "es"})
        self.door.assign_roles(name, roles or ("registra",), motivo="No hay otra persona en la oficina")
        self.door.work_as(record)
        return record

    def facts(self):
        """Everything that must stay as it was when something is refused."""
        return self.door.state_hash(), self.door.check(), self.door.drafts(), self.door.trusted()


@pytest.fixture(autouse=True)
def cheap_codes(monkeypatch):
    """The code of two cards costs 40 ms on purpose; not here."""
    monkeypatch.setattr("ayni.sync.keys.PAIR_CODE_N", 2)


@pytest.fixture
def clock():
    """A clock that stands still."""
    return Clock()


@pytest.fixture(scope="session")
def models(tmp_path_factory):
    """Folders made once for each person: opening a copy of one takes a fifth of making it."""
    return tmp_path_factory.mktemp("models"), {}


def made(folder, name, role):
    """A new folder, closed; its recovery code."""
    door, recovery = create_workspace(
        folder,
        ubigeo=UBIGEO,
        name=MUNICIPALITY,
        person=name,
        role=role,
        passphrase=PASSPHRASE,
        cost=CHEAP,
        clock=Clock(),
    )
    door.close()
    shutil.rmtree(folder / "copias")
    return recovery


@pytest.fixture
def towns(tmp_path, clock, models):
    """A function that makes workspaces, all closed at the end. Two of one name are two machines."""
    place, known = models
    here, names = [], set()

    def make(name="Ana Huamán", role="oficina"):
        folder = tmp_path / f"w{len(here)}"
        if name in names:
            recovery = made(folder, name, role)
        else:
            if (name, role) not in known:
                known[name, role] = made(place / f"{len(known)}", name, role)
            recovery = known[name, role]
            shutil.copytree(place / f"{list(known).index((name, role))}", folder)
        names.add(name)
        here.append(Town(folder, clock, name, recovery))
        here[-1].door.moved_here()  # the model was made in the home of another test
        return here[-1]

    yield make
    for town in here:
        town.door.close()


@pytest.fixture
def town(towns):
    """The office's workspace with its acts."""
    return towns()


@pytest.fixture
def workspace(town):
    """The office's door."""
    return town.door


@pytest.fixture
def call(town):
    """A call of 2026 with categories A and B, cuyes and milk."""
    return town.call()


@pytest.fixture
def aeo(town, call):
    """An AEO of cuy breeders without members yet."""
    return town.aeo(call)


@pytest.fixture
def socio(workspace, aeo):
    """One member of it."""
    return workspace.save_socio(aeo, person(1))


@pytest.fixture(name="person")
def _person():
    """The answers for an invented member."""
    return person


@pytest.fixture(name="done")
def _done():
    """Runs long work to its end."""
    return done


class Trio:
    """The office and two promoters who have compared their codes. The office has one AEO with one member."""

    def __init__(self, towns, folder):
        self.folder = folder
        self.office = towns("Ana Huamán")
        self.beto = towns("Beto Quispe", "promotor")
        self.cira = towns("Cira Puma", "promotor")
        self.all = (self.office, self.beto, self.cira)
        self.sent = 0
        for town in self.all:
            town.door.write_card(self.card(town))
        for promotor in (self.beto, self.cira):
            self.office.door.trust(self.card(promotor))
            promotor.door.trust(self.card(self.office))
        self.aeo = self.office.aeo()
        self.socio = self.office.door.save_socio(self.aeo, person(1))

    def card(self, town):
        return self.folder / f"{town.name}.ayni"

    def pack(self, town, to):
        """A bundle on the stick."""
        self.sent += 1
        path = self.folder / f"envio{self.sent}.ayni"
        done(town.door.exporting(to.name, path))
        return path

    def run(self, work):
        return done(work)

    def send(self, town, to):
        return done(to.door.receiving(self.pack(town, to)))

    def share(self):
        """Everybody ends with everything: in to the office, then out."""
        for promotor in (self.beto, self.cira):
            self.send(promotor, self.office)
        for promotor in (self.beto, self.cira):
            self.send(self.office, promotor)

    def equal(self):
        for town in self.all:
            assert town.door.check() == []
        assert len({town.door.state_hash() for town in self.all}) == 1


@pytest.fixture
def trio(towns, tmp_path):
    """An office and two promoters."""
    return Trio(towns, tmp_path)
