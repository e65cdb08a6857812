"""The comparison chart of a purchase: whoever meets, in date and lowest is green; nobody is lost, no total is false."""

import json
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.cotizacion import QuoteRules
from ayni.domain.cuadro_comparativo import (
    SourceRules,
    check_line,
    check_quote,
    check_whole,
    compare_purchase,
    oldest_in_use,
    shared_contacts,
)
from ayni.domain.money import times
from ayni.paths import resource

DATA = json.loads(resource("rules/cotizaciones.json").read_text("utf-8"))
RULES = QuoteRules.from_data(DATA)
TODAY = date(2026, 11, 22)
MACHINE = {"id": "m", "nombre": "Despulpadora", "cantidad": "1", "precio_plan": "110000", "unidad": "und"}
CAGE = {"id": "c", "nombre": "Jaula", "cantidad": "10", "precio_plan": None, "unidad": "und"}
RUCS = ("20131312955", "20100070970", "20100017491")


def quote(record, item="m", **changed):
    return {
        "id": record,
        "item": item,
        "proveedor": "Ferretería El Sol",
        "ruc": RUCS[0],
        "fecha": "2026-11-02",
        "precio_unitario": "118000",
        "incluye_igv": "si",
        "cumple": "si",
        **changed,
    }


SUN = quote("a")
MOON = quote("b", proveedor="Comercial La Luna", ruc=RUCS[1], precio_unitario="103000", incluye_igv="exonerado")


def chart(rows, items=(MACHINE,), **more):
    return compare_purchase(items, rows, RULES, TODAY, **more)


def test_the_seller_who_charges_igv_is_first_by_its_base_and_the_other_is_cheaper_to_pay():
    found = chart([MOON, SUN])
    sun, moon = found.seller(f"{RUCS[0]}/2026-11-02"), found.seller(f"{RUCS[1]}/2026-11-02")
    assert (sun.total.base_centimos, sun.total.payable_centimos) == (10_000_000, 11_800_000)
    assert (moon.total.base_centimos, moon.total.payable_centimos) == (10_300_000, 10_300_000)
    assert (sun.total.lowest, moon.total.lowest) == (True, False)
    assert found.cells["m", sun.key].lowest


def test_ties_are_both_green():
    found = chart([SUN, quote("b", ruc=RUCS[1])])
    assert [column.lowest for column in found.cells.values()] == [True, True]
    assert [seller.total.lowest for seller in found.sellers] == [True, True]


def test_what_nobody_said_to_meet_what_is_asked_is_not_green_and_does_not_count():
    found = chart([quote("a", cumple=None), quote("b", ruc=RUCS[1], precio_unitario="500000")])
    assert found.cells["m", f"{RUCS[0]}/2026-11-02"].pending
    assert [str(said) for said in found.cells["m", f"{RUCS[0]}/2026-11-02"].told] == [
        "Falta decir si es lo que se pide."
    ]
    assert found.cells["m", f"{RUCS[1]}/2026-11-02"].lowest


def test_what_is_not_what_is_asked_or_expired_stays_shown_and_is_out():
    rows = [
        quote("a", cumple="no", por_que_no="Es de otro tamaño", precio_unitario="1"),
        quote("b", ruc=RUCS[1], fecha="2026-10-01", validez_dias="30", precio_unitario="2"),
        quote("c", ruc=RUCS[2], precio_unitario="3000"),
    ]
    found = chart(rows)
    assert len(found.cells) == 3
    assert {column.quote.record for column in found.cells.values() if column.lowest} == {"c"}
    assert found.cells["m", f"{RUCS[1]}/2026-10-01"].expired_days == 22


def test_after_sixty_days_it_is_told_as_old_although_it_says_how_long_it_counts():
    found = chart([quote("a", fecha="2026-09-20", validez_dias="120"), quote("b", ruc=RUCS[1], fecha="2026-09-23")])
    told = {column.quote.record: [str(said) for said in column.told] for column in found.cells.values()}
    assert told == {"a": ["Tiene 63 días."], "b": []}


def test_who_does_not_quote_everything_has_no_total():
    found = chart([SUN, quote("c", "c", precio_unitario="118"), MOON], (MACHINE, CAGE))
    totals = {seller.name: seller.total for seller in found.sellers}
    assert totals["Ferretería El Sol"].payable_centimos == 11_800_000 + 118_000
    assert (totals["Comercial La Luna"].quoted, totals["Comercial La Luna"].payable_centimos) == (1, None)
    assert not totals["Comercial La Luna"].lowest
    assert found.plan_centimos is None


def test_fewer_sellers_than_needed_are_marked_and_one_seller_twice_is_one():
    rows = [SUN, quote("b", fecha="2026-11-03")]
    assert [item["id"] for item in chart(rows, required=2).missing] == ["m"]
    assert chart([SUN, MOON], required=2).missing == ()


def test_segment_procedure_and_modality_say_how_many_sources_and_the_strictest_wins():
    sources = SourceRules.from_data(DATA)
    assert sources.of(segmento="RUTINARIO")[0] == 1
    assert sources.of(segmento="OPERACIONAL")[0] == 2
    assert sources.of(segmento="RUTINARIO", procedimiento="COMPARACION_PRECIOS")[0] == 3
    assert sources.of(modalidad="NUCLEO_EJECUTOR_REGIONAL")[0] == 3
    assert sources.of(segmento="")[0] == sources.usual


