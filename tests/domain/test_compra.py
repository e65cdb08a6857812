"""Purchases: tables, relation, replay, guards, corrections, penalty, status and the file of the command line."""

import json
import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ayni.domain.compra import COMPRA, EVENTO, EXTRA
from ayni.domain.compra_archivo import purchase_json, read_file, replay_json
from ayni.domain.compra_estado import attempt_text, status_sentences
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.compra_registro import check_event
from ayni.domain.dates import Calendar
from ayni.domain.etapas import EVENTS, OFFICES, PHASES, STATES
from ayni.domain.evento import Event, datos_text, event_from_row, read_datos, read_extra, shown_extra
from ayni.domain.fields import problems
from ayni.domain.recorrido import SEGMENTS, WHO_COULD_ACT
from ayni.domain.seguimiento import Known, next_order, replay

HERE = Path(__file__).parents[1]
RULES = HERE.parent / "resources" / "rules"
INTI = json.loads((HERE / "cases" / "inti_events.json").read_text("utf-8"))


def _rows(name):
    return json.loads((RULES / name).read_text("utf-8"))


CALENDAR = Calendar.from_rules([row for row in _rows("feriados.json")["rules"] if row["group"] == "holiday"])
LAW = PurchaseLaw.from_data(_rows("compras.json"), CALENDAR, _rows("uit.json")["rules"])
BARE_LAW = PurchaseLaw.from_data(_rows("compras.json"))
QUIET = replace(LAW, alerts={})  # without the clocks, which have tests of their own
CUT = date(2022, 7, 4)
TODAY = date(2026, 9, 14)


def inti(on=CUT, events=None, law=LAW):
    case = read_file(INTI, LAW)[0]
    return replay(events or case.events, law, on, known=Known(planned_days=120, regime="L30225"))


def inti_events():
    return list(read_file(INTI, LAW)[0].events)


def story(text, **extra):
    """Events from lines such as "2026-03-02 requerimiento"; `extra` gives the data of each kind."""
    found = []
    for place, line in enumerate(filter(None, text.splitlines()), start=1):
        fecha, codigo = line.split()
        datos = extra.get(codigo, {})
        found.append(Event(f"e{place:02}", codigo, fecha, place, datos=datos, modo="TARDIO", regimen=""))
    return found


TO_CALL = """
2026-03-02 requerimiento
2026-03-09 interaccion_mercado
2026-03-16 certificacion_solicitada
2026-03-20 certificacion_emitida
2026-03-27 expediente_aprobado
2026-04-06 convocatoria
"""
TO_CONTRACT = (
    TO_CALL
    + """
2026-05-04 buena_pro
2026-05-13 consentimiento
2026-05-20 contrato
"""
)
TERMS = {"plazo_dias": 30, "monto_centimos": 6_000_000}


def live(codigo, fecha="2026-09-14", datos=None, **rest):
    return Event("nuevo", codigo, fecha, datos=datos or {}, **rest)


def said(verdict):
    return {problem.field: problem.text for problem in verdict.problems}


# The tables and the relation.


def test_the_relation_has_the_states_and_events_of_the_specification():
    assert list(LAW.states) == list(STATES)
    assert len(LAW.states) == 28
    assert len(LAW.machine.moves) == 46
    assert set(LAW.machine.moves) | LAW.records == set(EVENTS)


def test_every_state_can_be_reached_and_only_the_last_has_no_way_out():
    reached, queue = {"BORRADOR"}, ["BORRADOR"]
    while queue:
        here = queue.pop()
        for codigo in LAW.allowed(here):
            target = LAW.target(here, codigo)
            targets = {"*": LAW.stages, "ORIGEN": LAW.origins.values(), "=": [here]}.get(target, [target])
            for there in set(targets) - reached:
                reached.add(there)
                queue.append(there)
    assert reached == set(STATES)
    assert [state for state in STATES if not LAW.allowed(state)] == ["TRANSFERIDO"]


def test_what_the_data_name_has_a_label():
    assert set(LAW.offices) == set(OFFICES)
    assert {row.phase for row in LAW.states.values()} == set(PHASES)
    assert {row.holder for row in LAW.states.values()} | {row.then for row in LAW.states.values()} <= {"", *OFFICES}
    assert {row.next for row in LAW.states.values()} <= {"", *EVENTS}
    assert set(LAW.acting.values()) <= set(OFFICES)
    assert set(SEGMENTS) == set(WHO_COULD_ACT)


def test_the_next_step_of_a_state_is_one_that_it_allows():
    for state, row in LAW.states.items():
        assert not row.next or row.next in LAW.allowed(state), state


def test_extra_data_belong_to_known_events():
    assert set(EXTRA) <= set(EVENTS)


def test_a_municipality_names_its_own_offices():
    data = _rows("compras.json") | {"labels": {"GERENCIA_MUNICIPAL": "Gerencia General"}}
    assert PurchaseLaw.from_data(data).label("GERENCIA_MUNICIPAL") == "Gerencia General"
    assert LAW.label("GERENCIA_MUNICIPAL") == "Gerencia municipal"


@pytest.mark.parametrize(
    ("day", "regime"), [("2025-04-21", "L30225"), ("2025-04-22", "L32069"), ("2026-01-14", "L32069_DS001")]
)
def test_the_day_of_the_call_chooses_the_regime(day, regime):
    assert LAW.regime_on(date.fromisoformat(day)) == regime


def test_a_figure_that_the_data_lack_is_not_borrowed():
    assert LAW.number("legal_wait.CONVOCADO", CUT, "L30225", "SUBASTA_INVERSA") is None
    assert LAW.number("no_such_figure", CUT) is None


def test_a_purchase_without_its_name_is_told_so():
    found = problems(COMPRA, {"objeto": "BIEN", "aeo": "a1", "modalidad": "AGRUPADA", "year": "26"}, TODAY)
    assert [(problem.field, problem.text) for problem in found] == [
        ("nombre", "Falta este dato."),
        ("year", "Escriba el año con cuatro números, por ejemplo 2026."),
    ]


def test_an_event_is_never_merged_by_parts():
    assert {field.merge for field in EVENTO} == {"event"}


