"""What a person's typing becomes (USER_ENTERED): formula, number, percent, day, time, boolean or text."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.sheets_server.book.locales import Locale, serial
from tests.sheets_server.book.values import tidy
from tests.sheets_server.replies import Json, not_done

Read = tuple[float, str]
TIME = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?\Z")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")
NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{2}|\d{4}))?\Z")
NAMED = re.compile(
    r"(?:\d{1,2}[ -])?(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?[ -]?\d{1,4}(?:,? \d{4})?\Z",
    re.IGNORECASE,
)


def day(text: str, locale: Locale) -> tuple[float, Json] | None:
    """The serial number of a typed day, time or both; None if the text is neither."""
    first, _, last = text.rpartition("T" if ISO.match(text[:10]) and "T" in text else " ")
    clock = TIME.match(last)
    if clock and int(clock["hour"]) < 24:
        parts = int(clock["hour"]) * 3600 + int(clock["minute"]) * 60 + int(clock["second"] or 0)
        pattern = "h:mm:ss" if clock["second"] else "h:mm"
        if not first:
            return parts / 86400, {"type": "TIME", "pattern": pattern}
        later = read_day(first, locale)
        return (later[0] + parts / 86400, {"type": "DATE_TIME", "pattern": f"{later[1]} {pattern}"}) if later else None
    found = read_day(text, locale)
    return (found[0], {"type": "DATE", "pattern": found[1]}) if found else None


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


Entered = tuple[Json | None, Json | None]
"""An ExtendedValue (None: the cell is emptied) and the number format the typing brings along, if any."""
EXPONENT = re.compile(r"\d[\d.,]*[eE][+-]?\d{1,3}\Z")
MONEY = re.compile(r"[$€£¥₫]\s*[\d.,]+\Z|[\d.,]+\s*[$€£¥₫]\Z")


def entered(text: str, locale: Locale, old_format: Mapping[str, Any] | None = None) -> Entered:
    """Reads typed text as the Sheet's locale does. A cell formatted as text keeps it as text."""
    if text == "":
        return None, None
    if (old_format or {}).get("type") == "TEXT" or text.startswith("'"):
        return {"stringValue": text.removeprefix("'")}, None
    if text.startswith("=") and len(text) > 1:
        return {"formulaValue": text}, None
    bare = text.strip()
    if bare.upper() in ("TRUE", "FALSE"):
        return {"boolValue": bare.upper() == "TRUE"}, None
    if not any(letter.isdigit() for letter in bare):
        return {"stringValue": text}, None
    found = number(bare, locale) or day(bare, locale)
    if found is None:
        return {"stringValue": text}, None
    return {"numberValue": tidy(found[0])}, found[1]


def number(text: str, locale: Locale) -> tuple[float, Json | None] | None:
    """A typed number with its sign, groups, decimal mark, exponent or percent; None if it is no number."""
    if MONEY.match(text):
        raise not_done(f"typed money, such as «{text}»")
    sign = -1 if text[:1] in ("-", "−") else 1
    text = text[1:].strip() if text[:1] in ("-", "+", "−") else text
    percent = text.endswith("%")
    text = text.removesuffix("%").strip()
    if EXPONENT.match(text):
        raise not_done(f"typed powers of ten, such as «{text}»")
    value = plain(text, locale)
    if value is None:
        return None
    return sign * (float(f"{value / 100:.15g}") if percent else value), _format(text, locale, percent)


def plain(text: str, locale: Locale) -> float | None:
    """Digits with the locale's groups and decimal mark, unsigned."""
    whole, mark, part = text.partition(locale.decimal)
    if mark and (not part.isdigit() if part else not whole):
        return None
    group = re.escape(locale.group)
    if not re.fullmatch(rf"\d{{1,3}}({group}\d{{3}})+|\d*", whole) or not (whole + part).isascii():
        return None
    digits = whole.replace(locale.group, "")
    return float(f"{digits or '0'}.{part or '0'}") if digits or part else None


def _format(text: str, locale: Locale, percent: bool) -> Json | None:
    """The number format that comes with the way a number was typed."""
    decimals = locale.decimal in text
    if percent:
        return {"type": "PERCENT", "pattern": "0.00%" if decimals else "0%"}
    if locale.group in text:
        return {"type": "NUMBER", "pattern": "#,##0.00" if decimals else "#,##0"}
    return None
