"""Dates as people write them and days as the law counts them.

A date is ISO text whose length is its precision: "1999-05-03", or "2022-03" when only the month is known. Where a day
is needed, a month stands for its last day (`last_day`). Working days come from a `Calendar`, built from the holiday
rules of `resources/rules/`: nothing here knows the holidays of a country, nor what day is today.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
MONTH_LENGTH = len("2022-03")
DAY_LENGTH = len("2022-03-31")
_LAST_MONTH, _LAST_DAY = 12, 31

# Spanish months and the Quechua names borrowed from them; people cut both short ("set.", "sep", "mar").
_MONTH_NAMES = (
    ("enero", "iniru"),
    ("febrero", "phiwriru"),
    ("marzo", "marsu"),
    ("abril", "awril"),
    ("mayo", "mayu"),
    ("junio", "huniyu"),
    ("julio", "huliyu"),
    ("agosto", "awustu"),
    ("setiembre", "septiembre", "sitimri"),
    ("octubre", "uktuwri"),
    ("noviembre", "nuwimri"),
    ("diciembre", "disimri"),
)
_SHORTEST_ABBREVIATION = 3
# Words that say nothing about which day it is: joints, endings of ordinals ("1ro", "1er", "1º"), names of days.
_IDLE_WORDS = {
    *("a", "al", "de", "del", "dia", "el", "la", "en", "ano", "o", "ro", "er", "do"),
    *("killa", "killapi", "wata", "watapi", "punchaw", "punchay"),
    *("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),
}


def without_accents(text: str) -> str:
    """Lower case and no accents, ñ as n: how two things that people typed are compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _month(word: str) -> int | None:
    """The month that this word names or abbreviates, without accents."""
    if len(word) < _SHORTEST_ABBREVIATION:
        return None
    found = {
        number for number, names in enumerate(_MONTH_NAMES, start=1) if any(name.startswith(word) for name in names)
    }
    return found.pop() if len(found) == 1 else None


def _iso(year: int, month: int, day: int | None) -> str | None:
    """ISO text, or None when the calendar has no such day or the year is outside our reach."""
    if not (EARLIEST_YEAR <= year <= LATEST_YEAR and 1 <= month <= _LAST_MONTH):
        return None
    if day is None:
        return f"{year:04}-{month:02}"
    if not 1 <= day <= monthrange(year, month)[1]:
        return None
    return f"{year:04}-{month:02}-{day:02}"


def _build(year: str, month: int, day: int | None, today: date, *, birth: bool) -> str | None:
    """A date from its parts; a year of two digits is completed here."""
    if len(year) == 4:  # noqa: PLR2004  the year in full
        return _iso(int(year), month, day)
    if len(year) != 2:  # noqa: PLR2004  three digits are no year
        return None
    recent = _iso(2000 + int(year), month, day)
    if birth and (recent is None or recent > today.isoformat()[: len(recent)]):
        return _iso(1900 + int(year), month, day)
    return recent


def _split_run(digits: str) -> list[str]:
    """The parts of a date typed without separators, in the order in which they stand.

    Never two readings: read as day-month-year, "1999…" and "2026…" would have the month 99 or 26, and the other way
    round the year would lie far outside our reach.
    """
    if len(digits) == 8:  # noqa: PLR2004  ddmmyyyy or yyyymmdd
        if 1 <= int(digits[2:4]) <= _LAST_MONTH and EARLIEST_YEAR <= int(digits[4:]) <= LATEST_YEAR:
            return [digits[:2], digits[2:4], digits[4:]]
        return [digits[:4], digits[4:6], digits[6:]]
    if len(digits) == 6:  # noqa: PLR2004  ddmmyy or mmyyyy
        if 1 <= int(digits[2:4]) <= _LAST_MONTH:
            return [digits[:2], digits[2:4], digits[4:]]
        return [digits[:2], digits[2:]]
    return [digits]


