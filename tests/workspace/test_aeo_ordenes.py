"""The command line about an AEO: what it complies with, and joining two records of the same one."""

import json

import pytest
from click.testing import CliRunner

from ayni import cli

KEY = {"LANG": "es_PE.UTF-8", "AYNI_PASSPHRASE": "clave de prueba"}


@pytest.fixture
def ayni(town):
    """Runs a line over the office's folder, which nobody else holds meanwhile."""

    def run(*words):
        town.door.close()
        try:
            found = CliRunner(env=KEY).invoke(cli.ayni, [str(word) for word in words])
        finally:
            town.reopen()
        assert isinstance(found.exception, SystemExit | None), found.exception
        return found

    return run


def test_check_says_each_rule_and_ends_in_one_while_something_is_missing(ayni, town, aeo):
    found = ayni("aeo", "check", town.folder, aeo)
    assert found.exit_code == 1
    assert "PENDING  Falta saber si la organización fue beneficiaria antes." in found.stdout
    told = json.loads(ayni("aeo", "check", town.folder, aeo, "--json").stdout)
    assert told["standing"] == "FAIL"
    assert {answer["check"] for answer in told["eligibility"]} >= {"members", "ruc", "ruc_state", "former", "power"}
    assert told["expiring"] == []


def test_what_was_let_pass_is_told_with_its_author(ayni, town, aeo):
    town.door.let_pass(aeo, "members", {"motivo": "Lo dispone el concejo", "documento": "Acuerdo 12"})
    told = json.loads(ayni("aeo", "show", town.folder, aeo, "--json").stdout)["eligibility"]
    members = next(answer for answer in told if answer["check"] == "members")
    assert (members["result"], members["standing"]) == ("FAIL", "FLAG")
    assert members["override"] == {"reason": "Lo dispone el concejo", "person": "Ana Huamán", "document": "Acuerdo 12"}


def test_two_records_are_joined_and_the_second_gives_what_is_asked_of_it(ayni, town, call, aeo):
    other = town.aeo(call, nombre="Sumaq Quwi", comunidad="Yuncaypata")
    found = ayni("aeo", "merge", town.folder, aeo, other, "--from-second", "nombre", "--json")
    assert json.loads(found.stdout)["id"] == min(aeo, other)
    [left] = town.door.aeos()
    assert (left["nombre"], left["comunidad"]) == ("Sumaq Quwi", "Ccorao")
    assert ayni("aeo", "show", town.folder, "20131312955").exit_code == 0  # its RUC names one record again
    assert ayni("aeo", "merge", town.folder, min(aeo, other), min(aeo, other)).exit_code == 1
