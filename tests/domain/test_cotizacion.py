"""Quotations side by side: none is lost, the lowest is marked, what expired is told, what is odd is only asked."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ayni.domain.cotizacion import (
    ADDED,
    COTIZACION,
    EXEMPT,
    Quote,
    QuoteRules,
    check_choice,
    check_cotizacion,
    compare,
    quote_of,
    to_pay,
    without_igv,
)
from ayni.domain.fields import SI, read_answers
from ayni.paths import resource

RULES = QuoteRules.from_data(json.loads(resource("rules/cotizaciones.json").read_text("utf-8")))
TODAY = date(2026, 11, 22)
RUCS = ("20131312955", "20100070970", "20100047218")


def quote(record="a", price="118", igv=SI, *, supplier="El Sol", ruc=RUCS[0], day=date(2026, 11, 10), valid=30, **more):
    return Quote(record, supplier, ruc, Decimal(price), igv, day, valid, **more)


def said(sentences):
    return " ".join(map(str, sentences))


PRICES = some.decimals(min_value="0.01", max_value="99999", places=2)
QUOTES = some.lists(
    some.builds(
        Quote,
        some.uuids().map(str),
        some.sampled_from(("El Sol", "La Luna", "Comercial Puma")),
        some.sampled_from(RUCS),
        PRICES,
        some.sampled_from((SI, ADDED, EXEMPT)),
        some.dates(date(2024, 1, 1), TODAY),
        some.none() | some.integers(1, 400),
        meets=some.sampled_from((True, False, None)),
        chosen=some.booleans(),
    ),
    max_size=8,
    unique_by=lambda each: each.record,
)


@given(QUOTES, some.randoms())
def test_a_comparison_never_loses_a_quotation_and_the_order_of_lines_never_matters(quotes, chance):
    found = compare(quotes, RULES, TODAY)
    assert sorted(column.quote.record for column in found.columns) == sorted(each.record for each in quotes)
    other = list(quotes)
    chance.shuffle(other)
    again = compare(other, RULES, TODAY)
    assert again.columns == found.columns
    assert sorted(map(str, again.questions)) == sorted(map(str, found.questions))


@given(QUOTES)
def test_the_lowest_is_in_date_of_what_is_asked_and_no_valid_one_is_below_it(quotes):
    columns = compare(quotes, RULES, TODAY).columns
    lowest = [column for column in columns if column.lowest]
    valid = [column for column in columns if column.valid]
    assert bool(lowest) == bool(valid)
    assert all(column.valid for column in lowest)
    assert all(low.base <= other.base for low in lowest for other in valid)
    assert {column.quote.record for column in valid if column.base == lowest[0].base} == {
        column.quote.record for column in lowest
    }


@given(PRICES)
def test_igv_taken_off_and_put_back_gives_the_same_centimos(price):
    base = without_igv(price, SI, Decimal("0.18"))
    assert to_pay(base, ADDED, Decimal("0.18")).quantize(Decimal("0.01")) == price
    assert without_igv(price, EXEMPT, Decimal("0.18")) == to_pay(price, EXEMPT, Decimal("0.18")) == price


def test_a_seller_who_pays_no_igv_is_cheaper_to_pay_and_not_lowest_on_base():
    found = compare([quote("a", "118000"), quote("b", "103000", EXEMPT, ruc=RUCS[1])], RULES, TODAY)
    first, second = found.columns
    assert (first.quote.record, first.base, first.payable, first.lowest) == ("a", 100000, 118000, True)
    assert (second.quote.record, second.base, second.payable, second.lowest) == ("b", 103000, 103000, False)


def test_ranked_by_what_is_paid_the_other_is_lowest():
    rules = replace(RULES, by_base=False)
    found = compare([quote("a", "118000"), quote("b", "103000", EXEMPT, ruc=RUCS[1])], rules, TODAY)
    assert [column.quote.record for column in found.columns if column.lowest] == ["b"]


def test_the_rate_of_igv_is_that_of_the_day_of_the_quotation():
    old = quote(price="119", day=date(2011, 2, 28))
    new = quote("b", price="118", day=date(2011, 3, 1))
    assert [column.base for column in compare([old, new], RULES, TODAY).columns] == [100, 100]
    assert RULES.rate(date(2003, 7, 31)) == 0


def test_an_expired_quotation_says_for_how_many_days_and_is_never_lowest():
    found = compare([quote("a", "100", day=TODAY - timedelta(days=42)), quote("b", "118", ruc=RUCS[1])], RULES, TODAY)
    expired = next(column for column in found.columns if column.quote.record == "a")
    assert expired.expired_days == 12
    assert "Venció hace 12 días." in said(expired.told)
    assert not expired.lowest
    assert found.valid == 1


def test_a_quotation_counts_on_its_last_day():
    assert compare([quote(day=TODAY - timedelta(days=30))], RULES, TODAY).columns[0].valid
    assert not compare([quote(day=TODAY - timedelta(days=31))], RULES, TODAY).columns[0].valid


def test_an_old_one_that_does_not_say_how_long_it_counts_is_told_and_still_counts():
    [column] = compare([quote(day=TODAY - timedelta(days=61), valid=None)], RULES, TODAY).columns
    assert column.old
    assert column.valid
    assert "Tiene 61 días" in said(column.told)
    assert not compare([quote(day=TODAY - timedelta(days=60), valid=None)], RULES, TODAY).columns[0].old


def test_what_is_not_asked_for_is_out_of_the_ranking():
    found = compare([quote("a", "50", meets=False), quote("b", "118", ruc=RUCS[1])], RULES, TODAY)
    assert [(column.quote.record, column.lowest) for column in found.columns] == [("b", True), ("a", False)]
    assert "No es lo que se pide." in said(found.columns[1].told)


def test_two_of_the_same_price_are_both_lowest():
    found = compare([quote("a"), quote("b", ruc=RUCS[1])], RULES, TODAY)
    assert [column.lowest for column in found.columns] == [True, True]


def test_how_many_are_asked_is_said_by_the_call_or_by_the_rule():
    assert RULES.asked({}) == 1
    assert RULES.asked({"cotizaciones_por_item": "3"}) == 3
    found = compare([quote()], RULES, TODAY, required=3)
    assert found.missing == 2
    assert "Cotizaciones que valen: 1. Se piden: 3." in said(found.told)
    assert compare([], RULES, TODAY).missing == 1


def test_choosing_one_that_is_not_the_lowest_needs_a_reason():
    found = compare([quote("a"), quote("b", "130", ruc=RUCS[1])], RULES, TODAY)
    assert check_choice(found, "a", "") == []
    assert [problem.field for problem in check_choice(found, "b", "  ")] == ["motivo_eleccion"]
    assert check_choice(found, "b", "Entrega en la comunidad") == []
    assert check_choice(found, "z", "Entrega en la comunidad")


def test_the_budget_that_does_not_say_the_price_chosen_is_told():
    chosen = quote(chosen=True)
    found = compare([chosen], RULES, TODAY, price=Decimal(120))
    assert "El presupuesto dice S/ 120.00 por unidad y la cotización elegida, S/ 118.00." in said(found.told)
    assert compare([chosen], RULES, TODAY, price=Decimal("118.00")).told == []


def test_a_price_without_igv_is_compared_with_the_budget_by_what_is_paid():
    assert compare([quote(price="100", igv=ADDED, chosen=True)], RULES, TODAY, price=Decimal(118)).told == []


def test_a_choice_that_became_dearer_or_expired_is_told():
    late = [quote("a", chosen=True, day=TODAY - timedelta(days=35))]
    assert "La cotización elegida venció hace 5 días." in said(compare(late, RULES, TODAY).told)
    dearer = [quote("a", "130", chosen=True), quote("b", ruc=RUCS[1])]
    assert "No es la más baja" in said(compare(dearer, RULES, TODAY).told)


def test_two_chosen_apart_wait_for_a_person():
    found = compare([quote("a", chosen=True), quote("b", ruc=RUCS[1], chosen=True)], RULES, TODAY)
    assert found.chosen is None
    assert "Hay dos cotizaciones elegidas." in said(found.told)


@pytest.mark.parametrize(
    ("quotes", "words"),
    [
        ([quote("a"), quote("b", "120", day=date(2026, 11, 1))], "El RUC 20131312955 cotiza 2 veces"),
        ([quote("a"), quote("b", ruc=RUCS[1], day=date(2026, 11, 1))], "mismo precio, S/ 118.00"),
        ([quote("a"), quote("b", "118.0001", ruc=RUCS[1], day=date(2026, 11, 1))], "mismo precio, S/ 118.00"),
        ([quote("a"), quote("b", "120", ruc=RUCS[1])], "tienen la misma fecha"),
    ],
)
def test_what_a_committee_would_doubt_is_a_question_and_never_a_refusal(quotes, words):
    found = compare(quotes, RULES, TODAY)
    assert words in said(found.questions)
    assert all(str(question).endswith("?") for question in found.questions)
    assert found.valid == 2
    assert check_choice(found, "a", "") == []


def test_one_quotation_alone_raises_no_question():
    assert compare([quote()], RULES, TODAY).questions == ()


ROW = {
    "id": "q",
    "aeo": "x",
    "plan": "p",
    "partida": "i",
    "proveedor": "Ferretería El Sol",
    "ruc": "20131312955",
    "precio_unitario": "118",
    "incluye_igv": "si",
    "fecha": "2026-11-10",
}


def test_a_stored_row_is_compared_as_it_stands():
    found = quote_of({**ROW, "validez_dias": "15", "cumple": "no", "por_que_no": "Otra medida", "elegida": "si"})
    assert (found.price, found.until, found.meets, found.chosen) == (118, date(2026, 11, 25), False, True)
    assert quote_of(ROW).until is None


@pytest.mark.parametrize(
    ("field", "answer"),
    [("ruc", "20131312954"), ("ruc", "2013"), ("fecha", "30/11/2026"), ("fecha", "11/2026"), ("validez_dias", "0")],
)
def test_a_wrong_ruc_or_day_is_refused_with_its_field(field, answer):
    _values, wrong = read_answers(COTIZACION, {**ROW, field: answer}, TODAY)
    assert [problem.field for problem in wrong] == [field]


def test_a_price_of_nothing_and_a_difference_without_words_are_refused():
    assert [each.field for each in check_cotizacion({"precio_unitario": "0"})] == ["precio_unitario"]
    assert [each.field for each in check_cotizacion({"precio_unitario": "1", "cumple": "no"})] == ["por_que_no"]
    assert check_cotizacion({"precio_unitario": "0.01", "cumple": "no", "por_que_no": "Más chico"}) == []