def test_an_event_survives_its_row():
    event = Event("x", "contrato", "2021-10", 2, datos={"plazo_dias": "60"}, inferido=True, modo="IMPORTADO")
    row = {
        "id": "x",
        "codigo": "contrato",
        "fecha": "2021-10",
        "orden": "2",
        "datos": datos_text(event.datos | {"numero": "", "ruc": None}),
        "modo": "IMPORTADO",
        "inferido": "si",
        "acto_ya_emitido": "no",
        "nota": None,
    }
    assert event_from_row(row) == event
    assert read_datos("{broken") == {} == read_datos("[1]")


def test_extra_data_are_read_as_typed_and_shown_as_people_read_them():
    values, found = read_extra("contrato", {"monto_centimos": "103,000.00", "plazo_dias": "60"}, TODAY)
    assert (values, found) == ({"monto_centimos": 10_300_000, "plazo_dias": "60"}, [])
    assert shown_extra("contrato", values) == [("Monto", "S/ 103,000.00"), ("Plazo de entrega en días", "60")]
    assert [problem.field for problem in read_extra("contrato", {"plazo_dias": "0"}, TODAY)[1]] == ["plazo_dias"]


# The case of Inti.


def test_the_inti_purchase_replays_to_what_was_published():
    out, wrong = replay_json(INTI, CUT, LAW)
    assert not wrong
    expected = dict(INTI["expected"])
    assert expected.pop("elapsed_on") == {
        day: replay_json(INTI, date.fromisoformat(day), LAW)[0]["elapsed_days"] for day in ("2022-06-30", "2022-07-04")
    }
    assert {name: out[name] for name in expected} == expected


def test_the_stretches_of_inti_say_how_many_days_and_of_whom():
    assert [
        (str(segment.label), segment.days, str(segment.span.text), WHO_COULD_ACT[segment.kind][0])
        for segment in inti().segments
    ] == [
        ("Del requerimiento a la primera convocatoria", 120, "120 días", "GDE"),
        ("Convocatorias 1 a 3, desiertas", 74, "74 días", "EVALUADOR"),
        ("De la convocatoria 4 a la buena pro", 59, "59 días", "EVALUADOR"),
        ("Plazo de entrega acordado", 60, "60 días", "CONTRATISTA"),
        ("Atraso en la entrega", 107, "77–107 días", "LOGISTICA"),
        ("Vuelta al inicio, hasta otra convocatoria", 53, "53–83 días", "GDE"),
        ("Convocatorias 5 a 6", 42, "42 días", "EVALUADOR"),
    ]
    shares = [segment["share_pct"] for segment in purchase_json(inti(), LAW)["segments"]]
    assert shares == [23.3, 14.4, 11.5, 11.7, 20.8, 10.3, 8.2]


def test_the_days_of_inti_stand_with_the_offices_that_held_it():
    assert inti().office_days == {"LOGISTICA": 280, "EVALUADOR": 175, "CONTRATISTA": 60}


def test_inti_is_annulled_for_what_is_no_ground_of_nullity():
    step = next(step for step in inti().steps if step.event.codigo == "nulidad_contrato")
    assert [(mark.code, mark.article) for mark in step.marks] == [("G6", "TUO de la Ley 30225, art. 44.2")]
    assert str(step.marks[0].sentence) == (
        "Que el proveedor no entregue no es causa de nulidad: corresponde resolver el contrato."
    )


def test_the_penalty_of_inti_reaches_its_maximum_with_and_without_the_extension():
    penalty = inti().penalty
    assert penalty is not None
    assert penalty.extended is not None
    assert (penalty.daily_centimos, penalty.cap_date, penalty.late_days) == (42_917, date(2022, 1, 7), 107)
    assert (penalty.accrued_centimos, penalty.cap_centimos, penalty.in_force) == (1_030_000, 1_030_000, False)
    assert (penalty.extended.daily_centimos, penalty.extended.cap_date) == (48_471, date(2022, 1, 30))
    assert penalty.extended.due == date(2022, 1, 8)


def test_under_the_present_law_the_longer_term_keeps_its_factor():
    events = inti_events()
    other = replay(events, LAW, date(2022, 3, 1), known=Known(regime="L32069")).penalty
    assert other is not None
    assert other.extended is not None
    assert (other.extended.daily_centimos, other.extended.cap_date) == (30_294, date(2022, 2, 11))


def test_while_inti_waits_the_alerts_say_what_to_do():
    before, after = inti(date(2022, 1, 29), law=QUIET), inti(date(2022, 1, 30), law=QUIET)
    assert [alert.code for alert in before.alerts if alert.level == "r"] == ["PLAN", "A13", "A14"]
    assert [alert.code for alert in after.alerts] == ["PLAN", "A13", "A14", "A15"]
    assert after.alerts[-1].offer == "resolucion_contrato"
    assert [(alert.code, alert.days) for alert in inti(law=QUIET).alerts] == [("PLAN", 395)]
    assert not [alert for alert in inti(date(2021, 6, 4)).alerts if alert.code == "PLAN"]


def test_a_failed_call_without_another_raises_an_alert():
    until_failed = [event for event in inti_events() if event.fecha <= "2021-07-25"]
    assert [alert.code for alert in replay(until_failed, QUIET, date(2021, 8, 30)).alerts] == ["A8", "A9"]
    assert [alert.code for alert in replay(until_failed, QUIET, date(2021, 7, 27)).alerts] == ["A9"]
    unreported = [(alert.code, alert.level) for alert in replay(until_failed, QUIET, date(2021, 8, 2)).alerts]
    assert unreported == [("A9", "r"), ("A8", "a")]


def test_the_producers_are_told_plainly():
    assert [str(sentence) for sentence in status_sentences(inti(), LAW)] == [
        "Su compra está en la convocatoria 6, desde 30/06/2022.",
        "La tiene: Comité o evaluadores, desde 23/05/2022.",
        "Tiempo desde el pedido: 515 días.",
        "El plan era de 120 días.",
        "Convocatorias desiertas: 4.",
        "La compra volvió a empezar. Va por la vuelta 2.",
        "Sigue: Recepción de ofertas.",
    ]
    assert str(attempt_text(inti())) == "Convocatoria 6, la número 2 del ciclo 2"
    months = [str(sentence) for sentence in status_sentences(inti(date(2022, 4, 15)), LAW)]
    assert months[0] == "Cómo está su compra: Pedido enviado, sin respuesta, desde marzo 2022."
    assert [str(sentence) for sentence in status_sentences(replay([], LAW, CUT), LAW)] == [
        "El pedido todavía no fue enviado."
    ]