def _in_numbers(numbers: list[str], today: date, *, birth: bool) -> str | None:
    """A date all in numbers: day month year, year month day, month year or year month."""
    if len(numbers) == 1:
        numbers = _split_run(numbers[0])
    if len(numbers) not in {2, 3}:
        return None
    if len(numbers[0]) == 4:  # noqa: PLR2004  the year goes first
        numbers = numbers[::-1]
    *days, month, year = numbers
    if len(month) > 2 or any(len(day) > 2 for day in days):  # noqa: PLR2004
        return None
    if not days and len(year) != 4:  # noqa: PLR2004  "03/05" may be a day and a month
        return None
    return _build(year, int(month), int(days[0]) if days else None, today, birth=birth)


def _in_words(numbers: list[str], month: int, today: date, *, birth: bool) -> str | None:
    """A date whose month is a word: "3 de mayo de 1999", "mayo 1999", "mayo del 99"."""
    if len(numbers) == 1:
        year = numbers[0]
        # "marzo 22" may be a day; "mayo del 99" cannot.
        if len(year) == 4 or (len(year) == 2 and int(year) > _LAST_DAY):  # noqa: PLR2004
            return _build(year, month, None, today, birth=birth)
        return None
    if len(numbers) != 2:  # noqa: PLR2004  a day and a year
        return None
    day, year = reversed(numbers) if len(numbers[0]) == 4 else numbers  # noqa: PLR2004
    if len(day) > 2:  # noqa: PLR2004
        return None
    return _build(year, month, int(day), today, birth=birth)


def read_date(text: str, today: date, *, birth: bool = False) -> str | None:
    """ISO text of a date as people type it, or None when it is no date.

    Day before month always, as Peru writes: "03/05/99", "3-5-1999", "3.5.1999", "030599", "3 de mayo de 1999",
    "1999-05-03"; "marzo 2022" and "03/2022" are known to the month. A year of two digits is 2000-2099, but a birth
    (`birth`) is never after `today`. None for 31/02, for a date without year and for years outside 1900-2100.
    """
    plain = re.sub(r"['\u2019\u00b4`\u00b0]", "", without_accents(text.strip()))
    plain = re.sub(r"(?<=\d)[t ]00:00(:00(\.0+)?)?$", "", plain)  # a spreadsheet's date carries midnight
    if not re.fullmatch(r"[0-9a-z\s.,/\\_·\-\u2010-\u2015]+", plain):
        return None
    numbers = re.findall(r"[0-9]+", plain)
    words = [word for word in re.findall(r"[a-z]+", plain) if word not in _IDLE_WORDS]
    if "primero" in words:
        words.remove("primero")
        numbers.insert(0, "1")
    if not words:
        return _in_numbers(numbers, today, birth=birth)
    month = _month(words[0])
    if len(words) > 1 or month is None:
        return None
    return _in_words(numbers, month, today, birth=birth)


def no_such_day(text: str) -> bool:
    """A date well written, of a day that its month does not have: "31/02/2021", "2021-02-31"."""
    parts = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", text.strip(), re.ASCII)
    turned = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text.strip(), re.ASCII)
    numbers = parts.groups() if parts else turned.groups()[::-1] if turned else ()
    if not numbers:
        return False
    day, month, year = (int(number) for number in numbers)
    reachable = EARLIEST_YEAR <= year <= LATEST_YEAR and 1 <= month <= _LAST_MONTH
    return reachable and monthrange(year, month)[1] < day <= _LAST_DAY


def is_whole(iso: str) -> bool:
    """The day is known, not only the month."""
    return len(iso) == DAY_LENGTH


def first_day(iso: str) -> date:
    """The earliest day that this date may be."""
    return date.fromisoformat(f"{iso}-01") if len(iso) == MONTH_LENGTH else date.fromisoformat(iso)


def last_day(iso: str) -> date:
    """The latest day that this date may be; it stands for the date where a day is needed."""
    first = first_day(iso)
    return first if is_whole(iso) else first.replace(day=monthrange(first.year, first.month)[1])


