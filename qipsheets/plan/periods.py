"""Periods of a school year as people name them: 2020-W48, 2020-11, 2020-2021-HK1, 2020-2021."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qipsheets.plan.organisation import SchoolYear

_WEEK = re.compile(r"(\d{4})-W(\d{1,2})", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_YEAR = re.compile(r"(\d{4})-(\d{4})(?:-HK([12]))?", re.IGNORECASE)
_HYPHENS = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_EARLIEST, _LATEST = 1990, 2200
_SUMMER = timedelta(days=91)  # a plan is made in the summer before, and its last works end in the one after


class PeriodKind(StrEnum):
    """How long a period is; a report follows from it."""

    WEEK = "week"
    MONTH = "month"
    SEMESTER = "semester"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """A week (Monday to Sunday), a month, a semester or a school year, under its name."""

    kind: PeriodKind
    name: str
    first: date
    last: date

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last


def parse_period(text: str, year: SchoolYear) -> Period | None:
    """The period a text names; None where it names none, or one that the school year has nothing to do with."""
    plain = _HYPHENS.sub("-", text.strip())
    period = _read(plain, year)
    if period is None or period.last < period.first:
        return None
    return period if period.last >= year.start - _SUMMER and period.first <= year.end + _SUMMER else None


def _read(text: str, year: SchoolYear) -> Period | None:
    if match := _WEEK.fullmatch(text):
        return _week(int(match[1]), int(match[2]))
    if match := _YEAR.fullmatch(text):
        if f"{match[1]}-{match[2]}" != year.name:
            return None  # the days of another year's semesters are not known
        return semester(year, int(match[3])) if match[3] else whole_year(year)
    if match := _MONTH.fullmatch(text):
        return _month(int(match[1]), int(match[2]))
    return None


def _week(year: int, number: int) -> Period | None:
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        first = date.fromisocalendar(year, number, 1)
    except ValueError:
        return None  # most years have no week 53
    return week_of(first)


def _month(year: int, number: int) -> Period | None:
    if not (_EARLIEST <= year <= _LATEST and 1 <= number <= 12):
        return None
    return month_of(date(year, number, 1))


def week_of(day: date) -> Period:
    """The week of a day, Monday to Sunday [ISO 8601]."""
    number = day.isocalendar()
    first = day - timedelta(days=day.weekday())
    return Period(PeriodKind.WEEK, f"{number.year}-W{number.week:02d}", first, first + timedelta(days=6))


def month_of(day: date) -> Period:
    """The month of a day."""
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Period(PeriodKind.MONTH, f"{first.year}-{first.month:02d}", first, last)


_OF_DAY = {PeriodKind.WEEK: week_of, PeriodKind.MONTH: month_of}


def semester(year: SchoolYear, number: int) -> Period:
    """Semester 1 or 2 by the school's own dates."""
    first, last = (year.start, year.semester_1_end) if number == 1 else (year.semester_2_start, year.end)
    return Period(PeriodKind.SEMESTER, f"{year.name}-HK{number}", first, last)


def whole_year(year: SchoolYear) -> Period:
    """The school year from its first to its last day."""
    return Period(PeriodKind.YEAR, year.name, year.start, year.end)


def previous(period: Period, year: SchoolYear) -> Period | None:
    """The period of the same kind before; None where it is in another school year whose dates are not known."""
    if period.kind in _OF_DAY:
        return _OF_DAY[period.kind](period.first - timedelta(days=1))
    return semester(year, 1) if period == semester(year, 2) else None


def following(period: Period, year: SchoolYear) -> Period | None:
    """The period of the same kind after; None where it is in another school year whose dates are not known."""
    if period.kind in _OF_DAY:
        return _OF_DAY[period.kind](period.last + timedelta(days=1))
    return semester(year, 2) if period == semester(year, 1) else None


def months(period: Period) -> tuple[Period, ...]:
    """The months a period touches, in order, each as a whole."""
    found = [month_of(period.first)]
    while found[-1].last < period.last:
        found.append(month_of(found[-1].last + timedelta(days=1)))
    return tuple(found)
