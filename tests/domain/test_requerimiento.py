"""The calls of a request: each with its offers, how it ended and after how many days."""

from datetime import date

from ayni.domain.evento import Event
from ayni.domain.recorrido import Moment, Step
from ayni.domain.requerimiento import calls_of


def step(code, day, annulled=False, **datos):
    event = Event(f"{code}{day}", code, day, datos=datos)
    return Step(event, Moment.exact(date.fromisoformat(day)), "", 1, 1, moved=True, annulled=annulled)


def test_each_call_has_its_own_end_and_the_last_may_be_under_way():
    steps = [
        step("requerimiento", "2026-01-05"),
        step("convocatoria", "2026-02-01", nomenclatura="LP-ABR-1-2026"),
        step("ofertas_recibidas", "2026-02-10", ofertas="0"),
        step("desierto", "2026-02-11"),
        step("convocatoria", "2026-03-01"),
        step("ofertas_recibidas", "2026-03-05", ofertas="2"),
        step("buena_pro", "2026-03-06", annulled=True),
    ]
    found = [(call.number, call.name, call.offers, call.end, call.days) for call in calls_of(steps)]
    assert found == [(1, "LP-ABR-1-2026", 0, "desierto", 10), (2, "", 2, "", None)]
    assert calls_of(steps[:1]) == []


def test_what_was_annulled_afterwards_ends_as_annulled():
    steps = [
        step("convocatoria", "2026-02-01"),
        step("buena_pro", "2026-02-20"),
        step("nulidad_procedimiento", "2026-03-01"),
    ]
    assert [(call.end, call.days) for call in calls_of(steps)] == [("nulidad_procedimiento", 28)]
