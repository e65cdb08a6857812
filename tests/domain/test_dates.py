"""Dates as people type them, and days as the law counts them."""

import json
from datetime import date, timedelta

import dateutil.easter
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as some

from ayni.domain import dates
from ayni.domain.dates import Calendar, first_day, is_whole, last_day, read_date
from ayni.paths import resource

TODAY = date(2026, 5, 3)
ROWS = json.loads(resource("rules/feriados.json").read_text("utf-8"))["rules"]
HOLIDAY_ROWS = [row for row in ROWS if row["group"] == "holiday"]


@pytest.fixture(scope="module")
def calendar():
    return Calendar.from_rules(HOLIDAY_ROWS)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("3 de mayo de 1999", "1999-05-03"),
        ("3 de Mayo del 1999", "1999-05-03"),
        ("lunes, 3 de mayo de 1999", "1999-05-03"),
        ("3 mayo 99", "2099-05-03"),
        ("03/05/99", "2099-05-03"),
        ("3-5-1999", "1999-05-03"),
        ("3.5.1999", "1999-05-03"),
        ("3 5 1999", "1999-05-03"),
        ("3–5–1999", "1999-05-03"),
        ("03051999", "1999-05-03"),
        ("030526", "2026-05-03"),
        ("19990503", "1999-05-03"),
        ("1999-05-03", "1999-05-03"),
        ("1999-05-03 00:00:00", "1999-05-03"),
        ("06 /07/ 2025", "2025-07-06"),
        ("marzo 2022", "2022-03"),
        ("marzo de 2022", "2022-03"),
        ("mar. 2022", "2022-03"),
        ("03/2022", "2022-03"),
        ("2022-03", "2022-03"),
        ("032022", "2022-03"),
        ("mayo del 75", "2075-05"),
        ("1ro de mayo de 2021", "2021-05-01"),
        ("1º de mayo de 2021", "2021-05-01"),
        ("1° mayo 2021", "2021-05-01"),
        ("primero de mayo de 2021", "2021-05-01"),
        ("12 set 2021", "2021-09-12"),
        ("12 de setiembre de 2021", "2021-09-12"),
        ("12-SEP-2021", "2021-09-12"),
        ("12 septiembre 2021", "2021-09-12"),
        ("2 phiwriru 2020", "2020-02-02"),
        ("7 sitimri 2020", "2020-09-07"),
        ("Iniru killa 2020", "2020-01"),
        ("29/02/2024", "2024-02-29"),
    ],
)
def test_a_date_is_read_as_people_type_it(typed, read):
    assert read_date(typed, TODAY) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "ayer",
        "31/02/2020",
        "29/02/2023",
        "13/13/2020",
        "05/13/2020",
        "00/05/2020",
        "03/05",
        "1ro de mayo",
        "mayo",
        "marzo 22",
        "1999",
        "99",
        "3 de 5 de mayo de 1999",
        "3 mayo junio 1999",
        "3/5/999",
        "03/05/1899",
        "03/05/2101",
        "3 ma 1999",
        "ju 2020",
        "3/5/1999 y algo",
        "1999-05-03 10:30:00",
        "123456789",
        "12345",
        "½/5/1999",
    ],
)
def test_what_is_no_date_is_not_guessed(typed):
    assert read_date(typed, TODAY) is None


QUECHUA_MONTHS = [
    *("iniru", "phiwriru", "marsu", "awril", "mayu", "huniyu"),
    *("huliyu", "awustu", "sitimri", "uktuwri", "nuwimri", "disimri"),
]


@pytest.mark.parametrize(("number", "name"), list(enumerate(QUECHUA_MONTHS, start=1)))
def test_the_months_are_read_in_quechua_too(number, name):
    assert read_date(f"9 {name} 2024", TODAY) == f"2024-{number:02}-09"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("03/05/99", "1999-05-03"),
        ("030599", "1999-05-03"),
        ("03/05/26", "2026-05-03"),
        ("04/05/26", "1926-05-04"),
        ("29/02/00", "2000-02-29"),
        ("mayo 75", "1975-05"),
        ("3 mayo 1999", "1999-05-03"),
    ],
)
def test_a_birth_with_a_short_year_is_never_in_the_future(typed, read):
    assert read_date(typed, TODAY, birth=True) == read


@given(some.dates(date(1900, 1, 1), date(2100, 12, 31)), some.sampled_from(["/", "-", ".", " ", " / "]))
def test_every_day_comes_back_however_it_is_written(day, mark):
    parts = (str(day.day), str(day.month), str(day.year))
    assert read_date(mark.join(parts), TODAY) == day.isoformat()
    assert read_date(f"{day:%d%m%Y}", TODAY) == day.isoformat()
    assert read_date(f"{day:%Y%m%d}", TODAY) == day.isoformat()
    assert read_date(day.isoformat(), TODAY) == day.isoformat()
    assert read_date(day.isoformat()[:7], TODAY) == day.isoformat()[:7]