# Replay.


def test_an_award_before_any_request_is_kept_marked_and_moves_nothing():
    purchase = replay([Event("a", "buena_pro", "2021-10-15")], LAW, CUT)
    assert (purchase.state, purchase.marks, purchase.elapsed_days) == ("BORRADOR", ("FUERA_DE_SECUENCIA",), 0)


def test_events_after_the_day_asked_are_left_out():
    assert inti(date(2021, 6, 4)).attempts == 1
    assert inti(date(2021, 2, 3)).state == "BORRADOR"


def test_a_month_goes_before_the_event_that_had_to_follow_it():
    events = [
        *story(TO_CALL),
        Event("m", "desierto", "2026-05", 7, datos={"causa": "SIN_OFERTAS"}, modo="TARDIO"),
        Event("n", "convocatoria", "2026-05-18", 8, modo="TARDIO"),
    ]
    purchase = replay(events, LAW, date(2026, 6, 1))
    assert (purchase.state, purchase.attempts, purchase.marks) == ("CONVOCADO", 2, ())
    assert purchase.dwell_days["DESIERTO"] == 1
    step = next(step for step in purchase.steps if step.event.id == "m")
    assert step.moment is not None
    assert (step.moment.low, step.moment.day, step.moment.high) == (
        date(2026, 5, 1),
        date(2026, 5, 17),
        date(2026, 5, 18),
    )


def test_a_month_that_has_not_ended_counts_until_today():
    events = [*story(TO_CALL), Event("m", "buena_pro", "2026-05", 7, modo="TARDIO")]
    purchase = replay(events, LAW, date(2026, 5, 10))
    assert (purchase.state, purchase.elapsed_days) == ("BUENA_PRO", 69)
    assert purchase.state_since == "2026-05"


def test_an_appeal_that_is_denied_returns_to_where_it_came_from():
    failed = story(TO_CALL + "2026-05-04 desierto\n2026-05-06 apelacion\n2026-06-01 apelacion_infundada")
    awarded = story(TO_CALL + "2026-05-04 buena_pro\n2026-05-06 apelacion\n2026-06-01 apelacion_infundada")
    assert replay(failed, LAW, TODAY).state == "DESIERTO"
    assert replay(awarded, LAW, TODAY).state == "CONSENTIDO"


def test_a_return_to_a_published_stage_goes_on_with_the_same_call():
    back = story(
        TO_CALL + "2026-05-04 buena_pro\n2026-05-06 nulidad_procedimiento",
        nulidad_procedimiento={"retrotrae_a": "CONVOCADO"},
    )
    purchase = replay(back, LAW, TODAY)
    assert (purchase.state, purchase.cycle, purchase.attempts, purchase.attempt_in_cycle) == ("CONVOCADO", 2, 1, 1)


def test_one_delivery_of_several_does_not_move_the_purchase():
    events = story(TO_CONTRACT + "2026-06-01 conformidad", contrato=TERMS, conformidad={"alcance": "PARCIAL"})
    purchase = replay(events, LAW, TODAY)
    assert (purchase.state, purchase.marks) == ("EN_EJECUCION", ())


def test_the_days_end_when_the_producers_receive():
    events = story(
        TO_CONTRACT
        + "2026-06-10 entrega_total\n2026-06-15 conformidad\n2026-06-20 pago\n2026-07-01 entrega_aeo\n"
        + "2026-08-01 liquidacion_plan",
        contrato=TERMS,
        entrega_aeo={"contrapartida_verificada": "si"},
    )
    purchase = replay(events, LAW, TODAY, known=Known(planned_days=60))
    assert (purchase.state, purchase.elapsed_days, purchase.ratio) == ("LIQUIDADO", 121, Decimal("2.02"))
    assert sum(purchase.dwell_days.values()) == 121 == sum(segment.days for segment in purchase.segments)
    assert purchase.penalty is not None
    assert purchase.penalty.late_days == 0
    assert [str(segment.label) for segment in purchase.segments][-3:] == [
        "Plazo de entrega acordado",
        "Revisión de lo entregado",
        "Pago y entrega a la organización",
    ]


def test_an_unknown_event_is_kept_and_not_counted():
    purchase = inti(events=[*inti_events(), Event("z", "telepatia", "2022-01-01")])
    assert (purchase.state, purchase.marks) == ("CONVOCADO", ("CODIGO_DESCONOCIDO", "G6"))


def test_the_same_event_twice_counts_once_and_a_different_twin_is_set_aside():
    events = inti_events()
    assert inti(events=[*events, events[0]]) == inti()
    twin = replace(events[0], fecha="2020-01-01", registrado="2026")
    assert inti(events=[*events, twin]).elapsed_days == 515
    assert "ID_REPETIDO" in inti(events=[*events, twin]).marks


def test_a_closed_purchase_waits_for_a_new_request():
    events = story(TO_CALL + "2026-05-04 desierto\n2026-05-20 cierre_sin_compra")
    closed = replay(events, LAW, TODAY)
    assert (closed.closed, closed.next_events, closed.elapsed_days) == (True, ("nuevo_requerimiento",), 79)
    assert [str(sentence) for sentence in status_sentences(closed, LAW)] == [
        "La compra se cerró sin comprar.",
        "Tiempo desde el pedido: 79 días.",
    ]
    again = replay([*events, Event("n", "nuevo_requerimiento", "2026-06-01")], LAW, TODAY)
    assert (again.closed, again.state) == (False, "REQUERIMIENTO")


def test_without_a_calendar_working_days_are_not_invented():
    purchase = replay(inti_events(), BARE_LAW, CUT)
    assert (purchase.working_days, purchase.elapsed_days) == (None, 515)
    assert inti().working_days == CALENDAR.working_days(date(2021, 2, 4), CUT)


# Corrections.


def correction(target, accion, registrado="2026-01-02", given=None, name="r1"):
    datos = {"evento_id": target, "accion": accion, "motivo": "se copió mal la fecha", "datos": given or {}}
    return Event(name, "rectificacion", "2026-01-02", registrado=registrado, datos=datos)


