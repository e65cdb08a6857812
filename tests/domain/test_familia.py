"""Purchases of one kind of thing in a year: which procedure their sum takes, and when they are bought by parts."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.familia import Buying, due_for, families, known_year

RULES = Path(__file__).parents[2] / "resources" / "rules"


def _rows(name):
    return json.loads((RULES / name).read_text("utf-8"))


LAW = PurchaseLaw.from_data(_rows("compras.json"), None, _rows("uit.json")["rules"])


def buying(place, centimos, objeto="BIEN"):
    return Buying(f"c{place}", f"Compra {place}", objeto, "Balanza", frozenset({f"p{place}"}), centimos, centimos)


def family(*amounts, year=2026, reasons=None):
    given_ = [buying(place, amount) for place, amount in enumerate(amounts)]
    return families({"balanza|und": given_}, year, LAW, reasons or {})[0]


@pytest.mark.parametrize(
    ("centimos", "objeto", "year", "procedure"),
    [
        (44_000_00, "BIEN", 2026, "CONTRATO_MENOR"),
        (44_000_01, "BIEN", 2026, "COMPARACION_PRECIOS"),
        (100_000_00, "SERVICIO", 2026, "COMPARACION_PRECIOS"),
        (100_000_01, "BIEN", 2026, "LP_ABREVIADA"),
        (100_000_01, "SERVICIO", 2026, "CP_ABREVIADO"),
        (484_999_99, "BIEN", 2026, "LP_ABREVIADA"),
        (485_000_00, "BIEN", 2026, "LP"),
        (485_000_00, "SERVICIO", 2026, "CP"),
        (485_000_00, "OBRA", 2026, "LP_ABREVIADA"),
        (5_000_000_00, "OBRA", 2026, "LP"),
        (35_200_00, "BIEN", 2021, "CONTRATO_MENOR"),
        (35_200_01, "BIEN", 2021, "ADJUDICACION_SIMPLIFICADA"),
    ],
)
def test_each_amount_takes_the_procedure_of_its_year(centimos, objeto, year, procedure):
    assert due_for(centimos, objeto, year, LAW).procedure == procedure


def test_a_figure_that_nobody_confirmed_makes_the_answer_unconfirmed():
    assert due_for(44_000_00, "BIEN", 2026, LAW).confirmed
    assert not due_for(200_000_00, "BIEN", 2026, LAW).confirmed


def test_a_sum_above_the_line_with_each_below_is_split():
    assert family(22_000_00, 22_000_01).split
    assert "Comparación de precios" in str(family(22_000_00, 22_000_01).sentence())
    assert not family(22_000_00, 22_000_00).split


def test_one_purchase_that_took_the_procedure_of_the_sum_is_no_splitting():
    assert not family(44_000_01, 1_000_00).split
    assert not family(60_000_00).split


def test_a_written_reason_holds_until_the_sum_grows():
    said = {"balanza|und": ("Se aprobaron en fechas distintas", 60_000_00)}
    assert "fechas distintas" in str(family(30_000_00, 30_000_00, reasons=said).sentence())
    assert family(30_000_00, 30_000_01, reasons=said).reason == ""


def test_without_the_uit_of_the_year_nothing_is_judged_and_that_is_told():
    found = family(40_000_00, 40_000_00, year=2027)
    assert (found.split, found.due) == (False, None)
    assert "UIT de 2027" in str(known_year(2027, LAW))
    assert known_year(2026, LAW) is None


@given(st.lists(st.integers(0, 600_000_00), min_size=1, max_size=6))
def test_families_add_every_purchase_once_and_joining_them_is_never_splitting(amounts):
    apart = family(*amounts)
    assert apart.centimos == sum(amounts)
    assert not family(sum(amounts)).split
    assert not apart.split or len(amounts) > 1