@given(some.text(max_size=30))
def test_no_text_makes_the_reader_stumble(text):
    read = read_date(text, TODAY)
    assert read is None or read_date(read, TODAY) == read


@given(some.dates(date(1927, 1, 1), TODAY))
def test_a_short_birth_of_the_last_hundred_years_is_read_right(day):
    assert read_date(f"{day:%d/%m/%y}", TODAY, birth=True) == day.isoformat()


def test_what_people_type_is_compared_without_accents():
    assert dates.without_accents("Ñahui Q'ero ÁÉÍÓÚ ü") == "nahui q'ero aeiou u"


def test_a_month_stands_for_its_last_day():
    assert last_day("2024-02") == date(2024, 2, 29)
    assert first_day("2024-02") == date(2024, 2, 1)
    assert last_day("2024-02-05") == first_day("2024-02-05") == date(2024, 2, 5)
    assert is_whole("2024-02-05")
    assert not is_whole("2024-02")
    assert dates.days_between("2021-02-04", "2022-07-04") == 515
    assert dates.days_between("2024-01", "2024-02-01") == 1


@pytest.mark.parametrize("year", range(1950, 2051))
def test_easter_is_the_sunday_that_the_church_keeps(year):
    assert dates.easter(year) == dateutil.easter.easter(year)


def listed_by_the_library(year):
    """Its holidays of Peru without Easter Sunday, which is no holiday of DLeg 713 and never a working day."""
    return {day for day in holidays.country_holidays("PE", years=year) if day != dates.easter(year)}


@pytest.mark.parametrize("year", range(2009, 2031))
def test_national_holidays_agree_with_the_holidays_library(calendar, year):
    assert set(calendar.holidays_of(year)) == listed_by_the_library(year)


def test_a_holiday_counts_only_from_the_year_of_its_law(calendar):
    assert calendar.is_working(date(2023, 6, 7))
    assert not calendar.is_working(date(2024, 6, 7))
    assert calendar.holidays_of(2024)[date(2024, 6, 7)] == "Batalla de Arica y Día de la Bandera"


def test_holy_week_is_no_working_week(calendar):
    assert [calendar.is_working(date(2026, 4, day)) for day in (1, 2, 3, 6)] == [True, False, False, True]


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2024, 6, 5), 5, date(2024, 6, 13)),
        (date(2023, 6, 5), 5, date(2023, 6, 12)),
        (date(2021, 10, 4), 10, date(2021, 10, 19)),
        (date(2021, 10, 10), 10, date(2021, 10, 22)),
        (date(2025, 12, 1), 30, date(2026, 1, 16)),
        (date(2026, 5, 4), 0, date(2026, 5, 4)),
    ],
)
def test_a_term_of_working_days_begins_the_day_after(calendar, start, count, end):
    assert calendar.add_working(start, count) == end


def test_a_term_of_months_that_lacks_its_day_ends_on_the_first_working_day_of_the_next(calendar):
    assert calendar.add_months(date(2025, 12, 31), 2) == (date(2026, 3, 2), date(2026, 3, 2))
    assert calendar.add_months(date(2024, 2, 29), 24) == (date(2026, 3, 2), date(2026, 3, 2))


def test_a_term_of_months_that_ends_on_a_saturday_moves_to_monday(calendar):
    assert calendar.add_months(date(2023, 12, 27), 24) == (date(2025, 12, 27), date(2025, 12, 29))


def test_decreed_days_off_are_counted_and_make_the_year_complete(calendar):
    more = calendar.with_days_off([date(2025, 12, 26), date(2026, 1, 2)])
    assert more.add_working(date(2025, 12, 1), 30) == date(2026, 1, 20)
    assert not more.is_working(date(2025, 12, 26))
    assert calendar.is_working(date(2025, 12, 26))
    assert more.is_complete(2025)
    assert not calendar.is_complete(2025)


def test_single_days_off_may_stand_in_the_rules():
    local = {"key": "feriado local", "value": ["2026-06-24"], "valid_from": "1991-11-08", "valid_to": None}
    assert not Calendar.from_rules([*HOLIDAY_ROWS, local]).is_working(date(2026, 6, 24))


@given(some.dates(date(2009, 1, 1), date(2040, 1, 1)), some.integers(1, 90))
def test_working_days_come_back(day, count):
    calendar = Calendar.from_rules(HOLIDAY_ROWS)
    end = calendar.add_working(day, count)
    assert calendar.is_working(end)
    assert calendar.working_days(day, end) == count
    assert calendar.working_days(end, day) == 0
    back = calendar.add_working(end, -count)
    assert back <= calendar.next_working(day)
    assert calendar.working_days(back, end) == count


@given(some.dates(date(2009, 1, 1), date(2040, 1, 1)), some.integers(0, 60))
def test_a_term_of_months_ends_on_a_working_day_within_a_fortnight(day, count):
    nominal, effective = Calendar.from_rules(HOLIDAY_ROWS).add_months(day, count)
    assert day <= nominal <= effective < nominal + timedelta(days=14)
    assert Calendar.from_rules(HOLIDAY_ROWS).is_working(effective)