def test_a_wrong_date_is_corrected_and_the_old_one_stays_visible():
    events = inti_events()
    first = events[0]
    wrong = [replace(first, fecha="2021-02-14"), *events[1:]]
    assert inti(events=wrong).elapsed_days == 505
    mended = inti(events=[*wrong, correction(first.id, "REEMPLAZAR", given={"fecha": "2021-02-04"})])
    assert (mended.elapsed_days, mended.dwell_days) == (515, inti().dwell_days)
    step = next(step for step in mended.steps if step.event.id == first.id)
    assert step.typed is not None
    assert (step.typed.fecha, step.event.fecha) == ("2021-02-14", "2021-02-04")


def test_an_annulled_event_stays_struck_through_and_counts_nothing():
    events = inti_events()
    purchase = inti(events=[*events, correction(events[-1].id, "ANULAR")])
    assert (purchase.state, purchase.attempts) == ("DESIERTO", 5)
    assert [step.event.id for step in purchase.steps if step.annulled] == [events[-1].id]


def test_of_two_corrections_the_later_rules_and_both_are_shown():
    events = inti_events()
    both = [
        correction(events[0].id, "REEMPLAZAR", "2026-01-02", {"fecha": "2021-01-04"}, "r1"),
        correction(events[0].id, "REEMPLAZAR", "2026-01-03", {"fecha": "2021-02-05"}, "r2"),
    ]
    purchase = inti(events=[*both[::-1], *events])
    assert purchase.elapsed_days == 514
    step = next(step for step in purchase.steps if step.event.id == events[0].id)
    assert [event.id for event in step.corrections] == ["r1", "r2"]
    assert "DOS_CORRECCIONES" in purchase.marks


def test_a_correction_can_be_taken_back():
    events = inti_events()
    first = correction(events[-1].id, "ANULAR", "2026-01-02", name="r1")
    second = correction("r1", "ANULAR", "2026-01-03", name="r2")
    assert inti(events=[*events, first, second]).state == "CONVOCADO"


def test_extra_data_are_corrected_one_by_one():
    events = inti_events()
    contract = next(event for event in events if event.codigo == "contrato")
    mended = inti(events=[*events, correction(contract.id, "REEMPLAZAR", given={"datos": {"plazo_dias": 90}})])
    assert mended.penalty is not None
    assert (mended.penalty.due, mended.penalty.amount_centimos) == (date(2022, 1, 13), 10_300_000)


def test_a_correction_says_which_events_it_would_displace():
    events = inti_events()
    calls = [event for event in events if event.codigo == "convocatoria"]
    verdict = check_event(events, correction(calls[0].id, "ANULAR"), LAW, TODAY, known=Known(regime="L30225"))
    assert not verdict.problems
    assert verdict.displaced
    nobody = check_event(events, correction("nadie", "ANULAR"), LAW, TODAY)
    assert said(nobody) == {"evento_id": "No se encuentra el registro que se corrige."}
    short = correction(calls[0].id, "REEMPLAZAR", given={"fecha": "2021-02-31"})
    short = replace(short, datos={**short.datos, "motivo": "mal"})
    assert said(check_event(events, short, LAW, TODAY)) == {
        "motivo": "Explique el motivo con 10 letras o más.",
        "fecha": "Esta fecha no existe. Escriba día, mes y año.",
    }


# Registering an event.


def test_a_live_event_outside_the_relation_is_refused_with_what_can_be_done():
    requested = story("2026-03-02 requerimiento")
    verdict = check_event(requested, live("convocatoria", regimen="L32069_DS001"), LAW, TODAY)
    assert said(verdict)["codigo"] == (
        "La compra está en «Pedido enviado, sin respuesta». Ahora se puede registrar: Observación del requerimiento, "
        "No objeción, Consulta al mercado."
    )
    assert verdict.missing == (
        "interaccion_mercado",
        "certificacion_solicitada",
        "certificacion_emitida",
        "expediente_aprobado",
    )


def test_a_late_event_outside_the_relation_is_only_marked():
    verdict = check_event([], live("buena_pro", modo="TARDIO"), LAW, TODAY)
    assert (verdict.problems, [mark.code for mark in verdict.marks]) == ((), ["FUERA_DE_SECUENCIA"])


def test_a_live_event_before_another_is_told_to_be_late():
    verdict = check_event(story(TO_CALL), live("desierto", "2026-03-10", {"causa": "PLAZO"}), LAW, TODAY)
    assert "modo" in said(verdict)


@pytest.mark.parametrize(
    ("event", "field", "sentence"),
    [
        (live("desierto", datos={}), "causa", "Falta la causa por la que quedó desierta."),
        (live("desierto", datos={}, modo="TARDIO"), "causa", "Falta la causa por la que quedó desierta."),
        (live("desierto", datos={"causa": "OTRA"}), "causa_texto", "Explique la otra causa con sus palabras."),
        (
            live("desierto", datos={"causa": "NO_CONSTA"}),
            "causa",
            "Diga la causa. «No consta» es solo para lo que viene de un archivo.",
        ),
        (
            live("nulidad_procedimiento"),
            "retrotrae_a",
            "Falta decir a qué etapa vuelve la compra. (Ley 32069, art. 70)",
        ),
        (
            live("nulidad_procedimiento", datos={"retrotrae_a": "BUENA_PRO"}),
            "retrotrae_a",
            "La compra no puede volver a una etapa a la que todavía no llegó. (Ley 32069, art. 70)",
        ),
        (live("buena_pro", "2026-09-15"), "fecha", "Esta fecha todavía no ha llegado."),
        (live("buena_pro", "2026-02-31"), "fecha", "Esta fecha no existe. Escriba día, mes y año."),
        (live("buena_pro", datos={"monto_centimos": 0}), "monto_centimos", "Escriba un número mayor que cero."),
        (live("telepatia"), "codigo", "Elija de la lista qué pasó con la compra."),
    ],
)
def test_what_can_never_be_registered(event, field, sentence):
    assert said(check_event(story(TO_CALL), event, LAW, TODAY))[field] == sentence


def test_an_imported_failed_call_may_lack_its_cause():
    assert not check_event(story(TO_CALL), live("desierto", modo="IMPORTADO"), LAW, TODAY).problems


def test_a_date_before_the_programme_existed_is_refused():
    verdict = check_event([], live("requerimiento", "2009-02-28"), LAW, TODAY)
    assert said(verdict) == {"fecha": "La fecha no puede ser anterior al 01/03/2009."}


