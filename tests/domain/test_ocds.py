"""Calls of the portal and ours: which nomenclature is which, who buys, which RUC is one."""

import pytest

from ayni.domain.ocds import Process, is_ours, nomenclature_key, same_nomenclature, valid_ruc


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("LP-ABR-23-2026-MPSC-1", ("LP-ABR", "23", "2026", "MPSC")),
        ("SIE-SIE-4-2026-MML-OGA-OL-1", ("SIE-SIE", "4", "2026", "MML-OGA-OL")),
        ("CM-506-2026-UZANC", ("CM", "506", "2026", "UZANC")),
        ("as–sm–7–2021–mdsl/cs–2", ("AS-SM", "7", "2021", "MDSL/CS")),
        ("LP-ABR-023-2026-MPSC-2", ("LP-ABR", "23", "2026", "MPSC")),
        ("Compra de molino", None),
        ("", None),
        (None, None),
    ],
)
def test_a_nomenclature_is_compared_without_the_number_of_its_call(text, key):
    assert nomenclature_key(text) == key


def test_the_same_call_is_the_same_with_its_number():
    assert same_nomenclature("lp-abr-23-2026-MPSC-1", "LP-ABR-23-2026-MPSC-1")
    assert not same_nomenclature("LP-ABR-23-2026-MPSC-1", "LP-ABR-23-2026-MPSC-2")
    assert not same_nomenclature("", "")


def process(**given):
    facts = {"buyer_id": "PE-CONSUCODE-9", "buyer_name": "MUNICIPALIDAD DE SUMAQ", "buyer_ruc": "20131312955"} | given
    return Process("ocds-dgv273-1", "LP-1-2026-M-1", states=(), called="", centimos=None, **facts)


@pytest.mark.parametrize(
    ("given", "mine", "said"),
    [
        ({}, {"code": "pe-consucode-9", "ruc": "", "name": ""}, True),
        ({}, {"code": "PE-CONSUCODE-8", "ruc": "20131312955", "name": ""}, False),
        ({"buyer_id": "PE-RUC-20131312955"}, {"code": "PE-CONSUCODE-8", "ruc": "20131312955", "name": ""}, True),
        ({"buyer_ruc": ""}, {"code": "", "ruc": "20131312955", "name": "Municipalidad de  Sumaq"}, True),
        ({}, {"code": "", "ruc": "", "name": "Otra"}, False),
        ({"buyer_id": "", "buyer_name": "", "buyer_ruc": ""}, {"code": "C-1", "ruc": "2", "name": "x"}, None),
    ],
)
def test_who_buys_is_told_by_its_code_its_ruc_or_its_name(given, mine, said):
    assert is_ours(process(**given), **mine) is said


def test_the_code_of_a_consortium_is_no_ruc():
    assert valid_ruc("PE-RUC-20131312955") == "20131312955"
    assert (valid_ruc("PE-RUC-20131312950"), valid_ruc("CONSORCIO-77"), valid_ruc(None)) == ("", "", "")
