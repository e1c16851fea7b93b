"""Typed days and times, read in the order the Sheet's locale writes them."""

import re
from datetime import date

from tests.sheets_server.book.days import fraction, serial
from tests.sheets_server.book.locales import ENGLISH_MONTHS, Locale
from tests.sheets_server.replies import Json

Read = tuple[float, str]
TIME = re.compile(
    r"(?P<hour>\d{1,4}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?P<part>[.,]\d{1,3})?)?\s*(?P<half>[AaPp][Mm]?)?\Z"
)
HALF_ONLY = re.compile(r"(?P<hour>1[0-2]|0?[1-9])\s*(?P<half>[AaPp][Mm])\Z")
ISO = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})\Z")
NUMBERS = re.compile(r"(\d{1,4})([-/.])(\d{1,2})(?:\2(\d{2}|\d{4}))?\Z")
NAMED = re.compile(
    r"(?:(?P<day>\d{1,2})[ -])?(?P<month>[A-Za-z]{3,9})\.?[ -]?(?P<late>\d{1,2})?(?:,?[ -](?P<year>\d{4}|\d{2}))?\Z"
)
MONTHS = {name.lower(): number for number, name in enumerate(ENGLISH_MONTHS, 1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}


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
    if found := HALF_ONLY.match(text):
        hour = int(found["hour"]) % 12 + (12 if found["half"][0] in "pP" else 0)
        return fraction(hour, 0), "h:mm am/pm"
    found = TIME.match(text)
    if not found:
        return None
    hour, half = int(found["hour"]), found["half"]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    second = float((found["second"] or "0") + (found["part"] or "").replace(",", "."))
    pattern = "h:mm" + (":ss" if found["second"] else "") + (" am/pm" if half else "")
    if hour > 23:
        pattern = "[h]" + pattern[1:]
    return fraction(hour, int(found["minute"]), second), pattern


def read_day(text: str, locale: Locale) -> Read | None:
    """The serial number of a day and the pattern it was typed in. A year left out is not guessed before today's."""
    if found := ISO.match(text):
        mark = found[2]
        pattern = f"yyyy{mark}mm{mark}dd" if mark == "-" else "yyyy/m/d"
        return _day(int(found[1]), int(found[3]), int(found[4]), pattern)
    if found := NUMBERS.match(text):
        return _numbers(int(found[1]), found[2], int(found[3]), found[4], locale)
    if found := NAMED.match(text):
        return _named(found)
    return None


def _numbers(first: int, mark: str, second: int, year: str | None, locale: Locale) -> Read | None:
    """`3/15/2025` in the order of the locale; a dot parts days only where the locale writes them so."""
    if mark == "." and mark not in locale.date:
        return None
    if locale.order == "YMD" and year is not None:
        return None
    day, month = (second, first) if locale.order in ("MDY", "YMD") else (first, second)
    if year is None:
        pattern = f"m{mark}d" if locale.order != "DMY" else f"d{mark}m"
        return _day(date.today().year, month, day, pattern)
    if year and len(year) == 4:
        written = locale.date if mark in locale.date else locale.date.replace("/", mark).replace(".", mark)
    else:
        written = f"M{mark}d{mark}yy" if locale.order == "MDY" else f"d{mark}M{mark}yy"
    return _day(_year(year), month, day, written)


def _named(found: re.Match[str]) -> Read | None:
    """`Jan 5, 2024`, `5 Jan 2024`, `5-Jan`, `January 2024`."""
    month = MONTHS.get(found["month"].lower())
    if month is None or (found["day"] and found["late"]):
        return None
    name = "mmmm" if len(found["month"]) > 4 else "mmm"
    year, day = found["year"], found["day"] or found["late"]
    if day is None:
        return _day(_year(year), month, 1, f"{name} yyyy") if year else None
    order = f"d {name}" if found["day"] else f"{name} d"
    if year is None:
        return _day(date.today().year, month, int(day), order)
    return _day(_year(year), month, int(day), f"{order} yyyy" if found["day"] else f"{order}, yyyy")


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