def test_a_call_says_its_law():
    ready = story(TO_CALL)[:-1]
    nomenclature = {"nomenclatura": "LP-ABR-23-2026-MPSC-1"}
    verdict = check_event(ready, live("convocatoria", datos=nomenclature), LAW, TODAY)
    assert said(verdict) == {
        "regimen": "Falta la ley con que se convoca. El 14/09/2026 regía: Ley 32069 con el DS 001-2026-EF."
    }
    other = check_event(ready, live("convocatoria", datos=nomenclature, regimen="L30225"), LAW, TODAY)
    assert (other.problems, [mark.code for mark in other.marks]) == ((), ["REGIMEN"])


def test_a_supplier_who_does_not_deliver_is_no_ground_of_nullity():
    running = story(TO_CONTRACT, contrato=TERMS)
    datos = {"motivo": "NO_ENTREGO", "retrotrae_a": "REQUERIMIENTO"}
    verdict = check_event(running, live("nulidad_contrato", datos=datos), LAW, TODAY)
    assert said(verdict)["motivo"].startswith("Que el proveedor no entregue no es causa de nulidad")
    assert (verdict.offer, verdict.marks[0].article) == ("resolucion_contrato", "Ley 32069, art. 71")
    bare = check_event(running, live("nulidad_contrato", datos=datos, acto_ya_emitido=True), LAW, TODAY)
    assert set(said(bare)) == {"documento", "nota"}
    issued = live("nulidad_contrato", datos=datos, acto_ya_emitido=True, documento="RA 12-2026", nota="ya notificada")
    kept = check_event(running, issued, LAW, TODAY)
    assert (kept.problems, [mark.code for mark in kept.marks]) == ((), ["G6"])
    lawful = live("nulidad_contrato", datos={"motivo": "DOCUMENTO_FALSO", "retrotrae_a": "CONVOCADO"})
    assert not check_event(running, lawful, LAW, TODAY).problems


def test_a_lost_award_names_who_follows():
    consented = story(TO_CONTRACT)[:-1]
    verdict = check_event(consented, live("perdida_buena_pro"), LAW, TODAY)
    assert verdict.offer == "desierto"
    assert "siguiente" in said(verdict)


def test_a_contract_is_resolved_when_the_maximum_penalty_was_reached():
    running = story(TO_CONTRACT, contrato=TERMS)
    early = check_event(running, live("resolucion_contrato", "2026-06-22"), LAW, date(2026, 6, 22))
    assert "causal" in said(early)
    assert not check_event(running, live("resolucion_contrato", "2026-07-15"), LAW, date(2026, 7, 15)).problems
    warned = [*running, Event("w", "apercibimiento", "2026-06-22", datos={"dias": 3})]
    late = live("resolucion_contrato", "2026-06-26")
    assert not check_event(warned, late, LAW, date(2026, 6, 26)).problems


def test_a_late_answer_to_an_extension_is_an_approval_by_silence():
    asked = [*story(TO_CONTRACT, contrato=TERMS), Event("a", "ampliacion_solicitada", "2026-06-08", datos={"dias": 10})]
    denied = live("ampliacion_resuelta", "2026-06-30", {"resultado": "DENEGADA"})
    today = date(2026, 6, 30)
    verdict = check_event(asked, denied, LAW, today)
    assert (verdict.problems, [mark.code for mark in verdict.marks]) == ((), ["G9"])
    penalty = replay([*asked, denied], LAW, today).penalty
    assert penalty is not None
    assert penalty.due == date(2026, 6, 29)
    in_time = replace(denied, fecha="2026-06-15")
    on_time = replay([*asked, in_time], LAW, today).penalty
    assert on_time is not None
    assert on_time.due == date(2026, 6, 19)


def test_a_contract_above_its_certificate_or_with_an_old_one_is_told():
    events = story(TO_CONTRACT, certificacion_emitida={"monto_centimos": 5_000_000, "year": "2025"}, contrato=TERMS)
    assert [mark.code for mark in replay(events, LAW, TODAY).steps[-1].marks] == ["G3", "G18"]


def test_a_small_contract_stays_under_eight_uit_and_pays_no_penalty_without_a_clause():
    datos = {"via": "CONTRATO_MENOR", "monto_centimos": 4_500_000, "plazo_dias": 10}
    text = "\n".join(TO_CALL.strip().splitlines()[:5]) + "\n2026-04-01 orden_contrato_menor"
    purchase = replay(story(text, orden_contrato_menor=datos), LAW, date(2026, 6, 1))
    assert purchase.marks == ("G4",)
    assert purchase.penalty is not None
    assert (purchase.penalty.accrued_centimos, str(purchase.penalty.note)) == (
        0,
        "El contrato menor no tiene cláusula de penalidad.",
    )


def test_suspended_days_move_the_due_date():
    events = story(
        TO_CONTRACT + "2026-06-01 suspension\n2026-06-11 reinicio\n2026-06-12 penalidad",
        contrato=TERMS,
        penalidad={"tipo": "OTRA", "monto_centimos": 100_000},
    )
    penalty = replay(events, LAW, date(2026, 7, 31)).penalty
    assert penalty is not None
    assert (penalty.due, penalty.accrued_centimos) == (date(2026, 6, 29), 500_000)


def test_a_contract_without_amount_has_no_penalty_and_says_why():
    penalty = replay(story(TO_CONTRACT), LAW, TODAY).penalty
    assert penalty is not None
    assert str(penalty.note) == "La penalidad no se puede calcular: falta el monto o el plazo del contrato."
    works = replay(story(TO_CONTRACT, contrato=TERMS), LAW, TODAY, known=Known(objeto="OBRA")).penalty
    assert works is not None
    assert works.note is not None


def test_what_a_later_call_needs_is_asked_for_and_what_contradicts_it_is_marked():
    certified = {"monto_centimos": 5_000_000, "year": "2025"}
    failed = story(TO_CALL + "2026-05-04 desierto", certificacion_emitida=certified, desierto={"causa": "PLAZO"})
    datos = {"cuantia_centimos": 6_000_000, "nomenclatura": "LP-ABR-23-2026-MPSC-2"}
    verdict = check_event(failed, live("convocatoria", datos=datos, regimen="L32069_DS001"), LAW, TODAY)
    assert [mark.code for mark in verdict.marks] == ["G2", "G1"]
    assert set(said(verdict)) == {"codigo", "cuantia_centimos", "acto_ya_emitido"}
    assert "Falta el informe de causas de la convocatoria desierta. (Reglamento de la Ley 32069, arts. 54.4 y 84)" in [
        item.text for item in verdict.problems
    ]


