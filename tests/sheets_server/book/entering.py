"""What a person's typing becomes (USER_ENTERED): formula, number, percent, money, day, time, boolean or text."""

import re
from collections.abc import Mapping
from typing import Any

from tests.sheets_server.book.entering_days import day_or_time
from tests.sheets_server.book.locales import Locale
from tests.sheets_server.book.showing import tidy
from tests.sheets_server.replies import Json

Entered = tuple[Json | None, Json | None]
"""An ExtendedValue (None: the cell is emptied) and the number format the typing brings along, if any."""

EXPONENT = re.compile(r"(?P<body>.*\d)[eE](?P<power>[+-]?\d{1,3})\Z")


def entered(text: str, locale: Locale, old_format: Mapping[str, Any] | None = None) -> Entered:
    """Reads typed text as the Sheet's locale does. A cell formatted as text keeps it as text."""
    if text == "":
        return None, None
    if (old_format or {}).get("type") == "TEXT":
        return {"stringValue": text.removeprefix("'")}, None
    if text.startswith("'"):
        return {"stringValue": text[1:]}, None
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
    value, kind = found
    return {"numberValue": tidy(value)}, kind


def number(text: str, locale: Locale) -> tuple[float, Json | None] | None:
    """A typed number with its sign, groups, decimal mark, exponent, percent or money sign; None if it is no number."""
    sign, text = _sign(text)
    percent = text.endswith("%") or text.startswith("%")
    text = text.strip("%").strip() if percent else text
    money = next((mark for mark in dict.fromkeys((locale.money, "$", "€", "£", "¥", "₫")) if mark in text), "")
    if money:
        if percent or not (text.startswith(money) or text.endswith(money)):
            return None
        text = text.replace(money, "", 1).strip()
        inner, text = _sign(text)
        sign *= inner
    power = EXPONENT.match(text)
    if power:
        text = power.group("body")
    value = plain(text, locale)
    if value is None:
        return None
    value = sign * float(f"{value!r}e{power.group('power')}" if power and "e" not in repr(value) else value)
    if value in (float("inf"), float("-inf")):
        return None
    if percent:
        value = float(f"{value / 100:.15g}")
    return value, _format(text, locale, percent=percent, money=money, power=bool(power))


def plain(text: str, locale: Locale) -> float | None:
    """Digits with the locale's groups and decimal mark, unsigned."""
    whole, mark, part = text.partition(locale.decimal)
    if mark and (not part.isdigit() if part else not whole):
        return None
    group = re.escape(locale.group)
    if not re.fullmatch(rf"\d{{1,3}}({group}\d{{3}})+|\d*", whole) or not (whole + part).isascii():
        return None
    digits = whole.replace(locale.group, "")
    if not digits and not part:
        return None
    return float(f"{digits or '0'}.{part or '0'}")


def _sign(text: str) -> tuple[int, str]:
    """-1 and the rest for `-5` and `(5)`."""
    if text.startswith("(") and text.endswith(")"):
        return -1, text[1:-1].strip()
    if text[:1] in ("-", "+", "−"):
        return (1 if text[0] == "+" else -1), text[1:].strip()
    return 1, text


def _format(text: str, locale: Locale, *, percent: bool, money: str, power: bool) -> Json | None:
    """The number format that comes with the way a number was typed."""
    decimals = locale.decimal in text
    if percent:
        return {"type": "PERCENT", "pattern": "0.00%" if decimals else "0%"}
    if money:
        pattern = locale.money_pattern if money == locale.money else f'"{money}"#,##0.00'
        return {"type": "CURRENCY", "pattern": pattern if decimals else pattern.replace("0.00", "0")}
    if power:
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    if locale.group in text:
        return {"type": "NUMBER", "pattern": "#,##0.00" if decimals else "#,##0"}
    return None
