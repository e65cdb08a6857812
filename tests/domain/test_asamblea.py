"""Numbers of an assembly and days of a timetable: what does not agree is said, in the order of the paper."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from ayni.domain.asamblea import check_asamblea
from ayni.domain.cronograma import check_cronograma, check_etapa

count = some.none() | some.integers(0, 60)


@given(present=count, total=count, votes=some.tuples(count, count, count))
def test_votes_are_never_more_than_those_present_nor_these_than_the_members(present, total, votes):
    def written(value):
        return None if value is None else str(value)

    values = {"presentes": written(present), "total_socios": written(total)}
    values |= dict(zip(("a_favor", "en_contra", "abstenciones"), map(written, votes), strict=True))
    fields = [problem.field for problem in check_asamblea(values)]
    crowd = present is not None and total is not None and present > total
    votes_too_many = present is not None and sum(vote or 0 for vote in votes) > present
    assert fields == ["presentes"] * crowd + ["a_favor"] * votes_too_many


def stage(number, start, lasts):
    end = None if lasts is None else (start + timedelta(days=lasts)).isoformat()
    return {"nombre": f"Etapa {number}", "inicio": start.isoformat(), "fin": end}


@given(gaps=some.lists(some.tuples(some.integers(-5, 5), some.none() | some.integers(0, 10)), max_size=8))
def test_a_stage_starts_after_the_one_before_it_has_ended(gaps):
    rows, ended, odd = [], date(2026, 3, 1), []
    for number, (gap, lasts) in enumerate(gaps):
        start = ended + timedelta(days=gap)
        if number and gap <= 0:
            odd.append(f"Etapa {number}")
        rows.append(stage(number, start, lasts))
        ended = start + timedelta(days=lasts or 0)
    found = check_cronograma(rows)
    assert [dict(problem.sentence.holes)["stage"] for problem in found] == odd
    assert all(check_etapa(row) == [] for row in rows)


def test_a_stage_that_ends_before_it_starts_is_told():
    [problem] = check_etapa({"inicio": "2026-03-10", "fin": "2026-03-09"})
    assert (problem.field, problem.text) == ("fin", "La etapa termina antes de empezar. Revise las fechas.")
    assert check_etapa({"inicio": "2026-03-10", "fin": "2026-03"}) == []
