"""Functions on days: DATE, YEAR, MONTH, DAY, TODAY, NOW, WEEKDAY, EDATE, EOMONTH, DATEVALUE, DAYS."""

import math
from calendar import monthrange
from collections.abc import Callable
from datetime import date

from tests.sheets_server.book.days import fraction, moment, serial
from tests.sheets_server.formulas.coercion import number_in
from tests.sheets_server.formulas.registry import Context, Function
from tests.sheets_server.formulas.values import FormulaError

LAST = 2_958_465


def _no_day(name: str, position: int, number: float) -> FormulaError:
    message = f"Function {name} parameter {position} value is {number:g}. It should be greater than or equal to 0."
    return FormulaError("#NUM!", message)


def _day(name: str, number: float) -> date:
    """The day of a serial number. Raises FormulaError #NUM! beyond what the service has."""
    if not 0 <= number < LAST + 1:
        raise _no_day(name, 1, number)
    return moment(math.floor(number)).date()


def _date(year: float, month: float, day: float) -> float:
    """A day; years before 1900 count from 1900, months and days beyond their end run on."""
    if not 0 <= year < 10_000 or abs(month) > 120_000 or abs(day) > 4_000_000:
        raise _no_day("DATE", 1, year)
    whole = int(year) + (1900 if year < 1900 else 0)
    years, months = divmod(math.floor(month) - 1, 12)
    if not 1 <= whole + years <= 9_999:
        raise _no_day("DATE", 2, month)
    found = serial(date(whole + years, months + 1, 1)) + math.floor(day) - 1
    if not 0 <= found <= LAST:
        raise _no_day("DATE", 3, day)
    return found


def _part(name: str, body: Callable[[date], int]) -> Function:
    return Function(name, lambda number: float(body(_day(name, number))), "d")


def _weekday(number: float, kind: float = 1) -> float:
    day = _day("WEEKDAY", number).weekday()
    if kind not in (1, 2, 3):
        raise FormulaError("#NUM!", f"Function WEEKDAY parameter 2 value is {kind:g}. Valid values are 1, 2 and 3.")
    return float({1: (day + 1) % 7 + 1, 2: day + 1, 3: day}[int(kind)])


def _later(name: str, number: float, months: float, *, end: bool) -> float:
    """The same day some months on (the month's last where it has fewer), or the last day of that month."""
    day = _day(name, number)
    years, month = divmod(day.month - 1 + math.trunc(months), 12)
    if not 1900 <= day.year + years <= 9_999:
        raise _no_day(name, 2, months)
    last = monthrange(day.year + years, month + 1)[1]
    return serial(date(day.year + years, month + 1, last if end else min(day.day, last)))


def _day_value(context: Context, text: str) -> float:
    found = number_in(text, context.locale)
    if found is None or not any(mark in text for mark in "/-. "):
        raise FormulaError("#VALUE!", f"DATEVALUE parameter '{text}' cannot be parsed to date/time.")
    return float(math.floor(found))


def _now(context: Context) -> float:
    now = context.now()
    return serial(now.date()) + fraction(now.hour, now.minute, now.second)


DATES = (
    Function("DATE", _date, "nnn"),
    Function("TODAY", lambda context: serial(context.now().date()), context=True),
    Function("NOW", _now, context=True),
    _part("YEAR", lambda day: day.year),
    _part("MONTH", lambda day: day.month),
    _part("DAY", lambda day: day.day),
    Function("WEEKDAY", _weekday, "dn", needs=1),
    Function("EDATE", lambda day, months: _later("EDATE", day, months, end=False), "dn"),
    Function("EOMONTH", lambda day, months: _later("EOMONTH", day, months, end=True), "dn"),
    Function("DATEVALUE", _day_value, "s", context=True),
    Function("DAYS", lambda end, start: float(math.floor(end) - math.floor(start)), "dd"),
)
