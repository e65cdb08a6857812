"""Machines at the command line: joining with two files, renewing, losing one, and what waits."""

import json

import pytest
from click.testing import CliRunner

from ayni import cli

KEY = "clave de prueba"
NEW = ("--ubigeo", "080101", "--name", "Municipalidad Distrital de Sumaq Llaqta")
MEMBER = {
    "dni": "43218765",
    "apellido_paterno": "Huamán",
    "apellido_materno": "Ccori",
    "nombres": "Rosa",
    "fecha_nacimiento": "03/05/1985",
    "sexo": "M",
}


@pytest.fixture
def ayni():
    """Runs a line; unless it is told otherwise it must be done without a complaint."""

    def run(*words, status=0):
        line = [str(word) for word in words]
        found = CliRunner(env={"LANG": "es_PE.UTF-8", "AYNI_PASSPHRASE": KEY}).invoke(cli.ayni, line)
        assert isinstance(found.exception, SystemExit | None), found.exception
        assert found.exit_code == status, (found.stdout, found.stderr)
        return found.stdout if status == 0 else found.stderr

    return run


@pytest.fixture
def places(ayni, tmp_path, monkeypatch):
    """An office with an AEO of one member, and a promoter's new machine."""
    monkeypatch.setattr("ayni.sync.keys.SCRYPT_N", 2**4)
    town, field = tmp_path / "oficina", tmp_path / "beto"
    ayni("new", town, *NEW, "--person", "Ana Huamán", "--role", "oficina")
    ayni("new", field, *NEW, "--person", "Beto Quispe", "--role", "promotor")
    call = ayni(
        *("convocatoria", "add", town, "--nombre", "PROCOMPITE 2026", "--year", "2026"),
        *("--fecha-autorizacion", "20/02/2026", "--categorias", "A", "--cadenas", "cuy"),
    ).strip()
    aeo = ayni(
        *("aeo", "add", town, "--convocatoria", call, "--categoria", "A", "--cadena", "cuy"),
        *("--nombre", "Asociación Sumaq Quwi", "--naturaleza", "juridica", "--tipo", "asociacion"),
        *("--ruc", "20131312955", "--fecha-constitucion", "12/03/2021", "--ubigeo", "080101"),
    ).strip()
    typed = [word for name, value in MEMBER.items() for word in (f"--{name.replace('_', '-')}", value)]
    socio = ayni("socio", "add", town, aeo, *typed).strip()
    return town, field, aeo, socio


def test_a_machine_joins_is_renewed_lost_and_what_it_saved_is_taken(ayni, places, tmp_path):
    town, field, aeo, socio = places
    ayni("solicitud", field, "-o", tmp_path / "SOLICITUD.ayni")
    asked = ("alta", town, tmp_path / "SOLICITUD.ayni", "-o", tmp_path / "ALTA.ayni", "--aeo", aeo[:12], "--days", 40)
    given = json.loads(ayni(*asked, "--user", "Beto Quispe Puma", "--json"))
    joined = json.loads(ayni("join", field, tmp_path / "ALTA.ayni", "--json"))
    assert (joined["code"], joined["name"], joined["until"]) == (given["code"], "Ana Huamán", given["until"])
    assert joined["new_saves"] == given["saves"]
    listed = {row["name"]: row for row in json.loads(ayni("equipo", "list", town, "--json"))}
    assert (listed["Beto Quispe"]["person"], listed["Beto Quispe"]["state"]) == ("Beto Quispe Puma", "al_dia")
    assert ayni("equipo", "renew", town, "Beto Quispe", "--days", 60).strip() > given["until"]

    ayni("socio", "edit", field, socio, "--telefono", "984000111")
    assert "Beto Quispe" in ayni("equipo", "lost", town, "Beto Quispe", "--reason", "Se cayó al río")
    ayni("export", field, "--to", "Ana Huamán", "-o", tmp_path / "hallada.ayni", "--no-papers")
    refused = ayni("export", town, "--to", "Beto Quispe", "-o", tmp_path / "no.ayni", status=1)
    assert "Beto Quispe" in refused
    (received,) = json.loads(ayni("receive", town, tmp_path / "hallada.ayni", "--json"))
    assert (received["new_saves"], received["waiting"]) == (0, 1)
    assert "declarado perdido" in received["warning"]
    (waits,) = json.loads(ayni("equipo", "quarantine", town, "--json"))
    assert (waits["person"], waits["cells"][0]["value"]) == ("Beto Quispe", "984 000 111")
    assert "984 000 111" in ayni("equipo", "quarantine", town, "--machine", "Beto Quispe")
    assert "ya no espera" in ayni("equipo", "admit", town, "Beto Quispe", "--reason", "Es suyo", "--up-to", 7, status=1)
    assert ayni("equipo", "admit", town, "Beto Quispe", "--reason", "Duda", "--leave-out").strip() == "1"
    assert "fuera" in ayni("equipo", "quarantine", town)
    assert ayni("equipo", "admit", town, "Beto Quispe", "--reason", "Es suyo", "--up-to", waits["tx"]).strip() == "1"
    assert json.loads(ayni("socio", "show", town, socio, "--json"))["telefono"] == "984000111"
    assert "Nadie alteró la historia" in ayni("audit", "verify", town)
    assert "perdido" in ayni("equipo", "list", town)


def test_wrong_files_and_wrong_hands_are_refused_with_a_sentence(ayni, places, tmp_path):
    town, field, _aeo, _socio = places
    ayni("card", field, "-o", tmp_path / "tarjeta.ayni")
    ayni("solicitud", field, "-o", tmp_path / "s.ayni")
    out = ("-o", tmp_path / "a.ayni")
    assert "es una tarjeta" in ayni("alta", town, tmp_path / "tarjeta.ayni", *out, status=1)
    assert "Esto lo hace la oficina" in ayni("alta", field, tmp_path / "s.ayni", *out, status=1)
    assert "solicitud de un equipo nuevo" in ayni("join", field, tmp_path / "s.ayni", status=1)
    assert "No hay un equipo" in ayni("equipo", "lost", town, "Nadie", "--reason", "x", status=1)
    ayni("equipo", "lost", town, "Nadie", status=2)
    ayni("equipo", "renew", town, "Nadie", "--days", 0, status=2)
    assert not (tmp_path / "a.ayni").exists()