def test_an_award_with_too_few_offers_is_marked():
    events = story(
        TO_CALL + "2026-05-04 buena_pro",
        convocatoria={"procedimiento": "SUBASTA_INVERSA"},
        buena_pro={"ofertas_validas": "1"},
    )
    assert replay(events, LAW, TODAY).marks == ("G14",)


@pytest.mark.parametrize("modo", ["VIVO", "TARDIO"])
def test_the_way_of_executing_does_not_change_once_the_contract_runs(modo):
    running = story(TO_CONTRACT, contrato=TERMS)
    datos = {"modalidad": "NUCLEO_EJECUTOR_REGIONAL", "base_legal": "Ley 29337, art. 6"}
    verdict = check_event(running, live("cambio_modalidad", datos=datos, modo=modo), LAW, TODAY)
    assert said(verdict) == {"modalidad": "El contrato ya está en ejecución: la modalidad no se cambia."}
    assert not check_event(story(TO_CALL), live("cambio_modalidad", datos=datos, modo=modo), LAW, TODAY).problems


def test_after_its_end_a_purchase_says_that_only_corrections_are_left():
    whole = (
        TO_CONTRACT
        + """
2026-06-01 entrega_total
2026-06-02 conformidad
2026-06-03 pago
2026-06-04 entrega_aeo
2026-06-05 liquidacion_plan
2026-06-06 transferencia_definitiva
"""
    )
    verdict = check_event(story(whole, contrato=TERMS, pago={"monto_centimos": 6_000_000}), live("pago"), LAW, TODAY)
    assert said(verdict)["codigo"] == (
        "La compra está en «Propiedad transferida» y ahí termina. Solo queda corregir registros."
    )


def test_an_unlawful_ground_of_nullity_is_told():
    running = story(TO_CONTRACT, contrato=TERMS)
    datos = {"motivo": "OTRO", "retrotrae_a": "REQUERIMIENTO"}
    verdict = check_event(running, live("nulidad_contrato", datos=datos), LAW, TODAY)
    assert said(verdict)["motivo"] == "Falta una causa de nulidad que la ley admita. (Ley 32069, art. 71)"


def test_the_producers_receive_after_their_own_share_was_verified():
    text = TO_CONTRACT + "2026-06-10 entrega_total\n2026-06-15 conformidad"
    accepted = story(text, contrato=TERMS)
    unknown = check_event(accepted, live("entrega_aeo"), LAW, TODAY)
    assert "contrapartida_verificada" in said(unknown)
    late = check_event(accepted, live("entrega_aeo", modo="TARDIO"), LAW, TODAY)
    assert (late.problems, late.marks) == ((), ())
    denied = live("entrega_aeo", modo="TARDIO", datos={"contrapartida_verificada": "no"})
    assert [mark.code for mark in check_event(accepted, denied, LAW, TODAY).marks] == ["G12"]


def test_what_was_left_of_a_contract_without_deliveries_is_doubtful():
    events = story(TO_CONTRACT + "2026-07-15 resolucion_contrato", contrato=TERMS)
    verdict = check_event(events, live("saldo_no_competitivo"), LAW, TODAY)
    assert (verdict.problems, [mark.code for mark in verdict.marks]) == ((), ["G17"])
    parted = story(TO_CONTRACT + "2026-06-15 entrega_parcial\n2026-07-15 resolucion_contrato", contrato=TERMS)
    assert not check_event(parted, live("saldo_no_competitivo"), LAW, TODAY).marks


def test_nobody_resolves_a_contract_by_a_figure_that_is_not_known():
    unknown = story(TO_CONTRACT)
    assert not check_event(unknown, live("resolucion_contrato"), LAW, TODAY).problems
    ground = live("resolucion_contrato", "2026-06-22", {"causal": "IRREVERSIBLE"})
    assert not check_event(story(TO_CONTRACT, contrato=TERMS), ground, LAW, date(2026, 6, 22)).problems


def test_a_handover_is_not_dated_before_the_last_one():
    request = story("2026-03-02 requerimiento")
    datos = {"recibe": "Rosa Ccori", "registro": "123"}
    passed = Event("t", "traspaso", "2026-03-10", 2, oficina="LOGISTICA", oficina_siguiente="ASESORIA_LEGAL")
    back = live("traspaso", "2026-03-05", datos, oficina="LOGISTICA", oficina_siguiente="GDE", modo="TARDIO")
    assert said(check_event([*request, passed], back, LAW, TODAY)) == {
        "fecha": "Fecha del último traspaso: 10/03/2026. Escriba una posterior."
    }


def test_alerts_grow_as_the_delivery_and_the_penalty_come_near():
    events = story(TO_CONTRACT, contrato=TERMS)  # due on 19 June; the maximum on the twelfth day after

    def told(day):
        alerts = replay(events, QUIET, date.fromisoformat(day)).alerts
        return [(alert.code, alert.level, str(alert.sentence)) for alert in alerts]

    assert told("2026-06-03") == []
    assert told("2026-06-04") == [("A13", "i", "La entrega vence el 19/06/2026.")]
    assert told("2026-06-18") == [("A13", "a", "La entrega vence el 19/06/2026.")]
    assert told("2026-06-25") == [
        ("A13", "r", "La entrega tiene 6 días de atraso."),
        ("A15", "i", "La penalidad va en 50 % de su máximo."),
    ]
    assert [row[:2] for row in told("2026-07-01")] == [("A13", "r"), ("A15", "r")]
    late = [str(sentence) for sentence in status_sentences(replay(events, QUIET, date(2026, 6, 25)), LAW)]
    assert "La entrega tiene 6 días de atraso." in late


def test_an_extension_is_answered_in_time():
    asked = [*story(TO_CONTRACT, contrato=TERMS), Event("a", "ampliacion_solicitada", "2026-06-01", datos={"dias": 10})]
    alerts = replay(asked, QUIET, date(2026, 6, 2)).alerts
    assert [(alert.code, alert.level) for alert in alerts] == [("A14", "i")]
    for gone, level in ((7, "i"), (8, "a"), (9, "a"), (10, "r"), (12, "r")):
        day = CALENDAR.add_working(date(2026, 6, 1), gone)
        assert [alert.level for alert in replay(asked, QUIET, day).alerts if alert.code == "A14"] == [level], gone
    granted = Event("b", "ampliacion_resuelta", "2026-06-05", datos={"resultado": "CONCEDIDA", "dias": "8"})
    penalty = replay([*asked, granted], QUIET, date(2026, 6, 6)).penalty
    assert penalty is not None
    assert (penalty.due, penalty.extended) == (date(2026, 6, 27), None)