def days_between(start: str, end: str) -> int:
    """Calendar days elapsed from one date to another (the first day is not counted); months by their last day."""
    return (last_day(end) - last_day(start)).days


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leaps, year_rest = divmod(in_century, 4)
    weekday = (32 + 2 * century_rest + 2 * leaps - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday of every year in which its rule is in force.

    Either the same day every year (`month`, `day`) or so many days before Easter Sunday (`before_easter`).
    """

    name: str
    month: int = 0
    day: int = 0
    before_easter: int | None = None
    valid_from: date = date.min
    valid_to: date = date.max

    def on(self, year: int) -> date | None:
        """The day of that year, or None when the rule is not in force on it."""
        if self.before_easter is None:
            found = date(year, self.month, self.day)
        else:
            found = easter(year) - timedelta(days=self.before_easter)
        return found if self.valid_from <= found <= self.valid_to else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are working days, and terms counted with them (TUO LPAG, DS 004-2019-JUS, arts. 144 and 145).

    The first day counted is the day after the event. `extra` are single days off: decreed for the public sector,
    regional, local, or of the service.
    """

    holidays: tuple[Holiday, ...]
    extra: frozenset[date] = frozenset()
    # Days off of the years already asked for: a list of purchases asks for the same few years thousands of times.
    _years: dict[int, frozenset[date]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def from_rules(cls, rules: Iterable[Mapping[str, object]], extra: Iterable[date] = ()) -> "Calendar":
        """Built from the rows of group `holiday` of a rules file.

        The `value` of a row is "MM-DD", "EASTER-n", or a list of single ISO days.
        """
        holidays: list[Holiday] = []
        single = set(extra)
        for rule in rules:
            value = rule["value"]
            if isinstance(value, list):
                single.update(date.fromisoformat(str(day)) for day in value)
                continue
            start, end = rule.get("valid_from"), rule.get("valid_to")
            term = (
                date.fromisoformat(str(start)) if start else date.min,
                date.fromisoformat(str(end)) if end else date.max,
            )
            name, left, right = str(rule["key"]), *str(value).split("-")
            if left == "EASTER":
                holidays.append(Holiday(name, 0, 0, int(right), *term))
            else:
                holidays.append(Holiday(name, int(left), int(right), None, *term))
        return cls(tuple(holidays), frozenset(single))

    def with_days_off(self, days: Iterable[date]) -> "Calendar":
        """The same calendar with more single days off."""
        return Calendar(self.holidays, self.extra | frozenset(days))

    def holidays_of(self, year: int) -> dict[date, str]:
        """The holidays of a year under their names, in order; single days off come with an empty name."""
        found = {day: "" for day in self.extra if day.year == year}
        for holiday in self.holidays:
            day = holiday.on(year)
            if day is not None:
                found[day] = holiday.name
        return dict(sorted(found.items()))

    def is_complete(self, year: int) -> bool:
        """The days off decreed for that year were entered; else a term may end later than it says."""
        return any(day.year == year for day in self.extra)

    def is_working(self, day: date) -> bool:
        """No Saturday, Sunday, holiday nor day off."""
        saturday = 5
        if day.weekday() >= saturday:
            return False
        if day.year not in self._years:
            self._years[day.year] = frozenset(self.holidays_of(day.year))
        return day not in self._years[day.year]

    def next_working(self, day: date) -> date:
        """This day, or the first working day after it (art. 145.2)."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def previous_working(self, day: date) -> date:
        """This day, or the last working day before it: where a count backwards begins."""
        while not self.is_working(day):
            day -= timedelta(days=1)
        return day

    def add_working(self, day: date, count: int) -> date:
        """The day on which a term of so many working days ends; a negative count goes backwards."""
        step = timedelta(days=1 if count >= 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def add_months(self, day: date, count: int) -> tuple[date, date]:
        """The end of a term of months, from date to date (art. 145.3): nominal and effective.

        When the last month lacks the day, the term ends on the first working day of the next one. Alarms use the
        nominal day; lateness the effective one, which is a working day.
        """
        years, month = divmod(day.month - 1 + count, 12)
        year, month = day.year + years, month + 1
        if day.day <= monthrange(year, month)[1]:
            nominal = date(year, month, day.day)
        else:
            nominal = self.next_working(date(year, month, monthrange(year, month)[1]) + timedelta(days=1))
        return nominal, self.next_working(nominal)

    def working_days(self, after: date, until: date) -> int:
        """Working days after one day and until another, this one included; zero when they are the wrong way round."""
        return sum(self.is_working(after + timedelta(days=n)) for n in range(1, (until - after).days + 1))
