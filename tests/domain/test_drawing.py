"""Drawings that screen and paper share: nothing falls outside, no words meet, and words tell the same as shapes."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain import drawing
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.drawing import (
    Drawing,
    Line,
    Mark,
    Rect,
    Text,
    cash_bars,
    days_bars,
    estimated,
    late_delivery,
    monthly_cash,
    season_calendar,
    source_shares,
    timeline,
    tornado,
    with_without,
)
from ayni.domain.drawing_compras import (
    PurchaseRow,
    days_by,
    gantt,
    milestones,
    moved,
    stacked,
    whole_window,
    zoomed,
)
from ayni.domain.drawing_etapas import stage_pictures
from ayni.domain.etapas import OFFICES, PHASES, STATES
from ayni.domain.evento import Event, read_datos
from ayni.domain.indicadores import compute
from ayni.domain.indicadores_compra import figures
from ayni.domain.presupuesto import totals
from ayni.domain.pronostico import Forecast, Method, Milestone
from ayni.domain.recorrido import Moment, Purchase, Segment, Stay
from ayni.domain.rentabilidad import read_case
from ayni.domain.seguimiento import Known, replay
from ayni.domain.sensibilidad import Sensitivity, Steps, trying
from ayni.job import finish
from ayni.paths import resource

CASE = json.loads((Path(__file__).parent.parent / "cases" / "inti_events.json").read_text("utf-8"))


def inti(on: date = date(2022, 7, 4)) -> Purchase:
    law = PurchaseLaw.from_data(json.loads(resource("rules/compras.json").read_text("utf-8")))
    events = [
        Event(
            id=f"e{place:02}",
            codigo=event["codigo"],
            fecha=event["fecha"],
            orden=place,
            registrado=f"{place:04}",
            datos=read_datos(event["datos"]),
            modo=event["modo"],
            inferido=event["inferido"],
        )
        for place, event in enumerate(CASE["events"])
    ]
    return replay(events, law, on, known=Known(planned_days=CASE["planned_days"], regime=CASE["regime"]))


def words(shapes: Drawing) -> list[str]:
    return [shape.words for shape in shapes.shapes if isinstance(shape, Text)]


def bars(shapes: Drawing, role: str | None = None) -> list[Rect]:
    kept = [shape for shape in shapes.shapes if isinstance(shape, Rect) and shape.role != drawing.LANE]
    return [shape for shape in kept if role in {None, shape.role}]


def box(text: Text) -> tuple[float, float, float, float]:
    wide = estimated(text.words, text.size, text.bold)
    left = {drawing.START: text.x, drawing.MIDDLE: text.x - wide / 2, drawing.END: text.x - wide}[text.anchor]
    return left, text.y - text.size * 0.75, left + wide, text.y + text.size * 0.1


def meeting(shapes: Drawing) -> list[tuple[str, str]]:
    """Pairs of words that overlap."""
    texts = [shape for shape in shapes.shapes if isinstance(shape, Text)]
    found = []
    for one, other in combinations(texts, 2):
        a, b = box(one), box(other)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
            found.append((one.words, other.words))
    return found


def outside(shapes: Drawing) -> list[object]:
    found: list[object] = []
    for shape in shapes.shapes:
        if isinstance(shape, Rect):
            edges = (shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
        elif isinstance(shape, Line):
            edges = (
                min(shape.x1, shape.x2),
                min(shape.y1, shape.y2),
                max(shape.x1, shape.x2),
                max(shape.y1, shape.y2),
            )
        elif isinstance(shape, Mark):
            half = shape.size / 2
            edges = (shape.x - half, shape.y - half, shape.x + half, shape.y + half)
        else:
            edges = box(shape)
        if edges[0] < -0.5 or edges[1] < -0.5 or edges[2] > shapes.width + 0.5 or edges[3] > shapes.height + 0.5:
            found.append(shape)
    return found


def test_the_inti_timeline_has_a_row_for_each_preparation_and_each_call():
    said = words(timeline(inti(), 500))
    assert said.count("Preparación") == 3  # two rows and the legend
    for failed in (1, 2, 3, 5):
        assert f"Convocatoria {failed}, desierta" in said
    assert {"Convocatoria 4", "Convocatoria 6", "Vuelta 1", "Vuelta 2", "2021", "2022"} <= set(said)
    assert {"120 días", "24 días", "28 días", "22 días", "4 días"} <= set(said)


def test_a_day_known_only_to_the_month_is_said_as_a_range_and_hatched():
    shapes = timeline(inti(), 500)
    assert "196–226 días" in words(shapes)
    assert any(bar.hatch for bar in bars(shapes, drawing.FAILED))


def test_the_overdue_part_of_a_contract_changes_its_role():
    shapes = timeline(inti(), 500)
    (term,) = bars(shapes, drawing.EXECUTION)[:1]
    overdue = [bar for bar in bars(shapes, drawing.FAILED) if bar.y == term.y]
    assert term.x + term.width == pytest.approx(min(bar.x for bar in overdue))


def test_the_plan_ends_where_its_days_end():
    shapes = timeline(inti(), 500)
    (planned,) = bars(shapes, drawing.PLANNED)
    preparation = bars(shapes, drawing.PREPARATION)[0]
    assert planned.width == pytest.approx(preparation.width)  # both 120 days


def test_the_alternative_tells_every_row():
    told = timeline(inti(), 500).alternative
    assert told.startswith("El plan daba 120 días.")
    assert "Convocatoria 3, desierta: del 26/07/2021 al 17/08/2021, 22 días." in told


@pytest.mark.parametrize("width", [320, 500, 900])
@pytest.mark.parametrize("second", ["", "quz"])
def test_no_words_of_the_timeline_meet(width, second):
    shapes = timeline(inti(), width, second=second)
    assert meeting(shapes) == []
    assert outside(shapes) == []


def test_the_timeline_fills_the_height_given_and_never_less_than_readable():
    assert timeline(inti(), 500, 320).height == pytest.approx(320, abs=30)
    assert timeline(inti(), 500, 40).height > 150


def test_the_oldest_rows_become_one_when_there_is_no_room():
    shapes = timeline(inti(), 500, 170, merge=True)
    said = words(shapes)
    assert "Antes" in said
    assert "Convocatoria 6" in said
    assert "Convocatoria 1, desierta" not in said
    assert shapes.height <= 180
    assert meeting(shapes) == []
    assert outside(shapes) == []


def test_a_purchase_without_days_says_so():
    nothing = replace(inti(), stays=(), segments=())
    shapes = timeline(nothing, 500)
    assert words(shapes) == [shapes.alternative] == ["Todavía no hay días que mostrar."]
    assert days_bars((), 500).height >= 1


def test_where_the_days_went_has_a_bar_for_each_stretch():
    shapes = days_bars(inti().segments, 500)
    said = words(shapes)
    for days in ("120 días", "74 días", "59 días", "60 días", "77–107 días", "42 días"):
        assert days in said
    assert meeting(shapes) == []
    assert outside(shapes) == []
    solid = sorted((bar.width for bar in bars(shapes) if not bar.hatch), reverse=True)
    assert solid[0] / solid[1] == pytest.approx(120 / 77, rel=0.01)


def test_cash_goes_up_for_what_comes_in_and_down_for_what_goes_out():
    flow = [Decimal(value) for value in (-132500, 28800, 52800, 67200, 67200, 67200)]
    shapes = cash_bars(flow, 240, 130)
    (out,) = bars(shapes, drawing.LOSS)
    gains = bars(shapes, drawing.GAIN)
    assert len(gains) == 5
    assert all(gain.y + gain.height == pytest.approx(out.y) for gain in gains)
    assert "-132,500" in words(shapes)
    assert meeting(shapes) == []
    assert outside(shapes) == []
    assert "Año 1: 28,800 soles." in shapes.alternative


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=12))
def test_any_cash_stays_inside_its_box(flow):
    assert outside(cash_bars([Decimal(value) for value in flow], 260, 140)) == []


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("finished", [False, True])
def test_every_state_has_its_stage(state, finished):
    shapes = stage_pictures(state, 500, finished=finished)
    black = [shape for shape in shapes.shapes if isinstance(shape, Rect) and shape.role == drawing.INK]
    assert len(black) == (not finished)
    assert shapes.alternative.count("aquí está la compra") == (not finished)
    assert shapes.alternative.count("hecho") + shapes.alternative.count("falta") == 5 - (not finished)
    assert meeting(shapes) == []
    assert outside(shapes) == []


def test_a_gloss_stands_beneath_and_words_still_do_not_meet():
    shapes = stage_pictures("CONVOCADO", 500, language="quz", second="es")
    assert meeting(shapes) == []


# the timeline with planned, revised and real days, the Gantt, where days go

LAW = PurchaseLaw.from_data(json.loads(resource("rules/compras.json").read_text("utf-8")))


def told(*given):
    """A purchase from (code, day, data)."""
    return replay(
        [
            Event(f"e{n}", codigo, fecha, n, registrado=f"2026-09-01T10:00:{n:02}", datos=datos)
            for n, (codigo, fecha, datos) in enumerate(given)
        ],
        LAW,
        date(2026, 9, 1),
        known=Known(planned_days=90),
    )


PUT_OFF = (
    ("requerimiento", "2026-01-05", {}),
    ("interaccion_mercado", "2026-01-10", {}),
    ("certificacion_solicitada", "2026-01-20", {}),
    ("certificacion_emitida", "2026-01-25", {"monto_centimos": 900}),
    ("expediente_aprobado", "2026-02-01", {}),
    ("convocatoria", "2026-02-10", {"fecha_ofertas": "2026-03-01"}),
    ("postergacion", "2026-02-20", {"fecha_nueva": "2026-03-15"}),
    ("bases_integradas", "2026-03-02", {}),
    ("ofertas_recibidas", "2026-03-16", {}),
    ("evaluacion", "2026-03-20", {}),
    ("buena_pro", "2026-03-25", {}),
    ("consentimiento", "2026-04-08", {}),
    ("requisitos_presentados", "2026-04-15", {}),
    ("contrato", "2026-04-20", {"plazo_dias": 30, "monto_centimos": 900}),
    ("ampliacion_solicitada", "2026-05-10", {"dias": 10}),
    ("ampliacion_resuelta", "2026-05-15", {"resultado": "CONCEDIDA", "dias": 10}),
    ("entrega_total", "2026-06-02", {}),
)


def test_what_was_planned_revised_and_real_stands_in_the_timeline():
    purchase = told(*PUT_OFF)
    assert [(each.what, each.kind, each.day.isoformat()) for each in milestones(purchase)] == [
        ("Ofertas", "previsto", "2026-03-01"),
        ("Ofertas", "revisado", "2026-03-15"),
        ("Ofertas", "real", "2026-03-16"),
        ("Entrega del proveedor", "previsto", "2026-05-20"),
        ("Entrega del proveedor", "revisado", "2026-05-30"),
        ("Entrega del proveedor", "real", "2026-06-02"),
    ]
    shapes = stacked(purchase, 700)
    for words in ("Ofertas: Fecha prevista, 01/03/2026.", "Entrega del proveedor: Fecha revisada, 30/05/2026."):
        assert words in shapes.alternative
    assert {mark.shape for mark in shapes.shapes if isinstance(mark, Mark)} == {
        drawing.DIAMOND, drawing.TRIANGLE, drawing.CIRCLE,
    }  # fmt: skip
    assert meeting(shapes) == []
    assert outside(shapes) == []


def test_a_term_that_was_not_granted_moves_no_date():
    refused = [*PUT_OFF[:15], ("ampliacion_resuelta", "2026-05-15", {"resultado": "DENEGADA"}), PUT_OFF[-1]]
    assert "revisado" not in {each.kind for each in milestones(told(*refused)) if each.what.startswith("Entrega")}


@given(factor=st.floats(0.2, 8), middle=st.floats(-1, 2), days=st.integers(-2000, 2000), times=st.integers(0, 5))
def test_however_one_zooms_the_window_stays_inside_and_nothing_falls_outside(factor, middle, days, times):
    purchase = inti()
    whole = whole_window(purchase)
    window = whole
    for _ in range(times):
        window = moved(zoomed(window, whole, factor, middle), whole, days)
    assert whole[0] <= window[0] < window[1] <= whole[1]
    shapes = stacked(purchase, 700, window=window)
    assert outside(shapes) == []


def test_nearer_shows_fewer_days_and_farther_all_of_them_again():
    whole = whole_window(inti())
    near = zoomed(whole, whole, 4)
    assert near[1] - near[0] < whole[1] - whole[0]
    assert zoomed(near, whole, 0.01) == whole


@pytest.mark.parametrize("second", ["", "quz"])
def test_the_gantt_shows_the_plan_the_real_the_likely_and_the_campaign(second):
    ends = Forecast(handing=Milestone(date(2022, 12, 30), date(2023, 2, 14)))
    rows = [
        PurchaseRow("Cuatro máquinas para cacao", inti(), ends, date(2022, 12, 1), lost=True),
        PurchaseRow("Plantones", told(*PUT_OFF), None, None),
        PurchaseRow("Sin pedir", told(), None, date(2022, 12, 1)),
    ]
    shapes = gantt(rows, date(2022, 7, 4), 700, labels=STATES, second=second)
    for words in ("Cuatro máquinas para cacao: Convocatoria publicada", "entre el 30/12/2022 y el 14/02/2023"):
        assert words in shapes.alternative
    assert "Campaña: 01/12/2022." in shapes.alternative
    assert "Campaña perdida" in {shape.words for shape in shapes.shapes if isinstance(shape, Text)}
    assert meeting(shapes) == []
    assert outside(shapes) == []


def test_a_plan_without_purchases_says_so():
    assert gantt([], date(2022, 7, 4), 700, labels=STATES).alternative == "Todavía no hay días que mostrar."


def test_where_the_days_go_adds_up_by_stage_and_by_office():
    method = Method.from_data(json.loads(resource("rules/compras.json").read_text("utf-8"))["forecast"])
    counted = [figures(purchase, LAW, method) for purchase in (inti(), told(*PUT_OFF))]
    whole = sum(each.elapsed for each in counted)
    assert sum(sum(each.phases.values()) for each in counted) == whole
    shapes = days_by(counted, 600, labels=OFFICES)
    assert shapes.alternative.startswith("Por etapa:")
    stage, office = shapes.alternative.split("Por oficina:")
    for part in (stage, office):
        found = [int(word.replace(",", "")) for word in re.findall(r": ([\d,]+) días", part)]
        assert sum(found) == whole
    assert all(str(PHASES[phase]) in stage for each in counted for phase in each.phases)
    assert meeting(shapes) == []
    assert outside(shapes) == []


@given(
    st.lists(st.tuples(st.sampled_from(sorted(STATES)), st.integers(0, 200), st.booleans()), min_size=1, max_size=30),
    st.integers(0, 400),
)
def test_any_purchase_can_be_drawn(steps, planned):
    day, stays, attempt = date(2020, 1, 31), [], 0
    for state, days, inferred in steps:
        attempt += state == "CONVOCADO"
        end = day + timedelta(days=days)
        stays.append(Stay(state, Moment.exact(day), Moment.exact(end), 1, attempt, inferred))
        day = end
    segment = Segment("CONVOCATORIAS", Moment.exact(date(2020, 1, 31)), Moment.exact(day), 1, (1,), 1)
    purchase = Purchase(day, "CONVOCADO", False, 1, attempt, attempt, (), (), tuple(stays), (segment,),
                        planned_days=planned)  # fmt: skip
    shapes = timeline(purchase, 480)
    assert outside(shapes) == []
    assert meeting(shapes) == []
    assert all(shape.role in drawing.ROLES for shape in shapes.shapes)


FINANCE = Path(__file__).parent.parent / "cases" / "finance"
PLANS = {
    name: read_case((FINANCE / f"{name}.json").read_text("utf-8"))
    for name in ("own_P1_procompite", "own_S1", "own_S2", "own_S3", "own_S4", "own_S5")
}
P1 = PLANS["own_P1_procompite"]
SOURCES = ("cofinanciamiento_centimos", "monetaria_centimos", "valorizada_centimos")


def tried(name: str) -> Sensitivity:
    return finish(trying(PLANS[name], Steps.from_data(json.loads(resource("rules/plan.json").read_text("utf-8")))))


def pictures(name: str, width: float, second: str = "") -> dict[str, Drawing]:
    case, found, given = PLANS[name], tried(name), {"second": second}
    indicators = compute(case)
    return {
        "tornado": tornado(found, "all", width, **given),
        "tornado of the members": tornado(found, "applicant", width, **given),
        "cash": monthly_cash(indicators.monthly_24, indicators.cumulative_24, width, 175, **given),
        "seasons": season_calendar(case.with_plan.blocks, case.start_month, width, **given),
        "with and without": with_without(case, width, 175, **given),
        "late": late_delivery(found, width, 175, **given),
    }


@pytest.mark.parametrize("second", ["", "quz"])
@pytest.mark.parametrize("width", [360, 520])
@pytest.mark.parametrize("name", PLANS)
def test_no_picture_of_a_plan_leaves_its_box_and_each_has_its_words(name, width, second):
    for kind, shapes in pictures(name, width, second).items():
        assert outside(shapes) == [], kind
        assert len(shapes.alternative) > 40, kind


def test_the_tornado_has_a_bar_for_each_condition_the_worst_first():
    shapes = tornado(tried("own_P1_procompite"), "all", 500)
    amounts = [text.words for text in shapes.shapes if isinstance(text, Text) and text.bold and text.anchor == "end"]
    assert amounts == ["63,976", "-2,446", "17,480", "17,480", "37,476", "42,547", "44,049", "59,650"]
    assert len(bars(shapes, drawing.LOSS)) == 1
    assert len(bars(shapes, drawing.GAIN)) == 6
    assert "Los precios bajan 10 %: VAN de 17,480 soles." in shapes.alternative


def test_the_hole_of_the_cash_box_is_named_with_its_month():
    found = compute(P1)
    shapes = monthly_cash(found.monthly_24, found.cumulative_24, 500, 175)
    assert "Aquí faltan S/ 8,000.00: mes 2" in words(shapes)
    assert len([bar for bar in bars(shapes) if bar.role in {drawing.GAIN, drawing.LOSS}]) == 24


def test_a_cash_box_that_is_never_empty_says_so():
    months = [Decimal(10)] * 24
    shapes = monthly_cash(months, [Decimal(10) * month for month in range(1, 25)], 500, 175)
    assert "La caja nunca queda por debajo de cero." in words(shapes)


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=24))
def test_any_cash_by_months_stays_inside_its_box(flow):
    balances = [Decimal(sum(flow[: place + 1])) for place in range(len(flow))]
    assert outside(monthly_cash([Decimal(value) for value in flow], balances, 420, 175)) == []


def test_the_season_calendar_begins_in_the_month_of_the_plan_and_tells_when_money_comes():
    shapes = season_calendar(P1.with_plan.blocks, 3, 500)
    assert words(shapes)[1:13] == [
        "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic", "ene", "feb",
    ]  # fmt: skip
    assert "Se cobra: mayo, agosto, noviembre, febrero." in shapes.alternative
    assert "Se gasta para producir: todo el año." in shapes.alternative


def test_with_and_without_show_what_is_left_each_year():
    shapes = with_without(P1, 500, 175)
    assert "Año 3: Sin el plan, 7,200 soles; Con el plan, 74,400 soles." in shapes.alternative


def test_the_shares_of_the_sources_fill_the_bar():
    rows = [
        {
            "componente": line.component,
            "cantidad": str(line.quantity),
            "precio_unitario": str(line.unit_cost),
            **dict(zip(SOURCES, (int(part * 100) for part in (line.cofin, line.cm, line.cnm)), strict=True)),
        }
        for line in P1.budget.lines
    ]
    shapes = source_shares(totals(rows), 500)
    assert outside(shapes) == []
    first = [bar for bar in bars(shapes) if bar.y < 16]
    assert [round(bar.width / sum(one.width for one in first), 4) for bar in first] == [0.7736, 0.0755, 0.1509]
    assert "Cofinanciamiento: S/ 102,500.00 (77.36 %)." in shapes.alternative


def test_a_budget_without_rows_is_drawn_too():
    assert outside(source_shares(totals([]), 400)) == []
