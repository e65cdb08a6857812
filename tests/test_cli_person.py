"""People from the command line: who they are, what they may do, their own passphrases; never on the line itself."""

import pytest
from click.testing import CliRunner

from ayni import cli
from ayni.workspace import create_workspace

KEY = "clave segura"


@pytest.fixture
def town(tmp_path):
    door, _recovery = create_workspace(
        tmp_path / "m", ubigeo="080101", name="Municipalidad", person="Ana Huamán", passphrase=KEY, cost=2**4
    )
    door.close()
    return tmp_path / "m"


@pytest.fixture
def ayni(monkeypatch):
    def run(*words, key=KEY, status=0):
        monkeypatch.setenv("AYNI_PASSPHRASE", key)
        found = CliRunner().invoke(cli.ayni, [str(word) for word in words])
        assert found.exit_code == status, found.output
        return found.stdout + found.stderr

    return run


@pytest.fixture
def rosas(ayni, town, tmp_path):
    """Rosa registers and has a passphrase of her own."""
    (tmp_path / "clave.txt").write_text("los cuyes comen alfalfa\n", "utf-8")
    ayni("person", "add", town, "Rosa Quispe", "--give", "registra")
    ayni("person", "password", town, "Rosa Quispe", "--new-passphrase-file", tmp_path / "clave.txt")
    return "los cuyes comen alfalfa"


CALL = ("--nombre", "PROCOMPITE 2026", "--year", "2026", "--categorias", "A,B", "--cadenas", "cuy")


def test_people_are_listed_with_what_they_may_do(ayni, town, rosas):
    told = ayni("person", "list", town)
    assert "Ana Huamán" in told
    assert "registra,evalua,compra,dirige" in told
    assert '"clave": true' in ayni("person", "list", town, "--json")


def test_who_opens_with_her_own_passphrase_is_the_one_who_does_it(ayni, town, rosas):
    dated = (*CALL, "--fecha-autorizacion", "20/02/2026")
    refused = ayni("convocatoria", "add", town, *dated, key=rosas, status=1)
    assert "Esto lo hace quien dirige: Ana Huamán." in refused
    assert "entra con su propia clave" in ayni("convocatoria", "add", town, *CALL, "--person", "Rosa Quispe", status=1)
    ayni("convocatoria", "add", town, *dated)


def test_a_name_that_nobody_has_is_not_taken_for_a_person_once_somebody_has_a_role(ayni, town):
    ayni("convocatoria", "add", town, *CALL, "--fecha-autorizacion", "20/02/2026", "--person", "Elba Turpo")
    ayni("person", "add", town, "Luis Mamani")
    ayni("person", "role", town, "Luis Mamani", "--give", "compra")
    assert "Nadie se llama Julia" in ayni("convocatoria", "add", town, *CALL, "--person", "Julia", status=1)
    assert "Ya hay alguien" in ayni("person", "add", town, "Ana Huamán", status=1)


def test_roles_are_given_and_taken_with_their_reason(ayni, town, rosas):
    asked = ("person", "role", town, "Rosa Quispe", "--give", "evalua", "--give", "compra")
    assert "Quien evalúa los planes no compra" in ayni(*asked, status=1)
    told = ayni(*asked, "--reason", "Somos dos personas", "--document", "Memorando 3-2026")
    assert told.count("Memorando 3-2026") == 2
    assert "Esto lo hace quien dirige" in ayni(
        "person", "role", town, "Rosa Quispe", "--give", "dirige", key=rosas, status=1
    )
    ayni("person", "role", town, "Rosa Quispe", "--take", "compra", "--reason", "Pasó a otra oficina")
    assert "registra,evalua\n" in ayni("person", "list", town)


def test_who_is_removed_opens_nothing(ayni, town, rosas):
    ayni("person", "remove", town, "Rosa Quispe")
    assert "La clave no es esa" in ayni("person", "list", town, key=rosas, status=1)


def test_without_the_new_passphrase_nothing_changes(ayni, town, rosas):
    assert "--new-passphrase-file" in ayni("person", "password", town, "Rosa Quispe", status=2)
    ayni("person", "password", town, "Rosa Quispe", "--drop")
    assert "La clave no es esa" in ayni("person", "list", town, key=rosas, status=1)
