"""Kinds of datum that lie along the years of a plan or the half-months of its year."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ayni.domain.fields import Reading, Text, Value, canonical, read_decimal
from ayni.lang import N_, Sentence, number

HALF_MONTHS = 24


@dataclass(frozen=True, slots=True)
class YearlyAmounts(Text):
    """One quantity for each year of the plan, stored "3000;4500;5400". People part them with spaces or semicolons."""

    def read(self, typed: str | int, today: date) -> Reading:
        """Quantities from zero up. How many are right depends on the horizon, which the plan knows."""
        text = str(typed).strip(" ;\t\n")
        found: list[str] = []
        for part in re.split(r"\s*;\s*" if ";" in text else r"\s+", text):
            amount = read_decimal(part)
            if amount is None or amount < 0:
                said = N_("Escriba una cantidad por cada año, separadas por punto y coma: 3000; 4500; 5400.")
                return Reading(None, Sentence(said))
            found.append(canonical(amount))
        return Reading(";".join(found))

    def show(self, value: Value) -> str:
        return "" if value is None else "; ".join(number(part) for part in str(value).split(";"))


@dataclass(frozen=True, slots=True)
class HalfMonths(Text):
    """Which of the 24 half-months of a year, stored "1-24" or "6,12,18,24"; 1 is the first half of the first month."""

    def read(self, typed: str | int, today: date) -> Reading:
        """Numbers and ranges ("1-6, 12"); a number twice counts once."""
        marks: set[int] = set()
        for part in re.split(r"[,;\s]+", re.sub(r"\s*-\s*", "-", str(typed).strip(" ,;\t\n"))):
            ends = re.fullmatch(r"(\d{1,2})(?:-(\d{1,2}))?", part, re.ASCII)
            first, last = (int(ends[1]), int(ends[2] or ends[1])) if ends else (0, 0)
            if not 1 <= first <= last <= HALF_MONTHS:
                said = N_("Escriba las quincenas del 1 al 24, por ejemplo 6, 12, 18, 24 o 1-24.")
                return Reading(None, Sentence(said))
            marks.update(range(first, last + 1))
        return Reading(written_half_months(marks))


def written_half_months(marks: set[int]) -> str:
    """Half-months 1 to 24 as stored: runs of three or more as a range."""
    runs: list[list[int]] = []
    for mark in sorted(marks):
        if runs and runs[-1][-1] == mark - 1:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else [str(mark) for mark in run]  # noqa: PLR2004  a pair is no range
    return ",".join(parts)


def half_months(stored: str) -> list[int]:
    """The half-months 1 to 24 of a stored text, in order."""
    marks: list[int] = []
    for part in filter(None, stored.split(",")):
        first, _, last = part.partition("-")
        marks += range(int(first), int(last or first) + 1)
    return marks


def yearly_amounts(stored: str) -> list[Decimal]:
    """The quantities of a stored text, year by year."""
    return [Decimal(part) for part in stored.split(";")]


def written_yearly(amounts: Iterable[Decimal]) -> str:
    """Quantities year by year as stored."""
    return ";".join(canonical(amount) for amount in amounts)
