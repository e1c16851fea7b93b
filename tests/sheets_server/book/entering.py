"""What a person's typing becomes (USER_ENTERED): formula, number, percent, day, time, boolean or text."""

import re
from collections.abc import Mapping
from typing import Any

from tests.sheets_server.book.entering_days import day_or_time
from tests.sheets_server.book.locales import Locale
from tests.sheets_server.book.showing import tidy
from tests.sheets_server.replies import Json, not_done

Entered = tuple[Json | None, Json | None]
"""An ExtendedValue (None: the cell is emptied) and the number format the typing brings along, if any."""
EXPONENT = re.compile(r"(?P<body>.*\d)[eE](?P<power>[+-]?\d{1,3})\Z")
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
    found = number(bare, locale) or day_or_time(bare, locale)
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
    power = EXPONENT.match(text)
    value = plain(power["body"] if power else text, locale)
    if value is None or (power and percent):
        return None
    value = sign * float(f"{value!r}e{power['power']}" if power else value)
    return float(f"{value / 100:.15g}") if percent else value, _format(text, locale, percent, bool(power))


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


def _format(text: str, locale: Locale, percent: bool, power: bool) -> Json | None:
    """The number format that comes with the way a number was typed."""
    decimals = locale.decimal in text
    if percent:
        return {"type": "PERCENT", "pattern": "0.00%" if decimals else "0%"}
    if power:
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    if locale.group in text:
        return {"type": "NUMBER", "pattern": "#,##0.00" if decimals else "#,##0"}
    return None
