"""Typed days and times, read in the order the Sheet's locale writes them."""

import re
from datetime import date

from tests.sheets_server.book.days import fraction, serial
from tests.sheets_server.book.locales import Locale
from tests.sheets_server.replies import Json, not_done

Read = tuple[float, str]
TIME = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?\Z")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")
NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{2}|\d{4}))?\Z")
NAMED = re.compile(
    r"(?:\d{1,2}[ -])?(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?[ -]?\d{1,4}(?:,? \d{4})?\Z",
    re.IGNORECASE,
)


def day_or_time(text: str, locale: Locale) -> tuple[float, Json] | None:
    """A day, a time or both; None if the text is neither."""
    if clock := read_time(text):
        return clock[0], {"type": "TIME", "pattern": clock[1]}
    if day := read_day(text, locale):
        return day[0], {"type": "DATE", "pattern": day[1]}
    first, mark, last = text.replace("T", " ", 1).partition(" ") if ISO.match(text[:10]) else text.partition(" ")
    later, clock = (read_day(first, locale), read_time(last.strip())) if mark else (None, None)
    if later and clock:
        return later[0] + clock[0], {"type": "DATE_TIME", "pattern": f"{later[1]} {clock[1]}"}
    return None


def read_time(text: str) -> Read | None:
    """The part of a day and the pattern it was typed in."""
    found = TIME.match(text)
    if not found or int(found["hour"]) > 23:
        return None
    pattern = "h:mm:ss" if found["second"] else "h:mm"
    return fraction(int(found["hour"]), int(found["minute"]), int(found["second"] or 0)), pattern


def read_day(text: str, locale: Locale) -> Read | None:
    """The serial number of a day and the pattern it was typed in. A day without a year is of this year."""
    if found := ISO.match(text):
        return _day(int(found[1]), int(found[2]), int(found[3]), "yyyy-mm-dd")
    if NAMED.match(text):
        raise not_done(f"typed days with English months, such as «{text}»")
    found = NUMBERS.match(text)
    if not found or (found[2] == "." and "." not in locale.date):
        return None
    first, mark, second, year = int(found[1]), found[2], int(found[3]), found[4]
    american = locale.order == "MDY"
    day, month = (second, first) if american else (first, second)
    if year is None:
        return _day(date.today().year, month, day, f"m{mark}d" if american else f"d{mark}m")
    if len(year) == 4:
        pattern = locale.date if mark in locale.date else locale.date.replace("/", mark).replace(".", mark)
    else:
        pattern = f"M{mark}d{mark}yy" if american else f"d{mark}M{mark}yy"
    return _day(_year(year), month, day, pattern)


def _year(text: str) -> int:
    """Two digits are of 1930-2029."""
    number = int(text)
    return number if len(text) == 4 else number + (2000 if number < 30 else 1900)


def _day(year: int, month: int, day: int, pattern: str) -> Read | None:
    """None for a day the calendar does not have."""
    try:
        return serial(date(year, month, day)), pattern
    except ValueError:
        return None
