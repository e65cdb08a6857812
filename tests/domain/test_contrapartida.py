"""What an AEO puts: entries, their proof, and a ledger whose sums always add."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.contrapartida import (
    CONTRAPARTIDA,
    MONETARIA,
    VALORIZADA,
    Spent,
    check_contrapartida,
    entry_total,
    hundredths,
    ledger,
    pace_answer,
    verified,
    verified_answer,
)
from ayni.domain.entrega_ley import DeliveryLaw
from ayni.domain.fields import read_answers
from ayni.domain.rules import Result
from ayni.paths import resource

LAW = DeliveryLaw.from_data(json.loads(resource("rules/entregas.json").read_text("utf-8")))
TODAY = date(2026, 11, 22)
WORK = {
    "partida": "p1",
    "forma": VALORIZADA,
    "fecha": "03/03/2026",
    "concepto": "Faena de cimientos",
    "socio": "s1",
    "tipo_aporte": "mano_obra",
    "unidad": "hora",
    "cantidad": "4.5",
    "costo_unitario": "7.50",
    "aeo": "a",
    "plan": "x",
}
CHECK = {
    "fuente_precio": "Jornal de la zona",
    "verificado_por": "Ana Condori",
    "verificado_el": "05/03/2026",
    "verificado_lugar": "Ccorao",
}
MONEY = {
    "partida": "p1",
    "forma": MONETARIA,
    "fecha": "2026-03-03",
    "concepto": "Depósito",
    "importe_centimos": "1,500.00",
    "medio": "deposito",
    "aeo": "a",
    "plan": "x",
}


def read(answers):
    return read_answers(CONTRAPARTIDA, answers, TODAY)[0]


def fields_of(problems):
    return [problem.field for problem in problems]


def row(ident="p1", cofin=0, cash=0, valued=0, **others):
    return {
        "id": ident,
        "nombre": f"Fila {ident}",
        "cantidad": "1",
        "cofinanciamiento_centimos": cofin,
        "monetaria_centimos": cash,
        "valorizada_centimos": valued,
        "clase": "equipos",
        "unidad": "und",
        **others,
    }


def test_work_is_worth_its_hours_and_money_its_amount():
    assert entry_total(read(WORK)) == 3375
    assert entry_total(read(MONEY)) == 150_000
    assert check_contrapartida(read(WORK)) == check_contrapartida(read(MONEY)) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"cantidad": "4.3"}, "cantidad"),
        ({"cantidad": "0"}, "cantidad"),
        ({"costo_unitario": ""}, "costo_unitario"),
        ({"socio": ""}, "socio"),
        ({"comprobante": "F001-1"}, "comprobante"),
        ({"importe_centimos": "10"}, "importe_centimos"),
        ({"verificado_por": "Ana"}, "verificado_el"),
        (CHECK | {"fuente_precio": ""}, "fuente_precio"),
        (CHECK | {"verificado_el": "01/03/2026"}, "verificado_el"),
    ],
)
def test_what_does_not_agree_in_work_is_told_at_its_box(changed, field):
    assert field in fields_of(check_contrapartida(read(WORK | changed)))


def test_money_needs_its_amount_and_no_hours():
    wrong = check_contrapartida(read(MONEY | {"importe_centimos": "", "cantidad": "3"}))
    assert set(fields_of(wrong)) == {"importe_centimos", "cantidad"}


def test_somebody_else_may_put_it_too():
    assert check_contrapartida(read(WORK | {"socio": "", "tercero": "Juez de paz de Ccorao"})) == []


def test_an_entry_counts_as_verified_when_somebody_looked_and_its_price_has_a_source():
    assert not verified(read(WORK))
    assert verified(read(WORK | CHECK))
    assert not verified(read(WORK | CHECK | {"fuente_precio": ""}))
    assert verified(read(MONEY | CHECK | {"fuente_precio": ""}))


def test_what_passes_a_row_stands_apart_and_hides_nothing_of_another():
    rows = [row("p1", valued=2000), row("p2", valued=5000)]
    found = ledger(rows, [read(WORK | CHECK) | {"id": "1"}])
    first, second = found.lines
    assert (first.valorizada.executed, first.valorizada.excess, first.valorizada.balance) == (2000, 1375, 0)
    assert second.valorizada.balance == found.whole.valorizada.balance == 5000
    answer = verified_answer(found, LAW)
    assert answer.result is Result.FAIL
    assert dict(answer.compared) == {"committed_centimos": 7000, "accepted_centimos": 2000}
    assert "50.00" in str(answer.sentence)


def test_all_verified_passes_and_no_budget_waits():
    entry = read(WORK | CHECK) | {"id": "1"}
    assert verified_answer(ledger([row(valued=3375)], [entry]), LAW).result is Result.PASS
    assert verified_answer(ledger([row(cofin=3375)], [entry]), LAW).result is Result.PENDING
    assert verified_answer(ledger([], []), LAW).result is Result.PENDING


def test_what_names_no_row_of_the_budget_is_told_last_as_excess():
    found = ledger([row("otra", valued=100)], [read(WORK) | {"id": "1"}], [Spent("", "2026-04", 900)])
    assert found.lines[-1].partida == ""
    assert found.lines[-1].valorizada.excess == 3375
    assert found.whole.cofinanciamiento.registered == 900


def test_public_money_that_runs_ahead_is_an_unconfirmed_warning():
    rows = [row(cofin=10_000, valued=3375 * 2)]
    entry = read(WORK) | {"id": "1"}
    even = pace_answer(ledger(rows, [entry], [Spent("p1", "2026-04", 5000)]), LAW)
    ahead = pace_answer(ledger(rows, [entry], [Spent("p1", "2026-04", 5001)]), LAW)
    assert (even.result, ahead.result) == (Result.PASS, Result.FAIL)
    assert ahead.unconfirmed
    assert pace_answer(ledger([], []), LAW).result is Result.PENDING


def test_months_tell_each_source():
    found = ledger([row(valued=1)], [read(WORK) | {"id": "1"}], [Spent("p1", "2026-02", 7)])
    assert [(each.month, each.cofinanciamiento, each.valorizada) for each in found.months] == [
        ("2026-02", 7, 0),
        ("2026-03", 0, 3375),
    ]


def test_a_share_is_cut_never_rounded_up():
    assert hundredths(9999) == "99.99"
    assert hundredths(None) == "—"


amounts = st.integers(0, 10**7)
entries = st.lists(
    st.tuples(
        st.sampled_from(["p1", "p2", "p3", ""]),
        st.sampled_from([MONETARIA, VALORIZADA]),
        st.integers(0, 200).map(lambda halves: f"{halves // 2}.{halves % 2 * 5}"),
        amounts,
        st.booleans(),
        st.sampled_from(["2026-01-05", "2026-02-28", "2026-11-01"]),
    ),
    max_size=12,
)


@given(st.lists(st.tuples(amounts, amounts, amounts), min_size=0, max_size=3), entries, st.lists(amounts, max_size=4))
def test_sums_by_row_by_month_and_by_source_are_the_same_money(budget, put, paid):
    rows = [row(f"p{place}", *amounts) for place, amounts in enumerate(budget, start=1)]
    given_entries = [
        {
            "id": str(place),
            "partida": partida,
            "forma": forma,
            "fecha": day,
            "cantidad": quantity if forma == VALORIZADA else None,
            "costo_unitario": "12.35" if forma == VALORIZADA else None,
            "importe_centimos": centimos if forma == MONETARIA else None,
            **(dict.fromkeys(CHECK, "x") if seen else {}),
        }
        for place, (partida, forma, quantity, centimos, seen, day) in enumerate(put)
    ]
    spent = [Spent(f"p{place}", "2026-05", centimos) for place, centimos in enumerate(paid)]
    found = ledger(rows, given_entries, spent)
    own = sum(map(entry_total, given_entries))
    assert found.whole.contrapartida.registered == own
    assert found.whole.cofinanciamiento.registered == sum(paid)
    assert sum(each.monetaria + each.valorizada for each in found.months) == own
    assert sum(each.cofinanciamiento for each in found.months) == sum(paid)
    for line in [*found.lines, found.whole]:
        for source in (line.cofinanciamiento, line.monetaria, line.valorizada):
            assert source.executed + source.balance == source.committed
            assert source.executed + source.excess == source.registered
            assert source.balance >= 0
            assert 0 <= source.accepted <= source.committed
