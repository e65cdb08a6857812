"""What expires is told in time, and only then."""

import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from ayni.domain.poder import MANDATO, PAPEL_KIND, PODER_KIND, Expiring, Leads, Stage, avisos, last_valid, stages_of
from ayni.paths import resource

LEADS = Leads.from_data(json.loads(resource("rules/avisos.json").read_text("utf-8")))
TODAY = date(2026, 3, 10)


def test_a_power_lasts_its_days_counted_from_the_day_it_was_issued():
    assert last_valid({"emitido": "2026-03-01", "dias_validez": "30"}) == date(2026, 3, 31)
    assert last_valid({"emitido": "2026-03-01", "dias_validez": None}, 90) == date(2026, 5, 30)
    assert last_valid({"emitido": "2026-03-01", "dias_validez": None}) is None
    assert last_valid({"emitido": None, "dias_validez": "30"}) is None


def test_a_stage_without_an_end_lasts_a_day():
    rows = [
        {"nombre": "Firma", "inicio": "2026-05-20", "fin": None},
        {"nombre": "Convocatoria", "inicio": "2026-03-02", "fin": "2026-03-31"},
    ]
    assert stages_of(rows) == [
        Stage("Convocatoria", date(2026, 3, 2), date(2026, 3, 31)),
        Stage("Firma", date(2026, 5, 20), date(2026, 5, 20)),
    ]


@given(
    kind=some.sampled_from((MANDATO, PODER_KIND, PAPEL_KIND)),
    left=some.integers(-400, 400),
    begins=some.integers(-100, 400),
    lasts=some.integers(0, 60),
)
def test_everything_is_told_once_in_a_whole_sentence_and_only_near(kind, left, begins, lasts):
    until = TODAY + timedelta(days=left)
    start = TODAY + timedelta(days=begins)
    stage = Stage("Evaluación", start, start + timedelta(days=lasts))
    thing = Expiring(kind, "a", until, "PUMA, Rosa", "Presidente")
    told = avisos([thing], {"a": [stage]}, TODAY, LEADS)
    own = {MANDATO: LEADS.mandate, PODER_KIND: LEADS.power, PAPEL_KIND: LEADS.paper}[kind]
    near = begins <= LEADS.stage and stage.end >= TODAY and stage.end > until
    expected = -LEADS.late <= left < 0 or (left >= 0 and (left <= own or near))
    assert bool(told) is expected
    for aviso in told:
        text = str(aviso.sentence)
        assert text.endswith(".")
        assert "{" not in text
        assert aviso.late is (left < 0)
        assert ("Evaluación" in text) is (left >= 0 and near)


def test_soonest_stands_first():
    things = [Expiring(PODER_KIND, "a", TODAY + timedelta(days=n), "X") for n in (9, 3, 5)]
    assert [aviso.until for aviso in avisos(things, {}, TODAY, LEADS)] == sorted(thing.until for thing in things)