def test_the_same_seller_item_and_day_is_refused_and_a_correction_of_itself_is_not():
    twice = quote("", precio_unitario="5")
    assert [problem.field for problem in check_quote(twice, [SUN])] == ["fecha"]
    assert check_quote({**SUN, "precio_unitario": "5"}, [SUN], "a") == []
    assert [problem.field for problem in check_quote(quote("", precio_unitario="0"), [])] == ["precio_unitario"]


def test_two_machines_that_wrote_the_same_quotation_lose_none():
    found = chart([SUN, quote("z", precio_unitario="90000")])
    assert sorted(column.quote.record for column in found.cells.values()) == ["a", "z"]


def test_two_sellers_who_share_where_they_are_found_are_told():
    rows = [
        quote("a", direccion="Av. El Sol 123", telefono="984000111"),
        quote("b", ruc=RUCS[1], direccion="AV EL SOL 123", representante="Rosa Mamani"),
        quote("c", ruc=RUCS[2], telefono="984000111", representante="rosa  mamani"),
        quote("d", direccion="Av. El Sol 123"),
    ]
    said = [str(each) for each in shared_contacts(rows)]
    assert len(said) == 3
    assert all("¿Son de verdad distintos?" in each for each in said)
    assert shared_contacts([rows[0], rows[3]]) == []


def test_a_line_or_a_whole_that_is_not_green_needs_its_reason():
    found = chart([SUN, MOON])
    assert check_line(found, "m", "a", "") == []
    assert [problem.field for problem in check_line(found, "m", "b", " ")] == ["motivo_eleccion"]
    assert check_line(found, "m", "b", "Cuesta menos de pagar") == []
    assert check_whole(found, f"{RUCS[0]}/2026-11-02", "") == []
    assert [each.field for each in check_whole(found, f"{RUCS[1]}/2026-11-02", "")] == ["motivo_eleccion"]
    both = chart([SUN, quote("c", "c"), MOON], (MACHINE, CAGE))
    assert "no cotiza todo" in str(check_whole(both, f"{RUCS[1]}/2026-11-02", "porque sí")[0].sentence)


def test_the_oldest_in_use_is_of_what_is_chosen_else_of_what_counts():
    old = quote("b", ruc=RUCS[1], fecha="2026-06-01", cumple="no", por_que_no="Otra cosa")
    assert oldest_in_use(chart([SUN, old])) == date(2026, 11, 2)
    chosen = {**old, "elegida": "si", "motivo_eleccion": "No hay otro"}
    assert oldest_in_use(chart([SUN, chosen])) == date(2026, 6, 1)
    assert oldest_in_use(chart([])) is None


ITEMS = tuple({"id": f"i{n}", "nombre": f"Cosa {n}", "cantidad": str(n + 1), "precio_plan": "10"} for n in range(4))
ROW = st.builds(
    lambda item, ruc, age, price, igv, meets, valid: {
        "item": f"i{item}",
        "ruc": ruc,
        "proveedor": f"Proveedor {ruc[-3:]}",
        "fecha": (TODAY - timedelta(days=age)).isoformat(),
        "precio_unitario": str(price),
        "incluye_igv": igv,
        "cumple": meets,
        "validez_dias": valid,
    },
    st.integers(0, 3),
    st.sampled_from(RUCS),
    st.sampled_from((0, 10, 61, 90)),
    st.decimals("0.01", "999", places=2),
    st.sampled_from(("si", "aparte", "exonerado")),
    st.sampled_from(("si", "si", "no", None)),
    st.sampled_from((None, "5", "100")),
)
ROWS = st.lists(ROW, max_size=14).map(lambda rows: [{**row, "id": f"q{n:02}"} for n, row in enumerate(rows)])


@given(ROWS, st.randoms())
def test_the_order_in_which_they_came_changes_nothing(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert chart(rows, ITEMS) == chart(shuffled, ITEMS)


@given(ROWS)
def test_no_quotation_is_lost_and_each_has_one_cell(rows):
    found = chart(rows, ITEMS)
    assert sorted(column.quote.record for column in found.cells.values()) == [row["id"] for row in rows]
    assert {key for _item, key in found.cells} == {seller.key for seller in found.sellers}


@given(ROWS)
def test_green_is_the_lowest_of_those_that_count_and_only_they(rows):
    for comparison in chart(rows, ITEMS).comparisons.values():
        count = [column for column in comparison.columns if column.valid]
        best = min((column.base for column in count), default=None)
        for column in comparison.columns:
            assert column.lowest == (column.valid and column.base == best)


@given(ROWS)
def test_a_total_is_the_sum_of_its_lines_or_there_is_none(rows):
    found = chart(rows, ITEMS)
    for seller in found.sellers:
        lines = [found.cells.get((str(item["id"]), seller.key)) for item in ITEMS]
        if None in lines:
            assert seller.total.base_centimos is None
            assert not seller.total.lowest
        else:
            sums = [
                sum(
                    times(Decimal(str(item["cantidad"])), getattr(line, which))
                    for item, line in zip(ITEMS, lines, strict=True)
                )
                for which in ("base", "payable")
            ]
            assert [seller.total.base_centimos, seller.total.payable_centimos] == sums