def test_a_contract_that_ended_with_nothing_after_it_raises_an_alert():
    events = story(TO_CONTRACT + "2026-07-15 resolucion_contrato", contrato=TERMS)
    assert replay(events, QUIET, date(2026, 7, 17)).alerts == ()
    assert [alert.code for alert in replay(events, QUIET, date(2026, 8, 1)).alerts] == ["A18"]


def test_a_correction_that_says_nothing_known_changes_nothing():
    events = inti_events()
    assert inti(events=[*events, correction(events[0].id, "BORRAR")]).elapsed_days == 515
    reordered = inti(events=[*events, correction(events[0].id, "REEMPLAZAR", given={"orden": 7})])
    assert reordered.steps[0].event.orden == 7


def test_a_purchase_without_a_plan_has_no_ratio():
    assert replay(inti_events(), LAW, CUT).ratio is None


# Custody.


def test_the_days_that_the_law_makes_wait_are_nobodys():
    events = story(TO_CALL, convocatoria={"procedimiento": "SUBASTA_INVERSA"})
    purchase = replay(events, LAW, date(2026, 5, 1))
    waiting = (CALENDAR.add_working(date(2026, 4, 6), 6) - date(2026, 4, 6)).days
    assert purchase.office_days["PLAZO_LEGAL"] == waiting
    assert purchase.office_days["EVALUADOR"] == 10 + 25 - waiting  # ten days of bases before


def test_a_handover_counts_when_it_is_received():
    passed = Event("t", "traspaso", "2026-03-04", 2, oficina="LOGISTICA", oficina_siguiente="ASESORIA_LEGAL")
    received = Event("u", "acuse", "2026-03-06", 3)
    request = story("2026-03-02 requerimiento")
    assert replay([*request, passed], LAW, date(2026, 3, 10)).holder == "LOGISTICA"
    purchase = replay([*request, passed, received], LAW, date(2026, 3, 10))
    assert purchase.office_days == {"LOGISTICA": 4, "ASESORIA_LEGAL": 4}
    assert (purchase.holder, purchase.holder_since) == ("ASESORIA_LEGAL", "2026-03-06")


def test_who_does_not_hold_the_file_cannot_hand_it_over():
    request = story("2026-03-02 requerimiento")
    datos = {"recibe": "Rosa Ccori", "registro": "123"}
    wrong = live("traspaso", datos=datos, oficina="ALMACEN", oficina_siguiente="GDE")
    assert said(check_event(request, wrong, LAW, TODAY)) == {
        "oficina": "La compra la tiene Logística: solo ella la puede pasar."
    }
    itself = live("traspaso", datos=datos, oficina="LOGISTICA", oficina_siguiente="LOGISTICA")
    assert said(check_event(request, itself, LAW, TODAY)) == {"oficina_siguiente": "Esa oficina ya tiene la compra."}
    assert not check_event(request, replace(itself, oficina_siguiente="GDE"), LAW, TODAY).problems
    assert set(said(check_event(request, live("traspaso", oficina_siguiente="GDE"), LAW, TODAY))) == {
        "oficina",
        "recibe",
        "registro",
    }


# The file of the command line.


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ([], "events", "El archivo no trae la lista de registros «events»."),
        ({"events": 3}, "events", "El archivo no trae la lista de registros «events»."),
        ({"events": [], "color": 1}, "color", "No se conoce el dato «color» del archivo."),
        ({"events": [], "planned_days": -1}, "planned_days", "Los días del plan son un número mayor que cero."),
        ({"events": [], "regime": "L1"}, "regime", "No se conoce el régimen «L1»."),
        ({"events": [7]}, "events[1]", "El registro 1 no se entiende."),
        (
            {"events": [{"codigo": "volar", "fecha": "2021-01-01"}]},
            "events[1]",
            "El registro 1 tiene un código que no se conoce: «volar».",
        ),
        (
            {"events": [{"codigo": "nota", "fecha": "2021-02-31"}]},
            "events[1]",
            "El registro 1 tiene una fecha que no existe: «2021-02-31».",
        ),
        (
            {"events": [{"codigo": "nota", "fecha": "2021-02-01", "modo": "X"}]},
            "events[1]",
            "El registro 1 tiene un modo que no se conoce: «X».",
        ),
        (
            {"events": [{"codigo": "nota", "fecha": "2021-02-01", "datos": 4}]},
            "events[1]",
            "Los datos del registro 1 no se entienden.",
        ),
        (
            {"events": [{"codigo": "nota", "fecha": "2021-02-01", "monto": 4}]},
            "events[1]",
            "El registro 1 trae un dato que no se conoce: «monto».",
        ),
        (
            {"events": [{"codigo": "nota", "fecha": "2021-02-01", "inferido": "si"}]},
            "events[1]",
            "El registro 1 dice «inferido» sin verdadero ni falso.",
        ),
    ],
)
def test_a_wrong_file_is_refused_by_the_number_of_its_event(data, field, sentence):
    out, wrong = replay_json(data, CUT, LAW)
    assert out == {}
    assert [(problem.field, problem.text) for problem in wrong] == [(field, sentence)]


def test_the_columns_of_exchange_are_understood():
    rows = [{**row, "precision": "DIA", "alcance": "TOTAL", "inferido": int(row["inferido"])} for row in INTI["events"]]
    out, wrong = replay_json({**INTI, "events": rows}, CUT, LAW)
    assert (out["dwell_days"], wrong) == (INTI["expected"]["dwell_days"], [])


def test_inti_can_be_typed_event_by_event_long_after():
    typed = []
    for number, event in enumerate(inti_events()):
        datos = {**event.datos, **({"causa": "SIN_OFERTAS"} if event.codigo == "desierto" else {})}
        late = replace(event, id=f"t{number:02}", modo="TARDIO", datos=datos, orden=next_order(typed, event.fecha))
        verdict = check_event(typed, late, LAW, TODAY, known=Known(regime="L30225"))
        assert not verdict.problems, (event, said(verdict))
        typed.append(late)
    assert inti(events=typed).dwell_days == inti().dwell_days
    assert inti(events=typed).marks == ("G6",)


