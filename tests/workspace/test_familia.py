"""The same thing bought apart in a year: told on each purchase, its sum added once, a reason asked and kept."""

import pytest

from ayni.workspace import Refused

FACTS = {"objeto": "BIEN", "modalidad": "AGRUPADA", "year": "2026"}


def alerts(workspace, compra):
    return [(each.code, each.level) for each in workspace.purchase(compra).alerts if each.code.startswith("A4")]


def bought(workspace, aeo, nombre, price, *, item="Balanza digital", familia="", year="2026"):
    made = workspace.save_compra({**FACTS, "nombre": nombre, "year": year})
    items = [{"nombre": item, "unidad": "und", "cantidad": "2", "precio_plan": price, "familia": familia}]
    workspace.save_compra_items(made, items, [{"item": "0", "aeo": aeo, "cantidad": "2"}])
    return made


def test_two_small_purchases_of_one_thing_that_cross_the_line_are_told_on_both(workspace, aeo):
    first = bought(workspace, aeo, "Primera", "11000")
    assert alerts(workspace, first) == []
    second = bought(workspace, aeo, "Segunda", "11000", item="BALANZAS DIGITALES")
    assert alerts(workspace, first) == alerts(workspace, second) == [("A4.juntar", "i")]
    third = bought(workspace, aeo, "Tercera", "10")
    assert alerts(workspace, first) == alerts(workspace, third) == [("A4", "r")]
    found = workspace.families(2026)[0]
    assert (found.centimos, len(found.buyings), found.due.procedure) == (44_020_00, 3, "COMPARACION_PRECIOS")


def test_the_code_of_the_catalogue_joins_what_is_called_in_two_ways(workspace, aeo):
    bought(workspace, aeo, "Primera", "11000", familia="4111150600")
    bought(workspace, aeo, "Segunda", "12000", item="Báscula", familia="4111150600")
    assert [each.split for each in workspace.families(2026)] == [True]


def test_other_years_and_purchases_closed_without_buying_are_not_added(workspace, aeo):
    first = bought(workspace, aeo, "Primera", "20000")
    bought(workspace, aeo, "De otro año", "20000", year="2025")
    assert alerts(workspace, first) == []
    second = bought(workspace, aeo, "Segunda", "20000")
    assert alerts(workspace, first) == [("A4", "r")]
    answers = {"codigo": "cierre_sin_compra", "fecha": workspace.today().isoformat(), "modo": "VIVO"}
    workspace.save_evento(second, answers, {"motivo": "Ya no se necesita"})
    assert alerts(workspace, first) == []


def test_a_reason_is_kept_with_who_wrote_it_and_asked_again_when_the_sum_grows(workspace, aeo):
    first = bought(workspace, aeo, "Primera", "15000")
    bought(workspace, aeo, "Segunda", "15000")
    key = workspace.families(2026)[0].key
    with pytest.raises(Refused):
        workspace.explain_split(2026, key, {"motivo": ""})
    assert "juntas suman" in workspace.kept_standings([first])[first]["avisos"]
    workspace.explain_split(2026, key, {"motivo": "Los planes se aprobaron en fechas distintas"})
    assert alerts(workspace, first) == [("A4.juntar", "i")]
    assert "fechas distintas" in workspace.kept_standings([first])[first]["avisos"]
    kept = workspace.family_reason(2026, key)
    assert (kept["suma_centimos"], kept["persona"]) == (60_000_00, workspace.person["nombre"])
    bought(workspace, aeo, "Tercera", "100")
    assert alerts(workspace, first) == [("A4", "r")]
    workspace.undo()
    workspace.undo()
    workspace.undo()
    assert workspace.family_reason(2026, key) is None
    assert workspace.check() == []


def test_what_is_not_split_needs_no_reason(workspace, aeo):
    bought(workspace, aeo, "Primera", "100")
    with pytest.raises(Refused, match="no hace falta"):
        workspace.explain_split(2026, workspace.families(2026)[0].key, {"motivo": "Porque sí"})


def test_a_year_without_uit_raises_no_alarm_and_says_so(workspace, aeo):
    first = bought(workspace, aeo, "Primera", "20000", year="2027")
    bought(workspace, aeo, "Segunda", "20000", year="2027")
    assert alerts(workspace, first) == [("A4.juntar", "i")]
    assert "UIT de 2027" in str(workspace.families_note(2027))


def test_a_purchase_without_items_counts_by_its_name_and_estimate(workspace):
    for name in ("Molino de granos", "Molinos de granos"):
        workspace.save_compra({**FACTS, "nombre": name, "monto_estimado_centimos": "30,000.00"})
    assert [(each.split, each.centimos) for each in workspace.families(2026)] == [(True, 60_000_00)]
