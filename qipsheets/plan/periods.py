"""Periods of a school year as people name them: HK1, học kỳ I, 11/2026, tháng 11, 2026-11, tuần 48, cả năm."""

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qipsheets.plan.organisation import SchoolYear

_HYPHENS = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_BLANKS = re.compile(r"[\s,.()_:]+")
_WEEK = re.compile(r"(?:(\d{4})[ /-]?)?(?:w|tuan)(?: thu)? ?(\d{1,2})(?:[ /-](\d{4}))?")
_MONTH = re.compile(r"(?:thang|t)? ?(\d{1,2})[ /-](\d{4})|(\d{4})[ /-](\d{1,2})|(?:thang|t) ?(\d{1,2})")
_SEMESTER = re.compile(r"(?:(\d{4}-\d{4})[ /-]?)?(?:hk|hoc k[yi]|k[yi]) ?-?(ii|i|1|2)(?:[ /-](\d{4}-\d{4}))?")
_YEAR = re.compile(r"(?:ca )?(\d{4}-\d{4})|ca nam(?: hoc)?|nam hoc")
_NAME = re.compile(r"\d{4}-(?:W\d\d|\d\d|\d{4}(?:-HK[12])?)")
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
    """The period a text names, however it is spelt; without a year that of the school year.

    None where it names none, or one that the school year has nothing to do with.
    """
    period = _read(_plain(text), year)
    if period is None or period.last < period.first:
        return None
    return period if period.last >= year.start - _SUMMER and period.first <= year.end + _SUMMER else None


def is_period_name(text: str) -> bool:
    """True for a name as `Period.name` is, of whatever school year."""
    return _NAME.fullmatch(text.strip()) is not None


def example_periods(year: SchoolYear) -> tuple[str, ...]:
    """Spellings of periods that the school year knows, for a person who is asked for one."""
    month = month_of(year.start + timedelta(days=60)).first
    week = month.isocalendar().week
    return ("HK1", f"tháng {month.month}", f"{month.month}/{month.year}", f"tuần {week}", "cả năm")


def spelt(period: Period) -> str:
    """A period as a person names it, read back by its school year: tháng 11/2026, HK1, cả năm."""
    if period.kind is PeriodKind.WEEK:
        year, _w, week = period.name.partition("-W")
        return f"tuần {int(week)}/{year}"
    if period.kind is PeriodKind.MONTH:
        return f"tháng {period.first.month}/{period.first.year}"
    return period.name.rpartition("-")[2] if period.kind is PeriodKind.SEMESTER else "cả năm"


def _plain(text: str) -> str:
    """The text in small plain letters, single blanks and plain hyphens, without the word «năm» before a number."""
    letters = unicodedata.normalize("NFKD", text.casefold()).replace("đ", "d")
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    plain = _BLANKS.sub(" ", _HYPHENS.sub("-", plain)).strip()
    return re.sub(r"\bnam(?: hoc)? (?=\d)", "", re.sub(r" ?/ ?", "/", plain))


def _read(text: str, year: SchoolYear) -> Period | None:
    if match := _WEEK.fullmatch(text):
        week = int(match[2])
        return _of_year(match[1] or match[3], year, lambda named: week_of(date.fromisocalendar(named, week, 1)))
    if match := _MONTH.fullmatch(text):
        month = int(match[1] or match[4] or match[5])
        return _of_year(match[2] or match[3], year, lambda named: month_of(date(named, month, 1)))
    match = _SEMESTER.fullmatch(text) or _YEAR.fullmatch(text)
    if match is None or any(name not in (None, year.name) for name in (match[1], match[match.re.groups])):
        return None  # the days of another year's semesters are not known
    return semester(year, 2 if match[2] in ("2", "ii") else 1) if match.re is _SEMESTER else whole_year(year)


def _of_year(named: str | None, year: SchoolYear, of: Callable[[int], Period]) -> Period | None:
    """The week or month of the calendar year that is named, else of the one that lies in or nearest the school year."""
    found: list[Period] = []
    for one in (int(named),) if named else (year.start.year, year.end.year):
        if _EARLIEST <= one <= _LATEST:
            with suppress(ValueError):  # most years have no week 53, none has a month 13
                found.append(of(one))
    return min(found, key=lambda one: max(one.first - year.end, year.start - one.last, timedelta(0)), default=None)


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


def semester(year: SchoolYear, number: int) -> Period:
    """Semester 1 or 2 by the school's own dates."""
    first, last = (year.start, year.semester_1_end) if number == 1 else (year.semester_2_start, year.end)
    return Period(PeriodKind.SEMESTER, f"{year.name}-HK{number}", first, last)


def whole_year(year: SchoolYear) -> Period:
    """The school year from its first to its last day."""
    return Period(PeriodKind.YEAR, year.name, year.start, year.end)


def previous(period: Period, year: SchoolYear) -> Period | None:
    """The period of the same kind before; None where it is in another school year whose dates are not known."""
    return _beside(period, year, period.first - timedelta(days=1), 1)


def following(period: Period, year: SchoolYear) -> Period | None:
    """The period of the same kind after; None where it is in another school year whose dates are not known."""
    return _beside(period, year, period.last + timedelta(days=1), 2)


def _beside(period: Period, year: SchoolYear, day: date, number: int) -> Period | None:
    """The week or month of a day; of semesters the one with a number, where the period is the other one."""
    if period.kind in (PeriodKind.WEEK, PeriodKind.MONTH):
        return week_of(day) if period.kind is PeriodKind.WEEK else month_of(day)
    return semester(year, number) if period == semester(year, 3 - number) else None


def months(period: Period) -> tuple[Period, ...]:
    """The months a period touches, in order, each as a whole."""
    found = [month_of(period.first)]
    while found[-1].last < period.last:
        found.append(month_of(found[-1].last + timedelta(days=1)))
    return tuple(found)