def test_what_is_printed_is_plain_json():
    for day in ("2021-02-03", "2022-02-01", "2022-07-04"):
        out, _wrong = replay_json(INTI, date.fromisoformat(day), LAW)
        assert json.loads(json.dumps(out, ensure_ascii=False)) == out


# Properties.

DAYS = st.dates(date(2020, 12, 1), date(2022, 12, 31)).map(date.isoformat)
VALUES = st.one_of(
    st.none(),
    st.integers(-5, 400),
    st.sampled_from(["", "60", "x", "PARCIAL", "TOTAL", "SILENCIO", "DENEGADA", "9" * 30, "si", 2.5, True, ["a"]]),
    st.sampled_from(list(LAW.stages)),
)
DATOS = st.dictionaries(
    st.sampled_from(
        [
            *("retrotrae_a", "plazo_dias", "monto_centimos", "dias", "resultado", "alcance", "causa", "via"),
            *("evento_id", "accion", "datos", "year", "ofertas_validas", "cuantia_centimos"),
        ]
    ),
    VALUES,
    max_size=4,
)


@st.composite
def histories(draw):
    """Sequences of events that mostly follow the relation, with months, corrections and nonsense among them."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    day, state, found = date(2021, 1, 10), "BORRADOR", []
    for place in range(draw(st.integers(0, 25))):
        day += timedelta(days=chance.choice([0, 0, 1, 5, 20, 45]))
        codigo = (
            chance.choice(LAW.allowed(state) or list(EVENTS))
            if chance.random() < 0.85
            else draw(st.sampled_from([*EVENTS, "telepatia"]))
        )
        datos = dict(draw(DATOS))
        if codigo in EVENTS and LAW.target(state, codigo) == "*" and chance.random() < 0.8:
            datos["retrotrae_a"] = chance.choice(LAW.stages)
        if codigo == "rectificacion":
            datos |= {"evento_id": f"h{chance.randrange(25):02}", "accion": chance.choice(["ANULAR", "REEMPLAZAR"])}
            datos["datos"] = {"fecha": draw(DAYS), "datos": {"plazo_dias": 30}}
        fecha = day.isoformat()[: 7 if chance.random() < 0.15 else 10]
        if chance.random() < 0.03:
            fecha = chance.choice(["", "2021-13", "nunca", "2021-02-30", "0001-01-01"])
        modo = chance.choice(["VIVO", "TARDIO", "IMPORTADO"])
        office = chance.choice(["", "", *OFFICES])
        event = Event(
            f"h{place:02}",
            codigo,
            fecha,
            chance.choice([0, place]),
            f"2022-01-{place + 1:02}",
            oficina_siguiente=office,
            datos=datos,
            modo=modo,
            inferido=chance.random() < 0.2,
            acto_ya_emitido=chance.random() < 0.2,
        )
        found.append(event)
        state = replay(found, BARE_LAW, date(2024, 1, 1)).state
    return found


@settings(max_examples=150, deadline=None)
@given(histories(), st.dates(date(2021, 1, 1), date(2024, 6, 1)), st.randoms())
def test_any_history_replays_alike_in_any_order_and_its_days_add_up(events, on, chance):
    purchase = replay(events, LAW, on, known=Known(planned_days=120))
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert replay([*shuffled, *events[:2]], LAW, on, known=Known(planned_days=120)) == purchase
    assert sum(purchase.dwell_days.values()) == purchase.elapsed_days
    assert sum(segment.days for segment in purchase.segments) == purchase.elapsed_days
    assert sum(purchase.office_days.values()) == purchase.elapsed_days
    assert all(span.low <= span.days <= span.high for span in (segment.span for segment in purchase.segments))
    assert purchase.attempts == sum(step.moved and step.event.codigo == "convocatoria" for step in purchase.steps)
    json.dumps(purchase_json(purchase, LAW))
    assert all(str(sentence) for sentence in status_sentences(purchase, LAW))


@settings(max_examples=100, deadline=None)
@given(histories(), st.sampled_from(sorted(EVENTS)), DATOS)
def test_a_disallowed_event_is_kept_and_marked_and_moves_nothing(events, codigo, datos):
    on = date(2025, 1, 1)
    before = replay(events, LAW, on)
    new = Event("nuevo", codigo, "2024-12-01", 99, "2026", datos=datos, modo="TARDIO")
    if codigo in LAW.records or datos.get("alcance") == "PARCIAL" or codigo in before.next_events:
        return
    after = replay([*events, new], LAW, on)
    step = next(step for step in after.steps if step.event.id == "nuevo")
    assert not step.moved
    assert "FUERA_DE_SECUENCIA" in [mark.code for mark in step.marks]
    assert (after.state, after.cycle, after.dwell_days) == (before.state, before.cycle, before.dwell_days)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), VALUES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = ["codigo", "fecha", "datos", "modo", "inferido", "orden", "alcance", "id", "nota"]
ROWS = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=5) | st.fixed_dictionaries(
    {"codigo": st.sampled_from(list(EVENTS)), "fecha": DAYS, "datos": st.dictionaries(st.sampled_from(["datos"]), JSON)}
)


@settings(max_examples=150, deadline=None)
@given(
    JSON
    | st.fixed_dictionaries({"events": st.lists(ROWS, max_size=4)}, optional={"planned_days": JSON, "regime": JSON})
)
def test_no_file_stops_the_program(data):
    out, wrong = replay_json(data, CUT, LAW)
    assert bool(out) != bool(wrong)
    assert all(problem.text for problem in wrong)


@settings(max_examples=60, deadline=None)
@given(histories(), st.sampled_from([*EVENTS, "telepatia"]), DATOS, DAYS, st.sampled_from(["VIVO", "TARDIO"]))
def test_checking_an_event_never_fails_and_agrees_with_replay(events, codigo, datos, fecha, modo):
    today = date(2022, 12, 31)
    new = Event("nuevo", codigo, fecha, next_order(events, fecha), "2026", datos=datos, modo=modo)
    verdict = check_event(events, new, LAW, today)
    assert all(problem.text for problem in verdict.problems)
    if modo == "VIVO" and not verdict.problems and codigo != "rectificacion":
        step = next(step for step in replay([*events, new], LAW, today).steps if step.event.id == "nuevo")
        assert "FUERA_DE_SECUENCIA" not in [mark.code for mark in step.marks]
