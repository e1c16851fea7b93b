"""Days and times written by a pattern such as `dd/MM/yyyy` or `h:mm am/pm`."""

import re
from datetime import datetime
from functools import lru_cache

from tests.sheets_server.book.days import moment
from tests.sheets_server.book.locales import Locale
from tests.sheets_server.book.number_patterns import automatic

TOKEN = re.compile(r'"[^"]*"|\\.|\[[hms]+\]|\[[^\]]*\]|am/pm|a/p|\.0+|y+|m+|d+|h+|s+|.', re.IGNORECASE | re.DOTALL)


@lru_cache(maxsize=256)
def tokens(pattern: str) -> tuple[str, ...]:
    """The pattern's pieces in lower case; an `m` beside hours or seconds is made an `n` (minutes)."""
    pieces = [piece.lower() if piece[0] not in '"\\' else piece for piece in TOKEN.findall(pattern.split(";")[0])]
    units = [at for at, piece in enumerate(pieces) if piece.strip("[]")[:1] in tuple("ymdhs") and piece[0] not in '"\\']
    for place, at in enumerate(units):
        before = pieces[units[place - 1]] if place else ""
        after = pieces[units[place + 1]] if place + 1 < len(units) else ""
        if pieces[at] in ("m", "mm") and (before.strip("[]")[:1] == "h" or after.strip("[]")[:1] == "s"):
            pieces[at] = "n" * len(pieces[at])
    return tuple(pieces)


def holds_days(pattern: str) -> bool:
    """Whether a pattern of no told type writes a day or time rather than a number."""
    return any(
        piece[0] in "ymdhs" or piece.strip("[]") in ("h", "hh", "m", "mm", "s", "ss") for piece in tokens(pattern)
    )


def with_day_pattern(number: float, pattern: str, locale: Locale) -> str:
    """The day and time of a serial number; a number no calendar holds is written as a number."""
    try:
        at = moment(number)
    except (OverflowError, ValueError):
        return automatic(number, locale)
    pieces = tokens(pattern)
    half = any(piece in ("am/pm", "a/p") for piece in pieces)
    return "".join(_piece(piece, at, number, half, locale) for piece in pieces)


def _piece(piece: str, at: datetime, number: float, half: bool, locale: Locale) -> str:
    """What one piece writes."""
    if piece[0] == '"':
        return piece[1:-1]
    if piece[0] == "\\":
        return piece[1:]
    if piece[0] == "[":
        return _elapsed(piece, number)
    if piece in ("am/pm", "a/p"):
        word = "AM" if at.hour < 12 else "PM"
        return word if piece == "am/pm" else word[0]
    if piece[0] == "." and len(piece) > 1:
        return f"{at.microsecond / 1e6:.{len(piece) - 1}f}"[1:].replace(".", locale.decimal)
    return _unit(piece, at, half, locale) if piece[0] in "ymdhns" else piece


def _elapsed(piece: str, number: float) -> str:
    """`[h]`, `[mm]`, `[s]`: all the hours, minutes or seconds that passed; other brackets write nothing."""
    unit = piece.strip("[]")
    factor = {"h": 24, "m": 1440, "s": 86400}.get(unit[:1]) if unit == unit[:1] * len(unit) else None
    return "" if factor is None else str(int(number * factor + 1e-6)).rjust(len(unit), "0")


def _unit(piece: str, at: datetime, half: bool, locale: Locale) -> str:
    """A year, month, day, hour, minute or second at the length asked for."""
    unit, size = piece[0], len(piece)
    if unit == "y":
        return f"{at.year:04d}" if size > 2 else f"{at.year % 100:02d}"
    if unit == "m" and size > 2:
        name = (locale.short_months if size == 3 else locale.months)[at.month - 1]
        return name[:1] if size == 5 else name
    if unit == "d" and size > 2:
        return (locale.short_days if size == 3 else locale.days)[at.weekday()]
    hour = (at.hour % 12 or 12) if half else at.hour
    value = {"m": at.month, "d": at.day, "h": hour, "n": at.minute, "s": at.second}[unit]
    return str(value).rjust(min(size, 2), "0")
