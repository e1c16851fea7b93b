"""Days as a spreadsheet counts them: numbers since 30 December 1899, a moment of a day with a fraction."""

from datetime import date, datetime, timedelta
from typing import TypeGuard

from qipsheets.sheets.table import Cell

_DAY_0 = datetime(1899, 12, 30)
_LIKELY = (20_000, 80_000)  # from 1954 to 2119: a number beyond is no day that a school writes


def day_number(day: date) -> int | float:
    """The number of a day, or of a moment of one."""
    days = (date(day.year, day.month, day.day) - _DAY_0.date()).days
    if not isinstance(day, datetime):
        return days
    return days + (day.hour * 3600 + day.minute * 60 + day.second + day.microsecond / 1_000_000) / 86_400


def moment_of(number: float) -> datetime:
    """The moment that a number tells, to the second; midnight where it is a day."""
    return _DAY_0 + timedelta(seconds=round(number * 86_400))


def may_be_day(cell: Cell) -> TypeGuard[int | float]:
    """True for a number that is a day if its cell shows one."""
    return isinstance(cell, int | float) and not isinstance(cell, bool) and _LIKELY[0] < cell < _LIKELY[1]
